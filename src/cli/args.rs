//! The command line: commands and their options, in the words of PRODUCT.md §2.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use jiff::civil::Date;

/// Turns a git repository of member-contributed Markdown into a fast, searchable site that credits everyone who helped.
#[derive(Debug, Parser)]
#[command(name = "cairn", version, arg_required_else_help = true, max_term_width = 100)]
pub struct Cairn {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// Options of every command.
    #[command(flatten)]
    pub global: Global,
}

/// Options that stand before or after the command.
#[derive(Clone, Debug, Default, Args)]
pub struct Global {
    /// Say only what went wrong
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Threads to use [default: one a core]
    #[arg(short, long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=512))]
    pub jobs: Option<u16>,
    /// Neither read nor write the cache in .cairn/cache
    #[arg(long, global = true)]
    pub no_cache: bool,
    /// Print how long each stage took and what the cache knew
    #[arg(long, global = true)]
    pub timings: bool,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Build the site
    Build(Build),
    /// Show the site in a browser and rebuild it when a file changes
    Serve(Serve),
    /// Report everything that is wrong with the content; exit 1 on errors
    Check(Check),
    /// List pages that wait for somebody: stale, drafts, orphans, untranslated, unowned, wanted
    List(List),
    /// Say what a diagnostic means, why, and how to mend it
    Explain(Explain),
    /// Print a JSON Schema, for editors and other programs
    Schema(Schema),
    /// Start a page: looks for the same question first, then writes the file
    New(New),
    /// Move a page or rename a heading, with every link that leads there
    Mv(Mv),
    /// Serve an editor (Language Server Protocol): findings while you type, completion, hover, renaming
    Lsp(Lsp),
    /// Ask the site's search
    Search(Search),
    /// Tell how the community is doing; for members: whom to thank for a time
    Report(Report),
    /// Look after names: who is who, and what is printed of them
    #[command(subcommand)]
    People(People),
    /// Print a completion script for a shell
    Completions {
        /// Which shell
        shell: Shell,
    },
}

/// Options that say what a site is made from.
#[derive(Clone, Debug, Args)]
pub struct From {
    /// Folder of the repository
    #[arg(value_name = "ROOT", default_value = ".")]
    pub root: PathBuf,
    /// Include pages with `status: draft`
    #[arg(long)]
    pub drafts: bool,
    /// The day it is, YYYY-MM-DD [default: SOURCE_DATE_EPOCH, else the day of the last commit]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub now: Option<Date>,
}

/// `cairn build`.
#[derive(Debug, Args)]
pub struct Build {
    /// What from.
    #[command(flatten)]
    pub from: From,
    /// Folder for the site [default: ROOT/public]
    #[arg(short, long, value_name = "DIR")]
    pub output_dir: Option<PathBuf>,
    /// Where the site will be published, such as https://host/repo/
    #[arg(long, value_name = "URL", value_parser = base_url)]
    pub base_url: Option<String>,
    /// How links are written: for a server, or relative so that the site opens from a disk
    #[arg(long, value_enum, default_value_t = Links::Pretty)]
    pub links: Links,
    /// Publish nothing and exit 1 when there is any error or warning
    #[arg(long)]
    pub strict: bool,
    /// For a preview: name the pages first that are different since a branch, tag or commit
    #[arg(long, value_name = "REV")]
    pub changed_since: Option<String>,
}

/// How links are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Links {
    /// From the host's root: `/faq/reset/`
    Pretty,
    /// From the page: `../reset/index.html`
    Relative,
}

/// `cairn serve`.
#[derive(Debug, Args)]
pub struct Serve {
    /// What from.
    #[command(flatten)]
    pub from: From,
    /// Port to listen on; 0 takes a free one
    #[arg(short, long, default_value_t = 4321)]
    pub port: u16,
    /// Address to listen on; only this machine can connect unless another is given
    #[arg(short, long, value_name = "ADDRESS", default_value = "127.0.0.1", value_parser = interface)]
    pub interface: std::net::IpAddr,
    /// Open the site in a browser
    #[arg(long)]
    pub open: bool,
}

/// `cairn check`.
#[derive(Debug, Args)]
pub struct Check {
    /// Files and folders to report on [default: all]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Folder of the repository [default: the nearest above the first PATH with cairn.yml or .git, else PATH itself if it is a folder, else .]
    #[arg(long, value_name = "DIR")]
    pub root: Option<PathBuf>,
    /// Include pages with `status: draft`
    #[arg(long)]
    pub drafts: bool,
    /// The day it is, YYYY-MM-DD [default: SOURCE_DATE_EPOCH, else the day of the last commit]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub now: Option<Date>,
    /// Exit 1 on warnings too
    #[arg(long)]
    pub strict: bool,
    /// In which form [default: text; github where GITHUB_ACTIONS is set]
    #[arg(long, value_enum, value_name = "FORM")]
    pub format: Option<Format>,
    /// Report on files that changed since this commit, branch or tag, and on what they broke elsewhere
    #[arg(long, value_name = "REV")]
    pub changed_since: Option<String>,
    /// Mend what can be mended in one way only: letter case of links, misspelt keys, synonyms of tags
    #[arg(long)]
    pub fix: bool,
    /// With --fix: show what would change, as a diff, and change nothing
    #[arg(long, requires = "fix")]
    pub dry_run: bool,
    /// Ask other servers whether what pages link to is there; nothing else in Cairn uses the network
    #[arg(long)]
    pub external: bool,
    /// With --external: ask this host even if it lies in an inner network; HOST:PORT for other ports than 80 and 443
    #[arg(long, value_name = "HOST", requires = "external", value_parser = host)]
    pub allow_host: Vec<String>,
    /// Where a preview is published, such as https://host/pr-7/: the Markdown summary links there
    #[arg(long, value_name = "URL", value_parser = base_url)]
    pub base_url: Option<String>,
}

/// A form of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For a person, with excerpts, on stderr
    Text,
    /// For programs; `cairn schema report` prints its JSON Schema
    Json,
    /// Annotations of GitHub Actions, beside the text
    Github,
    /// GitLab's code quality report
    Gitlab,
    /// SARIF 2.1.0
    Sarif,
    /// JUnit XML
    Junit,
    /// A comment for a pull request
    Markdown,
}

/// `cairn list`.
#[derive(Debug, Args)]
pub struct List {
    /// Folder of the repository
    #[arg(value_name = "ROOT", default_value = ".")]
    pub root: PathBuf,
    /// Expired, outdated, or not looked at for longer than they ask for
    #[arg(long)]
    pub stale: bool,
    /// With `status: draft`
    #[arg(long)]
    pub drafts: bool,
    /// That no other page leads to
    #[arg(long)]
    pub orphans: bool,
    /// That are missing in a language of `languages.list`
    #[arg(long)]
    pub untranslated: bool,
    /// That nobody looks after: without `owner`
    #[arg(long)]
    pub unowned: bool,
    /// Questions without an answer, and pages that others link to and that are not there
    #[arg(long)]
    pub wanted: bool,
    /// The day it is, YYYY-MM-DD [default: SOURCE_DATE_EPOCH, else the day of the last commit]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub now: Option<Date>,
    /// In which form
    #[arg(long, value_enum, value_name = "FORM", default_value_t = ListFormat::Text)]
    pub format: ListFormat,
}

/// A form of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// A line for each page
    Text,
    /// For a spreadsheet
    Csv,
    /// For programs
    Json,
}

/// `cairn explain`.
#[derive(Debug, Args)]
pub struct Explain {
    /// The code, as it stands in brackets behind `error` or `warning` [default: all of them, with their levels]
    pub code: Option<String>,
    /// In which form
    #[arg(long, value_enum, value_name = "FORM", default_value_t = ExplainFormat::Text)]
    pub format: ExplainFormat,
    /// What templates of a theme may use instead, as a page in Markdown
    #[arg(long, conflicts_with_all = ["code", "format"])]
    pub views: bool,
}

/// A form of an explanation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExplainFormat {
    /// For a person at a terminal
    Text,
    /// For a page of a handbook, with a heading for each code
    Markdown,
}

/// `cairn schema`.
#[derive(Debug, Args)]
pub struct Schema {
    /// Of what
    #[arg(value_enum)]
    pub of: SchemaOf,
    /// Of `page`: of which kind [default: page]
    pub kind: Option<String>,
    /// Folder of the repository, for the kinds of its cairn.yml
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub root: PathBuf,
}

/// What there is a JSON Schema of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SchemaOf {
    /// cairn.yml
    Config,
    /// A people file
    People,
    /// badges.yml
    Badges,
    /// Front matter of a kind of page
    Page,
    /// What `cairn check --format json` prints
    Report,
}

/// `cairn new`.
#[derive(Debug, Args)]
pub struct New {
    /// tutorial, faq, faq-list, template, page, or a kind of cairn.yml
    pub kind: String,
    /// Title, for a FAQ the question
    pub title: String,
    /// Folder of the repository
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub root: PathBuf,
    /// Folder below the kind's, for `cairn new tutorial … --folder network`: tutorials/network
    #[arg(long, value_name = "DIR", default_value = "")]
    pub folder: String,
    /// Language of the page [default: the site's]
    #[arg(long, value_name = "LANG")]
    pub lang: Option<String>,
    /// Write the page even where another asks the same
    #[arg(long)]
    pub force: bool,
}

/// `cairn mv`.
#[derive(Debug, Args)]
pub struct Mv {
    /// The page, faq/old.md, or one of its headings, faq/old.md#its-id
    pub from: String,
    /// Where the page goes, faq/new.md, or the heading's new text
    pub to: String,
    /// Folder of the repository
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub root: PathBuf,
    /// Show what would change and write nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// `cairn lsp`.
#[derive(Debug, Args)]
pub struct Lsp {
    /// Many editors say how they talk to a server; there is no other way.
    #[arg(long, hide = true)]
    pub stdio: bool,
    /// Folder of the repository [default: the nearest with cairn.yml or .git, from the editor's folder or first file upwards]
    #[arg(value_name = "ROOT")]
    pub root: Option<PathBuf>,
    /// Include pages with `status: draft`
    #[arg(long)]
    pub drafts: bool,
    /// The day it is, YYYY-MM-DD [default: SOURCE_DATE_EPOCH, else the day of the last commit]
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub now: Option<Date>,
}

/// `cairn search`.
#[derive(Debug, Args)]
pub struct Search {
    /// What to look for; behind `--` if it is one of the options below
    #[arg(allow_hyphen_values = true)]
    pub query: String,
    /// What from.
    #[command(flatten)]
    pub from: From,
    /// Language to search in [default: the site's]
    #[arg(long, value_name = "LANG")]
    pub lang: Option<String>,
    /// At most this many results
    #[arg(short = 'n', long, default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub limit: u16,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// `cairn report`.
#[derive(Debug, Args)]
pub struct Report {
    /// Folder of the repository
    #[arg(value_name = "ROOT", default_value = ".")]
    pub root: PathBuf,
    /// Who reads it; for members it is a list of thanks, in Markdown
    #[arg(long = "for", value_enum)]
    pub audience: Audience,
    /// From this day on, or after this tag [default: the beginning]
    #[arg(long, value_name = "DAY|TAG")]
    pub since: Option<String>,
    /// Up to this day, or with this tag [default: now]
    #[arg(long, value_name = "DAY|TAG")]
    pub until: Option<String>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// Who reads a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Audience {
    /// Those who contribute: whom to thank, first-timers first
    Members,
}

/// `cairn people`.
#[derive(Debug, Subcommand)]
pub enum People {
    /// List identities of the history that look like one person, with the evidence; nothing is changed
    Suggest(Suggest),
    /// Report everything that is wrong with people files and `.mailmap`; exit 1 on errors
    Lint(Lint),
    /// Make an entry for `match` of an address or a name on standard input, from which nobody reads it
    Hash(Hash),
    /// Write .all-contributorsrc, for the bot of allcontributors.org: whoever's people file tells an account
    Export(Export),
    /// Write credits.lock.json: what the history says of each page, for shallow clones and downloads without history
    Lock(Lock),
    /// Take somebody out: people file, credits.lock.json and cache; they stay counted and are named no more
    Remove(Remove),
}

/// `cairn people remove`.
#[derive(Debug, Args)]
pub struct Remove {
    /// Id of the person: the last part of their page's address, or the name of their file without `.yml`
    #[arg(value_name = "ID")]
    pub id: String,
    /// Folder of the repository
    #[arg(value_name = "ROOT", default_value = ".")]
    pub root: PathBuf,
    /// Say what would be done, and do nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// `cairn people hash`.
#[derive(Debug, Args)]
pub struct Hash {
    /// Folder of the repository
    #[arg(value_name = "ROOT", default_value = ".")]
    pub root: PathBuf,
}

/// `cairn people export`.
#[derive(Debug, Args)]
pub struct Export {
    /// Folder of the repository
    #[arg(value_name = "ROOT", default_value = ".")]
    pub root: PathBuf,
}

/// `cairn people lock`.
#[derive(Debug, Args)]
pub struct Lock {
    /// Folder of the repository
    #[arg(value_name = "ROOT", default_value = ".")]
    pub root: PathBuf,
}

/// `cairn people lint`.
#[derive(Debug, Args)]
pub struct Lint {
    /// Folder of the repository
    #[arg(value_name = "ROOT", default_value = ".")]
    pub root: PathBuf,
    /// Exit 1 on warnings too
    #[arg(long)]
    pub strict: bool,
}

/// `cairn people suggest`.
#[derive(Debug, Args)]
pub struct Suggest {
    /// Folder of the repository
    #[arg(value_name = "ROOT", default_value = ".")]
    pub root: PathBuf,
    /// Print lines for .mailmap and nothing else; they hold addresses in clear text
    #[arg(long, conflicts_with = "json")]
    pub mailmap: bool,
    /// Print JSON, without addresses and without hashes of them
    #[arg(long)]
    pub json: bool,
}

/// A day of the calendar.
fn day(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "write a day such as 2026-03-31".to_owned())
}

/// A base URL: http or https, a host, a path without query.
fn base_url(text: &str) -> Result<String, String> {
    let plain = crate::yaml::text::is_web_address(text) && !text.contains(['?', '#']);
    plain.then(|| text.to_owned()).ok_or_else(|| "write the whole address, such as https://host/repo/".to_owned())
}

/// An address of this machine; no other name is looked up.
fn interface(text: &str) -> Result<std::net::IpAddr, String> {
    let text = if text.eq_ignore_ascii_case("localhost") { "127.0.0.1" } else { text };
    text.trim_matches(['[', ']'])
        .parse()
        .map_err(|_| "write an address of this machine, such as 127.0.0.1, or 0.0.0.0 for the whole network".to_owned())
}

/// A host as addresses name it, perhaps with its port.
fn host(text: &str) -> Result<String, String> {
    let url = url::Url::parse(&format!("http://{text}")).ok();
    let is_host = |url: &url::Url| {
        let host = url.host_str().unwrap_or_default();
        // A parser of addresses takes port 80 for said.
        let named = [host.to_owned(), format!("{host}:{}", url.port_or_known_default().unwrap_or_default())];
        named.iter().any(|named| named.eq_ignore_ascii_case(text))
    };
    url.filter(|url| is_host(url) && !text.contains('*'))
        .map(|_| text.to_owned())
        .ok_or_else(|| "write a host or host:port, such as wiki.corp.example:8080".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        Cairn::command().debug_assert();
    }

    #[test]
    fn values_are_looked_at_before_and_after_the_command() {
        for good in ["wiki.corp", "WIKI.corp:80", "10.0.0.1:8080", "[::1]", "[::1]:443"] {
            assert_eq!(host(good).as_deref(), Ok(good));
        }
        for bad in [
            "",
            "https://wiki.corp",
            "wiki.corp/",
            "a b",
            "*.corp",
            "u@wiki.corp",
            "wiki.corp:x",
            "::1",
            "x?y",
            "0x7f.1",
        ] {
            assert!(host(bad).is_err(), "{bad}");
        }
        for (text, address) in [("localhost", "127.0.0.1"), ("[::1]", "::1"), ("0.0.0.0", "0.0.0.0")] {
            assert_eq!(interface(text).unwrap().to_string(), address);
        }
        assert!(interface("example.org").is_err());
        for line in [["cairn", "--no-cache", "build", "x"], ["cairn", "build", "x", "--no-cache"]] {
            let cairn = Cairn::try_parse_from(line).unwrap();
            assert!(cairn.global.no_cache);
        }
    }
}
