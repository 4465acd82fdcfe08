//! From what each commit did to a file to everyone's part in it and its dates.
//!
//! Begin with [`told`]. What a commit is worth depends on what it changed: an edit that changed nothing a reader could
//! see is nobody's, and neither is one of the many small ones of a bulk change. Both take a measure, so both are decided
//! here and not while the log is read.

use std::collections::BTreeMap;

use super::edits::Size;
use super::review::Review;
use super::trace::{Credits, Task};
use super::{Deed, FileHistory, Part, Role, day_of};

/// So many words, and fewer, of a page that was changed with many others improved it by nothing: a new licence line, a
/// moved link.
const FEW: u32 = 2;

/// What happened to one file. `sizes` are those of its deeds, `None` where nobody could measure: then an edit of a page is
/// nobody's, and what is older is not the last change. Of somebody who did not write the file, words are counted up to
/// `enough`. What is dated later than `latest` was done, and on no day. `reviews` are those of what merges brought.
pub(super) fn told(
    deeds: &[Deed],
    sizes: &[Option<Size>],
    commits: &[Credits],
    reviews: &[Review],
    (enough, latest): (u32, i64),
) -> FileHistory {
    let mut file = FileHistory::default();
    let mut parts = Parts::new();
    let mut words: BTreeMap<u32, Option<u32>> = BTreeMap::new();
    let mut unmeasured = None;
    let believed = |time: i64| Some(time).filter(|time| *time <= latest);
    for (deed, size) in deeds.iter().zip(sizes) {
        let credits = &commits[deed.commit as usize];
        if size.is_none() && !deed.texts.is_empty() {
            unmeasured = unmeasured.max(Some(credits.committed));
            continue;
        }
        if !deed.creates && !counts(*size, credits.is_bulk) {
            continue;
        }
        let written = believed(credits.written);
        if deed.creates {
            file.created = file.created.into_iter().chain(written).min();
        }
        file.updated = file.updated.max(believed(credits.committed));
        for (who, task) in &credits.people {
            let role = task.role(deed.creates);
            let is_beside = matches!(task, Task::Review | Task::Test | Task::Help);
            let beside = if is_beside { credits.writers().collect() } else { Vec::new() };
            add(&mut parts, (*who, role, beside), deed.creates, written);
            if !deed.creates && matches!(task, Task::Write | Task::WriteTogether) {
                let words = words.entry(*who).or_insert(Some(0));
                *words = words.zip(*size).map(|(words, size)| words.saturating_add(size.words).min(enough));
            }
        }
    }
    let is_worth = |at: &usize| {
        let (deed, size) = (&deeds[*at], sizes[*at]);
        let is_unmeasured = size.is_none() && !deed.texts.is_empty();
        deed.creates || !is_unmeasured && counts(size, commits[deed.commit as usize].is_bulk)
    };
    for review in reviews.iter().filter(|review| review.deeds.iter().any(is_worth)) {
        let is_of_making = review.deeds.iter().any(|at| deeds[*at].creates);
        let key = (review.who, review.task.role(false), review.beside.clone());
        add(&mut parts, key, is_of_making, believed(review.written));
    }
    file.updated = file.updated.filter(|time| unmeasured.is_none_or(|unmeasured| *time > unmeasured));
    file.parts = parts.into_values().collect();
    for part in &mut file.parts {
        part.days.sort_unstable();
        part.days.dedup();
        part.days.shrink_to_fit();
    }
    file.parts.sort_by_key(|part| (part.first, part.role, part.who, part.beside.clone()));
    for (who, words) in words {
        // Whoever wrote the page needs no measure of what they changed later.
        let wrote = |part: &Part| part.who == who && matches!(part.role, Role::Creator | Role::CoCreator);
        if enough == 0 || file.parts.iter().any(wrote) {
            continue;
        }
        let edited = |part: &&mut Part| part.who == who && matches!(part.role, Role::Editor | Role::CoEditor);
        // Somebody may be both for one page; the words are counted once.
        let mut rest = words;
        let parts = file.parts.iter_mut().filter(edited);
        parts.for_each(|part| part.words = std::mem::replace(&mut rest, words.map(|_| 0)));
    }
    file
}

/// Parts by who had them, what they did, and whose work it was about.
type Parts = BTreeMap<(u32, Role, Vec<u32>), Part>;

fn add(parts: &mut Parts, (who, role, beside): (u32, Role, Vec<u32>), is_of_making: bool, written: Option<i64>) {
    let (first, last) = (i64::MAX, i64::MIN);
    let key = (who, role, beside.clone());
    let new = Part { who, role, beside, is_of_making: true, first, last, days: Vec::new(), commits: 0, words: None };
    let part = parts.entry(key).or_insert(new);
    part.is_of_making &= is_of_making;
    part.first = part.first.min(written.unwrap_or(i64::MAX));
    part.last = part.last.max(written.unwrap_or(i64::MIN));
    part.days.extend(written.map(day_of));
    part.commits += 1;
}

/// Whether an edit is anybody's. Where sizes are not known, a bulk change is nobody's.
fn counts(size: Option<Size>, is_bulk: bool) -> bool {
    match size {
        Some(size) if is_bulk => size.words > FEW,
        Some(size) => !size.is_nothing,
        None => !is_bulk,
    }
}
