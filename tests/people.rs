//! The people of a real community: whoever its pages declare is shown as author, and no address is anybody's name.

#![allow(clippy::disallowed_methods, reason = "tests use the world")]
#![cfg(unix)]
#![expect(clippy::print_stderr, reason = "a test that cannot run here says so")]

use std::fs;
use std::path::Path;
use std::process::Command;

use cairn::cache::Cache;
use cairn::config::{CreditDefault, CreditsConfig};
use cairn::document::front_matter::{self, FrontMatter};
use cairn::document::split;
use cairn::path::{SitePath, fold};
use cairn::site::people::{Page, resolve};
use cairn::source::history::read;

#[test]
fn every_declared_author_of_a_real_community_is_the_author() {
    let data = std::env::var("CAIRN_TEST_DATA").unwrap_or_else(|_| "../shared".into());
    let bundle = Path::new(&data).join("corpora/hetzner-community.bundle");
    let Ok(bundle) = fs::canonicalize(&bundle) else {
        eprintln!("skipped: {} is not there", bundle.display());
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("clone");
    let mut clone = Command::new("git");
    clone.args(["clone", "-q", "-b", "main"]).arg(bundle).arg(&root);
    assert!(clone.status().unwrap().success());

    let (history, _) = read(&root, &[], &Cache::none());
    let mut pages: Vec<(SitePath, FrontMatter)> = Vec::new();
    for path in history.files.keys().filter(|path| path.extension() == "md") {
        let text = String::from_utf8_lossy(&fs::read(root.join(path.as_str())).unwrap()).into_owned();
        let (front_matter, _) = front_matter::parse(path, &text, split(&text).yaml);
        pages.push((path.clone(), front_matter));
    }
    let asked: Vec<Page<'_>> =
        pages.iter().map(|(path, front)| Page { path, authors: &front.authors, tested_by: None }).collect();
    let config = CreditsConfig { default: CreditDefault::NamedOnly, bots: Vec::new() };
    let (people, found) = resolve(&history, &[], &asked, &config);
    assert_eq!(found, []);

    let mut declared = 0;
    for (path, front_matter) in &pages {
        let credits = &people.pages[path];
        assert_eq!(credits.authors.len(), front_matter.authors.len().max(1), "{path}");
        for (author, who) in front_matter.authors.iter().zip(&credits.authors) {
            declared += 1;
            // One person may spell the name in several ways; some page spells it as it is printed.
            let name = &people.get(*who).name;
            let spelt = |front: &FrontMatter| front.authors.iter().any(|other| fold(&other.name.value) == fold(name));
            assert!(pages.iter().any(|(_, front)| spelt(front)), "{path}");
            if fold(name) != fold(&author.name.value) {
                let links =
                    |front: &FrontMatter| front.authors.iter().any(|other| other.link == author.link && spelt(front));
                assert!(pages.iter().any(|(_, front)| links(front)), "{path}: {name} is not {}", author.name.value);
            }
        }
    }
    assert!(declared > 500);
    let mut ids: Vec<&str> = people.list.iter().map(|person| person.id.as_str()).filter(|id| !id.is_empty()).collect();
    let all = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), all, "ids are sorted and each is one person's");
    for person in &people.list {
        assert!(!person.name.contains('@') && !person.id.contains('@'), "{}", person.id);
    }
}
