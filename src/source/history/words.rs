//! What counts as a word where changes are measured: a run of letters and digits, and each character of a script that writes
//! no spaces between words.
//!
//! Begin with [`words`]. Signs are no words, so a line that was broken elsewhere is no change.

/// The words of a text, in order.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let mut rest = text;
    std::iter::from_fn(move || {
        let start = rest.find(is_part)?;
        rest = &rest[start..];
        let first = rest.chars().next().expect("something was found");
        let end = if stands_alone(first) {
            first.len_utf8()
        } else {
            rest.find(|c| !is_part(c) || stands_alone(c)).unwrap_or(rest.len())
        };
        let (word, after) = rest.split_at(end);
        rest = after;
        Some(word)
    })
}

/// Kana, Chinese characters, and Thai, Lao and Khmer letters: no space tells where a word ends.
fn stands_alone(c: char) -> bool {
    matches!(c, '\u{0E00}'..='\u{0EFF}' | '\u{1780}'..='\u{17FF}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_runs_of_letters_and_single_characters_of_chinese_and_japanese() {
        let table: [(&str, &[&str]); 5] = [
            ("", &[]),
            ("Log in, please.\n- `ssh-keygen -t ed25519`", &["Log", "in", "please", "ssh", "keygen", "t", "ed25519"]),
            ("安装 SSH密钥。", &["安", "装", "SSH", "密", "钥"]),
            ("鍵をつくる", &["鍵", "を", "つ", "く", "る"]),
            ("Как войти", &["Как", "войти"]),
        ];
        for (text, expected) in table {
            assert_eq!(words(text).collect::<Vec<_>>(), expected, "{text}");
        }
    }
}
