//! The forms of `cairn check`, each read back by a reader that knows the form and nothing of us.

#![allow(clippy::disallowed_methods, reason = "tests use the world")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::{Command, Output};

use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::Value;
use support::{project, write_all};

/// Runs `cairn check` in a folder, without what this machine's environment would change.
fn check(folder: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
    command.current_dir(folder).args(["check", "--no-cache"]).args(arguments).env("NO_COLOR", "1");
    for name in ["GITHUB_ACTIONS", "GITLAB_CI", "CI", "SOURCE_DATE_EPOCH", "CLICOLOR_FORCE"] {
        command.env_remove(name);
    }
    command.envs(environment.iter().copied()).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// What a stranger might write to steer whoever reads the report: terminal escapes, workflow commands, line breaks,
/// characters that turn the direction of writing, mentions, markup.
const HOSTILE: &[(&str, &str)] = &[
    (
        "faq/a,b%0Ac.md",
        "---\ntitle: A\n\"x\\u001b]0;pwned\\u0007y\": 1\n\"%0A::error::fake\": 2\n\"a\\n::stop-commands::tok\": 3\n---\n\n\
         [one](gone%0A::set-output%20name=x::y.md) and [two](gone%0D%0A::add-mask::x.md)\n\n\
         [three](##[add-mask]x.md) [four](##vso[task.setvariable]x.md)\n\n[five](gone\u{202e}dm.md)\n\n\
         [six](@everyone#1`](javascript:alert(1))<img src=x>.md)\n\n[seven](a]]>b%00%1b[31m.md)\n\n\
         [eight](gone%60%20@everyone%20%3cimg%20src=x%3e%20[x](javascript:x)%20%60.md)\n",
    ),
    ("faq/b.md", "# B?\n\nSee [nothing](nothing.md) on\nthis.\n\n![](x.png)\n"),
];

fn hostile() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write_all(folder.path(), HOSTILE);
    folder
}

/// Nothing that steers a terminal, and no second command for a runner.
fn assert_tame(form: &str, printed: &str) {
    let steers =
        |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    assert_eq!(printed.find(steers), None, "{form}: {printed}");
    assert!(!printed.contains("##[") && !printed.contains("##vso["), "{form}");
    for line in printed.lines().map(str::trim_start).filter(|line| line.starts_with("::")) {
        assert!(form == "github" && (line.starts_with("::error ") || line.starts_with("::warning ")), "{form}: {line}");
    }
}

#[test]
fn no_form_lets_content_steer_its_reader() {
    let folder = hostile();
    for form in ["text", "json", "gitlab", "sarif", "junit", "markdown"] {
        let output = check(folder.path(), &["--format", form], &[]);
        assert_eq!(output.status.code(), Some(1), "{form}");
        assert_tame(form, &text(&output.stdout));
        assert_tame(form, &text(&output.stderr));
    }
    let output = check(folder.path(), &["--format", "github"], &[]);
    let stdout = text(&output.stdout);
    let commands: Vec<&str> = stdout.lines().collect();
    assert!(commands.iter().all(|line| line.starts_with("::error ") || line.starts_with("::warning ")), "{stdout}");
    assert_tame("text", &text(&output.stderr));
    let json: Value = serde_json::from_slice(&check(folder.path(), &["--format", "json"], &[]).stdout).unwrap();
    assert_eq!(commands.len(), json["findings"].as_array().unwrap().len(), "one command a finding, and no other");
}

#[test]
fn github_annotations_are_read_back_as_the_runner_reads_them() {
    let folder = hostile();
    let output = check(folder.path(), &[], &[("GITHUB_ACTIONS", "true")]);
    let stdout = text(&output.stdout);
    let mut places = Vec::new();
    for line in stdout.lines() {
        // The runner's own order: the first `::` after the command ends the properties.
        let (head, message) = line[2..].split_once("::").unwrap();
        let (command, properties) = head.split_once(' ').unwrap();
        let plain = |text: &str| text.replace("%3A", ":").replace("%2C", ",").replace("%0A", "\n").replace("%25", "%");
        let properties: BTreeMap<&str, String> = properties
            .split(',')
            .map(|pair| pair.split_once('=').unwrap())
            .map(|(key, value)| (key, plain(value)))
            .collect();
        assert!(matches!(command, "error" | "warning"));
        assert!(!message.is_empty());
        let known = ["file", "line", "endLine", "col", "endColumn", "title"];
        assert!(properties.keys().all(|key| known.contains(key)), "{properties:?}");
        let at = |key: &str| properties.get(key).cloned().unwrap_or_default();
        places.push(format!("{} {}:{}:{}-{}", at("title"), at("file"), at("line"), at("col"), at("endColumn")));
    }
    let expected = "broken-link faq/b.md:3:15-25";
    assert!(places.iter().any(|place| place == expected), "{places:#?}");
    assert!(places.iter().any(|place| place.starts_with("unknown-key faq/a,b%0Ac.md:4:1-")), "{places:#?}");
    assert!(text(&output.stderr).contains(" --> faq/b.md:3:15"), "the log shows excerpts too");
    assert!(check(folder.path(), &[], &[]).stdout.starts_with(b"Checked 2 pages"), "elsewhere it is text");
}

#[test]
fn json_fits_its_own_schema() {
    let schema = Command::new(env!("CARGO_BIN_EXE_cairn")).args(["schema", "report"]).output().unwrap();
    let schema: Value = serde_json::from_slice(&schema.stdout).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let folder = hostile();
    let clean = project().join("content-example");
    for (folder, strict) in [(folder.path(), true), (clean.as_path(), false)] {
        let arguments = if strict { vec!["--format", "json", "--strict"] } else { vec!["--format", "json"] };
        let value: Value = serde_json::from_slice(&check(folder, &arguments, &[]).stdout).unwrap();
        let errors: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new());
        assert_eq!(value["summary"]["strict"], strict);
    }
    let mut wrong: Value = serde_json::from_slice(&check(folder.path(), &["--format", "json"], &[]).stdout).unwrap();
    wrong["findings"][0]["code"] = "no-such-code".into();
    assert!(!validator.is_valid(&wrong), "the schema is not one that everything fits");
}

#[test]
fn json_places_are_those_of_the_text() {
    let folder = hostile();
    let value: Value = serde_json::from_slice(&check(folder.path(), &["--format", "json"], &[]).stdout).unwrap();
    let findings = value["findings"].as_array().unwrap();
    let prints: BTreeSet<&str> = findings.iter().map(|finding| finding["fingerprint"].as_str().unwrap()).collect();
    assert_eq!(prints.len(), findings.len(), "fingerprints are unique");
    let (_, body) = HOSTILE[1];
    let link =
        findings.iter().find(|finding| finding["file"] == "faq/b.md" && finding["code"] == "broken-link").unwrap();
    assert_eq!((&link["start"]["line"], &link["start"]["column"]), (&3.into(), &15.into()));
    let (start, end) = (link["start"]["byte"].as_u64().unwrap(), link["end"]["byte"].as_u64().unwrap());
    assert_eq!(&body[start as usize..end as usize], "nothing.md");
    // A line above moves the finding and does not make it another.
    write_all(folder.path(), &[("faq/b.md", &format!("# B?\n\nA line.\n{}", &body[4..]))]);
    let later: Value = serde_json::from_slice(&check(folder.path(), &["--format", "json"], &[]).stdout).unwrap();
    let moved =
        later["findings"].as_array().unwrap().iter().find(|finding| finding["fingerprint"] == link["fingerprint"]);
    assert_eq!(moved.unwrap()["start"]["line"], 6);
}

#[test]
fn sarif_fits_the_schema_of_oasis() {
    let schema = std::fs::read_to_string(project().join("tests/schemas/sarif-2.1.0.json")).unwrap();
    let mut schema: Value = serde_json::from_str(&schema).unwrap();
    // `^[a-zA-Z]{2}|^[a-zA-Z]{2}-[a-zA-Z]{2}]?$` has a bracket too many to be a regular expression. We write no `language`.
    for object in ["run", "toolComponent"] {
        schema["definitions"][object]["properties"]["language"].as_object_mut().unwrap().remove("pattern").unwrap();
    }
    let validator = jsonschema::validator_for(&schema).unwrap();
    let folder = hostile();
    for folder in [folder.path(), &project().join("content-example")] {
        let value: Value = serde_json::from_slice(&check(folder, &["--format", "sarif"], &[]).stdout).unwrap();
        let errors: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new());
        let run = &value["runs"][0];
        for result in run["results"].as_array().unwrap() {
            let rule = &run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().unwrap() as usize];
            assert_eq!(rule["id"], result["ruleId"]);
        }
    }
    let value: Value = serde_json::from_slice(&check(folder.path(), &["--format", "sarif"], &[]).stdout).unwrap();
    let mut wrong = value.clone();
    wrong["runs"][0]["results"][0]["level"] = "fatal".into();
    assert!(!validator.is_valid(&wrong));
    let uris: Vec<&str> = value["runs"][0]["results"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|result| result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str())
        .collect();
    assert!(uris.contains(&"faq/b.md"), "{uris:?}");
    assert!(uris.iter().all(|uri| uri.is_ascii() && !uri.contains([' ', '\\'])), "{uris:?}");
}

/// After "Code Quality report format" of GitLab's manual: what is required, and what a value may be.
#[test]
fn gitlab_reads_every_issue() {
    let folder = hostile();
    let output = check(folder.path(), &["--format", "gitlab"], &[]);
    assert!(!output.stdout.starts_with(&[0xef, 0xbb, 0xbf]), "no byte order mark");
    let Value::Array(issues) = serde_json::from_slice(&output.stdout).unwrap() else { panic!("one array") };
    assert!(!issues.is_empty());
    let mut prints = BTreeSet::new();
    for issue in &issues {
        assert!(issue["description"].as_str().is_some_and(|text| !text.is_empty()));
        assert!(issue["check_name"].as_str().is_some_and(|text| !text.is_empty()));
        assert!(prints.insert(issue["fingerprint"].as_str().unwrap()), "fingerprints are unique");
        assert!(["info", "minor", "major", "critical", "blocker"].contains(&issue["severity"].as_str().unwrap()));
        let path = issue["location"]["path"].as_str().unwrap();
        assert!(!path.is_empty() && !path.starts_with("./") && !path.starts_with('/'), "{path}");
        let lines = &issue["location"]["lines"];
        assert!(lines["begin"].as_u64().unwrap() >= 1 && lines["end"].as_u64() >= lines["begin"].as_u64());
    }
}

/// After the XSD of the Jenkins xUnit plugin, which GitLab and Azure follow: elements, required attributes, true counts.
fn read_junit(xml: &str) -> (usize, usize, usize) {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let mut path: Vec<String> = Vec::new();
    let mut promised: Vec<[usize; 3]> = Vec::new();
    let (mut tests, mut failures, mut skipped) = (0, 0, 0);
    loop {
        let event = reader.read_event().unwrap();
        let (element, is_empty) = match &event {
            Event::Start(element) => (element, false),
            Event::Empty(element) => (element, true),
            Event::End(_) => {
                path.pop();
                continue;
            }
            Event::Eof => break,
            _ => continue,
        };
        let name = element.name().as_ref().to_owned();
        let attributes: BTreeMap<String, String> = element
            .attributes()
            .map(|attribute| attribute.unwrap())
            .map(|one| (one.key.as_ref().to_owned(), quick_xml::escape::unescape(&one.value).unwrap().into_owned()))
            .collect();
        let parents: Vec<&str> = path.iter().map(String::as_str).collect();
        let needed: &[&str] = match (parents.as_slice(), name.as_str()) {
            ([], "testsuites") | (["testsuites"], "testsuite") => &["name", "tests", "failures", "errors", "skipped"],
            (["testsuites", "testsuite"], "testcase") => &["name", "classname"],
            (["testsuites", "testsuite", "testcase"], "failure") => &["message", "type"],
            (["testsuites", "testsuite", "testcase"], "skipped") => &["message"],
            other => panic!("{other:?} does not belong here"),
        };
        needed.iter().for_each(|key| assert!(attributes.contains_key(*key), "{name} needs {key}"));
        if name == "testsuite" {
            promised.push(["tests", "failures", "skipped"].map(|key| attributes[key].parse().unwrap()));
        }
        tests += usize::from(name == "testcase");
        failures += usize::from(name == "failure");
        skipped += usize::from(name == "skipped");
        if !is_empty {
            path.push(name);
        }
    }
    assert!(path.is_empty(), "everything that begins ends");
    let sum = |at: usize| promised.iter().map(|suite| suite[at]).sum::<usize>();
    assert_eq!((sum(0), sum(1), sum(2)), (tests, failures, skipped), "the counts are true");
    (tests, failures, skipped)
}

#[test]
fn junit_is_read_back_strictly() {
    let folder = hostile();
    let json: Value = serde_json::from_slice(&check(folder.path(), &["--format", "json"], &[]).stdout).unwrap();
    let count = |level: &str| json["summary"][level].as_u64().unwrap() as usize;
    let (errors, warnings) = (count("errors"), count("warnings"));
    assert!(errors > 0 && warnings > 0);
    let read = |arguments: &[&str]| read_junit(&text(&check(folder.path(), arguments, &[]).stdout));
    assert_eq!(read(&["--format", "junit"]), (errors + warnings, errors, warnings));
    assert_eq!(read(&["--format", "junit", "--strict"]), (errors + warnings, errors + warnings, 0));
    let clean = check(&project().join("content-example"), &["--format", "junit"], &[]);
    assert_eq!(read_junit(&text(&clean.stdout)).1, 0);
}

fn calls_nobody(comment: &str) {
    let options = pulldown_cmark::Options::ENABLE_TABLES | pulldown_cmark::Options::ENABLE_STRIKETHROUGH;
    for event in pulldown_cmark::Parser::new_ext(comment, options) {
        use pulldown_cmark::{Event, Tag};
        match event {
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) | Event::Html(_) | Event::InlineHtml(_) => {
                panic!("{event:?} in {comment}")
            }
            Event::Text(text) => {
                assert!(!text.contains(['@', '#', '<', '[']) && !text.contains("://"), "{text} in {comment}")
            }
            _ => {}
        }
    }
}

#[test]
fn markdown_calls_nobody_and_links_nothing_of_content() {
    let folder = hostile();
    let output = check(folder.path(), &["--format", "markdown"], &[]);
    let comment = text(&output.stdout);
    assert!(comment.starts_with("## ❌ Cairn: "), "{comment}");
    calls_nobody(&comment);
    assert!(comment.contains("### What to do"));
}

fn git(folder: &Path, arguments: &[&str]) {
    let who = ["-c", "user.name=Ada Example", "-c", "user.email=ada@example.org", "-c", "init.defaultBranch=main"];
    let done = Command::new("git").current_dir(folder).args(who).args(arguments).output().unwrap();
    assert!(done.status.success(), "{}", text(&done.stderr));
}

/// A repository whose `main` has old sins, and a branch that adds some, here and there.
fn branched(below: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let at = |path: &str| format!("{below}{path}");
    let write = |files: &[(&str, &str)]| {
        let files: Vec<(String, &str)> = files.iter().map(|(path, text)| (at(path), *text)).collect();
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), *text)).collect();
        write_all(folder.path(), &files);
    };
    write(&[
        ("faq/old.md", "# Old?\n\n[gone](gone.md) [b](b.md) [c](c.md)\n"),
        ("faq/b.md", "# B?\n\n## Part\n\nText.\n"),
        ("faq/c.md", "# C?\n\nSee [part](b.md#part).\n"),
    ]);
    git(folder.path(), &["init", "-q"]);
    git(folder.path(), &["add", "-A"]);
    git(folder.path(), &["commit", "-qm", "begin"]);
    git(folder.path(), &["checkout", "-qb", "work"]);
    write(&[("faq/b.md", "# B?\n\n## Renamed\n\nText.\n"), ("faq/new.md", "# New?\n\n[x](nowhere.md)\n")]);
    git(folder.path(), &["add", "-A"]);
    let bert = ["-c", "user.name=Bert Example", "-c", "user.email=bert@example.org"];
    git(folder.path(), &[bert.as_slice(), &["commit", "-qm", "work"]].concat());
    // And what is not committed yet counts too.
    write(&[("faq/loose.md", "# Loose?\n\n[y](nothing.md)\n")]);
    std::fs::remove_file(folder.path().join(at("faq/c.md"))).unwrap();
    folder
}

fn places(output: &Output) -> Vec<String> {
    let value: Value = serde_json::from_slice(&output.stdout).unwrap();
    let finding =
        |finding: &Value| format!("{} {}", finding["code"].as_str().unwrap(), finding["file"].as_str().unwrap_or("-"));
    value["findings"].as_array().unwrap().iter().map(finding).collect()
}

#[test]
fn a_change_answers_for_itself_and_for_what_it_broke_elsewhere() {
    for below in ["", "docs/site/"] {
        let folder = branched(below);
        let root = folder.path().join(below);
        let all = places(&check(&root, &["--format", "json"], &[]));
        assert!(all.iter().filter(|place| *place == "broken-link faq/old.md").count() == 2, "{all:?}");
        let output = check(&root, &["--format", "json", "--changed-since", "main"], &[]);
        let expected = ["broken-link faq/loose.md", "broken-link faq/new.md", "broken-link faq/old.md"];
        assert_eq!(places(&output), expected, "the link to c.md broke, that to gone.md was broken before");
        assert_eq!(output.status.code(), Some(1));
        assert!(text(&output.stdout).contains("there is no page or file `c.md`"));
        let forge = text(&check(&root, &["--format", "github", "--changed-since", "main"], &[]).stdout);
        assert!(forge.contains(&format!("file={below}faq/new.md,line=3,")), "forges count from the top: {forge}");
    }
}

#[test]
fn the_comment_tells_what_changed_who_is_new_and_where_to_look() {
    let folder = branched("");
    git(folder.path(), &["mv", "faq/old.md", "faq/older.md"]);
    // A site that was built there is no change.
    write_all(folder.path(), &[("public/.cairn-output", "cairn-output 1\nend 0\n"), ("public/index.html", "<p>built")]);
    let arguments = ["--format", "markdown", "--changed-since", "main", "--base-url", "https://preview.example.org/7/"];
    let comment = text(&check(folder.path(), &arguments, &[]).stdout);
    for line in [
        "### What changed since `main`",
        "- changed: [B?](https://preview.example.org/7/faq/b/) – `faq/b.md`",
        "- moved: [Old?](https://preview.example.org/7/faq/older/) – `faq/older.md`, before `faq/old.md`",
        "- removed: `faq/c.md`",
        "- added: [New?](https://preview.example.org/7/faq/new/) – `faq/new.md`",
        "Welcome, Bert Example!",
        "- `faq/new.md:3:5` **broken-link**: there is no page or file `nowhere.md`",
    ] {
        assert!(comment.lines().any(|found| found == line), "{line}\n{comment}");
    }
    assert!(!comment.contains("Ada"), "only who is new is greeted");
    assert!(!comment.contains("- removed: `faq/old.md`") && !comment.contains("public/"), "{comment}");
    let folder = branched("docs/site/");
    let below = text(&check(&folder.path().join("docs/site"), &arguments[..4], &[]).stdout);
    for line in ["- changed: B? – `docs/site/faq/b.md`", "- removed: `docs/site/faq/c.md`"] {
        assert!(below.lines().any(|found| found == line), "paths are told as the forge tells them: {below}");
    }
}

#[test]
#[cfg(unix)]
fn names_of_changed_files_write_nothing_into_the_comment() {
    let folder = branched("");
    let odd = "faq/x\n\n# Approved by @maintainer\n\n<img src=x> [ok](evil)\n::error file=x::pwned\n.md";
    write_all(folder.path(), &[(odd, "# X?\n\nText.\n"), ("faq/\u{1b}[31m\u{202e}a\r\u{2028}.md", "# Y?\n\nText.\n")]);
    git(folder.path(), &["add", "-A"]);
    git(folder.path(), &["mv", "faq/b.md", "faq/b\n# @you.md"]);
    let comment = text(&check(folder.path(), &["--format", "markdown", "--changed-since", "main"], &[]).stdout);
    calls_nobody(&comment);
    assert!(comment.contains("Approved by @maintainer") && comment.contains("before `faq/b.md`"), "{comment}");
    assert!(!comment.lines().any(|line| line.starts_with("::") || line.starts_with("# ")), "{comment}");
    assert!(!comment.contains(['\u{1b}', '\r', '\u{202e}', '\u{2028}']), "{comment}");
}

#[test]
fn a_question_that_was_asked_before_is_told_where_the_change_asks_it() {
    let folder = tempfile::tempdir().unwrap();
    let page = |title: &str, date: &str| format!("---\ntitle: \"{title}\"\ndate: {date}\n---\n\nText of {date}.\n");
    write_all(
        folder.path(),
        &[
            ("faq/old.md", &page("How do I reset my password?", "2026-01-02")),
            ("faq/sold.md", &page("Sold?", "2026-01-02")),
        ],
    );
    git(folder.path(), &["init", "-q"]);
    git(folder.path(), &["add", "-A"]);
    git(folder.path(), &["commit", "-qm", "begin"]);
    // As old as its author says it is.
    write_all(folder.path(), &[("faq/another.md", &page("How can I reset my password?", "2020-01-01"))]);
    write_all(folder.path(), &[("faq/x.md", &page("Sold?", "2020-01-01"))]);
    let told = |arguments: &[&str]| places(&check(folder.path(), &[&["--format", "json"], arguments].concat(), &[]));
    let (all, change) = (told(&[]), told(&["--changed-since", "HEAD"]));
    assert_eq!(all, ["asked-before faq/old.md", "duplicate-title faq/sold.md"]);
    assert_eq!(change, ["asked-before faq/another.md", "duplicate-title faq/x.md"]);
}

#[test]
fn a_revision_that_is_not_there_is_a_clear_error() {
    let folder = branched("");
    for revision in ["nowhere", "--output=x", "main:faq/b.md", ""] {
        let output = check(folder.path(), &[&format!("--changed-since={revision}")], &[]);
        assert_eq!(output.status.code(), Some(2), "{revision}");
        let said = text(&output.stderr);
        assert!(said.contains(&format!("`{revision}` is no commit, branch or tag here")), "{said}");
    }
    assert!(!folder.path().join("x").exists());
    let bare = hostile();
    let output = check(bare.path(), &["--changed-since", "main"], &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("cannot ask git"), "{}", text(&output.stderr));
}

#[test]
fn explain_tells_every_code_and_knows_misspelt_ones() {
    let explain = |code: &str| {
        Command::new(env!("CARGO_BIN_EXE_cairn")).env("NO_COLOR", "1").args(["explain", code]).output().unwrap()
    };
    for code in cairn::diagnostic::Code::ALL {
        let told = text(&explain(code.name()).stdout);
        assert!(told.starts_with(code.name()) && told.lines().count() >= 4, "{told}");
    }
    assert!(explain("warning[broken-link]").status.success(), "as it is copied");
    let unknown = explain("broken-lnik");
    assert_eq!(unknown.status.code(), Some(2));
    assert!(text(&unknown.stderr).contains("did you mean `broken-link`?"));
}
