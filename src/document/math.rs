//! Formulas in TeX notation as MathML, so that readers need no script.
//!
//! Begin with [`formula`]. What the converter writes is read again and only what stands in this file's lists is printed:
//! no address, no style, no handler can come through, whatever a macro does.

use pulldown_latex::config::DisplayMode;
use pulldown_latex::{Parser, RenderConfig, Storage, push_mathml};

use crate::document::html::{Token, decode, escape, escape_text, tokens};

/// The longest formula, in bytes.
const LENGTH_LIMIT: usize = 4096;
/// How deep braces and environments may nest; the converter's own recursion is bounded by it.
const DEPTH_LIMIT: usize = 40;
/// How many times longer than its source a formula may become.
const GROWTH_LIMIT: usize = 200;

/// The formula, or in one line why it cannot be read.
pub(super) fn formula(source: &str, display: bool) -> Result<String, String> {
    if source.len() > LENGTH_LIMIT {
        return Err(format!("it is longer than {LENGTH_LIMIT} bytes"));
    }
    if depth(source) > DEPTH_LIMIT {
        return Err(format!("it nests deeper than {DEPTH_LIMIT} levels"));
    }
    // Definitions would let a short source describe a long formula.
    let defines = |word: &&str| {
        source
            .match_indices(word)
            .any(|(at, _)| !source[at + word.len()..].starts_with(|c: char| c.is_ascii_alphabetic()))
    };
    let definitions =
        ["\\def", "\\let", "\\newcommand", "\\renewcommand", "\\providecommand", "\\futurelet", "\\gdef", "\\edef"];
    if let Some(word) = definitions.iter().copied().find(|word| defines(word)) {
        return Err(format!("`{word}` is not allowed"));
    }
    let storage = Storage::new();
    let mut events = Vec::new();
    for event in Parser::new(source, &storage) {
        match event {
            Ok(event) => events.push(Ok::<_, pulldown_latex::ParserError>(event)),
            Err(error) => {
                // The first line names the problem; the rest draws it.
                let text = error.to_string();
                let line = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("it cannot be read");
                return Err(line.trim_start_matches("error:").trim().to_owned());
            }
        }
        if events.len() > 20_000 {
            return Err("it is too large".to_owned());
        }
    }
    let config = RenderConfig {
        display_mode: if display { DisplayMode::Block } else { DisplayMode::Inline },
        ..RenderConfig::default()
    };
    let mut mathml = String::new();
    push_mathml(&mut mathml, events.into_iter(), config).map_err(|error| error.to_string())?;
    if mathml.len() > 1024 + source.len() * GROWTH_LIMIT {
        return Err("it is too large".to_owned());
    }
    clean(&mathml).map(spaces_outside).ok_or_else(|| "it cannot be written as MathML".to_owned())
}

/// The converter puts the space before the name of an operator (`\max_i`) in between the name and what it is a part of,
/// where it is one child too many: it goes before both.
fn spaces_outside(mut mathml: String) -> String {
    const SPACE: &str = "<mspace width=\"";
    const END: &str = "</mspace>";
    for (tag, most) in
        [("<munder>", 2), ("<mover>", 2), ("<msub>", 2), ("<msup>", 2), ("<munderover>", 3), ("<msubsup>", 3)]
    {
        let inside = format!("{tag}{SPACE}");
        let mut from = 0;
        while let Some(at) = mathml[from..].find(&inside).map(|at| from + at) {
            from = at + tag.len();
            let Some(end) = mathml[at..].find(END).map(|end| at + end + END.len()) else { break };
            if children(&mathml[from..]) > most {
                let space = mathml[from..end].to_owned();
                mathml.replace_range(at..end, &format!("{space}{tag}"));
            }
        }
    }
    mathml
}

/// How many elements stand side by side up to the end of what they are in.
fn children(inside: &str) -> usize {
    let (mut depth, mut count) = (0_i32, 0);
    for (at, _) in inside.match_indices('<') {
        if inside[at..].starts_with("</") {
            depth -= 1;
            if depth < 0 {
                break;
            }
        } else {
            count += usize::from(depth == 0);
            depth += 1;
        }
    }
    count
}

fn depth(source: &str) -> usize {
    let mut depth = 0_usize;
    let mut deepest = 0;
    for (at, byte) in source.bytes().enumerate() {
        match byte {
            b'{' | b'[' | b'(' => depth += 1,
            b'}' | b']' | b')' => depth = depth.saturating_sub(1),
            b'\\' if source[at..].starts_with("\\begin") || source[at..].starts_with("\\left") => depth += 1,
            b'\\' if source[at..].starts_with("\\end") || source[at..].starts_with("\\right") => {
                depth = depth.saturating_sub(1)
            }
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    // `x^x^x…` and `\sqrt\sqrt…` nest without a brace.
    let scripts = source.bytes().filter(|b| matches!(b, b'^' | b'_')).count();
    let commands = source.bytes().filter(|b| *b == b'\\').count();
    if scripts > 1000 || commands > 1500 { DEPTH_LIMIT + 1 } else { deepest }
}

/// Sorted.
const ELEMENTS: &[&str] = &[
    "math",
    "merror",
    "mfrac",
    "mi",
    "mmultiscripts",
    "mn",
    "mo",
    "mover",
    "mpadded",
    "mphantom",
    "mprescripts",
    "mroot",
    "mrow",
    "mspace",
    "msqrt",
    "mstyle",
    "msub",
    "msubsup",
    "msup",
    "mtable",
    "mtd",
    "mtext",
    "mtr",
    "munder",
    "munderover",
    "none",
];

/// Sorted.
const ATTRIBUTES: &[&str] = &[
    "accent",
    "accentunder",
    "columnalign",
    "columnspan",
    "depth",
    "display",
    "displaystyle",
    "fence",
    "form",
    "height",
    "largeop",
    "linethickness",
    "lspace",
    "mathvariant",
    "maxsize",
    "minsize",
    "movablelimits",
    "rowspan",
    "rspace",
    "scriptlevel",
    "separator",
    "stretchy",
    "symmetric",
    "voffset",
    "width",
];

/// The allowed part of the converter's output; `None` where it is not balanced.
fn clean(mathml: &str) -> Option<String> {
    let mut out = String::with_capacity(mathml.len());
    let mut open: Vec<&'static str> = Vec::new();
    for (_, token) in tokens(mathml) {
        match token {
            Token::Text(text) => escape_text(&mut out, &decode(text)),
            Token::Start { name, attributes, raw } => {
                let name = ELEMENTS[ELEMENTS.binary_search(&name.as_str()).ok()?];
                out.push('<');
                out.push_str(name);
                for (key, value) in &attributes {
                    let is_class = key == "class"
                        && value.split(' ').all(|class| class.starts_with("menv-") || class.starts_with("cell-"));
                    if !is_class && ATTRIBUTES.binary_search(&key.as_str()).is_err() {
                        continue;
                    }
                    out.push(' ');
                    out.push_str(key);
                    out.push_str("=\"");
                    escape(&mut out, value);
                    out.push('"');
                }
                out.push('>');
                if raw.ends_with("/>") {
                    out.push_str("</");
                    out.push_str(name);
                    out.push('>');
                } else {
                    open.push(name);
                }
            }
            Token::End { name, .. } => {
                if open.pop()? != name {
                    return None;
                }
                out.push_str("</");
                out.push_str(&name);
                out.push('>');
            }
        }
    }
    open.is_empty().then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_sorted() {
        assert!(ELEMENTS.is_sorted() && ATTRIBUTES.is_sorted());
    }

    #[test]
    fn formulas_become_mathml() {
        let html = formula("a^2 + \\frac{1}{b} < c", false).unwrap();
        assert!(html.starts_with("<math") && html.ends_with("</math>"), "{html}");
        assert!(html.contains("<msup>") && html.contains("<mfrac>") && html.contains("&lt;"), "{html}");
        assert!(
            formula("\\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix}", true).unwrap().contains("display=\"block\"")
        );
    }

    #[test]
    fn a_space_is_no_child_of_what_has_a_script() {
        let html = formula("n \\max_i h", true).unwrap();
        assert!(html.contains("</mspace><munder><mi>max</mi><mi>i</mi></munder>"), "{html}");
        // One that is the base itself stays.
        let html = formula("a\\,_i", false).unwrap();
        assert!(!html.contains("<msub><mi>i</mi></msub>"), "{html}");
    }

    #[test]
    fn nothing_but_a_formula_comes_out() {
        for source in [
            "\\href{javascript:alert(1)}{x}",
            "\\text{<script>alert(1)</script>}",
            "\\color{red}{x}",
            "\\textcolor{red}{x}",
            "\\class{x\" onclick=\"y}{z}",
            "\\style{color:red}{x}",
            "\\url{javascript:x}",
        ] {
            if let Ok(html) = formula(source, false) {
                for bad in ["<script", "href", "style=", "onclick=\""] {
                    assert!(!html.contains(bad), "{source}: {html}");
                }
            }
        }
    }

    #[test]
    fn broken_and_monstrous_formulas_are_refused_without_a_crash() {
        let deep = "{".repeat(2000) + &"}".repeat(2000);
        let table = [
            "\\frac{1}",
            "\\nosuchcommand",
            "}",
            &deep,
            "\\def\\a{\\a\\a}\\a",
            &"\\sqrt".repeat(800),
            &"x^".repeat(1500),
            &"\\left(".repeat(600),
        ];
        for source in table {
            assert!(formula(source, false).is_err(), "{}", &source[..source.len().min(40)]);
        }
    }
}
