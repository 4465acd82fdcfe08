//! From commits, newest first, to what happened to each file that is there now.
//!
//! Begin with [`Trace::commit`]. A map leads from each path, as it was called at the commit being read, to the file that
//! it became. A rename moves the entry; the commit that added the file closes it, so that what stood at that path before,
//! or what the text was copied from, is nobody's credit here.
//!
//! Branches lie one after the other in the log, so an edit may be read before or after a rename that another branch
//! made. `former` and `waiting` keep what such an edit needs to find its file. Whether it found the right one is known at
//! the end: an edit is a file's only where the commit that gave the file that name lies below it.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::log::{Change, Commit};
use super::merges::OwnChange;
use super::{Deed, Renames, Role};

/// A commit that changes at least this many existing files is a bulk change: where it changed little of a file, that was a
/// reformatting, a new licence line, a moved link. Files that it adds are as much its author's as any.
const BULK: usize = 50;

/// As many pairs of files that went and came as git certainly compares in one commit; its own limit counts files that are
/// left out here.
const COMPARED: usize = 500 * 500;

/// Whom a commit names, and what it is worth.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Credits {
    /// People only, each once; the author stands first.
    pub(super) people: Vec<(u32, Task)>,
    /// Who wrote it, program or person; for a program that commits for one person, the person.
    pub(super) author: u32,
    /// When it was written.
    pub(super) written: i64,
    /// When it was committed: a rebase keeps the day of writing, and the page changed today.
    pub(super) committed: i64,
    /// The commit's id.
    pub(super) commit: Box<[u8]>,
    /// Its place among those that are read.
    pub(super) place: u32,
    /// False where only bots wrote it, and for commits that the repository lists as mere reformatting.
    pub(super) counts: bool,
    /// One of the changes that touch many files at once.
    pub(super) is_bulk: bool,
}

/// What somebody did in a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Task {
    Write,
    WriteTogether,
    Review,
    Test,
    Help,
}

impl Task {
    /// What it is for a file.
    pub(super) fn role(self, creates: bool) -> Role {
        match (self, creates) {
            (Task::Write, true) => Role::Creator,
            (Task::Write, false) => Role::Editor,
            (Task::WriteTogether, true) => Role::CoCreator,
            (Task::WriteTogether, false) => Role::CoEditor,
            (Task::Review, _) => Role::Reviewer,
            (Task::Test, _) => Role::Tester,
            (Task::Help, _) => Role::Helper,
        }
    }
}

type Path = Box<[u8]>;

/// Whether two texts, named by their ids, are at least half alike; `None` where they cannot be compared.
pub(super) type Alike<'a> = Box<dyn FnMut(&[u8], &[u8]) -> Option<bool> + 'a>;

/// Whether the first of two commits, named by their places, is the second or lies below it.
pub(super) type Descends<'a> = Box<dyn Fn(u32, u32) -> bool + 'a>;

/// The files being followed.
pub(super) struct Trace<'a> {
    /// Which file a path leads to, at the commit being read.
    live: HashMap<Path, u32>,
    /// Paths that led to a file until a newer commit created or renamed it.
    former: HashMap<Path, Former>,
    /// Paths whose file was deleted by a newer commit: what happens to it concerns nobody.
    dead: HashSet<Path>,
    /// Edits of paths that lead nowhere yet: a branch edited what another had renamed.
    waiting: HashMap<Path, Vec<(u32, Path)>>,
    /// The commits read, by the order of reading.
    commits: Vec<Credits>,
    /// By file, what commits did to it.
    deeds: Vec<Vec<Deed>>,
    /// Whether a file's changes can be measured.
    is_page: Vec<bool>,
    /// The id of each file's text today.
    texts: Vec<Path>,
    /// The commits that gave a file a name.
    begins: HashMap<Path, Vec<(u32, u32)>>,
    /// By file, the commits that created it, with the text that it had then.
    created: Vec<Vec<(u32, Path)>>,
    renames: Renames,
    alike: Alike<'a>,
    descends: Descends<'a>,
}

/// Why a path no longer leads to its file.
enum Former {
    /// It was created there: by whom waits, because an older deletion may show that it was only brought back.
    ///
    /// It is not sure where the file may have come from elsewhere, and nobody can see it.
    Created { file: u32, blob: Path, commit: u32, is_sure: bool },
    /// It came there under another name.
    Renamed(u32),
}

impl<'a> Trace<'a> {
    /// Follows paths, as they are called in the newest commit, with the ids of their texts; the file's number is its place
    /// in them.
    pub(super) fn new(
        paths: impl IntoIterator<Item = (Vec<u8>, Vec<u8>)>,
        renames: Renames,
        alike: Alike<'a>,
        descends: Descends<'a>,
    ) -> Trace<'a> {
        let (mut is_page, mut texts) = (Vec::new(), Vec::new());
        let path = |(path, text): (Vec<u8>, Vec<u8>)| {
            is_page.push(super::is_page(&path));
            texts.push(text.into_boxed_slice());
            path.into_boxed_slice()
        };
        let live: HashMap<Path, u32> = paths.into_iter().map(path).zip(0..).collect();
        Trace {
            commits: Vec::new(),
            deeds: vec![Vec::new(); live.len()],
            created: vec![Vec::new(); live.len()],
            is_page,
            texts,
            begins: HashMap::new(),
            live,
            former: HashMap::new(),
            dead: HashSet::new(),
            waiting: HashMap::new(),
            renames,
            alike,
            descends,
        }
    }

    /// Takes the next older commit.
    pub(super) fn commit(&mut self, commit: &Commit, mut credits: Credits) {
        let edits = |change: &&Change| matches!(change.kind, b'M' | b'R' | b'T') && !commit.keeps_text(change);
        credits.is_bulk = commit.changes.iter().filter(edits).count() >= BULK;
        let number = self.number(credits);
        let swaps = swaps(commit);
        let left = self.left_behind(commit);
        let count = |kind: u8| commit.changes.iter().filter(|change| change.kind == kind).count();
        let is_sure = match self.renames {
            Renames::Alike => count(b'A') * count(b'D') <= COMPARED,
            Renames::Exact => count(b'D') == 0,
        };
        // All changes of a commit speak of the same moment: names move only after each has found its file.
        let mut after = Vec::new();
        for (at, change) in commit.changes.iter().enumerate() {
            let path = commit.path(change);
            match change.kind {
                b'A' => match left.get(&at) {
                    Some(Left::Moved(from)) => self.renamed(from, path, None, number, &mut after),
                    Some(_) => self.added(path, commit.new_blob(change), number, false, &mut after),
                    None => self.added(path, commit.new_blob(change), number, is_sure, &mut after),
                },
                b'D' => self.deleted(path, commit.old_blob(change), &mut after),
                b'R' => {
                    let texts = (!commit.keeps_text(change)).then(|| commit.blobs(change));
                    self.renamed(commit.old_path(change), path, texts, number, &mut after);
                }
                b'M' if let Some(Left::Anew { is_sure }) = left.get(&at) => {
                    self.added(path, commit.new_blob(change), number, *is_sure, &mut after);
                }
                _ => match swaps.get(&at) {
                    Some(old) => self.renamed(old, path, None, number, &mut after),
                    None if !commit.keeps_text(change) => self.edited(path, commit.blobs(change), number),
                    None => {}
                },
            }
        }
        self.settle(after);
    }

    /// Takes the next older commit, a merge that did more than join its parents. A file that it moved is nobody's work;
    /// one that it added was written by whoever merged.
    pub(super) fn merge(&mut self, changes: &[OwnChange], credits: Credits) {
        let number = self.number(credits);
        let mut after = Vec::new();
        for change in changes {
            match change {
                OwnChange::Renamed { old, new } => self.renamed(old, new, None, number, &mut after),
                OwnChange::Added { path, blob } => {
                    // What a merge took away is not known.
                    self.added(path, blob, number, self.renames == Renames::Alike, &mut after);
                }
            }
        }
        self.settle(after);
    }

    /// The commits, and what they did by the number of the file.
    pub(super) fn finish(mut self) -> (Vec<Credits>, Vec<Vec<Deed>>) {
        let former = std::mem::take(&mut self.former);
        for former in former.into_values() {
            self.create(former);
        }
        (0..self.deeds.len()).for_each(|file| self.choose_creators(file as u32));
        self.find_files();
        // Commits that touched none of these files are forgotten.
        let mut places = vec![None; self.commits.len()];
        self.deeds.iter().flatten().for_each(|deed| places[deed.commit as usize] = Some(0));
        places.iter_mut().flatten().zip(0..).for_each(|(place, number)| *place = number);
        let commits = self.commits.into_iter().zip(&places).filter_map(|(credits, place)| place.map(|_| credits));
        let commits = commits.collect();
        for deeds in &mut self.deeds {
            for deed in &mut *deeds {
                deed.path = Path::default();
                deed.commit = places[deed.commit as usize].expect("every commit of a deed has a place");
            }
            // The order of maps must not be seen.
            deeds.sort_unstable();
        }
        (commits, self.deeds)
    }

    fn number(&mut self, credits: Credits) -> u32 {
        self.commits.push(credits);
        self.commits.len() as u32 - 1
    }

    fn edited(&mut self, path: &[u8], texts: &[u8], commit: u32) {
        if let Some(file) = self.file(path) {
            self.edit(file, path, texts.into(), commit);
        } else if self.commits[commit as usize].counts && !self.dead.contains(path) {
            self.waiting.entry(path.into()).or_default().push((commit, texts.into()));
        }
    }

    fn added(&mut self, path: &[u8], blob: &[u8], commit: u32, is_sure: bool, after: &mut Vec<Move>) {
        // Two branches may have added the same path: `former` then still knows the file.
        let Some(file) = self.file(path) else {
            self.dead.remove(path);
            self.waiting.remove(path);
            return;
        };
        self.begin(path, file, commit);
        after.push(Move::Leave(path.into()));
        let created = Former::Created { file, blob: blob.into(), commit, is_sure };
        after.push(Move::Remember(path.into(), created));
    }

    fn deleted(&mut self, path: &[u8], blob: &[u8], after: &mut Vec<Move>) {
        if self.live.contains_key(path) {
            return;
        }
        if let Some(Former::Created { file, blob: brought_back, commit, is_sure }) = self.former.remove(path) {
            let same = *brought_back == *blob;
            let is_alike = if same { Some(true) } else { (self.alike)(blob, &brought_back) };
            if is_alike == Some(true) {
                after.push(Move::Lead(path.into(), file));
                if !same {
                    self.edit(file, path, [blob, b" ", &*brought_back].concat().into(), commit);
                }
                return;
            }
            self.create(Former::Created { file, blob: brought_back, commit, is_sure: is_sure && is_alike.is_some() });
        }
        self.waiting.remove(path);
        self.dead.insert(path.into());
    }

    /// `texts` are those before and after, where they differ.
    fn renamed(&mut self, old: &[u8], new: &[u8], texts: Option<&[u8]>, commit: u32, after: &mut Vec<Move>) {
        let Some(file) = self.file(new) else {
            // The file is gone since, so under its old name it is gone as well.
            self.dead.remove(new);
            self.waiting.remove(new);
            after.push(Move::End(old.into()));
            return;
        };
        self.begin(new, file, commit);
        if let Some(texts) = texts {
            self.edit(file, new, texts.into(), commit);
        }
        let created_elsewhere = matches!(self.former.get(new), Some(Former::Created { .. }));
        if self.live.contains_key(new) {
            after.push(Move::Leave(new.into()));
            after.push(Move::Remember(new.into(), Former::Renamed(file)));
        }
        if !created_elsewhere {
            after.push(Move::Lead(old.into(), file));
        }
    }

    /// Lets paths take effect for older commits: first all that end, then all that begin.
    fn settle(&mut self, after: Vec<Move>) {
        for step in &after {
            if let Move::Leave(path) = step {
                self.live.remove(path);
            }
        }
        let (mut ends, mut leads) = (Vec::new(), Vec::new());
        for step in after {
            match step {
                Move::Leave(_) => {}
                Move::Remember(path, former) => self.forget(path, Some(former)),
                Move::End(path) => ends.push(path),
                Move::Lead(path, file) => leads.push((path, file)),
            }
        }
        for path in ends {
            self.forget(path.clone(), None);
            self.waiting.remove(&path);
            self.dead.insert(path);
        }
        for (path, file) in leads {
            self.forget(path.clone(), None);
            self.dead.remove(&path);
            for (commit, texts) in self.waiting.remove(&path).unwrap_or_default() {
                self.edit(file, &path, texts, commit);
            }
            // Where branches disagree, the line that was read first is the one that leads to today's file.
            self.live.entry(path).or_insert(file);
        }
    }

    /// Replaces what `former` knows of a path; a creation that waited there is now certain.
    fn forget(&mut self, path: Path, by: Option<Former>) {
        let old = match by {
            Some(former) => self.former.insert(path, former),
            None => self.former.remove(&path),
        };
        old.into_iter().for_each(|former| self.create(former));
    }

    fn file(&self, path: &[u8]) -> Option<u32> {
        let former = |former: &Former| match former {
            Former::Created { file, .. } | Former::Renamed(file) => *file,
        };
        self.live.get(path).copied().or_else(|| self.former.get(path).map(former))
    }

    /// Makes a creation certain that waited.
    fn create(&mut self, former: Former) {
        if let Former::Created { file, blob, commit, is_sure: true } = former {
            self.created[file as usize].push((commit, blob));
            self.deeds[file as usize].push(Deed {
                commit,
                creates: true,
                texts: Path::default(),
                path: Path::default(),
            });
        }
    }

    fn edit(&mut self, file: u32, path: &[u8], texts: Path, commit: u32) {
        if self.commits[commit as usize].counts {
            let texts = if self.is_page[file as usize] { texts } else { Path::default() };
            self.deeds[file as usize].push(Deed { commit, creates: false, texts, path: path.into() });
        }
    }

    fn begin(&mut self, path: &[u8], file: u32, commit: u32) {
        self.begins.entry(path.into()).or_default().push((file, commit));
    }

    /// Whether it is known which commits gave a file this name.
    fn begins(&self, file: u32, path: &[u8]) -> bool {
        self.begins.get(path).is_some_and(|begins| begins.iter().any(|(of, _)| *of == file))
    }

    /// Whether a file had this name when a commit was made.
    fn is_known(&self, file: u32, path: &[u8], commit: u32) -> bool {
        let place = |commit: u32| self.commits[commit as usize].place;
        let begins = self.begins.get(path).into_iter().flatten().filter(|(of, _)| *of == file);
        begins.into_iter().any(|(_, begin)| (self.descends)(place(*begin), place(commit)))
    }

    /// Where branches made one path each for itself, with texts that are not alike, a merge took one of them: that which
    /// the text of today goes back to, edit by edit. Where none is, nobody made it.
    fn choose_creators(&mut self, file: u32) {
        let created = std::mem::take(&mut self.created[file as usize]);
        let [(_, first), others @ ..] = &created[..] else { return };
        if others.iter().all(|(_, text)| text == first) {
            return;
        }
        let mut texts = vec![self.texts[file as usize].clone()];
        let mut seen: HashSet<Path> = texts.iter().cloned().collect();
        while let Some(text) = texts.pop() {
            for deed in &self.deeds[file as usize] {
                let mut ids = deed.texts.split(|byte| *byte == b' ');
                if let (Some(old), Some(new)) = (ids.next(), ids.next())
                    && *new == *text
                    && seen.insert(old.into())
                {
                    texts.push(old.into());
                }
            }
        }
        let proven: Vec<&Path> = created.iter().map(|(_, text)| text).filter(|text| seen.contains(*text)).collect();
        let known = proven.first().copied().unwrap_or(first);
        let mut is_alike = |text: &Path| text == known || (self.alike)(known, text) == Some(true);
        let wrong: Vec<u32> = created
            .iter()
            .filter(|(_, text)| !seen.contains(text) && !is_alike(text))
            .map(|(commit, _)| *commit)
            .collect();
        let is_wrong = |commit: &u32| !wrong.is_empty() && (proven.is_empty() || wrong.contains(commit));
        self.deeds[file as usize].retain(|deed| !(deed.creates && is_wrong(&deed.commit)));
        if !proven.is_empty() {
            let begins = self.begins.values_mut();
            begins.for_each(|begins| begins.retain(|(of, commit)| *of != file || !wrong.contains(commit)));
        }
    }

    /// Gives edits to the files that had the name then. Where a path was used again while a branch went on with what stood
    /// there before, an edit may have found the wrong one.
    fn find_files(&mut self) {
        let mut found = Vec::new();
        for file in 0..self.deeds.len() {
            let mut deeds = std::mem::take(&mut self.deeds[file]);
            let is_wrong = |deed: &mut Deed| {
                let (file, path) = (file as u32, &deed.path);
                !deed.creates && self.begins(file, path) && !self.is_known(file, path, deed.commit)
            };
            for deed in deeds.extract_if(.., is_wrong) {
                let of_path = self.begins.get(&deed.path).into_iter().flatten().map(|(file, _)| *file);
                let mut others: Vec<u32> =
                    of_path.filter(|other| self.is_known(*other, &deed.path, deed.commit)).collect();
                others.dedup();
                if let [only] = others[..] {
                    found.push((only, deed));
                }
            }
            self.deeds[file] = deeds;
        }
        found.into_iter().for_each(|(file, deed)| self.deeds[file as usize].push(deed));
    }

    /// New files whose text is exactly what another file of this commit had until then, and those others: a page that was
    /// moved and left a note at its old place. Git calls the first a new file and the second an edit.
    fn left_behind(&mut self, commit: &Commit) -> HashMap<usize, Left> {
        let mut left = HashMap::new();
        let of_kind = |kind: u8| (0..commit.changes.len()).filter(move |at| commit.changes[*at].kind == kind);
        let mut added: BTreeMap<&[u8], Vec<usize>> = BTreeMap::new();
        of_kind(b'A').for_each(|at| added.entry(commit.new_blob(&commit.changes[at])).or_default().push(at));
        if added.is_empty() {
            return left;
        }
        let mut edited: HashMap<&[u8], Vec<usize>> = HashMap::new();
        of_kind(b'M').for_each(|at| edited.entry(commit.old_blob(&commit.changes[at])).or_default().push(at));
        for (text, new) in added {
            let Some(old) = edited.get(text) else { continue };
            // Where several may be meant, or the old place keeps half of the text, nobody knows which is the old page.
            let ([to], [from]) = (&new[..], &old[..]) else {
                left.extend(new.iter().map(|at| (*at, Left::Unsure)));
                continue;
            };
            let change = &commit.changes[*from];
            match (self.alike)(text, commit.new_blob(change)) {
                Some(true) => _ = left.insert(*to, Left::Unsure),
                is_alike => {
                    left.insert(*to, Left::Moved(commit.path(change).into()));
                    left.insert(*from, Left::Anew { is_sure: is_alike.is_some() });
                }
            }
        }
        left
    }
}

/// What became of a page whose old place is still there.
enum Left {
    /// It came from this path.
    Moved(Path),
    /// Something else stands at its old place.
    Anew {
        /// Both texts are here, and they are not alike.
        is_sure: bool,
    },
    /// Whether it came from there is not known.
    Unsure,
}

/// What a commit does to the names of files, seen from the older side.
enum Move {
    Leave(Path),
    End(Path),
    Remember(Path, Former),
    Lead(Path, u32),
}

/// Files that exchanged their texts in one commit, such as two swapped names: the place of each change, and the old path
/// of its text. Git calls them edits, because both names are there before and after.
fn swaps(commit: &Commit) -> HashMap<usize, Vec<u8>> {
    let edits: Vec<usize> = (0..commit.changes.len()).filter(|at| commit.changes[*at].kind == b'M').collect();
    if edits.len() < 2 {
        return HashMap::new();
    }
    let mut by_old_text: HashMap<&[u8], Option<usize>> = HashMap::new();
    for at in &edits {
        let unique = by_old_text.entry(commit.old_blob(&commit.changes[*at])).or_insert(Some(*at));
        if *unique != Some(*at) {
            *unique = None;
        }
    }
    let source = |at: usize| by_old_text.get(commit.new_blob(&commit.changes[at])).copied().flatten();
    let mut swaps = HashMap::new();
    for at in edits {
        let mut next = source(at);
        let mut steps = 1;
        while let Some(place) = next
            && place != at
            && steps < 8
        {
            next = source(place);
            steps += 1;
        }
        if steps > 1
            && next == Some(at)
            && let Some(from) = source(at)
        {
            swaps.insert(at, commit.path(&commit.changes[from]).to_vec());
        }
    }
    swaps
}

#[cfg(test)]
mod tests {
    use super::*;

    type Told = (Vec<(Role, i64)>, Option<i64>, Option<i64>);

    /// Reads commits given newest first as `(time, "kind score old new path …")` and tells one file's roles and dates.
    fn trace(files: &[&str], commits: &[(i64, &str)]) -> Vec<Told> {
        let alike = Box::new(|old: &[u8], new: &[u8]| Some(old[..1] == new[..1]));
        let paths = files.iter().map(|path| (path.as_bytes().to_vec(), Vec::new()));
        let mut trace = Trace::new(paths, Renames::Alike, alike, Box::new(|_, _| true));
        for (time, changes) in commits {
            let mut bytes = format!("\x01id\0\0n\0e\0n\0e\0{time}\0{time}\0\0\0").into_bytes();
            for change in changes.split("; ") {
                let words: Vec<&str> = change.split(' ').collect();
                let paths = words[3..].join("\0");
                bytes.extend(format!(":1 1 {} {} {}\0{paths}\0", words[1], words[2], words[0]).bytes());
            }
            let commit = Commit::from_bytes(&bytes).remove(0);
            trace.commit(
                &commit,
                Credits {
                    people: vec![(0, Task::Write)],
                    author: 0,
                    written: *time,
                    committed: *time,
                    commit: Path::default(),
                    place: 0,
                    counts: true,
                    is_bulk: false,
                },
            );
        }
        let (commits, files) = trace.finish();
        let told = |deeds: Vec<Deed>| {
            let file = super::super::deeds::told(&deeds, &vec![None; deeds.len()], &commits, 0, i64::MAX);
            let parts = file.parts.iter().map(|part| (part.role, part.first)).collect();
            (parts, file.created, file.updated)
        };
        files.into_iter().map(told).collect()
    }

    #[test]
    fn an_edit_on_a_branch_finds_a_file_that_another_branch_renamed() {
        let (creator, editor) = (Role::Creator, Role::Editor);
        // The branch comes before the rename in the log, then after it.
        for order in [[(4, "M a1 a2 old"), (3, "R90 a1 a3 old new")], [(3, "R90 a1 a3 old new"), (4, "M a1 a2 old")]] {
            let commits: Vec<_> = order.into_iter().chain([(1, "A 0 a1 old")]).collect();
            assert_eq!(trace(&["new"], &commits), [(vec![(creator, 1), (editor, 3)], Some(1), Some(4))], "{order:?}");
        }
        // Both branches renamed it.
        let commits = [(5, "R90 a1 a3 old new"), (4, "M a2 a4 new"), (3, "R90 a1 a2 old new"), (1, "A 0 a1 old")];
        assert_eq!(trace(&["new"], &commits), [(vec![(creator, 1), (editor, 3)], Some(1), Some(5))]);
        // Both branches created it.
        let commits = [(5, "A 0 a3 new"), (4, "M a2 a4 new"), (3, "A 0 a2 new")];
        assert_eq!(trace(&["new"], &commits), [(vec![(creator, 3), (editor, 4)], Some(3), Some(5))]);
    }

    #[test]
    fn an_older_file_at_the_same_path_is_another_file() {
        let created = vec![(Role::Creator, 5)];
        for gone in ["D b1 0 p", "R90 b1 b2 p elsewhere"] {
            let commits = [(5, "A 0 a1 p"), (4, gone), (3, "M b0 b1 p"), (2, "A 0 b0 p")];
            assert_eq!(trace(&["p"], &commits), [(created.clone(), Some(5), Some(5))], "{gone}");
        }
        // A file that is no longer there has no claim on what was later renamed from its path.
        let commits = [(6, "R90 a1 a2 p q"), (5, "A 0 a1 p"), (4, "D b1 0 p"), (3, "M b0 b1 p"), (2, "A 0 b0 p")];
        assert_eq!(trace(&["q"], &commits), [(vec![(Role::Creator, 5), (Role::Editor, 6)], Some(5), Some(6))]);
        let commits = [
            (7, "D b2 0 q"),
            (6, "R90 b1 b2 p q"),
            (5, "M b0 b1 p"),
            (4, "A 0 b0 p"),
            (3, "R100 a1 a1 p other"),
            (2, "A 0 a1 p"),
        ];
        assert_eq!(trace(&["other"], &commits), [(vec![(Role::Creator, 2)], Some(2), Some(2))]);
    }

    #[test]
    fn a_file_brought_back_keeps_its_people() {
        let same = [(5, "A 0 a1 p"), (4, "D a1 0 p"), (2, "A 0 a1 p")];
        assert_eq!(trace(&["p"], &same), [(vec![(Role::Creator, 2)], Some(2), Some(2))]);
        let alike = [(5, "A 0 a2 p"), (4, "D a1 0 p"), (2, "A 0 a1 p")];
        assert_eq!(trace(&["p"], &alike), [(vec![(Role::Creator, 2), (Role::Editor, 5)], Some(2), Some(5))]);
    }

    #[test]
    fn texts_that_change_places_keep_their_people() {
        let commits = [(5, "M a1 b1 p; M b1 a1 q"), (3, "M a0 a1 p"), (2, "A 0 b1 q"), (1, "A 0 a0 p")];
        let (p, q) = (vec![(Role::Creator, 2)], vec![(Role::Creator, 1), (Role::Editor, 3)]);
        assert_eq!(trace(&["p", "q"], &commits), [(p, Some(2), Some(2)), (q, Some(1), Some(3))]);
        let circle = [(5, "M a1 b1 p; M b1 c1 q; M c1 a1 r"), (3, "A 0 c1 r"), (2, "A 0 b1 q"), (1, "A 0 a1 p")];
        let created: Vec<_> = trace(&["p", "q", "r"], &circle).into_iter().map(|file| file.1).collect();
        assert_eq!(created, [Some(2), Some(3), Some(1)]);
    }

    #[test]
    fn fifty_files_changed_at_once_are_nobodys_edit_where_nobody_measured_them() {
        let paths: Vec<String> = (0..50).map(|n| format!("p{n}")).collect();
        let all = |kind: &str| paths.iter().map(|path| format!("{kind} {path}")).collect::<Vec<_>>().join("; ");
        let (edits, adds) = (all("M a1 a2"), all("A 0 a1"));
        let names: Vec<&str> = paths.iter().map(String::as_str).collect();
        let files = trace(&names, &[(5, &edits), (1, &adds)]);
        assert!(files.iter().all(|file| *file == (vec![(Role::Creator, 1)], Some(1), Some(1))));
        let few = edits.rsplit_once("; ").unwrap().0;
        let files = trace(&names, &[(5, few), (1, &adds)]);
        assert_eq!(files[0], (vec![(Role::Creator, 1), (Role::Editor, 5)], Some(1), Some(5)));
    }
}
