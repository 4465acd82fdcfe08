//! Front matter: the keys of PRODUCT.md §1, their types, and the words other generators use for them.
//!
//! Begin with [`parse`], which never fails: what cannot be read is a diagnostic, and the rest is kept.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

pub use crate::diagnostic::Located;

use crate::diagnostic::{Code, Diagnostic, Place, did_you_mean};
use crate::document::kind::{FieldType, Kind};
use crate::lang::Lang;
use crate::path::SitePath;
use crate::yaml::text::{clean, has_address, shown, without_addresses};
use crate::yaml::{self, Field, Fields, Limits, Reader};

/// The keys of PRODUCT.md §1. Where a synonym occurs beside one of these, this one is followed.
pub const KEYS: &[&str] = &[
    "title",
    "kind",
    "lang",
    "slug",
    "aliases",
    "description",
    "date",
    "updated",
    "tags",
    "area",
    "scope",
    "level",
    "duration",
    "authors",
    "tested",
    "reviewed",
    "review_every",
    "owner",
    "status",
    "expires",
    "series",
    "order",
    "prerequisites",
    "related",
    "asked_as",
    "short_answer",
    "duplicate_of",
    "source",
    "translation_of",
    "source_digest",
    "license",
    "image",
    "search",
    "toc",
    "redirects",
    "extra",
    "payload",
    "variables",
    "placeholder",
    "based_on",
];

/// Words of other generators (Jekyll, Hugo, Zola, MkDocs, Docusaurus, Starlight, VitePress, Antora) with a meaning here.
const SYNONYMS: &[&str] = &[
    "author",
    "author_description",
    "author_link",
    "categories",
    "category",
    "cover",
    "draft",
    "excerpt",
    "excludeSearch",
    "expiryDate",
    "header_img",
    "hide_table_of_contents",
    "images",
    "in_search_index",
    "language",
    "last_modified_at",
    "last_update",
    "lastmod",
    "lastUpdated",
    "modified",
    "nav_order",
    "og_image",
    "page-aliases",
    "pagefind",
    "params",
    "path",
    "permalink",
    "pubdate",
    "publishDate",
    "published",
    "redirect_from",
    "short_description",
    "sidebar_position",
    "SPDX-License-Identifier",
    "summary",
    "tableOfContents",
    "taxonomies",
    "url",
    "weight",
];

/// Words of other generators that decide about looks, menus or builds. They mean nothing here and do no harm.
const ELSEWHERE: &[&str] = &[
    "aside",
    "author_image",
    "author_image_url",
    "author_img",
    "available_languages",
    "banner",
    "build",
    "canonical",
    "canonical_url",
    "cascade",
    "comments",
    "cssclass",
    "cssclasses",
    "cta",
    "custom_edit_url",
    "displayed_sidebar",
    "editLink",
    "editUrl",
    "eleventyNavigation",
    "featured",
    "footer",
    "generate_feeds",
    "grand_parent",
    "has_children",
    "has_toc",
    "head",
    "headless",
    "hero",
    "hide_title",
    "icon",
    "id",
    "in_sitemap",
    "insert_anchor_links",
    "keywords",
    "layout",
    "linkTitle",
    "linktitle",
    "markup",
    "math",
    "mathjax",
    "menu",
    "menus",
    "mermaid",
    "nav",
    "nav_exclude",
    "navbar",
    "next",
    "noindex",
    "outputs",
    "page_template",
    "pageClass",
    "pagination_label",
    "pagination_next",
    "pagination_prev",
    "paginate_by",
    "parent",
    "pin",
    "prev",
    "publish",
    "render",
    "render_with_liquid",
    "resources",
    "robots",
    "short-title",
    "sidebar_class_name",
    "sidebar_custom_props",
    "sidebar_key",
    "sidebar_label",
    "sitemap",
    "sort_by",
    "subtitle",
    "template",
    "titleTemplate",
    "toc_max_heading_level",
    "toc_min_heading_level",
    "transparent",
    "unlisted",
];

/// Reads the YAML of one file. `text` is the whole file, `yaml` the byte range between the `---` lines.
///
/// Keys that are none of Cairn's stay in [`FrontMatter::fields`]: only [`check_kind`], which knows the page's kind,
/// can tell a field of that kind from a slip of the pen.
pub fn parse(path: &SitePath, text: &str, yaml: Range<usize>) -> (FrontMatter, Vec<Diagnostic>) {
    let reader = Reader::new(path, text);
    let entries = yaml::parse(&reader, yaml, Limits::FRONT_MATTER);
    let fields = Fields::new(&reader, &entries);
    let front_matter = FrontMatter {
        title: fields.first(&["title", "question"]).and_then(|f| f.text()),
        kind: fields.get("kind").and_then(|f| f.located_text()),
        lang: fields.first(&["lang", "language"]).and_then(|f| lang(&f)),
        slug: fields.get("slug").and_then(|f| f.located_text()),
        aliases: aliases(&fields),
        redirects: ["redirects", "redirect_from"]
            .iter()
            .filter_map(|k| fields.get(k))
            .flat_map(|f| f.paths())
            .collect(),
        description: fields.first(&["description", "summary", "short_description", "excerpt"]).and_then(|f| f.text()),
        date: date(&fields),
        updated: updated(&fields),
        tags: tags(&fields),
        area: fields.get("area").and_then(|f| f.located_text()),
        scope: fields.get("scope").and_then(|f| f.choice(SCOPES)).map(str::to_string),
        level: fields.first(&["level", "difficulty"]).and_then(|f| level(&f)),
        duration: fields.get("duration").and_then(|f| duration(&f)),
        authors: authors(&fields),
        tested: fields.get("tested").and_then(|f| tested(&f)),
        reviewed: fields.first(&["reviewed", "last_reviewed"]).and_then(|f| f.date()),
        review_every: fields.get("review_every").and_then(|f| days(&f)),
        owner: fields.get("owner").and_then(|f| person(&f)),
        status: status(&fields),
        expires: fields.first(&["expires", "expiryDate", "expirydate", "unpublishdate"]).and_then(|f| f.date()),
        series: fields.get("series").and_then(|f| f.items().first().and_then(Field::located_text)),
        order: order(&fields),
        prerequisites: fields.get("prerequisites").map(|f| f.paths()).unwrap_or_default(),
        related: fields.get("related").map(|f| f.paths()).unwrap_or_default(),
        asked_as: fields.get("asked_as").map(|f| f.texts()).unwrap_or_default(),
        short_answer: fields.first(&["short_answer", "answer"]).and_then(|f| f.text()),
        duplicate_of: fields.get("duplicate_of").and_then(|f| f.path()),
        source: fields.get("source").and_then(|f| f.text()),
        translation_of: fields.get("translation_of").and_then(|f| f.path()),
        source_digest: fields.get("source_digest").and_then(|f| f.text()),
        license: fields.first(&["license", "licence", "SPDX-License-Identifier"]).and_then(|f| f.text()),
        image: image(&fields),
        search_exclude: search_exclude(&fields),
        search_boost: search_boost(&fields),
        toc: toc(&fields),
        payload: fields.get("payload").and_then(|f| f.path()),
        variables: fields.get("variables").map(|f| variables(&f)).unwrap_or_default(),
        placeholder: fields.get("placeholder").and_then(|f| f.text()),
        based_on: fields.get("based_on").and_then(|f| based_on(&f)),
        extra: extra(&fields),
        // Last, because it takes what nobody has asked for.
        fields: others(&fields),
    };
    (front_matter, reader.into_diagnostics())
}

/// Whether a line that begins with this word and a colon is probably front matter and not prose.
pub fn is_key(word: &str) -> bool {
    [KEYS, SYNONYMS, ELSEWHERE].iter().any(|words| words.contains(&word))
}

/// What is wrong with a page's own fields once its kind is known: unknown keys, required ones that are missing,
/// values of another type than the kind asks for.
pub fn check_kind(path: &SitePath, front_matter: &FrontMatter, kind: &Kind) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (name, field) in &front_matter.fields {
        match kind.fields.get(name) {
            Some(field_type) => found.extend(mismatch(path, name, field, *field_type)),
            None => found.push(unknown(path, name, field, kind)),
        }
    }
    for name in &kind.required {
        if !has(front_matter, name) {
            let label = kind.label.as_deref().unwrap_or(&kind.id).to_lowercase();
            found.push(
                Diagnostic::new(Code::MissingField, format!("a page of the kind `{label}` needs `{name}`"))
                    .at(Place::file(path))
                    .help(format!("add a line `{name}: …` to the front matter")),
            );
        }
    }
    found
}

fn unknown(path: &SitePath, name: &str, field: &Located<Json>, kind: &Kind) -> Diagnostic {
    let found = Diagnostic::new(Code::UnknownKey, format!("`{}` is not a front-matter key", shown(name)));
    let found = found.at(field.place(path));
    let own = kind.fields.keys().map(String::as_str);
    let meant = match name {
        "type" => Some("kind"),
        _ => did_you_mean(name, own.chain(KEYS.iter().copied()))
            .or_else(|| did_you_mean(name, SYNONYMS.iter().chain(ELSEWHERE).copied())),
    };
    match meant {
        Some(known) => found.help(format!("did you mean `{known}`?")),
        None => found.help("keys of your own go below `extra:`"),
    }
}

fn mismatch(path: &SitePath, name: &str, field: &Located<Json>, wanted: FieldType) -> Option<Diagnostic> {
    let fits = match (&field.value, wanted) {
        (Json::Null, _)
        | (Json::String(_) | Json::Number(_) | Json::Bool(_), FieldType::Text)
        | (Json::Number(_), FieldType::Number)
        | (Json::Bool(_), FieldType::Boolean)
        | (Json::Array(_), FieldType::List) => true,
        (Json::String(text), FieldType::Number) => text.parse::<f64>().is_ok_and(f64::is_finite),
        (Json::String(text), FieldType::Date) => match yaml::fields::date_of(text) {
            Ok(_) => true,
            Err(help) => {
                let message = format!("`{name}` is not a date: `{}`", shown(text));
                return Some(Diagnostic::new(Code::BadDate, message).at(field.place(path)).help(help));
            }
        },
        _ => false,
    };
    let (what, example) = wanted.in_words();
    (!fits).then(|| {
        Diagnostic::new(Code::WrongType, format!("`{name}` must be {what}"))
            .at(field.place(path))
            .help(format!("write it as in `{name}: {example}`"))
    })
}

/// Whether the page says something under this key.
fn has(front_matter: &FrontMatter, name: &str) -> bool {
    if let Some(field) = front_matter.fields.get(name) {
        return !field.value.is_null();
    }
    let key = match name {
        "search" => return front_matter.search_exclude || front_matter.search_boost.is_some(),
        name => name,
    };
    let all = serde_json::to_value(front_matter).expect("front matter holds only what JSON can say");
    match all.get(key) {
        None | Some(Json::Null) => false,
        Some(Json::Array(items)) => !items.is_empty(),
        Some(Json::Object(map)) => !map.is_empty(),
        Some(_) => true,
    }
}

fn lang(field: &Field<'_>) -> Option<Located<String>> {
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
fn aliases(fields: &Fields<'_>) -> Vec<Located<String>> {
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

fn date(fields: &Fields<'_>) -> Option<String> {
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

fn updated(fields: &Fields<'_>) -> Option<String> {
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

fn tags(fields: &Fields<'_>) -> Vec<Located<String>> {
    let inside = fields.get("taxonomies").filter(Field::is_map).and_then(|f| f.map());
    let inside = inside.and_then(|taxonomies| taxonomies.first(&["tags", "categories"]));
    let category = fields.get("category");
    match fields.first(&["tags", "categories"]).or(inside) {
        Some(field) => field.words(),
        None => category.map(|f| f.texts()).unwrap_or_default(),
    }
}

const SCOPES: &[(&str, &str)] = &[("product", "product"), ("practice", "practice")];

fn level(field: &Field<'_>) -> Option<String> {
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
fn duration(field: &Field<'_>) -> Option<String> {
    let text = field.text()?;
    let is_number = text.bytes().all(|b| b.is_ascii_digit());
    Some(match text.as_str() {
        "1" => "1 minute".into(),
        _ if is_number => format!("{text} minutes"),
        _ => text,
    })
}

/// Days, or `6 months`.
fn days(field: &Field<'_>) -> Option<u32> {
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

fn authors(fields: &Fields<'_>) -> Vec<Author> {
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

/// `Jane`, `{name: Jane, url: …}`, or a map from ids to such maps.
fn author(field: &Field<'_>) -> Vec<Author> {
    if !field.is_map() {
        let name = person(field);
        return name.map(|name| Author { name, ..Author::default() }).into_iter().collect();
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
    person(&name).map(|name| inline_author(field, name)).into_iter().collect()
}

fn inline_author(field: &Field<'_>, name: Located<String>) -> Author {
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
        link: fields.first(&["link", "url", "website", "homepage"]).and_then(|f| f.link()),
        description: fields.first(&["description", "title", "bio"]).and_then(|f| f.text()),
    };
    fields.finish(Code::UnknownKey, "an author", &["name", "link", "description"]);
    author
}

/// The name of a person: `Jane <jane@…>` is Jane, and an address alone is nobody.
fn person(field: &Field<'_>) -> Option<Located<String>> {
    let text = clean(field.raw()?);
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

fn tested(field: &Field<'_>) -> Option<Tested> {
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

fn status(fields: &Fields<'_>) -> Option<Status> {
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

fn order(fields: &Fields<'_>) -> Option<i64> {
    let inside = fields.get("sidebar").filter(Field::is_map).and_then(|f| f.map()?.get("order"));
    let own = fields.first(&["order", "weight", "sidebar_position", "nav_order"]);
    own.or(inside)?.integer(-1_000_000_000..=1_000_000_000)
}

/// The first that names a file; `header_img: header-3` of some generators chooses a style.
fn image(fields: &Fields<'_>) -> Option<Located<String>> {
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

fn search_exclude(fields: &Fields<'_>) -> bool {
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

fn search_boost(fields: &Fields<'_>) -> Option<f64> {
    fields.get("search").filter(Field::is_map)?.map()?.get("boost")?.number(0.1..=10.0)
}

fn toc(fields: &Fields<'_>) -> Option<bool> {
    let hidden = fields.get("hide").is_some_and(|f| f.items().iter().any(|item| item.peek() == Some("toc")));
    let inverted = fields.get("hide_table_of_contents").and_then(|f| f.bool()).map(|hide| !hide);
    let is_bool = |f: &Field<'_>| matches!(f.peek(), Some("true" | "false"));
    let others = ["tableOfContents", "outline"].map(|name| fields.get(name).filter(is_bool).and_then(|f| f.bool()));
    let own = fields.get("toc").filter(|f| !f.is_map()).and_then(|f| f.bool());
    own.or(inverted).or(others[0]).or(others[1]).or(hidden.then_some(false))
}

fn variables(field: &Field<'_>) -> Vec<Variable> {
    field.items().iter().filter_map(variable).collect()
}

fn variable(field: &Field<'_>) -> Option<Variable> {
    const TYPES: &[(&str, &str)] =
        &[("string", "string"), ("number", "number"), ("choice", "choice"), ("text", "text"), ("date", "date")];
    let fields = match field.is_map() {
        true => field.map()?,
        false => {
            let name = field.text()?;
            return Some(Variable { name, kind: "string".into(), ..Variable::default() });
        }
    };
    let choices = fields.get("choices").map(|f| f.texts()).unwrap_or_default();
    let variable = Variable {
        name: fields.get("name").and_then(|f| f.text()).unwrap_or_default(),
        label: fields.get("label").and_then(|f| f.text()),
        kind: fields.get("type").and_then(|f| f.choice(TYPES)).unwrap_or("string").into(),
        default: fields.get("default").and_then(|f| f.lines()),
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

fn based_on(field: &Field<'_>) -> Option<BasedOn> {
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
fn extra(fields: &Fields<'_>) -> BTreeMap<String, Json> {
    let mut extra = BTreeMap::new();
    let maps = ["extra", "params"].iter().filter_map(|name| fields.get(name)).filter_map(|f| f.map());
    let own: Vec<Field<'_>> = fields.rest().into_iter().filter(|f| f.name().starts_with("x-")).collect();
    own.iter().for_each(|f| fields.pass_over(&[f.name()]));
    for field in maps.flat_map(|map| map.all()).chain(own) {
        extra.entry(without_addresses(&clean(field.name())).into_owned()).or_insert_with(|| field.json());
    }
    extra
}

fn others(fields: &Fields<'_>) -> BTreeMap<String, Located<Json>> {
    fields.pass_over(ELSEWHERE);
    let rest = fields.rest().into_iter();
    rest.map(|f| (f.name().to_string(), f.reader.located(f.json(), f.key.bytes.clone()))).collect()
}

/// What a page says about itself. Absent keys are `None` or empty.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct FrontMatter {
    /// The title; default the first `#` heading.
    pub title: Option<String>,
    /// Name of the kind, where it is not the folder's.
    pub kind: Option<Located<String>>,
    /// Language of the page.
    pub lang: Option<Located<String>>,
    /// Address segments below the kind's folder; may hold `/`.
    pub slug: Option<Located<String>>,
    /// Old addresses and other names through which links resolve; `path`, `url` and `permalink` come here too.
    pub aliases: Vec<Located<String>>,
    /// Old addresses that lead here by redirect (`redirects`, `redirect_from`).
    pub redirects: Vec<Located<String>>,
    /// One line about the page.
    pub description: Option<String>,
    /// First published, as `YYYY-MM-DD` or RFC 3339; validated.
    pub date: Option<String>,
    /// Last changed in substance, as its author says.
    pub updated: Option<String>,
    /// Topics.
    pub tags: Vec<Located<String>>,
    /// Area of the product or craft.
    pub area: Option<Located<String>>,
    /// `product` or `practice`.
    pub scope: Option<String>,
    /// `beginner`, `intermediate` or `advanced`.
    pub level: Option<String>,
    /// How long it takes, in words (`20 minutes`).
    pub duration: Option<String>,
    /// Declared authors in order.
    pub authors: Vec<Author>,
    /// Who tried it, when, on what.
    pub tested: Option<Tested>,
    /// Date of the last review.
    pub reviewed: Option<String>,
    /// Days until the next review.
    pub review_every: Option<u32>,
    /// Who looks after it: a person id or team.
    pub owner: Option<Located<String>>,
    /// State of the answer.
    pub status: Option<Status>,
    /// Date after which it should not be relied on.
    pub expires: Option<String>,
    /// The series it belongs to.
    pub series: Option<Located<String>>,
    /// Place in its series or folder; smaller first.
    pub order: Option<i64>,
    /// Pages to read first, as paths or aliases.
    pub prerequisites: Vec<Located<String>>,
    /// Pages that also help.
    pub related: Vec<Located<String>>,
    /// Other wordings of the question.
    pub asked_as: Vec<Located<String>>,
    /// The answer in a sentence or two, Markdown without blocks.
    pub short_answer: Option<String>,
    /// The page that answers the same question.
    pub duplicate_of: Option<Located<String>>,
    /// Ticket or thread it came from.
    pub source: Option<String>,
    /// The page it translates.
    pub translation_of: Option<Located<String>>,
    /// Digest of the source at translation time.
    pub source_digest: Option<String>,
    /// SPDX identifier.
    pub license: Option<String>,
    /// Picture for previews.
    pub image: Option<Located<String>>,
    /// Left out of search.
    pub search_exclude: bool,
    /// Weight in search, 1.0 as usual.
    pub search_boost: Option<f64>,
    /// Whether to show the table of contents; default yes.
    pub toc: Option<bool>,
    /// Free map, for templates.
    pub extra: BTreeMap<String, serde_json::Value>,
    /// Keys of the configured kind's own `fields`, checked later against `cairn.yml`.
    pub fields: BTreeMap<String, Located<serde_json::Value>>,
    /// Template pages: the file or fenced block that readers take away.
    pub payload: Option<Located<String>>,
    /// Template pages: what the reader fills in.
    pub variables: Vec<Variable>,
    /// Template pages: how a variable is written in the payload; default `{{name}}`.
    pub placeholder: Option<String>,
    /// Template pages: what it was made from.
    pub based_on: Option<BasedOn>,
}

/// An author as the file declares it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Author {
    /// Person id, handle or name as written.
    pub name: Located<String>,
    /// Their page, checked to be `https:` or `http:`.
    pub link: Option<String>,
    /// One line about them.
    pub description: Option<String>,
}

/// Who tried it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Tested {
    /// Person id or name.
    pub by: Option<Located<String>>,
    /// Date.
    pub on: Option<String>,
    /// Version of the product.
    pub version: Option<String>,
}

/// State of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Not ready; built with `--drafts` only.
    Draft,
    /// Nobody has checked it yet.
    Unverified,
    /// Somebody beside the author has checked it.
    Verified,
    /// The question has no solution yet.
    KnownProblem,
    /// No longer right.
    Outdated,
    /// Kept for the record.
    Archived,
}

/// Something the reader of a template fills in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Variable {
    /// Name in the payload.
    pub name: String,
    /// Label of its field; default the name.
    pub label: Option<String>,
    /// `string`, `number`, `choice`, `text` or `date`.
    pub kind: String,
    /// Value at first.
    pub default: Option<String>,
    /// What to write.
    pub help: Option<String>,
    /// Must be filled in.
    pub required: bool,
    /// Values of a `choice`.
    pub choices: Vec<String>,
}

/// What a template was made from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct BasedOn {
    /// A page of this site, as path or alias.
    pub id: Option<Located<String>>,
    /// Which state of it, as its date or version.
    pub version: Option<String>,
    /// Title of an outside work.
    pub title: Option<String>,
    /// Its address, checked.
    pub url: Option<String>,
    /// Its author.
    pub author: Option<String>,
    /// Its licence.
    pub license: Option<String>,
    /// What was changed.
    pub change: Option<String>,
}
