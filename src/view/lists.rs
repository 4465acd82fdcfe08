//! Pages that list pages: kinds, folders, topics, areas, series, home and search.

use jiff::civil::Date;

use crate::document::front_matter::Status;
use crate::path::UrlPath;
use crate::site::topics::{self, Facet, Topic};
use crate::site::tree::FolderPage;
use crate::site::wanted::WantedPage;
use crate::site::{KindIdx, LangIdx, PageIdx, PageRole, Site, dates, rules};
use crate::view::frame::{self, About};
use crate::view::page::item;
use crate::view::resolver::PageResolver;
use crate::view::setting::{Setting, kind_label};
use crate::view::{Card, Example, Filter, Filters, Frame, Home, Index, Item, Link, Search, json_ld, people};

/// Entries on one page of a list.
pub const PAGE_LENGTH: usize = 100;
/// Newcomers shown on the home page; the people page has all of them.
const NEWCOMERS: usize = 12;

/// Which list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum List {
    /// All pages of a kind.
    Kind(LangIdx, KindIdx),
    /// Those of one level or area.
    Narrowed(LangIdx, KindIdx, Facet),
    /// What lies in a folder that nobody wrote a page for.
    Folder(UrlPath),
    /// Pages with a tag.
    Topic(LangIdx, String),
    /// Pages of an area.
    Area(LangIdx, String),
    /// Parts of a series.
    Series(LangIdx, String),
    /// All tags.
    Topics(LangIdx),
    /// All areas.
    Areas(LangIdx),
}

impl List {
    /// Every list of the site that has something in it.
    pub fn all(site: &Site) -> Vec<List> {
        let kinds = site.topics.kinds.keys().flat_map(|(lang, kind)| {
            let facets = site.topics.facets_of(*lang, *kind).map(|(facet, _)| facet.clone());
            let narrowed = facets.map(|facet| List::Narrowed(*lang, *kind, facet));
            std::iter::once(List::Kind(*lang, *kind)).chain(narrowed)
        });
        let folders = site.tree.folders.iter().filter(|(_, folder)| folder.page == FolderPage::List);
        let folders = folders.map(|(url, _)| List::Folder(url.clone()));
        let of = |list: fn(LangIdx, String) -> List| move |(lang, key): &(LangIdx, String)| list(*lang, key.clone());
        let topics = site.topics.tags.keys().map(of(List::Topic));
        let areas = site.topics.areas.keys().map(of(List::Area));
        let series = site.topics.series.keys().map(of(List::Series));
        let mut all: Vec<List> = kinds.chain(folders).chain(topics).chain(areas).chain(series).collect();
        for lang in 0..site.langs.len() {
            all.extend(site.topics.tags.keys().any(|(l, _)| *l == lang).then_some(List::Topics(lang)));
            all.extend(site.topics.areas.keys().any(|(l, _)| *l == lang).then_some(List::Areas(lang)));
        }
        all
    }

    /// Its address; further pages of it are below `page/`.
    pub fn url(&self, site: &Site) -> UrlPath {
        let below = |lang: &LangIdx, folder: &str| UrlPath::new(&format!("{}/{folder}/", site.prefix(*lang)));
        match self {
            List::Kind(lang, kind) => site.kind_index(*lang, *kind),
            List::Narrowed(lang, kind, facet) => site.kind_index(*lang, *kind).join(&match facet {
                Facet::Level(level) => format!("levels/{}/", level.name()),
                Facet::Area(key) => format!("areas/{key}/"),
            }),
            List::Folder(url) => url.clone(),
            List::Topic(lang, key) => topics::url(site, *lang, "topics", key),
            List::Area(lang, key) => topics::url(site, *lang, "areas", key),
            List::Series(lang, key) => topics::url(site, *lang, "series", key),
            List::Topics(lang) => below(lang, "topics"),
            List::Areas(lang) => below(lang, "areas"),
        }
    }

    /// Its language.
    pub fn lang(&self, site: &Site) -> LangIdx {
        match self {
            List::Folder(url) => site.tree.folders[url].lang,
            List::Kind(lang, _) | List::Narrowed(lang, ..) | List::Topic(lang, _) | List::Area(lang, _) => *lang,
            List::Series(lang, _) | List::Topics(lang) | List::Areas(lang) => *lang,
        }
    }

    /// The pages it lists, in order.
    pub fn pages<'a>(&self, site: &'a Site) -> std::borrow::Cow<'a, [PageIdx]> {
        let of = |topic: &'a Topic| std::borrow::Cow::Borrowed(topic.pages.as_slice());
        match self {
            List::Kind(lang, kind) => std::borrow::Cow::Borrowed(site.topics.kinds[&(*lang, *kind)].as_slice()),
            List::Narrowed(lang, kind, facet) => of(&site.topics.facets[&(*lang, *kind, facet.clone())]),
            List::Folder(url) => {
                site.tree.folders[url].children.iter().filter_map(|child| child.page).collect::<Vec<_>>().into()
            }
            List::Topic(lang, key) => of(&site.topics.tags[&(*lang, key.clone())]),
            List::Area(lang, key) => of(&site.topics.areas[&(*lang, key.clone())]),
            List::Series(lang, key) => of(&site.topics.series[&(*lang, key.clone())]),
            List::Topics(_) | List::Areas(_) => std::borrow::Cow::Borrowed(&[]),
        }
    }

    /// Whether readers can subscribe to it.
    pub fn has_feed(&self) -> bool {
        matches!(self, List::Kind(..) | List::Topic(..))
    }

    /// Number of pages it is cut into.
    pub fn length(&self, site: &Site) -> usize {
        self.pages(site).len().div_ceil(PAGE_LENGTH).max(1)
    }

    /// The address of one page of the list, from 0.
    pub fn page_url(&self, site: &Site, number: usize) -> UrlPath {
        let url = self.url(site);
        if number == 0 { url } else { url.join(&format!("page/{}/", number + 1)) }
    }

    /// What it is called.
    pub fn title(&self, setting: &Setting<'_>) -> String {
        let site = setting.site;
        match self {
            List::Kind(lang, kind) => kind_label(setting, *lang, *kind, true),
            List::Narrowed(lang, kind, facet) => {
                format!("{} · {}", kind_label(setting, *lang, *kind, true), facet_label(setting, *lang, *kind, facet))
            }
            List::Folder(url) => site.tree.folders[url].label.clone(),
            List::Topic(lang, key) => site.topics.tags[&(*lang, key.clone())].label.clone(),
            List::Area(lang, key) => site.topics.areas[&(*lang, key.clone())].label.clone(),
            List::Series(lang, key) => site.topics.series[&(*lang, key.clone())].label.clone(),
            List::Topics(lang) => setting.word(*lang, "topics"),
            List::Areas(lang) => setting.word(*lang, "areas"),
        }
    }

    fn what(&self) -> &'static str {
        match self {
            List::Kind(..) | List::Narrowed(..) => "kind",
            List::Folder(_) => "folder",
            List::Topic(..) => "topic",
            List::Area(..) => "area",
            List::Series(..) => "series",
            List::Topics(_) => "topics",
            List::Areas(_) => "areas",
        }
    }

    /// The same list in other languages.
    fn languages(&self, site: &Site) -> Vec<(LangIdx, UrlPath)> {
        match self {
            List::Kind(_, kind) => {
                let langs = (0..site.langs.len()).filter(|lang| site.topics.kinds.contains_key(&(*lang, *kind)));
                langs.map(|lang| (lang, site.kind_index(lang, *kind))).collect()
            }
            _ => vec![(self.lang(site), self.url(site))],
        }
    }
}

/// One page of a list, from 0. `text` is the file of the kind's `index.md`, where there is one.
pub fn index(setting: &Setting<'_>, list: &List, number: usize, text: Option<(PageIdx, &str)>) -> Index {
    let site = setting.site;
    let lang = list.lang(site);
    let url = list.page_url(site, number);
    let first = list.url(site);
    let written = text.filter(|_| number == 0);
    let title = text.map_or_else(|| list.title(setting), |(page, _)| site.page(page).title.clone());
    let description = text.map(|(page, _)| super::page::description(site.page(page))).unwrap_or_default();
    let about = About {
        description: description.clone(),
        languages: if number == 0 { list.languages(site) } else { Vec::new() },
        json_ld: Some(json_ld::breadcrumb_only(setting, &url, lang)),
        // The whole list stands for its parts.
        noindex: matches!(list, List::Narrowed(..)),
        ..About::new(&url, lang, title.clone())
    };
    let mut frame = frame::frame(setting, about);
    frame.breadcrumb = frame::breadcrumb(setting, &url, lang);
    if frame.breadcrumb.is_empty() {
        frame.breadcrumb = vec![setting.link(&url, &site.home(lang), setting.word(lang, "home"))];
    }
    let feed = (list.has_feed() && setting.base_url.is_some()).then(|| setting.href(&url, &first.join("feed.xml")));
    frame.feeds.extend(feed.iter().map(|feed| Link { label: title.clone(), url: feed.clone(), current: false }));
    let pages = list.pages(site);
    let cards = if number == 0 { cards(setting, list, &url) } else { Vec::new() };
    let shown = pages.iter().skip(number * PAGE_LENGTH).take(PAGE_LENGTH);
    let length = list.length(site);
    let numbers = (0..length).filter(|page| near(*page, number, length));
    let numbers = numbers.map(|page| setting.link(&url, &list.page_url(site, page), (page + 1).to_string()));
    Index {
        what: list.what(),
        total: if pages.is_empty() { cards.len() } else { pages.len() },
        items: shown.map(|page| item(setting, &url, *page, lang)).collect(),
        cards,
        filters: filters(setting, list, &url),
        pages: if length > 1 { numbers.collect() } else { Vec::new() },
        body_html: written.map(|(page, text)| body(setting, page, &url, text)).unwrap_or_default(),
        title,
        description,
        feed,
        frame,
    }
}

/// First, last and the neighbours: what a page of a list links to does not depend on how long the list is.
fn near(page: usize, current: usize, length: usize) -> bool {
    page == 0 || page + 1 == length || page.abs_diff(current) <= 3
}

fn body(setting: &Setting<'_>, page: PageIdx, from: &UrlPath, text: &str) -> String {
    let lang = setting.site.page(page).lang;
    let resolver = PageResolver { setting, page, from, lang, colours: true };
    let start = crate::document::split(text).body;
    crate::document::body::read_within(text, start, &setting.site.config.limits, |body| body.html(&resolver))
}

/// Folders below a kind or folder; all topics; all areas.
fn cards(setting: &Setting<'_>, list: &List, from: &UrlPath) -> Vec<Card> {
    let site = setting.site;
    let lang = list.lang(site);
    let topics = |map: &std::collections::BTreeMap<(LangIdx, String), Topic>, folder: &str| -> Vec<Card> {
        let mut cards: Vec<Card> = map
            .iter()
            .filter(|((l, _), _)| *l == lang)
            .map(|((_, key), topic)| {
                card(setting, from, &topics::url(site, lang, folder, key), &topic.label, topic.pages.len())
            })
            .collect();
        cards.sort_by_cached_key(|card| card.label.to_lowercase());
        cards
    };
    match list {
        List::Topics(_) => topics(&site.topics.tags, "topics"),
        List::Areas(_) => topics(&site.topics.areas, "areas"),
        List::Kind(..) | List::Folder(_) => {
            let Some(folder) = site.tree.folders.get(&list.url(site)) else { return Vec::new() };
            let folders = folder.children.iter().filter(|child| child.page.is_none());
            folders
                .map(|child| {
                    card(setting, from, &child.url, &child.label, site.tree.folders[&child.url].children.len())
                })
                .collect()
        }
        List::Narrowed(..) | List::Topic(..) | List::Area(..) | List::Series(..) => Vec::new(),
    }
}

fn card(setting: &Setting<'_>, from: &UrlPath, url: &UrlPath, label: &str, count: usize) -> Card {
    Card { id: String::new(), label: label.to_owned(), description: String::new(), url: setting.href(from, url), count }
}

/// By what the list of a kind can be narrowed down, and by what it is; the latter leads back to the whole.
fn filters(setting: &Setting<'_>, list: &List, from: &UrlPath) -> Vec<Filters> {
    let site = setting.site;
    let (lang, kind, chosen) = match list {
        List::Kind(lang, kind) => (*lang, *kind, None),
        List::Narrowed(lang, kind, facet) => (*lang, *kind, Some(facet)),
        _ => return Vec::new(),
    };
    let mut groups: Vec<Filters> = Vec::new();
    for (facet, topic) in site.topics.facets_of(lang, kind) {
        let by = match facet {
            Facet::Level(_) => "level",
            Facet::Area(_) => "area",
        };
        let current = chosen == Some(facet);
        let to = if current { List::Kind(lang, kind) } else { List::Narrowed(lang, kind, facet.clone()) };
        let filter = Filter {
            label: facet_label(setting, lang, kind, facet),
            url: setting.href(from, &to.url(site)),
            count: topic.pages.len(),
            current,
        };
        match groups.last_mut().filter(|group| group.by == by) {
            Some(group) => group.filters.push(filter),
            None => groups.push(Filters { by, filters: vec![filter] }),
        }
    }
    groups
}

fn facet_label(setting: &Setting<'_>, lang: LangIdx, kind: KindIdx, facet: &Facet) -> String {
    match facet {
        Facet::Level(level) => setting.word(lang, &format!("level-{}", level.name())),
        Facet::Area(_) => setting.site.topics.facets[&(lang, kind, facet.clone())].label.clone(),
    }
}

pub(super) fn kind_cards(setting: &Setting<'_>, from: &UrlPath, lang: LangIdx) -> Vec<Card> {
    let site = setting.site;
    let with_pages = (0..site.kinds.list.len()).filter_map(|kind| Some((kind, site.topics.kinds.get(&(lang, kind))?)));
    with_pages
        .map(|(kind, pages)| Card {
            id: site.kinds.list[kind].id.clone(),
            label: kind_label(setting, lang, kind, true),
            description: setting
                .known_word(lang, &format!("kind-{}-about", site.kinds.list[kind].id))
                .unwrap_or_default(),
            url: setting.href(from, &site.kind_index(lang, kind)),
            count: pages.len(),
        })
        .collect()
}

fn area_cards(setting: &Setting<'_>, from: &UrlPath, lang: LangIdx) -> Vec<Card> {
    let site = setting.site;
    let areas = site.topics.areas.iter().filter(|((l, _), _)| *l == lang);
    areas
        .map(|((_, key), topic)| Card {
            id: key.clone(),
            ..card(setting, from, &topics::url(site, lang, "areas", key), &topic.label, topic.pages.len())
        })
        .collect()
}

/// What the home page of every language shows of the site, found once.
#[derive(Debug, Default)]
pub struct Highlights {
    newest: Vec<PageIdx>,
    verified: Vec<PageIdx>,
}

impl Highlights {
    /// The newest pages and the freshest checks of a language.
    pub fn of(site: &Site, lang: LangIdx) -> Highlights {
        const SHOWN: usize = 6;
        let mut pages: Vec<PageIdx> = (0..site.pages.len())
            .filter(|page| site.page(*page).lang == lang && site.page(*page).role == PageRole::Content)
            .collect();
        pages.sort_by_key(|page| (std::cmp::Reverse(site.page(*page).published), *page));
        let newest = pages.iter().take(SHOWN).copied().collect();
        // What nobody should rely on is no answer to recommend, whenever somebody looked at it.
        let is_sound = |page: &PageIdx| {
            let facts = site.page(*page);
            let front = &facts.document.front_matter;
            matches!(front.status, None | Some(Status::Verified))
                && front.duplicate_of.is_none()
                && site.now.is_none_or(|now| rules::stale(site, facts, now).is_none())
        };
        let checked = |page: &PageIdx| rules::looked_at(site.page(*page), site.now);
        let mut verified = pages;
        // What stands among the newest need not stand twice.
        verified.drain(..verified.len().min(SHOWN));
        verified.retain(|page| checked(page).is_some() && is_sound(page));
        verified.sort_by_key(|page| (std::cmp::Reverse(checked(page)), *page));
        verified.truncate(SHOWN);
        Highlights { newest, verified }
    }
}

/// The home page of a language. `text` is the file of its `index.md`, where there is one.
pub fn home(setting: &Setting<'_>, lang: LangIdx, highlights: &Highlights, text: Option<(PageIdx, &str)>) -> Home {
    let site = setting.site;
    let url = site.home(lang);
    let title = text.map_or_else(|| site.config.title.clone(), |(page, _)| site.page(page).title.clone());
    let description = text.and_then(|(page, _)| site.page(page).document.front_matter.description.clone());
    let description = description.unwrap_or_else(|| site.config.description.clone());
    let languages = (0..site.langs.len()).map(|lang| (lang, site.home(lang))).collect();
    let about = About {
        description: description.clone(),
        languages,
        json_ld: Some(json_ld::site(setting, lang)),
        ..About::new(&url, lang, site.config.title.clone())
    };
    let frame = frame::frame(setting, about);
    // Each with the day by which it stands in its list.
    let items = |pages: &[PageIdx], day: fn(&Site, PageIdx) -> Option<Date>| {
        let item = |page: &PageIdx| Item { date: dates::text(day(site, *page)), ..item(setting, &url, *page, lang) };
        pages.iter().map(item).collect()
    };
    let wanted = site.wanted.iter().filter(|wanted| wanted.lang == lang).take(6);
    let missing = site.wanted_pages.iter().filter(|wanted| wanted.lang == lang).take(6);
    // They are written in the default language.
    let asked = site.config.search.examples.iter().filter(|_| lang == 0);
    let examples =
        asked.take(3).map(|text| Example { url: format!("{}?q={}", frame.search, query(text)), text: text.clone() });
    Home {
        body_html: text.map(|(page, text)| body(setting, page, &url, text)).unwrap_or_default(),
        examples: examples.collect(),
        sections: site.config.theme.home.clone(),
        kinds: kind_cards(setting, &url, lang),
        areas: area_cards(setting, &url, lang),
        changed: items(&site.changed[..site.changed.len().min(CHANGED)], |site, page| site.page(page).dated()),
        newest: items(&highlights.newest, |site, page| site.page(page).published),
        verified: items(&highlights.verified, |site, page| rules::looked_at(site.page(page), site.now)),
        wanted: wanted.map(|wanted| wanted_item(setting, wanted)).collect(),
        wanted_pages: missing.map(|wanted| wanted_page(setting, wanted)).collect(),
        newcomers: people::newcomers(setting, &url).into_iter().take(NEWCOMERS).collect(),
        people_count: people::count(setting),
        people_url: setting.href(&url, &UrlPath::new("/people/")),
        title,
        description,
        frame,
    }
}

/// Words as they stand in the address of the search page.
pub(super) fn query(words: &str) -> impl std::fmt::Display {
    percent_encoding::utf8_percent_encode(words, percent_encoding::NON_ALPHANUMERIC)
}

/// Pages that a preview names first, at most.
const CHANGED: usize = 200;

/// A question without an answer: a link to write it, where the forge is known.
fn wanted_item(setting: &Setting<'_>, wanted: &crate::site::Wanted) -> Item {
    let path = wanted.path.to_string();
    let edit = setting.site.config.edit_pattern().map(|pattern| frame::fill(setting, &pattern, &[("path", &path)]));
    Item {
        title: wanted.title.clone(),
        url: edit.unwrap_or_default(),
        kind: setting.site.kinds.list[wanted.kind].id.clone(),
        kind_label: kind_label(setting, wanted.lang, wanted.kind, false),
        ..Item::default()
    }
}

/// A page that is linked to and not there: a link to write it, where the forge is known.
fn wanted_page(setting: &Setting<'_>, wanted: &WantedPage) -> Item {
    let url = frame::new_file(setting, wanted.path.as_str());
    Item {
        title: wanted.title.clone(),
        url: url.unwrap_or_default(),
        description: setting.word(wanted.lang, "linked_from").replace("{n}", &wanted.pages.to_string()),
        ..Item::default()
    }
}

/// The search page of a language.
pub fn search(setting: &Setting<'_>, lang: LangIdx) -> Search {
    let site = setting.site;
    let url = UrlPath::new(&format!("{}/search/", site.prefix(lang)));
    let languages = (0..site.langs.len()).map(|lang| (lang, UrlPath::new(&format!("{}/search/", site.prefix(lang)))));
    let about =
        About { languages: languages.collect(), noindex: true, ..About::new(&url, lang, setting.word(lang, "search")) };
    let mut indexes = kind_cards(setting, &url, lang);
    for (list, folder) in [(List::Topics(lang), "topics"), (List::Areas(lang), "areas")] {
        let count = if folder == "topics" { site.topics.tags.keys() } else { site.topics.areas.keys() };
        let count = count.filter(|(l, _)| *l == lang).count();
        if count > 0 {
            indexes.push(card(setting, &url, &list.url(site), &setting.word(lang, folder), count));
        }
    }
    indexes.push(card(setting, &url, &UrlPath::new("/people/"), &setting.word(lang, "people"), people::count(setting)));
    Search { frame: frame::frame(setting, about), indexes }
}

/// A frame for pages that have nothing more: 404.
pub fn bare(setting: &Setting<'_>, url: &UrlPath, lang: LangIdx, title: &str) -> Frame {
    frame::frame(setting, About { noindex: true, ..About::new(url, lang, setting.word(lang, title)) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::Options;
    use crate::source::disk::literal;

    #[test]
    fn what_is_freshly_verified_is_true_and_was_looked_at() {
        let page =
            |name: &str, front: &str| (format!("faq/{name}.md"), format!("---\ntitle: {name}\n{front}---\n\nText.\n"));
        // Six that are newer, and do not stand twice.
        let newest =
            (0..6).map(|n| page(&format!("n{n}"), &format!("date: 2026-07-0{}\nreviewed: 2026-08-01\n", n + 1)));
        let others = [
            page("good", "date: 2026-01-01\nreviewed: 2026-07-01\nstatus: verified\n"),
            page("tested", "date: 2026-01-01\ntested: {on: 2026-08-01}\n"),
            page("to-come", "date: 2026-01-01\ntested: {on: 2027-08-01}\n"),
            page("never", "date: 2026-01-01\n"),
            page("stale", "date: 2020-01-01\nreviewed: 2021-01-01\nstatus: verified\n"),
            page("unsure", "date: 2026-01-01\nreviewed: 2026-08-01\nstatus: unverified\n"),
            page("broken", "date: 2026-01-01\nreviewed: 2026-08-01\nstatus: known-problem\n"),
            page("twin", "date: 2026-01-01\nreviewed: 2026-08-01\nduplicate_of: good.md\n"),
        ];
        let files: Vec<(String, String)> = newest.chain(others).collect();
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let options = Options { now: crate::site::dates::parse("2026-09-01"), ..Options::default() };
        let site = Site::of_literal(&literal(files), &options);
        let titles = |pages: &[PageIdx]| pages.iter().map(|page| site.page(*page).title.clone()).collect::<Vec<_>>();
        let found = Highlights::of(&site, 0);
        assert_eq!(titles(&found.newest), ["n5", "n4", "n3", "n2", "n1", "n0"]);
        assert_eq!(titles(&found.verified), ["tested", "good"]);
    }
}
