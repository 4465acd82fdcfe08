//! Where what the site publishes has the name of somebody who is not to be named.
//!
//! Begin with [`hidden_names`]. What people write about each other is theirs, so nothing of it is changed: whoever publishes it
//! is told, and decides. That goes for pages, for files that they give away, and for what is said of people, titles, the
//! community and the site.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::document::person::{Credit, Identity, Person};
use crate::document::{badge, split, text_of};
use crate::path::{SitePath, fold};
use crate::site::Site;
use crate::site::people::display::is_full;
use crate::site::people::{listed, lock};
use crate::source::Source;

/// Longer files are not looked into: nobody reads them as text.
const MOST_BYTES: u64 = 1024 * 1024;

/// Each place where something has the name of somebody hidden: the one that their file gives them or matches, or that the history
/// knows.
pub fn hidden_names(site: &Site, source: &Source) -> Vec<Diagnostic> {
    let hidden = site.person_files.iter().filter(|file| file.credit == Credit::Hidden);
    let claimed = |file: &Person| {
        let names = file.identities.iter().filter_map(|claim| match &claim.value {
            Identity::Name(name) if is_full(name) => Some(name.clone()),
            _ => None,
        });
        file.name.iter().cloned().chain(names).collect::<Vec<_>>()
    };
    let own = hidden.flat_map(|file| claimed(file).into_iter().map(|name| (name, file.file.clone())));
    let known =
        site.people.hidden_names.iter().map(|(name, file)| (name.clone(), site.person_files[*file].file.clone()));
    let mut names: BTreeSet<String> = BTreeSet::new();
    let names: Vec<(String, String)> = own.chain(known).filter(|(name, _)| names.insert(fold(name))).collect();
    let spoken: Vec<&str> = names.iter().map(|(name, _)| name.as_str()).collect();
    let told = |(name, place): (usize, Place)| {
        let message = format!("the text names somebody whom `{}` hides", names[name].1);
        let help = match place.file.as_str() {
            lock::FILE => "write the file anew with `cairn people lock`",
            listed::FILE => "write the file anew with `cairn people export`",
            _ => "take the name out of the text, or ask them whether it may stay",
        };
        Diagnostic::new(Code::HiddenNameInText, message).at(place).help(help)
    };
    let mut seen: BTreeSet<(String, u32, String)> = BTreeSet::new();
    let mut places = places(site, source, &spoken);
    places.extend(written_down(source, &spoken));
    places.retain(|(name, place)| seen.insert((place.file.clone(), place.line, names[*name].1.clone())));
    places.into_iter().map(told).collect()
}

/// The same of files that Cairn writes itself: they name whoever was not hidden then.
fn written_down<'a>(source: &'a Source, names: &'a [&'a str]) -> impl Iterator<Item = (usize, Place)> + 'a {
    let files = [(lock::FILE, &source.lock), (listed::FILE, &source.listed)];
    files.into_iter().flat_map(move |(file, text)| {
        let path = SitePath::new(file).expect("a plain name");
        let text = text.as_deref().unwrap_or_default();
        let at = move |name: &str| Some(Place::span(&path, text, find(text, name)?));
        names.iter().enumerate().filter_map(move |(which, name)| Some((which, at(name)?)))
    })
}

/// Where each text first has one of these names; beside the place, which of them.
pub fn places(site: &Site, source: &Source, names: &[&str]) -> Vec<(usize, Place)> {
    let mut found = Vec::new();
    // Without such a name, which is usual, nothing is read again.
    if names.is_empty() {
        return found;
    }
    let mut look = |path: &SitePath, text: &str, shown: &str| {
        let at = |name: &str| Some(Place::span(path, text, find(shown, name)?));
        found.extend(names.iter().enumerate().filter_map(|(which, name)| Some((which, at(name)?))));
    };
    for path in source.pages.iter().chain(&source.norms) {
        if let Ok(bytes) = source.bytes(path) {
            let text = text_of(&bytes);
            look(path, &text, &published(&text));
        }
    }
    for path in given_away(site, source) {
        if let Some(text) = source.bytes(&path).ok().and_then(|bytes| String::from_utf8(bytes).ok()) {
            look(&path, &text, &text);
        }
    }
    let root = |name| SitePath::new(name).expect("a plain name");
    for path in [root("cairn.yml"), root(badge::FILE)] {
        if let Ok(bytes) = source.bytes(&path) {
            let text = text_of(&bytes);
            look(&path, &text, &without_comments(&text));
        }
    }
    for file in site.person_files.iter().filter(|file| file.credit != Credit::Hidden) {
        let labels = file.links.iter().map(|link| link.label.as_str());
        let places = file.affiliations.iter().map(|affiliation| affiliation.name.as_str());
        let said: Vec<&str> = file.bio.as_deref().into_iter().chain(labels).chain(places).collect();
        let Some(path) = SitePath::new(&file.file) else { continue };
        let text = source.people.get(&path).map(String::as_str).unwrap_or_default();
        let entry = text.split_inclusive('\n').take((file.id.line as usize).saturating_sub(1)).map(str::len).sum();
        for (which, name) in
            names.iter().enumerate().filter(|(_, name)| said.iter().any(|text| find(text, name).is_some()))
        {
            let at = find(&text[entry..], name).map(|at| entry + at.start..entry + at.end);
            found.push((which, at.map_or_else(|| Place::file(&path), |at| Place::span(&path, text, at))));
        }
    }
    found
}

/// Files that are published as they are and may be text: what pages give away and link to, and those of `static/`.
fn given_away(site: &Site, source: &Source) -> BTreeSet<SitePath> {
    let given = site.payloads.values().flatten().chain(site.links.published().map(|(path, _)| path));
    let is_short = |path: &&SitePath| source.files.get(*path).is_some_and(|facts| facts.length <= MOST_BYTES);
    let statics = source.statics.iter().filter(|(_, facts)| facts.length <= MOST_BYTES && facts.pixels.is_none());
    let statics = statics.filter_map(|(path, _)| SitePath::new(&format!("static/{path}")));
    given.filter(is_short).cloned().chain(statics).filter(|path| source.pages.binary_search(path).is_err()).collect()
}

/// The text with spaces for lines that are a comment.
fn without_comments(text: &str) -> String {
    let line = |line: &str| if line.trim_start().starts_with('#') { hide(line) } else { line.to_owned() };
    text.split_inclusive('\n').map(line).collect()
}

/// As many spaces.
fn hide(part: &str) -> String {
    part.chars().map(|c| " ".repeat(c.len_utf8())).collect()
}

/// Keys of front matter whose names are decided upon as those of the history are.
const NAMING: [&str; 9] =
    ["authors", "author", "translators", "translator", "asked_by", "answered_by", "tested", "owner", "extra"];

/// The text with these names taken out of what it publishes.
pub fn without(text: &str, names: &[&str]) -> String {
    let mut text = text.to_owned();
    for name in names {
        while let Some(at) = find(&published(&text), name) {
            text.replace_range(at, "");
        }
    }
    text
}

/// The text with spaces for what no reader sees and for who is named by front matter, which has rules of its own; and comments.
fn published(text: &str) -> String {
    let split = split(text);
    let mut shown = String::new();
    let mut names_people = false;
    for line in text[..split.body].split_inclusive('\n') {
        if line.starts_with(|c: char| c.is_alphabetic()) {
            names_people =
                NAMING.iter().any(|key| line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with(':')));
        }
        shown += &if names_people { hide(line) } else { line.to_owned() };
    }
    let mut rest = &text[split.body..];
    while let Some(start) = rest.find("<!--") {
        let end = rest[start..].find("-->").map_or(rest.len(), |end| start + end + 3);
        shown += &rest[..start];
        shown += &hide(&rest[start..end]);
        rest = &rest[end..];
    }
    shown + rest
}

/// A name as whole words, whatever white space and signs lie between; one word alone only in its own letter case, because
/// it may be any word.
fn find(text: &str, name: &str) -> Option<Range<usize>> {
    let wanted: Vec<String> = name.split_whitespace().map(fold).collect();
    if wanted.len() < 2 && is_full(name) {
        // A script without spaces.
        return text.find(name).map(|at| at..at + name.len());
    }
    let words: Vec<Range<usize>> = words(text).collect();
    let is_same = |at: &Range<usize>, word: &String| fold(&text[at.clone()]) == *word;
    let found = words.windows(wanted.len().max(1)).find(|window| {
        let together = &text[window[0].start..window[window.len() - 1].end];
        let is_near = together.len() <= name.len() * 2 + 8;
        is_near
            && window.iter().zip(&wanted).all(|(at, word)| is_same(at, word))
            && (wanted.len() > 1 || together == name)
    })?;
    (!wanted.is_empty()).then(|| found[0].start..found[found.len() - 1].end)
}

/// Runs of letters and digits, with the hyphens and dots inside them.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let is_inside = |c: char| c.is_alphanumeric() || c == '-' || c == '.';
    text.split(move |c: char| !is_inside(c)).filter_map(move |word| {
        let word = word.trim_matches(['-', '.']);
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        (!word.is_empty()).then(|| start..start + word.len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_as_whole_words_in_what_readers_see() {
        let table = [
            ("Thanks to Zelda Quux.", Some("Zelda Quux")),
            ("Thanks to **zelda\nquux**'s cat", Some("zelda\nquux")),
            ("---\ntitle: By Zelda Quux\n---\nText", Some("Zelda Quux")),
            ("---\nauthors: [Zelda Quux]\n---\nText <!-- Zelda Quux --> end", None),
            ("Zelda Quuxley and Griselda Quux", None),
            ("Zelda, and then there was Quux", None),
        ];
        for (text, expected) in table {
            assert_eq!(find(&published(text), "Zelda Quux").map(|at| &text[at]), expected, "{text}");
        }
        assert_eq!(find("Where there is a will, Will.", "Will"), Some(23..27));
        assert_eq!(find("感謝山田太郎さん", "山田太郎"), Some(6..18));
        assert_eq!(find("Text", ""), None);
        assert_eq!(
            without("Zelda Quux met zelda\nquux <!-- Zelda Quux -->", &["Zelda Quux"]),
            " met  <!-- Zelda Quux -->"
        );
    }
}
