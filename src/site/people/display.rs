//! What may be printed of a name, and which account a link or an address tells.
//!
//! Begin with [`printable`].

use crate::source::history::Identity;
use crate::yaml::text::{clean, without_addresses};

/// Longer names are cut.
const LONGEST: usize = 80;

/// The name without addresses and invisible characters; `None` where nothing is left that names anybody.
/// `@jane` is called jane.
pub(super) fn printable(name: &str) -> Option<String> {
    let name = clean(name);
    let name = without_addresses(name.trim_start_matches('@')).replace('…', "");
    let visible: String = name.chars().filter(|c| !is_unseen(*c)).collect();
    let name = clean(&visible);
    // An address of a local machine (`jane@laptop`) is one as well.
    let speaks = |c: char| c.is_alphanumeric() || c >= '\u{2190}';
    (name.chars().any(speaks) && !name.contains('@')).then(|| name.chars().take(LONGEST).collect())
}

/// Characters without a width that no name needs, beside those that every text is printed without.
pub(super) fn is_unseen(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}' | '\u{2060}')
}

/// As [`printable`], and the id where the address of a person's page is written for a name.
pub(super) fn spoken_name(text: &str) -> Option<String> {
    let id = text.trim().trim_end_matches('/').rsplit_once("/people/").map(|(_, id)| id);
    let id = id.filter(|id| !id.is_empty() && !id.contains(|c: char| c == '/' || c.is_whitespace()));
    printable(id.unwrap_or(text))
}

/// An account on a forge, all lower case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Account {
    /// `github`, `gitlab`, `codeberg`, or the host of another.
    pub(super) forge: String,
    /// The name there.
    pub(super) login: String,
}

impl Account {
    pub(super) fn new(forge: &str, login: &str) -> Account {
        Account { forge: forge.to_lowercase(), login: login.to_lowercase() }
    }
}

const FORGES: &[(&str, &str)] = &[("github.com", "github"), ("gitlab.com", "gitlab"), ("codeberg.org", "codeberg")];

fn forge(host: &str) -> &str {
    FORGES.iter().find(|(known, _)| *known == host).map_or(host, |(_, forge)| forge)
}

/// The account whose page a link is: `https://github.com/jane`, and nothing below it.
pub(super) fn account_of_link(link: &str) -> Option<Account> {
    let (_, rest) = link.split_once("://")?;
    let rest = rest.split(['?', '#']).next().unwrap_or(rest);
    let (host, path) = rest.split_once('/')?;
    let host = host.to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let login = path.strip_suffix('/').unwrap_or(path).trim_start_matches('@');
    let is_login = !login.is_empty() && login.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    (is_login && FORGES.iter().any(|(known, _)| *known == host)).then(|| Account::new(forge(host), login))
}

/// The account that a noreply address tells.
pub(super) fn account_of_identity(identity: &Identity) -> Option<Account> {
    let login = identity.login.as_ref()?;
    let host = identity.email.split_once('@')?.1;
    let host = host.strip_prefix("users.noreply.").or(host.strip_prefix("noreply.")).unwrap_or(host);
    Some(Account::new(forge(host), login))
}

/// GitHub's number of an account, which stays when the account is renamed.
pub(super) fn account_number(identity: &Identity) -> Option<&str> {
    let (number, _) = identity.email.strip_suffix("@users.noreply.github.com")?.split_once('+')?;
    (!number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())).then_some(number)
}

/// Whether an address belongs to one person: machines that nobody has set up write the same one for everybody.
pub(super) fn is_personal(email: &str) -> bool {
    let Some((local, host)) = email.split_once('@') else { return false };
    let machine = host == "(none)"
        || host.starts_with("localhost")
        || [".local", ".localdomain", ".(none)"].iter().any(|end| host.ends_with(end));
    // Those who have not named themselves, on a machine whose name is known in its own network only.
    let has_own_name =
        host.contains('.') || !matches!(local, "admin" | "debian" | "pi" | "ubuntu" | "user" | "vagrant");
    let nobody = !has_own_name
        || matches!(local, "noreply" | "no-reply" | "root")
        || matches!(email, "you@example.com" | "email@example.com");
    !machine && !nobody && !host.is_empty() && !local.is_empty()
}

/// Whether a name tells one person from most others: two words, or one in a script that writes names without spaces.
pub(super) fn is_full(name: &str) -> bool {
    let ideograph = |c: char| matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}');
    name.contains(' ') || name.chars().filter(|c| ideograph(*c)).count() >= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_is_printed_with_an_address() {
        let table = [
            ("Jane Doe", Some("Jane Doe")),
            ("@jane", Some("jane")),
            ("jane@example.org", None),
            ("jane@laptop", None),
            ("Jane <jane@example.org>", Some("Jane")),
            ("Jane (jane@example.org) Doe", Some("Jane Doe")),
            ("\u{202E}enaJ\u{0007}", Some("enaJ")),
            ("Ja\u{200B}ne\u{AD} Doe", Some("Jane Doe")),
            ("", None),
            (" . ", None),
            ("鈴木", Some("鈴木")),
            ("🦀", Some("🦀")),
        ];
        for (name, expected) in table {
            assert_eq!(printable(name).as_deref(), expected, "{name:?}");
        }
        assert_eq!(printable(&"x".repeat(500)).map(|name| name.len()), Some(LONGEST));
    }

    #[test]
    fn profile_links_tell_accounts() {
        let table = [
            ("https://github.com/Jane", Some(("github", "jane"))),
            ("http://www.github.com/jane/?tab=x", Some(("github", "jane"))),
            ("https://gitlab.com/jane", Some(("gitlab", "jane"))),
            ("https://github.com/jane/project", None),
            ("https://github.com/", None),
            ("https://github.com", None),
            ("https://jane.example/jane", None),
            ("github.com/jane", None),
        ];
        for (link, expected) in table {
            let expected = expected.map(|(forge, login)| Account::new(forge, login));
            assert_eq!(account_of_link(link), expected, "{link}");
        }
    }

    #[test]
    fn shared_addresses_make_nobody_the_same() {
        for email in
            ["root@localhost", "jane@laptop.local", "you@example.com", "noreply@example.org", "jane", "", "ubuntu@ip-1"]
        {
            assert!(!is_personal(email), "{email}");
        }
        assert!(is_personal("user@home.example") && is_personal("jane@laptop"));
        assert!(is_personal("jane@example.org") && is_personal("7+jane@users.noreply.github.com"));
    }
}
