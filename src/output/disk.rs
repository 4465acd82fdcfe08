//! Writing a site so that the one before stays whole until the new one is.
//!
//! Begin with [`write()`]. The new site is built in a folder beside the target and changes places with it in one step of
//! the file system. Where that is not to be had, `journal.rs` places the files one after the other and can be resumed.
//! Files that stay as they are become hard links; nothing is ever written in place, so a link shares no later change.
//! Only files that the marker (`marker.rs`) lists are ever removed; all others are carried over.
//!
//! Nothing is flushed to the device here: the promise holds against a failing or killed build, not against a power
//! cut. A site can always be made again, and flushing thousands of small files takes longer than making them. The build
//! after a power cut notices every file that is not as it should be, because it compares the bytes.

#![allow(clippy::disallowed_methods, reason = "this is the way out")]

use std::collections::BTreeSet;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::thread;
use std::time::Duration;

use rayon::prelude::*;

use crate::digest::Digest;
use crate::output::folder::{
    Entry, digest_of, discard, discard_begun, exchange, first_half, has_bytes, is_regular, look_alike, make_parents,
    resolved, retire, same_device, same_file, share, walk,
};
use crate::output::journal::{Journal, STAGING};
use crate::output::marker::{MARKER, Marker, Owner, UNFINISHED, well_formed};
use crate::source::changes;

/// How the bytes of a file are given.
pub enum Made {
    /// Here they are.
    Bytes(Vec<u8>),
    /// They are those of a regular file.
    File(PathBuf),
}

/// What a build did to its target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Files of the site.
    pub files: usize,
    /// Of these, new or with other bytes than before.
    pub changed: usize,
    /// Of these, as they were.
    pub kept: usize,
    /// Files of the site before that this one does not have.
    pub removed: usize,
    /// How the new site took its place.
    pub swap: Swap,
    /// A folder with the old site that could not be removed. The next build tries again.
    pub left: Option<PathBuf>,
}

/// How a new site takes the place of the old.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Swap {
    /// Not at all: nothing changed, and the target was not touched.
    Nothing,
    /// In one step, so that a visitor sees the old site or the new.
    Whole,
    /// File by file, which a later run completes if this one is killed.
    Stepwise,
}

/// Why a site could not be written. The site before is as it was.
#[derive(Debug)]
pub struct Error {
    /// What failed, where and why, in one line.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Error {
    pub(super) fn new(message: String) -> Error {
        Error { message, help: None }
    }

    pub(super) fn io(doing: &str, path: &Path, cause: io::Error) -> Error {
        let help = match cause.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
                Some("make room there; the new site is built beside the old one")
            }
            ErrorKind::PermissionDenied => {
                Some("check who may write there, or choose another folder with `--output-dir`")
            }
            ErrorKind::ReadOnlyFilesystem => Some("choose another folder with `--output-dir`"),
            ErrorKind::InvalidFilename => Some("shorten the name: file systems allow 255 bytes"),
            _ => None,
        };
        Error { message: format!("cannot {doing} `{}`: {cause}", path.display()), help: help.map(str::to_owned) }
    }

    #[must_use]
    pub(super) fn help(mut self, help: String) -> Error {
        self.help = Some(help);
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

/// Makes `target` hold exactly `files`, and what was there and is not ours.
///
/// `files` are paths relative to `target` with `/` between segments, in any order. `make` is asked for each once, from
/// all cores; `progress` is told after each. On an error the target is as it was.
pub fn write(
    target: &Path,
    files: &[String],
    make: &(dyn Fn(&str) -> io::Result<Made> + Sync),
    progress: &(dyn Fn() + Sync),
) -> Result<Written, Error> {
    publish(target, files, make, progress, Swap::Whole, &store)
}

/// As [`write()`], file by file, even where a whole exchange could be had. For targets that something else holds on to
/// by more than their name, such as a folder mounted into a running container.
pub fn write_stepwise(
    target: &Path,
    files: &[String],
    make: &(dyn Fn(&str) -> io::Result<Made> + Sync),
    progress: &(dyn Fn() + Sync),
) -> Result<Written, Error> {
    publish(target, files, make, progress, Swap::Stepwise, &store)
}

/// Refuses a target whose exchange would take the content with it: the repository `root`, the `content` folder, any
/// folder above them, or git's own.
pub fn refuses(target: &Path, root: &Path, content: &Path) -> Result<(), Error> {
    let target_is = resolved(target);
    for (what, source) in [("the repository", root), ("the content", content)] {
        if resolved(source).starts_with(&target_is) {
            return Err(Error::new(format!("the output folder `{}` contains {what}", target.display()))
                .help("choose a folder of its own with `--output-dir`, such as `public`".to_owned()));
        }
    }
    if target_is.components().any(|component| component.as_os_str() == ".git") {
        return Err(Error::new(format!("the output folder `{}` belongs to git", target.display()))
            .help("choose a folder of its own with `--output-dir`, such as `public`".to_owned()));
    }
    tracked(target, &target_is).map_or(Ok(()), Err)
}

/// That git tracks what lies in the target or what a build leaves beside it: somebody committed it, who could choose in this way what is
/// published and what is moved there. Where git does not tell, nothing is known against it.
fn tracked(target: &Path, target_is: &Path) -> Option<Error> {
    let (parent, name) = (target_is.parent()?, target_is.file_name()?.to_str()?);
    let ours = [name.to_owned()].into_iter().chain(["new", "lock"].map(|what| beside(name, what)));
    let file = changes::tracked(parent, &ours.collect::<Vec<_>>()).ok()??;
    let error = Error::new(format!("git tracks `{file}`, which lies where the site `{}` is written", target.display()));
    let first = file.split('/').next().unwrap_or_default();
    Some(error.help(format!(
        "take it out of git with `git rm -r --cached {first}`, and name it in `.gitignore`; or choose another folder with `--output-dir`"
    )))
}

/// The name that something beside a target has while the target is written.
fn beside(name: &str, what: &str) -> String {
    format!(".{name}.cairn-{what}")
}

/// How bytes get into a file that was opened for them; tests give a disk that fills up.
type Store = dyn Fn(&mut File, &[u8]) -> io::Result<()> + Sync;

fn store(file: &mut File, bytes: &[u8]) -> io::Result<()> {
    file.write_all(bytes)
}

fn publish(
    target: &Path,
    files: &[String],
    make: &(dyn Fn(&str) -> io::Result<Made> + Sync),
    progress: &(dyn Fn() + Sync),
    swap: Swap,
    store: &Store,
) -> Result<Written, Error> {
    let plan = Plan::new(files)?;
    let mut target = Target::find(target)?;
    let lock = Lock::take(&target)?;
    target.look(swap, &lock)?;
    target.recover()?;
    let standing = Standing::look(&target)?;
    let staging = Staging::of(&target, store);
    let made = staging.fill(&plan, &standing, make, progress)?;
    let (swap, left) = if made.changes_nothing() && standing.is_ours && standing.has_real_folders(&plan) {
        (Swap::Nothing, None)
    } else if target.swap == Swap::Stepwise {
        (Swap::Stepwise, place_stepwise(&target, &staging, &standing, &plan, &made)?)
    } else if let Some(left) = exchange_whole(&target, &staging, &standing, &plan, &made)? {
        (Swap::Whole, left)
    } else {
        // No exchange is to be had here, which only the attempt could tell. What was made moves into the target.
        target.swap = Swap::Stepwise;
        let inside = Staging::of(&target, store);
        if fs::rename(&staging.folder, &inside.folder).is_err() {
            // Not even that: the site is made again inside the target.
            drop((staging, inside, lock));
            return publish(&target.path, files, make, &|| (), Swap::Stepwise, store);
        }
        staging.keep();
        (Swap::Stepwise, place_stepwise(&target, &inside, &standing, &plan, &made)?)
    };
    Ok(Written {
        files: plan.files.len(),
        changed: made.changed.len(),
        kept: plan.files.len() - made.changed.len(),
        removed: made.removed.len(),
        swap,
        left,
    })
}

/// Builds the rest of the new site beside the old and exchanges the two.
///
/// `None` where the file system cannot; nothing has changed then. Else a folder that could not be removed, if any.
fn exchange_whole(
    target: &Target,
    staging: &Staging,
    standing: &Standing,
    plan: &Plan,
    made: &Filled,
) -> Result<Option<Option<PathBuf>>, Error> {
    staging.begin()?;
    if target.exists {
        let foreign = standing.foreign(plan, &made.marker)?;
        staging.make_folders(plan)?;
        let kept: Vec<&&str> = plan.files.iter().filter(|path| made.changed.binary_search(path).is_err()).collect();
        kept.par_iter().try_for_each(|path| share(&standing.target.join(path), &staging.folder.join(path)))?;
        foreign.par_iter().try_for_each(|entry| staging.carry(entry, &standing.target))?;
    }
    staging.finish(&made.marker)?;
    if !target.exists {
        fs::rename(&staging.folder, &target.path).map_err(|error| Error::io("make", &target.path, error))?;
        staging.keep();
        return Ok(Some(None));
    }
    look_alike(&target.path, &staging.folder);
    if !exchange(&staging.folder, &target.path)? {
        return Ok(None);
    }
    staging.keep();
    let gone = retire(&staging.folder, &standing.marker, &target.path);
    Ok(Some((!gone.is_ok_and(|gone| gone)).then(|| staging.folder.clone())))
}

/// Puts the changed files, which wait inside the target, where they belong.
fn place_stepwise(
    target: &Target,
    staging: &Staging,
    standing: &Standing,
    plan: &Plan,
    made: &Filled,
) -> Result<Option<PathBuf>, Error> {
    standing.foreign(plan, &made.marker)?;
    staging.begin()?;
    staging.finish(&made.marker)?;
    let journal = Journal::new(&made.changed, &made.removed);
    journal.commit(&target.path)?;
    // From here on only completing helps, so what waits must stay if a step fails.
    staging.keep();
    journal.complete(&target.path)?;
    Ok(discard(&staging.folder).err().map(|_| staging.folder.clone()))
}

/// The files of the new site, sorted and checked.
struct Plan<'a> {
    files: Vec<&'a str>,
    /// All folders above them.
    folders: BTreeSet<&'a str>,
}

impl<'a> Plan<'a> {
    fn new(files: &'a [String]) -> Result<Plan<'a>, Error> {
        let mut files: Vec<&str> = files.iter().map(String::as_str).collect();
        files.sort_unstable();
        if let Some(bad) = files.iter().find(|path| !well_formed(path)) {
            return Err(Error::new(format!("`{}` is not a path that the output may have", bad.escape_debug())));
        }
        if let Some(pair) = files.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(Error::new(format!("the output has `{}` twice", pair[0])));
        }
        let folders = folders_of(files.iter().copied());
        if let Some(both) = files.iter().find(|path| folders.contains(*path)) {
            return Err(Error::new(format!("the output has `{both}` as a file and as a folder")));
        }
        Ok(Plan { files, folders })
    }

    fn has(&self, path: &str) -> bool {
        self.files.binary_search(&path).is_ok()
    }
}

/// Every folder above `paths`, which are sorted.
fn folders_of<'a>(paths: impl Iterator<Item = &'a str>) -> BTreeSet<&'a str> {
    let mut folders = BTreeSet::new();
    let mut last = "";
    for path in paths {
        let folder = path.rfind('/').map_or("", |at| &path[..at]);
        // Neighbours mostly share their folder; a folder that is known has known parents.
        if folder != last {
            let mut folder = folder;
            while !folder.is_empty() && folders.insert(folder) {
                folder = folder.rfind('/').map_or("", |at| &folder[..at]);
            }
        }
        last = folder;
    }
    folders
}

/// The folder that is written, and how.
struct Target {
    path: PathBuf,
    parent: PathBuf,
    name: String,
    exists: bool,
    swap: Swap,
}

impl Target {
    fn find(given: &Path) -> Result<Target, Error> {
        let path = std::path::absolute(given).map_err(|error| Error::io("find", given, error))?;
        let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
            return Err(unusable(given, "it has no name of its own"));
        };
        let name = name.to_str().ok_or_else(|| unusable(given, "its name is not UTF-8"))?.to_owned();
        fs::create_dir_all(parent).map_err(|error| Error::io("make the folder", parent, error))?;
        Ok(Target { parent: parent.to_owned(), path, name, exists: false, swap: Swap::Whole })
    }

    /// A name beside the target, on the same file system.
    fn beside(&self, what: &str) -> PathBuf {
        self.parent.join(beside(&self.name, what))
    }

    /// Clears away what a killed run left: an unfinished site, an old site that was already exchanged, or half a swap.
    fn recover(&self) -> Result<(), Error> {
        let beside = self.beside("new");
        if let Ok(facts) = fs::symlink_metadata(&beside) {
            if !facts.is_dir() {
                return Err(in_the_way(&beside, "it is no folder"));
            }
            match owner(&beside)? {
                Owner::Ours(marker) => {
                    let gone =
                        retire(&beside, &marker, &self.path).map_err(|error| Error::io("remove", &beside, error))?;
                    if !gone {
                        return Err(in_the_way(&beside, "it holds files that Cairn did not make"));
                    }
                }
                Owner::Unfinished => discard(&beside)?,
                _ if discard_begun(&beside) => {}
                _ => return Err(in_the_way(&beside, "Cairn did not make it")),
            }
        }
        let inside = self.path.join(STAGING);
        if fs::symlink_metadata(&inside).is_ok_and(|metadata| metadata.is_dir()) {
            if let Some(journal) = Journal::read(&self.path)? {
                journal.complete(&self.path)?;
                return discard(&inside);
            }
            match owner(&inside)? {
                Owner::Ours(_) | Owner::Unfinished => discard(&inside)?,
                _ if discard_begun(&inside) => {}
                _ => return Err(in_the_way(&inside, "Cairn did not make it")),
            }
        }
        Ok(())
    }

    /// Looks what is there, under the lock, and settles how the new site takes its place as far as that can be told
    /// without trying.
    fn look(&mut self, wanted: Swap, lock: &Lock) -> Result<(), Error> {
        self.exists = match fs::symlink_metadata(&self.path) {
            Ok(metadata) if metadata.is_symlink() => return Err(unusable(&self.path, "it is a symbolic link")),
            Ok(metadata) if !metadata.is_dir() => return Err(unusable(&self.path, "it is a file")),
            Ok(_) => true,
            Err(error) if error.kind() == ErrorKind::NotFound => false,
            Err(error) => return Err(Error::io("read", &self.path, error)),
        };
        self.swap = match self.exists {
            true if wanted == Swap::Stepwise || lock.inside || !same_device(&self.path, &self.parent) => Swap::Stepwise,
            _ => Swap::Whole,
        };
        #[cfg(unix)]
        if self.exists {
            use rustix::fs::{Access, access};
            access(&self.path, Access::WRITE_OK | Access::EXEC_OK)
                .map_err(|error| Error::io("write to", &self.path, error.into()))?;
        }
        Ok(())
    }
}

fn unusable(target: &Path, why: &str) -> Error {
    Error::new(format!("cannot write a site to `{}`: {why}", target.display()))
        .help("choose another folder with `--output-dir`".to_owned())
}

fn owner(folder: &Path) -> Result<Owner, Error> {
    Owner::of(folder).map_err(|error| Error::io("read", &folder.join(MARKER), error))
}

fn in_the_way(path: &Path, why: &str) -> Error {
    Error::new(format!("`{}` is in the way: {why}", path.display()))
        .help("move it elsewhere, or delete it if nobody needs it".to_owned())
}

/// Keeps a second build out of the same target. The lock ends with the process, however that ends.
struct Lock {
    /// Held open: closing it is what unlocks.
    _file: File,
    /// The lock file, removed in the end; `None` where the target itself is locked.
    path: Option<PathBuf>,
    /// Whether the folder around the target takes no files.
    inside: bool,
}

impl Lock {
    /// Waits a minute for another build, which is longer than most take.
    fn take(target: &Target) -> Result<Lock, Error> {
        const PAUSE: Duration = Duration::from_millis(50);
        for _ in 0..1200 {
            let path = target.beside("lock");
            if fs::symlink_metadata(&path).is_ok_and(|facts| !facts.is_file()) {
                return Err(in_the_way(&path, "it is no file"));
            }
            let (file, inside) = match File::options().create(true).append(true).open(&path) {
                Ok(file) => (file, false),
                // A mounted folder often has a parent that nobody may write to.
                Err(error) => match File::open(&target.path) {
                    Ok(folder) => (folder, true),
                    Err(_) => return Err(Error::io("write", &path, error)),
                },
            };
            match file.try_lock() {
                // Whoever held it before us may have removed the file that we locked: then it keeps nobody out.
                Ok(()) if !inside && !same_file(&file, &path) => continue,
                Ok(()) => return Ok(Lock { _file: file, path: (!inside).then_some(path), inside }),
                Err(fs::TryLockError::WouldBlock) => thread::sleep(PAUSE),
                // Some network file systems know no locks. Refusing to build there would help nobody.
                Err(fs::TryLockError::Error(_)) => {
                    return Ok(Lock { _file: file, path: (!inside).then_some(path), inside });
                }
            }
        }
        Err(Error::new(format!("another build is writing to `{}`", target.path.display()))
            .help("wait for it, or choose another folder with `--output-dir`".to_owned()))
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // While the lock is still held, so that nobody can lock a file that is about to go.
        if let Some(path) = &self.path {
            let _ = fs::remove_file(path);
        }
    }
}

/// The site that stands in the target.
struct Standing {
    target: PathBuf,
    marker: Marker,
    /// Whether a site of ours stands there, be it an empty one.
    is_ours: bool,
}

impl Standing {
    fn look(target: &Target) -> Result<Standing, Error> {
        let path = target.path.as_path();
        let nothing = Standing { target: path.to_owned(), marker: Marker::default(), is_ours: false };
        if !target.exists {
            return Ok(nothing);
        }
        let refused = |why: &str| {
            Error::new(format!("`{}` {why}", path.display())).help(
                "choose another folder with `--output-dir`, or empty this one if nobody needs what is in it".to_owned(),
            )
        };
        match owner(path)? {
            Owner::Ours(marker) => Ok(Standing { marker, is_ours: true, ..nothing }),
            Owner::Nobody => match fs::read_dir(path).map(|mut entries| entries.next().is_none()) {
                Ok(true) => Ok(nothing),
                Ok(false) => Err(refused("is not empty, and Cairn did not make it")),
                Err(error) => Err(Error::io("read", path, error)),
            },
            Owner::Unfinished => Err(refused(&format!("has a `{MARKER}` of an unfinished build"))),
            Owner::Unclear(why) => Err(refused(&format!("has a `{MARKER}` that cannot be used: {why}"))),
        }
    }

    /// Whether the file stands there with the bytes of `new`, of which this is the digest.
    ///
    /// The marker alone is not believed: somebody may have changed the file since, or have written the marker.
    fn holds(&self, path: &str, digest: Digest, new: impl Fn(&Path) -> io::Result<bool>) -> bool {
        self.marker.files.get(path) == Some(&digest) && new(&self.target.join(path)).unwrap_or(false)
    }

    /// Whether no folder of the plan has been replaced by a symbolic link.
    fn has_real_folders(&self, plan: &Plan) -> bool {
        let real =
            |folder: &&&str| fs::symlink_metadata(self.target.join(folder)).is_ok_and(|metadata| metadata.is_dir());
        plan.folders.iter().collect::<Vec<_>>().par_iter().all(real)
    }

    /// What is in the target and not ours, sorted. It stays, so the plan must leave room for it.
    fn foreign(&self, plan: &Plan, new: &Marker) -> Result<Vec<Entry>, Error> {
        let old_folders = folders_of(self.marker.files.keys().map(String::as_str));
        let mut foreign = walk(&self.target).map_err(|(path, error)| Error::io("read", &path, error))?;
        foreign.retain(|entry| match entry.path.to_str() {
            Some(path) if entry.is_folder => !old_folders.contains(path),
            Some(path) => !self.marker.files.contains_key(path),
            None => true,
        });
        let same = |path: &str| digest_of(&self.target.join(path)).ok().as_ref() == new.files.get(path);
        let mut adopted = BTreeSet::new();
        for entry in &foreign {
            // A name that is not UTF-8 cannot be in the plan, though a folder above it can.
            let path = entry.path.to_string_lossy();
            if plan.has(&path) && entry.is_regular && same(&path) {
                adopted.insert(entry.path.clone());
            } else if plan.has(&path)
                || (!entry.is_folder && plan.folders.contains(&*path))
                || path.match_indices('/').any(|(at, _)| plan.has(&path[..at]))
            {
                return Err(in_the_way(
                    &self.target.join(&entry.path),
                    "Cairn did not make it, and the site needs its place",
                ));
            }
        }
        foreign.retain(|entry| !adopted.contains(&entry.path));
        Ok(foreign)
    }
}

/// What [`Staging::fill`] found out.
struct Filled<'a> {
    marker: Marker,
    /// Files that wait in the staging folder, sorted.
    changed: Vec<&'a str>,
    /// Files of the old site that the new one does not have, sorted.
    removed: Vec<&'a str>,
}

impl Filled<'_> {
    fn changes_nothing(&self) -> bool {
        self.changed.is_empty() && self.removed.is_empty()
    }
}

/// The folder in which the new site waits. Unless it is kept, dropping it removes it.
struct Staging<'a> {
    store: &'a Store,
    folder: PathBuf,
    /// For messages: people know the target, not this folder.
    target: PathBuf,
    /// Whether the folder has been made; not before there is something to put into it.
    begun: OnceLock<Result<(), (ErrorKind, String)>>,
    kept: OnceLock<()>,
}

impl<'s> Staging<'s> {
    fn of(target: &Target, store: &'s Store) -> Staging<'s> {
        let folder = match target.swap {
            Swap::Stepwise => target.path.join(STAGING),
            _ => target.beside("new"),
        };
        Staging { store, folder, target: target.path.clone(), begun: OnceLock::new(), kept: OnceLock::new() }
    }

    fn begin(&self) -> Result<(), Error> {
        let begin = || {
            if self.folder.is_dir() {
                return Ok(());
            }
            fs::create_dir(&self.folder)?;
            (self.store)(&mut File::create_new(self.folder.join(MARKER))?, UNFINISHED.as_ref())
        };
        let begun = self.begun.get_or_init(|| begin().map_err(|error| (error.kind(), error.to_string())));
        begun
            .as_ref()
            .copied()
            .map_err(|(kind, text)| Error::io("make the folder", &self.folder, io::Error::new(*kind, text.clone())))
    }

    /// Makes every file of the plan on all cores, and puts those that changed into the folder.
    fn fill<'a>(
        &self,
        plan: &Plan<'a>,
        standing: &'a Standing,
        make: &(dyn Fn(&str) -> io::Result<Made> + Sync),
        progress: &(dyn Fn() + Sync),
    ) -> Result<Filled<'a>, Error> {
        let fill = |path: &&'a str| {
            let made = make(path).map_err(|cause| Error::io("make", Path::new(path), cause))?;
            let outcome = match made {
                Made::Bytes(bytes) => self.put(path, &bytes, standing),
                Made::File(source) => self.copy(path, &source, standing),
            };
            progress();
            outcome
        };
        let outcomes: Vec<(Digest, bool)> = plan.files.par_iter().map(fill).collect::<Result<_, Error>>()?;
        let digests = plan.files.iter().zip(&outcomes).map(|(path, (digest, _))| (path.to_string(), *digest));
        let changed = plan.files.iter().zip(&outcomes).filter(|(_, (_, changed))| *changed).map(|(path, _)| *path);
        let old = standing.marker.files.keys().map(String::as_str);
        Ok(Filled {
            marker: Marker { files: digests.collect() },
            changed: changed.collect(),
            removed: old.filter(|path| !plan.has(path)).collect(),
        })
    }

    /// The digest of a file, and whether it changed.
    fn put(&self, path: &str, bytes: &[u8], standing: &Standing) -> Result<(Digest, bool), Error> {
        let digest = Digest::of(bytes);
        if standing.holds(path, digest, |old| has_bytes(old, bytes)) {
            return Ok((digest, false));
        }
        let written = (self.store)(&mut self.create(path)?, bytes);
        written.map_err(|error| self.failed(path, error))?;
        Ok((digest, true))
    }

    /// As [`Staging::put`], with the bytes of a file that may be too large for the memory.
    fn copy(&self, path: &str, source: &Path, standing: &Standing) -> Result<(Digest, bool), Error> {
        const SMALL: u64 = 1 << 20;
        let unreadable = |error| Error::io("read", source, error);
        let metadata = fs::symlink_metadata(source).map_err(unreadable)?;
        if !metadata.is_file() {
            return Err(unreadable(io::Error::new(ErrorKind::InvalidInput, "it is not a regular file")));
        }
        if metadata.len() <= SMALL {
            return self.put(path, &fs::read(source).map_err(unreadable)?, standing);
        }
        if standing.marker.files.contains_key(path) {
            let digest = digest_of(source).map_err(unreadable)?;
            if standing.holds(path, digest, |old| Ok(is_regular(old) && digest_of(old)? == digest)) {
                return Ok((digest, false));
            }
        }
        // Hashed while it is copied: the marker must tell what was written, whatever happens to the source meanwhile.
        let mut source_file = File::open(source).map_err(unreadable)?;
        let mut file = self.create(path)?;
        let mut hasher = blake3::Hasher::new();
        let mut buffer = vec![0; 1 << 16];
        loop {
            let count = source_file.read(&mut buffer).map_err(unreadable)?;
            if count == 0 {
                return Ok((first_half(hasher), true));
            }
            hasher.update(&buffer[..count]);
            (self.store)(&mut file, &buffer[..count]).map_err(|error| self.failed(path, error))?;
        }
    }

    fn create(&self, path: &str) -> Result<File, Error> {
        self.begin()?;
        let file = self.folder.join(path);
        // Most files find their folder there already, so it is made only when the file has failed for want of it.
        let created = match File::create_new(&file) {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                make_parents(&file).and_then(|()| File::create_new(&file))
            }
            created => created,
        };
        created.map_err(|error| self.failed(path, error))
    }

    fn failed(&self, path: &str, error: io::Error) -> Error {
        Error::io("write", &self.target.join(path), error)
    }

    /// Makes all folders of the plan, those above first.
    fn make_folders(&self, plan: &Plan) -> Result<(), Error> {
        let mut levels: Vec<Vec<&str>> = Vec::new();
        for folder in &plan.folders {
            let depth = folder.matches('/').count();
            levels.resize_with(levels.len().max(depth + 1), Vec::new);
            levels[depth].push(folder);
        }
        let make = |folder: &&str| match fs::create_dir(self.folder.join(folder)) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(self.failed(folder, error)),
            _ => Ok(()),
        };
        levels.iter().try_for_each(|level| level.par_iter().try_for_each(make))
    }

    /// Takes over something that is not ours.
    fn carry(&self, entry: &Entry, target: &Path) -> Result<(), Error> {
        let to = self.folder.join(&entry.path);
        let made = if entry.is_folder { fs::create_dir_all(&to) } else { make_parents(&to) };
        made.map_err(|error| Error::io("make the folder", &to, error))?;
        if entry.is_folder {
            look_alike(&target.join(&entry.path), &to);
            return Ok(());
        }
        share(&target.join(&entry.path), &to)
    }

    /// Exchanges the sign "unfinished" for the marker.
    fn finish(&self, marker: &Marker) -> Result<(), Error> {
        let part = self.folder.join(format!("{MARKER}.part"));
        File::create(&part)
            .and_then(|mut file| (self.store)(&mut file, marker.print().as_ref()))
            .and_then(|()| fs::rename(&part, self.folder.join(MARKER)))
            .map_err(|error| self.failed(MARKER, error))
    }

    /// What is at this path now must not be thrown away.
    fn keep(&self) {
        self.kept.get_or_init(|| ());
    }
}

impl Drop for Staging<'_> {
    fn drop(&mut self) {
        if self.begun.get().is_some() && self.kept.get().is_none() {
            // What cannot be removed now is found by the next run.
            let _ = discard(&self.folder);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// Everything below a folder.
    fn tree(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
        let files = walk(folder).unwrap().into_iter().filter(|entry| !entry.is_folder);
        files.map(|entry| (entry.path.clone(), fs::read(folder.join(&entry.path)).unwrap())).collect()
    }

    #[test]
    fn on_a_disk_that_fills_up_anywhere_the_site_before_stays() {
        let files: Vec<String> = ["a.html", "b/c.html", "b/large.bin"].map(str::to_owned).to_vec();
        let make = |version: u8| {
            move |path: &str| {
                let large = if path == "b/large.bin" { 40 } else { 4 };
                Ok(Made::Bytes([&[b'0' + version; 8], path.as_bytes()].concat().repeat(large)))
            }
        };
        // Full for good, or for one moment.
        for (swap, is_once) in [Swap::Whole, Swap::Stepwise].into_iter().flat_map(|swap| [(swap, false), (swap, true)])
        {
            let folder = tempfile::tempdir().unwrap();
            let target = folder.path().join("site");
            publish(&target, &files, &make(0), &|| (), swap, &store).unwrap();
            let before = tree(&target);
            let mut fitting = 0;
            loop {
                let writes = AtomicUsize::new(0);
                let filling = move |file: &mut File, bytes: &[u8]| {
                    let nth = writes.fetch_add(1, Ordering::SeqCst);
                    if nth < fitting || (is_once && nth > fitting) {
                        return file.write_all(bytes);
                    }
                    file.write_all(&bytes[..bytes.len() / 2])?;
                    Err(ErrorKind::StorageFull.into())
                };
                let Err(error) = publish(&target, &files, &make(1), &|| (), swap, &filling) else { break };
                assert!(error.help.is_some_and(|help| help.contains("make room")), "{}", error.message);
                assert!(tree(&target) == before, "{swap:?} after {fitting} writes");
                assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "{swap:?} leaves something behind");
                fitting += 1;
            }
            assert_eq!(fitting, 5, "the sign, three files and the marker are written");
            assert!(tree(&target).values().all(|bytes| !bytes.starts_with(b"0")));
        }
    }
}
