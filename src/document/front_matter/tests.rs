use std::collections::BTreeMap;

use super::*;
use crate::config::{Config, KindConfig};
use crate::document::kind::Kinds;
use crate::document::split;

/// Reads front matter as it stands in a file: what it says, and `line:column code message | help`.
fn read(yaml: &str) -> (FrontMatter, Vec<String>) {
    read_as(yaml, &Config::default(), "page")
}

fn read_as(yaml: &str, config: &Config, kind: &str) -> (FrontMatter, Vec<String>) {
    let path = SitePath::new("faq/a.md").unwrap();
    let text = format!("---\n{yaml}\n---\n\nText.\n");
    let (front_matter, mut found) = parse(&path, &text, split(&text).yaml, &LimitsConfig::default());
    found.extend(check_kind(&path, &front_matter, Kinds::new(config).get(kind).unwrap()));
    let found = found.into_iter().map(|found| {
        let place = found.place.unwrap();
        let help = found.help.join(" / ");
        format!("{}:{} {} {} | {help}", place.line, place.column, found.code.name(), found.message)
    });
    (front_matter, found.collect())
}

/// The front matter as JSON, without the keys that say nothing and without places.
fn said(front_matter: &FrontMatter) -> String {
    fn plain(value: serde_json::Value) -> serde_json::Value {
        match value {
            serde_json::Value::Object(map) if map.contains_key("bytes") => map["value"].clone(),
            serde_json::Value::Object(map) => map
                .into_iter()
                .map(|(key, value)| (key, plain(value)))
                .filter(|(_, value)| match value {
                    serde_json::Value::Null | serde_json::Value::Bool(false) => false,
                    serde_json::Value::Array(items) => !items.is_empty(),
                    serde_json::Value::Object(map) => !map.is_empty(),
                    _ => true,
                })
                .collect(),
            serde_json::Value::Array(items) => items.into_iter().map(plain).collect(),
            value => value,
        }
    }
    plain(serde_json::to_value(front_matter).unwrap()).to_string()
}

#[test]
fn every_key_is_read() {
    let (front_matter, found) = read(
        r#"title: "Backups: a guide"
kind: tutorial
lang: zh-hant
slug: storage/backups
aliases: [old-name, other]
description: How to keep your data.
date: 2026-03-31
updated: 2026-04-01T09:00:00Z
tags: [backup, 2024]
area: storage
scope: practice
level: beginner
duration: 20
authors: [jane, {name: John Roe, url: "https://roe.example", title: Writes}]
tested: {by: jane, on: 2026-01-02, version: 1.10}
reviewed: 2026-02-01
review_every: 6 months
owner: jane
status: known problem
expires: 2027-01-01
series: storage
order: -3
prerequisites: ssh-keys.md
related: [a.md, b.md]
asked_as: [how do I back up?]
short_answer: Use `rsync`.
alternatives: [By hand., disks.md, {text: "With *tar*:", page: tar.md}]
duplicate_of: other.md
source: "ticket 4711"
translation_of: backups.md
source_digest: 1f00
license: CC-BY-4.0
image: logo@2x.png
search: {exclude: true, boost: 1.5}
toc: false
redirects: [/old/]
extra: {a: 1, b: 1.10, c: [true, ~], d: {e: f}}
payload: charter.md
variables: [company, {name: plan, type: choice, choices: [free, pro], required: true}]
placeholder: "{{name}}"
based_on: {id: other, version: 2026-01-10, change: adds VAT}"#,
    );
    assert_eq!(found, Vec::<String>::new());
    let expected = r#"{"aliases":["old-name","other"],"alternatives":[{"text":"By hand."},{"page":"disks.md","text":""},{"page":"tar.md","text":"With *tar*:"}],"area":"storage","asked_as":["how do I back up?"],"authors":[{"name":"jane"},{"description":"Writes","link":"https://roe.example","name":"John Roe"}],"based_on":{"change":"adds VAT","id":"other","version":"2026-01-10"},"date":"2026-03-31","description":"How to keep your data.","duplicate_of":"other.md","duration":"20 minutes","expires":"2027-01-01","extra":{"a":1,"b":"1.10","c":[true,null],"d":{"e":"f"}},"image":"logo@2x.png","kind":"tutorial","lang":"zh-Hant","level":"beginner","license":"CC-BY-4.0","order":-3,"owner":"jane","payload":"charter.md","placeholder":"{{name}}","prerequisites":["ssh-keys.md"],"redirects":["/old/"],"related":["a.md","b.md"],"review_every":180,"reviewed":"2026-02-01","scope":"practice","search_boost":1.5,"search_exclude":true,"series":"storage","short_answer":"Use `rsync`.","slug":"storage/backups","source":"ticket 4711","source_digest":"1f00","status":"known-problem","tags":["backup","2024"],"tested":{"by":"jane","on":"2026-01-02","version":"1.10"},"title":"Backups: a guide","translation_of":"backups.md","updated":"2026-04-01T09:00:00Z","variables":[{"kind":"string","name":"company"},{"choices":["free","pro"],"kind":"choice","name":"plan","required":true}]}"#;
    assert_eq!(said(&front_matter), expected);
    let year = &front_matter.tags[1];
    assert_eq!((year.line, year.column, year.bytes.1 - year.bytes.0), (10, 16, 4));
}

#[test]
fn words_of_other_generators_are_understood() {
    let table = [
        ("summary: x", r#"{"description":"x"}"#),
        ("excerpt: x\ndescription: y", r#"{"description":"y"}"#),
        ("lastmod: 2026-01-02", r#"{"updated":"2026-01-02"}"#),
        ("last_update: {date: 2026-01-02, author: jane}", r#"{"updated":"2026-01-02"}"#),
        ("lastUpdated: false", "{}"),
        ("date: {created: 2026-01-02, updated: 2026-02-03}", r#"{"date":"2026-01-02","updated":"2026-02-03"}"#),
        ("pubdate: 2026-01-02", r#"{"date":"2026-01-02"}"#),
        ("published: 2026-01-02", r#"{"date":"2026-01-02"}"#),
        ("published: false", r#"{"status":"draft"}"#),
        ("published: true", "{}"),
        ("draft: true", r#"{"status":"draft"}"#),
        ("draft: true\nstatus: verified", r#"{"status":"verified"}"#),
        ("expiryDate: 2026-01-02", r#"{"expires":"2026-01-02"}"#),
        ("redirect_from: /old/", r#"{"redirects":["/old/"]}"#),
        ("page-aliases: a.adoc, b/c.adoc", r#"{"aliases":["a.adoc","b/c.adoc"]}"#),
        ("path: /tutorials/x/de\naliases: y", r#"{"aliases":["y","/tutorials/x/de"]}"#),
        ("permalink: /:year/:title/", "{}"),
        ("categories: [a, b]", r#"{"tags":["a","b"]}"#),
        ("taxonomies: {tags: [a]}", r#"{"tags":["a"]}"#),
        ("category: a", r#"{"tags":["a"]}"#),
        ("categories: [a]\ntags: [b]", r#"{"tags":["b"]}"#),
        ("language: de\navailable_languages: [en, de]", r#"{"lang":"de"}"#),
        ("SPDX-License-Identifier: MIT", r#"{"license":"MIT"}"#),
        ("og_image: a.png", r#"{"image":"a.png"}"#),
        ("images: [a.png, b.png]", r#"{"image":"a.png"}"#),
        ("cover: {image: a.png}", r#"{"image":"a.png"}"#),
        ("header_img: header-3\ncta: cloud", "{}"),
        ("weight: 3", r#"{"order":3}"#),
        ("sidebar_position: 3", r#"{"order":3}"#),
        ("sidebar: {order: 3, label: x}", r#"{"order":3}"#),
        ("nav_order: 3\norder: 4", r#"{"order":4}"#),
        ("hide_table_of_contents: true", "{}"),
        ("tableOfContents: true", r#"{"toc":true}"#),
        ("hide: [toc, navigation]", "{}"),
        ("pagefind: false", r#"{"search_exclude":true}"#),
        ("excludeSearch: true", r#"{"search_exclude":true}"#),
        ("in_search_index: false", r#"{"search_exclude":true}"#),
        ("search: false", r#"{"search_exclude":true}"#),
        ("params: {a: b}\nx-mine: 3", r#"{"extra":{"a":"b","x-mine":3}}"#),
        ("question: x?\nanswer: y", r#"{"short_answer":"y","title":"x?"}"#),
        ("difficulty: medium", r#"{"level":"intermediate"}"#),
        ("layout: post\nsidebar_label: x", "{}"),
    ];
    for (yaml, expected) in table {
        let (mut front_matter, found) = read(yaml);
        front_matter.fields.clear();
        assert_eq!((said(&front_matter).as_str(), found), (expected, Vec::new()), "{yaml}");
    }
    for (yaml, expected) in [("hide_table_of_contents: true", false), ("hide: [toc]", false), ("toc: true", true)] {
        assert_eq!(read(yaml).0.toc, Some(expected), "{yaml}");
    }
}

#[test]
fn authors_have_many_forms() {
    type NameLinkDescription = (&'static str, Option<&'static str>, Option<&'static str>);
    let table: [(&str, &[NameLinkDescription]); 9] = [
        ("author: Jane", &[("Jane", None, None)]),
        ("author: Jane Doe <jane@corp.example>", &[("Jane Doe", None, None)]),
        (
            "author: Jane\nauthor_link: \"https://x.org/jane\"\nauthor_img: a.png\nauthor_description: Writes",
            &[("Jane", Some("https://x.org/jane"), Some("Writes"))],
        ),
        ("author: Jane\nauthor_link: \"\"", &[("Jane", None, None)]),
        ("authors: [jane, john]\nauthor: nobody", &[("jane", None, None), ("john", None, None)]),
        ("authors: {name: Jane, url: https://x.org}", &[("Jane", Some("https://x.org"), None)]),
        (
            "authors:\n- name: Jane\n  title: Writes\n  image_url: https://x.org/a.png\n  email: a@b.cd\n- john",
            &[("Jane", None, Some("Writes")), ("john", None, None)],
        ),
        ("authors: {jane: {title: Writes}, john: {}}", &[("jane", None, Some("Writes")), ("john", None, None)]),
        ("author: \"\"", &[]),
    ];
    for (yaml, expected) in table {
        let (front_matter, found) = read(yaml);
        let authors: Vec<_> = front_matter
            .authors
            .iter()
            .map(|author| (author.name.value.as_str(), author.link.as_deref(), author.description.as_deref()))
            .collect();
        assert_eq!((authors.as_slice(), found), (expected, Vec::new()), "{yaml}");
    }
}

#[test]
fn an_address_in_the_place_of_an_author_is_told_and_kept_as_a_digest_alone() {
    for yaml in ["authors: [Jane@corp.example]", "author: {name: jane@corp.example}", "answered_by: jane@corp.example"]
    {
        let (front_matter, found) = read(yaml);
        let author = front_matter.authors.iter().chain(&front_matter.answered_by).next().unwrap();
        assert_eq!(
            (author.name.value.as_str(), author.address),
            ("", Some(address_digest("jane@corp.example"))),
            "{yaml}"
        );
        assert!(found.len() == 1 && found[0].contains("address-in-metadata"), "{yaml}: {found:?}");
        assert!(!format!("{front_matter:?}").to_lowercase().contains("jane@"), "{yaml}");
    }
}

#[test]
fn mistakes_are_located() {
    let table = [
        ("auhtor: Jane", "2:1 unknown-key `auhtor` is not a front-matter key | did you mean `author`?"),
        (
            "PDX-License-Identifier: MIT",
            "2:1 unknown-key `PDX-License-Identifier` is not a front-matter key | did you mean `SPDX-License-Identifier`?",
        ),
        ("Title: x", "2:1 unknown-key `Title` is not a front-matter key | did you mean `title`?"),
        ("tgas: [a]", "2:1 unknown-key `tgas` is not a front-matter key | did you mean `tags`?"),
        ("type: faq", "2:1 unknown-key `type` is not a front-matter key | did you mean `kind`?"),
        ("zzz:", "2:1 unknown-key `zzz` is not a front-matter key | keys of your own go below `extra:`"),
        (
            "date: not-a-date",
            "2:7 bad-date `date` is not a date: `not-a-date` | write it as `2026-03-31`, or with a time `2026-03-31T09:00:00Z`",
        ),
        (
            "date: 2026-02-30",
            "2:7 bad-date `date` is not a date: `2026-02-30` | the calendar has no such day; write it as `2026-03-31` (year, month, day)",
        ),
        ("date: 31.03.2026", "2:7 bad-date `date` is not a date: `31.03.2026` | write `2026-03-31`"),
        ("date: [1]", "2:7 wrong-type `date` must be a date, not a list | write it as `2026-03-31`"),
        (
            "draft: maybe",
            "2:8 wrong-type `draft` must be `true` or `false`, not `maybe` | write `true` or `false` without quotes",
        ),
        (
            "toc: yes",
            "2:6 wrong-type `toc` must be `true` or `false`, not `yes` | write `true` or `false` without quotes",
        ),
        (
            "tags: linux, ssh",
            "2:7 wrong-type `tags` must be a list, not a text | write `tags: [linux, ssh]`, or one item a line with `- ` before it",
        ),
        ("tags: {a: b}", "2:7 wrong-type `tags` must be a list, not a map | write `tags: [one, two]`"),
        ("title: [a]", "2:8 wrong-type `title` must be a text, not a list | write it on one line: `title: …`"),
        (
            "level: beginer",
            "2:8 bad-value `level` cannot be `beginer` | did you mean `beginner`? / it is one of `beginner`, `intermediate`, `advanced`",
        ),
        (
            "order: first",
            "2:8 wrong-type `order` must be a whole number, not `first` | write digits only, as in `order: 3`",
        ),
        (
            "review_every: 0",
            "2:15 bad-value `review_every` must be from 1 to 36500, not 0 | write a number from 1 to 36500",
        ),
        (
            "lang: english",
            "2:7 bad-language `english` is not a language code | write a BCP 47 code such as `en`, `pt-BR` or `zh-Hant`",
        ),
        (
            "author: x\nauthor_link: javascript:alert(1)",
            "3:14 bad-link `author_link` is not a web address that can be printed | write it with `https://`, a host and no user name; the link is left out",
        ),
        (
            "author: x\nauthor_link: x.org/jane",
            "3:14 bad-link `author_link` is not a web address that can be printed | write `https://x.org/jane`",
        ),
        (
            "author: jane@x.org",
            "2:9 address-in-metadata `author` holds an e-mail address | write a name or a person id instead; the address is not printed",
        ),
        (
            "description: ask jane@x.org",
            "2:14 address-in-metadata `description` holds an e-mail address | write a name or a link instead; the address is not printed",
        ),
        (
            "alternatives: [{text: a, pgae: b.md}]",
            "2:26 unknown-key `pgae` is not a key of an alternative | did you mean `page`?",
        ),
        ("alternatives: [{}]", "2:16 missing-field an alternative needs a `text` or a `page` | write `- text: …`"),
        (
            "alternatives: [[a, b]]",
            "2:16 wrong-type `alternatives` must be a text, not a list | write it on one line: `alternatives: …`",
        ),
        ("tested: {bye: x}", "2:10 unknown-key `bye` is not a key of `tested` | did you mean `by`?"),
        (
            "search: {boost: 99}",
            "2:17 bad-value `boost` must be from 0.1 to 10, not 99 | write a number from 0.1 to 10",
        ),
        (
            "variables: [{name: a, choices: [one, two], default: onne}, {name: b, choices: [x], default: x}]",
            "2:53 bad-value `onne` is none of the `choices` | did you mean `one`?",
        ),
        (
            "variables: [{name: token, type: secret, default: hunter2}]",
            "2:50 bad-value a secret has no `default`: everybody could read it here | take it out, and change the secret if it was a real one",
        ),
        (
            "variables: [a, {name: a}]",
            "2:23 duplicate-variable there is a variable `a` already | give it a name of its own, or remove it",
        ),
        ("variables: [{label: x}]", "2:13 missing-field a variable needs a `name` | write `- name: company`"),
        ("größe: x\nnote: [ü, date: 4", "3:7 yaml-syntax this list is never closed | add `]` at its end"),
    ];
    for (yaml, expected) in table {
        let found = read(yaml).1;
        assert_eq!(found.iter().rfind(|f| !f.contains("größe")).map(String::as_str), Some(expected), "{yaml}");
    }
}

#[test]
fn a_list_written_as_text_is_kept() {
    let tags = read("tags: linux, ssh keys ,").0.tags;
    assert_eq!(tags.iter().map(|tag| tag.value.as_str()).collect::<Vec<_>>(), ["linux", "ssh keys"]);
    assert_eq!(read("tags: \"\"").1, Vec::<String>::new());
}

#[test]
fn nothing_that_is_kept_holds_an_address() {
    let keys =
        KEYS.iter().copied().chain(SYNONYMS.iter().map(|(synonym, _)| *synonym)).chain(["zzz", "x-mine", "layout"]);
    for key in keys {
        for yaml in [
            format!("{key}: canary@corp.example"),
            format!("{key}: mailto:canary@corp.example"),
            format!("{key}: [canary@corp.example, \"a <canary@corp.example>\"]"),
            format!(
                "{key}: {{name: canary@corp.example, id: canary@corp.example, by: canary@corp.example, url: \"https://x.org/canary@corp.example\"}}"
            ),
            format!(
                "{key}: [{{name: x, label: canary@corp.example, choices: [canary@corp.example], canary@corp.example: y}}]"
            ),
            format!("{key}: {{canary@corp.example: {{title: canary@corp.example}}}}"),
            format!("{key}: \"can\\u202Eary@corp.example\""),
        ] {
            let front_matter = read(&yaml).0;
            let kept = serde_json::to_string(&front_matter).unwrap();
            assert!(!kept.contains("@corp"), "{yaml}\n{kept}");
        }
    }
    let kept = read("canary@corp.example: x").0;
    assert!(!serde_json::to_string(&kept).unwrap().contains("@corp"), "{kept:?}");
}

#[test]
fn titles_hold_no_control_characters() {
    assert_eq!(read("title: \"a\\u202Eb\\0c\\td\"").0.title.as_deref(), Some("abc d"));
    assert_eq!(read("title: \"\\u200E\"").0.title.as_deref(), Some("\u{200E}"));
    assert_eq!(read("title: \"\\u202E\"").0.title, None);
}

#[test]
fn dates_are_validated_and_spelt_in_one_way() {
    let table = [
        ("2026-03-31", Some("2026-03-31")),
        ("\"2025-09-10\"", Some("2025-09-10")),
        ("2026-03-31T09:00:00Z", Some("2026-03-31T09:00:00Z")),
        ("2026-03-31t09:00:00.25+02:00", Some("2026-03-31T09:00:00.25+02:00")),
        ("2026-03-31 09:00:00 +0200", Some("2026-03-31T09:00:00+02:00")),
        ("2026-03-31 09:00", Some("2026-03-31")),
        ("2024-02-29", Some("2024-02-29")),
        ("2023-02-29", None),
        ("2026-03-31T25:00:00Z", None),
        ("2026-03-31 25:00", None),
        ("2026-03-31 09:00:00 é00:00", None),
        ("2026-03-31x", None),
        ("2026-13-01", None),
        ("1/2/2026", None),
        ("９９９９-01-01", None),
    ];
    for (text, expected) in table {
        assert_eq!(read(&format!("date: {text}")).0.date.as_deref(), expected, "{text}");
    }
    let help = |text: &str| read(&format!("date: {text}")).1.remove(0).split(" | ").nth(1).unwrap().to_string();
    assert_eq!(help("March 3, 2026"), "write `2026-03-03`");
    assert_eq!(help("2026/3/1"), "write `2026-03-01`");
    assert!(help("1/2/2026").starts_with("write it as"), "could be January or February");
}

#[test]
fn a_configured_kind_checks_its_own_fields() {
    let fields = [("votes", "number"), ("due", "date"), ("open", "boolean"), ("who", "list"), ("icon", "text")];
    let idea = KindConfig {
        required: vec!["votes".into(), "author".into(), "icon".into()],
        fields: fields.map(|(name, word)| (name.to_string(), word.to_string())).into(),
        label: Some("Idea".into()),
        ..KindConfig::default()
    };
    let config = Config { kinds: BTreeMap::from([("idea".into(), idea)]), ..Config::default() };
    let table: [(&str, &[&str]); 4] = [
        ("votes: 3\ndue: 2026-01-02\nopen: true\nwho: [a]\nauthor: jane\nicon: star", &[]),
        (
            "votes: many\ndue: soon\nopen: 1\nwho: a\nauthor: jane\nicon: star",
            &[
                "3:1 bad-date `due` is not a date: `soon` | write it as `2026-03-31`, or with a time `2026-03-31T09:00:00Z`",
                "4:1 wrong-type `open` must be `true` or `false` | write it as in `open: true`",
                "2:1 wrong-type `votes` must be a number | write it as in `votes: 3`",
                "5:1 wrong-type `who` must be a list | write it as in `who: [one, two]`",
            ],
        ),
        (
            "vots: 3\nauthors: jane\nicon: x",
            &[
                "2:1 unknown-key `vots` is not a front-matter key | did you mean `votes`?",
                "0:0 missing-field a page of the kind `idea` needs `votes` | add a line `votes: …` to the front matter",
            ],
        ),
        (
            "votes: 1",
            &[
                "0:0 missing-field a page of the kind `idea` needs `author` | add a line `author: …` to the front matter",
                "0:0 missing-field a page of the kind `idea` needs `icon` | add a line `icon: …` to the front matter",
            ],
        ),
    ];
    for (yaml, expected) in table {
        assert_eq!(read_as(yaml, &config, "idea").1, expected, "{yaml}");
    }
    assert!(read("votes: 3").1[0].contains("`votes` is not a front-matter key"));
}
