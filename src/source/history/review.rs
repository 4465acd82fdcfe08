//! Who looked at what a merge brought: `Reviewed-by` and `Tested-by` in the message of a merge, where forges write them.
//!
//! Begin with [`of_files`]. Only merges into the line of HEAD count, from one first parent to the next: what a branch merges
//! from there was looked at before. A merge is about the commits that came with it, and about those of their pages that are still
//! made from them; so what it threw away was looked at by nobody. Where several people wrote what it brought to a page, nobody is
//! credited: one of them may have looked at their own work under another name.

use std::collections::BTreeMap;

use super::log::Commit;
use super::names::Names;
use super::trace::{Credits, Step, Task};
use super::{Deed, task};
use crate::path::SitePath;

/// A merge whose message names somebody who looked at what it brought.
pub(super) struct Merge {
    place: u32,
    people: Vec<(u32, Task)>,
    written: i64,
}

/// Somebody who looked at what a merge brought to a file.
pub(super) struct Review {
    /// Place of their identity.
    pub(super) who: u32,
    /// What they did.
    pub(super) task: Task,
    /// Who wrote what they looked at.
    pub(super) beside: u32,
    /// When the merge was written.
    pub(super) written: i64,
    /// What they looked at, by places in the deeds of the file.
    pub(super) deeds: Vec<usize>,
}

impl Merge {
    /// What the message says; `None` where it names nobody.
    pub(super) fn of(place: u32, commit: &Commit, names: &mut Names<'_>) -> Option<Merge> {
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
        (!people.is_empty()).then(|| Merge { place, people, written: commit.written() })
    }
}

/// By file, who looked at what merges brought to it.
pub(super) fn of_files(
    files: &BTreeMap<SitePath, Vec<Deed>>,
    credits: &[Option<Credits>],
    merges: &[Merge],
    steps: &[Step<'_>],
) -> BTreeMap<SitePath, Vec<Review>> {
    let mut found = BTreeMap::new();
    if merges.is_empty() {
        return found;
    }
    let came_with = came_with(steps);
    let merges: BTreeMap<u32, &Merge> = merges.iter().map(|merge| (merge.place, merge)).collect();
    for (path, deeds) in files {
        let mut brought: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (at, deed) in deeds.iter().enumerate() {
            let with = came_with[deed.commit as usize];
            if with != Some(deed.commit) && with.is_some_and(|with| merges.contains_key(&with)) {
                brought.entry(with.expect("it was looked at")).or_default().push(at);
            }
        }
        let mut reviews = Vec::new();
        for (place, at) in brought {
            let merge = merges[&place];
            let credits = at.iter().filter_map(|at| credits[deeds[*at].commit as usize].as_ref());
            let people = credits.flat_map(|credits| &credits.people);
            let mut writers = people.filter(|(_, task)| matches!(task, Task::Write | Task::WriteTogether));
            let Some((beside, _)) = writers.next() else { continue };
            if writers.all(|(who, _)| who == beside) {
                let review = |(who, task): &(u32, Task)| Review {
                    who: *who,
                    task: *task,
                    beside: *beside,
                    written: merge.written,
                    deeds: at.clone(),
                };
                reviews.extend(merge.people.iter().filter(|(who, _)| who != beside).map(review));
            }
        }
        if !reviews.is_empty() {
            found.insert(path.clone(), reviews);
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
