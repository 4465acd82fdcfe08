//! `cairn check --fix`: mends what can be mended in one way only, and nothing else.
//!
//! Begin with [`edits`]. An edit replaces bytes that stand in the file exactly as they were understood; where they do not
//! (an escape, a quote, another encoding), nothing is touched. A file is exchanged whole, so that an interrupted run leaves
//! either the old text or the new one.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::ops::Range;
use std::path::Path;

use crate::config;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::path::{SitePath, fold};
use crate::site::Site;
use crate::source::Source;

/// A replacement in a file.
#[derive(Clone, Debug)]
struct Edit {
    start: usize,
    end: usize,
    new: String,
}

/// The new text of each file that has something to mend, beside its old one, and how many places that are.
#[derive(Debug, Default)]
pub(super) struct Fixes {
    pub(super) files: BTreeMap<SitePath, (String, String)>,
    pub(super) places: usize,
}

/// What can be mended in the files that `is_wanted` names.
pub(super) fn fixes(site: &Site, source: &Source, found: &[Diagnostic], is_wanted: &dyn Fn(&str) -> bool) -> Fixes {
    let mut fixes = Fixes::default();
    for (path, edits) in edits(site, found) {
        if !is_wanted(path.as_str()) {
            continue;
        }
        // What is not UTF-8 as it stands would be written back as something else.
        let Some(text) = source.bytes(&path).ok().and_then(|bytes| String::from_utf8(bytes).ok()) else { continue };
        // Places count behind a byte order mark.
        let mark = text.len() - text.trim_start_matches('\u{feff}').len();
        let (mut new, mut done, mut places) = (text[..mark].to_owned(), mark, 0);
        for (old, edit) in edits {
            let bytes = mark + edit.start..mark + edit.end;
            if bytes.start >= done && text.get(bytes.clone()) == Some(old.as_str()) {
                new += &text[done..bytes.start];
                new += &edit.new;
                done = bytes.end;
                places += 1;
            }
        }
        new += &text[done..];
        if new != text {
            fixes.places += places;
            fixes.files.insert(path, (text, new));
        }
    }
    fixes
}

/// Every edit with the text that it replaces, by file and place.
fn edits(site: &Site, found: &[Diagnostic]) -> BTreeMap<SitePath, Vec<(String, Edit)>> {
    let mut all: BTreeMap<SitePath, Vec<(String, Edit)>> = BTreeMap::new();
    let mut add = |path: &SitePath, bytes: Range<usize>, old: &str, new: String| {
        let edit = Edit { start: bytes.start, end: bytes.end, new };
        all.entry(path.clone()).or_default().push((old.to_owned(), edit));
    };
    for (page, facts) in site.pages.iter().enumerate() {
        for link in facts.document.facts.links.list() {
            let resolved = site.links.resolve(site, page, &link.target, link.anchor.as_deref(), link.form);
            let Some(actual) = resolved.other_case else { continue };
            let Some(target) = in_the_case_of(&link.target, &actual) else { continue };
            let anchor = link.anchor.as_ref().map(|anchor| format!("#{anchor}")).unwrap_or_default();
            let bytes = link.bytes.0 as usize..link.bytes.1 as usize;
            add(&facts.path, bytes, &format!("{}{anchor}", link.target), format!("{target}{anchor}"));
        }
        let tags = &facts.document.front_matter.tags;
        for tag in tags {
            let Some(name) = canonical(site, &tag.value).filter(|name| *name != tag.value) else { continue };
            // Twice the same tag would be another mistake.
            if !tags.iter().any(|other| other.value == name) {
                add(&facts.path, tag.bytes.0 as usize..tag.bytes.1 as usize, &tag.value, name.to_owned());
            }
        }
    }
    let slips = found.iter().filter(|found| matches!(found.code, Code::UnknownKey | Code::UnknownOption));
    let slips: Vec<(&Diagnostic, &Place, &str)> = slips
        .filter_map(|found| {
            let near = found.help.first()?.strip_prefix("did you mean `")?.strip_suffix("`?")?;
            Some((found, found.place.as_ref()?, near))
        })
        .collect();
    for (diagnostic, place, near) in &slips {
        let old = diagnostic.message.split('`').nth(1).unwrap_or_default();
        let is_page = site.pages.iter().find(|page| page.path.as_str() == place.file);
        // The right key may be there already, and then nobody knows which of the two is meant.
        let is_free = match is_page {
            Some(page) => !has_key(page, near),
            None => place.file == config::FILE,
        };
        // So may another slip for the same key.
        let is_only = slips.iter().filter(|(_, other, key)| other.file == place.file && key == near).count() == 1;
        if is_free && is_only {
            let path = SitePath::new(&place.file).expect("a place names a file of the repository");
            add(&path, place.bytes.0 as usize..place.bytes.1 as usize, old, (*near).to_owned());
        }
    }
    let sorted = |mut edits: Vec<(String, Edit)>| {
        edits.sort_by_key(|(_, edit)| edit.start);
        edits
    };
    all.into_iter().map(|(path, edits)| (path, sorted(edits))).collect()
}

fn has_key(page: &crate::site::Page, key: &str) -> bool {
    let front = serde_json::to_value(&page.document.front_matter).expect("front matter holds only what JSON can say");
    match &front[key] {
        serde_json::Value::Null => page.document.front_matter.fields.contains_key(key),
        serde_json::Value::Array(items) => !items.is_empty(),
        serde_json::Value::Object(map) => !map.is_empty(),
        serde_json::Value::Bool(is_set) => *is_set,
        _ => true,
    }
}

/// A link's path in the letter case of the file that it means.
fn in_the_case_of(written: &str, actual: &SitePath) -> Option<String> {
    let mut real = actual.segments().rev();
    let mut segments: Vec<String> = Vec::new();
    for (at, segment) in written.split('/').rev().enumerate() {
        if matches!(segment, "" | "." | "..") {
            segments.push(segment.to_owned());
            continue;
        }
        let own = real.next()?;
        // The ending, or the folder's own page, may be left away.
        let name = match fold(own) == fold(segment) {
            true => own.to_owned(),
            false if at == 0 && own.to_lowercase() == "index.md" => {
                let folder = real.next()?;
                (fold(folder) == fold(segment)).then(|| folder.to_owned())?
            }
            false if at == 0 => own.strip_suffix(".md").filter(|stem| fold(stem) == fold(segment))?.to_owned(),
            false => return None,
        };
        segments.push(name);
    }
    segments.reverse();
    Some(segments.join("/"))
}

/// The vocabulary's spelling of a tag or of one of its synonyms, where it can stand in YAML as it is.
fn canonical<'a>(site: &'a Site, tag: &str) -> Option<&'a str> {
    let folded = tag.to_lowercase();
    let known = site.config.tags.iter().find(|(name, synonyms)| {
        name.to_lowercase() == folded || synonyms.iter().any(|synonym| synonym.to_lowercase() == folded)
    });
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ');
    known.map(|(name, _)| name.as_str()).filter(|name| name.chars().all(is_plain))
}

/// The changes as a diff. An edit stays on its line, so that the lines of both texts belong to each other.
pub(super) fn diff(path: &SitePath, old: &str, new: &str) -> String {
    let mut out = format!("--- a/{path}\n+++ b/{path}\n");
    for (number, (old, new)) in old.lines().zip(new.lines()).enumerate().filter(|(_, (old, new))| old != new) {
        out += &format!("@@ -{0} +{0} @@\n-{old}\n+{new}\n", number + 1);
    }
    out
}

/// Puts a new file in the place of the old one, in one step of the file system.
pub(super) fn write(root: &Path, path: &SitePath, text: &str) -> io::Result<()> {
    let target = root.join(path.as_str());
    let facts = fs::symlink_metadata(&target)?;
    if !facts.is_file() {
        return Err(io::Error::other("not a regular file"));
    }
    if facts.permissions().readonly() {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    let beside = target.with_file_name(format!(".cairn-fix-{}", std::process::id()));
    let written = fs::File::options().write(true).create_new(true).open(&beside).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.set_permissions(facts.permissions())?;
        file.sync_all()
    });
    let moved = written.and_then(|()| fs::rename(&beside, &target));
    if moved.is_err() {
        // Only the half of ours; the old file is as it was.
        let _ = fs::remove_file(&beside);
    }
    moved
}
