//! Languages: BCP 47 codes, how each is called by its own speakers, and which way it runs.

use std::fmt;
use std::sync::Arc;

use serde::{Serialize, Serializer};

/// A BCP 47 tag in its usual spelling: `en`, `pt-BR`, `zh-Hant`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lang(Arc<str>);

impl Lang {
    /// Reads `zh_hant`, `ZH-Hant` or `zh-hant` alike; `None` where it cannot be a language code.
    ///
    /// Language (2 or 3 letters), then optional script (4 letters) and region (2 letters or 3 digits), RFC 5646 §2.1.
    pub fn parse(text: &str) -> Option<Lang> {
        let mut parts = text.split(['-', '_']);
        let language = parts.next().filter(|p| matches!(p.len(), 2 | 3) && alphabetic(p))?.to_ascii_lowercase();
        let mut out = language;
        let (mut script, mut region) = (false, false);
        for part in parts {
            out.push('-');
            match part.len() {
                4 if alphabetic(part) && !script && !region => {
                    script = true;
                    out.push_str(&part[..1].to_ascii_uppercase());
                    out.push_str(&part[1..].to_ascii_lowercase());
                }
                2 if alphabetic(part) && !region => {
                    region = true;
                    out.push_str(&part.to_ascii_uppercase());
                }
                3 if part.bytes().all(|b| b.is_ascii_digit()) && !region => {
                    region = true;
                    out.push_str(part);
                }
                _ => return None,
            }
        }
        Some(Lang(out.into()))
    }

    /// English, where nothing else is known.
    pub fn english() -> Lang {
        Lang("en".into())
    }

    /// The tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The language without script and region: `zh` of `zh-Hant`.
    pub fn primary(&self) -> &str {
        self.0.split('-').next().unwrap_or(&self.0)
    }

    /// The address segment and folder name: the tag in lower case.
    pub fn segment(&self) -> String {
        self.0.to_ascii_lowercase()
    }

    /// Whether its script runs from right to left.
    pub fn is_rtl(&self) -> bool {
        let script = self.0.split('-').nth(1).filter(|part| part.len() == 4);
        match script {
            Some(script) => matches!(script, "Arab" | "Hebr" | "Thaa" | "Syrc" | "Nkoo" | "Adlm"),
            None => matches!(self.primary(), "ar" | "he" | "fa" | "ur" | "ps" | "sd" | "ug" | "yi" | "dv" | "ckb"),
        }
    }

    /// Whether most letters of a text are those in which it is written. Of Latin letters that is never said: too many
    /// languages share them.
    pub fn has_letters_of(&self, text: &str) -> bool {
        let is_kana = |c: char| matches!(c, '\u{3040}'..='\u{30ff}');
        let is_han = |c: char| matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}');
        let is_its = |c: char| match self.primary() {
            "ja" => is_kana(c) || is_han(c),
            "zh" => is_han(c) && !text.contains(is_kana),
            "ko" => matches!(c, '\u{ac00}'..='\u{d7a3}'),
            "ar" | "ckb" | "fa" | "ps" | "sd" | "ug" | "ur" => matches!(c, '\u{600}'..='\u{6ff}'),
            "he" | "yi" => matches!(c, '\u{590}'..='\u{5ff}'),
            "be" | "bg" | "mk" | "ru" | "sr" | "uk" => matches!(c, '\u{400}'..='\u{4ff}'),
            "el" => matches!(c, '\u{370}'..='\u{3ff}'),
            "hi" | "mr" | "ne" => matches!(c, '\u{900}'..='\u{97f}'),
            "th" => matches!(c, '\u{e00}'..='\u{e7f}'),
            _ => false,
        };
        let letters = || text.chars().filter(|c| c.is_alphabetic());
        letters().filter(|c| is_its(*c)).count() * 2 > letters().count()
    }

    /// Whether its language is one that [`Lang::autonym`] can name: what a file suffix may mean without being configured.
    pub fn is_known(&self) -> bool {
        AUTONYMS.iter().any(|(tag, _)| *tag == self.primary())
    }

    /// Its own name for itself, or the tag where this table does not know it. Source: Unicode CLDR.
    pub fn autonym(&self) -> &str {
        let find = |tag: &str| AUTONYMS.iter().find(|(known, _)| *known == tag).map(|(_, name)| *name);
        find(&self.0).or_else(|| find(self.primary())).unwrap_or(&self.0)
    }
}

fn alphabetic(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_alphabetic())
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", &*self.0)
    }
}

impl Serialize for Lang {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// Names by their speakers.
const AUTONYMS: &[(&str, &str)] = &[
    ("ar", "العربية"),
    ("be", "Беларуская"),
    ("bg", "Български"),
    ("bn", "বাংলা"),
    ("ca", "Català"),
    ("cs", "Čeština"),
    ("da", "Dansk"),
    ("de", "Deutsch"),
    ("el", "Ελληνικά"),
    ("en", "English"),
    ("es", "Español"),
    ("et", "Eesti"),
    ("eu", "Euskara"),
    ("fa", "فارسی"),
    ("fi", "Suomi"),
    ("fr", "Français"),
    ("gl", "Galego"),
    ("he", "עברית"),
    ("hi", "हिन्दी"),
    ("hr", "Hrvatski"),
    ("hu", "Magyar"),
    ("id", "Bahasa Indonesia"),
    ("is", "Íslenska"),
    ("it", "Italiano"),
    ("ja", "日本語"),
    ("ka", "ქართული"),
    ("kk", "Қазақ тілі"),
    ("ko", "한국어"),
    ("lt", "Lietuvių"),
    ("lv", "Latviešu"),
    ("mk", "Македонски"),
    ("ms", "Bahasa Melayu"),
    ("nb", "Norsk bokmål"),
    ("nl", "Nederlands"),
    ("nn", "Norsk nynorsk"),
    ("no", "Norsk"),
    ("pl", "Polski"),
    ("pt", "Português"),
    ("pt-BR", "Português (Brasil)"),
    ("ro", "Română"),
    ("ru", "Русский"),
    ("sk", "Slovenčina"),
    ("sl", "Slovenščina"),
    ("sq", "Shqip"),
    ("sr", "Српски"),
    ("sv", "Svenska"),
    ("sw", "Kiswahili"),
    ("ta", "தமிழ்"),
    ("te", "తెలుగు"),
    ("th", "ไทย"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
    ("ur", "اردو"),
    ("uz", "Oʻzbek"),
    ("vi", "Tiếng Việt"),
    ("zh", "中文"),
    ("zh-CN", "简体中文"),
    ("zh-HK", "繁體中文（香港）"),
    ("zh-Hans", "简体中文"),
    ("zh-Hant", "繁體中文"),
    ("zh-TW", "繁體中文"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_in_any_letter_case() {
        let table = [
            ("en", Some("en")),
            ("PT_br", Some("pt-BR")),
            ("zh-hant", Some("zh-Hant")),
            ("zh-hant-tw", Some("zh-Hant-TW")),
            ("es-419", Some("es-419")),
            ("images", None),
            ("e", None),
            ("en-", None),
            ("", None),
        ];
        for (text, expected) in table {
            assert_eq!(Lang::parse(text).as_ref().map(Lang::as_str), expected, "{text}");
        }
    }

    #[test]
    fn names_and_direction() {
        assert_eq!(Lang::parse("zh-Hant").unwrap().autonym(), "繁體中文");
        assert_eq!(Lang::parse("de-AT").unwrap().autonym(), "Deutsch");
        assert_eq!(Lang::parse("tlh").unwrap().autonym(), "tlh");
        assert!(Lang::parse("ar").unwrap().is_rtl() && !Lang::parse("az-Latn").unwrap().is_rtl());
    }
}
