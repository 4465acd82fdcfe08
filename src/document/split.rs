//! Where front matter ends and text begins.
//!
//! Begin with [`split`]. It reads no further than the closing line, and it is forgiving in one direction only: where
//! the closing line is missing, what looks like front matter must not be published as text.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::document::front_matter::is_key;
use crate::path::SitePath;

/// The file's text split at the front matter: byte range of the YAML (without its `---` lines) and start of the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// The YAML.
    pub yaml: Range<usize>,
    /// Where the Markdown begins.
    pub body: usize,
    /// What kind of front matter there is.
    pub form: Form,
}

/// How the front matter is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// There is none.
    None,
    /// YAML between `---` lines.
    Yaml,
    /// YAML that no `---` line ends; the range is the line that was meant to end it, or empty.
    Unterminated(Range<usize>),
    /// TOML between `+++` lines.
    Toml,
    /// A JSON object.
    Json,
}

/// Splits a file's text. Costs no more than reading the front matter.
pub fn split(text: &str) -> Split {
    let first = text.lines().next().unwrap_or_default();
    match first.trim_end() {
        "---" => yaml(text),
        "+++" => toml(text),
        line if line == "{" || line.starts_with("{\"") => json(text),
        _ => none(),
    }
}

/// What is wrong with the way the front matter is written.
pub(super) fn complaint(path: &SitePath, text: &str, yaml: &Range<usize>, form: &Form) -> Option<Diagnostic> {
    let first = || Place::span(path, text, 0..text.lines().next().unwrap_or_default().trim_end().len());
    let other = |name: &str| {
        Diagnostic::new(Code::BadValue, format!("the front matter is {name}, and only YAML is read"))
            .at(first())
            .help("write it as lines of `key: value` between two lines of `---`")
    };
    match form {
        Form::None | Form::Yaml => None,
        Form::Toml => Some(other("TOML")),
        Form::Json => Some(other("JSON")),
        Form::Unterminated(line) if line.is_empty() => Some(
            Diagnostic::new(Code::YamlSyntax, "the front matter is never closed")
                .at(first())
                .help(format!("add a line `---` behind line {}", Place::span(path, text, last_line(text, yaml)).line)),
        ),
        Form::Unterminated(line) => Some(
            Diagnostic::new(Code::YamlSyntax, "the line that closes the front matter must be `---`")
                .at(Place::span(path, text, line.clone()))
                .help("write three hyphens and nothing else"),
        ),
    }
}

/// The last line of a range that has anything on it.
fn last_line(text: &str, range: &Range<usize>) -> Range<usize> {
    let end = range.start + text[range.clone()].trim_end().len();
    end..end
}

fn none() -> Split {
    Split { yaml: 0..0, body: 0, form: Form::None }
}

/// The lines of `text` from byte `from` with their ranges, breaks not included, and where the next begins.
fn lines(text: &str, from: usize) -> impl Iterator<Item = (Range<usize>, usize)> {
    let mut at = from;
    text[from..].split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        (start..start + line.trim_end_matches(['\n', '\r']).len(), at)
    })
}

fn yaml(text: &str) -> Split {
    let start = text.find('\n').map_or(text.len(), |at| at + 1);
    let mut seen_key = false;
    // Where a blank line stands that may have been meant as the end.
    let mut gap: Option<usize> = None;
    for (range, next) in lines(text, start) {
        let line = text[range.clone()].trim_end();
        if line == "---" || line == "..." {
            return Split { yaml: start..range.start, body: next, form: Form::Yaml };
        }
        let is_dashes = line.chars().count() >= 2 && line.chars().all(|c| matches!(c, '-' | '–' | '—'));
        if is_dashes && seen_key {
            let line = range.start..range.start + line.len();
            return Split { yaml: start..range.start, body: next, form: Form::Unterminated(line) };
        }
        if line.is_empty() {
            // A file may begin with a thematic break, and then go on with prose.
            gap = gap.or(Some(range.start));
        } else if gap.is_some() && is_prose(line) {
            let at = gap.unwrap_or(start);
            return match seen_key {
                true => Split { yaml: start..at, body: at, form: Form::Unterminated(0..0) },
                false => none(),
            };
        } else if !line.starts_with('#') {
            gap = None;
            seen_key |= key_of(line).is_some();
        }
        // A line with `#` may be a comment or a heading: what follows it tells.
    }
    let (end, is_front_matter) = unterminated(text, start);
    match is_front_matter {
        true => Split { yaml: start..end, body: end, form: Form::Unterminated(0..0) },
        false => none(),
    }
}

/// Where front matter ends that no line closes: at the first line that can be none. Behind a blank line only keys
/// that are known go on with it, because `Note: this is prose` looks like one.
fn unterminated(text: &str, start: usize) -> (usize, bool) {
    let mut end = start;
    let mut gap = false;
    let mut seen_key = false;
    for (range, next) in lines(text, start) {
        let line = text[range].trim_end();
        if line.is_empty() {
            gap = true;
            continue;
        }
        let goes_on = match (gap, key_of(line)) {
            (true, key) => key.is_some_and(is_key),
            (false, None) => {
                line.starts_with([' ', '\t', '#', ']', '}', '"', '\'']) || line.starts_with("- ") || !seen_key
            }
            (false, Some(_)) => true,
        };
        if !goes_on {
            break;
        }
        seen_key |= key_of(line).is_some();
        gap = false;
        end = next;
    }
    (end, seen_key)
}

/// Whether a line behind a blank line cannot be YAML.
fn is_prose(line: &str) -> bool {
    !line.starts_with([' ', '\t', ']', '}', '"', '\'', '-', '#']) && key_of(line).is_none()
}

/// The word in front of a colon at the left edge, where the line begins with one.
fn key_of(line: &str) -> Option<&str> {
    let (key, rest) = line.split_once(':')?;
    let key = key.trim_matches(['"', '\'']);
    let is_word = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
    (is_word && (rest.is_empty() || rest.starts_with([' ', '\t']))).then_some(key)
}

fn toml(text: &str) -> Split {
    let start = text.find('\n').map_or(text.len(), |at| at + 1);
    let close = lines(text, start).find(|(range, _)| text[range.clone()].trim_end() == "+++");
    match close {
        Some((_, body)) => Split { yaml: 0..0, body, form: Form::Toml },
        None => none(),
    }
}

fn json(text: &str) -> Split {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<serde::de::IgnoredAny>();
    let is_object = matches!(values.next(), Some(Ok(_)));
    let end = values.byte_offset();
    // Prose may follow an object only on a line of its own.
    match is_object && text[end..].lines().next().unwrap_or_default().trim().is_empty() {
        true => Split { yaml: 0..0, body: end, form: Form::Json },
        false => none(),
    }
}
