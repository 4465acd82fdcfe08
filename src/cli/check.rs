//! `cairn check`: everything that is wrong, in one run; nothing is written.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;

use crate::Options;
use crate::cache::Cache;
use crate::cli::args::{Check, Format, From, Global};
use crate::cli::report::{Changed, Report, Summary};
use crate::cli::{FINDINGS, cache, edits, external, fail, fail_with, log, options, print, report, repository_above};
use crate::config::FILE;
use crate::diagnostic::Diagnostic;
use crate::edit::moves::Move;
use crate::edit::{by_file, fixes};
use crate::output::Output;
use crate::path::SitePath;
use crate::site::people::listed;
use crate::site::people::lock::Lock;
use crate::site::people::thanks::{Time, thanks};
use crate::source::changes::{self, Changes, How};
use crate::source::history::State;
use crate::source::history::window::{self, End};

/// Runs it.
pub(super) fn run(arguments: &Check, global: &Global) -> u8 {
    answer(arguments, global).unwrap_or_else(|status| status)
}

fn answer(arguments: &Check, global: &Global) -> Result<u8, u8> {
    let failed = |message: String| fail(&message, None);
    let root = root(arguments).map_err(failed)?;
    let from = From { root: root.clone(), drafts: arguments.drafts, now: arguments.now };
    let mut options: Options = options(&from, None).map_err(failed)?;
    options.base_url.clone_from(&arguments.base_url);
    let wanted = wanted(arguments, &root).map_err(failed)?;
    let since = arguments.changed_since.as_deref();
    let changes = since.map(|revision| changes::since(&root, revision)).transpose().map_err(failed)?;
    let changed = changes.iter().flat_map(|changes| changes.files.keys());
    options.changed = changed.filter_map(|file| SitePath::new(file)).collect();
    let is_in_question = |file: &str| {
        let is_changed = changes.as_ref().is_none_or(|changes| changes.files.contains_key(file));
        is_changed && is_one_of(file, &wanted)
    };
    // In a folder that was only named, and that nothing says to be a repository, nothing is left behind.
    let is_said = arguments.paths.is_empty() || arguments.root.is_some();
    let is_known = is_said || repository_above(&root.canonicalize().unwrap_or_else(|_| root.clone())).is_some();
    let cache = cache(&root, &Global { no_cache: global.no_cache || !is_known, ..global.clone() });
    let output = crate::plan(&options, cache.clone(), true).map_err(|error| fail_with(&error))?;
    // A cache that cannot be written makes the next run slower and nothing else.
    let _ = cache.save();
    let output = match arguments.fix {
        true => match mended(arguments, &root, &is_in_question, &output)? {
            true => crate::plan(&options, cache.clone(), true).map_err(|error| fail_with(&error))?,
            false if arguments.dry_run => return Ok(0),
            false => output,
        },
        false => output,
    };
    let mut found = output.diagnostics();
    let pages = output.site.pages.iter().filter(|page| is_one_of(page.path.as_str(), &wanted)).count();
    let prefix = changes::prefix(&root);
    if let Some(changes) = &changes {
        let base = Base::of(changes, &options, output.site.now, &cache)?;
        let mut report = Report::new(&found, &output.source, pages, arguments.strict, &prefix);
        let known = base.0.fingerprints();
        let is_changed = |file: Option<&str>| file.is_none_or(|file| changes.files.contains_key(file));
        let kept = report.retain(|file, fingerprint| is_changed(file) || !known.contains(fingerprint));
        found = kept.into_iter().map(|index| found[index].clone()).collect();
    }
    found.retain(|diagnostic| is_wanted(diagnostic, &wanted));
    if arguments.external {
        found.extend(external::findings(arguments, &output, &cache, global, &is_in_question));
        found.sort();
        // As above.
        let _ = cache.save();
    }
    let report = Report::new(&found, &output.source, pages, arguments.strict, &prefix);
    let format = arguments.format.unwrap_or_else(usual_format);
    let summary = match (&changes, format) {
        (Some(changes), Format::Markdown) => summary(arguments, changes, &output, &options, &cache)?,
        _ => Summary::default(),
    };
    let counts = report.counts();
    let said = format!("Checked {}: {}", super::build::count(pages, "page", "pages"), counts.in_words());
    if pages == 0 && !wanted.is_empty() && !global.quiet {
        // A hook names every file of a commit, so this is no error.
        let is_draft = output.site.wanted.iter().any(|draft| is_one_of(draft.path.as_str(), &wanted));
        log(&report::note(if is_draft { "what lies there are drafts: add `--drafts`" } else { "no page lies there" }));
    }
    match report.write(format, &summary) {
        Some(text) => {
            if format == Format::Github {
                report::print(&found, &output.source, false);
            }
            print(&text);
            if !global.quiet {
                log(&said);
            }
        }
        None => {
            report::print(&found, &output.source, false);
            if !global.quiet {
                print(&format!("{said}\n"));
            }
        }
    }
    Ok(if counts.errors > 0 || (arguments.strict && counts.warnings > 0) { FINDINGS } else { 0 })
}

/// Mends what is safe to mend, or shows it. Whether a file is another now.
fn mended(arguments: &Check, root: &Path, is_wanted: &dyn Fn(&str) -> bool, output: &Output) -> Result<bool, u8> {
    let edits = fixes::fixes(&output.site, &output.source, &output.diagnostics(), is_wanted);
    let files = by_file(&edits);
    let places = files.values().map(Vec::len).sum();
    let count = super::build::count;
    let in_words = format!("{} in {}", count(places, "place", "places"), count(files.len(), "file", "files"));
    let is_mended = !files.is_empty();
    let mended = Move { edits, ..Move::default() };
    let failed = |message: String| fail(&message, None);
    if arguments.dry_run {
        print(&edits::show(&output.source, &mended).map_err(failed)?);
        log(&format!("would mend {in_words}"));
        return Ok(false);
    }
    edits::write(root, &output.source, &mended).map_err(failed)?;
    log(&format!("mended {in_words}"));
    Ok(is_mended)
}

/// Whether a file is among the wanted paths, or lies below one of them.
fn is_one_of(file: &str, wanted: &[String]) -> bool {
    wanted.is_empty() || wanted.iter().any(|path| lies_in(file, path))
}

/// Whether a file is this path, or lies below it.
fn lies_in(file: &str, path: &str) -> bool {
    path.is_empty() || file == path || file.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'))
}

/// Annotations where GitHub runs us, else text.
fn usual_format() -> Format {
    let is_github = std::env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true");
    if is_github { Format::Github } else { Format::Text }
}

/// What was found in the files as they were: what is not in it, the change brought.
struct Base(Report);

impl Base {
    fn of(changes: &Changes, options: &Options, now: Option<Date>, cache: &Arc<Cache>) -> Result<Base, u8> {
        let folder =
            Folder::new().map_err(|error| fail(&format!("cannot make a folder for a while: {error}"), None))?;
        changes.write_base(&folder.0).map_err(|message| fail(&message, None))?;
        let options = Options { root: folder.0.clone(), output: folder.0.join("public"), now, ..options.clone() };
        let output = crate::plan(&options, cache.clone(), true).map_err(|error| fail_with(&error))?;
        Ok(Base(Report::new(&output.diagnostics(), &output.source, 0, false, "")))
    }
}

/// A folder that nobody else can have made, gone when it is dropped.
struct Folder(PathBuf);

impl Folder {
    fn new() -> std::io::Result<Folder> {
        let all = std::env::temp_dir();
        let id = std::process::id();
        let mut last = None;
        for number in 0..100 {
            let folder = all.join(format!("cairn-check-{id}-{number}"));
            let mut builder = std::fs::DirBuilder::new();
            // What is not public yet is nothing for others who use the machine.
            #[cfg(unix)]
            std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
            match builder.create(&folder) {
                Ok(()) => return Ok(Folder(folder)),
                Err(error) => last = Some(error),
            }
        }
        Err(last.expect("a hundred attempts were made"))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What stays is in the folder for what may go.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// What only the Markdown form tells: what changed, and who never did anything before.
fn summary(
    arguments: &Check,
    changes: &Changes,
    output: &Output,
    options: &Options,
    cache: &Cache,
) -> Result<Summary, u8> {
    let since = arguments.changed_since.clone();
    let site = &output.site;
    let base = output.addresses.base_url.as_deref();
    let from = |how: &How| match how {
        How::Moved(from) => Some(from.clone()),
        _ => None,
    };
    let moved: BTreeSet<String> = changes.files.values().filter_map(from).collect();
    let is_told = |(file, how): &(&String, &How)| **how != How::Removed || !moved.contains(*file);
    let changed = changes.files.iter().filter(is_told).map(|(file, how)| {
        let page = site.pages.iter().find(|page| page.path.as_str() == file);
        let page = page.filter(|_| *how != How::Removed);
        Changed {
            how: match how {
                How::Added => "added",
                How::Changed => "changed",
                How::Removed => "removed",
                How::Moved(_) => "moved",
            },
            file: file.clone(),
            from: from(how),
            title: page.map(|page| page.title.clone()),
            preview: page.zip(base).map(|(page, base)| format!("{base}{}", crate::path::encode(page.url.as_str()))),
        }
    });
    let newcomers = newcomers(since.as_deref().unwrap_or_default(), options, cache)?;
    Ok(Summary { changed: changed.collect(), newcomers, since })
}

/// Names of those whose first commit here came after `since`; nobody where the history is not here.
fn newcomers(since: &str, options: &Options, cache: &Cache) -> Result<Vec<String>, u8> {
    let (source, site) = crate::read_and_link(options, cache).map_err(|error| fail_with(&error))?;
    if source.history.state != State::Full {
        return Ok(Vec::new());
    }
    let end = End::Revision(since.to_owned());
    let Ok(history) = window::read(&options.root, &site.config.credits, Some(&end), None) else {
        return Ok(Vec::new());
    };
    let lock = source.lock.as_deref().map(|text| Lock::parse(text).0).unwrap_or_default();
    let listed = source.listed.as_deref().map(|text| listed::parse(text).0).unwrap_or_default();
    let time = Time { history: &history, later: &history, since: None, until: None };
    let thanks = thanks(&site, &source.history, &lock, &listed, &time);
    Ok(thanks.first.iter().map(|one| site.people.get(one.who).name.clone()).collect())
}

/// A path that no file has.
const NOWHERE: &str = "\0";

/// Where the repository is: as said, else the nearest folder above the first path that looks like one.
fn root(arguments: &Check) -> Result<PathBuf, String> {
    if let Some(root) = &arguments.root {
        return Ok(root.clone());
    }
    let mut paths = Vec::new();
    for path in &arguments.paths {
        paths.push(path.canonicalize().map_err(|error| format!("cannot read `{}`: {error}", path.display()))?);
    }
    // Content may lie in a folder of a repository, beside files that are none: settings say where.
    let has_settings = |path: &&PathBuf| repository_above(path).is_some_and(|root| root.join(FILE).is_file());
    let Some(first) = paths.iter().find(has_settings).or(paths.first()) else { return Ok(PathBuf::from(".")) };
    // A folder of loose files is one by itself; a file may lie anywhere.
    let fallback = if first.is_dir() { first.as_path() } else { Path::new(".") };
    Ok(repository_above(first).unwrap_or(fallback).to_owned())
}

/// The paths to report on, relative to the root; empty: everything.
fn wanted(arguments: &Check, root: &Path) -> Result<Vec<String>, String> {
    let root = root.canonicalize().map_err(|error| format!("cannot read `{}`: {error}", root.display()))?;
    let clone = root.ancestors().find(|folder| folder.join(".git").exists()).unwrap_or(&root);
    let mut wanted = Vec::new();
    for path in &arguments.paths {
        let full = path.canonicalize().map_err(|error| format!("cannot read `{}`: {error}", path.display()))?;
        match full.strip_prefix(&root) {
            Ok(below) => wanted.push(below.to_string_lossy().replace('\\', "/")),
            // A hook names every file of a commit, and some are none of the content's.
            Err(_) if full.starts_with(clone) && arguments.root.is_none() => wanted.push(NOWHERE.to_owned()),
            Err(_) => return Err(format!("`{}` lies outside the repository `{}`", path.display(), root.display())),
        }
    }
    Ok(wanted)
}

fn is_wanted(diagnostic: &Diagnostic, wanted: &[String]) -> bool {
    is_one_of(diagnostic.place.as_ref().map_or("", |place| place.file.as_str()), wanted)
}
