//! What can be done with a whole folder: look through it, throw it away, share its files, exchange it for another.
//!
//! Begin with [`exchange`]. Nothing here follows a symbolic link, and nothing is removed that has not been recognised.

#![allow(clippy::disallowed_methods, reason = "this is the way out")]

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::{Component, Path, PathBuf};

use rayon::prelude::*;

use crate::digest::Digest;
use crate::output::disk::Error;
use crate::output::journal::{JOURNAL, STAGING};
use crate::output::marker::{MARKER, Marker};

/// Something in a folder, by its path below it.
pub(super) struct Entry {
    pub(super) path: PathBuf,
    pub(super) is_folder: bool,
    pub(super) is_regular: bool,
}

/// Everything below `root`, sorted, except the names that Cairn keeps for itself there. Follows no link.
pub(super) fn walk(root: &Path) -> Result<Vec<Entry>, (PathBuf, io::Error)> {
    let read = |folder: &PathBuf| {
        let list = || {
            let mut entries = Vec::new();
            for entry in fs::read_dir(root.join(folder))? {
                let entry = entry?;
                let kind = entry.file_type()?;
                entries.push(Entry {
                    path: below(folder, &entry.file_name()),
                    is_folder: kind.is_dir(),
                    is_regular: kind.is_file(),
                });
            }
            Ok(entries)
        };
        list().map_err(|error| (root.join(folder), error))
    };
    let mut found = Vec::new();
    let mut level = vec![PathBuf::new()];
    while !level.is_empty() {
        let entries: Vec<Vec<Entry>> = level.par_iter().map(read).collect::<Result<_, _>>()?;
        let top = found.is_empty();
        let entries = entries.into_iter().flatten();
        let from = found.len();
        found.extend(
            entries.filter(|entry| !top || (entry.path != Path::new(MARKER) && entry.path != Path::new(STAGING))),
        );
        level = found[from..].iter().filter(|entry| entry.is_folder).map(|entry| entry.path.clone()).collect();
    }
    found.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

/// Joined with `/` on every system, as paths of the plan are.
fn below(folder: &Path, name: &OsStr) -> PathBuf {
    let mut path = folder.as_os_str().to_owned();
    if !path.is_empty() {
        path.push("/");
    }
    path.push(name);
    path.into()
}

/// Removes an old site that another has replaced. What is neither ours nor in the target moves there.
///
/// Says whether everything is gone: a file that is not ours stays if the target has another in its place.
pub(super) fn retire(old: &Path, marker: &Marker, target: &Path) -> io::Result<bool> {
    let entries = walk(old).map_err(|(_, error)| error)?;
    let retire = |entry: &&Entry| {
        let file = old.join(&entry.path);
        if entry.path.to_str().is_some_and(|path| marker.files.contains_key(path)) {
            return fs::remove_file(file);
        }
        let carried = target.join(&entry.path);
        if fs::symlink_metadata(&carried).is_err() {
            // It came after the old site was looked through.
            make_folders_above(target, &entry.path)?;
            fs::rename(file, carried)
        } else if is_same(&file, &carried) {
            fs::remove_file(file)
        } else {
            Ok(())
        }
    };
    let (folders, files): (Vec<&Entry>, Vec<&Entry>) = entries.iter().partition(|entry| entry.is_folder);
    files.par_iter().try_for_each(retire)?;
    // In reverse order a folder comes after everything in it.
    let emptied = folders.iter().rev().all(|folder| fs::remove_dir(old.join(&folder.path)).is_ok());
    if emptied {
        discard_marker(old)?;
    }
    Ok(emptied)
}

/// Removes a folder of which everything is ours, marker and journal last: a run killed here leaves it recognisable.
pub(super) fn discard(folder: &Path) -> Result<(), Error> {
    let discard = || {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            match entry.file_type()?.is_dir() {
                true => fs::remove_dir_all(entry.path())?,
                false if entry.file_name() == MARKER || entry.file_name() == JOURNAL => {}
                false => fs::remove_file(entry.path())?,
            }
        }
        discard_marker(folder)
    };
    discard().map_err(|error| Error::io("remove", folder, error))
}

/// Removes a folder in which a run was killed before, or after, there was more than an empty marker.
pub(super) fn discard_begun(folder: &Path) -> bool {
    let only_marker = || {
        let mut entries = fs::read_dir(folder)?;
        let only = entries.all(|entry| entry.is_ok_and(|entry| entry.file_name() == MARKER));
        Ok::<bool, io::Error>(only && fs::symlink_metadata(folder.join(MARKER)).is_ok_and(|marker| marker.len() == 0))
    };
    fs::remove_dir(folder).is_ok() || (only_marker().unwrap_or(false) && discard_marker(folder).is_ok())
}

fn discard_marker(folder: &Path) -> io::Result<()> {
    for name in [MARKER, JOURNAL] {
        match fs::remove_file(folder.join(name)) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    fs::remove_dir(folder)
}

/// Makes `to` the same file as `from`: by a hard link, else by a copy.
pub(super) fn share(from: &Path, to: &Path) -> Result<(), Error> {
    if fs::hard_link(from, to).is_ok() {
        return Ok(());
    }
    let copy = || {
        let metadata = fs::symlink_metadata(from)?;
        if metadata.is_file() {
            return fs::copy(from, to).map(|_| ());
        }
        #[cfg(unix)]
        if metadata.is_symlink() {
            return std::os::unix::fs::symlink(fs::read_link(from)?, to);
        }
        Err(io::Error::new(ErrorKind::Unsupported, "it is neither a file nor a folder"))
    };
    copy().map_err(|error| Error::io("copy", from, error))
}

/// Makes `root`, and the folders below it that lead to `path`. Fails where one of them is a link or a file, so that nothing comes to
/// lie elsewhere.
fn make_folders_above(root: &Path, path: &Path) -> io::Result<()> {
    let mut folder = root.to_owned();
    make_folder(&folder)?;
    for part in path.parent().into_iter().flat_map(Path::components) {
        folder.push(part);
        make_folder(&folder)?;
    }
    Ok(())
}

fn make_folder(folder: &Path) -> io::Result<()> {
    match fs::create_dir(folder) {
        Err(_) if is_folder(folder) => Ok(()),
        made => made,
    }
}

/// The bytes of a file of our own, `None` where there is none. What lies in its place and is something else is not read, nor is what is
/// longer than `most`, which no site needs.
pub(super) fn read_own(file: &Path, most: u64) -> io::Result<Option<Vec<u8>>> {
    match fs::symlink_metadata(file) {
        Ok(facts) if !facts.is_file() => Err(io::Error::other("it is no regular file")),
        Ok(facts) if facts.len() > most => Err(ErrorKind::FileTooLarge.into()),
        Ok(_) => fs::read(file).map(Some),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whether the path is a folder, itself and not through a link.
pub(super) fn is_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir())
}

pub(super) fn make_parents(file: &Path) -> io::Result<()> {
    file.parent().map_or(Ok(()), fs::create_dir_all)
}

/// Whether the path is a regular file, itself and not through a link.
pub(super) fn is_regular(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file())
}

/// Whether the path is a regular file with these bytes.
pub(super) fn has_bytes(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    let metadata = fs::symlink_metadata(path)?;
    if !metadata.is_file() || metadata.len() != bytes.len() as u64 {
        return Ok(false);
    }
    let mut found = vec![0; bytes.len()];
    File::open(path)?.read_exact(&mut found)?;
    Ok(found == bytes)
}

pub(super) fn digest_of(file: &Path) -> io::Result<Digest> {
    let mut hasher = blake3::Hasher::new();
    io::copy(&mut File::open(file)?, &mut hasher)?;
    Ok(first_half(hasher))
}

/// As [`Digest::of`], from a hasher that was fed piece by piece.
pub(super) fn first_half(hasher: blake3::Hasher) -> Digest {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    Digest::from_bytes(bytes)
}

/// The real place of a path of which the last parts may not exist yet.
pub(super) fn resolved(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let found = path.ancestors().find_map(|ancestor| Some((ancestor, fs::canonicalize(ancestor).ok()?)));
    let Some((ancestor, mut real)) = found else { return path };
    for part in path.strip_prefix(ancestor).expect("it is one of its ancestors").components() {
        match part {
            Component::ParentDir => drop(real.pop()),
            part => real.push(part),
        }
    }
    real
}

/// Swaps two folders in one step; `false` where the file system or the system cannot.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
pub(super) fn exchange(one: &Path, other: &Path) -> Result<bool, Error> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(true),
        // Other mount, mounted on, unknown flag, unknown call, and what sticky or odd folders say.
        Err(Errno::XDEV | Errno::BUSY | Errno::INVAL | Errno::NOSYS | Errno::NOTSUP | Errno::PERM | Errno::ACCESS) => {
            Ok(false)
        }
        Err(error) => Err(Error::io("exchange", other, error.into())),
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
pub(super) fn exchange(_: &Path, _: &Path) -> Result<bool, Error> {
    Ok(false)
}

/// Gives a new folder the rights and, where we may, the owner of the one it replaces.
pub(super) fn look_alike(old: &Path, new: &Path) {
    let Ok(metadata) = fs::metadata(old) else { return };
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, chown};
        let _ = chown(new, Some(metadata.uid()), Some(metadata.gid()));
    }
    let _ = fs::set_permissions(new, metadata.permissions());
}

#[cfg(unix)]
pub(super) fn same_device(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(one).ok().zip(fs::metadata(other).ok()).is_some_and(|(one, other)| one.dev() == other.dev())
}

#[cfg(not(unix))]
pub(super) fn same_device(_: &Path, _: &Path) -> bool {
    true
}

#[cfg(unix)]
pub(super) fn same_file(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let here = file.metadata().ok().zip(fs::metadata(path).ok());
    here.is_some_and(|(file, path)| (file.dev(), file.ino()) == (path.dev(), path.ino()))
}

#[cfg(not(unix))]
pub(super) fn same_file(_: &File, path: &Path) -> bool {
    path.exists()
}

/// Whether two files are one, or a copy of each other.
fn is_same(one: &Path, other: &Path) -> bool {
    let (Ok(a), Ok(b)) = (fs::symlink_metadata(one), fs::symlink_metadata(other)) else { return false };
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        if (a.dev(), a.ino()) == (b.dev(), b.ino()) {
            return true;
        }
    }
    if a.is_symlink() && b.is_symlink() {
        return fs::read_link(one).ok() == fs::read_link(other).ok();
    }
    a.is_file()
        && b.is_file()
        && a.len() == b.len()
        && digest_of(one).ok().zip(digest_of(other).ok()).is_some_and(|(a, b)| a == b)
}
