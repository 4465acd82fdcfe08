//! Keys and tokens that look real: by the marks that their makers gave them, so that little else is taken for one.
//!
//! Begin with [`find`]. What has no mark is known by the name before it, see [`passwords`]. What is found is never
//! repeated in a message.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem;

use crate::document::lint::{head, passwords};

/// How a token begins, what may follow and how much of it, and what it is called.
type Token = (&'static str, fn(char) -> bool, std::ops::RangeInclusive<usize>, &'static str);

const TOKENS: &[Token] = &[
    ("AKIA", is_upper, 16..=16, "an access key of AWS"),
    ("ASIA", is_upper, 16..=16, "an access key of AWS"),
    ("ghp_", is_word, 36..=255, "a token of GitHub"),
    ("gho_", is_word, 36..=255, "a token of GitHub"),
    ("ghu_", is_word, 36..=255, "a token of GitHub"),
    ("ghs_", is_word, 36..=255, "a token of GitHub"),
    ("ghr_", is_word, 36..=255, "a token of GitHub"),
    ("github_pat_", is_name, 60..=100, "a token of GitHub"),
    ("glpat-", is_dashed, 20..=64, "a token of GitLab"),
    ("glrt-", is_dashed, 20..=64, "a token of GitLab"),
    ("xoxb-", is_dashed, 24..=255, "a token of Slack"),
    ("xoxp-", is_dashed, 24..=255, "a token of Slack"),
    ("sk_live_", is_word, 24..=255, "a secret key of Stripe"),
    ("rk_live_", is_word, 24..=255, "a secret key of Stripe"),
    ("AIza", is_dashed, 35..=35, "an API key of Google"),
    ("GOCSPX-", is_dashed, 28..=28, "a client secret of Google"),
    ("npm_", is_word, 36..=36, "a token of npm"),
    ("pypi-AgEIcHlwaS5vcmc", is_dashed, 50..=255, "a token of PyPI"),
    ("dop_v1_", is_hex, 64..=64, "a token of DigitalOcean"),
    ("sk-ant-", is_dashed, 40..=255, "an API key of Anthropic"),
    ("sk-proj-", is_dashed, 40..=255, "an API key of OpenAI"),
    ("hf_", is_word, 34..=40, "a token of Hugging Face"),
    ("dckr_pat_", is_dashed, 27..=27, "a token of Docker"),
    ("tskey-auth-", is_dashed, 30..=80, "a key of Tailscale"),
    ("age-secret-key-1", is_word, 58..=58, "a private key of age"),
    ("AGE-SECRET-KEY-1", is_upper, 58..=58, "a private key of age"),
    ("SG.", is_dotted, 60..=70, "an API key of SendGrid"),
    ("hooks.slack.com/services/T", is_path, 38..=52, "a webhook of Slack"),
    ("discord.com/api/webhooks/", is_path, 80..=100, "a webhook of Discord"),
];

/// The key of a Telegram bot, the claims of a web token and the name of a Discord bot that the manuals show.
const SHOWN_EVERYWHERE: [&str; 3] = ["110201543", "eyJzdWIiOiIxMjM0NTY3ODkw", "MTk4NjIyNDgzNDcxOTI1MjQ4"];

/// By the first letter of a token, the letters that may follow, each as one of 64 bits: few words begin like a token, so most cost one look.
static BEGINNINGS: LazyLock<[u64; 256]> = LazyLock::new(|| {
    let mut beginnings = [0; 256];
    for (start, ..) in TOKENS {
        beginnings[usize::from(start.as_bytes()[0])] |= 1 << (start.as_bytes()[1] & 63);
    }
    beginnings
});

/// Every place of a file that looks like a secret, and what it looks like; in order.
pub(super) fn find(text: &str) -> Vec<(Range<usize>, &'static str)> {
    let mut found = Vec::new();
    let bytes = text.as_bytes();
    let beginnings = &*BEGINNINGS;
    let mut in_word = false;
    for (at, byte) in bytes.iter().enumerate() {
        // In the middle of a longer word it is something else.
        let begins = !in_word;
        in_word = byte.is_ascii_alphanumeric() || *byte == b'_' || *byte >= 0x80;
        let next = bytes.get(at + 1).copied().unwrap_or_default();
        if begins && beginnings[usize::from(*byte)] & (1 << (next & 63)) != 0 {
            found.extend(TOKENS.iter().find_map(|token| token_at(text, at, token)));
        }
    }
    found.extend(private_keys(text));
    found.extend(wireguard(text));
    found.extend(web_tokens(text));
    found.extend(telegram(text));
    found.extend(discord(text));
    found.extend(passwords::find(text));
    // A token with a mark may have a name before it too.
    found.sort_by_key(|(bytes, _)| (bytes.start, std::cmp::Reverse(bytes.end)));
    found.dedup_by(|(later, _), (first, _)| later.start < first.end);
    found
}

fn token_at(text: &str, at: usize, (start, fits, lengths, what): &Token) -> Option<(Range<usize>, &'static str)> {
    let rest = text[at..].strip_prefix(start)?;
    let length: usize = rest.chars().take(256).take_while(|c| fits(*c)).map(char::len_utf8).sum();
    let is_real = lengths.contains(&length) && looks_random(&rest[..length]);
    is_real.then(|| (at..at + start.len() + length, *what))
}

/// `-----BEGIN … PRIVATE KEY-----` with a real body below it.
fn private_keys(text: &str) -> Vec<(Range<usize>, &'static str)> {
    let mut found = Vec::new();
    for at in memmem::find_iter(text.as_bytes(), "-----BEGIN ") {
        let rest = &text[at..];
        let line = head(rest, 200).lines().next().unwrap_or_default();
        if !line.trim_end().ends_with("PRIVATE KEY-----") && !line.trim_end().ends_with("PRIVATE KEY BLOCK-----") {
            continue;
        }
        let is_base64 = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=');
        let body = rest.lines().skip(1).take(3).map(str::trim).filter(|line| line.len() >= 40);
        // A real one begins with lengths, in which the same letter stands often.
        let differs = |line: &str| line.chars().collect::<std::collections::BTreeSet<char>>().len() >= 12;
        if body.clone().any(|line| line.chars().all(is_base64) && differs(line)) {
            found.push((at..at + line.trim_end().len(), "a private key"));
        }
    }
    found
}

/// `PrivateKey = …` with 32 bytes in base64.
fn wireguard(text: &str) -> Vec<(Range<usize>, &'static str)> {
    let mut found = Vec::new();
    for key in ["PrivateKey", "PresharedKey"] {
        for at in memmem::find_iter(text.as_bytes(), key) {
            let rest = &text[at + key.len()..];
            let value =
                rest.trim_start_matches([' ', '\t']).strip_prefix('=').map(|rest| rest.trim_start_matches([' ', '\t']));
            let Some(value) = value else { continue };
            let is_base64 = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/');
            let length = value.chars().take(64).take_while(is_base64).count();
            if length == 43 && value[length..].starts_with('=') && looks_random(&value[..length]) {
                let start = at + key.len() + (rest.len() - value.len());
                found.push((start..start + length + 1, "a private key of WireGuard"));
            }
        }
    }
    found
}

/// `eyJ….eyJ….…`: what somebody may do, and a signature over it.
fn web_tokens(text: &str) -> Vec<(Range<usize>, &'static str)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = memmem::find(&text.as_bytes()[from..], b"eyJ").map(|at| from + at) {
        let length = text[at..].bytes().take_while(|byte| is_dotted(char::from(*byte))).count();
        from = at + length;
        let parts: Vec<&str> = text[at..from].split('.').collect();
        let [head, claims, signature] = parts[..] else { continue };
        let is_token = head.len() >= 16 && claims.starts_with("eyJ") && claims.len() >= 16 && signature.len() >= 32;
        if is_token && !claims.starts_with(SHOWN_EVERYWHERE[1]) && looks_random(signature) {
            found.push((at..from, "a signed web token (JWT)"));
        }
    }
    found
}

/// `123456789:AA…`, in an address behind `bot`.
fn telegram(text: &str) -> Vec<(Range<usize>, &'static str)> {
    let mut found = Vec::new();
    for at in memmem::find_iter(text.as_bytes(), ":AA") {
        let digits = text[..at].bytes().rev().take_while(u8::is_ascii_digit).count();
        let rest = &text[at + 1..];
        let length = rest.bytes().take_while(|byte| is_dashed(char::from(*byte))).count();
        let is_one = (8..=10).contains(&digits) && length == 35 && looks_random(&rest[..length]);
        if is_one && &text[at - digits..at] != SHOWN_EVERYWHERE[0] {
            found.push((at - digits..at + 1 + length, "the token of a Telegram bot"));
        }
    }
    found
}

/// Three parts with stops between, of which the first is the number of an account in base64.
fn discord(text: &str) -> Vec<(Range<usize>, &'static str)> {
    let mut found = Vec::new();
    let bytes = text.as_bytes();
    let is_part = |byte: &u8| is_dashed(char::from(*byte));
    for at in memchr::memchr_iter(b'.', bytes) {
        let time = bytes[at + 1..].iter().take(8).take_while(|byte| is_part(byte)).count();
        if time != 6 || bytes.get(at + 7) != Some(&b'.') {
            continue;
        }
        let account = &text[at - bytes[..at].iter().rev().take(32).take_while(|byte| is_part(byte)).count()..at];
        let rest = &text[at + 8..];
        let signature = &rest[..rest.bytes().take(64).take_while(|byte| is_part(byte)).count()];
        let number = passwords::decoded(&format!("{account}{}", "=".repeat(account.len().wrapping_neg() % 4)));
        let is_one = number.is_some_and(|number| {
            (17..=20).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit())
        });
        if is_one && (27..=40).contains(&signature.len()) && looks_random(signature) && account != SHOWN_EVERYWHERE[2] {
            found.push((at - account.len()..at + 8 + signature.len(), "the token of a Discord bot"));
        }
    }
    found
}

/// Not what an author makes up: enough different characters, no long run, no word that says so.
fn looks_random(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let says_so =
        ["example", "xxxx", "your", "1234567", "abcdef", "placeholder", "secret", "redacted", "sample", "0000", "...."];
    let mut different: Vec<char> = lower.chars().collect();
    different.sort_unstable();
    different.dedup();
    let letters: Vec<char> = lower.chars().collect();
    let has_run = letters.windows(5).any(|five| five.iter().all(|c| *c == five[0]));
    !has_run && different.len() >= (text.len() / 3).clamp(6, 12) && !says_so.iter().any(|word| lower.contains(word))
}

fn is_upper(c: char) -> bool {
    c.is_ascii_uppercase() || c.is_ascii_digit()
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric()
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

fn is_dashed(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-')
}

fn is_dotted(c: char) -> bool {
    is_dashed(c) || c == '.'
}

fn is_path(c: char) -> bool {
    is_dashed(c) || c == '/'
}

fn is_hex(c: char) -> bool {
    c.is_ascii_hexdigit()
}
