//! `cairn build`: writes the site and says in one line what it holds.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::Options;
use crate::cache::{Cache, Stage};
use crate::cli::args::{Build, Global, Links};
use crate::cli::report::{self, Counts};
use crate::cli::serve::told_to_stop;
use crate::cli::{FINDINGS, cache, fail, fail_with, log, options, print};
use crate::output::Output;
use crate::path::SitePath;
use crate::source::changes;

/// How a program ends that was interrupted: 128 and the number of the signal.
const STOPPED: u8 = 130;

/// Runs it.
pub(super) fn run(arguments: &Build, global: &Global) -> u8 {
    let start = Instant::now();
    let mut options = match options(&arguments.from, arguments.output_dir.as_deref()) {
        Ok(options) => options,
        Err(message) => return fail(&message, None),
    };
    let has_begun = Arc::new(AtomicBool::new(false));
    let cache = cache(&options.root, global);
    stop_when_told(&options.stopped, &has_begun, &cache);
    options.base_url.clone_from(&arguments.base_url);
    options.relative = arguments.links == Links::Relative;
    if let Some(revision) = &arguments.changed_since {
        let changed = match changes::since(&options.root, revision) {
            Ok(changes) => changes,
            Err(message) => return fail(&message, None),
        };
        options.changed = changed.files.keys().filter_map(|file| SitePath::new(file)).collect();
    }
    let output = match crate::plan(&options, cache.clone(), false) {
        Ok(output) => output,
        Err(error) => return failed(&error, &options, &cache),
    };
    let planned = start.elapsed();
    if arguments.strict {
        let counts = report::print(&output.diagnostics(), &output.source, global.quiet);
        if counts.errors + counts.warnings > 0 {
            log(&format!("nothing was published: {} with --strict", counts.in_words()));
            return FINDINGS;
        }
    }
    has_begun.store(true, Ordering::SeqCst);
    if options.stopped.load(Ordering::SeqCst) {
        return was_stopped(&cache);
    }
    let bar = progress_bar("files", output.plan.recipes.len() as u64, global.quiet);
    let built = match crate::write(&output, &options, &|| bar.inc(1)) {
        Ok(built) => built,
        Err(error) => return failed(&error, &options, &cache),
    };
    bar.finish_and_clear();
    cache.forget_unused();
    let saved = cache.save();
    let counts = report::print(&built.diagnostics, &output.source, global.quiet);
    if let Err(error) = saved {
        log(&report::note(&format!("the cache could not be written, so the next build is slower: {error}")));
    }
    if let Some(left) = &built.written.left {
        log(&report::note(&format!("the previous site is left in `{}`", left.display())));
    }
    if global.timings {
        print_timings(planned, start.elapsed(), &cache);
    }
    if !global.quiet {
        print(&format!("{}\n", summary(&output, &options.output, counts, start)));
    }
    0
}

/// Ends the program when somebody interrupts it before anything `has_begun` to be written. Later the sign is set, and the program
/// clears away what it has begun; at a second time it ends at once.
fn stop_when_told(stopped: &Arc<AtomicBool>, has_begun: &Arc<AtomicBool>, cache: &Arc<Cache>) {
    let (stopped, has_begun, cache) = (Arc::clone(stopped), Arc::clone(has_begun), Arc::downgrade(cache));
    std::thread::spawn(move || {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_io().build() else { return };
        runtime.block_on(told_to_stop());
        // Whoever is about to write sees the one, or is seen by the other.
        stopped.store(true, Ordering::SeqCst);
        if !has_begun.load(Ordering::SeqCst) {
            let code = cache.upgrade().map_or(STOPPED, |cache| was_stopped(&cache));
            std::process::exit(code.into());
        }
        runtime.block_on(told_to_stop());
        std::process::exit(STOPPED.into());
    });
}

/// Says so, and leaves nothing behind.
fn was_stopped(cache: &Cache) -> u8 {
    cache.end();
    log(&report::note("the build was stopped; nothing was published"));
    STOPPED
}

/// What is said where nothing was published.
fn failed(error: &crate::Error, options: &Options, cache: &Cache) -> u8 {
    if options.stopped.load(Ordering::Relaxed) { was_stopped(cache) } else { fail_with(error) }
}

/// `Built 12 pages and 3 people in 2 languages into public: 1 warning, 0.4 s`.
fn summary(output: &Output, target: &std::path::Path, counts: Counts, start: Instant) -> String {
    let site = &output.site;
    let pages = site.pages.len();
    let people = crate::view::people::named_count(site);
    format!(
        "Built {} by {} in {} into {}: {}, {:.1} s",
        count(pages, "page", "pages"),
        count(people, "person", "people"),
        count(site.langs.len(), "language", "languages"),
        target.strip_prefix(".").unwrap_or(target).display(),
        counts.in_words(),
        start.elapsed().as_secs_f64(),
    )
}

pub(super) fn count(number: usize, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
}

fn print_timings(planned: std::time::Duration, all: std::time::Duration, cache: &Cache) {
    log(&format!("time read, parse, link, index: {:.3} s", planned.as_secs_f64()));
    log(&format!("time render, write: {:.3} s", (all - planned).as_secs_f64()));
    for stage in Stage::ALL {
        let hits = cache.hits(stage);
        log(&format!("cache {}: {} hits, {} misses", stage.name(), hits.hits, hits.misses));
    }
}

/// On a terminal, and only for builds that last.
pub(super) fn progress_bar(what: &str, all: u64, quiet: bool) -> ProgressBar {
    if quiet {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(Some(all), ProgressDrawTarget::stderr_with_hz(10));
    let style = format!("{{bar:40}} {{pos}}/{{len}} {what}, {{eta}} left");
    let style = ProgressStyle::with_template(&style).expect("a fixed template");
    bar.with_style(style)
}
