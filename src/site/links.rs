//! Where links lead: [`LinkTable::resolve`] answers for the check and for the renderer alike.
//!
//! A link may name a file (relative or from the root), a folder, an address of the site, or an alias; a wikilink a
//! title or file name. What is found by another letter case is linked and reported.

use std::collections::{BTreeSet, HashMap};

use crate::diagnostic::{Code, Diagnostic, Located, Place, did_you_mean};
use crate::document::body::{Link, LinkForm};
use crate::lang::Lang;
use crate::path::{SitePath, UrlPath, fold, steers_a_host};
use crate::site::wanted::Absent;
use crate::site::{PageIdx, PageRole, Site};
use crate::source::{FileFacts, Source};
use crate::yaml::text::shown;

/// Every name that a link may use.
#[derive(Debug, Default)]
pub struct LinkTable {
    content: String,
    pages: HashMap<SitePath, PageIdx>,
    /// Paths without the language that a file's name says: `b.md` where only `b.en.md` and `b.ja.md` are there.
    nameless: HashMap<SitePath, PageIdx>,
    urls: HashMap<UrlPath, PageIdx>,
    /// Addresses that the site makes itself: indexes, homes.
    own: BTreeSet<UrlPath>,
    files: HashMap<SitePath, FileFacts>,
    statics: HashMap<SitePath, FileFacts>,
    /// Pictures of the content and of `static/` that are not published.
    too_large: HashMap<SitePath, FileFacts>,
    /// Folded paths of pages and files.
    folded: HashMap<String, SitePath>,
    /// Folded titles, stems and aliases.
    names: HashMap<String, Vec<PageIdx>>,
    /// Names of pages and files by their folder, for suggestions.
    beside: HashMap<SitePath, BTreeSet<String>>,
    /// Files that some page links to, and so are published.
    published: BTreeSet<SitePath>,
}

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A page, and whether it has the heading.
    Page {
        /// The page.
        page: PageIdx,
        /// Whether the anchor, if any, is a heading of it.
        has_anchor: bool,
    },
    /// A page that the site makes itself.
    Own(UrlPath),
    /// A file beside the pages or below `static/`.
    File {
        /// Its address.
        url: UrlPath,
        /// Size in pixels, for pictures made of them.
        pixels: Option<(u32, u32)>,
        /// Size in pixels of CSS, for drawings.
        drawn: Option<(u32, u32)>,
        /// Bytes.
        length: u64,
        /// Whether it is called as a picture is, and is none.
        is_no_picture: bool,
        /// Whether notes of a camera are published with it.
        keeps_notes: bool,
    },
}

/// Why a link leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lost {
    /// It climbs out of the repository.
    Outside,
    /// Nothing has that name.
    Missing,
    /// It is a picture above the limits.
    TooLarge(FileFacts),
    /// Several pages have it.
    Ambiguous(Vec<PageIdx>),
}

/// The answer for one link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolution {
    /// Where it leads.
    pub target: Result<Target, Lost>,
    /// The name as the disk spells it, where the link has another letter case.
    pub other_case: Option<SitePath>,
}

impl LinkTable {
    /// Collects every name.
    pub(super) fn of(site: &Site, source: &Source) -> LinkTable {
        let mut table = LinkTable {
            content: source.content.as_ref().map_or(String::new(), SitePath::to_string),
            files: source.files.iter().map(|(path, facts)| (path.clone(), *facts)).collect(),
            too_large: source.too_large.iter().map(|(path, facts)| (path.clone(), *facts)).collect(),
            statics: source.statics.iter().map(|(path, facts)| (path.clone(), *facts)).collect(),
            ..LinkTable::default()
        };
        for path in source.files.keys().chain(&source.pages) {
            table.beside.entry(path.parent()).or_default().insert(path.file_name().to_owned());
        }
        for path in source.files.keys().chain(source.too_large.keys()) {
            table.folded.entry(path.folded()).or_insert_with(|| path.clone());
        }
        for (page, facts) in site.pages.iter().enumerate() {
            table.pages.insert(facts.path.clone(), page);
            if let Some(path) = without_language(&facts.path) {
                let named = table.nameless.entry(path).or_insert(page);
                if facts.lang == 0 {
                    *named = page;
                }
            }
            table.urls.insert(facts.url.clone(), page);
            table.folded.entry(facts.path.folded()).or_insert_with(|| facts.path.clone());
            let front = &facts.document.front_matter;
            let aliases = front.aliases.iter().map(|alias| alias.value.trim_matches('/').to_owned());
            let redirects = front.redirects.iter().map(|old| old.value.trim_matches('/').to_owned());
            let mut names: BTreeSet<String> = aliases.chain(redirects).map(|name| fold(&name)).collect();
            names.insert(fold(&facts.title));
            names.insert(fold(own_stem(&facts.path)));
            for name in names {
                table.names.entry(name).or_default().push(page);
            }
        }
        table.own = site.tree.folders.keys().cloned().collect();
        for lang in 0..site.langs.len() {
            table.own.insert(site.home(lang));
            for folder in ["people", "topics", "areas", "series", "community", "search"] {
                table.own.insert(UrlPath::new(&format!("{}/{folder}/", site.prefix(lang))));
            }
        }
        table.published = table.linked_files(site);
        table
    }

    /// Content files that are published because some page links to them, with their addresses.
    pub fn published(&self) -> impl Iterator<Item = (&SitePath, UrlPath)> {
        self.published.iter().map(|path| (path, self.file_url(path)))
    }

    /// Where `target` leads from `page`.
    pub fn resolve(
        &self,
        site: &Site,
        page: PageIdx,
        target: &str,
        anchor: Option<&str>,
        form: LinkForm,
    ) -> Resolution {
        let path = target.split('?').next().unwrap_or_default();
        if path.is_empty() {
            return found(self.to_page(site, page, page, anchor, true));
        }
        match form {
            LinkForm::Wiki => {
                // A title may be a question.
                let whole = self.by_name(site, page, target, anchor);
                if whole.target == Err(Lost::Missing) { self.by_name(site, page, path, anchor) } else { whole }
            }
            LinkForm::Link | LinkForm::Image => self.by_path(site, page, path, anchor),
        }
    }

    /// The page that a front-matter reference names: a path, an address, an alias or a title.
    pub fn reference(&self, site: &Site, page: PageIdx, name: &str) -> Option<PageIdx> {
        let paths = self.by_path(site, page, name, None).target;
        match paths.or_else(|_| self.by_name(site, page, name, None).target) {
            Ok(Target::Page { page, .. }) => Some(page),
            _ => None,
        }
    }

    /// The file that a front-matter value names, relative to the page or from the root.
    pub fn file(&self, site: &Site, page: PageIdx, name: &str) -> Option<SitePath> {
        let here = site.page(page).path.parent();
        let path = here.join(name)?;
        self.files.contains_key(&path).then_some(path)
    }

    /// The content file whose path a link or a front-matter value names, as an author means it who leaves `.md` or the language away, or takes another letter case.
    pub fn named_file(&self, site: &Site, page: PageIdx, name: &str) -> Option<SitePath> {
        let name = name.split('?').next().unwrap_or_default();
        let relative = site.page(page).path.parent().join(name)?;
        let mut bases = vec![relative];
        if let Some(rooted) = name.strip_prefix('/') {
            bases.extend(SitePath::new(&format!("{}/{rooted}", self.content)));
        }
        let candidates: Vec<SitePath> = bases.iter().flat_map(spellings).collect();
        let exact = candidates.iter().find_map(|path| {
            let is_file = self.files.contains_key(path) || self.too_large.contains_key(path);
            if is_file || self.pages.contains_key(path) {
                return Some(path.clone());
            }
            self.nameless.get(path).map(|page| site.page(*page).path.clone())
        });
        // As in [`LinkTable::resolve`], an address comes before a file in another letter case.
        exact.or_else(|| match self.by_address(site, page, name, None) {
            Some(_) => None,
            None => candidates.iter().find_map(|path| self.folded.get(&path.folded()).cloned()),
        })
    }

    /// The page that was where a file of this name would be, as its old addresses say.
    pub fn formerly(&self, site: &Site, page: PageIdx, name: &str) -> Option<PageIdx> {
        let name = name.split('?').next().unwrap_or_default();
        let content = SitePath::new(&self.content)?;
        let path = match name.strip_prefix('/') {
            Some(rooted) => content.join(rooted)?,
            None => site.page(page).path.parent().join(name)?,
        };
        let below = path.below(&content)?.strip_suffix(".md")?;
        let below = ["/index", "/README", "/_index"].iter().find_map(|end| below.strip_suffix(end)).unwrap_or(below);
        let in_its_language = below.rsplit_once('.').and_then(|(stem, code)| {
            let lang = Lang::parse(code).filter(Lang::is_known)?;
            Some(if site.langs.first() == Some(&lang) { stem.to_owned() } else { format!("{lang}/{stem}") })
        });
        let was = fold(in_its_language.as_deref().unwrap_or(below));
        let is_old = |page: &&PageIdx| {
            let front = &site.page(**page).document.front_matter;
            front.redirects.iter().chain(&front.aliases).any(|old| fold(old.value.trim_matches('/')) == was)
        };
        self.names.get(&was)?.iter().find(is_old).copied()
    }

    /// Length of a file of `static/`, where it holds this one.
    pub fn static_length(&self, path: &str) -> Option<u64> {
        self.static_file(path).map(|facts| facts.length)
    }

    /// What is known of a file below `static/`, by its path there.
    pub fn static_file(&self, path: &str) -> Option<&FileFacts> {
        self.statics.get(&SitePath::new(path)?)
    }

    fn by_name(&self, site: &Site, page: PageIdx, name: &str, anchor: Option<&str>) -> Resolution {
        let pages = self.names.get(&fold(name.trim().trim_matches('/'))).map(Vec::as_slice).unwrap_or_default();
        let lang = site.page(page).lang;
        let mut own: Vec<PageIdx> = pages.iter().copied().filter(|other| site.page(*other).lang == lang).collect();
        if own.is_empty() {
            own = pages.iter().copied().filter(|other| site.page(*other).lang == 0).collect();
        }
        match own[..] {
            [] if name.contains('/') || name.ends_with(".md") => self.by_path(site, page, name, anchor),
            [] => lost(Lost::Missing),
            [one] => found(self.to_page(site, page, one, anchor, false)),
            _ => lost(Lost::Ambiguous(own)),
        }
    }

    fn by_path(&self, site: &Site, page: PageIdx, target: &str, anchor: Option<&str>) -> Resolution {
        let here = site.page(page).path.parent();
        let Some(relative) = here.join(target) else { return lost(Lost::Outside) };
        let mut bases = vec![relative.clone()];
        if let Some(rooted) = target.strip_prefix('/') {
            bases.extend(SitePath::new(&format!("{}/{rooted}", self.content)));
        }
        let candidates: Vec<SitePath> = bases.iter().flat_map(spellings).collect();
        for path in &candidates {
            if let Some(target) = self.exact(site, page, path, anchor) {
                return found(target);
            }
        }
        if let Some(target) = self.by_address(site, page, target, anchor) {
            return found(target);
        }
        for path in &candidates {
            let actual = self.folded.get(&path.folded());
            if let Some(actual) = actual
                && let Some(target) = self.exact(site, page, actual, anchor)
            {
                // Accents that are composed otherwise are the same name to every reader.
                let other_case = (actual.composed() != path.composed()).then(|| actual.clone());
                return Resolution { target: Ok(target), other_case };
            }
        }
        let fixed = SitePath::new(&format!("static/{}", target.trim_start_matches('/')));
        let too_large = candidates.iter().chain(&fixed).find_map(|path| self.too_large.get(path));
        lost(too_large.map_or(Lost::Missing, |facts| Lost::TooLarge(*facts)))
    }

    fn exact(&self, site: &Site, page: PageIdx, path: &SitePath, anchor: Option<&str>) -> Option<Target> {
        if let Some(target) = self.pages.get(path) {
            return Some(self.to_page(site, page, *target, anchor, names_language(site, *target)));
        }
        if let Some(target) = self.nameless.get(path) {
            return Some(self.to_page(site, page, *target, anchor, false));
        }
        let facts = self.files.get(path)?;
        Some(file_target(self.file_url(path), facts))
    }

    /// An address of the site, from its root or relative to the page's own, a file of `static/`, or an alias.
    fn by_address(&self, site: &Site, page: PageIdx, target: &str, anchor: Option<&str>) -> Option<Target> {
        let facts = site.page(page);
        if let Some(path) = SitePath::new(target.trim_start_matches('/'))
            && let Some(facts) = self.statics.get(&path)
        {
            return Some(file_target(UrlPath::new(&format!("/{path}")), facts));
        }
        let trimmed = target.trim_start_matches("./").trim_end_matches("index.html");
        let rooted = format!("/{}/", trimmed.trim_matches('/'));
        let beside = SitePath::new(&format!("{}{trimmed}", &facts.url.as_str()[1..]));
        let from_root = target.starts_with('/').then(|| UrlPath::new(&rooted));
        let from_here =
            (!target.starts_with('/')).then(|| beside.map(|path| UrlPath::new(&format!("/{path}/")))).flatten();
        for url in [from_root, from_here].into_iter().flatten() {
            if let Some(target) = self.urls.get(&url) {
                return Some(self.to_page(site, page, *target, anchor, false));
            }
            if self.own.contains(&url) {
                return Some(Target::Own(url));
            }
        }
        let aliased = self.names.get(&fold(trimmed.trim_matches('/')))?;
        let same_language = aliased.iter().find(|other| site.page(**other).lang == facts.lang);
        let other = *same_language.or(aliased.first())?;
        target.contains('/').then(|| self.to_page(site, page, other, anchor, false))
    }

    /// A page, or its translation into the language of the page that links, unless the link names the language.
    fn to_page(&self, site: &Site, from: PageIdx, to: PageIdx, anchor: Option<&str>, as_named: bool) -> Target {
        let lang = site.page(from).lang;
        let translated = site.translation(site.page(to), lang).filter(|_| !as_named && site.page(to).lang != lang);
        let page = translated.unwrap_or(to);
        let has = |page: PageIdx, anchor: &str| {
            let facts = &site.page(page).document.facts;
            facts.headings.list().iter().any(|heading| heading.id == anchor)
                || facts.anchors.iter().any(|id| id == anchor)
        };
        // A translated heading has another id: what counts is the page that the link names.
        let has_anchor = anchor.is_none_or(|anchor| anchor.is_empty() || has(page, anchor) || has(to, anchor));
        Target::Page { page, has_anchor }
    }

    /// The address of a content file. One that would run when it is opened is given away as plain text.
    pub fn file_url(&self, path: &SitePath) -> UrlPath {
        let content = SitePath::new(&self.content).expect("came from a checked path");
        let below = path.below(&content).unwrap_or(path.as_str());
        let is_active = self.files.get(path).copied().unwrap_or_default().is_active(path) || steers_a_host(below);
        let ending = if is_active { ".txt" } else { "" };
        UrlPath::new(&format!("/{below}{ending}"))
    }

    fn linked_files(&self, site: &Site) -> BTreeSet<SitePath> {
        let urls: HashMap<UrlPath, &SitePath> = self.files.keys().map(|path| (self.file_url(path), path)).collect();
        let mut published = BTreeSet::new();
        for (page, facts) in site.pages.iter().enumerate() {
            for link in facts.document.facts.links.list() {
                let resolution = self.resolve(site, page, &link.target, link.anchor.as_deref(), link.form);
                if let Ok(Target::File { url, .. }) = resolution.target {
                    published.extend(urls.get(&url).map(|path| (*path).clone()));
                }
            }
            let front = &facts.document.front_matter;
            let named = front.payload.iter().chain(&front.image);
            published.extend(named.filter_map(|value| self.file(site, page, &value.value)));
            published.extend(site.payloads.get(&facts.path).into_iter().flatten().cloned());
        }
        published
    }

    /// Every link of every page that does not lead where its author meant, and the pages from which others lead to each.
    /// Pages that are not there are noted in `absent`.
    pub(super) fn check(&self, site: &Site, absent: &mut Absent) -> (Vec<Diagnostic>, Vec<Vec<PageIdx>>) {
        let mut found = Vec::new();
        let mut used: Vec<Vec<PageIdx>> = vec![Vec::new(); site.pages.len()];
        let mut uses = |target: PageIdx, page: PageIdx| {
            if target != page && used[target].last() != Some(&page) {
                used[target].push(page);
            }
        };
        for (page, facts) in site.pages.iter().enumerate() {
            for link in &facts.document.facts.links.list() {
                let resolution = self.resolve(site, page, &link.target, link.anchor.as_deref(), link.form);
                found.extend(self.complaint(site, page, link, &resolution));
                found.extend(heavy(&site.page(page).path, link, &resolution));
                if let Ok(Target::Page { page: target, .. }) = resolution.target {
                    uses(target, page);
                } else if resolution.target == Err(Lost::Missing) && self.formerly(site, page, &link.target).is_none() {
                    absent.note(site, page, link, &self.content);
                }
            }
            let front = &facts.document.front_matter;
            let source = front.based_on.as_ref().and_then(|source| source.id.as_ref());
            for name in front.leads_to().chain(source) {
                self.reference(site, page, &name.value).into_iter().for_each(|target| uses(target, page));
            }
            found.extend(self.references(site, page));
        }
        (found, used)
    }

    fn complaint(&self, site: &Site, page: PageIdx, link: &Link, resolution: &Resolution) -> Option<Diagnostic> {
        let is_image = link.form == LinkForm::Image;
        let name = &link.target;
        let diagnostic = match (&resolution.target, &resolution.other_case) {
            (Err(Lost::Outside), _) => {
                Diagnostic::new(Code::LinkLeavesRepository, format!("`{name}` leads out of the repository"))
                    .help("link to a file of this repository, or write the whole address")
            }
            (Err(Lost::TooLarge(facts)), _) => facts.too_large(name, &site.config.limits)?,
            (Err(Lost::Missing), _) if is_image => self.suggest(
                site,
                page,
                name,
                Diagnostic::new(Code::MissingImage, format!("there is no image `{name}`")),
            ),
            (Err(Lost::Missing), _) => self.suggest(
                site,
                page,
                name,
                Diagnostic::new(Code::BrokenLink, format!("there is no page or file `{name}`")),
            ),
            (Err(Lost::Ambiguous(pages)), _) => {
                let paths: Vec<String> =
                    pages.iter().take(4).map(|page| format!("`{}`", site.page(*page).path)).collect();
                Diagnostic::new(Code::AmbiguousLink, format!("`{name}` fits {} pages", pages.len()))
                    .help(format!("write the path of one of them: {}", paths.join(", ")))
            }
            (Ok(Target::Page { page: target, has_anchor: false }), _) => {
                let anchor = link.anchor.as_deref().unwrap_or_default();
                let headings = site.page(*target).document.facts.headings.list();
                let message = if *target == page {
                    format!("this page has no heading `#{anchor}`")
                } else {
                    format!("`{}` has no heading `#{anchor}`", site.page(*target).path)
                };
                let diagnostic = Diagnostic::new(Code::BrokenAnchor, message);
                match did_you_mean(anchor, headings.iter().map(|heading| heading.id.as_str())) {
                    Some(near) => diagnostic.help(format!("did you mean `#{near}`?")),
                    None if headings.is_empty() => diagnostic.help("that page has no headings: link to the page"),
                    None => {
                        let ids: Vec<String> =
                            headings.iter().take(6).map(|heading| format!("`#{}`", heading.id)).collect();
                        let more = if headings.len() > 6 { " …" } else { "" };
                        diagnostic.help(format!("its headings are {}{more}", ids.join(", ")))
                    }
                }
            }
            (Ok(_), Some(actual)) => {
                Diagnostic::new(Code::WrongCase, format!("`{name}` is spelt `{}` on the disk", actual))
                    .help("use the file's letter case: on many servers the two are different files")
            }
            (Ok(_), None) => return None,
        };
        let place =
            Place { file: site.page(page).path.to_string(), line: link.line, column: link.column, bytes: link.bytes };
        Some(diagnostic.at(place))
    }

    /// Says which name is nearest in the folder that the link means.
    fn suggest(&self, site: &Site, page: PageIdx, name: &str, diagnostic: Diagnostic) -> Diagnostic {
        if let Some(moved) = self.formerly(site, page, name) {
            let path = site.page(moved).path.seen_from(&site.page(page).path.parent());
            return diagnostic.help(format!("it has moved: write `{path}`"));
        }
        match self.near(site, page, name) {
            Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
            None => diagnostic.help("write the path of a file that is there, seen from this one"),
        }
    }

    /// The path with the nearest name in the folder that it means.
    fn near(&self, site: &Site, page: PageIdx, name: &str) -> Option<String> {
        let path = site.page(page).path.parent().join(name)?;
        let beside = self.beside.get(&path.parent()).into_iter().flatten().map(String::as_str);
        // A folder of thousands would be compared name by name for each broken link.
        let near = did_you_mean(path.file_name(), beside.take(1_000))?;
        let (folder, _) = name.trim_end_matches('/').rsplit_once('/').unwrap_or_default();
        Some(if name.contains('/') { format!("{folder}/{near}") } else { near.to_owned() })
    }

    /// Front-matter values that name a page or file which is not there, or is spelt otherwise.
    fn references(&self, site: &Site, page: PageIdx) -> Vec<Diagnostic> {
        let facts = site.page(page);
        let front = &facts.document.front_matter;
        let local = |value: &&Located<String>| !value.value.contains("://");
        let source = front.based_on.as_ref().and_then(|source| source.id.as_ref());
        let outside = source.filter(|source| !local(source)).map(|source| {
            let message = format!("`{}` is no page of this site", shown(&source.value));
            let diagnostic = Diagnostic::new(Code::UnknownReference, message);
            super::at(
                diagnostic.help("write another's work as `based_on: {title: …, url: …}`"),
                &facts.path,
                Some(source),
            )
        });
        let source = source.filter(local);
        let pages = front.leads_to().chain(&front.duplicate_of).chain(source);
        let pages = pages.filter_map(|name| match self.reference(site, page, &name.value) {
            None => Some(self.missing_reference(site, page, name, "page")),
            Some(_) => self.other_case(site, page, name),
        });
        let known = |value: &str| {
            let statics =
                SitePath::new(value.trim_start_matches('/')).is_some_and(|path| self.statics.contains_key(&path));
            statics || self.file(site, page, value).is_some()
        };
        let image = front.image.iter().filter(local).filter(|image| !known(&image.value));
        let image = image.map(|image| {
            let too_large = match self.by_path(site, page, &image.value, None).target {
                Err(Lost::TooLarge(picture)) => picture.too_large(&shown(&image.value), &site.config.limits),
                _ => None,
            };
            let told = too_large.map(|found| super::at(found, &facts.path, Some(image)));
            told.unwrap_or_else(|| self.missing_reference(site, page, image, "image"))
        });
        pages.chain(image).chain(outside).collect()
    }

    /// That a front-matter value names something which is not there, with the name that is nearest.
    fn missing_reference(&self, site: &Site, page: PageIdx, value: &Located<String>, what: &str) -> Diagnostic {
        let diagnostic =
            Diagnostic::new(Code::UnknownReference, format!("there is no {what} `{}`", shown(&value.value)));
        let help = match (self.formerly(site, page, &value.value), self.near(site, page, &value.value)) {
            (Some(moved), _) => {
                let here = site.page(page).path.parent();
                format!("it has moved: write `{}`", site.page(moved).path.seen_from(&here))
            }
            (None, Some(near)) => format!("did you mean `{near}`?"),
            (None, None) => "write its path, seen from this page, or take it out".to_owned(),
        };
        super::at(diagnostic.help(help), &site.page(page).path, Some(value))
    }

    /// That a front-matter value is a path in another letter case than the file's.
    fn other_case(&self, site: &Site, page: PageIdx, value: &Located<String>) -> Option<Diagnostic> {
        let actual = self.by_path(site, page, &value.value, None).other_case?;
        let message = format!("`{}` is spelt `{actual}` on the disk", shown(&value.value));
        let diagnostic = Diagnostic::new(Code::WrongCase, message)
            .help("use the file's letter case: on many servers the two are different files");
        Some(super::at(diagnostic, &site.page(page).path, Some(value)))
    }
}

/// A picture with more bytes makes readers wait, on a phone or far from a city.
const LARGEST_IMAGE: u64 = 1024 * 1024;

/// An image that readers should not have to load, or that their browsers do not show.
fn heavy(path: &SitePath, link: &Link, resolution: &Resolution) -> Option<Diagnostic> {
    let Ok(Target::File { length, is_no_picture, keeps_notes, .. }) = resolution.target else { return None };
    let name = &link.target;
    let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let (message, help) = if link.form != LinkForm::Image {
        return None;
    } else if matches!(ending.as_str(), "bmp" | "tif" | "tiff" | "heic" | "heif" | "psd" | "xcf" | "raw") {
        (format!("browsers do not show `{name}`"), "save it as PNG, JPEG, WebP, AVIF or SVG")
    } else if is_no_picture {
        (
            format!("`{name}` is no picture, whatever its name says"),
            "put the picture itself there; where Git LFS keeps it, fetch it with `git lfs pull`",
        )
    } else if keeps_notes {
        (
            format!("`{name}` holds notes of a camera or program, which are published with it: where, when, whose"),
            "take them out, or save it as PNG, JPEG or WebP, of which they are taken out",
        )
    } else if length > LARGEST_IMAGE {
        let size = length.div_ceil(1024);
        (
            format!("the image `{name}` has {size} KiB, and may have {}", LARGEST_IMAGE / 1024),
            "make it smaller: fewer pixels, or WebP",
        )
    } else {
        return None;
    };
    let place = Place { file: path.to_string(), line: link.line, column: link.column, bytes: link.bytes };
    Some(Diagnostic::new(Code::BadImage, message).at(place).help(help))
}

fn file_target(url: UrlPath, facts: &FileFacts) -> Target {
    let FileFacts { length, pixels, drawn, is_no_picture, keeps_notes, .. } = *facts;
    Target::File { url, pixels, drawn, length, is_no_picture, keeps_notes }
}

fn found(target: Target) -> Resolution {
    Resolution { target: Ok(target), other_case: None }
}

fn lost(why: Lost) -> Resolution {
    Resolution { target: Err(why), other_case: None }
}

/// The file itself, or what authors mean who leave the ending away.
fn spellings(path: &SitePath) -> Vec<SitePath> {
    let endings = ["", ".md", "/index.md", "/README.md", "/_index.md"];
    endings.iter().filter_map(|ending| SitePath::new(&format!("{path}{ending}"))).collect()
}

/// `faq/b.md` of `faq/b.ja.md`.
fn without_language(path: &SitePath) -> Option<SitePath> {
    let (stem, suffix) = path.stem().rsplit_once('.')?;
    let is_language = crate::lang::Lang::parse(suffix).is_some_and(|lang| lang.is_known());
    is_language.then(|| path.parent().join(&format!("{stem}.{}", path.extension()))).flatten()
}

/// The file's name without extension and language; the folder's name for a folder's own page.
pub(super) fn own_stem(path: &SitePath) -> &str {
    let stem = path.stem();
    let stem = stem
        .rsplit_once('.')
        .filter(|(_, suffix)| crate::lang::Lang::parse(suffix).is_some_and(|lang| lang.is_known()))
        .map_or(stem, |(stem, _)| stem);
    if matches!(stem.to_ascii_lowercase().as_str(), "index" | "readme" | "_index") {
        let folder = path.as_str().rsplit('/').nth(1);
        return folder.unwrap_or(stem);
    }
    stem
}

/// Whether a link to the file says which language it wants, as `ssh.de.md` does and `ssh.md` does not.
fn names_language(site: &Site, page: PageIdx) -> bool {
    let facts = site.page(page);
    facts.lang != 0 || facts.role != PageRole::Content || {
        let suffix = facts.path.stem().rsplit_once('.').map(|(_, suffix)| suffix);
        suffix.and_then(crate::lang::Lang::parse).as_ref() == site.langs.first()
    }
}
