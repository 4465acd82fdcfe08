//! Pages that list pages: kinds, folders, topics, areas, series, home and search.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::path::UrlPath;
use crate::site::narrowing::{self, Facet, Facets, Level, Sort};
use crate::site::topics::{self, Topic};
use crate::site::tree::FolderPage;
use crate::site::wanted::WantedPage;
use crate::site::{KindIdx, LangIdx, PageIdx, PageRole, Site, dates, rules};
use crate::view::frame::{self, About, Trail};
use crate::view::page::{item, minutes_of};
use crate::view::resolver::PageResolver;
use crate::view::setting::{Setting, kind_label};
use crate::view::{
    Card, Example, Filter, Filters, Frame, Home, Index, Item, Link, PersonChip, Search, json_ld, people,
};

/// Entries on one page of a list.
pub const PAGE_LENGTH: usize = 100;
/// Newcomers shown on the home page; the people page has all of them.
const NEWCOMERS: usize = 12;

/// Which list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum List {
    /// All pages of a kind.
    Kind(LangIdx, KindIdx),
    /// Pages that have more in common than that: a kind and a level, an area and a kind.
    Narrowed(LangIdx, Facets),
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
    /// All series.
    AllSeries(LangIdx),
    /// Series of which a part is of a level, an area or a topic.
    SomeSeries(LangIdx, Facet),
}

impl List {
    /// Every list of the site that has something in it, but those that are a part of another one.
    pub fn all(site: &Site) -> Vec<List> {
        let kinds = site.topics.kinds.keys().map(|(lang, kind)| List::Kind(*lang, *kind));
        let folders = site.tree.folders.iter().filter(|(_, folder)| folder.page == FolderPage::List);
        let folders = folders.map(|(url, _)| List::Folder(url.clone()));
        let of = |list: fn(LangIdx, String) -> List| move |(lang, key): &(LangIdx, String)| list(*lang, key.clone());
        let topics = site.topics.tags.keys().map(of(List::Topic));
        let areas = site.topics.areas.keys().map(of(List::Area));
        let series = site.topics.series.keys().map(of(List::Series));
        let mut all: Vec<List> = kinds.chain(folders).chain(topics).chain(areas).chain(series).collect();
        for lang in 0..site.langs.len() {
            all.extend(List::of_lists(site, lang));
        }
        all
    }

    /// Every list that is a part of another one.
    pub fn narrowed(site: &Site) -> Vec<List> {
        let pages = site.narrowing.lists().map(|(lang, facets)| List::Narrowed(*lang, facets.clone()));
        let some = |lang| site.narrowing.series(lang).map(move |(facet, _)| List::SomeSeries(lang, facet.clone()));
        pages.chain((0..site.langs.len()).flat_map(some)).collect()
    }

    /// The lists of what has lists of its own: topics, areas and series, as far as a language has them.
    fn of_lists(site: &Site, lang: LangIdx) -> impl Iterator<Item = List> {
        let lists = [List::Topics(lang), List::Areas(lang), List::AllSeries(lang)];
        lists.into_iter().filter(|list| list.entries(site) > 0)
    }

    /// Its address; further pages of it are below `page/`.
    pub fn url(&self, site: &Site) -> UrlPath {
        let below = |lang: &LangIdx, folder: &str| UrlPath::new(&format!("{}/{folder}/", site.prefix(*lang)));
        match self {
            List::Kind(lang, kind) => site.kind_index(*lang, *kind),
            List::Narrowed(lang, facets) => narrowing::url(site, *lang, facets),
            List::Folder(url) => url.clone(),
            List::Topic(lang, key) => topics::url(site, *lang, "topics", key),
            List::Area(lang, key) => topics::url(site, *lang, "areas", key),
            List::Series(lang, key) => topics::url(site, *lang, "series", key),
            List::Topics(lang) => below(lang, "topics"),
            List::Areas(lang) => below(lang, "areas"),
            List::AllSeries(lang) => below(lang, "series"),
            List::SomeSeries(lang, facet) => below(lang, "series").join(&narrowing::below(facet)),
        }
    }

    /// Its language.
    pub fn lang(&self, site: &Site) -> LangIdx {
        match self {
            List::Folder(url) => site.tree.folders[url].lang,
            List::Kind(lang, _) | List::Narrowed(lang, _) | List::Topic(lang, _) | List::Area(lang, _) => *lang,
            List::Series(lang, _) | List::Topics(lang) | List::Areas(lang) => *lang,
            List::AllSeries(lang) | List::SomeSeries(lang, _) => *lang,
        }
    }

    /// The pages it lists, in order.
    pub fn pages<'a>(&self, site: &'a Site) -> std::borrow::Cow<'a, [PageIdx]> {
        let of = |topic: &'a Topic| std::borrow::Cow::Borrowed(topic.pages.as_slice());
        match self {
            List::Kind(lang, kind) => std::borrow::Cow::Borrowed(site.topics.kinds[&(*lang, *kind)].as_slice()),
            List::Narrowed(lang, facets) => site.narrowing.pages(*lang, facets).unwrap_or_default().into(),
            List::Folder(url) => {
                site.tree.folders[url].children.iter().filter_map(|child| child.page).collect::<Vec<_>>().into()
            }
            List::Topic(lang, key) => of(&site.topics.tags[&(*lang, key.clone())]),
            List::Area(lang, key) => of(&site.topics.areas[&(*lang, key.clone())]),
            List::Series(lang, key) => of(&site.topics.series[&(*lang, key.clone())]),
            List::Topics(_) | List::Areas(_) | List::AllSeries(_) | List::SomeSeries(..) => [].as_slice().into(),
        }
    }

    /// The series it lists, by name.
    fn series<'a>(&self, site: &'a Site) -> Vec<(&'a str, &'a Topic)> {
        let topics = &site.topics;
        let mut series: Vec<(&str, &Topic)> = match self {
            List::AllSeries(lang) => topics.series_in(*lang).map(|(key, topic)| (key.as_str(), topic)).collect(),
            List::SomeSeries(lang, facet) => {
                let keys = site.narrowing.series(*lang).find(|(other, _)| *other == facet).map(|(_, keys)| keys);
                let of = |key: &'a String| (key.as_str(), &topics.series[&(*lang, key.clone())]);
                keys.unwrap_or_default().iter().map(of).collect()
            }
            _ => Vec::new(),
        };
        series.sort_by_cached_key(|(key, topic)| (topic.label.to_lowercase(), *key));
        series
    }

    /// Number of pages, topics, areas or series in it; folders in it are not counted.
    fn entries(&self, site: &Site) -> usize {
        let of = |lists: &BTreeMap<(LangIdx, String), Topic>, lang: LangIdx| {
            lists.range((lang, String::new())..(lang + 1, String::new())).count()
        };
        match self {
            List::Topics(lang) => of(&site.topics.tags, *lang),
            List::Areas(lang) => of(&site.topics.areas, *lang),
            List::AllSeries(_) | List::SomeSeries(..) => self.series(site).len(),
            _ => self.pages(site).len(),
        }
    }

    /// Whether it is a part of another list.
    pub fn is_narrowed(&self) -> bool {
        matches!(self, List::Narrowed(..) | List::SomeSeries(..))
    }

    /// Whether readers can subscribe to it.
    pub fn has_feed(&self) -> bool {
        matches!(self, List::Kind(..) | List::Topic(..))
    }

    /// Number of pages it is cut into.
    pub fn length(&self, site: &Site) -> usize {
        match self {
            // Their cards stand on one page.
            List::Topics(_) | List::Areas(_) => 1,
            _ => self.entries(site).div_ceil(PAGE_LENGTH).max(1),
        }
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
            List::Narrowed(lang, facets) => {
                let (base, rest) = narrowing::base(facets);
                let labels = std::iter::once(base).chain(rest).map(|facet| facet_label(setting, *lang, facet));
                labels.collect::<Vec<_>>().join(" · ")
            }
            List::Folder(url) => site.tree.folders[url].label.clone(),
            List::Topic(lang, key) => site.topics.tags[&(*lang, key.clone())].label.clone(),
            List::Area(lang, key) => site.topics.areas[&(*lang, key.clone())].label.clone(),
            List::Series(lang, key) => site.topics.series[&(*lang, key.clone())].label.clone(),
            List::Topics(lang) => setting.word(*lang, "topics"),
            List::Areas(lang) => setting.word(*lang, "areas"),
            List::AllSeries(lang) => setting.word(*lang, "series"),
            List::SomeSeries(lang, facet) => {
                format!("{} · {}", setting.word(*lang, "series"), facet_label(setting, *lang, facet))
            }
        }
    }

    fn what(&self) -> &'static str {
        match self {
            List::Narrowed(lang, facets) => List::of(*lang, &vec![narrowing::base(facets).0.clone()]).what(),
            List::Kind(..) => "kind",
            List::Folder(_) => "folder",
            List::Topic(..) => "topic",
            List::Area(..) => "area",
            List::Series(..) => "series",
            List::Topics(_) => "topics",
            List::Areas(_) => "areas",
            List::AllSeries(_) | List::SomeSeries(..) => "all-series",
        }
    }

    /// The list of the pages that have this in common.
    fn of(lang: LangIdx, facets: &Facets) -> List {
        match facets.as_slice() {
            [Facet::Kind(kind)] => List::Kind(lang, *kind),
            [Facet::Area(key)] => List::Area(lang, key.clone()),
            [Facet::Topic(key)] => List::Topic(lang, key.clone()),
            _ => List::Narrowed(lang, facets.clone()),
        }
    }

    /// What its pages have in common, where lists are narrowed down by that.
    fn facets(&self) -> Option<(LangIdx, Facets)> {
        match self {
            List::Kind(lang, kind) => Some((*lang, vec![Facet::Kind(*kind)])),
            List::Area(lang, key) => Some((*lang, vec![Facet::Area(key.clone())])),
            List::Topic(lang, key) => Some((*lang, vec![Facet::Topic(key.clone())])),
            List::Narrowed(lang, facets) => Some((*lang, facets.clone())),
            _ => None,
        }
    }

    /// The lists and folders that it lies in, from home on.
    fn trail(&self, setting: &Setting<'_>) -> Trail {
        let site = setting.site;
        let lang = self.lang(site);
        let above = match self {
            List::Kind(..) | List::Folder(_) => return frame::trail(setting, &self.url(site), lang),
            List::Narrowed(_, facets) => Some(List::of(lang, &vec![narrowing::base(facets).0.clone()])),
            List::Topic(..) => Some(List::Topics(lang)),
            List::Area(..) => Some(List::Areas(lang)),
            List::Series(..) | List::SomeSeries(..) => Some(List::AllSeries(lang)),
            List::Topics(_) | List::Areas(_) | List::AllSeries(_) => None,
        };
        match above {
            Some(above) => {
                let own = (above.title(setting), above.url(site));
                above.trail(setting).into_iter().chain([own]).collect()
            }
            None => vec![(setting.word(lang, "home"), site.home(lang))],
        }
    }

    /// The same list in other languages.
    fn languages(&self, site: &Site) -> Vec<(LangIdx, UrlPath)> {
        match self {
            List::Kind(_, kind) => {
                let langs = (0..site.langs.len()).filter(|lang| site.topics.kinds.contains_key(&(*lang, *kind)));
                langs.map(|lang| (lang, site.kind_index(lang, *kind))).collect()
            }
            List::Area(_, key) => {
                let langs = (0..site.langs.len()).filter(|lang| site.topics.areas.contains_key(&(*lang, key.clone())));
                langs.map(|lang| (lang, topics::url(site, lang, "areas", key))).collect()
            }
            List::Topics(_) | List::Areas(_) | List::AllSeries(_) => {
                let same = |list: &List| list.what() == self.what();
                let lists = (0..site.langs.len()).flat_map(|lang| List::of_lists(site, lang).filter(same));
                lists.map(|list| (list.lang(site), list.url(site))).collect()
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
    let description = match (list, text) {
        (_, Some((page, _))) => super::page::description(site.page(page)),
        (List::Kind(_, kind), None) => kind_about(setting, lang, *kind),
        _ => String::new(),
    };
    let trail = list.trail(setting);
    let about = About {
        description: description.clone(),
        languages: if number == 0 { list.languages(site) } else { Vec::new() },
        json_ld: Some(json_ld::breadcrumb_only(setting, &trail)),
        // The whole list stands for its parts.
        noindex: list.is_narrowed(),
        ..About::new(&url, lang, title.clone())
    };
    let mut frame = frame::frame(setting, about);
    frame.breadcrumb = frame::links(setting, &url, &trail);
    let feed = (list.has_feed() && setting.base_url.is_some()).then(|| setting.href(&url, &first.join("feed.xml")));
    frame.feeds.extend(feed.iter().map(|feed| Link { label: title.clone(), url: feed.clone(), ..Link::default() }));
    let pages = list.pages(site);
    let cards = if number == 0 { cards(setting, list, &url) } else { Vec::new() };
    let series = list.series(site);
    let shown = pages.iter().skip(number * PAGE_LENGTH).take(PAGE_LENGTH).map(|page| item(setting, &url, *page, lang));
    let shown_series = series.iter().skip(number * PAGE_LENGTH).take(PAGE_LENGTH);
    let shown_series = shown_series.map(|(key, series)| series_item(setting, &url, lang, key, series));
    let told = matches!(list, List::Series(..) | List::Area(..)) && number == 0;
    let Summary { duration, levels, topics } =
        if told { Summary::of(setting, &url, lang, &pages) } else { Summary::default() };
    let length = list.length(site);
    let numbers = (0..length).filter(|page| near(*page, number, length));
    let numbers = numbers.map(|page| setting.link(&url, &list.page_url(site, page), (page + 1).to_string()));
    Index {
        what: list.what(),
        total: (pages.len() + series.len()).max(if pages.is_empty() { cards.len() } else { 0 }),
        duration,
        levels,
        topics,
        items: shown.chain(shown_series).collect(),
        cards,
        filters: match list {
            List::AllSeries(lang) => series_filters(setting, *lang, None, &url),
            List::SomeSeries(lang, facet) => series_filters(setting, *lang, Some(facet), &url),
            _ => filters(setting, list, &url),
        },
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
        _ => Vec::new(),
    }
}

fn card(setting: &Setting<'_>, from: &UrlPath, url: &UrlPath, label: &str, count: usize) -> Card {
    Card { id: String::new(), label: label.to_owned(), description: String::new(), url: setting.href(from, url), count }
}

/// By what a list can be narrowed down, and by what it is; the latter leads back to the longer one.
fn filters(setting: &Setting<'_>, list: &List, from: &UrlPath) -> Vec<Filters> {
    let Some((lang, facets)) = list.facets() else { return Vec::new() };
    let groups = Sort::ALL.into_iter().filter_map(|sort| {
        let filters = filters_of(setting, lang, &facets, sort, from);
        let all = (sort == Sort::Topic).then(|| all_topics(setting, lang, from));
        (!filters.is_empty()).then(|| Filters { by: sort_name(sort), filters, all })
    });
    groups.collect()
}

/// The filters of one sort.
fn filters_of(setting: &Setting<'_>, lang: LangIdx, facets: &Facets, sort: Sort, from: &UrlPath) -> Vec<Filter> {
    let site = setting.site;
    let is_list = |facets: &Facets| match facets.as_slice() {
        [Facet::Level(_)] | [] => false,
        [_] => true,
        _ => site.narrowing.pages(lang, facets).is_some(),
    };
    let chosen: Vec<&Facet> = facets.iter().filter(|facet| facet.sort() == sort).collect();
    // Of two topics each leads to the other; else what is left without the one chosen is what the others narrow down.
    let rest = match chosen.as_slice() {
        [] => facets.clone(),
        [one] if facets.len() > 1 => narrowing::without(facets, one),
        [_] => facets.clone(),
        _ => Facets::new(),
    };
    let ways = site.narrowing.ways(lang, &rest).iter().filter(|facet| facet.sort() == sort);
    let mut offered: Vec<&Facet> = ways.collect();
    // What all of the longer list has leads nowhere else.
    let length = |facets: &Facets| List::of(lang, facets).pages(site).len();
    let is_left = |facet: &&Facet| {
        let longer = narrowing::without(facets, facet);
        !offered.contains(facet) && is_list(&longer) && length(&longer) > length(facets)
    };
    let left: Vec<&Facet> = chosen.iter().copied().filter(is_left).collect();
    offered.extend(left);
    offered.sort();
    let filter = |facet: &Facet| {
        let current = chosen.contains(&facet);
        let some = if current { facets.clone() } else { narrowing::with(&rest, facet) };
        let to = if current { narrowing::without(facets, facet) } else { some.clone() };
        Filter {
            label: facet_label(setting, lang, facet),
            url: setting.href(from, &List::of(lang, &to).url(site)),
            count: length(&some),
            current,
        }
    };
    offered.into_iter().map(filter).collect()
}

/// By what the list of all series can be narrowed down.
fn series_filters(setting: &Setting<'_>, lang: LangIdx, chosen: Option<&Facet>, from: &UrlPath) -> Vec<Filters> {
    let site = setting.site;
    let groups = Sort::ALL.into_iter().filter_map(|sort| {
        let some = site.narrowing.series(lang).filter(|(facet, _)| facet.sort() == sort);
        let filters = some.map(|(facet, keys)| {
            let current = chosen == Some(facet);
            let to = if current { List::AllSeries(lang) } else { List::SomeSeries(lang, facet.clone()) };
            let label = facet_label(setting, lang, facet);
            Filter { label, url: setting.href(from, &to.url(site)), count: keys.len(), current }
        });
        let filters: Vec<Filter> = filters.collect();
        (!filters.is_empty()).then(|| Filters { by: sort_name(sort), filters, all: None })
    });
    groups.collect()
}

fn all_topics(setting: &Setting<'_>, lang: LangIdx, from: &UrlPath) -> Link {
    setting.link(from, &List::Topics(lang).url(setting.site), setting.word(lang, "topics"))
}

fn sort_name(sort: Sort) -> &'static str {
    match sort {
        Sort::Kind => "kind",
        Sort::Level => "level",
        Sort::Area => "area",
        Sort::Topic => "topic",
    }
}

fn facet_label(setting: &Setting<'_>, lang: LangIdx, facet: &Facet) -> String {
    let topics = &setting.site.topics;
    match facet {
        Facet::Kind(kind) => kind_label(setting, lang, *kind, true),
        Facet::Level(level) => setting.word(lang, &format!("level-{}", level.name())),
        Facet::Area(key) => topics.areas[&(lang, key.clone())].label.clone(),
        Facet::Topic(key) => topics.tags[&(lang, key.clone())].label.clone(),
    }
}

/// What a list takes and is about.
#[derive(Default)]
struct Summary {
    duration: String,
    levels: Vec<&'static str>,
    topics: Vec<Link>,
}

impl Summary {
    fn of(setting: &Setting<'_>, from: &UrlPath, lang: LangIdx, pages: &[PageIdx]) -> Summary {
        const TOPICS: usize = 8;
        let site = setting.site;
        let mut tags: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for page in pages {
            site.topics.tags_of(site, *page).for_each(|tag| *tags.entry(tag).or_default() += 1);
        }
        let mut tags: Vec<((&str, &str), usize)> = tags.into_iter().collect();
        tags.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let topic = |(key, label): (&str, &str)| setting.link(from, &topics::url(site, lang, "topics", key), label);
        Summary {
            duration: duration(setting, lang, pages),
            levels: levels(site, pages),
            topics: tags.into_iter().take(TOPICS).map(|(tag, _)| topic(tag)).collect(),
        }
    }
}

/// What all pages take, in words; "" where one of them does not say it in words that are understood.
fn duration(setting: &Setting<'_>, lang: LangIdx, pages: &[PageIdx]) -> String {
    let minutes = pages.iter().map(|page| minutes_of(setting.site.page(*page)));
    let minutes = minutes.sum::<Option<u32>>().unwrap_or(0);
    let parts = [("hours", minutes / 60), ("minutes", minutes % 60)].into_iter().filter(|(_, count)| *count > 0);
    let words = parts.map(|(unit, count)| setting.word(lang, unit).replace("{n}", &count.to_string()));
    words.collect::<Vec<_>>().join(" ")
}

/// The lowest and the highest level that pages tell; one where they agree.
fn levels(site: &Site, pages: &[PageIdx]) -> Vec<&'static str> {
    let levels: BTreeSet<Level> = pages.iter().filter_map(|page| Level::of(site, *page)).collect();
    let ends = levels.first().into_iter().chain(levels.last().filter(|_| levels.len() > 1));
    ends.map(|level| level.name()).collect()
}

/// A series in a list: what its first part says it is about, and what all of it takes.
fn series_item(setting: &Setting<'_>, from: &UrlPath, lang: LangIdx, key: &str, series: &Topic) -> Item {
    const AUTHORS: usize = 3;
    let site = setting.site;
    let first = item(setting, from, series.pages[0], lang);
    let mut authors: Vec<PersonChip> = Vec::new();
    for author in series.pages.iter().flat_map(|page| people::authors(setting, *page, from, AUTHORS)) {
        if authors.len() < AUTHORS && !authors.contains(&author) {
            authors.push(author);
        }
    }
    let levels = levels(site, &series.pages);
    Item {
        title: series.label.clone(),
        url: setting.href(from, &topics::url(site, lang, "series", key)),
        parts: series.pages.len(),
        duration: duration(setting, lang, &series.pages),
        level: levels.first().filter(|_| levels.len() == 1).map(|level| (*level).to_owned()).unwrap_or_default(),
        date: dates::text(series.pages.iter().filter_map(|page| site.page(*page).dated()).max()),
        authors,
        verified: series.pages.iter().all(|page| rules::is_verified(site, site.page(*page))),
        ..first
    }
}

/// What a kind is for: what its folder's own page says of it, else the theme's words for the kinds that are built in.
fn kind_about(setting: &Setting<'_>, lang: LangIdx, kind: KindIdx) -> String {
    let site = setting.site;
    let own = site.kind_pages.get(&(lang, kind)).map(|page| &site.page(*page).document.front_matter);
    let own = own.and_then(|front| front.description.clone());
    own.or_else(|| setting.known_word(lang, &format!("kind-{}-about", site.kinds.list[kind].id))).unwrap_or_default()
}

pub(super) fn kind_cards(setting: &Setting<'_>, from: &UrlPath, lang: LangIdx) -> Vec<Card> {
    let site = setting.site;
    let with_pages = (0..site.kinds.list.len()).filter_map(|kind| Some((kind, site.topics.kinds.get(&(lang, kind))?)));
    with_pages
        .map(|(kind, pages)| Card {
            id: site.kinds.list[kind].id.clone(),
            label: kind_label(setting, lang, kind, true),
            description: kind_about(setting, lang, kind),
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
        let checked = |page: &PageIdx| rules::looked_at(site.page(*page), site.now);
        let mut verified = pages;
        // What stands among the newest need not stand twice.
        verified.drain(..verified.len().min(SHOWN));
        verified.retain(|page| checked(page).is_some() && rules::is_verified(site, site.page(*page)));
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
        community_url: setting.href(&url, &UrlPath::new("/community/")),
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

/// A question without an answer: a link to write it where the forge is known, else which file waits for it.
fn wanted_item(setting: &Setting<'_>, wanted: &crate::site::Wanted) -> Item {
    let path = wanted.path.to_string();
    let edit = setting.site.config.edit_pattern().map(|pattern| frame::fill(setting, &pattern, &[("path", &path)]));
    let how = || setting.word(wanted.lang, "answer_it").replace("{path}", &path);
    Item {
        title: wanted.title.clone(),
        description: if edit.is_none() { how() } else { String::new() },
        url: edit.unwrap_or_default(),
        kind: setting.site.kinds.list[wanted.kind].id.clone(),
        kind_label: kind_label(setting, wanted.lang, wanted.kind, false),
        ..Item::default()
    }
}

/// A page that is linked to and not there: a link to write it where the forge is known, else which file it would be.
fn wanted_page(setting: &Setting<'_>, wanted: &WantedPage) -> Item {
    let url = frame::new_file(setting, wanted.path.as_str());
    let linked = setting.word(wanted.lang, "linked_from").replace("{n}", &wanted.pages.to_string());
    let how = || setting.word(wanted.lang, "write_it").replace("{path}", wanted.path.as_str());
    let how = if url.is_none() { how() } else { String::new() };
    Item {
        title: wanted.title.clone(),
        url: url.unwrap_or_default(),
        description: [linked, how].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · "),
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
    let lists = List::of_lists(site, lang);
    indexes.extend(lists.map(|list| card(setting, &url, &list.url(site), &list.title(setting), list.entries(site))));
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
