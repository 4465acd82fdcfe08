//! Whom to thank for a time: for `cairn report --for members`.
//!
//! Begin with [`thanks`]. What was done is read from the history of that time; who did it, and whether they may be named, is
//! decided by the whole history, as on the site.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::path::SitePath;
use crate::site::people::listed::Listed;
use crate::site::people::lock::Lock;
use crate::site::people::{Page, People, PersonIdx, Role, Sources, of_identities};
use crate::site::{Site, dates};
use crate::source::history::{History, Part, Role as Task};

/// Everyone who did something in a time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Thanks {
    /// Who never did anything before, by name.
    pub first: Vec<Thanked>,
    /// Everyone else, by name.
    pub others: Vec<Thanked>,
    /// How many more, who are not named.
    pub unnamed: usize,
}

/// What somebody did.
#[derive(Clone, Debug, PartialEq)]
pub struct Thanked {
    /// Who.
    pub who: PersonIdx,
    /// Pages by what was done there, in the order of the site.
    pub work: BTreeMap<Role, Vec<usize>>,
}

/// A time.
#[derive(Clone, Copy, Debug)]
pub struct Time<'a> {
    /// What was done in it.
    pub history: &'a History,
    /// What was done in it and later.
    pub later: &'a History,
    /// Its first day, where it begins with a day: for what only front matter tells.
    pub since: Option<Date>,
    /// Its last day.
    pub until: Option<Date>,
}

/// Whom to thank for a time. `whole` is the history that the site was made of, with what lies beside it.
pub fn thanks(site: &Site, whole: &History, lock: &Lock, listed: &[Listed], time: &Time<'_>) -> Thanks {
    let Time { since, until, .. } = *time;
    let [whole, time, later] = [whole, time.history, time.later].map(|history| history.with_payloads(&site.payloads));
    let (whole, time, later) = (&*whole, &*time, &*later);
    let asked = site.asked();
    let (files, config) = (&site.person_files[..], &site.config.credits);
    let is_unread = site.people.is_unread;
    let who_of = of_identities(&Sources { history: whole, files, pages: &asked, config, lock, listed, is_unread });
    // Hidden people have no place of their own in the list of the site that would tell them from each other.
    let mut work: BTreeMap<PersonIdx, BTreeMap<Role, BTreeSet<usize>>> = BTreeMap::new();
    let mut unnamed: BTreeSet<PersonIdx> = BTreeSet::new();
    let people = &site.people;
    let is_inside = |date: Date| since.is_none_or(|since| date >= since) && until.is_none_or(|until| date <= until);
    for (page, asked) in asked.iter().enumerate() {
        let Some(file) = time.files.get(asked.path) else { continue };
        let who_is = |identity: u32| who_of.get(identity as usize).copied().flatten();
        let creators: BTreeSet<PersonIdx> =
            file.parts.iter().filter(|part| is_made_by(part)).filter_map(|part| who_is(part.who)).collect();
        for part in &file.parts {
            let Some(who) = who_is(part.who) else { continue };
            // Whoever made it in this time and changed it has made it.
            if matches!(part.role, Task::Editor | Task::CoEditor) && creators.contains(&who) {
                continue;
            }
            if part.beside.iter().any(|writer| who_is(*writer) == Some(who)) {
                continue;
            }
            let Some(role) = role(people, asked, who, part.role) else { continue };
            if people.get(who).is_hidden {
                unnamed.insert(who);
            } else {
                work.entry(who).or_default().entry(role).or_default().insert(page);
            }
        }
        // What only front matter tells was done when the page was made, as its commit says before its date does; a test was
        // when it says.
        let facts = site.page(page);
        let has_days = since.is_some() || until.is_some();
        let made = match is_made_in(whole, asked.path) {
            true => is_made_in(time, asked.path),
            false => has_days && facts.published.is_some_and(is_inside),
        };
        let front = &facts.document.front_matter;
        let tested =
            front.tested.as_ref().and_then(|tested| dates::parse(tested.on.as_deref()?)).is_some_and(is_inside);
        let tested = tested && has_days;
        for part in &people.pages[asked.path].parts {
            // Who wrote the page that this one translates has written nothing anew.
            let is_inherited = asked.original.is_some() && asked.authors.is_empty();
            let roles = part.roles.iter().copied().filter(|role| match role {
                Role::Author if is_inherited => false,
                Role::Answerer if is_inherited && asked.answered_by.is_empty() => false,
                Role::Tester => tested && people.pages[asked.path].tested_by == Some(part.who),
                Role::Author | Role::Translator | Role::Answerer | Role::Asker => made && part.spans.is_empty(),
                _ => false,
            });
            for role in roles {
                work.entry(part.who).or_default().entry(role).or_default().insert(page);
            }
        }
    }
    let mut thanks = Thanks { unnamed: unnamed.len(), ..Thanks::default() };
    for (who, roles) in work {
        // What only front matter tells has no commit of theirs: then it counts when the page was made.
        let before = |page: &usize| {
            let facts = site.page(*page);
            let parts = &people.pages[&facts.path].parts;
            let is_told = parts.iter().any(|part| part.who == who && part.spans.is_empty());
            is_told
                && match is_made_in(whole, &facts.path) {
                    true => !is_made_in(later, &facts.path),
                    false => facts.published.is_some_and(|first| since.is_some_and(|since| first < since)),
                }
        };
        let did_before =
            commits(whole, &who_of, who) > commits(later, &who_of, who) || site.work[who.0 as usize].iter().any(before);
        let work = roles.into_iter().map(|(role, pages)| (role, pages.into_iter().collect())).collect();
        let list = if did_before { &mut thanks.others } else { &mut thanks.first };
        list.push(Thanked { who, work });
    }
    for list in [&mut thanks.first, &mut thanks.others] {
        list.sort_by_cached_key(|one| (people.get(one.who).name.to_lowercase(), one.who));
    }
    thanks
}

/// Whether the commit that made the file is in this time.
fn is_made_in(time: &History, file: &SitePath) -> bool {
    time.files.get(file).is_some_and(|file| file.parts.iter().any(is_made_by))
}

fn is_made_by(part: &Part) -> bool {
    matches!(part.role, Task::Creator | Task::CoCreator)
}

fn commits(history: &History, who_of: &[Option<PersonIdx>], who: PersonIdx) -> u64 {
    let parts = history.files.values().flat_map(|file| &file.parts);
    let theirs = parts.filter(|part| who_of.get(part.who as usize).copied().flatten() == Some(who));
    theirs.map(|part| u64::from(part.commits)).sum()
}

/// What a commit's part is called on the page.
fn role(people: &People, page: &Page<'_>, who: PersonIdx, task: Task) -> Option<Role> {
    let part = people.pages[page.path].parts.iter().find(|part| part.who == who);
    let roles = part.map_or(&[][..], |part| &part.roles);
    match task {
        Task::Creator | Task::CoCreator => {
            let translated = roles.contains(&Role::Translator).then_some(Role::Translator);
            let hidden = || people.get(who).is_hidden.then_some(Role::Author);
            translated.or(part.map(|part| part.headline())).or_else(hidden)
        }
        Task::Editor | Task::CoEditor if roles.contains(&Role::Fixer) => Some(Role::Fixer),
        Task::Editor | Task::CoEditor => Some(Role::Editor),
        Task::Reviewer => Some(Role::Reviewer),
        Task::Tester => Some(Role::Tester),
        Task::Helper => Some(Role::Helper),
        Task::Translator | Task::Asker | Task::Answerer => None,
    }
}
