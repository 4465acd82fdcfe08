//! What is kept of YAML that cannot be read as a whole: the entries at its left edge that can be read by themselves.
//!
//! Begin with [`entries`]. One missing quotation mark must cost one entry, not the page's title, date and authors;
//! and because each entry is tried alone, every mistake of the block is reported in one run.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::yaml::{Key, Limits, Node, Reader, SyntaxError, Value, key_of, tree};

/// Reads each entry by itself. `whole` is what was wrong with all of them together.
pub(super) fn entries(
    reader: &Reader<'_>,
    yaml: &str,
    start: usize,
    limits: Limits,
    whole: &SyntaxError,
) -> Vec<(Key, Node)> {
    let mut kept: Vec<(Key, Node)> = Vec::new();
    let mut known = BTreeMap::new();
    let mut failed = false;
    for chunk in chunks(yaml) {
        let (text, at) = (yaml[chunk.clone()].trim_end(), start + chunk.start);
        let found = match tree(reader, text, at, limits) {
            Ok(Some(Node { value: Value::Map(found), .. })) => found,
            Ok(_) if text.trim_start().is_empty() || text.trim_start().starts_with('#') => Vec::new(),
            Ok(_) => {
                failed = true;
                let error = SyntaxError {
                    code: crate::diagnostic::Code::YamlSyntax,
                    at: at..at + text.lines().next().unwrap_or_default().trim_end().len(),
                    message: "a line of `key: value` is needed here".into(),
                    help: "put a colon and a space behind the key, or indent the line if it belongs to the one above",
                };
                error.report(reader);
                Vec::new()
            }
            Err(error) => {
                failed = true;
                error.report(reader);
                one_line(text, at).into_iter().collect()
            }
        };
        for (key, node) in found {
            let node_of_key =
                Node { value: Value::Scalar { text: key.text.clone(), plain: true }, bytes: key.bytes.clone() };
            if matches!(key_of(reader, node_of_key, &mut known), super::PendingKey::Named(_)) {
                kept.push((key, node));
            }
        }
    }
    if !failed {
        whole.report(reader);
    }
    kept
}

/// The block cut where a line begins at its left edge with something that can be a key.
fn chunks(yaml: &str) -> Vec<Range<usize>> {
    let mut starts = vec![0];
    let mut at = 0;
    for line in yaml.split_inclusive('\n') {
        let begins = line.starts_with(|c: char| !c.is_whitespace() && !matches!(c, '#' | ']' | '}' | ',' | '-'));
        if begins && at > 0 {
            starts.push(at);
        }
        at += line.len();
    }
    let ends = starts.iter().skip(1).copied().chain([yaml.len()]);
    starts.iter().copied().zip(ends).map(|(from, to)| from..to).collect()
}

/// `title: Backups: a guide` has a colon too many and `title: 'it's'` a quotation mark, and yet everybody can see what
/// is meant.
fn one_line(text: &str, at: usize) -> Option<(Key, Node)> {
    let line = text.trim_end();
    let (key, rest) = line.split_once(": ")?;
    let value = rest.trim_start();
    let is_word = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
    let is_text = !value.is_empty() && !value.starts_with(['[', '{', ']', '}', '&', '*', '!', '|', '>', '#', '\t']);
    if !is_word || !is_text || line.contains('\n') {
        return None;
    }
    let from = at + line.len() - value.len();
    let key = Key { text: key.into(), bytes: at..at + key.len() };
    let words = unquoted(value);
    let value = Value::Scalar { text: words.into(), plain: words == value };
    Some((key, Node { value, bytes: from..at + line.len() }))
}

/// Without the quotation mark it begins with, and without the one that was meant to end it.
fn unquoted(value: &str) -> &str {
    let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) else { return value };
    let inner = &value[1..];
    match inner.strip_suffix(quote) {
        Some(inner) => inner,
        None if inner.contains(quote) => value,
        None => inner,
    }
}
