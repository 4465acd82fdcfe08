//! The examples of the CommonMark specification: what is rendered as there, and what is not, with the reason.
//!
//! The examples lie outside the repository; where they are absent the test says so. What the house adds everywhere is taken away
//! before the comparison ([`plain`]); every other difference is a row of [`EXCEPTIONS`].

use std::collections::{BTreeMap, BTreeSet};

use percent_encoding::percent_decode_str;

use crate::document::body::{LinkForm, Resolved, Resolver, read};
use crate::document::body_tests::corpus;
use crate::document::html::{Token, decode, is_void, tokens};

/// Every link and picture leads where it says.
struct Anywhere;

impl Resolver for Anywhere {
    fn resolve(&self, target: &str, anchor: Option<&str>, form: LinkForm) -> Resolved {
        let anchor = anchor.map(|anchor| format!("#{anchor}")).unwrap_or_default();
        match form {
            LinkForm::Image => Resolved::Image { src: format!("{target}{anchor}"), size: None },
            _ => Resolved::To { href: format!("{target}{anchor}"), title: None },
        }
    }
    fn glossary(&self, _: &str) -> Option<&str> {
        None
    }
    fn word(&self, key: &str) -> String {
        key.to_owned()
    }
}

/// What is not rendered as the specification has it: why, and in which examples.
const EXCEPTIONS: &[(&str, &[u16])] = &[
    (
        "A page has one title: a first-level heading that opens the text is it, and is shown above.",
        &[10, 62, 66, 67, 72, 75, 80, 81, 82, 115, 216, 217],
    ),
    (
        "The outline of a page leaves no level out: below the title comes a second-level heading.",
        &[68, 73, 74, 76, 649, 650],
    ),
    ("The language of a code block goes into a class, so it holds what a class may.", &[34, 144]),
    (
        "HTML is closed in the block in which it begins, or a page could not be trusted to go on behind it; what stands among words is in a paragraph.",
        &[
            21, 31, 148, 155, 162, 163, 167, 168, 176, 177, 179, 186, 189, 193, 346, 478, 479, 496, 628, 632, 633, 645,
            646,
        ],
    ),
    ("HTML that has not begun is not ended, and a tag that does not end is text.", &[151, 156, 157, 158, 166, 625]),
    ("Of attributes only those of the allow-list stay.", &[152, 153, 154, 165, 170, 171]),
    ("Elements that act, load or take hold of the page go with what stands in them.", &[172, 173, 174, 175, 178, 180]),
    (
        "What is no element of HTML is a placeholder, such as `<your-domain>`, and is text.",
        &[150, 164, 197, 203, 493, 526, 538, 615, 616, 617, 619],
    ),
    ("A link without an address, or of broken markup, is none.", &[618]),
    ("A picture always has an alternative text.", &[477]),
    ("A picture that stands alone and has a title is a figure.", &[574, 575, 578, 579, 586, 587, 588, 590, 591, 593]),
    ("`[[…]]` is a wikilink.", &[550, 561, 592]),
    ("Schemes other than https, http and mailto are no links.", &[598, 600, 601, 603]),
    ("A bare address is a link, as on GitHub.", &[604, 610, 613]),
];

#[test]
#[expect(clippy::print_stderr, reason = "a skipped test must say so")]
fn examples_of_the_specification_are_rendered_as_there() {
    let Some(data) = corpus("commonmark-spec-examples.json") else {
        eprintln!("skipped: commonmark-spec-examples.json is not there; set CAIRN_TEST_DATA");
        return;
    };
    let mut other = BTreeMap::new();
    let examples = data["examples"].as_array().expect("the examples are a list");
    for example in examples {
        let number = example["example"].as_u64().expect("each has a number") as u16;
        let text = |key: &str| example[key].as_str().expect("each has both texts").to_owned();
        let ours = read(&text("markdown"), 0, |body| body.html(&Anywhere));
        if plain(&ours) != plain(&text("html")) {
            other.insert(number, (text("markdown"), text("html"), ours));
        }
    }
    let promised: BTreeSet<u16> = EXCEPTIONS.iter().flat_map(|(_, numbers)| numbers.iter().copied()).collect();
    let unpromised: Vec<String> = other
        .iter()
        .filter(|(number, _)| !promised.contains(number))
        .map(|(number, (markdown, theirs, ours))| {
            format!("{number}: {markdown:?}\n    {}\n    {}", plain(theirs), plain(ours))
        })
        .collect();
    assert!(unpromised.is_empty(), "{} examples are rendered otherwise:\n{}", unpromised.len(), unpromised.join("\n"));
    let kept: Vec<&u16> = promised.iter().filter(|number| !other.contains_key(number)).collect();
    assert!(kept.is_empty(), "these are no exceptions: {kept:?}");
    assert_eq!(examples.len(), 655);
}

/// Without white space that shows nothing, comments, and what the house adds everywhere: wrappers and colours of code, ids and anchors
/// of headings, `rel` of links; a first-level heading is a second-level one.
fn plain(html: &str) -> String {
    const BLOCKS: [&str; 20] = [
        "blockquote",
        "br",
        "div",
        "figcaption",
        "figure",
        "h1",
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
        "table",
        "td",
        "tr",
        "ul",
    ];
    let mut out = String::new();
    // Open elements: their names, and whether their tags and their content are shown.
    let mut open: Vec<(String, bool, bool)> = Vec::new();
    let mut is_behind_block = true;
    for (_, token) in tokens(html) {
        let is_hidden = open.iter().any(|(_, _, has_content)| !has_content);
        let (name, tag) = match token {
            Token::Text(text) => {
                let text = decode(text).replace('<', "&lt;");
                let words: Vec<&str> = text.split_whitespace().collect();
                if !is_hidden {
                    let begin = if text.starts_with(char::is_whitespace) && !is_behind_block { " " } else { "" };
                    let end = if text.ends_with(char::is_whitespace) && !words.is_empty() { " " } else { "" };
                    out.push_str(begin);
                    out.push_str(&words.join(" "));
                    out.push_str(end);
                    is_behind_block &= words.is_empty();
                }
                continue;
            }
            Token::Start { name, attributes, .. } => {
                let class = |wanted: &str| attributes.iter().any(|(key, value)| key == "class" && value == wanted);
                let is_wrapper =
                    name == "div" && class("code") || name == "span" && open.iter().any(|(name, ..)| name == "code");
                let is_extra = class("anchor") || class("code-head");
                let name = if name == "h1" { "h2".to_owned() } else { name };
                if !is_void(&name) {
                    open.push((name.clone(), !is_wrapper && !is_extra, !is_extra));
                }
                if is_hidden || is_wrapper || is_extra {
                    continue;
                }
                let is_heading = name.len() == 2 && name.starts_with('h') && name != "hr";
                let kept = attributes.iter().filter(|(key, value)| match key.as_str() {
                    "rel" | "tabindex" | "loading" | "decoding" => false,
                    "class" => value != "external",
                    "id" => !is_heading,
                    _ => true,
                });
                let kept =
                    kept.map(|(key, value)| format!(" {key}={:?}", percent_decode_str(value).decode_utf8_lossy()));
                let tag = format!("<{name}{}>", kept.collect::<String>());
                (name, tag)
            }
            Token::End { name, .. } => {
                let name = if name == "h1" { "h2".to_owned() } else { name };
                let at = open.iter().rposition(|(open, ..)| *open == name);
                let shown = at.is_none_or(|at| open.remove(at).1);
                if is_hidden || !shown {
                    continue;
                }
                let tag = format!("</{name}>");
                (name, tag)
            }
        };
        is_behind_block = BLOCKS.contains(&name.as_str());
        if is_behind_block {
            out.truncate(out.trim_end().len());
        }
        out.push_str(&tag);
    }
    out.trim_end().to_owned()
}
