//! Which words are front-matter keys, and what a page's kind asks of them.
//!
//! Begin with [`check_kind`]. A new key is a line in [`FIELDS`], a field of `FrontMatter` and its reader.

use serde_json::Value as Json;

use crate::diagnostic::{Code, Diagnostic, Located, Place, meant};
use crate::document::front_matter::{FrontMatter, Status};
use crate::document::kind::{FieldType, Kind};
use crate::path::SitePath;
use crate::yaml;
use crate::yaml::fields::MOST_REPORTS;
use crate::yaml::text::shown;

/// The keys of front matter, each with its type in words and what it is for. Schemas are made from this table.
pub const FIELDS: &[(&str, &str, &str)] = &[
    ("title", "text", "the title; default the first `#` heading"),
    ("kind", "text", "the kind, where the folder does not say it"),
    ("lang", "language code", "the language, where the file name does not say it"),
    ("slug", "text", "the address below the kind's folder; may contain `/`"),
    ("aliases", "list of texts", "other names through which links resolve"),
    ("description", "text", "one line for lists and search engines"),
    ("date", "date", "first published"),
    ("updated", "date", "last changed in substance"),
    ("tags", "list", "topics"),
    ("area", "text", "an id from `areas` in the configuration"),
    ("scope", "`product` or `practice`", "about the thing, or about the craft"),
    ("level", "`beginner`, `intermediate` or `advanced`", "how much the reader must know"),
    ("duration", "text", "how long it takes, such as `20 minutes`"),
    ("authors", "anything", "person ids or names, or maps with `name`, `link` and `description`; wins over git"),
    ("translators", "anything", "who translated it, where that is not whoever created the file"),
    ("asked_by", "anything", "who asked the question"),
    ("answered_by", "anything", "who answered it, where that is not its author"),
    ("tested", "date or map", "who tried it, when, on what: `{by, on, version}`"),
    ("reviewed", "date", "the day of the last review"),
    ("review_every", "days", "days until the next review, or `6 months`"),
    ("owner", "text", "who looks after the page: a person id or a team"),
    (
        "status",
        "`draft`, `unverified`, `verified`, `known-problem`, `outdated` or `archived`",
        "how far the answer can be relied on",
    ),
    ("expires", "date", "the day after which it should not be relied on"),
    ("series", "list of texts", "the series it is part of"),
    ("order", "number", "its place in the series, the folder and the list of its kind, smaller first"),
    ("outcome", "text", "what the reader has at the end, shown before the steps"),
    ("prerequisites", "list of paths", "pages to read first"),
    ("related", "list of paths", "pages that also help"),
    ("asked_as", "list of texts", "other wordings of the question"),
    ("short_answer", "text", "the answer in a sentence or two"),
    ("alternatives", "list", "other ways to the same end: texts, or `{text, page}`"),
    ("duplicate_of", "path", "the page that answers the same question"),
    ("source", "text", "the ticket or thread it came from"),
    ("translation_of", "path", "the page it translates"),
    ("source_digest", "text", "of which text the translation was made"),
    ("license", "text", "SPDX identifier, where it differs from the site's"),
    ("image", "anything", "a picture for previews"),
    ("search", "`true`, `false` or map", "`false`, or `{exclude, boost}`"),
    ("toc", "`true` or `false`", "`false` hides the table of contents"),
    ("redirects", "list of paths", "old addresses that lead here"),
    ("extra", "map", "anything you like, for your own templates"),
    ("payload", "path", "of a template: the file or block that readers take away"),
    ("variables", "list", "of a template: what the reader fills in"),
    ("placeholder", "text", "of a template: how a variable is written, `{{name}}` unless said otherwise"),
    ("based_on", "text or map", "of a template: what it was made from"),
];

/// The keys alone. Where a synonym occurs beside one of these, this one is followed.
pub const KEYS: &[&str] = &{
    let mut keys = [""; FIELDS.len()];
    let mut at = 0;
    while at < FIELDS.len() {
        keys[at] = FIELDS[at].0;
        at += 1;
    }
    keys
};

/// Words of other generators (Jekyll, Hugo, Zola, MkDocs, Docusaurus, Starlight, VitePress, Antora) and the key here
/// that they speak of.
pub const SYNONYMS: &[(&str, &str)] = &[
    ("answer", "short_answer"),
    ("author", "authors"),
    ("author_description", "authors"),
    ("author_link", "authors"),
    ("author_title", "authors"),
    ("author_url", "authors"),
    ("categories", "tags"),
    ("category", "tags"),
    ("cover", "image"),
    ("created", "date"),
    ("difficulty", "level"),
    ("draft", "status"),
    ("excerpt", "description"),
    ("excludeSearch", "search"),
    ("expiryDate", "expires"),
    ("expirydate", "expires"),
    ("header_img", "image"),
    ("hide", "toc"),
    ("hide_table_of_contents", "toc"),
    ("images", "image"),
    ("in_search_index", "search"),
    ("language", "lang"),
    ("last_modified_at", "updated"),
    ("last_reviewed", "reviewed"),
    ("last_update", "updated"),
    ("last_updated", "updated"),
    ("lastmod", "updated"),
    ("lastUpdated", "updated"),
    ("licence", "license"),
    ("modified", "updated"),
    ("nav_order", "order"),
    ("og_image", "image"),
    ("outline", "toc"),
    ("page-aliases", "aliases"),
    ("pagefind", "search"),
    ("params", "extra"),
    ("path", "aliases"),
    ("permalink", "aliases"),
    ("pubdate", "date"),
    ("pubDate", "date"),
    ("publishDate", "date"),
    ("publishdate", "date"),
    ("published", "date"),
    ("question", "title"),
    ("redirect_from", "redirects"),
    ("short_description", "description"),
    ("sidebar", "order"),
    ("sidebar_position", "order"),
    ("SPDX-License-Identifier", "license"),
    ("summary", "description"),
    ("tableOfContents", "toc"),
    ("taxonomies", "tags"),
    ("translated_by", "translators"),
    ("translator", "translators"),
    ("unpublishdate", "expires"),
    ("url", "aliases"),
    ("weight", "order"),
];

/// Words of other generators that decide about looks, menus or builds. They mean nothing here and do no harm.
pub const ELSEWHERE: &[&str] = &[
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

/// Whether a line that begins with this word and a colon is probably front matter and not prose.
pub fn is_key(word: &str) -> bool {
    KEYS.contains(&word) || ELSEWHERE.contains(&word) || SYNONYMS.iter().any(|(synonym, _)| *synonym == word)
}

/// What is wrong with a page's own fields once its kind is known: unknown keys, required ones that are missing,
/// values of another type than the kind asks for.
pub fn check_kind(path: &SitePath, front_matter: &FrontMatter, kind: &Kind) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (name, field) in &front_matter.fields {
        match kind.fields.get(name) {
            Some(field_type) => found.extend(mismatch(path, name, field, *field_type)),
            None if ELSEWHERE.contains(&name.as_str()) => {}
            None if found.len() < MOST_REPORTS => found.push(unknown(path, name, field, kind)),
            None => {
                let message = format!("more than {MOST_REPORTS} problems; the others are not listed");
                let help = "keys of your own go below `extra:`";
                found.push(Diagnostic::new(Code::UnknownKey, message).at(field.place(path)).help(help));
                break;
            }
        }
    }
    // A draft may still be without what makes a page of its kind.
    let required = kind.required.iter().filter(|_| front_matter.status != Some(Status::Draft));
    for name in required {
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
    let question = match name {
        "type" => Some("did you mean `kind`?".to_owned()),
        _ => {
            let synonyms = SYNONYMS.iter().map(|(synonym, _)| *synonym);
            meant(name, own.chain(KEYS.iter().copied()).chain(synonyms))
                .or_else(|| meant(name, ELSEWHERE.iter().copied()))
        }
    };
    match question {
        Some(question) => found.help(question),
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
        let is_empty =
            field.value.as_str().is_some_and(str::is_empty) || field.value.as_array().is_some_and(Vec::is_empty);
        return !field.value.is_null() && !is_empty;
    }
    let key = SYNONYMS.iter().find(|(synonym, _)| *synonym == name).map_or(name, |(_, key)| *key);
    if key == "search" {
        return front_matter.search_exclude || front_matter.search_boost.is_some();
    }
    let all = serde_json::to_value(front_matter).expect("front matter holds only what JSON can say");
    match all.get(key) {
        None | Some(Json::Null) => false,
        Some(Json::Array(items)) => !items.is_empty(),
        Some(Json::Object(map)) => !map.is_empty(),
        Some(_) => true,
    }
}
