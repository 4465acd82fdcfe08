//! The community's own pages: its figures, and the documents by which it lives.

use crate::document::body::{self, LinkForm, Resolved, Resolver};
use crate::lang::Lang;
use crate::path::{SitePath, UrlPath};
use crate::site::{PageRole, Site, address, dates, readable, rules};
use crate::source::Source;
use crate::view::frame::{self, About, fill};
use crate::view::lists::kind_cards;
use crate::view::people::newcomers;
use crate::view::setting::Setting;
use crate::view::{Community, Figure, Norm, PageLinks};

/// `community.html`: figures, norms, and the one place where revision and day of the build stand.
pub fn community(setting: &Setting<'_>, source: &Source) -> Community {
    let site = setting.site;
    let url = UrlPath::new("/community/");
    let mut frame = frame::frame(setting, About::new(&url, 0, setting.word(0, "community")));
    frame.breadcrumb = vec![setting.link(&url, &site.home(0), setting.word(0, "home"))];
    let content = site.pages.iter().filter(|page| page.role == PageRole::Content);
    let verified = content.clone().filter(|page| rules::is_verified(site, page));
    let translated = site.groups.iter().filter(|group| group.len() > 1);
    let figures = [
        ("pages", content.count()),
        ("people", site.people.list.len()),
        ("newcomers", newcomers(setting, &url).len()),
        ("languages", site.langs.len()),
        ("verified", verified.count()),
        ("translations", translated.map(|group| group.len() - 1).sum()),
        ("wanted", site.wanted.len()),
    ];
    let norms = source.norms.iter().map(|path| setting.link(&url, &address::norm(path), norm_label(site, path)));
    Community {
        kinds: kind_cards(setting, &url, 0),
        figures: figures.into_iter().map(|(id, value)| Figure { id, value }).collect(),
        norms: norms.collect(),
        revision: site.revision.as_ref().map(|commit| commit.chars().take(12).collect()).unwrap_or_default(),
        built: dates::text(site.now),
        fixer_below: site.config.credits.fixer_below,
        has_history: site.has_history,
        frame,
    }
}

/// Name and language of a norm's file: `moderation.de.md`.
fn name_of(path: &SitePath) -> (&str, Option<Lang>) {
    match path.stem().split_once('.') {
        Some((name, lang)) => (name, Lang::parse(lang)),
        None => (path.stem(), None),
    }
}

fn norm_label(site: &Site, path: &SitePath) -> String {
    let (name, lang) = name_of(path);
    let name = readable(&name.to_lowercase());
    match lang.filter(|lang| *lang != site.langs[0]) {
        Some(lang) => format!("{name} ({})", lang.autonym()),
        None => name,
    }
}

/// `norm.html`.
pub fn norm(setting: &Setting<'_>, source: &Source, path: &SitePath, text: &str) -> Norm {
    let site = setting.site;
    let url = address::norm(path);
    let start = crate::document::split(text).body;
    let title = body::facts(path, text, start, &site.config.limits).0.title.unwrap_or_else(|| norm_label(site, path));
    let filled = |pattern: Option<String>| pattern.map(|pattern| fill(setting, &pattern, &[("path", path.as_str())]));
    let edit = filled(site.config.edit_pattern());
    let links =
        Links { setting, source, from: &url, blob: edit.as_deref().map(|edit| edit.replace("/edit/", "/blob/")) };
    let body_html = body::read_within(text, start, &site.config.limits, |body| body.html(&links));
    let lang = name_of(path).1.filter(|lang| *lang != site.langs[0]);
    let mut frame = frame::frame(setting, About::new(&url, 0, title.clone()));
    frame.breadcrumb = vec![
        setting.link(&url, &site.home(0), setting.word(0, "home")),
        setting.link(&url, &UrlPath::new("/community/"), setting.word(0, "community")),
    ];
    Norm {
        body_dir: lang.as_ref().map_or("", |lang| if lang.is_rtl() { "rtl" } else { "ltr" }),
        body_lang: lang.map(|lang| lang.to_string()).unwrap_or_default(),
        links: PageLinks { edit, history: filled(site.config.history_pattern()), ..PageLinks::default() },
        title,
        body_html,
        frame,
    }
}

/// Where the links of a norm lead: to other norms, to content, else to the file on the forge.
struct Links<'a> {
    setting: &'a Setting<'a>,
    source: &'a Source,
    from: &'a UrlPath,
    /// The norm's own file on the forge.
    blob: Option<String>,
}

impl Resolver for Links<'_> {
    fn resolve(&self, target: &str, anchor: Option<&str>, form: LinkForm) -> Resolved {
        let to = |href: String| Resolved::To { href, title: None };
        if target.is_empty() {
            return to(anchor.map_or_else(|| "#".to_owned(), |anchor| format!("#{}", crate::path::encode(anchor))));
        }
        let Some(path) = SitePath::new(target.trim_start_matches("./").trim_start_matches('/')) else {
            return Resolved::Broken;
        };
        if self.source.norms.contains(&path) {
            return to(self.setting.href(self.from, &address::norm(&path)));
        }
        let page = self.setting.site.pages.iter().find(|page| page.path == path);
        match page {
            Some(page) => to(self.setting.href(self.from, &page.url)),
            // A picture on the forge would be loaded from another host.
            None if form == LinkForm::Image => Resolved::Broken,
            None => match &self.blob {
                Some(blob) => {
                    to(blob.rsplit_once('/').map_or_else(String::new, |(folder, _)| format!("{folder}/{path}")))
                }
                None => Resolved::Broken,
            },
        }
    }

    fn word(&self, key: &str) -> String {
        self.setting.word(0, key)
    }
}
