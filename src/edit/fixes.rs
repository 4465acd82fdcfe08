//! Fixes: what can be mended in one way only, and nothing else.
//!
//! Begin with [`fixes`]. An edit replaces bytes that stand in the file exactly as they were understood; where they do not
//! (an escape, a quote, another encoding), nothing is touched.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::config;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::document::body::{Link, LinkForm};
use crate::document::front_matter::is_key;
use crate::document::{Form, split};
use crate::edit::{Edit, destination};
use crate::path::{SitePath, UrlPath, fold};
use crate::site::links::{Lost, Target};
use crate::site::topics::canonical;
use crate::site::{PageIdx, Site};
use crate::source::Source;

/// Everything that can be mended in the files that `is_wanted` names.
pub fn fixes(site: &Site, source: &Source, found: &[Diagnostic], is_wanted: &dyn Fn(&str) -> bool) -> Vec<Edit> {
    let mut slips = slips(site, found);
    let files = site.pages.iter().enumerate().map(|(page, facts)| (Some(page), facts.path.clone()));
    let others = slips.keys().filter(|path| site.pages.iter().all(|page| page.path != **path)).cloned();
    let others: Vec<SitePath> = others.collect();
    let mut edits = Vec::new();
    for (page, path) in files.chain(others.into_iter().map(|path| (None, path))) {
        if !is_wanted(path.as_str()) {
            continue;
        }
        // What is not UTF-8 as it stands would be written back as something else.
        let Some(text) = source.bytes(&path).ok().and_then(|bytes| String::from_utf8(bytes).ok()) else { continue };
        // Places count behind a byte order mark.
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let mut places = slips.remove(&path).unwrap_or_default();
        if let Some(page) = page {
            places.extend(links(site, page, text));
            places.extend(tags(site, page, text));
            places.extend(keys_with_blanks(text));
        }
        let stands = places.into_iter().filter(|(bytes, old, _)| text.get(bytes.clone()) == Some(old.as_str()));
        edits.extend(stands.map(|(bytes, _, new)| Edit::new(&path, bytes, new)));
    }
    edits
}

/// Bytes of a file, what stands there, and what should.
type Mended = (Range<usize>, String, String);

/// Links in another letter case than the file's, and those that lead to where a page was before.
fn links(site: &Site, page: PageIdx, text: &str) -> Vec<Mended> {
    let facts = site.page(page);
    let mut mended = Vec::new();
    for link in facts.document.facts.links.list() {
        let resolved = site.links.resolve(site, page, &link.target, link.anchor.as_deref(), link.form);
        let is_other = |target: &PageIdx| was_there(site, page, *target, &link);
        if let Ok(Target::Page { page: target, has_anchor: false }) = &resolved.target {
            mended.extend(anchor_in_the_case_of(site, *target, text, &link));
        }
        let moved = match resolved.target {
            Ok(Target::Page { page, .. }) => Some(page).filter(is_other),
            Err(Lost::Missing) => site.links.formerly(site, page, &link.target),
            _ => None,
        };
        let Some(bytes) =
            (resolved.other_case.is_some() || moved.is_some()).then(|| destination::of(text, &link)).flatten()
        else {
            continue;
        };
        let old = &text[bytes.clone()];
        let (_, anchor) = old.split_at(old.find('#').unwrap_or(old.len()));
        let target = match resolved.other_case {
            Some(actual) => match in_the_case_of(&link.target, &actual) {
                Some(target) if old.starts_with(&link.target) => target,
                Some(target) => destination::encode(&target),
                None => continue,
            },
            None => {
                let Some(moved) = moved else { continue };
                destination::encode(&site.page(moved).path.seen_from(&facts.path.parent()))
            }
        };
        mended.push((bytes.clone(), old.to_owned(), target + anchor));
    }
    mended
}

/// The anchor of a link as the heading has it that differs from it in letter case alone.
fn anchor_in_the_case_of(site: &Site, target: PageIdx, text: &str, link: &Link) -> Option<Mended> {
    let anchor = link.anchor.as_deref()?;
    let headings = site.page(target).document.facts.headings.list();
    let mut meant = headings.iter().filter(|heading| fold(&heading.id) == fold(anchor));
    let id = meant.next().filter(|_| meant.next().is_none())?.id.clone();
    let bytes = destination::of(text, link)?;
    let start = bytes.start + text[bytes.clone()].find('#')? + 1;
    let written = &text[start..bytes.end];
    (written == anchor).then(|| (start..bytes.end, anchor.to_owned(), id))
}

/// Whether a link names an old address of a page, or of the page that it translates. A wikilink may call a page by any of its names.
fn was_there(site: &Site, page: PageIdx, target: PageIdx, link: &Link) -> bool {
    let is_path = link.form == LinkForm::Link && !link.target.is_empty() && !link.target.contains('?');
    if !is_path || site.links.named_file(site, page, &link.target).is_some() {
        return false;
    }
    let name = link.target.trim_start_matches("./").trim_end_matches("index.html").trim_matches('/');
    let url = UrlPath::new(&format!("/{name}/"));
    let is_old = |other: &PageIdx| {
        let front = &site.page(*other).document.front_matter;
        let mut old = front.aliases.iter().chain(&front.redirects);
        old.any(|old| fold(old.value.trim_matches('/')) == fold(name))
    };
    let mut group = site.groups[site.page(target).group].values();
    // The few pages of the group first: most links fail there.
    group.any(is_old) && site.pages.iter().all(|page| page.url != url)
}

/// Synonyms of the vocabulary.
fn tags(site: &Site, page: PageIdx, text: &str) -> Vec<Mended> {
    let tags = &site.page(page).document.front_matter.tags;
    let mended = tags.iter().filter_map(|tag| {
        // It has to stand in YAML as it is.
        let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ');
        let name = canonical(site, &tag.value).filter(|name| *name != tag.value && name.chars().all(is_plain))?;
        // Twice the same tag would be another mistake.
        let is_new = !tags.iter().any(|other| other.value == name);
        let (start, end) = (tag.bytes.0 as usize, tag.bytes.1 as usize);
        let is_quoted = text.get(start..end)?.starts_with(['"', '\'']);
        let bytes = start + usize::from(is_quoted)..end - usize::from(is_quoted);
        is_new.then(|| (bytes, tag.value.clone(), name.to_owned()))
    });
    mended.collect()
}

/// Keys of the front matter with blanks behind them: `title : x`, `"title ": x`.
fn keys_with_blanks(text: &str) -> Vec<Mended> {
    let split = split(text);
    if split.form != Form::Yaml {
        return Vec::new();
    }
    let mut names: Vec<&str> = Vec::new();
    let mut mended: Vec<(&str, Mended)> = Vec::new();
    let mut at = split.yaml.start;
    for line in text[split.yaml.clone()].split_inclusive('\n') {
        let start = at;
        at += line.len();
        let quoted = line.strip_prefix(['"', '\'']).and_then(|rest| rest.split_once(&line[..1]));
        let (name, rest) = quoted.unwrap_or_else(|| {
            let end = line.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(line.len());
            line.split_at(end)
        });
        let after = rest.trim_start_matches([' ', '\t']);
        let is_value =
            after.strip_prefix(':').is_some_and(|value| value.starts_with([' ', '\t', '\r', '\n']) || value.is_empty());
        let key = name.trim_end();
        if !is_value || !is_key(key) {
            continue;
        }
        names.push(key);
        if key.len() < name.len() || after.len() < rest.len() {
            let bytes = start..start + line.len() - after.len();
            mended.push((key, (bytes.clone(), text[bytes].to_owned(), key.to_owned())));
        }
    }
    // A key that is there twice was meant otherwise, and nobody knows how.
    mended.retain(|(key, _)| names.iter().filter(|name| *name == key).count() == 1);
    mended.into_iter().map(|(_, mended)| mended).collect()
}

/// Misspelt keys with one candidate, by file.
fn slips(site: &Site, found: &[Diagnostic]) -> BTreeMap<SitePath, Vec<Mended>> {
    let slips = found.iter().filter(|found| matches!(found.code, Code::UnknownKey | Code::UnknownOption));
    let slips: Vec<(&Diagnostic, &Place, &str)> = slips
        .filter_map(|found| {
            let near = found
                .help
                .first()?
                .strip_prefix("did you mean `")?
                .strip_suffix("`?")
                .filter(|near| !near.contains('`'))?;
            Some((found, found.place.as_ref()?, near))
        })
        .collect();
    let mut all: BTreeMap<SitePath, Vec<Mended>> = BTreeMap::new();
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
            let bytes = place.bytes.0 as usize..place.bytes.1 as usize;
            all.entry(path).or_default().push((bytes, old.to_owned(), (*near).to_owned()));
        }
    }
    all
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
