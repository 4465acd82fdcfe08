//! By what long lists can be narrowed down, and which shorter lists that makes: pages of a kind, an area or a topic, everyone, all series.
//!
//! Begin with [`Narrowing::of`]. How many shorter lists there are is bounded: only a list that is longer than a glance takes in
//! is narrowed down, only by what leaves some of it out and little enough in, by few topics and areas, and of topics and areas
//! only the longest.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::path::{UrlPath, shared_slug};
use crate::site::people::{PersonIdx, Role};
use crate::site::topics::{self, Topic};
use crate::site::{KindIdx, LangIdx, PageIdx, PageRole, Site};

/// As many entries are seen without narrowing anything down.
const GLANCE: usize = 8;
/// Topics by which one list is narrowed down: those that most of it has.
const TOPICS: usize = 12;
/// The same of areas.
const AREAS: usize = 24;
/// Of the topics of a language, and of its areas, so many are narrowed down: those with most pages.
const LISTS: usize = 30;
/// A part of a list that is longer than this is read by nobody; only levels and areas of a kind may be.
const LONGEST: usize = 500;

/// What the pages of a list have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Facet {
    /// Kind.
    Kind(KindIdx),
    /// Level, easiest first.
    Level(Level),
    /// Area, by slug.
    Area(String),
    /// Topic, by slug.
    Topic(String),
}

/// A sort of [`Facet`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// Kind.
    Kind,
    /// Level.
    Level,
    /// Area.
    Area,
    /// Topic.
    Topic,
}

impl Sort {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Sort; 4] = [Sort::Kind, Sort::Level, Sort::Area, Sort::Topic];
}

impl Facet {
    /// What sort of facet it is.
    pub fn sort(&self) -> Sort {
        match self {
            Facet::Kind(_) => Sort::Kind,
            Facet::Level(_) => Sort::Level,
            Facet::Area(_) => Sort::Area,
            Facet::Topic(_) => Sort::Topic,
        }
    }
}

/// How much a page asks of its reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Nothing.
    Beginner,
    /// The basics.
    Intermediate,
    /// Experience.
    Advanced,
}

impl Level {
    /// As front matter writes it.
    pub fn name(self) -> &'static str {
        match self {
            Level::Beginner => "beginner",
            Level::Intermediate => "intermediate",
            Level::Advanced => "advanced",
        }
    }

    /// The level of a page, where it tells one.
    pub fn of(site: &Site, page: PageIdx) -> Option<Level> {
        let name = site.page(page).document.front_matter.level.as_deref()?;
        [Level::Beginner, Level::Intermediate, Level::Advanced].into_iter().find(|level| level.name() == name)
    }
}

/// What some people have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// What they did.
    Role(Role),
    /// An area for which they did something, by slug.
    Area(String),
    /// A topic for which they did something, by slug.
    Topic(String),
}

/// Facets in order; one alone is a whole list.
pub type Facets = Vec<Facet>;

/// All shorter lists, and what leads to them.
#[derive(Debug, Default)]
pub struct Narrowing {
    /// The pages that have two facets or three in common.
    lists: BTreeMap<(LangIdx, Facets), Vec<PageIdx>>,
    /// By what each list can be narrowed down further.
    ways: BTreeMap<(LangIdx, Facets), Facets>,
    /// Series of which a part has a facet, by slug.
    series: BTreeMap<(LangIdx, Facet), Vec<String>>,
    /// People by what they have in common, in their order.
    people: BTreeMap<Part, Vec<PersonIdx>>,
}

impl Narrowing {
    /// Finds the shorter lists of a site whose topics and people are known.
    pub(super) fn of(site: &Site) -> Narrowing {
        let mut narrowing = Narrowing::default();
        narrowing.narrow_pages(site);
        narrowing.narrow_series(site);
        narrowing.narrow_people(site);
        narrowing
    }

    /// Every shorter list of pages.
    pub fn lists(&self) -> impl Iterator<Item = &(LangIdx, Facets)> {
        self.lists.keys()
    }

    /// The pages of a shorter list, in order; `None` where there is no such list.
    pub fn pages(&self, lang: LangIdx, facets: &Facets) -> Option<&[PageIdx]> {
        self.lists.get(&(lang, facets.clone())).map(Vec::as_slice)
    }

    /// By what a list can be narrowed down further.
    pub fn ways(&self, lang: LangIdx, facets: &Facets) -> &[Facet] {
        self.ways.get(&(lang, facets.clone())).map(Vec::as_slice).unwrap_or_default()
    }

    /// By what the series of a language can be narrowed down, and the slugs of those that are left.
    pub fn series(&self, lang: LangIdx) -> impl Iterator<Item = (&Facet, &[String])> {
        let own = self.series.range((lang, Facet::Kind(0))..).take_while(move |((l, _), _)| *l == lang);
        own.map(|((_, facet), keys)| (facet, keys.as_slice()))
    }

    /// By what everyone can be narrowed down, and who is left.
    pub fn people(&self) -> &BTreeMap<Part, Vec<PersonIdx>> {
        &self.people
    }

    fn narrow_pages(&mut self, site: &Site) {
        let near = near(site);
        let topics = &site.topics;
        let kinds = topics.kinds.iter().map(|((lang, kind), pages)| (*lang, Facet::Kind(*kind), pages));
        let areas = longest(&topics.areas).map(|(lang, key, pages)| (lang, Facet::Area(key), pages));
        let tags = longest(&topics.tags).map(|(lang, key, pages)| (lang, Facet::Topic(key), pages));
        let whole: Vec<(LangIdx, Facet, &Vec<PageIdx>)> = kinds.chain(areas).chain(tags).collect();
        for (lang, facet, pages) in whole {
            self.narrow(site, &near, (lang, vec![facet]), pages);
        }
        let twice: Vec<(LangIdx, Facets)> = self.lists.keys().cloned().collect();
        for key in twice {
            let pages = self.lists[&key].clone();
            self.narrow(site, &near, key, &pages);
        }
        // What is of one kind has the order of that kind, whichever list led to it.
        let mut place = vec![0; site.pages.len()];
        for pages in topics.kinds.values() {
            pages.iter().enumerate().for_each(|(at, page)| place[*page] = at);
        }
        for ((_, facets), pages) in &mut self.lists {
            if matches!(facets.first(), Some(Facet::Kind(_))) {
                pages.sort_by_key(|page| place[*page]);
            }
        }
    }

    /// Narrows one list down by everything that helps.
    fn narrow(&mut self, site: &Site, near: &BTreeSet<&UrlPath>, (lang, facets): (LangIdx, Facets), pages: &[PageIdx]) {
        let sorts = further(&facets);
        if pages.len() <= GLANCE || sorts.is_empty() {
            return;
        }
        let found = by_facets(site, pages, |sort| sorts.contains(&sort));
        let mut ways = Facets::new();
        for (facet, some) in telling(found, pages.len()) {
            if facets.contains(&facet) {
                continue;
            }
            let key = (lang, with(&facets, &facet));
            let may_be_long = matches!(key.1.as_slice(), [Facet::Kind(_), Facet::Level(_) | Facet::Area(_)]);
            if some.len() > LONGEST && !may_be_long {
                continue;
            }
            // An author's page at the address of the list is what answers there.
            let url = url(site, lang, &key.1);
            if near.range::<UrlPath, _>(&url..).next().is_some_and(|page| page.as_str().starts_with(url.as_str())) {
                continue;
            }
            self.lists.entry(key).or_insert(some);
            ways.push(facet);
        }
        if !ways.is_empty() {
            self.ways.insert((lang, facets), ways);
        }
    }

    fn narrow_series(&mut self, site: &Site) {
        for lang in 0..site.langs.len() {
            let all: Vec<(&String, &Topic)> = site.topics.series_in(lang).collect();
            let mut found: BTreeMap<Facet, Vec<String>> = BTreeMap::new();
            for (key, series) in &all {
                let is_told = |sort: Sort| sort != Sort::Kind;
                for facet in by_facets(site, &series.pages, is_told).into_keys() {
                    found.entry(facet).or_default().push((*key).clone());
                }
            }
            let found = if all.len() > GLANCE { telling(found, all.len()) } else { Vec::new() };
            self.series.extend(found.into_iter().map(|(facet, keys)| ((lang, facet), keys)));
        }
    }

    fn narrow_people(&mut self, site: &Site) {
        let all = site.people.named().count();
        if all <= GLANCE {
            return;
        }
        let mut roles: BTreeMap<Part, BTreeSet<PersonIdx>> = BTreeMap::new();
        let mut facets: BTreeMap<Facet, BTreeSet<PersonIdx>> = BTreeMap::new();
        for page in (0..site.pages.len()).filter(|page| site.page(*page).role == PageRole::Content) {
            let parts = &site.credits(page).parts;
            for part in parts {
                part.told().for_each(|role| _ = roles.entry(Part::Role(role)).or_default().insert(part.who));
            }
            let is_told = |sort: Sort| matches!(sort, Sort::Area | Sort::Topic);
            for facet in by_facets(site, &[page], is_told).into_keys() {
                facets.entry(facet).or_default().extend(parts.iter().map(|part| part.who));
            }
        }
        roles.retain(|_, people| people.len() < all);
        let part = |facet: Facet| match facet {
            Facet::Area(key) => Some(Part::Area(key)),
            Facet::Topic(key) => Some(Part::Topic(key)),
            Facet::Kind(_) | Facet::Level(_) => None,
        };
        let facets = facets.into_iter().map(|(facet, people)| (facet, people.into_iter().collect())).collect();
        let about = telling(facets, all).into_iter().filter_map(|(facet, people)| Some((part(facet)?, people)));
        let roles = roles.into_iter().map(|(role, people)| (role, people.into_iter().collect()));
        self.people = roles.chain(about).collect();
    }
}

/// By what a list that is of something already can be narrowed down. A level within an area within a kind is as deep as it goes.
fn further(facets: &Facets) -> &'static [Sort] {
    match facets.as_slice() {
        [Facet::Kind(_)] => &[Sort::Level, Sort::Area, Sort::Topic],
        [Facet::Area(_)] => &[Sort::Kind, Sort::Level],
        [Facet::Topic(_)] => &[Sort::Kind, Sort::Level, Sort::Topic],
        [Facet::Kind(_), Facet::Level(_)] => &[Sort::Area],
        [Facet::Kind(_), Facet::Area(_)] => &[Sort::Level],
        [Facet::Level(_), Facet::Area(_)] => &[Sort::Kind],
        _ => &[],
    }
}

/// The same facets and one more.
pub fn with(facets: &Facets, facet: &Facet) -> Facets {
    let mut all = facets.clone();
    all.push(facet.clone());
    all.sort();
    all
}

/// The same facets but one.
pub fn without(facets: &Facets, facet: &Facet) -> Facets {
    facets.iter().filter(|other| *other != facet).cloned().collect()
}

/// The facet that a list is of, and those by which it is narrowed down.
pub fn base(facets: &Facets) -> (&Facet, impl Iterator<Item = &Facet>) {
    let at = facets.iter().position(|facet| facet.sort() != Sort::Level).expect("a level alone is no list");
    (&facets[at], facets.iter().enumerate().filter(move |(other, _)| *other != at).map(|(_, facet)| facet))
}

/// The address of a list.
pub fn url(site: &Site, lang: LangIdx, facets: &Facets) -> UrlPath {
    let (base, rest) = base(facets);
    let mut url = match base {
        Facet::Kind(kind) => site.kind_index(lang, *kind),
        Facet::Area(key) => topics::url(site, lang, "areas", key),
        Facet::Topic(key) => topics::url(site, lang, "topics", key),
        Facet::Level(_) => unreachable!("a level alone is no list"),
    };
    for facet in rest {
        url = url.join(&below(facet));
    }
    url
}

/// The address of a facet below that of a list.
pub fn below(facet: &Facet) -> String {
    match facet {
        Facet::Level(level) => format!("levels/{}/", level.name()),
        Facet::Area(key) => format!("areas/{key}/"),
        Facet::Topic(key) => format!("topics/{key}/"),
        Facet::Kind(_) => unreachable!("what is of a kind lies below the kind"),
    }
}

/// The address of some of the people.
pub fn people_url(part: &Part) -> UrlPath {
    UrlPath::new("/people/").join(&match part {
        Part::Role(role) => format!("roles/{}/", role.name()),
        Part::Area(key) => format!("areas/{key}/"),
        Part::Topic(key) => format!("topics/{key}/"),
    })
}

/// Pages that are sorted by what they have in common, in their order.
fn by_facets(site: &Site, pages: &[PageIdx], is_asked: impl Fn(Sort) -> bool) -> BTreeMap<Facet, Vec<PageIdx>> {
    let mut kinds: BTreeMap<KindIdx, Vec<PageIdx>> = BTreeMap::new();
    let mut levels: BTreeMap<Level, Vec<PageIdx>> = BTreeMap::new();
    let mut areas: BTreeMap<String, Vec<PageIdx>> = BTreeMap::new();
    let mut tags: BTreeMap<&str, Vec<PageIdx>> = BTreeMap::new();
    for page in pages {
        let facts = site.page(*page);
        if is_asked(Sort::Kind) {
            kinds.entry(facts.kind).or_default().push(*page);
        }
        if let Some(level) = Level::of(site, *page).filter(|_| is_asked(Sort::Level)) {
            levels.entry(level).or_default().push(*page);
        }
        if let Some(area) = facts.document.front_matter.area.as_ref().filter(|_| is_asked(Sort::Area)) {
            areas.entry(shared_slug(&area.value)).or_default().push(*page);
        }
        if is_asked(Sort::Topic) {
            site.topics.keys_of(*page).for_each(|key| tags.entry(key).or_default().push(*page));
        }
    }
    let mut found: BTreeMap<Facet, Vec<PageIdx>> = BTreeMap::new();
    found.extend(kinds.into_iter().map(|(kind, pages)| (Facet::Kind(kind), pages)));
    found.extend(levels.into_iter().map(|(level, pages)| (Facet::Level(level), pages)));
    found.extend(tags.into_iter().map(|(key, pages)| (Facet::Topic(key.to_owned()), pages)));
    found.extend(areas.into_iter().map(|(key, pages)| (Facet::Area(key), pages)));
    found
}

/// What leaves some out; of areas and topics those that leave most in.
fn telling<T>(found: BTreeMap<Facet, Vec<T>>, all: usize) -> Vec<(Facet, Vec<T>)> {
    let mut found: Vec<(Facet, Vec<T>)> = found.into_iter().filter(|(_, some)| some.len() < all).collect();
    // A topic of one page is that page.
    found.retain(|(facet, some)| facet.sort() != Sort::Topic || some.len() > 1);
    let mut seen: BTreeMap<Sort, usize> = BTreeMap::new();
    let mut by_length: Vec<usize> = (0..found.len()).collect();
    by_length.sort_by_key(|at| Reverse(found[*at].1.len()));
    let is_kept = |at: &usize| {
        let sort = found[*at].0.sort();
        let count = seen.entry(sort).or_default();
        *count += 1;
        match sort {
            Sort::Area => *count <= AREAS,
            Sort::Topic => *count <= TOPICS,
            Sort::Kind | Sort::Level => true,
        }
    };
    let kept: BTreeSet<usize> = by_length.into_iter().filter(is_kept).collect();
    let mut at = 0..;
    found.retain(|_| kept.contains(&at.next().expect("as many as there are")));
    found
}

/// The longest lists of each language.
fn longest(lists: &BTreeMap<(LangIdx, String), Topic>) -> impl Iterator<Item = (LangIdx, String, &Vec<PageIdx>)> {
    let mut by_length: Vec<_> = lists.iter().filter(|(_, topic)| topic.pages.len() > GLANCE).collect();
    by_length.sort_by_key(|((lang, _), topic)| (*lang, Reverse(topic.pages.len())));
    let mut counts: BTreeMap<LangIdx, usize> = BTreeMap::new();
    by_length.retain(|((lang, _), _)| {
        let count = counts.entry(*lang).or_default();
        *count += 1;
        *count <= LISTS
    });
    by_length.into_iter().map(|((lang, key), topic)| (*lang, key.clone(), &topic.pages))
}

/// Addresses of pages at which a shorter list might want to be.
fn near(site: &Site) -> BTreeSet<&UrlPath> {
    let may_be = |url: &&UrlPath| ["/levels/", "/areas/", "/topics/"].iter().any(|part| url.as_str().contains(part));
    site.pages.iter().map(|page| &page.url).filter(may_be).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::Options;
    use crate::source::disk::literal;

    #[test]
    fn how_many_shorter_lists_there_are_is_bounded() {
        // 150 topics of ten pages each, and areas beyond those that are shown.
        let page = |n: usize| {
            let tags: Vec<String> = (0..5).map(|step| format!("t{}", (n + step) % 150)).collect();
            let folder = if n.is_multiple_of(3) { "faq" } else { "tutorials" };
            let text = format!("---\ntitle: P{n}\narea: a{}\ntags: [{}]\n---\n", n % 40, tags.join(", "));
            (format!("{folder}/p{n}.md"), text)
        };
        let files: Vec<(String, String)> = (0..300).map(page).collect();
        let source = literal(files.iter().map(|(path, text)| (path.as_str(), text.as_str())));
        let site = Site::of_literal(&source, &Options::default());
        let narrowing = &site.narrowing;
        let whole = |sort: Sort| narrowing.ways.keys().filter(move |(_, set)| set.len() == 1 && set[0].sort() == sort);
        assert_eq!(site.topics.tags.values().filter(|topic| topic.pages.len() > GLANCE).count(), 150);
        assert_eq!(whole(Sort::Topic).count(), LISTS);
        for (key, ways) in &narrowing.ways {
            let count = |sort: Sort| ways.iter().filter(|facet| facet.sort() == sort).count();
            assert!(count(Sort::Topic) <= TOPICS && count(Sort::Area) <= AREAS, "{key:?}: {ways:?}");
        }
        assert_eq!(narrowing.ways(0, &vec![Facet::Kind(site.page(0).kind)]).len(), TOPICS + AREAS);
        for pages in narrowing.lists.values() {
            assert!(!pages.is_empty());
        }
    }

    #[test]
    fn a_part_that_nobody_would_read_to_its_end_is_none() {
        let page = |n: usize| {
            let (folder, level) = if n <= LONGEST { ("faq", "beginner") } else { ("tutorials", "advanced") };
            (format!("{folder}/p{n}.md"), format!("---\ntitle: P{n}\nlevel: {level}\ntags: [big]\n---\n"))
        };
        let files: Vec<(String, String)> = (0..LONGEST + 9).map(page).collect();
        let source = literal(files.iter().map(|(path, text)| (path.as_str(), text.as_str())));
        let site = Site::of_literal(&source, &Options::default());
        let tutorials = site.pages.last().expect("written above").kind;
        let ways = site.narrowing.ways(0, &vec![Facet::Topic("big".into())]);
        assert_eq!(ways, [Facet::Kind(tutorials), Facet::Level(Level::Advanced)]);
    }
}
