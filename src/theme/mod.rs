//! The looks: templates that turn a View into HTML, styles and scripts with content-addressed names, and the words of the interface.
//!
//! Begin with [`Theme::load`] and [`Theme::render`]. The built-in theme lies in `themes/default` and is part of the
//! binary; a site replaces it file by file through its own `theme/` folder. A file of the site that cannot be used is
//! a diagnostic, and the built-in one is used in its place: no page is lost to a slip in a template.

mod assets;
mod manifest;
mod squeeze;
mod templates;
mod unused;
mod words;

#[cfg(test)]
mod child;
#[cfg(test)]
mod contrast;
#[cfg(test)]
mod samples;

use std::collections::BTreeMap;

use include_dir::{Dir, include_dir};
use serde::Serialize;

use crate::config::ThemeConfig;
use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::lang::Lang;
use crate::path::UrlPath;
use crate::theme::assets::Assets;
use crate::theme::manifest::Manifest;
use crate::theme::templates::Templates;
use crate::theme::words::Words;

/// The themes that are built in: `default`, and others that hold only what they do otherwise.
static THEMES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes");

/// A theme that is ready to render.
pub struct Theme {
    files: Files,
    manifest: Manifest,
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
    /// Makes the theme for a site's languages, as its configuration wants to look.
    ///
    /// `files` are the site's own, by their path below `theme/` (`templates/page.html`, `assets/css/site.css`,
    /// `i18n/de.json`). Each replaces the built-in file of the same path; a file of words is laid over the built-in one.
    /// `labels` are what the site's configuration calls its kinds and areas, as words: `area-credits`.
    pub fn load(
        files: &BTreeMap<String, Vec<u8>>,
        langs: &[Lang],
        labels: &BTreeMap<String, String>,
        looks: &ThemeConfig,
    ) -> (Theme, Vec<Diagnostic>) {
        let files = Files { site: files.clone(), theme: looks.name };
        let mut diagnostics = Vec::new();
        let manifest = Manifest::load(&files, &mut diagnostics);
        let words = Words::load(&files, langs, labels, &mut diagnostics);
        let templates = Templates::load(&files, &words, &mut diagnostics);
        let assets = Assets::load(&files, &manifest, &words, looks);
        let digest = files.digest(looks, &words, labels);
        (Theme { files, manifest, words, templates, assets, digest }, diagnostics)
    }

    /// Files of the site that replace none of the theme's and that nothing names; `templates` are those that its kinds ask for.
    pub fn unused(&self, templates: &[&str]) -> Vec<Diagnostic> {
        unused::unused(&self.files, &self.manifest, templates)
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

    /// What templates link to, by name, for `Frame::assets`: `site.css`, `main.js`, and files of the
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

/// Files of the theme: the site's before those of the theme that it names, and these before the default ones.
struct Files {
    site: BTreeMap<String, Vec<u8>>,
    theme: &'static str,
}

impl Files {
    fn get(&self, path: &str) -> Option<&[u8]> {
        self.site.get(path).map(Vec::as_slice).or_else(|| self.built_in(path))
    }

    /// A file without what the site has in its place.
    fn built_in(&self, path: &str) -> Option<&'static [u8]> {
        of_theme(self.theme, path).or_else(|| of_theme(DEFAULT, path))
    }

    /// The same file of the default theme and of the one that is named, the latter last: for what is laid over each other.
    fn layers_of(&self, path: &str) -> impl Iterator<Item = &'static [u8]> {
        let named = (self.theme != DEFAULT).then_some(self.theme);
        std::iter::once(DEFAULT).chain(named).filter_map(move |theme| of_theme(theme, path))
    }

    /// Paths below a folder without those that only the site has, sorted, each once.
    fn built_in_below(&self, folder: &str) -> Vec<String> {
        let mut paths = [DEFAULT, self.theme].map(|theme| below(theme, folder)).concat();
        paths.sort();
        paths.dedup();
        paths
    }

    /// Paths below a folder such as `templates/`, sorted, each once.
    fn below(&self, folder: &str) -> Vec<String> {
        let site = self.site.keys().filter(|path| path.starts_with(folder)).cloned();
        let mut paths: Vec<String> = self.built_in_below(folder).into_iter().chain(site).collect();
        paths.sort();
        paths.dedup();
        paths
    }

    fn is_of_site(&self, path: &str) -> bool {
        self.site.contains_key(path)
    }

    fn digest(&self, looks: &ThemeConfig, words: &Words, labels: &BTreeMap<String, String>) -> Digest {
        let mut parts: Vec<Vec<u8>> = vec![serde_json::to_vec(looks).expect("options are plain data")];
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

/// The theme that the others are laid over.
const DEFAULT: &str = "default";

fn of_theme(theme: &str, path: &str) -> Option<&'static [u8]> {
    THEMES.get_file(format!("{theme}/{path}")).map(include_dir::File::contents)
}

/// Paths of a built-in theme below a folder.
fn below(theme: &str, folder: &str) -> Vec<String> {
    fn walk(dir: &Dir<'_>, out: &mut Vec<String>) {
        out.extend(dir.files().filter_map(|file| file.path().to_str()).map(|path| path.replace('\\', "/")));
        dir.dirs().for_each(|dir| walk(dir, out));
    }
    let mut out = Vec::new();
    THEMES.get_dir(theme).into_iter().for_each(|dir| walk(dir, &mut out));
    let own = out.iter().filter_map(|path| path.strip_prefix(theme)?.strip_prefix('/'));
    own.filter(|path| path.starts_with(folder)).map(str::to_owned).collect()
}

/// The file as the repository names it, for diagnostics.
fn repository_path(path: &str) -> Option<crate::path::SitePath> {
    crate::path::SitePath::new(&format!("theme/{path}"))
}
