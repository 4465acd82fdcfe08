//! What several tests need: a built site in memory, and a walk over its links.

// Each test binary uses its own part of this.
#![allow(dead_code, unreachable_pub)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use allocation_counter::AllocationInfo;
use cairn::Options;
use cairn::cache::Cache;

/// The project's own folder.
pub fn project() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The folder of test data, or `None` with a message where it is absent. Set and empty is a mistake, not an absence.
pub fn test_data(what: &str) -> Option<PathBuf> {
    let set = std::env::var_os("CAIRN_TEST_DATA").map(PathBuf::from);
    let folder = set.clone().unwrap_or_else(|| project().join("../shared"));
    let found = folder.join(what);
    if found.exists() {
        return Some(found);
    }
    assert!(set.is_none(), "CAIRN_TEST_DATA is set, and {} is not there", found.display());
    #[expect(clippy::print_stdout, reason = "whoever runs the tests should see what was not tested")]
    {
        println!("skipped: no {what} in {}", folder.display());
    }
    None
}

/// A clone of the community repository, or `None` where the data is absent.
pub fn corpus(into: &Path, extra: &[&str]) -> Option<PathBuf> {
    let bundle = test_data("corpora/hetzner-community.bundle")?;
    let clone = into.join("community");
    let mut git = Command::new("git");
    git.args(["clone", "-q", "-b", "main"]).args(extra).arg(bundle_url(&bundle, extra)).arg(&clone);
    assert!(git.status().unwrap().success(), "git clone");
    Some(clone)
}

/// A shallow clone needs a transport: a bundle cannot be cut.
fn bundle_url(bundle: &Path, extra: &[&str]) -> String {
    if !extra.contains(&"--depth=1") {
        return bundle.display().to_string();
    }
    let whole = bundle_clone(bundle);
    format!("file://{}", whole.display())
}

fn bundle_clone(bundle: &Path) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("cairn-test-bundle-{}", std::process::id()));
    if !folder.exists() {
        let mut git = Command::new("git");
        git.args(["clone", "-q", "--bare", "-b", "main"]).arg(bundle).arg(&folder);
        assert!(git.status().unwrap().success(), "git clone --bare");
    }
    folder
}

/// Writes files below a folder.
pub fn write_all(folder: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let file = folder.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
}

/// Builds `options` without a cache.
pub fn build(options: &Options) -> cairn::Built {
    cairn::build(options, Arc::new(Cache::none())).unwrap_or_else(|error| panic!("{error}"))
}

/// Plans `options` without a cache.
pub fn plan(options: &Options) -> cairn::output::Output {
    cairn::plan(options, Arc::new(Cache::none()), false).unwrap_or_else(|error| panic!("{error}"))
}

/// How often and how much memory `work` asks for, on one thread of its own, so that no other test is counted.
pub fn allocations(work: impl FnOnce() + Send) -> AllocationInfo {
    let counted = || {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build().unwrap();
        pool.install(|| allocation_counter::measure(work))
    };
    std::thread::scope(|scope| scope.spawn(counted).join().unwrap())
}

/// Makes a git repository of these commits, each a message and the path and text of a file.
pub fn commits(root: &Path, commits: impl Iterator<Item = (String, String, String)>) {
    let git = |args: &[&str]| {
        let mut git = Command::new("git");
        git.current_dir(root).args(args).env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
        git
    };
    assert!(git(&["init", "-q", "-b", "main"]).status().unwrap().success(), "git init");
    let mut import = git(&["fast-import", "--quiet"]).stdin(Stdio::piped()).spawn().unwrap();
    let mut stream = import.stdin.take().unwrap();
    for (at, (message, path, text)) in commits.enumerate() {
        let who = format!("Ada <ada@example.org> {} +0000", 1_700_000_000 + 86_400 * at);
        let commit = format!(
            "commit refs/heads/main\nauthor {who}\ncommitter {who}\ndata {}\n{message}\nM 644 inline {path}\ndata {}\n{text}\n",
            message.len(),
            text.len()
        );
        stream.write_all(commit.as_bytes()).unwrap();
    }
    drop(stream);
    assert!(import.wait().unwrap().success(), "git fast-import");
    assert!(git(&["reset", "-q", "--hard"]).status().unwrap().success(), "git reset");
}

/// Every file below a folder: path with `/` and bytes.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
            } else {
                let name = entry.path().strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
                all.insert(name, fs::read(entry.path()).unwrap());
            }
        }
    }
    all
}

/// What a reader gets of a file: pieces of the search index lie there packed.
pub fn unpacked(bytes: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    match bytes.starts_with(&[0x1f, 0x8b]) {
        true => _ = flate2::read::GzDecoder::new(bytes).read_to_end(&mut text).unwrap(),
        false => text.extend(bytes),
    }
    text
}

/// A start tag: name and attributes with entities resolved.
pub struct Tag {
    pub name: String,
    pub attributes: BTreeMap<String, String>,
}

/// The start tags of a page, leaving out comments and the insides of scripts.
pub fn tags(html: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.split_once("-->").map_or("", |(_, rest)| rest);
            continue;
        }
        if !rest[1..].starts_with(|c: char| c.is_ascii_alphabetic()) {
            rest = &rest[1..];
            continue;
        }
        let (tag, after) = tag(&rest[1..]);
        rest = after;
        if tag.name == "script" {
            rest = rest.split_once("</script>").map_or("", |(_, rest)| rest);
        }
        tags.push(tag);
    }
    tags
}

fn tag(text: &str) -> (Tag, &str) {
    let end = text.find(|c: char| c.is_whitespace() || c == '>' || c == '/').unwrap_or(text.len());
    let mut tag = Tag { name: text[..end].to_ascii_lowercase(), attributes: BTreeMap::new() };
    let mut rest = &text[end..];
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if rest.is_empty() {
            return (tag, "");
        }
        if let Some(after) = rest.strip_prefix('>') {
            return (tag, after);
        }
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/')).unwrap_or(rest.len());
        let name = rest[..end].to_ascii_lowercase();
        rest = &rest[end..];
        let mut value = "";
        if let Some(after) = rest.strip_prefix('=') {
            let quote = after.chars().next().filter(|c| matches!(c, '"' | '\'')).expect("attributes are quoted");
            let (inside, after) = after[1..].split_once(quote).expect("a quote ends");
            (value, rest) = (inside, after);
        }
        tag.attributes.insert(name, unescape(value));
    }
}

fn unescape(text: &str) -> String {
    text.replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&#x27;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&#x2F;", "/")
        .replace("&amp;", "&")
}

/// Every internal reference of the site that leads nowhere, as `page: reference`. `prefix` is what links begin with.
pub fn broken_links(site: &BTreeMap<String, Vec<u8>>, prefix: &str) -> Vec<String> {
    let pages: BTreeMap<&str, Vec<Tag>> = site
        .iter()
        .filter(|(name, _)| name.ends_with(".html"))
        .map(|(name, bytes)| (name.as_str(), tags(std::str::from_utf8(bytes).expect("pages are UTF-8"))))
        .collect();
    let ids: BTreeMap<&str, BTreeSet<&str>> = pages
        .iter()
        .map(|(name, tags)| {
            (*name, tags.iter().filter_map(|tag| tag.attributes.get("id").map(String::as_str)).collect())
        })
        .collect();
    let mut broken = Vec::new();
    let mut checked = 0;
    for (page, tags) in &pages {
        for tag in tags {
            for name in ["href", "src"] {
                let Some(reference) = tag.attributes.get(name) else { continue };
                if reference.contains("://") || reference.starts_with("mailto:") || reference.starts_with("data:") {
                    continue;
                }
                checked += 1;
                if !leads_somewhere(site, &ids, page, reference, prefix) {
                    broken.push(format!("{page}: {reference}"));
                }
            }
        }
    }
    assert!(checked > 0, "no link was found to check");
    broken
}

fn leads_somewhere(
    site: &BTreeMap<String, Vec<u8>>,
    ids: &BTreeMap<&str, BTreeSet<&str>>,
    page: &str,
    reference: &str,
    prefix: &str,
) -> bool {
    let (path, anchor) = reference.split_once('#').map_or((reference, None), |(path, anchor)| (path, Some(anchor)));
    let path = path.split('?').next().unwrap_or_default();
    let decode = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8().unwrap().into_owned();
    let mut target = if path.is_empty() {
        page.to_owned()
    } else if let Some(rooted) = path.strip_prefix('/') {
        let Some(below) = path.strip_prefix(prefix).and_then(|path| path.strip_prefix('/')) else { return false };
        let _ = rooted;
        decode(below)
    } else {
        let mut folders: Vec<&str> = page.split('/').collect();
        folders.pop();
        let decoded = decode(path);
        for segment in decoded.split('/') {
            match segment {
                "." => {}
                ".." => {
                    if folders.pop().is_none() {
                        return false;
                    }
                }
                other => folders.push(other),
            }
        }
        folders.join("/")
    };
    if target.is_empty() || target.ends_with('/') {
        target.push_str("index.html");
    }
    let anchor = anchor.filter(|anchor| !anchor.is_empty()).map(decode);
    site.contains_key(&target)
        && anchor.is_none_or(|anchor| ids.get(target.as_str()).is_none_or(|ids| ids.contains(anchor.as_str())))
}

/// Words with an `@` inside, lower case.
pub fn addresses(text: &str) -> impl Iterator<Item = String> + '_ {
    let words = text.split(|c: char| !(c.is_alphanumeric() || "@.+-_[]".contains(c)));
    words.filter(|word| word.contains('@')).map(|word| word.trim_matches('.').to_lowercase())
}

/// A page's text without front matter and comments.
pub fn without_comments(text: &str) -> String {
    let body = if text.starts_with("---") { text.splitn(3, "---").last().unwrap_or_default() } else { text };
    let mut parts = body.split("<!--");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once("-->").map_or("", |(_, rest)| rest))
}
