//! Identities that look like one person and are not joined: for `cairn people suggest`, which merges nothing by itself.
//!
//! Begin with [`suggest`]. Only pairs that share a key are compared, so that the cost grows with the people and not with
//! their square. What the evidence is worth is a number of points; two make a suggestion, three a likely one.
//! Whoever is hidden or has a pen name is told by the id of the people file alone, and by hashes in the patch.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::person::{self, Credit};
use crate::path::{SitePath, fold, slug};
use crate::site::people::declared::Declared;
use crate::site::people::display::{is_full, is_personal, printable};
use crate::site::people::groups::{Claims, Group, Groups};
use crate::site::people::lint;
use crate::site::people::secret::Secrets;
use crate::site::people::spelling::{bare, spellings};
use crate::site::people::{Page, Writers, parts_of};
use crate::source::history::{History, Identity};
use crate::yaml::text::clean;

/// Two people of the history who may be one.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    /// The one that would stay: with a people file, else with a full name.
    pub one: Suspect,
    /// The one that would become part of it.
    pub other: Suspect,
    /// Why, weightiest first.
    pub evidence: Vec<Evidence>,
    /// Whether both have an account on the same forge: some people do, and most are two people.
    pub has_two_accounts: bool,
    /// What would join them.
    pub patch: Patch,
}

impl Suggestion {
    /// Whether the evidence leaves little doubt.
    pub fn is_likely(&self) -> bool {
        !self.has_two_accounts && points(&self.evidence) > 2
    }
}

/// One of the two.
#[derive(Clone, Debug, PartialEq)]
pub struct Suspect {
    /// What they are called; `None` for somebody who does not want it printed, or whose name cannot be.
    pub name: Option<String>,
    /// Id of their people file.
    pub file: Option<String>,
    /// Pages they had a part in.
    pub pages: usize,
    /// The first of them.
    pub example: Option<SitePath>,
}

/// Why two may be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    /// The same name with another address.
    SameName,
    /// Names that differ in accents or forms of letters only.
    Accents,
    /// The words of the name in another order.
    WordOrder,
    /// The same part before the `@`, and names that share a word.
    LocalPart,
    /// The same account name on two forges, or with two numbers on one.
    SameLogin,
    /// The account of one is the other's part before the `@`.
    LoginIsLocalPart,
    /// A handle made from all the words of the other's name.
    HandleOfName,
    /// A handle made from an initial and a word of the other's name, and of nobody else's.
    HandleOfInitials,
}

impl Evidence {
    /// As programs know it.
    pub fn name(self) -> &'static str {
        match self {
            Evidence::SameName => "same-name",
            Evidence::Accents => "accents",
            Evidence::WordOrder => "word-order",
            Evidence::LocalPart => "local-part",
            Evidence::SameLogin => "same-login",
            Evidence::LoginIsLocalPart => "login-is-local-part",
            Evidence::HandleOfName => "handle-of-name",
            Evidence::HandleOfInitials => "handle-of-initials",
        }
    }

    /// For people. Neither a name nor an address stands in it.
    pub fn in_words(self) -> &'static str {
        match self {
            Evidence::SameName => "the same name with another address",
            Evidence::Accents => "names that differ only in accents or forms of letters",
            Evidence::WordOrder => "the words of the name in another order",
            Evidence::LocalPart => "the same part before the @ of the address, and a word of the name in common",
            Evidence::SameLogin => "the same account name",
            Evidence::LoginIsLocalPart => "the account name of one is the part before the @ of the other",
            Evidence::HandleOfName => "a handle made of all words of the name",
            Evidence::HandleOfInitials => "a handle made of an initial and a word of the name, and nobody else's fits",
        }
    }

    fn points(self) -> u32 {
        match self {
            Evidence::SameName | Evidence::Accents | Evidence::WordOrder => 3,
            _ => 2,
        }
    }
}

/// What to write, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct Patch {
    /// The people file, which may have to be made.
    pub file: String,
    /// Whether it has to be made.
    pub is_new: bool,
    /// The earlier suggestion that makes it, by its place in the list: all that may be one person goes into one file.
    pub made_by: Option<usize>,
    /// Its `name`, where it has to be made.
    pub name: Option<String>,
    /// Entries for its `match`. None of them is an address.
    pub entries: Vec<Entry>,
    /// Lines for `.mailmap` instead, without those of earlier suggestions; `None` where they would tell a name that is not to be
    /// told. They hold addresses, which such a line cannot do without.
    pub mailmap: Option<Vec<String>>,
}

/// An entry for `match`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Entry {
    /// A name or an account.
    Plain(String),
    /// A hash of an address or of a name that is not to be told: fit for a people file, not for being published.
    Hash(String),
}

/// A bucket with more people than this tells nothing.
const COMMON: usize = 6;
/// Shorter handles fit too many names.
const SHORTEST: usize = 4;
/// Parts before the `@` that are an office, not a person.
const OFFICES: &[&str] = &[
    "admin",
    "administrator",
    "contact",
    "dev",
    "developer",
    "development",
    "docs",
    "email",
    "github",
    "gitlab",
    "hello",
    "home",
    "info",
    "mail",
    "noreply",
    "office",
    "root",
    "support",
    "team",
    "user",
    "webmaster",
    "work",
];
/// What a machine or a form calls whoever has not said their name, as [`bare`] leaves it.
const PLACEHOLDERS: &[&str] = &[
    "anonymous",
    "author",
    "computer",
    "debian",
    "default",
    "desktop",
    "ec2user",
    "fullname",
    "git",
    "laptop",
    "localhost",
    "me",
    "name",
    "nobody",
    "owner",
    "pi",
    "test",
    "tester",
    "ubuntu",
    "unknown",
    "username",
    "vagrant",
    "wwwdata",
    "yourfullname",
    "yourname",
    "youremail",
    "yourusername",
];

/// Pairs that may be one person, likely ones first. People whose files tell them apart are no pair. Hashes in their patches are
/// made with the salt of the people files; with `new_salt` where there is none yet.
pub fn suggest(history: &History, files: &[person::Person], pages: &[Page<'_>], new_salt: &str) -> Vec<Suggestion> {
    let claims = Claims::new(files);
    let mut groups = Groups::new(history, files, &claims);
    let writers: Vec<Writers> = pages.iter().map(|page| Writers::of(parts_of(history, page), &groups)).collect();
    // What front matter joins needs no suggestion.
    let _ = Declared::new(pages, files, &claims, &mut groups, &writers);
    let suspects = Suspects::new(history, files, pages, &groups, lint::salt(files, new_salt));
    let pairs: Vec<Pair> = suspects.pairs().into_iter().filter_map(|pair| suspects.weigh(pair)).collect();
    let clusters = suspects.clusters(&pairs);
    let suggestion = |pair: Pair| (pair.one, suspects.suggestion(pair, &clusters));
    let mut found: Vec<(usize, Suggestion)> = pairs.into_iter().map(suggestion).collect();
    let order = |(_, one): &(usize, Suggestion)| {
        let name = |suspect: &Suspect| (suspect.file.clone(), suspect.name.clone(), suspect.example.clone());
        (!one.is_likely(), std::cmp::Reverse(points(&one.evidence)), name(&one.one), name(&one.other))
    };
    found.sort_by_key(order);
    // What goes into a file, and who makes it; all that may be one person goes into one.
    let mut written: BTreeMap<String, BTreeSet<Entry>> = BTreeMap::new();
    let mut made: BTreeMap<usize, (String, usize)> = BTreeMap::new();
    let mut lines: BTreeSet<String> = BTreeSet::new();
    let mut suggestions: Vec<Suggestion> = Vec::new();
    for (place, (one, mut suggestion)) in found.into_iter().enumerate() {
        let patch = &mut suggestion.patch;
        if patch.is_new {
            match made.get(&clusters[&one].id) {
                Some((path, made_by)) => {
                    (patch.is_new, patch.name, patch.made_by) = (false, None, Some(*made_by));
                    patch.file.clone_from(path);
                }
                None => {
                    let base = patch.file.trim_end_matches(".yml").to_owned();
                    let numbered = (2..).map(|n| format!("{base}-{n}.yml"));
                    let free =
                        std::iter::once(patch.file.clone()).chain(numbered).find(|path| !written.contains_key(path));
                    patch.file = free.expect("numbers do not end");
                    made.insert(clusters[&one].id, (patch.file.clone(), place));
                }
            }
        }
        let known = written.entry(patch.file.clone()).or_default();
        patch.entries.retain(|entry| known.insert(entry.clone()));
        patch.mailmap.iter_mut().for_each(|mailmap| mailmap.retain(|line| lines.insert(line.clone())));
        suggestions.push(suggestion);
    }
    suggestions
}

/// Two who may be one, and why. The first would stay.
struct Pair {
    one: usize,
    other: usize,
    evidence: BTreeSet<Evidence>,
}

/// Everyone who may be one person with somebody, directly or through others.
#[derive(Clone)]
struct Cluster {
    /// One of its groups, by which it is known.
    id: usize,
    /// The people file that one of them has; none where several have one.
    file: Option<usize>,
    /// Who would stay of all of them; none where several have a file.
    root: Option<usize>,
    /// Whether nothing of one of them may be told.
    is_secret: bool,
}

fn points(evidence: &[Evidence]) -> u32 {
    evidence.iter().map(|evidence| evidence.points()).sum()
}

/// Everyone who had a part in a page, with what their names and addresses look like.
struct Suspects<'a> {
    history: &'a History,
    files: &'a [person::Person],
    groups: &'a Groups,
    secret: Secrets,
    list: BTreeMap<usize, Looks>,
    salt: &'a str,
}

/// What somebody looks like.
#[derive(Default)]
struct Looks {
    pages: usize,
    example: Option<SitePath>,
    /// Names that tell somebody, folded.
    names: BTreeSet<String>,
    /// Their words without accents, in order.
    spelt: BTreeSet<Vec<String>>,
    /// Their words without accents, sorted.
    sorted: BTreeSet<Vec<String>>,
    /// All words of all names, without accents.
    words: BTreeSet<String>,
    /// Parts before the `@` that are no office, without separators.
    locals: BTreeSet<String>,
    /// Accounts, without separators.
    logins: BTreeSet<String>,
    /// Names, accounts and parts before the `@` of somebody who has no full name.
    handles: BTreeSet<String>,
    /// Handles that are made from all words of a full name, and from an initial and a word.
    whole_forms: BTreeSet<String>,
    initial_forms: BTreeSet<String>,
}

impl<'a> Suspects<'a> {
    fn new(
        history: &'a History,
        files: &'a [person::Person],
        pages: &[Page<'_>],
        groups: &'a Groups,
        salt: &'a str,
    ) -> Suspects<'a> {
        let mut list: BTreeMap<usize, Looks> = BTreeMap::new();
        for page in pages {
            let on_page: BTreeSet<usize> = parts_of(history, page)
                .iter()
                .filter_map(|part| groups.of(part.who))
                .map(|group| groups.root(group))
                .collect();
            for group in on_page {
                let looks = list.entry(group).or_insert_with(|| Looks::of(&groups.list[group], history));
                looks.pages += 1;
                looks.example.get_or_insert_with(|| page.path.clone());
            }
        }
        Suspects { history, files, groups, secret: Secrets::new(files, groups), list, salt }
    }

    /// Pairs that share a key.
    fn pairs(&self) -> BTreeSet<(usize, usize)> {
        let mut buckets: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for (group, looks) in &self.list {
            let mut put = |kind: &str, key: &str| {
                buckets.entry(format!("{kind} {key}")).or_default().insert(*group);
            };
            looks.sorted.iter().for_each(|words| put("name", &words.join(" ")));
            let handles = looks.locals.iter().chain(&looks.logins).chain(&looks.handles);
            let forms = looks.whole_forms.iter().chain(&looks.initial_forms);
            handles.chain(forms).for_each(|handle| put("handle", handle));
        }
        let mut pairs = BTreeSet::new();
        for bucket in buckets.values().filter(|bucket| bucket.len() <= COMMON) {
            for one in bucket {
                pairs.extend(bucket.range(one + 1..).map(|other| (*one, *other)));
            }
        }
        pairs
    }

    /// What speaks for a pair, if it is enough.
    fn weigh(&self, (one, other): (usize, usize)) -> Option<Pair> {
        let (file, other_file) = (self.groups.list[one].file, self.groups.list[other].file);
        if file.is_some() && other_file.is_some() {
            return None;
        }
        let (a, b) = (&self.list[&one], &self.list[&other]);
        let mut evidence = BTreeSet::new();
        let common = |a: &BTreeSet<String>, b: &BTreeSet<String>| !a.is_disjoint(b);
        if common(&a.names, &b.names) {
            evidence.insert(Evidence::SameName);
        } else if !a.spelt.is_disjoint(&b.spelt) {
            evidence.insert(Evidence::Accents);
        } else if !a.sorted.is_disjoint(&b.sorted) {
            evidence.insert(Evidence::WordOrder);
        }
        if common(&a.locals, &b.locals) && common(&a.words, &b.words) {
            evidence.insert(Evidence::LocalPart);
        }
        if common(&a.logins, &b.logins) {
            evidence.insert(Evidence::SameLogin);
        }
        if common(&a.logins, &b.locals) || common(&a.locals, &b.logins) {
            evidence.insert(Evidence::LoginIsLocalPart);
        }
        if common(&a.handles, &b.whole_forms) || common(&b.handles, &a.whole_forms) {
            evidence.insert(Evidence::HandleOfName);
        } else if self.fits_alone(a, b) || self.fits_alone(b, a) {
            evidence.insert(Evidence::HandleOfInitials);
        }
        if evidence.is_empty() {
            return None;
        }
        let (one, other) = if self.rank(one) <= self.rank(other) { (one, other) } else { (other, one) };
        Some(Pair { one, other, evidence })
    }

    /// Who would stay: with a people file, else with a full name, else the first.
    fn rank(&self, group: usize) -> (bool, bool, usize) {
        let names = &self.list[&group].spelt;
        (self.groups.list[group].file.is_none(), !names.iter().any(|words| words.len() > 1), group)
    }

    /// The cluster of each group that is in a pair.
    fn clusters(&self, pairs: &[Pair]) -> BTreeMap<usize, Cluster> {
        let mut id_of: BTreeMap<usize, usize> = BTreeMap::new();
        for Pair { one, other, .. } in pairs {
            let (one, other) = (*id_of.entry(*one).or_insert(*one), *id_of.entry(*other).or_insert(*other));
            id_of.values_mut().filter(|id| **id == other).for_each(|id| *id = one);
        }
        let cluster = |id: usize| {
            let members = || id_of.iter().filter(|(_, other)| **other == id).map(|(group, _)| *group);
            let files: BTreeSet<usize> = members().filter_map(|group| self.groups.list[group].file).collect();
            let is_clear = files.len() < 2;
            Cluster {
                id,
                file: files.first().copied().filter(|_| is_clear),
                root: members().min_by_key(|group| self.rank(*group)).filter(|_| is_clear),
                is_secret: members().any(|group| self.is_secret(group)),
            }
        };
        let ids: BTreeSet<usize> = id_of.values().copied().collect();
        let clusters: BTreeMap<usize, Cluster> = ids.into_iter().map(|id| (id, cluster(id))).collect();
        id_of.iter().map(|(group, id)| (*group, clusters[id].clone())).collect()
    }

    fn suggestion(&self, Pair { one, other, evidence }: Pair, clusters: &BTreeMap<usize, Cluster>) -> Suggestion {
        let (kept, joined) = (&self.groups.list[one], &self.groups.list[other]);
        let cluster = &clusters[&one];
        // A name that is nearly that of somebody hidden tells it.
        let is_secret = cluster.is_secret;
        Suggestion {
            one: self.suspect(one, is_secret),
            other: self.suspect(other, is_secret),
            has_two_accounts: kept.contradicts(&joined.accounts),
            patch: self.patch(one, other, cluster),
            evidence: evidence.into_iter().collect(),
        }
    }

    /// Whether a handle of one is made from an initial and a word of the other's name, and of no third person's.
    fn fits_alone(&self, handle: &Looks, name: &Looks) -> bool {
        handle.handles.intersection(&name.initial_forms).any(|form| {
            let fits = self.list.values().filter(|looks| looks.initial_forms.contains(form));
            fits.count() == 1
        })
    }

    /// Whether nothing of this person may be told.
    fn is_secret(&self, group: usize) -> bool {
        let group = &self.groups.list[group];
        let by_file = group.file.is_some_and(|file| self.files[file].credit != Credit::Public);
        by_file || group.names.iter().any(|name| self.secret.hides(name))
    }

    fn suspect(&self, group: usize, is_secret: bool) -> Suspect {
        let looks = &self.list[&group];
        let file = self.groups.list[group].file;
        Suspect {
            name: (!is_secret).then(|| self.name(group)).flatten(),
            file: file.map(|file| self.files[file].id.value.clone()),
            pages: looks.pages,
            example: looks.example.clone(),
        }
    }

    fn identities(&self, group: usize) -> impl Iterator<Item = &'a Identity> {
        let history = self.history;
        self.groups.list[group].identities.iter().map(move |who| &history.identities[*who as usize])
    }

    fn name(&self, group: usize) -> Option<String> {
        let own = self.groups.list[group].file.and_then(|file| self.files[file].name.as_deref()).and_then(printable);
        let names: Vec<String> = self.identities(group).filter_map(|identity| printable(&identity.name)).collect();
        let full = || names.iter().find(|name| is_full(name)).or(names.first()).cloned();
        let login = || self.identities(group).find_map(|identity| printable(identity.login.as_deref()?));
        own.or_else(full).or_else(login)
    }

    fn patch(&self, one: usize, other: usize, cluster: &Cluster) -> Patch {
        let is_secret = cluster.is_secret;
        let both = BTreeSet::from([one, other]);
        let file = self.groups.list[one].file.or(cluster.file);
        let lacks = |group: &&usize| self.groups.list[**group].file.is_none();
        let entries: BTreeSet<Entry> =
            both.iter().filter(lacks).filter_map(|group| self.entry(*group, &both, is_secret)).collect();
        let name = self.name(one).filter(|_| !is_secret);
        Patch {
            file: match file {
                Some(file) => self.files[file].file.clone(),
                None => {
                    let base = name.as_deref().map_or_else(|| "person".to_owned(), |name| slug(&fold(name)));
                    let is_free = |id: &String| self.files.iter().all(|file| file.id.value != *id);
                    let numbered = (2..).map(|n| format!("{base}-{n}"));
                    let id = std::iter::once(base.clone()).chain(numbered).find(is_free).expect("numbers do not end");
                    format!("people/{id}.yml")
                }
            },
            is_new: file.is_none(),
            made_by: None,
            name: if file.is_none() { name } else { None },
            entries: entries.into_iter().collect(),
            mailmap: if is_secret { None } else { self.mailmap(cluster.root.unwrap_or(one), &both) },
        }
    }

    /// The plainest entry that means this person and nobody else, today and later: an account, else the hash of an address. A name
    /// could be somebody else's tomorrow, so it stands alone only where there is neither, and nobody outside `both` has it.
    fn entry(&self, group: usize, both: &BTreeSet<usize>, is_secret: bool) -> Option<Entry> {
        let facts = &self.groups.list[group];
        let account = facts.accounts.iter().find(|account| self.groups.with_account(account).len() == 1);
        if let Some(account) = account.filter(|_| !is_secret) {
            return Some(Entry::Plain(format!("{}:{}", account.forge, account.login)));
        }
        if let Some(identity) = self.identities(group).find(|identity| is_personal(&identity.email)) {
            return Some(Entry::Hash(lint::entry("sha256", self.salt, &identity.email)));
        }
        let is_theirs = |name: &str| {
            let bearers = self.groups.named(&fold(name));
            !name.contains([':', '@']) && bearers.iter().all(|bearer| both.contains(&self.groups.root(*bearer)))
        };
        let name = self.identities(group).map(|identity| clean(&identity.name)).find(|name| !name.is_empty())?;
        let is_plain = !is_secret && printable(&name).as_ref() == Some(&name) && is_theirs(&name);
        Some(if is_plain { Entry::Plain(name) } else { Entry::Hash(lint::entry("sha256-name", self.salt, &name)) })
    }

    /// `Name <address> Other name <other address>`, one line for each identity of these that would be called like `kept`.
    fn mailmap(&self, kept: usize, groups: &BTreeSet<usize>) -> Option<Vec<String>> {
        let plain = |text: &str| !text.is_empty() && !text.contains(['<', '>', '#', '\n']) && clean(text) == *text;
        let fits = |identity: &&Identity| plain(&identity.email) && (identity.name.is_empty() || plain(&identity.name));
        let name = self.name(kept).filter(|name| plain(name))?;
        let is_called = |identity: &&Identity| identity.name == name;
        let to = self.identities(kept).filter(fits).find(is_called).or_else(|| self.identities(kept).find(fits))?;
        let line = |identity: &Identity| {
            let line = format!("{name} <{}> {} <{}>", to.email, identity.name, identity.email);
            line.replace(">  <", "> <")
        };
        let others = groups.iter().filter(|group| **group != kept).flat_map(|group| self.identities(*group));
        let lines: BTreeSet<String> = others.filter(fits).map(line).collect();
        Some(lines.into_iter().collect())
    }
}

impl Looks {
    fn of(group: &Group, history: &History) -> Looks {
        let mut looks = Looks::default();
        let identities = || group.identities.iter().map(|who| &history.identities[*who as usize]);
        for name in identities().filter_map(|identity| printable(&identity.name)).filter(|name| tells(&bare(name))) {
            for words in spellings(&name) {
                looks.words.extend(words.iter().filter(|word| word.chars().count() > 1).cloned());
                if words.len() > 1 || is_full(&name) || is_handle(&name) {
                    let mut sorted = words.clone();
                    sorted.sort();
                    looks.names.insert(fold(&name));
                    looks.sorted.insert(sorted);
                    looks.forms(&words);
                    looks.spelt.insert(words);
                }
            }
        }
        for identity in identities() {
            let local = identity.email.split_once('@').map_or("", |(local, _)| local);
            let local = bare(local.split('+').next().unwrap_or(local));
            let is_own = identity.login.is_none() && is_personal(&identity.email);
            if is_own && is_long(&local) && tells(&local) {
                looks.locals.insert(local);
            }
            let login = identity.login.as_deref().map(bare);
            looks.logins.extend(login.filter(|login| is_long(login)));
        }
        // Whoever says their full name is not somebody whose handle it might be.
        if looks.spelt.iter().all(|words| words.len() < 2) {
            let names = identities().filter_map(|identity| printable(&identity.name)).map(|name| bare(&name));
            looks.handles = names.filter(|name| is_long(name) && tells(name)).collect();
            looks.handles.extend(looks.logins.iter().chain(&looks.locals).cloned());
        }
        looks
    }

    /// `Jane Mary Doe`: janemarydoe, janedoe, doejane; jdoe, janed, doej.
    fn forms(&mut self, words: &[String]) {
        let [first, .., last] = words else { return };
        let initial = |word: &String| word.chars().take(1).collect::<String>();
        let whole = [words.concat(), format!("{first}{last}"), format!("{last}{first}")];
        let initials = [
            format!("{}{last}", initial(first)),
            format!("{first}{}", initial(last)),
            format!("{last}{}", initial(first)),
        ];
        self.whole_forms.extend(whole.into_iter().filter(|form| is_long(form)));
        self.initial_forms.extend(initials.into_iter().filter(|form| is_long(form)));
    }
}

/// Whether this tells one person from another: neither an office nor what stands where nobody has written a name.
fn tells(bare: &str) -> bool {
    !OFFICES.contains(&bare) && !PLACEHOLDERS.contains(&bare)
}

fn is_long(handle: &str) -> bool {
    handle.chars().count() >= SHORTEST
}

/// A single word that is no first name: `jdoe42`, `river-walker`, `mxcl`; not `Jane`.
fn is_handle(name: &str) -> bool {
    let has_sign = name.contains(|c: char| c.is_ascii_digit() || "-_.".contains(c));
    is_long(name) && !name.contains(' ') && (has_sign || !name.starts_with(char::is_uppercase))
}
