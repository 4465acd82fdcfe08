//! The search index of every language and the client that reads it, as files of the site.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::cache::Stage;
use crate::config::Config;
use crate::digest::Digest;
use crate::document::body::LinkForm;
use crate::output::Output;
use crate::path::{LinkMode, UrlPath};
use crate::search::{self, Builder, Options, Tokens};
use crate::site::links::Target;
use crate::site::question::Question;
use crate::site::{LangIdx, PageIdx, PageRole, Site};
use crate::view;

/// The files below `/search/`.
#[derive(Debug, Default)]
pub struct Pieces(BTreeMap<UrlPath, Vec<u8>>);

/// Pages whose words are in memory at once.
const AT_ONCE: usize = 256;

impl Pieces {
    /// Reads every page once more and indexes it.
    pub(super) fn make(output: &Output) -> Pieces {
        let relative = output.addresses.mode == LinkMode::Relative;
        let mut pieces = BTreeMap::new();
        for lang in 0..output.site.langs.len() {
            let index = index(output, lang);
            // The client asks in lower case, because web servers tell letter case apart and people do not.
            let folder = output.site.langs[lang].segment();
            let files = if relative { index.as_scripts(&folder) } else { index.files };
            for (name, bytes) in files {
                pieces.insert(UrlPath::new(&format!("/search/{folder}/{name}")), bytes);
            }
        }
        let module = output.theme.script("assets/search/client.js");
        let client = if relative { search::client_classic(&module) } else { module }.into_bytes();
        pieces.insert(UrlPath::new("/search/client.js"), client);
        Pieces(pieces)
    }

    /// The addresses, in order.
    pub fn addresses(&self) -> Vec<UrlPath> {
        self.0.keys().cloned().collect()
    }

    /// The bytes at an address.
    pub fn get(&self, url: &UrlPath) -> Option<&[u8]> {
        self.0.get(url).map(Vec::as_slice)
    }

    /// The files of a language's index by name, for the search at the command line.
    pub fn file(&self, lang: &str, name: &str) -> Option<&[u8]> {
        self.get(&UrlPath::new(&format!("/search/{lang}/{name}")))
    }
}

fn index(output: &Output, lang: LangIdx) -> search::Index {
    let site = &output.site;
    let is_searched = |page: &PageIdx| {
        let facts = site.page(*page);
        facts.lang == lang && facts.role == PageRole::Content && !facts.document.front_matter.search_exclude
    };
    let pages: Vec<PageIdx> = (0..site.pages.len()).filter(is_searched).collect();
    let options = Options { lang: site.langs[lang].to_string(), synonyms: synonyms(&site.config), pages: pages.len() };
    let mut builder = Builder::new(options.clone());
    for some in pages.chunks(AT_ONCE) {
        let tokens: Vec<Tokens> = some.par_iter().map(|page| tokens(output, &options, *page)).collect();
        for tokens in tokens {
            builder.add(tokens);
        }
    }
    builder.duplicates(duplicates(site, &pages));
    builder.finish()
}

/// The pages of an index that say whose duplicates they are, and those that answer, by their numbers there.
fn duplicates(site: &Site, pages: &[PageIdx]) -> Vec<(u32, u32)> {
    let number = |page: &PageIdx| pages.binary_search(page).ok().map(|number| number as u32);
    let pairs = site.duplicates.iter().flat_map(|(answer, pages)| pages.iter().map(move |page| (page, answer)));
    pairs.filter_map(|(page, answer)| Some((number(page)?, number(answer)?))).collect()
}

/// The synonyms that the maintainer lists, and those that the glossary knows: an abbreviation whose letters begin the words of its meaning,
/// as in `DNS: Domain Name System, the telephone book of the net`.
fn synonyms(config: &Config) -> Vec<Vec<String>> {
    let mut groups = config.search.synonyms.clone();
    for (term, meaning) in &config.glossary {
        let letters: Vec<char> = term.to_lowercase().chars().collect();
        let words: Vec<&str> = meaning
            .split(|c: char| c.is_whitespace() || c == '-')
            .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
            .filter(|word| !word.is_empty())
            .take(letters.len())
            .collect();
        let begins = |(word, letter): (&&str, &char)| word.to_lowercase().starts_with(*letter);
        if letters.len() > 1 && words.len() == letters.len() && words.iter().zip(&letters).all(begins) {
            groups.push(vec![term.clone(), words.join(" ")]);
        }
    }
    groups
}

/// A page's words, remembered by all that they are made from. A page that cannot be read any more has none; writing it
/// will say so.
fn tokens(output: &Output, options: &Options, page: PageIdx) -> Tokens {
    let make = || {
        let text = output.text(page).unwrap_or_default();
        search::tokens(options, &view::page::search_page(&output.setting(), page, &text))
    };
    if !output.cache.is_kept() {
        return make();
    }
    let bytes = output.cache.memo(Stage::Tokens, key(output, options, page), || make().to_bytes());
    Tokens::from_bytes(&bytes).unwrap_or_else(make)
}

/// What a page's words depend on: its file, its place on the site, and the titles that its wikilinks show.
fn key(output: &Output, options: &Options, page: PageIdx) -> Digest {
    let site = &output.site;
    let facts = site.page(page);
    let setting = output.setting();
    let mut parts = vec![
        env!("CARGO_PKG_VERSION").to_owned(),
        options.lang.clone(),
        format!("{:?} {}", options.synonyms, options.scale()),
        facts.document.digest.to_string(),
        facts.url.to_string(),
        facts.title.clone(),
        site.kind(facts).id.clone(),
        format!("standing {}", view::page::standing(&setting, page)),
    ];
    parts.extend(site.topics.tags_of(site, page).map(|(_, label)| format!("tag {label}")));
    parts.extend(view::page::search_wordings(site, page).into_iter().map(|wording| format!("asked {wording}")));
    parts.extend(Question::in_list(site, page).map(|question| format!("asks {}", question.text(site))));
    let people = view::people::authors(&setting, page, &facts.url, usize::MAX);
    parts.extend(people.into_iter().map(|author| format!("by {}", author.name)));
    for link in facts.document.facts.links.list().iter().filter(|link| link.form == LinkForm::Wiki) {
        let target = site.links.resolve(site, page, &link.target, link.anchor.as_deref(), link.form).target;
        parts.push(match target {
            Ok(Target::Page { page, .. }) => format!("to {}", site.page(page).title),
            _ => "to nothing".to_owned(),
        });
    }
    Digest::of_parts(parts.iter().map(String::as_bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::Options as SiteOptions;
    use crate::source::disk::literal;

    #[test]
    fn duplicates_and_their_answers_are_known_where_both_are_searched() {
        let files = [
            ("faq/a.md", "---\ntitle: A\nduplicate_of: c.md\n---\nText.\n"),
            ("faq/b.md", "---\ntitle: B\nsearch: {exclude: true}\n---\nText.\n"),
            ("faq/c.md", "---\ntitle: C\n---\nText.\n"),
            ("faq/d.md", "---\ntitle: D\nduplicate_of: b.md\n---\nText.\n"),
        ];
        let source = literal(files);
        let site = Site::of_literal(&source, &SiteOptions::default());
        let pages: Vec<PageIdx> =
            (0..site.pages.len()).filter(|page| !site.page(*page).document.front_matter.search_exclude).collect();
        assert_eq!(duplicates(&site, &pages), [(0, 1)]);
    }

    #[test]
    fn the_glossary_knows_what_abbreviations_stand_for() {
        let glossary = [
            ("DNS", "Domain Name System, the telephone book of the net"),
            ("2FA", "two-factor authentication"),
            ("SSH", "a secure way in"),
            ("node", "a machine"),
        ];
        let config = Config {
            glossary: glossary.iter().map(|(term, meaning)| ((*term).into(), (*meaning).into())).collect(),
            ..Config::default()
        };
        assert_eq!(synonyms(&config), [["DNS", "Domain Name System"]]);
    }
}
