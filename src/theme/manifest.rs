//! `theme.toml`: which layers the style has and which scripts every page loads.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::theme::{Files, repository_path};

/// What `theme.toml` says.
#[derive(Debug, PartialEq)]
pub(super) struct Manifest {
    /// Cascade layers, weakest first; each is `assets/css/<layer>.css`.
    pub(super) layers: Vec<String>,
    /// Styles that only some pages load; each is `assets/css/<style>.css`.
    pub(super) styles: Vec<String>,
    /// Scripts that every page loads; each is `assets/js/<script>.js`.
    pub(super) scripts: Vec<String>,
}

const PATH: &str = "theme.toml";

impl Manifest {
    /// Reads the site's manifest, and the built-in one for what it does not say.
    pub(super) fn load(files: &Files, diagnostics: &mut Vec<Diagnostic>) -> Manifest {
        let mut entries = BTreeMap::new();
        for built_in in files.layers_of(PATH) {
            let text = std::str::from_utf8(built_in).expect("the built-in ones are read by a test");
            entries.extend(parse(text).expect("the built-in ones are read by a test"));
        }
        if files.is_of_site(PATH) {
            let text = String::from_utf8_lossy(files.get(PATH).unwrap_or_default()).into_owned();
            match parse(&text) {
                Ok(own) => entries.extend(own),
                Err(line) => diagnostics.extend(complaint(&text, line)),
            }
        }
        let mut take = |key: &str| entries.remove(key).unwrap_or_default();
        Manifest { layers: take("layers"), styles: take("styles"), scripts: take("scripts") }
    }
}

fn complaint(text: &str, line: usize) -> Option<Diagnostic> {
    let start = text.split_inclusive('\n').take(line).map(str::len).sum();
    let place = Place::span(&repository_path(PATH)?, text, start..start);
    Some(
        Diagnostic::new(Code::ThemeTemplate, "this line of `theme.toml` cannot be read")
            .at(place)
            .help("write `key = \"text\"` or `key = [\"one\", \"two\"]`, each on one line"),
    )
}

/// Reads the part of TOML that a theme needs: comments, and keys with a text or a list of texts, each on one line.
/// A text is a list of one. `Err` is the number of the line, from 0, that is none of these.
fn parse(text: &str) -> Result<BTreeMap<String, Vec<String>>, usize> {
    let mut entries = BTreeMap::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (key, value) = line.split_once('=').ok_or(number)?;
        let value = value.trim();
        let list = match value.strip_prefix('[') {
            Some(rest) => rest.trim_end().strip_suffix(']').ok_or(number)?,
            None => value,
        };
        let texts = list.split(',').map(str::trim).filter(|item| !item.is_empty());
        let texts: Option<Vec<String>> = texts.map(|item| quoted(item).map(str::to_owned)).collect();
        entries.insert(key.trim().to_owned(), texts.ok_or(number)?);
    }
    Ok(entries)
}

fn quoted(item: &str) -> Option<&str> {
    item.strip_prefix('"')?.strip_suffix('"').filter(|text| !text.contains(['"', '\\']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_lists_are_read_and_the_rest_is_refused() {
        let read = parse("# x\nname = \"A\"\n\nlayers = [ \"a\", \"b\" ]\n").unwrap();
        assert_eq!(read["name"], ["A"]);
        assert_eq!(read["layers"], ["a", "b"]);
        for (text, line) in [("layers = [\"a\"", 0), ("\nname = A", 1), ("layers", 0), ("[table]", 0)] {
            assert_eq!(parse(text), Err(line), "{text:?}");
        }
    }

    #[test]
    fn a_site_may_replace_one_key_and_a_slip_is_located() {
        let load = |text: &str| {
            let files = Files { site: BTreeMap::from([(PATH.to_owned(), text.as_bytes().to_vec())]), theme: "default" };
            let mut diagnostics = Vec::new();
            (Manifest::load(&files, &mut diagnostics), diagnostics)
        };
        let (manifest, diagnostics) = load("layers = [\"mine\"]");
        assert_eq!((manifest.layers, manifest.scripts.len(), diagnostics.len()), (vec!["mine".to_owned()], 1, 0));
        let (manifest, diagnostics) = load("# mine\nlayers = oops");
        assert!(manifest.layers.len() > 5);
        assert_eq!(diagnostics[0].place.as_ref().unwrap().line, 2);
    }
}
