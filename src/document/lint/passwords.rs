//! Passwords and keys that have no mark of their own: known by the name before them, and by looking as no author makes one up.
//!
//! Begin with [`find`]. Texts that explain are full of `password: changeme` and `token=$TOKEN`; so the name alone says nothing, and a
//! value must be random by every sign there is ([`is_random`]). Weak passwords that somebody uses are missed, and no example is taken for one.

use std::ops::Range;

use crate::document::lint::{head, tail};

/// What is called so has a value that nobody else may know: how a name ends, in small letters without `_` and `-`; how long such a
/// value is at least; what to call it.
const NAMES: &[(&str, usize, &str)] = &[
    ("password", 8, "a password"),
    ("passwort", 8, "a password"),
    ("passwd", 8, "a password"),
    ("passphrase", 8, "a password"),
    ("pass", 8, "a password"),
    ("pwd", 8, "a password"),
    ("secretaccesskey", 32, "a secret key of AWS"),
    ("secretkey", 16, "a secret key"),
    ("clientsecret", 16, "a secret key"),
    ("secret", 12, "a secret key"),
    ("apikey", 16, "an API key"),
    ("accountkey", 40, "a key of Azure"),
    ("sharedaccesskey", 40, "a key of Azure"),
    ("accesstoken", 16, "a token"),
    ("apitoken", 16, "a token"),
    ("authtoken", 16, "a token"),
    ("bearertoken", 16, "a token"),
    ("bottoken", 16, "a token"),
    ("deploytoken", 16, "a token"),
    ("refreshtoken", 16, "a token"),
    ("runnertoken", 16, "a token"),
    ("token", 16, "a token"),
];

/// Of these only the whole name counts, or what stands behind `_`: a compass is none, and many a token only says how far a list was read.
const WHOLE: &[&str] = &["pass", "pwd", "token"];

/// Longer values are data.
const LONGEST: usize = 200;

/// How many bytes of the call of a command are looked at.
const CALL: usize = 1000;

/// What authors make their examples of, in small letters, with `0` as `o`, `1` as `i` and the like.
const MADE_UP: &[&str] = &[
    "pass",
    "secret",
    "secure",
    "strong",
    "super",
    "change",
    "example",
    "your",
    "sample",
    "demo",
    "test",
    "dummy",
    "fake",
    "admin",
    "root",
    "user",
    "placeholder",
    "replace",
    "insert",
    "enter",
    "redacted",
    "hidden",
    "token",
    "apikey",
    "random",
    "foobar",
    "qwert",
    "asdf",
    "letmein",
    "welcome",
    "hunter",
    "horse",
    "troub",
    "geheim",
    "beispiel",
    "dein",
    "ihre",
    "abc",
    "i2e",
    "xxxx",
    "ietme",
    "server",
    "hetzner",
];

/// A password in other languages, in small letters.
const ABROAD: &[&str] = &[
    "пароль",
    "パスワード",
    "密码",
    "密碼",
    "비밀번호",
    "mot de passe",
    "contraseña",
    "contrasena",
    "kennwort",
    "wachtwoord",
    "senha",
    "hasło",
    "parola",
];

/// Commands to which `-p` gives a password, and whether a blank may stand between.
const COMMANDS: &[(&str, bool)] = &[("mysql", false), ("mariadb", false), ("sshpass", true)];

/// Every place of a file where a password or key stands behind its name, in a web address, or in a call of a command.
pub(super) fn find(text: &str) -> Vec<(Range<usize>, &'static str)> {
    let mut found = Vec::new();
    let bytes = text.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b':' => found.extend(named(text, at..at + 1).into_iter().chain(in_address(text, at))),
            b'=' | b'|' => found.extend(named(text, at..at + 1)),
            b'-' if bytes[at + 1..].starts_with(b"-") => found.extend(of_option(text, at + 2)),
            b'"' | b'\'' | b'`' if at > 0 && bytes[at - 1] == b' ' => found.extend(quoted(text, at)),
            _ => {}
        }
    }
    found.extend(text.match_indices('：').filter_map(|(at, sign)| named(text, at..at + sign.len())));
    for (at, _) in text.match_indices("curl ") {
        found.extend(of_curl(text, at));
    }
    for (at, _) in text.match_indices("uthorization") {
        found.extend(of_header(text, at));
    }
    for (command, may_be_apart) in COMMANDS {
        for (at, _) in text.match_indices(command) {
            found.extend(of_command(text, at, *may_be_apart));
        }
    }
    found
}

/// A value behind a name that says what it is: `sign` stands between them, in a table the border of a cell.
fn named(text: &str, sign: Range<usize>) -> Option<(Range<usize>, &'static str)> {
    let (least, what) = name_before(&text[..sign.start])?;
    let rest = &text[sign.end..];
    let value = rest.trim_start_matches(['=', '>', ' ', '\t', '"', '\'', '`', '*']);
    let start = sign.end + rest.len() - value.len();
    let is_cell = text[sign].starts_with('|');
    // A stop ends a value among several, as in `AccountName=x;AccountKey=y;`.
    let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | ';') || (is_cell && c == '|');
    let value = head(value, 2 * LONGEST);
    let value = &value[..value.find(ends).unwrap_or(value.len())];
    let is_cut = value.trim_end_matches([',', ';', ')']).ends_with("...");
    let value = value.trim_end_matches(['.', ',', ';', ')', '*', '\\', '。', '、', '，']);
    (!is_cut && is_random(value, least)).then(|| (start..start + value.len(), what))
}

/// What a name at the end of a text says of the value behind it: how long that is at least, and what to call it.
fn name_before(text: &str) -> Option<(usize, &'static str)> {
    let text = text.trim_end_matches([' ', '\u{a0}', '"', '\'', '`', '*']);
    let last = text.chars().next_back()?.to_ascii_lowercase();
    // Most names end with another letter, and looking closely costs.
    if matches!(last, 'a' | 'd' | 'e' | 't') || last.is_alphabetic() && !last.is_ascii() {
        let mut tail: Vec<char> = text.chars().rev().take(14).collect();
        tail.reverse();
        let tail = tail.into_iter().collect::<String>().to_lowercase();
        if ABROAD.iter().any(|name| tail.ends_with(name)) {
            return Some((8, "a password"));
        }
    }
    if !matches!(last, 'd' | 'e' | 'n' | 's' | 't' | 'y') {
        return None;
    }
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let length = text.bytes().rev().take(64).take_while(is_name).count();
    let written = &text[text.len() - length..];
    let name: String = written.chars().filter(char::is_ascii_alphanumeric).collect();
    let name = name.to_ascii_lowercase();
    let (end, least, what) = NAMES.iter().find(|(end, ..)| name.ends_with(end))?;
    (!WHOLE.contains(end) || stands_alone(written, end.len())).then_some((*least, *what))
}

/// `--password value`: `at` is where the name begins.
fn of_option(text: &str, at: usize) -> Option<(Range<usize>, &'static str)> {
    let length = text[at..].bytes().take(64).take_while(|byte| byte.is_ascii_alphabetic() || *byte == b'-').count();
    let rest = text[at + length..].strip_prefix(' ')?;
    let (least, what) = name_before(&text[..at + length])?;
    value_of(text, at + length + 1, rest, least, what)
}

/// `PASSWORD 'value'` and `IDENTIFIED BY 'value'`: `at` is the quotation mark.
fn quoted(text: &str, at: usize) -> Option<(Range<usize>, &'static str)> {
    let before = text[..at].trim_end_matches(' ');
    let is_by = || {
        let near = tail(before, 80);
        let line = near.rsplit('\n').next().unwrap_or_default().to_ascii_lowercase();
        line.ends_with(" by") && line.contains("identified ")
    };
    let is_named = || name_before(before).is_some_and(|(_, what)| what == "a password");
    let is_password = match before.bytes().last()? {
        b'y' | b'Y' => is_by(),
        _ => is_named(),
    };
    is_password.then(|| value_of(text, at, &text[at..], 8, "a password"))?
}

/// `mysql -pvalue`: `at` is where the command begins.
fn of_command(text: &str, at: usize, may_be_apart: bool) -> Option<(Range<usize>, &'static str)> {
    let line = head(&text[at..], CALL).lines().next()?;
    let flag = line.find(" -p")? + " -p".len();
    let rest = line[flag..].strip_prefix(' ').filter(|_| may_be_apart).unwrap_or(&line[flag..]);
    value_of(text, at + line.len() - rest.len(), rest, 8, "a password")
}

/// The value, maybe in quotation marks, with which the `rest` of a text begins.
fn value_of(
    text: &str,
    at: usize,
    rest: &str,
    least: usize,
    what: &'static str,
) -> Option<(Range<usize>, &'static str)> {
    let quotes = ['"', '\'', '`'];
    let start = at + usize::from(rest.starts_with(quotes));
    let value = head(&text[start..], 2 * LONGEST);
    let value = &value[..value.find(|c: char| c.is_whitespace() || quotes.contains(&c)).unwrap_or(value.len())];
    let value = value.trim_end_matches(['.', ',', ';', ')']);
    is_random(value, least).then(|| (start..start + value.len(), what))
}

/// Whether the last letters of a name are a word of it: `DB_PASS`, `dbPass`, `HCLOUD_TOKEN`.
fn stands_alone(name: &str, length: usize) -> bool {
    let Some((before, word)) = name.split_at_checked(name.len().saturating_sub(length)) else { return false };
    let is_constant = before.ends_with('_') && !name.contains(|c: char| c.is_ascii_lowercase());
    let is_pass = word.eq_ignore_ascii_case("pass");
    let begins = before.ends_with(|c: char| !c.is_ascii_alphabetic()) || word.starts_with('P');
    let is_other = ["SESSION_", "NEXT_", "PAGE_", "CSRF_", "CONTINUATION_"].iter().any(|other| before.ends_with(other));
    before.is_empty() || (is_pass && begins) || (is_constant && !is_other)
}

/// `scheme://user:password@host`: `at` is the colon of the scheme.
fn in_address(text: &str, at: usize) -> Option<(Range<usize>, &'static str)> {
    let rest = text[at..].strip_prefix("://")?;
    let end =
        rest.find(|c: char| c.is_whitespace() || matches!(c, '/' | '?' | '#' | '"' | '\'' | '`' | '<' | '>' | ')'));
    let (login, host) = rest[..end.unwrap_or(rest.len())].rsplit_once('@')?;
    let (user, password) = login.split_once(':')?;
    let start = at + "://".len() + user.len() + 1;
    let is_real = !host.contains("example") && is_random(password, 8);
    is_real.then(|| (start..start + password.len(), "a password in a web address"))
}

/// `curl -u user:password`.
fn of_curl(text: &str, at: usize) -> Option<(Range<usize>, &'static str)> {
    let line = head(&text[at..], CALL).lines().next()?;
    let (flag, length) =
        [" -u ", " --user ", " --user="].iter().find_map(|flag| Some((line.find(flag)?, flag.len())))?;
    let login = line[flag + length..].trim_start_matches([' ', '"', '\'']);
    let start = at + line.len() - login.len();
    let login = &login[..login.find([' ', '"', '\'', '`', '\\']).unwrap_or(login.len())];
    let (user, password) = login.split_once(':')?;
    let start = start + user.len() + 1;
    is_random(password, 8).then(|| (start..start + password.len(), "a password"))
}

/// `Authorization: Bearer token` and `Authorization: Basic …`, in which base64 hides a login: `at` is where the name begins.
fn of_header(text: &str, at: usize) -> Option<(Range<usize>, &'static str)> {
    let rest = text[at..].strip_prefix("uthorization")?;
    let rest = rest.trim_start_matches(['"', '\'', '`', ':', '=', ',', '>', ' ', '\t']);
    let (from, written) = (text.len() - rest.len(), head(rest, 2 * LONGEST));
    let (scheme, value) = written.split_once(' ')?;
    let is_login = scheme.eq_ignore_ascii_case("basic");
    if !is_login && !["bearer", "token", "bot"].iter().any(|word| scheme.eq_ignore_ascii_case(word)) {
        return None;
    }
    let value = value.trim_start_matches(' ');
    let start = from + written.len() - value.len();
    let value = &value[..value.find(|c: char| c.is_whitespace() || "\"'`,;\\".contains(c)).unwrap_or(value.len())];
    let is_real = match is_login {
        true => decoded(value).is_some_and(|login| login.split_once(':').is_some_and(|(_, word)| is_random(word, 8))),
        false => is_random(value, 20),
    };
    is_real.then(|| (start..start + value.len(), if is_login { "a password" } else { "a token" }))
}

/// Whether a value is what a machine makes, and nobody makes up: letters of both cases and digits, or many of them, that change
/// where no word and no name does; no word, no run, no sign of a placeholder.
fn is_random(value: &str, least: usize) -> bool {
    let bytes = value.as_bytes();
    let is_placeholder = value.starts_with(['$', '%', '&', '!', '@', '/', '.', '-', '~', '#', ':', '|'])
        || value.contains(['<', '>', '(', ')', '{', '}', '[', ']', '|', '\\', '*'])
        || value.contains("...")
        || value.contains("://");
    if !(least..=LONGEST).contains(&bytes.len()) || is_placeholder || !bytes.iter().all(u8::is_ascii_graphic) {
        return false;
    }
    // What is encoded is as random as what it says.
    if let Some(decoded) = decoded(value) {
        return is_random(&decoded, least);
    }
    let kind = |byte: u8| match byte {
        b'a'..=b'z' => Kind::Small,
        b'A'..=b'Z' => Kind::Capital,
        b'0'..=b'9' => Kind::Digit,
        b'-' | b'_' | b'.' | b'/' | b':' | b',' | b'=' | b'+' | b'@' => Kind::Joiner,
        _ => Kind::Sign,
    };
    let kinds: Vec<Kind> = bytes.iter().map(|byte| kind(*byte)).collect();
    let has = |kind: Kind| usize::from(kinds.contains(&kind));
    let variety = has(Kind::Small) + has(Kind::Capital) + has(Kind::Digit) + has(Kind::Sign);
    let is_varied = has(Kind::Digit) == 1 && (variety >= 3 || (variety == 2 && bytes.len() >= 20));
    // `12ab` and `aBC` are no spelling, as `ab12`, `Abc` and `camelCase` are.
    let is_letter = |kind: Kind| matches!(kind, Kind::Small | Kind::Capital);
    let is_plain = |kind: Kind| is_letter(kind) || kind == Kind::Digit;
    let begins = kinds.windows(2).filter(|two| two[0] == Kind::Digit && is_letter(two[1])).count();
    let is_odd = |three: &&[Kind]| match three[1] {
        Kind::Capital => three[0] == Kind::Small && matches!(three[2], Kind::Capital | Kind::Digit),
        Kind::Sign => is_plain(three[0]) && is_plain(three[2]),
        _ => false,
    };
    let odd = begins + kinds.windows(3).filter(is_odd).count();
    let mut different = bytes.to_vec();
    different.sort_unstable();
    different.dedup();
    is_varied
        && odd >= (bytes.len() / 8).max(2)
        && different.len() >= (bytes.len() / 2).clamp(6, 11)
        && in_words(&kinds) * 2 < bytes.len()
        && !is_made_up(value)
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Small,
    Capital,
    Digit,
    /// What stands between words too.
    Joiner,
    Sign,
}

/// How many characters stand in what may be words: a letter and at least three small ones behind it.
fn in_words(kinds: &[Kind]) -> usize {
    let mut count = 0;
    let mut at = 0;
    while at < kinds.len() {
        let small = kinds[at + 1..].iter().take_while(|kind| **kind == Kind::Small).count();
        let is_word = matches!(kinds[at], Kind::Small | Kind::Capital) && small >= 3;
        count += if is_word { small + 1 } else { 0 };
        at += if is_word { small + 1 } else { 1 };
    }
    count
}

/// Whether it holds a word that examples are made of, or a row such as `1234`.
fn is_made_up(value: &str) -> bool {
    let plain = |byte: u8| match byte.to_ascii_lowercase() {
        b'0' => 'o',
        b'1' | b'!' => 'i',
        b'3' => 'e',
        b'4' | b'@' => 'a',
        b'5' | b'$' => 's',
        b'7' => 't',
        other => char::from(other),
    };
    let letters: String = value.bytes().map(plain).collect();
    let is_row = |four: &[u8]| {
        four.windows(2).all(|two| two[1] == two[0]) || four.windows(2).all(|two| two[1] == two[0].wrapping_add(1))
    };
    value.to_ascii_lowercase().as_bytes().windows(4).any(is_row) || MADE_UP.iter().any(|word| letters.contains(word))
}

/// What a value says that is text in base64, as Kubernetes wants its secrets.
pub(super) fn decoded(value: &str) -> Option<String> {
    let body = value.trim_end_matches('=');
    if !value.len().is_multiple_of(4) || value.len() - body.len() > 2 {
        return None;
    }
    let digit = |byte: u8| {
        Some(match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        })
    };
    let (mut text, mut bits, mut held) = (String::new(), 0u32, 0u32);
    for byte in body.bytes() {
        held = held << 6 | u32::from(digit(byte)?);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            let byte = (held >> bits & 0xff) as u8;
            if !byte.is_ascii_graphic() && !matches!(byte, b' ' | b'\n') {
                return None;
            }
            text.push(char::from(byte));
        }
    }
    Some(text.trim_end().to_owned())
}
