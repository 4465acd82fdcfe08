//! Duplicates: pages that ask what another page asks, or that say what another says, in nearly the same words.
//!
//! Begin with [`check`]. Search knows which pages are near each other; here it is decided of which pairs an author should hear: never of pages in two
//! languages, nor of pages that say themselves whose duplicate they are. Of two pages the later one is told, because there it can still be mended easily.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::config::Levels;
use crate::diagnostic::{Code, Diagnostic, Level, Place};
use crate::document::body;
use crate::document::front_matter::Status;
use crate::path::SitePath;
use crate::search::{Asking, Neighbours, alike, overlap};
use crate::site::question::{Question, is_list};
use crate::site::rules::{place, plain};
use crate::site::{Page, PageIdx, PageRole, Site, at};
use crate::source::Source;
use crate::yaml::text::{clean, shown, without_addresses};

/// Hundredths of the text that are the same, from which on two pages are one page twice. Instructions for two systems share most of their steps
/// and are two pages all the same, so that much more is asked of them than of answers.
const SAME_TEXT: u32 = 80;
const SAME_ANSWER: u32 = 50;
/// Certainty from which on one question is another's, see [`Neighbours::asked`]. Whoever is about to ask may be shown a page too many; a page that
/// is there already may not be doubted so easily.
const SAME_QUESTION: u32 = 150;
/// Hundredths of the words that two wordings of one question have in common at least.
const SAME_WORDS: u32 = 35;
/// Characters of a passage that are shown.
const SHOWN: usize = 100;

/// A question that is asked elsewhere nearly the same.
#[derive(Debug)]
pub(super) struct AskedBefore {
    /// The later one.
    question: Question,
    /// Which of the `asked_as` of its page it is; `None` is the title or heading.
    wording: Option<usize>,
    /// The earlier one.
    other: Question,
}

/// Which of the questions, all of one language, are asked elsewhere.
pub(super) fn questions(site: &Site, questions: &[Question], neighbours: &Neighbours) -> Vec<AskedBefore> {
    let levels = Levels::new(&site.config);
    let is_asked = |question: &Question| {
        let facts = site.page(question.page);
        let diagnostic = Diagnostic::new(Code::AskedBefore, "").at(Place::file(&facts.path));
        // The title of a list is none.
        let is_one = question.heading.is_some() || !is_list(site, question.page);
        let is_told = levels.of(&diagnostic) != Level::Off;
        is_one && is_told && is_question(site, question.page) && stands_for_itself(site, question.page)
    };
    let is_asked: Vec<bool> = questions.iter().map(is_asked).collect();
    let same = same_words(site, questions, &is_asked);
    let near = |asking: &mut Asking<'_>, (number, question): (usize, &Question)| -> Vec<(u32, AskedBefore)> {
        if !is_asked[number] {
            return Vec::new();
        }
        let told = |certainty: u32, wording: Option<usize>, other: &Question| {
            let (question, other) = (question.clone(), other.clone());
            let asked = match is_later(site, &question, &other) {
                true => AskedBefore { question, wording, other },
                false => AskedBefore { question: other, wording: None, other: question },
            };
            (certainty, asked)
        };
        let is_news = |other: &Question| *other != *question && !is_told_already(site, question, other);
        let mut found = Vec::new();
        for (at, text) in question.wordings(site).enumerate() {
            let wording = at.checked_sub(1);
            let others = same.get(&plain(text)).map(Vec::as_slice).unwrap_or_default().iter();
            found.extend(others.filter(|other| is_news(other)).take(1).map(|other| told(u32::MAX, wording, other)));
            let asked = asking.asked(text, Some(number as u32));
            for near in asked.iter().filter(|near| near.certainty >= SAME_QUESTION) {
                let other = &questions[near.page as usize];
                let has_words = |other: &str| neighbours.shared(text, other) >= SAME_WORDS;
                if is_asked[near.page as usize] && is_news(other) && other.wordings(site).any(has_words) {
                    found.push(told(near.certainty, wording, other));
                }
            }
        }
        found
    };
    let found: Vec<Vec<(u32, AskedBefore)>> =
        questions.par_iter().enumerate().map_init(|| neighbours.asking(), near).collect();
    let mut found: Vec<(u32, AskedBefore)> = found.into_iter().flatten().collect();
    // A question that is a little like many is told of the one that it is most like.
    found.sort_by(|(one_certainty, one), (certainty, other)| {
        let by_certainty = one.question.cmp(&other.question).then(certainty.cmp(one_certainty));
        by_certainty.then_with(|| (one.wording, &one.other).cmp(&(other.wording, &other.other)))
    });
    found.dedup_by(|(_, later), (_, first)| later.question == first.question);
    found.into_iter().map(|(_, asked)| asked).collect()
}

/// Questions by their words, where some stand in lists: other rules tell of titles and wordings that two pages share, and none of headings.
fn same_words<'a>(site: &Site, questions: &'a [Question], is_asked: &[bool]) -> BTreeMap<String, Vec<&'a Question>> {
    let mut same: BTreeMap<String, Vec<&Question>> = BTreeMap::new();
    if questions.iter().all(|question| question.heading.is_none()) {
        return same;
    }
    for (question, _) in questions.iter().zip(is_asked).filter(|(_, is_asked)| **is_asked) {
        for text in question.wordings(site).filter(|text| !plain(text).is_empty()) {
            same.entry(plain(text)).or_default().push(question);
        }
    }
    same
}

/// The pages that say themselves whose duplicates they are, by the page that they name.
pub(super) fn declared(site: &Site) -> BTreeMap<PageIdx, Vec<PageIdx>> {
    let mut declared: BTreeMap<PageIdx, Vec<PageIdx>> = BTreeMap::new();
    for (page, facts) in site.pages.iter().enumerate().filter(|(_, facts)| facts.role == PageRole::Content) {
        let Some(named) = &facts.document.front_matter.duplicate_of else { continue };
        let other = site.links.reference(site, page, &named.value);
        if let Some(other) = other.filter(|other| *other != page && site.page(*other).lang == facts.lang) {
            declared.entry(other).or_default().push(page);
        }
    }
    declared
}

/// Pages whose `duplicate_of` leads back to them.
fn loops(site: &Site) -> Vec<Diagnostic> {
    let named = |(page, facts): (PageIdx, &Page)| {
        let named = facts.document.front_matter.duplicate_of.as_ref()?;
        Some((page, site.links.reference(site, page, &named.value)?))
    };
    let next: BTreeMap<PageIdx, PageIdx> = site.pages.iter().enumerate().filter_map(named).collect();
    let mut seen: BTreeMap<PageIdx, PageIdx> = BTreeMap::new();
    let mut found = Vec::new();
    for first in next.keys() {
        let mut page = *first;
        while let Some(other) = next.get(&page).filter(|_| !seen.contains_key(&page)) {
            seen.insert(page, *first);
            page = *other;
        }
        // Where this walk met itself a circle begins; its pages are told once.
        if seen.get(&page) == Some(first) {
            let rest =
                std::iter::successors(Some(next[&page]), |page| Some(next[page])).take_while(|other| *other != page);
            found.extend(std::iter::once(page).chain(rest).map(|page| in_a_loop(site, page, next[&page])));
        }
    }
    found
}

fn in_a_loop(site: &Site, page: PageIdx, other: PageIdx) -> Diagnostic {
    let facts = site.page(page);
    let message = match page == other {
        true => "the page says it is a duplicate of itself".to_owned(),
        false => format!("`{}` leads back to this page by its own `duplicate_of`", site.page(other).path),
    };
    let diagnostic = Diagnostic::new(Code::DuplicateLoop, message)
        .help("keep `duplicate_of` on the pages without the answer, and let it name the page that answers");
    at(diagnostic, &facts.path, facts.document.front_matter.duplicate_of.as_ref())
}

/// Everything that these rules find.
pub(super) fn check(site: &Site, source: &Source) -> Vec<Diagnostic> {
    let texts = near_duplicates(site, source);
    let pairs: BTreeSet<(PageIdx, PageIdx)> = texts.iter().map(|(page, other, _)| (*page, *other)).collect();
    // Whoever joins two pages of one text has joined their questions.
    let is_joined = |asked: &&AskedBefore| pairs.contains(&(asked.question.page, asked.other.page));
    let asked: Vec<&AskedBefore> = site.topics.asked.iter().filter(|asked| !is_joined(asked)).collect();
    let of_page = asked.par_chunk_by(|one, other| one.question.page == other.question.page);
    let asked: Vec<Diagnostic> = of_page.flat_map_iter(|asked| asked_before(site, source, asked)).collect();
    texts.into_iter().map(|(.., diagnostic)| diagnostic).chain(asked).chain(loops(site)).collect()
}

/// What is told of questions that one page asks; where its headings stand is looked up once.
fn asked_before(site: &Site, source: &Source, asked: &[&AskedBefore]) -> Vec<Diagnostic> {
    let Some(path) = asked.first().map(|asked| &site.page(asked.question.page).path) else { return Vec::new() };
    let has_heading = asked.iter().any(|asked| asked.question.heading.is_some());
    let headings = if has_heading { headings(source, path) } else { None };
    let heading_place = |heading: usize| {
        let (text, spans) = headings.as_ref()?;
        Some(Place::span(path, text, spans.get(heading)?.clone()))
    };
    let told = |asked: &&AskedBefore| {
        let diagnostic = told_of(site, asked);
        let wording =
            asked.wording.map(|wording| &site.page(asked.question.page).document.front_matter.asked_as[wording]);
        match (&asked.question.heading, wording) {
            (Some((heading, _)), _) => diagnostic.at(heading_place(*heading).unwrap_or_else(|| Place::file(path))),
            (None, Some(wording)) => at(diagnostic, path, Some(wording)),
            (None, None) => diagnostic.at(place(source, path, "title")),
        }
    };
    asked.iter().map(told).collect()
}

fn told_of(site: &Site, asked: &AskedBefore) -> Diagnostic {
    let (question, other) = (&asked.question, &asked.other);
    let (facts, path) = (site.page(question.page), &site.page(other.page).path);
    let who = if question.page == other.page { "this page".to_owned() } else { format!("`{path}`") };
    let message = format!("{who} asks nearly the same: “{}”", shown(other.text(site)));
    let named = path.seen_from(&facts.path.parent());
    let help = match (&question.heading, &other.heading) {
        (None, None) => {
            format!("improve that page, or set `duplicate_of: {named}`, which keeps both wordings searchable")
        }
        (None, Some(_)) => {
            "keep one of the two answers: take the question out of that list, or join this page to it".to_owned()
        }
        (Some(_), _) => "improve that answer and take this one out, or let this one lead there".to_owned(),
    };
    Diagnostic::new(Code::AskedBefore, message).help(help)
}

/// A page's text, and where its headings stand in it.
fn headings(source: &Source, path: &SitePath) -> Option<(String, Vec<Range<usize>>)> {
    let bytes = source.bytes(path).ok()?;
    let text = crate::document::text_of(&bytes).into_owned();
    let spans = body::heading_spans(&text, crate::document::split(&text).body);
    let spans = spans.into_iter().map(|(_, bytes)| bytes.start..bytes.start + text[bytes].trim_end().len());
    let spans = spans.collect();
    Some((text, spans))
}

/// Pages that say what an earlier one says, with that page.
fn near_duplicates(site: &Site, source: &Source) -> Vec<(PageIdx, PageIdx, Diagnostic)> {
    let levels = Levels::new(&site.config);
    let is_compared = |page: &PageIdx| {
        let facts = site.page(*page);
        let diagnostic = Diagnostic::new(Code::NearDuplicate, "").at(Place::file(&facts.path));
        stands_for_itself(site, *page)
            && !facts.document.facts.sketch.is_empty()
            && levels.of(&diagnostic) != Level::Off
    };
    let mut pages_of: BTreeMap<usize, Vec<PageIdx>> = BTreeMap::new();
    for page in (0..site.pages.len()).filter(is_compared) {
        pages_of.entry(site.page(page).lang).or_default().push(page);
    }
    let mut best: BTreeMap<PageIdx, (u32, PageIdx)> = BTreeMap::new();
    for pages in pages_of.values() {
        let sketches: Vec<&[u32]> =
            pages.iter().map(|page| site.page(*page).document.facts.sketch.as_slice()).collect();
        for pair in alike(&sketches, SAME_ANSWER) {
            let (one, two) = (pages[pair.pages.0 as usize], pages[pair.pages.1 as usize]);
            let are_answers = [one, two].iter().all(|page| is_question(site, *page));
            let is_sibling = pair.share < SAME_TEXT && !are_answers;
            if is_sibling {
                continue;
            }
            let (later, earlier) =
                if is_later(site, &Question::of_page(one), &Question::of_page(two)) { (one, two) } else { (two, one) };
            let known = best.entry(later).or_insert((pair.share, earlier));
            if pair.share > known.0 {
                *known = (pair.share, earlier);
            }
        }
    }
    let told = |(page, (share, other)): (PageIdx, (u32, PageIdx))| {
        (page, other, near_duplicate(site, source, page, other, share))
    };
    best.into_iter().collect::<Vec<_>>().into_par_iter().map(told).collect()
}

fn near_duplicate(site: &Site, source: &Source, page: PageIdx, other: PageIdx, share: u32) -> Diagnostic {
    let (path, other) = (&site.page(page).path, &site.page(other).path);
    let message = format!("`{other}` says nearly the same: about {share} % of the text");
    let diagnostic = Diagnostic::new(Code::NearDuplicate, message).at(place(source, path, "title"));
    let prose = |path| {
        let bytes = source.bytes(path).ok()?;
        let text = crate::document::text_of(&bytes);
        Some(body::read(&text, crate::document::split(&text).body, |body| body.prose()))
    };
    // A key that was found in the text is repeated nowhere.
    let is_secret = |found: &Diagnostic| {
        found.code == Code::Secret && found.place.as_ref().is_some_and(|place| place.file == path.as_str())
    };
    let texts = prose(path).zip(prose(other)).filter(|_| !site.diagnostics.iter().any(is_secret));
    let passage = texts.and_then(|(text, other)| Some(text[overlap(&text, &other)?].to_owned()));
    let diagnostic = match passage {
        Some(passage) => diagnostic.help(format!("both say: “{}”", shortened(&clean(&without_addresses(&passage))))),
        None => diagnostic,
    };
    let named = other.seen_from(&path.parent());
    diagnostic.help(format!("join the two pages, link from one to the other, or set `duplicate_of: {named}`"))
}

/// The beginning of a passage, cut between words where it has any.
fn shortened(passage: &str) -> String {
    let Some((end, _)) = passage.char_indices().nth(SHOWN) else { return passage.to_owned() };
    let cut = &passage[..end];
    format!("{}…", cut.rfind(' ').filter(|at| *at > end / 2).map_or(cut, |at| &cut[..at]))
}

/// Whether a page is a question with its answer.
fn is_question(site: &Site, page: PageIdx) -> bool {
    site.kind(site.page(page)).id == "faq"
}

/// Whether a page says nothing itself of being older than, or the same as, or made of another.
fn stands_for_itself(site: &Site, page: PageIdx) -> bool {
    let facts = site.page(page);
    let front = &facts.document.front_matter;
    let is_over = matches!(front.status, Some(Status::Archived | Status::Outdated));
    facts.role == PageRole::Content && !is_over && front.duplicate_of.is_none() && front.based_on.is_none()
}

/// Whether another rule tells of the pair: one title, or one wording. In one list, two headings of one text want one id.
fn is_told_already(site: &Site, question: &Question, other: &Question) -> bool {
    let are_pages = question.heading.is_none() && other.heading.is_none();
    let wordings = |question: &Question| question.wordings(site).map(plain).collect::<BTreeSet<String>>();
    (are_pages || question.page == other.page) && !wordings(question).is_disjoint(&wordings(other))
}

/// Whether a question came after another; of those of one page the lower one did.
fn is_later(site: &Site, question: &Question, other: &Question) -> bool {
    (newness(site, question.page), question) > (newness(site, other.page), other)
}

/// How new a page is. What a change touches is new to those who look at the change, and so is what has no date yet.
pub(super) fn newness(site: &Site, page: PageIdx) -> (bool, bool, Option<Date>) {
    let published = site.page(page).published;
    (site.changed.binary_search(&page).is_ok(), published.is_none(), published)
}
