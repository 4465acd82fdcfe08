use super::*;

/// What is wrong with a file: `line:column code message`.
fn found(bytes: &[u8]) -> Vec<String> {
    let path = SitePath::new("faq/a.md").unwrap();
    let found = parse(&path, bytes, &LimitsConfig::default()).diagnostics.into_iter().map(|found| {
        let place = found.place.unwrap();
        format!("{}:{} {} {}", place.line, place.column, found.code.name(), found.message)
    });
    found.collect()
}

#[test]
fn a_whole_page_is_understood() {
    let path = SitePath::new("faq/a.md").unwrap();
    let document =
        parse(&path, "\u{feff}---\r\ntitle: Größe\r\n---\r\n\r\nText.\r\n".as_bytes(), &LimitsConfig::default());
    assert_eq!(document.front_matter.title.as_deref(), Some("Größe"));
    assert_eq!(document.diagnostics, Vec::new());
}

#[test]
fn every_fault_of_a_file_is_reported_where_it_is() {
    let table: [(&[u8], &[&str]); 17] = [
        (b"", &["0:0 empty-page the file is empty"]),
        (b" \n\n", &["0:0 empty-page the file is empty"]),
        (b"\xFF\xFEx\0\n\0", &["1:1 not-utf8 the file is UTF-16, not UTF-8"]),
        (b"x\0y\0\n\0", &["1:1 not-utf8 the file is UTF-16, not UTF-8"]),
        (b"\0x\0y\0\n", &["1:1 not-utf8 the file is UTF-16, not UTF-8"]),
        (b"---\ntitle: x\n---\n\n", &["0:0 empty-page the page has no text below its front matter"]),
        (b"---\ntitle: x\nstatus: draft\n---\n", &[]),
        (b"---\ndate: 2026-01-02\n---\nText", &["1:1 missing-title the page has no title"]),
        (b"---\ntitle: x\n\nText", &["1:1 yaml-syntax the front matter is never closed"]),
        (b"---\ntitle: x\n----\nText", &["3:1 yaml-syntax the line that closes the front matter must be `---`"]),
        (b"---\ntitle: x\ntags: [a\n---\nText", &["3:7 yaml-syntax this list is never closed"]),
        (
            b"+++\ntitle = 1\n+++\nText",
            &[
                "1:1 bad-value the front matter is TOML, and only YAML is read",
                "1:1 missing-title the page has no title",
            ],
        ),
        (
            b"{\n\"title\": 1\n}\nText",
            &[
                "1:1 bad-value the front matter is JSON, and only YAML is read",
                "1:1 missing-title the page has no title",
            ],
        ),
        (b"---\ntitle: x\n---\nGr\xF6\xDFe \xFF", &["4:3 not-utf8 the file is not UTF-8 in 3 places, first here"]),
        (b"---\ntitle: Gr\xF6sse\n---\nText", &["2:10 not-utf8 the file is not UTF-8 in 1 place"]),
        (b"\xEF\xBB\xBF---\ntitle: x\n---\n\xFF", &["4:1 not-utf8 the file is not UTF-8 in 1 place"]),
        (
            b"\xFF\xFE-\0-\0-\0\n\0t\0i\0t\0l\0e\0:\0 \0x\0\n\0-\0-\0-\0\n\0T\0",
            &["1:1 not-utf8 the file is UTF-16, not UTF-8"],
        ),
    ];
    for (bytes, expected) in table {
        assert_eq!(found(bytes), expected, "{}", String::from_utf8_lossy(bytes));
    }
    assert_eq!(
        found(&vec![b'x'; PAGE_LIMIT + 1]),
        ["0:0 page-too-large a page may have 16384 KiB, and this file has 16385 KiB"]
    );
}

#[test]
fn the_way_out_of_unclosed_front_matter_names_the_line() {
    let path = SitePath::new("a.md").unwrap();
    let found = parse(&path, b"---\ntitle: x\ndate: 2026-01-02\n\nText", &LimitsConfig::default()).diagnostics;
    assert_eq!(found[0].help, ["add a line `---` behind line 3"]);
}

#[test]
fn one_text_is_measured_by_all() {
    let table: [(&[u8], &str); 5] = [
        (b"\xEF\xBB\xBFa", "a"),
        (b"a\xFFb", "a\u{FFFD}b"),
        (b"\xFF\xFEa\0\xE9\0", "aé"),
        (b"\xFE\xFF\0a\0\xE9", "aé"),
        (b"", ""),
    ];
    for (bytes, text) in table {
        assert_eq!(text_of(bytes), text);
    }
    assert!(matches!(text_of("ü".as_bytes()), Cow::Borrowed(_)));
}

/// What files are made of, to be put together in any order.
const PIECES: &[&str] = &[
    "---\n",
    "---",
    "----\n",
    "...\n",
    "+++\n",
    "{\n",
    "}\n",
    "\n",
    "\r\n",
    " ",
    "  ",
    "# Title\n",
    "Text\n",
    "Note: text\n",
    "- ",
    ": ",
    "title",
    "tags",
    "date",
    "author",
    "authors",
    "search",
    "extra",
    "fields",
    "variables",
    "based_on",
    "tested",
    "last_update",
    "sidebar",
    "image",
    "x-a",
    "zzz",
    "name",
    "url",
    "type",
    "choice",
    "[",
    "]",
    "{",
    "}",
    ", ",
    "\"",
    "'",
    "a",
    "2026-03-31",
    "true",
    "-1",
    "1e999",
    ".nan",
    "999999999999999999999",
    "jane@corp.example",
    "Jane <jane@corp.example>",
    "https://",
    "javascript:",
    "é",
    "日本",
    "\u{202e}",
    "\u{feff}",
    "\0",
    "\u{FFFD}",
    "é00:00",
    "2026-03-31 09:00:00 ",
    "~",
    "null",
    "|\n",
    ">\n",
    "\t",
    "@ ",
    "badges:\n- id: a\n",
    "  rule: {pages: 1, ",
    "  levels:\n  - ",
    "all: [",
    "*a",
    "&a ",
    "!a ",
];

proptest::proptest! {
    #[test]
    fn any_file_is_understood_and_no_address_is_kept(
        pieces in proptest::collection::vec(0..PIECES.len(), 0..50),
        in_front_matter in proptest::bool::ANY,
        cut in 0..200_usize,
    ) {
        let text: String = pieces.iter().map(|at| PIECES[*at]).collect();
        let text = if in_front_matter { format!("---\n{text}\n---\nText") } else { text };
        let path = SitePath::new("faq/a.md").unwrap();
        // Cut inside a character, too.
        let bytes = &text.as_bytes()[..cut.min(text.len())];
        let document = parse(&path, bytes, &LimitsConfig::default());
        let kept = serde_json::to_string(&document.front_matter).unwrap();
        proptest::prop_assert!(!kept.contains("@corp.example"), "{kept}");
        for found in &document.diagnostics {
            let place = found.place.as_ref().expect("what a file says has a place");
            proptest::prop_assert!(text_of(bytes).get(place.bytes.0 as usize..place.bytes.1 as usize).is_some());
        }
        // A cached document is the document.
        let again: Document = serde_json::from_str(&serde_json::to_string(&document).unwrap()).unwrap();
        proptest::prop_assert_eq!(again, document);
        let split = split(&text);
        proptest::prop_assert!(split.yaml.end <= split.body && text.is_char_boundary(split.body));
        let (_, _) = crate::config::parse(&text, &[("title".into(), text.clone()), ("a.b".into(), text.clone())]);
        let (people, _) = person::parse_people(&SitePath::new("people.yml").unwrap(), &text);
        proptest::prop_assert!(people.iter().all(|person| person.id.line > 0));
        let (badges, _) = badge::parse(&SitePath::new("badges.yml").unwrap(), &text);
        proptest::prop_assert!(!format!("{:?}", badges.badges).contains("@corp.example"), "{badges:?}");
        proptest::prop_assert!(badges.badges.iter().all(|badge| !badge.levels.is_empty() && badge.id.line > 0));
    }
}

#[test]
fn titles_and_tags_are_as_long_as_they_may_be() {
    let [fits, long] = [200, 201].map(|length| "ö".repeat(length));
    let tags: Vec<String> = (0..22).map(|n| format!("t{n}")).collect();
    let page =
        format!("---\ntitle: {long}\ntags: [{}, {}]\n---\n\n# {long}\n\nText.\n", "x".repeat(65), tags.join(", "));
    assert_eq!(
        found(page.as_bytes()),
        [
            "2:1 bad-value a title may have 200 characters, and this has 201; the rest is not shown",
            "6:1 bad-value a title may have 200 characters, and this has 201; the rest is not shown",
            "3:160 bad-value a page may have 20 tags, and this has 23; those from here on are left out",
            "3:8 bad-value a tag may have 64 characters, and this has 65, so it is left out",
        ]
    );
    let document = parse(&SitePath::new("a.md").unwrap(), page.as_bytes(), &LimitsConfig::default());
    assert_eq!(document.front_matter.title.as_deref(), Some(&*format!("{fits}…")));
    assert_eq!(document.facts.title.as_deref(), Some(&*format!("{fits}…")));
    let kept: Vec<&str> = document.front_matter.tags.iter().map(|tag| tag.value.as_str()).collect();
    assert_eq!(kept, &tags[..19]);
    assert_eq!(
        found(format!("---\ntitle: {fits}\ntags: [{}]\n---\nText\n", "x".repeat(64)).as_bytes()),
        Vec::<String>::new()
    );
}

#[test]
fn a_list_of_people_or_pages_is_as_long_as_it_may_be() {
    let list = |count: usize| (0..count).map(|n| format!("a{n:03}")).collect::<Vec<_>>().join(", ");
    for key in [
        "authors",
        "translators",
        "asked_by",
        "answered_by",
        "aliases",
        "redirects",
        "asked_as",
        "prerequisites",
        "related",
    ] {
        let page = |count: usize| format!("---\ntitle: T\n{key}: [{}]\n---\n\nText.\n", list(count));
        let expected = format!(
            "3:{} bad-value `{key}` may list 50, and this has 53; those from here on are left out",
            key.len() + 4 + 50 * 6
        );
        assert_eq!(found(page(53).as_bytes()), [expected]);
        assert_eq!(found(page(50).as_bytes()), Vec::<String>::new());
    }
    let text = format!("---\ntitle: T\nauthors: [{}]\n---\n\nText.\n", list(53));
    let document = parse(&SitePath::new("a.md").unwrap(), text.as_bytes(), &LimitsConfig::default());
    assert_eq!(document.front_matter.authors.len(), 50);
}
