//! Titles that were written down: the part of `credits.lock.json` that makes badge files permanent.
//!
//! Begin with [`issue`]. What stands there stays, with its day and its evidence, when a rule changes or a page goes: a badge
//! in somebody's CV must lead somewhere for ever. Only `cairn people lock` writes it, never a build.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Deserialize;
use serde_json::json;

use crate::site::Site;
use crate::site::people::person_url;

/// Where it lies.
pub const LOCK_FILE: &str = "credits.lock.json";

/// A level of a title of a person.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// Id of the title.
    pub badge: String,
    /// Id of the person.
    pub person: String,
    /// From 1.
    pub level: u32,
}

/// What is known of it for ever.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// Since when they hold it.
    pub on: Date,
    /// Addresses of the pages that showed it then, those of people among them.
    pub pages: Vec<String>,
    /// Id of the holder now, where it is another than the one under which it was given.
    pub holder: Option<String>,
}

/// More pages than this are no evidence that anybody reads.
pub const MOST_PAGES: usize = 20;

impl Key {
    /// `translator/jane`, and `translator/jane/2` above the first level.
    pub fn text(&self) -> String {
        match self.level {
            1 => format!("{}/{}", self.badge, self.person),
            level => format!("{}/{}/{level}", self.badge, self.person),
        }
    }

    fn parse(text: &str) -> Option<Key> {
        let mut parts = text.split('/');
        let (badge, person) = (parts.next()?, parts.next()?);
        let level = parts.next().map_or(Some(1), |level| level.parse().ok().filter(|level| *level > 1))?;
        let fits = |part: &str| !part.is_empty() && !part.contains(['@', '.']) && part.len() <= 200;
        (parts.next().is_none() && fits(badge) && fits(person)).then(|| Key {
            badge: badge.to_owned(),
            person: person.to_owned(),
            level,
        })
    }
}

/// What is to be written down: what was, of everyone who is still named, and what was earned since.
pub fn issue(site: &Site, before: &BTreeMap<Key, Issued>) -> BTreeMap<Key, Issued> {
    let ids: BTreeSet<&str> = site.people.named().map(|who| site.people.get(who).id.as_str()).collect();
    let kept = |(key, issued): (&Key, &Issued)| {
        let holder = site.people.former.get(&key.person).map(|who| site.people.get(*who).id.clone());
        let is_named = holder.is_some() || ids.contains(key.person.as_str());
        is_named.then(|| (key.clone(), Issued { holder, ..issued.clone() }))
    };
    let mut issued: BTreeMap<Key, Issued> = before.iter().filter_map(kept).collect();
    // Whoever asked not to be named since is no evidence any more.
    let named: BTreeSet<String> = ids
        .iter()
        .copied()
        .chain(site.people.former.keys().map(String::as_str))
        .map(|id| person_url(id).to_string())
        .collect();
    let may_stay = |url: &String| !url.starts_with("/people/") || named.contains(url);
    issued.values_mut().for_each(|issued| issued.pages.retain(may_stay));
    for award in site.badges.awards.iter().filter(|award| award.revoked.is_none()) {
        let pages = award.evidence.iter().take(MOST_PAGES).map(|evidence| evidence.url(site).to_string());
        let now = Issued { on: award.on, pages: pages.collect(), holder: None };
        issued.entry(award.key(site)).or_insert(now);
    }
    issued
}

/// The lines of the lock file, without the comma between them.
pub fn lines(issued: &BTreeMap<Key, Issued>) -> Vec<String> {
    let line = |(key, issued): (&Key, &Issued)| {
        let on = json!(issued.on.to_string());
        let holder = issued.holder.as_ref().map(|id| format!(",\"holder\":{}", json!(id))).unwrap_or_default();
        format!("    {}: {{\"on\":{on},\"pages\":{}{holder}}}", json!(key.text()), json!(issued.pages))
    };
    issued.iter().map(line).collect()
}

/// One entry of the lock file.
#[derive(Deserialize)]
pub struct IssuedInFile {
    on: String,
    #[serde(default)]
    pages: Vec<String>,
    holder: Option<String>,
}

/// Understands the entries; beside them how many could not be.
pub fn parse(entries: BTreeMap<String, IssuedInFile>) -> (BTreeMap<Key, Issued>, usize) {
    let all = entries.len();
    let entry = |(key, entry): (String, IssuedInFile)| {
        let IssuedInFile { on, pages, holder } = entry;
        Some((Key::parse(&key)?, Issued { on: on.parse().ok()?, pages, holder }))
    };
    let issued: BTreeMap<Key, Issued> = entries.into_iter().filter_map(entry).collect();
    let odd = all - issued.len();
    (issued, odd)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_written_and_read_and_nothing_else_is_one() {
        for text in ["a/jane", "a/jane/2", "first-tutorial/石積ケイ"] {
            assert_eq!(Key::parse(text).map(|key| key.text()).as_deref(), Some(text));
        }
        for text in ["", "a", "a/", "/jane", "a/jane/1", "a/jane/0", "a/jane/x", "a/jane/2/3", "a/jane@host", "a/.."] {
            assert_eq!(Key::parse(text), None, "{text}");
        }
    }
}
