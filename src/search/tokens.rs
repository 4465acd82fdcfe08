//! Tokens: one page reduced to what the index needs of it.
//!
//! Pure and independent of every other page, so that pages are reduced in parallel and the product can be kept in a cache.

use crate::search::bytes::{Reader, put, put_text};
use crate::search::stem::Stem;
use crate::search::words::{self, Map, Shape};
use crate::search::{Options, Page};

/// Longest text of a section that excerpts are taken from, in bytes.
const TEXT: usize = 24_000;
/// Longest code of a section that excerpts are taken from, in bytes.
const CODE: usize = 1_200;
/// Longest text of a page that excerpts are taken from, in bytes.
const PAGE: usize = 64_000;

/// Up to so many pages all that text is kept.
const LARGE: usize = 32_768;
/// On a larger site less is kept, but not less than this.
const LEAST: usize = 1_600;

/// One page's words, counted, with what is shown of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Tokens {
    /// Address, which also decides where blocks of pages are cut.
    pub(crate) url: String,
    /// What a result shows: `[url, title, kind, short answer, [[id, heading, text, code], …], standing, other wordings]` as JSON.
    pub(crate) record: String,
    /// Filter values: which filter, and the value.
    pub(crate) facets: Vec<(u8, String)>,
    /// Weight in sixteenths.
    pub(crate) boost: u8,
    /// Words of text and code.
    pub(crate) length: u32,
    /// The words by term.
    pub(crate) terms: Vec<Term>,
}

/// How often and where one term stands on a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Term {
    pub(crate) term: String,
    /// The forms met, folded and sorted; empty where the term itself is the only one.
    pub(crate) forms: Vec<String>,
    /// Weight of the fields of fixed length (title, headings, …) in eighths.
    pub(crate) fixed: u8,
    /// Occurrences in the text, in halves: code counts less.
    pub(crate) body: u8,
    /// Impact in the title score, 0 to 15.
    pub(crate) title: u8,
}

/// The filters, in the order of their numbers in [`Tokens::facets`].
pub(crate) const FACETS: [&str; 5] = ["kind", "tag", "area", "level", "person"];

/// Fields by weight.
#[derive(Clone, Copy)]
struct Field {
    /// Share of an occurrence, in eighths of one in the text.
    weight: f64,
    /// Length at which the weight is as said; longer texts weigh less.
    usual: f64,
}

const TITLE: Field = Field { weight: 40.0, usual: 8.0 };
const ASKED: Field = Field { weight: 16.0, usual: 8.0 };
const HEADING: Field = Field { weight: 10.0, usual: 30.0 };
const SHORT: Field = Field { weight: 10.0, usual: 30.0 };
const TAG: Field = Field { weight: 12.0, usual: 6.0 };

/// Reduces a page to its tokens.
pub fn tokens(options: &Options, page: &Page) -> Tokens {
    let (terms, length) = terms(&Stem::of(&options.lang), page);
    let mut facets: Vec<(u8, String)> = vec![(0, page.kind.clone())];
    facets.extend(page.tags.iter().map(|tag| (1, tag.clone())));
    facets.push((2, page.area.clone()));
    facets.push((3, page.level.clone()));
    facets.extend(page.people.iter().map(|person| (4, person.clone())));
    facets.retain(|(_, value)| !value.is_empty());
    facets.sort_unstable();
    facets.dedup();
    let boost =
        if page.boost.is_finite() && page.boost > 0.0 { (page.boost * 16.0).clamp(1.0, 64.0) as u8 } else { 16 };
    Tokens { url: page.url.clone(), record: record(page, options.scale()), facets, boost, length, terms }
}

/// The words of a page by term, and how many it has in its text and code.
pub(crate) fn terms(stem: &Stem, page: &Page) -> (Vec<Term>, u32) {
    let mut count = Count { stem, words: Map::default(), list: Vec::new(), parts: Vec::new() };
    count.fixed(&page.title, TITLE);
    for asked in page.asked_as.iter().chain(&page.questions) {
        count.fixed(asked, ASKED);
    }
    let headings: Vec<&str> =
        page.sections.iter().map(|section| section.heading.as_str()).filter(|h| !h.is_empty()).collect();
    count.fixed(&headings.join("\n"), HEADING);
    count.fixed(&page.short_answer, SHORT);
    count.fixed(&page.tags.join("\n"), TAG);
    // A question answers to its title as a whole; a long page does so much less.
    let strength = if matches!(page.kind.as_str(), "faq" | "faq-list") { 15.0 } else { 4.0 };
    for wording in std::iter::once(&page.title).chain(&page.asked_as).chain(&page.questions) {
        count.title(wording, strength);
    }
    let mut length = 0;
    for section in &page.sections {
        length += count.text(&section.text, 2);
        length += count.text(&section.code, 1) / 2;
    }
    (count.terms(), length)
}

/// What a result shows of a page. On a very large site that is less, and every section has its share.
fn record(page: &Page, scale: usize) -> String {
    let mut room = if scale > LARGE { (PAGE * LARGE / scale / 8).max(LEAST) } else { PAGE };
    let part = if scale > LARGE { (room / page.sections.len().max(1)).max(200) } else { TEXT };
    let mut cut = |text: &str, most: usize| {
        let text = squeeze(text, most.min(room));
        room -= text.len();
        text
    };
    let short = cut(&page.short_answer, CODE);
    let asked = page.asked_as.iter().map(|wording| squeeze(wording, CODE)).collect::<Vec<_>>().join("\n");
    let sections: Vec<(&str, String, String, String)> = page
        .sections
        .iter()
        .map(|section| {
            (
                section.id.as_str(),
                squeeze(&section.heading, CODE),
                cut(&one_line(&section.text), part),
                cut(&section.code, CODE.min(part)),
            )
        })
        .collect();
    serde_json::to_string(&(&page.url, squeeze(&page.title, CODE), &page.kind, short, sections, page.standing, asked))
        .expect("strings are always JSON")
}

/// Blocks one after the other: what ends like no sentence, such as a cell of a table, is parted from the next by a dot.
fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for block in text.lines().map(str::trim).filter(|block| !block.is_empty()) {
        if out.ends_with(|c: char| c.is_alphanumeric() || CLOSING.contains(&c)) {
            out.push_str(" ·");
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(block);
    }
    out
}

/// What may stand at the end of a word or a name without ending a sentence.
const CLOSING: [char; 8] = [')', ']', '}', '"', '\'', '%', '>', '*'];

/// White space made single spaces, cut before `most` bytes.
fn squeeze(text: &str, most: usize) -> String {
    let text = words::normal(text);
    let mut out = String::with_capacity(text.len().min(most));
    for word in text.split_whitespace() {
        if out.len() + word.len() + 1 > most {
            break;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Counts of one page while it is read.
struct Count<'s> {
    stem: &'s Stem,
    /// Word in lower case, with accents, to its place in `list`.
    words: Map<String, usize>,
    list: Vec<Counted>,
    /// The words within names of code of the last text, `get` and `user` of `getUser`: they say less than words by themselves.
    parts: Vec<usize>,
}

#[derive(Default)]
struct Counted {
    folded: String,
    term: String,
    fixed: f64,
    body: u32,
    title: u8,
}

impl Count<'_> {
    /// Adds the text of a field whose length is normalised by itself.
    fn fixed(&mut self, text: &str, field: Field) {
        let found = self.words_of(text);
        let share = field.weight / (0.5 + 0.5 * found.len() as f64 / field.usual);
        for word in found {
            self.list[word].fixed += share;
        }
    }

    /// Notes one wording of the title.
    fn title(&mut self, text: &str, strength: f64) {
        let found = self.words_of(text);
        let impact = 2.2 * strength / (1.0 + 1.2 * (0.5 + 0.5 * found.len() as f64 / 8.0));
        for word in found {
            self.list[word].title = self.list[word].title.max((impact.round() as u8).clamp(1, 15));
        }
    }

    /// Adds running text; returns how many words it has.
    fn text(&mut self, text: &str, weight: u32) -> u32 {
        let found = self.words_of(text);
        for &word in &found {
            self.list[word].body += weight;
        }
        for word in std::mem::take(&mut self.parts) {
            self.list[word].body += weight / 2;
        }
        found.len() as u32
    }

    /// The words of a text, each as its place in the list.
    fn words_of(&mut self, text: &str) -> Vec<usize> {
        let text = words::normal(text);
        let mut out = Vec::new();
        let mut key = String::new();
        self.parts.clear();
        // Up to where a name of code reaches whose words follow it.
        let mut name = 0;
        words::pieces(&text, &mut |piece| match piece.shape {
            Shape::Word | Shape::Whole => {
                words::lower_into(&piece.text, &mut key);
                if piece.shape == Shape::Whole
                    && piece.text.chars().all(char::is_alphanumeric)
                    && piece.text.len() == piece.end - piece.start
                {
                    name = piece.end;
                }
                let word = self.note(&key);
                if piece.shape == Shape::Word && piece.end <= name { self.parts.extend(word) } else { out.extend(word) }
            }
            Shape::Run => {
                let run: Vec<char> = words::fold(&piece.text).chars().collect();
                words::grams(&run, &mut |from, to| {
                    key.clear();
                    key.extend(&run[from..to]);
                    out.extend(self.note(&key));
                });
            }
        });
        out
    }

    fn note(&mut self, lower: &str) -> Option<usize> {
        if let Some(&known) = self.words.get(lower) {
            return Some(known);
        }
        let folded = words::fold(lower);
        if folded.is_empty() {
            return None;
        }
        let term = if folded.chars().next().is_some_and(words::is_dense) {
            folded.clone()
        } else {
            self.stem.term(lower, &folded)
        };
        let place = self.list.len();
        self.list.push(Counted { folded, term, ..Counted::default() });
        self.words.insert(lower.to_owned(), place);
        Some(place)
    }

    fn terms(mut self) -> Vec<Term> {
        self.list.sort_unstable_by(|a, b| a.term.cmp(&b.term).then_with(|| a.folded.cmp(&b.folded)));
        let mut out: Vec<Term> = Vec::with_capacity(self.list.len());
        let mut list = self.list.into_iter().peekable();
        while let Some(first) = list.next() {
            let (mut fixed, mut body, mut title) = (first.fixed, first.body, first.title);
            let mut forms = vec![first.folded];
            while let Some(next) = list.next_if(|next| next.term == first.term) {
                fixed += next.fixed;
                body += next.body;
                title = title.max(next.title);
                if forms.last() != Some(&next.folded) {
                    forms.push(next.folded);
                }
            }
            if forms.len() == 1 && forms[0] == first.term {
                forms = Vec::new();
            }
            out.push(Term {
                term: first.term,
                forms,
                fixed: fixed.round().min(255.0) as u8,
                body: body.min(255) as u8,
                title,
            });
        }
        out
    }
}

impl Tokens {
    /// The tokens as bytes, for a cache.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.record.len() + 12 * self.terms.len());
        put_text(&mut out, &self.url);
        put_text(&mut out, &self.record);
        put(&mut out, self.facets.len() as u64);
        for (which, value) in &self.facets {
            out.push(*which);
            put_text(&mut out, value);
        }
        out.push(self.boost);
        put(&mut out, self.length.into());
        put(&mut out, self.terms.len() as u64);
        for term in &self.terms {
            put_text(&mut out, &term.term);
            put(&mut out, term.forms.len() as u64);
            term.forms.iter().for_each(|form| put_text(&mut out, form));
            out.extend([term.fixed, term.body, term.title]);
        }
        out
    }

    /// Reads back what [`Tokens::to_bytes`] wrote; `None` where the bytes are damaged.
    pub fn from_bytes(bytes: &[u8]) -> Option<Tokens> {
        let mut reader = Reader::new(bytes);
        let tokens = Tokens::read(&mut reader)?;
        reader.is_empty().then_some(tokens)
    }

    fn read(reader: &mut Reader<'_>) -> Option<Tokens> {
        let url = reader.text()?.to_owned();
        let record = reader.text()?.to_owned();
        let mut facets = Vec::new();
        for _ in 0..reader.count()? {
            let which = reader.byte().filter(|&which| usize::from(which) < FACETS.len())?;
            facets.push((which, reader.text()?.to_owned()));
        }
        let boost = reader.byte()?;
        let length = reader.number()?.try_into().ok()?;
        let mut terms = Vec::new();
        for _ in 0..reader.count()? {
            let term = reader.text()?.to_owned();
            let mut forms = Vec::new();
            for _ in 0..reader.count()? {
                forms.push(reader.text()?.to_owned());
            }
            terms.push(Term {
                term,
                forms,
                fixed: reader.byte()?,
                body: reader.byte()?,
                title: reader.byte()?.min(15),
            });
        }
        Some(Tokens { url, record, facets, boost, length, terms })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::Section;

    fn page() -> Page {
        Page {
            url: "/faq/keys/".into(),
            title: "Where are my keys?".into(),
            kind: "faq".into(),
            tags: vec!["ssh".into()],
            boost: 1.0,
            sections: vec![Section {
                id: "a".into(),
                heading: "Résumé".into(),
                text: "Keys lie in   a folder.\nOne key each.".into(),
                code: "ls ~/.ssh".into(),
            }],
            ..Page::default()
        }
    }

    #[test]
    fn forms_meet_in_one_term() {
        let tokens = tokens(&Options { lang: "en".into(), ..Options::default() }, &page());
        let key = tokens.terms.iter().find(|term| term.term == "key").unwrap();
        assert_eq!(key.forms, ["key", "keys"]);
        assert_eq!(key.body, 4, "two occurrences in halves");
        assert!(key.title > 0 && key.fixed > 0);
        assert!(tokens.record.contains("Keys lie in a folder. One key each."));
    }

    #[test]
    fn tokens_survive_their_cache() {
        let tokens = tokens(&Options { lang: "en".into(), ..Options::default() }, &page());
        let bytes = tokens.to_bytes();
        assert_eq!(Tokens::from_bytes(&bytes), Some(tokens));
        for cut in 0..bytes.len() {
            assert_eq!(Tokens::from_bytes(&bytes[..cut]), None, "cut at {cut}");
        }
    }
}
