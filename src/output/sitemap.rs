//! `sitemap.xml` with the languages of every page (sitemaps.org 0.9, hreflang links).

use crate::output::plan::{Plan, Recipe, SITEMAP_PART};
use crate::output::xml::Xml;
use crate::path::UrlPath;
use crate::site::dates;
use crate::view::setting::Setting;

/// The sitemap, or one part of it where it is cut; then the whole is a list of the parts.
pub(super) fn sitemap(setting: &Setting<'_>, plan: &Plan, part: Option<usize>) -> Vec<u8> {
    let urls: Vec<(&UrlPath, &Recipe)> =
        plan.sitemap_urls().filter(|(_, recipe)| stands_for_itself(setting, recipe)).collect();
    let mut xml = Xml::new();
    const NAMESPACE: (&str, &str) = ("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9");
    let parts = plan.recipes.values().filter(|recipe| matches!(recipe, Recipe::Sitemap(Some(_)))).count();
    if part.is_none() && parts > 0 {
        xml.element("sitemapindex", &[NAMESPACE], |xml| {
            for number in 1..=parts {
                let url = UrlPath::new(&format!("/sitemap-{number}.xml"));
                xml.element("sitemap", &[], |xml| xml.text("loc", &[], &absolute(setting, &url)));
            }
        });
        return xml.finish();
    }
    let first = part.unwrap_or(0) * SITEMAP_PART;
    xml.element("urlset", &[NAMESPACE, ("xmlns:xhtml", "http://www.w3.org/1999/xhtml")], |xml| {
        for (url, recipe) in urls.into_iter().skip(first).take(SITEMAP_PART) {
            xml.element("url", &[], |xml| {
                xml.text("loc", &[], &absolute(setting, url));
                if let Recipe::Page(page, _) = recipe {
                    add_page(setting, xml, *page);
                }
            });
        }
    });
    xml.finish()
}

/// An untranslated page is shown in other languages too, but only its own address counts.
fn stands_for_itself(setting: &Setting<'_>, recipe: &Recipe) -> bool {
    match recipe {
        Recipe::Page(page, lang) => setting.site.page(*page).lang == *lang,
        _ => true,
    }
}

fn add_page(setting: &Setting<'_>, xml: &mut Xml, page: usize) {
    let site = setting.site;
    let facts = site.page(page);
    if facts.updated.is_some() {
        xml.text("lastmod", &[], &dates::text(facts.updated));
    }
    let group = &site.groups[facts.group];
    for (lang, other) in group.iter().filter(|_| group.len() > 1) {
        let url = absolute(setting, &site.page(*other).url);
        let attributes = [("rel", "alternate"), ("hreflang", site.langs[*lang].as_str()), ("href", url.as_str())];
        xml.empty("xhtml:link", &attributes);
    }
}

fn absolute(setting: &Setting<'_>, url: &UrlPath) -> String {
    setting.absolute(url).expect("sitemaps are planned only where the base URL is known")
}
