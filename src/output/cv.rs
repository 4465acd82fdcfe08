//! What a person did here, to take away: `cv.md` to paste into a CV, and `resume.json` in the form of JSON Resume
//! (<https://jsonresume.org/schema>). Both say what their page says, with whole addresses.

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Value, json};

use crate::document::person::PersonStatus;
use crate::path::UrlPath;
use crate::site::badges::Award;
use crate::site::dates;
use crate::site::people::days::every_day;
use crate::site::people::standing::{Standing, first_day, last_day};
use crate::site::people::{PersonIdx, Role};
use crate::view::Affiliation;
use crate::view::badges::{award_url, badge_url, issuer_name, level_name};
use crate::view::people::{by_role, cv_page as page_of, day_of_role, part_of, status_name};
use crate::view::setting::Setting;

/// Whoever did nothing here for so long has gone.
const AWAY_DAYS: i64 = 365;

/// Name, standing and links, then pages by role, newest first.
pub(super) fn cv(setting: &Setting<'_>, person: PersonIdx) -> Vec<u8> {
    let site = setting.site;
    // What of the people file may be told is decided there.
    let view = page_of(setting, person);
    let mut out = format!("# {}\n\n", escaped(&view.person.name));
    let about = [view.pronouns, status(setting, &view.status), view.affiliation];
    let about: Vec<String> = about.iter().filter(|text| !text.is_empty()).map(|text| escaped(text)).collect();
    if !about.is_empty() {
        out += &format!("{}\n\n", about.join(" · "));
    }
    if !view.bio.is_empty() {
        out += &format!("{}\n\n", escaped(&view.bio));
    }
    let mut period = vec![view.first, view.last];
    period.retain(|date| !date.is_empty());
    period.dedup();
    let home = setting.absolute(&site.home(0)).map(|url| format!(", {url}")).unwrap_or_default();
    out += &format!("{}{home}", escaped(&site.config.title));
    out += &if period.is_empty() { "\n".to_owned() } else { format!(", {}\n", period.join(" – ")) };
    for link in &view.links {
        out += &format!("- {}: <{}>\n", escaped(&link.label), link.url);
    }
    if !view.languages.is_empty() {
        let names = view.languages.join(&setting.word(0, "comma"));
        out += &format!("- {}: {}\n", setting.word(0, "languages"), escaped(&names));
    }
    out += &thanked_for(setting, &view.given).map(|given| format!("- {}\n", escaped(&given))).unwrap_or_default();
    if !view.affiliations.is_empty() {
        let lines: String =
            view.affiliations.iter().map(|place| format!("- {}\n", escaped(&place_of(setting, place)))).collect();
        out += &format!("\n## {}\n\n{lines}", setting.word(0, "affiliations"));
    }
    out += &titles(setting, person);
    for (role, pages) in by_role(site, person) {
        let title = setting.word(0, &format!("work-{}", role.name()));
        out += &format!("\n## {title} ({})\n\n", pages.len());
        for page in pages {
            let facts = site.page(page);
            let day = day_of_role(site, person, page, role).map(|day| format!(", {day}")).unwrap_or_default();
            out += &format!("- {}{day}\n", link(setting, &facts.title, &facts.url));
        }
    }
    out.into_bytes()
}

/// What the list of another program thanks somebody for.
fn thanked_for(setting: &Setting<'_>, roles: &[&str]) -> Option<String> {
    let words: Vec<String> = roles.iter().map(|role| setting.word(0, &format!("role-{role}"))).collect();
    let told = || format!("{} {}", setting.word(0, "thanked_for"), words.join(&setting.word(0, "comma")));
    (!words.is_empty()).then(told)
}

/// Where somebody stands, in the words of the interface; "" where that is not told.
fn status(setting: &Setting<'_>, status: &str) -> String {
    if status.is_empty() { String::new() } else { setting.word(0, &format!("status-{status}")) }
}

/// `Staff, 2019 – 2022`.
fn place_of(setting: &Setting<'_>, place: &Affiliation) -> String {
    let name = if place.status.is_empty() { place.name.clone() } else { status(setting, place.status) };
    match (place.from.as_str(), place.to.as_str()) {
        ("", "") => name,
        (from, to) => format!("{name}, {}", format!("{from} – {to}").trim()),
    }
}

/// The page that says why somebody holds a title.
fn shown_at(setting: &Setting<'_>, award: &Award) -> UrlPath {
    let has_page = award.is_issued && setting.base_url.is_some();
    let site = setting.site;
    if has_page { award_url(site, award) } else { badge_url(site, award.badge) }
}

/// What they hold, each with a page that says why.
fn titles(setting: &Setting<'_>, person: PersonIdx) -> String {
    let site = setting.site;
    let held = site.badges.titles(person);
    if held.is_empty() {
        return String::new();
    }
    let line = |award: &&Award| {
        let page = shown_at(setting, award);
        let name = level_name(setting, award.badge, award.level);
        format!("- {}, {}\n", link(setting, &name, &page), award.on)
    };
    let lines: String = held.iter().map(line).collect();
    format!("\n## {}\n\n{lines}", setting.word(0, "titles"))
}

/// As JSON Resume: the time here as volunteering, and as work where they were staff; whom they worked for as work, pages that
/// they wrote as publications.
pub(super) fn resume(setting: &Setting<'_>, person: PersonIdx) -> Vec<u8> {
    let site = setting.site;
    let facts = site.people.get(person);
    let view = page_of(setting, person);
    let profiles = view.links.iter().map(|link| json!({ "network": link.label, "url": link.url }));
    let mut publications = Vec::new();
    for (role, pages) in by_role(site, person) {
        let title = setting.word(0, &format!("work-{}", role.name()));
        if matches!(role, Role::Author | Role::CoAuthor | Role::Translator | Role::Answerer) {
            publications.extend(pages.into_iter().map(|page| {
                let facts = site.page(page);
                let mut publication = json!({
                    "name": facts.title,
                    "publisher": site.config.title,
                    "summary": title,
                });
                put_url(setting, &mut publication, &facts.url);
                if let Some(day) = day_of_role(site, person, page, role) {
                    publication["releaseDate"] = json!(day.to_string());
                }
                publication
            }));
        }
    }
    // With no dates at all, what they are is what they were all the time.
    let is_work = view.affiliations.is_empty() && view.status == "staff";
    let file = site.person_file(person);
    let is_own = |day| is_work || file.is_none_or(|file| Standing::on(file, day).status != Some(PersonStatus::Staff));
    let (days, mut highlights) = deeds(setting, person, &is_own);
    highlights.extend(thanked_for(setting, &view.given));
    let mut time = json!({ "highlights": highlights });
    put_url(setting, &mut time, &site.home(0));
    // Who is here still, and did something lately, has not ended.
    let since = site.now.and_then(|now| now.checked_sub(AWAY_DAYS.days()).ok());
    let is_away = days.last().copied().zip(since).is_some_and(|(last, since)| last < since);
    let is_over = is_away || view.status == "alumni" || view.status == "staff" && !is_work;
    let last = days.last().copied().filter(|_| is_over);
    put_period(&mut time, &dates::text(days.first().copied()), &dates::text(last));
    // Where they stood then, and not where they stand now.
    let then = file.zip(days.last().copied().filter(|_| !is_work));
    let then = then.and_then(|(file, day)| Standing::on(file, Some(day)).status).map(status_name);
    let position = status(setting, then.unwrap_or(&view.status));
    if !position.is_empty() {
        time["position"] = json!(position);
    }
    let was_staff = |place: &&Affiliation| place.status == "staff";
    time[if is_work { "name" } else { "organization" }] = json!(site.config.title);
    let (standings, places): (Vec<&Affiliation>, Vec<&Affiliation>) =
        view.affiliations.iter().partition(|place| place.name.is_empty());
    let standings: Vec<&Affiliation> = standings.into_iter().filter(|place| !was_staff(place)).collect();
    if !standings.is_empty() {
        let told: Vec<String> = standings.into_iter().map(|place| place_of(setting, place)).collect();
        time["summary"] = json!(told.join("; "));
    }
    let was_staff_once = view.affiliations.iter().any(|place| place.status == "staff");
    let mut work: Vec<Value> = Vec::new();
    for place in view.affiliations.iter().filter(was_staff) {
        let (begin, end) = (first_day(&place.from), last_day(&place.to));
        let is_then = |day: Option<Date>| {
            day.is_some_and(|day| begin.is_none_or(|begin| begin <= day) && end.is_none_or(|end| day <= end))
        };
        let (_, highlights) = deeds(setting, person, &is_then);
        let position = status(setting, place.status);
        let mut entry = json!({ "name": site.config.title, "position": position, "highlights": highlights });
        put_period(&mut entry, &place.from, &place.to);
        work.push(entry);
    }
    for place in places {
        let mut entry = json!({ "name": place.name });
        put_period(&mut entry, &place.from, &place.to);
        work.push(entry);
    }
    if view.affiliations.is_empty() && !view.affiliation.is_empty() {
        work.push(json!({ "name": view.affiliation }));
    }
    let volunteer = if is_work {
        work.insert(0, time);
        Vec::new()
    } else if days.is_empty() && was_staff_once {
        Vec::new()
    } else {
        vec![time]
    };
    let certificates = site.badges.titles(person).into_iter().map(|award| {
        let name = level_name(setting, award.badge, award.level);
        let mut entry = json!({ "name": name, "date": award.on.to_string(), "issuer": issuer_name(setting) });
        put_url(setting, &mut entry, &shown_at(setting, award));
        entry
    });
    let mut basics = json!({ "name": view.person.name, "profiles": profiles.collect::<Vec<_>>() });
    put_url(setting, &mut basics, &crate::view::people::url(facts));
    if !view.bio.is_empty() {
        basics["summary"] = json!(view.bio);
    }
    let languages: Vec<Value> = view.languages.iter().map(|name| json!({ "language": name })).collect();
    let file = json!({
        "$schema": "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json",
        "basics": basics,
        "work": work,
        "volunteer": volunteer,
        "languages": languages,
        "certificates": certificates.collect::<Vec<_>>(),
        "publications": publications,
    });
    let mut bytes = serde_json::to_vec_pretty(&file).expect("plain data");
    bytes.push(b'\n');
    bytes
}

/// The days of a time on which they did something here, and what they did then: `Wrote: 3`. What has no day has `None`.
fn deeds(
    setting: &Setting<'_>,
    person: PersonIdx,
    is_then: &dyn Fn(Option<Date>) -> bool,
) -> (BTreeSet<Date>, Vec<String>) {
    let site = setting.site;
    let mut all: BTreeSet<Date> = BTreeSet::new();
    let mut highlights = Vec::new();
    for (role, pages) in by_role(site, person) {
        let mut count = 0;
        for page in pages {
            let days = part_of(site, person, page).map(|part| every_day(site, page, part, role)).unwrap_or_default();
            let is_undated = days.is_empty() && is_then(None);
            let days: Vec<Date> = days.into_iter().filter(|day| is_then(Some(*day))).collect();
            count += usize::from(is_undated || !days.is_empty());
            all.extend(days);
        }
        let title = setting.word(0, &format!("work-{}", role.name()));
        highlights.extend((count > 0).then(|| format!("{title}: {count}")));
    }
    (all, highlights)
}

/// JSON Resume dates by year, month or day; what is not known is left out.
fn put_period(entry: &mut Value, from: &str, to: &str) {
    for (key, date) in [("startDate", from), ("endDate", to)] {
        if !date.is_empty() {
            entry[key] = json!(date);
        }
    }
}

/// Adds an address where it can be a whole one: the file is taken elsewhere.
fn put_url(setting: &Setting<'_>, entry: &mut Value, to: &UrlPath) {
    if let Some(url) = setting.absolute(to) {
        entry["url"] = json!(url);
    }
}

/// A link in Markdown, or the words alone where no whole address is known.
fn link(setting: &Setting<'_>, text: &str, to: &UrlPath) -> String {
    match setting.absolute(to) {
        Some(url) => format!("[{}]({url})", escaped(text)),
        None => escaped(text),
    }
}

/// Words as Markdown that says just these words.
pub(crate) fn escaped(text: &str) -> String {
    let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let sign = |c: char| matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '!');
    one_line.chars().flat_map(|c| sign(c).then_some('\\').into_iter().chain([c])).collect()
}
