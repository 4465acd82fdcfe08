//! Pages that would become many times as long as they are written.
//!
//! Begin with [`overgrown`]. How long a page becomes is known when it is written; which pages that could concern, their facts
//! tell, and only those are written to see.

use std::io;

use rayon::prelude::*;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::output::Output;
use crate::site::PageIdx;
use crate::view;
use crate::view::setting::Setting;

/// Every page of which something is left out, and from where on.
pub(super) fn overgrown(output: &Output) -> Vec<Diagnostic> {
    let setting = output.setting();
    let longest = output.site.pages.iter().map(|facts| longest_link(&facts.title, facts.url.as_str())).max();
    let longest = longest.unwrap_or_default() + setting.base_url.as_ref().map_or(0, String::len);
    let may_be = |page: &PageIdx| {
        let facts = &output.site.page(*page).document.facts;
        let room = usize::try_from(facts.room).map(|room| room / longest);
        room.is_err() || room.is_ok_and(|most| !facts.links.is_within(most) && facts.links.list().len() > most)
    };
    let told = |page: PageIdx| told(output, &setting, page).ok().flatten();
    let pages: Vec<PageIdx> = (0..output.site.pages.len()).filter(may_be).collect();
    pages.into_par_iter().filter_map(told).collect()
}

/// The most bytes that a link to a page of this title and address is written with.
fn longest_link(title: &str, url: &str) -> usize {
    // A file's name has at most 200 bytes, and each step out of a folder three.
    let entities = title.bytes().filter(|byte| matches!(byte, b'<' | b'>' | b'&' | b'"')).count();
    3 * url.len().max(200) + title.len() + 5 * entities
}

fn told(output: &Output, setting: &Setting<'_>, page: PageIdx) -> io::Result<Option<Diagnostic>> {
    let text = output.text(page)?;
    let Some(bytes) = view::page::cut(setting, page, &text) else { return Ok(None) };
    let times = output.site.config.limits.growth;
    let message =
        format!("the page becomes more than {times} times as long as it is written; from here on it is left out");
    let found = Diagnostic::new(Code::PageGrows, message).at(Place::span(&output.site.page(page).path, &text, bytes));
    Ok(Some(found.help("split the page, or raise `limits.growth`")))
}
