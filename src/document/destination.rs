//! Where a link leads, as far as its text tells: out of the site, into the repository, or nowhere it may lead.
//!
//! Begin with [`Destination::read`]. [`autolinks`] finds addresses that stand in prose without any markup.

use std::ops::Range;

use percent_encoding::percent_decode_str;

/// The reading of a destination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Destination {
    /// A complete address with an allowed scheme.
    External(String),
    /// A file of the repository, or a place on this page where `target` is empty.
    Local { target: String, anchor: Option<String> },
    /// A scheme that is not allowed; its name.
    Refused(String),
}

impl Destination {
    /// Reads a destination as the parser hands it over: entities and escapes are already decoded.
    pub(super) fn read(written: &str) -> Destination {
        // Browsers drop line breaks and tabs inside an address and control characters around it, so `java\tscript:`
        // must be seen as they see it.
        let clean: String = written.chars().filter(|c| !c.is_control()).collect();
        let clean = clean.trim();
        if let Some(scheme) = scheme(clean) {
            return match scheme.to_ascii_lowercase().as_str() {
                "http" | "https" | "mailto" => Destination::External(clean.to_owned()),
                other => Destination::Refused(other.to_owned()),
            };
        }
        // To a browser `/\host` and `\\host` are `//host` as well.
        let mut start = clean.chars();
        if matches!((start.next(), start.next()), (Some('/' | '\\'), Some('/' | '\\'))) {
            return Destination::External(format!("https://{}", clean.trim_start_matches(['/', '\\'])));
        }
        let (target, anchor) = match clean.split_once('#') {
            Some((target, anchor)) => (target, Some(anchor)),
            None => (clean, None),
        };
        let plain = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        Destination::Local { target: plain(target), anchor: anchor.map(plain).filter(|anchor| !anchor.is_empty()) }
    }
}

/// Why a complete address may lead elsewhere than readers think.
pub(super) fn suspicion(address: &str) -> Option<&'static str> {
    let url = url::Url::parse(address).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Some("has a name in front of its host, which readers take for the host");
    }
    let host = url::quirks::domain_to_unicode(url.host_str()?);
    let has_lookalike = !host.is_ascii() && host.split('.').any(looks_like_latin);
    has_lookalike.then_some("has a host with letters that look like others")
}

/// The host that the text of a link names and the one where it leads, where these have nothing to do with each other.
pub(super) fn disguise(text: &str, address: &str) -> Option<(String, String)> {
    /// Below these a name without `https://` or `www.` is a host; `Node.js` and `README.md` are none.
    const TOPS: [&str; 11] = ["com", "de", "dev", "edu", "eu", "example", "gov", "info", "io", "net", "org"];
    let host = |address: &str| {
        let url = url::Url::parse(address).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
        let host = url.host_str()?.trim_end_matches('.');
        Some(host.strip_prefix("www.").unwrap_or(host).to_owned())
    };
    let word = text.trim();
    let is_host = |word: &str| {
        let name = word.split(['/', '?', '#', ':']).next().unwrap_or_default();
        let (_, top) = name.rsplit_once('.')?;
        let is_plain = name.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-'));
        (is_plain && TOPS.contains(&top.to_ascii_lowercase().as_str())).then(|| format!("https://{word}"))
    };
    let named = autolinks(word).into_iter().map(|(_, address)| address).chain(is_host(word));
    let leads_to = host(address)?;
    let is_same =
        |one: &str, other: &str| one == other || one.strip_suffix(other).is_some_and(|rest| rest.ends_with('.'));
    let mut others = named.filter_map(|named| host(&named));
    let named = others.find(|named| !is_same(named, &leads_to) && !is_same(&leads_to, named))?;
    Some((named, leads_to))
}

/// Whether a label of a host mixes Latin letters with Greek, Cyrillic or Armenian ones, or is made of those alone that look Latin.
fn looks_like_latin(label: &str) -> bool {
    const LIKE_LATIN: &str = "авеѕіӏкмнорсутүхѵһјԁԛԝҽսոօһցаɡαικνορτυχωϲϳ";
    let is_other = |c: char| matches!(c, '\u{370}'..='\u{58f}' | '\u{1c80}'..='\u{1c8f}' | '\u{1f00}'..='\u{1fff}');
    let is_latin = |c: char| c.is_ascii_alphabetic() || matches!(c, '\u{c0}'..='\u{24f}');
    let others = label.chars().filter(|c| is_other(*c)).count();
    let is_like = |c: char| !c.is_alphabetic() || LIKE_LATIN.contains(c);
    others > 0 && (label.chars().any(is_latin) || label.chars().all(is_like))
}

fn scheme(address: &str) -> Option<&str> {
    let (scheme, _) = address.split_once(':')?;
    let fits = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    fits.then_some(scheme)
}

/// An address for an attribute: characters that RFC 3986 does not know are percent-encoded, the rest is left alone.
pub(super) fn encode(address: &str) -> String {
    const KEEP: &[u8] = b";/?:@&=+$,-_.!~*'()#%[]";
    let mut out = String::with_capacity(address.len());
    for byte in address.bytes() {
        if byte.is_ascii_alphanumeric() || KEEP.contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// Addresses in prose, by the rules of GitHub: `http://`, `https://` and `www.`, without the punctuation behind them.
///
/// E-mail addresses are left alone: a page should not make its members easier to harvest.
pub(super) fn autolinks(text: &str) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    if !text.contains("://") && !text.contains("www.") {
        return found;
    }
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let rest = &bytes[at..];
        let prefix = ["https://", "http://", "www."]
            .into_iter()
            .find(|prefix| rest.len() > prefix.len() && rest[..prefix.len()].eq_ignore_ascii_case(prefix.as_bytes()));
        let Some(prefix) = prefix else {
            at += 1;
            continue;
        };
        let begins_word = text[..at]
            .chars()
            .next_back()
            .is_none_or(|c| !c.is_ascii_alphanumeric() && !matches!(c, '/' | '.' | '-' | '_' | '@'));
        let is_www = prefix == "www.";
        let host_from = if is_www { at } else { at + prefix.len() };
        match begins_word.then(|| address_end(text, host_from)).flatten() {
            Some(end) => {
                let written = &text[at..end];
                let address = if is_www { format!("https://{written}") } else { written.to_owned() };
                found.push((at..end, address));
                at = end;
            }
            None => at += prefix.len(),
        }
    }
    found
}

/// Where the address whose host begins at `from` ends. `None` where the host is none.
fn address_end(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let host_length = bytes[from..]
        .iter()
        .position(|b| !b.is_ascii_alphanumeric() && !matches!(b, b'-' | b'.' | b'_'))
        .unwrap_or(bytes.len() - from);
    let host = text[from..from + host_length].trim_end_matches('.');
    let labels: Vec<&str> = host.split('.').collect();
    let last_two = &labels[labels.len().saturating_sub(2)..];
    if labels.len() < 2
        || labels.iter().any(|label| label.is_empty())
        || last_two.iter().any(|label| label.contains('_'))
    {
        return None;
    }
    let host_end = from + host.len();
    // A path, port, query or fragment may follow; anything else ends the address with its host.
    let mut end = match bytes.get(host_end) {
        Some(b'/' | b':' | b'?' | b'#') => {
            let tail = &text[host_end..];
            // Chinese and Japanese prose has no space behind an address, but its own punctuation.
            let is_stop = |c: char| {
                c.is_whitespace()
                    || matches!(c, '<' | '>' | '"' | '`' | '\u{1}' | '“' | '”' | '«' | '»' | '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}')
            };
            host_end + tail.find(is_stop).unwrap_or(tail.len())
        }
        _ => host_end,
    };
    let mut open = text[from..end].bytes().filter(|b| *b == b'(').count();
    let mut close = text[from..end].bytes().filter(|b| *b == b')').count();
    while end > host_end {
        match bytes[end - 1] {
            b'?' | b'!' | b'.' | b',' | b':' | b'*' | b'_' | b'~' | b'\'' | b';' | b'|' | b']' => end -= 1,
            b')' if close > open => {
                close -= 1;
                end -= 1;
            }
            b'(' => {
                open -= 1;
                end -= 1;
            }
            _ => break,
        }
    }
    Some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_seem_to_be_others_are_known() {
        for fine in [
            "https://example.org/@a:b",
            "https://пример.example/",
            "https://münchen.example/",
            "https://日本.example/",
            "mailto:a@b.example",
            "https://παράδειγμα.example/",
            "https://xn--e1afmkfd.example/",
            "https://a.example/?u=x@y",
        ] {
            assert_eq!(suspicion(fine), None, "{fine}");
        }
        for name in [
            "https://github.com@evil.example/",
            "https://a:b@evil.example/",
            "http:/a@evil.example",
            "https://:b@evil.example",
        ] {
            assert!(suspicion(name).is_some_and(|why| why.contains("a name in front")), "{name}");
        }
        for letters in [
            "https://gіthub.example/",
            "https://аррӏе.example/",
            "https://xn--80ak6aa92e.example/",
            "https://ехо.example/",
            "https://gοogle.example",
        ] {
            assert!(suspicion(letters).is_some_and(|why| why.contains("look like others")), "{letters}");
        }
    }

    #[test]
    fn a_text_that_names_another_host_is_known() {
        let to = "https://www.known.example/a";
        for fine in
            ["known.example", "https://known.example/b", "docs.known.example", "See it", "README.md", "Node.js", "v1.2"]
        {
            assert_eq!(disguise(fine, to), None, "{fine}");
        }
        assert_eq!(disguise("www.known.example", "https://docs.known.example/"), None);
        assert_eq!(disguise("https://other.example", "mailto:a@known.example"), None);
        for other in [
            "other.example",
            "OTHER.example/login",
            "http://other.example",
            "go to www.other.example, now",
            "https://known.example.other.example/",
        ] {
            let (named, leads_to) = disguise(other, to).expect(other);
            assert!(named.ends_with("other.example") && leads_to == "known.example", "{other}: {named}");
        }
        assert!(disguise("known.example", "https://unknown.example/").is_some());
    }

    fn local(target: &str, anchor: Option<&str>) -> Destination {
        Destination::Local { target: target.into(), anchor: anchor.map(Into::into) }
    }

    #[test]
    fn destinations_are_read_as_a_browser_reads_them() {
        let table = [
            ("https://example.org/a b", Destination::External("https://example.org/a b".into())),
            ("MAILTO:a@example.org", Destination::External("MAILTO:a@example.org".into())),
            ("javascript:alert(1)", Destination::Refused("javascript".into())),
            (" \u{1}java\nscript:alert(1)", Destination::Refused("javascript".into())),
            ("data:text/html,x", Destination::Refused("data".into())),
            ("//evil.example", Destination::External("https://evil.example".into())),
            ("/\\evil.example", Destination::External("https://evil.example".into())),
            ("../a%20b.md#top%20x", local("../a b.md", Some("top x"))),
            ("#x", local("", Some("x"))),
            ("a.md#", local("a.md", None)),
            ("./a:b.md", local("./a:b.md", None)),
        ];
        for (written, expected) in table {
            assert_eq!(Destination::read(written), expected, "{written:?}");
        }
    }

    #[test]
    fn addresses_in_prose_end_before_punctuation() {
        let table = [
            ("see https://example.org/a_b.", vec!["https://example.org/a_b"]),
            ("(https://example.org/a_(b))", vec!["https://example.org/a_(b)"]),
            ("www.example.org, x", vec!["https://www.example.org"]),
            ("http://localhost:80 and http://10.0.0.1:80/x", vec!["http://10.0.0.1:80/x"]),
            ("见https://example.org/页。再见", vec!["https://example.org/页"]),
            ("https:// a@b.org xhttps://b.org git+ssh://x.org/y", vec![]),
            ("https://example.org:", vec!["https://example.org"]),
        ];
        for (text, expected) in table {
            let found: Vec<String> = autolinks(text).into_iter().map(|(_, address)| address).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
