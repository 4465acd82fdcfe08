//! What a file's place says: its language, its part of a series, and the name it shares with its translations.
//!
//! Begin with [`Naming::read`]. `ssh-keys.ja.md`, `ja/ssh-keys.md` and, with a pattern, `ssh-keys/01.ja.md` all belong
//! to `ssh-keys`.

use std::collections::BTreeMap;

use crate::config::Languages;
use crate::lang::Lang;

/// The naming habit of a repository.
#[derive(Clone, Debug)]
pub struct Naming {
    /// Languages that may occur; empty: any that has a name of its own.
    configured: Vec<Lang>,
    pattern: Option<Vec<Token>>,
}

/// What one file's place says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// Language by suffix or folder.
    pub lang: Option<Lang>,
    /// Folder below the content folder, without the language's own.
    pub folder: String,
    /// File name without language, part and extension; "" for a folder's own page (`index`, `README`, part 1).
    pub stem: String,
    /// Part of a series, from a naming pattern.
    pub part: Option<u32>,
    /// How the part was written, to find those that are written unlike the rest.
    pub part_text: String,
    /// Whether the name fits the pattern only when read kindly, such as `01..de.md`.
    pub is_odd: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Literal(String),
    Part,
    Lang,
    Name,
}

impl Naming {
    /// The habit that `cairn.yml` describes, or `{name}.{lang}.md`.
    pub fn new(languages: &Languages, default: Option<&Lang>) -> Naming {
        let mut configured = languages.list.clone();
        if let Some(default) = default.filter(|lang| !configured.is_empty() && !configured.contains(lang)) {
            configured.push(default.clone());
        }
        Naming { configured, pattern: languages.pattern.as_deref().map(tokens) }
    }

    /// Reads a path below the content folder.
    pub fn read(&self, below: &str) -> Name {
        let (folder, file) = below.rsplit_once('/').unwrap_or(("", below));
        let (folder_lang, folder) = self.folder_language(folder);
        let mut name = self.file_name(file);
        name.lang = name.lang.or(folder_lang);
        name.folder = folder.to_owned();
        name
    }

    /// What a file is called that says all of this. `suffix` is the language where a name has to say it; a habit of the repository wants one always.
    pub fn file(&self, stem: &str, suffix: Option<&Lang>, lang: &Lang) -> String {
        let Some(pattern) = &self.pattern else {
            return suffix.map_or_else(|| format!("{stem}.md"), |lang| format!("{stem}.{lang}.md"));
        };
        let name: String = pattern
            .iter()
            .map(|token| match token {
                Token::Literal(text) => text.clone(),
                Token::Part => "01".to_owned(),
                Token::Lang => lang.to_string(),
                Token::Name => stem.to_owned(),
            })
            .collect();
        // Where parts have no name, their folder has.
        if pattern.contains(&Token::Name) { name } else { format!("{stem}/{name}") }
    }

    /// Whether a top folder may say that a page is in this language.
    pub fn is_by_folder(&self, lang: &Lang) -> bool {
        self.configured.contains(lang)
    }

    fn folder_language<'a>(&self, folder: &'a str) -> (Option<Lang>, &'a str) {
        let (top, rest) = folder.split_once('/').unwrap_or((folder, ""));
        match Lang::parse(top).filter(|lang| self.configured.contains(lang)) {
            Some(lang) => (Some(lang), rest),
            None => (None, folder),
        }
    }

    fn file_name(&self, file: &str) -> Name {
        if let Some(pattern) = &self.pattern {
            if let Some(name) = self.by_pattern(pattern, file) {
                return name;
            }
            let kinder = squeeze_dots(file);
            if kinder != file
                && let Some(name) = self.by_pattern(pattern, &kinder)
            {
                return Name { is_odd: true, ..name };
            }
        }
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        let (stem, lang) = match stem.rsplit_once('.').map(|(stem, suffix)| (stem, self.language(suffix))) {
            Some((stem, Some(lang))) if !stem.is_empty() => (stem, Some(lang)),
            _ => (stem, None),
        };
        Name { lang, stem: own_name(stem), ..Name::empty() }
    }

    fn by_pattern(&self, pattern: &[Token], file: &str) -> Option<Name> {
        let found = self.match_tokens(pattern, file)?;
        let part_text = found.get("part").cloned().unwrap_or_default();
        let stem = found.get("name").map(|stem| own_name(stem)).unwrap_or_default();
        let lang = found.get("lang").and_then(|lang| self.language(lang));
        Some(Name { lang, stem, part: part_text.parse().ok(), part_text, ..Name::empty() })
    }

    /// Matches the whole of `text`; a name is taken as short as the rest allows.
    fn match_tokens(&self, pattern: &[Token], text: &str) -> Option<BTreeMap<&'static str, String>> {
        let Some((token, rest)) = pattern.split_first() else {
            return text.is_empty().then(BTreeMap::new);
        };
        let with = |key: &'static str, taken: &str| {
            let mut found = self.match_tokens(rest, &text[taken.len()..])?;
            found.insert(key, taken.to_owned());
            Some(found)
        };
        match token {
            Token::Literal(literal) => self.match_tokens(rest, text.strip_prefix(literal.as_str())?),
            Token::Part => {
                let digits = text.bytes().take_while(u8::is_ascii_digit).count();
                (1..=6).contains(&digits).then(|| with("part", &text[..digits])).flatten()
            }
            Token::Lang => {
                let letters =
                    text.bytes().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')).count();
                let taken = &text[..letters];
                self.language(taken).is_some().then(|| with("lang", taken)).flatten()
            }
            Token::Name => text
                .char_indices()
                .skip(1)
                .map(|(at, _)| at)
                .chain([text.len()])
                .filter(|at| *at > 0)
                .find_map(|at| with("name", &text[..at])),
        }
    }

    fn language(&self, text: &str) -> Option<Lang> {
        let lang = Lang::parse(text)?;
        if self.configured.is_empty() {
            lang.is_known().then_some(lang)
        } else {
            self.configured.contains(&lang).then_some(lang)
        }
    }
}

impl Name {
    /// The [`number`] before the name of the file, or of the folder whose page it is.
    pub fn number(&self) -> Option<u32> {
        let folder = self.folder.rsplit('/').next().unwrap_or_default();
        number(if self.stem.is_empty() { folder } else { &self.stem })
    }

    fn empty() -> Name {
        Name {
            lang: None,
            folder: String::new(),
            stem: String::new(),
            part: None,
            part_text: String::new(),
            is_odd: false,
        }
    }
}

/// The number before a name, which tells its place: 1 of `01-install`, `1. Install`, `001_install` and `1`. What begins with a
/// date (`2024-05-01-news`) or a version (`2.1-changes`) has none.
pub fn number(name: &str) -> Option<u32> {
    numbered(name).map(|(number, _)| number)
}

/// A name without the [`number`] before it, if anything is left then.
pub fn unnumbered(name: &str) -> &str {
    numbered(name).map(|(_, word)| word).filter(|word| !word.is_empty()).unwrap_or(name)
}

fn numbered(name: &str) -> Option<(u32, &str)> {
    let rest = name.trim_start_matches(|c: char| c.is_ascii_digit());
    let word = rest.trim_start_matches(['-', '_', '.', ' ']);
    let is_apart = rest.is_empty() || word.len() < rest.len() && !word.is_empty();
    let is_one = is_apart && !word.starts_with(|c: char| c.is_ascii_digit());
    let number = name[..name.len() - rest.len()].parse().ok().filter(|_| is_one)?;
    Some((number, word))
}

/// `index`, `_index` and `README` are the page of their folder.
fn own_name(stem: &str) -> String {
    if matches!(stem.to_ascii_lowercase().as_str(), "index" | "_index" | "readme") {
        String::new()
    } else {
        stem.to_owned()
    }
}

fn squeeze_dots(file: &str) -> String {
    let mut out = String::with_capacity(file.len());
    for c in file.chars() {
        if c != '.' || !out.ends_with('.') {
            out.push(c);
        }
    }
    out
}

fn tokens(pattern: &str) -> Vec<Token> {
    let mut out = Vec::new();
    let mut rest = pattern;
    while !rest.is_empty() {
        let placeholder = [("{part}", Token::Part), ("{lang}", Token::Lang), ("{name}", Token::Name)]
            .into_iter()
            .find(|(text, _)| rest.starts_with(text));
        if let Some((text, token)) = placeholder {
            out.push(token);
            rest = &rest[text.len()..];
        } else {
            let end = rest[1..].find('{').map_or(rest.len(), |at| at + 1);
            out.push(Token::Literal(rest[..end].to_owned()));
            rest = &rest[end..];
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pattern: Option<&str>, langs: &[&str], below: &str) -> (String, String, String, Option<u32>, bool) {
        let list = langs.iter().map(|lang| Lang::parse(lang).unwrap()).collect();
        let naming = Naming::new(&Languages { list, pattern: pattern.map(str::to_owned), fallback: true }, None);
        let name = naming.read(below);
        let lang = name.lang.map(|lang| lang.to_string()).unwrap_or_default();
        (lang, name.folder, name.stem, name.part, name.is_odd)
    }

    fn expect(
        lang: &str,
        folder: &str,
        stem: &str,
        part: Option<u32>,
        odd: bool,
    ) -> (String, String, String, Option<u32>, bool) {
        (lang.into(), folder.into(), stem.into(), part, odd)
    }

    #[test]
    fn a_suffix_or_a_configured_folder_tells_the_language() {
        assert_eq!(read(None, &[], "faq/ssh.ja.md"), expect("ja", "faq", "ssh", None, false));
        assert_eq!(read(None, &[], "faq/nginx.conf.md"), expect("", "faq", "nginx.conf", None, false));
        assert_eq!(read(None, &[], "ja/faq/ssh.md"), expect("", "ja/faq", "ssh", None, false));
        assert_eq!(read(None, &["ja", "zh-Hant"], "ja/faq/ssh.md"), expect("ja", "faq", "ssh", None, false));
        assert_eq!(read(None, &["ja", "zh-Hant"], "zh-hant/index.md"), expect("zh-Hant", "", "", None, false));
        assert_eq!(read(None, &["ja"], "faq/ssh.de.md"), expect("", "faq", "ssh.de", None, false));
        assert_eq!(read(None, &[], "faq/README.md"), expect("", "faq", "", None, false));
    }

    #[test]
    fn a_number_before_a_name_tells_its_place_and_is_no_part_of_what_it_is_called() {
        let table = [
            ("01-install", Some(1), "install"),
            ("1. Install", Some(1), "Install"),
            ("010_install", Some(10), "install"),
            ("7", Some(7), "7"),
            ("12 - Install", Some(12), "Install"),
            ("install", None, "install"),
            ("2fa", None, "2fa"),
            ("3-2-1-backup", None, "3-2-1-backup"),
            ("2024-05-01-news", None, "2024-05-01-news"),
            ("24.04-upgrade", None, "24.04-upgrade"),
            ("1-", None, "1-"),
            ("", None, ""),
            ("99999999999-x", None, "99999999999-x"),
        ];
        for (name, expected, rest) in table {
            assert_eq!((number(name), unnumbered(name)), (expected, rest), "{name:?}");
        }
    }

    #[test]
    fn a_pattern_tells_parts() {
        let pattern = Some("{part}.{lang}.md");
        assert_eq!(read(pattern, &[], "tutorials/x/01.en.md"), expect("en", "tutorials/x", "", Some(1), false));
        assert_eq!(read(pattern, &[], "tutorials/x/12.pt-BR.md"), expect("pt-BR", "tutorials/x", "", Some(12), false));
        assert_eq!(read(pattern, &[], "tutorials/x/01..de.md"), expect("de", "tutorials/x", "", Some(1), true));
        assert_eq!(read(pattern, &[], "tutorials/table.md"), expect("", "tutorials", "table", None, false));
        let named = Some("{name}-{part}_{lang}.md");
        assert_eq!(read(named, &[], "a-b-2_de.md"), expect("de", "", "a-b", Some(2), false));
    }
}
