//! `cairn.yml`: every option once, with its type, its default and its documentation.
//!
//! Begin with [`parse`]. An option is one entry of a `settings!` table: the field, its documentation, its default, its
//! type in words and the function that reads it. The manual's page of options ([`reference()`]) is made from the same table.

mod allowed;
mod levels;

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Serialize;

pub use crate::config::allowed::Allowed;
pub use crate::config::levels::{Levels, is_unmatched};

use crate::diagnostic::{Code, Diagnostic, Level, Located, Place, did_you_mean, meant};
use crate::lang::Lang;
use crate::path::{SitePath, fits};
use crate::yaml::fields::quoted;
use crate::yaml::text::{is_web_address, shown};
use crate::yaml::{self, Field, Fields, Key, Limits, Node, Reader, Value};

/// One option, for the manual.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OptionDoc {
    /// The key with dots, as in `search.examples`.
    pub key: String,
    /// Its type in words.
    pub type_name: &'static str,
    /// Its default as YAML; "" where there is none.
    pub default: String,
    /// What it does.
    pub doc: String,
}

/// Declares a group of options: a struct, its defaults, how each key is read, and the rows of the manual.
macro_rules! settings {
    ($(#[doc = $about:literal])+ $name:ident {
        $($(#[doc = $doc:literal])+ $field:ident: $type:ty = $default:expr, $key:literal, $words:literal, $read:expr;)+
    }) => {
        $(#[doc = $about])+
        #[derive(Clone, Debug, PartialEq, Serialize)]
        pub struct $name {
            $($(#[doc = $doc])+ pub $field: $type,)+
        }

        impl Default for $name {
            fn default() -> $name {
                $name { $($field: $default,)+ }
            }
        }

        impl $name {
            /// Key, type in words, name of the field, documentation.
            const ROWS: &[(&str, &str, &str, &str)] =
                &[$(($key, $words, stringify!($field), concat!($($doc, "\n"),+))),+];

            fn read(fields: &Fields<'_>) -> $name {
                let mut read = $name::default();
                $({
                    let read_one: fn(&Field<'_>) -> Option<$type> = $read;
                    if let Some(value) = fields.get($key).and_then(|field| read_one(&field)) {
                        read.$field = value;
                    }
                })+
                let known: Vec<&str> = $name::ROWS.iter().map(|(key, ..)| *key).collect();
                finish(fields, &known);
                read
            }
        }
    };
}

// A macro and not a function: an option's type, default, reader and documentation must not be able to drift apart.
settings! {
    /// What a maintainer may set. Every key is optional.
    Config {
        /// Name of the site; default: the repository folder's name, made readable.
        title: String = String::new(), "title", "text", |f| f.text();
        /// One sentence about it, for search engines and the home page.
        description: String = String::new(), "description", "text", |f| f.text();
        /// Where it will be published, such as `https://host/repo/`; needed for feeds, sitemap and canonical links.
        base_url: Option<String> = None, "base_url", "web address", |f| base_url(f).map(Some);
        /// The language without an address prefix; default: the first of `languages.list`, else that of most pages.
        language: Option<Lang> = None, "language", "language code", |f| lang(f).map(Some);
        /// Further languages and how file names tell them. A plain list names the languages; a map has `default`
        /// (the same as `language`), `list` and `pattern`.
        languages: Languages = Languages::default(), "languages", "list or map", |f| languages(f);
        /// Which files are content.
        content: Content = Content::default(), "content", "map", |f| f.map().map(|fields| Content::read(&fields));
        /// Kinds of page beside the built-in ones, by name; a built-in one may be changed here too.
        kinds: BTreeMap<String, KindConfig> = BTreeMap::new(), "kinds", "map of kinds", |f| kinds(f);
        /// The repository's page on its forge, such as `https://github.com/org/repo`.
        repo: Option<String> = None, "repo", "web address", |f| repo(f).map(Some);
        /// The branch that links to the forge name; default `main`.
        branch: String = "main".into(), "branch", "text", |f| f.text();
        /// Pattern of the link to edit a page, with `{repo} {branch} {path}`; derived from `repo` for the known forges.
        /// `false` leaves the link out.
        edit: Option<String> = None, "edit", "pattern or `false`", |f| pattern(f, &["repo", "branch", "path"]).map(Some);
        /// Pattern of the link to write a new page, with `{repo} {branch} {path}`, and with `{folder} {name}` for the two parts of its path;
        /// derived from `repo`. `false` leaves the link out.
        new: Option<String> = None, "new", "pattern or `false`", |f| pattern(f, &["repo", "branch", "path", "folder", "name"]).map(Some);
        /// Pattern of the link to a page's history, with `{repo} {branch} {path}`; derived from `repo`.
        /// `false` leaves the link out.
        history: Option<String> = None, "history", "pattern or `false`", |f| pattern(f, &["repo", "branch", "path"]).map(Some);
        /// Pattern of the link to ask a question, with `{repo} {title} {url}`; derived from `repo`. `false` leaves the link out.
        ask: Option<String> = None, "ask", "pattern or `false`", |f| pattern(f, PLACEHOLDERS).map(Some);
        /// Pattern of the link to report a mistake on a page, with `{repo} {branch} {path} {title} {url}`; derived from `repo`.
        /// `false` leaves the link out.
        report: Option<String> = None, "report", "pattern or `false`", |f| pattern(f, PLACEHOLDERS).map(Some);
        /// Who is named, and how.
        credits: CreditsConfig = CreditsConfig::default(), "credits", "map", |f| f.map().map(|fields| CreditsConfig::read(&fields));
        /// Licence of the content, an SPDX identifier such as `CC-BY-4.0`.
        license: Option<String> = None, "license", "text", |f| f.text().map(Some);
        /// Days after which a page asks to be reviewed; default 365.
        review_every: u32 = 365, "review_every", "number of days", |f| f.integer(1..=36_500).map(|days| days as u32);
        /// Allowed tags; empty allows all. A tag's synonyms lead to it, as in `ssh: [openssh, secure shell]`.
        tags: BTreeMap<String, Vec<String>> = BTreeMap::new(), "tags", "list, or map to lists", |f| tags(f);
        /// Labels of areas by id.
        areas: BTreeMap<String, String> = BTreeMap::new(), "areas", "map to texts", |f| texts_by_name(f);
        /// Terms and their explanations, for tooltips and search.
        glossary: BTreeMap<String, String> = BTreeMap::new(), "glossary", "map to texts", |f| texts_by_name(f);
        /// Search options.
        search: SearchConfig = SearchConfig::default(), "search", "map", |f| f.map().map(|fields| SearchConfig::read(&fields));
        /// Addresses that may stand in texts although they belong to somebody, as in `[203.0.113.0/24, "*.example.org", help@example.org]`; `*`
        /// stands for any characters.
        allowed_addresses: Vec<String> = Vec::new(), "allowed_addresses", "list of addresses", |f| Some(addresses(f));
        /// What looks like a key, a token or a password and is none, as in `[AKIAIOSFODNN7EXAMPLE]`; `*` stands for any characters, beside
        /// eight others at least.
        allowed_secrets: Vec<String> = Vec::new(), "allowed_secrets", "list of texts", |f| Some(secrets(f));
        /// Files below `static/` that are published as they are, although browsers or servers may run them, as in
        /// `[google1234.html]`; `*` stands for any characters.
        trusted_files: Vec<String> = Vec::new(), "trusted_files", "list of files", |f| Some(values(f.texts()));
        /// Hosts that links may recommend: others are marked `nofollow ugc` for search engines, as in `[example.org, "*.uni.example"]`; `*`
        /// stands for any characters.
        trusted_hosts: Vec<String> = Vec::new(), "trusted_hosts", "list of hosts", |f| Some(values(f.texts()));
        /// Which links `cairn check --external` asks about, and how.
        external_links: ExternalLinksConfig = ExternalLinksConfig::default(), "external_links", "map", |f| f.map().map(|fields| ExternalLinksConfig::read(&fields));
        /// How much may lie there.
        limits: LimitsConfig = LimitsConfig::default(), "limits", "map", |f| f.map().map(|fields| LimitsConfig::read(&fields));
        /// Links in the header instead of those to the kinds: addresses of this site or of others, as in
        /// `[/tutorials/, {Chat: "https://chat.example.org/"}]`.
        nav: Vec<NavLink> = Vec::new(), "nav", "list of links", |f| Some(nav_links(f));
        /// Looks.
        theme: ThemeConfig = ThemeConfig::default(), "theme", "map", |f| f.map().map(|fields| ThemeConfig::read(&fields));
        /// Level of each diagnostic code: `off`, `warn` or `error`. Safety codes stay errors.
        diagnostics: BTreeMap<Code, Level> = BTreeMap::new(), "diagnostics", "map of codes to levels", |f| levels(f);
        /// Levels for some paths only: a glob, and below it codes and levels. The last that fits wins. Written as
        /// `diagnostics: {in: {"drafts/**": {broken-link: warn}}}`.
        diagnostics_in: Vec<(String, BTreeMap<Code, Level>)> = Vec::new(), "diagnostics.in", "map of globs to levels", |_| None;
    }
}

settings! {
    /// Languages and naming.
    Languages {
        /// Languages that top folders and file suffixes may name; empty: every valid code that a file suffix uses.
        list: Vec<Lang> = Vec::new(), "list", "list of language codes", |f| Some(langs(f));
        /// Naming habit such as `{part}.{lang}.md`; default `{name}.{lang}.md`.
        pattern: Option<String> = None, "pattern", "file name with `{part}`, `{name}`, `{lang}`", |f| naming(f).map(Some);
        /// Whether a page that is not translated is shown among the pages of each language of `list`, with a notice.
        fallback: bool = true, "fallback", "`true` or `false`", |f| f.bool();
    }
}

settings! {
    /// Which files are content.
    Content {
        /// Folder that holds the content; default `content` if there is one, else the root.
        folder: Option<String> = None, "folder", "folder", |f| folder(f).map(Some);
        /// Globs that bring files back which would be left out.
        include: Vec<String> = Vec::new(), "include", "list of globs", |f| Some(values(f.texts()));
        /// Globs that leave files out.
        exclude: Vec<String> = Vec::new(), "exclude", "list of globs", |f| Some(values(f.texts()));
        /// How pages without an `order` of their own follow each other: `title`, or `date` for the newest first.
        order: Order = Order::Title, "order", "`title` or `date`", |f| f.choice(&[("title", Order::Title), ("date", Order::Date)]);
    }
}

settings! {
    /// A kind of page, as `cairn.yml` describes it.
    KindConfig {
        /// The top folder whose files are of this kind, and the address of its index; default the kind's name.
        folder: Option<String> = None, "folder", "folder", |f| folder(f).map(Some);
        /// What one page is called, in the default language.
        label: Option<String> = None, "label", "text", |f| f.text().map(Some);
        /// What several are called.
        plural: Option<String> = None, "plural", "text", |f| f.text().map(Some);
        /// The template; default `page.html`.
        template: Option<String> = None, "template", "file name", |f| template(f).map(Some);
        /// Front-matter keys that a page of this kind must have.
        required: Vec<String> = Vec::new(), "required", "list of keys", |f| Some(values(f.texts()));
        /// Keys of its own: name and type (`text`, `number`, `boolean`, `date`, `list`).
        fields: BTreeMap<String, String> = BTreeMap::new(), "fields", "map of keys to types", |f| kind_fields(f);
    }
}

settings! {
    /// Who is named, and how.
    CreditsConfig {
        /// What happens to people who have no people file: `public` (a page of their own), `named-only` (named on the
        /// pages they wrote) or `opt-in` (counted, not named).
        default: CreditDefault = CreditDefault::NamedOnly, "default", "`public`, `named-only` or `opt-in`", |f| f.choice(CREDIT_DEFAULTS);
        /// Git names or login patterns that are bots, beside those that end in `[bot]`.
        bots: Vec<String> = Vec::new(), "bots", "list of names", |f| Some(values(f.texts()));
        /// `words` shows beside each person which share of the page's words is theirs and still stands, and orders them by
        /// it; this asks git about every page once. `none` does not.
        weight: Weight = Weight::None, "weight", "`none` or `words`", |f| f.choice(&[("none", Weight::None), ("words", Weight::Words)]);
        /// Whoever changed fewer words of a page than this, in all, is shown as fixer and not as editor; 0 makes everyone
        /// an editor.
        fixer_below: u16 = 20, "fixer_below", "number from 0 to 1000", |f| f.integer(0..=1000).map(|words| words as u16);
    }
}

settings! {
    /// Search options.
    SearchConfig {
        /// Words that mean the same: a list of lists, as in `[[ssh, openssh], [reboot, restart]]`.
        synonyms: Vec<Vec<String>> = Vec::new(), "synonyms", "list of lists", |f| Some(groups(f));
        /// Example questions for the home page.
        examples: Vec<String> = Vec::new(), "examples", "list of texts", |f| Some(values(f.texts()));
    }
}

settings! {
    /// Links to other servers.
    ExternalLinksConfig {
        /// Addresses and hosts that are not asked, as in `[forum.example.org, "*.example.com", "https://example.org/private/*"]`; `*`
        /// stands for any characters.
        ignore: Vec<String> = Vec::new(), "ignore", "list of patterns", |f| Some(values(f.texts()));
        /// Seconds in which a server must have answered.
        timeout: u16 = 20, "timeout", "number from 1 to 120", |f| f.integer(1..=120).map(|seconds| seconds as u16);
    }
}

settings! {
    /// How much may lie there, and how much a page may ask for. What is above is left out, or stays plain, and is told before it costs anything.
    LimitsConfig {
        /// Files of the content, and as many each below `static`, `theme` and `people`.
        files: u32 = 250_000, "files", "number from 1 to 10000000", |f| f.integer(1..=10_000_000).map(|files| files as u32);
        /// Languages; those that `language` and `languages` name always count. Each has pages of its own, and every page leads to each.
        languages: u32 = 64, "languages", "number from 1 to 1000", |f| f.integer(1..=1_000).map(|languages| languages as u32);
        /// KiB of one page.
        page: u64 = 1024, "page", "number from 1 to 16384", |f| f.integer(1..=16_384).map(|size| size as u64);
        /// MiB of a file that pages give away, or of `static` or `theme`; of one below `theme` at most 16.
        file: u64 = 100, "file", "number from 1 to 4096", |f| f.integer(1..=4_096).map(|size| size as u64);
        /// MiB of a picture.
        image: u64 = 5, "image", "number from 1 to 4096", |f| f.integer(1..=4_096).map(|size| size as u64);
        /// Millions of pixels of a picture: each takes four bytes of a reader's memory, however few bytes the file has.
        pixels: u64 = 25, "pixels", "number from 1 to 1000", |f| f.integer(1..=1_000).map(|size| size as u64);
        /// Bytes of a file's path.
        path: u32 = 200, "path", "number from 40 to 1000", |f| f.integer(40..=1_000).map(|size| size as u32);
        /// Characters of a title, which stands on many other pages too.
        title: u32 = 200, "title", "number from 20 to 1000", |f| f.integer(20..=1_000).map(|size| size as u32);
        /// Tags of one page; each has a page of its own.
        tags: u32 = 20, "tags", "number from 1 to 200", |f| f.integer(1..=200).map(|tags| tags as u32);
        /// Characters of a tag.
        tag: u32 = 64, "tag", "number from 8 to 200", |f| f.integer(8..=200).map(|size| size as u32);
        /// People, old addresses, pages and wordings in one list of a page's front matter: most have a page or a file of their own.
        listed: u32 = 50, "listed", "number from 5 to 1000", |f| f.integer(5..=1_000).map(|listed| listed as u32);
        /// KiB of one page's front matter.
        front_matter: u64 = 16, "front_matter", "number from 1 to 1024", |f| f.integer(1..=1_024).map(|size| size as u64);
        /// Lists, quotes, containers and other elements within each other.
        nesting: u32 = 32, "nesting", "number from 4 to 128", |f| f.integer(4..=128).map(|depth| depth as u32);
        /// KiB of a code block that is coloured.
        code: u64 = 64, "code", "number from 1 to 4096", |f| f.integer(1..=4_096).map(|size| size as u64);
        /// Bytes of the longest line of a code block that is coloured.
        code_line: u32 = 2000, "code_line", "number from 80 to 100000", |f| f.integer(80..=100_000).map(|size| size as u32);
        /// How many times as long as it is written a page may become, 64 KiB aside.
        growth: u32 = 32, "growth", "number from 2 to 1000", |f| f.integer(2..=1_000).map(|times| times as u32);
    }
}

settings! {
    /// Looks.
    ThemeConfig {
        /// The theme to begin with; files below `theme/` are laid over it.
        name: &'static str = "default", "name", "`default` or `broadsheet`", |f| f.choice(&[("default", "default"), ("broadsheet", "broadsheet")]);
        /// Hue of the accent colour in degrees of oklch, 0–360; default 195.
        hue: u16 = 195, "hue", "number from 0 to 360", |f| f.integer(0..=360).map(|hue| hue as u16);
        /// A logo below `static/`.
        logo: Option<String> = None, "logo", "file name", |f| f.path().map(|path| Some(path.value));
        /// Font families of the text, as in `Georgia, serif`; default: that of the reader's system.
        font: Option<String> = None, "font", "text", |f| font(f).map(Some);
        /// Font families of headings; default: that of the text.
        heading_font: Option<String> = None, "heading_font", "text", |f| font(f).map(Some);
        /// Font families of code.
        code_font: Option<String> = None, "code_font", "text", |f| font(f).map(Some);
        /// Which sections the home page has below its search, in this order: `kinds`, `text`, `new`, `areas`, `wanted`, `people`.
        home: Vec<&'static str> = HOME.to_vec(), "home", "list of sections", |f| Some(home(f));
        /// Links in the footer of every page, before those that are always there.
        footer: Vec<NavLink> = Vec::new(), "footer", "list of links", |f| Some(nav_links(f));
    }
}

/// A link of `nav` or `theme.footer`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct NavLink {
    /// What it is called; "" to take the name of what it leads to.
    pub label: String,
    /// An address of this site that begins with `/`, or a web address.
    pub to: Located<String>,
}

/// How pages follow each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    /// By title.
    #[default]
    Title,
    /// The newest first.
    Date,
}

/// The sections of the home page.
pub const HOME: &[&str] = &["kinds", "text", "new", "areas", "wanted", "people"];

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

/// By what parts in a page are weighed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weight {
    /// By roles alone.
    #[default]
    None,
    /// By surviving words as well.
    Words,
}

const CREDIT_DEFAULTS: &[(&str, CreditDefault)] =
    &[("public", CreditDefault::Public), ("named-only", CreditDefault::NamedOnly), ("opt-in", CreditDefault::OptIn)];

/// What a field of a configured kind holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldType {
    /// Any scalar.
    Text,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// `2026-03-31`.
    Date,
    /// A list.
    List,
}

impl FieldType {
    /// As `cairn.yml` names them.
    pub const WORDS: &[(&str, FieldType)] = &[
        ("text", FieldType::Text),
        ("number", FieldType::Number),
        ("boolean", FieldType::Boolean),
        ("date", FieldType::Date),
        ("list", FieldType::List),
    ];

    /// What it is called in a message, and an example of it.
    pub fn in_words(self) -> (&'static str, &'static str) {
        match self {
            FieldType::Text => ("a text", "some words"),
            FieldType::Number => ("a number", "3"),
            FieldType::Boolean => ("`true` or `false`", "true"),
            FieldType::Date => ("a date", "2026-03-31"),
            FieldType::List => ("a list", "[one, two]"),
        }
    }

    /// The type of this name.
    pub fn of(word: &str) -> Option<FieldType> {
        FieldType::WORDS.iter().find(|(known, _)| *known == word).map(|(_, field_type)| *field_type)
    }
}

/// The name of the file.
pub const FILE: &str = "cairn.yml";

/// Reads the text of `cairn.yml`; `overrides` are `CAIRN_A__B` variables as (dotted key, value) pairs.
pub fn parse(text: &str, overrides: &[(String, String)]) -> (Config, Vec<Diagnostic>) {
    let path = SitePath::new(FILE).expect("a plain file name is a path");
    // Values from the environment are read from behind the file's own text, so that one reader serves both.
    let mut whole = text.to_string();
    let mut added: Vec<(Range<usize>, &str)> = Vec::new();
    for (key, value) in overrides {
        whole.push('\n');
        let start = whole.len();
        whole.push_str(value);
        added.push((start..whole.len(), key));
    }
    let reader = Reader::of_config(&path, &whole);
    let mut entries = yaml::parse(&reader, 0..text.len(), Limits::CONFIG);
    for (range, key) in &added {
        let value = yaml::parse_value(&reader, range.clone(), Limits::CONFIG);
        set(&mut entries, key, value, range);
    }
    let fields = Fields::new(&reader, &entries);
    let mut config = Config::read(&fields);
    if config.language.is_none() {
        let languages = fields.get("languages").filter(Field::is_map).and_then(|f| f.map());
        config.language = languages.and_then(|fields| fields.get("default")).and_then(|f| lang(&f));
    }
    let stated = fields.get("credits").filter(Field::is_map).and_then(|f| f.map());
    let stated = stated.and_then(|credits| credits.get("default")?.peek().map(str::to_owned));
    let is_stated = CREDIT_DEFAULTS.iter().any(|(name, _)| Some(*name) == stated.as_deref());
    let diagnostics = fields.get("diagnostics").filter(Field::is_map).and_then(|f| f.map());
    let inside = diagnostics.and_then(|fields| fields.get("in")).and_then(|f| f.map());
    config.diagnostics_in = inside.map(|globs| levels_in(&globs)).unwrap_or_default();
    let unclear = may_ask_for_less(&fields).filter(|_| !is_stated);
    let mut found: Vec<Diagnostic> = reader.into_diagnostics();
    let is_lost = |found: &Diagnostic| matches!(found.code, Code::YamlSyntax | Code::YamlLimit);
    let is_about = |found: &Diagnostic| {
        let at = found.place.as_ref().map(|place| place.bytes.0 as usize);
        unclear.as_ref().zip(at).is_some_and(|(unclear, at)| unclear.contains(&at))
    };
    for found in found.iter_mut().filter(|found| !is_stated && is_lost(found) || is_about(found)) {
        config.credits.default = CreditDefault::OptIn;
        let help = "until this can be read, people without a people file are named only where a page declares them";
        found.help.push(help.to_owned());
    }
    let found = found.into_iter().map(|found| named(found, text.len(), &added)).collect();
    (config, found)
}

/// Where something about credits is said that is not understood. A name once printed cannot be taken back, so the community
/// is then taken to want fewer of them.
fn may_ask_for_less(fields: &Fields<'_>) -> Option<Range<usize>> {
    let range = |field: &Field<'_>| field.key.bytes.start..field.node.bytes.end.max(field.key.bytes.end);
    let meant = |fields: &Fields<'_>, known: &[&str], key: &str| {
        let is_meant = |field: &Field<'_>| did_you_mean(field.name(), known.iter().copied()) == Some(key);
        fields.rest().iter().find(|field| is_meant(field)).map(range)
    };
    let Some(credits) = fields.get("credits") else {
        let known: Vec<&str> = Config::ROWS.iter().map(|(key, ..)| *key).collect();
        return meant(fields, &known, "credits");
    };
    if !credits.is_map() {
        return Some(range(&credits));
    }
    let known: Vec<&str> = CreditsConfig::ROWS.iter().map(|(key, ..)| *key).collect();
    let credits = credits.map()?;
    credits.get("default").as_ref().map(range).or_else(|| meant(&credits, &known, "default"))
}

/// Says of a finding in a value from the environment which variable it was.
fn named(mut found: Diagnostic, end: usize, added: &[(Range<usize>, &str)]) -> Diagnostic {
    let Some(place) = &found.place else { return found };
    let at = place.bytes.0 as usize;
    let variable = added.iter().rfind(|(range, _)| at > end && range.start <= at);
    if let Some((range, key)) = variable {
        let column = place.column;
        let bytes = (place.bytes.0 - range.start as u32, place.bytes.1 - range.start as u32);
        let name = format!("CAIRN_{}", key.to_uppercase().replace('.', "__"));
        found.place = Some(Place { file: name, line: 1, column, bytes });
    }
    found
}

/// Puts a value under a dotted key, in place of what stands there.
fn set(entries: &mut Vec<(Key, Node)>, key: &str, value: Node, bytes: &Range<usize>) {
    let (name, rest) = key.split_once('.').map_or((key, None), |(name, rest)| (name, Some(rest)));
    let at = entries.iter().position(|(known, _)| known.text == name).unwrap_or_else(|| {
        let key = Key { text: name.to_string(), bytes: bytes.clone() };
        entries.push((key, Node { value: Value::Null, bytes: bytes.clone() }));
        entries.len() - 1
    });
    let Some(rest) = rest else {
        entries[at].1 = value;
        return;
    };
    let node = &mut entries[at].1;
    if !matches!(node.value, Value::Map(_)) {
        *node = Node { value: Value::Map(Vec::new()), bytes: bytes.clone() };
    }
    if let Value::Map(inner) = &mut node.value {
        set(inner, rest, value, bytes);
    }
}

/// Every option, in the order of the tables, for the manual.
pub fn reference() -> Vec<OptionDoc> {
    let defaults = serde_json::to_value(Config::default()).expect("the defaults hold only what JSON can say");
    let mut docs = Vec::new();
    for (key, type_name, field, doc) in Config::ROWS {
        push_doc(&mut docs, "", key, type_name, doc, &defaults[*field]);
        let inner = match *key {
            "languages" => Languages::ROWS,
            "content" => Content::ROWS,
            "credits" => CreditsConfig::ROWS,
            "search" => SearchConfig::ROWS,
            "external_links" => ExternalLinksConfig::ROWS,
            "theme" => ThemeConfig::ROWS,
            "kinds" => KindConfig::ROWS,
            _ => continue,
        };
        let prefix = if *key == "kinds" { "kinds.<name>".to_string() } else { (*key).to_string() };
        for (inner_key, type_name, inner_field, doc) in inner {
            push_doc(&mut docs, &prefix, inner_key, type_name, doc, &defaults[*field][*inner_field]);
        }
    }
    docs
}

fn push_doc(
    docs: &mut Vec<OptionDoc>,
    prefix: &str,
    key: &str,
    type_name: &'static str,
    doc: &str,
    default: &serde_json::Value,
) {
    let default = match default {
        serde_json::Value::String(text) => text.clone(),
        number @ (serde_json::Value::Number(_) | serde_json::Value::Bool(_)) => number.to_string(),
        _ => String::new(),
    };
    let key = if prefix.is_empty() { key.to_string() } else { format!("{prefix}.{key}") };
    let doc = doc.lines().map(str::trim).collect::<Vec<_>>().join(" ");
    docs.push(OptionDoc { key, type_name, default, doc });
}

/// Unknown keys of a group of options.
fn finish(fields: &Fields<'_>, known: &[&str]) {
    for field in fields.rest() {
        let report = fields.reader().report(
            Code::UnknownOption,
            field.key.bytes.clone(),
            format!("`{}` is not an option of `{FILE}`", shown(field.name())),
        );
        match meant(field.name(), known.iter().copied()) {
            Some(question) => report.help(question),
            None => report.help(format!("the options here are {}", quoted(known))),
        };
    }
}

/// Names of font families: nothing that could end the declaration they are put into.
fn font(field: &Field<'_>) -> Option<String> {
    let text = field.text()?;
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | ',' | '-' | '_' | '"');
    if text.chars().all(is_plain) && text.matches('"').count() % 2 == 0 {
        return Some(text);
    }
    field
        .report(Code::BadValue, format!("`{}` is not a list of font families", shown(&text)))
        .help("write names with commas between them, such as `Georgia, \"Noto Serif\", serif`");
    None
}

fn home(field: &Field<'_>) -> Vec<&'static str> {
    let known: Vec<(&str, &str)> = HOME.iter().map(|name| (*name, *name)).collect();
    field.items().iter().filter_map(|item| item.choice(&known)).collect()
}

/// Each an address, or a map of one label to an address.
fn nav_links(field: &Field<'_>) -> Vec<NavLink> {
    let link = |label: &str, at: &Field<'_>| {
        let to = at.located_text()?;
        if to.value.starts_with('/') && !to.value.starts_with("//") || is_web_address(&to.value) {
            return Some(NavLink { label: label.to_owned(), to });
        }
        at.report(Code::BadValue, format!("`{}` is no address", shown(&to.value)))
            .help("write one of this site, such as `/tutorials/`, or one that begins with `https://`");
        None
    };
    let entries = field.items().into_iter().flat_map(|item| match item.is_map() {
        true => {
            item.map().map(|fields| fields.all()).unwrap_or_default().iter().filter_map(|f| link(f.name(), f)).collect()
        }
        false => link("", &item).into_iter().collect::<Vec<_>>(),
    });
    entries.collect()
}

fn values(texts: Vec<crate::diagnostic::Located<String>>) -> Vec<String> {
    texts.into_iter().map(|text| text.value).collect()
}

/// Addresses of machines or blocks of them, hosts, and e-mail addresses.
fn addresses(field: &Field<'_>) -> Vec<String> {
    let help = "write one such as `203.0.113.0/24`, `*.example.org` or `help@example.org`";
    fitting(field, allowed::is_entry, "is not an address", help)
}

/// What looks like a key and is none.
fn secrets(field: &Field<'_>) -> Vec<String> {
    let help = "write the whole text, or eight characters of it and `*` for the others";
    fitting(field, allowed::is_secret, "would allow other keys too", help)
}

/// The entries that fit; of others it is told what is wrong.
fn fitting(field: &Field<'_>, fits: fn(&str) -> bool, wrong: &str, help: &str) -> Vec<String> {
    let entries = field.items().into_iter().filter_map(|item| {
        let text = item.text()?;
        if !fits(&text) {
            item.report(Code::BadValue, format!("`{}` {wrong}", shown(&text))).help(help);
            return None;
        }
        Some(text)
    });
    entries.collect()
}

fn lang(field: &Field<'_>) -> Option<Lang> {
    let text = field.text()?;
    let lang = Lang::parse(&text);
    if lang.is_none() {
        field
            .report(Code::BadLanguage, format!("`{}` is not a language code", shown(&text)))
            .help("write a BCP 47 code such as `en`, `pt-BR` or `zh-Hant`");
    }
    lang
}

fn langs(field: &Field<'_>) -> Vec<Lang> {
    field.items().iter().filter_map(lang).collect()
}

fn languages(field: &Field<'_>) -> Option<Languages> {
    if !field.is_map() {
        return Some(Languages { list: langs(field), ..Languages::default() });
    }
    let fields = field.map()?;
    // Read by `parse`, because it decides another option.
    fields.pass_over(&["default"]);
    Some(Languages::read(&fields))
}

/// A naming pattern: it must tell the language, and may tell a part or a name.
fn naming(field: &Field<'_>) -> Option<String> {
    let text = field.text()?;
    let unknown = unknown_placeholder(&text, &["name", "part", "lang"]);
    let has_name = text.contains("{name}") || text.contains("{part}");
    if unknown.is_none() && text.contains("{lang}") && has_name && text.ends_with(".md") && !text.contains(['/', '\\'])
    {
        return Some(text);
    }
    field
        .report(Code::BadValue, format!("`{}` is not a naming pattern", shown(&text)))
        .help("write a file name with `{lang}` and `{name}` or `{part}`, such as `{part}.{lang}.md`");
    None
}

/// A folder of the repository, without the `/` at its ends.
fn folder(field: &Field<'_>) -> Option<String> {
    let text = field.text()?;
    let is_inside = !text.starts_with('/') && !text.split('/').any(|segment| segment == "..");
    match SitePath::new(&text).filter(|_| is_inside) {
        Some(path) => Some(path.to_string()),
        None => {
            field
                .report(Code::BadValue, format!("`{}` is not a folder of the repository", shown(&text)))
                .help("write it relative to the repository, without `..`");
            None
        }
    }
}

fn template(field: &Field<'_>) -> Option<String> {
    let text = field.text()?;
    let is_name = text.ends_with(".html") && !text.contains("..") && !text.starts_with('/') && !text.contains('\\');
    if !is_name {
        field
            .report(Code::BadValue, format!("`{}` is not the name of a template", shown(&text)))
            .help("write a file name such as `idea.html`; it lies in `theme/templates/`");
    }
    is_name.then_some(text)
}

fn base_url(field: &Field<'_>) -> Option<String> {
    let text = field.text()?;
    if is_web_address(&text) && !text.contains(['?', '#']) {
        return Some(format!("{}/", text.trim_end_matches('/')));
    }
    field
        .report(Code::BadValue, format!("`base_url` cannot be `{}`", shown(&text)))
        .help("write where the site will be published, such as `https://host/` or `https://host/repo/`");
    None
}

/// The address of the repository's page, without `/` and `.git` at its end.
fn repo(field: &Field<'_>) -> Option<String> {
    let text = field.text()?;
    let address = text.trim_end_matches('/');
    let address = address.strip_suffix(".git").unwrap_or(address);
    if is_web_address(address) && !address.contains(['?', '#', '{', '}']) {
        return Some(address.to_string());
    }
    let report = field.report(Code::BadValue, "`repo` is not the address of a repository's page");
    match ssh_to_web(address) {
        Some(web) => report.help(format!("write `{web}`")),
        None => report.help("write it as `https://github.com/org/repo`"),
    };
    None
}

/// The page of `git@host:org/repo` and `ssh://git@host/org/repo`.
fn ssh_to_web(address: &str) -> Option<String> {
    let rest = address.strip_prefix("ssh://").unwrap_or(address).strip_prefix("git@")?;
    let web = format!("https://{}", rest.replacen(':', "/", 1));
    is_web_address(&web).then_some(web)
}

/// Everything that a link pattern may name.
const PLACEHOLDERS: &[&str] = &["repo", "branch", "path", "title", "url"];

/// A link pattern, or "" where the link is switched off.
fn pattern(field: &Field<'_>, placeholders: &[&str]) -> Option<String> {
    if field.peek() == Some("false") {
        return Some(String::new());
    }
    let text = field.text()?;
    if let Some(unknown) = unknown_placeholder(&text, placeholders) {
        let names: Vec<String> = placeholders.iter().map(|name| format!("{{{name}}}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        field
            .report(Code::BadValue, format!("`{{{}}}` is no placeholder of `{}`", shown(&unknown), field.name()))
            .help(format!("it may hold {}", quoted(&names)));
        return None;
    }
    let example = placeholders.iter().fold(text.clone(), |text, name| {
        let value = if *name == "repo" { "https://host/org/repo" } else { "x" };
        text.replace(&format!("{{{name}}}"), value)
    });
    if !is_web_address(&example) {
        field
            .report(Code::BadValue, format!("`{}` must be the pattern of a web address", field.name()))
            .help("begin it with `{repo}` or `https://`, or write `false` for no link");
        return None;
    }
    Some(text)
}

fn unknown_placeholder(text: &str, known: &[&str]) -> Option<String> {
    text.split('{').skip(1).find_map(|rest| {
        let name = rest.split('}').next().unwrap_or_default();
        let is_closed = rest.contains('}');
        (!is_closed || !known.contains(&name)).then(|| name.to_string())
    })
}

fn kinds(field: &Field<'_>) -> Option<BTreeMap<String, KindConfig>> {
    let mut kinds = BTreeMap::new();
    for entry in field.map()?.all() {
        let id = entry.name();
        let is_id = id.starts_with(|c: char| c.is_ascii_lowercase())
            && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        if !is_id {
            field
                .reader
                .report(
                    Code::BadValue,
                    entry.key.bytes.clone(),
                    format!("`{}` cannot be the name of a kind", shown(id)),
                )
                .help("use small letters, digits and hyphens, such as `case-study`");
            continue;
        }
        let kind = match entry.node.value {
            Value::Null => Some(KindConfig::default()),
            _ => entry.map().map(|fields| KindConfig::read(&fields)),
        };
        kinds.extend(kind.map(|kind| (id.to_string(), kind)));
    }
    Some(kinds)
}

fn kind_fields(field: &Field<'_>) -> Option<BTreeMap<String, String>> {
    let words: Vec<(&str, &str)> = FieldType::WORDS.iter().map(|(word, _)| (*word, *word)).collect();
    let entries = field.map()?.all();
    Some(entries.iter().filter_map(|f| Some((f.name().to_string(), f.choice(&words)?.to_string()))).collect())
}

fn tags(field: &Field<'_>) -> Option<BTreeMap<String, Vec<String>>> {
    if field.is_map() {
        return Some(field.map()?.all().iter().map(|f| (f.name().to_string(), values(f.texts()))).collect());
    }
    Some(values(field.words()).into_iter().map(|tag| (tag, Vec::new())).collect())
}

fn texts_by_name(field: &Field<'_>) -> Option<BTreeMap<String, String>> {
    let entries = field.map()?.all();
    Some(entries.iter().filter_map(|f| Some((f.name().to_string(), f.lines()?))).collect())
}

fn groups(field: &Field<'_>) -> Vec<Vec<String>> {
    let groups = field.items().into_iter().filter(|group| {
        if !group.is_list() {
            group.report(Code::WrongType, "each group of synonyms must be a list").help("write `- [ssh, openssh]`");
        }
        group.is_list()
    });
    groups.map(|group| values(group.texts())).filter(|group| group.len() > 1).collect()
}

fn levels(field: &Field<'_>) -> Option<BTreeMap<Code, Level>> {
    let fields = field.map()?;
    // Read by `parse`.
    fields.pass_over(&["in"]);
    Some(levels_of(fields.rest()))
}

fn levels_in(globs: &Fields<'_>) -> Vec<(String, BTreeMap<Code, Level>)> {
    let entries = globs.all();
    let is_glob = |f: &&Field<'_>| {
        let is_glob = levels::glob(f.name()).is_some();
        if !is_glob {
            f.reader
                .report(Code::BadValue, f.key.bytes.clone(), format!("`{}` is not a glob", shown(f.name())))
                .help("write a path in which `*` stands for a part of a name and `**` for folders, as in `drafts/**`");
        }
        is_glob
    };
    entries.iter().filter(is_glob).filter_map(|f| Some((f.name().to_string(), levels_of(f.map()?.all())))).collect()
}

fn levels_of(entries: Vec<Field<'_>>) -> BTreeMap<Code, Level> {
    const LEVELS: &[(&str, Level)] = &[("off", Level::Off), ("warn", Level::Warn), ("error", Level::Error)];
    let mut levels = BTreeMap::new();
    for field in entries {
        let Some(code) = Code::ALL.iter().find(|code| code.name() == field.name()) else {
            let names = Code::ALL.iter().map(|code| code.name());
            let message = format!("there is no diagnostic `{}`", shown(field.name()));
            let report = field.reader.report(Code::UnknownOption, field.key.bytes.clone(), message);
            match did_you_mean(field.name(), names) {
                Some(known) => report.help(format!("did you mean `{known}`?")),
                None => report.help("its code stands in brackets, as in `warning[unknown-key]`"),
            };
            continue;
        };
        let Some(level) = field.choice(LEVELS) else { continue };
        if code.is_safety() && level < code.default_level() {
            field
                .report(Code::BadValue, format!("`{}` protects readers and cannot be lowered", code.name()))
                .help("remove this line, or change the content that it complains about");
            continue;
        }
        levels.insert(*code, level);
    }
    levels
}

impl Config {
    /// Whether a file of `static/` is published as it is, whatever it may do.
    pub fn trusts(&self, path: &SitePath) -> bool {
        let below = path.as_str().strip_prefix("static/");
        let fits = |pattern: &String| fits(pattern.trim_start_matches("static/"), below.unwrap_or_default());
        below.is_some() && self.trusted_files.iter().any(fits)
    }

    /// Whether links to this address may recommend it.
    pub fn recommends(&self, address: &str) -> bool {
        let host = url::Url::parse(address).ok().and_then(|url| url.host_str().map(str::to_owned));
        host.is_some_and(|host| self.trusted_hosts.iter().any(|pattern| fits(pattern, &host)))
    }

    /// Pattern of the link to edit a page, with `{repo} {branch} {path}`; `None` where there shall be no such link.
    pub fn edit_pattern(&self) -> Option<String> {
        self.link(&self.edit, |forge| forge.edit)
    }

    /// Pattern of the link to write a new page, with `{repo} {branch} {path} {folder} {name}`; none where pages are not edited either.
    pub fn new_pattern(&self) -> Option<String> {
        let is_edited = self.new.is_some() || self.edit.as_ref().is_none_or(|edit| !edit.is_empty());
        self.link(&self.new, |forge| forge.new).filter(|_| is_edited)
    }

    /// Pattern of the link to a page's history, with `{repo} {branch} {path}`.
    pub fn history_pattern(&self) -> Option<String> {
        self.link(&self.history, |forge| forge.history)
    }

    /// Pattern of the link to ask a question, with `{repo} {title} {url}`.
    pub fn ask_pattern(&self) -> Option<String> {
        self.link(&self.ask, |forge| forge.ask)
    }

    /// Pattern of the link to report a mistake, with `{repo} {branch} {path} {title} {url}`.
    pub fn report_pattern(&self) -> Option<String> {
        self.link(&self.report, |forge| forge.report)
    }

    fn link(&self, own: &Option<String>, derived: fn(&Forge) -> &'static str) -> Option<String> {
        match own {
            Some(own) if own.is_empty() => None,
            Some(own) if own.contains("{repo}") && self.repo.is_none() => None,
            Some(own) => Some(own.clone()),
            None => Some(derived(Forge::of(self.repo.as_deref()?)?).to_string()),
        }
    }
}

/// Where a forge keeps the pages that we link to. The patterns are those that each forge's own pages use.
struct Forge {
    /// Host names, or the first label of a self-hosted one.
    hosts: &'static [&'static str],
    edit: &'static str,
    new: &'static str,
    history: &'static str,
    ask: &'static str,
    report: &'static str,
}

const FORGES: &[Forge] = &[
    Forge {
        hosts: &["github.com", "github"],
        edit: "{repo}/edit/{branch}/{path}",
        new: "{repo}/new/{branch}?filename={path}",
        history: "{repo}/commits/{branch}/{path}",
        ask: "{repo}/issues/new?title={title}",
        report: "{repo}/issues/new?title={title}&body={url}",
    },
    Forge {
        hosts: &["gitlab.com", "gitlab"],
        edit: "{repo}/-/edit/{branch}/{path}",
        new: "{repo}/-/new/{branch}?file_name={path}",
        history: "{repo}/-/commits/{branch}/{path}",
        ask: "{repo}/-/issues/new?issue[title]={title}",
        report: "{repo}/-/issues/new?issue[title]={title}&issue[description]={url}",
    },
    Forge {
        hosts: &["codeberg.org", "gitea.com", "gitea", "forgejo"],
        edit: "{repo}/_edit/{branch}/{path}",
        new: "{repo}/_new/{branch}/{folder}?filename={name}",
        history: "{repo}/commits/branch/{branch}/{path}",
        ask: "{repo}/issues/new?title={title}",
        report: "{repo}/issues/new?title={title}&body={url}",
    },
    Forge {
        hosts: &["bitbucket.org"],
        edit: "{repo}/src/{branch}/{path}?mode=edit",
        // Its editor asks for the name.
        new: "{repo}/create-file/{branch}/{folder}?at={branch}",
        history: "{repo}/history-node/{branch}/{path}",
        ask: "{repo}/issues/new?title={title}",
        report: "{repo}/issues/new?title={title}&content={url}",
    },
];

impl Forge {
    fn of(repo: &str) -> Option<&'static Forge> {
        let host = repo.split("://").nth(1)?.split(['/', ':']).next()?.to_ascii_lowercase();
        let label = host.split('.').next()?;
        FORGES.iter().find(|forge| forge.hosts.contains(&host.as_str()) || forge.hosts.contains(&label))
    }
}

#[cfg(test)]
mod tests;
