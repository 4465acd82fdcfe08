//! Shards: the format of the index files, its writer and its reader.
//!
//! `themes/default/assets/search/client.js` is the other reader; `query.rs` ranks over this one. Format 1:
//!
//! **entry.json** is the only file that changes in place: `{"format":1,"lang":"en","pages":125,"router":"<name>"}`.
//! Every other file is a gzip stream (the browser unpacks it and thereby checks its sum; a server may also have unpacked it already)
//! called `<name>.bin`, where the name is the first eight hexadecimal digits of the BLAKE3 hash of its unpacked bytes, so that it never changes.
//! Where a *name* stands below, `@offset:length` may stand instead: that file lies within the router, behind its JSON.
//! A small index is therefore one file and the blocks.
//!
//! **router**: length of the JSON (four bytes, lowest first), the JSON of [`Router`], then the files that lie within.
//!
//! **shard**: consecutive terms in the order of their UTF-16 code units. Numbers are seven bits a byte, lowest first; texts are UTF-8 behind their length.
//!
//!     count of terms, length of the dictionary,
//!     dictionary: for each term
//!         bytes shared with the term before, the other bytes as a text,
//!         count of forms (0: the term itself only), each: bytes to drop at the term's end, text to append,
//!         df, length of its list [, length of its rest in the tail, if df > HEAD],
//!         title df [, length of its title list [, length of the rest in the tail, if title df > HEAD]]
//!     count of aliases, each: bytes shared with the form before, the other bytes as a text, the term as a text, df
//!     lists, in the order of the dictionary
//!
//! A form is the folded spelling of a word met in the pages; the term is its folded stem. A word is looked up in the one shard whose
//! range holds it. Where the form of a term lies in another shard's range than the term, that other shard has an alias for it.
//!
//! **list**: groups by falling impact (1 to 15), each `count × 16 + impact`, then the pages: first page, then the distances less one.
//! Impacts depend on their page and on constants of the index only; how rare a term is stands in its df. The first [`HEAD`] pages of a list lie
//! in the shard, the rest in the shard's *tail*, a file of its own that has the rests in the order of the dictionary.
//!
//! **block**: JSON, an array of consecutive pages, each `[url, title, kind, short answer, [[id, heading, text, code], …]]`.
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
pub(crate) const FORMAT: u32 = 1;
/// Pages of a list that lie in the shard itself.
pub(crate) const HEAD: usize = 1024;
/// Largest file that the reader unpacks.
const LARGEST: u64 = 128 << 20;

/// What `entry.json` says.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq)]
pub(crate) struct Entry {
    pub(crate) format: u32,
    pub(crate) lang: String,
    pub(crate) pages: u32,
    pub(crate) router: String,
}

/// What is known before any term is looked up. Lists of names and bounds are joined by spaces, which packs well.
#[derive(Clone, Debug, Default, Serialize, Deserialize, PartialEq)]
pub(crate) struct Router {
    /// Where each shard's range begins; the first is empty.
    pub(crate) bounds: String,
    /// The shards' names.
    pub(crate) shards: String,
    /// Tails, by number of the shard.
    pub(crate) tails: BTreeMap<u32, String>,
    /// How many pages each block holds.
    pub(crate) counts: Vec<u32>,
    /// The blocks' names.
    pub(crate) blocks: String,
    /// Name and unpacked length of each filter's file.
    pub(crate) facets: BTreeMap<String, (String, u32)>,
    /// Spelling files by first letter.
    pub(crate) spell: BTreeMap<String, String>,
    /// Endings that the language's forms exchange: `["ing", "", …]`, pairs of a form's ending and its term's, longest first.
    pub(crate) rules: Vec<String>,
    /// Words of the same meaning, folded.
    pub(crate) synonyms: BTreeMap<String, Vec<String>>,
}

/// A term as the writer holds it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Record {
    pub(crate) term: String,
    pub(crate) forms: Vec<String>,
    /// Pages by falling impact.
    pub(crate) pages: Vec<(u32, u8)>,
    /// Pages that have it in the title, by falling impact.
    pub(crate) titles: Vec<(u32, u8)>,
}

/// A shard while it is written.
#[derive(Default)]
pub(crate) struct ShardWriter {
    /// First term.
    first: String,
    last: String,
    count: usize,
    dictionary: Vec<u8>,
    lists: Vec<u8>,
    tail: Vec<u8>,
    /// Forms of its terms with their df, for aliases elsewhere.
    forms: Vec<(String, String, u32)>,
}

impl ShardWriter {
    /// Bytes so far.
    pub(crate) fn len(&self) -> usize {
        self.dictionary.len() + self.lists.len()
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
        let out = &mut self.dictionary;
        put_after(out, &self.last, &record.term);
        put(out, record.forms.len() as u64);
        for form in &record.forms {
            let shared = shared(&record.term, form);
            put(out, (record.term.len() - shared) as u64);
            put_text(out, &form[shared..]);
        }
        put(out, record.pages.len() as u64);
        put_list(out, &mut self.lists, &mut self.tail, &record.pages);
        put(out, record.titles.len() as u64);
        if !record.titles.is_empty() {
            put_list(out, &mut self.lists, &mut self.tail, &record.titles);
        }
        if self.count == 0 {
            self.first.clone_from(&record.term);
        }
        self.last.clone_from(&record.term);
        self.count += 1;
        let df = record.pages.len() as u32;
        self.forms.extend(record.forms.iter().map(|form| (form.clone(), record.term.clone(), df)));
    }

    /// The forms of its terms that differ from them.
    pub(crate) fn forms(&self) -> &[(String, String, u32)] {
        &self.forms
    }

    /// The file, and its tail, empty where there is none.
    pub(crate) fn finish(self, aliases: &[(String, String, u32)]) -> (Vec<u8>, Vec<u8>) {
        let mut out = Vec::with_capacity(self.len() + 64);
        put(&mut out, self.count as u64);
        put(&mut out, self.dictionary.len() as u64);
        out.extend(self.dictionary);
        put(&mut out, aliases.len() as u64);
        let mut last = "";
        for (form, term, df) in aliases {
            put_after(&mut out, last, form);
            put_text(&mut out, term);
            put(&mut out, (*df).into());
            last = form;
        }
        out.extend(self.lists);
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

fn put_list(dictionary: &mut Vec<u8>, lists: &mut Vec<u8>, tail: &mut Vec<u8>, pages: &[(u32, u8)]) {
    let (head, rest) = pages.split_at(pages.len().min(HEAD));
    let before = lists.len();
    put_groups(lists, head);
    put(dictionary, (lists.len() - before) as u64);
    if !rest.is_empty() {
        let before = tail.len();
        put_groups(tail, rest);
        put(dictionary, (tail.len() - before) as u64);
    }
}

fn put_groups(out: &mut Vec<u8>, pages: &[(u32, u8)]) {
    for group in pages.chunk_by(|a, b| a.1 == b.1) {
        put(out, group.len() as u64 * 16 + u64::from(group[0].1));
        let mut next = 0;
        for &(page, _) in group {
            put(out, u64::from(page - next));
            next = page + 1;
        }
    }
}

/// Reads a list: `found(page, impact)` for each; `None` where it is damaged.
pub(crate) fn read_list(bytes: &[u8], pages: u32, mut found: impl FnMut(u32, u8)) -> Option<()> {
    let mut reader = Reader::new(bytes);
    while !reader.is_empty() {
        let head = reader.number()?;
        let mut page = 0;
        for _ in 0..head / 16 {
            page += reader.number()?;
            if page >= u64::from(pages) {
                return None;
            }
            found(page as u32, (head % 16) as u8);
            page += 1;
        }
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
    bytes: Vec<u8>,
}

/// A term of a shard.
#[derive(Debug)]
pub(crate) struct ShardTerm {
    pub(crate) df: u32,
    pub(crate) title_df: u32,
    pub(crate) list: (usize, usize),
    pub(crate) titles: (usize, usize),
    /// Parts of the tail, as begin and length.
    pub(crate) list_rest: (usize, usize),
    pub(crate) titles_rest: (usize, usize),
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
    /// Reads a shard; `None` where it is damaged.
    pub(crate) fn read(bytes: Vec<u8>) -> Option<Shard> {
        let mut shard = Shard::default();
        let mut reader = Reader::new(&bytes);
        let count = reader.count()?;
        let dictionary = reader.count()?;
        let mut dictionary = Reader::new(reader.take(dictionary)?);
        let (mut at, mut rest) = (0, 0);
        let mut term = Vec::new();
        for place in 0..count {
            read_after(&mut dictionary, &mut term)?;
            let text = std::str::from_utf8(&term).ok()?.to_owned();
            let mut forms = Vec::new();
            for _ in 0..dictionary.count()? {
                let keep = term.len().checked_sub(dictionary.number()? as usize)?;
                forms.push(text.get(..keep)?.to_owned() + dictionary.text()?);
            }
            if forms.is_empty() {
                forms.push(text.clone());
            }
            let mut lists = [(0, 0); 4];
            let mut dfs = [0; 2];
            for (which, df) in dfs.iter_mut().enumerate() {
                *df = dictionary.number()? as u32;
                if *df > 0 {
                    let len = dictionary.number()? as usize;
                    lists[which] = (at, len);
                    at += len;
                }
                if *df as usize > HEAD {
                    let len = dictionary.number()? as usize;
                    lists[which + 2] = (rest, len);
                    rest += len;
                }
            }
            let [df, title_df] = dfs;
            let [list, titles, list_rest, titles_rest] = lists;
            let mut places = Vec::new();
            for form in forms {
                places.push(shard.forms.len());
                shard.push_form(Form { text: form, term: text.clone(), df });
            }
            shard.by_term.insert(text, place);
            shard.terms.push(ShardTerm { df, title_df, list, titles, list_rest, titles_rest, forms: places });
        }
        let aliases = reader.count()?;
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
        let mut lists = Vec::new();
        while let Some(byte) = reader.byte() {
            lists.push(byte);
        }
        (lists.len() == at).then_some(())?;
        shard.bytes = lists;
        Some(shard)
    }

    fn push_form(&mut self, form: Form) {
        self.by_form.entry(form.text.clone()).or_default().push(self.forms.len());
        self.forms.push(form);
    }

    /// The bytes of a list.
    pub(crate) fn list(&self, (from, len): (usize, usize)) -> Option<&[u8]> {
        self.bytes.get(from..from.checked_add(len)?)
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
pub(crate) fn route(bounds: &[&str], word: &str) -> usize {
    bounds.partition_point(|bound| order(bound, word).is_le()).saturating_sub(1)
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

/// The router of a file, and what lies within.
pub(crate) fn read_router(bytes: &[u8]) -> Option<(Router, &[u8])> {
    let (len, rest) = bytes.split_first_chunk::<4>()?;
    let (json, within) = rest.split_at_checked(u32::from_le_bytes(*len) as usize)?;
    Some((serde_json::from_slice(json).ok()?, within))
}

/// The name of a file with these unpacked bytes.
pub(crate) fn name(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex()[..8].to_owned()
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
        let many: Vec<(u32, u8)> = (0..3000).map(|page| (page, 9)).collect();
        let records = [
            Record {
                term: "delet".into(),
                forms: vec!["delete".into(), "deleting".into()],
                pages: vec![(7, 12), (3, 2), (4, 2)],
                titles: vec![(7, 15)],
            },
            Record { term: "delta".into(), pages: many.clone(), ..Record::default() },
            Record { term: "東京".into(), pages: vec![(0, 1)], ..Record::default() },
        ];
        let mut writer = ShardWriter::default();
        records.iter().for_each(|record| writer.push(record));
        let (bytes, tail) = writer.finish(&[("deletion".into(), "del".into(), 5)]);
        let shard = Shard::read(bytes.clone()).unwrap();
        assert_eq!(["delet", "delta", "東京"].map(|term| shard.by_term[term]), [0, 1, 2]);
        assert_eq!(
            shard.forms.iter().map(|form| form.text.as_str()).collect::<Vec<_>>(),
            ["delete", "deleting", "delta", "東京", "deletion"]
        );
        for (term, record) in shard.terms.iter().zip(&records) {
            let mut pages = Vec::new();
            read_list(shard.list(term.list).unwrap(), 3000, |page, impact| pages.push((page, impact))).unwrap();
            let (from, len) = term.list_rest;
            read_list(&tail[from..from + len], 3000, |page, impact| pages.push((page, impact))).unwrap();
            assert_eq!(pages, record.pages);
        }
        for cut in 0..bytes.len() {
            assert!(Shard::read(bytes[..cut].to_vec()).is_none(), "cut at {cut}");
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
