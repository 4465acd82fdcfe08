//! The command line: the only room that prints. [`run`] takes the arguments and gives back the exit status.

#![allow(clippy::disallowed_methods, reason = "the command line is where the world is")]

pub mod args;
mod badge_key;
pub mod build;
pub mod check;
mod edits;
mod explain;
mod external;
mod list;
mod lsp;
mod mv;
pub mod new;
pub mod people;
pub mod preview;
mod purge;
pub mod report;
mod schema;
pub mod search;
pub mod serve;
pub mod thanks;
mod watch;

use std::ffi::OsString;
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::{CommandFactory, Parser};

use crate::Options;
use crate::cache::Cache;
use crate::cli::args::{Cairn, Command, From, Global};
use crate::source::changes;
use crate::source::disk::link_on_the_way;

/// The content has errors, and was asked to have none.
pub const FINDINGS: u8 = 1;
/// The world failed: usage, an unreadable folder, a full disk. Nothing was published.
pub const FAILURE: u8 = 2;

/// Runs one command.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let cairn = match Cairn::try_parse_from(arguments) {
        Ok(cairn) => cairn,
        Err(error) => {
            // Help and version are no failure; clap prints them to stdout.
            let is_written = written(error.print().and_then(|()| std::io::stdout().flush()));
            return if error.use_stderr() || !is_written { FAILURE } else { 0 };
        }
    };
    if let Some(jobs) = cairn.global.jobs {
        // A second pool in one process (as in tests) keeps the first; the output is the same with any number of threads.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(jobs.into()).build_global();
    }
    let status = answer(&cairn);
    if OUTPUT_IS_LOST.swap(false, Ordering::Relaxed) { FAILURE } else { status }
}

/// Whether some of a result could not be written.
static OUTPUT_IS_LOST: AtomicBool = AtomicBool::new(false);

fn answer(cairn: &Cairn) -> u8 {
    match &cairn.command {
        Command::Build(arguments) => build::run(arguments, &cairn.global),
        Command::Serve(arguments) => preview::run(arguments, &cairn.global),
        Command::Check(arguments) => check::run(arguments, &cairn.global),
        Command::List(arguments) => list::run(arguments, &cairn.global),
        Command::Explain(arguments) => explain::run(arguments),
        Command::Schema(arguments) => schema::run(arguments),
        Command::New(arguments) => new::run(arguments, &cairn.global),
        Command::Mv(arguments) => mv::run(arguments, &cairn.global),
        Command::Lsp(arguments) => lsp::run(arguments, &cairn.global),
        Command::Search(arguments) => search::run(arguments, &cairn.global),
        Command::Report(arguments) => thanks::run(arguments, &cairn.global),
        Command::People(arguments) => people::run(arguments, &cairn.global),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Cairn::command(), "cairn", &mut script);
            print(&String::from_utf8_lossy(&script));
            0
        }
    }
}

/// A result, on stdout. A reader that has gone away (`cairn … | head`) is no failure.
///
/// Anything else, as a full disk, is said, and makes the command fail: a report that is cut off looks like one without findings.
pub(crate) fn print(text: &str) {
    if OUTPUT_IS_LOST.load(Ordering::Relaxed) {
        return;
    }
    let mut stdout = std::io::stdout().lock();
    if !written(stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush())) {
        OUTPUT_IS_LOST.store(true, Ordering::Relaxed);
    }
}

/// Whether the output is where it was to go, or nobody waits for it; else it is said why not.
fn written(result: std::io::Result<()>) -> bool {
    match result {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            fail(&format!("cannot write the output: {error}"), None);
            false
        }
        _ => true,
    }
}

/// A message, on stderr. Where that is the log of a runner, nothing in it may be a command.
pub(crate) fn log(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{}", report::tamed(text, " #"));
}

/// The world failed.
pub(crate) fn fail(error: &dyn std::fmt::Display, help: Option<&str>) -> u8 {
    log(&report::failure(&error.to_string(), help));
    FAILURE
}

/// What a library error says beside its message.
pub(crate) fn fail_with(error: &crate::Error) -> u8 {
    let help = match error {
        crate::Error::Write(error) => error.help.clone(),
        crate::Error::Read(_) => None,
    };
    fail(error, help.as_deref())
}

/// Options of a run from the command line and the environment.
pub(crate) fn options(from: &From, output: Option<&Path>) -> Result<Options, String> {
    let now = match from.now {
        Some(now) => Some(now),
        None => source_date_epoch()?,
    };
    Ok(Options {
        root: from.root.clone(),
        output: output.map_or_else(|| from.root.join("public"), Path::to_owned),
        drafts: from.drafts,
        overrides: overrides(std::env::vars()),
        now,
        badge_key: badge_key::read(&from.root)?,
        ..Options::default()
    })
}

/// The folder below the root in which everything lies that is kept between runs.
const KEPT: &str = ".cairn";

/// The folder of what can be made again, below the root.
pub(crate) const CACHE: &str = ".cairn/cache";

/// The cache of a repository, or one that remembers nothing.
pub(crate) fn cache(root: &Path, global: &Global) -> Arc<Cache> {
    Arc::new(match changes::tracked(root, &[KEPT]) {
        // Whoever committed it chose what it says of their pages.
        Ok(Some(file)) => Cache::committed(file),
        Ok(None) if !global.no_cache && is_own(root) => Cache::open(&root.join(CACHE)),
        _ => Cache::none(),
    })
}

/// Whether [`CACHE`] lies in the repository: who contributes a link there must not choose what is written.
pub(crate) fn is_own(root: &Path) -> bool {
    link_on_the_way(root, &root.join(CACHE)).is_none()
}

/// The nearest folder, from this one upwards, that looks like a repository.
pub(crate) fn repository_above(path: &Path) -> Option<&Path> {
    let is_root = |folder: &&Path| folder.join(crate::config::FILE).is_file() || folder.join(".git").exists();
    path.ancestors().find(is_root)
}

/// `SOURCE_DATE_EPOCH` (reproducible-builds.org): seconds since 1970.
fn source_date_epoch() -> Result<Option<jiff::civil::Date>, String> {
    let Ok(text) = std::env::var("SOURCE_DATE_EPOCH") else { return Ok(None) };
    let date = text.trim().parse().ok().and_then(crate::site::dates::of_timestamp);
    date.map(Some).ok_or_else(|| format!("SOURCE_DATE_EPOCH is `{text}`, not a number of seconds since 1970"))
}

/// How variables begin that steer the project's own tests; they are no keys.
const OF_THE_TESTS: [&str; 4] = ["CAIRN_TEST_", "CAIRN_BROWSER", "CAIRN_BIN", "CAIRN_THEME_OUT"];

/// `CAIRN_A__B` is the key `a.b`.
fn overrides(variables: impl Iterator<Item = (String, String)>) -> Vec<(String, String)> {
    let mut keys: Vec<(String, String)> = variables
        .filter_map(|(name, value)| {
            let is_test = OF_THE_TESTS.iter().any(|of| name.starts_with(of));
            let is_secret = badge_key::VARIABLES.contains(&name.as_str());
            let key = name.strip_prefix("CAIRN_").filter(|_| !is_test && !is_secret)?;
            Some((key.to_lowercase().replace("__", "."), value))
        })
        .collect();
    keys.sort();
    keys
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_cache_that_lies_elsewhere_is_none() {
        for link in [".cairn", ".cairn/cache"] {
            let [root, elsewhere] = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
            let global = Global::default();
            assert!(cache(root.path(), &global).is_kept(), "where nothing is yet");
            let path = root.path().join(link);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::os::unix::fs::symlink(elsewhere.path(), path).unwrap();
            assert!(!cache(root.path(), &global).is_kept(), "{link}");
        }
    }
}
