//! Query: asks an index and ranks, with the same integers in the same order as the browser's client.
//!
//! A query is cut into *slots*, one for each thing looked for. A slot is met by several terms, each with a weight: the forms of the word,
//! words that begin with the last one, words spelt alike where this one is unknown. A page's score is the sum over the slots of
//! rarity × impact, plus the titles' own score, which grows with the share of the query that the title covers.

mod meet;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;

use crate::search::asked::{Asked, SLOTS, Slot, Unwanted, asked};
use crate::search::excerpt::{self, Matches};
use crate::search::query::meet::MADE;
use crate::search::shards::{self, ENTRY, FORMAT, PIECES, Router, Shard, ShardTerm};
use crate::search::words::{Shape, order};

/// A stop word counts so much less.
const STOP: i64 = 8;
/// Slots that say enough without stop words.
const ENOUGH: usize = 2;
/// How much of its score a page may gain, in tenths, by words that stand close together.
const NEAR: i64 = 3;
/// What a page loses for each step of its standing: one part of so many, enough to tell pages apart that answer alike.
const STANDING: i64 = 64;
/// Pages that closeness puts in order together: ranks 0 to 4, 5 to 9, and so on, however many are shown.
const WINDOW: usize = 5;
/// So many pages in a row without the phrase, and no more are read for it; of the first that has it, so many.
const READ: usize = 24;
const FAR: usize = 160;
/// Bytes of tails read for one query, at most.
const TAILS: usize = 8_000;

/// What is asked besides the words.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    /// Results at most; 0 stands for 10.
    pub limit: usize,
    /// Results to pass over.
    pub offset: usize,
    /// By filter (`kind`, `tag`, `area`, `level`, `person`), the values of which a page must have one.
    pub filters: BTreeMap<String, Vec<String>>,
    /// Whether the values of all filters shall be counted, not only of those chosen or at hand.
    pub counts: bool,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// Best first.
    pub results: Vec<Hit>,
    /// Pages found.
    pub total: usize,
    /// Whether there may be more than `total`.
    pub more: bool,
    /// By filter, its values with the number of pages, see [`Query::counts`]; a filter's own choice does not narrow its counts.
    pub facets: BTreeMap<String, Vec<(String, usize)>>,
}

/// One result.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hit {
    /// Address from the site's root, decoded.
    pub url: String,
    /// Title.
    pub title: String,
    /// Heading of the section that answers, "" for the page itself.
    pub section: String,
    /// Its id.
    pub anchor: String,
    /// The words in their surroundings, as HTML with nothing but `<mark>`.
    pub excerpt_html: String,
    /// Kind id.
    pub kind: String,
    /// Language of the index.
    pub lang: String,
    /// Comparable within one search only.
    pub score: i64,
    /// Other sections of the page that answer nearly as well, best first.
    pub also: Vec<Also>,
}

/// Another section of a page that was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Also {
    /// Its heading.
    pub section: String,
    /// Its id.
    pub anchor: String,
    /// As in [`Hit`].
    pub excerpt_html: String,
}

/// Why an index could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// A file could not be had: its name, and what was said.
    Missing(String, String),
    /// A file is not what its name promises.
    Damaged(String),
    /// The index was made by another version.
    Version(u32),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Missing(name, why) => write!(f, "search file `{name}` cannot be read: {why}"),
            Error::Damaged(name) => write!(f, "search file `{name}` is damaged"),
            Error::Version(format) => write!(f, "the search index has format {format}, this program reads {FORMAT}"),
        }
    }
}

impl std::error::Error for Error {}

/// A reader of one language's index.
pub struct Search<F> {
    fetch: F,
    router: Router,
    within: Vec<u8>,
    /// Where each shard's range begins.
    bounds: Vec<String>,
    /// The shards' names, and the blocks'.
    names: [Vec<String>; 2],
    shards: HashMap<usize, Shard>,
    blocks: HashMap<usize, Vec<excerpt::Record>>,
}

impl Slot {
    /// What it counts, given how rare it is.
    fn weigh(&self, rarity: i64) -> i64 {
        ((if self.stop { rarity / STOP } else { rarity }) / self.share).max(1)
    }
}

impl<F: FnMut(&str) -> Result<Vec<u8>, String>> Search<F> {
    /// Opens an index; `fetch` returns the bytes of a file below `/search/<lang>/`.
    pub fn open(mut fetch: F) -> Result<Search<F>, Error> {
        let bytes = fetch(ENTRY).map_err(|why| Error::Missing(ENTRY.to_owned(), why))?;
        let damaged = || Error::Damaged(ENTRY.to_owned());
        let bytes = shards::unpack(&bytes).ok_or_else(damaged)?;
        let (router, within) = shards::read_router(&bytes).ok_or_else(damaged)?.map_err(Error::Version)?;
        // The number of pages decides how much memory a search takes, so it is not believed without its sum.
        if router.counts.iter().map(|&count| u64::from(count)).sum::<u64>() != u64::from(router.pages) {
            return Err(damaged());
        }
        let within = within.to_vec();
        let [bounds, shards, blocks] = [&router.bounds, &router.shards, &router.blocks]
            .map(|joined| joined.split(' ').map(str::to_owned).collect());
        let names = [shards, blocks];
        Ok(Search { fetch, router, within, bounds, names, shards: HashMap::new(), blocks: HashMap::new() })
    }

    /// Number of pages in the index.
    pub fn pages(&self) -> usize {
        self.router.pages as usize
    }

    /// The bytes of a file, unpacked.
    fn load(&mut self, name: &str) -> Result<Vec<u8>, Error> {
        if let Some(place) = name.strip_prefix('@') {
            let part = place.split_once(':').and_then(|(at, len)| {
                let at: usize = at.parse().ok()?;
                self.within.get(at..at.checked_add(len.parse().ok()?)?)
            });
            return part.map(<[u8]>::to_vec).ok_or_else(|| self.damaged());
        }
        let file = format!("{PIECES}{name}.bin");
        let bytes = (self.fetch)(&file).map_err(|why| Error::Missing(file.clone(), why))?;
        shards::unpack(&bytes).ok_or(Error::Damaged(file))
    }

    fn damaged(&self) -> Error {
        Error::Damaged(ENTRY.to_owned())
    }

    /// The shard with a number.
    fn shard(&mut self, number: usize) -> Result<&Shard, Error> {
        if !self.shards.contains_key(&number) {
            let name = self.names[0].get(number).ok_or_else(|| self.damaged())?.clone();
            let bytes = self.load(&name)?;
            let near = self.near_number() == Some(number);
            let shard = Shard::read(bytes, near.then_some(self.router.near))
                .ok_or_else(|| Error::Damaged(format!("{name}.bin")))?;
            self.shards.insert(number, shard);
        }
        Ok(&self.shards[&number])
    }

    /// Which shard's range holds a word.
    fn route(&self, word: &str) -> usize {
        shards::route(&self.bounds, word)
    }

    /// The near shard's number.
    fn near_number(&self) -> Option<usize> {
        (self.router.near > 0).then_some(self.bounds.len())
    }

    /// The same, and the shard is there.
    fn near(&mut self) -> Result<Option<usize>, Error> {
        let number = self.near_number();
        number.map(|number| self.shard(number).map(|_| number)).transpose()
    }

    /// Which shard knows a form, if any does: the near one, or that of its range.
    fn home(&mut self, form: &str) -> Result<usize, Error> {
        let near = self.near()?.filter(|near| self.shards[near].by_form.contains_key(form));
        Ok(near.unwrap_or_else(|| self.route(form)))
    }

    /// Asks.
    pub fn search(&mut self, text: &str, query: &Query) -> Result<Found, Error> {
        let Asked { mut slots, pairs, phrases, without, without_phrases, mut groups } =
            asked(text, &self.router.wordings);
        let without = self.decide(without, &mut slots)?;
        let stops: HashSet<&str> = self.router.stop.split(' ').collect();
        for slot in &mut slots {
            let particle = |c: char| stops.contains(format!("{c}-").as_str());
            slot.stop =
                stops.contains(slot.word.as_str()) || slot.shape == Shape::Run && slot.word.chars().any(particle);
        }
        // Little words of another wording say nothing.
        let little: HashSet<String> =
            slots.iter().filter(|slot| slot.stop && !slot.groups.is_empty()).map(|slot| slot.word.clone()).collect();
        slots.retain(|slot| !little.contains(&slot.word));
        groups.iter_mut().for_each(|words| words.retain(|word| !little.contains(word)));
        // A query that says enough does without its stop words, unless nothing else of it is known.
        let enough = self.bounds.len() > 1 && slots.iter().filter(|slot| !slot.stop).count() >= ENOUGH;
        let (later, mut slots): (Vec<Slot>, Vec<Slot>) =
            slots.into_iter().partition(|slot| enough && slot.stop && !slot.open);
        let mut more = Vec::new();
        for slot in &mut slots {
            slot.terms = self.meet(slot, &mut more)?;
        }
        for slot in more {
            if slots.len() < SLOTS && slots.iter().all(|known| known.word != slot.word) {
                slots.push(slot);
            }
        }
        self.join(&mut slots, &pairs)?;
        if slots.iter().all(|slot| slot.terms.is_empty()) {
            for mut slot in later {
                slot.terms = self.meet(&slot, &mut Vec::new())?;
                slots.push(slot);
            }
        }
        // A filter may want pages far down the lists.
        let chosen = |name: &String| query.filters.get(name).is_some_and(|values| !values.is_empty());
        let all = self.router.facets.keys().any(chosen);
        // Counts are exact as far as the shards' own lists go, which is a thousand pages; what lies in tails is only told of.
        self.complete(&mut slots, all || query.counts)?;
        let mut scores = self.score(&slots, &groups, all)?;
        self.leave_out(&mut scores, &without)?;
        self.result(&slots, scores, [&phrases, &without_phrases], query)
    }

    /// Which words are not wanted; those that look like options are looked for instead.
    fn decide(&mut self, without: Vec<Unwanted>, slots: &mut Vec<Slot>) -> Result<Vec<String>, Error> {
        let mut unwanted = Vec::new();
        for Unwanted { word, short, .. } in without {
            let option = short && {
                let terms = if self.is_stop(&word) { Vec::new() } else { self.asked_for(&word)? };
                terms.iter().all(|&(shard, place, _)| self.shards[&shard].terms[place].title_df == 0)
            };
            if !option {
                unwanted.push(word);
            } else if slots.len() < SLOTS && slots.iter().all(|slot| slot.word != word) {
                slots.push(Slot::of(word, Shape::Word));
            }
        }
        Ok(unwanted)
    }

    /// Reads the whole lists of the rarest words of which the near shard has only the beginning, until there are enough whole ones, or of all.
    fn complete(&mut self, slots: &mut [Slot], all: bool) -> Result<(), Error> {
        let Some(near) = self.near()? else { return Ok(()) };
        let (mut whole, mut short) = (0, Vec::new());
        for (number, slot) in slots.iter().enumerate().filter(|(_, slot)| !slot.terms.is_empty()) {
            let terms = || slot.terms.iter().map(|&(shard, place, _)| &self.shards[&shard].terms[place]);
            if terms().any(ShardTerm::is_short) {
                short.push((!slot.quoted, terms().map(|term| term.df).max(), number));
            } else {
                whole += 1;
            }
        }
        // A phrase needs all the pages of its words.
        short.sort_unstable();
        for (plain, _, number) in short {
            if plain && whole >= ENOUGH && !all {
                break;
            }
            whole += 1;
            for (shard, place, weight) in std::mem::take(&mut slots[number].terms) {
                let term = if shard == near { self.whole(near, place, weight)? } else { (shard, place, weight) };
                slots[number].terms.push(term);
            }
        }
        Ok(())
    }

    /// A term of the near shard where its whole list is.
    fn whole(&mut self, near: usize, place: usize, weight: i64) -> Result<(usize, usize, i64), Error> {
        let term = &self.shards[&near].terms[place];
        if !term.is_short() {
            return Ok((near, place, weight));
        }
        let name = term.name.clone();
        let home = self.route(&name);
        let place = self.shard(home)?.by_term.get(&name).copied();
        Ok((home, place.ok_or_else(|| self.damaged())?, weight))
    }

    /// Scores the pages.
    fn score(&mut self, slots: &[Slot], groups: &[Vec<String>], all_tails: bool) -> Result<Scores, Error> {
        let pages = self.pages();
        let tails = self.tails(slots, all_tails)?;
        let mut scores = vec![0; pages];
        let mut titles = vec![0; pages];
        let mut covered = vec![0; pages];
        let mut quoted = vec![0; pages];
        let mut all = 0;
        let mut add = |rarity, met: Met, quoted_slot: bool| {
            met.best.into_iter().for_each(|(page, value)| {
                scores[page as usize] += rarity * value;
                quoted[page as usize] += usize::from(quoted_slot);
            });
            met.best_title.into_iter().for_each(|(page, value)| {
                titles[page as usize] += value;
                covered[page as usize] += rarity;
            });
        };
        let mut mets: Vec<(&Slot, i64, Met)> = Vec::new();
        for slot in slots.iter().filter(|slot| !slot.terms.is_empty()) {
            let mut met = Met::default();
            let mut df = 0;
            for &(number, place, weight) in &slot.terms {
                let shard = &self.shards[&number];
                let term = &shard.terms[place];
                df = df.max(term.df);
                let title_rarity = slot.weigh(rarity(pages as u64, term.title_df.into()));
                let mut found = |page, mark: u8| {
                    let value = met.best.entry(page).or_default();
                    *value = i64::max(*value, weight * i64::from(mark % 16));
                    if mark > 15 {
                        let value = met.best_title.entry(page).or_default();
                        *value = i64::max(*value, weight * title_rarity * i64::from(mark / 16));
                    }
                };
                let list = shard.list(term, pages as u32, &mut found);
                let tail = match tails.get(&number) {
                    Some(tail) if term.rest.1 > 0 => term.rest(tail, pages as u32, &mut found),
                    _ => Some(()),
                };
                list.and(tail).ok_or_else(|| self.damaged())?;
            }
            let rarity = slot.weigh(rarity(pages as u64, u64::from(df).max(met.best.len() as u64)));
            all += rarity;
            mets.push((slot, rarity, met));
        }
        // Another wording is met where all its words are, in the text or in the title.
        let everywhere = |words: &Vec<String>, of: fn(&Met) -> &HashMap<u32, i64>| -> HashSet<u32> {
            let of_word = |word: &String| mets.iter().find(|(slot, ..)| slot.word == *word).map(|(_, _, met)| of(met));
            let Some(lists) = words.iter().map(of_word).collect::<Option<Vec<_>>>() else { return HashSet::new() };
            let Some((first, others)) = lists.split_first() else { return HashSet::new() };
            first.keys().copied().filter(|page| others.iter().all(|list| list.contains_key(page))).collect()
        };
        let met_by_group: Vec<[HashSet<u32>; 2]> = groups
            .iter()
            .map(|words| [everywhere(words, |met| &met.best), everywhere(words, |met| &met.best_title)])
            .collect();
        for (slot, rarity, mut met) in mets {
            if !slot.groups.is_empty() {
                let counts =
                    |page: &u32, part: usize| slot.groups.iter().any(|&group| met_by_group[group][part].contains(page));
                met.best.retain(|page, _| counts(page, 0));
                met.best_title.retain(|page, _| counts(page, 1));
            }
            add(rarity, met, slot.quoted);
        }
        for page in 0..pages {
            if covered[page] > 0 {
                scores[page] += titles[page] * covered[page] / (2 * all);
            }
        }
        let more = slots.iter().flat_map(|slot| &slot.terms).any(|&(number, place, _)| {
            let term = &self.shards[&number].terms[place];
            term.is_short() || term.rest.1 > 0 && !tails.contains_key(&number)
        });
        let quotes = slots.iter().filter(|slot| slot.quoted).count();
        Ok(Scores { scores, quoted: quoted.into_iter().map(|met| met == quotes).collect(), more })
    }

    /// Takes pages with unwanted words out, unless none would be left.
    fn leave_out(&mut self, found: &mut Scores, without: &[String]) -> Result<(), Error> {
        let mut terms = Vec::new();
        for word in without {
            for (number, place, weight) in self.asked_for(word)?.into_iter().filter(|term| term.2 != MADE) {
                let near = self.near_number() == Some(number);
                terms.push(if near { self.whole(number, place, weight)? } else { (number, place, weight) });
            }
        }
        let mut left = found.scores.clone();
        for (number, place, _) in terms {
            let name = self.router.tails.get(&(number as u32)).cloned();
            let tail = match name {
                Some(name) if self.shards[&number].terms[place].rest.1 > 0 => Some(self.load(&name)?),
                _ => None,
            };
            let (shard, pages) = (&self.shards[&number], self.pages() as u32);
            let term = &shard.terms[place];
            let mut unwanted = |page: u32, _| left[page as usize] = 0;
            let rest = tail.map_or(Some(()), |tail| term.rest(&tail, pages, &mut unwanted));
            rest.and(shard.list(term, pages, &mut unwanted)).ok_or_else(|| self.damaged())?;
        }
        if left.iter().any(|&score| score > 0) {
            found.scores = left;
        }
        Ok(())
    }

    /// The tails worth their bytes: those of the rarest terms first, until they become many.
    fn tails(&mut self, slots: &[Slot], all: bool) -> Result<HashMap<usize, Vec<u8>>, Error> {
        let mut wanted: Vec<(u32, usize, usize)> = Vec::new();
        for &(number, place, _) in slots.iter().flat_map(|slot| &slot.terms) {
            let term = &self.shards[&number].terms[place];
            let len = term.rest.1;
            if len > 0 {
                wanted.push((term.df, number, len));
            }
        }
        wanted.sort_unstable();
        let mut out = HashMap::new();
        let mut room = if all { usize::MAX } else { TAILS };
        for (_, number, len) in wanted {
            if out.contains_key(&number) {
                continue;
            }
            if len > room {
                break;
            }
            room -= len;
            let name = self.router.tails.get(&(number as u32)).cloned().ok_or_else(|| self.damaged())?;
            out.insert(number, self.load(&name)?);
        }
        Ok(out)
    }

    /// Filters, counts, cuts out the results asked for and shows them.
    fn result(
        &mut self,
        slots: &[Slot],
        found: Scores,
        phrases: [&[String]; 2],
        query: &Query,
    ) -> Result<Found, Error> {
        let Scores { mut scores, quoted, mut more } = found;
        for &(page, answer) in &self.router.duplicates {
            let score = |page: u32| scores.get(page as usize).copied().unwrap_or(0);
            if score(answer) > 0 && score(answer) <= score(page) {
                scores[answer as usize] = score(page) + 1;
            }
        }
        let pages = self.pages();
        let limit = if query.limit == 0 { 10 } else { query.limit };
        // The windows that the slice touches are read whole, so that the order depends on the question only.
        let first = query.offset - query.offset % WINDOW;
        let end = query.offset.saturating_add(limit).checked_next_multiple_of(WINDOW).unwrap_or(usize::MAX);
        // Per page, one bit for each filter that it fails.
        let mut fails = vec![0u32; pages];
        let mut facets: Vec<(String, Vec<Value>)> = Vec::new();
        for (name, file) in self.router.facets.clone() {
            let chosen = query.filters.get(&name).filter(|values| !values.is_empty());
            if chosen.is_none() && !query.counts && !file.starts_with('@') {
                continue;
            }
            let bytes = self.load(&file)?;
            let values = facet(&bytes, pages).ok_or_else(|| Error::Damaged(format!("{file}.bin")))?;
            if let Some(chosen) = chosen {
                let bit = 1 << facets.len();
                fails.iter_mut().for_each(|fails| *fails |= bit);
                for (_, pages) in values.iter().filter(|(value, _)| chosen.contains(value)) {
                    pages.iter().for_each(|&page| fails[page as usize] &= !bit);
                }
            }
            facets.push((name, values));
        }
        let mut ranked: Vec<usize> = (0..pages).filter(|&page| scores[page] > 0 && fails[page] == 0).collect();
        ranked.sort_by_key(|&page| (-scores[page], page));
        if !phrases.concat().is_empty() {
            let candidates: Vec<usize> = ranked.iter().copied().filter(|&page| quoted[page]).collect();
            let (with, unread) = self.with_phrases(&candidates, phrases, end)?;
            // A phrase that nobody wrote is a question like any other, one that everybody wrote cannot be avoided; so is one that was not found in time.
            more |= unread;
            if !with.is_empty() {
                (0..pages).filter(|page| !with.contains(page)).for_each(|page| scores[page] = 0);
                (ranked, more) = (with, unread);
            }
        }
        let mut found = Found { total: ranked.len(), more, ..Found::default() };
        for (number, (name, values)) in facets.into_iter().enumerate() {
            let passes = |page: &&u32| scores[**page as usize] > 0 && fails[**page as usize] & !(1 << number) == 0;
            let mut counts: Vec<(String, usize)> = values
                .into_iter()
                .map(|(value, pages)| (value, pages.iter().filter(passes).count()))
                .filter(|count| count.1 > 0)
                .collect();
            counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| order(&a.0, &b.0)));
            found.facets.insert(name, counts);
        }
        if found.total > 0 {
            found.facets.insert("lang".to_owned(), vec![(self.router.lang.clone(), found.total)]);
        }
        let matches = self.matches(slots);
        let all: i64 = matches.weights.iter().sum();
        let shown: Vec<usize> = ranked.into_iter().take(end).skip(first).collect();
        for &page in &shown {
            let lang = self.router.lang.clone();
            let record = self.record(page)?;
            let shown = excerpt::show(record, &matches);
            let score = scores[page] + scores[page] * shown.near * NEAR / (10 * all.max(1));
            let score = score - score * i64::from(record.5.min(2)) / STANDING;
            let also = |(section, anchor, excerpt_html)| Also { section, anchor, excerpt_html };
            found.results.push(Hit {
                also: shown.also.into_iter().map(also).collect(),
                url: record.0.clone(),
                title: record.1.clone(),
                section: shown.section,
                anchor: shown.anchor,
                excerpt_html: shown.html,
                kind: record.2.clone(),
                lang,
                score,
            });
        }
        // An answer loses nothing to its duplicate by that; in a window before it, it need not.
        for &(page, answer) in &self.router.duplicates {
            let [page, answer] = [page, answer].map(|page| shown.iter().position(|shown| *shown == page as usize));
            if let (Some(page), Some(answer)) = (page, answer)
                && page / WINDOW == answer / WINDOW
            {
                found.results[answer].score = found.results[answer].score.max(found.results[page].score);
            }
        }
        // Each window is put in order once more, now that the texts say which words stand together.
        found.results.chunks_mut(WINDOW).for_each(|window| window.sort_by_key(|hit| -hit.score));
        found.results = found.results.into_iter().skip(query.offset - first).take(limit).collect();
        Ok(found)
    }

    /// The best of some pages that have phrases in their text, and others not, up to `most`; and whether any were left unread.
    fn with_phrases(
        &mut self,
        candidates: &[usize],
        [phrases, without]: [&[String]; 2],
        most: usize,
    ) -> Result<(Vec<usize>, bool), Error> {
        let mut with = Vec::new();
        let mut misses = 0;
        for &page in candidates {
            if with.len() == most || misses == if with.is_empty() { FAR } else { READ } {
                return Ok((with, true));
            }
            misses += 1;
            let texts = excerpt::lines(self.record(page)?);
            let has = |phrase: &String| texts.iter().any(|text| text.contains(phrase.as_str()));
            if phrases.iter().all(has) && !without.iter().any(has) {
                with.push(page);
                misses = 0;
            }
        }
        Ok((with, false))
    }

    /// What the excerpts look for.
    fn matches(&self, slots: &[Slot]) -> Matches {
        let mut matches = Matches::default();
        // Little words are marked only where nothing else was found.
        let tells = slots.iter().any(|slot| !slot.stop && !slot.terms.is_empty());
        for (number, slot) in slots.iter().enumerate() {
            let df = slot.terms.iter().map(|&(shard, place, _)| self.shards[&shard].terms[place].df).max().unwrap_or(0);
            matches.weights.push(slot.weigh(rarity(self.pages() as u64, df.into())));
            let whole = |text: &str| slot.shape != Shape::Run || slot.alone || text.chars().count() > 1;
            let marked = |text: &str| !(slot.stop && tells) && whole(text);
            for &(shard, place, _) in &slot.terms {
                let shard = &self.shards[&shard];
                for &form in &shard.terms[place].forms {
                    let text = &shard.forms[form].text;
                    matches.words.entry(text.clone()).or_insert((number, marked(text)));
                }
            }
        }
        matches
    }

    /// What a page shows.
    fn record(&mut self, page: usize) -> Result<&excerpt::Record, Error> {
        let (mut number, mut first) = (0, 0);
        while let Some(&count) = self.router.counts.get(number) {
            if page < first + count as usize {
                break;
            }
            first += count as usize;
            number += 1;
        }
        if !self.blocks.contains_key(&number) {
            let name = self.names[1].get(number).ok_or_else(|| self.damaged())?.clone();
            let bytes = self.load(&name)?;
            let block = serde_json::from_slice(&bytes).map_err(|_| Error::Damaged(format!("{name}.bin")))?;
            self.blocks.insert(number, block);
        }
        let damaged = self.damaged();
        self.blocks[&number].get(page - first).ok_or(damaged)
    }
}

/// A filter's value and its pages.
type Value = (String, Vec<u32>);

/// A filter's values.
fn facet(bytes: &[u8], pages: usize) -> Option<Vec<Value>> {
    let values: Vec<Value> = serde_json::from_slice(bytes).ok()?;
    let expand = |(value, runs): Value| {
        let mut out = Vec::new();
        let mut next = 0u64;
        for run in runs.chunks_exact(2) {
            let first = next + u64::from(run[0]);
            next = first + u64::from(run[1]);
            if next > pages as u64 {
                return None;
            }
            out.extend((first..next).map(|page| page as u32));
        }
        Some((value, out))
    };
    values.into_iter().map(expand).collect()
}

/// What one slot found.
#[derive(Default)]
struct Met {
    /// Page to the best of weight × impact.
    best: HashMap<u32, i64>,
    /// The same in the title, times how rare it is there.
    best_title: HashMap<u32, i64>,
}

/// What the slots of a query found.
struct Scores {
    /// Each page's score, 0 where nothing was found.
    scores: Vec<i64>,
    /// Whether a page has all words of the phrases.
    quoted: Vec<bool>,
    /// Whether lists were left unread.
    more: bool,
}

/// How much a term says that `df` of `pages` pages have, in 256ths of a bit: log2((pages + 1) / (df + ½)).
pub(crate) fn rarity(pages: u64, df: u64) -> i64 {
    (log2(2 * pages + 2) - log2(2 * df + 1)).max(1)
}

/// The logarithm in 256ths, by integers alone, because the browser must come to the same.
fn log2(number: u64) -> i64 {
    let exponent = number.max(1).ilog2();
    let mut mantissa = if exponent > 20 { number >> (exponent - 20) } else { number << (20 - exponent) };
    let mut result = i64::from(exponent);
    for _ in 0..8 {
        mantissa = (mantissa * mantissa) >> 20;
        result *= 2;
        if mantissa >= 1 << 21 {
            mantissa >>= 1;
            result += 1;
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms_are_near() {
        for number in [1u64, 2, 3, 7, 100, 999, 12_345, 200_002, 3_000_000_000] {
            let expected = (number as f64).log2() * 256.0;
            assert!((log2(number) as f64 - expected).abs() < 1.5, "{number}");
        }
    }
}
