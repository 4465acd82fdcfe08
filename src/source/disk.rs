//! Reads a repository's folder: one sorted walk that decides what is content (PRODUCT.md §1, "Never content").
//!
//! Begin with [`read`]. Nothing but regular files is ever opened, and no link is followed.

#![allow(clippy::disallowed_methods, reason = "this is the way in")]

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use ignore::overrides::{Override, OverrideBuilder};
use memchr::memmem;
use walkdir::WalkDir;

use jiff::civil::Date;

use crate::cache::Cache;
use crate::config::{self, Config, CreditsConfig, LimitsConfig};
use crate::diagnostic::{Code, Diagnostic, Place as At};
use crate::digest::Digest;
use crate::path::{SitePath, is_markup, is_portable, is_reserved};
use crate::source::history::{self, History};
use crate::source::{FileFacts, Place, Source, Unsaved, drawing};

/// The file in an output folder that says who made it. A folder that holds it is never content.
pub const OUTPUT_MARKER: &str = ".cairn-output";

/// How every marker begins.
const OUTPUT_BEGIN: &[u8; 13] = b"cairn-output ";

/// A larger file of configuration or people is not read: nobody writes one by hand.
const METADATA_LIMIT: u64 = 1024 * 1024;
/// A larger file is copied at most, never read as a whole.
const TEXT_LIMIT: u64 = 16 * 1024 * 1024;
/// Of 5,000 contributors the list is larger than one MiB.
const LISTED_LIMIT: u64 = 16 * 1024 * 1024;
/// The credits of a hundred thousand pages are some thirty megabytes.
const LOCK_LIMIT: u64 = 256 * 1024 * 1024;

/// So many folders may lie in each other; files in deeper ones are never content, and nobody looks for them.
const DEEPEST: usize = 12;

/// Folders that are never content at the root of the repository or of the content folder.
const RESERVED_FOLDERS: [&str; 4] = ["people", "static", "theme", "target"];

/// Files at the root that are read for what they say of the site or of people, in small letters.
const METADATA: [&str; 8] = [
    "cairn.yml",
    "badges.yml",
    "credits.lock.json",
    "people.yml",
    "people.yaml",
    ".all-contributorsrc",
    ".mailmap",
    ".git-blame-ignore-revs",
];

/// Documents at the root that speak about the repository, in any letter case and language.
const ABOUT: [&str; 5] = ["readme", "license", "licence", "changelog", "copying"];

/// Documents at the root by which a community lives, in any letter case, with `-` or `_`, and in any language.
const NORMS: [&str; 6] = ["code-of-conduct", "contributing", "governance", "moderation", "moderation-log", "security"];

/// The folder could not be read.
#[derive(Debug)]
pub struct Error {
    /// What was tried.
    pub path: PathBuf,
    /// Why it failed.
    pub reason: io::Error,
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "cannot read `{}`: {}", self.path.display(), self.reason)
    }
}

impl std::error::Error for Error {}

/// What whoever reads one repository again and again brings along.
#[derive(Debug, Default)]
pub struct Editing {
    /// What an editor has not saved.
    pub unsaved: Unsaved,
    /// What git told, and for which settings.
    history: Option<(CreditsConfig, History, Vec<Diagnostic>)>,
    read_from: Option<Digest>,
}

impl Editing {
    /// Git is asked again where something has changed of what the history is read from. On files of pages it does not depend.
    /// Tells whether something has.
    pub fn forget_history_of_another_commit(&mut self, root: &Path) -> bool {
        let read_from = history::read_from(root);
        let is_another = self.read_from != read_from;
        if is_another {
            self.history = None;
            self.read_from = read_from;
        }
        is_another
    }

    fn history(
        &mut self,
        root: &Path,
        config: &CreditsConfig,
        today: Option<Date>,
        cache: &Cache,
    ) -> (History, Vec<Diagnostic>) {
        let known = self.history.take().filter(|(of, ..)| of == config);
        let (_, history, found) = known.unwrap_or_else(|| {
            let (history, found) = history::read_on(root, config, today, cache);
            (config.clone(), History { mailmap: mailmap(root), ..history }, found)
        });
        self.history = Some((config.clone(), history.clone(), found.clone()));
        (history, found)
    }
}

/// Reads the repository in `root`. `overrides` are (dotted key, value) pairs for `cairn.yml`; `output` is never content;
/// what git dates after `today` is on no day.
pub fn read(
    root: &Path,
    overrides: &[(String, String)],
    output: &Path,
    today: Option<Date>,
    cache: &Cache,
) -> Result<Source, Error> {
    read_edited(root, overrides, output, today, cache, &mut Editing::default())
}

/// As [`read`], while somebody edits: what is not saved counts, and git is asked once.
pub fn read_edited(
    root: &Path,
    overrides: &[(String, String)],
    output: &Path,
    today: Option<Date>,
    cache: &Cache,
    editing: &mut Editing,
) -> Result<Source, Error> {
    let root = root.canonicalize().map_err(|reason| Error { path: root.to_owned(), reason })?;
    if !root.is_dir() {
        return Err(Error { path: root, reason: io::ErrorKind::NotADirectory.into() });
    }
    let (mut config, diagnostics) = config(&root, &editing.unsaved, overrides)?;
    if config.title.is_empty() {
        config.title = readable_name(&root);
    }
    let content = config.content.folder.clone().or_else(|| root.join("content").is_dir().then(|| "content".into()));
    let content = content.and_then(|folder| SitePath::new(&folder)).filter(|folder| !folder.as_str().is_empty());
    let mut about_people = Vec::new();
    let people = people(&root, &editing.unsaved, &config.limits, &mut about_people)?;
    let (history, found) = editing.history(&root, &config.credits, today, cache);
    let unsaved = &editing.unsaved;
    let mut source = Source {
        config,
        content,
        history,
        diagnostics,
        files_at: Place::Disk(root.clone()),
        unsaved: unsaved.clone(),
        ..Source::default()
    };
    source.diagnostics.extend(cache.committed_file().map(committed));
    source.diagnostics.extend(about_people);
    source.diagnostics.extend(found);
    Walk::new(&root, &mut source, output).run()?;
    source.norms = norms(&root)?;
    (source.people, source.is_unread) = (people.texts, people.is_unread);
    let mut or_left_out = |name, limit| text_or_left_out(&root, unsaved, name, limit, &mut source.diagnostics);
    let badges = or_left_out("badges.yml", METADATA_LIMIT)?;
    let lock = or_left_out("credits.lock.json", LOCK_LIMIT)?;
    let listed = or_left_out(".all-contributorsrc", LISTED_LIMIT)?;
    (source.badges, source.lock, source.listed) = (badges, lock, listed);
    source.theme = theme(&root, unsaved, &source.config.limits, &mut source.diagnostics)?;
    source.statics = statics(&root, &source.config, &mut source.diagnostics, &mut source.too_large)?;
    Ok(source)
}

/// That git tracks a file where only we write.
fn committed(file: &str) -> Diagnostic {
    let message = format!("git tracks `{file}`, so nothing below `.cairn` is read");
    let found = Diagnostic::new(Code::CommittedCache, message);
    let found = found.help("take it out of git: `git rm -r --cached .cairn`, and commit that");
    SitePath::new(file).iter().fold(found, |found, path| found.at(At::file(path)))
}

/// What tells one state of a file from another without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    length: u64,
    modified: SystemTime,
    /// Seconds and nanoseconds of the last change of whatever kind, and the file's number; where systems have them.
    changed: (i64, i64, u64),
}

/// A file that was written so short a while ago may be written again within one tick of its clock.
const UNSETTLED: Duration = Duration::from_millis(100);

/// The stamp of a file, once it can be trusted.
pub(super) fn stamp(root: &Path, path: &SitePath) -> Option<Stamp> {
    let facts = fs::symlink_metadata(root.join(path.as_str())).ok().filter(fs::Metadata::is_file)?;
    let modified = facts.modified().ok()?;
    let is_settled = SystemTime::now().duration_since(modified).is_ok_and(|age| age > UNSETTLED);
    #[cfg(unix)]
    let changed = {
        use std::os::unix::fs::MetadataExt;
        (facts.ctime(), facts.ctime_nsec(), facts.ino())
    };
    #[cfg(not(unix))]
    let changed = (0, 0, 0);
    is_settled.then_some(Stamp { length: facts.len(), modified, changed })
}

/// The bytes of one file below `root`, never through a link, never of anything but a regular file, and not of one that no text is
/// as long as.
pub fn bytes(root: &Path, path: &SitePath) -> io::Result<Vec<u8>> {
    bytes_of(root, path, TEXT_LIMIT)
}

/// As [`bytes`], of a file that may have `most`.
pub(super) fn bytes_of(root: &Path, path: &SitePath, most: u64) -> io::Result<Vec<u8>> {
    let file = open(&root.join(path.as_str()))?;
    if file.metadata()?.len() > most {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    let mut bytes = Vec::new();
    file.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A regular file, looked at after it was opened: what a name stands for may have become another thing since the walk. A link is
/// not followed, and a pipe in which nobody writes does not keep us waiting.
fn open(file: &Path) -> io::Result<fs::File> {
    let mut options = fs::File::options();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        options.custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits() as i32);
    }
    #[cfg(not(unix))]
    if !fs::symlink_metadata(file)?.is_file() {
        return Err(io::Error::other("not a regular file"));
    }
    let file = options.open(file)?;
    match file.metadata()?.is_file() {
        true => Ok(file),
        false => Err(io::Error::other("not a regular file")),
    }
}

fn config(root: &Path, unsaved: &Unsaved, overrides: &[(String, String)]) -> Result<(Config, Vec<Diagnostic>), Error> {
    let text = small_text(root, unsaved, "cairn.yml")?.unwrap_or_default();
    Ok(config::parse(&text, overrides))
}

/// What `cairn.yml` says, for who needs no more of a repository.
pub fn config_of(root: &Path, overrides: &[(String, String)]) -> Result<Config, Error> {
    Ok(config(root, &Unsaved::default(), overrides)?.0)
}

/// The text of a small file, `None` where it is not there.
fn small_text(root: &Path, unsaved: &Unsaved, name: &str) -> Result<Option<String>, Error> {
    text_up_to(root, unsaved, name, METADATA_LIMIT)
}

/// As [`text_up_to`], of a file without which the rest can be read: what is none, or is too long, is told and left out.
fn text_or_left_out(
    root: &Path,
    unsaved: &Unsaved,
    name: &str,
    limit: u64,
    found: &mut Vec<Diagnostic>,
) -> Result<Option<String>, Error> {
    let path = SitePath::new(name).expect("a plain name");
    let facts = fs::symlink_metadata(root.join(name)).ok().filter(|_| !unsaved.contains_key(&path));
    let (message, help) = match facts {
        Some(facts) if !facts.is_file() => {
            (format!("`{name}` is a link, folder or device and is left out"), "put the file itself there")
        }
        Some(facts) if facts.len() > limit => {
            (format!("`{name}` is larger than {} MiB and is left out", limit / 1024 / 1024), "make it shorter")
        }
        _ => return text_up_to(root, unsaved, name, limit),
    };
    found.push(Diagnostic::new(Code::NotARegularFile, message).at(At::file(&path)).help(help));
    Ok(None)
}

/// The text of a file of at most so many bytes, `None` where it is not there.
fn text_up_to(root: &Path, unsaved: &Unsaved, name: &str, limit: u64) -> Result<Option<String>, Error> {
    if let Some(bytes) = SitePath::new(name).and_then(|path| unsaved.get(&path)) {
        return Ok(Some(String::from_utf8_lossy(bytes).into_owned()));
    }
    let path = root.join(name);
    let failed = |reason| Error { path: path.clone(), reason };
    match fs::symlink_metadata(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed(error)),
        Ok(facts) if !facts.is_file() => Err(failed(io::Error::other("not a regular file"))),
        Ok(facts) if facts.len() > limit => {
            Err(failed(io::Error::other(format!("larger than {} MiB", limit / 1024 / 1024))))
        }
        Ok(_) => {
            let mut bytes = Vec::new();
            // However much it has grown since.
            open(&path).and_then(|file| file.take(limit).read_to_end(&mut bytes)).map_err(failed)?;
            Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
        }
    }
}

/// Of the `.mailmap` at the top of the repository. Of a download nobody knows where its top is: the nearest file counts.
fn mailmap(root: &Path) -> Option<Digest> {
    for folder in root.ancestors() {
        let text = small_text(folder, &Unsaved::new(), ".mailmap").ok().flatten();
        if text.is_some() || folder.join(".git").exists() {
            return text.map(|text| Digest::of_text(text.as_bytes()));
        }
    }
    None
}

/// `my-knowledge_base` is "My knowledge base".
fn readable_name(root: &Path) -> String {
    let name = root.file_name().map_or_else(|| "Cairn".into(), |name| name.to_string_lossy());
    let words = name.replace(['-', '_'], " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// One walk over the content.
struct Walk<'a> {
    root: &'a Path,
    source: &'a mut Source,
    rules: Rules,
}

/// What is never content, in one repository.
#[derive(Debug, Default)]
pub(super) struct Rules {
    root: PathBuf,
    output: PathBuf,
    /// What git ignores, by the folder whose `.gitignore` says so.
    ignored: BTreeMap<PathBuf, Gitignore>,
    /// `content.include`, as the last word.
    include: Option<Override>,
    /// `content.exclude`.
    exclude: Option<Override>,
}

impl<'a> Walk<'a> {
    fn new(root: &'a Path, source: &'a mut Source, output: &Path) -> Walk<'a> {
        let content = &source.config.content;
        // A folder that is not there yet lies in one that is.
        let in_parent = || Some(output.parent()?.canonicalize().ok()?.join(output.file_name()?));
        let mut rules = Rules {
            root: root.to_owned(),
            output: output.canonicalize().ok().or_else(in_parent).unwrap_or_else(|| root.join(output)),
            ignored: BTreeMap::new(),
            include: globs(root, &content.include),
            exclude: globs(root, &content.exclude),
        };
        let found = rules.learn_ignored(root, &[".git/info/exclude", ".gitignore"]);
        source.diagnostics.extend(found);
        Walk { root, source, rules }
    }

    fn run(mut self) -> Result<(), Error> {
        let start = self.source.content_folder(self.root);
        // A link in a repository would make other people's files content.
        if let Some(path) = link_on_the_way(self.root, &start) {
            let reason = io::Error::other("the content lies behind a symbolic link, and links are not followed");
            return Err(Error { path, reason });
        }
        let mut walk = WalkDir::new(&start).follow_links(false).sort_by_file_name().into_iter();
        while let Some(entry) = walk.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) if error.depth() > 0 => {
                    self.report(unreadable(self.root, &error));
                    continue;
                }
                Err(error) => {
                    let path = error.path().unwrap_or(&start).to_owned();
                    let reason = error.into_io_error().unwrap_or_else(|| io::ErrorKind::Other.into());
                    return Err(Error { path, reason });
                }
            };
            if entry.depth() == 0 {
                continue;
            }
            let is_folder = entry.file_type().is_dir();
            if self.rules.is_left_out(entry.path(), is_folder, entry.depth()) {
                if is_folder {
                    self.tell_of_an_output(entry.path());
                    walk.skip_current_dir();
                }
                continue;
            }
            if is_folder && entry.depth() >= DEEPEST {
                too_deep(self.root, entry.path()).into_iter().for_each(|found| self.report(found));
                walk.skip_current_dir();
                continue;
            }
            if is_folder {
                let found = self.rules.learn_ignored(entry.path(), &[".gitignore"]);
                found.into_iter().for_each(|found| self.report(found));
                continue;
            }
            let files = self.source.pages.len() + self.source.files.len();
            if files >= self.source.config.limits.files as usize {
                let at = named(entry.path().strip_prefix(self.root).expect("the walk stays below the root"));
                let help = "leave out what is no content with `content.exclude`, or raise `limits.files`";
                self.report(too_many(files, at.as_ref(), help));
                break;
            }
            self.take(entry.path(), entry.file_type().is_file(), entry.depth());
        }
        self.take_unsaved(&start);
        self.source.pages.sort();
        self.source.rules = self.rules;
        Ok(())
    }

    /// A site among the content hides what lies in its folder, so who did not build it should know.
    fn tell_of_an_output(&mut self, folder: &Path) {
        if folder != self.rules.output && is_output(folder) && !self.rules.git_ignores(folder, true) {
            let Some(path) = folder.strip_prefix(self.root).ok().and_then(named) else { return };
            let message = format!("`{path}` has a `{OUTPUT_MARKER}`, so nothing in it is content");
            let found = Diagnostic::new(Code::OutputInContent, message).at(At::file(&path));
            self.report(
                found.help("if it is a site that was built, name the folder in `.gitignore`; if not, delete that file"),
            );
        }
    }

    /// Pages that an editor holds and that are not on the disk yet.
    fn take_unsaved(&mut self, start: &Path) {
        let is_new = |path: &&SitePath| {
            let file = self.root.join(path.as_str());
            matches!(path.extension(), "md" | "markdown" | "MD") && file.symlink_metadata().is_err()
        };
        let new: Vec<SitePath> = self.source.unsaved.keys().filter(is_new).cloned().collect();
        for path in new {
            let file = self.root.join(path.as_str());
            let Ok(below) = file.strip_prefix(start) else { continue };
            let depth = below.components().count();
            if !self.rules.is_apart(&file, depth) {
                self.take(&file, true, depth);
            }
        }
    }

    fn take(&mut self, path: &Path, is_file: bool, depth: usize) {
        let below = path.strip_prefix(self.root).expect("the walk stays below the root");
        let Some(site_path) = named(below) else { return self.report(nameless(below)) };
        if !is_file {
            return self.report(no_file(&site_path));
        }
        if let Some(why) = unusable(&site_path, self.source.config.limits.path) {
            let message = format!("the name of `{site_path}` {why}, so it is left out");
            self.report(Diagnostic::new(Code::BadFileName, message).at(At::file(&site_path)).help("rename the file"));
            return;
        }
        let at_root = depth == 1 && self.source.content.is_none();
        if at_root && is_about_the_repository(&site_path) {
            return;
        }
        let is_page = matches!(site_path.extension(), "md" | "markdown" | "MD");
        let length = fs::symlink_metadata(path).map_or(0, |facts| facts.len());
        let most = match is_page {
            true => self.source.config.limits.page << 10,
            false => self.source.config.limits.file << 20,
        };
        if length > most {
            self.report(too_large(&site_path, length, most, is_page));
        } else if is_page {
            self.source.pages.push(site_path);
        } else {
            self.source.put(site_path, facts(path));
        }
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.source.diagnostics.push(diagnostic);
    }
}

/// What a build makes of a file or folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Nothing: it is never read.
    None,
    /// It is a page, or a file that a page may give away; or a folder of these.
    Content(SitePath),
    /// Anything may come of it: settings, people, the theme.
    Other,
}

impl Rules {
    /// What a build makes of the file or folder at this path, which may be gone.
    pub(super) fn part_of(&self, path: &Path, content: Option<&SitePath>) -> Part {
        let below = path.strip_prefix(&self.root).ok().and_then(|below| SitePath::new(below.to_str()?));
        let Some(below) = below.filter(|below| !below.as_str().is_empty()) else { return Part::Other };
        let is_at_root = below.segments().count() == 1;
        let first = below.segments().next().unwrap_or_default().to_lowercase();
        let is_read_apart = matches!(first.as_str(), "people" | "static" | "theme")
            || below.file_name() == ".gitignore"
            || (is_at_root && (METADATA.contains(&first.as_str()) || is_about(&below, &NORMS)));
        let start = content.map_or(self.root.clone(), |content| self.root.join(content.as_str()));
        if is_read_apart || start.starts_with(path) {
            return Part::Other;
        }
        let Ok(inside) = path.strip_prefix(&start) else { return Part::None };
        let depth = inside.components().count();
        let speaks_of_the_repository = is_at_root && is_about_the_repository(&below);
        match speaks_of_the_repository || self.is_left_out(path, path.is_dir(), depth) || self.is_apart(path, depth) {
            true => Part::None,
            false => Part::Content(below),
        }
    }

    /// Why a Markdown file at this path, which may not be there yet, would be no page.
    pub(super) fn refuses(&self, path: &SitePath, longest: u32, content: Option<&SitePath>) -> Option<String> {
        if let Some(why) = unusable(path, longest) {
            return Some(format!("its name {why}"));
        }
        let file = self.root.join(path.as_str());
        let depth = path.segments().count() - content.map_or(0, |content| content.segments().count());
        let is_in_the_way = |folder: &&Path| folder.symlink_metadata().is_ok_and(|facts| !facts.is_dir());
        if let Some(folder) = file.ancestors().skip(1).take(depth - 1).find(is_in_the_way) {
            return Some(format!("`{}` is no folder", folder.strip_prefix(&self.root).unwrap_or(folder).display()));
        }
        let speaks_of_the_repository = depth == 1 && content.is_none() && is_about_the_repository(path);
        (speaks_of_the_repository || self.is_apart(&file, depth)).then(|| "what lies there is never content".to_owned())
    }

    /// Whether a file that lies so many folders below the content's start, or one of these folders, is left out.
    fn is_apart(&self, file: &Path, depth: usize) -> bool {
        let mut folders = (0..).zip(file.ancestors()).take(depth);
        folders.any(|(up, path)| self.is_left_out(path, up > 0, depth - up))
    }

    /// Reads what git ignores in a folder, and tells of a list that cannot be used.
    fn learn_ignored(&mut self, folder: &Path, files: &[&str]) -> Vec<Diagnostic> {
        let mut builder = GitignoreBuilder::new(folder);
        let mut found = Vec::new();
        for file in files.iter().map(|file| folder.join(file)).filter(|file| file.symlink_metadata().is_ok()) {
            let text = named(file.strip_prefix(&self.root).unwrap_or(&file))
                .map(|path| bytes_of(&self.root, &path, METADATA_LIMIT).map_err(|error| (path, error)));
            match text {
                // A pattern that cannot be read ignores nothing, as in git.
                Some(Ok(bytes)) => {
                    String::from_utf8_lossy(&bytes).trim_start_matches('\u{feff}').lines().for_each(|line| {
                        let _ = builder.add_line(Some(file.clone()), line);
                    })
                }
                Some(Err((path, error))) => found.push(unread(&path, &error)),
                None => {}
            }
        }
        if let Ok(ignored) = builder.build().map(|ignored| (!ignored.is_empty()).then_some(ignored)) {
            self.ignored.extend(ignored.map(|ignored| (folder.to_owned(), ignored)));
        }
        found
    }

    fn is_left_out(&self, path: &Path, is_folder: bool, depth: usize) -> bool {
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { return false };
        if path == self.output || (is_folder && is_output(path)) {
            return true;
        }
        if self.include.as_ref().is_some_and(|globs| globs.matched(path, is_folder).is_whitelist()) {
            return false;
        }
        if self.exclude.as_ref().is_some_and(|globs| globs.matched(path, is_folder).is_whitelist()) {
            return true;
        }
        let reserved = depth == 1 && RESERVED_FOLDERS.contains(&name);
        name.starts_with('.')
            || (is_folder && (reserved || name == "node_modules"))
            || self.git_ignores(path, is_folder)
    }

    fn git_ignores(&self, path: &Path, is_folder: bool) -> bool {
        let folders = path.ancestors().skip(1).take_while(|folder| folder.starts_with(&self.root));
        for folder in folders {
            if let Some(ignored) = self.ignored.get(folder) {
                let verdict = ignored.matched(path, is_folder);
                if !verdict.is_none() {
                    return verdict.is_ignore();
                }
            }
        }
        false
    }
}

fn globs(root: &Path, globs: &[String]) -> Option<Override> {
    if globs.is_empty() {
        return None;
    }
    let mut builder = OverrideBuilder::new(root);
    for glob in globs {
        // `cairn.yml` has been checked; a glob that cannot be read matches nothing.
        let _ = builder.add(glob);
    }
    builder.build().ok()
}

fn is_about_the_repository(path: &SitePath) -> bool {
    is_about(path, &ABOUT) || is_about(path, &NORMS)
}

fn is_about(path: &SitePath, names: &[&str]) -> bool {
    let name = path.file_name().to_lowercase().replace('_', "-");
    let first = name.split('.').next().unwrap_or(&name);
    names.contains(&first) && (first.len() == name.len() || matches!(path.extension(), "md" | "markdown" | "txt"))
}

/// The norms at the root of the repository, wherever its content lies.
fn norms(root: &Path) -> Result<Vec<SitePath>, Error> {
    let failed = |reason| Error { path: root.to_owned(), reason };
    let mut norms = Vec::new();
    for entry in fs::read_dir(root).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let path = entry.file_name().to_str().and_then(SitePath::new);
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        norms.extend(
            path.filter(|path| is_file && is_about(path, &NORMS) && matches!(path.extension(), "md" | "markdown")),
        );
    }
    norms.sort();
    Ok(norms)
}

/// That there are more files than there may be.
fn too_many(files: usize, at: Option<&SitePath>, help: &str) -> Diagnostic {
    let message = format!("there are more than {files} files, and those from here on are left out");
    let found = Diagnostic::new(Code::TooManyFiles, message);
    at.iter().fold(found, |found, path| found.at(At::file(path))).help(help)
}

/// A symbolic link among a path below `root` and the folders that lead to it: who contributes one chooses what lies there.
pub fn link_on_the_way(root: &Path, path: &Path) -> Option<PathBuf> {
    path.ancestors().take_while(|part| *part != root).find(|part| part.is_symlink()).map(Path::to_owned)
}

/// Whether a folder holds a site that we built, or began to.
pub(super) fn is_output(folder: &Path) -> bool {
    let marker = folder.join(OUTPUT_MARKER);
    let mut begin = [0; OUTPUT_BEGIN.len()];
    marker.symlink_metadata().is_ok_and(|facts| facts.is_file())
        && open(&marker).is_ok_and(|mut file| file.read_exact(&mut begin).is_ok() && begin == *OUTPUT_BEGIN)
}

/// That a list of what git ignores is a link, a device, or longer than any.
fn unread(path: &SitePath, error: &io::Error) -> Diagnostic {
    let message = format!("`{path}` is not read, so it leaves nothing out: {error}");
    Diagnostic::new(Code::NotARegularFile, message).at(At::file(path)).help("put the file itself there")
}

/// That something else than a file lies in the place of one.
fn no_file(path: &SitePath) -> Diagnostic {
    Diagnostic::new(Code::NotARegularFile, format!("`{path}` is a link or device and is left out")).at(At::file(path))
}

/// That a file has more bytes than it may.
fn too_large(path: &SitePath, length: u64, most: u64, is_page: bool) -> Diagnostic {
    let (what, key, help) = match is_page {
        true => ("page", "limits.page", "split the page, or move data into `static/`"),
        false => ("file", "limits.file", "make it smaller, or publish it elsewhere"),
    };
    let (size, most) = (length.div_ceil(1024), most / 1024);
    let message = format!("a {what} may have {most} KiB, and this file has {size} KiB");
    Diagnostic::new(Code::PageTooLarge, message).at(At::file(path)).help(format!("{help}; or raise `{key}`"))
}

/// Why a name cannot be carried to every system and into an address.
fn unusable(path: &SitePath, longest: u32) -> Option<String> {
    let why = match path {
        path if path.as_str().len() > longest as usize => {
            return Some(format!("is longer than {longest} bytes (`limits.path`)"));
        }
        path if path.segments().count() > DEEPEST => "lies deeper than 12 folders",
        path if path.segments().any(is_reserved) => "is reserved on Windows",
        path if !path.segments().all(is_portable) => "holds a character that other systems refuse",
        _ => return None,
    };
    Some(why.to_owned())
}

/// What is known of a file without reading it whole. Of pictures the first 64 KiB are looked at, of others enough to see how
/// they begin.
fn facts(path: &Path) -> FileFacts {
    let length = fs::metadata(path).map_or(0, |facts| facts.len());
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let mut head = Vec::new();
    let mut read = |most: u64| {
        head.clear();
        let is_read = open(path).is_ok_and(|file| file.take(most).read_to_end(&mut head).is_ok());
        if is_read { facts_of(name, &head, length) } else { FileFacts { length, ..FileFacts::default() } }
    };
    let facts = read(if is_picture(name) { PICTURE_HEAD } else { 1024 });
    // Notes of any length may stand before what says how large a picture is.
    let is_unknown = facts.is_picture && facts.pixels.is_none() && length > PICTURE_HEAD;
    if is_unknown && !name.to_ascii_lowercase().ends_with(".svg") { read(TEXT_LIMIT) } else { facts }
}

/// How many bytes of a picture are looked at.
const PICTURE_HEAD: u64 = 64 * 1024;

/// What the beginning of a file tells.
fn facts_of(name: &str, head: &[u8], length: u64) -> FileFacts {
    let is_markup = is_markup(head, head.len() as u64 == length);
    if !is_picture(name) {
        return FileFacts { length, is_markup, ..FileFacts::default() };
    }
    let size = imagesize::blob_size(head).ok();
    let pixels = size.and_then(|size| Some((u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?)));
    // A drawing may begin with a comment of any length.
    let is_drawing =
        head.len() as u64 == PICTURE_HEAD || head.windows(4).any(|four| four.eq_ignore_ascii_case(b"<svg"));
    let is_svg = name.to_ascii_lowercase().ends_with(".svg");
    let has_its_sign = match is_svg {
        true => {
            is_drawing
                || head.starts_with(&[0x1f, 0x8b])
                || head.starts_with(&[0xfe, 0xff])
                || head.starts_with(&[0xff, 0xfe])
        }
        // The container of AVIF, whatever brands it names.
        false => pixels.is_some() || imagesize::image_type(head).is_ok() || head.get(4..8) == Some(b"ftyp"),
    };
    let drawn = is_svg.then(|| drawing::size(head)).flatten();
    // Their place among the pieces is said at the beginning of the file.
    let is_avif = head.get(4..12) == Some(b"ftypavif") || head.get(4..12) == Some(b"ftypavis");
    let keeps_notes = is_avif && ["Exif", "rdf+xml"].iter().any(|sign| memmem::find(head, sign.as_bytes()).is_some());
    FileFacts { length, pixels, drawn, is_markup, is_picture: true, is_no_picture: !has_its_sign, keeps_notes }
}

/// Whether a file is called as pictures are that browsers show.
fn is_picture(name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    matches!(ending.as_deref(), Some("png" | "jpg" | "jpeg" | "gif" | "webp" | "avif" | "bmp" | "svg" | "ico"))
}

/// People files with their text. What may be meant as one and is not read is reported, and whether it may hold a wish.
fn people(root: &Path, unsaved: &Unsaved, limits: &LimitsConfig, found: &mut Vec<Diagnostic>) -> Result<People, Error> {
    let mut people = People::default();
    let told = found.len();
    let files = first_below(root, "people", limits, found);
    // Who asks not to be named may do so in one that is not read.
    people.is_unread |= found.len() > told;
    let is_yaml = |path: &SitePath| matches!(path.extension().to_ascii_lowercase().as_str(), "yml" | "yaml");
    let is_one = |path: &SitePath| path.as_str().starts_with("people/") && is_yaml(path);
    let mut names: Vec<String> = unsaved.keys().filter(|path| is_one(path)).map(SitePath::to_string).collect();
    names.extend(["people.yml", "people.yaml"].map(str::to_owned));
    let mut odd = |path: &SitePath, code: Code, message: String, help: &str| {
        found.push(Diagnostic::new(code, message).at(At::file(path)).help(help));
    };
    let folder = root.join("people");
    people.is_unread |= folder.is_symlink();
    // Those in folders below are no people files, and may be meant as such.
    for (below, file, is_file) in files {
        let path = SitePath::new(&format!("people/{below}")).expect("made of a path that was checked");
        if is_one(&path) {
            names.push(path.to_string());
            continue;
        }
        if !is_file {
            odd(
                &path,
                Code::NotARegularFile,
                format!("`{path}` is a link or device and is left out"),
                "put the file itself there",
            );
            continue;
        }
        if is_about(&below, &["readme"]) || is_picture(path.file_name()) {
            continue;
        }
        let is_data = matches!(path.extension(), "json" | "toml");
        let is_text = matches!(path.extension(), "md" | "markdown");
        let mut bytes = Vec::new();
        let is_read = open(&file).is_ok_and(|open| open.take(METADATA_LIMIT).read_to_end(&mut bytes).is_ok());
        let asks = is_data || is_read && is_wish(&bytes, is_text);
        if asks || is_text {
            people.is_unread |= asks;
            let message = format!("`{path}` is no people file, and nothing reads it");
            let help = match asks {
                true => {
                    "write it as YAML, in a file whose name ends in `.yml`; until then nobody who has no people file is named"
                }
                false => "write it as YAML, in a file whose name ends in `.yml`",
            };
            odd(&path, Code::BadPerson, message, help);
        }
    }
    for name in
        fs::read_dir(root).into_iter().flatten().flatten().filter_map(|entry| entry.file_name().into_string().ok())
    {
        let right = name.to_lowercase();
        let is_meant = matches!(right.as_str(), "people" | "people.yml" | "people.yaml") && right != name;
        if let Some(path) = SitePath::new(&name).filter(|_| is_meant && !root.join(&right).exists()) {
            people.is_unread = true;
            let message = format!("`{path}` is not read");
            odd(&path, Code::BadPerson, message, &format!("call it `{right}`, in small letters"));
        }
    }
    for name in names {
        let Some(path) = SitePath::new(&name) else { continue };
        let facts = fs::symlink_metadata(root.join(&name)).ok().filter(|_| !unsaved.contains_key(&path));
        if facts.as_ref().is_some_and(|facts| !facts.is_file()) {
            people.is_unread = true;
            let message = format!("`{path}` is a link or device and is left out");
            odd(&path, Code::NotARegularFile, message, "put the file itself there");
        } else if facts.is_some_and(|facts| facts.len() > METADATA_LIMIT) {
            people.is_unread = true;
            let message = format!("`{path}` is larger than {} MiB and is left out", METADATA_LIMIT / 1024 / 1024);
            odd(&path, Code::BadPerson, message, "a people file says a few things; pictures lie in `static/`");
        } else if let Some(text) = small_text(root, unsaved, &name)? {
            people.texts.insert(path, text);
        }
    }
    Ok(people)
}

/// Whether a text asks that somebody is not named, in whatever form: `credit: hidden`. Of a page (`is_text`) the front matter says.
fn is_wish(bytes: &[u8], is_text: bool) -> bool {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(METADATA_LIMIT as usize)]).to_lowercase();
    let front_matter = || match text.trim_start_matches('\u{feff}').strip_prefix("---") {
        Some(rest) => rest.split("\n---").next().unwrap_or_default(),
        // Examples stand in code.
        None => text.split("```").next().unwrap_or_default(),
    };
    let text = if is_text { front_matter() } else { &text };
    let signs = [':', '=', '"', '\'', ' ', '\t', '\r', '\n'];
    let mut values = text.match_indices("credit").map(|(at, word)| &text[at + word.len()..]);
    values.any(|rest| {
        let value = rest.trim_start_matches(signs);
        value.len() < rest.len() && ["hidden", "pseudonym"].iter().any(|wish| value.starts_with(wish))
    })
}

/// What lies there about people.
#[derive(Default)]
struct People {
    texts: BTreeMap<SitePath, String>,
    is_unread: bool,
}

/// All but folders below a folder at the root: by their path below it, and whether each is a regular file. What cannot be
/// told of, lies too deep, cannot be read, or is more than there may be, is left out and told.
fn first_below(
    root: &Path,
    folder: &str,
    limits: &LimitsConfig,
    found: &mut Vec<Diagnostic>,
) -> Vec<(SitePath, PathBuf, bool)> {
    let start = root.join(folder);
    let mut files = Vec::new();
    // A link to a folder leads out of the repository, where the folder that is asked for is one itself.
    if fs::symlink_metadata(&start).map_or(true, |facts| facts.is_symlink()) {
        return files;
    }
    let most = limits.files as usize;
    for entry in WalkDir::new(&start).min_depth(1).max_depth(DEEPEST).follow_links(false).sort_by_file_name() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                found.push(unreadable(root, &error));
                continue;
            }
        };
        let is_folder = entry.file_type().is_dir();
        if is_folder && entry.depth() == DEEPEST {
            found.extend(too_deep(root, entry.path()));
        }
        if is_folder {
            continue;
        }
        let below = entry.path().strip_prefix(&start).expect("the walk stays below its start");
        let Some(path) = named(below) else {
            found.push(nameless(&Path::new(folder).join(below)));
            continue;
        };
        if files.len() == most {
            let at = named(&Path::new(folder).join(below));
            found.push(too_many(most, at.as_ref(), "take some away, or raise `limits.files`"));
            break;
        }
        files.push((path, entry.path().to_owned(), entry.file_type().is_file()));
    }
    files
}

/// That what lies in a folder is not known.
fn unreadable(root: &Path, error: &walkdir::Error) -> Diagnostic {
    let below = error.path().and_then(|path| path.strip_prefix(root).ok()).unwrap_or(Path::new(""));
    let reason = error.io_error().map_or_else(|| "it cannot be read".to_owned(), ToString::to_string);
    let message = format!("`{}` is left out: {reason}", below.display());
    let found = Diagnostic::new(Code::UnreadableFile, message).help("allow it to be read, or take it away");
    named(below).iter().fold(found, |found, path| found.at(At::file(path)))
}

/// That nobody looks into a folder because of how deep it lies.
fn too_deep(root: &Path, folder: &Path) -> Option<Diagnostic> {
    let path = named(folder.strip_prefix(root).expect("the walk stays below the root"))?;
    let message = format!("`{path}` lies as deep as folders may, so what is in it is left out");
    let found = Diagnostic::new(Code::BadFileName, message).at(At::file(&path));
    Some(found.help("put it into a folder above"))
}

/// The path as the site writes it. `None` where the name is not UTF-8, or says something else on another system.
fn named(below: &Path) -> Option<SitePath> {
    let text = below.to_str()?;
    // Elsewhere it is a letter of the name, and `SitePath` takes it for what stands between folders.
    let is_ambiguous = cfg!(not(windows)) && text.contains('\\');
    SitePath::new(text).filter(|_| !is_ambiguous)
}

/// That a file has no name by which the site could speak of it.
fn nameless(below: &Path) -> Diagnostic {
    let name = below.to_string_lossy();
    let message = format!("the name of `{name}` is not UTF-8, or holds a `\\`, so it is left out");
    Diagnostic::new(Code::BadFileName, message).help("rename the file")
}

fn theme(
    root: &Path,
    unsaved: &Unsaved,
    limits: &LimitsConfig,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<BTreeMap<String, Vec<u8>>, Error> {
    let mut files = BTreeMap::new();
    for (path, file, is_file) in first_below(root, "theme", limits, diagnostics) {
        let at = SitePath::new(&format!("theme/{path}")).expect("made of a path that was checked");
        // All of them are held in the memory.
        let (length, most) =
            (fs::symlink_metadata(&file).map_or(0, |facts| facts.len()), TEXT_LIMIT.min(limits.file << 20));
        if !is_file {
            diagnostics.push(no_file(&at).help("put the file itself there"));
        } else if length > most {
            diagnostics.push(too_large(&at, length, most, false));
        } else {
            let mut bytes = Vec::new();
            let read = open(&file).and_then(|open| open.take(most).read_to_end(&mut bytes));
            read.map_err(|reason| Error { path: file, reason })?;
            files.insert(path.to_string(), bytes);
        }
    }
    let folder = SitePath::new("theme").expect("a plain name");
    files.extend(unsaved.iter().filter_map(|(path, bytes)| Some((path.below(&folder)?.to_owned(), bytes.clone()))));
    Ok(files)
}

fn statics(
    root: &Path,
    config: &Config,
    diagnostics: &mut Vec<Diagnostic>,
    pictures: &mut BTreeMap<SitePath, FileFacts>,
) -> Result<BTreeMap<SitePath, FileFacts>, Error> {
    let mut files = BTreeMap::new();
    for name in ["people", "static", "theme"] {
        if let Some(at) = SitePath::new(name).filter(|_| root.join(name).is_symlink()) {
            diagnostics.push(no_file(&at));
        }
    }
    for (path, file, is_file) in first_below(root, "static", &config.limits, diagnostics) {
        let at = SitePath::new(&format!("static/{path}")).expect("made of a path that was checked");
        let facts = if is_file { facts(&file) } else { FileFacts::default() };
        if is_file && facts.is_active(&path) && !config.trusts(&at) {
            let message = format!("`{at}` is left out: browsers or servers may run it");
            let help = format!("where you trust it, write `trusted_files: [\"{path}\"]` into `cairn.yml`");
            diagnostics.push(Diagnostic::new(Code::ActiveFile, message).at(At::file(&at)).help(help));
        } else if let Some(why) = unusable(&path, config.limits.path) {
            let message = format!("the name of `{at}` {why}, so it is left out");
            diagnostics.push(Diagnostic::new(Code::BadFileName, message).at(At::file(&at)).help("rename the file"));
        } else if is_file {
            let most = config.limits.file << 20;
            match facts.length > most {
                true => diagnostics.push(too_large(&at, facts.length, most, false)),
                false => match facts.too_large(path.as_str(), &config.limits).filter(|_| !config.trusts(&at)) {
                    Some(found) => {
                        diagnostics.push(found.at(At::file(&at)));
                        pictures.insert(at, facts);
                    }
                    None => drop(files.insert(path, facts)),
                },
            }
        } else {
            diagnostics.push(no_file(&at));
        }
    }
    Ok(files)
}

/// A source that was never on a disk: paths and texts. The history is absent, as in a folder without git.
pub fn literal<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Source {
    let files: BTreeMap<SitePath, Vec<u8>> = files
        .into_iter()
        .map(|(path, text)| (SitePath::new(path).expect("a literal path is relative"), text.as_bytes().to_vec()))
        .collect();
    let text = |name: &str| files.get(&SitePath::new(name)?).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let (mut config, diagnostics) = config::parse(&text("cairn.yml").unwrap_or_default(), &[]);
    if config.title.is_empty() {
        config.title = "Example".into();
    }
    let folder = SitePath::new("content").expect("a plain name");
    let content = files.keys().any(|path| path.below(&folder).is_some()).then_some(folder);
    let (badges, lock) = (text("badges.yml"), text("credits.lock.json"));
    let mut source = Source { config, content, diagnostics, badges, lock, ..Source::default() };
    let root = SitePath::new("").expect("the root");
    for (path, bytes) in &files {
        let below = path.below(source.content.as_ref().unwrap_or(&root)).map(str::to_owned);
        if let Some(rest) = path.as_str().strip_prefix("static/") {
            let facts = facts_of(path.file_name(), bytes, bytes.len() as u64);
            match facts.too_large(rest, &source.config.limits) {
                Some(_) => source.too_large.insert(path.clone(), facts),
                None => source.statics.insert(SitePath::new(rest).expect("below a checked path"), facts),
            };
        } else if let Some(rest) = path.as_str().strip_prefix("theme/") {
            source.theme.insert(rest.to_owned(), bytes.clone());
        } else if path.as_str().starts_with("people") && path.extension() == "yml" {
            source.people.insert(path.clone(), String::from_utf8_lossy(bytes).into_owned());
        } else if below.is_some() && path.extension() == "md" {
            source.pages.push(path.clone());
        } else if below.is_some() && !matches!(path.as_str(), "cairn.yml" | "badges.yml") {
            source.put(path.clone(), facts_of(path.file_name(), bytes, bytes.len() as u64));
        }
    }
    source.files_at = Place::Memory(files);
    source
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repository(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let file = folder.path().join(path);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        }
        folder
    }

    fn pages(files: &[(&str, &str)]) -> Vec<String> {
        let folder = repository(files);
        let source = read(folder.path(), &[], &folder.path().join("public"), None, &Cache::none()).unwrap();
        source.pages.iter().map(SitePath::to_string).collect()
    }

    #[test]
    fn only_content_is_content() {
        let found = pages(&[
            ("README.md", ""),
            ("contributing.de.md", ""),
            ("faq/a.md", ""),
            ("faq/README.md", ""),
            (".github/x.md", ""),
            ("people/jane.md", ""),
            ("node_modules/a/b.md", ""),
            ("faq/node_modules/b.md", ""),
            ("public/x.md", ""),
            ("old/.cairn-output", "cairn-output 1\nend 0\n"),
            ("old/x.md", ""),
            ("drafts/x.md", ""),
            ("kept/y.md", ""),
            (".gitignore", "/drafts\n*.tmp.md\n"),
            ("faq/z.tmp.md", ""),
        ]);
        assert_eq!(found, ["faq/README.md", "faq/a.md", "kept/y.md"]);
    }

    #[test]
    fn what_an_editor_has_not_saved_is_read_instead() {
        let folder = repository(&[
            ("cairn.yml", "title: Old\n"),
            ("faq/a.md", "old"),
            ("people/jane.yml", "name: Old\n"),
            (".gitignore", "*.tmp.md\n"),
        ]);
        let mut editing = Editing::default();
        for (path, text) in [
            ("cairn.yml", "title: New\n"),
            ("faq/a.md", "new"),
            ("faq/deep/b.md", "not on the disk"),
            ("people/jane.yml", "name: New\n"),
            ("people/joe.yml", "name: Joe\n"),
            ("theme/site.css", "a{}"),
            // What is never content is none before it is saved.
            ("README.md", ""),
            ("node_modules/x/y.md", ""),
            ("faq/z.tmp.md", ""),
            ("faq/notes.txt", ""),
        ] {
            editing.unsaved.insert(SitePath::new(path).unwrap(), text.into());
        }
        let source = read_edited(folder.path(), &[], Path::new("public"), None, &Cache::none(), &mut editing).unwrap();
        let pages: Vec<String> = source.pages.iter().map(SitePath::to_string).collect();
        assert_eq!(pages, ["faq/a.md", "faq/deep/b.md"]);
        assert_eq!(source.config.title, "New");
        assert_eq!(source.bytes(&source.pages[0]).unwrap(), b"new");
        assert_eq!(source.people.values().map(String::as_str).collect::<Vec<_>>(), ["name: New\n", "name: Joe\n"]);
        assert_eq!(source.theme["site.css"], b"a{}");
    }

    #[test]
    fn norms_are_found_beside_any_content() {
        for content in ["faq/a.md", "content/faq/a.md"] {
            let folder =
                repository(&[(content, ""), ("CODE_OF_CONDUCT.md", ""), ("moderation.de.md", ""), ("LICENSE", "")]);
            let source = read(folder.path(), &[], &folder.path().join("public"), None, &Cache::none()).unwrap();
            assert_eq!(
                source.norms.iter().map(SitePath::as_str).collect::<Vec<_>>(),
                ["CODE_OF_CONDUCT.md", "moderation.de.md"]
            );
            assert_eq!(source.pages.len(), 1);
        }
    }

    #[test]
    fn a_content_folder_is_taken_where_there_is_one() {
        let found = pages(&[("content/faq/a.md", ""), ("notes.md", ""), ("content/README.md", "")]);
        assert_eq!(found, ["content/README.md", "content/faq/a.md"]);
    }

    #[test]
    #[cfg(unix)]
    fn links_are_never_followed() {
        let folder = repository(&[("faq/a.md", "text"), ("secret.txt", "canary")]);
        std::os::unix::fs::symlink(folder.path().join("secret.txt"), folder.path().join("faq/b.md")).unwrap();
        std::os::unix::fs::symlink("/etc", folder.path().join("faq/etc")).unwrap();
        let outside = repository(&[("secret.txt", "canary"), ("secret.yml", "name: Canary")]);
        for name in ["static", "people", "theme"] {
            std::os::unix::fs::symlink(outside.path(), folder.path().join(name)).unwrap();
        }
        let source = read(folder.path(), &[], Path::new("public"), None, &Cache::none()).unwrap();
        assert_eq!(source.pages.len(), 1);
        // A link in the place of a folder leads out of the repository all the same.
        assert!(source.statics.is_empty() && source.people.is_empty() && source.theme.is_empty());
        let reported: Vec<_> = source.diagnostics.iter().filter(|d| d.code == Code::NotARegularFile).collect();
        let places: std::collections::BTreeSet<_> =
            reported.iter().map(|found| &found.place.as_ref().unwrap().file).collect();
        assert_eq!(places.len(), 5);
        assert!(source.bytes(&SitePath::new("faq/b.md").unwrap()).is_err());
    }

    #[test]
    fn a_folder_that_is_not_there_is_an_error() {
        let error = read(Path::new("no/such/folder"), &[], Path::new("public"), None, &Cache::none()).unwrap_err();
        assert!(error.to_string().starts_with("cannot read `no/such/folder`"));
    }
}
