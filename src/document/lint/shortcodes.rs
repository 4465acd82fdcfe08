//! Leftovers of other generators, which would be shown to readers as they stand.

use std::ops::Range;

use crate::diagnostic::Code;
use crate::document::lint::{MOST, Run, begins_line, finding};
use crate::document::markdown::Finding;
use crate::yaml::text::shown;

/// How a leftover begins and ends, whose it is, and what to write instead.
const PAIRS: &[(&str, &str, &str, &str)] = &[
    ("{{<", ">}}", "Hugo", "write what it stood for in Markdown: a `:::` container, a link, an image"),
    ("{{%", "%}}", "Hugo", "write what it stood for in Markdown: a `:::` container, a link, an image"),
    ("{%", "%}", "Liquid, Jinja or Tera", "write what it stood for in Markdown; in code it may stay"),
];

/// Words that follow `{%` in templates; anything else in these signs may be about something else.
const TAGS: &[&str] = &[
    "raw",
    "endraw",
    "include",
    "include_relative",
    "if",
    "elsif",
    "else",
    "endif",
    "for",
    "endfor",
    "link",
    "post_url",
    "highlight",
    "endhighlight",
    "capture",
    "endcapture",
    "assign",
    "comment",
    "endcomment",
    "unless",
    "endunless",
    "hint",
    "endhint",
    "tabs",
    "endtabs",
    "tab",
    "endtab",
    "embed",
    "code",
    "endcode",
    "set",
    "block",
    "endblock",
    "macro",
    "extends",
    "import",
    "call",
];

/// Every leftover among the words of the body.
pub(super) fn findings(body: &str, runs: &[Run]) -> Vec<Finding> {
    let words = runs.iter().filter(|run| !run.is_code);
    words.flat_map(|run| of_run(body, &run.bytes)).take(MOST).collect()
}

fn of_run(body: &str, bytes: &Range<usize>) -> Vec<Finding> {
    let text = &body[bytes.clone()];
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find("{").map(|at| from + at) {
        let rest = &text[at..];
        from = at + 1;
        let Some((open, close, whose, help)) = PAIRS.iter().find(|(open, ..)| rest.starts_with(open)) else { continue };
        let Some(length) = rest[..rest.len().min(2000)].find(close).map(|length| length + close.len()) else {
            continue;
        };
        let word = rest[open.len()..].trim_start_matches(['-', '/', ' ']);
        let word = word.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
        if word.is_empty() || (*open == "{%" && !TAGS.contains(&word)) {
            continue;
        }
        let message = format!("`{}` is of {whose} and means nothing here", shown(&rest[..length]));
        found.push(finding(Code::ForeignShortcode, bytes.start + at..bytes.start + at + length, message, *help));
        from = at + length;
    }
    let is_line_start = begins_line(body, bytes.start);
    let first = text.lines().next().unwrap_or_default();
    let mut marks = ["!!! ", "??? ", "???+ "].iter().filter_map(|mark| first.strip_prefix(mark));
    if is_line_start && let Some(rest) = marks.next() {
        let word = rest.split_whitespace().next().unwrap_or_default();
        if !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase()) {
            let message = format!("`{}` is of MkDocs and means nothing here", shown(first));
            let help = format!("write `:::{word}` above the text and `:::` below it");
            found.push(finding(Code::ForeignShortcode, bytes.start..bytes.start + first.len(), message, help));
        }
    }
    if is_line_start && matches!(text.trim(), "[TOC]" | "[toc]" | "{:toc}" | "[[_TOC_]]") {
        let message = format!("`{}` is no table of contents here", text.trim());
        let help = "take it out: every long page has one, and `toc: false` hides it";
        found.push(finding(Code::ForeignShortcode, bytes.clone(), message, help));
    }
    found
}
