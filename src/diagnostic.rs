//! What is wrong with the content: values that every stage may return and nobody prints before the end.
//!
//! Begin with [`Diagnostic`]. A new warning is a line in [`Code`]'s table and one place that raises it;
//! the terminal, `explain`, the manual and the JSON report all read the same text.

use serde::{Deserialize, Serialize};

use crate::path::SitePath;

/// How much a diagnostic weighs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Not reported.
    Off,
    /// Reported; fails only with `--strict`.
    Warn,
    /// Reported; `check` exits 1.
    Error,
}

impl Level {
    /// As `cairn.yml` writes it.
    pub fn name(self) -> &'static str {
        match self {
            Level::Off => "off",
            Level::Warn => "warn",
            Level::Error => "error",
        }
    }
}

/// One finding: what, where, and what to do about it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Where it is; `None` where the finding is about the repository as a whole.
    pub place: Option<Place>,
    /// Which rule found it.
    pub code: Code,
    /// One line that stands alone: lower case, no full stop, names in backticks.
    pub message: String,
    /// What to do, one sentence each.
    pub help: Vec<String>,
}

impl Diagnostic {
    /// A finding without a place.
    pub fn new(code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic { place: None, code, message: message.into(), help: Vec::new() }
    }

    /// Says where.
    #[must_use]
    pub fn at(mut self, place: Place) -> Diagnostic {
        self.place = Some(place);
        self
    }

    /// Adds a way out.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help.push(help.into());
        self
    }
}

/// A place in a file of the repository.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct Place {
    /// The file, as the repository names it.
    pub file: String,
    /// Line, from 1; 0 where the finding is about the whole file.
    pub line: u32,
    /// Column in characters, from 1; 0 with line 0.
    pub column: u32,
    /// First byte and the byte behind the last; empty where the finding is about the whole file.
    pub bytes: (u32, u32),
}

impl Place {
    /// The whole file.
    pub fn file(path: &SitePath) -> Place {
        Place { file: path.to_string(), line: 0, column: 0, bytes: (0, 0) }
    }

    /// A run of bytes in a file whose text is at hand. Offsets beyond the end, or inside a character, are moved back.
    pub fn span(path: &SitePath, text: &str, bytes: std::ops::Range<usize>) -> Place {
        let start = floor(text, bytes.start);
        let end = floor(text, bytes.end).max(start);
        let before = &text[..start];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Place {
            file: path.to_string(),
            line: 1 + before.bytes().filter(|b| *b == b'\n').count() as u32,
            column: 1 + before[line_start..].chars().count() as u32,
            bytes: (start as u32, end as u32),
        }
    }
}

/// A value and where it stands, for complaints that only later stages can make.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// Byte range in the file.
    pub bytes: (u32, u32),
}

impl<T> Located<T> {
    /// Where it stands in `path`.
    pub fn place(&self, path: &SitePath) -> Place {
        Place { file: path.to_string(), line: self.line, column: self.column, bytes: self.bytes }
    }
}

/// The nearest place at or before a byte that is not inside a character.
pub(crate) fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The word among `known` that `word` was probably meant to be: at most a third of its letters wrong, and the nearest.
pub fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = fold_name(word);
    let letters = letters(&folded);
    let mut best: Option<(usize, &str)> = None;
    for candidate in known {
        let lengths_tell = word.is_ascii() && candidate.is_ascii();
        if lengths_tell && word.len().min(64).abs_diff(candidate.len().min(64)) > candidate.len().max(3) / 3 {
            continue;
        }
        let other = fold_name(candidate);
        let most = best.map_or(usize::MAX, |best| best.0).min(other.len().max(3) / 3);
        // Letters that only one of the two has need a change each: counting them is much cheaper than looking for the changes.
        let own = self::letters(&other);
        let more =
            |a: &[u8; 32], b: &[u8; 32]| (0..32).map(|at| usize::from(a[at].saturating_sub(b[at]))).sum::<usize>();
        if more(&letters, &own).max(more(&own, &letters)) > most {
            continue;
        }
        let found = (edit_distance(&folded, &other), candidate);
        if found.0 <= most && best.is_none_or(|best| found < best) {
            best = Some(found);
        }
    }
    best.map(|best| best.1)
}

/// The question which word was meant: one, or two that are equally near, where nobody knows which.
pub fn meant<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let known: Vec<&str> = known.into_iter().collect();
    let distance = |other: &str| edit_distance(&fold_name(word), &fold_name(other));
    let nearest = did_you_mean(word, known.iter().copied())?;
    let others = known.iter().copied().filter(|other| *other != nearest);
    Some(match did_you_mean(word, others).filter(|other| distance(other) == distance(nearest)) {
        Some(other) => format!("did you mean `{nearest}` or `{other}`?"),
        None => format!("did you mean `{nearest}`?"),
    })
}

/// A name as it is compared: without letter case, `-` as `_`, at most 64 characters.
fn fold_name(name: &str) -> Vec<char> {
    name.chars().flat_map(char::to_lowercase).map(|c| if c == '-' { '_' } else { c }).take(64).collect()
}

/// How often each letter occurs; letters beyond 32 share places, which only makes the count smaller.
fn letters(name: &[char]) -> [u8; 32] {
    let mut counts = [0; 32];
    for c in name {
        counts[*c as usize % 32] += 1;
    }
    counts
}

/// Insertions, removals, replacements and swaps of neighbours that lead from `a` to `b` (optimal string alignment).
fn edit_distance(a: &[char], b: &[char]) -> usize {
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            rows[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let replaced = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                let mut best = replaced.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    best = best.min(rows[i - 2][j - 2] + 1);
                }
                best
            };
        }
    }
    rows[a.len()][b.len()]
}

/// Declares every code once: its name, its default level, whether config may lower it, and its explanation.
macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal, $level:ident $(, $safety:ident)?;)+) => {
        /// Every rule, by its name for ever.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Code {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Code {
            /// All of them, in the order of the table.
            pub const ALL: &[Code] = &[$(Code::$variant),+];

            /// The name printed in brackets, as in `warning[unknown-key]`.
            pub fn name(self) -> &'static str {
                match self { $(Code::$variant => $name),+ }
            }

            /// The level unless `cairn.yml` says otherwise.
            pub fn default_level(self) -> Level {
                match self { $(Code::$variant => Level::$level),+ }
            }

            /// Whether config may not lower it.
            pub fn is_safety(self) -> bool {
                match self { $(Code::$variant => { let safety: &[&str] = &[$(stringify!($safety))?]; !safety.is_empty() }),+ }
            }

            /// What it means, why, and how to mend it: the text of `cairn explain`.
            pub fn explanation(self) -> &'static str {
                match self { $(Code::$variant => concat!($($doc, "\n"),+)),+ }
            }
        }
    };
}

// A macro and not a function: an enum, its names and its explanations must not be able to drift apart.
codes! {
    /// The file is not UTF-8. Its readable part is published with the unreadable bytes replaced.
    /// Save the file as UTF-8; most editors offer it under "save with encoding".
    NotUtf8 = "not-utf8", Error;
    /// The file has no text besides its front matter, so readers would find an empty page. It is published with its title.
    /// Write the answer, or set `status: draft` until it is there.
    EmptyPage = "empty-page", Warn;
    /// The file is larger than a page may be (1 MiB, or `limits.page` in `cairn.yml`), or than any file may (100 MiB, `limits.file`), so it
    /// is neither read nor published. Split it, or move data into `static/`.
    PageTooLarge = "page-too-large", Error, safety;
    /// There are more files than `limits.files` in `cairn.yml` allows (250,000), so those behind are not looked at. Leave out what is no
    /// content with `content: {exclude: […]}`, or raise the limit.
    TooManyFiles = "too-many-files", Error, safety;
    /// There are more languages than `limits.languages` in `cairn.yml` allows (64). Each has a home page, lists and a search index of its own,
    /// and every page leads to all of them, so pages in one language more are not published. The languages that `cairn.yml` names
    /// always count, then those with most pages. Most often the name of a file or `lang` says a language that was not
    /// meant: correct it, or raise the limit.
    TooManyLanguages = "too-many-languages", Error, safety;
    /// A folder cannot be read, so what is in it is left out. Allow it to be read, or take it away.
    UnreadableFile = "unreadable-file", Error;
    /// A symbolic link, a device or a pipe lies among the content. It is never followed. Put the file itself there.
    NotARegularFile = "not-a-regular-file", Error, safety;
    /// A file that acts where it is opened by itself. A drawing (SVG) is published without the scripts, links and styles from elsewhere
    /// that it holds, which browsers ignore in an image too; where none of it can be read, an empty one is. A document of `static/` such
    /// as HTML, whatever begins with `<`, and what hosts or forges obey, such as `CNAME`, `vercel.json` or `.github/`, is left out, unless `trusted_files` in `cairn.yml` names it. Save the drawing as plain SVG; write pages in Markdown.
    ActiveFile = "active-file", Error, safety;
    /// Git tracks a file below `.cairn`, where Cairn keeps what it has made to be faster the next time. Whoever committed it could have
    /// chosen what pages say, so nothing is read from there, and every run makes all pages anew. Take the folder out of git:
    /// `git rm -r --cached .cairn`.
    CommittedCache = "committed-cache", Error, safety;
    /// A folder among the content holds a site that Cairn built, or claims to, so nothing in it is content. Name a built site in
    /// `.gitignore`; where there is none, delete the `.cairn-output`, and the pages beside it are back.
    OutputInContent = "output-in-content", Warn;
    /// The name of the file cannot be used on every system or in an address, or its path is longer than 200 bytes (`limits.path` in
    /// `cairn.yml`). Rename it: letters, digits and hyphens are safe
    /// everywhere.
    BadFileName = "bad-file-name", Error;
    /// Two files differ only in letter case or in how accents are composed; some systems can keep only one of them, and whoever clones
    /// the repository there loses the other. Rename one of them.
    NamesCollide = "names-collide", Warn;
    /// The name of the file follows `languages.pattern` of `cairn.yml` almost: with `{part}.{lang}.md`, `01..de.md` has a dot too many, and
    /// `1.en.md` has fewer digits than most parts. It is read as meant; rename it. Without a pattern, nothing is told.
    OddFileName = "odd-file-name", Warn;
    /// The YAML between the `---` lines cannot be read. The entries that can be read by themselves are kept. Mend it at the place that
    /// is shown; most often a text with `: ` or `#` in it needs quotes.
    YamlSyntax = "yaml-syntax", Error;
    /// The front matter is larger (16 KiB, or `limits.front_matter` in `cairn.yml`), deeper or more entangled than front matter needs to be, so
    /// it is not read: such YAML can cost a machine its memory. Make it plain, without anchors and deep nesting.
    YamlLimit = "yaml-limit", Error, safety;
    /// The key is not one that Cairn knows. Keys of your own go below `extra:`.
    UnknownKey = "unknown-key", Warn;
    /// The value has another type than the key asks for, such as a text where a list is needed, so it has no effect. Write it as the
    /// help shows.
    WrongType = "wrong-type", Error;
    /// The value is none of those that the key allows, so it has no effect. Use one of those that are listed. Or it is longer than it may
    /// be: a title may have 200 characters (`limits.title` in `cairn.yml`), a tag 64 (`limits.tag`), a page 20 tags (`limits.tags`), and 50
    /// people, wordings, pages or old addresses in one list (`limits.listed`). What is more is not shown.
    BadValue = "bad-value", Error;
    /// The date is none, so it has no effect. Write `2026-03-31`, or with a time `2026-03-31T09:00:00Z`.
    BadDate = "bad-date", Error;
    /// A field that this kind of page requires is missing or empty; readers of such pages count on it. Add it. A page with `status:
    /// draft` may wait.
    MissingField = "missing-field", Error;
    /// The page has neither a `title` nor a first `#` heading, so it is named after its file in lists and in search. Write one of the
    /// two.
    MissingTitle = "missing-title", Warn;
    /// A slug segment holds characters that an address cannot carry. A safe form is used instead. Write letters, digits and hyphens.
    BadSlug = "bad-slug", Error;
    /// The front matter says another language than the name or folder of the file. The front matter is followed, but whoever looks for
    /// the file looks elsewhere. Correct one of them.
    LanguageMismatch = "language-mismatch", Warn;
    /// The language code is none that BCP 47 knows, so nobody can tell in which language the page is. Write one such as `en`, `zh-Hant`
    /// or `pt-BR`.
    BadLanguage = "bad-language", Error;
    /// Two pages want the same address. The first keeps it, the second gets a number behind it, which changes when the first one goes.
    /// Or a `slug` leads below a folder of the site's own (`people/`, `community/`, `topics/` …), or to the index of a kind: nobody chooses the
    /// place of a person, a title or a rule. Give the page a `slug` of its own.
    AddressTaken = "address-taken", Error;
    /// A link leads to a page that is not there. It is printed as plain text, so readers find no dead end. Write the path of a file
    /// that is there, seen from the page.
    BrokenLink = "broken-link", Error;
    /// A link leads to a heading that the page does not have. It is printed as a link to the page, whose top is not what was meant. Use
    /// the id of a heading that is there.
    BrokenAnchor = "broken-anchor", Error;
    /// The link's letter case differs from the file's. It works on some machines only; the right page is linked. Write it as the file
    /// is spelt; `cairn check --fix` does.
    WrongCase = "wrong-case", Warn;
    /// A link leads out of the repository, to a file that is on somebody's machine only. It is printed as plain text. Link to something
    /// inside, or write a whole address.
    LinkLeavesRepository = "link-leaves-repository", Error, safety;
    /// A link has a scheme that is not allowed, such as `javascript:`, which could run a program at the reader's. It is printed as
    /// plain text. Use `https:`, `http:` or `mailto:`.
    BadScheme = "bad-scheme", Error, safety;
    /// The address of a link is not what readers take it for: a name stands in front of the host, as in `https://known.example@other.example/`,
    /// the host has letters of one alphabet that look like those of another, or the text of the link names another host. The link is printed
    /// as it is. Look where it leads, and write the address that the browser shows there.
    SuspectLink = "suspect-link", Warn;
    /// Behind the address of a link nothing is there: the server says so (404, 410), or leads on in a circle. Only `cairn check
    /// --external` asks. Link to where it is now, or to a copy that is kept, or take the link out.
    DeadLink = "dead-link", Error;
    /// What a link leads to could not be asked: the server is busy or has a fault, does not answer, is not known by its name, has
    /// no valid certificate, or lies in an inner network. Only `cairn check --external` asks. Look at it in a browser. Hosts that
    /// keep programs out go into `external_links: {ignore: […]}` in `cairn.yml`.
    UnansweredLink = "unanswered-link", Warn;
    /// What a link leads to has moved for good (301, 308). The link still works, so this rule is off unless `cairn.yml` turns it
    /// on. Only `cairn check --external` asks. Write the new address, before the old one goes.
    MovedLink = "moved-link", Off;
    /// A wikilink fits several pages, and nobody can tell which is meant. Write the path of the one you mean.
    AmbiguousLink = "ambiguous-link", Error;
    /// The image is not there. Its alternative text is printed instead. Add the file, or correct the path.
    MissingImage = "missing-image", Error;
    /// The image lies on another server: readers' browsers would call a stranger. It becomes a link with its alternative text. Put the
    /// image into the repository, if its licence allows that.
    RemoteImage = "remote-image", Warn;
    /// The image has more bytes (5 MiB, or `limits.image` in `cairn.yml`) or more pixels (25 million, or `limits.pixels`) than a picture may, so it
    /// is not published, and its alternative text is printed instead: a file of a few bytes can take gigabytes of a reader's memory. Make it smaller.
    ImageTooLarge = "image-too-large", Error, safety;
    /// The image has no alternative text, so people who do not see it miss what it says. Describe it in a few words.
    ImageWithoutText = "image-without-text", Warn;
    /// The image is larger than readers should have to load (1 MiB), or is none that browsers show, or the file is no picture, whatever its name says. Or it is an AVIF
    /// with notes of a camera or program, which may say where it was taken and whose it is: they are taken out of PNG, JPEG, WebP and GIF alone. Make it
    /// smaller, or save it as PNG, JPEG, WebP, AVIF or SVG, without notes.
    BadImage = "bad-image", Warn;
    /// Raw HTML outside the allowed elements. It is shown as text or left out; nothing of it runs, because content comes from many
    /// hands. Write it in Markdown.
    UnsafeHtml = "unsafe-html", Warn;
    /// Two headings ask for one id. The second gets a number behind it, so a link to it breaks when the first one goes. Say in the
    /// headings what is different, or give one an id with `{#its-own}`.
    DuplicateId = "duplicate-id", Warn;
    /// A heading with one `#` stands on a page that has a title already, so that readers see two titles, or do not see this one: below a `title`
    /// of the front matter, the heading that opens the text is not shown. Write it with `##`, or take one of the two out.
    SecondTitle = "second-title", Warn;
    /// A link names a definition that is not there, as `[text][label]` and `[label][]` do without a line `[label]: address`, so readers see the
    /// brackets and no link. Add that line, or write the address itself: `[text](address)`. On a page that defines no label, two single words such as
    /// `[options][file]` are taken for the synopsis of a command, and `[label]` by itself is always plain text.
    MissingLinkDefinition = "missing-link-definition", Warn;
    /// A `:::` container has no end, or an end has no beginning, so more or less stands in it than was meant. Write a line `:::` where
    /// it ends.
    UnbalancedContainer = "unbalanced-container", Error;
    /// The `:::` container is none that Cairn knows. It is shown as a note. Use note, tip, info, warning, danger, details, steps or
    /// tabs.
    UnknownContainer = "unknown-container", Warn;
    /// There is no numbered list right in this `:::steps`, so readers get no numbers, no address for each step and nothing to check off. Write
    /// the steps as items of one list, `1. …`, with what belongs to each indented below it. Headings that are steps need no `:::steps`.
    StepsWithoutList = "steps-without-list", Warn;
    /// The page nests lists, quotes, containers or emphasis deeper than a page needs (32 levels, or `limits.nesting` in `cairn.yml`), which can
    /// cost a machine its memory. What lies deeper is shown without its own nesting. Flatten it.
    NestedTooDeep = "nested-too-deep", Error, safety;
    /// The page would become more than 32 times as long as it is written (`limits.growth` in `cairn.yml`), 64 KiB aside, which can cost a
    /// machine its disk. From the place that is shown, nothing of it is published. Split it, or write it with less in so little.
    PageGrows = "page-grows", Error, safety;
    /// The formula cannot be read. Its source is shown instead. Correct it at the place that is shown.
    BadMath = "bad-math", Error;
    /// The code block is too large (64 KiB, or `limits.code` in `cairn.yml`), or has too long a line (2000 bytes, or `limits.code_line`), to be
    /// highlighted. It is shown in one colour. Shorten it to what readers
    /// need, or give it away as a file.
    CodeTooLong = "code-too-long", Warn;
    /// A footnote is used and not defined, so readers see its sign and no note. Write the note on a line of its own: `[^1]: …`. On a page without
    /// any note, `[^a-z]` and the like are taken for regular expressions: told are numbers, and names that stand right behind a word.
    MissingFootnote = "missing-footnote", Warn;
    /// A redirect leads back to where it began, or two pages claim one old address.
    RedirectLoop = "redirect-loop", Error;
    /// An alias leads elsewhere: another page, a file or the site itself has that name already, and it goes first. Or no link can
    /// have the name, because it holds `#` or `?`. Choose another name, or take it out.
    ShadowedAlias = "shadowed-alias", Warn;
    /// The page names a person, page, series or file (`payload` too) that is not there, so nothing is shown of it. Correct the name,
    /// or take it out.
    UnknownReference = "unknown-reference", Warn;
    /// The people file cannot be used as it is, or a part of it. What can be used is. Correct it as the help says.
    BadPerson = "bad-person", Error;
    /// A title in `badges.yml`, or a part of its rule, cannot be used as it is. The title is not given to anybody, because half a
    /// rule would be another rule. Correct the entry.
    BadBadge = "bad-badge", Error;
    /// Titles were given, and their files need whole addresses. None is written until `base_url` says where the site will be
    /// published. Write it into `cairn.yml`, or build with `--base-url`.
    BadgesWithoutAddress = "badges-without-address", Warn;
    /// Titles were given for ever, and `badges.yml` names no `email` of the issuer. Verifiers of Open Badges 2.0 ask for one and
    /// refuse a badge without it. Write `issuer: {email: …}` with an address that may be published.
    BadgesWithoutEmail = "badges-without-email", Warn;
    /// Something that is published has the name of somebody whose people file says `credit: hidden`: a page, a file that it gives
    /// away, a file of `static/`, a document such as `CODE_OF_CONDUCT.md`, what other people say of themselves, `badges.yml` or
    /// `cairn.yml`. It is published as it stands, because nobody's words are changed. Take the name out, or ask them whether it
    /// may stay.
    HiddenNameInText = "hidden-name-in-text", Warn;
    /// The text holds control characters, or characters that turn the direction of writing, so that readers see something else
    /// than what is there. Front matter is printed without them. Write it anew.
    HiddenCharacters = "hidden-characters", Warn;
    /// Something is said to have happened on a day that has not come. Correct the date.
    FutureDate = "future-date", Warn;
    /// A people file or `.mailmap` speaks of a name, account or address that occurs nowhere: in no commit, in no front matter. Or a
    /// line of `.mailmap` says otherwise than another of the same commits. Correct its spelling, or remove it.
    UnmatchedIdentity = "unmatched-identity", Warn;
    /// `credits.lock.json` cannot be read, or only in part. What cannot be read is not printed. Write it anew with `cairn people lock`.
    BadLock = "bad-lock", Error;
    /// A people file has the id under which `credits.lock.json` knows somebody else, or one that some file systems cannot tell from another's
    /// (`jo-gross`, `jo-groß`), or that another file has. Their address, and titles that were given for ever, would become another's. Choose
    /// another id; until then nobody is named by what could be somebody else's, and the lock is not written anew.
    TakenId = "taken-id", Error;
    /// `credits.lock.json` says something else than the history, or knows less than the pages that are there.
    /// Write it anew with `cairn people lock`, and commit it.
    StaleLock = "stale-lock", Warn;
    /// The address of a link in metadata is none that may be printed. Write a whole address that begins with `https://` and has no user
    /// name in it.
    BadLink = "bad-link", Warn;
    /// The metadata holds an e-mail address. It is not printed; write a name, a person id or a link instead.
    AddressInMetadata = "address-in-metadata", Warn;
    /// The key is not an option of `cairn.yml`, so it has no effect. Remove it, or correct its spelling.
    UnknownOption = "unknown-option", Error;
    /// The repository has no git history here, so pages name only the authors that the files declare. Where that is meant, turn this
    /// rule off; else clone the repository with git.
    NoHistory = "no-history", Warn;
    /// The clone is shallow: most of the history is missing, so no name or date from git is printed, because it could be a wrong one.
    /// Fetch the whole history: `git fetch --unshallow`, or `fetch-depth: 0` in the workflow.
    ShallowHistory = "shallow-history", Warn;
    /// Old texts are missing, as in a partial clone, so moves are followed only where the text stayed the same. What cannot be
    /// compared is not printed: no creator of a page that may have had another name, no change that nobody can measure.
    /// Clone without `--filter`, or commit the `credits.lock.json` of a whole clone.
    PartialHistory = "partial-history", Warn;
    /// A line of `.git-blame-ignore-revs` is no whole id of a commit, so it has no effect, in git neither. Write all 40
    /// characters (64 where the repository uses SHA-256).
    BadCommitId = "bad-commit-id", Warn;
    /// A commit has no author name, or one in another encoding than UTF-8, or a trailer such as `Reviewed-by` that names several
    /// people at once, so somebody may be missing among those who helped, or be misspelt. Give the name for the address of the
    /// commit in `.mailmap`; write one trailer for each person.
    UnclearName = "unclear-name", Warn;
    /// A redirect or page would hide a file of `static/`, or the reverse, so one of them could not be reached. The first keeps the
    /// address. Rename the other.
    FileShadowed = "file-shadowed", Error;
    /// A heading is more than one level below the one before it. Who moves from heading to heading, as with a screen reader,
    /// looks for the level that is missing. Write it one level higher.
    HeadingJump = "heading-jump", Warn;
    /// Nothing but a comment, if that, stands between a heading and the next, so readers who choose it from the contents find nothing.
    /// Write the section, or take its heading out.
    EmptySection = "empty-section", Warn;
    /// The word behind the fence of a code block names no language that Cairn can colour. The code is shown in one colour.
    /// Write the usual name of the language, or `text`.
    UnknownCodeLanguage = "unknown-code-language", Warn;
    /// A sign of another generator stands among the words, such as `{{< note >}}`, `{% include x %}` or `!!! note`. Readers
    /// see it as it is written. Write what it stood for in Markdown.
    ForeignShortcode = "foreign-shortcode", Warn;
    /// The text still holds words that `cairn new` wrote, or that fill a page until its text is there. Write the text, or
    /// set `status: draft`.
    PlaceholderText = "placeholder-text", Warn;
    /// A key, token or password that looks real stands in a page, in a text that a page gives away or links to, in one of `static/`, in a
    /// document of the community, or in what is said of people and titles. Everybody can read it in the repository, whatever the site
    /// shows. Take it out, make it invalid where it came from, and write `<your-key>` instead. What is no key although it looks like
    /// one goes into `allowed_secrets` in `cairn.yml`.
    Secret = "secret", Error, safety;
    /// An address of a machine that belongs to somebody stands in the text. Whoever copies the example reaches a stranger. Use the
    /// ranges for documentation: 192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/24 (RFC 5737), 2001:db8::/32 (RFC 3849). Addresses of the
    /// local network and public name servers are fine. The community's own, and those that it means to name, go into
    /// `allowed_addresses` in `cairn.yml`.
    PublicAddress = "public-address", Warn;
    /// An address of a private network (RFC 1918, RFC 4193) stands in the text, as examples often have it, or because somebody has copied
    /// it from their own network. Where nobody should learn how yours is laid out, switch this on. Addresses that may be named go into
    /// `allowed_addresses` in `cairn.yml`.
    PrivateAddress = "private-address", Off;
    /// A host that looks made up for an example, such as `mydomain` with `.com` behind it, is registered: it belongs to somebody. Use a
    /// name that RFC 2606 keeps for examples: `example.com`, or one that ends in `.example`. The community's own, and those that it
    /// means to name, go into `allowed_addresses` in `cairn.yml`.
    RealHostname = "real-hostname", Warn;
    /// An e-mail address stands in the text, where programs collect it. It is printed as it is written. Write one that ends in
    /// `@example.com`, or link to a page that has the address. The community's own, and those that it means to name, go into
    /// `allowed_addresses` in `cairn.yml`.
    AddressInText = "address-in-text", Warn;
    /// The text of a template asks for a variable that the page does not declare, so readers cannot fill it in. Declare it
    /// in `variables`, or correct its name.
    UndefinedVariable = "undefined-variable", Error;
    /// The page declares a variable that its template does not ask for, so filling it in does nothing. Use it, or remove it.
    UnusedVariable = "unused-variable", Warn;
    /// Two variables of a template have one name, so readers would fill in the same twice. The second has no effect. Give it a name of
    /// its own, or remove it.
    DuplicateVariable = "duplicate-variable", Warn;
    /// Another page of the same kind and language has this title, so a list or a search cannot tell them from each other.
    /// Say in the title what is different, join the pages, or set `duplicate_of`.
    DuplicateTitle = "duplicate-title", Warn;
    /// A wording of `asked_as` belongs to another page too, by its title or its own `asked_as`. Search could not know which of
    /// them is meant. Keep it where it is answered.
    SharedQuestion = "shared-question", Warn;
    /// The title of a question, a wording of its `asked_as`, or a heading of a `faq-list` asks nearly what is asked elsewhere.
    /// Readers and search could not know which answer is the right one. Improve the one that is there; or, where people will look
    /// for both wordings, set `duplicate_of: faq/that-page.md`: search then finds that page by either.
    AskedBefore = "asked-before", Warn;
    /// Most of what the page says stands on another page too, nearly word for word: of an answer at least half, of any other page
    /// four fifths. Join the two, let one lead to the other, or set `duplicate_of`. Code, translations, and pages that are outdated, archived or based on another are not compared.
    NearDuplicate = "near-duplicate", Warn;
    /// A page says that it is a duplicate of itself, or of a page that says the same of this one, so none of them has the answer. Name the
    /// page that answers in `duplicate_of` of the others, and take it out there.
    DuplicateLoop = "duplicate-loop", Warn;
    /// The area is none of those that `areas` in `cairn.yml` names, so the page stands in a list that nobody looks into. Use one of
    /// them, or add it there. Where `cairn.yml` names none, any area is fine.
    UnknownArea = "unknown-area", Warn;
    /// A glob below `diagnostics: {in: …}` in `cairn.yml` fits no file, so its levels have no effect. Correct it, or remove it. A glob
    /// fits the whole path, seen from `cairn.yml`: `content/drafts/**`, or `**/drafts/**` for any folder of this name.
    UnmatchedGlob = "unmatched-glob", Warn;
    /// The tag is none of those that `tags` in `cairn.yml` allows. Use one of them, or add it there.
    UnknownTag = "unknown-tag", Warn;
    /// The page names somebody who has no people file, and whose id is nearly that of somebody who has one. Correct it.
    UnknownPerson = "unknown-person", Warn;
    /// A template without a licence: readers take it away and do not know what they may do with it. Add `license` to the
    /// page, or to `cairn.yml` for all pages.
    MissingLicense = "missing-license", Warn;
    /// The page says by `based_on` what it was made from, and the licence of that does not allow the page's own: share-alike and the GPL ask
    /// for the same licence, and no-derivatives may not be changed at all. Use a licence that it allows, or ask its author. Judged are only
    /// licences of which their makers say what they allow, and no expressions such as `MIT OR GPL-3.0-only`.
    LicenseConflict = "license-conflict", Warn;
    /// The translation says by `source_digest` of which text it was made, and that text has changed. Translate what is new,
    /// then write the digest that is shown.
    StaleTranslation = "stale-translation", Warn;
    /// The page was reviewed longer ago than it asks for itself, or than `review_every` in `cairn.yml` does. Read it again and
    /// set `reviewed`. Nothing is said where nobody knows what day it is.
    StaleReview = "stale-review", Warn;
    /// The page should not be relied on after the day that it gives in `expires`. Move that day, or set `status: outdated`.
    ExpiredPage = "expired-page", Warn;
    /// No other page links to this one, so only lists and search lead to it. Link to it where a reader needs it. This rule is
    /// off unless `cairn.yml` turns it on; `cairn list --orphans` lists the same pages.
    OrphanPage = "orphan-page", Off;
    /// A template of the site's theme cannot be used. The page is made with the built-in one. Correct it at the place that is shown.
    ThemeTemplate = "theme-template", Error;
    /// A file of the site's `theme/` folder replaces none of the theme's, and nothing names it: no template, `theme.toml`, kind or other file.
    /// So it has no effect. Most often its name or folder is not quite that of the file it should replace. Rename it, or take it out.
    UnusedThemeFile = "unused-theme-file", Warn;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_counts_lines_and_characters() {
        let path = SitePath::new("faq/a.md").unwrap();
        let text = "---\ntitle: Größe x\n---\n";
        let at = text.find('x').unwrap();
        let place = Place::span(&path, text, at..at + 1);
        assert_eq!((place.line, place.column), (2, 14));
        let beyond = Place::span(&path, text, 900..901);
        assert_eq!(beyond.bytes, (text.len() as u32, text.len() as u32));
    }

    #[test]
    fn misspelt_words_are_recognised() {
        let known = ["author", "authors", "title", "tags", "date"];
        assert_eq!(did_you_mean("auhtor", known), Some("author"));
        assert_eq!(did_you_mean("titel", known), Some("title"));
        assert_eq!(did_you_mean("Title", known), Some("title"));
        assert_eq!(did_you_mean("colour", known), None);
    }

    #[test]
    fn every_code_has_a_name_and_says_what_to_do() {
        for code in Code::ALL {
            assert_eq!(serde_json::to_value(code).unwrap(), code.name());
            assert!(code.explanation().contains(". ") || code.explanation().ends_with(".\n"), "{code:?}");
        }
    }

    #[test]
    fn safety_is_marked() {
        assert!(Code::BadScheme.is_safety() && !Code::UnknownKey.is_safety());
    }
}
