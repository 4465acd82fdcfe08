//! What lies beside the content: people files, `static/` and `theme/`.

#![allow(clippy::disallowed_methods, reason = "this is the way in")]

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::config::{Config, LimitsConfig};
use crate::diagnostic::{Code, Diagnostic, Place as At};
use crate::path::{SitePath, steers_a_host};
use crate::source::Unsaved;
use crate::source::disk::{
    DEEPEST, Error, METADATA_LIMIT, TEXT_LIMIT, named, nameless, no_file, open, small_text, too_deep, too_large,
    too_many, unreadable,
};
use crate::source::facts::{FileFacts, facts, is_picture};
use crate::source::rules::{is_about, unusable};

/// People files with their text. What may be meant as one and is not read is reported, and whether it may hold a wish.
pub(super) fn people(
    root: &Path,
    unsaved: &Unsaved,
    limits: &LimitsConfig,
    found: &mut Vec<Diagnostic>,
) -> Result<People, Error> {
    let mut people = People::default();
    let told = found.len();
    let files = first_below(root, "people", limits, found);
    // Who asks not to be named may do so in one that is not read.
    people.is_unread |= found.len() > told;
    let is_yaml = |path: &SitePath| matches!(path.extension().to_ascii_lowercase().as_str(), "yml" | "yaml");
    let is_one = |path: &SitePath| path.as_str().starts_with("people/") && is_yaml(path);
    let mut names: Vec<String> = unsaved.keys().filter(|path| is_one(path)).map(SitePath::to_string).collect();
    names.extend(["people.yml", "people.yaml"].map(str::to_owned));
    let mut odd = |path: &SitePath, code: Code, message: String, help: &str| {
        found.push(Diagnostic::new(code, message).at(At::file(path)).help(help));
    };
    let folder = root.join("people");
    people.is_unread |= folder.is_symlink();
    // Those in folders below are no people files, and may be meant as such.
    for (below, file, is_file) in files {
        let path = SitePath::new(&format!("people/{below}")).expect("made of a path that was checked");
        if is_one(&path) {
            names.push(path.to_string());
            continue;
        }
        if !is_file {
            odd(
                &path,
                Code::NotARegularFile,
                format!("`{path}` is a link or device and is left out"),
                "put the file itself there",
            );
            continue;
        }
        if is_about(&below, &["readme"]) || is_picture(path.file_name()) {
            continue;
        }
        let is_data = matches!(path.extension(), "json" | "toml");
        let is_text = matches!(path.extension(), "md" | "markdown");
        let mut bytes = Vec::new();
        let is_read = open(&file).is_ok_and(|open| open.take(METADATA_LIMIT).read_to_end(&mut bytes).is_ok());
        let asks = is_data || is_read && is_wish(&bytes, is_text);
        if asks || is_text {
            people.is_unread |= asks;
            let message = format!("`{path}` is no people file, and nothing reads it");
            let help = match asks {
                true => {
                    "write it as YAML, in a file whose name ends in `.yml`; until then nobody who has no people file is named"
                }
                false => "write it as YAML, in a file whose name ends in `.yml`",
            };
            odd(&path, Code::BadPerson, message, help);
        }
    }
    for name in
        fs::read_dir(root).into_iter().flatten().flatten().filter_map(|entry| entry.file_name().into_string().ok())
    {
        let right = name.to_lowercase();
        let is_meant = matches!(right.as_str(), "people" | "people.yml" | "people.yaml") && right != name;
        if let Some(path) = SitePath::new(&name).filter(|_| is_meant && !root.join(&right).exists()) {
            people.is_unread = true;
            let message = format!("`{path}` is not read");
            odd(&path, Code::BadPerson, message, &format!("call it `{right}`, in small letters"));
        }
    }
    for name in names {
        let Some(path) = SitePath::new(&name) else { continue };
        let facts = fs::symlink_metadata(root.join(&name)).ok().filter(|_| !unsaved.contains_key(&path));
        if facts.as_ref().is_some_and(|facts| !facts.is_file()) {
            people.is_unread = true;
            let message = format!("`{path}` is a link or device and is left out");
            odd(&path, Code::NotARegularFile, message, "put the file itself there");
        } else if facts.is_some_and(|facts| facts.len() > METADATA_LIMIT) {
            people.is_unread = true;
            let message = format!("`{path}` is larger than {} MiB and is left out", METADATA_LIMIT / 1024 / 1024);
            odd(&path, Code::BadPerson, message, "a people file says a few things; pictures lie in `static/`");
        } else if let Some(text) = small_text(root, unsaved, &name)? {
            people.texts.insert(path, text);
        }
    }
    Ok(people)
}

/// Whether a text asks that somebody is not named, in whatever form: `credit: hidden`. Of a page (`is_text`) the front matter says.
fn is_wish(bytes: &[u8], is_text: bool) -> bool {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(METADATA_LIMIT as usize)]).to_lowercase();
    let front_matter = || match text.trim_start_matches('\u{feff}').strip_prefix("---") {
        Some(rest) => rest.split("\n---").next().unwrap_or_default(),
        // Examples stand in code.
        None => text.split("```").next().unwrap_or_default(),
    };
    let text = if is_text { front_matter() } else { &text };
    let signs = [':', '=', '"', '\'', ' ', '\t', '\r', '\n'];
    let mut values = text.match_indices("credit").map(|(at, word)| &text[at + word.len()..]);
    values.any(|rest| {
        let value = rest.trim_start_matches(signs);
        value.len() < rest.len() && ["hidden", "pseudonym"].iter().any(|wish| value.starts_with(wish))
    })
}

/// What lies there about people.
#[derive(Default)]
pub(super) struct People {
    pub(super) texts: BTreeMap<SitePath, String>,
    pub(super) is_unread: bool,
}

/// All but folders below a folder at the root: by their path below it, and whether each is a regular file. What cannot be
/// told of, lies too deep, cannot be read, or is more than there may be, is left out and told.
fn first_below(
    root: &Path,
    folder: &str,
    limits: &LimitsConfig,
    found: &mut Vec<Diagnostic>,
) -> Vec<(SitePath, PathBuf, bool)> {
    let start = root.join(folder);
    let mut files = Vec::new();
    // A link to a folder leads out of the repository, where the folder that is asked for is one itself.
    if fs::symlink_metadata(&start).map_or(true, |facts| facts.is_symlink()) {
        return files;
    }
    let most = limits.files as usize;
    for entry in WalkDir::new(&start).min_depth(1).max_depth(DEEPEST).follow_links(false).sort_by_file_name() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                found.push(unreadable(root, &error));
                continue;
            }
        };
        let is_folder = entry.file_type().is_dir();
        if is_folder && entry.depth() == DEEPEST {
            found.extend(too_deep(root, entry.path()));
        }
        if is_folder {
            continue;
        }
        let below = entry.path().strip_prefix(&start).expect("the walk stays below its start");
        let Some(path) = named(below) else {
            found.push(nameless(&Path::new(folder).join(below)));
            continue;
        };
        if files.len() == most {
            let at = named(&Path::new(folder).join(below));
            found.push(too_many(most, at.as_ref(), "take some away, or raise `limits.files`"));
            break;
        }
        files.push((path, entry.path().to_owned(), entry.file_type().is_file()));
    }
    files
}

pub(super) fn theme(
    root: &Path,
    unsaved: &Unsaved,
    limits: &LimitsConfig,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<BTreeMap<String, Vec<u8>>, Error> {
    let mut files = BTreeMap::new();
    for (path, file, is_file) in first_below(root, "theme", limits, diagnostics) {
        let at = SitePath::new(&format!("theme/{path}")).expect("made of a path that was checked");
        // All of them are held in the memory.
        let (length, most) =
            (fs::symlink_metadata(&file).map_or(0, |facts| facts.len()), TEXT_LIMIT.min(limits.file << 20));
        if !is_file {
            diagnostics.push(no_file(&at).help("put the file itself there"));
        } else if length > most {
            diagnostics.push(too_large(&at, length, most, false));
        } else {
            let mut bytes = Vec::new();
            let read = open(&file).and_then(|open| open.take(most).read_to_end(&mut bytes));
            read.map_err(|reason| Error { path: file, reason })?;
            files.insert(path.to_string(), bytes);
        }
    }
    let folder = SitePath::new("theme").expect("a plain name");
    files.extend(unsaved.iter().filter_map(|(path, bytes)| Some((path.below(&folder)?.to_owned(), bytes.clone()))));
    Ok(files)
}

pub(super) fn statics(
    root: &Path,
    config: &Config,
    diagnostics: &mut Vec<Diagnostic>,
    pictures: &mut BTreeMap<SitePath, FileFacts>,
) -> Result<BTreeMap<SitePath, FileFacts>, Error> {
    let mut files = BTreeMap::new();
    for name in ["people", "static", "theme"] {
        if let Some(at) = SitePath::new(name).filter(|_| root.join(name).is_symlink()) {
            diagnostics.push(no_file(&at));
        }
    }
    for (path, file, is_file) in first_below(root, "static", &config.limits, diagnostics) {
        let at = SitePath::new(&format!("static/{path}")).expect("made of a path that was checked");
        let facts = if is_file { facts(&file) } else { FileFacts::default() };
        if is_file && (facts.is_active(&path) || steers_a_host(path.as_str())) && !config.trusts(&at) {
            let message = format!("`{at}` is left out: browsers or servers may run or obey it");
            let help = format!("where you trust it, write `trusted_files: [\"{path}\"]` into `cairn.yml`");
            diagnostics.push(Diagnostic::new(Code::ActiveFile, message).at(At::file(&at)).help(help));
        } else if let Some(why) = unusable(&path, config.limits.path) {
            let message = format!("the name of `{at}` {why}, so it is left out");
            diagnostics.push(Diagnostic::new(Code::BadFileName, message).at(At::file(&at)).help("rename the file"));
        } else if is_file {
            let most = config.limits.file << 20;
            match facts.length > most {
                true => diagnostics.push(too_large(&at, facts.length, most, false)),
                false => match facts.too_large(path.as_str(), &config.limits).filter(|_| !config.trusts(&at)) {
                    Some(found) => {
                        diagnostics.push(found.at(At::file(&at)));
                        pictures.insert(at, facts);
                    }
                    None => drop(files.insert(path, facts)),
                },
            }
        } else {
            diagnostics.push(no_file(&at));
        }
    }
    Ok(files)
}
