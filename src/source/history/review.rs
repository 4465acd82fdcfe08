//! Who looked at what a merge brought: `Reviewed-by` and `Tested-by` in the message of a merge, where forges write them.
//!
//! Begin with [`of_files`]. Only merges into the line of HEAD count, from one first parent to the next: what a branch merges
//! from there was looked at before. A merge is about the commits that came with it, and about those of their pages that are still
//! made from them; so what it threw away was looked at by nobody. Nobody is credited for a merge that brings as many pages as a
//! bulk change has.

use std::collections::BTreeMap;

use super::log::Commit;
use super::names::Names;
use super::trace::{BULK, Credits, Step, Task};
use super::{Deed, Identity, task};
use crate::path::{SitePath, fold};

/// A merge whose message names somebody who looked at what it brought.
pub(super) struct Merge {
    place: u32,
    /// Whoever merged, where the merge wrote something by itself.
    author: Option<u32>,
    people: Vec<(u32, Task)>,
    written: i64,
}

/// Somebody who looked at what a merge brought to a file.
pub(super) struct Review {
    /// Place of their identity.
    pub(super) who: u32,
    /// What they did.
    pub(super) task: Task,
    /// Everyone who wrote what they looked at, and who merged it where the merge wrote of it too; in order.
    pub(super) beside: Vec<u32>,
    /// When the merge was written.
    pub(super) written: i64,
    /// What they looked at, by places in the deeds of the file.
    pub(super) deeds: Vec<usize>,
}

impl Merge {
    /// What the message says; `None` where it names nobody.
    pub(super) fn of(place: u32, author: Option<u32>, commit: &Commit, names: &mut Names<'_>) -> Option<Merge> {
        let mut people: Vec<(u32, Task)> = Vec::new();
        for (key, value) in commit.trailers() {
            let Some(task) = task(key).filter(|task| matches!(task, Task::Review | Task::Test)) else { continue };
            for who in names.trailer(value) {
                let is_named = people.iter().any(|(other, of)| names.same(*other, who) && *of == task);
                if !names.is_bot(who) && !is_named {
                    people.push((who, task));
                }
            }
        }
        if people.is_empty() {
            return None;
        }
        Some(Merge { place, author, people, written: commit.written() })
    }
}

/// By file, who looked at what merges brought to it. `blends` are the places of merges that gave a file a text which none of what
/// they joined had.
pub(super) fn of_files(
    files: &BTreeMap<SitePath, Vec<Deed>>,
    blends: &BTreeMap<SitePath, Vec<u32>>,
    credits: &[Option<Credits>],
    identities: &[Identity],
    merges: &[Merge],
    steps: &[Step<'_>],
) -> BTreeMap<SitePath, Vec<Review>> {
    let mut found = BTreeMap::new();
    if merges.is_empty() {
        return found;
    }
    let came_with = came_with(steps);
    let merges: BTreeMap<u32, &Merge> = merges.iter().map(|merge| (merge.place, merge)).collect();
    let mut brought: BTreeMap<u32, Vec<(&SitePath, Vec<usize>)>> = BTreeMap::new();
    for (path, deeds) in files {
        let mut by_merge: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (at, deed) in deeds.iter().enumerate() {
            let with = came_with[deed.commit as usize].filter(|with| *with != deed.commit && merges.contains_key(with));
            with.into_iter().for_each(|with| by_merge.entry(with).or_default().push(at));
        }
        by_merge.into_iter().for_each(|(place, at)| brought.entry(place).or_default().push((path, at)));
    }
    for (place, pages) in brought.into_iter().filter(|(_, pages)| pages.len() < BULK) {
        let merge = merges[&place];
        for (path, at) in pages {
            let credits = at.iter().filter_map(|at| credits[files[path][*at].commit as usize].as_ref());
            let mut beside: Vec<u32> = credits.flat_map(Credits::writers).collect();
            if beside.is_empty() {
                continue;
            }
            beside.extend(blends.get(path).filter(|merges| merges.contains(&place)).and(merge.author));
            beside.sort_unstable();
            beside.dedup();
            // Two of one name in one merge are one person, however short the name is.
            let name = |who: u32| fold(identities[who as usize].name.trim());
            let others = merge.people.iter().filter(|(who, _)| beside.iter().all(|writer| name(*writer) != name(*who)));
            let reviews = others.map(|(who, task)| Review {
                who: *who,
                task: *task,
                beside: beside.clone(),
                written: merge.written,
                deeds: at.clone(),
            });
            found.entry(path.clone()).or_insert_with(Vec::new).extend(reviews);
        }
    }
    found
}

/// With which commit of the line of HEAD each other came; itself for those of the line. Where a merge was made on more than two
/// commits, nobody knows which of them its message means: with it came nothing.
fn came_with(steps: &[Step<'_>]) -> Vec<Option<u32>> {
    let mut with: Vec<Option<u32>> = vec![None; steps.len()];
    let mut is_known = vec![false; steps.len()];
    let first = |place: &u32| steps[*place as usize].parents.first().copied();
    let line: Vec<u32> = std::iter::successors((!steps.is_empty()).then_some(0), first).collect();
    // The oldest first: what came with a later one is what no earlier one has.
    for place in line.into_iter().rev() {
        let is_clear = steps[place as usize].parents.len() == 2;
        let mut open = vec![place];
        while let Some(next) = open.pop() {
            if !std::mem::replace(&mut is_known[next as usize], true) {
                with[next as usize] = Some(place).filter(|_| next == place || is_clear);
                open.extend(&steps[next as usize].parents);
            }
        }
    }
    with
}
