//! `cairn serve`: the site on one's own machine, made page by page as a browser asks, and new after every save.
//!
//! Begin with [`serve`]. An [`Edition`] is what one build gives; the server holds the last that succeeded and asks it
//! for pages by their address. No address is ever looked up on the disk, so none can lead out of the site.
//!
//! A page in another tab, on any website, can send requests here. So the server answers only to its own names (a stranger's
//! name that resolves to this machine is refused), only reads, sends no permission to other origins, and tells
//! live events to its own pages alone.

use std::convert::Infallible;
use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::io::{self, ErrorKind};
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::pin::Pin;
use std::process::{Command, Stdio};
use std::sync::{Arc, RwLock};
use std::task::{Context, Poll, ready};
use std::thread;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::request::Parts;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use futures_core::Stream;
use percent_encoding::percent_decode_str;
use serde::Serialize;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::{Instant, Sleep};

use crate::cli::watch::Watch;
use crate::path::encode;

/// What a rebuild gives.
pub struct Edition {
    /// The file at a decoded address below the base, such as `/faq/x/` or `/assets/site.css`; it is made when asked for.
    pub answer: Answers,
    /// What is wrong with the content, one rendered diagnostic each, plain text; the first of them where there are many.
    pub problems: Vec<String>,
    /// How many there are.
    pub count: usize,
    /// Differs from that of every other edition with other files; pages in browsers load again when it changes, and hear of
    /// nothing where it stays.
    pub stamp: String,
}

/// Makes the file at an address, if the site has one there.
pub type Answers = Box<dyn Fn(&str) -> Option<Answer> + Send + Sync>;

/// A file of the site.
pub struct Answer {
    /// As [`content_type`] gives it.
    pub content_type: &'static str,
    /// What is in it.
    pub bytes: Vec<u8>,
    /// Whether its address tells what is in it: a page that is loaded again need not ask for it.
    pub is_named_by_content: bool,
}

/// What the command line may choose.
#[derive(Clone, Debug)]
pub struct Options {
    /// Address or name of this machine to listen on.
    pub interface: String,
    /// Port; 0 takes any that is free.
    pub port: u16,
    /// The path of the base URL, such as `/` or `/repo/`.
    pub base: String,
    /// Whether to open a browser.
    pub open: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options { interface: "127.0.0.1".to_owned(), port: 7070, base: "/".to_owned(), open: false }
    }
}

/// Why there is no server.
#[derive(Debug)]
pub struct Error {
    /// What failed and why, in one line.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for Error {}

/// What a rebuild may fail with.
pub type Failure = Box<dyn StdError + Send + Sync>;

/// Serves until it is told to stop (Ctrl-C). Rebuilds when something below `watch` changes that is not below `ignore`.
///
/// `rebuild` is told what changed, the first time nothing. A rebuild that fails keeps the edition before and shows the failure in the browser; only the first must succeed.
/// `ready` is told where the server listens.
pub fn serve(
    options: &Options,
    watch: &[PathBuf],
    ignore: &[PathBuf],
    rebuild: impl Fn(&[PathBuf]) -> Result<Edition, Failure> + Send + Sync + 'static,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), Error> {
    let failed = |what: &str, error: &dyn fmt::Display| Error { message: format!("{what}: {error}"), help: None };
    // The port first: finding out that it is taken should not cost a build.
    let listener = listen(options)?;
    let address = listener.local_addr().map_err(|error| failed("cannot listen", &error))?;
    // Watching begins before building, so that a change in between is not lost.
    let changes = Watch::begin(watch, ignore);
    let edition = rebuild(&[]).map_err(|error| failed("cannot build the site", &error))?;
    let site = Arc::new(Site::new(options, edition));

    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| failed("cannot start the server", &error))?;
    match changes {
        Ok(changes) => {
            let site = Arc::clone(&site);
            thread::spawn(move || changes.each(|changed, style_alone| site.renew(&|| rebuild(changed), style_alone)));
        }
        Err(error) => note(&format!("pages will not reload by themselves: {error}")),
    }
    ready(address);
    if options.open {
        open_browser(&address_of(address, &options.base));
    }
    let served = runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let router = Router::new().fallback(respond).with_state(site);
        let listener = Bounded { listener, free: Arc::new(Semaphore::new(CONNECTIONS)), patience: PATIENCE };
        tokio::select! {
            served = axum::serve(listener, router) => served,
            () = told_to_stop() => Ok(()),
        }
    });
    // Somebody may still be waiting for a page. They know that the server was stopped.
    runtime.shutdown_background();
    served.map_err(|error| failed("the server failed", &error))
}

/// What to type into a browser.
pub fn address_of(address: SocketAddr, base: &str) -> String {
    let host = match address.ip() {
        ip if ip.is_unspecified() => "localhost".to_owned(),
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => format!("[{ip}]"),
    };
    format!("http://{host}:{}{base}", address.port())
}

/// The media type of a file, by its name.
pub fn content_type(path: &str) -> &'static str {
    let extension =
        path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map_or("", |(_, extension)| extension);
    match extension.to_ascii_lowercase().as_str() {
        "html" | "htm" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "md" => "text/markdown; charset=utf-8",
        "txt" | "text" | "log" | "sh" | "toml" | "ini" | "conf" => "text/plain; charset=utf-8",
        "yml" | "yaml" => "text/yaml; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "vcf" => "text/vcard; charset=utf-8",
        "ics" => "text/calendar; charset=utf-8",
        "xml" => "application/xml",
        "atom" => "application/atom+xml",
        "rss" => "application/rss+xml",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "ttf" => "font/ttf",
        "otf" => "font/otf",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "mp3" => "audio/mpeg",
        "ogg" => "audio/ogg",
        "pdf" => "application/pdf",
        "zip" => "application/zip",
        "gz" | "tgz" => "application/gzip",
        "wasm" => "application/wasm",
        _ => "application/octet-stream",
    }
}

fn listen(options: &Options) -> Result<std::net::TcpListener, Error> {
    let place = format!("port {} on {}", options.port, options.interface);
    let explain = |error: io::Error| match error.kind() {
        ErrorKind::AddrInUse => Error {
            message: format!("{place} is already in use"),
            help: Some("stop what uses it, or choose another port with `--port`".to_owned()),
        },
        ErrorKind::PermissionDenied => Error {
            message: format!("{place} may not be used: {error}"),
            help: Some("ports below 1024 often need special rights; choose another with `--port`".to_owned()),
        },
        _ => Error {
            message: format!("cannot listen at {place}: {error}"),
            help: Some("`--interface` takes an address or name of this machine, such as `127.0.0.1`".to_owned()),
        },
    };
    let mut addresses = (options.interface.as_str(), options.port).to_socket_addrs().map_err(explain)?;
    let address = addresses.next().ok_or_else(|| explain(ErrorKind::AddrNotAvailable.into()))?;
    let listener = std::net::TcpListener::bind(address).map_err(explain)?;
    listener.set_nonblocking(true).map_err(explain)?;
    Ok(listener)
}

/// So many connections are open at once; others wait until one is closed. A browser opens six.
const CONNECTIONS: usize = 128;

/// A connection on which nobody says anything for so long gives up its place. Live events have a word in between.
const PATIENCE: Duration = Duration::from_secs(120);

/// Takes no more connections than there are free places.
struct Bounded {
    listener: tokio::net::TcpListener,
    free: Arc<Semaphore>,
    patience: Duration,
}

impl axum::serve::Listener for Bounded {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        let place = Arc::clone(&self.free).acquire_owned().await.expect("nobody closes it");
        let (stream, address) = axum::serve::Listener::accept(&mut self.listener).await;
        let silence = Box::pin(tokio::time::sleep(self.patience));
        (Connection { stream, patience: self.patience, silence, _place: place }, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// A connection and the place that it takes.
struct Connection {
    stream: TcpStream,
    patience: Duration,
    /// Ends when the last word of either side is too long ago.
    silence: Pin<Box<Sleep>>,
    _place: OwnedSemaphorePermit,
}

impl Connection {
    /// What was heard is passed on and ends the silence; while nothing is, the silence may last too long.
    fn heard<T>(&mut self, heard: Poll<io::Result<T>>, context: &mut Context<'_>) -> Poll<io::Result<T>> {
        if heard.is_ready() {
            self.silence.as_mut().reset(Instant::now() + self.patience);
            return heard;
        }
        self.silence.as_mut().poll(context).map(|()| Err(ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Connection {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let heard = Pin::new(&mut self.stream).poll_read(context, into);
        self.heard(heard, context)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, from: &[u8]) -> Poll<io::Result<usize>> {
        let said = Pin::new(&mut self.stream).poll_write(context, from);
        self.heard(said, context)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

/// Ends when the person or the system asks the program to.
pub(super) async fn told_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

/// What the server knows while it runs.
struct Site {
    base: String,
    /// Names that this server goes by, without port, lower case.
    names: Vec<String>,
    /// Whether it listens on every interface, and so goes by addresses that it does not know.
    everywhere: bool,
    edition: RwLock<Arc<Edition>>,
    news: watch::Sender<Arc<News>>,
}

/// What open pages are told.
#[derive(Clone, Default, Serialize)]
struct News {
    stamp: String,
    /// The stamp before.
    before: String,
    /// Whether only stylesheets changed since then.
    style: bool,
    problems: Vec<String>,
    /// How many there are; some may not be told.
    count: usize,
    /// Whether the last build failed, so that the edition is an older one.
    failed: bool,
}

impl Site {
    fn new(options: &Options, edition: Edition) -> Site {
        let interface = options.interface.to_lowercase();
        let names =
            ["localhost", "127.0.0.1", "[::1]", &interface, &format!("[{interface}]")].map(str::to_owned).to_vec();
        let everywhere = interface.parse::<IpAddr>().is_ok_and(|ip| ip.is_unspecified());
        let edition = Edition { stamp: quotable(&edition.stamp), ..edition };
        let news = News {
            stamp: edition.stamp.clone(),
            problems: edition.problems.clone(),
            count: edition.count,
            ..News::default()
        };
        let base = format!("/{}/", options.base.trim_matches('/')).replace("//", "/");
        Site {
            base,
            names,
            everywhere,
            edition: RwLock::new(Arc::new(edition)),
            news: watch::Sender::new(Arc::new(news)),
        }
    }

    fn edition(&self) -> Arc<Edition> {
        Arc::clone(&self.edition.read().expect("nothing panics while it holds this lock"))
    }

    fn renew(&self, rebuild: &dyn Fn() -> Result<Edition, Failure>, style_alone: bool) {
        let before = News::clone(&self.news.borrow());
        let built = catch_unwind(AssertUnwindSafe(rebuild))
            .unwrap_or_else(|_| Err("the build broke off; this is a mistake in Cairn".into()));
        let mut old = None;
        let news = match built {
            // Nothing that was shown is different.
            Ok(edition) if quotable(&edition.stamp) == before.stamp && !before.failed => return,
            Ok(edition) => {
                let edition = Edition { stamp: quotable(&edition.stamp), ..edition };
                let news = News {
                    stamp: edition.stamp.clone(),
                    style: style_alone,
                    problems: edition.problems.clone(),
                    count: edition.count,
                    failed: false,
                    before: before.stamp,
                };
                let mut shown = self.edition.write().expect("nothing panics while it holds this lock");
                old = Some(std::mem::replace(&mut *shown, Arc::new(edition)));
                news
            }
            Err(error) => {
                note(&format!("the site could not be built, the last one stays: {error}"));
                News { problems: vec![error.to_string()], count: 1, failed: true, ..before }
            }
        };
        self.news.send_replace(Arc::new(news));
        // A large site takes its time to go; whoever asked for the new one does not wait for it.
        drop(old);
    }

    /// Whether the request was meant for this server. Any port will do: it may have been forwarded, and what a stranger
    /// can choose is a name, not the name `localhost` nor an address.
    fn knows(&self, headers: &HeaderMap) -> bool {
        let mut hosts = headers.get_all(header::HOST).iter();
        let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
        let Ok(authority) = Authority::try_from(host.as_bytes()) else { return false };
        let host = authority.host().to_lowercase();
        // What stands behind the name is a port and nothing else: the parser looks for its colon from the end.
        let port = authority.as_str().get(host.len()..).unwrap_or("?");
        let is_port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
        if !(port.is_empty() || port.strip_prefix(':').is_some_and(is_port)) {
            return false;
        }
        let is_address = || host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok();
        self.names.contains(&host) || (self.everywhere && is_address())
    }

    /// Whether the request comes from a page of this server, or from no page.
    fn is_own(&self, headers: &HeaderMap) -> bool {
        let text = |name: &HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
        let fetched = HeaderName::from_static("sec-fetch-site");
        let from_here = text(&fetched).is_none_or(|site| matches!(site, "same-origin" | "none"));
        let host = text(&header::HOST).unwrap_or_default();
        let origin = text(&header::ORIGIN).map(|origin| origin.split_once("://").unwrap_or(("", origin)));
        from_here
            && origin.is_none_or(|(scheme, rest)| matches!(scheme, "http" | "https") && rest.eq_ignore_ascii_case(host))
    }
}

/// A stamp that stands in an attribute and in JSON as the same text.
fn quotable(stamp: &str) -> String {
    stamp.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_')).collect()
}

async fn respond(State(site): State<Arc<Site>>, request: Request) -> Response {
    let mut response = route(&site, request.into_parts().0).await;
    let headers = response.headers_mut();
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    let fixed = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "SAMEORIGIN"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

async fn route(site: &Arc<Site>, request: Parts) -> Response {
    let refuse = |status: StatusCode, why: &'static str| (status, format!("{why}\n")).into_response();
    if request.uri.authority().is_some() {
        return refuse(StatusCode::BAD_REQUEST, "this is no proxy");
    }
    if !site.knows(&request.headers) {
        return refuse(StatusCode::MISDIRECTED_REQUEST, "this server does not go by that name");
    }
    if !matches!(request.method, Method::GET | Method::HEAD) {
        let refused = refuse(StatusCode::METHOD_NOT_ALLOWED, "this server only reads");
        return ([(header::ALLOW, "GET, HEAD")], refused).into_response();
    }
    let Some(path) = decoded(request.uri.path()) else {
        return refuse(StatusCode::BAD_REQUEST, "this is no address of a page");
    };
    match path.as_str() {
        "/.cairn/live.js" => {
            return ([(header::CONTENT_TYPE, content_type(&path))], include_str!("live.js")).into_response();
        }
        "/.cairn/events" if !site.is_own(&request.headers) => {
            return refuse(StatusCode::FORBIDDEN, "only pages of this server may listen");
        }
        "/.cairn/events" => return events(site),
        _ => {}
    }
    // Making a page takes its time, and a page that breaks off must not take the server with it.
    let (asked, query) = (Arc::clone(site), request.uri.query().map(str::to_owned));
    let made = tokio::task::spawn_blocking(move || page(&asked, &path, query.as_deref())).await;
    made.unwrap_or_else(|_| {
        refuse(StatusCode::INTERNAL_SERVER_ERROR, "this page could not be made; this is a mistake in Cairn")
    })
}

/// An address as the site knows it. `None` for what a browser would not ask for: bytes that are no text, empty
/// segments, segments that climb, separators of another system.
fn decoded(path: &str) -> Option<String> {
    let path = percent_decode_str(path).decode_utf8().ok()?;
    let inner = path.strip_prefix('/')?;
    let inner = inner.strip_suffix('/').unwrap_or(inner);
    let fine = |segment: &str| !matches!(segment, "" | "." | "..") && !segment.contains(['\\', '\0']);
    (inner.is_empty() && path == "/" || inner.split('/').all(fine)).then(|| path.into_owned())
}

fn page(site: &Site, path: &str, query: Option<&str>) -> Response {
    let edition = site.edition();
    let redirect = |path: &str| {
        let query = query.map_or(String::new(), |query| format!("?{query}"));
        let to = format!("{}{query}", encode(path));
        ([(header::LOCATION, to)], StatusCode::TEMPORARY_REDIRECT).into_response()
    };
    if path == "/" && site.base != "/" || format!("{path}/") == site.base {
        return redirect(&site.base);
    }
    let inside = path.strip_prefix(&site.base).map(|inside| format!("/{inside}"));
    if let Some(inside) = &inside {
        if let Some(answer) = (edition.answer)(inside) {
            return deliver(StatusCode::OK, answer, &edition.stamp);
        }
        if !inside.ends_with('/') && (edition.answer)(&format!("{inside}/")).is_some() {
            return redirect(&format!("{path}/"));
        }
    }
    match (edition.answer)("/404.html") {
        Some(answer) => deliver(StatusCode::NOT_FOUND, answer, &edition.stamp),
        None => (StatusCode::NOT_FOUND, "there is no such page\n").into_response(),
    }
}

fn deliver(status: StatusCode, answer: Answer, stamp: &str) -> Response {
    let mut bytes = answer.bytes;
    if answer.content_type.starts_with("text/html") {
        let script = format!("<script src=\"/.cairn/live.js\" data-stamp=\"{stamp}\"></script>");
        let end = b"</body>";
        let at = bytes.windows(end.len()).rposition(|window| window.eq_ignore_ascii_case(end)).unwrap_or(bytes.len());
        bytes.splice(at..at, script.into_bytes());
    }
    let mut response = (status, [(header::CONTENT_TYPE, answer.content_type)], bytes).into_response();
    if answer.is_named_by_content {
        let kept = HeaderValue::from_static("max-age=31536000, immutable");
        response.headers_mut().insert(header::CACHE_CONTROL, kept);
    }
    response
}

fn events(site: &Site) -> Response {
    let mut news = site.news.subscribe();
    // A page that comes late, or again, learns at once where things stand.
    news.mark_changed();
    let body = Body::from_stream(Events { next: Box::pin(next_event(news)) });
    ([(header::CONTENT_TYPE, "text/event-stream")], body).into_response()
}

/// News as a browser's `EventSource` reads them.
struct Events {
    next: Pin<Box<dyn Future<Output = NextEvent> + Send>>,
}

/// The text of an event, and where the next will come from.
type NextEvent = Option<(String, watch::Receiver<Arc<News>>)>;

impl Stream for Events {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some((text, news)) = ready!(self.next.as_mut().poll(context)) else { return Poll::Ready(None) };
        self.next = Box::pin(next_event(news));
        Poll::Ready(Some(Ok(text.into())))
    }
}

async fn next_event(mut news: watch::Receiver<Arc<News>>) -> NextEvent {
    // A comment now and then lets both sides notice when the other is gone.
    match tokio::time::timeout(Duration::from_secs(15), news.changed()).await {
        Err(_) => Some((": still here\n\n".to_owned(), news)),
        Ok(Err(_)) => None,
        Ok(Ok(())) => {
            let text = serde_json::to_string(&**news.borrow_and_update()).expect("text, lists and truth values");
            Some((format!("retry: 500\ndata: {text}\n\n"), news))
        }
    }
}

fn open_browser(address: &str) {
    let shown = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let (program, arguments): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("cmd", &["/c", "start", ""])
    } else if shown("DISPLAY") || shown("WAYLAND_DISPLAY") {
        ("xdg-open", &[])
    } else {
        return note(&format!("there is no display here; open {address} in a browser"));
    };
    let quiet =
        |command: &mut Command| command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    match quiet(Command::new(program).args(arguments).arg(address)) {
        // Somebody has to wait for it, or it stays as a dead process.
        Ok(mut child) => drop(thread::spawn(move || child.wait())),
        Err(error) => note(&format!("cannot start `{program}` ({error}); open {address} in a browser")),
    }
}

#[expect(clippy::print_stderr, reason = "the command line is where things are printed")]
fn note(text: &str) {
    eprintln!("note: {text}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_types_follow_the_name() {
        let cases = [
            ("faq/x/index.html", "text/html; charset=utf-8"),
            ("a.b/LOGO.PNG", "image/png"),
            ("search/en/x.json", "application/json"),
            ("search/en/entry.bin", "application/octet-stream"),
            ("CNAME", "application/octet-stream"),
            ("a.css/no-extension", "application/octet-stream"),
        ];
        for (path, expected) in cases {
            assert_eq!(content_type(path), expected, "{path}");
        }
    }

    #[test]
    fn the_address_can_be_typed_into_a_browser() {
        let cases = [
            ("127.0.0.1:7070", "/", "http://127.0.0.1:7070/"),
            ("0.0.0.0:80", "/repo/", "http://localhost:80/repo/"),
            ("[::1]:7070", "/", "http://[::1]:7070/"),
        ];
        for (address, base, expected) in cases {
            assert_eq!(address_of(address.parse().unwrap(), base), expected);
        }
    }

    #[test]
    fn a_connection_on_which_nobody_speaks_is_closed() {
        use std::io::{Read, Write};

        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let free = Arc::new(Semaphore::new(3));
        let listener = Bounded { listener, free: Arc::clone(&free), patience: Duration::from_millis(200) };
        let router = Router::new().fallback(|| async { "words" });
        runtime.spawn(async { axum::serve(listener, router).await });
        let asking = thread::spawn(move || {
            // Who says nothing, who stops in the middle, and who was answered and asks no more.
            for (said, expected) in [("", ""), ("GET / HT", ""), ("GET / HTTP/1.1\r\nHost: x\r\n\r\n", "words")] {
                let mut stream = std::net::TcpStream::connect(address).unwrap();
                // Should nobody close it, the test ends all the same.
                stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
                stream.write_all(said.as_bytes()).unwrap();
                let mut answer = String::new();
                stream.read_to_string(&mut answer).unwrap_or_else(|error| panic!("{said:?} was not closed: {error}"));
                assert!(answer.ends_with(expected), "{answer}");
            }
        });
        runtime.block_on(async {
            while !asking.is_finished() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        });
        asking.join().unwrap();
        runtime.block_on(async {
            while free.available_permits() < 2 {
                tokio::task::yield_now().await
            }
        });
    }
}
