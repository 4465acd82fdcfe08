//! The search index of every language and the client that reads it, as files of the site.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::output::Output;
use crate::path::{LinkMode, UrlPath};
use crate::search::{self, Builder, Options, Tokens};
use crate::site::{LangIdx, PageIdx, PageRole};
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
        let module = output.theme.file("assets/search/client.js").unwrap_or_default();
        let client = if relative {
            search::client_classic(&String::from_utf8_lossy(module)).into_bytes()
        } else {
            module.to_vec()
        };
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
    let options = Options { lang: site.langs[lang].to_string(), synonyms: site.config.search.synonyms.clone() };
    let is_searched = |page: &PageIdx| {
        let facts = site.page(*page);
        facts.lang == lang && facts.role == PageRole::Content && !facts.document.front_matter.search_exclude
    };
    let pages: Vec<PageIdx> = (0..site.pages.len()).filter(is_searched).collect();
    let mut builder = Builder::new(options.clone());
    for some in pages.chunks(AT_ONCE) {
        let tokens: Vec<Tokens> = some.par_iter().map(|page| tokens(output, &options, *page)).collect();
        for tokens in tokens {
            builder.add(tokens);
        }
    }
    builder.finish()
}

/// A page that cannot be read any more has no words; writing it will say so.
fn tokens(output: &Output, options: &Options, page: PageIdx) -> Tokens {
    let setting = output.setting();
    let text = output.text(page).unwrap_or_default();
    search::tokens(options, &view::page::search_page(&setting, page, &text))
}
