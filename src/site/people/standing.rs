//! Where somebody stood on a day: their status, and whom they worked for.
//!
//! People change places. What they gave is told with the place from which they gave it, so nobody's work as staff is taken
//! for a volunteer's because they left since, and the other way round.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::document::person::{Period, Person, PersonStatus};

/// Where somebody stands or stood.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing<'a> {
    /// Towards the community, where the file tells.
    pub status: Option<PersonStatus>,
    /// Whom they worked for, where the file tells.
    pub affiliation: Option<&'a str>,
}

impl Standing<'_> {
    /// On that day. Where no day is known, what the file says without dates: that holds always.
    pub fn on(file: &Person, day: Option<Date>) -> Standing<'_> {
        let holds = |period: &Period| day.map_or(*period == Period::default(), |day| contains(period, day));
        of(file, &holds)
    }

    /// Today. Where it is not known which day that is, whatever has no end.
    pub fn now(file: &Person, today: Option<Date>) -> Standing<'_> {
        let holds = |period: &Period| today.map_or(period.to.is_none(), |today| contains(period, today));
        of(file, &holds)
    }
}

fn of<'a>(file: &'a Person, holds: &dyn Fn(&Period) -> bool) -> Standing<'a> {
    let status = latest(file.standings.iter().map(|standing| (&standing.period, standing.status)), holds);
    let affiliation = latest(file.affiliations.iter().map(|place| (&place.period, place.name.as_str())), holds);
    Standing { status, affiliation }
}

/// Of those that hold, what began last; the first of the file among equals.
fn latest<'a, T>(all: impl Iterator<Item = (&'a Period, T)>, holds: &dyn Fn(&Period) -> bool) -> Option<T> {
    let begin = |period: &Period| period.from.as_ref().and_then(|from| first_day(&from.value));
    let mut found: Option<(Option<Date>, T)> = None;
    for (period, value) in all.filter(|(period, _)| holds(period)) {
        let begin = begin(period);
        if found.as_ref().is_none_or(|(best, _)| *best < begin) {
            found = Some((begin, value));
        }
    }
    found.map(|(_, value)| value)
}

fn contains(period: &Period, day: Date) -> bool {
    let begin = period.from.as_ref().and_then(|from| first_day(&from.value));
    let end = period.to.as_ref().and_then(|to| last_day(&to.value));
    begin.is_none_or(|begin| begin <= day) && end.is_none_or(|end| day <= end)
}

/// `2024` and `2024-03` are their first day.
pub fn first_day(text: &str) -> Option<Date> {
    let rest = match text.len() {
        4 => "-01-01",
        7 => "-01",
        _ => "",
    };
    format!("{text}{rest}").get(..10)?.parse().ok()
}

/// `2024` and `2024-03` are their last day.
pub fn last_day(text: &str) -> Option<Date> {
    let first = first_day(text)?;
    match text.len() {
        4 => first.checked_add(1.year()).and_then(|next| next.checked_sub(1.day())).ok(),
        7 => Some(first.last_of_month()),
        _ => Some(first),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::person::parse_people;
    use crate::path::SitePath;

    #[test]
    fn a_day_tells_where_somebody_stood() {
        let text = "status: [{is: staff, from: 2019-03, to: 2022}, {is: member, from: 2023}]\n\
                    affiliation: [{name: Acme, from: 2019-03, to: 2022-05}, {name: Garden, from: 2022-04}]\n";
        let (people, found) = parse_people(&SitePath::new("people/jane.yml").unwrap(), text);
        assert_eq!(found, []);
        let told = |standing: Standing<'_>| {
            format!("{:?} {}", standing.status, standing.affiliation.unwrap_or_default()).replace("Some", "")
        };
        let on = |day: &str| told(Standing::on(&people[0], Some(day.parse().unwrap())));
        for (day, expected) in [
            ("2019-02-28", "None "),
            ("2019-03-01", "(Staff) Acme"),
            ("2022-04-01", "(Staff) Garden"),
            ("2022-12-31", "(Staff) Garden"),
            ("2023-01-01", "(Member) Garden"),
        ] {
            assert_eq!(on(day), expected, "{day}");
        }
        assert_eq!(told(Standing::on(&people[0], None)), "None ", "nobody guesses");
        assert_eq!(told(Standing::now(&people[0], None)), "(Member) Garden");
        let (people, _) =
            parse_people(&SitePath::new("people/jane.yml").unwrap(), "status: staff\naffiliation: Acme\n");
        assert_eq!(told(Standing::on(&people[0], None)), "(Staff) Acme");
        assert_eq!(told(Standing::on(&people[0], Some("1999-01-01".parse().unwrap()))), "(Staff) Acme");
    }
}
