//! Stems: which word forms of a language are one word. Used at build time only.
//!
//! Snowball's algorithms, by way of `rust-stemmers`. The browser never stems: it reads the forms of a word from the index.

use rust_stemmers::{Algorithm, Stemmer};

use crate::search::words;

/// The stemmer of one language; words of a language without one stay as they are.
pub(crate) struct Stem {
    stemmer: Option<Stemmer>,
    russian: bool,
}

impl Stem {
    /// Of a BCP 47 tag.
    pub(crate) fn of(lang: &str) -> Stem {
        let primary = lang.split('-').next().unwrap_or(lang).to_ascii_lowercase();
        let algorithm = match primary.as_str() {
            "ar" => Some(Algorithm::Arabic),
            "da" => Some(Algorithm::Danish),
            "de" => Some(Algorithm::German),
            "el" => Some(Algorithm::Greek),
            "en" => Some(Algorithm::English),
            "es" => Some(Algorithm::Spanish),
            "fi" => Some(Algorithm::Finnish),
            "fr" => Some(Algorithm::French),
            "hu" => Some(Algorithm::Hungarian),
            "it" => Some(Algorithm::Italian),
            "nb" | "nn" | "no" => Some(Algorithm::Norwegian),
            "nl" => Some(Algorithm::Dutch),
            "pt" => Some(Algorithm::Portuguese),
            "ro" => Some(Algorithm::Romanian),
            "ru" => Some(Algorithm::Russian),
            "sv" => Some(Algorithm::Swedish),
            "ta" => Some(Algorithm::Tamil),
            "tr" => Some(Algorithm::Turkish),
            _ => None,
        };
        Stem { stemmer: algorithm.map(Stemmer::create), russian: primary == "ru" }
    }

    /// The term under which a word is kept, folded. `lower` is the word in lower case with its accents.
    pub(crate) fn term(&self, lower: &str, folded: &str) -> String {
        let Some(stemmer) = &self.stemmer else { return folded.to_owned() };
        if lower.bytes().any(|b| b.is_ascii_digit()) || lower.len() > 3 * words::LONGEST {
            return folded.to_owned();
        }
        // Snowball's Russian expects the letter that most people write.
        let stem = if self.russian {
            words::fold(&stemmer.stem(&lower.replace('ё', "е")))
        } else {
            words::fold(&stemmer.stem(lower))
        };
        if stem.is_empty() { folded.to_owned() } else { stem }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_share_a_term() {
        let table = [
            ("en", "deleting", "delet"),
            ("en-GB", "deleted", "delet"),
            ("ru", "серверами", "сервер"),
            ("de", "Häuser", "haus"),
            ("fr", "réglages", "reglag"),
            ("ja", "running", "running"),
            ("en", "v2", "v2"),
        ];
        for (lang, word, term) in table {
            assert_eq!(Stem::of(lang).term(&words::lower(word), &words::fold(word)), term, "{word}");
        }
    }
}
