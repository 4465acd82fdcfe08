//! Completion: keys and values of YAML, destinations of links, headings behind `#`.
//!
//! Begin with [`complete`]. It looks at the text around the cursor alone, and asks the edition only for names: the text is newer.

use std::ops::Range;

use lsp_types::{
    CompletionItem, CompletionItemKind, CompletionList, CompletionTextEdit, Documentation, MarkupContent, MarkupKind,
    TextEdit,
};

use crate::config::LimitsConfig;
use crate::document::body::{self, LinkForm};
use crate::document::{Form, split};
use crate::edit::destination::encode;
use crate::lsp::keys::{self, Names};
use crate::lsp::position::Lines;
use crate::lsp::spot::{Role, Spot, spot};
use crate::lsp::{Editor, Place};
use crate::path::{SitePath, fold};
use crate::site::links::Target;
use crate::site::{Page, PageIdx, Site};

/// More are not shown at once; the editor asks again when more is typed.
const MOST: usize = 300;

/// What may stand at a place.
pub fn complete(editor: &Editor, place: Place<'_>) -> CompletionList {
    let offers = match keys::yaml(place.path, place.text, place.at) {
        Some(range) => spot(place.text, range, place.at).map(|spot| in_yaml(place, &spot)),
        None => typed_link(place.text, place.at).map(|typed| in_body(place, &typed)),
    };
    let Some(Offers { word, mut items }) = offers else { return CompletionList::default() };
    let typed = fold(place.text.get(word.start..place.at).unwrap_or_default());
    items.retain(|item| fits(&typed, item));
    let is_incomplete = items.len() > MOST;
    items.truncate(MOST);
    let range = Lines::new(place.text, editor.encoding).range(word);
    let items = items.into_iter().enumerate().map(|(number, offer)| CompletionItem {
        text_edit: Some(CompletionTextEdit::Edit(TextEdit { range, new_text: offer.text })),
        filter_text: (!offer.others.is_empty()).then(|| format!("{} {}", offer.label, offer.others)),
        label: offer.label,
        kind: Some(offer.kind),
        detail: Some(offer.detail).filter(|detail| !detail.is_empty()),
        documentation: Some(offer.doc).filter(|doc| !doc.is_empty()).map(markdown),
        // In our order, and not by the alphabet.
        sort_text: Some(format!("{number:04}")),
        ..CompletionItem::default()
    });
    CompletionList { is_incomplete, items: items.collect() }
}

/// Markdown to show.
fn markdown(value: String) -> Documentation {
    Documentation::MarkupContent(MarkupContent { kind: MarkupKind::Markdown, value })
}

/// What is offered, and the bytes in whose place it would stand.
struct Offers {
    word: Range<usize>,
    items: Vec<Offer>,
}

struct Offer {
    label: String,
    /// What is written.
    text: String,
    detail: String,
    doc: String,
    /// Other words by which it is found.
    others: String,
    kind: CompletionItemKind,
}

impl Offer {
    fn new(kind: CompletionItemKind, label: &str, text: &str) -> Offer {
        let [detail, doc, others] = [const { String::new() }; 3];
        Offer { label: label.to_owned(), text: text.to_owned(), detail, doc, others, kind }
    }
}

/// Whether the letters that were typed occur in it, in their order. Where one stands in the tree does not matter.
fn fits(typed: &str, offer: &Offer) -> bool {
    let name = fold(&format!("{} {} {}", offer.label, offer.text, offer.others));
    let mut letters = name.chars();
    typed.trim_start_matches(['.', '/']).chars().all(|wanted| letters.any(|letter| letter == wanted))
}

fn in_yaml(place: Place<'_>, spot: &Spot) -> Offers {
    let Place { edition, path, .. } = place;
    let items = match &spot.role {
        Role::Key { others, has_value } => {
            let keys = keys::keys(edition, path, &spot.keys).into_iter().filter(|key| !others.contains(&key.name));
            let item = |key: keys::Key| {
                let text = if *has_value { key.name.clone() } else { format!("{}: ", key.name) };
                let offer = Offer::new(CompletionItemKind::PROPERTY, &key.name, &text);
                Offer { detail: key.words, doc: key.doc, ..offer }
            };
            keys.map(item).collect()
        }
        Role::Value => {
            // A blank belongs behind `:` and `-`, and may not be typed yet.
            let blank = if place.text[..spot.word.start].ends_with([':', '-']) { " " } else { "" };
            let write = |text: &str| format!("{blank}{}", quoted(place.text, &spot.word, text));
            match keys::names(path, &spot.keys) {
                Some(Names::Page) => pages(place, &spot.word, write).into_iter().map(|(_, offer)| offer).collect(),
                Some(Names::File) => files(place, |_| true, write),
                _ => values(place, spot, write),
            }
        }
    };
    Offers { word: spot.word.clone(), items }
}

fn values(place: Place<'_>, spot: &Spot, write: impl Fn(&str) -> String) -> Vec<Offer> {
    let Place { edition, path, .. } = place;
    let is_closed = keys::key(edition, path, &spot.keys).is_some_and(|key| key.words.starts_with('`'));
    let kind = if is_closed { CompletionItemKind::ENUM_MEMBER } else { CompletionItemKind::VALUE };
    let item = |value: keys::Value| {
        let offer = Offer::new(kind, &value.text, &write(&value.text));
        Offer { detail: value.detail.clone(), others: value.detail, ..offer }
    };
    keys::values(edition, path, &spot.keys).into_iter().map(item).collect()
}

/// A value as YAML can hold it. Where a quotation mark stands before the word, it is in quotes already.
fn quoted(text: &str, word: &Range<usize>, value: &str) -> String {
    let is_quoted = text[..word.start].ends_with(['"', '\'']);
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | '/' | '+' | '(' | ')');
    let is_fine = value.chars().all(is_plain) && !value.starts_with(['-', ' ', '.', '(']) && !value.ends_with(' ');
    // A way up begins with dots, which mean nothing to YAML.
    match is_quoted || is_fine || value.starts_with("../") && value.chars().all(is_plain) {
        true => value.to_owned(),
        false => serde_json::to_string(value).expect("text is plain data"),
    }
}

/// A destination that is being typed.
struct Typed {
    /// From its beginning to the end of the word at the cursor.
    word: Range<usize>,
    form: LinkForm,
    /// Where the part behind `#` begins.
    anchor: Option<usize>,
}

/// Behind `](`, `[[` or `[name]: `, and not in a block of code.
fn typed_link(text: &str, at: usize) -> Option<Typed> {
    let before = text.get(..at)?;
    let body = split(text);
    if body.form != Form::None && at < body.body {
        return None;
    }
    let start = before.rfind('\n').map_or(0, |line| line + 1);
    let line = &before[start..];
    if in_code(&before[..start]) || line.matches('`').count() % 2 == 1 {
        return None;
    }
    let inline =
        line.rfind("](").map(|open| (open + 2, if is_image(&line[..open]) { LinkForm::Image } else { LinkForm::Link }));
    let wiki = line.rfind("[[").map(|open| (open + 2, LinkForm::Wiki));
    let definition = line
        .trim_start_matches(' ')
        .strip_prefix('[')
        .and_then(|rest| rest.split_once("]:"))
        .map(|(_, rest)| (line.len() - rest.trim_start().len(), LinkForm::Link));
    let (open, form) = inline.into_iter().chain(wiki).chain(definition).max_by_key(|(open, _)| *open)?;
    let written = &line[open..];
    let pointed = usize::from(written.starts_with('<'));
    let closes: &[char] = match form {
        LinkForm::Wiki => &[']', '|'],
        _ if pointed == 1 => &['>'],
        _ => &[')', ' ', '"'],
    };
    let written = &written[pointed..];
    if written.contains(closes) || written.contains("://") {
        return None;
    }
    let from = start + open + pointed;
    let is_end = |c: char| c.is_whitespace() || matches!(c, ')' | ']' | '>' | '|' | '"');
    let end = text[at..].find(is_end).map_or(text.len(), |length| at + length);
    Some(Typed { word: from..end, form, anchor: written.find('#').map(|hash| from + hash + 1) })
}

/// Whether the brackets before `](` belong to an image.
fn is_image(before: &str) -> bool {
    before.rfind('[').is_some_and(|open| before[..open].ends_with('!'))
}

/// Whether a fence is open behind these lines.
fn in_code(lines: &str) -> bool {
    let mut open: Option<&str> = None;
    for line in lines.lines() {
        let line = line.trim_start();
        let fence = ["```", "~~~"].into_iter().find(|fence| line.starts_with(fence));
        match (open, fence) {
            (None, fence) => open = fence,
            (Some(known), Some(fence)) if known == fence => open = None,
            _ => {}
        }
    }
    open.is_some()
}

fn in_body(place: Place<'_>, typed: &Typed) -> Offers {
    let Typed { word, form, anchor } = typed;
    if let Some(anchor) = anchor {
        return Offers { items: headings(place, &place.text[word.start..anchor - 1], *form), word: *anchor..word.end };
    }
    let items = match form {
        LinkForm::Image => files(place, is_picture, encode),
        LinkForm::Link => {
            let mut items: Vec<Offer> = pages(place, word, encode).into_iter().map(|(_, offer)| offer).collect();
            items.extend(files(place, |path| !is_picture(path), encode));
            items
        }
        LinkForm::Wiki => wiki(place, word),
    };
    Offers { word: word.clone(), items }
}

/// The headings of the page that a destination names.
fn headings(place: Place<'_>, target: &str, form: LinkForm) -> Vec<Offer> {
    let item = |id: &str, text: &str, level: u8| Offer {
        detail: format!("{} {text}", "#".repeat(level.into())),
        others: text.to_owned(),
        ..Offer::new(CompletionItemKind::REFERENCE, id, &encode(id))
    };
    if target.is_empty() {
        // What is typed just now is newer than the edition.
        let (facts, _) = body::facts(place.path, place.text, split(place.text).body, &LimitsConfig::default());
        return facts.headings.list().iter().map(|heading| item(&heading.id, &heading.text, heading.level)).collect();
    }
    let Some((site, page)) = place.edition.page(place.path) else { return Vec::new() };
    let target = percent_encoding::percent_decode_str(target).decode_utf8_lossy();
    match site.links.resolve(site, page, &target, None, form).target {
        Ok(Target::Page { page, .. }) => {
            let headings = site.page(page).document.facts.headings.list();
            headings.iter().map(|heading| item(&heading.id, &heading.text, heading.level)).collect()
        }
        _ => Vec::new(),
    }
}

/// Every other page by the way to it from here, those of the same language first, and of them the nearest.
fn pages(place: Place<'_>, word: &Range<usize>, write: impl Fn(&str) -> String) -> Vec<(PageIdx, Offer)> {
    let site = place.edition.site_of(place.path);
    let folder = place.path.parent();
    let is_rooted = place.text[word.start..].starts_with('/');
    let lang = place.edition.page(place.path).map(|(site, page)| site.page(page).lang);
    let way = |page: &Page| match is_rooted {
        true => format!("/{}", below_content(place, &page.path)),
        false => page.path.seen_from(&folder),
    };
    let others = site.pages.iter().enumerate().filter(|(_, page)| page.path != *place.path);
    let mut ways: Vec<(PageIdx, String)> = others.map(|(number, page)| (number, way(page))).collect();
    let is_foreign = |page: PageIdx| lang.is_some_and(|lang| site.page(page).lang != lang);
    ways.sort_by_cached_key(|(page, way)| (is_foreign(*page), way.matches('/').count(), way.clone()));
    let item = |(number, way): (PageIdx, String)| {
        let page = site.page(number);
        let offer = Offer {
            detail: page.title.clone(),
            doc: about(site, page),
            others: page.title.clone(),
            ..Offer::new(CompletionItemKind::FILE, &way, &write(&way))
        };
        (number, offer)
    };
    ways.into_iter().map(item).collect()
}

/// Files beside the pages by the way to them, the nearest first.
fn files(place: Place<'_>, is_wanted: impl Fn(&SitePath) -> bool, write: impl Fn(&str) -> String) -> Vec<Offer> {
    let folder = place.path.parent();
    let mut ways: Vec<String> = place
        .edition
        .output
        .source
        .files
        .keys()
        // What lies at the top beside pictures is about the repository.
        .filter(|path| is_wanted(path) && (is_picture(path) || path.as_str().contains('/')))
        .map(|path| path.seen_from(&folder))
        .collect();
    ways.sort_by_key(|way| (way.matches('/').count(), way.clone()));
    ways.iter().map(|way| Offer::new(CompletionItemKind::FILE, way, &write(way))).collect()
}

fn is_picture(path: &SitePath) -> bool {
    let extension = path.extension().to_ascii_lowercase();
    matches!(extension.as_str(), "png" | "jpg" | "jpeg" | "gif" | "webp" | "avif" | "svg")
}

/// Titles of pages. A title that means several pages, or that the brackets cannot hold, is written as a path.
fn wiki(place: Place<'_>, word: &Range<usize>) -> Vec<Offer> {
    let site = place.edition.site_of(place.path);
    let here = place.edition.page(place.path).map(|(_, page)| page);
    let item = |(page, offer): (PageIdx, Offer)| {
        let title = site.page(page).title.clone();
        let is_plain = !title.contains(['[', ']', '|', '#', '\\', '`', '<', '&', '*', '_', '/']);
        // Who has just begun a page means others as these mean themselves.
        let named = site.links.resolve(site, here.unwrap_or(page), &title, None, LinkForm::Wiki).target;
        match named {
            Ok(Target::Page { page: meant, .. }) if is_plain && meant == page => {
                Offer { label: title.clone(), text: title, detail: offer.label.clone(), others: offer.label, ..offer }
            }
            _ => offer,
        }
    };
    pages(place, word, encode).into_iter().map(item).collect()
}

/// The path that a link from the root writes.
fn below_content<'p>(place: Place<'_>, path: &'p SitePath) -> &'p str {
    let content = place.edition.output.source.content.as_ref();
    content.and_then(|content| path.below(content)).unwrap_or(path.as_str())
}

/// A page in a few lines: what it is, and what it answers.
pub(super) fn about(site: &Site, page: &Page) -> String {
    let front = &page.document.front_matter;
    let kind = site.kind(page);
    let status = front.status.map(|status| serde_json::to_value(status).expect("plain data"));
    let status =
        status.as_ref().and_then(|status| status.as_str()).map(|status| format!(", {status}")).unwrap_or_default();
    let says = front.short_answer.as_ref().or(front.description.as_ref()).unwrap_or(&page.document.facts.lead);
    let kind = kind.label.as_ref().unwrap_or(&kind.id);
    format!("{kind}{status}\n\n{says}").trim().to_owned()
}
