//! What an editor may ask about the content, and the answers in the words of the Language Server Protocol.
//!
//! Begin with [`Edition`]: the site as it was last understood, with what is typed and not saved. Every other file here answers
//! one kind of question from an edition, a file and a place in it, and touches nothing: the loop that talks to the editor is
//! in `cli/lsp`.

pub mod actions;
pub mod completion;
pub mod cursor;
pub mod definition;
pub mod findings;
pub mod hover;
pub mod keys;
pub mod position;
pub mod rename;
pub mod spot;
pub mod uri;

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use crate::cache::Cache;
use crate::document::text_of;
use crate::lsp::position::Encoding;
use crate::lsp::uri::Root;
use crate::output::Output;
use crate::path::SitePath;
use crate::site::{PageIdx, Site};

/// The site as it was last understood.
pub struct Edition {
    /// As `cairn check` sees it.
    pub output: Output,
    cache: Arc<Cache>,
    drafts: OnceLock<Option<Site>>,
}

impl Edition {
    /// Of a site that was planned.
    pub fn new(output: Output, cache: Arc<Cache>) -> Edition {
        Edition { output, cache, drafts: OnceLock::new() }
    }

    /// The site with its drafts: links from and to them count for whoever writes, and not for what is published.
    pub fn with_drafts(&self) -> &Site {
        let Output { site, source, .. } = &self.output;
        let link =
            || if site.wanted.is_empty() { None } else { crate::link_with_drafts(source, site.now, &self.cache).ok() };
        self.drafts.get_or_init(link).as_ref().unwrap_or(site)
    }

    /// The site that knows a file: the one with drafts, where it is one of them.
    pub fn site_of(&self, path: &SitePath) -> &Site {
        let site = &self.output.site;
        if site.wanted.iter().any(|draft| draft.path == *path) { self.with_drafts() } else { site }
    }

    /// The page of a file, in the site that knows it.
    pub fn page(&self, path: &SitePath) -> Option<(&Site, PageIdx)> {
        let site = self.site_of(path);
        let page = site.pages.binary_search_by(|page| page.path.cmp(path)).ok()?;
        Some((site, page))
    }

    /// The text of a file.
    pub fn text(&self, path: &SitePath) -> Option<String> {
        self.output.source.bytes(path).ok().map(|bytes| Cow::into_owned(text_of(&bytes)))
    }
}

/// What is known of the editor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Editor {
    /// Where the repository is.
    pub root: Root,
    /// In what it counts.
    pub encoding: Encoding,
    /// Whether an edit may name the version of the text that it is meant for.
    pub takes_versions: bool,
    /// Whether an edit may move files.
    pub moves_files: bool,
}

/// A place in a file that the editor asks about. The text is the newest, whatever the edition knows.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    /// The site.
    pub edition: &'a Edition,
    /// The file.
    pub path: &'a SitePath,
    /// What is in it, without a byte order mark.
    pub text: &'a str,
    /// The byte at which the cursor stands.
    pub at: usize,
}
