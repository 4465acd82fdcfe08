//! What everyone did, as rules see it, taken from the credits of the pages.
//!
//! Begin with [`facts`]. A role that the credits know is taken as it is. Who translates, answers and helps others to begin
//! is told by the kind and language of a page and by the people files where the credits do not say it themselves.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::document::kind::FAQ_LIST;
use crate::site::badges::rule::{ANSWERER, Deed, Facts};
use crate::site::people::days::{days, of_span, with_those_between};
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
    let kind = site.kind(facts).id.as_str();
    let knows = |name: &str| credits.parts.iter().any(|part| part.roles.iter().any(|role| role.name() == name));
    let is_translation = facts.document.front_matter.translation_of.is_some()
        || site.groups[facts.group].len() > 1 && site.original(facts.group) != page;
    let mut days_of: BTreeMap<&'static str, BTreeSet<Date>> = BTreeMap::new();
    for role in &part.roles {
        let wrote = matches!(role, Role::Author | Role::CoAuthor);
        let own = part.spans.get(role);
        let all = |ends| with_those_between(part, *role, ends);
        let days = || days(site, page, part, *role).map(all);
        match role.name() {
            // A page in another language says again what others wrote: who brought it there has translated it.
            name if is_translation && (wrote || name == ANSWERER) => {
                // Said of the page itself, and not taken over from the page that it translates.
                let is_own = own.is_some() || !facts.document.front_matter.authors.is_empty();
                let then = facts.published.map(|day| (day, day));
                let days = own.and_then(of_span).or(then).filter(|_| wrote && is_own && !knows(TRANSLATOR));
                days_of.extend(days.map(|days| (TRANSLATOR, all(days))));
            }
            name if wrote && kind == "faq" && !knows(ANSWERER) => {
                days_of.extend(days().into_iter().flat_map(|days| [(name, days.clone()), (ANSWERER, days)]));
            }
            name => days_of.extend(days().map(|days| (name, days))),
        }
    }
    let revivals = revivals(part, credits);
    let questions = questions(facts, part, credits);
    let deed = |(role, days): (_, BTreeSet<Date>)| {
        let lang = &site.langs[facts.lang];
        let (days, revivals) = (days.into_iter().collect(), revivals.clone());
        Deed { page, role, kind, lang, days, questions, revivals }
    };
    days_of.into_iter().map(deed).collect()
}

/// How many questions somebody answered on a page. Those of a list are theirs where nobody else wrote in it; else nobody knows
/// whose each is, and the page counts once.
fn questions(facts: &Page, own: &PersonPart, credits: &PageCredits) -> usize {
    let kind = facts.document.front_matter.kind.as_ref();
    let wrote = |part: &PersonPart| part.roles.iter().any(|role| role.is_writing() || *role == Role::Answerer);
    let others = credits.parts.iter().filter(|part| part.who != own.who && wrote(part)).count();
    let is_alone = others == 0 && credits.unnamed.count() == 0;
    if !is_alone || kind.is_none_or(|kind| kind.value != FAQ_LIST) {
        return 1;
    }
    facts.document.facts.headings.list().iter().filter(|heading| heading.level == 2).count().max(1)
}

/// The days of somebody's changes, and for how many days nobody had changed the page before. Nothing is said where somebody is
/// not named: nobody is praised by guess. Who reviewed the page, or tried it, left it as it was.
fn revivals(own: &PersonPart, credits: &PageCredits) -> Vec<(Date, i64)> {
    if credits.unnamed.count() > 0 {
        return Vec::new();
    }
    let written = |part: &PersonPart| -> Vec<i32> {
        let spans = part.spans.iter().filter(|(role, _)| role.is_writing());
        spans.flat_map(|(_, span)| span.days.iter().copied()).collect()
    };
    let changes: BTreeSet<i32> = credits.parts.iter().flat_map(written).collect();
    let revival = |change: i32| {
        let before = changes.range(..change).next_back()?;
        Some((dates::of_day(change)?, i64::from(change - before)))
    };
    written(own).into_iter().filter_map(revival).collect()
}

/// People whom somebody's file names as mentor have helped them to begin, once they began.
fn add_mentees(site: &Site, all: &mut BTreeMap<PersonIdx, Facts<'_>>) {
    for (mentor, facts) in all {
        let began = |mentee: &PersonIdx| Some((*mentee, dates::of_timestamp(site.people.get(*mentee).active?.0)?));
        // Only those who may be told: a pen name leads to nobody.
        facts.mentees.extend(site.people.get(*mentor).mentees.iter().filter_map(began));
    }
}
