//! Answers the Markdown renderer's questions about one page, from the same table that checked its links.

use crate::cache::Stage;
use crate::digest::Digest;
use crate::document::body::{LinkForm, Resolved, Resolver};
use crate::path::UrlPath;
use crate::site::links::Target;
use crate::site::{LangIdx, PageIdx};
use crate::view::setting::Setting;

/// One page, as it is shown at one address.
pub struct PageResolver<'a> {
    /// The build.
    pub setting: &'a Setting<'a>,
    /// Whose links are followed.
    pub page: PageIdx,
    /// The address that links are written from.
    pub from: &'a UrlPath,
    /// The language of the interface around it.
    pub lang: LangIdx,
    /// Whether code is coloured; text-only outputs leave it plain.
    pub colours: bool,
}

impl Resolver for PageResolver<'_> {
    fn resolve(&self, target: &str, anchor: Option<&str>, form: LinkForm) -> Resolved {
        let site = self.setting.site;
        match site.links.resolve(site, self.page, target, anchor, form).target {
            Ok(Target::Page { page, has_anchor }) => {
                let url = self.setting.page_url(page, self.lang);
                let url =
                    if site.page(page).lang == site.page(self.page).lang { url } else { site.page(page).url.clone() };
                let own = page == self.page;
                let url = if own { self.from.clone() } else { url };
                let anchor = anchor.filter(|anchor| has_anchor && !anchor.is_empty());
                let href = match anchor {
                    Some(anchor) => self.setting.href_at(self.from, &url, anchor),
                    None if own => "#".to_owned(),
                    None => self.setting.href(self.from, &url),
                };
                Resolved::To { href, title: Some(site.page(page).title.clone()) }
            }
            Ok(Target::Own(url)) => Resolved::To { href: self.setting.href(self.from, &url), title: None },
            Ok(Target::File { url, pixels, drawn, .. }) if form == LinkForm::Image => {
                Resolved::Image { src: self.setting.href(self.from, &url), size: pixels.or(drawn) }
            }
            Ok(Target::File { url, .. }) => Resolved::To { href: self.setting.href(self.from, &url), title: None },
            Err(_) => Resolved::Broken,
        }
    }

    fn glossary(&self, term: &str) -> Option<&str> {
        self.setting.site.config.glossary.get(term).map(String::as_str)
    }

    fn recommends(&self, address: &str) -> bool {
        self.setting.site.config.recommends(address)
    }

    fn highlighted(&self, language: &str, code: &str, make: &dyn Fn() -> String) -> String {
        if !self.colours {
            return String::new();
        }
        let version = env!("CARGO_PKG_VERSION");
        let key = Digest::of_parts([version.as_bytes(), language.as_bytes(), code.as_bytes()]);
        let bytes = self.setting.cache.memo(Stage::Highlight, key, || make().into_bytes());
        String::from_utf8(bytes).unwrap_or_else(|_| make())
    }

    fn word(&self, key: &str) -> String {
        self.setting.word(self.lang, key)
    }
}
