//! Search: words, an index of small static files, and the reader that ranks with it.
//!
//! This room imports nothing of the house. It is given pages as plain text and gives back named files;
//! `themes/default/assets/search/client.js` reads the same files in the browser.
//!
//! [`tokens`] reduces a page, [`Builder`] makes an [`Index`] of all pages' tokens, [`Search`] asks it. Begin reading in `shards.rs`, which describes
//! the files; judgement (how much a word in a title counts) is in `tokens.rs` and `index.rs` and reaches the readers as small integers.

mod asked;
mod bytes;
mod compounds;
mod excerpt;
mod gather;
mod index;
mod neighbours;
mod opposites;
mod query;
mod scripts;
mod shards;
mod sketch;
mod spelling;
mod stem;
mod stop;
mod tokens;
mod variants;
mod words;

pub use index::{Builder, Index};
pub use neighbours::{AskedBefore, Asking, Neighbours, Reduced};
pub use query::{Also, Error, Found, Hit, Query, Search};
pub use scripts::{base64, client_classic, script};
pub use sketch::{Alike, alike, overlap, sketch};
pub use tokens::{Tokens, tokens};

/// A page as search sees it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// Address from the site's root, decoded: `/faq/reset/`.
    pub url: String,
    /// Title.
    pub title: String,
    /// Kind id.
    pub kind: String,
    /// Topics.
    pub tags: Vec<String>,
    /// Area id or "".
    pub area: String,
    /// Level or "".
    pub level: String,
    /// Names of the authors, as shown.
    pub people: Vec<String>,
    /// Other wordings of the question.
    pub asked_as: Vec<String>,
    /// Questions that its sections answer, each as good as a title.
    pub questions: Vec<String>,
    /// The short answer without markup, or the description.
    pub short_answer: String,
    /// Weight, 1.0 as usual.
    pub boost: f64,
    /// How well the page stands among others that answer alike: 0 well, 1 stale or without solution, 2 outdated, expired, archived or a duplicate.
    pub standing: u8,
    /// The text by section.
    pub sections: Vec<Section>,
}

/// A part of a page that a result can lead to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Section {
    /// Heading id, "" above the first heading.
    pub id: String,
    /// Heading text.
    pub heading: String,
    /// Prose, blocks separated by `\n`.
    pub text: String,
    /// Code, separated by `\n`.
    pub code: String,
}

/// Options of one language's index.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Options {
    /// BCP 47 tag.
    pub lang: String,
    /// Words that mean the same.
    pub synonyms: Vec<Vec<String>>,
    /// About how many pages there are, which decides how large files become, so that neither a search nor their number gets out of hand.
    pub pages: usize,
}

impl Options {
    /// The number of pages as a power of two: one page more changes nothing.
    pub fn scale(&self) -> usize {
        self.pages.clamp(1_024, 1 << 20).next_power_of_two()
    }
}
