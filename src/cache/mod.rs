//! Memory between builds: `memo(stage, digest of inputs, make)` for a handful of pure functions.
//!
//! An entry is found by the digest of everything it was made from, so nothing is ever invalidated: a changed input
//! asks for another entry. Each stage keeps a few pack files ([`pack`]) below `.cairn/cache`; a build adds one with
//! what it made, and folds them into one when they are many or mostly unused. The one lock of the house is in here.
//! What is found there is believed, so it must be ours: `cli` opens no cache that lies elsewhere or that git tracks.

#![allow(clippy::disallowed_methods, reason = "the packs are files")]

pub mod pack;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::cache::pack::{Pack, Writer};
use crate::digest::Digest;

/// Which function an entry is of. Each has packs of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// File → `Document`.
    Parse,
    /// Code block → HTML.
    Highlight,
    /// Page → its words for the search index.
    Tokens,
    /// View → page.
    Render,
    /// Commit → what git tells of it.
    History,
    /// Two texts → how much lies between them.
    Edits,
    /// A page's history → whose words are still there.
    Blame,
    /// Who asked not to be named when the other packs were written.
    Unnamed,
    /// What servers said of addresses, and on which day.
    Answers,
}

impl Stage {
    /// All of them, in order of the build.
    pub const ALL: [Stage; 9] = [
        Stage::Parse,
        Stage::Highlight,
        Stage::Tokens,
        Stage::Render,
        Stage::History,
        Stage::Edits,
        Stage::Blame,
        Stage::Unnamed,
        Stage::Answers,
    ];

    /// Beginning of the file names of its packs.
    pub fn name(self) -> &'static str {
        match self {
            Stage::Parse => "parse",
            Stage::Highlight => "highlight",
            Stage::Tokens => "tokens",
            Stage::Render => "render",
            Stage::History => "history",
            Stage::Edits => "edits",
            Stage::Blame => "blame",
            Stage::Unnamed => "unnamed",
            Stage::Answers => "answers",
        }
    }
}

/// How often a stage was asked, and how often it had the answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hits {
    /// Answers that were there.
    pub hits: u64,
    /// Answers that were made.
    pub misses: u64,
}

/// The packs of one site, shared by all threads; closed by [`Cache::save`].
pub struct Cache {
    folder: Option<PathBuf>,
    committed: Option<String>,
    stages: [StageCache; 9],
}

#[derive(Default)]
struct StageCache {
    packs: Vec<Pack>,
    is_forgotten: AtomicBool,
    now: Mutex<Now>,
    hits: AtomicU64,
    misses: AtomicU64,
}

/// What this run has made and used.
#[derive(Default)]
struct Now {
    made: Option<Writer>,
    used: BTreeSet<Digest>,
    /// Whether an entry of a pack may stay no longer.
    is_cleared: bool,
    /// Whether nothing is made any more.
    has_ended: bool,
}

/// More packs than this are folded into one.
const MANY: usize = 8;

impl Cache {
    /// A cache that remembers nothing and writes nothing.
    pub fn none() -> Cache {
        Cache { folder: None, committed: None, stages: Default::default() }
    }

    /// As [`Cache::none`], because git tracks `file` where the cache would be: whoever committed it chose what it says.
    pub fn committed(file: String) -> Cache {
        Cache { committed: Some(file), ..Cache::none() }
    }

    /// The file for which nothing is believed, below the root.
    pub fn committed_file(&self) -> Option<&str> {
        self.committed.as_deref()
    }

    /// The cache in `folder` (usually `.cairn/cache`), made when the first entry is. A damaged pack counts as absent.
    pub fn open(folder: &Path) -> Cache {
        let open = |stage: Stage| StageCache { packs: Pack::open_all(folder, stage.name()), ..StageCache::default() };
        Cache { folder: Some(folder.to_owned()), committed: None, stages: Stage::ALL.map(open) }
    }

    /// Whether anything is remembered at all.
    pub fn is_kept(&self) -> bool {
        self.folder.is_some()
    }

    /// The answer for `key`, remembered or made now. `make` must be a pure function of what `key` is the digest of.
    pub fn memo(&self, stage: Stage, key: Digest, make: impl FnOnce() -> Vec<u8>) -> Vec<u8> {
        let cache = &self.stages[stage as usize];
        if let Some(bytes) = cache.find(key) {
            cache.hits.fetch_add(1, Ordering::Relaxed);
            return bytes;
        }
        let bytes = make();
        cache.misses.fetch_add(1, Ordering::Relaxed);
        if let Some(folder) = &self.folder {
            cache.remember(folder, stage, key, &bytes);
        }
        bytes
    }

    /// All that is remembered of a stage, for the one whose questions no digest can name beforehand: the history asks which
    /// commits are known. What `is_wanted` refuses counts as unused.
    pub fn all(&self, stage: Stage, is_wanted: impl Fn(&[u8]) -> bool) -> Vec<Vec<u8>> {
        let cache = &self.stages[stage as usize];
        let mut now = cache.now();
        let mut found: BTreeMap<Digest, Vec<u8>> = BTreeMap::new();
        let is_forgotten = cache.is_forgotten.load(Ordering::Relaxed);
        for pack in cache.packs.iter().filter(|_| !is_forgotten) {
            found.extend(pack.keys().filter_map(|key| Some((*key, pack.get(key)?))));
        }
        if let Some(made) = &now.made {
            found.extend(made.keys().filter_map(|key| Some((*key, made.get(key)?))));
        }
        found.retain(|_, bytes| is_wanted(bytes));
        now.used.extend(found.keys());
        found.into_values().collect()
    }

    /// Remembers something that [`Cache::all`] will find.
    pub fn add(&self, stage: Stage, bytes: &[u8]) {
        if let Some(folder) = &self.folder {
            self.stages[stage as usize].remember(folder, stage, Digest::of(bytes), bytes);
        }
    }

    /// Drops what earlier runs remembered of a stage. What this one made stays.
    pub fn forget(&self, stage: Stage) {
        let cache = &self.stages[stage as usize];
        cache.is_forgotten.store(true, Ordering::Relaxed);
        cache.now().used.clear();
    }

    /// Drops what this run, which was a whole build, had no use for of what pages say: a text that its author has changed
    /// shall not stay here.
    pub fn forget_unused(&self) {
        for stage in [Stage::Parse, Stage::Tokens, Stage::Render] {
            let cache = &self.stages[stage as usize];
            let entries: usize = cache.packs.iter().map(Pack::len).sum();
            let mut now = cache.now();
            now.is_cleared |= entries > now.used.len();
        }
    }

    /// Drops one answer, whenever it was made.
    pub fn drop(&self, stage: Stage, key: &Digest) {
        let cache = &self.stages[stage as usize];
        let mut now = cache.now();
        let is_kept = cache.packs.iter().any(|pack| pack.contains(key));
        if is_kept {
            now.used.remove(key);
            now.is_cleared = true;
        }
        let erased = now.made.as_mut().map(|writer| writer.erase(key));
        if matches!(erased, Some(Err(_))) {
            now.made = None;
        }
    }

    /// Throws away what this run has made so far, and remembers nothing more: the program is about to end.
    pub fn end(&self) {
        for cache in &self.stages {
            let mut now = cache.now();
            now.made = None;
            now.has_ended = true;
        }
    }

    /// Counts questions that were answered otherwise than by [`Cache::memo`].
    pub fn count(&self, stage: Stage, hits: usize, misses: usize) {
        let cache = &self.stages[stage as usize];
        cache.hits.fetch_add(hits as u64, Ordering::Relaxed);
        cache.misses.fetch_add(misses as u64, Ordering::Relaxed);
    }

    /// Hits and misses so far.
    pub fn hits(&self, stage: Stage) -> Hits {
        let cache = &self.stages[stage as usize];
        Hits { hits: cache.hits.load(Ordering::Relaxed), misses: cache.misses.load(Ordering::Relaxed) }
    }

    /// Puts what this run made beside what was there. Files appear whole or not at all, so a killed run loses nothing.
    /// A cache that cannot be written costs time and not correctness: the caller may go on after an error.
    pub fn save(&self) -> std::io::Result<()> {
        let Some(folder) = &self.folder else { return Ok(()) };
        for (stage, cache) in Stage::ALL.iter().zip(&self.stages) {
            let mut now = cache.now();
            now.made.take_if(|writer| writer.is_empty());
            if cache.is_forgotten.load(Ordering::Relaxed) {
                if let Some(writer) = now.made.take() {
                    writer.finish()?;
                }
                cache.packs.iter().try_for_each(Pack::remove)?;
                continue;
            }
            let entries: usize = cache.packs.iter().map(Pack::len).sum();
            let unused = entries.saturating_sub(now.used.len());
            let fold = now.is_cleared
                || cache.packs.len() >= MANY
                || (unused > 1000 && unused > entries / 2 && now.made.is_some());
            if fold {
                let mut writer = match now.made.take() {
                    Some(writer) => writer,
                    None => Writer::create(folder, stage.name())?,
                };
                for key in &now.used {
                    if !writer.contains(key)
                        && let Some(bytes) = cache.packs.iter().find_map(|pack| pack.get(key))
                    {
                        writer.add(*key, &bytes)?;
                    }
                }
                writer.finish()?;
                cache.packs.iter().try_for_each(Pack::remove)?;
            } else if let Some(writer) = now.made.take() {
                writer.finish()?;
            }
        }
        Ok(())
    }
}

impl StageCache {
    fn now(&self) -> std::sync::MutexGuard<'_, Now> {
        self.now.lock().expect("nothing panics while it holds this lock")
    }

    fn find(&self, key: Digest) -> Option<Vec<u8>> {
        if !self.is_forgotten.load(Ordering::Relaxed)
            && let Some(bytes) = self.packs.iter().find_map(|pack| pack.get(&key))
        {
            self.now().used.insert(key);
            return Some(bytes);
        }
        self.now().made.as_ref()?.get(&key)
    }

    /// Failing to write a memory is not worth failing a build: the next one makes the answer again.
    fn remember(&self, folder: &Path, stage: Stage, key: Digest, bytes: &[u8]) {
        let mut now = self.now();
        if now.has_ended {
            return;
        }
        if now.made.is_none() {
            now.made = Writer::create(folder, stage.name()).ok();
        }
        let written = now.made.as_mut().map(|writer| writer.add(key, bytes));
        if matches!(written, Some(Err(_))) {
            now.made = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(n: u32) -> Digest {
        Digest::of(&n.to_le_bytes())
    }

    #[test]
    fn a_cache_that_has_ended_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path());
        let ask = |n| cache.memo(Stage::Parse, key(n), || vec![1]);
        let unfinished = || {
            let names = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
            names.filter(|name| name.to_string_lossy().contains(pack::UNFINISHED)).count()
        };
        ask(1);
        assert_eq!(unfinished(), 1);
        cache.end();
        assert_eq!((ask(1), ask(2), unfinished()), (vec![1], vec![1], 0));
    }

    #[test]
    fn what_a_killed_run_began_does_not_stay() {
        let folder = tempfile::tempdir().unwrap();
        let [old, new] = ["parse-000007.new-7", "parse-000008.new-8"].map(|name| folder.path().join(name));
        for path in [&old, &new] {
            std::fs::write(path, "texts").unwrap();
        }
        let hour = std::time::SystemTime::now() - std::time::Duration::from_secs(3600);
        std::fs::File::options().write(true).open(&old).unwrap().set_modified(hour).unwrap();
        let cache = Cache::open(folder.path());
        cache.memo(Stage::Parse, key(1), || b"made".to_vec());
        cache.save().unwrap();
        assert!(!old.exists() && new.exists(), "somebody may still write to the new one");
    }

    #[test]
    fn answers_are_made_once() {
        let folder = tempfile::tempdir().unwrap();
        for round in 0..12 {
            let cache = Cache::open(folder.path());
            for n in 0..20 {
                let bytes = cache.memo(Stage::Parse, key(n), || {
                    assert_eq!(round, 0, "made again");
                    vec![n as u8; n as usize]
                });
                assert_eq!(bytes, vec![n as u8; n as usize]);
            }
            let fresh = cache.memo(Stage::Parse, key(100 + round), || b"one more".to_vec());
            assert_eq!(fresh, b"one more");
            assert_eq!(cache.hits(Stage::Parse).hits, if round == 0 { 0 } else { 20 });
            assert_eq!(cache.memo(Stage::Parse, key(100 + round), || unreachable!()), b"one more");
            cache.save().unwrap();
        }
        let files = std::fs::read_dir(folder.path()).unwrap().count();
        assert!(files <= MANY + 2, "packs are folded: {files}");
        assert_eq!(std::fs::read_to_string(folder.path().join(".gitignore")).unwrap(), "*\n");
    }

    #[test]
    fn all_of_a_stage_is_found_also_after_packs_were_folded() {
        let folder = tempfile::tempdir().unwrap();
        for round in 0..2 * MANY as u8 {
            let cache = Cache::open(folder.path());
            let known = |cache: &Cache| cache.all(Stage::History, |bytes| bytes[0] < 100).len();
            assert_eq!(known(&cache), usize::from(round));
            cache.add(Stage::History, &[round]);
            cache.add(Stage::History, &[100 + round]);
            assert_eq!(known(&cache), usize::from(round) + 1, "what was added now");
            cache.save().unwrap();
        }
        let left = Cache::open(folder.path()).all(Stage::History, |bytes| bytes[0] >= 100).len();
        assert!(left <= MANY, "what nobody wants is folded away: {left}");
    }

    #[test]
    fn what_is_dropped_or_forgotten_is_in_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let secret = b"Jane Doe, who is not to be named";
        let holds = || {
            let files = std::fs::read_dir(folder.path()).unwrap();
            let bytes = files.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect::<Vec<u8>>();
            bytes.windows(8).any(|bytes| bytes == &secret[..8])
        };
        let run = |drops: bool, forgets: bool| {
            let cache = Cache::open(folder.path());
            let (mut made, keys) = (0, [key(1), key(2)]);
            for (at, of) in keys.iter().enumerate() {
                let bytes = if at == 0 { secret.to_vec() } else { b"a page".to_vec() };
                cache.memo(Stage::Parse, *of, || (made += 1, bytes.clone()).1);
            }
            if drops {
                cache.drop(Stage::Parse, &keys[0]);
            }
            if forgets {
                cache.forget(Stage::Parse);
            }
            cache.save().unwrap();
            (made, holds())
        };
        assert_eq!(run(true, false), (2, false), "made now");
        assert_eq!(run(false, false), (1, true));
        assert_eq!(run(true, false), (0, false), "made before");
        assert_eq!(run(true, false), (1, false));
        assert_eq!(run(false, false), (1, true));
        assert_eq!(run(false, true), (0, false));
        assert_eq!(run(true, false), (2, false));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2, "no pack is empty");
    }

    #[test]
    fn what_a_whole_build_had_no_use_for_is_in_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let run = |text: &[u8], is_whole: bool| {
            let cache = Cache::open(folder.path());
            cache.memo(Stage::Tokens, Digest::of(text), || text.to_vec());
            if is_whole {
                cache.forget_unused();
            }
            cache.save().unwrap();
            let files = std::fs::read_dir(folder.path()).unwrap();
            let bytes = files.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect::<Vec<u8>>();
            let holds = |text: &[u8]| bytes.windows(text.len()).any(|bytes| bytes == text);
            [holds(b"by Jane Doe"), holds(b"by somebody")]
        };
        assert_eq!(run(b"by Jane Doe", true), [true, false]);
        assert_eq!(run(b"by somebody", false), [true, true], "a part of a build forgets nothing");
        assert_eq!(run(b"by somebody", true), [false, true]);
    }

    #[test]
    fn a_damaged_pack_counts_as_absent() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path());
        cache.memo(Stage::Render, key(1), || b"page".to_vec());
        cache.save().unwrap();
        let file = folder.path().join("render-000000.pack");
        let whole = std::fs::read(&file).unwrap();
        for cut in 0..whole.len() {
            std::fs::write(&file, &whole[..cut]).unwrap();
            let cache = Cache::open(folder.path());
            assert_eq!(cache.memo(Stage::Render, key(1), || b"again".to_vec()), b"again", "cut at {cut}");
        }
        for flip in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[flip] ^= 1;
            std::fs::write(&file, &bytes).unwrap();
            let answer = Cache::open(folder.path()).memo(Stage::Render, key(1), || b"again".to_vec());
            assert!(answer == b"again" || answer == b"page", "flipped at {flip}");
        }
    }

    #[test]
    fn without_a_folder_nothing_is_remembered() {
        let cache = Cache::none();
        assert_eq!(cache.memo(Stage::Parse, key(1), || vec![1]), vec![1]);
        assert_eq!(cache.memo(Stage::Parse, key(1), || vec![2]), vec![2]);
        cache.save().unwrap();
    }
}
