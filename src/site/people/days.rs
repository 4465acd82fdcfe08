//! The days on which somebody had a role on a page.
//!
//! Begin with [`days`]. Titles, CVs and timelines all ask here, so that none of them dates a deed otherwise than the others,
//! and none of them before it was done.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::site::people::{PersonPart, Role, Span};
use crate::site::{PageIdx, Site, dates};

/// The first and the last day; `None` where nobody knows one.
///
/// Commits tell them. Of what only front matter tells, a test was on the day that it says, and other things when the page
/// was published. Who wrote a page may have done so before it came here, as its date says; who wrote what a translation says
/// again did it when they wrote the original. Who changed or reviewed a page did it on no day but those of the commits.
pub fn days(site: &Site, page: PageIdx, part: &PersonPart, role: Role) -> Option<(Date, Date)> {
    let told = part.spans.get(&role).and_then(of_span);
    let published = site.page(page).published;
    let then = published.map(|day| (day, day));
    match role {
        Role::Author | Role::CoAuthor => match told {
            Some((first, last)) => Some((published.map_or(first, |written| first.min(written)), last)),
            None => of_original(site, page, part).or(then),
        },
        Role::Answerer => told.or_else(|| of_original(site, page, part)).or(then),
        Role::Translator | Role::Asker => told.or(then),
        Role::Tester => {
            let tested = site.page(page).document.front_matter.tested.as_ref();
            let tested = tested.filter(|_| site.credits(page).tested_by == Some(part.who));
            let tested = tested.and_then(|tested| dates::parse(tested.on.as_deref()?)).map(|day| (day, day));
            told.into_iter().chain(tested).reduce(both)
        }
        Role::Editor | Role::Fixer | Role::Reviewer | Role::Helper | Role::Mentor => told,
    }
}

/// All days on which they are known to have had it, in order.
pub fn every_day(site: &Site, page: PageIdx, part: &PersonPart, role: Role) -> BTreeSet<Date> {
    days(site, page, part, role).map(|ends| with_those_between(part, role, ends)).unwrap_or_default()
}

/// These two days, and those between them on which commits say so.
pub fn with_those_between(part: &PersonPart, role: Role, (first, last): (Date, Date)) -> BTreeSet<Date> {
    let told = part.spans.get(&role).into_iter().flat_map(|span| &span.days);
    told.filter_map(|day| dates::of_day(*day)).chain([first, last]).collect()
}

/// Those of all their roles there.
pub fn days_of_part(site: &Site, page: PageIdx, part: &PersonPart) -> Option<(Date, Date)> {
    part.roles.iter().filter_map(|role| days(site, page, part, *role)).reduce(both)
}

/// The days of a span; `None` where they are none.
pub fn of_span(span: &Span) -> Option<(Date, Date)> {
    Some((dates::of_timestamp(span.first)?, dates::of_timestamp(span.last)?))
}

/// When they wrote the page that this one translates, where they did.
fn of_original(site: &Site, page: PageIdx, part: &PersonPart) -> Option<(Date, Date)> {
    let original = site.originals[page].filter(|original| *original != page)?;
    let there = site.credits(original).parts.iter().find(|there| there.who == part.who)?;
    let wrote = there.roles.iter().find(|role| matches!(role, Role::Author | Role::CoAuthor | Role::Answerer))?;
    days(site, original, there, *wrote)
}

fn both(one: (Date, Date), other: (Date, Date)) -> (Date, Date) {
    (one.0.min(other.0), one.1.max(other.1))
}
