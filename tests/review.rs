//! What a community's forge runs on a pull request: the action for GitHub, the component for GitLab, the hooks for pre-commit. Their
//! scripts are run here as the forge would, on a change by a stranger that breaks something and tries to hide it.
#![cfg(unix)]
#![allow(clippy::disallowed_methods, reason = "tests use the world")]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use support::{project, write_all};

/// A repository whose last commit is the stranger's; the id of the commit before.
fn changed(root: &Path) -> String {
    let git = |args: &[&str]| {
        let who = [("GIT_AUTHOR_NAME", "N"), ("GIT_AUTHOR_EMAIL", "n@x.example")];
        let committer = [("GIT_COMMITTER_NAME", "N"), ("GIT_COMMITTER_EMAIL", "n@x.example")];
        let output = Command::new("git").args(args).current_dir(root).envs(who).envs(committer).output().unwrap();
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    };
    git(&["init", "-q", "-b", "main"]);
    let page = |name: &str| format!("# What is {name}?\n\nIt is {name}, as everybody knows.\n");
    write_all(root, &[("faq/old.md", &page("old")), ("faq/other.md", &page("other")), ("cairn.yml", "title: Ours\n")]);
    git(&["add", "-A"]);
    git(&["commit", "-qm", "a"]);
    let broken = "# Is it new?\n\nSee [this](gone.md).\n";
    let hidden = "title: Theirs\ndiagnostics: {broken-link: off}\n";
    write_all(root, &[("faq/zzz-new.md", broken), ("cairn.yml", hidden)]);
    git(&["add", "-A"]);
    git(&["commit", "-qm", "b"]);
    git(&["rev-parse", "HEAD~1"])
}

/// Runs a script as GitHub does, with `cairn` to be found.
fn run(script: &str, folder: &Path, env: &BTreeMap<String, String>) -> Output {
    run_by(&["bash", "-e", "-o", "pipefail"], script, folder, env)
}

/// As [`run`], by this shell. GitLab takes the one that an image has.
fn run_by(shell: &[&str], script: &str, folder: &Path, env: &BTreeMap<String, String>) -> Output {
    let bin = Path::new(env!("CARGO_BIN_EXE_cairn")).parent().unwrap();
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    let mut command = Command::new(shell[0]);
    command.args(&shell[1..]).args(["-c", script]).current_dir(folder).env("PATH", path);
    command.envs(env).env("NO_COLOR", "1").output().unwrap()
}

/// The home page names what changed before anything else, and leads to it from a disk.
fn is_preview(folder: &Path) {
    let home = fs::read_to_string(folder.join("index.html")).unwrap();
    let at = |text: &str| home.find(text).unwrap_or_else(|| panic!("no {text}: {home}"));
    assert!(at("Changed in this preview") < at("Is it new?") && at("Is it new?") < at("What is old?"), "{home}");
    assert!(home.contains("href=\"faq/zzz-new/index.html\""), "{home}");
    assert!(folder.join("faq/zzz-new/index.html").is_file());
}

#[test]
fn the_action_for_github_judges_a_change_by_the_settings_of_the_base() {
    let folder = tempfile::tempdir().unwrap();
    let (root, temp) = (folder.path().join("repository"), folder.path().join("temp"));
    fs::create_dir_all(temp.join("cairn/bin")).unwrap();
    fs::create_dir_all(&root).unwrap();
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_cairn"), temp.join("cairn/bin/cairn")).unwrap();
    let base = changed(&root);
    let text = fs::read_to_string(project().join("action.yml")).unwrap();
    let action: Value = serde_yaml::from_str(&text).unwrap();
    let inputs = [
        ("root", "."),
        ("base", base.as_str()),
        ("strict", "false"),
        ("trust-config", "false"),
        ("preview", "preview"),
        ("preview-url", "https://preview.example.org/7/"),
    ];
    let (declared, asked): (Vec<&str>, Vec<&str>) = (
        action["inputs"].as_object().unwrap().keys().map(String::as_str).collect(),
        inputs.map(|(key, _)| key).to_vec(),
    );
    assert!(asked.iter().all(|key| declared.contains(key)) && declared.len() == asked.len(), "{declared:?}");
    let mut ran = Vec::new();
    for step in action["runs"]["steps"].as_array().unwrap() {
        let name = step["name"].as_str().unwrap();
        if let Some(uses) = step["uses"].as_str() {
            let (_, id) = uses.split_once('@').unwrap();
            assert!(id.len() == 40 && id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{uses} can be moved");
            continue;
        }
        let script = step["run"].as_str().unwrap();
        assert!(!script.contains("${{"), "{name} pastes what a stranger may have written into a script");
        if script.contains("cargo install") {
            installs_what_the_action_is(script, &root, &temp);
            continue;
        }
        let mut env = BTreeMap::from([
            ("GITHUB_ACTIONS".to_owned(), "true".to_owned()),
            ("GITHUB_STEP_SUMMARY".to_owned(), temp.join("summary.md").display().to_string()),
            ("RUNNER_TEMP".to_owned(), temp.display().to_string()),
        ]);
        for (key, value) in step["env"].as_object().into_iter().flatten() {
            let value = value.as_str().unwrap();
            let input = value.strip_prefix("${{ inputs.").and_then(|rest| rest.strip_suffix(" }}")).unwrap();
            env.insert(key.clone(), inputs.iter().find(|(key, _)| *key == input).unwrap().1.to_owned());
        }
        let output = run(script, &root, &env);
        let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(i32::from(name == "Check")), "{name}: {said}");
        if name == "Check" {
            assert!(said.contains("::error file=faq/zzz-new.md,line=3,"), "{said}");
        }
        ran.push(name);
    }
    assert_eq!(ran, ["Take the settings from the base", "Check", "Build the preview"]);
    let summary = fs::read_to_string(temp.join("summary.md")).unwrap();
    assert!(summary.contains("](https://preview.example.org/7/faq/zzz-new/)"), "{summary}");
    assert!(summary.contains("broken-link"), "{summary}");
    is_preview(&temp.join("preview"));
}

/// Runs the step that installs Cairn in a checkout that would have another `cargo` run. rustup obeys the folder it is called in, and those
/// above it; so does the `cargo` here.
fn installs_what_the_action_is(script: &str, root: &Path, temp: &Path) {
    const CARGO: &str = "#!/bin/sh\nfolder=$PWD\nwhile [ -n \"$folder\" ]; do\n  \
        if [ -e \"$folder/rust-toolchain.toml\" ] || [ -e \"$folder/.cargo/config.toml\" ]; then echo \"obeys $folder\"; fi\n  \
        folder=${folder%/*}\ndone\necho \"$PWD $*\"\n";
    let (tools, action) = (temp.join("tools"), temp.join("action"));
    write_all(temp, &[("tools/cargo", CARGO), ("action/Cargo.toml", "")]);
    let runs = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    fs::set_permissions(tools.join("cargo"), runs).unwrap();
    let settings = ["rust-toolchain.toml", ".cargo/config.toml"];
    write_all(root, &settings.map(|file| (file, "[toolchain]\npath = \"x\"\n")));
    let env = BTreeMap::from([
        ("PATH".to_owned(), format!("{}:{}", tools.display(), std::env::var("PATH").unwrap())),
        ("GITHUB_ACTION_PATH".to_owned(), action.display().to_string()),
        ("RUNNER_TEMP".to_owned(), temp.display().to_string()),
    ]);
    let output = run(script, root, &env);
    settings.iter().for_each(|file| fs::remove_file(root.join(file)).unwrap());
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && !said.contains("obeys"), "{said}");
    assert!(said.starts_with(&format!("{} install --locked --path . ", action.display())), "{said}");
}

/// The script by which the action takes the settings from the base.
fn taking() -> String {
    let action: Value = serde_yaml::from_str(&fs::read_to_string(project().join("action.yml")).unwrap()).unwrap();
    let is_taken = |step: &&Value| step["name"] == "Take the settings from the base";
    let step = action["runs"]["steps"].as_array().unwrap().iter().find(is_taken).unwrap()["run"].as_str();
    step.unwrap().to_owned()
}

/// The job of the component, with the defaults of its inputs.
fn component() -> Value {
    let text = fs::read_to_string(project().join("templates/check.yml")).unwrap();
    let (spec, job) = text.split_once("\n---\n").unwrap();
    let spec: Value = serde_yaml::from_str(spec).unwrap();
    let mut job = job.to_owned();
    for (name, input) in spec["spec"]["inputs"].as_object().unwrap() {
        let value = match &input["default"] {
            Value::String(text) => text.clone(),
            Value::Null => "an-image".to_owned(),
            other => other.to_string(),
        };
        job = job.replace(&format!("$[[ inputs.{name} ]]"), &format!("{value:?}"));
    }
    assert!(!job.contains("$[["), "an input that nobody declared: {job}");
    let job: Value = serde_yaml::from_str(&job).unwrap();
    job["cairn-check"].clone()
}

/// The script of the component.
fn script_of(job: &Value) -> String {
    job["script"].as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect::<Vec<&str>>().join("\n")
}

/// Runs the component's script on the last commit of a folder, compared with `base`.
fn run_component(root: &Path, base: &str) -> Output {
    let job = component();
    let mut env = BTreeMap::from([("CI_MERGE_REQUEST_DIFF_BASE_SHA".to_owned(), base.to_owned())]);
    for (key, value) in job["variables"].as_object().unwrap() {
        env.insert(key.clone(), value.as_str().unwrap().to_owned());
    }
    run_by(&["sh", "-e"], &script_of(&job), root, &env)
}

#[test]
fn settings_of_the_base_are_taken_as_they_are_stored() {
    let (step, component) = (taking(), script_of(&component()));
    for (script, root, base) in [(step, "ROOT", "BASE"), (component, "CAIRN_ROOT", "CI_MERGE_REQUEST_DIFF_BASE_SHA")] {
        let folder = tempfile::tempdir().unwrap();
        let top = folder.path();
        let git = |args: &[&str]| {
            let identity = ["-c", "user.name=N", "-c", "user.email=n@x.example"];
            let output = Command::new("git").args(identity).args(args).current_dir(top).output().unwrap();
            assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
            String::from_utf8(output.stdout).unwrap().trim().to_owned()
        };
        let ours = "title: Ours & yours\ndiagnostics:\n  broken-link: {level: error, in: [\"faq/**\"]}\n";
        git(&["init", "-q"]);
        write_all(
            top,
            &[
                ("docs/cairn.yml", ours),
                ("docs/theme/slots/ü a.html", "<p>$Id$ ours</p>\n"),
                ("docs/theme/assets/css/a.css", "a { }\n"),
                ("docs/faq/a.md", "# Is it a?\n\nIt is.\n"),
                ("secret", "secret\n"),
            ],
        );
        std::os::unix::fs::symlink("../../secret", top.join("docs/theme/link")).unwrap();
        git(&["add", "-A"]);
        git(&["commit", "-qm", "ours"]);
        let commit = git(&["rev-parse", "HEAD"]);
        // The change's attributes say how files are written, its theme leads elsewhere, and it adds to what it leaves.
        fs::remove_dir_all(top.join("docs/theme")).unwrap();
        fs::remove_file(top.join("docs/cairn.yml")).unwrap();
        write_all(top, &[("elsewhere/keep", ""), ("docs/.cairn/x", ""), ("docs/faq/a.md", "# Is it?\n\n[x](y.md)\n")]);
        std::os::unix::fs::symlink("../elsewhere", top.join("docs/theme")).unwrap();
        let attributes = "* working-tree-encoding=UTF-7 eol=crlf ident text\n";
        write_all(top, &[(".gitattributes", attributes), ("docs/.gitattributes", attributes)]);
        git(&["add", "-A"]);
        git(&["commit", "-qm", "theirs"]);
        let env = BTreeMap::from([
            (root.to_owned(), "docs".to_owned()),
            (base.to_owned(), commit),
            ("RUNNER_TEMP".to_owned(), top.display().to_string()),
        ]);
        let shell: &[&str] = if root == "ROOT" { &["bash", "-e", "-o", "pipefail"] } else { &["sh", "-e"] };
        let said = run_by(shell, &script, top, &env);
        let read =
            |path: &str| fs::read_to_string(top.join("docs").join(path)).unwrap_or_else(|e| format!("{path}: {e}"));
        assert_eq!(read("cairn.yml"), ours, "{root}: {said:?}");
        assert_eq!(read("theme/slots/ü a.html"), "<p>$Id$ ours</p>\n", "{root}: {said:?}");
        assert_eq!(read("theme/assets/css/a.css"), "a { }\n", "{root}");
        assert!(top.join("docs/theme/link").symlink_metadata().is_err(), "{root}: a link was made");
        assert_eq!(fs::read_dir(top.join("elsewhere")).unwrap().count(), 1, "{root}: written through a link");
        assert!(!top.join("docs/.cairn/x").exists(), "{root}");
    }
}

#[test]
fn what_the_component_keeps_is_what_it_made() {
    for brought in ["gl-code-quality-report.json", "preview", "preview/evil.html"] {
        let folder = tempfile::tempdir().unwrap();
        let (top, root) = (folder.path(), folder.path().join("checkout"));
        write_all(top, &[("home/bashrc", "mine\n"), ("checkout/x", "")]);
        let base = changed(&root);
        match brought.contains('/') {
            true => write_all(&root, &[(brought, "<script>\n")]),
            false => std::os::unix::fs::symlink("../home/bashrc", root.join(brought)).unwrap(),
        }
        let git =
            |args: &[&str]| assert!(Command::new("git").args(args).current_dir(&root).status().unwrap().success());
        git(&["add", "-A"]);
        git(&["-c", "user.name=N", "-c", "user.email=n@x.example", "commit", "-qm", "c"]);
        let output = run_component(&root, &base);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && said.contains("which this job makes"), "{brought}: {said}");
        assert_eq!(fs::read_to_string(top.join("home/bashrc")).unwrap(), "mine\n", "{brought}");
        let kept = ["preview", "gl-code-quality-report.json"].map(|name| root.join(name).symlink_metadata().is_ok());
        assert_eq!(kept, [false, false], "{brought} would be kept as made here");
    }
    // What an earlier job left in the folder is no change's, and goes.
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let base = changed(root);
    write_all(root, &[("preview/old.html", "old"), ("gl-code-quality-report.json", "old")]);
    let output = run_component(root, &base);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!said.contains("preview") && !root.join("preview/old.html").exists(), "{said}");
    is_preview(&root.join("preview"));
}

#[test]
fn a_preview_is_made_only_where_the_check_has_begun() {
    let action: Value = serde_yaml::from_str(&fs::read_to_string(project().join("action.yml")).unwrap()).unwrap();
    let steps = action["runs"]["steps"].as_array().unwrap();
    let late = steps.iter().filter(|step| step["if"].as_str().is_some_and(|when| when.contains("always()")));
    let conditions: Vec<&str> = late.map(|step| step["if"].as_str().unwrap()).collect();
    assert!(conditions.len() == 2, "{conditions:?}");
    assert!(conditions.iter().all(|when| when.ends_with("&& steps.check.outcome != 'skipped'")), "{conditions:?}");
    let names: Vec<&str> =
        steps.iter().filter(|step| step["id"] == "check").map(|step| step["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Check"]);
}

#[test]
fn a_change_starts_nothing_where_the_settings_are_taken_from_the_base() {
    let (step, component) = (taking(), script_of(&component()));
    for (script, root, base) in [(&step, "ROOT", "BASE"), (&component, "CAIRN_ROOT", "CI_MERGE_REQUEST_DIFF_BASE_SHA")]
    {
        let folder = tempfile::tempdir().unwrap();
        let top = folder.path();
        fs::create_dir(top.join("docs")).unwrap();
        let commit = changed(&top.join("docs"));
        fs::rename(top.join("docs/.git"), top.join(".git")).unwrap();
        let git = |args: &[&str]| {
            let output = Command::new("git").args(args).current_dir(top).output().unwrap();
            String::from_utf8(output.stdout).unwrap().trim().to_owned()
        };
        let (who, mail) = ("user.name=N", "user.email=n@x.example");
        git(&["add", "-A"]);
        git(&["-c", who, "-c", mail, "commit", "-qm", "moved"]);
        assert_eq!(commit.len(), 40);
        let base_id = git(&["rev-parse", "HEAD"]);
        // The folder as the change leaves it is a repository too, which knows the same commits.
        let config = format!(
            "[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = {0}\n\tfsmonitor = \"touch {0}/ran\"\n",
            top.join("docs").display()
        );
        let objects = format!("{}\n", top.join(".git/objects").display());
        write_all(
            top,
            &[
                ("docs/cairn.yml", "title: Theirs\n"),
                ("docs/HEAD", "ref: refs/heads/main\n"),
                ("docs/refs/keep", ""),
                ("docs/objects/info/alternates", &objects),
                ("docs/config", &config),
            ],
        );
        let env = BTreeMap::from([(root.to_owned(), "docs".to_owned()), (base.to_owned(), base_id.clone())]);
        let said = run(script, top, &env);
        assert!(!top.join("docs/ran").exists(), "{root}: a program of the change ran");
        // Git refuses to work there, and the step fails with it.
        assert!(!said.status.success(), "{root}: {said:?}");
        // A link leads out of what was checked out.
        fs::rename(top.join("docs"), top.join("elsewhere")).unwrap();
        write_all(top, &[("elsewhere/cairn.yml", "title: Elsewhere\n")]);
        std::os::unix::fs::symlink("elsewhere", top.join("docs")).unwrap();
        let said = run(script, top, &env);
        assert!(!said.status.success() && top.join("elsewhere/cairn.yml").exists(), "{root}: {said:?}");
    }
}

#[test]
fn the_component_for_gitlab_reports_beside_the_lines_and_keeps_a_preview() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let base = changed(root);
    let output = run_component(root, &base);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(1) && said.contains("broken-link"), "{said}");
    let report: Value = serde_json::from_slice(&fs::read(root.join("gl-code-quality-report.json")).unwrap()).unwrap();
    let paths: Vec<&str> =
        report.as_array().unwrap().iter().map(|one| one["location"]["path"].as_str().unwrap()).collect();
    assert!(paths.contains(&"faq/zzz-new.md"), "{paths:?}");
    is_preview(&root.join("preview"));
}

#[test]
fn the_hooks_for_pre_commit_report_on_the_files_of_the_commit() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    changed(root);
    write_all(root, &[("cairn.yml", "title: Ours\n")]);
    let hooks: Value =
        serde_yaml::from_str(&fs::read_to_string(project().join(".pre-commit-hooks.yaml")).unwrap()).unwrap();
    for hook in hooks.as_array().unwrap() {
        assert_eq!(hook["language"], "rust");
        let entry = hook["entry"].as_str().unwrap();
        let status = |file: &str| run(&format!("{entry} {file}"), root, &BTreeMap::new()).status.code();
        assert_eq!((status("faq/old.md"), status("faq/zzz-new.md")), (Some(0), Some(1)), "{entry}");
    }
    // Content in a folder of the repository, and a file above it named first.
    let above = tempfile::tempdir().unwrap();
    fs::create_dir(above.path().join("docs")).unwrap();
    changed(&above.path().join("docs"));
    fs::rename(above.path().join("docs/.git"), above.path().join(".git")).unwrap();
    write_all(above.path(), &[("docs/cairn.yml", "diagnostics: {broken-link: off}\n"), (".github/x.yml", "a: 1\n")]);
    let output = run("cairn check .github/x.yml docs/faq/zzz-new.md", above.path(), &BTreeMap::new());
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}
