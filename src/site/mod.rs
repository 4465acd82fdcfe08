//! All files understood together: who lives at which address, in which language, beside whom.
//!
//! Begin with [`Site::link`], the only place with global knowledge. It knows no HTML page and no template.

pub mod address;
mod addressing;
mod aliases;
mod allowed;
pub mod badges;
pub mod dates;
mod duplicates;
pub mod external;
mod licenses;
pub mod links;
pub mod naming;
pub mod narrowing;
pub mod nav;
pub mod norms;
mod payloads;
pub mod people;
pub mod question;
pub mod rules;
pub mod topics;
pub mod tree;
pub mod wanted;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::digest::Digest;
use crate::document::front_matter::{self, Located, Status};
use crate::document::kind::{Kind, Kinds};
use crate::document::person;
use crate::document::{self, Document};
use crate::lang::Lang;
use crate::path::{SitePath, UrlPath};
use crate::search::Reduced;
use crate::site::address::Taken;
use crate::site::allowed::Counting;
use crate::site::badges::Badges;
use crate::site::links::LinkTable;
use crate::site::naming::{Name, Naming, unnumbered};
use crate::site::narrowing::Narrowing;
use crate::site::people::lock::{Lock, PageFacts};
use crate::site::people::{PageCredits, People, PersonIdx, Sources};
use crate::site::topics::Topics;
use crate::site::tree::Tree;
use crate::site::wanted::{Absent, WantedPage};
use crate::source::Source;
use crate::source::history::{History, State};

/// A page's place in [`Site::pages`].
pub type PageIdx = usize;
/// A language's place in [`Site::langs`]; 0 is the default language.
pub type LangIdx = usize;
/// A kind's place in the list of kinds.
pub type KindIdx = usize;

/// What a caller decides beside the content.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Pages with `status: draft` too.
    pub drafts: bool,
    /// The day for everything that depends on time; `None` prints nothing that does.
    pub now: Option<Date>,
    /// Files that a change touched.
    pub changed: BTreeSet<SitePath>,
    /// What is known already of the words of pages, where the same site is linked again and again.
    pub reduced: Option<Arc<Reduced>>,
}

/// The whole site, linked.
#[derive(Debug)]
pub struct Site {
    /// `cairn.yml`.
    pub config: Config,
    /// The kinds of page.
    pub kinds: Kinds,
    /// Languages that have pages or are configured, the default first, then by code.
    pub langs: Vec<Lang>,
    /// Every page, by path of its file.
    pub pages: Vec<Page>,
    /// Pages that say the same in other languages, by group.
    pub groups: Vec<BTreeMap<LangIdx, PageIdx>>,
    /// Text of the home page, where the content has an `index.md`.
    pub homes: BTreeMap<LangIdx, PageIdx>,
    /// Text of a kind's index, where its folder has an `index.md`.
    pub kind_pages: BTreeMap<(LangIdx, KindIdx), PageIdx>,
    /// Folders, siblings and children.
    pub tree: Tree,
    /// What `cairn.yml` links to.
    pub places: nav::Places,
    /// Documents by which the community lives, in order of their files.
    pub norms: Vec<norms::Norm>,
    /// What was made from a template, by title.
    pub remixes: BTreeMap<PageIdx, Vec<PageIdx>>,
    /// Tags, areas, series and lists by kind.
    pub topics: Topics,
    /// Shorter lists of what is in long ones.
    pub narrowing: Narrowing,
    /// How links resolve.
    pub links: LinkTable,
    /// Who helped.
    pub people: People,
    /// People files, in order of their ids.
    pub person_files: Vec<person::Person>,
    /// Titles, and who holds them.
    pub badges: Badges,
    /// The page that each page translates.
    pub originals: Vec<Option<PageIdx>>,
    /// The pages that lead to each page: by a link, as what to read first, as what they are based on.
    pub used: Vec<Vec<PageIdx>>,
    /// The pages that say they are a page's duplicates (`duplicate_of`), in its language.
    pub duplicates: BTreeMap<PageIdx, Vec<PageIdx>>,
    /// Files that pages give away, by the page's file: who changes them changes the page.
    pub payloads: BTreeMap<SitePath, Vec<SitePath>>,
    /// Pages that a change touched, itself or in what they give away.
    pub changed: Vec<PageIdx>,
    /// What each person of [`Site::people`] had a part in, by page.
    pub work: Vec<Vec<PageIdx>>,
    /// Old addresses and the page each leads to now.
    pub redirects: BTreeMap<UrlPath, PageIdx>,
    /// Questions that are asked and not answered: drafts that are not built.
    pub wanted: Vec<Wanted>,
    /// Pages that several others link to and nobody has written, the most wanted first.
    pub wanted_pages: Vec<WantedPage>,
    /// The day it is, if that is known.
    pub now: Option<Date>,
    /// Whether the whole history was read.
    pub has_history: bool,
    /// The commit that is checked out.
    pub revision: Option<String>,
    /// Everything that is wrong, the documents' own findings included.
    pub diagnostics: Vec<Diagnostic>,
}

/// One page of content.
#[derive(Debug)]
pub struct Page {
    /// Its file.
    pub path: SitePath,
    /// What the file says.
    pub document: Document,
    /// Language.
    pub lang: LangIdx,
    /// Kind.
    pub kind: KindIdx,
    /// What it is for.
    pub role: PageRole,
    /// Address.
    pub url: UrlPath,
    /// Title, never empty.
    pub title: String,
    /// Place in [`Site::groups`].
    pub group: usize,
    /// Part of a series, from the file's name.
    pub part: Option<u32>,
    /// The number before the name of its file, or of the folder whose page it is.
    pub number: Option<u32>,
    /// First published.
    pub published: Option<Date>,
    /// Last substantive change, where it is known.
    pub updated: Option<Date>,
}

impl Page {
    /// The last day on which something is known to have happened to it.
    pub fn dated(&self) -> Option<Date> {
        self.updated.or(self.published)
    }
}

/// What a page is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageRole {
    /// A page of its own.
    Content,
    /// The text of the home page.
    Home,
    /// The text above a kind's index.
    KindIndex,
}

/// A question without an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The file that asks it.
    pub path: SitePath,
    /// The question.
    pub title: String,
    /// Language.
    pub lang: LangIdx,
    /// Kind.
    pub kind: KindIdx,
}

impl Site {
    /// A site of every page of a source, for tests.
    #[cfg(test)]
    pub(crate) fn of_literal(source: &Source, options: &Options) -> Site {
        let parse = |path| document::parse(path, &source.bytes(path).unwrap(), &source.config.limits);
        Site::link(source, source.pages.iter().map(parse).collect(), options)
    }

    /// Puts the documents in their places. `documents` belong to `source.pages`, in the same order.
    pub fn link(source: &Source, documents: Vec<Document>, options: &Options) -> Site {
        let mut linker = Linker::new(source, &documents, options);
        let drafts = linker.name(documents);
        linker.group();
        linker.address();
        linker.finish(drafts)
    }

    /// Language and address of each page as [`Site::link`] finds them, without anything else.
    pub fn places(source: &Source, documents: Vec<Document>, options: &Options) -> BTreeMap<SitePath, (Lang, UrlPath)> {
        let mut linker = Linker::new(source, &documents, options);
        linker.name(documents);
        linker.group();
        linker.address();
        let (pages, langs) = (linker.pages, linker.langs);
        pages.into_iter().map(|page| (page.path, (langs[page.lang].clone(), page.url))).collect()
    }

    /// A page.
    pub fn page(&self, page: PageIdx) -> &Page {
        &self.pages[page]
    }

    /// A page's kind.
    pub fn kind(&self, page: &Page) -> &Kind {
        &self.kinds.list[page.kind]
    }

    /// Who made a page.
    pub fn credits(&self, page: PageIdx) -> &PageCredits {
        self.people.pages.get(&self.page(page).path).expect("every page has credits, if only empty ones")
    }

    /// What is asked about the people of each page.
    pub fn asked(&self) -> Vec<people::Page<'_>> {
        asked(&self.pages, &self.kinds, &self.originals)
    }

    /// Of who asked not to be named, or not by the names that the history has. Where it is another than before, what was made
    /// before may name them.
    pub fn unnamed_digest(&self) -> Digest {
        let asks = |file: &&person::Person| file.credit != person::Credit::Public;
        let facts = |file: &person::Person| {
            let identities: Vec<_> = file.identities.iter().map(|identity| &identity.value).collect();
            format!("{} {:?} {:?} {identities:?}", file.id.value, file.name, file.credit)
        };
        let mut parts: Vec<String> = self.person_files.iter().filter(asks).map(facts).collect();
        parts.sort_unstable();
        parts.push(format!("{:?}", self.config.credits.default));
        // A text that names somebody who is hidden: once it does not, what was made of it before must go.
        let named = self.diagnostics.iter().filter(|found| found.code == Code::HiddenNameInText);
        parts.extend(named.filter_map(|found| Some(found.place.as_ref()?.file.clone())));
        Digest::of_parts(parts.iter().map(String::as_bytes))
    }

    /// The people file of a person.
    pub fn person_file(&self, who: PersonIdx) -> Option<&person::Person> {
        self.people.get(who).file.map(|file| &self.person_files[file])
    }

    /// The address prefix of a language: "" for the default, else `/ja`.
    pub fn prefix(&self, lang: LangIdx) -> String {
        if lang == 0 { String::new() } else { format!("/{}", self.langs[lang].segment()) }
    }

    /// The home page of a language.
    pub fn home(&self, lang: LangIdx) -> UrlPath {
        UrlPath::new(&format!("{}/", self.prefix(lang)))
    }

    /// The index of a kind.
    pub fn kind_index(&self, lang: LangIdx, kind: KindIdx) -> UrlPath {
        let folder = &self.kinds.list[kind].folder;
        let folder = if folder.is_empty() { "pages" } else { folder };
        UrlPath::new(&format!("{}/{folder}/", self.prefix(lang)))
    }

    /// The page in another language.
    pub fn translation(&self, page: &Page, lang: LangIdx) -> Option<PageIdx> {
        self.groups[page.group].get(&lang).copied()
    }

    /// The page of a group that others fall back to: the default language's, else the first.
    pub fn original(&self, group: usize) -> PageIdx {
        *self.groups[group].first_key_value().expect("a group is made for a page").1
    }

    /// Languages in which a page is shown untranslated: configured ones that it does not exist in.
    pub fn fallbacks(&self, group: usize) -> impl Iterator<Item = LangIdx> {
        let shown = self.config.languages.fallback && self.page(self.original(group)).role == PageRole::Content;
        (0..self.langs.len()).filter(move |lang| {
            shown && self.config.languages.list.contains(&self.langs[*lang]) && !self.groups[group].contains_key(lang)
        })
    }

    /// Where an untranslated page is shown in `lang`.
    pub fn fallback_url(&self, page: &Page, lang: LangIdx) -> UrlPath {
        let own = page.url.as_str().strip_prefix(self.prefix(page.lang).as_str()).unwrap_or(page.url.as_str());
        UrlPath::new(&format!("{}{own}", self.prefix(lang)))
    }
}

/// The work of [`Site::link`], one method a step.
struct Linker<'a> {
    source: &'a Source,
    lock: Option<Lock>,
    history: Cow<'a, History>,
    options: &'a Options,
    kinds: Kinds,
    langs: Vec<Lang>,
    pages: Vec<Page>,
    names: Vec<Name>,
    groups: Vec<BTreeMap<LangIdx, PageIdx>>,
    taken: Taken,
    payloads: BTreeMap<SitePath, Vec<SitePath>>,
    /// Folders that hold a page.
    folders_of_pages: BTreeSet<SitePath>,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Linker<'a> {
    fn new(source: &'a Source, documents: &[Document], options: &'a Options) -> Linker<'a> {
        let mut diagnostics = source.diagnostics.clone();
        let lock = source.lock.as_deref().map(Lock::parse);
        let lock = lock.map(|(lock, found)| {
            diagnostics.extend(found);
            lock
        });
        let digests: BTreeMap<&SitePath, Digest> =
            source.pages.iter().zip(documents.iter().map(|document| document.text_digest)).collect();
        let is_same =
            |lock: &Lock, path: &SitePath| digests.get(path).is_some_and(|digest| lock.knows_text(path, *digest));
        let lock = lock.map(|mut lock| {
            if source.history.state != State::Full {
                lock.forget_unnamed(is_same);
            }
            lock
        });
        let known = lock.as_ref().filter(|lock| !lock.pages.is_empty() && source.history.state != State::Full);
        let history = match known {
            Some(lock) => {
                let is_replaced = |found: &Diagnostic| {
                    matches!(found.code, Code::NoHistory | Code::ShallowHistory | Code::PartialHistory)
                };
                diagnostics.retain(|found| !is_replaced(found));
                let history = lock.history(source.history.head.clone(), options.now, &|path| is_same(lock, path));
                Cow::Owned(History { mailmap: source.history.mailmap, ..history })
            }
            None => Cow::Borrowed(&source.history),
        };
        Linker {
            source,
            lock,
            history,
            options,
            kinds: Kinds::new(&source.config),
            langs: Vec::new(),
            pages: Vec::new(),
            names: Vec::new(),
            groups: Vec::new(),
            taken: Taken::default(),
            payloads: BTreeMap::new(),
            folders_of_pages: source.pages.iter().map(SitePath::parent).collect(),
            diagnostics,
        }
    }

    /// Language, kind and title of every page in a language that the site has room for. Returns the drafts that are not built.
    fn name(&mut self, documents: Vec<Document>) -> Vec<(SitePath, Document, Name, KindIdx)> {
        let config = &self.source.config;
        let naming = Naming::new(&config.languages, config.language.as_ref());
        let root = SitePath::new("").expect("the root");
        let content = self.source.content.as_ref().unwrap_or(&root);
        let mut names: Vec<Name> = self
            .source
            .pages
            .iter()
            .map(|path| naming.read(path.below(content).expect("pages lie in the content folder")))
            .collect();
        self.report_odd_names(&names);
        for ((name, document), path) in names.iter_mut().zip(&documents).zip(&self.source.pages) {
            self.diagnostics.extend(declared_language(name, document, path));
        }
        let (langs, beyond) = languages(config, &names);
        self.langs = langs;
        self.report_languages(beyond, &names, &documents);
        let mut drafts = Vec::new();
        let counting = Counting::new(config);
        self.pages.reserve_exact(documents.len());
        self.names.reserve_exact(documents.len());
        for ((path, mut document), name) in self.source.pages.iter().zip(documents).zip(names) {
            let below = if name.folder.is_empty() { "x.md".to_owned() } else { format!("{}/x.md", name.folder) };
            let (kind, odd) = self.kinds.kind_of(path, &below, document.front_matter.kind.as_ref());
            let kind = self.kinds.index(kind);
            self.diagnostics.extend(odd);
            let is_unread = document::is_unread(&document.diagnostics);
            let found = front_matter::check_kind(path, &document.front_matter, &self.kinds.list[kind]);
            // What cannot be read may hold it, and the text of a list is none of what is listed.
            let may_miss = is_unread || self.role(&name, kind) != PageRole::Content;
            self.diagnostics.extend(found.into_iter().filter(|found| found.code != Code::MissingField || !may_miss));
            let found = std::mem::take(&mut document.diagnostics);
            self.diagnostics.extend(counting.of(found, path, self.source));
            if self.known_lang(&name).is_none() {
                continue;
            }
            if document.front_matter.status == Some(Status::Draft) && !self.options.drafts {
                drafts.push((path.clone(), document, name, kind));
                continue;
            }
            self.give_away(path, &document, kind, &name.folder);
            let page = self.page(path, document, &name, kind);
            self.pages.push(page);
            self.names.push(name);
        }
        drafts
    }

    /// Finds what a template gives away: its payload, and what lies in its folder.
    fn give_away(&mut self, path: &SitePath, document: &Document, kind: KindIdx, folder: &str) {
        let kind = &self.kinds.list[kind];
        if kind.id != "template" {
            return;
        }
        let is_index = kind.folder == folder;
        let files = payloads::given(path, &document.front_matter, is_index, self.source, &self.folders_of_pages);
        if files.is_empty() {
            return;
        }
        if let Some(own) = self.history.with_payload(path, &files) {
            self.history.to_mut().files.insert(path.clone(), own);
        }
        self.payloads.insert(path.clone(), files);
    }

    /// What a file is for: the page of a folder may be the text of the home page or of a kind's index.
    fn role(&self, name: &Name, kind: KindIdx) -> PageRole {
        if name.part.is_some() || !name.stem.is_empty() {
            PageRole::Content
        } else if name.folder.is_empty() {
            PageRole::Home
        } else if name.folder == self.kinds.list[kind].folder {
            PageRole::KindIndex
        } else {
            PageRole::Content
        }
    }

    fn page(&self, path: &SitePath, document: Document, name: &Name, kind: KindIdx) -> Page {
        let is_known = matches!(self.history.state, State::Full | State::Locked | State::Partial);
        let history = self.history.files.get(path).filter(|_| is_known);
        // Of a page that changed since, nobody knows here when it last did.
        let is_old = |lock: &Lock| self.history.state == State::Locked && !lock.knows_text(path, document.text_digest);
        let has_changed = self.lock.as_ref().is_some_and(is_old);
        let front = &document.front_matter;
        let published = front.date.as_deref().and_then(dates::parse);
        let published = published.or_else(|| history?.created.and_then(dates::of_timestamp));
        let updated = front.updated.as_deref().and_then(dates::parse);
        let changed = || history.filter(|_| !has_changed)?.updated.and_then(dates::of_timestamp);
        let updated = updated.or_else(changed);
        Page {
            title: title(&document, name),
            lang: self.lang_of(name),
            url: UrlPath::root(),
            path: path.clone(),
            group: 0,
            part: name.part,
            number: name.number(),
            kind,
            role: self.role(name, kind),
            published,
            updated,
            document,
        }
    }

    fn lang_of(&self, name: &Name) -> LangIdx {
        self.known_lang(name).unwrap_or(0)
    }

    /// The language of a page; `None` where it is one too many.
    fn known_lang(&self, name: &Name) -> Option<LangIdx> {
        name.lang.as_ref().map_or(Some(0), |lang| self.langs.iter().position(|known| known == lang))
    }

    /// Tells of languages that are too many, each at its first page.
    fn report_languages(&mut self, beyond: BTreeMap<Lang, usize>, names: &[Name], documents: &[Document]) {
        let mut beyond = beyond;
        for ((name, document), path) in names.iter().zip(documents).zip(&self.source.pages) {
            let Some((lang, count)) = name.lang.as_ref().and_then(|lang| beyond.remove_entry(lang)) else { continue };
            let pages = if count == 1 { "its page is".to_owned() } else { format!("its {count} pages are") };
            let most = self.source.config.limits.languages;
            let message = format!("`{lang}` is one language more than {most}, so {pages} not published");
            let found = Diagnostic::new(Code::TooManyLanguages, message)
                .help("correct the language, name it in `languages` of `cairn.yml`, or raise `limits.languages`");
            self.diagnostics.push(at(found, path, document.front_matter.lang.as_ref()));
        }
    }

    /// Names that fit the pattern only when read kindly, and parts that are written unlike most.
    fn report_odd_names(&mut self, names: &[Name]) {
        let mut widths = BTreeMap::new();
        for name in names.iter().filter(|name| name.part.is_some()) {
            *widths.entry(name.part_text.len()).or_insert(0usize) += 1;
        }
        let usual = widths.iter().max_by_key(|(_, count)| **count).map(|(width, _)| *width);
        for (name, path) in names.iter().zip(&self.source.pages) {
            let other_width = name.part.is_some() && Some(name.part_text.len()) != usual;
            if name.is_odd || other_width {
                let message = format!("`{}` is not named like the other files here", path.file_name());
                let pattern = self.source.config.languages.pattern.as_deref().unwrap_or_default();
                self.diagnostics.push(
                    Diagnostic::new(Code::OddFileName, message)
                        .at(Place::file(path))
                        .help(format!("it is read as meant; rename it to fit `{pattern}`")),
                );
            }
        }
    }

    /// Joins translations: files of one name, then what `translation_of` says.
    fn group(&mut self) {
        let mut by_name: BTreeMap<(String, String, Option<u32>), usize> = BTreeMap::new();
        for (page, name) in self.names.iter().enumerate() {
            let key = (name.folder.clone(), name.stem.clone(), name.part);
            let lang = self.pages[page].lang;
            let group = *by_name.entry(key).or_insert_with(|| {
                self.groups.push(BTreeMap::new());
                self.groups.len() - 1
            });
            // Two files of one name and language (`a.md` and `a.en.md`) are two pages.
            let group = if self.groups[group].contains_key(&lang) {
                self.groups.push(BTreeMap::new());
                self.groups.len() - 1
            } else {
                group
            };
            self.groups[group].insert(lang, page);
            self.pages[page].group = group;
        }
        self.group_declared();
    }

    fn group_declared(&mut self) {
        let declared: Vec<(PageIdx, Located<String>)> = self
            .pages
            .iter()
            .enumerate()
            .filter_map(|(page, facts)| Some((page, facts.document.front_matter.translation_of.clone()?)))
            .collect();
        if declared.is_empty() {
            return;
        }
        let by_path: BTreeMap<&SitePath, PageIdx> = self.pages.iter().map(|page| &page.path).zip(0..).collect();
        let mut joins = Vec::new();
        for (page, source) in &declared {
            let here = self.pages[*page].path.parent();
            let candidates = [here.join(&source.value), SitePath::new(source.value.trim_start_matches('/'))];
            match candidates.iter().flatten().find_map(|path| by_path.get(path)) {
                Some(original) => joins.push((*page, *original)),
                None => self.diagnostics.push(at(
                    Diagnostic::new(Code::UnknownReference, format!("`{}` is not a page here", source.value))
                        .help("write the path of the file that this page translates"),
                    &self.pages[*page].path,
                    Some(source),
                )),
            }
        }
        for (page, original) in joins {
            let (from, to) = (self.pages[page].group, self.pages[original].group);
            let lang = self.pages[page].lang;
            if from == to {
                continue;
            }
            if let Some(other) = self.groups[to].get(&lang) {
                let message = match *other == original {
                    true => format!("`{}` is in `{}` already", self.pages[original].path, self.langs[lang]),
                    false => format!("`{}` is its translation into `{}`", self.pages[*other].path, self.langs[lang]),
                };
                let said = self.pages[page].document.front_matter.translation_of.as_ref();
                let diagnostic = Diagnostic::new(Code::AddressTaken, message);
                let help = "a page has one translation into each language: join the two files, or correct `translation_of` or `lang`";
                let diagnostic = at(diagnostic.help(help), &self.pages[page].path, said);
                self.diagnostics.push(diagnostic);
                continue;
            }
            self.groups[from].remove(&lang);
            self.groups[to].insert(lang, page);
            self.pages[page].group = to;
        }
    }

    fn finish(mut self, drafts: Vec<(SitePath, Document, Name, KindIdx)>) -> Site {
        let wanted = drafts
            .iter()
            .map(|(path, document, name, kind)| Wanted {
                path: path.clone(),
                title: title(document, name),
                lang: self.lang_of(name),
                kind: *kind,
            })
            .collect();
        let mut homes = BTreeMap::new();
        let mut kind_pages = BTreeMap::new();
        for (page, facts) in self.pages.iter().enumerate() {
            match facts.role {
                PageRole::Home => _ = homes.insert(facts.lang, page),
                PageRole::KindIndex => _ = kind_pages.insert((facts.lang, facts.kind), page),
                PageRole::Content => {}
            }
        }
        let redirects = self.redirects();
        let names = std::mem::take(&mut self.names);
        let originals = originals(&self.pages, &self.groups, &self.history);
        let (people, person_files) = self.people(&originals);
        self.verify_lock(&people);
        let lock = self.lock.take().unwrap_or_default();
        let history = &self.history;
        let mut work = vec![Vec::new(); people.list.len()];
        for (page, facts) in self.pages.iter().enumerate() {
            for part in &people.pages[&facts.path].parts {
                work[part.who.0 as usize].push(page);
            }
        }
        let is_changed = |page: &PageIdx| {
            let path = &self.pages[*page].path;
            let given = self.payloads.get(path).into_iter().flatten();
            given.chain([path]).any(|file| self.options.changed.contains(file))
        };
        let changed = (0..self.pages.len()).filter(is_changed).collect();
        let mut site = Site {
            changed,
            config: self.source.config.clone(),
            tree: Tree::default(),
            places: nav::Places::new(),
            norms: norms::norms(&self.source.norms, &self.langs),
            remixes: BTreeMap::new(),
            topics: Topics::default(),
            narrowing: Narrowing::default(),
            links: LinkTable::default(),
            kinds: self.kinds,
            langs: self.langs,
            pages: self.pages,
            groups: self.groups,
            homes,
            kind_pages,
            people,
            person_files,
            badges: Badges::default(),
            originals,
            used: Vec::new(),
            duplicates: BTreeMap::new(),
            payloads: self.payloads,
            work,
            redirects,
            wanted,
            wanted_pages: Vec::new(),
            now: self.options.now.or_else(|| history.head.as_ref().and_then(|(_, at)| dates::of_timestamp(*at))),
            has_history: matches!(history.state, State::Full | State::Locked | State::Partial),
            revision: history.head.as_ref().map(|(commit, _)| commit.clone()),
            diagnostics: self.diagnostics,
        };
        site.topics = Topics::of(&site, &names, self.options.reduced.as_deref());
        site.narrowing = Narrowing::of(&site);
        site.tree = Tree::of(&site);
        site.places = nav::places(&site);
        site.links = LinkTable::of(&site, self.source);
        site.remixes = payloads::remixes(&site);
        let source = self.source;
        let future = site.now.iter().flat_map(|now| future_dates(&site.pages, source, *now));
        site.diagnostics.extend(future.collect::<Vec<_>>());
        let mut absent = Absent::default();
        let (found, used) = site.links.check(&site, &mut absent);
        site.used = used;
        site.wanted_pages = absent.into_wanted();
        site.duplicates = duplicates::declared(&site);
        site.diagnostics.extend(found);
        site.diagnostics.extend(rules::check(&site, self.source));
        site.diagnostics.extend(payloads::check(&site, self.source));
        site.diagnostics.extend(licenses::check(&site, self.source));
        site.diagnostics.extend(nav::check(&site));
        let (badges, found) = Badges::of(&site, self.source, &lock, history.state == State::Locked);
        site.badges = badges;
        site.diagnostics.extend(found);
        site.diagnostics.sort();
        site.diagnostics.dedup();
        site
    }

    /// Who is who.
    fn people(&mut self, originals: &[Option<PageIdx>]) -> (People, Vec<person::Person>) {
        let mut files = Vec::new();
        let mut is_unread = self.source.is_unread;
        for (path, text) in &self.source.people {
            let (some, found) = person::parse_people(path, text);
            files.extend(some);
            is_unread |= person::is_unread(&found);
            self.diagnostics.extend(found);
        }
        let known = |id: &str| self.lock.as_ref().is_some_and(|lock| lock.people.contains_key(id));
        let (files, found) = people::lint::one_each(files, known);
        self.diagnostics.extend(found);
        let facts = page_facts(&self.pages);
        let mut asked = asked(&self.pages, &self.kinds, originals);
        if let Some(lock) = self.lock.as_ref().filter(|_| self.history.state == State::Locked) {
            asked.iter_mut().zip(&facts).for_each(|(page, facts)| page.known = lock.declared(*facts));
        }
        let none = Lock::default();
        let lock = self.lock.as_ref().unwrap_or(&none);
        let (listed, found) = self.source.listed.as_deref().map(people::listed::parse).unwrap_or_default();
        self.diagnostics.extend(found);
        let config = &self.source.config.credits;
        let history = &self.history;
        let sources = Sources { history, files: &files, pages: &asked, config, lock, listed: &listed, is_unread };
        let (people, found) = people::resolve(&sources);
        self.diagnostics.extend(found);
        self.diagnostics.extend(people::lint::tricky_names(&sources, &people));
        let now = self.options.now.or_else(|| history.head.as_ref().and_then(|(_, at)| dates::of_timestamp(*at)));
        let head = history.head.as_ref().and_then(|(_, at)| dates::of_timestamp(*at));
        self.diagnostics.extend(now.max(head).and_then(|now| lock.untimely(now)));
        self.diagnostics.extend(people::lint::of_files(&files, self.source, now));
        (people, files)
    }

    /// Compares `credits.lock.json` with the history, or with the pages where that is missing.
    fn verify_lock(&mut self, people: &People) {
        // The file is about what is published; with drafts there is more.
        let Some(lock) = self.lock.as_ref().filter(|_| !self.options.drafts) else { return };
        let pages = page_facts(&self.pages);
        let is_partial = self.diagnostics.iter().any(|found| found.code == Code::PartialHistory);
        let found = match self.history.state {
            _ if people.is_unread => None,
            State::Full if !is_partial && !self.history.is_cut => lock.stale(&Lock::of(people, &pages, &self.history)),
            State::Locked => lock.lacking(people, &pages),
            _ => None,
        };
        self.diagnostics.extend(found);
    }
}

/// What `credits.lock.json` needs to know of each page.
pub fn page_facts(pages: &[Page]) -> Vec<PageFacts<'_>> {
    pages.iter().map(|page| PageFacts { path: &page.path, digest: page.document.text_digest }).collect()
}

/// The page that each page translates.
///
/// Of the pages that say the same, the original is one that no `translation_of` makes a translation; of several the
/// one that was created first, else that of the default language.
fn originals(pages: &[Page], groups: &[BTreeMap<LangIdx, PageIdx>], history: &History) -> Vec<Option<PageIdx>> {
    let mut originals = vec![None; pages.len()];
    for group in groups.iter().filter(|group| group.len() > 1) {
        let order = |page: PageIdx| {
            let created = history.files.get(&pages[page].path).and_then(|file| file.created);
            (pages[page].document.front_matter.translation_of.is_some(), created.unwrap_or(i64::MAX), pages[page].lang)
        };
        let original = group.values().copied().min_by_key(|page| order(*page)).expect("a group is made for a page");
        group.values().filter(|page| **page != original).for_each(|page| originals[*page] = Some(original));
    }
    originals
}

/// What is asked about the people of each page. `originals` are as in [`originals`].
fn asked<'a>(pages: &'a [Page], kinds: &Kinds, originals: &[Option<PageIdx>]) -> Vec<people::Page<'a>> {
    let asked = |(page, original): (&'a Page, &Option<PageIdx>)| -> people::Page<'a> {
        let front = &page.document.front_matter;
        let tested_by = front.tested.as_ref().and_then(|tested| tested.by.as_ref());
        people::Page {
            authors: &front.authors,
            tested_by: tested_by.map(|by| by.value.as_str()),
            translators: &front.translators,
            asked_by: &front.asked_by,
            answered_by: &front.answered_by,
            original: original.map(|original| &pages[original].path),
            is_answer: page.role == PageRole::Content && kinds.list[page.kind].id == "faq",
            ..people::Page::of(&page.path)
        }
    };
    pages.iter().zip(originals).map(asked).collect()
}

/// A title for every page: declared, the first heading, or the file's name made readable, without the number that only orders it.
fn title(document: &Document, name: &Name) -> String {
    let declared = document.front_matter.title.as_deref().or(document.facts.title.as_deref());
    if let Some(title) = declared.map(str::trim).filter(|title| !title.is_empty()) {
        return title.to_owned();
    }
    let folder = name.folder.rsplit('/').next().unwrap_or_default();
    readable(unnumbered(if name.stem.is_empty() { folder } else { &name.stem }))
}

/// `ssh-keys_2` is "Ssh keys 2".
pub fn readable(name: &str) -> String {
    let words = name.replace(['-', '_'], " ");
    let mut letters = words.trim().chars();
    letters.next().map_or_else(|| "Untitled".to_owned(), |first| first.to_uppercase().chain(letters).collect())
}

/// The front matter's `lang` wins over the file's place.
fn declared_language(name: &mut Name, document: &Document, path: &SitePath) -> Option<Diagnostic> {
    let declared = document.front_matter.lang.as_ref()?;
    let Some(lang) = Lang::parse(&declared.value) else {
        let message = format!("`{}` is not a language code", declared.value);
        let diagnostic =
            Diagnostic::new(Code::BadLanguage, message).help("write a BCP 47 code such as `en` or `zh-Hant`");
        return Some(at(diagnostic, path, Some(declared)));
    };
    let placed = name.lang.replace(lang.clone());
    let placed = placed.filter(|placed| *placed != lang)?;
    let message = format!("the front matter says `{lang}`, the file's place says `{placed}`");
    let diagnostic = Diagnostic::new(Code::LanguageMismatch, message)
        .help(format!("`{lang}` is used; rename the file or mend `lang`"));
    Some(at(diagnostic, path, Some(declared)))
}

/// The default language first, then the others by code; and how many pages are in each of those that are too many. Whatever
/// `cairn.yml` names has its place; the rest of the room have those with most pages.
fn languages(config: &Config, names: &[Name]) -> (Vec<Lang>, BTreeMap<Lang, usize>) {
    let mut counts: BTreeMap<&Lang, usize> = BTreeMap::new();
    for lang in names.iter().filter_map(|name| name.lang.as_ref()) {
        *counts.entry(lang).or_default() += 1;
    }
    let unnamed = names.iter().filter(|name| name.lang.is_none()).count();
    let english = Lang::english();
    let most = counts.iter().max_by_key(|(lang, count)| (**count, std::cmp::Reverse(**lang)));
    let declared = config.language.as_ref().or(config.languages.list.first());
    let default = declared.cloned().unwrap_or_else(|| match most {
        // Files that do not say are in the default language; with only a few translations beside them it is English.
        Some((lang, count)) if *count > unnamed => (*lang).clone(),
        _ => english,
    });
    let mut others: BTreeSet<&Lang> = config.languages.list.iter().filter(|lang| **lang != default).collect();
    let is_found = |(lang, _): &(&Lang, usize)| **lang != default && !others.contains(lang);
    let mut found: Vec<(&Lang, usize)> = counts.into_iter().filter(is_found).collect();
    found.sort_by_key(|(lang, count)| (std::cmp::Reverse(*count), *lang));
    let room = (config.limits.languages as usize).saturating_sub(1 + others.len()).min(found.len());
    let beyond = found.split_off(room);
    others.extend(found.into_iter().map(|(lang, _)| lang));
    let langs = std::iter::once(default.clone()).chain(others.into_iter().cloned()).collect();
    (langs, beyond.into_iter().map(|(lang, count)| (lang.clone(), count)).collect())
}

/// What pages say was done on a day that has not come.
fn future_dates<'a>(pages: &'a [Page], source: &'a Source, now: Date) -> impl Iterator<Item = Diagnostic> + 'a {
    pages.iter().flat_map(move |page| {
        let front = &page.document.front_matter;
        let tested = front.tested.as_ref().and_then(|tested| tested.on.as_deref());
        let told = [
            ("date", front.date.as_deref()),
            ("updated", front.updated.as_deref()),
            ("reviewed", front.reviewed.as_deref()),
            ("tested", tested),
        ];
        let is_future =
            move |(_, date): &(&str, Option<&str>)| date.and_then(dates::parse).is_some_and(|date| date > now);
        told.into_iter().filter(is_future).map(move |(key, date)| {
            let date = date.unwrap_or_default();
            let message = format!("`{key}` is `{date}`, and today is {now}");
            let place = rules::place_of(source, &page.path, key, date.get(..10).unwrap_or(date));
            Diagnostic::new(Code::FutureDate, message).at(place).help("correct the date")
        })
    })
}

/// Puts a diagnostic where a front-matter value stands, or at the file.
pub fn at<T>(diagnostic: Diagnostic, path: &SitePath, value: Option<&Located<T>>) -> Diagnostic {
    diagnostic.at(match value {
        Some(value) => Place { file: path.to_string(), line: value.line, column: value.column, bytes: value.bytes },
        None => Place::file(path),
    })
}
