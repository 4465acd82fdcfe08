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
        "titel: Site\ntags: {ssh: [openssh], network: []}\nlanguags: [en]\n",
        "title: Site\ntags: {ssh: [openssh], network: []}\nlanguags: [en]\n",
    ),
    (
        "faq/a.md",
        "---\r\ntitel: A?\r\ntags: [OpenSSH, network]\r\n---\r\n\r\n[b](B.md#part) ![p](../IMG/P.png) [b](./b) [t](../Tutorials/T) [old](old.md#part)\r\n",
        "---\r\ntitle: A?\r\ntags: [ssh, network]\r\n---\r\n\r\n[b](b.md#part) ![p](../img/p.png) [b](./b) [t](../tutorials/t) [old](d.md#part)\r\n",
    ),
    // A byte order mark stays, and the places behind it are right.
    ("faq/b.md", "\u{feff}# B?\n\n## Part\n\n[A](A.md)\n", "\u{feff}# B?\n\n## Part\n\n[A](a.md)\n"),
    // Definitions, tags of HTML, quoted tags, and where a page was.
    (
        "faq/d.md",
        "---\ntitle: D?\ntags: [\"openssh\"]\nredirects: [/faq/old/]\n---\n\n[one], [two][One] <a title=\"B.md\" href='B.md#part'>b</a>\n\n<img src=../IMG/p.png alt=p>\n\n## Part\n\n[one]: A.md 'A.md'\n",
        "---\ntitle: D?\ntags: [\"ssh\"]\nredirects: [/faq/old/]\n---\n\n[one], [two][One] <a title=\"B.md\" href='b.md#part'>b</a>\n\n<img src=../img/p.png alt=p>\n\n## Part\n\n[one]: a.md 'A.md'\n",
    ),
    // Two slips for one key, two keys that are equally near, an example in code, the right key beside a slip, both spellings of a tag, a sign escaped: nobody knows what is meant.
    (
        "faq/c.md",
        "---\ntitle: C?\ntitel: D?\ntags: [ssh, openssh]\ndesciption: x\ndescripton: y\n---\n\n[a](%41.md) [a](a\\_b.md) [Part](b.md#Part)\n\n```\n[b]: B.md\n```\n\n[b]\n\n[b]:\n  B.md\n",
        "---\ntitle: C?\ntitel: D?\ntags: [ssh, openssh]\ndesciption: x\ndescripton: y\n---\n\n[a](a.md) [a](a\\_b.md) [Part](b.md#part)\n\n```\n[b]: B.md\n```\n\n[b]\n\n[b]:\n  b.md\n",
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
    assert!(said.contains("mended 15 places in 5 files"), "{said}");
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
    assert!(
        diff.starts_with("--- a/cairn.yml\n+++ b/cairn.yml\n@@ -1,3 +1,3 @@\n-titel: Site\n+title: Site\n tags:"),
        "{diff}"
    );
    assert_eq!(files(folder.path()), before);
    assert_eq!(check(folder.path(), &["--dry-run"]).status.code(), Some(2), "without --fix it means nothing");
    // Only what was asked for.
    let one = text(&check(folder.path(), &["faq/b.md", "--root", ".", "--fix", "--dry-run"]).stdout);
    assert!(one.contains("b/faq/b.md") && !one.contains("cairn.yml"), "{one}");
}

#[test]
fn the_diff_is_one_that_git_applies() {
    // With carriage returns, a byte order mark, and a last line without an end.
    let folder = broken();
    write_all(folder.path(), &[("faq/z.md", "# Z?\r\n\r\n[A](A.md)")]);
    let diff = check(folder.path(), &["--fix", "--dry-run"]).stdout;
    fs::write(folder.path().join("fix.patch"), diff).unwrap();
    let arguments = ["-c", "core.autocrlf=false", "apply", "fix.patch"];
    let applied = Command::new("git").current_dir(folder.path()).args(arguments).output().unwrap();
    assert!(applied.status.success(), "{}", text(&applied.stderr));
    for (path, _, expected) in TABLE {
        assert_eq!(fs::read_to_string(folder.path().join(path)).unwrap(), *expected, "{path}");
    }
    assert_eq!(fs::read_to_string(folder.path().join("faq/z.md")).unwrap(), "# Z?\r\n\r\n[A](a.md)");
}

#[test]
fn the_diff_of_a_move_is_one_that_git_applies() {
    let line = |at: u8| if at.is_multiple_of(9) { format!("[{at}](a.md)\n") } else { format!("{at}\n") };
    let long = format!("# B?\n\n{}\n[F](../templates/form/index.md)\n", (0..40).map(line).collect::<String>());
    let pages = [
        ("faq/a.md", "# A?\n\nSo.\n"),
        ("faq/a.de.md", "# A?\n\nSo.\n"),
        ("faq/b.md", &long),
        ("templates/form/index.md", "# F\n\n![p](p.svg)\n"),
        ("templates/form/p.svg", "<svg/>"),
        ("tutorials/z.md", "# Z\n\n[F](../templates/form/)\n"),
    ];
    for (from, to, link) in [
        ("faq/a.md", "tutorials/new/c.md", "[9](../tutorials/new/c.md)"),
        ("templates/form", "templates/sheet", "[F](../templates/sheet/index.md)"),
    ] {
        let [moved, shown] = [(); 2].map(|()| {
            let folder = tempfile::tempdir().unwrap();
            write_all(folder.path(), &pages);
            folder
        });
        let mv = |folder: &Path, arguments: &[&str]| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
            let arguments = [&["mv", from, to, "--no-cache", "--quiet"], arguments].concat();
            let output = command.current_dir(folder).args(arguments).output().unwrap();
            assert!(output.status.success(), "{}", text(&output.stderr));
            output.stdout
        };
        mv(moved.path(), &[]);
        let patch = tempfile::NamedTempFile::new().unwrap();
        fs::write(&patch, mv(shown.path(), &["--dry-run"])).unwrap();
        let applied = Command::new("git").current_dir(shown.path()).arg("apply").arg(patch.path()).output().unwrap();
        assert!(applied.status.success(), "{}", text(&applied.stderr));
        assert_eq!(files(shown.path()), files(moved.path()));
        assert!(text(&files(moved.path())["faq/b.md"]).contains(link));
    }
}

/// Checks that each text becomes the other, and that there is nothing to mend after that.
fn mends(pages: &[(&str, &str, &str)]) {
    let folder = tempfile::tempdir().unwrap();
    let before: Vec<(&str, &str)> = pages.iter().map(|(path, before, _)| (*path, *before)).collect();
    write_all(folder.path(), &before);
    check(folder.path(), &["--fix"]);
    for (path, _, expected) in pages {
        assert_eq!(fs::read_to_string(folder.path().join(path)).unwrap(), *expected, "{path}");
    }
    let again = check(folder.path(), &["--fix"]);
    assert!(text(&again.stderr).contains("mended 0 places in 0 files"), "{}", text(&again.stderr));
}

#[test]
fn blanks_behind_keys_are_taken_out() {
    mends(&[
        (
            "faq/a.md",
            "---\r\ntitle : A?\r\n\"level \": beginner\r\ntags\t:\r\n- x\r\n---\r\n\r\ntitle : text\r\n",
            "---\r\ntitle: A?\r\nlevel: beginner\r\ntags:\r\n- x\r\n---\r\n\r\ntitle : text\r\n",
        ),
        // The key is there already; what is no key of ours, what stands deeper, and a value that only looks like one stay.
        (
            "faq/b.md",
            "---\ntitle: B?\n\"title \": C?\nextra:\n  level : x\n  mine : y\ndescription: >-\n  tags : z\n---\n\nB.\n",
            "---\ntitle: B?\n\"title \": C?\nextra:\n  level : x\n  mine : y\ndescription: >-\n  tags : z\n---\n\nB.\n",
        ),
    ]);
}

#[test]
fn links_to_old_addresses_lead_to_the_page_itself() {
    let page = |front: &str, body: &str| format!("---\n{front}---\n\n{body}\n");
    let new = page("title: New\nredirects: [/faq/old/]\naliases: [/help/older]\n", "## Part\n\nSo.");
    let written = "[a](/faq/old/) [b](/faq/old/#part) [c](/help/older \"title\") [d](/faq/b-c/) [e][r] `[f](/faq/old/)` [[/faq/old]] ![i](/faq/old/)\n\n[r]: /faq/old/";
    let mended = "[a](../faq/b%20c.md) [b](../faq/b%20c.md#part) [c](../faq/b%20c.md \"title\") [d](/faq/b-c/) [e][r] `[f](/faq/old/)` [[/faq/old]] ![i](/faq/old/)\n\n[r]: ../faq/b%20c.md";
    let front = "title: Links\n";
    let (before, after) = (page(front, written), page(front, mended));
    mends(&[("faq/b c.md", &new, &new), ("tutorials/t.md", &before, &after)]);
}

#[test]
fn a_file_that_cannot_be_written_is_left_whole() {
    let folder = broken();
    let file = folder.path().join("faq/b.md");
    let before = files(folder.path());
    let mut permissions = fs::metadata(&file).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&file, permissions).unwrap();
    let failed = check(folder.path(), &["--fix"]);
    assert_eq!(failed.status.code(), Some(2));
    assert!(text(&failed.stderr).contains("cannot write `faq/b.md`"), "{}", text(&failed.stderr));
    assert_eq!(files(folder.path()), before, "not even the files before it are another, and none is left behind");
}

#[test]
fn a_fix_that_is_killed_leaves_every_file_old_or_new() {
    let filler = "Text.\n".repeat(1_000);
    let page = |link: &str| format!("# Question?\n\n{filler}\n[B]({link})\n");
    let (old, new) = (page("OTHER.md"), page("other.md"));
    let folder = tempfile::tempdir().unwrap();
    let names: Vec<String> = (0..40).map(|number| format!("faq/{number}.md")).collect();
    write_all(folder.path(), &[("faq/other.md", "# Other?\n\nSo.\n")]);
    let run = |watched: &str, stop: &dyn Fn(&mut std::process::Child)| {
        names.iter().for_each(|name| fs::write(folder.path().join(name), &old).unwrap());
        let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
        command.current_dir(folder.path()).args(["check", "--no-cache", "--fix", "--quiet"]);
        let mut child =
            command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).spawn().unwrap();
        let target = folder.path().join(watched);
        while child.try_wait().unwrap().is_none() && fs::read_to_string(&target).unwrap() == old {}
        stop(&mut child);
        let was_stopped = child.wait().unwrap().code().is_none();
        let text = |name: &String| fs::read_to_string(folder.path().join(name)).unwrap();
        let mended = names.iter().filter(|name| text(name) == new).count();
        assert_eq!(mended + names.iter().filter(|name| text(name) == old).count(), names.len());
        (was_stopped, mended)
    };
    // Stopped as soon as one of the files is another: the first, one in the middle, one near the end.
    let watched = || names.iter().step_by(9);
    let killed = watched().filter(|name| run(name, &|child| _ = child.kill()).0).count();
    assert!(killed > 0);
    let left = files(folder.path()).into_keys().filter(|name| !names.contains(name) && name != "faq/other.md");
    assert!(left.into_iter().all(|name| name.starts_with(".cairn/cache/")), "what is left is never content");
    #[cfg(unix)]
    for name in watched() {
        let interrupt =
            |child: &mut std::process::Child| _ = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
        assert_eq!(run(name, &interrupt), (false, names.len()), "who interrupts it waits until it is done");
    }
}
