//! Colours by the grammars of Sublime Text, for every language that has no reader of its own here.
//!
//! Begin with [`syntax`] and [`paint`]. The regular expressions run in `fancy-regex`, which is memory-safe and bounds
//! its backtracking; the caller bounds lines and blocks.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::LazyLock;

use syntect::parsing::{ClearAmount, ParseState, Scope, ScopeStackOp, SyntaxReference, SyntaxSet};

use crate::document::code::ink::{Ink, Role};

/// The grammars, loaded when the first code block needs them.
static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);

/// The grammar of a language word, where there is one and it does anything.
pub(super) fn syntax(language: &str) -> Option<&'static SyntaxReference> {
    let language = match language {
        plain if is_plain(plain) => return None,
        "cron" => "crontab",
        "ssh" | "sshconfig" => "ssh_config",
        "rb" => "ruby",
        "bat" | "cmd" | "batch" => "bat",
        "apacheconf" | "apache" | "apache2" => "Apache Conf",
        "patch" | "udiff" => "diff",
        "md" => "markdown",
        "make" => "makefile",
        "tex" => "latex",
        "jinja" => "jinja2",
        other => other,
    };
    let syntax = SYNTAXES.find_syntax_by_token(language)?;
    (syntax.name != "Plain Text").then_some(syntax)
}

/// Words for what has no colours.
pub(super) fn is_plain(language: &str) -> bool {
    matches!(
        language,
        "" | "text" | "txt" | "plain" | "plaintext" | "none" | "output" | "log" | "math" | "mermaid" | "ascii"
    )
}

/// Escaped code with `<span class="k">` and the like; every element ends on the line on which it began.
pub(super) fn paint(syntax: &SyntaxReference, code: &str) -> String {
    let mut parser = ParseState::new(syntax);
    let mut roles = Roles::default();
    let mut ink = Ink::new(code.len());
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
    }
    ink.finish()
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
