//! Who wrote what, from one pass over `git log`.
//!
//! Begin with [`read`]. Nothing here decides who is shown: it tells what the history holds, and how complete it is.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::path::SitePath;

/// What the history tells about the files that are there now.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// How complete it is.
    pub state: State,
    /// The commit that is checked out: full id and committer time in seconds since 1970.
    pub head: Option<(String, i64)>,
    /// Everyone who occurs, after `.mailmap`; a file's touches name them by their place here.
    pub identities: Vec<Identity>,
    /// By file, relative to the root that was read.
    pub files: BTreeMap<SitePath, FileHistory>,
}

/// How complete a history is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// There is no repository, or no git.
    #[default]
    Absent,
    /// A shallow clone: nothing of it may be printed.
    Shallow,
    /// All of it.
    Full,
}

/// A name and address pair, mapped. The address serves matching and never leaves the process.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identity {
    /// Name after `.mailmap`; may be empty.
    pub name: String,
    /// Address after `.mailmap`, lower case.
    pub email: String,
    /// Account on the forge, where the address is a noreply one that tells it.
    pub login: Option<String>,
    /// Program, not person.
    pub is_bot: bool,
}

/// What happened to one file, oldest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FileHistory {
    /// Each person's part.
    pub parts: Vec<Part>,
    /// Author time of the commit that created it, where the history reaches that far.
    pub created: Option<i64>,
    /// Author time of the last substantive change: no bots, no bulk reformatting, no pure moves.
    pub updated: Option<i64>,
}

/// One person's part in one file.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Place in [`History::identities`].
    pub who: u32,
    /// What they did.
    pub role: Role,
    /// Author time of the first and the last commit.
    pub first: i64,
    /// See `first`.
    pub last: i64,
    /// Commits.
    pub commits: u32,
}

/// What a commit says about somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Wrote the commit that created the file.
    Creator,
    /// Named by `Co-authored-by` in the creating commit.
    CoCreator,
    /// Wrote a later commit.
    Editor,
    /// Named by `Co-authored-by` in a later commit.
    CoEditor,
    /// `Reviewed-by` or `Acked-by`.
    Reviewer,
    /// `Tested-by`.
    Tester,
    /// `Helped-by` or `Reported-by`.
    Helper,
}

/// Reads the history of the repository that holds `root`. Names of files are relative to `root`.
pub fn read(root: &std::path::Path, bots: &[String], cache: &crate::cache::Cache) -> (History, Vec<Diagnostic>) {
    let _ = (root, bots, cache);
    (History::default(), Vec::new())
}
