//! What a body says without its markup: text of a heading, first paragraph, word count, sections for the search index.
//!
//! Begin with [`sections`]. Comments never come this far, and tags are no text.

use pulldown_cmark::{Event as Raw, Parser};

use crate::document::body::{Section, Step};
use crate::document::markdown::{Event, Events, Markdown, Tag};

/// The longest description made of a first paragraph, in characters.
const LEAD: usize = 200;

/// The text of a run of events on one line.
pub(super) fn text(events: &[(Event<'_>, std::ops::Range<usize>)]) -> String {
    let mut out = String::new();
    for (event, _) in events {
        match event {
            Event::Text(text) | Event::Code(text) | Event::Math { source: text, .. } => push_words(&mut out, text),
            Event::Image { alt, .. } => push_words(&mut out, alt),
            Event::SoftBreak | Event::HardBreak => push_words(&mut out, " "),
            Event::Fence { code, .. } => push_words(&mut out, code),
            Event::Start(tag) | Event::End(tag) if tag.is_block() => push_words(&mut out, " "),
            _ => {}
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// A line of Markdown as plain text, for titles.
pub(super) fn line(markdown: &str) -> String {
    let mut out = String::new();
    for event in Parser::new(markdown) {
        match event {
            Raw::Text(text) | Raw::Code(text) => push_words(&mut out, &text),
            // In a title, `<name>` is a placeholder; a tag that is none would be lost.
            Raw::InlineHtml(html) | Raw::Html(html) if !html.starts_with("<!--") => push_words(&mut out, &html),
            Raw::SoftBreak | Raw::HardBreak => push_words(&mut out, " "),
            _ => {}
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// The first paragraph that says something, cut between words.
pub(super) fn lead(events: &Events<'_>) -> String {
    let mut begin = None;
    for (index, (event, _)) in events.iter().enumerate() {
        match event {
            Event::Start(Tag::Paragraph) => begin = Some(index + 1),
            Event::End(Tag::Paragraph) => {
                let Some(begin) = begin.take() else { continue };
                let text = text(&events[begin..index]);
                if text.chars().any(char::is_alphanumeric) {
                    return shortened(&text);
                }
            }
            _ => {}
        }
    }
    String::new()
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= LEAD {
        return text.to_owned();
    }
    let end = text.char_indices().nth(LEAD - 1).map_or(text.len(), |(at, _)| at);
    let cut = &text[..end];
    // Languages without spaces are cut between characters.
    let end = cut.rfind(' ').filter(|at| *at > cut.len() / 2).unwrap_or(cut.len());
    format!("{}…", cut[..end].trim_end_matches([' ', ',', '.', ';', ':', '-']))
}

/// Words outside code blocks. Chinese and Japanese write no spaces: two characters count as a word.
pub(super) fn words(markdown: &Markdown<'_>) -> u32 {
    let mut words = 0_usize;
    let mut ideographs = 0_usize;
    let mut in_word = false;
    let everywhere = std::iter::once(&markdown.events).chain(markdown.footnotes.iter().map(|note| &note.events));
    for (event, _) in everywhere.flatten() {
        match event {
            Event::Text(text) | Event::Code(text) => {
                for c in text.chars() {
                    if is_ideograph(c) {
                        ideographs += 1;
                        in_word = false;
                    } else if c.is_alphanumeric() {
                        words += usize::from(!in_word);
                        in_word = true;
                    } else if c.is_whitespace() {
                        in_word = false;
                    }
                }
            }
            Event::Start(tag) | Event::End(tag) if !tag.is_block() => {}
            _ => in_word = false,
        }
    }
    u32::try_from(words + ideographs / 2).unwrap_or(u32::MAX)
}

/// The running text, headings and code left out: what a page says in its author's own words.
pub(super) fn prose(markdown: &Markdown<'_>) -> String {
    let mut out = String::new();
    let mut in_heading = false;
    for (event, _) in &markdown.events {
        match event {
            Event::Start(Tag::Heading { .. }) => in_heading = true,
            Event::End(Tag::Heading { .. }) => in_heading = false,
            _ if in_heading => {}
            Event::Text(text) => push_words(&mut out, text),
            Event::SoftBreak | Event::HardBreak => push_words(&mut out, " "),
            Event::Start(tag) | Event::End(tag) if tag.is_block() => push_words(&mut out, " "),
            _ => {}
        }
    }
    out
}

/// Whether the character belongs to a script without blanks, or to its punctuation.
pub(super) fn is_wide(c: char) -> bool {
    is_ideograph(c) || matches!(c, '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}')
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// The body cut at its headings. Footnotes belong to the last section.
pub(super) fn sections(markdown: &Markdown<'_>) -> Vec<Section> {
    let mut sections = vec![Section::default()];
    let mut heading = false;
    let everywhere = std::iter::once(&markdown.events).chain(markdown.footnotes.iter().map(|note| &note.events));
    for (event, _) in everywhere.flatten() {
        if let Event::Start(Tag::Heading { id, .. }) = event {
            sections.push(Section { id: id.to_string(), ..Section::default() });
            heading = true;
            continue;
        }
        let section = sections.last_mut().expect("one is there from the start");
        let out = if heading { &mut section.heading } else { &mut section.text };
        match event {
            Event::End(Tag::Heading { .. }) => {
                out.truncate(out.trim_end().len());
                heading = false;
            }
            Event::Text(text) => push_words(out, text),
            Event::Code(code) => {
                // Inside its sentence, so that an excerpt reads well, and among the code, where names are looked for.
                push_words(out, code);
                push_line(&mut section.code, code.trim());
            }
            Event::Math { source, .. } => push_words(out, source),
            Event::Image { alt, title, figure, .. } => {
                push_words(out, alt);
                if *figure {
                    push_break(out);
                    push_words(out, title);
                    push_break(out);
                }
            }
            Event::Fence { info, code } => {
                push_break(&mut section.text);
                push_line(&mut section.code, info.title.as_deref().unwrap_or_default());
                push_line(&mut section.code, code.trim_end());
            }
            Event::SoftBreak | Event::HardBreak => push_words(out, " "),
            Event::Start(tag) => {
                let shown = match tag {
                    Tag::Alert { title, .. } | Tag::Details { title, .. } => title.as_deref().unwrap_or_default(),
                    Tag::Tab { label } => label,
                    _ => "",
                };
                if tag.is_block() && !heading {
                    push_break(out);
                    if !shown.is_empty() {
                        push_words(out, shown);
                        push_break(out);
                    }
                }
            }
            Event::End(tag) if tag.is_block() && !heading => push_break(out),
            _ => {}
        }
    }
    for section in &mut sections {
        section.text.truncate(section.text.trim_end().len());
    }
    sections.retain(|section| !section.id.is_empty() || !section.text.is_empty() || !section.code.is_empty());
    sections
}

/// What each item of the lists in `:::steps` begins with: its first paragraph, or the words before its first block.
pub(super) fn steps(markdown: &Markdown<'_>) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut inside = false;
    let mut depth = 0;
    let mut begin: Option<(usize, &str)> = None;
    for (index, (event, _)) in markdown.events.iter().enumerate() {
        let words_end = match event {
            Event::Start(Tag::Paragraph) => false,
            Event::Start(tag) | Event::End(tag) => tag.is_block(),
            event => matches!(event, Event::Fence { .. } | Event::Rule),
        };
        if words_end && let Some((begin, id)) = begin.take() {
            steps.push(Step { text: shortened(&text(&markdown.events[begin..index])), id: id.to_owned() });
        }
        match event {
            Event::Start(Tag::Steps) => inside = true,
            Event::End(Tag::Steps) => inside = false,
            Event::Start(Tag::List(_)) => depth += usize::from(inside),
            Event::End(Tag::List(_)) => depth -= usize::from(inside),
            Event::Start(Tag::Item) if depth == 1 => begin = Some((index + 1, "")),
            Event::Start(Tag::Step { id, .. }) => begin = Some((index + 1, id)),
            _ => {}
        }
    }
    steps.retain(|step| !step.text.is_empty());
    steps
}

/// Adds text with its blanks as single spaces and without control characters.
fn push_words(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '\u{1}' => out.push('<'),
            c if c.is_whitespace() || c.is_control() => {
                if !out.is_empty() && !out.ends_with([' ', '\n']) {
                    out.push(' ');
                }
            }
            c => out.push(c),
        }
    }
}

/// Ends a block.
fn push_break(out: &mut String) {
    out.truncate(out.trim_end_matches(' ').len());
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
}

fn push_line(out: &mut String, line: &str) {
    if line.is_empty() {
        return;
    }
    if !out.is_empty() {
        out.push('\n');
    }
    out.extend(line.chars().map(|c| match c {
        '\u{1}' => '<',
        '\r' => ' ',
        c => c,
    }));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::LimitsConfig;
    use crate::document::containers::Shadow;

    fn read<T>(body: &str, make: impl Fn(&Markdown<'_>) -> T) -> T {
        let shadow = Shadow::new(body);
        make(&Markdown::read(body, &shadow, &LimitsConfig::default()))
    }

    #[test]
    fn sections_are_cut_at_headings_and_hold_no_markup() {
        let body = "Some *text* with `code -x`.\n<!-- a@example.org -->\n\n## One\n\n- a\n- b <kbd>c</kbd>\n\n```sh\nls\n```\n\n### Two ![pic](p.png)\n\n|a|b|\n|-|-|\n|1|2|\n";
        let sections = read(body, sections);
        let table = [
            ("", "", "Some text with code -x.", "code -x"),
            ("one", "One", "a\nb c", "ls"),
            ("two-pic", "Two pic", "a\nb\n1\n2", ""),
        ];
        assert_eq!(sections.len(), table.len());
        for (section, (id, heading, text, code)) in sections.iter().zip(table) {
            assert_eq!(
                (section.id.as_str(), section.heading.as_str(), section.text.as_str(), section.code.as_str()),
                (id, heading, text, code)
            );
        }
    }

    #[test]
    fn words_are_counted_outside_code_blocks() {
        let table = [("one two **th**ree\n\n```\nfour\n```\n", 3), ("鍵を作る\n", 2), ("- a\n- b\n", 2), ("", 0)];
        for (body, expected) in table {
            assert_eq!(read(body, words), expected, "{body}");
        }
    }

    #[test]
    fn the_lead_is_the_first_paragraph_cut_between_words() {
        assert_eq!(read("![](x.png)\n\n> Quoted `text`\n\nLater.\n", |m| lead(&m.events)), "Quoted text");
        let long = "word ".repeat(100);
        let lead = read(&long, |m| lead(&m.events));
        assert!(lead.ends_with("word…") && lead.chars().count() <= LEAD, "{lead}");
    }
}
