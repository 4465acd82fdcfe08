//! Whether what was made from another's work may bear the licence that it bears.
//!
//! Begin with [`check`]. Told is only what a source says, which stands beside each row: of a licence that is not in the table, nothing is said.

use crate::diagnostic::{Code, Diagnostic};
use crate::site::{PageIdx, PageRole, Site, rules};
use crate::source::Source;
use crate::yaml::text::shown;

/// A licence that binds what is made from a work, by its SPDX identifier, and those under which that may be given on. None: it may not be given on
/// at all. An identifier stands for its ports too (`CC-BY-SA-3.0-DE`).
///
/// What no source tells is not here. So nothing is said of `CC-BY` and `CC-BY-NC`: the "Adapter's license chart" of Creative Commons' FAQ
/// (creativecommons.org/faq, "If I derive or adapt material offered under a Creative Commons license, which CC license(s) can I use?") advises
/// against laxer licences for one's own part of the work, and says that they are permitted. Nor of MIT and the like, which ask for a notice and
/// leave the licence of changes open.
const TABLE: &[(&str, &[&str])] = &[
    // The same answer: they "do not permit distribution of adaptations".
    ("CC-BY-ND-1.0", &[]),
    ("CC-BY-ND-2.0", &[]),
    ("CC-BY-ND-2.5", &[]),
    ("CC-BY-ND-3.0", &[]),
    ("CC-BY-ND-4.0", &[]),
    ("CC-BY-NC-ND-1.0", &[]),
    ("CC-BY-NC-ND-2.0", &[]),
    ("CC-BY-NC-ND-2.5", &[]),
    ("CC-BY-NC-ND-3.0", &[]),
    ("CC-BY-NC-ND-4.0", &[]),
    // The same answer: the same licence, after version 1.0 also a later version of it; other licences only where creativecommons.org/compatiblelicenses
    // names them, which are the Free Art License 1.3 and, since October 2015, the GPL 3 for version 4.0 of BY-SA.
    ("CC-BY-SA-1.0", &["CC-BY-SA-1.0"]),
    ("CC-BY-SA-2.0", &["CC-BY-SA-2.0", "CC-BY-SA-2.1", "CC-BY-SA-2.5", "CC-BY-SA-3.0", "CC-BY-SA-4.0"]),
    ("CC-BY-SA-2.5", &["CC-BY-SA-2.5", "CC-BY-SA-3.0", "CC-BY-SA-4.0"]),
    ("CC-BY-SA-3.0", &["CC-BY-SA-3.0", "CC-BY-SA-4.0"]),
    ("CC-BY-SA-4.0", &["CC-BY-SA-4.0", "GPL-3.0", "LAL-1.3"]),
    ("CC-BY-NC-SA-1.0", &["CC-BY-NC-SA-1.0"]),
    ("CC-BY-NC-SA-2.0", &["CC-BY-NC-SA-2.0", "CC-BY-NC-SA-2.5", "CC-BY-NC-SA-3.0", "CC-BY-NC-SA-4.0"]),
    ("CC-BY-NC-SA-2.5", &["CC-BY-NC-SA-2.5", "CC-BY-NC-SA-3.0", "CC-BY-NC-SA-4.0"]),
    ("CC-BY-NC-SA-3.0", &["CC-BY-NC-SA-3.0", "CC-BY-NC-SA-4.0"]),
    ("CC-BY-NC-SA-4.0", &["CC-BY-NC-SA-4.0"]),
    // The whole work goes under the same licence (GPL 2, section 2b; GPL 3, section 5c), and version 2 without "or later" is by itself not compatible
    // with version 3 (gnu.org/licenses/license-list.html#GPLv2). Section 13 of GPL 3 lets a work join one under the AGPL, so of that nothing is said.
    ("GPL-2.0-only", &["GPL-2.0"]),
    ("GPL-2.0-or-later", &["GPL-2.0", "GPL-3.0", "AGPL-3.0"]),
    ("GPL-3.0-only", &["GPL-3.0", "AGPL-3.0"]),
    ("GPL-3.0-or-later", &["GPL-3.0", "AGPL-3.0"]),
    // What is under the AGPL cannot be given on under the GPL (gnu.org/licenses/license-list.html#AGPLv3.0).
    ("AGPL-3.0-only", &["AGPL-3.0"]),
    ("AGPL-3.0-or-later", &["AGPL-3.0"]),
];

/// Other licences that are known to be none of those which the table allows.
const OTHERS: &[&str] = &[
    "MIT",
    "MIT-0",
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "Unlicense",
    "WTFPL",
    "PDDL-1.0",
    "LAL-1.3",
];

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
        [..] => found.help(format!("write `license: {theirs}`, or another that it allows: ask where you are not sure")),
    })
}

/// The licences that the first one allows, where the second is none of them. Expressions of several licences are for people to judge.
fn refused(theirs: &str, own: &str) -> Option<&'static [&'static str]> {
    let (theirs, own) = (theirs.trim(), own.trim());
    if [theirs, own].iter().any(|id| id.contains([' ', '(']) || id.is_empty()) || !is_known(own) {
        return None;
    }
    let (_, allowed) = TABLE.iter().find(|(id, _)| begins(theirs, id))?;
    (!allowed.iter().any(|id| begins(own, id))).then_some(*allowed)
}

/// Whether the table can judge what is given on under it.
fn is_known(own: &str) -> bool {
    OTHERS.iter().any(|id| own.eq_ignore_ascii_case(id))
        || TABLE.iter().any(|(id, _)| begins(own, id))
        || own.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("CC-") || start.eq_ignore_ascii_case("CC0"))
}

/// Whether it is this licence, a port of it or one of its forms (`-only`, `-or-later`).
fn begins(id: &str, with: &str) -> bool {
    let rest = id.get(with.len()..).filter(|_| id[..with.len()].eq_ignore_ascii_case(with));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-') || rest == "+")
}

#[cfg(test)]
mod tests {
    use super::*;
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
            ("CC-BY-SA-4.0", "LAL-1.3", false),
            ("CC-BY-SA-4.0", "CC0-1.0", true),
            ("CC-BY-SA-3.0", "GPL-3.0-only", true),
            ("CC-BY-SA-3.0-DE", "CC-BY-SA-3.0", false),
            ("CC-BY-SA-2.0", "CC-BY-SA-3.0-AT", false),
            ("CC-BY-SA-2.5", "CC-BY-SA-2.0", true),
            ("CC-BY-SA-1.0", "CC-BY-SA-4.0", true),
            ("CC-BY-NC-SA-4.0", "CC-BY-NC-4.0", true),
            ("CC-BY-NC-SA-2.0", "CC-BY-NC-SA-4.0", false),
            ("CC-BY-NC-SA-3.0", "CC-BY-SA-4.0", true),
            ("CC-BY-ND-4.0", "CC-BY-ND-4.0", true),
            ("CC-BY-NC-ND-3.0-DE", "CC-BY-NC-ND-3.0-DE", true),
            ("GPL-3.0-only", "MIT", true),
            ("GPL-3.0-or-later", "CC-BY-SA-4.0", true),
            ("GPL-3.0-only", "AGPL-3.0-only", false),
            ("GPL-2.0-only", "GPL-3.0-only", true),
            ("GPL-2.0-or-later", "GPL-3.0-only", false),
            ("AGPL-3.0-only", "GPL-3.0-only", true),
            ("AGPL-3.0-or-later", "AGPL-3.0-only", false),
            // Advised against, and permitted.
            ("CC-BY-4.0", "CC0-1.0", false),
            ("CC-BY-NC-4.0", "CC-BY-4.0", false),
            ("CC-BY-NC-4.0", "CC-BY-NC-SA-4.0", false),
            ("CC-BY-4.0", "CC-BY-SA-4.0", false),
            ("CC0-1.0", "CC-BY-4.0", false),
            ("MIT", "MIT-0", false),
            ("MIT", "GPL-3.0-only", false),
            // Nobody knows, or people must judge.
            ("CC-BY-SA-4.0", "My-Own-1.0", false),
            ("My-Own-1.0", "CC0-1.0", false),
            ("CC-BY-SA-4.0 OR MIT", "CC0-1.0", false),
            ("GPL-3.0-only", "MIT AND GPL-3.0-only", false),
            ("GPL-3.0-with-GCC-exception", "MIT", false),
            ("GPL-2.0+", "MIT", false),
            ("GPL-2.0-only", "CÉ-1", false),
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
        let site = Site::of_literal(&source, &Options::default());
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
