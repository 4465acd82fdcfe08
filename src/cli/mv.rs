//! `cairn mv`: moves a page or renames a heading, with every link that leads there.

use std::path::Path;

use crate::cli::args::{From, Global, Mv};
use crate::cli::{cache, edits, fail, fail_with, log, options, print};
use crate::edit::moves::{self, Move};
use crate::path::SitePath;
use crate::site::{PageIdx, Site};
use crate::source::Source;

/// Runs it.
pub(super) fn run(arguments: &Mv, global: &Global) -> u8 {
    let from = From { root: arguments.root.clone(), drafts: true, now: None };
    let options = match options(&from, None) {
        Ok(options) => options,
        Err(message) => return fail(&message, None),
    };
    let cache = cache(&options.root, global);
    let (source, site) = match crate::read_and_link(&options, &cache) {
        Ok(read) => read,
        Err(error) => return fail_with(&error),
    };
    let moved = match work_out(&source, &site, arguments) {
        Ok(moved) => moved,
        Err(message) => return fail(&message, None),
    };
    if arguments.dry_run {
        return match edits::show(&source, &moved) {
            Ok(text) => {
                print(&text);
                notes(&moved);
                0
            }
            Err(message) => fail(&message, None),
        };
    }
    if let Err(message) = edits::write(&options.root, &source, &moved) {
        return fail(&message, None);
    }
    if !global.quiet {
        for (from, to) in &moved.renames {
            print(&format!("moved {from} to {to}\n"));
        }
        let files = crate::edit::by_file(&moved.edits);
        for (file, edits) in &files {
            print(&format!("changed {file} in {}\n", super::build::count(edits.len(), "place", "places")));
        }
    }
    notes(&moved);
    0
}

fn notes(moved: &Move) {
    moved.notes.iter().for_each(|note| log(&super::report::note(note)));
}

fn work_out(source: &Source, site: &Site, arguments: &Mv) -> Result<Move, String> {
    let (from, id) = match arguments.from.split_once('#') {
        Some((from, id)) => (from, Some(id)),
        None => (arguments.from.as_str(), None),
    };
    let page = find(source, site, &arguments.root, from)?;
    match id {
        Some(id) => moves::heading(source, site, page, id, &arguments.to),
        None => moves::page(source, site, page, &target(source, site, page, &arguments.to)?),
    }
}

/// The page that a path means: from the root, from the content folder, or from where one stands.
fn find(source: &Source, site: &Site, root: &Path, name: &str) -> Result<PageIdx, String> {
    let mut paths: Vec<SitePath> = SitePath::new(name).into_iter().collect();
    paths.extend(source.content.as_ref().and_then(|content| content.join(name)));
    if let (Ok(root), Ok(full)) = (root.canonicalize(), Path::new(name).canonicalize())
        && let Ok(below) = full.strip_prefix(root)
    {
        paths.extend(SitePath::new(&below.to_string_lossy()));
    }
    for path in &paths {
        for ending in ["", "/index.md", "/README.md", "/_index.md"] {
            let wanted = format!("{path}{ending}");
            if let Some(page) = site.pages.iter().position(|page| page.path.as_str() == wanted) {
                return Ok(page);
            }
        }
    }
    let near = site.pages.iter().map(|page| page.path.as_str());
    let near = crate::diagnostic::did_you_mean(paths.first().map_or(name, SitePath::as_str), near);
    let hint = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
    Err(format!("there is no page `{name}`{hint}"))
}

/// Where it goes: a path as for [`find`]; into a folder that is there already under the page's own name.
fn target(source: &Source, site: &Site, page: PageIdx, name: &str) -> Result<SitePath, String> {
    let path = SitePath::new(name).ok_or_else(|| format!("`{name}` leads out of the repository"))?;
    let inside = source.content.as_ref().is_none_or(|content| path.below(content).is_some());
    let path =
        if inside { path } else { source.content.as_ref().and_then(|content| content.join(name)).unwrap_or(path) };
    let own = &site.page(page).path;
    let is_folder = name.ends_with('/') && !own.stem().starts_with("index");
    Ok(if is_folder { path.join(own.file_name()).unwrap_or(path) } else { path })
}
