//! The laws of PRODUCT.md §5 that hold for every site, on `content-example` and on a community's real repository.

#![allow(clippy::disallowed_methods, reason = "tests use the world")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use cairn::Options;
use cairn::cache::Cache;
use support::{addresses, broken_links, build, corpus, files, project, without_comments, write_all};

fn example(output: &Path) -> Options {
    Options { root: project().join("content-example"), output: output.to_owned(), ..Options::default() }
}

#[test]
fn the_example_is_clean() {
    let folder = tempfile::tempdir().unwrap();
    let built = build(&example(folder.path()));
    let report = cairn::cli::report::report(&built.diagnostics, &cairn::source::Source::default());
    assert!(built.diagnostics.is_empty(), "{report}");
}

#[test]
fn every_link_leads_somewhere() {
    for (base_url, relative, prefix) in [
        ("https://host.example", false, ""),
        ("https://host.example/repo/", false, "/repo"),
        ("https://host.example/", true, ""),
    ] {
        let folder = tempfile::tempdir().unwrap();
        build(&Options { base_url: Some(base_url.into()), relative, ..example(folder.path()) });
        let broken = broken_links(&files(folder.path()), prefix);
        assert!(broken.is_empty(), "{base_url} relative={relative}:\n{}", broken.join("\n"));
    }
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let build_with = |threads: usize| {
        let folder = tempfile::tempdir().unwrap();
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| build(&example(folder.path())));
        files(folder.path())
    };
    let (one, eight) = (build_with(1), build_with(8));
    assert_eq!(one.keys().collect::<Vec<_>>(), eight.keys().collect::<Vec<_>>());
    for (name, bytes) in &one {
        assert!(bytes == &eight[name], "{name} differs");
    }
}

#[test]
fn a_warm_build_equals_a_cold_one() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("site");
    let page =
        |text: &str| format!("---\ntitle: A page\ntags: [one]\n---\n\n## Part\n\n{text}\n\n```sh\necho hi\n```\n");
    let first = page("Hello.");
    write_all(
        &root,
        &[("faq/a.md", &first), ("faq/b.md", "# B\n\n[a](a.md#part) and [[a]]\n"), ("tutorials/c.md", "# C\n\nText\n")],
    );
    let options =
        |output: &str| Options { root: root.clone(), output: folder.path().join(output), ..Options::default() };
    let warm = || {
        let cache = Arc::new(Cache::open(&root.join(".cairn/cache")));
        cairn::build(&options("warm"), cache).unwrap();
    };
    let edits: [&[(&str, &str)]; 5] = [
        &[],
        &[("faq/a.md", &page("Hello again."))],
        &[("faq/a.md", "# Another title\n\nNo part any more.\n")],
        &[("cairn.yml", "title: Renamed\n"), ("faq/d.md", "# D\n\n[c](../tutorials/c.md)\n")],
        &[("theme/i18n/en.json", "{\"home\": \"Start\"}"), ("faq/a.md", &first)],
    ];
    for (number, edit) in edits.iter().enumerate() {
        write_all(&root, edit);
        warm();
        let cold = format!("cold-{number}");
        build(&options(&cold));
        assert_eq!(
            same(&folder.path().join("warm"), &folder.path().join(&cold)),
            Vec::<String>::new(),
            "edit {number}"
        );
    }
}

/// Names of files that differ between two sites.
fn same(one: &Path, other: &Path) -> Vec<String> {
    let (one, other) = (files(one), files(other));
    let names = one.keys().chain(other.keys());
    let mut differ: Vec<String> = names.filter(|name| one.get(*name) != other.get(*name)).cloned().collect();
    differ.dedup();
    differ
}

#[test]
fn building_twice_gives_the_same_site() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("site");
    write_all(&root, &[("faq/a.md", "# A\n\nText\n"), ("b.md", "# B\n\nText\n")]);
    let options = Options { root: root.clone(), output: root.join("public"), ..Options::default() };
    build(&options);
    let first = files(&root.join("public"));
    build(&options);
    assert_eq!(first, files(&root.join("public")));
}

#[test]
fn a_real_repository_builds_whole() {
    let folder = tempfile::tempdir().unwrap();
    let Some(root) = corpus(folder.path(), &[]) else { return };
    write_all(&root, &[("cairn.yml", CORPUS_CONFIG)]);
    let output: PathBuf = folder.path().join("site");
    build(&Options { root: root.clone(), output: output.clone(), ..Options::default() });
    let site = files(&output);
    let broken = broken_links(&site, "");
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    let pages =
        |folder: &str| site.keys().filter(|name| name.starts_with(folder) && name.ends_with("/index.md")).count();
    assert_eq!((pages("tutorials/"), pages("de/tutorials/"), pages("ru/tutorials/")), (392, 114, 38));
    assert_no_address(&site, &root);
}

/// What the maintainers of that repository would write.
const CORPUS_CONFIG: &str = "\
title: Community tutorials
description: Written by members, for everyone.
base_url: https://community.example/
language: en
languages: {pattern: \"{part}.{lang}.md\"}
repo: https://github.com/example/community-content
license: MIT
";

/// No address of a commit or of a sign-off reaches any file (law 4), unless its author shows it in the text of a page.
fn assert_no_address(site: &BTreeMap<String, Vec<u8>>, root: &Path) {
    let git = |arguments: &[&str]| {
        let output = Command::new("git").args(arguments).current_dir(root).output().unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let log = git(&["log", "--format=%ae%n%ce%n%(trailers:valueonly)"]);
    let signed = git(&["grep", "-h", "-i", "signed-off-by"]);
    let metadata: BTreeSet<String> = addresses(&log).chain(addresses(&signed)).collect();
    assert!(metadata.len() > 200, "the repository has addresses to look for: {}", metadata.len());
    let sources = files(root).into_iter().filter(|(name, _)| name.ends_with(".md") && !name.starts_with(".git/"));
    let shown: BTreeSet<String> = sources
        .flat_map(|(_, bytes)| addresses(&without_comments(&String::from_utf8_lossy(&bytes))).collect::<Vec<_>>())
        .collect();
    for (name, bytes) in site {
        for address in addresses(&String::from_utf8_lossy(bytes)) {
            assert!(!metadata.contains(&address) || shown.contains(&address), "{name} holds {address}");
        }
    }
}

/// Words of an English page and of a German one, as they stand in what a site is built from: each must be found marked as what it is.
const ENGLISH: &str = "Englishword";
const GERMAN: &str = "Deutschwort";

/// The texts of a page that hold `word`, each with the language and direction that is said of it.
fn spoken(html: &str, word: &str) -> Vec<(String, String, String)> {
    use html5ever::tendril::TendrilSink;
    use markup5ever_rcdom::{Handle, NodeData, RcDom};

    fn walk(node: &Handle, said: (&str, &str), word: &str, found: &mut Vec<(String, String, String)>) {
        let (mut lang, mut dir) = (said.0.to_owned(), said.1.to_owned());
        match &node.data {
            NodeData::Element { attrs, .. } => {
                for attribute in attrs.borrow().iter() {
                    match &*attribute.name.local {
                        "lang" => lang = attribute.value.to_string(),
                        "dir" => dir = attribute.value.to_string(),
                        _ => {}
                    }
                }
            }
            NodeData::Text { contents } if contents.borrow().contains(word) => {
                found.push((contents.borrow().trim().to_owned(), lang.clone(), dir.clone()));
            }
            _ => {}
        }
        for child in node.children.borrow().iter() {
            walk(child, (&lang, &dir), word, found);
        }
    }

    let page = html5ever::parse_document(RcDom::default(), html5ever::ParseOpts::default()).one(html);
    let mut found = Vec::new();
    let document = page.document.children.borrow();
    let html = document.iter().find(|node| matches!(node.data, NodeData::Element { .. })).unwrap();
    // The title of the window is a text without parts.
    let is_body = |part: &&Handle| matches!(&part.data, NodeData::Element { name, .. } if &*name.local == "body");
    let parts = html.children.borrow();
    walk(parts.iter().find(is_body).unwrap(), ("of the page", "of the page"), word, &mut found);
    found
}

#[test]
fn what_is_in_another_language_than_its_page_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("site");
    let kinds = [
        (
            "faq/dog.md",
            "short_answer: Englishword *yes*.\nasked_as: [Englishword dogs?]\nalternatives: [{text: Englishword other way., page: cat}]\n",
        ),
        ("faq/cat.md", "short_answer: Englishword no.\nrelated: [dog]\n"),
        (
            "tutorials/walk.md",
            "outcome: Englishword walked.\nduration: 2 Englishword\nprerequisites: [dog]\nseries: Englishword walks\norder: 1\n",
        ),
        ("tutorials/run.md", "series: Englishword walks\norder: 2\n"),
        (
            "templates/note.md",
            "license: MIT\nvariables: [{name: who, label: Englishword who, help: Englishword help, kind: choice, choices: [Englishword one]}]\nbased_on: {id: letter, change: Englishword shorter}\n",
        ),
        ("templates/letter.md", "license: MIT\n"),
    ];
    let mut texts: Vec<(String, String)> = vec![
        ("cairn.yml".into(), "title: Site\nlanguages: {list: [ar, en, de]}\n".into()),
        ("faq/own.ar.md".into(), "---\ntitle: كلب\nauthors: [Ann]\n---\n\nنص.\n".into()),
        ("faq/hund.de.md".into(), "---\ntitle: Deutschwort Hund\ndescription: Deutschwort kurz\nduration: 2 Deutschwort\nauthors: [Ann]\n---\n\nSiehe [x](own.ar.md).\n".into()),
    ];
    for (path, more) in kinds {
        let body = "## Englishword one\n\nEnglishword [own](/faq/own.ar.md).\n\n## Englishword two\n\n```markdown\nEnglishword *text* {{who}}\n```\n";
        let text = format!(
            "---\ntitle: May Englishword {path}?\ntags: [Englishword tag]\narea: Englishword area\nauthors: [Ann]\n{more}---\n\n{body}"
        );
        texts.push((path.replace(".md", ".en.md"), text));
    }
    let texts: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    write_all(&root, &texts);
    let output = folder.path().join("public");
    build(&Options {
        root,
        output: output.clone(),
        base_url: Some("https://host.example".into()),
        ..Options::default()
    });
    let site = files(&output);
    let page = |address: &str| std::str::from_utf8(&site[&format!("{address}index.html")]).unwrap();
    for (address, word, lang, least) in [
        ("faq/dog/", ENGLISH, "en", 17),
        ("faq/cat/", ENGLISH, "en", 14),
        ("tutorials/walk/", ENGLISH, "en", 21),
        ("templates/note/", ENGLISH, "en", 22),
        ("de/faq/dog/", ENGLISH, "en", 17),
        ("people/ann/", ENGLISH, "en", 13),
        ("people/ann/", GERMAN, "de", 3),
        ("people/ann/cv/", ENGLISH, "en", 6),
        ("people/ann/cv/", GERMAN, "de", 1),
    ] {
        let found = spoken(page(address), word);
        assert!(found.len() >= least, "{address}: {} texts of {word}: {found:#?}", found.len());
        // A sentence of the page's own language may name what is in another.
        let is_named = |text: &str| text.starts_with("كل ");
        let unmarked: Vec<_> =
            found.iter().filter(|(text, said, dir)| (said != lang || dir != "ltr") && !is_named(text)).collect();
        assert!(unmarked.is_empty(), "{address}: not marked as {lang}: {unmarked:#?}");
    }
}
