//! Reads a repository's folder: one sorted walk that decides what is content (PRODUCT.md §1, "Never content").
//!
//! Begin with [`read`]. Nothing but regular files is ever opened, and no link is followed.

#![allow(clippy::disallowed_methods, reason = "this is the way in")]

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use walkdir::WalkDir;

use jiff::civil::Date;

use crate::cache::Cache;
use crate::config::{self, Config, CreditsConfig};
use crate::diagnostic::{Code, Diagnostic, Place as At};
use crate::digest::Digest;
use crate::path::SitePath;
use crate::source::facts::{facts, facts_of};
use crate::source::history::{self, History};
use crate::source::rules::{OUTPUT_MARKER, PAGE_ENDINGS, Rules, is_about_the_repository, is_norm, unusable};
use crate::source::{Place, Source, Unsaved, beside, changes};

/// A larger file of configuration or people is not read: nobody writes one by hand.
pub(super) const METADATA_LIMIT: u64 = 1024 * 1024;
/// A larger file is copied at most, never read as a whole.
pub(super) const TEXT_LIMIT: u64 = 16 * 1024 * 1024;
/// Of 5,000 contributors the list is larger than one MiB.
const LISTED_LIMIT: u64 = 16 * 1024 * 1024;
/// The credits of a hundred thousand pages are some thirty megabytes.
const LOCK_LIMIT: u64 = 256 * 1024 * 1024;

/// So many folders may lie in each other; files in deeper ones are never content, and nobody looks for them.
pub(super) const DEEPEST: usize = 12;

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
    if is_tracked_link(root) {
        let reason = io::Error::other("git tracks it as a symbolic link, and links are not followed");
        return Err(Error { path: root.to_owned(), reason });
    }
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
    let people = beside::people(&root, &editing.unsaved, &config.limits, &mut about_people)?;
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
    source.theme = beside::theme(&root, unsaved, &source.config.limits, &mut source.diagnostics)?;
    source.statics = beside::statics(&root, &source.config, &mut source.diagnostics, &mut source.too_large)?;
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
pub(super) fn open(file: &Path) -> io::Result<fs::File> {
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
pub(super) fn small_text(root: &Path, unsaved: &Unsaved, name: &str) -> Result<Option<String>, Error> {
    text_up_to(root, unsaved, name, METADATA_LIMIT)
}

/// As [`text_up_to`], of a file without which the rest can be read: what is none, or is too long, is told and left out.
pub(super) fn text_or_left_out(
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
pub(super) fn text_up_to(root: &Path, unsaved: &Unsaved, name: &str, limit: u64) -> Result<Option<String>, Error> {
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

impl<'a> Walk<'a> {
    fn new(root: &'a Path, source: &'a mut Source, output: &Path) -> Walk<'a> {
        let mut rules = Rules::new(root, output, &source.config.content);
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
        // Also what is ignored in the folder of the content, and on the way to it.
        let on_the_way: Vec<&Path> = start.ancestors().take_while(|folder| *folder != self.root).collect();
        for folder in on_the_way.into_iter().rev() {
            let found = self.rules.learn_ignored(folder, &[".gitignore"]);
            found.into_iter().for_each(|found| self.report(found));
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
                let found = self.rules.enter(entry.path());
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
        if self.rules.is_stray_output(folder) {
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
            PAGE_ENDINGS.contains(&path.extension()) && file.symlink_metadata().is_err()
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
        let is_page = PAGE_ENDINGS.contains(&site_path.extension());
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

/// The norms at the root of the repository, wherever its content lies.
fn norms(root: &Path) -> Result<Vec<SitePath>, Error> {
    let failed = |reason| Error { path: root.to_owned(), reason };
    let mut norms = Vec::new();
    for entry in fs::read_dir(root).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let path = entry.file_name().to_str().and_then(SitePath::new);
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        norms.extend(path.filter(|path| is_file && is_norm(path)));
    }
    norms.sort();
    Ok(norms)
}

/// That there are more files than there may be.
pub(super) fn too_many(files: usize, at: Option<&SitePath>, help: &str) -> Diagnostic {
    let message = format!("there are more than {files} files, and those from here on are left out");
    let found = Diagnostic::new(Code::TooManyFiles, message);
    at.iter().fold(found, |found, path| found.at(At::file(path))).help(help)
}

/// Whether a folder that somebody asks to build is a link that its repository brings along: a change could turn it elsewhere.
fn is_tracked_link(root: &Path) -> bool {
    let folder = root.parent().map(|parent| if parent.as_os_str().is_empty() { Path::new(".") } else { parent });
    let name = root.file_name().and_then(|name| name.to_str());
    let is_tracked = |(folder, name)| changes::tracked(folder, &[name]).is_ok_and(|file| file.is_some());
    root.is_symlink() && folder.zip(name).is_some_and(is_tracked)
}

/// A symbolic link among a path below `root` and the folders that lead to it: who contributes one chooses what lies there.
pub fn link_on_the_way(root: &Path, path: &Path) -> Option<PathBuf> {
    path.ancestors().take_while(|part| *part != root).find(|part| part.is_symlink()).map(Path::to_owned)
}

/// That something else than a file lies in the place of one.
pub(super) fn no_file(path: &SitePath) -> Diagnostic {
    Diagnostic::new(Code::NotARegularFile, format!("`{path}` is a link or device and is left out")).at(At::file(path))
}

/// That a file has more bytes than it may.
pub(super) fn too_large(path: &SitePath, length: u64, most: u64, is_page: bool) -> Diagnostic {
    let (what, key, help) = match is_page {
        true => ("page", "limits.page", "split the page, or move data into `static/`"),
        false => ("file", "limits.file", "make it smaller, or publish it elsewhere"),
    };
    let (size, most) = (length.div_ceil(1024), most / 1024);
    let message = format!("a {what} may have {most} KiB, and this file has {size} KiB");
    Diagnostic::new(Code::PageTooLarge, message).at(At::file(path)).help(format!("{help}; or raise `{key}`"))
}

/// That what lies in a folder is not known.
pub(super) fn unreadable(root: &Path, error: &walkdir::Error) -> Diagnostic {
    let below = error.path().and_then(|path| path.strip_prefix(root).ok()).unwrap_or(Path::new(""));
    let reason = error.io_error().map_or_else(|| "it cannot be read".to_owned(), ToString::to_string);
    let message = format!("`{}` is left out: {reason}", below.display());
    let found = Diagnostic::new(Code::UnreadableFile, message).help("allow it to be read, or take it away");
    named(below).iter().fold(found, |found, path| found.at(At::file(path)))
}

/// That nobody looks into a folder because of how deep it lies.
pub(super) fn too_deep(root: &Path, folder: &Path) -> Option<Diagnostic> {
    let path = named(folder.strip_prefix(root).expect("the walk stays below the root"))?;
    let message = format!("`{path}` lies as deep as folders may, so what is in it is left out");
    let found = Diagnostic::new(Code::BadFileName, message).at(At::file(&path));
    Some(found.help("put it into a folder above"))
}

/// The path as the site writes it. `None` where the name is not UTF-8, or says something else on another system.
pub(super) fn named(below: &Path) -> Option<SitePath> {
    let text = below.to_str()?;
    // Elsewhere it is a letter of the name, and `SitePath` takes it for what stands between folders.
    let is_ambiguous = cfg!(not(windows)) && text.contains('\\');
    SitePath::new(text).filter(|_| !is_ambiguous)
}

/// That a file has no name by which the site could speak of it.
pub(super) fn nameless(below: &Path) -> Diagnostic {
    let name = below.to_string_lossy();
    let message = format!("the name of `{name}` is not UTF-8, or holds a `\\`, so it is left out");
    Diagnostic::new(Code::BadFileName, message).help("rename the file")
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
        } else if is_norm(path) {
            source.norms.push(path.clone());
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
