//! The View types in words, for the theme author's manual: read off the source that documents them, so that they cannot drift apart.

use std::fmt::Write;

/// The source of the types.
const SOURCE: &str = include_str!("mod.rs");

/// A type of this module, as its documentation tells it.
#[derive(Debug, Default, PartialEq)]
struct Type {
    name: String,
    doc: String,
    /// Name, type and documentation of each field.
    fields: Vec<(String, String, String)>,
}

/// Every type that a template may see, as a page of the manual.
pub fn page() -> String {
    let types = types(SOURCE);
    let mut out = HEAD.to_owned();
    for one in &types {
        let _ = write!(
            out,
            "## {0} {{#{1}}}\n\n{2}\n\n| Field | Type | Meaning |\n| --- | --- | --- |\n",
            one.name,
            id(&one.name),
            one.doc
        );
        for (name, of, doc) in &one.fields {
            let _ = writeln!(out, "| `{name}` | {} | {} |", linked(of, &types), cell(doc));
        }
        out.push('\n');
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

const HEAD: &str = "---
# Written by `cairn explain --views`. Whoever changes it here changes it until it is written the next time.
title: What templates see
description: Every value that a template of a theme may use, type by type.
search: {boost: 0.5}
---

A template sees the fields of one type: `faq.html`, `tutorial.html`, `template.html` and `page.html` see a [Page](#page), `home.html` sees a
[Home](#home), and so on. All of them have `frame`, which is a [Frame](#frame). Fields that end in `_html` are safe HTML and are printed with `| safe`;
everything else is escaped. Words of the interface stand in `t`, as in `{{ t.search }}`. How a theme is made is told under
[Themes](themes.md).

";

fn id(name: &str) -> String {
    name.to_ascii_lowercase()
}

/// Reads `/// doc`, `pub struct Name {`, `/// doc`, `pub field: Type,` and `}`, which is all that the file holds.
fn types(source: &str) -> Vec<Type> {
    let mut types = Vec::new();
    let mut doc = String::new();
    let mut open: Option<Type> = None;
    for line in source.lines() {
        let line = line.trim();
        if let Some(text) = line.strip_prefix("///") {
            if !doc.is_empty() {
                doc.push(' ');
            }
            doc.push_str(text.trim());
        } else if let Some(name) = line.strip_prefix("pub struct ") {
            let name = name.trim_end_matches(" {").to_owned();
            open = Some(Type { name, doc: std::mem::take(&mut doc), fields: Vec::new() });
        } else if let Some((name, of)) = line.strip_prefix("pub ").and_then(|rest| rest.split_once(": ")) {
            if let Some(open) = &mut open {
                open.fields.push((name.to_owned(), of.trim_end_matches(',').to_owned(), std::mem::take(&mut doc)));
            }
        } else if line == "}" {
            types.extend(open.take());
            doc.clear();
        }
    }
    types
}

/// A type in words: what it is a list of, and a link to where that is told.
fn linked(of: &str, types: &[Type]) -> String {
    let inner = |prefix: &str| of.strip_prefix(prefix).and_then(|rest| rest.strip_suffix('>'));
    if let Some(inner) = inner("Vec<") {
        return format!("list of {}", linked(inner, types));
    }
    if let Some(inner) = inner("Option<") {
        return format!("{} or nothing", linked(inner, types));
    }
    if let Some(inner) = inner("BTreeMap<String, ") {
        return format!("map to {}", linked(inner, types));
    }
    let name = of.rsplit("::").next().unwrap_or(of);
    match name {
        "String" | "&'static str" => "text".to_owned(),
        "bool" => "`true` or `false`".to_owned(),
        "usize" | "u8" | "u16" | "u32" | "i32" => "number".to_owned(),
        "(String, String)" => "pair of texts".to_owned(),
        "Value" => "anything".to_owned(),
        _ if types.iter().any(|one| one.name == name) => format!("[{name}](#{})", id(name)),
        _ => name.to_owned(),
    }
}

/// Documentation as it may stand in a cell: references to other fields become plain names.
fn cell(doc: &str) -> String {
    doc.replace("[`", "`").replace("`]", "`").replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_with_their_types_and_words() {
        let source = "/// A page.\npub struct Page {\n    /// Its\n    /// title.\n    pub title: String,\n    /// Parts.\n    pub parts: Vec<Page>,\n}\n";
        let read = types(source);
        assert_eq!(read[0].doc, "A page.");
        assert_eq!(read[0].fields[0], ("title".into(), "String".into(), "Its title.".into()));
        assert_eq!(linked(&read[0].fields[1].1, &read), "list of [Page](#page)");
        assert_eq!(linked("Option<BTreeMap<String, bool>>", &read), "map to `true` or `false` or nothing");
    }

    #[test]
    fn no_type_is_left_in_the_words_of_the_language() {
        for one in types(SOURCE) {
            assert!(!one.doc.is_empty(), "{}", one.name);
            for (name, of, doc) in &one.fields {
                let words = linked(of, &types(SOURCE));
                assert!(!doc.is_empty(), "{}.{name}", one.name);
                assert!(!words.contains(['<', '&']) || words == "Variable", "{}.{name}: {words}", one.name);
            }
        }
    }
}
