//! `llms.txt`: the site as a list of its Markdown mirrors, for programs that read (llmstxt.org).

use crate::document::body::mirror_text;
use crate::site::PageIdx;
use crate::view::page::{description, mirror_url};
use crate::view::setting::Setting;

/// One section a kind, the default language first.
pub(super) fn llms(setting: &Setting<'_>) -> Vec<u8> {
    let site = setting.site;
    let mut out = format!("# {}\n", mirror_text(&site.config.title));
    if !site.config.description.is_empty() {
        out.push_str(&format!("\n> {}\n", mirror_text(&site.config.description)));
    }
    for ((lang, kind), pages) in &site.topics.kinds {
        let plural = crate::view::setting::kind_label(setting, *lang, *kind, true);
        let language = if *lang == 0 { String::new() } else { format!(" ({})", site.langs[*lang].autonym()) };
        out.push_str(&format!("\n## {}{language}\n\n", mirror_text(&plural)));
        for page in pages {
            out.push_str(&entry(setting, *page));
        }
    }
    out.into_bytes()
}

fn entry(setting: &Setting<'_>, page: PageIdx) -> String {
    let facts = setting.site.page(page);
    let mirror = mirror_url(&facts.url);
    let url =
        setting.absolute(&mirror).unwrap_or_else(|| setting.href(&crate::path::UrlPath::new("/llms.txt"), &mirror));
    let about = mirror_text(&description(facts));
    let about = if about.is_empty() { String::new() } else { format!(": {about}") };
    format!("- [{}]({url}){about}\n", mirror_text(&facts.title))
}
