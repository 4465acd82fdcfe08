//! A history as bytes, for the cache.
//!
//! Begin with [`encode`]. Numbers are written in groups of seven bits, lowest first; signed ones with the sign in the
//! lowest bit; texts with their length in front. What does not add up is `None`, and is read from git again.

use std::collections::BTreeMap;

use super::trace::{Credits, Task};
use super::{Deed, Identity, Traced};
use crate::path::SitePath;

/// Version of the format. The name of the cache entry depends on it.
pub(super) const VERSION: &[u8] = b"history 8";

const TASKS: [Task; 5] = [Task::Write, Task::WriteTogether, Task::Review, Task::Test, Task::Help];

/// Writes it down.
pub(super) fn encode(traced: &Traced) -> Vec<u8> {
    let mut out = Writer(Vec::new());
    out.number(u64::from(traced.renames_limited));
    out.number(traced.identities.len() as u64);
    for identity in &traced.identities {
        out.text(&identity.name);
        out.text(&identity.email);
        out.text(identity.login.as_deref().unwrap_or_default());
        out.number(u64::from(identity.is_bot));
    }
    out.number(traced.commits.len() as u64);
    for credits in &traced.commits {
        out.bytes(&credits.commit);
        out.number(u64::from(credits.author));
        out.signed(credits.written);
        out.signed(credits.committed);
        out.number(u64::from(credits.counts));
        out.number(u64::from(credits.is_bulk));
        out.number(credits.people.len() as u64);
        for (who, task) in &credits.people {
            out.number(u64::from(*who));
            out.number(*task as u64);
        }
    }
    out.number(traced.files.len() as u64);
    for (path, deeds) in &traced.files {
        out.text(path.as_str());
        out.number(deeds.len() as u64);
        for deed in deeds {
            out.number(u64::from(deed.commit));
            out.number(u64::from(deed.creates));
            out.bytes(&deed.texts);
        }
    }
    out.number(traced.chains.len() as u64);
    for (path, chain) in &traced.chains {
        out.text(path.as_str());
        out.number((chain >> 64) as u64);
        out.number(*chain as u64);
    }
    out.0
}

/// Reads it back.
pub(super) fn decode(bytes: &[u8]) -> Option<Traced> {
    let mut from = Reader(bytes);
    let renames_limited = from.number()? != 0;
    let mut identities = Vec::new();
    for _ in 0..from.number()? {
        let (name, email, login) = (from.text()?, from.text()?, from.text()?);
        let login = (!login.is_empty()).then_some(login);
        identities.push(Identity { name, email, login, is_bot: from.number()? != 0, person: None });
    }
    let mut commits = Vec::new();
    for _ in 0..from.number()? {
        let (commit, author) = (from.bytes()?.into(), from.place(identities.len())?);
        let (written, committed) = (from.signed()?, from.signed()?);
        let (counts, is_bulk) = (from.number()? != 0, from.number()? != 0);
        let mut people = Vec::new();
        for _ in 0..from.number()? {
            let who = from.place(identities.len())?;
            people.push((who, *TASKS.get(usize::try_from(from.number()?).ok()?)?));
        }
        commits.push(Credits { people, author, written, committed, commit, counts, is_bulk });
    }
    let mut files = BTreeMap::new();
    for _ in 0..from.number()? {
        let path = SitePath::new(&from.text()?)?;
        let mut deeds = Vec::new();
        for _ in 0..from.number()? {
            let commit = from.place(commits.len())?;
            deeds.push(Deed { commit, creates: from.number()? != 0, texts: from.bytes()?.into() });
        }
        files.insert(path, deeds);
    }
    let mut chains = BTreeMap::new();
    for _ in 0..from.number()? {
        let path = SitePath::new(&from.text()?)?;
        let (high, low) = (from.number()?, from.number()?);
        chains.insert(path, (u128::from(high) << 64) | u128::from(low));
    }
    from.0.is_empty().then_some(Traced { identities, commits, files, chains, renames_limited })
}

struct Writer(Vec<u8>);

impl Writer {
    fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.0.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }

    fn signed(&mut self, number: i64) {
        self.number(((number << 1) ^ (number >> 63)) as u64);
    }

    fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.0.extend_from_slice(bytes);
    }
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    fn signed(&mut self) -> Option<i64> {
        let number = self.number()?;
        Some((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    /// A place in a list of this length.
    fn place(&mut self, length: usize) -> Option<u32> {
        u32::try_from(self.number()?).ok().filter(|place| (*place as usize) < length)
    }

    fn text(&mut self) -> Option<String> {
        String::from_utf8(self.bytes()?.to_vec()).ok()
    }

    fn bytes(&mut self) -> Option<&'a [u8]> {
        let length = usize::try_from(self.number()?).ok().filter(|length| *length <= self.0.len())?;
        let (bytes, rest) = self.0.split_at(length);
        self.0 = rest;
        Some(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let identity = |name: &str, login: Option<&str>| Identity {
            name: name.into(),
            email: "a@example.org".into(),
            login: login.map(str::to_owned),
            is_bot: login.is_some(),
            person: None,
        };
        let credits = |time, counts| Credits {
            people: TASKS.iter().map(|task| (1, *task)).collect(),
            author: 1,
            written: time,
            committed: 7,
            commit: b"\0\xff".as_slice().into(),
            counts,
            is_bulk: !counts,
        };
        let deed = |commit, creates| Deed { commit, creates, texts: b"aa bb".as_slice().into() };
        let files = [("a.md", vec![]), ("ä/b.md", vec![deed(1, false), deed(0, true)])];
        let traced = Traced {
            identities: vec![identity("", None), identity("Ä", Some("ae"))],
            commits: vec![credits(-1, true), credits(i64::MIN, false)],
            files: files.into_iter().map(|(path, deeds)| (SitePath::new(path).unwrap(), deeds)).collect(),
            chains: BTreeMap::from([(SitePath::new("ä/b.md").unwrap(), u128::MAX - 7)]),
            renames_limited: true,
        };
        let bytes = encode(&traced);
        assert_eq!(decode(&bytes), Some(traced));
        for cut in 0..bytes.len() {
            assert_eq!(decode(&bytes[..cut]), None, "cut at {cut}");
        }
    }
}
