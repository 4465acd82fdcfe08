//! What a page's parts and its front matter come to: who did what on it, before people have their places.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::path::{SitePath, fold};
use crate::site::people::declared::Declared;
use crate::site::people::groups::Groups;
use crate::site::people::{Page, PageCredits, Person, PersonIdx, PersonPart, Role, Span, Unnamed, Who, Writers};
use crate::source::history::{FileHistory, Part, Role as Task};

/// A page's credits before people have their places.
#[derive(Default)]
pub(super) struct Credits {
    /// Its authors, as front matter declares them.
    pub(super) declared: Vec<Who>,
    /// Those who translated or answered, as front matter says: they wrote as well.
    pub(super) spoken_for: BTreeSet<Who>,
    /// Whom each declared name means, and the name.
    pub(super) places: Vec<(Option<Who>, String)>,
    pub(super) tested_by: Option<Who>,
    pub(super) parts: BTreeMap<Who, Share>,
}

#[derive(Default)]
pub(super) struct Share {
    /// What they did, and when as far as commits tell.
    pub(super) roles: BTreeMap<Role, Option<Span>>,
    /// Words that they changed; the most there can be where that was not measured.
    pub(super) words: u32,
    /// How many percent of the page's words are theirs.
    pub(super) share: u8,
}

impl Credits {
    pub(super) fn of(
        page: &Page<'_>,
        parts: &[Part],
        groups: &Groups,
        declared: &Declared,
        there: &Writers,
        is_locked: bool,
        fixer_below: u32,
    ) -> Credits {
        let mut credits = Credits::default();
        for (place, named) in page.named().enumerate() {
            let who = match page.known {
                Some(_) => page.known(place, groups),
                None => {
                    declared.of_address(named.address).or_else(|| declared.who(named.name, named.link, groups, there))
                }
            };
            credits.places.push((who, named.name.to_owned()));
            let Some(who) = who else { continue };
            credits.parts.entry(who).or_default().add(named.role, None);
            match named.role {
                Role::Author if !credits.declared.contains(&who) => credits.declared.push(who),
                Role::Tester => credits.tested_by = Some(who),
                Role::Translator | Role::Answerer => _ = credits.spoken_for.insert(who),
                _ => {}
            }
        }
        // Who committed a page that declares its authors may be one of them under another name, and is not named twice
        // for it; unless front matter names them elsewhere, or the history knows all these authors: then this is
        // certainly somebody else.
        let is_known = |who: &Who| match who {
            Who::File(file) => groups.knows_file(*file),
            Who::Group(_) => true,
            Who::Declared(_) | Who::Listed(_) | Who::Departed(_) => false,
        };
        let all_are_known = credits.declared.iter().all(is_known);
        for part in parts {
            let who_is = |identity| groups.of(identity).map(|group| groups.who(group));
            let Some(who) = who_is(part.who) else { continue };
            // Whoever committed a page for its author had nothing else for them to look at.
            let is_creator = |writer: &u32| groups.of(*writer).is_some_and(|group| there.creators.contains(&group));
            let is_for_them = part.is_of_making && !part.beside.is_empty() && part.beside.iter().all(is_creator);
            if credits.declared.contains(&who) && is_for_them {
                continue;
            }
            // Under whatever address: nobody reviews what they wrote.
            if part.beside.iter().any(|writer| who_is(*writer) == Some(who)) {
                continue;
            }
            // Whoever creates a translation did not write what it says; what the lock says was decided before.
            let translates = page.original.is_some() && !is_locked;
            let is_sure = credits.declared.is_empty() || all_are_known || declared.names(who);
            // Whoever committed a page for the authors that it declares did no more for it than that.
            let creator = match (translates, credits.declared.is_empty()) {
                (true, _) if page.translators.is_empty() => Some(Role::Translator),
                (false, true) => Some(Role::Author),
                _ => None,
            };
            let role = match part.role {
                Task::Creator => creator.filter(|_| is_sure),
                Task::CoCreator if translates => creator,
                Task::CoCreator => Some(Role::CoAuthor),
                Task::Translator => Some(Role::Translator),
                Task::Asker => Some(Role::Asker),
                Task::Answerer => Some(Role::Answerer),
                Task::Editor | Task::CoEditor => Some(Role::Editor),
                Task::Reviewer => Some(Role::Reviewer),
                Task::Tester => Some(Role::Tester),
                Task::Helper => Some(Role::Helper),
            };
            if role.is_some() || credits.parts.contains_key(&who) {
                let share = credits.parts.entry(who).or_default();
                let Part { first, last, commits, .. } = *part;
                let span = (first <= last).then(|| Span { first, last, days: part.days.clone(), commits });
                let written = || share.roles.keys().copied().find(|role| role.is_writing());
                if let Some(role) = role.or_else(written) {
                    share.add(role, span);
                }
                if matches!(part.role, Task::Creator | Task::CoCreator | Task::Editor | Task::CoEditor) {
                    share.words = share.words.saturating_add(part.words.unwrap_or(u32::MAX));
                }
            }
        }
        for share in credits.parts.values_mut() {
            share.settle(share.words < fixer_below);
        }
        if page.is_answer && page.answered_by.is_empty() {
            credits.authors_answered();
        }
        credits
    }

    /// What of the page is whose.
    pub(super) fn weigh(&mut self, file: Option<&FileHistory>, groups: &Groups) {
        let Some(file) = file.filter(|file| !file.surviving.is_empty() && file.words > 0) else { return };
        let mut words: BTreeMap<Who, u64> = BTreeMap::new();
        for (who, count) in &file.surviving {
            if let Some(group) = groups.of(*who) {
                *words.entry(groups.who(group)).or_default() += u64::from(*count);
            }
        }
        for (who, words) in words {
            if let Some(share) = self.parts.get_mut(&who) {
                share.share = ((words * 20 + u64::from(file.words) / 2) / u64::from(file.words) * 5).min(100) as u8;
            }
        }
    }

    /// Nobody else is said to have answered.
    pub(super) fn authors_answered(&mut self) {
        for share in self.parts.values_mut() {
            if let Some(span) = share.roles.get(&Role::Author).cloned() {
                share.roles.insert(Role::Answerer, span);
            }
        }
    }

    pub(super) fn finish(self, list: &[Person], places: &BTreeMap<Who, PersonIdx>) -> PageCredits {
        let place = |who: &Who| places.get(who).copied();
        let is_named = |who: &PersonIdx| !list[who.0 as usize].is_hidden;
        let mut parts: Vec<PersonPart> = Vec::new();
        let mut unnamed = Unnamed::default();
        let mut hidden: Vec<PersonPart> = Vec::new();
        for (who, share) in &self.parts {
            let part = |who: PersonIdx| PersonPart {
                who,
                roles: share.roles.keys().copied().collect(),
                spans: share.roles.iter().filter_map(|(role, span)| Some((*role, span.clone()?))).collect(),
                share: share.share,
            };
            match place(who).filter(is_named) {
                Some(who) => parts.push(part(who)),
                None => {
                    unnamed.add(*share.roles.keys().next().expect("a part has a role"), 1);
                    hidden.extend(place(who).filter(|_| matches!(who, Who::File(_))).map(part));
                }
            }
        }
        let in_order: Vec<PersonIdx> = self.declared.iter().filter_map(place).filter(is_named).collect();
        let order = |part: &PersonPart| {
            let declared = in_order.iter().position(|who| *who == part.who).unwrap_or(usize::MAX);
            let first = part.active().map_or(i64::MAX, |active| active.0);
            (part.roles.first().copied(), declared, Reverse(part.share), first, part.who)
        };
        parts.sort_by_key(order);
        parts.shrink_to_fit();
        let is_author = |part: &&PersonPart| part.is_author();
        let authors = parts.iter().filter(is_author).map(|part| part.who).collect();
        let tested_by = self.tested_by.as_ref().and_then(place).filter(is_named);
        // Whoever has a pen name is not what the page calls them by another.
        let id = |(who, spoken): &(Option<Who>, String)| {
            let person = place(who.as_ref()?).map(|who| &list[who.0 as usize]).filter(|person| !person.is_hidden)?;
            let is_own = [&person.name, &person.id].iter().any(|name| fold(name) == fold(spoken));
            (!person.has_pen_name || is_own).then(|| person.id.clone())
        };
        let declared = self.places.iter().map(id).collect();
        PageCredits { authors, parts, tested_by, unnamed, hidden, declared }
    }
}

impl Share {
    /// Adds a role, and when they had it.
    pub(super) fn add(&mut self, role: Role, span: Option<Span>) {
        let known = self.roles.entry(role).or_default();
        *known = known.take().into_iter().chain(span).reduce(Span::and);
    }

    /// Leaves the weightiest of the roles that write, beside it that of the translator, and all others. What somebody wrote in
    /// the other roles belongs to the one that is left; who translated the page changed the translation.
    pub(super) fn settle(&mut self, is_small: bool) {
        let writing = self.roles.keys().copied().find(|role| role.is_writing());
        let Some(weightiest) = writing else { return };
        let kept = if self.roles.contains_key(&Role::Translator) { Role::Translator } else { weightiest };
        for (role, span) in std::mem::take(&mut self.roles) {
            let stays = !role.is_writing() || [weightiest, Role::Translator].contains(&role);
            match if stays { role } else { kept } {
                Role::Editor if is_small => self.add(Role::Fixer, span),
                role => self.add(role, span),
            }
        }
    }
}

/// A translation that declares no authors says what the authors of its original wrote.
pub(super) fn inherit(pages: &[Page<'_>], credits: &mut [Credits]) {
    let translations: Vec<usize> = (0..pages.len())
        .filter(|place| pages[*place].original.is_some() && credits[*place].declared.is_empty())
        .collect();
    if translations.is_empty() {
        return;
    }
    let place_of: BTreeMap<&SitePath, usize> = pages.iter().map(|page| page.path).zip(0..).collect();
    for place in translations {
        let original = pages[place].original.and_then(|path| place_of.get(path)).filter(|at| **at != place);
        let Some(original) = original.copied() else { continue };
        let is_author = |share: &Share| share.roles.contains_key(&Role::Author);
        let authors = credits[original].parts.iter().filter(|(_, share)| is_author(share)).map(|(who, _)| *who);
        for who in authors.collect::<Vec<_>>() {
            let share = credits[place].parts.entry(who).or_default();
            share.add(Role::Author, None);
            share.settle(false);
        }
        if pages[place].is_answer && pages[place].answered_by.is_empty() {
            credits[place].authors_answered();
        }
    }
}
