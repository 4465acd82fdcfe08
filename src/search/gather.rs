//! Gathering: which pages have a term, for more terms than a map could hold.
//!
//! A few thousand pages are gathered in a map. Then the map is written down as a run: its terms in their order, each
//! sharing its beginning with the one before, as bytes. At the end the runs are read side by side. A large site has
//! millions of terms, most of them on one page, and a run needs a few bytes for each where the map needs hundreds.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use crate::search::bytes::{Reader, put, put_text};
use crate::search::tokens::Term;
use crate::search::words::{Map, order};

/// A run is written when its map holds so many terms.
const RUN: usize = 100_000;

/// One term's pages in the order of their coming.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Postings {
    /// Its forms that differ from it.
    pub(crate) forms: Vec<Box<str>>,
    /// Whether the term itself was met as a form.
    pub(crate) itself: bool,
    /// How many pages.
    pub(crate) count: u32,
    /// For each page the pages passed over × 4 + 2 (where `fixed` follows) + 1 (where `title` follows), then body, fixed, title.
    pub(crate) bytes: Vec<u8>,
    /// The page behind the last.
    next: u32,
}

impl Postings {
    fn note_form(&mut self, form: &str) {
        if !self.forms.iter().any(|known| **known == *form) {
            self.forms.push(form.into());
        }
    }
}

/// All terms of all pages.
#[derive(Default)]
pub(crate) struct Gatherer {
    map: Map<Box<str>, Postings>,
    runs: Vec<Vec<u8>>,
}

impl Gatherer {
    /// Adds the terms of a page. Pages come in the order of their numbers.
    pub(crate) fn add(&mut self, page: u32, terms: Vec<Term>) {
        for term in terms {
            let postings = match self.map.get_mut(term.term.as_str()) {
                Some(postings) => postings,
                None => self.map.entry(term.term.as_str().into()).or_default(),
            };
            postings.itself |= term.forms.is_empty();
            for form in term.forms {
                if form == term.term {
                    postings.itself = true;
                } else {
                    postings.note_form(&form);
                }
            }
            let flags = u64::from(term.fixed > 0) * 2 + u64::from(term.title > 0);
            put(&mut postings.bytes, u64::from(page - postings.next) * 4 + flags);
            postings.bytes.push(term.body);
            if term.fixed > 0 {
                postings.bytes.push(term.fixed);
            }
            if term.title > 0 {
                postings.bytes.push(term.title);
            }
            postings.next = page + 1;
            postings.count += 1;
        }
        if self.map.len() >= RUN {
            self.end_run();
        }
    }

    fn end_run(&mut self) {
        let mut terms: Vec<(Box<str>, Postings)> = self.map.drain().collect();
        terms.sort_unstable_by(|a, b| order(&a.0, &b.0));
        let mut run = Vec::new();
        let mut last: &str = "";
        for (term, postings) in &terms {
            let shared = last.bytes().zip(term.bytes()).take_while(|(a, b)| a == b).count();
            let shared = (0..=shared).rev().find(|at| term.is_char_boundary(*at)).unwrap_or(0);
            put(&mut run, shared as u64);
            put_text(&mut run, &term[shared..]);
            put(&mut run, postings.forms.len() as u64 * 2 + u64::from(postings.itself));
            for form in &postings.forms {
                put_text(&mut run, form);
            }
            put(&mut run, u64::from(postings.count));
            put(&mut run, u64::from(postings.next));
            put(&mut run, postings.bytes.len() as u64);
            run.extend_from_slice(&postings.bytes);
            last = term;
        }
        run.shrink_to_fit();
        self.runs.push(run);
    }

    /// Calls `found` with every term and its pages, in the order of the terms.
    pub(crate) fn finish(mut self, mut found: impl FnMut(String, Postings)) {
        self.end_run();
        self.map = Map::default();
        let mut heap: BinaryHeap<RunReader<'_>> = BinaryHeap::with_capacity(self.runs.len());
        for (number, run) in self.runs.iter().enumerate() {
            let mut reader = RunReader { reader: Reader::new(run), number, term: String::new() };
            if reader.advance() {
                heap.push(reader);
            }
        }
        while let Some(mut first) = heap.pop() {
            let term = first.term.clone();
            let mut postings = Postings::default();
            first.append_to(&mut postings);
            if first.advance() {
                heap.push(first);
            }
            while heap.peek().is_some_and(|next| next.term == term) {
                let mut next = heap.pop().expect("peeked");
                next.append_to(&mut postings);
                if next.advance() {
                    heap.push(next);
                }
            }
            found(term, postings);
        }
    }
}

/// A run being read; the heap gives the one with the first term, and of these the first run.
struct RunReader<'r> {
    reader: Reader<'r>,
    number: usize,
    term: String,
}

/// Runs never leave this room, so they are whole.
const WHOLE: &str = "written by `end_run`";

impl RunReader<'_> {
    /// Goes to the next term, if there is one.
    fn advance(&mut self) -> bool {
        let Some(shared) = self.reader.number() else { return false };
        self.term.truncate(shared as usize);
        self.term.push_str(self.reader.text().expect(WHOLE));
        true
    }

    fn number(&mut self) -> u64 {
        self.reader.number().expect(WHOLE)
    }

    /// Adds what the run has of the term behind what earlier runs had.
    fn append_to(&mut self, postings: &mut Postings) {
        let forms = self.number();
        postings.itself |= forms & 1 > 0;
        for _ in 0..forms / 2 {
            postings.note_form(self.reader.text().expect(WHOLE));
        }
        postings.count += self.number() as u32;
        let next = self.number() as u32;
        let length = self.number() as usize;
        let mut bytes = Reader::new(self.reader.take(length).expect(WHOLE));
        let head = bytes.number().expect(WHOLE);
        // A run counts from page 0, what stands here already from the page behind its last.
        put(&mut postings.bytes, head - u64::from(postings.next) * 4);
        postings.bytes.extend_from_slice(bytes.rest());
        postings.next = next;
    }
}

impl Ord for RunReader<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        order(&other.term, &self.term).then(other.number.cmp(&self.number))
    }
}

impl PartialOrd for RunReader<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for RunReader<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for RunReader<'_> {}

#[cfg(test)]
mod tests {
    use super::*;

    fn term(term: &str, forms: &[&str], body: u8, title: u8) -> Term {
        let forms = forms.iter().map(|form| (*form).to_owned()).collect();
        Term { term: term.to_owned(), forms, fixed: body / 2, body, title }
    }

    /// The terms with their pages; `cuts` says after which pages a run ends.
    fn gathered(cuts: &[u32]) -> Vec<(String, Postings)> {
        let mut gatherer = Gatherer::default();
        for page in 0..60_u32 {
            let mut terms =
                vec![term("the", &[], 1 + (page % 7) as u8, (page % 3) as u8), term(&format!("w{page}"), &[], 1, 0)];
            if page % 9 == 4 {
                terms.push(term("delet", &[if page < 30 { "deleted" } else { "deleting" }, "delet"], 2, 1));
                terms.push(term("東京", &[], 3, 0));
                terms.push(term("東", &[], 3, 0));
            }
            gatherer.add(page * 50, terms);
            if cuts.contains(&page) {
                gatherer.end_run();
            }
        }
        let mut all = Vec::new();
        gatherer.finish(|term, postings| all.push((term, postings)));
        all
    }

    #[test]
    fn runs_are_read_as_if_they_were_one() {
        let whole = gathered(&[]);
        assert_eq!(whole.len(), 64);
        assert!(whole.windows(2).all(|pair| order(&pair[0].0, &pair[1].0).is_lt()), "in order, each once");
        let (_, delet) = whole.iter().find(|(term, _)| term == "delet").unwrap();
        assert_eq!((delet.forms.len(), delet.itself, delet.count), (2, true, 7));
        for cuts in [&[0][..], &[3, 4, 5], &[10, 20, 30, 40, 50, 58, 59]] {
            assert!(gathered(cuts) == whole, "{cuts:?}");
        }
    }
}
