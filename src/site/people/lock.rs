//! `credits.lock.json`: what the history says of each page, for places where the history is missing.
//!
//! Begin with [`Lock::of`], which writes down what was resolved from the whole history, and [`Lock::history`], which makes a
//! history of it again: who is named is decided anew from there, so that a later wish to be hidden holds at once. The file is
//! committed, so it holds no address, no name that is not printed anyway, and nothing that changes from machine to machine.
//! A page is one line, so that two branches seldom meet in one.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::config::CreditsConfig;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::digest::Digest;
use crate::document::person::{Person as PersonFile, is_id};
use crate::path::{SitePath, slug};
use crate::site::badges::issued::{self, Issued, IssuedInFile, Key};
use crate::site::dates;
use crate::site::people::display::printable;
use crate::site::people::{People, Person, Role, Span, Unnamed, Who};
use crate::source::history::{DAY, FileHistory, History, Identity, Part, Role as Task, State, day_of, latest};

/// Where it lies.
pub const FILE: &str = "credits.lock.json";
/// Version of the format.
const VERSION: u64 = 1;
/// More people than this are in no community; a number that somebody wrote by hand cannot exhaust the machine.
const MANY: u32 = 100_000;

/// The file, understood.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lock {
    /// Names by id, the printed one first, then others that front matter uses. A person with a file may have none:
    /// the file tells it.
    pub people: BTreeMap<String, Vec<String>>,
    /// People without a file who had a part in pages and are not named.
    pub unnamed: u32,
    /// By file.
    pub pages: BTreeMap<SitePath, LockedPage>,
    /// How many held each title when this was written and are not named, by its id: what they did is told nowhere, so it cannot
    /// be counted again.
    pub unnamed_titles: BTreeMap<String, u32>,
    /// Titles that were given for ever.
    pub badges: BTreeMap<Key, Issued>,
    /// Who is meant by `.all-contributorsrc`.
    pub listed: LockedList,
    /// Of what decided who may be named, as [`consent`] makes it.
    pub consent: String,
}

/// Tells one state of everything that decides who is named from another: people files, `.mailmap`, settings. What a person
/// says of themselves besides is no part of it. An address in a people file matches nobody of whom only the lock is
/// known, so where this differs, nobody without a file can be named for certain.
pub(super) fn consent(files: &[PersonFile], mailmap: Option<Digest>, config: &CreditsConfig) -> String {
    let mut parts = vec![format!("{:?}", config.default), mailmap.map(|digest| digest.to_string()).unwrap_or_default()];
    parts.extend(config.bots.iter().cloned());
    for file in files {
        let links = file.links.iter().map(|link| link.url.as_str()).collect::<Vec<_>>().join(" ");
        let matches = file.identities.iter().map(|claim| format!("{:?}", claim.value)).collect::<Vec<_>>().join(" ");
        parts.extend([file.id.value.clone(), file.name.clone().unwrap_or_default(), format!("{:?}", file.credit)]);
        parts.extend([links, matches]);
    }
    Digest::of_parts(parts.iter().map(String::as_bytes)).to_string()
}

/// Who is meant by a list.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
pub struct LockedList {
    /// Of the list that this was true for; "" for none.
    #[serde(default)]
    pub text: String,
    /// Ids in its order; none for those who are not named.
    #[serde(default)]
    pub people: Vec<Option<String>>,
}

/// What is known of a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LockedPage {
    /// Of the text that this was true for.
    pub text: String,
    /// Author time of the commit that created it.
    pub created: Option<i64>,
    /// Author time of the last substantive change.
    pub updated: Option<i64>,
    /// Everyone who is named.
    pub parts: Vec<LockedPart>,
    /// How many more there are, and as what.
    pub unnamed: Unnamed,
    /// As [`PageCredits::declared`](super::PageCredits::declared): the text may hold names that are not to be printed.
    pub declared: Vec<Option<String>>,
}

/// A person's part in a page.
#[derive(Clone, Debug, PartialEq)]
pub struct LockedPart {
    /// Who.
    pub id: String,
    /// What they did.
    pub roles: Vec<Role>,
    /// As in [`PersonPart::spans`](super::PersonPart::spans); none for who is only declared by the page.
    pub spans: BTreeMap<Role, Span>,
    /// As in [`PersonPart::share`](super::PersonPart::share).
    pub share: u8,
}

/// A page as the history and the disk know it.
#[derive(Clone, Copy, Debug)]
pub struct PageFacts<'a> {
    /// Its file.
    pub path: &'a SitePath,
    /// Of its text, however its lines end.
    pub digest: Digest,
}

/// What somebody did, by page; beside each role when they first had it, where that is known.
type RolesByPage<'a> = BTreeMap<&'a SitePath, BTreeMap<Role, Option<i64>>>;

impl Lock {
    /// What is to be written down.
    pub fn of(people: &People, pages: &[PageFacts<'_>], history: &History) -> Lock {
        let listed = LockedList { text: people.listed_digest.clone(), people: people.listed.clone() };
        let consent = people.consent.clone();
        let mut lock = Lock { unnamed: people.unnamed_without_file, listed, consent, ..Lock::default() };
        for person in people.list.iter().filter(|person| person.is_departed) {
            lock.people.insert(person.id.clone(), names(person));
        }
        for page in pages {
            let Some(credits) = people.pages.get(page.path) else { continue };
            let dates = history.files.get(page.path);
            let mut locked = LockedPage {
                text: page.digest.to_string(),
                created: dates.and_then(|file| file.created),
                updated: dates.and_then(|file| file.updated),
                parts: Vec::new(),
                unnamed: credits.unnamed.clone(),
                declared: credits.declared.clone(),
            };
            for part in &credits.parts {
                let person = people.get(part.who);
                lock.people.entry(person.id.clone()).or_insert_with(|| names(person));
                let (id, roles, spans) = (person.id.clone(), part.roles.clone(), part.spans.clone());
                locked.parts.push(LockedPart { id, roles, spans, share: part.share });
            }
            // A page that is in no commit yet is nobody's by the history.
            if dates.is_some() {
                lock.pages.insert(page.path.clone(), locked);
            }
        }
        lock
    }

    /// Understands the file. What cannot be understood is left out, and said.
    pub fn parse(text: &str) -> (Lock, Vec<Diagnostic>) {
        let path = SitePath::new(FILE).expect("a plain name");
        let bad = |message: String, line: usize, column: usize| {
            let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
            let at = start + column.saturating_sub(1);
            let place = if line == 0 { Place::file(&path) } else { Place::span(&path, text, at..at) };
            let diagnostic = Diagnostic::new(Code::BadLock, message).at(place);
            diagnostic.help("write it anew with `cairn people lock`, in a clone with the whole history")
        };
        let file: LockFile = match serde_json::from_str(text) {
            Ok(file) => file,
            Err(error) => {
                let message = format!("`{FILE}` cannot be read");
                return (Lock::default(), vec![bad(message, error.line(), error.column())]);
            }
        };
        if file.version != VERSION {
            let message = format!("`{FILE}` has version {}, and this is for version {VERSION}", file.version);
            return (Lock::default(), vec![bad(message, 0, 0)]);
        }
        let is_name = |name: &String| printable(name).as_ref() == Some(name);
        let is_id = |id: &str| is_id(id) || slug(id) == *id;
        let people: BTreeMap<String, Vec<String>> = file
            .people
            .into_iter()
            .filter(|(id, _)| is_id(id))
            .map(|(id, names)| (id, names.into_iter().filter(is_name).collect()))
            .collect();
        let part = |part: LockedPerson| {
            let roles: BTreeSet<Role> = part.roles.iter().filter_map(|role| Role::named(role)).collect();
            let mut spans = BTreeMap::new();
            for (role, span) in &part.when {
                let role = Role::named(role).filter(|role| roles.contains(role));
                spans.extend(role.zip(Some(span.read()?)));
            }
            // Beside several roles one span of all of them says nothing of any.
            let span = match (&part.span.first, &part.span.last) {
                (None, None) => None,
                _ => Some(part.span.read()?),
            };
            spans.extend(roles.first().copied().zip(span).filter(|_| roles.len() == 1));
            let is_known = people.contains_key(&part.id) && !roles.is_empty();
            let (roles, share) = (roles.into_iter().collect(), part.share.min(100));
            is_known.then_some(LockedPart { id: part.id, roles, spans, share })
        };
        let mut found = Vec::new();
        let mut pages = BTreeMap::new();
        for (name, page) in file.pages {
            let Some(path) = SitePath::new(&name).filter(|path| path.as_str() == name) else { continue };
            let all = page.people.len();
            let parts: Vec<LockedPart> = page.people.into_iter().filter_map(part).collect();
            if parts.len() < all {
                found.push(bad(format!("`{FILE}` names people of `{path}` in a way that cannot be read"), 0, 0));
            }
            let date = |date: &Option<String>| date.as_deref().and_then(second);
            let (created, updated) = (date(&page.created), date(&page.updated));
            pages.insert(
                path,
                LockedPage {
                    text: page.text,
                    created,
                    updated,
                    parts,
                    unnamed: page.unnamed.read(),
                    declared: page.declared,
                },
            );
        }
        let (badges, odd) = issued::parse(file.badges);
        if odd > 0 {
            found.push(bad(format!("`{FILE}` holds titles in a way that cannot be read"), 0, 0));
        }
        let unnamed_titles = file.unnamed_titles.into_iter().map(|(id, count)| (id, count.min(MANY))).collect();
        let listed = file.listed;
        let listed =
            LockedList { people: listed.people.into_iter().map(|id| id.filter(|id| is_id(id))).collect(), ..listed };
        let (unnamed, consent) = (file.unnamed.min(MANY), file.consent);
        (Lock { people, unnamed, pages, unnamed_titles, listed, badges, consent }, found)
    }

    /// The text of the file: sorted, one line a person and a page, the same on every machine.
    pub fn text(&self) -> String {
        let people = self.people.iter().map(|(id, names)| format!("    {}: {}", json!(id), json!(names)));
        let pages = self.pages.iter().map(|(path, page)| {
            // Keys in the order in which people read them; a map of serde_json would sort them.
            let mut fields = vec![format!("\"text\":{}", json!(page.text))];
            fields.extend(page.created.map(|time| format!("\"created\":{}", json!(date(time)))));
            fields.extend(page.updated.map(|time| format!("\"updated\":{}", json!(date(time)))));
            let part = |part: &LockedPart| {
                let roles: Vec<&str> = part.roles.iter().map(|role| role.name()).collect();
                let mut fields = vec![format!("\"id\":{}", json!(part.id)), format!("\"roles\":{}", json!(roles))];
                let told = |span: &Span| {
                    let (first, last) = (json!(date(span.first)), json!(date(span.last)));
                    let days = match span.days == ends(span.first, span.last) {
                        true => String::new(),
                        false => format!(",\"days\":{}", json!(span.days.iter().map(day_text).collect::<Vec<_>>())),
                    };
                    format!("\"first\":{first},\"last\":{last}{days},\"commits\":{}", span.commits)
                };
                match part.spans.values().next() {
                    None => {}
                    Some(span) if roles.len() == 1 => fields.push(told(span)),
                    Some(_) => {
                        let spans = part.spans.iter();
                        let spans: Vec<String> =
                            spans.map(|(role, span)| format!("{}:{{{}}}", json!(role.name()), told(span))).collect();
                        fields.push(format!("\"when\":{{{}}}", spans.join(",")));
                    }
                }
                fields.extend((part.share > 0).then(|| format!("\"share\":{}", part.share)));
                format!("{{{}}}", fields.join(","))
            };
            let parts: Vec<String> = page.parts.iter().map(part).collect();
            fields.push(format!("\"people\":[{}]", parts.join(",")));
            let unnamed: Vec<String> =
                page.unnamed.iter().map(|(role, count)| format!("{}:{count}", json!(role.name()))).collect();
            fields.extend((!unnamed.is_empty()).then(|| format!("\"unnamed\":{{{}}}", unnamed.join(","))));
            fields.extend((!page.declared.is_empty()).then(|| format!("\"declared\":{}", json!(page.declared))));
            format!("    {}: {{{}}}", Value::from(path.as_str()), fields.join(","))
        });
        let block =
            |lines: Vec<String>| if lines.is_empty() { String::new() } else { format!("\n{}\n  ", lines.join(",\n")) };
        let badges = match issued::lines(&self.badges) {
            lines if lines.is_empty() => String::new(),
            lines => format!(",\n  \"badges\": {{{}}}", block(lines)),
        };
        let unnamed_titles = match self.unnamed_titles.is_empty() {
            true => String::new(),
            false => format!("  \"unnamed_titles\": {},\n", json!(self.unnamed_titles)),
        };
        let listed = match self.listed.text.as_str() {
            "" => String::new(),
            text => format!("  \"listed\": {{\"text\":{},\"people\":{}}},\n", json!(text), json!(self.listed.people)),
        };
        format!(
            "{{\n  \"version\": {VERSION},\n  \"consent\": {},\n  \"people\": {{{}}},\n  \"unnamed\": {},\n{unnamed_titles}{listed}  \"pages\": {{{}}}{badges}\n}}\n",
            json!(self.consent),
            block(people.collect()),
            self.unnamed,
            block(pages.collect())
        )
    }

    /// A history that says of each page what the file says. `head` is the commit that is checked out, where that is known;
    /// `is_same` tells whether a page is as it was when the file was written. One that is not may have been changed by
    /// somebody, or be another page at the same place: then nothing is said of it. What is dated later than `now` was done, and
    /// on no day.
    pub fn history(
        &self,
        head: Option<(String, i64)>,
        now: Option<Date>,
        is_same: &dyn Fn(&SitePath) -> bool,
    ) -> History {
        let latest = now.map_or(i64::MAX, latest);
        let believed = |time: &i64| *time <= latest;
        let mut history = History { state: State::Locked, head, ..History::default() };
        let mut places: BTreeMap<&str, u32> = BTreeMap::new();
        for (id, names) in &self.people {
            places.insert(id, history.identities.len() as u32);
            let own = names.first().cloned().unwrap_or_default();
            for name in std::iter::once(own).chain(names.iter().skip(1).cloned()) {
                let (email, login, is_bot) = (String::new(), None, false);
                let person = Some(id.clone());
                history.identities.push(Identity { name, email, login, is_bot, only_merges: false, person });
            }
        }
        for (path, page) in self.pages.iter().filter(|(path, _)| is_same(path)) {
            let mut file =
                FileHistory { created: page.created, updated: page.updated, words: 100, ..FileHistory::default() };
            file.created = file.created.filter(believed);
            file.updated = file.updated.filter(believed);
            for part in &page.parts {
                let Some(who) = places.get(part.id.as_str()).copied() else { continue };
                file.surviving.extend((part.share > 0).then_some((who, u32::from(part.share))));
                for role in &part.roles {
                    // Without time: the last before the first.
                    let none = Span { first: i64::MAX, last: i64::MIN, days: Vec::new(), commits: 0 };
                    let Span { first, last, days, commits } =
                        part.spans.get(role).filter(|span| believed(&span.last)).cloned().unwrap_or(none);
                    // Measured then: an editor changed enough, a fixer did not.
                    let words = (*role == Role::Fixer).then_some(0);
                    let role = task(*role);
                    file.parts.push(Part {
                        who,
                        role,
                        beside: Vec::new(),
                        is_of_making: false,
                        first,
                        last,
                        days,
                        commits,
                        words,
                    });
                }
            }
            history.files.insert(path.clone(), file);
        }
        history
    }

    /// Without counts of people who worked on pages that are not the same any more.
    pub fn forget_unnamed(&mut self, is_same: impl Fn(&Lock, &SitePath) -> bool) {
        let changed: Vec<SitePath> = self.pages.keys().filter(|path| !is_same(self, path)).cloned().collect();
        for path in changed {
            self.pages.entry(path).and_modify(|page| page.unnamed = Unnamed::default());
        }
    }

    /// How it differs from what the whole history says now; `None` where it does not. A page whose text is another and
    /// whose credits are the same is no difference, and neither are titles: they come with time alone.
    pub fn stale(&self, now: &Lock) -> Option<Diagnostic> {
        let same = |one: &LockedPage, other: &LockedPage| {
            LockedPage { text: String::new(), ..one.clone() } == LockedPage { text: String::new(), ..other.clone() }
        };
        let differs = |path: &&SitePath| match (self.pages.get(*path), now.pages.get(*path)) {
            (Some(one), Some(other)) => !same(one, other),
            _ => true,
        };
        let paths: BTreeSet<&SitePath> = self.pages.keys().chain(now.pages.keys()).collect();
        let pages: Vec<&SitePath> = paths.into_iter().filter(differs).collect();
        let message = match pages.as_slice() {
            [] if self.consent != now.consent => DECIDED_ANEW.to_owned(),
            [] if (&self.people, self.unnamed) != (&now.people, now.unnamed) => {
                format!("`{FILE}` names people otherwise than the history")
            }
            [] => return None,
            [page] => format!("`{FILE}` differs from the history at `{page}`"),
            [first, ..] => format!("`{FILE}` differs from the history at {} pages, such as `{first}`", pages.len()),
        };
        Some(stale(message))
    }

    /// A day that has not come, where it tells of one: `now` is the day of the site.
    pub fn untimely(&self, now: Date) -> Option<Diagnostic> {
        let latest = latest(now);
        let is_untimely = |page: &LockedPage| {
            let spans = page.parts.iter().flat_map(|part| part.spans.values()).map(|span| span.last);
            page.created.into_iter().chain(page.updated).chain(spans).any(|time| time > latest)
        };
        let page = self.pages.iter().find(|(_, page)| is_untimely(page)).map(|(path, _)| path.to_string());
        let title = || self.badges.iter().find(|(_, issued)| issued.on > now).map(|(key, _)| key.text());
        let message = format!("`{FILE}` tells at `{}` of a day that has not come", page.or_else(title)?);
        let place = Place::file(&SitePath::new(FILE).expect("a plain name"));
        let help = "correct the clock, or the date of the commit, and write the file anew with `cairn people lock`";
        Some(Diagnostic::new(Code::FutureDate, message).at(place).help(help))
    }

    /// What it does not know, for a place without history: of who may be named, and of the pages that are there.
    pub fn lacking(&self, people: &People, pages: &[PageFacts<'_>]) -> Option<Diagnostic> {
        if self.consent != people.consent {
            let help = "until then nobody without a people file is named where the history is missing";
            return Some(stale(DECIDED_ANEW.to_owned()).help(help));
        }
        let is_other = |page: &&PageFacts<'_>| !self.knows_text(page.path, page.digest);
        let other: Vec<&SitePath> = pages.iter().filter(is_other).map(|page| page.path).collect();
        let message = match other.as_slice() {
            [] => return None,
            [page] => format!("`{page}` is newer than `{FILE}`"),
            [first, ..] => format!("{} pages are newer than `{FILE}`, such as `{first}`", other.len()),
        };
        Some(stale(message).help(
            "until then no name and no date from git is printed there: what the file says may be about another text",
        ))
    }

    /// Who the declared authors of a page are; `None` where that is to be found out. Of a page that has changed since, nobody
    /// knows whether somebody is still among them who is not to be named: then none of them is.
    pub fn declared(&self, page: PageFacts<'_>) -> Option<&[Option<String>]> {
        let locked = self.pages.get(page.path)?;
        if self.knows_text(page.path, page.digest) {
            return Some(&locked.declared);
        }
        locked.declared.contains(&None).then_some(&[])
    }

    /// Whether the page is as it was when the file was written.
    pub fn knows_text(&self, path: &SitePath, digest: Digest) -> bool {
        self.pages.get(path).is_some_and(|page| page.text == digest.to_string())
    }

    /// Takes a person out. Whatever they did is counted as done by somebody who is not named.
    pub fn remove(&mut self, id: &str) -> bool {
        let was_there = self.people.remove(id).is_some();
        let titles = self.badges.len();
        self.badges.retain(|key, issued| key.person != id && issued.holder.as_deref() != Some(id));
        let page = format!("/people/{id}/");
        self.badges.values_mut().for_each(|issued| issued.pages.retain(|url| *url != page));
        let mut had_part = false;
        self.listed.people.iter_mut().filter(|who| who.as_deref() == Some(id)).for_each(|who| *who = None);
        for page in self.pages.values_mut() {
            page.declared.iter_mut().filter(|who| who.as_deref() == Some(id)).for_each(|who| *who = None);
            let removed = page.parts.extract_if(.., |part| part.id == id);
            for role in removed.filter_map(|part| part.roles.first().copied()) {
                page.unnamed.add(role, 1);
                had_part = true;
            }
        }
        self.unnamed += u32::from(had_part);
        was_there || had_part || self.badges.len() < titles
    }

    /// Whether a title was given under this id before the person did anything that is known: then another of their name holds it.
    pub(super) fn is_earlier_holder(&self, id: &str, person: &Person) -> bool {
        let given = self.badges.iter().filter(|(key, _)| key.person == id).map(|(_, issued)| issued.on).min();
        let first = person.active.and_then(|(first, _)| dates::of_timestamp(first));
        given.zip(first).is_some_and(|(given, first)| first > given)
    }

    /// Ids that people without a file keep: who has the same name and worked on the same pages, in the same roles and at the same times where
    /// namesakes did, is the same person, and so is the only one of that name. `people` are those without a file: who they are, what they
    /// are called, and their roles by page.
    pub(super) fn ids(&self, people: &[(Who, &Person, RolesByPage<'_>)]) -> BTreeMap<Who, String> {
        let mut pages_of: BTreeMap<&str, Vec<(&SitePath, &LockedPart)>> = BTreeMap::new();
        for (path, page) in &self.pages {
            for part in &page.parts {
                pages_of.entry(part.id.as_str()).or_default().push((path, part));
            }
        }
        let mut by_name: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (id, names) in &self.people {
            if let Some(name) = names.first() {
                by_name.entry(name).or_default().push(id);
            }
        }
        let mut bearers: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (place, (_, person, _)) in people.iter().enumerate() {
            bearers.entry(&person.name).or_default().push(place);
        }
        let mut kept = BTreeMap::new();
        for (name, places) in bearers {
            let Some(ids) = by_name.get(name) else { continue };
            let is_only = ids.len() == 1 && places.len() == 1;
            let mut pairs: Vec<([usize; 3], &str, usize)> = Vec::new();
            for place in &places {
                for id in ids {
                    let theirs = pages_of.get(id).into_iter().flatten();
                    let both = theirs.filter_map(|(path, part)| Some((people[*place].2.get(path)?, *part)));
                    let common = both.fold([0; 3], |[pages, roles, times], (own, part)| {
                        let is_same = |role: &&Role| own.contains_key(role);
                        let first = |role: &Role| part.spans.get(role).map(|span| span.first);
                        let is_then =
                            |role: &&Role| own.get(role).is_some_and(|own| own.is_some() && *own == first(role));
                        [
                            pages + 1,
                            roles + part.roles.iter().filter(is_same).count(),
                            times + part.roles.iter().filter(is_then).count(),
                        ]
                    });
                    if common[0] > 0 || (is_only && !self.is_earlier_holder(id, people[*place].1)) {
                        pairs.push((common, id, *place));
                    }
                }
            }
            pairs.sort_by_key(|(common, id, place)| (std::cmp::Reverse(*common), *id, *place));
            let mut given: BTreeSet<&str> = BTreeSet::new();
            for (_, id, place) in pairs {
                if !given.contains(id) && !kept.contains_key(&people[place].0) {
                    given.insert(id);
                    kept.insert(people[place].0, id.to_owned());
                }
            }
        }
        kept
    }
}

const DECIDED_ANEW: &str =
    "who is named was decided anew since `credits.lock.json`: people files, `.mailmap` or `credits` have changed";

fn stale(message: String) -> Diagnostic {
    let place = Place::file(&SitePath::new(FILE).expect("a plain name"));
    let diagnostic = Diagnostic::new(Code::StaleLock, message).at(place);
    diagnostic.help("run `cairn people lock` in a clone with the whole history, and commit the file")
}

/// The names that may be written down.
fn names(person: &Person) -> Vec<String> {
    let own = person.file.is_none().then(|| person.name.clone());
    own.into_iter().chain(person.also.iter().cloned()).collect()
}

fn date(time: i64) -> String {
    Timestamp::from_second(time).unwrap_or(Timestamp::UNIX_EPOCH).to_string()
}

fn day_text(day: &i32) -> String {
    date(i64::from(*day) * DAY).chars().take(10).collect()
}

fn second(text: &str) -> Option<i64> {
    text.parse::<Timestamp>().ok().map(Timestamp::as_second)
}

fn task(role: Role) -> Task {
    match role {
        Role::Author => Task::Creator,
        Role::CoAuthor => Task::CoCreator,
        Role::Editor | Role::Fixer => Task::Editor,
        Role::Translator => Task::Translator,
        Role::Answerer => Task::Answerer,
        Role::Reviewer => Task::Reviewer,
        Role::Tester => Task::Tester,
        Role::Asker => Task::Asker,
        Role::Helper | Role::Mentor => Task::Helper,
    }
}

/// The file as JSON. Keys that a later version adds are passed over.
#[derive(Deserialize)]
struct LockFile {
    version: u64,
    #[serde(default)]
    people: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    unnamed: u32,
    #[serde(default)]
    unnamed_titles: BTreeMap<String, u32>,
    #[serde(default)]
    pages: BTreeMap<String, LockFilePage>,
    #[serde(default)]
    badges: BTreeMap<String, IssuedInFile>,
    #[serde(default)]
    listed: LockedList,
    #[serde(default)]
    consent: String,
}

#[derive(Deserialize)]
struct LockFilePage {
    #[serde(default)]
    text: String,
    created: Option<String>,
    updated: Option<String>,
    #[serde(default)]
    people: Vec<LockedPerson>,
    #[serde(default)]
    unnamed: LockedUnnamed,
    #[serde(default)]
    declared: Vec<Option<String>>,
}

/// How many are not named, by role; a number alone, where nobody wrote down as what.
#[derive(Deserialize)]
#[serde(untagged)]
enum LockedUnnamed {
    Count(u32),
    Roles(BTreeMap<String, u32>),
}

impl Default for LockedUnnamed {
    fn default() -> LockedUnnamed {
        LockedUnnamed::Count(0)
    }
}

impl LockedUnnamed {
    fn read(self) -> Unnamed {
        let mut unnamed = Unnamed::default();
        match self {
            LockedUnnamed::Count(count) => unnamed.add(Role::Helper, count.min(MANY)),
            LockedUnnamed::Roles(roles) => {
                for (name, count) in roles {
                    unnamed.add(Role::named(&name).unwrap_or(Role::Helper), count.min(MANY));
                }
            }
        }
        unnamed
    }
}

#[derive(Deserialize)]
struct LockedPerson {
    id: String,
    roles: Vec<String>,
    #[serde(flatten)]
    span: LockedSpan,
    #[serde(default)]
    when: BTreeMap<String, LockedSpan>,
    #[serde(default)]
    share: u8,
}

/// When somebody had a role: beside the role where it is their only one, else below its name in `when`.
#[derive(Deserialize)]
struct LockedSpan {
    first: Option<String>,
    last: Option<String>,
    /// Of all commits, where there are days besides those of the first and the last.
    #[serde(default)]
    days: Vec<String>,
    #[serde(default)]
    commits: u32,
}

impl LockedSpan {
    fn read(&self) -> Option<Span> {
        let (first, last) = (second(self.first.as_deref()?)?, second(self.last.as_deref()?)?);
        let between: Option<BTreeSet<i32>> =
            self.days.iter().map(|day| Some(day_of(second(&format!("{day}T00:00:00Z"))?))).collect();
        let days: BTreeSet<i32> = between?.into_iter().chain(ends(first, last)).collect();
        (first <= last).then_some(Span { first, last, days: days.into_iter().collect(), commits: self.commits })
    }
}

/// The days of the first and the last commit.
fn ends(first: i64, last: i64) -> Vec<i32> {
    let mut days = vec![day_of(first), day_of(last)];
    days.dedup();
    days
}
