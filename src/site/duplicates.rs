//! Duplicates: pages that ask what another page asks, or that say what another says, in nearly the same words.
//!
//! Begin with [`check`]. Search knows which pages are near each other; here it is decided of which pairs an author should hear: never of pages in two
//! languages, nor of pages that say themselves whose duplicate they are. Of two pages the later one is told, because there it can still be mended easily.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rayon::prelude::*;

use crate::config::Levels;
use crate::diagnostic::{Code, Diagnostic, Level, Place};
use crate::document::body;
use crate::document::front_matter::Status;
use crate::search::{Neighbours, alike, overlap};
use crate::site::rules::{place, plain};
use crate::site::{PageIdx, PageRole, Site, at};
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

/// A question that another page asks nearly the same.
#[derive(Debug)]
pub(super) struct AskedBefore {
    /// The later page.
    page: PageIdx,
    /// Which of its `asked_as` it is; `None` is the title.
    wording: Option<usize>,
    /// The earlier page.
    other: PageIdx,
}

/// Questions of `pages`, which are all of one language, that are asked on another of them.
pub(super) fn questions(site: &Site, pages: &[PageIdx], neighbours: &Neighbours) -> Vec<AskedBefore> {
    let levels = Levels::new(&site.config);
    let is_asked = |page: PageIdx| {
        let facts = site.page(page);
        let diagnostic = Diagnostic::new(Code::AskedBefore, "").at(Place::file(&facts.path));
        is_question(site, page) && stands_for_itself(site, page) && levels.of(&diagnostic) != Level::Off
    };
    let is_asked: Vec<bool> = pages.iter().map(|page| is_asked(*page)).collect();
    let near = |(number, &page): (usize, &PageIdx)| -> Vec<(u32, AskedBefore)> {
        if !is_asked[number] {
            return Vec::new();
        }
        let mut found = Vec::new();
        for (at, text) in wordings(site, page).enumerate() {
            let wording = at.checked_sub(1);
            let asked = neighbours.asked(text, Some(number as u32));
            for near in asked.iter().filter(|near| near.certainty >= SAME_QUESTION) {
                let other = pages[near.page as usize];
                let has_words = |other: &str| neighbours.shared(text, other) >= SAME_WORDS;
                if !is_asked[near.page as usize]
                    || is_told_already(site, page, other)
                    || !wordings(site, other).any(has_words)
                {
                    continue;
                }
                found.push((
                    near.certainty,
                    match is_later(site, page, other) {
                        true => AskedBefore { page, wording, other },
                        false => AskedBefore { page: other, wording: None, other: page },
                    },
                ));
            }
        }
        found
    };
    let mut found: Vec<(u32, AskedBefore)> = pages.par_iter().enumerate().flat_map_iter(near).collect();
    // A page that is a little like many is told of the one that it is most like.
    found.sort_by_key(|(certainty, asked)| (asked.page, Reverse(*certainty), asked.wording, asked.other));
    found.dedup_by_key(|(_, asked)| asked.page);
    found.into_iter().map(|(_, asked)| asked).collect()
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

/// Everything that these rules find.
pub(super) fn check(site: &Site, source: &Source) -> Vec<Diagnostic> {
    let texts = near_duplicates(site, source);
    let pairs: BTreeSet<(PageIdx, PageIdx)> = texts.iter().map(|(page, other, _)| (*page, *other)).collect();
    // Whoever joins two pages of one text has joined their questions.
    let asked = site.topics.asked.iter().filter(|asked| !pairs.contains(&(asked.page, asked.other)));
    let asked: Vec<Diagnostic> = asked.map(|asked| asked_before(site, source, asked)).collect();
    texts.into_iter().map(|(.., diagnostic)| diagnostic).chain(asked).collect()
}

fn asked_before(site: &Site, source: &Source, asked: &AskedBefore) -> Diagnostic {
    let (facts, other) = (site.page(asked.page), site.page(asked.other));
    let message = format!("`{}` asks nearly the same: “{}”", other.path, shown(&other.title));
    let diagnostic = Diagnostic::new(Code::AskedBefore, message).help(format!(
        "improve that page, or set `duplicate_of: {}`, which keeps both wordings searchable",
        other.path.seen_from(&facts.path.parent())
    ));
    match asked.wording.map(|wording| &facts.document.front_matter.asked_as[wording]) {
        Some(wording) => at(diagnostic, &facts.path, Some(wording)),
        None => diagnostic.at(place(source, &facts.path, "title")),
    }
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
            let (later, earlier) = if is_later(site, one, two) { (one, two) } else { (two, one) };
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

/// Whether another rule tells of the pair: one title, or one wording.
fn is_told_already(site: &Site, page: PageIdx, other: PageIdx) -> bool {
    let wordings = |page| wordings(site, page).map(plain).collect::<BTreeSet<String>>();
    !wordings(page).is_disjoint(&wordings(other))
}

/// How a page asks its question: its title, then the other wordings.
fn wordings(site: &Site, page: PageIdx) -> impl Iterator<Item = &str> {
    let facts = site.page(page);
    let asked_as = facts.document.front_matter.asked_as.iter().map(|wording| wording.value.as_str());
    std::iter::once(facts.title.as_str()).chain(asked_as)
}

/// Whether a page came after another. What has no date yet is new.
fn is_later(site: &Site, page: PageIdx, other: PageIdx) -> bool {
    let order = |page: PageIdx| -> (bool, Option<Date>, PageIdx) {
        let published = site.page(page).published;
        (published.is_none(), published, page)
    };
    order(page) > order(other)
}
