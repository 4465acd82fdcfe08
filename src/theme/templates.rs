//! Templates into HTML, and what happens when a site's own template is wrong.
//!
//! There are two sets of engines: the built-in templates, which are known to render, and the same with the site's own
//! in their places. A page is made with the second; where that fails, the place in the template is reported and the
//! page is made with the first.

use std::collections::BTreeMap;

use serde::Serialize;
use tera::{Context, ErrorKind, Kwargs, State, Tera};

use crate::diagnostic::{Code, Diagnostic, Place, did_you_mean};
use crate::lang::Lang;
use crate::theme::words::Words;
use crate::theme::{DEFAULT, Files, Rendered, of_theme, repository_path};

/// Engines by language.
pub(super) struct Templates {
    built_in: BTreeMap<Lang, Tera>,
    /// `None` where the site has no template of its own, or none that can be used.
    own: Option<BTreeMap<Lang, Tera>>,
    /// The site's templates by name, for showing the place of an error.
    sources: BTreeMap<String, String>,
}

const FOLDER: &str = "templates/";

impl Templates {
    /// Reads the built-in templates and the site's own over them. One that cannot be read is reported and left out.
    pub(super) fn load(files: &Files, words: &Words, diagnostics: &mut Vec<Diagnostic>) -> Templates {
        let name = |path: &str| path[FOLDER.len()..].to_owned();
        let text = |bytes: Option<&[u8]>| String::from_utf8_lossy(bytes.unwrap_or_default()).into_owned();
        let paths = files.built_in_below(FOLDER);
        let mut texts: Vec<(String, String)> =
            paths.iter().map(|path| (name(path), text(files.built_in(path)))).collect();
        // A page's template may go on from the default one that it replaces: `{% extends "default/faq.html" %}`.
        let replaced = paths.iter().filter(|path| !name(path).contains('/'));
        let replaced = replaced.filter(|path| files.is_of_site(path) || of_theme(files.theme, path).is_some());
        let replaced: Vec<&String> = replaced.filter(|_| files.theme != DEFAULT || !files.site.is_empty()).collect();
        texts.extend(
            replaced
                .into_iter()
                .filter_map(|path| Some((format!("{DEFAULT}/{}", name(path)), text(Some(of_theme(DEFAULT, path)?))))),
        );
        let mut engine = Tera::default();
        engine.register_filter("fill", fill);
        engine.add_raw_templates(texts).expect("the built-in templates are read by a test");
        let sources: BTreeMap<String, String> = files
            .below(FOLDER)
            .into_iter()
            .filter(|path| files.is_of_site(path) && is_template_name(path))
            .map(|path| (name(&path), text(files.get(&path))))
            .collect();
        let own = with_sites_own(&engine, &sources, diagnostics).map(|engine| per_language(&engine, words));
        Templates { built_in: per_language(&engine, words), own, sources }
    }

    /// Renders; `lang` is one of those that the words were loaded for.
    pub(super) fn render<V: Serialize>(&self, lang: &Lang, template: &str, view: &V) -> Rendered {
        let mut diagnostics = Vec::new();
        let context = match Context::from_serialize(view) {
            Ok(context) => context,
            Err(error) => {
                return Rendered { html: String::new(), diagnostics: vec![unusable(template, &error.to_string())] };
            }
        };
        if let Some(engine) =
            self.own.as_ref().map(|own| &own[lang]).filter(|engine| engine.contains_template(template))
        {
            match engine.render(template, &context) {
                Ok(html) => return Rendered { html, diagnostics },
                Err(error) => diagnostics.push(describe(&error, template, &self.sources, &Scope::of(view))),
            }
        }
        let engine = &self.built_in[lang];
        let template = if engine.contains_template(template) {
            template
        } else {
            if diagnostics.is_empty() {
                let names = engine.get_template_names().filter(|name| !name.contains('/'));
                let mut diagnostic = unusable(template, "there is no such template");
                if let Some(name) = did_you_mean(template, names) {
                    diagnostic = diagnostic.help(format!("did you mean `{name}`?"));
                }
                diagnostics.push(diagnostic.help(format!("write it as `theme/templates/{template}`")));
            }
            "page.html"
        };
        match engine.render(template, &context) {
            Ok(html) => Rendered { html, diagnostics },
            Err(error) => {
                diagnostics.push(unusable(template, &one_line(&error.to_string())));
                Rendered { html: String::new(), diagnostics }
            }
        }
    }
}

/// The engine escapes only what these names end with, so nothing else may become a template.
fn is_template_name(path: &str) -> bool {
    path.ends_with(".html") || path.ends_with(".xml")
}

/// The same templates for every language, with its words as `t`. The templates are read once and shared.
fn per_language(engine: &Tera, words: &Words) -> BTreeMap<Lang, Tera> {
    let with_words = |lang: &Lang| {
        let mut engine = engine.clone();
        engine.global_context().insert("t", words.of(lang));
        engine
    };
    words.langs().map(|lang| (lang.clone(), with_words(lang))).collect()
}

/// The engine with the site's templates in place of the built-in ones, without those that break it.
fn with_sites_own(
    built_in: &Tera,
    sources: &BTreeMap<String, String>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Tera> {
    let mut usable: BTreeMap<&str, &str> = sources.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    while !usable.is_empty() {
        let mut engine = built_in.clone();
        match engine.add_raw_templates(usable.iter()) {
            Ok(()) => return Some(engine),
            Err(error) => {
                let diagnostic = describe(&error, "", sources, &Scope::default());
                let named = diagnostic.place.as_ref().and_then(|place| place.file.strip_prefix("theme/templates/"));
                // An error that names none of the site's files is laid at the first one's door, so that this ends.
                let broken = named.filter(|name| usable.contains_key(name)).map(str::to_owned);
                let broken = broken.unwrap_or_else(|| usable.keys().next().expect("not empty").to_string());
                diagnostics.push(diagnostic);
                usable.remove(broken.as_str());
            }
        }
    }
    None
}

/// What a template may name, for the help of a message.
#[derive(Default)]
struct Scope {
    view: serde_json::Value,
}

impl Scope {
    fn of<V: Serialize>(view: &V) -> Scope {
        Scope { view: serde_json::to_value(view).unwrap_or_default() }
    }

    /// Names that stand behind `path` (`["frame"]` for `frame.…`); at the top also `t`.
    fn names(&self, path: &[&str]) -> Vec<String> {
        let mut value = &self.view;
        for step in path {
            value = match value {
                serde_json::Value::Array(list) => list.first().unwrap_or(&serde_json::Value::Null),
                other => other,
            };
            value = value.get(step).unwrap_or(&serde_json::Value::Null);
        }
        let mut names: Vec<String> = value.as_object().map(|map| map.keys().cloned().collect()).unwrap_or_default();
        if path.is_empty() && !names.is_empty() {
            names.push("t".to_owned());
        }
        names
    }
}

/// An error of the engine as a diagnostic with its place in the site's file.
fn describe(error: &tera::Error, template: &str, sources: &BTreeMap<String, String>, scope: &Scope) -> Diagnostic {
    let (message, name, bytes) = match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            (report.message().to_owned(), report.filename().to_owned(), report.span().range.clone())
        }
        other => from_report(&other.to_string(), template, sources),
    };
    let mut diagnostic = Diagnostic::new(Code::ThemeTemplate, lower_first(&one_line(&message)));
    if let Some(text) = sources.get(&name) {
        if let Some(path) = repository_path(&format!("{FOLDER}{name}")) {
            diagnostic = diagnostic.at(Place::span(&path, text, bytes.clone()));
        }
        diagnostic = with_available(diagnostic, text, bytes, scope);
    } else if !name.is_empty() {
        diagnostic = diagnostic.help(format!("it was found while `{name}` was rendered"));
    }
    diagnostic.help("the built-in template is used until this is mended")
}

/// Says what could have been meant where a name is unknown.
fn with_available(diagnostic: Diagnostic, text: &str, bytes: std::ops::Range<usize>, scope: &Scope) -> Diagnostic {
    let Some(wrong) = text.get(bytes.clone()) else { return diagnostic };
    let before = text.get(..bytes.start).unwrap_or("");
    let word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
    let start = before.rfind(|c: char| !word(c)).map_or(0, |at| at + 1);
    // The engine underlines the last step of `a.b.c`, or the whole of it: take the path either way.
    let path = format!("{}{wrong}", before.get(start..).unwrap_or(""));
    let mut steps: Vec<&str> = path.split('.').filter(|step| !step.is_empty()).collect();
    let Some(last) = steps.pop() else { return diagnostic };
    let names = scope.names(&steps);
    if names.is_empty() {
        return diagnostic;
    }
    let diagnostic = match did_you_mean(last, names.iter().map(String::as_str)) {
        Some(name) if name != last => diagnostic.help(format!("did you mean `{name}`?")),
        _ => diagnostic,
    };
    let list: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    let here = if steps.is_empty() { "here".to_owned() } else { format!("in `{}`", steps.join(".")) };
    diagnostic.help(format!("available {here}: {}", list.join(", ")))
}

/// Some errors of the engine are a written report only: `error: text`, then `--> name:line:column`.
fn from_report(
    report: &str,
    template: &str,
    sources: &BTreeMap<String, String>,
) -> (String, String, std::ops::Range<usize>) {
    let message = report.lines().next().unwrap_or("").trim_start_matches("error: ").to_owned();
    let place = report.lines().find_map(|line| line.trim().strip_prefix("--> "));
    let parsed = place.and_then(|place| {
        let (rest, column) = place.rsplit_once(':')?;
        let (name, line) = rest.rsplit_once(':')?;
        Some((name.to_owned(), line.parse::<usize>().ok()?, column.parse::<usize>().ok()?))
    });
    match parsed {
        Some((name, line, column)) => {
            let text = sources.get(&name).map_or("", String::as_str);
            let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
            let at = start + column.saturating_sub(1);
            (message, name, at..at + 1)
        }
        None => {
            let named = sources
                .keys()
                .find(|name| report.contains(&format!("`{name}`")) || report.contains(&format!("'{name}'")));
            (message, named.cloned().unwrap_or_else(|| template.to_owned()), 0..0)
        }
    }
}

fn unusable(template: &str, why: &str) -> Diagnostic {
    Diagnostic::new(Code::ThemeTemplate, format!("the template `{template}` cannot be used: {why}"))
}

/// A message in one line, lower case at its beginning, without a full stop, as all diagnostics are.
fn one_line(message: &str) -> String {
    message.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("").trim_end_matches('.').to_owned()
}

fn lower_first(message: &str) -> String {
    let mut chars = message.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// `{{ t.minutes | fill(n=minutes) }}`: the text with every `{n}` replaced by the argument of that name.
fn fill(text: &str, arguments: Kwargs, _: &State<'_>) -> String {
    filled(text, &arguments)
}

pub(super) fn filled(text: &str, arguments: &Kwargs) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let filled = after.split_once('}').and_then(|(name, behind)| {
            let (_, value) = arguments.iter().find(|(key, _)| key.as_str() == Some(name))?;
            Some((value.to_string(), behind))
        });
        match filled {
            Some((value, behind)) => {
                out.push_str(&value);
                rest = behind;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use crate::config::ThemeConfig;
    use crate::diagnostic::Diagnostic;
    use crate::lang::Lang;
    use crate::theme::{Rendered, Theme};
    use crate::view::{Frame, Page};

    /// Loads a theme with these files of the site's own, and renders a plain page with it.
    fn render(files: &[(&str, &str)], template: &str) -> (Vec<Diagnostic>, Rendered) {
        let files: BTreeMap<String, Vec<u8>> =
            files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect();
        let (theme, diagnostics) = Theme::load(&files, &[Lang::english()], &BTreeMap::new(), &ThemeConfig::default());
        let frame = Frame { site_title: "Garden".into(), title: "One & two".into(), ..Frame::default() };
        let page = Page { frame, title: "One & two".into(), minutes: 3, ..Page::default() };
        (diagnostics, theme.render(&Lang::english(), template, &page))
    }

    fn place(diagnostic: &Diagnostic) -> (&str, u32, u32) {
        let place = diagnostic.place.as_ref().unwrap();
        (&place.file, place.line, place.column)
    }

    #[test]
    fn a_site_replaces_one_template_and_fills_a_slot() {
        let (found, page) =
            render(&[("templates/page.html", "<p>{{ title }}, {{ t.minutes | fill(n=minutes) }}</p>")], "page.html");
        assert_eq!((found, page.diagnostics), (vec![], vec![]));
        assert_eq!(page.html, "<p>One &amp; two, 3 min</p>");
        let (_, page) = render(&[("templates/slots/footer.html", "<p>Mine</p>")], "page.html");
        assert!(page.html.contains("<p>Mine</p>") && page.html.contains("<h1>One &amp; two</h1>"));
    }

    #[test]
    fn a_template_that_cannot_be_read_is_located_and_the_built_in_one_used() {
        let broken = [
            ("templates/page.html", "one\n{% if title %}two", 2),
            ("templates/page.html", "one\n\n{{ title | nosuch }}", 3),
            ("templates/page.html", "{% include \"nosuch.html\" %}", 1),
            ("templates/partials/toc.html", "{% block b %}", 1),
        ];
        for (path, text, line) in broken {
            let (found, page) = render(&[(path, text), ("templates/slots/footer.html", "<p>Mine</p>")], "page.html");
            assert_eq!(found.len(), 1, "{text} {found:?}");
            assert_eq!((place(&found[0]).0, place(&found[0]).1), (format!("theme/{path}").as_str(), line), "{found:?}");
            assert!(page.html.contains("<h1>One &amp; two</h1>"), "{text}");
            assert!(page.html.contains("<p>Mine</p>"), "what is right of the site's own is still used");
        }
    }

    #[test]
    fn a_template_that_fails_on_a_page_says_what_is_available() {
        let (found, page) = render(&[("templates/page.html", "<p>\n{{ frame.titel }}</p>")], "page.html");
        assert_eq!(found, []);
        assert!(page.html.contains("<h1>One &amp; two</h1>"));
        let diagnostic = &page.diagnostics[0];
        assert_eq!(place(diagnostic), ("theme/templates/page.html", 2, 10));
        assert_eq!(diagnostic.help[0], "did you mean `title`?");
        assert!(
            diagnostic.help[1].starts_with("available in `frame`: ") && diagnostic.help[1].contains("`site_title`")
        );
        let (_, page) = render(&[("templates/page.html", "{{ nosuch }}")], "page.html");
        assert!(
            page.diagnostics[0].help.iter().any(|help| help.starts_with("available here: ")),
            "{:?}",
            page.diagnostics
        );
    }

    #[test]
    fn a_failing_partial_is_reported_where_it_fails() {
        let (_, page) = render(&[("templates/slots/footer.html", "\n  {{ frame.nosuch }}")], "page.html");
        assert_eq!(place(&page.diagnostics[0]), ("theme/templates/slots/footer.html", 2, 12));
        assert!(page.html.ends_with("</html>\n"));
    }

    #[test]
    fn a_kind_with_a_template_that_is_not_there_is_a_page() {
        let (_, page) = render(&[], "tutrial.html");
        assert!(page.html.contains("<h1>One &amp; two</h1>"));
        assert_eq!(
            page.diagnostics[0].help,
            ["did you mean `tutorial.html`?", "write it as `theme/templates/tutrial.html`"]
        );
        let (_, page) = render(&[("templates/case.html", "<p>{{ title }}</p>")], "case.html");
        assert_eq!(page.html, "<p>One &amp; two</p>");
    }

    #[test]
    fn only_names_that_are_escaped_become_templates() {
        let (found, page) = render(&[("templates/page.txt", "{{ title }}")], "page.txt");
        assert_eq!(found, []);
        assert!(page.html.contains("<h1>") && !page.html.contains("One & two"));
    }
}
