//! What all views of one build share, and the few ways in which they make addresses.

use std::collections::BTreeMap;

use crate::cache::Cache;
use crate::lang::Lang;
use crate::path::{LinkMode, UrlPath, href, href_at};
use crate::site::{LangIdx, PageIdx, Site};
use crate::view::Link;

/// Finds a word of the interface.
pub type Words<'a> = Box<dyn Fn(&Lang, &str) -> Option<String> + Sync + 'a>;

/// The surroundings of every view.
pub struct Setting<'a> {
    /// The linked site.
    pub site: &'a Site,
    /// How links inside the site are written.
    pub mode: LinkMode,
    /// Scheme, host and path without the last `/`, such as `https://host/repo`, where the site will be published.
    pub base_url: Option<String>,
    /// Files of the theme by name.
    pub assets: &'a BTreeMap<String, UrlPath>,
    /// Words of the interface: what a key is called in a language, where a translation has it.
    pub words: Words<'a>,
    /// Whether badges are signed.
    pub signs: bool,
    /// Remembers highlighted code.
    pub cache: &'a Cache,
}

impl<'a> Setting<'a> {
    /// The text of a link.
    pub fn href(&self, from: &UrlPath, to: &UrlPath) -> String {
        href(from, to, &self.mode)
    }

    /// The text of a link to a heading.
    pub fn href_at(&self, from: &UrlPath, to: &UrlPath, anchor: &str) -> String {
        href_at(from, to, anchor, &self.mode)
    }

    /// A link with its label.
    pub fn link(&self, from: &UrlPath, to: &UrlPath, label: impl Into<String>) -> Link {
        Link { label: label.into(), url: self.href(from, to), current: from == to, ..Link::default() }
    }

    /// Language and direction of what is written in `lang` and shown in `shown_in`; empty where these are one.
    pub fn tongue(&self, lang: LangIdx, shown_in: LangIdx) -> (String, &'static str) {
        match lang == shown_in {
            true => Default::default(),
            false => (self.site.langs[lang].to_string(), crate::view::frame::direction(self, lang)),
        }
    }

    /// The address as the world sees it, where that is known.
    pub fn absolute(&self, to: &UrlPath) -> Option<String> {
        self.base_url.as_ref().map(|base| format!("{base}{}", crate::path::encode(to.as_str())))
    }

    /// A word of the interface; the key itself where no translation has it.
    pub fn word(&self, lang: LangIdx, key: &str) -> String {
        self.known_word(lang, key).unwrap_or_else(|| key.to_owned())
    }

    /// A word of the interface, where a translation has it.
    pub fn known_word(&self, lang: LangIdx, key: &str) -> Option<String> {
        (self.words)(&self.site.langs[lang], key)
    }

    /// Where a reader of `lang` finds a page: its translation, its place among that language's pages, or itself.
    pub fn page_url(&self, page: PageIdx, lang: LangIdx) -> UrlPath {
        let facts = self.site.page(page);
        if facts.lang == lang {
            return facts.url.clone();
        }
        match self.site.translation(facts, lang) {
            Some(translation) => self.site.page(translation).url.clone(),
            None if self.site.fallbacks(facts.group).any(|other| other == lang) => {
                self.site.fallback_url(self.site.page(self.site.original(facts.group)), lang)
            }
            None => facts.url.clone(),
        }
    }
}

/// What a kind is called in a language: the interface's word for a built-in kind, else as `cairn.yml` says.
pub fn kind_label(setting: &Setting<'_>, lang: LangIdx, kind: usize, plural: bool) -> String {
    let kind = &setting.site.kinds.list[kind];
    let key = if plural { format!("kinds-{}", kind.id) } else { format!("kind-{}", kind.id) };
    let declared = if plural { &kind.plural } else { &kind.label };
    let readable = || crate::site::readable(&kind.id);
    declared.clone().or_else(|| setting.known_word(lang, &key)).unwrap_or_else(readable)
}

/// What the site itself calls its kinds and areas, by the keys under which the interface looks for words.
pub fn labels(site: &Site) -> BTreeMap<String, String> {
    let kinds = site.kinds.list.iter().filter_map(|kind| Some((format!("kind-{}", kind.id), kind.label.clone()?)));
    let areas = site.config.areas.iter().map(|(id, label)| (format!("area-{id}"), label.clone()));
    kinds.chain(areas).collect()
}
