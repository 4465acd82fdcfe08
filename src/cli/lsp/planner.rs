//! The thread that understands the site anew, while the editor is answered.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{self, Sender};
use std::thread;

use crate::cache::Cache;
use crate::cli;
use crate::cli::args::Global;
use crate::cli::lsp::Event;
use crate::lsp::Edition;
use crate::lsp::findings::{ByFile, Findings};
use crate::lsp::position::Encoding;
use crate::path::SitePath;
use crate::source::Unsaved;
use crate::source::disk::{self, Editing};
use crate::{Known, Options};

/// What is to be understood.
pub(super) struct Job {
    /// Which change of the content it is the newest of.
    pub number: u64,
    /// What the editor holds.
    pub unsaved: Unsaved,
    /// Versions of that, as the editor counts them.
    pub versions: BTreeMap<SitePath, i32>,
    /// Whether something else on the disk is another.
    pub is_disk_changed: bool,
}

/// What came of it.
pub(super) struct Planned {
    /// As of the job.
    pub number: u64,
    /// As of the job.
    pub versions: BTreeMap<SitePath, i32>,
    /// The site and what is wrong with it, or why it could not be read.
    pub result: Result<(Edition, ByFile), String>,
}

/// Begins the thread. It ends when nobody gives it jobs any more.
pub(super) fn begin(options: Options, global: Global, encoding: Encoding, tell: Sender<Event>) -> Sender<Job> {
    let (send, jobs) = mpsc::channel::<Job>();
    thread::spawn(move || {
        let cache = cli::cache(&options.root, &global);
        let mut planner = Planner {
            options,
            global,
            cache,
            editing: Editing::default(),
            findings: Findings::default(),
            known: Known::default(),
        };
        for job in jobs {
            let Job { number, unsaved, versions, is_disk_changed } = job;
            planner.editing.unsaved = unsaved;
            let plan = AssertUnwindSafe(|| planner.plan(is_disk_changed, encoding));
            let result = catch_unwind(plan).unwrap_or_else(|_| Err("this is a mistake in Cairn".to_owned()));
            if tell.send(Event::Planned(Box::new(Planned { number, versions, result }))).is_err() {
                return;
            }
        }
    });
    send
}

struct Planner {
    options: Options,
    global: Global,
    editing: Editing,
    cache: Arc<Cache>,
    findings: Findings,
    known: Known,
}

impl Planner {
    fn plan(&mut self, is_disk_changed: bool, encoding: Encoding) -> Result<(Edition, ByFile), String> {
        let Options { root, overrides, output, now, .. } = &self.options;
        self.editing.forget_history_of_another_commit(root);
        let source = disk::read_edited(root, overrides, output, *now, &self.cache, &mut self.editing)
            .map_err(|error| error.to_string())?;
        let output = crate::plan_again(source, &self.options, self.cache.clone(), &self.known);
        let output = output.map_err(|error| error.to_string())?;
        let found = self.findings.of(&output, encoding);
        let edition = Edition::new(output, self.cache.clone());
        if is_disk_changed {
            // What is typed and not saved is nothing to be remembered for ever; what is on the disk is.
            // A cache that cannot be written makes the next start slower and nothing else.
            let _ = self.cache.save();
            self.cache = cli::cache(&self.options.root, &self.global);
        }
        Ok((edition, found))
    }
}
