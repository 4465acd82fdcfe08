//! From what each commit changed to what happened to each file that is there now.
//!
//! Begin with [`follow`]. Commits are taken from the oldest on. Each has a tree: which version of which page stands at each
//! path. A version knows from which one it was made, so a file's history is what its version leads back to, and nothing
//! else: what a merge threw away is in nobody's.
//!
//! Which version a new text goes on from, [`pairing`](super::pairing) decides.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

use super::Deed;
use super::pairing::{ALL_COMPARED, HALF, Kind, New, Old, Source, pair};
use super::tree::Tree;
use super::{Role, is_page};
use crate::source::OUTPUT_MARKER;

/// A commit that changes at least this many existing files is a bulk change: where it changed little of a file, that was a
/// reformatting, a new licence line, a moved link. Files that it adds are as much its author's as any.
pub(super) const BULK: usize = 50;

/// So many changes lie at most between a text and the commit that takes them all back.
const FAR: usize = 1_000;

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
    /// The later of what its author's clock said and its committer's.
    pub(super) latest: i64,
    /// The commit's id.
    pub(super) commit: Box<[u8]>,
    /// False where only bots wrote it, and for commits that the repository lists as mere reformatting.
    pub(super) counts: bool,
    /// One of the changes that touch many files at once.
    pub(super) is_bulk: bool,
}

impl Credits {
    /// Those who wrote it.
    pub(super) fn writers(&self) -> impl Iterator<Item = u32> {
        let wrote = |task: Task| matches!(task, Task::Write | Task::WriteTogether);
        self.people.iter().filter(move |(_, task)| wrote(*task)).map(|(who, _)| *who)
    }
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

/// A commit without its names.
#[derive(Default)]
pub(super) struct Step<'a> {
    /// Places of the commits it was made on; a merge has several.
    pub(super) parents: Vec<u32>,
    /// What it has otherwise than the first of them.
    pub(super) changes: Vec<Change<'a>>,
}

/// What a commit has at one path, and what its first parent has there.
pub(super) struct Change<'a> {
    pub(super) path: &'a [u8],
    /// Id of the text before; empty where there was none.
    pub(super) old: &'a [u8],
    /// Id of the text after; empty where there is none.
    pub(super) new: &'a [u8],
    /// The same text went from where nobody is credited.
    pub(super) is_doubtful: bool,
}

/// How much two texts, named by their ids, have in common, in thousandths; `None` where they cannot be compared.
pub(super) type Likeness<'a> = Box<dyn FnMut(&[u8], &[u8]) -> Option<u16> + 'a>;

/// What the commits come to.
pub(super) struct Followed<'a> {
    /// Each file of the newest commit by its path: what was done to it, and the merges that gave it a text which none of what they
    /// joined had.
    pub(super) files: Vec<(&'a [u8], Vec<Deed>, Vec<u32>)>,
    /// By the place of a commit, whether it touches many files at once.
    pub(super) bulk: Vec<bool>,
    /// Whether a commit has more files that went and came than are compared.
    pub(super) is_limited: bool,
}

/// Follows the files of the first step through all the others, which stand behind those that were made on them.
pub(super) fn follow<'a>(steps: &[Step<'a>], likeness: Likeness<'_>) -> Followed<'a> {
    let mut trace = Trace {
        paths: Numbers::default(),
        texts: Numbers::default(),
        markers: HashMap::new(),
        versions: Vec::new(),
        known: HashSet::new(),
        ended: HashMap::new(),
        bulk: vec![false; steps.len()],
        is_limited: false,
        left: ALL_COMPARED,
        likeness,
    };
    let mut children = vec![0_u32; steps.len()];
    steps.iter().flat_map(|step| &step.parents).for_each(|parent| children[*parent as usize] += 1);
    let mut trees: HashMap<u32, Tree<Stand>> = HashMap::new();
    for (place, step) in steps.iter().enumerate().rev() {
        let place = place as u32;
        let mut before = Vec::new();
        for parent in &step.parents {
            let left = &mut children[*parent as usize];
            *left -= 1;
            // Whoever comes last need not copy.
            let tree = if *left == 0 { trees.remove(parent) } else { trees.get(parent).cloned() };
            before.push(tree.unwrap_or_default());
        }
        let changes: Vec<Numbered> = step.changes.iter().map(|change| trace.number(change)).collect();
        let tree = match before.len() {
            0 | 1 => trace.commit(place, before.pop().unwrap_or_default(), &changes),
            _ => trace.merge(place, &before, &changes),
        };
        trees.insert(place, tree);
    }
    let head = trees.remove(&0).unwrap_or_default();
    trace.finish(&head)
}

/// What stands at a path.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Stand {
    /// Nothing that anybody knows of.
    #[default]
    Nothing,
    /// This version.
    Here(u32),
    /// Nothing, and this version until then.
    Gone(u32),
}

/// One text of one file.
struct Version {
    path: u32,
    text: u32,
    /// The place of the commit that made it.
    commit: u32,
    did: Did,
    /// From which it was made: several in a merge.
    from: Vec<u32>,
    /// Which it took the place of, where that is another than it was made from: what was taken back.
    over: Option<u32>,
    /// The oldest version that it leads back to.
    root: u32,
}

/// What a commit did by making a version.
#[derive(Clone, Copy, PartialEq)]
enum Did {
    Created,
    Edited,
    /// It moved it, or joined two branches.
    Nothing,
    /// Where the text comes from nobody can say.
    Unsure,
}

/// A version that one parent of a merge has at a path, and another has not.
struct Apart {
    path: u32,
    version: u32,
    /// Which parent.
    tree: usize,
}

/// A change, its path and texts as numbers.
struct Numbered {
    path: u32,
    old: Option<u32>,
    new: Option<u32>,
    is_doubtful: bool,
}

/// Byte strings and their numbers.
#[derive(Default)]
struct Numbers<'a> {
    numbers: HashMap<&'a [u8], u32>,
    list: Vec<&'a [u8]>,
}

impl<'a> Numbers<'a> {
    fn of(&mut self, bytes: &'a [u8]) -> u32 {
        *self.numbers.entry(bytes).or_insert_with(|| {
            self.list.push(bytes);
            self.list.len() as u32 - 1
        })
    }

    fn get(&self, number: u32) -> &'a [u8] {
        self.list[number as usize]
    }
}

struct Trace<'a, 'b> {
    paths: Numbers<'a>,
    texts: Numbers<'a>,
    /// Files that say of a folder that it holds a site and no content, by that folder with `/` at its end.
    markers: HashMap<&'a [u8], u32>,
    versions: Vec<Version>,
    /// Texts that a version has.
    known: HashSet<u32>,
    /// By text, the versions after which nothing came.
    ended: HashMap<u32, Vec<u32>>,
    bulk: Vec<bool>,
    is_limited: bool,
    /// How many pairs of texts may still be compared.
    left: usize,
    likeness: Likeness<'b>,
}

impl<'a> Trace<'a, '_> {
    fn number(&mut self, change: &Change<'a>) -> Numbered {
        let path = self.paths.of(change.path);
        if let Some(folder) = change.path.strip_suffix(OUTPUT_MARKER.as_bytes()).filter(|folder| folder.ends_with(b"/"))
        {
            self.markers.insert(folder, path);
        }
        let mut text = |id: &'a [u8]| (!id.is_empty()).then(|| self.texts.of(id));
        Numbered { path, old: text(change.old), new: text(change.new), is_doubtful: change.is_doubtful }
    }

    /// The tree after a commit that was made on one, or on none.
    fn commit(&mut self, place: u32, mut tree: Tree<Stand>, changes: &[Numbered]) -> Tree<Stand> {
        // A site that somebody committed together with its content is no partner of what moves in it.
        let (output, content): (Vec<&Numbered>, Vec<&Numbered>) =
            changes.iter().filter(|change| change.old != change.new).partition(|change| self.is_output(&tree, change));
        let mut edits = 0;
        for change in output {
            self.keep_apart(place, &mut tree, change, &mut edits);
        }
        match content[..] {
            [only] if only.old.is_some() => {
                self.keep_apart(place, &mut tree, only, &mut edits);
                tree.get(only.path).gone().into_iter().for_each(|old| self.end(old));
            }
            _ => self.pair_up(place, &mut tree, &content, &mut edits),
        }
        self.bulk[place as usize] = edits >= BULK;
        tree
    }

    fn is_output(&self, tree: &Tree<Stand>, change: &Numbered) -> bool {
        if self.markers.is_empty() {
            return false;
        }
        let path = self.paths.get(change.path);
        let folders = (0..path.len()).filter(|at| path[*at] == b'/').map(|at| &path[..=at]);
        folders.filter_map(|folder| self.markers.get(folder)).any(|marker| tree.get(*marker) != Stand::Nothing)
    }

    /// A change that has to do with no other path.
    fn keep_apart(&mut self, place: u32, tree: &mut Tree<Stand>, change: &Numbered, edits: &mut usize) {
        let stood = tree.get(change.path);
        let stands = match (stood.version(), change.new) {
            (Some(old), None) => Stand::Gone(old),
            (Some(old), Some(text)) => {
                *edits += 1;
                Stand::Here(self.go_on(place, change.path, text, vec![old]))
            }
            (None, Some(text)) => Stand::Here(self.begin(place, change.path, text, Did::Created)),
            (None, None) => stood,
        };
        tree.set(change.path, stands);
    }

    /// Changes that may have to do with each other.
    fn pair_up(&mut self, place: u32, tree: &mut Tree<Stand>, changes: &[&Numbered], edits: &mut usize) {
        let mut sides = Sides::default();
        for change in changes {
            let old = tree.get(change.path).version().filter(|_| change.old.is_some());
            let kind = if change.new.is_some() { Kind::Changed(sides.news.len()) } else { Kind::Gone };
            let old = old.map(|version| self.add_old(&mut sides, version, kind));
            if let Some(text) = change.new {
                self.add_new(&mut sides, tree, change, text, old);
            }
        }
        let sources = self.pair(&sides);
        let taken: HashSet<u32> = sources.iter().filter_map(|source| sides.version(*source)).collect();
        let mut sources = sources.into_iter();
        let mut after = Vec::new();
        for change in changes {
            let stood = tree.get(change.path);
            let ended = stood.version().filter(|old| !taken.contains(old));
            ended.into_iter().for_each(|old| self.end(old));
            let stands = match (change.new, ended) {
                (Some(text), _) => {
                    let source = sources.next().expect("one for each new text");
                    let from = sides.version(source);
                    *edits += usize::from(from.is_some_and(|old| self.text(old) != text));
                    Stand::Here(self.make(place, change.path, text, source, from))
                }
                (None, Some(old)) => Stand::Gone(old),
                (None, None) if stood.version().is_some() => Stand::Nothing,
                (None, None) => stood,
            };
            after.push((change.path, stands));
        }
        after.into_iter().for_each(|(path, stands)| tree.set(path, stands));
    }

    fn add_old(&self, sides: &mut Sides<'a>, version: u32, kind: Kind) -> usize {
        let Version { path, text, .. } = self.versions[version as usize];
        sides.olds.push(Old { path: self.paths.get(path), text, kind });
        sides.versions.push(version);
        sides.olds.len() - 1
    }

    /// A new text, and the pages that it may bring back: that which had its path, and that which had its text.
    fn add_new(&self, sides: &mut Sides<'a>, tree: &Tree<Stand>, change: &Numbered, text: u32, old: Option<usize>) {
        let new = sides.news.len();
        let root = |version: u32| self.versions[version as usize].root;
        let gone = tree.get(change.path).gone();
        let is_same = |version: u32| self.text(version) == text;
        let own = old.map(|old| root(sides.versions[old]));
        let is_elsewhere = |version: &u32| {
            let path = self.versions[*version as usize].path;
            tree.get(path).version().is_none_or(|here| root(here) != root(*version)) && Some(root(*version)) != own
        };
        let ended = self.ended.get(&text).into_iter().flatten().copied().filter(is_elsewhere);
        let latest: BTreeMap<u32, u32> = ended.map(|version| (root(version), version)).collect();
        let mut pasts: Vec<u32> = gone.into_iter().collect();
        let is_told = gone.is_some_and(is_same);
        if latest.len() == 1 && !is_told {
            pasts.extend(latest.values());
        }
        let is_doubtful = change.is_doubtful || (latest.len() > 1 && !is_told);
        pasts.into_iter().for_each(|version| _ = self.add_old(sides, version, Kind::Past(new)));
        sides.news.push(New { path: self.paths.get(change.path), text, old, is_doubtful });
    }

    fn pair(&mut self, sides: &Sides<'a>) -> Vec<Source> {
        let texts = &self.texts;
        let mut likeness = |old, new| (self.likeness)(texts.get(old), texts.get(new));
        let (sources, is_limited) = pair(&sides.olds, &sides.news, &mut self.left, &mut likeness);
        self.is_limited |= is_limited;
        sources
    }

    /// The tree after a commit that was made on several. What it has as one of them has it is that one's; nothing that it
    /// joined is its author's work, and what no other has was written by whoever merged.
    fn merge(&mut self, place: u32, trees: &[Tree<Stand>], changes: &[Numbered]) -> Tree<Stand> {
        let (first, others) = trees.split_first().expect("a merge was made on commits");
        let mut tree = first.clone();
        let touched: HashMap<u32, Option<u32>> = changes.iter().map(|change| (change.path, change.new)).collect();
        // Where branches differ, each has versions that are not, or not here, on the other.
        let mut apart: Vec<Apart> = Vec::new();
        for (at, other) in (1..).zip(others) {
            for (path, here, there) in first.differences(other) {
                apart.extend(here.version().map(|version| Apart { path, version, tree: 0 }));
                apart.extend(there.version().map(|version| Apart { path, version, tree: at }));
                let stands = match (here, there) {
                    _ if touched.contains_key(&path) => continue,
                    (Stand::Nothing, Stand::Gone(_)) => there,
                    (Stand::Here(one), Stand::Here(two)) => {
                        let one = tree.get(path).version().unwrap_or(one);
                        Stand::Here(self.join_same(place, path, one, two))
                    }
                    _ => continue,
                };
                tree.set(path, stands);
            }
        }
        changes.iter().for_each(|change| tree.set(change.path, Stand::Nothing));
        let mut own = Vec::new();
        let mut left = Vec::new();
        for change in changes {
            let Some(text) = change.new else {
                left.push(change);
                continue;
            };
            let there = others.iter().filter_map(|tree| tree.get(change.path).version());
            let (same, others): (Vec<u32>, Vec<u32>) = there.partition(|version| self.text(*version) == text);
            let rest = same.iter().skip(1).copied().chain(first.get(change.path).version()).chain(others);
            match same.first() {
                Some(version) => {
                    let join = |one, other| self.join_same(place, change.path, one, other);
                    let version = rest.fold(*version, join);
                    tree.set(change.path, Stand::Here(version));
                }
                None => own.push((change, text)),
            }
        }
        apart.extend(left.iter().filter_map(|change| {
            let version = first.get(change.path).version()?;
            Some(Apart { path: change.path, version, tree: 0 })
        }));
        let is_displaced = |trace: &Self, tree: &Tree<Stand>, apart: &Apart| {
            let here = tree.get(apart.path).version();
            here.is_none_or(|version| trace.root(version) != trace.root(apart.version))
        };
        let mut unexplained = Vec::new();
        for (change, text) in own {
            let displaced: Vec<&Apart> = apart.iter().filter(|apart| is_displaced(self, &tree, apart)).collect();
            let version = match self.joined(trees, &displaced, change.path, text) {
                None => {
                    unexplained.push((change, text));
                    continue;
                }
                Some(from) if from.is_empty() => self.begin(place, change.path, text, Did::Unsure),
                Some(from) => self.join(place, change.path, text, from),
            };
            tree.set(change.path, Stand::Here(version));
        }
        let there: HashSet<u32> = match unexplained.is_empty() && left.is_empty() {
            true => HashSet::new(),
            false => {
                let stands = tree.differences(&Tree::default()).into_iter();
                stands.filter_map(|(_, stand, _)| stand.version()).map(|version| self.root(version)).collect()
            }
        };
        apart.retain(|apart| tree.get(apart.path).version().is_none() && !there.contains(&self.root(apart.version)));
        let lost: BTreeSet<u32> = apart.iter().map(|apart| apart.version).collect();
        for change in left {
            // Either another branch took it away, or the merge did.
            let elsewhere = others.iter().find_map(|tree| tree.get(change.path).gone());
            let version =
                elsewhere.or(first.get(change.path).version()).filter(|gone| !there.contains(&self.root(*gone)));
            tree.set(change.path, version.map_or(Stand::Nothing, Stand::Gone));
        }
        self.write_in_merge(place, trees, &mut tree, &unexplained, lost);
        tree
    }

    /// The versions that a merge joined to a text that no parent has there: none where nobody can say which, `None` where no
    /// parent has a file there. `displaced` are versions that a parent has, and the merge not at their paths.
    fn joined(&mut self, trees: &[Tree<Stand>], displaced: &[&Apart], path: u32, text: u32) -> Option<Vec<u32>> {
        let direct: Vec<(usize, u32)> = trees
            .iter()
            .enumerate()
            .filter_map(|(at, tree)| tree.get(path).version().map(|version| (at, version)))
            .collect();
        direct.first()?;
        let mut roots: BTreeSet<u32> = direct.iter().map(|(_, version)| self.root(*version)).collect();
        if roots.len() > 1 {
            // Of pages that have nothing to do with each other, the text goes on from one, or nobody knows.
            let mut alike = |old: u32, new: u32| {
                (self.likeness)(self.texts.get(old), self.texts.get(new)).is_some_and(|likeness| likeness >= HALF)
            };
            let of = |version: u32| self.versions[version as usize].text;
            let continued: Vec<u32> = direct.iter().map(|(_, version)| *version).collect();
            let continued: Vec<u32> = continued.into_iter().filter(|version| alike(of(*version), text)).collect();
            if !continued
                .iter()
                .all(|version| alike(of(continued[0]), of(*version)) || of(continued[0]) == of(*version))
            {
                return Some(Vec::new());
            }
            roots = continued.into_iter().map(|version| self.root(version)).collect();
        }
        let mut found: Vec<u32> = Vec::new();
        for at in 0..trees.len() {
            let is_same_page = |version: &u32| roots.contains(&self.root(*version));
            let here = direct.iter().find(|(tree, _)| *tree == at).map(|(_, version)| *version).filter(is_same_page);
            // The page may have another name there.
            let elsewhere =
                || displaced.iter().filter(|apart| apart.tree == at).map(|apart| apart.version).find(is_same_page);
            found.extend(here.or_else(elsewhere).filter(|version| !found.contains(version)));
        }
        if found.iter().any(|version| self.text(*version) == text) {
            found.retain(|version| self.text(*version) == text);
        }
        Some(found)
    }

    /// What a merge moved, brought back or wrote by itself. `lost` are versions that a parent has and the merge has not.
    fn write_in_merge(
        &mut self,
        place: u32,
        trees: &[Tree<Stand>],
        tree: &mut Tree<Stand>,
        unexplained: &[(&Numbered, u32)],
        lost: BTreeSet<u32>,
    ) {
        let mut sides = Sides::default();
        if !unexplained.is_empty() {
            for version in &lost {
                self.add_old(&mut sides, *version, Kind::Gone);
            }
        }
        for (change, text) in unexplained {
            self.add_new(&mut sides, &trees[0], change, *text, None);
        }
        let mut taken = HashSet::new();
        for ((change, text), source) in unexplained.iter().zip(self.pair(&sides)) {
            let from = sides.version(source);
            taken.extend(from.map(|version| self.root(version)));
            let version = match from {
                Some(from) => self.join(place, change.path, *text, vec![from]),
                None => self.make(place, change.path, *text, source, None),
            };
            tree.set(change.path, Stand::Here(version));
        }
        for version in lost {
            let path = self.versions[version as usize].path;
            if tree.get(path).gone().is_some_and(|gone| taken.contains(&self.root(gone))) {
                tree.set(path, Stand::Nothing);
            } else if tree.get(path) == Stand::Gone(version) {
                self.end(version);
            }
        }
    }

    fn make(&mut self, place: u32, path: u32, text: u32, source: Source, from: Option<u32>) -> u32 {
        match (source, from) {
            (Source::Old(_), Some(from)) => self.go_on(place, path, text, vec![from]),
            (Source::Anew, _) => self.begin(place, path, text, Did::Created),
            _ => self.begin(place, path, text, Did::Unsure),
        }
    }

    fn begin(&mut self, commit: u32, path: u32, text: u32, did: Did) -> u32 {
        let root = self.versions.len() as u32;
        self.versions.push(Version { path, text, commit, did, from: Vec::new(), over: None, root });
        self.known.insert(text);
        root
    }

    /// The version that a commit made from others. Where a page has a text again that it had, it goes on from there: what was
    /// done since was taken back and nothing of that is left, or what was taken back is there again.
    fn go_on(&mut self, commit: u32, path: u32, text: u32, mut from: Vec<u32>) -> u32 {
        if self.text(from[0]) == text {
            return self.join(commit, path, text, from);
        }
        let over = from[0];
        let taken_up = match self.known.contains(&text) {
            true => self.stood(over).take(FAR).find(|version| self.text(*version) == text),
            false => None,
        };
        if let Some(old) = taken_up {
            from = vec![old];
        }
        let version = self.join(commit, path, text, from);
        match taken_up {
            Some(_) => self.versions[version as usize].over = Some(over),
            None => self.versions[version as usize].did = Did::Edited,
        }
        version
    }

    fn join(&mut self, commit: u32, path: u32, text: u32, from: Vec<u32>) -> u32 {
        let root = self.root(from[0]);
        self.versions.push(Version { path, text, commit, did: Did::Nothing, from, over: None, root });
        self.known.insert(text);
        self.versions.len() as u32 - 1
    }

    /// The version that a merge took from one branch. Where it once had the text that another branch has, both did the same,
    /// and the other's work is in it as well.
    fn join_same(&mut self, commit: u32, path: u32, one: u32, other: u32) -> u32 {
        let text = self.text(other);
        let same = self.past(one).find(|version| *version == other || self.text(*version) == text);
        if same.is_none_or(|same| same == other) || self.past(other).any(|version| Some(version) == same) {
            return one;
        }
        self.join(commit, path, self.text(one), vec![one, other])
    }

    fn end(&mut self, version: u32) {
        let text = self.text(version);
        self.ended.entry(text).or_default().push(version);
    }

    fn text(&self, version: u32) -> u32 {
        self.versions[version as usize].text
    }

    fn root(&self, version: u32) -> u32 {
        self.versions[version as usize].root
    }

    /// A version and all that stood there before it, what was taken back among it; the nearest first.
    fn stood(&self, version: u32) -> impl Iterator<Item = u32> {
        let before = |version: u32| {
            let Version { from, over, .. } = &self.versions[version as usize];
            over.iter().chain(from).copied()
        };
        walk(version, before)
    }

    /// A version and all that it leads back to, the nearest first.
    fn past(&self, version: u32) -> impl Iterator<Item = u32> {
        walk(version, |version| self.versions[version as usize].from.iter().copied())
    }

    fn finish(self, head: &Tree<Stand>) -> Followed<'a> {
        let mut files = Vec::new();
        for (path, stand, _) in head.differences(&Tree::default()) {
            let Some(version) = stand.version() else { continue };
            let path = self.paths.get(path);
            let deed = |version: u32| {
                let Version { text, commit, did, ref from, .. } = self.versions[version as usize];
                let creates = match did {
                    Did::Created => true,
                    Did::Edited => false,
                    Did::Nothing | Did::Unsure => return None,
                };
                let mut texts = Box::default();
                if let ([old], true) = (&from[..], is_page(path)) {
                    let old = self.versions[*old as usize].text;
                    texts = [self.texts.get(old), b" ", self.texts.get(text)].concat().into_boxed_slice();
                }
                Some(Deed { commit, creates, texts })
            };
            let mut deeds: Vec<Deed> = self.past(version).filter_map(deed).collect();
            deeds.sort_unstable();
            let is_blend = |version: &Version| {
                version.did == Did::Nothing
                    && version.from.len() > 1
                    && version.from.iter().all(|from| self.text(*from) != version.text)
            };
            let merges = self.past(version).map(|version| &self.versions[version as usize]);
            let merges = merges.filter(|version| is_blend(version)).map(|version| version.commit).collect();
            files.push((path, deeds, merges));
        }
        files.sort_unstable_by_key(|(path, ..)| *path);
        Followed { files, bulk: self.bulk, is_limited: self.is_limited }
    }
}

/// What one version leads to, step by step, the nearest first and each once.
fn walk<I: Iterator<Item = u32>>(first: u32, next: impl Fn(u32) -> I) -> impl Iterator<Item = u32> {
    let mut open = VecDeque::from([first]);
    let mut seen = HashSet::from([first]);
    std::iter::from_fn(move || {
        let version = open.pop_front()?;
        open.extend(next(version).filter(|version| seen.insert(*version)));
        Some(version)
    })
}

impl Stand {
    fn version(self) -> Option<u32> {
        if let Stand::Here(version) = self { Some(version) } else { None }
    }

    fn gone(self) -> Option<u32> {
        if let Stand::Gone(version) = self { Some(version) } else { None }
    }
}

/// What is paired, and which versions the old texts are.
#[derive(Default)]
struct Sides<'a> {
    olds: Vec<Old<'a>>,
    news: Vec<New<'a>>,
    versions: Vec<u32>,
}

impl Sides<'_> {
    fn version(&self, source: Source) -> Option<u32> {
        if let Source::Old(old) = source { Some(self.versions[old]) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Commits given newest first as `parents: old new path; …`, parents by their places; `-` is no text.
    fn steps(commits: &[&str]) -> Vec<Step<'static>> {
        let step = |commit: &&str| {
            let commit: &'static str = commit.to_string().leak();
            let (parents, changes) = commit.split_once(':').unwrap();
            let change = |change: &'static str| {
                let words: Vec<&str> = change.split_whitespace().collect();
                let [old, new, path] = words[..] else { panic!("{change}") };
                let text = |word: &'static str| if word == "-" { &b""[..] } else { word.as_bytes() };
                Change { path: path.as_bytes(), old: text(old), new: text(new), is_doubtful: false }
            };
            let parents = parents.split_whitespace().map(|parent| parent.parse().unwrap()).collect();
            Step { parents, changes: changes.split(';').filter(|text| !text.trim().is_empty()).map(change).collect() }
        };
        commits.iter().map(step).collect()
    }

    /// Tells of each file the commits that created (`+`) and edited it. The first letters of texts tell which are alike;
    /// what nobody can read begins with `?`.
    fn told(commits: &[&str]) -> String {
        let likeness = |old: &[u8], new: &[u8]| match (old[0], new[0]) {
            (b'?', _) | (_, b'?') => None,
            (old, new) => Some(if old == new { 900 } else { 0 }),
        };
        let file = |(path, deeds, _): (&[u8], Vec<Deed>, Vec<u32>)| {
            let deed = |deed: &Deed| format!(" {}{}", if deed.creates { "+" } else { "" }, deed.commit);
            format!("{}:{}\n", String::from_utf8_lossy(path), deeds.iter().map(deed).collect::<String>())
        };
        follow(&steps(commits), Box::new(likeness)).files.into_iter().map(file).collect()
    }

    #[test]
    fn a_text_is_followed_through_moves_and_over_other_files() {
        let table: [(&[&str], &str); 17] = [
            (&["1: a1 a2 p.md", ": - a1 p.md"], "p.md: 0 +1\n"),
            // Taken back: by the text of before, and what came after that.
            (&["1: a2 a1 p.md", "2: a1 a2 p.md", ": - a1 p.md"], "p.md: +2\n"),
            (&["1: a1 a3 p.md", "2: a2 a1 p.md", "3: a1 a2 p.md", ": - a1 p.md"], "p.md: 0 +3\n"),
            (&["1: a2 a1 p.md", "2: a1 - q.md; - a2 p.md", ": - a1 q.md"], "p.md: +2\n"),
            // And given again.
            (&["1: a1 a2 p.md", "2: a2 a1 p.md", "3: a1 a2 p.md", ": - a1 p.md"], "p.md: 2 +3\n"),
            (&["1: a1 a2 p.md", "2: a2 a1 p.md", "3: a1 a2 p.md", "4: b1 a1 p.md", ": - b1 p.md"], "p.md: 2 3 +4\n"),
            (&["1: a1 - p.md; - a1 q.md", ": - a1 p.md"], "q.md: +1\n"),
            (&["1: a1 - p.md; - a2 q.md", ": - a1 p.md"], "q.md: 0 +1\n"),
            (&["1: a1 - p.md; - b1 q.md", ": - a1 p.md"], "q.md: +0\n"),
            (&["1: a1 - p.md; - ?2 q.md", ": - a1 p.md"], "q.md:\n"),
            // Moved onto another, which goes, or moves as well.
            (&["1: a1 b1 p.md; b1 - q.md", "2: - b1 q.md", ": - a1 p.md"], "p.md: +1\n"),
            (&["1: a1 b2 p.md; b1 - q.md; - a2 r.md", "2: - b1 q.md", ": - a1 p.md"], "p.md: 0 +1\nr.md: 0 +2\n"),
            // Changed places, all round.
            (&["1: a1 b1 p.md; b1 a1 q.md", "2: - b1 q.md", ": - a1 p.md"], "p.md: +1\nq.md: +2\n"),
            (&["1: a1 b2 p.md; b1 a2 q.md", "2: - b1 q.md", ": - a1 p.md"], "p.md: 0 +1\nq.md: 0 +2\n"),
            // A copy is its author's, and of a text that stays and was copied nobody knows.
            (&["1: - a1 q.md", ": - a1 p.md"], "p.md: +1\nq.md: +0\n"),
            (&["1: - a1 q.md; a1 a2 p.md", ": - a1 p.md"], "p.md: 0 +1\nq.md:\n"),
            // Two that are the same went, and one came.
            (&["1: a1 - p.md; a1 - q.md; - a1 r.md", ": - a1 p.md; - a1 q.md"], "r.md:\n"),
        ];
        for (commits, expected) in table {
            assert_eq!(told(commits), expected, "{commits:?}");
        }
    }

    #[test]
    fn a_page_that_comes_back_keeps_its_people() {
        let table: [(&[&str], &str); 5] = [
            (&["1: - a1 p.md", "2: a1 - p.md", ": - a1 p.md"], "p.md: +2\n"),
            (&["1: - a2 p.md", "2: a1 - p.md", ": - a1 p.md"], "p.md: 0 +2\n"),
            (&["1: - b1 p.md", "2: a1 - p.md", ": - a1 p.md"], "p.md: +0\n"),
            (&["1: - a1 q.md", "2: a1 - p.md", ": - a1 p.md"], "q.md: +2\n"),
            // Two pages had this text.
            (&["1: - a1 q.md", "2: a1 - p.md; a1 - r.md", ": - a1 p.md; - a1 r.md"], "q.md:\n"),
        ];
        for (commits, expected) in table {
            assert_eq!(told(commits), expected, "{commits:?}");
        }
    }

    #[test]
    fn a_merge_has_what_it_took_and_nothing_else() {
        let table: [(&[&str], &str); 9] = [
            // What was joined, and taken back.
            (&["1: a4 a2 p.md", "2 3: a2 a4 p.md", "4: a1 a2 p.md", "4: a1 a3 p.md", ": - a1 p.md"], "p.md: 2 +4\n"),
            // 1 and 2 were made on 3.
            (&["1 2: a2 a4 p.md", "3: a1 a2 p.md", "3: a1 a3 p.md", ": - a1 p.md"], "p.md: 1 2 +3\n"),
            (&["1 2:", "3: a1 a2 p.md", "3: a1 a3 p.md", ": - a1 p.md"], "p.md: 1 +3\n"),
            (&["1 2: a2 a3 p.md", "3: a1 a2 p.md", "3: a1 a3 p.md", ": - a1 p.md"], "p.md: 2 +3\n"),
            (&["1 2:", "3: a1 a2 p.md", "3: a1 a2 p.md", ": - a1 p.md"], "p.md: 1 2 +3\n"),
            // One moved it, the other changed it.
            (&["1 2: a1 a2 q.md", "3: a1 - p.md; - a1 q.md", "3: a1 a2 p.md", ": - a1 p.md"], "q.md: 2 +3\n"),
            (&["1 2: a2 - p.md; - a2 q.md", "3: a1 a2 p.md", "3: a1 - p.md; - a1 q.md", ": - a1 p.md"], "q.md: 1 +3\n"),
            // The merge moved it, and wrote another.
            (
                &["1 2: a1 - p.md; - a1 q.md; - c1 r.md", "3: - b1 s.md", "3:", ": - a1 p.md"],
                "q.md: +3\nr.md: +0\ns.md: +1\n",
            ),
            // Both made a page there.
            (&["1 2: a1 a2 p.md", "3: - a1 p.md", "3: - b1 p.md", ":"], "p.md: +1\n"),
        ];
        for (commits, expected) in table {
            assert_eq!(told(commits), expected, "{commits:?}");
        }
    }

    #[test]
    fn a_site_that_was_committed_is_no_partner_of_content() {
        let site = "- m site/.cairn-output; - a1 site/p.md";
        let moved = "a1 - site/p.md; - a1 q.md";
        assert_eq!(told(&[&format!("1: {moved}"), &format!(": {site}")]), "q.md: +0\nsite/.cairn-output: +1\n");
        let both = format!("1: {moved}; a2 - p.md");
        assert!(told(&[&both, &format!(": {site}; - a2 p.md")]).starts_with("q.md: 0 +1\n"));
    }

    #[test]
    fn fifty_files_changed_at_once_are_a_bulk_change() {
        let all = |count: usize, texts: &str| (0..count).map(|n| format!("{texts} p{n}.md; ")).collect::<String>();
        for (count, expected) in [(50, true), (49, false)] {
            let commits = [format!("1: {}", all(count, "a1 a2")), format!(": {}", all(50, "- a1"))];
            let steps = steps(&[&commits[0], &commits[1]]);
            assert_eq!(follow(&steps, Box::new(|_, _| Some(900))).bulk, [expected, false]);
        }
    }
}
