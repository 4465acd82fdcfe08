//! Questions: a page asks one, and a page of the kind `faq-list` asks one with each of its `##` headings.

use crate::document::body::Heading;
use crate::document::kind::FAQ_LIST;
use crate::document::lint::placeholder;
use crate::site::{PageIdx, Site};

/// Questions of one list that are compared; each costs as much as a page.
const MOST: usize = 1_000;

/// What a reader may ask.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Question {
    /// The page that answers it.
    pub(super) page: PageIdx,
    /// The heading that asks it: its place and text; `None` where it is the page.
    pub(super) heading: Option<(usize, String)>,
}

impl Question {
    /// The question of a page itself.
    pub(super) fn of_page(page: PageIdx) -> Question {
        Question { page, heading: None }
    }

    /// The questions of these pages, and all that stand in lists.
    pub(super) fn all(site: &Site, pages: &[PageIdx]) -> Vec<Question> {
        let mut all = Vec::with_capacity(pages.len());
        for page in pages {
            all.push(Question::of_page(*page));
            all.extend(Question::in_list(site, *page));
        }
        all
    }

    /// The questions of a page, if it is a list of them.
    pub fn in_list(site: &Site, page: PageIdx) -> impl Iterator<Item = Question> {
        let headings = is_list(site, page).then(|| site.page(page).document.facts.headings.list());
        // What `cairn new` wrote is nobody's question.
        let is_asked = |heading: &Heading| heading.level == 2 && !heading.text.starts_with(placeholder::QUESTION);
        let asked = headings.into_iter().flatten().enumerate().filter(move |(_, heading)| is_asked(heading)).take(MOST);
        asked.map(move |(at, heading)| Question { page, heading: Some((at, heading.text)) })
    }

    /// How it is asked.
    pub fn text<'a>(&'a self, site: &'a Site) -> &'a str {
        self.heading.as_ref().map_or(&site.page(self.page).title, |(_, text)| text)
    }

    /// All ways in which it is asked: a page has other wordings, a heading has not.
    pub(super) fn wordings<'a>(&'a self, site: &'a Site) -> impl Iterator<Item = &'a str> {
        let asked_as = &site.page(self.page).document.front_matter.asked_as;
        let others = asked_as.iter().filter(|_| self.heading.is_none()).map(|wording| wording.value.as_str());
        std::iter::once(self.text(site)).chain(others)
    }
}

/// Whether each heading of a page is a question.
pub(super) fn is_list(site: &Site, page: PageIdx) -> bool {
    let facts = site.page(page);
    facts.document.front_matter.kind.as_ref().is_some_and(|kind| kind.value == FAQ_LIST)
}
