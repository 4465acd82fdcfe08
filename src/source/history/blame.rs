//! Whose words of a page are still there: for `credits.weight: words`, and only then, because it asks git once for every page.
//!
//! Begin with [`survive`]. One process runs for each page that changed since it was last asked, as many at a time as there
//! are cores. Front matter is not counted: it is not what the page says.
//!
//! What git answers depends on the commit from which it looks back, and on all before it. So a page is remembered by the
//! newest commit, from one first parent to the next, that has it otherwise than its own first parent: from there git finds
//! what it finds from HEAD, because it too believes the first parent that has the same text.

use std::collections::{BTreeMap, HashMap};
use std::io::{BufRead, BufReader};

use rayon::prelude::*;

use super::git::{Failure, Git};
use super::ignored::{is_id, listed};
use super::log::Commit;
use super::names::text;
use super::remember::Facts;
use super::words::words;
use super::{FileHistory, Identity, Repository, is_page};
use crate::cache::{Cache, Stage};
use crate::digest::Digest;
use crate::path::SitePath;

/// Version of the measure. The name of the cache entry depends on it.
const VERSION: &[u8] = b"blame 4";

/// The id of a commit, and how many words stand that it wrote. Whose they are, the commit tells: no name is remembered.
type Words = Vec<(String, u32)>;

/// Writes into each file how many words of whom survive. Whether some could not be read.
pub(super) fn survive(
    files: &mut BTreeMap<SitePath, FileHistory>,
    identities: &[Identity],
    facts: &Facts,
    repository: &Repository,
    cache: &Cache,
) -> bool {
    let ignored = ignored(&repository.ignored);
    let of_page = |(path, since): &(SitePath, Vec<u8>)| {
        let key = Digest::of_parts([VERSION, since, path.as_str().as_bytes(), &repository.ignored]);
        let mut fresh = None;
        let bytes = cache.memo(Stage::Blame, key, || {
            let words = blame(&repository.git, &repository.head, path, &ignored).ok();
            let bytes = words.as_ref().map(|words| serde_json::to_vec(words).expect("ids and numbers"));
            fresh = Some(words);
            bytes.unwrap_or_default()
        });
        // What could not be read then may be readable now.
        let ask = || blame(&repository.git, &repository.head, path, &ignored).ok();
        fresh.unwrap_or_else(|| serde_json::from_slice(&bytes).ok().or_else(ask))
    };
    let pages = since(files.keys().filter(|path| is_page(path.as_str().as_bytes())), facts, repository);
    let found: Vec<Option<Words>> = pages.par_iter().map(of_page).collect();
    let is_missing = found.iter().any(Option::is_none);
    let places: HashMap<(&str, &str), u32> = identities
        .iter()
        .zip(0..)
        .map(|(identity, place)| ((identity.name.as_str(), identity.email.as_str()), place))
        .collect();
    for ((path, _), words) in pages.iter().zip(found) {
        let (Some(file), Some(words)) = (files.get_mut(path), words) else { continue };
        file.words = words.iter().map(|(_, words)| words).sum();
        // In the order of their names, as they always were.
        let mut whose: BTreeMap<(String, String), u32> = BTreeMap::new();
        for (commit, words) in &words {
            let Some((name, email)) = facts.author(commit.as_bytes()) else { continue };
            *whose.entry((text(name).trim().to_owned(), text(email).trim().to_lowercase())).or_default() += words;
        }
        for ((name, email), words) in &whose {
            file.surviving.extend(places.get(&(name.as_str(), email.as_str())).map(|who| (*who, *words)));
        }
    }
    is_missing
}

/// Each page with the commit since which it is as it is.
fn since<'a>(
    pages: impl Iterator<Item = &'a SitePath>,
    facts: &Facts,
    repository: &Repository,
) -> Vec<(SitePath, Vec<u8>)> {
    let head = repository.head.as_bytes().to_vec();
    let full_path = |path: &SitePath| [&repository.prefix, path.as_str().as_bytes()].concat();
    let mut open: HashMap<Vec<u8>, SitePath> = pages.map(|path| (full_path(path), path.clone())).collect();
    let mut found: BTreeMap<SitePath, Vec<u8>> = BTreeMap::new();
    let mut commit = Commit::default();
    for number in facts.first_parents() {
        if open.is_empty() {
            break;
        }
        facts.get(number, &mut commit);
        for change in facts.changes(number) {
            found.extend(open.remove(change.path).map(|page| (page, commit.id().to_vec())));
        }
    }
    found.extend(open.into_values().map(|page| (page, head.clone())));
    found.into_iter().collect()
}

/// Whole ids of the commits that the repository lists as mere reformatting.
fn ignored(list: &[u8]) -> Vec<String> {
    const MANY: usize = 200;
    let ids = listed(list).map(|(_, id)| id).filter(|id| is_id(id));
    ids.take(MANY).map(|id| String::from_utf8_lossy(&id).into_owned()).collect()
}

/// Asks git who wrote each line.
fn blame(git: &Git, head: &str, path: &SitePath, ignored: &[String]) -> Result<Words, Failure> {
    let mut args = vec!["blame", "-w", "--porcelain", "--no-textconv"];
    for id in ignored {
        args.extend(["--ignore-rev", id]);
    }
    args.extend([head, "--", path.as_str()]);
    let read = |args: &[&str]| -> Result<Words, Failure> {
        let mut answer = git.stream(args)?;
        let words = count(BufReader::new(answer.stdout()))?;
        answer.finish()?;
        Ok(words)
    };
    // A listed commit that is in no history stops git.
    let plain = ["blame", "-w", "--porcelain", "--no-textconv", head, "--", path.as_str()];
    read(&args).or_else(|failure| if ignored.is_empty() { Err(failure) } else { read(&plain) })
}

/// Reads `id line line count`, what is new of the commit, and the line behind a tab.
fn count(mut answer: impl BufRead) -> std::io::Result<Words> {
    let mut found: BTreeMap<String, u32> = BTreeMap::new();
    let mut line = Vec::new();
    let mut commit = String::new();
    let mut matter = FrontMatter::Unseen;
    loop {
        line.clear();
        if answer.read_until(b'\n', &mut line)? == 0 {
            return Ok(found.into_iter().collect());
        }
        if let Some(content) = line.strip_prefix(b"\t") {
            if matter.holds(content) {
                continue;
            }
            let words = words(&text(content)).count() as u32;
            if words > 0 {
                *found.entry(commit.clone()).or_default() += words;
            }
        } else {
            let id = line.split(|byte| *byte == b' ').next().unwrap_or_default();
            if matches!(id.len(), 40 | 64) && id.iter().all(u8::is_ascii_hexdigit) {
                commit = String::from_utf8_lossy(id).into_owned();
            }
        }
    }
}

/// Where the lines of the page stand towards its front matter.
pub(super) enum FrontMatter {
    /// The page begins.
    Unseen,
    /// Behind the first fence.
    Inside,
    /// In the text.
    Over,
}

impl FrontMatter {
    /// Whether this line, the next of the page, is part of it.
    pub(super) fn holds(&mut self, line: &[u8]) -> bool {
        let is_fence = line.trim_ascii_end() == b"---";
        match self {
            FrontMatter::Unseen if is_fence => *self = FrontMatter::Inside,
            FrontMatter::Inside if is_fence => *self = FrontMatter::Over,
            FrontMatter::Inside => {}
            FrontMatter::Unseen | FrontMatter::Over => {
                *self = FrontMatter::Over;
                return false;
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_below_the_front_matter_are_counted_for_the_commit_that_wrote_the_line() {
        let (a, b) = ("a".repeat(40), "b".repeat(40));
        let answer = format!(
            "{a} 1 1 4\nauthor Jane\nauthor-mail <jane@example.org>\nsummary author Bob\nfilename x.md\n\t---\n\
             {a} 2 2\n\ttitle: five words are not counted\n{a} 3 3\n\t---\n{a} 4 4\n\tTwo words.\n\
             {b} 5 5 1\nauthor 鈴木\nauthor-mail <>\nfilename x.md\n\t安装 SSH\n{a} 6 6 1\n\t--- and one\n"
        );
        let found = count(answer.as_bytes()).unwrap();
        assert_eq!(found, [(a, 4), (b, 3)]);
    }
}
