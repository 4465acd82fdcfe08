//! The way in: what lies on the disk and what git remembers of it.
//!
//! Begin with [`Source`]: the paths of everything that may become the site, the configuration and the history. No text
//! of a page stays in memory; [`Source::bytes`] reads it when somebody needs it.

mod beside;
pub mod changes;
pub mod disk;
mod drawing;
mod facts;
pub mod history;
mod rules;
pub mod web;

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::path::SitePath;
pub use crate::source::facts::FileFacts;
use crate::source::history::History;
use crate::source::rules::Rules;
pub use crate::source::rules::{OUTPUT_BEGIN, OUTPUT_MARKER, OWN_FILES, Part};

/// Everything that one build is made from.
#[derive(Debug, Default)]
pub struct Source {
    /// `cairn.yml`, or its defaults.
    pub config: Config,
    /// The folder that holds the content, "" for the root.
    pub content: ContentFolder,
    /// Markdown files that may become pages, in order of their paths.
    pub pages: Vec<SitePath>,
    /// Other files of the content folder: published only where a page links to them.
    pub files: BTreeMap<SitePath, FileFacts>,
    /// Pictures of the content and of `static/` that are too large to be published.
    pub too_large: BTreeMap<SitePath, FileFacts>,
    /// Files of `static/`, by their path below it.
    pub statics: BTreeMap<SitePath, FileFacts>,
    /// `people.yml` and `people/*.yml`, with their text.
    pub people: BTreeMap<SitePath, String>,
    /// Whether a people file lies there that could not be read: somebody may ask in it not to be named.
    pub is_unread: bool,
    /// Files of `theme/`, by their path below it.
    pub theme: BTreeMap<String, Vec<u8>>,
    /// Documents about the community at the root, such as `CODE_OF_CONDUCT.md`; not pages, linked on `/community/`.
    pub norms: Vec<SitePath>,
    /// Who wrote what.
    pub history: History,
    /// Text of `badges.yml`, where there is one.
    pub badges: Option<String>,
    /// Text of `credits.lock.json`, where there is one.
    pub lock: Option<String>,
    /// Text of `.all-contributorsrc`, where there is one.
    pub listed: Option<String>,
    /// What was wrong on the way in.
    pub diagnostics: Vec<Diagnostic>,
    files_at: Place,
    unsaved: Unsaved,
    rules: Rules,
}

/// Files as an editor holds them. They are read instead of those on the disk, also where there is none yet.
pub type Unsaved = BTreeMap<SitePath, Vec<u8>>;

/// The folder that holds the content.
pub type ContentFolder = Option<SitePath>;

/// Where bytes come from.
#[derive(Debug)]
enum Place {
    /// A folder of this machine.
    Disk(PathBuf),
    /// A literal, for tests and examples.
    Memory(BTreeMap<SitePath, Vec<u8>>),
}

impl Default for Place {
    fn default() -> Place {
        Place::Memory(BTreeMap::new())
    }
}

impl Source {
    /// The same without who wrote what, once the site has taken that over: it is large.
    #[must_use]
    pub fn without_history(self) -> Source {
        Source { history: History::default(), lock: None, ..self }
    }

    /// The same configuration with other pages, of which nothing is known but their paths.
    pub fn with_pages(&self, pages: Vec<SitePath>) -> Source {
        Source { config: self.config.clone(), content: self.content.clone(), pages, ..Source::default() }
    }

    /// Why a Markdown file at this path of the content folder would be no page; `None` where it would be one.
    pub fn refuses(&self, path: &SitePath) -> Option<String> {
        self.rules.refuses(path, self.config.limits.path, self.content.as_ref())
    }

    /// What a build makes of the file or folder at this path of the disk, by its name.
    pub fn part_of(&self, path: &std::path::Path) -> Part {
        self.rules.part_of(path, self.content.as_ref())
    }

    /// The bytes of a file below the root.
    pub fn bytes(&self, path: &SitePath) -> std::io::Result<Vec<u8>> {
        if let Some(bytes) = self.unsaved.get(path) {
            return Ok(bytes.clone());
        }
        match &self.files_at {
            Place::Disk(root) => disk::bytes(root, path),
            Place::Memory(files) => files.get(path).cloned().ok_or_else(|| std::io::ErrorKind::NotFound.into()),
        }
    }

    /// The bytes of a file that is given away, which may be larger than those that are read for what they say.
    pub fn given_bytes(&self, path: &SitePath) -> std::io::Result<Vec<u8>> {
        match &self.files_at {
            Place::Disk(root) if !self.unsaved.contains_key(path) => {
                disk::bytes_of(root, path, self.config.limits.file << 20)
            }
            _ => self.bytes(path),
        }
    }

    /// What tells one state of a page's file from another, where it lies on a disk and that can be told for certain.
    pub fn stamp(&self, path: &SitePath) -> Option<disk::Stamp> {
        match &self.files_at {
            Place::Disk(root) if !self.unsaved.contains_key(path) => disk::stamp(root, path),
            _ => None,
        }
    }

    /// What stands in `static/` under this path, published or, as a picture above the limits, left out.
    pub fn in_static(&self, path: &SitePath) -> Option<FileFacts> {
        let whole = || SitePath::new(&format!("static/{path}"));
        self.statics.get(path).or_else(|| self.too_large.get(&whole()?)).copied()
    }

    /// Takes a file that is no page: one that may be given away, or a picture above the limits.
    fn put(&mut self, path: SitePath, facts: FileFacts) {
        let is_too_large = facts.too_large("", &self.config.limits).is_some();
        let files = if is_too_large { &mut self.too_large } else { &mut self.files };
        files.insert(path, facts);
    }

    /// The content's folder below `root`.
    pub fn content_folder(&self, root: &std::path::Path) -> PathBuf {
        self.content.as_ref().map_or_else(|| root.to_owned(), |content| root.join(content.as_str()))
    }

    /// Where the file lies, if it lies on a disk.
    pub fn on_disk(&self, path: &SitePath) -> Option<PathBuf> {
        match &self.files_at {
            Place::Disk(root) => Some(root.join(path.as_str())),
            Place::Memory(_) => None,
        }
    }
}
