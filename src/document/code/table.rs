//! Colours for the usual programming and configuration languages, by one reader and a table of what they are made of.
//!
//! Begin with [`language`]; a new language is an entry in [`LANGUAGES`]. These languages differ little in what a colour
//! can tell: words that are reserved, texts, numbers, comments, names that are called. Reading that directly takes a
//! hundredth of the time of a grammar, and there are no regular expressions to compile before the first block.
//! What does not fit a table (markup, here-documents, indentation that means something) keeps its grammar.

use crate::document::code::ink::{Ink, Role};

/// What a language is made of.
pub(super) struct Language {
    /// The words by which fences name it.
    names: &'static [&'static str],
    /// What begins a comment that ends with the line.
    line_comments: &'static [&'static str],
    /// What begins and ends other comments.
    block_comment: Option<(&'static str, &'static str)>,
    texts: &'static [Text],
    /// Words that may stand directly before a text and belong to it.
    prefixes: &'static [&'static str],
    keywords: &'static str,
    types: &'static str,
    constants: &'static str,
    habits: Habits,
}

/// A kind of quotation.
struct Text {
    quote: &'static str,
    /// Whether it may span lines.
    spans: bool,
    /// What makes the next character mean itself, or a blank where nothing does.
    escape: char,
    /// Whether `${…}` inside is code.
    holds_code: bool,
}

/// What else a language does with words and signs.
#[derive(Clone, Copy)]
struct Habits {
    /// What the first word of a line or statement is.
    first_word: FirstWord,
    /// Whether letter case does not matter in reserved words.
    any_case: bool,
    /// Whether a name with a capital letter is a type.
    capital_types: bool,
    /// Whether `$name` is a variable.
    dollar: bool,
    /// Whether `@name` decorates what follows.
    at_sign: bool,
    /// Whether `-` may stand inside a name.
    dashes: bool,
    /// Whether operators are coloured.
    operators: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum FirstWord {
    /// A word like any other.
    Word,
    /// A key, where `=` or `:` follows; `[…]` alone is a heading.
    Key,
    /// The name of a statement.
    Statement,
    /// A command.
    Command,
}

/// A programming language of the family of C, from which the entries depart.
const CODE: Habits = Habits {
    first_word: FirstWord::Word,
    any_case: false,
    capital_types: true,
    dollar: false,
    at_sign: false,
    dashes: false,
    operators: true,
};

/// A configuration file.
const SETTINGS: Habits =
    Habits { first_word: FirstWord::Key, capital_types: false, operators: false, dashes: true, ..CODE };

const DOUBLE: Text = Text { quote: "\"", spans: false, escape: '\\', holds_code: false };
const SINGLE: Text = Text { quote: "'", spans: false, escape: '\\', holds_code: false };
const RAW_SINGLE: Text = Text { quote: "'", spans: true, escape: ' ', holds_code: false };
const SPANNING_DOUBLE: Text = Text { quote: "\"", spans: true, escape: '\\', holds_code: false };
const SPANNING_SINGLE: Text = Text { quote: "'", spans: true, escape: '\\', holds_code: false };
const TEMPLATE: Text = Text { quote: "`", spans: true, escape: '\\', holds_code: true };
const BACKTICK: Text = Text { quote: "`", spans: true, escape: ' ', holds_code: false };
const TRIPLE_DOUBLE: Text = Text { quote: "\"\"\"", spans: true, escape: '\\', holds_code: false };
const TRIPLE_SINGLE: Text = Text { quote: "'''", spans: true, escape: '\\', holds_code: false };

const C_COMMENTS: (&[&str], Option<(&str, &str)>) = (&["//"], Some(("/*", "*/")));

/// Most often met first.
static LANGUAGES: &[Language] = &[
    Language {
        names: &["json", "jsonc", "json5"],
        line_comments: C_COMMENTS.0,
        block_comment: C_COMMENTS.1,
        texts: &[DOUBLE, SINGLE],
        prefixes: &[],
        keywords: "",
        types: "",
        constants: "true false null",
        habits: SETTINGS,
    },
    Language {
        names: &[
            "ini",
            "conf",
            "config",
            "cfg",
            "cf",
            "service",
            "systemd",
            "unit",
            "properties",
            "editorconfig",
            "desktop",
            "env",
            "dotenv",
        ],
        line_comments: &["#", ";"],
        block_comment: None,
        texts: &[DOUBLE, SINGLE],
        prefixes: &[],
        keywords: "",
        types: "",
        constants: "true false yes no on off",
        habits: Habits { dollar: true, ..SETTINGS },
    },
    Language {
        names: &["toml"],
        line_comments: &["#"],
        block_comment: None,
        texts: &[TRIPLE_DOUBLE, TRIPLE_SINGLE, DOUBLE, SINGLE],
        prefixes: &[],
        keywords: "",
        types: "",
        constants: "true false",
        habits: SETTINGS,
    },
    Language {
        names: &["nginx", "caddyfile", "caddy"],
        line_comments: &["#"],
        block_comment: None,
        texts: &[SPANNING_DOUBLE, SPANNING_SINGLE],
        prefixes: &[],
        keywords: "",
        types: "",
        constants: "on off",
        habits: Habits { first_word: FirstWord::Statement, dollar: true, dashes: false, ..SETTINGS },
    },
    Language {
        names: &["dockerfile", "docker", "containerfile"],
        line_comments: &["#"],
        block_comment: None,
        texts: &[DOUBLE, SINGLE],
        prefixes: &[],
        keywords: "add arg as cmd copy entrypoint env expose from healthcheck label onbuild run shell stopsignal user volume workdir",
        types: "",
        constants: "",
        habits: Habits { first_word: FirstWord::Word, any_case: true, dollar: true, ..SETTINGS },
    },
    Language {
        names: &["hcl", "tf", "terraform"],
        line_comments: &["#", "//"],
        block_comment: C_COMMENTS.1,
        texts: &[DOUBLE],
        prefixes: &[],
        keywords: "backend check data for for_each if import in locals module moved output provider provisioner resource terraform variable dynamic",
        types: "any bool list map number object set string tuple",
        constants: "true false null",
        habits: SETTINGS,
    },
    Language {
        names: &["js", "javascript", "mjs", "cjs", "node", "jsx", "ts", "typescript", "mts", "cts", "tsx"],
        line_comments: C_COMMENTS.0,
        block_comment: C_COMMENTS.1,
        texts: &[DOUBLE, SINGLE, TEMPLATE],
        prefixes: &[],
        keywords: "abstract as async await break case catch class const continue debugger declare default delete do else enum export extends finally for from function if implements import in infer instanceof interface is keyof let namespace new of override private protected public readonly return satisfies static super switch this throw try type typeof var void while with yield",
        types: "any bigint boolean never number object string symbol unknown",
        constants: "true false null undefined NaN Infinity",
        habits: Habits { at_sign: true, ..CODE },
    },
    Language {
        names: &["python", "py", "python3", "pycon"],
        line_comments: &["#"],
        block_comment: None,
        texts: &[TRIPLE_DOUBLE, TRIPLE_SINGLE, DOUBLE, SINGLE],
        prefixes: &["f", "r", "b", "u", "F", "R", "B", "fr", "rf", "br", "rb"],
        keywords: "and as assert async await break case class continue def del elif else except finally for from global if import in is lambda match nonlocal not or pass raise return try while with yield",
        types: "bool bytes dict float frozenset int list object set str tuple type",
        constants: "True False None self cls",
        habits: Habits { at_sign: true, ..CODE },
    },
    Language {
        names: &["php"],
        line_comments: &["//", "#"],
        block_comment: C_COMMENTS.1,
        texts: &[SPANNING_DOUBLE, SPANNING_SINGLE],
        prefixes: &[],
        keywords: "abstract and array as break callable case catch class clone const continue declare default define do echo else elseif empty enum extends final finally fn for foreach function global goto if implements include include_once instanceof insteadof interface isset list match namespace new or print private protected public readonly require require_once return static switch throw trait try unset use var while xor yield php",
        types: "bool float int iterable mixed never object self string void",
        constants: "true false null TRUE FALSE NULL",
        habits: Habits { dollar: true, ..CODE },
    },
    Language {
        names: &["sql", "mysql", "mariadb", "postgresql", "postgres", "psql", "pgsql", "sqlite"],
        line_comments: &["--", "#"],
        block_comment: C_COMMENTS.1,
        texts: &[RAW_SINGLE, DOUBLE, BACKTICK],
        prefixes: &[],
        keywords: "add all alter and as asc authorization begin between by cascade case check collate column commit constraint create cross database databases default delete desc describe distinct drop else end engine escape except exists explain extension fetch flush for foreign from full function grant grants group having identified if in index inner insert intersect into is join key keys left like limit login not of off offset on or order outer owner partition password primary privileges procedure references replace returning revoke right role rollback schema select set show superuser table tables temporary then to transaction trigger truncate union unique update use user users using values view when where with",
        types: "bigint binary bit blob boolean char date datetime decimal double enum float int integer json jsonb numeric real serial smallint text time timestamp tinyint uuid varchar",
        constants: "true false null",
        habits: Habits { any_case: true, capital_types: false, ..CODE },
    },
    Language {
        names: &["go", "golang"],
        line_comments: C_COMMENTS.0,
        block_comment: C_COMMENTS.1,
        texts: &[DOUBLE, SINGLE, BACKTICK],
        prefixes: &[],
        keywords: "break case chan const continue default defer else fallthrough for func go goto if import interface map package range return select struct switch type var",
        types: "any bool byte complex64 complex128 error float32 float64 int int8 int16 int32 int64 rune string uint uint8 uint16 uint32 uint64 uintptr",
        constants: "true false nil iota",
        habits: Habits { capital_types: false, ..CODE },
    },
    Language {
        names: &["rust", "rs"],
        line_comments: C_COMMENTS.0,
        block_comment: C_COMMENTS.1,
        // A single quote begins a lifetime more often than a character.
        texts: &[SPANNING_DOUBLE],
        prefixes: &["b", "r", "c"],
        keywords: "as async await break const continue crate dyn else enum extern fn for if impl in let loop match mod move mut pub ref return static struct super trait type union unsafe use where while",
        types: "bool char f32 f64 i8 i16 i32 i64 i128 isize str u8 u16 u32 u64 u128 usize",
        constants: "true false self",
        habits: CODE,
    },
    Language {
        names: &["java", "kotlin", "kt", "kts", "groovy", "gradle", "scala", "dart"],
        line_comments: C_COMMENTS.0,
        block_comment: C_COMMENTS.1,
        texts: &[TRIPLE_DOUBLE, DOUBLE, SINGLE],
        prefixes: &[],
        keywords: "abstract as assert async await break case catch class companion const continue data def default do else enum export extends final finally for fun if implements import in init instanceof interface internal is late library native new object of open operator override package private protected public record required return sealed static super suspend switch synchronized this throw throws trait transient try typealias val var volatile when where while with yield",
        types: "boolean byte char double dynamic float int long short void",
        constants: "true false null",
        habits: Habits { at_sign: true, ..CODE },
    },
    Language {
        names: &["c", "h", "cpp", "c++", "cc", "cxx", "hpp", "arduino", "cs", "c#", "csharp"],
        line_comments: C_COMMENTS.0,
        block_comment: C_COMMENTS.1,
        texts: &[DOUBLE, SINGLE],
        prefixes: &["L", "u", "U", "R"],
        keywords: "abstract alignas alignof as async auto await base break case catch checked class concept const const_cast constexpr continue decltype default define delegate delete do dynamic_cast else elif endif enum error event explicit export extern finally fixed for foreach friend global goto if ifdef ifndef implicit in include inline interface internal is lock mutable namespace new noexcept operator out override params pragma private protected public readonly ref register reinterpret_cast requires return sealed sizeof static static_assert static_cast struct super switch template this throw try typedef typeid typename undef union unsafe using value var virtual volatile when where while yield",
        types: "bool byte char char16_t char32_t decimal double dynamic float int int8_t int16_t int32_t int64_t long object sbyte short signed size_t ssize_t string uint uint8_t uint16_t uint32_t uint64_t ulong unsigned ushort void wchar_t",
        constants: "true false null nullptr NULL",
        habits: CODE,
    },
    Language {
        names: &["lua"],
        line_comments: &["--"],
        block_comment: Some(("--[[", "]]")),
        texts: &[DOUBLE, SINGLE],
        prefixes: &[],
        keywords: "and break do else elseif end for function goto if in local not or repeat return then until while",
        types: "",
        constants: "true false nil self",
        habits: Habits { capital_types: false, ..CODE },
    },
    Language {
        names: &["powershell", "ps1", "ps", "pwsh"],
        line_comments: &["#"],
        block_comment: Some(("<#", "#>")),
        texts: &[Text { quote: "\"", spans: true, escape: '`', holds_code: false }, RAW_SINGLE],
        prefixes: &[],
        keywords: "begin break catch class continue do else elseif end enum exit filter finally for foreach from function if in param process return switch throw trap try until using while",
        types: "",
        constants: "",
        habits: Habits {
            first_word: FirstWord::Command,
            any_case: true,
            capital_types: false,
            dollar: true,
            dashes: true,
            operators: true,
            at_sign: false,
        },
    },
];

/// The table entry of a language word.
pub(super) fn language(name: &str) -> Option<&'static Language> {
    LANGUAGES.iter().find(|language| language.names.contains(&name))
}

/// Coloured code.
pub(super) fn paint(language: &Language, code: &str) -> String {
    let mut reader = Reader { language, code, at: 0, ink: Ink::new(code.len()), at_start: true, is_open: false };
    while reader.at < code.len() {
        reader.step();
    }
    reader.ink.finish()
}

struct Reader<'a> {
    language: &'a Language,
    code: &'a str,
    at: usize,
    ink: Ink,
    /// Whether nothing but blanks stands before, in the line or the statement.
    at_start: bool,
    /// Whether some text never ended. From there on texts end with their line, so that no text is read twice over.
    is_open: bool,
}

impl Reader<'_> {
    fn step(&mut self) {
        let rest = &self.code[self.at..];
        let first = rest.as_bytes()[0];
        let habits = self.language.habits;
        if first == b'\n' {
            self.take(Role::Plain, 1);
            self.at_start = true;
            return;
        }
        if matches!(first, b' ' | b'\t' | b'\r') {
            let length = rest.bytes().position(|b| !matches!(b, b' ' | b'\t' | b'\r')).unwrap_or(rest.len());
            self.take(Role::Plain, length);
            return;
        }
        if let Some(length) = self.comment(rest) {
            self.take(Role::Comment, length);
            return;
        }
        if self.at_start && first == b'[' && habits.first_word == FirstWord::Key {
            let line = rest.lines().next().unwrap_or_default().trim_end();
            if line.ends_with(']') && !line.contains([',', '"']) {
                self.take(Role::Type, line.len());
                return;
            }
        }
        let at_start = std::mem::replace(&mut self.at_start, false);
        if self.text(rest, 0, at_start) {
            return;
        }
        let c = rest.chars().next().expect("the rest is not empty");
        if c.is_ascii_digit() {
            self.take(Role::Number, number(rest));
        } else if c == '$' && habits.dollar {
            self.dollar(rest);
        } else if c == '@' && habits.at_sign && rest[1..].starts_with(|c: char| c.is_alphabetic()) {
            let length = 1 + self.word_length(&rest[1..]);
            self.take(Role::Function, length);
        } else if c.is_alphabetic() || c == '_' {
            self.word(rest, at_start);
        } else if habits.operators && is_operator(c) {
            let length = rest.find(|c| !is_operator(c)).unwrap_or(rest.len());
            // Options of commands begin like an operator.
            let is_option =
                habits.first_word == FirstWord::Command && rest[length..].starts_with(|c: char| c.is_alphabetic());
            if is_option && rest[..length].ends_with('-') {
                let length = length + self.word_length(&rest[length..]);
                self.take(Role::Variable, length);
            } else {
                let says_nothing = matches!(&rest[..length], "=" | "?" | "&" | "*");
                self.take(if says_nothing { Role::Plain } else { Role::Operator }, length);
                self.at_start = rest[..length].ends_with('|');
            }
        } else {
            let is_end =
                matches!(c, ';' | '{' | '}') && matches!(habits.first_word, FirstWord::Statement | FirstWord::Command);
            self.at_start = is_end || c == '-' && at_start;
            self.take(Role::Plain, c.len_utf8());
        }
    }

    fn take(&mut self, role: Role, length: usize) {
        self.ink.write(role, &self.code[self.at..self.at + length]);
        self.at += length;
    }

    fn comment(&self, rest: &str) -> Option<usize> {
        if let Some((begin, end)) = self.language.block_comment
            && let Some(inner) = rest.strip_prefix(begin)
        {
            return Some(inner.find(end).map_or(rest.len(), |at| begin.len() + at + end.len()));
        }
        let marker = self.language.line_comments.iter().find(|marker| rest.starts_with(**marker))?;
        let before = self.code[..self.at].chars().next_back();
        // `https://…` and `color#1` are no comments; `;` ends statements.
        let stands_alone = match *marker {
            "//" => before != Some(':'),
            "#" => before.is_none_or(char::is_whitespace),
            ";" => self.at_start,
            _ => true,
        };
        stands_alone.then(|| rest.find('\n').unwrap_or(rest.len()))
    }

    /// Reads a text that begins `skip` bytes on, with what stands before it; `false` where there is none.
    fn text(&mut self, rest: &str, skip: usize, at_start: bool) -> bool {
        let Some(text) = self.language.texts.iter().find(|text| rest[skip..].starts_with(text.quote)) else {
            return false;
        };
        let spans = text.spans && !self.is_open;
        let Some(length) = text_length(text, &rest[skip..], spans) else {
            self.is_open |= spans;
            return false;
        };
        let length = skip + length;
        let is_key = self.language.habits.first_word == FirstWord::Key
            && rest[length..].trim_start_matches(' ').starts_with([':', '='])
            && (at_start || self.language.names[0] == "json");
        if is_key {
            self.take(Role::Variable, length);
            return true;
        }
        if text.holds_code {
            let end = self.at + length;
            while self.at < end {
                let rest = &self.code[self.at..end];
                let before = rest.find("${").unwrap_or(rest.len());
                self.take(Role::String, before);
                let code = rest[before..].find('}').map_or(rest.len() - before, |at| at + 1);
                self.take(Role::Plain, code);
            }
        } else {
            self.take(Role::String, length);
        }
        true
    }

    fn dollar(&mut self, rest: &str) {
        let name = &rest[1..];
        let length = match name.strip_prefix('{') {
            Some(inner) => inner.find(['}', '\n']).map_or(0, |at| at + 2),
            None => name.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(name.len()),
        };
        self.take(if length > 0 { Role::Variable } else { Role::Plain }, 1 + length);
    }

    fn word_length(&self, rest: &str) -> usize {
        let dashes = self.language.habits.dashes;
        let dots = self.language.habits.first_word == FirstWord::Key;
        let inside = |c: char| c.is_alphanumeric() || c == '_' || dashes && c == '-' || dots && c == '.';
        rest.find(|c| !inside(c)).unwrap_or(rest.len())
    }

    fn word(&mut self, rest: &str, at_start: bool) {
        let habits = self.language.habits;
        let length = self.word_length(rest);
        let word = &rest[..length];
        let after = &rest[length..];
        if self.language.prefixes.contains(&word) && self.text(rest, length, false) {
            return;
        }
        let lower = if habits.any_case { word.to_ascii_lowercase() } else { String::new() };
        let known = if habits.any_case { lower.as_str() } else { word };
        let is_in = |list: &str| list.split(' ').any(|entry| entry == known);
        let is_member = self.code[..self.at].ends_with('.');
        let is_key = || {
            habits.first_word == FirstWord::Key && at_start && {
                let after = after.trim_start_matches([' ', '\t']);
                after.starts_with('=') && !after.starts_with("==") || after.starts_with(':')
            }
        };
        let begins_capital =
            || word.starts_with(|c: char| c.is_ascii_uppercase()) && word.contains(|c: char| c.is_ascii_lowercase());
        let role = if is_key() {
            Role::Variable
        } else if at_start && habits.first_word == FirstWord::Statement || !is_member && is_in(self.language.keywords) {
            Role::Keyword
        } else if !is_member && is_in(self.language.constants) {
            Role::Number
        } else if !is_member && is_in(self.language.types) {
            Role::Type
        } else if habits.operators && after.starts_with('(') {
            Role::Function
        } else if habits.capital_types && begins_capital() {
            Role::Type
        } else if at_start && habits.first_word == FirstWord::Command {
            Role::Function
        } else {
            Role::Plain
        };
        self.take(role, length);
    }
}

fn is_operator(c: char) -> bool {
    matches!(c, '+' | '-' | '*' | '/' | '%' | '=' | '<' | '>' | '!' | '&' | '|' | '^' | '~' | '?')
}

/// How long a number is, with its point and its unit.
fn number(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let goes_on = match bytes[at] {
            b'.' => bytes.get(at + 1).is_some_and(u8::is_ascii_digit),
            byte => byte.is_ascii_alphanumeric() || byte == b'_',
        };
        if !goes_on {
            break;
        }
        at += 1;
    }
    at
}

/// How long a text is, quotes included; `None` where it does not end, so that an apostrophe colours no page.
fn text_length(text: &Text, rest: &str, spans: bool) -> Option<usize> {
    let mut at = text.quote.len();
    let bytes = rest.as_bytes();
    let escape = text.escape as u32 as u8;
    while at < bytes.len() {
        if bytes[at] == escape && escape != b' ' {
            at += 2;
        } else if rest.as_bytes()[at..].starts_with(text.quote.as_bytes()) {
            return Some(at + text.quote.len());
        } else if bytes[at] == b'\n' && !spans {
            return None;
        } else {
            at += 1;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::code::ink::marked;

    #[test]
    fn one_reader_tells_the_parts_of_many_languages_apart() {
        let table = [
            (
                "js",
                "const a = async (b) => { await c.d(b, `x${y}z`); } // e",
                "[k:const] a = [k:async] (b) [o:=>] { [k:await] c.[f:d](b, [s:`x]${y}[s:z`]); } [c:// e]",
            ),
            (
                "ts",
                "class Ab<T> extends Bc { x: string = 'don\\'t'; @C() y = 1.5e3; }",
                "[k:class] [t:Ab][o:<]T[o:>] [k:extends] [t:Bc] { x: [t:string] = [s:'don\\'t']; [f:@C]() y = [n:1.5e3]; }",
            ),
            ("js", "get('https://a.b/c'); // it's", "[f:get]([s:'https://a.b/c']); [c:// it's]"),
            (
                "python",
                "def f(a: int) -> str:\n    \"\"\"x\n    y\"\"\"\n    return f'{a}' # z",
                "[k:def] [f:f](a: [t:int]) [o:->] [t:str]:\n    [s:\"\"\"x]\n    [s:y\"\"\"]\n    [k:return] [s:f'{a}'] [c:# z]",
            ),
            ("php", "<?php\n$a = foo($b, \"x\");", "[o:<?][k:php]\n[v:$a] = [f:foo]([v:$b], [s:\"x\"]);"),
            ("json", "{\"a\": [1, true, \"x\"]}", "{[v:\"a\"]: [[n:1], [n:true], [s:\"x\"]]}"),
            ("ini", "[Unit]\nA-b.c = d # e\n; f\nurl=a;b", "[t:[Unit]]\n[v:A-b.c] = d [c:# e]\n[c:; f]\n[v:url]=a;b"),
            ("toml", "[a.b]\nc = \"d\"\ne = [1, 2]", "[t:[a.b]]\n[v:c] = [s:\"d\"]\n[v:e] = [[n:1], [n:2]]"),
            (
                "nginx",
                "server {\n  listen 80; # x\n  set $a off;\n}",
                "[k:server] {\n  [k:listen] [n:80]; [c:# x]\n  [k:set] [v:$a] [n:off];\n}",
            ),
            (
                "hcl",
                "resource \"a\" \"b\" {\n  name = \"x\"\n}",
                "[k:resource] [s:\"a\" \"b\"] {\n  [v:name] = [s:\"x\"]\n}",
            ),
            ("dockerfile", "FROM a:1 AS b\nRUN echo $C", "[k:FROM] a:[n:1] [k:AS] b\n[k:RUN] echo [v:$C]"),
            (
                "sql",
                "SELECT a, count(*) FROM b WHERE c = 'it''s' -- d",
                "[k:SELECT] a, [f:count](*) [k:FROM] b [k:WHERE] c = [s:'it''s'] [c:-- d]",
            ),
            (
                "go",
                "func f(a int) string { return fmt.Sprintf(\"%d\", a) }",
                "[k:func] [f:f](a [t:int]) [t:string] { [k:return] fmt.[f:Sprintf]([s:\"%d\"], a) }",
            ),
            (
                "rust",
                "fn f<'a>(x: &'a str) -> Vec<u8> { /* y */ }",
                "[k:fn] f[o:<]'a[o:>](x: &'a [t:str]) [o:->] [t:Vec][o:<][t:u8][o:>] { [c:/* y */] }",
            ),
            (
                "powershell",
                "Get-Item -Path $x | Select-Object Name",
                "[f:Get-Item] [v:-Path $x] [o:|] [f:Select-Object] Name",
            ),
            ("js", "'open\n\"open\n/* open", "'open\n\"open\n[c:/* open]"),
        ];
        for (name, code, expected) in table {
            assert_eq!(marked(&paint(language(name).unwrap(), code)), expected, "{name}: {code}");
        }
    }

    #[test]
    fn no_word_names_two_languages() {
        let mut names: Vec<&str> = LANGUAGES.iter().flat_map(|language| language.names).copied().collect();
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count);
    }

    #[test]
    fn colours_change_no_character() {
        // Pieces that begin and end things, in every order of three.
        let parts = [
            "a", "é", "\n", " ", "\"", "'", "`", "\\", "${", "}", "/*", "*/", "//", "#", "--", "1.", "[", "]", "$",
            "@", "=", "\"\"\"", "<#", "f",
        ];
        for language in LANGUAGES {
            for a in parts {
                for b in parts {
                    for c in parts {
                        let code = [a, b, c].concat();
                        let html = paint(language, &code);
                        let bare = html.replace("</span>", "");
                        let bare: String = bare
                            .split("<span class=\"")
                            .enumerate()
                            .map(|(at, part)| if at == 0 { part } else { &part[3..] })
                            .collect();
                        let mut expected = String::new();
                        crate::document::html::escape_text(&mut expected, &code);
                        assert_eq!(bare, expected, "{:?}", language.names);
                    }
                }
            }
        }
    }
}
