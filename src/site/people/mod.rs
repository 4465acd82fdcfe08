//! Who is who, and who is named on which page.
//!
//! Begin with [`resolve`]. Three sources know people: their own files, the front matter of pages, and the history. [`groups`]
//! joins what the history knows, [`declared`] finds whom front matter means, [`display`] decides what of a name may be
//! printed. What they cannot tell apart for certain stays apart, and who wants to be hidden is counted only. [`alike`] tells
//! which of those who stay apart a maintainer should look at, [`lint`] what is wrong with the people files;
//! [`lock`] keeps the answer for places where the history is missing.

pub mod alike;
mod declared;
mod display;
mod groups;
pub mod lint;
pub mod lock;
pub mod removal;

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
use crate::site::people::lock::Lock;
use crate::source::history::{History, Part, Role as Task, State};

/// What is asked about one page.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    /// Its file, as the history names it.
    pub path: &'a SitePath,
    /// Authors that its front matter declares.
    pub authors: &'a [Author],
    /// Who tried it, as its front matter says.
    pub tested_by: Option<&'a str>,
    /// Who these are, where `credits.lock.json` says it, as in [`PageCredits::declared`].
    pub known: Option<&'a [Option<String>]>,
}

impl Page<'_> {
    /// Whom the lock says that the author at this place is; behind the authors, who tried it.
    fn known(&self, place: usize, groups: &Groups) -> Option<Who> {
        groups.of_person(self.known?.get(place)?.as_deref()?)
    }
}

/// Everyone who has a people file or took part in a page, and the credits of each page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct People {
    /// By id; those who are only counted stand at the end.
    pub list: Vec<Person>,
    /// By the page's file.
    pub pages: BTreeMap<SitePath, PageCredits>,
    /// People without a file who are not named.
    pub unnamed_without_file: u32,
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
    /// Other names that front matter calls them, where these may be printed.
    pub also: Vec<String>,
    /// Whether the name is not the one that the history and pages know.
    pub has_pen_name: bool,
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
    /// Ids of the authors that the page declares, in their order, and of who tried it; none for those who are not printed
    /// under the name that the page writes.
    pub declared: Vec<Option<String>>,
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
    /// Commits that they wrote.
    pub commits: u32,
}

/// What somebody did for a page, weightiest first. Of the first four, a person has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Declared by the page, else created it.
    Author,
    /// Named as co-author of the commit that created it.
    CoAuthor,
    /// Changed it later.
    Editor,
    /// Changed less of it, in all, than `credits.fixer_below` says.
    Fixer,
    /// Reviewed a change.
    Reviewer,
    /// Tried it.
    Tester,
    /// Reported or helped.
    Helper,
}

impl Role {
    /// All of them, weightiest first.
    pub const ALL: [Role; 7] =
        [Role::Author, Role::CoAuthor, Role::Editor, Role::Fixer, Role::Reviewer, Role::Tester, Role::Helper];

    /// Whether whoever has it wrote some of the page's text.
    pub fn is_writing(self) -> bool {
        self <= Role::Fixer
    }

    /// As templates and programs know it.
    pub fn name(self) -> &'static str {
        match self {
            Role::Author => "author",
            Role::CoAuthor => "co-author",
            Role::Editor => "editor",
            Role::Fixer => "fixer",
            Role::Reviewer => "reviewer",
            Role::Tester => "tester",
            Role::Helper => "helper",
        }
    }

    /// What CRediT, the taxonomy of contributor roles (ANSI/NISO Z39.104-2022, <https://credit.niso.org/>), calls it.
    ///
    /// Who wrote first is "Writing – original draft", who improved or reviewed it "Writing – review & editing", who tried
    /// it "Validation". Help by reporting has no role there, and none is made up.
    pub fn in_credit(self) -> Option<&'static str> {
        match self {
            Role::Author | Role::CoAuthor => Some("https://credit.niso.org/contributor-roles/writing-original-draft/"),
            Role::Editor | Role::Fixer | Role::Reviewer => {
                Some("https://credit.niso.org/contributor-roles/writing-review-editing/")
            }
            Role::Tester => Some("https://credit.niso.org/contributor-roles/validation/"),
            Role::Helper => None,
        }
    }

    /// The role of this name.
    pub fn named(name: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.name() == name)
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

/// Finds out who everyone is. `files` are the people files in order of their ids; `lock` is what `credits.lock.json` says,
/// whose ids stay whose they are.
pub fn resolve(
    history: &History,
    files: &[person::Person],
    pages: &[Page<'_>],
    config: &CreditsConfig,
    lock: &Lock,
) -> (People, Vec<Diagnostic>) {
    resolve_and(history, files, pages, config, lock, |_, _| ()).0
}

/// As [`resolve`], and `look` at what it knew of everyone: identities that are one person, and places.
fn resolve_and<T>(
    history: &History,
    files: &[person::Person],
    pages: &[Page<'_>],
    config: &CreditsConfig,
    lock: &Lock,
    look: impl FnOnce(&Groups, &BTreeMap<Who, PersonIdx>) -> T,
) -> ((People, Vec<Diagnostic>), T) {
    let found = lint::twice_claimed(files);
    let claims = Claims::new(files);
    let mut groups = Groups::new(history, files, &claims);
    let parts = |page: &Page<'_>| parts_of(history, page);
    let writers: Vec<Writers> = pages.iter().map(|page| Writers::of(parts(page), &groups)).collect();
    let declared = Declared::new(pages, files, &claims, &mut groups, &writers);
    let credits = |(page, there): (&Page<'_>, &Writers)| {
        let mut credits = Credits::of(page, parts(page), &groups, &declared, there);
        credits.tell_fixers(config.fixer_below.into());
        credits
    };
    let credits: Vec<Credits> = pages.iter().zip(&writers).map(credits).collect();

    let mut everyone: BTreeMap<Who, Seen> = (0..files.len()).map(|file| (Who::File(file), Seen::default())).collect();
    for credits in &credits {
        for (who, part) in &credits.parts {
            let seen = everyone.entry(*who).or_default();
            seen.active = join(seen.active, part.active);
            seen.is_declared |= credits.declared.contains(who);
        }
    }
    let spoken = spoken_names(&declared, pages, &groups);
    let secret = secret_names(files, &groups);
    let naming = Naming { history, files, groups: &groups, spoken: &spoken, claims: &claims, secret: &secret, config };
    let people: Vec<(Who, Person)> = everyone.iter().map(|(who, seen)| (*who, naming.person(*who, seen))).collect();
    let is_counted = |(who, person): &&(Who, Person)| !matches!(who, Who::File(_)) && person.is_hidden;
    let mut unnamed_without_file = people.iter().filter(is_counted).count() as u32;
    let kept = match history.state {
        State::Locked => groups.person_ids(),
        _ => kept_ids(lock, &people, pages, &credits),
    };
    let (mut list, places) = number(people, &kept, lock);
    let mut finished: BTreeMap<SitePath, PageCredits> =
        pages.iter().zip(credits).map(|(page, credits)| (page.path.clone(), credits.finish(&list, &places))).collect();
    if history.state == State::Locked {
        unnamed_without_file += lock.unnamed;
        let hidden = Person { is_hidden: true, ..Person::default() };
        list.extend(std::iter::repeat_n(hidden, lock.unnamed as usize));
        for (path, credits) in &mut finished {
            if let Some(page) = lock.pages.get(path) {
                credits.unnamed += page.unnamed;
                credits.declared.clone_from(&page.declared);
            }
        }
    }
    let seen = look(&groups, &places);
    ((People { list, pages: finished, unnamed_without_file }, found), seen)
}

/// Ids that people without a file have already.
fn kept_ids(lock: &Lock, people: &[(Who, Person)], pages: &[Page<'_>], credits: &[Credits]) -> BTreeMap<Who, String> {
    if lock.people.is_empty() {
        return BTreeMap::new();
    }
    let mut pages_of: BTreeMap<Who, BTreeSet<&SitePath>> = BTreeMap::new();
    for (page, credits) in pages.iter().zip(credits) {
        for who in credits.parts.keys() {
            pages_of.entry(*who).or_default().insert(page.path);
        }
    }
    let without_file = people.iter().filter(|(_, person)| person.file.is_none() && !person.is_hidden);
    let asked: Vec<_> =
        without_file.map(|(who, person)| (*who, person, pages_of.remove(who).unwrap_or_default())).collect();
    lock.ids(&asked)
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
    /// Whom each declared name means, and the name; who tried it stands behind the authors.
    places: Vec<(Option<Who>, String)>,
    tested_by: Option<Who>,
    parts: BTreeMap<Who, Share>,
}

#[derive(Default)]
struct Share {
    roles: BTreeSet<Role>,
    active: Option<(i64, i64)>,
    commits: u32,
    /// Words that they changed; the most there can be where that was not measured.
    words: u32,
}

impl Credits {
    fn of(page: &Page<'_>, parts: &[Part], groups: &Groups, declared: &Declared, there: &Writers) -> Credits {
        let mut credits = Credits::default();
        for (place, author) in page.authors.iter().enumerate() {
            let who = match page.known {
                Some(_) => page.known(place, groups),
                None => declared.who(&author.name.value, author.link.as_deref(), groups, there),
            };
            credits.places.push((who, author.name.value.clone()));
            if let Some(who) = who.filter(|who| !credits.declared.contains(who)) {
                credits.declared.push(who);
            }
        }
        for who in &credits.declared {
            credits.parts.entry(*who).or_default().roles.insert(Role::Author);
        }
        credits.tested_by = page.tested_by.and_then(|name| match page.known {
            Some(_) => page.known(page.authors.len(), groups),
            None => declared.who(name, None, groups, there),
        });
        credits.places.extend(page.tested_by.map(|name| (credits.tested_by, name.to_owned())));
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
                let active = Some((part.first, part.last)).filter(|(first, last)| first <= last);
                share.active = join(share.active, active);
                if matches!(part.role, Task::Creator | Task::CoCreator | Task::Editor | Task::CoEditor) {
                    share.commits = share.commits.saturating_add(part.commits);
                    share.words = share.words.saturating_add(part.words.unwrap_or(u32::MAX));
                }
            }
        }
        for share in credits.parts.values_mut() {
            let writing = share.roles.iter().copied().find(|role| role.is_writing());
            share.roles.retain(|role| !role.is_writing() || Some(*role) == writing);
        }
        credits
    }

    /// Whoever changed fewer words than this is no editor.
    fn tell_fixers(&mut self, below: u32) {
        for share in self.parts.values_mut().filter(|share| share.words < below) {
            if share.roles.remove(&Role::Editor) {
                share.roles.insert(Role::Fixer);
            }
        }
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
                    parts.push(PersonPart { who, roles, active: share.active, commits: share.commits });
                }
                None => unnamed += 1,
            }
        }
        let in_order: Vec<PersonIdx> = self.declared.iter().filter_map(place).filter(is_named).collect();
        let order = |part: &PersonPart| {
            let declared = in_order.iter().position(|who| *who == part.who).unwrap_or(usize::MAX);
            let first = part.active.map_or(i64::MAX, |active| active.0);
            (part.roles.first().copied(), declared, first, part.who)
        };
        parts.sort_by_key(order);
        parts.shrink_to_fit();
        let is_author = |part: &&PersonPart| part.roles.first() == Some(&Role::Author);
        let authors = parts.iter().filter(is_author).map(|part| part.who).collect();
        let tested_by = self.tested_by.as_ref().and_then(place).filter(is_named);
        // Whoever has a pen name is not what the page calls them by another.
        let id = |(who, spoken): &(Option<Who>, String)| {
            let person = place(who.as_ref()?).map(|who| &list[who.0 as usize]).filter(|person| !person.is_hidden)?;
            let is_own = [&person.name, &person.id].iter().any(|name| fold(name) == fold(spoken));
            (!person.has_pen_name || is_own).then(|| person.id.clone())
        };
        let declared = self.places.iter().map(id).collect();
        PageCredits { authors, parts, tested_by, unnamed, declared }
    }
}

/// What front matter says of a person, over all its spellings.
#[derive(Default)]
struct Spoken {
    names: BTreeMap<String, usize>,
    links: BTreeMap<String, usize>,
    descriptions: BTreeMap<String, usize>,
}

fn spoken_names(declared: &Declared, pages: &[Page<'_>], groups: &Groups) -> BTreeMap<Who, Spoken> {
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
    for page in pages.iter().filter(|page| page.known.is_some()) {
        let mut count = |place: usize, name: &str, link: Option<&String>, description: Option<&String>| {
            let Some((who, name)) = page.known(place, groups).zip(printable(name)) else { return };
            let spoken = spoken.entry(who).or_default();
            *spoken.names.entry(name).or_default() += 1;
            link.into_iter().for_each(|link| *spoken.links.entry(link.clone()).or_default() += 1);
            description.into_iter().for_each(|text| *spoken.descriptions.entry(text.clone()).or_default() += 1);
        };
        for (place, author) in page.authors.iter().enumerate() {
            count(place, &author.name.value, author.link.as_ref(), author.description.as_ref());
        }
        if let Some(name) = page.tested_by {
            count(page.authors.len(), name, None, None);
        }
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
                    has_pen_name: file.credit == Credit::Pseudonym,
                    also: if file.credit == Credit::Public { self.also(who, file.name.as_deref()) } else { Vec::new() },
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
            also: self.also(who, Some(&name)),
            name,
            has_page: seen.is_declared || self.config.default == CreditDefault::Public,
            link: spoken.and_then(|spoken| usual(&spoken.links)),
            description: spoken.and_then(|spoken| usual(&spoken.descriptions)),
            active: seen.active,
            ..Person::default()
        }
    }

    /// What front matter calls somebody besides their name.
    fn also(&self, who: Who, name: Option<&str>) -> Vec<String> {
        let spoken = self.spoken.get(&who).into_iter().flat_map(|spoken| spoken.names.keys());
        spoken.filter(|other| Some(other.as_str()) != name && !self.is_secret(other)).cloned().collect()
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

/// Gives everyone an id and a place. Who has a file has the id of the file, who had an id keeps it; others are numbered
/// in the order in which they came.
fn number(
    people: Vec<(Who, Person)>,
    kept: &BTreeMap<Who, String>,
    lock: &Lock,
) -> (Vec<Person>, BTreeMap<Who, PersonIdx>) {
    let mut people = people;
    let mut taken: BTreeSet<String> = people.iter().map(|(_, person)| person.id.clone()).collect();
    for (who, person) in people.iter_mut().filter(|(_, person)| person.id.is_empty() && !person.is_hidden) {
        if let Some(id) = kept.get(who).filter(|id| !taken.contains(*id)) {
            person.id.clone_from(id);
            taken.insert(id.clone());
        }
    }
    // An id that was somebody's does not become somebody else's.
    taken.extend(lock.people.keys().cloned());
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
