//! `cairn lsp`, driven by a scripted editor over stdin and stdout.

#![allow(clippy::disallowed_methods, reason = "tests use the world")]

mod support;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use serde_json::{Value, json};
use support::{files, project, write_all};

/// Longer than anything here takes, on any machine.
const LONG: Duration = Duration::from_secs(30);

/// An editor.
struct Client {
    child: Child,
    stdin: RefCell<ChildStdin>,
    messages: Receiver<Value>,
    number: Cell<u64>,
    folder: PathBuf,
    /// The last that was said of each file.
    findings: RefCell<BTreeMap<String, Value>>,
    /// What was shown to whoever writes.
    shown: RefCell<Vec<String>>,
}

impl Client {
    /// Starts the server in a folder and says nothing.
    fn silent(folder: &Path, arguments: &[&str]) -> Client {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
        command.current_dir(folder).args(["lsp", "--no-cache", "--now", "2026-11-22"]).args(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let (send, messages) = mpsc::channel();
        std::thread::spawn(move || {
            while let Some(message) = receive(&mut stdout) {
                if send.send(message).is_err() {
                    return;
                }
            }
        });
        let stdin = RefCell::new(child.stdin.take().unwrap());
        let folder = folder.canonicalize().unwrap();
        Client {
            child,
            stdin,
            messages,
            number: Cell::new(0),
            folder,
            findings: RefCell::default(),
            shown: RefCell::default(),
        }
    }

    /// Starts it as most editors do.
    fn start(folder: &Path) -> Client {
        let client = Client::silent(folder, &[]);
        client.initialize(json!({
            "workspace": { "workspaceEdit": { "documentChanges": true, "resourceOperations": ["rename"] } }
        }));
        client
    }

    fn initialize(&self, capabilities: Value) -> Value {
        let root = format!("file://{}", self.folder.display());
        let folders = json!([{ "uri": root, "name": "pages" }]);
        let params =
            json!({ "processId": null, "rootUri": root, "workspaceFolders": folders, "capabilities": capabilities });
        let answer = self.ask("initialize", params);
        self.notify("initialized", json!({}));
        answer
    }

    fn write(&self, body: &str) {
        let mut stdin = self.stdin.borrow_mut();
        write!(stdin, "Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
        stdin.flush().unwrap();
    }

    fn notify(&self, method: &str, params: Value) {
        self.write(&json!({ "jsonrpc": "2.0", "method": method, "params": params }).to_string());
    }

    /// Asks without waiting for the answer.
    fn send(&self, method: &str, params: Value) -> u64 {
        self.number.set(self.number.get() + 1);
        let id = self.number.get();
        self.write(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }).to_string());
        id
    }

    /// The next message that is an answer, or `None` after a notification.
    fn receive(&self) -> Option<Value> {
        let silent = |_| panic!("the server says no more than {:#?}", self.findings.borrow());
        let message = self.messages.recv_timeout(LONG).unwrap_or_else(silent);
        match message["method"].as_str() {
            Some("textDocument/publishDiagnostics") => {
                let params = &message["params"];
                let file = self.file(params["uri"].as_str().unwrap());
                self.findings.borrow_mut().insert(file, params.clone());
                None
            }
            Some("window/showMessage") => {
                self.shown.borrow_mut().push(message["params"]["message"].as_str().unwrap().to_owned());
                None
            }
            Some(other) => panic!("the editor was not asked for {other}"),
            None => Some(message),
        }
    }

    /// Result or error, as the whole answer.
    fn answer(&self, method: &str, params: Value) -> Value {
        let id = self.send(method, params);
        loop {
            if let Some(answer) = self.receive() {
                assert_eq!(answer["id"], id, "{answer}");
                return answer;
            }
        }
    }

    fn ask(&self, method: &str, params: Value) -> Value {
        let answer = self.answer(method, params);
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].clone()
    }

    fn refused(&self, method: &str, params: Value) -> (i64, String) {
        let error = self.answer(method, params)["error"].clone();
        (error["code"].as_i64().unwrap(), error["message"].as_str().unwrap().to_owned())
    }

    fn uri(&self, file: &str) -> String {
        format!("file://{}/{file}", self.folder.display())
    }

    fn file(&self, uri: &str) -> String {
        let root = format!("file://{}/", self.folder.display());
        let below = uri.strip_prefix(&root).unwrap_or(uri);
        percent_encoding::percent_decode_str(below).decode_utf8().unwrap().into_owned()
    }

    fn open(&self, file: &str, text: &str) {
        let document = json!({ "uri": self.uri(file), "languageId": "markdown", "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// Types a whole text.
    fn retype(&self, file: &str, version: i32, text: &str) {
        self.change(file, version, json!([{ "text": text }]));
    }

    fn change(&self, file: &str, version: i32, changes: Value) {
        let document = json!({ "uri": self.uri(file), "version": version });
        self.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    }

    /// A place in a file, as questions name it.
    fn at(&self, file: &str, line: u32, character: u32) -> Value {
        json!({ "textDocument": { "uri": self.uri(file) }, "position": { "line": line, "character": character } })
    }

    /// Opens a text with a cursor `|` and says where that is.
    fn open_at(&self, file: &str, text: &str) -> Value {
        let at = text.find('|').expect("a cursor");
        self.open(file, &text.replacen('|', "", 1));
        let before = &text[..at];
        let line = before.matches('\n').count() as u32;
        let character = before.rsplit('\n').next().unwrap().encode_utf16().count() as u32;
        self.at(file, line, character)
    }

    fn close(&self, file: &str) {
        self.notify("textDocument/didClose", json!({ "textDocument": { "uri": self.uri(file) } }));
    }

    /// The codes found in a file once the server says them.
    fn wait_for(&self, file: &str, codes: &[&str]) {
        loop {
            if self.codes(file) == codes {
                return;
            }
            assert!(self.receive().is_none(), "no question is open");
        }
    }

    fn codes(&self, file: &str) -> Vec<String> {
        let findings = self.findings.borrow();
        let found = findings.get(file).and_then(|params| params["diagnostics"].as_array());
        found.into_iter().flatten().map(|found| found["code"].as_str().unwrap().to_owned()).collect()
    }

    /// Ends the conversation and tells the exit status.
    fn end(mut self) -> i32 {
        self.ask("shutdown", Value::Null);
        self.notify("exit", Value::Null);
        self.child.wait().unwrap().code().unwrap()
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn receive(stdout: &mut impl BufRead) -> Option<Value> {
    let mut header = String::new();
    stdout.read_line(&mut header).ok().filter(|length| *length > 0)?;
    let length = header.strip_prefix("Content-Length: ").expect("nothing but the protocol is on stdout").trim();
    let mut blank = String::new();
    stdout.read_line(&mut blank).ok()?;
    let mut body = vec![0; length.parse().unwrap()];
    stdout.read_exact(&mut body).ok()?;
    Some(serde_json::from_slice(&body).unwrap())
}

fn repository(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write_all(folder.path(), files);
    folder
}

fn cairn(folder: &Path, arguments: &[&str]) -> std::process::Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
    command.current_dir(folder).args(arguments).env("NO_COLOR", "1").env_remove("GITHUB_ACTIONS").output().unwrap()
}

/// A text after edits of the protocol, which are in units of UTF-16.
fn edited(text: &str, edits: &Value) -> String {
    let offset = |position: &Value| {
        let (line, character) = (position["line"].as_u64().unwrap(), position["character"].as_u64().unwrap());
        let start: usize = text.split_inclusive('\n').take(line as usize).map(str::len).sum();
        let units = |at: usize| text[start..start + at].encode_utf16().count() as u64;
        start + (0..).find(|at| text.is_char_boundary(start + at) && units(*at) == character).unwrap()
    };
    let mut edits: Vec<(usize, usize, &str)> = edits
        .as_array()
        .unwrap()
        .iter()
        .map(|edit| {
            let range = &edit["range"];
            (offset(&range["start"]), offset(&range["end"]), edit["newText"].as_str().unwrap())
        })
        .collect();
    edits.sort();
    edits.iter().rev().fold(text.to_owned(), |mut text, (start, end, new)| {
        text.replace_range(start..end, new);
        text
    })
}

/// Does in a folder what an editor does with a `WorkspaceEdit`.
fn carry_out(client: &Client, edit: &Value) {
    for change in edit["documentChanges"].as_array().expect("an edit with versions") {
        let path = |key: &str| client.folder.join(client.file(change[key].as_str().unwrap()));
        if change["kind"] == "rename" {
            let (old, new) = (path("oldUri"), path("newUri"));
            fs::create_dir_all(new.parent().unwrap()).unwrap();
            fs::rename(old, new).unwrap();
        } else {
            let file = client.folder.join(client.file(change["textDocument"]["uri"].as_str().unwrap()));
            let text = fs::read_to_string(&file).unwrap();
            fs::write(&file, edited(&text, &change["edits"])).unwrap();
        }
    }
}

const SITE: &[(&str, &str)] = &[
    (
        "cairn.yml",
        "title: Site\ntags: {ssh: [openssh], network: []}\nareas: {cloud: Cloud servers}\nkinds:\n  case-study:\n    fields: {customer: text}\n",
    ),
    ("people/jane.yml", "name: Jane Doe\ncredit: public\n"),
    ("people/hidden.yml", "name: Secret Name\ncredit: hidden\n"),
    (
        "faq/reset.md",
        "---\ntitle: How do I reset 😀 my password?\ntags: [ssh]\nstatus: verified\nshort_answer: Ask *support*.\nauthors: [jane]\nlicense: CC0-1.0\n---\n\n## First 鍵 step\n\nText, [again](#first-鍵-step).\n\n## Then\n\nMore.\n",
    ),
    (
        "faq/other.md",
        "---\ntitle: Other\nrelated: [reset.md]\n---\n\n😀鍵 [Reset](reset.md#first-鍵-step) and [[How do I reset 😀 my password?]] ![p](../img/p.png) [d][d]\n\n[d]: reset.md \"Reset\"\n",
    ),
    ("faq/draft.md", "---\ntitle: A draft\nstatus: draft\n---\n\n[Reset](reset.md#then)\n"),
    ("tutorials/t.md", "---\ntitle: T\n---\n\n[Reset](../faq/reset.md) and [other](../faq/other.md).\n"),
    ("img/p.png", "GIF89a\x01\x00\x01\x00\x00\x00\x00;"),
];

/// File, line and column from 1, code, what is said, and how much it weighs.
type Finding = (String, u64, u64, String, String, u64);

/// What `cairn check` finds.
fn checked(folder: &Path) -> Vec<Finding> {
    let check = cairn(folder, &["check", "--no-cache", "--now", "2026-11-22", "--format", "json"]);
    let report: Value = serde_json::from_slice(&check.stdout).unwrap();
    let finding = |finding: &Value| {
        let number = |key: &str| finding["start"][key].as_u64().unwrap_or(1);
        let help = finding["help"].as_array().unwrap().iter().map(|help| help.as_str().unwrap());
        let message = std::iter::once(finding["message"].as_str().unwrap()).chain(help);
        (
            finding["file"].as_str().unwrap_or("cairn.yml").to_owned(),
            number("line"),
            number("column"),
            finding["code"].as_str().unwrap().to_owned(),
            message.collect::<Vec<_>>().join("\n"),
            if finding["level"] == "error" { 1 } else { 2 },
        )
    };
    let mut all: Vec<Finding> = report["findings"].as_array().unwrap().iter().map(finding).collect();
    all.sort();
    all
}

/// What the editor was told, of texts that lie in a folder.
fn told(client: &Client, folder: &Path, length: impl Fn(char) -> usize) -> Vec<Finding> {
    let mut all = Vec::new();
    for (file, params) in client.findings.borrow().iter() {
        let text = fs::read(folder.join(file)).unwrap_or_default();
        let text = String::from_utf8_lossy(&text).into_owned();
        // The protocol ends lines at `\r` alone too.
        let lines: Vec<&str> =
            text.split('\n').flat_map(|line| line.strip_suffix('\r').unwrap_or(line).split('\r')).collect();
        for finding in params["diagnostics"].as_array().unwrap() {
            let start = &finding["range"]["start"];
            let (line, units) = (start["line"].as_u64().unwrap(), start["character"].as_u64().unwrap());
            let before = lines.get(line as usize).unwrap_or(&"").chars().scan(0, |sum, c| {
                *sum += length(c) as u64;
                Some(*sum)
            });
            let column = before.take_while(|sum| *sum <= units).count() as u64 + 1;
            let text = |key: &str| finding[key].as_str().unwrap().to_owned();
            assert_eq!(finding["source"], "cairn");
            let severity = finding["severity"].as_u64().unwrap();
            all.push((file.clone(), line + 1, column, text("code"), text("message"), severity));
        }
    }
    all.sort();
    all
}

#[test]
fn findings_are_those_of_check_at_the_same_places() {
    for encoding in ["utf-8", "utf-16"] {
        let folder = tempfile::tempdir().unwrap();
        for (path, bytes) in files(&project().join("tests/defects/tree")) {
            let target = folder.path().join(path);
            fs::create_dir_all(target.parent().unwrap()).unwrap();
            fs::write(target, bytes).unwrap();
        }
        // Signs of two units, of three bytes, and ends of lines of two characters before the findings.
        let wide = "---\r\ntitle: 😀鍵\r\n---\r\n\r\n😀鍵é [a](b.md), 😀 [c](d.md)\r\n";
        write_all(folder.path(), &[("faq/wide.md", wide)]);
        let client = Client::silent(folder.path(), &[]);
        let answer = client.initialize(json!({ "general": { "positionEncodings": ["utf-32", encoding, "utf-16"] } }));
        assert_eq!(answer["capabilities"]["positionEncoding"], encoding);
        // A question waits for the findings, which are told first.
        client.ask("textDocument/hover", client.at("faq/wide.md", 0, 0));
        let length = if encoding == "utf-8" { char::len_utf8 } else { char::len_utf16 };
        let expected = checked(folder.path());
        assert!(expected.len() > 60 && expected.iter().any(|finding| finding.0 == "faq/wide.md" && finding.2 > 10));
        assert_eq!(told(&client, folder.path(), length), expected, "{encoding}");
        assert_eq!(client.end(), 0);
    }
}

#[test]
fn whatever_is_typed_is_found_as_check_would_find_it_once_saved() {
    let (typed, saved) = (repository(SITE), repository(SITE));
    let client = Client::start(typed.path());
    let names = ["faq/other.md", "faq/reset.md", "faq/draft.md", "cairn.yml", "people/jane.yml"];
    let mut texts: BTreeMap<&str, String> =
        names.iter().map(|name| (*name, fs::read_to_string(typed.path().join(name)).unwrap())).collect();
    texts.iter().for_each(|(name, text)| client.open(name, text));
    let pieces = [
        "[x](no.md)",
        "😀",
        "鍵",
        "\r\n",
        "\n",
        "---\n",
        "# ",
        "## First 鍵 step\n",
        "auhtor: x\n",
        "status: draft\n",
        "`",
        "[[",
        "]]",
        "](",
        "#",
        ": ",
        "\t",
        "- ",
        "{",
        "<b>",
        "::: note\n",
        "credit: hidden\n",
        "diagnostics: {broken-link: warn}\n",
    ];
    let mut number: u64 = 7;
    let mut random = |below: usize| {
        number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (number >> 33) as usize % below
    };
    for round in 0..12 {
        for step in 0..15 {
            let name = names[random(names.len())];
            let text = texts.get_mut(name).unwrap();
            let mut place = || {
                let places: Vec<usize> = (0..=text.len()).filter(|at| text.is_char_boundary(*at)).collect();
                places[random(places.len())]
            };
            let start = place();
            let end = if random(3) == 0 {
                (start..=text.len()).filter(|at| text.is_char_boundary(*at)).nth(random(6)).unwrap_or(start)
            } else {
                start
            };
            let position = |at: usize| {
                let before = &text[..at];
                // Between `\r` and `\n` there is no place.
                let at = if before.ends_with('\r') && text[at..].starts_with('\n') { at - 1 } else { at };
                let line = text[..at].rsplit('\n').next().unwrap();
                json!({ "line": text[..at].matches('\n').count(), "character": line.encode_utf16().count() })
            };
            let piece = pieces[random(pieces.len())];
            let change = json!({ "range": { "start": position(start), "end": position(end) }, "text": piece });
            *text = edited(text, &json!([{ "range": change["range"], "newText": piece }]));
            client.change(name, round * 15 + step + 2, json!([change]));
        }
        texts.iter().for_each(|(name, text)| fs::write(saved.path().join(name), text).unwrap());
        client.ask("textDocument/hover", client.at("faq/other.md", 0, 0));
        assert_eq!(told(&client, saved.path(), char::len_utf16), checked(saved.path()), "round {round}: {texts:#?}");
    }
    assert!(client.findings.borrow().len() > 3);
    assert_eq!(client.end(), 0);
}

#[test]
fn what_is_typed_is_understood_before_it_is_saved() {
    let folder = repository(SITE);
    let client = Client::start(folder.path());
    let text = SITE.iter().find(|(path, _)| *path == "faq/other.md").unwrap().1;
    client.open("faq/other.md", text);
    // Behind signs of two units: `reset.md` becomes `rset.md`, and `#` is typed at once.
    let range = |from: u32, to: u32| json!({ "start": { "line": 5, "character": from }, "end": { "line": 5, "character": to } });
    client.change(
        "faq/other.md",
        2,
        json!([{ "range": range(13, 14), "text": "" }, { "range": range(0, 0), "text": "😀" }]),
    );
    client.wait_for("faq/other.md", &["broken-link"]);
    {
        let findings = client.findings.borrow();
        let finding = &findings["faq/other.md"]["diagnostics"][0];
        assert_eq!(finding["range"]["start"], json!({ "line": 5, "character": 14 }), "{finding}");
        assert_eq!(findings["faq/other.md"]["version"], 2);
    }
    // What other files say of it follows.
    let renamed = SITE.iter().find(|(path, _)| *path == "faq/reset.md").unwrap().1.replace("## Then", "## After that");
    client.open("faq/reset.md", &renamed);
    client.retype("faq/other.md", 3, &text.replace("first-鍵-step", "then"));
    client.wait_for("faq/other.md", &["broken-anchor"]);
    // Without saving, what is on the disk counts again.
    client.close("faq/reset.md");
    client.wait_for("faq/other.md", &[]);
    // A file that is not on the disk yet is a page already, and so is a setting that is not saved.
    client.open("faq/new.md", "---\ntitle: New\n---\n\n[No](no.md)\n");
    client.wait_for("faq/new.md", &["broken-link"]);
    client.open("cairn.yml", &format!("{}diagnostics: {{broken-link: off}}\n", SITE[0].1));
    client.wait_for("faq/new.md", &[]);
    // Somebody else writes a file.
    write_all(folder.path(), &[("faq/written.md", "---\ntitle: Written\n---\n\n[Other](other.md#nowhere)\n")]);
    client.wait_for("faq/written.md", &["broken-anchor"]);
    fs::remove_file(folder.path().join("faq/written.md")).unwrap();
    client.wait_for("faq/written.md", &[]);
    assert_eq!(client.end(), 0);
}

#[test]
fn findings_stand_where_the_text_that_they_name_has_them() {
    let folder = repository(SITE);
    let client = Client::start(folder.path());
    let start = |client: &Client| {
        let findings = client.findings.borrow();
        let params = findings.get("faq/k.md")?;
        Some((params["version"].as_i64()?, params["diagnostics"][0]["range"]["start"].clone()))
    };
    // As many bytes and as many characters, and fewer units.
    client.open("faq/k.md", "# K?\n\n😀aa [x](no.md)\n");
    client.wait_for("faq/k.md", &["broken-link"]);
    assert_eq!(start(&client), Some((1, json!({ "line": 2, "character": 9 }))));
    client.retype("faq/k.md", 2, "# K?\n\nééé [x](no.md)\n");
    client.ask("textDocument/hover", client.at("faq/k.md", 0, 0));
    assert_eq!(start(&client), Some((2, json!({ "line": 2, "character": 8 }))));
    // Typed faster than it is understood: what is told of a version is true of it.
    for version in 3..100 {
        client.retype("faq/k.md", version, &format!("# K?\n{}[x](no.md)\n", "\n".repeat(version as usize)));
        std::thread::sleep(Duration::from_millis(4));
    }
    client.send("textDocument/hover", client.at("faq/k.md", 0, 0));
    let mut told = 0;
    while client.receive().is_none() {
        let (version, place) = start(&client).unwrap();
        if version > 2 {
            told += 1;
            assert_eq!(place["line"], version + 1);
        }
    }
    assert!(told > 0, "the last version at least");
}

/// Labels, and what each writes.
fn offered(client: &Client, place: Value) -> BTreeMap<String, String> {
    let list = client.ask("textDocument/completion", place);
    let items = list["items"].as_array().unwrap().iter();
    items
        .map(|item| {
            (item["label"].as_str().unwrap().to_owned(), item["textEdit"]["newText"].as_str().unwrap().to_owned())
        })
        .collect()
}

/// File, text, what is among the offers with what it writes, what is not.
type Offered<'t> = (&'t str, &'t str, &'t [(&'t str, &'t str)], &'t [&'t str]);

#[test]
fn completion_knows_keys_values_people_pages_and_headings() {
    let folder = repository(SITE);
    let client = Client::start(folder.path());
    client.ask("textDocument/hover", client.at("faq/other.md", 0, 0));
    let table: &[Offered<'_>] = &[
        ("faq/k.md", "---\ntitle: K\nst|\n---\n", &[("status", "status: ")], &["title", "customer"]),
        ("faq/k.md", "---\n|", &[("title", "title: "), ("tags", "tags: ")], &[]),
        ("faq/k.md", "---\nst|: draft\n---\n", &[("status", "status")], &[]),
        ("case-study/k.md", "---\nc|\n---\n", &[("customer", "customer: ")], &[]),
        ("faq/k.md", "---\nstatus: |\n---\n", &[("known-problem", "known-problem"), ("draft", "draft")], &["beginner"]),
        ("faq/k.md", "---\nstatus:|\n---\n", &[("draft", " draft")], &[]),
        ("faq/k.md", "---\ntags:\n-|\n---\n", &[("ssh", " ssh")], &[]),
        ("faq/k.md", "---\ntags: \"ne|\n---\n", &[("network", "network")], &["ssh"]),
        ("faq/k.md", "---\nlevel: b|\n---\n", &[("beginner", "beginner")], &["advanced"]),
        ("faq/k.md", "---\nscope: |\n---\n", &[("product", "product")], &[]),
        ("faq/k.md", "---\ntoc: |\n---\n", &[("false", "false")], &[]),
        ("faq/k.md", "---\nkind: |\n---\n", &[("case-study", "case-study"), ("faq-list", "faq-list")], &[]),
        ("faq/k.md", "---\nlang: |\n---\n", &[("en", "en")], &[]),
        ("faq/k.md", "---\narea: |\n---\n", &[("cloud", "cloud")], &[]),
        ("faq/k.md", "---\nlicense: |\n---\n", &[("CC0-1.0", "CC0-1.0")], &[]),
        ("faq/k.md", "---\ntags: [ssh, |]\n---\n", &[("ssh", "ssh"), ("network", "network")], &["openssh"]),
        ("faq/k.md", "---\nauthors:\n  - |\n---\n", &[("jane", "jane")], &["hidden"]),
        ("faq/k.md", "---\ntested: {by: ja|}\n---\n", &[("jane", "jane")], &[]),
        ("faq/k.md", "---\ntested:\n  |\n---\n", &[("version", "version: ")], &["title"]),
        ("faq/k.md", "---\nrelated: [|]\n---\n", &[("../tutorials/t.md", "../tutorials/t.md")], &["k.md"]),
        (
            "faq/k.md",
            "---\ntitle: K\n---\n\n😀 [Text](|)\n",
            &[("reset.md", "reset.md"), ("../tutorials/t.md", "../tutorials/t.md")],
            &["k.md", "../img/p.png"],
        ),
        ("faq/k.md", "---\ntitle: K\n---\n\n[Text](passw|\n", &[("reset.md", "reset.md")], &["other.md"]),
        ("faq/k.md", "---\ntitle: K\n---\n\n[Text](/|\n", &[("/faq/reset.md", "/faq/reset.md")], &[]),
        ("faq/k.md", "---\ntitle: K\n---\n\n![Text](|)\n", &[("../img/p.png", "../img/p.png")], &["reset.md"]),
        (
            "faq/k.md",
            "---\ntitle: K\n---\n\n[[res|\n",
            &[("How do I reset 😀 my password?", "How do I reset 😀 my password?")],
            &["Other"],
        ),
        ("faq/k.md", "---\ntitle: K\n---\n\n[T][t]\n\n[t]: |\n", &[("reset.md", "reset.md")], &[]),
        (
            "faq/other.md",
            "---\ntitle: K\n---\n\n[T](reset.md#|)\n",
            &[("first-鍵-step", "first-鍵-step"), ("then", "then")],
            &[],
        ),
        ("faq/k.md", "---\ntitle: K\n---\n\n[T](#|)\n\n## Just typed\n", &[("just-typed", "just-typed")], &["then"]),
        ("faq/k.md", "---\ntitle: K\n---\n\n```sh\n[Text](|\n```\n", &[], &["reset.md"]),
        ("faq/k.md", "---\ntitle: K\n---\n\nPlain (text|\n", &[], &["reset.md"]),
        ("faq/draft.md", "---\ntitle: A draft\nstatus: draft\n---\n\n[T](reset.md#|)\n", &[("then", "then")], &[]),
        ("cairn.yml", "langu|", &[("language", "language: "), ("languages", "languages: ")], &[]),
        ("cairn.yml", "kinds:\n  x:\n    |", &[("folder", "folder: ")], &["title"]),
        ("cairn.yml", "diagnostics:\n  broken-l|", &[("broken-link", "broken-link: ")], &[]),
        ("cairn.yml", "diagnostics:\n  broken-link: |", &[("off", "off"), ("error", "error")], &[]),
        ("people/joe.yml", "credit: |", &[("pseudonym", "pseudonym")], &[]),
        ("people.yml", "joe:\n  pro|", &[("pronouns", "pronouns: ")], &[]),
        ("badges.yml", "badges:\n  - id: x\n    ru|", &[("rule", "rule: ")], &[]),
    ];
    for (file, text, wanted, unwanted) in table {
        let place = client.open_at(file, text);
        let offered = offered(&client, place);
        for (label, written) in *wanted {
            assert_eq!(offered.get(*label).map(String::as_str), Some(*written), "{file} {text:?}: {offered:?}");
        }
        let odd: Vec<_> = unwanted.iter().filter(|label| offered.contains_key(**label)).collect();
        assert!(odd.is_empty(), "{file} {text:?} offers {odd:?}");
        client.close(file);
    }
    let list = client
        .ask("textDocument/completion", client.open_at("faq/k.md", "---\ntitle: K\n---\n\n😀 [T](res|et.md#x)\n"));
    let item = &list["items"][0];
    let range = json!({ "start": { "line": 4, "character": 7 }, "end": { "line": 4, "character": 17 } });
    assert_eq!(
        (&item["label"], &item["textEdit"]["range"]),
        (&json!("reset.md"), &range),
        "the whole word is replaced"
    );
    assert!(item["documentation"]["value"].as_str().unwrap().contains("Ask *support*."), "{item}");
    assert_eq!(client.end(), 0);
}

#[test]
fn hover_and_definition_tell_where_something_leads() {
    let folder = repository(SITE);
    let client = Client::start(folder.path());
    let hover = |file: &str, line: u32, character: u32| {
        let answer = client.ask("textDocument/hover", client.at(file, line, character));
        answer["contents"]["value"].as_str().unwrap_or_default().to_owned()
    };
    let definition = |file: &str, line: u32, character: u32| {
        let answer = client.ask("textDocument/definition", client.at(file, line, character));
        if answer.is_null() {
            String::new()
        } else {
            format!("{}:{}", client.file(answer["uri"].as_str().unwrap()), answer["range"]["start"]["line"])
        }
    };
    // The anchor of a link behind signs of several units, and its text.
    for character in [6, 14, 22] {
        let said = hover("faq/other.md", 5, character);
        for part in
            ["**How do I reset 😀 my password?** › First 鍵 step", "faq, verified", "Ask *support*.", "`faq/reset.md`"]
        {
            assert!(said.contains(part), "{said}");
        }
        assert_eq!(definition("faq/other.md", 5, character), "faq/reset.md:9");
    }
    assert!(hover("faq/other.md", 5, 50).contains("How do I reset 😀 my password?"), "a wikilink");
    assert_eq!(definition("faq/other.md", 5, 50), "faq/reset.md:0");
    assert!(hover("faq/other.md", 5, 84).contains("`img/p.png`: 1 KiB"), "{}", hover("faq/other.md", 5, 84));
    assert_eq!(definition("faq/other.md", 7, 8), "faq/reset.md:0", "where the destination is written apart");
    assert_eq!(definition("faq/other.md", 2, 12), "faq/reset.md:0", "a page of the front matter");
    assert!(hover("faq/reset.md", 3, 2).contains("how far the answer can be relied on"), "a key");
    assert!(hover("faq/reset.md", 5, 12).contains("**Jane Doe**"), "somebody");
    assert_eq!(definition("faq/reset.md", 5, 12), "people/jane.yml:0");
    assert_eq!(definition("faq/draft.md", 5, 12), "faq/reset.md:13", "from a draft");
    assert!(hover("cairn.yml", 1, 1).contains("list, or map"), "{}", hover("cairn.yml", 1, 1));
    assert_eq!(hover("faq/reset.md", 12, 0), "", "plain text");
    client.open("faq/hidden.md", "---\ntitle: H?\nauthors: [hidden]\n---\n\nText.\n");
    assert_eq!(hover("faq/hidden.md", 2, 12), "", "who asked not to be named");
    // The text is newer than the disk.
    client.open("faq/reset.md", "---\ntitle: Changed\n---\n\nText.\n\n## First 鍵 step\n");
    assert!(hover("faq/other.md", 5, 14).starts_with("**Changed** › First 鍵 step"));
    assert_eq!(definition("faq/other.md", 5, 14), "faq/reset.md:6");
    assert_eq!(client.end(), 0);
}

/// The same files by the editor's rename and by `cairn mv`.
fn renames(place: (&str, u32, u32), placeholder: &str, new_name: &str, mv: &[&str]) {
    let (by_editor, by_command) = (repository(SITE), repository(SITE));
    let client = Client::start(by_editor.path());
    let (file, line, character) = place;
    let at = client.at(file, line, character);
    assert_eq!(client.ask("textDocument/prepareRename", at.clone())["placeholder"], placeholder);
    let mut params = at;
    params["newName"] = json!(new_name);
    let edit = client.ask("textDocument/rename", params);
    carry_out(&client, &edit);
    let moved = cairn(by_command.path(), &[&["mv", "--no-cache"], mv].concat());
    assert!(moved.status.success(), "{}", String::from_utf8_lossy(&moved.stderr));
    let (one, other) = (files(by_editor.path()), files(by_command.path()));
    assert_ne!(other, files(repository(SITE).path()));
    let text = |files: &BTreeMap<String, Vec<u8>>| -> BTreeMap<String, String> {
        files.iter().map(|(path, bytes)| (path.clone(), String::from_utf8_lossy(bytes).into_owned())).collect()
    };
    assert_eq!(text(&one), text(&other));
    assert_eq!(client.end(), 0);
}

#[test]
fn a_heading_is_renamed_with_every_link() {
    let mv = ["faq/reset.md#first-鍵-step", "Begin 😀 here"];
    renames(("faq/reset.md", 9, 5), "First 鍵 step", "Begin 😀 here", &mv);
    // Also where a link names it.
    renames(("faq/other.md", 5, 24), "First 鍵 step", "Begin 😀 here", &mv);
}

#[test]
fn a_page_is_moved_with_every_link() {
    let mv = ["faq/reset.md", "guides/new name.md"];
    renames(("faq/other.md", 5, 14), "reset.md", "../guides/new name.md", &mv);
    renames(("tutorials/t.md", 4, 12), "../faq/reset.md", "/guides/new name", &mv);
    renames(("faq/other.md", 2, 12), "reset.md", "../guides/new name.md", &mv);
}

#[test]
fn what_cannot_be_renamed_says_why() {
    let folder = repository(SITE);
    let client = Client::start(folder.path());
    let refused = |file: &str, line: u32, character: u32, name: &str| {
        let mut params = client.at(file, line, character);
        params["newName"] = json!(name);
        client.refused("textDocument/rename", params)
    };
    for (file, line, character, name, why) in [
        ("faq/reset.md", 11, 0, "x", "here is nothing that can be renamed"),
        ("faq/reset.md", 9, 5, "  ", "empty"),
        ("faq/other.md", 5, 14, "../../x.md", "leads out of the repository"),
        ("faq/other.md", 5, 14, "other.md", "there already"),
        ("faq/other.md", 5, 14, "z.ja.md", "would be"),
        ("faq/other.md", 5, 14, "/static/z.md", "never content"),
        ("faq/other.md", 5, 14, "b?d.md", "other systems refuse"),
    ] {
        let (code, message) = refused(file, line, character, name);
        assert!(code == -32803 && message.contains(why), "{name}: {code} {message}");
    }
    assert_eq!(client.ask("textDocument/prepareRename", client.at("faq/reset.md", 11, 0)), Value::Null);
    // An editor that moves no files.
    let plain = Client::silent(folder.path(), &[]);
    plain.initialize(json!({}));
    let mut params = client.at("faq/other.md", 5, 14);
    params["newName"] = json!("new.md");
    let (_, message) = plain.refused("textDocument/rename", params.clone());
    assert!(message.contains("cairn mv faq/reset.md new.md"), "{message}");
    // One that moves them, and says no more.
    let client = Client::silent(folder.path(), &[]);
    client.initialize(json!({ "workspace": { "workspaceEdit": { "resourceOperations": ["create", "rename"] } } }));
    let edit = client.ask("textDocument/rename", params);
    assert!(edit["documentChanges"].as_array().unwrap().iter().any(|change| change["kind"] == "rename"), "{edit}");
    // The other renames headings all the same, in the older form of an edit.
    let mut params = client.at("faq/reset.md", 9, 5);
    params["newName"] = json!("Begin");
    let edit = plain.ask("textDocument/rename", params);
    let changed: BTreeSet<String> = edit["changes"].as_object().unwrap().keys().map(|uri| client.file(uri)).collect();
    assert_eq!(changed, BTreeSet::from(["faq/other.md".to_owned(), "faq/reset.md".to_owned()]));
}

#[test]
fn links_follow_files_that_the_editor_moves() {
    let folder = repository(SITE);
    let client = Client::start(folder.path());
    let moved = json!({ "files": [
        { "oldUri": client.uri("faq"), "newUri": client.uri("questions") },
        { "oldUri": "file:///somewhere/else.md", "newUri": "file:///somewhere/new.md" },
        { "oldUri": "no address", "newUri": "" },
    ] });
    let edit = client.ask("workspace/willRenameFiles", moved);
    let kinds: Vec<_> =
        edit["documentChanges"].as_array().unwrap().iter().filter(|change| change["kind"] == "rename").collect();
    assert!(kinds.is_empty(), "the editor moves them itself");
    carry_out(&client, &edit);
    fs::rename(folder.path().join("faq"), folder.path().join("questions")).unwrap();
    let text = |path: &str| fs::read_to_string(folder.path().join(path)).unwrap();
    assert!(text("tutorials/t.md").contains("[Reset](../questions/reset.md) and [other](../questions/other.md)"));
    assert!(text("questions/reset.md").contains("redirects: [/faq/reset/]"));
    let report = cairn(folder.path(), &["check", "--no-cache", "--drafts", "--format", "json"]);
    let report = String::from_utf8(report.stdout).unwrap();
    assert!(!report.contains("broken-"), "{report}");
    let nothing = json!({ "files": [{ "oldUri": client.uri("no.md"), "newUri": client.uri("new.md") }] });
    assert_eq!(client.ask("workspace/willRenameFiles", nothing), Value::Null);
}

#[test]
fn code_actions_are_those_of_fix() {
    let before = [
        ("cairn.yml", "title: Site\ntags: {ssh: [openssh]}\n"),
        ("faq/a.md", "---\r\ntitel: A?\r\ntags: [OpenSSH]\r\n---\r\n\r\n😀 [b](B.md#part) ![p](../IMG/P.png)\r\n"),
        ("faq/b.md", "# B?\n\n## Part\n\n[A](A.md)\n"),
        ("img/p.png", "no picture, but a file"),
    ];
    let (by_editor, by_command) = (repository(&before), repository(&before));
    let client = Client::start(by_editor.path());
    let params = |range: Value, only: Value| {
        let context = json!({ "diagnostics": client.findings.borrow().get("faq/a.md").map_or(json!([]), |params| params["diagnostics"].clone()), "only": only });
        json!({ "textDocument": { "uri": client.uri("faq/a.md") }, "range": range, "context": context })
    };
    let range = |line: u32, from: u32, to: u32| json!({ "start": { "line": line, "character": from }, "end": { "line": line, "character": to } });
    client.ask("textDocument/hover", client.at("faq/a.md", 0, 0));
    let actions = client.ask("textDocument/codeAction", params(range(5, 9, 9), Value::Null));
    let titles: Vec<&str> =
        actions.as_array().unwrap().iter().map(|action| action["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["Write `b.md#part`", "Mend what can be mended in one way only"]);
    assert_eq!(actions[0]["diagnostics"][0]["code"], "wrong-case");
    let only = |kinds: &[&str]| {
        let actions = client.ask("textDocument/codeAction", params(range(5, 9, 9), json!(kinds)));
        actions.as_array().unwrap().iter().map(|action| action["kind"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(only(&["quickfix"]), ["quickfix"]);
    assert_eq!(only(&["source"]), ["source.fixAll.cairn"]);
    assert_eq!(only(&["source.fixAllOfThem", "refactor"]), [""; 0]);
    assert_eq!(client.ask("textDocument/codeAction", params(range(0, 0, 0), json!(["quickfix"]))), json!([]));
    let all = client.ask("textDocument/codeAction", params(range(0, 0, 0), json!(["source.fixAll.cairn"])));
    carry_out(&client, &all[0]["edit"]);
    let fixed = cairn(by_command.path(), &["check", "--no-cache", "--fix", "faq/a.md"]);
    assert!(String::from_utf8(fixed.stderr).unwrap().contains("mended 4 places in 1 file"));
    assert_eq!(files(by_editor.path()), files(by_command.path()));
    assert_eq!(client.end(), 0);
}

#[test]
fn nothing_that_an_editor_says_brings_the_server_down() {
    let folder = repository(SITE);
    let client = Client::silent(folder.path(), &[]);
    assert_eq!(
        client.refused("textDocument/hover", client.at("faq/a.md", 0, 0)).0,
        -32002,
        "before it was initialized"
    );
    assert_eq!(client.refused("initialize", json!("nonsense")).0, -32602);
    client.initialize(json!({}));
    assert_eq!(client.refused("initialize", json!({ "capabilities": {} })).0, -32600, "twice");
    assert_eq!(client.refused("textDocument/somethingElse", json!({})).0, -32601);
    for params in [json!({}), json!([1]), json!("x"), Value::Null, json!({ "textDocument": { "uri": 7 } })] {
        assert_eq!(client.refused("textDocument/hover", params.clone()).0, -32602, "{params}");
        client.notify("textDocument/didOpen", params.clone());
        client.notify("textDocument/didChange", params.clone());
        client.notify("textDocument/didClose", params.clone());
        client.notify("$/cancelRequest", params.clone());
        client.notify("$/unknown", params);
    }
    // What is no message is answered too, by nobody's number.
    for text in ["{\"jsonrpc\":", "[]", "\u{0}"] {
        client.write(text);
        let answer = std::iter::repeat_with(|| client.receive()).flatten().next().unwrap();
        assert_eq!((&answer["id"], &answer["error"]["code"]), (&Value::Null, &json!(-32700)), "{text:?}");
    }
    client.stdin.borrow_mut().write_all(b"Nonsense\r\n\r\n").unwrap();
    let answer = std::iter::repeat_with(|| client.receive()).flatten().next().unwrap();
    assert_eq!(answer["error"]["code"], -32700);
    // Places that are not there, in files that are not there, or none of the repository's.
    let text = SITE.iter().find(|(path, _)| *path == "faq/reset.md").unwrap().1;
    client.open("faq/reset.md", text);
    let methods = ["completion", "hover", "definition", "prepareRename"].map(|name| format!("textDocument/{name}"));
    let end = text.lines().count() as u32;
    let places = [(0, 9999), (end, 0), (end + 7, 3), (u32::MAX, u32::MAX)];
    for method in &methods {
        for (line, character) in places.into_iter().chain((0..end).flat_map(|line| (0..30).map(move |at| (line, at)))) {
            client.ask(method, client.at("faq/reset.md", line, character));
        }
        for uri in [
            "file:///etc/passwd",
            "untitled:x",
            "file:///%FF",
            &client.uri("no/such/file.md"),
            &client.uri("../x.md"),
            &client.uri(""),
        ] {
            let place = json!({ "textDocument": { "uri": uri }, "position": { "line": 1, "character": 1 } });
            client.ask(method, place);
        }
    }
    for uri in ["file:///etc/passwd", "untitled:x"] {
        let document = json!({ "uri": uri, "languageId": "markdown", "version": 1, "text": "[no](no.md)" });
        client.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }
    client.change("faq/never-opened.md", 3, json!([{ "text": "x" }]));
    let backwards = json!({ "start": { "line": 9, "character": 9 }, "end": { "line": 0, "character": 0 } });
    client.change("faq/reset.md", 2, json!([{ "range": backwards, "text": "😀" }, { "text": "\u{0}\r---\r😀" }]));
    client.ask("textDocument/hover", client.at("faq/reset.md", 0, 0));
    assert!(client.findings.borrow().keys().all(|file| client.folder.join(file).exists() || file == "cairn.yml"));
    assert_eq!(client.end(), 0);
}

#[test]
fn a_question_can_be_taken_back() {
    let folder = repository(SITE);
    let client = Client::start(folder.path());
    // In one breath, so that the question is taken back while it waits for the text to be understood.
    let document = json!({ "uri": client.uri("faq/k.md"), "languageId": "markdown", "version": 1, "text": "# K?\n" });
    let all = [
        json!({ "jsonrpc": "2.0", "method": "textDocument/didOpen", "params": { "textDocument": document } }),
        json!({ "jsonrpc": "2.0", "id": "mine", "method": "textDocument/hover", "params": client.at("faq/k.md", 0, 0) }),
        json!({ "jsonrpc": "2.0", "method": "$/cancelRequest", "params": { "id": "mine" } }),
    ];
    let framed = |message: &Value| format!("Content-Length: {}\r\n\r\n{message}", message.to_string().len());
    client.stdin.borrow_mut().write_all(all.iter().map(framed).collect::<String>().as_bytes()).unwrap();
    let answer = std::iter::repeat_with(|| client.receive()).flatten().next().unwrap();
    assert_eq!((&answer["id"], &answer["error"]["code"]), (&json!("mine"), &json!(-32800)));
    assert_eq!(client.end(), 0);
}

#[test]
fn the_repository_is_found_from_the_folder_or_from_the_first_file() {
    let folder = repository(SITE);
    // A folder inside it.
    let client = Client::silent(&folder.path().join("faq"), &[]);
    client.initialize(json!({}));
    let found = client.ask("textDocument/hover", client.at("reset.md", 3, 2));
    assert!(found["contents"]["value"].as_str().unwrap().contains("status"), "{found}");
    assert_eq!(client.end(), 0);
    // No folder at all.
    let client = Client::silent(folder.path(), &[]);
    client.ask("initialize", json!({ "processId": null, "rootUri": null, "capabilities": {} }));
    assert_eq!(client.ask("textDocument/hover", client.at("faq/reset.md", 3, 2)), Value::Null);
    client.open("faq/reset.md", "---\nstatus: none\n---\n");
    client.wait_for("faq/reset.md", &["empty-page", "missing-title", "bad-value"]);
    assert_eq!(client.end(), 0);
    // A folder that looks like no repository: an editor opens all kinds of folders.
    let elsewhere = repository(&[("faq/a.md", "[no](no.md)\n")]);
    let client = Client::start(elsewhere.path());
    client.open("faq/a.md", "[no](no.md)\n");
    assert_eq!(client.ask("textDocument/hover", client.at("faq/a.md", 0, 6)), Value::Null);
    assert!(client.findings.borrow().is_empty());
    assert_eq!(client.end(), 0);
    let client = Client::silent(elsewhere.path(), &["."]);
    client.initialize(json!({}));
    client.wait_for("faq/a.md", &["missing-title", "broken-link"]);
    assert_eq!(client.end(), 0);
    // A folder that is named.
    let client = Client::silent(elsewhere.path(), &[folder.path().to_str().unwrap()]);
    client.ask(
        "initialize",
        json!({ "processId": null, "rootUri": format!("file://{}", elsewhere.path().display()), "capabilities": {} }),
    );
    let uri = format!("file://{}/faq/reset.md", folder.path().display());
    let place = json!({ "textDocument": { "uri": uri }, "position": { "line": 3, "character": 2 } });
    assert!(!client.ask("textDocument/hover", place).is_null());
    let output = cairn(elsewhere.path(), &["lsp", "no/such/folder"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("`no/such/folder` is not a folder"));
    assert!(output.stdout.is_empty());
}

#[test]
#[cfg(unix)]
fn a_file_may_be_named_along_a_link() {
    let folder = repository(SITE);
    let other = tempfile::tempdir().unwrap();
    let link = other.path().join("link");
    std::os::unix::fs::symlink(folder.path(), &link).unwrap();
    let client = Client::start(folder.path());
    let uri = format!("file://{}/faq/k.md", link.display());
    let document = json!({ "uri": uri, "languageId": "markdown", "version": 1, "text": "# K?\n\n[no](no.md)\n" });
    client.notify("textDocument/didOpen", json!({ "textDocument": document }));
    // Under the name that the editor knows, and no longer once it is closed.
    client.wait_for(&uri, &["broken-link"]);
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    client.wait_for(&uri, &[]);
    assert_eq!(client.end(), 0);
}

#[test]
fn the_exit_status_is_the_protocols() {
    let folder = repository(SITE);
    assert_eq!(Client::start(folder.path()).end(), 0);
    let mut client = Client::start(folder.path());
    client.notify("exit", Value::Null);
    assert_eq!(client.child.wait().unwrap().code(), Some(1), "without shutdown");
    let client = Client::start(folder.path());
    client.ask("shutdown", Value::Null);
    assert_eq!(client.refused("textDocument/hover", client.at("faq/reset.md", 0, 0)).0, -32600);
    // An editor that crashed closes the pipe.
    let mut child = Command::new(env!("CARGO_BIN_EXE_cairn"))
        .args(["lsp", "--no-cache"])
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(1));
}
