//! The way out: a plan of every address, and the making of each file's bytes.
//!
//! Begin with [`Output`]. `build` writes all of it ([`disk`]), `serve` makes what a browser asks for; there is no other way.

pub mod badges;
pub(crate) mod cv;
pub mod disk;
mod folder;
mod growth;
mod journal;
pub mod marker;
pub mod feeds;
pub mod hosts;
pub mod llms;
pub mod plan;
pub mod search;
pub mod site_json;
pub mod sitemap;
pub mod xml;

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, OnceLock};

use serde::Serialize;

use crate::cache::{Cache, Stage};
use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::document::{picture, svg};
use crate::output::badges::credential::{self, Did};
use crate::output::badges::key::BadgeKey;
use crate::output::badges::{Pictures, Signer, open_badges};
use crate::output::disk::Made;
use crate::output::plan::{Known, Plan, Recipe};
use crate::output::search::Pieces;
use crate::path::{LinkMode, SitePath, UrlPath};
use crate::site::{LangIdx, PageIdx, Site};
use crate::source::Source;
use crate::theme::Theme;
use crate::view;
use crate::view::lists::{Highlights, List};
use crate::view::page::{PayloadFile, payload_file};
use crate::view::setting::Setting;

/// How addresses are written.
#[derive(Clone, Debug)]
pub struct Addresses {
    /// Links inside the site.
    pub mode: LinkMode,
    /// Scheme, host and path without the last `/`, where the site will be published.
    pub base_url: Option<String>,
}

impl Addresses {
    /// From `--base-url` or `base_url`, and `--links`.
    pub fn new(base_url: Option<&str>, relative: bool) -> Addresses {
        let base_url = base_url.map(|url| url.trim_end_matches('/').to_owned());
        let prefix = base_url.as_deref().and_then(|url| {
            let host = url.split_once("://")?.1;
            host.find('/').map(|at| host[at..].to_owned())
        });
        let mode = if relative { LinkMode::Relative } else { LinkMode::Rooted { prefix: prefix.unwrap_or_default() } };
        Addresses { mode, base_url }
    }
}

/// How a site is published.
#[derive(Clone, Debug)]
pub struct Manner {
    /// How addresses are written.
    pub addresses: Addresses,
    /// With what badges are signed, if they are.
    pub badge_key: Option<BadgeKey>,
    /// Whether pages are made when somebody asks: then the search index waits too.
    pub is_served: bool,
}

/// Everything a reader's browser is given, by address.
///
/// Holds structure and no text: a page's file is read when its page is made.
pub struct Output {
    /// Where bytes come from.
    pub source: Source,
    /// The linked site.
    pub site: Site,
    /// The theme.
    pub theme: Arc<Theme>,
    /// How addresses are written.
    pub addresses: Addresses,
    /// The plan.
    pub plan: Plan,
    cache: Arc<Cache>,
    asset_bytes: BTreeMap<UrlPath, Vec<u8>>,
    pieces: OnceLock<Pieces>,
    highlights: Vec<Highlights>,
    pictures: Pictures,
    signer: Option<Signer>,
    theme_diagnostics: Vec<Diagnostic>,
    overgrown: Vec<Diagnostic>,
}

/// The bytes of one file, and what was found while making them.
type Answer = io::Result<(Made, Vec<Diagnostic>)>;

impl Output {
    /// Plans the site. `found` is what loading the theme found.
    pub fn plan(
        source: Source,
        site: Site,
        theme: Arc<Theme>,
        found: Vec<Diagnostic>,
        manner: Manner,
        cache: Arc<Cache>,
    ) -> Output {
        let Manner { addresses, badge_key, is_served } = manner;
        let did = addresses.base_url.as_deref().and_then(Did::of);
        let lacks_identity = addresses.base_url.is_some() && did.is_none() && badge_key.is_some();
        let signer = did.zip(badge_key).map(|(did, key)| Signer { did, key });
        let asset_bytes = theme.assets().map(|(url, bytes)| (url.clone(), bytes.to_vec())).collect();
        let highlights = (0..site.langs.len()).map(|lang| Highlights::of(&site, lang)).collect();
        let pictures = Pictures::new(&site);
        let mut output = Output {
            source,
            site,
            theme,
            addresses,
            plan: Plan::default(),
            cache,
            asset_bytes,
            pieces: OnceLock::new(),
            highlights,
            pictures,
            signer,
            theme_diagnostics: found,
            overgrown: Vec::new(),
        };
        let known = Known {
            has_base_url: output.addresses.base_url.is_some(),
            did: output.signer.as_ref().map(|signer| signer.did.url.clone()),
            lacks_identity,
        };
        let assets: Vec<UrlPath> = output.asset_bytes.keys().cloned().collect();
        let pieces = if is_served { Vec::new() } else { output.pieces().addresses() };
        output.plan = Plan::of(&output.site, &output.source, &known, &assets, &pieces);
        output.overgrown = growth::overgrown(&output);
        output
    }

    /// Everything that is wrong with the content.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let mut all = self.site.diagnostics.clone();
        all.extend(self.plan.diagnostics.iter().cloned());
        all.extend(self.theme_diagnostics.iter().cloned());
        all.extend(self.overgrown.iter().cloned());
        all.sort();
        all.dedup();
        all
    }

    /// What answers at an address.
    pub fn answer(&self, url: &UrlPath) -> Option<Answer> {
        match self.plan.recipes.get(url) {
            Some(recipe) => Some(self.make(url, recipe)),
            None if url.as_str().starts_with("/search/") => {
                self.pieces().get(url).map(|bytes| Ok((Made::Bytes(bytes.to_vec()), Vec::new())))
            }
            None => None,
        }
    }

    /// What answers for a planned file, named relative to the output folder.
    pub fn make_file(&self, file: &str) -> Answer {
        let page = file.strip_suffix("index.html").map(|folder| UrlPath::new(&format!("/{folder}")));
        let url =
            page.filter(|url| self.plan.recipes.contains_key(url)).unwrap_or_else(|| UrlPath::new(&format!("/{file}")));
        self.make(&url, &self.plan.recipes[&url])
    }

    /// The surroundings of every view.
    pub fn setting(&self) -> Setting<'_> {
        Setting {
            site: &self.site,
            mode: self.addresses.mode.clone(),
            base_url: self.addresses.base_url.clone(),
            assets: self.theme.asset_urls(),
            words: Box::new(|lang, key| {
                Some(self.theme.word(lang, key)).filter(|word| *word != key).map(str::to_owned)
            }),
            signs: self.signer.is_some(),
            cache: &self.cache,
        }
    }

    /// The search index and its client, made when first needed.
    pub fn pieces(&self) -> &Pieces {
        self.pieces.get_or_init(|| Pieces::make(self))
    }

    /// Makes the bytes of one address.
    pub fn make(&self, url: &UrlPath, recipe: &Recipe) -> Answer {
        let setting = self.setting();
        let bytes = match recipe {
            Recipe::Page(page, lang) => return self.page(&setting, *page, *lang),
            Recipe::Mirror(page) => view::page::mirror(&setting, *page, &self.text(*page)?).into_bytes(),
            Recipe::Payload(page) => {
                let text = view::page::payload_text(&setting, *page, &self.text(*page)?);
                text.unwrap_or_default().into_bytes()
            }
            Recipe::Home(lang) => {
                let written = self.site.homes.get(lang).copied();
                let text = written.map(|page| self.text(page)).transpose()?;
                let text = written.zip(text.as_deref());
                let view = view::lists::home(&setting, *lang, &self.highlights[*lang], text);
                return self.render(*lang, "home.html", &view);
            }
            Recipe::List(list, number) => return self.list(&setting, list, *number),
            Recipe::People(part) => {
                return self.render(0, "people.html", &view::people::everyone(&setting, part.as_ref()));
            }
            Recipe::Person(person) => return self.render(0, "person.html", &view::people::person(&setting, *person)),
            Recipe::Cv(person) => cv::cv(&setting, *person),
            Recipe::Badges => return self.render(0, "badges.html", &view::badges::badges(&setting)),
            Recipe::Badge(badge) => return self.render(0, "badge.html", &view::badges::badge(&setting, *badge)),
            Recipe::BadgeImage(badge, level) => Pictures::image(&setting, &self.source, *badge, *level)?,
            Recipe::BadgeIssuer => badges::json(&open_badges::issuer(&setting)),
            Recipe::BadgeClass(badge, level) => badges::json(&open_badges::class(&setting, *badge, *level)),
            Recipe::Award(place) => {
                let award = &self.site.badges.awards[*place];
                return self.render(0, "award.html", &view::badges::award(&setting, award));
            }
            Recipe::Did => badges::json(&self.signer().did.document(&self.signer().key)),
            Recipe::Revocations => badges::json(&credential::revocations(&setting, &self.signer().did)),
            Recipe::Given(place, file) => {
                let award = &self.site.badges.awards[*place];
                badges::given(&setting, &self.source, &self.pictures, self.signer.as_ref(), (award, *file))?
            }
            Recipe::CvPage(person) => return self.render(0, "cv.html", &view::people::cv_page(&setting, *person)),
            Recipe::Resume(person) => cv::resume(&setting, *person),
            Recipe::Community => {
                return self.render(0, "community.html", &view::community::community(&setting));
            }
            Recipe::Norm(path) => {
                let norm = self.site.norms.iter().find(|norm| norm.path == *path).expect("it was planned");
                let bytes = self.source.bytes(&norm.path)?;
                let text = crate::document::text_of(&bytes);
                return self.render(0, "norm.html", &view::community::norm(&setting, &self.source, norm, &text));
            }
            Recipe::Search(lang) => return self.render(*lang, "search.html", &view::lists::search(&setting, *lang)),
            Recipe::NotFound => {
                let frame = view::lists::bare(&setting, url, 0, "not_found");
                return self.render(0, "404.html", &view::NotFound { frame });
            }
            Recipe::Redirect(page) => {
                let target = self.site.page(*page);
                return self.redirect(&setting, url, target.lang, (&target.title, &target.url));
            }
            Recipe::FormerPerson(who) => {
                let person = self.site.people.get(*who);
                return self.redirect(&setting, url, 0, (&person.name, &person.url()));
            }
            Recipe::Feed(feed) => feeds::feed(&setting, url, feed),
            Recipe::Sitemap(part) => sitemap::sitemap(&setting, &self.plan, *part),
            Recipe::Robots => hosts::robots(&setting),
            Recipe::NoJekyll => Vec::new(),
            Recipe::Headers => hosts::headers(&setting),
            Recipe::Redirects => hosts::redirects(&setting, &self.plan),
            Recipe::Llms => llms::llms(&setting),
            Recipe::SiteJson => site_json::site_json(&setting),
            Recipe::Asset => self.asset_bytes[url].clone(),
            Recipe::SearchPiece => self.pieces().get(url).expect("planned from the pieces").to_vec(),
            Recipe::File(path) => return self.copy(path),
            Recipe::Static(path) => {
                return self.copy(&SitePath::new(&format!("static/{path}")).expect("below a checked path"));
            }
        };
        Ok((Made::Bytes(bytes), Vec::new()))
    }

    fn signer(&self) -> &Signer {
        self.signer.as_ref().expect("planned only where badges are signed")
    }

    /// The text of a page's file.
    pub fn text(&self, page: PageIdx) -> io::Result<String> {
        let path = &self.site.page(page).path;
        let bytes = self.source.bytes(path)?;
        Ok(crate::document::text_of(&bytes).into_owned())
    }

    fn page(&self, setting: &Setting<'_>, page: PageIdx, lang: LangIdx) -> Answer {
        let text = self.text(page)?;
        let payload = self.payload(page)?;
        let view = view::page::page(setting, page, lang, &text, payload.as_deref());
        let template = &self.site.kind(self.site.page(page)).template;
        self.render(lang, template, &view)
    }

    /// The text of a template page's payload, where it is a file of its own that can be shown.
    fn payload(&self, page: PageIdx) -> io::Result<Option<String>> {
        const SHOWN: usize = 64 * 1024;
        let facts = self.site.page(page);
        if facts.document.front_matter.payload.is_none() {
            return Ok(None);
        }
        let Some(PayloadFile::Own(path, _)) = payload_file(&self.site, page) else { return Ok(None) };
        let bytes = self.source.bytes(&path)?;
        Ok(String::from_utf8(bytes).ok().filter(|text| text.len() <= SHOWN))
    }

    /// Where something was that is called so and lies elsewhere now.
    fn redirect(&self, setting: &Setting<'_>, from: &UrlPath, lang: LangIdx, (title, to): (&str, &UrlPath)) -> Answer {
        let view = view::Redirect {
            lang: self.site.langs[lang].to_string(),
            title: title.to_owned(),
            url: setting.href(from, to),
            canonical: setting.absolute(to),
        };
        self.render(lang, "redirect.html", &view)
    }

    fn list(&self, setting: &Setting<'_>, list: &List, number: usize) -> Answer {
        let written = match list {
            List::Kind(lang, kind) => self.site.kind_pages.get(&(*lang, *kind)).copied(),
            _ => None,
        };
        let text = written.map(|page| self.text(page)).transpose()?;
        let view = view::lists::index(setting, list, number, written.zip(text.as_deref()));
        self.render(list.lang(&self.site), "index.html", &view)
    }

    /// A view through its template. What is remembered is a line of findings and then the page, so that a warm build
    /// repeats its warnings.
    fn render<V: Serialize>(&self, lang: LangIdx, template: &str, view: &V) -> Answer {
        let lang = &self.site.langs[lang];
        if !self.cache.is_kept() {
            let rendered = self.theme.render(lang, template, view);
            return Ok((Made::Bytes(rendered.html.into_bytes()), rendered.diagnostics));
        }
        let json = serde_json::to_vec(view).expect("views are plain data");
        let theme = self.theme.digest();
        let key = Digest::of_parts([theme.bytes(), lang.as_str().as_bytes(), template.as_bytes(), json.as_slice()]);
        let mut bytes = self.cache.memo(Stage::Render, key, || {
            let rendered = self.theme.render(lang, template, view);
            let mut bytes = serde_json::to_vec(&rendered.diagnostics).expect("diagnostics are plain data");
            bytes.push(b'\n');
            bytes.extend_from_slice(rendered.html.as_bytes());
            bytes
        });
        let line = bytes.iter().position(|byte| *byte == b'\n').expect("written above");
        let page = bytes.split_off(line + 1);
        let found = serde_json::from_slice(&bytes[..line]).expect("written above, and checked by the cache");
        Ok((Made::Bytes(page), found))
    }

    fn copy(&self, path: &SitePath) -> Answer {
        // In an image nothing of it would run; whoever opens the file by itself sees the same.
        if path.extension().eq_ignore_ascii_case("svg") && !self.source.config.trusts(path) {
            let bytes = self.source.bytes(path).or_else(|error| match error.kind() {
                io::ErrorKind::FileTooLarge => Ok(Vec::new()),
                _ => Err(error),
            })?;
            return Ok((Made::Bytes(svg::inert(&bytes).bytes), Vec::new()));
        }
        // What a camera wrote beside the picture: where it was, and whose.
        if picture::is_candidate(path) && !self.source.config.trusts(path) {
            let bytes = self.source.given_bytes(path)?;
            if let Some(bare) = picture::bare(&bytes) {
                return Ok((Made::Bytes(bare), Vec::new()));
            }
        }
        let made = match self.source.on_disk(path) {
            Some(file) => Made::File(file),
            None => Made::Bytes(self.source.bytes(path)?),
        };
        Ok((made, Vec::new()))
    }
}
