//! Other names of pages that lead elsewhere, or nowhere: another page, a file or the site itself has the name already.
//!
//! Begin with [`check`]. It follows each alias as a link would, so that nothing else decides what leads where.

use crate::diagnostic::{Code, Diagnostic, Located};
use crate::document::body::LinkForm;
use crate::path::fold;
use crate::site::links::{Lost, Target};
use crate::site::{PageIdx, Site, at};
use crate::yaml::text::shown;

/// Every alias by which nobody arrives.
pub(super) fn check(site: &Site) -> Vec<Diagnostic> {
    let pages = site.pages.iter().enumerate();
    let aliases =
        pages.flat_map(|(page, facts)| facts.document.front_matter.aliases.iter().map(move |alias| (page, alias)));
    aliases.filter_map(|(page, alias)| shadowed(site, page, alias)).collect()
}

fn shadowed(site: &Site, page: PageIdx, alias: &Located<String>) -> Option<Diagnostic> {
    let path = &site.page(page).path;
    let name = alias.value.trim_matches('/');
    let name_shown = shown(&alias.value);
    let message = if name.contains(['#', '?']) {
        format!("no link finds `{name_shown}`: the name of a page ends before `#` and `?`")
    } else {
        let by_address = site.links.resolve(site, page, &format!("/{name}"), None, LinkForm::Link).target;
        let by_name = site.links.resolve(site, page, name, None, LinkForm::Wiki).target;
        match (by_address, by_name) {
            (Ok(Target::Page { page: other, .. }), _) if other != page => {
                format!("a link to `{name_shown}` leads to `{}`", site.page(other).path)
            }
            (Ok(Target::Own(url)), _) => {
                format!("a link to `{name_shown}` leads to `{url}`, which the site makes itself")
            }
            (Ok(Target::File { url, .. }), _) => format!("a link to `{name_shown}` leads to the file `{url}`"),
            (_, Err(Lost::Ambiguous(others))) => {
                // Of two pages with one alias the later is told, and never the one whose title or file it is.
                let other = others
                    .into_iter()
                    .find(|other| *other < page || (*other != page && !claims(site, *other, name)))?;
                format!("`{name_shown}` is a name of `{}` too", site.page(other).path)
            }
            _ => return None,
        }
    };
    let diagnostic =
        Diagnostic::new(Code::ShadowedAlias, message).help("choose another name, or take it out of the front matter");
    Some(at(diagnostic, path, Some(alias)))
}

/// Whether a page has this name as an alias.
fn claims(site: &Site, page: PageIdx, name: &str) -> bool {
    let aliases = &site.page(page).document.front_matter.aliases;
    aliases.iter().any(|alias| fold(alias.value.trim_matches('/')) == fold(name))
}
