//! `cairn report --for members`: whom to thank for a time, as Markdown for a release note or newsletter.

use serde_json::{Value, json};

use crate::cli::args::{From, Global, Report};
use crate::cli::{cache, fail, fail_with, options, print, report};
use crate::output::cv::escaped;
use crate::site::Site;
use crate::site::people::lock::Lock;
use crate::site::people::thanks::{Thanked, Thanks, Time, thanks};
use crate::site::people::{Role, listed};
use crate::source::history::State;
use crate::source::history::window::{self, End};

/// Pages named for one thing that somebody did.
const PAGES: usize = 5;

/// Runs it.
pub(super) fn run(arguments: &Report, global: &Global) -> u8 {
    answer(arguments, global).unwrap_or_else(|status| status)
}

fn answer(arguments: &Report, global: &Global) -> Result<u8, u8> {
    let from = From { root: arguments.root.clone(), drafts: false, now: None };
    let options = options(&from, None).map_err(|message| fail(&message, None))?;
    let cache = cache(&arguments.root, global);
    let (source, site) = crate::read_and_link(&options, &cache).map_err(|error| fail_with(&error))?;
    // A cache that cannot be written makes the next run slower and nothing else.
    let _ = cache.save();
    if source.history.state != State::Full {
        return Err(fail(&"the history of the pages is not here", Some("run it in a clone with the whole history")));
    }
    let end = |text: &Option<String>| text.as_deref().map(End::of);
    let (since, until) = (end(&arguments.since), end(&arguments.until));
    if since.as_ref().zip(until.as_ref()).is_some_and(|(one, other)| window::is_reversed(&arguments.root, one, other)) {
        let (since, until) = (arguments.since.as_deref().unwrap_or(""), arguments.until.as_deref().unwrap_or(""));
        let help = format!("the time begins with `--since`: write `--since {until} --until {since}`");
        return Err(fail(&format!("`{since}` is after `{until}`"), Some(&help)));
    }
    let read = |until: Option<&End>| {
        let time = window::read(&arguments.root, &site.config.credits, since.as_ref(), until);
        time.map_err(|error| match error {
            Ok(diagnostic) => fail(&diagnostic.message, diagnostic.help.first().map(String::as_str)),
            Err(reason) => fail(&reason, Some("write a day such as 2026-03-31, or a tag")),
        })
    };
    let (history, later) = (read(until.as_ref())?, read(None)?);
    let day = |end: &Option<End>| match end {
        Some(End::Day(day)) => Some(*day),
        _ => None,
    };
    let lock = source.lock.as_deref().map(|text| Lock::parse(text).0).unwrap_or_default();
    let listed = source.listed.as_deref().map(|text| listed::parse(text).0).unwrap_or_default();
    let time = Time { history: &history, later: &later, since: day(&since), until: day(&until) };
    let thanks = thanks(&site, &source.history, &lock, &listed, &time);
    if arguments.json {
        print(&format!("{}\n", as_json(&site, &thanks)));
    } else {
        print(&as_markdown(&site, &thanks, arguments));
    }
    if thanks == Thanks::default() && !global.quiet {
        crate::cli::log(&report::note("nobody did anything in that time"));
    }
    Ok(0)
}

fn as_markdown(site: &Site, thanks: &Thanks, arguments: &Report) -> String {
    let ends: Vec<&str> = [&arguments.since, &arguments.until].into_iter().flatten().map(String::as_str).collect();
    let time = if ends.is_empty() { String::new() } else { format!(", {}", escaped(&ends.join(" – "))) };
    let mut out = format!("# Thank you: {}{time}\n", escaped(&site.config.title));
    for (title, list) in [("For the first time", &thanks.first), ("And again", &thanks.others)] {
        if !list.is_empty() {
            out += &format!("\n## {title}\n\n");
            list.iter().for_each(|one| out += &line(site, one));
        }
    }
    match thanks.unnamed {
        0 => {}
        1 => out += "\nAnd one person who is not named.\n",
        more => out += &format!("\nAnd {more} people who are not named.\n"),
    }
    out
}

/// `- **Jane Doe** wrote [Title](https://…), improved 12 pages, such as […](…)`.
fn line(site: &Site, one: &Thanked) -> String {
    let work = one.work.iter().map(|(role, pages)| {
        let link = |page: &usize| {
            let facts = site.page(*page);
            format!("[{}]({})", escaped(&facts.title), address(site, facts.url.as_str()))
        };
        let named: Vec<String> = pages.iter().take(PAGES).map(link).collect();
        let more = pages.len().saturating_sub(PAGES);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        format!("{} {}{more}", verb(*role), named.join(", "))
    });
    let person = site.people.get(one.who);
    let name = escaped(&person.name);
    let name =
        if person.has_page { format!("[{name}]({})", address(site, &format!("/people/{}/", person.id))) } else { name };
    format!("- **{name}** {}\n", work.collect::<Vec<_>>().join("; "))
}

fn verb(role: Role) -> &'static str {
    match role {
        Role::Author => "wrote",
        Role::CoAuthor => "helped to write",
        Role::Translator => "translated",
        Role::Editor => "improved",
        Role::Fixer => "fixed",
        Role::Answerer => "answered",
        Role::Reviewer => "reviewed",
        Role::Tester => "tested",
        Role::Asker => "asked",
        Role::Helper | Role::Mentor => "helped with",
    }
}

fn address(site: &Site, url: &str) -> String {
    let path = crate::path::encode(url);
    site.config.base_url.as_deref().map_or_else(|| path.clone(), |base| format!("{}{path}", base.trim_end_matches('/')))
}

fn as_json(site: &Site, thanks: &Thanks) -> Value {
    let one = |one: &Thanked| {
        let person = site.people.get(one.who);
        let url = |page: &usize| address(site, site.page(*page).url.as_str());
        let work = one
            .work
            .iter()
            .map(|(role, pages)| (role.name().to_owned(), json!(pages.iter().map(url).collect::<Vec<_>>())));
        json!({ "id": person.id, "name": person.name, "work": work.collect::<serde_json::Map<_, _>>() })
    };
    let list = |list: &[Thanked]| list.iter().map(one).collect::<Vec<_>>();
    json!({ "first": list(&thanks.first), "others": list(&thanks.others), "unnamed": thanks.unnamed })
}
