//! How each key is read: its shapes, its synonyms, and what becomes of a value that does not fit.
//!
//! Every function takes the page's fields, or the one field in question, and returns what a `FrontMatter` keeps.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::diagnostic::{Code, Located, did_you_mean};
use crate::document::front_matter::{Alternative, Author, BasedOn, Status, Tested, Variable, address_digest};
use crate::lang::Lang;
use crate::yaml;
use crate::yaml::text::{clean, has_address, shown, without_addresses};
use crate::yaml::{Field, Fields};

pub(super) fn lang(field: &Field<'_>) -> Option<Located<String>> {
    let text = field.text()?;
    let lang = Lang::parse(&text);
    if lang.is_none() {
        field
            .report(Code::BadLanguage, format!("`{}` is not a language code", shown(&text)))
            .help("write a BCP 47 code such as `en`, `pt-BR` or `zh-Hant`");
    }
    lang.map(|lang| field.located(lang.to_string()))
}

/// `path`, `url` and `permalink` become names through which links resolve; they never decide the address.
pub(super) fn aliases(fields: &Fields<'_>) -> Vec<Located<String>> {
    let mut aliases = fields.get("aliases").map(|f| f.paths()).unwrap_or_default();
    if let Some(field) = fields.get("page-aliases") {
        for alias in field.paths() {
            let names = alias.value.split(',').map(str::trim).filter(|name| !name.is_empty());
            aliases.extend(names.map(|name| Located { value: name.to_string(), ..alias.clone() }));
        }
    }
    for name in ["path", "url", "permalink"] {
        // Patterns such as `/:year/:title/` and whole addresses name no page of this site.
        let alias =
            fields.get(name).filter(|f| f.peek().is_some_and(|text| !text.contains(':'))).and_then(|f| f.path());
        aliases.extend(alias);
    }
    aliases
}

pub(super) fn date(fields: &Fields<'_>) -> Option<String> {
    let date = match fields.get("date") {
        Some(field) if field.is_map() => field.map().and_then(|dates| dates.get("created")).and_then(|f| f.date()),
        Some(field) => field.date(),
        None => None,
    };
    let synonyms = ["pubdate", "pubDate", "publishDate", "publishdate", "created"];
    let synonym = fields.first(&synonyms);
    date.or_else(|| {
        let is_date = |f: &Field<'_>| !matches!(f.peek(), Some("true" | "false"));
        fields.get("published").filter(is_date).or(synonym).filter(|_| fields.get("date").is_none())?.date()
    })
}

pub(super) fn updated(fields: &Fields<'_>) -> Option<String> {
    let names = ["updated", "lastmod", "modified", "last_update", "lastUpdated", "last_updated", "last_modified_at"];
    let inside_date = || {
        let dates = fields.get("date").filter(Field::is_map)?.map()?;
        dates.get("updated")?.date()
    };
    let is_date = |f: &Field<'_>| !matches!(f.peek(), Some("true" | "false"));
    let found: Vec<Field<'_>> = names.iter().filter_map(|name| fields.get(name)).filter(is_date).collect();
    match found.first() {
        Some(field) if field.is_map() => field.map()?.get("date")?.date(),
        Some(field) => field.date(),
        None => inside_date(),
    }
}

pub(super) fn tags(fields: &Fields<'_>) -> Vec<Located<String>> {
    let inside = fields.get("taxonomies").filter(Field::is_map).and_then(|f| f.map());
    let inside = inside.and_then(|taxonomies| taxonomies.first(&["tags", "categories"]));
    let category = fields.get("category");
    match fields.first(&["tags", "categories"]).or(inside) {
        Some(field) => field.words(),
        None => category.map(|f| f.texts()).unwrap_or_default(),
    }
}

pub(super) fn scope(field: &Field<'_>) -> Option<String> {
    field.choice(&[("product", "product"), ("practice", "practice")]).map(str::to_string)
}

pub(super) fn level(field: &Field<'_>) -> Option<String> {
    let words = match field.name() {
        "level" => &LEVELS[..3],
        _ => LEVELS,
    };
    field.choice(words).map(str::to_string)
}

const LEVELS: &[(&str, &str)] = &[
    ("beginner", "beginner"),
    ("intermediate", "intermediate"),
    ("advanced", "advanced"),
    ("easy", "beginner"),
    ("medium", "intermediate"),
    ("hard", "advanced"),
    ("expert", "advanced"),
];

/// A bare number counts minutes.
pub(super) fn duration(field: &Field<'_>) -> Option<String> {
    let text = field.text()?;
    let is_number = text.bytes().all(|b| b.is_ascii_digit());
    Some(match text.as_str() {
        "1" => "1 minute".into(),
        _ if is_number => format!("{text} minutes"),
        _ => text,
    })
}

/// Days, or `6 months`.
pub(super) fn days(field: &Field<'_>) -> Option<u32> {
    let text = field.peek().map(str::trim).unwrap_or_default();
    let unit = |word: &str| match word.trim_end_matches('s') {
        "day" => Some(1),
        "week" => Some(7),
        "month" => Some(30),
        "year" => Some(365),
        _ => None,
    };
    let words: Vec<&str> = text.split_whitespace().collect();
    if let [number, word] = words.as_slice()
        && let (Ok(number), Some(unit)) = (number.parse::<u32>(), unit(word))
    {
        return Some(number.saturating_mul(unit).clamp(1, 36_500));
    }
    field.integer(1..=36_500).map(|days| days as u32)
}

pub(super) fn authors(fields: &Fields<'_>) -> Vec<Author> {
    let link = fields.first(&["author_link", "author_url"]).and_then(|f| f.link());
    let description = fields.first(&["author_description", "author_title"]).and_then(|f| f.text());
    let Some(field) = fields.first(&["authors", "author"]) else { return Vec::new() };
    let mut authors: Vec<Author> = field.items().iter().flat_map(author).collect();
    // Beside a single name, the keys `author_link` and `author_description` speak of it.
    if let Some(first) = authors.first_mut() {
        first.link = first.link.take().or(link);
        first.description = first.description.take().or(description);
    }
    authors
}

/// Authors under another key.
pub(super) fn people(fields: &Fields<'_>, names: &[&str]) -> Vec<Author> {
    fields.first(names).map(|field| field.items().iter().flat_map(author).collect()).unwrap_or_default()
}

/// `Jane`, `{name: Jane, url: …}`, or a map from ids to such maps.
pub(super) fn author(field: &Field<'_>) -> Vec<Author> {
    if !field.is_map() {
        let Some(name) = person(field) else { return by_address(field).into_iter().collect() };
        return each_of(&name).into_iter().map(|name| Author { name, ..Author::default() }).collect();
    }
    let Some(fields) = field.map() else { return Vec::new() };
    let Some(name) = fields.first(&["name", "id", "key"]) else {
        let by_id = fields.all();
        if by_id.iter().all(|f| f.is_map()) {
            return by_id
                .iter()
                .map(|f| inline_author(f, f.reader.located(clean(f.name()), f.key.bytes.clone())))
                .collect();
        }
        field.report(Code::MissingField, "an author needs a `name`").help("write `- name: Jane Doe`");
        return Vec::new();
    };
    match person(&name) {
        Some(name) => vec![inline_author(field, name)],
        None => {
            let known = |author: Author| Author { address: author.address, ..inline_author(field, author.name) };
            by_address(&name).map(known).into_iter().collect()
        }
    }
}

/// Whom an e-mail address in the place of a name means: others may know, and nobody else is the author in their place.
fn by_address(field: &Field<'_>) -> Option<Author> {
    let text = clean(field.raw()?);
    let address = text.trim_start_matches("mailto:").trim_matches(['<', '>']);
    let name = field.located(String::new());
    has_address(&text).then(|| Author { name, address: Some(address_digest(address)), ..Author::default() })
}

/// `ann, bob` are two handles, and `Ann Lee, Bob Ray` two people; `Doe, Jane` is one.
fn each_of(name: &Located<String>) -> Vec<Located<String>> {
    let parts: Vec<&str> = name.value.split([',', ';']).map(str::trim).filter(|part| !part.is_empty()).collect();
    let is_handle = |part: &&str| !part.contains(' ') && !part.chars().any(char::is_uppercase);
    let are_several = parts.iter().all(is_handle) || parts.iter().all(|part| part.contains(' '));
    if parts.len() < 2 || !are_several {
        return vec![name.clone()];
    }
    parts.into_iter().map(|part| Located { value: part.to_owned(), ..*name }).collect()
}

pub(super) fn inline_author(field: &Field<'_>, name: Located<String>) -> Author {
    let Some(fields) = field.map() else { return Author { name, ..Author::default() } };
    fields.pass_over(&[
        "name",
        "id",
        "key",
        "email",
        "image",
        "image_url",
        "imageURL",
        "avatar",
        "picture",
        "page",
        "socials",
    ]);
    let author = Author {
        name: Located { value: without_addresses(&name.value).into_owned(), ..name },
        address: None,
        link: fields.first(&["link", "url", "website", "homepage"]).and_then(|f| f.link()),
        description: fields.first(&["description", "title", "bio"]).and_then(|f| f.text()),
    };
    fields.finish(Code::UnknownKey, "an author", &["name", "link", "description"]);
    author
}

/// The name of a person: `Jane <jane@…>` is Jane, and an address alone is nobody.
pub(super) fn person(field: &Field<'_>) -> Option<Located<String>> {
    let raw = field.raw()?;
    field.report_tricks(raw);
    let text = clean(raw);
    let name = without_addresses(&text);
    if name.chars().any(char::is_alphanumeric) {
        return Some(field.located(name.replace('…', "").trim().to_string()));
    }
    if has_address(&text) {
        field
            .report(Code::AddressInMetadata, format!("`{}` holds an e-mail address", shown(field.name())))
            .help("write a name or a person id instead; the address is not printed");
    }
    None
}

pub(super) fn tested(field: &Field<'_>) -> Option<Tested> {
    if !field.is_map() && field.peek().is_some_and(|text| yaml::fields::date_of(text).is_ok()) {
        return Some(Tested { on: field.date(), ..Tested::default() });
    }
    let fields = field.map()?;
    let tested = Tested {
        by: fields.get("by").and_then(|f| person(&f)),
        on: fields.get("on").and_then(|f| f.date()),
        version: fields.get("version").and_then(|f| f.text()),
    };
    fields.finish(Code::UnknownKey, "`tested`", &["by", "on", "version"]);
    Some(tested)
}

pub(super) fn status(fields: &Fields<'_>) -> Option<Status> {
    const WORDS: &[(&str, Status)] = &[
        ("draft", Status::Draft),
        ("unverified", Status::Unverified),
        ("verified", Status::Verified),
        ("known-problem", Status::KnownProblem),
        ("outdated", Status::Outdated),
        ("archived", Status::Archived),
    ];
    let status = fields.get("status").and_then(|f| f.choice(WORDS));
    let draft = fields.get("draft").and_then(|f| f.bool()) == Some(true);
    let is_bool = |f: &Field<'_>| matches!(f.peek(), Some("true" | "false"));
    let unpublished = fields.get("published").filter(is_bool).and_then(|f| f.bool()) == Some(false);
    status.or((draft || unpublished).then_some(Status::Draft))
}

pub(super) fn order(fields: &Fields<'_>) -> Option<i64> {
    let inside = fields.get("sidebar").filter(Field::is_map).and_then(|f| f.map()?.get("order"));
    let own = fields.first(&["order", "weight", "sidebar_position", "nav_order"]);
    own.or(inside)?.integer(-1_000_000_000..=1_000_000_000)
}

/// The first that names a file; `header_img: header-3` of some generators chooses a style.
pub(super) fn image(fields: &Fields<'_>) -> Option<Located<String>> {
    let picture = |field: Field<'_>| -> Option<Located<String>> {
        let field = *field.items().first()?;
        match field.is_map() {
            true => field.map()?.first(&["src", "image", "url", "path", "file"])?.path(),
            false => field.path(),
        }
    };
    let is_file = |field: &Located<String>| field.value.contains(['.', '/']);
    let own = fields.get("image");
    let synonyms: Vec<Field<'_>> =
        ["og_image", "cover", "images", "header_img"].iter().filter_map(|name| fields.get(name)).collect();
    match own {
        Some(field) => picture(field),
        None => synonyms.into_iter().filter_map(picture).find(is_file),
    }
}

pub(super) fn search_exclude(fields: &Fields<'_>) -> bool {
    let says = |name: &str, word: bool| fields.get(name).and_then(|f| f.bool()) == Some(word);
    let synonyms = [says("pagefind", false), says("excludeSearch", true), says("in_search_index", false)];
    match fields.get("search") {
        Some(field) if field.is_map() => {
            let exclude = field.map().and_then(|search| {
                let exclude = search.get("exclude").and_then(|f| f.bool());
                search.pass_over(&["boost"]);
                search.finish(Code::UnknownKey, "`search`", &["exclude", "boost"]);
                exclude
            });
            exclude == Some(true)
        }
        Some(field) => field.bool() == Some(false),
        None => synonyms.contains(&true),
    }
}

pub(super) fn search_boost(fields: &Fields<'_>) -> Option<f64> {
    let boost = fields.get("search").filter(Field::is_map)?.map()?.get("boost")?.number(0.1..=10.0)?;
    // Finer steps change no ranking, and few digits survive every way of storing them.
    Some((boost * 1000.0).round() / 1000.0)
}

pub(super) fn toc(fields: &Fields<'_>) -> Option<bool> {
    let hidden = fields.get("hide").is_some_and(|f| f.items().iter().any(|item| item.peek() == Some("toc")));
    let inverted = fields.get("hide_table_of_contents").and_then(|f| f.bool()).map(|hide| !hide);
    let is_bool = |f: &Field<'_>| matches!(f.peek(), Some("true" | "false"));
    let others = ["tableOfContents", "outline"].map(|name| fields.get(name).filter(is_bool).and_then(|f| f.bool()));
    let own = fields.get("toc").filter(|f| !f.is_map()).and_then(|f| f.bool());
    own.or(inverted).or(others[0]).or(others[1]).or(hidden.then_some(false))
}

pub(super) fn variables(field: &Field<'_>) -> Vec<Variable> {
    let mut variables: Vec<Variable> = Vec::new();
    for item in field.items() {
        let Some(variable) = variable(&item) else { continue };
        if variables.iter().any(|known| known.name == variable.name) {
            let name = item.is_map().then(|| item.map()?.get("name")).flatten().unwrap_or(item);
            let message = format!("there is a variable `{}` already", shown(&variable.name));
            name.report(Code::DuplicateVariable, message).help("give it a name of its own, or remove it");
            continue;
        }
        variables.push(variable);
    }
    variables
}

pub(super) fn variable(field: &Field<'_>) -> Option<Variable> {
    const TYPES: &[(&str, &str)] = &[
        ("string", "string"),
        ("number", "number"),
        ("choice", "choice"),
        ("text", "text"),
        ("date", "date"),
        ("secret", "secret"),
    ];
    let fields = match field.is_map() {
        true => field.map()?,
        false => {
            let name = field.text()?;
            return Some(Variable { name, kind: "string".into(), ..Variable::default() });
        }
    };
    let kind = fields.get("type").and_then(|f| f.choice(TYPES)).unwrap_or("string");
    let choices = fields.get("choices").map(|f| f.texts()).unwrap_or_default();
    let default = fields.get("default").filter(|default| {
        let is_public = kind != "secret" || default.peek().is_none_or(str::is_empty);
        if !is_public {
            default
                .report(Code::BadValue, "a secret has no `default`: everybody could read it here")
                .help("take it out, and change the secret if it was a real one");
        }
        is_public
    });
    let default = default.and_then(|f| Some((f, f.lines()?)));
    let is_choice = |text: &str| choices.is_empty() || choices.iter().any(|choice| choice.value == text);
    if let Some((field, default)) = default.as_ref().filter(|(_, default)| !is_choice(default)) {
        let words: Vec<&str> = choices.iter().map(|choice| choice.value.as_str()).collect();
        let report = field.report(Code::BadValue, format!("`{}` is none of the `choices`", shown(default)));
        match did_you_mean(default, words.iter().copied()) {
            Some(near) => report.help(format!("did you mean `{}`?", shown(near))),
            None => report.help("use one of `choices`, or add it there"),
        };
    }
    let variable = Variable {
        name: fields.get("name").and_then(|f| f.text()).unwrap_or_default(),
        label: fields.get("label").and_then(|f| f.text()),
        kind: kind.into(),
        default: default.map(|(_, default)| default).filter(|default| is_choice(default)),
        help: fields.get("help").and_then(|f| f.text()),
        required: fields.get("required").and_then(|f| f.bool()).unwrap_or(false),
        choices: choices.into_iter().map(|choice| choice.value).collect(),
    };
    fields.finish(Code::UnknownKey, "a variable", &["name", "label", "type", "default", "help", "required", "choices"]);
    if variable.name.is_empty() {
        field.report(Code::MissingField, "a variable needs a `name`").help("write `- name: company`");
        return None;
    }
    if variable.kind == "choice" && variable.choices.is_empty() {
        field
            .report(Code::MissingField, format!("the variable `{}` needs `choices`", shown(&variable.name)))
            .help("list its values, as in `choices: [free, pro]`");
    }
    Some(variable)
}

/// Texts, paths of pages, or maps of both.
pub(super) fn alternatives(field: &Field<'_>) -> Vec<Alternative> {
    field.items().iter().filter_map(alternative).collect()
}

fn alternative(field: &Field<'_>) -> Option<Alternative> {
    if !field.is_map() {
        let is_path = |text: &str| text.ends_with(".md") && !text.contains(char::is_whitespace);
        return match field.peek().is_some_and(is_path) {
            true => Some(Alternative { text: field.located(String::new()), page: Some(field.path()?) }),
            false => Some(Alternative { text: field.located_text()?, page: None }),
        };
    }
    let fields = field.map()?;
    let text = fields.get("text").and_then(|f| f.text());
    let page = fields.get("page").and_then(|f| f.path());
    fields.finish(Code::UnknownKey, "an alternative", &["text", "page"]);
    if text.is_none() && page.is_none() {
        field.report(Code::MissingField, "an alternative needs a `text` or a `page`").help("write `- text: …`");
        return None;
    }
    Some(Alternative { text: field.located(text.unwrap_or_default()), page })
}

pub(super) fn based_on(field: &Field<'_>) -> Option<BasedOn> {
    if !field.is_map() {
        return field.path().map(|id| BasedOn { id: Some(id), ..BasedOn::default() });
    }
    let fields = field.map()?;
    let based_on = BasedOn {
        id: fields.get("id").and_then(|f| f.path()),
        version: fields.get("version").and_then(|f| f.text()),
        title: fields.get("title").and_then(|f| f.text()),
        url: fields.get("url").and_then(|f| f.link()),
        author: fields.get("author").and_then(|f| person(&f)).map(|name| name.value),
        license: fields.first(&["license", "licence"]).and_then(|f| f.text()),
        change: fields.get("change").and_then(|f| f.text()),
    };
    let known = ["id", "version", "title", "url", "author", "license", "change"];
    fields.finish(Code::UnknownKey, "`based_on`", &known);
    Some(based_on)
}

/// `extra`, then what other generators call so, then keys that begin with `x-`.
pub(super) fn extra(fields: &Fields<'_>) -> BTreeMap<String, Json> {
    let mut extra = BTreeMap::new();
    let maps = ["extra", "params"].iter().filter_map(|name| fields.get(name)).filter_map(|f| f.map());
    let own: Vec<Field<'_>> = fields.rest().into_iter().filter(|f| f.name().starts_with("x-")).collect();
    own.iter().for_each(|f| fields.pass_over(&[f.name()]));
    for field in maps.flat_map(|map| map.all()).chain(own) {
        extra.entry(printable_key(&field)).or_insert_with(|| field.json());
    }
    extra
}

pub(super) fn others(fields: &Fields<'_>) -> BTreeMap<String, Located<Json>> {
    fields.rest().into_iter().map(|f| (printable_key(&f), f.reader.located(f.json(), f.key.bytes.clone()))).collect()
}

fn printable_key(field: &Field<'_>) -> String {
    without_addresses(&clean(field.name())).into_owned()
}
