//! Which address a page gets: language prefix, kind folder, slug; and what happens when two want the same.

use std::collections::BTreeMap;

use crate::path::{UrlPath, is_reserved, slug};

/// The address of a page from its parts. `prefix` is "" or a language's segment, `folder` the kind's or content's.
pub fn page(prefix: &str, folder: &str, rest: &str) -> UrlPath {
    UrlPath::new(&format!("/{prefix}/{folder}/{rest}/"))
}

/// An address that a page had once, as its `redirects` write it.
pub fn old(text: &str) -> UrlPath {
    UrlPath::new(&format!("/{}/", text.trim().trim_matches('/')))
}

/// Folder names as address segments.
pub fn segments(folder: &str) -> String {
    let says_something = |segment: &&str| segment.chars().any(char::is_alphanumeric);
    let segments: Vec<String> = folder.split('/').filter(says_something).map(slug).collect();
    segments.join("/")
}

/// A slug as its author wrote it, each segment checked: `Err` holds the safe form to use instead.
pub fn checked_slug(text: &str) -> Result<String, String> {
    let trimmed = text.trim_matches('/');
    let fits = |segment: &str| {
        let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '~');
        !segment.is_empty()
            && segment.len() <= 100
            && segment.chars().all(plain)
            && !segment.starts_with('.')
            && !segment.ends_with('.')
            && !is_reserved(segment)
            && !is_file(segment)
    };
    if !trimmed.is_empty() && trimmed.split('/').all(fits) {
        Ok(trimmed.to_owned())
    } else {
        Err(segments_or_page(trimmed))
    }
}

/// Whether it is called like a file that the site may make: a folder cannot stand where a file is.
fn is_file(segment: &str) -> bool {
    const MADE: [&str; 10] = ["html", "htm", "txt", "xml", "json", "md", "js", "css", "svg", "png"];
    segment.rsplit_once('.').is_some_and(|(_, extension)| MADE.iter().any(|made| extension.eq_ignore_ascii_case(made)))
}

fn segments_or_page(text: &str) -> String {
    let safe = segments(text);
    if safe.is_empty() { "page".into() } else { safe }
}

/// Every address that is taken, and by what. Letter case does not tell two addresses apart: some file systems cannot.
#[derive(Clone, Debug, Default)]
pub struct Taken {
    by: BTreeMap<String, String>,
}

impl Taken {
    /// Keeps `url` for `who`; `Err` names who has it already.
    pub fn take(&mut self, url: &UrlPath, who: &str) -> Result<(), String> {
        let key = crate::path::on_any_disk(url.as_str());
        match self.by.get(&key) {
            Some(owner) => Err(owner.clone()),
            None => {
                self.by.insert(key, who.to_owned());
                Ok(())
            }
        }
    }

    /// Keeps the first free of `url`, `url` with `-2`, `-3` ….
    pub fn take_near(&mut self, url: &UrlPath, who: &str) -> UrlPath {
        let base = url.as_str().trim_end_matches('/');
        let candidates = (2..).map(|n| UrlPath::new(&format!("{base}-{n}/")));
        std::iter::once(url.clone())
            .chain(candidates)
            .find(|candidate| self.take(candidate, who).is_ok())
            .expect("there are more numbers than pages")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_checked_by_segment() {
        let table = [
            ("ssh-keys", Ok("ssh-keys")),
            ("veeam/part-2/", Ok("veeam/part-2")),
            ("v2.1", Ok("v2.1")),
            ("robots.txt", Err("robots-txt")),
            ("a/INDEX.MD", Err("a/index-md")),
            ("鍵", Ok("鍵")),
            ("../../etc/passwd", Err("etc/passwd")),
            ("a b", Err("a-b")),
            ("aux", Err("aux-page")),
            ("", Err("page")),
            ("a//b", Err("a/b")),
        ];
        for (text, expected) in table {
            let expected = expected.map(str::to_owned).map_err(str::to_owned);
            assert_eq!(checked_slug(text), expected, "{text:?}");
        }
    }

    #[test]
    fn an_address_belongs_to_the_first() {
        let mut taken = Taken::default();
        let url = UrlPath::new("/faq/a/");
        assert_eq!(taken.take(&url, "a.md"), Ok(()));
        assert_eq!(taken.take(&UrlPath::new("/FAQ/a/"), "b.md"), Err("a.md".into()));
        assert_eq!(taken.take_near(&url, "b.md").as_str(), "/faq/a-2/");
        assert_eq!(taken.take_near(&url, "c.md").as_str(), "/faq/a-3/");
    }
}
