//! The body as Markdown again, for readers that are programs: written from the events, never copied from the source,
//! so that comments and raw HTML cannot reach it.
//!
//! Begin with [`mirror`]. Containers become alerts, bold lines or plain blocks, which every Markdown reader shows.

use std::ops::Range;

use crate::document::article::{Written, most};
use crate::document::body::{LinkForm, Resolved, Resolver};
use crate::document::destination::{Destination, encode};
use crate::document::markdown::{Event, Events, Markdown, Tag};

/// The whole body as Markdown.
pub(super) fn mirror(markdown: &Markdown<'_>, source_length: usize, resolver: &dyn Resolver) -> Written {
    let mut writer = Writer::new(markdown, source_length, resolver);
    writer.out.reserve(source_length + source_length / 8);
    writer.events(&markdown.events);
    for (index, footnote) in markdown.footnotes.iter().enumerate() {
        writer.flush();
        writer.indents.push(Indent { first: Some(format!("[^{}]: ", index + 1)), rest: "    ".to_owned() });
        writer.events(&footnote.events);
        writer.flush();
        writer.indents.pop();
    }
    writer.flush();
    let end = writer.out.trim_end().len();
    writer.out.truncate(end);
    if !writer.out.is_empty() {
        writer.out.push('\n');
    }
    Written { text: writer.out, cut: writer.cut }
}

/// The words of a body without its blocks, as one line of Markdown.
pub(super) fn words(markdown: &Markdown<'_>, source_length: usize, resolver: &dyn Resolver) -> String {
    let mut writer = Writer::new(markdown, source_length, resolver);
    for (event, _) in &markdown.events {
        match event {
            Event::Start(tag) | Event::End(tag) if tag.is_block() => writer.space(),
            Event::Fence { code, .. } => {
                writer.space();
                writer.event(&Event::Code(code.trim().to_owned().into()));
            }
            Event::Rule | Event::Reference { .. } | Event::Task(_) => {}
            Event::SoftBreak | Event::HardBreak => writer.space(),
            event => writer.event(event),
        }
    }
    writer.words.trim().to_owned()
}

/// Plain text as one line of Markdown that says just this, wherever on a line it stands.
pub(super) fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape(&mut out, &text.split_whitespace().collect::<Vec<_>>().join(" "), true);
    plain_end(&mut out);
    out
}

/// Writes braces at the end so that readers who take them for the attributes of a heading do not.
fn plain_end(words: &mut String) {
    if words.ends_with('}') {
        words.insert(words.len() - 1, '\\');
    }
}

/// What stands before the lines of a quote or a list item.
struct Indent {
    /// Before the first line, until that is written.
    first: Option<String>,
    /// Before every later line.
    rest: String,
}

struct Writer<'r> {
    out: String,
    resolver: &'r dyn Resolver,
    most: usize,
    cut: Option<Range<usize>>,
    indents: Vec<Indent>,
    /// The words of the block being written.
    words: String,
    /// How each open link ends; `None` where it was not written.
    links: Vec<Option<String>>,
    /// The next number of each open list; `None` for bullets.
    lists: Vec<Option<u64>>,
    /// Cells of the row so far.
    cells: usize,
    /// The line below the head of the table being written.
    head: Vec<&'static str>,
    /// Whether the next block follows without an empty line: it belongs to the line before it.
    tight: bool,
    /// How many elements are open in which words keep their line breaks out: cells and headings.
    verbatim: usize,
    /// Whether what a link holds is passed over, because something else was written in its place.
    muted: bool,
}

impl<'r> Writer<'r> {
    fn new(markdown: &Markdown<'_>, source_length: usize, resolver: &'r dyn Resolver) -> Writer<'r> {
        Writer {
            out: String::new(),
            resolver,
            most: most(&markdown.limits, source_length),
            cut: None,
            indents: Vec::new(),
            words: String::new(),
            links: Vec::new(),
            lists: Vec::new(),
            cells: 0,
            head: Vec::new(),
            tight: false,
            verbatim: 0,
            muted: false,
        }
    }

    fn space(&mut self) {
        if !self.words.is_empty() && !self.words.ends_with(' ') {
            self.words.push(' ');
        }
    }

    fn events(&mut self, events: &Events<'_>) {
        for (event, bytes) in events {
            if self.out.len() + self.words.len() > self.most {
                self.cut.get_or_insert_with(|| bytes.clone());
            }
            self.event(event);
        }
    }

    fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::End(tag) => self.end(tag),
            _ if self.muted || self.cut.is_some() => {
                // Starts are kept, so that their ends find what they end.
                match event {
                    Event::Start(Tag::Link { .. }) => self.links.push(None),
                    Event::Start(tag) if !self.muted => self.start(tag),
                    _ => {}
                }
            }
            Event::Start(tag) => self.start(tag),
            Event::Text(text) => {
                let at_start = self.words.is_empty() || self.words.ends_with('\n');
                escape(&mut self.words, text, at_start);
            }
            Event::Code(code) => {
                let code = code.replace(['\n', '\r', '\u{1}'], " ");
                // In a table the cell would end at a bar, even inside code.
                let code = if self.verbatim > 0 { code.replace('|', "\\|") } else { code };
                let ticks = "`".repeat(longest_run(&code, '`') + 1);
                let pad =
                    if code.starts_with('`') || code.ends_with('`') || code.starts_with(' ') && code.ends_with(' ') {
                        " "
                    } else {
                        ""
                    };
                self.words.push_str(&format!("{ticks}{pad}{code}{pad}{ticks}"));
            }
            Event::Math { source, display } => {
                let sign = if *display { "$$" } else { "$" };
                self.words.push_str(&format!("{sign}{}{sign}", formula(source)));
            }
            Event::Fence { info, code } => {
                self.flush();
                let fence = "`".repeat((longest_run(code, '`') + 1).max(3));
                let title = info
                    .title
                    .as_ref()
                    .map(|title| format!(" title=\"{}\"", title.replace(['"', '`', '\n'], "'")))
                    .unwrap_or_default();
                let code = code.replace("\r\n", "\n").replace('\r', "\n").replace('\u{1}', "<");
                let code = code.trim_end_matches('\n');
                self.block(&format!("{fence}{}{title}\n{code}\n{fence}", info.language));
            }
            Event::Image { destination, alt, title, .. } => self.image(destination, alt, title),
            Event::Reference { number, .. } => {
                self.open_link();
                self.words.push_str(&format!("^{number}]"));
            }
            Event::Task(done) => self.words.push_str(if *done { "[x] " } else { "[ ] " }),
            Event::SoftBreak => self.words.push(if self.verbatim > 0 { ' ' } else { '\n' }),
            Event::HardBreak => self.words.push_str(if self.verbatim > 0 { " " } else { "\\\n" }),
            Event::WordBreak | Event::Anchor(_) => {}
            Event::Rule => {
                self.flush();
                self.block("---");
            }
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        if self.in_line(tag) {
            return;
        }
        if tag.is_block() && !matches!(tag, Tag::Cell { .. }) {
            // Words without a paragraph are those of a close item: a list inside it follows at once.
            let follows_words = !self.words.is_empty() && matches!(tag, Tag::List(_));
            self.flush();
            self.tight |= follows_words;
        }
        match tag {
            Tag::Heading { level, .. } => {
                self.words.push_str(&"#".repeat(usize::from(*level)));
                self.words.push(' ');
                self.verbatim += 1;
            }
            Tag::Quote => self.indent("> ", "> "),
            Tag::Alert { kind, title } => {
                self.indent("> ", "> ");
                self.block(&format!("[!{}]", kind.name().to_uppercase()));
                self.tight = true;
                if let Some(title) = title {
                    self.bold(title);
                }
            }
            Tag::Details { title: Some(title), .. } | Tag::Tab { label: title } => self.bold(title),
            Tag::List(first) => self.lists.push(*first),
            Tag::Item | Tag::Step { .. } => {
                let marker = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        let marker = format!("{number}. ");
                        *number = number.saturating_add(1);
                        marker
                    }
                    _ => "- ".to_owned(),
                };
                let rest = " ".repeat(marker.len());
                self.indent(&marker, &rest);
            }
            Tag::TableHead => self.head.clear(),
            Tag::TableRow => self.cells = 0,
            Tag::Cell { head, align } => {
                if *head {
                    self.head.push(match align {
                        pulldown_cmark::Alignment::Right => "---:",
                        pulldown_cmark::Alignment::Center => ":---:",
                        _ => "---",
                    });
                }
                self.words.push_str(if self.words.is_empty() { "| " } else { " | " });
                self.verbatim += 1;
            }
            Tag::Meaning => self.indent(": ", "  "),
            Tag::Emphasis => self.words.push('*'),
            Tag::Strong => self.words.push_str("**"),
            Tag::Strike => self.words.push_str("~~"),
            Tag::Link { destination, title, form, has_text } => self.link(destination, title, *form, *has_text),
            Tag::Html { name: "li", .. } => self.indent("- ", "  "),
            Tag::Html { name: "summary", .. } => self.words.push_str("**"),
            Tag::Html { name: "blockquote", .. } => self.indent("> ", "> "),
            _ => {}
        }
    }

    /// Whether a block written as HTML stands in a table's cell, where all that can be kept of it is its distance.
    fn in_line(&mut self, tag: &Tag<'_>) -> bool {
        let in_line = self.verbatim > 0 && tag.is_block() && matches!(tag, Tag::Html { .. });
        if in_line && !self.words.ends_with(' ') {
            self.words.push(' ');
        }
        in_line
    }

    fn end(&mut self, tag: &Tag<'_>) {
        if self.in_line(tag) {
            return;
        }
        match tag {
            Tag::Heading { .. } => {
                plain_end(&mut self.words);
                self.flush();
                self.verbatim -= 1;
            }
            Tag::Quote | Tag::Alert { .. } | Tag::Meaning | Tag::Html { name: "li" | "blockquote", .. } => {
                self.flush();
                self.outdent();
            }
            Tag::Item | Tag::Step { .. } => {
                self.flush();
                self.outdent();
                // Items stand close together; an item of several blocks has its empty lines inside.
                self.tight = true;
            }
            Tag::List(_) => {
                self.flush();
                self.lists.pop();
                self.tight = false;
            }
            Tag::Cell { .. } => self.verbatim -= 1,
            Tag::TableHead => {
                self.words.push_str(" |");
                self.flush();
                let below = format!("| {} |", self.head.join(" | "));
                self.tight = true;
                self.block(&below);
                self.tight = true;
            }
            Tag::TableRow => {
                self.words.push_str(" |");
                self.flush();
                self.tight = true;
            }
            Tag::Table => self.tight = false,
            Tag::Term => {
                self.flush();
                self.tight = true;
            }
            Tag::Emphasis => self.words.push('*'),
            Tag::Strong => self.words.push_str("**"),
            Tag::Strike => self.words.push_str("~~"),
            Tag::Link { .. } => {
                self.muted = false;
                if let Some(ending) = self.links.pop().flatten() {
                    self.words.push_str(&ending);
                }
            }
            Tag::Html { name: "td" | "th", .. } => self.words.push(' '),
            Tag::Html { name: "summary", .. } => {
                let words = self.words.trim_end().len();
                self.words.truncate(words);
                match self.words.strip_suffix("**") {
                    Some(before) => self.words.truncate(before.len()),
                    None => self.words.push_str("**"),
                }
                self.flush();
            }
            tag if tag.is_block() => self.flush(),
            _ => {}
        }
    }

    fn link(&mut self, destination: &Destination, title: &str, form: LinkForm, has_text: bool) {
        let (href, shown) = match destination {
            Destination::External(address) => (encode(address), None),
            Destination::Refused(_) => {
                self.links.push(None);
                return;
            }
            Destination::Local { target, anchor } => match self.resolver.resolve(target, anchor.as_deref(), form) {
                Resolved::To { href, title } => (href, title),
                Resolved::Image { src, .. } => (src, None),
                Resolved::Broken => {
                    self.links.push(None);
                    return;
                }
            },
        };
        self.open_link();
        if let Some(shown) = shown.filter(|_| !has_text) {
            escape(&mut self.words, &shown, false);
            self.muted = true;
        }
        self.links.push(Some(ending(&href, title)));
    }

    /// The bracket of a link. Behind the sign of an image it would open one.
    fn open_link(&mut self) {
        if self.words.ends_with('!') {
            self.words.truncate(self.words.len() - 1);
            self.words.push_str("\\!");
        }
        self.words.push('[');
    }

    fn image(&mut self, destination: &Destination, alt: &str, title: &str) {
        let (sign, href) = match destination {
            Destination::External(address) => ("", Some(encode(address))),
            Destination::Refused(_) => ("", None),
            Destination::Local { target, anchor } => {
                match self.resolver.resolve(target, anchor.as_deref(), LinkForm::Image) {
                    Resolved::To { href, .. } => ("", Some(href)),
                    Resolved::Image { src, .. } => ("!", Some(src)),
                    Resolved::Broken => ("", None),
                }
            }
        };
        // A link in a link is none; an image in a link is.
        let href = href.filter(|_| sign == "!" || self.links.is_empty());
        if let Some(href) = href {
            match sign {
                "!" => self.words.push_str("!["),
                _ => self.open_link(),
            }
            escape(&mut self.words, alt, false);
            self.words.push_str(&ending(&href, title));
        } else {
            escape(&mut self.words, alt, false);
        }
    }

    fn bold(&mut self, text: &str) {
        let mut line = "**".to_owned();
        escape(&mut line, text, false);
        line.push_str("**");
        self.block(&line);
    }

    fn indent(&mut self, first: &str, rest: &str) {
        self.indents.push(Indent { first: Some(first.to_owned()), rest: rest.to_owned() });
    }

    /// Ends a quote or item; one without content still shows its marker.
    fn outdent(&mut self) {
        if self.indents.last().is_some_and(|indent| indent.first.is_some()) {
            self.block("");
        }
        self.indents.pop();
    }

    /// Writes the words collected so far as a block.
    fn flush(&mut self) {
        let words = std::mem::take(&mut self.words);
        // A break at either end breaks nothing, and its sign would be text there.
        let mut words = words.trim_matches(['\n', ' ']);
        while let Some(rest) = words.strip_prefix("\\\n") {
            words = rest.trim_start_matches(['\n', ' ']);
        }
        while let Some(rest) = words.strip_suffix('\\').filter(|rest| !rest.ends_with('\\')) {
            words = rest.trim_end_matches(['\n', ' ']);
        }
        if !words.is_empty() {
            self.block(words);
        }
    }

    /// Writes a block behind an empty line, each of its lines behind what belongs before it.
    fn block(&mut self, text: &str) {
        // The first block of an item stands on the marker's line, so the empty line above belongs to what is around it.
        let begun = self.indents.iter().take_while(|indent| indent.first.is_none()).count();
        if !self.out.is_empty() && !std::mem::take(&mut self.tight) {
            let before: String = self.indents[..begun].iter().map(|indent| indent.rest.as_str()).collect();
            self.out.push_str(before.trim_end());
            self.out.push('\n');
        }
        for line in text.split('\n') {
            let from = self.out.len();
            for indent in &mut self.indents {
                match indent.first.take() {
                    Some(first) => self.out.push_str(&first),
                    None => self.out.push_str(&indent.rest),
                }
            }
            let line = line.trim_end_matches('\r');
            if line.is_empty() {
                let end = self.out[from..].trim_end_matches(' ').len() + from;
                self.out.truncate(end);
            }
            self.out.push_str(line);
            self.out.push('\n');
        }
    }
}

/// A formula in which a reader that knows no formulas finds neither HTML nor a link; the formula is the same.
fn formula(source: &str) -> String {
    let source = source.trim();
    let mut out = String::with_capacity(source.len());
    let mut letters = source.chars().peekable();
    while let Some(c) = letters.next() {
        match c {
            '\n' | '\r' => out.push(' '),
            // As the formula shows it. The sign itself would open code, and close what is meant as code.
            '`' => out.push('‘'),
            c => out.push(c),
        }
        let next = letters.peek();
        let is_open =
            c == '<' && next.is_some_and(|next| next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?'));
        if is_open || c == ']' && matches!(next, Some('(' | '[')) {
            out.push(' ');
        }
    }
    out
}

/// `](href "title")`.
fn ending(href: &str, title: &str) -> String {
    let href = href.replace('(', "%28").replace(')', "%29").replace(['<', '>', ' ', '\n'], "%20");
    if title.is_empty() {
        format!("]({href})")
    } else {
        format!("]({href} \"{}\")", title.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', " "))
    }
}

fn longest_run(text: &str, sign: char) -> usize {
    let mut longest = 0;
    let mut run = 0;
    for c in text.chars() {
        run = if c == sign { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

/// Writes text so that it is read as text.
fn escape(out: &mut String, text: &str, at_start: bool) {
    let mut line_start = at_start;
    let mut letters = text.chars().peekable();
    let mut previous = out.chars().next_back();
    while let Some(c) = letters.next() {
        let c = match c {
            '\u{1}' => '<',
            '\n' | '\r' | '\t' => ' ',
            c if c.is_control() => ' ',
            c => c,
        };
        let next = letters.peek().copied();
        let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let special = match c {
            '\\' | '`' | '*' | '[' | ']' | '<' | '|' | '~' | '$' => true,
            // Inside a word it means itself.
            '_' => !(word(previous) && word(next)),
            // What comes next may be another event: the rest of what would be a character's name.
            '&' => word(next) || matches!(next, Some('#') | None),
            '!' => next == Some('['),
            '#' | '>' | '+' | '-' | '=' | ':' => line_start,
            '.' | ')' => line_start_number(out, at_start) && next.is_none_or(|c| c == ' '),
            _ => false,
        };
        if special {
            out.push('\\');
        }
        out.push(c);
        line_start = false;
        previous = Some(c);
    }
}

/// Whether the block so far is a number, so that `.` would make it a list. A longer number begins no list.
fn line_start_number(out: &str, at_start: bool) -> bool {
    let digits = out.bytes().rev().take(10).take_while(u8::is_ascii_digit).count();
    at_start && (1..=9).contains(&digits) && (digits == out.len() || out[..out.len() - digits].ends_with('\n'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::LimitsConfig;
    use crate::document::containers::Shadow;

    struct Site;

    impl Resolver for Site {
        fn resolve(&self, target: &str, _: Option<&str>, form: LinkForm) -> Resolved {
            match (target, form) {
                ("gone.md", _) => Resolved::Broken,
                (target, LinkForm::Image) => Resolved::Image { src: format!("/{target}"), size: None },
                (target, _) => Resolved::To { href: format!("/{target}/"), title: Some("Title".into()) },
            }
        }
        fn word(&self, key: &str) -> String {
            key.to_owned()
        }
    }

    fn made(body: &str) -> String {
        let shadow = Shadow::new(body);
        mirror(&Markdown::read(body, &shadow, &LimitsConfig::default()), body.len(), &Site).text
    }

    #[test]
    fn markdown_comes_back_as_markdown() {
        let table = [
            ("Some *text*, **bold** and `code`.\n", "Some *text*, **bold** and `code`.\n"),
            ("## One {#x .y}\n\ntext\n", "## One\n\ntext\n"),
            ("- a\n- b\n  - c\n\ntext\n", "- a\n- b\n  - c\n\ntext\n"),
            ("1. a\n\n   more\n2. b\n", "1. a\n\n   more\n2. b\n"),
            ("> a\n>\n> b\n", "> a\n>\n> b\n"),
            ("> [!TIP]\n> a\n", "> [!TIP]\n> a\n"),
            (":::warning[Hot]\na\n:::\n", "> [!WARNING]\n> **Hot**\n>\n> a\n"),
            ("```sh title=\"x\"\nls\n```\n", "```sh title=\"x\"\nls\n```\n"),
            ("|a|b|\n|-|-:|\n|1|`x`|\n", "| a | b |\n| --- | ---: |\n| 1 | `x` |\n"),
            ("[a](b.md) [c](gone.md) ![d](e.png)\n", "[a](/b.md/) c ![d](/e.png)\n"),
            ("[[b.md]] [[b.md|l]]\n", "[Title](/b.md/) [l](/b.md/)\n"),
            ("a <!-- secret@example.org --> <b>c</b>\n\n<!-- x -->\n\n<div onclick=\"x\">d</div>\n", "a  c\n\nd\n"),
            ("|a|\n|-|\n|x<ul><li>y</li><li>z</li></ul>|\n", "| a |\n| --- |\n| x y z  |\n"),
            ("<details>\n<summary>a b</summary>\n\nc\n\n</details>\n", "**a b**\n\nc\n"),
            ("a<br>- b<br>1. c<br><br>\n", "a\\\n\\- b\\\n1\\. c\n"),
            ("a<br>\nb  \nc<br>\n", "a\\\nb\\\nc\n"),
            ("```\na  \n\nb\n```\n", "```\na  \n\nb\n```\n"),
            ("a[^1]\n\n[^1]: note\n", "a[^1]\n\n[^1]: note\n"),
            ("\\*a\\* <your-ip> 1\\. x\n", "\\*a\\* \\<your-ip> 1. x\n"),
            ("- [x] done\n", "- [x] done\n"),
            ("Term\n: Meaning\n", "Term\n: Meaning\n"),
            ("Stop\\![x](b.md) &amp;lt;\n", "Stop\\![x](/b.md/) \\&lt;\n"),
            ("# x\n\n## a {{b}}\n", "## a {{b}\\}\n"),
            ("a $x<y$ b $[u](v)$ c $`$ d\n", "a $x< y$ b $[u] (v)$ c $‘$ d\n"),
            ("> ```\n> a\rb\n> ```\n", "> ```\n> a\n> b\n> ```\n"),
            ("::::tabs\n:::tab[A]\na\n:::\n:::tab[B]\nb\n:::\n::::\n", "**A**\n\na\n\n**B**\n\nb\n"),
        ];
        for (body, expected) in table {
            assert_eq!(made(body), expected, "{body}");
        }
    }

    #[test]
    fn a_line_is_written_without_its_blocks_and_text_as_text() {
        let line = |markdown: &str| {
            let shadow = Shadow::new(markdown);
            words(&Markdown::read(markdown, &shadow, &LimitsConfig::default()), markdown.len(), &Site)
        };
        let table = [
            ("Use `rsync` and [b](b.md).", "Use `rsync` and [b](/b.md/)."),
            (
                "a <script>alert(1)</script><b>c</b> ![d](https://evil.example/d.png)",
                "a \\<script>alert(1)\\</script>c [d](https://evil.example/d.png)",
            ),
            ("- a\n- b\n\n# c\n\n```sh\nls\n```\n\n***\n", "a b c `ls`"),
            ("a  \nb\n> c[^1]\n\n[^1]: d\n", "a b c"),
            ("[a](javascript:alert(1))", "a"),
        ];
        for (markdown, expected) in table {
            assert_eq!(line(markdown), expected, "{markdown}");
        }
        let table = [
            ("a_b *c* `d`\n# e", "a_b \\*c\\* \\`d\\` # e"),
            ("[x](javascript:alert(1)) <img>", "\\[x\\](javascript:alert(1)) \\<img>"),
            (" 1. a", "1\\. a"),
            ("T {#a}", "T {#a\\}"),
        ];
        for (plain, expected) in table {
            assert_eq!(text(plain), expected, "{plain}");
        }
    }
}
