//! Titles: the list of them, a page for each that is made from the rule which gives it, and a page for each that was given.
//!
//! Begin with [`titles`], what a person's page shows, and [`badge`], the page that explains. Holders stand in the order of
//! their names: a title is no rank.

use jiff::ToSpan;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::document::badge::{Count, Filter, Measure, Rule};
use crate::path::UrlPath;
use crate::site::badges::Award;
use crate::site::badges::issued::MOST_PAGES;
use crate::site::badges::picture::Form;
use crate::site::people::PersonIdx;
use crate::site::{Site, dates};
use crate::view::frame::{self, About};
use crate::view::people::chip;
use crate::view::setting::{Setting, kind_label};
use crate::view::{Award as AwardView, Badge, BadgeCard, BadgeLevel, Badges, Holder, Link, RuleLine, Title, json_ld};

/// The page that explains a title.
pub fn badge_url(site: &Site, badge: usize) -> UrlPath {
    UrlPath::new(&format!("/badges/{}/", site.badges.list[badge].id.value))
}

/// The page of a title that was given to somebody.
pub fn award_url(site: &Site, award: &Award) -> UrlPath {
    badge_url(site, award.badge).join(&format!("{}/", award.id))
}

/// A file of a level: `class.json`, and `class-2.json` above the first.
fn level_file(folder: &UrlPath, name: &str, level: usize, extension: &str) -> UrlPath {
    let number = if level == 0 { String::new() } else { format!("-{}", level + 1) };
    folder.join(&format!("{name}{number}.{extension}"))
}

/// Who gives titles, as Open Badges say it.
pub fn issuer_url() -> UrlPath {
    UrlPath::new("/badges/issuer.json")
}

/// A level, as Open Badges say it.
pub fn class_url(site: &Site, badge: usize, level: usize) -> UrlPath {
    level_file(&badge_url(site, badge), "class", level, "json")
}

/// The picture of a level.
pub fn image_url(site: &Site, badge: usize, level: usize) -> UrlPath {
    let form = site.badges.pictures[badge].as_ref().map_or(Form::Svg, |picture| picture.form);
    level_file(&badge_url(site, badge), "badge", level, if form == Form::Png { "png" } else { "svg" })
}

/// What a title is called.
pub fn badge_name(setting: &Setting<'_>, badge: usize) -> String {
    let badge = &setting.site.badges.list[badge];
    badge.name.clone().unwrap_or_else(|| setting.word(0, &format!("badge-{}", badge.id.value)))
}

/// What it is for, or "".
pub fn badge_description(setting: &Setting<'_>, badge: usize) -> String {
    let badge = &setting.site.badges.list[badge];
    let known = || setting.known_word(0, &format!("badge-{}-about", badge.id.value));
    badge.description.clone().or_else(known).unwrap_or_default()
}

/// What a level is called: by its own name, by the title's, or by the title's and its number.
pub fn level_name(setting: &Setting<'_>, badge: usize, level: usize) -> String {
    let name = badge_name(setting, badge);
    match &setting.site.badges.list[badge].levels[level].name {
        Some(own) => own.clone(),
        None if level == 0 => name,
        None => fill(&setting.word(0, "badge_level"), &[("name", &name), ("n", &(level + 1).to_string())]),
    }
}

/// Who gives the titles.
pub fn issuer_name(setting: &Setting<'_>) -> String {
    setting.site.badges.issuer.name.clone().unwrap_or_else(|| setting.site.config.title.clone())
}

pub(super) fn fill(pattern: &str, values: &[(&str, &str)]) -> String {
    values.iter().fold(pattern.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

/// What somebody holds.
pub fn titles(setting: &Setting<'_>, who: PersonIdx, from: &UrlPath) -> Vec<Title> {
    setting.site.badges.titles(who).into_iter().map(|award| title(setting, award, from)).collect()
}

fn title(setting: &Setting<'_>, award: &Award, from: &UrlPath) -> Title {
    let site = setting.site;
    let badge = badge_url(site, award.badge);
    Title {
        name: level_name(setting, award.badge, award.level),
        url: setting.href(from, &badge),
        image: setting.href(from, &image_url(site, award.badge, award.level)),
        since: award.on.to_string(),
        until: faded(site, award),
        evidence: award
            .evidence
            .iter()
            .take(MOST_PAGES)
            .map(|evidence| {
                let (lang, dir) = setting.tongue(evidence.lang(site), 0);
                Link { lang, dir, ..setting.link(from, &evidence.url(site), evidence.name(site).to_owned()) }
            })
            .collect(),
        award: if award.is_issued && setting.base_url.is_some() {
            setting.href(from, &award_url(site, award))
        } else {
            String::new()
        },
    }
}

/// The year until which a title is shown as held, where it fades and its holder has been away for so long; else "".
fn faded(site: &Site, award: &Award) -> String {
    let last = site.people.get(award.who).active.and_then(|(_, last)| dates::of_timestamp(last));
    let year = || {
        let days = site.badges.list[award.badge].fades?;
        let last = last?.max(award.on);
        let end = last.checked_add(i64::from(days).days()).ok()?;
        (site.now? > end).then(|| last.year().to_string())
    };
    year().unwrap_or_default()
}

/// `badges.html`: all of them.
pub fn badges(setting: &Setting<'_>) -> Badges {
    let site = setting.site;
    let url = UrlPath::new("/badges/");
    let mut frame = frame::frame(setting, About::new(&url, 0, setting.word(0, "titles")));
    frame.breadcrumb = vec![
        setting.link(&url, &site.home(0), setting.word(0, "home")),
        setting.link(&url, &UrlPath::new("/people/"), setting.word(0, "people")),
    ];
    let card = |badge: usize| BadgeCard {
        name: badge_name(setting, badge),
        description: badge_description(setting, badge),
        url: setting.href(&url, &badge_url(site, badge)),
        image: setting.href(&url, &image_url(site, badge, 0)),
    };
    Badges { badges: (0..site.badges.list.len()).map(card).collect(), frame }
}

/// `badge.html`: what it takes and who holds it.
pub fn badge(setting: &Setting<'_>, badge: usize) -> Badge {
    let site = setting.site;
    let url = badge_url(site, badge);
    let facts = &site.badges.list[badge];
    let about = About {
        description: badge_description(setting, badge),
        image: Some(image_url(site, badge, 0)),
        ..About::new(&url, 0, badge_name(setting, badge))
    };
    let mut frame = frame::frame(setting, about);
    frame.breadcrumb = vec![
        setting.link(&url, &site.home(0), setting.word(0, "home")),
        setting.link(&url, &UrlPath::new("/people/"), setting.word(0, "people")),
        setting.link(&url, &UrlPath::new("/badges/"), setting.word(0, "titles")),
    ];
    let level = |(number, level): (usize, &crate::document::badge::Level)| BadgeLevel {
        name: level_name(setting, badge, number),
        image: setting.href(&url, &image_url(site, badge, number)),
        rule: vec![line(setting, &level.rule)],
        needs_confirmation: number > 0 || facts.needs_confirmation,
        holders: holders(setting, badge, number, &url),
        unnamed: site.badges.unnamed.get(&badge).copied().filter(|_| number == 0).unwrap_or_default(),
    };
    Badge {
        name: badge_name(setting, badge),
        description: badge_description(setting, badge),
        levels: facts.levels.iter().enumerate().map(level).collect(),
        fades: facts.fades,
        is_retired: facts.is_retired,
        frame,
    }
}

/// Who holds this level and none above it, by name.
fn holders(setting: &Setting<'_>, badge: usize, level: usize, from: &UrlPath) -> Vec<Holder> {
    let site = setting.site;
    let is_highest =
        |award: &&Award| site.badges.titles(award.who).iter().any(|title| (title.badge, title.level) == (badge, level));
    let mut awards: Vec<&Award> = site.badges.held(badge, level).filter(is_highest).collect();
    awards.sort_by_cached_key(|award| (site.people.get(award.who).name.to_lowercase(), award.who));
    let holder = |award: &Award| {
        let title = title(setting, award, from);
        Holder { person: chip(setting, from, award.who), since: title.since, until: title.until, award: title.award }
    };
    awards.into_iter().map(holder).collect()
}

/// A rule in the words of the interface, each of its conditions a sentence.
pub fn line(setting: &Setting<'_>, rule: &Rule) -> RuleLine {
    let group = |key: &str, rules: &[Rule]| RuleLine {
        text: setting.word(0, key),
        notes: Vec::new(),
        parts: rules.iter().map(|rule| line(setting, rule)).collect(),
    };
    match rule {
        Rule::All(rules) => group("rule-all", rules),
        Rule::Any(rules) => group("rule-any", rules),
        Rule::Count(count) => counted(setting, count),
    }
}

fn counted(setting: &Setting<'_>, count: &Count) -> RuleLine {
    let days = count.of.quiet.unwrap_or(setting.site.config.review_every).to_string();
    let one = if count.at_least == 1 { "_one" } else { "" };
    let pattern = setting.word(0, &format!("rule-{}{one}", count.what.name()));
    let text = fill(&pattern, &[("n", &count.at_least.to_string()), ("days", &days)]);
    RuleLine { text, notes: notes(setting, count.what, &count.of), parts: Vec::new() }
}

/// Which contributions count, each condition a sentence.
fn notes(setting: &Setting<'_>, what: Measure, of: &Filter) -> Vec<String> {
    let stood = |key: &str| fill(&setting.word(0, key), &[("n", &of.stood.to_string())]);
    if what == Measure::Mentees {
        return (of.stood > 0).then(|| stood("rule-began")).into_iter().collect();
    }
    let note = |key: &str, names: Vec<String>| {
        let many = if names.len() > 1 { "_many" } else { "" };
        let text = names.join(&setting.word(0, "comma"));
        (!names.is_empty()).then(|| fill(&setting.word(0, &format!("{key}{many}")), &[("names", &text)]))
    };
    let role = |role: &str| setting.known_word(0, &format!("role-{role}")).unwrap_or_else(|| role.to_owned());
    let kind = |id: &str| {
        let place = setting.site.kinds.list.iter().position(|kind| kind.id == id);
        place.map_or_else(|| id.to_owned(), |kind| kind_label(setting, 0, kind, true))
    };
    let mut notes = Vec::new();
    notes.extend(note("rule-role", of.roles.iter().map(|name| role(&name.value)).collect()));
    notes.extend(note("rule-kind", of.kinds.iter().map(|name| kind(&name.value)).collect()));
    notes.extend(note("rule-lang", of.langs.iter().map(|lang| lang.autonym().to_owned()).collect()));
    if of.stood > 0 && what != Measure::ActiveMonths {
        notes.push(stood("rule-stood"));
    }
    notes
}

/// A rule as sentences of plain text, for files that other programs read.
pub fn rule_as_text(setting: &Setting<'_>, rule: &Rule) -> String {
    fn of(line: &RuleLine) -> String {
        let mut sentences = vec![line.text.clone()];
        sentences.extend(line.notes.iter().cloned());
        sentences.extend(line.parts.iter().zip(1..).map(|(part, number)| format!("({number}) {}", of(part))));
        sentences.join(" ")
    }
    of(&line(setting, rule))
}

/// `award.html`: a title that was given to somebody, with its files: `award` is one of its levels. Made only where whole addresses
/// are known.
pub fn award(setting: &Setting<'_>, award: &Award) -> AwardView {
    let site = setting.site;
    let Award { badge, who, ref id, .. } = *award;
    let url = award_url(site, award);
    let of_badge = |award: &&Award| award.badge == badge && award.is_issued && award.id == *id;
    let given: Vec<&Award> = site.badges.all_of(who).filter(of_badge).collect();
    let held = given.iter().rfind(|award| award.revoked.is_none());
    let shown = *held.or(given.last()).expect("planned for what was given");
    let title = title(setting, shown, &url);
    let person = chip(setting, &url, who);
    let names = [("name", person.name.as_str()), ("title", title.name.as_str())];
    let heading = fill(&setting.word(0, "badge_of"), &names);
    let about = About {
        description: badge_description(setting, badge),
        image: Some(image_url(site, badge, shown.level)),
        json_ld: held.map(|_| json_ld::with_context(credential(setting, badge, shown.level))),
        noindex: held.is_none(),
        ..About::new(&url, 0, heading.clone())
    };
    let mut frame = frame::frame(setting, about);
    frame.breadcrumb = vec![
        setting.link(&url, &site.home(0), setting.word(0, "home")),
        setting.link(&url, &UrlPath::new("/people/"), setting.word(0, "people")),
        setting.link(&url, &UrlPath::new("/badges/"), setting.word(0, "titles")),
        setting.link(&url, &badge_url(site, badge), badge_name(setting, badge)),
    ];
    let reason = shown.revoked.as_ref().map(|revoked| revoked.reason.clone()).unwrap_or_default();
    AwardView {
        heading,
        person,
        description: badge_description(setting, badge),
        issuer: issuer_name(setting),
        rule: vec![line(setting, &site.badges.list[badge].levels[shown.level].rule)],
        needs_confirmation: shown.level > 0 || site.badges.list[badge].needs_confirmation,
        files: files(setting, &given, &url),
        linkedin: linkedin(setting, shown, &title.name),
        readme: readme(setting, shown, &title.name),
        is_revoked: held.is_none(),
        reason,
        title,
        frame,
    }
}

/// The files of everything that was given, the highest level first.
fn files(setting: &Setting<'_>, given: &[&Award], url: &UrlPath) -> Vec<Link> {
    let mut links = Vec::new();
    for award in given.iter().rev().filter(|award| award.revoked.is_none()) {
        let of_level = |label: String| match award.level {
            0 => label,
            level => format!("{label} ({})", level_name(setting, award.badge, level)),
        };
        // The small picture is shown as Markdown that uses it.
        for file in
            GivenFile::of(setting.site, award, setting.signs).into_iter().filter(|file| *file != GivenFile::Readme)
        {
            links.push(setting.link(url, &file.url(setting.site, award), of_level(file.label(setting))));
        }
    }
    links
}

/// A file of a title that was given to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GivenFile {
    /// The assertion of Open Badges 2.0.
    Assertion,
    /// The picture with the assertion inside, as SVG.
    Svg,
    /// The same as PNG.
    Png,
    /// A small picture for a README.
    Readme,
    /// The signed credential of Open Badges 3.0.
    Credential,
    /// The picture with the credential inside, as SVG.
    CredentialSvg,
    /// The same as PNG.
    CredentialPng,
}

impl GivenFile {
    /// Those of a title.
    pub fn of(site: &Site, award: &Award, is_signed: bool) -> Vec<GivenFile> {
        if award.revoked.is_some() {
            return vec![GivenFile::Assertion];
        }
        let own = site.badges.pictures[award.badge].as_ref();
        // Lines of one's own are not turned into pixels here.
        let has_pixels = own.is_none_or(|own| own.form == Form::Png);
        let hosted = [GivenFile::Assertion, GivenFile::Svg, GivenFile::Png, GivenFile::Readme];
        let signed = [GivenFile::Credential, GivenFile::CredentialSvg, GivenFile::CredentialPng];
        let all = hosted.into_iter().chain(signed.into_iter().filter(|_| is_signed));
        all.filter(|file| has_pixels || !matches!(file, GivenFile::Png | GivenFile::CredentialPng)).collect()
    }

    fn label(self, setting: &Setting<'_>) -> String {
        match self {
            GivenFile::Assertion => "Open Badges 2.0".to_owned(),
            GivenFile::Svg => setting.word(0, "badge_svg"),
            GivenFile::Png => setting.word(0, "badge_png"),
            GivenFile::Readme => setting.word(0, "badge_readme"),
            GivenFile::Credential => "Open Badges 3.0".to_owned(),
            GivenFile::CredentialSvg => "Open Badges 3.0: SVG".to_owned(),
            GivenFile::CredentialPng => "Open Badges 3.0: PNG".to_owned(),
        }
    }

    /// Where it is.
    pub fn url(self, site: &Site, award: &Award) -> UrlPath {
        let (name, extension) = match self {
            GivenFile::Assertion => ("assertion", "json"),
            GivenFile::Svg => ("badge", "svg"),
            GivenFile::Png => ("badge", "png"),
            GivenFile::Readme => ("readme", "svg"),
            GivenFile::Credential => ("credential", "json"),
            GivenFile::CredentialSvg => ("credential", "svg"),
            GivenFile::CredentialPng => ("credential", "png"),
        };
        level_file(&award_url(site, award), name, award.level, extension)
    }
}

/// A form of LinkedIn, filled in: a plain link, nothing is sent before somebody follows it. Its parameters are those that
/// many public programs use; LinkedIn documents none.
fn linkedin(setting: &Setting<'_>, award: &Award, name: &str) -> String {
    let page = setting.absolute(&award_url(setting.site, award)).unwrap_or_default();
    let values = [
        ("startTask", "CERTIFICATION_NAME".to_owned()),
        ("name", name.to_owned()),
        ("organizationName", issuer_name(setting)),
        ("issueYear", award.on.year().to_string()),
        ("issueMonth", award.on.month().to_string()),
        ("certUrl", page),
        ("certId", award.key(setting.site).text()),
    ];
    let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let pairs: Vec<String> = values.iter().map(|(key, value)| format!("{key}={}", encode(value))).collect();
    format!("https://www.linkedin.com/profile/add?{}", pairs.join("&"))
}

/// Markdown with the small picture and a link to the title's page.
fn readme(setting: &Setting<'_>, award: &Award, name: &str) -> String {
    let whole = |url: &UrlPath| setting.absolute(url).unwrap_or_default();
    let plain: String = name.chars().filter(|c| !matches!(c, '[' | ']' | '\\' | '`' | '<' | '>' | '!')).collect();
    let picture = whole(&GivenFile::Readme.url(setting.site, award));
    let page = whole(&award_url(setting.site, award));
    format!("[![{plain}]({picture})]({page})")
}

/// A level as schema.org calls it.
pub(super) fn credential(setting: &Setting<'_>, badge: usize, level: usize) -> Value {
    let mut credential = json!({
        "@type": "EducationalOccupationalCredential",
        "name": level_name(setting, badge, level),
        "credentialCategory": "badge",
        "recognizedBy": {"@type": "Organization", "name": issuer_name(setting)},
    });
    if let Some(url) = setting.absolute(&badge_url(setting.site, badge)) {
        credential["url"] = json!(url);
    }
    credential
}

/// Where the titles are explained, on the page of everyone.
pub(super) fn link(setting: &Setting<'_>, from: &UrlPath) -> Option<Link> {
    let has_any = !setting.site.badges.list.is_empty();
    has_any.then(|| setting.link(from, &UrlPath::new("/badges/"), setting.word(0, "titles")))
}
