//! Histories of known truth: each test makes a repository with real git and says who did what; the script is the oracle.
//!
//! A story is read back as one line for each file: its name, the numbers of the commits that created and last changed
//! it, and everyone's part. `a.md 1-3: creator Jane, editor Bob` was created by Jane and last changed in the third commit.

#![allow(clippy::disallowed_methods, reason = "tests use the world")]
#![cfg(unix)]
#![expect(clippy::print_stderr, reason = "a test that cannot run here says so")]

mod support;

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::process::Command;

use cairn::cache::{Cache, Stage};
use cairn::config::{CreditsConfig, Weight};
use cairn::diagnostic::{Code, Diagnostic};
use cairn::source::history::{History, Role, State, read, read_on};
use support::corpus;
use tempfile::TempDir;

const JANE: &str = "Jane <jane@example.org>";
const BOB: &str = "Bob <bob@example.org>";
const EVE: &str = "Eve <eve@example.org>";

/// Commit `n` is written `n` minutes after this.
const BEGIN: i64 = 1_700_000_000;

/// A repository whose commits are numbered from 1.
///
/// A cache goes with it that is filled after each commit, so every story is told twice: as a first build tells it, and as one
/// does that read the commits one by one.
struct Repository {
    folder: TempDir,
    cache: TempDir,
    commits: Cell<i64>,
}

impl Repository {
    fn new() -> Repository {
        Repository::with(&["init", "-q", "-b", "main"])
    }

    fn with(init: &[&str]) -> Repository {
        let repository = Repository {
            folder: tempfile::tempdir().unwrap(),
            cache: tempfile::tempdir().unwrap(),
            commits: Cell::new(0),
        };
        repository.git(init);
        repository
    }

    fn root(&self) -> &Path {
        self.folder.path()
    }

    fn git(&self, args: &[&str]) -> String {
        run(self.root(), args, &[])
    }

    fn write(&self, path: &str, text: &str) -> &Repository {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    fn rename(&self, old: &str, new: &str) -> &Repository {
        let new = self.root().join(new);
        fs::create_dir_all(new.parent().unwrap()).unwrap();
        fs::rename(self.root().join(old), new).unwrap();
        self
    }

    fn remove(&self, path: &str) -> &Repository {
        fs::remove_file(self.root().join(path)).unwrap();
        self
    }

    /// Commits everything as `author`; the lines after the subject may be trailers.
    fn commit(&self, author: &str, message: &str) -> &Repository {
        self.commit_at(author, message, self.commits.get() + 1)
    }

    fn commit_at(&self, author: &str, message: &str, author_minute: i64) -> &Repository {
        self.commits.set(self.commits.get() + 1);
        let (name, email) = author.split_once('<').unwrap();
        let date = |minute: i64| format!("{} +0000", BEGIN + 60 * minute);
        self.git(&["add", "-A"]);
        let (author_date, commit_date) = (date(author_minute), date(self.commits.get()));
        let who = [
            ("GIT_AUTHOR_NAME", name.trim()),
            ("GIT_AUTHOR_EMAIL", email.trim_end_matches('>')),
            ("GIT_AUTHOR_DATE", &author_date),
            ("GIT_COMMITTER_DATE", &commit_date),
        ];
        run(self.root(), &["commit", "-q", "--allow-empty", "--no-verify", "-m", message], &who);
        self.read_on();
        self
    }

    /// Reads what is new.
    fn read_on(&self) -> (History, Vec<Diagnostic>) {
        let cache = Cache::open(self.cache.path());
        let read = read(self.root(), &config(), &cache);
        cache.save().unwrap();
        read
    }

    /// Merges `branch` as Eve, who wrote nothing; `change` is done before the merge is committed.
    fn merge(&self, branch: &str, change: impl FnOnce(&Repository)) -> &Repository {
        self.git(&["merge", "-q", "--no-ff", "--no-commit", branch]);
        change(self);
        self.commit(EVE, "Merge")
    }

    fn story(&self) -> String {
        story(&self.read().0)
    }

    fn read(&self) -> (History, Vec<Diagnostic>) {
        let cold = read(self.root(), &config(), &Cache::none());
        assert_eq!(self.read_on(), cold, "a warm build tells what a cold one does");
        assert_eq!(self.read_on(), cold, "and again");
        cold
    }
}

fn config() -> CreditsConfig {
    CreditsConfig { bots: vec!["Houston (Bot)".to_owned()], ..CreditsConfig::default() }
}

fn run(folder: &Path, args: &[&str], env: &[(&str, &str)]) -> String {
    let output = Command::new("git")
        .args(["-c", "core.hooksPath=/dev/null", "-c", "protocol.file.allow=always"])
        .args(args)
        .current_dir(folder)
        .envs([
            ("GIT_CONFIG_GLOBAL", "/dev/null"),
            ("GIT_CONFIG_NOSYSTEM", "1"),
            ("GIT_AUTHOR_NAME", "Nobody"),
            ("GIT_AUTHOR_EMAIL", "nobody@example.org"),
            ("GIT_COMMITTER_NAME", "Forge"),
            ("GIT_COMMITTER_EMAIL", "forge@example.org"),
        ])
        .envs(env.iter().copied())
        .output()
        .unwrap();
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

fn story(history: &History) -> String {
    let minute = |time: Option<i64>| time.map_or("?".to_owned(), |time| ((time - BEGIN) / 60).to_string());
    let mut out = String::new();
    for (path, file) in &history.files {
        let part = |part: &cairn::source::history::Part| {
            let name = match history.identities[part.who as usize].name.as_str() {
                "" => "(no name)",
                name => name,
            };
            format!("{} {name}", format!("{:?}", part.role).to_lowercase())
        };
        let parts: Vec<String> = file.parts.iter().map(part).collect();
        out += &format!("{path} {}-{}: {}\n", minute(file.created), minute(file.updated), parts.join(", "));
    }
    out
}

/// Twelve lines that no other seed shares.
fn text(seed: &str) -> String {
    (0..12).map(|n| format!("line {n} of {seed}\n")).collect()
}

fn codes(diagnostics: &[Diagnostic]) -> Vec<Code> {
    diagnostics.iter().map(|diagnostic| diagnostic.code).collect()
}

#[test]
fn whoever_creates_and_edits_is_credited() {
    let repo = Repository::new();
    repo.write("a.md", &text("a")).write("b.md", &text("b"));
    repo.commit(JANE, "Write");
    repo.write("a.md", &text("better")).commit(BOB, "Improve");
    repo.write("b.md", "not committed").write("untracked.md", "nor this");
    let (history, diagnostics) = repo.read();
    assert_eq!(story(&history), "a.md 1-2: creator Jane, editor Bob\nb.md 1-1: creator Jane\n");
    assert_eq!((history.state, diagnostics), (State::Full, vec![]));
    assert_eq!(history.head, Some((repo.git(&["rev-parse", "HEAD"]), BEGIN + 120)));
}

#[test]
fn a_rename_keeps_everyone_and_credits_nobody() {
    let repo = Repository::new();
    repo.write("a.md", &text("a")).write("Case.md", &text("case"));
    repo.commit(JANE, "Write");
    repo.rename("a.md", "folder/b.md").rename("Case.md", "case.md");
    repo.commit(BOB, "Move");
    repo.rename("folder/b.md", "c.md").write("c.md", &format!("{}more\n", text("a")));
    repo.commit(EVE, "Move and improve");
    assert_eq!(repo.story(), "c.md 1-3: creator Jane, editor Eve\ncase.md 1-1: creator Jane\n");
}

#[test]
fn two_names_swapped_in_one_commit_keep_their_people() {
    let repo = Repository::new();
    repo.write("a.md", &text("a")).commit(JANE, "a");
    repo.write("b.md", &text("b")).commit(BOB, "b");
    repo.rename("a.md", "c").rename("b.md", "a.md").rename("c", "b.md").commit(EVE, "Swap");
    assert_eq!(repo.story(), "a.md 2-2: creator Bob\nb.md 1-1: creator Jane\n");
}

#[test]
fn a_page_that_moves_and_leaves_a_note_at_its_old_place_keeps_its_people() {
    // Git calls it a new file and an edit, so whoever moved it was its author.
    let repo = Repository::new();
    repo.write("a.md", &text("a")).write("t.md", &text("t")).commit(JANE, "Write");
    repo.rename("a.md", "b.md").write("a.md", "This page has moved.\n").commit(BOB, "Move");
    // Which of both is the old page cannot be told where the old place keeps half of it.
    repo.rename("t.md", "copy.md").write("t.md", &format!("{}more\n", text("t"))).commit(EVE, "Copy");
    let expected = "a.md 2-2: creator Bob\nb.md 1-1: creator Jane\ncopy.md ?-?: \nt.md 1-3: creator Jane, editor Eve\n";
    assert_eq!(repo.story(), expected);
}

#[test]
fn a_path_used_again_beside_a_branch_gives_nobody_another_page() {
    // The branch goes on with the page that was at the path before, whichever side is read first.
    for side_is_first in [true, false] {
        let repo = Repository::new();
        repo.write("a.md", &text("a")).write("gone.md", &text("gone")).commit(JANE, "Write");
        repo.git(&["checkout", "-q", "-b", "side"]);
        let edited = format!("{}five words on a side\n", text("a"));
        repo.write("a.md", &edited).write("gone.md", &format!("{}more\n", text("gone"))).commit(BOB, "Side");
        repo.git(&["checkout", "-q", "main"]);
        repo.rename("a.md", "b.md").remove("gone.md").commit(EVE, "Move");
        repo.write("a.md", &text("new")).write("gone.md", &text("anew")).commit(EVE, "Another at its place");
        let (from, other) = if side_is_first { ("side", "main") } else { ("main", "side") };
        repo.git(&["checkout", "-q", from]);
        repo.git(&["merge", "-q", "--no-ff", "--no-commit", "-s", "ours", other]);
        repo.write("a.md", &text("new")).write("b.md", &edited).write("gone.md", &text("anew")).commit(EVE, "Merge");
        let expected = "a.md 4-4: creator Eve\nb.md 1-2: creator Jane, editor Bob\ngone.md 4-4: creator Eve\n";
        assert_eq!(repo.story(), expected, "{from} is the first parent");
    }
}

#[test]
fn of_two_pages_that_branches_made_at_one_path_the_one_that_was_merged_counts() {
    let repo = Repository::new();
    repo.write("z.md", &text("z")).commit(JANE, "Begin");
    repo.git(&["checkout", "-q", "-b", "side"]);
    repo.write("a.md", &text("side")).write("both.md", &text("side both")).commit(BOB, "Side");
    repo.write("a.md", &format!("{}more\n", text("side"))).commit(BOB, "Go on");
    repo.git(&["checkout", "-q", "main"]);
    repo.write("a.md", &text("main")).write("both.md", &text("main both")).commit(JANE, "Main");
    repo.git(&["merge", "-q", "--no-ff", "--no-commit", "-s", "ours", "side"]);
    // Of what was made of both by hand, nobody knows whose it is.
    repo.write("both.md", &format!("{}{}", text("main both"), text("side both"))).commit(EVE, "Merge");
    repo.write("a.md", &text("main").replace("line 3", "lines 3")).commit(EVE, "Mend");
    assert_eq!(repo.story(), "a.md 4-6: creator Jane, editor Eve\nboth.md ?-?: \nz.md 1-1: creator Jane\n");
}

#[test]
fn a_page_that_is_moved_over_another_brings_its_people() {
    // Whoever moved it was its author, or stood beside the author of the page that it replaced.
    for (title, is_old_kept) in [("a", true), ("a", false), ("a, better", true), ("a, better", false)] {
        let repo = Repository::new();
        repo.write("guide.md", &text("old")).commit(JANE, "Guide");
        repo.write("guide-v2.md", &format!("# a\n{}", text("new"))).commit(BOB, "Second guide");
        if is_old_kept {
            repo.rename("guide.md", "guide-old.md");
        }
        repo.rename("guide-v2.md", "guide.md").write("guide.md", &format!("# {title}\n{}", text("new")));
        repo.commit(EVE, "Replace");
        let eve = if title == "a" { "2-2: creator Bob" } else { "2-3: creator Bob, editor Eve" };
        let old = if is_old_kept { "guide-old.md 1-1: creator Jane\n" } else { "" };
        assert_eq!(repo.story(), format!("{old}guide.md {eve}\n"));
    }
}

#[test]
fn what_a_merge_threw_away_is_nobody_s_work() {
    let repo = Repository::new();
    repo.write("a.md", &text("a")).write("b.md", &text("b")).commit(JANE, "Write");
    repo.git(&["checkout", "-q", "-b", "side"]);
    let edited = format!("{}five words on a side\n", text("a"));
    repo.write("a.md", &edited).write("b.md", &format!("{}the same\n", text("b"))).commit(BOB, "Side");
    repo.git(&["checkout", "-q", "main"]);
    repo.write("b.md", &format!("{}the same\n", text("b"))).commit(JANE, "Main");
    repo.git(&["merge", "-q", "--no-ff", "--no-commit", "-s", "ours", "side"]);
    repo.commit(EVE, "Merge");
    // What both did alike is both's.
    let expected = "a.md 1-1: creator Jane\nb.md 1-3: creator Jane, editor Bob, editor Jane\n";
    assert_eq!(repo.story(), expected);
    repo.write("a.md", &edited).commit(EVE, "After all");
    assert!(repo.story().starts_with("a.md 1-5: creator Jane, editor Eve\n"), "{}", repo.story());
}

#[test]
fn a_site_that_was_committed_with_its_content_is_nobody_s_source() {
    let repo = Repository::new();
    let page = format!("# A\n{}", text("a"));
    repo.write("content/a.md", &page)
        .write("public/.cairn-output", "cairn-output 1\nend 0\n")
        .write("public/new/index.md", &text("a"));
    repo.write(".drafts/b.md", &text("b")).commit(JANE, "Write");
    repo.remove("public/new/index.md").rename("content/a.md", "content/new.md");
    repo.rename(".drafts/b.md", "content/b.md").write("content/new.md", &text("a")).commit(EVE, "Move");
    let story = repo.story();
    let told: Vec<&str> = story.lines().filter(|line| line.starts_with("content")).collect();
    // Nobody looks into a folder that is no content, so whose the draft was is not known.
    assert_eq!(told, ["content/b.md ?-?: ", "content/new.md 1-2: creator Jane, editor Eve"]);
}

#[test]
fn a_page_made_from_a_template_is_its_authors_own() {
    let repo = Repository::new();
    repo.write("template.md", &text("t")).commit(JANE, "Template");
    repo.write("copy.md", &text("t")).write("near.md", &format!("{}more\n", text("t"))).commit(BOB, "Copies");
    assert_eq!(repo.story(), "copy.md 2-2: creator Bob\nnear.md 2-2: creator Bob\ntemplate.md 1-1: creator Jane\n");
}

#[test]
fn a_page_that_comes_back_is_followed_only_where_the_text_is_alike() {
    let repo = Repository::new();
    repo.write("same.md", &text("s")).write("alike.md", &text("l")).write("new.md", &text("n")).commit(JANE, "Write");
    repo.remove("same.md").remove("alike.md").remove("new.md").commit(EVE, "Remove");
    repo.write("same.md", &text("s"));
    repo.write("alike.md", &format!("{}more\n", text("l"))).write("new.md", &text("other")).commit(BOB, "Again");
    let expected = "alike.md 1-3: creator Jane, editor Bob\nnew.md 3-3: creator Bob\nsame.md 1-1: creator Jane\n";
    assert_eq!(repo.story(), expected);
}

#[test]
fn of_twins_that_move_together_each_keeps_its_people_or_has_none() {
    // Both pages have ten lines in common, and each some of its own.
    let page = |own: &str| format!("{}{own}", text("common"));
    let (jane, bob) = ("first line of jane\nsecond line of jane\n", "line of bob\n");
    let moved = |jane_page: &str, bob_page: &str| {
        let repo = Repository::new();
        repo.write("x/a.md", &page(jane)).commit(JANE, "Write");
        repo.write("x/b.md", &page(bob)).commit(BOB, "Write alike");
        // What was Jane's own goes, so that the rest is more like Bob's page than like hers.
        repo.rename("x/a.md", jane_page).rename("x/b.md", bob_page);
        repo.write(jane_page, &page("new\n"))
            .write(bob_page, &page("line of bob\nand this one\nthat too\nand more of it\n"));
        repo.commit(EVE, "Move both");
        repo.story()
    };
    // The names tell which is which.
    assert_eq!(
        moved("y/a.md", "y/b.md"),
        "y/a.md 1-3: creator Jane, editor Eve\ny/b.md 2-3: creator Bob, editor Eve\n"
    );
    for (jane_page, bob_page) in [("y/c.md", "y/d.md"), ("y/d.md", "y/c.md")] {
        let story = moved(jane_page, bob_page);
        let is_told = |page: &str, other: &str| {
            let line = story.lines().find(|line| line.starts_with(page)).unwrap();
            line.contains(&format!("creator {other}")) || line.contains("creator Eve")
        };
        assert!(!is_told(jane_page, "Bob") && !is_told(bob_page, "Jane"), "{story}");
    }
}

#[test]
fn merging_is_not_writing() {
    let repo = Repository::new();
    repo.write("a.md", &text("a")).commit(JANE, "Write");
    repo.git(&["checkout", "-q", "-b", "side"]);
    repo.write("a.md", &format!("{}side\n", text("a"))).write("side.md", &text("side")).commit(BOB, "Side");
    repo.git(&["checkout", "-q", "main"]);
    repo.rename("a.md", "b.md").commit(JANE, "Move");
    repo.merge("side", |_| {});
    assert_eq!(repo.story(), "b.md 1-2: creator Jane, editor Bob\nside.md 2-2: creator Bob\n");
}

#[test]
fn what_a_merge_renamed_or_added_by_itself_is_followed() {
    let repo = Repository::new();
    repo.write("a.md", &text("a")).write("b.md", &text("b")).commit(JANE, "Write");
    repo.git(&["checkout", "-q", "-b", "side"]);
    repo.write("side.md", &text("side")).commit(BOB, "Side");
    repo.git(&["checkout", "-q", "main"]);
    repo.write("b.md", &text("c")).commit(JANE, "Rewrite");
    repo.merge("side", |repo| {
        repo.rename("a.md", "renamed.md").write("renamed.md", &format!("{}more\n", text("a")));
        repo.write("added.md", &text("added"));
    });
    let expected = "added.md 4-4: creator Eve\nb.md 1-3: creator Jane, editor Jane\n\
        renamed.md 1-1: creator Jane\nside.md 2-2: creator Bob\n";
    assert_eq!(repo.story(), expected);
}

#[test]
fn bulk_changes_and_listed_commits_update_nothing() {
    let repo = Repository::new();
    for n in 0..60 {
        repo.write(&format!("{n:02}.md"), &text(&n.to_string()));
    }
    repo.commit(JANE, "Import");
    for n in 0..60 {
        repo.write(&format!("{n:02}.md"), &text(&n.to_string()).replace("line", "  line"));
    }
    repo.commit(BOB, "Reformat");
    repo.write("00.md", &text("0")).commit(BOB, "Reformat one");
    let listed = repo.git(&["rev-parse", "HEAD"]);
    // A comment behind the id, and capitals, used to hide it.
    for line in [listed.clone(), format!("{listed} # by hand"), format!("\t{}# by hand", listed.to_uppercase())] {
        repo.write(".git-blame-ignore-revs", &format!("# formatting\n{line}\n")).commit(EVE, "List it");
        let story = repo.story();
        let lines: Vec<&str> = story.lines().collect();
        assert_eq!(lines.len(), 61);
        assert!(lines[1..].iter().all(|line| line.ends_with(" 1-1: creator Jane")), "{line}: {story}");
    }
}

#[test]
fn a_program_that_wraps_the_lines_of_every_page_moves_none() {
    let repo = Repository::new();
    let wrap = |text: &str| text.split(' ').collect::<Vec<_>>().join("\n");
    for n in 0..510 {
        repo.write(&format!("{n:03}.md"), &text(&n.to_string()));
    }
    repo.commit(JANE, "Import");
    for n in 0..510 {
        repo.write(&format!("{n:03}.md"), &wrap(&text(&n.to_string())));
    }
    repo.commit(BOB, "Wrap");
    let (_, diagnostics) = repo.read();
    assert_eq!(codes(&diagnostics), []);
    let story = repo.story();
    assert_eq!(story.lines().filter(|line| line.ends_with(" 1-1: creator Jane")).count(), 510, "{story}");
    // A page that came with such a change may be any of those that went.
    for n in 0..510 {
        repo.write(&format!("{n:03}.md"), &text(&n.to_string()));
    }
    repo.rename("000.md", "new.md").commit(BOB, "Wrap anew");
    let (_, diagnostics) = repo.read();
    assert_eq!(codes(&diagnostics), [Code::PartialHistory]);
    assert!(repo.story().lines().last().is_some_and(|line| line.starts_with("new.md") && !line.contains("creator")));
}

#[test]
fn a_listed_commit_needs_its_whole_id() {
    let repo = Repository::new();
    repo.write("a.md", &text("a")).commit(JANE, "Write");
    repo.write("a.md", &text("a").replace("line", "a line")).commit(BOB, "Reformat");
    let listed = repo.git(&["rev-parse", "HEAD"]);
    let list = format!("# {}\n{listed}\n  {} # short\nnonsense\n", &listed[..12], &listed[..12]);
    repo.write(".git-blame-ignore-revs", &list).commit(EVE, "List it");
    let (_, diagnostics) = repo.read();
    assert_eq!(codes(&diagnostics), [Code::BadCommitId, Code::BadCommitId]);
    let place = |found: &Diagnostic| found.place.as_ref().map(|place| (place.line, place.column));
    assert_eq!(diagnostics.iter().filter_map(place).collect::<Vec<_>>(), [(3, 3), (4, 1)]);
    assert!(diagnostics[1].message.contains("nonsense"));
    // Git follows no link there, and neither does the site: that is told.
    repo.remove(".git-blame-ignore-revs");
    for name in [".git-blame-ignore-revs", ".mailmap"] {
        std::os::unix::fs::symlink("a.md", repo.root().join(name)).unwrap();
    }
    let (_, diagnostics) = repo.read();
    assert_eq!(codes(&diagnostics), [Code::NotARegularFile, Code::NotARegularFile]);
    assert!(diagnostics[0].message.starts_with("`.mailmap` is a link"), "{diagnostics:?}");
}

#[test]
fn many_pages_written_at_once_are_credited_to_whoever_wrote_them() {
    // A commit of 50 files or more used to credit nobody and date nothing.
    let repo = Repository::new();
    let page = |n: i32, more: &str| format!("{}{more}", text(&n.to_string()));
    let write =
        |change: &dyn Fn(i32) -> String| (0..60).for_each(|n| _ = repo.write(&format!("{n:02}.md"), &change(n)));
    write(&|n| page(n, ""));
    repo.write("b.txt", "0").commit(JANE, "Import");
    let section = "seven words that say what is new\n".repeat(6);
    // One of them had only its address mended, and what is no page cannot be measured.
    write(&|n| page(n, if n == 0 { "http\n" } else { &section }));
    repo.write("b.txt", "1").commit(BOB, "A section for every page");
    write(&|n| page(n, if n == 0 { "https\n" } else { &section }).replace("line 3", "lines 3"));
    repo.commit(EVE, "A word in every page");
    let story = repo.story();
    let mut lines = story.lines();
    assert_eq!(lines.next(), Some("00.md 1-1: creator Jane"));
    assert!(lines.by_ref().take(59).all(|line| line.ends_with(" 1-2: creator Jane, editor Bob")), "{story}");
    assert_eq!(lines.next(), Some("b.txt 1-1: creator Jane"));
}

#[test]
fn an_edit_of_no_word_below_the_front_matter_is_no_edit() {
    let repo = Repository::new();
    let page = |front: &str, body: &str| format!("---\n{front}\n---\n{body}");
    let body = text("the page");
    repo.write("a.md", &page("title: A", &body)).write("b.txt", "a b").commit(JANE, "Write");
    repo.write("a.md", &page("title: A", &body.replace("of", " of "))).write("b.txt", "a  b").commit(BOB, "Space");
    repo.write("a.md", &page("title: A\ntopics: [one, two]", &body)).commit(EVE, "Sort");
    assert_eq!(repo.story(), "a.md 1-1: creator Jane\nb.txt 1-2: creator Jane, editor Bob\n");
    repo.write("a.md", &page("title: B", &body.replace("line 3", "lines 3"))).commit(EVE, "Mend a word");
    repo.write("a.md", &page("title: C", &body.replace("line 3", "lines 3"))).commit(EVE, "Another title");
    let (history, _) = repo.read();
    assert!(story(&history).starts_with("a.md 1-4: creator Jane, editor Eve\n"), "{}", story(&history));
    let eve = &history.files.values().next().unwrap().parts[1];
    assert_eq!((eve.commits, eve.words), (1, Some(1)));
    assert_eq!((eve.first, eve.last), (BEGIN + 240, BEGIN + 240));
}

#[test]
fn the_words_that_somebody_changed_are_counted_as_far_as_they_decide() {
    let repo = Repository::new();
    let page = text("the page");
    repo.write("a.md", &page).write("b.txt", &page).commit(JANE, "Write");
    let mended = page.replace("line 3", "lines 3");
    repo.write("a.md", &mended).write("b.txt", &mended).commit(BOB, "Mend a word");
    repo.rename("a.md", "c.md").write("c.md", &mended.replace("line 4", "lines 4")).commit(BOB, "Move, mend another");
    repo.write("c.md", &format!("{page}{}", text("more"))).commit(EVE, "Add a lot");
    repo.write("c.md", &text("anew")).commit(JANE, "Write it anew");
    let folder = tempfile::tempdir().unwrap();
    for (asked, made) in [(0, 4), (4, 0)] {
        let cache = Cache::open(folder.path());
        let (history, _) = read(repo.root(), &CreditsConfig::default(), &cache);
        let words = |path: &str| -> Vec<(String, Option<u32>)> {
            let file = &history.files.iter().find(|(known, _)| known.as_str() == path).unwrap().1;
            file.parts.iter().map(|part| (history.identities[part.who as usize].name.clone(), part.words)).collect()
        };
        let expected = [("Jane", None), ("Bob", Some(2)), ("Eve", Some(20)), ("Jane", None)];
        assert_eq!(words("c.md"), expected.map(|(name, words)| (name.to_owned(), words)));
        assert!(words("b.txt").iter().all(|(_, words)| words.is_none()), "no page");
        let edits = cache.hits(Stage::Edits);
        assert_eq!((edits.hits, edits.misses), (asked, made));
        cache.save().unwrap();
    }
    let none = CreditsConfig { fixer_below: 0, ..CreditsConfig::default() };
    let (history, _) = read(repo.root(), &none, &Cache::none());
    assert!(history.files.values().flat_map(|file| &file.parts).all(|part| part.words.is_none()));
}

#[test]
fn surviving_words_are_asked_once_for_each_page_whose_history_changed() {
    let repo = Repository::new();
    for page in ["a.md", "b.md", "c.md"] {
        repo.write(page, &format!("---\ntitle: not counted\n---\n{}", text(page)));
    }
    repo.write("data.txt", "no page").commit(JANE, "Write");
    repo.write("b.md", &format!("---\ntitle: not counted\n---\n{}鍵を作る\n", text("b.md"))).commit(BOB, "Add");
    let folder = tempfile::tempdir().unwrap();
    let config = CreditsConfig { weight: Weight::Words, ..CreditsConfig::default() };
    let read = |asked: u64| {
        let cache = Cache::open(folder.path());
        let (history, found) = read(repo.root(), &config, &cache);
        assert_eq!(found, []);
        assert_eq!(cache.hits(Stage::Blame).misses, asked, "pages that were asked about");
        cache.save().unwrap();
        // Law: what a cache knows is what a cold build finds.
        assert_eq!(history, cairn::source::history::read(repo.root(), &config, &Cache::none()).0);
        let mut told = String::new();
        for (path, file) in history.files.iter().filter(|(_, file)| file.words > 0) {
            let whose = |(who, words): &(u32, u32)| format!(" {} {words}", history.identities[*who as usize].name);
            let whose: String = file.surviving.iter().map(whose).collect();
            told += &format!("{path} {}:{whose}\n", file.words);
        }
        told
    };
    // `line 0 of a md`, twelve times.
    assert_eq!(read(3), "a.md 60: Jane 60\nb.md 64: Bob 4 Jane 60\nc.md 60: Jane 60\n");
    assert_eq!(read(0), "a.md 60: Jane 60\nb.md 64: Bob 4 Jane 60\nc.md 60: Jane 60\n");
    repo.write("a.md", &text("a.md").replace("line 3 ", "Line three and ")).commit(EVE, "Change one page");
    assert_eq!(read(1), "a.md 61: Eve 6 Jane 55\nb.md 64: Bob 4 Jane 60\nc.md 60: Jane 60\n");
    // The text is an old one, and not by whom it was.
    repo.write("b.md", &format!("---\ntitle: not counted\n---\n{}", text("b.md"))).commit(BOB, "Take it back");
    repo.write("b.md", &format!("---\ntitle: not counted\n---\n{}鍵を作る\n", text("b.md"))).commit(EVE, "Again");
    assert_eq!(read(1), "a.md 61: Eve 6 Jane 55\nb.md 64: Eve 4 Jane 60\nc.md 60: Jane 60\n");
    repo.rename("c.md", "d.md").commit(BOB, "Move");
    assert!(read(1).ends_with("d.md 60: Jane 60\n"));
    // Reformatting that the repository lists is nobody's; a list with a commit that is not there does no harm.
    repo.write("d.md", &text("c.md").replace("line 3", "  line 3.")).commit(BOB, "Reformat");
    let listed = repo.git(&["rev-parse", "HEAD"]);
    assert!(read(1).ends_with("d.md 60: Bob 5 Jane 55\n"));
    repo.write(".git-blame-ignore-revs", &format!("# x\n{listed}\n")).commit(EVE, "List it");
    assert!(read(3).ends_with("d.md 60: Jane 60\n"));
    repo.write(".git-blame-ignore-revs", &format!("{}\n", "1".repeat(40))).commit(EVE, "List another");
    assert!(read(3).ends_with("d.md 60: Bob 5 Jane 55\n"));
    repo.write(".mailmap", "Janet <jane@example.org>\n").commit(EVE, "Map");
    assert!(read(0).ends_with("d.md 60: Bob 5 Janet 55\n"));
    // Names that change places: whatever git says of them, a warm build says the same.
    repo.rename("a.md", "x").rename("b.md", "a.md").rename("x", "b.md").commit(BOB, "Swap");
    read(2);
}

/// Law: with words too, a warm build tells what a cold one does, whichever merge was written again.
#[test]
fn surviving_words_follow_a_merge_that_was_written_again() {
    // They were remembered by the commits of a page without its merges.
    let repo = Repository::new();
    let merged = |change: &dyn Fn(&Repository)| {
        repo.git(&["checkout", "-q", "-B", "main", "base"]);
        repo.git(&["merge", "-q", "--no-ff", "--no-commit", "-s", "ours", "side"]);
        change(&repo);
    };
    repo.write("a.md", &text("a")).write("b.md", &text("b")).commit(JANE, "Write");
    repo.git(&["checkout", "-q", "-b", "side"]);
    repo.write("a.md", &text("a").replace("line 3 of", "Side three")).commit(BOB, "Side");
    repo.git(&["checkout", "-q", "main"]);
    repo.write("a.md", &text("a").replace("line 3 of", "Main three")).commit(JANE, "Main");
    // The same change on both sides: blame believes the first parent.
    repo.write("b.md", &format!("{}same words here\n", text("b"))).commit(JANE, "Same");
    repo.git(&["branch", "base"]);
    repo.git(&["checkout", "-q", "side"]);
    repo.write("b.md", &format!("{}same words here\n", text("b"))).commit(BOB, "Same");
    let folder = tempfile::tempdir().unwrap();
    let config = CreditsConfig { weight: Weight::Words, ..CreditsConfig::default() };
    let told = || {
        let cache = Cache::open(folder.path());
        let warm = read(repo.root(), &config, &cache).0;
        cache.save().unwrap();
        assert_eq!(warm, read(repo.root(), &config, &Cache::none()).0, "a warm build tells what a cold one does");
        let of = |file: &cairn::source::history::FileHistory| {
            let whose = file.surviving.iter().map(|(who, words)| (warm.identities[*who as usize].name.clone(), *words));
            whose.collect::<Vec<_>>()
        };
        warm.files.values().map(of).collect::<Vec<_>>()
    };
    let pair = |name: &str, words: u32| (name.to_owned(), words);
    let resolved = |repo: &Repository| _ = repo.write("a.md", &text("a").replace("line 3 of", "Merged by hand"));
    for author in [JANE, BOB] {
        merged(&resolved);
        repo.commit(author, "Merge");
        let found = told();
        let name = author.split(' ').next().unwrap();
        let by_hand: u32 = found[0].iter().filter(|(who, _)| who == name).map(|(_, words)| *words).sum();
        assert_eq!(found[0].len(), if name == "Jane" { 1 } else { 2 }, "{found:?}");
        assert!(by_hand >= 4, "{found:?}");
    }
    // The same parents the other way round.
    merged(&|_| {});
    repo.commit(EVE, "Merge");
    assert!(told()[1].contains(&pair("Jane", 51)), "{:?}", told());
    repo.git(&["checkout", "-q", "--detach", "side"]);
    repo.git(&["merge", "-q", "--no-ff", "--no-commit", "-s", "ours", "base"]);
    repo.git(&["checkout", "-q", "base", "--", "a.md"]);
    repo.commit(EVE, "Merge");
    assert!(told()[1].contains(&pair("Bob", 3)), "{:?}", told());
}

#[test]
fn a_revert_takes_back_what_was_done_and_does_nothing_else() {
    let repo = Repository::new();
    repo.write("a.md", &text("a")).commit(JANE, "Write");
    repo.write("a.md", &text("b")).commit(BOB, "Change");
    repo.write("a.md", &text("a")).commit(EVE, "Revert \"Change\"");
    assert_eq!(repo.story(), "a.md 1-1: creator Jane\n");
    // What was reviewed on a merge and is gone was reviewed for nothing.
    repo.git(&["checkout", "-qb", "topic"]);
    repo.write("a.md", &text("c")).commit(BOB, "Change again");
    repo.git(&["checkout", "-q", "main"]);
    repo.git(&["merge", "-q", "--no-ff", "--no-commit", "topic"]);
    repo.commit(EVE, "Merge pull request #1\n\nReviewed-by: Ann <ann@example.org>");
    assert_eq!(repo.story(), "a.md 1-4: creator Jane, editor Bob, reviewer Ann\n");
    repo.write("a.md", &text("a")).commit(EVE, "Revert \"Merge pull request #1\"");
    assert_eq!(repo.story(), "a.md 1-1: creator Jane\n");
    repo.write("a.md", &text("c")).commit(EVE, "Reapply \"Merge pull request #1\"");
    assert_eq!(repo.story(), "a.md 1-4: creator Jane, editor Bob, reviewer Ann\n");
    repo.write("a.md", &text("d")).commit(EVE, "Change for good");
    assert_eq!(repo.story(), "a.md 1-8: creator Jane, editor Bob, reviewer Ann, editor Eve\n");
    // A stub again, by whoever blanks a page: the page that comes back is its writer's.
    let repo = Repository::new();
    repo.write("a.md", "# A\n\nTo come.\n").commit(JANE, "Stub");
    repo.write("a.md", &text("a")).commit(BOB, "Write");
    repo.write("a.md", "# A\n\nTo come.\n").commit(EVE, "Blank");
    assert_eq!(repo.story(), "a.md 1-1: creator Jane\n");
    repo.rename("a.md", "b.md").commit(EVE, "Move");
    repo.write("b.md", &text("a")).commit(EVE, "Restore");
    assert_eq!(repo.story(), "b.md 1-2: creator Jane, editor Bob\n");
}

#[test]
fn programs_are_not_people_but_botha_is() {
    let repo = Repository::new();
    repo.write("a.md", &text("a")).commit("Henré Botha <botha@example.org>", "Write");
    repo.write("b.md", &text("b")).commit("importer[bot] <9+importer[bot]@users.noreply.github.com>", "Import");
    repo.write("a.md", &text("2")).commit("dependabot[bot] <1+dependabot[bot]@users.noreply.github.com>", "Bump");
    repo.write("a.md", &text("3")).commit("Houston (Bot) <h@example.org>", "Sync");
    let tools =
        "Co-authored-by: Claude <noreply@anthropic.com>\nCo-authored-by: Copilot <1+Copilot@users.noreply.github.com>";
    repo.write("a.md", &text("4")).commit(BOB, &format!("Improve\n\n{tools}"));
    assert_eq!(repo.story(), "a.md 1-5: creator Henré Botha, editor Bob\nb.md 2-2: \n");
}

#[test]
fn whom_a_squashed_commit_names_in_the_middle_of_its_message_is_named() {
    let repo = Repository::new();
    let message = "Add (#1)\n\n* first\n\nCo-authored-by: Bob <bob@example.org>\n\n* second\n\n\
        Co-authored-by: Eve <eve@example.org>";
    repo.write("a.md", &text("a")).commit(JANE, message);
    let message = "Say how\n\nWrite Co-authored-by: Bob <bob@example.org>\n    Co-authored-by: Kim <kim@example.org>\n\
        Co-authored-by: nobody\nReviewed-by: nobody\nco-AUTHORED-by: Ann <ann@example.org>\n\n\
        reviewed-by: Rae <rae@example.org>\n\nThe end.";
    repo.write("b.md", &text("b")).commit(JANE, message);
    let expected =
        "a.md 1-1: creator Jane, cocreator Bob, cocreator Eve\nb.md 2-2: creator Jane, cocreator Ann, reviewer Rae\n";
    let story = repo.story();
    let sorted = story.replace("cocreator Eve, cocreator Bob", "cocreator Bob, cocreator Eve");
    assert_eq!(sorted, expected);
}

#[test]
fn a_program_that_commits_for_a_person_takes_nothing_from_them() {
    const BOT: &str = "cms[bot] <1+cms[bot]@users.noreply.github.com>";
    let repo = Repository::new();
    let hugh = "Save\n\nCo-authored-by: Hugh Man <hugh@example.org>";
    repo.write("a.md", &text("a")).commit(BOT, hugh);
    repo.write("b.md", &text("b")).commit(BOT, &format!("{hugh}\nCo-authored-by: {BOB}"));
    repo.write("c.md", &text("c")).commit(JANE, "Write");
    repo.write("c.md", &text("d")).commit(BOT, hugh);
    repo.write("c.md", &text("e")).commit(BOT, "Sync\n\nReviewed-by: Hugh Man <hugh@example.org>");
    let expected = "a.md 1-1: creator Hugh Man\nb.md 2-2: cocreator Hugh Man, cocreator Bob\n\
        c.md 3-4: creator Jane, editor Hugh Man\n";
    assert_eq!(repo.story(), expected);
}

#[test]
fn trailers_name_people_through_the_mailmap() {
    let repo = Repository::new();
    repo.write(".mailmap", "Jane New <jane@example.org> Jane Old <old@example.org>\nEve <eve@example.org>\n");
    let trailers = [
        "Co-authored-by: Jane Old <OLD@example.org>",
        "co-authored-by: Bob <bob@example.org>",
        "Reviewed-by: e <eve@example.org>",
        "Acked-by: Eve <eve@example.org>",
        "Tested-by: Ann",
        "Helped-by: Kim <kim@example.org>",
        "Reported-by: 7+rio@users.noreply.github.com",
        "Co-authored-by: broken <",
        "Reviewed-by: none",
        "Tested-by: N/A",
        "Reported-by: #123",
    ];
    repo.write("a.md", &text("a")).commit(BOB, &format!("Write\n\n{}", trailers.join("\n")));
    repo.write("a.md", &text("b"))
        .commit("Jane Old <old@example.org>", "Improve\n\nCo-authored-by: J <jane@example.org>");
    let parts = [
        "creator Bob",
        "cocreator Jane New",
        "cocreator broken",
        "reviewer Eve",
        "tester Ann",
        "helper Kim",
        "helper (no name)",
        "editor Jane New",
    ];
    let story = repo.story();
    assert_eq!(story.lines().last(), Some(format!("a.md 1-2: {}", parts.join(", ")).as_str()));
    let (history, _) = repo.read();
    assert!(history.identities.iter().any(|identity| identity.login.as_deref() == Some("rio")));
}

#[test]
fn who_merges_what_others_wrote_has_a_part_in_nothing_and_was_here() {
    let repo = Repository::new();
    repo.write("a.md", &text("a")).commit(JANE, "Write");
    repo.git(&["checkout", "-qb", "topic"]);
    repo.write("b.md", &text("b")).commit(BOB, "Write");
    repo.write("b.md", &text("b, mended")).commit(BOB, "Mend");
    repo.git(&["checkout", "-q", "main"]);
    repo.git(&["merge", "-q", "--no-ff", "--no-commit", "topic"]);
    // Under the address that a forge gives to what is done in a browser.
    let message = "Merge pull request #1 from bob/topic\n\nReviewed-by: Eve <eve@example.org>";
    repo.commit("Jane <1+jane@users.noreply.github.com>", message);
    assert_eq!(repo.story(), "a.md 1-1: creator Jane\nb.md 2-3: creator Bob, editor Bob, reviewer Eve\n");
    let (history, _) = repo.read();
    let mergers = history.identities.iter().filter(|identity| identity.only_merges);
    assert_eq!(mergers.map(|identity| &*identity.email).collect::<Vec<_>>(), ["1+jane@users.noreply.github.com"]);
    // What came with the merge was made there, although it was mended before it came.
    let reviews = history.files.values().flat_map(|file| &file.parts).filter(|part| part.role == Role::Reviewer);
    assert_eq!(reviews.map(|part| part.is_of_making).collect::<Vec<_>>(), [true]);
}

#[test]
fn who_reviewed_a_merge_looked_at_what_it_brought_and_at_nothing_else() {
    let ann = "Reviewed-by: Ann <ann@example.org>";
    // Merges `topic`, made by these people of one page each, into a line with a page that others wrote.
    let story = |changes: &[(&str, &str)], message: &str, by_hand: &[(&str, &str)]| {
        let repo = Repository::new();
        repo.write("a.md", &text("a")).write("b.md", &text("b")).write("c.md", &text("c")).commit(JANE, "Write");
        repo.git(&["checkout", "-qb", "topic"]);
        for (author, page) in changes {
            repo.write(page, &text(&format!("{author} {page}"))).commit(author, "Change");
        }
        repo.git(&["checkout", "-q", "main"]);
        repo.write("c.md", &text("new c")).commit(JANE, "Elsewhere");
        repo.git(&["merge", "-q", "--no-ff", "--no-commit", "topic"]);
        by_hand.iter().for_each(|(page, text)| _ = repo.write(page, text));
        repo.commit(EVE, &format!("Merge pull request #1\n\n{message}"));
        let story = repo.story();
        let parts = |line: &str| line.split_once(": ").unwrap().1.to_owned();
        story.lines().map(parts).collect::<Vec<_>>()
    };
    let plain = "creator Jane";
    let changed = "creator Jane, editor Jane";
    assert_eq!(story(&[(BOB, "a.md")], ann, &[]), ["creator Jane, editor Bob, reviewer Ann", plain, changed]);
    let new = story(
        &[(BOB, "d.md")],
        &format!("{ann}\nTested-by: Kim <kim@example.org>\nHelped-by: Zoe <z@example.org>"),
        &[],
    );
    assert_eq!(new, [plain, plain, changed, "creator Bob, reviewer Ann, tester Kim"]);
    // Nobody reviews what they wrote, alone or with others.
    assert_eq!(story(&[("Ann <ann@example.org>", "a.md")], ann, &[])[0], "creator Jane, editor Ann");
    assert_eq!(
        story(&[(BOB, "a.md"), ("Ann <x@example.org>", "a.md")], ann, &[])[0],
        "creator Jane, editor Bob, editor Ann"
    );
    // Of several writers, each may be somebody else than who reviewed.
    let both = [(BOB, "a.md"), ("Zoe <z@example.org>", "a.md")];
    assert_eq!(story(&both, ann, &[])[0], "creator Jane, editor Bob, editor Zoe, reviewer Ann");
    // Whoever merged wrote words of it then, and reviewed nothing.
    let words = [("a.md", &*text("joined by hand"))];
    let eve = "Reviewed-by: Eve <eve@example.org>";
    assert_eq!(story(&[(BOB, "a.md")], eve, &[])[0], "creator Jane, editor Bob, reviewer Eve");
    assert_eq!(story(&[(BOB, "a.md")], &format!("{eve}\n{ann}"), &words)[0], "creator Jane, editor Bob, reviewer Ann");
    // What the merge threw away was looked at in vain; what it did to other pages came with nobody.
    assert_eq!(story(&[(BOB, "a.md")], ann, &[("a.md", &text("a"))]), [plain, plain, changed]);
    let own = story(&[(BOB, "a.md")], ann, &[("b.md", &text("b of the merge"))]);
    assert_eq!(own, ["creator Jane, editor Bob, reviewer Ann", plain, changed]);
    // An edit of no word is nobody's, and no review of one is either.
    let repo = Repository::new();
    repo.write("a.md", &text("a")).commit(JANE, "Write");
    repo.git(&["checkout", "-qb", "topic"]);
    repo.write("a.md", &text("a").replace(" of", "  of")).commit(BOB, "Space");
    repo.git(&["checkout", "-q", "main"]);
    repo.git(&["merge", "-q", "--no-ff", "--no-commit", "topic"]);
    repo.commit(EVE, &format!("Merge\n\n{ann}"));
    assert_eq!(repo.story(), "a.md 1-1: creator Jane\n");
    // A branch that catches up with the line says nothing of what it takes from there.
    let repo = Repository::new();
    repo.write("a.md", &text("a")).write("b.md", &text("b")).commit(JANE, "Write");
    repo.git(&["checkout", "-qb", "topic"]);
    repo.write("b.md", &text("b by bob")).commit(BOB, "Change");
    repo.git(&["checkout", "-q", "main"]);
    repo.write("a.md", &text("a by kim")).commit("Kim <kim@example.org>", "Elsewhere");
    repo.git(&["checkout", "-q", "topic"]);
    repo.git(&["merge", "-q", "--no-ff", "--no-commit", "main"]);
    repo.commit(BOB, &format!("Merge main\n\n{ann}"));
    repo.git(&["checkout", "-q", "main"]);
    repo.git(&["merge", "-q", "--no-ff", "--no-commit", "topic"]);
    repo.commit(EVE, "Merge branch 'topic'\n\nReviewed-by: Zoe <z@example.org>");
    let expected = "a.md 1-3: creator Jane, editor Kim\nb.md 1-2: creator Jane, editor Bob, reviewer Zoe\n";
    assert_eq!(repo.story(), expected);
    // Not even where the line goes on from the branch.
    let repo = Repository::new();
    repo.write("a.md", &text("a")).commit(JANE, "Write");
    repo.git(&["branch", "topic"]);
    repo.write("a.md", &text("a by kim")).commit("Kim <kim@example.org>", "Elsewhere");
    repo.git(&["checkout", "-q", "topic"]);
    repo.write("b.md", &text("b")).commit(BOB, "Write another");
    repo.git(&["merge", "-q", "--no-ff", "--no-commit", "main"]);
    repo.commit(BOB, &format!("Merge branch 'main' into topic\n\n{ann}"));
    assert_eq!(repo.story(), "a.md 1-2: creator Jane, editor Kim\nb.md 3-3: creator Bob\n");
    // Nobody reads as many pages as a bulk change has.
    for (many, expected) in [(50, "creator Jane, editor Bob"), (49, "creator Jane, editor Bob, reviewer Ann")] {
        let repo = Repository::new();
        let write = |text: &dyn Fn(i32) -> String| (0..many).for_each(|n| _ = repo.write(&format!("{n}.md"), &text(n)));
        write(&|n| text(&n.to_string()));
        repo.commit(JANE, "Write").git(&["checkout", "-qb", "topic"]);
        write(&|n| text(&format!("{n} changed")));
        repo.commit(BOB, "Change").git(&["checkout", "-q", "main"]);
        repo.git(&["merge", "-q", "--no-ff", "--no-commit", "topic"]);
        repo.commit(EVE, &format!("Merge pull request #1\n\n{ann}"));
        assert!(repo.story().lines().all(|line| line.ends_with(expected)), "{many}: {}", repo.story());
    }
}

#[test]
fn a_page_was_first_written_when_its_author_says_and_last_changed_when_it_was_committed() {
    let repo = Repository::new();
    repo.write("b.md", &text("b")).commit(EVE, "Something else").commit(EVE, "Nothing").commit(EVE, "Nothing");
    repo.write("a.md", &text("a")).commit_at(JANE, "Write", 1);
    repo.write("a.md", &text("c")).commit_at(BOB, "Rebased", 2);
    assert_eq!(repo.story(), "a.md 1-5: creator Jane, editor Bob\nb.md 1-1: creator Eve\n");
    let (history, _) = repo.read();
    let bob = &history.files.values().next().unwrap().parts[1];
    assert_eq!((bob.first, bob.last), (BEGIN + 120, BEGIN + 120), "when they wrote it");
}

#[test]
fn a_day_that_has_not_come_is_not_believed() {
    let repo = Repository::new();
    repo.write("a.md", &text("a")).write("b.md", &text("b")).commit(JANE, "Write");
    // In sixty years.
    repo.commits.set(60 * 24 * 365 * 60);
    repo.write("a.md", &text("c")).write("new.md", &text("d")).commit(BOB, "From the future");
    repo.commits.set(1);
    repo.write("b.md", &text("e")).commit(EVE, "Improve");
    // What a site says must not depend on the clock of whoever builds it, so the clock decides only what is reported.
    let (history, diagnostics) = repo.read();
    let future = 60 * 24 * 365 * 60 + 1;
    let expected = format!(
        "a.md 1-{future}: creator Jane, editor Bob\nb.md 1-2: creator Jane, editor Eve\nnew.md {future}-{future}: creator Bob\n"
    );
    assert_eq!((story(&history), codes(&diagnostics)), (expected, vec![Code::FutureDate]));
    let on = |year: i16| read_on(repo.root(), &config(), Some(jiff::civil::date(year, 1, 1)), &Cache::none());
    assert_eq!(on(2099), (history, vec![]));
    let (history, diagnostics) = on(2026);
    let expected = "a.md 1-1: creator Jane, editor Bob\nb.md 1-2: creator Jane, editor Eve\nnew.md ?-?: creator Bob\n";
    assert_eq!(story(&history), expected);
    assert_eq!(codes(&diagnostics), [Code::FutureDate]);
    let told: Vec<_> = diagnostics.iter().map(|diagnostic| diagnostic.place.as_ref().unwrap().file.as_str()).collect();
    assert_eq!(told, ["a.md"]);
    assert_eq!(history.head.unwrap().1, BEGIN + 120);
    repo.commits.set(60 * 24 * 365 * 60);
    repo.write("b.md", &text("f")).commit(EVE, "Once more");
    assert_eq!(on(2026).0.head.unwrap().1, BEGIN + 120, "the site is not of that day");
}

#[test]
fn a_commit_whose_author_s_clock_ran_ahead_is_told_with_that_day() {
    let repo = Repository::new();
    repo.write("a.md", &text("a")).commit_at(JANE, "Write", 60 * 24 * 365 * 60);
    let (_, diagnostics) = repo.read();
    assert_eq!(codes(&diagnostics), [Code::FutureDate]);
    assert!(diagnostics[0].message.contains("is dated 2083-10-"), "{}", diagnostics[0].message);
}

#[test]
fn odd_names_and_dates_do_no_harm() {
    let repo = Repository::new();
    repo.write("a.md", &text("a"));
    repo.git(&["add", "-A"]);
    let tree = repo.git(&["write-tree"]);
    let mut raw = format!("tree {tree}\nauthor ").into_bytes();
    raw.extend(b" <> 1700000060 +0000\ncommitter F <f@example.org> 1700000060 +0000\n\nNo name\n");
    let first = hash_object(&repo, &raw);
    repo.git(&["reset", "-q", "--hard", &first]);
    repo.commits.set(1);
    repo.write("a.md", &text("b"));
    repo.git(&["add", "-A"]);
    let tree = repo.git(&["write-tree"]);
    let mut raw = format!("tree {tree}\nparent {first}\nauthor J").into_bytes();
    raw.extend(b"\xf6rg <j@example.org> 1700000120 +0000\ncommitter F <f@example.org> 1700000120 +0000\n\nLatin\n");
    let second = hash_object(&repo, &raw);
    repo.git(&["reset", "-q", "--hard", &second]);
    repo.commits.set(2);
    repo.write("a.md", &text("c")).commit_at(EVE, "From the future", 900_000);
    assert_eq!(repo.story(), "a.md 1-3: creator (no name), editor Jörg, editor Eve\n");
    let told = |repo: &Repository| {
        let unclear = repo.read().1.into_iter().filter(|found| found.code == Code::UnclearName);
        unclear.map(|found| (found.place.unwrap().file, found.message)).collect::<Vec<_>>()
    };
    let expected = [
        format!("the author name of commit `{}` is not UTF-8 and is read as Latin-1", &second[..10]),
        format!("commit `{}` has no author name", &first[..10]),
    ];
    assert_eq!(told(&repo), expected.map(|message| ("a.md".to_owned(), message)));
    // Mapped, or of a file that nobody is credited for, they are clear.
    repo.write(".mailmap", "Jörg <j@example.org>\n").write("b.md", &text("b"));
    repo.commit(EVE, "Map\n\nTested-by: Ann Lee, Bob Ray <both@example.org>");
    assert_eq!(told(&repo).len(), 2);
    assert!(told(&repo)[0].1.starts_with("a trailer of commit"), "{:?}", told(&repo));
}

fn hash_object(repo: &Repository, raw: &[u8]) -> String {
    let outside = tempfile::NamedTempFile::new().unwrap();
    fs::write(outside.path(), raw).unwrap();
    repo.git(&["hash-object", "-t", "commit", "-w", "--literally", outside.path().to_str().unwrap()])
}

#[test]
fn odd_paths_do_no_harm() {
    let repo = Repository::new();
    for name in
        ["--output=x", "-M", "new\nline.md", "tab\t\"quoted\".md", ":100644 A.md", "日本語.md", "back\\slash.md"]
    {
        repo.write(name, &text(name));
    }
    repo.write("back/slash.md", &text("other")).write("plain.md", &text("plain"));
    fs::write(repo.root().join(OsStr::from_bytes(b"latin-\xe9.md")), text("latin")).unwrap();
    fs::write(repo.root().join(OsStr::from_bytes(b"was-\xe9.md")), text("was")).unwrap();
    repo.commit(JANE, "Write");
    fs::rename(repo.root().join(OsStr::from_bytes(b"was-\xe9.md")), repo.root().join("is.md")).unwrap();
    std::os::unix::fs::symlink("plain.md", repo.root().join("link.md")).unwrap();
    repo.commit(BOB, "Rename");
    let (history, diagnostics) = repo.read();
    let paths: Vec<&str> = history.files.keys().map(|path| path.as_str()).collect();
    let expected = [
        "--output=x",
        "-M",
        ":100644 A.md",
        "back/slash.md",
        "is.md",
        "new\nline.md",
        "plain.md",
        "tab\t\"quoted\".md",
        "日本語.md",
    ];
    assert_eq!((paths, diagnostics), (expected.to_vec(), vec![]));
    assert!(story(&history).lines().filter(|line| line.contains(": ")).all(|line| line.ends_with("creator Jane")));
    assert!(!repo.root().join("x").exists());
}

#[test]
fn a_folder_below_the_top_sees_renames_into_it() {
    let repo = Repository::new();
    repo.write("drafts/a.md", &text("a"))
        .write("docs/b.md", &text("b"))
        .write("c.md", &text("c"))
        .commit(JANE, "Write");
    repo.rename("drafts/a.md", "docs/a.md").commit(BOB, "Publish");
    repo.write("docs/b.md", &text("b").replace("line 3", "lines 3")).commit(EVE, "Mend");
    let words = CreditsConfig { weight: Weight::Words, ..CreditsConfig::default() };
    let (history, _) = read(&repo.root().join("docs"), &words, &Cache::none());
    assert_eq!(story(&history), "a.md 1-1: creator Jane\nb.md 1-3: creator Jane, editor Eve\n");
    let files: Vec<_> = history.files.values().collect();
    assert_eq!((files[0].words, files[1].words, files[1].surviving.len()), (48, 48, 2));
    assert_eq!(files[1].parts[1].words, Some(1));
}

#[test]
fn a_shallow_clone_tells_nothing_but_its_commit() {
    let repo = Repository::new();
    repo.write("a.md", &text("a")).commit(JANE, "Write");
    repo.write("a.md", &text("b")).commit(BOB, "Change");
    let folder = tempfile::tempdir().unwrap();
    let url = format!("file://{}", repo.root().display());
    run(folder.path(), &["clone", "-q", "--depth", "1", &url, "clone"], &[]);
    let (history, diagnostics) = read(&folder.path().join("clone"), &CreditsConfig::default(), &Cache::none());
    assert_eq!((history.state, history.files.len(), history.identities.len()), (State::Shallow, 0, 0));
    assert_eq!(history.head.unwrap().1, BEGIN + 120);
    assert_eq!(codes(&diagnostics), [Code::ShallowHistory]);
    run(&folder.path().join("clone"), &["fetch", "-q", "--unshallow"], &[]);
    let (history, diagnostics) = read(&folder.path().join("clone"), &CreditsConfig::default(), &Cache::none());
    assert_eq!((story(&history).as_str(), diagnostics), ("a.md 1-2: creator Jane, editor Bob\n", vec![]));
}

#[test]
fn a_clone_without_old_texts_follows_exact_renames_names_no_one_else_and_fetches_nothing() {
    // Whoever renamed a page and changed it was its author, and a space between two words made an editor.
    let repo = Repository::new();
    repo.write("a.md", &text("a")).write("b.md", &text("b")).write("c.md", &text("c")).commit(JANE, "Write");
    repo.write("a.md", &text("a").replace(" of", "  of")).commit(EVE, "Space");
    repo.rename("a.md", "exact.md").rename("b.md", "edited.md");
    repo.write("edited.md", &format!("{}more\n", text("b"))).commit(BOB, "Move");
    repo.git(&["config", "uploadpack.allowFilter", "true"]);
    let folder = tempfile::tempdir().unwrap();
    let url = format!("file://{}", repo.root().display());
    run(folder.path(), &["clone", "-q", "--filter=blob:none", &url, "clone"], &[]);
    let clone = folder.path().join("clone");
    let objects = |clone: &Path| run(clone, &["count-objects", "-v"], &[]);
    let before = objects(&clone);
    let (history, diagnostics) = read(&clone, &CreditsConfig::default(), &Cache::none());
    assert_eq!(story(&history), "c.md 1-1: creator Jane\nedited.md ?-?: \nexact.md 1-?: creator Jane\n");
    assert_eq!((history.state, codes(&diagnostics)), (State::Partial, vec![Code::PartialHistory]));
    assert_eq!(objects(&clone), before, "nothing was fetched");
}

#[test]
fn a_clone_without_old_folders_is_told_what_it_is() {
    let repo = Repository::new();
    repo.write("a.md", &text("a")).commit(JANE, "Write");
    repo.write("a.md", &text("b")).commit(BOB, "Change");
    repo.git(&["config", "uploadpack.allowFilter", "true"]);
    let folder = tempfile::tempdir().unwrap();
    let url = format!("file://{}", repo.root().display());
    run(folder.path(), &["clone", "-q", "--filter=tree:0", &url, "clone"], &[]);
    let (history, diagnostics) = read(&folder.path().join("clone"), &CreditsConfig::default(), &Cache::none());
    assert_eq!((history.files.len(), codes(&diagnostics)), (0, vec![Code::NoHistory]));
    let help = diagnostics[0].help.join(" ");
    assert!(help.contains("--filter") && !help.contains("fsck"), "{help}");
}

#[test]
fn a_missing_text_is_noticed_and_survived() {
    let repo = Repository::new();
    repo.write("a.md", &text("a")).commit(JANE, "Write");
    let lost = repo.git(&["rev-parse", "HEAD:a.md"]);
    repo.rename("a.md", "b.md").write("b.md", &format!("{}more\n", text("a"))).commit(BOB, "Move and improve");
    repo.rename("b.md", "c.md").commit(EVE, "Move");
    let object = repo.root().join(".git/objects").join(&lost[..2]).join(&lost[2..]);
    let saved = fs::read(&object).unwrap();
    fs::remove_file(&object).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let cache = Cache::open(folder.path());
    let (history, diagnostics) = read(repo.root(), &CreditsConfig::default(), &cache);
    assert_eq!(story(&history), "c.md ?-?: \n");
    assert_eq!(codes(&diagnostics), [Code::PartialHistory]);
    // Once the repository is mended, no cache remembers the damage.
    cache.save().unwrap();
    fs::write(&object, saved).unwrap();
    let (history, diagnostics) = read(repo.root(), &CreditsConfig::default(), &Cache::open(folder.path()));
    assert_eq!((story(&history).as_str(), diagnostics), ("c.md 1-2: creator Jane, editor Bob\n", vec![]));
}

#[test]
fn a_missing_text_that_only_the_count_of_words_needs_is_noticed() {
    for weight in [Weight::None, Weight::Words] {
        let repo = Repository::new();
        repo.write("a.md", &text("a")).write("b.md", &text("b")).commit(JANE, "Write");
        // Of both commits only one page is another, so no name is followed by its text.
        repo.write("a.md", &format!("{}more\n", text("a"))).commit(BOB, "Add a word");
        let lost = repo.git(&["rev-parse", "HEAD:a.md"]);
        repo.write("a.md", &text("anew")).commit(EVE, "Write it anew");
        let config = CreditsConfig { weight, ..CreditsConfig::default() };
        assert_eq!(read(repo.root(), &config, &Cache::none()).0.state, State::Full);
        fs::remove_file(repo.root().join(".git/objects").join(&lost[..2]).join(&lost[2..])).unwrap();
        let folder = tempfile::tempdir().unwrap();
        // The second time, the cache knows that it is not there.
        for _ in 0..2 {
            let cache = Cache::open(folder.path());
            let (history, diagnostics) = read(repo.root(), &config, &cache);
            assert_eq!(
                (history.state, codes(&diagnostics)),
                (State::Partial, vec![Code::PartialHistory]),
                "{weight:?}"
            );
            assert_eq!(story(&history), "a.md 1-?: creator Jane\nb.md 1-1: creator Jane\n");
            cache.save().unwrap();
        }
    }
}

#[test]
fn a_missing_commit_leaves_nothing_to_print() {
    let repo = Repository::new();
    repo.write("a.md", &text("a")).commit(JANE, "Write");
    let lost = repo.git(&["rev-parse", "HEAD"]);
    repo.write("a.md", &text("b")).commit(BOB, "Change");
    fs::remove_file(repo.root().join(".git/objects").join(&lost[..2]).join(&lost[2..])).unwrap();
    let (history, diagnostics) = repo.read();
    assert_eq!((history.state, history.files.len()), (State::Absent, 0));
    assert_eq!(codes(&diagnostics).last(), Some(&Code::NoHistory));
}

#[test]
fn where_there_is_no_history_that_is_said() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.md"), "a").unwrap();
    let (history, diagnostics) = read(folder.path(), &CreditsConfig::default(), &Cache::none());
    assert_eq!((history, codes(&diagnostics)), (History::default(), vec![Code::NoHistory]));
    assert_eq!(diagnostics[0].message, "the folder is in no git repository");

    let empty = Repository::new();
    let (history, diagnostics) = empty.read();
    assert_eq!((history, diagnostics[0].message.as_str()), (History::default(), "the repository has no commit yet"));

    let bare = Repository::with(&["init", "-q", "--bare"]);
    let (history, diagnostics) = bare.read();
    assert_eq!((history, codes(&diagnostics)), (History::default(), vec![Code::NoHistory]));
}

#[test]
fn worktrees_submodules_and_detached_heads_are_read() {
    let repo = Repository::new();
    repo.write("a.md", &text("a")).commit(JANE, "Write");
    let outer = Repository::new();
    run(outer.root(), &["submodule", "--quiet", "add", repo.root().to_str().unwrap(), "module"], &[]);
    let expected = "a.md 1-1: creator Jane\n";
    assert_eq!(story(&read(&outer.root().join("module"), &CreditsConfig::default(), &Cache::none()).0), expected);
    let folder = tempfile::tempdir().unwrap();
    let tree = folder.path().join("tree");
    repo.git(&["worktree", "add", "-q", "--detach", tree.to_str().unwrap()]);
    assert_eq!(story(&read(&tree, &CreditsConfig::default(), &Cache::none()).0), expected);
    repo.write("a.md", &text("b")).commit(BOB, "Change");
    repo.git(&["checkout", "-q", "--detach", "HEAD~1"]);
    assert_eq!(repo.story(), expected);
}

#[test]
fn a_repository_of_sha_256_is_read() {
    let repo = Repository::with(&["init", "-q", "-b", "main", "--object-format=sha256"]);
    repo.write("a.md", &text("a")).commit(JANE, "Write");
    repo.rename("a.md", "b.md").write("b.md", &format!("{}more\n", text("a"))).commit(BOB, "Move and improve");
    assert_eq!(repo.story(), "b.md 1-2: creator Jane, editor Bob\n");
    assert_eq!(repo.read().0.head.unwrap().0.len(), 64);
    let words = CreditsConfig { weight: Weight::Words, ..CreditsConfig::default() };
    let (history, _) = read(repo.root(), &words, &Cache::none());
    let file = history.files.values().next().unwrap();
    assert_eq!((file.words, file.surviving.len(), file.parts[1].words), (49, 2, Some(1)));
}

#[test]
fn a_hostile_configuration_runs_nothing_and_changes_nothing() {
    let repo = Repository::new();
    repo.write(".gitattributes", "*.md diff=evil\n").write("a.md", &text("a")).commit(JANE, "Write");
    repo.rename("a.md", "b.md").commit(BOB, "Move");
    repo.write("b.md", &text("b")).commit(BOB, "Change");
    // A signature makes git ask another program for its opinion.
    let (tree, parent) = (repo.git(&["rev-parse", "HEAD^{tree}"]), repo.git(&["rev-parse", "HEAD"]));
    let who = "E <e@example.org> 1700000240 +0000";
    let signature = "-----BEGIN PGP SIGNATURE-----\n \n aGVsbG8=\n -----END PGP SIGNATURE-----";
    let raw = format!("tree {tree}\nparent {parent}\nauthor {who}\ncommitter {who}\ngpgsig {signature}\n\nSigned\n");
    let signed = hash_object(&repo, raw.as_bytes());
    repo.git(&["reset", "-q", "--hard", &signed]);
    let quiet = repo.story();
    let trap = tempfile::tempdir().unwrap();
    let sprung = trap.path().join("sprung");
    let script = trap.path().join("script");
    fs::write(&script, format!("#!/bin/sh\necho sprung >> '{}'\n", sprung.display())).unwrap();
    fs::set_permissions(&script, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let script = script.to_str().unwrap();
    let other = trap.path().join("mailmap");
    fs::write(&other, "Mallory <jane@example.org>\n").unwrap();
    let settings = [
        ("core.fsmonitor", script),
        ("core.hooksPath", trap.path().to_str().unwrap()),
        // Git ends where it cannot read it.
        ("diff.orderFile", "/nowhere"),
        ("core.pager", script),
        ("core.sshCommand", script),
        ("pager.log", script),
        ("diff.external", script),
        ("diff.evil.command", script),
        ("diff.evil.textconv", script),
        ("gpg.program", script),
        ("log.showSignature", "true"),
        ("log.showRoot", "false"),
        ("log.mailmap", "false"),
        ("log.follow", "true"),
        ("diff.renames", "false"),
        ("diff.noprefix", "true"),
        ("diff.relative", "true"),
        ("format.pretty", "oneline"),
        ("color.ui", "always"),
        ("core.quotePath", "true"),
        ("mailmap.file", other.to_str().unwrap()),
        ("i18n.logOutputEncoding", "UTF-16"),
        ("blame.showEmail", "true"),
    ];
    for (key, value) in settings {
        repo.git(&["config", key, value]);
    }
    assert_eq!(repo.story(), quiet);
    let words = CreditsConfig { weight: Weight::Words, ..CreditsConfig::default() };
    let (history, _) = read(repo.root(), &words, &Cache::none());
    assert!(history.files.values().any(|file| file.words > 0));
    assert!(!sprung.exists(), "{}", fs::read_to_string(&sprung).unwrap_or_default());
}

#[test]
fn a_stranger_s_repository_is_refused_with_a_reason() {
    let repo = Repository::new();
    repo.write("a.md", &text("a")).commit(JANE, "Write");
    let change = |path: &Path| std::os::unix::fs::chown(path, Some(54_321), Some(54_321));
    if change(repo.root()).is_err() || change(&repo.root().join(".git")).is_err() {
        eprintln!("skipped: only the superuser can give a folder away");
        return;
    }
    let (history, diagnostics) = repo.read();
    assert_eq!((history, codes(&diagnostics)), (History::default(), vec![Code::NoHistory]));
    assert!(diagnostics[0].help.iter().any(|help| help.contains("safe.directory")), "{diagnostics:?}");
}

#[test]
fn only_commits_that_are_new_are_read() {
    let repo = Repository::new();
    repo.write("a.md", &text("a"));
    repo.commit(JANE, "Write\n\nSigned-off-by: Jane <jane@example.org>\nTested-by: Eve <eve@example.org>");
    let folder = tempfile::tempdir().unwrap();
    let again = |expected: &str, hits: u64, misses: u64| {
        let cache = Cache::open(folder.path());
        let (history, _) = read(repo.root(), &CreditsConfig::default(), &cache);
        let asked = cache.hits(Stage::History);
        assert_eq!((story(&history).as_str(), asked.hits, asked.misses), (expected, hits, misses));
        assert_eq!(history, read(repo.root(), &CreditsConfig::default(), &Cache::none()).0);
        cache.save().unwrap();
    };
    again("a.md 1-1: creator Jane, tester Eve\n", 0, 1);
    again("a.md 1-1: creator Jane, tester Eve\n", 1, 0);
    // Names are git's to tell, so another name is no other history.
    repo.write(".mailmap", "Janet <jane@example.org>\n");
    again("a.md 1-1: creator Janet, tester Eve\n", 1, 0);
    repo.write("a.md", &text("b")).commit(BOB, "Change");
    again(".mailmap 2-2: creator Bob\na.md 1-2: creator Janet, tester Eve, editor Bob\n", 1, 1);
    again(".mailmap 2-2: creator Bob\na.md 1-2: creator Janet, tester Eve, editor Bob\n", 2, 0);
    // A branch from the beginning, merged: two commits. The other branch is thrown away: nothing is new.
    repo.git(&["checkout", "-q", "-b", "side", "HEAD~1"]);
    repo.write("b.md", &text("other")).commit(EVE, "Write");
    repo.git(&["checkout", "-q", "main"]);
    repo.git(&["merge", "-q", "--no-ff", "-m", "Merge", "side"]);
    let merged = ".mailmap 2-2: creator Bob\na.md 1-2: creator Janet, tester Eve, editor Bob\nb.md 3-3: creator Eve\n";
    again(merged, 2, 2);
    // A cache that lost a part is noticed.
    let mut packs: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    packs.retain(|path| path.file_name().unwrap().to_string_lossy().starts_with("history"));
    packs.sort();
    fs::remove_file(&packs[0]).unwrap();
    again(merged, 0, 4);
    again(merged, 4, 0);
    let gone = repo.git(&["rev-parse", "HEAD"]);
    repo.git(&["reset", "-q", "--hard", "side"]);
    again("a.md 1-1: creator Jane, tester Eve\nb.md 3-3: creator Eve\n", 4, 0);
    // What nobody leads to any more is not missed.
    repo.git(&["reflog", "expire", "--expire=all", "--all"]);
    repo.git(&["gc", "-q", "--prune=now"]);
    let is_there = Command::new("git").args(["cat-file", "-e", &gone]).current_dir(repo.root()).status().unwrap();
    assert!(!is_there.success(), "the merge is thrown away");
    repo.write("b.md", &text("b")).commit(BOB, "Change");
    let expected = "a.md 1-1: creator Jane, tester Eve\nb.md 3-4: creator Eve, editor Bob\n";
    again(expected, 0, 3);
    again(expected, 3, 0);
}

/// A history as it may come about: pages written, changed, moved, taken away and brought back, branches merged late, commits
/// taken back, written again or thrown away, people renamed.
struct Life {
    repo: Repository,
    seed: u64,
    pages: u64,
}

impl Life {
    fn any(&mut self, below: u64) -> u64 {
        self.seed = self.seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.seed >> 33) % below
    }

    /// A commit that HEAD was made of.
    fn past(&mut self) -> String {
        let commits = self.repo.git(&["rev-list", "HEAD"]);
        let commits: Vec<&str> = commits.lines().collect();
        commits[self.any(commits.len() as u64) as usize].to_owned()
    }

    fn page(&mut self) -> Option<String> {
        let pages = self.repo.git(&["ls-files", "*.md"]);
        let pages: Vec<&str> = pages.lines().collect();
        if pages.is_empty() { None } else { Some(pages[self.any(pages.len() as u64) as usize].to_owned()) }
    }

    /// Does something; what cannot be done here is not.
    fn go_on(&mut self, step: u64) -> &'static str {
        let author = [JANE, BOB, EVE, "Janet <jane@example.org>"][self.any(4) as usize];
        let trailer = ["", "\n\nCo-authored-by: Bob <bob@example.org>", "\n\nReviewed-by: Eve <eve@example.org>"];
        let message = format!("Step {step}{}", trailer[self.any(3) as usize]);
        let page = self.page();
        let kind = self.any(12);
        let repo = &self.repo;
        match (kind, page) {
            (0 | 1, _) | (_, None) => {
                self.pages += 1;
                let new = format!("p{}.md", self.pages);
                let text = text(&format!("page {}", self.pages % 3));
                repo.write(&new, &text).commit(author, &message);
                "write"
            }
            (2 | 3, Some(page)) => {
                let old = fs::read_to_string(repo.root().join(&page)).unwrap();
                let new = old.replacen("line ", &format!("Line {step} "), 1) + &format!("and {step}\n");
                repo.write(&page, &new).commit(author, &message);
                "edit"
            }
            (4 | 5, Some(page)) => {
                let new = format!("moved/{}", page.trim_start_matches("moved/").replace(".md", "x.md"));
                repo.rename(&page, &new).commit(author, &message);
                "move"
            }
            (6, Some(page)) => {
                repo.remove(&page).commit(author, &message);
                "remove"
            }
            (7, Some(page)) => {
                // A page that was here once comes back.
                let past = self.past();
                let there = self.repo.git(&["ls-tree", "-r", "--name-only", &past, "--", "p1.md", "p2.md", &page]);
                for path in there.lines() {
                    self.repo.git(&["checkout", "-q", &past, "--", path]);
                }
                self.repo.commit(author, &message);
                "bring back"
            }
            (8 | 9, Some(page)) => {
                // A branch that began long ago is merged; one side in two is the first parent.
                let (past, tip) = (self.past(), self.repo.git(&["rev-parse", "HEAD"]));
                self.repo.git(&["checkout", "-q", "--detach", &past]);
                let exists = self.repo.root().join(&page).exists();
                let repo = if exists { self.repo.rename(&page, &format!("branch{step}.md")) } else { &self.repo };
                repo.write(&format!("b{step}.md"), &text(&format!("branch {step}"))).commit(author, &message);
                if self.any(2) == 0 {
                    let side = self.repo.git(&["rev-parse", "HEAD"]);
                    self.repo.git(&["checkout", "-q", "--detach", &tip]);
                    self.join(&side);
                } else {
                    self.join(&tip);
                }
                "merge"
            }
            (10, _) => {
                let past = self.past();
                self.repo.git(&["reset", "-q", "--hard", &past]);
                self.repo.git(&["reflog", "expire", "--expire=all", "--all"]);
                if self.any(2) == 0 {
                    self.repo.git(&["gc", "-q", "--prune=now"]);
                }
                "throw away"
            }
            (_, _) => {
                let name = ["Jane", "J. Doe", "Bob"][self.any(3) as usize];
                self.repo.write(".mailmap", &format!("{name} <jane@example.org>\n")).commit(author, &message);
                "rename people"
            }
        }
    }

    /// Merges; where the sides disagree, this one is right, and what the other moved lies where both left it.
    fn join(&self, other: &str) {
        let merge = ["merge", "-q", "--no-ff", "--no-commit", "-s", "recursive", "-X", "ours", other];
        let merged = Command::new("git").args(merge).current_dir(self.repo.root()).output().unwrap();
        let _ = merged.status;
        self.repo.commit(EVE, "Merge");
    }
}

/// Law: whatever happened, and however often it was read, a warm build tells what a cold one does.
#[test]
fn a_history_read_bit_by_bit_is_the_history_read_whole() {
    for seed in 1..=3 {
        let repo = Repository::new();
        repo.write("p0.md", &text("page 0")).commit(JANE, "Begin");
        let mut life = Life { repo, seed, pages: 0 };
        let rarely = tempfile::tempdir().unwrap();
        for step in 0..18 {
            let did = life.go_on(step);
            let cold = life.repo.read().0;
            assert!(
                cold.files.values().all(|file| !file.parts.is_empty() || cold.state != State::Full),
                "{seed} {step}"
            );
            if step % 6 == 5 {
                let cache = Cache::open(rarely.path());
                let (warm, _) = read(life.repo.root(), &config(), &cache);
                assert_eq!(warm, cold, "seed {seed}, step {step}: {did}");
                cache.save().unwrap();
            }
        }
    }
}

/// A page as whoever made this history up knows it.
#[derive(Clone)]
struct Known {
    /// Which page it is, whatever it is called.
    page: u64,
    /// The page that it was made from, or itself.
    kin: u64,
    lines: Vec<String>,
    authors: BTreeSet<u64>,
    editors: BTreeSet<u64>,
    /// The commit that last changed its text.
    changed: i64,
    /// The path and the text that it was last committed with.
    committed: (String, Vec<String>),
}

/// What is there at one commit, by path, and what was deleted.
#[derive(Clone, Default)]
struct Scene {
    commit: i64,
    pages: BTreeMap<String, Known>,
    gone: BTreeMap<String, Known>,
}

impl Scene {
    /// Whether another page, here or gone, has the same text: then nobody could say which of them was moved.
    fn has_twin(&self, path: &str) -> bool {
        let known = self.pages.get(path).or_else(|| self.gone.get(path)).unwrap();
        let all = self.pages.values().chain(self.gone.values());
        all.filter(|other| other.lines == known.lines).count() > 1
    }

    fn of(&self, page: u64) -> Option<(&String, &Known)> {
        self.pages.iter().find(|(_, known)| known.page == page)
    }
}

/// A history made up at random, several things in each commit, together with whose each page is.
struct Fiction {
    seed: u64,
    stream: String,
    commits: i64,
    pages: u64,
    /// What the next commit does, for whoever looks into a seed that is wrong.
    story: String,
    /// Whether no commit both changes and moves what is there: then pages can be followed without their texts.
    is_plain: bool,
    /// What the next commit may do; nothing stands for everything.
    kinds: &'static [u64],
}

impl Fiction {
    fn any(&mut self, below: u64) -> u64 {
        self.seed = self.seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.seed >> 33) % below
    }

    fn path(&mut self) -> String {
        self.pages += 1;
        format!("d{}/p{}.md", self.any(3), self.pages)
    }

    fn new_page(&mut self, who: u64, commit: i64) -> Known {
        self.pages += 1;
        let page = self.pages;
        let lines = (0..16).map(|line| format!("line {line} of page {page}")).collect();
        Known {
            page,
            kin: page,
            lines,
            authors: [who].into(),
            editors: BTreeSet::new(),
            changed: commit,
            committed: Default::default(),
        }
    }

    fn edit(&mut self, known: &mut Known, who: u64, commit: i64) {
        let at = self.any(known.lines.len() as u64) as usize;
        for line in 0..2 {
            self.pages += 1;
            known.lines.insert(at + line, format!("line {} by {who}", self.pages));
        }
        if !known.authors.contains(&who) {
            known.editors.insert(who);
        }
        known.changed = commit;
    }

    /// Does one thing. `done` is, by kin, which page this commit has changed, and how often: of two that were made from one
    /// template nobody could say which was moved.
    fn act(&mut self, scene: &mut Scene, who: u64, done: &mut BTreeMap<u64, (u64, u32)>) {
        let commit = self.commits + 1;
        let mut paths: Vec<String> = scene.pages.keys().cloned().collect();
        let is_free = |done: &BTreeMap<u64, (u64, u32)>, known: &Known| {
            done.get(&known.kin).is_none_or(|(page, times)| *page == known.page && *times < 9)
        };
        // What is new over what was there cannot be told from an edit.
        let is_old = |known: &Known| !known.committed.1.is_empty();
        paths.retain(|path| is_old(&scene.pages[path]) && is_free(done, &scene.pages[path]));
        let many = self.kinds.len() as u64;
        let kind = if many == 0 { self.any(14) } else { self.kinds[self.any(many) as usize] };
        if paths.len() < 3 || kind == 0 {
            let (path, known) = (self.path(), self.new_page(who, commit));
            scene.pages.insert(path, known);
            return;
        }
        let mut chosen = Vec::new();
        for _ in 0..3 {
            chosen.push(paths.remove(self.any(paths.len() as u64) as usize));
        }
        let [one, two, three] = &chosen[..] else { unreachable!() };
        let kin: BTreeSet<u64> = chosen.iter().map(|path| scene.pages[path].kin).collect();
        if kin.len() < 3 {
            return;
        }
        let is_one_alone = !scene.has_twin(one);
        let are_alone = is_one_alone && !scene.has_twin(two);
        self.story += &format!("{kind} {one} {two} {three}; ");
        let moved = match kind {
            1..=4 | 10 | 11 => 0,
            7 | 8 => 2,
            13 => 3,
            _ => 1,
        };
        for known in chosen[..moved].iter().map(|path| &scene.pages[path]) {
            done.entry(known.kin).or_insert((known.page, 0));
        }
        match kind {
            1..=4 => {
                let known = scene.pages.get_mut(one).unwrap();
                let (_, times) = done.entry(known.kin).or_insert((known.page, 0));
                if *times < 2 {
                    *times += 1;
                    self.edit(known, who, commit);
                }
            }
            5 | 6 if is_one_alone => {
                let known = scene.pages.remove(one).unwrap();
                scene.pages.insert(self.path(), known);
            }
            7 if are_alone => {
                let (a, b) = (scene.pages.remove(one).unwrap(), scene.pages.remove(two).unwrap());
                scene.pages.extend([(one.clone(), b), (two.clone(), a)]);
            }
            8 if are_alone => {
                let known = scene.pages.remove(one).unwrap();
                scene.pages.insert(two.clone(), known);
            }
            9 if is_one_alone => {
                let known = scene.pages.remove(one).unwrap();
                scene.gone.insert(one.clone(), known);
            }
            10 | 11 => {
                let Some(path) = scene.gone.keys().next().cloned() else { return };
                let known = &scene.gone[&path];
                if scene.has_twin(&path) || !is_free(done, known) || known.committed.1 != known.lines {
                    return;
                }
                let mut known = scene.gone.remove(&path).unwrap();
                done.entry(known.kin).or_insert((known.page, 0));
                // With another text at another path, nothing tells that it was here before.
                let is_free = !scene.pages.contains_key(&path) && known.committed.0 == path;
                match self.any(3) {
                    0 if is_free => {
                        self.edit(&mut known, who, commit);
                        done.insert(known.kin, (known.page, 9));
                        scene.pages.insert(path, known);
                    }
                    1 if is_free => _ = scene.pages.insert(path, known),
                    _ => {
                        done.insert(known.kin, (known.page, 9));
                        scene.pages.insert(self.path(), known);
                    }
                }
            }
            12 if is_one_alone => {
                // Made from a template: its author's own.
                let mut known = self.new_page(who, commit);
                known.lines.clone_from(&scene.pages[one].lines);
                known.kin = scene.pages[one].kin;
                self.edit(&mut known, who, commit);
                done.insert(known.kin, (known.page, 9));
                scene.pages.insert(self.path(), known);
            }
            13 if are_alone && !scene.has_twin(three) => {
                let mut known = chosen.iter().map(|path| scene.pages.remove(path).unwrap()).collect::<Vec<_>>();
                known.rotate_left(1);
                scene.pages.extend(chosen.iter().cloned().zip(known));
            }
            _ => {
                // A page moves and leaves another at its place.
                let note = self.new_page(who, commit);
                if is_one_alone && let Some(known) = scene.pages.insert(one.clone(), note) {
                    scene.pages.insert(self.path(), known);
                }
            }
        }
    }

    fn commit(&mut self, scene: &mut Scene, who: u64, parents: &[i64]) {
        self.commits += 1;
        scene.commit = self.commits;
        let time = BEGIN + 60 * self.commits;
        self.stream += &format!("commit refs/heads/main\nmark :{}\n", self.commits);
        for kind in ["author", "committer"] {
            self.stream += &format!("{kind} P{who} <p{who}@example.org> {time} +0000\n");
        }
        let story = std::mem::take(&mut self.story);
        self.stream += &format!("data {}\n{story}\n", story.len());
        for (at, parent) in parents.iter().enumerate() {
            self.stream += &format!("{} :{parent}\n", if at == 0 { "from" } else { "merge" });
        }
        self.stream += "deleteall\n";
        for (path, known) in &mut scene.pages {
            known.committed = (path.clone(), known.lines.clone());
            let text = known.lines.join("\n") + "\n";
            self.stream += &format!("M 100644 inline {path}\ndata {}\n{text}\n", text.len());
        }
    }

    fn go_on(&mut self, scene: &mut Scene, many: u64) {
        for _ in 0..many {
            let (who, parent, mut done) = (self.any(6), scene.commit, BTreeMap::new());
            if self.is_plain {
                self.kinds = [&[0, 1, 2][..], &[0, 5, 6, 7, 8, 9, 13]][self.any(2) as usize];
            }
            for _ in 0..1 + self.any(4) {
                self.act(scene, who, &mut done);
            }
            self.commit(scene, who, &[parent]);
        }
    }

    /// Two branches, joined: where one left a page as it was, the other is right; where both changed it, one, or both.
    fn branch(&mut self, base: &Scene) -> Scene {
        let (mut ours, mut theirs) = (base.clone(), base.clone());
        let many = 1 + self.any(3);
        self.go_on(&mut ours, many);
        let many = 1 + self.any(3);
        self.go_on(&mut theirs, many);
        let mut joined = ours.clone();
        if self.any(5) > 0 {
            joined.pages.clear();
            let ids = |scene: &Scene| scene.pages.values().map(|known| known.page).collect::<BTreeSet<u64>>();
            for page in ids(&ours).union(&ids(&theirs)) {
                let (before, one, other) = (base.of(*page), ours.of(*page), theirs.of(*page));
                let is_as_before = |known: &Known| before.is_some_and(|(_, before)| before.lines == known.lines);
                let (path, known) = match (one, other) {
                    (Some((path, one)), Some((other_path, other))) => {
                        let is_moved = before.is_none_or(|(before, _)| before != path);
                        let known = match self.any(3) {
                            _ if is_as_before(one) => other.clone(),
                            _ if is_as_before(other) => one.clone(),
                            0 => one.clone(),
                            1 => other.clone(),
                            _ => {
                                let mut known = one.clone();
                                let added = other.lines.iter().filter(|line| !one.lines.contains(line));
                                known.lines.extend(added.cloned());
                                known.editors.extend(&other.editors);
                                known.changed = known.changed.max(other.changed);
                                known
                            }
                        };
                        (if is_moved { path } else { other_path }, known)
                    }
                    (Some((path, known)), None) | (None, Some((path, known))) => {
                        if before.is_some() && is_as_before(known) {
                            continue;
                        }
                        (path, known.clone())
                    }
                    (None, None) => continue,
                };
                joined.pages.entry(path.clone()).or_insert(known);
            }
            joined.gone.extend(theirs.gone.clone());
            let here = ids(&joined);
            // What one branch moved and the other deleted was last at two paths.
            let was_at = |path: &String, known: &Known| ours.of(known.page).is_none_or(|(other, _)| other == path);
            joined.gone.retain(|path, known| !here.contains(&known.page) && was_at(path, known));
        }
        let who = self.any(6);
        if self.any(3) == 0 {
            let (path, known) = (self.path(), self.new_page(who, self.commits + 1));
            joined.pages.insert(path, known);
        }
        self.commit(&mut joined, who, &[ours.commit, theirs.commit]);
        joined
    }
}

/// What is told that is not so, and how many pages nobody is named for although somebody wrote them.
fn judge(history: &History, scene: &Scene, wrong: &mut Vec<String>) -> usize {
    let mut missing = 0;
    for (path, file) in &history.files {
        let known = &scene.pages[path.as_str()];
        let who = |roles: [Role; 2]| -> BTreeSet<u64> {
            let parts = file.parts.iter().filter(|part| roles.contains(&part.role));
            parts.map(|part| history.identities[part.who as usize].name[1..].parse().unwrap()).collect()
        };
        let authors = who([Role::Creator, Role::CoCreator]);
        let mut editors = who([Role::Editor, Role::CoEditor]);
        editors.retain(|who| !known.authors.contains(who));
        let changed = file.updated.map(|time| (time - BEGIN) / 60);
        let is_dated = authors.is_empty() || changed.is_none() || changed == Some(known.changed);
        if !authors.is_subset(&known.authors) || !editors.is_subset(&known.editors) || !is_dated {
            let told = format!("{authors:?} {editors:?} {changed:?}");
            wrong.push(format!("{path}: {told}, not {:?} {:?} {}", known.authors, known.editors, known.changed));
        }
        missing += usize::from(authors != known.authors);
    }
    missing
}

/// Law: whatever a commit does at once, nobody is named for what somebody else wrote, with all texts and without.
#[test]
fn whatever_a_commit_does_at_once_nobody_is_named_for_another_s_page() {
    // `SEEDS=500` looks further.
    let last = std::env::var("SEEDS").ok().and_then(|seeds| seeds.parse().ok()).unwrap_or(25);
    let (mut wrong, mut pages, mut missing) = (Vec::new(), 0, 0);
    for seed in 1..=last {
        let is_plain = seed % 5 == 0;
        let mut fiction =
            Fiction { seed, stream: String::new(), commits: 0, pages: 0, story: String::new(), is_plain, kinds: &[] };
        let mut scene = Scene::default();
        for _ in 0..4 {
            fiction.act(&mut scene, 0, &mut BTreeMap::new());
        }
        fiction.commit(&mut scene, 0, &[]);
        for _ in 0..4 {
            let many = 1 + fiction.any(3);
            fiction.go_on(&mut scene, many);
            if fiction.any(2) == 0 {
                scene = fiction.branch(&scene);
            }
        }
        let repo = Repository::new();
        let stream = tempfile::NamedTempFile::new().unwrap();
        fs::write(stream.path(), &fiction.stream).unwrap();
        let mut import = Command::new("git");
        import.args(["fast-import", "--quiet"]).current_dir(repo.root());
        assert!(import.stdin(fs::File::open(stream.path()).unwrap()).status().unwrap().success());
        let (history, _) = read(repo.root(), &CreditsConfig::default(), &Cache::none());
        assert_eq!(history.files.len(), scene.pages.len());
        let mut found = Vec::new();
        missing += judge(&history, &scene, &mut found);
        pages += scene.pages.len();
        if is_plain {
            repo.git(&["config", "uploadpack.allowFilter", "true"]);
            let url = format!("file://{}", repo.root().display());
            let folder = tempfile::tempdir().unwrap();
            run(folder.path(), &["clone", "-q", "--filter=blob:none", &url, "clone"], &[]);
            let (history, _) = read(&folder.path().join("clone"), &CreditsConfig::default(), &Cache::none());
            judge(&history, &scene, &mut found);
        }
        wrong.extend(found.iter().map(|told| format!("seed {seed}: {told}")));
    }
    assert!(wrong.is_empty(), "{} of {pages}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(missing * 50 < pages, "{missing} of {pages} pages name nobody");
}

/// Nobody's name or address lies in the cache: who they are, the commits tell.
#[test]
fn what_is_remembered_names_nobody() {
    let repo = Repository::new();
    repo.write("a.md", &text("a")).commit(JANE, "Write\n\nCo-authored-by: Bob Bobson <bob@example.org>");
    repo.write(".mailmap", "Janet <janet@example.org> <jane@example.org>\n").commit(EVE, "Map");
    repo.write("a.md", &text("b")).commit(EVE, "Change\n\nReviewed-by: Bob Bobson <bob@example.org>");
    // Pictures of people were remembered by their names.
    for path in ["static/avatars/bobson.svg", "static/bobson.txt", "content/images/Bobson.PNG", "people/bobson.yml"] {
        repo.write(path, &text(path)).commit(BOB, "Show").remove(path).commit(BOB, "Hide");
    }
    let folder = tempfile::tempdir().unwrap();
    let words = CreditsConfig { weight: Weight::Words, ..CreditsConfig::default() };
    for _ in 0..2 {
        let cache = Cache::open(folder.path());
        let (history, _) = read(repo.root(), &words, &cache);
        assert!(history.identities.iter().any(|identity| identity.name == "Bob Bobson"));
        cache.save().unwrap();
    }
    let mut packs = 0;
    for entry in fs::read_dir(folder.path()).unwrap() {
        let bytes = fs::read(entry.unwrap().path()).unwrap();
        packs += 1;
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        for secret in ["jane", "bob", "eve", "forge", "example.org"] {
            assert!(!text.contains(secret), "{secret}");
        }
    }
    assert!(packs >= 3, "log, edits and words are remembered: {packs}");
}

#[test]
fn a_real_history_is_read_whole() {
    let folder = tempfile::tempdir().unwrap();
    let Some(clone) = corpus(folder.path(), &[]) else { return };
    let (history, diagnostics) = read(&clone, &CreditsConfig::default(), &Cache::none());
    assert_eq!((history.state, diagnostics), (State::Full, vec![]));
    let mut pages: Vec<_> = history.files.iter().filter(|(path, _)| path.extension() == "md").collect();
    assert!(pages.len() > 500);
    // Of two drafts that are both as much like it and went in one commit, nobody can say which it was made from.
    pages.retain(|(path, _)| path.as_str() != "tutorials/real-time-apps-with-go-and-reactjs/01.en.md");
    for (path, file) in pages {
        assert!(file.created.is_some() && file.created <= file.updated, "{path}");
        assert!(!file.parts.is_empty(), "{path}");
    }
}
