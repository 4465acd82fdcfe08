//! Who is who: `cairn people` on small repositories of known truth, and the people of a real community, where whoever its
//! pages declare is shown as author, and no address is anybody's name.

#![allow(clippy::disallowed_methods, reason = "tests use the world")]
#![cfg(unix)]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use cairn::cache::Cache;
use cairn::config::{CreditDefault, CreditsConfig, LimitsConfig};
use cairn::document::front_matter::{self, FrontMatter};
use cairn::document::split;
use cairn::path::{SitePath, fold};
use cairn::site::people::lock::Lock;
use cairn::site::people::{Page, PersonIdx, Role, Sources, of_identities, resolve};
use cairn::source::history::{History, Identity, read};
use support::{addresses, corpus, files, unpacked, without_comments, write_all};

#[test]
fn every_declared_author_of_a_real_community_is_the_author() {
    let folder = tempfile::tempdir().unwrap();
    let Some(root) = corpus(folder.path(), &[]) else { return };

    let (history, _) = read(&root, &CreditsConfig::default(), &Cache::none());
    let mut pages: Vec<(SitePath, FrontMatter)> = Vec::new();
    for path in history.files.keys().filter(|path| path.extension() == "md") {
        let text = String::from_utf8_lossy(&fs::read(root.join(path.as_str())).unwrap()).into_owned();
        let (front_matter, _) = front_matter::parse(path, &text, split(&text).yaml, &LimitsConfig::default());
        pages.push((path.clone(), front_matter));
    }
    let asked: Vec<Page<'_>> =
        pages.iter().map(|(path, front)| Page { authors: &front.authors, ..Page::of(path) }).collect();
    let config = CreditsConfig { default: CreditDefault::NamedOnly, ..CreditsConfig::default() };
    let lock = Lock::default();
    let sources = Sources {
        history: &history,
        files: &[],
        pages: &asked,
        config: &config,
        lock: &lock,
        listed: &[],
        is_unread: false,
    };
    let (people, found) = resolve(&sources);
    assert_eq!(found, []);

    assert_eq!(wrong_pairs(&root, &history, &of_identities(&sources)), [""; 0]);
    let mut declared = 0;
    for (path, front_matter) in &pages {
        let credits = &people.pages[path];
        // Behind them stand those with whom they wrote it, as its first commit says.
        let authors = credits.parts.iter().filter(|part| part.roles[0] == Role::Author).count();
        assert_eq!(authors, front_matter.authors.len().max(1), "{path}");
        for (author, who) in front_matter.authors.iter().zip(&credits.authors) {
            declared += 1;
            // One person may spell the name in several ways; some page spells it as it is printed.
            let name = &people.get(*who).name;
            let spelt = |front: &FrontMatter| front.authors.iter().any(|other| fold(&other.name.value) == fold(name));
            assert!(pages.iter().any(|(_, front)| spelt(front)), "{path}");
            if fold(name) != fold(&author.name.value) {
                let links =
                    |front: &FrontMatter| front.authors.iter().any(|other| other.link == author.link && spelt(front));
                assert!(pages.iter().any(|(_, front)| links(front)), "{path}: {name} is not {}", author.name.value);
            }
        }
    }
    assert!(declared > 500);
    let mut ids: Vec<&str> = people.list.iter().map(|person| person.id.as_str()).filter(|id| !id.is_empty()).collect();
    let all = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), all, "ids are sorted and each is one person's");
    for person in &people.list {
        assert!(!person.name.contains('@') && !person.id.contains('@'), "{}", person.id);
    }

    // What readers see: they stand behind "By" on the page, in the order in which it declares them.
    let config = "title: C\nlanguages: {pattern: \"{part}.{lang}.md\", fallback: false}\n";
    write_all(&root, &[("cairn.yml", config)]);
    let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
    assert!(command.args(["build", "-q", "--no-cache"]).current_dir(&root).output().unwrap().status.success());
    let public = |path: &str| fs::read_to_string(root.join("public").join(path)).unwrap();
    let site: serde_json::Value = serde_json::from_str(&public("site.json")).unwrap();
    let mut shown = 0;
    for page in site["pages"].as_array().unwrap() {
        let (source, url) = (page["source"].as_str().unwrap(), page["url"].as_str().unwrap());
        let path = SitePath::new(source).unwrap();
        let Some((_, front_matter)) = pages.iter().find(|(known, _)| *known == path) else { continue };
        let authors = people.pages[&path].authors.iter().take(front_matter.authors.len());
        let names: Vec<&str> = authors.map(|who| people.get(*who).name.as_str()).collect();
        if !names.is_empty() {
            // A language without words of its own is told in English.
            let lang = page["lang"].as_str().unwrap();
            let primary = lang.split('-').next().unwrap();
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/default/i18n");
            let mut files = [lang, primary, "en"].into_iter().map(|lang| folder.join(format!("{lang}.json")));
            let words = files.find_map(|file| fs::read_to_string(file).ok()).unwrap();
            let words: serde_json::Value = serde_json::from_str(&words).unwrap();
            let word = |key: &str| words[key].as_str().unwrap().to_owned();
            let page = public(&format!("{}index.html", url.trim_start_matches('/')));
            let strip = text_of(page.split_once("<div class=\"strip\">").unwrap().1.split_once("</div>").unwrap().0);
            let by = strip.split_once(&format!("{} ", word("by"))).map_or("", |(_, by)| by);
            let expected = names.join(&word("comma"));
            assert!(by.starts_with(&expected), "{source}: {strip}");
            shown += names.len();
        }
    }
    assert_eq!(shown, declared);
}

/// What the log says of the authors of two commits.
#[derive(Clone, Copy, PartialEq)]
enum Verdict {
    /// One person.
    One,
    /// One person who stays two, because only the same name says so.
    OneApart,
    /// Two people.
    Two,
}

/// Forty pairs of commits whose authors have something in common, and what somebody found who read the log and the pages:
/// accounts, addresses of sign-offs, declared authors, and the pages that both worked on. Pairs of which the log does not
/// tell were left out.
const PAIRS: [(&str, &str, Verdict); 40] = [
    ("78469bf3ba37", "29ef723be7fb", Verdict::One),
    ("debcd2f81dd9", "cfaef20a72e7", Verdict::One),
    ("a30694bf752c", "ff1c75b58f43", Verdict::One),
    ("c1a7ba9ff110", "da525d87bcf3", Verdict::One),
    ("7bb92de2dea1", "f1dfc3eabb49", Verdict::One),
    ("7e32f83e57b5", "79da4dfeaea3", Verdict::One),
    ("2f75eba57865", "442a0ac594c4", Verdict::One),
    ("3284c64adabe", "71fc1e9b604f", Verdict::One),
    ("bb56bb046c23", "72c7b5293a4f", Verdict::One),
    ("8a238ced4063", "44bca5d9e9ae", Verdict::One),
    ("c880f21295b2", "2cf7fe3d1578", Verdict::One),
    ("16988ecab09e", "28da413e09fc", Verdict::One),
    ("e9fae9f9fb86", "28da413e09fc", Verdict::One),
    ("7f5f05ad4ec2", "e9fae9f9fb86", Verdict::OneApart),
    ("045c05018026", "48bdc2b2523e", Verdict::Two),
    ("045c05018026", "8a238ced4063", Verdict::Two),
    ("48bdc2b2523e", "8a238ced4063", Verdict::Two),
    ("065be4a7d200", "8bc4e5fa5646", Verdict::Two),
    ("ad2660026eac", "dfe6afeaeea3", Verdict::Two),
    ("76e6f298dd51", "220eabab5b79", Verdict::Two),
    ("ba2a2c2ef31b", "7f5f05ad4ec2", Verdict::Two),
    ("ba2a2c2ef31b", "28da413e09fc", Verdict::Two),
    ("321263954e68", "73d3e612dde1", Verdict::Two),
    ("ac548b0dfd04", "7925f02af529", Verdict::Two),
    ("ac548b0dfd04", "d6c2284ae28d", Verdict::Two),
    ("7925f02af529", "d6c2284ae28d", Verdict::Two),
    ("dde33d8566c5", "4eba6fe1fe88", Verdict::Two),
    ("415870f5c8d6", "d866f33b6db9", Verdict::Two),
    ("42013ba86563", "5ab2b586c2c0", Verdict::Two),
    ("0d28cbec67c2", "2dc608a1ab00", Verdict::Two),
    ("e6d7f4ebc00c", "463c974cecb8", Verdict::Two),
    ("64b57662a842", "e6d7f4ebc00c", Verdict::Two),
    ("64b57662a842", "463c974cecb8", Verdict::Two),
    ("4f6f17242187", "4de0d3491c62", Verdict::Two),
    ("689ac4294d26", "3284c64adabe", Verdict::Two),
    ("debcd2f81dd9", "66d5e068cdad", Verdict::Two),
    ("1f104f1df2dc", "fa7821b50ba6", Verdict::Two),
    ("01c28724f2f1", "5c7d327ad788", Verdict::Two),
    ("946e6b54636a", "79da4dfeaea3", Verdict::Two),
    ("389bb7842008", "fbbbb045dd7d", Verdict::Two),
];

/// Pairs whose authors are joined, or kept apart, against the verdict.
fn wrong_pairs(root: &Path, history: &History, who_of: &[Option<PersonIdx>]) -> Vec<String> {
    let who = |commit: &str| {
        let author = git(root, &["log", "-1", "--use-mailmap", "--format=%aN%x00%aE", commit, "--"], &[]);
        let (name, email) = author.trim().split_once('\0').unwrap();
        let same = |identity: &Identity| identity.name == name && identity.email == email.to_lowercase();
        who_of[history.identities.iter().position(same).unwrap()].unwrap_or_else(|| panic!("{commit} {email}"))
    };
    let is_wrong =
        |(one, other, verdict): &&(&str, &str, Verdict)| (who(one) == who(other)) != (*verdict == Verdict::One);
    PAIRS.iter().filter(is_wrong).map(|(one, other, _)| format!("{one} {other}")).collect()
}

/// Author (`Name <address>`), message, and the files that it writes.
type Commit<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)]);

/// Makes a repository.
fn repository(root: &Path, commits: &[Commit<'_>]) {
    git(root, &["init", "-q", "-b", "main"], &[]);
    for (number, one) in commits.iter().enumerate() {
        commit(root, &format!("{} +0000", 1_700_000_000 + 86_400 * number), one);
    }
}

/// Makes a repository, each commit on its day.
fn repository_on(root: &Path, commits: &[(&str, Commit<'_>)]) {
    git(root, &["init", "-q", "-b", "main"], &[]);
    commits.iter().for_each(|(day, one)| commit(root, &format!("{day}T12:00:00 +0000"), one));
}

fn commit(root: &Path, date: &str, (author, message, files): &Commit<'_>) {
    write_all(root, files);
    // Nobody commits what was built.
    fs::create_dir_all(root.join(".git/info")).unwrap();
    fs::write(root.join(".git/info/exclude"), "/public/\n/.cairn/\n").unwrap();
    git(root, &["add", "-A"], &[]);
    let (name, email) = author.split_once('<').unwrap();
    let who = [
        ("GIT_AUTHOR_NAME", name.trim()),
        ("GIT_AUTHOR_EMAIL", email.trim_end_matches('>')),
        ("GIT_AUTHOR_DATE", date),
        ("GIT_COMMITTER_DATE", date),
    ];
    git(root, &["commit", "-q", "--allow-empty", "-m", message], &who);
}

/// Builds the site, and gives what is there of it.
fn built(root: &Path) -> impl Fn(&str) -> String + use<> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
    assert!(command.args(["build", "-q", "--no-cache"]).current_dir(root).output().unwrap().status.success());
    let public = root.join("public");
    move |path: &str| fs::read_to_string(public.join(path)).unwrap()
}

fn git(root: &Path, args: &[&str], env: &[(&str, &str)]) -> String {
    let output = Command::new("git")
        .args(["-c", "core.hooksPath=/dev/null", "-c", "protocol.file.allow=always"])
        .args(args)
        .current_dir(root)
        .envs([("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_CONFIG_NOSYSTEM", "1")])
        .envs([("GIT_COMMITTER_NAME", "Forge"), ("GIT_COMMITTER_EMAIL", "forge@example.org")])
        .envs(env.iter().copied())
        .output()
        .unwrap();
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Runs `cairn people` and tells its exit status, stdout and stderr.
fn cairn_people(root: &Path, args: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
    let output: Output = command.arg("people").args(args).current_dir(root).env("NO_COLOR", "1").output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

const PAGE: &str = "# A\n\nText.\n";

#[test]
fn suggestions_print_no_address_and_the_mailmap_joins_two_into_one() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    repository(
        root,
        &[
            ("Jane Doe <jane@one.example>", "a", &[("faq/a.md", PAGE)]),
            ("Jane Doe <jane@two.example>", "b", &[("faq/b.md", PAGE)]),
            ("River Quiet <river.quiet@one.example>", "c", &[("faq/c.md", PAGE)]),
            ("River Quiét <river.quiet@two.example>", "d", &[("faq/d.md", PAGE)]),
            ("Bob <bob@one.example>", "e", &[("people/r.yml", "credit: hidden\nmatch: [river.quiet@one.example]\n")]),
        ],
    );
    let (status, text, said) = cairn_people(root, &["suggest", "--no-cache"]);
    assert_eq!(status, 0, "{said}");
    assert!(text.contains("likely one person: Jane Doe (faq/b.md) and Jane Doe (faq/a.md)"), "{text}");
    assert!(
        text.contains("patch: a new file people/jane-doe.yml\n     name: Jane Doe\n     match:\n       - \"sha256:"),
        "a name could be somebody else's tomorrow: {text}"
    );
    assert!(text.contains("somebody who is not named (people file `r`, faq/c.md)"), "{text}");
    let (_, json, _) = cairn_people(root, &["suggest", "--no-cache", "--json"]);
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(value["suggestions"][0]["patch"]["file"], "people/jane-doe.yml", "{json}");
    assert!(value["suggestions"][1]["patch"]["match"].is_null(), "only a hash would tell: {json}");
    for output in [&text, &json, &said] {
        assert!(!output.contains(".example") && !output.contains("River") && !output.contains("Qui"), "{output}");
    }
    assert!(!json.contains("sha256"), "{json}");

    let (status, mailmap, said) = cairn_people(root, &["suggest", "--no-cache", "--mailmap"]);
    assert_eq!(status, 0);
    assert!(!mailmap.contains("iver") && said.contains("1 pair is left out"), "{mailmap}{said}");
    fs::write(root.join(".mailmap"), mailmap).unwrap();
    let people = git(root, &["shortlog", "-sn", "HEAD", "--", "faq/a.md", "faq/b.md"], &[]);
    assert_eq!(people.trim(), "2\tJane Doe");
    let (_, text, _) = cairn_people(root, &["suggest", "--no-cache"]);
    assert!(!text.contains("Jane Doe"), "{text}");
}

#[test]
fn without_history_there_is_nothing_to_suggest() {
    let folder = tempfile::tempdir().unwrap();
    write_all(folder.path(), &[("faq/a.md", PAGE)]);
    let (status, text, said) = cairn_people(folder.path(), &["suggest", "--no-cache"]);
    assert_eq!((status, text.as_str()), (2, ""), "{said}");
    let (status, _, said) = cairn_people(folder.path(), &["suggest", "--json", "--mailmap"]);
    assert_eq!(status, 2, "{said}");
}

#[test]
fn lint_tells_all_that_is_wrong_with_people_in_one_run_and_no_address() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let files = [
        (
            "people/jane.yml",
            "name: Jane Doe\nmatch: [jane@one.example, misspelt@one.example]\nmentors: [bob]\navatar: link.png\n",
        ),
        (
            "people/bob.yml",
            "name: \"Bob\\u202E\"\nmatch: [bob@one.example, Nobody Known]\nmentors: [jane]\nstatus: king\n",
        ),
        ("people/eve.yml", "match: [bob@one.example]\naffiliation: {name: A, from: 2099}\n"),
        (
            ".mailmap",
            "# x\nBob <bob@one.example> <old@one.example>\nBob <bob@one.example> Robert <bob@one.example>\n\
             Bob <bob@one.example> robert <Bob@one.example>\nRob <bob@one.example> Robert <bob@one.example>\nBob Roe, bob\n",
        ),
        ("static/a.png", "x"),
    ];
    repository(
        root,
        &[
            ("Jane Doe <jane@one.example>", "a", &[("faq/a.md", PAGE)]),
            ("Robert <bob@one.example>", "b", &[("faq/b.md", "---\nauthors: [\"Z\\u202Eoe\"]\n---\n# B\n\nText.\n")]),
            ("\u{202e}Kim <kim@one.example>", "c", &[("faq/c.md", PAGE)]),
            ("Jane Doe <jane@one.example>", "d", &files),
        ],
    );
    std::os::unix::fs::symlink("a.png", root.join("static/link.png")).unwrap();
    let (status, text, said) = cairn_people(root, &["lint", "--no-cache"]);
    assert_eq!(status, 1, "{said}");
    for expected in [
        "error[bad-person]: `bob` claims this address too\n --> people/eve.yml:1:9",
        "error[bad-person]: `bob` is a mentor of their own mentors\n --> people/bob.yml:3:11",
        "error[missing-image]: the picture `link.png` is no file of `static/`\n --> people/jane.yml:4:9",
        "error[not-a-regular-file]: `static/link.png` is a link or device",
        "error[bad-value]: `status` cannot be `king`\n --> people/bob.yml:4:9",
        "warning[hidden-characters]: `name` holds characters that hide or reorder text\n --> people/bob.yml:1:7",
        "warning[hidden-characters]: `authors` holds characters that hide or reorder text\n --> faq/b.md:2:11",
        "warning[hidden-characters]: a name of the history, `Kim`, holds characters that hide or reorder text\n--> faq/c.md",
        "warning[future-date]: `from` is `2099`",
        "warning[unmatched-identity]: this address is in no commit and no front matter\n --> people/jane.yml:2:27",
        "warning[unmatched-identity]: this name is in no commit and no front matter\n --> people/bob.yml:2:26",
        "warning[unmatched-identity]: line 2 of `.mailmap` matches no commit\n --> .mailmap:2:1",
        "warning[unmatched-identity]: line 6 of `.mailmap` is no entry\n --> .mailmap:6:1",
        "warning[unmatched-identity]: line 5 of `.mailmap` says otherwise than line 4 of the same commits\n --> .mailmap:5:1",
    ] {
        assert!(said.contains(expected), "{expected}\n{said}");
    }
    assert_eq!(text, "Checked 3 people: 5 errors, 9 warnings\n", "{said}");
    assert!(!said.contains("one.example") && !said.contains('\u{202e}'), "{said}");
    // The build finds what needs no history, and goes on.
    let output = Command::new(env!("CARGO_BIN_EXE_cairn")).args(["build", "--no-cache"]).current_dir(root).output();
    let output = output.unwrap();
    assert!(output.status.success() && String::from_utf8_lossy(&output.stderr).contains("[future-date]"));
}

#[test]
fn a_hash_made_by_the_command_recognises_somebody_whose_address_is_in_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    repository(
        root,
        &[
            ("jd <jane@one.example>", "a", &[("faq/a.md", PAGE)]),
            ("Rose Bud <rose@one.example>", "b", &[("faq/b.md", PAGE)]),
        ],
    );
    let hash = |text: &str| -> (i32, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
        command.args(["people", "hash", "-q", "--no-cache"]).current_dir(root);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
    };
    let (_, address) = hash("Jane@One.example\n");
    write_all(root, &[("people/jane.yml", &format!("name: Jane Doe\nmatch:\n{address}"))]);
    let (_, name) = hash("Rose Bud");
    let salt = |entry: &str| entry.split(':').nth(1).unwrap().to_owned();
    assert_eq!(salt(&address), salt(&name), "one salt for all, so that nobody is hashed twice");
    assert!(salt(&address).len() == 32 && name.starts_with("  - sha256-name:"), "{name}");
    write_all(root, &[("people/rose.yml", &format!("credit: hidden\nmatch:\n{name}"))]);
    let (status, _, said) = cairn_people(root, &["lint", "--strict", "--no-cache"]);
    assert_eq!(status, 0, "{said}");
    let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
    assert!(command.args(["build", "-q", "--no-cache"]).current_dir(root).output().unwrap().status.success());
    let page = |page: &str| fs::read_to_string(root.join(format!("public/faq/{page}/index.html"))).unwrap();
    assert!(page("a").contains("Jane Doe") && !page("b").contains("Rose"));
    // Of another address nothing matches, and that is said.
    let (_, other) = hash("nobody@one.example");
    write_all(root, &[("people/jane.yml", &format!("name: Jane Doe\nmatch:\n{other}"))]);
    let (_, _, said) = cairn_people(root, &["lint", "--no-cache"]);
    assert!(said.contains("this hash of an address is in no commit"), "{said}");
    assert_eq!(hash(" \n"), (2, String::new()));
}

#[test]
fn the_list_of_the_bot_is_read_and_written() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let rc = r#"{"projectName":"x","contributors":[{"login":"Jane","name":"J","contributions":["code","tutorial"]},{"login":"kim","name":"Kim Io","avatar_url":"https://x.example/k.png","contributions":["question"]}]}"#;
    repository(
        root,
        &[
            ("Jane Doe <jane@one.example>", "a", &[("faq/a.md", PAGE)]),
            ("Bob Roe <7+bob@users.noreply.github.com>", "b", &[("faq/a.ja.md", PAGE), (".all-contributorsrc", rc)]),
            (
                "Rita Poe <rita@one.example>",
                "c\n\nReviewed-by: Bob Roe <7+bob@users.noreply.github.com>",
                &[("faq/a.md", "# A\n\nB.\n")],
            ),
        ],
    );
    let people = [
        ("people/jane.yml", "name: Jane Doe\nlinks: ['https://github.com/jane']\n"),
        ("people/rita.yml", "name: River\ncredit: pseudonym\nmatch: [Rita Poe, 'github:rita']\n"),
        ("people/bob.yml", "name: Bob\nmatch: ['github:bob']\n"),
    ];
    write_all(root, &people);
    let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
    assert!(command.args(["build", "-q", "--no-cache"]).current_dir(root).output().unwrap().status.success());
    let read = |path: &str| fs::read_to_string(root.join(path)).unwrap();
    assert!(
        read("public/people/index.html").contains("Kim Io") && !read("public/people/index.html").contains("x.example")
    );
    assert!(read("public/people/jane/index.html").contains("Thanked for"));
    let (status, text, said) = cairn_people(root, &["export", "--no-cache"]);
    assert_eq!((status, text.as_str()), (0, "`.all-contributorsrc` was written: commit it\n"), "{said}");
    let file: serde_json::Value = serde_json::from_str(&read(".all-contributorsrc")).unwrap();
    let told = |place: usize| {
        format!("{} {}", file["contributors"][place]["login"], file["contributors"][place]["contributions"])
    };
    assert_eq!(file["projectName"], "x");
    assert_eq!(told(0), r#""Jane" ["code","tutorial","question"]"#);
    assert_eq!(told(1), r#""kim" ["question"]"#, "who has no file stays as they were");
    assert_eq!(told(2), r#""bob" ["translation","review"]"#);
    assert_eq!(file["contributors"].as_array().unwrap().len(), 3, "a pen name leads to no account");
    let (_, text, _) = cairn_people(root, &["export", "--no-cache"]);
    assert!(text.contains("is true as it is"), "{text}");
    // Whoever is taken out is recognised in the list and not named.
    git(root, &["add", "-A"], &[]);
    let (status, text, said) = cairn_people(root, &["remove", "kim-io", "--no-cache"]);
    assert_eq!(status, 0, "{said}");
    assert!(text.contains("take them out of `.all-contributorsrc`") && text.contains("  /people/\n"), "{text}");
    assert!(!text.contains("/people/kim-io"), "only the index names them: {text}");
    let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
    assert!(command.args(["build", "-q", "--no-cache"]).current_dir(root).output().unwrap().status.success());
    assert!(!read("public/people/index.html").contains("Kim"));
}

#[test]
fn the_list_of_the_bot_keeps_its_form_and_loses_only_who_is_not_to_be_named() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let rc = "\u{feff}{\r\n\t\"repoType\": \"github\",\r\n\t\"contributors\": [\r\n\t\t{\r\n\t\t\t\"name\": \"Kim Io\",\r\n\t\t\t\"login\": \"Kim\",\r\n\
              \t\t\t\"contributions\": []\r\n\t\t}%\r\n\t],\r\n\t\"badge\": 1.5,\r\n\t\"commit\": false\r\n}";
    let one = |login: &str, name: &str| {
        format!(
            ",\r\n\t\t{{\r\n\t\t\t\"login\": \"{login}\",\r\n\t\t\t\"name\": \"{name}\",\r\n\t\t\t\"contributions\": [\r\n\t\t\t\t\"doc\"\r\n\t\t\t]\r\n\t\t}}"
        )
    };
    let of = |more: &[String]| rc.replace('%', &more.concat());
    let all = [one("hid", "H. Den"), one("rita", "Rita Poe"), one("Zq", "Zelda Quux"), one("named", "Named Only")];
    let people = [
        ("people/h.yml", "credit: hidden\nmatch: ['github:hid']\n"),
        ("people/r.yml", "name: River\ncredit: pseudonym\nmatch: ['github:rita']\n"),
        ("people/z.yml", "credit: hidden\nmatch: [z@s.example]\n"),
    ];
    let commits: [Commit<'_>; 2] = [
        ("Zelda Quux <z@s.example>", "a", &[("faq/a.md", PAGE), (".all-contributorsrc", &of(&all))]),
        ("Ann Lee <7+ann@users.noreply.github.com>", "b", &[("faq/b.md", PAGE)]),
    ];
    repository(root, &commits);
    let file = || fs::read_to_string(root.join(".all-contributorsrc")).unwrap();
    let export = || cairn_people(root, &["export", "--no-cache"]);
    assert!(export().1.contains("is true as it is"), "nobody is hidden yet");
    assert_eq!(file(), of(&all));
    write_all(root, &people);
    assert_eq!(export().0, 0);
    assert_eq!(file(), of(&all[3..]), "the rest is as it was, byte for byte");
    write_all(root, &[("people/ann.yml", "match: ['github:ann']\n")]);
    assert_eq!(export().0, 0);
    let ann =
        "\t\t\t\"login\": \"ann\",\r\n\t\t\t\"name\": \"ann\",\r\n\t\t\t\"avatar_url\": \"https://github.com/ann.png\"";
    assert!(
        file().contains(ann) && file().ends_with("\t],\r\n\t\"badge\": 1.5,\r\n\t\"commit\": false\r\n}"),
        "{}",
        file()
    );
    // What is no list is left alone, and said.
    for broken in ["[]\n", "3", "null", "{\"contributors\": {}}", "{\"contributors\": ["] {
        fs::write(root.join(".all-contributorsrc"), broken).unwrap();
        let (status, _, said) = export();
        assert_eq!((status, file().as_str()), (2, broken), "{said}");
        let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
        let output = command.args(["check", "--no-cache"]).current_dir(root).env("NO_COLOR", "1").output().unwrap();
        let told = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).contains("[bad-person]");
        assert!(told && said.contains("`.all-contributorsrc`"), "{broken}: {said}");
    }
}

#[test]
fn a_report_for_members_thanks_everyone_of_a_time_and_first_timers_first() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let declared =
        "---\ndate: 2023-11-16\nauthors: [Zoe Loe]\ntested: {by: Tim Te, on: 2023-11-17}\n---\n# D *x*\n\nText.\n";
    let long = format!("# A\n\n{}\n", "many new words of text ".repeat(10));
    // Days 14 to 18 of November 2023.
    repository(
        root,
        &[
            ("Jane Doe <jane@one.example>", "1", &[("guide/a.md", PAGE), ("guide/old.md", PAGE)]),
            (
                "Bob Roe <bob@one.example>",
                "2\n\nReviewed-by: Eve Poe <eve@one.example>",
                &[("guide/a.md", &long), ("faq/q.md", "# Q\n\nA.\n")],
            ),
            ("Jane Doe <jane@one.example>", "3", &[("guide/a.ja.md", "# ア\n\n本文\n"), ("guide/d.md", declared)]),
            (
                "Hid Den <hid@one.example>",
                "4",
                &[
                    ("guide/h.md", "# H\n\nText.\n"),
                    ("people/h.yml", "credit: hidden\nmatch: [Hid Den]\n"),
                    ("cairn.yml", "title: Doors\nbase_url: https://doors.example/kb/\n"),
                ],
            ),
            ("Bob Roe <bob@one.example>", "5", &[("faq/q.md", "# Q\n\nB.\n")]),
        ],
    );
    git(root, &["tag", "v1", "HEAD~4"], &[]);
    git(root, &["tag", "v2", "HEAD~1"], &[]);
    let report = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
        command.args(["report", "--for", "members", "--no-cache"]).args(args).current_dir(root).env("NO_COLOR", "1");
        let output = command.output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
    };
    let (status, text, said) = report(&["--since", "v1", "--until", "v2"]);
    let at = "https://doors.example/kb";
    let expected = format!(
        "# Thank you: Doors, v1 – v2\n\n## For the first time\n\n\
         - **Bob Roe** improved [A]({at}/guide/a/); answered [Q]({at}/faq/q/)\n\
         - **Eve Poe** reviewed [Q]({at}/faq/q/), [A]({at}/guide/a/)\n\
         - **[Zoe Loe]({at}/people/zoe-loe/)** wrote [D x]({at}/guide/d/)\n\n\
         ## And again\n\n- **Jane Doe** translated [ア]({at}/ja/guide/a/)\n\n\
         And one person who is not named.\n"
    );
    assert_eq!((status, text), (0, expected), "{said}");
    let (_, text, _) = report(&["--since", "2023-11-16", "--until", "2023-11-17"]);
    let expected = format!(
        "# Thank you: Doors, 2023-11-16 – 2023-11-17\n\n## For the first time\n\n\
         - **Tim Te** tested [D x]({at}/guide/d/)\n\
         - **[Zoe Loe]({at}/people/zoe-loe/)** wrote [D x]({at}/guide/d/)\n\n\
         ## And again\n\n- **Jane Doe** translated [ア]({at}/ja/guide/a/)\n\n\
         And one person who is not named.\n"
    );
    assert_eq!(text, expected);
    let (_, text, _) = report(&["--since", "2023-11-18", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["others"][0]["work"]["editor"][0], format!("{at}/faq/q/"), "{json}");
    assert_eq!((json["first"].as_array().unwrap().len(), json["unnamed"].as_u64()), (0, Some(0)));
    for (args, expected) in [
        (["--since", "v9"], "`v9` is neither a day nor a tag here"),
        (["--until", "--output=x"], "unexpected argument"),
        (["--until=-x", "."], "neither a day nor a tag"),
    ] {
        let (status, text, said) = report(&args);
        assert!(status == 2 && text.is_empty() && said.contains(expected), "{args:?}: {said}");
    }
    assert!(!root.join("x").exists());
}

#[test]
fn a_report_for_members_thanks_for_what_landed_between_two_days() {
    // What was written in March and merged in April was in March's list, which had been sent.
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    repository(root, &[("Jane Doe <jane@one.example>", "a", &[("faq/a.md", PAGE)])]);
    let declared = "---\nauthors: [Zoe Loe]\ndate: 2026-03-20\n---\n# C\n\nLate too.\n";
    write_all(root, &[("faq/b.md", "# B\n\nLate.\n"), ("faq/c.md", declared)]);
    git(root, &["add", "-A"], &[]);
    let who = [
        ("GIT_AUTHOR_NAME", "Late Lou"),
        ("GIT_AUTHOR_EMAIL", "lou@one.example"),
        ("GIT_AUTHOR_DATE", "2026-03-20T10:00:00Z"),
        ("GIT_COMMITTER_DATE", "2026-04-05T10:00:00Z"),
    ];
    git(root, &["commit", "-qm", "b"], &who);
    let thanked = |since: &str, until: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
        command.args(["report", "--for", "members", "--no-cache", "--since", since, "--until", until]);
        let output = command.current_dir(root).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        ["Late Lou", "Zoe Loe"].map(|name| said.contains(name))
    };
    assert_eq!(thanked("2026-04-01", "2026-04-30"), [true, true]);
    assert_eq!(thanked("2026-03-01", "2026-03-31"), [false, false]);
}

#[test]
fn nobody_reviews_or_tests_their_own_work_under_another_address() {
    // The two addresses are one person only once people files are read; she used to be the reviewer of her own page.
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let trailers = "Reviewed-by: Jane D <jane@two.example>\nTested-by: Jane D <jane@two.example>\n\
        Reported-by: Jane D <jane@two.example>\nReviewed-by: Bob Roe <bob@one.example>";
    let jane = "name: Jane Doe\nmatch: [jane@one.example, jane@two.example]\n";
    let files = [("guide/a.md", PAGE), ("people/jane.yml", jane)];
    repository(
        root,
        &[
            ("Jane Doe <jane@one.example>", &format!("1\n\n{trailers}"), &files),
            (
                "Bob Roe <bob@one.example>",
                "2\n\nReviewed-by: Jane D <jane@two.example>",
                &[("guide/b.md", "# B\n\nOther.\n")],
            ),
        ],
    );
    let (status, _, said) = cairn_people(root, &["lock"]);
    assert_eq!(status, 0, "{said}");
    let lock: serde_json::Value = serde_json::from_slice(&fs::read(root.join("credits.lock.json")).unwrap()).unwrap();
    let roles = |page: &str| {
        let parts = lock["pages"][page]["people"].as_array().unwrap().iter();
        parts.map(|part| format!("{} {}", part["id"], part["roles"])).collect::<Vec<_>>().join("; ").replace('"', "")
    };
    assert_eq!(roles("guide/a.md"), "jane [author]; bob-roe [reviewer]");
    assert_eq!(roles("guide/b.md"), "bob-roe [author]; jane [reviewer]", "of somebody else's work she is");
    let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
    command.args(["report", "--for", "members", "--no-cache"]).current_dir(root).env("NO_COLOR", "1");
    let report = String::from_utf8_lossy(&command.output().unwrap().stdout).into_owned();
    assert_eq!(report.matches("reviewe").count(), 2, "{report}");
    assert!(!report.contains("tested"), "{report}");
}

#[test]
fn with_a_lock_a_shallow_clone_and_a_download_print_what_the_whole_history_says() {
    let folder = tempfile::tempdir().unwrap();
    let Some(whole) = corpus(folder.path(), &[]) else { return };
    let other = tempfile::tempdir().unwrap();
    let shallow = corpus(other.path(), &["--depth=1"]).expect("the data is there");
    // One of those who wrote there wants to be hidden, one has a pen name; addresses come from git only.
    let emails = git(&whole, &["log", "--format=%ae", "-n", "40"], &[]);
    let emails: std::collections::BTreeSet<&str> = emails.lines().collect();
    let mut emails = emails.into_iter();
    let hidden = format!("credit: hidden\nmatch: [{}]\n", emails.next().unwrap());
    let pen = format!("name: River\ncredit: pseudonym\nmatch: [{}]\n", emails.next().unwrap());
    let config = "title: Community\nlanguages: {pattern: \"{part}.{lang}.md\"}\nbase_url: https://community.example/\n";
    for root in [&whole, &shallow] {
        write_all(root, &[("cairn.yml", config), ("people/h.yml", &hidden), ("people/p.yml", &pen)]);
    }
    let (status, _, said) = cairn_people(&whole, &["lock", "--no-cache"]);
    assert_eq!(status, 0, "{said}");
    let lock = fs::read_to_string(whole.join("credits.lock.json")).unwrap();
    let addresses = git(&whole, &["log", "--format=%ae%n%ce"], &[]);
    assert!(addresses.lines().all(|address| address.is_empty() || !lock.contains(address)) && !lock.contains('@'));
    let (_, text, _) = cairn_people(&whole, &["lock"]);
    assert!(text.contains("is true as it is"), "{text}");

    fs::write(shallow.join("credits.lock.json"), &lock).unwrap();
    let build = |root: &Path| {
        let out = root.join("public");
        let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
        command.args(["build", "--no-cache", "--now", "2026-10-01"]).current_dir(root).env("NO_COLOR", "1");
        let output = command.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success() && !said.contains("-lock]"), "{said}");
        (files(&out), said)
    };
    let (expected, _) = build(&whole);
    let same = |root: &Path, may_differ: &[&str]| {
        let (site, said) = build(root);
        assert!(!said.contains("shallow-history") && !said.contains("no-history"), "{said}");
        let names = |site: &std::collections::BTreeMap<String, Vec<u8>>| site.keys().cloned().collect::<Vec<_>>();
        let unlike =
            |one: Vec<String>, other: Vec<String>| one.into_iter().filter(|n| !other.contains(n)).collect::<Vec<_>>();
        assert_eq!(unlike(names(&site), names(&expected)), [""; 0]);
        assert_eq!(unlike(names(&expected), names(&site)), [""; 0]);
        let differ = site.iter().filter(|(name, bytes)| expected[*name] != **bytes).map(|(name, _)| name.as_str());
        assert_eq!(differ.collect::<Vec<_>>(), may_differ);
    };
    same(&shallow, &[]);
    fs::remove_dir_all(shallow.join(".git")).unwrap();
    // A download does not know its commit.
    same(&shallow, &[".cairn-output", "community/index.html", "site.json"]);
}

#[test]
fn nothing_private_of_a_real_community_reaches_any_file() {
    let folder = tempfile::tempdir().unwrap();
    let Some(root) = corpus(folder.path(), &[]) else { return };
    let texts: Vec<String> = files(&root)
        .into_iter()
        .filter(|(name, _)| name.ends_with(".md") && !name.starts_with(".git/"))
        .map(|(_, bytes)| String::from_utf8_lossy(&bytes).into_owned())
        .collect();
    let bodies: Vec<String> = texts.iter().map(|text| without_comments(text)).collect();
    let shown: BTreeSet<String> = bodies.iter().flat_map(|body| addresses(body)).collect();
    // Everything that is no visible text: commits with their trailers, front matter, comments with their sign-offs.
    let log = git(&root, &["log", "--format=%ae%n%ce%n%B"], &[]);
    let mut private: BTreeSet<String> = addresses(&log).collect();
    let of_commits = private.len();
    private.extend(texts.iter().flat_map(|text| addresses(text)));
    private.retain(|address| !shown.contains(address));
    assert!(of_commits > 300 && private.len() > of_commits / 2, "{of_commits} {}", private.len());

    // Four whom pages declare and four whom only commits know want to be hidden, two have a pen name.
    let visible = bodies.join("\n").to_lowercase();
    let names = git(&root, &["log", "--format=%aN%n%(trailers:valueonly)"], &[]).to_lowercase()
        + &texts.join("\n").to_lowercase();
    // A name that goes on into another one cannot be looked for.
    let goes_on = |name: &str| {
        names.match_indices(name).any(|(at, _)| {
            names[..at].ends_with(char::is_alphanumeric) || names[at + name.len()..].starts_with(char::is_alphanumeric)
        })
    };
    let tells = |name: &str| {
        let name = name.to_lowercase();
        // A text with several names is no name.
        name.contains(' ') && !name.contains(',') && name.len() > 8 && !visible.contains(&name) && !goes_on(&name)
    };
    let field = |text: &str, key: &str| {
        let line = text.lines().take(30).find_map(|line| line.strip_prefix(key))?;
        Some(line.trim().trim_matches('"').to_owned())
    };
    let declared: BTreeSet<String> =
        texts.iter().filter_map(|text| field(text, "author:")).filter(|name| tells(name)).collect();
    let authors = git(&root, &["log", "--format=%aN%x00%aE"], &[]);
    let mut committed: Vec<(&str, &str)> = authors.lines().filter_map(|line| line.split_once('\0')).collect();
    committed.retain(|(name, _)| tells(name) && !declared.contains(*name));
    committed.sort_unstable();
    committed.dedup_by_key(|(name, _)| *name);
    let mut secret: Vec<String> = Vec::new();
    let mut written: Vec<(String, String)> = Vec::new();
    for name in declared.iter().step_by(declared.len() / 4).take(4) {
        written.push((format!("people/d{}.yml", secret.len()), format!("name: \"{name}\"\ncredit: hidden\n")));
        secret.push(name.clone());
    }
    let mut uncached: Vec<String> = Vec::new();
    for (name, email) in committed.iter().step_by(committed.len() / 6).take(6) {
        uncached.push(email.to_lowercase());
        let credit = if written.len() < 8 { "credit: hidden" } else { "name: River\ncredit: pseudonym" };
        written.push((format!("people/c{}.yml", secret.len()), format!("{credit}\nmatch: ['{email}']\n")));
        secret.push((*name).to_owned());
    }
    let config = "title: C\nlanguages: {pattern: \"{part}.{lang}.md\", fallback: false}\nbase_url: https://c.example/\n\
                  credits: {default: public, weight: words}\n";
    write_all(&root, &[("cairn.yml", config)]);

    let run = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
        let output = command.args(args).current_dir(&root).env("NO_COLOR", "1").output().unwrap();
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    };
    // Before they ask, they are named, and the cache names them.
    run(&["build", "-q"]);
    written.iter().for_each(|(path, text)| write_all(&root, &[(path, text)]));
    run(&["build", "-q"]);
    let mut all = files(&root.join("public"));
    run(&["people", "lock"]);
    run(&["people", "export"]);
    let kept = files(&root.join(".cairn"));
    for stage in ["parse", "tokens", "render", "history", "edits", "blame"] {
        assert!(kept.keys().any(|name| name.starts_with(&format!("cache/{stage}-"))), "{stage}");
    }
    uncached.extend(secret.iter().map(|name| name.to_lowercase()));
    for (name, bytes) in &kept {
        let text = String::from_utf8_lossy(bytes).to_lowercase();
        for (place, hidden) in uncached.iter().enumerate() {
            assert!(!text.contains(hidden), "{name} holds hidden name or address {place}");
        }
    }
    for name in ["credits.lock.json", ".all-contributorsrc"] {
        all.insert(name.to_owned(), fs::read(root.join(name)).unwrap());
    }
    all.insert("report".to_owned(), run(&["report", "--for", "members", "--since", "2020-01-01"]));
    all.insert("suggest".to_owned(), run(&["people", "suggest"]));
    all.insert("lint".to_owned(), run(&["people", "lint"]));
    assert!(all.len() > 2000 && all.keys().any(|name| name.ends_with("resume.json")), "{}", all.len());
    let secret: Vec<String> = secret.iter().map(|name| name.to_lowercase()).collect();
    let packed = all.values().filter(|bytes| unpacked(bytes) != **bytes).count();
    assert!(packed > 100, "{packed} pieces of the search index");
    for (name, bytes) in &all {
        let text = String::from_utf8_lossy(&unpacked(bytes)).to_lowercase();
        let text = text.replace("&#64;", "@").replace("&#x40;", "@").replace("%40", "@").replace("\\u0040", "@");
        for address in addresses(&text) {
            assert!(!private.contains(&address), "{name} holds an address of commits, front matter or comments");
        }
        for (place, hidden) in secret.iter().enumerate() {
            let slug = hidden.replace(' ', "-");
            let tells = text.contains(hidden) || name.contains(&slug) || text.contains(&format!("/people/{slug}"));
            assert!(!tells, "{name} holds hidden name {place}");
        }
    }
}

#[test]
fn a_day_that_has_not_come_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    let page =
        "---\nreviewed: 2026-03-02\nupdated: 2026-02-01\ntested: {by: Jane, on: 2099-01-01}\n---\n# A\n\nText.\n";
    write_all(folder.path(), &[("faq/a.md", page)]);
    let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
    command.args(["build", "--no-cache", "--now", "2026-03-01"]).current_dir(folder.path()).env("NO_COLOR", "1");
    let said = String::from_utf8_lossy(&command.output().unwrap().stderr).into_owned();
    for (key, date) in [("reviewed", "2026-03-02"), ("tested", "2099-01-01")] {
        assert!(
            said.contains(&format!("warning[future-date]: `{key}` is `{date}`, and today is 2026-03-01")),
            "{said}"
        );
    }
    assert_eq!(said.matches("future-date").count(), 2, "{said}");
}

#[test]
fn with_a_lock_a_clone_without_old_texts_prints_what_the_whole_history_says() {
    // The lock was looked at only where the clone was shallow, and whoever had renamed a page was its author.
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("whole");
    fs::create_dir(&root).unwrap();
    let moved = PAGE.to_owned() + &"Some more words that stay.\n".repeat(9);
    repository(
        &root,
        &[("Jane Doe <jane@one.example>", "a", &[("faq/old.md", &moved), (".gitignore", "public\n.cairn\n")])],
    );
    git(&root, &["mv", "faq/old.md", "faq/a.md"], &[]);
    write_all(&root, &[("faq/a.md", &(moved + "And a last line.\n"))]);
    git(&root, &["add", "-A"], &[]);
    git(&root, &["commit", "-qm", "b"], &[("GIT_AUTHOR_NAME", "Bob"), ("GIT_AUTHOR_EMAIL", "bob@one.example")]);
    git(&root, &["config", "uploadpack.allowFilter", "true"], &[]);
    let url = format!("file://{}", root.display());
    let told = |name: &str| {
        let clone = folder.path().join(name);
        git(folder.path(), &["clone", "-q", "--filter=blob:none", &url, name], &[]);
        let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
        command.args(["build", "--no-cache"]).current_dir(&clone).env("NO_COLOR", "1");
        let said = String::from_utf8_lossy(&command.output().unwrap().stderr).into_owned();
        let page = fs::read_to_string(clone.join("public/faq/a/index.html")).unwrap();
        (said, ["Jane Doe", "Bob"].map(|name| page.contains(name)))
    };
    let (said, named) = told("without");
    assert!(said.contains("warning[partial-history]") && named == [false, false], "{named:?} {said}");
    let (status, _, said) = cairn_people(&folder.path().join("without"), &["lock"]);
    assert!(status == 2 && said.contains("texts are missing"), "{said}");
    assert_eq!(cairn_people(&root, &["lock", "--no-cache"]).0, 0);
    git(&root, &["add", "-A"], &[]);
    git(&root, &["commit", "-qm", "lock"], &[("GIT_AUTHOR_NAME", "Bob"), ("GIT_AUTHOR_EMAIL", "bob@one.example")]);
    let (said, named) = told("with");
    assert!(!said.contains("-history]") && !said.contains("-lock]") && named == [true, true], "{named:?} {said}");
}

#[test]
fn a_lock_holds_wherever_git_writes_other_line_ends() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("whole");
    fs::create_dir(&root).unwrap();
    let files = [
        ("faq/a.md", "# A\n\nWritten by Jane, long ago.\n"),
        ("cairn.yml", "title: T\ncredits: {default: public}\n"),
        (".mailmap", "Jane Doe <jane@one.example> <old@one.example>\n"),
        ("people/bob.yml", "name: Bob\nmatch:\n  - bob@one.example\n"),
    ];
    repository(
        &root,
        &[("Jane <old@one.example>", "a", &files), ("Bob <bob@one.example>", "b", &[("faq/b.md", PAGE)])],
    );
    assert_eq!(cairn_people(&root, &["lock", "--no-cache"]).0, 0);
    git(&root, &["add", "-A"], &[]);
    git(&root, &["commit", "-q", "-m", "lock"], &[("GIT_AUTHOR_NAME", "Bob"), ("GIT_AUTHOR_EMAIL", "bob@one.example")]);
    let url = format!("file://{}", root.display());
    git(folder.path(), &["clone", "-q", "--depth=1", "-c", "core.autocrlf=true", &url, "clone"], &[]);
    let clone = folder.path().join("clone");
    assert!(fs::read_to_string(clone.join("faq/a.md")).unwrap().contains("\r\n"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
    let output = command.args(["build", "--no-cache"]).current_dir(&clone).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && !said.contains("stale-lock"), "{said}");
    let credits = |root: &Path| {
        let site = fs::read_to_string(root.join("public/site.json")).unwrap();
        let site: serde_json::Value = serde_json::from_str(&site).unwrap();
        site["pages"].as_array().unwrap().iter().map(|page| page["credits"].clone()).collect::<Vec<_>>()
    };
    let _ = built(&root);
    assert_eq!(credits(&clone), credits(&root));
    assert!(credits(&clone)[0].to_string().contains("Jane Doe"), "{:?}", credits(&clone));
}

#[test]
fn a_lock_that_is_stale_is_reported_with_and_without_history() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    repository(root, &[("Jane Doe <jane@one.example>", "a", &[("faq/a.md", PAGE)])]);
    let check = |root: &Path| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
        let output = command.args(["check", "--no-cache"]).current_dir(root).env("NO_COLOR", "1").output().unwrap();
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    assert_eq!(cairn_people(root, &["lock", "--no-cache"]).0, 0);
    let first = fs::read_to_string(root.join("credits.lock.json")).unwrap();
    assert!(first.contains("\"jane-doe\": [\"Jane Doe\"]") && first.contains("\"commits\":1"), "{first}");
    assert!(!check(root).contains("-lock]"));
    // On a day before the commit its date is left out, and the file is true all the same.
    let mut before = Command::new(env!("CARGO_BIN_EXE_cairn"));
    let before = before.args(["check", "--no-cache", "--now", "2001-01-01"]).current_dir(root).output().unwrap();
    let said = String::from_utf8_lossy(&before.stderr);
    assert!(said.contains("future-date") && !said.contains("-lock]"), "{said}");
    fs::write(root.join("credits.lock.json"), first.replace("jane-doe", "bob").replace("Jane Doe", "Bob")).unwrap();
    assert!(check(root).contains("warning[stale-lock]: `credits.lock.json` differs from the history at `faq/a.md`"));
    // Another author, and the file not written anew.
    fs::write(root.join("credits.lock.json"), &first).unwrap();
    fs::write(root.join("faq/a.md"), "# A\n\nOther text.\n").unwrap();
    git(root, &["add", "-A"], &[]);
    git(root, &["commit", "-qm", "b"], &[("GIT_AUTHOR_NAME", "Bob"), ("GIT_AUTHOR_EMAIL", "bob@one.example")]);
    assert!(check(root).contains("[stale-lock]"));
    fs::remove_dir_all(root.join(".git")).unwrap();
    let said = check(root);
    assert!(said.contains("warning[stale-lock]: `faq/a.md` is newer than `credits.lock.json`"), "{said}");
    assert!(said.contains("no name and no date from git is printed there"), "{said}");
    // The text is Bob's, and the page named Jane, who wrote the one before.
    let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
    assert!(command.args(["build", "-q", "--no-cache"]).current_dir(root).output().unwrap().status.success());
    let page = fs::read_to_string(root.join("public/faq/a/index.html")).unwrap();
    assert!(!page.contains("Jane") && !page.contains("<time") && !page.contains("datePublished"), "{page}");
    fs::write(root.join("credits.lock.json"), "{}").unwrap();
    let said = check(root);
    assert!(said.contains("error[bad-lock]") && said.contains("[no-history]"), "{said}");
    let (status, _, said) = cairn_people(root, &["lock"]);
    assert!(status == 2 && said.contains("the history of the pages is not here"), "{said}");
}

#[test]
fn whoever_asks_to_be_unnamed_after_the_lock_is_named_by_no_shallow_clone() {
    // Written while Fred was named; he is known by an address alone, which the lock does not hold.
    let fred = "fred@one.example";
    for (credit, by) in [("hidden", 0), ("pseudonym", 0), ("hidden", 1), ("pseudonym", 1), ("", 2)] {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("whole");
        fs::create_dir(&root).unwrap();
        let declared = "---\nauthors: [Fred Fixer]\n---\n# B\n\nText.\n";
        let config = "title: T\nbase_url: https://t.example/\ncredits: {default: public}\n";
        let commits: [Commit<'_>; 3] = [
            ("Fred Fixer <fred@one.example>", "a", &[("faq/a.md", PAGE), ("cairn.yml", config)]),
            ("Fred Fixer <fred@one.example>", "b", &[("faq/b.md", declared)]),
            ("Jane Doe <jane@one.example>", "c", &[("people/jane.yml", "name: Jane Doe\nmatch: [jane@one.example]\n")]),
        ];
        repository(&root, &commits);
        assert_eq!(cairn_people(&root, &["lock", "--no-cache"]).0, 0);
        let build = |root: &Path| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
            let output = command.args(["build", "--no-cache"]).current_dir(root).env("NO_COLOR", "1").output().unwrap();
            assert!(output.status.success());
            (files(&root.join("public")), String::from_utf8_lossy(&output.stderr).into_owned())
        };
        let holds = |site: &std::collections::BTreeMap<String, Vec<u8>>| {
            let told = |(name, bytes): (&String, &Vec<u8>)| {
                let text = format!("{name} {}", String::from_utf8_lossy(bytes)).to_lowercase();
                text.contains("fred")
            };
            site.iter().filter(|one| told(*one)).map(|(name, _)| name.clone()).collect::<Vec<_>>()
        };
        let person = match by {
            0 => format!("name: River\ncredit: {credit}\nmatch: [{fred}]\n"),
            1 => {
                let entry = cairn_hash(&root, fred);
                format!("name: River\ncredit: {credit}\nmatch:\n{entry}")
            }
            // Another name from now on.
            _ => String::new(),
        };
        let mailmap = "River <fred@one.example> Fred Fixer <fred@one.example>\n";
        let (name, text) = if by == 2 { (".mailmap", mailmap) } else { ("people/f1.yml", person.as_str()) };
        let clone = |to: &str| {
            let to = folder.path().join(to);
            let from = format!("file://{}", root.display());
            git(folder.path(), &["clone", "-q", "--depth=1", &from, to.to_str().unwrap()], &[]);
            to
        };
        git(&root, &["add", "-A"], &[]);
        git(
            &root,
            &["commit", "-qm", "lock"],
            &[("GIT_AUTHOR_NAME", "Jane Doe"), ("GIT_AUTHOR_EMAIL", "jane@one.example")],
        );
        let (site, said) = build(&clone("before"));
        assert!(!holds(&site).is_empty() && !said.contains("stale-lock"), "{said}");
        write_all(&root, &[(name, text)]);
        git(&root, &["add", "-A"], &[]);
        git(
            &root,
            &["commit", "-qm", "file"],
            &[("GIT_AUTHOR_NAME", "Jane Doe"), ("GIT_AUTHOR_EMAIL", "jane@one.example")],
        );
        let after = clone("after");
        let (site, said) = build(&after);
        // A page may say in its own text what it likes; the copies of the text are the page's.
        assert_eq!(holds(&site), [""; 0], "{credit} {by}");
        assert!(
            said.contains("warning[stale-lock]: who is named was decided anew since `credits.lock.json`"),
            "{said}"
        );
        assert!(String::from_utf8_lossy(&site["faq/a/index.html"]).contains("somebody who is not named"), "counted");
        let mut strict = Command::new(env!("CARGO_BIN_EXE_cairn"));
        strict.args(["build", "--no-cache", "--strict"]).current_dir(&after);
        assert_eq!(strict.output().unwrap().status.code(), Some(1));
        // So it is told where the history is, and the new file is right.
        let (_, said) = build(&root);
        assert!(said.contains("stale-lock"), "{said}");
        assert_eq!(cairn_people(&root, &["lock", "--no-cache"]).0, 0);
        let (_, said) = build(&root);
        assert!(!said.contains("stale-lock"), "{said}");
    }
}

/// The entry that `cairn people hash` makes, with its line.
fn cairn_hash(root: &Path, text: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
    command
        .args(["people", "hash"])
        .current_dir(root)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(format!("{text}\n").as_bytes()).unwrap();
    String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap()
}

/// The file of an address.
fn page_file(address: &str) -> String {
    if address.is_empty() || address.ends_with('/') { format!("{address}index.html") } else { address.to_owned() }
}

#[test]
fn whoever_is_removed_stays_counted_and_is_named_nowhere() {
    let one_file = ("people/jane.yml", "name: Jane D.\nmatch: [jane@one.example]\nbio: Writes.\n");
    let many = (
        "people.yml",
        "bob: Bob Roe\njane:\n  name: Jane D.\n  match:\n    - jane@one.example\n\n# Eve\neve: Eve Poe\n",
    );
    let nobody = ("faq/c.md", "# C\n\nText.\n");
    for (people, id) in [(one_file, "jane"), (many, "jane"), (nobody, "jane-doe")] {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let declared = "---\nauthors: [Jane Doe]\n---\n# B\n\nText.\n";
        repository(
            root,
            &[
                ("Jane Doe <jane@one.example>", "a", &[("faq/a.md", PAGE)]),
                ("Jane Doe <jane@one.example>", "b", &[("faq/b.md", declared)]),
                ("Bob Roe <bob@one.example>", "c", &[("faq/a.md", "# A\n\nMore text.\n"), people]),
                ("Bob Roe <bob@one.example>", "d", &[("cairn.yml", "title: K\nbase_url: https://kb.example/\n")]),
            ],
        );
        let build = || {
            let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
            assert!(command.args(["build", "-q"]).current_dir(root).output().unwrap().status.success());
            files(&root.join("public"))
        };
        assert_eq!(cairn_people(root, &["lock"]).0, 0);
        let holds = |site: &std::collections::BTreeMap<String, Vec<u8>>, word: &str| {
            site.values().any(|bytes| String::from_utf8_lossy(bytes).contains(word))
        };
        let before = build();
        assert!(holds(&before, "Jane"));
        let (status, text, said) = cairn_people(root, &["remove", id, "--dry-run"]);
        // The oracle is the site itself: what names them is told, and nothing else is.
        let told: BTreeSet<&str> = text.lines().filter_map(|line| line.strip_prefix("  https://kb.example/")).collect();
        // The list of our own files is no address.
        for (name, bytes) in before.iter().filter(|(name, _)| *name != ".cairn-output") {
            let bytes = String::from_utf8_lossy(bytes);
            let is_named = bytes.contains("Jane") || bytes.contains("people/jane");
            let address = name.strip_suffix("index.html").unwrap_or(name);
            // A piece of the index may hold the words of the name apart.
            let is_piece = name.starts_with("search/") && told.contains(address);
            assert_eq!(told.contains(address), is_named || is_piece, "{name}\n{text}");
        }
        assert!(told.contains("faq/c/") == (id == "jane-doe") && told.contains("feed.xml"), "{text}");
        assert!(told.iter().all(|address| before.contains_key(&page_file(address))), "all of them exist: {text}");
        assert!(!root.join("people/removed-1.yml").exists(), "nothing was written");
        assert!(status == 0 && text.contains("To remove") && holds(&files(root), "Jane"), "{said}");
        let (status, text, said) = cairn_people(root, &["remove", id]);
        assert_eq!(status, 0, "{text}{said}");
        for expected in [
            format!("  https://kb.example/people/{id}/\n"),
            "  https://kb.example/faq/a/\n".to_owned(),
            "take the name out of the front matter of `faq/b.md`".to_owned(),
            "write `people/removed-1.yml`".to_owned(),
        ] {
            assert!(text.contains(&expected), "{expected}\n{text}");
        }
        // Hashes have a salt, so that nobody finds them by trying addresses that are known elsewhere.
        let tombstone = fs::read_to_string(root.join("people/removed-1.yml")).unwrap();
        let entries: Vec<&str> = tombstone.lines().filter_map(|line| line.strip_prefix("  - ")).collect();
        assert!(entries.iter().all(|entry| entry.split(':').count() == 3), "{tombstone}");
        assert!(
            !entries.is_empty() && entries.iter().all(|entry| entry.split(':').nth(1) == entries[0].split(':').nth(1))
        );
        let ours = files(root)
            .into_iter()
            .filter(|(name, _)| !(name.starts_with(".git/") || name.starts_with("public/") || name == "faq/b.md"));
        for (name, bytes) in ours {
            let kept = String::from_utf8_lossy(&bytes);
            assert!(!kept.contains("Jane") && !kept.contains("jane"), "{name}: {kept}");
        }
        assert!(!format!("{text}{said}").contains("Jane") && !text.contains('@'), "{text}{said}");
        let site = build();
        assert!(!holds(&site, "Jane") && !holds(&site, "jane") && !holds(&site, "removed-1"));
        // The page still declares them, and the cache of the next build does not say so.
        let kept = files(&root.join(".cairn"));
        assert!(kept.len() > 3, "{:?}", kept.keys());
        for (name, bytes) in &kept {
            let text = String::from_utf8_lossy(bytes);
            assert!(!text.contains("Jane") && !text.contains("jane"), "{name}: {text}");
        }
        assert!(String::from_utf8_lossy(&site["faq/a/index.html"]).contains("somebody who is not named"), "counted");
        let mut strict = Command::new(env!("CARGO_BIN_EXE_cairn"));
        let strict = strict.args(["check", "--no-cache"]).current_dir(root).output().unwrap();
        let strict = String::from_utf8_lossy(&strict.stderr).into_owned();
        assert!(!strict.contains("stale-lock"), "{strict}");
        let lint = cairn_people(root, &["lint"]);
        assert_eq!(lint.0, 0, "{}", lint.2);
        assert_eq!(cairn_people(root, &["remove", id]).0, 2, "there is nobody of that id");
    }
}

/// Whoever asks not to be named is in the cache no more, though it named them before and the pages that declare them do still.
#[test]
fn the_cache_forgets_who_asks_not_to_be_named() {
    for consent in ["name: Jane Doe\ncredit: hidden\n", "name: River\ncredit: pseudonym\n"] {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let declared = "---\nauthors: [Jane Doe]\n---\n# B\n\nText.\n";
        repository(
            root,
            &[
                ("Jane Doe <jane@one.example>", "a", &[("faq/a.md", PAGE), ("faq/b.md", declared)]),
                ("Bob Roe <bob@one.example>", "b", &[("faq/a.md", "# A\n\nMore text.\n")]),
            ],
        );
        let kept = |what: &str| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
            let output = command.args(["build", "--timings"]).current_dir(root).output().unwrap();
            assert!(output.status.success(), "{what}");
            let kept = files(&root.join(".cairn/cache"));
            let is_named = |bytes: &Vec<u8>| {
                let text = String::from_utf8_lossy(bytes);
                text.contains("Jane") || text.contains("jane@")
            };
            let naming = kept.into_iter().filter(|(_, bytes)| is_named(bytes)).map(|(name, _)| name);
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            let parsed = said.lines().find_map(|line| line.strip_prefix("cache parse: ")).unwrap_or_default();
            (naming.collect::<Vec<_>>(), parsed.to_owned())
        };
        let (naming, _) = kept("before");
        assert!(naming.iter().any(|name| name.starts_with("parse")), "{naming:?}");
        assert!(naming.iter().any(|name| name.starts_with("render")), "{naming:?}");
        write_all(root, &[("people/jane.yml", &format!("{consent}match: [jane@one.example]\n"))]);
        assert_eq!(kept("asked").0, [""; 0]);
        assert_eq!(kept("the next").0, [""; 0]);
        // Only the page that says it is parsed again.
        assert_eq!(kept("the one after it"), (vec![], "1 hits, 1 misses".to_owned()));
    }
}

#[test]
fn structured_data_names_roles_in_the_words_of_credit() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let trailers = "c\n\nReviewed-by: Eve Poe <eve@one.example>\nTested-by: Kim Loe <kim@one.example>\n\
                    Helped-by: Max Noe <max@one.example>";
    let (bob, jane) = ("name: Bob Roe\nmatch: [Bob Roe]\nmentors: [jane]\n", "name: Jane\nmatch: [Jane Doe]\n");
    let question = "---\nasked_by: Sue Fo\nanswered_by: [Tom Ro]\nshort_answer: Because *it* [is](/guide/a/).\n---\n# Why?\n\nBecause.\n";
    repository(
        root,
        &[
            ("Jane Doe <jane@one.example>", "a", &[("guide/a.md", PAGE)]),
            ("Bob Roe <bob@one.example>", trailers, &[("guide/a.md", "# A\n\nMore text.\n")]),
            (
                "Kei Io <kei@one.example>",
                "d",
                &[("guide/a.ja.md", "# ア\n\n本文。\n"), ("people/bob.yml", bob), ("people/jane.yml", jane)],
            ),
            ("Ada Su <ada@one.example>", "e", &[("faq/q.md", question)]),
        ],
    );
    let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
    assert!(command.args(["build", "-q", "--no-cache"]).current_dir(root).output().unwrap().status.success());
    let read = |path: &str| -> (String, serde_json::Value) {
        let page = fs::read_to_string(root.join(format!("public/{path}index.html"))).unwrap();
        let (_, rest) = page.split_once("application/ld+json\">").unwrap();
        let data = serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap();
        (page, data)
    };
    let (page, data) = read("guide/a/");
    let main = &data["@graph"][0];
    assert_eq!(main["author"][0]["name"], "Jane");
    let told: Vec<String> = main["contributor"]
        .as_array()
        .unwrap()
        .iter()
        .map(|role| format!("{} {} {}", role["@type"], role["contributor"]["name"], role["roleName"]))
        .collect();
    let credit = "https://credit.niso.org/contributor-roles/";
    assert_eq!(
        told,
        [
            format!("\"Role\" \"Bob Roe\" [\"fixer\",\"{credit}writing-review-editing/\"]"),
            format!("\"Role\" \"Eve Poe\" [\"reviewer\",\"{credit}writing-review-editing/\"]"),
            format!("\"Role\" \"Kim Loe\" [\"tester\",\"{credit}validation/\"]"),
            "\"Role\" \"Max Noe\" [\"helper\"]".to_owned(),
        ]
    );
    // Whoever a page names for a trailer stands on it too.
    for name in ["Eve Poe", "Kim Loe", "Max Noe", "Reviewed by", "Tested by", "Helped by"] {
        assert!(page.contains(name), "{name}");
    }
    let (page, data) = read("ja/guide/a/");
    let main = &data["@graph"][0];
    assert_eq!((&main["author"][0]["name"], &main["author"][1]), (&"Jane".into(), &serde_json::Value::Null));
    assert_eq!(main["translator"][0]["name"], "Kei Io");
    assert!(page.contains("翻訳： <b><bdi>Kei Io</bdi></b>"), "{page}");
    let (page, data) = read("faq/q/");
    let question = &data["@graph"][0]["mainEntity"];
    assert_eq!(question["author"][0]["name"], "Sue Fo");
    assert_eq!(question["acceptedAnswer"]["author"][0]["name"], "Tom Ro");
    assert_eq!(question["acceptedAnswer"]["text"], "Because it is.");
    assert_eq!(question["acceptedAnswer"]["contributor"][0]["contributor"]["name"], "Ada Su");
    assert!(
        page.contains("Asked by <b><bdi>Sue Fo</bdi></b>")
            && page.contains("Answered by <a href=\"/people/tom-ro/\"><bdi>Tom Ro"),
        "{page}"
    );
    let (page, data) = read("people/tom-ro/");
    assert!(page.contains("Answered") && page.contains("/faq/q/"), "{page}");
    assert_eq!(data["name"], "Tom Ro");
    let (page, data) = read("people/bob/");
    let mentor = &data["knows"][0];
    assert_eq!(
        (&mentor["roleName"][1], &mentor["knows"]["name"]),
        (&format!("{credit}supervision/").into(), &"Jane".into())
    );
    assert!(page.contains("Began with the help of"), "{page}");
    assert!(read("people/jane/").0.contains("Helped to begin"));
}

fn resume_validator() -> jsonschema::Validator {
    let schema = fs::read_to_string(support::project().join("tests/schemas/jsonresume.json")).unwrap();
    jsonschema::options()
        .with_draft(jsonschema::Draft::Draft7)
        .should_validate_formats(true)
        .build(&serde_json::from_str(&schema).unwrap())
        .unwrap()
}

#[test]
fn a_cv_says_what_the_persons_page_says_and_no_more() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let declared = "---\ntitle: \"[Doors] & *keys*\"\nauthors: [jane]\ndate: 2024-05-06\n---\n\nText.\n";
    let jane = "name: Jane D.\npronouns: she/her\nstatus: member\nlinks: ['https://jane.example/']\nmatch: [jane@one.example]\n\
                bio: \"Grows *tomatoes* & [keys](https://k.example/).\\n\\nSwims.\"\nlanguages: [en, ja]\n";
    let rc = r#"{"contributors":[{"login":"jane","name":"Jane Doe","contributions":["mentoring","review"]},
        {"login":"rita","name":"Rita Poe","contributions":["review"]},{"login":"max","name":"Max Noe","contributions":["review"]}]}"#;
    let max = "bio: Only thanked.\nlinks: ['https://github.com/max']\n";
    let river =
        "name: River\ncredit: pseudonym\nstatus: staff\nlinks: ['https://river.example/']\nmatch: [rita@one.example]\n";
    repository(
        root,
        &[
            ("Jane Doe <jane@one.example>", "a", &[("guide/b.md", declared), ("guide/a.md", PAGE)]),
            ("Rita Poe <rita@one.example>", "b", &[("guide/a.md", "# A\n\nMore text.\n")]),
            (
                "Bob Roe <bob@one.example>",
                "c",
                &[
                    ("people/jane.yml", jane),
                    ("people/river.yml", river),
                    ("people/bob.yml", "name: Bob Roe\ncredit: hidden\n"),
                    ("cairn.yml", "title: Doors\nbase_url: https://doors.example/kb/\n"),
                    ("people/max.yml", max),
                    (".all-contributorsrc", rc),
                ],
            ),
        ],
    );
    let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
    assert!(command.args(["build", "-q", "--no-cache"]).current_dir(root).output().unwrap().status.success());
    let cv = |id: &str| fs::read_to_string(root.join(format!("public/people/{id}/cv.md"))).ok();
    let expected = "# Jane D.\n\nshe/her · Member\n\nGrows tomatoes \\& keys. Swims.\n\nDoors, https://doors.example/kb/, 2023-11-14\n\
                    - jane.example: <https://jane.example/>\n- Languages: English, 日本語\n- Thanked for: Reviewer, Mentor\n\n## Wrote (2)\n\n\
                    - [A](https://doors.example/kb/guide/a/), 2023-11-14\n\
                    - [\\[Doors\\] \\& \\*keys\\*](https://doors.example/kb/guide/b/), 2023-11-14\n";
    assert_eq!(cv("jane").as_deref(), Some(expected));
    let river = cv("river").unwrap();
    assert!(
        river.starts_with("# River\n\nStaff\n") && !river.contains("river.example") && !river.contains("Rita"),
        "{river}"
    );
    assert_eq!(cv("bob"), None);
    let page = fs::read_to_string(root.join("public/people/jane/index.html")).unwrap();
    assert!(page.contains("href=\"/kb/people/jane/cv.md\""), "{page}");
    let print = fs::read_to_string(root.join("public/people/jane/cv/index.html")).unwrap();
    assert!(print.contains("noindex") && print.contains("<h2>Wrote <small>2</small></h2>"), "{print}");
    let resume = |id: &str| -> serde_json::Value {
        serde_json::from_slice(&fs::read(root.join(format!("public/people/{id}/resume.json"))).unwrap()).unwrap()
    };
    let jane = resume("jane");
    assert_eq!(jane["basics"]["name"], "Jane D.");
    assert_eq!(jane["basics"]["profiles"][0]["url"], "https://jane.example/");
    assert_eq!(jane["volunteer"][0]["startDate"], "2023-11-14");
    assert_eq!(jane["volunteer"][0]["highlights"][0], "Wrote: 2");
    assert_eq!(jane["publications"][0]["url"], "https://doors.example/kb/guide/a/");
    assert!(!resume("river").to_string().contains("river.example"));
    assert_eq!(jane["basics"]["summary"], "Grows tomatoes & keys.\n\nSwims.");
    assert_eq!(jane["languages"], serde_json::json!([{"language": "English"}, {"language": "日本語"}]));
    assert_eq!(jane["volunteer"][0]["highlights"][1], "Thanked for: Reviewer, Mentor");
    // Who has no part in any page is thanked all the same.
    let max = resume("max");
    assert_eq!(max["volunteer"][0]["highlights"], serde_json::json!(["Thanked for: Reviewer"]));
    assert_eq!(max["basics"]["summary"], "Only thanked.");
    assert!(cv("max").unwrap().ends_with("- Thanked for: Reviewer\n"), "{:?}", cv("max"));
    assert!(
        print.contains("Languages: <bdi>English</bdi>, <bdi>日本語</bdi>")
            && print.contains("Thanked for: Reviewer, Mentor"),
        "{print}"
    );
    let validator = resume_validator();
    for resume in [jane, max, resume("river")] {
        let errors: Vec<String> = validator.iter_errors(&resume).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new(), "{resume}");
    }
    assert!(!root.join("public/people/bob").exists());
}

#[test]
fn a_persons_page_tells_years_uses_neighbours_and_interests() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let page = |text: &str| format!("---\ntags: [doors]\n---\n# Page\n\n{text}\n");
    let (a, b, c) = (page("One."), page("See [the first](a.md)."), page("Own [link](a.md)."));
    repository(
        root,
        &[
            ("Jane Doe <jane@one.example>", "a", &[("guide/a.md", &a), ("guide/c.md", &c)]),
            ("Bob Roe <bob@one.example>", "b", &[("guide/b.md", &b)]),
            ("Hid Den <hid@one.example>", "c", &[("guide/d.md", &page("Two."))]),
            (
                "Jane Doe <jane@one.example>",
                "d",
                &[
                    (
                        "people/jane.yml",
                        "name: Jane\nmatch: [Jane Doe]\nstatus: staff\naffiliation: [{name: Old, to: 2020}, {name: Acme, from: 2021}]\n",
                    ),
                    ("people/bob.yml", "name: Bob Roe\nstatus: alumni\n"),
                    ("people/hid.yml", "match: [Hid Den]\ncredit: hidden\n"),
                ],
            ),
        ],
    );
    let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
    assert!(command.args(["build", "-q", "--no-cache"]).current_dir(root).output().unwrap().status.success());
    let read = |path: &str| fs::read_to_string(root.join(format!("public/{path}/index.html"))).unwrap();
    let jane = read("people/jane");
    assert!(jane.contains("<b>2023</b><span>Wrote: 2</span>"), "{jane}");
    let (_, used) = jane.split_once("Where it is used").unwrap();
    let (used, near) = used.split_once("Others who write about this").unwrap();
    assert!(used.contains("/guide/b/") && !used.contains("/guide/c/"), "{used}");
    assert!(near.contains("Bob Roe") && !near.contains("Hid"), "{near}");
    // Whoever is paid for it is told from the volunteers, above the text and below it.
    let page = read("guide/a");
    assert_eq!(page.matches("Staff").count(), 2, "{page}");
    assert!(page.contains("Staff, Acme") && !page.contains("Old"), "{page}");
    assert!(page.contains(r#""affiliation":{"@type":"Organization","name":"Acme"}"#), "{page}");
    let everyone = read("people");
    assert!(everyone.contains("<li data-last=\"2023-11-15\">") && everyone.contains("Formerly active"), "{everyone}");
}

#[test]
fn a_title_is_given_for_ever_by_the_lock_and_goes_only_with_its_holder() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let badges = |pages: u32| {
        format!(
            "defaults: false\nbadges:\n- {{id: guide, name: Guide, confirm: true, rule: {{pages: {pages}, stood: 0}}}}\n\
             confirmed: [{{badge: guide, person: jane, on: 2023-11-15}}]\n"
        )
    };
    repository(
        root,
        &[
            (
                "Jane Doe <jane@one.example>",
                "a",
                &[("tutorials/a.md", PAGE), ("people/jane.yml", "match: [Jane Doe]\n")],
            ),
            (
                "Bob <bob@one.example>",
                "b",
                &[("badges.yml", &badges(1)), ("cairn.yml", "base_url: https://garden.example/\n"), ("faq/b.md", PAGE)],
            ),
        ],
    );
    let build = || {
        let output = Command::new(env!("CARGO_BIN_EXE_cairn")).args(["build", "--no-cache"]).current_dir(root).output();
        let output = output.unwrap();
        assert!(output.status.success());
        (files(&root.join("public")), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let names = |site: &std::collections::BTreeMap<String, Vec<u8>>| -> Vec<String> {
        site.keys().filter(|name| name.starts_with("badges/guide/jane/")).cloned().collect()
    };
    // A build shows what is earned and gives nothing for ever.
    let (site, _) = build();
    assert_eq!(names(&site), [""; 0]);
    assert!(String::from_utf8_lossy(&site["people/jane/index.html"]).contains("Guide"));
    assert!(!root.join("credits.lock.json").exists());

    let (_, text, said) = cairn_people(root, &["lock", "--no-cache"]);
    assert!(text.contains("1 title is given for ever"), "{text}{said}");
    let given = "\"guide/jane\": {\"on\":\"2023-11-15\",\"pages\":[\"/tutorials/a/\"]}";
    let lock = || fs::read_to_string(root.join("credits.lock.json")).unwrap();
    assert!(lock().contains(given), "{}", lock());
    fs::write(root.join("badges.yml"), badges(99)).unwrap();
    let (_, text, _) = cairn_people(root, &["lock", "--no-cache"]);
    assert!(text.contains("is true as it is") && lock().contains(given), "{text}");
    let (site, _) = build();
    let expected = ["assertion.json", "badge.png", "badge.svg", "index.html", "readme.svg"];
    assert_eq!(names(&site), expected.map(|name| format!("badges/guide/jane/{name}")));
    assert_eq!(build().0, site, "the same files every time");
    // A title of one level needs its name once, and what it takes is a sentence.
    let badge = text_of(&String::from_utf8_lossy(&site["badges/guide/index.html"]));
    assert!(badge.contains("Titles Guide What it takes Take part in at least 99 pages. A maintainer says"), "{badge}");

    let (status, text, said) = cairn_people(root, &["remove", "jane", "--no-cache"]);
    assert_eq!(status, 0, "{text}{said}");
    for expected in [
        "take the entries of `jane` out of `badges.yml`",
        "https://garden.example/badges/guide/jane/\n",
        "https://garden.example/badges/guide/jane/assertion.json\n",
    ] {
        assert!(text.contains(expected), "{expected}\n{text}");
    }
    assert!(!lock().contains("jane"), "{}", lock());
    let (site, said) = build();
    assert_eq!(names(&site), [""; 0]);
    assert!(said.contains("there is nobody with the id `jane`"), "{said}");
    let badge = String::from_utf8_lossy(&site["badges/guide/index.html"]).into_owned();
    assert!(!badge.contains("Jane") && !badge.contains("jane"), "{badge}");
}

/// A title for one page, so that everyone who wrote one holds it at once.
const ONE_PAGE: &str = "defaults: false\nbadges: [{id: guide, name: Guide, rule: {pages: 1, stood: 0}}]\n";
const EVERYONE: &str = "base_url: https://garden.example/\ncredits: {default: public}\n";

#[test]
fn what_was_given_for_ever_stays_when_the_last_page_goes_and_when_its_holder_is_called_otherwise() {
    let kim = "Kim Lee <kim@one.example>";
    let pages = [("tutorials/k.md", PAGE), ("badges.yml", ONE_PAGE), ("cairn.yml", EVERYONE)];
    type Change<'a> = &'a dyn Fn(&Path);
    let given = |root: &Path, change: Change<'_>, relocks: bool| {
        repository(root, &[("Ann Poe <ann@one.example>", "a", &[("faq/a.md", &growing(9))]), (kim, "k", &pages)]);
        assert_eq!(cairn_people(root, &["lock", "--no-cache"]).0, 0);
        change(root);
        commit(root, "1710000000 +0000", &("Ann Poe <ann@one.example>", "later", &[]));
        if relocks {
            // Twice: what the first run wrote down is enough for the second.
            (0..2).for_each(|_| assert_eq!(cairn_people(root, &["lock", "--no-cache"]).0, 0));
        }
        built(root)
    };
    let goes = |root: &Path| fs::remove_file(root.join("tutorials/k.md")).unwrap();
    let is_called = |text: &'static str| move |root: &Path| write_all(root, &[("people/kay.yml", text)]);
    let both = |root: &Path| {
        goes(root);
        is_called("name: Kay\nmatch: [kim@one.example]\n")(root);
    };
    let mapped =
        |root: &Path| write_all(root, &[(".mailmap", "Kim Roe <kim@one.example> Kim Lee <kim@one.example>\n")]);
    let table: [(Change<'_>, &str, &str); 5] = [
        (&goes, "kim-lee", "Kim Lee"),
        (&is_called("name: Kay\nmatch: [kim@one.example]\n"), "kay", "Kay"),
        (&is_called("name: Kim Lee\n"), "kay", "Kim Lee"),
        (&both, "kay", "Kay"),
        (&mapped, "kim-roe", "Kim Roe"),
    ];
    for (change, id, name) in table {
        for relocks in [false, true] {
            let folder = tempfile::tempdir().unwrap();
            let public = given(folder.path(), change, relocks);
            let assertion: serde_json::Value =
                serde_json::from_str(&public("badges/guide/kim-lee/assertion.json")).unwrap();
            assert_eq!(assertion["recipient"]["identity"], "https://garden.example/people/kim-lee/", "{id}");
            assert_eq!(assertion["revoked"], serde_json::Value::Null);
            assert!(text_of(&public("badges/guide/kim-lee/index.html")).contains(name), "{id} {relocks}");
            assert!(public(&format!("people/{id}/index.html")).contains("/badges/guide/kim-lee/"), "{id} {relocks}");
            let is_new = fs::exists(folder.path().join("public/badges/guide").join(id)).unwrap();
            assert_eq!(is_new, id == "kim-lee", "given once: {id} {relocks}");
            let redirects = public("_redirects");
            assert_eq!(
                redirects.contains(&format!("/people/kim-lee/ /people/{id}/ 301")),
                id != "kim-lee",
                "{redirects}"
            );
            let lock = fs::read_to_string(folder.path().join("credits.lock.json")).unwrap();
            assert!(!lock.contains('@'), "{lock}");
            // From the lock alone the same comes out.
            if relocks {
                let whole = files(&folder.path().join("public"));
                fs::remove_dir_all(folder.path().join(".git")).unwrap();
                let _ = built(folder.path());
                let alone = files(&folder.path().join("public"));
                for (path, bytes) in whole.iter().filter(|(path, _)| path.starts_with("badges/guide/kim")) {
                    assert_eq!(alone.get(path), Some(bytes), "{path}");
                }
            }
        }
    }
    // Another of the same name who comes later holds nothing of it, and has another id.
    let namesake = |root: &Path| {
        goes(root);
        commit(root, "1709000000 +0000", &("Kim Lee <kim@two.example>", "n", &[("tutorials/n.md", &growing(40))]));
    };
    for relocks in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let public = given(folder.path(), &namesake, relocks);
        assert!(!public("people/kim-lee/index.html").contains("/tutorials/n/"), "{relocks}");
        assert!(public("people/kim-lee-2/index.html").contains("/tutorials/n/"), "{relocks}");
    }
    // Nor does a people file take an id from somebody else.
    let takes = |text: &'static str| move |root: &Path| write_all(root, &[("people/kim-lee.yml", text)]);
    for (text, goes_too, is_taken) in [
        ("name: Ann\nmatch: [ann@one.example]\n", false, true),
        ("name: Ann\nmatch: [ann@one.example]\n", true, true),
        ("name: Kim\nmatch: [kim@one.example]\n", false, false),
        ("name: Kim\nmatch: [kim@one.example]\n", true, false),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let change = |root: &Path| {
            takes(text)(root);
            if goes_too {
                goes(root);
            }
        };
        let _ = given(folder.path(), &change, false);
        let (_, _, said) = cairn_people(folder.path(), &["lint", "--no-cache"]);
        assert_eq!(said.contains("`kim-lee` is the id of somebody else"), is_taken, "{text} {goes_too}: {said}");
        let before = fs::read(folder.path().join("credits.lock.json")).unwrap();
        let status = cairn_people(folder.path(), &["lock", "--no-cache"]).0;
        let is_kept = fs::read(folder.path().join("credits.lock.json")).unwrap() == before;
        assert_eq!((status, is_kept), if is_taken { (2, true) } else { (0, false) }, "{text} {goes_too}");
    }
    // Whoever asks not to be named holds nothing, under whatever id, and a pen name leads to nobody.
    for text in [
        "name: Kay\ncredit: hidden\nmatch: [kim@one.example]\n",
        "name: Moss\ncredit: pseudonym\nmatch: [kim@one.example]\n",
    ] {
        for goes_too in [false, true] {
            let folder = tempfile::tempdir().unwrap();
            let change = |root: &Path| {
                is_called(text)(root);
                if goes_too {
                    goes(root);
                }
            };
            let _ = given(folder.path(), &change, false);
            for (path, bytes) in files(&folder.path().join("public")) {
                let text = String::from_utf8_lossy(&bytes);
                assert!(!path.contains("kim") && !text.contains("Kim Lee") && !text.contains("kim-lee"), "{path}");
            }
        }
    }
}

#[test]
fn who_holds_a_badge_under_an_id_of_before_or_has_no_page_left_can_be_taken_out() {
    for (is_called, id) in [(true, "kay"), (false, "kim-lee")] {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let pages = [("tutorials/k.md", PAGE), ("badges.yml", ONE_PAGE), ("cairn.yml", EVERYONE)];
        let kim = "Kim Lee <kim@one.example>";
        repository(root, &[("Ann Poe <ann@one.example>", "a", &[("faq/a.md", &growing(9))]), (kim, "k", &pages)]);
        assert_eq!(cairn_people(root, &["lock", "--no-cache"]).0, 0);
        match is_called {
            true => write_all(root, &[("people/kay.yml", "name: Kay\nmatch: [kim@one.example]\n")]),
            false => fs::remove_file(root.join("tutorials/k.md")).unwrap(),
        }
        commit(root, "1710000000 +0000", &("Ann Poe <ann@one.example>", "later", &[]));
        let (status, said, _) = cairn_people(root, &["remove", id, "--no-cache"]);
        assert_eq!(status, 0, "{said}");
        assert!(said.contains("https://garden.example/badges/guide/kim-lee/assertion.json\n"), "{said}");
        let lock = fs::read_to_string(root.join("credits.lock.json")).unwrap();
        assert!(!lock.contains("kim") && !lock.contains("Kim") && !lock.contains("kay"), "{lock}");
        // They are recognised when they write again.
        commit(root, "1710000060 +0000", &(kim, "again", &[("tutorials/new.md", &growing(5))]));
        let _ = built(root);
        for (path, bytes) in files(&root.join("public")) {
            let text = String::from_utf8_lossy(&bytes);
            assert!(!path.contains("kim") && !text.contains("Kim Lee") && !text.contains("kim-lee"), "{path}");
        }
    }
}

#[test]
fn what_was_taken_back_says_so_and_is_offered_to_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let badges = "defaults: false\nbadges:\n- {id: guide, name: Guide, levels: [{rule: {pages: 9}}, {rule: {pages: 99}}]}\n\
                  - {id: smith, name: Smith, rule: {pages: 9}}\n\
                  revoked: [{badge: guide, person: ann, level: 2}, {badge: smith, person: ann}]\n";
    let lock = r#"{"version": 1, "people": {"ann": []}, "badges":
        {"guide/ann": {"on": "2026-01-01"}, "guide/ann/2": {"on": "2026-02-01"}, "smith/ann": {"on": "2026-01-01"}}}"#;
    let files = [
        ("badges.yml", badges),
        ("credits.lock.json", lock),
        ("people/ann.yml", "name: Ann\n"),
        ("cairn.yml", EVERYONE),
        ("faq/q.md", PAGE),
    ];
    write_all(root, &files);
    let read = built(root);
    let guide = read("badges/guide/ann/index.html");
    assert!(guide.contains("/badges/guide/ann/assertion.json") && !guide.contains("assertion-2.json"), "{guide}");
    let smith = read("badges/smith/ann/index.html");
    assert!(!smith.contains("assertion.json") && smith.contains("noindex"), "{smith}");
    for file in ["badges/guide/ann/assertion-2.json", "badges/smith/ann/assertion.json"] {
        assert!(read(file).contains("\"revoked\":true"), "{file}");
    }
}

#[test]
fn a_picture_of_a_title_that_is_a_link_or_huge_is_reported_and_one_is_drawn() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let badges = "badges:\n- {id: link, name: L, image: link.svg, rule: {pages: 1}}\n- {id: huge, name: H, image: huge.png, rule: {pages: 1}}\n\
                  - {id: text, name: T, image: text.svg, rule: {pages: 1}}\n";
    write_all(
        root,
        &[("badges.yml", badges), ("faq/a.md", PAGE), ("secret.svg", "<svg>canary</svg>"), ("static/text.svg", "no")],
    );
    std::os::unix::fs::symlink(root.join("secret.svg"), root.join("static/link.svg")).unwrap();
    fs::File::create(root.join("static/huge.png")).unwrap().set_len(50 * 1024 * 1024).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
    let output = command.args(["build", "--no-cache"]).current_dir(root).env("NO_COLOR", "1").output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}");
    for expected in [
        "error[missing-image]: the picture `link.svg` is no file of `static/`\n --> badges.yml:2:30",
        "error[not-a-regular-file]: `static/link.svg` is a link or device",
        "warning[bad-image]: the picture `huge.png` has 51200 KiB, more than 256\n --> badges.yml:3:30",
        "warning[bad-image]: the picture `text.svg` is no SVG\n --> badges.yml:4:30",
    ] {
        assert!(said.contains(expected), "{expected}\n{said}");
    }
    for badge in ["link", "huge", "text"] {
        let picture = fs::read_to_string(root.join(format!("public/badges/{badge}/badge.svg"))).unwrap();
        assert!(picture.contains("<ellipse") && !picture.contains("canary"), "{badge}");
    }
}

#[test]
fn nobody_is_thanked_for_what_only_a_translation_says_again_nor_for_a_time_that_ends_before_it_begins() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    repository(
        root,
        &[
            ("Jane Doe <jane@one.example>", "a", &[("guide/a.md", PAGE)]),
            ("Bob Roe <bob@one.example>", "b", &[("guide/a.ja.md", "# ア\n\n本文。\n")]),
        ],
    );
    let report = |since: &str, until: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
        command.args(["report", "--for", "members", "--no-cache", "--since", since, "--until", until]);
        let output = command.current_dir(root).env("NO_COLOR", "1").output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code(), text(&output.stdout), text(&output.stderr))
    };
    let (status, text, said) = report("2023-11-15", "2023-12-01");
    assert!(status == Some(0) && text.contains("Bob Roe") && !text.contains("Jane"), "{text}{said}");
    git(root, &["tag", "v1", "HEAD~1"], &[]);
    git(root, &["tag", "-a", "-m", "Two", "v2"], &[("GIT_COMMITTER_DATE", "1700100000 +0000")]);
    assert!(report("v1", "v2").1.contains("Bob Roe"));
    for (since, until) in [("2023-12-01", "2023-11-15"), ("v2", "v1"), ("main", "v1")] {
        let (status, text, said) = report(since, until);
        let expected = format!(
            "error: `{since}` is after `{until}`\n |\n = help: the time begins with `--since`: write `--since {until} --until {since}`\n"
        );
        assert_eq!((status, text.as_str(), said.as_str()), (Some(2), "", expected.as_str()));
    }
    // The same twice is no time, and no mistake.
    let (status, _, said) = report("v2", "main");
    assert!(status == Some(0) && said.contains("nobody did anything in that time"), "{said}");
}

#[test]
fn the_sheet_to_print_dates_work_by_the_day_it_was_done() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let more = "# A\n\nText, and a great many more words that Bob has added here, so that the page is another one since then.\n";
    repository(
        root,
        &[
            ("Jane Doe <jane@one.example>", "a", &[("guide/a.md", PAGE), ("people/jane.yml", "match: [Jane Doe]\n")]),
            ("Bob Roe <bob@one.example>", "b", &[("guide/a.md", more)]),
        ],
    );
    let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
    assert!(command.args(["build", "-q", "--no-cache"]).current_dir(root).output().unwrap().status.success());
    let sheet = fs::read_to_string(root.join("public/people/jane/cv/index.html")).unwrap();
    let (_, work) = sheet.split_once("<h2>").unwrap();
    assert!(work.contains("2023-11-14") && !work.contains("2023-11-15"), "{work}");
}

#[test]
fn a_page_shows_who_wrote_it_who_improved_it_and_how_many_are_not_named() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let together = "t\n\nCo-authored-by: Bob Roe <bob@one.example>\nCo-authored-by: Hid Den <hid@one.example>";
    let more = "# A\n\nMore text that somebody added, and then some more of it, and more.\n";
    let most = "# A\n\nMore text that somebody else added, and then very much more of all of it, and more again.\n";
    let last = "# A\n\nMore text of which some was taken out, and then none of it, and no more.\n";
    let tested = "---\nauthors: [Jane Doe]\ntested: {by: Eve Poe, version: v2.1, on: 2026-08-03}\n---\n# C\n\nText.\n";
    repository(
        root,
        &[
            ("Jane Doe <jane@one.example>", together, &[("guide/a.md", PAGE)]),
            ("Hid Den <hid@one.example>", "e", &[("guide/a.md", more), ("guide/b.md", "# B\n\nText.\n")]),
            ("Kim Loe <kim@one.example>", "e", &[("guide/a.md", most), ("guide/b.md", most)]),
            ("Hid Two <two@one.example>", "e", &[("guide/a.md", last)]),
            (
                "Jane Doe <jane@one.example>",
                together,
                &[
                    ("guide/c.md", tested),
                    ("people/hid.yml", "match: [Hid Den]\ncredit: hidden\n"),
                    ("people/two.yml", "match: [Hid Two]\ncredit: hidden\n"),
                    ("cairn.yml", "credits: {fixer_below: 2}\nlanguages: {list: [en, ru]}\n"),
                ],
            ),
        ],
    );
    let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
    assert!(command.args(["build", "-q", "--no-cache"]).current_dir(root).output().unwrap().status.success());
    let read = |path: &str| text_of(&fs::read_to_string(root.join(format!("public/{path}/index.html"))).unwrap());
    let a = read("guide/a");
    assert!(a.contains("By Jane Doe, Bob Roe and 1 who is not named, improved by 2 more"), "{a}");
    let people = a.split_once("People of this page").unwrap().1;
    let expected = "Written by JD Jane Doe 2023-11-14 Written with BR Bob Roe 2023-11-14 and 1 who is not named \
                    Improved by KL Kim Loe 2023-11-16 and 1 who is not named";
    assert!(people.trim_start().starts_with(expected), "{people}");
    let b = read("guide/b");
    assert!(b.contains("By somebody who is not named, improved by 1 more"), "{b}");
    assert!(b.contains("Written by somebody who is not named Improved by KL Kim Loe"), "{b}");
    assert!(read("ru/guide/b").contains("Автор не назван, улучшили ещё 1"), "{}", read("ru/guide/b"));
    // Beside an author whom the page declares, whoever wrote it with them is in the byline as well.
    let c = read("guide/c");
    assert!(c.contains("By Jane Doe, Bob Roe and 1 who is not named"), "{c}");
    assert!(c.contains("Verified 2026-08-03 on v2.1 by Eve Poe"), "{c}");
    assert!(c.contains("Tested by EP Eve Poe 2026-08-03 on v2.1"), "{c}");
    // From the lock it comes out the same where the history is missing.
    assert_eq!(cairn_people(root, &["lock", "--no-cache"]).0, 0);
    fs::remove_dir_all(root.join(".git")).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
    assert!(command.args(["build", "-q", "--no-cache"]).current_dir(root).output().unwrap().status.success());
    assert_eq!((read("guide/a"), read("guide/b"), read("guide/c")), (a, b, c));
}

#[test]
fn what_somebody_gave_is_shown_with_the_place_from_which_they_gave_it() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    // Commits are of 2023-11-14 and the days after.
    let jane = "name: Jane\nmatch: [Jane Doe]\nstatus: [{is: staff, to: 2023-11-14}, {is: member, from: 2023-11-15}]\n\
                affiliation: [{name: Acme, from: 2019, to: 2023-11-14}, {name: Garden, from: 2023-11-15}]\n";
    let bob = "name: Bob\nmatch: [Bob Roe]\nstatus: [{is: member, to: 2023-11-15}, {is: partner, from: 2023-11-16}]\n";
    let river = "name: River\ncredit: pseudonym\nmatch: [Rita Poe]\nstatus: member\naffiliation: Secret\n";
    let page =
        |text: &str| format!("# A\n\n{text} and more words than a fixer changes, all of them new and written here.\n");
    let old = "---\nauthors: [Jane]\ndate: 2021-02-03\n---\n# Old\n\nText.\n";
    repository(
        root,
        &[
            ("Jane Doe <jane@one.example>", "a", &[("guide/a.md", &page("One"))]),
            ("Bob Roe <bob@one.example>", "b", &[("guide/a.md", &page("Two")), ("guide/b.md", &page("Own"))]),
            ("Bob Roe <bob@one.example>", "c", &[("guide/b.md", &page("New"))]),
            ("Jane Doe <jane@one.example>", "d", &[("guide/b.md", &page("Other"))]),
            (
                "Rita Poe <rita@one.example>",
                "e",
                &[
                    ("guide/b.md", &page("Last")),
                    ("guide/old.md", old),
                    ("people/jane.yml", jane),
                    ("people/bob.yml", bob),
                    ("people/river.yml", river),
                    ("cairn.yml", "title: T\nbase_url: https://t.example/\n"),
                ],
            ),
        ],
    );
    let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
    assert!(command.args(["build", "-q", "--no-cache"]).current_dir(root).output().unwrap().status.success());
    let raw = |path: &str| fs::read_to_string(root.join(format!("public/{path}"))).unwrap();
    let read = |path: &str| text_of(&raw(&format!("{path}/index.html")));
    let a = read("guide/a");
    assert!(a.contains("By Jane (Staff at the time, Acme), improved by 1 more"), "{a}");
    assert!(a.contains("J Jane Staff at the time, Acme 2023-11-14"), "{a}");
    assert!(a.contains("B Bob Member at the time 2023-11-15"), "{a}");
    // Whom they worked for then is not told as if it were so now.
    assert!(!raw("guide/a/index.html").contains(r#""Organization","name":"Acme""#));
    assert!(raw("guide/b/index.html").contains(r#""Organization","name":"Garden""#));
    let b = read("guide/b");
    assert!(b.contains("B Bob Member at the time · Partner 2023-11-15 – 2023-11-16"), "{b}");
    assert!(b.contains("J Jane Member, Garden") && b.contains("R River Member 2023-11-18"), "{b}");
    // What the page says of its day is asked where the history knows no work of theirs.
    assert!(read("guide/old").contains("By Jane (Staff at the time, Acme)"), "{}", read("guide/old"));
    let site: serde_json::Value = serde_json::from_str(&raw("site.json")).unwrap();
    let told: Vec<String> = site["pages"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|page| page["credits"].as_array().unwrap())
        .map(|credit| format!("{} {}", credit["id"], credit["status"]).replace('"', ""))
        .collect();
    assert_eq!(
        told,
        ["jane staff", "bob member", "bob partner", "jane member", "river member", "jane staff"],
        "who committed the old page for Jane did nothing else for it"
    );
    let years =
        "Roles and affiliations Member, 2023-11-15 – Garden, 2023-11-15 – Acme, 2019 – 2023-11-14 Staff, – 2023-11-14";
    for page in ["people/jane", "people/jane/cv"] {
        let jane = read(page);
        assert!(jane.contains(years), "{jane}");
    }
    assert!(!read("people/river").contains("Roles and affiliations"), "nothing to tell beyond today");
    let all = ["guide/b", "people", "people/river", "people/river/cv"];
    assert!(all.iter().all(|page| !raw(&format!("{page}/index.html")).contains("Secret")));
}

#[test]
fn somebody_is_counted_and_dated_alike_on_every_page_and_file_of_theirs() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let jane = "name: Jane\nmatch: [Jane Doe]\nstatus: [{is: staff, from: 2019, to: 2021-06}, {is: member, from: 2021-07-01}]\n\
                affiliation: [{name: Acme, from: 2019, to: 2021-06-30T10:00:00Z}]\n";
    let old = "---\nauthors: [Jane]\ndate: 2020-02-03\n---\n# Old\n\nText.\n";
    let long = "# A\n\nAnother text of many more words than whoever only mends something changes on a page.\n";
    let newcomers: Vec<(String, String)> =
        (10..24).map(|n| (format!("New Comer{n} <n{n}@one.example>"), format!("guide/new{n}.md"))).collect();
    let pages: Vec<[(&str, &str); 1]> = newcomers.iter().map(|(_, path)| [(path.as_str(), PAGE)]).collect();
    let by_bob = [("guide/b.md", PAGE)];
    let by_jane = [
        ("guide/old.md", old),
        ("guide/a.md", "# A\n\nOne more text.\n"),
        ("guide/b.md", long),
        ("people/jane.yml", jane),
        (
            "cairn.yml",
            "title: T\ncredits: {fixer_below: 2}\nlanguages: {list: [en, ja]}\nbase_url: https://t.example/\n",
        ),
    ];
    let by_kei = [("guide/a.ja.md", "# ア\n\n本文。\n")];
    let mut commits: Vec<Commit<'_>> = vec![
        ("Bob Roe <bob@one.example>", "b", &by_bob),
        ("Jane Doe <jane@one.example>", "a", &by_jane),
        ("Kei Io <kei@one.example>", "c", &by_kei),
    ];
    commits.extend(newcomers.iter().zip(&pages).map(|((who, _), page)| (who.as_str(), "n", page.as_slice())));
    repository(root, &commits);
    let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
    assert!(command.args(["build", "-q", "--no-cache"]).current_dir(root).output().unwrap().status.success());
    let raw = |path: &str| fs::read_to_string(root.join(format!("public/{path}"))).unwrap();
    let read = |path: &str| text_of(&raw(&format!("{path}/index.html")));
    // Two pages and one improved; what somebody else translated was written once.
    let everyone = read("people");
    let (new, all) = everyone.split_once("Everyone Filter").unwrap();
    assert!(all.contains("Jane Member · Pages: 3 · 2023-11-15"), "{all}");
    // Nobody is left out who is new; the home page shows the latest.
    assert_eq!(new.matches("New Comer").count(), 14, "{new}");
    let home = read("");
    let (_, new) = home.split_once("New in the last three months").unwrap();
    assert_eq!(new.matches("New Comer").count(), 12, "{new}");
    let jane = read("people/jane");
    assert!(jane.contains("Wrote 2 A") && jane.contains("Improved 1 A"), "{jane}");
    assert!(jane.contains("Since 2020-02-03 Last contribution 2023-11-15"), "{jane}");
    // Jane is none of them: what she brought along is of years ago.
    assert!(read("community").contains("New people in the last three months 16"), "{}", read("community"));
    let expected = "# Jane\n\nMember\n\nT, https://t.example/, 2020-02-03 – 2023-11-15\n\n\
                    ## Roles and affiliations\n\n- Member, 2021-07-01 –\n- Staff, 2019 – 2021-06\n- Acme, 2019 – 2021-06-30\n\n\
                    ## Wrote (2)\n\n- [A](https://t.example/guide/a/), 2023-11-15\n\
                    - [Old](https://t.example/guide/old/), 2020-02-03\n\n\
                    ## Improved (1)\n\n- [A](https://t.example/guide/b/), 2023-11-15\n";
    assert_eq!(raw("people/jane/cv.md"), expected);
    let sheet = read("people/jane/cv");
    assert!(sheet.contains("T, 2020-02-03 – 2023-11-15"), "{sheet}");
    assert!(sheet.contains("Wrote 2 A, 2023-11-15 Old, 2020-02-03 Improved 1 A, 2023-11-15"), "{sheet}");
    let resume: serde_json::Value = serde_json::from_str(&raw("people/jane/resume.json")).unwrap();
    let staff = serde_json::json!({
        "name": "T", "position": "Staff", "startDate": "2019", "endDate": "2021-06", "highlights": ["Wrote: 1"]
    });
    let acme = serde_json::json!({"name": "Acme", "startDate": "2019", "endDate": "2021-06-30"});
    assert_eq!(resume["work"], serde_json::json!([staff, acme]));
    // They are here still, so their time has not ended.
    let time = &resume["volunteer"][0];
    assert_eq!((&time["startDate"], &time["endDate"]), (&"2023-11-15".into(), &serde_json::Value::Null));
    assert_eq!(time["highlights"], serde_json::json!(["Wrote: 2", "Improved: 1"]), "one was brought here later");
    assert_eq!(time["summary"], "Member, 2021-07-01 –");
    let schema = resume_validator();
    for entry in fs::read_dir(root.join("public/people")).unwrap().flatten() {
        let Ok(text) = fs::read_to_string(entry.path().join("resume.json")) else { continue };
        let one: serde_json::Value = serde_json::from_str(&text).unwrap();
        let errors: Vec<String> = schema.iter_errors(&one).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new(), "{text}");
    }
    let mut wrong = resume.clone();
    wrong["work"][0]["startDate"] = "last year".into();
    assert!(!schema.is_valid(&wrong));
    let days: Vec<&str> =
        resume["publications"].as_array().unwrap().iter().map(|one| one["releaseDate"].as_str().unwrap()).collect();
    assert_eq!(days, ["2023-11-15", "2020-02-03"]);
}

#[test]
fn a_hidden_name_in_the_text_of_a_page_is_told_and_left_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let thanks = "---\ntitle: Q\n---\nText.\n\nThanks to Zelda Quux for this.\n";
    let zelda = "name: Zelda Quux\nmatch: [z@s.example]\n";
    let hidden = format!("{zelda}credit: hidden\n");
    let commits: [Commit<'_>; 2] = [
        ("Zelda Quux <z@s.example>", "a", &[("guide/a.md", PAGE)]),
        ("Ann Lee <ann@s.example>", "b", &[("faq/q.md", thanks), ("people/zq.yml", zelda)]),
    ];
    repository(root, &commits);
    let check = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
        let output = command.args(["check", "--no-cache"]).current_dir(root).env("NO_COLOR", "1").output().unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
    };
    assert!(!check().contains("hidden-name-in-text"), "{}", check());
    let (status, said, _) = cairn_people(root, &["remove", "zq", "--dry-run", "--no-cache"]);
    assert_eq!(status, 0);
    assert!(said.contains("take the name out of the text: `faq/q.md:6`"), "{said}");
    assert!(said.contains("  /faq/q/\n"), "{said}");
    write_all(root, &[("people/zq.yml", &hidden)]);
    let said = check();
    assert!(said.contains("warning[hidden-name-in-text]") && said.contains("faq/q.md:6:11"), "{said}");
    // What was written down before somebody asked.
    let folder = tempfile::tempdir().unwrap();
    let everyone = [("guide/a.md", PAGE), ("cairn.yml", EVERYONE)];
    repository(folder.path(), &[("Zelda Quux <z@s.example>", "a", &everyone)]);
    assert_eq!(cairn_people(folder.path(), &["lock", "--no-cache"]).0, 0);
    let lint = || cairn_people(folder.path(), &["lint", "--no-cache"]).2;
    assert!(!lint().contains("hidden-name-in-text"));
    write_all(folder.path(), &[("people/zq.yml", "credit: hidden\nmatch: [z@s.example]\n")]);
    let said = lint();
    assert!(
        said.contains("credits.lock.json:") && said.contains("write the file anew with `cairn people lock`"),
        "{said}"
    );
    assert_eq!(cairn_people(folder.path(), &["lock", "--no-cache"]).0, 0);
    assert!(!lint().contains("hidden-name-in-text"));
}

#[test]
fn a_hidden_name_is_told_wherever_the_site_would_publish_it() {
    let folder = tempfile::tempdir().unwrap();
    let template = "---\ntitle: T\nlicense: CC-BY-4.0\npayload: p.csv\n---\nText.\n";
    let others = "# Zelda Quux is no bio\nann:\n  name: Ann Lee\n  bio: |\n    Learned it all\n    from Zelda\n    Quux.\n\
                  bob:\n  name: Bob\n  links:\n    - {label: Home, url: \"https://z.example/zelda-quux/\"}\n";
    let badges = "# Zelda Quux\ndefaults: false\nissuer: {name: Friends of Zelda Quux}\nbadges: []\n";
    let texts: [(&str, &str); 11] = [
        ("guide/b.md", "# B\n\nBy Zelda&nbsp;Quux.\n"),
        ("guide/zelda-quux.md", "# C\n\nText.\n"),
        ("static/zelda.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
        ("templates/t/index.md", template),
        ("templates/t/p.csv", "id,name\n1,Zelda Quux\n"),
        ("CODE_OF_CONDUCT.md", "# Conduct\n\nWrite to Zelda Quux. <!-- Zelda Quux -->\n"),
        ("badges.yml", badges),
        ("cairn.yml", "title: T\n# Zelda Quux\ndescription: Begun by zelda quux\n"),
        ("static/humans.txt", "Thanks: Zelda Quux\n"),
        ("people/people.txt", "Zelda Quux"),
        ("people.yml", others),
    ];
    // However their file knows them: by their name, a name to match, or an address that the history knows with the name; whether
    // they are hidden or have a pen name.
    let table = [
        ("hidden", "name: Zelda Quux\n"),
        ("hidden", "name: Zee\nmatch: [Zelda Quux]\n"),
        ("hidden", "match: [z@s.example]\n"),
        ("pseudonym", "name: Zee\nmatch: [Zelda Quux]\n"),
        ("pseudonym", "name: Quill\nmatch: [z@s.example]\n"),
    ];
    for (number, (credit, zelda)) in table.iter().enumerate() {
        let folder = folder.path().join(number.to_string());
        fs::create_dir(&folder).unwrap();
        let hidden = format!("avatar: zelda.svg\ncredit: {credit}\n{zelda}");
        let commits: [Commit<'_>; 2] = [
            ("Zelda Quux <z@s.example>", "a", &[("guide/a.md", "# Q\n\nBy Zelda Quux.\n"), ("people/zq.yml", &hidden)]),
            ("Ann Lee <ann@s.example>", "b", &texts),
        ];
        repository(&folder, &commits);
        let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
        let output = command.args(["check", "--format", "json", "--no-cache"]).current_dir(&folder).output().unwrap();
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let found = report["findings"].as_array().unwrap().iter();
        let found = found.filter(|found| found["code"] == "hidden-name-in-text");
        let places: BTreeSet<String> = found
            .map(|found| {
                assert!(!found["message"].as_str().unwrap().to_lowercase().contains("quux"), "{found}");
                let start = &found["start"];
                format!("{}:{}:{}", found["file"].as_str().unwrap(), start["line"], start["column"])
            })
            .collect();
        let expected = [
            "CODE_OF_CONDUCT.md:3:10",
            "badges.yml:3:27",
            "cairn.yml:3:23",
            "guide/a.md:3:4",
            "guide/b.md:3:4",
            "guide/zelda-quux.md:null:null",
            "people.yml:11:45",
            "people.yml:6:10",
            "static/humans.txt:1:9",
            "templates/t/p.csv:2:3",
        ];
        let picture = (*credit == "hidden").then(|| "people/zq.yml:1:9".to_owned());
        assert_eq!(places, expected.map(str::to_owned).into_iter().chain(picture).collect(), "{zelda}");
        let (_, said, _) = cairn_people(&folder, &["remove", "zq", "--dry-run", "--no-cache"]);
        for place in ["templates/t/p.csv:2", "people.yml:6", "badges.yml:3", "cairn.yml:3"] {
            assert!(said.contains(&format!("take the name out of the text: `{place}`")), "{place}: {said}");
        }
    }
}

#[test]
fn staff_time_is_work_and_a_time_ends_only_for_who_has_gone() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let pages = [growing(6), growing(7), growing(8)];
    let file = |status: &str, name: &str| format!("status: {status}\nmatch: [{name}]\n");
    let [sam, sid] = [file("staff", "Sam Taff"), file("[{is: staff, from: 2019}]", "Sid Taff")];
    let config = "base_url: https://x.example/\ntitle: G\nrepo: https://github.com/org/kb\n\
                  credits: {default: public}\nlanguages: {default: en}\n";
    let ann = "name: Ann Lee\nmatch: [Ann Lee]\nlinks: ['https://github.com/annlee']\n";
    repository_on(
        root,
        &[
            ("2019-03-01", ("Ann Lee <ann@s.example>", "a", &[("tutorials/a.md", &pages[0]), ("people/ann.yml", ann)])),
            (
                "2025-06-01",
                ("Sam Taff <sam@s.example>", "e", &[("tutorials/b.md", &pages[1]), ("people/sam.yml", &sam)]),
            ),
            (
                "2025-06-02",
                ("Sid Taff <sid@s.example>", "e", &[("tutorials/c.md", &pages[2]), ("people/sid.yml", &sid)]),
            ),
            ("2025-06-03", ("Sid Taff <sid@s.example>", "c", &[("cairn.yml", config)])),
        ],
    );
    let read = built(root);
    let resume =
        |id: &str| -> serde_json::Value { serde_json::from_str(&read(&format!("people/{id}/resume.json"))).unwrap() };
    let ann = &resume("ann")["volunteer"][0];
    assert_eq!((&ann["startDate"], &ann["endDate"]), (&"2019-03-01".into(), &"2019-03-01".into()), "gone for years");
    assert_eq!(ann.get("position"), None, "nobody said what they are");
    let sam = resume("sam");
    assert_eq!((&sam["work"][0]["name"], &sam["work"][0]["position"]), (&"G".into(), &"Staff".into()));
    assert_eq!((&sam["work"][0]["startDate"], sam["work"][0].get("endDate")), (&"2025-06-01".into(), None));
    let sid = resume("sid");
    assert_eq!(
        sid["work"],
        serde_json::json!([{"name": "G", "position": "Staff", "startDate": "2019", "highlights": ["Wrote: 1"]}])
    );
    for staff in [sam, sid] {
        assert_eq!(staff["volunteer"], serde_json::json!([]), "who is paid for it is no volunteer");
    }
    assert_eq!(cairn_people(root, &["export", "--no-cache"]).0, 0);
    let list: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(root.join(".all-contributorsrc")).unwrap()).unwrap();
    assert_eq!((&list["projectName"], &list["projectOwner"]), (&"kb".into(), &"org".into()));
}

#[test]
fn who_is_not_named_is_counted_in_feeds_files_bylines_and_titles_with_and_without_history() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let [page, more] = [growing(6), growing(12)];
    let hidden = "credit: hidden\nmatch: [h1@s.example]\n";
    let config = "base_url: https://x.example/\ntitle: The Site\nlanguages: {default: en}\n";
    let asked = "---\ntitle: T\nauthors: [Pub Au]\nasked_by: [Hid Two]\nanswered_by: [Hid Two]\n---\nText\n";
    let two = "name: Hid Two\ncredit: hidden\n";
    let together = "x\n\nCo-authored-by: Pub Co <pub@s.example>";
    let review = "x\n\nReviewed-by: Hid One <h1@s.example>";
    repository_on(
        root,
        &[
            ("2025-01-01", ("Hid One <h1@s.example>", together, &[("tutorials/a.md", &page)])),
            ("2025-01-02", ("Hid One <h1@s.example>", "x", &[("tutorials/b.md", &page)])),
            ("2025-01-03", ("Pub Au <au@s.example>", review, &[("tutorials/c.md", &more), ("faq/t.md", asked)])),
            ("2025-01-04", ("Hid One <h1@s.example>", "x", &[("tutorials/c.de.md", "# C\n\nEin Text.\n")])),
            (
                "2025-06-01",
                (
                    "Pub Au <au@s.example>",
                    "x",
                    &[("people/h.yml", hidden), ("people/two.yml", two), ("cairn.yml", config)],
                ),
            ),
        ],
    );
    let read = built(root);
    let feed = read("feed.xml").split('\n').map(str::trim).collect::<String>();
    assert!(!feed.contains("<name>The Site</name>"), "the site wrote nothing: {feed}");
    assert!(feed.contains("<author><name>somebody who is not named</name></author>"), "{feed}");
    assert!(feed.contains("<name>Pub Co</name></author><author><name>somebody who is not named</name>"), "{feed}");
    let site: serde_json::Value = serde_json::from_str(&read("site.json")).unwrap();
    let unnamed = |source: &str| -> serde_json::Value {
        let pages = site["pages"].as_array().unwrap();
        pages.iter().find(|page| page["source"] == source).unwrap()["unnamed"].clone()
    };
    assert_eq!(unnamed("tutorials/a.md"), serde_json::json!({"author": 1}));
    assert_eq!(unnamed("tutorials/c.de.md"), serde_json::json!({"translator": 1}));
    let translation = text_of(&read("de/tutorials/c/index.html"));
    assert!(translation.contains("Von Pub Au, übersetzt von jemand"), "{translation}");
    let faq = text_of(&read("faq/t/index.html"));
    assert!(faq.contains("Answered by somebody who is not named"), "{faq}");
    let badges = ["reviewer", "translator", "first-tutorial"].map(|id| read(&format!("badges/{id}/index.html")));
    assert!(badges[0].contains("somebody who is not named"), "{}", badges[0]);
    // From the lock, in a clone without history, it comes out the same.
    assert_eq!(cairn_people(root, &["lock", "--no-cache"]).0, 0);
    let lock = fs::read_to_string(root.join("credits.lock.json")).unwrap();
    assert!(
        lock.contains(r#""unnamed_titles": {"first-answer":1,"first-tutorial":1,"reviewer":1,"translator":1}"#),
        "{lock}"
    );
    let again = built(root)("badges/reviewer/index.html");
    fs::remove_dir_all(root.join(".git")).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
    let args = ["build", "-q", "--no-cache", "--now", "2025-06-01"];
    assert!(command.args(args).current_dir(root).output().unwrap().status.success());
    assert_eq!(fs::read_to_string(root.join("public/badges/reviewer/index.html")).unwrap(), again);
}

/// A page that grows: of so many lines.
fn growing(lines: usize) -> String {
    let line = |n: usize| format!("Sentence number {n} says something of its own that nobody else says here.\n");
    format!("# Pee\n\n{}", (0..lines).map(line).collect::<String>())
}

#[test]
fn a_deed_is_dated_by_itself_and_not_by_what_else_somebody_did_there() {
    // One span over all roles made whoever wrote a page in 2019 and reviewed it in 2025 a reviewer since 2019, hid the
    // review behind the writing, and gave the title of one who gives time for years.
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let pages = [growing(6), growing(12)];
    let rules = "defaults: [reviewer, gardener]\nbadges:\n- {id: steady, name: Steady, rule: {active_months: 2, role: reviewer}}\n";
    let config = "base_url: https://x.example/\ntitle: G\ncredits: {default: public}\nlanguages: {default: en}\n";
    let review = "e\n\nReviewed-by: Ann Lee <ann@s.example>\nReviewed-by: Cid Moo <c@s.example>";
    repository_on(
        root,
        &[
            ("2019-01-01", ("Ann Lee <ann@s.example>", "a", &[("tutorials/p.md", &pages[0]), ("badges.yml", rules)])),
            ("2025-06-01", ("Bob Ray <bob@s.example>", review, &[("tutorials/p.md", &pages[1])])),
            ("2025-12-01", ("Bob Ray <bob@s.example>", "c", &[("cairn.yml", config)])),
        ],
    );
    let read = built(root);
    let expected = "# Ann Lee\n\nG, https://x.example/, 2019-01-01 – 2025-06-01\n\n## Titles\n\n\
                    - [Reviewer](https://x.example/badges/reviewer/), 2025-07-01\n\n\
                    ## Wrote (1)\n\n- [Pee](https://x.example/tutorials/p/), 2019-01-01\n\n\
                    ## Reviewed (1)\n\n- [Pee](https://x.example/tutorials/p/), 2025-06-01\n";
    assert_eq!(read("people/ann-lee/cv.md"), expected);
    let ann = text_of(&read("people/ann-lee/index.html"));
    assert!(ann.contains("Wrote 1 Pee") && ann.contains("Reviewed 1 Pee"), "{ann}");
    let years = "Year Wrote Reviewed In all 2025 so far 0 1 1 2024 0 0 0 2023 0 0 0 2022 0 0 0 2021 0 0 0 2020 0 0 0 2019 1 0 1";
    assert!(ann.contains(years), "{ann}");
    assert!(text_of(&read("people/index.html")).contains("Ann Lee Pages: 1 · 2025-06-01"), "one page, and not two");
    let resume: serde_json::Value = serde_json::from_str(&read("people/ann-lee/resume.json")).unwrap();
    assert_eq!(resume["volunteer"][0]["highlights"], serde_json::json!(["Wrote: 1", "Reviewed: 1"]));
    assert_eq!(resume["publications"][0]["releaseDate"], "2019-01-01");
    // Who wrote nothing is followed for what they did.
    let feed = read("people/cid-moo/feed.xml");
    assert!(feed.contains("<title>Pee</title>") && !feed.contains("1970-"), "{feed}");
    // The same from the lock.
    assert_eq!(cairn_people(root, &["lock", "--no-cache"]).0, 0);
    let whole = built(root)("people/ann-lee/cv.md");
    assert!(whole.contains("/reviewer/ann-lee/), 2025-07-01"), "{whole}");
    fs::remove_dir_all(root.join(".git")).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
    let args = ["build", "-q", "--no-cache", "--now", "2025-12-01"];
    assert!(command.args(args).current_dir(root).output().unwrap().status.success());
    assert_eq!(fs::read_to_string(root.join("public/people/ann-lee/cv.md")).unwrap(), whole);
}

#[test]
fn a_page_was_silent_only_between_two_of_its_changes() {
    // Somebody with two changes, the first of them before, was taken for silent in between; and whoever reviewed the page
    // years before the change that woke it was no gardener.
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let pages: Vec<String> = (1..=5).map(|n| growing(n * 6)).collect();
    let config = "base_url: https://x.example/\ntitle: G\ncredits: {default: public}\n";
    let review = "a\n\nReviewed-by: Bob Ray <bob@s.example>";
    repository_on(
        root,
        &[
            ("2019-01-01", ("Ann Lee <ann@s.example>", review, &[("tutorials/p.md", &pages[0])])),
            ("2021-06-01", ("Bob Ray <bob@s.example>", "e", &[("tutorials/p.md", &pages[1])])),
            ("2021-07-01", ("Cid Moo <cid@s.example>", "e", &[("tutorials/p.md", &pages[2])])),
            ("2025-01-01", ("Bob Ray <bob@s.example>", "e", &[("tutorials/p.md", &pages[3])])),
            ("2025-06-01", ("Ann Lee <ann@s.example>", "c", &[("cairn.yml", config)])),
        ],
    );
    let gardeners = text_of(&built(root)("badges/gardener/index.html"));
    assert!(gardeners.contains("Bob Ray") && gardeners.contains("2021-07-01"), "{gardeners}");
    assert!(!gardeners.contains("Cid Moo") && !gardeners.contains("Ann Lee"), "{gardeners}");
}

#[test]
fn a_page_whose_last_change_nobody_knows_says_when_it_was_published_and_no_more() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let config = "base_url: https://x.example/\n";
    write_all(root, &[("cairn.yml", config), ("guide/a.md", "---\ndate: 2024-03-01\n---\n# A\n\nText.\n")]);
    let told = |root: &Path| {
        let read = built(root);
        let site: serde_json::Value = serde_json::from_str(&read("site.json")).unwrap();
        let page = &site["pages"][0];
        let html = read("guide/a/index.html");
        let says =
            [html.contains("2024-03-01"), html.contains("dateModified"), read("sitemap.xml").contains("lastmod")];
        (page["published"].as_str().unwrap().to_owned(), page["updated"].as_str().unwrap().to_owned(), says)
    };
    assert_eq!(told(root), ("2024-03-01".to_owned(), String::new(), [true, false, false]), "no history");
    git(root, &["init", "-q"], &[]);
    commit(root, "2024-06-01T12:00:00 +0000", &("Ann Lee <ann@s.example>", "a", &[]));
    assert_eq!(told(root), ("2024-03-01".to_owned(), "2024-06-01".to_owned(), [true, true, true]));
}

/// `page: name role; …` for every page, in the order of the site.
fn told(root: &Path) -> Vec<String> {
    let site: serde_json::Value = serde_json::from_str(&built(root)("site.json")).unwrap();
    let one = |credit: &serde_json::Value| format!("{} {}", credit["name"], credit["roles"][0]).replace('"', "");
    let page = |page: &serde_json::Value| {
        let credits: Vec<String> = page["credits"].as_array().unwrap().iter().map(one).collect();
        format!("{}: {}", page["source"], credits.join("; ")).replace('"', "")
    };
    site["pages"].as_array().unwrap().iter().map(page).collect()
}

#[test]
fn whoever_changes_what_a_template_gives_away_has_improved_it() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let page = "---\nlicense: CC-BY-4.0\npayload: list.csv\n---\n# T\n\nText.\n";
    let files = [
        ("templates/t/index.md", page),
        ("templates/t/list.csv", "a,b\n"),
        ("templates/t/parts/more.txt", "x\n"),
        ("templates/t/parts/own/page.md", "# Own\n\nText.\n"),
        ("templates/t/parts/own/not.txt", "x\n"),
    ];
    let ann = ("Ann Lee <ann@s.example>", "a", &files[..]);
    let days = [
        ("2026-01-05", ann),
        ("2026-02-05", ("Sub Ed <sub@s.example>", "b", &[("templates/t/parts/more.txt", "x\ny\n")][..])),
        ("2026-02-06", ("Ow Ner <own@s.example>", "b", &[("templates/t/parts/own/not.txt", "x\ny\n")][..])),
        ("2026-03-05", ("Pay Load <pay@s.example>", "b", &[("templates/t/list.csv", "a,b\n1,2\n")][..])),
        ("2026-03-06", ("Ann Lee <ann@s.example>", "c", &[("other.csv", "1\n")][..])),
    ];
    repository_on(root, &days);
    let expected = [
        "templates/t/index.md: Ann Lee author; Sub Ed editor; Pay Load editor",
        "templates/t/parts/own/page.md: Ann Lee author",
    ];
    assert_eq!(told(root), expected);
    assert!(fs::read_to_string(root.join("public/templates/t/index.html")).unwrap().contains(">parts/more.txt</a>"));
    assert!(root.join("public/templates/t/parts/more.txt").exists());
    assert!(!root.join("public/templates/t/parts/own/not.txt").exists());
    let site: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(root.join("public/site.json")).unwrap()).unwrap();
    assert_eq!(site["pages"][0]["updated"], "2026-03-05");
    let thanks = |since: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
        command.args(["report", "--for", "members", "--no-cache", "--since", since]).current_dir(root);
        String::from_utf8_lossy(&command.output().unwrap().stdout).into_owned()
    };
    assert!(thanks("2026-03-01").contains("Pay Load** improved") && !thanks("2026-03-01").contains("Ann"));
    let all = thanks("2026-01-01");
    assert!(all.contains("Ann Lee** wrote") && !all.contains("wrote [T](/templates/t/);"), "{all}");
    assert_eq!(cairn_people(root, &["lock", "--no-cache"]).0, 0);
    fs::remove_dir_all(root.join(".git")).unwrap();
    assert_eq!(told(root), expected, "from the lock too");
}

#[test]
fn a_name_of_the_history_that_hides_something_is_told_once_and_no_hidden_name_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let hidden = ("people/z.yml", "credit: hidden\nmatch: [z@s.example]\n");
    repository(
        root,
        &[
            ("\u{202e}Kim Io <kim@s.example>", "a", &[("guide/a.md", PAGE)]),
            ("\u{202e}Kim Io <kim@s.example>", "b", &[("guide/b.md", PAGE)]),
            ("Zel\u{2066}da Quux <z@s.example>", "c", &[("guide/c.md", PAGE), hidden]),
            ("Ro\u{200b}b Poe <rob@s.example>", "r", &[("guide/d.md", PAGE)]),
            ("\u{202e}Nobody Here <n@s.example>", "d", &[("other.txt", "x")]),
        ],
    );
    let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
    let output = command.args(["check", "--no-cache"]).current_dir(root).env("NO_COLOR", "1").output().unwrap();
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    let warning = "warning[hidden-characters]: a name of the history";
    assert_eq!(said.matches(warning).count(), 3, "{said}");
    assert!(said.contains(&format!("{warning}, `Rob Poe`, holds")), "{said}");
    let what = "holds characters that hide or reorder text";
    assert!(said.contains(&format!("{warning}, `Kim Io`, {what}\n--> guide/a.md")), "{said}");
    assert!(said.contains(&format!("{warning} {what}\n--> guide/c.md")) && !said.contains("Quux"), "{said}");
}

#[test]
fn one_name_in_one_commit_is_one_person() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let trailers = "a\n\nCo-authored-by: Ann Lee <2@s.example>\nReviewed-by: Ann Lee <3@s.example>\n\
        Co-authored-by: Bob Ray <b1@s.example>\nTested-by: Bob Ray <b2@s.example>\nReviewed-by: Cid Moo <c@s.example>";
    repository(root, &[("Ann Lee <1@s.example>", trailers, &[("guide/a.md", PAGE)])]);
    assert_eq!(told(root), ["guide/a.md: Ann Lee author; Bob Ray co-author; Cid Moo reviewer"]);
}

#[test]
fn a_hidden_person_is_named_by_no_form_in_which_front_matter_writes_them() {
    let hidden =
        "name: Hugo Hiddenname\nmatch: ['github:hidgh', '12+other@users.noreply.github.com']\ncredit: hidden\n";
    for author in [
        "hidgh",
        "'@hidgh'",
        "HidGH",
        "'github:hidgh'",
        "'https://github.com/hidgh'",
        "hid",
        "'hid, bob'",
        "'Ann Lee, Hugo Hiddenname'",
        "'Ann and Hugo Hiddenname'",
        "'Hugo Hiddenname (Acme)'",
        "['Hugo Hiddenname; Bob']",
    ] {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let page = format!("---\nauthors: {author}\n---\n# A\n\nText.\n");
        let files =
            [("guide/a.md", page.as_str()), ("people/hid.yml", hidden), ("cairn.yml", "credits: {default: public}\n")];
        repository(root, &[("Ann Lee <ann@s.example>", "a", &files)]);
        let site = told(root).join(" ").to_lowercase();
        assert!(!site.contains("hugo") && !site.contains("hid"), "{author}: {site}");
    }
    // GitHub's number outlives the name of an account; several in one text are several.
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let several = "---\nauthor: ann,bob\n---\n# B\n\nText.\n";
    let ann = "name: Ann\nmatch: ['github:annlee']\n";
    let by_handle = "---\nauthor: annlee\n---\n# C\n\nText.\n";
    repository(
        root,
        &[
            (
                "New Name <12+renamed@users.noreply.github.com>",
                "a",
                &[("guide/a.md", PAGE), ("people/hid.yml", hidden)],
            ),
            (
                "Com Mitter <c@s.example>",
                "b",
                &[
                    ("guide/b.md", several),
                    ("guide/c.md", by_handle),
                    ("people/ann.yml", ann),
                    ("people/bob.yml", "name: Bob\n"),
                ],
            ),
        ],
    );
    assert_eq!(told(root), ["guide/a.md: ", "guide/b.md: Ann author; Bob author", "guide/c.md: Ann author"]);
}

#[test]
fn the_mailmap_brings_nobody_out_whom_their_file_hides_by_what_commits_say() {
    for matches in ["old@s.example", "Dee Oldname"] {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let hidden = format!("match: [{matches}]\ncredit: hidden\n");
        let files = [
            ("guide/a.md", PAGE),
            ("people/hid.yml", hidden.as_str()),
            (".mailmap", "New Secretname <new@s.example> <old@s.example>\n"),
        ];
        repository(root, &[("Dee Oldname <old@s.example>", "a", &files)]);
        assert_eq!(told(root), ["guide/a.md: "], "{matches}");
        let (status, _, said) = cairn_people(root, &["lint", "--no-cache"]);
        assert!(status == 0 && !said.contains("in no commit"), "{said}");
    }
}

#[test]
fn a_people_file_that_is_lost_in_part_names_nobody() {
    for (file, text) in [
        ("people/dee.yml", "name: Deeshow\nmatch: [d@s.example]\ncredit:\n"),
        ("people/dee.yml", "name: Deeshow\nmatch: [d@s.example]\ncredit:hidden\n"),
        ("people/dee.yml", "name: Deeshow\nmatch: [d@s.example]\ncredit: public\ncredit: hidden\n"),
        ("people/dee.yml", "match: {a: d@s.example}\ncredit: hidden\n"),
        ("people/dee.yml", "match: ['email:d@s.example']\ncredit: hidden\n"),
        ("people/dee-secretname.yml", "credit: hidden\n"),
        ("people/dee.YML", "match: [d@s.example]\ncredit: hidden\n"),
        ("people.yaml", "dee: {match: [d@s.example], credit: hidden}\n"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let files = [("guide/a.md", PAGE), (file, text), ("cairn.yml", "credits: {default: public}\n")];
        repository(root, &[("Dee Secretname <d@s.example>", "a", &files)]);
        assert_eq!(told(root), ["guide/a.md: "], "{file}: {text}");
    }
    // Files without which the site can be made as well.
    for name in ["badges.yml", "credits.lock.json", ".all-contributorsrc"] {
        let folder = tempfile::tempdir().unwrap();
        repository(folder.path(), &[("Dee Roe <d@s.example>", "a", &[("guide/a.md", PAGE), ("x.txt", "{}")])]);
        let told = |what: &str| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
            let output = command.args(["build", "--no-cache"]).current_dir(folder.path()).env("NO_COLOR", "1").output();
            let output = output.unwrap();
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            let expected = format!("error[not-a-regular-file]: `{name}` is {what}");
            assert!(output.status.success() && said.contains(&expected), "{expected}: {said}");
        };
        std::os::unix::fs::symlink("x.txt", folder.path().join(name)).unwrap();
        told("a link, folder or device and is left out");
        fs::remove_file(folder.path().join(name)).unwrap();
        if name == "badges.yml" {
            fs::write(folder.path().join(name), "# x\n".repeat(300_000)).unwrap();
            told("larger than 1 MiB and is left out");
        }
    }
    // What may be a people file and is not read: somebody may ask in it not to be named.
    let dee = "match: [d@s.example]\ncredit: hidden\n";
    let large = format!("{dee}bio: \"{}\"\n", "x".repeat(1024 * 1024));
    type Make<'a> = &'a dyn Fn(&Path);
    let table: [(Make<'_>, &str, &str); 11] = [
        (&|root| write_all(root, &[("People/dee.yml", dee)]), "People", "error[bad-person]: `People` is not read"),
        (
            &|root| write_all(root, &[("People.yml", "dee: {}")]),
            "People.yml",
            "error[bad-person]: `People.yml` is not read",
        ),
        (
            &|root| write_all(root, &[("people/dee.json", "{}")]),
            "people/dee.json",
            "error[bad-person]: `people/dee.json` is no people file",
        ),
        (
            &|root| write_all(root, &[("people/dee.yml", &large)]),
            "people/dee.yml",
            "error[bad-person]: `people/dee.yml` is larger than 1 MiB",
        ),
        (
            &|root| {
                write_all(root, &[("people/x.txt", dee)]);
                std::os::unix::fs::symlink("x.txt", root.join("people/dee.yml")).unwrap();
            },
            "people/dee.yml",
            "error[not-a-regular-file]: `people/dee.yml` is a link or device",
        ),
        (
            &|root| {
                write_all(root, &[("guide/dee.yml", dee)]);
                std::os::unix::fs::symlink("guide", root.join("people")).unwrap();
            },
            "people",
            "error[not-a-regular-file]: `people` is a link",
        ),
        // Whatever sets `credit` may be meant as one.
        (
            &|root| write_all(root, &[("people/dee", dee)]),
            "people/dee",
            "error[bad-person]: `people/dee` is no people file",
        ),
        (
            &|root| {
                write_all(root, &[("people/dee.yml", "")]);
                fs::write(root.join("people/dee.yml"), b"match: [d@s.example]\nname: J\xf6rg\ncredit: hidden\n")
                    .unwrap();
            },
            "people/dee.yml",
            "error[not-utf8]: the file is not UTF-8",
        ),
        (
            &|root| write_all(root, &[("people/about.md", "Thanks to all.\n")]),
            "people/about.md",
            "error[bad-person]: `people/about.md` is no people file",
        ),
        (
            &|root| write_all(root, &[("people/dee.md", "---\ncredit: hidden\n---\n")]),
            "people/dee.md",
            "error[bad-person]: `people/dee.md` is no people file",
        ),
        (&|root| write_all(root, &[("people/README.md", "How to.\n")]), "", ""),
    ];
    for (make, file, said) in table {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let files = [("guide/a.md", PAGE), ("cairn.yml", "credits: {default: public}\n")];
        repository(root, &[("Dee Secretname <d@s.example>", "a", &files)]);
        make(root);
        let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
        let output = command.args(["build", "--no-cache"]).current_dir(root).env("NO_COLOR", "1").output().unwrap();
        let told_of = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success() && told_of.contains(said), "{said}: {told_of}");
        assert!(told_of.contains(&format!("--> {file}")) || file.is_empty(), "{file}: {told_of}");
        let is_named = file.is_empty() || file == "people/about.md";
        let expected = if is_named { "guide/a.md: Dee Secretname author" } else { "guide/a.md: " };
        assert_eq!(told(root), [expected], "{file}");
        if file.is_empty() {
            assert!(!told_of.contains("README"), "{told_of}");
        }
    }
    // One person in two files: the one that asks for less counts.
    let folder = tempfile::tempdir().unwrap();
    let files = [
        ("guide/a.md", PAGE),
        ("people.yml", "dee: {name: Dee, match: [d@s.example]}\n"),
        ("people/dee.yml", "name: Dee\ncredit: hidden\n"),
    ];
    repository(folder.path(), &[("Dee Secretname <d@s.example>", "a", &files)]);
    assert_eq!(told(folder.path()), ["guide/a.md: "]);
}

#[test]
fn who_is_taken_out_does_not_come_back_with_a_line_of_the_mailmap() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let mailmap = [(".mailmap", "River Song <new@s.example> Old Name <old@s.example>\n")];
    repository(
        root,
        &[
            ("Old Name <old@s.example>", "a", &[("guide/a.md", PAGE)]),
            ("River Song <new@s.example>", "b", &mailmap),
            ("River Song <third@s.example>", "c", &[("guide/b.md", "# B\n\nOther.\n")]),
        ],
    );
    assert_eq!(told(root), ["guide/a.md: River Song author", "guide/b.md: River Song author"]);
    let (status, said, _) = cairn_people(root, &["remove", "river-song", "--no-cache"]);
    assert!(status == 0 && said.contains("take their lines out of `.mailmap`"), "{said}");
    // Another one of the same name goes unnamed too, and that is said.
    assert!(said.contains("write `people/river-song-2.yml`"), "{said}");
    fs::remove_file(root.join(".mailmap")).unwrap();
    assert_eq!(told(root), ["guide/a.md: ", "guide/b.md: "]);
    let named = "name: River Song\nmatch: [third@s.example]\n";
    write_all(root, &[("people/river-song-2.yml", named)]);
    assert_eq!(told(root), ["guide/a.md: ", "guide/b.md: River Song author"]);
}

#[test]
fn an_answer_of_somebody_hidden_is_nobody_elses() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let page = "---\nanswered_by: [hid]\n---\n# Is it?\n\nIt is.\n";
    let hidden = "name: Hid\nmatch: [h@s.example]\ncredit: hidden\n";
    let files = [("faq/q.md", page), ("people/hid.yml", hidden), ("cairn.yml", "base_url: https://x.example/\n")];
    repository(root, &[("Com Mitter <c@s.example>", "a", &files)]);
    let html = built(root)("faq/q/index.html");
    let (_, rest) = html.split_once("application/ld+json\">").unwrap();
    let data: serde_json::Value = serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap();
    let answer = &data["@graph"][0]["mainEntity"]["acceptedAnswer"];
    assert_eq!((answer.get("author"), &answer["contributor"][0]["contributor"]["name"]), (None, &"Com Mitter".into()));
}

#[test]
fn everyone_is_listed_by_the_letters_of_their_names() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let names = ["Zoe Lo", "Élodie Ra", "Eve Mo", "Åke Po", "Adam Bo"];
    let commits: Vec<(String, String, String)> = names
        .iter()
        .enumerate()
        .map(|(n, name)| (format!("{name} <{n}@s.example>"), format!("guide/p{n}.md"), format!("# P{n}\n\nText.\n")))
        .collect();
    let files: Vec<[(&str, &str); 1]> =
        commits.iter().map(|(_, path, text)| [(path.as_str(), text.as_str())]).collect();
    let all: Vec<Commit<'_>> =
        commits.iter().zip(&files).map(|((who, ..), files)| (who.as_str(), "a", files.as_slice())).collect();
    repository(root, &all);
    let people = text_of(&built(root)("people/index.html"));
    let (_, everyone) = people.split_once("Everyone Filter").unwrap();
    let places: Vec<usize> =
        ["Adam", "Åke", "Élodie", "Eve", "Zoe"].iter().map(|name| everyone.find(name).unwrap()).collect();
    assert!(places.is_sorted(), "{everyone}");
}

#[test]
fn a_second_translation_and_a_date_to_come_are_reported() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let second = "---\ntranslation_of: a.md\nlang: de\n---\n# Noch eins\n\nAnderer Text.\n";
    let late = "---\ndate: 2031-01-01\n---\n# Late\n\nText.\n";
    let files = [
        ("guide/a.md", PAGE),
        ("guide/a.de.md", "# Ah\n\nEin Text.\n"),
        ("guide/b.de.md", second),
        ("guide/c.md", late),
        ("cairn.yml", "languages: [en, de]\n"),
    ];
    repository(root, &[("Ann Lee <a@s.example>", "a", &files)]);
    let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
    let output = command.args(["check", "--no-cache"]).current_dir(root).env("NO_COLOR", "1").output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        said.contains("`guide/a.de.md` is its translation into `de`") && said.contains("guide/b.de.md:2:17"),
        "{said}"
    );
    assert!(said.contains("`date` is `2031-01-01`") && said.contains("guide/c.md"), "{said}");
    // The text that a translation was made of is the same however git ends its lines here.
    let check = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
        let output = command.args(["check", "--no-cache"]).current_dir(root).env("NO_COLOR", "1").output().unwrap();
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    let german = |digest: &str| format!("---\nsource_digest: {digest}\n---\n# Ah\n\nEin Text.\n");
    fs::write(root.join("guide/a.de.md"), german("00000000")).unwrap();
    let said = check();
    let digest = said.split("write `source_digest: ").nth(1).and_then(|rest| rest.split('`').next()).unwrap();
    fs::write(root.join("guide/a.de.md"), german(digest)).unwrap();
    for text in [PAGE.to_owned(), PAGE.replace('\n', "\r\n")] {
        fs::write(root.join("guide/a.md"), text).unwrap();
        assert!(!check().contains("stale-translation"), "{}", check());
    }
    fs::write(root.join("guide/a.md"), "# A\n\nOther text.\n").unwrap();
    assert!(check().contains("stale-translation"));
}

#[test]
fn whoever_creates_a_translation_with_others_translates_it_like_them() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let together = "t\n\nCo-authored-by: Cohelp Er <co@s.example>";
    repository(
        root,
        &[
            ("Ann Lee <ann@s.example>", "a", &[("guide/a.md", &growing(6))]),
            ("Tra Nsla <tr@s.example>", together, &[("guide/a.de.md", "# Ah\n\nEin Text, der etwas sagt.\n")]),
        ],
    );
    let site: serde_json::Value = serde_json::from_str(&built(root)("site.json")).unwrap();
    let credits = site["pages"][0]["credits"].as_array().unwrap();
    let told: Vec<String> = credits.iter().map(|one| format!("{} {}", one["name"], one["roles"])).collect();
    let expected = ["\"Ann Lee\" [\"author\"]", "\"Cohelp Er\" [\"translator\"]", "\"Tra Nsla\" [\"translator\"]"];
    assert_eq!(told, expected);
}

/// What a reader sees of a page, its white space made one.
fn text_of(html: &str) -> String {
    let main = html.split_once("<main").map_or(html, |(_, main)| main);
    let main = main.split_once("</main>").map_or(main, |(main, _)| main);
    let text: String = main
        .split('<')
        .skip(1)
        .filter_map(|piece| piece.split_once('>'))
        .map(|(tag, text)| {
            let joins = ["a ", "/a", "b", "/b", "time", "/time", "/small"].iter().any(|name| tag.starts_with(name));
            if joins { text.to_owned() } else { format!(" {text}") }
        })
        .collect();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&#39;", "'"), ("&amp;", "&")]
        .iter()
        .fold(text, |text, (code, sign)| text.replace(code, sign))
}
