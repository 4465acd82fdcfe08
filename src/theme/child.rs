//! A site's own `theme/` folder as a child of each theme that is built in: what it replaces holds, and all else stays.

use std::collections::BTreeMap;

use crate::config::ThemeConfig;
use crate::lang::Lang;
use crate::theme::{THEMES, Theme};
use crate::view::{Frame, Link, Page};

/// One file of each sort that a theme is made of.
const CHILD: [(&str, &str); 7] = [
    (
        "theme.toml",
        "layers = [\"reset\", \"tokens\", \"base\", \"layout\", \"components\", \"kinds\", \"mine\", \"utilities\"]\n",
    ),
    ("assets/css/mine.css", ".mine { color: red; }"),
    ("assets/icon.svg", "<svg><title>mine</title></svg>"),
    ("i18n/en.json", "{\"asked_as\": \"Other words\"}"),
    (
        "templates/faq.html",
        "{% extends \"default/faq.html\" %}{% block after %}{{ super() }}<p>Mine.</p>{% endblock after %}",
    ),
    ("templates/partials/breadcrumb.html", "<p>{% for link in frame.breadcrumb %}{{ link.label }} > {% endfor %}</p>"),
    ("templates/slots/footer.html", "<p>Slot, {{ frame.site_title }}</p>"),
];

fn load(name: &'static str, files: &[(&str, &str)]) -> Theme {
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect();
    let looks = ThemeConfig { name, ..ThemeConfig::default() };
    let (theme, diagnostics) = Theme::load(&files, &[Lang::english()], &BTreeMap::new(), &looks);
    assert_eq!(diagnostics, []);
    theme
}

fn page(theme: &Theme) -> String {
    let link = |label: &str| Link { label: label.into(), ..Link::default() };
    let frame = Frame { site_title: "Garden".into(), breadcrumb: vec![link("Home")], ..Frame::default() };
    let page = Page { frame, title: "Why?".into(), asked_as: vec!["How come?".into()], ..Page::default() };
    let rendered = theme.render(&Lang::english(), "faq.html", &page);
    assert_eq!(rendered.diagnostics, []);
    rendered.html
}

#[test]
fn a_child_replaces_file_by_file_and_goes_on_from_a_template() {
    for name in ["default", "broadsheet"] {
        let theme = load(name, &CHILD);
        let html = page(&theme);
        for part in [
            "<h2>Other words</h2>",
            "How come?",
            "<p>Mine.</p>",
            "<p>Home &gt; </p>",
            "<p>Slot, Garden</p>",
            "Why?</h1>",
        ] {
            assert!(html.contains(part) || html.contains(&part.replace("&gt;", ">")), "{part} in {name}: {html}");
        }
        let text = |name: &str| {
            let url = &theme.asset_urls()[name];
            String::from_utf8_lossy(theme.assets().find(|(at, _)| *at == url).unwrap().1).into_owned()
        };
        assert!(text("site.css").contains("@layer mine{.mine{color:red}}"));
        assert!(text("icon.svg").contains("mine"));
        // What it does not name is that of its parent.
        let parent = load(name, &[]);
        for name in ["workshop.css", "people.css", "lists.css"] {
            assert_eq!(theme.asset_urls()[name], parent.asset_urls()[name]);
        }
        assert!(!page(&parent).contains("Mine."));
    }
}

#[test]
fn themes_differ_and_the_configuration_knows_them_all() {
    assert!(page(&load("broadsheet", &[])).contains("class=\"kicker\""));
    assert!(!page(&load("default", &[])).contains("class=\"kicker\""));
    let mut names: Vec<_> = THEMES.dirs().filter_map(|dir| dir.path().to_str()).collect();
    names.sort_unstable();
    for name in names {
        let (config, found) = crate::config::parse(&format!("theme: {{name: {name}}}"), &[]);
        assert_eq!((config.theme.name, found.len()), (name, 0));
    }
    assert_eq!(crate::config::parse("theme: {name: brodsheet}", &[]).1.len(), 1);
}

#[test]
fn fonts_of_the_configuration_stand_in_the_style() {
    let looks =
        ThemeConfig { font: Some("Georgia, serif".into()), code_font: Some("Hack".into()), ..ThemeConfig::default() };
    let (theme, _) = Theme::load(&BTreeMap::new(), &[Lang::english()], &BTreeMap::new(), &looks);
    let url = &theme.asset_urls()["site.css"];
    let css = String::from_utf8_lossy(theme.assets().find(|(at, _)| *at == url).unwrap().1).into_owned();
    assert!(css.ends_with("@layer tokens{:root{--hue:195;--sans:Georgia, serif;--mono:Hack}}"), "{css}");
    assert_ne!(theme.digest(), load("default", &[]).digest());
}
