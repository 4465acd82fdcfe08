//! Who is named, and how: by their file, by what front matter says of them, or by their commits.
//!
//! Begin with [`Naming::person`].

use std::collections::{BTreeMap, BTreeSet};

use crate::config::CreditDefault;
use crate::document::person::Credit;
use crate::path::{fold, slug};
use crate::site::people::declared::Declared;
use crate::site::people::display::{is_full, printable, spoken_name};
use crate::site::people::groups::{self, Claims, Groups, Owner};
use crate::site::people::secret::Secrets;
use crate::site::people::{Page, Person, Role, Sources, Who};
use crate::source::history::State;

/// What all pages together tell of somebody.
#[derive(Default)]
pub(super) struct Seen {
    pub(super) active: Option<(i64, i64)>,
    pub(super) is_declared: bool,
    pub(super) given: BTreeSet<Role>,
}

/// What front matter says of a person, over all its spellings.
#[derive(Default)]
pub(super) struct Spoken {
    pub(super) names: BTreeMap<String, usize>,
    pub(super) links: BTreeMap<String, usize>,
    pub(super) descriptions: BTreeMap<String, usize>,
}

pub(super) fn spoken_names(declared: &Declared, pages: &[Page<'_>], groups: &Groups) -> BTreeMap<Who, Spoken> {
    let mut spoken: BTreeMap<Who, Spoken> = BTreeMap::new();
    // Whoever is called by their id is not called otherwise by it.
    let is_id = |who: Who, name: &str| groups.with_id(name).iter().any(|group| groups.who(*group) == who);
    for node in &declared.list {
        let Some(who) = node.who else { continue };
        let spoken = spoken.entry(who).or_default();
        let add = |to: &mut BTreeMap<String, usize>, from: &BTreeMap<String, usize>| {
            from.iter().for_each(|(text, count)| *to.entry(text.clone()).or_default() += count);
        };
        add(&mut spoken.names, &node.names);
        spoken.names.retain(|name, _| !is_id(who, name));
        add(&mut spoken.links, &node.links);
        add(&mut spoken.descriptions, &node.descriptions);
    }
    for page in pages.iter().filter(|page| page.known.is_some()) {
        for (place, named) in page.named().enumerate() {
            let Some((who, name)) = page.known(place, groups).zip(spoken_name(named.name)) else { continue };
            let spoken = spoken.entry(who).or_default();
            if !is_id(who, &name) {
                *spoken.names.entry(name).or_default() += 1;
            }
            named.link.into_iter().for_each(|link| *spoken.links.entry(link.to_owned()).or_default() += 1);
            let descriptions = &mut spoken.descriptions;
            named.description.into_iter().for_each(|text| *descriptions.entry(text.to_owned()).or_default() += 1);
        }
    }
    spoken
}

/// Decides who is named, and how.
#[derive(Clone, Copy)]
pub(super) struct Naming<'a> {
    pub(super) sources: &'a Sources<'a>,
    pub(super) groups: &'a Groups,
    /// Places of the groups of each person.
    pub(super) groups_of: &'a BTreeMap<Who, Vec<usize>>,
    pub(super) declared: &'a Declared,
    pub(super) spoken: &'a BTreeMap<Who, Spoken>,
    pub(super) claims: &'a Claims,
    pub(super) secret: &'a Secrets,
    /// Whether somebody may have asked not to be named of whom the lock does not tell who they are.
    pub(super) is_doubtful: bool,
    /// Whether only the history could tell whom a name in a text means, and it is not there.
    pub(super) is_blind: bool,
}

impl Naming<'_> {
    pub(super) fn person(&self, who: Who, seen: &Seen) -> Person {
        let hidden = Person { is_hidden: true, ..Person::default() };
        if let Who::File(place) = who {
            let file = &self.sources.files[place];
            return match file.credit {
                Credit::Hidden => hidden,
                Credit::Public | Credit::Pseudonym => Person {
                    id: file.id.value.clone(),
                    name: file.name.as_deref().and_then(printable).unwrap_or_else(|| file.id.value.clone()),
                    has_page: true,
                    file: Some(place),
                    active: seen.active,
                    given: seen.given.clone(),
                    has_pen_name: file.credit == Credit::Pseudonym,
                    also: if file.credit == Credit::Public { self.also(who, file.name.as_deref()) } else { Vec::new() },
                    ..Person::default()
                },
            };
        }
        let is_contested = match who {
            Who::Group(group) => self.groups.list[group].is_contested,
            Who::Declared(place) => self.declared.list[place].is_contested,
            Who::File(_) | Who::Listed(_) | Who::Departed(_) => false,
        };
        if self.is_doubtful || is_contested || self.groups.is_only_a_name(who) && self.is_blind {
            return hidden;
        }
        let spoken = self.spoken.get(&who).filter(|_| seen.is_declared);
        let is_named = || seen.is_declared && !self.declared.is_only_by_address(who);
        if self.sources.config.default == CreditDefault::OptIn && !is_named() {
            return hidden;
        }
        let said = |spoken: &Spoken| {
            let names = spoken.names.iter().filter(|(name, _)| !self.is_replaced(who, name));
            usual(&names.map(|(name, count)| (name.clone(), *count)).collect())
        };
        let name = spoken.and_then(said).or_else(|| match who {
            Who::Group(_) => self.own_name(who),
            Who::Listed(place) => printable(&self.sources.listed[place].name),
            _ => self.spoken.get(&who).and_then(|spoken| usual(&spoken.names)),
        });
        // The lock says what they are called: what `.mailmap` replaces, only the history knows.
        let locked = || matches!(who, Who::Group(_)) && self.sources.history.state == State::Locked;
        let name = if locked() { self.own_name(who).or(name) } else { name };
        let Some(name) = name.filter(|name| !self.is_secret(name)) else { return hidden };
        Person {
            also: self.also(who, Some(&name)),
            name,
            has_page: seen.is_declared || self.sources.config.default == CreditDefault::Public,
            link: spoken.and_then(|spoken| usual(&spoken.links)),
            description: spoken.and_then(|spoken| usual(&spoken.descriptions)),
            active: seen.active,
            given: seen.given.clone(),
            ..Person::default()
        }
    }

    /// What the history calls somebody.
    pub(super) fn own_name(&self, who: Who) -> Option<String> {
        if let Who::Group(group) = who { self.name_of_group(group) } else { None }
    }

    /// Whether `.mailmap` gives somebody another name than this.
    pub(super) fn is_replaced(&self, who: Who, name: &str) -> bool {
        let name = fold(name);
        let own = self.groups_of.get(&who).into_iter().flatten().map(|at| &self.groups.list[*at]);
        let mut own = own.peekable();
        match self.sources.history.state {
            // It says all that they may be called.
            State::Locked => own.peek().is_some() && own.all(|group| !group.names.contains(&name)),
            _ => own.any(|group| group.replaced.contains(&name)),
        }
    }

    /// Somebody whom only the lock knows. Where it was decided anew who may be named, nobody knows what that means for them,
    /// unless the history tells who bears the name.
    pub(super) fn departed(&self, id: &str, is_decided: bool) -> Option<Person> {
        let Sources { history, config, is_unread, lock, .. } = *self.sources;
        let is_told = history.state == State::Full && config.default != CreditDefault::OptIn;
        let mut names = lock.people.get(id)?.iter().filter(|name| !self.is_secret(name)).cloned();
        let first = lock.people.get(id)?.first()?;
        let name = names.next().filter(|name| name == first)?;
        let also = names.collect();
        let person = Person { name, also, has_page: true, is_departed: true, ..Person::default() };
        (!is_unread && (is_decided || is_told)).then_some(person)
    }

    /// What front matter calls somebody besides their name.
    pub(super) fn also(&self, who: Who, name: Option<&str>) -> Vec<String> {
        let spoken = self.spoken.get(&who).into_iter().flat_map(|spoken| spoken.names.keys());
        let is_said = |other: &&String| !self.is_replaced(who, other) && !self.is_secret(other);
        spoken.filter(|other| Some(other.as_str()) != name && is_said(other)).cloned().collect()
    }

    /// Whether somebody who does not want it printed bears this name. Another bearer of it is not named either.
    pub(super) fn is_secret(&self, name: &str) -> bool {
        let is_public =
            |owner: Owner| owner.file().is_some_and(|file| self.sources.files[file].credit == Credit::Public);
        let is_claimed = |name: &str| {
            let owner = self.claims.of_name(name).or_else(|| self.claims.of_handle(name));
            let called = self.claims.of_id(&slug(&fold(name)));
            let is_hidden = |file: usize| self.sources.files[file].credit == Credit::Hidden;
            owner.is_some_and(|owner| !is_public(owner)) || called.is_some_and(is_hidden) || self.secret.hides(name)
        };
        // One text may name several: `Jane Doe, John Roe (Acme)`.
        let parts = name.split([',', ';', '/', '&', '+', '|', '(', ')']).flat_map(|part| part.split(" and "));
        is_claimed(name) || parts.map(str::trim).filter(|part| !part.is_empty() && *part != name).any(is_claimed)
    }

    /// A full name before a handle, and what they call themselves now before what they did; else the account.
    pub(super) fn name_of_group(&self, group: usize) -> Option<String> {
        let group = &self.groups.list[group];
        let identities = group.identities.iter().map(|who| &self.sources.history.identities[*who as usize]);
        // The history names people newest first. How others write them is not asked; and who
        // only merges comes last there.
        let is_mentioned_only = identities.clone().all(groups::is_mention);
        let known = identities.clone().filter(|who| is_mentioned_only || !groups::is_mention(who));
        let is_replaced = |name: &String| group.replaced.contains(&fold(name));
        let (replaced, own): (Vec<String>, Vec<String>) =
            known.filter_map(|identity| printable(&identity.name)).partition(is_replaced);
        let names = if own.is_empty() { replaced } else { own };
        // The lock has first what they are called.
        let is_locked = self.sources.history.state == State::Locked;
        let full = names.iter().find(|name| is_full(name) && !is_locked);
        let login = || identities.clone().filter_map(|identity| identity.login.as_deref()).find_map(printable);
        full.or(names.first()).cloned().or_else(login)
    }
}

/// What is said most often; the first in order among equals.
pub(super) fn usual(counts: &BTreeMap<String, usize>) -> Option<String> {
    counts.iter().rev().max_by_key(|(_, count)| **count).map(|(text, _)| text.clone())
}
