//! Diagnostics as a person reads them: place, excerpt, underline, way out.
//!
//! Content is from strangers: control characters never reach the terminal as they are.

use std::collections::BTreeMap;
use std::io::IsTerminal;

use annotate_snippets::{AnnotationKind, Group, Level as Shown, Renderer, Snippet};

use crate::cli::log;
use crate::config::Levels;
use crate::diagnostic::{Code, Diagnostic, Level, Place};
use crate::path::SitePath;
use crate::source::Source;
use crate::yaml::text::masked;

/// How many findings of each level were reported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
}

impl Counts {
    /// `2 errors, 1 warning`, `no warnings`.
    pub(crate) fn in_words(self) -> String {
        let count = crate::cli::build::count;
        match (self.errors, self.warnings) {
            (0, 0) => "no warnings".to_owned(),
            (0, warnings) => count(warnings, "warning", "warnings"),
            (errors, 0) => count(errors, "error", "errors"),
            (errors, warnings) => {
                format!("{}, {}", count(errors, "error", "errors"), count(warnings, "warning", "warnings"))
            }
        }
    }
}

/// Prints findings to stderr and counts them. `only_count` prints nothing.
pub(crate) fn print(diagnostics: &[Diagnostic], source: &Source, only_count: bool) -> Counts {
    let levels = Levels::new(&source.config);
    let mut counts = Counts::default();
    let secrets = secrets(diagnostics);
    let mut file = (String::new(), String::new());
    for diagnostic in diagnostics {
        let level = levels.of(diagnostic);
        match level {
            Level::Off => continue,
            Level::Warn => counts.warnings += 1,
            Level::Error => counts.errors += 1,
        }
        if only_count {
            continue;
        }
        if let Some(place) = &diagnostic.place
            && place.file != file.0
        {
            // Findings are sorted by file, so that each is read once.
            file = (place.file.clone(), without(&secrets, &place.file, text(source, &place.file)));
        }
        log(&render(diagnostic, level, &file.1, renderer()));
        log("");
    }
    counts
}

/// Findings as a person reads them, without colours: what `check` prints.
pub fn report(diagnostics: &[Diagnostic], source: &Source) -> String {
    each(diagnostics, source, usize::MAX).0.into_iter().map(|text| text + "\n\n").collect()
}

/// Findings as a person reads them, without colours: one text each, and how many there are; where that is more
/// than `most`, errors before warnings.
pub(crate) fn each(diagnostics: &[Diagnostic], source: &Source, most: usize) -> (Vec<String>, usize) {
    let levels = Levels::new(&source.config);
    let secrets = secrets(diagnostics);
    let mut shown: Vec<(&Diagnostic, Level)> =
        diagnostics.iter().map(|diagnostic| (diagnostic, levels.of(diagnostic))).collect();
    shown.retain(|(_, level)| *level != Level::Off);
    let count = shown.len();
    if count > most {
        shown.sort_by_key(|(_, level)| *level != Level::Error);
    }
    let mut read = (String::new(), String::new());
    let text = |(diagnostic, level): &(&Diagnostic, Level)| {
        let file = diagnostic.place.as_ref().map_or("", |place| place.file.as_str());
        if file != read.0 {
            // Findings are sorted by file, so that each is read once.
            read = (file.to_owned(), without(&secrets, file, text(source, file)));
        }
        render(diagnostic, *level, &read.1, Renderer::plain())
    };
    (shown.iter().take(most).map(text).collect(), count)
}

/// Where the files hold secrets, as far as they were found.
fn secrets(diagnostics: &[Diagnostic]) -> BTreeMap<&str, Vec<(u32, u32)>> {
    let mut secrets: BTreeMap<&str, Vec<(u32, u32)>> = BTreeMap::new();
    let found = diagnostics.iter().filter(|diagnostic| diagnostic.code == Code::Secret);
    for place in found.filter_map(|diagnostic| diagnostic.place.as_ref()) {
        secrets.entry(&place.file).or_default().push(place.bytes);
    }
    secrets
}

/// The text of a file with its secrets overwritten: a report may end in a log that everybody reads.
fn without(secrets: &BTreeMap<&str, Vec<(u32, u32)>>, file: &str, text: String) -> String {
    let Some(places) = secrets.get(file) else { return text };
    let mut bytes = text.into_bytes();
    for (start, end) in places {
        let end = (*end as usize).min(bytes.len());
        // They are ASCII, so that no character is cut.
        bytes[(*start as usize).min(end)..end].iter_mut().filter(|byte| byte.is_ascii()).for_each(|byte| *byte = b'*');
    }
    String::from_utf8(bytes).expect("only ASCII was replaced by ASCII")
}

/// One finding as text. `text` is the file it is about.
pub(crate) fn render(diagnostic: &Diagnostic, level: Level, text: &str, renderer: Renderer) -> String {
    let shown = if level == Level::Error { Shown::ERROR } else { Shown::WARNING };
    let message = visible(&diagnostic.message);
    let title = shown.primary_title(&message).id(diagnostic.code.name());
    // A thousand findings in a file must not read the file a thousand times.
    let span = diagnostic.place.as_ref().and_then(|place| span(place, text));
    let from = span.as_ref().map_or(0, |span| text[..span.start].rfind('\n').map_or(0, |at| at + 1));
    let to = span.as_ref().map_or(0, |span| text[span.end..].find('\n').map_or(text.len(), |length| span.end + length));
    let clean = visible_lines(&text[from..to]);
    let mut group = match &diagnostic.place {
        Some(place) => match span {
            Some(span) => {
                let annotation = AnnotationKind::Primary.span(span.start - from..span.end - from);
                let snippet = Snippet::source(clean.as_str())
                    .line_start(place.line as usize)
                    .path(visible(&place.file))
                    .fold(true)
                    .annotation(annotation);
                title.element(snippet)
            }
            None => title.element(annotate_snippets::Origin::path(visible(&place.file))),
        },
        None => Group::with_title(title),
    };
    let help: Vec<String> = diagnostic.help.iter().map(|help| visible(help)).collect();
    for help in &help {
        group = group.element(Shown::HELP.message(help.as_str()));
    }
    renderer.render(&[group])
}

/// The world's failure, in the same looks.
pub(crate) fn failure(message: &str, help: Option<&str>) -> String {
    let message = visible(message);
    let mut group = Group::with_title(Shown::ERROR.primary_title(&message));
    let help = help.map(visible);
    if let Some(help) = &help {
        group = group.element(Shown::HELP.message(help.as_str()));
    }
    renderer().render(&[group])
}

/// Something worth knowing that is no finding.
pub(crate) fn note(message: &str) -> String {
    let message = visible(message);
    renderer().render(&[Group::with_title(Shown::NOTE.primary_title(&message))])
}

/// Colours on a terminal, unless `NO_COLOR` says no or `CLICOLOR_FORCE` says always.
fn renderer() -> Renderer {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0");
    let colours = set("CLICOLOR_FORCE") || (!set("NO_COLOR") && std::io::stderr().is_terminal());
    if colours { Renderer::styled() } else { Renderer::plain() }
}

pub(super) fn text(source: &Source, file: &str) -> String {
    let bytes = SitePath::new(file).and_then(|path| source.bytes(&path).ok()).unwrap_or_default();
    let text = crate::document::text_of(&bytes).into_owned();
    // Here addresses are no mistake but what the file is for, and a report may end in a log that everybody reads.
    let is_about_people = file.starts_with("people/") || matches!(file, "people.yml" | ".mailmap");
    if is_about_people { masked(&text).into_owned() } else { text }
}

/// The bytes to underline. Long lines are not shown: a terminal is no place for a megabyte.
fn span(place: &Place, text: &str) -> Option<std::ops::Range<usize>> {
    const LONGEST: usize = 2000;
    if place.line == 0 {
        return None;
    }
    let (start, end) = (place.bytes.0 as usize, place.bytes.1 as usize);
    let on_line = text.get(start..)?.find('\n').map_or(text.len(), |at| start + at);
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    (on_line - line_start <= LONGEST).then(|| start..end.clamp(start, on_line.max(start)))
}

/// Control characters other than the tab, as `\u{…}`: nothing that content says may steer the terminal.
pub(crate) fn visible(text: &str) -> String {
    text.chars().flat_map(|c| if is_control(c) { c.escape_unicode().collect::<Vec<_>>() } else { vec![c] }).collect()
}

/// As [`visible`] for a whole file: every control character becomes one of the same length, so that places stay.
fn visible_lines(text: &str) -> String {
    let shown = |c: char| match c {
        '\n' => '\n',
        c if is_control(c) && c.len_utf8() == 1 => ' ',
        // Two bytes (U+0080 to U+009F) and three (bidirectional controls).
        c if is_control(c) && c.len_utf8() == 2 => '\u{a0}',
        c if is_control(c) => '\u{fffd}',
        c => c,
    };
    text.chars().map(shown).collect()
}

fn is_control(c: char) -> bool {
    (c.is_control() && c != '\t')
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(diagnostic: &Diagnostic, text: &str) -> String {
        render(diagnostic, Level::Warn, text, Renderer::plain())
    }

    #[test]
    fn a_finding_shows_place_excerpt_and_way_out() {
        let path = SitePath::new("faq/a.md").unwrap();
        let text = "---\nauhtor: Jane\n---\n";
        let diagnostic = Diagnostic::new(Code::UnknownKey, "`auhtor` is not a front-matter key")
            .at(Place::span(&path, text, 4..10))
            .help("did you mean `author`?");
        let expected = "\
warning[unknown-key]: `auhtor` is not a front-matter key
 --> faq/a.md:2:1
  |
2 | auhtor: Jane
  | ^^^^^^
  |
  = help: did you mean `author`?";
        assert_eq!(shown(&diagnostic, text), expected);
    }

    #[test]
    fn content_does_not_steer_the_terminal() {
        let path = SitePath::new("faq/a.md").unwrap();
        let text = "a \u{1b}[31mred\u{1b}[0m \u{202e}b\n";
        let diagnostic =
            Diagnostic::new(Code::BrokenLink, "no page `\u{1b}]0;x\u{7}`").at(Place::span(&path, text, 0..1));
        let out = shown(&diagnostic, text);
        assert!(!out.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{out:?}");
        assert!(out.contains("\\u{1b}"));
    }
}
