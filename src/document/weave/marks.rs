//! Containers and alerts among the events: what a `:::` line begins or ends, and quotes that are alerts.
//!
//! Begin with [`Weaver::mark`] and [`Weaver::titled_alert`].

use std::ops::Range;

use pulldown_cmark::CowStr;

use crate::diagnostic::{Code, did_you_mean};
use crate::document::containers::Mark;
use crate::document::markdown::{Alert, Tag};
use crate::document::plain;
use crate::document::weave::{Open, Origin, Weaver};

impl<'a> Weaver<'a, '_> {
    /// A quote whose first line is `[!NOTE] Title`, or a kind that GitHub does not know. The line is skipped.
    pub(super) fn titled_alert(&mut self, bytes: &Range<usize>) -> Option<Tag<'a>> {
        let text = self.body.get(bytes.clone())?;
        // Quotes may begin by the thousand on one line, so that its end is looked for only where a marker is.
        let blanks = |c: char| c.is_whitespace() && c != '\n';
        let marker = text.trim_start_matches(blanks).strip_prefix('>')?.trim_start_matches(blanks);
        marker.strip_prefix("[!")?;
        let line = text.lines().next()?;
        let marker = line.trim_start().strip_prefix('>')?.trim_start().strip_prefix("[!")?;
        let (word, rest) = marker.split_once(']')?;
        if word.is_empty() || word.len() > 20 || !word.bytes().all(|b| b.is_ascii_alphabetic() || b == b'-') {
            return None;
        }
        let (fold, rest) = match rest.as_bytes().first() {
            Some(b'-') => (Some(false), &rest[1..]),
            Some(b'+') => (Some(true), &rest[1..]),
            _ => (None, rest),
        };
        // `[!word](…)` is a link.
        if !rest.is_empty() && !rest.starts_with([' ', '\t']) {
            return None;
        }
        let title = Some(plain::line(rest.trim())).filter(|title| !title.is_empty());
        let kind = Alert::read(word);
        if kind.is_none() && !OBSIDIAN.contains(&word.to_ascii_lowercase().as_str()) {
            return None;
        }
        self.skip_to = bytes.start + line.len();
        let title = title.or_else(|| kind.is_none().then(|| capitalised(word)));
        Some(match fold {
            Some(open) => Tag::Details { title: title.or_else(|| Some(capitalised(word))), open },
            None => Tag::Alert { kind: kind.unwrap_or(Alert::Note), title },
        })
    }

    pub(super) fn mark(&mut self, mark: &Mark, bytes: Range<usize>) {
        self.before_block(&bytes);
        match mark {
            Mark::Abbreviation { .. } => {}
            Mark::Open { colons, kind, title, open } => {
                let tag = self.container(kind, title.as_deref().map(plain::line), *open, &bytes);
                if self.is_deepest() {
                    self.report_depth(&bytes);
                    self.gap(&bytes);
                    self.ignored_containers += 1;
                } else {
                    self.begin(Some(tag), Origin::Container(*colons), bytes);
                }
            }
            Mark::Close { .. } if self.ignored_containers > 0 => self.ignored_containers -= 1,
            Mark::Close { colons } => {
                let reachable = || {
                    self.stack.iter().enumerate().rev().map_while(|(at, open)| match open.origin {
                        Origin::Markdown | Origin::Footnote => None,
                        Origin::Html { .. } => Some((at, 0)),
                        Origin::Container(colons) => Some((at, colons)),
                    })
                };
                let same = reachable().find(|(_, begun)| begun == colons);
                match same.or_else(|| reachable().find(|(_, begun)| (1..*colons).contains(begun))) {
                    Some((at, _)) => {
                        self.open_container = Some(at);
                        while self.stack.len() > at {
                            self.end_top(bytes.clone());
                        }
                        self.open_container = None;
                    }
                    None => self.find(
                        Code::UnbalancedContainer,
                        bytes,
                        "this line ends a container, and none is open here",
                        "remove it, or begin the container in the same list, quote or section",
                    ),
                }
            }
            Mark::Tab { label } => {
                // Nothing but tags and the tab before may be open inside.
                let ends_with_it = |open: &Open<'_>| matches!(open.origin, Origin::Html { .. } | Origin::Container(0));
                let around =
                    self.stack.iter().rposition(|open| matches!(open.tag, Some(Tag::Tabs)) || !ends_with_it(open));
                match around.filter(|at| matches!(self.stack[*at].tag, Some(Tag::Tabs))) {
                    Some(at) => {
                        while self.stack.len() > at + 1 {
                            self.end_top(bytes.clone());
                        }
                        self.begin(Some(Tag::Tab { label: plain::line(label) }), Origin::Container(0), bytes);
                    }
                    None => {
                        let line = self.body.get(bytes.clone()).unwrap_or_default().to_owned();
                        self.begin(Some(Tag::Paragraph), Origin::Markdown, bytes.clone());
                        self.text(CowStr::from(line), bytes.clone());
                        self.end(bytes);
                    }
                }
            }
        }
    }

    fn container(&mut self, kind: &str, title: Option<String>, open: bool, bytes: &Range<usize>) -> Tag<'a> {
        if let Some(kind) = Alert::read(kind) {
            return Tag::Alert { kind, title };
        }
        match kind {
            "details" => Tag::Details { title, open },
            "steps" => Tag::Steps,
            "tabs" | "code-group" => Tag::Tabs,
            "tab" => Tag::Tab { label: title.unwrap_or_else(|| "…".to_owned()) },
            _ => {
                const KINDS: [&str; 10] =
                    ["note", "tip", "important", "info", "warning", "danger", "caution", "details", "steps", "tabs"];
                let help = match did_you_mean(kind, KINDS) {
                    Some(known) => format!("did you mean `{known}`?"),
                    None => "the containers are note, tip, important, info, warning, danger, details, steps and tabs"
                        .to_owned(),
                };
                self.find(Code::UnknownContainer, bytes.clone(), format!("`{kind}` is not a container"), help);
                Tag::Alert { kind: Alert::Note, title: Some(title.unwrap_or_else(|| capitalised(kind))) }
            }
        }
    }
}

/// Kinds of alert that Obsidian knows besides GitHub's.
const OBSIDIAN: &[&str] = &[
    "abstract", "bug", "check", "done", "example", "failure", "faq", "help", "question", "quote", "summary", "tldr",
    "todo",
];

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters.flat_map(char::to_lowercase)).collect())
        .unwrap_or_default()
}
