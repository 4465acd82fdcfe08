//! Code blocks as HTML, coloured by classes so that one page works in light and dark.
//!
//! Begin with [`block`]. Colouring knows eight roles (see [`Role`]) and writes the fewest elements that show them;
//! per-line elements appear only where lines are numbered, marked or part of a diff.
//! [`is_too_long`] bounds the work: a regular expression inside one line cannot be interrupted, so lines are short.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::LazyLock;

use syntect::parsing::{ClearAmount, ParseState, Scope, ScopeStackOp, SyntaxReference, SyntaxSet};

use crate::document::body::Resolver;
use crate::document::fence::Info;
use crate::document::html::{escape, escape_text};

/// The largest block that is coloured, in bytes.
const BLOCK_LIMIT: usize = 64 * 1024;
/// The longest line that is coloured, in bytes.
const LINE_LIMIT: usize = 2000;

/// Whether the code is shown in one colour because of its size.
pub(super) fn is_too_long(code: &str) -> bool {
    code.len() > BLOCK_LIMIT || code.lines().any(|line| line.len() > LINE_LIMIT)
}

/// A whole code block.
pub(super) fn block(info: &Info, code: &str, resolver: &dyn Resolver, out: &mut String) {
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
    let coloured = match syntax(language).filter(|_| !is_too_long(code)) {
        Some(syntax) => resolver.highlighted(language, code, &|| highlight(syntax, code)),
        None => {
            let mut plain = String::with_capacity(code.len() + code.len() / 8);
            escape_text(&mut plain, code);
            plain
        }
    };
    if info.has_lines() {
        lines(info, code, &coloured, out);
    } else {
        out.push_str(&coloured);
    }
    out.push_str("</code></pre></div>\n");
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

/// What a piece of code is, as far as colours tell.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Role {
    /// Nothing to colour.
    Plain,
    /// `k`.
    Keyword,
    /// `s`.
    String,
    /// `c`.
    Comment,
    /// `n`: numbers and constants.
    Number,
    /// `f`: functions and other names that are defined or called.
    Function,
    /// `t`: types and tags.
    Type,
    /// `o`: operators. Plain punctuation has no role.
    Operator,
    /// `v`: variables, attributes, options.
    Variable,
}

impl Role {
    fn class(self) -> &'static str {
        match self {
            Role::Plain => "",
            Role::Keyword => "k",
            Role::String => "s",
            Role::Comment => "c",
            Role::Number => "n",
            Role::Function => "f",
            Role::Type => "t",
            Role::Operator => "o",
            Role::Variable => "v",
        }
    }
}

/// The grammars, loaded when the first code block needs them.
static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);

/// The grammar of a language word, where there is one and it does anything.
fn syntax(language: &str) -> Option<&'static SyntaxReference> {
    let language = match language {
        "" | "text" | "txt" | "plain" | "plaintext" | "none" | "output" | "log" | "math" | "mermaid" | "ascii" => {
            return None;
        }
        "sh" | "shell" | "console" | "shellsession" | "shell-session" | "terminal" | "zsh" | "ksh" | "bash-session"
        | "sh-session" => "bash",
        "cron" => "crontab",
        "conf" | "config" | "cfg" | "cf" | "service" | "systemd" | "unit" | "properties" | "editorconfig"
        | "desktop" => "ini",
        "env" | "dotenv" => "DotENV",
        "yml" => "yaml",
        "mjs" | "cjs" | "node" | "jsx" => "js",
        "ts" => "typescript",
        "ssh" | "sshconfig" => "ssh_config",
        "py" | "python3" | "pycon" => "python",
        "rb" => "ruby",
        "rs" => "rust",
        "golang" => "go",
        "tf" | "hcl" | "terraform" => "tf",
        "docker" => "dockerfile",
        "c++" => "cpp",
        "c#" | "csharp" => "cs",
        "html5" => "html",
        "jsonc" | "json5" => "json",
        "bat" | "cmd" | "batch" => "bat",
        "apacheconf" | "apache" | "apache2" => "Apache Conf",
        "patch" | "udiff" => "diff",
        "md" => "markdown",
        "make" => "makefile",
        "tex" => "latex",
        "jinja" => "jinja2",
        "mysql" | "postgresql" | "postgres" | "psql" | "sqlite" | "mariadb" | "pgsql" => "sql",
        other => other,
    };
    let syntax = SYNTAXES.find_syntax_by_token(language)?;
    (syntax.name != "Plain Text").then_some(syntax)
}

/// Escaped code with `<span class="k">` and the like; every element ends on the line on which it began.
fn highlight(syntax: &SyntaxReference, code: &str) -> String {
    let mut parser = ParseState::new(syntax);
    let mut roles = Roles::default();
    let mut ink = Ink { out: String::with_capacity(code.len() * 2), role: Role::Plain, gap: String::new() };
    for line in code.split_inclusive('\n') {
        let Ok(operations) = parser.parse_line(line, &SYNTAXES) else {
            // The grammar is at fault. The line stays plain, and the next one begins afresh.
            ink.write(Role::Plain, line);
            parser = ParseState::new(syntax);
            roles = Roles::default();
            continue;
        };
        let mut from = 0;
        for (at, operation) in &operations {
            if *at > from {
                ink.write(roles.top(), &line[from..*at]);
                from = *at;
            }
            roles.apply(operation);
        }
        ink.write(roles.top(), &line[from..]);
        ink.lift();
    }
    ink.lift();
    ink.out
}

/// Writes pieces of text, joining neighbours of one role over the blanks between them.
struct Ink {
    out: String,
    role: Role,
    gap: String,
}

impl Ink {
    fn write(&mut self, role: Role, text: &str) {
        if text.trim().is_empty() {
            self.gap.push_str(text);
            return;
        }
        let (blank, text) = text.split_at(text.len() - text.trim_start().len());
        self.gap.push_str(blank);
        if role != self.role {
            self.lift();
            if role != Role::Plain {
                self.out.push_str("<span class=\"");
                self.out.push_str(role.class());
                self.out.push_str("\">");
            }
            self.role = role;
        }
        self.out.push_str(&self.gap);
        self.gap.clear();
        let (text, blank) = text.split_at(text.trim_end().len());
        escape_text(&mut self.out, text);
        self.gap.push_str(blank);
    }

    /// Ends the open element; blanks stand behind it.
    fn lift(&mut self) {
        if self.role != Role::Plain {
            self.out.push_str("</span>");
            self.role = Role::Plain;
        }
        self.out.push_str(&self.gap);
        self.gap.clear();
    }
}

/// The grammar's stack of scopes, reduced to the role of each level as it is pushed.
#[derive(Default)]
struct Roles {
    stack: Vec<Role>,
    cleared: Vec<Vec<Role>>,
}

impl Roles {
    fn top(&self) -> Role {
        self.stack.last().copied().unwrap_or(Role::Plain)
    }

    fn apply(&mut self, operation: &ScopeStackOp) {
        match operation {
            ScopeStackOp::Push(scope) => {
                let role = role_of(*scope).unwrap_or(self.top());
                self.stack.push(role);
            }
            ScopeStackOp::Pop(count) => self.stack.truncate(self.stack.len().saturating_sub(*count)),
            ScopeStackOp::Clear(amount) => {
                let kept = match amount {
                    ClearAmount::TopN(count) => self.stack.len().saturating_sub(*count),
                    ClearAmount::All => 0,
                };
                self.cleared.push(self.stack.split_off(kept));
            }
            ScopeStackOp::Restore => self.stack.extend(self.cleared.pop().unwrap_or_default()),
            ScopeStackOp::Noop => {}
        }
    }
}

/// The role a scope gives to what it covers; `None` where it leaves the role of what is around it.
fn role_of(scope: Scope) -> Option<Role> {
    thread_local! {
        // Grammars push the same few hundred scopes over and over; naming one takes a lock.
        static KNOWN: RefCell<HashMap<Scope, Option<Role>>> = RefCell::default();
    }
    KNOWN.with_borrow_mut(|known| *known.entry(scope).or_insert_with(|| role_of_name(&scope.build_string())))
}

fn role_of_name(scope: &str) -> Option<Role> {
    ROLES
        .iter()
        .filter(|(prefix, _)| scope.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
        .max_by_key(|(prefix, _)| prefix.len())
        .map(|(_, role)| *role)
}

/// Scopes by prefix; the longest that fits decides.
const ROLES: &[(&str, Role)] = &[
    ("comment", Role::Comment),
    ("constant", Role::Number),
    ("entity.name", Role::Function),
    ("entity.name.class", Role::Type),
    ("entity.name.enum", Role::Type),
    ("entity.name.interface", Role::Type),
    ("entity.name.namespace", Role::Type),
    ("entity.name.section", Role::Type),
    ("entity.name.struct", Role::Type),
    ("entity.name.tag", Role::Type),
    ("entity.name.trait", Role::Type),
    ("entity.name.type", Role::Type),
    ("entity.name.union", Role::Type),
    ("entity.other.attribute-name", Role::Variable),
    ("entity.other.inherited-class", Role::Type),
    ("keyword", Role::Keyword),
    ("keyword.operator", Role::Operator),
    // Signs that every line has, and that say nothing.
    ("keyword.operator.assignment", Role::Plain),
    ("keyword.operator.logical.continue", Role::Plain),
    ("keyword.operator.word", Role::Keyword),
    ("keyword.other.unit", Role::Number),
    ("markup.heading", Role::Type),
    ("markup.raw", Role::String),
    ("markup.underline.link", Role::String),
    ("meta.diff.header", Role::Comment),
    ("meta.diff.range", Role::Comment),
    // Code inside a string is code again.
    ("meta.embedded", Role::Plain),
    ("meta.interpolation", Role::Plain),
    ("meta.template.expression", Role::Plain),
    ("meta.group.expansion", Role::Variable),
    ("source", Role::Plain),
    ("storage", Role::Keyword),
    ("string", Role::String),
    ("string.unquoted", Role::Plain),
    ("support.class", Role::Type),
    ("support.constant", Role::Number),
    ("support.function", Role::Function),
    ("support.type", Role::Type),
    ("support.type.property-name", Role::Variable),
    ("support.variable", Role::Variable),
    ("text", Role::Plain),
    ("variable.function", Role::Function),
    ("variable.language", Role::Variable),
    ("variable.other.php", Role::Variable),
    ("variable.other.readwrite.php", Role::Variable),
    ("variable.other.readwrite.assignment", Role::Variable),
    ("variable.parameter", Role::Variable),
];

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
        block(&Info::read(info), code, &Plain, &mut out);
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
    fn every_alias_leads_to_a_grammar() {
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
            assert!(syntax(language).is_some(), "{language}");
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
        assert!(is_too_long(&line));
        assert!(!made("cpp", &line).contains("<span class=\"f\""));
        assert!(is_too_long(&"a\n".repeat(40_000)) && !is_too_long("a\nb"));
    }
}
