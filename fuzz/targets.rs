//! What is fuzzed: every reader of bytes that strangers choose, and what must hold whatever they are. A target panics where it does not.
//!
//! `tests/fuzz.rs` hands it samples, and so may any fuzzer that calls [`TARGETS`].

use std::collections::BTreeMap;

use cairn::cache::{Cache, Stage};
use cairn::diagnostic::Diagnostic;
use cairn::digest::Digest;
use cairn::document::body::{self, LinkForm, Resolved, Resolver};
use cairn::document::{self, badge, person, svg};
use cairn::path::SitePath;
use cairn::search::Search;
use cairn::site::people::{listed, lock};

/// A reader, by the name of the folder in `fuzz/found` that holds what it once failed on.
pub(crate) struct Target {
    /// Its name.
    pub name: &'static str,
    /// Reads the bytes.
    pub run: fn(&[u8]),
}

/// All of them.
pub(crate) const TARGETS: &[Target] = &[
    Target { name: "page", run: page },
    Target { name: "markdown", run: markdown },
    Target { name: "drawing", run: drawing },
    Target { name: "settings", run: settings },
    Target { name: "people", run: people },
    Target { name: "badges", run: badges },
    Target { name: "lock", run: lock },
    Target { name: "listed", run: listed },
    Target { name: "index", run: index },
    Target { name: "cache", run: cache },
];

fn page(bytes: &[u8]) {
    let path = SitePath::new("faq/a.md").expect("a plain path");
    let document = document::parse(&path, bytes);
    let text = document::text_of(bytes);
    places(&document.diagnostics, &text);
    let json = serde_json::to_vec(&document).expect("plain data");
    assert_eq!(serde_json::from_slice::<document::Document>(&json).expect("what was written is read"), document);
}

/// Links lead everywhere, pictures are there.
struct Anywhere;

impl Resolver for Anywhere {
    fn resolve(&self, target: &str, _: Option<&str>, form: LinkForm) -> Resolved {
        match form {
            LinkForm::Image => Resolved::Image { src: format!("/{}", target.len()), size: None },
            _ => Resolved::To { href: format!("/{}", target.len()), title: Some(target.to_owned()) },
        }
    }
    fn word(&self, key: &str) -> String {
        key.to_owned()
    }
}

fn markdown(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (html, mirror) = body::read(&text, 0, |body| (body.html(&Anywhere), body.mirror(&Anywhere)));
    inert(&html);
    let most = 32 * text.len() + 256 * 1024;
    assert!(html.len() <= most && mirror.len() <= most, "{} of {}", html.len().max(mirror.len()), text.len());
    // The mirror is Markdown: what it becomes is inert too.
    inert(&body::read(&mirror, 0, |body| body.html(&Anywhere)));
    inert(&body::render_inline(&text, &Anywhere));
    body::external_links(&text, 0);
    let path = SitePath::new("faq/a.md").expect("a plain path");
    places(&body::facts(&path, &text, 0).1, &text);
}

fn drawing(bytes: &[u8]) {
    let once = svg::inert(bytes);
    let again = svg::inert(&once.bytes);
    assert_eq!((again.bytes, again.trouble), (once.bytes.clone(), None), "what is inert stays as it is");
    inert(std::str::from_utf8(&once.bytes).expect("drawings are written as text"));
}

fn settings(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    places(&cairn::config::parse(&text, &[]).1, &text);
}

fn people(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let path = SitePath::new("people/a.yml").expect("a plain path");
    places(&person::parse_people(&path, &text).1, &text);
}

fn badges(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let path = SitePath::new("badges.yml").expect("a plain path");
    places(&badge::parse(&path, &text).1, &text);
}

fn lock(bytes: &[u8]) {
    let (lock, found) = lock::Lock::parse(&String::from_utf8_lossy(bytes));
    if found.is_empty() {
        let text = lock.text();
        assert_eq!(lock::Lock::parse(&text).0.text(), text, "what was written is read");
    }
}

fn listed(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    places(&listed::parse(&text).1, &text);
}

fn index(bytes: &[u8]) {
    if let Ok(mut search) = Search::open(|_: &str| Ok::<_, String>(bytes.to_vec())) {
        let _ = search.search("how to reset \"the key\" -old", &Default::default());
    }
}

/// The entry is what was put there, or it is made again: never anything else.
fn cache(bytes: &[u8]) {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let key = Digest::of(b"key");
    let open = || Cache::open(folder.path());
    let first = open();
    first.memo(Stage::Render, key, || b"a page".to_vec());
    first.save().expect("the folder can be written");
    let pack = folder.path().join("render-000000.pack");
    let mut damaged = std::fs::read(&pack).expect("it was written");
    // The bytes say where it is damaged, and how.
    for pair in bytes.chunks_exact(2) {
        let at = pair[0] as usize % damaged.len();
        damaged[at] ^= pair[1];
    }
    std::fs::write(&pack, damaged).expect("the folder can be written");
    let answer = open().memo(Stage::Render, key, || b"made again".to_vec());
    assert!(answer == b"a page" || answer == b"made again", "{answer:?}");
    std::fs::write(&pack, bytes).expect("the folder can be written");
    assert_eq!(open().memo(Stage::Render, key, || b"made again".to_vec()), b"made again");
}

/// Every place is one of the text.
fn places(found: &[Diagnostic], text: &str) {
    for place in found.iter().filter_map(|found| found.place.as_ref()) {
        let (from, to) = (place.bytes.0 as usize, place.bytes.1 as usize);
        assert!(text.get(from..to).is_some(), "{from}..{to} of {}", text.len());
    }
}

/// HTML, as a browser cuts it, has no element that acts, no attribute that does, and no address but a harmless one.
fn inert(html: &str) {
    const ACTIVE: [&str; 30] = [
        "animate",
        "applet",
        "audio",
        "base",
        "body",
        "button",
        "embed",
        "foreignobject",
        "form",
        "frame",
        "frameset",
        "head",
        "html",
        "iframe",
        "input",
        "link",
        "marquee",
        "meta",
        "noscript",
        "object",
        "plaintext",
        "script",
        "select",
        "set",
        "source",
        "template",
        "textarea",
        "track",
        "video",
        "xmp",
    ];
    let mut open: BTreeMap<String, usize> = BTreeMap::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let is_end = rest.starts_with('/');
        let tag = rest.strip_prefix('/').unwrap_or(rest);
        assert!(tag.starts_with(|c: char| c.is_ascii_alphabetic()), "a `<` that begins no tag: {:.60}", tag);
        let end = tag.find(|c: char| c.is_whitespace() || c == '>' || c == '/').expect("a tag ends");
        let name = tag[..end].to_ascii_lowercase();
        assert!(!ACTIVE.contains(&name.as_str()), "<{name}>");
        let mut inside = &tag[end..];
        let mut is_empty = false;
        loop {
            inside = inside.trim_start();
            if let Some(after) = inside.strip_prefix('/') {
                is_empty = true;
                inside = after;
                continue;
            }
            if let Some(after) = inside.strip_prefix('>') {
                rest = after;
                break;
            }
            let end =
                inside.find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/')).expect("an attribute ends");
            let key = inside[..end].to_ascii_lowercase();
            assert!(!key.is_empty() && !key.starts_with("on"), "`{key}` in <{name}>");
            assert!(
                !matches!(key.as_str(), "srcdoc" | "formaction" | "action" | "background" | "ping"),
                "`{key}` in <{name}>"
            );
            inside = &inside[end..];
            if let Some(after) = inside.strip_prefix("=\"") {
                let (value, after) = after.split_once('"').expect("a value ends");
                let low = value.trim_start().to_ascii_lowercase();
                let is_address =
                    matches!(key.as_str(), "href" | "src" | "xlink:href" | "cite" | "srcset" | "poster" | "data");
                let scheme =
                    low.split(['/', '?', '#']).next().unwrap_or_default().split_once(':').map(|(scheme, _)| scheme);
                let is_fine = scheme.is_none_or(|scheme| {
                    matches!(scheme, "http" | "https" | "mailto") || low.starts_with("data:image/")
                });
                assert!(!is_address || is_fine, "{key}={value:.60}");
                inside = after;
            }
        }
        match is_end {
            true => {
                *open.entry(name).or_default() =
                    open.get(&tag[..end].to_ascii_lowercase()).copied().unwrap_or(0).wrapping_sub(1)
            }
            false if !is_empty && !matches!(name.as_str(), "br" | "hr" | "img" | "wbr") => {
                *open.entry(name).or_default() += 1
            }
            false => {}
        }
    }
    let left: Vec<_> = open.into_iter().filter(|(_, count)| *count != 0).collect();
    assert!(left.is_empty(), "not closed: {left:?}");
}
