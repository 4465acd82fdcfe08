//! Colours for YAML, by a small reader of its own: keys, strings, numbers, comments and anchors.
//!
//! Begin with [`paint`]. It reads line by line; what it must remember is a text in quotes or a block of text that spans
//! lines. It does not check anything.

use crate::document::code::ink::{Ink, Role};

/// Coloured YAML.
pub(super) fn paint(code: &str) -> String {
    let mut ink = Ink::new(code.len());
    // The indentation of the key whose block of text (`|`, `>`) is being read.
    let mut block: Option<usize> = None;
    let mut quote: Option<char> = None;
    for line in code.split_inclusive('\n') {
        let indent = line.len() - line.trim_start_matches(' ').len();
        if let Some(around) = block {
            if line.trim().is_empty() || indent > around {
                ink.write(Role::Plain, line);
                continue;
            }
            block = None;
        }
        let mut rest = line;
        if let Some(sign) = quote {
            let length = quoted(rest, sign, 0);
            ink.write(Role::String, &rest[..length.unwrap_or(rest.len())]);
            let Some(length) = length else { continue };
            quote = None;
            rest = &rest[length..];
        } else if rest.starts_with("---") || rest.starts_with("...") || rest.starts_with('%') {
            let length = rest.find(char::is_whitespace).unwrap_or(rest.len());
            ink.write(Role::Keyword, &rest[..length]);
            rest = &rest[length..];
        }
        // Only at the start of a line, and behind `- `, is a plain word before a colon a key whatever it is made of.
        let mut at_start = true;
        while !rest.is_empty() {
            let c = rest.chars().next().expect("not empty");
            let length = match c {
                ' ' | '\t' | '\n' | '\r' => c.len_utf8(),
                '-' | '?' if at_start && rest[1..].starts_with([' ', '\n']) => 1,
                ':' if ends_key(&rest[1..]) => 1,
                '#' => {
                    let length = rest.trim_end().len();
                    ink.write(Role::Comment, &rest[..length]);
                    rest = &rest[length..];
                    continue;
                }
                '[' | ']' | '{' | '}' | ',' => {
                    ink.write(Role::Plain, &rest[..1]);
                    at_start = matches!(c, '{' | ',');
                    rest = &rest[1..];
                    continue;
                }
                '"' | '\'' => match quoted(rest, c, 1) {
                    Some(length) => {
                        let is_key = at_start && rest[length..].trim_start().starts_with(':');
                        ink.write(if is_key { Role::Type } else { Role::String }, &rest[..length]);
                        at_start = false;
                        rest = &rest[length..];
                        continue;
                    }
                    None => {
                        quote = Some(c);
                        ink.write(Role::String, rest);
                        rest = "";
                        continue;
                    }
                },
                '&' | '*' | '!'
                    if rest[1..].starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '!' | '<')) =>
                {
                    let length =
                        rest.find(|c: char| c.is_whitespace() || matches!(c, ',' | ']' | '}')).unwrap_or(rest.len());
                    ink.write(if c == '!' { Role::Type } else { Role::Variable }, &rest[..length]);
                    rest = &rest[length..];
                    continue;
                }
                '|' | '>' if !at_start && is_block_header(rest) => {
                    block = Some(indent);
                    1
                }
                _ => {
                    let length = scalar(rest);
                    let word = &rest[..length];
                    let is_key = at_start && rest[length..].starts_with(':') && ends_key(&rest[length + 1..]);
                    let role = if is_key {
                        Role::Type
                    } else if is_constant(word.trim()) {
                        Role::Number
                    } else {
                        Role::Plain
                    };
                    ink.write(role, word);
                    at_start = false;
                    rest = &rest[length..];
                    if let Some(after) = rest.strip_prefix(':') {
                        ink.write(Role::Plain, ":");
                        rest = after;
                    }
                    continue;
                }
            };
            ink.write(Role::Plain, &rest[..length]);
            rest = &rest[length..];
        }
    }
    ink.finish()
}

/// How long a text in quotes is, which may have begun on an earlier line; `None` where it does not end on this one.
fn quoted(rest: &str, quote: char, from: usize) -> Option<usize> {
    let bytes = rest.as_bytes();
    let mut at = from;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if quote == '"' => at += 1,
            b'\'' if quote == '\'' && bytes.get(at + 1) == Some(&b'\'') => at += 1,
            byte if char::from(byte) == quote => return Some(at + 1),
            _ => {}
        }
        at += 1;
    }
    None
}

/// How long an unquoted word or sentence is: to `: `, ` #`, the end of the line, or a sign of a flow list.
fn scalar(rest: &str) -> usize {
    let mut before = ' ';
    for (at, c) in rest.char_indices() {
        let ends = match c {
            '\n' | '\r' => true,
            ':' => at > 0 && ends_key(&rest[at + 1..]),
            '#' => before == ' ' && at > 0,
            ',' | ']' | '}' => at > 0,
            _ => false,
        };
        if ends {
            return at;
        }
        before = c;
    }
    // A colon at the very start is a word of its own.
    rest.len()
}

/// Whether the colon before this text separated a key from its value.
fn ends_key(after: &str) -> bool {
    after.is_empty() || after.starts_with(char::is_whitespace)
}

fn is_block_header(rest: &str) -> bool {
    let header = rest[1..].trim_end();
    let header = header.split(" #").next().unwrap_or(header);
    header.len() <= 2 && header.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'+' | b'-'))
}

fn is_constant(word: &str) -> bool {
    matches!(word, "true" | "false" | "null" | "~" | "yes" | "no" | "on" | "off" | "True" | "False")
        || word.starts_with(|c: char| c.is_ascii_digit() || c == '-' || c == '+')
            && word.len() <= 24
            && word[1..].bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'_'))
            && word.ends_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::code::ink::marked;

    #[test]
    fn keys_values_and_comments_are_told_apart() {
        let table = [
            ("a: b # c\n", "[t:a]: b [c:# c]\n"),
            ("a b:\n  - 1\n  - \"x: y\"\n  - true\n", "[t:a b]:\n  - [n:1]\n  - [s:\"x: y\"]\n  - [n:true]\n"),
            ("- name: x\n  url: http://a.b:80/#c\n", "- [t:name]: x\n  [t:url]: http://a.b:80/#c\n"),
            ("a: |\n  b: c\n  # d\n\n  e\nf: >-\n  g\n", "[t:a]: |\n  b: c\n  # d\n\n  e\n[t:f]: >-\n  g\n"),
            ("a: {b: 1, \"c\": [x, 'y']}\n", "[t:a]: {[t:b]: [n:1], [t:\"c\"]: [x, [s:'y']]}\n"),
            ("a: &x !t b\nc: *x\n", "[t:a]: [v:&x] [t:!t] b\n[t:c]: [v:*x]\n"),
            ("a: \"b\n  c\" # d\ne: 1.5\n", "[t:a]: [s:\"b]\n  [s:c\"] [c:# d]\n[t:e]: [n:1.5]\n"),
            ("---\n\"k\": 'it''s'\n", "[k:---]\n[t:\"k\"]: [s:'it''s']\n"),
            (": :: -\n", ": [t::]: -\n"),
        ];
        for (code, expected) in table {
            assert_eq!(marked(&paint(code)), expected, "{code}");
        }
    }
}
