//! Front matter: the keys of PRODUCT.md §1, their types, and the words other generators use for them.
//!
//! Begin with [`parse`], which never fails: what cannot be read is a diagnostic, and the rest is kept.

mod keys;
mod read;

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

pub use crate::diagnostic::Located;
use crate::digest::Digest;
pub use crate::document::front_matter::keys::{ELSEWHERE, FIELDS, KEYS, SYNONYMS, check_kind, is_key};

use crate::config::LimitsConfig;
use crate::diagnostic::Diagnostic;
use crate::path::SitePath;
use crate::yaml::{self, Field, Fields, Limits, Reader};

/// Reads the YAML of one file. `text` is the whole file, `yaml` the byte range between the `---` lines.
///
/// Keys that are none of Cairn's stay in [`FrontMatter::fields`]: only [`check_kind`], which knows the page's kind,
/// can tell a field of that kind from a slip of the pen.
pub fn parse(path: &SitePath, text: &str, yaml: Range<usize>, limits: &LimitsConfig) -> (FrontMatter, Vec<Diagnostic>) {
    let reader = Reader::new(path, text);
    let entries = yaml::parse(&reader, yaml, Limits::front_matter(limits.front_matter));
    let fields = Fields::new(&reader, &entries);
    let front_matter = FrontMatter {
        title: fields.first(&["title", "question"]).and_then(|f| f.text()),
        kind: fields.get("kind").and_then(|f| f.located_text()),
        lang: fields.first(&["lang", "language"]).and_then(|f| read::lang(&f)),
        slug: fields.get("slug").and_then(|f| f.located_text()),
        aliases: read::aliases(&fields),
        redirects: ["redirects", "redirect_from"]
            .iter()
            .filter_map(|k| fields.get(k))
            .flat_map(|f| f.paths())
            .collect(),
        description: fields.first(&["description", "summary", "short_description", "excerpt"]).and_then(|f| f.text()),
        date: read::date(&fields),
        updated: read::updated(&fields),
        tags: read::tags(&fields),
        area: fields.get("area").and_then(|f| f.located_text()),
        scope: fields.get("scope").and_then(|f| read::scope(&f)),
        level: fields.first(&["level", "difficulty"]).and_then(|f| read::level(&f)),
        duration: fields.get("duration").and_then(|f| read::duration(&f)),
        authors: read::authors(&fields),
        translators: read::people(&fields, &["translators", "translator", "translated_by"]),
        asked_by: read::people(&fields, &["asked_by"]),
        answered_by: read::people(&fields, &["answered_by"]),
        tested: fields.get("tested").and_then(|f| read::tested(&f)),
        reviewed: fields.first(&["reviewed", "last_reviewed"]).and_then(|f| f.date()),
        review_every: fields.get("review_every").and_then(|f| read::days(&f)),
        owner: fields.get("owner").and_then(|f| read::person(&f)),
        status: read::status(&fields),
        expires: fields.first(&["expires", "expiryDate", "expirydate", "unpublishdate"]).and_then(|f| f.date()),
        series: fields.get("series").and_then(|f| f.items().first().and_then(Field::located_text)),
        order: read::order(&fields),
        outcome: fields.get("outcome").and_then(|f| f.text()),
        prerequisites: fields.get("prerequisites").map(|f| f.paths()).unwrap_or_default(),
        related: fields.get("related").map(|f| f.paths()).unwrap_or_default(),
        asked_as: fields.get("asked_as").map(|f| f.texts()).unwrap_or_default(),
        short_answer: fields.first(&["short_answer", "answer"]).and_then(|f| f.text()),
        alternatives: fields.get("alternatives").map(|f| read::alternatives(&f)).unwrap_or_default(),
        duplicate_of: fields.get("duplicate_of").and_then(|f| f.path()),
        source: fields.get("source").and_then(|f| f.text()),
        translation_of: fields.get("translation_of").and_then(|f| f.path()),
        source_digest: fields.get("source_digest").and_then(|f| f.text()),
        license: fields.first(&["license", "licence", "SPDX-License-Identifier"]).and_then(|f| f.text()),
        image: read::image(&fields),
        search_exclude: read::search_exclude(&fields),
        search_boost: read::search_boost(&fields),
        toc: read::toc(&fields),
        payload: fields.get("payload").and_then(|f| f.path()),
        variables: fields.get("variables").map(|f| read::variables(&f)).unwrap_or_default(),
        placeholder: fields.get("placeholder").and_then(|f| f.text()),
        based_on: fields.get("based_on").and_then(|f| read::based_on(&f)),
        extra: read::extra(&fields),
        // Last, because it takes what nobody has asked for.
        fields: read::others(&fields),
    };
    (front_matter, reader.into_diagnostics())
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
    /// Who translated it, where that is not whoever created the file.
    pub translators: Vec<Author>,
    /// Who asked the question.
    pub asked_by: Vec<Author>,
    /// Who answered it, where that is not its author.
    pub answered_by: Vec<Author>,
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
    /// What the reader has at the end, Markdown without blocks.
    pub outcome: Option<String>,
    /// Pages to read first, as paths or aliases.
    pub prerequisites: Vec<Located<String>>,
    /// Pages that also help.
    pub related: Vec<Located<String>>,
    /// Other wordings of the question.
    pub asked_as: Vec<Located<String>>,
    /// The answer in a sentence or two, Markdown without blocks.
    pub short_answer: Option<String>,
    /// Other ways to the same end.
    pub alternatives: Vec<Alternative>,
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

impl FrontMatter {
    /// Whether it names anybody.
    pub fn names_people(&self) -> bool {
        let lists = [&self.authors, &self.translators, &self.asked_by, &self.answered_by];
        lists.iter().any(|list| !list.is_empty()) || self.tested.is_some() || self.owner.is_some()
    }

    /// The pages that it leads readers to, as they are written: to read first, related, and other ways to the same end.
    pub fn leads_to(&self) -> impl Iterator<Item = &Located<String>> {
        let alternatives = self.alternatives.iter().filter_map(|way| way.page.as_ref());
        self.prerequisites.iter().chain(&self.related).chain(alternatives)
    }
}

/// Of an e-mail address, however its letters are written.
pub fn address_digest(email: &str) -> Digest {
    Digest::of(email.trim().to_lowercase().as_bytes())
}

/// An author as the file declares it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Author {
    /// Person id, handle or name as written; "" where an e-mail address stands in its place.
    pub name: Located<String>,
    /// Tells such an address again to who knows it; the address itself is kept nowhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<Digest>,
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
    /// `string`, `number`, `choice`, `text`, `date` or `secret`.
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

/// Another way to what a page answers. It has a text or a page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Alternative {
    /// What it is and when it is the better one, Markdown without blocks; may be "" where a page tells it.
    pub text: Located<String>,
    /// The page that tells it, as path or alias.
    pub page: Option<Located<String>>,
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

#[cfg(test)]
mod tests;
