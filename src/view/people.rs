//! People: chips and credits for every page, the list of everyone, a page for each, and the community's page.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::diagnostic::Located;
use crate::document::body::plain_inline;
use crate::document::person::{Credit as Consent, Period, Person as PersonFile, PersonStatus};
use crate::lang::Lang;
use crate::path::UrlPath;
use crate::site::narrowing::{self, Part};
use crate::site::people::days::{days, days_of_part};
use crate::site::people::lint::{LARGEST_AVATAR, below_static};
use crate::site::people::standing::{Standing as Place, first_day};
use crate::site::people::{Person as SitePerson, PersonIdx, PersonPart, Role};
use crate::site::topics::Topic;
use crate::site::{PageIdx, PageRole, Site, dates};
use crate::view::badges;
use crate::view::charts::{self, Counted};
use crate::view::frame::{self, About};
use crate::view::page::own_item;
use crate::view::setting::Setting;
use crate::view::{
    Affiliation, Chart, Credit, CreditGroup, Credits, Filter, Filters, Item, Link, People, Person, PersonChip,
    PersonEntry, Standing, Work, json_ld,
};

/// Faces in the strip at the top of a page.
const STRIP: usize = 5;
/// Pages listed for one role of a person.
const WORK: usize = 100;
/// The same on the page to print.
const MANY: usize = 1000;
/// Pages of others that lead to somebody's.
const USED_BY: usize = 20;
/// Others who write about the same.
const NEAR: usize = 8;
/// Newcomers are people whose first contribution is not older than this.
const NEWCOMER_DAYS: i64 = 92;

/// A person's page.
pub fn url(person: &SitePerson) -> UrlPath {
    person.url()
}

/// What a person did, as a text for a CV.
pub fn cv_url(person: &SitePerson) -> UrlPath {
    url(person).join("cv.md")
}

/// A person in a strip, as they stand now.
pub(super) fn chip(setting: &Setting<'_>, from: &UrlPath, person: PersonIdx) -> PersonChip {
    let site = setting.site;
    let file = site.person_file(person);
    let avatar = file.and_then(|file| avatar(site, file));
    let standing = now(site, person);
    let person = site.people.get(person);
    PersonChip {
        name: person.name.clone(),
        url: if person.has_page { setting.href(from, &url(person)) } else { String::new() },
        initials: initials(&person.name),
        hue: hue(&person.id),
        avatar: avatar.map(|avatar| setting.href(from, &avatar)).unwrap_or_default(),
        standings: Some(standing).filter(|standing| *standing != Place::default()).map(shown).into_iter().collect(),
    }
}

/// A person in a strip, as they stood when they had their part in a page.
fn chip_of(setting: &Setting<'_>, from: &UrlPath, page: PageIdx, part: &PersonPart) -> PersonChip {
    let site = setting.site;
    let now = now(site, part.who);
    let shown = |place: Place<'_>| Standing { is_past: place != now, ..shown(place) };
    PersonChip { standings: places(site, page, part).into_iter().map(shown).collect(), ..chip(setting, from, part.who) }
}

fn shown(place: Place<'_>) -> Standing {
    Standing {
        status: place.status.map_or("", status_name),
        affiliation: place.affiliation.unwrap_or_default().to_owned(),
        has_interest: place.status.is_some_and(|status| matches!(status, PersonStatus::Staff | PersonStatus::Partner)),
        is_past: false,
    }
}

/// Where somebody stands now.
fn now(site: &Site, person: PersonIdx) -> Place<'_> {
    site.person_file(person).map(|file| told(file, Place::now(file, site.now))).unwrap_or_default()
}

/// Where somebody stood when they began their part in a page and when they last worked on it; what nobody knows is left
/// out, as is where they stood in between.
fn places<'a>(site: &'a Site, page: PageIdx, part: &PersonPart) -> Vec<Place<'a>> {
    let Some(file) = site.person_file(part.who) else { return Vec::new() };
    let on = |day: Option<Date>| told(file, Place::on(file, day));
    let mut places = match days_of_part(site, page, part) {
        Some((first, last)) => vec![on(Some(first)), on(Some(last))],
        None => vec![on(None)],
    };
    places.dedup();
    places.retain(|place| *place != Place::default());
    places
}

/// A pen name leads nowhere.
fn told<'a>(file: &PersonFile, place: Place<'a>) -> Place<'a> {
    Place { affiliation: place.affiliation.filter(|_| file.credit == Consent::Public), ..place }
}

/// Somebody's part in a page.
pub fn part_of(site: &Site, person: PersonIdx, page: PageIdx) -> Option<&PersonPart> {
    site.credits(page).parts.iter().find(|part| part.who == person)
}

/// What a program is told of where somebody stood when they had their part in a page: whatever tells an interest, if anything
/// does.
pub fn status_of_part(site: &Site, page: PageIdx, part: &PersonPart) -> &'static str {
    let places: Vec<Standing> = places(site, page, part).into_iter().map(shown).collect();
    let told = places.iter().find(|place| place.has_interest).or(places.first());
    told.map_or("", |place| place.status)
}

/// The picture of a people file, where it is a file of `static/` that a page can bear.
fn avatar(site: &Site, file: &PersonFile) -> Option<UrlPath> {
    let path = below_static(&file.avatar.as_ref()?.value).to_owned();
    let is_light = site.links.static_length(&path).is_some_and(|length| length <= LARGEST_AVATAR);
    is_light.then(|| UrlPath::new(&format!("/{path}")))
}

/// Up to two letters: of the first and the last word, or the first of a single one.
fn initials(name: &str) -> String {
    let words: Vec<&str> =
        name.split(|c: char| c.is_whitespace() || c == '-').filter(|word| !word.is_empty()).collect();
    let first = |word: &&str| word.chars().find(|c| c.is_alphanumeric());
    let letters =
        words.first().and_then(first).into_iter().chain(words.last().filter(|_| words.len() > 1).and_then(first));
    letters.flat_map(char::to_uppercase).collect()
}

/// One of twelve hues, the same for a person on every page.
fn hue(id: &str) -> u8 {
    crate::digest::Digest::of(id.as_bytes()).bytes()[0] % 12
}

/// Who made a page.
pub(super) fn credits(setting: &Setting<'_>, page: PageIdx, from: &UrlPath) -> Credits {
    let credits = setting.site.credits(page);
    // Who only reviewed, tested or reported is in the list at the end; "improved by" counts those who wrote.
    let improves = |roles: &[Role]| {
        let is_first = roles.iter().any(|role| matches!(role, Role::Author | Role::CoAuthor | Role::Translator));
        !is_first && roles.iter().any(|role| role.is_writing())
    };
    let others = credits.parts.iter().filter(|part| improves(&part.roles)).count() as u32;
    let unnamed = credits.unnamed.iter().filter(|(role, _)| improves(&[*role])).map(|(_, count)| count);
    let with = |role: Role, but: Option<Role>| -> Vec<PersonChip> {
        let has = |part: &&PersonPart| part.roles.contains(&role) && !but.is_some_and(|but| part.roles.contains(&but));
        credits.parts.iter().filter(has).take(STRIP).map(|part| chip_of(setting, from, page, part)).collect()
    };
    Credits {
        authors: authors(setting, page, from, usize::MAX),
        unnamed_authors: credits.unnamed.of(Role::Author) + credits.unnamed.of(Role::CoAuthor),
        translators: with(Role::Translator, None),
        unnamed_translators: credits.unnamed.of(Role::Translator),
        askers: with(Role::Asker, None),
        unnamed_askers: credits.unnamed.of(Role::Asker),
        answerers: with(Role::Answerer, Some(Role::Author)),
        unnamed_answerers: credits.unnamed.of(Role::Answerer),
        improved_by: others + unnamed.sum::<u32>(),
        groups: groups(setting, page, from),
    }
}

/// Everyone by what they did, those who are not named behind those who are.
fn groups(setting: &Setting<'_>, page: PageIdx, from: &UrlPath) -> Vec<CreditGroup> {
    let credits = setting.site.credits(page);
    let mut groups: BTreeMap<Role, CreditGroup> = BTreeMap::new();
    for part in &credits.parts {
        let role = *part.roles.first().expect("a part has a role");
        groups.entry(role).or_default().people.push(credit(setting, page, from, part));
    }
    for (role, count) in credits.unnamed.iter() {
        groups.entry(role).or_default().unnamed = count;
    }
    groups.into_iter().map(|(role, group)| CreditGroup { role: role.name(), ..group }).collect()
}

fn credit(setting: &Setting<'_>, page: PageIdx, from: &UrlPath, part: &PersonPart) -> Credit {
    let site = setting.site;
    let tested = site.page(page).document.front_matter.tested.as_ref();
    let tested = tested.filter(|_| site.credits(page).tested_by == Some(part.who));
    Credit {
        person: chip_of(setting, from, page, part),
        roles: part.roles.iter().map(|role| role.name()).collect(),
        first: dates::text(part.active().and_then(|(first, _)| dates::of_timestamp(first))),
        last: dates::text(part.active().and_then(|(_, last)| dates::of_timestamp(last))),
        share: part.share,
        version: tested.and_then(|tested| tested.version.clone()).unwrap_or_default(),
        tested: dates::text(tested.and_then(|tested| dates::parse(tested.on.as_deref()?))),
    }
}

/// Who wrote a page, alone or with others, at most so many.
pub fn authors(setting: &Setting<'_>, page: PageIdx, from: &UrlPath, limit: usize) -> Vec<PersonChip> {
    let credits = setting.site.credits(page);
    let wrote = credits.parts.iter().filter(|part| part.is_author());
    wrote.take(limit).map(|part| chip_of(setting, from, page, part)).collect()
}

/// Those with these roles who are not named, in words of the interface: `somebody who is not named`; `None` for nobody.
pub fn unnamed_in_words(setting: &Setting<'_>, page: PageIdx, roles: &[Role]) -> Option<String> {
    let unnamed = &setting.site.credits(page).unnamed;
    let lang = setting.site.page(page).lang;
    match roles.iter().map(|role| unnamed.of(*role)).sum() {
        0 => None,
        1 => Some(setting.word(lang, "only_unnamed_one")),
        count => Some(badges::fill(&setting.word(lang, "only_unnamed"), &[("n", &count.to_string())])),
    }
}

/// Everyone who had a part in a page, the unnamed included.
pub fn contributors(setting: &Setting<'_>, page: PageIdx) -> usize {
    let credits = setting.site.credits(page);
    credits.parts.len() + credits.unnamed.count() as usize
}

/// Who tried a page, as its front matter says.
pub(super) fn tester(setting: &Setting<'_>, page: PageIdx, from: &UrlPath) -> Option<PersonChip> {
    setting.site.credits(page).tested_by.map(|person| chip(setting, from, person))
}

/// Pages that a person wrote, alone or with others.
pub fn written(setting: &Setting<'_>, person: PersonIdx) -> Vec<PageIdx> {
    let site = setting.site;
    let work = site.work[person.0 as usize].iter().copied();
    work.filter(|page| site.credits(*page).authors.contains(&person)).collect()
}

/// Pages that a feed tells of: what a person wrote; of who wrote nothing, all that they had a part in.
pub fn followed(setting: &Setting<'_>, person: PersonIdx) -> Vec<PageIdx> {
    let written = written(setting, person);
    if written.is_empty() { setting.site.work[person.0 as usize].clone() } else { written }
}

/// People who are named.
pub fn named_count(site: &Site) -> usize {
    site.people.named().count()
}

pub(super) fn count(setting: &Setting<'_>) -> usize {
    named_count(setting.site)
}

/// In how many pages somebody had a part, however many roles: of the sections of their page each page once.
fn pages_of(site: &Site, person: PersonIdx) -> usize {
    by_role(site, person).into_values().flatten().collect::<BTreeSet<PageIdx>>().len()
}

/// When each of those who are named first had a part in a page, where that is known.
pub(super) fn first_days(site: &Site) -> Vec<(PersonIdx, Option<Date>)> {
    site.people.named().map(|person| (person, period(site, person).map(|(first, _)| first))).collect()
}

/// Whether a first day is of the last quarter.
pub(super) fn is_new(first: Option<Date>, now: Option<Date>) -> bool {
    let days = first.zip(now).map(|(first, now)| dates::days_between(first, now));
    days.is_some_and(|days| (0..=NEWCOMER_DAYS).contains(&days))
}

/// People whose first contribution is of the last quarter, latest first.
pub(super) fn newcomers(setting: &Setting<'_>, from: &UrlPath) -> Vec<PersonChip> {
    let site = setting.site;
    let mut people = first_days(site);
    people.retain(|(_, first)| is_new(*first, site.now));
    people.sort_by_key(|(person, first)| (std::cmp::Reverse(*first), *person));
    people.into_iter().map(|(person, _)| chip(setting, from, person)).collect()
}

/// `people.html`: everyone, or those who have a part in common.
pub fn everyone(setting: &Setting<'_>, part: Option<&Part>) -> People {
    let site = setting.site;
    let all = UrlPath::new("/people/");
    let url = part.map_or_else(|| all.clone(), narrowing::people_url);
    let mut people: Vec<PersonIdx> = match part {
        Some(part) => site.narrowing.people().get(part).cloned().unwrap_or_default(),
        None => site.people.named().collect(),
    };
    // Letters with marks stand beside those without, where most readers look for them.
    let plain = |name: &str| name.nfkd().filter(|c| !is_combining_mark(*c)).collect::<String>().to_lowercase();
    people.sort_by_cached_key(|person| {
        let name = &site.people.get(*person).name;
        (plain(name), name.to_lowercase(), *person)
    });
    let entry = |person: PersonIdx| PersonEntry {
        person: chip(setting, &url, person),
        pages: pages_of(site, person),
        status: now(site, person).status.map_or("", status_name).to_owned(),
        last: dates::text(period(site, person).map(|(_, last)| last)),
    };
    let name = setting.word(0, "people");
    let title = part.map_or_else(|| name.clone(), |part| format!("{name} · {}", part_label(setting, part)));
    let about = About { noindex: part.is_some(), ..About::new(&url, 0, title.clone()) };
    let mut frame = frame::frame(setting, about);
    frame.breadcrumb = vec![setting.link(&url, &site.home(0), setting.word(0, "home"))];
    frame.breadcrumb.extend(part.map(|_| setting.link(&url, &all, name)));
    People {
        title,
        filters: filters(setting, part, &url),
        newcomers: if part.is_none() { newcomers(setting, &url) } else { Vec::new() },
        people: people.into_iter().map(entry).collect(),
        unnamed: if part.is_none() { site.people.unnamed() } else { 0 },
        titles: badges::link(setting, &url),
        frame,
    }
}

/// By what everyone can be narrowed down, and by what they are; the latter leads back to everyone.
fn filters(setting: &Setting<'_>, chosen: Option<&Part>, from: &UrlPath) -> Vec<Filters> {
    let mut groups: Vec<Filters> = Vec::new();
    for (part, people) in setting.site.narrowing.people() {
        let by = match part {
            Part::Role(_) => "role",
            Part::Area(_) => "area",
            Part::Topic(_) => "topic",
        };
        let current = chosen == Some(part);
        let to = if current { UrlPath::new("/people/") } else { narrowing::people_url(part) };
        let label = part_label(setting, part);
        let filter = Filter { label, url: setting.href(from, &to), count: people.len(), current };
        match groups.last_mut().filter(|group| group.by == by) {
            Some(group) => group.filters.push(filter),
            None => groups.push(Filters { by, filters: vec![filter], all: None }),
        }
    }
    groups
}

/// What some people have in common, as the first language that has it calls it.
fn part_label(setting: &Setting<'_>, part: &Part) -> String {
    let site = setting.site;
    let called = |lists: &BTreeMap<(usize, String), Topic>, key: &String| {
        let label = (0..site.langs.len()).find_map(|lang| Some(lists.get(&(lang, key.clone()))?.label.clone()));
        label.unwrap_or_else(|| key.clone())
    };
    match part {
        Part::Role(role) => setting.word(0, &format!("role-{}", role.name())),
        Part::Area(key) => called(&site.topics.areas, key),
        Part::Topic(key) => called(&site.topics.tags, key),
    }
}

/// `host.example` of `https://host.example/path`.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split('/').next().unwrap_or(rest)
}

/// As the interface and programs know it.
pub fn status_name(status: PersonStatus) -> &'static str {
    match status {
        PersonStatus::Member => "member",
        PersonStatus::Staff => "staff",
        PersonStatus::Partner => "partner",
        PersonStatus::Alumni => "alumni",
    }
}

/// The page to print.
pub fn cv_page_url(person: &SitePerson) -> UrlPath {
    url(person).join("cv/")
}

/// What a person did, as JSON Resume.
pub fn resume_url(person: &SitePerson) -> UrlPath {
    url(person).join("resume.json")
}

/// `person.html`.
pub fn person(setting: &Setting<'_>, person: PersonIdx) -> Person {
    let facts = setting.site.people.get(person);
    let url = url(facts);
    let cv_page = setting.href(&url, &cv_page_url(facts));
    Person {
        timeline: timeline(setting.site, person),
        used_by: used_by(setting, person, &url),
        near: near(setting, person, &url),
        cv_page,
        ..about(setting, person, &url, WORK)
    }
}

/// `cv.html`: the same for a sheet of paper.
pub fn cv_page(setting: &Setting<'_>, person: PersonIdx) -> Person {
    let site = setting.site;
    let url = cv_page_url(site.people.get(person));
    about(setting, person, &url, MANY)
}

/// When somebody first did something for a page.
pub fn day_of_role(site: &Site, person: PersonIdx, page: PageIdx, role: Role) -> Option<Date> {
    days(site, page, part_of(site, person, page)?, role).map(|(first, _)| first)
}

/// From the first day of all of somebody's parts in pages to the last.
fn period(site: &Site, person: PersonIdx) -> Option<(Date, Date)> {
    let pages = by_role(site, person).into_values().flatten();
    let all = pages.filter_map(|page| days_of_part(site, page, part_of(site, person, page)?));
    all.reduce(|one, other| (one.0.min(other.0), one.1.max(other.1)))
}

fn about(setting: &Setting<'_>, person: PersonIdx, url: &UrlPath, most: usize) -> Person {
    let site = setting.site;
    let facts = site.people.get(person);
    let own_url = self::url(facts);
    let is_cv = *url != own_url;
    let (now, period) = (now(site, person), period(site, person));
    // A pseudonym stands alone: nothing else of the file leads back to the person.
    let file = site.person_file(person).filter(|file| file.credit == Consent::Public);
    let bio = file.and_then(|file| file.bio.as_deref()).or(facts.description.as_deref());
    let bio_lang = bio.and_then(|bio| written_in(bio, file.map(|file| file.languages.as_slice()).unwrap_or_default()));
    let mut links: Vec<Link> = facts
        .link
        .iter()
        .map(|link| Link { label: host(link).to_owned(), url: link.clone(), ..Link::default() })
        .collect();
    links.extend(file.iter().flat_map(|file| &file.links).map(|link| Link {
        label: link.label.clone(),
        url: link.url.clone(),
        ..Link::default()
    }));
    let addresses: Vec<String> = links.iter().map(|link| link.url.clone()).collect();
    let about = About {
        og_type: "profile",
        json_ld: (!is_cv).then(|| json_ld::person(setting, person, url, &addresses)),
        noindex: is_cv,
        ..About::new(url, 0, facts.name.clone())
    };
    let mut frame = frame::frame(setting, about);
    frame.breadcrumb = vec![
        setting.link(url, &site.home(0), setting.word(0, "home")),
        setting.link(url, &UrlPath::new("/people/"), setting.word(0, "people")),
    ];
    if is_cv {
        frame.breadcrumb.push(setting.link(url, &own_url, facts.name.clone()));
    }
    let feed = setting.base_url.as_ref().map(|_| setting.href(url, &own_url.join("feed.xml")));
    frame.feeds.extend(feed.iter().map(|feed| Link {
        label: facts.name.clone(),
        url: feed.clone(),
        ..Link::default()
    }));
    Person {
        person: chip(setting, url, person),
        pronouns: file.and_then(|file| file.pronouns.clone()).unwrap_or_default(),
        bio_html: bio.map(|bio| bio_html(setting, bio)).unwrap_or_default(),
        bio: bio.map(plain_bio).unwrap_or_default(),
        bio_lang: bio_lang.map(ToString::to_string).unwrap_or_default(),
        bio_dir: bio_lang.map_or("auto", |lang| if lang.is_rtl() { "rtl" } else { "ltr" }),
        languages: file.iter().flat_map(|file| &file.languages).map(|lang| lang.autonym().to_owned()).collect(),
        links,
        status: now.status.map_or("", status_name).to_owned(),
        affiliation: now.affiliation.unwrap_or_default().to_owned(),
        affiliations: file.map(affiliations).unwrap_or_default(),
        titles: badges::titles(setting, person, url),
        work: work(setting, person, url, most),
        given: facts.given.iter().map(|role| role.name()).collect(),
        mentors: facts.mentors.iter().map(|mentor| chip(setting, url, *mentor)).collect(),
        mentees: facts.mentees.iter().map(|mentee| chip(setting, url, *mentee)).collect(),
        first: dates::text(period.map(|(first, _)| first)),
        last: dates::text(period.map(|(_, last)| last)),
        feed,
        cv: setting.href(url, &cv_url(facts)),
        resume: setting.href(url, &resume_url(facts)),
        frame,
        ..Person::default()
    }
}

/// Where somebody stood and whom they worked for, the latest first; none where there is nothing to tell beyond today.
fn affiliations(file: &PersonFile) -> Vec<Affiliation> {
    let of = |period: &Period| {
        // A day is a day here, whatever hour the file tells.
        let day = |text: &str| text.get(..10).unwrap_or(text).to_owned();
        let text = |date: &Option<Located<String>>| date.as_ref().map(|date| day(&date.value)).unwrap_or_default();
        (text(&period.from), text(&period.to))
    };
    let status = file.standings.iter().map(|standing| {
        let (from, to) = of(&standing.period);
        Affiliation { status: status_name(standing.status), name: String::new(), from, to }
    });
    let places = file.affiliations.iter().map(|place| {
        let (from, to) = of(&place.period);
        Affiliation { status: "", name: place.name.clone(), from, to }
    });
    let mut all: Vec<Affiliation> = status.chain(places).collect();
    if all.iter().all(|place| place.from.is_empty() && place.to.is_empty()) {
        return Vec::new();
    }
    all.sort_by_cached_key(|place| std::cmp::Reverse(first_day(&place.from)));
    all
}

/// The one of these languages in whose letters a text is written; `None` where that is not certain.
fn written_in<'a>(text: &str, languages: &'a [Lang]) -> Option<&'a Lang> {
    let mut fit = languages.iter().filter(|lang| lang.has_letters_of(text));
    fit.next().filter(|_| fit.next().is_none())
}

/// A bio as text, its paragraphs with an empty line between them.
fn plain_bio(bio: &str) -> String {
    let paragraphs = bio.split("\n\n").map(plain_inline).filter(|paragraph| !paragraph.is_empty());
    paragraphs.collect::<Vec<_>>().join("\n\n")
}

fn bio_html(setting: &Setting<'_>, bio: &str) -> String {
    struct Plain<'a>(&'a Setting<'a>);
    impl crate::document::body::Resolver for Plain<'_> {
        fn resolve(
            &self,
            _: &str,
            _: Option<&str>,
            _: crate::document::body::LinkForm,
        ) -> crate::document::body::Resolved {
            crate::document::body::Resolved::Broken
        }
        fn word(&self, key: &str) -> String {
            self.0.word(0, key)
        }
    }
    crate::document::body::render_inline(bio, &Plain(setting))
}

/// The pages of a person by everything that they did there, the latest begun first. Who wrote, answered or asked did it once,
/// whatever others translated it into.
pub fn by_role(site: &Site, person: PersonIdx) -> BTreeMap<Role, Vec<PageIdx>> {
    let mut by_role: BTreeMap<Role, Vec<PageIdx>> = BTreeMap::new();
    for page in site.work[person.0 as usize].iter().filter(|page| site.page(**page).role == PageRole::Content) {
        let part = part_of(site, person, *page);
        for role in part.expect("work is made of parts").told() {
            by_role.entry(role).or_default().push(*page);
        }
    }
    for (role, pages) in &mut by_role {
        if matches!(role, Role::Author | Role::CoAuthor | Role::Answerer | Role::Asker) {
            let there: BTreeSet<PageIdx> = pages.iter().copied().collect();
            pages.retain(|page| site.originals[*page].is_none_or(|original| !there.contains(&original)));
        }
        pages.sort_by_cached_key(|page| (std::cmp::Reverse(day_of_role(site, person, *page, *role)), *page));
    }
    by_role
}

/// What was begun in each year, each role by its own first day.
fn timeline(site: &Site, person: PersonIdx) -> Option<Chart> {
    let counted = |(role, pages): (Role, Vec<PageIdx>)| Counted {
        column: role.name(),
        days: pages.into_iter().map(|page| day_of_role(site, person, page, role)).collect(),
    };
    charts::by_year(&by_role(site, person).into_iter().map(counted).collect::<Vec<_>>(), site.now)
}

/// The newest pages that a person wrote, at most so many.
fn newest(setting: &Setting<'_>, person: PersonIdx) -> Vec<PageIdx> {
    let mut pages = written(setting, person);
    pages.sort_by_key(|page| (std::cmp::Reverse(setting.site.page(*page).published), *page));
    pages.truncate(WORK);
    pages
}

/// Pages that somebody else made and that lead to what this person wrote.
fn used_by(setting: &Setting<'_>, person: PersonIdx, from: &UrlPath) -> Vec<Item> {
    let site = setting.site;
    let is_other = |page: &PageIdx| {
        let parts = &site.credits(*page).parts;
        site.page(*page).role == PageRole::Content && !parts.iter().any(|part| part.who == person)
    };
    let used = newest(setting, person).into_iter().flat_map(|page| site.used[page].iter().take(WORK).copied());
    let pages: BTreeSet<PageIdx> = used.filter(is_other).collect();
    let mut pages: Vec<PageIdx> = pages.into_iter().collect();
    pages.sort_by_key(|page| (std::cmp::Reverse(site.page(*page).dated()), *page));
    pages.into_iter().take(USED_BY).map(|page| own_item(setting, from, page, 0)).collect()
}

/// Authors of pages that ask or tell nearly the same as this person's, those with most such pages first.
fn near(setting: &Setting<'_>, person: PersonIdx, from: &UrlPath) -> Vec<PersonChip> {
    let site = setting.site;
    let mut pages: BTreeSet<PageIdx> = BTreeSet::new();
    for page in newest(setting, person) {
        pages.extend(site.topics.related(page));
        let lang = site.page(page).lang;
        for (tag, _) in site.topics.tags_of(site, page) {
            let topic = &site.topics.tags[&(lang, tag.to_owned())];
            pages.extend(topic.pages.iter().take(USED_BY));
        }
    }
    let mut others: BTreeMap<PersonIdx, usize> = BTreeMap::new();
    for page in pages {
        let authors = site.credits(page).authors.iter().filter(|author| **author != person);
        authors.for_each(|author| *others.entry(*author).or_default() += 1);
    }
    let mut others: Vec<(PersonIdx, usize)> = others.into_iter().collect();
    others.sort_by_key(|(other, count)| (std::cmp::Reverse(*count), *other));
    others.into_iter().take(NEAR).map(|(other, _)| chip(setting, from, other)).collect()
}

fn work(setting: &Setting<'_>, person: PersonIdx, from: &UrlPath, most: usize) -> Vec<Work> {
    let site = setting.site;
    // When the page was last changed, and by whomever, says nothing of this person.
    let dated = |page: PageIdx, role: Role| {
        let item = own_item(setting, from, page, 0);
        // Whom the whole list is about need not be named in each of its lines.
        let is_alone = site.credits(page).authors == [person];
        let authors = if is_alone { Vec::new() } else { item.authors };
        Item { date: dates::text(day_of_role(site, person, page, role)), authors, ..item }
    };
    let role = |(role, pages): (Role, Vec<PageIdx>)| Work {
        role: role.name(),
        total: pages.len(),
        items: pages.into_iter().take(most).map(|page| dated(page, role)).collect(),
    };
    by_role(site, person).into_iter().map(role).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bio_is_in_the_one_language_of_its_letters_or_in_none_that_is_known() {
        for (languages, bio, expected) in [
            ("ja en", "このマニュアルの日本語訳を担当しています。GitHub で。", Some("ja")),
            ("ja zh-Hans", "執筆者です", Some("ja")),
            ("ja zh-Hans", "执笔者", None),
            ("zh-Hans ja", "把这份手册译成简体中文。", None),
            ("zh-Hans en", "把这份手册译成简体中文。", Some("zh-Hans")),
            ("ru en", "Переводит это руководство.", Some("ru")),
            ("ru uk", "Переводит это руководство.", None),
            ("ar en", "يترجم هذا الدليل.", Some("ar")),
            ("ja", "Translates this manual into 日本語.", None),
            ("de", "Schreibt Anleitungen.", None),
            ("", "このマニュアル", None),
            ("ja", "…", None),
        ] {
            let languages: Vec<Lang> = languages.split_whitespace().filter_map(Lang::parse).collect();
            assert_eq!(written_in(bio, &languages).map(Lang::as_str), expected, "{bio}");
        }
    }

    #[test]
    fn initials_are_two_letters_at_most() {
        for (name, expected) in
            [("Jane Doe", "JD"), ("river", "R"), ("Anna-Lena von Berg", "AB"), ("山田 太郎", "山太"), ("", "")]
        {
            assert_eq!(initials(name), expected);
        }
    }
}
