//! `cv.md`: what a person did here, as a text to paste into a CV. It says what their page says, with whole addresses.

use crate::path::UrlPath;
use crate::site::dates;
use crate::site::people::PersonIdx;
use crate::view::people::{by_role, cv_url, person as page_of};
use crate::view::setting::Setting;

/// Name, standing and links, then pages by role, newest first.
pub(super) fn cv(setting: &Setting<'_>, person: PersonIdx) -> Vec<u8> {
    let site = setting.site;
    let from = cv_url(site.people.get(person));
    // What of the people file may be told is decided there.
    let view = page_of(setting, person);
    let mut out = format!("# {}\n\n", escaped(&view.person.name));
    let about = [view.pronouns, view.status, view.affiliation];
    let about: Vec<String> = about.iter().filter(|text| !text.is_empty()).map(|text| escaped(text)).collect();
    if !about.is_empty() {
        out += &format!("{}\n\n", about.join(" · "));
    }
    let mut period = vec![view.first, view.last];
    period.retain(|date| !date.is_empty());
    period.dedup();
    out += &format!("{}, {}", escaped(&site.config.title), address(setting, &from, &site.home(0)));
    out += &if period.is_empty() { "\n".to_owned() } else { format!(", {}\n", period.join(" – ")) };
    for link in &view.links {
        out += &format!("- {}: <{}>\n", escaped(&link.label), link.url);
    }
    for (role, pages) in by_role(site, person) {
        let title = setting.word(0, &format!("work-{}", role.name()));
        out += &format!("\n## {title} ({})\n\n", pages.len());
        for page in pages {
            let facts = site.page(page);
            let published = dates::text(facts.published);
            let published = if published.is_empty() { published } else { format!(", {published}") };
            out += &format!("- [{}]({}){published}\n", escaped(&facts.title), address(setting, &from, &facts.url));
        }
    }
    out.into_bytes()
}

fn address(setting: &Setting<'_>, from: &UrlPath, to: &UrlPath) -> String {
    setting.absolute(to).unwrap_or_else(|| setting.href(from, to))
}

/// Words as Markdown that says just these words.
fn escaped(text: &str) -> String {
    let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let sign = |c: char| matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '!');
    one_line.chars().flat_map(|c| sign(c).then_some('\\').into_iter().chain([c])).collect()
}
