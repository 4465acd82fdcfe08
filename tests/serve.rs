//! What `cairn serve` answers, and whom: asked byte by byte, as a browser would and as nobody should.

#![allow(clippy::disallowed_methods, reason = "tests use the world")]
#![expect(clippy::print_stdout, reason = "a child process tells where it listens")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use cairn::cli::serve::{self, Answer, Edition, Options};

/// A site of three files. The page `/faq/x/` says what the source file says; a source that says "broken" cannot be built.
fn edition(source: &Path) -> Result<Edition, serve::Failure> {
    let text = std::fs::read_to_string(source)?;
    if text == "broken" {
        return Err("the source is broken".into());
    }
    assert!(text != "panic", "a build that breaks off");
    let stamp = format!("stamp-{text}");
    let answer = move |path: &str| {
        let (content_type, bytes) = match path {
            "/" => ("text/html; charset=utf-8", "<body>home</body>".to_owned()),
            "/faq/x/" | "/faq/größe/" => ("text/html; charset=utf-8", format!("<body>{text}</body><!-- end -->")),
            "/assets/site.css" => ("text/css; charset=utf-8", "a{}".to_owned()),
            "/404.html" => ("text/html; charset=utf-8", "nothing here".to_owned()),
            "/panic" => panic!("a page that cannot be made"),
            _ => return None,
        };
        Some(Answer { content_type, bytes: bytes.into_bytes(), is_named_by_content: path == "/assets/site.css" })
    };
    Ok(Edition { answer: Box::new(answer), problems: vec!["warning: <b>one</b>".to_owned()], count: 1, stamp })
}

/// A server that runs until the test ends.
struct Server {
    address: SocketAddr,
    folder: tempfile::TempDir,
    builds: Arc<AtomicUsize>,
}

impl Server {
    fn start(base: &str) -> Server {
        Server::start_with(Options { base: base.to_owned(), port: 0, ..Options::default() })
    }

    fn start_with(options: Options) -> Server {
        let folder = tempfile::tempdir().unwrap();
        let source = folder.path().join("x.md");
        std::fs::write(&source, "one").unwrap();
        let (send, receive) = mpsc::channel();
        let watch: Vec<PathBuf> = vec![folder.path().to_owned()];
        let ignore = vec![folder.path().join("public")];
        let builds = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&builds);
        std::thread::spawn(move || {
            let rebuild = move |_: &[PathBuf]| {
                counted.fetch_add(1, Ordering::SeqCst);
                edition(&source)
            };
            serve::serve(&options, &watch, &ignore, rebuild, |address| send.send(address).unwrap()).unwrap();
        });
        Server { address: receive.recv_timeout(Duration::from_secs(20)).unwrap(), folder, builds }
    }

    fn save(&self, text: &str) {
        std::fs::write(self.folder.path().join("x.md"), text).unwrap();
    }

    fn send(&self, request: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        stream
    }

    /// The whole answer: status, header lines in lower case, body.
    fn ask(&self, request: &str) -> Reply {
        let mut bytes = Vec::new();
        self.send(request).read_to_end(&mut bytes).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Reply { status, head: head.to_lowercase(), body: body.to_owned() }
    }

    fn get(&self, path: &str) -> Reply {
        self.ask(&format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address))
    }

    /// Listens to live events; each line of data as JSON.
    fn listen(&self) -> impl Iterator<Item = serde_json::Value> {
        let stream = self.send(&format!("GET /.cairn/events HTTP/1.1\r\nHost: {}\r\n\r\n", self.address));
        let lines = BufReader::new(stream).lines().map(|line| line.unwrap());
        lines.filter_map(|line| Some(serde_json::from_str(line.strip_prefix("data: ")?).unwrap()))
    }
}

#[derive(Debug)]
struct Reply {
    status: u16,
    head: String,
    body: String,
}

#[test]
fn files_of_the_site_are_served() {
    let server = Server::start("/");
    let page = server.get("/faq/x/?q=1");
    assert_eq!(page.status, 200);
    let script = r#"<script src="/.cairn/live.js" data-stamp="stamp-one"></script>"#;
    assert_eq!(page.body, format!("<body>one{script}</body><!-- end -->"));
    assert!(page.head.contains("content-type: text/html; charset=utf-8"), "{page:?}");
    assert!(page.head.contains("cache-control: no-store") && page.head.contains("nosniff"), "{page:?}");
    assert!(!page.head.contains("access-control"), "{page:?}");

    let style = server.get("/assets/site.css");
    assert_eq!((style.status, style.body.as_str()), (200, "a{}"));
    assert!(style.head.contains("cache-control: max-age=31536000, immutable"), "{style:?}");
    assert_eq!(server.get("/faq/gr%C3%B6%C3%9Fe/").status, 200);

    let lost = server.get("/lost");
    assert_eq!((lost.status, lost.body.starts_with("nothing here<script")), (404, true));
    let script = server.get("/.cairn/live.js");
    assert!(script.head.contains("text/javascript") && script.body.contains("EventSource"));
}

#[test]
fn a_missing_slash_is_added() {
    let server = Server::start("/");
    let reply = server.get("/faq/x?q=1");
    assert_eq!(reply.status, 307);
    assert!(reply.head.contains("location: /faq/x/?q=1"), "{reply:?}");
    let reply = server.get("/faq/gr%C3%B6%C3%9Fe");
    assert!(reply.head.contains("location: /faq/gr%c3%b6%c3%9fe/"), "{reply:?}");
    assert_eq!(server.get("//evil.example/faq/x").status, 400);
}

#[test]
fn a_site_below_a_path_stays_there() {
    for base in ["/repo/", "/repo", "repo"] {
        let server = Server::start(base);
        for path in ["/", "/repo"] {
            let reply = server.get(path);
            assert!(reply.status == 307 && reply.head.contains("location: /repo/"), "{reply:?}");
        }
        assert!(server.get("/repo/").body.starts_with("<body>home"));
        assert_eq!(server.get("/repo/faq/x/").status, 200);
        assert!(server.get("/repo/faq/x").head.contains("location: /repo/faq/x/"));
        assert_eq!(server.get("/faq/x/").status, 404);
        assert_eq!(server.get("/repository/").status, 404);
        assert_eq!(server.get("/.cairn/live.js").status, 200);
    }
}

#[test]
fn strangers_names_are_refused() {
    let server = Server::start("/");
    let port = server.address.port();
    let ask = |host: &str| server.ask(&format!("GET / HTTP/1.1\r\n{host}Connection: close\r\n\r\n")).status;
    for good in ["localhost", "LOCALHOST", "127.0.0.1", "[::1]"] {
        assert_eq!(ask(&format!("Host: {good}:{port}\r\n")), 200, "{good}");
        assert_eq!(ask(&format!("Host: {good}\r\n")), 200, "{good}");
    }
    let bad = [
        "Host: evil.example\r\n",
        "Host: localhost.evil.example\r\n",
        "Host: localhost@evil.example\r\n",
        "Host: evil.example@localhost\r\n",
        "Host: 192.168.0.1\r\n",
        "Host: 127.0.0.1:4555.evil.example\r\n",
        "Host: localhost:80:80\r\n",
        "Host: [::1].evil.example\r\n",
        "Host: \r\n",
        "Host: localhost\r\nHost: evil.example\r\n",
        "",
    ];
    for host in bad {
        let status = ask(host);
        assert!(status == 421 || status == 400, "{host:?}: {status}");
    }
    // Listening everywhere, the server cannot know its addresses; a name is still no address.
    let server = Server::start_with(Options { interface: "0.0.0.0".to_owned(), port: 0, ..Options::default() });
    let server = Server { address: SocketAddr::from(([127, 0, 0, 1], server.address.port())), ..server };
    let ask = |host: &str| server.ask(&format!("GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")).status;
    assert_eq!((ask("192.168.0.1:7070"), ask("evil.example")), (200, 421));
}

#[test]
fn odd_addresses_are_refused() {
    let server = Server::start("/");
    let bad = [
        "/..%2f..%2fetc/passwd",
        "/%2e%2e/",
        "/../etc/passwd",
        "/faq/../faq/x/",
        "/./",
        "/faq//x/",
        "//",
        "/%5c..%5c",
        "/faq/x%00",
        "/%ff",
    ];
    for path in bad {
        let reply = server.get(path);
        assert_eq!(reply.status, 400, "{path}: {reply:?}");
    }
    assert_eq!(server.get("/etc/passwd").status, 404);
    for path in ["http://127.0.0.1/", "http://evil.example/"] {
        assert_eq!(server.get(path).status, 400, "{path}");
    }
}

#[test]
fn nothing_but_reading_is_allowed() {
    let server = Server::start("/");
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"] {
        let host = server.address;
        let reply = server
            .ask(&format!("{method} / HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
        assert_eq!(reply.status, 405, "{method}");
        assert!(reply.head.contains("allow: get, head"));
    }
    let host = server.address;
    let head = server.ask(&format!("HEAD /faq/x/ HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"));
    let length = server.get("/faq/x/").body.len();
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    assert!(head.head.contains(&format!("content-length: {length}")), "{head:?}");
}

#[test]
fn a_page_that_cannot_be_made_takes_nothing_with_it() {
    let server = Server::start("/");
    assert_eq!(server.get("/panic").status, 500);
    assert_eq!(server.get("/").status, 200);
}

#[test]
fn only_own_pages_may_listen() {
    let server = Server::start("/");
    let host = server.address;
    let ask = |more: &str| {
        let stream = server.send(&format!("GET /.cairn/events HTTP/1.1\r\nHost: {host}\r\n{more}\r\n"));
        let line = BufReader::new(stream).lines().next().unwrap().unwrap();
        line.split(' ').nth(1).unwrap().parse::<u16>().unwrap()
    };
    assert_eq!(ask(""), 200);
    assert_eq!(ask(&format!("Origin: http://{host}\r\nSec-Fetch-Site: same-origin\r\n")), 200);
    for foreign in ["http://evil.example", "null", "http://127.0.0.1:1", "file://"] {
        assert_eq!(ask(&format!("Origin: {foreign}\r\n")), 403, "{foreign}");
    }
    assert_eq!(ask("Sec-Fetch-Site: cross-site\r\n"), 403);
    assert_eq!(ask("Sec-Fetch-Site: same-site\r\n"), 403);
}

#[test]
fn a_save_reaches_open_pages() {
    let server = Server::start("/");
    let mut events = server.listen();
    let first = events.next().unwrap();
    assert_eq!((first["stamp"].as_str(), first["failed"].as_bool()), (Some("stamp-one"), Some(false)));
    assert_eq!(first["problems"][0], "warning: <b>one</b>");

    server.save("two");
    let second = events.find(|news| news["stamp"] == "stamp-two").unwrap();
    assert_eq!((second["before"].as_str(), second["style"].as_bool()), (Some("stamp-one"), Some(false)));
    assert!(server.get("/faq/x/").body.contains("two<script"));

    server.save("broken");
    let third = events.find(|news| news["failed"] == true).unwrap();
    assert_eq!(
        (third["stamp"].as_str(), third["problems"][0].as_str()),
        (Some("stamp-two"), Some("the source is broken"))
    );
    assert!(server.get("/faq/x/").body.contains("two<script"), "the last edition stays");

    server.save("panic");
    events.find(|news| news["problems"][0].as_str().unwrap().starts_with("the build broke off")).unwrap();
    assert!(server.get("/faq/x/").body.contains("two<script"), "the last edition stays");

    server.save("three");
    let fourth = events.find(|news| news["failed"] == false).unwrap();
    assert_eq!(fourth["stamp"], "stamp-three");
    // Who listens later learns the same at once.
    assert_eq!(server.listen().next().unwrap()["stamp"], "stamp-three");
}

#[test]
fn what_does_not_concern_the_site_builds_nothing() {
    let server = Server::start("/");
    std::fs::create_dir(server.folder.path().join("public")).unwrap();
    std::fs::write(server.folder.path().join("public/index.html"), "x").unwrap();
    std::fs::write(server.folder.path().join("x.md~"), "x").unwrap();
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(server.builds.load(Ordering::SeqCst), 1);
}

#[test]
fn a_port_in_use_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let options = Options { port, ..Options::default() };
    let error =
        serve::serve(&options, &[], &[], |_| panic!("no build is needed to find that out"), |_| ()).unwrap_err();
    assert_eq!(error.message, format!("port {port} on 127.0.0.1 is already in use"));
    assert!(error.help.unwrap().contains("--port"));

    let options = Options { interface: "not an address".to_owned(), ..Options::default() };
    let error = serve::serve(&options, &[], &[], |_| panic!(), |_| ()).unwrap_err();
    assert!(error.help.unwrap().contains("--interface"));
}

#[test]
fn a_first_build_that_fails_is_an_error() {
    let options = Options { port: 0, ..Options::default() };
    let error = serve::serve(&options, &[], &[], |_| Err("no such folder".into()), |_| ()).unwrap_err();
    assert_eq!(error.message, "cannot build the site: no such folder");
}

/// A file of the folder that is saved, and whether that makes an edition.
const SAVED: [(&str, &str, bool); 11] = [
    ("a.log", "ignored by git", false),
    ("b.txt", "a file that no page names", false),
    ("notes/c.txt", "one in a new folder", false),
    ("README.md", "about the repository", false),
    ("target/doc/d.md", "what a tool made", false),
    ("faq/x.md", "# Where?\n\n[Here](../here.txt), [there](../there.txt).\n", false),
    ("here.txt", "a file that a page gives away", true),
    ("there.txt", "a file that a page looks for", true),
    (".gitignore", "here.txt\n*.log\n", true),
    ("people.yml", "jane:\n  name: Jane\n", true),
    ("faq/x.md", "# Where is it?\n", true),
];

#[test]
fn only_what_the_site_shows_makes_a_new_edition() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    std::fs::create_dir_all(root.join("faq")).unwrap();
    for (name, text) in [(".gitignore", "*.log\n"), ("faq/x.md", SAVED[5].1), ("here.txt", "first")] {
        std::fs::write(root.join(name), text).unwrap();
    }
    // What it says goes into the folder that it serves.
    let log = root.join("said.txt");
    let said = std::fs::File::create(&log).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_cairn"));
    let command = command.args(["serve", "--port", "0"]).arg(root).stdout(Stdio::null()).stderr(said);
    let child = Ended(command.spawn().unwrap());
    let address = loop {
        let text = std::fs::read_to_string(&log).unwrap();
        if let Some((address, _)) = text.rsplit_once("The site is at http://").and_then(|(_, it)| it.split_once("/ ")) {
            break address.to_owned();
        }
        std::thread::sleep(Duration::from_millis(20));
    };
    let address: SocketAddr = address.parse().unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET /.cairn/events HTTP/1.1\r\nHost: {address}\r\n\r\n").unwrap();
    let (send, news) = mpsc::channel();
    std::thread::spawn(move || {
        let lines = BufReader::new(stream).lines().map_while(Result::ok);
        lines.filter(|line| line.starts_with("data: ")).for_each(|line| send.send(line).unwrap_or_default());
    });
    news.recv_timeout(Duration::from_secs(20)).unwrap();
    for (name, text, is_new) in SAVED {
        let file = root.join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, text).unwrap();
        let patience = if is_new { Duration::from_secs(20) } else { Duration::from_millis(600) };
        assert_eq!(news.recv_timeout(patience).is_ok(), is_new, "{name}: {text}");
        // One save may be told in two pieces.
        while is_new && news.recv_timeout(Duration::from_millis(300)).is_ok() {}
    }
    drop(child);
}

/// A process that ends with the test.
struct Ended(std::process::Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Not a test of its own: the process that [`an_interrupt_ends_the_server_well`] starts and interrupts.
#[test]
fn server() {
    if std::env::var_os("CAIRN_TEST_SERVER").is_none() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("x.md");
    std::fs::write(&source, "one").unwrap();
    let options = Options { port: 0, ..Options::default() };
    serve::serve(&options, &[], &[], move |_| edition(&source), |address| println!("\nlistening {address}")).unwrap();
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_the_server_well() {
    for signal in ["-INT", "-TERM"] {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "server", "--nocapture"])
            .env("CAIRN_TEST_SERVER", "1")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = lines.find_map(|line| line.unwrap().strip_prefix("listening ").map(str::to_owned)).unwrap();
        // Somebody who listens for events must not keep the server alive.
        let mut listener = TcpStream::connect(&address).unwrap();
        write!(listener, "GET /.cairn/events HTTP/1.1\r\nHost: {address}\r\n\r\n").unwrap();
        let mut first = [0];
        listener.read_exact(&mut first).unwrap();
        assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success());
        assert!(child.wait().unwrap().success(), "{signal}");
    }
}

#[test]
fn no_more_connections_are_held_than_there_are_places() {
    let server = Server::start("/");
    let request = format!("GET /faq/x/ HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", server.address);
    // Whoever says nothing takes a place.
    let mut silent: Vec<TcpStream> = (0..128).map(|_| server.send("")).collect();
    let mut waiting = server.send(&request);
    waiting.set_read_timeout(Some(Duration::from_millis(500))).unwrap();
    let mut bytes = [0; 12];
    assert!(waiting.read_exact(&mut bytes).is_err(), "there was a place left");
    silent.truncate(100);
    waiting.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    waiting.read_exact(&mut bytes).unwrap();
    assert_eq!(&bytes, b"HTTP/1.1 200");
}
