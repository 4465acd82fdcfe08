//! Words that strangers wrote into metadata, made fit to be printed: no control characters, no e-mail addresses.
//!
//! Begin with [`clean`] and [`without_addresses`]. Every text that leaves [`Fields`](crate::yaml::Fields) has passed here.

use std::borrow::Cow;
use std::ops::Range;

/// One line of printable text: control characters and those that turn the direction of writing are dropped,
/// runs of white space become one space.
pub fn clean(text: &str) -> String {
    let visible: String = text.chars().filter(|c| !is_trick(*c)).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Like [`clean`], but line breaks stay.
pub fn clean_lines(text: &str) -> String {
    let visible: String = text.chars().filter(|c| *c == '\n' || !is_trick(*c)).collect();
    visible.trim().to_string()
}

/// A word for a message: cleaned, and not longer than a message can bear.
pub fn shown(text: &str) -> String {
    let text = clean(text);
    match text.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

/// Characters that hide text or reorder it. Joiners and direction marks stay: Persian, Indic scripts and emoji need them.
pub(crate) fn is_trick(c: char) -> bool {
    let is_break = matches!(c, '\n' | '\t' | '\r');
    (c.is_control() && !is_break)
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{2028}' | '\u{2029}')
        || matches!(c, '\u{E0000}'..='\u{E007F}' | '\u{FFF9}'..='\u{FFFB}')
}

/// Whether it is one e-mail address, as far as that can be told without writing to it.
pub fn is_email(text: &str) -> bool {
    let is_address = text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    is_address && !text.contains(char::is_whitespace) && text.len() <= 254
}

/// The text with each e-mail address replaced by `…`, or removed with the brackets around it.
/// Borrowed where there was none.
pub fn without_addresses(text: &str) -> Cow<'_, str> {
    let Some(mut found) = address(text, 0) else { return Cow::Borrowed(text) };
    let mut out = String::new();
    let mut at = 0;
    loop {
        let in_brackets = text[..found.start].ends_with(['<', '(']) && text[found.end..].starts_with(['>', ')']);
        if in_brackets {
            out.push_str(text[at..found.start - 1].trim_end());
            at = found.end + 1;
        } else {
            out.push_str(&text[at..found.start]);
            out.push('…');
            at = found.end;
        }
        match address(text, at) {
            Some(next) => found = next,
            None => break,
        }
    }
    out.push_str(&text[at..]);
    Cow::Owned(out.trim().to_string())
}

/// The text with each e-mail address overwritten by as many `*` as it has bytes, so that places in it stay.
pub fn masked(text: &str) -> Cow<'_, str> {
    let mut masked = String::new();
    let mut at = 0;
    while let Some(found) = address(text, at) {
        masked.push_str(&text[at..found.start]);
        masked.extend(std::iter::repeat_n('*', found.len()));
        at = found.end;
    }
    if at == 0 {
        return Cow::Borrowed(text);
    }
    masked.push_str(&text[at..]);
    Cow::Owned(masked)
}

/// Whether the text holds an e-mail address.
pub fn has_address(text: &str) -> bool {
    address(text, 0).is_some()
}

/// The first e-mail address at or behind byte `from`, with its `mailto:`. `@jane@host.example` is a handle, not an address.
pub(crate) fn address(text: &str, from: usize) -> Option<Range<usize>> {
    let mut search = from;
    while let Some(at) = at_sign(text, search) {
        search = at.end;
        let is_local =
            |c: char| c.is_alphanumeric() || is_invisible(c) || matches!(c, '.' | '_' | '%' | '+' | '-' | '\'');
        let local = text[from..at.start].char_indices().rev().take_while(|(_, c)| is_local(*c)).last();
        let Some(start) = local.map(|(start, _)| from + start) else { continue };
        let is_handle = text[..start].strip_suffix('@').is_some_and(|before| !before.ends_with(is_local));
        if is_handle {
            continue;
        }
        let is_domain = |c: &char| c.is_alphanumeric() || is_invisible(*c) || matches!(c, '.' | '-');
        let length: usize = text[at.end..].chars().take_while(is_domain).map(char::len_utf8).sum();
        let domain = text[at.end..at.end + length].trim_end_matches(['.', '-']);
        let Some((host, top)) = domain.rsplit_once('.') else { continue };
        let letters = top.chars().take_while(|c| c.is_alphabetic() || is_invisible(*c)).count();
        // `lib@1.0.beta2` is a version, `jane@163.com` an address, and `jane@host.com2` may hold one.
        let is_name = letters == top.chars().count() || host.contains(char::is_alphabetic);
        let is_top = letters >= 2 && is_name || top.starts_with("xn--");
        if is_top && !host.is_empty() {
            let start = if text[..start].ends_with("mailto:") { start - "mailto:".len() } else { start };
            let end = at.end + domain.len();
            // Two addresses glued together are one.
            let glued =
                text[end..].strip_prefix('@').map(|rest| rest.chars().take_while(is_domain).map(char::len_utf8).sum());
            return Some(start..glued.map_or(end, |length: usize| end + 1 + length));
        }
    }
    None
}

/// The next `@`, also where Markdown or a browser would make one: `&#64;`, `\@`, `%40`.
fn at_sign(text: &str, from: usize) -> Option<Range<usize>> {
    let rest = text.get(from..)?;
    let found = rest.char_indices().find_map(|(at, c)| {
        let length = match c {
            '@' | '＠' | '﹫' => c.len_utf8(),
            '\\' if rest[at..].starts_with("\\@") => 2,
            '%' if rest[at..].starts_with("%40") => 3,
            '&' => entity(&rest[at..])?,
            _ => return None,
        };
        Some(at..at + length)
    })?;
    Some(from + found.start..from + found.end)
}

/// Length of an HTML entity for `@` that the text begins with.
fn entity(text: &str) -> Option<usize> {
    // CommonMark allows seven digits; looking further would make a text full of `&` slow.
    let end = text.bytes().take("&#0000064;".len()).position(|byte| byte == b';')?;
    let name = &text[1..end];
    let is_at = match name.strip_prefix('#') {
        Some(hex) if hex.starts_with(['x', 'X']) => u32::from_str_radix(&hex[1..], 16) == Ok(0x40),
        Some(number) => number.parse() == Ok(0x40_u32),
        None => name == "commat",
    };
    is_at.then_some(name.len() + 2)
}

/// Characters without a width of their own, which would hide an address from us and not from a reader.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{AD}')
}

/// Whether the text is the address of a page that may be linked from metadata: `https://` or `http://`, a host,
/// no user name in it, nothing that needs quoting and no e-mail address.
pub fn is_web_address(text: &str) -> bool {
    let lower = text.get(..8).map_or_else(|| text.to_ascii_lowercase(), str::to_ascii_lowercase);
    let rest = if lower.starts_with("https://") {
        &text[8..]
    } else if lower.starts_with("http://") {
        &text[7..]
    } else {
        return false;
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let is_plain = |c: char| !c.is_whitespace() && !c.is_control() && !is_trick(c) && !"\"'<>\\`{}|^".contains(c);
    !host.is_empty()
        && !host.contains('@')
        && host.starts_with(|c: char| c.is_alphanumeric() || c == '[')
        && text.chars().all(is_plain)
        && !has_address(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_out() {
        let table = [
            ("Jane Doe <jane@corp.example>", "Jane Doe"),
            ("Jane (jane.doe+x@mail.co.uk) Doe", "Jane Doe"),
            ("write to jane@x.org, or not", "write to …, or not"),
            ("mailto:jane@x.org", "…"),
            ("a@b.cd, e@f.gh", "…, …"),
            ("ぞう@例え.テスト です", "… です"),
            ("jane&#64;x.org jane&#x40;x.org jane&commat;x.org", "… … …"),
            ("jane\\@x.org jane%40x.org jane＠x.org", "… … …"),
            ("jane\u{200B}@x\u{AD}.org", "…"),
            ("a@jane@x.org", "a@…"),
            ("jane@x.orgjohn@y.org", "…"),
            ("AT&T; a & b; 100%40", "AT&T; a & b; 100%40"),
            ("react@18.2.0 lib@1.0.beta2", "react@18.2.0 lib@1.0.beta2"),
            ("jane@163.com jane@x.org-1", "… …"),
            ("root@localhost", "root@localhost"),
            ("@jane@hachyderm.io", "@jane@hachyderm.io"),
            ("100 @ 5.00 each", "100 @ 5.00 each"),
            ("jane@", "jane@"),
            ("", ""),
        ];
        for (text, expected) in table {
            assert_eq!(without_addresses(text), expected, "{text}");
        }
    }

    #[test]
    fn long_texts_are_searched_once() {
        for unit in ["a", "@", "&", "&#", "a@", "a@b.", "\\", "%", "a@b.cd ", "<a@b.cd>"] {
            let text = unit.repeat((128 << 10) / unit.len());
            let begin = std::time::Instant::now();
            without_addresses(&text);
            assert!(begin.elapsed().as_secs() < 3, "{unit} took {:?}", begin.elapsed());
        }
    }

    #[test]
    fn hidden_characters_are_dropped_and_scripts_that_need_joiners_keep_them() {
        assert_eq!(clean("a\u{202E}b\u{0000}c\td\n e"), "abc d e");
        assert_eq!(clean("می\u{200C}خواهم 👩\u{200D}💻"), "می\u{200C}خواهم 👩\u{200D}💻");
        assert_eq!(clean_lines(" a\nb\u{1b}[0m "), "a\nb[0m");
    }

    #[test]
    fn web_addresses() {
        for good in ["https://github.com/jane", "HTTP://x.org", "https://hachyderm.io/@jane", "http://[::1]/a?b#c"] {
            assert!(is_web_address(good), "{good}");
        }
        let bad = [
            "javascript:alert(1)",
            "//x.org",
            "https://",
            "https:///x",
            "https://a b",
            "https://u:p@x.org",
            "ftp://x.org",
            "https://x.org/\"onload=",
            "https://x.org?m=jane@x.org",
            "github.com/jane",
            "https://x\u{202e}.org",
            "httpſ://x",
        ];
        for bad in bad {
            assert!(!is_web_address(bad), "{bad}");
        }
    }
}
