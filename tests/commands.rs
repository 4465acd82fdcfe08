//! The binary as its users run it.

#![allow(clippy::disallowed_methods, reason = "tests use the world")]

mod support;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use cairn::cache::pack::{Pack, Writer};
use support::{corpus, files, project, write_all};

/// Runs `cairn` in a folder, without what this machine's environment would change.
fn cairn(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
    command.current_dir(folder).args(arguments).env("NO_COLOR", "1");
    for name in ["GITHUB_ACTIONS", "GITLAB_CI", "VERCEL", "NETLIFY", "CF_PAGES", "CI", "SOURCE_DATE_EPOCH"] {
        command.env_remove(name);
    }
    command.output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn status(output: &Output) -> i32 {
    output.status.code().unwrap()
}

#[test]
fn three_loose_files_are_a_site() {
    let folder = tempfile::tempdir().unwrap();
    write_all(
        folder.path(),
        &[("a.md", "# A\n\n[b](b.md)\n"), ("b.md", "# B\n\nText\n"), ("faq/c.md", "# C?\n\nYes.\n")],
    );
    let built = cairn(folder.path(), &["build", "--no-cache"]);
    assert_eq!(status(&built), 0, "{}", text(&built.stderr));
    let summary = text(&built.stdout);
    assert!(summary.starts_with("Built 3 pages by 0 people in 1 language into public: 1 warning, "), "{summary}");
    assert!(text(&built.stderr).contains("warning[no-history]"));
    let site = files(&folder.path().join("public"));
    for page in ["index.html", "a/index.html", "b/index.html", "faq/c/index.html", "search/index.html", "404.html"] {
        assert!(site.contains_key(page), "{page}");
    }
}

#[test]
fn errors_in_content_fail_the_check_and_not_the_build() {
    let folder = tempfile::tempdir().unwrap();
    write_all(folder.path(), &[("faq/a.md", "# A\n\n[gone](gone.md)\n"), ("faq/b.md", "# B\n\nText\n")]);
    let at = folder.path();
    let built = cairn(at, &["build", "--no-cache"]);
    assert_eq!(status(&built), 0);
    assert!(at.join("public/faq/a/index.html").exists());
    let checked = cairn(at, &["check", "--no-cache"]);
    assert_eq!(status(&checked), 1);
    assert!(text(&checked.stderr).contains(" --> faq/a.md:3:8"), "{}", text(&checked.stderr));
    write_all(at, &[("faq/c.md", "# C\n\n[A](../faq/aa.md)\n")]);
    let near = cairn(at, &["check", "faq/c.md", "--root", ".", "--no-cache"]);
    assert!(text(&near.stderr).contains("did you mean `../faq/a.md`?"), "{}", text(&near.stderr));
    fs::remove_file(at.join("faq/c.md")).unwrap();
    assert_eq!(text(&checked.stdout), "Checked 2 pages: 1 error, 1 warning\n");
    let other = cairn(at, &["check", "faq/b.md", "--root", ".", "--no-cache"]);
    assert_eq!((status(&other), text(&other.stdout).as_str()), (0, "Checked 1 page: no warnings\n"));
    write_all(at, &[("faq/draft.md", "---\ntitle: C\nstatus: draft\n---\n\nText\n"), ("faq/x.txt", "no page")]);
    for (path, why) in
        [("faq/draft.md", "what lies there are drafts: add `--drafts`"), ("faq/x.txt", "no page lies there")]
    {
        let none = cairn(at, &["check", path, "--root", ".", "--no-cache"]);
        assert_eq!((status(&none), text(&none.stdout).as_str()), (0, "Checked 0 pages: no warnings\n"));
        assert!(text(&none.stderr).contains(why), "{path}: {}", text(&none.stderr));
    }
    let strict = cairn(at, &["build", "--no-cache", "--strict", "-o", "strict"]);
    assert_eq!(status(&strict), 1);
    assert!(!at.join("strict").exists(), "nothing is published");
}

#[test]
fn the_worlds_failures_exit_with_2() {
    let folder = tempfile::tempdir().unwrap();
    write_all(folder.path(), &[("a.md", "# A\n\nText\n"), ("full/other.txt", "not ours")]);
    let table: [&[&str]; 7] = [
        &[],
        &["biuld"],
        &["build", "nowhere"],
        &["build", "-o", "full"],
        &["build", "-o", "."],
        &["build", "--base-url", "ftp://host"],
        &["build", "--now", "yesterday"],
    ];
    for arguments in table {
        let output = cairn(folder.path(), arguments);
        assert_eq!(status(&output), 2, "{arguments:?}");
        assert!(!output.stderr.is_empty(), "{arguments:?} says why");
    }
    assert_eq!(fs::read_to_string(folder.path().join("full/other.txt")).unwrap(), "not ours");
    // A file elsewhere is no repository, and nothing is left beside it.
    let elsewhere = tempfile::tempdir().unwrap();
    write_all(elsewhere.path(), &[("passwd", "root:x:0:0"), ("loose/b.md", "# B\n\nText\n")]);
    let output = cairn(folder.path(), &["check", &elsewhere.path().join("passwd").display().to_string()]);
    assert_eq!(status(&output), 2);
    assert!(text(&output.stderr).contains("lies outside the repository"), "{}", text(&output.stderr));
    let loose = cairn(folder.path(), &["check", &elsewhere.path().join("loose").display().to_string()]);
    assert_eq!(text(&loose.stdout), "Checked 1 page: 1 warning\n");
    assert_eq!(files(elsewhere.path()).len(), 2, "no cache where nothing says that it is a repository");
}

#[test]
fn a_new_page_is_valid_and_not_written_twice() {
    let folder = tempfile::tempdir().unwrap();
    write_all(
        folder.path(),
        &[("faq/reset.md", "---\ntitle: How do I reset it?\nasked_as: [forgot my password]\n---\n\nSo.\n")],
    );
    let at = folder.path();
    for known in ["How do I reset it", "Forgot my password?"] {
        let same = cairn(at, &["new", "faq", known]);
        assert_eq!(status(&same), 1, "{}", text(&same.stderr));
        assert!(text(&same.stderr).contains("`faq/reset.md`"));
    }
    let title = "What does \"no: route\" mean?";
    let made = cairn(at, &["new", "faq", title]);
    assert_eq!((status(&made), text(&made.stdout).as_str()), (0, "faq/what-does-no-route-mean.md\n"));
    let checked = cairn(at, &["check", "--drafts", "--no-cache"]);
    assert_eq!(status(&checked), 0, "{}", text(&checked.stderr));
    assert!(!text(&checked.stderr).contains("what-does-no-route-mean"), "{}", text(&checked.stderr));
    let again = cairn(at, &["new", "faq", title, "--force"]);
    assert_eq!(status(&again), 2);
    assert_eq!(status(&cairn(at, &["new", "fak", "x"])), 2);
}

#[test]
fn an_address_that_cannot_be_had_fails_no_build_and_hides_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let page = "---\ntitle: A\nredirects: [/, /404.html, /people/, /old/, '/*', '/:x/', /search/client.js/x, /OLD]\n---\n\nSo.\n";
    write_all(folder.path(), &[("faq/a.md", page), ("static/faq", "a file where a folder is"), ("static/b", "B")]);
    let built = cairn(folder.path(), &["build", "--no-cache"]);
    assert_eq!(status(&built), 0, "{}", text(&built.stderr));
    let said = text(&built.stderr);
    assert!(said.contains("static/faq") && said.contains("faq/a.md:3:13") && said.contains("faq/a.md:3:16"), "{said}");
    let read = |path: &str| fs::read_to_string(folder.path().join("public").join(path)).unwrap();
    assert_eq!(read("_redirects"), "/OLD/ /faq/a/ 301\n", "and nothing that stands for other addresses");
    assert!(read("404.html").contains("<html") && read("faq/a/index.html").contains("So.") && read("b") == "B");
    assert!(!read("index.html").contains("has moved"));
}

#[test]
fn a_page_is_moved_with_its_links_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let pages = [
        ("faq/a.md", "\u{feff}---\ntitle: A\n---\n\n[b](b.md)\n"),
        ("faq/b.md", "---\ntitle: B\n---\n\n[a](a.md) and [a](a.md#x)\n"),
    ];
    write_all(at, &pages);
    let before = files(at);
    let shown = cairn(at, &["mv", "faq/a.md", "tutorials/c.md", "--dry-run", "--no-cache"]);
    let expected = "diff --git a/faq/a.md b/tutorials/c.md\nrename from faq/a.md\nrename to tutorials/c.md\n--- a/faq/a.md\n+++ b/tutorials/c.md\n\
        @@ -1,5 +1,6 @@\n \u{feff}---\n title: A\n+redirects: [/faq/a/]\n ---\n \n-[b](b.md)\n+[b](../faq/b.md)\n\
        --- a/faq/b.md\n+++ b/faq/b.md\n@@ -2,4 +2,4 @@\n title: B\n ---\n \n-[a](a.md) and [a](a.md#x)\n\
        +[a](../tutorials/c.md) and [a](../tutorials/c.md#x)\n";
    assert_eq!((status(&shown), text(&shown.stdout).as_str()), (0, expected));
    for (arguments, why) in [
        (["faq/a.md", "faq/b.md"], "`faq/b.md` is there already"),
        (["faq/aa.md", "faq/c.md"], "did you mean `faq/a.md`?"),
        (["faq/a.md", "../c.md"], "leads out of the repository"),
        (["faq/a.md#x", "Part"], "has no heading `#x`"),
    ] {
        let output = cairn(at, &[&["mv", "--no-cache"], &arguments[..]].concat());
        assert_eq!(status(&output), 2, "{arguments:?}");
        assert!(text(&output.stderr).contains(why), "{arguments:?}: {}", text(&output.stderr));
    }
    assert_eq!(files(at), before, "nothing was written");
    let moved = cairn(at, &["mv", "faq/a.md", "tutorials/c.md", "--no-cache"]);
    assert_eq!(status(&moved), 0, "{}", text(&moved.stderr));
    let after = files(at);
    assert_eq!(after.keys().collect::<Vec<_>>(), ["faq/b.md", "tutorials/c.md"]);
    assert!(
        after["tutorials/c.md"].starts_with(b"\xef\xbb\xbf---\ntitle: A\nredirects: [/faq/a/]\n---\n"),
        "a byte order mark stays"
    );
    assert_eq!(status(&cairn(at, &["check", "--no-cache"])), 1, "the heading that was missing is missing still");
}

#[test]
fn a_page_that_would_be_lost_or_none_is_not_moved() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let page = |title: &str| format!("---\ntitle: {title}\n---\n\nText.\n");
    write_all(
        at,
        &[
            ("faq/new.md", &page("New")),
            ("faq/new.de.md", &page("Neu")),
            ("faq/alone.md", &page("Alone")),
            (".gitignore", "/drafts\n"),
            ("old/.cairn-output", "cairn-output 1\nend 0\n"),
        ],
    );
    let before = files(at);
    #[cfg(unix)]
    std::os::unix::fs::symlink(at.join("drafts"), at.join("faq/link")).unwrap();
    for (from, to, why) in [
        ("faq/new.md", "faq/other.de.md", "would both be"),
        ("faq/alone.md", "faq/other.de.md", "would be a page in `de`"),
        ("faq/alone.md", "drafts/x.md", "never content"),
        ("faq/alone.md", "public/x.md", "never content"),
        ("faq/alone.md", "old/deep/x.md", "never content"),
        ("faq/alone.md", ".git/x.md", "never content"),
        ("faq/alone.md", "people/x.md", "never content"),
        ("faq/alone.md", "README.md", "never content"),
        ("faq/alone.md", "b?d:.md", "other systems refuse"),
        ("faq/alone.md", ".gitignore/x.md", "is no folder"),
        #[cfg(unix)]
        ("faq/alone.md", "faq/link/x.md", "is no folder"),
    ] {
        let output = cairn(at, &["mv", "--no-cache", from, to]);
        let said = text(&output.stderr);
        assert_eq!((status(&output), said.contains(why)), (2, true), "{from} to {to}: {said}");
    }
    #[cfg(unix)]
    fs::remove_file(at.join("faq/link")).unwrap();
    assert_eq!(files(at), before, "nothing was written");
}

/// A report that is cut off looks like one without findings.
#[test]
#[cfg(target_os = "linux")]
fn output_that_cannot_be_written_is_a_failure() {
    let folder = tempfile::tempdir().unwrap();
    write_all(folder.path(), &[("a.md", "---\ntitle: A\n---\n\nText.\n"), ("faq/b.md", "# B\n\n[a](../A.md)\n")]);
    let lines: [&[&str]; 9] = [
        &["check", "--no-cache"],
        &["check", "--no-cache", "--format", "json"],
        &["check", "--no-cache", "--format", "sarif"],
        &["check", "--no-cache", "--fix", "--dry-run"],
        &["mv", "--no-cache", "a.md", "b.md", "--dry-run"],
        &["list", "--no-cache"],
        &["schema", "report"],
        &["explain", "unknown-key"],
        &["--help"],
    ];
    for arguments in lines {
        let command = || {
            let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
            command.current_dir(folder.path()).args(arguments).env("NO_COLOR", "1").env_remove("GITHUB_ACTIONS");
            command
        };
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = command().stdout(full).output().unwrap();
        let said = text(&output.stderr);
        assert_eq!((status(&output), said.matches("cannot write the output").count()), (2, 1), "{arguments:?}: {said}");
        // A reader that has gone away.
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = command().stdout(writer).output().unwrap();
        assert_eq!(status(&output), 0, "{arguments:?}");
        assert!(!text(&output.stderr).contains("cannot write"), "{arguments:?}");
    }
}

#[test]
fn a_change_is_no_review_and_a_test_is_one() {
    let folder = tempfile::tempdir().unwrap();
    let page = |front: &str| format!("---\ntitle: \"Why?\"\n{front}---\n\nText.\n");
    write_all(
        folder.path(),
        &[
            ("faq/changed.md", &page("reviewed: 2020-01-01\nupdated: 2026-11-22\n")),
            ("faq/reviewed.md", &page("reviewed: 2026-11-01\nupdated: 2020-01-01\n")),
            ("faq/outdated.md", &page("status: outdated\nreviewed: 2020-01-01\n")),
            ("faq/tested.md", &page("reviewed: 2020-01-01\ntested: {by: Jane, on: 2026-11-01}\n")),
            ("faq/to_be_tested.md", &page("updated: 2020-01-01\ntested: {by: Jane, on: 2099-11-01}\n")),
        ],
    );
    let run = |arguments: &[&str]| {
        let output = cairn(folder.path(), &[arguments, &["--no-cache", "--now", "2026-11-23"]].concat());
        assert_eq!(status(&output), 0, "{}", text(&output.stderr));
        output
    };
    let listed = text(&run(&["list", "--stale", "--format", "csv"]).stdout);
    assert!(listed.contains("stale,faq/changed.md,Why?,en,faq,last looked at 2020-01-01\r\n"), "{listed}");
    assert!(listed.contains("faq/outdated.md") && !listed.contains("faq/reviewed.md"), "{listed}");
    assert!(listed.contains("faq/to_be_tested.md") && !listed.contains("faq/tested.md"), "{listed}");
    let found = text(&run(&["check"]).stderr);
    let place = found.split("stale-review").nth(1).unwrap();
    assert!(place.contains("faq/changed.md:3") && found.matches("[stale-review]").count() == 1, "{found}");
    run(&["build"]);
    let shown = |page: &str| fs::read_to_string(folder.path().join(format!("public/faq/{page}/index.html"))).unwrap();
    let is_stale = |page: &str| shown(page).contains("banner stale");
    assert_eq!(
        ["changed", "reviewed", "outdated", "tested"].map(is_stale),
        [true, false, false, false],
        "{}",
        shown("changed")
    );
}

#[test]
fn search_prints_the_best_page() {
    let example = project().join("content-example");
    let found = cairn(&example, &["search", "--no-cache", "why is my name not on the page", "-n", "3"]);
    assert_eq!(status(&found), 0, "{}", text(&found.stderr));
    let first = text(&found.stdout).lines().take(2).collect::<Vec<_>>().join(" ");
    assert!(first.contains("/faq/why-is-my-name-missing/"), "{}", text(&found.stdout));
    let json = cairn(&example, &["search", "--no-cache", "--json", "--lang", "ja", "公開"]);
    let value: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(value["results"][0]["lang"], "ja", "{value}");
    assert_eq!(status(&cairn(&example, &["search", "--no-cache", "x", "--lang", "tlh"])), 2);
}

#[test]
fn each_question_of_a_list_is_a_result_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let list = "---\ntitle: Pets\nkind: faq-list\n---\n\n## How do I feed the cat?\n\nWith fish.\n\n## How do I wash the dog?\n\nWith water.\n";
    write_all(folder.path(), &[("faq/pets.md", list)]);
    let first = |query: &str| {
        let found = text(&cairn(folder.path(), &["search", "--no-cache", "--", query]).stdout);
        found.lines().take(2).map(str::trim).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(first("feed the cat"), "1. Pets › How do I feed the cat? /faq/pets/#how-do-i-feed-the-cat");
    assert_eq!(first("wash the dog"), "1. Pets › How do I wash the dog? /faq/pets/#how-do-i-wash-the-dog");
    let both = text(&cairn(folder.path(), &["search", "--no-cache", "how do I"]).stdout);
    assert!(both.contains("also: How do I wash the dog? (#how-do-i-wash-the-dog)"), "{both}");
}

#[test]
fn a_shallow_clone_prints_no_name_and_says_how_to_mend_it() {
    let folder = tempfile::tempdir().unwrap();
    let Some(root) = corpus(folder.path(), &["--depth=1"]) else { return };
    write_all(&root, &[("cairn.yml", "languages: {pattern: \"{part}.{lang}.md\"}\n")]);
    let out = folder.path().join("site");
    let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
    command.args(["build", "--no-cache", "-o"]).arg(&out).arg(&root).env("NO_COLOR", "1").env("GITHUB_ACTIONS", "true");
    let built = command.output().unwrap();
    assert_eq!(status(&built), 0);
    let said = text(&built.stderr);
    assert_eq!(said.matches("[shallow-history]").count(), 1, "once");
    assert!(said.contains("fetch-depth: 0"), "the setting for this CI");
    let committer = Command::new("git").args(["log", "-1", "--format=%an"]).current_dir(&root).output().unwrap();
    let committer = text(&committer.stdout).trim().to_owned();
    let named = |needle: &str| files(&out).iter().any(|(_, bytes)| String::from_utf8_lossy(bytes).contains(needle));
    let declared = files(&root).iter().any(|(name, bytes)| {
        name.ends_with(".md") && String::from_utf8_lossy(bytes).contains(&format!("author: \"{committer}\""))
    });
    assert!(declared || !named(&committer), "the last committer is on no page");
}

#[test]
fn a_tree_without_git_builds_too() {
    let folder = tempfile::tempdir().unwrap();
    let Some(root) = corpus(folder.path(), &[]) else { return };
    fs::remove_dir_all(root.join(".git")).unwrap();
    write_all(&root, &[("cairn.yml", "languages: {pattern: \"{part}.{lang}.md\"}\n")]);
    let built = cairn(&root, &["build", "--no-cache", "-o", "../site"]);
    assert_eq!(status(&built), 0);
    assert!(text(&built.stderr).contains("warning[no-history]"));
    assert!(text(&built.stdout).starts_with("Built 55"), "{}", text(&built.stdout));
}

#[test]
fn list_names_the_pages_that_wait_for_somebody() {
    let folder = tempfile::tempdir().unwrap();
    let page = |title: &str, more: &str| format!("---\ntitle: \"{title}\"\n{more}---\n\nText.\n");
    write_all(
        folder.path(),
        &[
            ("cairn.yml", "languages: [en, de]\n"),
            ("faq/old.md", &page("Old?", "reviewed: 2024-01-01\nowner: jane\nrelated: [new.md]\n")),
            ("faq/new.md", &page("=cmd|x, \\\"y\\\"", "reviewed: 2026-11-01\nowner: jane\n")),
            ("faq/new.de.md", &page("Neu?", "reviewed: 2026-11-01\nowner: jane\n")),
            ("faq/open.md", &page("Who knows?", "status: draft\n")),
            (
                "tutorials/a.md",
                "---\ntitle: A\nreviewed: 2026-11-01\n---\n\n[b](b.md) [c](../faq/b.md) [c](../faq/b?x) [d](../faq/open.md) [old](../faq/old.md) [[Key]] [[key]]\n",
            ),
        ],
    );
    let list = |arguments: &[&str]| {
        let line = [&["list", "--no-cache", "--now", "2026-11-22", "-q"], arguments].concat();
        let output = cairn(folder.path(), &line);
        assert_eq!(status(&output), 0, "{}", text(&output.stderr));
        text(&output.stdout)
    };
    let table = [
        ("--stale", "stale        faq/old.md  Old? (last looked at 2024-01-01)\n"),
        ("--drafts", "draft        faq/open.md  Who knows?\n"),
        ("--orphans", "orphan       tutorials/a.md  A\n"),
        ("--untranslated", "untranslated faq/old.md      Old? (de)\nuntranslated tutorials/a.md  A (de)\n"),
        ("--unowned", "unowned      tutorials/a.md  A\n"),
        (
            "--wanted",
            "wanted       faq/open.md     Who knows? (a draft)\nwanted       faq/b.md        B (linked from tutorials/a.md)\n\
             wanted       Key             Key (linked from tutorials/a.md)\nwanted       tutorials/b.md  B (linked from tutorials/a.md)\n",
        ),
    ];
    for (flag, expected) in table {
        assert_eq!(list(&[flag]), expected, "{flag}");
    }
    assert_eq!(list(&["--orphans", "--drafts"]).lines().count(), 2, "asked for together");
    assert_eq!(list(&[]).lines().count(), table.map(|(_, rows)| rows.lines().count()).iter().sum::<usize>());
    let csv = list(&["--stale", "--format", "csv"]);
    assert_eq!(csv, "why,file,title,lang,kind,detail\r\nstale,faq/old.md,Old?,en,faq,last looked at 2024-01-01\r\n");
    write_all(folder.path(), &[("faq/new.md", &page("=cmd|x, \\\"y\\\"", "reviewed: 2020-01-01\n"))]);
    let csv = list(&["--unowned", "--format", "csv"]);
    assert!(
        csv.contains("unowned,faq/new.md,\"'=cmd|x, \"\"y\"\"\",en,faq,\r\n"),
        "no formula for a spreadsheet: {csv}"
    );
    let json: serde_json::Value = serde_json::from_str(&list(&["--drafts", "--format", "json"])).unwrap();
    assert_eq!(json["pages"][0]["file"], "faq/open.md");
    assert_eq!(status(&cairn(folder.path(), &["list", "nowhere"])), 2);
}

#[test]
fn completions_are_written_for_every_shell() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let output = cairn(&project(), &["completions", shell]);
        assert_eq!(status(&output), 0);
        assert!(text(&output.stdout).contains("cairn"), "{shell}");
    }
}

/// Builds once, and then changes what the cache remembers of the page, as somebody would who wants it believed.
fn with_a_forged_cache(root: &Path) {
    write_all(root, &[("faq/a.md", "# A\n\nHonest words.\n")]);
    assert_eq!(status(&cairn(root, &["build"])), 0);
    let folder = root.join(".cairn/cache");
    for pack in Pack::open_all(&folder, "render") {
        let mut forged = Writer::create(&folder, "render").unwrap();
        for key in pack.keys() {
            let page = String::from_utf8(pack.get(key).unwrap()).unwrap().replace("Honest words", "Forged words");
            forged.add(*key, page.as_bytes()).unwrap();
        }
        forged.finish().unwrap();
        pack.remove().unwrap();
    }
    fs::remove_dir_all(root.join("public")).unwrap();
}

fn git(folder: &Path, arguments: &[&str]) {
    let mut command = Command::new("git");
    command.args(["-c", "user.name=Jo", "-c", "user.email=jo@host.example", "-c", "protocol.file.allow=always"]);
    assert!(command.args(arguments).current_dir(folder).output().unwrap().status.success(), "git {arguments:?}");
}

#[test]
fn what_git_tracks_of_the_cache_is_not_believed() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("site");
    with_a_forged_cache(&root);
    let page = |root: &Path| {
        let built = cairn(root, &["build"]);
        (fs::read_to_string(root.join("public/faq/a/index.html")).unwrap(), text(&built.stderr))
    };
    assert!(page(&root).0.contains("Forged words"), "a cache of one's own is believed, or this test proves nothing");

    git(&root, &["init", "-q"]);
    git(&root, &["add", "-f", "faq", ".cairn"]);
    git(&root, &["commit", "-q", "-m", "a cache"]);
    let clone = folder.path().join("clone");
    git(folder.path(), &["clone", "-q", "site", "clone"]);
    #[cfg(unix)]
    let linked = {
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(&clone, &link).unwrap();
        vec![clone.clone(), link]
    };
    #[cfg(not(unix))]
    let linked = vec![clone.clone()];
    for root in &linked {
        let (html, said) = page(root);
        assert!(html.contains("Honest words"), "{said}");
        assert!(said.contains("error[committed-cache]: git tracks `.cairn/cache/"), "{said}");
        assert!(said.contains("git rm -r --cached .cairn"), "{said}");
    }

    // Taken out as the help says, it is a cache of one's own again, and made anew.
    git(&clone, &["rm", "-r", "-q", "--cached", ".cairn"]);
    assert!(!page(&clone).1.contains("committed-cache"));
}

#[test]
fn a_cache_is_not_believed_where_git_does_not_tell_whose_it_is() {
    let folder = tempfile::tempdir().unwrap();
    with_a_forged_cache(folder.path());
    write_all(folder.path(), &[(".git", "gitdir: nowhere\n")]);
    cairn(folder.path(), &["build"]);
    assert!(fs::read_to_string(folder.path().join("public/faq/a/index.html")).unwrap().contains("Honest words"));
}
