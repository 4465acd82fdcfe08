//! The plan: every address of the site and the recipe for its bytes.
//!
//! Begin with [`Plan::of`]. Two recipes may not have one address: the first keeps it and the second is reported.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::document::badge::FILE;
use crate::output::badges::credential::revocations_url;
use crate::path::{SitePath, UrlPath, is_portable, on_any_disk};
use crate::site::badges::Award;
use crate::site::narrowing::{self, Part};
use crate::site::people::{PersonIdx, person_url};
use crate::site::{LangIdx, PageIdx, PageRole, Site, address, at};
use crate::source::Source;
use crate::view::badges::{self, GivenFile};
use crate::view::lists::List;
use crate::view::page::{PayloadFile, mirror_url, payload_file};

/// How the bytes of one address are made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recipe {
    /// A page of content, shown among the pages of a language.
    Page(PageIdx, LangIdx),
    /// Its Markdown mirror.
    Mirror(PageIdx),
    /// The file that a template page gives away.
    Payload(PageIdx),
    /// A home page.
    Home(LangIdx),
    /// One page of a list.
    List(List, usize),
    /// Everyone, or those who have this in common.
    People(Option<Part>),
    /// One person.
    Person(PersonIdx),
    /// What they did, as a text for a CV.
    Cv(PersonIdx),
    /// All titles.
    Badges,
    /// What a title takes, and who holds it.
    Badge(usize),
    /// The picture of a title's level.
    BadgeImage(usize, usize),
    /// Who gives titles, as Open Badges say it.
    BadgeIssuer,
    /// A title's level, as Open Badges say it.
    BadgeClass(usize, usize),
    /// A title of somebody.
    Award(usize),
    /// A file of a title of somebody, by the place in the list of awards.
    Given(usize, GivenFile),
    /// The identity under which badges are signed.
    Did,
    /// Signed badges that were taken back.
    Revocations,
    /// The same as a page to print.
    CvPage(PersonIdx),
    /// The same as JSON Resume.
    Resume(PersonIdx),
    /// About the community.
    Community,
    /// A document by which the community lives.
    Norm(SitePath),
    /// The search page.
    Search(LangIdx),
    /// `404.html`.
    NotFound,
    /// An Atom feed.
    Feed(Feed),
    /// `sitemap.xml`, or one part of it.
    Sitemap(Option<usize>),
    /// `robots.txt`.
    Robots,
    /// `llms.txt`.
    Llms,
    /// `site.json`.
    SiteJson,
    /// `.nojekyll`, empty: a branch that GitHub Pages publishes is not given to Jekyll, which would leave out what begins with `_`, and make pages of
    /// the Markdown beside ours that are not cleaned.
    NoJekyll,
    /// `_headers`.
    Headers,
    /// `_redirects`.
    Redirects,
    /// A page that sends readers of an old address on.
    Redirect(PageIdx),
    /// Where the page of somebody was under an id of before.
    FormerPerson(PersonIdx),
    /// A file of the theme.
    Asset,
    /// A piece of the search index or its client.
    SearchPiece,
    /// A content file that a page links to.
    File(SitePath),
    /// A file of `static/`, by its path below it.
    Static(SitePath),
}

/// What a feed follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Feed {
    /// A whole language.
    Site(LangIdx),
    /// A kind or topic.
    List(List),
    /// What a person wrote.
    Person(PersonIdx),
}

/// Every address, in order.
#[derive(Debug, Default)]
pub struct Plan {
    /// Address and recipe.
    pub recipes: BTreeMap<UrlPath, Recipe>,
    /// Addresses that two recipes want.
    pub diagnostics: Vec<Diagnostic>,
    /// Files, folded.
    taken: BTreeSet<String>,
    /// The folders in which they lie, folded.
    folders: BTreeSet<String>,
}

/// What is known of where and how the site will be published.
#[derive(Debug, Default)]
pub struct Known {
    /// Whether whole addresses can be written.
    pub has_base_url: bool,
    /// Where the identity lies under which badges are signed, if they are.
    pub did: Option<UrlPath>,
    /// Badges were to be signed, and the address of the site allows no identity.
    pub lacks_identity: bool,
}

/// At most this many addresses in one part of the sitemap (sitemaps.org: 50,000).
pub const SITEMAP_PART: usize = 40_000;

impl Plan {
    /// Lists what the site needs. `assets` and `pieces` are the theme's and the search index's addresses.
    pub fn of(site: &Site, source: &Source, known: &Known, assets: &[UrlPath], pieces: &[UrlPath]) -> Plan {
        let has_base_url = known.has_base_url;
        let mut plan = Plan::default();
        plan.lists_and_homes(site, has_base_url);
        plan.pages(site);
        plan.people(site, has_base_url);
        plan.narrowed(site);
        plan.badges(site, known);
        let single = [
            ("/community/", Recipe::Community),
            ("/404.html", Recipe::NotFound),
            ("/robots.txt", Recipe::Robots),
            ("/llms.txt", Recipe::Llms),
            ("/site.json", Recipe::SiteJson),
            ("/.nojekyll", Recipe::NoJekyll),
            ("/_headers", Recipe::Headers),
            ("/_redirects", Recipe::Redirects),
        ];
        for (url, recipe) in single {
            plan.add(UrlPath::new(url), recipe);
        }
        for norm in &site.norms {
            plan.add(norm.url.clone(), Recipe::Norm(norm.path.clone()));
        }
        if has_base_url {
            plan.sitemaps();
        }
        for asset in assets {
            plan.add(asset.clone(), Recipe::Asset);
        }
        for piece in pieces {
            plan.add(piece.clone(), Recipe::SearchPiece);
        }
        for (path, url) in site.links.published() {
            plan.add(url, Recipe::File(path.clone()));
        }
        // A site that is moved here may bring its own.
        for path in source.statics.keys().filter(|path| path.as_str() != ".nojekyll") {
            plan.add(UrlPath::new(&format!("/{path}")), Recipe::Static(path.clone()));
        }
        for (old, page) in &site.redirects {
            if !plan.add(old.clone(), Recipe::Redirect(*page)) {
                plan.diagnostics.push(hidden_redirect(site, old, *page));
            }
        }
        plan
    }

    fn lists_and_homes(&mut self, site: &Site, has_base_url: bool) {
        for lang in 0..site.langs.len() {
            self.add(site.home(lang), Recipe::Home(lang));
            self.add(UrlPath::new(&format!("{}/search/", site.prefix(lang))), Recipe::Search(lang));
            if has_base_url {
                let feed = UrlPath::new(&format!("{}/feed.xml", site.prefix(lang)));
                self.add(feed, Recipe::Feed(Feed::Site(lang)));
            }
        }
        for list in List::all(site) {
            for number in 0..list.length(site) {
                self.add(list.page_url(site, number), Recipe::List(list.clone(), number));
            }
            if has_base_url && list.has_feed() {
                self.add(list.url(site).join("feed.xml"), Recipe::Feed(Feed::List(list)));
            }
        }
    }

    fn pages(&mut self, site: &Site) {
        for (page, facts) in site.pages.iter().enumerate() {
            if facts.role != PageRole::Content {
                continue;
            }
            if !self.add(facts.url.clone(), Recipe::Page(page, facts.lang)) {
                self.diagnostics.push(at::<()>(belongs(&facts.url).help(ANOTHER_NAME), &facts.path, None));
            }
            self.add(mirror_url(&facts.url), Recipe::Mirror(page));
            if site.kind(facts).id == "template"
                && let Some(PayloadFile::Block(_, url)) = payload_file(site, page)
            {
                self.add(url, Recipe::Payload(page));
            }
            if site.original(facts.group) == page {
                for lang in site.fallbacks(facts.group) {
                    self.add(site.fallback_url(facts, lang), Recipe::Page(page, lang));
                }
            }
        }
    }

    fn people(&mut self, site: &Site, has_base_url: bool) {
        self.add(UrlPath::new("/people/"), Recipe::People(None));
        for person in site.people.named().filter(|person| site.people.get(*person).has_page) {
            let facts = site.people.get(person);
            let url = crate::view::people::url(facts);
            if has_base_url {
                self.add(url.join("feed.xml"), Recipe::Feed(Feed::Person(person)));
            }
            self.add(crate::view::people::cv_url(facts), Recipe::Cv(person));
            self.add(crate::view::people::cv_page_url(facts), Recipe::CvPage(person));
            self.add(crate::view::people::resume_url(facts), Recipe::Resume(person));
            if !self.add(url.clone(), Recipe::Person(person)) {
                self.diagnostics.push(belongs(&url).help(ANOTHER_NAME));
            }
        }
        for (id, who) in &site.people.former {
            self.add(person_url(id), Recipe::FormerPerson(*who));
        }
    }

    /// Parts of lists. What somebody wrote, or who somebody is, has its address before them.
    fn narrowed(&mut self, site: &Site) {
        for list in List::narrowed(site) {
            for number in 0..list.length(site) {
                self.add(list.page_url(site, number), Recipe::List(list.clone(), number));
            }
        }
        for part in site.narrowing.people().keys() {
            self.add(narrowing::people_url(part), Recipe::People(Some(part.clone())));
        }
    }

    /// Pages of titles; and, where whole addresses are known, the files of those that were given for ever.
    fn badges(&mut self, site: &Site, known: &Known) {
        let has_base_url = known.has_base_url;
        if !site.badges.list.is_empty() {
            self.add(UrlPath::new("/badges/"), Recipe::Badges);
        }
        let is_given = |award: &Award| award.is_issued;
        let given: Vec<(usize, &Award)> =
            site.badges.awards.iter().enumerate().filter(|(_, award)| is_given(award)).collect();
        if !has_base_url {
            self.diagnostics.extend(given.first().map(|_| without_address(given.len())));
        }
        if known.lacks_identity && !given.is_empty() {
            let help = "an identity of the site (`did:web`) needs a `base_url` that begins with `https://`";
            let diagnostic =
                Diagnostic::new(Code::BadgesWithoutAddress, "badges are not signed, though there is a key");
            self.diagnostics.push(diagnostic.help(help));
        }
        let given = if has_base_url { given } else { Vec::new() };
        if !given.is_empty() {
            if let Some(did) = &known.did {
                self.add(did.clone(), Recipe::Did);
                self.add(revocations_url(), Recipe::Revocations);
            }
            self.add(badges::issuer_url(), Recipe::BadgeIssuer);
            if site.badges.issuer.email.is_none() {
                self.diagnostics.push(without_email());
            }
        }
        for (place, award) in given {
            let class = badges::class_url(site, award.badge, award.level);
            if !self.recipes.contains_key(&class) {
                self.add(class, Recipe::BadgeClass(award.badge, award.level));
            }
            let page = badges::award_url(site, award);
            if !self.recipes.contains_key(&page) {
                self.add(page, Recipe::Award(place));
            }
            for file in GivenFile::of(site, award, known.did.is_some()) {
                self.add(file.url(site, award), Recipe::Given(place, file));
            }
        }
        for (badge, facts) in site.badges.list.iter().enumerate() {
            self.add(badges::badge_url(site, badge), Recipe::Badge(badge));
            for level in 0..facts.levels.len() {
                self.add(badges::image_url(site, badge, level), Recipe::BadgeImage(badge, level));
            }
        }
    }

    /// One file, or an index of parts where there are very many addresses.
    fn sitemaps(&mut self) {
        let parts = self.sitemap_urls().count().div_ceil(SITEMAP_PART);
        self.add(UrlPath::new("/sitemap.xml"), Recipe::Sitemap(None));
        for part in (0..parts).filter(|_| parts > 1) {
            self.add(UrlPath::new(&format!("/sitemap-{}.xml", part + 1)), Recipe::Sitemap(Some(part)));
        }
    }

    /// Addresses that search engines should know: pages that stand for themselves.
    pub fn sitemap_urls(&self) -> impl Iterator<Item = (&UrlPath, &Recipe)> {
        self.recipes.iter().filter(|(_, recipe)| match recipe {
            Recipe::List(list, _) => !list.is_narrowed(),
            Recipe::Page(..)
            | Recipe::Home(_)
            | Recipe::People(None)
            | Recipe::Person(_)
            | Recipe::Badges
            | Recipe::Badge(_)
            | Recipe::Community => true,
            _ => false,
        })
    }

    /// Whether the address was free. A file cannot stand where a folder is, nor the reverse.
    fn add(&mut self, url: UrlPath, recipe: Recipe) -> bool {
        let file = url.file();
        // Every room that makes names sees to it; what is written here is written on somebody's disk.
        if !file.split('/').all(is_portable) {
            return false;
        }
        let file = on_any_disk(&file);
        let folders = || file.match_indices('/').map(|(at, _)| &file[..at]);
        if self.taken.contains(&file)
            || self.folders.contains(&file)
            || folders().any(|above| self.taken.contains(above))
        {
            self.diagnostics.extend(shadowed(&url, &recipe));
            return false;
        }
        for folder in folders() {
            if !self.folders.contains(folder) {
                self.folders.insert(folder.to_owned());
            }
        }
        self.taken.insert(file);
        self.recipes.insert(url, recipe);
        true
    }
}

const ANOTHER_NAME: &str = "give one of the two another name";

fn without_address(titles: usize) -> Diagnostic {
    let message = match titles {
        1 => "1 title was given, and its files are not written".to_owned(),
        titles => format!("{titles} titles were given, and their files are not written"),
    };
    let help = "badge files need whole addresses: write `base_url` into `cairn.yml`, or build with `--base-url`";
    Diagnostic::new(Code::BadgesWithoutAddress, message).help(help)
}

fn without_email() -> Diagnostic {
    let message = format!("`{FILE}` does not say how to reach who gives the titles");
    let help = "write `issuer: {email: …}` with an address that may be published; verifiers refuse badges without it";
    Diagnostic::new(Code::BadgesWithoutEmail, message).help(help)
}

/// A file that meets another recipe is a mistake of its author. A fallback that meets a written page, and a
/// list that a written page answers for, are none; two pages that want one address were reported when they were linked.
fn shadowed(url: &UrlPath, recipe: &Recipe) -> Option<Diagnostic> {
    let place = match recipe {
        Recipe::Static(path) => Place::file(&SitePath::new(&format!("static/{path}"))?),
        Recipe::File(path) | Recipe::Norm(path) => Place::file(path),
        _ => return None,
    };
    Some(belongs(url).help("rename the file").at(place))
}

/// An old address at which something else is now.
fn hidden_redirect(site: &Site, old: &UrlPath, page: PageIdx) -> Diagnostic {
    let facts = site.page(page);
    let redirects = &facts.document.front_matter.redirects;
    let written = redirects.iter().find(|value| address::old(&value.value) == *old);
    at(belongs(old).help("remove it from `redirects`"), &facts.path, written)
}

fn belongs(url: &UrlPath) -> Diagnostic {
    Diagnostic::new(Code::FileShadowed, format!("the address `{url}` belongs to another page or file already"))
}
