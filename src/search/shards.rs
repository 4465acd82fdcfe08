//! Shards: the format of the index files, its writer and its reader.
//!
//! `themes/default/assets/search/client.js` is the other reader; `query.rs` ranks over this one. Format 4:
//!
//! Every file is a gzip stream (the browser unpacks it and thereby checks its sum; a server may also have unpacked it already).
//! **entry.bin** is the only one that changes in place. All others are called `pieces/<name>.bin`, where the name is made of the first bits of the
//! BLAKE3 hash of their unpacked bytes, so that they never change. An edit of any page changes names, so nothing would be won by a router
//! apart from the entry, and it would cost every reader one request and its way there and back.
//! Where a *name* stands below, `@offset:length` may stand instead: that file lies within the entry, behind its JSON.
//! A small index is therefore one file and the blocks; of a larger one a shard lies there with the terms that are asked for most.
//!
//! **entry**: length of the JSON (four bytes, lowest first), the JSON of [`Router`], then the files that lie within.
//!
//! **shard**: consecutive terms in the order of their UTF-16 code units. Numbers are seven bits a byte, lowest first; texts are UTF-8 behind their length.
//! Like stands with like, because that packs well:
//!
//! ```text
//! count of terms, count of aliases, lengths of the three columns that follow
//! names: for each term the bytes shared with the one before, the other bytes as a text
//! forms: for each term their count (0: the term itself only); for each, bytes to drop at the term's end, text to append
//! counts: for each term its df, its title df [, bytes of its rest in the tail, if df > HEAD]
//! aliases: for each the bytes shared with the form before, the other bytes as a text, the term as a text, df
//! gaps: for each term its list: the first page, then the distances less one
//! marks: for each page of each list one byte, impact (1 to 15) + 16 × impact in the title (0 to 15)
//! ```
//!
//! A form is the folded spelling of a word met in the pages; the term is its folded stem. A word is looked up in the one shard whose
//! range holds it. A single ideograph has as further forms its other ways of writing, simplified or traditional,
//! from which the readers make those of pairs. Where the form of a term lies in another shard's range than the term, that other shard has an alias for it.
//! An alias with a df of 0 leads from a part (`kopie`) to a word made with it (`sicherungskopie`).
//! The **near shard** repeats terms of all ranges, without tails: of each list it has the pages of most impact, as many as the router says.
//! A form that it knows is looked up in no other shard, so it has aliases too; the rest of a list is had from the shard of the range.
//! Impacts depend on their page and on constants of the index only; how rare a term is stands in its df.
//! Of a list longer than [`HEAD`] the shard has the pages of most impact; the rest are in the shard's **tail**, a file of its own
//! that has, for each such term, the gaps and then the marks of its rest.
//!
//! **block**: JSON, an array of consecutive pages, each `[url, title, kind, short answer, [[id, heading, text, code], …], standing, other wordings]`.
//! **facet**: JSON, `[[value, [gap, run, gap, run, …]], …]`: pages that have the value, as distances and lengths of runs.
//! **spell**: forms that begin with one letter, `form df` a line, for words that the index does not know; none where there is one shard.

use std::collections::{BTreeMap, HashMap};
use std::io::{Read, Write};

use flate2::Compression;
use flate2::bufread::GzDecoder;
use flate2::write::GzEncoder;
use serde::{Deserialize, Serialize};

use crate::search::bytes::{Reader, put, put_text};
use crate::search::words::order;

/// Version of the format.
pub(crate) const FORMAT: u32 = 4;
/// The file that names all others.
pub(crate) const ENTRY: &str = "entry.bin";
/// The folder of all others, so that a host can be told that they never change.
pub(crate) const PIECES: &str = "pieces/";
/// Pages of a list that lie in the shard itself.
pub(crate) const HEAD: usize = 1024;
/// Largest file that the reader unpacks.
const LARGEST: u64 = 128 << 20;

/// What is known before any term is looked up. Lists of names and bounds are joined by spaces, which packs well.
#[derive(Clone, Debug, Default, Serialize, Deserialize, PartialEq)]
pub(crate) struct Router {
    /// Version of the format.
    pub(crate) format: u32,
    /// BCP 47 tag.
    pub(crate) lang: String,
    /// How many pages there are.
    pub(crate) pages: u32,
    /// Where each shard's range begins; the first is empty.
    pub(crate) bounds: String,
    /// The shards' names; behind those of the ranges that of the near shard, where there is one.
    pub(crate) shards: String,
    /// Pages of each list that the near shard has, 0 if there is none.
    pub(crate) near: u32,
    /// Tails, by number of the shard.
    pub(crate) tails: BTreeMap<u32, String>,
    /// How many pages each block holds.
    pub(crate) counts: Vec<u32>,
    /// The blocks' names.
    pub(crate) blocks: String,
    /// Each filter's file.
    pub(crate) facets: BTreeMap<String, String>,
    /// Spelling files by first letter.
    pub(crate) spell: BTreeMap<String, String>,
    /// Endings that the language's forms exchange: `["ing", "", …]`, pairs of a form's ending and its term's, longest first.
    pub(crate) rules: Vec<String>,
    /// Words that count less, folded.
    pub(crate) stop: String,
    /// Words of the same meaning, folded.
    pub(crate) synonyms: BTreeMap<String, Vec<String>>,
    /// Pages that say whose duplicates they are, each with the page that answers: where both are found, the answer comes first. What is a
    /// duplicate of a duplicate stands before it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) duplicates: Vec<(u32, u32)>,
    /// Groups of wordings that mean the same, some of them of several words; each is a line of folded words, ` domain name system `.
    pub(crate) wordings: Vec<Vec<String>>,
}

/// A term as the writer holds it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Record {
    pub(crate) term: String,
    pub(crate) forms: Vec<String>,
    /// Pages in their order, each with its mark.
    pub(crate) pages: Vec<(u32, u8)>,
}

/// Consecutive terms as bytes, until it is known which of them lie in the near shard too.
#[derive(Default)]
pub(crate) struct Draft {
    first: String,
    last: String,
    count: usize,
    len: usize,
    records: Vec<u8>,
}

impl Draft {
    /// About how long its shard will be.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// The first term.
    pub(crate) fn first(&self) -> &str {
        &self.first
    }

    /// The last term.
    pub(crate) fn last(&self) -> &str {
        &self.last
    }

    /// Appends the next term.
    pub(crate) fn push(&mut self, record: &Record) {
        let start = shared(&self.last, &record.term);
        let forms: usize = record.forms.iter().map(|form| form.len() - shared(&record.term, form) + 2).sum();
        let len = record.term.len() - start + 5 + forms + 2 * record.pages.len().min(HEAD);
        let out = &mut self.records;
        put(out, start as u64);
        put_text(out, &record.term[start..]);
        put(out, record.forms.len() as u64);
        record.forms.iter().for_each(|form| put_text(out, form));
        put(out, record.pages.len() as u64);
        let mut next = 0;
        for &(page, mark) in &record.pages {
            put(out, u64::from(page - next));
            out.push(mark);
            next = page + 1;
        }
        if self.count == 0 {
            self.first.clone_from(&record.term);
        }
        self.last.clone_from(&record.term);
        self.count += 1;
        self.len += len;
    }

    /// The terms again.
    pub(crate) fn records(&self) -> impl Iterator<Item = Record> {
        let mut reader = Reader::new(&self.records);
        let mut last = String::new();
        (0..self.count).map(move |_| next_record(&mut reader, &mut last).expect("written by `push`"))
    }
}

/// The next of a draft's terms.
fn next_record(reader: &mut Reader<'_>, last: &mut String) -> Option<Record> {
    last.truncate(reader.number()? as usize);
    last.push_str(reader.text()?);
    let mut record = Record { term: last.clone(), ..Record::default() };
    for _ in 0..reader.number()? {
        record.forms.push(reader.text()?.to_owned());
    }
    let mut page = 0;
    for _ in 0..reader.number()? {
        page += reader.number()? as u32;
        record.pages.push((page, reader.byte()?));
        page += 1;
    }
    Some(record)
}

/// A shard while it is written.
#[derive(Default)]
pub(crate) struct ShardWriter {
    last: String,
    count: usize,
    names: Vec<u8>,
    endings: Vec<u8>,
    counts: Vec<u8>,
    gaps: Vec<u8>,
    marks: Vec<u8>,
    tail: Vec<u8>,
}

impl ShardWriter {
    /// Appends the next term. Given a number of pages, it is a near shard, which has no more of each list.
    pub(crate) fn push(&mut self, record: &Record, near: Option<u32>) {
        let most = near.map_or(HEAD, |near| near as usize);
        put_after(&mut self.names, &self.last, &record.term);
        put(&mut self.endings, record.forms.len() as u64);
        for form in &record.forms {
            let shared = shared(&record.term, form);
            put(&mut self.endings, (record.term.len() - shared) as u64);
            put_text(&mut self.endings, &form[shared..]);
        }
        let df = record.pages.len();
        put(&mut self.counts, df as u64);
        let titles = record.pages.iter().filter(|page| page.1 > 15).count();
        put(&mut self.counts, titles as u64);
        if df > most {
            let weight = |page: &(u32, u8)| std::cmp::Reverse(page.1 % 16 + page.1 / 16);
            let mut pages = record.pages.clone();
            pages.sort_by_key(|page| (weight(page), page.0));
            let (head, rest) = pages.split_at_mut(most);
            head.sort_unstable();
            rest.sort_unstable();
            put_list(&mut self.gaps, &mut self.marks, head);
            if near.is_none() {
                let mut marks = Vec::new();
                let before = self.tail.len();
                put_list(&mut self.tail, &mut marks, rest);
                self.tail.extend(marks);
                put(&mut self.counts, (self.tail.len() - before) as u64);
            }
        } else {
            put_list(&mut self.gaps, &mut self.marks, &record.pages);
        }
        self.last.clone_from(&record.term);
        self.count += 1;
    }

    /// The file, and its tail, empty where there is none.
    pub(crate) fn finish(self, aliases: &[(String, String, u32)]) -> (Vec<u8>, Vec<u8>) {
        let mut out = Vec::with_capacity(self.gaps.len() + self.marks.len() + 64);
        for count in [self.count, aliases.len(), self.names.len(), self.endings.len(), self.counts.len()] {
            put(&mut out, count as u64);
        }
        out.extend(self.names);
        out.extend(self.endings);
        out.extend(self.counts);
        let mut last = "";
        for (form, term, df) in aliases {
            put_after(&mut out, last, form);
            put_text(&mut out, term);
            put(&mut out, (*df).into());
            last = form;
        }
        out.extend(self.gaps);
        out.extend(self.marks);
        (out, self.tail)
    }
}

/// Bytes that two texts share at their beginning, never within a character.
fn shared(a: &str, b: &str) -> usize {
    let mut at = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    while !b.is_char_boundary(at) || !a.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn put_after(out: &mut Vec<u8>, last: &str, text: &str) {
    let shared = shared(last, text);
    put(out, shared as u64);
    put_text(out, &text[shared..]);
}

fn put_list(gaps: &mut Vec<u8>, marks: &mut Vec<u8>, pages: &[(u32, u8)]) {
    let mut next = 0;
    for &(page, mark) in pages {
        put(gaps, u64::from(page - next));
        next = page + 1;
        marks.push(mark);
    }
}

/// Reads a list of as many pages as there are marks: `found(page, mark)` for each; `None` where it is damaged.
pub(crate) fn read_list(gaps: &[u8], marks: &[u8], pages: u32, mut found: impl FnMut(u32, u8)) -> Option<()> {
    let mut gaps = Reader::new(gaps);
    let mut page = 0;
    for &mark in marks {
        page += gaps.number()?;
        if page >= u64::from(pages) {
            return None;
        }
        found(page as u32, mark);
        page += 1;
    }
    Some(())
}

/// A shard as it is read.
#[derive(Debug, Default)]
pub(crate) struct Shard {
    pub(crate) terms: Vec<ShardTerm>,
    /// Term to its place.
    pub(crate) by_term: HashMap<String, usize>,
    /// Every form, in the order of the file: where a form stands for a term of this shard, its place, else the other shard's term.
    pub(crate) forms: Vec<Form>,
    /// Form to its places in `forms`.
    pub(crate) by_form: HashMap<String, Vec<usize>>,
    lists: Vec<u8>,
}

/// A term of a shard.
#[derive(Debug)]
pub(crate) struct ShardTerm {
    pub(crate) name: String,
    pub(crate) df: u32,
    pub(crate) title_df: u32,
    /// Where its gaps begin, its first mark, and how many there are.
    gaps: usize,
    marks: usize,
    count: usize,
    /// Its part of the tail, as begin and length.
    pub(crate) rest: (usize, usize),
    /// Its forms' places.
    pub(crate) forms: Vec<usize>,
}

/// One spelling.
#[derive(Debug)]
pub(crate) struct Form {
    pub(crate) text: String,
    pub(crate) term: String,
    pub(crate) df: u32,
}

impl Shard {
    /// Reads a shard, a near one given its number of pages; `None` where it is damaged.
    pub(crate) fn read(bytes: Vec<u8>, near: Option<u32>) -> Option<Shard> {
        let most = near.map_or(HEAD, |near| near as usize);
        let mut shard = Shard::default();
        let mut reader = Reader::new(&bytes);
        let (count, aliases) = (reader.count()?, reader.count()?);
        let lengths = [reader.count()?, reader.count()?, reader.count()?];
        let [mut names, mut endings, mut counts] = [
            Reader::new(reader.take(lengths[0])?),
            Reader::new(reader.take(lengths[1])?),
            Reader::new(reader.take(lengths[2])?),
        ];
        let mut name = Vec::new();
        let (mut marks, mut rest) = (0, 0);
        for place in 0..count {
            read_after(&mut names, &mut name)?;
            let term = std::str::from_utf8(&name).ok()?.to_owned();
            let df = counts.number()? as u32;
            let title_df = counts.number()? as u32;
            let more = if near.is_none() && df as usize > most { counts.number()? as usize } else { 0 };
            let mut forms = Vec::new();
            for _ in 0..endings.count()? {
                let keep = term.len().checked_sub(endings.number()? as usize)?;
                let text = term.get(..keep)?.to_owned() + endings.text()?;
                forms.push(shard.push_form(Form { text, term: term.clone(), df }));
            }
            if forms.is_empty() {
                forms.push(shard.push_form(Form { text: term.clone(), term: term.clone(), df }));
            }
            let count = most.min(df as usize);
            shard.by_term.insert(term.clone(), place);
            shard.terms.push(ShardTerm { name: term, df, title_df, gaps: 0, marks, count, rest: (rest, more), forms });
            marks += count;
            rest += more;
        }
        let mut form = Vec::new();
        for _ in 0..aliases {
            read_after(&mut reader, &mut form)?;
            let term = reader.text()?.to_owned();
            shard.push_form(Form {
                text: std::str::from_utf8(&form).ok()?.to_owned(),
                term,
                df: reader.number()? as u32,
            });
        }
        let lists = reader.rest();
        let begin = lists.len().checked_sub(marks)?;
        let mut gaps = Reader::new(&lists[..begin]);
        for term in &mut shard.terms {
            term.gaps = begin - gaps.rest().len();
            for _ in 0..term.count {
                gaps.number()?;
            }
            term.marks += begin;
        }
        gaps.is_empty().then_some(())?;
        shard.lists = lists.to_vec();
        Some(shard)
    }

    /// In how many pages a form, or the term of that name, is; 0 where the shard does not know it.
    pub(crate) fn df(&self, form: &str) -> u32 {
        let forms = self.by_form.get(form).into_iter().flatten().map(|&place| self.forms[place].df).max();
        forms.or_else(|| Some(self.terms[*self.by_term.get(form)?].df)).unwrap_or(0)
    }

    /// Reads what the shard has of a term's list.
    pub(crate) fn list(&self, term: &ShardTerm, pages: u32, found: impl FnMut(u32, u8)) -> Option<()> {
        read_list(&self.lists[term.gaps..], &self.lists[term.marks..term.marks + term.count], pages, found)
    }

    fn push_form(&mut self, form: Form) -> usize {
        self.by_form.entry(form.text.clone()).or_default().push(self.forms.len());
        self.forms.push(form);
        self.forms.len() - 1
    }
}

impl ShardTerm {
    /// Whether pages are missing that no tail has.
    pub(crate) fn is_short(&self) -> bool {
        self.count < self.df as usize && self.rest.1 == 0
    }

    /// Reads what the tail has of its list.
    pub(crate) fn rest(&self, tail: &[u8], pages: u32, found: impl FnMut(u32, u8)) -> Option<()> {
        let (from, len) = self.rest;
        let rest = tail.get(from..from.checked_add(len)?)?;
        let (gaps, marks) = rest.split_at(len.checked_sub(self.df as usize - self.count)?);
        read_list(gaps, marks, pages, found)
    }
}

fn read_after(reader: &mut Reader<'_>, last: &mut Vec<u8>) -> Option<()> {
    let shared = reader.number()? as usize;
    (shared <= last.len()).then_some(())?;
    last.truncate(shared);
    let len = reader.count()?;
    last.extend_from_slice(reader.take(len)?);
    Some(())
}

/// Which shard's range holds a word, given the bounds.
pub(crate) fn route(bounds: &[impl AsRef<str>], word: &str) -> usize {
    bounds.partition_point(|bound| order(bound.as_ref(), word).is_le()).saturating_sub(1)
}

/// The router's file.
pub(crate) fn router_file(router: &Router, within: &[u8]) -> Vec<u8> {
    let json = serde_json::to_vec(router).expect("texts and numbers are always JSON");
    let mut out = Vec::with_capacity(4 + json.len() + within.len());
    out.extend((json.len() as u32).to_le_bytes());
    out.extend(json);
    out.extend_from_slice(within);
    out
}

/// The router of a file, and what lies within. Of another version there is only its number.
pub(crate) fn read_router(bytes: &[u8]) -> Option<Result<(Router, &[u8]), u32>> {
    #[derive(Deserialize)]
    struct Version {
        format: u32,
    }
    let (len, rest) = bytes.split_first_chunk::<4>()?;
    let (json, within) = rest.split_at_checked(u32::from_le_bytes(*len) as usize)?;
    let Version { format } = serde_json::from_slice(json).ok()?;
    if format != FORMAT {
        return Some(Err(format));
    }
    Some(Ok((serde_json::from_slice(json).ok()?, within)))
}

/// The hash of a file's unpacked bytes.
pub(crate) fn hash(bytes: &[u8]) -> [u8; 32] {
    *blake3::hash(bytes).as_bytes()
}

/// The first `letters` of a hash's name: five bits each, in letters that no file system confuses.
pub(crate) fn name(hash: &[u8; 32], letters: usize) -> String {
    let bit = |at: usize| usize::from(hash[at / 8] >> (at % 8) & 1);
    let letter = |at: usize| (0..5).map(|low| bit(at * 5 + low) << low).sum::<usize>();
    (0..letters).map(|at| char::from(b"abcdefghijkmnpqrstuvwxyz23456789"[letter(at)])).collect()
}

/// Packs a file.
pub(crate) fn pack(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 2), Compression::new(6));
    encoder.write_all(bytes).expect("memory takes all bytes");
    encoder.finish().expect("memory takes all bytes")
}

/// Unpacks a file; `None` where it is damaged. Bytes that are not packed come back as they are.
pub(crate) fn unpack(bytes: &[u8]) -> Option<Vec<u8>> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Some(bytes.to_vec());
    }
    let mut out = Vec::new();
    GzDecoder::new(bytes).take(LARGEST).read_to_end(&mut out).ok()?;
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shard_is_read_as_it_was_written() {
        let many: Vec<(u32, u8)> = (0..3000).map(|page| (page, 1 + (page % 15) as u8)).collect();
        let records = [
            Record {
                term: "delet".into(),
                forms: vec!["delete".into(), "deleting".into()],
                pages: vec![(3, 2), (4, 2), (7, 12 + 16 * 9)],
            },
            Record { term: "delta".into(), pages: many.clone(), ..Record::default() },
            Record { term: "東京".into(), pages: vec![(0, 1)], ..Record::default() },
        ];
        let mut writer = ShardWriter::default();
        records.iter().for_each(|record| writer.push(record, None));
        let (bytes, tail) = writer.finish(&[("deletion".into(), "del".into(), 5)]);
        let shard = Shard::read(bytes.clone(), None).unwrap();
        assert_eq!(["delet", "delta", "東京"].map(|term| shard.by_term[term]), [0, 1, 2]);
        assert_eq!(
            shard.forms.iter().map(|form| form.text.as_str()).collect::<Vec<_>>(),
            ["delete", "deleting", "delta", "東京", "deletion"]
        );
        assert_eq!(shard.terms.iter().map(|term| term.title_df).collect::<Vec<_>>(), [1, 0, 0]);
        for (term, record) in shard.terms.iter().zip(&records) {
            let mut pages = Vec::new();
            shard.list(term, 3000, |page, mark| pages.push((page, mark))).unwrap();
            if term.rest.1 > 0 {
                assert!(pages.iter().all(|page| page.1 > 9), "the best pages come first");
                term.rest(&tail, 3000, |page, mark| pages.push((page, mark))).unwrap();
            }
            pages.sort_unstable();
            assert_eq!(pages, record.pages);
        }
        for cut in 0..bytes.len() {
            assert!(Shard::read(bytes[..cut].to_vec(), None).is_none(), "cut at {cut}");
        }
    }

    #[test]
    fn a_word_has_one_shard() {
        let bounds = ["", "b", "del", "x"];
        for (word, shard) in [("", 0), ("a", 0), ("b", 1), ("deal", 1), ("delete", 2), ("zebra", 3)] {
            assert_eq!(route(&bounds, word), shard, "{word}");
        }
    }

    #[test]
    fn damage_is_seen() {
        let packed = pack(b"some bytes that are packed, some bytes that are packed");
        assert!(unpack(&packed[..packed.len() - 1]).is_none());
        let mut flipped = packed.clone();
        flipped[20] ^= 4;
        assert!(unpack(&flipped).is_none());
        assert!(unpack(&packed).is_some());
    }
}
