//! Tags among the events: where an element may stand, what ends it, and what becomes of one that may not be shown.
//!
//! Begin with [`Weaver::html_block`] for HTML between paragraphs and [`Weaver::html_tokens`] for tags among words.
//! The rules follow what browsers do with the same tags, so that the page reads as its author saw it elsewhere.

use std::ops::Range;

use pulldown_cmark::CowStr;

use crate::diagnostic::Code;
use crate::document::body::LinkForm;
use crate::document::containers::given_back;
use crate::document::destination::Destination;
use crate::document::html::{
    Token, Verdict, attributes, decode, is_handler, is_phrasing, is_table_frame, is_void, parents, tokens, verdict,
};
use crate::document::markdown::{Event, Tag};
use crate::document::weave::{Origin, Weaver, safe_id};

/// How many tags may be open at once; bounds the search for the one an end tag means.
const OPEN_TAGS: usize = 64;

/// Elements that are refused and whose content can be read all the same. That of the others is no prose: a script, a
/// drawing, what to show where no video plays.
const SHOWN: &[&str] = &[
    "body", "button", "dialog", "fieldset", "form", "frameset", "head", "html", "legend", "map", "marquee", "menu",
    "noembed", "noframes", "output", "slot",
];

impl<'a> Weaver<'a, '_> {
    /// HTML that stands by itself. `lines` says for offsets in `text` where they are in the body.
    pub(super) fn html_block(&mut self, text: &str, lines: &[(usize, usize)], bytes: Range<usize>) {
        let tokens = tokens(text);
        let place = |at: usize| {
            let line = lines.partition_point(|(begin, _)| *begin <= at).saturating_sub(1);
            lines.get(line).map_or(0, |(begin, source)| source + at - begin)
        };
        let shows = |(_, token): &(usize, Token<'_>)| !matches!(token, Token::Text(text) if text.trim().is_empty());
        if !tokens.iter().any(shows) {
            return;
        }
        let is_block = |(_, token): &(usize, Token<'_>)| match token {
            Token::Text(_) => false,
            Token::Start { name, .. } | Token::End { name, .. } => match verdict(name) {
                Verdict::Keep(name) => !is_phrasing(name),
                Verdict::Unwrap | Verdict::Refuse => true,
                Verdict::Strange => false,
            },
        };
        let inside_html = matches!(self.stack.last(), Some(open) if matches!(open.origin, Origin::Html { .. }));
        if !inside_html && !tokens.iter().any(is_block) {
            self.begin(Some(Tag::Paragraph), Origin::Markdown, bytes.clone());
            self.tags_and_text(tokens, &place, false);
            self.end(bytes);
            return;
        }
        self.tags_and_text(tokens, &place, true);
        // What stands among words does not reach beyond its block.
        while let Some(Origin::Html { name, .. }) = self.stack.last().map(|open| &open.origin) {
            if !is_phrasing(name) {
                break;
            }
            self.end_top(bytes.clone());
        }
    }

    /// Tags among words.
    pub(super) fn html_tokens(&mut self, text: &str, bytes: &Range<usize>) {
        let begin = bytes.start;
        self.tags_and_text(tokens(text), &|at| begin + at, false);
    }

    fn tags_and_text(&mut self, tokens: Vec<(usize, Token<'_>)>, place: &dyn Fn(usize) -> usize, is_block: bool) {
        let last_paragraph_end =
            tokens.iter().rposition(|(_, token)| matches!(token, Token::End { name, .. } if name == "p"));
        let mut left_out: Option<String> = None;
        for (index, (at, token)) in tokens.into_iter().enumerate() {
            if let Some(name) = &left_out {
                if matches!(&token, Token::End { name: end, .. } if end == name) {
                    left_out = None;
                }
                continue;
            }
            let begin = place(at);
            match token {
                Token::Text(text) => self.html_text(text, begin..begin + text.len()),
                Token::Start { name, attributes, raw } => {
                    let bytes = begin..begin + raw.len();
                    let is_whole = last_paragraph_end.is_some_and(|end| end > index) || !is_block;
                    match verdict(&name) {
                        Verdict::Strange => self.text(CowStr::from(raw.to_owned()), bytes),
                        Verdict::Unwrap => {}
                        Verdict::Refuse => {
                            let content_goes = is_block && !SHOWN.contains(&name.as_str());
                            let what = if content_goes { "left out" } else { "shown as text" };
                            let help = format!("to show the tag, write it as code: `` `<{name}>` ``");
                            self.find(
                                Code::UnsafeHtml,
                                bytes.clone(),
                                format!("`<{name}>` is not allowed in a page, so it is {what}"),
                                help,
                            );
                            if content_goes {
                                left_out = Some(name);
                            } else {
                                self.text(CowStr::from(raw.to_owned()), bytes);
                            }
                        }
                        Verdict::Keep(kept) => {
                            if let Some((handler, _)) = attributes.iter().find(|(key, _)| is_handler(key)) {
                                let message = format!(
                                    "the attribute `{handler}` of `<{name}>` is left out: nothing in a page may act"
                                );
                                self.find(Code::UnsafeHtml, bytes.clone(), message, "remove the attribute");
                            }
                            self.start_tag(name, kept, &attributes, bytes, is_whole);
                        }
                    }
                }
                Token::End { name, raw } => self.end_tag(&name, raw, begin..begin + raw.len()),
            }
        }
    }

    fn html_text(&mut self, text: &str, bytes: Range<usize>) {
        let decoded = given_back(CowStr::from(decode(text).into_owned()));
        if self.inside().pre {
            self.text(decoded, bytes);
            return;
        }
        if text.trim().is_empty() && !self.in_phrasing() {
            return;
        }
        let mut joined = String::with_capacity(decoded.len());
        for c in decoded.chars() {
            let blank = matches!(c, ' ' | '\t' | '\n' | '\r');
            if !blank {
                joined.push(c);
            } else if !joined.ends_with(' ') {
                joined.push(' ');
            }
        }
        self.text(CowStr::from(joined), bytes);
    }

    fn start_tag(
        &mut self,
        written: String,
        name: &'static str,
        given: &[(String, String)],
        bytes: Range<usize>,
        is_whole: bool,
    ) {
        if is_void(name) {
            self.void_tag(name, given, bytes);
            return;
        }
        let phrasing = is_phrasing(name);
        // A block among words would end the paragraph around it, which is not its to end.
        if !phrasing && self.in_phrasing() {
            return;
        }
        if let Some(parents) = parents(name) {
            match self.reachable(|open| parents.contains(&open)) {
                Some(at) => self.end_above(at + 1, &bytes),
                None => return,
            }
        } else if !phrasing {
            // Nothing but words and headings stand in a summary: what else comes is behind it.
            let in_summary =
                matches!(self.stack.last().map(|open| &open.origin), Some(Origin::Html { name: "summary", .. }));
            if in_summary && !matches!(name, "h2" | "h3" | "h4" | "h5" | "h6") {
                self.end_top(bytes.clone());
            }
            self.before_block(&bytes);
        }
        if self.tags >= OPEN_TAGS || self.is_deepest() {
            self.report_depth(&bytes);
            return;
        }
        if phrasing {
            while matches!(self.stack.last().map(|open| &open.origin), Some(Origin::Html { name, .. }) if is_table_frame(name))
            {
                self.end_top(bytes.clone());
            }
            self.begin_item(&bytes);
        }
        // `<p align="center">` around Markdown paragraphs: a paragraph cannot hold them.
        let name = if name == "p" && !is_whole { "div" } else { name };
        if matches!(name, "a" | "span") {
            self.place(given, &bytes);
        }
        let tag = if name == "a" {
            self.anchor(given, &bytes)
        } else {
            Some(Tag::Html { name, attributes: attributes(name, given) })
        };
        self.begin(tag, Origin::Html { written, name }, bytes);
    }

    /// The id that a tag gives to its place.
    fn place(&mut self, given: &[(String, String)], bytes: &Range<usize>) {
        let id = given.iter().find(|(key, _)| key == "id").or_else(|| given.iter().find(|(key, _)| key == "name"));
        let id = id.map(|(_, id)| safe_id(id)).unwrap_or_default();
        if !id.is_empty() {
            self.leaf(Event::Anchor(id), bytes.clone());
        }
    }

    fn anchor(&mut self, given: &[(String, String)], bytes: &Range<usize>) -> Option<Tag<'a>> {
        let value = |key: &str| given.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str());
        let destination = Destination::read(value("href")?);
        if let Destination::Refused(scheme) = &destination {
            self.refused(&scheme.clone(), bytes);
            return None;
        }
        self.suspected(&destination, bytes);
        let title = CowStr::from(value("title").unwrap_or_default().to_owned());
        (self.links == 0).then_some(Tag::Link { destination, title, form: LinkForm::Link, has_text: true })
    }

    fn void_tag(&mut self, name: &str, given: &[(String, String)], bytes: Range<usize>) {
        match name {
            "br" => self.leaf(Event::HardBreak, bytes),
            "wbr" => self.leaf(Event::WordBreak, bytes),
            "hr" if !self.in_phrasing() => {
                self.before_block(&bytes);
                self.leaf(Event::Rule, bytes);
            }
            "img" => {
                let value = |key: &str| given.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str());
                let size = |key: &str| {
                    value(key)?.trim().trim_end_matches("px").parse::<u32>().ok().filter(|n| (1..=10_000).contains(n))
                };
                let Some(source) = value("src") else { return };
                let alt = value("alt").unwrap_or_default().to_owned();
                let title = value("title").unwrap_or_default().trim().to_owned();
                self.show_image(
                    Destination::read(source),
                    alt,
                    title,
                    (size("width"), size("height")),
                    bytes.clone(),
                    bytes,
                );
            }
            _ => {}
        }
    }

    fn end_tag(&mut self, written: &str, raw: &str, bytes: Range<usize>) {
        match verdict(written) {
            Verdict::Strange | Verdict::Refuse => self.text(CowStr::from(raw.to_owned()), bytes),
            Verdict::Keep("br") => self.leaf(Event::HardBreak, bytes),
            _ => {
                let found = self.stack.iter().enumerate().rev().map_while(|(at, open)| match &open.origin {
                    Origin::Html { written, .. } => Some((at, written.as_str())),
                    _ => None,
                });
                // A browser lets no end tag reach out of a cell.
                let mut inside_cell = false;
                let found = found
                    .take_while(|(_, name)| {
                        let reachable = !inside_cell;
                        inside_cell = matches!(*name, "td" | "th" | "caption")
                            && *name != written
                            && !matches!(written, "tr" | "table" | "thead" | "tbody" | "tfoot");
                        reachable
                    })
                    .find(|(_, name)| *name == written);
                if let Some((at, _)) = found {
                    self.end_above(at, &bytes);
                }
            }
        }
    }

    /// The nearest element begun by a tag, inside the same Markdown element, whose name fits.
    fn reachable(&self, fits: impl Fn(&str) -> bool) -> Option<usize> {
        self.stack
            .iter()
            .enumerate()
            .rev()
            .map_while(|(at, open)| match open.origin {
                Origin::Html { name, .. } => Some((at, name)),
                _ => None,
            })
            .find(|(_, name)| fits(name))
            .map(|(at, _)| at)
    }

    /// Ends what began last until so many are left.
    fn end_above(&mut self, left: usize, bytes: &Range<usize>) {
        while self.stack.len() > left {
            self.end_top(bytes.clone());
        }
    }
}
