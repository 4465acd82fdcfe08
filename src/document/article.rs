//! The events of a body as safe HTML: nothing is printed but names from this file and escaped text.
//!
//! Begin with [`article`]. Links and images are asked of the site through a [`Resolver`], code through its cache.

use std::ops::Range;

use pulldown_cmark::{Alignment, CowStr};

use crate::config::LimitsConfig;
use crate::document::body::{LinkForm, Resolved, Resolver};
use crate::document::code;
use crate::document::destination::{Destination, encode};
use crate::document::html::{escape, escape_text};
use crate::document::markdown::{Event, Events, Markdown, Tag};
use crate::document::math::formula;

/// What a page may hold in bytes however short its source is: words of the interface, long addresses, one large formula.
const ALLOWANCE: usize = 64 * 1024;
/// How many places a footnote leads back to.
const BACK_LINKS: u32 = 8;

/// A body in one of the forms in which it leaves.
pub(super) struct Written {
    /// The text.
    pub(super) text: String,
    /// What came first of all that was left out, because the text would have become too long.
    pub(super) cut: Option<Range<usize>>,
}

/// How long a body of so many bytes may become.
pub(super) fn most(limits: &LimitsConfig, source_length: usize) -> usize {
    ALLOWANCE + source_length * limits.growth as usize
}

/// How many bytes may stand for the links of a body before it could become too long: not less than are left when all else is
/// written. Where that is certain, nobody has to write the page to know.
pub(super) fn room(markdown: &Markdown<'_>, source_length: usize) -> i64 {
    let notes = markdown.footnotes.iter();
    let back: usize = notes.map(|note| 64 + (note.references.min(BACK_LINKS) as usize) * 128).sum();
    let mut sum = 256 + back;
    let mut depth = 0_usize;
    for events in std::iter::once(&markdown.events).chain(markdown.footnotes.iter().map(|note| &note.events)) {
        for (event, _) in events {
            match event {
                Event::Start(tag) if tag.nests() => depth += 1,
                Event::End(tag) if tag.nests() => depth = depth.saturating_sub(1),
                _ => {}
            }
            // The mirror begins each line with all that it stands in.
            sum += longest(event) + if matches!(event, Event::SoftBreak | Event::HardBreak) { 4 * depth } else { 0 };
        }
    }
    most(&markdown.limits, source_length) as i64 - sum as i64
}

/// The most bytes that an event is written with, but for where a link leads.
fn longest(event: &Event<'_>) -> usize {
    // Each byte of a text may become an entity, each of an address a percent sign with two digits, in two places.
    let (entity, encoded) = (6, 12);
    let destination = |destination: &Destination| match destination {
        Destination::External(address) | Destination::Refused(address) => encoded * address.len(),
        Destination::Local { target, anchor } => encoded * (target.len() + anchor.as_ref().map_or(0, String::len)),
    };
    // The mirror may put a sign before each character.
    let plain =
        |text: &str| 2 * text.len() + 5 * text.bytes().filter(|byte| matches!(byte, 1 | b'<' | b'>' | b'&')).count();
    match event {
        Event::Text(text) | Event::Code(text) => 16 + plain(text),
        Event::Math { source, .. } => 1024 + 200 * source.len(),
        Event::Fence { info, code } => {
            let lines = if info.has_lines() { 64 * (1 + code.lines().count()) } else { 0 };
            // The shortest word that is coloured is one letter, of which an element is made.
            256 + entity * (3 * info.language.len() + info.title.as_ref().map_or(0, String::len))
                + 28 * code.len()
                + lines
        }
        Event::Image { destination: to, alt, title, .. } => {
            256 + destination(to) + 2 * entity * (alt.len() + title.len())
        }
        Event::Start(tag) => match tag {
            Tag::Heading { id, classes, .. } => {
                256 + (entity + encoded) * id.len()
                    + entity * classes.iter().map(|class| class.len() + 1).sum::<usize>()
            }
            Tag::Alert { title, .. } | Tag::Details { title, .. } => {
                192 + entity * title.as_ref().map_or(0, String::len)
            }
            Tag::Tab { label } => 96 + 2 * entity * label.len(),
            Tag::Link { destination: to, title, .. } => 96 + destination(to) + entity * title.len(),
            Tag::Html { name, attributes } => {
                16 + 2 * name.len() + attributes.len() + 512 * usize::from(*name == "abbr")
            }
            Tag::Table => 192,
            Tag::Step { id, .. } => 192 + (entity + encoded) * id.len(),
            _ => 48,
        },
        Event::Anchor(id) => 32 + entity * id.len(),
        Event::Reference { .. } | Event::Task(_) => 192,
        Event::End(_) | Event::SoftBreak | Event::HardBreak | Event::WordBreak | Event::Rule => 8,
    }
}

/// The whole body.
pub(super) fn article(markdown: &Markdown<'_>, source_length: usize, resolver: &dyn Resolver) -> Written {
    let mut writer = Writer::new(markdown, source_length, resolver);
    writer.events(&markdown.events);
    if !markdown.footnotes.is_empty() {
        writer.footnotes(markdown);
    }
    Written { text: writer.out, cut: writer.cut }
}

/// The level of a heading that is written as a tag.
fn heading_level(name: &str) -> Option<u8> {
    match name.as_bytes() {
        [b'h', digit @ b'1'..=b'6'] => Some(digit - b'0'),
        _ => None,
    }
}

/// The words of a body without its blocks.
pub(super) fn words(markdown: &Markdown<'_>, source_length: usize, resolver: &dyn Resolver) -> String {
    let mut writer = Writer::new(markdown, source_length, resolver);
    for (event, bytes) in &markdown.events {
        match event {
            Event::Start(tag) if tag.is_block() => writer.space(),
            Event::End(tag) if tag.is_block() => writer.space(),
            Event::Fence { code, .. } => {
                writer.space();
                writer.event(&Event::Code(CowStr::from(code.trim().to_owned())), bytes);
            }
            Event::Rule | Event::Reference { .. } | Event::Task(_) => {}
            Event::SoftBreak | Event::HardBreak => writer.space(),
            Event::Image { destination, alt, title, size, .. } => {
                let image = Event::Image {
                    destination: destination.clone(),
                    alt: alt.clone(),
                    title: title.clone(),
                    size: *size,
                    figure: false,
                };
                writer.event(&image, bytes);
            }
            event => writer.event(event, bytes),
        }
    }
    writer.out.truncate(writer.out.trim_end().len());
    writer.out
}

struct Writer<'r> {
    out: String,
    resolver: &'r dyn Resolver,
    limits: &'r LimitsConfig,
    /// How long it may become, so that a small file cannot fill a disk.
    most: usize,
    /// What was the first to take more. Behind it only ends are written.
    cut: Option<Range<usize>>,
    /// Whether each open element was written, and how it ends.
    open: Vec<Option<Ending>>,
    /// How many links are open.
    links: usize,
    /// Whether what a link holds is passed over, because something else was written in its place.
    muted: bool,
    /// Where the attributes would stand of an abbreviation that has none.
    unexplained: Option<usize>,
    /// The headings that the next one may belong to: level as written, and as printed.
    outline: Vec<(u8, u8)>,
}

/// How an element ends.
type Ending = std::borrow::Cow<'static, str>;

impl<'r> Writer<'r> {
    fn new(markdown: &'r Markdown<'_>, source_length: usize, resolver: &'r dyn Resolver) -> Writer<'r> {
        let out = String::with_capacity(source_length + source_length / 2);
        Writer {
            out,
            resolver,
            limits: &markdown.limits,
            most: most(&markdown.limits, source_length),
            cut: None,
            open: Vec::new(),
            links: 0,
            muted: false,
            unexplained: None,
            outline: Vec::new(),
        }
    }

    fn events(&mut self, events: &Events<'_>) {
        for (event, bytes) in events {
            self.event(event, bytes);
        }
    }

    /// Writes an event, or nothing of it where it would take more than there is room for.
    fn event(&mut self, event: &Event<'_>, bytes: &Range<usize>) {
        let before = self.out.len();
        self.write(event);
        if self.out.len() > self.most && self.cut.is_none() && !matches!(event, Event::End(_)) {
            self.cut = Some(bytes.clone());
            if !matches!(event, Event::Start(_)) {
                self.out.truncate(before);
            }
        }
    }

    fn write(&mut self, event: &Event<'_>) {
        let full = self.muted || self.cut.is_some();
        match event {
            Event::Start(_) if full => self.open.push(None),
            Event::Start(tag) => {
                let ending = self.start(tag);
                self.open.push(ending);
            }
            Event::End(tag) => {
                self.muted &= !matches!(tag, Tag::Link { .. });
                self.explain(tag);
                if let Some(ending) = self.open.pop().flatten() {
                    self.out.push_str(&ending);
                    self.links -= usize::from(matches!(tag, Tag::Link { .. }) && ending == "</a>");
                }
            }
            _ if full => {}
            Event::Text(text) => escape_text(&mut self.out, text),
            Event::Code(code) => {
                self.out.push_str("<code>");
                escape_text(&mut self.out, code);
                self.out.push_str("</code>");
            }
            Event::Math { source, display } => match formula(source, *display) {
                Ok(mathml) => self.out.push_str(&mathml),
                Err(_) => {
                    self.out.push_str("<code class=\"math\">");
                    escape_text(&mut self.out, source.trim());
                    self.out.push_str("</code>");
                }
            },
            Event::Fence { info, code } => code::block(info, code, self.limits, self.resolver, &mut self.out),
            Event::Image { destination, alt, title, size, figure } => {
                self.image(destination, alt, title, *size, *figure)
            }
            Event::Reference { number, earlier, .. } => {
                let place = if *earlier == 0 { number.to_string() } else { format!("{number}-{}", earlier + 1) };
                // Inside a link it cannot be one; the way back still finds it.
                let sign = if self.links > 0 {
                    format!("<sup class=\"footnote-ref\" id=\"fnref-{place}\">{number}</sup>")
                } else {
                    format!(
                        "<sup class=\"footnote-ref\"><a href=\"#fn-{number}\" id=\"fnref-{place}\">{number}</a></sup>"
                    )
                };
                self.out.push_str(&sign);
            }
            Event::Task(done) => {
                let (class, key, sign) =
                    if *done { ("task done", "task-done", "☑") } else { ("task", "task-open", "☐") };
                self.out.push_str(&format!("<span class=\"{class}\" role=\"img\" aria-label=\""));
                self.word(key);
                self.out.push_str(&format!("\">{sign}</span> "));
            }
            Event::SoftBreak => self.out.push('\n'),
            Event::HardBreak => self.out.push_str("<br>\n"),
            Event::Anchor(id) => {
                self.out.push_str("<span id=\"");
                escape(&mut self.out, id);
                self.out.push_str("\"></span>");
            }
            Event::WordBreak => self.out.push_str("<wbr>"),
            Event::Rule => self.out.push_str("<hr>\n"),
        }
    }

    /// Writes what an element begins with; gives what it ends with.
    fn start(&mut self, tag: &Tag<'_>) -> Option<Ending> {
        let (start, end): (&str, &'static str) = match tag {
            Tag::Paragraph => ("<p>", "</p>\n"),
            Tag::Heading { level, id, classes } => return Some(self.heading(*level, id, classes)),
            Tag::Quote => ("<blockquote>\n", "</blockquote>\n"),
            Tag::Alert { kind, title } => {
                let name = kind.name();
                self.out.push_str(&format!("<div class=\"alert {name}\" role=\"note\"><p class=\"alert-title\">"));
                match title {
                    Some(title) => escape_text(&mut self.out, title),
                    None => self.word(&format!("alert-{name}")),
                }
                ("</p>\n", "</div>\n")
            }
            Tag::Details { title, open } => {
                self.out.push_str(if *open {
                    "<details class=\"details\" open><summary>"
                } else {
                    "<details class=\"details\"><summary>"
                });
                match title {
                    Some(title) => escape_text(&mut self.out, title),
                    None => self.word("details"),
                }
                ("</summary>\n", "</details>\n")
            }
            Tag::Steps => ("<div class=\"steps\">\n", "</div>\n"),
            Tag::Tabs => ("<div class=\"tabs\" data-tabs>\n", "</div>\n"),
            Tag::Tab { label } => {
                self.out.push_str("<div class=\"tab\" data-tab=\"");
                escape(&mut self.out, label);
                self.out.push_str("\"><p class=\"tab-title\">");
                escape_text(&mut self.out, label);
                ("</p>\n", "</div>\n")
            }
            Tag::List(None) => ("<ul>\n", "</ul>\n"),
            Tag::List(Some(1)) => ("<ol>\n", "</ol>\n"),
            Tag::List(Some(first)) => {
                self.out.push_str(&format!("<ol start=\"{first}\">\n"));
                ("", "</ol>\n")
            }
            Tag::Item => ("<li>", "</li>\n"),
            Tag::Step { id, number } => {
                self.out.push_str("<li id=\"");
                escape(&mut self.out, id);
                self.out.push_str("\">");
                let label = self.resolver.word("step-label").replace("{n}", &number.to_string());
                return Some(format!("{}</li>\n", self.link_to(id, &label)).into());
            }
            Tag::Table => {
                self.out.push_str("<div class=\"table\" role=\"group\" tabindex=\"0\" aria-label=\"");
                self.word("table-label");
                ("\"><table>\n", "</tbody></table></div>\n")
            }
            Tag::TableHead => ("<thead><tr>", "</tr></thead>\n<tbody>\n"),
            Tag::TableRow => ("<tr>", "</tr>\n"),
            Tag::Cell { head, align } => {
                let name = if *head { "th" } else { "td" };
                self.out.push('<');
                self.out.push_str(name);
                self.out.push_str(match align {
                    Alignment::Right => " class=\"align-right\"",
                    Alignment::Center => " class=\"align-center\"",
                    Alignment::None | Alignment::Left => "",
                });
                (">", if *head { "</th>" } else { "</td>" })
            }
            Tag::Definitions => ("<dl>\n", "</dl>\n"),
            Tag::Term => ("<dt>", "</dt>\n"),
            Tag::Meaning => ("<dd>", "</dd>\n"),
            Tag::Emphasis => ("<em>", "</em>"),
            Tag::Strong => ("<strong>", "</strong>"),
            Tag::Strike => ("<del>", "</del>"),
            Tag::Link { destination, title, form, has_text } => return self.link(destination, title, *form, *has_text),
            Tag::Html { name, attributes } => {
                let heading = heading_level(name).map(|level| format!("h{}", self.level(level)));
                let name = heading.as_deref().unwrap_or(name);
                self.out.push('<');
                self.out.push_str(name);
                self.out.push_str(attributes);
                // The site's glossary may know what the page does not say.
                self.unexplained = (name == "abbr" && attributes.is_empty()).then_some(self.out.len());
                self.out.push('>');
                return Some(format!("</{name}>").into());
            }
        };
        self.out.push_str(start);
        Some(end.into())
    }

    /// The level at which a heading is printed: one below the heading that it belongs to, or below the title, which is the page's one `h1`.
    /// Where an author left one out, who goes from heading to heading would look for it in vain.
    fn level(&mut self, written: u8) -> u8 {
        let written = written.max(2);
        while self.outline.last().is_some_and(|(above, _)| *above >= written) {
            self.outline.pop();
        }
        let level = self.outline.last().map_or(2, |(_, above)| (above + 1).min(6));
        self.outline.push((written, level));
        level
    }

    fn heading(&mut self, level: u8, id: &str, classes: &[String]) -> Ending {
        let level = self.level(level);
        self.out.push_str(&format!("<h{level} id=\""));
        escape(&mut self.out, id);
        if !classes.is_empty() {
            self.out.push_str("\" class=\"");
            escape(&mut self.out, &classes.join(" "));
        }
        self.out.push_str("\">");
        format!(" {}</h{level}>\n", self.link_to(id, &self.resolver.word("anchor-label"))).into()
    }

    /// The link by which readers take the place with them.
    fn link_to(&self, id: &str, label: &str) -> String {
        let mut link = "<a class=\"anchor\" href=\"#".to_owned();
        escape(&mut link, &encode(id));
        link.push_str("\" aria-label=\"");
        escape(&mut link, label);
        link.push_str("\">#</a>");
        link
    }

    /// Adds to an abbreviation that was just written what the glossary says of it.
    fn explain(&mut self, tag: &Tag<'_>) {
        let Some(at) = self.unexplained.filter(|_| matches!(tag, Tag::Html { name: "abbr", .. })) else { return };
        self.unexplained = None;
        let term = &self.out[at + 1..];
        if let Some(meaning) = self.resolver.glossary(term).filter(|_| !term.contains(['<', '&'])) {
            let mut title = " title=\"".to_owned();
            escape(&mut title, meaning);
            title.push('"');
            self.out.insert_str(at, &title);
        }
    }

    /// Begins a link; a wikilink without a text of its own gets one here.
    fn link(&mut self, destination: &Destination, title: &str, form: LinkForm, has_text: bool) -> Option<Ending> {
        let (href, external, shown) = match destination {
            Destination::External(address) => (encode(address), !is_mail(address), None),
            Destination::Refused(_) => return None,
            Destination::Local { target, anchor } => match self.resolver.resolve(target, anchor.as_deref(), form) {
                Resolved::To { href, title } => (href, false, title),
                Resolved::Image { src, .. } => (src, false, None),
                Resolved::Broken => {
                    self.out.push_str("<span class=\"broken-link\">");
                    return Some("</span>".into());
                }
            },
        };
        self.anchor(&href, external, title);
        self.links += 1;
        if let Some(shown) = shown.filter(|_| !has_text) {
            escape_text(&mut self.out, &shown);
            // What follows is the target as written, which the title replaces.
            self.muted = true;
        }
        Some("</a>".into())
    }

    fn anchor(&mut self, href: &str, external: bool, title: &str) {
        self.out.push_str("<a href=\"");
        escape(&mut self.out, href);
        self.out.push('"');
        if external {
            let rel = if self.resolver.recommends(href) { "noopener" } else { "nofollow ugc noopener" };
            self.out.push_str(" class=\"external\" rel=\"");
            self.out.push_str(rel);
            self.out.push('"');
        }
        self.attribute("title", title);
        self.out.push('>');
    }

    fn image(
        &mut self,
        destination: &Destination,
        alt: &str,
        title: &str,
        written: (Option<u32>, Option<u32>),
        figure: bool,
    ) {
        let (resolved, external) = match destination {
            // Readers' browsers shall not call a stranger: the image becomes a link that they may follow.
            Destination::External(address) => {
                (Resolved::To { href: encode(address), title: Some(address.clone()) }, true)
            }
            Destination::Refused(_) => (Resolved::Broken, false),
            Destination::Local { target, anchor } => {
                (self.resolver.resolve(target, anchor.as_deref(), LinkForm::Image), false)
            }
        };
        // A figure took the place of its paragraph. What is no picture gets that back.
        let bare = figure && !matches!(resolved, Resolved::Image { .. });
        self.out.push_str(if bare { "<p>" } else { "" });
        match resolved {
            Resolved::To { href, title: page } => {
                let text = if alt.is_empty() { page.as_deref().unwrap_or(&href) } else { alt };
                self.picture_link(&href, external, text, title);
            }
            Resolved::Image { src, size } => {
                self.out.push_str(if figure { "<figure><img src=\"" } else { "<img src=\"" });
                escape(&mut self.out, &src);
                self.out.push_str("\" alt=\"");
                escape(&mut self.out, alt);
                self.out.push('"');
                if let Some((width, height)) = shown_size(written, size) {
                    self.out.push_str(&format!(" width=\"{width}\" height=\"{height}\""));
                }
                if !figure {
                    self.attribute("title", title);
                }
                self.out.push_str(" loading=\"lazy\" decoding=\"async\">");
                if figure {
                    self.out.push_str("<figcaption>");
                    escape_text(&mut self.out, title);
                    self.out.push_str("</figcaption></figure>\n");
                }
            }
            Resolved::Broken => {
                self.out.push_str("<span class=\"missing-image\">");
                escape_text(&mut self.out, if alt.is_empty() { title } else { alt });
                self.out.push_str("</span>");
            }
        }
        self.out.push_str(if bare { "</p>\n" } else { "" });
    }

    /// A link in place of an image, or its text where a link is open already.
    fn picture_link(&mut self, href: &str, external: bool, text: &str, title: &str) {
        if self.links > 0 {
            escape_text(&mut self.out, text);
        } else {
            self.anchor(href, external, title);
            escape_text(&mut self.out, text);
            self.out.push_str("</a>");
        }
    }

    fn footnotes(&mut self, markdown: &Markdown<'_>) {
        self.out.push_str("<section class=\"footnotes\" aria-label=\"");
        self.word("footnotes");
        self.out.push_str("\"><ol>\n");
        for (index, footnote) in markdown.footnotes.iter().enumerate() {
            if self.cut.is_some() {
                break;
            }
            let number = index + 1;
            self.out.push_str(&format!("<li id=\"fn-{number}\">"));
            self.events(&footnote.events);
            // The way back stands in the last line of the note, where it ends with a paragraph.
            let in_paragraph = self.out.ends_with("</p>\n");
            if in_paragraph {
                self.out.truncate(self.out.len() - "</p>\n".len());
            }
            for reference in 1..=footnote.references.min(BACK_LINKS) {
                let place = if reference == 1 { number.to_string() } else { format!("{number}-{reference}") };
                self.out.push_str(&format!(" <a class=\"footnote-back\" href=\"#fnref-{place}\" aria-label=\""));
                self.word("footnote-back");
                self.out.push_str("\">↩</a>");
            }
            self.out.push_str(if in_paragraph { "</p></li>\n" } else { "</li>\n" });
        }
        self.out.push_str("</ol></section>\n");
    }

    fn attribute(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.out.push(' ');
            self.out.push_str(name);
            self.out.push_str("=\"");
            escape(&mut self.out, value);
            self.out.push('"');
        }
    }

    fn word(&mut self, key: &str) {
        escape(&mut self.out, &self.resolver.word(key));
    }

    fn space(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with(' ') {
            self.out.push(' ');
        }
    }
}

/// Width and height to print, so that nothing moves when the image arrives: as written, in the image's own proportions.
fn shown_size(written: (Option<u32>, Option<u32>), own: Option<(u32, u32)>) -> Option<(u32, u32)> {
    let scaled = |known: u32, from: u32, to: u32| (u64::from(known) * u64::from(to) / u64::from(from.max(1))) as u32;
    match (written, own) {
        ((Some(width), Some(height)), _) => Some((width, height)),
        ((Some(width), None), Some((w, h))) => Some((width, scaled(width, w, h).max(1))),
        ((None, Some(height)), Some((w, h))) => Some((scaled(height, h, w).max(1), height)),
        ((None, None), own) => own,
        _ => None,
    }
}

fn is_mail(address: &str) -> bool {
    address.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("mailto:"))
}
