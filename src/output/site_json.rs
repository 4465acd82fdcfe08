//! `site.json`: every page for other programs, with the revision and the day of the build.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::site::people::PersonPart;
use crate::site::{PageIdx, PageRole, Site, dates};
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
    credits: Vec<CreditJson<'a>>,
    contributors: usize,
    /// How many of them are not named, by role.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    unnamed: BTreeMap<&'static str, u32>,
    digest: String,
}

/// Somebody who is named on a page. Whoever was paid by somebody with an interest then is told from the volunteers.
#[derive(Serialize)]
struct CreditJson<'a> {
    id: &'a str,
    name: &'a str,
    roles: Vec<&'static str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    status: &'static str,
    #[serde(skip_serializing_if = "is_none")]
    share: u8,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
fn is_none(share: &u8) -> bool {
    *share == 0
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

fn credit_json<'a>(site: &'a Site, page: PageIdx, part: &PersonPart) -> CreditJson<'a> {
    let person = site.people.get(part.who);
    CreditJson {
        id: &person.id,
        name: &person.name,
        roles: part.roles.iter().map(|role| role.name()).collect(),
        status: people::status_of_part(site, page, part),
        share: part.share,
    }
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
        credits: site.credits(page).parts.iter().map(|part| credit_json(site, page, part)).collect(),
        contributors: people::contributors(setting, page),
        unnamed: site.credits(page).unnamed.iter().map(|(role, count)| (role.name(), count)).collect(),
        digest: facts.document.digest.to_string(),
    }
}
