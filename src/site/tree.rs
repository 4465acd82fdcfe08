//! Folders of addresses: what lies above, beside and below a page, without walking the site.
//!
//! Begin with [`Tree::of`]. A folder exists where a page lies below it; one without a page of its own gets a list.

use std::collections::BTreeMap;

use crate::config::Order;
use crate::path::UrlPath;
use crate::site::naming::{number, unnumbered};
use crate::site::{LangIdx, PageIdx, PageRole, Site, readable};

/// All folders, by address.
#[derive(Debug, Default)]
pub struct Tree {
    /// Every address that has something below it, homes included.
    pub folders: BTreeMap<UrlPath, Folder>,
    /// Where each page of content stands among the children of its folder.
    places: Vec<usize>,
}

/// One folder.
#[derive(Debug)]
pub struct Folder {
    /// What it is called.
    pub label: String,
    /// Language.
    pub lang: LangIdx,
    /// What stands at its address.
    pub page: FolderPage,
    /// What lies directly below, in order.
    pub children: Vec<Child>,
}

/// What answers at a folder's address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FolderPage {
    /// A page of content.
    Content(PageIdx),
    /// The language's home.
    Home,
    /// The index of a kind.
    Kind(usize),
    /// A list, because nobody has written a page.
    List,
}

/// Something directly below a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Child {
    /// What it is called.
    pub label: String,
    /// Its address.
    pub url: UrlPath,
    /// The page, or `None` for a folder that is only a list.
    pub page: Option<PageIdx>,
}

impl Tree {
    /// Reads the folders off the addresses.
    pub fn of(site: &Site) -> Tree {
        let mut tree = Tree::default();
        for lang in 0..site.langs.len() {
            tree.folder(site, lang, &site.home(lang));
        }
        for (page, facts) in site.pages.iter().enumerate().filter(|(_, facts)| facts.role == PageRole::Content) {
            let parent = tree.parent_folder(site, facts.lang, &facts.url);
            let child = Child { label: facts.title.clone(), url: facts.url.clone(), page: Some(page) };
            tree.folder(site, facts.lang, &parent).children.push(child);
        }
        tree.mark_pages(site);
        tree.sort(site);
        tree.places = vec![0; site.pages.len()];
        for folder in tree.folders.values() {
            for (place, child) in folder.children.iter().enumerate() {
                child.page.into_iter().for_each(|page| tree.places[page] = place);
            }
        }
        tree
    }

    /// What lies beside a page of content, itself included, and its place there.
    pub fn beside(&self, site: &Site, page: PageIdx) -> Option<(&Folder, usize)> {
        let facts = site.page(page);
        let folder = self.folders.get(&self.parent(site, facts.lang, &facts.url)?)?;
        Some((folder, self.places[page]))
    }

    /// The folder that lists a page or folder; `None` for a home.
    pub fn parent(&self, site: &Site, lang: LangIdx, url: &UrlPath) -> Option<UrlPath> {
        let home = site.home(lang);
        (*url != home)
            .then(|| parent_of(url))
            .map(|parent| if parent.as_str().len() < home.as_str().len() { home } else { parent })
    }

    /// What a place of the language is called: a page, or a folder that has one or is listed.
    pub fn label(&self, site: &Site, lang: LangIdx, url: &UrlPath) -> Option<&str> {
        let folder = self.folders.get(url).map(|folder| folder.label.as_str());
        folder.or_else(|| {
            let beside = &self.folders.get(&self.parent(site, lang, url)?)?.children;
            Some(beside.iter().find(|child| child.url == *url)?.label.as_str())
        })
    }

    /// Makes the folder above `url`, and those above it.
    fn parent_folder(&mut self, site: &Site, lang: LangIdx, url: &UrlPath) -> UrlPath {
        let parent = self.parent(site, lang, url).expect("a page of content is not a home");
        if !self.folders.contains_key(&parent) {
            let above = self.parent_folder(site, lang, &parent);
            let label = self.folder(site, lang, &parent).label.clone();
            self.folder(site, lang, &above).children.push(Child { label, url: parent.clone(), page: None });
        }
        parent
    }

    fn folder(&mut self, site: &Site, lang: LangIdx, url: &UrlPath) -> &mut Folder {
        self.folders.entry(url.clone()).or_insert_with(|| {
            let kind = (0..site.kinds.list.len()).find(|kind| site.kind_index(lang, *kind) == *url);
            let segment = url.as_str().trim_end_matches('/').rsplit('/').next().unwrap_or_default();
            let (label, page) = match kind {
                _ if *url == site.home(lang) => (site.config.title.clone(), FolderPage::Home),
                Some(kind) => (
                    site.kinds.list[kind].plural.clone().unwrap_or_else(|| readable(unnumbered(segment))),
                    FolderPage::Kind(kind),
                ),
                None => (readable(unnumbered(segment)), FolderPage::List),
            };
            Folder { label, lang, page, children: Vec::new() }
        })
    }

    /// Folders that a page of content answers for take its title, and stand once among their siblings.
    fn mark_pages(&mut self, site: &Site) {
        for (page, facts) in site.pages.iter().enumerate().filter(|(_, facts)| facts.role == PageRole::Content) {
            if let Some(folder) = self.folders.get_mut(&facts.url) {
                folder.page = FolderPage::Content(page);
                folder.label = facts.title.clone();
            }
        }
        let lists: Vec<UrlPath> = self
            .folders
            .iter()
            .filter(|(_, f)| matches!(f.page, FolderPage::Content(_)))
            .map(|(url, _)| url.clone())
            .collect();
        for folder in self.folders.values_mut() {
            folder.children.retain(|child| child.page.is_some() || !lists.contains(&child.url));
        }
    }

    /// Declared order first, then the number before its name, then part, then the newest where `cairn.yml` wants that, then title in any letter case, then address.
    fn sort(&mut self, site: &Site) {
        for folder in self.folders.values_mut() {
            folder.children.sort_by_cached_key(|child| {
                let facts = child.page.map(|page| site.page(page));
                let order = facts.and_then(|facts| facts.document.front_matter.order).unwrap_or(i64::MAX);
                let number = match facts {
                    Some(facts) => facts.number,
                    None => number(child.url.as_str().trim_end_matches('/').rsplit('/').next().unwrap_or_default()),
                };
                let part = facts.and_then(|facts| facts.part).unwrap_or(0);
                let by_date = site.config.content.order == Order::Date;
                let date = facts.and_then(|facts| facts.published).filter(|_| by_date);
                // What has no date stands behind what has one.
                let newest = (by_date && date.is_none(), std::cmp::Reverse(date));
                (order, number.unwrap_or(u32::MAX), part, newest, child.label.to_lowercase(), child.url.clone())
            });
        }
    }
}

fn parent_of(url: &UrlPath) -> UrlPath {
    let trimmed = url.as_str().trim_end_matches('/');
    UrlPath::new(&format!("{}/", trimmed.rsplit_once('/').map_or("", |(above, _)| above)))
}
