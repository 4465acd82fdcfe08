//! The JSON Schemas agree with the readers: what one accepts the other accepts, and both refuse the same mistakes.

#![allow(clippy::disallowed_methods, reason = "tests use the world")]

mod support;

use std::fs;
use std::process::Command;

use cairn::config::{self, LimitsConfig};
use cairn::document::front_matter;
use cairn::document::front_matter::{FIELDS, SYNONYMS};
use cairn::path::SitePath;
use jsonschema::Validator;
use serde_json::Value;
use support::{files, project};

fn schema(arguments: &[&str]) -> Validator {
    let root = project().join("content-example");
    let output = Command::new(env!("CARGO_BIN_EXE_cairn"))
        .arg("schema")
        .args(arguments)
        .arg("--root")
        .arg(root)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let schema: Value = serde_json::from_slice(&output.stdout).unwrap();
    let is_schema = jsonschema::meta::validate(&schema).map_err(|error| format!("{}: {error}", error.instance_path()));
    assert_eq!(is_schema, Ok(()), "{arguments:?}");
    jsonschema::validator_for(&schema).unwrap()
}

fn yaml(text: &str) -> Value {
    serde_yaml::from_str(text).unwrap()
}

fn errors(schema: &Validator, value: &Value) -> Vec<String> {
    schema.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

/// A value of the type that these words name.
fn sample(words: &str) -> &str {
    match words {
        "date" => "2026-03-31",
        "number" => "3",
        "days" => "6 months",
        "list" | "anything" => "[]",
        "date or map" => "{by: one}",
        "map" => "{}",
        "language code" => "en",
        "`true` or `false`" => "true",
        words if words.starts_with('`') => words.split('`').nth(1).unwrap(),
        words if words.starts_with("list of ") => "[one, two]",
        _ => "one",
    }
}

#[test]
fn the_example_fits() {
    let root = project().join("content-example");
    let read = |name: &str| yaml(&fs::read_to_string(root.join(name)).unwrap());
    assert_eq!(errors(&schema(&["config"]), &read("cairn.yml")), Vec::<String>::new());
    assert_eq!(errors(&schema(&["badges"]), &read("badges.yml")), Vec::<String>::new());
    let people = schema(&["people"]);
    for (name, bytes) in files(&root.join("people")) {
        assert_eq!(errors(&people, &yaml(&String::from_utf8(bytes).unwrap())), Vec::<String>::new(), "{name}");
    }
    let page = schema(&["page", "case-study"]);
    let mut pages = 0;
    for (name, bytes) in files(&root.join("content")).into_iter().filter(|(name, _)| name.ends_with(".md")) {
        let text = String::from_utf8(bytes).unwrap();
        let split = cairn::document::split(&text);
        if split.yaml.is_empty() {
            continue;
        }
        let found = errors(&page, &yaml(&text[split.yaml]));
        // Only a case study needs what its kind requires.
        let found: Vec<&String> = found.iter().filter(|found| !found.contains("is a required property")).collect();
        assert_eq!(found, Vec::<&String>::new(), "{name}");
        pages += 1;
    }
    assert!(pages > 50, "{pages}");
}

#[test]
fn every_key_of_front_matter_is_of_the_type_that_the_table_says() {
    let page = schema(&["page"]);
    let path = SitePath::new("faq/a.md").unwrap();
    for (key, words, doc) in FIELDS {
        let text = format!("{key}: {}\n", sample(words));
        let (_, found) = front_matter::parse(&path, &text, 0..text.len(), &LimitsConfig::default());
        assert!(found.is_empty(), "{text} {found:?}");
        assert_eq!(errors(&page, &yaml(&text)), Vec::<String>::new(), "{text}");
        assert!(!doc.is_empty());
    }
    for (synonym, _) in SYNONYMS {
        assert!(page.is_valid(&yaml(&format!("{synonym}: one\n"))), "{synonym}");
    }
}

#[test]
fn both_refuse_the_same_front_matter() {
    let page = schema(&["page"]);
    let path = SitePath::new("faq/a.md").unwrap();
    for text in [
        "title: [a]\n",
        "level: expertish\n",
        "date: yesterday\n",
        "review_every: often\n",
        "toc: perhaps\n",
        "tags: {a: b}\n",
        "status: done\n",
        "order: first\n",
        "extra: x\n",
    ] {
        let (_, found) = front_matter::parse(&path, text, 0..text.len(), &LimitsConfig::default());
        assert!(!found.is_empty(), "the reader takes {text}");
        assert!(!page.is_valid(&yaml(text)), "the schema takes {text}");
    }
    assert!(!page.is_valid(&yaml("titel: x\n")), "an unknown key");
    let study = schema(&["page", "case-study"]);
    assert!(!study.is_valid(&yaml("title: x\n")), "what the kind requires");
    assert!(study.is_valid(&yaml("{title: x, community: y, started: 2026-01-01, members: 3}\n")));
    assert!(!study.is_valid(&yaml("{title: x, community: y, started: 2026-01-01, members: many}\n")));
}

#[test]
fn every_option_is_in_the_schema_and_both_refuse_the_same_configuration() {
    let schema = schema(&["config"]);
    for text in [
        "title: A site\n",
        "languages: [en, de]\n",
        "languages: {default: en, list: [en, de], pattern: \"{part}.{lang}.md\", fallback: false}\n",
        "tags: [ssh, network]\n",
        "tags: {ssh: [openssh]}\n",
        "edit: false\n",
        "kinds: {idea: {folder: ideas, required: [votes], fields: {votes: number}}}\n",
        "credits: {default: opt-in, fixer_below: 5}\n",
        "search: {synonyms: [[a, b]]}\n",
        "diagnostics: {broken-link: warn, no-history: off, in: {\"drafts/**\": {empty-page: error}}}\n",
    ] {
        assert_eq!(config::parse(text, &[]).1, [], "the reader refuses {text}");
        assert_eq!(errors(&schema, &yaml(text)), Vec::<String>::new(), "{text}");
    }
    for text in [
        "titel: x\n",
        "title: {a: b}\n",
        "review_every: 0\n",
        "theme: {hue: 400}\n",
        "credits: {default: everybody}\n",
        "kinds: {idea: {fodler: ideas}}\n",
        "diagnostics: {no-such-code: warn}\n",
        "diagnostics: {bad-scheme: warn}\n",
        "languages: {patern: x}\n",
    ] {
        assert!(!config::parse(text, &[]).1.is_empty(), "the reader takes {text}");
        assert!(!schema.is_valid(&yaml(text)), "the schema takes {text}");
    }
}

#[test]
fn a_kind_that_is_not_there_is_a_clear_error() {
    let root = project().join("content-example");
    let ask = |arguments: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_cairn")).env("NO_COLOR", "1").arg("schema").args(arguments).output().unwrap()
    };
    let unknown = ask(&["page", "tutorail", "--root", root.to_str().unwrap()]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("did you mean `tutorial`?"));
    assert_eq!(ask(&["page", "--root", "nowhere"]).status.code(), Some(2));
    assert_eq!(ask(&["nothing"]).status.code(), Some(2));
}
