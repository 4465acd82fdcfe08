//! Names without what people leave out when they write them: accents, capitals, the order of words, invisible characters.
//!
//! Begin with [`spellings`]. Equal spellings do not make two people one: [`alike`](super::alike) asks a maintainer, and
//! [`secret`](super::secret) rather names nobody.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::yaml::text::{is_invisible, is_trick};

/// Letters and digits only, without accents, small.
pub(super) fn bare(text: &str) -> String {
    letters(text).into_iter().filter(|c| c.is_alphanumeric()).collect()
}

/// The words of a name without accents: once with the bare letter (`Muller`), once as German writes it (`Mueller`).
pub(super) fn spellings(name: &str) -> BTreeSet<Vec<String>> {
    let german = name.nfc().flat_map(|c| match c {
        'ä' | 'Ä' => vec!['a', 'e'],
        'ö' | 'Ö' | 'ø' | 'Ø' => vec!['o', 'e'],
        'ü' | 'Ü' => vec!['u', 'e'],
        'å' | 'Å' => vec!['a', 'a'],
        c => vec![c],
    });
    let german: String = german.collect();
    let words = |text: &str| {
        let plain: String = letters(text).into_iter().filter(|c| *c != '\'' && *c != '’').collect();
        let words = plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_owned).collect::<Vec<String>>()
    };
    let both = [words(name), words(&german)];
    both.into_iter().filter(|words| !words.is_empty()).collect()
}

/// Small letters without marks; letters that Unicode does not take apart are replaced by what stands for them.
fn letters(text: &str) -> Vec<char> {
    let seen = text.nfkd().filter(|c| !is_combining_mark(*c) && !is_trick(*c) && !is_invisible(*c));
    let plain = seen.flat_map(char::to_lowercase);
    let replaced = plain.flat_map(|c| match c {
        'ß' => vec!['s', 's'],
        'ø' => vec!['o'],
        'ł' => vec!['l'],
        'đ' | 'ð' => vec!['d'],
        'æ' => vec!['a', 'e'],
        'œ' => vec!['o', 'e'],
        'þ' => vec!['t', 'h'],
        'ı' => vec!['i'],
        'ё' => vec!['е'],
        c => vec![c],
    });
    replaced.collect()
}
