//! Each rule of naming people, on the smallest community that shows it.

mod credits;
mod files;
mod joining;
mod lock;
mod naming;

use super::*;
use crate::config::CreditDefault;
use crate::diagnostic::{Code, Located};
use crate::digest::Digest;
use crate::document::front_matter::address_digest;
use crate::document::person::parse_people;
use crate::site::people::lock::PageFacts;
use crate::source::history::{FileHistory, Identity, State, day_of};

/// A community in a few words. Identities are `Name <address>`; a page is its path, the authors it declares as `Name`
/// or `Name <link>`, and what the history says: identity, task, time.
#[derive(Default)]
struct Community {
    history: History,
    files: Vec<person::Person>,
    authors: BTreeMap<SitePath, Vec<Author>>,
    testers: BTreeMap<SitePath, String>,
    others: BTreeMap<(SitePath, Role), Vec<Author>>,
    originals: BTreeMap<SitePath, SitePath>,
    answers: BTreeSet<SitePath>,
    default: CreditDefault,
    lock: Lock,
    listed: Vec<Listed>,
}

impl Community {
    fn of(identities: &[&str]) -> Community {
        let identity = |text: &&str| {
            let (name, email) = text.split_once('<').unwrap();
            let email = email.trim_end_matches('>').to_lowercase();
            let local = email.split_once("@users.noreply.").map(|(local, _)| local.to_owned());
            let login = local.map(|local| local.rsplit('+').next().unwrap().to_owned());
            let is_bot = name.contains("[bot]");
            Identity { name: name.trim().to_owned(), email, login, is_bot, only_merges: false, person: None }
        };
        let identities = identities.iter().map(identity).collect();
        let history = History { state: State::Full, identities, ..History::default() };
        Community { history, ..Community::default() }
    }

    fn file(mut self, path: &str, text: &str) -> Community {
        let (people, found) = parse_people(&SitePath::new(path).unwrap(), text);
        assert_eq!(found, []);
        self.files.extend(people);
        self
    }

    fn page(mut self, path: &str, authors: &[&str], parts: &[(u32, Task, i64)]) -> Community {
        let path = SitePath::new(path).unwrap();
        self.authors.insert(path.clone(), authors.iter().map(author).collect());
        let part = |(who, role, time): &(u32, Task, i64)| Part {
            who: *who,
            role: *role,
            beside: Vec::new(),
            is_of_making: false,
            first: *time,
            last: *time,
            days: vec![day_of(*time)],
            commits: 1,
            words: None,
        };
        let parts = parts.iter().map(part).collect();
        self.history.files.insert(path, FileHistory { parts, ..FileHistory::default() });
        self
    }

    /// Says how many words each of the parts of the last page changed.
    fn words(mut self, words: &[Option<u32>]) -> Community {
        let file = self.history.files.values_mut().next_back().unwrap();
        file.parts.iter_mut().zip(words).for_each(|(part, words)| part.words = *words);
        self
    }

    fn tester(mut self, path: &str, name: &str) -> Community {
        self.testers.insert(SitePath::new(path).unwrap(), name.to_owned());
        self
    }

    /// Whom front matter names beside the authors.
    fn declares(mut self, path: &str, role: Role, names: &[&str]) -> Community {
        self.others.insert((SitePath::new(path).unwrap(), role), names.iter().map(author).collect());
        self
    }

    fn translates(mut self, path: &str, original: &str) -> Community {
        self.originals.insert(SitePath::new(path).unwrap(), SitePath::new(original).unwrap());
        self
    }

    fn answer(mut self, path: &str) -> Community {
        self.answers.insert(SitePath::new(path).unwrap());
        self
    }

    fn by_default(mut self, default: CreditDefault) -> Community {
        self.default = default;
        self
    }

    fn resolve(&self) -> (People, Vec<Diagnostic>) {
        let page = |(path, authors): (&'_ SitePath, &'_ Vec<Author>)| (path.clone(), authors.clone());
        let authors: Vec<_> = self.authors.iter().map(page).collect();
        let pages: Vec<Page<'_>> = authors
            .iter()
            .map(|(path, authors)| {
                let others = |role| self.others.get(&(path.clone(), role)).map_or(&[][..], Vec::as_slice);
                Page {
                    path,
                    authors,
                    tested_by: self.testers.get(path).map(String::as_str),
                    translators: others(Role::Translator),
                    asked_by: others(Role::Asker),
                    answered_by: others(Role::Answerer),
                    original: self.originals.get(path),
                    is_answer: self.answers.contains(path),
                    known: None,
                }
            })
            .collect();
        let config = CreditsConfig { default: self.default, ..CreditsConfig::default() };
        let (people, found) = resolve(&self.sources(&self.history, &pages, &config, &self.lock));
        self.assert_locked(&people, &pages, &config);
        (people, found)
    }

    /// What is known of it, by this history and lock.
    fn sources<'a>(
        &'a self,
        history: &'a History,
        pages: &'a [Page<'a>],
        config: &'a CreditsConfig,
        lock: &'a Lock,
    ) -> Sources<'a> {
        Sources { history, files: &self.files, pages, config, lock, listed: &self.listed, is_unread: false }
    }

    /// Every community of these tests is the same from `credits.lock.json`, without its history.
    fn assert_locked(&self, people: &People, pages: &[Page<'_>], config: &CreditsConfig) {
        let facts: Vec<PageFacts<'_>> =
            pages.iter().map(|page| PageFacts { path: page.path, digest: Digest::of(b"") }).collect();
        let lock = Lock::of(people, &facts, &self.history);
        let text = lock.text();
        assert!(!text.contains('@'), "{text}");
        let (read, found) = Lock::parse(&text);
        assert_eq!((&read, found.as_slice()), (&lock, &[][..]), "{text}");
        let pages: Vec<Page<'_>> =
            pages.iter().zip(&facts).map(|(page, facts)| Page { known: lock.declared(*facts), ..*page }).collect();
        let (locked, _) = resolve(&self.sources(&lock.history(None, None, &|_| true), &pages, config, &lock));
        // What those did who are not named is in the history only.
        let told = |people: &People| {
            let mut people = people.clone();
            people.pages.values_mut().for_each(|page| page.hidden.clear());
            people.hidden_names.clear();
            people.listed_hidden.clear();
            people
        };
        assert_eq!(told(&locked), told(people), "{text}");
        assert_eq!(lock.stale(&Lock::of(&locked, &facts, &lock.history(None, None, &|_| true))), None, "{text}");
    }

    /// `Jane: author; Bob: editor, tester; 1 unnamed` for each page, and nothing else.
    fn credits(&self) -> Vec<String> {
        let (people, found) = self.resolve();
        assert_eq!(found, []);
        let page = |credits: &PageCredits| {
            let part = |part: &PersonPart| {
                let roles: Vec<String> = part.roles.iter().map(|role| format!("{role:?}").to_lowercase()).collect();
                format!("{}: {}", people.get(part.who).name, roles.join(", "))
            };
            let unnamed = credits.unnamed.count();
            let unnamed = (unnamed > 0).then(|| format!("{unnamed} unnamed"));
            credits.parts.iter().map(part).chain(unnamed).collect::<Vec<_>>().join("; ")
        };
        people.pages.values().map(page).collect()
    }

    fn ids(&self) -> Vec<String> {
        let (people, _) = self.resolve();
        let id = |person: &Person| format!("{}{}", person.id, if person.has_page { "/" } else { "" });
        people.list.iter().filter(|person| !person.is_hidden).map(id).collect()
    }
}

fn author(text: &&str) -> Author {
    let (name, link) = text.split_once(" <").unwrap_or((text, ""));
    let link = (!link.is_empty()).then(|| link.trim_end_matches('>').to_owned());
    let address = name.contains('@').then(|| address_digest(name)).filter(|_| !name.starts_with('@'));
    let name = if address.is_some() { "" } else { name };
    Author { name: Located { value: name.to_owned(), ..Located::default() }, address, link, description: None }
}

const JANE: &str = "Jane Doe <jane@example.org>";
const BOB: &str = "Bob Roe <bob@example.org>";
const KIM: &str = "Kim Poe <77+kim@users.noreply.github.com>";
