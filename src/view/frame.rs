//! What surrounds every page: [`frame`] for the part that all pages share, [`nav`] for a page's neighbourhood.

use std::collections::BTreeMap;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::config::NavLink;
use crate::path::{LinkMode, UrlPath};
use crate::site::nav::Name;
use crate::site::tree::{Child, Folder, FolderPage};
use crate::site::{LangIdx, Page as SitePage, PageIdx, PageRole, Site, norms};
use crate::view::setting::{Setting, kind_label};
use crate::view::{Frame, Language, Link, Nav, NavEntry};

/// At most this many links in one list of a page's navigation.
const MANY: usize = 40;
/// At most this many below a folder beside the page; the folder's own page has all.
const FOLDED: usize = 8;

/// What the address of a page needs to say about itself.
pub(super) struct About<'a> {
    /// Where it is.
    pub url: &'a UrlPath,
    /// Language of the interface.
    pub lang: LangIdx,
    /// Title.
    pub title: String,
    /// One line.
    pub description: String,
    /// The same in every language it exists in (own address first not needed); empty: only this one.
    pub languages: Vec<(LangIdx, UrlPath)>,
    /// `website`, `article` or `profile`.
    pub og_type: &'static str,
    /// Structured data, as a value.
    pub json_ld: Option<serde_json::Value>,
    /// Hide from search engines.
    pub noindex: bool,
    /// The address search engines should know instead of this one.
    pub canonical: Option<UrlPath>,
    /// Picture for previews.
    pub image: Option<UrlPath>,
}

impl<'a> About<'a> {
    /// A page in one language.
    pub(super) fn new(url: &'a UrlPath, lang: LangIdx, title: impl Into<String>) -> About<'a> {
        About {
            url,
            lang,
            title: title.into(),
            description: String::new(),
            languages: Vec::new(),
            og_type: "website",
            json_ld: None,
            noindex: false,
            canonical: None,
            image: None,
        }
    }
}

/// How wide the header shows a logo, so that what stands beside it does not move when it arrives.
fn logo_width(site: &Site, logo: &str) -> Option<u32> {
    let facts = site.links.static_file(logo)?;
    let (across, down) = facts.pixels.or(facts.drawn)?;
    u32::try_from((u64::from(across) * 32).div_ceil(u64::from(down.max(1)))).ok()
}

/// The frame without navigation.
pub(super) fn frame(setting: &Setting<'_>, about: About<'_>) -> Frame {
    let site = setting.site;
    let (url, lang) = (about.url, about.lang);
    let canonical = setting.absolute(about.canonical.as_ref().unwrap_or(url));
    let home = site.home(lang);
    let feed = setting.base_url.as_ref().map(|_| {
        let feed = UrlPath::new(&format!("{}/feed.xml", site.prefix(lang)));
        setting.link(url, &feed, site.config.title.clone())
    });
    let logo = site.config.theme.logo.as_ref().map(|logo| setting.href(url, &UrlPath::new(&format!("/{logo}"))));
    let icon = logo.clone().or_else(|| Some(setting.href(url, setting.assets.get("icon.svg")?))).unwrap_or_default();
    Frame {
        lang: site.langs[lang].to_string(),
        dir: direction(setting, lang),
        site_title: site.config.title.clone(),
        logo,
        logo_width: site.config.theme.logo.as_ref().and_then(|logo| logo_width(site, logo)),
        hue: site.config.theme.hue,
        open_graph: open_graph(setting, &about, canonical.as_deref()),
        json_ld_html: about.json_ld.as_ref().map(script_safe).unwrap_or_default(),
        title: about.title,
        description: about.description,
        home: setting.href(url, &home),
        canonical,
        noindex: about.noindex,
        languages: languages(setting, url, lang, &about.languages),
        csp: CSP.to_owned(),
        icon,
        feeds: feed.into_iter().collect(),
        assets: setting.assets.iter().map(|(name, asset)| (name.clone(), setting.href(url, asset))).collect(),
        base: base(setting, url),
        relative: setting.mode == LinkMode::Relative,
        search: setting.href(url, &UrlPath::new(&format!("{}/search/", site.prefix(lang)))),
        kinds: kinds(setting, url, lang),
        nav: None,
        breadcrumb: Vec::new(),
        footer: footer(setting, url, lang),
        license: license(site.config.license.as_deref()),
        ask: setting.site.config.ask_pattern().map(|pattern| fill(setting, &pattern, &[("title", ""), ("url", "")])),
    }
}

/// Nothing runs, loads or sends but from the site itself; no frame, no plug-in, no other base.
const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
                   connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'";

pub(super) fn direction(setting: &Setting<'_>, lang: LangIdx) -> &'static str {
    if setting.site.langs[lang].is_rtl() { "rtl" } else { "ltr" }
}

/// Where the site begins: `/repo/`, or `../../` from a page two folders deep.
fn base(setting: &Setting<'_>, from: &UrlPath) -> String {
    match &setting.mode {
        LinkMode::Rooted { prefix } => format!("{prefix}/"),
        LinkMode::Relative => {
            let depth = from.file().matches('/').count();
            if depth == 0 { "./".to_owned() } else { "../".repeat(depth) }
        }
    }
}

/// What `nav` and `theme.footer` of `cairn.yml` list: in the language of the page where the address is there in it.
fn listed(setting: &Setting<'_>, from: &UrlPath, lang: LangIdx, links: &[NavLink]) -> Vec<Link> {
    let site = setting.site;
    let links = links.iter().filter_map(|link| {
        let label = |own: String| if link.label.is_empty() { own } else { link.label.clone() };
        let to = &link.to.value;
        if !to.starts_with('/') {
            return Some(Link { label: label(to.clone()), url: to.clone(), ..Link::default() });
        }
        let (url, name) = site.places.get(&(lang, to.clone()))?;
        let name = match name {
            Name::Word(word) => setting.word(lang, word),
            Name::Kind(kind) => kind_label(setting, lang, *kind, true),
            Name::Title(title) => title.clone(),
        };
        let current = from == url || *url != site.home(lang) && from.as_str().starts_with(url.as_str());
        Some(Link { current, ..setting.link(from, url, label(name)) })
    });
    links.collect()
}

fn kinds(setting: &Setting<'_>, from: &UrlPath, lang: LangIdx) -> Vec<Link> {
    let site = setting.site;
    if !site.config.nav.is_empty() {
        return listed(setting, from, lang, &site.config.nav);
    }
    let with_pages = (0..site.kinds.list.len()).filter(|kind| site.topics.kinds.contains_key(&(lang, *kind)));
    with_pages
        .map(|kind| {
            let index = site.kind_index(lang, kind);
            let current = from.as_str().starts_with(index.as_str());
            Link { current, ..setting.link(from, &index, kind_label(setting, lang, kind, true)) }
        })
        .collect()
}

fn footer(setting: &Setting<'_>, from: &UrlPath, lang: LangIdx) -> Vec<Link> {
    let site = setting.site;
    let mut links = listed(setting, from, lang, &site.config.theme.footer);
    let guide = norms::contributing(&site.norms, &site.langs, lang);
    let guide = guide.map(|norm| setting.link(from, &norm.url, setting.word(lang, "contribute")));
    // Who lists it calls it as they like.
    let guide = guide.filter(|guide| links.iter().all(|link| link.url != guide.url));
    links.extend(guide);
    links.push(setting.link(from, &UrlPath::new("/community/"), setting.word(lang, "community")));
    links.push(setting.link(from, &UrlPath::new("/people/"), setting.word(lang, "people")));
    let own = (lang, String::new())..(lang + 1, String::new());
    let lists = [("topics", &site.topics.tags), ("series", &site.topics.series)];
    for (folder, _) in lists.into_iter().filter(|(_, lists)| lists.range(own.clone()).next().is_some()) {
        let url = UrlPath::new(&format!("{}/{folder}/", site.prefix(lang)));
        links.push(setting.link(from, &url, setting.word(lang, folder)));
    }
    links
}

/// The language menu: a translation where there is one, else the place where that language's readers find the page.
fn languages(setting: &Setting<'_>, from: &UrlPath, lang: LangIdx, exists: &[(LangIdx, UrlPath)]) -> Vec<Language> {
    let site = setting.site;
    if site.langs.len() < 2 {
        return Vec::new();
    }
    let exists: BTreeMap<LangIdx, &UrlPath> = exists.iter().map(|(lang, url)| (*lang, url)).collect();
    (0..site.langs.len())
        .map(|other| {
            let page = exists.get(&other).copied();
            let home = site.home(other);
            let url = if other == lang { from } else { page.unwrap_or(&home) };
            Language {
                lang: site.langs[other].to_string(),
                name: site.langs[other].autonym().to_owned(),
                url: setting.href(from, url),
                hreflang: page.filter(|_| exists.len() > 1).and_then(|url| setting.absolute(url)),
                current: other == lang,
                translated: page.is_some(),
            }
        })
        .collect()
}

fn open_graph(setting: &Setting<'_>, about: &About<'_>, canonical: Option<&str>) -> Vec<(String, String)> {
    let Some(canonical) = canonical else { return Vec::new() };
    let mut pairs = vec![
        ("og:type".to_owned(), about.og_type.to_owned()),
        ("og:title".to_owned(), about.title.clone()),
        ("og:url".to_owned(), canonical.to_owned()),
        ("og:site_name".to_owned(), setting.site.config.title.clone()),
        ("og:locale".to_owned(), setting.site.langs[about.lang].as_str().replace('-', "_")),
    ];
    if !about.description.is_empty() {
        pairs.push(("og:description".to_owned(), about.description.clone()));
    }
    if let Some(image) = about.image.as_ref().and_then(|image| setting.absolute(image)) {
        pairs.push(("og:image".to_owned(), image));
    }
    pairs
}

/// A licence by its SPDX identifier; the identifier's own page tells the text.
pub(super) fn license(id: Option<&str>) -> Option<Link> {
    let id = id?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+');
    let url = if id.chars().all(plain) { format!("https://spdx.org/licenses/{id}.html") } else { String::new() };
    Some(Link { label: id.to_owned(), url, ..Link::default() })
}

/// Where the forge writes a new file at this path.
pub(super) fn new_file(setting: &Setting<'_>, path: &str) -> Option<String> {
    let pattern = setting.site.config.new_pattern()?;
    let path = path.trim_start_matches('/');
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    Some(fill(setting, &pattern, &[("path", path), ("folder", folder), ("name", name)]))
}

/// Fills a link pattern of `cairn.yml`: `{repo}` and `{branch}` as they are configured, the rest percent-encoded.
pub(super) fn fill(setting: &Setting<'_>, pattern: &str, values: &[(&str, &str)]) -> String {
    /// What RFC 3986 lets stand in a path segment, and `/` between them.
    const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'.').remove(b'-').remove(b'_').remove(b'~');
    let config = &setting.site.config;
    let repo = config.repo.as_deref().unwrap_or_default();
    let mut out =
        pattern.replace("{repo}", repo).replace("{branch}", &utf8_percent_encode(&config.branch, KEPT).to_string());
    for (name, value) in values {
        out = out.replace(&format!("{{{name}}}"), &utf8_percent_encode(value, KEPT).to_string());
    }
    out
}

/// JSON that can stand inside a script element: no character of it can end the element or a line of script.
pub(super) fn script_safe(value: &serde_json::Value) -> String {
    value
        .to_string()
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

/// What a page lies in, outermost first: names and addresses.
pub(super) type Trail = Vec<(String, UrlPath)>;

/// A trail as a reader of the page at `from` sees it.
pub(super) fn links(setting: &Setting<'_>, from: &UrlPath, trail: &Trail) -> Vec<Link> {
    trail.iter().map(|(label, url)| setting.link(from, url, label.clone())).collect()
}

/// The folders above an address, without the address itself.
pub(super) fn breadcrumb(setting: &Setting<'_>, from: &UrlPath, lang: LangIdx) -> Vec<Link> {
    links(setting, from, &trail(setting, from, lang))
}

/// The folders above an address, without the address itself.
pub(super) fn trail(setting: &Setting<'_>, from: &UrlPath, lang: LangIdx) -> Trail {
    let site = setting.site;
    let mut trail = Trail::new();
    let mut at = from.clone();
    while let Some(parent) = site.tree.parent(site, lang, &at) {
        if let Some(folder) = site.tree.folders.get(&parent) {
            trail.push((folder_label(setting, folder, lang), parent.clone()));
        }
        at = parent;
    }
    trail.reverse();
    trail
}

/// What a folder is called, wherever a page leads to it.
fn folder_label(setting: &Setting<'_>, folder: &Folder, lang: LangIdx) -> String {
    match folder.page {
        FolderPage::Home => setting.word(lang, "home"),
        FolderPage::Kind(kind) => kind_label(setting, lang, kind, true),
        FolderPage::Content(_) | FolderPage::List => folder.label.clone(),
    }
}

/// Ancestors, siblings and children of a page.
pub(super) fn nav(setting: &Setting<'_>, page: PageIdx, from: &UrlPath, lang: LangIdx) -> Option<Nav> {
    let site = setting.site;
    let (folder, own) = site.tree.beside(site, page).filter(|_| site.page(page).role == PageRole::Content)?;
    let page = site.page(page);
    let first = own.saturating_sub(MANY / 2).min(folder.children.len().saturating_sub(MANY));
    let shown = &folder.children[first..folder.children.len().min(first + MANY)];
    let parent = site.tree.parent(site, page.lang, &page.url)?;
    let all = (folder.children.len() > MANY).then(|| setting.link(from, &parent, folder_label(setting, folder, lang)));
    let children = site.tree.folders.get(&page.url).map(|folder| folder.children.as_slice()).unwrap_or_default();
    let to_link = |child: &Child| child_link(setting, child, page, from, lang);
    Some(Nav {
        ancestors: breadcrumb(setting, from, lang),
        siblings: shown.iter().map(|child| nav_entry(setting, child, page, from, lang)).collect(),
        all,
        children: children.iter().take(MANY).map(to_link).collect(),
    })
}

/// A page beside the one that is shown, with what lies below it where that is another.
fn nav_entry(setting: &Setting<'_>, child: &Child, page: &SitePage, from: &UrlPath, lang: LangIdx) -> NavEntry {
    let Link { label, url, current, lang: spoken, dir } = child_link(setting, child, page, from, lang);
    let below = setting.site.tree.folders.get(&child.url).filter(|_| !current);
    let below = below.into_iter().flat_map(|folder| folder.children.iter().take(FOLDED));
    let children = below.map(|child| child_link(setting, child, page, from, lang)).collect();
    NavEntry { label, url, current, lang: spoken, dir, children }
}

fn child_link(setting: &Setting<'_>, child: &Child, page: &SitePage, from: &UrlPath, lang: LangIdx) -> Link {
    let site = setting.site;
    let current = child.url == page.url;
    let translated = child.page.and_then(|child| site.translation(site.page(child), lang));
    let (label, url, written_in) = match (child.page, translated.filter(|_| lang != page.lang)) {
        (_, Some(translated)) => (site.page(translated).title.clone(), site.page(translated).url.clone(), lang),
        (Some(own), None) => (child.label.clone(), setting.page_url(own, lang), page.lang),
        (None, None) => match site.tree.folders.get(&child.url) {
            Some(folder) if !matches!(folder.page, FolderPage::Content(_) | FolderPage::List) => {
                (folder_label(setting, folder, lang), child.url.clone(), lang)
            }
            folder => (folder.map_or(&child.label, |folder| &folder.label).clone(), child.url.clone(), page.lang),
        },
    };
    let (written_in, dir) = setting.tongue(written_in, lang);
    Link { label, url: setting.href(from, &url), current, lang: written_in, dir }
}
