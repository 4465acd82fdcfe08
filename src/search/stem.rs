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

/// Endings that words of a language commonly take, from which forms are made that no page of a small site has. Whether they are forms of a word is for
/// the stemmer to say.
pub(crate) fn endings(lang: &str) -> impl Iterator<Item = &'static str> {
    let primary = lang.split('-').next().unwrap_or(lang).to_ascii_lowercase();
    let list = ENDINGS.iter().find(|(known, _)| *known == primary).map_or("", |(_, list)| list);
    list.split(' ').filter(|ending| !ending.is_empty())
}

const ENDINGS: [(&str, &str); 12] = [
    ("da", "e en er et ene erne ede ende ens ets s t ning ninger"),
    (
        "de",
        "e en er es em n s st t te ten test tet end ende enden ung ungen ungs er ern erin erinnen keit lich liche lichen",
    ),
    ("en", "s es ed ing er ers ings ation ations ion ions ment ments able ably ance ence ly ies ied y e al ally ness"),
    (
        "es",
        "s es o a os as ar er ir ando iendo ado ada ados adas ido ida idos idas ción ciones amiento amientos aba ía an en é ó",
    ),
    (
        "fi",
        "n t a ä ssa ssä sta stä lla llä lta ltä lle na nä ksi en in an ta tä t iden ien ja jä issa issä ista istä illa illä",
    ),
    ("fr", "s e es er ez ons ent ait aient ant é ée és ées ir it ement ements tion tions ation ations eur eurs euse"),
    ("it", "o a i e are ere ire ando endo ato ata ati ate ito ita iti ite zione zioni mento menti ano ono ava eva"),
    ("nl", "e en t te ten d de den s er ers ing ingen end ende je jes"),
    ("no", "e en er et ene ede ende s t a te et ing inger ingen"),
    ("pt", "s o a os as ar er ir ando endo ado ada ados adas ido ida ção ções mento mentos am em ou eu ava ia"),
    (
        "ru",
        "а я ы и у ю е о ой ей ом ем ам ям ами ями ах ях ов ев ий ый ая ое ые ого ему ому его ть л ла ли ло ет ит ют ят ешь ишь ть ние ния нию нием ний ка ки ку кой ок",
    ),
    ("sv", "a ar er or en et n t na s ade ande at as are ning ningar ningen"),
];

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
