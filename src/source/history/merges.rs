//! What merges did to files beyond joining two branches: a file that was renamed, or written, in the merge itself.
//!
//! Begin with [`Merges::ask`]. Git shows no changes for a merge, which is right for credit, but a file that got its
//! name there then seems to come from nowhere. Comparing every merge with all its parents is dear, so this is read only
//! where the first pass has found such a file.

use std::collections::HashMap;

use super::git::{Failure, Git};
use super::log::Log;

/// By commit, what merges did of their own; most did nothing.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Merges(HashMap<Vec<u8>, Vec<OwnChange>>);

/// A path that no parent of the merge has.
#[derive(Debug, PartialEq)]
pub(super) enum OwnChange {
    /// It came from this other path.
    Renamed { old: Vec<u8>, new: Vec<u8> },
    /// It came from nowhere, with the text of this id.
    Added { path: Vec<u8>, blob: Vec<u8> },
}

impl Merges {
    /// Compares these merges with their parents.
    pub(super) fn ask(&mut self, git: &Git, ids: &[Vec<u8>], renames: &str) -> Result<(), Failure> {
        if ids.is_empty() {
            return Ok(());
        }
        let options = ["log", "--no-walk=unsorted", "--stdin", "-c", "--combined-all-paths", "--raw", "--no-abbrev"];
        let mut args = options.to_vec();
        args.extend(["-z", renames, "--no-ext-diff", "--no-textconv", "--format=%x01%H"]);
        let mut answer = git.stream_of(&args, &ids.join(&b'\n'))?;
        let found = Merges::from_log(Log::new(answer.stdout()))?;
        answer.finish()?;
        self.learn(ids.iter().map(|id| (id.clone(), Vec::new())));
        self.learn(found.0);
        Ok(())
    }

    /// Takes what is known of some merges.
    pub(super) fn learn(&mut self, merges: impl IntoIterator<Item = (Vec<u8>, Vec<OwnChange>)>) {
        self.0.extend(merges);
    }

    /// Whether this merge was compared with its parents.
    pub(super) fn is_known(&self, commit: &[u8]) -> bool {
        self.0.contains_key(commit)
    }

    /// What this merge did by itself.
    pub(super) fn of(&self, commit: &[u8]) -> &[OwnChange] {
        self.0.get(commit).map_or(&[], Vec::as_slice)
    }

    /// Reads a mark and the id for each merge, then `::modes ids kinds` and as many old paths as there are colons, then
    /// the new path.
    fn from_log<R: std::io::Read>(mut log: Log<R>) -> Result<Merges, Failure> {
        let odd = || Failure::Failed("git described a merge in an unknown way".into());
        let mut merges = Merges::default();
        let mut merge = Vec::new();
        let mut fields = Vec::new();
        loop {
            fields.clear();
            let Some(field) = log.field(&mut fields)? else { return Ok(merges) };
            let field = fields[field].trim_ascii_start();
            if let Some(id) = field.strip_prefix(b"\x01") {
                merge = id.to_vec();
                continue;
            }
            let parents = field.iter().take_while(|byte| **byte == b':').count();
            if parents == 0 {
                continue;
            }
            let words: Vec<&[u8]> = field.split(|byte| *byte == b' ').collect();
            let (Some(blob), Some(kinds)) = (words.iter().rev().nth(1), words.last()) else { return Err(odd()) };
            let (blob, kinds) = (blob.to_vec(), kinds.to_vec());
            let mut old = None;
            for parent in 0..parents {
                fields.clear();
                let path = log.field(&mut fields)?.ok_or_else(odd)?;
                if kinds.get(parent) == Some(&b'R') && old.is_none() {
                    old = Some(fields[path].to_vec());
                }
            }
            fields.clear();
            let path = log.field(&mut fields)?.ok_or_else(odd)?;
            let path = fields[path].to_vec();
            if kinds.iter().all(|kind| matches!(kind, b'A' | b'R')) {
                let change = match old {
                    Some(old) => OwnChange::Renamed { old, new: path },
                    None => OwnChange::Added { path, blob },
                };
                merges.0.entry(merge.clone()).or_default().push(change);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_that_no_parent_has_are_the_merge_s_own() {
        let text = b"\x01m1\0\0::1 1 1 a a b RR\0old\0old\0new\0::0 0 1 0 0 c AA\0n\0n\0n\0\
            \x01m2\0\0::1 1 1 a b c MM\0x\0x\0x\0::1 1 1 a b c RM\0p\0q\0q\0:::1 1 1 1 a a a b ARA\0t\0s\0t\0t\0";
        let merges = Merges::from_log(Log::new(&text[..])).unwrap();
        let renamed = |old: &str, new: &str| OwnChange::Renamed { old: old.into(), new: new.into() };
        let added = OwnChange::Added { path: b"n".to_vec(), blob: b"c".to_vec() };
        assert_eq!(merges.of(b"m1"), [renamed("old", "new"), added]);
        assert_eq!(merges.of(b"m2"), [renamed("s", "t")]);
        assert!(merges.of(b"m3").is_empty());
        assert!(Merges::from_log(Log::new(&text[..text.len() - 12])).is_err());
    }
}
