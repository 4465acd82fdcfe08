//! `cairn new`: every kind of page, in every place and language, is one that `cairn check` accepts.

#![allow(clippy::disallowed_methods, reason = "tests use the world")]

mod support;

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use support::write_all;

const CONFIG: &str = r#"title: Stones
languages: {list: [en, ja, zh-Hant]}
tags: {ssh: [], dns: []}
areas: {net: Networking}
diagnostics: {no-history: off}
kinds:
  event:
    folder: events
    required: [where, seats, open, held, speakers, owner, description]
    fields: {where: text, seats: number, open: boolean, held: date, speakers: list, remark: text}
  recipe: {folder: tutorials/recipes, label: "Recipe: short"}
"#;

fn cairn(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
    command.current_dir(folder).args(arguments).env("NO_COLOR", "1").env_remove("GITHUB_ACTIONS");
    // Whoever runs the tests is nobody in them.
    command.env("HOME", folder).env_remove("XDG_CONFIG_HOME");
    command.output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The path that `cairn new` printed.
fn made(folder: &Path, arguments: &[&str]) -> String {
    let output = cairn(folder, &[&["new"], arguments].concat());
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", text(&output.stderr));
    text(&output.stdout).trim_end().to_owned()
}

/// The codes of all findings.
fn codes(folder: &Path) -> Vec<String> {
    let output = cairn(folder, &["check", "--drafts", "--no-cache", "--format", "json"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let code = |finding: &Value| finding["code"].as_str().unwrap().to_owned();
    report["findings"].as_array().unwrap().iter().map(code).collect()
}

fn site(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write_all(folder.path(), &[("cairn.yml", CONFIG), ("content/index.md", "# Stones\n\nWelcome.\n")]);
    write_all(folder.path(), files);
    folder
}

#[test]
fn every_kind_is_clean_as_a_draft_and_told_when_it_is_published_unchanged() {
    let table = [
        ("tutorial", "tutorials", 2, 0),
        ("faq", "faq", 1, 0),
        ("faq-list", "faq", 4, 0),
        ("template", "templates", 2, 0),
        ("page", "", 1, 0),
        ("event", "events", 1, 7),
        ("recipe", "tutorials/recipes", 1, 0),
    ];
    for (kind, place, placeholders, missing) in table {
        let folder = site(&[]);
        let title = r#"What: "is" \ it & # why?"#;
        let path = made(folder.path(), &[kind, title]);
        let expected = format!("content/{place}/what-is-it-why.md").replace("//", "/");
        assert_eq!(path, expected);
        assert_eq!(codes(folder.path()), Vec::<String>::new(), "{kind}");
        let file = folder.path().join(&path);
        let written = fs::read_to_string(&file).unwrap();
        // Each key has a line above it that says what it is.
        let front: Vec<&str> = written.split("---\n").nth(1).unwrap().lines().collect();
        for pair in front.chunks(2) {
            assert!(pair[0].starts_with("# ") && pair[1].contains(':'), "{kind}: {pair:?}");
        }
        assert!(front.iter().any(|line| line.contains("ssh") && line.contains("dns")), "{kind}: the tags are known");
        let list = cairn(folder.path(), &["list", "--drafts", "--format", "json"]);
        let list: Value = serde_json::from_slice(&list.stdout).unwrap();
        assert!(list.to_string().contains("What: \\\"is\\\" \\\\ it & # why?"), "{list}");
        fs::write(&file, written.replace("\nstatus: draft\n", "\n")).unwrap();
        let found = codes(folder.path());
        let count = |code: &str| found.iter().filter(|found| *found == code).count();
        assert_eq!((count("placeholder-text"), count("missing-field")), (placeholders, missing), "{kind}: {found:?}");
        assert_eq!(found.len(), placeholders + missing, "{kind}: {found:?}");
    }
}

#[test]
fn place_and_language_are_said_in_the_way_of_the_repository() {
    let habit = CONFIG.replace("{list: [en, ja, zh-Hant]}", "{list: [en, ja], pattern: '{part}.{lang}.md'}");
    let bare = "diagnostics: {no-history: off}\n";
    type Row<'a> = (&'a [(&'a str, &'a str)], &'a [&'a str], &'a str, &'a str);
    let table: &[Row<'_>] = &[
        (&[], &["faq", "Why?", "--lang", "ja"], "content/faq/why.ja.md", ""),
        (&[], &["faq", "Why?", "--lang", "zh-hant"], "content/faq/why.zh-Hant.md", ""),
        (&[], &["faq", "Why?", "--lang", "EN"], "content/faq/why.md", ""),
        (&[("content/ja/x.md", "# X\n\nX.\n")], &["faq", "Why?", "--lang", "ja"], "content/ja/faq/why.md", ""),
        (&[("cairn.yml", &habit)], &["tutorial", "Why?"], "content/tutorials/why/01.en.md", ""),
        (&[("cairn.yml", &habit)], &["tutorial", "Why?", "--lang", "ja"], "content/tutorials/why/01.ja.md", ""),
        (&[("cairn.yml", bare)], &["faq", "Why?", "--lang", "ru"], "content/faq/why.ru.md", ""),
        (&[], &["tutorial", "Why?", "--folder", "network/deep/"], "content/tutorials/network/deep/why.md", ""),
        (&[], &["tutorial", "Why?", "--folder", "recipes"], "content/tutorials/recipes/why.md", "kind: tutorial"),
        (&[], &["page", "Why?", "--folder", "faq"], "content/faq/why.md", "kind: page"),
        (&[], &["faq", "なぜ？"], "content/faq/なぜ.md", ""),
    ];
    for (files, arguments, path, line) in table {
        let folder = site(files);
        assert_eq!(made(folder.path(), arguments), *path, "{arguments:?}");
        assert_eq!(codes(folder.path()), Vec::<String>::new(), "{arguments:?}");
        let written = fs::read_to_string(folder.path().join(path)).unwrap();
        let says: Vec<&str> =
            written.lines().filter(|line| line.starts_with("kind:") || line.starts_with("lang:")).collect();
        assert_eq!(says.join("\n"), *line, "{arguments:?}");
    }
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(made(folder.path(), &["page", "About us"]), "about-us.md", "without anything there");
}

#[test]
fn whoever_writes_is_known_from_git_and_their_address_stays_where_it_is() {
    let people = [
        ("people/jane-doe.yml", "name: Jane Doe\nmatch: [jane@corp.example]\n"),
        ("people/shy.yml", "name: Shy\ncredit: hidden\nmatch: [shy@corp.example]\n"),
        (".mailmap", "Jane Doe <jane@corp.example> <old@home.example>\n"),
    ];
    let table = [
        ("Jane", "jane@corp.example", Some("authors: [jane-doe]")),
        ("J", "OLD@home.example", Some("authors: [jane-doe]")),
        ("Somebody", "else@corp.example", None),
        ("Shy", "shy@corp.example", None),
        ("", "", None),
    ];
    for (name, email, expected) in table {
        let folder = site(&people);
        let git = |arguments: &[&str]| {
            let git =
                Command::new("git").args(arguments).current_dir(folder.path()).env("HOME", folder.path()).output();
            assert!(git.unwrap().status.success());
        };
        git(&["init", "-q"]);
        if !name.is_empty() {
            git(&["config", "user.name", name]);
            git(&["config", "user.email", email]);
        }
        let path = made(folder.path(), &["faq", "Why?"]);
        let written = fs::read_to_string(folder.path().join(path)).unwrap();
        assert_eq!(written.lines().find(|line| line.starts_with("authors")), expected, "{name}: {written}");
        assert!(!written.contains('@') && !written.contains("Shy"), "{written}");
    }
}

#[test]
fn what_is_asked_already_is_shown_and_nothing_is_written_unless_forced() {
    let known = "---\ntitle: How do I open a port in the firewall?\nasked_as: [open firewall ports]\n---\n\nSo.\n";
    let folder =
        site(&[("content/faq/ports.md", known), ("content/faq/ports.ja.md", &known.replace("How do", "JA: How do"))]);
    for title in
        ["How do I open a port in the firewall", "Open firewall ports!", "Where can I open a port of the firewall?"]
    {
        let mut child = Command::new(env!("CARGO_BIN_EXE_cairn"))
            .current_dir(folder.path())
            .args(["new", "faq", title])
            // Nobody writes to it, and nobody closes it: whoever reads it waits for ever.
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let stdin = child.stdin.take();
        let has_ended = (0..600).any(|_| {
            std::thread::sleep(std::time::Duration::from_millis(100));
            child.try_wait().unwrap().is_some()
        });
        child.kill().unwrap();
        assert!(has_ended, "it waits for an answer");
        let output = child.wait_with_output().unwrap();
        drop(stdin);
        let said = text(&output.stderr);
        assert_eq!((output.status.code(), text(&output.stdout)), (Some(1), String::new()), "{title}: {said}");
        assert!(
            said.contains("content/faq/ports.md") && !said.contains("ports.ja.md") && said.contains("--force"),
            "{said}"
        );
    }
    assert_eq!(fs::read_dir(folder.path().join("content/faq")).unwrap().count(), 2);
    // A tutorial about it is another thing, and so is the question in another language.
    made(folder.path(), &["tutorial", "Where can I open a port of the firewall?"]);
    made(folder.path(), &["faq", "Open firewall ports!", "--lang", "zh-Hant"]);
    let path = made(folder.path(), &["faq", "Open firewall ports!", "--force"]);
    assert!(fs::read_to_string(folder.path().join(path)).unwrap().contains("title: \"Open firewall ports!\""));
}

#[test]
fn nothing_is_written_over_a_file_nor_outside_the_repository() {
    let folder = site(&[("content/faq/why.md", "---\ntitle: Another\nstatus: draft\n---\n\nMine.\n")]);
    let outside = tempfile::tempdir().unwrap();
    let at = folder.path();
    #[cfg(unix)]
    std::os::unix::fs::symlink(outside.path(), at.join("content/tutorials")).unwrap();
    fs::write(at.join("content/templates"), "no folder").unwrap();
    let table: [&[&str]; 11] = [
        &["faq", "Why?", "--force"],
        &["tutorial", "Why?"],
        &["template", "Why?"],
        &["page", "Why?", "--folder", "../.."],
        &["page", "Why?", "--folder", ".git/hooks"],
        &["page", "Why?", "--folder", "a//b"],
        &["page", "Why?", "--folder", "/a"],
        &["page", "Why?", "--lang", "xx-nonsense"],
        &["page", "Why?", "--lang", "ru"],
        &["pge", "Why?"],
        &["page", " \u{202e} "],
    ];
    for arguments in table {
        let output = cairn(at, &[&["new"], arguments].concat());
        assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), String::new()), "{arguments:?}");
        assert!(text(&output.stderr).starts_with("error: "), "{arguments:?}: {}", text(&output.stderr));
    }
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
    assert!(fs::read_to_string(at.join("content/faq/why.md")).unwrap().ends_with("Mine.\n"));
    assert_eq!(made(at, &["faq", "Index"]), "content/faq/index-faq.md", "not the page of its folder");
    assert!(!at.join(".git").exists() && !at.join("content/a").exists());
}
