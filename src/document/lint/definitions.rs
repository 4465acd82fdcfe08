//! Links by a label that nothing defines: `[text][label]` and `[text][]`, which readers then see as it is written.
//!
//! Brackets stand in prose for many things, so only what can hardly be meant otherwise is told: two pairs side by side, with words in
//! both, and nothing before or behind that makes them a list, an index or the synopsis of a command.

use crate::diagnostic::{Code, did_you_mean};
use crate::document::lint::{MOST, Run, finding};
use crate::document::markdown::Finding;
use crate::yaml::text::shown;

/// Longer labels are sentences.
const LONGEST: usize = 80;

/// Every label among the words of the body that the parser found no definition for: it made no link of it.
pub(super) fn findings(body: &str, runs: &[Run]) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut defined: Option<Vec<&str>> = None;
    for run in runs.iter().filter(|run| !run.is_code) {
        let text = &body[run.bytes.clone()];
        for (at, _) in text.match_indices("][") {
            let Some(label) = label(text, at) else { continue };
            let defined = defined.get_or_insert_with(|| labels(body));
            if defined.is_empty() && !label.is_sure {
                continue;
            }
            let message = format!("there is no definition `[{}]: …`", shown(label.text));
            let help = match did_you_mean(label.text, defined.iter().copied()) {
                Some(near) => format!("did you mean `{}`?", shown(near)),
                None => {
                    format!("add a line `[{}]: address`, or write `[text](address)`", shown(label.text))
                }
            };
            let start = run.bytes.start + label.at;
            found.push(finding(Code::MissingLinkDefinition, start..start + label.text.len(), message, help));
        }
    }
    found.truncate(MOST);
    found
}

/// What stands in the second of two pairs of brackets, or in the first where the second is empty.
struct Label<'t> {
    text: &'t str,
    at: usize,
    /// Whether nothing but a link is meant, also where the page defines none.
    is_sure: bool,
}

/// Types that an empty pair of brackets makes a list of.
const TYPES: &[&str] =
    &["any", "bool", "boolean", "byte", "char", "double", "float", "int", "long", "number", "object", "string"];

/// The label of the link whose two pairs meet at `at`, if they are one.
fn label(text: &str, at: usize) -> Option<Label<'_>> {
    let (before, behind) = (&text[..at], &text[at + 2..]);
    let open = before.rfind(['[', ']', '\n']).filter(|open| before[*open..].starts_with('['))?;
    let end = behind.find(['[', ']', '\n']).filter(|end| behind[*end..].starts_with(']'))?;
    let (words, label) = (&before[open + 1..], &behind[..end]);
    let is_word = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count() >= 2;
    let is_plain = |text: &str| !text.contains(['|', '=', '<', '>', '{', '}', '$', '"', '^', '*', '\\', '`']);
    let is_image = before[..open].ends_with('!');
    let is_apart = |c: char| {
        c.is_whitespace() || matches!(c, '!' | '(' | '*' | '_' | '"' | '“' | '„' | '—' | ':' | '（' | '。' | '，')
    };
    let stands_apart = before[..open].chars().next_back().is_none_or(is_apart);
    let goes_on = behind[end + 1..].starts_with(['[', '(', '{', ':', '.'])
        && !behind[end + 1..]
            .strip_prefix('.')
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace));
    let may_be = stands_apart && !goes_on && is_plain(words) && is_plain(label);
    if label.is_empty() {
        let is_type = TYPES.contains(&words.to_lowercase().as_str()) || words.contains(',');
        let fits = may_be && is_word(words) && words.len() <= LONGEST && !is_type;
        return fits.then_some(Label { text: words, at: open + 1, is_sure: true });
    }
    // A number alone is a label as often as an index; a year or a range is none.
    let is_label = is_word(label) || (label.len() <= 2 && label.bytes().all(|b| b.is_ascii_digit()));
    let has_several = |text: &str| text.trim().contains(char::is_whitespace);
    let is_text = is_word(words) || (has_several(label) && words.contains(char::is_alphabetic));
    let fits = may_be && is_text && is_label && label.len() <= LONGEST;
    let is_sure =
        is_image || (is_word(label) && (has_several(words) || has_several(label) || is_name_and_label(words, label)));
    fits.then_some(Label { text: label, at: at + 2, is_sure })
}

/// Whether a word is written as names and sentences begin and another as labels are: `[Go][golang]`. A synopsis such as
/// `[options][file]`, `[OPTIONS][FILE]` or `[Year][Month]` writes both alike.
fn is_name_and_label(word: &str, label: &str) -> bool {
    let mut letters = word.chars();
    let begins = letters.next().is_some_and(|c| c.is_uppercase() || (c.is_alphabetic() && !c.is_lowercase()));
    let is_label = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
    begins && !letters.any(char::is_uppercase) && label.chars().all(is_label)
}

/// The labels that the body defines, as it writes them.
fn labels(body: &str) -> Vec<&str> {
    let label = |line: &'_ str| -> Option<(usize, usize)> {
        let rest = line.trim_start_matches([' ', '>']).strip_prefix('[').filter(|rest| !rest.starts_with('^'))?;
        let (label, _) = rest.split_once("]:").filter(|(label, _)| !label.contains(['[', ']']))?;
        let start = rest.as_ptr() as usize - line.as_ptr() as usize;
        Some((start, start + label.len()))
    };
    body.lines().filter_map(|line| label(line).map(|(from, to)| &line[from..to])).collect()
}
