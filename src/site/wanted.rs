//! Pages that nobody has written yet, told by the links that wait for them: one page may have a slip, several want the same.
//!
//! Begin with [`Absent`], which is told of every link that leads nowhere.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::body::{Link, LinkForm};
use crate::path::{SitePath, fold, slug};
use crate::site::{LangIdx, PageIdx, Site, readable};

/// At most this many are remembered.
const MOST: usize = 100;

/// A page that several others link to and nobody has written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedPage {
    /// What it would be called: the wikilink, or the file's name made readable.
    pub title: String,
    /// Where links look for it; where they only name its title, beside the first page that has one.
    pub path: SitePath,
    /// Language of the pages that link to it.
    pub lang: LangIdx,
    /// How many they are.
    pub pages: usize,
}

/// Links to pages that are not there, by language and what they name.
#[derive(Debug, Default)]
pub(super) struct Absent {
    names: BTreeMap<(LangIdx, String), (WantedPage, BTreeSet<PageIdx>)>,
}

impl Absent {
    /// Notes a link that leads nowhere. Files and what lies outside the content (`content`) are no pages.
    pub(super) fn note(&mut self, site: &Site, page: PageIdx, link: &Link, content: &str) {
        let facts = site.page(page);
        let target = link.target.split('?').next().unwrap_or_default();
        let (key, title, path) = match link.form {
            LinkForm::Image => return,
            LinkForm::Wiki if !target.contains('/') && !target.ends_with(".md") => {
                let title = link.target.trim();
                let Some(path) = beside(&facts.path, title, site.langs[facts.lang].as_str()) else { return };
                (fold(title), title.to_owned(), path)
            }
            LinkForm::Wiki | LinkForm::Link => {
                let path = match target.strip_prefix('/') {
                    Some(rooted) => SitePath::new(content).and_then(|content| content.join(rooted)),
                    None => facts.path.parent().join(target),
                };
                let Some(path) = path.and_then(|path| page_path(&path)) else { return };
                if SitePath::new(content).is_none_or(|content| path.below(&content).is_none()) {
                    return;
                }
                (path.folded(), readable(path.stem()), path)
            }
        };
        if !key.is_empty() {
            let wanted = WantedPage { title, path, lang: facts.lang, pages: 0 };
            let (_, pages) = self.names.entry((facts.lang, key)).or_insert_with(|| (wanted, BTreeSet::new()));
            pages.insert(page);
        }
    }

    /// Those that at least two pages link to, the most wanted first, then by name.
    pub(super) fn into_wanted(self) -> Vec<WantedPage> {
        let several = self.names.into_values().filter(|(_, pages)| pages.len() > 1);
        let wanted = several.map(|(wanted, pages)| WantedPage { pages: pages.len(), ..wanted });
        let mut wanted: Vec<WantedPage> = wanted.collect();
        wanted.sort_by_key(|wanted| std::cmp::Reverse(wanted.pages));
        wanted.truncate(MOST);
        wanted
    }
}

/// The file of a page with this title, beside another one whose name may tell its language.
fn beside(other: &SitePath, title: &str, lang: &str) -> Option<SitePath> {
    let suffix = other.stem().rsplit_once('.').map(|(_, suffix)| suffix);
    let name = match suffix.filter(|suffix| suffix.eq_ignore_ascii_case(lang)) {
        Some(suffix) => format!("{}.{suffix}.md", slug(title)),
        None => format!("{}.md", slug(title)),
    };
    other.parent().join(&name)
}

/// The Markdown file that a path means; `None` where it names another sort of file.
fn page_path(path: &SitePath) -> Option<SitePath> {
    match path.extension() {
        "md" => Some(path.clone()),
        "" if !path.stem().is_empty() => SitePath::new(&format!("{path}.md")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::Options;
    use crate::source::disk::literal;

    #[test]
    fn what_several_pages_link_to_is_wanted_and_a_slip_is_not() {
        let files = [
            (
                "faq/a.md",
                "# A\n\n[b](../tutorials/ssh-keys.md), [[Key cards]], [x](slip.md), [f](data.csv) [g](data.csv)\n",
            ),
            (
                "faq/b.md",
                "# B\n\n[b](/tutorials/ssh-keys), [[key cards]] and [twice](../tutorials/ssh-keys.md). [f](data.csv)\n",
            ),
            ("faq/c.md", "# C\n\n[b](../tutorials/ssh-keys.md#top), [a](a.md), [m](moved.md), [[moved]]\n"),
            ("faq/a.ja.md", "# ア\n\n[[鍵]]\n"),
            ("faq/b.ja.md", "# イ\n\n[[鍵]]\n"),
            (
                "faq/d.md",
                "---\ntitle: D\nredirects: [/faq/moved/]\n---\n[m](moved.md) [o](../../../x.md) [o](https://x.example/y)\n",
            ),
        ];
        let source = literal(files.into_iter().chain([("cairn.yml", "languages: {list: [en, ja]}\n")]));
        let site = Site::of_literal(&source, &Options::default());
        let told: Vec<_> = site
            .wanted_pages
            .iter()
            .map(|wanted| (wanted.title.as_str(), wanted.path.as_str(), wanted.pages))
            .collect();
        assert_eq!(
            told,
            [("Ssh keys", "tutorials/ssh-keys.md", 3), ("Key cards", "faq/key-cards.md", 2), ("鍵", "faq/鍵.ja.md", 2)]
        );
    }
}
