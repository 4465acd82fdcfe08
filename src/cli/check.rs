//! `cairn check`: everything that is wrong, in one run; nothing is written.

use std::path::{Path, PathBuf};

use crate::Options;
use crate::cli::args::{Check, From, Global};
use crate::cli::{FINDINGS, cache, fail, fail_with, options, print, report};
use crate::diagnostic::Diagnostic;

/// Runs it.
pub(super) fn run(arguments: &Check, global: &Global) -> u8 {
    let root = match root(arguments) {
        Ok(root) => root,
        Err(message) => return fail(&message, None),
    };
    let from = From { root: root.clone(), drafts: arguments.drafts, now: None };
    let options: Options = match options(&from, None) {
        Ok(options) => options,
        Err(message) => return fail(&message, None),
    };
    let wanted = match wanted(arguments, &root) {
        Ok(wanted) => wanted,
        Err(message) => return fail(&message, None),
    };
    let cache = cache(&root, global);
    let output = match crate::plan(&options, cache.clone(), true) {
        Ok(output) => output,
        Err(error) => return fail_with(&error),
    };
    // A cache that cannot be written makes the next run slower and nothing else.
    let _ = cache.save();
    let mut found = output.diagnostics();
    found.retain(|diagnostic| is_wanted(diagnostic, &wanted));
    let counts = report::print(&found, &output.source, false);
    if !global.quiet {
        let pages = super::build::count(output.site.pages.len(), "page", "pages");
        print(&format!("Checked {pages}: {}\n", counts.in_words()));
    }
    if counts.errors > 0 || (arguments.strict && counts.warnings > 0) { FINDINGS } else { 0 }
}

/// Where the repository is: as said, else the nearest folder above the first path that looks like one.
fn root(arguments: &Check) -> Result<PathBuf, String> {
    if let Some(root) = &arguments.root {
        return Ok(root.clone());
    }
    let Some(first) = arguments.paths.first() else { return Ok(PathBuf::from(".")) };
    let first = first.canonicalize().map_err(|error| format!("cannot read `{}`: {error}", first.display()))?;
    let is_root = |folder: &&Path| folder.join("cairn.yml").is_file() || folder.join(".git").exists();
    let above = first.ancestors().find(is_root);
    let fallback = if first.is_dir() { first.as_path() } else { first.parent().unwrap_or(&first) };
    Ok(above.unwrap_or(fallback).to_owned())
}

/// The paths to report on, relative to the root; empty: everything.
fn wanted(arguments: &Check, root: &Path) -> Result<Vec<String>, String> {
    let root = root.canonicalize().map_err(|error| format!("cannot read `{}`: {error}", root.display()))?;
    let relative = arguments.paths.iter().map(|path| {
        let full = path.canonicalize().map_err(|error| format!("cannot read `{}`: {error}", path.display()))?;
        let below = full.strip_prefix(&root);
        below
            .map(|path| path.to_string_lossy().replace('\\', "/"))
            .map_err(|_| format!("`{}` lies outside the repository `{}`", path.display(), root.display()))
    });
    relative.collect()
}

fn is_wanted(diagnostic: &Diagnostic, wanted: &[String]) -> bool {
    let within = |path: &String| {
        let file = diagnostic.place.as_ref().map_or("", |place| place.file.as_str());
        path.is_empty() || file == path || file.strip_prefix(path.as_str()).is_some_and(|rest| rest.starts_with('/'))
    };
    wanted.is_empty() || wanted.iter().any(within)
}
