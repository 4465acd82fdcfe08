//! How much the edits of a page changed, in words: somebody who mended a comma is named, and not as somebody who rewrote
//! half of the page.
//!
//! Begin with [`measure`]. A pair of texts is measured once: what lies between them does not change. Front matter is not
//! counted: it is not what the page says.

use std::collections::{HashMap, HashSet, VecDeque};

use rayon::prelude::*;

use super::alike::{Texts, common_bytes};
use super::blame::FrontMatter;
use super::git::Git;
use super::names::text;
use super::words::words;
use crate::cache::{Cache, Stage};
use crate::digest::Digest;

/// Version of the measure. The name of the cache entry depends on it.
const VERSION: &[u8] = b"edits 3";

/// How much an edit changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Size {
    /// Words that are new or gone.
    pub(super) words: u32,
    /// Not even a sign is another: nothing but white space, or what stands in the front matter.
    pub(super) is_nothing: bool,
    /// How much of the longer text is in both, front matter and all, in thousandths.
    pub(super) likeness: u16,
}

/// What was measured, by the ids of both texts with a space between; `None` where a text is not here.
pub(super) type Sizes = HashMap<Box<[u8]>, Option<Size>>;

/// Measures the pairs of texts that are not measured yet. No pair is empty. Whether a text is missing.
pub(super) fn measure<'a>(pairs: impl Iterator<Item = &'a [u8]>, git: &Git, cache: &Cache, sizes: &mut Sizes) -> bool {
    let mut seen = HashSet::new();
    let pairs: Vec<&[u8]> = pairs.filter(|pair| !sizes.contains_key(*pair) && seen.insert(*pair)).collect();
    // A git that hands out texts for each share of the work, and none where the cache knows all.
    let share = pairs.len().div_ceil(rayon::current_num_threads()).max(1);
    let measured = pairs.par_chunks(share).flat_map_iter(|pairs| {
        let mut texts = Latest { texts: Texts::expecting(git, asked_for(pairs)), id: Vec::new(), text: None };
        let size = |pair: &&[u8]| (Box::from(*pair), between(pair, &mut texts, cache), texts.texts.is_missing);
        pairs.iter().map(size).collect::<Vec<_>>()
    });
    let measured: Vec<(Box<[u8]>, Option<Size>, bool)> = measured.collect();
    let is_missing = measured.iter().any(|(.., is_missing)| *is_missing);
    sizes.extend(measured.into_iter().map(|(pair, size, _)| (pair, size)));
    is_missing
}

/// The texts of these pairs as [`Latest`] asks for them.
fn asked_for(pairs: &[&[u8]]) -> VecDeque<Box<[u8]>> {
    let mut ids = VecDeque::new();
    let mut last: &[u8] = b"";
    for (old, new) in pairs.iter().filter_map(|pair| halves(pair)) {
        ids.extend((old != last).then(|| Box::from(old)));
        ids.push_back(new.into());
        last = new;
    }
    ids
}

fn halves(pair: &[u8]) -> Option<(&[u8], &[u8])> {
    let (old, new) = pair.split_at(pair.iter().position(|byte| *byte == b' ')?);
    Some((old, &new[1..]))
}

/// What lies between two texts; `None` where one is not here.
fn between(pair: &[u8], texts: &mut Latest, cache: &Cache) -> Option<Size> {
    let mut fresh = None;
    let bytes = cache.memo(Stage::Edits, Digest::of_parts([VERSION, pair]), || {
        let size = made(pair, texts);
        fresh = Some(size);
        size.map_or_else(Vec::new, Size::bytes)
    });
    // An entry without a number stands for a text that was not here; it may have come.
    fresh.unwrap_or_else(|| Size::from_bytes(&bytes).or_else(|| made(pair, texts)))
}

impl Size {
    fn bytes(self) -> Vec<u8> {
        [&self.words.to_le_bytes()[..], &self.likeness.to_le_bytes(), &[u8::from(self.is_nothing)]].concat()
    }

    fn from_bytes(bytes: &[u8]) -> Option<Size> {
        let (words, rest) = bytes.split_first_chunk()?;
        let (likeness, rest) = rest.split_first_chunk()?;
        let (words, likeness) = (u32::from_le_bytes(*words), u16::from_le_bytes(*likeness));
        Some(Size { words, likeness, is_nothing: *rest.first()? != 0 })
    }
}

fn made(pair: &[u8], texts: &mut Latest) -> Option<Size> {
    let (old, new) = halves(pair)?;
    let old = texts.take(old);
    let new = texts.put(new);
    Some(size(&old?, new?))
}

/// Texts, and the one that was asked for last: most edits begin with what the edit before left.
struct Latest {
    texts: Texts,
    id: Vec<u8>,
    text: Option<Vec<u8>>,
}

impl Latest {
    fn take(&mut self, id: &[u8]) -> Option<Vec<u8>> {
        if self.id == id { self.text.take() } else { self.texts.text(id) }
    }

    fn put(&mut self, id: &[u8]) -> Option<&[u8]> {
        (self.id, self.text) = (id.to_vec(), self.texts.text(id));
        self.text.as_deref()
    }
}

fn size(old: &[u8], new: &[u8]) -> Size {
    let likeness = {
        let (part, other) = unlike(old, new);
        let (common, longer) = (old.len() - part.len() + common_bytes(part, other), old.len().max(new.len()));
        (common * 1000 / longer.max(1)) as u16
    };
    let (old, new) = unlike(body(old), body(new));
    let words = difference(&text(old), &text(new));
    let signs = |text: &'_ [u8]| text.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect::<Vec<u8>>();
    Size { words, is_nothing: words == 0 && signs(old) == signs(new), likeness }
}

/// A page without its front matter.
fn body(page: &[u8]) -> &[u8] {
    let mut matter = FrontMatter::Unseen;
    let mut rest = page;
    while !rest.is_empty() {
        let end = rest.iter().position(|byte| *byte == b'\n').map_or(rest.len(), |at| at + 1);
        if !matter.holds(&rest[..end]) {
            return rest;
        }
        rest = &rest[end..];
    }
    rest
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
    fn only_what_readers_see_is_a_change() {
        let table = [
            ("a b\n", "a  b\n\n", 0, true),
            ("a b\n", "a, b\n", 0, false),
            ("a b\n", "b a\n", 0, false),
            ("ab\n", "a b\n", 2, false),
            ("---\nx: 1\n---\na\n", "---\nx: 2\ny: 3\n---\na\n", 0, true),
            ("a\n", "---\r\nx: 1\r\n---\r\na\n", 0, true),
            ("---\nx: 1\n---\na\n---\nb", "---\nx: 1\n---\na\n---\nb c", 1, false),
            ("---\nnever closed", "---\nnever closed at all", 0, true),
        ];
        for (old, new, words, is_nothing) in table {
            let size = size(old.as_bytes(), new.as_bytes());
            assert_eq!((size.words, size.is_nothing), (words, is_nothing), "{old:?} {new:?}");
        }
    }

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
