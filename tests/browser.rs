//! The browser tests of `tests/browser`, as a part of `cargo test`.
//!
//! They need Node, Chromium and the packages that `npm ci` puts beside them. Where one is missing this test says what and
//! passes, except on a machine that calls itself CI. `CAIRN_BROWSER=later` is for a script that runs them itself afterwards.

#![allow(clippy::disallowed_methods, reason = "tests use the world")]

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

#[test]
fn a_reader_in_a_real_browser_finds_reads_and_copies() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser");
    if let Some(what) = missing(&folder) {
        assert!(env::var("CI").as_deref() != Ok("true"), "the browser tests cannot run here: {what}");
        return skip(&what);
    }
    if env::var("CAIRN_BROWSER").as_deref() == Ok("later") {
        return skip("CAIRN_BROWSER=later promises to run them next");
    }
    let status = Command::new("node")
        .arg("--test")
        .args(test_files(&folder))
        .current_dir(&folder)
        .env("CAIRN_BIN", env!("CARGO_BIN_EXE_cairn"))
        .status()
        .expect("node answered a moment ago");
    assert!(status.success(), "the browser tests failed: {status}; their report is above");
}

/// Tells whoever reads the log that nothing was tested.
#[expect(clippy::print_stderr, reason = "a test has no other way to say that it did nothing")]
fn skip(why: &str) {
    eprintln!("skipped: {why}");
}

/// The first thing that is not here, with the way to get it.
fn missing(folder: &Path) -> Option<String> {
    let runs = |program: &Path| Command::new(program).arg("--version").output().is_ok_and(|done| done.status.success());
    if !runs(Path::new("node")) {
        return Some("no `node` on PATH".into());
    }
    if !folder.join("node_modules/playwright-core").is_dir() || !folder.join("node_modules/jsonld").is_dir() {
        return Some("no packages: `npm ci` in tests/browser".into());
    }
    if !runs(&chromium()) {
        return Some("no `chromium` on PATH: install it, or name one in CHROMIUM".into());
    }
    None
}

/// The browser that the tests will use.
fn chromium() -> PathBuf {
    env::var_os("CHROMIUM").map_or_else(|| "chromium".into(), PathBuf::from)
}

/// All files of tests by name: a pattern would mean different things to different versions of Node.
fn test_files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("the folder is part of the package")
        .map(|entry| entry.expect("a readable entry").path())
        .filter(|path| path.to_string_lossy().ends_with(".test.mjs"))
        .collect();
    files.sort();
    files
}
