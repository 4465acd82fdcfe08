//! Sketch: which pages say nearly the same in the same words, without comparing every page with every other.
//!
//! A text is all its runs of [`WIDTH`] words. The [`KEPT`] runs with the smallest hashes are a fair sample of them, the same sample on every page, so
//! the share of samples that two pages have in common is about the share of the runs that they have in common (Broder 1997, "On the resemblance and
//! containment of documents"). Pages that share none are never looked at together.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ops::Range;

use crate::search::words;

/// Words of a run; of scripts without spaces, characters.
const WIDTH: usize = 6;
/// Runs that are kept of a page.
const KEPT: usize = 48;
/// Pages with fewer runs say too little to be compared.
const LEAST: usize = 24;
/// A run on more pages than this is a formula (a licence, a greeting) and brings nothing together.
const FORMULA: usize = 40;

/// A sample of what a text says, sorted; empty where it says too little.
pub fn sketch(text: &str) -> Vec<u32> {
    let tokens = tokens(text);
    let mut hashes: Vec<u32> = tokens.windows(WIDTH).map(run).collect();
    hashes.sort_unstable();
    hashes.dedup();
    if hashes.len() < LEAST {
        return Vec::new();
    }
    hashes.truncate(KEPT);
    hashes
}

/// Two pages that say nearly the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Alike {
    /// Numbers of the pages, the smaller first.
    pub pages: (u32, u32),
    /// How much of what both say is the same, in hundredths.
    pub share: u32,
}

/// All pairs of pages of which at least `share` hundredths are the same, by their numbers.
pub fn alike(sketches: &[&[u32]], share: u32) -> Vec<Alike> {
    let mut samples: Vec<(u32, u32)> = Vec::with_capacity(sketches.len() * KEPT);
    for (page, sketch) in sketches.iter().enumerate() {
        samples.extend(sketch.iter().map(|&hash| (hash, page as u32)));
    }
    samples.sort_unstable();
    let mut formulas: HashSet<u32> = HashSet::new();
    let mut pairs: BTreeSet<(u32, u32)> = BTreeSet::new();
    for same in samples.chunk_by(|a, b| a.0 == b.0) {
        if same.len() > FORMULA {
            formulas.insert(same[0].0);
            continue;
        }
        for (at, &(_, first)) in same.iter().enumerate() {
            pairs.extend(same[at + 1..].iter().map(|&(_, second)| (first, second)));
        }
    }
    let of = |pages: (u32, u32)| {
        let own = |page: u32| sketches[page as usize].iter().copied().filter(|hash| !formulas.contains(hash));
        Alike { pages, share: resemblance(own(pages.0).collect(), own(pages.1).collect()) }
    };
    pairs.into_iter().map(of).filter(|pair| pair.share >= share).collect()
}

/// The share of the smallest hashes of both that both have, in hundredths; 0 where there are too few to tell.
fn resemblance(a: Vec<u32>, b: Vec<u32>) -> u32 {
    let count = a.len().min(b.len());
    let both: BTreeMap<u32, u32> = a.into_iter().chain(b).fold(BTreeMap::new(), |mut seen, hash| {
        *seen.entry(hash).or_default() += 1;
        seen
    });
    let shared = both.values().take(count).filter(|pages| **pages > 1).count();
    if count < LEAST { 0 } else { (shared * 100 / count) as u32 }
}

/// The longest passage of a text that another has too, word for word: its bytes, `None` where there is none of [`WIDTH`] words.
pub fn overlap(text: &str, other: &str) -> Option<Range<usize>> {
    let (mine, theirs) = (tokens(text), tokens(other));
    let mut places: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (at, window) in theirs.windows(WIDTH).enumerate() {
        let known = places.entry(run(window)).or_default();
        // A run that is everywhere cannot be the beginning of anything telling.
        if known.len() < 8 {
            known.push(at);
        }
    }
    let mut best: Option<(usize, usize)> = None;
    let mut at = 0;
    while at + WIDTH <= mine.len() {
        let same = |&place: &usize| mine[at..].iter().zip(&theirs[place..]).take_while(|(a, b)| a.0 == b.0).count();
        let length =
            places.get(&run(&mine[at..at + WIDTH])).and_then(|places| places.iter().map(same).max()).unwrap_or(0);
        if length > best.map_or(WIDTH - 1, |best| best.1) {
            best = Some((at, length));
        }
        at += length.max(1);
    }
    best.map(|(at, length)| mine[at].1.start..mine[at + length - 1].1.end)
}

/// The words of a text as hashes, with their places.
fn tokens(text: &str) -> Vec<(u32, Range<usize>)> {
    let mut tokens = Vec::new();
    let mut word: Option<(usize, u32)> = None;
    for (at, c) in text.char_indices() {
        let dense = words::is_dense(c);
        if c.is_alphanumeric() && !dense {
            let (start, mut hash) = word.unwrap_or((at, SEED));
            c.to_lowercase().for_each(|c| hash = mix(hash, c as u32));
            word = Some((start, hash));
            continue;
        }
        if let Some((start, hash)) = word.take() {
            tokens.push((hash, start..at));
        }
        if dense {
            tokens.push((mix(SEED, c as u32), at..at + c.len_utf8()));
        }
    }
    if let Some((start, hash)) = word {
        tokens.push((hash, start..text.len()));
    }
    tokens
}

/// The hash of a run.
fn run(tokens: &[(u32, Range<usize>)]) -> u32 {
    let hash = tokens.iter().fold(SEED, |hash, token| mix(hash, token.0));
    // The last steps of MurmurHash3, after which all bits depend on all others.
    let hash = (hash ^ hash >> 16).wrapping_mul(0x85eb_ca6b);
    let hash = (hash ^ hash >> 13).wrapping_mul(0xc2b2_ae35);
    hash ^ hash >> 16
}

/// FNV-1a, 32 bits, a whole number at a time.
const SEED: u32 = 0x811c_9dc5;

fn mix(hash: u32, value: u32) -> u32 {
    (hash ^ value).wrapping_mul(0x0100_0193).rotate_left(5)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text of so many different words.
    fn words(count: usize, seed: usize) -> Vec<String> {
        (0..count).map(|number| format!("word{}x{seed}", number * 7919 % 1_000)).collect()
    }

    #[test]
    fn the_share_is_about_what_two_texts_have_in_common() {
        let text = words(400, 1);
        for (changed, least, most) in [(0, 100, 100), (40, 65, 95), (200, 20, 48), (400, 0, 0)] {
            let mut other = text.clone();
            other[..changed].clone_from_slice(&words(changed, 2));
            let sketches = [text.join(" "), other.join(", ").to_uppercase()].map(|text| sketch(&text));
            let [first, second] = sketches;
            let share = resemblance(first, second);
            assert!((least..=most).contains(&share), "{changed} words changed: {share}");
        }
    }

    #[test]
    fn pairs_are_found_among_many_pages() {
        let mut texts: Vec<String> = (0..500).map(|page| words(100, page).join(" ")).collect();
        texts[400] = format!("{} and a few words more at the end of it", texts[3]);
        texts[77] = String::from("short");
        texts[78] = String::from("short");
        let sketches: Vec<Vec<u32>> = texts.iter().map(|text| sketch(text)).collect();
        let sketches: Vec<&[u32]> = sketches.iter().map(Vec::as_slice).collect();
        let found = alike(&sketches, 50);
        assert_eq!(found.iter().map(|pair| pair.pages).collect::<Vec<_>>(), [(3, 400)]);
        assert!(found[0].share > 75);
    }

    #[test]
    fn a_formula_on_every_page_makes_no_pair() {
        let formula = words(60, 9_999).join(" ");
        let texts: Vec<Vec<u32>> =
            (0..100).map(|page| sketch(&format!("{formula} {}", words(40, page).join(" ")))).collect();
        let sketches: Vec<&[u32]> = texts.iter().map(Vec::as_slice).collect();
        assert_eq!(alike(&sketches, 50), []);
    }

    #[test]
    fn the_passage_that_two_texts_share_is_shown() {
        let table = [
            (
                "First: open the settings, and then press Delete my account there.",
                "Well. Then OPEN the settings and then press delete my account. Done.",
                Some("open the settings, and then press Delete my account"),
            ),
            ("one two three four five", "one two three four five", None),
            (
                "設定を開いて、サーバーを再起動します。",
                "まず設定を開いてサーバーを再起動してください。",
                Some("設定を開いて、サーバーを再起動し"),
            ),
            ("", "", None),
        ];
        for (text, other, expected) in table {
            assert_eq!(overlap(text, other).map(|range| &text[range]), expected);
        }
    }
}
