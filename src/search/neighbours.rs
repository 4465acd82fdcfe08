//! Neighbours: which pages ask or tell nearly the same, found with the words and weights of the index.
//!
//! Looks at what a page says of itself (title, other wordings, headings, tags, its first words), not at its whole text, so that an edit
//! below changes no other page. [`Neighbours::related`] bounds the cost of a page: its most telling terms, and of each a few pages that have it too.
//! [`Neighbours::asked`] looks at all pages of all words of a question, the rarest first, and stops after [`LOOKED`] of them.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use crate::search::query::rarity;
use crate::search::stem::Stem;
use crate::search::tokens::{Term, terms};
use crate::search::words::Map;
use crate::search::{Options, Page, stop};

/// Terms of a page that are followed.
const TERMS: usize = 10;
/// Pages that are looked at for one term, those around the page itself in the order of pages.
const NEIGHBOURS: usize = 40;
/// Pages that are named at most.
const MOST: usize = 5;
/// A page is related that has at least one such part of what there is to have.
const PART: i64 = 8;
/// Pages whose words are in memory at once.
const AT_ONCE: usize = 1_024;

/// Pages that may ask the same, at most.
const SIMILAR: usize = 3;
/// Pages that are looked at for one question: on a site of a few thousand pages all of them.
const LOOKED: usize = 20_000;
/// What is needed to speak of one, in the rarity of a word that no page has.
const NEEDED: i64 = 37;

/// What the pages of one language say of themselves, by term.
pub struct Neighbours {
    stem: Stem,
    stops: HashSet<String>,
    known: Map<String, u32>,
    /// By term, the pages that have it.
    lists: Vec<Vec<Entry>>,
    /// By page, its terms and how much it is about each.
    pages: Vec<Vec<(u32, u8)>>,
    /// By page, the number of its kind.
    kinds: Vec<u32>,
}

/// That a page has a term.
struct Entry {
    page: u32,
    /// How much it is about it, 1 to 15.
    impact: u8,
    /// The same of its title or another wording, 0 where they do not have it.
    title: u8,
}

/// A page that asks what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AskedBefore {
    /// Its number.
    pub page: u32,
    /// How certain it is, in hundredths of what is needed to speak of it: from 100 on it is worth saying.
    pub certainty: u32,
}

/// The terms of pages that were asked about before, for whoever asks about the same pages again and again.
#[derive(Debug, Default)]
pub struct Reduced(Mutex<HashMap<String, Arc<[Term]>>>);

impl Reduced {
    /// The terms of a page in a language, known or found now.
    fn terms(&self, lang: &str, page: &Page, find: impl FnOnce() -> Vec<Term>) -> Arc<[Term]> {
        let headings = page.sections.iter().map(|section| section.heading.as_str());
        let texts = [lang, &page.title, &page.short_answer].into_iter().chain(headings);
        let words = page.tags.iter().chain(&page.asked_as).map(String::as_str);
        // What ends one text is in none: a page has no control characters there.
        let key = texts.chain(["\u{1}"]).chain(words).collect::<Vec<&str>>().join("\u{0}");
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(terms) = known().get(&key) {
            return Arc::clone(terms);
        }
        let terms: Arc<[Term]> = find().into();
        known().insert(key, Arc::clone(&terms));
        terms
    }
}

impl Neighbours {
    /// Of `count` pages in one language. What is `known` of any of them is not found again.
    pub fn of(
        options: &Options,
        count: usize,
        page: impl Fn(usize) -> Page + Sync,
        known: Option<&Reduced>,
    ) -> Neighbours {
        let stops = stop::words(&options.lang).split(' ').map(str::to_owned).collect();
        let mut all = Neighbours {
            stem: Stem::of(&options.lang),
            stops,
            known: Map::default(),
            lists: Vec::new(),
            pages: Vec::with_capacity(count),
            kinds: Vec::with_capacity(count),
        };
        let mut kind_names: Map<String, u32> = Map::default();
        for begin in (0..count).step_by(AT_ONCE) {
            let end = count.min(begin + AT_ONCE);
            let reduced: Vec<(String, Arc<[Term]>)> = (begin..end)
                .into_par_iter()
                .map_init(
                    || Stem::of(&options.lang),
                    |stem, number| {
                        let page = page(number);
                        let find = || terms(stem, &page).0;
                        let terms = match known {
                            Some(known) => known.terms(&options.lang, &page, find),
                            None => find().into(),
                        };
                        (page.kind, terms)
                    },
                )
                .collect();
            for (kind, terms) in reduced {
                let next = kind_names.len() as u32;
                all.kinds.push(*kind_names.entry(kind).or_insert(next));
                all.add(&terms);
            }
        }
        all
    }

    fn add(&mut self, terms: &[Term]) {
        let page = self.pages.len() as u32;
        let mut own = Vec::new();
        for term in terms.iter().filter(|term| tells(term, &self.stops)) {
            let impact = impact(term);
            let id = match self.known.get(&term.term) {
                Some(id) => *id,
                None => {
                    self.lists.push(Vec::new());
                    let id = self.lists.len() as u32 - 1;
                    self.known.insert(term.term.clone(), id);
                    id
                }
            };
            self.lists[id as usize].push(Entry { page, impact, title: term.title });
            own.push((id, impact));
        }
        self.pages.push(own);
    }

    /// For each page the pages nearest to it, best first.
    pub fn related(&self) -> Vec<Vec<u32>> {
        let near = |(number, own): (usize, &Vec<(u32, u8)>)| nearest(number, own, &self.lists, &self.kinds);
        self.pages.par_iter().enumerate().map(near).collect()
    }

    /// The pages, `except` one, that most likely ask what a question asks: at most [`SIMILAR`], the likeliest first.
    ///
    /// A page's score is the sum over the words of rarity × impact, with the titles' own score, as in the index. It is evidence where it is high and
    /// where no other page comes near it: a question about something new is a little like many pages. Both are multiplied; the least that is worth
    /// saying was measured on real questions, see `benches/README.md`.
    pub fn asked(&self, question: &str, except: Option<u32>) -> Vec<AskedBefore> {
        let count = self.pages.len() as u64;
        let mut ids: Vec<u32> =
            self.terms_of(question).iter().filter_map(|term| self.known.get(term).copied()).collect();
        ids.sort_unstable_by_key(|id| (self.lists[*id as usize].len(), *id));
        ids.dedup();
        let rare_of = |id: &u32| rarity(count, self.lists[*id as usize].len() as u64);
        let all: i64 = ids.iter().map(rare_of).sum();
        // A common word says little, and would cost as much as the site is large.
        let mut looked = 0;
        let is_affordable = |id: &&u32| {
            looked += self.lists[**id as usize].len();
            looked <= LOOKED
        };
        let mut scores: Vec<Score> = vec![Score::default(); self.pages.len()];
        let mut touched: Vec<u32> = Vec::new();
        for id in ids.iter().take_while(is_affordable) {
            let list = &self.lists[*id as usize];
            let rare = rare_of(id);
            let titles = list.iter().filter(|entry| entry.title > 0).count();
            let rare_title = rarity(count, titles as u64);
            for entry in list.iter().filter(|entry| Some(entry.page) != except) {
                let score = &mut scores[entry.page as usize];
                if score.text == 0 {
                    touched.push(entry.page);
                }
                score.text += rare * i64::from(entry.impact);
                if entry.title > 0 {
                    score.title += rare_title * i64::from(entry.title);
                    score.covered += rare;
                }
            }
        }
        let total = |score: Score| score.text + score.title * score.covered / (2 * all);
        let mut ranked: Vec<(Reverse<i64>, u32)> =
            touched.into_iter().map(|page| (Reverse(total(scores[page as usize])), page)).collect();
        if ranked.len() > SIMILAR + 1 {
            ranked.select_nth_unstable(SIMILAR);
            ranked.truncate(SIMILAR + 1);
        }
        ranked.sort_unstable();
        let value = |at: usize| ranked.get(at).map_or(0, |(Reverse(score), _)| *score);
        let least = NEEDED * rarity(count, 0);
        let certainty = value(0) * value(0) * 100 / value(1).max(value(0) / 8).max(1) / least;
        let of = |&(Reverse(score), page): &(Reverse<i64>, u32)| {
            let certainty = (certainty * score / value(0)).clamp(0, 999);
            AskedBefore { page, certainty: certainty as u32 }
        };
        ranked.iter().take(SIMILAR).map(of).collect()
    }

    /// How much of what two questions say is the same: the part of the words of both that both have, in hundredths, rare words counting more.
    pub fn shared(&self, question: &str, other: &str) -> u32 {
        let count = self.pages.len() as u64;
        let [one, two] = [question, other].map(|text| self.terms_of(text).into_iter().collect::<BTreeSet<String>>());
        let worth = |term: &String| {
            let pages = self.known.get(term).map_or(0, |id| self.lists[*id as usize].len());
            rarity(count, pages as u64)
        };
        let both: i64 = one.intersection(&two).map(worth).sum();
        let all: i64 = one.union(&two).map(worth).sum();
        (both * 100 / all.max(1)) as u32
    }

    /// The terms of a question that tell something.
    fn terms_of(&self, question: &str) -> Vec<String> {
        let page = Page { title: question.to_owned(), ..Page::default() };
        let terms = terms(&self.stem, &page).0.into_iter().filter(|term| tells(term, &self.stops));
        terms.map(|term| term.term).collect()
    }
}

/// What speaks for a page.
#[derive(Clone, Copy, Default)]
struct Score {
    text: i64,
    title: i64,
    /// What the words are worth that its title has.
    covered: i64,
}

/// Whether sharing a term says anything.
fn tells(term: &Term, stops: &HashSet<String>) -> bool {
    let letters = term.term.chars().count();
    letters > 1 && !stops.contains(term.term.as_str()) && !term.forms.iter().any(|form| stops.contains(form.as_str()))
}

/// How much a page is about a term, 1 to 15.
fn impact(term: &Term) -> u8 {
    let weight = f64::from(term.fixed) / 8.0 + f64::from(term.body) / 2.0;
    ((15.0 * weight / (2.0 + weight)).round() as u8).clamp(1, 15)
}

fn nearest(number: usize, own: &[(u32, u8)], lists: &[Vec<Entry>], kinds: &[u32]) -> Vec<u32> {
    let rare = |id: u32| rarity(kinds.len() as u64, lists[id as usize].len() as u64);
    let mut terms: Vec<(i64, u32, u8)> = own.iter().map(|&(id, own)| (rare(id) * i64::from(own), id, own)).collect();
    terms.sort_unstable_by_key(|&(worth, id, _)| (Reverse(worth), id));
    terms.truncate(TERMS);
    let all: i64 = terms.iter().map(|&(worth, _, own)| worth * i64::from(own)).sum();
    let mut scores: Map<u32, i64> = Map::default();
    for (worth, id, _) in terms {
        let list = &lists[id as usize];
        let at = list.partition_point(|entry| (entry.page as usize) < number);
        let start = at.saturating_sub(NEIGHBOURS / 2).min(list.len().saturating_sub(NEIGHBOURS));
        for other in list[start..].iter().take(NEIGHBOURS).filter(|other| other.page as usize != number) {
            *scores.entry(other.page).or_default() += worth * i64::from(other.impact);
        }
    }
    let mut ranked: Vec<(u32, i64)> = scores.into_iter().filter(|&(_, score)| score * PART > all).collect();
    // A question's neighbours are questions first.
    let weigh = |page: u32, score: i64| if kinds[page as usize] == kinds[number] { score * 3 } else { score * 2 };
    ranked.sort_unstable_by_key(|&(page, score)| (Reverse(weigh(page, score)), page));
    ranked.truncate(MOST);
    ranked.into_iter().map(|(page, _)| page).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_about_one_thing_are_related() {
        let page = |title: &str, kind: &str| Page { title: title.into(), kind: kind.into(), ..Page::default() };
        let pages = [
            page("How do I reset my password?", "faq"),
            page("Which ports does the firewall open?", "faq"),
            page("I forgot the password and cannot reset it", "faq"),
            page("Passwords: a guide to resetting them", "tutorial"),
            page("How do I invite somebody?", "faq"),
        ];
        let options = Options { lang: "en".into(), ..Options::default() };
        let near = Neighbours::of(&options, pages.len(), |number| pages[number].clone(), None).related();
        assert_eq!(near[0], [2, 3]);
        assert!(near[1].is_empty() && near[4].is_empty(), "stop words relate nothing: {near:?}");
    }

    #[test]
    fn a_question_that_was_asked_before_is_told_from_one_that_was_not() {
        let titles = [
            "How do I reset my password?",
            "Which ports does the firewall open?",
            "How do I invite somebody to the forum?",
            "Where is the configuration file?",
            "Can I use my own domain?",
        ];
        let page = |number: usize| Page { title: titles[number].into(), kind: "faq".into(), ..Page::default() };
        let options = Options { lang: "en".into(), ..Options::default() };
        let neighbours = Neighbours::of(&options, titles.len(), page, None);
        let certain = |question: &str, except: Option<u32>| {
            let found = neighbours.asked(question, except);
            found.into_iter().filter(|page| page.certainty >= 100).map(|page| page.page).collect::<Vec<_>>()
        };
        assert_eq!(certain("I forgot my password, how can it be reset?", None), [0]);
        assert_eq!(certain("inviting somebody into this forum", None), [2]);
        assert!(certain("How do I pay my invoice?", None).is_empty());
        assert!(
            certain("I forgot my password, how can it be reset?", Some(0)).is_empty(),
            "a page does not repeat itself"
        );
        assert!(certain("", None).is_empty() && certain("how do I", None).is_empty());
    }

    #[test]
    fn a_common_word_is_not_followed_everywhere() {
        let options = Options { lang: "en".into(), ..Options::default() };
        let page = |number: usize| Page { title: format!("Server number{}", number / 2), ..Page::default() };
        let near = Neighbours::of(&options, 5_000, page, None).related();
        assert!(near.iter().enumerate().all(|(number, near)| near[0] as usize == number ^ 1));
    }

    #[test]
    fn dense_scripts_are_related_by_pairs() {
        let options = Options { lang: "ja".into(), ..Options::default() };
        let titles = ["東京の天気", "サーバーの設定", "サーバーを設定する方法", "東京都の人口"];
        let page = |number: usize| Page { title: titles[number].into(), ..Page::default() };
        let near = Neighbours::of(&options, titles.len(), page, None).related();
        assert_eq!(near, [[3], [2], [1], [0]]);
    }
}
