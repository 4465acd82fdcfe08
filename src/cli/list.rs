//! `cairn list`: pages that wait for somebody, and why.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Serialize;

use crate::cli::args::{From, Global, List, ListFormat};
use crate::cli::report::text::visible;
use crate::cli::{cache, fail, fail_with, options, print};
use crate::document::body::LinkForm;
use crate::document::front_matter::Status;
use crate::lang::Lang;
use crate::path::{SitePath, fold};
use crate::site::links::Lost;
use crate::site::rules::{self, Stale};
use crate::site::{Page, PageIdx, PageRole, Site};

/// Why a page is in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
enum Why {
    Stale,
    Draft,
    Orphan,
    Untranslated,
    Unowned,
    Wanted,
}

/// A row.
#[derive(Debug, Serialize)]
struct Row {
    why: Why,
    /// The file; for a page that is only wanted, where links look for it.
    file: String,
    title: String,
    lang: String,
    kind: String,
    /// What there is to say beside: since when, into which language, from where.
    detail: String,
}

/// Runs it.
pub(super) fn run(arguments: &List, global: &Global) -> u8 {
    let from = From { root: arguments.root.clone(), drafts: false, now: arguments.now };
    let options = match options(&from, None) {
        Ok(options) => options,
        Err(message) => return fail(&message, None),
    };
    let cache = cache(&arguments.root, global);
    let site = match crate::read_and_link(&options, &cache) {
        Ok((_, site)) => site,
        Err(error) => return fail_with(&error),
    };
    // A cache that cannot be written makes the next run slower and nothing else.
    let _ = cache.save();
    let asked = [
        (arguments.stale, Why::Stale),
        (arguments.drafts, Why::Draft),
        (arguments.orphans, Why::Orphan),
        (arguments.untranslated, Why::Untranslated),
        (arguments.unowned, Why::Unowned),
        (arguments.wanted, Why::Wanted),
    ];
    let all = asked.iter().all(|(is_asked, _)| !is_asked);
    let rows: Vec<Row> =
        asked.iter().filter(|(is_asked, _)| all || *is_asked).flat_map(|(_, why)| rows(&site, *why)).collect();
    print(&match arguments.format {
        ListFormat::Text => as_text(&rows),
        ListFormat::Csv => as_csv(&rows),
        ListFormat::Json => {
            format!("{:#}\n", serde_json::json!({ "version": 1, "pages": rows }))
        }
    });
    if matches!(arguments.format, ListFormat::Text) && !global.quiet {
        crate::cli::log(&super::build::count(rows.len(), "page", "pages"));
    }
    0
}

fn rows(site: &Site, why: Why) -> Vec<Row> {
    match why {
        Why::Stale => each(site, why, |page| stale(site, page)),
        Why::Orphan => each(site, why, |page| rules::is_orphan(site, page).then(String::new)),
        Why::Unowned => each(site, why, |page| site.page(page).document.front_matter.owner.is_none().then(String::new)),
        Why::Untranslated => each(site, why, |page| untranslated(site, page)),
        Why::Draft => drafts(site, why, |_| true),
        Why::Wanted => {
            let mut wanted = drafts(site, why, |kind| kind == "faq");
            wanted.extend(linked_and_not_there(site));
            wanted
        }
    }
}

/// A row for each page of its own of which `tell` has something to tell.
fn each(site: &Site, why: Why, tell: impl Fn(PageIdx) -> Option<String>) -> Vec<Row> {
    let pages = site.pages.iter().enumerate().filter(|(_, page)| page.role == PageRole::Content);
    pages.filter_map(|(index, page)| Some(row(site, why, page, tell(index)?))).collect()
}

fn row(site: &Site, why: Why, page: &Page, detail: String) -> Row {
    Row {
        why,
        file: page.path.to_string(),
        title: page.title.clone(),
        lang: site.langs[page.lang].to_string(),
        kind: site.kind(page).id.clone(),
        detail,
    }
}

/// Expired, outdated, or not looked at for longer than it asks for: what its readers are told on the page.
fn stale(site: &Site, page: PageIdx) -> Option<String> {
    let page = site.page(page);
    if page.document.front_matter.status == Some(Status::Outdated) {
        return Some("outdated".into());
    }
    Some(match rules::stale(site, page, site.now?)? {
        Stale::Expired(expires) => format!("expired {expires}"),
        Stale::Since(looked_at) => format!("last looked at {looked_at}"),
    })
}

/// The configured languages that an original lacks.
fn untranslated(site: &Site, page: PageIdx) -> Option<String> {
    let facts = site.page(page);
    let has = |lang: &&Lang| site.groups[facts.group].keys().any(|own| site.langs[*own] == **lang);
    let lacks: Vec<&str> = site.config.languages.list.iter().filter(|lang| !has(lang)).map(Lang::as_str).collect();
    (site.original(facts.group) == page && !lacks.is_empty()).then(|| lacks.join(" "))
}

fn drafts(site: &Site, why: Why, fits: impl Fn(&str) -> bool) -> Vec<Row> {
    let drafts = site.wanted.iter().filter(|draft| fits(&site.kinds.list[draft.kind].id));
    let row = |draft: &crate::site::Wanted| Row {
        why,
        file: draft.path.to_string(),
        title: draft.title.clone(),
        lang: site.langs[draft.lang].to_string(),
        kind: site.kinds.list[draft.kind].id.clone(),
        detail: if why == Why::Wanted { "a draft".into() } else { String::new() },
    };
    drafts.map(row).collect()
}

/// Pages that others link to already, the most wanted first.
fn linked_and_not_there(site: &Site) -> Vec<Row> {
    // By what is meant in any letter case: as it was written first, and where.
    let mut wanted: BTreeMap<(String, usize), (String, Vec<&SitePath>)> = BTreeMap::new();
    for (page, facts) in site.pages.iter().enumerate() {
        for link in facts.document.facts.links.list() {
            let resolved = site.links.resolve(site, page, &link.target, link.anchor.as_deref(), link.form);
            let is_page = link.form != LinkForm::Image
                && SitePath::new(link.target.trim_start_matches('/'))
                    .is_none_or(|path| matches!(path.extension(), "" | "md"));
            if !matches!(resolved.target, Err(Lost::Missing)) || !is_page {
                continue;
            }
            let name = link.target.split('?').next().unwrap_or_default();
            let meant = match (link.form, facts.path.parent().join(name)) {
                (LinkForm::Wiki, _) | (_, None) => name.to_owned(),
                (_, Some(path)) if path.extension().is_empty() => format!("{path}.md"),
                (_, Some(path)) => path.to_string(),
            };
            if site.wanted.iter().any(|draft| draft.path.as_str() == meant) {
                continue;
            }
            let (_, from) = wanted.entry((fold(&meant), facts.lang)).or_insert_with(|| (meant, Vec::new()));
            if from.last() != Some(&&facts.path) {
                from.push(&facts.path);
            }
        }
    }
    let mut rows: Vec<(usize, Row)> = wanted
        .into_iter()
        .map(|((_, lang), (file, from))| {
            let title = SitePath::new(&file).map_or(file.clone(), |path| crate::site::readable(path.stem()));
            let more = if from.len() > 1 { format!(" and {} more", from.len() - 1) } else { String::new() };
            let detail = format!("linked from {}{more}", from[0]);
            let lang = site.langs[lang].to_string();
            (from.len(), Row { why: Why::Wanted, file, title, lang, kind: String::new(), detail })
        })
        .collect();
    rows.sort_by_key(|(links, _)| std::cmp::Reverse(*links));
    rows.into_iter().map(|(_, row)| row).collect()
}

fn word(why: Why) -> &'static str {
    match why {
        Why::Stale => "stale",
        Why::Draft => "draft",
        Why::Orphan => "orphan",
        Why::Untranslated => "untranslated",
        Why::Unowned => "unowned",
        Why::Wanted => "wanted",
    }
}

fn as_text(rows: &[Row]) -> String {
    let longest = rows.iter().map(|row| row.file.chars().count()).max().unwrap_or(0).min(60);
    rows.iter().fold(String::new(), |mut out, row| {
        let detail = if row.detail.is_empty() { String::new() } else { format!(" ({})", row.detail) };
        let line = format!("{:12} {:longest$}  {}{detail}", word(row.why), row.file, row.title);
        let _ = writeln!(out, "{}", visible(line.trim_end()));
        out
    })
}

/// RFC 4180, for a spreadsheet that must not take a title for a formula.
fn as_csv(rows: &[Row]) -> String {
    let cell = |text: &str| {
        let text = visible(text);
        let text = if text.starts_with(['=', '+', '-', '@', '\t']) { format!("'{text}") } else { text };
        if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
    };
    let lines = rows.iter().map(|row| {
        let cells = [word(row.why), &row.file, &row.title, &row.lang, &row.kind, &row.detail];
        cells.map(cell).join(",") + "\r\n"
    });
    std::iter::once("why,file,title,lang,kind,detail\r\n".to_owned()).chain(lines).collect()
}
