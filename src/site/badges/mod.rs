//! Titles: which there are, and who has earned them.
//!
//! Begin with [`Badges::of`]. [`facts`](mod@facts) tells what everyone did, [`rule`] whether that is what a rule asks, [`issued`] which
//! titles were written down for ever. Nobody is compared with anybody: a title is held or not.

pub mod facts;
pub mod issued;
pub mod picture;
pub mod rule;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::diagnostic::{Code, Diagnostic, Located, did_you_mean};
use crate::document::badge::{self, Badge, BadgeFile, FILE, Grant, Issuer, Rule, unknown_words};
use crate::document::person;
use crate::path::{SitePath, UrlPath};
use crate::site::badges::facts::{facts, role_names, unnamed_facts};
use crate::site::badges::issued::{Issued, Key};
use crate::site::badges::picture::Picture;
pub use crate::site::badges::rule::Evidence;
use crate::site::badges::rule::{Facts, earned};
use crate::site::people::lock::Lock;
use crate::site::people::{PersonIdx, person_url};
use crate::site::{LangIdx, Site, dates};
use crate::source::Source;
use crate::yaml::text::shown;

/// The titles that every site gives.
const DEFAULTS: &str = include_str!("defaults.yml");

/// Titles and those who hold them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Badges {
    /// Built-in ones first, then those of `badges.yml` in its order; empty where there is nobody who could hold one.
    pub list: Vec<Badge>,
    /// The picture of each, where it has one of its own.
    pub pictures: Vec<Option<Picture>>,
    /// Who gives them.
    pub issuer: Issuer,
    /// Their picture, where they have one of their own.
    pub issuer_picture: Option<Picture>,
    /// Whether there is a `badges.yml`.
    pub is_declared: bool,
    /// By title, level and person.
    pub awards: Vec<Award>,
    /// How many fulfil the rule of a title's first level who are not named, by title. Above it somebody has to say yes, and
    /// nobody says it to whom they cannot name.
    pub unnamed: BTreeMap<usize, u32>,
    by_person: BTreeMap<PersonIdx, Vec<usize>>,
    /// Ids of people of whom `badges.yml` speaks.
    spoken_of: BTreeSet<String>,
}

/// A title of somebody.
#[derive(Clone, Debug, PartialEq)]
pub struct Award {
    /// Place in [`Badges::list`].
    pub badge: usize,
    /// Place in the title's levels.
    pub level: usize,
    /// Whose.
    pub who: PersonIdx,
    /// The id under which it was given: theirs, or one that was theirs then. Its files lie there.
    pub id: String,
    /// Since when.
    pub on: Date,
    /// What shows it.
    pub evidence: Vec<Evidence>,
    /// Whether it was written down by `cairn people lock`: only then has it files of its own, which stay for ever.
    pub is_issued: bool,
    /// That it was taken back after that.
    pub revoked: Option<Revoked>,
}

/// That a title was taken back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Revoked {
    /// Why, or "".
    pub reason: String,
}

impl Badges {
    /// Reads `badges.yml`, where there is one, and finds out who has earned what. `lock` says what was given for ever and, where
    /// it stands for the history, how many hold a title who are not named.
    pub fn of(site: &Site, source: &Source, lock: &Lock, is_locked: bool) -> (Badges, Vec<Diagnostic>) {
        let path = SitePath::new(FILE).expect("a plain name");
        let text = source.badges.as_deref();
        let (file, mut found) = text.map(|text| badge::parse(&path, text)).unwrap_or_default();
        let is_declared = source.badges.is_some();
        let has_holders = site.people.named().any(|who| site.people.get(who).has_page);
        if !is_declared && !has_holders {
            return (Badges::default(), found);
        }
        let (list, odd) = given(&file, &path);
        found.extend(odd);
        let list: Vec<Badge> = list.into_iter().filter(|badge| is_known(badge, site, &path, &mut found)).collect();
        let grants = Grants::of(&file, &list, site, &path, &mut found);
        let mut awards = computed(&list, site, &grants);
        found.extend(add_issued(&mut awards, &list, site, &lock.badges));
        for award in awards.values_mut() {
            let ids = [award.id.as_str(), site.people.get(award.who).id.as_str()];
            award.revoked = grants.revoked(&list[award.badge].id.value, &ids, award.level);
        }
        // What was taken back before anybody could have downloaded it never was.
        awards.retain(|_, award| award.revoked.is_none() || award.is_issued);
        let mut picture = |image: Option<&Located<String>>, instead: &str| {
            picture::check(image, instead, source, &path).unwrap_or_else(|odd| {
                found.push(odd);
                None
            })
        };
        let pictures = list.iter().map(|badge| picture(badge.image.as_ref(), "one is drawn")).collect();
        let issuer_picture = picture(file.issuer.image.as_ref(), "the logo of the site stands for it");
        let mut badges =
            Badges { list, pictures, issuer: file.issuer, issuer_picture, is_declared, ..Badges::default() };
        let grants = file.confirmed.iter().chain(&file.revoked);
        badges.spoken_of = grants.map(|grant| grant.person.value.clone()).collect();
        badges.awards = awards.into_values().collect();
        badges.unnamed = unnamed(&badges.list, site);
        for (badge, title) in badges.list.iter().enumerate().filter(|_| is_locked) {
            // Who wants to be hidden since the lock is known here and may be among those whom it counts.
            if let Some(count) = lock.unnamed_titles.get(&title.id.value) {
                let known = badges.unnamed.entry(badge).or_default();
                *known = (*known).max(*count);
            }
        }
        for (place, award) in badges.awards.iter().enumerate() {
            badges.by_person.entry(award.who).or_default().push(place);
        }
        (badges, found)
    }

    /// What somebody holds now, of each title the highest level.
    pub fn titles(&self, who: PersonIdx) -> Vec<&Award> {
        let mut held: BTreeMap<usize, &Award> = BTreeMap::new();
        for award in self.all_of(who).filter(|award| award.revoked.is_none()) {
            held.insert(award.badge, award);
        }
        held.into_values().collect()
    }

    /// Everything that was given to somebody, lower levels and what was taken back too.
    pub fn all_of(&self, who: PersonIdx) -> impl Iterator<Item = &Award> {
        self.by_person.get(&who).into_iter().flatten().map(|place| &self.awards[*place])
    }

    /// Whether `badges.yml` says something of the person with this id.
    pub fn has_grants_of(&self, id: &str) -> bool {
        self.spoken_of.contains(id)
    }

    /// How many hold a title who are not named, by its id.
    pub fn unnamed_by_id(&self) -> BTreeMap<String, u32> {
        self.unnamed.iter().map(|(badge, count)| (self.list[*badge].id.value.clone(), *count)).collect()
    }

    /// Who holds a level of a title now, each once.
    pub fn held(&self, badge: usize, level: usize) -> impl Iterator<Item = &Award> {
        let is_it = move |award: &&Award| award.badge == badge && award.level == level && award.revoked.is_none();
        let held: BTreeMap<PersonIdx, &Award> =
            self.awards.iter().filter(is_it).map(|award| (award.who, award)).collect();
        held.into_values()
    }
}

impl Evidence {
    /// Where it is to be seen.
    pub fn url(self, site: &Site) -> UrlPath {
        match self {
            Evidence::Page(page) => site.page(page).url.clone(),
            Evidence::Person(who) => site.people.get(who).url(),
        }
    }

    /// The language in which it is called so: a name is of none, so it is as good as in the default one.
    pub fn lang(self, site: &Site) -> LangIdx {
        match self {
            Evidence::Page(page) => site.page(page).lang,
            Evidence::Person(_) => 0,
        }
    }

    /// What it is called.
    pub fn name(self, site: &Site) -> &str {
        match self {
            Evidence::Page(page) => &site.page(page).title,
            Evidence::Person(who) => &site.people.get(who).name,
        }
    }
}

impl Award {
    /// Under which it is written down.
    pub fn key(&self, site: &Site) -> Key {
        let badge = site.badges.list[self.badge].id.value.clone();
        Key { badge, person: self.id.clone(), level: self.level as u32 + 1 }
    }
}

/// The titles that the site gives. One of the file with the id of a built-in one takes its place.
fn given(file: &BadgeFile, path: &SitePath) -> (Vec<Badge>, Vec<Diagnostic>) {
    let (built_in, _) = badge::parse(path, DEFAULTS);
    let mut own: Vec<Badge> = file.badges.clone();
    let mut list = Vec::new();
    let mut found = Vec::new();
    let ids: Vec<&str> = built_in.badges.iter().map(|badge| badge.id.value.as_str()).collect();
    let wanted = file.defaults.as_deref();
    found.extend(unknown_words(wanted.unwrap_or_default(), &ids, "built-in title", path));
    let is_wanted = |id: &str| wanted.is_none_or(|wanted| wanted.iter().any(|known| known.value == id));
    for badge in &built_in.badges {
        match own.iter().position(|other| other.id.value == badge.id.value) {
            Some(place) => list.push(own.remove(place)),
            None if is_wanted(&badge.id.value) => list.push(badge.clone()),
            None => {}
        }
    }
    for badge in own {
        if badge.name.is_none() {
            let message = format!("the title `{}` needs a `name`", badge.id.value);
            let diagnostic =
                Diagnostic::new(Code::MissingField, message).help("write what people are called who hold it");
            found.push(diagnostic.at(badge.id.place(path)));
        } else {
            list.push(badge);
        }
    }
    (list, found)
}

/// Whether every role and kind of a title's rules is there; else it is reported and the title is not given.
fn is_known(badge: &Badge, site: &Site, path: &SitePath, found: &mut Vec<Diagnostic>) -> bool {
    let roles = role_names();
    let kinds: Vec<&str> = site.kinds.list.iter().map(|kind| kind.id.as_str()).collect();
    let before = found.len();
    for level in &badge.levels {
        for count in counts(&level.rule) {
            found.extend(unknown_words(&count.of.roles, &roles, "role", path));
            found.extend(unknown_words(&count.of.kinds, &kinds, "kind of page", path));
        }
    }
    found.len() == before
}

/// Everything that a rule counts.
pub fn counts(rule: &Rule) -> Vec<&badge::Count> {
    match rule {
        Rule::All(rules) | Rule::Any(rules) => rules.iter().flat_map(counts).collect(),
        Rule::Count(count) => vec![count],
    }
}

/// By title, level, person, and the id under which it was given.
type Awards = BTreeMap<(usize, usize, PersonIdx, String), Award>;

/// Who fulfils which rule today. Without a day there is no today.
fn computed(list: &[Badge], site: &Site, grants: &Grants) -> Awards {
    let mut awards = Awards::new();
    let Some(now) = site.now else { return awards };
    let everyone: BTreeMap<PersonIdx, Facts<'_>> = facts(site);
    for (badge, title) in list.iter().enumerate().filter(|(_, title)| !title.is_retired) {
        for (level, rule) in title.levels.iter().map(|level| &level.rule).enumerate() {
            for (who, facts) in &everyone {
                let Some(earned) = earned(rule, facts, now, site.config.review_every) else { continue };
                let id = site.people.get(*who).id.clone();
                let ids: Vec<&str> = site.people.ids_of(&id).collect();
                let on = match grants.confirmed(title, &ids, level) {
                    Some(day) => day.unwrap_or(earned.on).max(earned.on),
                    None if level > 0 || title.needs_confirmation => continue,
                    None => earned.on,
                };
                let key = (badge, level, *who, id.clone());
                let evidence = earned.evidence;
                awards
                    .insert(key, Award { badge, level, who: *who, id, on, evidence, is_issued: false, revoked: None });
            }
        }
    }
    awards
}

/// How many people who are not named fulfil the first rule of a title today.
fn unnamed(list: &[Badge], site: &Site) -> BTreeMap<usize, u32> {
    let mut counts = BTreeMap::new();
    let Some(now) = site.now else { return counts };
    for facts in unnamed_facts(site).values() {
        for (badge, title) in list.iter().enumerate().filter(|(_, title)| !title.is_retired) {
            let first = title.levels.first().filter(|_| !title.needs_confirmation);
            if first.is_some_and(|level| earned(&level.rule, facts, now, site.config.review_every).is_some()) {
                *counts.entry(badge).or_default() += 1;
            }
        }
    }
    counts
}

/// What was written down holds, whatever the rule says today. Who wants to be hidden, or has no page, has no titles.
fn add_issued(awards: &mut Awards, list: &[Badge], site: &Site, issued: &BTreeMap<Key, Issued>) -> Vec<Diagnostic> {
    let holders = site.people.named().filter(|who| site.people.get(*who).has_page);
    let mut by_id: BTreeMap<&str, PersonIdx> = holders.map(|who| (site.people.get(who).id.as_str(), who)).collect();
    by_id.extend(site.people.former.iter().map(|(id, who)| (id.as_str(), *who)));
    let pages = site.redirects.iter().map(|(old, page)| (old.as_str(), *page));
    let pages = pages.chain(site.pages.iter().map(|page| page.url.as_str()).zip(0..));
    let mut by_url: BTreeMap<String, Evidence> =
        pages.map(|(url, page)| (url.to_owned(), Evidence::Page(page))).collect();
    by_url.extend(by_id.iter().map(|(id, who)| (person_url(id).to_string(), Evidence::Person(*who))));
    let mut unknown: BTreeSet<&str> = BTreeSet::new();
    for (key, issued) in issued {
        let level = key.level as usize - 1;
        let place = list.iter().position(|badge| badge.id.value == key.badge && level < badge.levels.len());
        let Some(badge) = place else {
            unknown.insert(&key.badge);
            continue;
        };
        let Some(who) = by_id.get(key.person.as_str()).copied() else { continue };
        let evidence = issued.pages.iter().filter_map(|url| by_url.get(url.as_str()).copied()).collect();
        let id = key.person.clone();
        // What was written down under an id of before is not given a second time.
        let own = (badge, level, who, site.people.get(who).id.clone());
        if awards.get(&own).is_some_and(|award| !award.is_issued) {
            awards.remove(&own);
        }
        let award =
            Award { badge, level, who, id: id.clone(), on: issued.on, evidence, is_issued: true, revoked: None };
        awards.insert((badge, level, who, id), award);
    }
    let place = crate::diagnostic::Place::file(&SitePath::new(issued::LOCK_FILE).expect("a plain name"));
    let missing = |title: &str| {
        let message = format!("`{}` holds the title `{title}`, which `{FILE}` does not describe", issued::LOCK_FILE);
        let help = "describe it again with `retired: true`, so that the files of those who hold it stay";
        Diagnostic::new(Code::UnknownReference, message).at(place.clone()).help(help)
    };
    unknown.into_iter().map(missing).collect()
}

/// What people said yes and no to.
struct Grants {
    confirmed: Vec<Grant>,
    revoked: Vec<Grant>,
}

impl Grants {
    /// Those of the file that speak of a title and a person that there are; the others are reported.
    fn of(file: &BadgeFile, list: &[Badge], site: &Site, path: &SitePath, found: &mut Vec<Diagnostic>) -> Grants {
        let titles: Vec<&str> = list.iter().map(|badge| badge.id.value.as_str()).collect();
        let people = site.people.named().map(|who| site.people.get(who).id.as_str());
        let people: Vec<&str> = people.chain(site.people.former.keys().map(String::as_str)).collect();
        // In a shallow clone, ids of people without a file are not known.
        let knows_people = site.has_history || site.revision.is_none();
        let mut usable = |grants: &[Grant]| -> Vec<Grant> {
            let mut kept = Vec::new();
            for grant in grants {
                let odd = unknown(&grant.badge, &titles, "there is no title", path);
                let is_hidden = |file: &person::Person| {
                    file.id.value == grant.person.value && file.credit == person::Credit::Hidden
                };
                let nobody = match site.person_files.iter().any(is_hidden) {
                    true => {
                        let message = format!("`{}` asks not to be named, and holds no titles", grant.person.value);
                        let diagnostic = Diagnostic::new(Code::UnknownReference, message);
                        Some(diagnostic.help("take the entry out").at(grant.person.place(path)))
                    }
                    false => unknown(&grant.person, &people, "there is nobody with the id", path),
                };
                let level = list.iter().find(|badge| badge.id.value == grant.badge.value).and_then(|badge| {
                    let level = grant.level.filter(|level| *level as usize > badge.levels.len())?;
                    let message = format!("`{}` has no level {level}", badge.id.value);
                    let diagnostic = Diagnostic::new(Code::UnknownReference, message);
                    Some(diagnostic.help(format!("its highest is {}", badge.levels.len())).at(grant.badge.place(path)))
                });
                let future = grant.on.as_ref().zip(site.now).and_then(|(on, now)| {
                    let day = dates::parse(&on.value).filter(|day| *day > now)?;
                    let message = format!("`on` is `{day}`, a day that has not come");
                    let diagnostic = Diagnostic::new(Code::FutureDate, message).help("correct the date");
                    Some(diagnostic.at(on.place(path)))
                });
                if odd.is_none() && nobody.is_none() && level.is_none() {
                    kept.push(grant.clone());
                }
                found.extend(odd.into_iter().chain(nobody.filter(|_| knows_people)).chain(level).chain(future));
            }
            kept
        };
        let (confirmed, revoked) = (usable(&file.confirmed), usable(&file.revoked));
        Grants { confirmed, revoked }
    }

    /// Whether somebody said yes to this level, and on which day if they wrote one.
    fn confirmed(&self, title: &Badge, ids: &[&str], level: usize) -> Option<Option<Date>> {
        let first = if title.needs_confirmation { 1 } else { 2 };
        let is_meant = |grant: &&Grant| {
            grant.badge.value == title.id.value
                && ids.contains(&grant.person.value.as_str())
                && grant.level.unwrap_or(first) as usize == level + 1
        };
        let grant = self.confirmed.iter().find(is_meant)?;
        Some(grant.on.as_ref().and_then(|on| dates::parse(&on.value)))
    }

    /// Whether this level was taken back. Without a level all are.
    fn revoked(&self, title: &str, ids: &[&str], level: usize) -> Option<Revoked> {
        let is_meant = |grant: &&Grant| {
            grant.badge.value == title
                && ids.contains(&grant.person.value.as_str())
                && grant.level.is_none_or(|of| of as usize == level + 1)
        };
        let grant = self.revoked.iter().find(is_meant)?;
        Some(Revoked { reason: grant.reason.clone().unwrap_or_default() })
    }
}

fn unknown(name: &Located<String>, known: &[&str], what: &str, path: &SitePath) -> Option<Diagnostic> {
    if known.contains(&name.value.as_str()) {
        return None;
    }
    let mut diagnostic = Diagnostic::new(Code::UnknownReference, format!("{what} `{}`", shown(&name.value)));
    if let Some(word) = did_you_mean(&name.value, known.iter().copied()) {
        diagnostic = diagnostic.help(format!("did you mean `{word}`?"));
    }
    Some(diagnostic.help("the entry has no effect until this is corrected").at(name.place(path)))
}

#[cfg(test)]
mod tests;
