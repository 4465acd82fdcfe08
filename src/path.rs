//! Where things are: a [`SitePath`] names a file of the repository, a [`UrlPath`] an address of the site.
//!
//! Begin with [`href`]: it is the one function that turns (from, to, mode) into the text of a link.
//! The two types are different on purpose, so that a file name cannot be printed as an address.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use unicode_normalization::UnicodeNormalization;

/// A file or folder inside the repository: `/` between segments, relative, never leaving the root.
///
/// The text is as the disk spells it, so that the file can be opened again; compare with [`SitePath::folded`]
/// where letter case or composed characters must not matter.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SitePath(Arc<str>);

impl SitePath {
    /// Takes a relative path with `/` or `\` between segments; `.` segments vanish and `..` climbs.
    /// `None` where it is absolute, leaves the root, or holds a NUL.
    pub fn new(text: &str) -> Option<SitePath> {
        let text = text.replace('\\', "/");
        if text.starts_with('/') || text.contains('\0') || has_drive_letter(&text) {
            return None;
        }
        normalise("", &text).map(|path| SitePath(path.into()))
    }

    /// The path as text, for messages and for opening the file below the root.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last segment.
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// The last segment without its extension.
    pub fn stem(&self) -> &str {
        let name = self.file_name();
        name.rfind('.').filter(|at| *at > 0).map_or(name, |at| &name[..at])
    }

    /// The text behind the last dot of the last segment, lower case as written, or "".
    pub fn extension(&self) -> &str {
        let name = self.file_name();
        name.rfind('.').filter(|at| *at > 0).map_or("", |at| &name[at + 1..])
    }

    /// The folder that holds it; "" (the root) for a file at the top.
    pub fn parent(&self) -> SitePath {
        SitePath(self.0.rfind('/').map_or("", |at| &self.0[..at]).into())
    }

    /// The segments in order.
    pub fn segments(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.0.split('/').filter(|segment| !segment.is_empty())
    }

    /// Resolves `relative` against this folder. `None` where the result would leave the repository.
    pub fn join(&self, relative: &str) -> Option<SitePath> {
        let relative = relative.replace('\\', "/");
        if relative.contains('\0') || has_drive_letter(&relative) {
            return None;
        }
        let base = if relative.starts_with('/') { "" } else { &*self.0 };
        normalise(base, &relative).map(|path| SitePath(path.into()))
    }

    /// The way to this file from a folder: `../faq/a.md`.
    pub fn seen_from(&self, folder: &SitePath) -> String {
        let (from, to): (Vec<&str>, Vec<&str>) = (folder.segments().collect(), self.segments().collect());
        let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count().min(to.len().saturating_sub(1));
        let up = vec![".."; from.len() - shared];
        up.into_iter().chain(to[shared..].iter().copied()).collect::<Vec<&str>>().join("/")
    }

    /// What is left below `folder`, where this path lies in it.
    pub fn below(&self, folder: &SitePath) -> Option<&str> {
        if folder.0.is_empty() {
            return Some(&self.0);
        }
        self.0.strip_prefix(&*folder.0)?.strip_prefix('/')
    }

    /// Composed (NFC) and lower case: equal for names that some file systems cannot tell apart.
    pub fn folded(&self) -> String {
        fold(&self.0)
    }

    /// Composed (NFC), letter case kept: what an author means when typing the name.
    pub fn composed(&self) -> String {
        self.0.nfc().collect()
    }
}

/// The same text for names that differ only in letter case or in how their characters are composed.
pub fn fold(name: &str) -> String {
    if name.is_ascii() {
        return name.to_ascii_lowercase();
    }
    name.nfc().flat_map(char::to_lowercase).collect()
}

/// The same text for names that some file system cannot tell apart: NTFS and APFS do not heed letter case, APFS takes `ß` for `ss` too.
pub fn on_any_disk(name: &str) -> String {
    if name.is_ascii() {
        return name.to_ascii_lowercase();
    }
    // The capital `ẞ` has only a small one, and that has two capitals.
    let small = name.nfd().flat_map(char::to_lowercase);
    small.flat_map(char::to_uppercase).flat_map(char::to_lowercase).nfc().collect()
}

/// The address segment of what is called by a word: a tag, an area, a series. Words that some file system cannot tell
/// apart are one.
pub fn shared_slug(word: &str) -> String {
    on_any_disk(&slug(word))
}

/// Whether a file or folder may have this name on every system.
pub fn is_portable(name: &str) -> bool {
    let odd = |c: char| {
        c.is_control() || hides_or_reorders(c) || matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*' | '\\' | '/')
    };
    !name.is_empty() && name.len() <= 240 && !name.contains(odd) && !name.ends_with(['.', ' ']) && !is_reserved(name)
}

/// Whether a character of a name makes it another than it looks. Joiners and direction marks stay: Persian, Indic scripts and emoji need them.
fn hides_or_reorders(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}' | '\u{feff}')
        || matches!(c, '\u{e0000}'..='\u{e007f}' | '\u{fff9}'..='\u{fffb}')
}

/// One name of a file for what a stranger calls it, which may be a path that climbs: any system may carry it, and where it is put, nothing obeys it
/// that asks nobody (`.git`).
pub fn one_name(text: &str) -> String {
    let is_name = |part: &&str| !part.trim_matches([' ', '.']).is_empty();
    let last = text.rsplit(['/', '\\']).find(is_name).unwrap_or("file");
    let plain = |c: char| if is_portable(c.encode_utf8(&mut [0; 4])) || matches!(c, '.' | ' ') { c } else { '-' };
    let name: String = last.chars().map(plain).collect();
    let name = name.trim_start().trim_end_matches(['.', ' ']);
    let is_git = ["git~1", ".git"].iter().any(|git| name.eq_ignore_ascii_case(git));
    if is_reserved(name) || is_git { format!("file-{}", name.trim_start_matches('.')) } else { name.to_owned() }
}

fn has_drive_letter(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 2 && bytes[0].is_ascii_alphabetic() && bytes[1] == b':'
}

fn normalise(base: &str, relative: &str) -> Option<String> {
    let mut segments: Vec<&str> = base.split('/').filter(|s| !s.is_empty()).collect();
    for segment in relative.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop()?;
            }
            other => segments.push(other),
        }
    }
    Some(segments.join("/"))
}

impl fmt::Display for SitePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for SitePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", &*self.0)
    }
}

/// An address of the site, decoded, from the site's own root: `/de/faq/reset/` is a page, `/robots.txt` a file.
///
/// It begins with `/`; a page's address ends with `/`. No segment is empty, `.` or `..`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UrlPath(Arc<str>);

impl UrlPath {
    /// The home page, `/`.
    pub fn root() -> UrlPath {
        UrlPath("/".into())
    }

    /// Takes an address made of our own words; segments that are empty, `.` or `..` are dropped.
    pub fn new(text: &str) -> UrlPath {
        let page = text.is_empty() || text.ends_with('/');
        let mut out = String::with_capacity(text.len() + 2);
        for segment in text.split('/').filter(|s| !matches!(*s, "" | "." | "..")) {
            out.push('/');
            out.extend(segment.nfc().filter(|c| *c != '\0' && *c != '\\'));
        }
        if page || out.is_empty() {
            out.push('/');
        }
        UrlPath(out.into())
    }

    /// The address as text, decoded.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it names a page (a folder with an `index.html`) and not a file.
    pub fn is_page(&self) -> bool {
        self.0.ends_with('/')
    }

    /// Adds segments to a page's address: `/faq/` + `reset/` is `/faq/reset/`.
    pub fn join(&self, rest: &str) -> UrlPath {
        UrlPath::new(&format!("{}/{rest}", self.0))
    }

    /// The file that answers it, relative to the output folder: `faq/reset/index.html`.
    pub fn file(&self) -> String {
        let path = &self.0[1..];
        if self.is_page() { format!("{path}index.html") } else { path.to_owned() }
    }
}

impl fmt::Display for UrlPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for UrlPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", &*self.0)
    }
}

/// How links inside the site are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkMode {
    /// From the host's root: `/repo/faq/reset/`. The prefix is "" or begins with `/`, and has no `/` at its end.
    Rooted {
        /// The path part of the base URL.
        prefix: String,
    },
    /// From the page that links, with file names: `../reset/index.html`, so that the site opens from a disk.
    Relative,
}

/// The text of a link from the page `from` to the address `to`, percent-encoded.
pub fn href(from: &UrlPath, to: &UrlPath, mode: &LinkMode) -> String {
    match mode {
        LinkMode::Rooted { prefix } => format!("{prefix}{}", encode(&to.0)),
        LinkMode::Relative => {
            let from_folder: Vec<&str> = from.0[1..].split('/').collect();
            let from_folder = &from_folder[..from_folder.len() - 1];
            let target = to.file();
            let target: Vec<&str> = target.split('/').collect();
            let shared = from_folder.iter().zip(&target[..target.len() - 1]).take_while(|(a, b)| a == b).count();
            let mut out = "../".repeat(from_folder.len() - shared);
            out.push_str(&encode(&target[shared..].join("/")));
            out
        }
    }
}

/// A link to a place on a page: [`href`], `#` and the encoded id.
pub fn href_at(from: &UrlPath, to: &UrlPath, anchor: &str, mode: &LinkMode) -> String {
    if from == to { format!("#{}", encode(anchor)) } else { format!("{}#{}", href(from, to, mode), encode(anchor)) }
}

/// What RFC 3986 does not allow in a path, plus what would end an attribute or a Markdown link.
const UNSAFE: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'\'')
    .add(b'\\')
    .add(b'^')
    .add(b'|')
    .add(b'[')
    .add(b']')
    .add(b'(')
    .add(b')');

/// Percent-encodes a path or an anchor; `/` stays.
pub fn encode(text: &str) -> String {
    utf8_percent_encode(text, UNSAFE).to_string()
}

/// Whether a text fits a pattern in which `*` stands for any characters. Letter case does not count.
pub fn fits(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.to_lowercase(), text.to_lowercase());
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut left) = text.strip_prefix(first) else { return false };
    let (middle, last) = rest.rsplit_once('*').unwrap_or(("", rest));
    for part in middle.split('*') {
        // The first place that fits leaves the most for the parts behind it.
        let Some(at) = left.find(part) else { return false };
        left = &left[at + part.len()..];
    }
    left.ends_with(last)
}

/// A title as one segment of an address: letters and digits of any script in lower case, the rest as single `-`.
///
/// Never "", `.` or a name that Windows reserves; at most 100 bytes, cut between characters.
pub fn slug(title: &str) -> String {
    let mut out = String::new();
    for c in title.nfc().flat_map(char::to_lowercase) {
        let plain = c.is_alphanumeric() || c == '_' || unicode_normalization::char::is_combining_mark(c);
        if out.len() + c.len_utf8() > 100 {
            break;
        }
        if plain {
            out.push(c);
        } else if !out.ends_with('-') && !out.is_empty() && !matches!(c, '\'' | '’' | '"') {
            out.push('-');
        }
    }
    let out = out.trim_end_matches('-');
    if out.is_empty() {
        "page".to_owned()
    } else if is_reserved(out) {
        format!("{out}-page")
    } else {
        out.to_owned()
    }
}

/// The number that each name was given last, so that the thousandth of one name does not try all numbers before its own.
#[derive(Clone, Debug, Default)]
pub struct Numbers {
    last: BTreeMap<String, u32>,
}

impl Numbers {
    /// The first of `-2`, `-3` … that `take` takes, where none is tried twice for one `name`: what is taken stays taken.
    pub fn next<T>(&mut self, name: &str, mut take: impl FnMut(u32) -> Option<T>) -> T {
        let last = self.last.entry(name.to_owned()).or_insert(1);
        loop {
            *last += 1;
            if let Some(taken) = take(*last) {
                return taken;
            }
        }
    }
}

/// Whether Windows refuses a file of this name (`con`, `aux.md`, `com1`, `COM¹`, `nul .md` …), in any letter case.
pub fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim_end_matches(' ').to_ascii_lowercase();
    let is_digit = |text: &str| matches!(text, "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³");
    let numbered = |word: &str| stem.strip_prefix(word).is_some_and(is_digit);
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul" | "conin$" | "conout$") || numbered("com") || numbered("lpt")
}

/// Whether a browser that opens a file of this name by itself would run what stands in it, or a page of the same server
/// could load it as a program, or a server would obey what it says.
pub fn is_active(name: &str) -> bool {
    const ENDINGS: [&str; 30] = [
        "asp", "aspx", "cfm", "cgi", "eml", "fcgi", "hta", "htc", "htm", "html", "jsp", "jspx", "mht", "mhtml", "phar",
        "php", "php3", "php4", "php5", "php7", "php8", "phps", "pht", "phtml", "shtm", "shtml", "stm", "svgz", "swf",
        "xht",
    ];
    /// What servers call XML, in which browsers run scripts whatever the elements around them are.
    const XML: [&str; 55] = [
        "atom", "atomcat", "atomsvc", "dae", "dbk", "gml", "gpx", "grxml", "inkml", "kml", "lostxml", "mathml",
        "metalink", "mml", "mrcx", "musicxml", "mxml", "ncx", "opml", "owl", "rdf", "rng", "rsd", "rss", "sbml", "shf",
        "smi", "smil", "srgs", "ssdl", "ssml", "vxml", "wadl", "wsdl", "wspolicy", "x3d", "xaml", "xbl", "xdf", "xdp",
        "xenc", "xer", "xfdf", "xhtml", "xhvml", "xlf", "xliff", "xml", "xop", "xproc", "xsd", "xsl", "xslt", "xspf",
        "xul",
    ];
    /// What a page of the same server may load and run. A server looks at the last ending alone, and pictures are called `vue.js.png`.
    const PROGRAMS: [&str; 5] = ["cjs", "js", "jsm", "mjs", "wasm"];
    const NAMES: [&str; 6] = [".htaccess", ".htpasswd", ".user.ini", "web.config", "_worker.js", "_worker.mjs"];
    let name = name.to_ascii_lowercase();
    // A server may look at any of the endings, as in `page.php.bak`.
    let mut endings = name.split('.').skip(1);
    NAMES.contains(&name.as_str())
        || name.rsplit_once('.').is_some_and(|(_, last)| PROGRAMS.contains(&last))
        || endings.any(|ending| ENDINGS.contains(&ending) || XML.contains(&ending))
}

/// Whether a host that publishes a folder, a forge that keeps it, or a program that uploads it, obeys a file at this place of it: settings, what is to be
/// built or installed, functions that run, and by which names and programs the site may be spoken for (RFC 8615; where to report a weakness, RFC 9116,
/// harms nobody).
pub fn steers_a_host(path: &str) -> bool {
    /// What has no ending.
    const NAMES: [&str; 12] = [
        "auth",
        "caddyfile",
        "cname",
        "cors",
        "dockerfile",
        "gemfile",
        "jenkinsfile",
        "makefile",
        "pipfile",
        "procfile",
        "router",
        "staticfile",
    ];
    /// Up to the first dot, where one of the endings is the last.
    const SETTINGS: [&str; 35] = [
        "_config",
        "_middleware",
        "_routes",
        "amplify",
        "app",
        "apphosting",
        "azure-pipelines",
        "bitbucket-pipelines",
        "buildspec",
        "bun",
        "cloudbuild",
        "composer",
        "customhttp",
        "deno",
        "docker-compose",
        "firebase",
        "fly",
        "middleware",
        "netlify",
        "nixpacks",
        "now",
        "npm-shrinkwrap",
        "package",
        "package-lock",
        "pnpm-lock",
        "pnpm-workspace",
        "pyproject",
        "railway",
        "render",
        "serve",
        "static",
        "staticwebapp",
        "vercel",
        "wrangler",
        "yarn",
    ];
    const ENDINGS: [&str; 7] = ["json", "jsonc", "lock", "lockb", "toml", "yaml", "yml"];
    const FUNCTIONS: [&str; 10] = ["cts", "go", "jsx", "mts", "php", "py", "rb", "rs", "ts", "tsx"];
    /// Folders of functions.
    const RUN: [&str; 3] = ["api/", "functions/", "netlify/"];
    /// What begins with a dot steers something, but these, and `.gitkeep`.
    const HARMLESS: [&str; 2] = [".nojekyll", ".well-known/security.txt"];
    let path = path.to_ascii_lowercase();
    let name = path.rsplit('/').next().unwrap_or(&path);
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let is_setting = ENDINGS.contains(&ending) || FUNCTIONS.contains(&ending);
    let is_at_root = name.len() == path.len();
    is_at_root && NAMES.contains(&name)
        || is_at_root && is_setting && name.split('.').next().is_some_and(|stem| SETTINGS.contains(&stem))
        // Looked for in every folder.
        || name == "staticwebapp.config.json"
        || FUNCTIONS.contains(&ending) && RUN.iter().any(|folder| path.starts_with(folder))
        || path.split('/').any(|name| name.starts_with('.')) && name != ".gitkeep" && !HARMLESS.contains(&path.as_str())
}

/// Whether a file begins as markup does, whatever it is called: a server may take any ending for one of XML, and a browser that is
/// told no type looks at the bytes. `head` is its beginning, and `is_whole` says whether nothing is behind that.
pub fn is_markup(head: &[u8], is_whole: bool) -> bool {
    // With and without the mark of their encoding.
    let bytes = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let little = head.strip_prefix(b"\xff\xfe").unwrap_or(head);
    let big = head.strip_prefix(b"\xfe\xff").unwrap_or(head);
    let letter = |unit: u16| u8::try_from(unit).ok();
    opens_markup(bytes.iter().copied().map(Some), is_whole)
        || opens_markup(little.as_chunks().0.iter().map(|two| letter(u16::from_le_bytes(*two))), is_whole)
        || opens_markup(big.as_chunks().0.iter().map(|two| letter(u16::from_be_bytes(*two))), is_whole)
}

fn opens_markup(mut letters: impl Iterator<Item = Option<u8>>, is_whole: bool) -> bool {
    let is_blank = |byte: u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0c);
    match letters.find(|letter| !letter.is_some_and(is_blank)) {
        Some(first) => first == Some(b'<'),
        // What comes behind that many blanks nobody knows.
        None => !is_whole,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_a_file_system_cannot_tell_apart_share_a_slug() {
        for (one, other) in
            [("Straße", "strasse"), ("GRO\u{1e9e}", "gross"), ("ﬁn", "FIN"), ("ſo", "So"), ("é", "e\u{301}")]
        {
            assert_eq!(shared_slug(one), shared_slug(other), "{one} {other}");
        }
        assert_ne!(shared_slug("maß"), shared_slug("mas"));
    }

    #[test]
    fn files_that_run_are_known_by_their_names() {
        for name in [
            "a.js",
            "a.min.MJS",
            "a.wasm",
            "a.swf",
            "a.html",
            "A.XHTML",
            "feed.xml",
            "a.php.bak",
            "a.svgz",
            ".htaccess",
            "_worker.js",
            "x.y.shtml",
            "schema.xsd",
            "grammar.RNG",
            "track.gpx.bak",
        ] {
            assert!(is_active(name), "{name}");
        }
        for name in [
            "a.svg",
            "a.md",
            "html",
            "js",
            "a.sh",
            "vue.js.png",
            "a.js.map",
            "robots.txt",
            "a.html5",
            "CNAME",
            "v1.2.zip",
        ] {
            assert!(!is_active(name), "{name}");
        }
    }

    #[test]
    fn files_that_a_host_obeys_are_known_by_their_places() {
        for path in [
            "CNAME",
            "vercel.json",
            "vercel.ts",
            "_routes.json",
            "_config.yml",
            "Middleware.ts",
            "package.json",
            "package-lock.json",
            "customHttp.yml",
            "CORS",
            "api/x.py",
            "functions/a/b.ts",
            "netlify/edge-functions/a.ts",
            "deep/down/staticwebapp.config.json",
            ".well-known/assetlinks.json",
            ".github/workflows/a.yml",
            ".gitlab-ci.yml",
            ".domains",
            "deep/.gitattributes",
            ".git/config",
        ] {
            assert!(steers_a_host(path), "{path}");
        }
        for path in [
            "templates/t/vercel.json",
            "docs/CNAME",
            "api/x.md",
            "apis/x.py",
            ".well-known/security.txt",
            "x.py",
            "vercel.svg",
            "package.md",
            "router.md",
            ".nojekyll",
            "img/.gitkeep",
            "a..b",
        ] {
            assert!(!steers_a_host(path), "{path}");
        }
    }

    #[test]
    fn what_a_stranger_calls_a_file_is_one_name_that_leads_nowhere() {
        for (text, name) in [
            ("letter.txt", "letter.txt"),
            (".editorconfig", ".editorconfig"),
            ("../../../.bashrc", ".bashrc"),
            ("/etc/passwd", "passwd"),
            ("C:\\Windows\\a.dll", "a.dll"),
            ("c:a.txt", "c-a.txt"),
            ("a/..", "a"),
            ("..", "file"),
            ("", "file"),
            ("x\u{202e}gpj.exe", "x-gpj.exe"),
            ("x\u{2067}\u{0}\n\u{85}y", "x----y"),
            ("con.txt", "file-con.txt"),
            (".GIT", "file-GIT"),
            ("a. . ", "a"),
            ("über uns.txt", "über uns.txt"),
        ] {
            assert_eq!(one_name(text), name, "{text:?}");
            assert!(is_portable(&one_name(text)), "{text:?}");
        }
    }

    #[test]
    fn names_that_windows_keeps_for_itself_are_known() {
        for name in ["con", "AUX.md", "com1", "Lpt9.tar.gz", "COM¹", "lpt³.md", "NUL .md", "CONOUT$"] {
            assert!(is_reserved(name), "{name}");
        }
        for name in ["con-page", "com", "com0", "com10", "COM⁴", "nul-1.md", "auxiliary.md", " nul"] {
            assert!(!is_reserved(name), "{name}");
        }
    }

    #[test]
    fn markup_is_known_by_its_first_sign_in_any_encoding() {
        let wide = |text: &str, big: bool| -> Vec<u8> {
            text.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
        };
        for text in ["<x/>", " \r\n\t<x/>", "\u{feff}<x/>", "\u{feff}\n<!-- -->"] {
            assert!(is_markup(text.as_bytes(), true), "{text:?}");
            assert!(is_markup(&wide(text, true), true) && is_markup(&wide(text, false), true), "{text:?}");
        }
        let plain: [&[u8]; 8] =
            [b"", b" ", b"a <x/>", b"-<", b"\0\0\0<ftypavif", b"\x89PNG<", b"\xef\xbb<", b"\0 \0a\0<"];
        for bytes in plain {
            assert!(!is_markup(bytes, true), "{bytes:?}");
        }
        assert!(is_markup(b"  ", false) && !is_markup(b" a", false));
    }

    #[test]
    fn stars_stand_for_any_characters() {
        let table = [
            ("a.example", "A.example", true),
            ("*.example", "a.b.example", true),
            ("*.example", "example", false),
            ("https://*/x*", "https://a.example/x?y", true),
            ("https://*/x", "https://a.example/x?y", false),
            ("a*b*c", "abbc", true),
            ("a*b*c", "ac", false),
            ("*", "", true),
            ("a**b", "ab", true),
            ("ab*ba", "aba", false),
            ("", "a", false),
        ];
        for (pattern, text, expected) in table {
            assert_eq!(fits(pattern, text), expected, "{pattern} {text}");
        }
    }

    fn mode() -> LinkMode {
        LinkMode::Rooted { prefix: "/repo".into() }
    }

    #[test]
    fn links_are_rooted_or_relative() {
        let table = [
            ("/", "/", "/repo/", "index.html"),
            ("/faq/a/", "/faq/b/", "/repo/faq/b/", "../b/index.html"),
            ("/faq/a/", "/", "/repo/", "../../index.html"),
            ("/404.html", "/faq/", "/repo/faq/", "faq/index.html"),
            ("/faq/", "/faq/a/x y.png", "/repo/faq/a/x%20y.png", "a/x%20y.png"),
            ("/ja/", "/ja/鍵/", "/repo/ja/%E9%8D%B5/", "%E9%8D%B5/index.html"),
        ];
        for (from, to, rooted, relative) in table {
            let (from, to) = (UrlPath::new(from), UrlPath::new(to));
            assert_eq!(href(&from, &to, &mode()), rooted);
            assert_eq!(href(&from, &to, &LinkMode::Relative), relative);
        }
    }

    #[test]
    fn a_path_never_leaves_the_repository() {
        for text in ["../x", "a/../../x", "/etc/passwd", "C:\\x", "a\0b"] {
            assert_eq!(SitePath::new(text), None, "{text:?}");
        }
        let folder = SitePath::new("tutorials/ssh").unwrap();
        assert_eq!(folder.join("../faq/a.md").unwrap().as_str(), "tutorials/faq/a.md");
        assert_eq!(folder.join("/faq/a.md").unwrap().as_str(), "faq/a.md");
        assert_eq!(folder.join("../../../a.md"), None);
        assert_eq!(SitePath::new("a\\b\\c.md").unwrap().as_str(), "a/b/c.md");
    }

    #[test]
    fn names_that_file_systems_confuse_fold_together() {
        let composed = SitePath::new("faq/Café.md").unwrap();
        let decomposed = SitePath::new("faq/cafe\u{301}.md").unwrap();
        assert_ne!(composed, decomposed);
        assert_eq!(composed.folded(), decomposed.folded());
    }

    #[test]
    fn slugs_are_safe_segments() {
        let table = [
            ("How do I reset my password?", "how-do-i-reset-my-password"),
            ("  Don't panic  ", "dont-panic"),
            ("SSH 鍵を作る", "ssh-鍵を作る"),
            ("../../etc/passwd", "etc-passwd"),
            ("???", "page"),
            ("CON", "con-page"),
            ("com1", "com1-page"),
            ("Ключи SSH", "ключи-ssh"),
        ];
        for (title, expected) in table {
            assert_eq!(slug(title), expected);
        }
        assert!(slug(&"字".repeat(300)).len() <= 100);
    }
}
