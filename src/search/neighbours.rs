//! Neighbours: which pages ask or tell nearly the same, found with the words and weights of the index.
//!
//! Looks at what a page says of itself (title, other wordings, headings, tags, its first words), not at its whole text, so that an edit
//! below changes no other page. [`Neighbours::related`] bounds the cost of a page: its most telling terms, and of each a few pages that have it too.
//! [`Neighbours::asked`] looks at all pages of all words of a question, the rarest first, and stops after [`LOOKED`] of them.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use crate::search::opposites::{Opposites, Sides};
use crate::search::query::rarity;
use crate::search::stem::Stem;
use crate::search::tokens::{Term, terms};
use crate::search::words::{Map, is_dense, is_ideograph};
use crate::search::{Options, Page, Section, stop};

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

/// Pairs of letters that a word counts as at most, where other words are cut into pairs.
const PAIRS: i64 = 4;
/// What a page is at most that says too little of a question to ask the same: less than is worth saying.
const OTHER: i64 = 99;

/// Pages that may ask the same, at most.
const SIMILAR: usize = 3;
/// Pages that are looked at for one question: on a site of a few thousand pages all of them.
const LOOKED: usize = 20_000;
/// What is needed to speak of one, in the rarity of a word that no page has.
const NEEDED: i64 = 37;

/// What the pages of one language say of themselves, by term.
pub struct Neighbours {
    language: Language,
    known: Map<String, u32>,
    /// By term, the pages that have it.
    lists: Vec<Vec<Entry>>,
    /// By term, what it is.
    kinds_of_terms: Vec<TermKind>,
    /// By page, the terms of all that it says of itself, and whether they stand in its title or another wording; sorted.
    said: Vec<Vec<(u32, bool)>>,
    /// By page, its terms and how much it is about each.
    pages: Vec<Vec<(u32, u8)>>,
    /// By page, the number of its kind.
    kinds: Vec<u32>,
    /// By page, which way round its title and other wordings ask.
    sides: Vec<Sides>,
}

/// What has to be known of a language to tell what its words say.
struct Language {
    stem: Stem,
    opposites: Opposites,
    stops: HashSet<String>,
    /// Ideographs that stop words are written with.
    joints: HashSet<char>,
    is_japanese: bool,
    /// Whether words are cut into pairs of characters, because they are not written apart.
    is_dense: bool,
    /// Hundredths that a question and a title must say of each other, see [`Neighbours::meets`].
    said: i64,
    /// Of a question with more words than this the page may say it all in others.
    short: usize,
}

/// What a term is, for comparing two questions.
#[derive(Clone, Copy)]
struct TermKind {
    /// How much it says: a word counts as many pairs as it has, where other words are cut into pairs.
    size: i64,
    /// Whether questions are compared by it.
    is_compared: bool,
    /// Whether it has a digit, as a version, a year or the number of a part.
    is_number: bool,
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
        let mut all = Neighbours {
            language: Language::of(&options.lang),
            known: Map::default(),
            lists: Vec::new(),
            kinds_of_terms: Vec::new(),
            said: Vec::with_capacity(count),
            pages: Vec::with_capacity(count),
            kinds: Vec::with_capacity(count),
            sides: Vec::with_capacity(count),
        };
        let mut kind_names: Map<String, u32> = Map::default();
        for begin in (0..count).step_by(AT_ONCE) {
            let end = count.min(begin + AT_ONCE);
            let reduced: Vec<(String, Sides, Arc<[Term]>)> = (begin..end)
                .into_par_iter()
                .map_init(
                    || Language::of(&options.lang),
                    |language, number| {
                        let page = page(number);
                        let find = || language.terms(&page);
                        let terms = match known {
                            Some(known) => known.terms(&options.lang, &page, find),
                            None => find().into(),
                        };
                        (page.kind.clone(), language.sides(&page), terms)
                    },
                )
                .collect();
            for (kind, sides, terms) in reduced {
                all.sides.push(sides);
                let next = kind_names.len() as u32;
                all.kinds.push(*kind_names.entry(kind).or_insert(next));
                all.add(&terms);
            }
        }
        all
    }

    fn add(&mut self, terms: &[Term]) {
        let page = self.pages.len() as u32;
        let (mut own, mut said) = (Vec::new(), Vec::new());
        for term in terms.iter().filter(|term| self.language.tells(term)) {
            let impact = impact(term);
            let id = match self.known.get(&term.term) {
                Some(id) => *id,
                None => {
                    self.lists.push(Vec::new());
                    self.kinds_of_terms.push(self.language.kind_of(&term.term));
                    let id = self.lists.len() as u32 - 1;
                    self.known.insert(term.term.clone(), id);
                    id
                }
            };
            self.lists[id as usize].push(Entry { page, impact, title: term.title });
            said.push((id, term.title > 0));
            if is_found(&term.term) {
                own.push((id, impact));
            }
        }
        said.sort_unstable();
        self.pages.push(own);
        self.said.push(said);
    }

    /// For each page the pages nearest to it, best first.
    pub fn related(&self) -> Vec<Vec<u32>> {
        let near = |(number, own): (usize, &Vec<(u32, u8)>)| nearest(number, own, &self.lists, &self.kinds);
        self.pages.par_iter().enumerate().map(near).collect()
    }

    /// As [`Asking::asked`], for one question.
    pub fn asked(&self, question: &str, except: Option<u32>) -> Vec<AskedBefore> {
        self.asking().asked(question, except)
    }

    /// For whoever asks many questions.
    pub fn asking(&self) -> Asking<'_> {
        Asking { neighbours: self, scores: vec![Score::default(); self.pages.len()] }
    }
    /// How much of what two questions say is the same: the part of the words of both that both have, in hundredths, rare words counting more.
    pub fn shared(&self, question: &str, other: &str) -> u32 {
        let [one, two] = [question, other]
            .map(|text| self.terms_of(text).into_iter().filter(|term| is_compared(term)).collect::<BTreeSet<String>>());
        let both: i64 = one.intersection(&two).map(|term| self.worth(term)).sum();
        let all: i64 = one.union(&two).map(|term| self.worth(term)).sum();
        (both * 100 / all.max(1)) as u32
    }

    /// Whether a question and a page say enough of each other to be one: of a short question each word counts. “Install nginx” and “Install
    /// Docker” share one of two, and of “22.04” and “24.04” each is what the other is not.
    fn meets(&self, terms: &[String], page: u32) -> bool {
        let asked: Vec<(TermKind, i64, Option<u32>)> = terms
            .iter()
            .map(|term| (self.language.kind_of(term), self.worth(term), self.known.get(term).copied()))
            .filter(|(kind, ..)| kind.is_compared)
            .collect();
        let said = &self.said[page as usize];
        let says = |id: Option<u32>| id.is_some_and(|id| said.binary_search_by_key(&id, |(id, _)| *id).is_ok());
        let asks = |id: u32| asked.iter().any(|(.., other)| *other == Some(id));
        let title = said.iter().filter(|(_, is_title)| *is_title).map(|(id, _)| *id);
        let title: Vec<u32> = title.filter(|id| self.kinds_of_terms[*id as usize].is_compared).collect();
        let is_number = |id: &u32| self.kinds_of_terms[*id as usize].is_number;
        let has_own_number = asked.iter().any(|(kind, _, id)| kind.is_number && !says(*id));
        if has_own_number && title.iter().any(|id| is_number(id) && !asks(*id)) {
            return false;
        }
        if asked.len() > self.language.short {
            return true;
        }
        let worth = |id: u32| self.rarity_of(id) * self.kinds_of_terms[id as usize].size;
        let share = |part: i64, whole: i64| part * 100 / whole.max(1);
        let of_question = share(
            asked.iter().filter(|(.., id)| says(*id)).map(|(_, worth, _)| *worth).sum(),
            asked.iter().map(|(_, worth, _)| *worth).sum(),
        );
        let of_title = share(
            title.iter().filter(|id| asks(**id)).map(|id| worth(*id)).sum(),
            title.iter().map(|id| worth(*id)).sum(),
        );
        (of_question + of_title) / 2 >= self.language.said
    }

    /// What a term says: its rarity, and its size.
    fn worth(&self, term: &str) -> i64 {
        let rarity = self.known.get(term).map_or_else(|| rarity(self.pages.len() as u64, 0), |id| self.rarity_of(*id));
        rarity * self.language.kind_of(term).size
    }

    fn rarity_of(&self, id: u32) -> i64 {
        rarity(self.pages.len() as u64, self.lists[id as usize].len() as u64)
    }

    /// The terms of a question that tell something.
    fn terms_of(&self, question: &str) -> Vec<String> {
        let page = Page { title: question.to_owned(), ..Page::default() };
        let terms = self.language.terms(&page).into_iter().filter(|term| self.language.tells(term));
        terms.map(|term| term.term).collect()
    }
}

/// What stands ready for one question after the other: room for what each page scores, which is as large as the site.
pub struct Asking<'a> {
    neighbours: &'a Neighbours,
    /// By page; nothing between two questions.
    scores: Vec<Score>,
}

impl Asking<'_> {
    /// The pages, `except` one, that most likely ask what a question asks: at most [`SIMILAR`], the likeliest first.
    ///
    /// A page's score is the sum over the words of rarity × impact, with the titles' own score, as in the index. It is evidence where it is high and
    /// where no other page comes near it: a question about something new is a little like many pages. Both are multiplied; the least that is worth
    /// saying was measured on real questions, see `benches/README.md`.
    pub fn asked(&mut self, question: &str, except: Option<u32>) -> Vec<AskedBefore> {
        let Asking { neighbours: all, scores } = self;
        let count = all.pages.len() as u64;
        let terms = all.terms_of(question);
        let found = terms.iter().filter(|term| is_found(term));
        let mut ids: Vec<u32> = found.filter_map(|term| all.known.get(term).copied()).collect();
        ids.sort_unstable_by_key(|id| (all.lists[*id as usize].len(), *id));
        ids.dedup();
        let rare_of = |id: &u32| rarity(count, all.lists[*id as usize].len() as u64);
        let worth: i64 = ids.iter().map(rare_of).sum();
        // A common word says little, and would cost as much as the site is large.
        let mut looked = 0;
        let is_affordable = |id: &&u32| {
            looked += all.lists[**id as usize].len();
            looked <= LOOKED
        };
        let mut touched: Vec<u32> = Vec::new();
        for id in ids.iter().take_while(is_affordable) {
            let list = &all.lists[*id as usize];
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
        let total = |score: Score| score.text + score.title * score.covered / (2 * worth);
        // What is asked the other way round is neither the question nor one that comes near it.
        let sides = all.language.opposites.sides(&all.language.stem, question);
        let is_turned = |page: &u32| sides.turn_round(all.sides[*page as usize]);
        // What a page scored is taken away as it is told, so that the next question finds nothing.
        let scored = touched.into_iter().map(|page| (page, std::mem::take(&mut scores[page as usize])));
        let mut ranked: Vec<(Reverse<i64>, u32)> =
            scored.filter(|(page, _)| !is_turned(page)).map(|(page, score)| (Reverse(total(score)), page)).collect();
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
            let certainty = if certainty <= OTHER || all.meets(&terms, page) { certainty } else { OTHER };
            AskedBefore { page, certainty: certainty as u32 }
        };
        ranked.iter().take(SIMILAR).map(of).collect()
    }
}

impl Language {
    fn of(lang: &str) -> Language {
        let stops: HashSet<String> = stop::words(lang).split(' ').map(str::to_owned).collect();
        let joints = stops.iter().flat_map(|word| word.chars()).filter(|c| is_ideograph(*c)).collect();
        let primary = lang.split('-').next().unwrap_or_default();
        let is_dense = matches!(primary, "ja" | "ko" | "th" | "zh");
        // Measured: of English on real questions, of the others on those of `tests/asked/`.
        let (said, short) = match primary {
            "en" => (55, 3),
            "ko" => (46, usize::MAX),
            _ if is_dense => (58, usize::MAX),
            _ => (58, 6),
        };
        let stem = Stem::of(lang);
        let opposites = Opposites::of(lang, &stem, is_dense);
        Language { stem, opposites, stops, joints, is_japanese: primary == "ja", is_dense, said, short }
    }

    /// Which way round a page asks, in all its wordings.
    fn sides(&self, page: &Page) -> Sides {
        let mut sides = self.opposites.sides(&self.stem, &page.title);
        page.asked_as.iter().for_each(|wording| sides.join(self.opposites.sides(&self.stem, wording)));
        sides
    }

    /// The terms of what a page says of itself.
    fn terms(&self, page: &Page) -> Vec<Term> {
        if !self.is_japanese {
            return terms(&self.stem, page).0;
        }
        // What has a meaning of its own is seldom written in hiragana, and what joins it always is.
        let telling = |text: &str| text.replace(|c| matches!(c, 'ぁ'..='ゖ'), " ");
        let page = Page {
            title: telling(&page.title),
            asked_as: page.asked_as.iter().map(|text| telling(text)).collect(),
            short_answer: telling(&page.short_answer),
            tags: page.tags.clone(),
            kind: page.kind.clone(),
            sections: page
                .sections
                .iter()
                .map(|section| Section { heading: telling(&section.heading), ..Section::default() })
                .collect(),
            ..Page::default()
        };
        terms(&self.stem, &page).0
    }

    /// Whether sharing a term says anything.
    fn tells(&self, term: &Term) -> bool {
        let mut letters = term.term.chars();
        let is_letter = match (letters.next(), letters.next()) {
            (Some(c), None) => !c.is_ascii_digit() && (!is_ideograph(c) || self.joints.contains(&c)),
            _ => false,
        };
        let is_stop = |word: &String| self.stops.contains(word.as_str());
        // `的-` in the list: a pair with it lies across the border of two words.
        let is_border = |c: char| is_ideograph(c) && self.stops.contains(format!("{c}-").as_str());
        !is_letter && !is_stop(&term.term) && !term.forms.iter().any(is_stop) && !term.term.chars().any(is_border)
    }

    fn kind_of(&self, term: &str) -> TermKind {
        let size = match term.chars().next() {
            _ if !self.is_dense => 1,
            Some(c) if is_ideograph(c) => 2,
            Some(c) if is_dense(c) => 1,
            _ => (term.chars().count() as i64 - 1).clamp(1, PAIRS),
        };
        TermKind { size, is_compared: is_compared(term), is_number: term.bytes().any(|byte| byte.is_ascii_digit()) }
    }
}

/// Whether pages are found by a term. An ideograph or a digit by itself is in too many.
fn is_found(term: &str) -> bool {
    term.chars().nth(1).is_some()
}

/// Whether questions are compared by a term: by ideographs one by one, because pairs of them also lie across words.
fn is_compared(term: &str) -> bool {
    !is_found(term) || !term.chars().all(is_ideograph)
}

/// What speaks for a page.
#[derive(Clone, Copy, Default)]
struct Score {
    text: i64,
    title: i64,
    /// What the words are worth that its title has.
    covered: i64,
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
