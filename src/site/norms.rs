//! Documents at the root of the repository by which its community lives, such as `CODE_OF_CONDUCT.md`.

use crate::lang::Lang;
use crate::path::{SitePath, UrlPath};
use crate::site::{LangIdx, address, readable};

/// One of these documents.
#[derive(Debug)]
pub struct Norm {
    /// Its file: `moderation.de.md`.
    pub path: SitePath,
    /// Where it is published: `/community/moderation-de/`.
    pub url: UrlPath,
    /// What it is called, after its file: `Moderation (Deutsch)`.
    pub label: String,
    /// What its file says of its language.
    pub lang: Option<Lang>,
}

pub(super) fn norms(paths: &[SitePath], langs: &[Lang]) -> Vec<Norm> {
    paths.iter().map(|path| norm(path, langs)).collect()
}

fn norm(path: &SitePath, langs: &[Lang]) -> Norm {
    let (name, lang) = name_of(path);
    let readable = readable(&name.to_lowercase());
    let label = match lang.as_ref().filter(|lang| **lang != langs[0]) {
        Some(lang) => format!("{readable} ({})", lang.autonym()),
        None => readable,
    };
    Norm { path: path.clone(), url: address::norm(path), label, lang }
}

fn name_of(path: &SitePath) -> (&str, Option<Lang>) {
    match path.stem().split_once('.') {
        Some((name, lang)) => (name, Lang::parse(lang)),
        None => (path.stem(), None),
    }
}

/// The document that tells how to contribute: in `lang` where it is written in it, else in the default language.
pub fn contributing<'a>(norms: &'a [Norm], langs: &[Lang], lang: LangIdx) -> Option<&'a Norm> {
    let is_guide = |norm: &&Norm| name_of(&norm.path).0.eq_ignore_ascii_case("contributing");
    let written_in = |norm: &Norm| norm.lang.as_ref().unwrap_or(&langs[0]) == &langs[lang];
    let mut guides = norms.iter().filter(is_guide);
    guides.clone().find(|norm| written_in(norm)).or_else(|| guides.find(|norm| norm.lang.is_none()))
}
