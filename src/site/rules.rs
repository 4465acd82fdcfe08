//! Rules that need more than one file: what two pages both claim, what a page names that is not there, what time has done.
//!
//! Begin with [`check`]. Links have a room of their own ([`super::links`]).

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rayon::prelude::*;

use crate::config::{self, Allowed, Levels};
use crate::diagnostic::{Code, Diagnostic, Level, Located, Place, did_you_mean};
use crate::document::front_matter::{FrontMatter, SYNONYMS, Status};
use crate::document::{self, badge, lint, svg};
use crate::path::{SitePath, fold};
use crate::site::people::prose::{self, given_away};
use crate::site::{Page, PageIdx, PageRole, Site, aliases, at, dates, duplicates};
use crate::source::Source;
use crate::yaml::text::shown;

/// A template's file with more bytes is not shown, and not looked into.
const PAYLOAD: usize = 64 * 1024;

/// Everything that these rules find.
pub(super) fn check(site: &Site, source: &Source) -> Vec<Diagnostic> {
    let mut found = same_names(source);
    found.extend(same_titles(site, source));
    found.extend(same_questions(site));
    found.extend(duplicates::check(site, source));
    found.extend(aliases::check(site));
    found.extend(prose::hidden_names(site, source));
    let tags = tag_names(site);
    let levels = Levels::new(&site.config);
    // A name that many pages have is looked up once.
    let mut meant: BTreeMap<&str, Option<&str>> = BTreeMap::new();
    let unread = unread(site);
    for (page, facts) in site.pages.iter().enumerate() {
        let front = &facts.document.front_matter;
        found.extend(front.tags.iter().filter_map(|tag| unknown_tag(site, &tags, &facts.path, tag)));
        for name in people_named(front) {
            let meant = *meant.entry(&name.value).or_insert_with(|| person_meant(site, &name.value));
            found.extend(meant.map(|meant| unknown_person(&facts.path, name, meant)));
        }
        let license = without_license(site, page, source).filter(|_| !unread.contains(facts.path.as_str()));
        found.extend(license);
        found.extend(behind_its_source(site, page, source));
        found.extend(site.now.and_then(|now| past_its_time(site, page, source, now)));
        found.extend(orphan(site, page, source, &levels));
        found.extend(variables_of_a_file(site, page, source));
        found.extend(unknown_area(site, &facts.path, front.area.as_ref()));
    }
    found.extend(unmatched_globs(site, source));
    found.extend(active_drawings(site, source));
    found.extend(secrets(site, source));
    found
}

/// Keys and passwords in what is published beside pages: files that they give away and link to, those of `static/`, documents of
/// the community, and what people and titles say of themselves.
fn secrets(site: &Site, source: &Source) -> Vec<Diagnostic> {
    let is_text = |path: &SitePath| {
        let below = SitePath::new("static").and_then(|folder| path.below(&folder));
        let own = below.and_then(|below| source.statics.get(&SitePath::new(below)?));
        let facts = source.files.get(path).or(own);
        facts.is_some_and(|facts| !facts.is_picture && facts.length <= site.config.limits.page << 10)
    };
    let files: Vec<SitePath> =
        given_away(site, source).into_iter().filter(is_text).chain(source.norms.iter().cloned()).collect();
    let allowed = Allowed::new(&site.config);
    let of_files = files.par_iter().flat_map_iter(|path| {
        let text = source.bytes(path).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        text.filter(|text| !text.contains('\0')).map(|text| secrets_of(path, &text, &allowed)).unwrap_or_default()
    });
    let mut found: Vec<Diagnostic> = of_files.collect();
    found.extend(source.people.iter().flat_map(|(path, text)| secrets_of(path, text, &allowed)));
    let badges = SitePath::new(badge::FILE).expect("a plain name");
    found.extend(source.badges.iter().flat_map(|text| secrets_of(&badges, text, &allowed)));
    found
}

fn secrets_of(path: &SitePath, text: &str, allowed: &Allowed<'_>) -> Vec<Diagnostic> {
    let mut found = lint::secrets(path, text);
    found.retain(|found| !found.place.as_ref().is_some_and(|place| allowed.holds_secret(text, place.bytes)));
    found
}

/// Drawings that are published without a part that acts, or without anything.
fn active_drawings(site: &Site, source: &Source) -> Vec<Diagnostic> {
    let statics = source.statics.keys().filter_map(|path| SitePath::new(&format!("static/{path}")));
    let files = site.links.published().map(|(path, _)| path.clone()).chain(statics);
    let drawings = files.filter(|path| path.extension().eq_ignore_ascii_case("svg") && !site.config.trusts(path));
    let told = |path: SitePath| {
        let trouble = svg::inert(&source.bytes(&path).ok()?).trouble?;
        let message = format!("the drawing `{path}` {trouble}");
        let found = Diagnostic::new(Code::ActiveFile, message).at(Place::file(&path));
        Some(found.help("it is published without; save it as plain SVG, or as PNG"))
    };
    drawings.filter_map(told).collect()
}

/// Files whose front matter could not be read: nobody knows what is missing in it.
fn unread(site: &Site) -> BTreeSet<&str> {
    let found = site.diagnostics.iter().filter(|found| document::is_unread(std::slice::from_ref(found)));
    found.filter_map(|found| Some(found.place.as_ref()?.file.as_str())).collect()
}

/// The place of a key's value in the front matter, or of the heading that is the title; else the file.
pub(super) fn place(source: &Source, path: &SitePath, key: &str) -> Place {
    let Ok(bytes) = source.bytes(path) else { return Place::file(path) };
    let text = crate::document::text_of(&bytes);
    let split = crate::document::split(&text);
    let mut at = split.yaml.start;
    for line in text[split.yaml.clone()].split_inclusive('\n') {
        if let Some(value) = line.strip_prefix(key).and_then(|rest| rest.strip_prefix(':')) {
            let end = at + line.trim_end().len();
            let start = at + line.len() - value.trim_start().len();
            return Place::span(path, &text, start.min(end)..end);
        }
        at += line.len();
    }
    let heading = text[split.body..].lines().find(|line| line.starts_with("# ")).filter(|_| key == "title");
    heading.map_or_else(
        || Place::file(path),
        |line| {
            let start = line.as_ptr() as usize - text.as_ptr() as usize;
            Place::span(path, &text, start..start + line.trim_end().len())
        },
    )
}

/// The place of a value where it is written under a key, a synonym of the key, or below one of the two; else that of the key.
pub(super) fn place_of(source: &Source, path: &SitePath, key: &str, value: &str) -> Place {
    let Ok(bytes) = source.bytes(path) else { return Place::file(path) };
    let text = crate::document::text_of(&bytes);
    let yaml = crate::document::split(&text).yaml;
    let means = |name: &str| name == key || SYNONYMS.contains(&(name, key));
    let mut at = yaml.start;
    let mut is_inside = false;
    for line in text[yaml].split_inclusive('\n') {
        if line.starts_with(char::is_alphabetic) {
            is_inside = line.split_once(':').is_some_and(|(name, _)| means(name.trim_end()));
        }
        if let Some(start) = line.find(value).filter(|_| is_inside) {
            return Place::span(path, &text, at + start..at + start + value.len());
        }
        at += line.len();
    }
    place(source, path, key)
}

/// Files that some systems cannot keep beside each other.
fn same_names(source: &Source) -> Vec<Diagnostic> {
    let mut first: BTreeMap<String, &SitePath> = BTreeMap::new();
    let mut found = Vec::new();
    for path in source.pages.iter().chain(source.files.keys()) {
        match first.get(&path.folded()) {
            Some(other) => found.push(
                Diagnostic::new(Code::NamesCollide, format!("`{other}` is the same name on some systems"))
                    .at(Place::file(path))
                    .help("rename one of them: there only one of the two can be checked out"),
            ),
            None => _ = first.insert(path.folded(), path),
        }
    }
    found
}

/// Pages of one kind and language that a list of titles could not tell from each other.
fn same_titles(site: &Site, source: &Source) -> Vec<Diagnostic> {
    let mut first: BTreeMap<(usize, usize, String), PageIdx> = BTreeMap::new();
    let mut found = Vec::new();
    let mut pages: Vec<PageIdx> = (0..site.pages.len()).collect();
    // The later one is told.
    pages.sort_by_key(|page| duplicates::newness(site, *page));
    for page in pages {
        let facts = site.page(page);
        // Parts of a series are told from each other by their numbers, and a duplicate says what it is.
        let is_part = facts.part.is_some() || facts.document.front_matter.series.is_some();
        let is_duplicate = facts.document.front_matter.duplicate_of.is_some();
        if facts.role != PageRole::Content || is_part || is_duplicate {
            continue;
        }
        match first.get(&(facts.lang, facts.kind, plain(&facts.title))) {
            Some(other) => found.push(
                Diagnostic::new(Code::DuplicateTitle, format!("`{}` has the same title", site.page(*other).path))
                    .at(place(source, &facts.path, "title"))
                    .help("say in the title what is different, join the pages, or set `duplicate_of`"),
            ),
            None => _ = first.insert((facts.lang, facts.kind, plain(&facts.title)), page),
        }
    }
    found
}

/// A wording as it is compared: letters and digits in lower case.
pub(crate) fn plain(text: &str) -> String {
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Wordings of a question that another page has too: search could not know which of the two is asked for.
fn same_questions(site: &Site) -> Vec<Diagnostic> {
    let is_own = |page: &&crate::site::Page| page.document.front_matter.duplicate_of.is_none();
    let mut owners: BTreeMap<(usize, String), &SitePath> = BTreeMap::new();
    for facts in site.pages.iter().filter(is_own).filter(|facts| facts.role == PageRole::Content) {
        owners.entry((facts.lang, plain(&facts.title))).or_insert(&facts.path);
    }
    let mut found = Vec::new();
    for facts in site.pages.iter().filter(is_own) {
        for wording in &facts.document.front_matter.asked_as {
            let key = plain(&wording.value);
            if key.is_empty() {
                continue;
            }
            let owner = *owners.entry((facts.lang, key)).or_insert(&facts.path);
            if *owner != facts.path {
                let message = format!("`{}` is asked on `{owner}` too", shown(&wording.value));
                let diagnostic = Diagnostic::new(Code::SharedQuestion, message)
                    .help("keep it where it is answered, or say in both what is different");
                found.push(at(diagnostic, &facts.path, Some(wording)));
            }
        }
    }
    found
}

/// The vocabulary and its synonyms, in lower case.
fn tag_names(site: &Site) -> Vec<String> {
    let own = site.config.tags.iter();
    own.flat_map(|(name, others)| std::iter::once(name).chain(others)).map(|name| name.to_lowercase()).collect()
}

fn unknown_tag(site: &Site, known: &[String], path: &SitePath, tag: &Located<String>) -> Option<Diagnostic> {
    let folded = tag.value.to_lowercase();
    if known.is_empty() || known.contains(&folded) {
        return None;
    }
    let diagnostic = Diagnostic::new(Code::UnknownTag, format!("`{}` is not a tag of this site", shown(&tag.value)));
    let near = did_you_mean(&folded, known.iter().map(String::as_str));
    let diagnostic = match near {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => {
            let some: Vec<String> = site.config.tags.keys().take(12).map(|tag| format!("`{tag}`")).collect();
            diagnostic.help(format!("use one of {}, or add it to `tags` in `cairn.yml`", some.join(", ")))
        }
    };
    Some(at(diagnostic, path, Some(tag)))
}

/// Everybody whom a page names, in the order of their keys.
fn people_named(front: &FrontMatter) -> impl Iterator<Item = &Located<String>> {
    let lists = [&front.authors, &front.translators, &front.asked_by, &front.answered_by];
    let authors = lists.into_iter().flatten().map(|author| &author.name);
    authors.chain(front.tested.as_ref().and_then(|tested| tested.by.as_ref())).chain(&front.owner)
}

/// Whom a name means that looks like a person's id, is none, and is nearly one. Free names are fine: not everybody has a file.
fn person_meant<'a>(site: &'a Site, name: &str) -> Option<&'a str> {
    let id = name.trim_start_matches('@');
    let is_id = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
    let files = &site.person_files;
    let is_known = files.iter().any(|file| file.id.value == id || file.name.as_deref() == Some(id));
    if id.len() < 4 || !id.chars().all(is_id) || is_known {
        return None;
    }
    did_you_mean(id, files.iter().map(|file| file.id.value.as_str()))
}

fn unknown_person(path: &SitePath, name: &Located<String>, meant: &str) -> Diagnostic {
    let message = format!("there is no person `{}`", shown(&name.value));
    let diagnostic = Diagnostic::new(Code::UnknownPerson, message);
    at(diagnostic.help(format!("did you mean `{meant}`?")), path, Some(name))
}

/// Readers take a template away: they must know what they may do with it.
fn without_license(site: &Site, page: PageIdx, source: &Source) -> Option<Diagnostic> {
    let facts = site.page(page);
    let has_one = facts.document.front_matter.license.is_some() || site.config.license.is_some();
    if has_one || site.kind(facts).id != "template" || facts.role != PageRole::Content {
        return None;
    }
    let message = "nobody knows what may be done with this template: it has no licence";
    let diagnostic = Diagnostic::new(Code::MissingLicense, message).at(place(source, &facts.path, "title"));
    Some(
        diagnostic
            .help("add `license: CC-BY-4.0` or another SPDX identifier, or `license` to `cairn.yml` for all pages"),
    )
}

/// A translation that says of which text it was made, and that text is another now.
fn behind_its_source(site: &Site, page: PageIdx, source: &Source) -> Option<Diagnostic> {
    let facts = site.page(page);
    let made_of = facts.document.front_matter.source_digest.as_deref()?.trim().to_ascii_lowercase();
    let original = site.page(site.originals[page]?);
    let now = original.document.text_digest.to_string();
    if made_of.len() >= 8 && now.starts_with(&made_of) {
        return None;
    }
    let message = format!("`{}` has changed since it was translated", original.path);
    let diagnostic = Diagnostic::new(Code::StaleTranslation, message).at(place(source, &facts.path, "source_digest"));
    let short = original.document.text_digest.short();
    Some(diagnostic.help(format!("translate what is new, then write `source_digest: {short}`")))
}

/// Why nobody should rely on a page as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stale {
    /// It says so itself: it has expired.
    Expired(Date),
    /// Nobody has looked at it since that day, for longer than it asks for: since its review or test, or its last change where it had none.
    /// A change is no review: who corrects a word has not read the rest.
    Since(Date),
}

/// When somebody last looked whether a page is still true: its review, or a test that has happened by `now`.
pub fn looked_at(page: &Page, now: Option<Date>) -> Option<Date> {
    let front = &page.document.front_matter;
    let tested = front.tested.as_ref().and_then(|tested| dates::parse(tested.on.as_deref()?));
    let tested = tested.filter(|tested| now.is_none_or(|now| *tested <= now));
    front.reviewed.as_deref().and_then(dates::parse).max(tested)
}

/// Whether readers may rely on a page because somebody looked at it, and not too long ago.
pub fn is_verified(site: &Site, page: &Page) -> bool {
    let front = &page.document.front_matter;
    let was_looked_at = match front.status {
        Some(Status::Verified) => true,
        None => looked_at(page, site.now).is_some(),
        Some(_) => false,
    };
    let is_stale = site.now.is_some_and(|now| stale(site, page, now).is_some());
    was_looked_at && front.duplicate_of.is_none() && !is_stale
}

/// Whether a page is stale on a day. One that is archived or outdated says enough about itself.
pub fn stale(site: &Site, page: &Page, now: Date) -> Option<Stale> {
    let front = &page.document.front_matter;
    if matches!(front.status, Some(Status::Archived | Status::Outdated)) {
        return None;
    }
    if let Some(expires) = front.expires.as_deref().and_then(dates::parse).filter(|expires| *expires < now) {
        return Some(Stale::Expired(expires));
    }
    let looked_at = looked_at(page, Some(now)).or(page.dated())?;
    let every = i64::from(front.review_every.unwrap_or(site.config.review_every));
    (dates::days_between(looked_at, now) > every).then_some(Stale::Since(looked_at))
}

/// What a page itself says it should not be relied on after.
fn past_its_time(site: &Site, page: PageIdx, source: &Source, now: Date) -> Option<Diagnostic> {
    let facts = site.page(page);
    let front = &facts.document.front_matter;
    if let Some(Stale::Expired(expires)) = stale(site, facts, now) {
        let diagnostic = Diagnostic::new(Code::ExpiredPage, format!("the page expired on {expires}"));
        let diagnostic = diagnostic.at(place(source, &facts.path, "expires"));
        return Some(diagnostic.help("see whether it is still right and move `expires`, or set `status: outdated`"));
    }
    let Some(Stale::Since(reviewed)) = stale(site, facts, now) else { return None };
    // Where nobody has reviewed the page yet, its day is that of its last change: no day to set anew.
    front.reviewed.as_deref().and_then(dates::parse)?;
    let every = front.review_every.unwrap_or(site.config.review_every);
    let days = dates::days_between(reviewed, now);
    let message = format!("the page was last reviewed {days} days ago, and asks for it every {every}");
    let diagnostic = Diagnostic::new(Code::StaleReview, message).at(place(source, &facts.path, "reviewed"));
    Some(diagnostic.help("read it again, mend what has changed, and set `reviewed` to that day"))
}

/// A page that no other leads to: lists and search find it, and no text does.
fn orphan(site: &Site, page: PageIdx, source: &Source, levels: &Levels<'_>) -> Option<Diagnostic> {
    let facts = site.page(page);
    let diagnostic = Diagnostic::new(Code::OrphanPage, "no other page links to this one").at(Place::file(&facts.path));
    // The place costs a read, and most sites do not ask.
    if levels.of(&diagnostic) == Level::Off || !is_orphan(site, page) {
        return None;
    }
    let diagnostic = diagnostic.at(place(source, &facts.path, "title"));
    Some(diagnostic.help("link to it where a reader needs it, or name it in `related` of a page"))
}

/// Whether no page leads to this one: neither to it nor to what it translates. A series leads from part to part.
pub fn is_orphan(site: &Site, page: PageIdx) -> bool {
    let facts = site.page(page);
    let group = site.groups[facts.group].values();
    facts.role == PageRole::Content
        && site.topics.series_of(site, page).is_none()
        && group.copied().all(|page| site.used[page].is_empty())
}

/// Variables of a template whose payload is a file of its own.
fn variables_of_a_file(site: &Site, page: PageIdx, source: &Source) -> Vec<Diagnostic> {
    let facts = site.page(page);
    let front = &facts.document.front_matter;
    let Some(payload) = front.payload.as_ref().filter(|_| !front.variables.is_empty()) else { return Vec::new() };
    let Some(path) = site.links.file(site, page, &payload.value) else { return Vec::new() };
    let texts = source.bytes(&path).and_then(|payload| Ok((payload, source.bytes(&facts.path)?)));
    let Some((payload, own)) = texts.ok().filter(|(payload, _)| payload.len() <= PAYLOAD) else { return Vec::new() };
    let (payload, own) = (crate::document::text_of(&payload), crate::document::text_of(&own));
    lint::variables((&facts.path, &own), front, (&path, &payload, 0..payload.len()))
}

/// An area that `cairn.yml` does not name, where it names some.
fn unknown_area(site: &Site, path: &SitePath, area: Option<&Located<String>>) -> Option<Diagnostic> {
    let area = area.filter(|area| !site.config.areas.is_empty() && !site.config.areas.contains_key(&area.value))?;
    let diagnostic =
        Diagnostic::new(Code::UnknownArea, format!("`{}` is not an area of this site", shown(&area.value)));
    // Whoever writes its label means it, too.
    let labelled = site.config.areas.iter().find(|(_, label)| plain(label) == plain(&area.value));
    let near = labelled.map(|(id, _)| id.as_str());
    let diagnostic = match near.or_else(|| did_you_mean(&area.value, site.config.areas.keys().map(String::as_str))) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => {
            let some: Vec<String> = site.config.areas.keys().take(12).map(|id| format!("`{id}`")).collect();
            diagnostic.help(format!("use one of {}, or add it to `areas` in `cairn.yml`", some.join(", ")))
        }
    };
    Some(at(diagnostic, path, Some(area)))
}

/// Globs of `diagnostics: {in: …}` that fit nothing a finding could be about.
fn unmatched_globs(site: &Site, source: &Source) -> Vec<Diagnostic> {
    let globs = &site.config.diagnostics_in;
    if globs.is_empty() {
        return Vec::new();
    }
    let own = ["cairn.yml", "badges.yml", "hypotheses.yml", "credits.lock.json", ".mailmap", ".git-blame-ignore-revs"];
    let own = own.iter().map(|name| (*name).to_owned());
    let content = source.pages.iter().chain(source.files.keys()).chain(source.people.keys()).map(SitePath::to_string);
    let below = source.statics.keys().map(|path| format!("static/{path}"));
    let theme = source.theme.keys().map(|path| format!("theme/{path}"));
    let files: Vec<String> = content.chain(below).chain(theme).chain(own).collect();
    let config = SitePath::new(crate::config::FILE).expect("a plain file name is a path");
    let text = source.bytes(&config).ok().map(|bytes| document::text_of(&bytes).into_owned()).unwrap_or_default();
    let unmatched = globs.iter().filter(|(glob, _)| config::is_unmatched(glob, &files));
    let told = |(glob, _): &(String, _)| {
        let place = text
            .match_indices(glob.as_str())
            .map(|(at, _)| at..at + glob.len())
            .find(|bytes| text[bytes.end..].trim_start_matches(['"', '\'', ' ']).starts_with(':'));
        let place = place.map_or_else(|| Place::file(&config), |bytes| Place::span(&config, &text, bytes));
        let diagnostic = Diagnostic::new(Code::UnmatchedGlob, format!("`{}` fits no file", shown(glob))).at(place);
        diagnostic.help("write whole paths, seen from `cairn.yml`, as in `content/drafts/**`, or remove it")
    };
    unmatched.map(told).collect()
}
