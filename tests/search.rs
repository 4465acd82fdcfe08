//! Search, seen from outside: the browser's client and the Rust reader give the same lists, damage is an error, and one edit changes few files.

#![allow(clippy::disallowed_methods, reason = "tests use the world")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use cairn::config::ThemeConfig;
use cairn::search::{Builder, Hit, Index, Options, Page, Query, Search, Section, Tokens, client_classic, tokens};
use cairn::theme::Theme;
use rayon::prelude::*;
use serde_json::{Value, json};
use support::test_data;

/// A small generator of numbers, the same on every machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }

    fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

const WORDS: &[&str] = &[
    "server",
    "servers",
    "delete",
    "deleted",
    "deleting",
    "account",
    "password",
    "reset",
    "nginx.conf",
    "ERR_CONN_REFUSED",
    "v2.1",
    "--no-cache",
    "C++",
    "don't",
    "l'utilisateur",
    "résumé",
    "Größe",
    "Straße",
    "сервер",
    "серверами",
    "настройка",
    "東京",
    "サーバー",
    "設定",
    "ｶﾞｲﾄﾞ",
    "服务器",
    "安装",
    "한국어",
    "설치",
    "كتاب",
    "the",
    "how",
    "to",
    "a",
    "is",
    "backup",
    "backups",
    "restore",
    "network",
    "networking",
    "firewall",
    "e-mail",
    "email",
    "self-hosted",
    "GitHub",
    "ssh",
    "key",
    "keys",
    "🎉",
    "𠮷野家",
    "ภาษาไทย",
    "x86_64",
    "getUserName",
    "innerHTML",
    "GitHub",
    "php8.2",
    "192.168.0.1",
    "installation",
    "install",
    "installing",
];

/// Pages of words drawn by lot, the common ones oftener.
fn pages(count: usize, seed: u64) -> Vec<Page> {
    let mut dice = Dice(seed);
    let mut vocabulary: Vec<String> = WORDS.iter().map(|word| (*word).to_owned()).collect();
    for number in 0..count * 8 {
        let syllables = ["ka", "ri", "mon", "te", "lu", "ver", "sti", "no", "bra", "x"];
        let word: String = (0..2 + dice.below(3)).map(|_| *dice.pick(&syllables)).collect();
        vocabulary.push(if number % 3 == 0 { word + "ing" } else { word });
    }
    let text = |dice: &mut Dice, len: usize| {
        let word = |_| {
            let most = vocabulary.len();
            let rank = dice.below(most).min(dice.below(most)).min(dice.below(most));
            vocabulary[rank].clone() + if dice.below(9) == 0 { ". " } else { " " }
        };
        (0..len).map(word).collect::<String>()
    };
    let page = |number: usize| {
        let len = 2 + dice.below(5);
        let title = text(&mut dice, len);
        let sections = (0..1 + dice.below(4)).map(|at| {
            let (heading, len, code) = (text(&mut dice, 3), 10 + dice.below(120), dice.below(3) * 6);
            Section {
                id: if at == 0 { String::new() } else { format!("s{at}") },
                heading: if at == 0 { String::new() } else { heading },
                text: text(&mut dice, len) + "<b>&\"'",
                code: text(&mut dice, code),
            }
        });
        let sections = sections.collect();
        Page {
            url: format!("/faq/päge {number}?#/"),
            title,
            kind: (*dice.pick(&["faq", "tutorial"])).to_owned(),
            tags: (0..dice.below(3)).map(|_| (*dice.pick(&["ssh", "web", "2024", "__proto__"])).to_owned()).collect(),
            area: (*dice.pick(&["", "cloud"])).to_owned(),
            level: (*dice.pick(&["", "beginner"])).to_owned(),
            people: vec![(*dice.pick(&["Ada", "Grace"])).to_owned()],
            asked_as: if dice.below(4) == 0 { vec![text(&mut dice, 4)] } else { Vec::new() },
            questions: if dice.below(4) == 0 { vec![text(&mut dice, 4)] } else { Vec::new() },
            short_answer: if dice.below(3) == 0 { text(&mut dice, 12) } else { String::new() },
            boost: *dice.pick(&[1.0, 1.0, 1.5]),
            standing: *dice.pick(&[0, 0, 1, 2]),
            sections,
        }
    };
    (0..count).map(page).collect()
}

fn options() -> Options {
    Options {
        pages: 0,
        lang: "en".into(),
        synonyms: vec![
            vec!["backup".into(), "copy".into()],
            vec!["GitHub".into(), "forge".into()],
            vec!["2FA".into(), "two factor login".into(), "二段階認証".into()],
        ],
    }
}

fn index(pages: &[Page]) -> Index {
    index_with(&options(), pages)
}

fn index_with(options: &Options, pages: &[Page]) -> Index {
    let mut builder = Builder::new(options.clone());
    pages.iter().for_each(|page| builder.add(tokens(options, page)));
    // A few pages are duplicates, some of them of duplicates.
    builder.duplicates((1..pages.len() as u32 / 20).map(|number| (number * 20, number * 20 % 70)).collect());
    builder.finish()
}

fn reader(index: &Index) -> Search<impl FnMut(&str) -> Result<Vec<u8>, String>> {
    let files: BTreeMap<&str, &Vec<u8>> = index.files.iter().map(|(name, bytes)| (name.as_str(), bytes)).collect();
    Search::open(move |name: &str| files.get(name).map(|bytes| bytes.to_vec()).ok_or_else(|| "no such file".to_owned()))
        .unwrap()
}

/// Queries of every sort: sentences, beginnings, errors of typing, scripts without spaces, nothing but signs, far too long.
fn queries(pages: &[Page]) -> Vec<(String, Query)> {
    let mut dice = Dice(99);
    let fixed = [
        "",
        " ",
        "?",
        "🎉",
        "a",
        "the",
        "how to",
        "the is a to",
        "C++",
        "c#",
        "nginx.conf",
        "nginx.co",
        "\"reset password\"",
        "“delete account” server",
        "\"the server",
        "\"no such words here\" backup",
        "„東京“ 設定",
        "\"\" \"?\"",
        "backup -server",
        "backup –server",
        "backup －server -",
        "backup -servers -restore",
        "-server",
        "tar -xf backup",
        "backup -ssh",
        "r",
        "東京 -サーバー",
        "設定 -設",
        "backup -server, restore",
        "backup -\"delete acc",
        "copy two factor server login",
        "copying",
        "backup -key -xzf",
        "backup -\"delete account\"",
        "-\"reset password\" server",
        "a-\"b\" server",
        "server －“東京”",
        "- \"server key\"",
        "git hub server",
        "back up the server",
        "self hosted",
        "net work",
        "resetpassword",
        "deleteaccount now",
        "serveris",
        "pasword",
        "copy 2fa -\"two factor\"",
        "設定 -東京",
        "copy the two factor login",
        "2fa server",
        "no-cache",
        "err_conn",
        "192.168",
        "v2.1",
        "2.1",
        "8.2 php",
        "user name",
        "getusername",
        "git hubs",
        "e-mail",
        "wi-fi",
        "東京",
        "東",
        "さーばー",
        "ガイド",
        "𠮷",
        "服务器安装",
        "服務器安裝",
        "设定 东京",
        "\"服務器\"",
        "安装 -設定",
        "裝",
        "한국어 설치",
        "ภาษา",
        "groesse",
        "grosse",
        "resume",
        "RÉSUMÉ",
        "copy",
        "forge",
        "dleete",
        "instalation",
        "installations",
        "serverz",
        "networkking",
        "constructor",
        "__proto__",
        "utilisateur",
        "dont",
        "don’t",
        "\u{ad}soft",
        "\u{fe0f}",
        "'''",
        "._-",
        "x86_64",
        "كِتَاب",
        "٢٠٢٤ v٢.١",
        "۱۹۲.۱۶۸.۰.۱",
    ];
    let mut texts: Vec<String> = fixed.iter().map(|text| (*text).to_owned()).collect();
    texts.push("delete account 東京 ".repeat(600));
    texts.push("🎉".repeat(600) + " server");
    for _ in 0..700 {
        let page = dice.pick(pages);
        let source = if dice.below(3) == 0 { &page.title } else { &page.sections[0].text };
        let words: Vec<&str> = source.split_whitespace().collect();
        let from = dice.below(words.len());
        let mut text = words[from..].iter().take(1 + dice.below(7)).copied().collect::<Vec<_>>().join(" ");
        let mut letters: Vec<char> = text.chars().collect();
        match dice.below(4) {
            0 if letters.len() > 4 => {
                let at = 1 + dice.below(letters.len() - 2);
                letters.swap(at, at + 1);
                text = letters.into_iter().collect();
            }
            1 if letters.len() > 4 => {
                letters.truncate(2 + dice.below(letters.len() - 3));
                text = letters.into_iter().collect();
            }
            2 if letters.len() > 4 => {
                letters.remove(dice.below(letters.len()));
                text = letters.into_iter().collect();
            }
            _ => {}
        }
        match dice.below(9) {
            0 => text = format!("\"{text}\""),
            1 => text.push_str(" -server"),
            2 => text = text.replacen(' ', " \"", 1) + "\" key",
            3 => text = text.replacen(' ', "", 1),
            4 => text = text.replacen(' ', " -\"", 1) + "\" key",
            5 => text.insert(text.char_indices().nth(3).map_or(0, |(at, _)| at), ' '),
            _ => {}
        }
        texts.push(text);
    }
    let ask = |text: String| {
        let mut query = Query {
            limit: 1 + dice.below(12),
            offset: dice.below(4) * dice.below(3),
            counts: dice.below(3) == 0,
            ..Query::default()
        };
        if dice.below(5) == 0 {
            query.filters.insert("kind".into(), vec!["faq".into()]);
        }
        if dice.below(7) == 0 {
            query.filters.insert("tag".into(), vec!["ssh".into(), "2024".into(), "none".into()]);
        }
        (text, query)
    };
    texts.into_iter().map(ask).collect()
}

fn as_json(queries: &[(String, Query)]) -> String {
    let one = |(text, query): &(String, Query)| {
        let mut options = json!({ "limit": query.limit, "offset": query.offset, "counts": query.counts });
        query.filters.iter().for_each(|(name, values)| options[name] = json!(values));
        json!([text, options])
    };
    Value::Array(queries.iter().map(one).collect()).to_string()
}

/// Runs the client in node; `None` where there is no node.
#[expect(clippy::print_stdout, reason = "a test that is skipped says so")]
fn node(index: &Index, lang: &str, queries: &str, mode: &str) -> Option<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    let (files, client) = (folder.path().join("index"), folder.path().join("client.mjs"));
    fs::create_dir_all(files.join("pieces")).unwrap();
    let module = fs::read_to_string(root.join("themes/default/assets/search/client.js")).unwrap();
    let classic = mode == "classic";
    fs::write(&client, if classic { client_classic(&module) } else { module }).unwrap();
    let pieces = if classic { index.as_scripts(lang) } else { index.files.clone() };
    pieces.iter().for_each(|(name, bytes)| fs::write(files.join(name), bytes).unwrap());
    let mut command = Command::new("node");
    command.arg(root.join("tests/js/search.mjs")).arg(client).arg(files).arg(lang).arg(mode);
    let Ok(mut child) = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn() else {
        assert!(std::env::var_os("CI").is_none(), "node is needed in CI");
        println!("skipped: node is not installed");
        return None;
    };
    child.stdin.take().unwrap().write_all(queries.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "node failed");
    Some(String::from_utf8(output.stdout).unwrap())
}

fn compare(pages: &[Page], mode: &str) {
    compare_on(&index(pages), "en", &queries(pages), mode);
}

fn compare_on(index: &Index, lang: &str, queries: &[(String, Query)], mode: &str) {
    let Some(answers) = node(index, lang, &as_json(queries), mode) else { return };
    let mut search = reader(index);
    assert_eq!(answers.lines().count(), queries.len());
    let mut with_results = 0;
    for ((text, query), answer) in queries.iter().zip(answers.lines()) {
        let theirs: Value = serde_json::from_str(answer).unwrap();
        let found = search.search(text, query).unwrap();
        let hit = |hit: &Hit| {
            json!({
                "url": hit.url.replace('?', "%3F").replace('#', "%23"), "title": hit.title, "section": hit.section, "anchor": hit.anchor,
                "excerpt": hit.excerpt_html, "kind": hit.kind, "lang": hit.lang, "score": hit.score,
                "also": hit.also.iter().map(|also| json!({ "section": also.section, "anchor": also.anchor, "excerpt": also.excerpt_html })).collect::<Vec<_>>(),
            })
        };
        let facets: BTreeMap<&String, BTreeMap<&String, usize>> = found
            .facets
            .iter()
            .map(|(name, values)| (name, values.iter().map(|(value, count)| (value, *count)).collect()))
            .collect();
        let ours = json!({ "results": found.results.iter().map(hit).collect::<Vec<_>>(), "total": found.total, "more": found.more, "facets": facets });
        assert_eq!(theirs, ours, "{text:?} {query:?}");
        with_results += usize::from(!found.results.is_empty());
    }
    assert!(with_results > queries.len() / 2, "only {with_results} queries found anything");
}

#[test]
fn browser_and_rust_agree_on_a_small_site() {
    compare(&pages(40, 1), "");
}

#[test]
fn browser_and_rust_agree_on_a_sharded_site() {
    let pages = pages(700, 2);
    compare(&pages, "");
    let index = index(&pages);
    assert!(index.files.len() > 30, "{} files", index.files.len());
}

#[test]
fn the_order_does_not_depend_on_how_many_results_are_shown() {
    let pages = pages(300, 8);
    let index = index(&pages);
    let slices = [(12, 0), (10, 0), (5, 0), (5, 5), (3, 4), (1, 6)];
    let texts: Vec<String> = queries(&pages).into_iter().step_by(5).map(|query| query.0).collect();
    let asked: Vec<(String, Query)> = texts
        .iter()
        .flat_map(|text| slices.map(|(limit, offset)| (text.clone(), Query { limit, offset, ..Query::default() })))
        .collect();
    let mut search = reader(&index);
    let ours = |(text, query): &(String, Query)| {
        search.search(text, query).unwrap().results.into_iter().map(|hit| (hit.url, hit.score)).collect()
    };
    let mut readers: Vec<Vec<Vec<(String, i64)>>> = vec![asked.iter().map(ours).collect()];
    if let Some(answers) = node(&index, "en", &as_json(&asked), "") {
        let hit = |hit: &Value| (hit["url"].as_str().unwrap().to_owned(), hit["score"].as_i64().unwrap());
        let hits = |answer: &Value| answer["results"].as_array().unwrap().iter().map(hit).collect();
        readers.push(lines(&answers).iter().map(hits).collect());
    }
    for lists in readers {
        for (text, lists) in texts.iter().zip(lists.chunks(slices.len())) {
            for ((limit, offset), list) in slices.iter().zip(lists) {
                let expected: Vec<&(String, i64)> = lists[0].iter().skip(*offset).take(*limit).collect();
                assert_eq!(list.iter().collect::<Vec<_>>(), expected, "{text:?} {limit} {offset}");
            }
        }
    }
}

#[test]
fn a_site_opened_from_disk_searches_alike() {
    compare(&pages(60, 7), "classic");
}

/// How often every file is damaged in eight ways: once, and twenty times where `CAIRN_TEST_ALL` is set.
fn rounds() -> usize {
    if std::env::var_os("CAIRN_TEST_ALL").is_some() { 20 } else { 1 }
}

#[test]
fn damage_is_an_error_in_both_readers() {
    let pages = pages(100, 3);
    let index = index(&pages);
    let queries: Vec<(String, Query)> = queries(&pages).into_iter().skip(10).step_by(190).collect();
    let rounds = rounds();
    assert!(index.files.len() > 50, "one file of terms tells too little");
    (0..index.files.len() * 8 * rounds).into_par_iter().for_each(|number| {
        let mut dice = Dice(5 + number as u64);
        let mut damaged = index.clone();
        let bytes = &mut damaged.files[number / 8 % index.files.len()].1;
        // The reader takes files that a server has unpacked, and then no sum tells that they are damaged.
        if number % 8 > 1 {
            let mut unpacked = Vec::new();
            flate2::read::GzDecoder::new(&bytes[..]).read_to_end(&mut unpacked).unwrap();
            *bytes = unpacked;
        }
        if number % 2 == 0 {
            // The first damage is one bit; later ones are as many bytes as may make sense together.
            for _ in 0..=number / 8 / index.files.len() {
                let at = dice.below(bytes.len());
                bytes[at] ^= 1 << dice.below(8);
            }
        } else {
            bytes.truncate(dice.below(bytes.len()));
        }
        let files: BTreeMap<String, Vec<u8>> = damaged.files.into_iter().collect();
        if let Ok(mut search) =
            Search::open(|name: &str| files.get(name).cloned().ok_or_else(|| "no such file".to_owned()))
        {
            for (text, query) in &queries {
                let _ = search.search(text, query);
            }
        }
    });
    let Some(outcomes) = node(&index, "en", &as_json(&queries), "damage") else { return };
    assert_eq!(outcomes.lines().count(), index.files.len() * 4 * rounds);
    assert!(!outcomes.contains("thrown"), "{outcomes}");
    assert!(outcomes.lines().filter(|line| line.ends_with("error")).count() > index.files.len() * rounds, "{outcomes}");
}

#[test]
fn one_more_sentence_changes_few_files() {
    // What an impact depends on beside its page is rounded, so that a site may grow without all of it changing; the edit is made on several pages,
    // because a page's length alone used to decide whether a third of its words changed.
    let mut pages = pages(10_000, 4);
    let options = Options { pages: pages.len(), ..options() };
    let all: Vec<Tokens> = pages.par_iter().map(|page| tokens(&options, page)).collect();
    let made = |edited: Option<(usize, Tokens)>| {
        let mut builder = Builder::new(options.clone());
        for (number, own) in all.iter().enumerate() {
            let other = edited.as_ref().filter(|edited| edited.0 == number).map(|edited| &edited.1);
            builder.add(other.unwrap_or(own).clone());
        }
        builder.finish().files.into_iter().map(|file| file.0).collect::<BTreeSet<String>>()
    };
    let before = made(None);
    for number in [300, 7_777] {
        pages[number].sections[0].text.push_str("A sentence about deleting backups of the server.");
        let after = made(Some((number, tokens(&options, &pages[number]))));
        // Besides these only entry.bin changes.
        let changed = after.difference(&before).count();
        assert!((2..40).contains(&changed), "{changed} of {} files changed", after.len());
    }
}

#[test]
fn tokens_from_a_cache_make_the_same_index() {
    let pages = pages(30, 6);
    let mut builder = Builder::new(options());
    let mut files = Vec::new();
    for page in &pages {
        builder.add(Tokens::from_bytes(&tokens(&options(), page).to_bytes()).unwrap());
        files.extend(builder.take_files());
    }
    files.extend(builder.finish().files);
    files.sort();
    assert_eq!(files, index(&pages).files);
}

#[test]
fn an_empty_site_can_be_asked() {
    let found = reader(&index(&[])).search("anything", &Query::default()).unwrap();
    assert_eq!((found.results.len(), found.total, found.more), (0, 0, false));
}

#[test]
fn people_find_what_they_mean() {
    let page = |url: &str, title: &str, text: &str| Page {
        url: url.into(),
        title: title.into(),
        kind: "faq".into(),
        boost: 1.0,
        sections: vec![Section { text: text.into(), ..Section::default() }],
        ..Page::default()
    };
    let mut asked = page("/asked/", "Signing in", "Use the link in the letter.");
    asked.asked_as = vec!["I cannot log in any more".into()];
    let mut old = page("/a-loan/", "Lending books", "Ask at the counter.");
    old.standing = 2;
    let pages = [
        old,
        page("/loan/", "Lending books", "Ask at the counter."),
        page("/delete/", "How do I delete my account?", "Open the settings and confirm."),
        page("/conf/", "Where is the configuration?", "Edit nginx.conf and restart. Then ERR_CONN_REFUSED goes away."),
        page(
            "/backup/",
            "Making backups",
            "A backup is a copy of the files, made every night with --no-cache, on version 22.04.",
        ),
        page("/version/", "Which release is it?", "Since v4.7 there is getUserName."),
        page("/step/", "What is step 7?", "Read on."),
        page("/cjk/", "東京のサーバー", "サーバーを設定する方法"),
        asked,
    ];
    let index = index(&pages);
    let mut search = reader(&index);
    let table = [
        ("deleting accounts", "/delete/"),
        ("how can i remove or delete the account of mine?", "/delete/"),
        ("delte acount", "/delete/"),
        ("dele", "/delete/"),
        ("nginx.conf", "/conf/"),
        ("conn refused", "/conf/"),
        ("err_conn_refused", "/conf/"),
        ("no-cache", "/backup/"),
        ("22.04", "/backup/"),
        ("v22.04", "/backup/"),
        ("4.7", "/version/"),
        ("version 4.7", "/version/"),
        ("user name", "/version/"),
        ("getusername", "/version/"),
        ("サーバ 設定", "/cjk/"),
        ("東京", "/cjk/"),
        ("cannot log in", "/asked/"),
        ("how to back up", "/backup/"),
        ("deleteaccount", "/delete/"),
        ("copynight", "/backup/"),
        // The one is outdated.
        ("lending books", "/loan/"),
    ];
    for (text, url) in table {
        let found = search.search(text, &Query::default()).unwrap();
        assert_eq!(found.results.first().map(|hit| hit.url.as_str()), Some(url), "{text}");
    }
}

/// A short page.
fn note(url: &str, title: &str, text: &str) -> Page {
    let sections = vec![Section { text: text.into(), ..Section::default() }];
    Page { url: url.into(), title: title.into(), boost: 1.0, sections, ..Page::default() }
}

/// The addresses found, best first.
fn urls(index: &Index, text: &str) -> Vec<String> {
    let query = Query { limit: 100, ..Query::default() };
    reader(index).search(text, &query).unwrap().results.into_iter().map(|hit| hit.url).collect()
}

#[test]
fn an_answer_is_found_before_its_duplicates() {
    let long = "The door has a lock, and behind it lie rooms. ".repeat(40);
    let pages = [
        note(
            "/again/",
            "Keys of the door lost, lost keys",
            "Lost the keys of the door? The keys of the door are lost.",
        ),
        note("/twice/", "Lost keys of the door", "Keys of the door, lost."),
        note("/other/", "Keys of the door", "Where to have keys of the door made."),
        note("/answer/", "Doors", &format!("{long} Who lost keys asks. {long}")),
    ];
    let found = |pairs: &[(u32, u32)]| {
        let mut builder = Builder::new(options());
        pages.iter().for_each(|page| builder.add(tokens(&options(), page)));
        builder.duplicates(pairs.to_vec());
        let index = builder.finish();
        let queries = [("lost keys door".to_owned(), Query::default()), ("\"lost keys\"".to_owned(), Query::default())];
        compare_on(&index, "en", &queries, "");
        urls(&index, "lost keys door")
    };
    assert_eq!(found(&[]), ["/again/", "/twice/", "/answer/", "/other/"]);
    // What is a duplicate of a duplicate comes behind both, and whatever is said in a circle, all are found.
    assert_eq!(found(&[(1, 3), (0, 1)]), ["/answer/", "/twice/", "/again/", "/other/"]);
    assert_eq!(found(&[(0, 1), (1, 0)]).len(), 4);
}

#[test]
fn a_word_that_one_page_misspells_is_forgiven_like_any_other() {
    let mut pages = vec![note("/wrong/", "Forgotten", "If your pasword is lost, ask.")];
    pages.extend((0..12).map(|number| note(&format!("/right-{number}/"), "Account", "Change the password here.")));
    let found = urls(&index(&pages), "pasword");
    assert_eq!((found.len(), found[0].as_str()), (13, "/wrong/"), "the page that has the word so comes first");
    // However long it is, and whatever the others are called.
    let mut pages =
        vec![note("/contract/", "A long text", &("Many other words stand here. ".repeat(80) + "End the contract."))];
    pages.extend(
        (0..12)
            .map(|number| note(&format!("/{number}/"), &format!("How to contact team {number}?"), "Write a letter.")),
    );
    assert_eq!(urls(&index(&pages), "contract")[0], "/contract/");
    let mut pages = vec![note("/wrong/", "Forgotten", "If your pasword is lost, ask.")];
    pages.extend((0..12).map(|number| note(&format!("/right-{number}/"), "Account", "Change the password here.")));
    // A word that is as common as the other is no error.
    pages.extend((0..2).map(|number| note(&format!("/wrong-{number}/"), "Forgotten", "A pasword.")));
    assert_eq!(urls(&index(&pages), "pasword").len(), 3);
}

#[test]
fn words_are_found_joined_and_apart() {
    let index = index(&[
        note("/joined/", "Accounts", "The login needs a name."),
        note("/joined-too/", "Accounts", "Every login is written down."),
        note("/apart/", "Members", "To log in, say who you are."),
        note("/form/", "Papers", "Use this form."),
        note("/inform/", "Papers", "We inform you."),
    ]);
    let found = urls(&index, "log in?");
    assert_eq!(found.len(), 3, "{found:?}");
    assert_eq!(urls(&index, "papersform"), ["/form/", "/inform/"], "the one has both words");
    assert!(urls(&index, "asform").is_empty(), "little words do not begin a word");
    assert!(!urls(&index, "in form?").contains(&"/inform/".to_owned()), "not every word that two make is meant");
}

#[test]
fn another_wording_counts_where_all_of_it_is_said() {
    let mut options = options();
    options.synonyms.push(vec!["2FA".into(), "two factor login".into()]);
    let pages = [
        note("/whole/", "Notes", "For a login with two things, each a factor of its own."),
        note("/part/", "Two factor", "Nothing else is said of that."),
    ];
    let index = index_with(&options, &pages);
    assert_eq!(urls(&index, "2fa"), ["/whole/"]);
    // Words that two wordings share count for both, and those that were said for either.
    options.synonyms = vec![
        vec!["2FA".into(), "two factor login".into(), "two step login".into()],
        vec!["VPS".into(), "virtual server".into()],
        vec!["publish".into(), "deploy".into()],
    ];
    let mut pages = vec![
        note("/step/", "What is the next step?", "Nothing else is said of that."),
        note("/login/", "Login with two things", "The second step comes after the first."),
        note("/reality/", "Virtual reality", "Glasses."),
        note("/deploy/", "Notes", "How to deploy a site."),
    ];
    pages.extend((0..12).map(|number| note(&format!("/{number}/"), "Factory reset", "Hold the button, server.")));
    let index = index_with(&options, &pages);
    assert_eq!(urls(&index, "2fa"), ["/login/"]);
    assert!(!urls(&index, "vps server").contains(&"/reality/".to_owned()));
    for form in ["publish", "published", "publishing"] {
        assert_eq!(urls(&index, form), ["/deploy/"], "{form}");
    }
}

#[test]
fn a_small_site_knows_the_forms_of_its_words() {
    for (lang, text, queries) in [
        (
            "en",
            "How do I delete my account? Restore and configure a server.",
            &["deleting", "restoring", "configuring", "accounts"][..],
        ),
        ("de", "Wie lösche ich mein Konto? Den Server einrichten.", &["löschen", "einrichtet", "Servern"]),
        ("ru", "Как удалить аккаунт? Сбросить пароль.", &["паролями", "аккаунтов"]),
        ("fr", "Comment supprimer mon compte ?", &["comptes", "supprimez"]),
        ("ar", "الإعدادات والأجهزة في الموقع", &["إعدادات"]),
    ] {
        let options = Options { lang: lang.into(), ..Options::default() };
        let index = index_with(&options, &[note("/own/", "Notes", text), note("/other/", "Other", "1 2 3")]);
        for query in queries {
            assert_eq!(urls(&index, query), ["/own/"], "{lang}: {query}");
        }
    }
}

#[test]
fn a_phrase_far_down_is_found_and_avoided() {
    let mut pages: Vec<Page> =
        (0..40).map(|number| note(&format!("/{number}/"), "Mail server", "Restart the mail server.")).collect();
    pages.push(note(
        "/last/",
        "Note",
        &("Words of another sort. ".repeat(40) + "The server mail goes out. A mail, a server."),
    ));
    let index = index(&pages);
    assert_eq!(urls(&index, "\"server mail\""), ["/last/"]);
    assert_eq!(urls(&index, "server -\"mail server\""), ["/last/"]);
}

#[test]
fn a_wording_of_the_question_may_be_quoted() {
    let mut asked = note("/asked/", "Signing in", "Use the link in the letter.");
    asked.asked_as = vec!["I cannot log in any more".into(), "login fails".into()];
    let index = index(&[asked, note("/other/", "Log in", "You cannot log in at night.")]);
    let mut found = urls(&index, "\"cannot log in\"");
    found.sort();
    assert_eq!(found, ["/asked/", "/other/"]);
}

#[test]
fn a_question_of_a_list_is_found_as_a_page_of_its_own() {
    let mut list = note("/small/", "Small questions", "Short answers.");
    let section = |heading: &str, text: &str| Section {
        id: "s".into(),
        heading: heading.into(),
        text: text.into(),
        ..Section::default()
    };
    list.kind = "faq".into();
    list.sections.extend([
        section("How do I stop the preview?", "Press the keys."),
        section("Where do pictures go?", "Beside the page."),
    ]);
    list.questions = vec!["How do I stop the preview?".into(), "Where do pictures go?".into()];
    let words = "How do I stop the preview? I stop the preview of a preview and stop, where do pictures go, pictures go where they go.";
    let mut other = note("/other/", "Commands of the preview, and where its pictures are", words);
    other.sections.extend([section("Stop the preview", words), section("Pictures go where they do", words)]);
    let index = index(&[list, other]);
    for query in ["how do i stop the preview", "where do pictures go"] {
        assert_eq!(urls(&index, query)[0], "/small/", "{query}");
    }
}

#[test]
fn one_letter_is_the_beginning_of_words() {
    let index = index(&[note("/restart/", "Restart", "Press it."), note("/other/", "Other", "Nothing.")]);
    assert_eq!(urls(&index, "r"), ["/restart/"]);
    assert_eq!(urls(&index, "x"), [""; 0]);
}

#[test]
fn a_title_of_one_word_does_not_beat_one_that_has_the_question() {
    let mut pages: Vec<Page> =
        (0..30).map(|number| note(&format!("/{number}/"), "Notes", "Some text about a server.")).collect();
    let mut tutorial = note(
        "/whole/",
        "Restore backups from object storage",
        "Here is how to restore the backups from storage, object by object.",
    );
    tutorial.kind = "tutorial".into();
    let mut faq = note("/word/", "Backups?", "They are made at night.");
    faq.kind = "faq".into();
    let mut other = note("/other/", "Where is my storage?", "In the panel.");
    other.kind = "faq".into();
    pages.extend([faq, other, tutorial]);
    assert_eq!(urls(&index(&pages), "restore backups from object storage")[0], "/whole/");
    assert_eq!(urls(&index(&pages), "restore backups")[0], "/whole/");
    assert_eq!(urls(&index(&pages), "backups")[0], "/word/");
}

#[test]
fn short_words_after_a_minus_are_options_unless_titles_have_them() {
    let index = index(&[
        note("/tar/", "Unpack an archive", "Use tar -xf here."),
        note("/tar-only/", "Make an archive", "Use tar alone."),
        note("/php/", "Install PHP", "A server with tar."),
    ]);
    assert_eq!(urls(&index, "tar -xf")[0], "/tar/");
    let found = urls(&index, "tar -php");
    assert!(found.len() == 2 && !found.contains(&"/php/".to_owned()), "{found:?}");
}

#[test]
fn phrases_can_be_unwanted() {
    let index = index(&[
        note("/with/", "Note", "Restart the mail server at night."),
        note("/without/", "Note", "The server sends mail."),
    ]);
    assert_eq!(urls(&index, "server -\"mail server\""), ["/without/"]);
    assert_eq!(urls(&index, "night -\"mail server\""), ["/with/"], "nothing wanted is left: the sign is passed over");
    assert_eq!(urls(&index, "-\"mail server\"")[0], "/with/");
}

#[test]
fn signs_of_a_query_are_understood() {
    let page = |url: &str, text: &str| Page {
        url: url.into(),
        title: "Note".into(),
        boost: 1.0,
        sections: vec![Section { text: text.into(), ..Section::default() }],
        ..Page::default()
    };
    let index = index(&[
        page("/apart/", "The password: first reset the router, then change your password, or reset the password."),
        page("/together/", "A long note that tells, after many words about the server, how to reset your password."),
        page(
            "/scattered/",
            "Reset here. It is a long way to the other word of this query, which stands far from it: and only at the end there is a password.",
        ),
        page("/2fa/", "Two factor login needs a second device."),
        page("/tokyo/", "東京のサーバーを設定する"),
        page("/kyoto/", "京都と東京のサーバー"),
    ]);
    let mut search = reader(&index);
    let mut urls = |text: &str| {
        let found = search.search(text, &Query::default()).unwrap();
        assert_eq!(found.total, found.results.len(), "{text}");
        found.results.into_iter().map(|hit| hit.url).collect::<Vec<_>>()
    };
    assert_eq!(urls("\"reset your password\""), ["/together/"], "a phrase is found as it stands");
    assert_eq!(urls("\"Reset the\" password"), ["/apart/"]);
    assert_eq!(urls("“東京のサーバーを”"), ["/tokyo/"]);
    assert!(urls("\"your password reset\"").len() > 1, "a phrase that nobody wrote is a question like any other");
    assert_eq!(urls("password -router -server"), ["/scattered/"], "pages with unwanted words are left out");
    assert_eq!(urls("東京 -京都"), ["/tokyo/"]);
    assert_eq!(urls("東京 -京都と東京"), ["/tokyo/"], "however long");
    assert_eq!(urls("東京 -設"), ["/kyoto/"], "and however short");
    assert_eq!(urls("password -router, -server?"), ["/scattered/"], "points are no part of a word");
    assert_eq!(urls("password\u{a0}-router -server"), ["/scattered/"]);
    assert_eq!(urls("-router"), ["/apart/"], "an unwanted word alone is what is asked for");
    assert_eq!(urls("device -second"), ["/2fa/"], "unwanted words never empty the list");
    assert_eq!(urls("2fa"), ["/2fa/"], "a synonym may have several words");
    assert_eq!(urls("二段階認証"), ["/2fa/"]);
    let near = urls("reset password");
    let place = |url: &str| near.iter().position(|known| known == url);
    assert!(place("/together/") < place("/scattered/"), "words that stand together count more: {near:?}");
}

#[test]
fn a_filter_reaches_the_end_of_every_list() {
    // Two long lists of which the near shard has the beginning, and three pages far down in both.
    let page = |number: usize| Page {
        url: format!("/page-{number}/"),
        title: if number < 400 { format!("Console table {number}") } else { format!("Note {number}") },
        kind: "faq".into(),
        tags: if number > 1_496 { vec!["rare".into()] } else { Vec::new() },
        boost: 1.0,
        sections: vec![Section { text: "some other words ".repeat(40) + "console table", ..Section::default() }],
        ..Page::default()
    };
    let pages: Vec<Page> = (0..1_500).map(page).chain(self::pages(300, 8)).collect();
    let index = index(&pages);
    let mut search = reader(&index);
    let filters = BTreeMap::from([("tag".to_owned(), vec!["rare".to_owned()])]);
    for text in ["console", "console table", "table console backup restore"] {
        let query = Query { filters: filters.clone(), ..Query::default() };
        assert_eq!(search.search(text, &query).unwrap().total, 3, "{text}");
        compare_on(&index, "en", &[(text.to_owned(), query)], "");
    }
}

#[test]
fn parts_of_german_words_are_found() {
    let page = |url: &str, text: &str| Page {
        url: url.into(),
        title: "Notiz".into(),
        kind: "faq".into(),
        boost: 1.0,
        sections: vec![Section { text: text.into(), ..Section::default() }],
        ..Page::default()
    };
    let own = [
        page("/made/", "Die Sicherungskopie und die Servereinstellungen."),
        page("/parts/", "Eine Kopie zur Sicherung. Einstellungen, auf jedem Server."),
    ];
    for more in [0, 200] {
        let options = Options { lang: "de".into(), ..options() };
        let mut builder = Builder::new(options.clone());
        own.iter().chain(&pages(more, 5)).for_each(|page| builder.add(tokens(&options, page)));
        let index = builder.finish();
        let mut search = reader(&index);
        let asked = ["Kopie", "Einstellungen", "die sicherung der kopie", "Kopien", "notiz -kopie"];
        // A word that is not wanted keeps no page away that has it within another.
        for (text, count) in asked.iter().zip([2, 2, 2, 2, 1]) {
            let found = search.search(text, &Query::default()).unwrap();
            let own = found.results.iter().filter(|hit| ["/made/", "/parts/"].contains(&hit.url.as_str())).count();
            assert_eq!(own, count, "{text}: {:?}", found.results);
        }
        compare_on(&index, "de", &asked.map(|text| (text.to_owned(), Query::default())), "");
    }
}

#[test]
fn what_is_counted_has_the_phrase() {
    let page = |number: usize| Page {
        url: format!("/page-{number}/"),
        kind: if number < 30 { "faq" } else { "tutorial" }.into(),
        title: "Note".into(),
        boost: 1.0,
        sections: vec![Section {
            text: if number < 40 { "a shallow clone" } else { "a clone that is shallow" }.into(),
            ..Section::default()
        }],
        ..Page::default()
    };
    let index = index(&(0..60).map(page).collect::<Vec<_>>());
    let mut search = reader(&index);
    let found = search.search("\"shallow clone\"", &Query { limit: 60, ..Query::default() }).unwrap();
    assert_eq!((found.total, found.more, found.results.len()), (40, false, 40));
    assert_eq!(found.facets["kind"], [("faq".to_owned(), 30), ("tutorial".to_owned(), 10)]);
}

#[test]
fn simplified_and_traditional_chinese_find_each_other() {
    let page = |url: &str, title: &str, text: &str| Page {
        url: url.into(),
        title: title.into(),
        boost: 1.0,
        sections: vec![Section { text: text.into(), ..Section::default() }],
        ..Page::default()
    };
    let both = [
        page("/hans/", "怎样开发网络软件？", "服务器的设置见下面的说明。头发干了。"),
        page("/hant/", "怎樣開發網絡軟體？", "伺服器的設置見下面的說明。頭髮乾了。"),
        page("/other/", "天气", "今天下雨。"),
    ];
    let few = index(&both);
    let pages: Vec<Page> = both.iter().cloned().chain(pages(700, 2)).collect();
    let many = index(&pages);
    for index in [&few, &many] {
        let mut search = reader(index);
        for text in ["开发网络", "開發網絡", "头发", "頭髮", "說明設置", "说明设置", "开發"] {
            let found = search.search(text, &Query { limit: 2, ..Query::default() }).unwrap();
            let mut urls: Vec<&str> = found.results.iter().map(|hit| hit.url.as_str()).collect();
            urls.sort_unstable();
            assert_eq!(urls, ["/hans/", "/hant/"], "{text}");
            let marked = found.results.iter().all(|hit| hit.excerpt_html.contains("<mark>"));
            assert!(marked || text.contains(['开', '開']), "{text} {found:?}");
        }
        let found = search.search("開發網絡", &Query::default()).unwrap();
        assert_eq!(found.results[0].url, "/hant/", "what is written as in the question comes first");
        let asked = ["开发网络", "開發網絡", "頭髮乾", "头", "「說明」設置", "-開發 说明", "\"開發網絡\""];
        compare_on(index, "en", &asked.map(|text| (text.to_owned(), Query::default())), "");
    }
    let simplified = index(&both[..1]);
    let mut search = reader(&simplified);
    assert_eq!(search.search("開發", &Query::default()).unwrap().total, 1);
    assert_eq!(search.search("下面的說明 -開發", &Query::default()).unwrap().total, 1);
}

/// The folder of a collection of real questions, or `None` with a message where the test data is absent.
fn collection(set: &str) -> Option<PathBuf> {
    test_data(&format!("search-eval/{set}"))
}

/// A file of a collection.
fn text_of(folder: &Path, name: &str) -> String {
    let file = folder.join(name);
    fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// An index of a collection's pages.
fn index_of(docs: &str) -> Index {
    let docs = lines(docs);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let options = Options { lang: text(&docs[0]["lang"]), pages: docs.len(), ..Options::default() };
    let mut builder = Builder::new(options.clone());
    for doc in docs {
        let sections = vec![Section { text: text(&doc["body"]), ..Section::default() }];
        let page = Page {
            url: format!("/{}", text(&doc["id"])),
            title: text(&doc["title"]),
            kind: text(&doc["kind"]),
            boost: 1.0,
            sections,
            ..Page::default()
        };
        builder.add(tokens(&options, &page));
    }
    builder.finish()
}

/// What a cold first query costs the reader, five results, client included: bytes and requests, the medians, and the same for the query after it.
fn costs(index: &Index, questions: &[String]) -> [usize; 4] {
    let files: BTreeMap<&str, &Vec<u8>> = index.files.iter().map(|(name, bytes)| (name.as_str(), bytes)).collect();
    let client = Theme::load(&BTreeMap::new(), &[], &BTreeMap::new(), &ThemeConfig::default())
        .0
        .script("assets/search/client.js");
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(9));
    packed.write_all(client.as_bytes()).unwrap();
    let client = packed.finish().unwrap().len();
    let five = Query { limit: 5, ..Query::default() };
    let step = (questions.len() / 60).max(1);
    let of = |number: usize| {
        let seen = std::cell::RefCell::new(BTreeMap::from([("client.js", client)]));
        let fetch = |name: &str| {
            let (name, bytes) = files.get_key_value(name).ok_or("no such file")?;
            seen.borrow_mut().insert(name, bytes.len());
            Ok::<Vec<u8>, String>((*bytes).clone())
        };
        let mut search = Search::open(fetch).unwrap();
        search.search(&questions[number], &five).unwrap();
        let so_far = || (seen.borrow().values().sum::<usize>(), seen.borrow().len());
        let first = so_far();
        search.search(&questions[(number + 7) % questions.len()], &five).unwrap();
        let both = so_far();
        [first.0, first.1, both.0 - first.0, both.1 - first.1]
    };
    let all: Vec<[usize; 4]> = (0..questions.len()).step_by(step).collect::<Vec<_>>().into_par_iter().map(of).collect();
    std::array::from_fn(|which| {
        let mut values: Vec<usize> = all.iter().map(|cost| cost[which]).collect();
        values.sort_unstable();
        values[values.len() / 2]
    })
}

/// kB and requests of a cold first query, at most: the budget less a margin.
#[test]
#[expect(clippy::print_stdout, reason = "figures are printed")]
fn a_first_query_costs_little() {
    let extra = std::env::var("CAIRN_TEST_COSTS").unwrap_or_default();
    let measuring = !extra.is_empty();
    let own = [("stackfaq", 45, 7), ("jsquad-ja", 50, 19), ("awsdocs-2k", 81, 10)];
    let own = own.into_iter().filter_map(|(set, kb, requests)| Some((collection(set)?, kb, requests)));
    let extra = extra.split(':').filter(|folder| !folder.is_empty()).map(|folder| (folder.into(), usize::MAX, 99));
    for (folder, kb, requests) in own.chain(extra) {
        let (docs, questions) = (text_of(&folder, "docs.jsonl"), text_of(&folder, "queries.jsonl"));
        let text = |question: &Value| question["text"].as_str().unwrap().to_owned();
        let index = index_of(&docs);
        let [bytes, asked, next_bytes, next_asked] =
            costs(&index, &lines(&questions).iter().map(text).collect::<Vec<_>>());
        let said =
            format!("{}: first {bytes} bytes in {asked} requests, next {next_bytes} in {next_asked}", folder.display());
        println!("{said}, {} files", index.files.len());
        assert!(measuring || bytes / 1_000 <= kb && asked <= requests, "{said}, expected {kb} kB in {requests}");
    }
}

/// A ranked list after two requests one after the other, and its texts after one more, once the index is open. A typing error in a seldom word
/// may cost one more, as may a word that is on more than a thousand pages.
#[test]
#[expect(clippy::print_stdout, reason = "figures are printed")]
fn a_query_waits_for_three_answers() {
    for (set, file, most_in_hundred) in [
        ("awsdocs-2k", "queries", 0),
        ("stackfaq", "queries.typo", 6),
        ("jsquad-ja", "queries", 0),
        ("awsdocs-2k", "signs", 50),
    ] {
        let Some(folder) = collection(set) else { continue };
        let docs = text_of(&folder, "docs.jsonl");
        let signs = [
            "\"log in\"",
            "\"request timeout\"",
            "\"create a role\"",
            "restore -backup",
            "delete -\"the stack\"",
            "stack -role",
        ];
        let questions = match file {
            "signs" => signs.map(|text| json!({ "text": text }).to_string() + "\n").concat(),
            file => text_of(&folder, &format!("{file}.jsonl")),
        };
        let all = lines(&questions);
        let of =
            |question: &Value| (question["text"].as_str().unwrap().to_owned(), Query { limit: 5, ..Query::default() });
        let queries: Vec<(String, Query)> = all.iter().step_by((all.len() / 50).max(1)).map(of).collect();
        let lang = lines(&docs)[0]["lang"].as_str().unwrap().to_owned();
        let Some(trips) = node(&index_of(&docs), &lang, &as_json(&queries), "trips") else { return };
        let trips: Vec<usize> = trips.lines().map(|line| line.parse().unwrap()).collect();
        println!("{set}: {trips:?}");
        assert_eq!(trips.len(), queries.len());
        let more = trips.iter().filter(|trips| **trips > 3).count();
        assert!(more * 100 <= most_in_hundred * trips.len(), "{set}: {trips:?}");
        // A phrase is looked for in texts, twice as many at each step.
        let most = if file == "signs" { 8 } else { 4 };
        assert!(trips.iter().all(|trips| *trips <= most), "{set}: {trips:?}");
    }
}

/// Every collection, and how many of each kind of question are asked of it.
const COLLECTIONS: [(&str, usize); 11] = [
    ("stackfaq", 80),
    ("awsdocs-2k", 40),
    ("cranfield", 47),
    ("jsquad-ja", 80),
    ("cmrc-zh-hans", 60),
    ("drcd-zh-hant", 60),
    ("xquad-ru", 30),
    ("xquad-de", 30),
    ("xquad-es", 30),
    ("xquad-en", 30),
    ("xquad-zh", 30),
];

/// Every fourth of these questions is asked, and all of them, more than 2,000, where `CAIRN_TEST_ALL` is set.
fn part() -> usize {
    if std::env::var_os("CAIRN_TEST_ALL").is_some() { 1 } else { 4 }
}

/// What people asked, in all collections: whole, with an error, half typed, mixed with another script and signs, and now and then quoted,
/// with a word not wanted, as one endless question, or as nothing but little words.
fn variants_of(questions: &[String], dice: &mut Dice) -> Vec<(String, Query)> {
    let mut all = Vec::new();
    for (number, text) in questions.iter().enumerate() {
        let letters: Vec<char> = text.chars().collect();
        let mut wrong = letters.clone();
        let at = dice.below(letters.len() - 1);
        wrong.swap(at, at + 1);
        let half = letters[..1 + dice.below(letters.len())].iter().collect();
        let other = dice.pick(questions);
        let odd = match number % 8 {
            0 => format!("\"{}\"", letters[at..letters.len().min(at + 12)].iter().collect::<String>()),
            1 => format!("{text} -{}", other.split(' ').next_back().unwrap_or_default()),
            2 => format!("{text} {other} ").repeat(10_000 / text.len().max(1)),
            3 => "the and of wie was ist который この です 什么 是".to_owned(),
            4 => text.replacen(' ', "", 1 + dice.below(3)),
            5 => format!("{}🎉{}", &letters[..at].iter().collect::<String>(), letters[at..].iter().collect::<String>()),
            _ => format!("{half} {other}"),
        };
        all.extend([text.clone(), wrong.into_iter().collect(), half, odd]);
    }
    all.into_iter().map(|text| (text, Query { limit: 5, ..Query::default() })).collect()
}

#[test]
#[expect(clippy::print_stdout, reason = "figures are printed")]
fn browser_and_rust_agree_on_real_questions() {
    let asked: Vec<usize> = COLLECTIONS
        .into_par_iter()
        .map(|(set, count)| {
            let Some(folder) = collection(set) else { return 0 };
            let docs = text_of(&folder, "docs.jsonl");
            let mut questions: Vec<String> = Vec::new();
            for variant in ["queries", "queries.typo", "queries.prefix", "queries.keywords"] {
                let text = fs::read_to_string(folder.join(format!("{variant}.jsonl"))).unwrap_or_default();
                questions.extend(lines(&text).into_iter().map(|query| query["text"].as_str().unwrap().to_owned()));
            }
            let step = part() * questions.len() / count;
            let questions: Vec<String> = questions.into_iter().step_by(step).collect();
            let queries = variants_of(&questions, &mut Dice(count as u64));
            let lang = lines(&docs)[0]["lang"].as_str().unwrap().to_owned();
            compare_on(&index_of(&docs), &lang, &queries, "");
            queries.len()
        })
        .collect();
    let all: usize = asked.iter().sum();
    println!("{all} queries");
    assert!(asked.contains(&0) || all * part() >= 2_000, "only {all} queries");
}

/// Real questions on real pages: the share of what an ideal order would gain, over the first ten results.
#[test]
#[expect(clippy::print_stdout, reason = "figures are printed")]
fn questions_find_their_pages() {
    for (set, every, floor) in [("stackfaq", 4, 0.89), ("xquad-ru", 1, 0.95)] {
        let Some(folder) = collection(set) else { continue };
        let [docs, questions, judged] = ["docs.jsonl", "queries.jsonl", "qrels.tsv"].map(|name| text_of(&folder, name));
        let index = index_of(&docs);
        let mut search = reader(&index);
        let right: BTreeMap<&str, &str> =
            judged.lines().filter_map(|line| line.strip_suffix("\t1")?.split_once('\t')).collect();
        let (mut gain, mut asked) = (0.0, 0);
        for question in lines(&questions).iter().step_by(every) {
            let Some(right) = question["id"].as_str().and_then(|id| right.get(id)) else { continue };
            let found = search.search(question["text"].as_str().unwrap(), &Query::default()).unwrap();
            let place = found.results.iter().position(|hit| hit.url[1..] == **right);
            gain += place.map_or(0.0, |place| 1.0 / (place as f64 + 2.0).log2());
            asked += 1;
        }
        let share = gain / f64::from(asked);
        println!("{set}: {share:.3} over {asked} questions");
        assert!(asked > 20 && share > floor, "{set}: {share:.3} over {asked} questions, expected {floor}");
    }
}
