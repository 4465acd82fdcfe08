//! Colours for HTML and XML, by a small reader of its own: tags, attributes, values, comments, entities.
//!
//! Begin with [`paint`]. What stands between tags is plain, scripts and style sheets included.

use crate::document::code::ink::{Ink, Role};

/// Coloured HTML or XML.
pub(super) fn paint(code: &str) -> String {
    let mut ink = Ink::new(code.len());
    let mut rest = code;
    // The end tag up to which nothing is a tag.
    let mut verbatim: Option<&str> = None;
    while !rest.is_empty() {
        if let Some(end) = verbatim.take() {
            let at = rest.find(end).unwrap_or(rest.len());
            ink.write(Role::Plain, &rest[..at]);
            rest = &rest[at..];
            continue;
        }
        let length = match rest.find(['<', '&']) {
            Some(0) => 0,
            Some(at) => at,
            None => rest.len(),
        };
        if length > 0 {
            ink.write(Role::Plain, &rest[..length]);
            rest = &rest[length..];
            continue;
        }
        let (role, length) = if let Some(inner) = rest.strip_prefix("<!--") {
            (Role::Comment, inner.find("-->").map_or(rest.len(), |at| at + 7))
        } else if rest.starts_with("<!") || rest.starts_with("<?") {
            (Role::Keyword, rest.find('>').map_or(rest.len(), |at| at + 1))
        } else if let Some(entity) = rest.strip_prefix('&') {
            let name = entity.find(|c: char| !c.is_ascii_alphanumeric() && c != '#').unwrap_or(entity.len());
            if entity[name..].starts_with(';') { (Role::Number, name + 2) } else { (Role::Plain, 1) }
        } else if rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') {
            let name_from = if rest[1..].starts_with('/') { 2 } else { 1 };
            let name = rest[name_from..]
                .find(|c: char| c.is_whitespace() || matches!(c, '/' | '>' | '<'))
                .unwrap_or(rest.len() - name_from);
            let name = &rest[name_from..name_from + name];
            ink.write(Role::Plain, &rest[..name_from]);
            ink.write(Role::Type, name);
            rest = attributes(&rest[name_from + name.len()..], &mut ink);
            verbatim = match name {
                "script" if name_from == 1 => Some("</script"),
                "style" if name_from == 1 => Some("</style"),
                _ => None,
            };
            continue;
        } else {
            (Role::Plain, 1)
        };
        ink.write(role, &rest[..length]);
        rest = &rest[length..];
    }
    ink.finish()
}

/// Writes what stands between a tag's name and its `>`; gives what follows.
fn attributes<'a>(mut rest: &'a str, ink: &mut Ink) -> &'a str {
    while let Some(c) = rest.chars().next() {
        let (role, length) = match c {
            '>' => {
                ink.write(Role::Plain, ">");
                return &rest[1..];
            }
            // A tag that was never closed.
            '<' => return rest,
            '"' | '\'' => match rest[1..].find([c, '<']) {
                Some(at) if rest[1 + at..].starts_with(c) => (Role::String, at + 2),
                _ => (Role::Plain, 1),
            },
            c if c.is_alphabetic() || matches!(c, '@' | ':' | '_' | '#' | '*') => {
                let length = rest
                    .find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '<' | '/' | '"' | '\''))
                    .unwrap_or(rest.len());
                (Role::Variable, length)
            }
            c => (Role::Plain, c.len_utf8()),
        };
        ink.write(role, &rest[..length]);
        rest = &rest[length..];
        // A value without quotes.
        if c != '"' && c != '\'' && rest.starts_with('=') && !rest[1..].starts_with(['"', '\'']) {
            let length = rest.find(|c: char| c.is_whitespace() || matches!(c, '>' | '<')).unwrap_or(rest.len());
            ink.write(Role::Plain, "=");
            ink.write(Role::String, &rest[1..length]);
            rest = &rest[length..];
        }
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::code::ink::marked;

    #[test]
    fn tags_attributes_and_comments_are_told_apart() {
        let table = [
            ("<a href=\"b\" c>d &amp; e</a>", "<[t:a] [v:href]=[s:\"b\"] [v:c]>d [n:&amp;] e</[t:a]>"),
            ("<!DOCTYPE html>\n<!-- a\nb --><br/>", "[k:<!DOCTYPE html>]\n[c:<!-- a]\n[c:b -->]<[t:br]/>"),
            ("<script src=a.js>if (a<b) c</script>", "<[t:script] [v:src]=[s:a.js]>if (a<b) c</[t:script]>"),
            ("<?xml version=\"1.0\"?>\n<x:y z='1'/>", "[k:<?xml version=\"1.0\"?>]\n<[t:x:y] [v:z]=[s:'1']/>"),
            ("1 < 2 & <b \"<c", "1 < 2 & <[t:b] \"<[t:c]"),
        ];
        for (code, expected) in table {
            let marked = marked(&paint(code));
            assert_eq!(marked, expected, "{code}");
        }
    }
}
