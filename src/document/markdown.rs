//! Markdown as a stream of events that everything else reads: what is linked, shown, searched and mirrored is the same.
//!
//! Begin with [`Markdown::read`]; [`Event`] is what it gives. The parser's own events go in; out come events in which
//! containers, alerts, raw HTML, addresses and footnotes have become ordinary elements. Three things hold of them:
//! every start has its end in the right order, nothing nests deeper than `limits.nesting`, and nothing is unsafe to print.

use std::ops::Range;
use std::rc::Rc;

use pulldown_cmark::{Alignment, CowStr};

use crate::config::LimitsConfig;
use crate::diagnostic::Code;
use crate::document::body::LinkForm;
use crate::document::containers::Shadow;
use crate::document::destination::Destination;
use crate::document::fence::Info;
use crate::document::html::is_phrasing;
use crate::document::weave::weave;

/// A body, read.
pub(super) struct Markdown<'a> {
    /// Text of the `#` heading that opens the body. The heading itself is not among the events.
    pub(super) title: Option<String>,
    /// The body in order.
    pub(super) events: Events<'a>,
    /// Footnotes in the order in which they are first referred to; the first is number 1.
    pub(super) footnotes: Vec<Footnote<'a>>,
    /// What is wrong with it, in order of discovery.
    pub(super) findings: Vec<Finding>,
    /// How much of it is shown.
    pub(super) limits: LimitsConfig,
}

/// Events, each with its bytes in the body.
pub(super) type Events<'a> = Vec<(Event<'a>, Range<usize>)>;

/// A footnote that something refers to.
pub(super) struct Footnote<'a> {
    /// How often it is referred to.
    pub(super) references: u32,
    /// Its text.
    pub(super) events: Events<'a>,
}

/// A problem, before it has a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) code: Code,
    pub(super) bytes: Range<usize>,
    pub(super) message: String,
    pub(super) help: String,
}

/// One step through a body.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Event<'a> {
    /// An element begins.
    Start(Tag<'a>),
    /// The element that began last and has not ended, ends.
    End(Tag<'a>),
    /// Text.
    Text(CowStr<'a>),
    /// Code among words.
    Code(CowStr<'a>),
    /// A formula in TeX.
    Math { source: CowStr<'a>, display: bool },
    /// A block of code, whole.
    Fence { info: Info, code: String },
    /// An image. A `figure` stands by itself and shows its title.
    Image { destination: Destination, alt: String, title: String, size: (Option<u32>, Option<u32>), figure: bool },
    /// A reference to a footnote: its label, its number from 1, and how many references to it came before.
    Reference { label: CowStr<'a>, number: usize, earlier: u32 },
    /// The box of a task: whether it is done.
    Task(bool),
    /// A line ends in the source.
    SoftBreak,
    /// A line ends for the reader.
    HardBreak,
    /// A place with an id of its own, for links to a name that a heading had before.
    Anchor(String),
    /// Here a long word may be broken.
    WordBreak,
    /// A thematic break.
    Rule,
}

/// An element with content.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Tag<'a> {
    Paragraph,
    /// A heading: level as written, final id, classes.
    Heading {
        level: u8,
        id: Rc<str>,
        classes: Vec<String>,
    },
    Quote,
    Alert {
        kind: Alert,
        title: Option<String>,
    },
    Details {
        title: Option<String>,
        open: bool,
    },
    /// Holds an ordered list whose items are the steps.
    Steps,
    /// Holds `Tab`s.
    Tabs,
    Tab {
        label: String,
    },
    /// A list; the first number of an ordered one.
    List(Option<u64>),
    Item,
    /// An item of the list in `Steps`, with an id of its own and the number that readers see.
    Step {
        id: Rc<str>,
        number: u32,
    },
    Table,
    TableHead,
    TableRow,
    Cell {
        head: bool,
        align: Alignment,
    },
    Definitions,
    Term,
    Meaning,
    Emphasis,
    Strong,
    Strike,
    /// A link that may be followed: its range is that of the destination. Only a wikilink can lack a text of its own.
    Link {
        destination: Destination,
        title: CowStr<'a>,
        form: LinkForm,
        has_text: bool,
    },
    /// An element written as HTML: a name of the allow-list, and attributes ready to print.
    Html {
        name: &'static str,
        attributes: String,
    },
}

/// The five alerts of GitHub.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Alert {
    Note,
    Tip,
    Important,
    Warning,
    Caution,
}

impl Alert {
    /// The word for classes, interface words and `> [!…]` lines.
    pub(super) fn name(self) -> &'static str {
        match self {
            Alert::Note => "note",
            Alert::Tip => "tip",
            Alert::Important => "important",
            Alert::Warning => "warning",
            Alert::Caution => "caution",
        }
    }

    /// The alert that a word of this or another dialect means.
    pub(super) fn read(word: &str) -> Option<Alert> {
        Some(match word.to_ascii_lowercase().as_str() {
            "note" | "info" => Alert::Note,
            "tip" | "hint" | "success" => Alert::Tip,
            "important" => Alert::Important,
            "warning" | "attention" => Alert::Warning,
            "caution" | "danger" | "error" => Alert::Caution,
            _ => return None,
        })
    }
}

impl Tag<'_> {
    /// Whether only words may stand inside.
    pub(super) fn holds_words_only(&self) -> bool {
        matches!(
            self,
            Tag::Paragraph
                | Tag::Heading { .. }
                | Tag::Term
                | Tag::Emphasis
                | Tag::Strong
                | Tag::Strike
                | Tag::Link { .. }
        )
    }

    /// Whether the element stands between paragraphs rather than among words.
    pub(super) fn is_block(&self) -> bool {
        match self {
            Tag::Emphasis | Tag::Strong | Tag::Strike | Tag::Link { .. } => false,
            Tag::Html { name, .. } => !is_phrasing(name),
            _ => true,
        }
    }

    /// Whether it counts against `limits.nesting`. Rows, cells, items and paragraphs come with what they stand in.
    pub(super) fn nests(&self) -> bool {
        !matches!(
            self,
            Tag::Paragraph
                | Tag::Heading { .. }
                | Tag::Item
                | Tag::Step { .. }
                | Tag::TableHead
                | Tag::TableRow
                | Tag::Cell { .. }
                | Tag::Term
                | Tag::Meaning
                | Tag::Link { .. }
        )
    }
}

impl<'a> Markdown<'a> {
    /// Reads a body, of which `shadow` was made.
    pub(super) fn read(body: &str, shadow: &'a Shadow<'a>, limits: &LimitsConfig) -> Markdown<'a> {
        weave(body, shadow, limits)
    }
}
