use super::*;
use crate::path::SitePath;

/// What a reader makes of YAML: entries as text, and reports as `line:column code message`.
fn read(text: &str) -> (String, Vec<String>) {
    let path = SitePath::new("a.yml").unwrap();
    let reader = Reader::new(&path, text);
    let entries = parse(&reader, 0..text.len(), Limits::FRONT_MATTER);
    let shown = entries.iter().map(|(key, node)| format!("{}={}", key.text, show(node))).collect::<Vec<_>>().join(" ");
    let found = reader.into_diagnostics().into_iter().map(|found| {
        let place = found.place.unwrap();
        format!("{}:{} {} {}", place.line, place.column, found.code.name(), found.message)
    });
    (shown, found.collect())
}

fn show(node: &Node) -> String {
    match &node.value {
        Value::Null => "~".into(),
        Value::Scalar { text, plain: true } => text.clone(),
        Value::Scalar { text, plain: false } => format!("{text:?}"),
        Value::List(items) => format!("[{}]", items.iter().map(show).collect::<Vec<_>>().join(", ")),
        Value::Map(entries) => {
            let entries = entries.iter().map(|(key, node)| format!("{}: {}", key.text, show(node)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
    }
}

#[test]
fn words_stay_as_they_are_written() {
    let table = [
        ("a: 1.10", "a=1.10"),
        ("a: no", "a=no"),
        ("a: 017", "a=017"),
        ("a: 2026-03-31", "a=2026-03-31"),
        ("a: 'it''s'\nb: \"x\\ty\"", "a=\"it's\" b=\"x\\ty\""),
        ("a: ~\nb:\nc: ''", "a=~ b=~ c=\"\""),
        ("a: [1, {b: c}]\nd:\n- e\n- f", "a=[1, {b: c}] d=[e, f]"),
        ("a: |\n  x\n  y\nb: >\n  x\n  y\n", r#"a="x\ny\n" b="x y\n""#),
        ("# nothing\n", ""),
        ("", ""),
        ("---\na: b\n", "a=b"),
    ];
    for (text, expected) in table {
        assert_eq!(read(text), (expected.to_string(), Vec::new()), "{text}");
    }
}

#[test]
fn a_mistake_costs_one_entry_and_is_found_where_it_is() {
    let quotes = "a colon and a space cannot stand inside a value without quotes";
    let table: [(&str, &str, &[&str]); 26] = [
        ("t: \"x\nd: 1\ne: [a]", "t=\"x\" d=1 e=[a]", &["1:4 yaml-syntax this quotation mark is never closed"]),
        ("t: 'it's'\nd: 1", "t=\"it's\" d=1", &["1:8 yaml-syntax text follows behind the closing quotation mark"]),
        ("t: x: y\nd: 1", "t=x: y d=1", &[&format!("1:5 yaml-syntax {quotes}").leak()[..]]),
        ("t: [a, b\nd: 1\nt2: x", "d=1 t2=x", &["1:4 yaml-syntax this list is never closed"]),
        ("t: {a: b\nd: 1", "d=1", &["1:4 yaml-syntax this map is never closed"]),
        ("t: }\nd: 1", "d=1", &["1:4 yaml-syntax this bracket closes nothing"]),
        ("t: [x}\nd: 1", "d=1", &["1:4 yaml-syntax this bracket does not fit the one that was opened"]),
        ("t:\n\t- a\nd: 1", "d=1", &["2:2 yaml-syntax a tab cannot be used here"]),
        ("t x\nd: 1", "d=1", &["1:1 yaml-syntax a line of `key: value` is needed here"]),
        ("t:x\nd: 1", "d=1", &["1:1 yaml-syntax a line of `key: value` is needed here"]),
        (
            "t: x\n  d: 1\ne: 2",
            "e=2",
            &["2:4 yaml-syntax this line is indented, so it belongs to the value above, which cannot hold a colon"],
        ),
        (
            "t: @x\nd: 1",
            "t=@x d=1",
            &["1:4 yaml-syntax a value cannot begin with this character unless it is in quotes"],
        ),
        (
            "t: \"c:\\path\"\nd: 1",
            r#"t="c:\\path" d=1"#,
            &["1:4 yaml-syntax a backslash in double quotes begins an escape, and this is none"],
        ),
        ("t: x\u{7}\nd: 1", "t=x\u{7} d=1", &["1:4 yaml-syntax an invisible character stands here"]),
        ("t: x\nd: 1\nt: y", "t=x d=1", &["3:1 yaml-syntax `t` is given twice"]),
        ("t: {b: 1, b: 2}", "t={b: 1}", &["1:11 yaml-syntax `b` is given twice"]),
        ("t: x\nt: [\nd: 1", "t=x d=1", &["2:4 yaml-syntax this list is never closed"]),
        ("? [a]\n: b\nc: d", "c=d", &["1:3 yaml-syntax a key must be a word"]),
        ("a: b\n---\nc: d", "a=b", &["2:1 yaml-syntax a second YAML document begins here"]),
        ("- a\n- b", "", &["1:1 yaml-syntax front matter is written in lines of `key: value`"]),
        (
            "größe: ü\n日本: \"語\nx: y",
            "größe=ü 日本=\"語\" x=y",
            &["2:5 yaml-syntax this quotation mark is never closed"],
        ),
        ("a: ü\r\nb: \"語\r\nx: y\r\n", "a=ü b=\"語\" x=y", &["2:4 yaml-syntax this quotation mark is never closed"]),
        (
            "a: \"x\nb: [\nc: d: e",
            "a=\"x\" c=d: e",
            &[
                "1:4 yaml-syntax this quotation mark is never closed",
                "2:4 yaml-syntax this list is never closed",
                &format!("3:5 yaml-syntax {quotes}").leak()[..],
            ],
        ),
        ("# x\n\na: \"b", "a=\"b\"", &["3:4 yaml-syntax this quotation mark is never closed"]),
        ("{a: b", "", &["1:1 yaml-syntax this map is never closed"]),
        ("\"a", "", &["1:1 yaml-syntax this quotation mark is never closed"]),
    ];
    for (text, entries, expected) in table {
        let (shown, found) = read(text);
        assert_eq!((shown.as_str(), found), (entries, expected.iter().map(|f| f.to_string()).collect()), "{text}");
    }
}

#[test]
fn what_could_grow_is_refused() {
    let anchors = "yaml-limit anchors (`&`) and aliases (`*`) are not followed";
    let deep = format!("a: {}x{}\nb: c", "[".repeat(20), "]".repeat(20));
    let table: [(&str, &str, &[String]); 6] = [
        ("a: &x [1]\nb: *x\nc: d", "a=[1] b=~ c=d", &[format!("1:7 {anchors}"), format!("2:4 {anchors}")]),
        ("<<: *a\nc: d", "<<=~ c=d", &[format!("1:5 {anchors}")]),
        ("a: !x y", "a=y", &["1:4 yaml-limit tags such as `!name` have no meaning here".into()]),
        ("%YAML 1.2\n---\na: b", "a=b", &["1:1 yaml-limit directives such as `%YAML` have no meaning here".into()]),
        (&deep, "b=c", &["1:20 yaml-limit lists and maps are nested too deep here".into()]),
        (&"a: b\n".repeat(4000), "", &["1:1 yaml-limit front matter may hold 16 KiB, and this has 20 KiB".into()]),
    ];
    for (text, entries, expected) in table {
        assert_eq!(read(text), (entries.to_string(), expected.to_vec()), "{}", &text[..text.len().min(80)]);
    }
}

#[test]
fn a_word_ends_where_yaml_says_and_not_where_unicode_does() {
    // NEL is white space for Unicode and a letter for YAML.
    check_any("a: b\u{85}");
}

#[test]
fn places_count_in_the_whole_file() {
    let path = SitePath::new("a.md").unwrap();
    let text = "Größe\n---\nb: [ü, x]\n";
    let start = text.find("b:").unwrap();
    let reader = Reader::new(&path, text);
    let entries = parse(&reader, start..text.len(), Limits::FRONT_MATTER);
    let Value::List(items) = &entries[0].1.value else { panic!("{entries:?}") };
    assert_eq!(&text[items[1].bytes.clone()], "x");
    let place = reader.place(items[1].bytes.clone());
    assert_eq!((place.line, place.column), (3, 8));
}

/// Inputs that make careless parsers slow: each must be done at once.
#[test]
fn hostile_input_is_read_in_bounded_time() {
    let wide = Limits { bytes: 1 << 20, depth: 16, what: "a test" };
    let many = |unit: &str| unit.repeat((64 << 10) / unit.len());
    let numbered = |unit: fn(usize) -> String| (0..5_000).map(unit).collect::<String>();
    let inputs = [
        many("["),
        many("{"),
        many("{a: "),
        many("[a, "),
        many("- "),
        many("? "),
        many("a: "),
        many("\""),
        many("'"),
        many("*a "),
        many("&a "),
        many("!a "),
        many("#\n"),
        many("\n"),
        many(" "),
        many("\t"),
        many("a:\n "),
        many("\"a\n"),
        many("a: [\n"),
        many("a: \"\n"),
        many("|\n"),
        many(">\n "),
        many("é: \"\n"),
        many(": "),
        many("-\n"),
        many("%a\n"),
        many("a: &b [*b]\n"),
        many("x"),
        many("a: b\n"),
        many("]"),
        many("---\n"),
        many("...\n"),
        many("\\"),
        many("\r"),
        numbered(|n| format!("k{n}: v\n")),
        numbered(|n| format!("k{n}: [\n")),
        numbered(|n| format!("k{n}: &a{n} b\n")),
        format!("a: {{{}}}", numbered(|n| format!("k{n}: v, "))),
        format!("a: [{}", numbered(|n| format!("é{n}, "))),
    ];
    let path = SitePath::new("a.yml").unwrap();
    for input in inputs {
        let begin = std::time::Instant::now();
        let reader = Reader::new(&path, &input);
        parse(&reader, 0..input.len(), wide);
        let shown: String = input.chars().take(20).collect();
        assert!(begin.elapsed().as_secs() < 5, "{shown} took {:?}", begin.elapsed());
        assert!(reader.into_diagnostics().len() <= 101, "{shown}");
    }
}

/// Every place lies in the text, and a plain word stands where its place says.
fn check_places(text: &str, node: &Node) {
    let slice = text.get(node.bytes.clone()).expect("a place lies between characters of the text");
    match &node.value {
        Value::Null => {}
        Value::Scalar { text: word, plain: true } if !slice.contains('\n') => assert_eq!(slice, word),
        Value::Scalar { .. } => {}
        Value::List(items) => items.iter().for_each(|item| check_places(text, item)),
        Value::Map(entries) => {
            for (key, node) in entries {
                assert!(text.get(key.bytes.clone()).is_some());
                check_places(text, node);
            }
        }
    }
}

fn check_any(text: &str) {
    let path = SitePath::new("a.yml").unwrap();
    let reader = Reader::new(&path, text);
    let entries = parse(&reader, 0..text.len(), Limits::FRONT_MATTER);
    for (key, node) in &entries {
        assert!(text.get(key.bytes.clone()).is_some());
        check_places(text, node);
    }
    for found in reader.into_diagnostics() {
        let place = found.place.expect("whatever YAML reports has a place");
        assert!(text.get(place.bytes.0 as usize..place.bytes.1 as usize).is_some(), "{text:?}");
    }
}

/// The words that YAML is made of, in any order: this finds what letters at random would not.
const PIECES: &[&str] = &[
    "a",
    "title",
    ":",
    ": ",
    " ",
    "  ",
    "\n",
    "\r\n",
    "\t",
    "- ",
    "-",
    "[",
    "]",
    "{",
    "}",
    ",",
    ", ",
    "\"",
    "'",
    "\\",
    "|",
    ">",
    "&a ",
    "*a",
    "!b ",
    "!!str ",
    "#",
    " # ",
    "?",
    "? ",
    "%",
    "---",
    "...",
    "~",
    "é",
    "日本",
    "🪨",
    "\u{feff}",
    "\u{85}",
    "\0",
    "@",
    "`",
    "<<",
    "1.10",
    "true",
    "2026-03-31",
    "\\u202E",
    "\\x",
    "=",
    "|2-\n",
    "\u{2028}",
];

proptest::proptest! {
    #[test]
    fn anything_can_be_read(pieces in proptest::collection::vec(0..PIECES.len(), 0..60)) {
        check_any(&pieces.iter().map(|at| PIECES[*at]).collect::<String>());
    }

    #[test]
    fn any_text_can_be_read(text in ".{0,200}") {
        check_any(&text);
    }
}

/// The cases of the YAML test suite, whole, cut short and with each line doubled.
#[test]
#[expect(clippy::print_stderr, reason = "whoever runs the tests must see that this one did nothing")]
fn the_cases_of_the_test_suite_can_be_read() {
    let data = std::env::var("CAIRN_TEST_DATA").unwrap_or_else(|_| "../shared".into());
    let Ok(suite) = std::fs::read_to_string(format!("{data}/security-corpus/yaml-test-suite.json")) else {
        assert!(std::env::var_os("CAIRN_TEST_DATA").is_none(), "no security-corpus/yaml-test-suite.json in {data}");
        eprintln!("skipped: no yaml-test-suite.json below CAIRN_TEST_DATA");
        return;
    };
    let suite: serde_json::Value = serde_json::from_str(&suite).unwrap();
    let cases = suite["payloads"].as_array().unwrap();
    for case in cases {
        let file = case["case_file"].as_str().unwrap();
        // A case is itself YAML, with the text to read as a block below `yaml:`, tabs and ends marked by signs.
        let block = file.split("\n  yaml: |\n").nth(1).unwrap_or(file);
        let lines = block.lines().take_while(|line| line.starts_with("    ") || line.trim().is_empty());
        let text: String = lines.map(|line| format!("{}\n", line.get(4..).unwrap_or_default())).collect();
        let text = text
            .replace('␣', " ")
            .replace('»', "\t")
            .replace('↵', "")
            .replace("∎\n", "")
            .replace('⇔', "\u{feff}")
            .replace('←', "\r");
        for text in [file, &text] {
            check_any(text);
            for (at, _) in text.char_indices().step_by(7) {
                check_any(&text[..at]);
                check_any(&text[at..]);
            }
            check_any(&text.lines().map(|line| format!("{line}\n{line}\n")).collect::<String>());
        }
    }
    assert!(cases.len() > 100, "{}", cases.len());
}
