//! Noticing that somebody saved a file.
//!
//! Begin with [`Watch::begin`]. Folders are watched, not files: many editors save by putting a new file in the place of
//! the old, and a watch on the file would stay with the old one. Names that begin with a dot are never content, so what
//! happens in `.git` or `.cairn` is not looked at, and neither are the files that editors keep for themselves. Whether a build
//! reads any of what is told here, somebody else decides who knows the site.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use notify::{Error, Event, RecommendedWatcher, RecursiveMode, Watcher};

/// Saving several files, or one in several steps, is one change: it is over after so long a silence.
const PAUSE: Duration = Duration::from_millis(4);
/// Whoever writes without end is not waited for.
const PATIENCE: Duration = Duration::from_millis(500);

/// Some folders under watch.
pub(super) struct Watch {
    roots: Vec<PathBuf>,
    ignore: Vec<PathBuf>,
    watcher: RecommendedWatcher,
    changes: Receiver<notify::Result<Event>>,
}

impl Watch {
    /// Watches everything below `watch` that is not below `ignore`.
    pub(super) fn begin(watch: &[PathBuf], ignore: &[PathBuf]) -> Result<Watch, Error> {
        let (send, changes) = mpsc::channel();
        let watcher = notify::recommended_watcher(send)?;
        let mut watch = Watch {
            roots: watch.iter().map(real).collect(),
            ignore: ignore.iter().map(real).collect(),
            watcher,
            changes,
        };
        for root in watch.roots.clone() {
            match root.is_dir() {
                true => watch.enter(&root)?,
                false => watch.watcher.watch(root.parent().unwrap_or(&root), RecursiveMode::NonRecursive)?,
            }
        }
        Ok(watch)
    }

    /// Calls `renew` after every change, for as long as the process lives, and tells it what changed and whether that is only
    /// stylesheets. Where the system lost count, the watched folders themselves have changed.
    pub(super) fn each(mut self, mut renew: impl FnMut(&[PathBuf], bool)) {
        while let Ok(first) = self.changes.recv() {
            // What came in while the last rebuild was busy belongs to this one too.
            let mut events: Vec<Event> = first.into_iter().collect();
            let begin = Instant::now();
            while begin.elapsed() < PATIENCE
                && let Ok(more) = self.changes.recv_timeout(PAUSE)
            {
                events.extend(more);
            }
            events.retain(|event| !event.kind.is_access());
            let mut paths: Vec<PathBuf> =
                events.iter().flat_map(|event| &event.paths).filter(|path| self.matters(path)).cloned().collect();
            if events.iter().any(Event::need_rescan) {
                paths.extend(self.roots.iter().cloned());
            }
            paths.sort();
            paths.dedup();
            if paths.is_empty() {
                continue;
            }
            let style_alone = paths.iter().all(|path| path.extension().is_some_and(|it| it == "css"));
            for folder in paths.iter().filter(|path| is_folder(path)) {
                // It may be gone again, which is a change that will be told as well.
                let _ = self.enter(folder);
            }
            renew(&paths, style_alone);
        }
    }

    /// Watches a folder and those in it one by one, because a single watch on all would also watch those that do not
    /// matter, and systems allow only so many.
    fn enter(&mut self, folder: &Path) -> Result<(), Error> {
        let mut waiting = vec![folder.to_owned()];
        while let Some(folder) = waiting.pop() {
            self.watcher.watch(&folder, RecursiveMode::NonRecursive)?;
            let Ok(entries) = folder.read_dir() else { continue };
            let folders = entries.flatten().filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
            waiting.extend(folders.map(|entry| entry.path()).filter(|path| self.matters(path)));
        }
        Ok(())
    }

    fn matters(&self, path: &Path) -> bool {
        let below = self.roots.iter().find_map(|root| path.strip_prefix(root).ok());
        let Some(below) = below else { return false };
        let hidden = below.components().any(|part| part.as_os_str().to_str().is_some_and(is_private));
        !hidden && !self.ignore.iter().any(|ignored| path.starts_with(ignored))
    }
}

/// Events name real paths, on some systems whatever was asked for. An ignored folder may not be there yet.
fn real(path: &PathBuf) -> PathBuf {
    let beside = || Some(path.parent()?.canonicalize().ok()?.join(path.file_name()?));
    path.canonicalize().ok().or_else(beside).unwrap_or_else(|| path.to_owned())
}

/// Whether it is one itself: a link could lead out of what is watched.
fn is_folder(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|metadata| metadata.is_dir())
}

/// Names that git, Cairn, package managers or an editor keeps for itself, but for those that a build reads.
fn is_private(name: &str) -> bool {
    if matches!(name, ".gitignore" | ".mailmap" | ".all-contributorsrc") {
        return false;
    }
    let ends = ["~", ".swp", ".swx", ".tmp", ".part", ".crdownload", "___jb_tmp___", "___jb_old___"];
    // Vim tries with this name whether it may write to a folder.
    let probe = name == "4913";
    name.starts_with(['.', '#']) || probe || name == "node_modules" || ends.iter().any(|end| name.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::sync::mpsc::Sender;

    /// Tells for each change whether it was one of style alone.
    fn watching(root: &Path, ignore: &[PathBuf]) -> Receiver<bool> {
        let watch = Watch::begin(&[root.to_owned()], ignore).unwrap();
        let (send, changes): (Sender<bool>, Receiver<bool>) = mpsc::channel();
        std::thread::spawn(move || watch.each(|_, style_alone| send.send(style_alone).unwrap_or_default()));
        changes
    }

    const LONG: Duration = Duration::from_secs(20);
    const SHORT: Duration = Duration::from_millis(400);

    #[test]
    fn a_save_is_noticed_however_the_editor_does_it() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir_all(root.join("faq")).unwrap();
        fs::write(root.join("faq/a.md"), "one").unwrap();
        let changes = watching(root, &[]);
        fs::write(root.join("faq/a.md"), "two").unwrap();
        assert!(!changes.recv_timeout(LONG).unwrap());
        for n in 0..2 {
            fs::write(root.join("faq/.a.md.swp"), format!("{n}")).unwrap();
            fs::rename(root.join("faq/.a.md.swp"), root.join("faq/a.md")).unwrap();
            assert!(!changes.recv_timeout(LONG).unwrap());
        }
        fs::remove_file(root.join("faq/a.md")).unwrap();
        assert!(!changes.recv_timeout(LONG).unwrap());
    }

    #[test]
    fn a_new_folder_is_watched_too() {
        let folder = tempfile::tempdir().unwrap();
        let changes = watching(folder.path(), &[]);
        fs::create_dir_all(folder.path().join("new/deep")).unwrap();
        changes.recv_timeout(LONG).unwrap();
        while changes.recv_timeout(SHORT).is_ok() {}
        fs::write(folder.path().join("new/deep/a.md"), "text").unwrap();
        assert!(!changes.recv_timeout(LONG).unwrap());
    }

    #[test]
    fn a_stylesheet_alone_is_told_apart() {
        let folder = tempfile::tempdir().unwrap();
        let changes = watching(folder.path(), &[]);
        fs::write(folder.path().join("site.css"), "a{}").unwrap();
        assert!(changes.recv_timeout(LONG).unwrap());
    }

    #[test]
    fn what_is_not_content_is_not_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for name in ["public", ".git", ".cairn", "faq"] {
            fs::create_dir(root.join(name)).unwrap();
        }
        fs::write(root.join("faq/a.md"), "text").unwrap();
        let changes = watching(root, &[root.join("public")]);
        for name in [
            "public/index.html",
            ".git/index",
            ".cairn/pack",
            "faq/.#a.md",
            "faq/a.md~",
            "faq/4913",
            ".public.cairn-new",
        ] {
            fs::write(root.join(name), "x").unwrap();
        }
        fs::read(root.join("faq/a.md")).unwrap();
        assert!(changes.recv_timeout(SHORT).is_err());
    }
}
