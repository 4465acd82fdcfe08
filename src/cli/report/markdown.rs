//! The comment under a pull request: what changed, who is new, where to look at it, what is wrong and what to do.
//!
//! It ends on a forge that makes mentions, references and links out of bare words. So words of content stand in code, or
//! have passed [`words`]; nobody is called and nothing is linked but what we link.

use crate::cli::build::count;
use crate::cli::report::{Finding, Report};
use crate::diagnostic::Level;
use crate::output::cv::escaped;

/// More findings than this are counted and not shown: a forge cuts long comments, and nobody reads them.
const SHOWN: usize = 100;

/// What only the Markdown form tells, beside the findings.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// Since which revision, where one was asked for.
    pub since: Option<String>,
    /// Files that changed since then, by path.
    pub changed: Vec<Changed>,
    /// Names of those who never did anything before.
    pub newcomers: Vec<String>,
}

/// A file that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// What happened to it: `added`, `changed`, `removed`, `moved`.
    pub how: &'static str,
    /// Its path below the root.
    pub file: String,
    /// Of what was moved, the path before.
    pub from: Option<String>,
    /// The title of its page, where it has one.
    pub title: Option<String>,
    /// The whole address of its page in the preview, where that is known.
    pub preview: Option<String>,
}

/// The report.
pub(super) fn markdown(report: &Report, summary: &Summary) -> String {
    let sign = match (report.counts.errors, report.counts.warnings) {
        (0, 0) => "✅",
        (0, _) => "⚠️",
        _ => "❌",
    };
    let mut out = format!("## {sign} Cairn: {}\n", report.counts.in_words());
    out += &changes(report, summary);
    out += &newcomers(summary);
    for (level, title) in [(Level::Error, "Errors"), (Level::Warn, "Warnings")] {
        out += &problems(report, level, title);
    }
    out + &what_to_do(report)
}

fn changes(report: &Report, summary: &Summary) -> String {
    let Some(since) = &summary.since else { return String::new() };
    if summary.changed.is_empty() {
        return format!("\nNothing changed since {}.\n", code(since));
    }
    let mut out = format!("\n### What changed since {}\n\n", code(since));
    for changed in summary.changed.iter().take(SHOWN) {
        let title = changed.title.as_deref().map(words);
        let title = match (title, &changed.preview) {
            (Some(title), Some(address)) => format!("[{title}]({address}) – "),
            (Some(title), None) => format!("{title} – "),
            _ => String::new(),
        };
        let file = |file: &str| code(&report.seen_from_top(file));
        let from = changed.from.as_ref().map(|from| format!(", before {}", file(from))).unwrap_or_default();
        out += &format!("- {}: {title}{}{from}\n", changed.how, file(&changed.file));
    }
    out + &more(summary.changed.len(), "file", "files")
}

fn newcomers(summary: &Summary) -> String {
    let names: Vec<String> = summary.newcomers.iter().map(|name| words(name)).collect();
    if names.is_empty() { String::new() } else { format!("\n### New here\n\nWelcome, {}!\n", names.join(", ")) }
}

fn problems(report: &Report, level: Level, title: &str) -> String {
    let found: Vec<&Finding> = report.findings.iter().filter(|finding| finding.level == level).collect();
    if found.is_empty() {
        return String::new();
    }
    let mut out = format!("\n### {title} ({})\n\n", found.len());
    for finding in found.iter().take(SHOWN) {
        let place = finding.place.as_ref().map(|place| {
            let at = place.range.map(|[(line, column), _]| format!(":{line}:{column}")).unwrap_or_default();
            format!("{} ", code(&format!("{}{at}", report.seen_from_top(&place.file))))
        });
        let (place, name) = (place.unwrap_or_default(), finding.code.name());
        out += &format!("- {place}**{name}**: {}\n", message(&finding.message));
        finding.help.iter().for_each(|help| out += &format!("  - {}\n", message(help)));
    }
    out + &more(found.len(), "finding", "findings")
}

fn more(all: usize, one: &str, many: &str) -> String {
    match all.saturating_sub(SHOWN) {
        0 => String::new(),
        left => format!("\nAnd {} more.\n", count(left, one, many)),
    }
}

fn what_to_do(report: &Report) -> String {
    let fails = report.counts.errors > 0 || (report.strict && report.counts.warnings > 0);
    let first = match (report.counts.errors + report.counts.warnings, fails) {
        (0, _) => return "\nNothing to do: a maintainer can review this.\n".into(),
        (_, true) => "Mend what is listed; each line says where it is and what to write instead.",
        (_, false) => "Nothing here stops a review. Mend what you can; each line says how.",
    };
    format!(
        "\n### What to do\n\n1. {first}\n2. Run `cairn check` in your clone to see the same list, `cairn explain CODE` to learn about one of them.\n3. Push again: this list is made anew.\n"
    )
}

/// A message of ours: what it quotes in backticks stays code, the rest are our own words.
///
/// A quoted text that holds a backtick itself could move the rest out of its code, so then all of it becomes code.
fn message(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    let is_ours = |part: &str| part.chars().all(|c| c.is_alphanumeric() || " .,;:()'’“”…–-/?=+%\"".contains(c));
    let is_plain = parts.iter().step_by(2).all(|part| is_ours(part) && !part.contains("//") && !part.contains("www."));
    if parts.len().is_multiple_of(2) || !is_plain {
        return code(text);
    }
    let shown = parts.iter().enumerate().map(|(at, part)| match at % 2 {
        0 => (*part).to_owned(),
        _ => code(part),
    });
    shown.collect()
}

/// A text as code, whatever it holds.
fn code(text: &str) -> String {
    let text = &super::text::visible(text);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if text.is_empty() || text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// Words of content as just these words: no markup, no mention, no reference, no link.
fn words(text: &str) -> String {
    let text = crate::yaml::text::without_addresses(text);
    let escaped = escaped(&super::text::visible(&text));
    // A comment between the sign and the word: the reader sees no difference, the forge no mention.
    let calls = |c: char| matches!(c, '@' | '#');
    let broken: String = escaped
        .chars()
        .flat_map(|c| [c.to_string(), if calls(c) { "<!-- -->".into() } else { String::new() }])
        .collect();
    broken.replace("://", ":<!-- -->//").replace("www.", "www<!-- -->.")
}
