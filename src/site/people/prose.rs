//! Where the text of a page has the name of somebody who is not to be named.
//!
//! Begin with [`hidden_names`]. What people write about each other is theirs, so nothing of it is changed: whoever publishes it
//! is told, and decides.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::document::person::{Credit, Person};
use crate::document::{split, text_of};
use crate::path::{SitePath, fold};
use crate::site::people::display::is_full;
use crate::source::Source;

/// Each place where a page has the name that a people file gives to somebody hidden.
pub fn hidden_names(files: &[Person], source: &Source) -> Vec<Diagnostic> {
    let hidden = files.iter().filter(|file| file.credit == Credit::Hidden);
    let names: Vec<(&str, &Person)> = hidden.filter_map(|file| Some((file.name.as_deref()?, file))).collect();
    let mut found = Vec::new();
    // Without such a name, which is usual, no page is read again.
    for path in source.pages.iter().filter(|_| !names.is_empty()) {
        for (name, file) in &names {
            if let Some(place) = place_of(source, path, name) {
                let message = format!("the text names somebody whom `{}` hides", file.file);
                let help = "take the name out of the text, or ask them whether it may stay";
                found.push(Diagnostic::new(Code::HiddenNameInText, message).at(place).help(help));
            }
        }
    }
    found
}

/// Where a page first has this name in what it publishes.
pub fn place_of(source: &Source, path: &SitePath, name: &str) -> Option<Place> {
    let bytes = source.bytes(path).ok()?;
    let text = text_of(&bytes);
    let at = find(&published(&text), name)?;
    Some(Place::span(path, &text, at))
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
    let hide = |part: &str| part.chars().map(|c| " ".repeat(c.len_utf8())).collect::<String>();
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
