//! Lines of `.mailmap` that match nobody, or say otherwise than another: what is written there in vain joins nothing and says
//! nothing.
//!
//! Begin with [`unmatched`], which asks git for names and [`check`]s the lines by them. The history keeps names as git maps them, so here git is asked once more for those it maps, and
//! [`aliases`] tells what they were before.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::Path;

use super::Repository;
use super::names::{Mailmap, contacts, text};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::path::SitePath;

/// Author, committer and the values of all trailers, as they were written.
const FORMAT: &str =
    "--format=%an%x1f%ae%x1f%cn%x1f%ce%x1f%(trailers:only=true,unfold=true,valueonly=true,separator=%x1f)";

/// A finding for each line of `.mailmap` whose name and address are in no commit, or that another line overrules. The lines themselves are not repeated:
/// they hold addresses.
pub fn unmatched(root: &Path) -> Vec<Diagnostic> {
    let Ok(repository) = Repository::find(root) else { return Vec::new() };
    let Some(mailmap) = repository.mailmap.as_deref().filter(|_| !repository.is_shallow) else { return Vec::new() };
    let Some(met) = met(&repository) else { return Vec::new() };
    // Below another repository's folder, `.mailmap` lies outside of what the site is made from.
    check(&String::from_utf8_lossy(mailmap), repository.prefix.is_empty(), &met)
}

/// A finding for each line that is no entry, that matches none of the names and addresses `met`, or that says otherwise than a line
/// before it. They stand at their lines where the file `is_inside` of what the site is made from, and else at the file.
pub fn check(mailmap: &str, is_inside: bool, met: &BTreeSet<(String, String)>) -> Vec<Diagnostic> {
    let met: BTreeSet<(String, String)> =
        met.iter().map(|(name, email)| (name.to_lowercase(), email.to_lowercase())).collect();
    let path = SitePath::new(".mailmap").expect("a plain name");
    let mut found = Vec::new();
    let mut start = 0;
    let mut told: BTreeMap<(Option<String>, String), (usize, String)> = BTreeMap::new();
    for (number, line) in mailmap.split_inclusive('\n').enumerate() {
        let bytes = start..start + line.trim_end().len();
        start += line.len();
        let place = if is_inside { Place::span(&path, mailmap, bytes) } else { Place::file(&path) };
        let Some((name, email)) = wanted(line.trim()) else {
            if !line.trim().is_empty() && !line.starts_with('#') {
                let message = format!("line {} of `.mailmap` is no entry", number + 1);
                let diagnostic = Diagnostic::new(Code::UnmatchedIdentity, message).at(place);
                found.push(diagnostic.help("write `Name <address>`, or `Name <address> <address in commits>`"));
            }
            continue;
        };
        let meant = |line: &str| line.split_inclusive('>').next().unwrap_or_default().trim().to_lowercase();
        let is_met = match &name {
            Some(name) => met.contains(&(name.clone(), email.clone())),
            None => met.iter().any(|(_, other)| *other == email),
        };
        if let Some((first, meant_before)) = told.insert((name, email), (number + 1, meant(line)))
            && meant_before != meant(line)
        {
            let message =
                format!("line {} of `.mailmap` says otherwise than line {first} of the same commits", number + 1);
            let diagnostic = Diagnostic::new(Code::UnmatchedIdentity, message).at(place.clone());
            found.push(diagnostic.help("git follows the later line; take one of them out"));
        }
        if !is_met {
            let message = format!("line {} of `.mailmap` matches no commit", number + 1);
            let diagnostic = Diagnostic::new(Code::UnmatchedIdentity, message).at(place);
            found.push(diagnostic.help("the last name and address of a line are those that the commits have"));
        }
    }
    found
}

/// Somebody as commits write them, and as `.mailmap` does.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Alias {
    /// Name and address that stand in commits.
    pub written: (String, String),
    /// Name and address, in small letters, that are meant.
    pub meant: (String, String),
}

/// Everyone whom `.mailmap` calls otherwise than a commit does: were it not there, they would be somebody else.
pub fn aliases(root: &Path) -> Vec<Alias> {
    let Ok(repository) = Repository::find(root) else { return Vec::new() };
    if repository.mailmap.is_none() || repository.is_shallow {
        return Vec::new();
    }
    let (Some(met), Ok(mut mailmap)) = (met(&repository), Mailmap::open(&repository.git)) else { return Vec::new() };
    let alias = |written: (String, String)| {
        let (name, email) = mailmap.map(written.0.clone(), written.1.clone());
        let meant = (name, email.to_lowercase());
        (meant != (written.0.clone(), written.1.to_lowercase())).then_some(Alias { written, meant })
    };
    met.into_iter().filter_map(alias).collect()
}

/// Names and addresses of all commits. `None` where git does not tell them.
fn met(repository: &Repository) -> Option<BTreeSet<(String, String)>> {
    let mut answer = repository.git.stream(&["log", "-z", FORMAT, &repository.head, "--"]).ok()?;
    let mut bytes = Vec::new();
    answer.stdout().read_to_end(&mut bytes).ok()?;
    answer.finish().ok()?;
    let mut met = BTreeSet::new();
    for commit in bytes.split(|byte| *byte == 0) {
        let mut fields = commit.split(|byte| *byte == 0x1f).map(text);
        for _ in 0..2 {
            if let (Some(name), Some(email)) = (fields.next(), fields.next()) {
                met.insert((name.trim().to_owned(), email.trim().to_owned()));
            }
        }
        met.extend(fields.flat_map(|value| contacts(&value)));
    }
    Some(met)
}

/// The name, if the line asks for one, and the address that a commit must have: the last of the line (gitmailmap(5)).
fn wanted(line: &str) -> Option<(Option<String>, String)> {
    if line.starts_with('#') {
        return None;
    }
    let (_, rest) = line.split_once('<')?;
    let (first, rest) = rest.split_once('>')?;
    let Some((name, rest)) = rest.split_once('<') else { return Some((None, first.trim().to_lowercase())) };
    let (second, _) = rest.split_once('>')?;
    let name = Some(name.trim().to_lowercase()).filter(|name| !name.is_empty());
    Some((name, second.trim().to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_name_and_address_of_a_line_count() {
        let table = [
            ("Jane Doe <jane@x.org>", Some((None, "jane@x.org"))),
            ("<jane@x.org> <Old@x.org>", Some((None, "old@x.org"))),
            ("Jane Doe <jane@x.org> <old@x.org>", Some((None, "old@x.org"))),
            ("Jane Doe <jane@x.org> JD <old@x.org>", Some((Some("jd"), "old@x.org"))),
            ("# Jane Doe <jane@x.org>", None),
            ("nonsense", None),
            ("", None),
        ];
        for (line, expected) in table {
            let expected = expected.map(|(name, email)| (name.map(str::to_owned), email.to_owned()));
            assert_eq!(wanted(line), expected, "{line}");
        }
    }
}
