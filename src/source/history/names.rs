//! Who a name and address stand for: a person, a program, an account on a forge.
//!
//! Begin with [`Names`], which gives each pair its place in [`History::identities`](super::History). Being a bot is a
//! matter of the whole name or address, never of a part of it: there are people called Botha.

use std::collections::{BTreeSet, HashMap};
use std::io::{self, BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use super::Identity;
use super::git::Git;
use super::log::Commit;
use super::mailmap::Alias;
use crate::path::fold;

/// Addresses under which programs sign their work. Whole addresses only: `Claude` is also a first name.
const TOOLS: &[&str] = &[
    "action@github.com",
    "actions@github.com",
    "agent@warp.dev",
    "aider@aider.chat",
    "amp@ampcode.com",
    "badger@gitter.im",
    "bot@gitbook.com",
    "bot@renovateapp.com",
    "chatgpt@openai.com",
    "claude@anthropic.com",
    "codex@openai.com",
    "copilot@github.com",
    "crush@charm.land",
    "cursoragent@cursor.com",
    "devin@cognition.ai",
    "gemini-cli@google.com",
    "gemini-code-assist@google.com",
    "gemini@google.com",
    "github-actions@github.com",
    "imgbothelp@gmail.com",
    "jules@google.com",
    "junie@jetbrains.com",
    "noreply@aider.chat",
    "noreply@anthropic.com",
    "noreply@cline.bot",
    "noreply@codeium.com",
    "noreply@cursor.com",
    "noreply@github.com",
    "noreply@gitlab.com",
    "noreply@openai.com",
    "noreply@opencode.ai",
    "noreply@weblate.org",
    "openhands@all-hands.dev",
    "qwen-coder@alibabacloud.com",
    "renovate@whitesourcesoftware.com",
    "semantic-release-bot@martynus.net",
    "snyk-bot@snyk.io",
    "support+bot@crowdin.com",
    "support@dependabot.com",
    "support@greenkeeper.io",
];

/// Accounts that are programs although their name does not end in `[bot]`.
const TOOL_ACCOUNTS: &[&str] = &[
    "actions-user",
    "allcontributors",
    "claude",
    "copilot",
    "crowdin-bot",
    "cursoragent",
    "github-actions",
    "renovate-bot",
    "semantic-release-bot",
    "snyk-bot",
    "web-flow",
];

/// Names, in small letters, and addresses that are a program's only together: people translate under the same address.
const NAMED_TOOLS: &[(&str, &str)] =
    &[("hosted weblate", "hosted@weblate.org"), ("weblate (bot)", "hosted@weblate.org")];

/// The address of an access token of GitLab: `project_7_bot@noreply.gitlab.com`, `group_7_bot_1f0@noreply.their.host`.
fn is_token(email: &str) -> bool {
    let Some((local, host)) = email.split_once('@') else { return false };
    let mut parts = local.split('_');
    let is_kind = matches!(parts.next(), Some("project" | "group"));
    let is_number = parts.next().is_some_and(|id| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()));
    let is_bot = parts.next() == Some("bot");
    let is_short = parts.next().is_none_or(|rest| rest.bytes().all(|byte| byte.is_ascii_hexdigit()));
    is_kind && is_number && is_bot && is_short && parts.next().is_none() && host.starts_with("noreply.")
}

/// Everyone met so far.
pub(super) struct Names<'a> {
    bots: &'a [String],
    mailmap: Mailmap,
    /// By `name NUL address`, as git wrote them.
    authors: HashMap<Vec<u8>, u32>,
    /// By the text of the trailer.
    trailers: HashMap<Vec<u8>, Vec<u32>>,
    places: HashMap<(String, String), u32>,
    list: Vec<Identity>,
    aliases: BTreeSet<Alias>,
    key: Vec<u8>,
}

impl<'a> Names<'a> {
    /// Nobody yet. `bots` are further names, addresses or accounts of programs.
    pub(super) fn new(bots: &'a [String], mailmap: Mailmap) -> Names<'a> {
        Names {
            bots,
            mailmap,
            authors: HashMap::new(),
            trailers: HashMap::new(),
            places: HashMap::new(),
            list: Vec::new(),
            aliases: BTreeSet::new(),
            key: Vec::new(),
        }
    }

    /// An author whom git has mapped already.
    pub(super) fn author(&mut self, name: &[u8], email: &[u8]) -> u32 {
        self.key.clear();
        self.key.extend_from_slice(name);
        self.key.push(0);
        self.key.extend_from_slice(email);
        if let Some(who) = self.authors.get(&self.key) {
            return *who;
        }
        let who = self.place(&text(name), &text(email));
        self.authors.insert(self.key.clone(), who);
        who
    }

    /// The author of a merge that did nothing by itself; to be told once everybody who did something is known.
    pub(super) fn merger(&mut self, commit: &Commit) {
        let many = self.list.len();
        let (name, email) = commit.author();
        let who = self.place(&text(name), &text(email)) as usize;
        self.list[who].only_merges |= who >= many;
    }

    /// Keeps what a commit calls its author where `.mailmap` calls them otherwise.
    pub(super) fn written(&mut self, commit: &Commit) {
        let (written, meant) = (commit.raw_author(), commit.author());
        if written != meant {
            let both = |(name, email): (&[u8], &[u8])| (text(name).trim().to_owned(), text(email).trim().to_owned());
            self.meant(both(written), both(meant));
        }
    }

    fn meant(&mut self, written: (String, String), (name, email): (String, String)) {
        let meant = (name.trim().to_owned(), email.trim().to_lowercase());
        if meant != (written.0.clone(), written.1.to_lowercase()) {
            self.aliases.insert(Alias { written, meant });
        }
    }

    /// Whom the text behind `Co-authored-by:` means, mapped here because git maps no trailers.
    pub(super) fn trailer(&mut self, value: &[u8]) -> Vec<u32> {
        if let Some(known) = self.trailers.get(value) {
            return known.clone();
        }
        let mut people = Vec::new();
        for (name, email) in contacts(&text(value)) {
            if !(name.is_empty() && email.is_empty() || email.is_empty() && (is_nobody(&name) || is_a_phrase(&name))) {
                let written = (name.clone(), email.clone());
                let (name, email) = self.mailmap.map(name, email);
                people.push(self.place(&name, &email));
                self.meant(written, (name, email));
            }
        }
        self.trailers.insert(value.to_vec(), people.clone());
        people
    }

    /// Whether it is a program.
    pub(super) fn is_bot(&self, who: u32) -> bool {
        self.list[who as usize].is_bot
    }

    /// Whether both are one person as far as one commit can tell: the same address or account, or the same full name. Two
    /// namesakes in one commit are rarer than somebody with two addresses.
    pub(super) fn same(&self, one: u32, other: u32) -> bool {
        let (a, b) = (&self.list[one as usize], &self.list[other as usize]);
        let is_full = a.name.trim().contains(' ') && fold(a.name.trim()) == fold(b.name.trim());
        one == other
            || is_full
            || (!a.email.is_empty() && a.email == b.email)
            || (a.login.is_some() && a.login == b.login)
    }

    /// Everyone, in the order of their places, and what commits call them otherwise.
    pub(super) fn into_list(self) -> (Vec<Identity>, Vec<Alias>) {
        (self.list, self.aliases.into_iter().collect())
    }

    fn place(&mut self, name: &str, email: &str) -> u32 {
        let pair = (name.trim().to_owned(), email.trim().to_lowercase());
        if let Some(who) = self.places.get(&pair) {
            return *who;
        }
        let identity = identity(pair.0.clone(), pair.1.clone(), self.bots);
        let who = self.list.len() as u32;
        self.list.push(identity);
        self.places.insert(pair, who);
        who
    }
}

/// Whether a text that stands where somebody is named names nobody: `none`, `TBD`, `#123`.
pub(super) fn is_nobody(name: &str) -> bool {
    const NOBODY: [&str; 16] = [
        "anonymous",
        "anyone",
        "ci",
        "me",
        "myself",
        "n/a",
        "na",
        "no one",
        "nobody",
        "none",
        "self",
        "somebody",
        "tba",
        "tbd",
        "todo",
        "unknown",
    ];
    let name = name.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    !name.contains(char::is_alphabetic) || NOBODY.contains(&name.as_str())
}

/// Whether it says who somebody is, and not what they are called: `a user on the forum`.
fn is_a_phrase(name: &str) -> bool {
    name.split_whitespace().count() > 2 && !name.contains(char::is_uppercase) && name.is_ascii()
}

/// Old histories hold names in Latin-1 without saying so; each of its bytes is the character of that number.
pub(super) fn text(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}

/// Everyone whom the value of a trailer names: `Jane Doe <jane@example.org>, Bob <bob@example.org>`. Nobody, where several are
/// named without addresses: that is nobody's name.
pub(super) fn contacts(value: &str) -> Vec<(String, String)> {
    const BETWEEN: &[char] = &[',', ';', '&', '/', '+', ' '];
    let is_address = |word: &str| word.contains('@') && !word.starts_with('@');
    let words = || value.split(BETWEEN).filter(|word| !word.is_empty());
    if value.matches('<').count() > 1 {
        let people = value.split_inclusive('>').filter(|person| person.contains('<'));
        let bare = |person: &str| {
            let person = person.trim_start_matches(BETWEEN);
            one(person.strip_prefix("and ").unwrap_or(person))
        };
        people.filter_map(bare).collect()
    } else if words().count() > 1 && words().all(is_address) {
        words().map(|word| (String::new(), word.to_owned())).collect()
    } else {
        one(value).into_iter().collect()
    }
}

/// `Jane Doe <jane@example.org>`; nobody, where several share the address, because nobody knows whose it is. `Doe, Jane` is one,
/// and so is `Jane Doe (she/her)`.
fn one(value: &str) -> Option<(String, String)> {
    let (name, email) = contact(value);
    let aside: String = name.split(')').filter_map(|part| part.split('(').next()).collect();
    let are_between = aside.contains([';', '&', '/']) || aside.contains(" and ") || aside.contains(" + ");
    let mut parts = aside.split(',').map(str::trim).filter(|part| !part.is_empty());
    let are_several = are_between || aside.contains(',') && parts.all(|part| part.contains(' '));
    (!are_several).then_some((name, email))
}

/// `Jane Doe <jane@example.org>`, with either part missing.
pub(super) fn contact(value: &str) -> (String, String) {
    let tidy = |name: &str| name.trim().trim_matches('"').trim().to_owned();
    if let Some((name, rest)) = value.split_once('<') {
        let email = rest.split('>').next().unwrap_or(rest).trim();
        (tidy(name), email.to_owned())
    } else if value.contains('@') && !value.contains(' ') && !value.starts_with('@') {
        (String::new(), value.to_owned())
    } else {
        (tidy(value), String::new())
    }
}

pub(super) fn identity(name: String, email: String, bots: &[String]) -> Identity {
    let login = login(&email);
    let ends_like_a_bot = |text: &str| text.to_ascii_lowercase().ends_with("[bot]");
    let is_tool_account = |login: &String| TOOL_ACCOUNTS.iter().any(|tool| tool.eq_ignore_ascii_case(login));
    let is_listed = |bot: &String| {
        let bot = bot.trim().to_lowercase();
        bot == name.to_lowercase() || bot == email || login.as_ref().is_some_and(|login| bot == login.to_lowercase())
    };
    let is_bot = ends_like_a_bot(&name)
        || login.as_deref().is_some_and(ends_like_a_bot)
        || login.as_ref().is_some_and(is_tool_account)
        || TOOLS.contains(&email.as_str())
        || NAMED_TOOLS.contains(&(name.to_lowercase().as_str(), email.as_str()))
        || is_token(&email)
        || bots.iter().filter(|bot| !bot.trim().is_empty()).any(is_listed);
    Identity { name, email, login, is_bot, only_merges: false, person: None }
}

/// The account that a forge's noreply address tells.
///
/// GitHub writes `123+login@users.noreply.github.com`, formerly without the number; GitLab
/// `123-login@users.noreply.gitlab.com`; Codeberg and other Forgejo or Gitea servers `login@noreply.their.host`.
fn login(email: &str) -> Option<String> {
    let (local, host) = email.split_once('@')?;
    let behind_number = |sign: char| match local.split_once(sign) {
        Some((number, login)) if !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) => login,
        _ => local,
    };
    let login = match host {
        "users.noreply.github.com" => behind_number('+'),
        "users.noreply.gitlab.com" => behind_number('-'),
        host if host.starts_with("noreply.") && host != "noreply.github.com" => local,
        _ => return None,
    };
    (!login.is_empty()).then(|| login.to_owned())
}

/// `.mailmap`, read by git itself, so that trailers follow the same rules as authors.
pub(super) enum Mailmap {
    /// The repository has none.
    Absent,
    /// A git that answers one line for each line.
    Open {
        /// Stopped when dropped.
        child: Child,
        /// Questions.
        ask: ChildStdin,
        /// Answers.
        answers: BufReader<ChildStdout>,
    },
}

impl Mailmap {
    /// Starts a git that maps contacts.
    pub(super) fn open(git: &Git) -> io::Result<Mailmap> {
        let mut command = git.command(&["check-mailmap", "--stdin"]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let ask = child.stdin.take().expect("it was asked to be a pipe");
        let answers = BufReader::new(child.stdout.take().expect("it was asked to be a pipe"));
        Ok(Mailmap::Open { child, ask, answers })
    }

    pub(super) fn map(&mut self, name: String, email: String) -> (String, String) {
        let Mailmap::Open { ask, answers, .. } = self else { return (name, email) };
        // What git would not take as a contact would end the conversation.
        if email.is_empty() || name.contains(['<', '>', '\n', '\0']) || email.contains(['<', '>', '\n', '\0']) {
            return (name, email);
        }
        let mut line = Vec::new();
        let asked = ask.write_all(format!("{name} <{email}>\n").as_bytes()).and_then(|()| ask.flush());
        if asked.is_err() || answers.read_until(b'\n', &mut line).is_err() || line.is_empty() {
            *self = Mailmap::Absent;
            return (name, email);
        }
        contact(text(&line).trim_end())
    }
}

impl Drop for Mailmap {
    fn drop(&mut self) {
        if let Mailmap::Open { child, .. } = self {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bots_are_known_by_the_whole_name_or_address() {
        let bots = ["Houston (Bot)".to_owned(), "ops@example.org".to_owned(), "docs-sync".to_owned(), " ".to_owned()];
        let table = [
            ("dependabot[bot]", "x@example.org", true),
            ("Renovate", "29139614+renovate[bot]@users.noreply.github.com", true),
            ("houston (bot)", "h@example.org", true),
            ("Anyone", "ops@example.org", true),
            ("Sync", "77+docs-sync@users.noreply.github.com", true),
            ("Copilot", "198982749+Copilot@users.noreply.github.com", true),
            ("Claude", "noreply@anthropic.com", true),
            ("Claude", "claude@example.org", false),
            ("github-actions", "github-actions@github.com", true),
            ("GitHub Action", "actions@github.com", true),
            ("Renovate Bot", "bot@renovateapp.com", true),
            ("semantic-release-bot", "semantic-release-bot@martynus.net", true),
            ("Weblate (bot)", "hosted@weblate.org", true),
            ("Ada Anand", "hosted@weblate.org", false),
            ("snyk-bot", "snyk-bot@snyk.io", true),
            ("Sam Snyk", "sam@snyk.io", false),
            ("Windsurf", "noreply@codeium.com", true),
            ("Cline", "noreply@cline.bot", true),
            ("GitLab", "noreply@gitlab.com", true),
            ("Weblate", "noreply@weblate.org", true),
            ("Renovate", "renovate@whitesourcesoftware.com", true),
            ("Gemini", "gemini@google.com", true),
            ("Gemini Gomez", "gemini.gomez@google.com", false),
            ("Jules", "jules@google.com", true),
            ("Devin", "devin@cognition.ai", true),
            ("Devin", "devin@example.org", false),
            ("Claude", "claude@anthropic.com", true),
            ("gitlab-bot", "project_1_bot@noreply.gitlab.com", true),
            ("token", "group_12_bot_0af3@noreply.git.example.org", true),
            ("P. R. O'Ject", "project_x_bot@noreply.gitlab.com", false),
            ("P. R. O'Ject", "project_1_bot@example.org", false),
            ("P. R. O'Ject", "project_1_botha@noreply.gitlab.com", false),
            ("allcontributors", "46447321+allcontributors@users.noreply.github.com", true),
            ("All", "46447321+allcontributors[bot]@users.noreply.github.com", true),
            ("GitBook", "bot@gitbook.com", true),
            ("Crowdin Bot", "support+bot@crowdin.com", true),
            ("Support", "support@crowdin.com", false),
            ("ImgBotApp", "ImgBotHelp@gmail.com", true),
            ("Henré Botha", "botha@example.org", false),
            ("Bot", "bot@example.org", false),
            ("robot", "", false),
            ("", "", false),
        ];
        for (name, email, expected) in table {
            let identity = identity(name.into(), email.to_lowercase(), &bots);
            assert_eq!(identity.is_bot, expected, "{name} <{email}>");
        }
    }

    #[test]
    fn noreply_addresses_tell_the_account() {
        let table = [
            ("123+jane@users.noreply.github.com", Some("jane")),
            ("jane@users.noreply.github.com", Some("jane")),
            ("7-jane@users.noreply.gitlab.com", Some("jane")),
            ("jane-doe@users.noreply.gitlab.com", Some("jane-doe")),
            ("jane@noreply.codeberg.org", Some("jane")),
            ("noreply@github.com", None),
            ("jane@example.org", None),
            ("123+@users.noreply.github.com", None),
            ("jane", None),
        ];
        for (email, expected) in table {
            assert_eq!(login(email).as_deref(), expected, "{email}");
        }
    }

    #[test]
    fn contacts_are_read_in_every_form() {
        let table = [
            ("Jane Doe <jane@example.org>", "Jane Doe", "jane@example.org"),
            ("\"Jane Doe\" <jane@example.org> (she)", "Jane Doe", "jane@example.org"),
            ("<jane@example.org>", "", "jane@example.org"),
            ("jane@example.org", "", "jane@example.org"),
            ("Jane Doe", "Jane Doe", ""),
            ("@jane", "@jane", ""),
            ("", "", ""),
        ];
        for (value, name, email) in table {
            assert_eq!(contact(value), (name.to_owned(), email.to_owned()), "{value}");
        }
    }

    #[test]
    fn several_people_in_one_trailer_are_all_of_them_or_nobody() {
        let (jane, bob) = (("Jane Doe", "jane@x.example"), ("Bob", "bob@y.example"));
        let table: [(&str, &[(&str, &str)]); 17] = [
            ("Jane Doe <jane@x.example>, Bob <bob@y.example>", &[jane, bob]),
            ("Jane Doe <jane@x.example> and Bob <bob@y.example> (both)", &[jane, bob]),
            ("Jane Doe <jane@x.example>; Bob <bob@y.example>", &[jane, bob]),
            ("<jane@x.example>,<bob@y.example>", &[("", "jane@x.example"), ("", "bob@y.example")]),
            ("jane@x.example, bob@y.example", &[("", "jane@x.example"), ("", "bob@y.example")]),
            ("Jane Doe and Bob", &[]),
            ("Jane Doe & Bob", &[]),
            ("Jane Doe, Bob Roe", &[]),
            // Nobody knows whose address it is.
            ("Jane Doe, Bob Roe <both@x.example>", &[]),
            ("Jane & Bob <both@x.example>, Bob <bob@y.example>", &[bob]),
            ("Jane Doe and Bob <both@x.example>", &[]),
            ("Jane Doe <jane@x.example>, Bob Roe", &[jane]),
            ("Jane Doe (she/her) <jane@x.example>", &[("Jane Doe (she/her)", "jane@x.example")]),
            // One person.
            ("Doe, Jane <jane@x.example>", &[("Doe, Jane", "jane@x.example")]),
            ("Doe, Jane", &[("Doe, Jane", "")]),
            ("Anders Andersen", &[("Anders Andersen", "")]),
            ("jane@x.example", &[("", "jane@x.example")]),
        ];
        for (value, expected) in table {
            let expected: Vec<_> = expected.iter().map(|(name, email)| ((*name).into(), (*email).into())).collect();
            assert_eq!(contacts(value), expected, "{value}");
        }
    }

    #[test]
    fn one_pair_has_one_place() {
        let mut names = Names::new(&[], Mailmap::Absent);
        let jane = names.author(b"Jane", b"Jane@Example.org");
        assert_eq!(names.trailer(b"Jane <jane@example.org>"), [jane]);
        assert_eq!(names.trailer(b" "), [0; 0]);
        let latin = names.author(b"J\xf6rg", b"j@example.org");
        let other = names.author(b"J. M.", b"j@example.org");
        assert!(latin != other && names.same(latin, other) && !names.same(jane, other));
        assert_eq!(names.into_list().0[latin as usize].name, "Jörg");
    }
}
