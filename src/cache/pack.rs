//! One file of remembered answers, and its format.
//!
//! Version 1: the bytes `CAIRNPK1`; entries back to back, each followed by the first 4 bytes of its BLAKE3; then, for
//! each entry in order of its digest, 16 bytes of digest, offset as u64 and length as u64; then the number of entries
//! as u64 and 16 bytes of BLAKE3 over table and number. All numbers are little-endian. What does not add up is absent.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::digest::Digest;

const MAGIC: &[u8; 8] = b"CAIRNPK1";
const ROW: usize = 32;
const FOOTER: usize = 24;
const CHECK: usize = 4;

/// A finished pack, open for reading.
pub struct Pack {
    path: PathBuf,
    file: File,
    /// Sorted by digest: digest, offset, length.
    table: Vec<(Digest, u64, u64)>,
}

impl Pack {
    /// Every readable pack of `stage` in `folder`, oldest first.
    pub fn open_all(folder: &Path, stage: &str) -> Vec<Pack> {
        let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
        let mut paths: Vec<PathBuf> =
            entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| number(path, stage).is_some()).collect();
        paths.sort_by_key(|path| number(path, stage));
        paths.into_iter().filter_map(Pack::open).collect()
    }

    fn open(path: PathBuf) -> Option<Pack> {
        let file = File::open(&path).ok()?;
        let length = file.metadata().ok()?.len();
        let footer_at = length.checked_sub(FOOTER as u64)?;
        let mut footer = [0; FOOTER];
        read_at(&file, &mut footer, footer_at).ok()?;
        let rows = u64::from_le_bytes(footer[..8].try_into().ok()?);
        let table_at = footer_at.checked_sub(rows.checked_mul(ROW as u64)?)?;
        let mut bytes = vec![0; (footer_at - table_at) as usize + 8];
        read_at(&file, &mut bytes, table_at).ok()?;
        if Digest::of(&bytes).bytes() != &footer[8..] {
            return None;
        }
        let row = |row: &[u8]| {
            let word = |at: usize| u64::from_le_bytes(row[at..at + 8].try_into().expect("eight bytes"));
            let mut digest = [0; 16];
            digest.copy_from_slice(&row[..16]);
            (Digest::from_bytes(digest), word(16), word(24))
        };
        let table = bytes[..bytes.len() - 8].chunks_exact(ROW).map(row).collect();
        Some(Pack { path, file, table })
    }

    /// Number of entries.
    pub fn len(&self) -> usize {
        self.table.len()
    }

    /// The digests of all entries, in order.
    pub fn keys(&self) -> impl Iterator<Item = &Digest> {
        self.table.iter().map(|(key, ..)| key)
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.table.is_empty()
    }

    /// Whether the entry is in it.
    pub fn contains(&self, key: &Digest) -> bool {
        self.table.binary_search_by(|row| row.0.cmp(key)).is_ok()
    }

    /// The entry, unless it is absent or damaged.
    pub fn get(&self, key: &Digest) -> Option<Vec<u8>> {
        let at = self.table.binary_search_by(|row| row.0.cmp(key)).ok()?;
        let (_, offset, length) = self.table[at];
        read_entry(&self.file, offset, length)
    }

    /// Deletes the file.
    pub fn remove(&self) -> io::Result<()> {
        fs::remove_file(&self.path)
    }
}

/// What can be made again has no place in a commit.
pub fn keep_out_of_git(folder: &Path) -> io::Result<()> {
    let ignore = folder.join(".gitignore");
    match File::create_new(ignore) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        made => made?.write_all(b"*\n"),
    }
}

/// How the extension of a pack begins that is being made; behind it stands the number of the process.
pub(super) const UNFINISHED: &str = "new-";

/// After this time nobody works any more on what a run has begun.
const ABANDONED: Duration = Duration::from_secs(10 * 60);

/// Whether something in a folder was begun so long ago that the run which did it must have been killed.
pub fn is_abandoned(entry: &fs::DirEntry) -> bool {
    let age = || entry.metadata().ok()?.modified().ok()?.elapsed().ok();
    age().is_some_and(|age| age > ABANDONED)
}

/// Removes packs that a killed run began: they may hold what is to be forgotten.
fn sweep(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)?.flatten() {
        let path = entry.path();
        let is_unfinished = path.extension().is_some_and(|end| end.to_string_lossy().starts_with(UNFINISHED));
        if is_unfinished && is_abandoned(&entry) {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

/// A pack that is being made. Its entries can be read back at once; the file counts only after [`Writer::finish`].
pub struct Writer {
    path: PathBuf,
    temporary: PathBuf,
    file: File,
    end: u64,
    table: BTreeMap<Digest, (u64, u64)>,
}

impl Writer {
    /// Begins the next pack of `stage` in `folder`.
    pub fn create(folder: &Path, stage: &str) -> io::Result<Writer> {
        fs::create_dir_all(folder)?;
        keep_out_of_git(folder)?;
        sweep(folder)?;
        let last = fs::read_dir(folder)?.filter_map(|entry| number(&entry.ok()?.path(), stage)).max();
        let path = folder.join(format!("{stage}-{:06}.pack", last.map_or(0, |n| n + 1)));
        let temporary = path.with_extension(format!("{UNFINISHED}{}", std::process::id()));
        let mut file = File::options().read(true).write(true).create(true).truncate(true).open(&temporary)?;
        file.write_all(MAGIC)?;
        Ok(Writer { path, temporary, file, end: MAGIC.len() as u64, table: BTreeMap::new() })
    }

    /// Whether the entry is in it.
    pub fn contains(&self, key: &Digest) -> bool {
        self.table.contains_key(key)
    }

    /// The digests of all entries, in order.
    pub fn keys(&self) -> impl Iterator<Item = &Digest> {
        self.table.keys()
    }

    /// The entry, if this pack has it.
    pub fn get(&self, key: &Digest) -> Option<Vec<u8>> {
        let (offset, length) = self.table.get(key)?;
        read_entry(&self.file, *offset, *length)
    }

    /// Adds an entry; a second one of the same digest is dropped.
    pub fn add(&mut self, key: Digest, bytes: &[u8]) -> io::Result<()> {
        if self.contains(&key) {
            return Ok(());
        }
        let mut whole = Vec::with_capacity(bytes.len() + CHECK);
        whole.extend_from_slice(bytes);
        whole.extend_from_slice(&Digest::of(bytes).bytes()[..CHECK]);
        self.write_at_end(&whole)?;
        self.table.insert(key, (self.end, bytes.len() as u64));
        self.end += whole.len() as u64;
        Ok(())
    }

    /// Takes an entry out again; nothing of it stays in the file.
    pub fn erase(&mut self, key: &Digest) -> io::Result<()> {
        let Some((offset, length)) = self.table.remove(key) else { return Ok(()) };
        self.file.seek(io::SeekFrom::Start(offset))?;
        io::copy(&mut io::repeat(0).take(length + CHECK as u64), &mut self.file).map(|_| ())
    }

    /// Whether it holds no entry.
    pub fn is_empty(&self) -> bool {
        self.table.is_empty()
    }

    /// Writes the table and gives the file its name.
    pub fn finish(mut self) -> io::Result<()> {
        let mut tail = Vec::with_capacity(self.table.len() * ROW + FOOTER);
        for (digest, (offset, length)) in &self.table {
            tail.extend_from_slice(digest.bytes());
            tail.extend_from_slice(&offset.to_le_bytes());
            tail.extend_from_slice(&length.to_le_bytes());
        }
        tail.extend_from_slice(&(self.table.len() as u64).to_le_bytes());
        tail.extend_from_slice(Digest::of(&tail).bytes());
        self.write_at_end(&tail)?;
        fs::rename(&self.temporary, &self.path)
    }
}

impl Writer {
    /// Reading moves the position on some systems.
    fn write_at_end(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.seek(io::SeekFrom::Start(self.end))?;
        self.file.write_all(bytes)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // After `finish` the file has its final name and there is nothing to remove.
        let _ = fs::remove_file(&self.temporary);
    }
}

fn read_entry(file: &File, offset: u64, length: u64) -> Option<Vec<u8>> {
    let end = offset.checked_add(length)?.checked_add(CHECK as u64)?;
    if end > file.metadata().ok()?.len() {
        return None;
    }
    let mut bytes = vec![0; length as usize + CHECK];
    read_at(file, &mut bytes, offset).ok()?;
    let check = bytes.split_off(length as usize);
    (Digest::of(&bytes).bytes()[..CHECK] == check[..]).then_some(bytes)
}

/// Fills `bytes` from the file's byte `at` on, without moving a position that other threads use.
#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

/// Fills `bytes` from the file's byte `at` on; every caller says where it reads, so the position that moves is nobody's.
#[cfg(windows)]
fn read_at(file: &File, mut bytes: &mut [u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let read = std::os::windows::fs::FileExt::seek_read(file, bytes, at)?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        bytes = &mut bytes[read..];
        at += read as u64;
    }
    Ok(())
}

/// The number in `parse-000012.pack`.
fn number(path: &Path, stage: &str) -> Option<u64> {
    let name = path.file_name()?.to_str()?;
    name.strip_prefix(stage)?.strip_prefix('-')?.strip_suffix(".pack")?.parse().ok()
}
