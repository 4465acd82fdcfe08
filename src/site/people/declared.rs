//! Whom the authors that pages declare are: somebody with a people file, somebody of the history, or somebody else.
//!
//! Begin with [`Declared::new`]. An author is recognised by the account of the link, by the id, by a full name that only
//! one person has, or by a name that somebody has who worked on the same page. Never by a similar name.

use std::collections::{BTreeMap, BTreeSet};

use crate::digest::Digest;
use crate::document::person::{Credit, Person};
use crate::path::{fold, slug};
use crate::site::people::display::{Account, account_of_link, is_full, spoken_name};
use crate::site::people::groups::{Claims, Groups, Owner};
use crate::site::people::{Named, Page, Who, Writers};

/// Everyone whom front matter names.
#[derive(Default)]
pub(super) struct Declared {
    /// Different authors, as far as front matter tells.
    pub(super) list: Vec<Node>,
    by_account: BTreeMap<Account, usize>,
    /// By folded name, those without an account; those with one beside.
    by_name: BTreeMap<String, usize>,
    accounts_by_name: BTreeMap<String, BTreeSet<usize>>,
    /// Folded names of several words, by the id that the site makes of them.
    full_by_id: BTreeMap<String, BTreeSet<String>>,
    /// Those of whom only an e-mail address is written.
    by_address: BTreeMap<Digest, usize>,
    people: BTreeSet<Who>,
}

/// One author, as pages write it.
#[derive(Default)]
pub(super) struct Node {
    /// Spellings and how often they occur.
    pub(super) names: BTreeMap<String, usize>,
    /// Links and how often they occur.
    pub(super) links: BTreeMap<String, usize>,
    /// Descriptions and how often they occur.
    pub(super) descriptions: BTreeMap<String, usize>,
    account: Option<Account>,
    address: Option<Digest>,
    /// Groups that have this name and worked on a page that declares it.
    candidates: BTreeSet<usize>,
    /// Those of them whose full name this is and who created such a page.
    creators: BTreeSet<usize>,
    /// Who it is.
    pub(super) who: Option<Who>,
    /// Whether several people files claim to be this author.
    pub(super) is_contested: bool,
}

impl Declared {
    /// Collects the authors of all pages and finds out who they are. `writers` tells who worked on each page.
    ///
    /// Whoever creates a page that declares an author of their own full name is that author. Where several identities of
    /// the history do so for one account, they are one person, and `groups` learns it.
    pub(super) fn new(
        pages: &[Page<'_>],
        files: &[Person],
        claims: &Claims,
        groups: &mut Groups,
        writers: &[Writers],
    ) -> Declared {
        let mut declared = Declared::default();
        let authors = |page: &Page<'_>| -> Vec<(String, Option<String>, Option<String>)> {
            if page.known.is_some() {
                return Vec::new();
            }
            let owned = |text: Option<&str>| text.map(str::to_owned);
            let one = |named: Named<'_>| Some((spoken_name(named.name)?, owned(named.link), owned(named.description)));
            page.named().filter_map(one).collect()
        };
        for (name, ..) in pages.iter().flat_map(&authors).filter(|(name, ..)| is_full(name)) {
            declared.full_by_id.entry(slug(&fold(&name))).or_default().insert(fold(&name));
        }
        // A link makes an author of its own first, so that the name alone can find it afterwards.
        for has_account in [true, false] {
            for page in pages {
                for (name, link, description) in authors(page) {
                    let account = link.as_deref().and_then(account_of_link);
                    if account.is_some() == has_account {
                        let place = declared.place(account, &name);
                        let is_own = declared.key(&name) == fold(&name);
                        declared.list[place].count(is_own.then_some(name), link, description);
                    }
                }
            }
        }
        for page in pages.iter().filter(|page| page.known.is_none()) {
            for address in page.named().filter_map(|named| named.address) {
                let new = declared.list.len();
                if *declared.by_address.entry(address).or_insert(new) == new {
                    declared.list.push(Node { address: Some(address), ..Node::default() });
                }
            }
        }
        for (page, there) in pages.iter().zip(writers) {
            for (name, link, _) in authors(page) {
                let Some(place) = declared.find(&name, link.as_deref()) else { continue };
                let named: Vec<usize> = groups.named(&fold(&name)).to_vec();
                let node = &mut declared.list[place];
                node.candidates.extend(named.iter().filter(|at| there.all.contains(at)));
                node.creators.extend(named.iter().filter(|at| is_full(&name) && there.creators.contains(at)));
            }
        }
        for node in declared.list.iter().filter(|node| node.account.is_some() && node.creators.len() > 1) {
            groups.join(&node.creators);
        }
        for place in 0..declared.list.len() {
            let node = &declared.list[place];
            let file = node.file(files, claims);
            let is_contested = file == Some(Owner::Several);
            let known = file.and_then(Owner::file).map(Who::File);
            let known = known.or_else(|| node.group(groups).filter(|_| !is_contested));
            let who = known.unwrap_or(Who::Declared(place));
            declared.list[place].is_contested = is_contested;
            declared.list[place].who = Some(who);
            declared.people.insert(who);
        }
        for page in pages {
            declared.people.extend((0..page.named().count()).filter_map(|place| page.known(place, groups)));
        }
        declared
    }

    /// Whether front matter names this person on any page.
    pub(super) fn names(&self, who: Who) -> bool {
        self.people.contains(&who)
    }

    /// Who an author is of whom only an e-mail address is written.
    pub(super) fn of_address(&self, address: Option<Digest>) -> Option<Who> {
        self.list[*self.by_address.get(&address?)?].who
    }

    /// Whether front matter writes nothing of this person but an e-mail address.
    pub(super) fn is_only_by_address(&self, who: Who) -> bool {
        let is_by_address = |node: &Node| node.address.is_some();
        !self.by_address.is_empty()
            && self.list.iter().any(|node| node.who == Some(who))
            && self.list.iter().filter(|node| node.who == Some(who)).all(is_by_address)
    }

    /// Who an author of a page is; `None` where the name cannot be printed. `there` are those who worked on the page.
    pub(super) fn who(&self, name: &str, link: Option<&str>, groups: &Groups, there: &Writers) -> Option<Who> {
        let name = spoken_name(name)?;
        let place = self.find(&name, link)?;
        let node = &self.list[place];
        let who = node.who?;
        // Several people of this name write here: whoever worked on this very page is meant.
        if matches!(who, Who::Declared(_)) && node.candidates.len() > 1 {
            let mut named = node.candidates.intersection(&there.all).filter(|at| !node.is_contradicted(groups, **at));
            if let (Some(at), None, false) = (named.next(), named.next(), node.is_contested) {
                return Some(groups.who(*at));
            }
        }
        Some(who)
    }

    fn find(&self, name: &str, link: Option<&str>) -> Option<usize> {
        match link.and_then(account_of_link) {
            Some(account) => self.by_account.get(&account).copied(),
            None => self.by_name.get(&self.key(name)).copied(),
        }
    }

    /// The folded name; that of the only author whose id is written in its place.
    fn key(&self, name: &str) -> String {
        let folded = fold(name);
        let full = self.full_by_id.get(&folded).filter(|full| full.len() == 1);
        full.and_then(|full| full.first().cloned()).unwrap_or(folded)
    }

    /// The place of an author, made where it is new. A name without an account is that of the only account with it.
    fn place(&mut self, account: Option<Account>, name: &str) -> usize {
        let folded = self.key(name);
        let new = self.list.len();
        let place = match &account {
            Some(account) => *self.by_account.entry(account.clone()).or_insert(new),
            None => {
                let with_name = self.accounts_by_name.get(&folded).filter(|places| places.len() == 1);
                let only = with_name.and_then(|places| places.first().copied());
                *self.by_name.entry(folded.clone()).or_insert(only.unwrap_or(new))
            }
        };
        if account.is_some() {
            self.accounts_by_name.entry(folded).or_default().insert(place);
        }
        if place == new {
            self.list.push(Node { account, ..Node::default() });
        }
        place
    }
}

impl Node {
    fn count(&mut self, name: Option<String>, link: Option<String>, description: Option<String>) {
        if let Some(name) = name {
            *self.names.entry(name).or_default() += 1;
        }
        if let Some(link) = link {
            *self.links.entry(link).or_default() += 1;
        }
        if let Some(description) = description {
            *self.descriptions.entry(description).or_default() += 1;
        }
    }

    fn file(&self, files: &[Person], claims: &Claims) -> Option<Owner> {
        if let Some(address) = &self.address {
            return claims.of_address(address);
        }
        let by_account = self.account.as_ref().and_then(|account| claims.of_account(account));
        let by_link = || self.links.keys().find_map(|link| claims.of_link(link));
        if let Some(file) = by_account.or_else(by_link) {
            return Some(file);
        }
        self.names.keys().find_map(|name| {
            let folded = fold(name);
            let called = claims.called(&folded);
            // Somebody hidden is not named because another of the same name is not.
            let hidden = called.iter().copied().find(|place| files[*place].credit == Credit::Hidden);
            let only = called.first().copied().filter(|_| called.len() == 1);
            let sure = claims.of_id(&folded).or(hidden).map(Owner::File);
            let owner = sure.or_else(|| claims.of_name(name)).or(only.map(Owner::File));
            let owner = owner.or_else(|| claims.of_handle(name))?;
            let Some(place) = owner.file() else { return Some(owner) };
            let owner = Some(owner);
            (files[place].credit == Credit::Hidden || !self.is_another(claims, place)).then_some(owner).flatten()
        })
    }

    /// Whether the file claims another account on the forge that this author links to.
    fn is_another(&self, claims: &Claims, file: usize) -> bool {
        let Some(account) = &self.account else { return false };
        let theirs = claims.accounts_of(file);
        theirs.iter().any(|other| other.forge == account.forge) && !theirs.contains(account)
    }

    fn group(&self, groups: &Groups) -> Option<Who> {
        if let Some(address) = &self.address {
            return groups.with_address(address).map(|group| groups.who(group));
        }
        let only = |fitting: &mut dyn Iterator<Item = usize>| {
            let people: BTreeSet<Who> = fitting.map(|at| groups.who(at)).collect();
            people.first().copied().filter(|_| people.len() == 1)
        };
        let allowed = |at: &usize| !self.is_contradicted(groups, *at);
        let with_account = self.account.as_ref().map_or(&[][..], |account| groups.with_account(account));
        // A handle written as the name, where the history tells who has that account.
        let handles: BTreeSet<String> = self.names.keys().map(|name| name.to_lowercase()).collect();
        let with_handle = handles.iter().flat_map(|handle| groups.with_login(handle)).copied();
        let full = self.names.keys().filter(|name| is_full(name)).map(|name| fold(name));
        let with_id = self.names.keys().flat_map(|name| groups.signing(groups.with_id(&fold(name))));
        let with_name: Vec<usize> = full.flat_map(|name| groups.signing(groups.named(&name))).collect();
        only(&mut with_account.iter().copied())
            .or_else(|| only(&mut self.creators.iter().copied()))
            .or_else(|| only(&mut with_handle.filter(allowed)))
            .or_else(|| only(&mut self.candidates.iter().copied().filter(allowed)))
            .or_else(|| only(&mut with_id.filter(allowed)))
            .or_else(|| only(&mut with_name.into_iter()).filter(|who| !self.is_contradicted_by(groups, *who)))
    }

    fn is_contradicted(&self, groups: &Groups, group: usize) -> bool {
        groups.list[group].contradicts(&self.account)
    }

    fn is_contradicted_by(&self, groups: &Groups, who: Who) -> bool {
        matches!(who, Who::Group(group) if self.is_contradicted(groups, group))
    }
}
