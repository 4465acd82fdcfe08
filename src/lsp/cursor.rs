//! What stands where the cursor is: a link, a heading, a key, somebody's name.
//!
//! Begin with [`thing`]. It asks the edition, so the text must be the one that the edition knows.

use std::ops::Range;

use crate::document::body::{self, Link, LinkForm};
use crate::document::split;
use crate::edit::destination;
use crate::lsp::Place;
use crate::lsp::keys::{self, Key, Names};
use crate::lsp::spot::{Role, spot};
use crate::path::SitePath;
use crate::site::links::Target;
use crate::site::{PageIdx, Site};

/// What stands somewhere.
#[derive(Clone, Debug)]
pub enum Thing {
    /// A link or image.
    Link {
        /// As the document has it.
        link: Link,
        /// All of it that could be found.
        whole: Range<usize>,
        /// What is before the `#`, where it is understood.
        path: Option<Range<usize>>,
        /// What is behind it.
        anchor: Option<Range<usize>>,
    },
    /// A heading of the page.
    Heading {
        /// Its id.
        id: String,
        /// Its text, without the signs around it.
        text: Range<usize>,
    },
    /// A key of YAML.
    Key(Key, Range<usize>),
    /// A value that names a page or a file.
    Reference(String, Range<usize>),
    /// A value that names somebody.
    Person(String, Range<usize>),
}

/// What stands at a place.
pub fn thing(place: Place<'_>) -> Option<Thing> {
    if let Some(range) = keys::yaml(place.path, place.text, place.at) {
        return in_yaml(place, range);
    }
    let (site, page) = place.edition.page(place.path)?;
    let links = site.page(page).document.facts.links.list();
    // The innermost: an image may stand inside a link.
    let links = links.iter().filter_map(|link| link_at(place, link)).min_by_key(|(whole, _)| whole.len());
    links.map(|(_, thing)| thing).or_else(|| heading(place))
}

fn in_yaml(place: Place<'_>, range: Range<usize>) -> Option<Thing> {
    let spot = spot(place.text, range, place.at)?;
    match spot.role {
        Role::Key { .. } => {
            let name = place.text[spot.word.clone()].trim_matches(['"', '\'']).to_owned();
            let all: Vec<String> = spot.keys.into_iter().chain([name]).collect();
            Some(Thing::Key(keys::key(place.edition, place.path, &all)?, spot.word))
        }
        Role::Value => {
            let names = keys::names(place.path, &spot.keys)?;
            let bytes = value(place.text, &spot.word);
            let text = place.text[bytes.clone()].to_owned();
            Some(if names == Names::Person { Thing::Person(text, bytes) } else { Thing::Reference(text, bytes) })
        }
    }
}

/// The whole value at a word: names hold blanks.
fn value(text: &str, word: &Range<usize>) -> Range<usize> {
    let closes: &[char] = match text[..word.start].chars().next_back() {
        Some('"') => &['"', '\r', '\n'],
        Some('\'') => &['\'', '\r', '\n'],
        _ => &[',', ']', '}', '#', '\r', '\n'],
    };
    let length = text[word.start..].find(closes).unwrap_or(text.len() - word.start);
    word.start..word.start + text[word.start..word.start + length].trim_end().len()
}

/// A link in or on whose text the cursor stands.
fn link_at(place: Place<'_>, link: &Link) -> Option<(Range<usize>, Thing)> {
    let own = link.bytes.0 as usize..link.bytes.1 as usize;
    let destination = destination::of(place.text, link);
    let mut whole = own;
    if let Some(destination) = &destination {
        whole = whole.start.min(destination.start)..whole.end.max(destination.end);
        // Of `[text](destination)` the parser tells only where the destination is.
        let before = &place.text[..whole.start];
        if let Some(open) = before.trim_end_matches('<').strip_suffix("](").and_then(|before| before.rfind(['[', '\n']))
        {
            whole.start = open;
        }
    }
    if !(whole.start..=whole.end).contains(&place.at) {
        return None;
    }
    let hash = |bytes: &Range<usize>| place.text[bytes.clone()].find('#').map(|hash| bytes.start + hash);
    let (path, anchor) = match destination {
        Some(bytes) => match hash(&bytes) {
            Some(hash) => (Some(bytes.start..hash), Some(hash + 1..bytes.end)),
            None => (Some(bytes), None),
        },
        None => (None, None),
    };
    Some((whole.clone(), Thing::Link { link: link.clone(), whole, path, anchor }))
}

fn heading(place: Place<'_>) -> Option<Thing> {
    let spans = body::heading_spans(place.text, split(place.text).body);
    let (id, bytes) = spans.into_iter().find(|(_, bytes)| {
        let length = place.text[bytes.clone()].trim_end().len();
        (bytes.start..=bytes.start + length).contains(&place.at)
    })?;
    let text = heading_text(place.text, bytes);
    Some(Thing::Heading { id, text })
}

/// The words of a heading, without `#` and without an id of its own.
pub fn heading_text(text: &str, bytes: Range<usize>) -> Range<usize> {
    let line = text[bytes.clone()].lines().next().unwrap_or_default();
    let mark = line.len() - line.trim_start_matches(['#', ' ', '\t']).len();
    let words = line[mark..].trim_end();
    let words = words.rfind("{#").filter(|_| words.ends_with('}')).map_or(words, |at| words[..at].trim_end());
    let words = if mark > 0 { words.trim_end_matches('#').trim_end() } else { words };
    bytes.start + mark..bytes.start + mark + words.len()
}

/// Where a link or a reference leads: a page, and the heading of it that is named; or a file.
pub enum Leads {
    /// To a page.
    Page(PageIdx, Option<String>),
    /// To a file of the repository.
    File(SitePath),
}

/// Where it leads.
pub fn leads(site: &Site, page: PageIdx, thing: &Thing) -> Option<Leads> {
    match thing {
        Thing::Link { link, .. } => {
            let anchor = link.anchor.as_deref();
            match site.links.resolve(site, page, &link.target, anchor, link.form).target.ok()? {
                Target::Page { page, .. } => Some(Leads::Page(page, link.anchor.clone())),
                Target::Own(_) => None,
                Target::File { .. } => {
                    let is_path = link.form != LinkForm::Wiki || link.target.contains('/');
                    let named = is_path.then(|| site.links.named_file(site, page, &link.target)).flatten();
                    let fixed = || SitePath::new(&format!("static/{}", link.target.trim_start_matches('/')));
                    named.or_else(fixed).map(Leads::File)
                }
            }
        }
        Thing::Reference(name, _) => match site.links.reference(site, page, name) {
            Some(page) => Some(Leads::Page(page, None)),
            None => site.links.file(site, page, name).map(Leads::File),
        },
        _ => None,
    }
}
