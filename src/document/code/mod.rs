//! Code blocks as HTML, coloured by classes so that one page works in light and dark.
//!
//! Begin with [`block`]. Colouring knows eight roles (see `ink`) and writes the fewest elements that show them;
//! per-line elements appear only where lines are numbered, marked or part of a diff.
//! [`is_too_long`] bounds the work: a regular expression inside one line cannot be interrupted, so lines are short.

mod grammar;
mod ink;
mod markup;
mod shell;
mod table;
mod yaml;

use crate::config::LimitsConfig;
use crate::document::body::Resolver;
use crate::document::fence::Info;
use crate::document::html::{escape, escape_text};

/// Whether the code is shown in one colour because of its size.
pub(super) fn is_too_long(code: &str, limits: &LimitsConfig) -> bool {
    code.len() as u64 > limits.code << 10 || code.lines().any(|line| line.len() > limits.code_line as usize)
}

/// Whether somebody here knows how to colour the language, or knows that there is nothing to colour.
pub(super) fn is_known(language: &str) -> bool {
    reader(language).is_some()
        || table::language(language).is_some()
        || grammar::is_plain(language)
        || grammar::syntax(language).is_some()
}

/// A whole code block.
pub(super) fn block(info: &Info, code: &str, limits: &LimitsConfig, resolver: &dyn Resolver, out: &mut String) {
    let language = info.language.as_str();
    out.push_str("<div class=\"code\"");
    if !language.is_empty() {
        out.push_str(" data-lang=\"");
        escape(out, language);
        out.push('"');
    }
    out.push('>');
    if info.title.is_some() || !language.is_empty() {
        out.push_str("<div class=\"code-head\">");
        if let Some(title) = &info.title {
            out.push_str("<span class=\"code-title\">");
            escape_text(out, title);
            out.push_str("</span>");
        }
        if !language.is_empty() {
            out.push_str("<span class=\"code-lang\">");
            escape(out, language);
            out.push_str("</span>");
        }
        out.push_str("</div>");
    }
    out.push_str(if info.numbers.is_some() {
        "<pre class=\"numbered\" tabindex=\"0\"><code"
    } else {
        "<pre tabindex=\"0\"><code"
    });
    if !language.is_empty() {
        out.push_str(" class=\"language-");
        escape(out, language);
        out.push('"');
    }
    out.push('>');
    let coloured = if is_too_long(code, limits) { None } else { coloured(language, code, resolver) };
    let coloured = coloured.unwrap_or_else(|| {
        let mut plain = String::with_capacity(code.len() + code.len() / 8);
        escape_text(&mut plain, code);
        plain
    });
    if info.has_lines() {
        lines(info, code, &coloured, out);
    } else {
        out.push_str(&coloured);
    }
    out.push_str("</code></pre></div>\n");
}

/// The code in colours; `None` for a language that nobody here knows.
fn coloured(language: &str, code: &str, resolver: &dyn Resolver) -> Option<String> {
    if let Some(paint) = reader(language) {
        return Some(paint(code));
    }
    if let Some(language) = table::language(language) {
        return Some(table::paint(language, code));
    }
    let syntax = grammar::syntax(language)?;
    Some(resolver.highlighted(language, code, &|| grammar::paint(syntax, code)))
}

/// What most blocks are written in has readers of its own, faster than a cache could answer.
fn reader(language: &str) -> Option<fn(&str) -> String> {
    match language {
        "bash" | "sh" | "shell" | "console" | "shellsession" | "shell-session" | "sh-session" | "bash-session"
        | "terminal" | "zsh" | "ksh" | "ash" => Some(shell::paint),
        "yaml" | "yml" => Some(yaml::paint),
        "html" | "html5" | "htm" | "xhtml" | "xml" | "svg" | "vue" | "svelte" | "xsd" | "rss" => Some(markup::paint),
        _ => None,
    }
}

/// The coloured code with an element round every line. No element of the colouring spans two lines.
fn lines(info: &Info, code: &str, coloured: &str, out: &mut String) {
    let within = |ranges: &[(u32, u32)], line: u32| ranges.iter().any(|(from, to)| (*from..=*to).contains(&line));
    let first = info.numbers.unwrap_or(1);
    for (index, (html, plain)) in coloured.split_inclusive('\n').zip(code.split_inclusive('\n')).enumerate() {
        let line = index as u32 + 1;
        let diff = (info.language == "diff").then(|| plain.bytes().next()).flatten();
        let is_header = plain.starts_with("+++ ") || plain.starts_with("--- ");
        // `ins`, `del` and `mark` say to assistive technology what the colour says to the eye.
        let element = if within(&info.added, line) || diff == Some(b'+') && !is_header {
            "ins"
        } else if within(&info.removed, line) || diff == Some(b'-') && !is_header {
            "del"
        } else if within(&info.marked, line) {
            "mark"
        } else {
            "span"
        };
        out.push('<');
        out.push_str(element);
        out.push_str(" class=\"line\"");
        if info.numbers.is_some() {
            out.push_str(" data-line=\"");
            out.push_str(&(first + index as u32).to_string());
            out.push('"');
        }
        out.push('>');
        out.push_str(html);
        out.push_str("</");
        out.push_str(element);
        out.push('>');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::body::{LinkForm, Resolved};

    struct Plain;

    impl Resolver for Plain {
        fn resolve(&self, _: &str, _: Option<&str>, _: LinkForm) -> Resolved {
            Resolved::Broken
        }
        fn word(&self, key: &str) -> String {
            key.to_owned()
        }
    }

    fn made(info: &str, code: &str) -> String {
        let mut out = String::new();
        block(&Info::read(info), code, &LimitsConfig::default(), &Plain, &mut out);
        out
    }

    #[test]
    fn a_plain_block_has_no_elements_inside() {
        assert_eq!(
            made("", "a < b\n"),
            "<div class=\"code\"><pre tabindex=\"0\"><code>a &lt; b\n</code></pre></div>\n"
        );
        assert!(made("no-such-language", "a\n").contains("<code class=\"language-no-such-language\">a\n</code>"));
    }

    #[test]
    fn code_is_coloured_by_few_short_classes() {
        let html = made("bash", "# note\necho \"$HOME\" # x\n");
        assert!(html.contains("<span class=\"c\"># note</span>\n<span class=\"f\">echo</span>"), "{html}");
        for span in html.split("<span class=\"").skip(1) {
            let class = &span[..span.find('"').unwrap()];
            assert!(class.len() == 1 || class.starts_with("code-"), "{class}");
        }
    }

    #[test]
    fn every_alias_is_known() {
        for language in [
            "sh",
            "conf",
            "yml",
            "js",
            "ts",
            "py",
            "rb",
            "rs",
            "tf",
            "docker",
            "c++",
            "c#",
            "bat",
            "apacheconf",
            "patch",
            "md",
            "make",
            "tex",
            "twig",
            "mysql",
            "nginx",
            "env",
            "php",
            "go",
            "toml",
            "html",
            "xml",
            "json",
            "sql",
            "css",
            "http",
        ] {
            assert!(coloured(language, "x", &Plain).is_some(), "{language}");
        }
    }

    #[test]
    fn marked_numbered_and_changed_lines_are_elements() {
        let html = made("text {2} linenos", "a\nb\n");
        assert!(html.contains("<pre class=\"numbered\" tabindex=\"0\"><code class=\"language-text\"><span class=\"line\" data-line=\"1\">a\n</span><mark class=\"line\" data-line=\"2\">b\n</mark></code>"), "{html}");
        let html = made("diff", "+++ x\n+a\n-b\n c\n");
        assert!(html.contains("<ins class=\"line\">") && html.contains("<del class=\"line\">"), "{html}");
        assert_eq!(html.matches("<ins").count(), 1);
    }

    #[test]
    fn an_element_never_spans_two_lines() {
        let html = made("js linenos", "/* a\nb */ let x = `y\n${z}`;\n");
        for line in html.split("<span class=\"line\"").skip(1) {
            let line = &line[..line.find("\n</span>").unwrap()];
            assert_eq!(line.matches("<span").count(), line.matches("</span>").count(), "{line}");
        }
    }

    #[test]
    fn long_code_is_plain() {
        let line = "a(".repeat(1001);
        let is_too_long = |code: &str| is_too_long(code, &LimitsConfig::default());
        assert!(is_too_long(&line));
        assert!(!made("cpp", &line).contains("<span class=\"f\""));
        assert!(is_too_long(&"a\n".repeat(40_000)) && !is_too_long("a\nb"));
    }

    /// Code without the elements that colour it.
    fn bare(html: &str) -> String {
        html.split("<span class=\"")
            .enumerate()
            .map(|(at, part)| if at == 0 { part } else { &part[3..] })
            .collect::<String>()
            .replace("</span>", "")
    }

    proptest::proptest! {
        #![proptest_config(proptest::test_runner::Config { failure_persistence: None, ..Default::default() })]

        #[test]
        fn colours_change_no_character(parts in proptest::collection::vec(proptest::sample::select(PARTS), 0..30)) {
            let code = parts.concat();
            let mut plain = String::new();
            escape_text(&mut plain, &code);
            proptest::prop_assert_eq!(bare(&shell::paint(&code)), plain.clone());
            proptest::prop_assert_eq!(bare(&markup::paint(&code)), plain.clone());
            proptest::prop_assert_eq!(bare(&yaml::paint(&code)), plain);
        }
    }

    /// Pieces of which code is shuffled together.
    const PARTS: &[&str] = &[
        "a", "é", " ", "  ", "\u{a0}", "\t", "\n", "\r\n", "\\", "'", "\"", "`", "$", "${", "}", "$(", "((", ")", "{",
        "[", "]", "[[", "|", "||", "&", "&&", ";", ";;", "<", ">", "<<", "<<EOF\n", "<<-'E'", "\nEOF\n", "2>&1",
        "<a-b>", "<a b=\"", "</script", "<script>", "<!--", "-->", "<!", "&amp;", "#", "# c", "-", "--x=y", "A=",
        "export ", "for ", " in ", "case ", "esac", "do\n", "$ ", "a@b:~$ ", ":", ": ", "- ", "? ", "&x", "*x", "!t",
        "|\n", ">-\n", "---", "true", "1.5", "%", ",",
    ];
}
