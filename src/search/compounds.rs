//! Compounds: words written as one that are made of others of the same site, `Sicherungskopie` of `Sicherung` and `Kopie`.
//!
//! Only what stands on the site by itself is thought to be a part, so no list of words is needed and few splits are wrong.

use std::collections::{BTreeMap, HashSet};

/// Languages that join words.
const LANGUAGES: [&str; 8] = ["da", "de", "fi", "nb", "nl", "nn", "no", "sv"];
/// Letters of a part at least.
const LEAST: usize = 4;
/// What may stand between two parts, folded.
const LINKS: [&str; 7] = ["", "s", "es", "n", "en", "er", "e"];

/// Whether a language joins words.
pub(crate) fn joins(lang: &str) -> bool {
    LANGUAGES.contains(&lang.split('-').next().unwrap_or_default())
}

/// For each part, the words that are made with it: from words with their term and in how many pages that is, to the term and that number.
pub(crate) fn compounds(words: &[(String, String, u32)]) -> BTreeMap<&str, Vec<(&str, u32)>> {
    let known: HashSet<&str> = words.iter().map(|word| word.0.as_str()).filter(|word| is_part(word)).collect();
    let mut parts: BTreeMap<&str, Vec<(&str, u32)>> = BTreeMap::new();
    for (word, term, df) in words {
        for part in split(word, &known).into_iter().flatten() {
            let made = parts.entry(part).or_default();
            if !made.iter().any(|known| known.0 == term) {
                made.push((term, *df));
            }
        }
    }
    parts
}

fn is_part(word: &str) -> bool {
    word.chars().count() >= LEAST && word.chars().all(char::is_alphabetic)
}

/// The two parts of a word; where it can be cut in several ways, those with the longest end.
fn split<'w>(word: &'w str, known: &HashSet<&str>) -> Option<[&'w str; 2]> {
    if !word.chars().all(char::is_alphabetic) {
        return None;
    }
    let cuts = word.char_indices().map(|(at, _)| word.split_at(at)).skip(LEAST);
    cuts.take_while(|(_, end)| is_part(end)).find_map(|(begin, end)| {
        let first = LINKS.iter().filter_map(|link| begin.strip_suffix(link)).find(|first| known.contains(first));
        first.filter(|_| known.contains(end)).map(|first| [first, end])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_cut_where_both_parts_are_known() {
        let words =
            ["sicherung", "kopie", "sicherungskopie", "kopien", "passwort", "passwortwechsel", "wort", "antwort"];
        let words: Vec<(String, String, u32)> = words.map(|word| (word.to_owned(), word.to_owned(), 1)).to_vec();
        let found = compounds(&words);
        let of = |part: &str| found.get(part).map(|made| made.iter().map(|one| one.0).collect::<Vec<_>>());
        assert_eq!(of("kopie"), Some(vec!["sicherungskopie"]));
        assert_eq!(of("sicherung"), Some(vec!["sicherungskopie"]));
        // `pass`, `wechsel` and `ant` stand nowhere by themselves.
        assert_eq!((of("wort"), of("passwort")), (None, None));
    }
}
