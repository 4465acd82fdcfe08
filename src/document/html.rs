//! Raw HTML in Markdown, reduced to elements that cannot hurt: what a tag is, and which attributes it may keep.
//!
//! Begin with [`verdict`] for elements and [`attributes`] for their attributes; [`tokens`] cuts a fragment into tags and
//! text. Where an element may stand, and that every one is closed, is decided in `markdown`, which knows what surrounds it.
//! Everything printed is made from the tables below or escaped; no byte of a tag is passed through.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser};

/// What becomes of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is printed under this name.
    Keep(&'static str),
    /// The tags go, their content stays.
    Unwrap,
    /// The tag is shown as text and reported: it could act, load or break the page.
    Refuse,
    /// No HTML element: a placeholder such as `<your-domain>`, shown as text.
    Strange,
}

/// What becomes of the element `name` (lower case).
pub(super) fn verdict(name: &str) -> Verdict {
    if let Ok(at) = PHRASING.binary_search(&name) {
        return Verdict::Keep(PHRASING[at]);
    }
    if let Ok(at) = FLOW.binary_search(&name) {
        return Verdict::Keep(FLOW[at]);
    }
    if let Ok(at) = RENAMED.binary_search_by_key(&name, |(old, _)| old) {
        return Verdict::Keep(RENAMED[at].1);
    }
    if UNWRAPPED.binary_search(&name).is_ok() {
        return Verdict::Unwrap;
    }
    if REFUSED.binary_search(&name).is_ok() {
        return Verdict::Refuse;
    }
    Verdict::Strange
}

/// Whether HTML knows the element, allowed or not.
pub(super) fn is_element(name: &str) -> bool {
    verdict(&name.to_ascii_lowercase()) != Verdict::Strange
}

/// Whether the element may stand among words.
pub(super) fn is_phrasing(name: &str) -> bool {
    PHRASING.binary_search(&name).is_ok()
}

/// Whether the element has no content and no end tag.
pub(super) fn is_void(name: &str) -> bool {
    matches!(name, "br" | "hr" | "img" | "wbr")
}

/// The elements one of which must be around this one, and only they; `None` where any place will do.
pub(super) fn parents(name: &str) -> Option<&'static [&'static str]> {
    Some(match name {
        "li" => &["ol", "ul"],
        "dt" | "dd" => &["dl"],
        "tr" => &["table", "tbody", "tfoot", "thead"],
        "td" | "th" => &["tr"],
        "caption" | "tbody" | "tfoot" | "thead" => &["table"],
        "summary" => &["details"],
        "figcaption" => &["figure"],
        "rp" | "rt" => &["ruby"],
        _ => return None,
    })
}

/// Whether the element holds only rows, cells and the like; a browser would move other content out of it.
pub(super) fn is_table_frame(name: &str) -> bool {
    matches!(name, "table" | "tbody" | "tfoot" | "thead" | "tr")
}

/// Elements that stand among words. Sorted, as all tables here are.
const PHRASING: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "del", "dfn", "em", "i", "img", "ins", "kbd", "mark", "q",
    "rp", "rt", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr",
];

/// Elements that stand between paragraphs.
const FLOW: &[&str] = &[
    "blockquote",
    "caption",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
];

/// Elements that are printed under another name. A page has one `h1`, and it is the title.
const RENAMED: &[(&str, &str)] = &[
    ("acronym", "abbr"),
    ("address", "div"),
    ("article", "div"),
    ("aside", "div"),
    ("center", "div"),
    ("footer", "div"),
    ("h1", "h2"),
    ("header", "div"),
    ("image", "img"),
    ("main", "div"),
    ("section", "div"),
    ("strike", "s"),
    ("tt", "code"),
];

/// Elements whose tags go and whose content stays.
const UNWRAPPED: &[&str] =
    &["big", "blink", "col", "colgroup", "data", "font", "hgroup", "label", "nav", "nobr", "picture", "search"];

/// Elements that act, load, or take hold of the page.
const REFUSED: &[&str] = &[
    "applet",
    "area",
    "audio",
    "base",
    "basefont",
    "bgsound",
    "body",
    "button",
    "canvas",
    "datalist",
    "dialog",
    "embed",
    "fieldset",
    "form",
    "frame",
    "frameset",
    "head",
    "html",
    "iframe",
    "input",
    "isindex",
    "keygen",
    "layer",
    "legend",
    "link",
    "listing",
    "map",
    "marquee",
    "math",
    "menu",
    "meta",
    "meter",
    "noembed",
    "noframes",
    "noscript",
    "object",
    "optgroup",
    "option",
    "output",
    "param",
    "plaintext",
    "portal",
    "progress",
    "script",
    "select",
    "slot",
    "source",
    "style",
    "svg",
    "template",
    "textarea",
    "title",
    "track",
    "video",
    "xmp",
];

/// The attributes that an element keeps, ready to print: each with a space before it.
pub(super) fn attributes(name: &str, given: &[(String, String)]) -> String {
    let mut out = String::new();
    let mut seen: Vec<&str> = Vec::new();
    // One look for both ways to write it.
    let mut class = if name == "details" { "details" } else { "" };
    for (key, value) in given {
        let key = key.as_str();
        if seen.contains(&key) {
            continue;
        }
        let number = || value.trim().parse::<u32>().ok().filter(|n| *n <= 10_000).map(|n| n.to_string());
        let value: Cow<'_, str> = match key {
            "title" => Cow::Borrowed(value.as_str()),
            "lang" if is_language(value) => Cow::Borrowed(value.as_str()),
            "dir" if matches!(value.as_str(), "ltr" | "rtl" | "auto") => Cow::Borrowed(value.as_str()),
            "colspan" | "rowspan" if matches!(name, "td" | "th") => match number().filter(|n| n.len() <= 3) {
                Some(number) => Cow::Owned(number),
                None => continue,
            },
            "start" if name == "ol" => match number() {
                Some(number) => Cow::Owned(number),
                None => continue,
            },
            "value" if name == "li" => match number() {
                Some(number) => Cow::Owned(number),
                None => continue,
            },
            "open" if name == "details" => {
                out.push_str(" open");
                seen.push(key);
                continue;
            }
            "datetime" if matches!(name, "time" | "del" | "ins") => Cow::Borrowed(value.as_str()),
            "align" => {
                class = match value.to_ascii_lowercase().as_str() {
                    "center" | "middle" => "align-center",
                    "right" => "align-right",
                    _ => class,
                };
                continue;
            }
            _ => continue,
        };
        seen.push(key);
        out.push(' ');
        out.push_str(key);
        out.push_str("=\"");
        escape(&mut out, &value);
        out.push('"');
    }
    if !class.is_empty() {
        out.push_str(" class=\"");
        out.push_str(class);
        out.push('"');
    }
    out
}

/// A name of an attribute that would act.
pub(super) fn is_handler(name: &str) -> bool {
    name.starts_with("on") || matches!(name, "formaction" | "srcdoc" | "xlink:href")
}

fn is_language(text: &str) -> bool {
    (2..=20).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// Writes a value between double quotes.
pub(super) fn escape(out: &mut String, value: &str) {
    write_escaped(out, value, "&quot;");
}

/// Writes text between tags.
pub(super) fn escape_text(out: &mut String, text: &str) {
    write_escaped(out, text, "\"");
}

fn write_escaped(out: &mut String, text: &str, quote: &str) {
    let mut done = 0;
    for (at, byte) in text.bytes().enumerate() {
        let entity = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => quote,
            // The parser's own sign, see `containers::LESS_THAN`.
            1 => "&lt;",
            0..=8 | 11 | 12 | 14..=31 | 127 => " ",
            _ => continue,
        };
        out.push_str(&text[done..at]);
        out.push_str(entity);
        done = at + 1;
    }
    out.push_str(&text[done..]);
}

/// The attributes of a tag: name in lower case, value decoded.
pub(super) type Attributes = Vec<(String, String)>;

/// A piece of an HTML fragment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// Text with its entities as written.
    Text(&'a str),
    /// A start tag: name in lower case, attributes decoded, and all of it as written.
    Start { name: String, attributes: Attributes, raw: &'a str },
    /// An end tag.
    End { name: String, raw: &'a str },
}

/// Cuts a fragment into tags and text, each with its offset. Comments, declarations and instructions vanish.
pub(super) fn tokens(html: &str) -> Vec<(usize, Token<'_>)> {
    let mut out = Vec::new();
    let mut text_from = 0;
    let mut at = 0;
    while let Some(found) = html[at..].find('<') {
        let begin = at + found;
        let rest = &html[begin..];
        let (length, token) = match rest.as_bytes().get(1) {
            Some(b'!' | b'?') => (hidden(rest), None),
            Some(b'/') if rest[2..].starts_with(|c: char| c.is_ascii_alphabetic()) => match tag(rest, 2) {
                Some((length, name, _)) => (length, Some(Token::End { name, raw: &rest[..length] })),
                None => break,
            },
            Some(b'/') => (rest.find('>').map_or(rest.len(), |end| end + 1), None),
            Some(c) if c.is_ascii_alphabetic() => match tag(rest, 1) {
                Some((length, name, attributes)) => {
                    (length, Some(Token::Start { name, attributes, raw: &rest[..length] }))
                }
                // No `>` will come any more: the rest is text.
                None => break,
            },
            _ => {
                at = begin + 1;
                continue;
            }
        };
        if text_from < begin {
            out.push((text_from, Token::Text(&html[text_from..begin])));
        }
        out.extend(token.map(|token| (begin, token)));
        at = begin + length;
        text_from = at;
    }
    if text_from < html.len() {
        out.push((text_from, Token::Text(&html[text_from..])));
    }
    out
}

/// How long a comment, declaration, instruction or CDATA section is; all the rest where it does not end.
fn hidden(rest: &str) -> usize {
    let end = |needle: &str, from: usize| rest[from..].find(needle).map_or(rest.len(), |at| from + at + needle.len());
    if let Some(comment) = rest.strip_prefix("<!--") {
        match comment {
            // A browser ends these two at once.
            c if c.starts_with('>') => 5,
            c if c.starts_with("->") => 6,
            _ => end("-->", 4).min(end("--!>", 4)),
        }
    } else if rest.starts_with("<![CDATA[") {
        end("]]>", 9)
    } else if rest.starts_with("<?") {
        end("?>", 2)
    } else {
        end(">", 2)
    }
}

/// A tag whose name begins at `from`: its length, its name, its attributes. `None` where it never ends.
fn tag(rest: &str, from: usize) -> Option<(usize, String, Attributes)> {
    let (length, name, values) = cut_tag(rest, from)?;
    Some((length, name, values.into_iter().map(|(key, value)| (key, decode(&rest[value]).into_owned())).collect()))
}

/// An attribute's name in lower case, and where its value stands.
pub(crate) type Value = (String, Range<usize>);

/// Where the attributes of a start tag that a text begins with have their values, quotes left out.
pub(crate) fn values(text: &str) -> Vec<Value> {
    let is_tag = text.starts_with('<') && text[1..].starts_with(|c: char| c.is_ascii_alphabetic());
    is_tag.then(|| cut_tag(text, 1)).flatten().map(|(_, _, values)| values).unwrap_or_default()
}

/// As [`tag`], with the places of the values, as they are written.
fn cut_tag(rest: &str, from: usize) -> Option<(usize, String, Vec<Value>)> {
    let bytes = rest.as_bytes();
    let is_space = |b: u8| matches!(b, b' ' | b'\t' | b'\n' | b'\r' | 12);
    let until = |mut at: usize, stop: &dyn Fn(u8) -> bool| {
        while at < bytes.len() && !stop(bytes[at]) {
            at += 1;
        }
        at
    };
    let mut at = until(from, &|b| is_space(b) || b == b'/' || b == b'>');
    let name = rest[from..at].to_ascii_lowercase();
    let mut attributes = Vec::new();
    loop {
        at = until(at, &|b| !is_space(b) && b != b'/');
        if *bytes.get(at)? == b'>' {
            return Some((at + 1, name, attributes));
        }
        let key_from = at;
        // An `=` in the first place belongs to the name.
        at = until(at + 1, &|b| is_space(b) || matches!(b, b'/' | b'>' | b'='));
        let key = rest.get(key_from..at)?.to_ascii_lowercase();
        let after = until(at, &|b| !is_space(b));
        let mut value = at..at;
        if bytes.get(after) == Some(&b'=') {
            at = until(after + 1, &|b| !is_space(b));
            value = match *bytes.get(at)? {
                quote @ (b'"' | b'\'') => {
                    let end = until(at + 1, &|b| b == quote);
                    bytes.get(end)?;
                    let value = at + 1..end;
                    at = end + 1;
                    value
                }
                b'>' => at..at,
                _ => {
                    let value = at..until(at, &|b| is_space(b) || b == b'>');
                    at = value.end;
                    value
                }
            };
        }
        if attributes.len() < 40 {
            attributes.push((key, value));
        }
    }
}

/// Text with its character references replaced, as a browser would read it.
///
/// What is not recognised here stays as written, and its `&` is escaped when printed; so nothing can be smuggled in.
pub(super) fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let body = &rest[1..];
        let decoded = match body.strip_prefix('#') {
            // Browsers do not insist on the `;` behind a number.
            Some(number) => numeric(number).map(|(length, character)| (1 + length, character)),
            None => {
                let length = body.bytes().position(|b| !b.is_ascii_alphanumeric()).unwrap_or(body.len());
                let closed = body[length..].starts_with(';') && (2..=31).contains(&length);
                closed.then(|| named(&rest[..length + 2])).flatten().map(|text| (length, text))
            }
        };
        match decoded {
            Some((length, character)) => {
                out.push_str(&character);
                rest = body[length..].strip_prefix(';').unwrap_or(&body[length..]);
            }
            None => {
                out.push('&');
                rest = body;
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The character of a number behind `&#`, and how many bytes the number takes.
fn numeric(text: &str) -> Option<(usize, String)> {
    let (prefix, radix) = if text.starts_with(['x', 'X']) { (1, 16) } else { (0, 10) };
    let digits = &text[prefix..];
    let length = digits.bytes().position(|b| !char::from(b).is_digit(radix)).unwrap_or(digits.len());
    if length == 0 {
        return None;
    }
    let value = u32::from_str_radix(&digits[..length], radix).ok();
    let character = value.and_then(char::from_u32).filter(|c| *c != '\0').unwrap_or('\u{fffd}');
    Some((prefix + length, character.to_string()))
}

/// The Markdown parser has the table of all names; it is asked so that the house holds no second copy.
fn named(reference: &str) -> Option<String> {
    let text: String = Parser::new_ext(reference, Options::empty())
        .filter_map(|event| match event {
            Event::Text(text) => Some(text.into_string()),
            _ => None,
        })
        .collect();
    (text != reference).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_sorted() {
        for table in [PHRASING, FLOW, UNWRAPPED, REFUSED] {
            assert!(table.is_sorted());
        }
        assert!(RENAMED.is_sorted());
    }

    #[test]
    fn tags_are_cut_as_a_browser_cuts_them() {
        let start = |name: &str, attributes: &[(&str, &str)], raw: &'static str| Token::Start {
            name: name.into(),
            attributes: attributes.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect(),
            raw,
        };
        let table = [
            ("<B>", vec![start("b", &[], "<B>")]),
            ("<a href=x/y>", vec![start("a", &[("href", "x/y")], "<a href=x/y>")]),
            ("<a/href='x>y'>", vec![start("a", &[("href", "x>y")], "<a/href='x>y'>")]),
            ("a<!-- <b> -->c", vec![Token::Text("a"), Token::Text("c")]),
            ("<!-->x", vec![Token::Text("x")]),
            ("1 < 2", vec![Token::Text("1 < 2")]),
            ("<b never", vec![Token::Text("<b never")]),
            ("</b x>", vec![Token::End { name: "b".into(), raw: "</b x>" }]),
        ];
        for (html, expected) in table {
            let found: Vec<Token<'_>> = tokens(html).into_iter().map(|(_, token)| token).collect();
            assert_eq!(found, expected, "{html}");
        }
    }

    #[test]
    fn character_references_are_decoded_with_and_without_semicolon() {
        let table = [
            ("&#106;&#x61vascript&colon;", "javascript:"),
            ("a &amp; b & c &copy; &nosuch;", "a & b & c © &nosuch;"),
            ("&#0;", "\u{fffd}"),
        ];
        for (text, expected) in table {
            assert_eq!(decode(text), expected);
        }
    }

    #[test]
    fn only_harmless_attributes_stay() {
        let given = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
            pairs.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect()
        };
        assert_eq!(
            attributes(
                "td",
                &given(&[("colspan", "2"), ("style", "x"), ("onclick", "y"), ("id", "z"), ("align", "right")])
            ),
            " colspan=\"2\" class=\"align-right\""
        );
        assert_eq!(
            attributes("div", &given(&[("title", "a\"><b>"), ("class", "c")])),
            " title=\"a&quot;&gt;&lt;b&gt;\""
        );
    }
}
