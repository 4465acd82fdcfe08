//! How the parser's events become ours: one pass with a stack, on which every element waits for its end.
//!
//! Begin with [`weave`]. The stack keeps three parties apart: what the Markdown parser began only it may end; tags
//! written as HTML pair up only with each other and only inside one Markdown element; `:::` lines likewise. Whatever is
//! still open when its surroundings end is ended with them. So no author can close what is not theirs, and the events
//! are balanced by construction. `tags` holds the rules
//! for HTML, `marks` those for containers and alerts, `steps` names what is numbered.

mod marks;
mod steps;
mod tags;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;
use std::rc::Rc;

use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, CowStr, Event as Raw, LinkType, Tag as RawTag, TagEnd};

use crate::config::LimitsConfig;
use crate::diagnostic::Code;
use crate::document::body::LinkForm;
use crate::document::code::is_too_long;
use crate::document::containers::Shadow;
use crate::document::destination::{Destination, autolinks, disguise, suspicion};
use crate::document::fence::Info;
use crate::document::html::{escape, is_phrasing, is_table_frame};
use crate::document::markdown::{Alert, Event, Events, Finding, Footnote, Markdown, Tag};
use crate::document::math::formula;
use crate::document::plain;

/// How often a page's abbreviations are explained: whoever read that far knows them.
const EXPLAINED: usize = 1000;

/// How many problems of one file are worth reporting.
const FINDINGS: usize = 200;

/// Reads a body, of which `shadow` was made.
pub(super) fn weave<'a>(body: &str, shadow: &'a Shadow<'a>, limits: &LimitsConfig) -> Markdown<'a> {
    let mut weaver = Weaver {
        shadow,
        body,
        limits,
        abbreviations: shadow.abbreviations(),
        events: Vec::new(),
        stack: Vec::new(),
        depth: 0,
        links: 0,
        tags: 0,
        explained: 0,
        ignored_containers: 0,
        open_container: None,
        skip_to: 0,
        columns: Columns::default(),
        notes: Vec::new(),
        defined: HashMap::new(),
        undefined: Vec::new(),
        ids: HashSet::new(),
        next_suffix: HashMap::new(),
        title: None,
        findings: Vec::new(),
        too_deep: false,
    };
    weaver.run();
    weaver.finish()
}

/// Something that has begun.
pub(super) struct Open<'a> {
    /// `None` where it is not shown: too deep, or a link that may not lead anywhere.
    pub(super) tag: Option<Tag<'a>>,
    pub(super) origin: Origin,
    /// Index of its start among the events.
    start: usize,
    /// Where it began in the body.
    bytes: Range<usize>,
    /// What holds inside, because of it or of what is around it.
    inside: Inside,
}

/// What is known of a place without a walk up the stack, which may be as deep as a page is long.
#[derive(Clone, Copy, Default)]
pub(super) struct Inside {
    /// Only words may stand there.
    phrasing: bool,
    /// A tag says that the words are not prose.
    code: bool,
    /// A tag says that spaces and ends of lines count.
    pub(super) pre: bool,
    /// Index on the stack of the link to another server that it is a part of.
    link: Option<usize>,
}

/// Who began it, and therefore who may end it.
#[derive(Clone, PartialEq)]
pub(super) enum Origin {
    /// The Markdown parser: ends what it began, and whatever was begun inside.
    Markdown,
    /// A definition of a footnote, which is read aside.
    Footnote,
    /// A tag: the name it was written with, and the name it is printed under.
    Html { written: String, name: &'static str },
    /// A `:::` line of so many colons; an `@tab` line has none.
    Container(usize),
}

/// The table being read.
#[derive(Default)]
struct Columns {
    alignments: Vec<Alignment>,
    next: usize,
    in_head: bool,
}

pub(super) struct Weaver<'a, 'b> {
    shadow: &'a Shadow<'a>,
    body: &'b str,
    pub(super) limits: &'b LimitsConfig,
    abbreviations: BTreeMap<&'a str, &'a str>,
    events: Events<'a>,
    pub(super) stack: Vec<Open<'a>>,
    /// How many open elements are shown and nest.
    pub(super) depth: usize,
    /// How many links are open: 0 or 1.
    pub(super) links: usize,
    /// How many open elements were begun by tags; bounds the search for the one that an end tag means.
    pub(super) tags: usize,
    /// How often an abbreviation was explained.
    explained: usize,
    /// Containers that were begun too deep and have no entry on the stack.
    ignored_containers: usize,
    /// The entry that a `:::` line is ending.
    open_container: Option<usize>,
    /// What begins before this byte has been read already.
    skip_to: usize,
    columns: Columns,
    /// Footnote definitions being read: label, and the events of what is around each.
    notes: Vec<(CowStr<'a>, Events<'a>)>,
    /// Footnotes by label in lower case.
    defined: HashMap<String, Events<'a>>,
    /// What looks like a reference and is none.
    undefined: Vec<(String, Range<usize>)>,
    ids: HashSet<Rc<str>>,
    next_suffix: HashMap<Rc<str>, u32>,
    title: Option<String>,
    findings: Vec<Finding>,
    too_deep: bool,
}

/// An image whose alternative text is being read.
struct Picture {
    destination: Destination,
    title: String,
    alt: String,
    bytes: Range<usize>,
    nested: usize,
}

impl<'a> Weaver<'a, '_> {
    fn run(&mut self) {
        let mut picture: Option<Picture> = None;
        let mut fence: Option<(Info, String)> = None;
        let mut fragment: Option<(String, Vec<(usize, usize)>)> = None;
        let mut raw = self.shadow.events().peekable();
        while let Some((event, mut bytes)) = raw.next() {
            // Text comes in splinters; joined, it can be searched for addresses and terms.
            let event = match event {
                Raw::Text(text) => {
                    let mut joined: Option<String> = None;
                    while let Some((Raw::Text(more), of)) = raw.next_if(|(event, _)| matches!(event, Raw::Text(_))) {
                        bytes.end = bytes.end.max(of.end);
                        joined.get_or_insert_with(|| text.to_string()).push_str(&more);
                    }
                    Raw::Text(joined.map_or(text, CowStr::from))
                }
                other => other,
            };
            if let Some(open) = &mut picture {
                match event {
                    Raw::Start(RawTag::Image { .. }) => open.nested += 1,
                    Raw::End(TagEnd::Image) if open.nested > 0 => open.nested -= 1,
                    Raw::End(TagEnd::Image) => {
                        let done = picture.take().expect("matched above");
                        self.image(done);
                    }
                    Raw::Text(text) | Raw::Code(text) | Raw::InlineMath(text) | Raw::DisplayMath(text) => {
                        open.alt.push_str(&text)
                    }
                    Raw::SoftBreak | Raw::HardBreak => open.alt.push(' '),
                    _ => {}
                }
                continue;
            }
            if let Some((_, code)) = &mut fence {
                match event {
                    Raw::Text(text) => code.push_str(&text),
                    Raw::End(_) => {
                        let (info, code) = fence.take().expect("matched above");
                        self.fence(info, code, bytes);
                    }
                    _ => {}
                }
                continue;
            }
            if let Some((text, lines)) = &mut fragment {
                match event {
                    Raw::Html(html) | Raw::Text(html) => {
                        lines.push((text.len(), bytes.start));
                        text.push_str(&html);
                    }
                    Raw::End(_) => {
                        let (text, lines) = fragment.take().expect("matched above");
                        self.html_block(&text, &lines, bytes);
                    }
                    _ => {}
                }
                continue;
            }
            let skipped = bytes.start < self.skip_to;
            match event {
                Raw::Start(RawTag::Image { dest_url, title, link_type, .. }) => {
                    let destination = if matches!(link_type, LinkType::WikiLink { .. }) {
                        wiki(&dest_url)
                    } else {
                        Some(Destination::read(&dest_url))
                    };
                    let destination = destination.unwrap_or(Destination::Refused(String::new()));
                    picture = Some(Picture {
                        destination,
                        title: title.trim().to_owned(),
                        alt: String::new(),
                        bytes,
                        nested: 0,
                    });
                }
                Raw::Start(RawTag::CodeBlock(kind)) => {
                    let info = match kind {
                        CodeBlockKind::Fenced(info) => Info::read(&info),
                        CodeBlockKind::Indented => Info::default(),
                    };
                    fence = Some((info, String::new()));
                }
                Raw::Start(RawTag::HtmlBlock) => fragment = Some((String::new(), Vec::new())),
                Raw::Start(_) if skipped && !self.is_block_start(&event) => self.begin(None, Origin::Markdown, bytes),
                Raw::Start(tag) => self.start(tag, bytes),
                Raw::End(_) => self.end(bytes),
                _ if skipped => {}
                Raw::Text(text) => self.text(text, bytes),
                Raw::Code(code) => self.leaf(Event::Code(code), bytes),
                Raw::InlineMath(source) => self.math(source, false, bytes),
                Raw::DisplayMath(source) => self.math(source, true, bytes),
                Raw::InlineHtml(html) | Raw::Html(html) => {
                    self.html_tokens(&html, &bytes);
                }
                Raw::FootnoteReference(label) => self.reference(label, bytes),
                // The break that ends a skipped first line belongs to that line.
                Raw::SoftBreak | Raw::HardBreak if bytes.start == self.skip_to && self.skip_to > 0 => {}
                Raw::SoftBreak => self.leaf(Event::SoftBreak, bytes),
                Raw::HardBreak => self.leaf(Event::HardBreak, bytes),
                Raw::Rule => match self.shadow.mark(&bytes) {
                    Some((mark, bytes)) => self.mark(mark, bytes.clone()),
                    None => {
                        self.before_block(&bytes);
                        self.push(Event::Rule, bytes);
                    }
                },
                Raw::TaskListMarker(done) => self.leaf(Event::Task(done), bytes),
            }
        }
    }

    fn finish(mut self) -> Markdown<'a> {
        let end = self.body.len();
        while !self.stack.is_empty() {
            self.end_top(end..end);
        }
        let (mut events, mut footnotes) = self.number_footnotes();
        self.settle_anchors(&mut events);
        footnotes.iter_mut().for_each(|note| self.settle_anchors(&mut note.events));
        // After all that has an id by its words or by its author's wish.
        self.name_steps(&mut events);
        footnotes.iter_mut().for_each(|note| self.name_steps(&mut note.events));
        // Where no footnote is defined, `[^a-z]` is more likely a regular expression.
        for (label, bytes) in std::mem::take(&mut self.undefined) {
            let is_number = || label.bytes().all(|b| b.is_ascii_digit());
            if (!footnotes.is_empty() && !label.contains('-')) || is_number() || is_note(&label, self.body, &bytes) {
                let help = format!("add a line `[^{label}]: …` below");
                self.find(Code::MissingFootnote, bytes, format!("the footnote `{label}` is not defined"), help);
            }
        }
        Markdown { title: self.title, events, footnotes, findings: self.findings, limits: self.limits.clone() }
    }

    // Markdown elements.

    fn is_block_start(&self, event: &Raw<'_>) -> bool {
        !matches!(
            event,
            Raw::Start(
                RawTag::Emphasis | RawTag::Strong | RawTag::Strikethrough | RawTag::Link { .. } | RawTag::Image { .. }
            )
        )
    }

    fn start(&mut self, tag: RawTag<'a>, bytes: Range<usize>) {
        let tag = match tag {
            RawTag::Paragraph => Tag::Paragraph,
            RawTag::Heading { level, id, classes, .. } => {
                let classes = classes.iter().filter(|class| is_class(class)).map(|class| class.to_string()).collect();
                Tag::Heading { level: level as u8, id: id.map(|id| id.as_ref().into()).unwrap_or_default(), classes }
            }
            RawTag::BlockQuote(kind) => match kind {
                Some(kind) => Tag::Alert { kind: kind_of(kind), title: None },
                None => self.titled_alert(&bytes).unwrap_or(Tag::Quote),
            },
            RawTag::List(first) => Tag::List(first),
            RawTag::Item => Tag::Item,
            RawTag::FootnoteDefinition(label) => {
                // A footnote is read where it stands and printed at the end.
                let around = std::mem::take(&mut self.events);
                self.notes.push((label, around));
                let inside = Inside { phrasing: false, ..self.inside() };
                self.stack.push(Open { tag: None, origin: Origin::Footnote, start: 0, bytes, inside });
                return;
            }
            RawTag::DefinitionList => Tag::Definitions,
            RawTag::DefinitionListTitle => Tag::Term,
            RawTag::DefinitionListDefinition => Tag::Meaning,
            RawTag::Table(columns) => {
                self.columns = Columns { alignments: columns, ..Columns::default() };
                Tag::Table
            }
            RawTag::TableHead => {
                self.columns.next = 0;
                self.columns.in_head = true;
                Tag::TableHead
            }
            RawTag::TableRow => {
                self.columns.next = 0;
                self.columns.in_head = false;
                Tag::TableRow
            }
            RawTag::TableCell => {
                let align = self.columns.alignments.get(self.columns.next).copied().unwrap_or(Alignment::None);
                self.columns.next += 1;
                Tag::Cell { head: self.columns.in_head, align }
            }
            RawTag::Emphasis => Tag::Emphasis,
            RawTag::Strong => Tag::Strong,
            RawTag::Strikethrough => Tag::Strike,
            RawTag::Link { link_type, dest_url, title, .. } => {
                self.link(link_type, &dest_url, title, bytes);
                return;
            }
            // These are read whole, or are not part of the dialect.
            RawTag::CodeBlock(_)
            | RawTag::HtmlBlock
            | RawTag::Image { .. }
            | RawTag::Superscript
            | RawTag::Subscript
            | RawTag::MetadataBlock(_) => {
                self.begin(None, Origin::Markdown, bytes);
                return;
            }
        };
        if tag.is_block() {
            self.before_block(&bytes);
        }
        // Rows and items belong to a table or list; without it they are nothing.
        let orphan =
            matches!(tag, Tag::Item | Tag::TableHead | Tag::TableRow | Tag::Cell { .. } | Tag::Term | Tag::Meaning)
                && self.stack.last().is_none_or(|open| open.tag.is_none());
        if orphan {
            self.gap(&bytes);
        }
        self.begin((!orphan).then_some(tag), Origin::Markdown, bytes);
    }

    pub(super) fn end(&mut self, bytes: Range<usize>) {
        while let Some(open) = self.stack.last() {
            let done = matches!(open.origin, Origin::Markdown | Origin::Footnote);
            self.end_top(bytes.clone());
            if done {
                return;
            }
        }
    }

    fn link(&mut self, link_type: LinkType, written: &str, title: CowStr<'a>, bytes: Range<usize>) {
        let (form, has_text, destination) = match link_type {
            LinkType::WikiLink { has_pothole } => match wiki(written) {
                Some(destination) => (LinkForm::Wiki, has_pothole, destination),
                // `[[ -f x ]]` is a test in a shell.
                None => {
                    let text = &self.body[bytes.start.min(self.body.len())..bytes.end.min(self.body.len())];
                    let text = CowStr::from(text.to_owned());
                    self.skip_to = bytes.end;
                    self.text(text, bytes.clone());
                    self.begin(None, Origin::Markdown, bytes);
                    return;
                }
            },
            LinkType::Email => (LinkForm::Link, true, Destination::External(format!("mailto:{written}"))),
            _ => (LinkForm::Link, true, Destination::read(written)),
        };
        if let Destination::Refused(scheme) = &destination {
            self.refused(scheme, &bytes);
            self.begin(None, Origin::Markdown, bytes);
        } else if self.links > 0 {
            // A browser would end the link around it here.
            self.begin(None, Origin::Markdown, bytes);
        } else {
            let place = self.place_of(written, &bytes);
            self.suspected(&destination, &place);
            self.begin(Some(Tag::Link { destination, title, form, has_text }), Origin::Markdown, place);
        }
    }

    /// The bytes of the destination inside the bytes of its link, where it stands there as such.
    fn place_of(&self, written: &str, link: &Range<usize>) -> Range<usize> {
        let text = self.body.get(link.clone()).unwrap_or("");
        match text.rfind(written).filter(|_| !written.is_empty()) {
            Some(at) => link.start + at..link.start + at + written.len(),
            None => link.clone(),
        }
    }

    /// Tells of an address that may lead elsewhere than readers think.
    pub(super) fn suspected(&mut self, destination: &Destination, bytes: &Range<usize>) {
        let Destination::External(address) = destination else { return };
        if let Some(why) = suspicion(address) {
            // The address may hold a password, and a report may end in a log that everybody reads.
            let message = format!("this link {why}");
            self.find(
                Code::SuspectLink,
                bytes.clone(),
                message,
                "write the address that a browser shows when it is there",
            );
        }
    }

    /// Tells of a text that names another host than that of the link it stands in.
    fn look_for_disguise(&mut self, text: &str, bytes: &Range<usize>) {
        let address = self.inside().link.and_then(|at| match &self.stack[at].tag {
            Some(Tag::Link { destination: Destination::External(address), .. }) => Some(address),
            _ => None,
        });
        if let Some((named, leads_to)) = address.and_then(|address| disguise(text, address)) {
            let message = format!("this link names `{named}` and leads to `{leads_to}`");
            self.find(
                Code::SuspectLink,
                bytes.clone(),
                message,
                "write the address where it leads, or say in words what is there",
            );
        }
    }

    pub(super) fn refused(&mut self, scheme: &str, bytes: &Range<usize>) {
        let message = format!("links may not begin with `{scheme}:`");
        self.find(
            Code::BadScheme,
            bytes.clone(),
            message,
            "write a path in this repository, or an `https:`, `http:` or `mailto:` address",
        );
    }

    fn image(&mut self, picture: Picture) {
        let Picture { destination, title, alt, bytes, .. } = picture;
        if bytes.start < self.skip_to {
            return;
        }
        let place = match &destination {
            Destination::Local { target, .. } => self.place_of(target, &bytes),
            _ => bytes.clone(),
        };
        self.show_image(destination, alt, title, (None, None), bytes, place);
    }

    pub(super) fn show_image(
        &mut self,
        destination: Destination,
        alt: String,
        title: String,
        size: (Option<u32>, Option<u32>),
        bytes: Range<usize>,
        place: Range<usize>,
    ) {
        let alt = alt.split_whitespace().collect::<Vec<_>>().join(" ");
        match &destination {
            Destination::Refused(scheme) => {
                if !scheme.is_empty() {
                    self.refused(&scheme.clone(), &bytes);
                }
                self.text(CowStr::from(alt), bytes);
                return;
            }
            Destination::External(_) => {
                let message = "the image lies on another server".to_owned();
                self.find(
                    Code::RemoteImage,
                    bytes.clone(),
                    message,
                    "put the image file beside the page and link to that",
                );
            }
            Destination::Local { target, .. } if alt.is_empty() => {
                let message = format!("the image `{target}` has no alternative text");
                self.find(
                    Code::ImageWithoutText,
                    bytes.clone(),
                    message,
                    "say in the brackets what the image shows: `![…](…)`",
                );
            }
            Destination::Local { .. } => {}
        }
        self.leaf(Event::Image { destination, alt, title, size, figure: false }, place);
    }

    fn fence(&mut self, info: Info, code: String, bytes: Range<usize>) {
        self.before_block(&bytes);
        if info.language == "math" {
            self.math(CowStr::from(code), true, bytes);
            return;
        }
        if is_too_long(&code, self.limits) {
            let message = "the code block is too large to be coloured".to_owned();
            let (whole, line) = (self.limits.code, self.limits.code_line);
            let help = format!("keep it below {whole} KiB and its lines below {line} bytes, or offer it as a file");
            self.find(Code::CodeTooLong, bytes.clone(), message, help);
        }
        self.push(Event::Fence { info, code }, bytes);
    }

    fn math(&mut self, source: CowStr<'a>, display: bool, bytes: Range<usize>) {
        if let Err(why) = formula(&source, display) {
            self.find(
                Code::BadMath,
                bytes.clone(),
                format!("the formula cannot be read: {why}"),
                "if the `$` is meant as such, write `\\$`",
            );
        }
        self.leaf(Event::Math { source, display }, bytes);
    }

    /// Gives footnotes their numbers in the order in which readers meet them. A footnote may refer to others or to itself.
    fn number_footnotes(&mut self) -> (Events<'a>, Vec<Footnote<'a>>) {
        let mut footnotes: Vec<Footnote<'a>> = Vec::new();
        let mut numbers: HashMap<String, usize> = HashMap::new();
        let mut main = std::mem::take(&mut self.events);
        let mut next = 0;
        let mut current = std::mem::take(&mut main);
        loop {
            for (event, _) in &mut current {
                let Event::Reference { label, number, earlier } = event else { continue };
                let key = label.to_lowercase();
                if !numbers.contains_key(&key) {
                    let Some(events) = self.defined.remove(&key) else {
                        *event = Event::Text(CowStr::from(format!("[^{label}]")));
                        continue;
                    };
                    footnotes.push(Footnote { references: 0, events });
                    numbers.insert(key.clone(), footnotes.len());
                }
                *number = numbers[&key];
                let footnote = &mut footnotes[*number - 1];
                *earlier = footnote.references;
                footnote.references += 1;
            }
            match next {
                0 => main = current,
                number => footnotes[number - 1].events = current,
            }
            next += 1;
            match footnotes.get_mut(next - 1) {
                Some(footnote) => current = std::mem::take(&mut footnote.events),
                None => return (main, footnotes),
            }
        }
    }

    // The stack.

    /// What holds where the next event will stand.
    pub(super) fn inside(&self) -> Inside {
        self.stack.last().map(|open| open.inside).unwrap_or_default()
    }

    /// Begins an element. It is pushed even where it is not shown, so that its end finds it.
    pub(super) fn begin(&mut self, tag: Option<Tag<'a>>, origin: Origin, bytes: Range<usize>) {
        let mut tag = tag;
        if tag.as_ref().is_some_and(Tag::nests) && self.is_deepest() {
            self.report_depth(&bytes);
            self.gap(&bytes);
            tag = None;
        }
        let mut inside = self.inside();
        match &tag {
            Some(tag) if tag.holds_words_only() => inside.phrasing = true,
            Some(tag) if tag.is_block() => inside.phrasing = false,
            _ => {}
        }
        if let Some(Tag::Link { destination: Destination::External(_), .. }) = &tag {
            inside.link = Some(self.stack.len());
        }
        if let Origin::Html { name, .. } = origin {
            // What looks like an address in code is one to look at.
            inside.code |= matches!(name, "code" | "kbd" | "pre" | "samp" | "var");
            inside.pre |= name == "pre";
        }
        let start = self.events.len();
        if let Some(tag) = &tag {
            self.depth += usize::from(tag.nests());
            self.links += usize::from(matches!(tag, Tag::Link { .. }));
            self.push(Event::Start(tag.clone()), bytes.clone());
        }
        self.tags += usize::from(matches!(origin, Origin::Html { .. }));
        self.stack.push(Open { tag, origin, start, bytes, inside });
    }

    /// Ends the element that began last.
    pub(super) fn end_top(&mut self, bytes: Range<usize>) {
        let Some(open) = self.stack.pop() else { return };
        match open.origin {
            Origin::Html { .. } => self.tags -= 1,
            Origin::Container(colons) if colons > 0 && self.open_container != Some(self.stack.len()) => {
                let help = format!("end it with a line `{}`", ":".repeat(colons.min(20)));
                self.find(Code::UnbalancedContainer, open.bytes.clone(), "the container has no end", help);
            }
            Origin::Footnote => {
                let (label, around) = self.notes.pop().expect("begun together with this entry");
                let note = std::mem::replace(&mut self.events, around);
                self.defined.entry(label.to_lowercase()).or_insert(note);
            }
            _ => {}
        }
        let Some(mut tag) = open.tag else { return };
        self.depth -= usize::from(tag.nests());
        self.links -= usize::from(matches!(tag, Tag::Link { .. }));
        match &mut tag {
            Tag::Paragraph => match &mut self.events[open.start + 1..] {
                [] => {
                    self.events.truncate(open.start);
                    return;
                }
                [(Event::Image { title, figure, .. }, _)] if !title.is_empty() => {
                    *figure = true;
                    self.events.remove(open.start);
                    return;
                }
                _ => {}
            },
            Tag::Heading { level, id, .. } => {
                let text = plain::text(&self.events[open.start + 1..]);
                let opens_body =
                    open.start == 0 && self.notes.is_empty() && self.stack.is_empty() && self.title.is_none();
                if *level == 1 && opens_body && !text.is_empty() {
                    self.title = Some(text);
                    self.events.clear();
                    return;
                }
                *id = self.heading_id(id, &text, &open.bytes);
                self.events[open.start].0 = Event::Start(tag.clone());
            }
            _ => {}
        }
        self.push(Event::End(tag), bytes);
    }

    fn push(&mut self, event: Event<'a>, bytes: Range<usize>) {
        // A line that ends for the reader has ended already, whichever of the two signs stands first.
        match (&event, self.events.last()) {
            (Event::SoftBreak, Some((Event::HardBreak, _))) => return,
            (Event::HardBreak, Some((Event::SoftBreak, _))) => {
                self.events.pop();
            }
            _ => {}
        }
        // Chinese and Japanese have no blank between words, so a line may end anywhere without meaning one.
        if let (Event::Text(text), [.., (Event::Text(before), _), (Event::SoftBreak, _)]) =
            (&event, self.events.as_slice())
            && before.ends_with(plain::is_wide)
            && text.starts_with(plain::is_wide)
        {
            self.events.pop();
        }
        self.events.push((event, bytes));
    }

    /// Something that stands among words.
    pub(super) fn leaf(&mut self, event: Event<'a>, bytes: Range<usize>) {
        self.before_words(&bytes);
        self.push(event, bytes);
    }

    /// A block is about to begin: tags that cannot hold one end here, as a browser would end them.
    pub(super) fn before_block(&mut self, bytes: &Range<usize>) {
        while let Some(Open { origin: Origin::Html { name, .. }, .. }) = self.stack.last() {
            if is_phrasing(name)
                || is_table_frame(name)
                || matches!(*name, "p" | "pre" | "h2" | "h3" | "h4" | "h5" | "h6")
            {
                self.end_top(bytes.clone());
            } else {
                break;
            }
        }
        self.begin_item(bytes);
    }

    /// Words are about to be written: a table that has no cell for them ends here.
    fn before_words(&mut self, bytes: &Range<usize>) {
        while let Some(Open { origin: Origin::Html { name, .. }, .. }) = self.stack.last() {
            if !is_table_frame(name) {
                break;
            }
            self.end_top(bytes.clone());
        }
        self.begin_item(bytes);
    }

    /// A list that was begun by a tag holds nothing but items: what else its author put there becomes one.
    pub(super) fn begin_item(&mut self, bytes: &Range<usize>) {
        if let Some(Open { origin: Origin::Html { name: "ul" | "ol", .. }, .. }) = self.stack.last() {
            let origin = Origin::Html { written: "li".to_owned(), name: "li" };
            self.begin(Some(Tag::Html { name: "li", attributes: String::new() }), origin, bytes.clone());
        }
    }

    /// Keeps apart what an element that is not shown would have kept apart.
    fn gap(&mut self, bytes: &Range<usize>) {
        if !matches!(self.events.last(), None | Some((Event::Start(_) | Event::SoftBreak, _))) {
            self.push(Event::SoftBreak, bytes.clone());
        }
    }

    pub(super) fn in_phrasing(&self) -> bool {
        self.inside().phrasing
    }

    pub(super) fn find(
        &mut self,
        code: Code,
        bytes: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        if self.findings.len() < FINDINGS {
            self.findings.push(Finding { code, bytes, message: message.into(), help: help.into() });
        }
    }

    /// Whether nothing may begin that nests.
    pub(super) fn is_deepest(&self) -> bool {
        self.depth >= self.limits.nesting as usize
    }

    pub(super) fn report_depth(&mut self, bytes: &Range<usize>) {
        if !self.too_deep {
            self.too_deep = true;
            let message = format!("lists, quotes and containers nest deeper than {} levels", self.limits.nesting);
            self.find(
                Code::NestedTooDeep,
                bytes.clone(),
                message,
                "write it flatter; what lies deeper is shown without its own nesting",
            );
        }
    }

    // Text.

    pub(super) fn text(&mut self, text: CowStr<'a>, bytes: Range<usize>) {
        let in_table_frame =
            matches!(self.stack.last(), Some(Open { origin: Origin::Html { name, .. }, .. }) if is_table_frame(name));
        if text.is_empty() || in_table_frame && text.trim().is_empty() {
            return;
        }
        self.before_words(&bytes);
        self.look_for_footnotes(&text, &bytes);
        if self.links > 0 {
            self.look_for_disguise(&text, &bytes);
            self.push(Event::Text(text), bytes);
            return;
        }
        let found = if self.inside().code { Vec::new() } else { autolinks(&text) };
        if found.is_empty() {
            self.terms(text, bytes);
            return;
        }
        let mut done = 0;
        for (range, address) in found {
            self.terms(CowStr::from(text[done..range.start].to_owned()), bytes.clone());
            let written = CowStr::from(text[range.clone()].to_owned());
            let destination = Destination::External(address);
            self.suspected(&destination, &self.place_of(&written, &bytes));
            let tag = Tag::Link { destination, title: CowStr::Borrowed(""), form: LinkForm::Link, has_text: true };
            self.push(Event::Start(tag.clone()), bytes.clone());
            self.push(Event::Text(written), bytes.clone());
            self.push(Event::End(tag), bytes.clone());
            done = range.end;
        }
        self.terms(CowStr::from(text[done..].to_owned()), bytes);
    }

    /// Text without addresses: abbreviations that the page explains get their explanation.
    fn terms(&mut self, text: CowStr<'a>, bytes: Range<usize>) {
        if text.is_empty() {
            return;
        }
        let mut found: Vec<(usize, &str, &str)> = Vec::new();
        for (term, meaning) in self.abbreviations.iter().take(100) {
            for (at, _) in text.match_indices(term) {
                let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
                if !is_word(text[..at].chars().next_back()) && !is_word(text[at + term.len()..].chars().next()) {
                    found.push((at, term, meaning));
                }
            }
        }
        if found.is_empty() {
            self.push(Event::Text(text), bytes);
            return;
        }
        found.sort_unstable_by_key(|(at, term, _)| (*at, usize::MAX - term.len()));
        found.truncate(EXPLAINED - self.explained);
        let mut done = 0;
        for (at, term, meaning) in found {
            if at < done {
                continue;
            }
            if at > done {
                self.push(Event::Text(CowStr::from(text[done..at].to_owned())), bytes.clone());
            }
            let mut attributes = String::new();
            // Without a meaning of the page's own, the site's glossary is asked.
            if !meaning.is_empty() {
                attributes.push_str(" title=\"");
                escape(&mut attributes, &meaning.chars().take(200).collect::<String>());
                attributes.push('"');
            }
            self.explained += 1;
            let tag = Tag::Html { name: "abbr", attributes };
            self.push(Event::Start(tag.clone()), bytes.clone());
            self.push(Event::Text(CowStr::from(term.to_owned())), bytes.clone());
            self.push(Event::End(tag), bytes.clone());
            done = at + term.len();
        }
        if done < text.len() {
            self.push(Event::Text(CowStr::from(text[done..].to_owned())), bytes);
        }
    }

    /// The parser shows a reference to a footnote that is not defined as text, so text is where to find it.
    fn look_for_footnotes(&mut self, text: &str, bytes: &Range<usize>) {
        for (at, _) in text.match_indices("[^") {
            let label = &text[at + 2..];
            let end = label.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-')).unwrap_or(label.len());
            if end > 0 && end <= 40 && label[end..].starts_with(']') && self.undefined.len() < FINDINGS {
                // Text in which nothing is escaped stands in the file as it is.
                let exact = bytes.start + at..bytes.start + at + end + 3;
                let place = if bytes.len() == text.len() { exact } else { bytes.clone() };
                self.undefined.push((label[..end].to_owned(), place));
            }
        }
    }

    fn reference(&mut self, label: CowStr<'a>, bytes: Range<usize>) {
        self.leaf(Event::Reference { label, number: 0, earlier: 0 }, bytes);
    }

    /// Drops the anchors that a heading or an earlier anchor has made needless, and the paragraphs around anchors alone.
    fn settle_anchors(&mut self, events: &mut Events<'a>) {
        if !events.iter().any(|(event, _)| matches!(event, Event::Anchor(_))) {
            return;
        }
        let mut out: Events<'a> = Vec::with_capacity(events.len());
        // Where the paragraph began that has held nothing but anchors so far, and whether it held one.
        let mut paragraph: Option<(usize, bool)> = None;
        for (event, bytes) in events.drain(..) {
            match &event {
                Event::Start(Tag::Paragraph) => paragraph = Some((out.len(), false)),
                Event::End(Tag::Paragraph) => {
                    if let Some((begin, true)) = paragraph.take() {
                        out.remove(begin);
                        continue;
                    }
                }
                Event::Anchor(id) => {
                    paragraph = paragraph.map(|(begin, _)| (begin, true));
                    if !self.ids.insert(id.as_str().into()) {
                        continue;
                    }
                }
                Event::SoftBreak => {}
                _ => paragraph = None,
            }
            out.push((event, bytes));
        }
        *events = out;
    }

    // Headings.

    /// The final id of a heading: as its author asked, else made of its text as GitHub makes it; unique and safe.
    fn heading_id(&mut self, asked: &str, text: &str, bytes: &Range<usize>) -> Rc<str> {
        let asked = safe_id(asked);
        let made: String = text
            .chars()
            .flat_map(char::to_lowercase)
            .filter(|c| {
                c.is_alphanumeric()
                    || matches!(c, '-' | '_' | ' ')
                    || unicode_normalization::char::is_combining_mark(*c)
            })
            .map(|c| if c == ' ' { '-' } else { c })
            .take(200)
            .collect();
        let base = match (asked.as_str(), made.as_str()) {
            ("", "") => "section".to_owned(),
            ("", made) => made.to_owned(),
            (asked, _) => asked.to_owned(),
        };
        let base: Rc<str> = apart(base).into();
        if !asked.is_empty() && self.ids.contains(&base) {
            let message = format!("another heading has the id `{base}` already");
            self.find(Code::DuplicateId, bytes.clone(), message, "give each heading an id of its own");
        }
        self.unique(base)
    }

    /// This id, or the first of those with a number behind it that nothing has.
    fn unique(&mut self, base: Rc<str>) -> Rc<str> {
        if self.ids.insert(base.clone()) {
            return base;
        }
        let suffix = self.next_suffix.entry(base.clone()).or_insert(0);
        loop {
            *suffix += 1;
            let id: Rc<str> = format!("{base}-{suffix}").into();
            if self.ids.insert(id.clone()) {
                return id;
            }
        }
    }
}

/// What an author asks an id to be, reduced to what an id may be.
fn safe_id(asked: &str) -> String {
    let kept = asked.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':'));
    apart(kept.take(200).collect())
}

/// Keeps an id apart from the theme's own and those of footnotes.
fn apart(id: String) -> String {
    let lower = id.to_ascii_lowercase();
    let is_taken = ["cairn-", "fn-", "fnref-"].iter().any(|prefix| lower.starts_with(prefix));
    if is_taken { format!("c-{id}") } else { id }
}

/// A wikilink's destination; `None` for what is a test in a shell or a list in a list.
fn wiki(written: &str) -> Option<Destination> {
    let plausible = !written.is_empty()
        && !written.starts_with([' ', '-', '$', '"', '!', '[', ':', '*'])
        && !written.ends_with(' ')
        && written.len() <= 300;
    plausible.then(|| Destination::read(written))
}

fn kind_of(kind: BlockQuoteKind) -> Alert {
    match kind {
        BlockQuoteKind::Note => Alert::Note,
        BlockQuoteKind::Tip => Alert::Tip,
        BlockQuoteKind::Important => Alert::Important,
        BlockQuoteKind::Warning => Alert::Warning,
        BlockQuoteKind::Caution => Alert::Caution,
    }
}

fn is_class(class: &str) -> bool {
    class.len() <= 40
        && class.starts_with(|c: char| c.is_ascii_alphabetic())
        && class.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// Whether `[^label]` is a footnote's sign by itself, and no regular expression: it stands behind a word as a sign does, nothing
/// repeats it, and the label is words, not letters in the order of the alphabet.
fn is_note(label: &str, body: &str, bytes: &Range<usize>) -> bool {
    let (Some(before), Some(behind)) = (body.get(..bytes.start), body.get(bytes.end..)) else { return false };
    let stands_behind =
        |c: char| c.is_alphanumeric() || matches!(c, '.' | ',' | ';' | '!' | '?' | '"' | '”' | '。' | '，');
    let goes_on = |c: char| c.is_ascii_graphic() && !matches!(c, '.' | ',' | ';' | ':' | '!');
    let is_ascending = label.chars().zip(label.chars().skip(1)).all(|(one, next)| one < next);
    let is_part = |part: &str| part.chars().count() >= 2 || part.bytes().all(|byte| byte.is_ascii_digit());
    let parts = ['-', '_'];
    label.chars().filter(|c| c.is_alphabetic()).count() >= 3
        && label.chars().all(|c| c.is_alphanumeric() || parts.contains(&c))
        && label.split(parts).all(is_part)
        && !is_ascending
        && before.chars().next_back().is_some_and(stands_behind)
        && !behind.starts_with(goes_on)
}
