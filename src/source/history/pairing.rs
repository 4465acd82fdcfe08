//! Which of the texts that a commit brought go on from which of those that it took away.
//!
//! Begin with [`pair`]. One rule for moves, swaps, overwritten pages and pages brought back: a text that is exactly another
//! one is that one; a text that is at least half the one that stood at its path stays; what is left belongs together where
//! it is at least half the same, the most alike first. Where two may be meant, nobody is told: wrong credits are worse than
//! none.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::is_page;

/// Texts are alike from here on, in thousandths of the longer one.
pub(super) const HALF: u16 = 500;

/// A text that is so much the same as before at its path is not compared with others.
const MOSTLY: u16 = 800;

/// Of two texts that are nearly as alike to a third, by so many thousandths or less, either may be meant.
const NEARLY: u16 = 200;

/// As many pairs as are compared in one commit.
const COMPARED: usize = 500 * 500;

/// As many pairs as are compared in a whole history: each answer is kept, and a few kilobytes of a repository may ask for millions.
pub(super) const ALL_COMPARED: usize = 2_000_000;

/// A text that was there before.
pub(super) struct Old<'a> {
    pub(super) path: &'a [u8],
    /// Number of the text.
    pub(super) text: u32,
    pub(super) kind: Kind,
}

/// What became of an old text's path.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Kind {
    /// It is no more.
    Gone,
    /// It has a new text, of this place.
    Changed(usize),
    /// It went with an older commit, and may have come back as the new text of this place.
    Past(usize),
}

/// A text that is there now and was not, at this path.
pub(super) struct New<'a> {
    pub(super) path: &'a [u8],
    /// Number of the text.
    pub(super) text: u32,
    /// Place of the text that stood there.
    pub(super) old: Option<usize>,
    /// Whether the same text may come from where nobody looks.
    pub(super) is_doubtful: bool,
}

/// Where a new text comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Source {
    /// The old text of this place.
    Old(usize),
    /// From whoever made the commit.
    Anew,
    /// Nobody can say.
    Unsure,
}

/// How much two texts, named by their numbers, have in common, in thousandths; `None` where they cannot be compared.
pub(super) type Likeness<'a> = &'a mut dyn FnMut(u32, u32) -> Option<u16>;

/// The source of each new text, and whether there were too many to compare. What was compared is taken off what is `left`.
pub(super) fn pair(
    olds: &[Old<'_>],
    news: &[New<'_>],
    left: &mut usize,
    likeness: Likeness<'_>,
) -> (Vec<Source>, bool) {
    let (sources, taken) = (vec![None; news.len()], vec![false; olds.len()]);
    let mut pairing = Pairing { olds, news, sources, taken, left, likeness };
    pairing.same();
    pairing.brought_back();
    let open = pairing.staying();
    let is_limited = !pairing.alike(open);
    (pairing.sources.into_iter().map(|source| source.unwrap_or(Source::Anew)).collect(), is_limited)
}

struct Pairing<'a, 'b> {
    olds: &'a [Old<'a>],
    news: &'a [New<'a>],
    sources: Vec<Option<Source>>,
    taken: Vec<bool>,
    /// How many pairs may be compared.
    left: &'b mut usize,
    likeness: Likeness<'b>,
}

/// What is left for the last step.
#[derive(Default)]
struct Open {
    olds: Vec<usize>,
    news: Vec<usize>,
}

impl Pairing<'_, '_> {
    fn take(&mut self, new: usize, old: usize) {
        self.sources[new] = Some(Source::Old(old));
        self.taken[old] = true;
    }

    /// Whether so many pairs cannot be compared; else they are taken off what is left.
    fn are_too_many(&mut self, pairs: usize) -> bool {
        let is_limited = pairs > COMPARED.min(*self.left);
        if !is_limited {
            *self.left -= pairs;
        }
        is_limited
    }

    /// How alike the text of a path is to the one that stood there.
    fn staying_of(&mut self, new: usize) -> Option<u16> {
        let old = &self.olds[self.news[new].old?];
        (self.likeness)(old.text, self.news[new].text)
    }

    /// Exactly the same texts.
    fn same(&mut self) {
        let mut by_text: BTreeMap<u32, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
        let in_commit = |old: &&Old<'_>| !matches!(old.kind, Kind::Past(_));
        for (at, old) in self.olds.iter().enumerate().filter(|(_, old)| in_commit(old)) {
            by_text.entry(old.text).or_default().0.push(at);
        }
        for (at, new) in self.news.iter().enumerate() {
            if let Some((_, news)) = by_text.get_mut(&new.text) {
                news.push(at);
            }
        }
        let mut candidates = vec![None; self.news.len()];
        for (olds, news) in by_text.values().filter(|(_, news)| !news.is_empty()) {
            news.iter().for_each(|new| candidates[*new] = Some(Source::Unsure));
            if olds.len() * news.len() > COMPARED {
                continue;
            }
            let pairs = olds.iter().flat_map(|old| news.iter().map(move |new| (*old, *new)));
            let (found, _) = best(pairs, |(old, new)| closeness(self.olds[old].path, self.news[new].path));
            found.into_iter().for_each(|(old, new)| candidates[new] = Some(Source::Old(old)));
        }
        for (new, candidate) in candidates.iter().enumerate() {
            let Some(Source::Old(old)) = *candidate else {
                self.sources[new] = *candidate;
                continue;
            };
            let is_sure = match self.olds[old].kind {
                // It may also be the one that stood here before.
                Kind::Gone => !self.olds.iter().any(|past| {
                    past.kind == Kind::Past(new) && past.text == self.news[new].text && past.path == self.news[new].path
                }),
                // Another text took its place, or it is a copy of one that stays.
                Kind::Changed(at) => {
                    candidates[at].is_some() || self.staying_of(at).is_none_or(|likeness| likeness < HALF)
                }
                Kind::Past(_) => false,
            };
            if is_sure {
                self.take(new, old);
            } else {
                self.sources[new] = Some(Source::Unsure);
            }
        }
    }

    /// Exactly the text of a page that is no more.
    fn brought_back(&mut self) {
        for new in 0..self.news.len() {
            if self.sources[new].is_some() {
                continue;
            }
            let New { path, text, .. } = self.news[new];
            let pasts = || {
                let pasts = self.olds.iter().enumerate();
                pasts.filter(|(_, old)| old.kind == Kind::Past(new) && old.text == text)
            };
            let past = pasts().find(|(_, old)| old.path == path).or_else(|| pasts().next()).map(|(at, _)| at);
            let is_kept = self.news[new].old.is_some_and(|old| !self.taken[old]);
            match past {
                Some(_) if is_kept && self.staying_of(new).is_none_or(|likeness| likeness >= HALF) => {}
                Some(past) => self.take(new, past),
                None if self.news[new].is_doubtful && !is_kept => self.sources[new] = Some(Source::Unsure),
                None => {}
            }
        }
    }

    /// What stays at its path. What went from elsewhere may be in it as well: then nobody knows.
    fn staying(&mut self) -> Open {
        let mut open = Open::default();
        let mut standing = Vec::new();
        for (at, new) in self.news.iter().enumerate().filter(|(at, _)| self.sources[*at].is_none()) {
            match new.old {
                Some(old) if !self.taken[old] => standing.push((at, old)),
                _ => open.news.push(at),
            }
        }
        for (at, old) in self.olds.iter().enumerate().filter(|(at, _)| !self.taken[*at]) {
            let is_open = match old.kind {
                Kind::Gone => true,
                Kind::Changed(new) => self.sources[new].is_some(),
                Kind::Past(_) => false,
            };
            open.olds.extend(is_open.then_some(at));
        }
        if standing.len() == 1 && open.olds.is_empty() && open.news.is_empty() {
            standing.drain(..).for_each(|(new, old)| self.take(new, old));
        }
        let (mut broken, mut changed) = (Vec::new(), Vec::new());
        for (new, old) in standing {
            // What is no page is not measured.
            let likeness = if is_page(self.news[new].path) { self.staying_of(new) } else { Some(1000) };
            match likeness {
                // What went may have come over it.
                None if open.olds.iter().any(|old| is_page(self.olds[*old].path)) => {
                    self.sources[new] = Some(Source::Unsure);
                }
                Some(likeness) if likeness < HALF => broken.push((new, old)),
                Some(likeness) if likeness < MOSTLY => changed.push((new, old, likeness)),
                _ => self.take(new, old),
            }
        }
        for (new, old) in broken {
            open.news.push(new);
            open.olds.push(old);
        }
        let rivals: Vec<usize> = open.olds.iter().copied().chain(changed.iter().map(|(_, old, _)| *old)).collect();
        let is_limited = self.are_too_many(rivals.len() * changed.len());
        for (new, old, likeness) in changed {
            let text = self.news[new].text;
            let rivals =
                rivals.iter().filter(|rival| **rival != old && !is_limited).map(|rival| self.olds[*rival].text);
            let mut is_more = |rival: u32| (self.likeness)(rival, text).is_some_and(|rival| rival >= likeness);
            let is_sure = !rivals.collect::<Vec<_>>().into_iter().any(&mut is_more);
            self.take(new, old);
            if !is_sure {
                self.sources[new] = Some(Source::Unsure);
            }
        }
        open
    }

    /// At least half the same, the most alike first. False where there are too many to tell what moved.
    fn alike(&mut self, open: Open) -> bool {
        let is_limited = self.are_too_many(open.olds.len() * open.news.len());
        // Pages that were all written anew in their places, as by a program that wraps lines, are those of their places.
        let came = open.news.iter().any(|new| self.news[*new].old.is_none());
        let went = open.olds.iter().any(|old| self.olds[*old].kind == Kind::Gone);
        let mut unknown = vec![is_limited; self.news.len()];
        let mut pairs = Vec::new();
        let is_past = |old: &Old<'_>| matches!(old.kind, Kind::Past(new) if self.news[new].path == old.path);
        let pasts = (0..self.olds.len()).filter(|old| is_past(&self.olds[*old]) && !self.taken[*old]);
        let olds: Vec<usize> = if is_limited { Vec::new() } else { open.olds.into_iter().chain(pasts).collect() };
        let sources = self.sources.clone();
        let is_anew = |old: usize| matches!(self.olds[old].kind, Kind::Changed(new) if sources[new].is_none());
        for new in &open.news {
            for old in olds.iter().copied().filter(|old| self.news[*new].old != Some(*old)) {
                match (self.likeness)(self.olds[old].text, self.news[*new].text) {
                    // A new page is like one that was written anew in its place where that moved, and may be by chance.
                    Some(likeness) if likeness < MOSTLY && is_anew(old) && self.news[*new].old.is_none() => {}
                    Some(likeness) if likeness >= HALF => pairs.push((likeness, old, *new)),
                    Some(_) => {}
                    None => unknown[*new] = true,
                }
            }
        }
        let by_pair: BTreeMap<(usize, usize), u16> =
            pairs.iter().map(|(likeness, old, new)| ((*old, *new), *likeness)).collect();
        let worth = |(old, new)| (by_pair[&(old, new)], closeness(self.olds[old].path, self.news[new].path));
        let mut by_new: BTreeMap<usize, Vec<(u16, usize)>> = BTreeMap::new();
        by_pair.iter().for_each(|((old, new), likeness)| by_new.entry(*new).or_default().push((*likeness, *old)));
        let name = |old: usize, new: usize| closeness(self.olds[old].path, self.news[new].path).0;
        // Those that are nearly as alike to the new text, and of which this holds of the parts of their names.
        let has_twin = |(old, new): (usize, usize), is_rival: &dyn Fn(usize, usize) -> bool| {
            let (own, parts) = (by_pair[&(old, new)], name(old, new));
            let twins =
                by_new[&new].iter().filter(|(likeness, other)| *other != old && own.abs_diff(*likeness) <= NEARLY);
            twins.into_iter().any(|(_, other)| is_rival(name(*other, new), parts))
        };
        // Of twins the name tells which is meant; where that one is another's, nobody is.
        let (outnamed, pairs): (Vec<_>, Vec<_>) =
            by_pair.keys().copied().partition(|pair| has_twin(*pair, &|other, own| other > own));
        let (found, unsure) = best(pairs, worth);
        let (twins, found): (Vec<_>, Vec<_>) =
            found.into_iter().partition(|pair| has_twin(*pair, &|other, own| other == own));
        let told: HashSet<usize> = found.iter().map(|(_, new)| *new).collect();
        let odd = twins.into_iter().chain(outnamed).map(|(_, new)| new).filter(|new| !told.contains(new));
        let unsure: Vec<usize> = unsure.into_iter().chain(odd).collect();
        found.into_iter().for_each(|(old, new)| self.take(new, old));
        unsure.into_iter().for_each(|new| self.sources[new] = Some(Source::Unsure));
        for new in open.news {
            if self.sources[new].is_some() {
                continue;
            }
            let old = self.news[new].old;
            if let Some(old) = old.filter(|old| !self.taken[*old]) {
                self.take(new, old);
            } else if unknown[new] || (old.is_some() && self.staying_of(new).is_none()) {
                // Whether the text that went from here left a part of itself may not be known either.
                self.sources[new] = Some(Source::Unsure);
            }
        }
        !(is_limited && (came || went))
    }
}

/// Takes pairs of an old and a new place by their worth, the highest first, each place once. Those new places are told
/// for which two pairs are worth the same.
fn best<W: Ord + Copy>(
    pairs: impl IntoIterator<Item = (usize, usize)>,
    worth: impl Fn((usize, usize)) -> W,
) -> (Vec<(usize, usize)>, Vec<usize>) {
    let mut pairs: Vec<(W, (usize, usize))> = pairs.into_iter().map(|pair| (worth(pair), pair)).collect();
    pairs.sort_by_key(|pair| Reverse(pair.0));
    let (mut found, mut unsure) = (Vec::new(), BTreeSet::new());
    let (mut used_olds, mut used_news) = (HashSet::new(), HashSet::new());
    for rivals in pairs.chunk_by(|one, other| one.0 == other.0) {
        let is_free = |pair: &(usize, usize)| !used_olds.contains(&pair.0) && !used_news.contains(&pair.1);
        let rivals: Vec<(usize, usize)> = rivals.iter().map(|(_, pair)| *pair).filter(is_free).collect();
        let (mut olds, mut news) = (HashMap::new(), HashMap::new());
        for (old, new) in &rivals {
            *olds.entry(*old).or_insert(0) += 1;
            *news.entry(*new).or_insert(0) += 1;
        }
        for (old, new) in rivals {
            used_olds.insert(old);
            used_news.insert(new);
            if olds[&old] == 1 && news[&new] == 1 {
                found.push((old, new));
            } else {
                unsure.insert(new);
            }
        }
    }
    (found, unsure.into_iter().collect())
}

/// How many parts two paths share at their ends, then at their beginnings.
fn closeness(old: &[u8], new: &[u8]) -> (usize, usize) {
    let parts = |path| <[u8]>::split(path, |byte| *byte == b'/');
    let end = parts(old).rev().zip(parts(new).rev()).take_while(|(old, new)| old == new).count();
    (end, parts(old).zip(parts(new)).take_while(|(old, new)| old == new).count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_compared_is_taken_off_what_is_left_and_beyond_it_nobody_is_told() {
        let paths: Vec<Vec<u8>> = (0..4).map(|n| format!("faq/{n}.md").into_bytes()).collect();
        let old = |n: usize| Old { path: &paths[n], text: n as u32, kind: Kind::Gone };
        let new = |n: usize| New { path: &paths[n + 2], text: n as u32 + 10, old: None, is_doubtful: false };
        let told = |left: &mut usize| {
            pair(&[old(0), old(1)], &[new(0), new(1)], left, &mut |old, new| {
                Some(if old + 10 == new { 900 } else { 0 })
            })
        };
        let mut left = 7;
        assert_eq!(told(&mut left), (vec![Source::Old(0), Source::Old(1)], false));
        assert_eq!(left, 3);
        assert_eq!(told(&mut left), (vec![Source::Unsure, Source::Unsure], true));
        assert_eq!(left, 3);
    }
}
