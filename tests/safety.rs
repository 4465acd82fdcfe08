//! Repositories of people who mean harm, and machines that fail: a build ends, tells what it left out, writes nothing outside its
//! folder, and the site that is published is always a whole one.

#![cfg(unix)]
#![allow(clippy::disallowed_methods, reason = "tests use the world")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use cairn::Options;
use cairn::cache::Cache;
use cairn::output::plan::Recipe;
use cairn::path::UrlPath;
use cairn::source::disk::literal;
use proptest::prelude::*;
use support::{files, write_all};
use unicode_normalization::UnicodeNormalization;

const CANARY: &str = "canary-4f1c";

/// How often something is tried: a few times, or as often as was promised where there is time.
fn rounds(usual: usize, all: usize) -> usize {
    if std::env::var_os("CAIRN_TEST_ALL").is_some() { all } else { usual }
}

fn cairn(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
    command.current_dir(folder).args(arguments).env("NO_COLOR", "1").stdin(Stdio::null());
    command.env_remove("GITHUB_ACTIONS").env_remove("SOURCE_DATE_EPOCH");
    command
}

fn git(folder: &Path, arguments: &[&str]) {
    let mut command = Command::new("git");
    command.args(["-c", "user.name=Jo", "-c", "user.email=jo@host.example"]).args(arguments).current_dir(folder);
    let done = command.output().unwrap();
    assert!(done.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
}

/// What a command said, if it ended in time; it is killed if not.
fn in_time(mut command: Command, most: Duration) -> Output {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let begin = Instant::now();
    let (out, err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let read = |mut from: Box<dyn std::io::Read + Send>| {
        std::thread::spawn(move || {
            let mut bytes = Vec::new();
            from.read_to_end(&mut bytes).map(|_| bytes).unwrap()
        })
    };
    let (out, err) = (read(Box::new(out)), read(Box::new(err)));
    while child.try_wait().unwrap().is_none() {
        if begin.elapsed() > most {
            child.kill().unwrap();
            panic!("the build did not end in {most:?}");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Output { status: child.wait().unwrap(), stdout: out.join().unwrap(), stderr: err.join().unwrap() }
}

/// Folders within folders, deeper than any path may be long.
fn deep(at: &Path, depth: usize) {
    use rustix::fs::{CWD, Mode, OFlags, mkdirat, openat};
    let flags = OFlags::DIRECTORY | OFlags::RDONLY;
    let mut folder = openat(CWD, at, flags, Mode::empty()).unwrap();
    for _ in 0..depth {
        mkdirat(&folder, "d", Mode::RWXU).unwrap();
        folder = openat(&folder, "d", flags, Mode::empty()).unwrap();
    }
}

/// A folder that is removed however deep it is.
struct Deep(PathBuf);

impl Drop for Deep {
    fn drop(&mut self) {
        let _ = Command::new("rm").arg("-rf").arg(&self.0).status();
    }
}

#[test]
fn a_hostile_repository_is_built_without_doing_what_it_wants() {
    let folder = tempfile::tempdir().unwrap();
    let (root, outside) = (folder.path().join("repository"), folder.path().join("outside"));
    fs::create_dir_all(&outside).unwrap();
    write_all(&outside, &[("secret.md", CANARY), ("secret.yml", CANARY), ("deep/secret.html", CANARY)]);
    write_all(
        &root,
        &[
            ("cairn.yml", "base_url: https://host.example/\n"),
            ("faq/a.md", "# A?\n\nYes.\n\n[link](link.txt) [up](../../outside/secret.md) ![x](../link/secret.md)\n"),
            ("faq/--output=x.md", "# Output\n\nText.\n"),
            ("faq/-rf.md", "# Rf\n\nText.\n"),
            ("templates/t.md", "---\ntitle: T\npayload: ../../outside/secret.md\nlicense: MIT\n---\n\nText.\n"),
            ("people/jo.yml", "name: Jo\navatar: ../../outside/secret.yml\n"),
            (".gitattributes", "* filter=x diff=x\n"),
        ],
    );
    git(&root, &["init", "-q"]);
    git(&root, &["add", "."]);
    git(&root, &["commit", "-q", "-m", "first"]);
    write_all(&root, &[("faq/a.md", "# A?\n\nYes, and no.\n\n[link](link.txt) [up](../../outside/secret.md)\n")]);
    git(&root, &["commit", "-q", "-a", "-m", "second"]);

    // Everything of git that runs a program, each with a trace of its own.
    let program = |name: &str| {
        let path = outside.join(format!("run-{name}"));
        fs::write(&path, format!("#!/bin/sh\ntouch '{}'\ncat\n", outside.join(format!("ran-{name}")).display()))
            .unwrap();
        fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        path.display().to_string()
    };
    let mut config = fs::read_to_string(root.join(".git/config")).unwrap();
    let keys = [
        "core.fsmonitor",
        "core.pager",
        "core.editor",
        "core.askPass",
        "core.sshCommand",
        "core.gitProxy",
        "core.alternateRefsCommand",
        "diff.external",
        "diff.x.textconv",
        "diff.x.command",
        "filter.x.clean",
        "filter.x.smudge",
        "filter.x.process",
        "gpg.program",
        "credential.helper",
        "interactive.diffFilter",
        "uploadpack.packObjectsHook",
        "pager.log",
        "pager.blame",
        "trailer.x.command",
    ];
    for key in keys {
        let (section, name) = key.rsplit_once('.').unwrap();
        let section = section.replacen('.', " \"", 1) + if section.contains('.') { "\"" } else { "" };
        config += &format!("[{section}]\n\t{name} = {}\n", program(key));
    }
    config += "[log]\n\tshowSignature = true\n[alias]\n\tlog = !false\n[core]\n\thooksPath = hooks\n";
    fs::write(root.join(".git/config"), config).unwrap();
    for hook in ["post-index-change", "reference-transaction", "post-checkout", "pre-auto-gc"] {
        fs::copy(program(hook), root.join(".git/hooks").join(hook)).unwrap();
    }

    std::os::unix::fs::symlink(outside.join("secret.md"), root.join("faq/link.md")).unwrap();
    std::os::unix::fs::symlink(outside.join("secret.md"), root.join("faq/link.txt")).unwrap();
    std::os::unix::fs::symlink(&outside, root.join("link")).unwrap();
    std::os::unix::fs::symlink(&outside, root.join("static")).unwrap();
    std::os::unix::fs::symlink(&outside, root.join("theme")).unwrap();
    std::os::unix::fs::symlink(outside.join("secret.yml"), root.join("people/secret.yml")).unwrap();
    for pipe in ["faq/pipe.md", "faq/pipe.png", "people/pipe.yml", "CONTRIBUTING.md"] {
        assert!(Command::new("mkfifo").arg(root.join(pipe)).status().unwrap().success());
    }
    for name in [&b"new\nline.md"[..], b"odd\xff.md", b"back\\slash.md", b"turn\xe2\x80\xaeed.md", b"bell\x07.md"] {
        fs::write(root.join("faq").join(OsStr::from_bytes(name)), "# Odd\n\nText.\n").unwrap();
    }
    for large in ["faq/large.md", "faq/large.bin"] {
        fs::File::create(root.join(large)).unwrap().set_len(1 << 30).unwrap();
    }
    fs::create_dir(root.join("deep")).unwrap();
    let _deep = Deep(root.join("deep"));
    deep(&root.join("deep"), 10_000);

    let before: BTreeSet<_> = fs::read_dir(&outside).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    let out = folder.path().join("site");
    let commands: [&[&str]; 2] = [&["check", "--format", "json"], &["build", "-o", out.to_str().unwrap()]];
    for arguments in commands {
        let done = in_time(cairn(&root, arguments), Duration::from_secs(60));
        let said = String::from_utf8_lossy(&[done.stdout, done.stderr].concat()).into_owned();
        assert!(!said.contains(CANARY), "{said}");
        assert!(done.status.code() == Some(i32::from(arguments[0] == "check")), "{said}");
        for code in ["not-a-regular-file", "bad-file-name", "page-too-large", "link-leaves-repository"] {
            assert!(said.contains(code), "{code}: {said}");
        }
        assert!(!said.contains('\u{7}') && !said.contains('\u{202e}'), "{said:?}");
    }
    let now: BTreeSet<_> = fs::read_dir(&outside).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(now, before, "a program of the repository ran, or a file was written outside");
    let site = files(&out);
    for page in ["faq/a/index.html", "faq/output-x/index.html", "faq/rf/index.html"] {
        assert!(site.contains_key(page), "{page} is not among {:?}", site.keys().collect::<Vec<_>>());
    }
    for (name, bytes) in &site {
        assert!(!bytes.windows(CANARY.len()).any(|window| window == CANARY.as_bytes()), "{name}");
    }
    assert!(site.keys().all(|name| !name.contains("large") && !name.contains("slash")));
    assert!(!root.join("x").exists() && !root.join("x.md").exists());
}

/// An empty site of ours.
const EMPTY: &str = "cairn-output 1\nend 0\n";

/// What lies outside of a repository: all of it, by path.
fn outside(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    files(&folder.join("outside"))
}

/// A repository with a page, beside a folder that is none of its business.
fn beside_others() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    write_all(
        folder.path(),
        &[
            ("repo/faq/a.md", "# A?\n\nText.\n"),
            ("outside/secret", CANARY),
            ("outside/a.md", "# Theirs\n\nText.\n"),
            ("outside/site/.cairn-output", EMPTY),
            ("outside/site/index.html", CANARY),
            ("outside/begun/.cairn-output", "cairn-output 1 unfinished\n"),
            ("outside/begun/index.html", CANARY),
        ],
    );
    let root = folder.path().join("repo");
    (folder, root)
}

type Scene = (&'static str, fn(&Path), &'static [&'static str], &'static str);

#[test]
fn nothing_outside_is_read_or_written_whatever_a_repository_brings_along() {
    fn link(root: &Path, to: &str, at: &str) {
        let at = root.join(at);
        fs::create_dir_all(at.parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(to, at).unwrap();
    }
    fn pipe(root: &Path, at: &str) {
        let at = root.join(at);
        fs::create_dir_all(at.parent().unwrap()).unwrap();
        rustix::fs::mkfifoat(rustix::fs::CWD, at, rustix::fs::Mode::RWXU).unwrap();
    }
    let build: &[&str] = &["build", "--no-cache"];
    let scenes: &[Scene] = &[
        (
            "an old site whose files go through a link",
            |root| {
                link(root, "../../outside", "public/x");
                write_all(root, &[("public/.cairn-output", EMPTY)]);
                write_all(root, &[(".public.cairn-new/.cairn-output", EMPTY), (".public.cairn-new/x/keys", "mine")]);
            },
            build,
            "cannot remove",
        ),
        ("an old site that is a link", |root| link(root, "../outside/site", ".public.cairn-new"), build, "in the way"),
        (
            "a begun site that is a link",
            |root| link(root, "../outside/begun", ".public.cairn-new"),
            build,
            "in the way",
        ),
        (
            "a journal that places what lies behind a link",
            |root| {
                let journal = "cairn-journal 1\nplace d/secret\nend 1\n";
                write_all(root, &[("public/.cairn-output", EMPTY), ("public/d/keep", "")]);
                write_all(root, &[("public/.cairn-new/.cairn-journal", journal)]);
                link(root, "../../../outside", "public/.cairn-new/d");
            },
            build,
            "",
        ),
        ("a lock that is a link", |root| link(root, "../outside/created", ".public.cairn-lock"), build, "in the way"),
        ("a lock that is a pipe", |root| pipe(root, ".public.cairn-lock"), build, "in the way"),
        ("a marker without end", |root| link(root, "/dev/zero", "public/.cairn-output"), build, "no regular file"),
        ("a marker that is a pipe", |root| pipe(root, "public/.cairn-output"), build, "no regular file"),
        (
            "a journal that is a pipe",
            |root| {
                write_all(root, &[("public/.cairn-output", EMPTY)]);
                pipe(root, "public/.cairn-new/.cairn-journal");
            },
            build,
            "no regular file",
        ),
        ("content that is a link", |root| link(root, "../outside", "content"), build, "behind a symbolic link"),
        (
            "content behind a link",
            |root| {
                link(root, "..", "up");
                write_all(root, &[("cairn.yml", "content: {folder: up/outside}\n")]);
            },
            &["check", "--no-cache", "--fix"],
            "behind a symbolic link",
        ),
        (
            "a list of what git ignores that is a link",
            |root| link(root, "/dev/zero", ".gitignore"),
            build,
            "`.gitignore` is not read",
        ),
        (
            "a list of what git ignores that is long",
            |root| fs::File::create(root.join("faq/.gitignore")).unwrap().set_len(3 << 30).unwrap(),
            build,
            "`faq/.gitignore` is not read",
        ),
        (
            "a lock of credits that waits behind a link",
            |root| link(root, "../outside/secret", "credits.lock.json.new"),
            &["people", "lock"],
            "",
        ),
        (
            "a list of contributors that waits behind a link",
            |root| link(root, "../outside/secret", ".all-contributorsrc.new"),
            &["people", "export"],
            "",
        ),
    ];
    let mut trouble = Vec::new();
    for (what, prepare, arguments, expected) in scenes {
        let (folder, root) = beside_others();
        git(&root, &["init", "-q"]);
        git(&root, &["add", "faq/a.md"]);
        git(&root, &["commit", "-qm", "one"]);
        prepare(&root);
        let before = outside(folder.path());
        let done = in_time(cairn(&root, arguments), Duration::from_secs(60));
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        if outside(folder.path()) != before {
            trouble.push(format!("{what}: outside is now {:?}", outside(folder.path()).keys()));
        }
        if !said.contains(expected) {
            trouble.push(format!("{what}: {said}"));
        }
        let page = |text: &[u8]| String::from_utf8_lossy(text).contains(CANARY);
        let public = root.join("public");
        let real = walkdir::WalkDir::new(&public).into_iter().flatten().filter(|entry| entry.file_type().is_file());
        if real.map(|entry| fs::read(entry.path()).unwrap()).any(|text| page(&text)) {
            trouble.push(format!("{what}: what lies outside is published"));
        }
    }
    assert_eq!(trouble, Vec::<String>::new());
}

#[test]
fn what_git_tracks_is_never_taken_for_what_a_build_left() {
    for (path, text) in [
        ("public/.cairn-output", EMPTY),
        ("public/evil/index.html", "<script>alert(1)</script>"),
        (".public.cairn-new/.cairn-output", EMPTY),
        (".Public.cairn-lock", ""),
    ] {
        let (_folder, root) = beside_others();
        write_all(&root, &[(path, text)]);
        git(&root, &["init", "-q"]);
        git(&root, &["add", "-f", "."]);
        git(&root, &["commit", "-qm", "one"]);
        let done = in_time(cairn(&root, &["build", "--no-cache"]), Duration::from_secs(60));
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(done.status.code() == Some(2) && said.contains(&format!("git tracks `{path}`")), "{path}: {said}");
        // Elsewhere the site can be built.
        let elsewhere = in_time(cairn(&root, &["build", "--no-cache", "-o", "site"]), Duration::from_secs(60));
        assert!(elsewhere.status.success(), "{path}");
    }
}

#[test]
fn no_folder_takes_the_place_of_a_file_that_the_site_has_for_its_host() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let page = "# A?\n\n![x](x.png)\n";
    let aliased = "---\ntitle: B?\nredirects: [/old/]\n---\n\nText.\n";
    let files = [
        ("_headers/note.md", page),
        ("_headers/x.png", "x"),
        ("_Redirects/note.md", page),
        ("static/_redirects/a.txt", "x"),
        ("faq/b.md", aliased),
    ];
    write_all(root, &files);
    let done = in_time(cairn(root, &["build", "--no-cache"]), Duration::from_secs(60));
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    for (path, _) in &files[..4] {
        let message = format!("the name of `{path}` lies in a folder with the name of a file of the site");
        assert!(said.contains(&message), "{path}: {said}");
    }
    let headers = fs::read_to_string(root.join("public/_headers")).unwrap();
    assert!(headers.contains("nosniff"), "{headers}");
    assert!(fs::read_to_string(root.join("public/_redirects")).unwrap().contains("/old/"));
}

#[test]
fn what_a_host_obeys_is_given_away_as_text_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let files = [
        ("index.md", "# Home\n\n[a](CNAME) [b](vercel.json) [c](api/x.py) [d](faq/vercel.json)\n"),
        ("CNAME", "evil.example"),
        ("vercel.json", "{}"),
        ("api/x.py", "x"),
        ("faq/vercel.json", "{}"),
        ("static/_routes.json", "{}"),
        ("static/firebase.json", "{}"),
        ("static/.well-known/assetlinks.json", "[]"),
        ("static/.github/workflows/a.yml", "on: push\n"),
        ("static/.gitlab-ci.yml", "x: {}\n"),
        ("static/package.json", "{}"),
        ("static/_config.yml", "plugins: []\n"),
        ("static/CORS", "*\n"),
        ("static/.nojekyll", "more than nothing"),
        (
            "templates/t.md",
            "---\ntitle: T\nlicense: CC0-1.0\n---\n\n```json title=\"staticwebapp.config.json\"\n{}\n```\n",
        ),
        ("static/.well-known/security.txt", "x"),
        ("cairn.yml", "title: T\ntrusted_files: [firebase.json]\n"),
    ];
    write_all(root, &files);
    let done = in_time(cairn(root, &["build", "--no-cache"]), Duration::from_secs(60));
    assert!(done.status.success());
    let has = |path: &str| root.join("public").join(path).is_file();
    let left_out = [".github/workflows/a.yml", ".gitlab-ci.yml", "package.json", "_config.yml", "CORS"];
    for path in
        ["CNAME", "vercel.json", "api/x.py", "_routes.json", ".well-known/assetlinks.json"].into_iter().chain(left_out)
    {
        assert!(!has(path), "{path}");
    }
    // Jekyll would leave out `_headers`, and make pages of the Markdown that lies beside ours.
    assert_eq!(fs::read(root.join("public/.nojekyll")).unwrap(), b"");
    let block = "templates/t/staticwebapp.config.json";
    assert!(!has(block) && has(&format!("{block}.txt")), "a block of a page would be obeyed");
    for path in
        ["CNAME.txt", "vercel.json.txt", "api/x.py.txt", "faq/vercel.json", "firebase.json", ".well-known/security.txt"]
    {
        assert!(has(path), "{path}");
    }
    assert_eq!(String::from_utf8_lossy(&done.stderr).matches("error[active-file]").count(), 2 + left_out.len());
}

#[test]
fn a_root_that_a_repository_makes_a_link_is_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("repository");
    write_all(folder.path(), &[("outside/faq/a.md", "# A?\n\nText.\n"), ("repository/x", "")]);
    std::os::unix::fs::symlink("../outside", root.join("docs")).unwrap();
    git(&root, &["init", "-q"]);
    let build = || in_time(cairn(&root, &["build", "docs", "--no-cache", "-o", "site"]), Duration::from_secs(60));
    assert_eq!(build().status.code(), Some(0), "who has made the link oneself knows where it leads");
    git(&root, &["add", "docs"]);
    let said = String::from_utf8_lossy(&build().stderr).into_owned();
    assert!(build().status.code() == Some(2) && said.contains("git tracks it as a symbolic link"), "{said}");
}

/// The pages that a check looks at, each of which has one broken link.
fn looked_at(root: &Path) -> BTreeSet<String> {
    let done = in_time(cairn(root, &["check", "--no-cache", "--format", "json"]), Duration::from_secs(60));
    let report: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
    let found = report["findings"].as_array().unwrap().iter().filter(|one| one["code"] == "broken-link");
    found.map(|one| one["file"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn no_gitignore_hides_what_git_tracks() {
    const PAGE: &str = "# A?\n\n[x](gone.md)\n";
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    git(root, &["init", "-q"]);
    let tracked = ["faq/a.md", "faq/b.markdown", "tutorials/deep/c.md"];
    write_all(root, &tracked.map(|path| (path, PAGE)));
    git(root, &["add", "."]);
    write_all(root, &[("faq/draft.md", PAGE), ("tutorials/deep/d.md", PAGE)]);
    let all =
        |drafts: &[&str]| tracked.iter().chain(drafts).map(|path| (*path).to_owned()).collect::<BTreeSet<String>>();
    for (lines, drafts) in [
        ("", &["faq/draft.md", "tutorials/deep/d.md"][..]),
        ("*\n", &[]),
        ("{*}.md\n", &["faq/draft.md", "tutorials/deep/d.md"]),
        ("{faq,tutorials}/\n", &["faq/draft.md", "tutorials/deep/d.md"]),
        ("faq/\ntutorials/deep\n", &[]),
        ("/faq/d*\n", &["tutorials/deep/d.md"]),
        ("[[:alpha:]].m*\n", &["faq/draft.md"]),
    ] {
        write_all(root, &[(".gitignore", lines)]);
        assert_eq!(looked_at(root), all(drafts), "{lines:?}");
    }
    // Neither does a site that was built among them, or claims to be one.
    write_all(root, &[("faq/.cairn-output", "cairn-output 1\n"), (".gitignore", "faq/\n")]);
    let done = in_time(cairn(root, &["check", "--no-cache"]), Duration::from_secs(60));
    assert!(String::from_utf8_lossy(&done.stderr).contains("warning[output-in-content]: `faq` has"), "{done:?}");
    // In a folder of the content, git reads the list that lies there.
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    git(root, &["init", "-q"]);
    write_all(root, &[("content/faq/a.md", PAGE), ("content/faq/b.md", PAGE), ("content/.gitignore", "b.md\n")]);
    assert_eq!(looked_at(root), BTreeSet::from(["content/faq/a.md".to_owned()]));
}

#[test]
fn what_git_ignores_is_what_is_ignored() {
    const NAMES: [&str; 14] = [
        "a.md", "b.md", "ab.md", "1.md", "{a}.md", "{a,b}.md", "{,a}.md", "[a].md", "a].md", "-.md", "^.md", "x/a.md",
        "x/y/b.md", "é.md",
    ];
    const LISTS: [&str; 31] = [
        "{a}.md",
        "{a,b}.md",
        "{*}.md",
        "\\{a}.md",
        "[{]a}.md",
        "{,a}.md",
        "[[:alpha:]].md",
        "[![:alpha:]].md",
        "[[:digit:]a].md",
        "[^a].md",
        "[!a].md",
        "[]a].md",
        "[a-b].md",
        "[-a].md",
        "[\\]a].md",
        "[\\-a].md",
        "[a\\-b].md",
        "a?.md",
        "*a.md",
        "**/b.md",
        "x/**",
        "x/",
        "/a.md",
        "x/*/b.md",
        "*\n!a.md",
        "[a.md",
        "\\[a\\].md",
        "[[:punct:]].md",
        "[[:upper:]].md",
        "x**b.md",
        "[^[:punct:]].md",
    ];
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    git(root, &["init", "-q"]);
    let mut all = BTreeSet::new();
    for (number, list) in LISTS.iter().enumerate() {
        write_all(root, &[(format!("faq/{number}/.gitignore").as_str(), list)]);
        for name in NAMES {
            let path = format!("faq/{number}/{name}");
            write_all(root, &[(&path, "# A?\n\n[x](gone.md)\n")]);
            all.insert(path);
        }
    }
    let output =
        Command::new("git").args(["ls-files", "-z", "--others", "--exclude-standard"]).current_dir(root).output();
    let shown = String::from_utf8(output.unwrap().stdout).unwrap();
    let shown: BTreeSet<&str> = shown.split('\0').filter(|path| path.ends_with(".md")).collect();
    let ours = looked_at(root);
    assert!(ours.len() > 100 && ours.len() < all.len(), "{}", ours.len());
    let list = |path: &str| LISTS[path.split('/').nth(1).unwrap().parse::<usize>().unwrap()];
    let differs = |path: &&String| ours.contains(*path) != shown.contains(path.as_str());
    let differences: Vec<(&String, &str)> = all.iter().filter(differs).map(|path| (path, list(path))).collect();
    assert_eq!(differences, []);
}

#[test]
fn no_filter_of_a_repository_runs_when_changes_are_asked_for() {
    let (folder, root) = beside_others();
    git(&root, &["init", "-q"]);
    git(&root, &["add", "faq/a.md"]);
    git(&root, &["commit", "-qm", "one"]);
    let ran = folder.path().join("ran");
    for (filter, key) in [("a", "clean"), ("b.c=d", "process")] {
        git(&root, &["config", &format!("filter.{filter}.{key}"), &format!("touch {}; cat", ran.display())]);
        git(&root, &["config", &format!("filter.{filter}.required"), "true"]);
    }
    for filter in ["a", "b.c=d"] {
        fs::write(root.join(".git/info/attributes"), format!("* filter={filter}\n")).unwrap();
        fs::write(root.join("faq/a.md"), format!("# A?\n\nOther text for {filter}.\n")).unwrap();
        let done = in_time(cairn(&root, &["check", "--no-cache", "--changed-since", "HEAD"]), Duration::from_secs(60));
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        assert!(!ran.exists(), "{filter}");
    }
}

#[test]
fn more_files_than_allowed_are_left_out_and_told() {
    let folder = tempfile::tempdir().unwrap();
    let count = rounds(300, 200_000);
    let at = folder.path().join("faq");
    fs::create_dir(&at).unwrap();
    (0..count).for_each(|n| fs::write(at.join(format!("{n:06}.txt")), "").unwrap());
    write_all(
        folder.path(),
        &[("faq/a.md", "# A?\n\nYes.\n"), ("cairn.yml", &format!("limits: {{files: {}}}\n", count / 2))],
    );
    let done = in_time(cairn(folder.path(), &["check", "--no-cache"]), Duration::from_secs(120));
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(said.contains(&format!("error[too-many-files]: there are more than {} files", count / 2)), "{said}");
    write_all(folder.path(), &[("cairn.yml", "")]);
    let done = in_time(cairn(folder.path(), &["check", "--no-cache"]), Duration::from_secs(120));
    assert!(!String::from_utf8_lossy(&done.stderr).contains("too-many-files"));
}

#[test]
#[cfg(unix)]
fn what_lies_beside_the_content_is_bounded_too() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("repository");
    write_all(folder.path(), &[("secret.txt", "canary")]);
    let files = [
        ("faq/a.md", "# A?\n\nText.\n"),
        ("cairn.yml", "limits: {file: 1}\n"),
        ("theme/kept.css", "a{}"),
        ("static/kept.txt", "x"),
    ];
    write_all(&root, &files);
    write_all(&root, &[("people/ada.yml", "name: Ada\navatar: ada.png\n")]);
    for link in ["theme/site.css", "theme/partials/credits.html", "static/ada.png", "people/ada.png", "people/x.bin"] {
        fs::create_dir_all(root.join(link).parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(folder.path().join("secret.txt"), root.join(link)).unwrap();
    }
    assert!(Command::new("mkfifo").arg(root.join("theme/pipe")).status().unwrap().success());
    let below = "z/".repeat(12);
    for folder in ["theme", "static", "people"] {
        let kept = root.join(folder).join(&below[..below.len() - 2]);
        fs::create_dir_all(&kept).unwrap();
        fs::write(kept.join("seen.txt"), "x").unwrap();
        fs::create_dir_all(root.join(folder).join(&below)).unwrap();
        fs::write(root.join(folder).join(&below).join("unseen.txt"), "x").unwrap();
        fs::write(root.join(folder).join(OsStr::from_bytes(b"odd\xff.yml")), "name: Jo\n").unwrap();
    }
    for large in ["theme/large.css", "static/large.txt", "people/large.toml.old"] {
        fs::File::create(root.join(large)).unwrap().set_len(64 << 20).unwrap();
    }
    let check = || {
        let done = in_time(cairn(&root, &["check", "--no-cache"]), Duration::from_secs(60));
        String::from_utf8_lossy(&[done.stdout, done.stderr].concat()).into_owned()
    };
    let said = check();
    let places = [
        "theme/site.css",
        "theme/partials/credits.html",
        "static/ada.png",
        "people/ada.png",
        "people/x.bin",
        "theme/pipe",
    ];
    for link in places {
        assert!(said.contains(&format!("`{link}` is a link or device")), "{link}: {said}");
    }
    for folder in ["theme", "static", "people"] {
        let deep = format!("`{folder}/{}` lies as deep as folders may", below.trim_end_matches('/'));
        assert_eq!(said.matches(&deep).count(), 1, "{deep}: {said}");
        assert!(said.contains(&format!("the name of `{folder}/odd\u{fffd}.yml` is not UTF-8")), "{folder}: {said}");
    }
    for large in ["theme/large.css", "static/large.txt"] {
        assert!(said.contains(&format!("--> {large}")), "{large}: {said}");
    }
    assert_eq!(said.matches("may have 1024 KiB").count(), 2, "{said}");
    in_time(cairn(&root, &["build", "--no-cache", "-o", "out"]), Duration::from_secs(60));
    let site = self::files(&root.join("out"));
    assert!(site.contains_key("kept.txt") && !site.contains_key("large.txt"));
    let deepest = &below[..below.len() - 2];
    assert!(site.contains_key(&format!("{deepest}seen.txt")) && !site.contains_key(&format!("{below}unseen.txt")));
    assert!(!site.values().any(|bytes| bytes.windows(6).any(|six| six == b"canary")));

    write_all(&root, &[("cairn.yml", "limits: {files: 1}\n")]);
    let said = check();
    assert_eq!(said.matches("error[too-many-files]").count(), 4, "{said}");
    for next in ["faq/a.md", "people/ada.yml", "static/kept.txt", "theme/large.css"] {
        assert!(said.contains(&format!("--> {next}")), "{next}: {said}");
    }
}

#[test]
fn files_that_would_run_are_given_away_as_text_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    const XML: &str = "<x><script xmlns=\"http://www.w3.org/1999/xhtml\">alert(1)</script></x>";
    const SVG: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script><g/></svg>";
    let page = "# A?\n\n[j](j.js) [v](vue.js.png) [p](p.html) [f](f.XML) ![d](d.svg)\n\n[s](/s.html) [x](x.xsd) [y](y.data) [z](z.txt) [w](w.data)\n";
    write_all(
        root,
        &[
            ("faq/a.md", page),
            ("faq/p.html", "<script>alert(1)</script>"),
            ("faq/f.XML", "<x/>"),
            ("faq/j.js", "alert(1)"),
            ("faq/vue.js.png", "no picture"),
            ("faq/x.xsd", XML),
            ("faq/y.data", "\u{feff} \n<!DOCTYPE html><script>alert(1)</script>"),
            ("faq/z.txt", XML),
            ("static/s.rng", XML),
            ("static/s.data", XML),
            ("static/kept.data", XML),
            ("faq/d.svg", SVG),
            (
                "templates/t.md",
                "---\ntitle: T\nlicense: MIT\n---\n\n```html title=\"x.html\"\n<script>alert(1)</script>\n```\n",
            ),
            (
                "templates/u.md",
                "---\ntitle: U\nlicense: MIT\n---\n\n```text title=\"u.data\"\n<script>alert(1)</script>\n```\n",
            ),
            (
                "templates/v.md",
                "---\ntitle: V\nlicense: MIT\n---\n\n```data\n\n<script>alert(1)</script>\n```\n\n```text title=\"v.data\"\nx\n```\n",
            ),
            ("static/s.html", "<script>alert(1)</script>"),
            ("static/s.svg", SVG),
            ("static/s.mjs", "alert(1)"),
            ("static/.htaccess", "AddType text/html .txt\n"),
            ("static/kept.html", "proof"),
            ("static/kept.svg", SVG),
            ("cairn.yml", "trusted_files: [kept.html, kept.data, \"*.never\"]\n"),
        ],
    );
    let wide: Vec<u8> = format!("\n{XML}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::write(root.join("faq/w.data"), wide).unwrap();
    let done = in_time(cairn(root, &["build", "--no-cache", "-o", "out"]), Duration::from_secs(60));
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    let site = files(&root.join("out"));
    for name in [
        "kept.data",
        "faq/x.xsd.txt",
        "faq/y.data.txt",
        "faq/w.data.txt",
        "faq/z.txt",
        "faq/p.html.txt",
        "faq/f.XML.txt",
        "faq/j.js.txt",
        "faq/vue.js.png",
        "templates/t/x.html.txt",
        "templates/u/u.data.txt",
        "templates/v/v.data.txt",
        "kept.html",
    ] {
        assert!(site.contains_key(name), "{name} is not among {:?}", site.keys().collect::<Vec<_>>());
    }
    let active = ["faq/p.html", "faq/f.XML", "faq/j.js", "faq/x.xsd", "faq/y.data", "faq/w.data"];
    for name in active.iter().chain(&["templates/t/x.html", "s.html", "s.mjs", ".htaccess", "s.rng", "s.data"]) {
        assert!(!site.contains_key(*name), "{name}");
    }
    for name in ["faq/d.svg", "s.svg", "kept.svg"] {
        assert!(!String::from_utf8_lossy(&site[name]).contains("script"), "{name}");
    }
    for told in [
        "static/s.html",
        "static/s.mjs",
        "static/s.rng",
        "static/s.data",
        "static/.htaccess",
        "faq/d.svg",
        "static/s.svg",
    ] {
        assert!(said.contains(&format!("--> {told}")), "{told}: {said}");
    }
    assert!(String::from_utf8_lossy(&site["faq/a/index.html"]).contains("p.html.txt"));

    write_all(root, &[("cairn.yml", "trusted_files: [\"*\"]\n")]);
    in_time(cairn(root, &["build", "--no-cache", "-o", "out"]), Duration::from_secs(60));
    let site = files(&root.join("out"));
    assert!(site.contains_key("s.html") && site["s.svg"] == SVG.as_bytes());
    assert_ne!(site["faq/d.svg"], SVG.as_bytes(), "content is trusted by nobody");
}

/// What a reader of Markdown that trusts everything would run or ask for: HTML, attributes, addresses.
fn acts(markdown: &str) -> Vec<String> {
    use pulldown_cmark::{Event, Options, Parser, Tag};
    let leads = |address: &str| {
        let scheme = address.split(['/', '?', '#']).next().and_then(|start| start.split_once(':'));
        scheme.is_none_or(|(scheme, _)| matches!(scheme, "http" | "https" | "mailto"))
    };
    let mut found = Vec::new();
    for event in [Options::empty(), Options::all()].iter().flat_map(|options| Parser::new_ext(markdown, *options)) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => found.push(html.to_string()),
            Event::Start(Tag::Link { dest_url, .. }) if !leads(&dest_url) => found.push(dest_url.to_string()),
            Event::Start(Tag::Image { dest_url, .. }) if dest_url.contains("//") || !leads(&dest_url) => {
                found.push(format!("!{dest_url}"));
            }
            Event::Start(Tag::Heading { id, attrs, .. }) if id.is_some() || !attrs.is_empty() => {
                found.push(format!("{id:?} {attrs:?}"));
            }
            _ => {}
        }
    }
    found
}

#[test]
fn nothing_acts_in_what_programs_read_as_markdown() {
    const OWN: [&str; 12] = [
        "[x](javascript:alert(1)) <img src=x onerror=alert(1)>",
        "<script>alert(1)</script> ![x](https://evil.example/t.png)",
        "Stop\\![x](https://evil.example/t.png)",
        "&lt;img src=x onerror=alert(1)>",
        "a $<img src=x onerror=alert(1)>$ b $[x](javascript:alert(1))$ c",
        "a $`$ b `<img src=x onerror=alert(1)>` c",
        "T {#cairn-x onclick=\"alert(1)\"}",
        "~~~ a`b`\n<script>alert(1)</script>\n~~~",
        "> ```\n> a\r<script>alert(1)</script>\n> ```",
        "`a\r<script>`",
        "[x]: javascript:alert(1)\n\n[x] [y][x]",
        "<javascript:alert(1)>",
    ];
    let folder = tempfile::tempdir().unwrap();
    let mut payloads: Vec<String> = OWN.iter().map(|text| (*text).to_owned()).collect();
    if let Some(corpus) = support::test_data("security-corpus") {
        for file in ["dompurify-fixtures.json", "h5sc-vectors.json", "owasp-xss-filter-evasion.json"] {
            let list: serde_json::Value = serde_json::from_slice(&fs::read(corpus.join(file)).unwrap()).unwrap();
            let texts = list["payloads"].as_array().unwrap().iter().map(|entry| entry["payload"].as_str().unwrap());
            payloads.extend(texts.map(str::to_owned));
        }
    }
    let pages = payloads.iter().enumerate().map(|(at, payload)| {
        let quoted = serde_json::to_string(payload).unwrap();
        let front = format!("title: {quoted}\ndescription: {quoted}\nshort_answer: {quoted}");
        // The same in a file of its own, because a title may be refused.
        let body = format!("---\ntitle: \"{at}\"\n---\n\nText.\n\n## {payload}\n\n{payload}\n");
        [(format!("faq/m{at}.md"), format!("---\n{front}\n---\n\nText.\n")), (format!("faq/b{at}.md"), body)]
    });
    let pages: Vec<(String, String)> = pages.flatten().collect();
    write_all(folder.path(), &pages.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect::<Vec<_>>());
    let people = [
        (
            "cairn.yml",
            "title: \"[x](javascript:a) <i>\"\ndescription: \"<img src=x> ![x](https://evil.example/t.png)\"\n",
        ),
        (
            "people/jo.yml",
            "name: \"<b>Jo</b>\"\nbio: \"<script>alert(1)</script> [x](javascript:a)\"\nlinks: [{label: \"![x](//evil.example)\", url: \"https://x.example/><script>\"}]\n",
        ),
    ];
    write_all(folder.path(), &people);
    in_time(cairn(folder.path(), &["build", "--no-cache", "-o", "out"]), Duration::from_secs(300));
    let site = files(&folder.path().join("out"));
    let texts: Vec<_> = site.iter().filter(|(name, _)| name.ends_with(".md") || *name == "llms.txt").collect();
    assert!(texts.len() > payloads.len() && site.contains_key("llms.txt") && site.contains_key("people/jo/cv.md"));
    for (name, bytes) in texts {
        let text = String::from_utf8_lossy(bytes);
        let found = acts(&text);
        assert!(found.is_empty(), "{name}: {found:?} in {text}");
    }
}

#[test]
fn what_is_above_a_limit_is_told_at_its_place_until_the_limit_is_raised() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let front = format!("---\ntitle: F\ndescription: {}\n---\n\nText.\n", "x".repeat(20_000));
    let deep = format!("# D?\n\n{}a\n", "> ".repeat(60));
    let code = format!("# C?\n\n```rust\n{}```\n", "let a = 1;\n".repeat(8_000));
    let wide = format!("# W?\n\n```rust\nlet a = {};\n```\n", "1+".repeat(1_500));
    let grown = format!("# G?\n\n```text linenos\n{}```\n\nBehind.\n", "\n".repeat(20_000));
    write_all(
        root,
        &[
            ("faq/front.md", &front),
            ("faq/deep.md", &deep),
            ("faq/code.md", &code),
            ("faq/wide.md", &wide),
            ("faq/grown.md", &grown),
            ("cairn.yml", ""),
        ],
    );
    let build = || {
        let done = in_time(cairn(root, &["build", "-o", "out"]), Duration::from_secs(60));
        (String::from_utf8_lossy(&done.stderr).into_owned(), files(&root.join("out")))
    };
    let told = [
        ("error[yaml-limit]: front matter may hold 16 KiB, and this has 20 KiB", "faq/front.md:2:1"),
        ("error[nested-too-deep]: lists, quotes and containers nest deeper than 32 levels", "faq/deep.md:3:65"),
        ("warning[code-too-long]: the code block is too large to be coloured", "faq/code.md:3:1"),
        ("warning[code-too-long]: the code block is too large to be coloured", "faq/wide.md:3:1"),
        ("error[page-grows]: the page becomes more than 32 times as long as it is written", "faq/grown.md:3:1"),
    ];
    let behind = |site: &BTreeMap<String, Vec<u8>>| {
        String::from_utf8_lossy(&site["faq/grown/index.html"]).contains("<p>Behind.</p>")
    };
    let (said, site) = build();
    for (message, place) in told {
        let found =
            said.split("\n\n").any(|found| found.contains(message) && found.contains(&format!("--> {place}\n")));
        assert!(found, "{message} at {place}: {said}");
    }
    assert!(!behind(&site) && site["faq/grown/index.html"].len() < 64 * 1024 + 32 * grown.len() + 32 * 1024);

    // What was remembered under the limits before is not believed.
    write_all(
        root,
        &[("cairn.yml", "limits: {front_matter: 32, nesting: 100, code: 128, code_line: 4000, growth: 64}\n")],
    );
    let (said, site) = build();
    for (message, _) in told {
        assert!(!said.contains(&message[..message.find(']').unwrap()]), "{said}");
    }
    assert!(
        behind(&site) && String::from_utf8_lossy(&site["faq/deep/index.html"]).matches("<blockquote>").count() == 60
    );
}

#[test]
fn a_picture_above_the_limits_is_told_and_not_published_until_they_are_raised() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let png = |width: u32, height: u32| {
        let sizes = [width.to_be_bytes(), height.to_be_bytes()].concat();
        [&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..], &sizes, b"\x08\x06\0\0\0\0\0\0\0"].concat()
    };
    let page =
        "---\ntitle: A?\nimage: bomb.png\n---\n\n![A bomb](bomb.png) ![f](fine.png) [much](much.jpg) ![s](/s.png)\n";
    write_all(
        root,
        &[
            ("faq/a.md", page),
            ("static/x.txt", "x"),
            ("templates/t/index.md", "---\ntitle: T\nlicense: MIT\n---\n\nText.\n"),
        ],
    );
    let pictures = ["faq/bomb.png", "static/s.png", "templates/t/given.png", "faq/unused.png"];
    pictures.iter().for_each(|name| fs::write(root.join(name), png(30_000, 30_000)).unwrap());
    fs::write(root.join("faq/fine.png"), png(5_000, 5_000)).unwrap();
    let much = [&b"\xff\xd8\xff\xe0"[..], &vec![0; 5 << 20]].concat();
    fs::write(root.join("faq/much.jpg"), much).unwrap();
    // What a camera wrote stands before what says how large it is.
    let notes = [&b"\xff\xe1\xff\xff"[..], &[0; 0xfffd]].concat();
    let frame = b"\xff\xc0\0\x11\x08\x75\x30\x75\x30\x03\x01\x22\0\x02\x11\x01\x03\x11\x01\xff\xd9";
    fs::write(root.join("static/far.jpg"), [&b"\xff\xd8"[..], &notes, &notes, frame].concat()).unwrap();
    let build = || {
        let done = in_time(cairn(root, &["build", "--no-cache", "-o", "out"]), Duration::from_secs(60));
        (String::from_utf8_lossy(&done.stderr).into_owned(), files(&root.join("out")))
    };
    let (said, site) = build();
    let told = [
        ("error[image-too-large]: the image `far.jpg` has 30000 × 30000 pixels", "static/far.jpg\n"),
        ("error[image-too-large]: the image `bomb.png` has 30000 × 30000 pixels", "faq/a.md:6:11\n"),
        ("error[image-too-large]: the image `bomb.png` has 30000 × 30000 pixels", "faq/a.md:3:8\n"),
        ("error[image-too-large]: the image `much.jpg` has 5121 KiB, and may have 5120", "faq/a.md:6:43\n"),
        ("error[image-too-large]: the image `s.png` has 30000 × 30000 pixels", "static/s.png\n"),
        ("error[image-too-large]: the image `templates/t/given.png` has 30000", "templates/t/given.png\n"),
    ];
    for (message, place) in told {
        let found = said.split("\n\n").any(|one| one.contains(message) && one.contains(&format!("--> {place}")));
        assert!(found, "{message} at {place}: {said}");
    }
    assert!(!said.contains("missing-image") && !said.contains("broken-link"), "{said}");
    assert!(said.contains("raise `limits.pixels`") && said.contains("raise `limits.image`"), "{said}");
    assert!(!said.contains("the image `fine.png`") && !said.contains("unused.png"), "{said}");
    let shown = String::from_utf8_lossy(&site["faq/a/index.html"]).into_owned();
    assert!(shown.contains("A bomb") && !shown.contains("bomb.png") && !shown.contains("much.jpg"), "{shown}");
    assert!(site.contains_key("faq/fine.png"));
    for name in ["faq/bomb.png", "faq/much.jpg", "s.png", "templates/t/given.png"] {
        assert!(!site.contains_key(name), "{name}");
    }
    write_all(root, &[("cairn.yml", "limits: {image: 6, pixels: 900}\n")]);
    let (said, site) = build();
    assert!(!said.contains("image-too-large"), "{said}");
    for name in ["faq/bomb.png", "faq/much.jpg", "s.png", "templates/t/given.png"] {
        assert!(site.contains_key(name), "{name}");
    }
}

#[test]
fn words_and_paths_are_as_long_as_the_limits_say() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let long = format!("faq/{}/b.md", "x".repeat(100));
    let page = format!("---\ntitle: {}\ntags: [a, b, {}]\n---\n\nText.\n", "t".repeat(210), "c".repeat(70));
    let longer = format!("faq/{0}/{0}/c.md", "y".repeat(98));
    write_all(root, &[("faq/a.md", &page), (&long, "# B?\n\nText.\n"), (&longer, "# C?\n\nText.\n")]);
    let check = |limits: &str| {
        write_all(root, &[("cairn.yml", limits)]);
        let done = in_time(cairn(root, &["check"]), Duration::from_secs(60));
        String::from_utf8_lossy(&done.stderr).into_owned()
    };
    let said = check("");
    for told in
        ["a title may have 200 characters", "a tag may have 64 characters", "is longer than 200 bytes (`limits.path`)"]
    {
        assert!(said.contains(told), "{told}: {said}");
    }
    let said = check("limits: {title: 210, tag: 70, tags: 2, path: 240}\n");
    assert!(said.contains("a page may have 2 tags, and this has 3"), "{said}");
    for told in ["a title may", "a tag may", "is longer than"] {
        assert!(!said.contains(told), "{told}: {said}");
    }
    assert!(check("limits: {path: 100}\n").matches("is longer than 100 bytes").count() == 2);
}

#[test]
fn a_secret_is_told_wherever_it_would_be_published() {
    const TOKEN: &str = "ghp_a8Kd02LsPq9ZxW3vBn7RtY6uMc1Ej5Hg4FqX";
    const KEY: &str =
        "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gt\n";
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let line = format!("one\nTOKEN={TOKEN}\n");
    write_all(
        root,
        &[
            ("faq/a.md", "# A?\n\n[key](id_rsa) [text](x.txt) [binary](x.bin)\n"),
            ("faq/id_rsa", KEY),
            ("faq/x.txt", &line),
            ("faq/x.bin", &format!("\0{line}")),
            ("faq/unused.txt", &line),
            ("templates/t/index.md", "---\ntitle: T\nlicense: MIT\n---\n\nText.\n"),
            ("templates/t/env.txt", &line),
            ("static/s.txt", &line),
            ("static/large.txt", &format!("{}{line}", "x\n".repeat(600 * 1024))),
            ("people/jo.yml", &format!("name: Jo\nbio: |\n  Mine is {TOKEN}.\n")),
            ("CONTRIBUTING.md", &format!("# How\n\nUse {TOKEN}.\n")),
        ],
    );
    let done = in_time(cairn(root, &["check", "--no-cache"]), Duration::from_secs(60));
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    let places = [
        "faq/id_rsa:1:1",
        "faq/x.txt:2:7",
        "templates/t/env.txt:2:7",
        "static/s.txt:2:7",
        "people/jo.yml:3:11",
        "CONTRIBUTING.md:3:5",
    ];
    for place in places {
        let is_told = |one: &str| one.contains("error[secret]") && one.contains(&format!("--> {place}\n"));
        assert!(said.split("\n\n").any(is_told), "{place}: {said}");
    }
    assert_eq!(said.matches("[secret]").count(), places.len(), "{said}");
    assert!(!said.contains(&TOKEN[4..]), "a report is read by more people than the file: {said}");
    // What is none may stand everywhere: a key of several lines is named by one of them.
    let left = |allowed: &str| {
        write_all(root, &[("cairn.yml", allowed), ("faq/b.md", &format!("# B?\n\nUse {TOKEN}.\n"))]);
        let done = in_time(cairn(root, &["check", "--no-cache"]), Duration::from_secs(60));
        String::from_utf8_lossy(&done.stderr).matches("[secret]").count()
    };
    assert_eq!(left("title: T\n"), places.len() + 1);
    assert_eq!(left(&format!("allowed_secrets: [{TOKEN}]\n")), 1);
    assert_eq!(left("allowed_secrets: [ghp_a8Kd0*, '*AAAABG5vbm*']\n"), 0);
}

#[test]
fn what_a_camera_wrote_beside_a_picture_is_not_published() {
    const SECRET: &str = "ada@private.example 52.5200N";
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let jpeg = [&b"\xff\xd8\xff\xfe\0\x1e"[..], SECRET.as_bytes(), b"\xff\xda\0\x03\x01picture\xff\xd9"].concat();
    let bare = &b"\xff\xd8\xff\xda\0\x03\x01picture\xff\xd9"[..];
    let avif = [&b"\0\0\0\x0cftypavif\0\0\0\x10infeExif"[..], SECRET.as_bytes()].concat();
    let page = "# A?\n\n![a](a.jpg) ![b](b.JPEG) ![c](/c.jpg) ![d](/d.jpg) ![e](e.avif) ![f](f.jpg)\n";
    write_all(root, &[("faq/a.md", page), ("cairn.yml", "limits: {image: 20}\ntrusted_files: [d.jpg]\n")]);
    fs::create_dir(root.join("static")).unwrap();
    for path in ["faq/a.jpg", "faq/b.JPEG", "static/c.jpg", "static/d.jpg"] {
        fs::write(root.join(path), &jpeg).unwrap();
    }
    fs::write(root.join("faq/e.avif"), &avif).unwrap();
    // Larger than files are that are read for what they say.
    let large = [&jpeg[..jpeg.len() - 2], &[1; 17 << 20], &jpeg[jpeg.len() - 2..]].concat();
    fs::write(root.join("faq/f.jpg"), &large).unwrap();
    for round in ["cold", "warm"] {
        let done = in_time(cairn(root, &["build", "-o", "out"]), Duration::from_secs(60));
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        let site = files(&root.join("out"));
        for path in ["faq/a.jpg", "faq/b.JPEG", "c.jpg"] {
            assert!(site[path] == bare, "{path} in a {round} build");
        }
        assert!(site["d.jpg"] == jpeg, "a maintainer said that it stays as it is");
        assert!(site["faq/f.jpg"].len() == bare.len() + (17 << 20), "{}", site["faq/f.jpg"].len());
        assert!(said.contains("`e.avif` holds notes of a camera") && said.contains("--> faq/a.md:3:"), "{said}");
    }
}

/// Names that climb, hide, collide or do not fit, and pieces of which others are made.
const NAMES: &[&str] = &[
    "..",
    "../../x",
    "people/p0",
    "people/p0/cv",
    "people/groß",
    "_headers/x",
    "_redirects/x",
    "faq",
    "ja",
    "community/security",
    "groß",
    "gross",
    "GRO\u{1e9e}",
    "ſtone",
    "stone",
    "/etc/x",
    "\\x",
    "a",
    "A",
    "b",
    "a/b",
    "a/../b",
    "./a",
    "a.",
    "a ",
    ".a",
    "%2e%2e",
    "..%2f",
    "a\u{0}b",
    "CON",
    "aux.md",
    "index.html",
    "index.md",
    "INDEX.MD",
    "feed.xml",
    "robots.txt",
    "_redirects",
    "search",
    "people",
    "tags",
    "é",
    "e\u{301}",
    "ß",
    "ss",
    "SS",
    "ſ",
    "K",
    "k",
    "İ",
    "i̇",
    "ﬁ",
    "fi",
    "a:b",
    "a?b",
    "a#b",
    "C:/x",
    "//host/x",
    "\u{202e}a",
    "a\nb",
    "日本",
    ".htaccess",
    "x.html",
    "x.php",
];

fn name() -> impl Strategy<Value = String> {
    let one = || prop::sample::select(NAMES).prop_map(str::to_owned);
    prop_oneof![
        6 => one(),
        2 => (one(), one()).prop_map(|(a, b)| format!("{a}{b}")),
        1 => (one(), one()).prop_map(|(a, b)| format!("{a}/{b}")),
        1 => "[a-c鍵]{100,300}",
        1 => "\\PC{0,12}",
    ]
}

/// What a file system that cares least about the spelling of a name makes of it: APFS and NTFS fold case, APFS whole, after
/// taking characters apart. By another's table of what is one letter, so that a slip of ours is seen.
fn on_any_disk(path: &str) -> String {
    unicase::UniCase::unicode(path.nfd().collect::<String>()).to_folded_case().nfd().collect()
}

#[test]
fn what_unicode_calls_one_letter_is_one_name() {
    let apart = |letter: &char| {
        let letter = letter.to_string();
        cairn::path::on_any_disk(&letter) != cairn::path::on_any_disk(&on_any_disk(&letter))
    };
    // Letters that one table does not know yet are folded by no file system.
    let known = ('\0'..=char::MAX).filter(|letter| letter.is_alphabetic());
    assert_eq!(known.filter(apart).collect::<String>(), "");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: rounds(60, 5_000) as u32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_name_leads_out_of_the_output_or_to_another_page(
        slugs in prop::collection::vec(name(), 1..5),
        lists in prop::collection::vec(name(), 0..6),
        payloads in prop::collection::vec(name(), 0..4),
        stems in prop::collection::vec("[a-cA-C.éßẞ]{1,4}", 0..4),
        ids in prop::collection::vec("[aAsßſ]{1,3}", 0..4),
    ) {
        let yaml = |text: &str| serde_json::to_string(text).unwrap();
        let list = lists.iter().map(|text| yaml(text)).collect::<Vec<_>>().join(", ");
        let mut texts = BTreeMap::new();
        for (at, slug) in slugs.iter().enumerate() {
            let front = format!("title: {}\nslug: {}\nredirects: [{list}]\naliases: [{list}]\ntags: [{list}]\narea: {}", yaml(slug), yaml(slug), yaml(slug));
            texts.insert(format!("faq/p{at}.md"), format!("---\n{front}\n---\n\nText.\n"));
            texts.insert(format!("s{at}.md"), format!("---\nslug: {}\n---\n\nText.\n", yaml(&format!("ja/{slug}"))));
        }
        for id in &ids {
            texts.insert(format!("people/{id}.yml"), "name: One\n".to_owned());
            texts.entry("people.yml".to_owned()).or_default().push_str(&format!("{}: Two\n", yaml(&id.to_lowercase())));
        }
        for (at, payload) in payloads.iter().enumerate() {
            texts.insert(format!("templates/t{at}.md"), format!("---\ntitle: T\npayload: {}\n---\n\n```html title={}\nx\n```\n", yaml(payload), yaml(payload)));
        }
        for stem in stems.iter().filter(|stem| !stem.chars().all(|c| c == '.')) {
            texts.insert(format!("faq/{stem}/x.md"), "# X\n\n[f](f.png)\n".to_owned());
            texts.insert(format!("faq/{stem}/f.png"), "x".to_owned());
            texts.insert(format!("static/{stem}.txt"), "x".to_owned());
        }
        texts.insert("faq/x.ja.md".to_owned(), "# X\n".to_owned());
        let source = literal(texts.iter().map(|(path, text)| (path.as_str(), text.as_str())));
        let options = Options { base_url: Some("https://host.example/".into()), ..Options::default() };
        let output = cairn::plan_from(source, &options, Arc::new(Cache::none()), false).unwrap();
        let written: Vec<String> = output.plan.recipes.keys().map(|url| url.file()).collect();
        let mut seen: BTreeMap<String, &String> = BTreeMap::new();
        for file in &written {
            let fine = |segment: &str| {
                !matches!(segment, "" | "." | "..")
                    && segment.len() <= 255
                    && !segment.ends_with(['.', ' '])
                    && !segment.contains(|c: char| c.is_control() || "\\:*?\"<>|".contains(c))
            };
            prop_assert!(file.split('/').all(fine), "{file:?}");
            let other = seen.insert(on_any_disk(file), file);
            prop_assert!(other.is_none(), "{file:?} and {other:?}");
        }
        for file in seen.keys() {
            for (at, _) in file.match_indices('/') {
                prop_assert!(!seen.contains_key(&file[..at]), "{file:?} lies in a file");
            }
        }
        // Nothing that was wanted gave way without a word.
        let named: Vec<_> = output.site.people.named().map(|person| output.site.people.get(person)).filter(|person| person.has_page).collect();
        let addresses: BTreeSet<_> = named.iter().map(|person| person.url()).collect();
        prop_assert_eq!(addresses.len(), named.len(), "two people have one address");
        let named = named.into_iter();
        let wanted = output.site.pages.iter().map(|page| page.url.clone()).chain(named.map(|person| person.url()));
        let own = ["/", "/ja/", "/faq/", "/people/", "/_headers", "/_redirects"].map(UrlPath::new);
        for url in wanted.chain(own) {
            prop_assert!(output.plan.recipes.contains_key(&url), "{url} is not there");
        }
        for (url, recipe) in &output.plan.recipes {
            let owner = match url.as_str() {
                "/_headers" | "/_redirects" => matches!(recipe, Recipe::Headers | Recipe::Redirects),
                "/" | "/ja/" => matches!(recipe, Recipe::Home(_)),
                "/faq/" => matches!(recipe, Recipe::List(..)),
                url if url.starts_with("/people/") || url.starts_with("/ja/people/") => !matches!(recipe, Recipe::Page(..) | Recipe::Mirror(_)),
                _ => true,
            };
            prop_assert!(owner, "{url} is {recipe:?}");
        }
        // What writes them is of the same mind.
        let folder = tempfile::tempdir().unwrap();
        let made = |_: &str| Ok(cairn::output::disk::Made::Bytes(b"x".to_vec()));
        cairn::output::disk::write(&folder.path().join("site"), &written, &made, &|| ()).unwrap();
        prop_assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        prop_assert_eq!(files(&folder.path().join("site")).len(), written.len() + 1);
    }
}

/// Numbers without a pattern, and the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end.max(1)
    }
}

/// The repository as it was at some time: every page tells when.
fn put_version(root: &Path, version: usize) {
    write_all(root, &[("cairn.yml", "title: Site\n")]);
    let pages: Vec<(String, String)> = (0..30)
        .map(|n| {
            (
                format!("faq/q{n}.md"),
                format!(
                    "---\ntitle: Q{n}\ntags: [t{}]\n---\n\nVersion {version}.\n\n```sh\necho {version}\n```\n",
                    n % 5
                ),
            )
        })
        .collect();
    write_all(root, &pages.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect::<Vec<_>>());
}

const VERSIONS: usize = 3;

/// What a cold build makes of each version.
fn cold(folder: &Path) -> Vec<BTreeMap<String, Vec<u8>>> {
    let root = folder.join("cold");
    let build = |version| {
        put_version(&root, version);
        assert!(cairn(&root, &["build", "--no-cache"]).output().unwrap().status.success());
        files(&root.join("public"))
    };
    (0..VERSIONS).map(build).collect()
}

#[test]
fn a_build_that_is_killed_leaves_a_whole_site_and_the_next_equals_a_cold_one() {
    let folder = tempfile::tempdir().unwrap();
    let whole = cold(folder.path());
    let root = folder.path().join("cold").with_file_name("site");
    put_version(&root, 0);
    let begin = Instant::now();
    assert!(cairn(&root, &["build"]).output().unwrap().status.success());
    let takes = begin.elapsed().as_micros() as usize;
    let mut numbers = Numbers(1);
    let mut killed = 0;
    for round in 1..=rounds(12, 200) {
        let version = round % VERSIONS;
        put_version(&root, version);
        let mut child = cairn(&root, &["build"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_micros(numbers.below(takes) as u64));
        killed += usize::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
        let now = files(&root.join("public"));
        assert!(whole.contains(&now), "a mixture in round {round}");
        // Now and then the next one is killed as well.
        if round % 4 != 0 {
            assert!(cairn(&root, &["build"]).output().unwrap().status.success());
            assert!(files(&root.join("public")) == whole[version], "round {round} differs from a cold build");
        }
    }
    assert!(killed > 3, "nearly all builds had ended: {killed}");
}

/// Whatever takes long before anything is written, here a git that never ends: who interrupts the build does not wait for it.
#[test]
fn a_build_that_is_interrupted_before_it_writes_ends_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    git(root, &["init", "-q"]);
    write_all(root, &[("a.md", "# A\n\nText.\n")]);
    git(root, &["add", "."]);
    git(root, &["commit", "-qm", "One"]);
    let usual = std::env::var("PATH").unwrap();
    let is_asked = r#"case " $* " in *" log "*) echo $$ > "$TOLD"; exec sleep 50 ;; esac"#;
    let git = format!("#!/bin/sh\n{is_asked}\nPATH='{usual}' exec git \"$@\"\n");
    write_all(root, &[("bin/git", &git)]);
    fs::set_permissions(root.join("bin/git"), fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{usual}", root.join("bin").display());
    let mut command = cairn(root, &["build", "-o", "out"]);
    command.env("PATH", path).env("TOLD", root.join("told")).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    while !root.join("told").exists() {
        assert!(child.try_wait().unwrap().is_none(), "git was not asked");
        std::thread::sleep(Duration::from_millis(10));
    }
    let begin = Instant::now();
    Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    let status = child.wait().unwrap();
    let _ = Command::new("kill").arg(fs::read_to_string(root.join("told")).unwrap().trim()).status();
    assert_eq!(status.code(), Some(130));
    assert!(begin.elapsed() < Duration::from_secs(40), "it waited for git");
    assert!(!root.join("out").exists());
}

#[test]
fn a_build_that_is_interrupted_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    put_version(root, 0);
    assert!(cairn(root, &["build"]).output().unwrap().status.success());
    let before = files(&root.join("public"));
    let mut stopped = 0;
    for round in 0..rounds(8, 60) {
        put_version(root, 1 + round);
        let mut child = cairn(root, &["build", "-q"]).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(40 + 25 * (round as u64 % 12)));
        let signal = ["-INT", "-TERM"][round % 2];
        let _ = Command::new("kill").args([signal, &child.id().to_string()]).stderr(Stdio::null()).status();
        let status = child.wait().unwrap();
        if status.code() == Some(130) {
            stopped += 1;
            let left = |folder: &Path| -> Vec<String> {
                let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
                names
                    .map(|name| name.to_string_lossy().into_owned())
                    .filter(|name| name.contains("new") || name.contains("lock"))
                    .collect()
            };
            assert_eq!(left(root), Vec::<String>::new());
            assert_eq!(left(&root.join(".cairn/cache")), Vec::<String>::new());
        }
    }
    assert!(stopped > 0, "no signal came in time");
    put_version(root, 0);
    assert!(cairn(root, &["build"]).output().unwrap().status.success());
    assert!(files(&root.join("public")) == before);
}

#[test]
fn a_folder_is_not_hidden_by_an_empty_mark_and_a_built_site_among_the_content_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let page = "# A?\n\nText.\n";
    write_all(
        folder.path(),
        &[("faq/a.md", page), ("faq/.cairn-output", ""), ("site/b.md", page), ("site/.cairn-output", EMPTY)],
    );
    let done = in_time(cairn(folder.path(), &["check", "--no-cache"]), Duration::from_secs(60));
    let said = String::from_utf8_lossy(&done.stderr).into_owned() + &String::from_utf8_lossy(&done.stdout);
    assert_eq!(said.matches("output-in-content").count(), 1, "{said}");
    assert!(said.contains("`site` has a `.cairn-output`"), "{said}");
    git(folder.path(), &["init", "-q"]);
    write_all(folder.path(), &[(".gitignore", "site/\n")]);
    let done = in_time(cairn(folder.path(), &["list", "--no-cache"]), Duration::from_secs(60));
    let said = String::from_utf8_lossy(&done.stderr).into_owned() + &String::from_utf8_lossy(&done.stdout);
    assert!(!said.contains("output-in-content") && said.contains("faq/a.md"), "{said}");
}

#[test]
fn where_no_file_may_grow_the_site_before_stays() {
    let folder = tempfile::tempdir().unwrap();
    let whole = cold(folder.path());
    let root = folder.path().join("site");
    put_version(&root, 0);
    assert!(cairn(&root, &["build"]).output().unwrap().status.success());
    put_version(&root, 1);
    let mut refused = 0;
    for blocks in [0, 1, 2, 8, 16, 24, 32, 48, 64, 96, 128, 256] {
        // The signal is ignored, so that writing fails as on a full disk.
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" build");
        let mut command = Command::new("sh");
        command.arg("-c").arg(script).arg(env!("CARGO_BIN_EXE_cairn")).current_dir(&root).stdin(Stdio::null());
        let done = in_time(command, Duration::from_secs(60));
        let now = files(&root.join("public"));
        if done.status.success() {
            assert!(now == whole[1], "{blocks} blocks");
        } else {
            refused += 1;
            let said = String::from_utf8_lossy(&done.stderr).into_owned();
            assert!(said.contains("error: cannot"), "{blocks} blocks: {said}");
            assert!(now == whole[0], "{blocks} blocks");
        }
    }
    assert!(refused > 2, "{refused}");
    assert!(cairn(&root, &["build"]).output().unwrap().status.success());
    assert!(files(&root.join("public")) == whole[1]);
}

#[test]
fn a_damaged_cache_costs_time_and_changes_no_page() {
    let folder = tempfile::tempdir().unwrap();
    let whole = cold(folder.path());
    let root = folder.path().join("site");
    put_version(&root, 0);
    assert!(cairn(&root, &["build"]).output().unwrap().status.success());
    let cache = root.join(".cairn/cache");
    let mut numbers = Numbers(7);
    for round in 0..rounds(15, 500) {
        let mut packs: Vec<PathBuf> = fs::read_dir(&cache).unwrap().map(|entry| entry.unwrap().path()).collect();
        packs.retain(|path| path.extension().is_some_and(|ending| ending == "pack"));
        packs.sort();
        assert!(!packs.is_empty(), "there is no cache to damage");
        for pack in &packs {
            let mut bytes = fs::read(pack).unwrap();
            if bytes.len() < 8 {
                continue;
            }
            let at = numbers.below(bytes.len());
            match round % 5 {
                0 => (0..40).for_each(|_| bytes[numbers.below(at + 1)] ^= 1 << numbers.below(8)),
                1 => bytes.truncate(at),
                2 => bytes[at..].iter_mut().take(64).for_each(|byte| *byte = 0),
                3 => bytes.extend_from_within(at..),
                // What an older or a newer version wrote.
                _ => bytes[7] = b'0' + numbers.below(10) as u8,
            }
            fs::write(pack, &bytes).unwrap();
        }
        // Mostly what was built before, so that what is damaged is what is asked for.
        let version = round.div_ceil(5) % VERSIONS;
        put_version(&root, version);
        let done = cairn(&root, &["build"]).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        assert!(files(&root.join("public")) == whole[version], "round {round}");
    }
    // Nothing can be written where the cache should be.
    fs::remove_dir_all(root.join(".cairn")).unwrap();
    fs::write(root.join(".cairn"), "in the way").unwrap();
    assert!(cairn(&root, &["build"]).output().unwrap().status.success());
}

/// What a folder holds at one moment: nothing where another took its place while it was read.
fn published(folder: &Path) -> Option<BTreeMap<String, Vec<u8>>> {
    use std::os::unix::fs::MetadataExt;
    // As long as it is open no other has its number.
    let open = fs::File::open(folder).expect("the published folder is there at every moment");
    let read = std::panic::catch_unwind(|| files(folder));
    (fs::metadata(folder).unwrap().ino() == open.metadata().unwrap().ino()).then(|| read.unwrap())
}

#[test]
fn two_builds_and_a_server_at_once_leave_one_whole_site() {
    let folder = tempfile::tempdir().unwrap();
    let whole = cold(folder.path());
    let root = folder.path().join("site");
    put_version(&root, 0);
    assert!(cairn(&root, &["build"]).output().unwrap().status.success());
    let mut server =
        cairn(&root, &["serve", "--port", "0"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let mut looks = 0;
    for round in 1..=rounds(3, 20) {
        let version = round % VERSIONS;
        put_version(&root, version);
        let build = || cairn(&root, &["build"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let mut builds = [build(), build()];
        while builds.iter_mut().any(|build| build.try_wait().unwrap().is_none()) {
            if let Some(seen) = published(&root.join("public")) {
                looks += 1;
                assert!(whole.contains(&seen), "round {round}: {} files were published", seen.len());
            }
        }
        assert!(builds.iter_mut().all(|build| build.wait().unwrap().success()));
        assert!(files(&root.join("public")) == whole[version], "round {round}");
    }
    assert!(looks > 3, "the site was seen {looks} times while it was built");
    server.kill().unwrap();
    server.wait().unwrap();
    assert!(cairn(&root, &["build"]).output().unwrap().status.success());
    assert!(whole.contains(&files(&root.join("public"))));
}
