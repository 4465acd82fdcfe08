//! Cairn turns a git repository of member-contributed Markdown into a fast, searchable static site that credits everyone who helped.
//!
//! Begin with [`build`]: it shows the whole road on one screen. The modules stand in reading order: words that every room
//! uses, then the stages in the order in which bytes pass through them.

// The walls of clippy.toml stand in the library; its tests may use the world.
#![cfg_attr(test, allow(clippy::disallowed_methods))]

pub mod path;
pub mod digest;
pub mod diagnostic;
pub mod lang;
pub mod ip;
pub mod yaml;
pub mod config;
pub mod cache;
pub mod source;
pub mod document;
pub mod search;
pub mod site;
pub mod view;
pub mod theme;
pub mod output;
pub mod edit;
pub mod lsp;
pub mod cli;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::{fmt, io};

use jiff::civil::Date;
use rayon::prelude::*;

use crate::cache::{Cache, Stage};
use crate::config::{Config, LimitsConfig, ThemeConfig};
use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::document::Document;
use crate::lang::Lang;
use crate::output::badges::key::BadgeKey;
use crate::output::disk::Written;
use crate::output::{Addresses, Manner, Output};
use crate::path::UrlPath;
use crate::search::Reduced;
use crate::site::Site;
use crate::source::Source;
use crate::source::disk::Stamp;
use crate::theme::Theme;

/// What one run is asked to do.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The repository's folder.
    pub root: PathBuf,
    /// Where the site goes.
    pub output: PathBuf,
    /// Where it will be published, if not as `cairn.yml` says.
    pub base_url: Option<String>,
    /// Links relative to the page, so that the site opens from a disk.
    pub relative: bool,
    /// Pages with `status: draft` too.
    pub drafts: bool,
    /// The day it is, if not that of the last commit.
    pub now: Option<Date>,
    /// Files that a change touched, whose pages a preview names first.
    pub changed: BTreeSet<path::SitePath>,
    /// With what badges are signed, if they are.
    pub badge_key: Option<BadgeKey>,
    /// (dotted key, value) pairs that win over `cairn.yml`.
    pub overrides: Vec<(String, String)>,
    /// Set while it runs, where it is to end early: then nothing is published, and nothing is left behind.
    pub stopped: Arc<AtomicBool>,
}

impl Options {
    /// Fails once it is to end early.
    fn go_on(&self) -> io::Result<()> {
        if self.stopped.load(Ordering::Relaxed) { Err(io::ErrorKind::Interrupted.into()) } else { Ok(()) }
    }
}

/// A site that was written.
#[derive(Debug)]
pub struct Built {
    /// What happened to the folder.
    pub written: Written,
    /// What is wrong with the content, the last findings from the making of pages included.
    pub diagnostics: Vec<Diagnostic>,
}

/// Why nothing was published.
#[derive(Debug)]
pub enum Error {
    /// The repository could not be read.
    Read(source::disk::Error),
    /// The site could not be written.
    Write(output::disk::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Read(error) => error.fmt(f),
            Error::Write(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Error {}

/// Reads, parses and links a repository, and plans its site. Nothing is written.
pub fn plan(options: &Options, cache: Arc<Cache>, is_served: bool) -> Result<Output, Error> {
    let source = source::disk::read(&options.root, &options.overrides, &options.output, options.now, &cache)
        .map_err(Error::Read)?;
    plan_from(source, options, cache, is_served)
}

/// Reads, parses and links a repository, and keeps its history: for commands about people, which need no pages made.
pub fn read_and_link(options: &Options, cache: &Cache) -> Result<(Source, Site), Error> {
    let source = source::disk::read(&options.root, &options.overrides, &options.output, options.now, cache)
        .map_err(Error::Read)?;
    let site = parse_and_link(&source, options, cache, None)?;
    Ok((source, site))
}

/// The same site with its drafts, where it was linked without them. Who made what is not known of it.
pub fn link_with_drafts(source: &Source, now: Option<Date>, cache: &Cache) -> Result<Site, Error> {
    let asked = site::Options { drafts: true, now, ..site::Options::default() };
    Ok(Site::link(source, parse(source, cache, None)?, &asked))
}

/// As [`plan`], from a source that has been read, or that is a literal.
pub fn plan_from(source: Source, options: &Options, cache: Arc<Cache>, is_served: bool) -> Result<Output, Error> {
    planned(source, options, cache, is_served, None)
}

/// What whoever plans one site again and again has of the last time: pages that are as they were are not read.
#[derive(Default)]
pub struct Known {
    documents: Mutex<BTreeMap<path::SitePath, (Made, Document)>>,
    reduced: Arc<Reduced>,
    theme: Mutex<Option<KnownTheme>>,
}

/// Of what a document was made.
type Made = (Stamp, LimitsConfig);

/// A theme, and what it was made of.
type KnownTheme = (ThemeSources, Arc<Theme>, Vec<Diagnostic>);
type ThemeSources = (BTreeMap<String, Vec<u8>>, Vec<Lang>, BTreeMap<String, String>, ThemeConfig);

impl Known {
    /// The document of a file that has not been touched since.
    fn get(&self, path: &path::SitePath, made: &Made) -> Option<Document> {
        let known = self.documents.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(path).filter(|(of, _)| of == made).map(|(_, document)| document.clone())
    }

    /// The theme that is made of this.
    fn theme(&self, sources: ThemeSources) -> (Arc<Theme>, Vec<Diagnostic>) {
        let mut known = self.theme.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, theme, found)) = known.as_ref().filter(|(of, ..)| *of == sources) {
            return (Arc::clone(theme), found.clone());
        }
        let (files, langs, labels, looks) = &sources;
        let (theme, found) = Theme::load(files, langs, labels, looks);
        let theme = Arc::new(theme);
        *known = Some((sources, Arc::clone(&theme), found.clone()));
        (theme, found)
    }

    fn put(&self, path: &path::SitePath, made: Made, document: &Document) {
        let mut known = self.documents.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(path.clone(), (made, document.clone()));
    }
}

/// As [`plan_from`], for a site that is served, remembering what the pages say.
pub fn plan_again(source: Source, options: &Options, cache: Arc<Cache>, known: &Known) -> Result<Output, Error> {
    planned(source, options, cache, true, Some(known))
}

/// Where a site will be, and how its links are written.
pub fn addresses(options: &Options, config: &Config) -> Addresses {
    Addresses::new(options.base_url.as_deref().or(config.base_url.as_deref()), options.relative)
}

fn planned(
    source: Source,
    options: &Options,
    cache: Arc<Cache>,
    is_served: bool,
    known: Option<&Known>,
) -> Result<Output, Error> {
    let site = parse_and_link(&source, options, &cache, known)?;
    options.go_on().map_err(|reason| Error::Read(source::disk::Error { path: options.root.clone(), reason }))?;
    let source = source.without_history();
    let labels = view::setting::labels(&site);
    let looks = source.config.theme.clone();
    let (theme, mut found) = match known {
        Some(known) => known.theme((source.theme.clone(), site.langs.clone(), labels, looks)),
        None => {
            let (theme, found) = Theme::load(&source.theme, &site.langs, &labels, &looks);
            (Arc::new(theme), found)
        }
    };
    found.extend(theme.unused(&site.kinds.list.iter().map(|kind| kind.template.as_str()).collect::<Vec<_>>()));
    let addresses = addresses(options, &source.config);
    let manner = Manner { addresses, badge_key: options.badge_key.clone(), is_served };
    Ok(Output::plan(source, site, theme, found, manner, cache))
}

/// Writes a planned site: every page is made when its turn comes, on all cores, and forgotten.
pub fn write(output: &Output, options: &Options, progress: &(dyn Fn() + Sync)) -> Result<Built, Error> {
    output::disk::refuses(&options.output, &options.root, &output.source.content_folder(&options.root))
        .map_err(Error::Write)?;
    let files: Vec<String> = output.plan.recipes.keys().map(UrlPath::file).collect();
    let (tell, found) = mpsc::channel();
    let make = |file: &str| {
        options.go_on()?;
        let (made, diagnostics) = output.make_file(file)?;
        diagnostics.into_iter().for_each(|diagnostic| _ = tell.send(diagnostic));
        Ok(made)
    };
    let written = output::disk::write(&options.output, &files, &make, progress).map_err(Error::Write)?;
    drop(tell);
    let mut diagnostics = output.diagnostics();
    diagnostics.extend(found);
    diagnostics.sort();
    diagnostics.dedup();
    Ok(Built { written, diagnostics })
}

/// The whole road: read → parse → link → view → render → write.
pub fn build(options: &Options, cache: Arc<Cache>) -> Result<Built, Error> {
    let output = plan(options, cache.clone(), false)?;
    let built = write(&output, options, &|| {})?;
    cache.forget_unused();
    // A cache that cannot be written makes the next build slower and nothing else.
    let _ = cache.save();
    Ok(built)
}

/// Both, and sees to it that the cache names nobody who is not to be named.
fn parse_and_link(source: &Source, options: &Options, cache: &Cache, known: Option<&Known>) -> Result<Site, Error> {
    let documents = parse(source, cache, known)?;
    let names_people = |(_, document): &(&path::SitePath, &Document)| document.front_matter.names_people();
    let naming: Vec<(path::SitePath, Digest)> = match cache.is_kept() {
        true => source
            .pages
            .iter()
            .zip(&documents)
            .filter(names_people)
            .map(|(path, document)| (path.clone(), document.digest))
            .collect(),
        false => Vec::new(),
    };
    let reduced = known.map(|known| Arc::clone(&known.reduced));
    let asked = site::Options { drafts: options.drafts, now: options.now, changed: options.changed.clone(), reduced };
    let site = Site::link(source, documents, &asked);
    if cache.is_kept() {
        forget_unnamed(&site, &naming, cache);
    }
    Ok(site)
}

/// Takes out of the cache whom the site does not name. `naming` are the files whose front matter names somebody.
///
/// What was made before somebody asked for it may hold their name, so all of it goes. From then on pages are made without
/// them, and only what front matter says of them has to be left out each time.
fn forget_unnamed(site: &Site, naming: &[(path::SitePath, Digest)], cache: &Cache) {
    let mark = site.unnamed_digest();
    let is_same = !cache.all(Stage::Unnamed, |known| known == mark.bytes()).is_empty();
    cache.count(Stage::Unnamed, usize::from(is_same), usize::from(!is_same));
    if !is_same {
        [Stage::Parse, Stage::Tokens, Stage::Render, Stage::Unnamed].iter().for_each(|stage| cache.forget(*stage));
        cache.add(Stage::Unnamed, mark.bytes());
    }
    for (path, digest) in naming {
        let is_named = |who: &Option<String>| who.is_some();
        if !site.people.pages.get(path).is_some_and(|credits| credits.declared.iter().all(is_named)) {
            cache.drop(Stage::Parse, &parse_key(path, digest, &site.config.limits));
        }
    }
}

/// Understands every page's file by itself, on all cores.
fn parse(source: &Source, cache: &Cache, known: Option<&Known>) -> Result<Vec<Document>, Error> {
    let document = |path: &path::SitePath| {
        // Before it is read, so that whatever is written in between is read again.
        let known = known.and_then(|known| Some((known, (source.stamp(path)?, source.config.limits.clone()))));
        if let Some(document) = known.as_ref().and_then(|(known, made)| known.get(path, made)) {
            return Ok(document);
        }
        let bytes = source
            .bytes(path)
            .map_err(|reason| Error::Read(source::disk::Error { path: path.as_str().into(), reason }))?;
        let document = parse_one(path, &bytes, &source.config.limits, cache);
        if let Some((known, made)) = known {
            known.put(path, made, &document);
        }
        Ok(document)
    };
    source.pages.par_iter().map(document).collect()
}

/// One file's document, remembered by its path and bytes.
fn parse_one(path: &path::SitePath, bytes: &[u8], limits: &LimitsConfig, cache: &Cache) -> Document {
    if !cache.is_kept() {
        return document::parse(path, bytes, limits).shrunk();
    }
    let json = cache.memo(Stage::Parse, parse_key(path, &Digest::of(bytes), limits), || {
        serde_json::to_vec(&document::parse(path, bytes, limits)).expect("documents are plain data")
    });
    // What another version has remembered may have another shape.
    serde_json::from_slice(&json).unwrap_or_else(|_| document::parse(path, bytes, limits)).shrunk()
}

fn parse_key(path: &path::SitePath, digest: &Digest, limits: &LimitsConfig) -> Digest {
    let limits = serde_json::to_vec(limits).expect("limits are plain data");
    Digest::of_parts([
        env!("CARGO_PKG_VERSION").as_bytes(),
        path.as_str().as_bytes(),
        digest.bytes(),
        limits.as_slice(),
    ])
}
