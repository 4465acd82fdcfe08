//! The lines that CommonMark does not know: `:::` containers, `@tab` lines and abbreviation definitions.
//!
//! Begin with [`Shadow::new`]. Such a line is replaced, byte for byte, by a thematic break (`***` and spaces), which
//! ends a paragraph and respects quotes and lists just as a container should. The parser then says where it stands,
//! and the break is recognised by its *offset*, so that no text an author writes can pass for one. A line that the
//! parser read as something else (it stands inside a code block) is given back to it as it was.
//! Because nothing changes its length, every offset in the shadow is an offset in the text.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Options, Parser};

use crate::document::html::is_element;

/// Stands in the shadow for a `<` that begins a line and no HTML element, such as `<your-domain>`: as an HTML block it
/// would swallow the lines below it. No text of an author holds it, because control characters become spaces.
pub(super) const LESS_THAN: char = '\u{1}';

/// What a replaced line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// `:::note Title`.
    Open { colons: usize, kind: String, title: Option<String>, open: bool },
    /// `:::`.
    Close { colons: usize },
    /// `@tab Label`.
    Tab { label: String },
    /// `*[HTML]: HyperText Markup Language`.
    Abbreviation { term: String, meaning: String },
}

/// A body made ready for the CommonMark parser.
pub(super) struct Shadow<'a> {
    /// As long as the body.
    text: Cow<'a, str>,
    /// Replaced lines by the offset of their first byte.
    marks: BTreeMap<usize, (Mark, Range<usize>)>,
}

impl<'a> Shadow<'a> {
    /// Replaces what the parser shall not see. Most bodies are borrowed as they are.
    pub(super) fn new(body: &'a str) -> Shadow<'a> {
        let mut marks = find_marks(body);
        let mut text = paint(body, &marks);
        // The parser decides which lines were marks. Giving one back can change what the next one is, though hardly
        // twice; whatever is left after that shows as a line of stars.
        for _ in 0..2 {
            if marks.is_empty() {
                break;
            }
            let found: Vec<usize> = Parser::new_ext(&text, options())
                .into_offset_iter()
                .filter(|(event, _)| matches!(event, Event::Rule))
                .filter_map(|(_, range)| mark_in(&marks, &range))
                .collect();
            if found.len() == marks.len() {
                break;
            }
            marks.retain(|at, _| found.binary_search(at).is_ok());
            text = paint(body, &marks);
        }
        Shadow { text, marks }
    }

    /// The parser's events with their place in the body.
    pub(super) fn events(&self) -> impl Iterator<Item = (Event<'_>, Range<usize>)> {
        Parser::new_ext(&self.text, options()).into_offset_iter().map(|(event, range)| {
            // What is no tag any more may be itself again. In HTML the sign stays, or it would become one.
            let event = match event {
                Event::Text(text) => Event::Text(given_back(text)),
                Event::Code(text) => Event::Code(given_back(text)),
                Event::InlineMath(text) => Event::InlineMath(given_back(text)),
                Event::DisplayMath(text) => Event::DisplayMath(given_back(text)),
                other => other,
            };
            (event, range)
        })
    }

    /// Where the body says what a label leads to.
    pub(super) fn definition(&self, label: &str) -> Option<Range<usize>> {
        Parser::new_ext(&self.text, options()).reference_definitions().get(label).map(|found| found.span.clone())
    }

    /// The mark whose line the parser read as a thematic break.
    pub(super) fn mark(&self, rule: &Range<usize>) -> Option<&(Mark, Range<usize>)> {
        self.marks.get(&mark_in(&self.marks, rule)?)
    }

    /// Every abbreviation with its meaning.
    pub(super) fn abbreviations(&self) -> BTreeMap<&str, &str> {
        self.marks
            .values()
            .filter_map(|(mark, _)| match mark {
                Mark::Abbreviation { term, meaning } => Some((term.as_str(), meaning.as_str())),
                _ => None,
            })
            .collect()
    }
}

/// Text with every [`LESS_THAN`] as the author wrote it.
pub(super) fn given_back(text: CowStr<'_>) -> CowStr<'_> {
    if text.contains(LESS_THAN) { CowStr::from(text.replace(LESS_THAN, "<")) } else { text }
}

/// The dialect. Superscript, subscript and smart quotes stay off: `~`, `^` and `--` mean themselves in technical prose.
pub(super) fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_MATH
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_WIKILINKS
}

fn mark_in(marks: &BTreeMap<usize, (Mark, Range<usize>)>, rule: &Range<usize>) -> Option<usize> {
    marks.range(rule.start..rule.end.max(rule.start + 1)).next().map(|(at, _)| *at)
}

/// Lines that look like marks, wherever they stand.
fn find_marks(body: &str) -> BTreeMap<usize, (Mark, Range<usize>)> {
    let mut marks = BTreeMap::new();
    if !body.contains(":::") && !body.contains("*[") {
        return marks;
    }
    let mut at = 0;
    for line in body.split_inclusive('\n') {
        let content = line.trim_start_matches([' ', '\t', '>']);
        let begin = at + line.len() - content.len();
        at += line.len();
        let content = content.trim_end();
        if let Some(mark) = read_mark(content) {
            marks.insert(begin, (mark, begin..begin + content.len()));
        }
    }
    // Without tabs an `@tab` line is a sentence about a keyboard or a handle.
    let tabs = |kind: &str| kind == "tabs";
    if !marks.values().any(|(mark, _)| matches!(mark, Mark::Open { kind, .. } if tabs(kind))) {
        marks.retain(|_, (mark, _)| !matches!(mark, Mark::Tab { .. }));
    }
    marks
}

fn read_mark(line: &str) -> Option<Mark> {
    if let Some(label) = line.strip_prefix("@tab ") {
        return Some(Mark::Tab { label: label.trim().trim_matches('"').to_owned() });
    }
    if let Some(rest) = line.strip_prefix("*[") {
        let (term, meaning) = rest.split_once("]:")?;
        let (term, meaning) = (term.trim(), meaning.trim());
        let fits = !term.is_empty() && term.len() <= 60 && !term.contains(['[', ']', '(']);
        return fits.then(|| Mark::Abbreviation { term: term.to_owned(), meaning: meaning.to_owned() });
    }
    let rest = line.trim_start_matches(':');
    let colons = line.len() - rest.len();
    if colons < 3 {
        return None;
    }
    if rest.is_empty() {
        return Some(Mark::Close { colons });
    }
    let rest = rest.trim_start();
    // Pandoc writes `::: {.note}`.
    let (kind, rest) = match rest.strip_prefix("{.") {
        Some(classes) => {
            let end = classes.find([' ', '}'])?;
            (&classes[..end], classes.split_once('}').map_or("", |(_, rest)| rest))
        }
        None => {
            rest.split_at(rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_').unwrap_or(rest.len()))
        }
    };
    // A kind begins with a letter and ends where a title, an attribute list or the line does.
    if !kind.starts_with(|c: char| c.is_ascii_alphabetic())
        || !matches!(rest.bytes().next(), None | Some(b' ' | b'\t' | b'[' | b'{'))
    {
        return None;
    }
    let mut rest = rest.trim();
    let mut title = None;
    if let Some(inner) = rest.strip_prefix('[') {
        let end = inner.rfind(']')?;
        title = Some(inner[..end].trim().to_owned());
        rest = inner[end + 1..].trim();
    }
    let (words, attributes) = match rest.rfind('{').filter(|_| rest.ends_with('}')) {
        Some(brace) => (rest[..brace].trim(), &rest[brace..]),
        None => (rest, ""),
    };
    if title.is_none() && !words.is_empty() {
        let bare = words.strip_prefix('"').and_then(|words| words.strip_suffix('"')).unwrap_or(words);
        title = Some(bare.to_owned());
    }
    Some(Mark::Open {
        colons,
        kind: kind.to_ascii_lowercase(),
        title: title.filter(|title| !title.is_empty()),
        open: attributes.contains("open"),
    })
}

/// The body with marks as thematic breaks, control characters as spaces, and tags that are none made harmless.
fn paint<'a>(body: &'a str, marks: &BTreeMap<usize, (Mark, Range<usize>)>) -> Cow<'a, str> {
    let is_control = |b: u8| b < 0x20 && !matches!(b, b'\n' | b'\r' | b'\t') || b == 0x7f;
    let strange: Vec<usize> = strange_tags(body);
    if marks.is_empty() && strange.is_empty() && !body.bytes().any(is_control) {
        return Cow::Borrowed(body);
    }
    let mut bytes = body.as_bytes().to_vec();
    for byte in bytes.iter_mut().filter(|byte| is_control(**byte)) {
        *byte = b' ';
    }
    for at in strange {
        bytes[at] = LESS_THAN as u8;
    }
    for (_, range) in marks.values() {
        bytes[range.clone()].fill(b' ');
        bytes[range.start..range.start + 3].fill(b'*');
    }
    Cow::Owned(String::from_utf8(bytes).expect("whole characters were replaced by ASCII"))
}

/// Offsets of every `<` that begins a line and a tag of no known element.
fn strange_tags(body: &str) -> Vec<usize> {
    let mut found = Vec::new();
    let mut at = 0;
    for line in body.split_inclusive('\n') {
        let content = line.trim_start_matches([' ', '\t', '>']);
        let begin = at + line.len() - content.len();
        at += line.len();
        let Some(tag) = content.strip_prefix('<') else { continue };
        let tag = tag.strip_prefix('/').unwrap_or(tag);
        let name = &tag[..tag.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(tag.len())];
        let is_tag = name.starts_with(|c: char| c.is_ascii_alphabetic());
        // `<https://…>` and `<a@example.org>` are links.
        let ends = tag[name.len()..].starts_with([' ', '\t', '/', '>', '\n', '\r']);
        if is_tag && ends && !is_element(name) {
            found.push(begin);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(colons: usize, kind: &str, title: Option<&str>) -> Option<Mark> {
        Some(Mark::Open { colons, kind: kind.into(), title: title.map(Into::into), open: false })
    }

    #[test]
    fn every_spelling_of_a_container_is_read() {
        let table = [
            (":::note", open(3, "note", None)),
            (":::note[A title]", open(3, "note", Some("A title"))),
            ("::: tip A title", open(3, "tip", Some("A title"))),
            ("::: Warning \"A title\"", open(3, "warning", Some("A title"))),
            ("::::tabs", open(4, "tabs", None)),
            (":::note[T]{#id .x}", open(3, "note", Some("T"))),
            ("::: {.note}", open(3, "note", None)),
            (":::", Some(Mark::Close { colons: 3 })),
            ("::::::", Some(Mark::Close { colons: 6 })),
            ("::", None),
            ("::: 3 things", None),
            (":::note:::", None),
            ("@tab npm", Some(Mark::Tab { label: "npm".into() })),
            ("@table", None),
        ];
        for (line, expected) in table {
            assert_eq!(read_mark(line), expected, "{line}");
        }
    }

    #[test]
    fn a_shadow_keeps_every_offset() {
        for body in ["a\n:::note[Größe]\nb\n:::\n", "> ::: tip\n> x\n> :::\n", "<your-domain>\n*x*\n", "a\u{0}b\u{8}"]
        {
            let shadow = Shadow::new(body);
            assert_eq!(shadow.text.len(), body.len());
        }
    }

    #[test]
    fn marks_in_code_are_given_back() {
        let body = "```\n:::note\n```\n\n    :::tip\n\n:::note\nx\n:::\n";
        let shadow = Shadow::new(body);
        assert_eq!(shadow.marks.len(), 2);
        assert!(shadow.text.contains(":::note\n```") && shadow.text.contains("    :::tip"));
    }
}
