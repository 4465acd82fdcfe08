//! The one place that starts `git`, with nothing left to what a repository's own configuration would like to run.
//!
//! Begin with [`disarmed`] and [`Git::command`]. The content is from strangers: a cloned or unpacked repository may name programs in its
//! configuration, and the machine may have habits of its own. Both are switched off, so that one commit reads the same
//! everywhere. The network is shut as well: a partial clone would otherwise fetch files one by one.

use std::env;
use std::ffi::OsStr;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread::JoinHandle;

/// Configuration that a repository, a machine or a person could have set otherwise.
const SETTINGS: &[&str] = &[
    "core.fsmonitor=",
    "core.hooksPath=/dev/null",
    "core.attributesFile=/dev/null",
    "core.quotePath=false",
    "color.ui=false",
    "core.excludesFile=/dev/null",
    "diff.external=",
    "diff.orderFile=/dev/null",
    "diff.relative=false",
    "diff.renames=true",
    "diff.renameLimit=1000",
    "i18n.logOutputEncoding=UTF-8",
    "log.diffMerges=off",
    "log.follow=false",
    "log.showRoot=true",
    "log.showSignature=false",
    "mailmap.blob=",
    "mailmap.file=",
    "protocol.allow=never",
    // A folder of the content may look like a bare repository and carry a configuration of its own.
    "safe.bareRepository=explicit",
];

/// Enough of what git complains about to find the reason in it.
const COMPLAINT: u64 = 16 * 1024;

/// Why there is no answer from git.
#[derive(Debug)]
pub(super) enum Failure {
    /// There is no program of this name.
    Missing,
    /// It ended with a complaint.
    Failed(String),
    /// The pipe broke.
    Broken(io::Error),
}

impl Failure {
    /// The first line of the complaint.
    pub(super) fn reason(&self) -> String {
        match self {
            Failure::Missing => "`git` is not installed".into(),
            Failure::Failed(complaint) => {
                let line = complaint.lines().find(|line| line.starts_with("fatal:")).or(complaint.lines().next());
                line.unwrap_or("git ended without a reason").trim_start_matches("fatal: ").to_owned()
            }
            Failure::Broken(error) => error.to_string(),
        }
    }

    /// Whether git refuses because the folder belongs to somebody else.
    pub(super) fn is_ownership(&self) -> bool {
        matches!(self, Failure::Failed(complaint) if complaint.contains("dubious ownership"))
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        if error.kind() == io::ErrorKind::NotFound { Failure::Missing } else { Failure::Broken(error) }
    }
}

/// Git with nothing left to what a repository or this machine would like to run; what this person has configured still counts.
pub(in crate::source) fn disarmed() -> Command {
    let mut command = Command::new("git");
    for (name, _) in env::vars_os() {
        let own = name.to_str().is_some_and(|name| name.starts_with("GIT_") && name != "GIT_EXEC_PATH");
        if own || name == OsStr::new("LANGUAGE") {
            command.env_remove(name);
        }
    }
    command.envs([
        ("GIT_ALLOW_PROTOCOL", "none"),
        ("GIT_ATTR_NOSYSTEM", "1"),
        ("GIT_CONFIG_NOSYSTEM", "1"),
        ("GIT_NO_LAZY_FETCH", "1"),
        ("GIT_NO_REPLACE_OBJECTS", "1"),
        ("GIT_OPTIONAL_LOCKS", "0"),
        ("GIT_PAGER", "cat"),
        ("GIT_TERMINAL_PROMPT", "0"),
        ("LC_ALL", "C"),
    ]);
    for setting in SETTINGS {
        command.args(["-c", setting]);
    }
    command
}

/// Git, asked about the repository that holds a folder.
#[derive(Clone)]
pub(super) struct Git {
    folder: PathBuf,
    trusted: Vec<String>,
}

impl Git {
    /// For the repository that holds `folder`.
    pub(super) fn at(folder: &Path) -> Git {
        Git { folder: folder.to_owned(), trusted: Vec::new() }
    }

    /// The same, trusting the folders that this machine's owner has put under `safe.directory`.
    ///
    /// That setting counts only in the configuration that [`Git::command`] leaves unread, so it is asked for by itself.
    pub(super) fn trusting_as_configured(mut self) -> Git {
        let answer = Command::new("git")
            .args(["config", "--get-all", "safe.directory"])
            .env("GIT_DIR", "/dev/null")
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .output();
        if let Ok(answer) = answer {
            self.trusted = String::from_utf8_lossy(&answer.stdout).lines().map(str::to_owned).collect();
        }
        self
    }

    /// A command that runs in the folder, reads nothing from the terminal and starts no other program.
    pub(super) fn command(&self, args: &[&str]) -> Command {
        let mut command = disarmed();
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").arg("--no-pager");
        for folder in &self.trusted {
            command.arg("-c").arg(format!("safe.directory={folder}"));
        }
        command.args(args).current_dir(&self.folder).stdin(Stdio::null());
        command
    }

    /// The whole answer, where it is known to be short.
    pub(super) fn ask(&self, args: &[&str]) -> Result<Vec<u8>, Failure> {
        let mut answer = self.stream(args)?;
        let mut bytes = Vec::new();
        answer.stdout().read_to_end(&mut bytes)?;
        answer.finish()?;
        Ok(bytes)
    }

    /// An answer that is read while git is still writing it.
    pub(super) fn stream(&self, args: &[&str]) -> Result<Answer, Failure> {
        self.answer(self.command(args), b"")
    }

    /// The same for a git that reads all of `input` before it answers, as with `log --stdin`.
    pub(super) fn stream_of(&self, args: &[&str], input: &[u8]) -> Result<Answer, Failure> {
        let mut command = self.command(args);
        command.stdin(Stdio::piped());
        self.answer(command, input)
    }

    fn answer(&self, mut command: Command, input: &[u8]) -> Result<Answer, Failure> {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        let stderr = child.stderr.take().expect("it was asked to be a pipe");
        // Read beside the answer: git would stop at a full pipe, and nobody would move.
        let complaint = std::thread::spawn(move || {
            let mut stderr = stderr;
            let mut text = Vec::new();
            let _ = stderr.by_ref().take(COMPLAINT).read_to_end(&mut text);
            let _ = io::copy(&mut stderr, &mut io::sink());
            String::from_utf8_lossy(&text).into_owned()
        });
        if let Some(mut stdin) = child.stdin.take() {
            // Where it has ended already, it says why at the end.
            let _ = stdin.write_all(input);
        }
        let stdout = child.stdout.take().expect("it was asked to be a pipe");
        Ok(Answer { child, stdout: Some(stdout), complaint: Some(complaint) })
    }
}

/// A running git whose output is being read. It is stopped when dropped.
pub(super) struct Answer {
    child: Child,
    stdout: Option<ChildStdout>,
    complaint: Option<JoinHandle<String>>,
}

impl Answer {
    /// What it writes.
    pub(super) fn stdout(&mut self) -> &mut ChildStdout {
        self.stdout.as_mut().expect("taken by nobody but `finish`")
    }

    /// Waits for the end. The warnings that git wrote, or its complaint where it failed.
    pub(super) fn finish(mut self) -> Result<String, Failure> {
        drop(self.stdout.take());
        let status = self.child.wait()?;
        let complaint = self.complaint.take().and_then(|thread| thread.join().ok()).unwrap_or_default();
        if status.success() { Ok(complaint) } else { Err(Failure::Failed(complaint)) }
    }
}

impl Drop for Answer {
    fn drop(&mut self) {
        // After `finish` both calls answer that there is nothing to do.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
