//! Findings in the form in which somebody wants to read them.
//!
//! Begin with [`Report`]: it holds the findings that are reported, in order, with everything that a form needs to know of
//! them. [`Report::write`] is the one way out; each form is a file of its own. What content says is made visible once, in
//! [`Report::new`], so that no form can forget it.

mod github;
mod gitlab;
pub mod json;
mod junit;
mod markdown;
mod sarif;
pub mod text;

use std::collections::{HashMap, HashSet};

pub use crate::cli::report::markdown::{Changed, Summary};
pub(crate) use crate::cli::report::text::each;
pub use crate::cli::report::text::report;

pub(crate) use crate::cli::report::text::{Counts, failure, note, print};

use crate::cli::args::Format;
use crate::config::Levels;
use crate::diagnostic::{Code, Diagnostic, Level};
use crate::digest::Digest;
use crate::source::Source;

/// What a run found, at the levels of this site.
#[derive(Debug)]
pub struct Report {
    findings: Vec<Finding>,
    counts: Counts,
    pages: usize,
    /// Where warnings fail the run too.
    strict: bool,
    /// From the top of the clone to the site's root, with `/` behind it: forges count from there.
    prefix: String,
}

/// One finding, ready for any form: no control character, nothing that turns the direction of writing.
#[derive(Clone, Debug)]
struct Finding {
    code: Code,
    /// Never `Off`.
    level: Level,
    message: String,
    help: Vec<String>,
    place: Option<Shown>,
    /// The same as long as the finding is the same, wherever the line moves to.
    fingerprint: String,
    /// Its place among the diagnostics that the report was made of.
    index: usize,
}

/// Where a finding is.
#[derive(Clone, Debug)]
struct Shown {
    file: String,
    /// Line and column from 1 of the first character and of the one behind the last; `None` for the whole file.
    range: Option<[(u32, u32); 2]>,
    bytes: (u32, u32),
}

impl Finding {
    /// The message and what to do, one line each.
    fn in_full(&self) -> String {
        let help = self.help.iter().map(|help| format!("\nhelp: {help}"));
        std::iter::once(self.message.clone()).chain(help).collect()
    }
}

impl Report {
    /// Of findings that are in order. `pages` says how many pages were looked at.
    pub fn new(diagnostics: &[Diagnostic], source: &Source, pages: usize, strict: bool, prefix: &str) -> Report {
        let levels = Levels::new(&source.config);
        let mut file = (String::new(), String::new());
        let mut seen: HashMap<Digest, u32> = HashMap::new();
        let mut findings = Vec::new();
        for (index, diagnostic) in diagnostics.iter().enumerate() {
            let level = levels.of(diagnostic);
            if level == Level::Off {
                continue;
            }
            if let Some(place) = &diagnostic.place
                && place.file != file.0
            {
                // Findings are sorted by file, so that each is read once.
                file = (place.file.clone(), text::text(source, &place.file));
            }
            findings.push(finding(index, diagnostic, level, &file.1, &mut seen));
        }
        Report { counts: count(&findings), findings, pages, strict, prefix: prefix.to_owned() }
    }

    /// The same findings without those that `keep` refuses, by file and fingerprint. Gives their places among the
    /// diagnostics that the report was made of.
    pub(crate) fn retain(&mut self, keep: impl Fn(Option<&str>, &str) -> bool) -> Vec<usize> {
        let file = |finding: &Finding| finding.place.as_ref().map(|place| place.file.clone());
        self.findings.retain(|finding| keep(file(finding).as_deref(), &finding.fingerprint));
        self.counts = count(&self.findings);
        self.findings.iter().map(|finding| finding.index).collect()
    }

    /// The fingerprints of all findings.
    pub(crate) fn fingerprints(&self) -> HashSet<&str> {
        self.findings.iter().map(|finding| finding.fingerprint.as_str()).collect()
    }

    /// How many of each level.
    pub(crate) fn counts(&self) -> Counts {
        self.counts
    }

    /// The report as one text for stdout; `None` where there is none, because a person reads it on stderr.
    pub fn write(&self, format: Format, summary: &Summary) -> Option<String> {
        Some(match format {
            Format::Text => return None,
            Format::Json => tamed(&json::json(self), "\\u0023"),
            // The runner reads the command that the line begins with and looks for no other in it.
            Format::Github => github::github(self),
            Format::Gitlab => tamed(&gitlab::gitlab(self), "\\u0023"),
            Format::Sarif => tamed(&sarif::sarif(self), "\\u0023"),
            Format::Junit => tamed(&junit::junit(self), "&#35;"),
            Format::Markdown => tamed(&markdown::markdown(self, summary), " #"),
        })
    }

    /// The codes that occur, in the order of the table.
    fn codes(&self) -> Vec<Code> {
        let mut codes: Vec<Code> = self.findings.iter().map(|finding| finding.code).collect();
        codes.sort();
        codes.dedup();
        codes
    }

    /// A file as the forge names it.
    fn seen_from_top(&self, file: &str) -> String {
        format!("{}{file}", self.prefix)
    }
}

fn count(findings: &[Finding]) -> Counts {
    let errors = findings.iter().filter(|finding| finding.level == Level::Error).count();
    Counts { errors, warnings: findings.len() - errors }
}

fn finding(
    index: usize,
    diagnostic: &Diagnostic,
    level: Level,
    text: &str,
    seen: &mut HashMap<Digest, u32>,
) -> Finding {
    let place = diagnostic.place.as_ref();
    let start = place.map_or(0, |place| place.bytes.0 as usize);
    let marked = place.and_then(|place| text.get(start..place.bytes.1 as usize)).unwrap_or_default();
    let shown = place.map(|place| Shown {
        file: text::visible(&place.file),
        range: (place.line > 0).then(|| [(place.line, place.column), behind((place.line, place.column), marked)]),
        bytes: place.bytes,
    });
    let line = place.filter(|place| place.line > 0).and_then(|_| text.get(start..)).map_or("", |rest| {
        let from = text[..start].rfind('\n').map_or(0, |at| at + 1);
        text[from..start + rest.find('\n').unwrap_or(rest.len())].trim()
    });
    let file = place.map_or("", |place| place.file.as_str());
    let parts = [diagnostic.code.name(), file, &diagnostic.message, line].map(str::as_bytes);
    let same = Digest::of_parts(parts);
    let before = seen.entry(same).or_default();
    *before += 1;
    let number = before.to_le_bytes();
    Finding {
        code: diagnostic.code,
        level,
        message: text::visible(&diagnostic.message),
        help: diagnostic.help.iter().map(|help| text::visible(help)).collect(),
        place: shown,
        fingerprint: Digest::of_parts([same.bytes().as_slice(), &number]).to_string(),
        index,
    }
}

/// The place behind `marked`, which begins at `start`.
fn behind(start: (u32, u32), marked: &str) -> (u32, u32) {
    marked.chars().fold(start, |(line, column), c| if c == '\n' { (line + 1, 1) } else { (line, column + 1) })
}

/// The text without what the runners of GitHub and Azure take for a command wherever in a line of the log it stands:
/// `##[…]`, `##vso[…]`. `sign` is what the second `#` becomes; where the form has escapes, nothing is lost.
pub(crate) fn tamed(text: &str, sign: &str) -> String {
    let mut text = text.to_owned();
    for command in ["##[", "##vso["] {
        if text.contains(command) {
            text = text.replace(command, &format!("#{sign}{}", &command[2..]));
        }
    }
    text
}
