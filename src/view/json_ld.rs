//! Structured data that tells the truth: what schema.org calls the page, who wrote it, where it stands.
//!
//! Sources: schema.org `QAPage`, `TechArticle`, `HowTo`, `BreadcrumbList`, `Person`, `Role`, `WebSite`; CRediT for what people did. Nothing is claimed that the
//! page does not show; addresses appear only where the base URL is known.

use serde_json::{Map, Value, json};

use crate::document::body::{self, Body, Step};
use crate::path::UrlPath;
use crate::site::people::{PersonIdx, Role};
use crate::site::{LangIdx, Page, PageIdx, dates};
use crate::view::frame::{self, Trail};
use crate::view::setting::Setting;
use crate::view::{Credit, Credits, PersonChip, badges};

/// A page of content with its breadcrumb.
pub(super) fn page(setting: &Setting<'_>, page: PageIdx, body: &Body<'_>, credits: &Credits) -> Value {
    let site = setting.site;
    let facts = site.page(page);
    let main = match site.kind(facts).id.as_str() {
        "faq" => question(setting, page, body, credits),
        "tutorial" => match steps(facts, body) {
            steps if steps.len() > 1 => how_to(setting, facts, steps, credits),
            _ => article(setting, facts, credits, "TechArticle"),
        },
        _ => article(setting, facts, credits, "TechArticle"),
    };
    graph(setting, &frame::trail(setting, &facts.url, facts.lang), Some(main))
}

/// A list: only where it stands.
pub(super) fn breadcrumb_only(setting: &Setting<'_>, trail: &Trail) -> Value {
    graph(setting, trail, None)
}

/// The home page.
pub(super) fn site(setting: &Setting<'_>, lang: LangIdx) -> Value {
    let config = &setting.site.config;
    let mut site = object(setting, "WebSite", &setting.site.home(lang));
    site.insert("name".into(), json!(config.title));
    site.insert("inLanguage".into(), json!(setting.site.langs[lang].as_str()));
    put(&mut site, "description", &config.description);
    with_context(Value::Object(site))
}

/// A person's page.
pub(super) fn person(setting: &Setting<'_>, who: PersonIdx, url: &UrlPath, links: &[String]) -> Value {
    let facts = setting.site.people.get(who);
    let mut person = object(setting, "Person", url);
    person.insert("name".into(), json!(facts.name));
    let mentor = |mentor: &PersonIdx| {
        let mentor = setting.site.people.get(*mentor);
        let mut known = object(setting, "Person", &super::people::url(mentor));
        known.insert("name".into(), json!(mentor.name));
        json!({"@type": "Role", "roleName": role_names([Role::Mentor]), "knows": known})
    };
    let mentors: Vec<Value> = facts.mentors.iter().map(mentor).collect();
    if !mentors.is_empty() {
        person.insert("knows".into(), json!(mentors));
    }
    let titles = setting.site.badges.titles(who).into_iter();
    let titles: Vec<Value> = titles.map(|award| badges::credential(setting, award.badge, award.level)).collect();
    if !titles.is_empty() {
        person.insert("hasCredential".into(), json!(titles));
    }
    if !links.is_empty() {
        person.insert("sameAs".into(), json!(links));
    }
    with_context(Value::Object(person))
}

fn graph(setting: &Setting<'_>, trail: &Trail, main: Option<Value>) -> Value {
    let items: Vec<Value> = trail
        .iter()
        .enumerate()
        .map(|(position, (label, address))| {
            let mut item = Map::from_iter([
                ("@type".to_owned(), json!("ListItem")),
                ("position".to_owned(), json!(position + 1)),
                ("name".to_owned(), json!(label)),
            ]);
            item.extend(setting.absolute(address).map(|url| ("item".to_owned(), json!(url))));
            Value::Object(item)
        })
        .collect();
    let trail = (!items.is_empty()).then(|| json!({"@type": "BreadcrumbList", "itemListElement": items}));
    let nodes: Vec<Value> = main.into_iter().chain(trail).collect();
    json!({"@context": "https://schema.org", "@graph": nodes})
}

fn article(setting: &Setting<'_>, facts: &Page, credits: &Credits, kind: &str) -> Value {
    let mut article = object(setting, kind, &facts.url);
    article.insert("headline".into(), json!(facts.title));
    article.insert("inLanguage".into(), json!(setting.site.langs[facts.lang].as_str()));
    put(&mut article, "description", &super::page::description(facts));
    put(&mut article, "datePublished", &dates::text(facts.published));
    put(&mut article, "dateModified", &dates::text(facts.updated));
    let level = facts.document.front_matter.level.clone().unwrap_or_default();
    put(&mut article, "proficiencyLevel", &level);
    add_people(setting, &mut article, credits);
    Value::Object(article)
}

fn how_to(setting: &Setting<'_>, facts: &Page, steps: Vec<Step>, credits: &Credits) -> Value {
    let Value::Object(mut how_to) = article(setting, facts, credits, "HowTo") else {
        unreachable!("an object was made")
    };
    how_to.remove("proficiencyLevel");
    let name = how_to.remove("headline");
    how_to.extend(name.map(|name| ("name".to_owned(), name)));
    let steps: Vec<Value> = steps
        .into_iter()
        .map(|Step { text, id }| {
            let mut step = Map::from_iter([("@type".to_owned(), json!("HowToStep")), ("name".to_owned(), json!(text))]);
            let url = setting.absolute(&facts.url).filter(|_| !id.is_empty());
            let url = url.map(|url| format!("{url}#{}", crate::path::encode(&id)));
            step.extend(url.map(|url| ("url".to_owned(), json!(url))));
            Value::Object(step)
        })
        .collect();
    how_to.insert("step".into(), json!(steps));
    Value::Object(how_to)
}

/// Headings that number themselves (`Step 1 - …`, `Schritt 2`, `Шаг 3`, `1. …`), else the items of `:::steps`.
fn steps(facts: &Page, body: &Body<'_>) -> Vec<Step> {
    let numbered = |text: &str| {
        let mut words = text.split_whitespace();
        let first = words.next().unwrap_or_default();
        let is_number = |word: &str| word.trim_end_matches(['.', ':', ')']).parse::<u32>().is_ok();
        is_number(first) || (first.chars().all(char::is_alphabetic) && words.next().is_some_and(is_number))
    };
    let headings = facts.document.facts.headings.list();
    let headings = headings.into_iter().filter(|heading| heading.level <= 2 && numbered(&heading.text));
    let numbered: Vec<Step> = headings.map(|heading| Step { text: heading.text, id: heading.id }).collect();
    if numbered.len() > 1 {
        return numbered;
    }
    body.steps()
}

fn question(setting: &Setting<'_>, of: PageIdx, body: &Body<'_>, credits: &Credits) -> Value {
    let facts = setting.site.page(of);
    let ways = super::page::alternatives_in_words(setting, of);
    let mut page = object(setting, "QAPage", &facts.url);
    page.insert("inLanguage".into(), json!(setting.site.langs[facts.lang].as_str()));
    let mut question = Map::from_iter([
        ("@type".to_owned(), json!("Question")),
        ("name".to_owned(), json!(facts.title)),
        ("answerCount".to_owned(), json!(1 + ways.len())),
    ]);
    put(&mut question, "dateCreated", &dates::text(facts.published));
    let first = || body.sections().into_iter().map(|section| section.text).find(|text| !text.is_empty());
    let short = facts.document.front_matter.short_answer.as_deref().map(body::plain_inline);
    let text = short.or_else(first).unwrap_or_default();
    let mut answer = Map::from_iter([("@type".to_owned(), json!("Answer")), ("text".to_owned(), json!(text))]);

    answer.extend(setting.absolute(&facts.url).map(|url| ("url".to_owned(), json!(url))));
    put(&mut answer, "dateModified", &dates::text(facts.updated));
    add_people(setting, &mut answer, credits);
    let askers: Vec<Value> = credits.askers.iter().map(|asker| person_of(setting, asker)).collect();
    if !askers.is_empty() {
        question.insert("author".into(), json!(askers));
    }
    question.insert("acceptedAnswer".into(), Value::Object(answer));
    let other = |text: String| {
        let mut answer = Map::from_iter([("@type".to_owned(), json!("Answer")), ("text".to_owned(), json!(text))]);
        answer.extend(
            setting.absolute(&facts.url).map(|url| ("url".to_owned(), json!(format!("{url}#cairn-alternatives")))),
        );
        Value::Object(answer)
    };
    if !ways.is_empty() {
        question.insert("suggestedAnswer".into(), ways.into_iter().map(other).collect());
    }
    page.insert("mainEntity".into(), Value::Object(question));
    Value::Object(page)
}

/// Who made it. An answer is by those who answered, and its author by the page may be whoever wrote it down.
fn add_people(setting: &Setting<'_>, target: &mut Map<String, Value>, credits: &Credits) {
    // One who answered and is not named has answered all the same.
    let is_written_down = !credits.answerers.is_empty() || credits.unnamed_answerers > 0;
    let is_author = |credit: &&Credit| match is_written_down {
        false => credit.roles.iter().any(|role| [Role::Author.name(), Role::CoAuthor.name()].contains(role)),
        true => credit.roles.contains(&Role::Answerer.name()),
    };
    let by = if is_written_down { &credits.answerers } else { &credits.authors };
    let mut put = |property: &str, people: Vec<Value>| {
        if !people.is_empty() {
            target.insert(property.to_owned(), json!(people));
        }
    };
    put("author", by.iter().map(|chip| person_of(setting, chip)).collect());
    put("translator", credits.translators.iter().map(|chip| person_of(setting, chip)).collect());
    // schema.org's `Role` says how somebody contributed: it stands between the property and the person, under the same
    // name (<https://schema.org/Role>).
    let contributor = |credit: &Credit| {
        let names = role_names(credit.roles.iter().filter_map(|role| Role::named(role)));
        json!({"@type": "Role", "roleName": names, "contributor": person_of(setting, &credit.person)})
    };
    let people = credits.groups.iter().flat_map(|group| &group.people);
    put("contributor", people.filter(|credit| !is_author(credit)).map(contributor).collect());
}

/// The roles as we call them, then as CRediT does.
fn role_names(roles: impl IntoIterator<Item = Role>) -> Vec<&'static str> {
    let roles: Vec<Role> = roles.into_iter().collect();
    let mut names: Vec<&str> = roles.iter().map(|role| role.name()).collect();
    for name in roles.iter().filter_map(|role| role.in_credit()) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn person_of(setting: &Setting<'_>, chip: &PersonChip) -> Value {
    let host = |url: &str| {
        setting.base_url.as_ref().filter(|_| url.starts_with('/')).map(|base| {
            let origin_end = base.find("://").and_then(|at| base[at + 3..].find('/').map(|slash| at + 3 + slash));
            format!("{}{url}", &base[..origin_end.unwrap_or(base.len())])
        })
    };
    let mut person = Map::from_iter([("@type".to_owned(), json!("Person")), ("name".to_owned(), json!(chip.name))]);
    person.extend(host(&chip.url).map(|url| ("url".to_owned(), json!(url))));
    // Whom they worked for then is no affiliation of theirs now.
    let place = chip.standings.iter().find(|place| !place.is_past && !place.affiliation.is_empty());
    if let Some(place) = place {
        let place = json!({"@type": "Organization", "name": place.affiliation});
        person.insert("affiliation".into(), place);
    }
    Value::Object(person)
}

fn object(setting: &Setting<'_>, kind: &str, url: &UrlPath) -> Map<String, Value> {
    let mut object = Map::from_iter([("@type".to_owned(), json!(kind))]);
    object.extend(setting.absolute(url).map(|url| ("url".to_owned(), json!(url))));
    object
}

fn put(target: &mut Map<String, Value>, key: &str, text: &str) {
    if !text.is_empty() {
        target.insert(key.to_owned(), json!(text));
    }
}

/// A thing that stands by itself.
pub(super) fn with_context(value: Value) -> Value {
    let Value::Object(mut object) = value else { return value };
    object.insert("@context".into(), json!("https://schema.org"));
    Value::Object(object)
}
