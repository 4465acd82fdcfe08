//! Whether what was made from another's work may bear the licence that it bears.
//!
//! Begin with [`check`]. Told is only what the table knows for sure: of a licence that is not in it, nothing is said.

use crate::diagnostic::{Code, Diagnostic};
use crate::site::{PageIdx, PageRole, Site, rules};
use crate::source::Source;
use crate::yaml::text::shown;

/// A licence of works that ask something of whoever changes them, by the beginning of its SPDX identifier, and the beginnings of those under
/// which what was made from it may be given on. None: it may not be given on at all. The first row that fits counts.
///
/// Of Creative Commons: the chart of "Can I combine material under different Creative Commons licenses in my work?"
/// (creativecommons.org/faq) and the list of compatible licences (creativecommons.org/share-your-work/licensing-considerations/compatible-licenses).
/// Of GNU: the matrix of "How are the various GNU licenses compatible with each other?" (gnu.org/licenses/gpl-faq.html).
const TABLE: &[(&str, &[&str])] = &[
    ("CC-BY-ND-", &[]),
    ("CC-BY-NC-ND-", &[]),
    ("CC-BY-NC-SA-4.0", &["CC-BY-NC-SA-4.0"]),
    ("CC-BY-NC-SA-3.0", &["CC-BY-NC-SA-3.0", "CC-BY-NC-SA-4.0"]),
    ("CC-BY-NC-", &["CC-BY-NC-"]),
    ("CC-BY-SA-4.0", &["CC-BY-SA-4.0", "GPL-3.0", "LAL-1.3"]),
    ("CC-BY-SA-3.0", &["CC-BY-SA-3.0", "CC-BY-SA-4.0"]),
    ("GPL-2.0-or-later", &["GPL-2.0", "GPL-3.0", "AGPL-3.0"]),
    ("GPL-2.0-only", &["GPL-2.0"]),
    ("GPL-3.0", &["GPL-3.0", "AGPL-3.0"]),
    ("AGPL-3.0", &["AGPL-3.0"]),
];

/// Licences that ask nothing, so that nothing which asks to be named may be given on under them.
const FREE: &[&str] = &["CC0-1.0", "Unlicense", "0BSD", "MIT-0", "PDDL-1.0", "WTFPL"];

/// The licence of the rest asks to be named.
const NAMED: &[&str] = &["CC-BY-3.0", "CC-BY-4.0", "MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause"];

/// Each page that was made from a work whose licence does not allow its own.
pub(super) fn check(site: &Site, source: &Source) -> Vec<Diagnostic> {
    (0..site.pages.len()).filter_map(|page| conflict(site, page, source)).collect()
}

fn conflict(site: &Site, page: PageIdx, source: &Source) -> Option<Diagnostic> {
    let facts = site.page(page);
    let front = &facts.document.front_matter;
    let based_on = front.based_on.as_ref().filter(|_| facts.role == PageRole::Content)?;
    let of_page =
        |page: PageIdx| site.page(page).document.front_matter.license.as_ref().or(site.config.license.as_ref());
    let original = based_on.id.as_ref().and_then(|id| site.links.reference(site, page, &id.value));
    let theirs = based_on.license.as_ref().or(original.and_then(of_page))?;
    let own = of_page(page)?;
    let allowed = refused(theirs, own)?;
    let message =
        format!("what this was made from is under `{}`, which does not allow `{}`", shown(theirs), shown(own));
    let key = if front.license.is_some() { "license" } else { "based_on" };
    let found = Diagnostic::new(Code::LicenseConflict, message).at(rules::place(source, &facts.path, key));
    Some(match allowed {
        [] => found.help("it may not be changed and given on: ask its author, or take the page out"),
        [first, ..] if first.ends_with('-') => {
            found.help(format!("write `license: {theirs}`, or ask its author for another licence"))
        }
        [..] => found.help(format!("write `license: {theirs}`, or another that it allows: ask where you are not sure")),
    })
}

/// The licences that the first one allows, where the second is none of them. Expressions of several licences are for people to judge.
fn refused(theirs: &str, own: &str) -> Option<&'static [&'static str]> {
    let (theirs, own) = (theirs.trim(), own.trim());
    if [theirs, own].iter().any(|id| id.contains([' ', '(']) || id.is_empty()) || !is_known(own) {
        return None;
    }
    if let Some((_, allowed)) = TABLE.iter().find(|(id, _)| begins(theirs, id)) {
        return (!allowed.iter().any(|id| begins(own, id))).then_some(*allowed);
    }
    let is_named = NAMED.iter().any(|id| theirs.eq_ignore_ascii_case(id));
    (is_named && FREE.iter().any(|id| own.eq_ignore_ascii_case(id))).then_some(NAMED)
}

/// Whether the table can judge what is given on under it.
fn is_known(own: &str) -> bool {
    FREE.iter().chain(NAMED).any(|id| own.eq_ignore_ascii_case(id))
        || TABLE.iter().any(|(id, _)| begins(own, id))
        || begins(own, "CC-")
        || begins(own, "LAL-1.3")
}

fn begins(id: &str, with: &str) -> bool {
    let is_other = |rest: &str| !with.ends_with('-') && !rest.is_empty() && !rest.starts_with(['-', '+']);
    id.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with)) && !is_other(&id[with.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document;
    use crate::site::Options;
    use crate::source::disk::literal;

    #[test]
    fn what_a_licence_allows() {
        for (theirs, own, is_refused) in [
            ("CC-BY-SA-4.0", "CC-BY-SA-4.0", false),
            ("CC-BY-SA-4.0", "cc-by-sa-4.0", false),
            ("CC-BY-SA-4.0", "CC-BY-4.0", true),
            ("CC-BY-SA-4.0", "GPL-3.0-or-later", false),
            ("CC-BY-SA-4.0", "CC-BY-SA-3.0", true),
            ("CC-BY-SA-3.0", "CC-BY-SA-4.0", false),
            ("CC-BY-NC-4.0", "CC-BY-NC-SA-4.0", false),
            ("CC-BY-NC-4.0", "CC-BY-4.0", true),
            ("CC-BY-NC-SA-4.0", "CC-BY-NC-4.0", true),
            ("CC-BY-ND-4.0", "CC-BY-ND-4.0", true),
            ("CC-BY-4.0", "CC-BY-SA-4.0", false),
            ("CC-BY-4.0", "CC0-1.0", true),
            ("CC0-1.0", "CC-BY-4.0", false),
            ("MIT", "MIT-0", true),
            ("MIT", "GPL-3.0-only", false),
            ("GPL-3.0-only", "MIT", true),
            ("GPL-2.0-only", "GPL-3.0-only", true),
            ("GPL-2.0-or-later", "GPL-3.0-only", false),
            // Nobody knows, or people must judge.
            ("CC-BY-SA-4.0", "My-Own-1.0", false),
            ("My-Own-1.0", "CC0-1.0", false),
            ("CC-BY-SA-4.0 OR MIT", "CC0-1.0", false),
            ("GPL-3.0-only", "MIT AND GPL-3.0-only", false),
        ] {
            assert_eq!(refused(theirs, own).is_some(), is_refused, "{theirs} as {own}");
        }
    }

    #[test]
    fn a_page_is_told_at_its_licence_whether_the_work_is_of_the_site_or_not() {
        let files = [
            ("templates/a.md", "---\ntitle: A\nlicense: CC-BY-SA-4.0\n---\nText.\n"),
            ("templates/b.md", "---\ntitle: B\nbased_on: a.md\nlicense: CC-BY-4.0\n---\nText.\n"),
            ("templates/c.md", "---\ntitle: C\nbased_on: a.md\nlicense: CC-BY-SA-4.0\n---\nText.\n"),
            (
                "templates/d.md",
                "---\ntitle: D\nlicense: CC0-1.0\nbased_on: {title: X, license: CC-BY-ND-4.0}\n---\nText.\n",
            ),
            ("templates/e.md", "---\ntitle: E\nlicense: CC0-1.0\nbased_on: {title: X}\n---\nText.\n"),
        ];
        let source = literal(files);
        let documents = source
            .pages
            .iter()
            .map(|path| document::parse(path, &source.bytes(path).unwrap(), &source.config.limits))
            .collect();
        let site = Site::link(&source, documents, &Options::default());
        let found = site.diagnostics.iter().filter(|found| found.code == Code::LicenseConflict);
        let told: Vec<_> = found
            .map(|found| {
                let place = found.place.as_ref().unwrap();
                (place.file.as_str(), place.line, place.column, found.message.as_str())
            })
            .collect();
        assert_eq!(
            told,
            [
                (
                    "templates/b.md",
                    4,
                    10,
                    "what this was made from is under `CC-BY-SA-4.0`, which does not allow `CC-BY-4.0`"
                ),
                (
                    "templates/d.md",
                    3,
                    10,
                    "what this was made from is under `CC-BY-ND-4.0`, which does not allow `CC0-1.0`"
                ),
            ]
        );
    }
}
