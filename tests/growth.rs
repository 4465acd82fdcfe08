//! What many files cost together, and many commits: twice as many may cost twice as much, and little more. What is counted is how
//! often and how much memory is asked for while a site is planned, which is the same in each run; nothing is asserted of seconds.

#![cfg(unix)]
#![allow(clippy::disallowed_methods, reason = "tests use the world")]

mod support;

use std::path::Path;

use cairn::Options;
use support::{allocations, commits, plan, write_all};

/// How much more twice as much may cost.
const TWICE: f64 = 2.3;

/// A file of a repository: its path and text.
type File = (String, String);

/// Plans a repository that `make` makes with `many` and with twice as many, and compares.
#[expect(clippy::print_stdout, reason = "whoever runs the tests should see what things cost")]
fn grows_evenly(what: &str, many: usize, make: impl Fn(&Path, usize)) {
    let cost = |many: usize| {
        let folder = tempfile::tempdir().unwrap();
        make(folder.path(), many);
        let options =
            Options { root: folder.path().into(), output: folder.path().join("public"), ..Options::default() };
        let cost = allocations(|| drop(plan(&options)));
        println!("{what}: {many}: {} requests of {} KiB", cost.count_total, cost.bytes_total >> 10);
        (cost.count_total as f64, cost.bytes_total as f64)
    };
    let (one, two) = (cost(many), cost(2 * many));
    let times = [("requests for memory", two.0 / one.0), ("memory", two.1 / one.1)];
    for (of, times) in times {
        assert!(times < TWICE, "{what}: twice as many cost {times:.1} times the {of}");
    }
}

/// As [`grows_evenly`], of files alone.
fn files_grow_evenly(what: &str, many: usize, file: impl Fn(usize) -> File) {
    grows_evenly(what, many, |root, many| {
        let files: Vec<File> = (0..many).map(&file).collect();
        write_all(root, &files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect::<Vec<_>>());
    });
}

/// A page with this front matter.
fn page(at: usize, front: &str) -> File {
    (format!("faq/p{at}.md"), format!("---\n{front}\n---\n\n# How does number {at} do?\n\nText.\n"))
}

#[test]
fn pages_that_want_one_address() {
    files_grow_evenly("one slug", 500, |at| page(at, "slug: a"));
    // Letter case does not tell two addresses apart.
    let spelled = |at: usize| (0..12).map(|bit| if at >> bit & 1 == 0 { 'a' } else { 'A' }).collect::<String>();
    files_grow_evenly("one slug in many spellings", 500, |at| page(at, &format!("slug: {}", spelled(at))));
}

#[test]
fn people_whose_names_make_one_id() {
    let sign = |at: usize, place: u32| b"!?*+=;"[at / 6usize.pow(place) % 6] as char;
    let name = |at: usize| format!("A{}B", (0..5).map(|place| sign(at, place)).collect::<String>());
    let names = |at: usize| (0..50).map(|of| format!("{:?}", name(at * 50 + of))).collect::<Vec<_>>().join(", ");
    files_grow_evenly("one id", 20, |at| page(at, &format!("authors: [{}]", names(at))));
}

#[test]
fn questions_in_lists() {
    let list = |question: &dyn Fn(usize) -> String| {
        let asked: String = (0..100).map(|of| format!("## {}\n\nText.\n\n", question(of))).collect();
        format!("---\nkind: faq-list\n---\n\n# Questions\n\n{asked}")
    };
    let own = |at: usize| (format!("faq/l{at}.md"), list(&|of| format!("What does word{} mean?", at * 100 + of)));
    files_grow_evenly("questions", 25, own);
    files_grow_evenly("equal questions", 10, |at| (format!("faq/l{at}.md"), list(&|_| "What does it mean?".into())));
    grows_evenly("equal questions of two lists", 100, |root, many| {
        let asked: String = (0..many).map(|at| format!("## What does word{at} mean?\n\nText.\n\n")).collect();
        let text = format!("---\nkind: faq-list\n---\n\n# Questions\n\n{asked}");
        write_all(root, &[("faq/a.md", &text), ("faq/b.md", &text)]);
    });
}

#[test]
fn co_authors_of_one_name() {
    for (what, name) in [("one short name", "P"), ("one full name", "Jane Doe")] {
        let made = |at: usize| {
            let named = |of: usize| format!("Co-authored-by: {name} <p{at}x{of}@example.org>\n");
            let message = format!("Change\n\n{}", (0..50).map(named).collect::<String>());
            (message, format!("faq/p{at}.md"), format!("# How does number {at} do?\n\nText {at}.\n"))
        };
        grows_evenly(what, 20, |root, many| commits(root, (0..many).map(made)));
        let edited = |at: usize| {
            let (message, _, text) = made(at);
            (message, "faq/p.md".to_owned(), text)
        };
        grows_evenly(&format!("{what} on one page"), 20, |root, many| commits(root, (0..many).map(edited)));
    }
}
