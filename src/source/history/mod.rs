//! Who wrote what, from one pass over `git log`, and later over what is new in it.
//!
//! Begin with [`read`]. Nothing here decides who is shown: it tells what the history holds, and how complete it is.
//! [`git`] starts the program, [`log`] reads its bytes, `trace` follows files through their names and branches,
//! [`pairing`] tells which text goes on from which, [`names`] people from programs, [`edits`] measures changes, [`deeds`]
//! decides what they are worth, `review` who looked at what a merge brought, [`blame`] what is left of them, [`remember`] keeps what git said of each commit.

#![allow(clippy::disallowed_methods, reason = "git is asked here")]

mod alike;
mod blame;
mod deeds;
mod edits;
pub(in crate::source) mod git;
mod ignored;
mod log;
pub mod mailmap;
mod names;
mod pairing;
mod remember;
mod review;
mod trace;
mod tree;
mod unclear;
pub mod window;
mod words;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::cache::Cache;
use crate::config::{CreditsConfig, Weight};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::digest::Digest;
use crate::path::SitePath;
use crate::source::history::alike::Alikes;
use crate::source::history::edits::{Size, Sizes};
use crate::source::history::git::{Failure, Git};
use crate::source::history::log::Commit;
use crate::source::history::mailmap::Alias;
use crate::source::history::names::{Mailmap, Names};
use crate::source::history::remember::Facts;
use crate::source::history::review::{Merge, Review};
use crate::source::history::trace::{Change, Credits, Step, Task};
use crate::source::history::unclear::Unclear;
use crate::source::history::window::Window;

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
    /// Of the `.mailmap` that lies there now, whether or not there is a history.
    pub mailmap: Option<Digest>,
    /// Whom `.mailmap` calls otherwise than their commits do.
    pub aliases: Vec<Alias>,
    /// Whether dates are left out because they lie after the day of the build.
    pub is_cut: bool,
}

/// How complete a history is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// There is no repository, or no git.
    #[default]
    Absent,
    /// A shallow clone: nothing of it may be printed.
    Shallow,
    /// None of it, and `credits.lock.json` says what it would say.
    Locked,
    /// All commits, and not all texts: what only texts tell is not told.
    Partial,
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
    /// Whether they occur only where what others wrote was merged, and have a part in nothing.
    pub only_merges: bool,
    /// Id of the person, where `credits.lock.json` says it.
    pub person: Option<String>,
}

impl History {
    /// The same, where who changed what a page gives away has changed the page: `payloads` are those files by page. Who made such
    /// a file did not write the page.
    pub fn with_payloads<'a>(&'a self, payloads: &BTreeMap<SitePath, Vec<SitePath>>) -> Cow<'a, History> {
        let mut history = Cow::Borrowed(self);
        for (page, files) in payloads {
            if let Some(own) = self.with_payload(page, files) {
                history.to_mut().files.insert(page.clone(), own);
            }
        }
        history
    }

    /// What happened to a page and to what it gives away; `None` where that is no more than what happened to the page.
    pub fn with_payload(&self, page: &SitePath, files: &[SitePath]) -> Option<FileHistory> {
        let given: Vec<&FileHistory> = files.iter().filter_map(|file| self.files.get(file)).collect();
        let mut own = self.files.get(page).filter(|_| !given.is_empty())?.clone();
        own.updated = given.iter().map(|file| file.updated).fold(own.updated, Option::max);
        let parts = given.iter().flat_map(|file| &file.parts);
        own.parts.extend(parts.map(|part| Part { role: part.role.of_a_payload(), ..part.clone() }));
        Some(own)
    }
}

impl Identity {
    /// Somebody of this name and address, without asking `.mailmap`.
    pub fn of(name: &str, email: &str) -> Identity {
        names::identity(name.to_owned(), email.to_lowercase(), &[])
    }
}

/// What happened to one file, oldest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FileHistory {
    /// Each person's part.
    pub parts: Vec<Part>,
    /// Author time of the commit that created it, where the history reaches that far.
    pub created: Option<i64>,
    /// Committer time of the last substantive change: no bots, no bulk reformatting, no pure moves.
    pub updated: Option<i64>,
    /// Words of the page, and whose of them survive by place in [`History::identities`]; none where nobody asked.
    pub words: u32,
    /// See `words`.
    pub surviving: Vec<(u32, u32)>,
}

/// One person's part in one file.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Place in [`History::identities`].
    pub who: u32,
    /// What they did.
    pub role: Role,
    /// Of reviewer, tester and helper: everyone who wrote what they looked at, by place in [`History::identities`]. Once people
    /// are known, one of these may prove to be themselves. Empty where no commit says it.
    pub beside: Vec<u32>,
    /// Of the same: whether what they looked at is, or has in it, the making of the file.
    pub is_of_making: bool,
    /// Author time of the first and the last commit; the last lies before the first where there is none.
    pub first: i64,
    /// See `first`.
    pub last: i64,
    /// Days of all their commits, in order and each once: days since 1970 in UTC, by author time.
    pub days: Vec<i32>,
    /// Commits.
    pub commits: u32,
    /// Words that the edits of somebody who did not write the page changed in all, as far as they were counted;
    /// `None` where nobody counted, or could.
    pub words: Option<u32>,
}

/// What a commit says about somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
    /// Translated the file. This and the following no commit tells, only `credits.lock.json`.
    Translator,
    /// Asked the question.
    Asker,
    /// Answered it.
    Answerer,
}

impl Role {
    fn of_a_payload(self) -> Role {
        match self {
            Role::Creator => Role::Editor,
            Role::CoCreator => Role::CoEditor,
            other => other,
        }
    }
}

/// Of everything that the history is read from; `None` where there is none.
pub fn read_from(root: &Path) -> Option<Digest> {
    let git = Git::at(root);
    let ask = ["rev-parse", "HEAD", "--is-shallow-repository", "--show-toplevel"];
    let answer = git.ask(&ask).or_else(|_| git.clone().trusting_as_configured().ask(&ask)).ok()?;
    let top = String::from_utf8_lossy(&answer);
    let top = Path::new(top.splitn(3, '\n').nth(2)?.trim_end_matches('\n'));
    let beside = |name: &str| small_file(&top.join(name)).unwrap_or_default();
    let parts = [answer.clone(), beside(".mailmap"), beside(".git-blame-ignore-revs")];
    Some(Digest::of_parts(parts.iter().map(Vec::as_slice)))
}

/// Reads the history of the repository that holds `root`. Names of files are relative to `root`.
pub fn read(root: &Path, config: &CreditsConfig, cache: &Cache) -> (History, Vec<Diagnostic>) {
    read_on(root, config, None, cache)
}

/// The same, on a day: what is dated later is done, and on no day. Where no day is given, every date is told as it is,
/// because what a site says must not depend on the clock of whoever builds it.
pub fn read_on(root: &Path, config: &CreditsConfig, today: Option<Date>, cache: &Cache) -> (History, Vec<Diagnostic>) {
    let bots = &config.bots;
    let repository = match Repository::find(root) {
        Ok(repository) => repository,
        Err(diagnostic) => return (History::default(), vec![diagnostic]),
    };
    let mut history = History::default();
    if repository.is_shallow {
        history.head = repository.head_with_time();
        history.state = State::Shallow;
        return (history, vec![shallow(|name| std::env::var(name).is_ok_and(|value| !value.is_empty()))]);
    }
    match trace(&repository, bots, None, cache) {
        Ok((mut traced, facts)) => {
            let mut diagnostics = Vec::new();
            let latest = today.map_or(i64::MAX, latest);
            let mut files = traced.settle(config.fixer_below.into(), &repository.git, cache, latest);
            diagnostics.extend(ignored::not_ids(&repository));
            diagnostics.extend(left_out(&repository));
            diagnostics.append(&mut traced.unclear);
            diagnostics.extend(traced.untimely(today.map_or_else(clock, self::latest)));
            history.is_cut = traced.commits.iter().any(|credits| credits.committed.max(credits.written) > latest);
            let mut time = traced.head_time;
            if time > latest {
                // The site takes its day from here.
                let times = traced.commits.iter().map(|credits| credits.committed);
                time = times.filter(|time| *time <= latest).max().unwrap_or(latest);
            }
            history.head = Some((repository.head.clone(), time));
            let Traced { identities, aliases, is_limited, mut is_missing, .. } = traced;
            if config.weight == Weight::Words {
                is_missing |= blame::survive(&mut files, &identities, &facts, &repository, cache);
            }
            let is_partial = repository.is_partial || is_missing;
            if is_partial {
                let reason = if repository.is_partial { "this is a partial clone" } else { "a text is missing" };
                diagnostics.insert(0, partial(reason));
            }
            if is_limited {
                let message = "a commit moves more files than are compared";
                diagnostics.push(Diagnostic::new(Code::PartialHistory, message).help(
                    "pages that it may have moved name nobody who created them; declare their authors in the front matter",
                ));
            }
            let state = if is_partial { State::Partial } else { State::Full };
            (History { state, identities, aliases, files, ..history }, diagnostics)
        }
        Err(failure) => {
            let message = format!("the history cannot be read whole: {}", failure.reason());
            history.head = repository.head_with_time();
            let help = match repository.is_partial {
                true => {
                    "this is a partial clone without its old folders: clone without `--filter`, or with `--filter=blob:none`"
                }
                false => "run `git fsck`, or clone the repository again with its whole history",
            };
            (history, vec![absent(message).help(help)])
        }
    }
}

/// What the commits come to, before changes are measured.
struct Traced {
    identities: Vec<Identity>,
    aliases: Vec<Alias>,
    commits: Vec<Credits>,
    files: BTreeMap<SitePath, Vec<Deed>>,
    /// Who looked at what a merge brought, by file.
    reviews: BTreeMap<SitePath, Vec<Review>>,
    /// What was measured on the way.
    sizes: Sizes,
    /// Commits that do not say clearly who did something.
    unclear: Vec<Diagnostic>,
    /// Committer time of HEAD.
    head_time: i64,
    /// Whether a text was needed that is not here.
    is_missing: bool,
    /// Whether a commit moves more files than are compared.
    is_limited: bool,
}

impl Traced {
    /// What it comes to, once changes are measured.
    fn settle(&mut self, enough: u32, git: &Git, cache: &Cache, latest: i64) -> BTreeMap<SitePath, FileHistory> {
        let texts = self.files.values().flatten().map(|deed| &*deed.texts).filter(|texts| !texts.is_empty());
        self.is_missing |= edits::measure(texts, git, cache, &mut self.sizes);
        let size = |deed: &Deed| self.sizes.get(&deed.texts).copied().flatten();
        let told = |(path, deeds): (&SitePath, &Vec<Deed>)| {
            let sizes: Vec<Option<Size>> = deeds.iter().map(size).collect();
            let reviews = self.reviews.get(path).map_or(&[][..], Vec::as_slice);
            (path.clone(), deeds::told(deeds, &sizes, &self.commits, reviews, (enough, latest)))
        };
        self.files.iter().map(told).collect()
    }

    /// Commits whose clock ran ahead, each at the first file that it changed.
    fn untimely(&self, latest: i64) -> Vec<Diagnostic> {
        let mut ahead = first_files(&self.files);
        ahead.retain(|commit, _| self.commits[*commit as usize].latest > latest);
        let diagnostic = |(commit, path): (u32, &SitePath)| {
            let credits = &self.commits[commit as usize];
            let id = String::from_utf8_lossy(&credits.commit[..credits.commit.len().min(10)]).into_owned();
            let day = Timestamp::from_second(credits.latest).map(|time| time.strftime("%F").to_string());
            let message = match day {
                Ok(day) => format!("commit `{id}` is dated {day}, a day that has not come"),
                Err(_) => format!("the date of commit `{id}` is none"),
            };
            Diagnostic::new(Code::FutureDate, message)
                .at(Place::file(path))
                .help("the clock of the computer was wrong; with `--now` or `SOURCE_DATE_EPOCH`, a date after that day is not printed")
        };
        ahead.into_iter().map(diagnostic).collect()
    }
}

/// By the place of a commit, the first page that it did something to, or else the first file.
fn first_files(files: &BTreeMap<SitePath, Vec<Deed>>) -> BTreeMap<u32, &SitePath> {
    let (pages, others): (Vec<_>, Vec<_>) = files.iter().partition(|(path, _)| is_page(path.as_str().as_bytes()));
    let mut first: BTreeMap<u32, &SitePath> = BTreeMap::new();
    for (path, deeds) in pages.into_iter().chain(others) {
        deeds.iter().for_each(|deed| _ = first.entry(deed.commit).or_insert(path));
    }
    first
}

/// Seconds of a day.
pub const DAY: i64 = 24 * 60 * 60;

/// The day of a time, both since 1970 in UTC.
pub fn day_of(time: i64) -> i32 {
    time.div_euclid(DAY) as i32
}

/// The last moment that is believed on a day: tomorrow, because it is tomorrow already elsewhere.
pub fn latest(today: Date) -> i64 {
    today.to_zoned(TimeZone::UTC).map_or(i64::MAX, |time| time.timestamp().as_second() + 2 * DAY - 1)
}

/// The same by the clock of this machine: enough to say that something is odd, and for nothing that is printed.
fn clock() -> i64 {
    Timestamp::now().as_second() + DAY
}

/// What a commit did to a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Deed {
    /// Place in [`Traced::commits`].
    commit: u32,
    /// It made the file.
    creates: bool,
    /// Of an edit of a page: ids of the text before and after, with a space between.
    texts: Box<[u8]>,
}

/// Where the history is, and what is known of it before any of it is read.
struct Repository {
    git: Git,
    head: String,
    is_shallow: bool,
    is_partial: bool,
    /// Its highest folder.
    top: PathBuf,
    /// From the top of the repository to the root, with `/` at its end; "" where they are the same.
    prefix: Vec<u8>,
    /// Whether there is a `.mailmap` at the top, and what it holds.
    mailmap: Option<Vec<u8>>,
    /// Text of `.git-blame-ignore-revs`.
    ignored: Vec<u8>,
}

impl Repository {
    fn find(root: &Path) -> Result<Repository, Diagnostic> {
        let place = ["--is-shallow-repository", "--is-inside-work-tree", "--show-cdup", "--show-prefix"];
        let root = if root.as_os_str().is_empty() { Path::new(".") } else { root };
        if !root.is_dir() {
            return Err(absent("the folder is not there"));
        }
        let mut git = Git::at(root);
        let ask = |git: &Git| git.ask(&[&["rev-parse", "HEAD"], &place[..]].concat());
        let mut answer = ask(&git);
        if answer.as_ref().is_err_and(Failure::is_ownership) {
            git = git.trusting_as_configured();
            answer = ask(&git);
        }
        if answer.is_err() {
            // Without a commit there is no HEAD, and git tells nothing else either.
            let facts = git.ask(&[&["rev-parse"], &place[..]].concat()).map_err(|failure| not_found(&failure))?;
            let in_work_tree = facts.split(|byte| *byte == b'\n').nth(1) == Some(b"true");
            let reason = if in_work_tree { NO_COMMIT } else { NO_WORK_TREE };
            return Err(absent(reason));
        }
        let answer = answer.map_err(|failure| not_found(&failure))?;
        // A folder's name may hold a newline, so only the lines in front of the prefix are counted.
        let mut lines = answer.splitn(5, |byte| *byte == b'\n');
        let mut line = || lines.next().unwrap_or_default();
        let head = String::from_utf8_lossy(line()).into_owned();
        let (is_shallow, in_work_tree, up, prefix) = (line() == b"true", line() == b"true", line(), line());
        if !in_work_tree {
            return Err(absent(NO_WORK_TREE));
        }
        let top: PathBuf = root.join(String::from_utf8_lossy(up).as_ref());
        let promised =
            ["config", "--get-regexp", r"^(remote\..*\.(promisor|partialclonefilter)|extensions\.partialclone)$"];
        Ok(Repository {
            is_partial: git.ask(&promised).is_ok_and(|settings| !settings.is_empty()),
            mailmap: small_file(&top.join(".mailmap")),
            ignored: small_file(&top.join(".git-blame-ignore-revs")).unwrap_or_default(),
            prefix: prefix.strip_suffix(b"\n").unwrap_or(prefix).to_vec(),
            top,
            git,
            head,
            is_shallow,
        })
    }
}

impl Repository {
    /// HEAD and its committer time, where nothing else of the history is read.
    fn head_with_time(&self) -> Option<(String, i64)> {
        let line = self.git.ask(&["rev-list", "--max-count=1", "--timestamp", &self.head, "--"]).ok()?;
        let (time, _) = std::str::from_utf8(&line).ok()?.trim().split_once(' ')?;
        Some((self.head.clone(), time.parse().ok()?))
    }
}

const NO_COMMIT: &str = "the repository has no commit yet";
const NO_WORK_TREE: &str = "this folder is no working copy of its git repository";

/// Files at the top that speak of the history and are not read.
fn left_out(repository: &Repository) -> Vec<Diagnostic> {
    let is_left_out = |name: &&str| {
        let path = repository.top.join(name);
        path.symlink_metadata().is_ok() && small_file(&path).is_none()
    };
    let names = [".mailmap", ".git-blame-ignore-revs"].into_iter().filter(is_left_out);
    let diagnostic = |name| {
        let message = format!("`{name}` is a link or device, or larger than 1 MB, and is left out");
        let place = Place::file(&SitePath::new(name).expect("a plain name"));
        Diagnostic::new(Code::NotARegularFile, message).at(place).help("put the file itself there")
    };
    names.map(diagnostic).collect()
}

/// A regular file of at most 1 MB. What is longer, or leads elsewhere, counts as absent.
fn small_file(path: &Path) -> Option<Vec<u8>> {
    const LARGEST: u64 = 1024 * 1024;
    let metadata = fs::symlink_metadata(path).ok()?;
    if !metadata.is_file() || metadata.len() > LARGEST {
        return None;
    }
    let mut bytes = Vec::new();
    fs::File::open(path).ok()?.take(LARGEST).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// Whoever sits at this machine, as git was told and `.mailmap` maps it. Nobody where git was told nothing, or where a program sits there.
pub fn oneself(root: &Path, bots: &[String]) -> Option<Identity> {
    let told = |key: &str| {
        let mut command = git::disarmed();
        let answer = command.args(["config", "--get", key]).current_dir(root).stdin(Stdio::null()).output().ok()?;
        let text = String::from_utf8_lossy(&answer.stdout).trim().to_owned();
        (answer.status.success() && !text.is_empty()).then_some(text)
    };
    let (name, email) = (told("user.name").unwrap_or_default(), told("user.email").unwrap_or_default());
    let mailmap = Mailmap::open(&Git::at(root).trusting_as_configured()).unwrap_or(Mailmap::Absent);
    let mut names = Names::new(bots, mailmap);
    names.trailer(format!("{name} <{email}>").as_bytes()).first()?;
    names.into_list().0.pop().filter(|identity| !identity.is_bot)
}

/// From commits to what they did to the files that are there now, crediting only those of a time.
fn trace(
    repository: &Repository,
    bots: &[String],
    time: Option<Window>,
    cache: &Cache,
) -> Result<(Traced, Facts), Failure> {
    let Repository { git, head, prefix, .. } = repository;
    let mut facts = Facts::read(repository, cache)?;
    let mut answers = std::mem::take(&mut facts.answers);
    let mut alikes = Alikes::new(git, &mut answers);
    let mut sizes = Sizes::default();
    let steps = facts.steps();
    let changed: Vec<Vec<u8>> = steps.iter().flat_map(edited_together).collect();
    let is_unmeasured = edits::measure(changed.iter().map(Vec::as_slice), git, cache, &mut sizes);
    let likeness = |old: &[u8], new: &[u8]| match sizes.get(&[old, b" ", new].concat()[..]) {
        Some(size) => size.map(|size| size.likeness),
        None => alikes.likeness(old, new),
    };
    let followed = trace::follow(&steps, Box::new(likeness));
    let mut files = BTreeMap::new();
    let mut blends = BTreeMap::new();
    for (path, deeds, merges) in followed.files {
        let path = path.strip_prefix(&prefix[..]).filter(|path| !is_left_out(path));
        let Some(path) = path.and_then(site_path) else { continue };
        if !merges.is_empty() {
            blends.insert(path.clone(), merges);
        }
        files.insert(path, deeds);
    }
    let (bulk, is_limited, is_missing) = (followed.bulk, followed.is_limited, alikes.is_missing || is_unmeasured);
    let Everyone { identities, aliases, credits, merges, unclear, head_time } =
        everyone(repository, bots, &facts, bulk, time.as_ref(), &files, &blends)?;
    for deeds in files.values_mut() {
        let counts = |deed: &Deed| credits[deed.commit as usize].as_ref().is_some_and(|credits| credits.counts);
        deeds.retain(|deed| deed.creates || counts(deed));
    }
    let unclear = unclear.told(&files, &credits);
    let reviews = review::of_files(&files, &blends, &credits, &identities, &merges, &steps);
    let commits = kept(credits, &mut files);
    facts.answers = answers;
    facts.keep(head, cache);
    Ok((
        Traced { identities, aliases, commits, files, reviews, sizes, unclear, head_time, is_missing, is_limited },
        facts,
    ))
}

/// Pages that have another text, where others of the commit may have changed places with them: ids of the texts before and
/// after, with a space between.
fn edited_together(step: &Step<'_>) -> Vec<Vec<u8>> {
    if step.parents.len() > 1 || step.changes.len() < 2 {
        return Vec::new();
    }
    let is_edit = |change: &&Change<'_>| {
        !change.old.is_empty() && !change.new.is_empty() && change.old != change.new && is_page(change.path)
    };
    step.changes.iter().filter(is_edit).map(|change| [change.old, b" ", change.new].concat()).collect()
}

/// Who occurs in the commits.
struct Everyone {
    identities: Vec<Identity>,
    aliases: Vec<Alias>,
    /// Whom each commit names, by its place, where that is not a merge that did nothing by itself.
    credits: Vec<Option<Credits>>,
    /// Merges that name somebody who reviewed or tried what they brought.
    merges: Vec<Merge>,
    /// Commits that do not say clearly who did something.
    unclear: Unclear,
    /// When HEAD was committed.
    head_time: i64,
}

fn everyone(
    repository: &Repository,
    bots: &[String],
    facts: &Facts,
    bulk: Vec<bool>,
    time: Option<&Window>,
    files: &BTreeMap<SitePath, Vec<Deed>>,
    blends: &BTreeMap<SitePath, Vec<u32>>,
) -> Result<Everyone, Failure> {
    let mailmap = match &repository.mailmap {
        Some(_) => Mailmap::open(&repository.git)?,
        None => Mailmap::Absent,
    };
    let mut names = Names::new(bots, mailmap);
    let ignored: HashSet<Vec<u8>> = ignored::listed(&repository.ignored).map(|(_, id)| id).collect();
    let mut commit = Commit::default();
    let mut all = Vec::new();
    let mut merges = Vec::new();
    let mut unclear = Unclear::default();
    let mut mergers = Vec::new();
    let mut head_time = None;
    let did: HashSet<u32> = files.values().flatten().map(|deed| deed.commit).collect();
    let blended: HashSet<u32> = blends.values().flatten().copied().collect();
    for ((place, number), is_bulk) in (0..).zip(&facts.order).zip(bulk) {
        facts.get(*number, &mut commit);
        head_time = head_time.or(Some(commit.committed()));
        if !commit.is_merge() || commit.trailers().next().is_some() {
            unclear.look(place, &commit);
        }
        let is_idle = commit.is_merge() && !did.contains(&place);
        if commit.is_merge() && time.is_none_or(|is_inside| is_inside(commit.id(), commit.committed())) {
            let (name, email) = commit.author();
            let author = (!is_idle || blended.contains(&place)).then(|| names.author(name, email));
            merges.extend(Merge::of(place, author, &commit, &mut names));
        }
        if is_idle {
            names.written(&commit);
            mergers.push(*number);
            all.push(None);
            continue;
        }
        names.written(&commit);
        let mut credits = credits(&commit, &mut names, &ignored);
        credits.is_bulk = is_bulk;
        if time.is_some_and(|is_inside| !is_inside(commit.id(), commit.committed())) {
            credits.people.clear();
        }
        all.push(Some(credits));
    }
    // They come behind those who wrote something, who are in the order in which they did.
    for number in mergers {
        facts.get(number, &mut commit);
        names.merger(&commit);
    }
    let (identities, aliases) = names.into_list();
    let head_time = head_time.unwrap_or_default();
    Ok(Everyone { identities, aliases, credits: all, merges, unclear, head_time })
}

/// The commits that did something to these files. Deeds name them by their places among all; by those among these
/// afterwards.
fn kept(all: Vec<Option<Credits>>, files: &mut BTreeMap<SitePath, Vec<Deed>>) -> Vec<Credits> {
    let mut places = vec![None; all.len()];
    files.values().flatten().for_each(|deed| places[deed.commit as usize] = Some(0));
    places.iter_mut().flatten().zip(0..).for_each(|(place, number)| *place = number);
    for deed in files.values_mut().flatten() {
        deed.commit = places[deed.commit as usize].expect("every commit of a deed has a place");
    }
    all.into_iter().zip(places).filter_map(|(credits, place)| place.and(credits)).collect()
}

/// Whether a file is a page: its changes can be measured.
fn is_page(path: &[u8]) -> bool {
    [&b".md"[..], b".markdown", b".MD"].iter().any(|end| path.ends_with(end))
}

/// Whether a path, relative to the root, is a people file, a picture, another file that is copied as it is, or below a folder
/// that is never content. Nobody is credited for one, and its name may be somebody's who asked to be taken out: it must not
/// be remembered.
fn is_left_out(path: &[u8]) -> bool {
    let is_people_file = |name: &[u8]| name.ends_with(b".yml") || name.ends_with(b".yaml");
    let is_hidden = |folder: &[u8]| folder.starts_with(b".");
    let folders = path.iter().rposition(|byte| *byte == b'/').map_or(&b""[..], |end| &path[..end]);
    path.strip_prefix(b"people/").is_some_and(is_people_file)
        || path.starts_with(b"static/") && !is_page(path)
        || folders.split(|byte| *byte == b'/').any(is_hidden)
        || is_picture(path)
}

/// Whether a file is a picture by its name.
fn is_picture(path: &[u8]) -> bool {
    const ENDS: &[&[u8]] = &[b"avif", b"bmp", b"gif", b"ico", b"jpeg", b"jpg", b"png", b"svg", b"webp"];
    let end = path.rsplit(|byte| *byte == b'.').next().unwrap_or_default();
    ENDS.iter().any(|picture| end.eq_ignore_ascii_case(picture))
}

/// A name that the rest of the house can spell. Others have no entry, so that nobody is credited for a neighbour.
fn site_path(path: &[u8]) -> Option<SitePath> {
    let text = std::str::from_utf8(path).ok()?;
    SitePath::new(text).filter(|path| path.as_str() == text)
}

/// Whom a commit names: its author, then those of its trailers, without programs and without naming anybody twice. Where
/// a program commits for one person, that person is the author.
fn credits(commit: &Commit, names: &mut Names<'_>, ignored: &HashSet<Vec<u8>>) -> Credits {
    let (name, email) = commit.author();
    let mut author = names.author(name, email);
    let mut named: Vec<(u32, Task)> = Vec::new();
    for (key, value) in commit.trailers() {
        let Some(task) = task(key) else { continue };
        for who in names.trailer(value) {
            let is_named = |(other, of): &(u32, Task)| names.same(*other, who) && *of == task;
            if !names.is_bot(who) && !named.iter().any(is_named) {
                named.push((who, task));
            }
        }
    }
    if names.is_bot(author) {
        let mut together = named.iter().filter(|(_, task)| *task == Task::WriteTogether).map(|(who, _)| *who);
        if let (Some(only), None) = (together.next(), together.next()) {
            author = only;
        }
    }
    named.retain(|(who, _)| !names.same(*who, author));
    // Nobody reviews what they wrote together with others.
    let together: Vec<u32> =
        named.iter().filter(|(_, task)| *task == Task::WriteTogether).map(|(who, _)| *who).collect();
    let wrote = |who: u32| together.iter().any(|other| names.same(*other, who));
    named.retain(|(who, task)| *task == Task::WriteTogether || !wrote(*who));
    let mut people = Vec::new();
    if !names.is_bot(author) {
        people.push((author, Task::Write));
    }
    people.extend(named);
    let is_written = people.iter().any(|(_, task)| matches!(task, Task::Write | Task::WriteTogether));
    Credits {
        people,
        author,
        written: commit.written(),
        committed: commit.committed(),
        latest: commit.latest(),
        commit: commit.id().into(),
        counts: is_written && !ignored.contains(commit.id()),
        is_bulk: false,
    }
}

/// How many commits bytes tell of that are read as what `git log` writes, and whom they name; an error where they are something else.
///
/// A history is read by [`read`]: this is for whoever tries the reader on bytes that no git wrote.
pub fn commits_of(bytes: &[u8]) -> std::io::Result<usize> {
    let mut log = log::Log::new(bytes);
    let mut names = Names::new(&[], Mailmap::Absent);
    let mut unclear = Unclear::default();
    let mut commit = Commit::default();
    let mut count = 0;
    while log.next(&mut commit)? {
        credits(&commit, &mut names, &HashSet::new());
        Merge::of(count as u32, None, &commit, &mut names);
        unclear.look(count as u32, &commit);
        count += 1;
    }
    Ok(count)
}

/// What the key of a trailer credits.
fn task(key: &[u8]) -> Option<Task> {
    match key.to_ascii_lowercase().as_slice() {
        b"co-authored-by" => Some(Task::WriteTogether),
        b"reviewed-by" | b"acked-by" => Some(Task::Review),
        b"tested-by" => Some(Task::Test),
        b"helped-by" | b"reported-by" => Some(Task::Help),
        _ => None,
    }
}

fn absent(message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code::NoHistory, message)
        .help("pages show only the authors and dates that their files declare; names and dates from git are missing")
}

fn not_found(failure: &Failure) -> Diagnostic {
    match failure {
        Failure::Missing => absent("`git` is not installed").help("install git, where pages should credit everyone"),
        failure if failure.is_ownership() => {
            absent("git does not read this repository because it belongs to another user")
                .help("run `git config --global --add safe.directory` with this folder, if you trust it")
        }
        Failure::Failed(complaint) if complaint.contains("not a git repository") => {
            absent("the folder is in no git repository")
        }
        failure => absent(format!("git cannot read this repository: {}", failure.reason())),
    }
}

fn partial(reason: &str) -> Diagnostic {
    Diagnostic::new(Code::PartialHistory, format!("old texts cannot be compared: {reason}"))
        .help("changes that cannot be measured count for nobody, and a page that may have had another name names nobody who created it")
        .help("to credit everyone, clone without `--filter`, or commit the `credits.lock.json` of a whole clone")
}

/// How each service is told to fetch the whole history, by the variable that shows where we are.
const SERVICES: &[(&str, &str)] = &[
    ("GITHUB_ACTIONS", "set `fetch-depth: 0` below `with:` of the step `actions/checkout`"),
    ("GITLAB_CI", "set `GIT_DEPTH: 0` below `variables:` in `.gitlab-ci.yml`"),
    ("VERCEL", "set the environment variable `VERCEL_DEEP_CLONE=true` in the project's settings"),
    ("NETLIFY", "put `git fetch --unshallow &&` in front of the build command"),
    ("CF_PAGES", "put `git fetch --unshallow &&` in front of the build command"),
    ("WORKERS_CI", "put `git fetch --unshallow &&` in front of the build command"),
    ("TF_BUILD", "set `fetchDepth: 0` on the `checkout: self` step"),
    ("BITBUCKET_BUILD_NUMBER", "set `depth: full` below `clone:` in `bitbucket-pipelines.yml`"),
    ("TRAVIS", "set `depth: false` below `git:` in `.travis.yml`"),
];

fn shallow(is_set: impl Fn(&str) -> bool) -> Diagnostic {
    let fix =
        SERVICES.iter().find(|(variable, _)| is_set(variable)).map_or("run `git fetch --unshallow`", |(_, fix)| fix);
    Diagnostic::new(Code::ShallowHistory, "the clone is shallow, so no name or date from git is printed")
        .help(format!("to credit everyone, {fix}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shallow_clone_is_explained_in_the_words_of_the_service() {
        let table = [
            ("GITHUB_ACTIONS", "fetch-depth: 0"),
            ("GITLAB_CI", "GIT_DEPTH: 0"),
            ("VERCEL", "VERCEL_DEEP_CLONE=true"),
            ("NETLIFY", "git fetch --unshallow"),
            ("CF_PAGES", "git fetch --unshallow"),
            ("", "run `git fetch --unshallow`"),
        ];
        for (service, fix) in table {
            let diagnostic = shallow(|name| name == service);
            assert!(diagnostic.help[0].contains(fix), "{service}: {:?}", diagnostic.help);
        }
    }
}
