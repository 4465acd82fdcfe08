//! Literate cases: `tests/cases/*.md` are at once the manual of behaviour and its test.
//!
//! A `##` heading is a test. A block fenced with four backticks and `file PATH` is an input file, with `output ADDRESS` the expected
//! inside of `<main>`, with `diagnostics` the expected report, with `now DAY` it says what day it is. `BLESS=1 cargo test` writes what is true now; read the difference with care.

#![allow(clippy::disallowed_methods, reason = "tests use the world")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cairn::Options;
use cairn::cache::Cache;
use cairn::cli::report::report;
use cairn::output::disk::Made;
use cairn::path::UrlPath;
use cairn::source::disk::literal;

/// One fenced block: its words, its text, and the lines it fills.
struct Block {
    words: String,
    text: String,
    lines: std::ops::Range<usize>,
}

#[test]
fn cases_hold() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "md"));
    files.sort();
    let mut tests = 0;
    let mut failures = Vec::new();
    for file in &files {
        tests += run(file, &mut failures);
    }
    assert!(failures.is_empty(), "{} of {tests} cases differ:\n\n{}", failures.len(), failures.join("\n"));
    assert!(tests > 0, "no case was found");
}

fn run(file: &Path, failures: &mut Vec<String>) -> usize {
    let text = fs::read_to_string(file).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let starts = headings(&lines);
    let mut replaced: BTreeMap<usize, (std::ops::Range<usize>, String)> = BTreeMap::new();
    for (number, start) in starts.iter().enumerate() {
        let end = starts.get(number + 1).copied().unwrap_or(lines.len());
        let blocks = blocks(&lines, *start, end);
        let actual = outcome(&blocks);
        for (block, actual) in blocks.iter().zip(actual) {
            let Some(actual) = actual.filter(|actual| *actual != block.text) else { continue };
            if std::env::var_os("BLESS").is_some() {
                replaced.insert(block.lines.start, (block.lines.clone(), actual));
            } else {
                let name = file.file_name().unwrap().to_string_lossy().into_owned();
                failures.push(format!(
                    "{name}, {}\n--- {} expected\n{}--- found\n{actual}",
                    lines[*start], block.words, block.text
                ));
            }
        }
    }
    if !replaced.is_empty() {
        fs::write(file, rewritten(&lines, &replaced)).unwrap();
    }
    starts.len()
}

/// Lines that begin a test: headings outside the blocks.
fn headings(lines: &[&str]) -> Vec<usize> {
    let mut inside = false;
    let mut starts = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        inside ^= line.starts_with("````");
        if !inside && line.starts_with("## ") {
            starts.push(at);
        }
    }
    starts
}

fn blocks(lines: &[&str], start: usize, end: usize) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut at = start;
    while at < end {
        const FENCE: &str = "````";
        if let Some(words) = lines[at].strip_prefix(FENCE).map(str::trim).filter(|words| !words.is_empty()) {
            let close = (at + 1..end).find(|line| lines[*line] == FENCE).expect("a fence without an end");
            let text: String = lines[at + 1..close].iter().map(|line| format!("{line}\n")).collect();
            blocks.push(Block { words: words.to_owned(), text, lines: at + 1..close });
            at = close;
        }
        at += 1;
    }
    blocks
}

/// For each block that expects something, what is true.
fn outcome(blocks: &[Block]) -> Vec<Option<String>> {
    // Pages without the frame, so that a case shows only what it is about.
    const BARE: &str = "<main>{{ body_html | safe }}</main>";
    let mut files: BTreeMap<&str, &str> = TEMPLATES.iter().map(|template| (*template, BARE)).collect();
    for block in blocks {
        if let Some(path) = block.words.strip_prefix("file ") {
            files.insert(path, &block.text);
        }
    }
    let source = literal(files);
    let now = blocks.iter().find_map(|block| block.words.strip_prefix("now ")).map(|day| day.parse().unwrap());
    let output =
        cairn::plan_from(source, &Options { now, ..Options::default() }, Arc::new(Cache::none()), true).unwrap();
    let expectation = |block: &Block| match block.words.split_once(' ') {
        Some(("output", address)) => Some(main_of(&output, address)),
        _ if block.words == "diagnostics" => {
            let report = report(&output.diagnostics(), &output.source);
            Some(if report.is_empty() { report } else { report.trim_end().to_owned() + "\n" })
        }
        _ => None,
    };
    blocks.iter().map(expectation).collect()
}

const TEMPLATES: [&str; 4] = [
    "theme/templates/page.html",
    "theme/templates/tutorial.html",
    "theme/templates/faq.html",
    "theme/templates/template.html",
];

fn main_of(output: &cairn::output::Output, address: &str) -> String {
    let Some(answer) = output.answer(&UrlPath::new(address)) else { return format!("nothing answers at {address}\n") };
    let Made::Bytes(bytes) = answer.unwrap().0 else { panic!("a literal source has no files to copy") };
    let text = String::from_utf8(bytes).unwrap();
    let inside = text.split_once("<main>").and_then(|(_, rest)| rest.rsplit_once("</main>"));
    format!("{}\n", inside.map_or(text.as_str(), |(inside, _)| inside).trim())
}

fn rewritten(lines: &[&str], replaced: &BTreeMap<usize, (std::ops::Range<usize>, String)>) -> String {
    let mut out = String::new();
    let mut at = 0;
    while at < lines.len() {
        if let Some((range, text)) = replaced.get(&at) {
            out.push_str(text);
            at = range.end;
            if range.is_empty() {
                out.push_str(lines[at]);
                out.push('\n');
                at += 1;
            }
        } else {
            out.push_str(lines[at]);
            out.push('\n');
            at += 1;
        }
    }
    out
}
