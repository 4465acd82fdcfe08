//! Files of a site's `theme/` folder that replace none of the theme's and that nothing names: a slip in a name would otherwise only be seen
//! on the pages, where nothing happens.

use crate::diagnostic::{Code, Diagnostic, Place, did_you_mean};
use crate::theme::manifest::Manifest;
use crate::theme::{Files, repository_path};

/// Each such file. `templates` are those that kinds of the site ask for (`recipe.html`).
pub(super) fn unused(files: &Files, manifest: &Manifest, templates: &[&str]) -> Vec<Diagnostic> {
    let own = files.site.keys().filter(|path| !is_used(files, manifest, templates, path));
    own.filter_map(|path| told(files, path)).collect()
}

fn is_used(files: &Files, manifest: &Manifest, templates: &[&str], path: &str) -> bool {
    // What has no name in a theme, as a README or `.gitkeep`, is for people.
    let Some((folder, name)) = path.split_once('/') else { return !path.ends_with(".html") && !path.ends_with(".css") };
    if files.built_in(path).is_some() || path.rsplit('/').next().is_some_and(|name| name.starts_with('.')) {
        return true;
    }
    let stem = |folder: &str, ending: &str| path.strip_prefix(folder).and_then(|rest| rest.strip_suffix(ending));
    let is_listed = |list: &[String], name: Option<&str>| name.is_some_and(|name| list.iter().any(|one| one == name));
    match folder {
        // Any language may be written in.
        "i18n" => {
            stem("i18n/", ".json").and_then(crate::lang::Lang::parse).is_some_and(|lang| lang.primary().len() < 4)
        }
        "templates" => templates.contains(&name) || is_named(files, path, name),
        "assets" => {
            is_listed(&manifest.layers, stem("assets/css/", ".css"))
                || is_listed(&manifest.styles, stem("assets/css/", ".css"))
                || is_listed(&manifest.scripts, stem("assets/js/", ".js"))
                || is_named(files, path, path.rsplit('/').next().unwrap_or(path))
        }
        _ => false,
    }
}

/// Whether another file of the site's theme names it: a template that includes it, a style that shows it.
fn is_named(files: &Files, path: &str, name: &str) -> bool {
    let others = files.site.iter().filter(|(other, _)| *other != path);
    others.map(|(_, bytes)| String::from_utf8_lossy(bytes)).any(|text| text.contains(name))
}

fn told(files: &Files, path: &str) -> Option<Diagnostic> {
    let found =
        Diagnostic::new(Code::UnusedThemeFile, format!("the theme has no `{path}`, and nothing names this file"));
    let found = found.at(Place::file(&repository_path(path)?));
    let known = files.built_in_below("");
    let name = path.rsplit('/').next().unwrap_or(path);
    // The right name in the wrong folder, else nearly the same path.
    let elsewhere = known.iter().find(|known| known.rsplit('/').next() == Some(name)).map(String::as_str);
    Some(match elsewhere.or_else(|| did_you_mean(path, known.iter().map(String::as_str))) {
        Some(meant) => found.help(format!("did you mean `theme/{meant}`?")),
        None => {
            found.help("name it where it shall be used: in a template, in `theme.toml`, or as `template` of a kind")
        }
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn check(site: &[(&str, &str)]) -> Vec<String> {
        let site: BTreeMap<String, Vec<u8>> =
            site.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect();
        let files = Files { site, theme: "default" };
        let manifest = Manifest::load(&files, &mut Vec::new());
        let line = |found: Diagnostic| format!("{}: {}", found.place.unwrap().file, found.help.join(" "));
        unused(&files, &manifest, &["recipe.html"]).into_iter().map(line).collect()
    }

    #[test]
    fn an_override_of_nothing_is_told_with_what_was_meant() {
        let none = "name it where it shall be used: in a template, in `theme.toml`, or as `template` of a kind";
        for (path, help) in [
            ("templates/partials/fotter.html", "did you mean `theme/templates/partials/footer.html`?"),
            ("templates/footer.html", "did you mean `theme/templates/partials/footer.html`?"),
            ("footer.html", "did you mean `theme/templates/partials/footer.html`?"),
            ("css/site.css", "did you mean `theme/assets/css/site.css`?"),
            ("assets/css/sites.css", "did you mean `theme/assets/css/site.css`?"),
            ("i18n/english.json", none),
            ("templates/what-is-this-all-about.html", none),
        ] {
            assert_eq!(check(&[(path, "x")]), [format!("theme/{path}: {help}")]);
        }
    }

    #[test]
    fn what_replaces_a_file_or_is_named_is_not() {
        let site = [
            ("theme.toml", "layers = [\"site\", \"mine\"]\n"),
            ("README.md", "For people."),
            ("assets/.gitkeep", ""),
            ("assets/css/mine.css", "a { background: url(stone.png) }"),
            ("assets/stone.png", "x"),
            ("i18n/tlh.json", "{}"),
            ("templates/recipe.html", "{% include \"partials/mine.html\" %}"),
            ("templates/partials/mine.html", "x"),
            ("templates/slots/head.html", "x"),
        ];
        assert_eq!(check(&site), [""; 0]);
    }
}
