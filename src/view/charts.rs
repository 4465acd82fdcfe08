//! Numbers over time: bars for a drawing, and the rows of a table that says the same.
//!
//! Begin with [`by_year`] and [`by_quarter`]. Both count days. Whatever is counted stands somewhere: in a period, among what is
//! older than all of them, or among what has no day. All numbers are whole, so that every machine draws the same.

use std::ops::RangeInclusive;

use jiff::civil::Date;

use crate::view::{Chart, Period, Unplaced};

/// Years that are told one by one, at most.
const YEARS: i32 = 40;
/// Quarters that are told one by one, at most.
const QUARTERS: i32 = 12;

/// What is counted together: a column of the table.
pub(super) struct Counted {
    /// What it is called in the interface; "" where it is the only one.
    pub(super) column: &'static str,
    /// The day of each; `None` where nobody knows one.
    pub(super) days: Vec<Option<Date>>,
}

/// Quarters, counted from the year 0.
pub(super) type Quarters = RangeInclusive<i32>;

/// Each year from the first to the last of which something is known; nothing where that is none. One year alone is not drawn.
pub(super) fn by_year(columns: &[Counted], now: Option<Date>) -> Option<Chart> {
    let places = || columns.iter().flat_map(|counted| &counted.days).filter_map(|day| Unit::Year.place(*day, now));
    let (first, last) = (places().min()?, places().max()?);
    let chart = chart(Unit::Year, &(first.max(last - YEARS + 1)..=last), columns, now);
    Some(if first == last { Chart { width: 0, ..chart } } else { chart })
}

/// The quarters that all drawings of a page share: the last twelve, or those since the first of which something is known. They
/// end with today's, or, where nobody knows what day it is, with the last of which something is known.
pub(super) fn quarters<'a>(days: impl Iterator<Item = &'a Option<Date>>, now: Option<Date>) -> Option<Quarters> {
    let places: Vec<i32> = days.filter_map(|day| Unit::Quarter.place(*day, now)).collect();
    let (first, last) = (*places.iter().min()?, *places.iter().max()?);
    let last = now.map_or(last, |now| Unit::Quarter.of(now));
    Some(first.max(last - QUARTERS + 1)..=last)
}

/// Each of these quarters; nothing where fewer than two of them have something, because then there is no course to be seen.
pub(super) fn by_quarter(days: Vec<Option<Date>>, quarters: &Quarters, now: Option<Date>) -> Option<Chart> {
    let chart = chart(Unit::Quarter, quarters, &[Counted { column: "", days }], now);
    (chart.periods.iter().filter(|period| period.sum > 0).count() > 1).then_some(chart)
}

/// What has a bar.
#[derive(Clone, Copy)]
enum Unit {
    Year,
    Quarter,
}

impl Unit {
    fn of(self, day: Date) -> i32 {
        match self {
            Unit::Year => i32::from(day.year()),
            Unit::Quarter => i32::from(day.year()) * 4 + i32::from(day.month() - 1) / 3,
        }
    }

    /// Where a day belongs. Nothing was done on a day that has not been.
    fn place(self, day: Option<Date>, now: Option<Date>) -> Option<i32> {
        day.filter(|day| now.is_none_or(|now| *day <= now)).map(|day| self.of(day))
    }

    /// Its year, and which quarter of it; 0 for the whole of it.
    fn name(self, place: i32) -> (i32, u8) {
        match self {
            Unit::Year => (place, 0),
            Unit::Quarter => (place.div_euclid(4), place.rem_euclid(4) as u8 + 1),
        }
    }

    /// How high a drawing is, and how far it is from one of so many bars to the next.
    fn size(self, bars: u32) -> (u32, u32) {
        match self {
            Unit::Year => (56, (480 / bars).min(40)),
            Unit::Quarter => (28, 9),
        }
    }
}

fn chart(unit: Unit, span: &RangeInclusive<i32>, columns: &[Counted], now: Option<Date>) -> Chart {
    let empty = || vec![0; columns.len()];
    let period = |at: i32| {
        let (year, quarter) = unit.name(at);
        let is_running = now.is_some_and(|now| unit.of(now) == at);
        Period { year, quarter, is_running, counts: empty(), ..Period::default() }
    };
    let mut periods: Vec<Period> = span.clone().map(period).collect();
    let unplaced = |what: &'static str| Unplaced { what, counts: empty(), sum: 0 };
    let (mut older, mut undated) = (unplaced("older"), unplaced("undated"));
    for (column, counted) in columns.iter().enumerate() {
        for day in &counted.days {
            let place = unit.place(*day, now).map(|at| usize::try_from(at - span.start()));
            let (counts, sum) = match place {
                None => (&mut undated.counts, &mut undated.sum),
                Some(Err(_)) => (&mut older.counts, &mut older.sum),
                Some(Ok(at)) => {
                    let period = &mut periods[at];
                    (&mut period.counts, &mut period.sum)
                }
            };
            counts[column] += 1;
            *sum += 1;
        }
    }
    let chart = Chart {
        sum: periods.iter().map(|period| period.sum).sum(),
        columns: columns.iter().map(|counted| counted.column).filter(|column| !column.is_empty()).collect(),
        unplaced: [older, undated].into_iter().filter(|unplaced| unplaced.sum > 0).collect(),
        periods,
        ..Chart::default()
    };
    drawn(chart, unit)
}

/// With the places of the bars. Something is seen of every number but 0.
fn drawn(mut chart: Chart, unit: Unit) -> Chart {
    let (height, step) = unit.size(chart.periods.len() as u32);
    let most = chart.periods.iter().map(|period| period.sum).max().unwrap_or(0).max(1) as u64;
    for (period, nth) in chart.periods.iter_mut().zip(0..) {
        let share = (period.sum as u64 * u64::from(height)).div_ceil(most) as u32;
        period.height = if period.sum > 0 { share.max(2) } else { 0 };
        period.y = height - period.height;
        period.x = nth * step;
        chart.width = period.x + step * 2 / 3;
    }
    Chart { height, bar: step * 2 / 3, ..chart }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Option<Date> {
        text.parse().ok()
    }

    fn counted(column: &'static str, days: &str) -> Counted {
        Counted { column, days: days.split(' ').filter(|day| !day.is_empty()).map(day).collect() }
    }

    /// Each period as `name: counts`, `!` behind the one that is not over, then what is in none.
    fn told(chart: &Chart) -> Vec<String> {
        let numbers = |counts: &[usize]| counts.iter().map(usize::to_string).collect::<Vec<_>>().join(" ");
        let period = |period: &Period| {
            let quarter = if period.quarter > 0 { format!(" q{}", period.quarter) } else { String::new() };
            let running = if period.is_running { "!" } else { "" };
            format!("{}{quarter}{running}: {}", period.year, numbers(&period.counts))
        };
        let unplaced = |unplaced: &Unplaced| format!("{}: {}", unplaced.what, numbers(&unplaced.counts));
        chart.periods.iter().map(period).chain(chart.unplaced.iter().map(unplaced)).collect()
    }

    fn heights(chart: &Chart) -> Vec<u32> {
        chart.periods.iter().map(|period| period.height).collect()
    }

    /// What holds for every chart: nothing is lost, and every bar stands on the ground and inside.
    fn check(chart: &Chart, columns: &[Counted]) {
        let unplaced: usize = chart.unplaced.iter().map(|unplaced| unplaced.sum).sum();
        assert_eq!(chart.sum + unplaced, columns.iter().map(|counted| counted.days.len()).sum::<usize>());
        for period in &chart.periods {
            assert_eq!(period.counts.iter().sum::<usize>(), period.sum);
            assert_eq!(period.y + period.height, chart.height);
            assert_eq!(period.height > 0, period.sum > 0);
            assert!(chart.width == 0 || period.x + chart.bar <= chart.width, "{period:?}");
        }
        assert!(chart.width <= 480);
    }

    fn years(columns: &[Counted], now: &str) -> Option<Chart> {
        let chart = by_year(columns, day(now));
        chart.iter().for_each(|chart| check(chart, columns));
        chart
    }

    fn course(days: &str, now: &str) -> Option<Chart> {
        let columns = [counted("", days)];
        let span = quarters(columns[0].days.iter(), day(now))?;
        let chart = by_quarter(columns[0].days.clone(), &span, day(now));
        chart.iter().for_each(|chart| check(chart, &columns));
        chart
    }

    #[test]
    fn of_what_has_no_day_there_is_no_chart() {
        for days in ["", "?", "? ?"] {
            assert_eq!(years(&[counted("author", days)], "2026-11-23"), None);
            assert_eq!(course(days, "2026-11-23"), None);
        }
        assert_eq!(years(&[], "2026-11-23"), None);
    }

    #[test]
    fn one_year_is_told_and_not_drawn() {
        let chart = years(&[counted("author", "2026-01-01 2026-12-31 2026-02-03 ?")], "2027-01-01").unwrap();
        assert_eq!((told(&chart), chart.width), (vec!["2026: 3".into(), "undated: 1".into()], 0));
    }

    #[test]
    fn years_without_anything_stand_between_the_others() {
        let columns = [counted("author", "2022-05-01 2026-02-01 2022-06-01"), counted("tester", "2024-01-01")];
        let chart = years(&columns, "2026-11-23").unwrap();
        assert_eq!(told(&chart), ["2022: 2 0", "2023: 0 0", "2024: 0 1", "2025: 0 0", "2026!: 1 0"]);
        assert_eq!((heights(&chart), chart.sum), (vec![56, 0, 28, 0, 28], 4));
        assert_eq!(chart.columns, ["author", "tester"]);
    }

    #[test]
    fn who_has_stopped_is_not_shown_as_idle() {
        assert_eq!(told(&years(&[counted("author", "2019-05-01 2020-02-01")], "2026-11-23").unwrap()).len(), 2);
    }

    #[test]
    fn a_day_that_has_not_been_is_none() {
        let chart = years(&[counted("author", "2025-01-01 2026-01-01 2026-11-24 9999-12-31")], "2026-11-23").unwrap();
        assert_eq!(told(&chart), ["2025: 1", "2026!: 1", "undated: 2"]);
        assert_eq!(course("2026-11-24 2030-01-01", "2026-11-23"), None);
    }

    #[test]
    fn a_year_that_somebody_mistyped_makes_no_row_for_all_since() {
        let chart =
            years(&[counted("author", "0026-01-01 -009999-01-01 2025-01-01 2026-01-01")], "2026-11-23").unwrap();
        let told = told(&chart);
        assert_eq!((told.len(), told[0].as_str(), told[40].as_str()), (41, "1987: 0", "older: 2"));
    }

    #[test]
    fn quarters_begin_in_january_april_july_and_october() {
        let days = "2025-12-31 2026-01-01 2026-03-31 2026-04-01 2026-07-01 2026-09-30 2026-10-01";
        let chart = course(days, "2026-10-01").unwrap();
        assert_eq!(told(&chart), ["2025 q4: 1", "2026 q1: 2", "2026 q2: 1", "2026 q3: 2", "2026 q4!: 1"]);
    }

    #[test]
    fn twelve_quarters_are_told_and_what_is_older_in_one_line() {
        let chart = course("2019-01-01 2023-12-31 2024-01-01 2026-11-01 ?", "2026-11-23").unwrap();
        let told = told(&chart);
        assert_eq!((told.len(), chart.sum), (14, 2));
        assert_eq!([&told[0], &told[11]], ["2024 q1: 1", "2026 q4!: 1"]);
        assert_eq!(told[12..], ["older: 2", "undated: 1"]);
    }

    #[test]
    fn where_no_course_is_to_be_seen_nothing_is_drawn() {
        assert_eq!(course("2026-11-01 2026-11-02", "2026-11-23"), None);
        assert_eq!(course("2026-05-01 2026-05-02", "2026-11-23"), None);
        assert_eq!(course("2009-05-01 2010-05-02", "2026-11-23"), None);
        assert!(course("2026-05-01 2026-07-02", "2026-11-23").is_some());
    }

    #[test]
    fn quarters_are_shared_and_end_with_what_is_known_where_nobody_knows_the_day() {
        let days = [day("2025-02-01"), None, day("2026-05-01")];
        let span = quarters(days.iter(), None).unwrap();
        let other = by_quarter(vec![day("2025-05-01"), day("2025-08-01")], &span, None).unwrap();
        assert_eq!(told(&other), ["2025 q1: 0", "2025 q2: 1", "2025 q3: 1", "2025 q4: 0", "2026 q1: 0", "2026 q2: 0"]);
    }

    #[test]
    fn the_smallest_number_is_seen_beside_the_largest() {
        let many = Counted { column: "author", days: vec![day("2025-01-01"); 100_000] };
        let chart = years(&[many, counted("tester", "2024-01-01")], "2026-11-23").unwrap();
        assert_eq!((heights(&chart), chart.sum), (vec![2, 56], 100_001));
        assert_eq!(years(&[counted("a", "1987-01-01 2026-01-01")], "2026-11-23").unwrap().periods.len(), 40);
    }
}
