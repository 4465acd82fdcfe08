//! `cairn check --external`, held against servers of its own on this machine: what is asked, how often, and what is never asked.

#![allow(clippy::disallowed_methods, reason = "tests use the world")]

mod support;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Output};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use cairn::source::web::{Answer, Gone, Manner, Silence, ask, asked_for};
use serde_json::Value;
use support::{files, write_all};

/// A question that a server was asked.
#[derive(Clone, Debug)]
struct Asked {
    /// `HEAD /page`.
    what: String,
    /// Everything that the client said of itself.
    headers: String,
    from: Instant,
    to: Instant,
}

/// A server that answers as its table says, and remembers what it was asked.
struct Server {
    port: u16,
    asked: Arc<Mutex<Vec<Asked>>>,
}

/// From the method and the path to an answer: the status, and further headers.
type Answers = fn(&str, &str, u16) -> (u16, String);

impl Server {
    fn start(answers: Answers) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let remembered = asked.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let remembered = remembered.clone();
                thread::spawn(move || serve(stream, answers, port, &remembered));
            }
        });
        Server { port, asked }
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    fn all(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// What was asked, in order, and forgets it.
    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().drain(..).map(|asked| asked.what).collect()
    }
}

fn serve(mut stream: TcpStream, answers: Answers, port: u16, remembered: &Mutex<Vec<Asked>>) {
    let from = Instant::now();
    let lines: Vec<String> = BufReader::new(stream.try_clone().unwrap())
        .lines()
        .map_while(Result::ok)
        .take_while(|line| !line.is_empty())
        .collect();
    let Some((method, rest)) = lines.first().and_then(|line| line.split_once(' ')) else { return };
    let path = rest.split(' ').next().unwrap();
    let (status, headers) = answers(method, path, port);
    let body = if method == "GET" { "a body that nobody reads\n".repeat(10_000) } else { String::new() };
    let asked = Asked { what: format!("{method} {path}"), headers: lines.join("\n"), from, to: Instant::now() };
    remembered.lock().unwrap().push(asked);
    let _ = write!(stream, "HTTP/1.1 {status} X\r\nContent-Length: {}\r\n{headers}Connection: close\r\n\r\n", 240_000);
    let _ = stream.write_all(body.as_bytes());
}

/// A site of every sort that is needed here.
fn usual(method: &str, path: &str, port: u16) -> (u16, String) {
    let to = |path: &str| format!("Location: {path}\r\n");
    match (method, path) {
        (_, "/ok" | "/moved-here?session=secret") => (200, String::new()),
        (_, "/moved") => (301, to(&format!("http://127.0.0.1:{port}/moved-here?session=secret"))),
        (_, "/found") => (302, to("ok")),
        (_, "/round") => (302, to("/round-again")),
        (_, "/round-again") => (302, to("/round")),
        (_, "/login") => (401, String::new()),
        (_, "/robots") => (403, String::new()),
        (_, "/busy") => (500, String::new()),
        (_, "/file") => (302, to("file:///etc/passwd")),
        (_, "/mail") => (302, to("mailto:jane@example.org")),
        (_, "/password") => (302, to(&format!("http://jane:secret@127.0.0.1:{port}/ok"))),
        ("HEAD", "/no-head") => (405, String::new()),
        ("GET", "/no-head") => (206, String::new()),
        ("HEAD", "/no-head-gone") => (501, String::new()),
        (_, "/gone") => (410, String::new()),
        _ => (404, String::new()),
    }
}

fn manner(allowed: &[&Server]) -> Manner {
    Manner {
        timeout: Duration::from_secs(20),
        pause: Duration::from_millis(1),
        patience: Duration::from_secs(5),
        whole: Duration::from_secs(600),
        allowed: allowed.iter().map(|server| server.host()).collect(),
    }
}

fn answers(addresses: &[String], manner: &Manner) -> BTreeMap<String, Answer> {
    ask(addresses.iter().map(|address| asked_for(address).unwrap()).collect(), manner, &|| {})
}

fn answer(address: &str, manner: &Manner) -> Answer {
    answers(&[address.to_owned()], manner).into_values().next().unwrap()
}

const ALIVE: Answer = Answer::Alive { moved: None };

#[test]
fn what_servers_say_is_understood() {
    let server = Server::start(usual);
    let table = [
        ("/ok", ALIVE, vec!["HEAD /ok"]),
        ("/gone", Answer::Dead(Gone::Status(410)), vec!["HEAD /gone", "GET /gone"]),
        ("/nothing", Answer::Dead(Gone::Status(404)), vec!["HEAD /nothing", "GET /nothing"]),
        ("/no-head", ALIVE, vec!["HEAD /no-head", "GET /no-head"]),
        ("/no-head-gone", Answer::Dead(Gone::Status(404)), vec!["HEAD /no-head-gone", "GET /no-head-gone"]),
        ("/login", ALIVE, vec!["HEAD /login"]),
        ("/robots", ALIVE, vec!["HEAD /robots", "GET /robots"]),
        ("/busy", Answer::Unanswered(Silence::Status(500)), vec!["HEAD /busy", "GET /busy"]),
        ("/found", ALIVE, vec!["HEAD /found", "HEAD /ok"]),
        ("/mail", ALIVE, vec!["HEAD /mail"]),
        ("/password", ALIVE, vec!["HEAD /password"]),
        ("/file", Answer::Unanswered(Silence::Nonsense), vec!["HEAD /file"]),
        (
            "/moved",
            Answer::Alive { moved: Some(server.url("/moved-here")) },
            vec!["HEAD /moved", "HEAD /moved-here?session=secret"],
        ),
    ];
    for (path, expected, asked) in table {
        assert_eq!(answer(&server.url(path), &manner(&[&server])), expected, "{path}");
        assert_eq!(server.asked(), asked, "{path}");
    }
    assert_eq!(answer(&server.url("/round"), &manner(&[&server])), Answer::Dead(Gone::Circle));
    assert_eq!(server.asked().len(), 11, "an address may lead on ten times");
}

#[test]
fn the_client_says_who_it_is_and_nothing_else() {
    let server = Server::start(usual);
    answer(&server.url("/no-head"), &manner(&[&server]));
    let asked = server.all();
    assert!(asked[0].headers.contains("\nuser-agent: Cairn/"), "{}", asked[0].headers);
    assert!(asked[1].headers.contains("\nrange: bytes=0-0"), "{}", asked[1].headers);
    for name in ["cookie", "authorization", "referer"] {
        assert!(!asked.iter().any(|asked| asked.headers.to_lowercase().contains(name)), "{name}");
    }
}

#[test]
fn inner_networks_are_not_asked_by_any_name_nor_at_the_end_of_a_road() {
    let inner = Server::start(usual);
    let untrusted = manner(&[]);
    for host in ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1"] {
        let found = answer(&format!("http://{host}:{}/ok", inner.port), &untrusted);
        assert!(matches!(found, Answer::Unanswered(Silence::Inner(_) | Silence::NoHost)), "{host}: {found:?}");
        let url = asked_for(&format!("http://{host}:{}/ok", inner.port)).unwrap();
        assert!(!untrusted.reaches(&url), "{host}");
    }
    // Trust is for a host and a port, and not for what it leads to.
    fn leads_on(_: &str, path: &str, _: u16) -> (u16, String) {
        (302, format!("Location: http://{}/ok\r\n", &path[1..]))
    }
    let outer = Server::start(leads_on);
    for host in [inner.host(), format!("localhost:{}", inner.port), "169.254.169.254".to_owned(), "metadata".to_owned()]
    {
        let found = answer(&outer.url(&format!("/{host}")), &manner(&[&outer]));
        assert!(matches!(found, Answer::Unanswered(Silence::Inner(_))), "{host}: {found:?}");
    }
    assert_eq!(inner.asked(), Vec::<String>::new());
    // What one address leads to says nothing of the others of its host.
    let astray = outer.url(&format!("/127.0.0.1:{}", inner.port));
    let other = outer.url("/metadata");
    let both = answers(&[astray.clone(), other.clone()], &manner(&[&outer]));
    let inner_host = |address| match &both[address] {
        Answer::Unanswered(Silence::Inner(host)) => host.as_str(),
        answer => panic!("{answer:?}"),
    };
    assert_eq!((inner_host(&astray), inner_host(&other)), ("127.0.0.1", "metadata"));
    assert_eq!(answer(&outer.url(&format!("/{}", inner.host())), &manner(&[&outer, &inner])), ALIVE);
}

#[test]
fn what_is_not_for_the_web_is_not_asked() {
    for written in [
        "mailto:jane@example.org",
        "ftp://x.org/",
        "https://jane:secret@x.org/",
        "https://jane@x.org/",
        "https://{host}/",
        "https://x.org/<id>",
        "https://",
    ] {
        assert_eq!(asked_for(written), None, "{written}");
    }
    assert_eq!(asked_for("HTTPS://Bücher.De/a b#c").unwrap().as_str(), "https://xn--bcher-kva.de/a%20b");
    let reaches = |address: &str| manner(&[]).reaches(&asked_for(address).unwrap());
    for inner in [
        "http://localhost/",
        "http://a.localhost/",
        "http://nas/",
        "http://printer.local/",
        "http://10.0.0.1/",
        "https://www.example.com/",
        "https://x.test/",
        "http://x.org:25/",
        "http://[fd00::1]/",
        "http://169.254.169.254/latest/",
        "http://a.internal./",
    ] {
        assert!(!reaches(inner), "{inner}");
    }
    for outer in ["https://x.org/", "http://x.org:8080/", "http://8.8.8.8/", "https://notexample.com/"] {
        assert!(reaches(outer), "{outer}");
    }
}

#[test]
fn one_host_is_asked_one_thing_after_the_other_with_a_pause() {
    fn slow(_: &str, _: &str, _: u16) -> (u16, String) {
        thread::sleep(Duration::from_millis(20));
        (200, String::new())
    }
    let (server, other) = (Server::start(slow), Server::start(usual));
    let addresses: Vec<String> = (0..6).map(|number| server.url(&format!("/{number}"))).collect();
    // Another host brings another worker, who has nothing to do here.
    let elsewhere = format!("localhost:{}", other.port);
    let all = [addresses, vec![format!("http://{elsewhere}/ok")]].concat();
    let pause = Duration::from_millis(30);
    let found = answers(&all, &Manner { pause, allowed: vec![server.host(), elsewhere], ..manner(&[]) });
    assert!(found.len() == 7 && found.values().all(|answer| *answer == ALIVE), "{found:?}");
    let mut asked = server.all();
    asked.sort_by_key(|asked| asked.from);
    assert_eq!(asked.len(), 6);
    for pair in asked.windows(2) {
        assert!(pair[1].from >= pair[0].to + pause, "{pair:?}");
    }
}

#[test]
fn a_host_that_asks_us_to_wait_is_waited_for_within_bounds() {
    static TIMES: Mutex<u32> = Mutex::new(0);
    fn later(_: &str, path: &str, _: u16) -> (u16, String) {
        let mut times = TIMES.lock().unwrap();
        *times += 1;
        match (path, *times) {
            ("/soon", 1) => (429, "Retry-After: 1\r\n".into()),
            ("/soon" | "/other", _) => (200, String::new()),
            _ => (503, "Retry-After: 3600\r\n".into()),
        }
    }
    let server = Server::start(later);
    let found = answers(&[server.url("/soon"), server.url("/tomorrow")], &manner(&[&server]));
    assert_eq!(found[&server.url("/soon")], ALIVE);
    assert_eq!(found[&server.url("/tomorrow")], Answer::Unanswered(Silence::LeftAlone));
    let asked = server.all();
    let what: Vec<&str> = asked.iter().map(|asked| asked.what.as_str()).collect();
    assert_eq!(what, ["HEAD /soon", "HEAD /soon", "HEAD /tomorrow"]);
    assert!(asked[1].from >= asked[0].to + Duration::from_secs(1));
    server.asked();
    // Whoever wants to be left alone is not asked about its other pages either.
    let found = answers(&[server.url("/tomorrow"), server.url("/yonder")], &manner(&[&server]));
    assert_eq!(found.values().filter(|answer| **answer == Answer::Unanswered(Silence::LeftAlone)).count(), 2);
    assert_eq!(server.asked().len(), 1);
}

#[test]
fn a_host_that_does_not_answer_is_given_up() {
    fn deaf(_: &str, _: &str, _: u16) -> (u16, String) {
        thread::sleep(Duration::from_secs(30));
        (200, String::new())
    }
    let server = Server::start(deaf);
    let addresses: Vec<String> = (0..5).map(|number| server.url(&format!("/{number}"))).collect();
    let start = Instant::now();
    let found = answers(&addresses, &Manner { timeout: Duration::from_millis(200), ..manner(&[&server]) });
    let count =
        |silence: Silence| found.values().filter(|answer| **answer == Answer::Unanswered(silence.clone())).count();
    assert_eq!((count(Silence::Timeout), count(Silence::LeftAlone)), (2, 3), "{found:?}");
    assert!(start.elapsed() < Duration::from_secs(30), "a server decides not how long it takes");
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let manner = Manner { allowed: vec![nobody.clone()], ..manner(&[]) };
    assert_eq!(answer(&format!("http://{nobody}/"), &manner), Answer::Unanswered(Silence::NoConnection));
}

#[test]
fn a_page_of_many_links_does_not_keep_us_for_ever() {
    let server = Server::start(usual);
    let addresses: Vec<String> = (0..50).map(|number| server.url(&format!("/{number}"))).collect();
    let (pause, whole) = (Duration::from_millis(100), Duration::from_millis(450));
    let found = answers(&addresses, &Manner { pause, whole, ..manner(&[&server]) });
    assert!(found.len() < 5, "two questions for each, and a pause behind each of them: {found:?}");
    assert!(found.values().all(|answer| *answer == Answer::Dead(Gone::Status(404))), "{found:?}");
}

fn check(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
    command.current_dir(folder).arg("check").args(arguments).env("NO_COLOR", "1").env_remove("GITHUB_ACTIONS");
    command.output().unwrap()
}

/// Findings as `file:line:column code message`.
fn findings(output: &Output) -> Vec<String> {
    let report: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
    let text = |finding: &Value| {
        let at = |key: &str| finding["start"][key].as_u64().unwrap_or_default();
        let word = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
        format!("{}:{}:{} {} {}", word("file"), at("line"), at("column"), word("code"), word("message"))
    };
    report["findings"].as_array().unwrap().iter().map(text).collect()
}

#[test]
fn every_address_is_asked_once_told_at_every_place_and_remembered() {
    let server = Server::start(usual);
    let url = |path: &str| server.url(path);
    let page = format!(
        "# A?\n\nSee [one]({ok}), [again]({ok}#part) and\n\
         <{gone}>[^1].\n\n![dot]({ok})\n\n[^1]: And [gone]({gone}).\n",
        ok = url("/ok"),
        gone = url("/gone"),
    );
    let other = format!("# B?\n\nSee [gone]({}) and [moved]({}).\n", url("/gone"), url("/moved"));
    let folder = tempfile::tempdir().unwrap();
    write_all(
        folder.path(),
        &[
            ("cairn.yml", "diagnostics: {no-history: off, remote-image: off, moved-link: warn}\n"),
            ("faq/a.md", &page),
            ("faq/b.md", &other),
        ],
    );
    let host = server.host();
    let external = ["--format", "json", "--external", "--allow-host", &host];
    let run = |day: &str, more: &[&str]| {
        let mut arguments = external.to_vec();
        arguments.extend(["--now", day]);
        arguments.extend(more);
        let output = check(folder.path(), &arguments);
        let mut asked = server.asked();
        asked.sort();
        (findings(&output), output.status.code(), asked)
    };
    let gone = format!("dead-link nothing is at `{}`: the server answers 410", url("/gone"));
    let expected = vec![
        format!("faq/a.md:4:2 {gone}"),
        format!("faq/a.md:8:18 {gone}"),
        format!("faq/b.md:3:12 {gone}"),
        format!("faq/b.md:3:{} moved-link `{}` has moved for good", 26 + url("/gone").len(), url("/moved")),
    ];
    let all = ["GET /gone", "HEAD /gone", "HEAD /moved", "HEAD /moved-here?session=secret", "HEAD /ok"];
    let (found, status, asked) = run("2026-03-01", &[]);
    assert_eq!((found, status), (expected.clone(), Some(1)));
    assert_eq!(asked, all);
    assert_eq!(run("2026-03-01", &[]), (expected.clone(), Some(1), vec![]), "all is known");
    let kept = files(&folder.path().join(".cairn/cache")).into_iter().filter(|(name, _)| name.starts_with("answers-"));
    let kept: Vec<u8> = kept.flat_map(|(_, bytes)| bytes).collect();
    let holds = |what: &str| kept.windows(what.len()).any(|window| window == what.as_bytes());
    assert!(
        holds("moved-here") && !holds("secret") && !holds("/gone"),
        "no address that was asked, and no query of a server"
    );
    // Only what a branch changed is asked about, and only where it is asked for.
    assert_eq!(run("2026-03-20", &["faq/a.md"]).2, ["GET /gone", "HEAD /gone", "HEAD /ok"]);
    let quiet = check(folder.path(), &["--format", "json", "--no-cache"]);
    assert_eq!((findings(&quiet), server.asked()), (vec![], vec![]));
    let build = Command::new(env!("CARGO_BIN_EXE_cairn"))
        .current_dir(folder.path())
        .args(["build", "--no-cache"])
        .output()
        .unwrap();
    assert!(build.status.success() && server.asked().is_empty());
}

#[test]
fn good_news_lasts_longer_than_bad() {
    let server = Server::start(usual);
    let folder = tempfile::tempdir().unwrap();
    let host = server.host();
    let asked = |path: &str, day: &str, more: &[&str]| {
        let page = format!("# A?\n\n[a]({})\n", server.url(path));
        write_all(folder.path(), &[("faq/a.md", &page)]);
        let mut arguments = vec!["--external", "--format", "json", "--allow-host", &host, "--now", day];
        arguments.extend(more);
        let is_told = findings(&check(folder.path(), &arguments)).iter().any(|found| found.contains("dead-link"));
        assert_eq!(is_told, path == "/gone", "{day}");
        !server.asked().is_empty()
    };
    assert!(asked("/ok", "2026-03-01", &[]));
    assert!(!asked("/ok", "2026-03-07", &[]));
    assert!(asked("/ok", "2026-03-07", &["--no-cache"]));
    assert!(asked("/ok", "2026-03-08", &[]));
    assert!(!asked("/ok", "2026-03-14", &[]), "since it was asked again");
    assert!(asked("/ok", "2026-02-28", &[]), "a day to come tells nothing");
    assert!(asked("/gone", "2026-03-01", &[]));
    assert!(!asked("/gone", "2026-03-01", &[]));
    assert!(asked("/gone", "2026-03-02", &[]));
}

#[test]
fn content_cannot_decide_whom_we_ask() {
    let server = Server::start(usual);
    let folder = tempfile::tempdir().unwrap();
    let page = format!(
        "# A?\n\n[a]({}) [b](http://localhost:{}/ok) [c](http://jane:secret@{}/ok)\n",
        server.url("/gone"),
        server.port,
        server.host()
    );
    let config = "diagnostics: {no-history: off, suspect-link: off}\n";
    write_all(folder.path(), &[("cairn.yml", config), ("faq/a.md", &page)]);
    let output = check(folder.path(), &["--external", "--format", "json"]);
    assert_eq!((findings(&output), server.asked()), (vec![], vec![]));
    let log = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(log.contains("Asked 0 addresses, 0 known already, 2 addresses for some machines only not asked"), "{log}");
    write_all(folder.path(), &[("cairn.yml", &format!("{config}external_links: {{allow: [{}]}}\n", server.host()))]);
    let output = check(folder.path(), &["--external", "--format", "json"]);
    assert!(findings(&output)[0].contains("unknown-option") && server.asked().is_empty());
    let host = server.host();
    let allowed = ["--external", "--format", "json", "--allow-host", &host];
    let ignoring = format!("{config}external_links: {{ignore: [\"http://*/gone\"], timeout: 5}}\n");
    write_all(folder.path(), &[("cairn.yml", &ignoring)]);
    assert_eq!((findings(&check(folder.path(), &allowed)), server.asked()), (vec![], vec![]));
    write_all(folder.path(), &[("cairn.yml", config)]);
    assert_eq!(findings(&check(folder.path(), &allowed)).len(), 1);
    assert_eq!(server.asked(), ["HEAD /gone", "GET /gone"]);
    let output = check(folder.path(), &["--allow-host", "127.0.0.1"]);
    assert_eq!(output.status.code(), Some(2), "without --external it means nothing");
}
