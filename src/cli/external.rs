//! `cairn check --external`: asks other servers about the addresses that pages link to, those that are not known from a few days ago.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Zoned;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::cache::{Cache, Stage};
use crate::cli::args::{Check, Global};
use crate::cli::build::{count, progress_bar};
use crate::cli::log;
use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::output::Output;
use crate::site::dates;
use crate::site::external::ExternalLinks;
use crate::source::web::{self, Answer, Manner};

/// Days for which it is believed that something is there.
const ALIVE: i64 = 7;
/// Days for which it is believed that nothing is. Somebody may have mended it.
const DEAD: i64 = 1;

/// What a server said, as the cache keeps it: no address that was asked, only its fingerprint.
#[derive(Serialize, Deserialize)]
struct Known {
    of: Digest,
    /// The day, as in `2026-03-31`.
    on: String,
    answer: Answer,
}

/// What the files in question lead to that is not there.
pub(super) fn findings(
    arguments: &Check,
    output: &Output,
    cache: &Cache,
    global: &Global,
    is_in_question: &(dyn Fn(&str) -> bool + Sync),
) -> Vec<Diagnostic> {
    let timeout = Duration::from_secs(output.site.config.external_links.timeout.into());
    let manner = Manner::new(timeout, arguments.allow_host.clone());
    let links = ExternalLinks::of(&output.site, &output.source, &manner, is_in_question);
    let today = arguments.now.unwrap_or_else(|| Zoned::now().date());
    let known = known(cache, today);
    let mut answers = BTreeMap::new();
    let mut unknown = Vec::new();
    for url in links.addresses() {
        match known.get(&fingerprint(url.as_str())) {
            Some(answer) => _ = answers.insert(url.to_string(), answer.clone()),
            None => unknown.push(url.clone()),
        }
    }
    let remembered = answers.len();
    let asked_for = unknown.len();
    let asked = ask(unknown, &manner, global.quiet);
    if !global.quiet {
        let inner = match links.inner {
            0 => String::new(),
            inner => format!(", {} for some machines only not asked", count(inner, "address", "addresses")),
        };
        let left = match asked_for - asked.len() {
            0 => String::new(),
            left => format!(", {} left for another run, because the time is over", count(left, "address", "addresses")),
        };
        log(&format!("Asked {}, {remembered} known already{inner}{left}", count(asked.len(), "address", "addresses")));
    }
    for (address, answer) in asked.iter().filter(|(_, answer)| days(answer) > 0) {
        let known = Known { of: fingerprint(address), on: today.to_string(), answer: answer.clone() };
        cache.add(Stage::Answers, &serde_json::to_vec(&known).expect("answers are plain data"));
    }
    answers.extend(asked);
    links.findings(&answers)
}

fn ask(addresses: Vec<Url>, manner: &Manner, quiet: bool) -> BTreeMap<String, Answer> {
    let bar = progress_bar("addresses", addresses.len() as u64, quiet);
    let answers = web::ask(addresses, manner, &|| bar.inc(1));
    bar.finish_and_clear();
    answers
}

fn fingerprint(address: &str) -> Digest {
    Digest::of(address.as_bytes())
}

/// For how many days an answer counts.
fn days(answer: &Answer) -> i64 {
    match answer {
        Answer::Alive { .. } => ALIVE,
        Answer::Dead(_) => DEAD,
        Answer::Unanswered(_) => 0,
    }
}

/// What was asked a short time ago, the latest answer of each address.
fn known(cache: &Cache, today: Date) -> BTreeMap<Digest, Answer> {
    let read = |bytes: &[u8]| serde_json::from_slice::<Known>(bytes).ok();
    let is_fresh = |known: &Known| {
        dates::parse(&known.on).is_some_and(|on| (0..days(&known.answer)).contains(&dates::days_between(on, today)))
    };
    let kept = cache.all(Stage::Answers, |bytes| read(bytes).is_some_and(|known| is_fresh(&known)));
    let mut all: Vec<Known> = kept.iter().filter_map(|bytes| read(bytes)).collect();
    all.sort_by(|one, other| one.on.cmp(&other.on));
    all.into_iter().map(|known| (known.of, known.answer)).collect()
}
