//! Index: all pages' tokens made into files.
//!
//! `Builder` has the terms gathered, and holds of a page only its length; what a page shows leaves in packed blocks as it comes.

use std::collections::{BTreeMap, HashSet};

use rayon::prelude::*;

use crate::search::Options;
use crate::search::bytes::Reader;
use crate::search::compounds;
use crate::search::excerpt;
use crate::search::gather::{Gatherer, Postings};
use crate::search::shards::{self, Draft, ENTRY, FORMAT, PIECES, Record, Router, ShardWriter};
use crate::search::stem::{self, Stem};
use crate::search::stop;
use crate::search::tokens::{FACETS, Tokens};
use crate::search::variants::variants;
use crate::search::words::{self, order};

/// Up to so many bytes of shards, unpacked, the index is one file.
const SMALL: usize = 40_000;
/// So many bytes of files are packed together, and so many terms made ready, on all cores.
const AT_ONCE: usize = 4 << 20;
const TERMS: usize = 4_096;
/// Filters up to so many bytes, unpacked, lie in the router.
const SMALL_FACET: usize = 1_500;
/// Up to so many pages a word of one page alone is thought to be spelt well.
const SPELT: usize = 4_096;
/// Words of which further forms are made up, to learn the language's endings.
const MADE_UP: usize = 1_500;
/// Compounds that a part leads to, and how many of them may lie in other shards.
const COMPOUNDS: (usize, usize) = (24, 3);
/// BM25: how soon more occurrences stop counting.
const K1: f64 = 1.5;
/// BM25: how much a page's length counts.
const B: f64 = 0.75;
/// Impacts of words of which a page has endlessly many.
const LEVELS: f64 = 12.0;

/// All files below `/search/<lang>/`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Index {
    /// Name and bytes, by name; `entry.bin` names the rest.
    pub files: Vec<(String, Vec<u8>)>,
}

/// Collects pages and makes the index of them.
pub struct Builder {
    options: Options,
    terms: Gatherer,
    /// Length and weight of each page.
    pages: Vec<(u32, u8)>,
    /// Per filter, each value's pages.
    facets: Vec<BTreeMap<String, Vec<u32>>>,
    sizes: Sizes,
    block: Vec<u8>,
    in_block: u32,
    counts: Vec<u32>,
    blocks: Vec<String>,
    files: Files,
    duplicates: Vec<(u32, u32)>,
}

/// How large files become, in bytes before they are packed.
///
/// Small files make a search small; the router names them all, and a site should not have too many.
struct Sizes {
    /// A block ends at the next page that allows it.
    block: usize,
    /// A shard ends at the next term that allows it, and here whatever the term.
    shard: (usize, usize),
    /// Bytes of the near shard, and pages of a list in it.
    near: (usize, u32),
}

/// Up to so many pages: the sizes of blocks, shards and the near shard, and how many pages of each list are near.
///
/// A first query has bytes to spare (55 kB at 125 pages, 65 at 1,000, 85 at 10,000) and too many requests, so they are spent on the words that are
/// asked for most; larger shards or blocks would cost more bytes for each request that they save.
const SIZES: [(usize, usize, usize, usize, u32); 4] = [
    (4_096, 2_500, 1_200, 50_000, 192),
    (16_384, 6_000, 2_000, 50_000, 96),
    (32_768, 10_000, 5_000, 50_000, 96),
    (65_536, 24_000, 7_000, 50_000, 96),
];

impl Sizes {
    fn of(options: &Options) -> Sizes {
        let scale = options.scale();
        let known = SIZES.iter().find(|(most, ..)| scale <= *most);
        let &(_, block, shard, near, head) = known.unwrap_or(&(0, scale * 7 / 16, 12_000, 60_000, 128));
        Sizes { block, shard: (shard, 3 * shard), near: (near, head) }
    }
}

/// The files made so far.
#[derive(Default)]
struct Files {
    ready: BTreeMap<String, Vec<u8>>,
    /// Files that are not packed yet, and how many bytes they have.
    open: Vec<(String, Vec<u8>)>,
    bytes: usize,
    /// Every name ever given, with the hash that it stands for.
    names: BTreeMap<String, [u8; 32]>,
}

impl Files {
    /// Keeps a file under the name that its bytes give it.
    fn keep(&mut self, bytes: Vec<u8>) -> String {
        let hash = shards::hash(&bytes);
        // Six letters are thirty bits; should two files ever share them, the second takes a longer name.
        let mut letters = 6;
        loop {
            let name = shards::name(&hash, letters);
            match self.names.get(&name) {
                Some(known) if *known == hash => return name,
                Some(_) => letters += 1,
                None => {
                    self.names.insert(name.clone(), hash);
                    self.bytes += bytes.len();
                    self.open.push((format!("{PIECES}{name}.bin"), bytes));
                    if self.bytes > AT_ONCE {
                        self.pack();
                    }
                    return name;
                }
            }
        }
    }

    /// Packs what is not packed yet, on all cores.
    fn pack(&mut self) {
        self.bytes = 0;
        let open = std::mem::take(&mut self.open);
        self.ready.par_extend(open.into_par_iter().map(|(name, bytes)| (name, shards::pack(&bytes))));
    }
}

impl Builder {
    /// An empty index.
    pub fn new(options: Options) -> Builder {
        Builder {
            sizes: Sizes::of(&options),
            options,
            terms: Gatherer::default(),
            pages: Vec::new(),
            facets: vec![BTreeMap::new(); FACETS.len()],
            block: Vec::new(),
            in_block: 0,
            counts: Vec::new(),
            blocks: Vec::new(),
            files: Files::default(),
            duplicates: Vec::new(),
        }
    }

    /// Says which pages are duplicates, each with the page that answers, by their numbers in the order of [`Builder::add`].
    pub fn duplicates(&mut self, mut pairs: Vec<(u32, u32)>) {
        let answer: BTreeMap<u32, u32> = pairs.iter().copied().collect();
        // Pages that point to each other in a circle have no end.
        let steps = |page: u32| {
            std::iter::successors(Some(page), |page| answer.get(page).copied()).take(pairs.len() + 1).count()
        };
        let far: BTreeMap<u32, usize> = answer.keys().map(|page| (*page, steps(*page))).collect();
        pairs.sort_by_key(|(page, _)| (std::cmp::Reverse(far[page]), *page));
        self.duplicates = pairs;
    }

    /// Adds the next page. The order of pages decides ties; pages of one folder that follow each other make a smaller index.
    pub fn add(&mut self, page: Tokens) {
        let number = self.pages.len() as u32;
        self.pages.push((page.length, page.boost));
        self.terms.add(number, page.terms);
        for (which, value) in page.facets {
            self.facets[usize::from(which)].entry(value).or_default().push(number);
        }
        self.show(&page.url, &page.record);
    }

    /// The files that are complete by now. Who writes them out early keeps memory small; `finish` returns the others.
    pub fn take_files(&mut self) -> Vec<(String, Vec<u8>)> {
        self.files.pack();
        std::mem::take(&mut self.files.ready).into_iter().collect()
    }

    /// Puts what a page shows into the current block.
    fn show(&mut self, url: &str, record: &str) {
        let target = self.sizes.block;
        let cut_here = blake3::hash(url.as_bytes()).as_bytes()[0] & 3 == 0;
        let full = self.block.len() >= 2 * target
            || self.block.len() >= target && cut_here
            || self.block.len() + record.len() > 4 * target;
        if full && self.in_block > 0 {
            self.end_block();
        }
        self.block.push(if self.in_block == 0 { b'[' } else { b',' });
        self.block.extend_from_slice(record.as_bytes());
        self.in_block += 1;
    }

    fn end_block(&mut self) {
        self.block.push(b']');
        let block = std::mem::take(&mut self.block);
        let name = self.files.keep(block);
        self.blocks.push(name);
        self.counts.push(std::mem::take(&mut self.in_block));
    }

    /// Makes the files.
    pub fn finish(mut self) -> Index {
        if self.in_block > 0 {
            self.end_block();
        }
        let ranking = Ranking::of(&self.pages, &self.options.lang);
        let mut endings = Endings::of(&self.options.lang);
        let mut spelling = Spelling { least: if self.options.scale() > SPELT { 2 } else { 1 }, ..Spelling::default() };
        let mut drafts: Vec<Draft> = Vec::new();
        let mut draft = Draft::default();
        // A small index is one shard; `whole` collects it until it is known not to be small.
        let mut whole = Some(Draft::default());
        let mut near = Near::of(&self.options.lang, self.sizes.near);
        let (least, most) = self.sizes.shard;
        let mut put = |some: Vec<(String, Postings)>| {
            let records: Vec<Record> =
                some.into_par_iter().map(|(term, postings)| ranking.record(term, postings)).collect();
            for record in records {
                if draft.len() >= most || draft.len() >= least && may_cut(draft.last(), &record.term) {
                    drafts.push(std::mem::take(&mut draft));
                }
                endings.note(&record);
                spelling.note(&record);
                draft.push(&record);
                near.note(&record);
                if let Some(all) = &mut whole {
                    all.push(&record);
                }
                whole = whole.take().filter(|all| all.len() <= SMALL);
            }
        };
        let mut some = Vec::new();
        std::mem::take(&mut self.terms).finish(|term, postings| {
            some.push((term, postings));
            if some.len() == TERMS {
                put(std::mem::take(&mut some));
            }
        });
        put(some);
        drafts.push(draft);

        let mut within = Vec::new();
        let mut router =
            Router { format: FORMAT, counts: self.counts, blocks: self.blocks.join(" "), ..Router::default() };
        match whole {
            Some(whole) => drafts = vec![whole],
            None => {
                router.spell =
                    spelling.files().into_iter().map(|(letter, file)| (letter, self.files.keep(file))).collect()
            }
        }
        let mut bounds = vec![String::new()];
        bounds.extend(drafts.windows(2).map(|pair| bound(pair[0].last(), pair[1].first())));
        let single = drafts.len() == 1;
        let joins = compounds::joins(&self.options.lang);
        if !single {
            router.near = near.head;
        }
        let mut names = Vec::new();
        for (number, (shard, aliases)) in shards(&drafts, &bounds, near, joins).into_iter().enumerate() {
            let (file, tail) = shard.finish(&aliases);
            let is_near = single || number == bounds.len();
            names.push(if is_near { place(&mut within, &file) } else { self.files.keep(file) });
            if !tail.is_empty() {
                router.tails.insert(number as u32, self.files.keep(tail));
            }
        }
        router.bounds = bounds.join(" ");
        router.shards = names.join(" ");
        for (which, values) in FACETS.iter().zip(&self.facets) {
            if !values.is_empty() {
                let file = facet(values);
                let name = if file.len() <= SMALL_FACET { place(&mut within, &file) } else { self.files.keep(file) };
                router.facets.insert((*which).to_owned(), name);
            }
        }
        router.rules = endings.rules();
        router.stop = stop::words(&self.options.lang);
        router.synonyms = synonyms(&self.options.synonyms, &Stem::of(&self.options.lang));
        router.wordings = wordings(&self.options.synonyms);
        router.duplicates = self.duplicates;
        router.lang = self.options.lang;
        router.pages = self.pages.len() as u32;
        self.files.pack();
        self.files.ready.insert(ENTRY.to_owned(), shards::pack(&shards::router_file(&router, &within)));
        Index { files: self.files.ready.into_iter().collect() }
    }
}

/// A spelling, its term, and in how many pages that is.
type Alias = (String, String, u32);

/// The shards of the ranges and, where there are several, behind them the near shard, each with its aliases.
fn shards(drafts: &[Draft], bounds: &[String], near: Near, joins: bool) -> Vec<(ShardWriter, Vec<Alias>)> {
    let (single, last, head) = (drafts.len() == 1, drafts.len(), near.head);
    let mut shards: Vec<(ShardWriter, Vec<Alias>)> = Vec::new();
    shards.resize_with(last + usize::from(!single), Default::default);
    let near = if single { HashSet::new() } else { near.terms() };
    let mut near_forms = HashSet::new();
    for (number, draft) in drafts.iter().enumerate() {
        for record in draft.records() {
            shards[number].0.push(&record, None);
            let is_near = near.contains(&record.term);
            if is_near {
                shards[last].0.push(&record, Some(head));
            }
            for alias in forms(record) {
                if is_near {
                    near_forms.insert(alias.0.clone());
                }
                let home = shards::route(bounds, &alias.0);
                if home != number {
                    shards[home].1.push(alias);
                }
            }
        }
    }
    // What else the near shard's forms stand for.
    let far = |record: &Record| !near.is_empty() && !near.contains(&record.term);
    let others = drafts.iter().flat_map(Draft::records).filter(far).flat_map(forms);
    let others: Vec<Alias> = others.filter(|alias| near_forms.contains(&alias.0)).collect();
    shards[last - usize::from(single)].1.extend(others);
    if joins {
        let words: Vec<Alias> = drafts.iter().flat_map(Draft::records).flat_map(forms).collect();
        for (part, mut made) in compounds::compounds(&words) {
            made.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| order(a.0, b.0)));
            let home = shards::route(bounds, part);
            // Those that lie elsewhere cost a request each.
            let mut far = 0;
            for (term, _) in made.into_iter().take(COMPOUNDS.0) {
                far += usize::from(shards::route(bounds, term) != home);
                if far <= COMPOUNDS.1 {
                    let alias = (part.to_owned(), term.to_owned(), 0);
                    if near_forms.contains(part) {
                        shards[last].1.push(alias.clone());
                    }
                    shards[home].1.push(alias);
                }
            }
        }
    }
    let by_form = |a: &Alias, b: &Alias| order(&a.0, &b.0).then_with(|| order(&a.1, &b.1));
    shards.iter_mut().for_each(|shard| shard.1.sort_unstable_by(by_form));
    shards
}

/// The spellings of a term.
fn forms(record: Record) -> impl Iterator<Item = Alias> {
    let (term, df) = (record.term, record.pages.len() as u32);
    let forms = if record.forms.is_empty() { vec![term.clone()] } else { record.forms };
    forms.into_iter().map(move |form| (form, term.clone(), df))
}

/// Which terms lie near, where they cost no request: as many as there is room for of those that are asked for most, for their size.
struct Near {
    stops: HashSet<String>,
    /// Bytes.
    room: usize,
    /// Pages of each list.
    head: u32,
    /// What each term is worth for its size, and its size.
    terms: Vec<(usize, usize, String)>,
    /// How many terms there are in scripts without spaces, and in all.
    dense: (usize, usize),
}

impl Near {
    fn of(lang: &str, (room, head): (usize, u32)) -> Near {
        let stops = stop::words(lang).split(' ').map(str::to_owned).collect();
        Near { stops, room, head, terms: Vec::new(), dense: (0, 0) }
    }

    fn note(&mut self, record: &Record) {
        self.dense.0 += usize::from(record.term.chars().next().is_some_and(words::is_dense));
        self.dense.1 += 1;
        let df = record.pages.len();
        let titles = record.pages.iter().filter(|page| page.1 > 15).count();
        let stop = record.forms.iter().chain([&record.term]).any(|form| self.stops.contains(form));
        // Questions are made of the words of titles; where titles tell nothing, of frequent ones.
        let worth = 10 * titles + df.isqrt();
        if !stop && (titles > 0 || df > 8) {
            let spelt: usize = record.forms.iter().map(|form| form.len().abs_diff(record.term.len()) + 3).sum();
            let len = record.term.len() + 5 + spelt + 2 * df.min(self.head as usize);
            self.terms.push((worth * 1_000 / len, len, record.term.clone()));
        }
    }

    fn terms(mut self) -> HashSet<String> {
        // A question in a script without spaces touches so many shards that a few of its pairs at hand save nothing.
        if 2 * self.dense.0 > self.dense.1 {
            return HashSet::new();
        }
        self.terms.sort_unstable_by(|a, b| b.0.cmp(&a.0).then_with(|| a.2.cmp(&b.2)));
        let mut near = HashSet::new();
        for (_, len, term) in self.terms {
            if len <= self.room {
                self.room -= len;
                near.insert(term);
            }
        }
        near
    }
}

/// Puts a file into the entry.
fn place(within: &mut Vec<u8>, file: &[u8]) -> String {
    let at = within.len();
    within.extend_from_slice(file);
    format!("@{at}:{}", file.len())
}

/// Whether a shard may end between two terms: decided by the terms alone, so that an edit elsewhere moves no border,
/// and where their beginnings differ, so that few forms are parted from their term.
fn may_cut(last: &str, next: &str) -> bool {
    // What begins with one ideograph stays together, because a query has it alone and in a pair.
    let letters = if next.chars().next().is_some_and(words::is_dense) { 1 } else { 4 };
    let start = |text: &str| text.char_indices().nth(letters).map_or(text.len(), |(at, _)| at);
    let (last, next) = (&last[..start(last)], &next[..start(next)]);
    last != next && blake3::hash(next.as_bytes()).as_bytes()[0] & 3 == 0
}

/// The shortest text above `last` that is not above `first`.
fn bound(last: &str, first: &str) -> String {
    let mut end = 0;
    for (at, c) in first.char_indices() {
        end = at + c.len_utf8();
        if order(&first[..end], last).is_gt() {
            break;
        }
    }
    first[..end].to_owned()
}

/// From which fraction on a term's impacts are rounded up, drawn by its letters.
///
/// A sentence more makes a page longer and all its words weigh a little less. Were they all rounded alike, then now and then all of them would fall
/// by one, and with them the shards of the whole page change; so only a few do, and which of two pages has more of a term is not touched.
fn threshold(term: &str) -> f64 {
    f64::from(blake3::hash(term.as_bytes()).as_bytes()[1]) / 256.0
}

/// What impacts depend on besides their page.
struct Ranking<'p> {
    pages: &'p [(u32, u8)],
    usual: f64,
    is_arabic: bool,
}

impl Ranking<'_> {
    /// The usual length is a power of two, so that one more page does not change every impact.
    fn of<'p>(pages: &'p [(u32, u8)], lang: &str) -> Ranking<'p> {
        let total: u64 = pages.iter().map(|page| u64::from(page.0)).sum();
        let mean = total / (pages.len() as u64).max(1);
        let is_arabic = lang.split('-').next() == Some("ar");
        Ranking { pages, usual: (mean * 3 / 4).max(16).next_power_of_two() as f64, is_arabic }
    }

    fn record(&self, term: String, postings: Postings) -> Record {
        let mut forms: Vec<String> = postings.forms.into_iter().map(Into::into).collect();
        if self.is_arabic {
            // An article is written with its word.
            let itself = [term.clone()];
            let all = if forms.is_empty() { &itself[..] } else { &forms[..] };
            let bare =
                |form: &String| form.strip_prefix("ال").filter(|bare| bare.chars().count() > 2).map(str::to_owned);
            let bare: Vec<String> = all.iter().filter_map(bare).filter(|bare| !all.contains(bare)).collect();
            forms.extend(bare);
        }
        // An ideograph is found by its other ways of writing too.
        forms.extend(variants(&term).map(String::from));
        if !forms.is_empty() && postings.itself {
            forms.push(term.clone());
        }
        forms.sort_unstable_by(|a, b| order(a, b));
        let mut record = Record { term, forms, pages: Vec::with_capacity(postings.count as usize) };
        let threshold = threshold(&record.term);
        let mut reader = Reader::new(&postings.bytes);
        let mut page = 0;
        while let Some(head) = reader.number() {
            page += (head / 4) as u32;
            let mut byte = || reader.byte().expect("written by `Gatherer::add`");
            let body = byte();
            let fixed = if head & 2 > 0 { byte() } else { 0 };
            let title = if head & 1 > 0 { byte() } else { 0 };
            let in_title = if title > 0 { self.boosted(page, f64::from(title)) } else { 0 };
            record.pages.push((page, self.impact(page, body, fixed, threshold) + 16 * in_title));
            page += 1;
        }
        record
    }

    fn impact(&self, page: u32, body: u8, fixed: u8, threshold: f64) -> u8 {
        let (length, boost) = self.pages[page as usize];
        let weight = f64::from(fixed) / 8.0 + f64::from(body) / 2.0 / (1.0 - B + B * f64::from(length) / self.usual);
        let impact = LEVELS * weight / (K1 + weight) * f64::from(boost) / 16.0;
        ((impact + threshold) as u8).clamp(1, 15)
    }

    fn boosted(&self, page: u32, impact: f64) -> u8 {
        ((impact * f64::from(self.pages[page as usize].1) / 16.0).round() as u8).clamp(1, 15)
    }
}

/// Which endings the forms of this index exchange, for words that it does not know: `deleting` leads to `delet` where `ing` is one.
struct Endings {
    counts: BTreeMap<(String, String), u32>,
    stem: Stem,
    usual: Vec<&'static str>,
    /// Words of which forms were made up.
    made: usize,
}

impl Endings {
    fn of(lang: &str) -> Endings {
        let usual = stem::endings(lang).collect();
        Endings { counts: BTreeMap::new(), stem: Stem::of(lang), usual, made: 0 }
    }

    fn note(&mut self, record: &Record) {
        for form in &record.forms {
            self.count(form, &record.term, 1);
        }
        if self.made < MADE_UP {
            self.made += 1;
            self.make_up(record);
        }
    }

    /// Notes what forms the words of a small site have that none of its pages shows.
    fn make_up(&mut self, record: &Record) {
        let itself = [record.term.clone()];
        let forms = if record.forms.is_empty() { &itself[..] } else { &record.forms[..] };
        let shortest = forms.iter().filter(|form| form.chars().all(char::is_alphabetic)).min_by_key(|form| form.len());
        let Some(form) = shortest else { return };
        let last = form.char_indices().next_back().map_or(0, |last| last.0);
        let mut made: Vec<String> = Vec::new();
        for begin in [form.as_str(), &form[..last], &record.term] {
            let all = self.usual.iter().map(|ending| format!("{begin}{ending}"));
            made.extend(all.filter(|made| self.stem.term(made, &words::fold(made)) == record.term));
        }
        for made in made {
            // What the stemmer finds counts as often as two words that pages have.
            self.count(&words::fold(&made), &record.term, 2);
        }
    }

    fn count(&mut self, form: &str, term: &str, times: u32) {
        let same = form.chars().zip(term.chars()).take_while(|(a, b)| a == b);
        let shared = same.map(|(c, _)| c.len_utf8()).sum::<usize>();
        let (ending, other) = (&form[shared..], &term[shared..]);
        if shared > 2 && ending.len() <= 12 && other.len() <= 4 {
            *self.counts.entry((ending.to_owned(), other.to_owned())).or_default() += times;
        }
    }

    /// The commonest, longest first.
    fn rules(self) -> Vec<String> {
        let mut all: Vec<((String, String), u32)> = self.counts.into_iter().filter(|&(_, count)| count > 1).collect();
        all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        all.truncate(120);
        all.sort_by(|a, b| b.0.0.len().cmp(&a.0.0.len()).then_with(|| a.0.cmp(&b.0)));
        all.into_iter().flat_map(|((ending, other), _)| [ending, other]).collect()
    }
}

/// Words that a mistyped one may have meant, by first letter.
///
/// On a large site a word of one page is more likely an error itself.
#[derive(Default)]
struct Spelling {
    least: u32,
    words: BTreeMap<String, Vec<(String, u32)>>,
}

impl Spelling {
    fn note(&mut self, record: &Record) {
        let df = record.pages.len() as u32;
        if df < self.least {
            return;
        }
        let itself = [record.term.clone()];
        for form in if record.forms.is_empty() { &itself[..] } else { &record.forms[..] } {
            let len = form.chars().count();
            let typed = form.chars().all(|c| c.is_alphabetic() && !words::is_dense(c));
            if (3..=20).contains(&len) && typed {
                let letter = form.chars().next().expect("three characters at least").to_string();
                self.words.entry(letter).or_default().push((form.clone(), df));
            }
        }
    }

    fn files(self) -> BTreeMap<String, Vec<u8>> {
        let file = |mut words: Vec<(String, u32)>| {
            words.sort_by(|a, b| order(&a.0, &b.0).then_with(|| b.1.cmp(&a.1)));
            words.dedup_by(|a, b| a.0 == b.0);
            // Rounded, so that the file changes seldom.
            words.iter().map(|(word, df)| format!("{word} {}\n", 1 << df.ilog2())).collect::<String>().into_bytes()
        };
        self.words.into_iter().map(|(letter, words)| (letter, file(words))).collect()
    }
}

/// A filter's file.
fn facet(values: &BTreeMap<String, Vec<u32>>) -> Vec<u8> {
    let runs = |pages: &Vec<u32>| {
        let mut out: Vec<u32> = Vec::new();
        let mut next = 0;
        for run in pages.chunk_by(|a, b| a + 1 == *b) {
            out.extend([run[0] - next, run.len() as u32]);
            next = run[0] + run.len() as u32;
        }
        out
    };
    let all: Vec<(&String, Vec<u32>)> = values.iter().map(|(value, pages)| (value, runs(pages))).collect();
    serde_json::to_vec(&all).expect("texts and numbers are always JSON")
}

/// The groups that have a wording of several words, as lines.
fn wordings(groups: &[Vec<String>]) -> Vec<Vec<String>> {
    let lines = |group: &Vec<String>| {
        let line = |wording: &String| {
            let mut line = String::new();
            excerpt::line(wording, &mut line);
            line
        };
        let mut lines: Vec<String> = group.iter().map(line).filter(|line| !line.trim().is_empty()).collect();
        lines.dedup();
        lines
    };
    let several = |line: &String| line.trim().contains(' ') || !line.starts_with(' ');
    let groups = groups.iter().map(lines);
    groups.filter(|lines: &Vec<String>| lines.len() > 1 && lines.iter().any(several)).collect()
}

/// Each word of a group, and its term, to the others. Wordings of several words are not among them, see [`wordings`].
fn synonyms(groups: &[Vec<String>], stem: &Stem) -> BTreeMap<String, Vec<String>> {
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for group in groups {
        let mut single: Vec<String> = Vec::new();
        for wording in group {
            let mut found = Vec::new();
            words::pieces(&words::normal(wording), &mut |piece| found.push((words::fold(&piece.text), piece.shape)));
            if let [(word, shape), ..] = found.as_slice()
                && (found.len() == 1 && *shape == words::Shape::Word || *shape == words::Shape::Whole)
                && !word.is_empty()
            {
                single.push(word.clone());
            }
        }
        for word in &single {
            for key in [word.clone(), stem.term(word, word)] {
                let others = all.entry(key).or_default();
                others.extend(single.iter().filter(|other| *other != word).cloned());
                others.sort_unstable_by(|a, b| order(a, b));
                others.dedup();
            }
        }
    }
    all.retain(|_, others| !others.is_empty());
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_longer_page_changes_few_impacts_at_once() {
        let terms: Vec<String> = (0..200).map(|number| format!("term{number}")).collect();
        let impacts = |length: u32| {
            let pages = [(length, 16)];
            let ranking = Ranking { pages: &pages, usual: 256.0, is_arabic: false };
            terms.iter().map(|term| ranking.impact(0, 2, 0, threshold(term))).collect::<Vec<u8>>()
        };
        for length in 60..600 {
            let (before, after) = (impacts(length), impacts(length + 12));
            let changed = before.iter().zip(&after).filter(|(before, after)| before != after).count();
            assert!(changed < 100, "{changed} of 200 impacts change on a page of {length} words");
        }
    }
}
