//! Who somebody is now under whose id a title was given for ever, where nobody has that id any more.
//!
//! Begin with [`holders`]. A badge stays at its address when its holder gets a people file with another id, or another name, and
//! when the last of their pages goes. Whose it is is told by what the lock and the history both say of a page, else by a
//! name that one person has only. Where nobody is found, the lock alone knows them.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::person::Person as PersonFile;
use crate::path::{SitePath, fold};
use crate::site::people::groups::{Claims, Groups, Owner};
use crate::site::people::lock::Lock;
use crate::site::people::{Credits, Page, Person, Who};

/// What tells who is there now.
pub(super) struct Present<'a> {
    pub(super) lock: &'a Lock,
    pub(super) files: &'a [PersonFile],
    pub(super) claims: &'a Claims,
    pub(super) groups: &'a Groups,
    pub(super) people: &'a [(Who, Person)],
    /// Ids that people without a file have already.
    pub(super) kept: &'a BTreeMap<Who, String>,
    pub(super) pages: &'a [Page<'a>],
    pub(super) credits: &'a [Credits],
}

/// Ids under which titles were given and that nobody has; beside each who they are, or `None` where only the lock knows.
pub(super) fn holders(present: &Present<'_>) -> BTreeMap<String, Option<Who>> {
    let Present { lock, files, people, kept, .. } = present;
    let mut holders = BTreeMap::new();
    if lock.badges.is_empty() {
        return holders;
    }
    let id = |who: &Who| match who {
        Who::File(place) => Some(files[*place].id.value.as_str()),
        who => kept.get(who).map(String::as_str),
    };
    let by_id: BTreeMap<&str, Who> = people.iter().filter_map(|(who, _)| Some((id(who)?, *who))).collect();
    for (key, issued) in &lock.badges {
        let holder = issued.holder.as_deref();
        if let Some(who) = holder.and_then(|holder| by_id.get(holder)) {
            holders.insert(key.person.clone(), Some(*who));
        } else if !by_id.contains_key(key.person.as_str()) && !holders.contains_key(&key.person) {
            let ids: BTreeSet<&str> = holder.into_iter().chain([key.person.as_str()]).collect();
            holders.insert(key.person.clone(), present.by_deeds(&ids).or_else(|| present.by_name(&ids)));
        }
    }
    holders
}

impl<'a> Present<'a> {
    /// Files with an id that was somebody else's.
    pub(super) fn taken(&self) -> impl Iterator<Item = &'a PersonFile> {
        let kept: BTreeSet<&str> = self.kept.values().map(String::as_str).collect();
        self.files
            .iter()
            .enumerate()
            .filter(move |(place, file)| {
                let id = file.id.value.as_str();
                kept.contains(id) || self.was_another(id, *place, file)
            })
            .map(|(_, file)| file)
    }

    /// Whether titles were given under an id to somebody whose pages are gone, and who was called otherwise.
    fn was_another(&self, id: &str, place: usize, file: &PersonFile) -> bool {
        let is_holder = self.lock.badges.iter().any(|(key, issued)| key.person == id && issued.holder.is_none());
        let names = self.lock.people.get(id).filter(|names| is_holder && !names.is_empty());
        let is_called = |name: &String| {
            let folded = fold(name);
            let signed = self.groups.named(&folded).iter().any(|group| self.groups.who(*group) == Who::File(place));
            signed || file.name.as_ref().is_some_and(|own| fold(own) == folded)
        };
        let is_same = || self.by_deeds(&BTreeSet::from([id])) == Some(Who::File(place));
        names.is_some_and(|names| !names.iter().any(is_called) && !is_same())
    }

    /// Who did at the same time on the same pages what the lock says of these ids.
    fn by_deeds(&self, ids: &BTreeSet<&str>) -> Option<Who> {
        let places: BTreeMap<&SitePath, &Credits> = self.pages.iter().map(|page| page.path).zip(self.credits).collect();
        let mut same: BTreeMap<Who, usize> = BTreeMap::new();
        for (path, page) in &self.lock.pages {
            let Some(credits) = places.get(path) else { continue };
            for part in page.parts.iter().filter(|part| ids.contains(part.id.as_str())) {
                for (who, share) in credits.parts.iter().filter(|(who, _)| self.is_free(who, ids)) {
                    let is_same = |role| {
                        let then = part.spans.get(role).map(|span| span.first);
                        then.is_some() && share.roles.get(role).and_then(|span| Some(span.as_ref()?.first)) == then
                    };
                    *same.entry(*who).or_default() += usize::from(part.roles.iter().any(is_same));
                }
            }
        }
        let most = same.values().copied().max().filter(|most| *most > 0)?;
        let mut likeliest = same.into_iter().filter(|(_, count)| *count == most);
        likeliest.next().filter(|_| likeliest.next().is_none()).map(|(who, _)| who)
    }

    /// The only one who has a name that the lock gives to these ids.
    fn by_name(&self, ids: &BTreeSet<&str>) -> Option<Who> {
        let names = ids.iter().filter_map(|id| self.lock.people.get(*id)).flatten();
        let mut named: BTreeSet<Who> = BTreeSet::new();
        for name in names {
            let folded = fold(name);
            let owner = self.claims.of_name(name).and_then(Owner::file);
            named.extend(owner.iter().chain(self.claims.called(&folded)).map(|file| Who::File(*file)));
            named.extend(self.groups.named(&folded).iter().map(|group| self.groups.who(*group)));
        }
        let is_earlier = |person: &Person| ids.iter().any(|id| self.lock.is_earlier_holder(id, person));
        let is_there = |who: &Who| self.people.iter().any(|(other, person)| other == who && !is_earlier(person));
        let mut free = named.into_iter().filter(|who| self.is_free(who, ids) && is_there(who));
        free.next().filter(|_| free.next().is_none())
    }

    /// Whether the lock does not know them under an id of their own.
    fn is_free(&self, who: &Who, ids: &BTreeSet<&str>) -> bool {
        self.kept.get(who).is_none_or(|id| ids.contains(id.as_str()))
    }
}
