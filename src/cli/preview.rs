//! `cairn serve`: plans the site, shows it, and plans it again when a file changes.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::Options;
use crate::cli::args::{Global, Serve};
use crate::cli::serve::{self, Answer, Edition, Failure, content_type};
use crate::cli::{FAILURE, cache, fail, log, options, report};
use crate::output::disk::Made;
use crate::path::{LinkMode, UrlPath};

/// Runs it until Ctrl-C.
pub(super) fn run(arguments: &Serve, global: &Global) -> u8 {
    let mut options = match options(&arguments.from, None) {
        Ok(options) => options,
        Err(message) => return fail(&message, None),
    };
    options.drafts = true;
    let base = match base(&options, global) {
        Ok(base) => base,
        Err(error) => return fail(&error, None),
    };
    let served = serve::Options {
        interface: arguments.interface.to_string(),
        port: arguments.port,
        base: base.clone(),
        open: arguments.open,
    };
    let watched = [options.root.clone()];
    let left_out = [options.output.clone(), options.root.join(".cairn"), options.root.join(".git")];
    let global = global.clone();
    let number = AtomicU64::new(0);
    let rebuild = move || edition(&options, &global, number.fetch_add(1, Ordering::Relaxed));
    let ready = |address| log(&format!("The site is at {} (Ctrl-C stops it)", serve::address_of(address, &base)));
    match serve::serve(&served, &watched, &left_out, rebuild, ready) {
        Ok(()) => 0,
        Err(error) => {
            log(&report::failure(&error.message, error.help.as_deref()));
            FAILURE
        }
    }
}

/// The path of the base URL, so that links work as they will where the site is published.
fn base(options: &Options, global: &Global) -> Result<String, crate::Error> {
    let output = crate::plan(options, cache(&options.root, global), true)?;
    Ok(match &output.addresses.mode {
        LinkMode::Rooted { prefix } => format!("{prefix}/"),
        LinkMode::Relative => "/".to_owned(),
    })
}

/// The site as it is now. Pages are made when a browser asks for them.
fn edition(options: &Options, global: &Global, number: u64) -> Result<Edition, Failure> {
    let cache = cache(&options.root, global);
    let output = crate::plan(options, cache.clone(), true)?;
    let diagnostics = output.diagnostics();
    report::print(&diagnostics, &output.source, global.quiet);
    let problems = report::each(&diagnostics, &output.source);
    // A cache that cannot be written makes the next edition slower and nothing else.
    let _ = cache.save();
    let answer = move |address: &str| {
        let url = UrlPath::new(address);
        let bytes = match output.answer(&url)? {
            Ok((Made::Bytes(bytes), _)) => bytes,
            Ok((Made::File(file), _)) => std::fs::read(file).ok()?,
            Err(_) => return None,
        };
        Some(Answer { content_type: content_type(&url.file()), bytes })
    };
    let stamp = format!("{}-{number}", std::process::id());
    Ok(Edition { answer: Box::new(answer), problems, stamp })
}
