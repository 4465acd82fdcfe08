//! Where in a file a link's destination is written, and how to write another one.

use std::ops::Range;

use crate::document::body::{self, Link, LinkForm};
use crate::document::{html, split};

/// The bytes of a destination in its file, with the signs around it left out; `None` where it is written in a way that is not understood.
///
/// A link's own bytes are those of its destination where that stands there as such, and else those of the whole link.
pub fn of(text: &str, link: &Link) -> Option<Range<usize>> {
    let bytes = link.bytes.0 as usize..link.bytes.1 as usize;
    let written = text.get(bytes.clone())?;
    let before = text[..bytes.start].trim_end();
    let is_destination = before.ends_with("](") || before.ends_with("](<") || before.ends_with("[[");
    let found = if is_destination && says(written, link) {
        bytes
    } else if link.form == LinkForm::Wiki {
        let open = written.find("[[")? + 2;
        let close = written[open..].find(['|', ']'])?;
        bytes.start + open..bytes.start + open + close
    } else if written.starts_with('<') {
        let mut values = html::values(written).into_iter().filter(|(key, _)| matches!(key.as_str(), "href" | "src"));
        let value = values.find(|(_, value)| says(&written[value.clone()], link))?.1;
        bytes.start + value.start..bytes.start + value.end
    } else if written.starts_with(['[', '!']) && written.ends_with(']') {
        definition(text, label(written)?)?
    } else {
        // The same words may stand in the title or the label: the destination is what follows the brackets.
        let open = text[..bytes.end].rfind("](")? + 2;
        let close = text[open..].find([')', '\n']).map_or(text.len(), |at| open + at);
        within(text, open..close.max(bytes.end - usize::from(written.ends_with(')'))))?
    };
    says(text.get(found.clone())?, link).then_some(found)
}

/// The destination between parentheses: between `<` and `>`, or up to the blank before a title.
fn within(text: &str, inside: Range<usize>) -> Option<Range<usize>> {
    let written = text.get(inside.clone())?;
    let start = inside.start + (written.len() - written.trim_start().len());
    let written = written.trim_start();
    if let Some(rest) = written.strip_prefix('<') {
        return Some(start + 1..start + 1 + rest.find('>')?);
    }
    let length = written.find(char::is_whitespace).unwrap_or(written.len());
    Some(start..start + length)
}

/// The name of a definition: of `[text][name]`, `[name][]` and `[name]`.
fn label(written: &str) -> Option<&str> {
    let inner = written.strip_suffix(']')?;
    let open = inner.rfind('[')?;
    let last = &inner[open + 1..];
    if !last.is_empty() {
        return Some(last);
    }
    inner[..open].strip_suffix(']')?.strip_prefix('[').or_else(|| inner[..open].strip_suffix(']')?.strip_prefix("!["))
}

/// Where `[name]: destination` has its destination, which may stand on the next line, and there in a quotation.
fn definition(text: &str, name: &str) -> Option<Range<usize>> {
    let span = body::definition(text, split(text).body, name)?;
    let written = text.get(span.clone())?;
    let behind = &written[written.find("]:")? + 2..];
    let inside = behind.trim_start_matches(|c: char| c.is_whitespace() || c == '>');
    let line = inside.lines().next().unwrap_or_default();
    let at = span.end - inside.len();
    within(text, at..at + line.trim_end().len())
}

/// Whether what is written there is what the parser read; escapes and entities are left to people.
fn says(written: &str, link: &Link) -> bool {
    let (target, anchor) = match written.split_once('#') {
        Some((target, anchor)) => (target, Some(anchor)),
        None => (written, None),
    };
    let plain = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
    plain(target) == link.target && anchor.map(plain).filter(|anchor| !anchor.is_empty()) == link.anchor
}

/// A destination as Markdown can hold it without further signs.
pub fn encode(target: &str) -> String {
    let mut out = String::with_capacity(target.len());
    for c in target.chars() {
        match c {
            ' ' | '(' | ')' | '<' | '>' | '%' | '#' | '?' | '\\' | '"' | '[' | ']' | '|' => {
                out.push_str(&format!("%{:02X}", u32::from(c)));
            }
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::LimitsConfig;
    use crate::document::body;
    use crate::path::SitePath;

    #[test]
    fn destinations_are_found_as_they_are_written() {
        let table = [
            ("See [this](a.md).", "a.md"),
            ("See [this](  <a b.md>  \"A title\").", "a b.md"),
            ("See [this](a%20b.md#part 'title').", "a%20b.md#part"),
            ("See ![a [picture]](p_(1).png).", "p_(1).png"),
            ("See [![alt](p.png)](a.md).", "a.md"),
            ("See [this][one].\n\n[one]: ../a.md \"Title\"\n", "../a.md"),
            ("See [One][].\n\n  [one]: <../a.md>\n", "../a.md"),
            ("```\n[one]: a.md\n```\n\nSee [one].\n\n> [One]:\n>   a.md 'a.md'\n", "a.md"),
            ("See [one].\n\n[ONE]: a.md#x\n", "a.md#x"),
            ("See [a.md](a.md \"a.md\").", "a.md"),
            ("See ![x](p.svg#part).", "p.svg#part"),
            ("See <a title=\"a.md\" HREF='a.md#x'>this</a>.", "a.md#x"),
            ("<img alt=p src=p.svg>\n", "p.svg"),
            ("See [[Some page|this]] and more.", "Some page"),
            ("See [[Some page#part]].", "Some page#part"),
        ];
        for (text, expected) in table {
            let path = SitePath::new("x.md").unwrap();
            let (facts, _) = body::facts(&path, text, 0, &LimitsConfig::default());
            let found: Vec<&str> = facts.links.list().iter().filter_map(|link| Some(&text[of(text, link)?])).collect();
            assert!(found.contains(&expected), "{text}: {found:?} of {:?}", facts.links.list());
            let is_an_example = |link| of(text, link).is_some_and(|span| text[span.end..].contains("\n```\n"));
            assert!(!facts.links.list().iter().any(is_an_example), "{text}");
            let in_title = facts
                .links
                .list()
                .iter()
                .filter_map(|link| of(text, link))
                .any(|span| text[..span.start].ends_with('"'));
            assert!(!in_title, "{text}");
        }
    }

    #[test]
    fn what_is_not_understood_is_left_alone() {
        for text in ["See [this](a\\_b.md).", "See [this](a&amp;b.md).", "See <a href=\"a&amp;b.md\">this</a>."] {
            let path = SitePath::new("x.md").unwrap();
            let (facts, _) = body::facts(&path, text, 0, &LimitsConfig::default());
            let links = facts.links.list();
            assert_eq!((links.len(), of(text, &links[0])), (1, None), "{text}");
        }
    }

    #[test]
    fn ways_between_files_are_short() {
        let path = |text: &str| SitePath::new(text).unwrap();
        for (folder, to, expected) in [
            ("faq", "faq/b.md", "b.md"),
            ("faq", "tutorials/b.md", "../tutorials/b.md"),
            ("", "faq/b.md", "faq/b.md"),
            ("a/b/c", "a/d.md", "../../d.md"),
            ("a", "a", "../a"),
        ] {
            assert_eq!(path(to).seen_from(&path(folder)), expected, "{folder} to {to}");
        }
    }
}
