//! The community's own pages: its figures, and the documents by which it lives.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::document::body::{self, LinkForm, Resolved, Resolver};
use crate::path::{SitePath, UrlPath};
use crate::site::{PageIdx, PageRole, Site, address, dates, norms, rules};
use crate::source::Source;
use crate::view::charts;
use crate::view::frame::{self, About, fill};
use crate::view::lists::kind_cards;
use crate::view::people::{first_days, is_new};
use crate::view::setting::Setting;
use crate::view::{Community, Figure, Norm, PageLinks, Period};

/// `community.html`: figures, norms, and the one place where revision and day of the build stand.
pub fn community(setting: &Setting<'_>) -> Community {
    let site = setting.site;
    let url = UrlPath::new("/community/");
    let mut frame = frame::frame(setting, About::new(&url, 0, setting.word(0, "community")));
    frame.breadcrumb = vec![setting.link(&url, &site.home(0), setting.word(0, "home"))];
    let figures = figures(site);
    let norms = site.norms.iter().map(|norm| setting.link(&url, &norm.url, norm.label.clone()));
    Community {
        kinds: kind_cards(setting, &url, 0),
        drawn: drawn(&figures),
        figures,
        norms: norms.collect(),
        revision: site.revision.as_ref().map(|commit| commit.chars().take(12).collect()).unwrap_or_default(),
        built: dates::text(site.now),
        fixer_below: site.config.credits.fixer_below,
        has_history: site.has_history,
        frame,
    }
}

/// What is counted, among what, and how it came about. Nothing here compares people, and no share is told of a few.
fn figures(site: &Site) -> Vec<Figure> {
    let content: Vec<PageIdx> =
        (0..site.pages.len()).filter(|page| site.page(*page).role == PageRole::Content).collect();
    let published = |page: PageIdx| site.page(page).published;
    let pages: Vec<Option<Date>> = content.iter().map(|page| published(*page)).collect();
    let verified = content.iter().map(|page| site.page(*page)).filter(|page| rules::is_verified(site, page));
    let verified: Vec<Option<Date>> = verified.map(|page| rules::looked_at(page, site.now)).collect();
    let is_translation = |page: &&PageIdx| site.original(site.page(**page).group) != **page;
    let translations: Vec<Option<Date>> = content.iter().filter(is_translation).map(|page| published(*page)).collect();
    let joined: Vec<Option<Date>> = first_days(site).into_iter().map(|(_, first)| first).collect();
    let new = joined.iter().filter(|first| is_new(**first, site.now)).count();
    // Of who is not named nobody is told when they came.
    let people: Vec<Option<Date>> = joined.iter().copied().chain((0..site.people.unnamed()).map(|_| None)).collect();
    let dated = |days: &[Option<Date>]| days.iter().flatten().count();
    let figure = |id, value, among, n| Figure { id, value, among, n, chart: None };
    let plain = [
        figure("pages", pages.len(), "dated", dated(&pages)),
        figure("people", people.len(), "dated", dated(&people)),
        figure("newcomers", new, "dated", dated(&people)),
        figure("languages", site.langs.len(), "pages", pages.len()),
        figure("verified", verified.len(), "pages", pages.len()),
        figure("translations", translations.len(), "pages", pages.len()),
        figure("wanted", site.wanted.len(), "drafts", pages.len() + site.wanted.len()),
    ];
    let series =
        BTreeMap::from([("pages", pages), ("people", people), ("verified", verified), ("translations", translations)]);
    let Some(quarters) = charts::quarters(series.values().flatten(), site.now) else { return plain.to_vec() };
    let with_course = |figure: Figure| {
        let days = series.get(figure.id).cloned();
        Figure { chart: days.and_then(|days| charts::by_quarter(days, &quarters, site.now)), ..figure }
    };
    plain.into_iter().map(with_course).collect()
}

/// The first and the last quarter of the drawings, which share them.
fn drawn(figures: &[Figure]) -> Vec<Period> {
    let periods = figures.iter().find_map(|figure| Some(&figure.chart.as_ref()?.periods));
    periods.iter().flat_map(|periods| periods.first().into_iter().chain(periods.last())).cloned().collect()
}

/// `norm.html`.
pub fn norm(setting: &Setting<'_>, source: &Source, norm: &norms::Norm, text: &str) -> Norm {
    let site = setting.site;
    let (path, url) = (&norm.path, &norm.url);
    let start = crate::document::split(text).body;
    let title = body::facts(path, text, start, &site.config.limits).0.title.unwrap_or_else(|| norm.label.clone());
    let filled = |pattern: Option<String>| pattern.map(|pattern| fill(setting, &pattern, &[("path", path.as_str())]));
    let edit = filled(site.config.edit_pattern());
    let links =
        Links { setting, source, from: url, blob: edit.as_deref().map(|edit| edit.replace("/edit/", "/blob/")) };
    let body_html = body::read_within(text, start, &site.config.limits, |body| body.html(&links));
    let lang = norm.lang.as_ref().filter(|lang| **lang != site.langs[0]);
    let mut frame = frame::frame(setting, About::new(url, 0, title.clone()));
    frame.breadcrumb = vec![
        setting.link(url, &site.home(0), setting.word(0, "home")),
        setting.link(url, &UrlPath::new("/community/"), setting.word(0, "community")),
    ];
    Norm {
        body_dir: lang.map_or("", |lang| if lang.is_rtl() { "rtl" } else { "ltr" }),
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
