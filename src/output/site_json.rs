//! `site.json`: every page for other programs, with the revision and the day of the build.

use serde::Serialize;

use crate::site::{PageIdx, PageRole, dates};
use crate::view::people;
use crate::view::setting::Setting;

/// The file. Versioned by `version`; keys are only added.
#[derive(Serialize)]
struct SiteJson<'a> {
    version: u32,
    title: &'a str,
    base_url: Option<&'a str>,
    revision: Option<&'a str>,
    built: String,
    languages: Vec<&'a str>,
    pages: Vec<PageJson<'a>>,
}

#[derive(Serialize)]
struct PageJson<'a> {
    url: &'a str,
    source: &'a str,
    kind: &'a str,
    lang: &'a str,
    title: &'a str,
    published: String,
    updated: String,
    status: &'static str,
    tags: Vec<&'a str>,
    authors: Vec<String>,
    contributors: usize,
    digest: String,
}

/// All pages of content, by path.
pub(super) fn site_json(setting: &Setting<'_>) -> Vec<u8> {
    let site = setting.site;
    let content = (0..site.pages.len()).filter(|page| site.page(*page).role == PageRole::Content);
    let file = SiteJson {
        version: 1,
        title: &site.config.title,
        base_url: setting.base_url.as_deref(),
        revision: site.revision.as_deref(),
        built: dates::text(site.now),
        languages: site.langs.iter().map(|lang| lang.as_str()).collect(),
        pages: content.map(|page| page_json(setting, page)).collect(),
    };
    let mut bytes = serde_json::to_vec(&file).expect("plain data");
    bytes.push(b'\n');
    bytes
}

fn page_json<'a>(setting: &Setting<'a>, page: PageIdx) -> PageJson<'a> {
    let site = setting.site;
    let facts = site.page(page);
    PageJson {
        url: facts.url.as_str(),
        source: facts.path.as_str(),
        kind: &site.kind(facts).id,
        lang: site.langs[facts.lang].as_str(),
        title: &facts.title,
        published: dates::text(facts.published),
        updated: dates::text(facts.updated),
        status: crate::view::page::status(facts.document.front_matter.status),
        tags: site.topics.tags_of(site, page).map(|(_, label)| label).collect(),
        authors: people::authors(setting, page, &facts.url, usize::MAX).into_iter().map(|author| author.name).collect(),
        contributors: people::contributors(setting, page),
        digest: facts.document.digest.to_string(),
    }
}
