//! Who is who, and who is named on which page.
//!
//! Begin with [`resolve`]. Three sources know people: their own files, the front matter of pages, and the history. [`groups`]
//! joins what the history knows, [`declared`] finds whom front matter means, [`display`] decides what of a name may be
//! printed. What they cannot tell apart for certain stays apart, and who wants to be hidden is counted only. [`alike`] tells
//! which of those who stay apart a maintainer should look at, [`lint`] what is wrong with the people files.

pub mod alike;
mod declared;
mod display;
mod groups;
pub mod lint;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use crate::config::{CreditDefault, CreditsConfig};
use crate::diagnostic::Diagnostic;
use crate::document::front_matter::Author;
use crate::document::person::{self, Credit, PersonStatus};
use crate::path::{SitePath, fold, slug};
use crate::site::people::declared::Declared;
use crate::site::people::display::{is_full, printable};
use crate::site::people::groups::{Claims, Groups};
use crate::source::history::{History, Part, Role as Task};

/// What is asked about one page.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    /// Its file, as the history names it.
    pub path: &'a SitePath,
    /// Authors that its front matter declares.
    pub authors: &'a [Author],
    /// Who tried it, as its front matter says.
    pub tested_by: Option<&'a str>,
}

/// Everyone who has a people file or took part in a page, and the credits of each page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct People {
    /// By id; those who are only counted stand at the end.
    pub list: Vec<Person>,
    /// By the page's file.
    pub pages: BTreeMap<SitePath, PageCredits>,
}

/// A place in [`People::list`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonIdx(pub u32);

/// Somebody.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Person {
    /// Address segment; "" for somebody who is not named.
    pub id: String,
    /// What they are called; "" for somebody who is not named.
    pub name: String,
    /// Counted, and named nowhere. All but `is_hidden` is then empty.
    pub is_hidden: bool,
    /// Whether `/people/<id>/` is made.
    pub has_page: bool,
    /// Place of the people file in the list that was given; links, text and picture stand there.
    pub file: Option<usize>,
    /// Where they stand, as their file says.
    pub status: Option<PersonStatus>,
    /// Page elsewhere, as front matter says; none where a people file speaks for them.
    pub link: Option<String>,
    /// One line about them, as front matter says.
    pub description: Option<String>,
    /// Author time of their first and last commit to a page, where the history tells.
    pub active: Option<(i64, i64)>,
}

/// Who made a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PageCredits {
    /// Declared authors in their order, else those who created the page; named ones only.
    pub authors: Vec<PersonIdx>,
    /// Everyone who is named, by weight of role, then by first commit.
    pub parts: Vec<PersonPart>,
    /// Who tried it, as front matter says and if they are named.
    pub tested_by: Option<PersonIdx>,
    /// People who took part and are not named.
    pub unnamed: u32,
}

/// A person's part in a page.
#[derive(Clone, Debug, PartialEq)]
pub struct PersonPart {
    /// Who.
    pub who: PersonIdx,
    /// What they did, weightiest first.
    pub roles: Vec<Role>,
    /// Author time of the first and last commit, where they have any.
    pub active: Option<(i64, i64)>,
}

/// What somebody did for a page, weightiest first. Of the first three, a person has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Declared by the page, else created it.
    Author,
    /// Named as co-author of the commit that created it.
    CoAuthor,
    /// Changed it later.
    Editor,
    /// Reviewed a change.
    Reviewer,
    /// Tried it.
    Tester,
    /// Reported or helped.
    Helper,
}

impl Role {
    /// As templates and programs know it.
    pub fn name(self) -> &'static str {
        match self {
            Role::Author => "author",
            Role::CoAuthor => "co-author",
            Role::Editor => "editor",
            Role::Reviewer => "reviewer",
            Role::Tester => "tester",
            Role::Helper => "helper",
        }
    }
}

impl People {
    /// Everyone who is named, by id.
    pub fn named(&self) -> impl Iterator<Item = PersonIdx> {
        let named = self.list.iter().zip(0..).filter(|(person, _)| !person.is_hidden);
        named.map(|(_, place)| PersonIdx(place))
    }

    /// People who are counted only.
    pub fn unnamed(&self) -> usize {
        self.list.iter().filter(|person| person.is_hidden).count()
    }

    /// The person at this place.
    pub fn get(&self, who: PersonIdx) -> &Person {
        &self.list[who.0 as usize]
    }
}

/// Finds out who everyone is. `files` are the people files in order of their ids.
pub fn resolve(
    history: &History,
    files: &[person::Person],
    pages: &[Page<'_>],
    config: &CreditsConfig,
) -> (People, Vec<Diagnostic>) {
    let found = lint::twice_claimed(files);
    let claims = Claims::new(files);
    let mut groups = Groups::new(history, files, &claims);
    let parts = |page: &Page<'_>| parts_of(history, page);
    let writers: Vec<Writers> = pages.iter().map(|page| Writers::of(parts(page), &groups)).collect();
    let declared = Declared::new(pages, files, &claims, &mut groups, &writers);
    let credits = |(page, there): (&Page<'_>, &Writers)| Credits::of(page, parts(page), &groups, &declared, there);
    let credits: Vec<Credits> = pages.iter().zip(&writers).map(credits).collect();

    let mut everyone: BTreeMap<Who, Seen> = (0..files.len()).map(|file| (Who::File(file), Seen::default())).collect();
    for credits in &credits {
        for (who, part) in &credits.parts {
            let seen = everyone.entry(*who).or_default();
            seen.active = join(seen.active, part.active);
            seen.is_declared |= credits.declared.contains(who);
        }
    }
    let spoken = spoken_names(&declared);
    let secret = secret_names(files, &groups);
    let naming = Naming { history, files, groups: &groups, spoken: &spoken, claims: &claims, secret: &secret, config };
    let (list, places) = number(everyone.iter().map(|(who, seen)| (*who, naming.person(*who, seen))).collect());
    let finished = pages.iter().zip(credits).map(|(page, credits)| (page.path.clone(), credits.finish(&list, &places)));
    let pages = finished.collect();
    (People { list, pages }, found)
}

/// What the history says of a page.
fn parts_of<'a>(history: &'a History, page: &Page<'_>) -> &'a [Part] {
    history.files.get(page.path).map_or(&[][..], |file| &file.parts)
}

/// Where somebody is known from. A person of several sources is the first of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Who {
    /// Place of the people file.
    File(usize),
    /// Place in [`Groups::list`].
    Group(usize),
    /// Place in [`Declared::list`].
    Declared(usize),
}

/// Groups that wrote on a page.
struct Writers {
    all: BTreeSet<usize>,
    creators: BTreeSet<usize>,
}

impl Writers {
    fn of(parts: &[Part], groups: &Groups) -> Writers {
        let with = |tasks: &[Task]| {
            parts.iter().filter(|part| tasks.contains(&part.role)).filter_map(|part| groups.of(part.who)).collect()
        };
        Writers {
            all: with(&[Task::Creator, Task::CoCreator, Task::Editor, Task::CoEditor]),
            creators: with(&[Task::Creator]),
        }
    }
}

/// What all pages together tell of somebody.
#[derive(Default)]
struct Seen {
    active: Option<(i64, i64)>,
    is_declared: bool,
}

/// A page's credits before people have their places.
#[derive(Default)]
struct Credits {
    declared: Vec<Who>,
    tested_by: Option<Who>,
    parts: BTreeMap<Who, Share>,
}

#[derive(Default)]
struct Share {
    roles: BTreeSet<Role>,
    active: Option<(i64, i64)>,
}

impl Credits {
    fn of(page: &Page<'_>, parts: &[Part], groups: &Groups, declared: &Declared, there: &Writers) -> Credits {
        let mut credits = Credits::default();
        for author in page.authors {
            let who = declared.who(&author.name.value, author.link.as_deref(), groups, there);
            if let Some(who) = who.filter(|who| !credits.declared.contains(who)) {
                credits.declared.push(who);
            }
        }
        for who in &credits.declared {
            credits.parts.entry(*who).or_default().roles.insert(Role::Author);
        }
        credits.tested_by = page.tested_by.and_then(|name| declared.who(name, None, groups, there));
        if let Some(who) = credits.tested_by {
            credits.parts.entry(who).or_default().roles.insert(Role::Tester);
        }
        // Who committed a page that declares its authors may be one of them under another name, and is not named twice
        // for it; unless front matter names them elsewhere, or the history knows all these authors: then this is
        // certainly somebody else.
        let is_known = |who: &Who| match who {
            Who::File(file) => groups.knows_file(*file),
            Who::Group(_) => true,
            Who::Declared(_) => false,
        };
        let all_are_known = credits.declared.iter().all(is_known);
        for part in parts {
            let Some(who) = groups.of(part.who).map(|group| groups.who(group)) else { continue };
            let creator = match (credits.declared.is_empty(), all_are_known || declared.names(who)) {
                (true, _) => Some(Role::Author),
                (false, true) => Some(Role::Editor),
                (false, false) => None,
            };
            let role = match part.role {
                Task::Creator => creator,
                Task::CoCreator => Some(Role::CoAuthor),
                Task::Editor | Task::CoEditor => Some(Role::Editor),
                Task::Reviewer => Some(Role::Reviewer),
                Task::Tester => Some(Role::Tester),
                Task::Helper => Some(Role::Helper),
            };
            if role.is_some() || credits.parts.contains_key(&who) {
                let share = credits.parts.entry(who).or_default();
                share.roles.extend(role);
                share.active = join(share.active, Some((part.first, part.last)));
            }
        }
        for share in credits.parts.values_mut() {
            let writing = share.roles.iter().copied().find(|role| *role <= Role::Editor);
            share.roles.retain(|role| *role > Role::Editor || Some(*role) == writing);
        }
        credits
    }

    fn finish(self, list: &[Person], places: &BTreeMap<Who, PersonIdx>) -> PageCredits {
        let place = |who: &Who| places.get(who).copied();
        let is_named = |who: &PersonIdx| !list[who.0 as usize].is_hidden;
        let mut parts: Vec<PersonPart> = Vec::new();
        let mut unnamed = 0;
        for (who, share) in &self.parts {
            match place(who).filter(is_named) {
                Some(who) => {
                    let roles = share.roles.iter().copied().collect();
                    parts.push(PersonPart { who, roles, active: share.active });
                }
                None => unnamed += 1,
            }
        }
        let declared: Vec<PersonIdx> = self.declared.iter().filter_map(place).filter(is_named).collect();
        let order = |part: &PersonPart| {
            let declared = declared.iter().position(|who| *who == part.who).unwrap_or(usize::MAX);
            let first = part.active.map_or(i64::MAX, |active| active.0);
            (part.roles.first().copied(), declared, first, part.who)
        };
        parts.sort_by_key(order);
        parts.shrink_to_fit();
        let is_author = |part: &&PersonPart| part.roles.first() == Some(&Role::Author);
        let authors = parts.iter().filter(is_author).map(|part| part.who).collect();
        PageCredits { authors, parts, tested_by: self.tested_by.as_ref().and_then(place).filter(is_named), unnamed }
    }
}

/// What front matter says of a person, over all its spellings.
#[derive(Default)]
struct Spoken {
    names: BTreeMap<String, usize>,
    links: BTreeMap<String, usize>,
    descriptions: BTreeMap<String, usize>,
}

fn spoken_names(declared: &Declared) -> BTreeMap<Who, Spoken> {
    let mut spoken: BTreeMap<Who, Spoken> = BTreeMap::new();
    for node in &declared.list {
        let Some(who) = node.who else { continue };
        let spoken = spoken.entry(who).or_default();
        let add = |to: &mut BTreeMap<String, usize>, from: &BTreeMap<String, usize>| {
            from.iter().for_each(|(text, count)| *to.entry(text.clone()).or_default() += count);
        };
        add(&mut spoken.names, &node.names);
        add(&mut spoken.links, &node.links);
        add(&mut spoken.descriptions, &node.descriptions);
    }
    spoken
}

/// Names, folded, of those who are hidden or named otherwise: in their files and in the history.
fn secret_names(files: &[person::Person], groups: &Groups) -> BTreeSet<String> {
    let hidden = files.iter().filter(|file| file.credit == Credit::Hidden);
    let own = hidden.filter_map(|file| file.name.as_deref().map(fold));
    let is_secret = |file: usize| files[file].credit != Credit::Public;
    let bearers = groups.list.iter().filter(|group| group.file.is_some_and(is_secret));
    let pseudonyms: BTreeSet<String> = files
        .iter()
        .filter(|file| file.credit == Credit::Pseudonym)
        .filter_map(|file| file.name.as_deref().map(fold))
        .collect();
    let known = bearers.flat_map(|group| group.names.iter().cloned()).filter(|name| !pseudonyms.contains(name));
    own.chain(known).collect()
}

/// What is said most often; the first in order among equals.
fn usual(counts: &BTreeMap<String, usize>) -> Option<String> {
    counts.iter().rev().max_by_key(|(_, count)| **count).map(|(text, _)| text.clone())
}

/// Decides who is named, and how.
struct Naming<'a> {
    history: &'a History,
    files: &'a [person::Person],
    groups: &'a Groups,
    spoken: &'a BTreeMap<Who, Spoken>,
    claims: &'a Claims,
    secret: &'a BTreeSet<String>,
    config: &'a CreditsConfig,
}

impl Naming<'_> {
    fn person(&self, who: Who, seen: &Seen) -> Person {
        let hidden = Person { is_hidden: true, ..Person::default() };
        if let Who::File(place) = who {
            let file = &self.files[place];
            return match file.credit {
                Credit::Hidden => hidden,
                Credit::Public | Credit::Pseudonym => Person {
                    id: file.id.value.clone(),
                    name: file.name.as_deref().and_then(printable).unwrap_or_else(|| file.id.value.clone()),
                    has_page: true,
                    file: Some(place),
                    status: file.status,
                    active: seen.active,
                    ..Person::default()
                },
            };
        }
        let spoken = self.spoken.get(&who).filter(|_| seen.is_declared);
        if self.config.default == CreditDefault::OptIn && !seen.is_declared {
            return hidden;
        }
        let name = spoken.and_then(|spoken| usual(&spoken.names)).or_else(|| match who {
            Who::Group(group) => self.name_of_group(group),
            _ => self.spoken.get(&who).and_then(|spoken| usual(&spoken.names)),
        });
        let Some(name) = name.filter(|name| !self.is_secret(name)) else { return hidden };
        Person {
            name,
            has_page: seen.is_declared || self.config.default == CreditDefault::Public,
            link: spoken.and_then(|spoken| usual(&spoken.links)),
            description: spoken.and_then(|spoken| usual(&spoken.descriptions)),
            active: seen.active,
            ..Person::default()
        }
    }

    /// Whether somebody who does not want it printed bears this name. Another bearer of it is not named either.
    fn is_secret(&self, name: &str) -> bool {
        let claimed = self.claims.of_name(name).is_some_and(|file| self.files[file].credit != Credit::Public);
        claimed || self.secret.contains(&fold(name))
    }

    /// A full name before a handle, and what they call themselves now before what they did; else the account.
    fn name_of_group(&self, group: usize) -> Option<String> {
        let group = &self.groups.list[group];
        let identities = group.identities.iter().map(|who| &self.history.identities[*who as usize]);
        // The history names people newest first.
        let names: Vec<String> = identities.clone().filter_map(|identity| printable(&identity.name)).collect();
        let full = names.iter().find(|name| is_full(name));
        let login = || identities.clone().filter_map(|identity| identity.login.as_deref()).find_map(printable);
        full.or(names.first()).cloned().or_else(login)
    }
}

/// Gives everyone an id and a place. Who has a file has the id of the file; others are numbered in the order in which they came.
fn number(people: Vec<(Who, Person)>) -> (Vec<Person>, BTreeMap<Who, PersonIdx>) {
    let mut people = people;
    let mut taken: BTreeSet<String> = people.iter().map(|(_, person)| person.id.clone()).collect();
    let first = |person: &Person| person.active.map_or(i64::MAX, |active| active.0);
    people.sort_by(|(a_who, a), (b_who, b)| (first(a), &a.name, a_who).cmp(&(first(b), &b.name, b_who)));
    for (_, person) in people.iter_mut().filter(|(_, person)| person.id.is_empty() && !person.is_hidden) {
        let has_letters = person.name.chars().any(char::is_alphanumeric);
        let base = if has_letters { slug(&fold(&person.name)) } else { "person".to_owned() };
        let numbered = (2..).map(|n| format!("{base}-{n}"));
        let mut ids = std::iter::once(base.clone()).chain(numbered);
        person.id = ids.find(|id| !taken.contains(id)).expect("numbers do not end");
        taken.insert(person.id.clone());
    }
    people.sort_by(|(a_who, a), (b_who, b)| (a.is_hidden, &a.id, a_who).cmp(&(b.is_hidden, &b.id, b_who)));
    let places = people.iter().zip(0..).map(|((who, _), place)| (*who, PersonIdx(place))).collect();
    (people.into_iter().map(|(_, person)| person).collect(), places)
}

fn join(one: Option<(i64, i64)>, other: Option<(i64, i64)>) -> Option<(i64, i64)> {
    match (one, other) {
        (Some(one), Some(other)) => Some((one.0.min(other.0), one.1.max(other.1))),
        (one, other) => one.or(other),
    }
}
