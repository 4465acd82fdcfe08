//! The shape of a text: headings that follow each other, sections with something in them, code in a known language.

use std::ops::Range;

use crate::diagnostic::{Code, did_you_mean};
use crate::document::code;
use crate::document::lint::{MOST, begins_line, everything, finding};
use crate::document::markdown::{Event, Finding, Markdown, Tag};
use crate::document::plain;
use crate::yaml::text::shown;

/// Languages that a misspelt word was probably meant to be.
const COMMON: &[&str] = &[
    "bash",
    "c",
    "console",
    "cpp",
    "csharp",
    "css",
    "diff",
    "dockerfile",
    "go",
    "html",
    "ini",
    "java",
    "javascript",
    "json",
    "kotlin",
    "lua",
    "makefile",
    "markdown",
    "nginx",
    "perl",
    "php",
    "powershell",
    "python",
    "ruby",
    "rust",
    "sql",
    "swift",
    "text",
    "toml",
    "typescript",
    "xml",
    "yaml",
];

/// What is wrong with the shape.
pub(super) fn findings(body: &str, markdown: &Markdown<'_>) -> Vec<Finding> {
    let mut found = headings(body, markdown);
    let unknown = everything(markdown).filter_map(|(event, bytes)| match event {
        Event::Fence { info, .. } if !code::is_known(&info.language) => unknown(body, &info.language, bytes),
        _ => None,
    });
    found.extend(unknown.take(MOST));
    found.truncate(MOST);
    found
}

struct Heading {
    level: u8,
    text: String,
    bytes: Range<usize>,
}

fn headings(body: &str, markdown: &Markdown<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut before: Option<Heading> = None;
    let mut start = 0;
    for (index, (event, _)) in markdown.events.iter().enumerate() {
        match event {
            Event::Start(Tag::Heading { .. }) => start = index,
            Event::End(Tag::Heading { level, .. }) => {
                let bytes = trimmed(body, markdown.events[start].1.clone());
                let heading = Heading { level: *level, text: plain::text(&markdown.events[start + 1..index]), bytes };
                found.extend(jump(before.as_ref(), &heading));
                found.extend(second_title(body, &heading));
                found.extend(
                    before
                        .filter(|before| before.level >= heading.level)
                        .and_then(|before| empty(body, &before, heading.bytes.start)),
                );
                before = Some(heading);
                if found.len() >= MOST {
                    break;
                }
            }
            _ => {}
        }
    }
    found.extend(before.and_then(|before| empty(body, &before, body.len())));
    found
}

/// A level was left out: who navigates by headings looks for it in vain.
fn jump(before: Option<&Heading>, heading: &Heading) -> Option<Finding> {
    // The page's title is the heading above all others.
    let above = before.map_or(1, |before| before.level);
    if heading.level <= above + 1 {
        return None;
    }
    let hashes = |level: u8| "#".repeat(level.into());
    let message =
        format!("the heading `{}` has {} `#`, and the one before it has {above}", shown(&heading.text), heading.level);
    let message = if before.is_none() {
        format!("the first heading `{}` has {} `#`", shown(&heading.text), heading.level)
    } else {
        message
    };
    Some(finding(Code::HeadingJump, heading.bytes.clone(), message, format!("write it with `{}`", hashes(above + 1))))
}

/// A heading as large as the title. What is quoted keeps its own.
fn second_title(body: &str, heading: &Heading) -> Option<Finding> {
    let is_own = begins_line(body, heading.bytes.start);
    (heading.level == 1 && is_own).then(|| {
        let message = format!("the page has a title already, and `{}` is a second one", shown(&heading.text));
        finding(Code::SecondTitle, heading.bytes.clone(), message, "write it with `##`, and those below it one deeper")
    })
}

/// Nothing stands between a heading and the next that is not below it.
fn empty(body: &str, heading: &Heading, end: usize) -> Option<Finding> {
    let between = body.get(heading.bytes.end..end)?.trim().trim_matches(['#', '=', '-']).trim_start();
    let mut seen = between;
    // What only its author sees is nothing to readers.
    while let Some((_, rest)) = seen.strip_prefix("<!--").and_then(|comment| comment.split_once("-->")) {
        seen = rest.trim_start();
    }
    // A small heading that says all there is to say, such as `##### License: MIT`, is a line and no section; so is a larger one with a
    // note to authors below it.
    let is_line = heading.text.contains(": ") && (heading.level >= 5 || !between.is_empty());
    let is_empty = seen.is_empty() && !is_line;
    is_empty.then(|| {
        let message = format!("the section `{}` is empty", shown(&heading.text));
        finding(Code::EmptySection, heading.bytes.clone(), message, "write it, or take its heading out")
    })
}

/// A range without the blanks and line ends behind it.
fn trimmed(body: &str, bytes: Range<usize>) -> Range<usize> {
    let end = body.get(bytes.clone()).map_or(bytes.end, |text| bytes.start + text.trim_end().len());
    bytes.start..end
}

fn unknown(body: &str, language: &str, bytes: &Range<usize>) -> Option<Finding> {
    let fence = body.get(bytes.clone())?;
    let line = fence.lines().next()?;
    let rest = line.trim_start().trim_start_matches(['`', '~']);
    let rest = rest.trim_start().trim_start_matches("{.");
    let from = bytes.start + (rest.as_ptr() as usize - fence.as_ptr() as usize);
    let length =
        rest.find(|c: char| c.is_whitespace() || matches!(c, '{' | '}' | ',' | ':' | '=')).unwrap_or(rest.len());
    let message = format!("nobody here knows the language `{language}`: the code is shown in one colour");
    let help = match did_you_mean(language, COMMON.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "write the usual name of the language, or `text`".to_owned(),
    };
    Some(finding(Code::UnknownCodeLanguage, from..from + length, message, help))
}
