use super::*;

/// What is wrong with a file: `line:column code message`.
fn found(bytes: &[u8]) -> Vec<String> {
    let path = SitePath::new("faq/a.md").unwrap();
    let found = parse(&path, bytes).diagnostics.into_iter().map(|found| {
        let place = found.place.unwrap();
        format!("{}:{} {} {}", place.line, place.column, found.code.name(), found.message)
    });
    found.collect()
}

#[test]
fn a_whole_page_is_understood() {
    let path = SitePath::new("faq/a.md").unwrap();
    let document = parse(&path, "\u{feff}---\r\ntitle: Größe\r\n---\r\n\r\nText.\r\n".as_bytes());
    assert_eq!(document.front_matter.title.as_deref(), Some("Größe"));
    assert_eq!(document.diagnostics, Vec::new());
}

#[test]
fn every_fault_of_a_file_is_reported_where_it_is() {
    let table: [(&[u8], &[&str]); 13] = [
        (b"", &["0:0 empty-page the file is empty"]),
        (b" \n\n", &["0:0 empty-page the file is empty"]),
        (b"---\ntitle: x\n---\n\n", &["0:0 empty-page the page has no text below its front matter"]),
        (b"---\ndate: 2026-01-02\n---\nText", &["0:0 missing-title the page has no title"]),
        (b"---\ntitle: x\n\nText", &["1:1 yaml-syntax the front matter is never closed"]),
        (b"---\ntitle: x\n----\nText", &["3:1 yaml-syntax the line that closes the front matter must be `---`"]),
        (b"---\ntitle: x\ntags: [a\n---\nText", &["3:7 yaml-syntax this list is never closed"]),
        (
            b"+++\ntitle = 1\n+++\nText",
            &[
                "1:1 bad-value the front matter is TOML, and only YAML is read",
                "0:0 missing-title the page has no title",
            ],
        ),
        (
            b"{\n\"title\": 1\n}\nText",
            &[
                "1:1 bad-value the front matter is JSON, and only YAML is read",
                "0:0 missing-title the page has no title",
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
        ["0:0 page-too-large a page may have 1024 KiB, and this file has 1025 KiB"]
    );
}

#[test]
fn the_way_out_of_unclosed_front_matter_names_the_line() {
    let path = SitePath::new("a.md").unwrap();
    let found = parse(&path, b"---\ntitle: x\ndate: 2026-01-02\n\nText").diagnostics;
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
