//! Addresses that belong to somebody: of machines, of hosts, of people. An example uses those that are kept for examples
//! (RFC 5737, RFC 3849, RFC 9637, RFC 2606), because whoever copies it would reach a stranger.
//!
//! Each address is reported where it first stands.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::Range;

use crate::diagnostic::Code;
use crate::document::lint::{MOST, NEAR, Run, finding, head, tail};
use crate::document::markdown::Finding;
use crate::ip::is_public;
use crate::yaml::text::address;

/// Name servers that anybody may use, and that authors mean when they write them.
const RESOLVERS: &[&str] = &[
    "1.1.1.1",
    "1.0.0.1",
    "1.1.1.2",
    "1.0.0.2",
    "1.1.1.3",
    "1.0.0.3",
    "8.8.8.8",
    "8.8.4.4",
    "9.9.9.9",
    "9.9.9.10",
    "149.112.112.112",
    "208.67.222.222",
    "208.67.220.220",
    "94.140.14.14",
    "94.140.15.15",
    "4.2.2.1",
    "4.2.2.2",
    "2606:4700:4700::1111",
    "2606:4700:4700::1001",
    "2001:4860:4860::8888",
    "2001:4860:4860::8844",
    "2620:fe::fe",
    "2620:fe::9",
    "2620:119:35::35",
    "2620:119:53::53",
];

/// Names that authors make up for an example, and that somebody has long since registered below one of [`TOPS`].
const MADE_UP: &[&str] = &[
    "domain",
    "mydomain",
    "yourdomain",
    "thedomain",
    "somedomain",
    "testdomain",
    "exampledomain",
    "domainname",
    "mydomainname",
    "yourdomainname",
    "server",
    "myserver",
    "yourserver",
    "host",
    "myhost",
    "yourhost",
    "hostname",
    "myhostname",
    "yourhostname",
    "site",
    "mysite",
    "yoursite",
    "website",
    "mywebsite",
    "yourwebsite",
    "company",
    "mycompany",
    "yourcompany",
    "myapp",
    "yourapp",
    "mailserver",
    "mymailserver",
    "yourmailserver",
    "someserver",
    "somehost",
    "examplesite",
    "exampleserver",
    "meinedomain",
    "deinedomain",
    "yourmail",
    "mymail",
    "ihredomain",
    "meineseite",
    "meinserver",
    "deinserver",
];

const TOPS: &[&str] =
    &["com", "net", "org", "de", "io", "eu", "info", "co", "dev", "app", "me", "us", "uk", "ru", "fr"];

/// What ends a name that is not a host's: units of systemd, files, names of the local network.
const NO_TOPS: &[&str] = &[
    "service", "socket", "timer", "target", "mount", "slice", "device", "conf", "cfg", "local", "lan", "internal",
    "intranet", "home", "corp", "md", "sh", "py", "js", "ts", "png", "jpg", "svg", "css", "txt", "log", "yml", "yaml",
    "json", "html", "php", "so", "img", "iso", "tld",
];

/// Every address of the body that is none for examples.
pub(super) fn findings(body: &str, runs: &[Run]) -> Vec<Finding> {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut found = Vec::new();
    // They are many where nobody minds them, and hide no other.
    let mut private = Vec::new();
    for run in runs {
        let text = &body[run.bytes.clone()];
        let start = run.bytes.start;
        for bytes in tokens(text) {
            let token = &text[bytes.clone()];
            let is_blank = text[..bytes.start].ends_with('<') || text[bytes.end..].starts_with('>');
            let is_meant = |(code, ..): &Told| *code == Code::PublicAddress && serves_all(body, start + bytes.start);
            let told = machine(text, &bytes).filter(|told| !is_meant(told));
            let told = told.or_else(|| host(token).filter(|_| !is_blank));
            let Some((code, name, message, help)) = told else { continue };
            if seen.insert(name) {
                let list = if code == Code::PrivateAddress { &mut private } else { &mut found };
                list.push(finding(code, start + bytes.start..start + bytes.end, message, help));
            }
        }
        let mut from = 0;
        // Most texts hold none, and looking closely costs.
        while let Some(bytes) = text[from..].contains('@').then(|| address(text, from)).flatten() {
            from = bytes.end;
            let written = text[bytes.clone()].trim_start_matches("mailto:");
            if is_of_somebody(text, &bytes, written) && seen.insert(written.to_lowercase()) {
                let message = format!("`{written}` is an e-mail address");
                let help = "write one that ends in `@example.com`, or a link to a page with the address";
                found.push(finding(Code::AddressInText, start + bytes.start..start + bytes.end, message, help));
            }
        }
        if found.len() > MOST {
            break;
        }
    }
    found.truncate(MOST);
    private.truncate(MOST);
    found.extend(private);
    found
}

/// Whether the lines above, or this one, speak of servers that are there to be asked: of names, or of the time. Such an address is meant.
fn serves_all(body: &str, at: usize) -> bool {
    const WORDS: [&str; 6] = ["dns", "nameserver", "resolver", "resolv.conf", "ntp", "chrony"];
    let behind = head(&body[at..], 200).lines().next().unwrap_or_default();
    let above = tail(&body[..at], 400);
    let from = above.rmatch_indices('\n').nth(6).map_or(0, |(line, _)| line);
    let nearby = format!("{}{behind}", &above[from..]).to_ascii_lowercase();
    // What a program has answered about a host of somebody is no example either.
    let line = nearby.rsplit('\n').next().unwrap_or_default();
    let answers = ["ping ", "bytes from", "resolving "].iter().any(|word| line.contains(word));
    answers || WORDS.iter().any(|word| nearby.contains(word))
}

type Told = (Code, String, String, &'static str);

/// Runs of characters that a host's name or address may hold.
fn tokens(text: &str) -> impl Iterator<Item = Range<usize>> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b':');
    let bytes = text.as_bytes();
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            while from < bytes.len() && !fits(bytes[from]) {
                from += 1;
            }
            let start = from;
            let mut is_joined = false;
            while from < bytes.len() && fits(bytes[from]) {
                is_joined |= matches!(bytes[from], b'.' | b':');
                from += 1;
            }
            if start == from {
                return None;
            }
            // A word by itself is neither.
            if is_joined {
                let end = start + text[start..from].trim_end_matches(['.', ':', '-', '_']).len();
                return Some(start..end);
            }
        }
    })
}

/// An address of a machine, in the net that all share or in a private one.
fn machine(text: &str, bytes: &Range<usize>) -> Option<Told> {
    let token = &text[bytes.clone()];
    if token.len() < 7 || !token.contains(['.', ':']) {
        return None;
    }
    let help = "use one for documentation: 192.0.2.1, 198.51.100.1, 203.0.113.1, or 2001:db8::1";
    let told = |name: String| {
        let message = format!("`{name}` is a public address: it belongs to somebody");
        Some((Code::PublicAddress, name, message, help))
    };
    let told_private = |name: &str| {
        let message = format!("`{name}` is an address of a private network");
        Some((Code::PrivateAddress, name.to_owned(), message, help))
    };
    // A port may follow; a version of four numbers looks the same, so what stands around it is asked.
    let bare = token.split(':').next().filter(|bare| bare.contains('.')).unwrap_or(token);
    if let Ok(address) = bare.parse::<Ipv4Addr>() {
        if address.is_private() && address.octets()[3] != 0 {
            return if is_version(text, bytes) { None } else { told_private(bare) };
        }
        let is_known = RESOLVERS.contains(&bare);
        return (is_public(address.into()) && !is_pattern(address) && !is_known && !is_version(text, bytes))
            .then(|| told(bare.to_owned()))
            .flatten();
    }
    let address: Ipv6Addr = token.parse().ok().filter(|_| token.matches(':').count() >= 2)?;
    if address.is_unique_local() {
        return told_private(token);
    }
    let is_known = RESOLVERS.iter().any(|known| known.parse() == Ok(address));
    // `2001::` and `2a00::` with nothing behind name whole blocks of a registry.
    let is_block = address.segments()[1..].iter().all(|part| *part == 0);
    (is_public(address.into()) && !is_known && !is_block).then(|| told(token.to_owned())).flatten()
}

/// What everybody makes up: such a row is rather a pattern than a place.
fn is_pattern(address: Ipv4Addr) -> bool {
    let [a, b, c, d] = address.octets();
    (a == b && b == c && c == d) || (b, c, d) == (0, 0, 0) || [a, b, c, d] == [1, 2, 3, 4]
}

/// Whether four numbers are rather a version: small ones, behind a word or sign that says so.
fn is_version(text: &str, bytes: &Range<usize>) -> bool {
    let before = text[..bytes.start].chars().next_back();
    let after = text[bytes.end..].chars().next();
    let is_path = before == Some('/') && !text[..bytes.start].ends_with("//");
    let is_part = before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '^' | '~' | '=' | '+'));
    let line = tail(&text[..bytes.start], NEAR).rsplit('\n').next().unwrap_or_default();
    let from = line.char_indices().rev().nth(40).map_or(0, |(at, _)| at);
    let nearby = line[from..].to_ascii_lowercase();
    let says = ["version", "release", "build", "driver", "firmware", "bios", "ver.", "oid"]
        .iter()
        .any(|word| nearby.contains(word));
    is_path || is_part || says || after.is_some_and(|c| matches!(c, '+' | '~'))
}

/// A host that an author made up and somebody has.
fn host(token: &str) -> Option<Told> {
    let name = token.split(':').next().unwrap_or(token).to_ascii_lowercase();
    let (rest, top) = name.rsplit_once('.')?;
    let own = rest.rsplit('.').next().unwrap_or(rest);
    let plain: String = own.chars().filter(|c| !matches!(c, '-' | '_')).collect();
    // Not made up: a provider names its customers' machines by it.
    if own == "your-server" && top == "de" {
        return None;
    }
    if !TOPS.contains(&top) || !MADE_UP.contains(&plain.as_str()) {
        return None;
    }
    let owned = format!("{own}.{top}");
    let message = format!("`{owned}` looks made up, and belongs to somebody");
    Some((
        Code::RealHostname,
        owned,
        message,
        "use a name kept for examples: `example.com`, `example.org`, or one that ends in `.example`",
    ))
}

/// Whether it is the address of a person or office, and not a login, a unit, or an example.
fn is_of_somebody(text: &str, bytes: &Range<usize>, written: &str) -> bool {
    let Some((local, domain)) = written.rsplit_once(['@', '＠']) else { return false };
    let domain = domain.to_ascii_lowercase();
    let labels: Vec<&str> = domain.split('.').collect();
    let top = *labels.last().unwrap_or(&"");
    let is_kept = matches!(top, "example" | "test" | "invalid" | "localhost")
        || labels.iter().any(|label| label.contains("example") || label.contains("beispiel"))
        || host(&domain).is_some()
        || NO_TOPS.contains(&top);
    // `git@host:path`, `ssh root@host`, `https://user@host`: where somebody logs in, nobody gets mail.
    let before = tail(&text[..bytes.start], NEAR).rsplit('\n').next().unwrap_or_default();
    let is_login = text[bytes.end..].starts_with([':', '/', '@'])
        || before.ends_with("//")
        || before.contains("://")
        || ["ssh", "scp", "sftp", "rsync", "mosh", "mount"].iter().any(|word| before.contains(word))
        || matches!(local, "git" | "root" | "user" | "username" | "hg" | "svn");
    let is_word = local.chars().any(char::is_alphabetic) && !local.contains('%');
    !is_kept && !is_login && is_word
}
