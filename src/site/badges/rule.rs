//! Whether somebody has done what a rule asks, since when, and by which pages.
//!
//! Begin with [`earned`]. It knows people only as a list of what they did, so it does not matter where a role comes from.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::Date;

use crate::document::badge::{Count, Filter, Measure, Rule};
use crate::lang::Lang;
use crate::site::PageIdx;
use crate::site::people::PersonIdx;

/// What somebody did, as rules see it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts<'a> {
    /// Their roles on pages: a page and role each once.
    pub deeds: Vec<Deed<'a>>,
    /// People whom they helped to begin, and the days on which these began.
    pub mentees: Vec<(PersonIdx, Date)>,
}

/// A role of somebody on a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Deed<'a> {
    /// The page.
    pub page: PageIdx,
    /// Name of the role.
    pub role: &'a str,
    /// Kind of the page.
    pub kind: &'a str,
    /// Language of the page.
    pub lang: &'a Lang,
    /// The days on which they did that, in order; at least one.
    pub days: Vec<Date>,
    /// How many questions of the page are certainly theirs, where they answered.
    pub questions: usize,
    /// Days of their changes before which nobody had touched the page, and for how many days, as far as that is certain.
    pub revivals: Vec<(Date, i64)>,
}

/// A rule that is fulfilled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earned {
    /// Since when.
    pub on: Date,
    /// What shows it, in the order in which it counted.
    pub evidence: Vec<Evidence>,
}

/// What shows that a rule is fulfilled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    /// A page that they had a part in.
    Page(PageIdx),
    /// Somebody whom they helped to begin.
    Person(PersonIdx),
}

/// The role by which questions are counted.
pub const ANSWERER: &str = "answerer";
/// Roles of those who change a page.
const CHANGING: [&str; 4] = ["author", "co-author", "editor", "fixer"];

/// What somebody with these facts has by this rule on the day `now`; `review_every` is the site's.
pub fn earned(rule: &Rule, facts: &Facts<'_>, now: Date, review_every: u32) -> Option<Earned> {
    match rule {
        Rule::All(rules) => {
            let each: Option<Vec<Earned>> = rules.iter().map(|rule| earned(rule, facts, now, review_every)).collect();
            let each = each?;
            let on = each.iter().map(|earned| earned.on).max()?;
            let mut seen = BTreeSet::new();
            let all = each.into_iter().flat_map(|earned| earned.evidence);
            Some(Earned { on, evidence: all.filter(|evidence| seen.insert(*evidence)).collect() })
        }
        Rule::Any(rules) => {
            rules.iter().filter_map(|rule| earned(rule, facts, now, review_every)).min_by_key(|earned| earned.on)
        }
        Rule::Count(count) => counted(count, facts, now, review_every),
    }
}

fn counted(count: &Count, facts: &Facts<'_>, now: Date, review_every: u32) -> Option<Earned> {
    let filter = &count.of;
    let deeds = facts.deeds.iter().filter(|deed| fits(deed, filter));
    let stood = |deed: &Deed<'_>| stands_since(deed.days[0], filter.stood);
    let page = |deed: &Deed<'_>| Evidence::Page(deed.page);
    let quiet = i64::from(filter.quiet.unwrap_or(review_every));
    // What is counted, each thing once, with the first day on which it counts and what shows it.
    let mut things: BTreeMap<Thing, (Date, Evidence)> = BTreeMap::new();
    let mut add = |thing: Thing, on: Option<Date>, evidence: Evidence| {
        let Some(on) = on.filter(|on| *on <= now) else { return };
        let known = things.entry(thing).or_insert((on, evidence));
        *known = (*known).min((on, evidence));
    };
    match count.what {
        Measure::Pages => deeds.for_each(|deed| add(Thing::Page(deed.page), stood(deed), page(deed))),
        Measure::Questions => deeds.filter(|deed| deed.role == ANSWERER).for_each(|deed| {
            (0..deed.questions).for_each(|one| add(Thing::Question(deed.page, one), stood(deed), page(deed)));
        }),
        Measure::Revived => deeds
            .filter(|deed| CHANGING.contains(&deed.role))
            .flat_map(|deed| deed.revivals.iter().map(move |revival| (deed, revival)))
            .filter(|(_, (_, silence))| *silence >= quiet)
            .for_each(|(deed, (day, _))| add(Thing::Page(deed.page), stands_since(*day, filter.stood), page(deed))),
        Measure::Languages => {
            deeds.for_each(|deed| add(Thing::Lang(deed.lang.to_string()), stood(deed), page(deed)));
        }
        Measure::ActiveMonths => deeds.for_each(|deed| {
            for day in &deed.days {
                add(Thing::Month(day.year(), day.month()), Some(*day), page(deed));
            }
        }),
        Measure::Mentees => {
            for (who, day) in &facts.mentees {
                add(Thing::Person(*who), stands_since(*day, filter.stood), Evidence::Person(*who));
            }
        }
    }
    let mut counting: Vec<(Date, Evidence)> = things.into_values().collect();
    counting.sort_unstable();
    let (on, _) = *counting.get(count.at_least as usize - 1)?;
    counting.truncate(count.at_least as usize);
    let mut seen = BTreeSet::new();
    let evidence = counting.into_iter().map(|(_, evidence)| evidence).filter(|evidence| seen.insert(*evidence));
    Some(Earned { on, evidence: evidence.collect() })
}

/// What is counted once.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Thing {
    Page(PageIdx),
    Question(PageIdx, usize),
    Lang(String),
    Month(i16, i8),
    Person(PersonIdx),
}

fn fits(deed: &Deed<'_>, filter: &Filter) -> bool {
    let named = |names: &[crate::diagnostic::Located<String>], name: &str| {
        names.is_empty() || names.iter().any(|known| known.value == name)
    };
    named(&filter.roles, deed.role)
        && named(&filter.kinds, deed.kind)
        && (filter.langs.is_empty() || filter.langs.contains(deed.lang))
}

/// The day on which something of `day` has stood so long.
fn stands_since(day: Date, days: u32) -> Option<Date> {
    day.checked_add(i64::from(days).days()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::badge;
    use crate::path::SitePath;

    const TODAY: &str = "2026-06-30";

    /// The rule that YAML words say.
    fn rule(text: &str) -> Rule {
        let file = format!("badges: [{{id: a, rule: {text}}}]");
        let (file, found) = badge::parse(&SitePath::new("badges.yml").unwrap(), &file);
        assert_eq!(found, [], "{text}");
        file.badges[0].levels[0].rule.clone()
    }

    type Row = (usize, String, String, usize, Date, Date, Option<i64>);

    /// `page role kind lang first last silence`, one a line.
    fn facts(text: &str, langs: &[Lang]) -> Vec<Row> {
        let line = |line: &str| {
            let words: Vec<&str> = line.split_whitespace().collect();
            let [page, role, kind, lang, first, last, silence] = words.as_slice() else { panic!("{line}") };
            let lang = langs.iter().position(|known| known.as_str() == *lang).unwrap();
            let day = |text: &str| text.parse().unwrap();
            let names = (role.to_string(), kind.to_string());
            (page.parse().unwrap(), names.0, names.1, lang, day(first), day(last), silence.parse().ok())
        };
        text.lines().filter(|line| !line.trim().is_empty()).map(line).collect()
    }

    fn check(rule_text: &str, deeds: &str, mentees: &[&str], expected: Option<(&str, &[usize])>) {
        let langs = [Lang::parse("en").unwrap(), Lang::parse("de").unwrap()];
        let rows = facts(deeds, &langs);
        let deeds = rows.iter().map(|(page, role, kind, lang, first, last, silence)| Deed {
            page: *page,
            role,
            kind,
            lang: &langs[*lang],
            days: vec![*first, *last],
            questions: 1,
            revivals: silence.map(|silence| (*first, silence)).into_iter().collect(),
        });
        let facts = Facts {
            deeds: deeds.collect(),
            mentees: (0..).map(PersonIdx).zip(mentees.iter().map(|day| day.parse().unwrap())).collect(),
        };
        let found = earned(&rule(rule_text), &facts, TODAY.parse().unwrap(), 365);
        // Numbers of pages; a person is a hundred and their place.
        let told = |evidence: &Evidence| match evidence {
            Evidence::Page(page) => *page,
            Evidence::Person(who) => 100 + who.0 as usize,
        };
        let found = found.map(|earned| (earned.on.to_string(), earned.evidence.iter().map(told).collect::<Vec<_>>()));
        let expected = expected.map(|(on, evidence)| (on.to_owned(), evidence.to_vec()));
        assert_eq!(found, expected, "{rule_text}");
    }

    #[test]
    fn pages_count_once_and_only_when_they_have_stood() {
        let deeds = "1 author tutorial en 2026-01-01 2026-02-01 -
                     1 reviewer tutorial en 2026-01-01 2026-02-01 -
                     2 author faq en 2026-03-01 2026-03-01 -
                     3 author tutorial en 2026-06-20 2026-06-20 -";
        check("{pages: 1}", deeds, &[], Some(("2026-01-31", &[1])));
        check("{pages: 2}", deeds, &[], Some(("2026-03-31", &[1, 2])));
        check("{pages: 3}", deeds, &[], None);
        check("{pages: 3, stood: 10}", deeds, &[], Some(("2026-06-30", &[1, 2, 3])));
        check("{pages: 3, stood: 11}", deeds, &[], None);
        check("{pages: 2, kind: tutorial, stood: 0}", deeds, &[], Some(("2026-06-20", &[1, 3])));
        check("{pages: 1, role: reviewer, kind: faq}", deeds, &[], None);
        check("{pages: 1, role: [reviewer, tester]}", deeds, &[], Some(("2026-01-31", &[1])));
        check("{pages: 1}", "1 author faq en 2027-01-01 2027-01-01 -", &[], None);
    }

    #[test]
    fn questions_languages_months_revivals_and_mentees_are_counted() {
        let deeds = "1 answerer faq en 2026-01-01 2026-02-10 -
                     1 author faq en 2026-01-01 2026-02-10 -
                     2 author tutorial de 2026-03-01 2026-03-01 -
                     3 editor page en 2026-02-05 2026-04-05 400
                     4 editor page en 2026-02-06 2026-02-06 364
                     5 reviewer page en 2026-02-06 2026-02-06 900";
        check("{questions: 1}", deeds, &[], Some(("2026-01-31", &[1])));
        check("{questions: 2}", deeds, &[], None);
        check("{languages: 2}", deeds, &[], Some(("2026-03-31", &[1, 2])));
        check("{languages: 1, lang: de}", deeds, &[], Some(("2026-03-31", &[2])));
        check("{languages: 3}", deeds, &[], None);
        check("{active_months: 4}", deeds, &[], Some(("2026-04-05", &[1, 3, 2])));
        check("{active_months: 5}", deeds, &[], None);
        check("{active_months: 2, role: author, lang: de}", deeds, &[], None);
        check("{revived: 1}", deeds, &[], Some(("2026-03-07", &[3])));
        check("{revived: 2}", deeds, &[], None);
        check("{revived: 2, quiet: 364}", deeds, &[], Some(("2026-03-08", &[3, 4])));
        check(
            "{mentees: 2, stood: 0}",
            "",
            &["2026-02-01", "2026-01-01", "2030-01-01"],
            Some(("2026-02-01", &[101, 100])),
        );
        check("{mentees: 3, stood: 0}", "", &["2026-02-01", "2026-01-01", "2030-01-01"], None);
    }

    #[test]
    fn a_month_between_the_first_day_and_the_last_counts() {
        let langs = [Lang::parse("en").unwrap()];
        let days = ["2026-01-05", "2026-02-01", "2026-02-28", "2026-03-09"].map(|day| day.parse().unwrap()).to_vec();
        let (role, kind, lang) = ("editor", "page", &langs[0]);
        let deeds = vec![Deed { page: 7, role, kind, lang, days, questions: 1, revivals: Vec::new() }];
        let facts = Facts { deeds, mentees: Vec::new() };
        let since =
            |months| earned(&rule(months), &facts, TODAY.parse().unwrap(), 365).map(|earned| earned.on.to_string());
        assert_eq!(since("{active_months: 3}").as_deref(), Some("2026-03-09"), "months between the first and the last");
        assert_eq!(since("{active_months: 4}"), None);
    }

    #[test]
    fn all_take_the_latest_day_and_any_the_earliest() {
        let deeds = "1 author tutorial en 2026-01-01 2026-01-01 -
                     2 reviewer faq en 2026-02-01 2026-02-01 -";
        let author = "{role: author, pages: 1, stood: 0}";
        let reviewer = "{role: reviewer, pages: 1, stood: 0}";
        check(&format!("{{all: [{author}, {reviewer}]}}"), deeds, &[], Some(("2026-02-01", &[1, 2])));
        check(&format!("{{any: [{reviewer}, {author}]}}"), deeds, &[], Some(("2026-01-01", &[1])));
        check(&format!("{{all: [{author}, {{questions: 1}}]}}"), deeds, &[], None);
        check(&format!("{{any: [{author}, {{questions: 1}}]}}"), deeds, &[], Some(("2026-01-01", &[1])));
        check("{pages: 1, active_months: 2, stood: 0}", deeds, &[], Some(("2026-02-01", &[1, 2])));
    }
}
