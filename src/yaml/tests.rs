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
