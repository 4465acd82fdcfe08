//! Moves: what changes in all files when a page goes to another path, or a heading gets another name.
//!
//! Begin with [`page`], [`files`] and [`heading`]. Every link that led to the place before leads there afterwards, in every language; the old address stays as a
//! redirect, the old id as an anchor. What cannot be rewritten is said in [`Move::notes`] and stays as it is.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::config::LimitsConfig;
use crate::document::Form;
use crate::document::body::{self, Link, LinkForm};
use crate::document::{self, split, text_of};
use crate::edit::{Edit, destination};
use crate::lang::Lang;
use crate::path::{SitePath, UrlPath, fold};
use crate::site::links::Target;
use crate::site::{self, Page, PageIdx, Site, address};
use crate::source::Source;

/// What is to be done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Move {
    /// Files that go to another path: from, to.
    pub renames: Vec<(SitePath, SitePath)>,
    /// What changes in files, which are named as they are called before.
    pub edits: Vec<Edit>,
    /// What people have to look at themselves, one line each.
    pub notes: Vec<String>,
}

/// Moves a page, and its translations beside it, to another path. A page that is a folder (`x/index.md`) takes the folder with it where `to` is one.
///
/// # Errors
///
/// A line that says why it cannot be done: the target is taken, would be no page or one in another language, or the page's front matter is
/// not YAML.
pub fn page(source: &Source, site: &Site, from: PageIdx, to: &SitePath) -> Result<Move, String> {
    follow(source, site, renames(source, site, from, to)?)
}

/// What changes when files or folders go from one path to another, and nothing beside them does: an editor moves them itself.
///
/// # Errors
///
/// A line that says why links cannot follow, as for [`page`].
pub fn files(source: &Source, site: &Site, moved: &[(SitePath, SitePath)]) -> Result<Move, String> {
    let to = |path: &SitePath| {
        moved.iter().find_map(|(from, to)| if path == from { Some(to.clone()) } else { to.join(path.below(from)?) })
    };
    let all = source.pages.iter().chain(source.files.keys());
    follow(source, site, all.filter_map(|path| Some((path.clone(), to(path)?))).collect())
}

/// What changes in all files when some of them go to other paths.
fn follow(source: &Source, site: &Site, renames: BTreeMap<SitePath, SitePath>) -> Result<Move, String> {
    allowed(source, &renames)?;
    let places = places(source, site, &renames);
    let mut moved = Move { renames: renames.clone().into_iter().collect(), ..Move::default() };
    for (page, facts) in site.pages.iter().enumerate() {
        let here = &facts.path;
        let bytes = source.bytes(here).map_err(|error| format!("cannot read `{here}`: {error}"))?;
        let text = text_of(&bytes);
        if let Some((new, (lang, address))) = renames.get(here).and_then(|new| Some((new, places.get(new)?))) {
            let own = &site.langs[facts.lang];
            if lang != own {
                return Err(format!("`{new}` would be a page in `{lang}`, and `{here}` is one in `{own}`"));
            }
            moved.edits.extend(redirect(here, &text, &facts.url, address, &source.config.limits)?);
        }
        for link in &facts.document.facts.links.list() {
            let Some(target) = named(site, page, link) else {
                moved.edits.extend(by_stem(site, page, link, &renames, &text));
                continue;
            };
            let Some(written) = renamed(source, &renames, here, &link.target, &target) else { continue };
            match destination::of(&text, link) {
                Some(bytes) => {
                    // What stands behind the path holds as it is.
                    let end = text[bytes.clone()].find(['?', '#']).map_or(bytes.end, |at| bytes.start + at);
                    let path = written.split('?').next().unwrap_or_default();
                    moved.edits.push(Edit::new(here, bytes.start..end, destination::encode(path)));
                }
                None => moved.notes.push(format!(
                    "`{here}`, line {}: the link to `{}` is left as it is; write `{written}`",
                    link.line, link.target
                )),
            }
        }
        references(source, site, page, &renames, &text, &mut moved);
    }
    Ok(moved)
}

/// Gives the heading with an id another text. Where its id changes, the old one stays as an anchor and links to it are rewritten.
///
/// # Errors
///
/// A line that says why it cannot be done.
pub fn heading(source: &Source, site: &Site, page: PageIdx, id: &str, title: &str) -> Result<Move, String> {
    let path = &site.page(page).path;
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    if title.is_empty() {
        return Err("the heading's new text is empty".to_owned());
    }
    let bytes = source.bytes(path).map_err(|error| format!("cannot read `{path}`: {error}"))?;
    let text = text_of(&bytes);
    let start = split(&text).body;
    let headings = body::heading_spans(&text, start);
    let Some(number) = headings.iter().position(|heading| heading.0 == id) else {
        let known: Vec<String> = headings.iter().take(8).map(|heading| format!("`#{}`", heading.0)).collect();
        let known = if known.is_empty() { "none at all".to_owned() } else { known.join(", ") };
        return Err(format!("`{path}` has no heading `#{id}`; it has {known}"));
    };
    let span = headings[number].1.clone();
    let line = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
    if !text[line..span.start].trim().is_empty() {
        return Err(format!("`#{id}` stands in a list or a quotation; write its new text by hand"));
    }
    if title.ends_with('}') && title.contains("{#") {
        return Err("write the heading's new text without `{#…}`: it keeps the id that is written there".to_owned());
    }
    let written = &text[span.clone()];
    let first = written.lines().next().unwrap_or_default();
    let mark = first.len() - first.trim_start_matches('#').len();
    let own_id = first.trim_end().rfind("{#").map(|at| format!(" {}", &first.trim_end()[at..])).unwrap_or_default();
    let line_end = line_end(&text);
    let ending = if written.ends_with('\n') { line_end } else { "" };
    let new = if mark > 0 {
        format!("{} {title}{own_id}{ending}", "#".repeat(mark))
    } else {
        let rule = written.trim_end().lines().last().unwrap_or("---");
        format!("{title}{own_id}{line_end}{rule}{ending}")
    };
    let mut moved = Move::default();
    let renamed = Edit::new(path, span.clone(), new.clone());
    let would_not_be = || format!("`{title}` would not be a heading");
    if *ids_after(&text, std::slice::from_ref(&renamed)).get(number).ok_or_else(would_not_be)? == id {
        moved.edits.push(renamed);
        return Ok(moved);
    }
    let ids = ids_after(&text, std::slice::from_ref(&renamed));
    let is_anothers = |id: &String| headings.iter().enumerate().any(|(at, heading)| at != number && heading.0 == *id);
    let new = match ids.get(number).filter(|id| is_anothers(id)) {
        // Of two headings of one text, the one that had the id keeps it.
        Some(taken) => {
            let free = (1..).map(|at| format!("{taken}-{at}")).find(|free| !is_anothers(free) && free != id);
            let at = id_place(&new, &(0..new.len()));
            format!("{} {{#{}}}{}", &new[..at], free.expect("numbers do not end"), &new[at..])
        }
        None => new,
    };
    moved.edits.push(Edit::new(path, span, format!("<a id=\"{id}\"></a>{line_end}{line_end}{new}")));
    // A heading that had its number from this one keeps it.
    let ids = ids_after(&text, &moved.edits);
    let others = || headings.iter().enumerate().filter(|(index, _)| *index != number);
    for (_, (kept, span)) in others().filter(|(index, heading)| ids.get(*index) != Some(&heading.0)) {
        // Behind signs that close a heading an id would be text.
        let at = id_place(&text, span);
        let line = text[at..span.end].lines().next().unwrap_or_default().trim_end().len();
        moved.edits.push(Edit::new(path, at..at + line, format!(" {{#{kept}}}")));
    }
    let ids = ids_after(&text, &moved.edits);
    let new_id = ids.get(number).ok_or_else(would_not_be)?;
    for (index, (kept, _)) in others().filter(|(index, heading)| ids.get(*index) != Some(&heading.0)) {
        let now = ids.get(index).map_or("gone", String::as_str);
        moved.notes.push(format!("`{path}`: the id `#{kept}` of another heading is `#{now}` now"));
    }
    for (from, facts) in site.pages.iter().enumerate() {
        let links = facts.document.facts.links.list();
        let to_it = |link: &&Link| {
            link.anchor.as_deref() == Some(id)
                && matches!(site.links.resolve(site, from, &link.target, None, link.form).target, Ok(Target::Page { page: target, .. }) if target == page)
        };
        let mut links = links.iter().filter(to_it).peekable();
        if links.peek().is_none() {
            continue;
        }
        let bytes = source.bytes(&facts.path).map_err(|error| format!("cannot read `{}`: {error}", facts.path))?;
        let text = text_of(&bytes);
        for link in links {
            let hash = destination::of(&text, link)
                .and_then(|bytes| Some((bytes.start + text[bytes.clone()].find('#')? + 1, bytes.end)));
            match hash {
                Some((start, end)) => moved.edits.push(Edit::new(&facts.path, start..end, destination::encode(new_id))),
                None => moved
                    .notes
                    .push(format!("`{}`, line {}: the link to `#{id}` is left as it is", facts.path, link.line)),
            }
        }
    }
    Ok(moved)
}

/// The ids of all headings after some edits of their file.
fn ids_after(text: &str, edits: &[Edit]) -> Vec<String> {
    let after = super::by_file(edits).into_values().next().map_or(text.to_owned(), |edits| super::apply(text, &edits));
    body::heading_spans(&after, split(&after).body).into_iter().map(|heading| heading.0).collect()
}

/// Where a heading that is written on these bytes has an id of its own: behind its words, and not behind the signs that end it or underline it.
fn id_place(text: &str, span: &Range<usize>) -> usize {
    let written = text[span.clone()].trim_end();
    let words = match written.starts_with('#') {
        true => written,
        false => written.rsplit_once('\n').map_or(written, |(words, _)| words.trim_end()),
    };
    let open = words.trim_end_matches('#');
    let words = if open.ends_with([' ', '\t']) { open.trim_end() } else { words };
    span.start + words.len()
}

/// How the lines of a text end.
fn line_end(text: &str) -> &'static str {
    let is_carried = text.split_once('\n').is_some_and(|(first, _)| first.ends_with('\r'));
    if is_carried { "\r\n" } else { "\n" }
}

/// Whether every file has a place of its own where it goes, and is a page or a page's file there.
fn allowed(source: &Source, renames: &BTreeMap<SitePath, SitePath>) -> Result<(), String> {
    let others = source.pages.iter().chain(source.files.keys()).filter(|path| !renames.contains_key(*path));
    let taken: BTreeSet<String> = others.map(SitePath::folded).collect();
    let folder = content_root(source);
    let mut from: BTreeMap<String, &SitePath> = BTreeMap::new();
    for (old, new) in renames {
        if taken.contains(&new.folded()) {
            return Err(format!("`{new}` is there already"));
        }
        if let Some(other) = from.insert(new.folded(), old) {
            return Err(format!("`{other}` and `{old}` would both be `{new}`"));
        }
        if new.below(&folder).is_none_or(str::is_empty) {
            return Err(format!("`{new}` lies outside the content folder `{folder}`"));
        }
        if let Some(why) = source.refuses(new) {
            return Err(format!("`{new}` would be no page: {why}"));
        }
    }
    Ok(())
}

/// Language and address of every page after files have gone where they go.
fn places(source: &Source, site: &Site, renames: &BTreeMap<SitePath, SitePath>) -> BTreeMap<SitePath, (Lang, UrlPath)> {
    if renames.is_empty() {
        return BTreeMap::new();
    }
    let place = |page: &Page| (renames.get(&page.path).unwrap_or(&page.path).clone(), page.document.clone());
    let mut pages: Vec<_> = site.pages.iter().map(place).collect();
    pages.sort_by(|one, other| one.0.cmp(&other.0));
    let (paths, documents) = pages.into_iter().unzip();
    let options = site::Options { drafts: true, ..site::Options::default() };
    Site::places(&source.with_pages(paths), documents, &options)
}

/// Every file that moves with the page.
fn renames(source: &Source, site: &Site, from: PageIdx, to: &SitePath) -> Result<BTreeMap<SitePath, SitePath>, String> {
    let facts = site.page(from);
    let old = &facts.path;
    let mut renames = BTreeMap::new();
    if to.extension().is_empty() {
        let is_folder = matches!(old.stem().split('.').next().unwrap_or_default(), "index" | "README" | "_index");
        if !is_folder {
            return Err(format!("`{to}` is no Markdown file; write `{to}.md`"));
        }
        let folder = old.parent();
        for path in source.pages.iter().chain(source.files.keys()) {
            if let Some(rest) = path.below(&folder) {
                renames
                    .insert(path.clone(), to.join(rest).ok_or_else(|| format!("`{to}` leads out of the repository"))?);
            }
        }
    } else if to.extension() != "md" {
        return Err(format!("`{to}` is no Markdown file; write a path that ends in `.md`"));
    } else {
        renames.insert(old.clone(), to.clone());
        for other in site.groups[facts.group].values().copied().filter(|other| *other != from) {
            let path = &site.page(other).path;
            if let Some(new) = beside(source, old, to, path) {
                renames.insert(path.clone(), new);
            }
        }
    }
    if renames.iter().all(|(old, new)| old == new) {
        return Err(format!("`{to}` is where it is already"));
    }
    Ok(renames)
}

/// Where a translation goes: `x.ja.md` beside `x.md`, and `ja/faq/x.md` as `faq/x.md`.
fn beside(source: &Source, old: &SitePath, new: &SitePath, translation: &SitePath) -> Option<SitePath> {
    if translation.parent() == old.parent() && plain_stem(translation) == plain_stem(old) {
        let code = &translation.stem()[plain_stem(translation).len()..];
        return new.parent().join(&format!("{}{code}.md", plain_stem(new)));
    }
    let root = content_root(source);
    let below = |path: &SitePath| path.below(&root).map(str::to_owned);
    let (folder, rest) =
        below(translation).and_then(|path| path.split_once('/').map(|(a, b)| (a.to_owned(), b.to_owned())))?;
    (rest == below(old)?).then(|| root.join(&format!("{folder}/{}", below(new)?))).flatten()
}

/// The file that a link names, if it names one by its path.
fn named(site: &Site, page: PageIdx, link: &Link) -> Option<SitePath> {
    let is_path = link.form != LinkForm::Wiki || link.target.contains('/') || link.target.ends_with(".md");
    if !is_path || link.target.is_empty() || link.target.starts_with('?') {
        return None;
    }
    site.links.named_file(site, page, &link.target)
}

/// The new name in a wikilink that calls a page by its file's name; by its title, or an alias, it is found as before.
fn by_stem(
    site: &Site,
    page: PageIdx,
    link: &Link,
    renames: &BTreeMap<SitePath, SitePath>,
    text: &str,
) -> Option<Edit> {
    let Ok(Target::Page { page: target, .. }) = site.links.resolve(site, page, &link.target, None, link.form).target
    else {
        return None;
    };
    let facts = site.page(target);
    let (old, new) = (&facts.path, renames.get(&facts.path)?);
    let called = |name: &str| fold(name) == fold(link.target.trim());
    let other_names = facts.document.front_matter.aliases.iter().map(|alias| alias.value.as_str());
    let by_stem = link.form == LinkForm::Wiki && called(plain_stem(old)) && !called(plain_stem(new));
    if !by_stem || called(&facts.title) || other_names.into_iter().any(called) {
        return None;
    }
    let bytes = destination::of(text, link)?;
    let anchor = link.anchor.as_ref().map_or(String::new(), |anchor| format!("#{anchor}"));
    Some(Edit::new(&site.page(page).path, bytes, format!("{}{anchor}", plain_stem(new))))
}

/// A file's name without extension and language.
fn plain_stem(path: &SitePath) -> &str {
    let stem = path.stem();
    stem.rsplit_once('.')
        .filter(|(_, code)| Lang::parse(code).is_some_and(|lang| lang.is_known()))
        .map_or(stem, |(stem, _)| stem)
}

/// What to write in a file instead of the path of another, when both have gone where they go; `None` where it holds as it is.
fn renamed(
    source: &Source,
    renames: &BTreeMap<SitePath, SitePath>,
    here: &SitePath,
    written: &str,
    target: &SitePath,
) -> Option<String> {
    let [there, new_target] = [here, target].map(|path| renames.get(path).unwrap_or(path));
    if new_target == target && there == here {
        return None;
    }
    let old = target.seen_from(&here.parent());
    let new = new_target.seen_from(&there.parent());
    rewritten(written, &old, &new, &content_path(source, target), &content_path(source, new_target))
}

/// A link's new destination in the manner of the old one; `None` where it holds as it is.
fn rewritten(written: &str, old: &str, new: &str, old_rooted: &str, new_rooted: &str) -> Option<String> {
    let (path, query) =
        written.split_once('?').map_or((written, String::new()), |(path, query)| (path, format!("?{query}")));
    let rooted = path.starts_with('/');
    let (old, new) =
        if rooted { (old_rooted.to_owned(), new_rooted.to_owned()) } else { (old.to_owned(), new.to_owned()) };
    // The ending that its author left away: of `reset` and `reset/` for `reset.md` or `reset/index.md`.
    let plain = path.trim_start_matches("./").trim_end_matches('/');
    let dropped = ["", ".md", "/index.md", "/README.md", "/_index.md"]
        .into_iter()
        .find(|ending| old.strip_suffix(ending).is_some_and(|old| fold(old) == fold(plain)));
    let new = match dropped {
        Some(ending) if !ending.is_empty() => {
            let bare = ["/index.md", "/README.md", "/_index.md", ".md"]
                .iter()
                .find_map(|ending| new.strip_suffix(ending))
                .unwrap_or(&new);
            if path.ends_with('/') { format!("{bare}/") } else { bare.to_owned() }
        }
        _ => new,
    };
    (new != path).then_some(new + &query)
}

/// The folder of the content, which may be the root.
fn content_root(source: &Source) -> SitePath {
    source.content.clone().unwrap_or_else(|| SitePath::new("").expect("the root is a path"))
}

/// A file as links from the root name it.
fn content_path(source: &Source, path: &SitePath) -> String {
    let root = content_root(source);
    format!("/{}", path.below(&root).unwrap_or(path.as_str()))
}

/// Paths in front matter.
fn references(
    source: &Source,
    site: &Site,
    page: PageIdx,
    renames: &BTreeMap<SitePath, SitePath>,
    text: &str,
    moved: &mut Move,
) {
    let facts = site.page(page);
    let here = &facts.path;
    let front = &facts.document.front_matter;
    let based_on = front.based_on.as_ref().and_then(|based_on| based_on.id.as_ref());
    let named =
        front.prerequisites.iter().chain(&front.related).chain(&front.duplicate_of).chain(&front.translation_of);
    let alternatives = front.alternatives.iter().filter_map(|way| way.page.as_ref());
    for value in named.chain(&front.image).chain(&front.payload).chain(based_on).chain(alternatives) {
        let Some(target) = site.links.named_file(site, page, &value.value) else { continue };
        let Some(written) = renamed(source, renames, here, &value.value, &target) else { continue };
        let span = value.bytes.0 as usize..value.bytes.1 as usize;
        match text.get(span.clone()).and_then(|slice| slice.find(&value.value)) {
            Some(at) => {
                moved.edits.push(Edit::new(here, span.start + at..span.start + at + value.value.len(), written))
            }
            None => moved
                .notes
                .push(format!("`{here}`, line {}: `{}` is left as it is; write `{written}`", value.line, value.value)),
        }
    }
}

/// Leaves the old address behind. The new one is none any more, where the page had it once.
fn redirect(
    path: &SitePath,
    text: &str,
    old: &UrlPath,
    new: &UrlPath,
    limits: &LimitsConfig,
) -> Result<Vec<Edit>, String> {
    let front = document::front_matter::parse(path, text, split(text).yaml, limits).0;
    if old == new {
        return Ok(Vec::new());
    }
    let had_once = front.redirects.iter().filter(|redirect| address::old(&redirect.value) == *new);
    let replaced: Vec<Edit> = had_once
        .map(|redirect| {
            let span = redirect.bytes.0 as usize..redirect.bytes.1 as usize;
            let at = text[span.clone()].find(&redirect.value);
            let span = at.map_or(span.clone(), |at| span.start + at..span.start + at + redirect.value.len());
            Edit::new(path, span, old.as_str())
        })
        .collect();
    let is_said = front.redirects.iter().any(|redirect| address::old(&redirect.value) == *old);
    if is_said || !replaced.is_empty() { Ok(replaced) } else { Ok(vec![added(path, text, old, limits)?]) }
}

/// Another redirect in front matter.
fn added(path: &SitePath, text: &str, old: &UrlPath, limits: &LimitsConfig) -> Result<Edit, String> {
    let document::Split { yaml, form, .. } = split(text);
    let front = document::front_matter::parse(path, text, yaml.clone(), limits).0;
    let line_end = line_end(text);
    if let Some(last) = front.redirects.last() {
        let end = last.bytes.1 as usize;
        let line = text[..last.bytes.0 as usize].rfind('\n').map_or(0, |at| at + 1);
        let before = &text[line..last.bytes.0 as usize];
        if before.trim_end().ends_with('-') {
            let end = end + text[end..].find(['\r', '\n']).unwrap_or(text.len() - end);
            return Ok(Edit::new(path, end..end, format!("{line_end}{}{old}", before.trim_end_matches(['"', '\'']))));
        }
        if before.contains('[') {
            let end = end
                + text[end..]
                    .chars()
                    .next()
                    .filter(|c| matches!(c, '"' | '\'') && !text[..end].ends_with(*c))
                    .map_or(0, char::len_utf8);
            return Ok(Edit::new(path, end..end, format!(", {old}")));
        }
        let value = text[last.bytes.0 as usize..end].to_owned();
        return Ok(Edit::new(path, last.bytes.0 as usize..end, format!("[{value}, {old}]")));
    }
    match form {
        Form::None => Ok(Edit::new(path, 0..0, ["---", &format!("redirects: [{old}]"), "---", "", ""].join(line_end))),
        // A map in braces holds it before they close.
        Form::Yaml if text[yaml.clone()].trim_start().starts_with('{') => {
            let inside = text[yaml.clone()].trim_end().strip_suffix('}').unwrap_or_default().trim_end();
            let comma = if inside.ends_with(['{', ',']) { "" } else { "," };
            let at = yaml.start + inside.len();
            match inside {
                "" => Err(format!(
                    "the front matter of `{path}` is not understood, so its old address has no place there"
                )),
                _ => Ok(Edit::new(path, at..at, format!("{comma} redirects: [{old}]"))),
            }
        }
        Form::Yaml => {
            let line = if text[..yaml.end].ends_with('\n') { "" } else { line_end };
            Ok(Edit::new(path, yaml.end..yaml.end, format!("{line}redirects: [{old}]{line_end}")))
        }
        _ => Err(format!(
            "the front matter of `{path}` is not YAML between two lines of `---`, so its old address has no place there"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cache::Cache;
    use crate::diagnostic::Code;
    use crate::edit;
    use crate::source::disk::literal;

    type Files = BTreeMap<String, String>;

    fn files(files: &[(&str, &str)]) -> Files {
        files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
    }

    fn read(files: &Files) -> (Source, Site) {
        let source = literal(files.iter().map(|(path, text)| (path.as_str(), text.as_str())));
        let documents = crate::parse(&source, &Cache::none(), None).unwrap();
        let site = Site::link(&source, documents, &crate::site::Options { drafts: true, ..Default::default() });
        (source, site)
    }

    fn page_of(site: &Site, path: &str) -> PageIdx {
        site.pages.iter().position(|page| page.path.as_str() == path).unwrap()
    }

    /// The files after a move.
    fn after(files: &Files, moved: &Move) -> Files {
        let edits = edit::by_file(&moved.edits);
        let renames: BTreeMap<&str, &str> =
            moved.renames.iter().map(|(from, to)| (from.as_str(), to.as_str())).collect();
        let of = |(path, text): (&String, &String)| {
            let edits = edits.get(&SitePath::new(path).unwrap()).map(Vec::as_slice).unwrap_or_default();
            ((*renames.get(path.as_str()).unwrap_or(&path.as_str())).to_owned(), edit::apply(text, edits))
        };
        files.iter().map(of).collect()
    }

    /// What is wrong with links, and every old address that is neither a page nor a redirect.
    fn lost(before: &Site, files: &Files) -> Vec<String> {
        let (_, site) = read(files);
        let links =
            [Code::BrokenLink, Code::BrokenAnchor, Code::MissingImage, Code::UnknownReference, Code::AmbiguousLink];
        let found =
            site.diagnostics.iter().filter(|found| links.contains(&found.code)).map(|found| format!("{found:?}"));
        let known: BTreeSet<&str> = site
            .pages
            .iter()
            .map(|page| page.url.as_str())
            .chain(site.redirects.keys().map(|url| url.as_str()))
            .collect();
        let gone =
            before.pages.iter().map(|page| page.url.as_str()).filter(|url| !known.contains(url)).map(str::to_owned);
        found.chain(gone).collect()
    }

    #[test]
    fn every_link_follows_a_page_in_every_language() {
        let files = files(&[
            (
                "faq/old.md",
                "---\ntitle: An old page\nrelated:\n  - other.md\n---\n\nSee [other](other.md#part), ![a picture](pics/a%20b.png), [me](#here) and [up](../tutorials/t).\n\n## Here\n\nText.\n",
            ),
            ("faq/old.de.md", "---\ntitle: Alt\n---\n\nSiehe [anderes](other.md).\n"),
            (
                "faq/other.md",
                "---\ntitle: Other\nduplicate_of: old.md\nalternatives: [{page: old.md}]\nprerequisites: [old, \"../faq/old.md\"]\n---\n\nBack to [old](old.md), [again](./old), [deep](old.md#here), [rooted](/faq/old.md) and [ref][o].\n\n## Part\n\nText with [[old.md|wiki]] and [[old]].\n\n[o]: <old.md> \"Old\"\n",
            ),
            ("faq/other.de.md", "---\ntitle: Anderes\n---\n\n[Alt](old.de.md) und [alt](old.md).\n"),
            ("tutorials/t.md", "---\ntitle: T\n---\n\n[Old](../faq/old.md) and [page](/faq/old/).\n"),
            ("faq/pics/a b.png", "png"),
        ]);
        let (source, site) = read(&files);
        assert_eq!(lost(&site, &files), Vec::<String>::new(), "before");
        let to = SitePath::new("guides/deep/new name.md").unwrap();
        let moved = page(&source, &site, page_of(&site, "faq/old.md"), &to).unwrap();
        assert_eq!(moved.notes, Vec::<String>::new());
        let new = after(&files, &moved);
        assert!(
            new.contains_key("guides/deep/new name.md") && new.contains_key("guides/deep/new name.de.md"),
            "{:?}",
            new.keys()
        );
        assert_eq!(lost(&site, &new), Vec::<String>::new(), "{new:#?}");
        assert_eq!(
            new["faq/other.md"],
            "---\ntitle: Other\nduplicate_of: ../guides/deep/new name.md\nalternatives: [{page: ../guides/deep/new name.md}]\nprerequisites: [../guides/deep/new name, \"../guides/deep/new name.md\"]\n---\n\nBack to [old](../guides/deep/new%20name.md), [again](../guides/deep/new%20name), [deep](../guides/deep/new%20name.md#here), [rooted](/guides/deep/new%20name.md) and [ref][o].\n\n## Part\n\nText with [[../guides/deep/new%20name.md|wiki]] and [[new name]].\n\n[o]: <../guides/deep/new%20name.md> \"Old\"\n"
        );
        assert_eq!(
            new["guides/deep/new name.md"],
            "---\ntitle: An old page\nrelated:\n  - ../../faq/other.md\nredirects: [/faq/old/]\n---\n\nSee [other](../../faq/other.md#part), ![a picture](../../faq/pics/a%20b.png), [me](#here) and [up](../../tutorials/t).\n\n## Here\n\nText.\n"
        );
    }

    #[test]
    fn a_folder_takes_what_lies_in_it_along() {
        let files = files(&[
            (
                "templates/form/index.md",
                "---\ntitle: Form\nredirects:\n  - /older/\n---\n\n![a](a.png) and [b](../b.md).\n",
            ),
            ("templates/form/a.png", "png"),
            ("templates/b.md", "---\ntitle: B\n---\n\n[Form](form/) and [form](form/index.md).\n"),
        ]);
        let (source, site) = read(&files);
        let to = SitePath::new("templates/sheet").unwrap();
        let moved = page(&source, &site, page_of(&site, "templates/form/index.md"), &to).unwrap();
        let new = after(&files, &moved);
        assert_eq!(lost(&site, &new), Vec::<String>::new(), "{new:#?}");
        assert!(new.contains_key("templates/sheet/a.png"));
        assert!(
            new["templates/sheet/index.md"].contains("redirects:\n  - /older/\n  - /templates/form/\n---"),
            "{new:#?}"
        );
        assert!(new["templates/b.md"].contains("[Form](sheet/) and [form](sheet/index.md)"), "{new:#?}");
    }

    #[test]
    fn links_follow_files_that_an_editor_moves() {
        let files = files(&[
            ("faq/a.md", "---\ntitle: A\n---\n\n[B](b.md), [T](../tutorials/t.md) and ![p](p.png).\n"),
            ("faq/b.md", "---\ntitle: B\n---\n\n[A](a.md).\n"),
            ("faq/p.png", "png"),
            ("tutorials/t.md", "---\ntitle: T\n---\n\n[A](../faq/a.md) and [B](../faq/b.md).\n"),
        ]);
        let (source, site) = read(&files);
        let path = |text: &str| SitePath::new(text).unwrap();
        let moved = super::files(&source, &site, &[(path("faq"), path("faq/old"))]).unwrap();
        let new = after(&files, &moved);
        assert_eq!(lost(&site, &new), Vec::<String>::new(), "{new:#?}");
        assert!(new["faq/old/a.md"].contains("[B](b.md), [T](../../tutorials/t.md) and ![p](p.png)"), "{new:#?}");
        let pair = [(path("faq/a.md"), path("faq/c.md")), (path("faq/b.md"), path("tutorials/b.md"))];
        let new = after(&files, &super::files(&source, &site, &pair).unwrap());
        assert_eq!(lost(&site, &new), Vec::<String>::new(), "{new:#?}");
        assert!(new["faq/c.md"].contains("[B](../tutorials/b.md)"), "{new:#?}");
        assert_eq!(super::files(&source, &site, &[(path("no"), path("yes"))]).unwrap(), Move::default());
    }

    #[test]
    fn what_cannot_be_moved_says_why() {
        let files = files(&[
            ("faq/a.md", "---\ntitle: A\n---\n\nText.\n"),
            ("faq/b.md", "---\ntitle: B\n---\n\nText.\n"),
            ("faq/c.md", "+++\ntitle = \"C\"\n+++\n\nText.\n"),
        ]);
        let (source, site) = read(&files);
        for (from, to, why) in [
            ("faq/a.md", "faq/B.md", "there already"),
            ("faq/a.md", "faq/a.md", "where it is already"),
            ("faq/a.md", "faq/new", "no Markdown file"),
            ("faq/a.md", "faq/new.txt", "no Markdown file"),
            ("faq/c.md", "faq/new.md", "not YAML"),
        ] {
            let error = page(&source, &site, page_of(&site, from), &SitePath::new(to).unwrap()).unwrap_err();
            assert!(error.contains(why), "{from} to {to}: {error}");
        }
    }

    #[test]
    fn no_file_is_lost_and_no_page_becomes_none() {
        let files = files(&[
            ("content/faq/a.md", "---\ntitle: A\n---\n\nText.\n"),
            ("content/faq/a.de.md", "---\ntitle: A\n---\n\nText.\n"),
            ("content/faq/b.md", "---\ntitle: B\n---\n\nText.\n"),
            ("content/faq/c.de.md", "---\ntitle: C\n---\n\nText.\n"),
        ]);
        let (source, site) = read(&files);
        let path = |text: &str| SitePath::new(text).unwrap();
        for (from, to, why) in [
            ("a.md", "faq/z.de.md", "would both be"),
            ("a.de.md", "faq/z.md", "would both be"),
            ("b.md", "faq/z.de.md", "would be a page in `de`"),
            ("c.de.md", "faq/z.md", "would be a page in `en`"),
            ("a.md", "faq/c.md", "`content/faq/c.de.md` is there already"),
            ("a.md", ".git/x.md", "never content"),
            ("a.md", "faq/.x.md", "never content"),
            ("a.md", "static/x.md", "never content"),
            ("a.md", "people/deep/x.md", "never content"),
            ("a.md", "faq/node_modules/x.md", "never content"),
            ("a.md", "faq/b?d:.md", "other systems refuse"),
            ("a.md", "faq/con.md", "reserved on Windows"),
            ("a.md", "../x.md", "outside the content folder"),
        ] {
            let (from, to) = (path(&format!("content/faq/{from}")), path(&format!("content/{to}")));
            let error = page(&source, &site, page_of(&site, from.as_str()), &to).unwrap_err();
            assert!(error.contains(why), "{from} to {to}: {error}");
        }
        let pair = [(path("content/faq/a.md"), path("content/z.md")), (path("content/faq/b.md"), path("content/Z.md"))];
        assert!(super::files(&source, &site, &pair).unwrap_err().contains("would both be"), "an editor is told too");
        // Two that change places lose nothing.
        let pair = [
            (path("content/faq/a.md"), path("content/faq/b.md")),
            (path("content/faq/b.md"), path("content/faq/a.md")),
        ];
        assert_eq!(super::files(&source, &site, &pair).unwrap().renames.len(), 2);
    }

    #[test]
    fn an_address_that_a_page_has_again_is_no_old_one() {
        for (before, after_one, after_two) in [
            ("", "redirects: [/faq/a/]\n", "redirects: [/faq/z/]\n"),
            (
                "redirects:\n  - /older/\n",
                "redirects:\n  - /older/\n  - /faq/a/\n",
                "redirects:\n  - /older/\n  - /faq/z/\n",
            ),
            ("redirects: /older/\n", "redirects: [/older/, /faq/a/]\n", "redirects: [/older/, /faq/z/]\n"),
            // Its address does not depend on its file.
            ("slug: own\n", "slug: own\n", "slug: own\n"),
        ] {
            let text = |front: &str| format!("---\ntitle: A\n{front}---\n\nText.\n");
            let mut now = files(&[("faq/a.md", &text(before))]);
            for (from, to, expected) in [("faq/a.md", "faq/z.md", after_one), ("faq/z.md", "faq/a.md", after_two)] {
                let (source, site) = read(&now);
                let moved = page(&source, &site, page_of(&site, from), &SitePath::new(to).unwrap()).unwrap();
                now = after(&now, &moved);
                assert_eq!(now[to], text(expected));
            }
            let found = read(&now).1.diagnostics;
            assert!(found.iter().all(|found| found.code != Code::RedirectLoop), "{found:?}");
        }
    }

    #[test]
    fn links_in_another_letter_case_and_with_queries_follow() {
        let files = files(&[
            ("faq/a.md", "---\ntitle: First\n---\n\n## Part\n\n[me](?x=1#part).\n"),
            ("faq/index.md", "---\ntitle: Index\n---\n\nText.\n"),
            (
                "faq/b.md",
                "---\ntitle: B\nrelated: [A.md, a]\n---\n\n[A](A.md), [A](../FAQ/A#part), [A](A), [q](a.md?x=%26&y=1#part) and [q](/faq/a.md?x).\n",
            ),
        ]);
        let (source, site) = read(&files);
        let moved = page(&source, &site, page_of(&site, "faq/a.md"), &SitePath::new("faq/z.md").unwrap()).unwrap();
        let new = after(&files, &moved);
        assert_eq!(
            new["faq/b.md"],
            "---\ntitle: B\nrelated: [z.md, z]\n---\n\n[A](z.md), [A](z.md#part), [A](z), [q](z.md?x=%26&y=1#part) and [q](/faq/z.md?x).\n"
        );
        assert!(new["faq/z.md"].ends_with("[me](?x=1#part).\n"), "{new:#?}");
    }

    #[test]
    fn other_headings_keep_their_ids() {
        for (heading_text, other) in [
            ("## Part one", "## Part one\n"),
            ("## Part one ##", "Part one\n---\n"),
            ("## Part one", "## Part one ##\n"),
        ] {
            let files = files(&[
                ("faq/a.md", &format!("---\ntitle: A\n---\n\n{heading_text}\n\nText.\n\n{other}\nText.\n")),
                ("faq/b.md", "---\ntitle: B\n---\n\n[1](a.md#part-one) and [2](a.md#part-one-1).\n"),
            ]);
            let (source, site) = read(&files);
            let moved = heading(&source, &site, page_of(&site, "faq/a.md"), "part-one", "Start").unwrap();
            assert_eq!(moved.notes, Vec::<String>::new());
            let new = after(&files, &moved);
            let pinned = other.replacen("Part one", "Part one {#part-one-1}", 1).replace("} ##", "}");
            assert!(new["faq/a.md"].ends_with(&format!("\n## Start\n\nText.\n\n{pinned}\nText.\n")), "{new:#?}");
            assert!(new["faq/b.md"].contains("[1](a.md#start) and [2](a.md#part-one-1)"), "{new:#?}");
            assert_eq!(lost(&site, &new), Vec::<String>::new(), "{new:#?}");
        }
    }

    #[test]
    fn a_heading_takes_no_id_from_another() {
        let files =
            files(&[("faq/a.md", "---\ntitle: A\n---\n\n## One\n\nText.\n\n## Two\n\n[1](#one) and [2](#two).\n")]);
        let (source, site) = read(&files);
        let moved = heading(&source, &site, page_of(&site, "faq/a.md"), "one", "Two").unwrap();
        let new = after(&files, &moved);
        let body = "<a id=\"one\"></a>\n\n## Two {#two-1}\n\nText.\n\n## Two\n\n[1](#two-1) and [2](#two).\n";
        assert!(new["faq/a.md"].ends_with(body), "{new:#?}");
        let (_, site) = read(&new);
        assert!(site.diagnostics.iter().all(|found| found.code != Code::DuplicateId), "{:?}", site.diagnostics);
    }

    #[test]
    fn what_would_break_a_list_or_an_id_is_left_to_people() {
        let files = files(&[(
            "faq/a.md",
            "---\ntitle: A\n---\n\n- ## In list\n  z\n\n> ## Quoted\n> z\n\n## Own {#own}\n\nText.\n",
        )]);
        let (source, site) = read(&files);
        let refused =
            |id: &str, title: &str| heading(&source, &site, page_of(&site, "faq/a.md"), id, title).unwrap_err();
        for id in ["in-list", "quoted"] {
            assert!(refused(id, "New").contains("stands in a list or a quotation"), "{id}");
        }
        assert!(refused("own", "New {#x}").contains("without `{#…}`"));
        assert!(refused("nope", "New").contains("it has `#in-list`, `#quoted`, `#own`"));
    }

    #[test]
    fn an_old_address_has_a_place_in_braces_too() {
        for (matter, expected) in [
            ("{title: A}", "{title: A, redirects: [/faq/a/]}"),
            ("{title: A,\n level: beginner,\n}", "{title: A,\n level: beginner, redirects: [/faq/a/]\n}"),
            ("{title: A, redirects: [/x/]}", "{title: A, redirects: [/x/, /faq/a/]}"),
        ] {
            let files = files(&[("faq/a.md", &format!("---\n{matter}\n---\n\nText.\n"))]);
            let (source, site) = read(&files);
            let moved = page(&source, &site, page_of(&site, "faq/a.md"), &SitePath::new("faq/z.md").unwrap()).unwrap();
            assert_eq!(after(&files, &moved)["faq/z.md"], format!("---\n{expected}\n---\n\nText.\n"));
        }
    }

    #[test]
    fn lines_end_as_they_did() {
        let files = files(&[
            ("faq/a.md", "---\r\ntitle: A\r\n---\r\n\r\n## Part\r\n\r\nOld\r\n---\r\n\r\nText.\r\n"),
            ("faq/b.md", "---\r\ntitle: B\r\nredirects:\r\n- /older/\r\n---\r\n\r\nText.\r\n"),
            ("faq/c.md", "# C\r\n\r\nText.\r\n"),
        ]);
        let (source, site) = read(&files);
        let page_of = |path: &str| page_of(&site, path);
        let to = SitePath::new("faq/z.md").unwrap();
        for moved in [
            heading(&source, &site, page_of("faq/a.md"), "part", "New"),
            heading(&source, &site, page_of("faq/a.md"), "old", "New"),
            page(&source, &site, page_of("faq/a.md"), &to),
            page(&source, &site, page_of("faq/b.md"), &to),
            page(&source, &site, page_of("faq/c.md"), &to),
        ] {
            let new = after(&files, &moved.unwrap());
            let all: String = new.values().map(String::as_str).collect();
            assert_eq!(all.matches('\n').count(), all.matches("\r\n").count(), "{new:#?}");
            assert_ne!(new, files);
        }
    }

    #[test]
    fn links_follow_a_heading_and_its_old_id_stays() {
        let files = files(&[
            (
                "faq/a.md",
                "---\ntitle: A\n---\n\nSee [below](#first-part) and [this](#kept).\n\n## First part\n\nText.\n\nOld `style`\n-----------\n\n### Kept {#kept}\n\nMore.\n",
            ),
            (
                "faq/b.md",
                "---\ntitle: B\n---\n\n[A](a.md#first-part), [A](/faq/a/#first-part), [[A#first-part]] and [other](a.md#old-style).\n",
            ),
        ]);
        let (source, site) = read(&files);
        let a = page_of(&site, "faq/a.md");
        let moved = heading(&source, &site, a, "first-part", "  The  beginning ").unwrap();
        assert_eq!(moved.notes, Vec::<String>::new());
        let new = after(&files, &moved);
        assert_eq!(lost(&site, &new), Vec::<String>::new(), "{new:#?}");
        assert!(
            new["faq/a.md"].contains("[below](#the-beginning)")
                && new["faq/a.md"].contains("<a id=\"first-part\"></a>\n\n## The beginning\n")
        );
        assert!(
            new["faq/b.md"].contains("[A](a.md#the-beginning), [A](/faq/a/#the-beginning), [[A#the-beginning]] and")
        );
        let moved = heading(&source, &site, a, "old-style", "New style").unwrap();
        assert!(after(&files, &moved)["faq/a.md"].contains("<a id=\"old-style\"></a>\n\nNew style\n-----------\n"));
        let moved = heading(&source, &site, a, "kept", "Another name").unwrap();
        assert!(after(&files, &moved)["faq/a.md"].contains("\n### Another name {#kept}\n"), "an id of its own stays");
        assert_eq!(moved.edits.len(), 1);
        assert!(heading(&source, &site, a, "nowhere", "X").unwrap_err().contains("`#first-part`"));
        assert!(heading(&source, &site, a, "kept", " ").is_err());
    }
}
