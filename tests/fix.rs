//! `cairn check --fix` mends what it may, shows it before, and leaves everything else as it is.

#![allow(clippy::disallowed_methods, reason = "tests use the world")]

mod support;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use support::{files, write_all};

fn check(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
    command.current_dir(folder).args(["check", "--no-cache"]).args(arguments);
    command.env("NO_COLOR", "1").env_remove("GITHUB_ACTIONS").output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Before and after: what is not different here may not change.
const TABLE: &[(&str, &str, &str)] = &[
    (
        "cairn.yml",
        "titel: Site\ntags: {ssh: [openssh], network: []}\n",
        "title: Site\ntags: {ssh: [openssh], network: []}\n",
    ),
    (
        "faq/a.md",
        "---\r\ntitel: A?\r\ntags: [OpenSSH, network]\r\n---\r\n\r\n[b](B.md#part) ![p](../IMG/P.png) [b](./b) [t](../Tutorials/T)\r\n",
        "---\r\ntitle: A?\r\ntags: [ssh, network]\r\n---\r\n\r\n[b](b.md#part) ![p](../img/p.png) [b](./b) [t](../tutorials/t)\r\n",
    ),
    // A byte order mark stays, and the places behind it are right.
    ("faq/b.md", "\u{feff}# B?\n\n## Part\n\n[A](A.md)\n", "\u{feff}# B?\n\n## Part\n\n[A](a.md)\n"),
    // Two slips for one key, the right key beside a slip, both spellings of a tag, an escape: nobody knows what is meant.
    (
        "faq/c.md",
        "---\ntitle: C?\ntitel: D?\ntags: [ssh, openssh]\ndesciption: x\ndescripton: y\n---\n\n[a](%41.md)\n",
        "---\ntitle: C?\ntitel: D?\ntags: [ssh, openssh]\ndesciption: x\ndescripton: y\n---\n\n[a](%41.md)\n",
    ),
    ("tutorials/t.md", "# T\n\nText, `[x](A.md)`.\n", "# T\n\nText, `[x](A.md)`.\n"),
];

fn broken() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let before: Vec<(&str, &str)> = TABLE.iter().map(|(path, before, _)| (*path, *before)).collect();
    write_all(folder.path(), &before);
    write_all(folder.path(), &[("img/p.png", "no picture, but a file")]);
    folder
}

#[test]
fn what_is_safe_is_mended_and_nothing_else() {
    let folder = broken();
    let fixed = check(folder.path(), &["--fix"]);
    let said = text(&fixed.stderr);
    assert!(said.contains("mended 7 places in 3 files"), "{said}");
    assert!(
        !said.contains("wrong-case]: `B.md`") && said.contains("`titel` is not"),
        "what is left is reported: {said}"
    );
    let after = files(folder.path());
    for (path, _, expected) in TABLE {
        assert_eq!(text(&after[*path]), *expected, "{path}");
    }
    assert_eq!(after.len(), TABLE.len() + 1, "no file is left behind: {:?}", after.keys());
    let again = check(folder.path(), &["--fix"]);
    assert!(text(&again.stderr).contains("mended 0 places in 0 files"));
}

#[test]
fn a_dry_run_shows_a_diff_and_changes_nothing() {
    let folder = broken();
    let before = files(folder.path());
    let shown = check(folder.path(), &["--fix", "--dry-run"]);
    assert_eq!(shown.status.code(), Some(0));
    let diff = text(&shown.stdout);
    assert!(diff.starts_with("--- a/cairn.yml\n+++ b/cairn.yml\n@@ -1 +1 @@\n-titel: Site\n+title: Site\n"), "{diff}");
    assert_eq!(files(folder.path()), before);
    assert_eq!(check(folder.path(), &["--dry-run"]).status.code(), Some(2), "without --fix it means nothing");
    // Only what was asked for.
    let one = text(&check(folder.path(), &["faq/b.md", "--root", ".", "--fix", "--dry-run"]).stdout);
    assert!(one.contains("b/faq/b.md") && !one.contains("cairn.yml"), "{one}");
}

#[test]
fn the_diff_is_one_that_git_applies() {
    let folder = broken();
    let diff = check(folder.path(), &["--fix", "--dry-run"]).stdout;
    fs::write(folder.path().join("fix.patch"), diff).unwrap();
    let plain = ["faq/b.md", "cairn.yml"];
    for file in plain {
        let include = format!("--include={file}");
        let arguments = ["apply", "--unidiff-zero", include.as_str(), "fix.patch"];
        let applied = Command::new("git").current_dir(folder.path()).args(arguments).output().unwrap();
        assert!(applied.status.success(), "{}", text(&applied.stderr));
        let (_, _, expected) = TABLE.iter().find(|(path, ..)| *path == file).unwrap();
        assert_eq!(fs::read_to_string(folder.path().join(file)).unwrap(), *expected);
    }
}

#[test]
fn a_file_that_cannot_be_written_is_left_whole() {
    let folder = broken();
    let file = folder.path().join("faq/a.md");
    let mut permissions = fs::metadata(&file).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&file, permissions).unwrap();
    let failed = check(folder.path(), &["--fix"]);
    assert_eq!(failed.status.code(), Some(2));
    assert!(text(&failed.stderr).contains("cannot write `faq/a.md`"), "{}", text(&failed.stderr));
    let (_, before, _) = TABLE[1];
    assert_eq!(fs::read_to_string(&file).unwrap(), before);
    assert!(!files(folder.path()).keys().any(|name| name.contains("cairn-fix")), "nothing half-written");
}
