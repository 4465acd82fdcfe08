//! Who is who, and who is named on which page.
//!
//! Begin with [`resolve`]. Three sources know people: their own files, the front matter of pages, and the history. [`groups`]
//! joins what the history knows, [`declared`] finds whom front matter means, [`display`] decides what of a name may be
//! printed. What they cannot tell apart for certain stays apart, and who wants to be hidden is counted only. [`alike`] tells
//! which of those who stay apart a maintainer should look at, [`lint`] what is wrong with the people files;
//! [`lock`] keeps the answer for places where the history is missing, [`listed`] reads a list of thanks that another program
//! keeps, [`thanks`] writes one, [`secret`] knows what is never printed, [`former`] tells who holds a title under an id of before, [`days`] tells when they did what they did, [`standing`] tells where somebody stood on a day.

pub mod alike;
mod credits;
pub mod days;
mod declared;
mod display;
mod former;
mod groups;
mod json;
pub mod lint;
pub mod listed;
pub mod lock;
mod naming;
pub mod prose;
pub mod removal;
mod role;
mod secret;
mod spelling;
pub mod standing;
pub mod thanks;
mod unnamed;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use crate::config::CreditsConfig;
use crate::diagnostic::{Diagnostic, Located};
use crate::digest::Digest;
use crate::document::front_matter::Author;
use crate::document::person::{self, Credit, Identity};
use crate::path::{Numbers, SitePath, UrlPath, fold, on_any_disk, slug};
use crate::site::people::credits::{Credits, inherit};
use crate::site::people::declared::Declared;
use crate::site::people::display::is_full;
pub use crate::site::people::groups::{file_of, sha256};
pub use crate::site::people::role::Role;

use crate::site::people::former::Present;
use crate::site::people::groups::{Claims, Group, Groups};
use crate::site::people::listed::Listed;
use crate::site::people::lock::Lock;
use crate::site::people::naming::{Naming, Seen, spoken_names};
use crate::site::people::secret::Secrets;
pub use crate::site::people::unnamed::Unnamed;
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
    /// Who translated it, as its front matter says.
    pub translators: &'a [Author],
    /// Who asked the question, as its front matter says.
    pub asked_by: &'a [Author],
    /// Who answered it, as its front matter says.
    pub answered_by: &'a [Author],
    /// The page that it translates.
    pub original: Option<&'a SitePath>,
    /// Whether it answers a question, so that its authors are those who answered, if the page does not say who else.
    pub is_answer: bool,
    /// Who everyone whom it declares is, where `credits.lock.json` says it, as in [`PageCredits::declared`].
    pub known: Option<&'a [Option<String>]>,
}

/// Somebody whom front matter names.
#[derive(Clone, Copy, Debug)]
struct Named<'a> {
    role: Role,
    name: &'a str,
    /// Of the e-mail address that stands in the place of a name.
    address: Option<Digest>,
    link: Option<&'a str>,
    description: Option<&'a str>,
}

impl<'a> Page<'a> {
    /// A page that declares nobody.
    pub fn of(path: &'a SitePath) -> Page<'a> {
        Page {
            path,
            authors: &[],
            tested_by: None,
            translators: &[],
            asked_by: &[],
            answered_by: &[],
            original: None,
            is_answer: false,
            known: None,
        }
    }

    /// Everyone whom its front matter names. [`PageCredits::declared`] has the same order.
    fn named(&self) -> impl Iterator<Item = Named<'a>> {
        let as_role = |role: Role| {
            move |author: &'a Author| Named {
                role,
                name: &author.name.value,
                address: author.address,
                link: author.link.as_deref(),
                description: author.description.as_deref(),
            }
        };
        let tester =
            self.tested_by.map(|name| Named { role: Role::Tester, name, address: None, link: None, description: None });
        self.authors
            .iter()
            .map(as_role(Role::Author))
            .chain(tester)
            .chain(self.translators.iter().map(as_role(Role::Translator)))
            .chain(self.asked_by.iter().map(as_role(Role::Asker)))
            .chain(self.answered_by.iter().map(as_role(Role::Answerer)))
    }

    /// Whom the lock says that the one at this place among the named is.
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
    /// Ids of those whom `.all-contributorsrc` lists, in its order; none for those who are not named.
    pub listed: Vec<Option<String>>,
    /// Accounts on that list, lower case, of those who are hidden or have a pen name.
    pub listed_hidden: BTreeSet<String>,
    /// Which list that was.
    pub listed_digest: String,
    /// Of what decided who may be named, as in [`Lock::consent`].
    pub consent: String,
    /// Whether somebody is not named because a file could not be read that may ask for it.
    pub is_unread: bool,
    /// Full names that the history gives to those who are hidden or have a pen name, folded, with the place of their file; never printed. They are in
    /// no lock.
    pub hidden_names: Vec<(String, usize)>,
    /// Who holds titles that were given for ever under an id that is not theirs any more; only those who have a page.
    pub former: BTreeMap<String, PersonIdx>,
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
    /// What `.all-contributorsrc` thanks them for.
    pub given: BTreeSet<Role>,
    /// Who helped them to begin, as their file says, and is named.
    pub mentors: Vec<PersonIdx>,
    /// Whom they helped to begin.
    pub mentees: Vec<PersonIdx>,
    /// Whether only the lock knows them: they hold a title, and none of their pages is left.
    pub is_departed: bool,
}

/// Who made a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PageCredits {
    /// Declared authors in their order, else those who created the page, then co-authors; named ones only.
    pub authors: Vec<PersonIdx>,
    /// Everyone who is named, by weight of role, then by first commit.
    pub parts: Vec<PersonPart>,
    /// Who tried it, as front matter says and if they are named.
    pub tested_by: Option<PersonIdx>,
    /// People who took part and are not named.
    pub unnamed: Unnamed,
    /// What those among them did who have a people file, so that they are counted where others are named. It is not in the
    /// lock: nobody could tell there who did what and still not who it was.
    pub hidden: Vec<PersonPart>,
    /// Ids of the authors that the page declares, in their order, of who tried it, who translated it, who asked and who
    /// answered; none for those who are not printed under the name that the page writes.
    pub declared: Vec<Option<String>>,
}

/// A person's part in a page.
#[derive(Clone, Debug, PartialEq)]
pub struct PersonPart {
    /// Who.
    pub who: PersonIdx,
    /// What they did, weightiest first.
    pub roles: Vec<Role>,
    /// When they did it, by role; of what no commit tells there is nothing.
    pub spans: BTreeMap<Role, Span>,
    /// How many percent of the page's words are theirs and still there, to the next five; 0 where that was not asked.
    pub share: u8,
}

/// When somebody had a role on a page: of each role by itself, because who wrote a page in one year may have reviewed it in
/// another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// Author time of the first commit that says so.
    pub first: i64,
    /// Author time of the last one.
    pub last: i64,
    /// Days of all of them, in order and each once: days since 1970 in UTC.
    pub days: Vec<i32>,
    /// How many say so.
    pub commits: u32,
}

impl Span {
    /// Both together.
    fn and(self, other: Span) -> Span {
        let commits = self.commits.saturating_add(other.commits);
        let (first, last) = (self.first.min(other.first), self.last.max(other.last));
        let days: BTreeSet<i32> = self.days.into_iter().chain(other.days).collect();
        Span { first, last, days: days.into_iter().collect(), commits }
    }
}

/// The address of the page of the person with this id.
pub fn person_url(id: &str) -> UrlPath {
    UrlPath::new(&format!("/people/{id}/"))
}

impl Person {
    /// The address of their page, where they have one.
    pub fn url(&self) -> UrlPath {
        person_url(&self.id)
    }
}

impl PersonPart {
    /// Whether they wrote the page, alone or with others.
    pub fn is_author(&self) -> bool {
        matches!(self.roles.first(), Some(Role::Author | Role::CoAuthor))
    }

    /// What they are listed for: answering where that is what they did, else the weightiest role.
    pub fn headline(&self) -> Role {
        self.told().next().expect("a part has a role")
    }

    /// What is told of them. Who answers by writing the page did one thing, and not two.
    pub fn told(&self) -> impl Iterator<Item = Role> {
        let answers = self.roles.contains(&Role::Answerer);
        let is_told = move |role: &Role| !(answers && matches!(role, Role::Author | Role::CoAuthor));
        self.roles.iter().copied().filter(is_told)
    }

    /// Author time of their first and last commit of any role, where they have any.
    pub fn active(&self) -> Option<(i64, i64)> {
        self.spans.values().map(|span| (span.first, span.last)).reduce(both)
    }

    /// Commits that they wrote.
    pub fn commits(&self) -> u32 {
        let written = self.spans.iter().filter(|(role, _)| role.is_writing());
        written.fold(0, |sum, (_, span)| sum.saturating_add(span.commits))
    }
}

impl People {
    /// The id of somebody, and those under which titles were given to them before.
    pub fn ids_of<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a str> {
        let is_theirs = move |(_, who): &(&String, &PersonIdx)| self.get(**who).id == id;
        std::iter::once(id).chain(self.former.iter().filter(is_theirs).map(|(former, _)| former.as_str()))
    }

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

/// Everything that knows people.
#[derive(Clone, Copy, Debug)]
pub struct Sources<'a> {
    /// What git tells, or what the lock says in its place.
    pub history: &'a History,
    /// The people files, in order of their ids.
    pub files: &'a [person::Person],
    /// What front matter says.
    pub pages: &'a [Page<'a>],
    /// What the community has decided.
    pub config: &'a CreditsConfig,
    /// What `credits.lock.json` says: its ids stay whose they are.
    pub lock: &'a Lock,
    /// What `.all-contributorsrc` says.
    pub listed: &'a [Listed],
    /// Whether somebody may have asked not to be named where it could not be read: then nobody without a file is named.
    pub is_unread: bool,
}

/// Finds out who everyone is.
pub fn resolve(sources: &Sources<'_>) -> (People, Vec<Diagnostic>) {
    resolve_and(sources, |_, _| ()).0
}

/// Who each identity of the history is; `None` for programs and for who had no part in a page.
pub fn of_identities(sources: &Sources<'_>) -> Vec<Option<PersonIdx>> {
    let (_, who_of) = resolve_and(sources, |groups, places| {
        let group = |identity| groups.of(identity).and_then(|group| places.get(&groups.who(group)).copied());
        (0..sources.history.identities.len() as u32).map(group).collect()
    });
    who_of
}

/// As [`resolve`], and `look` at what it knew of everyone: identities that are one person, and places.
fn resolve_and<T>(
    sources: &Sources<'_>,
    look: impl FnOnce(&Groups, &BTreeMap<Who, PersonIdx>) -> T,
) -> ((People, Vec<Diagnostic>), T) {
    let Sources { history, files, pages, config, lock, listed, is_unread } = *sources;
    let mut found = lint::twice_claimed(files);
    let claims = Claims::new(files);
    let mut groups = Groups::new(history, files, &claims);
    let parts = |page: &Page<'_>| parts_of(history, page);
    let writers: Vec<Writers> = pages.iter().map(|page| Writers::of(parts(page), &groups)).collect();
    let declared = Declared::new(pages, files, &claims, &mut groups, &writers);
    let is_locked = history.state == State::Locked;
    let consent = lock::consent(files, history.mailmap, config);
    let is_doubtful = is_unread || is_locked && consent != lock.consent;
    let is_unknown = |(place, file): (usize, &person::Person)| is_known_by_accounts(file) && !groups.knows_file(place);
    let unknown = files.iter().enumerate().find(|(place, file)| is_unknown((*place, file)));
    let is_blind = unknown.is_some();
    let credits = |(page, there): (&Page<'_>, &Writers)| {
        Credits::of(page, parts(page), &groups, &declared, there, is_locked, config.fixer_below.into())
    };
    let mut credits: Vec<Credits> = pages.iter().zip(&writers).map(credits).collect();
    inherit(pages, &mut credits);
    for (page, credits) in pages.iter().zip(&mut credits) {
        credits.weigh(history.files.get(page.path), &groups);
    }

    let mut everyone: BTreeMap<Who, Seen> = (0..files.len()).map(|file| (Who::File(file), Seen::default())).collect();
    for credits in &credits {
        for (who, part) in &credits.parts {
            let seen = everyone.entry(*who).or_default();
            let spans = part.roles.values().flatten().map(|span| (span.first, span.last));
            seen.active = seen.active.into_iter().chain(spans).reduce(both);
            seen.is_declared |= credits.declared.contains(who) || credits.spoken_for.contains(who);
        }
    }
    let whos = listed::whos(listed, files, &claims, &groups, &declared, (history.state, lock));
    for (who, one) in whos.iter().zip(listed) {
        if let Some(who) = who {
            everyone.entry(*who).or_default().given.extend(&one.roles);
        }
    }
    let spoken = spoken_names(&declared, pages, &groups);
    let secret = Secrets::new(files, &groups);
    let mut groups_of: BTreeMap<Who, Vec<usize>> = BTreeMap::new();
    (0..groups.list.len()).for_each(|at| groups_of.entry(groups.who(at)).or_default().push(at));
    let naming = Naming {
        sources,
        groups: &groups,
        groups_of: &groups_of,
        declared: &declared,
        spoken: &spoken,
        claims: &claims,
        secret: &secret,
        is_doubtful,
        is_blind,
    };
    let mut people: Vec<(Who, Person)> = everyone.iter().map(|(who, seen)| (*who, naming.person(*who, seen))).collect();
    let is_counted = |(who, person): &&(Who, Person)| !matches!(who, Who::File(_)) && person.is_hidden;
    if let Some((_, file)) = unknown {
        let seeing = Naming { is_blind: false, ..naming };
        let of_the_text = everyone.iter().filter(|(who, _)| groups.is_only_a_name(**who));
        let lost = of_the_text.filter(|(who, seen)| !seeing.person(**who, seen).is_hidden).count();
        found.extend((lost > 0).then(|| lint::nobody_known(file, lost)));
    }
    let mut unnamed_without_file = people.iter().filter(is_counted).count() as u32;
    let mut kept = match history.state {
        State::Locked => {
            let mut kept = groups.person_ids();
            let ids = whos.iter().zip(&lock.listed.people);
            kept.extend(ids.filter_map(|(who, id)| Some(((*who)?, id.clone()?))));
            kept
        }
        _ => kept_ids(lock, &people, pages, &credits),
    };
    let present = Present {
        lock,
        files,
        claims: &claims,
        groups: &groups,
        people: &people,
        kept: &kept,
        pages,
        credits: &credits,
    };
    if history.state != State::Locked {
        found.extend(present.taken().map(lint::taken_id));
    }
    let former = former::holders(&present);
    for ((id, who), place) in former.iter().zip(0..) {
        let departed = Who::Departed(place);
        match who {
            None => people.extend(naming.departed(id, consent == lock.consent).map(|person| (departed, person))),
            // Whose file went has their id again.
            Some(who) => {
                let has_id = |person: &Person| person.file.is_none() && slug(&fold(&person.name)) == *id;
                if people.iter().any(|(other, person)| other == who && has_id(person)) {
                    kept.entry(*who).or_insert_with(|| id.clone());
                }
            }
        }
        kept.insert(departed, id.clone());
    }
    let (mut list, places) = number(people, &kept, lock);
    let mut finished: BTreeMap<SitePath, PageCredits> =
        pages.iter().zip(credits).map(|(page, credits)| (page.path.clone(), credits.finish(&list, &places))).collect();
    if history.state == State::Locked {
        unnamed_without_file += lock.unnamed;
        let hidden = Person { is_hidden: true, ..Person::default() };
        list.extend(std::iter::repeat_n(hidden, lock.unnamed as usize));
        let ids: BTreeSet<&str> = list.iter().map(|person| person.id.as_str()).collect();
        let is_named = |id: &String| ids.contains(id.as_str());
        for (path, credits) in &mut finished {
            if let Some(page) = lock.pages.get(path) {
                page.unnamed.iter().for_each(|(role, count)| credits.unnamed.add(role, count));
                let declared = page.declared.iter().cloned();
                credits.declared = declared.map(|id| id.filter(|id| !is_doubtful || is_named(id))).collect();
            }
        }
    }
    mentors(&mut list, files, &places);
    let id = |who: &Option<Who>| {
        let person = &list[places.get(who.as_ref()?)?.0 as usize];
        (!person.is_hidden).then(|| person.id.clone())
    };
    let listed_by_id = whos.iter().map(id).collect();
    let seen = look(&groups, &places);
    let listed_digest = listed::digest(listed);
    let is_shown = |person: &Person| !person.is_hidden && person.has_page && !person.has_pen_name;
    let former = former.into_iter().filter_map(|(id, who)| {
        let place = *places.get(&who?)?;
        let person = &list[place.0 as usize];
        (is_shown(person) && person.id != id).then_some((id, place))
    });
    let former = former.collect();
    let is_asked = |(who, one): &(&Option<Who>, &Listed)| match who {
        Some(Who::File(file)) => files[*file].credit != Credit::Public,
        _ => naming.is_secret(&one.name) || naming.is_secret(&one.login),
    };
    let listed_hidden = whos.iter().zip(listed).filter(is_asked).map(|(_, one)| one.login.clone()).collect();
    let hidden_names = hidden_names(files, &groups, &list);
    let people = People {
        list,
        pages: finished,
        unnamed_without_file,
        listed: listed_by_id,
        listed_hidden,
        listed_digest,
        consent,
        is_unread,
        hidden_names,
        former,
    };
    ((people, found), seen)
}

/// Whether somebody who is not to be called by their name is known by addresses or accounts alone, to which only commits give one.
fn is_known_by_accounts(file: &person::Person) -> bool {
    let is_name = |claim: &Located<Identity>| matches!(claim.value, Identity::Name(_) | Identity::NameDigest(_));
    let has_own_name = file.credit == Credit::Hidden && file.name.is_some();
    let is_named = has_own_name || file.identities.iter().any(is_name);
    file.credit != Credit::Public && !is_named && !file.identities.is_empty()
}

/// Ids that people without a file have already.
fn kept_ids(lock: &Lock, people: &[(Who, Person)], pages: &[Page<'_>], credits: &[Credits]) -> BTreeMap<Who, String> {
    if lock.people.is_empty() {
        return BTreeMap::new();
    }
    let mut work_of: BTreeMap<Who, BTreeMap<&SitePath, BTreeMap<Role, Option<i64>>>> = BTreeMap::new();
    for (page, credits) in pages.iter().zip(credits) {
        for (who, share) in &credits.parts {
            work_of.entry(*who).or_default().insert(
                page.path,
                share.roles.iter().map(|(role, span)| (*role, span.as_ref().map(|span| span.first))).collect(),
            );
        }
    }
    let without_file = people.iter().filter(|(_, person)| person.file.is_none() && !person.is_hidden);
    let asked: Vec<_> =
        without_file.map(|(who, person)| (*who, person, work_of.remove(who).unwrap_or_default())).collect();
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
    /// Place in the list of `.all-contributorsrc`.
    Listed(usize),
    /// Place among those whose id is nobody's now.
    Departed(usize),
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
            creators: with(&[Task::Creator, Task::CoCreator]),
        }
    }
}

/// Who helped whom to begin: both must be named, and a pen name leads to nobody.
fn mentors(list: &mut [Person], files: &[person::Person], places: &BTreeMap<Who, PersonIdx>) {
    let by_id: BTreeMap<&str, usize> = files.iter().map(|file| file.id.value.as_str()).zip(0..).collect();
    for (place, file) in files.iter().enumerate().filter(|(_, file)| file.credit == Credit::Public) {
        let Some(mentee) = places.get(&Who::File(place)).copied() else { continue };
        for mentor in file.mentors.iter().filter_map(|mentor| by_id.get(mentor.value.as_str())) {
            let Some(mentor) = places.get(&Who::File(*mentor)).copied() else { continue };
            let is_new = mentor != mentee && !list[mentee.0 as usize].mentors.contains(&mentor);
            if is_new && !list[mentor.0 as usize].is_hidden {
                list[mentee.0 as usize].mentors.push(mentor);
                list[mentor.0 as usize].mentees.push(mentee);
            }
        }
    }
}

/// Full names of those who are hidden or named otherwise, and that nobody bears who is named.
fn hidden_names(files: &[person::Person], groups: &Groups, list: &[Person]) -> Vec<(String, usize)> {
    let of_file = |group: &Group| group.file.filter(|file| files[*file].credit != Credit::Public);
    let hidden = groups.list.iter().filter_map(|group| Some((group, of_file(group)?)));
    let names = hidden.flat_map(|(group, file)| group.names.iter().map(move |name| (name.clone(), file)));
    let mut names: BTreeSet<(String, usize)> = names.filter(|(name, _)| is_full(name)).collect();
    if !names.is_empty() {
        let named: BTreeSet<String> = list.iter().map(|person| fold(&person.name)).collect();
        names.retain(|(name, _)| !named.contains(name));
    }
    names.into_iter().collect()
}

/// Gives everyone an id and a place. Who has a file has the id of the file, who had an id keeps it; others are numbered
/// in the order in which they came.
fn number(
    people: Vec<(Who, Person)>,
    kept: &BTreeMap<Who, String>,
    lock: &Lock,
) -> (Vec<Person>, BTreeMap<Who, PersonIdx>) {
    let mut people = people;
    let mut taken: BTreeSet<String> = people.iter().map(|(_, person)| on_any_disk(&person.id)).collect();
    for (who, person) in people.iter_mut().filter(|(_, person)| person.id.is_empty() && !person.is_hidden) {
        if let Some(id) = kept.get(who).filter(|id| !taken.contains(&on_any_disk(id))) {
            person.id.clone_from(id);
            taken.insert(on_any_disk(id));
        }
    }
    // An id that was somebody's does not become somebody else's.
    taken.extend(lock.people.keys().map(|id| on_any_disk(id)));
    taken.extend(lock.badges.keys().map(|key| on_any_disk(&key.person)));
    let mut numbers = Numbers::default();
    let first = |person: &Person| person.active.map_or(i64::MAX, |active| active.0);
    people.sort_by(|(a_who, a), (b_who, b)| (first(a), &a.name, a_who).cmp(&(first(b), &b.name, b_who)));
    for (_, person) in people.iter_mut().filter(|(_, person)| person.id.is_empty() && !person.is_hidden) {
        let has_letters = person.name.chars().any(char::is_alphanumeric);
        let base = if has_letters { slug(&fold(&person.name)) } else { "person".to_owned() };
        let mut take = |id: String| taken.insert(on_any_disk(&id)).then_some(id);
        person.id = match take(base.clone()) {
            Some(id) => id,
            None => numbers.next(&on_any_disk(&base), |number| take(format!("{base}-{number}"))),
        };
    }
    people.sort_by(|(a_who, a), (b_who, b)| (a.is_hidden, &a.id, a_who).cmp(&(b.is_hidden, &b.id, b_who)));
    let places = people.iter().zip(0..).map(|((who, _), place)| (*who, PersonIdx(place))).collect();
    (people.into_iter().map(|(_, person)| person).collect(), places)
}

/// The time that holds both times.
fn both(one: (i64, i64), other: (i64, i64)) -> (i64, i64) {
    (one.0.min(other.0), one.1.max(other.1))
}
