//! The bytes that `git log --raw -z` writes, commit by commit.
//!
//! Begin with [`Log::next`]. Every field ends in a NUL, which no name, path or message can hold, so a file called
//! like an option, a newline in a path or a colon in a name cannot be taken for anything else. One commit is in
//! memory at a time, and no field grows beyond [`FIELD`].

use std::collections::HashSet;
use std::io::{self, BufRead, BufReader, Read};
use std::ops::Range;

use super::task;

/// How [`Log`] wants each commit: a mark, then id, parents, author as written, author as `.mailmap` has it, author and commit
/// time, trailers, subject, message.
///
/// The trailers are taken in one piece because git would read the message again for each key.
pub(super) const FORMAT: &str = "--format=%x01%H%x00%P%x00%an%x00%ae%x00%aN%x00%aE%x00%at%x00%ct%x00%(trailers:only=true,unfold=true,separator=%x1f)%x00%s%x00%b";

/// The longest field that is kept whole: paths are far shorter, and trailers beyond it are nobody's credit.
const FIELD: usize = 256 * 1024;

/// Changes that all commits may tell of together: a hundred thousand pages that were each changed twenty times. Folders that hold
/// each other take a few kilobytes in a repository and billions of lines here.
const MOST: usize = 2_000_000;

const MARK: u8 = 1;

/// The kind of a new file whose text went in the same commit from where nobody is credited.
pub(super) const DOUBTFUL: u8 = b'X';

/// One commit and what it changed.
#[derive(Debug, Default)]
pub(super) struct Commit {
    fields: Vec<u8>,
    header: [Range<usize>; 9],
    /// Changes of regular files against its first parent.
    pub(super) changes: Vec<Change>,
}

/// A change of one file.
#[derive(Clone, Debug)]
pub(super) struct Change {
    /// `A`, `D` or `M`, or [`DOUBTFUL`].
    pub(super) kind: u8,
    ids: Range<usize>,
    path: Range<usize>,
}

impl Commit {
    /// The full id.
    pub(super) fn id(&self) -> &[u8] {
        self.field(0)
    }

    /// The ids of the commits it was made on, with a space between.
    pub(super) fn parent_ids(&self) -> &[u8] {
        self.field(1)
    }

    /// Whether it has several parents.
    pub(super) fn is_merge(&self) -> bool {
        self.field(1).contains(&b' ')
    }

    /// Name and address of the author, as they were written.
    pub(super) fn raw_author(&self) -> (&[u8], &[u8]) {
        (self.field(2), self.field(3))
    }

    /// Name and address of the author, after `.mailmap`.
    pub(super) fn author(&self) -> (&[u8], &[u8]) {
        (self.field(4), self.field(5))
    }

    /// When it was written. A clock that ran ahead cannot date a change after its own commit.
    pub(super) fn written(&self) -> i64 {
        match (self.number(6), self.number(7)) {
            (Some(author), Some(committer)) => author.min(committer),
            (one, other) => one.or(other).unwrap_or_default(),
        }
    }

    /// When it became part of the history.
    pub(super) fn committed(&self) -> i64 {
        self.number(7).or(self.number(6)).unwrap_or_default()
    }

    /// The later of both times: when a clock ran ahead, it tells.
    pub(super) fn latest(&self) -> i64 {
        self.number(6).max(self.number(7)).unwrap_or_default()
    }

    /// Author and committer time, as git writes them.
    pub(super) fn times(&self) -> (&[u8], &[u8]) {
        (self.field(6), self.field(7))
    }

    fn number(&self, at: usize) -> Option<i64> {
        std::str::from_utf8(self.field(at)).ok()?.trim().parse().ok()
    }

    /// Key and value of each trailer, in order.
    pub(super) fn trailers(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.field(8).split(|byte| *byte == 0x1f).filter_map(|line| {
            let colon = line.iter().position(|byte| *byte == b':')?;
            Some((line[..colon].trim_ascii(), line[colon + 1..].trim_ascii()))
        })
    }

    /// The file after the change; before it, where it was deleted.
    pub(super) fn path(&self, change: &Change) -> &[u8] {
        &self.fields[change.path.clone()]
    }

    /// Id of the text before.
    pub(super) fn old_blob(&self, change: &Change) -> &[u8] {
        self.fields[change.ids.clone()].split(|byte| *byte == b' ').next().unwrap_or_default()
    }

    /// Id of the text after.
    pub(super) fn new_blob(&self, change: &Change) -> &[u8] {
        self.fields[change.ids.clone()].split(|byte| *byte == b' ').nth(1).unwrap_or_default()
    }

    /// Ids of the text before and after, with a space between.
    pub(super) fn blobs(&self, change: &Change) -> &[u8] {
        &self.fields[change.ids.clone()]
    }

    fn field(&self, at: usize) -> &[u8] {
        &self.fields[self.header[at].clone()]
    }

    /// Becomes another commit: its id, and its parents with a space between.
    pub(super) fn begin(&mut self, id_and_parents: [&[u8]; 2]) {
        self.fields.clear();
        self.changes.clear();
        self.header = Default::default();
        let places = id_and_parents.map(|field| self.append(field));
        self.header[..2].clone_from_slice(&places);
    }

    /// Name and address of the author as written and as mapped, times of author and committer, and the trailers.
    pub(super) fn tell(&mut self, fields: [&[u8]; 7]) {
        let places = fields.map(|field| self.append(field));
        self.header[2..].clone_from_slice(&places);
    }

    /// Without the files that are credited to nobody. What has the text that one of them had may come from there.
    pub(super) fn leave_out(&mut self, is_left_out: impl Fn(&[u8]) -> bool) {
        let mut changes = std::mem::take(&mut self.changes);
        let gone: HashSet<&[u8]> = changes
            .iter()
            .filter(|change| change.kind == b'D' && is_left_out(self.path(change)))
            .map(|change| self.old_blob(change))
            .collect();
        changes.retain(|change| !is_left_out(self.path(change)));
        for change in changes.iter_mut().filter(|change| change.kind == b'A' && gone.contains(self.new_blob(change))) {
            change.kind = DOUBTFUL;
        }
        self.changes = changes;
    }

    fn append(&mut self, field: &[u8]) -> Range<usize> {
        let start = self.fields.len();
        self.fields.extend_from_slice(field);
        start..self.fields.len()
    }

    #[cfg(test)]
    pub(super) fn from_bytes(bytes: &[u8]) -> Vec<Commit> {
        let mut log = Log::new(bytes);
        let mut commits = Vec::new();
        let mut commit = Commit::default();
        while log.next(&mut commit).unwrap() {
            commits.push(std::mem::take(&mut commit));
        }
        commits
    }
}

/// Reads commits from a pipe.
pub(super) struct Log<R> {
    pipe: BufReader<R>,
    /// Changes that were read.
    changes: usize,
    /// How many may be.
    most: usize,
}

impl<R: Read> Log<R> {
    /// Around the output of `git log --raw -z` with [`FORMAT`].
    pub(super) fn new(pipe: R) -> Log<R> {
        Log { pipe: BufReader::with_capacity(128 * 1024, pipe), changes: 0, most: MOST }
    }

    /// Puts the next commit into `commit`; false at the end.
    pub(super) fn next(&mut self, commit: &mut Commit) -> io::Result<bool> {
        commit.fields.clear();
        commit.changes.clear();
        for at in 0..commit.header.len() {
            let Some(field) = self.field(&mut commit.fields)? else {
                return if at == 0 { Ok(false) } else { Err(io::ErrorKind::UnexpectedEof.into()) };
            };
            commit.header[at] = field;
        }
        let id = &mut commit.header[0];
        match commit.fields[id.clone()].iter().position(|byte| *byte == MARK) {
            Some(mark) => id.start += mark + 1,
            None => return Err(io::Error::new(io::ErrorKind::InvalidData, "git wrote something else than commits")),
        }
        // The message is read for whom it names, and not kept.
        let Some(subject) = self.field(&mut commit.fields)? else { return Err(io::ErrorKind::UnexpectedEof.into()) };
        let subject = commit.fields.split_off(subject.start);
        let Some(message) = self.field(&mut commit.fields)? else { return Err(io::ErrorKind::UnexpectedEof.into()) };
        let text = commit.fields.split_off(message.start);
        let is_clear = !commit.is_merge() || is_from_a_branch(&subject, &text);
        for line in text.split(|byte| *byte == b'\n').filter_map(trailer) {
            if !commit.fields[commit.header[8].clone()].split(|byte| *byte == 0x1f).any(|trailer| trailer == line) {
                commit.fields.push(0x1f);
                commit.fields.extend_from_slice(line);
                commit.header[8].end = commit.fields.len();
            }
        }
        if !is_clear {
            commit.header[8].end = commit.header[8].start;
        }
        while self.at_a_change()? {
            self.changes += 1;
            if self.changes > self.most {
                return Err(io::Error::other(format!("the commits change files more than {} times", self.most)));
            }
            let change = self.change(&mut commit.fields)?;
            commit.changes.extend(change);
        }
        Ok(true)
    }

    /// Changes begin with a colon; a newline stands before the first one.
    fn at_a_change(&mut self) -> io::Result<bool> {
        while let [b'\n', ..] = self.pipe.fill_buf()? {
            self.pipe.consume(1);
        }
        Ok(self.pipe.fill_buf()?.first() == Some(&b':'))
    }

    /// `:mode mode id id kind` and the path; `None` where no regular file is changed. A link or a module is no file, so what
    /// becomes one is gone.
    fn change(&mut self, fields: &mut Vec<u8>) -> io::Result<Option<Change>> {
        let odd = || io::Error::new(io::ErrorKind::InvalidData, "git described a change in an unknown way");
        let facts = self.field(fields)?.ok_or_else(odd)?;
        let mut word = facts.start;
        let mut words = fields[facts.clone()].split(|byte| *byte == b' ').map(|text| {
            let range = word..word + text.len();
            word += text.len() + 1;
            range
        });
        let mut word = || words.next().ok_or_else(odd);
        let (before, after, old, new) = (word()?, word()?, word()?, word()?);
        let path = self.field(fields)?.ok_or_else(odd)?;
        let was_file = fields[before].starts_with(b":100");
        let is_file = fields[after].starts_with(b"100");
        let kind = match (was_file, is_file) {
            (true, true) => b'M',
            (true, false) => b'D',
            (false, true) => b'A',
            (false, false) => return Ok(None),
        };
        Ok(Some(Change { kind, ids: old.start..new.end, path }))
    }

    /// Appends the bytes up to the next NUL, as many as [`FIELD`] allows. `None` at the end.
    pub(super) fn field(&mut self, fields: &mut Vec<u8>) -> io::Result<Option<Range<usize>>> {
        let start = fields.len();
        loop {
            let bytes = self.pipe.fill_buf()?;
            if bytes.is_empty() {
                return Ok((fields.len() > start).then_some(start..fields.len()));
            }
            let end = bytes.iter().position(|byte| *byte == 0);
            let run = &bytes[..end.unwrap_or(bytes.len())];
            let room = FIELD.saturating_sub(fields.len() - start);
            fields.extend_from_slice(&run[..run.len().min(room)]);
            let used = run.len() + usize::from(end.is_some());
            self.pipe.consume(used);
            if end.is_some() {
                return Ok(Some(start..fields.len()));
            }
        }
    }
}

/// A line of a message that names somebody for what they did, and nothing else. Who squashes commits leaves them in the
/// middle, where git takes them for words; so there they need an address, and nothing in front of them.
fn trailer(line: &[u8]) -> Option<&[u8]> {
    let line = line.trim_ascii_end();
    let (key, who) = line.split_at(line.iter().position(|byte| *byte == b':')?);
    let (name, address) = who[1..].split_at_checked(who[1..].iter().position(|byte| *byte == b'<')?)?;
    let address = address[1..].strip_suffix(b">")?;
    let is_one = !line.contains(&0x1f)
        && !address.iter().any(|byte| matches!(byte, b'<' | b'>' | b' '))
        && address.contains(&b'@');
    (task(key).is_some() && !name.trim_ascii().is_empty() && is_one).then_some(line)
}

/// Whether a merge says that it brings what was done on a branch: a pull request, as forges write it, or a branch that is no main
/// one. `body` is what follows the subject. Of others nobody knows: whoever brings a branch up to date (`Merge branch 'main' into
/// topic`) looked at the branch and not at what came from there.
fn is_from_a_branch(subject: &[u8], body: &[u8]) -> bool {
    let subject = String::from_utf8_lossy(subject).to_lowercase();
    let is_gitlab = || body.split(|byte| *byte == b'\n').any(|line| line.starts_with(b"See merge request "));
    if let Some(rest) = subject.strip_prefix("merge branch ").or(subject.strip_prefix("merge remote-tracking branch "))
    {
        let words: Vec<&str> = rest.split_whitespace().map(|word| word.trim_matches(['\'', '"'])).collect();
        let (from, into) = match words[..] {
            [from, "into", into, ..] => (from, Some(into)),
            _ => (words.first().copied().unwrap_or_default(), None),
        };
        // A branch merged into the one of its own name comes from a fork.
        let is_same = |into: &str| from == into || [from, into].iter().all(|name| ["main", "master"].contains(name));
        return !is_main(from) || into.is_some_and(is_same) && is_gitlab();
    }
    let is_request =
        || ["merge pull request ", "merged pr ", "pull request #"].iter().any(|start| subject.starts_with(start));
    let is_bitbucket = || subject.starts_with("merged in ") && subject.contains("pull request #");
    // GitHub, where the title of the pull request is the message.
    let number = || subject.strip_suffix(')')?.rsplit_once("(#")?.1.parse::<u64>().ok();
    // GitLab with another title says it in the body.
    is_request() || is_bitbucket() || number().is_some() || is_gitlab()
}

/// Whether a branch is one that others are made from, by its name.
fn is_main(branch: &str) -> bool {
    const MAIN: [&str; 13] = [
        "main",
        "master",
        "trunk",
        "mainline",
        "default",
        "develop",
        "dev",
        "production",
        "release",
        "stable",
        "staging",
        "next",
        "head",
    ];
    let branch = branch.trim_matches(['\'', '"', '`', ',', ':', '.']);
    let own = ["origin/", "upstream/"].iter().find_map(|remote| branch.strip_prefix(remote)).unwrap_or(branch);
    MAIN.contains(&own) || own.starts_with("release/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_merge_brings_is_told_by_its_subject() {
        for subject in [
            "Merge branch 'topic'",
            "Merge branch 'topic' into main",
            "Merge branch 'topic' into 'develop'",
            "Merge branch 'mainframe'",
            "Merge branch 'fix/main'",
            "Merge branch 'topic' into gh-pages",
            "Merge remote-tracking branch 'origin/topic' into main",
            "Add a guide (#12)",
            "Pull request #12: Add a guide",
            "Merge pull request #12 from ada/main",
            "Merge pull request 'Say more' (#3) from ada/main into main",
            "Merged in topic (pull request #3)",
            "Merged PR 7: Say more",
        ] {
            assert!(is_from_a_branch(subject.as_bytes(), b""), "{subject}");
        }
        for subject in [
            "Merge branch 'main' into topic",
            "Merge branch 'develop' into topic",
            "Merge branch 'stable' into dev",
            "Merge remote-tracking branch 'upstream/main'",
            "Merge branch 'main' of https://forge.example/docs",
            "Merge branch 'main' of https://forge.example/docs into topic",
            "Merge remote-tracking branch 'origin/master' into topic",
            "chore: merge main into pr",
            "Merge tag 'v1' into topic",
            "Merge commit 'abc' into topic",
            "Update branch",
            "",
        ] {
            assert!(!is_from_a_branch(subject.as_bytes(), b""), "{subject}");
        }
        let body = b"Text.\n\nSee merge request group/docs!4\n";
        assert!(is_from_a_branch(b"Say more", body));
        assert!(!is_from_a_branch(b"Merge branch 'main' into 'topic'", body));
        assert!(is_from_a_branch(b"Merge branch 'master' into 'main'", body));
        assert!(!is_from_a_branch(b"Merge branch 'main' into 'develop'", body));
        assert!(!is_from_a_branch(b"Merge branch 'release/2.0' into 'main'", body));
        assert!(!is_from_a_branch(b"Merge branch 'master' into 'main'", b"Text.\n"));
    }

    const TWO: &[u8] =
        b"\x01aaaa\0bbbb\0J\0j@example.org\0Jane\0jane@example.org\x0020\x0010\0Co-authored-by: A <a@b>\x1fTested-by: C\0S\0\
        Co-authored-by: A <a@b>\n\nCo-Authored-By: D <d@e>\nreviewed-by: R <r@s>\nSee: S <s@t>\n  co-authored-by: F <f@g>\n\0\n\
        :100644 100644 1111 2222 M\0old\0:000000 100644 0000 3333 A\0:100644\0:100644 120000 4 5 T\0to link\0\
        :160000 160000 6 7 M\0module\0\
        \x01bbbb\0c d\0\0\0\0\0x\x005\0\0\0\0";

    #[test]
    fn commits_and_changes_are_told_apart() {
        let commits = Commit::from_bytes(TWO);
        assert_eq!(commits.len(), 2);
        let first = &commits[0];
        assert_eq!((first.id(), first.is_merge(), first.written(), first.committed()), (&b"aaaa"[..], false, 10, 10));
        assert_eq!(first.raw_author(), (&b"J"[..], &b"j@example.org"[..]));
        assert_eq!(first.author(), (&b"Jane"[..], &b"jane@example.org"[..]));
        let trailers: Vec<_> = first.trailers().collect();
        let expected: [(&[u8], &[u8]); 4] = [
            (b"Co-authored-by", b"A <a@b>"),
            (b"Tested-by", b"C"),
            (b"Co-Authored-By", b"D <d@e>"),
            (b"reviewed-by", b"R <r@s>"),
        ];
        assert_eq!(trailers, expected);
        let told = |change: &Change| (char::from(change.kind), first.path(change).to_vec());
        let changes: Vec<_> = first.changes.iter().map(told).collect();
        assert_eq!(changes, [('M', b"old".to_vec()), ('A', b":100644".to_vec()), ('D', b"to link".to_vec())]);
        assert_eq!(
            (first.old_blob(&first.changes[0]), first.new_blob(&first.changes[0])),
            (&b"1111"[..], &b"2222"[..])
        );
        let second = &commits[1];
        assert!(second.is_merge() && second.changes.is_empty() && second.trailers().count() == 0);
        assert_eq!((second.written(), second.committed()), (5, 5), "an author date that is none");
    }

    #[test]
    fn a_cut_output_ends_without_inventing_commits() {
        let whole = Commit::from_bytes(TWO).len();
        for cut in 1..TWO.len() {
            let mut log = Log::new(&TWO[..cut]);
            let mut commit = Commit::default();
            let mut read = 0;
            while let Ok(true) = log.next(&mut commit) {
                read += 1;
            }
            assert!(read <= whole, "cut at {cut}");
        }
        let mut log = Log::new(&b"fatal: bad object\0"[..]);
        assert!(log.next(&mut Commit::default()).is_err());
    }

    #[test]
    fn a_history_of_too_many_changes_is_not_read_on() {
        let mut log = Log::new(TWO);
        log.most = 3;
        assert!(log.next(&mut Commit::default()).unwrap_err().to_string().contains("more than 3 times"));
        log = Log::new(TWO);
        log.most = 4;
        assert!(log.next(&mut Commit::default()).unwrap() && log.next(&mut Commit::default()).unwrap());
    }

    #[test]
    fn a_field_without_end_takes_no_more_than_its_room() {
        let mut bytes = b"\x01aaaa\0\0Jane\0\0Jane\0\x001\x001\0".to_vec();
        bytes.extend(vec![b'x'; 3 * FIELD]);
        bytes.extend(b"\0\0\0");
        let commits = Commit::from_bytes(&bytes);
        assert!(commits[0].fields.len() < FIELD + 100);
    }
}
