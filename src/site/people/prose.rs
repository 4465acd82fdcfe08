//! Where what the site publishes has the name of somebody who is not to be named.
//!
//! Begin with [`hidden_names`]. What people write about each other is theirs, so nothing of it is changed: whoever publishes it
//! is told, and decides. That goes for pages, for files that they give away, and for what is said of people, titles, the
//! community and the site.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::document::person::{Credit, Identity, Person};
use crate::document::{badge, body, split, text_of};
use crate::path::{SitePath, fold};
use crate::site::people::display::is_full;
use crate::site::people::lint::below_static;
use crate::site::people::secret::Secrets;
use crate::site::people::spelling::bare;
use crate::site::people::{listed, lock};
use crate::site::{Page, Site};
use crate::source::Source;
use crate::yaml::text::is_invisible;

/// Longer files are not looked into: nobody reads them as text.
const MOST_BYTES: u64 = 16 * 1024 * 1024;

/// Each place where something has the name of somebody hidden: the one that their file gives them or matches, or that the history
/// knows.
pub fn hidden_names(site: &Site, source: &Source) -> Vec<Diagnostic> {
    let secret = site.person_files.iter().filter(|file| file.credit != Credit::Public);
    let claimed = |file: &Person| {
        let is_other = |name: &&String| file.name.as_ref().is_none_or(|own| fold(own) != fold(name));
        let names = file.identities.iter().filter_map(|claim| match &claim.value {
            Identity::Name(name) if is_full(name) => Some(name),
            _ => None,
        });
        // The name of somebody with a pen name is the pen name.
        let own = file.name.iter().filter(|_| file.credit == Credit::Hidden);
        own.chain(names.filter(is_other)).cloned().collect::<Vec<_>>()
    };
    let own = secret.flat_map(|file| claimed(file).into_iter().map(|name| (name, file.file.clone())));
    let known =
        site.people.hidden_names.iter().map(|(name, file)| (name.clone(), site.person_files[*file].file.clone()));
    let mut names: BTreeSet<String> = BTreeSet::new();
    let names: Vec<(String, String)> = own.chain(known).filter(|(name, _)| names.insert(fold(name))).collect();
    let spoken: Vec<&str> = names.iter().map(|(name, _)| name.as_str()).collect();
    let told = |(name, place): (usize, Place)| {
        let what = if place.line == 0 { "the text or the name of the file" } else { "the text" };
        let message = format!("{what} names somebody whom `{}` hides", names[name].1);
        let help = match place.file.as_str() {
            lock::FILE => "write the file anew with `cairn people lock`",
            listed::FILE => "write the file anew with `cairn people export`",
            _ if place.line == 0 => "take the name out, behind whatever markup, or ask them whether it may stay",
            _ => "take the name out of the text, or ask them whether it may stay",
        };
        Diagnostic::new(Code::HiddenNameInText, message).at(place).help(help)
    };
    let mut seen: BTreeSet<(String, u32, String)> = BTreeSet::new();
    let mut places = places(site, source, &spoken);
    places.extend(written_down(source, &spoken));
    places.retain(|(name, place)| seen.insert((place.file.clone(), place.line, names[*name].1.clone())));
    places.into_iter().map(told).chain(pictures(site, source)).collect()
}

/// Pictures of those who are hidden: whatever lies in `static/` is published.
fn pictures<'a>(site: &'a Site, source: &'a Source) -> impl Iterator<Item = Diagnostic> + 'a {
    let hidden = site.person_files.iter().filter(|file| file.credit == Credit::Hidden);
    hidden.filter_map(|file| {
        let avatar = file.avatar.as_ref()?;
        let picture = SitePath::new(below_static(&avatar.value)).filter(|path| source.statics.contains_key(path))?;
        let message = format!("`static/{picture}` is published, and is the picture of somebody who is hidden");
        let found = Diagnostic::new(Code::HiddenNameInText, message).at(avatar.place(&SitePath::new(&file.file)?));
        Some(found.help("remove the picture and the line"))
    })
}

/// The same of files that Cairn writes itself: they name whoever was not hidden then.
fn written_down<'a>(source: &'a Source, names: &'a [&'a str]) -> impl Iterator<Item = (usize, Place)> + 'a {
    let files = [(lock::FILE, &source.lock), (listed::FILE, &source.listed)];
    files.into_iter().flat_map(move |(file, text)| {
        let path = SitePath::new(file).expect("a plain name");
        let text = text.as_deref().unwrap_or_default();
        let words = Words::of(text);
        let at = move |name: &str| Some(Place::span(&path, text, words.find(name)?));
        names.iter().enumerate().filter_map(move |(which, name)| Some((which, at(name)?)))
    })
}

/// Where each text first has one of these names; beside the place, which of them.
pub fn places(site: &Site, source: &Source, names: &[&str]) -> Vec<(usize, Place)> {
    let mut found = Vec::new();
    // Without such a name, which is usual, nothing is read again.
    if names.is_empty() {
        return found;
    }
    let look = |path: &SitePath, text: &str, shown: &str| {
        let words = Words::of(shown);
        let at = |(which, name): (usize, &&str)| Some((which, Place::span(path, text, words.find(name)?)));
        names.iter().enumerate().filter_map(at).collect::<Vec<_>>()
    };
    let said = |page: &Page| {
        let front = &page.document.front_matter;
        let version = front.tested.as_ref().and_then(|tested| tested.version.as_deref());
        let said = [
            Some(page.title.as_str()),
            front.description.as_deref(),
            front.short_answer.as_deref(),
            front.outcome.as_deref(),
            version,
        ];
        let ways = front.alternatives.iter().map(|way| way.text.value.as_str());
        (page.path.clone(), said.into_iter().flatten().chain(ways).collect::<Vec<_>>().join("\n"))
    };
    let said: BTreeMap<SitePath, String> = site.pages.iter().map(said).collect();
    for path in source.pages.iter().chain(&source.norms) {
        let Ok(bytes) = source.bytes(path) else { continue };
        let text = text_of(&bytes);
        let told = look(path, &text, &spaced(&published(&text)));
        let rendered = rendered(&text, said.get(path).map_or("", String::as_str));
        let rendered = Words::of(&rendered);
        let is_new = |(which, name): &(usize, &&str)| {
            rendered.find(name).is_some() && told.iter().all(|(other, _)| other != which)
        };
        let behind_markup = names.iter().enumerate().filter(is_new).map(|(which, _)| (which, Place::file(path)));
        found.extend(behind_markup.collect::<Vec<_>>());
        found.extend(told);
    }
    let given_away = given_away(site, source);
    for path in &given_away {
        if let Ok(bytes) = source.bytes(path) {
            let text = text_of(&bytes);
            found.extend(look(path, &text, &spaced(&text)));
            found.extend(without_tags(path, &text).into_iter().flat_map(|shown| look(path, &text, &spaced(&shown))));
        }
    }
    let any = Secrets::of(names.iter().map(|name| fold(name)));
    let secrets: Vec<Secrets> = names.iter().map(|name| Secrets::of([fold(name)])).collect();
    let paths = source.pages.iter().chain(&given_away).chain(site.payloads.values().flatten());
    for path in paths.filter(|path| is_called(path, &any)) {
        let is_called = |(_, name): &(usize, &Secrets)| is_called(path, name);
        found.extend(secrets.iter().enumerate().filter(is_called).map(|(which, _)| (which, Place::file(path))));
    }
    let root = |name| SitePath::new(name).expect("a plain name");
    for path in [root("cairn.yml"), root(badge::FILE)] {
        if let Ok(bytes) = source.bytes(&path) {
            let text = text_of(&bytes);
            found.extend(look(&path, &text, &without_comments(&text)));
        }
    }
    for file in site.person_files.iter().filter(|file| file.credit != Credit::Hidden) {
        let labels = file.links.iter().map(|link| link.label.as_str());
        let urls = file.links.iter().map(|link| link.url.as_str());
        let places = file.affiliations.iter().map(|affiliation| affiliation.name.as_str());
        let own = file.bio.as_deref().into_iter().chain(file.pronouns.as_deref());
        let said: Vec<String> = own.chain(labels).chain(urls).chain(places).map(spaced).collect();
        let said: Vec<Words<'_>> = said.iter().map(|text| Words::of(text)).collect();
        let Some(path) = SitePath::new(&file.file) else { continue };
        let text = source.people.get(&path).map(String::as_str).unwrap_or_default();
        let entry = text.split_inclusive('\n').take((file.id.line as usize).saturating_sub(1)).map(str::len).sum();
        for (which, name) in
            names.iter().enumerate().filter(|(_, name)| said.iter().any(|words| words.find(name).is_some()))
        {
            let at = Words::of(&text[entry..]).find(name).map(|at| entry + at.start..entry + at.end);
            found.push((which, at.map_or_else(|| Place::file(&path), |at| Place::span(&path, text, at))));
        }
    }
    found
}

/// Whether a folder or file of a path is called like somebody.
fn is_called(path: &SitePath, name: &Secrets) -> bool {
    path.segments().any(|part| name.hides(part.split('.').next().unwrap_or(part)))
}

/// What readers see of a page, without markup; `said` is what its front matter says.
fn rendered(text: &str, said: &str) -> String {
    let sections = body::read(text, split(text).body, |body| body.sections());
    let shown =
        sections.iter().flat_map(|section| [&*section.heading, "\n", &*section.text, "\n", &*section.code, "\n"]);
    shown.chain([said]).collect()
}

/// The text of a file with spaces for its tags; `None` where files of this sort have none.
fn without_tags(path: &SitePath, text: &str) -> Option<String> {
    if !matches!(path.extension().to_ascii_lowercase().as_str(), "html" | "htm" | "xhtml" | "svg" | "xml") {
        return None;
    }
    let mut shown = String::with_capacity(text.len());
    for part in text.split_inclusive('>') {
        let (words, tag) = part.split_at(part.rfind('<').unwrap_or(part.len()));
        shown += words;
        shown += &hide(tag);
    }
    Some(shown)
}

/// Files that are published as they are and may be text: what pages give away and link to, and those of `static/`.
pub(in crate::site) fn given_away(site: &Site, source: &Source) -> BTreeSet<SitePath> {
    let given = site.payloads.values().flatten().chain(site.links.published().map(|(path, _)| path));
    let is_short = |path: &&SitePath| source.files.get(*path).is_some_and(|facts| facts.length <= MOST_BYTES);
    let statics = source.statics.iter().filter(|(_, facts)| facts.length <= MOST_BYTES && facts.pixels.is_none());
    let statics = statics.filter_map(|(path, _)| SitePath::new(&format!("static/{path}")));
    given.filter(is_short).cloned().chain(statics).filter(|path| source.pages.binary_search(path).is_err()).collect()
}

/// The text with spaces for lines that are a comment.
fn without_comments(text: &str) -> String {
    let line = |line: &str| if line.trim_start().starts_with('#') { hide(line) } else { line.to_owned() };
    text.split_inclusive('\n').map(line).collect()
}

/// As many spaces.
fn hide(part: &str) -> String {
    part.chars().map(|c| " ".repeat(c.len_utf8())).collect()
}

/// Keys of front matter whose names are decided upon as those of the history are.
const NAMING: [&str; 10] = [
    "authors",
    "author",
    "author_description",
    "translators",
    "translator",
    "asked_by",
    "answered_by",
    "tested",
    "owner",
    "extra",
];

/// The text with these names taken out of what it publishes.
pub fn without(text: &str, names: &[&str]) -> String {
    let mut text = text.to_owned();
    for name in names {
        while let Some(at) = Words::of(&published(&text)).find(name) {
            text.replace_range(at, "");
        }
    }
    text
}

/// The text with spaces for what no reader sees and for who is named by front matter, which has rules of its own; and comments.
fn published(text: &str) -> String {
    let split = split(text);
    let mut shown = String::new();
    let mut names_people = false;
    for line in text[..split.body].split_inclusive('\n') {
        if line.starts_with(|c: char| c.is_alphabetic()) {
            names_people =
                NAMING.iter().any(|key| line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with(':')));
        }
        shown += &if names_people { hide(line) } else { line.to_owned() };
    }
    let mut rest = &text[split.body..];
    while let Some(start) = rest.find("<!--") {
        let end = rest[start..].find("-->").map_or(rest.len(), |end| start + end + 3);
        shown += &rest[..start];
        shown += &hide(&rest[start..end]);
        rest = &rest[end..];
    }
    shown + rest
}

/// A text, and its words without capitals and accents.
struct Words<'a> {
    text: &'a str,
    list: Vec<(Range<usize>, String)>,
    /// The same words, each once.
    all: HashSet<String>,
}

impl<'a> Words<'a> {
    fn of(text: &'a str) -> Words<'a> {
        let list: Vec<_> = words(text).map(|at| (at.clone(), bare(&text[at]))).collect();
        let all = list.iter().map(|(_, word)| word.clone()).collect();
        Words { text, list, all }
    }

    /// Whether a name in front of `Jane` or behind `Doe` makes `Doe, Jane` the end of one name and the begin of another.
    fn is_within_a_list(&self, at: &Range<usize>) -> bool {
        let is_name = |word: &str| word.starts_with(char::is_uppercase) && !word.ends_with(['.', ':']);
        let before = self.text[..at.start].strip_suffix(' ').unwrap_or_default();
        let (rest, word) = before.rsplit_once(' ').unwrap_or(("", before));
        // The first word of a sentence is written like a name.
        let is_first = rest.trim_end_matches(' ').is_empty() || rest.ends_with(['.', '!', '?', ':', '\n']);
        let after = self.text[at.end..].strip_prefix(' ').and_then(|text| text.split_whitespace().next());
        is_name(word) && !is_first || after.is_some_and(is_name)
    }

    /// Whether a word is written as handles are: `JaneDoe`, `@janedoe`, `forge.example/janedoe`.
    fn is_handle(&self, at: &Range<usize>) -> bool {
        self.text[..at.start].ends_with(['@', '/']) || self.text[at.clone()].chars().skip(1).any(char::is_uppercase)
    }

    /// A name as whole words, whatever white space and signs lie between; one word alone only in its own letter case, because
    /// it may be any word.
    fn find(&self, name: &str) -> Option<Range<usize>> {
        let wanted: Vec<String> = words(name).map(|at| bare(&name[at])).collect();
        if wanted.len() < 2 && is_full(name) {
            // A script without spaces.
            return self.text.find(name).map(|at| at..at + name.len());
        }
        let turned: Vec<&String> = wanted.iter().rev().collect();
        let span = |window: &[(Range<usize>, String)]| window[0].0.start..window[window.len() - 1].0.end;
        let is_name = |window: &&[(Range<usize>, String)]| {
            let together = &self.text[span(window)];
            let is_same = window.iter().zip(&wanted).all(|((_, word), wanted)| word == wanted);
            let is_turned =
                || together.contains(',') && window.iter().zip(&turned).all(|((_, word), wanted)| word == *wanted);
            (is_same || wanted.len() > 1 && is_turned() && !self.is_within_a_list(&span(window)))
                && together.len() <= name.len() * 2 + 8
                && (wanted.len() > 1 || together == name)
                && !is_over_a_stop(together)
        };
        let has_all = !wanted.is_empty() && wanted.iter().all(|word| self.all.contains(word));
        let found = || self.list.windows(wanted.len()).find(is_name).map(span);
        let found = if has_all { found() } else { None };
        // `JaneDoe`, as a handle writes it.
        let whole = [wanted.concat(), turned.iter().map(|word| word.as_str()).collect()];
        let has_joined = wanted.len() > 1 && whole.iter().any(|word| self.all.contains(word));
        let joined = || self.list.iter().find(|(at, word)| has_joined && whole.contains(word) && self.is_handle(at));
        found.or_else(|| joined().map(|(at, _)| at.clone()))
    }
}

/// Whether a sentence ends within a text: the stop behind an initial or a title is none.
fn is_over_a_stop(text: &str) -> bool {
    text.match_indices(['.', '!', '?']).any(|(at, _)| {
        let last = text[..at].rsplit(char::is_whitespace).next().unwrap_or_default();
        last.chars().count() > 2 && text[at + 1..].starts_with(char::is_whitespace)
    })
}

/// The text with spaces for what stands for one: `&nbsp;`, `&#32;`, `%20`.
fn spaced(text: &str) -> String {
    const SPACES: [&str; 9] = ["&nbsp;", "&ensp;", "&emsp;", "&thinsp;", "&#32;", "&#160;", "&#x20;", "&#xa0;", "%20"];
    SPACES.iter().fold(text.to_owned(), |text, space| text.replace(space, &" ".repeat(space.len())))
}

/// Runs of letters and digits, with what has no width inside them.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let is_inside = |c: char| c.is_alphanumeric() || is_combining_mark(c) || is_invisible(c);
    text.split(move |c: char| !is_inside(c)).filter(|word| !word.is_empty()).map(move |word| {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        start..start + word.len()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_as_whole_words_in_what_readers_see() {
        let table = [
            ("Thanks to Zelda Quux.", Some("Zelda Quux")),
            ("Thanks to **zelda\nquux**'s cat", Some("zelda\nquux")),
            ("---\ntitle: By Zelda Quux\n---\nText", Some("Zelda Quux")),
            ("---\nauthors: [Zelda Quux]\n---\nText <!-- Zelda Quux --> end", None),
            ("By Quux, Zelda", Some("Quux, Zelda")),
            ("[z](https://x.example/ZeldaQuux)", Some("ZeldaQuux")),
            ("[z](z%20x/zelda%20quux)", Some("zelda%20quux")),
            ("Zelda&nbsp;Quux", Some("Zelda&nbsp;Quux")),
            ("It was Zelda. Quux went.", None),
            ("Ann Quux, Zelda Roe", None),
            ("A zeldaquux is an animal.", None),
            ("By @zeldaquux", Some("zeldaquux")),
            ("See https://x.example/zelda-quux/ and more", Some("zelda-quux")),
            ("By Zélda Quüx", Some("Zélda Quüx")),
            ("Zelda Quuxley and Griselda Quux", None),
            ("Zelda, and then there was Quux", None),
        ];
        for (text, expected) in table {
            assert_eq!(Words::of(&spaced(&published(text))).find("Zelda Quux").map(|at| &text[at]), expected, "{text}");
        }
        assert_eq!(Words::of("Where there is a will, Will.").find("Will"), Some(23..27));
        assert_eq!(Words::of("感謝山田太郎さん").find("山田太郎"), Some(6..18));
        assert_eq!(Words::of("Text").find(""), None);
        for text in ["Zelda&#8195;Quux", "Z<b>elda</b> Quux", "Zelda<br>Quux", "[Zelda](x.md)&ensp;Quux"] {
            assert!(Words::of(&rendered(text, "")).find("Zelda Quux").is_some(), "{text}");
        }
        assert_eq!(
            without("Zelda Quux met zelda\nquux <!-- Zelda Quux -->", &["Zelda Quux"]),
            " met  <!-- Zelda Quux -->"
        );
    }
}
