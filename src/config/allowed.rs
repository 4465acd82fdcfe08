//! What may stand in texts: addresses of the community, or of those that it means to name; keys that are none.

use std::net::IpAddr;

use crate::config::Config;
use crate::ip::Block;
use crate::path::fits;

/// Letters that tell one key from others, at least.
const LEAST_OF_SECRET: usize = 8;

/// The lists of `cairn.yml`, ready to be asked.
#[derive(Debug)]
pub struct Allowed<'a> {
    blocks: Vec<Block>,
    patterns: Vec<&'a str>,
    secrets: &'a [String],
}

impl<'a> Allowed<'a> {
    /// Prepares it.
    pub fn new(config: &'a Config) -> Allowed<'a> {
        let entries = || config.allowed_addresses.iter().map(String::as_str);
        Allowed {
            blocks: entries().filter_map(Block::parse).collect(),
            patterns: entries().filter(|entry| Block::parse(entry).is_none()).collect(),
            secrets: &config.allowed_secrets,
        }
    }

    /// Whether nothing is allowed.
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty() && self.patterns.is_empty() && self.secrets.is_empty()
    }

    /// Whether an address is allowed as it stands in a text: of a machine or host, a port behind it or not, or of a person.
    pub fn holds(&self, written: &str) -> bool {
        let written = written.trim_start_matches("mailto:").replace('＠', "@");
        let bare = written.parse::<IpAddr>().is_err().then(|| written.split(':').next()).flatten().unwrap_or(&written);
        let is_in_block = bare.parse().is_ok_and(|address| self.blocks.iter().any(|block| block.contains(address)));
        // A host that is allowed is no person who has an address there.
        let is_mail = bare.contains('@');
        let mut patterns = self.patterns.iter().filter(|pattern| pattern.contains('@') == is_mail);
        is_in_block || patterns.any(|pattern| fits(pattern, bare))
    }

    /// Whether what looks like a key between these bytes of a text is none. A key of several lines is asked for with all of them.
    pub fn holds_secret(&self, text: &str, (start, end): (u32, u32)) -> bool {
        let Some(written) = text.get(start as usize..end as usize) else { return false };
        let after = &text[end as usize..];
        let written = match written.starts_with("-----BEGIN") {
            true => &text[start as usize..end as usize + after.find("-----END").unwrap_or(after.len())],
            false => written,
        };
        self.secrets.iter().any(|pattern| fits(pattern, written))
    }
}

/// Whether an entry names a key: with fewer letters it would allow others too.
pub(super) fn is_secret(text: &str) -> bool {
    text.chars().filter(|c| *c != '*').count() >= LEAST_OF_SECRET
}

/// Whether an entry can be any address.
pub(super) fn is_entry(text: &str) -> bool {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '*' | '@' | '+');
    Block::parse(text).is_some() || (!text.is_empty() && text.chars().all(is_plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_allow_what_they_name_and_nothing_beside_it() {
        let entries = [
            "93.184.216.0/24",
            "2a01:4f8::/32",
            "8.1.2.3",
            "mydomain.com",
            "*.mysite.org",
            "help@mydomain.com",
            "*@team.org",
        ];
        let config = Config { allowed_addresses: entries.map(str::to_owned).to_vec(), ..Config::default() };
        let allowed = Allowed::new(&config);
        for held in [
            "93.184.216.34",
            "93.184.216.34:8080",
            "2a01:4f8:1::2",
            "8.1.2.3",
            "mydomain.com:443",
            "MyDomain.com",
            "a.b.mysite.org",
            "help@mydomain.com",
            "mailto:Help@mydomain.com",
            "help＠mydomain.com",
            "anybody@team.org",
        ] {
            assert!(allowed.holds(held), "{held}");
        }
        for other in [
            "93.184.217.34",
            "2a01:4f9::1",
            "8.1.2.4",
            "www.mydomain.com",
            "mysite.org",
            "jane@mydomain.com",
            "jane@a.mysite.org",
            "jane@sub.team.org",
            "team.org",
            "notmydomain.com",
        ] {
            assert!(!allowed.holds(other), "{other}");
        }
        assert!(Allowed::new(&Config::default()).is_empty() && !allowed.is_empty());
    }
}
