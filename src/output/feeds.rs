//! Atom feeds (RFC 4287) of a language, a kind, a topic, a person. Made only where the base URL is known.

use crate::output::plan::Feed;
use crate::output::xml::Xml;
use crate::path::UrlPath;
use crate::site::people::Role;
use crate::site::{PageIdx, PageRole, dates};
use crate::view::page;
use crate::view::people;
use crate::view::setting::Setting;

/// Entries in one feed.
const ENTRIES: usize = 20;

/// The feed at `url`.
pub(super) fn feed(setting: &Setting<'_>, url: &UrlPath, feed: &Feed) -> Vec<u8> {
    let site = setting.site;
    let (title, home, lang, pages) = match feed {
        Feed::Site(lang) => {
            let pages = (0..site.pages.len()).filter(|page| site.page(*page).lang == *lang).collect();
            (site.config.title.clone(), site.home(*lang), *lang, pages)
        }
        Feed::List(list) => {
            let title = format!("{} · {}", list.title(setting), site.config.title);
            (title, list.url(site), list.lang(site), list.pages(site).into_owned())
        }
        Feed::Person(person) => {
            let facts = site.people.get(*person);
            (
                format!("{} · {}", facts.name, site.config.title),
                people::url(facts),
                0,
                people::followed(setting, *person),
            )
        }
    };
    let entries = newest(setting, pages);
    let updated = entries.iter().filter_map(|page| site.page(*page).dated()).max().or(site.now);
    let absolute = |url: &UrlPath| setting.absolute(url).unwrap_or_else(|| url.to_string());
    let mut xml = Xml::new();
    let namespace = [("xmlns", "http://www.w3.org/2005/Atom"), ("xml:lang", site.langs[lang].as_str())];
    xml.element("feed", &namespace, |xml| {
        xml.text("id", &[], &absolute(&home));
        xml.text("title", &[], &title);
        xml.text("updated", &[], &time(updated.map(|date| date.to_string()).as_deref()));
        xml.empty("link", &[("rel", "self"), ("type", "application/atom+xml"), ("href", &absolute(url))]);
        xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &absolute(&home))]);
        xml.text("generator", &[], "Cairn");
        for entry in entries {
            add_entry(setting, xml, entry);
        }
    });
    xml.finish()
}

/// The pages that changed last, without those that have no date: a feed must not guess one.
fn newest(setting: &Setting<'_>, mut pages: Vec<PageIdx>) -> Vec<PageIdx> {
    let site = setting.site;
    pages.retain(|page| site.page(*page).dated().is_some() && site.page(*page).role == PageRole::Content);
    pages.sort_by_key(|page| (std::cmp::Reverse(site.page(*page).dated()), *page));
    pages.truncate(ENTRIES);
    pages
}

fn add_entry(setting: &Setting<'_>, xml: &mut Xml, entry: PageIdx) {
    let facts = setting.site.page(entry);
    let url = setting.absolute(&facts.url).unwrap_or_else(|| facts.url.to_string());
    xml.element("entry", &[], |xml| {
        xml.text("id", &[], &url);
        xml.text("title", &[], &facts.title);
        xml.text("updated", &[], &time(Some(&dates::text(facts.dated()))));
        if facts.published.is_some() {
            xml.text("published", &[], &time(Some(&dates::text(facts.published))));
        }
        xml.empty("link", &[("rel", "alternate"), ("type", "text/html"), ("href", &url)]);
        let authors = people::authors(setting, entry, &facts.url, 5);
        for author in &authors {
            xml.element("author", &[], |xml| xml.text("name", &[], &author.name));
        }
        // Who is not named wrote it all the same: the others did not write it alone, and the site did not write it.
        let unnamed = people::unnamed_in_words(setting, entry, &[Role::Author, Role::CoAuthor]);
        if let Some(unnamed) = &unnamed {
            xml.element("author", &[], |xml| xml.text("name", &[], unnamed));
        }
        if authors.is_empty() && unnamed.is_none() {
            // RFC 4287 §4.1.2 wants an author for every entry.
            xml.element("author", &[], |xml| xml.text("name", &[], &setting.site.config.title));
        }
        xml.text("summary", &[], &page::description(facts));
    });
}

/// A day as the time that RFC 4287 asks for.
fn time(day: Option<&str>) -> String {
    format!("{}T00:00:00Z", day.filter(|day| !day.is_empty()).unwrap_or("1970-01-01"))
}
