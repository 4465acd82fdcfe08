//! What changed since a revision, and the files as they were then.
//!
//! Begin with [`since`]. Git is asked about its own objects only: no filter, hook, attribute or diff program of the
//! repository or the machine runs, and links are not followed.

#![allow(clippy::disallowed_methods, reason = "this asks git, and writes what it answers into a folder of its own")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::path::SitePath;
use crate::source::history::git::disarmed;
use crate::source::rules::is_output;

/// A larger file is put there with its length and without its bytes: only its name matters to others.
const LARGEST: u64 = 8 * 1024 * 1024;

/// What changed below a site's root.
#[derive(Debug)]
pub struct Changes {
    /// Files by path below the root, new names of what was moved, removed ones too.
    pub files: BTreeMap<String, How>,
    root: PathBuf,
    /// From the top of the clone to the root, with `/` behind it, or "".
    prefix: String,
    /// The commit that is compared with.
    base: String,
}

/// What happened to a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum How {
    /// It was not there.
    Added,
    /// It had another text.
    Changed,
    /// It is not there any more.
    Removed,
    /// It had this name.
    Moved(String),
}

/// The path from the top of the clone that holds `root` down to it, with `/` behind it; "" at the top, and where there is none.
pub fn prefix(root: &Path) -> String {
    let Ok(root) = root.canonicalize() else { return String::new() };
    let top = root.ancestors().find(|folder| folder.join(".git").exists());
    let below = top.and_then(|top| root.strip_prefix(top).ok()).map(|path| path.to_string_lossy().replace('\\', "/"));
    below.filter(|below| !below.is_empty()).map(|below| below + "/").unwrap_or_default()
}

/// What is different in the folder from where its branch left `revision`: in commits, in the index, and on the disk.
pub fn since(root: &Path, revision: &str) -> Result<Changes, String> {
    let commit = format!("{revision}^{{commit}}");
    let resolved = ask(root, &["rev-parse", "--verify", "--quiet", "--end-of-options", &commit]).map_err(|error| {
        match ask(root, &["rev-parse", "--git-dir"]) {
            Err(reason) => format!("cannot ask git about `{}`: {reason}", root.display()),
            Ok(_) if error.is_empty() => format!("`{revision}` is no commit, branch or tag here"),
            Ok(_) => format!("`{revision}` is no commit, branch or tag here: {error}"),
        }
    })?;
    let resolved = resolved.trim().to_owned();
    // Where the branches have no common past (a shallow clone, say), the revision itself is compared with.
    let base = ask(root, &["merge-base", &resolved, "HEAD"]).map_or(resolved, |base| base.trim().to_owned());
    let mut changes = Changes { files: BTreeMap::new(), root: root.to_owned(), prefix: prefix(root), base };
    // Attributes could name filters for files on the disk: the empty tree has none.
    let empty = format!("--attr-source={}", ask(root, &["hash-object", "-t", "tree", "--stdin"])?.trim());
    // Another repository below this one has a configuration of its own, and is no content.
    let options = ["-z", "-M", "--no-ext-diff", "--no-textconv", "--ignore-submodules=all"];
    let diff = [&["diff", "--name-status"], &options[..], &[&changes.base, "--", "."]].concat();
    let filters = filters(root);
    let unfiltered = |arguments: &[&str]| answer(git(root, arguments).envs(without(&filters)), root);
    let raw = unfiltered(&[&[empty.as_str()], diff.as_slice()].concat()).or_else(|_| unfiltered(&diff))?;
    let mut words = raw.split('\0');
    while let Some(status) = words.next().filter(|status| !status.is_empty()) {
        let Some(first) = words.next() else { break };
        match status.as_bytes()[0] {
            b'R' => {
                let new = words.next().unwrap_or_default();
                changes.add(new, How::Moved(changes.below(first).unwrap_or(first).to_owned()));
                changes.add(first, How::Removed);
            }
            b'C' => changes.add(words.next().unwrap_or_default(), How::Added),
            b'A' => changes.add(first, How::Added),
            b'D' => changes.add(first, How::Removed),
            _ => changes.add(first, How::Changed),
        }
    }
    // These are told relative to the folder that git runs in, the others relative to the top.
    let untracked = ask(root, &["ls-files", "--others", "--exclude-standard", "-z"])?;
    let untracked = untracked.split('\0').filter(|file| !file.is_empty());
    changes.files.extend(untracked.map(|file| (file.to_owned(), How::Added)));
    // A site that was built is made of what changed, and no change of its own.
    let is_built = |file: &str| {
        let folders = Path::new(file).ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty());
        folders.into_iter().any(|folder| is_output(&root.join(folder)))
    };
    changes.files.retain(|file, _| !is_built(file));
    Ok(changes)
}

/// A file that git tracks under one of these names in the root, or below it, however its letters are written; `None` where it tracks
/// none there, or where there is no repository. `Err` where git does not tell.
pub fn tracked(root: &Path, names: &[impl AsRef<str>]) -> Result<Option<String>, String> {
    // What is no letter stands for itself: a name may hold the signs of a pattern.
    let literal = |name: &str| name.replace('\\', "\\\\").replace('*', "\\*").replace('?', "\\?").replace('[', "\\[");
    let names: Vec<String> = names.iter().map(|name| format!(":(icase){}", literal(name.as_ref()))).collect();
    let arguments: Vec<&str> = ["ls-files", "-z", "--"].into_iter().chain(names.iter().map(String::as_str)).collect();
    match ask(root, &arguments) {
        Ok(files) => Ok(files.split('\0').find(|file| !file.is_empty()).map(str::to_owned)),
        Err(_) if !is_in_repository(root) => Ok(None),
        Err(error) => Err(error),
    }
}

/// What git tracks below the root, in order; nothing where it does not tell.
pub(super) fn all_tracked(root: &Path) -> Vec<String> {
    let files = is_in_repository(root).then(|| ask(root, &["ls-files", "-z", "--cached"])).and_then(Result::ok);
    let files = files.unwrap_or_default();
    let mut files: Vec<String> = files.split('\0').filter(|file| !file.is_empty()).map(str::to_owned).collect();
    files.sort_unstable();
    files
}

fn is_in_repository(root: &Path) -> bool {
    let Ok(root) = root.canonicalize() else { return false };
    root.ancestors().any(|folder| folder.join(".git").symlink_metadata().is_ok())
}

impl Changes {
    /// Writes the root's files as they were into `folder`, which must be new.
    pub fn write_base(&self, folder: &Path) -> Result<(), String> {
        let tree = format!("{}:{}", self.base, self.prefix.trim_end_matches('/'));
        // A root that was not there yet was empty.
        let Ok(list) = ask(&self.root, &["ls-tree", "--full-tree", "-r", "-z", &tree]) else { return Ok(()) };
        let files = list.split('\0').filter_map(|line| {
            let (facts, path) = line.split_once('\t')?;
            let mut facts = facts.split(' ');
            let (mode, id) = (facts.next()?, facts.nth(1)?);
            // Only regular files: never a link, never another repository. A name that climbs is nobody's.
            let path = SitePath::new(path).filter(|path| !path.as_str().is_empty())?;
            let is_git = path.segments().any(|segment| segment.eq_ignore_ascii_case(".git"));
            (mode.starts_with("100") && !is_git).then(|| (id.to_owned(), path))
        });
        let files: Vec<(String, SitePath)> = files.collect();
        let failed = |error: io::Error| {
            format!("cannot write the files of `{}` into `{}`: {error}", self.base, folder.display())
        };
        write_all(&self.root, &files, folder).map_err(failed)
    }

    fn below<'a>(&self, path: &'a str) -> Option<&'a str> {
        path.strip_prefix(self.prefix.as_str())
    }

    fn add(&mut self, path: &str, how: How) {
        if let Some(path) = self.below(path).map(str::to_owned) {
            self.files.insert(path, how);
        }
    }
}

fn write_all(root: &Path, files: &[(String, SitePath)], folder: &Path) -> io::Result<()> {
    let mut child = git(root, &["cat-file", "--batch"]).stdin(Stdio::piped()).spawn()?;
    let mut questions = child.stdin.take().expect("it was asked to be a pipe");
    let mut answers = BufReader::new(child.stdout.take().expect("it was asked to be a pipe"));
    let ids: String = files.iter().map(|(id, _)| format!("{id}\n")).collect();
    // Written beside the reading: two full pipes would wait for each other.
    let asking = std::thread::spawn(move || questions.write_all(ids.as_bytes()));
    for (_, path) in files {
        let mut head = String::new();
        answers.read_line(&mut head)?;
        let length: u64 = match head.trim_end().rsplit_once(' ') {
            Some((_, length)) => length.parse().map_err(|_| io::Error::other("an object is missing"))?,
            None => return Err(io::Error::other("git stopped in the middle")),
        };
        let target = folder.join(path.as_str());
        fs::create_dir_all(target.parent().unwrap_or(folder))?;
        let mut file = fs::File::options().write(true).create_new(true).open(&target)?;
        let mut bytes = answers.by_ref().take(length);
        if length > LARGEST {
            io::copy(&mut bytes, &mut io::sink())?;
            file.set_len(length)?;
        } else {
            io::copy(&mut bytes, &mut file)?;
        }
        answers.read_exact(&mut [0])?;
    }
    let _ = asking.join();
    child.wait().map(|_| ())
}

/// Names of the programs that a configuration would put between files on the disk and git: attributes beside the repository could name
/// them for any file.
fn filters(root: &Path) -> BTreeSet<String> {
    let keys = ask(root, &["config", "--null", "--name-only", "--get-regexp", "^filter\\."]).unwrap_or_default();
    let name = |key: &str| Some(key.strip_prefix("filter.")?.rsplit_once('.')?.0.to_owned());
    keys.split('\0').filter_map(name).collect()
}

/// Variables by which git takes none of these filters (git-config(1)).
fn without(filters: &BTreeSet<String>) -> Vec<(String, String)> {
    let settings = filters.iter().flat_map(|name| {
        [("clean", ""), ("smudge", ""), ("process", ""), ("required", "false")]
            .map(|(key, value)| (format!("filter.{name}.{key}"), value))
    });
    let numbered = settings.enumerate().flat_map(|(number, (key, value))| {
        [(format!("GIT_CONFIG_KEY_{number}"), key), (format!("GIT_CONFIG_VALUE_{number}"), value.to_owned())]
    });
    let count = ("GIT_CONFIG_COUNT".to_owned(), (4 * filters.len()).to_string());
    std::iter::once(count).chain(numbered).collect()
}

/// The whole answer as text, or the first line of git's complaint.
fn ask(root: &Path, arguments: &[&str]) -> Result<String, String> {
    answer(&mut git(root, arguments), root)
}

fn answer(git: &mut Command, root: &Path) -> Result<String, String> {
    let output = git.output().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound if root.is_dir() => "`git` is not installed".to_owned(),
        _ => error.to_string(),
    })?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let complaint = String::from_utf8_lossy(&output.stderr);
    Err(complaint.lines().next().unwrap_or_default().trim_start_matches("fatal: ").to_owned())
}

/// Git in a folder, with its answers for us alone.
fn git(root: &Path, arguments: &[&str]) -> Command {
    let mut command = disarmed();
    command.args(arguments).current_dir(root).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}
