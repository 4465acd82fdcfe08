//! Where in YAML a cursor stands, told from the lines around it alone: what is being typed is seldom whole.

use std::ops::Range;

/// What is being typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The keys that it stands under, the outermost first; of a value its own key is the last.
    pub keys: Vec<String>,
    /// The bytes of the word at the cursor.
    pub word: Range<usize>,
    /// Which of the two it is.
    pub role: Role,
}

/// A key or a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// A key, with the others of its map.
    Key {
        /// Keys that are there already.
        others: Vec<String>,
        /// Whether a value follows it already.
        has_value: bool,
    },
    /// A value, or one of a list.
    Value,
}

/// A line without what stands behind it.
struct Line<'t> {
    /// Where its text begins, behind blanks and `-`.
    start: usize,
    /// Column of that.
    column: usize,
    /// Column of the last `-` before it.
    dash: Option<usize>,
    text: &'t str,
}

impl<'t> Line<'t> {
    fn of(text: &'t str, start: usize, end: usize) -> Line<'t> {
        let (mut at, mut dash) = (start, None);
        loop {
            at += text[at..end].len() - text[at..end].trim_start_matches(' ').len();
            let rest = &text[at..end];
            if rest != "-" && !rest.starts_with("- ") {
                break;
            }
            dash = Some(at - start);
            at += 1;
        }
        Line { start: at, column: at - start, dash, text: &text[at..end] }
    }

    /// The key at its beginning, and where its value begins.
    fn key(&self) -> Option<(&'t str, usize)> {
        let (key, rest) = self.text.split_once(':')?;
        let is_key =
            (rest.is_empty() || rest.starts_with(' ')) && !key.is_empty() && !key.contains(['#', '[', '{', ',']);
        let blanks = rest.len() - rest.trim_start_matches(' ').len();
        is_key.then(|| (key.trim().trim_matches(['"', '\'']), key.len() + 1 + blanks))
    }

    fn is_empty(&self) -> bool {
        (self.text.is_empty() && self.dash.is_none()) || self.text.starts_with('#')
    }
}

/// What stands at the byte `at`, inside the YAML in `range`. `None` in comments.
pub fn spot(text: &str, range: Range<usize>, at: usize) -> Option<Spot> {
    let yaml = text.get(..range.end)?;
    let before = yaml.get(range.start..at)?;
    let start = before.rfind('\n').map_or(range.start, |line| range.start + line + 1);
    let end = yaml[at..].find(['\r', '\n']).map_or(yaml.len(), |length| at + length);
    let line = Line::of(text, start, end);
    // On the blanks before the text, or on a `-`: something new begins there.
    let typed = text.get(line.start..at).unwrap_or_default();
    let start_of_text = line.start.min(at);
    if typed.starts_with('#') || typed.contains(" #") {
        return None;
    }
    let keys = above(text, &range, start, &line);
    let spot = |keys: Vec<String>, from: usize, role: Role| Some(Spot { keys, word: from..word_end(yaml, at), role });
    let with = |key: &str| keys.iter().cloned().chain([key.to_owned()]).collect::<Vec<String>>();
    match line.key() {
        Some((key, value)) if at >= line.start + value.min(key.len() + 1) && typed.len() > key.len() => {
            let from = (line.start + value).min(at);
            in_flow(text, with(key), from, at).map_or_else(
                || spot(with(key), from + quote(&text[from..at]), Role::Value),
                |(keys, from, is_key)| spot(keys, from, if is_key { new_key() } else { Role::Value }),
            )
        }
        known => {
            if let Some((keys, from, is_key)) = in_flow(text, keys.clone(), start_of_text, at) {
                return spot(keys, from, if is_key { new_key() } else { Role::Value });
            }
            if line.dash.is_some() && known.is_none() {
                return spot(keys, start_of_text + quote(typed), Role::Value);
            }
            let others = beside(text, &range, start, &line);
            spot(keys, start_of_text, Role::Key { others, has_value: known.is_some() })
        }
    }
}

fn new_key() -> Role {
    Role::Key { others: Vec::new(), has_value: false }
}

/// A quotation mark at the beginning is no part of the word.
fn quote(typed: &str) -> usize {
    usize::from(typed.starts_with(['"', '\'']))
}

/// The rest of the word behind the cursor.
fn word_end(text: &str, at: usize) -> usize {
    let is_end = |c: char| c.is_whitespace() || matches!(c, ',' | ']' | '}' | ':' | '"' | '\'' | '#');
    text[at..].find(is_end).map_or(text.len(), |length| at + length)
}

/// Inside `[…]` or `{…}` on this line: the keys with those of the braces, where the word begins, and whether it is a key.
fn in_flow(text: &str, mut keys: Vec<String>, from: usize, at: usize) -> Option<(Vec<String>, usize, bool)> {
    let written = text.get(from..at)?;
    let mut open: Vec<(usize, char)> = Vec::new();
    let mut quoted = None;
    for (index, c) in written.char_indices() {
        match (quoted, c) {
            (Some(mark), c) if c == mark => quoted = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quoted = Some(c),
            (None, '[' | '{') => open.push((index + 1, c)),
            (None, ']' | '}') => _ = open.pop(),
            (None, ',') => {
                if let Some(last) = open.last_mut() {
                    last.0 = index + 1;
                }
            }
            _ => {}
        }
    }
    let (start, bracket) = open.last().copied()?;
    let item = &written[start..];
    let blanks = item.len() - item.trim_start().len();
    let start = from + start + blanks;
    let item = item.trim_start();
    if bracket == '[' {
        return Some((keys, start + quote(item), false));
    }
    match item.split_once(':') {
        Some((key, value)) => {
            keys.push(key.trim().to_owned());
            let inner = value.trim_start();
            Some((keys, at - inner.len() + quote(inner), false))
        }
        None => Some((keys, start, true)),
    }
}

/// The lines before byte `start`, the nearest first.
fn lines_above<'t>(text: &'t str, range: &Range<usize>, start: usize) -> impl Iterator<Item = Line<'t>> {
    let first = range.start;
    let mut end = start;
    std::iter::from_fn(move || {
        if end <= first {
            return None;
        }
        let begin = text[first..end - 1].rfind('\n').map_or(first, |at| first + at + 1);
        let line = Line::of(text, begin, begin + text[begin..end].trim_end().len());
        end = begin;
        Some(line)
    })
}

/// The keys under which a line stands, the outermost first.
fn above(text: &str, range: &Range<usize>, start: usize, line: &Line<'_>) -> Vec<String> {
    let mut keys = Vec::new();
    // What the next key above must stand left of, and whether it may stand right there: lists need not be indented.
    let mut limit = line.dash.map_or((line.column, false), |dash| (dash, true));
    for other in lines_above(text, range, start).filter(|line| !line.is_empty()) {
        let is_left = other.column < limit.0 || (limit.1 && other.dash.is_none() && other.column == limit.0);
        if is_left && let Some((key, _)) = other.key() {
            keys.push(key.to_owned());
            limit = (other.column, false);
        }
        if let Some(dash) = other.dash.filter(|dash| *dash < limit.0 && other.column <= limit.0) {
            limit = (dash, true);
        }
        if limit == (0, false) {
            break;
        }
    }
    keys.reverse();
    keys
}

/// The other keys of the map that a line belongs to.
fn beside(text: &str, range: &Range<usize>, start: usize, line: &Line<'_>) -> Vec<String> {
    let below = text[start..range.end].find('\n').map_or(range.end, |length| start + length + 1);
    let mut after = below;
    let lines_below = text[below..range.end].split_inclusive('\n').map(|written| {
        let begin = after;
        after += written.len();
        Line::of(text, begin, begin + written.trim_end().len())
    });
    let is_inside = |other: &Line<'_>| other.is_empty() || other.column >= line.column;
    let own = |other: Line<'_>| other.key().filter(|_| other.column == line.column).map(|(key, _)| key.to_owned());
    let above = lines_above(text, range, start).take_while(is_inside).filter_map(own);
    above.chain(lines_below.take_while(is_inside).filter_map(own)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Keys, the word up to the cursor and what it is, of a text with a cursor `|`.
    fn at(text: &str) -> Option<String> {
        let cursor = text.find('|').unwrap();
        let text = text.replacen('|', "", 1);
        let Spot { keys, word, role } = spot(&text, 0..text.len(), cursor)?;
        let role = match role {
            Role::Key { others, has_value } => {
                format!("key beside {}{}", others.join(","), if has_value { ", with a value" } else { "" })
            }
            Role::Value => "value".to_owned(),
        };
        Some(format!("{} `{}`: {role}", keys.join("."), &text[word]))
    }

    #[test]
    fn keys_and_values_are_told_apart() {
        for (text, expected) in [
            ("ta|", " `ta`: key beside "),
            ("title: x\nta|gs\nlang: en\n", " `tags`: key beside title,lang"),
            ("title: x\r\n|\r\nlang: en\r\n", " ``: key beside title,lang"),
            ("sta|tus: draft\n", " `status`: key beside , with a value"),
            ("status: |", "status ``: value"),
            ("status:|", "status ``: value"),
            ("status: dr|aft # why", "status `draft`: value"),
            ("title: \"a b|\"", "title `a b`: value"),
            ("tags: [a, b|]", "tags `b`: value"),
            ("tags: [a, \"b, c|", "tags `b, c`: value"),
            ("tags: [a], |", "tags `[a], `: value"),
            ("tags:\n- a\n- b|\n", "tags `b`: value"),
            ("tags:\n  - a\n  - |\nlang: x", "tags ``: value"),
            ("tested: {by: ja|, on: 2026-01-01}", "tested.by `ja`: value"),
            ("tested: {by: jane, o|}", "tested `o`: key beside "),
            ("tested:\n  by: jane\n  o|\nlang: x\n", "tested `o`: key beside by"),
            ("tested:\n  by: |", "tested.by ``: value"),
            ("authors:\n  - name: jane\n    li|", "authors `li`: key beside name"),
            ("authors:\n- name: x\n- name: ja|", "authors.name `ja`: value"),
            ("a:\n  b:\n    c: 1\n  d:\n    e|", "a.d `e`: key beside "),
            ("a:\n  - b:\n      - c: |", "a.b.c ``: value"),
        ] {
            assert_eq!(at(text).as_deref(), Some(expected), "{text:?}");
        }
        for text in ["# ta|", "status: draft # wh|y"] {
            assert_eq!(at(text), None, "{text:?}");
        }
    }
}
