//! How much the edits of a page changed, in words: somebody who mended a comma is named, and not as somebody who rewrote
//! half of the page.
//!
//! Begin with [`measure`]. Only the edits of those who did not write the page are measured, and of each person only until
//! they have changed enough. A pair of texts is measured once: what lies between them does not change.

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;

use super::alike::Texts;
use super::git::Git;
use super::names::text;
use super::words::words;
use super::{Edit, FileHistory, Role};
use crate::cache::{Cache, Stage};
use crate::digest::Digest;
use crate::path::SitePath;

/// Version of the measure. The name of the cache entry depends on it.
const VERSION: &[u8] = b"edits 1";

/// Writes into each part how many words somebody changed, counting up to `enough` of them. A part whose texts are
/// not here stays unmeasured, and so does everyone where `enough` is none.
pub(super) fn measure(
    files: &mut BTreeMap<SitePath, FileHistory>,
    edits: &BTreeMap<SitePath, Vec<Edit>>,
    enough: u32,
    git: &Git,
    cache: &Cache,
) {
    if enough == 0 {
        return;
    }
    let mut people: BTreeMap<(&SitePath, u32), Vec<&[u8]>> = BTreeMap::new();
    for (path, edits) in edits {
        edits.iter().for_each(|edit| people.entry((path, edit.who)).or_default().push(&edit.texts));
    }
    let people: Vec<_> = people.into_iter().collect();
    // A git that hands out texts for each share of the work, and none where the cache knows all.
    let share = people.len().div_ceil(rayon::current_num_threads()).max(1);
    let measured: Vec<Option<u32>> = people
        .par_chunks(share)
        .flat_map_iter(|people| {
            let mut texts = Texts::new(git);
            let changed = |(_, pairs): &(_, Vec<&[u8]>)| changed(pairs, enough, &mut texts, cache);
            people.iter().map(changed).collect::<Vec<_>>()
        })
        .collect();
    for (((path, who), _), words) in people.iter().zip(measured) {
        let parts = files.get_mut(*path).into_iter().flat_map(|file| &mut file.parts);
        let edited = parts.filter(|part| part.who == *who && matches!(part.role, Role::Editor | Role::CoEditor));
        // Somebody may be both for one page; the words are counted once.
        let mut rest = words;
        edited.for_each(|part| part.words = std::mem::replace(&mut rest, words.map(|_| 0)));
    }
}

fn changed(pairs: &[&[u8]], enough: u32, texts: &mut Texts, cache: &Cache) -> Option<u32> {
    let mut all = 0;
    for pair in pairs {
        all += between(pair, texts, cache)?;
        if all >= enough {
            return Some(enough);
        }
    }
    Some(all)
}

/// Words between two texts; `None` where one is not here.
fn between(pair: &[u8], texts: &mut Texts, cache: &Cache) -> Option<u32> {
    let mut fresh = None;
    let bytes = cache.memo(Stage::Edits, Digest::of_parts([VERSION, pair]), || {
        let words = made(pair, texts);
        fresh = Some(words);
        words.map_or_else(Vec::new, |words| words.to_le_bytes().to_vec())
    });
    match (fresh, <[u8; 4]>::try_from(bytes)) {
        (Some(fresh), _) => fresh,
        (None, Ok(bytes)) => Some(u32::from_le_bytes(bytes)),
        // An entry without a number stands for a text that was not here; it may have come.
        (None, Err(_)) => made(pair, texts),
    }
}

fn made(pair: &[u8], texts: &mut Texts) -> Option<u32> {
    let mut ids = pair.split(|byte| *byte == b' ');
    let (old, new) = (texts.text(ids.next()?)?, texts.text(ids.next()?)?);
    let (old, new) = unlike(&old, &new);
    Some(difference(&text(old), &text(new)))
}

/// Both without the lines that they begin and end with in common: most edits change a few lines of a long page.
fn unlike<'a>(old: &'a [u8], new: &'a [u8]) -> (&'a [u8], &'a [u8]) {
    let same = common(old.chunks(CHUNK), new.chunks(CHUNK), |old, new| {
        old.iter().zip(new).take_while(|(old, new)| old == new).count()
    });
    let start = old[..same].iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let (old, new) = (&old[start..], &new[start..]);
    let same = common(old.rchunks(CHUNK), new.rchunks(CHUNK), |old, new| {
        old.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count()
    });
    let end = &old[old.len() - same..];
    let kept = end.iter().position(|byte| *byte == b'\n').map_or(0, |at| end.len() - at);
    (&old[..old.len() - kept], &new[..new.len() - kept])
}

/// Bytes compared at once.
const CHUNK: usize = 512;

/// How many bytes are the same from one end on: whole chunks at once, then `rest` of the first that differs.
fn common<'a>(
    old: impl Iterator<Item = &'a [u8]>,
    new: impl Iterator<Item = &'a [u8]>,
    rest: impl Fn(&[u8], &[u8]) -> usize,
) -> usize {
    let mut same = 0;
    for (old, new) in old.zip(new) {
        if old != new {
            return same + rest(old, new);
        }
        same += old.len();
    }
    same
}

/// Words that are new or gone, whichever are more: a word that was replaced is one change, one that moved is none.
fn difference(old: &str, new: &str) -> u32 {
    let mut there: HashMap<&str, i32> = HashMap::new();
    words(old).for_each(|word| *there.entry(word).or_default() += 1);
    words(new).for_each(|word| *there.entry(word).or_default() -= 1);
    let gone: i32 = there.values().filter(|count| **count > 0).sum();
    let came: i32 = there.values().filter(|count| **count < 0).sum();
    gone.unsigned_abs().max(came.unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_as_large_as_the_words_that_came_or_went() {
        let table = [
            ("a b c", "a b c", 0),
            ("a b c", "a\nb  *c*!", 0),
            ("a b c", "c b a", 0),
            ("teh door", "the door", 1),
            ("a b c", "a b c d e", 2),
            ("a b c", "a x", 2),
            ("", "one two three", 3),
            ("開門", "開窗", 1),
        ];
        for (old, new, expected) in table {
            assert_eq!(difference(old, new), expected, "{old:?} {new:?}");
            let around = |text: &str| format!("first\n{text}\nlast\n").into_bytes();
            let (before, after) = (around(old), around(new));
            let (before, after) = unlike(&before, &after);
            assert_eq!(difference(&text(before), &text(after)), expected, "{old:?} {new:?}");
        }
        for (old, new, expected) in [
            ("foobar", "foo bar", ("foobar", "foo bar")),
            ("a\nb\nc\nd\n", "a\nc\nd\n", ("b\nc", "c")),
            ("a\n", "a\nb\n", ("", "b\n")),
            (&format!("{}x\n{0}", "long\n".repeat(300)), &format!("{}y\n{0}", "long\n".repeat(300)), ("x", "y")),
        ] {
            let (before, after) = unlike(old.as_bytes(), new.as_bytes());
            assert_eq!((text(before).as_str(), text(after).as_str()), expected, "{old:?} {new:?}");
        }
    }
}
