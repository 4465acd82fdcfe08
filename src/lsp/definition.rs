//! Go to definition: from a link to the page and its heading, from a name to the people file.

use std::ops::Range;

use lsp_types::Location;

use crate::document::{body, split};
use crate::lsp::cursor::{Leads, Thing, leads, thing};
use crate::lsp::hover::person_of;
use crate::lsp::position::Lines;
use crate::lsp::{Editor, Place};
use crate::path::SitePath;

/// Where what stands at a place is defined.
pub fn definition(editor: &Editor, place: Place<'_>) -> Option<Location> {
    let thing = thing(place)?;
    let (path, bytes) = match &thing {
        Thing::Person(name, _) => {
            let person = person_of(&place.edition.output.site, name)?;
            let (start, end) = person.id.bytes;
            (SitePath::new(&person.file)?, start as usize..end as usize)
        }
        Thing::Link { .. } | Thing::Reference(..) => {
            let (site, page) = place.edition.page(place.path)?;
            match leads(site, page, &thing)? {
                Leads::Page(page, anchor) => {
                    let path = site.page(page).path.clone();
                    let text = place.edition.text(&path)?;
                    (path, anchor.and_then(|anchor| in_page(&text, &anchor)).unwrap_or(0..0))
                }
                Leads::File(path) => (path, 0..0),
            }
        }
        Thing::Key(..) | Thing::Heading { .. } => return None,
    };
    // Of a picture nobody reads the text.
    let text = if bytes.is_empty() { String::new() } else { place.edition.text(&path)? };
    Some(Location { range: Lines::new(&text, editor.encoding).range(bytes), uri: editor.root.uri(&path) })
}

/// The heading, or the anchor that somebody has set.
fn in_page(text: &str, id: &str) -> Option<Range<usize>> {
    let spans = body::heading_spans(text, split(text).body);
    let heading = spans.into_iter().find(|(own, _)| own == id);
    let heading = heading.map(|(_, bytes)| bytes.start..bytes.start + text[bytes].trim_end().len());
    heading.or_else(|| {
        let at = ["\"", "'"].iter().find_map(|mark| text.find(&format!("id={mark}{id}{mark}")))?;
        Some(at..at + id.len() + 5)
    })
}
