//! Variants: ideographs that are written in a simplified and in a traditional way.
//!
//! The table is OpenCC's, of single characters. It is needed at build time only: the index lists, with each ideograph that it has,
//! the other ways to write it (see `shards.rs`), so that the readers learn them where they look the ideograph up.

use std::collections::HashMap;
use std::sync::LazyLock;

use hanconv::RawDictionary;

/// Simplified form to itself and its traditional forms.
static GROUPS: LazyLock<HashMap<char, Vec<char>>> = LazyLock::new(|| {
    let mut groups: HashMap<char, Vec<char>> = HashMap::new();
    for (&traditional, &simplified) in SIMPLIFIED.iter().filter(|(from, to)| from != to) {
        groups.entry(simplified).or_insert_with(|| vec![simplified]).push(traditional);
    }
    groups
});

static SIMPLIFIED: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    let pair = |(from, to): (&str, &str)| Some((single(from)?, single(to)?));
    RawDictionary::TSCharacters.iter().filter_map(pair).collect()
});

/// Other ways to write a term of one ideograph.
pub(crate) fn variants(term: &str) -> impl Iterator<Item = char> {
    let group = single(term).filter(|c| !c.is_ascii()).and_then(|c| {
        let simplified = SIMPLIFIED.get(&c).copied().unwrap_or(c);
        Some((c, GROUPS.get(&simplified)?))
    });
    group.into_iter().flat_map(|(own, group)| group.iter().copied().filter(move |&c| c != own))
}

fn single(text: &str) -> Option<char> {
    let mut chars = text.chars();
    chars.next().filter(|_| chars.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_to_write_an_ideograph() {
        let table =
            [("发", "發髮"), ("髮", "发發"), ("網", "网"), ("天", ""), ("开", "開"), ("a", ""), ("发展", ""), ("", "")];
        for (term, expected) in table {
            let mut found: Vec<char> = variants(term).collect();
            found.sort_unstable();
            assert_eq!(found.into_iter().collect::<String>(), expected, "{term}");
        }
    }
}
