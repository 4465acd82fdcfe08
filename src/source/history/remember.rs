//! A history as bytes, for the cache.
//!
//! Begin with [`encode`]. Numbers are written in groups of seven bits, lowest first; signed ones with the sign in the
//! lowest bit; texts with their length in front. What does not add up is `None`, and is read from git again.

use std::collections::BTreeMap;

use super::{Edit, FileHistory, Identity, Part, Role, Traced};
use crate::path::SitePath;

/// Version of the format. The name of the cache entry depends on it.
pub(super) const VERSION: &[u8] = b"history 5";

const ROLES: [Role; 7] =
    [Role::Creator, Role::CoCreator, Role::Editor, Role::CoEditor, Role::Reviewer, Role::Tester, Role::Helper];

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
    out.number(traced.files.len() as u64);
    for (path, file) in &traced.files {
        out.text(path.as_str());
        out.time(file.created);
        out.time(file.updated);
        out.number(file.parts.len() as u64);
        for part in &file.parts {
            out.number(u64::from(part.who));
            out.number(part.role as u64);
            out.signed(part.first);
            out.signed(part.last);
            out.number(u64::from(part.commits));
        }
    }
    out.number(traced.edits.len() as u64);
    for (path, edits) in &traced.edits {
        out.text(path.as_str());
        out.number(edits.len() as u64);
        for edit in edits {
            out.number(u64::from(edit.who));
            out.text(&String::from_utf8_lossy(&edit.texts));
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
    let mut files = BTreeMap::new();
    for _ in 0..from.number()? {
        let path = SitePath::new(&from.text()?)?;
        let (created, updated) = (from.time()?, from.time()?);
        let mut parts = Vec::new();
        for _ in 0..from.number()? {
            let who = u32::try_from(from.number()?).ok().filter(|who| (*who as usize) < identities.len())?;
            let role = *ROLES.get(usize::try_from(from.number()?).ok()?)?;
            let (first, last) = (from.signed()?, from.signed()?);
            parts.push(Part { who, role, first, last, commits: u32::try_from(from.number()?).ok()?, words: None });
        }
        files.insert(path, FileHistory { parts, created, updated, ..FileHistory::default() });
    }
    let mut edits = BTreeMap::new();
    for _ in 0..from.number()? {
        let path = SitePath::new(&from.text()?)?;
        let mut list = Vec::new();
        for _ in 0..from.number()? {
            let who = u32::try_from(from.number()?).ok()?;
            list.push(Edit { who, texts: from.text()?.into_bytes().into() });
        }
        edits.insert(path, list);
    }
    let mut chains = BTreeMap::new();
    for _ in 0..from.number()? {
        let path = SitePath::new(&from.text()?)?;
        let (high, low) = (from.number()?, from.number()?);
        chains.insert(path, (u128::from(high) << 64) | u128::from(low));
    }
    from.0.is_empty().then_some(Traced { identities, files, edits, chains, renames_limited })
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

    fn time(&mut self, time: Option<i64>) {
        self.number(u64::from(time.is_some()));
        if let Some(time) = time {
            self.signed(time);
        }
    }

    fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.0.extend_from_slice(text.as_bytes());
    }
}

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
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

    fn time(&mut self) -> Option<Option<i64>> {
        if self.number()? == 0 { Some(None) } else { self.signed().map(Some) }
    }

    fn text(&mut self) -> Option<String> {
        let length = usize::try_from(self.number()?).ok().filter(|length| *length <= self.0.len())?;
        let (text, rest) = self.0.split_at(length);
        self.0 = rest;
        String::from_utf8(text.to_vec()).ok()
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
        let part = |role, first| Part { who: 1, role, first, last: i64::MAX, commits: 300, words: None };
        let file = FileHistory {
            parts: ROLES.iter().map(|role| part(*role, -1)).chain([part(Role::Editor, i64::MIN)]).collect(),
            created: None,
            updated: Some(1_700_000_000),
            ..FileHistory::default()
        };
        let files = [("a.md", FileHistory::default()), ("ä/b.md", file)];
        let traced = Traced {
            identities: vec![identity("", None), identity("Ä", Some("ae"))],
            files: files.into_iter().map(|(path, file)| (SitePath::new(path).unwrap(), file)).collect(),
            edits: BTreeMap::from([(
                SitePath::new("ä/b.md").unwrap(),
                vec![Edit { who: 1, texts: b"aa bb".as_slice().into() }],
            )]),
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
