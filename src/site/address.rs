//! Which address a page gets: language prefix, kind folder, slug; and what happens when two want the same.

use std::collections::BTreeMap;

use crate::path::{Numbers, SitePath, UrlPath, is_reserved, on_any_disk, slug};
use crate::source::OWN_FILES;

/// Addresses that the site itself uses, below every language's home.
pub const OWN_FOLDERS: [&str; 9] =
    ["people", "topics", "areas", "series", "badges", "community", "search", "assets", "pages"];

/// Those below which nobody else's page lies, whatever its folder is called: each page there is somebody's, or a title's.
const CLOSED_FOLDERS: [&str; 2] = ["people", "badges"];

/// The address of a page from its parts. `prefix` is "" or a language's segment, `folder` the kind's or content's.
pub fn page(prefix: &str, folder: &str, rest: &str) -> UrlPath {
    UrlPath::new(&format!("/{prefix}/{folder}/{rest}/"))
}

/// Where a norm is published: `CODE_OF_CONDUCT.md` at `/community/code-of-conduct/`.
pub fn norm(path: &SitePath) -> UrlPath {
    UrlPath::new(&format!("/community/{}/", path.stem().to_lowercase().replace(['_', '.'], "-")))
}

/// What a page gets instead of an address, from the home of its language on, that lies below one of the site's own, so
/// that nobody takes the place of a person, a title or a rule: another first folder. `is_chosen` where a `slug` asks for
/// it; a folder that is called so is seen by whoever reviews it. `languages` are the first segments of languages.
pub fn outside_own(rest: &str, is_chosen: bool, languages: &[String]) -> Option<String> {
    let (first, below) = rest.trim_matches('/').split_once('/')?;
    let name = on_any_disk(first);
    let own: &[&str] = if is_chosen { &OWN_FOLDERS } else { &CLOSED_FOLDERS };
    let is_language = is_chosen && languages.iter().any(|segment| on_any_disk(segment) == name);
    let is_own = is_language || own.contains(&name.as_str()) || OWN_FILES.contains(&name.as_str());
    is_own.then(|| format!("{first}-page/{below}"))
}

/// Whether an address is one of a person or a title: below such a folder, also of a language.
pub fn is_somebodys(url: &UrlPath, languages: &[String]) -> bool {
    let rest = url.as_str().trim_matches('/');
    let (first, below) = rest.split_once('/').unwrap_or((rest, ""));
    let is_language = languages.iter().any(|segment| on_any_disk(segment) == on_any_disk(first));
    let rest = if is_language { below } else { rest };
    rest.split_once('/').is_some_and(|(first, _)| CLOSED_FOLDERS.contains(&on_any_disk(first).as_str()))
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
    /// How folders and pages are spelled, by what some file system makes of it.
    spelled: BTreeMap<String, String>,
    numbers: Numbers,
}

impl Taken {
    /// The same address, its folders spelled as those that are there already: two that some file system cannot tell apart are one.
    pub fn spell(&mut self, url: &UrlPath) -> UrlPath {
        let mut whole = String::from("/");
        for segment in url.as_str().split('/').filter(|segment| !segment.is_empty()) {
            whole = format!("{whole}{segment}/");
            whole.clone_from(self.spelled.entry(on_any_disk(&whole)).or_insert_with(|| whole.clone()));
        }
        UrlPath::new(&whole)
    }

    /// Keeps `url` for `who`; `Err` names who has it already.
    pub fn take(&mut self, url: &UrlPath, who: &str) -> Result<(), String> {
        let key = on_any_disk(url.as_str());
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
        if self.take(url, who).is_ok() {
            return url.clone();
        }
        let base = url.as_str().trim_end_matches('/');
        let mut numbers = std::mem::take(&mut self.numbers);
        let near = numbers.next(&on_any_disk(base), |number| {
            let candidate = UrlPath::new(&format!("{base}-{number}/"));
            self.take(&candidate, who).is_ok().then_some(candidate)
        });
        self.numbers = numbers;
        near
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
    fn what_is_the_sites_own_is_nobody_elses() {
        let table = [
            ("people/wanda", true, Some("people-page/wanda")),
            ("People/wanda/cv", false, Some("People-page/wanda/cv")),
            ("_headers/x", true, Some("_headers-page/x")),
            ("_Redirects/x", false, Some("_Redirects-page/x")),
            ("community/security", true, Some("community-page/security")),
            ("community/events", false, None),
            ("people", true, None),
            ("faq/people/wanda", true, None),
            ("JA/people/wanda", true, Some("JA-page/people/wanda")),
            ("ja/people/wanda", false, None),
            ("jam/people/wanda", true, None),
        ];
        for (rest, is_chosen, expected) in table {
            assert_eq!(outside_own(rest, is_chosen, &["ja".into()]).as_deref(), expected, "{rest}");
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
        for (url, expected) in
            [("/faq/", "/faq/"), ("/faq/ß/x/", "/faq/ß/x/"), ("/FAQ/ss/X/y/", "/faq/ß/x/y/"), ("/faq/SS/", "/faq/ß/")]
        {
            assert_eq!(taken.spell(&UrlPath::new(url)).as_str(), expected);
        }
    }
}
