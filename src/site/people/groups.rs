//! Which identities of the history are one person, and whose people file that is.
//!
//! Begin with [`Groups::new`]. A name alone joins nobody: two people called Jane Doe stay two unless an address, an account,
//! `.mailmap` or a people file says otherwise.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest as _, Sha256};

use crate::digest::Digest;
use crate::document::front_matter::address_digest;
use crate::document::person::{Credit, Identity as Claim, Person};
use crate::path::{fold, slug};
use crate::site::people::Who;
use crate::site::people::display::{
    Account, account_number, account_of_identity, account_of_link, is_full, is_personal,
};
use crate::source::history::mailmap::Alias;
use crate::source::history::{History, Identity};
use crate::yaml::text::clean;

/// The people of the history.
pub(super) struct Groups {
    /// The group of each identity; `None` for programs, and for who only merges and has no file.
    of_identity: Vec<Option<usize>>,
    /// Each of them.
    pub(super) list: Vec<Group>,
    by_name: BTreeMap<String, Vec<usize>>,
    by_account: BTreeMap<Account, Vec<usize>>,
    by_login: BTreeMap<String, Vec<usize>>,
    /// By the id that the site makes of a name of several words.
    by_id: BTreeMap<String, Vec<usize>>,
    by_address: BTreeMap<Digest, usize>,
    by_person: BTreeMap<String, usize>,
    known_files: BTreeSet<usize>,
}

/// Identities that are one person.
#[derive(Debug, Default)]
pub(super) struct Group {
    /// Places in the history's list.
    pub(super) identities: Vec<u32>,
    /// Their names, folded.
    pub(super) names: BTreeSet<String>,
    /// Names that commits call them by and `.mailmap` does not: they mean them, and are not printed.
    pub(super) replaced: BTreeSet<String>,
    /// Those of these that stand beside an address which is theirs today as well. Behind another address may be the name of
    /// somebody whose machine they used.
    renamed: BTreeSet<String>,
    /// Their names as they are spelled.
    spelled: BTreeSet<String>,
    /// Their accounts.
    pub(super) accounts: BTreeSet<Account>,
    /// Place of their people file.
    pub(super) file: Option<usize>,
    /// Whether several files claim them, so that nobody knows which of these is theirs.
    pub(super) is_contested: bool,
    /// Whether a name without an address is all that is known of them.
    pub(super) is_mention: bool,
    /// Whether only merges tell of them, and they may be named.
    is_idle: bool,
    /// The group that took this one in.
    joined: Option<usize>,
}

impl Group {
    /// Whether an account of the same forge has another name, so that this is somebody else.
    pub(super) fn contradicts<'a>(&self, accounts: impl IntoIterator<Item = &'a Account>) -> bool {
        accounts.into_iter().any(|other| {
            let same_forge = |own: &&Account| own.forge == other.forge;
            self.accounts.iter().any(|own| same_forge(&own)) && !self.accounts.contains(other)
        })
    }
}

/// What commits call somebody, by the name and address that `.mailmap` gives them.
type Written<'a> = BTreeMap<(&'a str, &'a str), Vec<Identity>>;

impl Groups {
    /// Joins identities by address and account, then asks the people files.
    pub(super) fn new(history: &History, files: &[Person], claims: &Claims) -> Groups {
        let mut groups = Groups {
            of_identity: vec![None; history.identities.len()],
            list: Vec::new(),
            by_name: BTreeMap::new(),
            by_account: BTreeMap::new(),
            by_login: BTreeMap::new(),
            by_id: BTreeMap::new(),
            by_address: BTreeMap::new(),
            by_person: BTreeMap::new(),
            known_files: BTreeSet::new(),
        };
        let mut written = Written::new();
        for Alias { written: (name, email), meant } in &history.aliases {
            written.entry((&meant.0, &meant.1)).or_default().push(Identity::of(name, email));
        }
        // Whom a file claims by what their commits say, it claims under the name that `.mailmap` gives them too.
        let owner = |who: &u32| {
            let identity = &history.identities[*who as usize];
            let aliases = || written.get(&(identity.name.as_str(), identity.email.as_str())).into_iter().flatten();
            claims.of_identity(identity).or_else(|| aliases().find_map(|alias| claims.of_identity(alias)))
        };
        let identity = |who: &u32| &history.identities[*who as usize];
        // Whom nothing but merges tells of is nobody's namesake: most often it is somebody under the address of a forge. Who does
        // not want to be named is known by that too.
        let wants_a_name = |who: &u32, owner: Option<Owner>| {
            let is_public = |file: usize| files[file].credit == Credit::Public;
            let called = claims.called(&fold(&clean(&identity(who).name)));
            owner.is_none_or(|owner| owner.file().is_some_and(is_public)) && called.iter().copied().all(is_public)
        };
        let (mut mentions, mut mergers) = (Vec::new(), Vec::new());
        for identities in joined(&history.identities) {
            let claimed: Vec<Option<Owner>> = identities.iter().map(owner).collect();
            let owners: BTreeSet<Owner> = claimed.iter().copied().flatten().collect();
            let is_idle = |(who, owner): (&u32, &Option<Owner>)| identity(who).only_merges && wants_a_name(who, *owner);
            if identities.iter().zip(&claimed).all(is_idle) {
                mergers.extend(&identities);
                if let Some(owner) = owners.first().copied().filter(|_| owners.len() == 1) {
                    groups.add(history, &written, identities, Some(owner));
                    groups.list.last_mut().expect("it was added just now").is_idle = true;
                }
            } else if owners.is_empty() && identities.iter().all(|who| is_mention(identity(who))) {
                mentions.push(identities);
            } else if owners.len() > 1 {
                // Several people share an address and their files tell them apart: each gets what is theirs.
                for (who, file) in identities.iter().zip(&claimed).filter(|found| !is_idle(*found)) {
                    groups.add(history, &written, vec![*who], *file);
                }
            } else {
                groups.add(history, &written, identities, owners.first().copied());
            }
        }
        groups.match_names(history, files, claims);
        let bearer = |identities: &Vec<u32>| match identities[..] {
            [who] => groups.bearer(&identity(&who).name, files, claims).filter(|group| {
                // Another account of that name merges here.
                let namesakes =
                    mergers.iter().map(identity).filter(|other| fold(&other.name) == fold(&identity(&who).name));
                !namesakes.filter_map(account_of_identity).any(|account| groups.list[*group].contradicts([&account]))
            }),
            _ => None,
        };
        let bearers: Vec<Option<usize>> = mentions.iter().map(bearer).collect();
        for (identities, bearer) in mentions.into_iter().zip(bearers) {
            match bearer {
                Some(group) => {
                    identities.iter().for_each(|who| groups.of_identity[*who as usize] = Some(group));
                    groups.list[group].identities.extend(identities);
                    groups.list[group].identities.sort_unstable();
                }
                None => groups.add(history, &written, identities, None),
            }
        }
        groups.match_names(history, files, claims);
        groups.known_files = groups.list.iter().filter_map(|group| group.file).collect();
        groups
    }

    /// Who a group is: the person of its file, or one without.
    pub(super) fn who(&self, group: usize) -> Who {
        let group = self.root(group);
        let file = self.list[group].file.filter(|_| !self.list[group].is_contested);
        file.map_or(Who::Group(group), Who::File)
    }

    /// Whether a text names somebody, and no commit of theirs tells who they are.
    pub(super) fn is_only_a_name(&self, who: Who) -> bool {
        match who {
            Who::Declared(_) | Who::Listed(_) => true,
            Who::Group(group) => self.list[self.root(group)].is_mention,
            Who::File(_) | Who::Departed(_) => false,
        }
    }

    /// The group itself, or the one that took it in.
    pub(super) fn root(&self, group: usize) -> usize {
        self.list[group].joined.unwrap_or(group)
    }

    /// Makes these groups one person, where no two of them have a people file.
    pub(super) fn join(&mut self, groups: &BTreeSet<usize>) {
        let roots: BTreeSet<usize> = groups.iter().map(|at| self.list[*at].joined.unwrap_or(*at)).collect();
        let files = roots.iter().filter_map(|at| self.list[*at].file).collect::<BTreeSet<_>>();
        let Some(first) = roots.first().copied().filter(|_| files.len() < 2) else { return };
        self.list[first].file = files.first().copied();
        for other in roots.into_iter().skip(1) {
            let taken = std::mem::take(&mut self.list[other]);
            self.list[first].is_contested |= taken.is_contested;
            self.list[first].is_mention &= taken.is_mention;
            self.list[first].is_idle &= taken.is_idle;
            self.list
                .iter_mut()
                .filter(|group| group.joined == Some(other))
                .for_each(|group| group.joined = Some(first));
            self.list[other].joined = Some(first);
            let group = &mut self.list[first];
            group.identities.extend(taken.identities);
            group.identities.sort_unstable();
            group.names.extend(taken.names);
            group.replaced.extend(taken.replaced);
            group.renamed.extend(taken.renamed);
            group.spelled.extend(taken.spelled);
            group.accounts.extend(taken.accounts);
        }
    }

    /// Who has this id by `credits.lock.json`.
    pub(super) fn of_person(&self, id: &str) -> Option<Who> {
        self.by_person.get(id).map(|group| self.who(*group))
    }

    /// The ids that `credits.lock.json` gives to those without a file.
    pub(super) fn person_ids(&self) -> BTreeMap<Who, String> {
        self.by_person.iter().map(|(id, group)| (self.who(*group), id.clone())).collect()
    }

    /// Groups that have this folded name.
    pub(super) fn named(&self, name: &str) -> &[usize] {
        self.by_name.get(name).map_or(&[], Vec::as_slice)
    }

    /// Of groups that have one name, those that sign what they write with it, where there are any: how others write somebody, and
    /// under what name somebody merges, makes nobody doubtful who signs so.
    pub(super) fn signing(&self, groups: &[usize]) -> Vec<usize> {
        let signs = |at: &&usize| {
            let group = &self.list[**at];
            !(group.is_idle || group.is_mention && group.file.is_none())
        };
        let signing: Vec<usize> = groups.iter().filter(signs).copied().collect();
        if signing.is_empty() { groups.to_vec() } else { signing }
    }

    /// Groups that have this account.
    pub(super) fn with_account(&self, account: &Account) -> &[usize] {
        self.by_account.get(account).map_or(&[], Vec::as_slice)
    }

    /// Groups that have an account of this name on any forge.
    pub(super) fn with_login(&self, login: &str) -> &[usize] {
        self.by_login.get(login).map_or(&[], Vec::as_slice)
    }

    /// The group that has this address.
    pub(super) fn with_address(&self, address: &Digest) -> Option<usize> {
        self.by_address.get(address).copied()
    }

    /// Groups whose name of several words the site makes this id of.
    pub(super) fn with_id(&self, id: &str) -> &[usize] {
        self.by_id.get(id).map_or(&[], Vec::as_slice)
    }

    /// The group of an identity.
    pub(super) fn of(&self, identity: u32) -> Option<usize> {
        self.of_identity.get(identity as usize).copied().flatten()
    }

    /// Whether the history knows the person of this file.
    pub(super) fn knows_file(&self, file: usize) -> bool {
        self.known_files.contains(&file)
    }

    fn add(&mut self, history: &History, written: &Written<'_>, identities: Vec<u32>, owner: Option<Owner>) {
        let file = owner.and_then(Owner::file);
        let mut group = Group { file, is_contested: owner == Some(Owner::Several), ..Group::default() };
        group.is_mention = identities.iter().all(|who| is_mention(&history.identities[*who as usize]));
        for who in &identities {
            let identity = &history.identities[*who as usize];
            self.of_identity[*who as usize] = Some(self.list.len());
            group.names.insert(fold(&clean(&identity.name)));
            group.spelled.insert(clean(&identity.name).to_string());
            for alias in written.get(&(identity.name.as_str(), identity.email.as_str())).into_iter().flatten() {
                let name = fold(&clean(&alias.name));
                if alias.email == identity.email {
                    group.renamed.insert(name.clone());
                }
                group.replaced.insert(name);
            }
            group.accounts.extend(account_of_identity(identity));
            if is_personal(&identity.email) {
                self.by_address.insert(address_digest(&identity.email), self.list.len());
            }
            self.by_person.extend(identity.person.clone().map(|id| (id, self.list.len())));
        }
        group.replaced = group.replaced.difference(&group.names).cloned().collect();
        group.names.extend(group.replaced.iter().cloned());
        group.names.remove("");
        let at = self.list.len();
        for name in &group.names {
            self.by_name.entry(name.clone()).or_default().push(at);
            let id = slug(name);
            if id.contains('-') {
                self.by_id.entry(id).or_default().push(at);
            }
        }
        for account in &group.accounts {
            self.by_account.entry(account.clone()).or_default().push(at);
            let with_login = self.by_login.entry(account.login.clone()).or_default();
            if !with_login.contains(&at) {
                with_login.push(at);
            }
        }
        group.identities = identities;
        self.list.push(group);
    }

    /// The only person whom somebody named without an address can be: who bears that full name or had it before. Where a file
    /// gives the name to anybody else, or they are not named by it themselves, nobody knows.
    fn bearer(&self, name: &str, files: &[Person], claims: &Claims) -> Option<usize> {
        let folded = fold(&clean(name));
        let [only] = self.signing(self.named(&folded))[..] else { return None };
        let group = &self.list[only];
        let is_own = !group.replaced.contains(&folded) || group.renamed.contains(&folded);
        let is_plain = !group.is_contested && group.file.is_none_or(|file| files[file].credit == Credit::Public);
        let is_theirs = |file: usize| group.file == Some(file);
        let is_claimed = |name: &str| claims.of_name(name).is_some_and(|owner| !owner.file().is_some_and(is_theirs));
        let is_elsewhere = is_claimed(name)
            || group.spelled.iter().any(|name| is_claimed(name))
            || !claims.called(&folded).iter().copied().all(is_theirs);
        (is_full(&folded) && is_own && is_plain && !is_elsewhere).then_some(only)
    }

    /// A file whose person the history knows by no address may be recognised by its full name, where only one has it.
    /// Who wants to be hidden is hidden wherever the name occurs.
    fn match_names(&mut self, history: &History, files: &[Person], claims: &Claims) {
        // Whose file only a merge tells of may sign otherwise.
        let known: BTreeSet<usize> =
            self.list.iter().filter(|group| !group.is_idle).filter_map(|group| group.file).collect();
        for (place, file) in files.iter().enumerate() {
            let Some(name) = file.name.as_ref().map(|name| fold(name)) else { continue };
            let hides = file.credit == Credit::Hidden;
            let own = claims.accounts_of(place);
            // Whose id is written down was known when it was, and is not this person.
            let is_locked =
                |group: &Group| group.identities.iter().any(|who| history.identities[*who as usize].person.is_some());
            let fits = |group: &Group| {
                group.file.is_none()
                    && (hides || !(group.contradicts(own.iter()) || is_locked(group) || group.is_contested))
            };
            let fitting: Vec<usize> = self.named(&name).iter().copied().filter(|at| fits(&self.list[*at])).collect();
            let is_only = claims.called(&name).len() == 1;
            let is_sure = fitting.len() == 1 && is_only && is_full(&name) && !known.contains(&place);
            if hides || is_sure {
                for at in fitting {
                    self.list[at].is_contested = false;
                    self.list[at].file = Some(place);
                }
            }
        }
    }
}

/// Whether a name is all that is known of somebody.
pub(super) fn is_mention(identity: &Identity) -> bool {
    !identity.email.contains('@') && identity.login.is_none() && identity.person.is_none()
}

/// Identities in groups that share an address, an account or GitHub's number of one; programs are in none.
fn joined(identities: &[Identity]) -> Vec<Vec<u32>> {
    // An account that was given up may be taken by somebody else: then only the numbers tell them apart.
    let mut numbers: BTreeMap<Account, BTreeSet<&str>> = BTreeMap::new();
    for identity in identities {
        if let (Some(account), Some(number)) = (account_of_identity(identity), account_number(identity)) {
            numbers.entry(account).or_default().insert(number);
        }
    }
    let is_one = |account: &Account| numbers.get(account).is_none_or(|numbers| numbers.len() == 1);
    let mut group_of_key: BTreeMap<String, usize> = BTreeMap::new();
    let mut groups: Vec<Vec<u32>> = Vec::new();
    for (who, identity) in identities.iter().enumerate().filter(|(_, identity)| !identity.is_bot) {
        let mut keys = Vec::new();
        if is_personal(&identity.email) {
            keys.push(identity.email.clone());
        }
        let account = account_of_identity(identity).filter(is_one);
        keys.extend(account.map(|account| format!("{}:{}", account.forge, account.login)));
        keys.extend(account_number(identity).map(|number| format!("github#{number}")));
        keys.extend(identity.person.as_ref().map(|id| format!("person {id}")));
        let known: BTreeSet<usize> = keys.iter().filter_map(|key| group_of_key.get(key).copied()).collect();
        let group = known.first().copied().unwrap_or(groups.len());
        if group == groups.len() {
            groups.push(Vec::new());
        }
        groups[group].push(who as u32);
        for other in known.into_iter().skip(1) {
            let moved = std::mem::take(&mut groups[other]);
            groups[group].extend(moved);
            group_of_key.values_mut().filter(|at| **at == other).for_each(|at| *at = group);
        }
        for key in keys {
            group_of_key.insert(key, group);
        }
    }
    groups.retain(|group| !group.is_empty());
    groups.iter_mut().for_each(|group| group.sort_unstable());
    groups
}

/// Whose file claims something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Owner {
    /// The file at this place.
    File(usize),
    /// Several, and nobody knows which of them is right; [`lint`](super::lint) reports them.
    Several,
}

impl Owner {
    /// The file, where there is one only.
    pub(super) fn file(self) -> Option<usize> {
        match self {
            Owner::File(place) => Some(place),
            Owner::Several => None,
        }
    }
}

/// What the people files say they are known by.
#[derive(Default)]
pub(super) struct Claims {
    names: BTreeMap<String, Vec<usize>>,
    emails: BTreeMap<String, Vec<usize>>,
    accounts: BTreeMap<Account, Vec<usize>>,
    /// By the name of an account on any forge.
    logins: BTreeMap<String, Vec<usize>>,
    /// Of accounts on GitHub.
    numbers: BTreeMap<String, usize>,
    email_digests: Digests,
    name_digests: Digests,
    ids: BTreeMap<String, usize>,
    links: BTreeMap<String, Vec<usize>>,
    /// Files of those who want to be hidden.
    hidden: BTreeSet<usize>,
    /// The names that files give themselves, folded.
    own_names: BTreeMap<String, Vec<usize>>,
    accounts_of: Vec<Vec<Account>>,
}

impl Claims {
    /// Collects them; a link to an account's page claims the account.
    pub(super) fn new(files: &[Person]) -> Claims {
        let mut claims = Claims::default();
        for (place, file) in files.iter().enumerate() {
            for claim in &file.identities {
                let owners = match &claim.value {
                    Claim::Name(name) => claims.names.entry(fold(&clean(name))).or_default(),
                    Claim::Email(email) => {
                        // A noreply address tells an account, and GitHub's the number of one, which outlives its name.
                        let noreply = Identity::of("", email);
                        claims.numbers.extend(account_number(&noreply).map(|number| (number.to_owned(), place)));
                        if let Some(account) = account_of_identity(&noreply) {
                            claims.accounts.entry(account).or_default().push(place);
                        }
                        claims.emails.entry(email.to_lowercase()).or_default()
                    }
                    Claim::Login { forge, login } => claims.accounts.entry(Account::new(forge, login)).or_default(),
                    Claim::EmailDigest(digest) => claims.email_digests.owners(digest),
                    Claim::NameDigest(digest) => claims.name_digests.owners(digest),
                };
                owners.push(place);
            }
            for link in &file.links {
                claims.links.entry(link.url.trim_end_matches('/').to_owned()).or_default().push(place);
                if let Some(account) = account_of_link(&link.url) {
                    let owners = claims.accounts.entry(account).or_default();
                    if !owners.contains(&place) {
                        owners.push(place);
                    }
                }
            }
            claims.hidden.extend((file.credit == Credit::Hidden).then_some(place));
            claims.ids.entry(file.id.value.clone()).or_insert(place);
            if let Some(name) = &file.name {
                claims.own_names.entry(fold(name)).or_default().push(place);
            }
        }
        claims.accounts_of = vec![Vec::new(); files.len()];
        for (account, owners) in &claims.accounts {
            owners.iter().for_each(|place| claims.accounts_of[*place].push(account.clone()));
            claims.logins.entry(account.login.clone()).or_default().extend(owners);
        }
        claims
    }

    /// Whose file claims this account.
    pub(super) fn of_account(&self, account: &Account) -> Option<Owner> {
        self.accounts.get(account).and_then(|owners| self.owner(owners))
    }

    /// Whose file claims the account that a handle is: `jane`, `@jane`, `github:jane`, or the address of its page.
    pub(super) fn of_handle(&self, text: &str) -> Option<Owner> {
        if let Some(account) = account_of_link(text) {
            return self.of_account(&account);
        }
        let handle = text.trim().trim_start_matches('@').to_lowercase();
        if handle.contains(char::is_whitespace) || handle.is_empty() {
            return None;
        }
        if let Some((forge, login)) = handle.split_once(':') {
            return self.of_account(&Account::new(forge, login));
        }
        self.logins.get(&handle).and_then(|owners| self.owner(owners))
    }

    /// Whose file claims the e-mail address of this digest.
    pub(super) fn of_address(&self, address: &Digest) -> Option<Owner> {
        let (_, owners) = self.emails.iter().find(|(email, _)| address_digest(email) == *address)?;
        self.owner(owners)
    }

    /// Whose file claims this name, in clear text or hashed.
    pub(super) fn of_name(&self, name: &str) -> Option<Owner> {
        let owners = self.names.get(&fold(name)).or_else(|| self.name_digests.find(name));
        owners.and_then(|owners| self.owner(owners))
    }

    /// Of several owners the first who wants to be hidden, so that nobody else is named for what may be theirs.
    fn owner(&self, owners: &[usize]) -> Option<Owner> {
        let first = *owners.first()?;
        let hidden = owners.iter().find(|place| self.hidden.contains(place));
        let is_one = owners.iter().all(|place| *place == first);
        Some(match hidden {
            Some(place) => Owner::File(*place),
            None if is_one => Owner::File(first),
            None => Owner::Several,
        })
    }

    /// The accounts that a file claims.
    pub(super) fn accounts_of(&self, file: usize) -> &[Account] {
        &self.accounts_of[file]
    }

    /// Whose file has this link.
    pub(super) fn of_link(&self, link: &str) -> Option<Owner> {
        self.links.get(link.trim_end_matches('/')).and_then(|owners| self.owner(owners))
    }

    /// Whose id this is.
    pub(super) fn of_id(&self, id: &str) -> Option<usize> {
        self.ids.get(id).copied()
    }

    /// Whose files give themselves this folded name.
    pub(super) fn called(&self, name: &str) -> &[usize] {
        self.own_names.get(name).map_or(&[], Vec::as_slice)
    }

    /// Whose file claims this identity.
    fn of_identity(&self, identity: &Identity) -> Option<Owner> {
        let name = clean(&identity.name);
        if let Some(place) = identity.person.as_deref().and_then(|id| self.of_id(id)) {
            return Some(Owner::File(place));
        }
        // Surest first: a hash of an address is no less than the address.
        if let Some(place) = account_number(identity).and_then(|number| self.numbers.get(number)) {
            return Some(Owner::File(*place));
        }
        let by_account = || account_of_identity(identity).and_then(|account| self.accounts.get(&account));
        let owners = self
            .emails
            .get(&identity.email)
            .or_else(|| self.email_digests.find(&identity.email))
            .or_else(by_account)
            .or_else(|| self.names.get(&fold(&name)))
            .or_else(|| self.name_digests.find(&name))?;
        self.owner(owners)
    }
}

/// Who claims what by its hash, by salt; "" is none. Most communities hash nothing, and nothing is hashed for them.
#[derive(Default)]
struct Digests(BTreeMap<String, BTreeMap<String, Vec<usize>>>);

impl Digests {
    fn owners(&mut self, digest: &str) -> &mut Vec<usize> {
        let (salt, hash) = digest.rsplit_once(':').unwrap_or(("", digest));
        self.0.entry(salt.to_owned()).or_default().entry(hash.to_owned()).or_default()
    }

    fn find(&self, text: &str) -> Option<&Vec<usize>> {
        if text.is_empty() {
            return None;
        }
        self.0.iter().find_map(|(salt, owners)| owners.get(&salted(salt, text)))
    }
}

/// The file of the person whom an identity stands for, where exactly one claims it.
pub fn file_of<'a>(files: &'a [Person], identity: &Identity) -> Option<&'a Person> {
    Claims::new(files).of_identity(identity).and_then(Owner::file).map(|place| &files[place])
}

/// SHA-256 of a text, or of the salt, `:` and the text.
pub(super) fn salted(salt: &str, text: &str) -> String {
    if salt.is_empty() { sha256(text) } else { sha256(&format!("{salt}:{text}")) }
}

/// As 64 hexadecimal digits.
pub fn sha256(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
