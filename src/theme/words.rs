//! The words of the interface: `i18n/<lang>.json`, flat objects from key to text.
//!
//! A language that the theme does not know, and a key that a language does not have, is English. Counts are worded so
//! that no plural is needed (`Pages: {n}`), because rules for plurals differ between languages.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::lang::Lang;
use crate::theme::{Files, repository_path};

/// Words by language: those of the site, and English.
pub(super) struct Words {
    by_lang: BTreeMap<Lang, BTreeMap<String, String>>,
}

impl Words {
    /// Reads the words of the languages that the site has; its own labels are the same in all of them.
    pub(super) fn load(
        files: &Files,
        langs: &[Lang],
        labels: &BTreeMap<String, String>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Words {
        let mut english = layered(files, "en", diagnostics);
        english.extend(labels.clone());
        let mut by_lang = BTreeMap::from([(Lang::english(), english.clone())]);
        for lang in langs {
            let mut words = english.clone();
            for name in file_names(lang) {
                words.extend(layered(files, &name, diagnostics));
            }
            words.extend(labels.clone());
            by_lang.insert(lang.clone(), words);
        }
        diagnostics.dedup();
        Words { by_lang }
    }

    pub(super) fn langs(&self) -> impl Iterator<Item = &Lang> {
        self.by_lang.keys()
    }

    /// All words of a language that was loaded.
    pub(super) fn of(&self, lang: &Lang) -> &BTreeMap<String, String> {
        &self.by_lang[&self.nearest(lang)]
    }

    pub(super) fn get(&self, lang: &Lang, key: &str) -> Option<&str> {
        self.of(lang).get(key).map(String::as_str)
    }

    /// The language itself where it was loaded, else another form of the same language, else English.
    pub(super) fn nearest(&self, lang: &Lang) -> Lang {
        if self.by_lang.contains_key(lang) {
            return lang.clone();
        }
        let relative = self.by_lang.keys().find(|known| known.primary() == lang.primary());
        relative.cloned().unwrap_or_else(Lang::english)
    }
}

/// Files for a language, weakest first: of the language, of its script, of the tag itself.
fn file_names(lang: &Lang) -> Vec<String> {
    let mut names = vec![lang.primary().to_owned()];
    if lang.primary() == "zh" {
        let traditional = ["Hant", "TW", "HK", "MO"].iter().any(|part| lang.as_str().split('-').any(|p| p == *part));
        let simplified = lang.as_str().split('-').any(|part| part == "Hans");
        names.push(if traditional && !simplified { "zh-Hant" } else { "zh-Hans" }.to_owned());
    }
    names.push(lang.as_str().to_owned());
    names.dedup();
    names
}

/// The built-in words of one file with the site's own over them.
fn layered(files: &Files, name: &str, diagnostics: &mut Vec<Diagnostic>) -> BTreeMap<String, String> {
    let path = format!("i18n/{name}.json");
    let mut words = BTreeMap::new();
    for built_in in files.layers_of(&path) {
        let layer: BTreeMap<String, String> =
            serde_json::from_slice(built_in).expect("the built-in words are read by a test");
        words.extend(layer);
    }
    if files.is_of_site(&path) {
        let text = String::from_utf8_lossy(files.get(&path).unwrap_or_default()).into_owned();
        match serde_json::from_str::<BTreeMap<String, String>>(&text) {
            Ok(own) => words.extend(own),
            Err(error) => diagnostics.extend(complaint(&path, &text, &error)),
        }
    }
    words
}

fn complaint(path: &str, text: &str, error: &serde_json::Error) -> Option<Diagnostic> {
    let line: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let at = (line + error.column().saturating_sub(1)).min(text.len());
    let place = Place::span(&repository_path(path)?, text, at..at);
    Some(
        Diagnostic::new(Code::ThemeTemplate, format!("the words in `{path}` cannot be read"))
            .at(place)
            .help("write one flat JSON object from key to text, such as `{\"search\": \"Find\"}`"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::of_theme;

    fn lang(tag: &str) -> Lang {
        Lang::parse(tag).unwrap()
    }

    fn load(site: &[(&str, &str)], langs: &[&str]) -> (Words, Vec<Diagnostic>) {
        let site = site.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect();
        let langs: Vec<Lang> = langs.iter().map(|tag| lang(tag)).collect();
        let mut diagnostics = Vec::new();
        let words = Words::load(&Files { site, theme: "default" }, &langs, &BTreeMap::new(), &mut diagnostics);
        (words, diagnostics)
    }

    #[test]
    fn every_language_has_every_key_and_every_placeholder() {
        let (words, _) = load(&[], &[]);
        let english = words.of(&Lang::english());
        let placeholders = |text: &str| {
            let mut found: Vec<String> =
                text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0.to_owned())).collect();
            found.sort();
            found
        };
        for tag in ["de", "ru", "ja", "zh-Hans", "zh-Hant", "fr", "es", "it", "pt", "ar"] {
            let path = format!("i18n/{tag}.json");
            let words: BTreeMap<String, String> =
                serde_json::from_slice(of_theme("default", &path).expect(tag)).unwrap();
            assert_eq!(words.keys().collect::<Vec<_>>(), english.keys().collect::<Vec<_>>(), "{tag}");
            for (key, text) in &words {
                assert_eq!(placeholders(text), placeholders(&english[key]), "{tag} {key}");
            }
        }
    }

    #[test]
    fn chinese_is_found_by_script_and_region() {
        let (words, _) = load(&[], &["zh", "zh-CN", "zh-TW", "zh-HK", "zh-Hant", "de-AT", "tlh"]);
        let search = |tag: &str| words.get(&lang(tag), "search").unwrap().to_owned();
        assert_eq!(search("zh"), "搜索");
        assert_eq!(search("zh-CN"), "搜索");
        assert_eq!(search("zh-TW"), "搜尋");
        assert_eq!(search("zh-HK"), "搜尋");
        assert_eq!(search("zh-Hant"), "搜尋");
        assert_eq!(search("de-AT"), "Suchen");
        assert_eq!(search("tlh"), "Search");
    }

    #[test]
    fn a_site_changes_single_words_and_a_slip_is_located() {
        let (words, diagnostics) = load(&[("i18n/de.json", "{\"search\": \"Finden\"}")], &["de"]);
        assert_eq!(words.get(&lang("de"), "search"), Some("Finden"));
        assert_eq!(words.get(&lang("de"), "menu"), Some("Menü"));
        assert!(diagnostics.is_empty());
        let (words, diagnostics) = load(&[("i18n/de.json", "{\n  \"search\": 3\n}")], &["de"]);
        assert_eq!(words.get(&lang("de"), "search"), Some("Suchen"));
        let place = diagnostics[0].place.as_ref().unwrap();
        assert_eq!((place.file.as_str(), place.line), ("theme/i18n/de.json", 2));
    }
}
