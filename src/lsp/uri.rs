//! Names of files: an editor says `file:///home/me/repository/faq/a.md`, the house says `faq/a.md`.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use lsp_types::Uri;
use percent_encoding::percent_decode_str;

use crate::path::{SitePath, encode};

/// The folder of the repository, as the editor spells it and as the disk does where links lead to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root {
    spelt: String,
    real: Option<String>,
}

impl Root {
    /// `folder` is absolute. `real` is the same folder without links.
    pub fn new(folder: &Path, real: Option<&Path>) -> Root {
        let spelt = plain(folder);
        Root { real: real.map(plain).filter(|real| *real != spelt), spelt }
    }

    /// The folder.
    pub fn folder(&self) -> PathBuf {
        PathBuf::from(&self.spelt)
    }

    /// The file that an address names; `None` outside the repository, and for what is no file.
    pub fn path(&self, uri: &Uri) -> Option<SitePath> {
        let file = file(uri)?;
        let below = [Some(&self.spelt), self.real.as_ref()].into_iter().flatten().find_map(|root| {
            let rest = file.strip_prefix(root.trim_end_matches('/'))?;
            rest.strip_prefix('/').filter(|rest| !rest.is_empty())
        });
        SitePath::new(below?)
    }

    /// The address of a file.
    pub fn uri(&self, path: &SitePath) -> Uri {
        let root = self.spelt.trim_matches('/');
        let root = if root.is_empty() { String::new() } else { format!("/{}", encode(root)) };
        Uri::from_str(&format!("file://{root}/{}", encode(path.as_str()))).expect("everything in it is encoded")
    }
}

/// The path that a `file:` address names, with `/` between its parts.
pub fn file(uri: &Uri) -> Option<String> {
    let rest = uri.as_str().strip_prefix("file://")?;
    let rest = rest.strip_prefix("localhost").unwrap_or(rest);
    let rest = rest.split(['?', '#']).next().filter(|rest| rest.starts_with('/'))?;
    let path = percent_decode_str(rest).decode_utf8().ok()?;
    (!path.contains('\0')).then(|| plain(Path::new(without_slash(&path))))
}

/// With `/` between the parts; the letter of a drive, which editors spell as they like, is small.
fn plain(path: &Path) -> String {
    let mut path = path.to_string_lossy().into_owned();
    if has_drive(&path) {
        path = path.replace('\\', "/");
        path[..1].make_ascii_lowercase();
    }
    path
}

/// `/c:/x` is `c:/x`.
fn without_slash(path: &str) -> &str {
    path.strip_prefix('/').filter(|path| has_drive(path)).unwrap_or(path)
}

fn has_drive(path: &str) -> bool {
    matches!(path.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(root: &Root, uri: &str) -> Option<String> {
        root.path(&Uri::from_str(uri).unwrap()).map(|path| path.to_string())
    }

    #[test]
    fn addresses_and_paths_name_the_same_files() {
        let root = Root::new(Path::new("/home/me/my pages"), Some(Path::new("/data/pages")));
        for (uri, expected) in [
            ("file:///home/me/my%20pages/faq/a.md", Some("faq/a.md")),
            ("file://localhost/home/me/my%20pages/faq/%E9%8D%B5%20%5B1%5D.md", Some("faq/鍵 [1].md")),
            ("file:///data/pages/faq/a.md", Some("faq/a.md")),
            ("file:///home/me/my%20pages", None),
            ("file:///home/me/my%20pages-old/a.md", None),
            ("file:///home/me/my%20pages/../secret.md", None),
            ("file:///home/me/my%20pages/%2E%2E/%2E%2E/etc/passwd", None),
            ("file:///etc/passwd", None),
            ("file://server/home/me/my%20pages/a.md", None),
            ("untitled:Untitled-1", None),
            ("https://example.com/home/me/my%20pages/a.md", None),
            ("file:///home/me/my%20pages/a%00.md", None),
            ("file:///home/me/my%20pages/%FF.md", None),
        ] {
            assert_eq!(path(&root, uri).as_deref(), expected, "{uri}");
        }
        let file = SitePath::new("faq/鍵 #1.md").unwrap();
        assert_eq!(root.uri(&file).as_str(), "file:///home/me/my%20pages/faq/%E9%8D%B5%20%231.md");
        assert_eq!(root.path(&root.uri(&file)), Some(file));
    }

    #[test]
    fn the_letter_of_a_drive_may_be_spelt_in_any_way() {
        let root = Root::new(Path::new("C:\\Users\\me\\pages"), None);
        for uri in ["file:///c%3A/Users/me/pages/faq/a.md", "file:///C:/Users/me/pages/faq/a.md"] {
            assert_eq!(path(&root, uri).as_deref(), Some("faq/a.md"), "{uri}");
        }
        assert_eq!(root.uri(&SitePath::new("a.md").unwrap()).as_str(), "file:///c:/Users/me/pages/a.md");
    }

    #[test]
    fn a_repository_may_be_the_whole_disk() {
        let root = Root::new(Path::new("/"), None);
        assert_eq!(path(&root, "file:///a.md").as_deref(), Some("a.md"));
        assert_eq!(root.uri(&SitePath::new("a.md").unwrap()).as_str(), "file:///a.md");
    }
}
