//! What stands behind the opening fence of a code block: language, title, marked lines.
//!
//! Begin with [`Info::read`]. Every spelling of the better-known generators is understood; what is not is left aside,
//! because a code block must never be lost over its decoration.

/// A read info string.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Info {
    /// Language word in lower case, safe for a class; "" where there is none.
    pub(super) language: String,
    /// The file name or title to show above the code.
    pub(super) title: Option<String>,
    /// Lines to mark, from 1, as inclusive ranges.
    pub(super) marked: Vec<(u32, u32)>,
    /// Lines shown as added.
    pub(super) added: Vec<(u32, u32)>,
    /// Lines shown as removed.
    pub(super) removed: Vec<(u32, u32)>,
    /// Number of the first line, where lines are numbered.
    pub(super) numbers: Option<u32>,
}

impl Info {
    /// Reads the text behind the fence.
    pub(super) fn read(written: &str) -> Info {
        let mut info = Info::default();
        let mut rest = written.trim();
        // Pandoc and Hugo put everything in braces: `{.python hl_lines="2"}`.
        if let Some(inner) = rest.strip_prefix("{.") {
            let end = inner.find(|c: char| c.is_whitespace() || c == '}').unwrap_or(inner.len());
            info.language = language(&inner[..end]);
            rest = inner[end..].trim_end_matches('}');
        } else {
            let end =
                rest.find(|c: char| c.is_whitespace() || matches!(c, '{' | ',' | ':' | '=')).unwrap_or(rest.len());
            // `title="x"` without a language begins with a key.
            let is_key = rest[end..].starts_with('=') || rest[..end].eq_ignore_ascii_case("title");
            if !is_key {
                info.language = language(&rest[..end]);
                rest = &rest[end..];
            }
        }
        for (key, value) in entries(rest) {
            match key.to_ascii_lowercase().as_str() {
                "" => info.marked.extend(ranges(&value)),
                "title" | "name" | "filename" | "file" if !value.trim().is_empty() => {
                    info.title = Some(value.trim().to_owned())
                }
                "hl_lines" | "mark" | "hl" | "highlight" => info.marked.extend(ranges(&value)),
                "ins" => info.added.extend(ranges(&value)),
                "del" => info.removed.extend(ranges(&value)),
                "linenos" | "showlinenumbers" | "line-numbers" | "linenums" | "numberlines" | ".numberlines"
                | "linenostart"
                    if value != "false" =>
                {
                    info.numbers = Some(value.trim().parse().unwrap_or(info.numbers.unwrap_or(1)).min(1_000_000));
                }
                _ => {}
            }
        }
        info
    }

    /// Whether any line needs an element of its own.
    pub(super) fn has_lines(&self) -> bool {
        self.numbers.is_some()
            || !self.marked.is_empty()
            || !self.added.is_empty()
            || !self.removed.is_empty()
            || self.language == "diff"
    }
}

/// The word as it may stand in a class.
fn language(word: &str) -> String {
    word.chars()
        .take(32)
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '+' | '#' | '.'))
        .collect::<String>()
        .to_ascii_lowercase()
}

/// `key=value`, `key: value`, `key={…}`, `{…}` (with an empty key) and bare words, in order.
fn entries(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = text;
    while found.len() < 32 {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '}'));
        if rest.is_empty() {
            break;
        }
        if let Some(inner) = rest.strip_prefix('{') {
            let end = inner.find('}').unwrap_or(inner.len());
            let group = &inner[..end];
            // `{1,3-5}` is a list of lines; `{linenos=true,hl_lines=[1]}` holds entries of its own.
            if group.starts_with(|c: char| c.is_ascii_digit()) {
                found.push((String::new(), group.to_owned()));
                rest = inner.get(end + 1..).unwrap_or("");
            } else {
                rest = inner;
            }
            continue;
        }
        let end =
            rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | ',' | ':' | '{' | '}')).unwrap_or(rest.len());
        let key = rest[..end].to_owned();
        rest = &rest[end..];
        let Some(value) = rest.strip_prefix('=').or_else(|| rest.strip_prefix(':')) else {
            // Always moves on: a key of no length is a sign that nobody understands.
            if key.is_empty() {
                rest = rest.get(rest.chars().next().map_or(0, char::len_utf8)..).unwrap_or("");
            } else {
                found.push((key, String::new()));
            }
            continue;
        };
        let value = value.trim_start();
        let (value, after) = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => cut(&value[1..], quote),
            Some('{') => cut(&value[1..], '}'),
            Some('[') => cut(&value[1..], ']'),
            _ => {
                let end = value.find(|c: char| c.is_whitespace() || matches!(c, ',' | '}')).unwrap_or(value.len());
                value.split_at(end)
            }
        };
        found.push((key, value.to_owned()));
        rest = after;
    }
    found
}

fn cut(text: &str, end: char) -> (&str, &str) {
    text.split_once(end).unwrap_or((text, ""))
}

/// `1,3-5`, `2 3`, `[1, "4-6"]` as inclusive ranges.
fn ranges(text: &str) -> Vec<(u32, u32)> {
    text.split(|c: char| !c.is_ascii_digit() && c != '-')
        .filter_map(|part| {
            let (from, to) = part.split_once('-').unwrap_or((part, part));
            let (from, to) = (from.parse().ok()?, to.parse().ok()?);
            (from <= to).then_some((from, to))
        })
        .take(64)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_means_the_same() {
        let info = |language: &str| Info { language: language.into(), ..Info::default() };
        let titled = |language: &str, title: &str| Info { title: Some(title.into()), ..info(language) };
        let marked = |language: &str, marked: &[(u32, u32)]| Info { marked: marked.to_vec(), ..info(language) };
        let table = [
            ("", info("")),
            ("Bash  ", info("bash")),
            ("c++", info("c++")),
            ("js title=\"a b.js\"", titled("js", "a b.js")),
            ("js title: a.js", titled("js", "a.js")),
            ("title=\"a.js\"", titled("", "a.js")),
            ("js name=a.js", titled("js", "a.js")),
            ("js {1,3-5}", marked("js", &[(1, 1), (3, 5)])),
            ("js{2}", marked("js", &[(2, 2)])),
            ("py hl_lines=\"2 3\"", marked("py", &[(2, 2), (3, 3)])),
            ("{.python hl_lines=\"2\"}", marked("python", &[(2, 2)])),
            ("{4-8} title=\"x\"", Info { marked: vec![(4, 8)], title: Some("x".into()), ..info("") }),
            (
                "go {linenos=table,hl_lines=[1,\"3-4\"]}",
                Info { numbers: Some(1), marked: vec![(1, 1), (3, 4)], ..info("go") },
            ),
            ("ts:line-numbers", Info { numbers: Some(1), ..info("ts") }),
            ("ts showLineNumbers", Info { numbers: Some(1), ..info("ts") }),
            ("py linenums=\"7\"", Info { numbers: Some(7), ..info("py") }),
            ("js ins={2} del={3-4}", Info { added: vec![(2, 2)], removed: vec![(3, 4)], ..info("js") }),
            ("\"><script>", info("script")),
            ("js = {{{ ,,, title=", info("js")),
            ("js {9-2} ={", info("js")),
        ];
        for (written, expected) in table {
            assert_eq!(Info::read(written), expected, "{written}");
        }
    }
}
