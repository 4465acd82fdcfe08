//! Commits that do not say clearly who did something: no name, a name in another encoding, several people in one trailer.
//!
//! Begin with [`Unclear::look`], once for each commit, and [`Unclear::told`] at the end. Nobody's name is repeated.

use std::collections::{BTreeMap, HashSet};

use super::log::Commit;
use super::names::{contacts, is_nobody, text};
use super::trace::Credits;
use super::{Deed, first_files, task};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::path::SitePath;

/// What was met, each name and each trailer once: at the first commit that was looked at.
#[derive(Default)]
pub(super) struct Unclear {
    seen: HashSet<Vec<u8>>,
    /// Beside the place of the commit, what is said of it and what can be done.
    found: Vec<(u32, String, &'static str)>,
}

impl Unclear {
    /// At the commit of a place among all.
    pub(super) fn look(&mut self, place: u32, commit: &Commit) {
        let (name, email) = commit.author();
        let mut tell = |key: Vec<u8>, message: &str, help| {
            if self.seen.insert(key) {
                let id = String::from_utf8_lossy(&commit.id()[..commit.id().len().min(10)]);
                self.found.push((place, message.replace("{id}", &id), help));
            }
        };
        const MAP: &str = "a line of `.mailmap` can give the name for the address of the commit";
        let who = || [name, b"\0", email].concat();
        if name.trim_ascii().is_empty() {
            tell(who(), "commit `{id}` has no author name", MAP);
        } else if std::str::from_utf8(name).is_err() {
            tell(who(), "the author name of commit `{id}` is not UTF-8 and is read as Latin-1", MAP);
        }
        for (_, value) in commit.trailers().filter(|(key, _)| task(key).is_some()) {
            if is_several(&text(value)) {
                let help = "nobody is credited for it: write one trailer for each of them, with their address; what is long past is silenced by `diagnostics: {unclear-name: off}` in `cairn.yml`";
                tell(value.to_vec(), "a trailer of commit `{id}` names several people at once", help);
            }
        }
    }

    /// A finding for each that has to do with a file, there. `files` and `credits` are those of all commits.
    pub(super) fn told(&self, files: &BTreeMap<SitePath, Vec<Deed>>, credits: &[Option<Credits>]) -> Vec<Diagnostic> {
        if self.found.is_empty() {
            return Vec::new();
        }
        let at = first_files(files);
        let is_merge = |place: u32| credits[place as usize].is_none();
        let diagnostic = |(place, message, help): &(u32, String, &'static str)| {
            let diagnostic = Diagnostic::new(Code::UnclearName, message.clone()).help(*help);
            match at.get(place) {
                Some(path) => Some(diagnostic.at(Place::file(path))),
                None => is_merge(*place).then_some(diagnostic),
            }
        };
        self.found.iter().filter_map(diagnostic).collect()
    }
}

/// Whether the value of a trailer names people of whom nobody, or not everybody, can be credited.
fn is_several(value: &str) -> bool {
    let behind = value.rsplit_once('>').map_or("", |(_, rest)| rest.trim());
    let goes_on = [",", ";", "&", "/", "+", "and "].iter().any(|sign| behind.starts_with(sign));
    let is_somebody = !is_nobody(value) && !value.trim().starts_with('@') && !value.contains("://");
    is_somebody && contacts(value).is_empty() || goes_on && behind.contains(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_people_in_one_trailer_are_unclear() {
        for value in ["Ann One, Bob Two <ab@x.org>", "Cee & Dee <cd@x.org>", "A One <a@x.org>, B Two"] {
            assert!(is_several(value), "{value}");
        }
        for value in [
            "",
            "N/A",
            "@org/docs-team",
            "https://forge.example/jane",
            "Jane Doe <jane@x.org>",
            "Doe, Jane <j@x.org>",
            "J <j@x.org> (she/her)",
            "A <a@x>, B <b@x>",
        ] {
            assert!(!is_several(value), "{value}");
        }
    }
}
