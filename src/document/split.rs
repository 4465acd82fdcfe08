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
        "---" => yaml(text, 0),
        "" => below_blank_lines(text),
        "+++" => toml(text),
        line if line == "{" || line.starts_with("{\"") => json(text),
        _ => none(),
    }
}

/// Front matter below blank lines is no front matter for most programs, and to publish it as text helps nobody.
fn below_blank_lines(text: &str) -> Split {
    let start = text.len() - text.trim_start().len();
    let mut lines = text[start..].lines();
    let is_at_the_edge = text[..start].ends_with('\n');
    let opens = lines.next().is_some_and(|line| line.trim_end() == "---");
    let is_meant = lines.next().and_then(key_of).is_some_and(is_key);
    if is_at_the_edge && opens && is_meant { yaml(text, start) } else { none() }
}

/// What is wrong with the way the front matter is written.
pub(super) fn complaint(path: &SitePath, text: &str, yaml: &Range<usize>, form: &Form) -> Option<Diagnostic> {
    let start = text.len() - text.trim_start().len();
    let first_line = text[start..].lines().next().unwrap_or_default().trim_end();
    let first = || Place::span(path, text, start..start + first_line.len());
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

fn yaml(text: &str, opening: usize) -> Split {
    let start = text[opening..].find('\n').map_or(text.len(), |at| opening + at + 1);
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Form, front matter and body of a text.
    fn parts(text: &str) -> (Form, &str, &str) {
        let Split { yaml, body, form } = split(text);
        (form, &text[yaml], &text[body..])
    }

    #[test]
    fn front_matter_stands_between_two_lines_of_hyphens() {
        let table = [
            ("---\ntitle: x\n---\n\nText\n", "title: x\n", "\nText\n"),
            ("---\r\ntitle: x\r\n---\r\nText", "title: x\r\n", "Text"),
            ("--- \ntitle: x\n---\t\nText", "title: x\n", "Text"),
            ("---\ntitle: x\n...\nText", "title: x\n", "Text"),
            ("---\ntitle: x\n---", "title: x\n", ""),
            ("---\n---\nText", "", "Text"),
            ("---\n\ntitle: x\n\n# a comment\n\ndate: y\n---\nText", "\ntitle: x\n\n# a comment\n\ndate: y\n", "Text"),
            ("---\ntext: |\n  a\n\n  b\n---\nText", "text: |\n  a\n\n  b\n", "Text"),
            ("---\ntags:\n- a\n\n- b\n---\nText", "tags:\n- a\n\n- b\n", "Text"),
            ("---\ntitle x\n---\nText", "title x\n", "Text"),
            ("---\ntitle: x\n---\nText\n\n---\n\nmore", "title: x\n", "Text\n\n---\n\nmore"),
            ("\n \r\n---\ntitle: x\n---\nText", "title: x\n", "Text"),
        ];
        for (text, yaml, body) in table {
            assert_eq!(parts(text), (Form::Yaml, yaml, body), "{text:?}");
        }
    }

    #[test]
    fn a_page_may_begin_with_a_thematic_break() {
        for text in [
            "",
            "Text",
            "---\n\nText\n\n---\n\nmore",
            "---\n\n# Title\n\nText",
            "---",
            "----\na: b\n---\n",
            " ---\na: b\n---\n",
        ] {
            assert_eq!(parts(text), (Form::None, "", text), "{text:?}");
        }
    }

    #[test]
    fn front_matter_that_is_not_closed_is_not_published_as_text() {
        let table = [
            ("---\ntitle: x\ndate: y\n\n# Title\n\nText", "title: x\ndate: y\n", "\n# Title\n\nText"),
            ("---\ntitle: x\n\nText\n\n---\n\nmore", "title: x\n", "\nText\n\n---\n\nmore"),
            (
                "---\ntitle: x\n\n# Title\n\nText\n\nOther\n---\nmore",
                "title: x\n",
                "\n# Title\n\nText\n\nOther\n---\nmore",
            ),
            (
                "---\ntitle: x\ntags:\n  - a\n\ndate: y\n\nNote: text",
                "title: x\ntags:\n  - a\n\ndate: y\n",
                "\nNote: text",
            ),
            ("---\ntitle: x\n", "title: x\n", ""),
            ("---\ntitle: x\nText follows at once.", "title: x\n", "Text follows at once."),
        ];
        for (text, yaml, body) in table {
            let expected_body = body.trim_start();
            let (form, found_yaml, found_body) = parts(text);
            assert_eq!(
                (form, found_yaml, found_body.trim_start()),
                (Form::Unterminated(0..0), yaml, expected_body),
                "{text:?}"
            );
        }
        let (form, yaml, body) = parts("---\ntitle: x\n----\nText\n\n---\nmore");
        assert_eq!((form, yaml, body), (Form::Unterminated(13..17), "title: x\n", "Text\n\n---\nmore"));
        assert_eq!(parts("---\ntitle: x\n—\u{2013}\nText").2, "Text");
    }

    #[test]
    fn other_formats_are_recognised_and_the_body_is_kept() {
        assert_eq!(parts("+++\ntitle = \"x\"\n+++\nText"), (Form::Toml, "", "Text"));
        assert_eq!(parts("{\n\"title\": \"{}\"\n}\n\nText"), (Form::Json, "", "\n\nText"));
        assert_eq!(parts("{\"a\": 1} is JSON"), (Form::None, "", "{\"a\": 1} is JSON"));
        assert_eq!(parts("+++\nText"), (Form::None, "", "+++\nText"));
        assert_eq!(parts("{\nText"), (Form::None, "", "{\nText"));
    }
}
