//! Gives every page its address, and the addresses that it had.
//!
//! Begin with [`Linker::address`]; what an address may be is told in [`address`].

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic};
use crate::document::front_matter::Located;
use crate::path::{UrlPath, is_portable};
use crate::site::address::{self, OWN_FOLDERS};
use crate::site::{LangIdx, Linker, PageIdx, PageRole, at};
use crate::source::OWN_FILES;
use crate::yaml::text::shown;

/// Of the parts that a file name numbers, by folder, stem and language: the smallest.
type FirstParts = BTreeMap<(String, String, LangIdx), u32>;

impl Linker<'_> {
    /// Gives every page its address. The site's own come first, then the indexes, then what is called by its file; who
    /// writes a `slug` chooses of what is left.
    pub(super) fn address(&mut self) {
        for lang in 0..self.langs.len() {
            let own = OWN_FOLDERS.map(|folder| address::page(&self.prefix(lang), folder, ""));
            own.iter().for_each(|url| self.keep(url));
        }
        OWN_FILES.iter().for_each(|file| self.keep(&UrlPath::new(&format!("/{file}/"))));
        let norms = &self.source.norms;
        norms.iter().for_each(|path| self.keep(&address::norm(path)));
        let first_parts = self.first_parts();
        let all = 0..self.pages.len();
        let (pages, indexes): (Vec<usize>, Vec<usize>) =
            all.partition(|page| self.pages[*page].role == PageRole::Content);
        let (chosen, named): (Vec<usize>, Vec<usize>) =
            pages.into_iter().partition(|page| self.written_slug(*page).is_some());
        indexes.into_iter().chain(named).for_each(|page| self.address_page(page, false, &first_parts));
        for lang in 0..self.langs.len() {
            let folders = self.kinds.list.iter().map(|kind| kind.folder.as_str()).chain([""]);
            let indexes: Vec<UrlPath> = folders.map(|folder| address::page(&self.prefix(lang), folder, "")).collect();
            indexes.iter().for_each(|url| self.keep(url));
        }
        chosen.into_iter().for_each(|page| self.address_page(page, true, &first_parts));
    }

    /// Keeps an address for the site itself, if no page of content has it.
    fn keep(&mut self, url: &UrlPath) {
        let _ = self.taken.take(url, "the site itself");
    }

    fn address_page(&mut self, page: PageIdx, is_chosen: bool, first_parts: &FirstParts) {
        let wanted = self.wanted_url(page, first_parts);
        let wanted = self.taken.spell(&wanted);
        let path = self.pages[page].path.to_string();
        let prefix = self.prefix(self.pages[page].lang);
        let rest = wanted.as_str().trim_start_matches('/').strip_prefix(prefix.as_str()).unwrap_or_default();
        let moved =
            address::outside_own(rest, is_chosen, &self.segments()).map(|rest| address::page(&prefix, "", &rest));
        let taken = match &moved {
            None => self.taken.take(&wanted, &path),
            Some(_) => Err("the site itself".to_owned()),
        };
        let Err(owner) = taken else {
            self.pages[page].url = wanted;
            return;
        };
        let url = self.taken.take_near(moved.as_ref().unwrap_or(&wanted), &path);
        let slug = self.pages[page].document.front_matter.slug.clone();
        self.diagnostics.push(at(
            Diagnostic::new(Code::AddressTaken, format!("the address `{wanted}` belongs to `{owner}` already"))
                .help(format!("the page is published as `{url}`; give it a `slug` of its own")),
            &self.pages[page].path,
            slug.as_ref(),
        ));
        self.pages[page].url = url;
    }

    /// The segment of a language in its addresses, "" for the first.
    fn prefix(&self, lang: LangIdx) -> String {
        if lang == 0 { String::new() } else { self.langs[lang].segment() }
    }

    /// The segments of all languages but the first.
    fn segments(&self) -> Vec<String> {
        (1..self.langs.len()).map(|lang| self.prefix(lang)).collect()
    }

    /// The smallest part of each folder: it is the folder's own page.
    fn first_parts(&self) -> FirstParts {
        let mut first = BTreeMap::new();
        for (name, page) in self.names.iter().zip(&self.pages) {
            if let Some(part) = name.part {
                let entry = first.entry((name.folder.clone(), name.stem.clone(), page.lang)).or_insert(part);
                *entry = part.min(*entry);
            }
        }
        first
    }

    fn wanted_url(&mut self, page: PageIdx, first_parts: &FirstParts) -> UrlPath {
        let slug = self.slug_of(page);
        let (facts, name) = (&self.pages[page], &self.names[page]);
        let prefix = self.prefix(facts.lang);
        let kind = &self.kinds.list[facts.kind];
        match facts.role {
            PageRole::Home => return UrlPath::new(&format!("/{prefix}/")),
            PageRole::KindIndex => return address::page(&prefix, &kind.folder, ""),
            PageRole::Content => {}
        }
        let in_kind =
            name.folder.strip_prefix(kind.folder.as_str()).filter(|rest| rest.is_empty() || rest.starts_with('/'));
        let folder = if kind.folder.is_empty() { &name.folder } else { in_kind.unwrap_or("") };
        let mut rest = address::segments(folder);
        if let Some(slug) = slug {
            let replaces_all = !kind.folder.is_empty() || slug.contains('/');
            rest = match rest.rsplit_once('/').filter(|_| !replaces_all) {
                Some((above, _)) if name.stem.is_empty() => format!("{above}/{slug}"),
                _ if !replaces_all && !name.stem.is_empty() && !rest.is_empty() => format!("{rest}/{slug}"),
                _ => slug,
            };
        } else {
            if !name.stem.is_empty() {
                rest = format!("{rest}/{}", crate::path::slug(&name.stem));
            }
            let first = first_parts.get(&(name.folder.clone(), name.stem.clone(), facts.lang));
            if let Some(part) = name.part.filter(|part| first != Some(part)) {
                rest = format!("{rest}/{part}");
            }
        }
        address::page(&prefix, &kind.folder, &rest)
    }

    /// The page's own slug, else that of the page it translates, as it is written.
    fn written_slug(&self, page: PageIdx) -> Option<&Located<String>> {
        let facts = &self.pages[page];
        let own = facts.document.front_matter.slug.as_ref();
        let original = *self.groups[facts.group].first_key_value().expect("a group is made for a page").1;
        own.or(self.pages[original].document.front_matter.slug.as_ref())
    }

    /// The same as an address can have it.
    fn slug_of(&mut self, page: PageIdx) -> Option<String> {
        let slug = self.written_slug(page)?;
        let facts = &self.pages[page];
        let own = facts.document.front_matter.slug.as_ref();
        match address::checked_slug(&slug.value) {
            Ok(slug) => Some(slug),
            Err(safe) => {
                if own.is_some() {
                    let diagnostic = Diagnostic::new(Code::BadSlug, format!("`{}` cannot be an address", slug.value))
                        .help(format!("`{safe}` is used; write letters, digits and `-`"));
                    let diagnostic = at(diagnostic, &facts.path, own);
                    self.diagnostics.push(diagnostic);
                }
                Some(safe)
            }
        }
    }

    /// Old addresses. One that is a page's own, or that two pages claim, leads nowhere.
    pub(super) fn redirects(&mut self) -> BTreeMap<UrlPath, PageIdx> {
        let segments = self.segments();
        let live: BTreeSet<&UrlPath> = self.pages.iter().map(|page| &page.url).collect();
        let mut redirects: BTreeMap<UrlPath, PageIdx> = BTreeMap::new();
        let mut found = Vec::new();
        for (page, facts) in self.pages.iter().enumerate() {
            for old in &facts.document.front_matter.redirects {
                let value = old.value.trim();
                let climbs = value.split('/').any(|part| part == "..");
                let is_carried = address::old(value).file().split('/').all(is_portable);
                if climbs || !is_carried || value.contains("://") || value.contains(['#', '?', '\\']) {
                    let message = format!("`{}` is not an old address of this site", shown(value));
                    let help =
                        "write it as in `/faq/old/`: from the root, without the host and what stands behind `#` or `?`";
                    found.push(at(Diagnostic::new(Code::BadValue, message).help(help), &facts.path, Some(old)));
                    continue;
                }
                let old_url = address::old(value);
                if address::is_somebodys(&old_url, &segments) {
                    let message =
                        format!("the old address `{old_url}` lies where only people and titles have addresses");
                    let diagnostic = Diagnostic::new(Code::AddressTaken, message).help("remove it from `redirects`");
                    found.push(at(diagnostic, &facts.path, Some(old)));
                    continue;
                }
                let message = if live.contains(&old_url) {
                    format!("the old address `{old_url}` is a page's address now")
                } else if redirects.get(&old_url) == Some(&page) {
                    continue;
                } else if let Some(other) = redirects.get(&old_url) {
                    format!("`{}` claims the old address `{old_url}` too", self.pages[*other].path)
                } else {
                    redirects.insert(old_url, page);
                    continue;
                };
                let diagnostic = Diagnostic::new(Code::RedirectLoop, message).help("remove it from `redirects`");
                found.push(at(diagnostic, &facts.path, Some(old)));
            }
        }
        self.diagnostics.extend(found);
        redirects
    }
}
