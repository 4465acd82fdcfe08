//! What must hold for any bytes, one function for each parser of what strangers write.
//!
//! `cargo fuzz` looks for bytes that break them (see README.md); `cargo test` tries the seeds and what is a little unlike them.

use std::collections::BTreeMap;
use std::io::Read;
use std::sync::OnceLock;

use cairn::cache::{Cache, Stage};
use cairn::config::{self, LimitsConfig};
use cairn::diagnostic::Diagnostic;
use cairn::digest::Digest;
use cairn::document::body::{self, LinkForm, Resolved, Resolver};
use cairn::document::{badge, person, picture, svg, text_of};
use cairn::edit::destination;
use cairn::lsp::position::{Encoding, Lines};
use cairn::lsp::{keys, spot};
use cairn::output::disk;
use cairn::path::{SitePath, UrlPath};
use cairn::search::{Builder, Options, Page, Query, Search, Section, Tokens, tokens};
use cairn::site::people::{listed, lock::Lock};
use cairn::source::history::{self, mailmap};
use flate2::read::GzDecoder;
use html5ever::serialize::{SerializeOpts, serialize};
use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, QualName, local_name, ns, parse_fragment};
use markup5ever_rcdom::{Handle, NodeData, RcDom, SerializableHandle};

/// A function that panics where something does not hold.
pub type Target = fn(&[u8]);

/// Each parser's name and what must hold for it.
pub const ALL: [(&str, Target); 18] = [
    ("page", page),
    ("markdown", markdown),
    ("directives", directives),
    ("code", code),
    ("drawing", drawing),
    ("picture", image),
    ("config", configuration),
    ("people", people),
    ("badges", badges),
    ("listed", all_contributors),
    ("lock", lock),
    ("history", log),
    ("mailmap", mailmap_lines),
    ("editor", editor),
    ("cache", cache),
    ("output", output),
    ("search_index", search_index),
    ("paths", paths),
];

/// A file of the content: front matter, facts, diagnostics that lie in the file.
pub fn page(data: &[u8]) {
    let path = file("faq/a.md");
    let document = cairn::document::parse(&path, data, &LimitsConfig::default());
    are_placed(&path, &text_of(data), &document.diagnostics);
}

/// A body, in each form in which it leaves.
pub fn markdown(data: &[u8]) {
    let text = text_of(data);
    let (html, mirror) = body::read(&text, 0, |body| {
        drop((body.sections(), body.prose(), body.steps(), body.fences()));
        (body.html(&Nowhere), body.mirror(&Nowhere))
    });
    assert_inert(&html);
    // What the mirror says is a page again, and no worse.
    assert_inert(&body::read(&mirror, 0, |body| body.html(&Nowhere)));
    assert_inert(&body::render_inline(&text, &Nowhere));
    let (_, found) = body::facts(&file("faq/a.md"), &text, 0, &LimitsConfig::default());
    are_placed(&file("faq/a.md"), &text, &found);
}

/// Markup that reads bytes as pieces of directives, so that they stand inside each other more often than by chance.
pub fn directives(data: &[u8]) {
    const PIECES: [&str; 32] = [
        ":::note\n",
        ":::",
        "\n:::\n",
        "::::tabs\n",
        "@tab A\n",
        "@tab[x] ",
        ":::steps\n",
        "1. a\n",
        "2. b\n",
        "\n",
        "\n\n",
        "  ",
        "> ",
        "- ",
        "# a\n",
        "## b {#c}\n",
        "[x](y.md)",
        "![x](y.png)",
        "[[z]]",
        "<b>",
        "</b>",
        "<details>\n",
        "<summary>",
        "```sh\n",
        "```\n",
        "[^1]",
        "\n[^1]: n\n",
        "*[DNS]: d\n",
        "|a|\n|-|\n",
        "$x$",
        "{.k #i onclick=x}",
        "text ",
    ];
    let text: String = data.iter().map(|byte| PIECES[usize::from(*byte) % PIECES.len()]).collect();
    markdown(text.as_bytes());
}

/// Code in the language that the first byte chooses, and mathematics.
pub fn code(data: &[u8]) {
    const LANGUAGES: [&str; 12] =
        ["sh", "yaml", "rust", "php", "cpp", "html", "json", "python", "diff", "markdown", "math", "powershell"];
    let Some((first, rest)) = data.split_first() else { return };
    let language = LANGUAGES[usize::from(*first) % LANGUAGES.len()];
    let text = text_of(rest).replace("~~~~", "");
    let block = match language {
        "math" => format!("$${text}$$\n\na ${text}$ b\n"),
        language => format!("~~~~{language} title=\"{}\" {{1-3}}\n{text}\n~~~~\n", language),
    };
    assert_inert(&body::read(&block, 0, |body| body.html(&Nowhere)));
}

/// An SVG file of the content: what is published of it is text in which nothing acts, and stays as it is.
pub fn drawing(data: &[u8]) {
    let once = svg::inert(data);
    let text = std::str::from_utf8(&once.bytes).expect("drawings are written as text");
    assert_inert_but(text, &["style", "title", "use"]);
    // What stands elsewhere is a text, be it called as it will, and behind an empty style too.
    let styles = text.split("<style").skip(1).filter_map(|style| style.split_once('>'));
    let styles = styles
        .filter(|(attributes, _)| !attributes.ends_with('/'))
        .filter_map(|(_, style)| style.split("</style").next());
    assert!(!styles.into_iter().any(loads), "{text}");
    assert_eq!(svg::inert(&once.bytes).bytes, once.bytes, "{text}");
}

/// A picture of the content: what is published of it grows by no byte, and has nothing left to take out.
pub fn image(data: &[u8]) {
    if let Some(bare) = picture::bare(data) {
        assert!(bare.len() <= data.len(), "{} bytes of {}", bare.len(), data.len());
        assert_eq!(picture::bare(&bare), None);
    }
}

/// `cairn.yml`.
pub fn configuration(data: &[u8]) {
    let text = text_of(data);
    let (_, found) = config::parse(&text, &[]);
    are_placed(&file("cairn.yml"), &text, &found);
}

/// People files: one person, and all in one.
pub fn people(data: &[u8]) {
    let text = text_of(data);
    for path in ["people/jane.yml", "people.yml"].map(file) {
        let (people, found) = person::parse_people(&path, &text);
        are_placed(&path, &text, &found);
        for link in people.iter().flat_map(|person| &person.links) {
            // Schemes have no case (RFC 3986, section 3.1).
            let url = link.url.to_ascii_lowercase();
            assert!(url.starts_with("https://") || url.starts_with("http://"), "{url}");
        }
    }
}

/// `badges.yml`.
pub fn badges(data: &[u8]) {
    let (path, text) = (file("badges.yml"), text_of(data));
    are_placed(&path, &text, &badge::parse(&path, &text).1);
}

/// `.all-contributorsrc`.
pub fn all_contributors(data: &[u8]) {
    let text = text_of(data);
    are_placed(&file(".all-contributorsrc"), &text, &listed::parse(&text).1);
}

/// `credits.lock.json`: what was read is written as it was read, without addresses.
pub fn lock(data: &[u8]) {
    let (lock, _) = Lock::parse(&text_of(data));
    let text = lock.text();
    assert_eq!(Lock::parse(&text), (lock, Vec::new()), "{text}");
}

/// What `git log` writes.
pub fn log(data: &[u8]) {
    let commits = history::commits_of(data).unwrap_or_default();
    assert!(commits <= data.len(), "{commits} commits in {} bytes", data.len());
}

/// `.mailmap`.
pub fn mailmap_lines(data: &[u8]) {
    let text = text_of(data);
    let met = [("Jane", "jane@example.org"), ("JD", "jd@example.org")].map(|(name, email)| (name.into(), email.into()));
    let found = mailmap::check(&text, true, &met.into());
    are_placed(&file(".mailmap"), &text, &found);
    for (diagnostic, place) in found.iter().filter_map(|diagnostic| Some((diagnostic, diagnostic.place.as_ref()?))) {
        assert!(
            diagnostic.message.starts_with(&format!("line {} ", place.line)),
            "{} at {}",
            diagnostic.message,
            place.line
        );
    }
}

/// What an editor asks of a page: where each character stands, what key or value is there, and where a link is written.
pub fn editor(data: &[u8]) {
    let (path, text) = (file("faq/a.md"), text_of(&data[..data.len().min(1024)]));
    let text = text.as_ref();
    let lines = Lines::new(text, Encoding::Utf16);
    for at in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
        // Within the end of a line there is no place but before it.
        let before = lines.offset(lines.position(at));
        assert!(
            text.get(before..at).is_some_and(|end| end.trim_matches(['\r', '\n']).is_empty()),
            "{before} is not {at}"
        );
        let spot = keys::yaml(&path, text, at).and_then(|yaml| spot::spot(text, yaml, at));
        assert!(spot.is_none_or(|spot| text.get(spot.word).is_some()), "at {at}");
    }
    let (facts, _) = body::facts(&path, text, 0, &LimitsConfig::default());
    for link in facts.links.list() {
        assert!(destination::of(text, &link).is_none_or(|bytes| text.get(bytes).is_some()), "{link:?}");
    }
}

/// A pack of the cache, and what it holds.
pub fn cache(data: &[u8]) {
    let folder = tempfile::tempdir().expect("a folder for a cache");
    std::fs::write(folder.path().join("tokens-1.pack"), data).expect("a pack");
    let cache = Cache::open(folder.path());
    let key = Digest::of(b"x");
    let made = cache.memo(Stage::Tokens, key, || b"made".to_vec());
    // Whoever knows the digest may have written an entry for it; a digest of other bytes is not believed.
    assert!(made == b"made" || data.windows(made.len().max(1)).any(|window| window == made));
    drop(cache.all(Stage::Tokens, |_| true));
    drop(Tokens::from_bytes(data));
}

/// What a killed build left in an output folder and beside it; the first byte says where. Nothing else is touched.
pub fn output(data: &[u8]) {
    const PLACES: [&str; 3] = ["site/.cairn-output", "site/.cairn-new/.cairn-journal", ".site.cairn-new/.cairn-output"];
    let Some((first, rest)) = data.split_first() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let put = |path: &str, text: &[u8]| {
        let file = folder.path().join(path);
        std::fs::create_dir_all(file.parent().expect("it lies in the folder")).expect("a folder");
        std::fs::write(file, text).expect("a file");
    };
    put("other/a/index.html", b"other");
    put("site/a/index.html", b"old");
    put("site/.cairn-output", b"cairn-output 1\nend 0\n");
    put("site/.cairn-new/a/index.html", b"waits");
    put(PLACES[usize::from(*first) % PLACES.len()], rest);
    let make = |_: &str| Ok(disk::Made::Bytes(b"new".to_vec()));
    let written = disk::write(&folder.path().join("site"), &["index.html".to_owned()], &make, &|| ());
    assert_eq!(std::fs::read(folder.path().join("other/a/index.html")).expect("it is still there"), b"other");
    assert!(written.is_err() || folder.path().join("site/index.html").is_file());
    let names = std::fs::read_dir(folder.path()).expect("a folder").map(|entry| entry.expect("an entry").file_name());
    let ours = ["other", "site", ".site.cairn-new"];
    assert!(names.into_iter().all(|name| ours.iter().any(|our| name == *our)));
}

/// The index of the search with these bytes in place of its own: four say where, the others what.
pub fn search_index(data: &[u8]) {
    let files = index();
    let mut changed = files.clone();
    for patch in data.chunks(5) {
        let [which, high, low, cut, byte] = [0, 1, 2, 3, 4].map(|at| patch.get(at).copied().unwrap_or_default());
        let bytes = changed.values_mut().nth(usize::from(which) % files.len()).expect("there are files");
        let at = usize::from(high) * 256 + usize::from(low);
        if bytes.is_empty() {
            continue;
        }
        let at = at % bytes.len();
        bytes[at] ^= byte;
        if cut == 255 {
            bytes.truncate(at);
        }
    }
    let fetch = |name: &str| changed.get(name).cloned().ok_or_else(|| "not there".to_owned());
    let Ok(mut search) = Search::open(fetch) else { return };
    for text in ["backup", "how do I restore a backup", "netzwerk", "re", "\"a b\""] {
        drop(search.search(text, &Query::default()));
    }
}

/// Paths and addresses: what is one does not climb out of the site.
pub fn paths(data: &[u8]) {
    let text = text_of(data);
    if let Some(path) = SitePath::new(&text) {
        assert!(path.segments().all(|part| part != ".." && !part.contains(['/', '\0'])), "{path}");
        assert_eq!(SitePath::new(path.as_str()).as_ref(), Some(&path));
    }
    let url = UrlPath::new(&text);
    assert!(url.as_str().starts_with('/'), "{url}");
}

fn file(path: &str) -> SitePath {
    SitePath::new(path).expect("a plain name")
}

/// Findings stand in their file, at a place that it has.
fn are_placed(path: &SitePath, text: &str, found: &[Diagnostic]) {
    for diagnostic in found {
        let place = diagnostic.place.as_ref().unwrap_or_else(|| panic!("{} has no place", diagnostic.message));
        assert_eq!(place.file, path.as_str());
        let (start, end) = (place.bytes.0 as usize, place.bytes.1 as usize);
        assert!(
            start <= end && text.get(start..end).is_some(),
            "{}: {start}..{end} of {}",
            diagnostic.message,
            text.len()
        );
        assert!(!diagnostic.message.contains('\n'), "{}", diagnostic.message);
    }
}

/// A site without pages.
struct Nowhere;

impl Resolver for Nowhere {
    fn resolve(&self, target: &str, _: Option<&str>, form: LinkForm) -> Resolved {
        match form {
            LinkForm::Image => Resolved::Image { src: format!("/i/{}", target.len()), size: None },
            _ => Resolved::Broken,
        }
    }

    fn glossary(&self, term: &str) -> Option<&str> {
        (term == "DNS").then_some("names \"and\" <b>numbers</b>")
    }

    fn word(&self, key: &str) -> String {
        key.to_owned()
    }
}

/// Elements that do something, fetch something, or change what stands around them.
const ACTIVE: [&str; 33] = [
    "script",
    "style",
    "iframe",
    "frame",
    "frameset",
    "object",
    "embed",
    "applet",
    "base",
    "meta",
    "link",
    "form",
    "textarea",
    "select",
    "option",
    "dialog",
    "portal",
    "template",
    "noscript",
    "plaintext",
    "xmp",
    "noembed",
    "noframes",
    "title",
    "animate",
    "set",
    "animatetransform",
    "animatemotion",
    "foreignobject",
    "use",
    "handler",
    "listener",
    "marquee",
];

/// A browser reads it as HTML in which nothing acts, and still does when it has written it out and read it again.
pub fn assert_inert(html: &str) {
    assert_inert_but(html, &[]);
}

/// The same, where these elements may stand.
fn assert_inert_but(html: &str, allowed: &[&str]) {
    let read = parsed(html);
    look_at(&read.document, allowed, html);
    let mut written = Vec::new();
    serialize(&mut written, &SerializableHandle::from(read.document.clone()), SerializeOpts::default()).expect("bytes");
    look_at(&parsed(&text_of(&written)).document, allowed, html);
}

fn parsed(html: &str) -> RcDom {
    let body = QualName::new(None, ns!(html), local_name!("body"));
    parse_fragment(RcDom::default(), ParseOpts::default(), body, Vec::new(), false).one(html)
}

fn look_at(top: &Handle, allowed: &[&str], html: &str) {
    let mut open = vec![top.clone()];
    while let Some(node) = open.pop() {
        open.extend(node.children.borrow().iter().cloned());
        let NodeData::Element { name, attrs, .. } = &node.data else { continue };
        let name = name.local.to_ascii_lowercase();
        assert!(!ACTIVE.contains(&&*name) || allowed.contains(&&*name), "<{name}> in {html}");
        let attrs: Vec<(String, String)> = attrs
            .borrow()
            .iter()
            .map(|attr| (attr.name.local.to_ascii_lowercase().to_string(), attr.value.to_string()))
            .collect();
        let is_checkbox = || attrs.iter().any(|(key, value)| key == "type" && value == "checkbox");
        assert!(&*name != "input" || is_checkbox(), "<input> in {html}");
        for (key, value) in &attrs {
            let acts = key.starts_with("on") || ["srcdoc", "action", "formaction", "ping"].contains(&key.as_str());
            // Drawings have styles of their own, which may speak of the drawing alone.
            let is_style = key == "style" && (!allowed.contains(&"style") || loads(value));
            assert!(!acts && !is_style, "{key} in {html}");
            let is_address = ["href", "src", "poster", "data", "cite", "background", "srcset"].contains(&key.as_str());
            let value: String = value.chars().filter(|c| !c.is_ascii_whitespace() && !c.is_control()).collect();
            let start = value.split(['/', '?', '#']).next().unwrap_or_default();
            let is_harmless =
                |scheme: &str| ["http", "https", "mailto"].contains(&scheme.to_ascii_lowercase().as_str());
            let scheme = start.split_once(':').map(|(scheme, _)| scheme);
            assert!(!is_address || scheme.is_none_or(is_harmless), "{key}={value} in {html}");
        }
    }
}

/// Whether a style asks for anything that is not in the same file.
fn loads(style: &str) -> bool {
    let style = style.to_ascii_lowercase();
    // Quotes and blanks may stand before an address, and nowhere in the word.
    let leads_away =
        |rest: &str| !rest.trim_start_matches(|c: char| c.is_whitespace() || "'\"".contains(c)).starts_with('#');
    style.contains("@import") || style.contains('\\') || style.split("url(").skip(1).any(leads_away)
}

/// A small index.
fn index() -> &'static BTreeMap<String, Vec<u8>> {
    static FILES: OnceLock<BTreeMap<String, Vec<u8>>> = OnceLock::new();
    FILES.get_or_init(|| {
        let options = Options { lang: "en".into(), ..Options::default() };
        let mut builder = Builder::new(options.clone());
        for (number, title) in ["How do I restore a backup?", "Networks", "Delete a server"].iter().enumerate() {
            let section = Section {
                heading: "Steps".into(),
                text: "Restore the backup of a server in its network, then delete the old one.".repeat(3),
                ..Section::default()
            };
            let page = Page {
                url: format!("/p{number}/"),
                title: (*title).into(),
                sections: vec![section],
                ..Page::default()
            };
            builder.add(tokens(&options, &page));
        }
        // Packed, hardly a change would get further than the sum behind the pack.
        let unpacked = |(name, bytes): (String, Vec<u8>)| {
            let mut plain = Vec::new();
            let is_packed = GzDecoder::new(&*bytes).read_to_end(&mut plain).is_ok();
            (name, if is_packed { plain } else { bytes })
        };
        builder.finish().files.into_iter().map(unpacked).collect()
    })
}
