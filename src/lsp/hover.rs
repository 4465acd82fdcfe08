//! Hover: what a link leads to, what a key is for, who somebody is.

use lsp_types::{Hover, HoverContents, MarkupContent, MarkupKind};

use crate::document::person::{Credit, Person};
use crate::lsp::completion::about;
use crate::lsp::cursor::{Leads, Thing, leads, thing};
use crate::lsp::position::Lines;
use crate::lsp::{Editor, Place};
use crate::site::Site;

/// What there is to say at a place.
pub fn hover(editor: &Editor, place: Place<'_>) -> Option<Hover> {
    let thing = thing(place)?;
    let (bytes, value) = match &thing {
        Thing::Key(key, bytes) => {
            let words = if key.words.is_empty() { String::new() } else { format!(": {}", key.words) };
            (bytes.clone(), format!("`{}`{words}\n\n{}", key.name, key.doc))
        }
        Thing::Person(name, bytes) => (bytes.clone(), person(&place.edition.output.site, name)?),
        Thing::Link { whole: bytes, .. } | Thing::Reference(_, bytes) => (bytes.clone(), target(place, &thing)?),
        Thing::Heading { .. } => return None,
    };
    let contents = HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value });
    Some(Hover { contents, range: Some(Lines::new(place.text, editor.encoding).range(bytes)) })
}

fn target(place: Place<'_>, thing: &Thing) -> Option<String> {
    let (site, page) = place.edition.page(place.path)?;
    match leads(site, page, thing)? {
        Leads::Page(page, anchor) => {
            let facts = site.page(page);
            let headings = facts.document.facts.headings.list();
            let heading = headings.iter().find(|heading| Some(&heading.id) == anchor.as_ref());
            let heading = heading.map(|heading| format!(" › {}", heading.text)).unwrap_or_default();
            Some(format!(
                "**{}**{}\n\n{}\n\n`{}`",
                plain(&facts.title),
                plain(&heading),
                about(site, facts),
                facts.path
            ))
        }
        Leads::File(path) => {
            let facts = place.edition.output.source.files.get(&path)?;
            let pixels = facts.pixels.map(|(across, down)| format!(", {across} × {down} pixels")).unwrap_or_default();
            Some(format!("`{path}`: {} KiB{pixels}", facts.length.div_ceil(1024)))
        }
    }
}

/// Who is meant, if a people file says it, and they let themselves be named.
fn person(site: &Site, name: &str) -> Option<String> {
    let person = person_of(site, name).filter(|person| person.credit != Credit::Hidden)?;
    let called = person.name.as_deref().unwrap_or(&person.id.value);
    Some(format!("**{}**\n\n`{}`", plain(called), person.file))
}

/// The people file that an id or a name in front matter means.
pub(super) fn person_of<'s>(site: &'s Site, name: &str) -> Option<&'s Person> {
    let id = name.trim_start_matches('@');
    let is_meant = |person: &&Person| person.id.value == id || person.name.as_deref() == Some(name);
    site.person_files.iter().find(is_meant)
}

/// Words of the content as words: they are no Markdown of ours.
fn plain(text: &str) -> String {
    let is_sign = |c: char| matches!(c, '*' | '_' | '`' | '[' | ']' | '<' | '>' | '\\' | '!' | '#');
    text.chars().flat_map(|c| is_sign(c).then_some('\\').into_iter().chain([c])).collect()
}
