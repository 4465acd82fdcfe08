//! Changes to the content's files: shown as a difference, or written so that every file is the old one or the new one, whatever happens.

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::cache::pack;
use crate::cli::{CACHE, is_own, report};
use crate::edit::moves::Move;
use crate::edit::{Edit, apply, by_file, difference};
use crate::path::SitePath;
use crate::source::Source;
use crate::source::disk::link_on_the_way;

/// How the folder of texts that wait is called, below [`CACHE`]. A run that was killed may leave one.
pub(super) const STAGED: &str = "edits-";

/// A byte order mark, which is no part of a file's text.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// The changes as a unified difference, which `git apply` reads. A terminal gets what it can show; a pipe gets the very bytes, so that they can be applied.
pub(super) fn show(source: &Source, moved: &Move) -> Result<String, String> {
    let mut out = String::new();
    let edits = by_file(&moved.edits);
    let renamed =
        |from: &SitePath, to: &SitePath| format!("diff --git a/{from} b/{to}\nrename from {from}\nrename to {to}\n");
    for (&file, edits) in &edits {
        let (mark, text) = read(source, file)?;
        // In the file, the mark belongs to the first line.
        let text = [std::str::from_utf8(mark).expect("a mark is UTF-8"), &text].concat();
        let behind =
            |edit: &&Edit| Edit::new(file, edit.bytes.0 + mark.len()..edit.bytes.1 + mark.len(), edit.text.clone());
        let edits: Vec<Edit> = edits.iter().map(behind).collect();
        let edits: Vec<&Edit> = edits.iter().collect();
        let new = moved.renames.iter().find(|(from, _)| from == file).map_or(file, |(_, to)| to);
        if new != file {
            out.push_str(&renamed(file, new));
        }
        out.push_str(&difference(&format!("a/{file}"), &format!("b/{new}"), &text, &edits));
    }
    // Git takes what follows one of these for a part of it.
    for (from, to) in moved.renames.iter().filter(|(from, _)| !edits.contains_key(from)) {
        out.push_str(&renamed(from, to));
    }
    if std::io::stdout().is_terminal() {
        out = out.lines().map(|line| report::text::visible(line) + "\n").collect();
    }
    Ok(out)
}

/// Writes the changes: every new text lies ready below the cache before the first file is touched, and what cannot be done whole is
/// undone.
pub(super) fn write(root: &Path, source: &Source, moved: &Move) -> Result<(), String> {
    for (_, to) in &moved.renames {
        if root.join(to.as_str()).symlink_metadata().is_ok() {
            return Err(format!("`{to}` is there already"));
        }
    }
    let mut texts = Vec::new();
    for (file, edits) in by_file(&moved.edits) {
        let failed = |error: &dyn std::fmt::Display| format!("cannot write `{file}`: {error}");
        let (mark, text) = read(source, file)?;
        let facts = fs::symlink_metadata(root.join(file.as_str())).map_err(|error| failed(&error))?;
        if !facts.is_file() {
            return Err(failed(&"it is not a regular file"));
        }
        if facts.permissions().readonly() {
            return Err(failed(&"it may only be read"));
        }
        let new = apply(&text, &edits);
        texts.push((file, [text, new].map(|text| [mark, text.as_bytes()].concat()), facts.permissions()));
    }
    unstopped(|| stage_and_make(root, texts, &moved.renames))
}

/// What a file is called, its old and its new text, and who may do what with it.
type Text<'m> = (&'m SitePath, [Vec<u8>; 2], fs::Permissions);

fn stage_and_make(root: &Path, texts: Vec<Text<'_>>, renames: &[(SitePath, SitePath)]) -> Result<(), String> {
    let cannot_wait = |error: io::Error| format!("cannot write below `{CACHE}`: {error}");
    let folder = staging(root).map_err(cannot_wait)?;
    let mut steps = Vec::new();
    for (number, (file, [old, new], permissions)) in texts.into_iter().enumerate() {
        let lay_ready = |name: &str, text: &[u8]| {
            let path = folder.path().join(format!("{number}.{name}"));
            lay_ready(&path, text, &permissions).map_err(cannot_wait)?;
            Ok::<_, String>(path)
        };
        let (old, new) = (lay_ready("old", &old)?, lay_ready("new", &new)?);
        let path = root.join(file.as_str());
        steps.push(Step { what: format!("write `{file}`"), make: (new, path.clone()), undo: (old, path) });
    }
    sync(folder.path()).map_err(cannot_wait)?;
    for (from, to) in renames {
        let (old, new) = (root.join(from.as_str()), root.join(to.as_str()));
        let what = format!("move `{from}` to `{to}`");
        steps.push(Step { what, make: (old.clone(), new.clone()), undo: (new, old) });
    }
    make(root, &steps)
}

/// One file that goes to a place, and how that is undone.
struct Step {
    what: String,
    make: (PathBuf, PathBuf),
    undo: (PathBuf, PathBuf),
}

/// All steps or none.
fn make(root: &Path, steps: &[Step]) -> Result<(), String> {
    for (number, step) in steps.iter().enumerate() {
        if let Err(error) = put(root, &step.make) {
            for done in steps[..number].iter().rev() {
                put(root, &done.undo)
                    .map_err(|second| format!("cannot {}: {error}; cannot undo what was done: {second}", step.what))?;
            }
            return Err(format!("cannot {}: {error}; nothing was changed", step.what));
        }
    }
    Ok(())
}

/// Moves a file. A folder that is empty then was there for this file alone.
fn put(root: &Path, (from, to): &(PathBuf, PathBuf)) -> io::Result<()> {
    let folder = to.parent().unwrap_or(root);
    fs::create_dir_all(folder)?;
    match fs::rename(from, to) {
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
            let mut copy = tempfile::Builder::new().prefix(".cairn-").tempfile_in(folder)?;
            io::copy(&mut fs::File::open(from)?, &mut copy)?;
            copy.as_file().set_permissions(fs::metadata(from)?.permissions())?;
            copy.as_file().sync_all()?;
            copy.persist(to).map_err(|error| error.error)?;
            fs::remove_file(from)?;
        }
        done => done?,
    }
    let mut folder = from.parent();
    while let Some(empty) = folder.filter(|folder| *folder != root && fs::remove_dir(folder).is_ok()) {
        folder = empty.parent();
    }
    Ok(())
}

/// A folder for the texts that wait, which git does not see and `cairn people remove` empties.
fn staging(root: &Path) -> io::Result<TempDir> {
    let cache = root.join(CACHE);
    if !is_own(root) {
        return Err(io::Error::other("it is a symbolic link"));
    }
    fs::create_dir_all(&cache)?;
    // What a run left that was killed. One that goes on beside us needs seconds.
    for entry in fs::read_dir(&cache)?.flatten() {
        let is_ours = entry.file_name().to_string_lossy().starts_with(STAGED);
        // It is no link: what a link leads to is not gone through.
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if is_ours && is_folder && pack::is_abandoned(&entry) {
            fs::remove_dir_all(entry.path())?;
        }
    }
    let folder = tempfile::Builder::new().prefix(STAGED).tempdir_in(cache)?;
    pack::keep_out_of_git(folder.path())?;
    Ok(folder)
}

/// Writes a text in place of a file below `root` in one step. No link on the way to it is followed, and what it may be written
/// by and for stays as it is.
pub(super) fn replace(root: &Path, path: &Path, text: &str) -> io::Result<()> {
    let folder = path.parent().unwrap_or(root);
    if let Some(link) = link_on_the_way(root, folder) {
        return Err(io::Error::other(format!("`{}` is a link", link.display())));
    }
    fs::create_dir_all(folder)?;
    let mut options = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As for any new file; what the system's mask takes away is taken away.
        options.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = options.prefix(".cairn-").tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    if let Ok(facts) = fs::symlink_metadata(path)
        && facts.is_file()
    {
        file.as_file().set_permissions(facts.permissions())?;
    }
    file.persist(path).map(|_| ()).map_err(|error| error.error)
}

fn lay_ready(path: &Path, bytes: &[u8], permissions: &fs::Permissions) -> io::Result<()> {
    let mut file = fs::File::create_new(path)?;
    file.write_all(bytes)?;
    file.set_permissions(permissions.clone())
}

/// Sees to it that what lies in a folder is on the disk.
fn sync(folder: &Path) -> io::Result<()> {
    // One question for all files is many times faster, where the system knows it.
    #[cfg(target_os = "linux")]
    return Ok(rustix::fs::syncfs(fs::File::open(folder)?)?);
    #[cfg(not(target_os = "linux"))]
    fs::read_dir(folder)?.try_for_each(|entry| fs::File::open(entry?.path())?.sync_all())
}

/// Does what must not stop halfway: who interrupts the program waits until it is done.
fn unstopped<T>(work: impl FnOnce() -> T) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build();
    let entered = runtime.as_ref().ok().map(tokio::runtime::Runtime::enter);
    #[cfg(unix)]
    let held = entered.as_ref().map(|_| {
        use tokio::signal::unix::{SignalKind, signal};
        [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()].map(signal)
    });
    #[cfg(windows)]
    let held = entered.as_ref().map(|_| tokio::signal::windows::ctrl_c());
    let done = work();
    drop((held, entered));
    done
}

fn read(source: &Source, file: &SitePath) -> Result<(&'static [u8], String), String> {
    let bytes = source.bytes(file).map_err(|error| format!("cannot read `{file}`: {error}"))?;
    let (mark, rest) = bytes.strip_prefix(MARK).map_or((&b""[..], &bytes[..]), |rest| (MARK, rest));
    let text = String::from_utf8(rest.to_vec()).map_err(|_| format!("`{file}` is not UTF-8; nothing was changed"))?;
    Ok((mark, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_done_whole_is_undone() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let at = |name: &str| root.join(name);
        for (name, text) in [("a.md", "old"), ("wait/0.old", "old"), ("wait/0.new", "new"), ("deep/b.md", "b")] {
            fs::create_dir_all(at(name).parent().unwrap()).unwrap();
            fs::write(at(name), text).unwrap();
        }
        let step = |from: &str, to: &str, undo: (&str, &str)| Step {
            what: format!("write `{to}`"),
            make: (at(from), at(to)),
            undo: (at(undo.0), at(undo.1)),
        };
        let mut steps = vec![
            step("wait/0.new", "a.md", ("wait/0.old", "a.md")),
            step("deep/b.md", "new/c.md", ("new/c.md", "deep/b.md")),
            // A file has no files below it.
            step("deep/b.md", "a.md/d.md", ("a.md/d.md", "deep/b.md")),
        ];
        let message = make(root, &steps).unwrap_err();
        assert!(message.starts_with("cannot write `a.md/d.md`: "), "{message}");
        assert_eq!(fs::read_to_string(at("a.md")).unwrap(), "old");
        assert_eq!(fs::read_to_string(at("deep/b.md")).unwrap(), "b");
        assert!(!at("new").exists());

        steps.pop();
        fs::create_dir(at("wait")).unwrap();
        fs::write(at("wait/0.new"), "new").unwrap();
        make(root, &steps).unwrap();
        assert_eq!(fs::read_to_string(at("a.md")).unwrap(), "new");
        assert_eq!(fs::read_to_string(at("new/c.md")).unwrap(), "b");
        assert!(!at("deep").exists(), "what is empty now was there for this file alone");
    }
}
