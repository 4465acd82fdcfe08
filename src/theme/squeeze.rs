//! Takes comments and needless white space out of styles and scripts, and changes nothing else.
//!
//! Compression does the rest on the wire; renaming or rewriting would save little more and could break something.

/// A style without comments, and with single spaces only where one is needed.
pub(super) fn squeeze_css(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut chars = css.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' | '\'' => copy_quoted(c, &mut chars, &mut out),
            '/' if chars.peek() == Some(&'*') => {
                chars.next();
                skip_comment(&mut chars);
                soft_space(&mut out);
            }
            c if c.is_whitespace() => soft_space(&mut out),
            // A nought before a fraction, as in `0.5`, but not in `10.5`.
            '0' if chars.peek() == Some(&'.') && !out.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '.') => {}
            // A space before `:` may join a selector to its descendant, so only the one behind it goes.
            '{' | '}' | ';' | ',' | '>' => {
                while out.ends_with(' ') || (c == '}' && out.ends_with(';')) {
                    out.pop();
                }
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// A space, unless the style so far ends with something that needs none behind it.
fn soft_space(out: &mut String) {
    if !out.is_empty() && !out.ends_with([' ', '{', '}', ';', ',', ':', '>']) {
        out.push(' ');
    }
}

fn skip_comment(chars: &mut impl Iterator<Item = char>) {
    let mut last = ' ';
    for c in chars {
        if last == '*' && c == '/' {
            return;
        }
        last = c;
    }
}

/// Copies a quoted text whose opening quote was just read.
fn copy_quoted(quote: char, chars: &mut impl Iterator<Item = char>, out: &mut String) {
    out.push(quote);
    while let Some(c) = chars.next() {
        out.push(c);
        match c {
            '\\' => out.extend(chars.next()),
            c if c == quote => return,
            _ => {}
        }
    }
}

/// A script without comments, indentation and empty lines. Line ends stay: they may end statements.
pub(super) fn squeeze_js(js: &str) -> String {
    let mut out = String::with_capacity(js.len());
    let mut chars = js.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' | '\'' => copy_quoted(c, &mut chars, &mut out),
            '`' => copy_template(&mut chars, &mut out),
            '/' if chars.peek() == Some(&'/') => {
                while chars.peek().is_some_and(|c| *c != '\n') {
                    chars.next();
                }
            }
            '/' if chars.peek() == Some(&'*') => {
                chars.next();
                skip_comment(&mut chars);
            }
            '/' if begins_regex(&out) => copy_regex(&mut chars, &mut out),
            '\n' => {
                out.truncate(out.trim_end_matches([' ', '\t', '\r']).len());
                if !out.is_empty() && !out.ends_with('\n') {
                    out.push('\n');
                }
            }
            ' ' | '\t' | '\r' if out.is_empty() || out.ends_with(['\n', ' ']) => {}
            ' ' if out.ends_with(LONERS) || chars.peek().is_some_and(|next| LONERS.contains(next)) => {}
            c => out.push(c),
        }
    }
    out
}

/// Signs that need no space beside them. `+`, `-` and `/` are not among them: two of them would become another sign.
const LONERS: [char; 16] = ['(', ')', '{', '}', '[', ']', ';', ',', '=', '<', '>', '?', ':', '&', '|', '!'];

/// Copies a template text, with the code inside its `${}`, as it is.
fn copy_template(chars: &mut std::iter::Peekable<impl Iterator<Item = char>>, out: &mut String) {
    out.push('`');
    let mut depth = 0_u32;
    while let Some(c) = chars.next() {
        out.push(c);
        match c {
            '\\' => out.extend(chars.next()),
            '$' if chars.peek() == Some(&'{') => {
                out.extend(chars.next());
                depth += 1;
            }
            '{' if depth > 0 => depth += 1,
            '}' if depth > 0 => depth -= 1,
            '"' | '\'' if depth > 0 => {
                out.pop();
                copy_quoted(c, chars, out);
            }
            '`' if depth > 0 => {
                out.pop();
                copy_template(chars, out);
            }
            '`' => return,
            _ => {}
        }
    }
}

/// Whether a `/` behind `before` begins a regular expression and does not divide.
fn begins_regex(before: &str) -> bool {
    let before = before.trim_end();
    let word: String = before.chars().rev().take_while(|c| c.is_alphanumeric() || *c == '_' || *c == '$').collect();
    match word.chars().rev().collect::<String>().as_str() {
        "" => !before.ends_with([')', ']', '}', '"', '\'', '`']),
        "return" | "typeof" | "case" | "in" | "of" | "delete" | "void" | "throw" | "new" | "else" | "do" => true,
        _ => false,
    }
}

fn copy_regex(chars: &mut impl Iterator<Item = char>, out: &mut String) {
    out.push('/');
    let mut in_class = false;
    while let Some(c) = chars.next() {
        out.push(c);
        match c {
            '\\' => out.extend(chars.next()),
            '[' => in_class = true,
            ']' => in_class = false,
            '/' if !in_class => return,
            '\n' => return,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_keep_the_spaces_that_mean_something() {
        let table = [
            ("a { color: red; }\n", "a{color:red}"),
            ("/* x */ .a :hover,\n .b > i { margin: 0 1px ; }", ".a :hover,.b>i{margin:0 1px}"),
            ("a { b: 0.5em -0.25em 10.5em 0 0.0; }", "a{b:.5em -.25em 10.5em 0 .0}"),
            ("a { width: calc(1px + 2px); }", "a{width:calc(1px + 2px)}"),
            ("a::before { content: \"/* ; } '\"; }", "a::before{content:\"/* ; } '\"}"),
            ("@media (width < 50rem) and print { a { b: c } }", "@media (width < 50rem) and print{a{b:c}}"),
            ("a{b:c}/* one */\n/* two */d{e:f}", "a{b:c}d{e:f}"),
            (".a{ & .b { c: d; } }", ".a{& .b{c:d}}"),
            ("a { b: var(--c) /* why */ d }", "a{b:var(--c) d}"),
        ];
        for (css, expected) in table {
            assert_eq!(squeeze_css(css), expected);
        }
    }

    #[test]
    fn scripts_keep_texts_templates_and_regular_expressions() {
        let table = [
            ("// why\nlet a = 1; // b\n\n  let c = 2;\n", "let a=1;\nlet c=2;\n"),
            ("let u = \"http://x\"; /* y */ f('//');", "let u=\"http://x\";f('//');"),
            ("x = y / 2; z = a / b; // c", "x=y / 2;z=a / b;"),
            ("if (a) return { b: c ? .5 : +d, ...e };", "if(a)return{b:c?.5:+d,...e};"),
            ("a = b + +c - -d; e = f / /g/.h", "a=b + +c - -d;e=f / /g/.h"),
            ("async (a) => { await b; for (const c of d) {} }", "async(a)=>{await b;for(const c of d){}}"),
            ("x.replace(/\\/\\/[/'\" ]/g, ' ')", "x.replace(/\\/\\/[/'\" ]/g,' ')"),
            ("return /a'b/.test(x)", "return /a'b/.test(x)"),
            ("`a // ${b(`//`)} \n   c`", "`a // ${b(`//`)} \n   c`"),
            ("(a) / 2 // x\n/y/.test(z)", "(a)/ 2\n/y/.test(z)"),
        ];
        for (js, expected) in table {
            assert_eq!(squeeze_js(js), expected);
        }
    }
}
