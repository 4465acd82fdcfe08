//! The commits that `.git-blame-ignore-revs` lists as mere reformatting.
//!
//! Begin with [`listed`]. Git itself takes whole ids only, so what is shorter does nothing there either, and that is said.

use std::ops::Range;

use super::Repository;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::path::SitePath;

/// What stands on each line, in lower case, and where. What stands behind a `#` is a comment, as it is for git.
pub(super) fn listed(list: &[u8]) -> impl Iterator<Item = (Range<usize>, Vec<u8>)> {
    let mut next = 0;
    let lines = list.split(|byte| *byte == b'\n').map(move |line| {
        let start = next;
        next += line.len() + 1;
        let text = line.split(|byte| *byte == b'#').next().unwrap_or_default();
        let start = start + text.len() - text.trim_ascii_start().len();
        let id = text.trim_ascii();
        (start..start + id.len(), id.to_ascii_lowercase())
    });
    lines.filter(|(_, id)| !id.is_empty())
}

/// Whether this is the whole id of a commit.
pub(super) fn is_id(text: &[u8]) -> bool {
    matches!(text.len(), 40 | 64) && text.iter().all(u8::is_ascii_hexdigit)
}

/// A finding for each line that names no commit.
pub(super) fn not_ids(repository: &Repository) -> Vec<Diagnostic> {
    let Ok(text) = std::str::from_utf8(&repository.ignored) else { return Vec::new() };
    let path = SitePath::new(".git-blame-ignore-revs").expect("a plain name");
    let wrong = listed(text.as_bytes()).filter(|(_, id)| !is_id(id));
    let diagnostic = |(bytes, _): (Range<usize>, Vec<u8>)| {
        let message = format!("`{}` is no whole id of a commit", &text[bytes.clone()]);
        // Below another repository's folder, the file lies outside of what the site is made from.
        let place = match repository.prefix.is_empty() {
            true => Place::span(&path, text, bytes),
            false => Place::file(&path),
        };
        let help = "write all 40 characters: `git rev-parse` with the short id prints them";
        Diagnostic::new(Code::BadCommitId, message).at(place).help(help)
    };
    wrong.map(diagnostic).collect()
}
