//! What is never content, by its place and its name (PRODUCT.md §1, "Never content").
//!
//! Begin with [`Rules`]. The walk in `disk.rs` asks it of every file and folder, a preview of every file that changed.

#![allow(clippy::disallowed_methods, reason = "this is the way in")]

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use ignore::overrides::{Override, OverrideBuilder};

use crate::config::Content;
use crate::diagnostic::{Code, Diagnostic, Place as At};
use crate::path::{SitePath, is_portable, is_reserved};
use crate::source::changes;
use crate::source::disk::{DEEPEST, METADATA_LIMIT, bytes_of, named, open};

/// The file in an output folder that says who made it. A folder that holds it is never content.
pub const OUTPUT_MARKER: &str = ".cairn-output";

/// How every marker begins.
pub const OUTPUT_BEGIN: &str = "cairn-output ";

/// Folders that are never content at the root of the repository or of the content folder.
const RESERVED_FOLDERS: [&str; 4] = ["people", "static", "theme", "target"];

/// Files at the root that are read for what they say of the site or of people, in small letters.
pub(super) const METADATA: [&str; 8] = [
    "cairn.yml",
    "badges.yml",
    "credits.lock.json",
    "people.yml",
    "people.yaml",
    ".all-contributorsrc",
    ".mailmap",
    ".git-blame-ignore-revs",
];

/// How files end that are pages.
pub(super) const PAGE_ENDINGS: [&str; 3] = ["md", "markdown", "MD"];

/// Files of the site for its host that have no extension, so that a folder could have their names.
pub const OWN_FILES: [&str; 2] = ["_headers", "_redirects"];

/// Documents at the root that speak about the repository, in any letter case and language.
const ABOUT: [&str; 5] = ["readme", "license", "licence", "changelog", "copying"];

/// Documents at the root by which a community lives, in any letter case, with `-` or `_`, and in any language.
const NORMS: [&str; 6] = ["code-of-conduct", "contributing", "governance", "moderation", "moderation-log", "security"];

/// What is never content, in one repository.
#[derive(Debug, Default)]
pub(super) struct Rules {
    root: PathBuf,
    output: PathBuf,
    /// What git ignores, by the folder whose `.gitignore` says so.
    ignored: BTreeMap<PathBuf, Gitignore>,
    /// Folders that git ignores although it tracks files in them.
    entered: Vec<PathBuf>,
    /// What git tracks below the root, in order; asked for once something is ignored.
    tracked: OnceLock<Vec<String>>,
    /// `content.include`, as the last word.
    include: Option<Override>,
    /// `content.exclude`.
    exclude: Option<Override>,
}

/// What a build makes of a file or folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Nothing: it is never read.
    None,
    /// It is a page, or a file that a page may give away; or a folder of these.
    Content(SitePath),
    /// Anything may come of it: settings, people, the theme.
    Other,
}

impl Rules {
    /// What `content` in `cairn.yml` says, and where the site is put.
    pub(super) fn new(root: &Path, output: &Path, content: &Content) -> Rules {
        // A folder that is not there yet lies in one that is.
        let in_parent = || Some(output.parent()?.canonicalize().ok()?.join(output.file_name()?));
        Rules {
            root: root.to_owned(),
            output: output.canonicalize().ok().or_else(in_parent).unwrap_or_else(|| root.join(output)),
            ignored: BTreeMap::new(),
            entered: Vec::new(),
            tracked: OnceLock::new(),
            include: globs(root, &content.include),
            exclude: globs(root, &content.exclude),
        }
    }

    /// What a build makes of the file or folder at this path, which may be gone.
    pub(super) fn part_of(&self, path: &Path, content: Option<&SitePath>) -> Part {
        let below = path.strip_prefix(&self.root).ok().and_then(|below| SitePath::new(below.to_str()?));
        let Some(below) = below.filter(|below| !below.as_str().is_empty()) else { return Part::Other };
        let is_at_root = below.segments().count() == 1;
        let first = below.segments().next().unwrap_or_default().to_lowercase();
        let is_read_apart = matches!(first.as_str(), "people" | "static" | "theme")
            || below.file_name() == ".gitignore"
            || (is_at_root && (METADATA.contains(&first.as_str()) || is_about(&below, &NORMS)));
        let start = content.map_or(self.root.clone(), |content| self.root.join(content.as_str()));
        if is_read_apart || start.starts_with(path) {
            return Part::Other;
        }
        let Ok(inside) = path.strip_prefix(&start) else { return Part::None };
        let depth = inside.components().count();
        let speaks_of_the_repository = is_at_root && is_about_the_repository(&below);
        match speaks_of_the_repository || self.is_left_out(path, path.is_dir(), depth) || self.is_apart(path, depth) {
            true => Part::None,
            false => Part::Content(below),
        }
    }

    /// Why a Markdown file at this path, which may not be there yet, would be no page.
    pub(super) fn refuses(&self, path: &SitePath, longest: u32, content: Option<&SitePath>) -> Option<String> {
        if let Some(why) = unusable(path, longest) {
            return Some(format!("its name {why}"));
        }
        let file = self.root.join(path.as_str());
        let depth = path.segments().count() - content.map_or(0, |content| content.segments().count());
        let is_in_the_way = |folder: &&Path| folder.symlink_metadata().is_ok_and(|facts| !facts.is_dir());
        if let Some(folder) = file.ancestors().skip(1).take(depth - 1).find(is_in_the_way) {
            return Some(format!("`{}` is no folder", folder.strip_prefix(&self.root).unwrap_or(folder).display()));
        }
        let speaks_of_the_repository = depth == 1 && content.is_none() && is_about_the_repository(path);
        (speaks_of_the_repository || self.is_apart(&file, depth)).then(|| "what lies there is never content".to_owned())
    }

    /// Whether a file that lies so many folders below the content's start, or one of these folders, is left out.
    pub(super) fn is_apart(&self, file: &Path, depth: usize) -> bool {
        let mut folders = (0..).zip(file.ancestors()).take(depth);
        folders.any(|(up, path)| self.is_left_out(path, up > 0, depth - up))
    }

    /// Goes into a folder of the content; tells of a list there that cannot be used.
    pub(super) fn enter(&mut self, folder: &Path) -> Vec<Diagnostic> {
        if self.is_matched(folder, true) {
            self.entered.push(folder.to_owned());
        }
        self.learn_ignored(folder, &[".gitignore"])
    }

    /// Reads what git ignores in a folder, and tells of a list that cannot be used.
    pub(super) fn learn_ignored(&mut self, folder: &Path, files: &[&str]) -> Vec<Diagnostic> {
        let mut builder = GitignoreBuilder::new(folder);
        let mut found = Vec::new();
        for file in files.iter().map(|file| folder.join(file)).filter(|file| file.symlink_metadata().is_ok()) {
            let text = named(file.strip_prefix(&self.root).unwrap_or(&file))
                .map(|path| bytes_of(&self.root, &path, METADATA_LIMIT).map_err(|error| (path, error)));
            match text {
                // A pattern that cannot be read ignores nothing, as in git.
                Some(Ok(bytes)) => {
                    String::from_utf8_lossy(&bytes).trim_start_matches('\u{feff}').lines().for_each(|line| {
                        let _ = builder.add_line(Some(file.clone()), &as_git_reads(line));
                    })
                }
                Some(Err((path, error))) => found.push(unread(&path, &error)),
                None => {}
            }
        }
        if let Ok(ignored) = builder.build().map(|ignored| (!ignored.is_empty()).then_some(ignored)) {
            self.ignored.extend(ignored.map(|ignored| (folder.to_owned(), ignored)));
        }
        found
    }

    pub(super) fn is_left_out(&self, path: &Path, is_folder: bool, depth: usize) -> bool {
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { return false };
        if path == self.output || (is_folder && is_output(path)) {
            return true;
        }
        if self.include.as_ref().is_some_and(|globs| globs.matched(path, is_folder).is_whitelist()) {
            return false;
        }
        if self.exclude.as_ref().is_some_and(|globs| globs.matched(path, is_folder).is_whitelist()) {
            return true;
        }
        let reserved = depth == 1 && RESERVED_FOLDERS.contains(&name);
        name.starts_with('.')
            || (is_folder && (reserved || name == "node_modules"))
            || self.git_ignores(path, is_folder)
    }

    /// Whether a folder is a site that was built somewhere among the content, which nobody has told git to ignore.
    pub(super) fn is_stray_output(&self, folder: &Path) -> bool {
        folder != self.output && is_output(folder) && !self.git_ignores(folder, true)
    }

    /// Git never ignores what it tracks, whatever a list says: who adds a line hides nothing that others see in the repository.
    fn git_ignores(&self, path: &Path, is_folder: bool) -> bool {
        let is_below = || self.entered.iter().any(|folder| path.starts_with(folder));
        (self.is_matched(path, is_folder) || is_below()) && !self.is_tracked(path, is_folder)
    }

    /// Whether git tracks a file, or any below a folder.
    fn is_tracked(&self, path: &Path, is_folder: bool) -> bool {
        let tracked = self.tracked.get_or_init(|| changes::all_tracked(&self.root));
        let Some(below) = path.strip_prefix(&self.root).ok().and_then(named) else { return false };
        if !is_folder {
            return tracked.binary_search_by(|file| file.as_str().cmp(below.as_str())).is_ok();
        }
        let folder = format!("{below}/");
        tracked[tracked.partition_point(|file| *file < folder)..].first().is_some_and(|file| file.starts_with(&folder))
    }

    /// Whether a line of a list means this file or folder.
    fn is_matched(&self, path: &Path, is_folder: bool) -> bool {
        let folders = path.ancestors().skip(1).take_while(|folder| folder.starts_with(&self.root));
        for folder in folders {
            if let Some(ignored) = self.ignored.get(folder) {
                let verdict = ignored.matched(path, is_folder);
                if !verdict.is_none() {
                    return verdict.is_ignore();
                }
            }
        }
        false
    }
}

/// A line of a `.gitignore` for our reader of patterns, which knows more signs than git and fewer: to git, braces are letters, and in brackets
/// `\` stands before a letter that is meant and `[:alpha:]` for all letters.
fn as_git_reads(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '{' | '}' => out.extend(['\\', c]),
            '\\' => {
                let meant = rest.chars().next();
                out.push(c);
                out.extend(meant);
                rest = &rest[meant.map_or(0, char::len_utf8)..];
            }
            '[' => match brackets(rest) {
                Some((brackets, behind)) => {
                    out.push_str(&brackets);
                    rest = behind;
                }
                None => out.push(c),
            },
            _ => out.push(c),
        }
    }
    out
}

/// What stands for one letter, behind its `[`: as our reader wants it, and what follows. `None` where nothing ends it.
fn brackets(text: &str) -> Option<(String, &str)> {
    const CLASSES: [(&str, &str); 12] = [
        ("alpha", "a-zA-Z"),
        ("digit", "0-9"),
        ("alnum", "a-zA-Z0-9"),
        ("upper", "A-Z"),
        ("lower", "a-z"),
        ("xdigit", "0-9A-Fa-f"),
        ("blank", " \t"),
        ("space", " \t-\r"),
        ("cntrl", "\u{1}-\u{1f}\u{7f}"),
        ("print", " -.0-~"),
        ("graph", "0-~!-."),
        ("punct", ":-@!-.[-`{-~"),
    ];
    let (is_not, mut rest) = match text.strip_prefix(['!', '^']) {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (mut letters, mut at_end) = (String::new(), String::new());
    let mut has_bracket = false;
    let mut is_first = true;
    loop {
        let c = rest.chars().next()?;
        let class = CLASSES.iter().find(|(name, _)| {
            rest.strip_prefix("[:").and_then(|rest| rest.strip_prefix(name)).is_some_and(|rest| rest.starts_with(":]"))
        });
        if let Some((name, meant)) = class {
            letters.push_str(meant);
            rest = &rest[name.len() + 4..];
        } else if c == ']' && !is_first {
            rest = &rest[1..];
            break;
        } else {
            let escaped = rest.strip_prefix('\\').and_then(|rest| rest.chars().next());
            let meant = escaped.unwrap_or(c);
            rest = &rest[meant.len_utf8() + usize::from(escaped.is_some())..];
            match meant {
                ']' => has_bracket = true,
                '-' | '!' | '^' if escaped.is_some() => at_end.push(meant),
                _ => letters.push(meant),
            }
        }
        is_first = false;
    }
    let begin = if is_not { "[!" } else { "[" };
    let bracket = if has_bracket { "]" } else { "" };
    // A `-` at the very end stands for itself.
    let dash = if at_end.contains('-') { "-" } else { "" };
    let at_end = at_end.replace('-', "");
    Some((format!("{begin}{bracket}{letters}{at_end}{dash}]"), rest))
}

fn globs(root: &Path, globs: &[String]) -> Option<Override> {
    if globs.is_empty() {
        return None;
    }
    let mut builder = OverrideBuilder::new(root);
    for glob in globs {
        // `cairn.yml` has been checked; a glob that cannot be read matches nothing.
        let _ = builder.add(glob);
    }
    builder.build().ok()
}

pub(super) fn is_about_the_repository(path: &SitePath) -> bool {
    is_about(path, &ABOUT) || is_about(path, &NORMS)
}

/// Whether it is a document at the root by which the community lives.
pub(super) fn is_norm(path: &SitePath) -> bool {
    !path.as_str().contains('/') && is_about(path, &NORMS) && matches!(path.extension(), "md" | "markdown")
}

pub(super) fn is_about(path: &SitePath, names: &[&str]) -> bool {
    let name = path.file_name().to_lowercase().replace('_', "-");
    let first = name.split('.').next().unwrap_or(&name);
    names.contains(&first) && (first.len() == name.len() || matches!(path.extension(), "md" | "markdown" | "txt"))
}

/// Whether a folder holds a site that we built, or began to.
pub(super) fn is_output(folder: &Path) -> bool {
    let marker = folder.join(OUTPUT_MARKER);
    let mut begin = [0; OUTPUT_BEGIN.len()];
    marker.symlink_metadata().is_ok_and(|facts| facts.is_file())
        && open(&marker).is_ok_and(|mut file| file.read_exact(&mut begin).is_ok() && begin == OUTPUT_BEGIN.as_bytes())
}

/// Whether a folder of this name would take the place of a file that the site has for its host.
fn is_own_file(name: &str) -> bool {
    OWN_FILES.iter().any(|own| name.eq_ignore_ascii_case(own))
}

/// Why a name cannot be carried to every system and into an address.
pub(super) fn unusable(path: &SitePath, longest: u32) -> Option<String> {
    let why = match path {
        path if path.as_str().len() > longest as usize => {
            return Some(format!("is longer than {longest} bytes (`limits.path`)"));
        }
        path if path.segments().count() > DEEPEST => "lies deeper than 12 folders",
        path if path.segments().any(is_reserved) => "is reserved on Windows",
        path if path.segments().rev().skip(1).any(is_own_file) => {
            "lies in a folder with the name of a file of the site"
        }
        path if !path.segments().all(is_portable) => "holds a character that other systems refuse",
        _ => return None,
    };
    Some(why.to_owned())
}

/// That a list of what git ignores is a link, a device, or longer than any.
fn unread(path: &SitePath, error: &io::Error) -> Diagnostic {
    let message = format!("`{path}` is not read, so it leaves nothing out: {error}");
    Diagnostic::new(Code::NotARegularFile, message).at(At::file(path)).help("put the file itself there")
}
