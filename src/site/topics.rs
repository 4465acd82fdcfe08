//! Lists of pages by what they are about: kinds, tags, areas, series; and which pages are related.

use std::collections::BTreeMap;

use crate::config::Order;
use crate::document::body::Heading;
use crate::path::{UrlPath, shared_slug};
use crate::search::{self, Neighbours, Options, Reduced, Section};
use crate::site::duplicates::{self, AskedBefore};
use crate::site::naming::{Name, number};
use crate::site::question::{self, Question};
use crate::site::{KindIdx, LangIdx, PageIdx, PageRole, Site};

/// Every list of the site, by language.
#[derive(Debug, Default)]
pub struct Topics {
    /// Pages of each kind, by title.
    pub kinds: BTreeMap<(LangIdx, KindIdx), Vec<PageIdx>>,
    /// Tags by slug.
    pub tags: BTreeMap<(LangIdx, String), Topic>,
    /// Areas by slug.
    pub areas: BTreeMap<(LangIdx, String), Topic>,
    /// Series by slug, in order of reading.
    pub series: BTreeMap<(LangIdx, String), Topic>,
    /// The series of a page, by slug, and where it stands there.
    series_of: BTreeMap<PageIdx, (String, usize)>,
    /// Where each page stands in the list of each of its tags.
    tags_of: Vec<Vec<(String, usize)>>,
    /// The pages nearest to each page, best first.
    near: Vec<Vec<PageIdx>>,
    /// Questions that were asked before.
    pub(super) asked: Vec<AskedBefore>,
}

/// A list with a name.
#[derive(Debug, Default)]
pub struct Topic {
    /// As its first author wrote it, or as `cairn.yml` labels it.
    pub label: String,
    /// Its pages.
    pub pages: Vec<PageIdx>,
}

impl Topics {
    /// Sorts the pages into their lists. `names` belong to `site.pages`.
    pub(super) fn of(site: &Site, names: &[Name], known: Option<&Reduced>) -> Topics {
        let mut topics = Topics {
            tags_of: vec![Vec::new(); site.pages.len()],
            near: vec![Vec::new(); site.pages.len()],
            ..Topics::default()
        };
        let mut in_order: Vec<PageIdx> =
            (0..site.pages.len()).filter(|page| site.page(*page).role == PageRole::Content).collect();
        in_order.sort_by_cached_key(|page| {
            let facts = site.page(*page);
            let date = facts.published.filter(|_| site.config.content.order == Order::Date);
            (std::cmp::Reverse(date), facts.title.to_lowercase(), *page)
        });
        for page in &in_order {
            topics.add(site, *page);
        }
        // What has an order of its own comes first where all are of one kind, then what has a number before its name; what one
        // topic holds has little to do with each other.
        let places = numbered_places(site, names, &in_order);
        in_order.sort_by_cached_key(|page| {
            (site.page(*page).document.front_matter.order.unwrap_or(i64::MAX), &places[page])
        });
        for page in in_order {
            let facts = site.page(page);
            topics.kinds.entry((facts.lang, facts.kind)).or_default().push(page);
        }
        topics.add_series(site, names);
        for lang in 0..site.langs.len() {
            topics.relate(site, lang, known);
        }
        topics
    }

    fn add(&mut self, site: &Site, page: PageIdx) {
        let facts = site.page(page);
        let front = &facts.document.front_matter;
        for tag in &front.tags {
            let label = canonical(site, &tag.value).unwrap_or(&tag.value).to_owned();
            let key = shared_slug(&label);
            let topic = self.tags.entry((facts.lang, key.clone())).or_default();
            if topic.label.is_empty() {
                topic.label = label;
            }
            if topic.pages.last() != Some(&page) {
                topic.pages.push(page);
                self.tags_of[page].push((key, topic.pages.len() - 1));
            }
        }
        if let Some(area) = &front.area {
            let topic = self.areas.entry((facts.lang, shared_slug(&area.value))).or_default();
            topic.label = site.config.areas.get(&area.value).unwrap_or(&area.value).clone();
            topic.pages.push(page);
        }
    }

    /// Declared series, and folders whose files are numbered parts.
    fn add_series(&mut self, site: &Site, names: &[Name]) {
        let mut lists: BTreeMap<(LangIdx, String), (String, Vec<PageIdx>)> = BTreeMap::new();
        for (page, name) in names.iter().enumerate().filter(|(page, _)| site.page(*page).role == PageRole::Content) {
            let facts = site.page(page);
            let declared = facts.document.front_matter.series.as_ref();
            let (key, label) = match declared {
                Some(series) => (shared_slug(&series.value), series.value.clone()),
                None if name.part.is_some() => {
                    let folder = format!("{}/{}", name.folder, name.stem);
                    let last = folder.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned();
                    (shared_slug(&last), String::new())
                }
                None => continue,
            };
            let list = lists.entry((facts.lang, key)).or_insert((label, Vec::new()));
            list.1.push(page);
        }
        for (key, (label, mut pages)) in lists {
            let declared = !label.is_empty();
            if pages.len() < 2 && !declared {
                continue;
            }
            pages.sort_by_cached_key(|page| {
                let facts = site.page(*page);
                let order = facts.document.front_matter.order.unwrap_or(i64::MAX);
                (facts.part.unwrap_or(0), order, facts.number.unwrap_or(u32::MAX), facts.published, *page)
            });
            // Parts of a folder are called like the first of them.
            let label = if declared { label } else { site.page(pages[0]).title.clone() };
            self.series_of.extend(pages.iter().zip(0..).map(|(page, at)| (*page, (key.1.clone(), at))));
            self.series.insert(key, Topic { label, pages });
        }
    }

    /// The series of a language by their slugs.
    pub fn series_in(&self, lang: LangIdx) -> impl Iterator<Item = (&String, &Topic)> {
        self.series
            .range((lang, String::new())..)
            .take_while(move |((l, _), _)| *l == lang)
            .map(|((_, key), topic)| (key, topic))
    }

    /// The tags of a page by their slugs.
    pub(super) fn keys_of(&self, page: PageIdx) -> impl Iterator<Item = &str> {
        self.tags_of[page].iter().map(|(key, _)| key.as_str())
    }

    /// The series of a page: its slug, itself, and the page's place in it.
    pub fn series_of(&self, site: &Site, page: PageIdx) -> Option<(&str, &Topic, usize)> {
        let (key, position) = self.series_of.get(&page)?;
        let topic = self.series.get(&(site.page(page).lang, key.clone()))?;
        Some((key, topic, *position))
    }

    /// The tags of a page: slug and label.
    pub fn tags_of<'a>(&'a self, site: &'a Site, page: PageIdx) -> impl Iterator<Item = (&'a str, &'a str)> {
        let lang = site.page(page).lang;
        self.tags_of[page].iter().map(move |(key, _)| (key.as_str(), self.tags[&(lang, key.clone())].label.as_str()))
    }

    /// Pages that ask or tell nearly the same, best first.
    pub fn related(&self, page: PageIdx) -> &[PageIdx] {
        &self.near[page]
    }

    /// The pages that most likely ask what a question asks, the likeliest first, and how certain that is: from 100 on it is worth saying.
    pub fn asked_before(&self, site: &Site, lang: LangIdx, question: &str) -> Vec<(PageIdx, u32)> {
        let pages = pages_of(site, lang);
        let questions = Question::all(site, &pages);
        let neighbours = self.neighbours(site, lang, &questions, None);
        let asked = neighbours.asked(question, None);
        let mut found: Vec<(PageIdx, u32)> = Vec::new();
        for asked in asked {
            let page = questions[asked.page as usize].page;
            if !found.iter().any(|(known, _)| *known == page) {
                found.push((page, asked.certainty));
            }
        }
        found
    }

    /// Finds the related pages of a language, and the questions that were asked before.
    fn relate(&mut self, site: &Site, lang: LangIdx, known: Option<&Reduced>) {
        let pages = pages_of(site, lang);
        let whole: Vec<Question> = pages.iter().copied().map(Question::of_page).collect();
        let neighbours = self.neighbours(site, lang, &whole, known);
        for (page, near) in pages.iter().zip(neighbours.related()) {
            self.near[*page] = near.into_iter().map(|number| pages[number as usize]).collect();
        }
        let questions = Question::all(site, &pages);
        // Most sites have no page of many questions.
        let found = match questions.len() == whole.len() {
            true => duplicates::questions(site, &whole, &neighbours),
            false => duplicates::questions(site, &questions, &self.neighbours(site, lang, &questions, known)),
        };
        self.asked.extend(found);
    }

    /// What pages, or questions of theirs, say of themselves.
    fn neighbours(&self, site: &Site, lang: LangIdx, questions: &[Question], known: Option<&Reduced>) -> Neighbours {
        let count = questions.len();
        let options = Options { lang: site.langs[lang].to_string(), pages: count, ..Options::default() };
        let are_apart = questions.iter().any(|question| question.heading.is_some());
        let page = |number: usize| {
            let question = &questions[number];
            let is_split = question.heading.is_some() || (are_apart && question::is_list(site, question.page));
            match is_split {
                true => search::Page {
                    title: question.text(site).to_owned(),
                    kind: site.kind(site.page(question.page)).id.clone(),
                    ..search::Page::default()
                },
                false => self.about(site, question.page),
            }
        };
        Neighbours::of(&options, count, page, known)
    }

    /// What a page says of itself.
    fn about(&self, site: &Site, page: PageIdx) -> search::Page {
        let facts = site.page(page);
        let (front, body) = (&facts.document.front_matter, &facts.document.facts);
        let heading = |heading: &Heading| Section { heading: heading.text.clone(), ..Section::default() };
        search::Page {
            title: facts.title.clone(),
            kind: site.kind(facts).id.clone(),
            tags: self.tags_of(site, page).map(|(_, label)| label.to_owned()).collect(),
            asked_as: front.asked_as.iter().map(|wording| wording.value.clone()).collect(),
            short_answer: front.short_answer.clone().unwrap_or_else(|| body.lead.clone()),
            sections: body.headings.list().iter().take(8).map(heading).collect(),
            ..search::Page::default()
        }
    }
}

/// The pages of a language that stand for themselves.
fn pages_of(site: &Site, lang: LangIdx) -> Vec<PageIdx> {
    let of_lang = |page: &PageIdx| site.page(*page).lang == lang && site.page(*page).role == PageRole::Content;
    (0..site.pages.len()).filter(of_lang).collect()
}

/// The address of a list.
pub fn url(site: &Site, lang: LangIdx, folder: &str, key: &str) -> UrlPath {
    UrlPath::new(&format!("{}/{folder}/{key}/", site.prefix(lang)))
}

/// A tag as the vocabulary of `cairn.yml` spells it, where it or a synonym of it is there.
pub fn canonical<'s>(site: &'s Site, tag: &str) -> Option<&'s str> {
    let folded = tag.to_lowercase();
    let known = site.config.tags.iter().find(|(name, synonyms)| {
        name.to_lowercase() == folded || synonyms.iter().any(|synonym| synonym.to_lowercase() == folded)
    });
    known.map(|(name, _)| name.as_str())
}

/// Where numbers before names put each page among those of other folders too: step by step down from the kind's folder, the
/// number, else none, and how early the step's first page comes `in_order`. A page alone in its folder is numbered among
/// none, and a folder whose numbers count stands where its first page would.
fn numbered_places(site: &Site, names: &[Name], in_order: &[PageIdx]) -> BTreeMap<PageIdx, Vec<(u32, usize)>> {
    let own = |page: PageIdx| number(&names[page].stem).unwrap_or(u32::MAX);
    let above = |page: PageIdx| {
        let folder = names[page].folder.as_str();
        let below = folder.strip_prefix(site.kind(site.page(page)).folder.as_str()).unwrap_or(folder);
        let ends = below.match_indices('/').map(|(at, _)| at).skip_while(|at| *at == 0).chain([below.len()]);
        let start = folder.len() - below.len();
        ends.filter(|end| *end > 0).map(|end| &folder[..start + end]).collect::<Vec<&str>>()
    };
    let mut in_folder: BTreeMap<(LangIdx, &str), usize> = BTreeMap::new();
    let mut first: BTreeMap<(LangIdx, &str), (u32, usize)> = BTreeMap::new();
    for (rank, page) in in_order.iter().enumerate() {
        let lang = site.page(*page).lang;
        *in_folder.entry((lang, &names[*page].folder)).or_default() += 1;
        for folder in above(*page) {
            let earliest = first.entry((lang, folder)).or_insert((u32::MAX, usize::MAX));
            *earliest = (*earliest).min((own(*page), rank));
        }
    }
    let place = |(rank, page): (usize, &PageIdx)| {
        let lang = site.page(*page).lang;
        let folders = above(*page);
        let number_of = |folder: &str| number(folder.rsplit('/').next().unwrap_or_default());
        let is_among_others = in_folder[&(lang, names[*page].folder.as_str())] > 1;
        let counts =
            own(*page) < u32::MAX && is_among_others || folders.iter().any(|folder| number_of(folder).is_some());
        if !counts {
            return (*page, vec![(u32::MAX, rank)]);
        }
        let steps = folders.iter().map(|folder| (number_of(folder).unwrap_or(u32::MAX), first[&(lang, *folder)].1));
        let last = (!names[*page].stem.is_empty()).then(|| (own(*page), rank));
        (*page, steps.chain(last).collect())
    };
    in_order.iter().enumerate().map(place).collect()
}
