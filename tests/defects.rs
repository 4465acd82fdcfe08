//! A pull request in which everything is wrong: all of it is told in one run, at its place, and nothing is made up.

#![allow(clippy::disallowed_methods, reason = "tests use the world")]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use cairn::diagnostic::Code;
use serde_json::Value;
use support::{files, project};

/// The tree in a folder of its own: here it would lie in the repository of this project, which has a history.
fn copied() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in files(&project().join("tests/defects/tree")) {
        let target = folder.path().join(path);
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::write(target, bytes).unwrap();
    }
    folder
}

fn check(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
    command.current_dir(folder).args(["check", "--no-cache", "--now", "2026-11-22"]).args(arguments);
    command.env("NO_COLOR", "1").env_remove("GITHUB_ACTIONS").output().unwrap()
}

/// Findings by place and code, with how often: `faq/a.md:3:1 broken-link`.
fn findings(output: &Output) -> BTreeMap<String, usize> {
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut places = BTreeMap::new();
    for finding in report["findings"].as_array().unwrap() {
        let Some(file) = finding["file"].as_str() else { continue };
        let at = |key: &str| finding["start"][key].as_u64().map(|at| format!(":{at}")).unwrap_or_default();
        let place = format!("{file}{}{} {}", at("line"), at("column"), finding["code"].as_str().unwrap());
        *places.entry(place).or_insert(0) += 1;
    }
    places
}

/// The rows of the table in `README.md`.
fn promised() -> BTreeMap<String, usize> {
    let table = fs::read_to_string(project().join("tests/defects/README.md")).unwrap();
    let rows = table.lines().filter(|line| line.starts_with("| ") && line.contains("` | `"));
    let mut places = BTreeMap::new();
    for row in rows {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(|cell| cell.trim().trim_matches('`')).collect();
        *places.entry(format!("{} {}", cells[2], cells[3])).or_insert(0) += 1;
    }
    places
}

#[test]
fn every_defect_is_told_in_one_run_at_its_place_and_nothing_else() {
    let folder = copied();
    let output = check(folder.path(), &["--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    let (found, promised) = (findings(&output), promised());
    let missed: Vec<_> = promised.iter().filter(|(place, count)| found.get(*place) != Some(count)).collect();
    let invented: Vec<_> = found.iter().filter(|(place, count)| promised.get(*place) != Some(count)).collect();
    assert!(missed.is_empty() && invented.is_empty(), "missed {missed:#?}\ninvented {invented:#?}");
    assert!(promised.values().sum::<usize>() >= 12 + 30);
}

#[test]
fn every_defect_says_what_to_do_and_is_shown_with_its_line() {
    let folder = copied();
    let report: Value = serde_json::from_slice(&check(folder.path(), &["--format", "json"]).stdout).unwrap();
    let text = String::from_utf8(check(folder.path(), &[]).stderr).unwrap();
    for finding in report["findings"].as_array().unwrap() {
        assert!(!finding["help"].as_array().unwrap().is_empty(), "{finding}");
        let at = |key: &str| finding["start"][key].as_u64().map(|at| format!(":{at}")).unwrap_or_default();
        if let Some(file) = finding["file"].as_str() {
            assert!(text.contains(&format!("--> {file}{}{}\n", at("line"), at("column"))), "{finding}");
        }
    }
    assert!(!text.contains("yAnz5TF"), "a report is read by more people than the page");
}

#[test]
fn the_same_tree_gives_the_same_report() {
    let folder = copied();
    let first = check(folder.path(), &["--format", "json", "--jobs", "1"]);
    let second = check(folder.path(), &["--format", "json", "--jobs", "4"]);
    assert!(!findings(&first).is_empty());
    assert_eq!(first.stdout, second.stdout);
}

#[test]
fn nothing_is_invented_on_a_clean_tree() {
    let output = check(&project().join("content-example"), &["--format", "json"]);
    assert_eq!(findings(&output), BTreeMap::new());
}

#[test]
fn the_page_of_all_codes_is_what_explain_says() {
    const PAGE: &str = "content-example/content/reference/codes.md";
    let explained =
        Command::new(env!("CARGO_BIN_EXE_cairn")).args(["explain", "--format", "markdown"]).output().unwrap();
    let written = fs::read_to_string(project().join(PAGE)).unwrap();
    assert!(
        written.as_bytes() == explained.stdout,
        "{PAGE} is stale; renew it: cargo run -- explain --format markdown > {PAGE}"
    );
    for code in Code::ALL {
        assert!(written.contains(&format!("\n## {0} {{#{0}}}\n", code.name())), "{code:?}");
    }
    let one = Command::new(env!("CARGO_BIN_EXE_cairn")).args(["explain", "bad-math", "--format", "markdown"]).output();
    assert!(written.contains(&String::from_utf8(one.unwrap().stdout).unwrap()), "one section is the same alone");
}

#[test]
fn the_page_of_what_templates_see_is_what_explain_says() {
    const PAGE: &str = "content-example/content/reference/views.md";
    let explained = Command::new(env!("CARGO_BIN_EXE_cairn")).args(["explain", "--views"]).output().unwrap();
    let written = fs::read_to_string(project().join(PAGE)).unwrap();
    assert!(written.as_bytes() == explained.stdout, "{PAGE} is stale; renew it: cargo run -- explain --views > {PAGE}");
}

#[test]
fn the_manual_lists_every_code_with_its_level() {
    let manual = fs::read_to_string(project().join("content-example/content/reference/diagnostics.md")).unwrap();
    for code in Code::ALL {
        let level = match code.default_level() {
            cairn::diagnostic::Level::Off => "–",
            cairn::diagnostic::Level::Warn => "W",
            cairn::diagnostic::Level::Error => "E",
        };
        let lock = if code.is_safety() { " 🔒" } else { "" };
        let row = format!("| `{}` | {level}{lock} | ", code.name());
        assert!(manual.contains(&row), "{row}");
    }
}
