//! The Markdown below the front matter: [`facts`] for every file at once, [`read`] for one page when it is made.
//!
//! Both read the same event stream (CommonMark, GFM, containers, wikilinks, math), so what is linked is what is shown.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::config::LimitsConfig;
use crate::diagnostic::{Diagnostic, Located, Place};
use crate::document::article;
use crate::document::containers::Shadow;
use crate::document::destination::Destination;
use crate::document::front_matter::FrontMatter;
use crate::document::lint;
use crate::document::markdown::{Event, Finding, Markdown, Tag};
use crate::document::mirror;
use crate::document::packed::Packed;
use crate::document::plain;
use crate::path::{SitePath, is_markup};
use crate::search::sketch;

/// What the rest of the site needs to know about a body. No text beyond short labels.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// Text of the first `#` heading, where it opens the body; such a heading is the title and is not rendered again.
    pub title: Option<String>,
    /// Headings in order (without the title), with their final ids.
    pub headings: Packed<Heading>,
    /// Ids of other places that links may name: `<a id="old-name"></a>`.
    pub anchors: Vec<String>,
    /// Links and images that lead inside the repository, in order, for checking.
    pub links: Packed<Link>,
    /// Plain text of the first paragraph, at most 200 characters, for descriptions.
    pub lead: String,
    /// Words (CJK: characters / 2) outside code, for the reading time.
    pub words: u32,
    /// The first code block: its language word, "" where none is given, and its title.
    pub first_block: Option<(String, Option<String>)>,
    /// Titles of code blocks, in order.
    pub titled_blocks: Vec<String>,
    /// Of the blocks that begin as HTML and XML do, the titles; "" for the first of all blocks, where it has none.
    pub markup_blocks: Vec<String>,
    /// Whether the body has any text at all.
    pub is_empty: bool,
    /// A sample of what the prose says, by which pages are found that say nearly the same; at most 48.
    pub sketch: Vec<u32>,
    /// How many bytes may stand for its links before the page could be longer than `limits.growth` allows.
    pub room: i64,
}

/// A heading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "(u8, String, String)", from = "(u8, String, String)")]
pub struct Heading {
    /// 1 to 6 as written.
    pub level: u8,
    /// Its id on the page: unique, safe.
    pub id: String,
    /// Its text without markup.
    pub text: String,
}

impl From<(u8, String, String)> for Heading {
    fn from((level, id, text): (u8, String, String)) -> Heading {
        Heading { level, id, text }
    }
}

impl From<Heading> for (u8, String, String) {
    fn from(heading: Heading) -> (u8, String, String) {
        (heading.level, heading.id, heading.text)
    }
}

/// A link or image as written, for the link stage to resolve.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "LinkFields", from = "LinkFields")]
pub struct Link {
    /// Destination as written, percent-decoded, without the `#` part; "" for a link inside the page.
    pub target: String,
    /// The part behind `#`, percent-decoded.
    pub anchor: Option<String>,
    /// How it was written.
    pub form: LinkForm,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// Byte range in the file.
    pub bytes: (u32, u32),
}

type LinkFields = (String, Option<String>, LinkForm, u32, u32, (u32, u32));

impl From<LinkFields> for Link {
    fn from((target, anchor, form, line, column, bytes): LinkFields) -> Link {
        Link { target, anchor, form, line, column, bytes }
    }
}

impl From<Link> for LinkFields {
    fn from(link: Link) -> LinkFields {
        (link.target, link.anchor, link.form, link.line, link.column, link.bytes)
    }
}

/// How a link was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LinkForm {
    /// `[text](target)`, `[text][ref]`.
    Link,
    /// `![text](target)`.
    Image,
    /// `[[target]]`.
    Wiki,
}

/// Where a link leads, as the site decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolved {
    /// A page or file: the finished text of `href`.
    To {
        /// For the attribute, encoded; HTML-escaping is the renderer's.
        href: String,
        /// The target page's title, for wikilinks without a text of their own.
        title: Option<String>,
    },
    /// An image with its size from the file header.
    Image {
        /// For `src`.
        src: String,
        /// Pixels across and down, where the header tells.
        size: Option<(u32, u32)>,
    },
    /// Nowhere: shown as marked text (`<span class="broken-link">`), or the image's alternative text.
    Broken,
}

/// What the renderer asks the site while it renders one page.
pub trait Resolver {
    /// Where a repository link (no scheme, no host) leads. Must agree with what the link stage reported.
    fn resolve(&self, target: &str, anchor: Option<&str>, form: LinkForm) -> Resolved;
    /// The explanation of a glossary term, where the site has one.
    fn glossary(&self, term: &str) -> Option<&str> {
        let _ = term;
        None
    }
    /// Whether a link to this address of another server may recommend it.
    fn recommends(&self, address: &str) -> bool {
        let _ = address;
        false
    }
    /// The finished HTML of a code block from the cache, or made by `make`.
    fn highlighted(&self, language: &str, code: &str, make: &dyn Fn() -> String) -> String {
        let _ = (language, code);
        make()
    }
    /// A word of the page's language for the interface (`copy`, `note`, `footnotes` …).
    fn word(&self, key: &str) -> String;
}

/// A body as it was read. Each method makes one of the forms in which it leaves, and costs nothing where it is not called.
pub struct Body<'m> {
    markdown: &'m Markdown<'m>,
    length: usize,
}

impl Body<'_> {
    /// Safe HTML for the inside of the article.
    pub fn html(&self, resolver: &dyn Resolver) -> String {
        article::article(self.markdown, self.length, resolver).text
    }

    /// The bytes of what is left out first of the page or its mirror, because it would become too long.
    pub fn cut(&self, resolver: &dyn Resolver) -> Option<Range<usize>> {
        let article = article::article(self.markdown, self.length, resolver).cut;
        article.or_else(|| mirror::mirror(self.markdown, self.length, resolver).cut)
    }

    /// Sections for the search index, in order; the first is what stands above the first heading.
    pub fn sections(&self) -> Vec<Section> {
        plain::sections(self.markdown)
    }

    /// The page as Markdown, written from the parsed events: no comment, no raw HTML of the source.
    pub fn mirror(&self, resolver: &dyn Resolver) -> String {
        mirror::mirror(self.markdown, self.length, resolver).text
    }

    /// The prose without code, for comparing pages with each other.
    pub fn prose(&self) -> String {
        plain::prose(self.markdown)
    }

    /// Fenced blocks, for template payloads.
    pub fn fences(&self) -> Vec<Fence> {
        let fences = self.markdown.events.iter().filter_map(|(event, _)| match event {
            Event::Fence { info, code } => {
                Some(Fence { language: info.language.clone(), title: info.title.clone(), code: code.clone() })
            }
            _ => None,
        });
        fences.collect()
    }

    /// The steps of all `:::steps`, in order.
    pub fn steps(&self) -> Vec<Step> {
        plain::steps(self.markdown)
    }
}

/// A part of a page that search can lead to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// Heading id, "" above the first heading.
    pub id: String,
    /// Heading text.
    pub heading: String,
    /// Prose without markup, blocks separated by `\n`.
    pub text: String,
    /// Code, inline and fenced, separated by `\n`.
    pub code: String,
}

/// A step of `:::steps`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// Its text without what is nested in it.
    pub text: String,
    /// Its id on the page; "" for an item of a list without numbers, which has none.
    pub id: String,
}

/// A fenced code block.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fence {
    /// Language word.
    pub language: String,
    /// `title="…"` of the info string.
    pub title: Option<String>,
    /// The code.
    pub code: String,
}

/// Facts about a body. `text` is the whole file; the body begins at byte `start`.
pub fn facts(path: &SitePath, text: &str, start: usize, limits: &LimitsConfig) -> (Facts, Vec<Diagnostic>) {
    let body = text.get(start..).unwrap_or("");
    let shadow = Shadow::new(body);
    let markdown = Markdown::read(body, &shadow, limits);
    let mut facts = Facts {
        title: markdown.title.clone(),
        lead: plain::lead(&markdown.events),
        words: plain::words(&markdown),
        is_empty: markdown.events.is_empty() && markdown.title.is_none(),
        sketch: sketch(&plain::prose(&markdown)),
        room: article::room(&markdown, body.len()),
        ..Facts::default()
    };
    let findings: Vec<Finding> = markdown.findings.iter().cloned().chain(lint::findings(body, &markdown)).collect();
    let (mut headings, mut links) = (Vec::new(), Vec::new());
    for events in std::iter::once(&markdown.events).chain(markdown.footnotes.iter().map(|note| &note.events)) {
        let mut heading = 0;
        for (index, (event, bytes)) in events.iter().enumerate() {
            match event {
                Event::Start(Tag::Heading { .. }) => heading = index + 1,
                Event::End(Tag::Heading { level, id, .. }) => {
                    let text = plain::text(&events[heading..index]);
                    headings.push(Heading { level: *level, id: id.to_string(), text });
                }
                Event::Start(Tag::Link { destination: Destination::Local { target, anchor }, form, .. }) => {
                    links.push(link(target, anchor, *form, bytes, start));
                }
                Event::Image { destination: Destination::Local { target, anchor }, .. } => {
                    links.push(link(target, anchor, LinkForm::Image, bytes, start));
                }
                Event::Anchor(id) => facts.anchors.push(id.clone()),
                Event::Start(Tag::Step { id, .. }) => facts.anchors.push(id.to_string()),
                Event::Fence { info, code } => {
                    let is_named = info.title.is_some() || facts.first_block.is_none();
                    // The sign stands for `<`, see `containers`.
                    if is_named && (is_markup(code.as_bytes(), true) || code.trim_start().starts_with('\u{1}')) {
                        facts.markup_blocks.push(info.title.clone().unwrap_or_default());
                    }
                    facts.first_block.get_or_insert_with(|| (info.language.clone(), info.title.clone()));
                    facts.titled_blocks.extend(info.title.clone());
                }
                _ => {}
            }
        }
    }
    let begins: Vec<usize> = links.iter().map(|link| link.bytes.0 as usize).collect();
    for (link, (line, column)) in links.iter_mut().zip(positions(text, &begins)) {
        (link.line, link.column) = (line, column);
    }
    (facts.headings, facts.links) = (Packed::new(&headings), Packed::new(&links));
    let begins: Vec<usize> = findings.iter().map(|finding| start + finding.bytes.start).collect();
    let diagnostics = findings.iter().zip(positions(text, &begins)).map(|(finding, (line, column))| {
        let bytes = ((start + finding.bytes.start) as u32, (start + finding.bytes.end) as u32);
        let place = Place { file: path.to_string(), line, column, bytes };
        let diagnostic = Diagnostic::new(finding.code, finding.message.clone()).at(place);
        if finding.help.is_empty() { diagnostic } else { diagnostic.help(finding.help.clone()) }
    });
    (facts, diagnostics.collect())
}

/// Every place from which a file leads to another server, in order, with the address as it is meant.
pub fn external_links(text: &str, start: usize) -> Vec<Located<String>> {
    let body = text.get(start..).unwrap_or("");
    let shadow = Shadow::new(body);
    let markdown = Markdown::read(body, &shadow, &LimitsConfig::default());
    let events = markdown.events.iter().chain(markdown.footnotes.iter().flat_map(|note| &note.events));
    let links = events.filter_map(|(event, bytes)| match event {
        Event::Start(Tag::Link { destination: Destination::External(address), .. })
        | Event::Image { destination: Destination::External(address), .. } => {
            Some((address.clone(), start + bytes.start, start + bytes.end))
        }
        _ => None,
    });
    let links: Vec<(String, usize, usize)> = links.collect();
    let begins: Vec<usize> = links.iter().map(|(_, from, _)| *from).collect();
    let places = positions(text, &begins);
    let located =
        |((value, from, to), (line, column))| Located { value, line, column, bytes: (from as u32, to as u32) };
    links.into_iter().zip(places).map(located).collect()
}

/// The headings of a file in order: their ids, and the bytes of the lines that they are written on.
pub fn heading_spans(text: &str, start: usize) -> Vec<(String, std::ops::Range<usize>)> {
    let body = text.get(start..).unwrap_or("");
    let shadow = Shadow::new(body);
    let markdown = Markdown::read(body, &shadow, &LimitsConfig::default());
    let spans = markdown.events.iter().filter_map(|(event, bytes)| match event {
        Event::Start(Tag::Heading { id, .. }) => Some((id.to_string(), start + bytes.start..start + bytes.end)),
        _ => None,
    });
    spans.collect()
}

/// The bytes of `[label]: destination`, where the body has that.
pub fn definition(text: &str, start: usize, label: &str) -> Option<std::ops::Range<usize>> {
    let span = Shadow::new(text.get(start..)?).definition(label)?;
    Some(start + span.start..start + span.end)
}

/// What is wrong with the variables of a template whose payload is a block of its page. One that is a file is looked at
/// where that file is known.
pub(super) fn variables(path: &SitePath, text: &str, start: usize, front: &FrontMatter) -> Vec<Diagnostic> {
    if front.variables.is_empty() {
        return Vec::new();
    }
    let body = text.get(start..).unwrap_or("");
    let shadow = Shadow::new(body);
    let markdown = Markdown::read(body, &shadow, &LimitsConfig::default());
    let payload = markdown.events.iter().find_map(|(event, bytes)| match (event, &front.payload) {
        (Event::Fence { info, .. }, Some(named)) if info.title.as_deref() != Some(named.value.as_str()) => None,
        (Event::Fence { .. }, _) => Some(start + bytes.start..start + bytes.end),
        _ => None,
    });
    payload.map(|bytes| lint::variables((path, text), front, (path, text, bytes))).unwrap_or_default()
}

/// Reads a body and hands it to `make`. Diagnostics are not repeated here: [`facts`] has reported them.
pub fn read<T>(text: &str, start: usize, make: impl FnOnce(&Body<'_>) -> T) -> T {
    read_within(text, start, &LimitsConfig::default(), make)
}

/// As [`read`], for what is shown: in so far as a maintainer allows it.
pub fn read_within<T>(text: &str, start: usize, limits: &LimitsConfig, make: impl FnOnce(&Body<'_>) -> T) -> T {
    let body = text.get(start..).unwrap_or("");
    let shadow = Shadow::new(body);
    make(&Body { markdown: &Markdown::read(body, &shadow, limits), length: body.len() })
}

/// Markdown of one paragraph as plain text.
pub fn plain_inline(markdown: &str) -> String {
    plain::line(markdown)
}

/// Renders one line of Markdown (a short answer, a description): no blocks, links resolved.
pub fn render_inline(markdown: &str, resolver: &dyn Resolver) -> String {
    let shadow = Shadow::new(markdown);
    article::words(&Markdown::read(markdown, &shadow, &LimitsConfig::default()), markdown.len(), resolver)
}

/// The same as one line of Markdown, for what is not HTML.
pub fn mirror_inline(markdown: &str, resolver: &dyn Resolver) -> String {
    let shadow = Shadow::new(markdown);
    mirror::words(&Markdown::read(markdown, &shadow, &LimitsConfig::default()), markdown.len(), resolver)
}

/// Plain text (a title, a description) as one line of Markdown that says just this.
pub fn mirror_text(text: &str) -> String {
    mirror::text(text)
}

fn link(target: &str, anchor: &Option<String>, form: LinkForm, bytes: &Range<usize>, start: usize) -> Link {
    let bytes = ((start + bytes.start) as u32, (start + bytes.end) as u32);
    Link { target: target.to_owned(), anchor: anchor.clone(), form, line: 0, column: 0, bytes }
}

/// Line and column, from 1, of every offset, in one pass: a file may hold a hundred thousand links on one line.
fn positions(text: &str, offsets: &[usize]) -> Vec<(u32, u32)> {
    let mut order: Vec<usize> = (0..offsets.len()).collect();
    order.sort_by_key(|index| offsets[*index]);
    let mut positions = vec![(1, 1); offsets.len()];
    let (mut at, mut line, mut column) = (0, 1, 1);
    for index in order {
        let mut target = offsets[index].min(text.len());
        while !text.is_char_boundary(target) {
            target -= 1;
        }
        for c in text[at.min(target)..target].chars() {
            (line, column) = if c == '\n' { (line + 1, 1) } else { (line, column + 1) };
        }
        at = target.max(at);
        positions[index] = (line, column);
    }
    positions
}
