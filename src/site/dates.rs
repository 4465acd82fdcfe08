//! Days: from front matter, from git, and how far apart they are. No clock.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::source::history;

/// The day that `YYYY-MM-DD` or an RFC 3339 time names.
pub fn parse(text: &str) -> Option<Date> {
    text.get(..10)?.parse().ok()
}

/// The UTC day of seconds since 1970.
pub fn of_timestamp(seconds: i64) -> Option<Date> {
    let timestamp = jiff::Timestamp::from_second(seconds).ok()?;
    Some(timestamp.to_zoned(TimeZone::UTC).date())
}

/// The day that is so many days after the first of January 1970.
pub fn of_day(days: i32) -> Option<Date> {
    of_timestamp(i64::from(days) * history::DAY)
}

/// Whole days from `from` to `to`; negative where `to` is earlier.
pub fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

/// `YYYY-MM-DD`, or "".
pub fn text(date: Option<Date>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_and_counted() {
        let day = parse("2026-03-31T09:00:00Z").unwrap();
        assert_eq!(text(Some(day)), "2026-03-31");
        assert_eq!(of_timestamp(1_774_947_600), Some(day));
        assert_eq!(days_between(parse("2025-03-31").unwrap(), day), 365);
        assert_eq!(parse("soon"), None);
    }
}
