//! What templates give away: the file that a page names, and all that lies in the folder of a template that is one.
//!
//! Begin with [`given`]. [`remixes`] turns `based_on` round. [`check`] tells of a `payload` that names nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, Place, did_you_mean};
use crate::document::front_matter::FrontMatter;
use crate::path::SitePath;
use crate::site::links::own_stem;
use crate::site::{Page, PageIdx, PageRole, Site, at};
use crate::source::Source;
use crate::yaml::text::shown;

/// What was made from each template, by title.
pub(super) fn remixes(site: &Site) -> BTreeMap<PageIdx, Vec<PageIdx>> {
    let mut remixes: BTreeMap<PageIdx, Vec<PageIdx>> = BTreeMap::new();
    for (page, facts) in site.pages.iter().enumerate().filter(|(_, facts)| facts.role == PageRole::Content) {
        let source = facts.document.front_matter.based_on.as_ref().and_then(|source| source.id.as_ref());
        if let Some(source) = source.and_then(|id| site.links.reference(site, page, &id.value)) {
            remixes.entry(source).or_default().push(page);
        }
    }
    for pages in remixes.values_mut() {
        pages.sort_by_cached_key(|page| (site.page(*page).title.to_lowercase(), *page));
    }
    remixes
}

/// The files that a template page gives away. Of its folder these are all files below it, as far as no other page lies with
/// them; beside the index of the kind (`is_index`) only those of the folder itself, because the others belong to templates.
pub(super) fn given(
    path: &SitePath,
    front: &FrontMatter,
    is_index: bool,
    source: &Source,
    of_pages: &BTreeSet<SitePath>,
) -> Vec<SitePath> {
    let folder = path.parent();
    let is_folder = own_stem(path) != path.stem();
    let is_own = |file: &&SitePath| {
        let mut at = file.parent();
        while !is_index && at != folder && at.below(&folder).is_some() && !of_pages.contains(&at) {
            at = at.parent();
        }
        at == folder
    };
    let beside = source.files.keys().filter(|file| is_folder && is_own(file)).cloned();
    let named = front.payload.as_ref().and_then(|payload| folder.join(&payload.value));
    let named = named.filter(|file| source.files.contains_key(file));
    let files: BTreeSet<SitePath> = beside.chain(named).collect();
    files.into_iter().collect()
}

/// Each `payload` that is neither a file nor a code block of its page, and pictures that are not given away with the rest.
pub(super) fn check(site: &Site, source: &Source) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> =
        (0..site.pages.len()).filter_map(|page| names_nothing(site, page, source)).collect();
    let folders = template_folders(site);
    found.extend(source.too_large.iter().filter(|(path, _)| is_given_by(&folders, path)).filter_map(
        |(path, picture)| Some(picture.too_large(path.as_str(), &site.config.limits)?.at(Place::file(path))),
    ));
    found
}

/// The folders that are templates, and whether each is that of the kind's index, which gives away nothing from below it.
fn template_folders(site: &Site) -> BTreeMap<SitePath, bool> {
    let is_template = |page: &&Page| site.kind(page).id == "template" && own_stem(&page.path) != page.path.stem();
    let templates = site.pages.iter().filter(is_template);
    templates.map(|page| (page.path.parent(), site.kind(page).folder == page.path.parent().as_str())).collect()
}

/// Whether a template that is a folder would give away this file.
fn is_given_by(folders: &BTreeMap<SitePath, bool>, path: &SitePath) -> bool {
    let mut at = path.parent();
    if folders.contains_key(&at) {
        return true;
    }
    while !at.as_str().is_empty() {
        at = at.parent();
        if folders.get(&at) == Some(&false) {
            return true;
        }
    }
    false
}

fn names_nothing(site: &Site, page: PageIdx, source: &Source) -> Option<Diagnostic> {
    let facts = site.page(page);
    let payload = facts.document.front_matter.payload.as_ref()?;
    let name = payload.value.as_str();
    if site.kind(facts).id != "template"
        || facts.role != PageRole::Content
        || site.links.file(site, page, name).is_some()
    {
        return None;
    }
    let blocks = &facts.document.facts.titled_blocks;
    if blocks.iter().any(|block| block == name) {
        return None;
    }
    let folder = facts.path.parent();
    let target = folder.join(name);
    let too_large = target.as_ref().and_then(|target| source.too_large.get(target));
    if let Some(found) = too_large.and_then(|picture| picture.too_large(&shown(name), &site.config.limits)) {
        return Some(at(found, &facts.path, Some(payload)));
    }
    let is_page = target.as_ref().is_some_and(|target| source.pages.binary_search(target).is_ok());
    let is_folder = target.as_ref().is_some_and(|target| {
        *target == folder || source.files.keys().any(|file| file.below(target).is_some_and(|rest| !rest.is_empty()))
    });
    let is_elsewhere = target.is_none() || name.starts_with('/') || name.contains("://");
    let message = match name {
        _ if is_elsewhere => format!("`payload` is `{}`, and no place in the content", shown(name)),
        _ if is_page => format!("`payload` is `{}`, and a page is none", shown(name)),
        _ if is_folder => format!("`payload` is `{}`, a folder", shown(name)),
        _ => format!("no file and no code block is called `{}`", shown(name)),
    };
    let help = match name {
        _ if is_elsewhere || !(is_folder || is_page) => {
            let beside = site.payloads.get(&facts.path).into_iter().flatten().filter_map(|file| file.below(&folder));
            match did_you_mean(name, beside.chain(blocks.iter().map(String::as_str))) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => "name a file as seen from the page, or the `title` of a code block of the page".to_owned(),
            }
        }
        _ if is_page => "put its text into a code block of this page, and name the block's `title`".to_owned(),
        _ => "name one file; the others of the template's folder are given away with it".to_owned(),
    };
    Some(at(Diagnostic::new(Code::UnknownReference, message).help(help), &facts.path, Some(payload)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::Options;
    use crate::source::disk::literal;
    use crate::view::page::payload_file;

    const TEXT: &str = "---\ntitle: T\nlicense: CC0-1.0\n---\nText.\n";

    fn site(files: &[(&str, &str)]) -> Site {
        let source = literal(files.iter().copied());
        Site::of_literal(&source, &Options::default())
    }

    #[test]
    fn a_folder_gives_away_all_below_it_that_is_no_other_page_s() {
        let files = [
            ("templates/index.md", TEXT),
            ("templates/beside.txt", "x"),
            ("templates/shared/none.txt", "x"),
            ("templates/t/index.md", TEXT),
            ("templates/t/a.txt", "x"),
            ("templates/t/x/y/b.txt", "x"),
            ("templates/t/x/other/page.md", TEXT),
            ("templates/t/x/other/z/c.txt", "x"),
            ("templates/tt/d.txt", "x"),
            ("templates/one.md", "---\ntitle: One\nlicense: CC0-1.0\npayload: tt/d.txt\n---\nText.\n"),
            ("tutorials/u/index.md", "# U\n\nText.\n"),
            ("tutorials/u/e.txt", "x"),
        ];
        let site = site(&files);
        let given = |page: &str| -> Vec<&str> {
            let files = site.payloads.get(&SitePath::new(page).unwrap());
            files.into_iter().flatten().map(SitePath::as_str).collect()
        };
        assert_eq!(given("templates/t/index.md"), ["templates/t/a.txt", "templates/t/x/y/b.txt"]);
        assert_eq!(given("templates/index.md"), ["templates/beside.txt"]);
        assert_eq!(given("templates/one.md"), ["templates/tt/d.txt"]);
        assert_eq!(given("tutorials/u/index.md"), [""; 0]);
        let published: Vec<&str> = site.links.published().map(|(path, _)| path.as_str()).collect();
        let expected = ["templates/beside.txt", "templates/t/a.txt", "templates/t/x/y/b.txt", "templates/tt/d.txt"];
        assert_eq!(published, expected);
    }

    #[test]
    fn a_picture_above_the_limits_is_told_where_a_template_would_give_it_away() {
        const HUGE: &str = "GIF89a\x7f\x7f\x7f\x7f and more";
        let all = TEXT.replace("title: T", "title: All");
        let named = "---\ntitle: One\nlicense: CC0-1.0\npayload: ../pictures/a.gif\n---\nText.\n";
        let files = [
            ("templates/index.md", all.as_str()),
            ("templates/beside.gif", HUGE),
            ("templates/pictures/a.gif", HUGE),
            ("templates/t/index.md", TEXT),
            ("templates/t/x/y/b.gif", HUGE),
            ("templates/one/page.md", named),
            ("tutorials/u/index.md", "# U\n\nText.\n"),
            ("tutorials/u/c.gif", HUGE),
        ];
        let told: Vec<String> = site(&files)
            .diagnostics
            .iter()
            .filter_map(|found| {
                let place = found.place.as_ref()?;
                Some(format!("{}:{} {}", place.file, place.line, found.code.name()))
            })
            .collect();
        let expected = ["templates/beside.gif:0", "templates/one/page.md:4", "templates/t/x/y/b.gif:0"]
            .map(|place| format!("{place} image-too-large"));
        assert_eq!(told, expected);
    }

    #[test]
    fn a_payload_that_names_nothing_is_told_with_what_to_do() {
        let found = |value: &str| -> String {
            let page = format!(
                "---\ntitle: T\nlicense: CC0-1.0\npayload: {value}\n---\nText.\n\n```sh title=\"run.sh\"\nx\n```\n"
            );
            let files = [("templates/t/index.md", page.as_str()), ("templates/t/x/y.csv", "x"), ("faq/q.md", TEXT)];
            let found = site(&files).diagnostics.into_iter().filter(|found| found.code == Code::UnknownReference);
            let line = |found: Diagnostic| {
                assert_eq!(found.place.as_ref().map(|place| (place.line, place.column)), Some((4, 10)));
                format!("{}; {}", found.message, found.help.join(" "))
            };
            found.map(line).collect()
        };
        for fine in ["x/y.csv", "run.sh", "./x/y.csv", "\"\"", ""] {
            assert_eq!(found(fine), "", "{fine}");
        }
        let name = "name a file as seen from the page, or the `title` of a code block of the page";
        let page = "put its text into a code block of this page, and name the block's `title`";
        let one = "name one file; the others of the template's folder are given away with it";
        let nowhere = |value: &str| format!("`payload` is `{value}`, and no place in the content; {name}");
        let table = [
            ("/etc/passwd", nowhere("/etc/passwd")),
            ("../../../x", nowhere("../../../x")),
            ("https://x.example/a.csv", nowhere("https://x.example/a.csv")),
            ("12", format!("no file and no code block is called `12`; {name}")),
            (".", format!("`payload` is `.`, a folder; {one}")),
            ("x/", format!("`payload` is `x/`, a folder; {one}")),
            ("index.md", format!("`payload` is `index.md`, and a page is none; {page}")),
            ("../../faq/q.md", format!("`payload` is `../../faq/q.md`, and a page is none; {page}")),
            ("x/Y.csv", "no file and no code block is called `x/Y.csv`; did you mean `x/y.csv`?".to_owned()),
            ("runs.sh", "no file and no code block is called `runs.sh`; did you mean `run.sh`?".to_owned()),
        ];
        for (value, expected) in table {
            assert_eq!(found(value), expected);
            // And nothing is published under such a name.
            let page = format!("---\ntitle: T\npayload: {value}\n---\n```sh title=\"run.sh\"\nx\n```\n");
            let site = site(&[("templates/t/index.md", &page), ("templates/t/x/y.csv", "x"), ("faq/q.md", TEXT)]);
            let template = (0..site.pages.len()).find(|page| site.page(*page).path.as_str().starts_with("templates/"));
            assert!(payload_file(&site, template.unwrap()).is_none(), "{value}");
        }
    }
}
