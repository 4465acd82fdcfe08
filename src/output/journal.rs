//! Changing a folder step by step where it cannot be exchanged as a whole: a mount point, another device, Windows.
//!
//! The new and changed files wait in `.cairn-new` inside the target. Then the journal is written there, complete, under
//! a temporary name, and gets its name: this moment decides. A run killed before it has changed nothing, and the next
//! run throws `.cairn-new` away. A run killed after it is completed by the next one, because every step may be
//! taken twice: a file that waits no longer has been placed, a file that is gone has been removed.
//! What is weaker than an exchange: a visitor may see old and new files side by side while the steps are taken,
//! and after a kill until the next run.
//!
//! Version 1 is text. The first line is `cairn-journal 1`, the last `end` and the number of steps; between them
//! `clear PATH` (an old file in the way of a new one), `place PATH` and `remove PATH`, in the order they are taken.
//! Files that pages need are placed before the pages, and old files go last. Paths are written as in the marker.

#![allow(clippy::disallowed_methods, reason = "this is the way out")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use crate::output::disk::Error;
use crate::output::folder::{is_folder, read_own};
use crate::output::marker::{LONGEST, MARKER, escape, unescape, well_formed};

/// The folder inside the target in which files wait.
pub(super) const STAGING: &str = ".cairn-new";

/// The file in it that tells what is left to do.
pub(super) const JOURNAL: &str = ".cairn-journal";
const FIRST_LINE: &str = "cairn-journal 1";

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Clear(String),
    Place(String),
    Remove(String),
}

/// Everything that is left to do in a target.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Journal {
    steps: Vec<Step>,
}

impl Journal {
    /// The steps that place `changed` and remove `removed`; both sorted.
    pub(super) fn new(changed: &[&str], removed: &[&str]) -> Journal {
        let placed: BTreeSet<&str> = changed.iter().copied().collect();
        let stands_in_the_way = |old: &&&str| {
            let below = format!("{old}/");
            placed.range(below.as_str()..).next().is_some_and(|path| path.starts_with(&below))
                || old.match_indices('/').any(|(at, _)| placed.contains(&old[..at]))
        };
        let (in_the_way, others): (Vec<&&str>, Vec<&&str>) = removed.iter().partition(stands_in_the_way);
        let (pages, parts): (Vec<&&str>, Vec<&&str>) = changed.iter().partition(|path| path.ends_with(".html"));
        let mut steps: Vec<Step> = in_the_way.iter().map(|path| Step::Clear(path.to_string())).collect();
        steps.extend(parts.iter().chain(&pages).map(|path| Step::Place(path.to_string())));
        steps.extend(others.iter().map(|path| Step::Remove(path.to_string())));
        Journal { steps }
    }

    /// The journal that a killed run left in `target`, if it came so far as to write one.
    pub(super) fn read(target: &Path) -> Result<Option<Journal>, Error> {
        let path = target.join(STAGING).join(JOURNAL);
        let bytes = read_own(&path, LONGEST).map_err(|error| Error::io("read", &path, error))?;
        let Some(bytes) = bytes else { return Ok(None) };
        let journal = std::str::from_utf8(&bytes).ok().and_then(Journal::parse).ok_or_else(|| {
            Error::new(format!("`{}` is damaged", path.display()))
                .help(format!("delete `{}` and build again", target.display()))
        });
        journal.map(Some)
    }

    /// Decides: from here on the steps will be taken, if not by this run then by the next.
    pub(super) fn commit(&self, target: &Path) -> Result<(), Error> {
        let path = target.join(STAGING).join(JOURNAL);
        let part = path.with_extension("part");
        fs::write(&part, self.print())
            .and_then(|()| fs::rename(&part, &path))
            .map_err(|error| Error::io("write", &path, error))
    }

    /// Takes every step that has not been taken, then gives the target its new marker. The journal stays: without it
    /// nobody could tell whose the rest of `.cairn-new` is, so it is the last that goes when that is discarded.
    pub(super) fn complete(&self, target: &Path) -> Result<(), Error> {
        let mut folders = Folders::new(target);
        for step in &self.steps {
            folders.take(step)?;
        }
        folders.prune(&self.steps);
        folders.place(MARKER)
    }

    fn print(&self) -> String {
        let mut text = format!("{FIRST_LINE}\n");
        for step in &self.steps {
            let (word, path) = match step {
                Step::Clear(path) => ("clear", path),
                Step::Place(path) => ("place", path),
                Step::Remove(path) => ("remove", path),
            };
            writeln!(text, "{word} {}", escape(path)).expect("a string takes all text");
        }
        writeln!(text, "end {}", self.steps.len()).expect("a string takes all text");
        text
    }

    fn parse(text: &str) -> Option<Journal> {
        let mut lines = text.split('\n');
        if lines.next() != Some(FIRST_LINE) {
            return None;
        }
        let mut steps = Vec::new();
        for line in lines {
            let (word, path) = line.split_once(' ')?;
            if word == "end" {
                return (path.parse() == Ok(steps.len())).then_some(Journal { steps });
            }
            let path = Some(unescape(path)).filter(|path| well_formed(path))?;
            steps.push(match word {
                "clear" => Step::Clear(path),
                "place" => Step::Place(path),
                "remove" => Step::Remove(path),
                _ => return None,
            });
        }
        None
    }
}

/// Takes steps in a target, and remembers which folders are folders: a path never leads through a symbolic link.
struct Folders<'a> {
    target: &'a Path,
    known: BTreeMap<String, bool>,
}

impl<'a> Folders<'a> {
    fn new(target: &'a Path) -> Folders<'a> {
        Folders { target, known: BTreeMap::new() }
    }

    fn take(&mut self, step: &Step) -> Result<(), Error> {
        match step {
            Step::Clear(path) => {
                self.remove(path)?;
                // A folder that a new file replaces must be gone before the file comes.
                self.prune(std::slice::from_ref(step));
                self.known.clear();
                Ok(())
            }
            Step::Place(path) => self.place(path),
            Step::Remove(path) => self.remove(path),
        }
    }

    fn place(&mut self, path: &str) -> Result<(), Error> {
        let from = self.target.join(STAGING).join(path);
        let to = self.target.join(path);
        // What waits behind a link is nothing that we put there.
        let waits = path.match_indices('/').all(|(at, _)| self.is_folder(&format!("{STAGING}/{}", &path[..at])));
        if !waits || fs::symlink_metadata(&from).is_err() {
            return Ok(());
        }
        for (at, _) in path.match_indices('/') {
            let folder = self.target.join(&path[..at]);
            if !self.is_folder(&path[..at]) {
                fs::create_dir(&folder).map_err(|error| Error::io("make the folder", &folder, error))?;
                self.known.insert(path[..at].to_owned(), true);
            }
        }
        fs::rename(&from, &to).map_err(|error| Error::io("write", &to, error))
    }

    fn remove(&mut self, path: &str) -> Result<(), Error> {
        if !path.match_indices('/').all(|(at, _)| self.is_folder(&path[..at])) {
            return Ok(());
        }
        let file = self.target.join(path);
        // A folder in its place came with a later step of a run that was killed.
        if fs::symlink_metadata(&file).is_ok_and(|metadata| metadata.is_dir()) {
            return Ok(());
        }
        match fs::remove_file(&file) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(Error::io("remove", &file, error)),
            _ => Ok(()),
        }
    }

    fn is_folder(&mut self, path: &str) -> bool {
        *self.known.entry(path.to_owned()).or_insert_with(|| is_folder(&self.target.join(path)))
    }

    /// Removes folders that lost their last file.
    fn prune(&mut self, steps: &[Step]) {
        let mut emptied = BTreeSet::new();
        for step in steps {
            if let Step::Clear(path) | Step::Remove(path) = step {
                emptied.extend(path.match_indices('/').map(|(at, _)| &path[..at]));
            }
        }
        // The longest first, so that a folder goes before the one that holds it. Those that hold something stay.
        for folder in emptied.iter().rev() {
            let _ = remove_folder(&self.target.join(folder));
        }
    }
}

fn remove_folder(folder: &Path) -> io::Result<()> {
    match fs::symlink_metadata(folder)?.is_dir() {
        true => fs::remove_dir(folder),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(root: &Path, path: &str, text: &str) {
        let file = root.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    fn tree(root: &Path) -> BTreeMap<String, String> {
        walkdir::WalkDir::new(root)
            .into_iter()
            .map(|entry| entry.unwrap())
            .filter(|entry| entry.file_type().is_file() && !entry.path().starts_with(root.join(STAGING)))
            .map(|entry| {
                let path = entry.path().strip_prefix(root).unwrap().to_str().unwrap().to_owned();
                (path, fs::read_to_string(entry.path()).unwrap())
            })
            .collect()
    }

    /// The old site has `a`, `b/c`, `b/d`, `gone/x`; the new one `a/deep`, `b`, `index.html`, `site.css`.
    fn half_way(root: &Path) -> Journal {
        for path in ["a", "b/c", "b/d", "gone/x", "index.html", "site.css", "CNAME", MARKER] {
            put(root, path, "old");
        }
        let changed = ["a/deep", "b", "index.html", "site.css"];
        for path in changed.iter().chain(&[MARKER]) {
            put(&root.join(STAGING), path, "new");
        }
        Journal::new(&changed, &["a", "b/c", "b/d", "gone/x"])
    }

    #[test]
    fn a_swap_is_completed_wherever_it_stopped() {
        let steps = half_way(tempfile::tempdir().unwrap().path()).steps.len();
        for stop in 0..=steps {
            let folder = tempfile::tempdir().unwrap();
            let root = folder.path();
            let journal = half_way(root);
            journal.commit(root).unwrap();
            let mut folders = Folders::new(root);
            journal.steps[..stop].iter().for_each(|step| folders.take(step).unwrap());

            let found = Journal::read(root).unwrap().expect("it was committed");
            assert_eq!(found, journal);
            found.complete(root).unwrap();
            let expected =
                ["a/deep", "b", "index.html", "site.css", MARKER].map(|path| (path.to_owned(), "new".to_owned()));
            let mut expected = BTreeMap::from(expected);
            expected.insert("CNAME".to_owned(), "old".to_owned());
            assert_eq!(tree(root), expected, "stopped before step {stop}");
            assert!(!root.join("gone").exists());
            found.complete(root).expect("once more, for a run that was killed before it discarded the journal");
            assert_eq!(tree(root), expected);
        }
    }

    #[test]
    fn pages_come_after_what_they_need_and_old_files_go_last() {
        let journal = Journal::new(&["a/deep", "b", "index.html", "site.css"], &["a", "b/c", "old"]);
        assert_eq!(
            journal.print(),
            "cairn-journal 1\nclear a\nclear b/c\nplace a/deep\nplace b\nplace site.css\nplace index.html\nremove old\nend 7\n"
        );
    }

    #[test]
    fn a_journal_that_is_cut_or_leaves_the_folder_is_not_followed() {
        let text = Journal::new(&["a"], &["b"]).print();
        assert!(Journal::parse(&text).is_some());
        for cut in 0..text.len() - 1 {
            assert!(Journal::parse(&text[..cut]).is_none(), "cut at {cut}");
        }
        assert!(Journal::parse("cairn-journal 1\nremove ../x\nend 1\n").is_none());
    }

    #[cfg(unix)]
    #[test]
    fn no_step_goes_through_a_symbolic_link() {
        let outside = tempfile::tempdir().unwrap();
        put(outside.path(), "victim", "mine");
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(outside.path(), folder.path().join("link")).unwrap();
        put(&folder.path().join(STAGING), "link/new", "new");
        let journal = Journal::new(&["link/new"], &["link/victim"]);
        let _ = journal.complete(folder.path());
        assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 1);
        assert!(outside.path().join("victim").exists());
    }
}
