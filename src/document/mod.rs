//! One file understood: what it says about itself and what its body holds, without knowing any other file.
//!
//! Begin with [`parse`]. A [`Document`] keeps facts (front matter, headings, links), never the text:
//! [`body`] reads the text again when its page is rendered, through [`text_of`] and [`split`](split()).

pub mod badge;
pub mod body;
pub mod front_matter;
pub mod kind;
pub mod person;
pub mod picture;
pub mod svg;

mod article;
#[cfg(test)]
mod body_tests;
#[cfg(test)]
mod commonmark_tests;
mod code;
mod containers;
mod destination;
mod fence;
pub(crate) mod html;
pub(crate) mod lint;
mod markdown;
mod math;
mod mirror;
mod packed;
mod plain;
mod split;
mod weave;

use std::borrow::Cow;
use std::ops::Range;

use serde::{Deserialize, Serialize};

pub use crate::document::split::{Form, Split, split};

use crate::config::LimitsConfig;
use crate::diagnostic::{Code, Diagnostic, Located, Place};
use crate::digest::Digest;
use crate::document::body::Facts;
use crate::document::front_matter::{FrontMatter, Status};
use crate::path::{SitePath, fold};
use crate::yaml::text::shown;

/// The most that one page may be, whatever `limits.page` says. Larger files are data, and belong into `static/`.
pub const PAGE_LIMIT: usize = 16 << 20;

/// One Markdown file, parsed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// Of the file's bytes.
    pub digest: Digest,
    /// Of its text, however its lines end.
    pub text_digest: Digest,
    /// What stands between the `---` lines.
    pub front_matter: FrontMatter,
    /// Facts about the text below.
    pub facts: Facts,
    /// What is wrong with the file taken by itself.
    pub diagnostics: Vec<Diagnostic>,
}

impl Document {
    /// Without room to grow: it stays in memory until the site is written, beside that of every other page.
    #[must_use]
    pub fn shrunk(mut self) -> Document {
        self.facts.anchors.shrink_to_fit();
        self.front_matter.authors.shrink_to_fit();
        self.front_matter.tags.shrink_to_fit();
        self.diagnostics.shrink_to_fit();
        self
    }
}

/// Understands one file from its bytes.
pub fn parse(path: &SitePath, bytes: &[u8], limits: &LimitsConfig) -> Document {
    let mut document = Document {
        digest: Digest::of(bytes),
        text_digest: Digest::of_text(bytes),
        front_matter: FrontMatter::default(),
        facts: Facts::default(),
        diagnostics: Vec::new(),
    };
    if bytes.len() > PAGE_LIMIT {
        let size = bytes.len().div_ceil(1024);
        let found = Diagnostic::new(
            Code::PageTooLarge,
            format!("a page may have {} KiB, and this file has {size} KiB", PAGE_LIMIT >> 10),
        );
        document.diagnostics.push(found.at(Place::file(path)).help("split the page, or move data into `static/`"));
        return document;
    }
    let text = text_of(bytes);
    document.diagnostics.extend(not_utf8(path, bytes, &text));
    let Split { yaml, body, form } = split(&text);
    document.diagnostics.extend(split::complaint(path, &text, &yaml, &form));
    let (front_matter, found) = front_matter::parse(path, &text, yaml.clone(), limits);
    document.front_matter = front_matter;
    let told: Vec<(u32, u32)> = found.iter().filter_map(hidden_at).collect();
    document.diagnostics.extend(found);
    let (facts, found) = body::facts(path, &text, body, limits);
    document.facts = facts;
    let has_title = document.front_matter.title.is_some() || document.facts.title.is_some();
    let counts = |found: &Diagnostic| match found.code {
        // A draft may still hold what `cairn new` wrote into it.
        Code::PlaceholderText => document.front_matter.status != Some(Status::Draft),
        Code::SecondTitle => has_title,
        _ => true,
    };
    document.diagnostics.extend(found.into_iter().filter(counts));
    document.diagnostics.extend(hidden_title(path, &text, body, &document));
    let found = bound_words(path, &text, &yaml, body, limits, &mut document);
    document.diagnostics.extend(found);
    let is_told = |(from, to): (u32, u32)| told.iter().any(|(start, end)| from < *end && *start < to);
    let hidden = lint::hidden(path, &text).into_iter().filter(|found| !hidden_at(found).is_some_and(is_told));
    document.diagnostics.extend(hidden);
    document.diagnostics.extend(body::variables(path, &text, body, &document.front_matter));

    let is_empty = document.facts.is_empty || text[body..].trim().is_empty();
    let says_why = document.front_matter.status == Some(Status::Draft) || document.front_matter.duplicate_of.is_some();
    // Whoever wrote it in another encoding has something else to mend first.
    let is_utf16 = utf16(bytes).is_some();
    if is_empty && !says_why && !is_utf16 {
        let what =
            if text.trim().is_empty() { "the file is empty" } else { "the page has no text below its front matter" };
        let found = Diagnostic::new(Code::EmptyPage, what).at(Place::file(path));
        document.diagnostics.push(found.help("write the answer, or set `status: draft` until it is there"));
    }
    // What cannot be read may hold it.
    if !has_title && !is_utf16 && !text.trim().is_empty() && !is_unread(&document.diagnostics) {
        let found = Diagnostic::new(Code::MissingTitle, "the page has no title");
        let found = found.at(Place::span(path, &text, title_place(&text, yaml)));
        document
            .diagnostics
            .push(found.help("add `title: …` to the front matter, or begin the text with a `# heading`"));
    }
    document
}

/// A heading that opens the text and says something else than the title of the front matter: only one of the two is shown.
fn hidden_title(path: &SitePath, text: &str, body: usize, document: &Document) -> Option<Diagnostic> {
    let (title, heading) = (document.front_matter.title.as_deref()?, document.facts.title.as_deref()?);
    let plain = |text: &str| fold(text).chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    if plain(title) == plain(heading) {
        return None;
    }
    let line = heading_place(text, body)?;
    let message = format!("`{}` is not shown: the page has the title `{}`", shown(heading), shown(title));
    let found = Diagnostic::new(Code::SecondTitle, message).at(Place::span(path, text, line));
    Some(found.help("write it with `##` where it is a section's, or take one of the two titles out"))
}

/// The line of the heading that opens the text.
fn heading_place(text: &str, body: usize) -> Option<Range<usize>> {
    let line = text[body..].lines().find(|line| !line.trim().is_empty() && !line.trim_start().starts_with("<!--"))?;
    let start = line.as_ptr() as usize - text.as_ptr() as usize;
    Some(start..start + line.trim_end().len())
}

/// Cuts titles, and leaves out tags, that are longer or more than they may be.
fn bound_words(
    path: &SitePath,
    text: &str,
    yaml: &Range<usize>,
    body: usize,
    limits: &LimitsConfig,
    document: &mut Document,
) -> Vec<Diagnostic> {
    let (longest_title, longest_tag) = (limits.title as usize, limits.tag as usize);
    let most_tags = limits.tags as usize;
    let mut found = bound_lists(path, &mut document.front_matter, limits.listed as usize);
    let mut tell = |message: String, place: Place, help: &str| {
        found.push(Diagnostic::new(Code::BadValue, message).at(place).help(help));
    };
    let titles = [&mut document.front_matter.title, &mut document.facts.title];
    for (at, title) in titles.into_iter().enumerate() {
        let Some(title) = title else { continue };
        if let Some((end, _)) = title.char_indices().nth(longest_title) {
            let place = if at == 0 { Some(title_place(text, yaml.clone())) } else { heading_place(text, body) };
            let length = title.chars().count();
            let message =
                format!("a title may have {longest_title} characters, and this has {length}; the rest is not shown");
            let help = "say in a few words what the page is about, and the rest in the text";
            tell(message, Place::span(path, text, place.unwrap_or_default()), help);
            title.truncate(end);
            title.push('…');
        }
    }
    let tags = &mut document.front_matter.tags;
    if let Some(first) = tags.get(most_tags) {
        let message =
            format!("a page may have {most_tags} tags, and this has {}; those from here on are left out", tags.len());
        tell(message, first.place(path), "keep those by which readers look for it");
        tags.truncate(most_tags);
    }
    tags.retain(|tag| {
        let length = tag.value.chars().count();
        if length > longest_tag {
            let message = format!("a tag may have {longest_tag} characters, and this has {length}, so it is left out");
            tell(message, tag.place(path), "write a word or two");
        }
        length <= longest_tag
    });
    found
}

/// How much the lists of a file may hold.
struct Bound<'a> {
    path: &'a SitePath,
    most: usize,
}

impl Bound<'_> {
    fn list<T>(&self, key: &str, list: &mut Vec<T>, name: fn(&T) -> &Located<String>) -> Option<Diagnostic> {
        let first = name(list.get(self.most)?).place(self.path);
        let (most, has) = (self.most, list.len());
        list.truncate(most);
        let message = format!("`{key}` may list {most}, and this has {has}; those from here on are left out");
        let help = "name those who did most, or who are meant most; or raise `limits.listed`";
        Some(Diagnostic::new(Code::BadValue, message).at(first).help(help))
    }
}

/// Leaves out what is more in a list than it may hold.
fn bound_lists(path: &SitePath, front: &mut FrontMatter, most: usize) -> Vec<Diagnostic> {
    let bound = Bound { path, most };
    let people = [
        bound.list("authors", &mut front.authors, |author| &author.name),
        bound.list("translators", &mut front.translators, |author| &author.name),
        bound.list("asked_by", &mut front.asked_by, |author| &author.name),
        bound.list("answered_by", &mut front.answered_by, |author| &author.name),
    ];
    let words = [
        bound.list("aliases", &mut front.aliases, |alias| alias),
        bound.list("redirects", &mut front.redirects, |old| old),
        bound.list("asked_as", &mut front.asked_as, |wording| wording),
        bound.list("alternatives", &mut front.alternatives, |alternative| &alternative.text),
        bound.list("prerequisites", &mut front.prerequisites, |page| page),
        bound.list("related", &mut front.related, |page| page),
    ];
    people.into_iter().chain(words).flatten().collect()
}

/// Whether front matter could not be read, so that nobody knows what is missing in it.
pub fn is_unread(found: &[Diagnostic]) -> bool {
    found.iter().any(|found| matches!(found.code, Code::YamlSyntax | Code::YamlLimit))
}

/// Where a finding about hidden characters stands.
fn hidden_at(found: &Diagnostic) -> Option<(u32, u32)> {
    found.place.as_ref().filter(|_| found.code == Code::HiddenCharacters).map(|place| place.bytes)
}

/// Where a title belongs: the empty key of the front matter, else the first line of the file that says something.
fn title_place(text: &str, yaml: Range<usize>) -> Range<usize> {
    let line = text[yaml].lines().find(|line| line.starts_with("title:"));
    let line = line.or_else(|| text.lines().find(|line| !line.trim().is_empty())).unwrap_or_default();
    let start = line.as_ptr() as usize - text.as_ptr() as usize;
    start..start + line.trim_end().len()
}

/// The text of a file. Every byte range of the house counts in this text: a byte order mark is not part of it, and
/// bytes that are not UTF-8 have become `\u{FFFD}`. Borrowed where the file is UTF-8, as nearly all are.
pub fn text_of(bytes: &[u8]) -> Cow<'_, str> {
    match utf16(bytes) {
        Some(text) => Cow::Owned(text),
        None => String::from_utf8_lossy(bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(bytes)),
    }
}

/// The text of a file that is UTF-16: it begins with a byte order mark, or with two letters of which each has an empty byte beside it.
fn utf16(bytes: &[u8]) -> Option<String> {
    match bytes {
        [0xFF, 0xFE, text @ ..] => Some(units(text, u16::from_le_bytes)),
        [0xFE, 0xFF, text @ ..] => Some(units(text, u16::from_be_bytes)),
        [1..=255, 0, 1..=255, 0, ..] => Some(units(bytes, u16::from_le_bytes)),
        [0, 1..=255, 0, 1..=255, ..] => Some(units(bytes, u16::from_be_bytes)),
        _ => None,
    }
}

fn units(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
    String::from_utf16_lossy(&units)
}

/// The first place that is not UTF-8.
fn not_utf8(path: &SitePath, bytes: &[u8], text: &str) -> Option<Diagnostic> {
    let found = |message: String| Diagnostic::new(Code::NotUtf8, message);
    if utf16(bytes).is_some() {
        let found = found("the file is UTF-16, not UTF-8".into()).at(Place::span(path, text, 0..0));
        return Some(found.help("save it with the encoding UTF-8"));
    }
    let bytes = bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(bytes);
    let at = std::str::from_utf8(bytes).err()?.valid_up_to();
    let count = bytes.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count();
    let times = if count == 1 { "in 1 place".to_string() } else { format!("in {count} places, first here") };
    let place = Place::span(path, text, at..at + '\u{FFFD}'.len_utf8());
    Some(found(format!("the file is not UTF-8 {times}")).at(place).help("save it with the encoding UTF-8"))
}

#[cfg(test)]
mod tests;
