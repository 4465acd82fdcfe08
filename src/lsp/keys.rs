//! Which keys and values a YAML file or a front matter may have: the tables that the readers themselves use, and what the site has.
//!
//! Begin with [`keys`] and [`values`].

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::config;
use crate::diagnostic::{Code, Level};
use crate::document::front_matter::{FIELDS, FrontMatter};
use crate::document::kind::{FAQ_LIST, FieldType};
use crate::document::person::Credit;
use crate::document::{Form, badge, person, split};
use crate::lsp::Edition;
use crate::path::SitePath;
use crate::site::Site;
use crate::yaml::fields::choices;

/// A key that may stand somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Its name.
    pub name: String,
    /// Its type in words.
    pub words: String,
    /// What it is for.
    pub doc: String,
}

impl Key {
    fn new(name: &str, words: &str, doc: &str) -> Key {
        Key { name: name.to_owned(), words: words.to_owned(), doc: doc.trim().to_owned() }
    }

    fn of_table(table: &[(&str, &str, &str)]) -> Vec<Key> {
        table.iter().map(|(name, words, doc)| Key::new(name, words, doc)).collect()
    }

    /// Keys that its documentation names in braces: of "who tried it: `{by, on}`" the two.
    fn inner(&self) -> Vec<Key> {
        let braces = choices(&self.doc).find_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
        let names = braces.into_iter().flat_map(|names| names.split(','));
        names.map(|name| Key::new(name.trim(), "", &self.doc)).collect()
    }
}

/// A value that may stand somewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Value {
    /// As it is written.
    pub text: String,
    /// What it is, in a few words.
    pub detail: String,
}

/// Of what a value names one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Names {
    /// A page, by its path.
    Page,
    /// Any other file, by its path.
    File,
    /// Somebody.
    Person,
}

/// Which YAML it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Table {
    Page,
    Config,
    Person,
    People,
    Badges,
}

impl Table {
    fn of(path: &SitePath) -> Option<Table> {
        match path.as_str() {
            config::FILE => Some(Table::Config),
            "people.yml" => Some(Table::People),
            "badges.yml" => Some(Table::Badges),
            _ if matches!(path.extension(), "md" | "markdown" | "MD") => Some(Table::Page),
            _ if path.parent().as_str() == "people" && matches!(path.extension(), "yml" | "yaml") => {
                Some(Table::Person)
            }
            _ => None,
        }
    }
}

/// The YAML of a file in which byte `at` stands. Front matter may not be closed yet.
pub fn yaml(path: &SitePath, text: &str, at: usize) -> Option<Range<usize>> {
    if Table::of(path)? != Table::Page {
        return Some(0..text.len());
    }
    let parts = split(text);
    if parts.form == Form::Yaml {
        return (parts.yaml.start..=parts.yaml.end).contains(&at).then_some(parts.yaml);
    }
    let first = text.split_inclusive('\n').next().filter(|line| line.trim_end() == "---" && line.ends_with('\n'))?;
    let end = text.get(at..)?.find('\n').map_or(text.len(), |length| at + length);
    let is_open = text.get(first.len()..end)?.lines().all(|line| line.trim_end() != "---");
    is_open.then_some(first.len()..end)
}

/// The keys that may stand under others, the outermost first.
pub fn keys(edition: &Edition, path: &SitePath, above: &[String]) -> Vec<Key> {
    let above: Vec<&str> = above.iter().map(String::as_str).collect();
    let inner = |table: Vec<Key>, name: &str| {
        let key = table.into_iter().find(|key| key.name == name);
        key.map_or_else(Vec::new, |key| key.inner())
    };
    match (Table::of(path), &above[..]) {
        (Some(Table::Page), []) => of_page(edition, path),
        (Some(Table::Page), ["authors" | "translators" | "asked_by" | "answered_by"]) => vec![
            Key::new("name", "text", "person id or name"),
            Key::new("link", "address", "their page"),
            Key::new("description", "text", "one line about them"),
        ],
        (Some(Table::Page), [key]) => inner(of_page(edition, path), key),
        (Some(Table::Person), []) | (Some(Table::People), [_]) => Key::of_table(person::FIELDS),
        (Some(Table::Person), [key]) | (Some(Table::People), [_, key]) => inner(Key::of_table(person::FIELDS), key),
        (Some(Table::Badges), []) => Key::of_table(badge::FIELDS),
        (Some(Table::Badges), ["badges"]) => Key::of_table(badge::BADGE_FIELDS),
        (Some(Table::Badges), [key]) => inner(Key::of_table(badge::FIELDS), key),
        (Some(Table::Config), ["diagnostics"]) => Code::ALL.iter().map(|code| of_code(*code)).collect(),
        (Some(Table::Config), above) => of_config(above),
        _ => Vec::new(),
    }
}

/// What is known of the key that stands under others; it is the last of them.
pub fn key(edition: &Edition, path: &SitePath, all: &[String]) -> Option<Key> {
    let (last, above) = all.split_last()?;
    keys(edition, path, above).into_iter().find(|key| key.name == *last)
}

/// Of what a key's values name one.
pub fn names(path: &SitePath, keys: &[String]) -> Option<Names> {
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    match (Table::of(path)?, &keys[..]) {
        (
            Table::Page,
            ["authors" | "author" | "translators" | "asked_by" | "answered_by" | "owner"]
            | ["authors" | "translators" | "asked_by" | "answered_by", "name"]
            | ["tested", "by"],
        )
        | (Table::Person, ["mentors"])
        | (Table::People, [_, "mentors"])
        | (Table::Badges, ["confirmed" | "revoked", "person"]) => Some(Names::Person),
        (
            Table::Page,
            ["related" | "prerequisites" | "duplicate_of" | "translation_of" | "based_on"]
            | ["based_on", "id"]
            | ["alternatives", "page"],
        ) => Some(Names::Page),
        (Table::Page, ["image" | "payload"]) => Some(Names::File),
        _ => None,
    }
}

/// The values that a key may have, where they can be counted. Pages and files are left to whoever lists links.
pub fn values(edition: &Edition, path: &SitePath, keys: &[String]) -> Vec<Value> {
    let site = &edition.output.site;
    if names(path, keys) == Some(Names::Person) {
        return people(site);
    }
    let Some(table) = Table::of(path) else { return Vec::new() };
    let plain: Vec<&str> = keys.iter().map(String::as_str).collect();
    match (table, &plain[..]) {
        (Table::Page, ["tags"]) => tags(site),
        (Table::Page, ["kind"]) => {
            let kinds =
                site.kinds.list.iter().map(|kind| (kind.id.as_str(), kind.label.as_deref().unwrap_or_default()));
            listed(kinds.chain([(FAQ_LIST, "every `##` heading is a question")]))
        }
        (Table::Page, ["lang"])
        | (Table::Person, ["languages"])
        | (Table::People, [_, "languages"])
        | (Table::Config, ["language"] | ["languages", "list" | "default"]) => {
            listed(site.langs.iter().map(|lang| (lang.as_str(), lang.autonym())))
        }
        (Table::Page, ["area"]) => listed(site.config.areas.iter().map(|(id, label)| (id.as_str(), label.as_str()))),
        (Table::Page, ["series"]) => {
            listed(used(site, |front| front.series.as_ref().map(|series| series.value.as_str())))
        }
        (Table::Page, ["license"]) => {
            let used = used(site, |front| front.license.as_deref());
            listed(used.chain(site.config.license.as_deref().map(|license| (license, ""))))
        }
        (Table::Config, ["diagnostics", _]) => {
            listed([Level::Off, Level::Warn, Level::Error].map(|level| (level.name(), "")))
        }
        _ => {
            let key = key(edition, path, keys);
            listed(key.iter().flat_map(|key| choices(&key.words)).map(|text| (text, "")))
        }
    }
}

/// The keys of front matter, those that its kind must have or has for itself first.
fn of_page(edition: &Edition, path: &SitePath) -> Vec<Key> {
    let site = &edition.output.site;
    let kind = match edition.page(path) {
        Some((site, page)) => site.kind(site.page(page)),
        // It was begun just now.
        None => {
            let content = edition.output.source.content.as_ref();
            let below = content.and_then(|content| path.below(content)).unwrap_or(path.as_str());
            site.kinds.kind_of(path, below, None).0
        }
    };
    let of_kind = |(name, field): (&String, &FieldType)| {
        Key::new(name, field.in_words().0, &format!("a field of the kind `{}`", kind.id))
    };
    kind.fields.iter().map(of_kind).chain(Key::of_table(FIELDS)).collect()
}

/// The options under others. `<name>` stands for any.
fn of_config(above: &[&str]) -> Vec<Key> {
    let mut found: BTreeMap<String, Key> = BTreeMap::new();
    for option in config::reference() {
        let segments: Vec<&str> = option.key.split('.').collect();
        let is_below = segments.len() > above.len()
            && segments.iter().zip(above).all(|(segment, key)| segment == key || *segment == "<name>");
        let Some(next) = segments.get(above.len()).filter(|next| is_below && **next != "<name>") else { continue };
        let is_whole = segments.len() == above.len() + 1;
        let default =
            if option.default.is_empty() { String::new() } else { format!(" Default: `{}`.", option.default) };
        let key = match is_whole {
            true => Key::new(next, option.type_name, &format!("{}{default}", option.doc.trim())),
            false => Key::new(next, "map", ""),
        };
        let known = found.entry((*next).to_owned()).or_insert_with(|| key.clone());
        if is_whole {
            *known = key;
        }
    }
    found.into_values().collect()
}

fn of_code(code: Code) -> Key {
    Key::new(code.name(), "`off`, `warn` or `error`", code.explanation())
}

/// Tags of the vocabulary and of pages, with how often they are used.
fn tags(site: &Site) -> Vec<Value> {
    let mut counts: BTreeMap<&str, usize> = site.config.tags.keys().map(|name| (name.as_str(), 0)).collect();
    for topic in site.topics.tags.values() {
        *counts.entry(topic.label.as_str()).or_default() += topic.pages.len();
    }
    let count = |count: usize| if count == 1 { "1 page".to_owned() } else { format!("{count} pages") };
    counts.into_iter().map(|(tag, pages)| Value { text: tag.to_owned(), detail: count(pages) }).collect()
}

/// Who has a people file, then whom pages name without one. Who is not to be named is not offered.
fn people(site: &Site) -> Vec<Value> {
    let files = site.person_files.iter().filter(|person| person.credit != Credit::Hidden);
    let files = files.map(|person| (person.id.value.as_str(), person.name.as_deref().unwrap_or_default()));
    let others = site.people.list.iter().filter(|person| person.file.is_none() && !person.is_hidden);
    listed(files.chain(others.map(|person| (person.name.as_str(), ""))))
}

/// What pages say in one of their fields.
fn used<'s>(
    site: &'s Site,
    field: impl Fn(&'s FrontMatter) -> Option<&'s str>,
) -> impl Iterator<Item = (&'s str, &'s str)> {
    let used: BTreeSet<&str> = site.pages.iter().filter_map(|page| field(&page.document.front_matter)).collect();
    used.into_iter().map(|text| (text, ""))
}

fn listed<'v>(values: impl IntoIterator<Item = (&'v str, &'v str)>) -> Vec<Value> {
    let mut seen = BTreeSet::new();
    let values = values.into_iter().filter(|(text, _)| !text.is_empty() && seen.insert(*text));
    values.map(|(text, detail)| Value { text: text.to_owned(), detail: detail.to_owned() }).collect()
}
