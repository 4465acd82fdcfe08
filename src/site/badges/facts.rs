//! What everyone did, as rules see it, taken from the credits of the pages.
//!
//! Begin with [`facts`]. A role that the credits know is taken as it is. Who translates, answers and helps others to begin
//! is told by the kind and language of a page and by the people files where the credits do not say it themselves.

use std::collections::BTreeMap;

use crate::site::badges::rule::{ANSWERER, Deed, Facts};
use crate::site::people::{PageCredits, PersonIdx, PersonPart, Role};
use crate::site::{Page, PageIdx, PageRole, Site, dates};

const TRANSLATOR: &str = "translator";
const MENTOR: &str = "mentor";

/// Every role that a rule may name.
pub fn role_names() -> Vec<&'static str> {
    let mut names: Vec<&str> = Role::ALL.iter().map(|role| role.name()).collect();
    for more in [TRANSLATOR, ANSWERER] {
        if !names.contains(&more) {
            names.push(more);
        }
    }
    names.retain(|name| *name != MENTOR);
    names
}

/// Of everyone who has a page: titles are shown there and nowhere else.
pub fn facts(site: &Site) -> BTreeMap<PersonIdx, Facts<'_>> {
    let holders = site.people.named().filter(|who| site.people.get(*who).has_page);
    let mut all: BTreeMap<PersonIdx, Facts<'_>> = holders.map(|who| (who, Facts::default())).collect();
    for (page, facts) in site.pages.iter().enumerate().filter(|(_, facts)| facts.role == PageRole::Content) {
        let credits = site.credits(page);
        for part in &credits.parts {
            if let Some(person) = all.get_mut(&part.who) {
                person.deeds.extend(deeds(site, page, facts, credits, part));
            }
        }
    }
    add_mentees(site, &mut all);
    all
}

/// Of everyone who has a people file and is not named. Whom they helped to begin, nobody may tell.
pub fn unnamed_facts(site: &Site) -> BTreeMap<PersonIdx, Facts<'_>> {
    let mut all: BTreeMap<PersonIdx, Facts<'_>> = BTreeMap::new();
    for (page, facts) in site.pages.iter().enumerate().filter(|(_, facts)| facts.role == PageRole::Content) {
        let credits = site.credits(page);
        for part in &credits.hidden {
            all.entry(part.who).or_default().deeds.extend(deeds(site, page, facts, credits, part));
        }
    }
    all
}

/// The roles of one person on one page. What has no day is left out: nobody could say how long it has stood.
fn deeds<'a>(
    site: &'a Site,
    page: PageIdx,
    facts: &'a Page,
    credits: &PageCredits,
    part: &PersonPart,
) -> Vec<Deed<'a>> {
    let active = part.active.and_then(|(first, last)| Some((dates::of_timestamp(first)?, dates::of_timestamp(last)?)));
    let tested = facts.document.front_matter.tested.as_ref().and_then(|tested| tested.on.as_deref());
    let tested = tested.and_then(dates::parse).filter(|_| credits.tested_by == Some(part.who));
    let kind = site.kind(facts).id.as_str();
    let knows = |name: &str| credits.parts.iter().any(|part| part.roles.iter().any(|role| role.name() == name));
    let is_translation = facts.document.front_matter.translation_of.is_some()
        || site.groups[facts.group].len() > 1 && site.original(facts.group) != page;
    // Said of the page itself, and not taken over from the page that it translates.
    let is_own = part.active.is_some() || !facts.document.front_matter.authors.is_empty();
    let mut names: Vec<&'static str> = Vec::new();
    for role in &part.roles {
        let wrote = matches!(role, Role::Author | Role::CoAuthor);
        match role.name() {
            // A page in another language says again what others wrote: who brought it there has translated it.
            name if is_translation && (wrote || name == ANSWERER) => {
                names.extend((wrote && is_own && !knows(TRANSLATOR)).then_some(TRANSLATOR));
            }
            name if wrote && kind == "faq" && !knows(ANSWERER) => names.extend([name, ANSWERER]),
            name => names.push(name),
        }
    }
    names.sort_unstable();
    names.dedup();
    let silence = part.active.and_then(|(first, _)| silence(first, part, credits));
    let deed = |role: &'static str| {
        let days = active.or(facts.published.map(|day| (day, day)));
        let days = if role == Role::Tester.name() { tested.map(|day| (day, day)).or(days) } else { days };
        let (first, last) = days?;
        Some(Deed { page, role, kind, lang: &site.langs[facts.lang], first, last, silence })
    };
    names.into_iter().filter_map(deed).collect()
}

/// Days from the last change before `first` to `first`. Of each person only their first and last change is known, so there
/// is no answer where somebody worked on the page before and after, or somebody is not named: nobody is praised by guess.
fn silence(first: i64, own: &PersonPart, credits: &PageCredits) -> Option<i64> {
    if credits.unnamed.count() > 0 {
        return None;
    }
    let mut before: Option<i64> = None;
    for part in credits.parts.iter().filter(|part| part.who != own.who) {
        let Some((begin, end)) = part.active else {
            // Who is only declared, or tried the page, left no change of which the day could be missing.
            continue;
        };
        if begin >= first {
            continue;
        }
        let is_certain = end < first || part.commits <= 2;
        if !is_certain {
            return None;
        }
        let latest = if end < first { end } else { begin };
        before = before.max(Some(latest));
    }
    Some((first - before?) / 86_400)
}

/// People whom somebody's file names as mentor have helped them to begin, once they began.
fn add_mentees(site: &Site, all: &mut BTreeMap<PersonIdx, Facts<'_>>) {
    for (mentor, facts) in all {
        let began = |mentee: &PersonIdx| Some((*mentee, dates::of_timestamp(site.people.get(*mentee).active?.0)?));
        // Only those who may be told: a pen name leads to nobody.
        facts.mentees.extend(site.people.get(*mentor).mentees.iter().filter_map(began));
    }
}
