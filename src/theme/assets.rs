//! Styles and scripts: brought together, made small, and named after their content.
//!
//! Every page loads one style and the scripts that the manifest names. Everything else lies in one folder whose name
//! tells its content (`/assets/1a2b3c4d/`), so that a script finds its behaviours beside each other without a list of names.

use std::collections::BTreeMap;

use crate::config::ThemeConfig;
use crate::digest::Digest;
use crate::path::UrlPath;
use crate::theme::manifest::Manifest;
use crate::theme::squeeze::{squeeze_css, squeeze_js};
use crate::theme::words::Words;
use crate::theme::{Files, SEARCH_CLIENT};

/// What the theme publishes beside pages.
pub(super) struct Assets {
    urls: BTreeMap<String, UrlPath>,
    files: BTreeMap<UrlPath, Vec<u8>>,
}

/// Written in a script where the name of the behaviours' folder belongs.
const FOLDER_MARK: &str = "__BEHAVIOURS__";

/// The site's mark in tabs and bookmarks; `HUE` in it is the site's hue.
const ICON: &str = "assets/icon.svg";

impl Assets {
    /// Makes them.
    pub(super) fn load(files: &Files, manifest: &Manifest, words: &Words, looks: &ThemeConfig) -> Assets {
        let mut assets = Assets { urls: BTreeMap::new(), files: BTreeMap::new() };
        let folder = assets.add_folder(files, manifest, words);
        assets.add_page_file("site", "css", style(files, manifest, looks).into_bytes());
        for style in &manifest.styles {
            let text = squeeze_css(&text(files, &format!("assets/css/{style}.css")));
            assets.add_page_file(style, "css", text.into_bytes());
        }
        if files.get(ICON).is_some() {
            let icon = text(files, ICON).replace("HUE", &looks.hue.to_string());
            assets.add_page_file("icon", "svg", icon.into_bytes());
        }
        for script in &manifest.scripts {
            let text = script_text(files, &format!("assets/js/{script}.js")).replace(FOLDER_MARK, &folder);
            assets.add_page_file(script, "js", text.into_bytes());
        }
        assets
    }

    pub(super) fn urls(&self) -> &BTreeMap<String, UrlPath> {
        &self.urls
    }

    pub(super) fn files(&self) -> impl Iterator<Item = (&UrlPath, &[u8])> {
        self.files.iter().map(|(url, bytes)| (url, bytes.as_slice()))
    }

    fn add_page_file(&mut self, name: &str, extension: &str, bytes: Vec<u8>) {
        let url = UrlPath::new(&format!("/assets/{name}.{}.{extension}", Digest::of(&bytes).short()));
        self.urls.insert(format!("{name}.{extension}"), url.clone());
        self.files.insert(url, bytes);
    }

    /// Puts what no page loads by itself into one folder; returns the folder's name.
    fn add_folder(&mut self, files: &Files, manifest: &Manifest, words: &Words) -> String {
        // By name: the file it was made from, if any, and its bytes.
        let mut members: BTreeMap<String, (Option<String>, Vec<u8>)> = BTreeMap::new();
        for path in files.below("assets/") {
            if let Some(name) = member_name(&path, manifest) {
                let bytes = match path.rsplit_once('.') {
                    Some((_, "js")) => script_text(files, &path).into_bytes(),
                    Some((_, "css")) => squeeze_css(&text(files, &path)).into_bytes(),
                    _ => files.get(&path).unwrap_or_default().to_vec(),
                };
                members.insert(name, (Some(path), bytes));
            }
        }
        for lang in words.langs() {
            members.insert(format!("words.{lang}.js"), (None, words_script(words.of(lang)).into_bytes()));
        }
        let parts = members.iter().flat_map(|(name, (_, bytes))| [name.as_bytes(), bytes.as_slice()]);
        let folder = Digest::of_parts(parts).short();
        for (name, (path, bytes)) in members {
            let url = UrlPath::new(&format!("/assets/{folder}/{name}"));
            if path.is_some_and(|path| files.is_of_site(&path)) {
                self.urls.insert(name, url.clone());
            }
            self.files.insert(url, bytes);
        }
        folder
    }
}

/// The name of a file in the behaviours' folder; `None` for what is published elsewhere.
fn member_name(path: &str, manifest: &Manifest) -> Option<String> {
    let name = path.strip_prefix("assets/")?;
    if path == SEARCH_CLIENT || path == ICON {
        return None;
    }
    if let Some(layer) = name.strip_prefix("css/").and_then(|rest| rest.strip_suffix(".css")) {
        let is_known = manifest.layers.iter().chain(&manifest.styles).any(|known| known == layer);
        return (!is_known).then(|| format!("{layer}.css"));
    }
    if let Some(script) = name.strip_prefix("js/").and_then(|rest| rest.strip_suffix(".js")) {
        return (!manifest.scripts.iter().any(|known| known == script)).then(|| format!("{script}.js"));
    }
    Some(name.to_owned())
}

/// The layers in one file, with the site's hue and fonts.
fn style(files: &Files, manifest: &Manifest, looks: &ThemeConfig) -> String {
    let mut out = format!("@layer {};", manifest.layers.join(","));
    for layer in &manifest.layers {
        let css = squeeze_css(&text(files, &format!("assets/css/{layer}.css")));
        if !css.is_empty() {
            out.push_str(&format!("@layer {layer}{{{css}}}"));
        }
    }
    // Behind the tokens and in their layer, so that a site's own layer may still set another one.
    out.push_str(&format!("@layer tokens{{:root{{--hue:{}", looks.hue % 360));
    for (name, family) in [("sans", &looks.font), ("heading", &looks.heading_font), ("mono", &looks.code_font)] {
        if let Some(family) = family {
            out.push_str(&format!(";--{name}:{family}"));
        }
    }
    out.push_str("}}");
    out
}

/// Our own scripts without comments and indentation; a site's as it wrote them, because we cannot test what we do to them.
fn script_text(files: &Files, path: &str) -> String {
    let text = text(files, path);
    if files.is_of_site(path) { text } else { squeeze_js(&text) }
}

fn text(files: &Files, path: &str) -> String {
    String::from_utf8_lossy(files.get(path).unwrap_or_default()).into_owned()
}

/// The words that scripts say, as a script, because pages opened from a disk may load nothing else.
fn words_script(words: &BTreeMap<String, String>) -> String {
    let said: BTreeMap<&str, &str> = words
        .iter()
        .filter_map(|(key, text)| {
            let name = key.strip_prefix("js-").or_else(|| is_label(key).then_some(key));
            name.map(|name| (name, text.as_str()))
        })
        .collect();
    format!("Object.assign(cairn.words,{});", serde_json::to_string(&said).expect("texts by text are JSON"))
}

/// Names of kinds, areas and levels, which search shows beside a result and in its filters.
fn is_label(key: &str) -> bool {
    (key.starts_with("kind-") && !key.ends_with("-about")) || key.starts_with("level-") || key.starts_with("area-")
}

#[cfg(test)]
mod tests {
    use crate::config::ThemeConfig;
    use crate::lang::Lang;
    use crate::path::UrlPath;
    use crate::theme::Theme;

    fn load(site: &[(&str, &str)], hue: u16) -> Theme {
        let site = site.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect();
        let labels = [("area-it", "IT & telephones"), ("kind-idea", "Idea")];
        let labels = labels.map(|(key, label)| (key.to_owned(), label.to_owned())).into();
        let looks = ThemeConfig { hue, ..ThemeConfig::default() };
        Theme::load(&site, &[Lang::parse("de").unwrap()], &labels, &looks).0
    }

    /// Where a file is published: `site.css` as `/assets/site.1a2b3c4d.css`, `zoom.js` as `/assets/1a2b3c4d/zoom.js`.
    fn url<'a>(theme: &'a Theme, name: &str) -> &'a UrlPath {
        let behaviour = |url: &&UrlPath| url.as_str().ends_with(&format!("/{name}"));
        theme.asset_urls().get(name).or_else(|| theme.assets().map(|(url, _)| url).find(behaviour)).expect(name)
    }

    fn bytes<'a>(theme: &'a Theme, name: &str) -> &'a str {
        let url = url(theme, name);
        std::str::from_utf8(theme.assets().find(|(at, _)| *at == url).unwrap().1).unwrap()
    }

    #[test]
    fn names_tell_content_and_nothing_else_changes_them() {
        let (plain, same) = (load(&[], 195), load(&[], 195));
        assert_eq!(plain.asset_urls(), same.asset_urls());
        assert_eq!(plain.digest(), same.digest());
        let other_hue = load(&[], 20);
        assert_ne!(plain.asset_urls()["site.css"], other_hue.asset_urls()["site.css"]);
        assert_eq!(plain.asset_urls()["main.js"], other_hue.asset_urls()["main.js"]);
        assert_ne!(plain.digest(), other_hue.digest());
        // A changed behaviour moves the folder, so the script that knows the folder is another one too.
        let own = load(&[("assets/js/zoom.js", "// mine\n")], 195);
        assert_ne!(plain.asset_urls()["main.js"], own.asset_urls()["main.js"]);
        assert_ne!(url(&plain, "zoom.js"), url(&own, "zoom.js"));
        assert!(bytes(&own, "zoom.js").contains("// mine"), "a site's script is published as it is");
    }

    #[test]
    fn one_style_holds_the_layers_the_hue_and_the_sites_own_rules() {
        let theme = load(&[("assets/css/site.css", ".mine { color : red }")], 20);
        let css = bytes(&theme, "site.css");
        assert!(css.starts_with("@layer reset,tokens,base,layout,components,kinds,utilities,site;@layer reset{"));
        assert!(
            css.contains("@layer site{.mine{color:red}}") || css.contains("@layer site{.mine{color :red}}"),
            "{css}"
        );
        assert!(css.ends_with("@layer tokens{:root{--hue:20}}"));
        assert!(!css.contains("!important") && !css.contains("/*"));
    }

    #[test]
    fn behaviours_and_words_lie_beside_each_other() {
        let theme = load(&[], 195);
        let search = url(&theme, "search.js").as_str().to_owned();
        let folder = search.strip_suffix("search.js").unwrap().to_owned();
        for name in [
            "search.css",
            "found.css",
            "filters.js",
            "found.js",
            "words.de.js",
            "words.en.js",
            "zoom.js",
            "workshop.js",
            "steps.js",
            "people.js",
        ] {
            assert_eq!(url(&theme, name).as_str(), format!("{folder}{name}"));
        }
        let name = folder.trim_start_matches("/assets/").trim_end_matches('/');
        assert!(bytes(&theme, "main.js").contains(name));
        for word in ["\"search\":\"Suchen\"", "\"area-it\":\"IT & telephones\"", "\"kind-idea\":\"Idea\""] {
            assert!(bytes(&theme, "words.de.js").contains(word), "{word}");
        }
        assert!(theme.assets().all(|(url, _)| !url.as_str().ends_with("client.js")));
    }

    #[test]
    fn templates_may_link_to_the_sites_own_files_and_to_what_every_page_needs() {
        let names = |theme: &Theme| theme.asset_urls().keys().cloned().collect::<Vec<_>>();
        assert_eq!(
            names(&load(&[], 195)),
            ["icon.svg", "lists.css", "main.js", "people.css", "site.css", "workshop.css"]
        );
        let own = load(&[("assets/logo.svg", "<svg/>"), ("assets/js/mine.js", "mine()")], 195);
        assert_eq!(
            names(&own),
            ["icon.svg", "lists.css", "logo.svg", "main.js", "mine.js", "people.css", "site.css", "workshop.css"]
        );
    }

    #[test]
    fn weights_stay_within_their_budgets() {
        let theme = load(&[], 195);
        let mut seen = 0;
        for (url, bytes) in theme.assets() {
            let name = url.as_str().rsplit('/').next().unwrap();
            let parts: Vec<&str> = name.split('.').collect();
            let most = match (parts[0], parts[parts.len() - 1]) {
                ("site", "css") => 7 * 1024,
                ("search", "js") => 5 * 1024,
                ("search", "css") => 2 * 1024,
                (_, "css") => 1024,
                (_, "js") => 3 * 1024,
                _ => continue,
            };
            let packed = gzipped(bytes);
            assert!(packed <= most, "{name} is {packed} bytes, budget {most}");
            seen += 1;
        }
        assert!(seen > 20, "{seen} files were weighed");
        // The other theme's style is heavier by its own layer, and no page loads more for that.
        let looks = ThemeConfig { name: "broadsheet", ..ThemeConfig::default() };
        let other = Theme::load(&Default::default(), &[], &Default::default(), &looks).0;
        let packed = gzipped(bytes(&other, "site.css").as_bytes());
        assert!(packed <= 7 * 1024, "site.css of broadsheet is {packed} bytes");
    }

    /// Length after gzip.
    fn gzipped(bytes: &[u8]) -> usize {
        use std::io::Write;
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap().len()
    }
}
