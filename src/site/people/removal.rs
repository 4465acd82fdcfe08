//! By what somebody is known who wants to be known no more: for `cairn people remove`.
//!
//! Begin with [`traces`]. Whoever is taken out stays in the history, so the site must go on recognising them in order not to
//! name them. What it recognises them by is written down as hashes, which say nothing to a reader.

use std::collections::BTreeSet;

use crate::document::person::Identity as Claim;
use crate::path::{SitePath, fold};
use crate::site::people::display::{is_personal, printable};
use crate::site::people::lint;
use crate::site::people::secret::Secrets;
use crate::site::people::{PersonIdx, Sources, Who, resolve_and};
use crate::source::history::mailmap::Alias;
use crate::yaml::text::clean;

/// What is known of somebody.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Traces {
    /// Addresses by which they are recognised, names, and hashes that their file has already.
    emails: BTreeSet<String>,
    hashed: BTreeSet<String>,
    hashes: BTreeSet<String>,
    /// Pages that they had a part in.
    pub pages: Vec<SitePath>,
    /// Pages whose front matter names them: their text has to be changed by hand.
    pub declared_on: Vec<SitePath>,
    /// Whether `.all-contributorsrc` lists them: it has to be changed by hand too.
    pub is_listed: bool,
    /// Names by which somebody else may still call them; never printed.
    pub names: BTreeSet<String>,
}

impl Traces {
    /// Entries for `match`: hashes of addresses and names, made with this salt as those of `cairn people hash`. Those that the
    /// person's file has already stay as they are.
    pub fn entries(&self, salt: &str) -> Vec<String> {
        let hash = |kind: &str, text: &str| lint::entry(kind, salt, text);
        let emails = self.emails.iter().map(|email| hash("sha256", email));
        let names = self.hashed.iter().map(|name| hash("sha256-name", name));
        let entries: BTreeSet<String> = emails.chain(names).chain(self.hashes.iter().cloned()).collect();
        entries.into_iter().collect()
    }
}

/// Everything that leads to the person of this id; `None` where there is no such person. `aliases` are those whom `.mailmap`
/// calls otherwise: a line that is taken out of it must not bring anybody back.
pub fn traces(id: &str, sources: &Sources<'_>, aliases: &[Alias]) -> Option<Traces> {
    let Sources { history, files, pages, listed, .. } = *sources;
    let file = files.iter().position(|file| file.id.value == id);
    let mut names: BTreeSet<String> = BTreeSet::new();
    let mut hashed: BTreeSet<String> = BTreeSet::new();
    let mut emails: BTreeSet<String> = BTreeSet::new();
    let mut hashes: BTreeSet<String> = BTreeSet::new();
    let ((people, _), whos) = resolve_and(sources, |groups, places| {
        // Hidden people have no id; their file tells which of them it is.
        let is_meant = |who: &Who| match who {
            Who::File(place) => Some(*place) == file,
            _ => false,
        };
        (0..groups.list.len())
            .map(|group| (groups.who(group), group))
            .map(|(who, group)| (places.get(&who).copied(), is_meant(&who), groups.list[group].identities.clone()))
            .collect::<Vec<_>>()
    });
    let place = people.list.iter().position(|person| !id.is_empty() && person.id == id).map(|at| PersonIdx(at as u32));
    if place.is_none() && file.is_none() {
        return None;
    }
    // Whom only the lock knows has a part in no page, and may be in the history all the same.
    let departed = place.map(|place| people.get(place)).filter(|person| person.is_departed);
    let departed = departed.map(|person| fold(&person.name));
    let is_departed = |identities: &[u32]| {
        let name = |who: &u32| fold(&clean(&history.identities[*who as usize].name));
        departed.as_ref().is_some_and(|departed| identities.iter().any(|who| name(who) == *departed))
    };
    let is_theirs = |at: &Option<PersonIdx>, is_file: bool, identities: &[u32]| {
        is_file || (at.is_some() && *at == place) || (at.is_none() && is_departed(identities))
    };
    for (_, _, identities) in whos.iter().filter(|(at, is_file, of)| is_theirs(at, *is_file, of)) {
        for identity in identities.iter().map(|who| &history.identities[*who as usize]) {
            let meant = |alias: &&Alias| alias.meant.0 == identity.name && alias.meant.1 == identity.email;
            let written = aliases.iter().filter(meant).map(|alias| (&alias.written.0, alias.written.1.to_lowercase()));
            for (name, email) in written.chain([(&identity.name, identity.email.clone())]) {
                // A name alone could be somebody else's as well: it is hashed only where there is no address.
                match is_personal(&email) {
                    true => emails.insert(email),
                    false => hashed.insert(clean(name)),
                };
                names.insert(clean(name));
            }
        }
    }
    if let Some(file) = file.map(|place| &files[place]) {
        hashed.extend(file.name.clone());
        for claim in &file.identities {
            match &claim.value {
                Claim::Name(name) => _ = hashed.insert(clean(name)),
                Claim::Email(email) => _ = emails.insert(email.to_lowercase()),
                Claim::EmailDigest(digest) => _ = hashes.insert(format!("sha256:{digest}")),
                Claim::NameDigest(digest) => _ = hashes.insert(format!("sha256-name:{digest}")),
                // Its addresses are among those of the history.
                Claim::Login { .. } => {}
            }
        }
    }
    let mut traces = Traces::default();
    for (_, one) in people.listed.iter().zip(listed).filter(|(who, _)| who.as_deref() == Some(id)) {
        traces.is_listed = true;
        hashed.extend(printable(&one.name));
    }
    // What the site will not print once they are hidden.
    let own = place.map(|place| people.get(place).name.clone());
    let secrets = Secrets::of(names.iter().chain(&hashed).chain(&own).map(|name| fold(name)));
    if file.is_none() {
        hashed.insert(id.to_owned());
    }
    for page in pages {
        let Some(credits) = people.pages.get(page.path) else { continue };
        let is_id = |who: &Option<String>| who.as_deref() == Some(id);
        let spoken = page.named().map(|named| named.name);
        // Whoever has a people file is named by it, whatever they are called.
        let is_known = |who: &Option<String>| {
            who.as_ref().is_some_and(|who| who != id && files.iter().any(|file| file.id.value == *who))
        };
        let is_meant = |(who, name): &(&Option<String>, &str)| is_id(who) || !is_known(who) && secrets.hides(name);
        for name in credits.declared.iter().zip(spoken).filter(is_meant).map(|(_, name)| name) {
            hashed.extend(printable(name));
            hashed.insert(clean(name));
            if traces.declared_on.last() != Some(page.path) {
                traces.declared_on.push(page.path.clone());
            }
        }
        if credits.parts.iter().any(|part| Some(part.who) == place) {
            traces.pages.push(page.path.clone());
        }
    }
    names.extend(place.map(|place| people.get(place).name.clone()));
    if emails.is_empty() && hashes.is_empty() {
        hashed.extend(departed.and(place).map(|place| people.get(place).name.clone()));
    }
    names.extend(hashed.iter().cloned());
    names.remove("");
    hashed.remove("");
    (traces.emails, traces.hashed, traces.hashes) = (emails, hashed, hashes);
    traces.names = names.iter().map(|name| fold(name)).collect();
    Some(traces)
}
