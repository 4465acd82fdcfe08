//! What git tells of each commit, kept from one build to the next.
//!
//! Begin with [`Facts::read`]. What a commit changed never changes, so git is asked for those that are not known yet, and
//! who wrote what is told from all of them anew, in an order that only the commits themselves decide. So a branch that is
//! merged late, or a history that was written again, comes out as in a first build.
//!
//! No name and no address is kept. Where somebody occurs, an entry says in which commit, and git is asked for the names that
//! stand there. So nobody is in the cache who was taken out of the site.
//!
//! Numbers are written in groups of seven bits, lowest first; texts with their length in front. What does not add up
//! counts as absent, and is read from git again.

use std::collections::HashMap;
use std::ops::Range;

use super::alike::Answers;
use super::git::{Failure, Git};
use super::log::{Commit, DOUBTFUL, FORMAT, Log};
use super::trace::{Change, Step};
use super::{Repository, is_picture, task};
use crate::cache::{Cache, Stage};
use crate::digest::Digest;

/// Version of the format. Entries of another one are not looked at.
const VERSION: &[u8] = b"history 12";

/// Everything that is known of the commits that HEAD was made of.
#[derive(Default)]
pub(super) struct Facts {
    batches: Vec<Batch>,
    numbers: HashMap<Box<[u8]>, u32>,
    places: Vec<Place>,
    /// The commits that HEAD was made of, children before their parents, one branch after the other.
    pub(super) order: Vec<u32>,
    /// How much texts were found to have in common.
    pub(super) answers: Answers,
    /// What was learned now and not before.
    fresh: Fresh,
}

/// The commits that were read in one build.
#[derive(Debug, Default, PartialEq)]
struct Batch {
    contacts: Vec<Contact>,
    /// One commit after the other: id, parents with a space between, and the rest.
    commits: Vec<u8>,
}

/// Somebody, as a commit writes them.
#[derive(Debug, Default, PartialEq)]
struct Contact {
    /// Where it is written.
    commit: Vec<u8>,
    /// 0 for the author, else which of the trailers.
    line: usize,
    /// What is written there: never kept.
    said: Option<Said>,
}

/// What a commit says of somebody.
#[derive(Clone, Debug, Default, PartialEq)]
struct Said {
    /// Name and address of the author as `.mailmap` has them; what a trailer says stands in the place of the name.
    meant: [Vec<u8>; 2],
    /// Name and address of the author as they were written.
    written: [Vec<u8>; 2],
}

impl Said {
    fn author(commit: &Commit) -> Said {
        let [(name, email), (own_name, own_email)] = [commit.author(), commit.raw_author()];
        Said { meant: [name.to_vec(), email.to_vec()], written: [own_name.to_vec(), own_email.to_vec()] }
    }

    fn trailer(value: &[u8]) -> Said {
        Said { meant: [value.to_vec(), Vec::new()], ..Said::default() }
    }
}

/// Where a commit is told of, in [`Batch::commits`].
struct Place {
    batch: u32,
    id: Range<usize>,
    parents: Range<usize>,
    body: Range<usize>,
}

#[derive(Default)]
struct Fresh {
    batch: Option<usize>,
    /// How many commits git told of.
    commits: usize,
    /// Newest commits whose history is known: git need not walk beyond them.
    tips: Vec<Vec<u8>>,
}

impl Facts {
    /// Reads what the cache does not know. A log that was cut reads well, so every commit must be there that another
    /// was made on.
    pub(super) fn read(repository: &Repository, cache: &Cache) -> Result<Facts, Failure> {
        let mut facts = Facts::default();
        let is_of_these = |bytes: &[u8]| Reader(bytes).preamble().is_some();
        for bytes in cache.all(Stage::History, is_of_these) {
            // What is damaged leaves commits unknown, and that is noticed.
            let _ = facts.take(&bytes);
        }
        let known = facts.places.len();
        if known > 0 {
            if facts.complete(repository).unwrap_or(false) {
                cache.count(Stage::History, known, facts.fresh.commits);
                return Ok(facts);
            }
            cache.forget(Stage::History);
            facts = Facts::default();
        }
        if !facts.complete(repository)? {
            return Err(Failure::Failed("git stopped before the first commit".into()));
        }
        cache.count(Stage::History, 0, facts.fresh.commits);
        Ok(facts)
    }

    /// Remembers what was learned, for the next build.
    pub(super) fn keep(&self, head: &str, cache: &Cache) {
        if self.fresh.batch.is_some() || !self.answers.fresh.is_empty() {
            cache.add(Stage::History, &self.encode(head));
        }
    }

    /// The commits in their order, without their names.
    pub(super) fn steps(&self) -> Vec<Step<'_>> {
        let mut places = vec![0; self.places.len()];
        (0..).zip(&self.order).for_each(|(place, number)| places[*number as usize] = place);
        let step = |number: &u32| {
            let (place, batch) = self.place(*number);
            let ids = batch.commits[place.parents.clone()].split(|byte| *byte == b' ');
            let parents = ids.filter_map(|id| self.numbers.get(id)).map(|number| places[*number as usize]);
            Step { parents: parents.collect(), changes: self.changes(*number).collect() }
        };
        self.order.iter().map(step).collect()
    }

    /// What a commit has otherwise than its first parent.
    pub(super) fn changes(&self, number: u32) -> impl Iterator<Item = Change<'_>> {
        let (place, batch) = self.place(number);
        let mut body = Reader(&batch.commits[place.body.clone()]);
        body.header(&batch.contacts).expect("it was looked through when the batch was taken");
        std::iter::from_fn(move || body.change())
    }

    /// HEAD, its first parent, the first parent of that, and so on.
    pub(super) fn first_parents(&self) -> impl Iterator<Item = u32> {
        let parent = |number: &u32| {
            let (place, batch) = self.place(*number);
            let first = batch.commits[place.parents.clone()].split(|byte| *byte == b' ').next()?;
            self.numbers.get(first).copied()
        };
        std::iter::successors(self.order.first().copied(), parent)
    }

    /// Puts a commit into `commit`, with its names and without its changes.
    pub(super) fn get(&self, number: u32, commit: &mut Commit) {
        let (place, batch) = self.place(number);
        let header = Reader(&batch.commits[place.body.clone()]).header(&batch.contacts);
        let Header { said, trailers, written, committed } = header.expect("it was looked through when it was taken");
        commit.begin([&batch.commits[place.id.clone()], &batch.commits[place.parents.clone()]]);
        let Said { meant: [name, email], written: [own_name, own_email] } = said;
        commit.tell([own_name, own_email, name, email, written, committed, &trailers]);
    }

    /// Name and address of a commit's author, after `.mailmap`.
    pub(super) fn author(&self, id: &[u8]) -> Option<(&[u8], &[u8])> {
        let (place, batch) = self.place(*self.numbers.get(id)?);
        let author = Reader(&batch.commits[place.body.clone()]).place(batch.contacts.len())?;
        let [name, email] = &batch.contacts[author].said.as_ref()?.meant;
        Some((name, email))
    }

    fn place(&self, number: u32) -> (&Place, &Batch) {
        let place = &self.places[number as usize];
        (place, &self.batches[place.batch as usize])
    }

    /// Reads from git what is not known; whether everything is, then.
    fn complete(&mut self, repository: &Repository) -> Result<bool, Failure> {
        let Repository { git, head, prefix, .. } = repository;
        if !self.numbers.contains_key(head.as_bytes()) {
            let batch = self.ask(git, head, prefix)?;
            self.fresh.batch = Some(self.batches.len());
            self.fresh.commits = self.join(batch).expect("what was written just now adds up");
        }
        self.order = match self.ordered(head) {
            Some(order) => order,
            None => return Ok(false),
        };
        self.ask_names(git)
    }

    /// The commits that HEAD was made of and that are not known.
    fn ask(&self, git: &Git, head: &str, prefix: &[u8]) -> Result<Batch, Failure> {
        let options = ["--topo-order", "--raw", "--no-abbrev", "-z", "--no-ext-diff", "--no-textconv"];
        // Which texts go on from which is found out here, and merges are told by what their first parent has otherwise.
        let mut args = vec!["log", "--no-renames", "--diff-merges=first-parent", FORMAT, "--ignore-missing", "--stdin"];
        args.extend(options);
        let mut revisions = format!("{head}\n").into_bytes();
        self.fresh.tips.iter().for_each(|tip| revisions.extend([b"^", &tip[..], b"\n"].concat()));
        let mut answer = git.stream_of(&args, &revisions)?;
        let mut log = Log::new(answer.stdout());
        let mut commit = Commit::default();
        let mut batch = Batch::default();
        let mut authors = HashMap::new();
        let mut trailers = HashMap::new();
        let mut writer = Writer(Vec::new());
        let is_left_out = |path: &[u8]| is_picture(path) || path.strip_prefix(prefix).is_some_and(super::is_left_out);
        while log.next(&mut commit)? {
            commit.leave_out(is_left_out);
            let (name, email) = commit.raw_author();
            let key = [name, b"\0", email].concat();
            let author = *authors.entry(key).or_insert_with(|| {
                let said = Some(Said::author(&commit));
                batch.contacts.push(Contact { commit: commit.id().to_vec(), line: 0, said });
                batch.contacts.len() - 1
            });
            let mut named = Vec::new();
            for (line, (key, value)) in (1..).zip(commit.trailers()).filter(|(_, (key, _))| task(key).is_some()) {
                let who = *trailers.entry(value.to_vec()).or_insert_with(|| {
                    let said = Some(Said::trailer(value));
                    batch.contacts.push(Contact { commit: commit.id().to_vec(), line, said });
                    batch.contacts.len() - 1
                });
                named.push((key, who));
            }
            writer.commit(&commit, author, &named);
        }
        batch.commits = writer.0;
        answer.finish()?;
        Ok(batch)
    }

    /// Takes the commits of a batch among those that are known, and tells how many it has; `None` where they do not add up.
    fn join(&mut self, batch: Batch) -> Option<usize> {
        let number = self.batches.len() as u32;
        let mut from = Reader(&batch.commits);
        let contacts: Vec<Contact> = batch.contacts.iter().map(|_| Contact::default()).collect();
        let at = |rest: &[u8]| batch.commits.len() - rest.len();
        let mut found = Vec::new();
        while !from.0.is_empty() {
            let id = from.bytes()?;
            let id = at(from.0) - id.len()..at(from.0);
            let parents = from.bytes()?;
            let parents = at(from.0) - parents.len()..at(from.0);
            let body = from.bytes()?;
            let length = body.len();
            let mut body = Reader(body);
            body.header(&contacts)?;
            while !body.0.is_empty() {
                body.change()?;
            }
            found.push(Place { batch: number, id, parents, body: at(from.0) - length..at(from.0) });
        }
        let many = found.len();
        for place in found {
            let id = &batch.commits[place.id.clone()];
            if !self.numbers.contains_key(id) {
                self.numbers.insert(id.into(), self.places.len() as u32);
                self.places.push(place);
            }
        }
        self.batches.push(batch);
        Some(many)
    }

    /// The order of `git log --topo-order`, as far as one commit leads; `None` where one is missing. What lies beside
    /// a merge's first parent comes first, as git has it.
    fn ordered(&self, head: &str) -> Option<Vec<u32>> {
        let parents_of = |number: u32| {
            let (place, batch) = self.place(number);
            let ids = batch.commits[place.parents.clone()].split(|byte| *byte == b' ').filter(|id| !id.is_empty());
            ids.map(|id| self.numbers.get(id).copied())
        };
        let head = *self.numbers.get(head.as_bytes())?;
        // How many children a commit has that are not in the order yet.
        let mut children = vec![0_u32; self.places.len()];
        let mut seen = vec![false; self.places.len()];
        let mut open = vec![head];
        seen[head as usize] = true;
        while let Some(number) = open.pop() {
            for parent in parents_of(number) {
                let parent = parent?;
                children[parent as usize] += 1;
                if !std::mem::replace(&mut seen[parent as usize], true) {
                    open.push(parent);
                }
            }
        }
        let mut order = Vec::new();
        let mut open = vec![head];
        while let Some(number) = open.pop() {
            order.push(number);
            for parent in parents_of(number).flatten() {
                children[parent as usize] -= 1;
                if children[parent as usize] == 0 {
                    open.push(parent);
                }
            }
        }
        Some(order)
    }

    /// Asks for the names that remembered commits hold; whether all were found.
    fn ask_names(&mut self, git: &Git) -> Result<bool, Failure> {
        let mut asked: HashMap<Vec<u8>, Vec<(usize, usize)>> = HashMap::new();
        for (number, batch) in self.batches.iter().enumerate() {
            for (place, contact) in batch.contacts.iter().enumerate().filter(|(_, contact)| contact.said.is_none()) {
                asked.entry(contact.commit.clone()).or_default().push((number, place));
            }
        }
        if asked.is_empty() {
            return Ok(true);
        }
        let mut left = asked.values().map(Vec::len).sum::<usize>();
        let mut ids: Vec<&[u8]> = asked.keys().map(Vec::as_slice).collect();
        ids.sort_unstable();
        let mut answer =
            git.stream_of(&["log", "--no-walk=unsorted", "--stdin", "-z", "-s", FORMAT], &ids.join(&b'\n'))?;
        let mut log = Log::new(answer.stdout());
        let mut commit = Commit::default();
        while log.next(&mut commit)? {
            for (batch, place) in asked.get(commit.id()).into_iter().flatten() {
                let contact = &mut self.batches[*batch].contacts[*place];
                contact.said = match contact.line.checked_sub(1) {
                    None => Some(Said::author(&commit)),
                    Some(line) => match commit.trailers().nth(line) {
                        Some((_, value)) => Some(Said::trailer(value)),
                        None => continue,
                    },
                };
                left -= 1;
            }
        }
        answer.finish()?;
        Ok(left == 0)
    }

    fn encode(&self, head: &str) -> Vec<u8> {
        let mut out = Writer(Vec::new());
        out.bytes(VERSION);
        out.bytes(head.as_bytes());
        let none = Batch::default();
        let batch = self.fresh.batch.map_or(&none, |at| &self.batches[at]);
        out.number(batch.contacts.len());
        for contact in &batch.contacts {
            out.bytes(&contact.commit);
            out.number(contact.line);
        }
        out.bytes(&batch.commits);
        out.number(self.answers.fresh.len());
        for pair in &self.answers.fresh {
            out.0.extend_from_slice(pair.bytes());
            out.number(usize::from(self.answers.known[pair]));
        }
        out.0
    }

    /// Takes what was written by [`Facts::encode`].
    fn take(&mut self, bytes: &[u8]) -> Option<()> {
        let mut from = Reader(bytes);
        from.preamble()?;
        let tip = from.bytes()?.to_vec();
        let mut batch = Batch::default();
        for _ in 0..from.number()? {
            batch.contacts.push(Contact { commit: from.bytes()?.to_vec(), line: from.number()?, said: None });
        }
        batch.commits = from.bytes()?.to_vec();
        let mut answers = Vec::new();
        for _ in 0..from.number()? {
            let (pair, rest) = from.0.split_first_chunk()?;
            from.0 = rest;
            answers.push((Digest::from_bytes(*pair), u16::try_from(from.number()?).ok()?));
        }
        if !from.0.is_empty() {
            return None;
        }
        self.join(batch)?;
        self.fresh.tips.push(tip);
        self.answers.known.extend(answers);
        Some(())
    }
}

struct Writer(Vec<u8>);

impl Writer {
    fn commit(&mut self, commit: &Commit, author: usize, trailers: &[(&[u8], usize)]) {
        let mut body = Writer(Vec::new());
        body.number(author);
        body.number(trailers.len());
        for (key, who) in trailers {
            body.bytes(key);
            body.number(*who);
        }
        let (written, committed) = commit.times();
        body.bytes(written);
        body.bytes(committed);
        for change in &commit.changes {
            body.number(change.kind.into());
            body.bytes(commit.blobs(change));
            body.bytes(commit.path(change));
        }
        self.bytes(commit.id());
        self.bytes(commit.parent_ids());
        self.bytes(&body.0);
    }

    fn number(&mut self, mut number: usize) {
        while number >= 0x80 {
            self.0.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len());
        self.0.extend_from_slice(bytes);
    }
}

/// What is known of a commit beside its changes.
struct Header<'a> {
    said: &'a Said,
    trailers: Vec<u8>,
    written: &'a [u8],
    committed: &'a [u8],
}

#[derive(Clone, Copy)]
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn preamble(&mut self) -> Option<()> {
        (self.bytes()? == VERSION).then_some(())
    }

    /// What stands behind a commit's id and parents, up to its changes.
    fn header(&mut self, contacts: &'a [Contact]) -> Option<Header<'a>> {
        static NOTHING: Said = Said { meant: [Vec::new(), Vec::new()], written: [Vec::new(), Vec::new()] };
        let of = |who: usize| contacts[who].said.as_ref().unwrap_or(&NOTHING);
        let said = of(self.place(contacts.len())?);
        let mut trailers = Vec::new();
        for _ in 0..self.number()? {
            let (key, who) = (self.bytes()?, self.place(contacts.len())?);
            trailers.extend([key, b":", &of(who).meant[0], b"\x1f"].concat());
        }
        Some(Header { said, trailers, written: self.bytes()?, committed: self.bytes()? })
    }

    fn change(&mut self) -> Option<Change<'a>> {
        let kind = u8::try_from(self.number()?).ok()?;
        let (ids, path) = (self.bytes()?, self.bytes()?);
        let (old, new) = ids.split_at_checked(ids.iter().position(|byte| *byte == b' ')?)?;
        let there = |id, is_there: bool| if is_there { id } else { &b""[..] };
        let old = there(old, matches!(kind, b'D' | b'M'));
        Some(Change { path, old, new: there(&new[1..], kind != b'D'), is_doubtful: kind == DOUBTFUL })
    }

    fn number(&mut self) -> Option<usize> {
        let mut number = 0;
        for shift in (0..usize::BITS).step_by(7) {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    /// A place in a list of this length.
    fn place(&mut self, length: usize) -> Option<usize> {
        self.number().filter(|place| *place < length)
    }

    fn bytes(&mut self) -> Option<&'a [u8]> {
        let length = self.number().filter(|length| *length <= self.0.len())?;
        let (bytes, rest) = self.0.split_at(length);
        self.0 = rest;
        Some(bytes)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn git(folder: &Path, args: &[&str], minute: u64) -> String {
        let date = format!("{} +0000", 1_700_000_000 + 60 * minute);
        let mut command = Git::at(folder).command(args);
        for who in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{who}_NAME"), "N").env(format!("GIT_{who}_EMAIL"), "n@example.org");
            command.env(format!("GIT_{who}_DATE"), &date);
        }
        let output = command.output().unwrap();
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// The order decides which of two branches is believed, so it must not depend on what was read when.
    #[test]
    fn commits_are_in_the_order_that_git_gives_them() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        git(folder, &["init", "-q"], 0);
        let tree = git(folder, &["write-tree"], 0);
        let mut seed = 7_u64;
        let mut any = |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % below
        };
        let mut commits: Vec<String> = Vec::new();
        for n in 0..80_u64 {
            // One to three of the last ten are its parents; clocks are wrong. The last one joins what is left.
            let mut parents: Vec<u64> = (0..1 + any(3)).map(|_| n.saturating_sub(1 + any(10))).collect();
            if n == 79 {
                parents.extend(n - 10..n);
            }
            let mut seen = Vec::new();
            parents.retain(|parent| n > 0 && !seen.contains(parent) && (seen.push(*parent), true).1);
            let message = format!("commit {n}");
            let mut args = vec!["commit-tree", "-m", &message, &tree];
            parents.iter().for_each(|parent| args.extend(["-p", &commits[*parent as usize]]));
            let commit = git(folder, &args, 1000 + n - any(5));
            commits.push(commit);
        }
        for head in [&commits[79], &commits[40]] {
            git(folder, &["update-ref", "HEAD", head], 0);
            let repository = Repository::find(folder).unwrap();
            let facts = Facts::read(&repository, &Cache::none()).unwrap();
            let mut commit = Commit::default();
            let mut ids = Vec::new();
            for number in &facts.order {
                facts.get(*number, &mut commit);
                ids.push(String::from_utf8(commit.id().to_vec()).unwrap());
            }
            assert_eq!(ids.join("\n"), git(folder, &["rev-list", "--topo-order", head], 0));
        }
    }

    #[test]
    fn what_is_written_is_read_back_and_nothing_less() {
        let commits = Commit::from_bytes(
            b"\x01aaaa\0bbbb cccc\0J\0j@x\0Jane\0jane@x\x0020\x0010\0Tested-by: C <c@x>\0\0\0\n\
            :100644 100644 11 22 M\0old\0:0 100644 00 33 A\0\xff:1\0\x01bbbb\0\0J\0j@x\0Jane\0jane@x\0x\x005\0\0\0\0",
        );
        let mut writer = Writer(Vec::new());
        writer.commit(&commits[0], 0, &[(b"Tested-by", 1)]);
        writer.commit(&commits[1], 0, &[]);
        let own = || [b"J".to_vec(), b"j@x".to_vec()];
        let jane = Said { meant: [b"Jane".to_vec(), b"jane@x".to_vec()], written: own() };
        let contacts = vec![
            Contact { commit: b"bbbb".to_vec(), line: 0, said: Some(jane) },
            Contact { commit: b"aaaa".to_vec(), line: 1, said: Some(Said::trailer(b"C <c@x>")) },
        ];
        let mut facts = Facts::default();
        facts.join(Batch { contacts, commits: writer.0 }).unwrap();
        facts.fresh.batch = Some(0);
        let pair = Digest::of_parts([&b"11"[..], b"22"]);
        facts.answers.known.insert(pair, 700);
        facts.answers.fresh.push(pair);
        let bytes = facts.encode("aaaa");
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("Jane") && !text.contains("@x"), "no name is kept: {text}");

        let mut back = Facts::default();
        back.take(&bytes).unwrap();
        assert_eq!(back.fresh.tips, [b"aaaa"]);
        assert_eq!(back.answers.known, facts.answers.known);
        back.batches[0]
            .contacts
            .iter_mut()
            .zip(&facts.batches[0].contacts)
            .for_each(|(to, from)| to.said.clone_from(&from.said));
        let (mut one, mut other) = (Commit::default(), Commit::default());
        for number in 0..2 {
            facts.get(number, &mut one);
            back.get(number, &mut other);
            assert_eq!(format!("{one:?}"), format!("{other:?}"));
        }
        assert_eq!(back.author(b"aaaa"), Some((&b"Jane"[..], &b"jane@x"[..])));
        facts.get(0, &mut one);
        assert_eq!((one.written(), one.trailers().next()), (10, Some((&b"Tested-by"[..], &b"C <c@x>"[..]))));
        let told = |change: Change<'_>| [change.path, change.old, change.new].map(<[u8]>::to_vec);
        let changes: Vec<_> = back.changes(0).map(told).collect();
        assert_eq!(changes, [[&b"old"[..], b"11", b"22"], [b"\xff:1", b"", b"33"]]);

        for cut in 0..bytes.len() {
            assert!(Facts::default().take(&bytes[..cut]).is_none(), "cut at {cut}");
        }
    }
}
