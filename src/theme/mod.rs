//! The looks: templates that turn a View into HTML, styles and scripts with content-addressed names, and the words of the interface.
//!
//! Begin with [`Theme::load`] and [`Theme::render`]. The built-in theme lies in `themes/default` and is part of the
//! binary; a site replaces it file by file through its own `theme/` folder. A file of the site that cannot be used is
//! a diagnostic, and the built-in one is used in its place: no page is lost to a slip in a template.

mod assets;
mod manifest;
mod squeeze;
mod templates;
mod words;

#[cfg(test)]
mod contrast;
#[cfg(test)]
mod samples;

use std::collections::BTreeMap;

use include_dir::{Dir, include_dir};
use serde::Serialize;

use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::lang::Lang;
use crate::path::UrlPath;
use crate::theme::assets::Assets;
use crate::theme::manifest::Manifest;
use crate::theme::templates::Templates;
use crate::theme::words::Words;

/// The built-in theme.
static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/default");

/// A theme that is ready to render.
pub struct Theme {
    files: Files,
    words: Words,
    templates: Templates,
    assets: Assets,
    digest: Digest,
}

/// A page as its template made it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rendered {
    /// The page.
    pub html: String,
    /// Templates of the site that could not be used for it.
    pub diagnostics: Vec<Diagnostic>,
}

impl Theme {
    /// Makes the theme for a site's languages and the hue of its accent.
    ///
    /// `files` are the site's own, by their path below `theme/` (`templates/page.html`, `assets/css/site.css`,
    /// `i18n/de.json`). Each replaces the built-in file of the same path; a file of words is laid over the built-in one.
    /// `labels` are what the site's configuration calls its kinds and areas, as words: `area-credits`.
    pub fn load(
        files: &BTreeMap<String, Vec<u8>>,
        langs: &[Lang],
        labels: &BTreeMap<String, String>,
        hue: u16,
    ) -> (Theme, Vec<Diagnostic>) {
        let files = Files { site: files.clone() };
        let mut diagnostics = Vec::new();
        let manifest = Manifest::load(&files, &mut diagnostics);
        let words = Words::load(&files, langs, labels, &mut diagnostics);
        let templates = Templates::load(&files, &words, &mut diagnostics);
        let assets = Assets::load(&files, &manifest, &words, hue);
        let digest = files.digest(hue, &words, labels);
        (Theme { files, words, templates, assets, digest }, diagnostics)
    }

    /// Renders a View with the template of that name (`page.html`).
    ///
    /// Where the site's own templates fail, the built-in ones make the page. A name that neither has, as a kind of
    /// the site's own may ask for, is `page.html` with a diagnostic.
    pub fn render<V: Serialize>(&self, lang: &Lang, template: &str, view: &V) -> Rendered {
        self.templates.render(&self.words.nearest(lang), template, view)
    }

    /// A word of the interface in a language, in English where it is not translated; the key itself where there is none.
    pub fn word<'a>(&'a self, lang: &Lang, key: &'a str) -> &'a str {
        self.words.get(lang, key).unwrap_or(key)
    }

    /// Styles and scripts with the addresses they are published at.
    pub fn assets(&self) -> impl Iterator<Item = (&UrlPath, &[u8])> {
        self.assets.files()
    }

    /// What templates link to, by name, for `Frame::assets`: `site.css`, `scheme.js`, `main.js`, and files of the
    /// site's own. Scripts find the built-in behaviours by themselves, so no page carries their names.
    pub fn asset_urls(&self) -> &BTreeMap<String, UrlPath> {
        self.assets.urls()
    }

    /// A file of the theme as the site or the built-in theme has it, such as `assets/search/client.js`.
    pub fn file(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path)
    }

    /// A script as browsers are given it: without comments, unless it is the site's own.
    pub fn script(&self, path: &str) -> String {
        let text = String::from_utf8_lossy(self.file(path).unwrap_or_default());
        if self.files.is_of_site(path) { text.into_owned() } else { squeeze::squeeze_js(&text) }
    }

    /// Of everything that may change what [`Theme::render`] returns for a View, and of the assets.
    pub fn digest(&self) -> Digest {
        self.digest
    }
}

/// Files of the theme: the site's before the built-in ones.
struct Files {
    site: BTreeMap<String, Vec<u8>>,
}

impl Files {
    fn get(&self, path: &str) -> Option<&[u8]> {
        self.site.get(path).map(Vec::as_slice).or_else(|| built_in(path))
    }

    /// Paths below a folder such as `templates/`, sorted, each once.
    fn below(&self, folder: &str) -> Vec<String> {
        let site = self.site.keys().filter(|path| path.starts_with(folder)).cloned();
        let mut paths: Vec<String> = built_in_below(folder).into_iter().chain(site).collect();
        paths.sort();
        paths.dedup();
        paths
    }

    fn is_of_site(&self, path: &str) -> bool {
        self.site.contains_key(path)
    }

    fn digest(&self, hue: u16, words: &Words, labels: &BTreeMap<String, String>) -> Digest {
        let mut parts: Vec<Vec<u8>> = vec![hue.to_string().into_bytes()];
        parts.extend(words.langs().map(|lang| lang.as_str().as_bytes().to_vec()));
        parts.extend(labels.iter().map(|(key, label)| format!("{key}={label}").into_bytes()));
        for path in self.below("") {
            // The search client is published as it is and changes no page.
            if let Some(bytes) = self.get(&path).filter(|_| path != SEARCH_CLIENT) {
                parts.push(path.into_bytes());
                parts.push(bytes.to_vec());
            }
        }
        Digest::of_parts(parts.iter().map(Vec::as_slice))
    }
}

/// The reader of the search index: part of the theme's folder, published by the search stage under its own name.
const SEARCH_CLIENT: &str = "assets/search/client.js";

fn built_in(path: &str) -> Option<&'static [u8]> {
    BUILT_IN.get_file(path).map(include_dir::File::contents)
}

fn built_in_below(folder: &str) -> Vec<String> {
    fn walk(dir: &Dir<'_>, out: &mut Vec<String>) {
        out.extend(dir.files().filter_map(|file| file.path().to_str()).map(|path| path.replace('\\', "/")));
        dir.dirs().for_each(|dir| walk(dir, out));
    }
    let mut out = Vec::new();
    walk(&BUILT_IN, &mut out);
    out.retain(|path| path.starts_with(folder));
    out
}

/// The file as the repository names it, for diagnostics.
fn repository_path(path: &str) -> Option<crate::path::SitePath> {
    crate::path::SitePath::new(&format!("theme/{path}"))
}
