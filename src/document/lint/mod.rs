//! Rules about what a body says, beside what it needs to be read at all.
//!
//! Begin with [`findings`], which looks at the body as it was understood, and [`hidden`], which looks at every byte of the
//! file. A rule of what an author may mean is written to be quiet: it would rather miss one than cry wolf.

mod addresses;
mod definitions;
mod passwords;
mod secrets;
mod shape;
mod shortcodes;
pub(crate) mod placeholder;
mod variables;

use std::ops::Range;

pub(crate) use crate::document::lint::variables::variables;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::document::markdown::{Event, Finding, Markdown};
use crate::path::SitePath;
use crate::yaml::text::is_trick;

/// More findings of one rule in one file tell nothing new.
const MOST: usize = 100;

/// Places with hidden characters that are told in one file. Whoever has twenty mends them all with one tool.
const MOST_TRICKS: usize = 20;

/// A stretch of the body, as its author wrote it.
struct Run {
    bytes: Range<usize>,
    is_code: bool,
}

/// What is wrong with a body that can be read.
pub(super) fn findings(body: &str, markdown: &Markdown<'_>) -> Vec<Finding> {
    let runs = runs(body, markdown);
    let mut found = shape::findings(body, markdown);
    found.extend(shortcodes::findings(body, &runs));
    found.extend(placeholder::findings(body, &runs));
    found.extend(addresses::findings(body, &runs));
    found.extend(definitions::findings(body, &runs));
    found
}

/// What readers, or an editor, do not show, and what must not be shown: in the whole file, comments and front matter included.
pub(super) fn hidden(path: &SitePath, text: &str) -> Vec<Diagnostic> {
    let at = |code: Code, bytes: Range<usize>, message: String, help: &str| {
        Diagnostic::new(code, message).at(Place::span(path, text, bytes)).help(help)
    };
    let tricks = tricks(text);
    let more = tricks.len().saturating_sub(MOST_TRICKS);
    let tricks = tricks.into_iter().take(MOST_TRICKS).enumerate().map(|(number, bytes)| {
        let signs: Vec<String> = text[bytes.clone()].chars().map(|c| format!("U+{:04X}", u32::from(c))).collect();
        let message = match &signs[..] {
            [sign] => format!("a hidden character stands here: {sign}"),
            [first, ..] => format!("{} hidden characters stand here, first {first}", signs.len()),
            [] => String::new(),
        };
        let message = match number + 1 == MOST_TRICKS && more > 0 {
            true => format!("{message}; at {more} more place{} below, too", if more == 1 { "" } else { "s" }),
            false => message,
        };
        at(Code::HiddenCharacters, bytes, message, "delete it, and write the words anew by hand")
    });
    secrets(path, text).into_iter().chain(tricks).collect()
}

/// Keys, tokens and passwords in a text that is published, or that whoever has the repository can read.
pub(crate) fn secrets(path: &SitePath, text: &str) -> Vec<Diagnostic> {
    let found = secrets::find(text).into_iter().take(MOST).map(|(bytes, what)| {
        let help =
            "take it out, and make it invalid where it came from: it stays in the history; write `<your-key>` instead";
        let found = Diagnostic::new(Code::Secret, format!("this looks like {what}"));
        found.at(Place::span(path, text, bytes)).help(help)
    });
    found.collect()
}

/// Every run of hidden characters of a file.
fn tricks(rest: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let is_plain = |byte: u8| (b' '..=b'~').contains(&byte) || matches!(byte, b'\n' | b'\r' | b'\t');
    if rest.bytes().all(is_plain) {
        return found;
    }
    for (at, c) in rest.char_indices() {
        if c.is_ascii() && !c.is_control() {
            continue;
        }
        let before = rest[..at].chars().next_back();
        let after = rest[at + c.len_utf8()..].chars().next();
        let is_letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        let is_hidden = match c {
            '\r' | '\n' | '\t' | '\u{c}' => false,
            // A flag such as that of Scotland is written with tags, which end with U+E007F.
            '\u{e0000}'..='\u{e007f}' => !is_flag(&rest[..at]),
            // Isolates keep a foreign word of a right-to-left sentence together.
            '\u{2066}'..='\u{2069}' => !is_right_to_left(line_near(rest, at)),
            // Between letters that need no joiner they only make two words look like one and the same.
            '\u{200b}'..='\u{200d}' | '\u{2060}' => is_letter(before) && is_letter(after),
            c => is_trick(c),
        };
        let end = at + c.len_utf8();
        match found.last_mut() {
            _ if !is_hidden => {}
            Some(last) if last.end == at => last.end = end,
            _ => found.push(at..end),
        }
    }
    found
}

/// Whether a text ends with a flag to which tags belong. None has more than six.
fn is_flag(text: &str) -> bool {
    text.chars().rev().take(8).find(|c| !is_tag(*c)) == Some('\u{1f3f4}')
}

fn is_tag(c: char) -> bool {
    matches!(c, '\u{e0000}'..='\u{e007f}')
}

/// What of the line is near a place. A line as long as the file would be looked at once for each of its characters.
fn line_near(text: &str, at: usize) -> &str {
    let (before, behind) = (tail(&text[..at], NEAR), head(&text[at..], NEAR));
    let start = before.rfind('\n').map_or(0, |line| line + 1);
    &text[at - before.len() + start..at + behind.find('\n').unwrap_or(behind.len())]
}

/// Whether nothing but blanks stands before a place on its line.
fn begins_line(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end_matches(|c: char| c != '\n' && c.is_whitespace());
    before.is_empty() || before.ends_with('\n')
}

/// How many bytes of a line are looked at on each side of a place.
const NEAR: usize = 500;

/// At most so many bytes from the beginning of a text.
fn head(text: &str, most: usize) -> &str {
    let end = (0..=most.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    &text[..end]
}

/// At most so many bytes from the end of a text.
fn tail(text: &str, most: usize) -> &str {
    let start = (text.len().saturating_sub(most)..text.len()).find(|at| text.is_char_boundary(*at));
    &text[start.unwrap_or(text.len())..]
}

fn is_right_to_left(line: &str) -> bool {
    line.chars().any(|c| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'))
}

/// Words and code of the body in order. Words that the parser gives in pieces are joined again.
fn runs(body: &str, markdown: &Markdown<'_>) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (event, bytes) in everything(markdown) {
        let is_code = match event {
            Event::Text(_) => false,
            Event::Code(_) | Event::Fence { .. } => true,
            _ => continue,
        };
        if body.get(bytes.clone()).is_none() {
            continue;
        }
        match runs.last_mut() {
            // An address that became a link shares the place of the words around it.
            Some(last) if last.bytes.end >= bytes.end => {}
            Some(last)
                if !is_code && !last.is_code && matches!(body.get(last.bytes.end..bytes.start), Some("" | "\\")) =>
            {
                last.bytes.end = bytes.end;
            }
            _ => runs.push(Run { bytes: bytes.clone(), is_code }),
        }
    }
    runs
}

/// The events of the body, then those of its footnotes.
fn everything<'m, 'a>(markdown: &'m Markdown<'a>) -> impl Iterator<Item = &'m (Event<'a>, Range<usize>)> {
    markdown.events.iter().chain(markdown.footnotes.iter().flat_map(|note| &note.events))
}

fn finding(code: Code, bytes: Range<usize>, message: String, help: impl Into<String>) -> Finding {
    Finding { code, bytes, message, help: help.into() }
}

#[cfg(test)]
mod tests;
