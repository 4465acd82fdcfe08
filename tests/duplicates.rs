//! Pages that ask or say what others do: whom `cairn check` tells of what, and what search makes of `duplicate_of`.

#![allow(clippy::disallowed_methods, reason = "tests use the world")]

mod support;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use support::write_all;

fn cairn(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
    command.current_dir(folder).args(arguments).env("NO_COLOR", "1").env_remove("GITHUB_ACTIONS").output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// What is said of duplicates: file, code, message, help.
fn told(folder: &Path) -> Vec<(String, String, String, String)> {
    let output = cairn(folder, &["check", "--no-cache", "--format", "json"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let findings = report["findings"].as_array().unwrap().iter();
    let is_about = |finding: &&Value| {
        let codes = [
            "asked-before",
            "near-duplicate",
            "shared-question",
            "duplicate-title",
            "unknown-reference",
            "duplicate-loop",
        ];
        codes.iter().any(|code| finding["code"] == **code)
    };
    let word = |value: &Value| value.as_str().unwrap().to_owned();
    let parts = |finding: &Value| {
        let help: Vec<String> = finding["help"].as_array().unwrap().iter().map(word).collect();
        (word(&finding["file"]), word(&finding["code"]), word(&finding["message"]), help.join("\n"))
    };
    findings.filter(is_about).map(parts).collect()
}

/// Which files are told of which others.
fn pairs(folder: &Path) -> Vec<(String, String, String)> {
    let named = |message: &str| message.split('`').nth(1).unwrap_or_default().to_owned();
    told(folder).into_iter().map(|(file, code, message, _)| (file, code, named(&message))).collect()
}

fn page(front: &str, body: &str) -> String {
    format!("---\n{front}\n---\n\n{body}\n")
}

/// A site with questions about other things, so that words have a weight.
fn site(pages: &[(&str, String)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let others = [
        "What does the invoice say about taxes?",
        "Where is the log of the mail server?",
        "Can somebody see my screen?",
        "How do I invite members to the forum?",
        "Why is the disk full every Monday?",
        "Who answers at the weekend?",
        "When are backups taken?",
    ];
    for (number, title) in others.iter().enumerate() {
        write_all(folder.path(), &[(&format!("faq/other-{number}.md"), &page(&format!("title: {title}"), "So."))]);
    }
    for (path, text) in pages {
        write_all(folder.path(), &[(path, text)]);
    }
    folder
}

/// A text of a hundred words about something.
fn long(about: &str) -> String {
    (0..100).map(|number| format!("{about}{} ", number * 37 % 101)).collect()
}

#[test]
fn the_later_question_is_told_of_the_earlier_one_once() {
    let folder = site(&[
        ("faq/a.md", page("title: How do I open a port in the firewall?\ndate: 2026-03-01", "Like this.")),
        ("faq/b.md", page("title: Where can ports of the firewall be opened?\ndate: 2025-03-01", "There.")),
    ]);
    let told = told(folder.path());
    let [(file, code, message, help)] = &told[..] else { panic!("{told:?}") };
    assert_eq!((file.as_str(), code.as_str()), ("faq/a.md", "asked-before"), "b is older, though its name comes later");
    assert_eq!(message, "`faq/b.md` asks nearly the same: “Where can ports of the firewall be opened?”");
    assert_eq!(help, "improve that page, or set `duplicate_of: b.md`, which keeps both wordings searchable");
    let comment = text(&cairn(folder.path(), &["check", "--no-cache", "--format", "markdown"]).stdout);
    let line = "- `faq/a.md:2:8` **asked-before**: `faq/b.md` asks nearly the same: “Where can ports of the firewall be opened?”";
    assert!(comment.lines().any(|found| found == line), "{comment}");
    // What the help says is enough.
    let mended =
        page("title: How do I open a port in the firewall?\ndate: 2026-03-01\nduplicate_of: b.md", "Like this.");
    write_all(folder.path(), &[("faq/a.md", &mended)]);
    assert_eq!(pairs(folder.path()), []);
}

#[test]
fn another_wording_is_told_at_its_place_and_what_is_the_same_by_its_own_rule_only() {
    let folder = site(&[
        ("faq/a.md", page("title: Firewall\nasked_as: [\"Which way are ports of the firewall opened?\"]", "So.")),
        ("faq/b.md", page("title: A lock\nasked_as: [x, \"How do I open a port in the firewall?\"]", "So.")),
        ("faq/c.md", page("title: Which cable fits the printer upstairs?", "One.")),
        ("faq/d.md", page("title: Which cable fits the printer upstairs", "Two.")),
    ]);
    let expected = [("faq/b.md", "asked-before", "faq/a.md"), ("faq/d.md", "duplicate-title", "faq/c.md")];
    assert_eq!(pairs(folder.path()), expected.map(|(a, b, c)| (a.to_owned(), b.to_owned(), c.to_owned())));
    let shown = text(&cairn(folder.path(), &["check", "--no-cache"]).stderr);
    assert!(shown.contains(" --> faq/b.md:3:15\n"), "{shown}");
}

#[test]
fn duplicates_that_lead_in_a_circle_are_told_and_those_that_lead_into_it_are_not() {
    let folder = site(&[
        ("faq/0.md", page("title: Null\nduplicate_of: b.md", "So.")),
        ("faq/a.md", page("title: Alpha\nduplicate_of: b.md", "So.")),
        ("faq/b.md", page("title: Beta\nduplicate_of: c.md", "So.")),
        ("faq/c.md", page("title: Gamma\nduplicate_of: a.md", "So.")),
        ("faq/d.md", page("title: Delta\nduplicate_of: a.md", "So.")),
        ("faq/e.md", page("title: Epsilon\nduplicate_of: f.md", "So.")),
        ("faq/f.md", page("title: Zeta", "So.")),
    ]);
    let expected = [("faq/a.md", "faq/b.md"), ("faq/b.md", "faq/c.md"), ("faq/c.md", "faq/a.md")];
    let expected = expected.map(|(file, other)| (file.to_owned(), "duplicate-loop".to_owned(), other.to_owned()));
    assert_eq!(pairs(folder.path()), expected);
}

#[test]
fn neither_tutorials_nor_old_pages_nor_translations_are_told() {
    let two = |kind: &str, first: &str, second: &str| {
        site(&[
            (&format!("{kind}/a.md"), page(&format!("title: Open a port in the firewall\n{first}"), "So.")),
            (&format!("{kind}/b.md"), page(&format!("title: Opening ports of the firewall\n{second}"), "So.")),
        ])
    };
    assert_eq!(pairs(two("faq", "level: beginner", "level: beginner").path()).len(), 1);
    assert_eq!(pairs(two("tutorials", "level: beginner", "level: beginner").path()), []);
    assert_eq!(pairs(two("faq", "status: archived", "level: beginner").path()), []);
    assert_eq!(pairs(two("faq", "level: beginner", "status: outdated").path()), []);
    assert_eq!(pairs(two("faq", "lang: de", "lang: en\ntranslation_of: a.md").path()), []);
}

#[test]
fn a_text_that_stands_on_two_pages_is_told_with_the_passage() {
    let (text, other) = (long("one"), long("two"));
    let folder = site(&[
        ("tutorials/a.md", page("title: Alpha\ndate: 2025-01-01", &text)),
        ("tutorials/b.md", page("title: Beta\ndate: 2026-01-01", &format!("Some words before. {text}"))),
        ("tutorials/c.md", page("title: Gamma", &other)),
        ("tutorials/d.md", page("title: Delta", &format!("```text\n{text}\n```"))),
    ]);
    let told = told(folder.path());
    let [(file, code, message, help)] = &told[..] else { panic!("{told:?}") };
    assert_eq!((file.as_str(), code.as_str()), ("tutorials/b.md", "near-duplicate"));
    assert!(message.starts_with("`tutorials/a.md` says nearly the same: about 9"), "{message}");
    assert!(help.starts_with("both say: “one0 one37 one74 ") && help.contains("`duplicate_of: a.md`"), "{help}");
}

#[test]
fn instructions_for_two_systems_may_share_more_than_answers() {
    let (text, other) = (long("one"), long("two"));
    let words = |text: &str, from: usize| text.split_inclusive(' ').skip(from).collect::<String>();
    let mixed = format!("{} {}", words(&text, 25), words(&other, 75));
    for (kind, expected) in [("tutorials", 0), ("faq", 1)] {
        let folder = site(&[
            (&format!("{kind}/a.md"), page("title: Alpha", &text)),
            (&format!("{kind}/b.md"), page("title: Beta", &mixed)),
        ]);
        let told = pairs(folder.path());
        assert_eq!(told.len(), expected, "{kind}: {told:?}");
    }
}

#[test]
fn a_key_in_a_text_is_not_repeated_as_the_passage() {
    let secret = format!("ghp_{}", "a1B2c3D4e5F6".repeat(3));
    let text = format!("Never write the token {secret} into a file like this one. {}", long("one"));
    let folder = site(&[("faq/a.md", page("title: Alpha", &text)), ("faq/b.md", page("title: Beta", &text))]);
    assert_eq!(pairs(folder.path()).len(), 1);
    let output = cairn(folder.path(), &["check", "--no-cache", "--format", "json"]);
    assert!(!text_has(&output, &secret[..12]), "{}", self::text(&output.stdout));
}

fn text_has(output: &Output, needle: &str) -> bool {
    text(&output.stdout).contains(needle) || text(&output.stderr).contains(needle)
}

#[test]
fn a_page_is_found_by_the_wordings_of_its_duplicates() {
    let duplicate = "title: Rebooting takes ages\nasked_as: [sluggish bootstrap]\nduplicate_of: slow.md";
    let folder = site(&[
        ("faq/slow.md", page("title: Why is starting slow?", "Because.")),
        ("faq/ages.md", page(duplicate, "See there.")),
    ]);
    let first = |query: &str| {
        let found = cairn(folder.path(), &["search", query, "--json"]);
        let found: Value = serde_json::from_slice(&found.stdout).unwrap();
        let urls = found["results"].as_array().unwrap().iter().map(|hit| hit["url"].as_str().unwrap().to_owned());
        urls.collect::<Vec<_>>()
    };
    for query in ["rebooting takes ages", "sluggish bootstrap"] {
        assert!(first(query).contains(&"/faq/slow/".to_owned()), "{query}: {:?}", first(query));
    }
    // The words of a page are remembered, and those of its duplicates belong to them.
    let changed = duplicate.replace("sluggish bootstrap", "lengthy preamble");
    write_all(folder.path(), &[("faq/ages.md", &page(&changed, "See there."))]);
    assert!(first("lengthy preamble").contains(&"/faq/slow/".to_owned()), "{:?}", first("lengthy preamble"));
    assert!(!first("sluggish bootstrap").contains(&"/faq/slow/".to_owned()));
}

#[test]
fn a_new_question_hears_of_those_that_are_answered() {
    let folder = site(&[("faq/ports.md", page("title: How do I open a port in the firewall?", "Like this."))]);
    let made = cairn(folder.path(), &["new", "faq", "Where can ports of the firewall be opened?"]);
    let said = text(&made.stderr);
    assert!(said.contains("asked already: How do I open a port in the firewall? (`faq/ports.md`)\n"), "{said}");
    assert!(!said.contains("related:"), "{said}");
    assert_eq!((made.status.code(), text(&made.stdout).as_str()), (Some(1), ""), "nobody is there to be asked");
    let forced = cairn(folder.path(), &["new", "faq", "Where can ports of the firewall be opened?", "--force"]);
    assert!(folder.path().join(text(&forced.stdout).trim()).is_file(), "{}", text(&forced.stderr));
    let other = cairn(folder.path(), &["new", "faq", "Which printer has a firewall?"]);
    assert!(!text(&other.stderr).contains("asked already"), "{}", text(&other.stderr));
    fs::remove_dir_all(folder.path().join("faq")).unwrap();
}

#[test]
fn each_question_of_a_list_is_compared_by_itself() {
    let list = |front: &str, headings: &[&str]| {
        let body: String =
            headings.iter().map(|heading| format!("## {heading}\n\nSo.\n\n### More of {heading}\n\nSo.\n\n")).collect();
        page(&format!("title: Small questions {front}\nkind: faq-list\ndate: 2026-01-01"), &body)
    };
    let folder = site(&[
        ("faq/ports.md", page("title: How do I open a port in the firewall?\ndate: 2025-01-01", "Like this.")),
        ("faq/printer.md", page("title: Which cable fits the printer upstairs?\ndate: 2026-02-01", "The grey one.")),
        (
            "faq/small.md",
            list(
                "one",
                &[
                    "Is there coffee?",
                    "Where can ports of the firewall be opened?",
                    "Which cable fits the printer upstairs",
                    "???",
                    "What is this?",
                ],
            ),
        ),
        (
            "faq/small2.md",
            list(
                "two",
                &[
                    "Where do I find the parking lot?",
                    "is there coffee",
                    "Where is the parking lot to be found?",
                    "!!!",
                    "What is this?",
                ],
            ),
        ),
    ]);
    let mut found: Vec<String> =
        told(folder.path()).into_iter().map(|(file, code, message, _)| format!("{file} {code} {message}")).collect();
    found.sort();
    assert_eq!(
        found,
        [
            "faq/printer.md asked-before `faq/small.md` asks nearly the same: “Which cable fits the printer upstairs”",
            "faq/small.md asked-before `faq/ports.md` asks nearly the same: “How do I open a port in the firewall?”",
            "faq/small2.md asked-before `faq/small.md` asks nearly the same: “Is there coffee?”",
            "faq/small2.md asked-before `faq/small.md` asks nearly the same: “What is this?”",
            "faq/small2.md asked-before this page asks nearly the same: “Where do I find the parking lot?”",
        ]
    );
    let shown = text(&cairn(folder.path(), &["check", "--no-cache"]).stderr);
    for place in ["faq/small.md:15:1", "faq/small2.md:15:1", "faq/small2.md:23:1", "faq/printer.md:2:8"] {
        assert!(shown.contains(&format!(" --> {place}\n")), "{place}: {shown}");
    }
    // Whoever asks anew hears of it too.
    let many: Vec<String> = (0..9).map(|number| format!("What about thing{number}?")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).chain(["Can I bring my dog to the meetings?"]).collect();
    write_all(folder.path(), &[("faq/small3.md", &list("three", &many))]);
    let new = cairn(folder.path(), &["new", "faq", "May a dog come to the meetings?"]);
    assert!(
        text(&new.stderr).contains("asked already: Small questions three (`faq/small3.md`)"),
        "{}",
        text(&new.stderr)
    );
    fs::remove_file(folder.path().join("faq/small3.md")).unwrap();
    let other = folder.path().join("cairn.yml");
    fs::write(other, "diagnostics: {asked-before: off}\n").unwrap();
    assert_eq!(told(folder.path()), []);
}
