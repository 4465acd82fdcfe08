//! One page of content: [`page`] builds what `tutorial.html`, `faq.html`, `template.html` and `page.html` see.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::body::{self, Body, Fence};
use crate::document::front_matter::{BasedOn, FrontMatter, Status};
use crate::path::{SitePath, UrlPath, is_active, is_reserved, one_name, steers_a_host};
use crate::site::links::Target;
use crate::site::people::PersonIdx;
use crate::site::question::Question;
use crate::site::rules::{self, Stale};
use crate::site::{LangIdx, Page as SitePage, PageIdx, PageRole, Site, dates, topics};
use crate::view::frame::{self, About, fill};
use crate::view::resolver::PageResolver;
use crate::view::setting::{Setting, kind_label};
use crate::view::{
    Alternative, Banner, Change, Dates, Item, Lineage, Link, Page, PageLinks, Payload, Series, TocEntry, json_ld,
    lists, people,
};

/// At most this many parts of a series are listed.
const MANY: usize = 40;

/// Words a minute that readers manage, for the reading time (Brysbaert 2019: 238 for English prose).
const WORDS_A_MINUTE: u32 = 220;

/// The view of a page. `shown_in` is another language than the page's own where an untranslated page falls back.
/// `text` is the file, `payload` that of a template page's payload where it is a file of its own.
pub fn page(setting: &Setting<'_>, page: PageIdx, shown_in: LangIdx, text: &str, payload: Option<&str>) -> Page {
    let start = crate::document::split(text).body;
    body::read_within(text, start, &setting.site.config.limits, |body| of_body(setting, page, shown_in, body, payload))
}

fn of_body(setting: &Setting<'_>, page: PageIdx, shown_in: LangIdx, body: &Body<'_>, payload: Option<&str>) -> Page {
    let site = setting.site;
    let facts = site.page(page);
    let lang = shown_in;
    let url = if lang == facts.lang { facts.url.clone() } else { site.fallback_url(facts, lang) };
    let resolver = PageResolver { setting, page, from: &url, lang, colours: true };
    let mut body_html = body.html(&resolver);
    let front = &facts.document.front_matter;
    let kind = site.kind(facts);
    let credits = people::credits(setting, page, &url);
    let inline =
        |text: &Option<String>| text.as_deref().map(|text| body::render_inline(text, &resolver)).unwrap_or_default();
    let template = (kind.id == "template").then(|| self::payload(setting, page, &url, lang, body, payload)).flatten();
    if let Some(template) = &template {
        // The block stands in the template's own pane; once is enough.
        body_html = body_html.replacen(template.text_html.trim_end(), "", 1);
    }
    let series = series(setting, page, &url);
    let (previous, next) = neighbours(setting, page, &url);
    let questions =
        if front.kind.as_ref().is_some_and(|kind| kind.value == "faq-list") { flat_toc(facts) } else { Vec::new() };
    let banners = banners(setting, page, &url, lang);
    let (body_lang, body_dir) = setting.tongue(facts.lang, lang);
    let mut frame = frame::frame(setting, about(setting, page, &url, lang, body, &credits));
    frame.nav = frame::nav(setting, page, &url, lang);
    frame.breadcrumb = frame::breadcrumb(setting, &url, lang);
    Page {
        kind: kind.id.clone(),
        kind_label: kind_label(setting, lang, facts.kind, false),
        title: facts.title.clone(),
        description: front.description.clone().unwrap_or_default(),
        body_lang,
        body_dir,
        toc: if front.toc.unwrap_or(true) { toc(facts) } else { Vec::new() },
        dates: page_dates(setting, page, &url),
        level: front.level.clone().unwrap_or_default(),
        duration: front.duration.clone().unwrap_or_default(),
        minutes: minutes(facts),
        status: status(front.status).to_owned(),
        in_doubt: banners.iter().any(|banner| is_doubt(banner.kind)),
        banners,
        tags: tags(setting, page, &url),
        area: area(setting, facts, &url),
        scope: front.scope.clone().unwrap_or_default(),
        outcome_html: inline(&front.outcome),
        prerequisites: named(setting, page, &front.prerequisites, &url, lang),
        related: related(setting, page, &url, lang),
        links: links(setting, page, lang),
        short_answer_html: inline(&front.short_answer),
        alternatives: alternatives(setting, page, &url, lang, |text| body::render_inline(text, &resolver)),
        asked_as: front.asked_as.iter().map(|wording| wording.value.clone()).collect(),
        license: frame::license(front.license.as_deref().or(template.as_ref().and(site.config.license.as_deref()))),
        extra: front.extra.clone(),
        markdown_url: setting.href(&url, &mirror_url(&facts.url)),
        body_html,
        credits,
        series,
        previous,
        next,
        questions,
        template,
        frame,
    }
}

/// Where the Markdown mirror of a page lies.
pub fn mirror_url(page: &UrlPath) -> UrlPath {
    page.join("index.md")
}

fn about<'a>(
    setting: &Setting<'_>,
    page: PageIdx,
    url: &'a UrlPath,
    lang: LangIdx,
    body: &Body<'_>,
    credits: &crate::view::Credits,
) -> About<'a> {
    let site = setting.site;
    let facts = site.page(page);
    let own = lang == facts.lang;
    let front = &facts.document.front_matter;
    let mut languages: Vec<(LangIdx, UrlPath)> =
        site.groups[facts.group].iter().map(|(lang, page)| (*lang, site.page(*page).url.clone())).collect();
    if !own {
        languages.push((lang, url.clone()));
    }
    // A language without the page leads to where its readers find it, marked as not translated by the page itself.
    let image = front.image.as_ref().filter(|image| !image.value.contains("://"));
    let image =
        image.and_then(|image| site.links.file(site, page, &image.value)).map(|path| UrlPath::new(&format!("/{path}")));
    About {
        description: description(facts),
        languages,
        og_type: "article",
        json_ld: own.then(|| json_ld::page(setting, page, body, credits)),
        noindex: front.status == Some(Status::Draft) || !own,
        canonical: Some(facts.url.clone()),
        image,
        ..About::new(url, lang, facts.title.clone())
    }
}

/// Declared, else the short answer without its markup, else the beginning of the text.
pub(crate) fn description(facts: &SitePage) -> String {
    let front = &facts.document.front_matter;
    let answer = || front.short_answer.as_deref().map(body::plain_inline).filter(|answer| !answer.is_empty());
    front.description.clone().or_else(answer).unwrap_or_else(|| facts.document.facts.lead.clone())
}

fn minutes(facts: &SitePage) -> u32 {
    facts.document.facts.words.div_ceil(WORDS_A_MINUTE).max(1)
}

/// How long a page takes: as it says, else to read. `None` where it says it in words that are not understood.
pub(super) fn minutes_of(facts: &SitePage) -> Option<u32> {
    match &facts.document.front_matter.duration {
        Some(text) => minutes_in(text),
        None => Some(minutes(facts)),
    }
}

/// `1 hour 30 minutes` is 90, in the languages of the interface.
fn minutes_in(text: &str) -> Option<u32> {
    const HOURS: [&str; 11] = ["hour", "std", "stund", "heure", "hora", "ora", "ore", "час", "時間", "小时", "小時"];
    const MINUTES: [&str; 4] = ["min", "мин", "分", "دق"];
    let mut rest = text.trim();
    let mut minutes: u32 = 0;
    while !rest.is_empty() {
        let unit = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let count: u32 = rest[..rest.len() - unit.len()].parse().ok()?;
        let after = unit.find(|c: char| c.is_ascii_digit()).unwrap_or(unit.len());
        let word = unit[..after].trim().to_lowercase();
        let is_of = |words: &[&str]| words.iter().any(|known| word.starts_with(known));
        let factor = match word.as_str() {
            "h" | "ч" | "ساعة" | "ساعات" => 60,
            "m" | "м" => 1,
            _ if is_of(&HOURS) => 60,
            _ if is_of(&MINUTES) => 1,
            _ => return None,
        };
        minutes = minutes.checked_add(count.checked_mul(factor)?)?;
        rest = &unit[after..];
    }
    Some(minutes)
}

pub(crate) fn status(status: Option<Status>) -> &'static str {
    match status {
        None => "",
        Some(Status::Draft) => "draft",
        Some(Status::Unverified) => "unverified",
        Some(Status::Verified) => "verified",
        Some(Status::KnownProblem) => "known-problem",
        Some(Status::Outdated) => "outdated",
        Some(Status::Archived) => "archived",
    }
}

/// Headings of the first two levels that occur.
/// The first thousand headings of the two uppermost levels: who has more needs another page.
fn toc(facts: &SitePage) -> Vec<TocEntry> {
    const SHOWN: usize = 1000;
    let headings = facts.document.facts.headings.list();
    let top = headings.iter().map(|heading| heading.level.max(2)).min().unwrap_or(2);
    let mut toc: Vec<TocEntry> = Vec::new();
    for heading in headings.iter().filter(|heading| heading.level.max(2) <= top + 1).take(SHOWN) {
        let entry = TocEntry {
            text: heading.text.clone(),
            url: format!("#{}", crate::path::encode(&heading.id)),
            children: Vec::new(),
        };
        match toc.last_mut().filter(|_| heading.level.max(2) > top) {
            Some(above) => above.children.push(entry),
            None => toc.push(entry),
        }
    }
    // One heading is no table of contents.
    if toc.len() + toc.iter().map(|entry| entry.children.len()).sum::<usize>() < 2 { Vec::new() } else { toc }
}

fn flat_toc(facts: &SitePage) -> Vec<TocEntry> {
    toc(facts).into_iter().map(|entry| TocEntry { children: Vec::new(), ..entry }).collect()
}

fn page_dates(setting: &Setting<'_>, page: PageIdx, from: &UrlPath) -> Dates {
    let facts = setting.site.page(page);
    let front = &facts.document.front_matter;
    let tested = front.tested.as_ref();
    Dates {
        published: dates::text(facts.published),
        updated: dates::text(facts.updated.filter(|updated| Some(*updated) != facts.published)),
        reviewed: dates::text(front.reviewed.as_deref().and_then(dates::parse)),
        tested: dates::text(tested.and_then(|tested| dates::parse(tested.on.as_deref()?))),
        tested_by: people::tester(setting, page, from),
        tested_version: tested.and_then(|tested| tested.version.clone()).unwrap_or_default(),
    }
}

/// What a reader should know first, most important first.
fn banners(setting: &Setting<'_>, page: PageIdx, from: &UrlPath, lang: LangIdx) -> Vec<Banner> {
    let site = setting.site;
    let facts = site.page(page);
    let front = &facts.document.front_matter;
    let mut banners = Vec::new();
    let own = links(setting, page, lang);
    let search = UrlPath::new(&format!("{}/search/", site.prefix(lang)));
    let search = format!("{}?q={}", setting.href(from, &search), lists::query(&facts.title));
    let mut add = |kind, link, date| {
        let action = |url: &Option<String>, word: &str| {
            let label = setting.word(lang, word);
            url.clone().map(|url| Link { label, url, ..Link::default() })
        };
        let (report, edit) = (action(&own.report, "report"), action(&own.edit, "edit"));
        let actions = match kind {
            "stale" | "expired" => vec![report, edit],
            "known-problem" => vec![edit, action(&own.ask, "ask")],
            "outdated" | "archived" => vec![action(&Some(search.clone()), "find_newer")],
            _ => Vec::new(),
        };
        let actions = actions.into_iter().flatten().collect();
        banners.push(Banner { kind, link, date, actions });
    };
    let to_page = |name: &str| {
        let target = site.links.reference(site, page, name)?;
        Some(setting.link(from, &setting.page_url(target, lang), site.page(target).title.clone()))
    };
    match front.status {
        Some(Status::Draft) => add("draft", None, String::new()),
        Some(Status::KnownProblem) => add("known-problem", None, String::new()),
        Some(Status::Outdated) => add("outdated", None, String::new()),
        Some(Status::Archived) => add("archived", None, String::new()),
        Some(Status::Unverified | Status::Verified) | None => {}
    }
    if let Some(original) = &front.duplicate_of {
        add("duplicate", to_page(&original.value), String::new());
    }
    if let Some(now) = site.now {
        match rules::stale(site, facts, now) {
            Some(Stale::Expired(date)) => add("expired", None, date.to_string()),
            Some(Stale::Since(date)) => add("stale", None, date.to_string()),
            None => {}
        }
    }
    if lang != facts.lang {
        let link =
            own.translate.clone().map(|url| Link { label: setting.word(lang, "translate"), url, ..Link::default() });
        add("untranslated", link, String::new());
    }
    banners
}

fn tags(setting: &Setting<'_>, page: PageIdx, from: &UrlPath) -> Vec<Link> {
    let site = setting.site;
    let lang = site.page(page).lang;
    let tags = site.topics.tags_of(site, page);
    tags.map(|(key, label)| setting.link(from, &topics::url(site, lang, "topics", key), label)).collect()
}

fn area(setting: &Setting<'_>, facts: &SitePage, from: &UrlPath) -> Option<Link> {
    let key = crate::path::shared_slug(&facts.document.front_matter.area.as_ref()?.value);
    let topic = setting.site.topics.areas.get(&(facts.lang, key.clone()))?;
    Some(setting.link(from, &topics::url(setting.site, facts.lang, "areas", &key), topic.label.clone()))
}

fn named(
    setting: &Setting<'_>,
    page: PageIdx,
    names: &[crate::document::front_matter::Located<String>],
    from: &UrlPath,
    lang: LangIdx,
) -> Vec<Item> {
    let site = setting.site;
    let pages = names.iter().filter_map(|name| site.links.reference(site, page, &name.value));
    pages.map(|other| item(setting, from, other, lang)).collect()
}

/// Other ways to what a page answers: what it says of each, made ready by `write`, and the page that tells of it.
fn alternatives(
    setting: &Setting<'_>,
    page: PageIdx,
    from: &UrlPath,
    lang: LangIdx,
    write: impl Fn(&str) -> String,
) -> Vec<Alternative> {
    let site = setting.site;
    let ways = site.page(page).document.front_matter.alternatives.iter().map(|way| {
        let target = way.page.as_ref().and_then(|name| site.links.reference(site, page, &name.value));
        let link = |target| setting.link(from, &setting.page_url(target, lang), site.page(target).title.clone());
        Alternative { text_html: write(&way.text.value), page: target.map(link) }
    });
    ways.filter(|way| !way.text_html.is_empty() || way.page.is_some()).collect()
}

/// The same in plain words, for what is read by programs.
pub(super) fn alternatives_in_words(setting: &Setting<'_>, page: PageIdx) -> Vec<String> {
    let facts = setting.site.page(page);
    let ways = alternatives(setting, page, &facts.url, facts.lang, body::plain_inline).into_iter().map(|way| {
        let parts = [Some(way.text_html), way.page.map(|page| page.label)];
        parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    });
    ways.collect()
}

/// The same as a section of the page's mirror.
fn alternatives_in_mirror(setting: &Setting<'_>, page: PageIdx, resolver: &PageResolver<'_>) -> String {
    let facts = setting.site.page(page);
    let write = |text: &str| body::mirror_inline(text, resolver);
    let ways = alternatives(setting, page, &facts.url, facts.lang, write).into_iter().map(|way| {
        let link = way.page.map(|page| format!("[{}]({})", body::mirror_text(&page.label), page.url));
        let parts = [Some(way.text_html).filter(|text| !text.is_empty()), link];
        format!("- {}\n", parts.into_iter().flatten().collect::<Vec<_>>().join(" "))
    });
    let ways: String = ways.collect();
    let word = body::mirror_text(&setting.word(facts.lang, "alternatives"));
    if ways.is_empty() { ways } else { format!("\n## {word}\n\n{ways}") }
}

/// Declared related pages first, then those that ask or tell nearly the same.
fn related(setting: &Setting<'_>, page: PageIdx, from: &UrlPath, lang: LangIdx) -> Vec<Item> {
    const LIMIT: usize = 5;
    let site = setting.site;
    let front = &site.page(page).document.front_matter;
    let mut pages: Vec<PageIdx> = Vec::new();
    let declared = front.related.iter().filter_map(|name| site.links.reference(site, page, &name.value));
    for other in declared.chain(site.topics.related(page).iter().copied()) {
        if other != page && !pages.contains(&other) && pages.len() < LIMIT {
            pages.push(other);
        }
    }
    pages.into_iter().map(|other| item(setting, from, other, lang)).collect()
}

/// A page in a list that is read in `lang`: its translation where there is one, else where readers of `lang` find it.
pub(super) fn item(setting: &Setting<'_>, from: &UrlPath, page: PageIdx, lang: LangIdx) -> Item {
    let site = setting.site;
    let page = site.translation(site.page(page), lang).unwrap_or(page);
    Item { url: setting.href(from, &setting.page_url(page, lang)), ..own_item(setting, from, page, lang) }
}

/// A page in a list that is read in `lang` and leads to it in its own language.
pub(super) fn own_item(setting: &Setting<'_>, from: &UrlPath, page: PageIdx, lang: LangIdx) -> Item {
    let site = setting.site;
    let facts = site.page(page);
    let front = &facts.document.front_matter;
    let verified = rules::is_verified(site, facts);
    let (written_in, dir) = setting.tongue(facts.lang, lang);
    Item {
        title: facts.title.clone(),
        url: setting.href(from, &facts.url),
        description: description(facts),
        kind: site.kind(facts).id.clone(),
        kind_label: kind_label(setting, lang, facts.kind, false),
        level: front.level.clone().unwrap_or_default(),
        duration: front.duration.clone().unwrap_or_default(),
        minutes: minutes(facts),
        authors: people::authors(setting, page, from, 3),
        date: dates::text(facts.dated()),
        verified,
        parts: 0,
        lang: written_in,
        dir,
    }
}

fn series(setting: &Setting<'_>, page: PageIdx, from: &UrlPath) -> Option<Series> {
    let site = setting.site;
    let (key, topic, position) = site.topics.series_of(site, page)?;
    let first = position.saturating_sub(MANY / 2).min(topic.pages.len().saturating_sub(MANY));
    let parts = topic.pages[first..].iter().take(MANY).map(|part| {
        let facts = site.page(*part);
        Link { current: *part == page, ..setting.link(from, &facts.url, facts.title.clone()) }
    });
    Some(Series {
        title: topic.label.clone(),
        url: setting.href(from, &topics::url(site, site.page(page).lang, "series", key)),
        position: position + 1,
        total: topic.pages.len(),
        parts: parts.collect(),
    })
}

/// The pages before and after in a series, else among siblings that have an order: declared, or by the number before their names.
fn neighbours(setting: &Setting<'_>, page: PageIdx, from: &UrlPath) -> (Option<Link>, Option<Link>) {
    let site = setting.site;
    let to_link = |other: PageIdx| setting.link(from, &site.page(other).url, site.page(other).title.clone());
    if let Some((_, topic, position)) = site.topics.series_of(site, page) {
        let at = |position: usize| topic.pages.get(position).copied().map(to_link);
        return (position.checked_sub(1).and_then(at), at(position + 1));
    }
    let has_order = |page: &PageIdx| {
        let facts = site.page(*page);
        facts.document.front_matter.order.is_some() || facts.number.is_some()
    };
    let beside = site.tree.beside(site, page).filter(|_| has_order(&page));
    let Some((folder, own)) = beside else { return (None, None) };
    let previous = folder.children[..own].iter().rev().find_map(|child| child.page).filter(has_order);
    let next = folder.children[own + 1..].iter().find_map(|child| child.page).filter(has_order);
    (previous.map(to_link), next.map(to_link))
}

/// Links for taking part, from the patterns of `cairn.yml`.
fn links(setting: &Setting<'_>, page: PageIdx, lang: LangIdx) -> PageLinks {
    let site = setting.site;
    let facts = site.page(page);
    let config = &site.config;
    let url = setting.absolute(&facts.url).unwrap_or_else(|| facts.url.to_string());
    let path = facts.path.to_string();
    let values = [("path", path.as_str()), ("title", facts.title.as_str()), ("url", url.as_str())];
    let filled = |pattern: Option<String>| pattern.map(|pattern| fill(setting, &pattern, &values));
    let translate = (lang != facts.lang).then(|| {
        let name = facts.path.file_name().rsplit_once('.').map_or("", |(stem, _)| stem);
        frame::new_file(setting, &format!("{}/{name}.{}.md", facts.path.parent(), site.langs[lang]))
    });
    let is_answer = site.kind(facts).id == "faq";
    // Without a title they would all lead to the same form.
    let verdict = config.report_pattern().filter(|pattern| is_answer && pattern.contains("{title}"));
    let verdict = |word: &str| {
        let title = format!("{}: {}", setting.word(lang, word), facts.title);
        let values = [("path", path.as_str()), ("title", title.as_str()), ("url", url.as_str())];
        verdict.as_deref().map(|pattern| fill(setting, pattern, &values))
    };
    PageLinks {
        worked: verdict("worked"),
        out_of_date: verdict("out_of_date"),
        edit: filled(config.edit_pattern()),
        history: filled(config.history_pattern()),
        report: filled(config.report_pattern()),
        ask: filled(config.ask_pattern()),
        translate: translate.flatten(),
    }
}

/// What readers of a template take away: a named file, a named block, or the first block of the page.
fn payload(
    setting: &Setting<'_>,
    page: PageIdx,
    from: &UrlPath,
    lang: LangIdx,
    body: &Body<'_>,
    file: Option<&str>,
) -> Option<Payload> {
    let site = setting.site;
    let facts = site.page(page);
    let front = &facts.document.front_matter;
    let (filename, url) = match payload_file(site, page)? {
        PayloadFile::Own(path, url) => (path.file_name().to_owned(), url),
        PayloadFile::Block(filename, url) => (filename, url),
    };
    let fence = match file {
        Some(code) => {
            Fence { language: language(&filename).to_owned(), title: Some(filename.clone()), code: code.to_owned() }
        }
        None => payload_block(front, body)?,
    };
    let changes = changes(setting, page, from);
    Some(Payload {
        text_html: block(setting, page, from, &fence),
        url: setting.href(from, &url),
        placeholder: front.placeholder.clone().unwrap_or_else(|| "{{name}}".to_owned()),
        variables: front.variables.clone(),
        attribution: attribution(setting, page, from).unwrap_or_default(),
        based_on: ancestry(setting, page, from),
        remixes: site
            .remixes
            .get(&page)
            .into_iter()
            .flatten()
            .take(MANY)
            .map(|of| item(setting, from, *of, lang))
            .collect(),
        files: folder_files(setting, page, from)
            .into_iter()
            .filter(|file| file.url != setting.href(from, &url))
            .collect(),
        preview_html: preview(setting, page, from, &fence),
        version: changes.first().map(|change| change.date.clone()).unwrap_or_default(),
        changes,
        used_by: used_by(setting, page, from, lang),
        text: fence.code,
        filename,
    })
}

/// What a licence asks for in one line: title, authors, where it is from, and the licence; then the same of what it is based on.
fn attribution(setting: &Setting<'_>, page: PageIdx, from: &UrlPath) -> Option<String> {
    let facts = setting.site.page(page);
    let own = own_credit(setting, page, facts.lang, from)?;
    let Some(source) = &facts.document.front_matter.based_on else { return Some(own) };
    let made_here = source.id.as_ref().and_then(|id| setting.site.links.reference(setting.site, page, &id.value));
    let source = match made_here {
        Some(other) => own_credit(setting, other, facts.lang, from),
        None => source.title.as_ref().map(|title| {
            let author = source.author.clone().unwrap_or_default();
            credit_line(setting, facts.lang, title, &author, [source.url.clone(), source.license.clone()])
        }),
    };
    let source = source.map(|source| format!(". {}: {source}", setting.word(facts.lang, "based_on")));
    Some(own + &source.unwrap_or_default())
}

/// The line of a page of this site, in a language; `None` where it has no licence.
fn own_credit(setting: &Setting<'_>, page: PageIdx, lang: LangIdx, from: &UrlPath) -> Option<String> {
    let site = setting.site;
    let facts = site.page(page);
    let license = facts.document.front_matter.license.as_ref().or(site.config.license.as_ref())?;
    let authors = people::authors(setting, page, from, usize::MAX).into_iter().map(|author| author.name);
    let names: Vec<String> = authors.collect();
    let names = if names.is_empty() { site.config.title.clone() } else { names.join(&setting.word(lang, "comma")) };
    Some(credit_line(setting, lang, &facts.title, &names, [setting.absolute(&facts.url), Some(license.clone())]))
}

fn credit_line(setting: &Setting<'_>, lang: LangIdx, title: &str, names: &str, rest: [Option<String>; 2]) -> String {
    let credited = match names {
        "" => title.to_owned(),
        names => setting.word(lang, "credited").replace("{names}", names).replace("{title}", title),
    };
    let parts: Vec<String> = std::iter::once(credited).chain(rest.into_iter().flatten()).collect();
    parts.join(&setting.word(lang, "comma"))
}

/// The payload as a page, where it is Markdown. Its ids are others than those of the page that it stands in.
fn preview(setting: &Setting<'_>, page: PageIdx, from: &UrlPath, fence: &Fence) -> String {
    if !matches!(fence.language.as_str(), "markdown" | "md") {
        return String::new();
    }
    let resolver = PageResolver { setting, page, from, lang: setting.site.page(page).lang, colours: false };
    let text = &fence.code[crate::document::split(&fence.code).body..];
    // The heading that opens a page is left to its title, and this has none of its own.
    let text = text.trim_start_matches('\n');
    let text = if text.starts_with("# ") { format!("#{text}") } else { text.to_owned() };
    apart(&body::read_within(&text, 0, &setting.site.config.limits, |body| body.html(&resolver)))
}

/// HTML of our own making with a prefix before each id, and before what names one.
fn apart(html: &str) -> String {
    const NAMES: [&str; 5] = [" id=\"", " href=\"#", " for=\"", " aria-labelledby=\"", " aria-describedby=\""];
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    // Only inside of tags: in a text the same letters are what somebody wrote.
    while let Some(start) = rest.find('<') {
        let end = rest[start..].find('>').map_or(rest.len(), |end| start + end);
        out.push_str(&rest[..start]);
        let named = |tag: String, name: &&str| tag.replace(*name, &format!("{name}cairn-preview-"));
        out.push_str(&NAMES.iter().fold(rest[start..end].to_owned(), named));
        rest = &rest[end..];
    }
    out.push_str(rest);
    // What leads to the top leads there still.
    out.replace(" href=\"#cairn-preview-\"", " href=\"#\"")
}

/// When a page was changed and by whom, newest first. Reviews and tests change nothing.
fn changes(setting: &Setting<'_>, page: PageIdx, from: &UrlPath) -> Vec<Change> {
    const SHOWN: usize = 10;
    let site = setting.site;
    let mut days: BTreeMap<i32, BTreeSet<PersonIdx>> = BTreeMap::new();
    for part in &site.credits(page).parts {
        let changed = part.spans.iter().filter(|(role, _)| role.is_writing());
        for day in changed.flat_map(|(_, span)| &span.days) {
            days.entry(*day).or_default().insert(part.who);
        }
    }
    let shown = days.into_iter().rev().take(SHOWN);
    let change = |(day, people): (i32, BTreeSet<PersonIdx>)| Change {
        date: dates::text(dates::of_day(day)),
        people: people.into_iter().map(|person| people::chip(setting, from, person)).collect(),
    };
    shown.map(change).collect()
}

/// The pages that lead to a template from their text or ask for it, each once and in the reader's language where it is there; but not
/// those that were made from it, nor what it was made from.
fn used_by(setting: &Setting<'_>, page: PageIdx, from: &UrlPath, lang: LangIdx) -> Vec<Item> {
    let site = setting.site;
    let facts = site.page(page);
    let group = |page: PageIdx| site.page(page).group;
    let base = facts.document.front_matter.based_on.as_ref().and_then(|source| source.id.as_ref());
    let base = base.and_then(|id| site.links.reference(site, page, &id.value));
    let relatives = site.remixes.get(&page).into_iter().flatten().copied().chain(base).chain([page]);
    let mut told: BTreeSet<usize> = relatives.map(group).collect();
    let leads_here = |other: PageIdx| {
        let document = &site.page(other).document;
        let is_here = |target: PageIdx| group(target) == facts.group;
        let linked = document.facts.links.list().into_iter().any(|link| {
            let found = site.links.resolve(site, other, &link.target, link.anchor.as_deref(), link.form).target;
            matches!(found, Ok(Target::Page { page: target, .. }) if is_here(target))
        });
        let mut asked = document.front_matter.prerequisites.iter();
        linked || asked.any(|name| site.links.reference(site, other, &name.value).is_some_and(is_here))
    };
    let mut pages = Vec::new();
    for other in site.used[page].iter().copied().filter(|other| site.page(*other).role == PageRole::Content) {
        if pages.len() < MANY && !told.contains(&group(other)) && leads_here(other) {
            told.insert(group(other));
            let of = |lang| site.translation(site.page(other), lang);
            pages.push(of(lang).or_else(|| of(facts.lang)).unwrap_or(other));
        }
    }
    pages.sort_by_cached_key(|other| (site.page(*other).title.to_lowercase(), *other));
    pages.into_iter().map(|other| own_item(setting, from, other, lang)).collect()
}

/// Where the payload of a template page comes from.
pub enum PayloadFile {
    /// A file beside the page, with its address.
    Own(SitePath, UrlPath),
    /// A code block of the page under its name, with its address.
    Block(String, UrlPath),
}

/// The payload of a template page, as far as it can be told without the page's text.
pub fn payload_file(site: &Site, page: PageIdx) -> Option<PayloadFile> {
    let facts = site.page(page);
    let front = &facts.document.front_matter;
    if let Some(named) = &front.payload {
        if let Some(path) = site.links.file(site, page, &named.value) {
            let url = site.links.file_url(&path);
            return Some(PayloadFile::Own(path, url));
        }
        let is_there = facts.document.facts.titled_blocks.contains(&named.value);
        return is_there.then(|| payload_block_file(facts, named.value.clone(), &named.value));
    }
    let (language, title) = facts.document.facts.first_block.as_ref()?;
    if let Some(title) = title {
        return Some(payload_block_file(facts, title.clone(), title));
    }
    let slug = facts.url.as_str().trim_end_matches('/').rsplit('/').next().unwrap_or("template");
    Some(payload_block_file(facts, format!("{slug}.{}", extension(language)), ""))
}

/// The block with this title, "" for the first where that has none, as a file of this name.
fn payload_block_file(facts: &SitePage, filename: String, title: &str) -> PayloadFile {
    let is_markup = facts.document.facts.markup_blocks.iter().any(|block| block == title);
    let filename = shortened(&one_name(&filename));
    let url = payload_url(&facts.url, &filename, is_markup);
    PayloadFile::Block(filename, url)
}

/// The code block that readers take away: the one with the payload's name, else the first.
fn payload_block(front: &FrontMatter, body: &Body<'_>) -> Option<Fence> {
    let mut fences = body.fences().into_iter();
    match &front.payload {
        Some(named) => fences.find(|fence| fence.title.as_deref() == Some(named.value.as_str())),
        None => fences.next(),
    }
}

/// The payload as a code block of its own.
fn block(setting: &Setting<'_>, page: PageIdx, from: &UrlPath, fence: &Fence) -> String {
    let resolver = PageResolver { setting, page, from, lang: setting.site.page(page).lang, colours: true };
    let longest = fence.code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let ticks = "`".repeat(longest.max(2) + 1);
    let title = fence.title.as_ref().filter(|title| !title.contains(['"', '`', '\n']));
    let title = title.map(|title| format!(" title=\"{title}\"")).unwrap_or_default();
    let markdown = format!("{ticks}{}{title}\n{}\n{ticks}\n", fence.language, fence.code.trim_end_matches('\n'));
    body::read_within(&markdown, 0, &setting.site.config.limits, |body| body.html(&resolver))
}

/// Where the payload of a template page lies as a file.
fn payload_url(page: &UrlPath, filename: &str, is_markup: bool) -> UrlPath {
    let safe: String =
        filename.chars().map(|c| if c.is_alphanumeric() || ".-_".contains(c) { c } else { '-' }).collect();
    let safe = shortened(safe.trim_start_matches('.'));
    let reserved = safe.is_empty() || is_reserved(&safe) || safe.eq_ignore_ascii_case("index.md");
    let safe = if reserved { format!("template-{safe}") } else { safe };
    // What would run when it is opened, or where it lies, is given away as plain text.
    let name = safe.to_ascii_lowercase();
    let url = page.join(&safe);
    let is_active = is_active(&safe) || steers_a_host(&url.file()) || name.ends_with(".svg");
    let is_text = !is_active && (!is_markup || name.ends_with(".txt"));
    if is_text { url } else { page.join(&format!("{safe}.txt")) }
}

/// At most a hundred bytes of a file's name, with its ending: file systems allow 255, and letters may need nine in an address.
fn shortened(name: &str) -> String {
    const LONGEST: usize = 100;
    if name.len() <= LONGEST {
        return name.to_owned();
    }
    let (stem, ending) = name.rsplit_once('.').filter(|(_, ending)| ending.len() <= 10).unwrap_or((name, ""));
    let end = (0..LONGEST - 10).rev().find(|at| stem.is_char_boundary(*at)).unwrap_or(0);
    let stem = stem[..end].trim_end_matches('.');
    if ending.is_empty() { stem.to_owned() } else { format!("{stem}.{ending}") }
}

/// The text of a payload that is a code block, for its file.
pub fn payload_text(setting: &Setting<'_>, page: PageIdx, text: &str) -> Option<String> {
    let facts = setting.site.page(page);
    let front = &facts.document.front_matter;
    body::read(text, crate::document::split(text).body, |body| payload_block(front, body)).map(|fence| fence.code)
}

/// The language word of a file name.
fn language(filename: &str) -> &str {
    match filename.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "yml" => "yaml",
        "md" => "markdown",
        "sh" => "bash",
        "py" => "python",
        "js" => "javascript",
        "rs" => "rust",
        other => other,
    }
}

fn extension(language: &str) -> &str {
    match language {
        "" | "text" => "txt",
        "yaml" | "yml" => "yml",
        "markdown" => "md",
        "bash" | "shell" | "console" => "sh",
        "python" => "py",
        "javascript" => "js",
        "rust" => "rs",
        other if other.bytes().all(|b| b.is_ascii_alphanumeric()) => other,
        _ => "txt",
    }
}

/// What a template was made from, what that was made from, and so on.
fn ancestry(setting: &Setting<'_>, page: PageIdx, from: &UrlPath) -> Vec<Lineage> {
    const DEEPEST: usize = 8;
    let site = setting.site;
    let mut steps = Vec::new();
    let mut seen = vec![page];
    while let Some(source) = &site.page(seen[seen.len() - 1]).document.front_matter.based_on {
        let own = source.id.as_ref().and_then(|id| site.links.reference(site, seen[seen.len() - 1], &id.value));
        steps.push(lineage(setting, from, source, own));
        match own {
            Some(own) if !seen.contains(&own) && steps.len() < DEEPEST => seen.push(own),
            _ => break,
        }
    }
    steps
}

fn lineage(setting: &Setting<'_>, from: &UrlPath, source: &BasedOn, own: Option<PageIdx>) -> Lineage {
    let site = setting.site;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    Lineage {
        title: own.map_or_else(|| text(&source.title), |own| site.page(own).title.clone()),
        url: own.map_or_else(|| text(&source.url), |own| setting.href(from, &site.page(own).url)),
        is_elsewhere: own.is_none(),
        author: text(&source.author),
        license: text(&source.license),
        change: text(&source.change),
    }
}

/// The other files of a template that is a folder.
fn folder_files(setting: &Setting<'_>, page: PageIdx, from: &UrlPath) -> Vec<Link> {
    let site = setting.site;
    let facts = site.page(page);
    let folder = facts.path.parent();
    if facts.role != PageRole::Content || !matches!(facts.path.stem().split('.').next(), Some("index" | "README")) {
        return Vec::new();
    }
    let files = site.payloads.get(&facts.path).into_iter().flatten();
    let files = files.filter_map(|path| Some((path, path.below(&folder)?)));
    files.map(|(path, name)| setting.link(from, &site.links.file_url(path), name)).collect()
}

/// The page as Markdown, for its mirror.
pub fn mirror(setting: &Setting<'_>, page: PageIdx, text: &str) -> String {
    let facts = setting.site.page(page);
    let resolver = PageResolver { setting, page, from: &facts.url, lang: facts.lang, colours: false };
    let start = crate::document::split(text).body;
    let body = body::read_within(text, start, &setting.site.config.limits, |body| body.mirror(&resolver));
    let answer = facts.document.front_matter.short_answer.as_deref();
    let answer = answer.map(|answer| body::mirror_inline(answer, &resolver)).filter(|answer| !answer.is_empty());
    let answer = answer.map(|answer| format!("{answer}\n\n")).unwrap_or_default();
    let ways = alternatives_in_mirror(setting, page, &resolver);
    format!("# {}\n\n{answer}{body}{ways}", body::mirror_text(&facts.title))
}

/// The bytes of the body from which a page or its mirror would become too long, and all behind is left out.
pub fn cut(setting: &Setting<'_>, page: PageIdx, text: &str) -> Option<std::ops::Range<usize>> {
    let facts = setting.site.page(page);
    let resolver = PageResolver { setting, page, from: &facts.url, lang: facts.lang, colours: true };
    let start = crate::document::split(text).body;
    let cut = body::read_within(text, start, &setting.site.config.limits, |body| body.cut(&resolver))?;
    Some(start + cut.start..start + cut.end)
}

/// Whether a banner of this kind says that what was checked once may no longer be true.
fn is_doubt(kind: &str) -> bool {
    matches!(kind, "archived" | "outdated" | "expired" | "stale" | "known-problem")
}

/// How well a page stands among others that answer alike, see [`crate::search::Page::standing`].
pub fn standing(setting: &Setting<'_>, page: PageIdx) -> u8 {
    let facts = setting.site.page(page);
    let step = |banner: Banner| match banner.kind {
        "archived" | "outdated" | "expired" | "duplicate" => 2,
        kind if is_doubt(kind) => 1,
        _ => 0,
    };
    banners(setting, page, &facts.url, facts.lang).into_iter().map(step).max().unwrap_or(0)
}

/// Other wordings by which search finds a page: its own, and all of the pages that are its duplicates.
pub fn search_wordings(site: &Site, page: PageIdx) -> Vec<String> {
    let own =
        |page: PageIdx| site.page(page).document.front_matter.asked_as.iter().map(|wording| wording.value.clone());
    let duplicates = site.duplicates.get(&page).into_iter().flatten();
    own(page)
        .chain(duplicates.flat_map(|page| std::iter::once(site.page(*page).title.clone()).chain(own(*page))))
        .collect()
}

/// A page for the search index.
pub fn search_page(setting: &Setting<'_>, page: PageIdx, text: &str) -> crate::search::Page {
    let site = setting.site;
    let facts = site.page(page);
    let front = &facts.document.front_matter;
    let sections = body::read(text, crate::document::split(text).body, |body| body.sections());
    let sections = sections.into_iter().map(|section| crate::search::Section {
        id: section.id,
        heading: section.heading,
        text: section.text,
        code: section.code,
    });
    let ways = alternatives_in_words(setting, page);
    let ways = (!ways.is_empty()).then(|| crate::search::Section {
        id: "cairn-alternatives".to_owned(),
        heading: setting.word(facts.lang, "alternatives"),
        text: ways.join("\n"),
        code: String::new(),
    });
    crate::search::Page {
        url: facts.url.to_string(),
        title: facts.title.clone(),
        kind: site.kind(facts).id.clone(),
        tags: site.topics.tags_of(site, page).map(|(_, label)| label.to_owned()).collect(),
        area: front.area.as_ref().map(|area| area.value.clone()).unwrap_or_default(),
        level: front.level.clone().unwrap_or_default(),
        people: people::authors(setting, page, &facts.url, 5).into_iter().map(|author| author.name).collect(),
        asked_as: search_wordings(site, page),
        questions: Question::in_list(site, page).map(|question| question.text(site).to_owned()).collect(),
        short_answer: front
            .short_answer
            .as_deref()
            .map(body::plain_inline)
            .or_else(|| front.description.clone())
            .unwrap_or_default(),
        boost: front.search_boost.unwrap_or(1.0),
        standing: standing(setting, page),
        sections: sections.chain(ways).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::minutes_in;

    #[test]
    fn how_long_a_page_takes_is_read_in_the_languages_of_the_interface() {
        let table = [
            ("20 minutes", Some(20)),
            ("1 hour 30 minutes", Some(90)),
            ("2h", Some(120)),
            ("1 Std. 5 Min.", Some(65)),
            ("10 минут", Some(10)),
            ("2 часа", Some(120)),
            ("1 時間 15 分", Some(75)),
            ("10 分钟", Some(10)),
            ("15 分鐘", Some(15)),
            ("5 دقائق", Some(5)),
            ("10–15 minutes", None),
            ("1.5 hours", None),
            ("2 months", None),
            ("an evening", None),
            ("99999999999 minutes", None),
        ];
        for (text, expected) in table {
            assert_eq!(minutes_in(text), expected, "{text:?}");
        }
    }
}
