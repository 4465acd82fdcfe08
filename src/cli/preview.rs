//! `cairn serve`: plans the site, shows it, and plans it again when a file changes.
//!
//! Begin with [`Preview::edition`]. Where nothing changed that the site shows, the edition stays as it is ([`Shown::stays`]); so a log that
//! is written to in the folder, even by this command, makes nothing new. What git told is kept until HEAD is another, and what was made for one edition is at hand for
//! the next, so a change costs little more than what changed.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use crate::cache::Cache;
use crate::cli::args::{Global, Serve};
use crate::cli::serve::{self, Answer, Edition, Failure, content_type};
use crate::cli::{FAILURE, cache, fail, log, options, report};
use crate::diagnostic::Diagnostic;
use crate::output::Output;
use crate::output::disk::Made;
use crate::output::plan::Recipe;
use crate::path::{LinkMode, SitePath, UrlPath};
use crate::source::Part;
use crate::source::disk::{self, Editing};
use crate::{Known, Options};

/// Runs it until Ctrl-C.
pub(super) fn run(arguments: &Serve, global: &Global) -> u8 {
    let mut options = match options(&arguments.from, None) {
        Ok(options) => options,
        Err(message) => return fail(&message, None),
    };
    options.drafts = true;
    let base = match base(&options) {
        Ok(base) => base,
        Err(error) => return fail(&error, None),
    };
    let served = serve::Options {
        interface: arguments.interface.to_string(),
        port: arguments.port,
        base: base.clone(),
        open: arguments.open,
    };
    let watched = [options.root.clone()];
    let left_out = [options.output.clone(), options.root.join(".cairn"), options.root.join(".git")];
    let preview = Arc::new(Mutex::new(Preview::new(options, global.clone())));
    let shown = Arc::clone(&preview);
    let rebuild = move |changed: &[PathBuf]| shown.lock().unwrap_or_else(PoisonError::into_inner).edition(changed);
    let ready = |address| log(&format!("The site is at {} (Ctrl-C stops it)", serve::address_of(address, &base)));
    let served = serve::serve(&served, &watched, &left_out, rebuild, ready);
    // A build that is under way when somebody stops the server is not waited for.
    if let Ok(preview) = preview.try_lock() {
        preview.keep();
    }
    match served {
        Ok(()) => 0,
        Err(error) => {
            log(&report::failure(&error.message, error.help.as_deref()));
            FAILURE
        }
    }
}

/// The path of the base URL, so that links work as they will where the site is published.
fn base(options: &Options) -> Result<String, crate::Error> {
    let config = disk::config_of(&options.root, &options.overrides).map_err(crate::Error::Read)?;
    Ok(match crate::addresses(options, &config).mode {
        LinkMode::Rooted { prefix } => format!("{prefix}/"),
        LinkMode::Relative => "/".to_owned(),
    })
}

/// So many findings are shown in the browser, those of the command line being all.
const SHOWN: usize = 20;

/// A site that is looked at while it is written.
struct Preview {
    options: Options,
    global: Global,
    cache: Arc<Cache>,
    editing: Editing,
    known: Known,
    /// What was found the last time, in order.
    printed: Vec<Diagnostic>,
    shown: Option<Shown>,
    number: u64,
}

impl Preview {
    fn new(options: Options, global: Global) -> Preview {
        let cache = cache(&options.root, &global);
        Preview {
            options,
            global,
            cache,
            editing: Editing::default(),
            known: Known::default(),
            printed: Vec::new(),
            shown: None,
            number: 0,
        }
    }

    /// The site as it is now, where these files changed. Pages are made when a browser asks for them.
    fn edition(&mut self, changed: &[PathBuf]) -> Result<Edition, Failure> {
        let start = Instant::now();
        if let Some(shown) = self.shown.as_ref().filter(|shown| shown.reads_none_of(changed)) {
            return Ok(shown.edition());
        }
        let Options { root, overrides, output, now, .. } = &self.options;
        let is_another_history = self.editing.forget_history_of_another_commit(root);
        let source = disk::read_edited(root, overrides, output, *now, &self.cache, &mut self.editing);
        let source = source.map_err(crate::Error::Read)?;
        let output = crate::plan_again(source, &self.options, self.cache.clone(), &self.known)?;
        let diagnostics = output.diagnostics();
        let stays =
            |shown: &&Shown| !is_another_history && self.printed == diagnostics && shown.stays(&output, changed);
        if let Some(shown) = self.shown.as_ref().filter(stays) {
            return Ok(shown.edition());
        }
        // What was printed after the last change and is so still, is not printed again.
        let is_new = |found: &&Diagnostic| self.printed.binary_search(found).is_err();
        let new: Vec<Diagnostic> = diagnostics.iter().filter(is_new).cloned().collect();
        report::print(&new, &output.source, self.global.quiet);
        let (problems, count) = report::each(&diagnostics, &output.source, SHOWN);
        if self.number == 0 {
            // Most of what there is was learned now. What comes later is kept when the server stops.
            self.keep();
            self.cache = cache(&self.options.root, &self.global);
        }
        self.printed = diagnostics;
        if self.number > 0 && !self.global.quiet {
            log(&format!("The site is new after {} ms", start.elapsed().as_millis()));
        }
        let stamp = format!("{}-{}", std::process::id(), self.number);
        self.number += 1;
        let shown = Shown { output: Arc::new(output), problems, count, stamp };
        let edition = shown.edition();
        self.shown = Some(shown);
        Ok(edition)
    }

    /// A cache that cannot be written makes the next start slower and nothing else.
    fn keep(&self) {
        let _ = self.cache.save();
    }
}

/// What browsers are given until something changes.
struct Shown {
    output: Arc<Output>,
    problems: Vec<String>,
    count: usize,
    stamp: String,
}

impl Shown {
    fn edition(&self) -> Edition {
        let output = Arc::clone(&self.output);
        let answer = move |address: &str| {
            let url = UrlPath::new(address);
            let bytes = match output.answer(&url)? {
                Ok((Made::Bytes(bytes), _)) => bytes,
                Ok((Made::File(file), _)) => std::fs::read(file).ok()?,
                Err(_) => return None,
            };
            let is_named_by_content = output.theme.assets().any(|(asset, _)| *asset == url);
            Some(Answer { content_type: content_type(&url.file()), bytes, is_named_by_content })
        };
        Edition {
            answer: Box::new(answer),
            problems: self.problems.clone(),
            count: self.count,
            stamp: self.stamp.clone(),
        }
    }

    /// Whether no build would look at any of these files.
    fn reads_none_of(&self, changed: &[PathBuf]) -> bool {
        let part = |path: &PathBuf| self.output.source.part_of(path);
        !changed.is_empty() && changed.iter().all(|path| part(path) == Part::None)
    }

    /// Whether the new site shows what this one shows, where nothing but these files changed: all are pages that say the same, or files
    /// that neither site gives away.
    fn stays(&self, new: &Output, changed: &[PathBuf]) -> bool {
        let both = [&*self.output, new];
        let is_same = |path: &PathBuf| match new.source.part_of(path) {
            Part::None => true,
            Part::Content(path) => {
                let pages = both.map(|output| output.site.pages.iter().filter(|page| is_at(&page.path, &path)));
                let [old, new] = pages.map(|pages| pages.map(|page| (&page.path, page.document.digest)));
                old.eq(new) && !both.iter().any(|output| gives_away(output, &path))
            }
            Part::Other => false,
        };
        !changed.is_empty() && self.output.plan.recipes == new.plan.recipes && changed.iter().all(is_same)
    }
}

/// Whether a file is the one at a path, or below it.
fn is_at(file: &SitePath, path: &SitePath) -> bool {
    file == path || file.below(path).is_some()
}

/// Whether a site gives away a file that is no page, as it is or in a page, at a path or below it.
fn gives_away(output: &Output, path: &SitePath) -> bool {
    let linked = output.plan.recipes.values().any(|recipe| matches!(recipe, Recipe::File(file) if is_at(file, path)));
    linked || output.site.payloads.values().flatten().any(|file| is_at(file, path))
}
