//! YAML with places: every key and value knows the bytes it came from, so that each complaint can be underlined.
//!
//! Begin with [`parse`]. `cairn.yml`, front matter and people files are all read through it and through [`Fields`].
//! The parser is the crate's event stream: scalars keep the text their author wrote (`1.10` stays `1.10`, `no` stays
//! `no`), types are asked for by the reader, and an alias is reported where it stands instead of being expanded.

pub mod fields;
mod ruler;
mod salvage;
pub mod text;

use std::collections::BTreeMap;
use std::ops::Range;

use serde_yaml::granit_parser::{self, ErrorKind, Event, Parser, ScalarStyle, ScanError, Span, StructureStyle};

pub use crate::yaml::fields::{Field, Fields, Reader};

use crate::diagnostic::Code;

/// A value and the bytes it was written in.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Byte range in the file.
    pub bytes: Range<usize>,
}

/// What YAML can say, without deciding what a plain word means.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Nothing, `~` or `null`.
    Null,
    /// A word, number, date or text.
    Scalar {
        /// As written, escapes resolved.
        text: String,
        /// Without quotes, so that `true` and `3` may be more than text.
        plain: bool,
    },
    /// `- …` or `[…]`.
    List(Vec<Node>),
    /// `key: …` or `{…}`, in order, each key once.
    Map(Vec<(Key, Node)>),
}

/// The name in front of a colon.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    /// The name.
    pub text: String,
    /// Byte range in the file.
    pub bytes: Range<usize>,
}

/// How much YAML may be.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes.
    pub bytes: usize,
    /// Lists and maps within each other.
    pub depth: usize,
    /// What is being read, for messages.
    pub what: &'static str,
}

impl Limits {
    /// Front matter: longer blocks belong into the text or into a file of their own.
    pub const FRONT_MATTER: Limits = Limits { bytes: 16 << 10, depth: 16, what: "front matter" };
    /// `cairn.yml`, which may hold a glossary.
    pub const CONFIG: Limits = Limits { bytes: 256 << 10, depth: 16, what: "`cairn.yml`" };
    /// `people.yml`, which may hold a whole community.
    pub const PEOPLE: Limits = Limits { bytes: 4 << 20, depth: 16, what: "a people file" };

    /// Front matter of so many KiB.
    pub fn front_matter(kib: u64) -> Limits {
        Limits { bytes: (kib as usize) << 10, ..Limits::FRONT_MATTER }
    }
}

/// Reads the map that stands in `range` of the reader's text. What cannot be read is reported, and the rest is kept.
pub fn parse(reader: &Reader<'_>, range: Range<usize>, limits: Limits) -> Vec<(Key, Node)> {
    let yaml = &reader.text()[range.clone()];
    if yaml.len() > limits.bytes {
        let kib = limits.bytes >> 10;
        let (at, size) = (range.start..range.start, yaml.len().div_ceil(1024));
        reader
            .report(Code::YamlLimit, at, format!("{} may hold {kib} KiB, and this has {size} KiB", limits.what))
            .help("move long texts into the body or into a file of their own");
        return Vec::new();
    }
    let before = reader.count();
    match tree(reader, yaml, range.start, limits) {
        Ok(Some(root)) => entries(reader, root, limits),
        Ok(None) => Vec::new(),
        Err(error) => {
            // What the first attempt reported, the second reports again.
            reader.forget_behind(before);
            salvage::entries(reader, yaml, range.start, limits, &error)
        }
    }
}

/// Reads one value of any shape, such as the text of an environment variable.
pub fn parse_value(reader: &Reader<'_>, range: Range<usize>, limits: Limits) -> Node {
    let nothing = Node { value: Value::Null, bytes: range.clone() };
    match tree(reader, &reader.text()[range.clone()], range.start, limits) {
        Ok(root) => root.unwrap_or(nothing),
        Err(error) => {
            error.report(reader);
            nothing
        }
    }
}

/// The entries of the outermost map.
fn entries(reader: &Reader<'_>, root: Node, limits: Limits) -> Vec<(Key, Node)> {
    match root.value {
        Value::Map(entries) => entries,
        Value::Null => Vec::new(),
        _ => {
            let first_line = reader.text()[root.bytes.clone()].lines().next().map_or(0, str::len);
            let at = root.bytes.start..root.bytes.start + first_line;
            reader
                .report(Code::YamlSyntax, at, format!("{} is written in lines of `key: value`", limits.what))
                .help("put a colon and a space behind each key, as in `title: My page`");
            Vec::new()
        }
    }
}

/// Parses one document to the end. Reports what is wrong with values, and returns what is wrong with the syntax.
fn tree(reader: &Reader<'_>, yaml: &str, start: usize, limits: Limits) -> Result<Option<Node>, SyntaxError> {
    let options = granit_parser::options! {
        disallow_directives: true,
        emit_unresolved_aliases: true,
        emit_comments: false,
        flow_nesting_limit: limits.depth,
        block_nesting_limit: limits.depth,
    };
    let mut builder = Builder { reader, start, yaml, open: Vec::new(), root: None };
    let mut ended = false;
    for event in Parser::new_from_str_with_options(yaml, options) {
        let (event, span) = event.map_err(|error| SyntaxError::new(&error, yaml, start))?;
        if ended && matches!(event, Event::DocumentStart(..)) {
            let at = builder.range(&span).start;
            reader
                .report(Code::YamlSyntax, at..line_end(yaml, at - start) + start, "a second YAML document begins here")
                .help("remove this line; what follows it is not read");
            break;
        }
        ended |= matches!(event, Event::DocumentEnd);
        builder.take(event, &span, limits)?;
    }
    Ok(builder.root)
}

/// Puts events together to nodes; `open` holds the lists and maps that have not ended.
struct Builder<'a> {
    reader: &'a Reader<'a>,
    start: usize,
    yaml: &'a str,
    open: Vec<Open>,
    root: Option<Node>,
}

struct Open {
    kind: OpenKind,
    bytes: Range<usize>,
    is_flow: bool,
}

enum OpenKind {
    List(Vec<Node>),
    Map { entries: Vec<(Key, Node)>, known: BTreeMap<String, Range<usize>>, key: Option<PendingKey> },
}

enum PendingKey {
    Named(Key),
    /// A key that was reported; its value is read and dropped.
    Dropped,
}

impl Builder<'_> {
    fn take(&mut self, event: Event<'_>, span: &Span, limits: Limits) -> Result<(), SyntaxError> {
        if let Some(tag) = span.tag_span() {
            self.refuse(&tag, "tags such as `!name` have no meaning here", "remove it; write the value as it is");
        }
        let style_is_flow = |style| style == StructureStyle::Flow;
        match event {
            Event::Scalar(text, style, anchor, _) => {
                self.refuse_anchor(anchor, span);
                let plain = style == ScalarStyle::Plain;
                let bytes = self.trimmed(self.range(span));
                let value = match &*text {
                    "" | "~" | "null" | "Null" | "NULL" if plain => Value::Null,
                    _ => Value::Scalar { text: text.into_owned(), plain },
                };
                self.add(Node { value, bytes });
            }
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                self.refuse(
                    span,
                    "anchors (`&`) and aliases (`*`) are not followed",
                    "write the value out, or put it in quotes",
                );
                let bytes = self.range(span);
                self.add(Node { value: Value::Null, bytes });
            }
            Event::SequenceStart(style, anchor, _) => {
                self.refuse_anchor(anchor, span);
                self.push(OpenKind::List(Vec::new()), span, style_is_flow(style), limits)?;
            }
            Event::MappingStart(style, anchor, _) => {
                self.refuse_anchor(anchor, span);
                let kind = OpenKind::Map { entries: Vec::new(), known: BTreeMap::new(), key: None };
                self.push(kind, span, style_is_flow(style), limits)?;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Open { kind, mut bytes, is_flow } = self.open.pop().expect("the parser balances ends with starts");
                if is_flow {
                    bytes.end = self.range(span).end.max(bytes.end);
                }
                let value = match kind {
                    OpenKind::List(items) => Value::List(items),
                    OpenKind::Map { entries, .. } => Value::Map(entries),
                };
                self.add(Node { value, bytes });
            }
            _ => {}
        }
        Ok(())
    }

    fn push(&mut self, kind: OpenKind, span: &Span, is_flow: bool, limits: Limits) -> Result<(), SyntaxError> {
        let bytes = self.range(span);
        if self.open.len() >= limits.depth {
            return Err(SyntaxError::too_deep(bytes.start));
        }
        self.open.push(Open { kind, bytes, is_flow });
        Ok(())
    }

    /// Hands a finished node to the list or map around it.
    fn add(&mut self, node: Node) {
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return;
        };
        open.bytes.end = open.bytes.end.max(node.bytes.end);
        match &mut open.kind {
            OpenKind::List(items) => items.push(node),
            OpenKind::Map { entries, known, key } => match key.take() {
                Some(PendingKey::Named(key)) => entries.push((key, node)),
                Some(PendingKey::Dropped) => {}
                None => *key = Some(key_of(self.reader, node, known)),
            },
        }
    }

    fn refuse_anchor(&self, anchor: usize, span: &Span) {
        if anchor != 0 {
            self.refuse(
                span,
                "anchors (`&`) and aliases (`*`) are not followed",
                "write the value out, or put it in quotes",
            );
        }
    }

    fn refuse(&self, span: &Span, message: &str, help: &str) {
        let bytes = self.trimmed(self.range(span));
        self.reader.report(Code::YamlLimit, bytes, message).help(help);
    }

    fn range(&self, span: &Span) -> Range<usize> {
        let at = |marker: &granit_parser::Marker| self.start + byte_of(marker, self.yaml);
        at(&span.start)..at(&span.end).max(at(&span.start))
    }

    /// Without the line breaks that end a block text.
    fn trimmed(&self, bytes: Range<usize>) -> Range<usize> {
        let text = &self.yaml[bytes.start - self.start..bytes.end - self.start];
        bytes.start..bytes.start + text.trim_end_matches([' ', '\t', '\r', '\n']).len()
    }
}

/// The first key of a name wins: the second is reported where it stands.
fn key_of(reader: &Reader<'_>, node: Node, known: &mut BTreeMap<String, Range<usize>>) -> PendingKey {
    let Value::Scalar { text, .. } = node.value else {
        reader.report(Code::YamlSyntax, node.bytes, "a key must be a word").help("put the key in quotes");
        return PendingKey::Dropped;
    };
    let Some(first) = known.get(&text) else {
        known.insert(text.clone(), node.bytes.clone());
        return PendingKey::Named(Key { text, bytes: node.bytes });
    };
    let line = reader.place(first.clone()).line;
    reader
        .report(Code::YamlSyntax, node.bytes, format!("`{}` is given twice", text::shown(&text)))
        .help(format!("keep one of them; the first, on line {line}, is used"));
    PendingKey::Dropped
}

/// Why the text is not YAML, in words for its author.
struct SyntaxError {
    code: Code,
    at: Range<usize>,
    message: String,
    help: &'static str,
}

impl SyntaxError {
    fn new(error: &ScanError, yaml: &str, start: usize) -> SyntaxError {
        let at = byte_of(error.marker(), yaml);
        let end = yaml[at..].chars().next().filter(|c| !c.is_ascii_control()).map_or(at, |c| at + c.len_utf8());
        let at = start + at..start + end;
        match error.kind() {
            ErrorKind::RecursionLimitExceeded => SyntaxError::too_deep(at.start),
            ErrorKind::DirectiveDisallowed => SyntaxError {
                code: Code::YamlLimit,
                at,
                message: "directives such as `%YAML` have no meaning here".into(),
                help: "remove the line",
            },
            ErrorKind::MappingValueNotAllowed if is_indented_key(&yaml[..at.start - start]) => SyntaxError {
                code: Code::YamlSyntax,
                at,
                message: "this line is indented, so it belongs to the value above, which cannot hold a colon".into(),
                help: "remove the spaces before the key, or put the whole value in quotes",
            },
            kind => {
                let (message, help) = in_words(kind);
                SyntaxError { code: Code::YamlSyntax, at, message, help }
            }
        }
    }

    fn too_deep(at: usize) -> SyntaxError {
        SyntaxError {
            code: Code::YamlLimit,
            at: at..at,
            message: "lists and maps are nested too deep here".into(),
            help: "write it flatter",
        }
    }

    fn report(&self, reader: &Reader<'_>) {
        reader.report(self.code, self.at.clone(), self.message.clone()).help(self.help);
    }
}

/// Whether nothing but an indented word stands between the line's beginning and the end of `before`.
fn is_indented_key(before: &str) -> bool {
    let Some((_, line)) = before.rsplit_once('\n') else { return false };
    line.starts_with([' ', '\t']) && !line.trim_start().contains([' ', ':'])
}

/// What to tell an author. The kinds that writers of front matter meet have words of their own.
fn in_words(kind: &ErrorKind) -> (String, &'static str) {
    let quote = "put the whole value in quotes, as in `title: \"Backups: a guide\"`";
    let indent = "indent with the same number of spaces as the lines around it, and never with tabs";
    let (message, help) = match kind {
        ErrorKind::UnclosedQuotedScalar | ErrorKind::DocumentIndicatorInQuotedScalar => {
            ("this quotation mark is never closed", "add the closing quotation mark at the end of the value")
        }
        ErrorKind::UnclosedFlowCollection { open: '[' } | ErrorKind::UnexpectedEofFlowSequence => {
            ("this list is never closed", "add `]` at its end")
        }
        ErrorKind::UnclosedFlowCollection { .. }
        | ErrorKind::UnexpectedEofFlowMapping
        | ErrorKind::UnexpectedEofImplicitFlowMapping => ("this map is never closed", "add `}` at its end"),
        ErrorKind::ExpectedFlowSequenceSeparator => {
            ("a list needs `,` between its items and `]` at its end", "add the one that is missing")
        }
        ErrorKind::ExpectedFlowMappingSeparator => {
            ("a map in braces needs `,` between its entries and `}` at its end", "add the one that is missing")
        }
        ErrorKind::MisplacedFlowCollectionEnd => ("this bracket closes nothing", "remove it, or open it before"),
        ErrorKind::MismatchedFlowCollectionEnd { .. } => {
            ("this bracket does not fit the one that was opened", "close `[` with `]` and `{` with `}`")
        }
        ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidColonPlacement => {
            ("a colon and a space cannot stand inside a value without quotes", quote)
        }
        ErrorKind::SimpleKeyExpected | ErrorKind::ExpectedBlockMappingKey | ErrorKind::InvalidSimpleKey => {
            ("a line of `key: value` is needed here", "put a colon and a space behind the key")
        }
        ErrorKind::MappingKeyNotAllowed | ErrorKind::InvalidIndentation | ErrorKind::InvalidFlowScalarIndent => {
            ("the indentation does not fit the lines around it", indent)
        }
        ErrorKind::InvalidQuotedScalarIndent | ErrorKind::InvalidBlockScalarIndent => {
            ("the text's further lines must be indented", indent)
        }
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabInPlainScalar
        | ErrorKind::TabAtBlockScalarStart => ("a tab cannot be used here", "write spaces instead"),
        ErrorKind::UnexpectedCharacter { character } if character.is_control() => {
            ("an invisible character stands here", "delete it, and write the line again")
        }
        ErrorKind::UnexpectedCharacter { .. } => {
            ("a value cannot begin with this character unless it is in quotes", quote)
        }
        ErrorKind::InvalidTrailingSingleQuotedScalar | ErrorKind::InvalidTrailingDoubleQuotedScalar => (
            "text follows behind the closing quotation mark",
            "put the whole value in one pair of quotes; inside, write `\\\"` or use the other kind of quotes",
        ),
        ErrorKind::UnknownQuotedScalarEscape | ErrorKind::InvalidQuotedScalarHexEscape => (
            "a backslash in double quotes begins an escape, and this is none",
            "write `\\\\` for a backslash, or use single quotes",
        ),
        ErrorKind::BlockSequenceEntryNotAllowed
        | ErrorKind::BlockEntryInFlowCollection
        | ErrorKind::ExpectedBlockSequenceEntry => {
            ("a list item cannot stand here", "begin each item on a line of its own with `- `")
        }
        ErrorKind::MissingAnchorOrAliasName => ("a value cannot begin with `*` or `&` unless it is in quotes", quote),
        ErrorKind::BomInsideDocument => ("an invisible byte order mark stands here", "delete the character"),
        other => {
            let words = other.to_string();
            return (format!("this is not YAML: {}", words.replace('\n', " ")), "put the value in quotes");
        }
    };
    (message.into(), help)
}

/// Where a marker stands. Errors of the scanner know only how many characters came before.
fn byte_of(marker: &granit_parser::Marker, yaml: &str) -> usize {
    let byte = marker
        .byte_offset()
        .unwrap_or_else(|| yaml.char_indices().nth(marker.index()).map_or(yaml.len(), |(byte, _)| byte));
    let mut byte = byte.min(yaml.len());
    while !yaml.is_char_boundary(byte) {
        byte -= 1;
    }
    byte
}

/// Where the line ends that holds byte `at`, without its break.
fn line_end(text: &str, at: usize) -> usize {
    let line = text[at..].lines().next().unwrap_or_default();
    at + line.len()
}

#[cfg(test)]
mod tests;
