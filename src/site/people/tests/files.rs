//! What is wrong between people files.

use super::*;
use crate::source::{FileFacts, Source};

/// Findings about people files, as `place code message`; files of `static/` are given with their length.
fn found(files: &[(&str, &str)], statics: &[(&str, u64)], now: &str) -> Vec<String> {
    let mut people = Vec::new();
    for (path, text) in files {
        people.extend(parse_people(&SitePath::new(path).unwrap(), text).0);
    }
    let fact = |(path, length): &(&str, u64)| {
        let is_picture = true;
        let pixels = path.contains("wide").then_some((90_000, 90_000));
        (SitePath::new(path).unwrap(), FileFacts { length: *length, is_picture, pixels, ..FileFacts::default() })
    };
    let mut source = Source::default();
    for (path, facts) in statics.iter().map(fact) {
        match facts.too_large("", &source.config.limits) {
            Some(_) => source.too_large.insert(SitePath::new(&format!("static/{path}")).unwrap(), facts),
            None => source.statics.insert(path, facts),
        };
    }
    let mut found = lint::of_files(&people, &source, now.parse().ok());
    found.extend(lint::twice_claimed(&people));
    let told = |found: &Diagnostic| {
        let place = found.place.as_ref().unwrap();
        format!("{}:{}:{} {} {}", place.file, place.line, place.column, found.code.name(), found.message)
    };
    found.iter().map(told).collect()
}

#[test]
fn what_is_wrong_between_people_files_is_located() {
    type FilesAndFindings = (&'static [(&'static str, &'static str)], &'static [&'static str]);
    let table: [FilesAndFindings; 13] = [
        (
            &[("people/a.yml", "match: [Jane]"), ("people/b.yml", "match: [x, jane]")],
            &["people/b.yml:1:12 bad-person `a` claims this name too"],
        ),
        (
            &[("people/a.yml", "match: ['github:jd']"), ("people/b.yml", "links: ['https://github.com/JD']")],
            &["people/b.yml:1:1 bad-person `a` claims this account too"],
        ),
        (&[("people/a.yml", "match: [x@y.example]\nlinks: ['https://github.com/jd', 'https://github.com/jd']")], &[]),
        (
            &[("people/a.yml", "mentors: [b]"), ("people/b.yml", "mentors: [c]"), ("people/c.yml", "mentors: [a]")],
            &["people/a.yml:1:11 bad-person `a` is a mentor of their own mentors"],
        ),
        (&[("people/a.yml", "mentors: [a]")], &["people/a.yml:1:11 bad-person `a` is a mentor of their own mentors"]),
        (
            &[("people/a.yml", "mentors: [c, b]"), ("people/b.yml", "mentors: [c]"), ("people/c.yml", "mentors: []")],
            &[],
        ),
        (&[("people/a.yml", "mentors: [z]")], &["people/a.yml:1:11 unknown-reference `z` has no people file"]),
        (&[("people/a.yml", "avatar: static/a.png")], &[]),
        (
            &[("people/a.yml", "avatar: link.png")],
            &["people/a.yml:1:9 missing-image the picture `link.png` is no file of `static/`"],
        ),
        (
            &[("people/a.yml", "avatar: big.png")],
            &["people/a.yml:1:9 bad-image the picture `big.png` has 51200 kB, and more than 256 kB are not shown"],
        ),
        (
            &[("people/a.yml", "avatar: wide.png")],
            &[
                "people/a.yml:1:9 image-too-large the image `wide.png` has 90000 × 90000 pixels, which a browser unpacks to 30899 MiB; it may have 25 million",
            ],
        ),
        (&[("people/a.yml", "avatar: a.exe")], &["people/a.yml:1:9 bad-image `a.exe` is no picture"]),
        (
            &[(
                "people/a.yml",
                "affiliation: [{name: A, from: 2027}, {name: B, from: 2024-05, to: 2024}, {name: C, from: 2024, to: 2023-12}]",
            )],
            &[
                "people/a.yml:1:31 future-date `from` is `2027`, and today is 2026-03-01",
                "people/a.yml:1:100 bad-value `to` is `2023-12`, before `from`",
            ],
        ),
    ];
    let statics = [("a.png", 10), ("big.png", 50 << 20), ("wide.png", 10), ("a.exe", 10)];
    for (files, expected) in table {
        assert_eq!(found(files, &statics, "2026-03-01"), expected, "{files:?}");
    }
}
