//! Small files for the server that hosts the site: `robots.txt`, `_headers`, `_redirects`.

use crate::output::plan::{Plan, Recipe};
use crate::path::{UrlPath, encode};
use crate::view::setting::Setting;

/// Everything may be read.
pub(super) fn robots(setting: &Setting<'_>) -> Vec<u8> {
    let sitemap = setting.absolute(&UrlPath::new("/sitemap.xml")).map(|url| format!("\nSitemap: {url}\n"));
    format!("User-agent: *\nAllow: /\n{}", sitemap.unwrap_or_default()).into_bytes()
}

/// Headers for hosts that read this file (Netlify, Cloudflare Pages): what a meta element cannot say, and how long files
/// whose name holds their digest may be kept.
pub(super) fn headers(setting: &Setting<'_>) -> Vec<u8> {
    let langs: String = setting
        .site
        .langs
        .iter()
        .map(|lang| {
            let folder = format!("/search/{}", lang.segment());
            format!("{folder}/entry.bin\n  Cache-Control: no-cache\n{folder}/pieces/*\n  Cache-Control: public, max-age=31536000, immutable\n")
        })
        .collect();
    let has_badges = setting.base_url.is_some() && setting.site.badges.awards.iter().any(|award| award.is_issued);
    // Verifiers in a browser ask from their own origin.
    let open = |path: &str| format!("{path}\n  Access-Control-Allow-Origin: *\n");
    // Other sites may search this one.
    let search = open("/search/*");
    let badges = if has_badges {
        open("/badges/*") + &open("/.well-known/did.json") + &open("/did.json")
    } else {
        String::new()
    };
    format!(
        "/*\n  X-Content-Type-Options: nosniff\n  Referrer-Policy: strict-origin-when-cross-origin\n  X-Frame-Options: DENY\n\
         {search}{badges}/assets/*\n  Cache-Control: public, max-age=31536000, immutable\n{langs}"
    )
    .into_bytes()
}

/// Old addresses for hosts that read this file; the pages that send browsers on stand beside it. Some hosts follow a line before they look for a
/// page, and to them `*` and `:` stand for other addresses: nothing is listed that would hide what is there.
pub(super) fn redirects(setting: &Setting<'_>, plan: &Plan) -> Vec<u8> {
    let old = plan.recipes.iter().filter_map(|(old, recipe)| match recipe {
        Recipe::Redirect(page) => Some((old, setting.site.page(*page).url.clone())),
        Recipe::FormerPerson(who) => Some((old, setting.site.people.get(*who).url())),
        _ => None,
    });
    let old = old.filter(|(old, _)| !old.as_str().contains(['*', ':']));
    let lines = old.map(|(old, new)| format!("{} {} 301\n", encode(old.as_str()), encode(new.as_str())));
    lines.collect::<String>().into_bytes()
}
