//! What `nav` and `theme.footer` of `cairn.yml` lead to, and what of it is not there. Found once, because every page asks.

use std::collections::BTreeMap;

use crate::config::{self, NavLink};
use crate::diagnostic::{Code, Diagnostic, did_you_mean};
use crate::path::{SitePath, UrlPath};
use crate::site::{KindIdx, LangIdx, Site};

/// What an address is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Name {
    /// By a word of the interface.
    Word(&'static str),
    /// As the list of a kind.
    Kind(KindIdx),
    /// By its title.
    Title(String),
}

/// Where readers of each language find an address, and what it is called: in their language, else in the default one.
pub type Places = BTreeMap<(LangIdx, String), (UrlPath, Name)>;

/// All places that the configuration names.
pub(super) fn places(site: &Site) -> Places {
    let mut places = Places::new();
    for address in links(site).map(|link| &link.to.value).filter(|address| address.starts_with('/')) {
        for lang in 0..site.langs.len() {
            places.extend(find(site, lang, address).map(|place| ((lang, address.clone()), place)));
        }
    }
    places
}

fn links(site: &Site) -> impl Iterator<Item = &NavLink> {
    site.config.nav.iter().chain(&site.config.theme.footer)
}

fn find(site: &Site, lang: LangIdx, address: &str) -> Option<(UrlPath, Name)> {
    let own = UrlPath::new(&format!("{}{address}", site.prefix(lang)));
    let default = UrlPath::new(address);
    [(lang, own), (0, default)].into_iter().find_map(|(lang, url)| {
        let name = name_of(site, lang, &url)?;
        Some((url, name))
    })
}

fn name_of(site: &Site, lang: LangIdx, url: &UrlPath) -> Option<Name> {
    if *url == site.home(lang) {
        return Some(Name::Word("home"));
    }
    let mut kinds = site.topics.kinds.keys().filter(|(l, _)| *l == lang);
    if let Some((_, kind)) = kinds.find(|(lang, kind)| site.kind_index(*lang, *kind) == *url) {
        return Some(Name::Kind(*kind));
    }
    if let Some(title) = site.tree.label(site, lang, url) {
        return Some(Name::Title(title.to_owned()));
    }
    // Pages that nobody writes; those about people are there once, the others in each language.
    let below = url.as_str().strip_prefix(site.prefix(lang).as_str())?.trim_matches('/');
    match below {
        "people" if lang == 0 => Some(Name::Word("people")),
        "community" if lang == 0 => Some(Name::Word("community")),
        "search" => Some(Name::Word("search")),
        _ if below.starts_with("community/") => {
            site.norms.iter().find(|norm| norm.url == *url).map(|norm| Name::Title(norm.label.clone()))
        }
        "topics" if site.topics.tags.keys().any(|(l, _)| *l == lang) => Some(Name::Word("topics")),
        "areas" if site.topics.areas.keys().any(|(l, _)| *l == lang) => Some(Name::Word("areas")),
        "series" if site.topics.series.keys().any(|(l, _)| *l == lang) => Some(Name::Word("series")),
        _ => None,
    }
}

/// Links that lead nowhere in this site.
pub(super) fn check(site: &Site) -> Vec<Diagnostic> {
    let path = SitePath::new(config::FILE).expect("a plain file name is a path");
    let is_missing =
        |link: &&NavLink| link.to.value.starts_with('/') && !site.places.contains_key(&(0, link.to.value.clone()));
    let missing = links(site).filter(is_missing).map(|link| {
        let diagnostic = Diagnostic::new(Code::BrokenLink, format!("there is no page at `{}`", link.to.value));
        let known = site.tree.folders.keys().map(UrlPath::as_str);
        let diagnostic = diagnostic.at(link.to.place(&path));
        match did_you_mean(&link.to.value, known) {
            Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
            None => diagnostic.help("write the address as a browser shows it, such as `/tutorials/`"),
        }
    });
    missing.collect()
}
