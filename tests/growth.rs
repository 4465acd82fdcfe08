//! What many files cost together, and many commits: twice as many may cost twice as much, and little more. What is counted is how
//! often and how much memory is asked for while a site is planned, which is the same in each run; nothing is asserted of seconds.

#![cfg(unix)]
#![allow(clippy::disallowed_methods, reason = "tests use the world")]

mod support;

use std::path::Path;

use cairn::Options;
use cairn::diagnostic::Code;
use support::{allocations, commits, files, plan, write_all};

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
fn people_files_whose_ids_are_one_on_some_disk() {
    let id = |at: usize| (0..12).map(|bit| if at >> bit & 1 == 0 { "ß" } else { "ss" }).collect::<String>();
    files_grow_evenly("ids of one disk", 500, |at| (format!("people/{}.yml", id(at)), "name: P\n".to_owned()));
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

#[test]
fn languages_have_room_for_those_that_are_named_and_those_with_most_pages() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let text = "# How does it do?\n\nText.\n";
    let files = ["a", "a.de", "b.de", "a.fr", "a.ja", "a.en-ZA", "b.en-ZA", "c"].map(|name| format!("faq/{name}.md"));
    write_all(root, &files.each_ref().map(|path| (path.as_str(), text)));
    let said = "---\nlang: en-ZB\n---\n\n# How does it do?\n\nText.\n";
    write_all(root, &[("faq/said.md", said), ("cairn.yml", "languages: [ja]\nlanguage: en\nlimits: {languages: 3}\n")]);
    let options = Options { root: root.into(), output: root.join("public"), ..Options::default() };
    let languages = || {
        let output = plan(&options);
        let found = output.site.diagnostics.iter().filter(|found| found.code == Code::TooManyLanguages);
        let told: Vec<String> = found
            .map(|found| {
                let place = found.place.as_ref().unwrap();
                format!("{}:{} {}", place.file, place.line, found.message)
            })
            .collect();
        let pages: Vec<String> = output.site.pages.iter().map(|page| page.path.to_string()).collect();
        (output.site.langs.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "), pages.len(), told)
    };
    // Where `cairn.yml` names languages, a file's name can say no other; what `lang` says may be any.
    let (langs, pages, told) = languages();
    assert_eq!((langs.as_str(), pages, told), ("en en-ZB ja", 9, Vec::new()));

    write_all(root, &[("cairn.yml", "language: en\nlimits: {languages: 3}\n")]);
    let (langs, pages, told) = languages();
    assert_eq!((langs.as_str(), pages), ("en de en-ZA", 6));
    let beyond = [
        "faq/a.fr.md:0 `fr` is one language more than 3, so its page is not published",
        "faq/a.ja.md:0 `ja` is one language more than 3, so its page is not published",
        "faq/said.md:2 `en-ZB` is one language more than 3, so its page is not published",
    ];
    assert_eq!(told, beyond);

    // What is named counts, however little room there is.
    write_all(root, &[("cairn.yml", "languages: [ja, fr, de]\nlanguage: en\nlimits: {languages: 2}\n")]);
    let (langs, pages, told) = languages();
    assert_eq!((langs.as_str(), pages), ("en de fr ja", 8));
    assert_eq!(told, ["faq/said.md:2 `en-ZB` is one language more than 2, so its page is not published"]);
}

#[test]
fn languages_without_end() {
    let region = |at: usize| format!("en-{}{}", (b'A' + (at / 26) as u8) as char, (b'A' + (at % 26) as u8) as char);
    let written = |many: usize| {
        let folder = tempfile::tempdir().unwrap();
        let texts: Vec<File> =
            (0..many).map(|at| (format!("faq/a.{}.md", region(at)), "# How?\n\nText.\n".into())).collect();
        write_all(folder.path(), &texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect::<Vec<_>>());
        let options =
            Options { root: folder.path().into(), output: folder.path().join("public"), ..Options::default() };
        support::build(&options);
        files(&options.output).values().map(Vec::len).sum::<usize>()
    };
    let (one, two) = (written(64), written(128));
    assert!(two < one + one / 10, "{one} bytes came out of 64 languages, {two} of 128");
}
