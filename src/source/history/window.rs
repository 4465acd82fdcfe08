//! The history of a time: what was done between two days or two tags, on the files that are there now.
//!
//! Begin with [`read`]. The whole log is read, because only that leads from an old name to a file; commits outside the time
//! move names and credit nobody. Between days it counts when a commit became part of the history: what was written in March and
//! merged in April is in April's list, and in no other. Identities are in the same order as in [`super::read`].

use std::collections::HashSet;
use std::path::Path;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::git::{Failure, Git};
use super::{History, Repository, State};
use crate::config::CreditsConfig;
use crate::diagnostic::Diagnostic;

/// One end of a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// A day, which is part of it.
    Day(Date),
    /// A tag, branch or commit.
    Revision(String),
}

impl End {
    /// `2026-03-31` is a day, everything else a revision.
    pub fn of(text: &str) -> End {
        text.parse().map_or_else(|_| End::Revision(text.to_owned()), End::Day)
    }
}

/// What belongs to the time: a function of a commit's id and of the time when it was committed.
pub(super) type Window = Box<dyn Fn(&[u8], i64) -> bool>;

/// Reads what was done after `since`, up to and with `until`. Tells what is wrong with an end that is no revision here.
pub fn read(
    root: &Path,
    config: &CreditsConfig,
    since: Option<&End>,
    until: Option<&End>,
) -> Result<History, Result<Diagnostic, String>> {
    let repository = Repository::find(root).map_err(Ok)?;
    let after = since.map(|end| side(&repository.git, end, false)).transpose().map_err(Err)?;
    let before = until.map(|end| side(&repository.git, end, true)).transpose().map_err(Err)?;
    let is_inside = move |id: &[u8], time: i64| {
        after.as_ref().is_none_or(|is_after| is_after(id, time))
            && before.as_ref().is_none_or(|is_before| is_before(id, time))
    };
    let cache = crate::cache::Cache::none();
    let traced = super::trace(&repository, &config.bots, Some(Box::new(is_inside)), &cache);
    let (mut traced, _) = traced.map_err(|failure| Err(failure.reason()))?;
    let files = traced.settle(config.fixer_below.into(), &repository.git, &cache, i64::MAX);
    let head = Some((repository.head, traced.head_time));
    Ok(History { state: State::Full, head, identities: traced.identities, files, ..History::default() })
}

/// Whether a time ends before it begins: between two days, or where the first tag was made on top of the second. What cannot
/// be told is no.
pub fn is_reversed(root: &Path, since: &End, until: &End) -> bool {
    match (since, until) {
        (End::Day(since), End::Day(until)) => since > until,
        (End::Revision(since), End::Revision(until)) => {
            let Ok(Repository { git, .. }) = Repository::find(root) else { return false };
            let known = |name: &str| Some((commit(&git, name).ok()?, ancestors(&git, name).ok()?));
            let Some(((since, before), (until, _))) = known(since).zip(known(until)) else { return false };
            since != until && before.contains(&until)
        }
        _ => false,
    }
}

/// Whether a commit lies on the wanted side: up to the end, or after it.
fn side(git: &Git, end: &End, up_to: bool) -> Result<Window, String> {
    match end {
        End::Day(day) => {
            // A window holds its last day whole and its first day too.
            let day = if up_to { day.tomorrow().unwrap_or(*day) } else { *day };
            let at = day.to_zoned(TimeZone::UTC).map_or(i64::MAX, |time| time.timestamp().as_second());
            Ok(Box::new(move |_, time| if up_to { time < at } else { time >= at }))
        }
        End::Revision(name) => {
            let known = ancestors(git, name).map_err(|_| format!("`{name}` is neither a day nor a tag here"))?;
            Ok(Box::new(move |id, _| known.contains(id) == up_to))
        }
    }
}

fn commit(git: &Git, name: &str) -> Result<Vec<u8>, Failure> {
    let commit = format!("{name}^{{commit}}");
    let id = git.ask(&["rev-parse", "--verify", "--quiet", "--end-of-options", &commit])?;
    Ok(id.trim_ascii().to_vec())
}

fn ancestors(git: &Git, name: &str) -> Result<HashSet<Vec<u8>>, Failure> {
    let id = String::from_utf8_lossy(&commit(git, name)?).into_owned();
    let list = git.ask(&["rev-list", &id, "--"])?;
    Ok(list.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect())
}
