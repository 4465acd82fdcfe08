//! Every template with a rich View, in every language: rendered by the suite, and written to the folder that
//! `CAIRN_THEME_OUT` names, so that a theme can be looked at in a browser without a repository.

use std::collections::BTreeMap;
use std::path::Path;

use crate::config::ThemeConfig;
use crate::document::front_matter::Variable;
use crate::lang::Lang;
use crate::path::{LinkMode, UrlPath, href};
use crate::theme::{Theme, templates};
use crate::view::{
    Affiliation, Alternative, Award, Badge, BadgeCard, BadgeLevel, Badges, Banner, Card, Change, Chart, Community,
    Credit, CreditGroup, Credits, Dates, Example, Figure, Filter, Filters, Frame, Holder, Home, Index, Item, Language,
    Lineage, Link, Nav, NavEntry, Norm, NotFound, Page, PageLinks, Payload, People, Period, Person, PersonChip,
    PersonEntry, Redirect, RuleLine, Search, Series, Standing, Title, TocEntry, Unplaced, Work,
};

const LANGS: [&str; 11] = ["en", "de", "ru", "ja", "zh-Hans", "zh-Hant", "fr", "es", "it", "pt", "ar"];

/// A body that shows everything authors can write, in the markup of the Markdown room.
const BODY: &str = include_str!("samples/body.html");
/// A tutorial of the usual kind and length.
const TUTORIAL: &str = include_str!("samples/tutorial.html");
/// The same in a script without spaces.
const BODY_JA: &str = include_str!("samples/body.ja.html");

fn lang(tag: &str) -> Lang {
    Lang::parse(tag).unwrap()
}

fn site(name: &'static str) -> Theme {
    let langs: Vec<Lang> = LANGS.iter().map(|tag| lang(tag)).collect();
    let (theme, diagnostics) =
        Theme::load(&BTreeMap::new(), &langs, &BTreeMap::new(), &ThemeConfig { name, ..ThemeConfig::default() });
    assert_eq!(diagnostics, []);
    theme
}

/// One page of the sample site: its address and its HTML.
struct Made {
    url: UrlPath,
    html: String,
}

/// Makes pages of one language.
struct Maker<'a> {
    theme: &'a Theme,
    lang: Lang,
    mode: LinkMode,
}

impl Maker<'_> {
    fn url(&self, path: &str) -> UrlPath {
        match self.lang.as_str() {
            "en" => UrlPath::new(path),
            tag => UrlPath::new(&format!("/{}{path}", tag.to_lowercase())),
        }
    }

    fn link(&self, from: &UrlPath, label: &str, path: &str) -> Link {
        Link {
            label: label.to_owned(),
            url: href(from, &self.url(path), &self.mode),
            current: *from == self.url(path),
            ..Link::default()
        }
    }

    fn frame(&self, at: &UrlPath, title: &str) -> Frame {
        let word = |key: &str| self.theme.word(&self.lang, key).to_owned();
        let base = href(at, &UrlPath::root(), &self.mode);
        let kinds = ["tutorial", "faq", "template"].map(|kind| {
            let folder = if kind == "faq" { "/faq/".to_owned() } else { format!("/{kind}s/") };
            let mut link = self.link(at, &word(&format!("kinds-{kind}")), &folder);
            link.current = at.as_str().contains(&folder);
            link
        });
        Frame {
            lang: self.lang.to_string(),
            dir: if self.lang.is_rtl() { "rtl" } else { "ltr" },
            site_title: "Sensor Garden".into(),
            hue: 195,
            title: title.to_owned(),
            description: "Answers from people who run small sensors at home.".into(),
            home: href(at, &self.url("/"), &self.mode),
            canonical: Some(format!("https://example.org{}", at.as_str())),
            languages: LANGS.iter().map(|tag| self.language(at, tag)).collect(),
            open_graph: vec![("og:title".into(), title.into()), ("og:type".into(), "article".into())],
            json_ld_html: r#"{"@context":"https://schema.org","@type":"TechArticle"}"#.into(),
            csp: "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'".into(),
            feeds: vec![Link { label: "Sensor Garden".into(), url: format!("{}feed.xml", base.trim_end_matches("index.html")), ..Link::default() }],
            icon: href(at, &self.theme.asset_urls()["icon.svg"], &self.mode),
            assets: self.theme.asset_urls().iter().map(|(name, url)| (name.clone(), href(at, url, &self.mode))).collect(),
            base: folder_of(&base),
            relative: self.mode == LinkMode::Relative,
            search: href(at, &self.url("/search/"), &self.mode),
            kinds: kinds.to_vec(),
            footer: vec![
                self.link(at, &word("community"), "/community/"),
                self.link(at, &word("people"), "/people/"),
            ],
            license: Some(Link { label: "CC BY 4.0".into(), url: "https://creativecommons.org/licenses/by/4.0/".into(), ..Link::default() }),
            ask: Some("https://example.org/ask".into()),
            ..Frame::default()
        }
    }

    fn language(&self, at: &UrlPath, tag: &str) -> Language {
        let maker = Maker { theme: self.theme, lang: lang(tag), mode: self.mode.clone() };
        let path = match self.lang.as_str() {
            "en" => at.as_str().to_owned(),
            own => at.as_str().replacen(&format!("/{}", own.to_lowercase()), "", 1),
        };
        let url = maker.url(&path);
        Language {
            lang: tag.to_owned(),
            name: lang(tag).autonym().to_owned(),
            url: href(at, &url, &self.mode),
            hreflang: Some(format!("https://example.org{}", url.as_str())),
            current: tag == self.lang.as_str(),
            translated: true,
        }
    }

    fn nav(&self, at: &UrlPath) -> Nav {
        Nav {
            ancestors: vec![
                self.link(at, "Sensor Garden", "/"),
                self.link(at, self.theme.word(&self.lang, "kinds-tutorial"), "/tutorials/"),
            ],
            siblings: vec![
                self.nav_entry(at, "Your first sensor", "/tutorials/everything/"),
                self.nav_entry(at, "Nightly PostgreSQL backups with restic", "/tutorials/nightly-backups/"),
                NavEntry {
                    children: vec![self.link(at, "With its own name", "/tutorials/reverse-proxy/name/")],
                    ..self.nav_entry(at, "Put a reverse proxy in front", "/tutorials/reverse-proxy/")
                },
                self.nav_entry(at, "Move to a new server", "/tutorials/move/"),
            ],
            all: None,
            children: vec![self.link(at, "Restore in a hurry", "/tutorials/restore/")],
        }
    }

    fn nav_entry(&self, at: &UrlPath, label: &str, path: &str) -> NavEntry {
        let Link { label, url, current, lang, dir } = self.link(at, label, path);
        NavEntry { label, url, current, lang, dir, children: Vec::new() }
    }

    fn article(&self, path: &str, kind: &str, title: &str, body: &str, toc: Vec<TocEntry>) -> Page {
        let at = self.url(path);
        let mut frame = self.frame(&at, title);
        frame.nav = Some(self.nav(&at));
        frame.breadcrumb = vec![
            self.link(&at, self.theme.word(&self.lang, "home"), "/"),
            self.link(&at, self.theme.word(&self.lang, "kinds-tutorial"), "/tutorials/"),
        ];
        Page {
            frame,
            kind: kind.into(),
            kind_label: self.theme.word(&self.lang, &format!("kind-{kind}")).to_owned(),
            title: title.into(),
            description: "Back up a database every night, encrypted and tested, in about thirty minutes.".into(),
            body_html: body.into(),
            toc,
            credits: credits(),
            dates: Dates {
                published: "2025-11-02".into(),
                updated: "2026-09-14".into(),
                reviewed: String::new(),
                tested: "2026-08-03".into(),
                tested_by: Some(chip("Chen Wei", "/people/chen/", 4)),
                tested_version: "restic 0.16".into(),
            },
            level: "intermediate".into(),
            minutes: 12,
            status: "verified".into(),
            tags: vec![link("backup", "/topics/backup/"), link("postgresql", "/topics/postgresql/")],
            area: Some(link("Operations", "/areas/operations/")),
            related: vec![
                item("What to do when a port is in use", "/faq/port-in-use/", "faq"),
                item("Write an incident report", "/templates/incident-report/", "template"),
            ],
            previous: Some(link("Your first sensor", "/tutorials/everything/")),
            next: Some(link("Put a reverse proxy in front", "/tutorials/nightly-backups/")),
            links: PageLinks {
                edit: Some("https://example.org/edit".into()),
                history: Some("https://example.org/history".into()),
                report: Some("https://example.org/report".into()),
                ask: Some("https://example.org/ask".into()),
                translate: None,
                worked: (kind == "faq").then(|| "https://example.org/report?title=It+worked".into()),
                out_of_date: (kind == "faq").then(|| "https://example.org/report?title=Out+of+date".into()),
            },
            outcome_html: if kind == "tutorial" {
                "A copy of every night, and <em>proof</em> that it can be read.".into()
            } else {
                String::new()
            },
            markdown_url: format!("{}index.md", at.as_str()),
            ..Page::default()
        }
    }

    fn make<V: serde::Serialize>(&self, template: &str, path: &str, view: &V) -> Made {
        let rendered = self.theme.render(&self.lang, template, view);
        assert_eq!(rendered.diagnostics, [], "{template} in {}", self.lang);
        Made { url: self.url(path), html: rendered.html }
    }

    /// One page of every template.
    fn all(&self) -> Vec<Made> {
        let mut made = self.articles();
        made.extend(self.lists());
        made
    }

    fn articles(&self) -> Vec<Made> {
        let (body, title) = match self.lang.as_str() {
            "ja" => (BODY_JA, "restic で PostgreSQL を毎晩バックアップする"),
            _ => (BODY, "Your first sensor, from the box to the first graph"),
        };
        let mut everything = self.article("/tutorials/everything/", "tutorial", title, body, headings());
        everything.series = Some(series());
        everything.prerequisites = vec![
            item("Install the tools", "/tutorials/nightly-backups/", "tutorial"),
            item("Which licence applies?", "/faq/port-in-use/", "faq"),
        ];
        everything.banners = vec![
            Banner {
                kind: "stale",
                date: "2024-02-29".into(),
                actions: vec![link("Report a mistake", "https://example.org/report")],
                ..Banner::default()
            },
            Banner { kind: "untranslated", link: Some(link("English", "/")), ..Banner::default() },
        ];
        let plain = self.article(
            "/tutorials/nightly-backups/",
            "tutorial",
            "Nightly PostgreSQL backups with restic",
            TUTORIAL,
            tutorial_headings(),
        );

        let mut faq = self.article("/faq/port-in-use/", "faq", "What do I do when the port is already in use?", "<p>Another program listens on the same port. Find it and stop it, or choose another port.</p><div class=\"code\" data-lang=\"bash\"><div class=\"code-head\"><span class=\"code-lang\">bash</span></div><pre tabindex=\"0\"><code>$ sudo ss -ltnp 'sport = :8080'\nLISTEN 0 128 *:8080 users:((\"node\",pid=812))\n$ sudo kill 812\n</code></pre></div>", Vec::new());
        faq.short_answer_html = "<p>Run <code>sudo ss -ltnp</code> to see who has it, stop that program, or set <code>port:</code> to another number.</p>".into();
        faq.alternatives =
            vec![Alternative { text_html: "Ask the desk.".into(), page: Some(link("Ports in use", "/faq/ports/")) }];
        faq.asked_as =
            vec!["EADDRINUSE".into(), "address already in use".into(), "Why does the server not start?".into()];
        faq.description = String::new();

        let mut template = self.article(
            "/templates/incident-report/",
            "template",
            "Incident report",
            "<p>For the first hour after something broke, and for the people who were not there.</p>",
            Vec::new(),
        );
        template.template = Some(payload());

        let page = self.article("/guide/", "page", "How this place works", "<p>Plain text.</p>", Vec::new());
        vec![
            self.make("tutorial.html", "/tutorials/everything/", &everything),
            self.make("tutorial.html", "/tutorials/nightly-backups/", &plain),
            self.make("faq.html", "/faq/port-in-use/", &faq),
            self.make("template.html", "/templates/incident-report/", &template),
            self.make("page.html", "/guide/", &page),
        ]
    }

    fn lists(&self) -> Vec<Made> {
        let frame = |path: &str, title: &str| {
            let at = self.url(path);
            let mut frame = self.frame(&at, title);
            frame.breadcrumb = vec![self.link(&at, self.theme.word(&self.lang, "home"), "/")];
            frame
        };
        let home_frame = Frame { breadcrumb: Vec::new(), ..frame("/", "Sensor Garden") };
        let home = Home {
            sections: crate::config::HOME.to_vec(),
            frame: home_frame,
            changed: Vec::new(),
            body_html: String::new(),
            title: "Sensor Garden".into(),
            description:
                "Answers from people who run small sensors at home, given once in public and kept true together.".into(),
            examples: [
                "My sensor stopped reporting",
                "How do I back up the database?",
                "Which licence applies to templates?",
            ]
            .map(|text| Example { text: text.into(), url: "/search/?q=x".into() })
            .to_vec(),
            kinds: cards(self),
            areas: vec![
                Card {
                    id: "hardware".into(),
                    label: "Hardware".into(),
                    description: "Boards, batteries, boxes".into(),
                    url: "/topics/backup/".into(),
                    count: 18,
                },
                Card {
                    id: "operations".into(),
                    label: "Operations".into(),
                    description: "Servers, backups, updates".into(),
                    url: "/topics/backup/".into(),
                    count: 31,
                },
                Card {
                    id: "data".into(),
                    label: "Data".into(),
                    description: "Graphs, exports, formats".into(),
                    url: "/topics/backup/".into(),
                    count: 12,
                },
            ],
            newest: items(),
            verified: items().into_iter().rev().collect(),
            wanted_pages: vec![Item { url: String::new(), ..item("Ssh keys", "", "") }],
            wanted: vec![item(
                "How do I calibrate two humidity sensors against each other?",
                "/faq/port-in-use/",
                "faq",
            )],
            newcomers: people(),
            community_url: "/community/".into(),
            people_count: 48,
            people_url: "/people/".into(),
        };
        let index = Index {
            frame: frame("/tutorials/", self.theme.word(&self.lang, "kinds-tutorial")),
            what: "kind",
            title: self.theme.word(&self.lang, "kinds-tutorial").to_owned(),
            description: "Lessons that end with something that works.".into(),
            body_html: String::new(),
            total: 104,
            items: items(),
            filters: vec![Filters {
                by: "level",
                filters: vec![
                    Filter { label: "Beginner".into(), url: "levels/beginner/".into(), count: 3, current: true },
                    Filter { label: "Advanced".into(), url: "levels/advanced/".into(), count: 1, current: false },
                ],
                all: None,
            }],
            duration: String::new(),
            levels: Vec::new(),
            topics: Vec::new(),
            cards: cards(self)[..2].to_vec(),
            pages: vec![
                Link { label: "1".into(), url: "/tutorials/".into(), current: true, ..Link::default() },
                link("2", "/tutorials/2/"),
            ],
            feed: Some("/feed.xml".into()),
        };
        let topic = Index {
            frame: frame("/topics/backup/", "backup"),
            what: "topic",
            title: "backup".into(),
            cards: Vec::new(),
            pages: Vec::new(),
            total: 4,
            feed: None,
            ..index.clone()
        };
        let whole_series = Index {
            frame: frame("/series/first-steps/", "First steps"),
            what: "series",
            title: "First steps".into(),
            duration: "1 h 25 min".into(),
            levels: vec!["beginner", "advanced"],
            topics: vec![link("backup", "/topics/backup/"), link("postgresql", "/topics/postgresql/")],
            filters: Vec::new(),
            ..topic.clone()
        };
        let everyone = People {
            frame: frame("/people/", self.theme.word(&self.lang, "people")),
            title: self.theme.word(&self.lang, "people").to_owned(),
            filters: vec![Filters {
                by: "role",
                filters: vec![Filter {
                    label: self.theme.word(&self.lang, "role-author").to_owned(),
                    url: "/people/roles/author/".into(),
                    count: 3,
                    current: false,
                }],
                all: None,
            }],
            newcomers: people()[..3].to_vec(),
            people: people()
                .into_iter()
                .enumerate()
                .map(|(n, person)| PersonEntry {
                    person,
                    pages: n * 3 + 1,
                    status: if n % 3 == 0 { "member" } else { "" }.into(),
                    last: "2026-10-30".into(),
                })
                .collect(),
            unnamed: 3,
            titles: Some(link(self.theme.word(&self.lang, "titles"), "/badges/")),
        };
        let person = Person {
            timeline: Some(chart()),
            used_by: items()[..2].to_vec(),
            near: people()[1..].to_vec(),
            cv_page: "/people/ada/cv/".into(),
            resume: "/people/ada/resume.json".into(),
            given: vec!["reviewer", "mentor"],
            mentors: people()[1..2].to_vec(),
            mentees: people()[..1].to_vec(),
            frame: frame("/people/ada/", "Ada Ogunbanjo"),
            person: chip("Ada Ogunbanjo", "/people/ada/", 0),
            pronouns: "she/her".into(),
            bio_html: "<p>Grows tomatoes and small databases.</p>".into(),
            bio: "Grows tomatoes and small databases.".into(),
            bio_lang: "en".into(),
            bio_dir: "ltr",
            languages: vec!["English".into(), "Yorùbá".into()],
            links: vec![Link { label: "ada.example".into(), url: "https://example.org/ada".into(), ..Link::default() }],
            status: "member".into(),
            affiliation: "Garden School".into(),
            affiliations: vec![
                Affiliation { status: "member", from: "2025-06".into(), ..Affiliation::default() },
                Affiliation {
                    name: "Garden School".into(),
                    from: "2021".into(),
                    to: "2025".into(),
                    ..Affiliation::default()
                },
            ],
            titles: vec![
                title("Gardener"),
                Title { until: "2025".into(), award: "/badges/gardener/ada/".into(), ..title("Mentor") },
            ],
            work: vec![
                Work { role: "author", total: 12, items: items() },
                Work { role: "tester", total: 2, items: items()[..2].to_vec() },
            ],
            first: "2024-05-01".into(),
            last: "2026-10-30".into(),
            feed: Some("/feed.xml".into()),
            cv: "/people/jane/cv.md".into(),
        };
        let rule = vec![RuleLine {
            text: self.theme.word(&self.lang, "rule-all").to_owned(),
            notes: Vec::new(),
            parts: ["Take part in at least 5 pages.", "Answer at least 3 questions."]
                .map(|text| RuleLine {
                    text: text.into(),
                    notes: vec!["Only work in this role counts: Author.".into()],
                    parts: Vec::new(),
                })
                .to_vec(),
        }];
        let badges = Badges {
            frame: frame("/badges/", self.theme.word(&self.lang, "titles")),
            badges: ["Gardener", "Mentor"]
                .map(|name| BadgeCard {
                    name: name.into(),
                    description: "Takes up pages again.".into(),
                    url: "/badges/gardener/".into(),
                    image: title(name).image,
                })
                .to_vec(),
        };
        let badge = Badge {
            frame: frame("/badges/gardener/", "Gardener"),
            name: "Gardener".into(),
            description: "Takes up pages again that nobody had looked after for a long time.".into(),
            levels: ["Gardener", "Gardener, level 2"]
                .map(|name| BadgeLevel {
                    name: name.into(),
                    image: title(name).image,
                    rule: rule.clone(),
                    needs_confirmation: name != "Gardener",
                    holders: if name == "Gardener" { people().into_iter().map(holder).collect() } else { Vec::new() },
                    unnamed: 2,
                })
                .to_vec(),
            fades: Some(365),
            is_retired: true,
        };
        let award = Award {
            frame: frame("/badges/gardener/ada/", "Ada Ogunbanjo: Gardener"),
            heading: "Ada Ogunbanjo: Gardener".into(),
            person: chip("Ada Ogunbanjo", "/people/ada/", 0),
            title: title("Gardener"),
            description: "Takes up pages again that nobody had looked after for a long time.".into(),
            issuer: "Sensor Garden".into(),
            rule,
            needs_confirmation: true,
            is_revoked: false,
            reason: String::new(),
            files: vec![link("Open Badges 2.0", "/badges/gardener/ada/assertion.json")],
            linkedin: "https://www.linkedin.com/profile/add?startTask=CERTIFICATION_NAME".into(),
            readme: "[![Gardener](https://example.org/badges/gardener/ada/readme.svg)](https://example.org/badges/gardener/ada/)".into(),
        };
        let revoked = Award { is_revoked: true, reason: "Copied.".into(), ..award.clone() };
        let search = Search {
            frame: Frame { noindex: true, ..frame("/search/", self.theme.word(&self.lang, "search")) },
            indexes: cards(self),
        };
        let community = Community {
            frame: frame("/community/", self.theme.word(&self.lang, "community")),
            kinds: cards(self),
            figures: ["pages", "people", "newcomers", "languages", "verified", "translations", "wanted"]
                .iter()
                .enumerate()
                .map(|(n, id)| Figure {
                    id,
                    value: n * 37 + 5,
                    among: ["dated", "pages", "drafts"][n % 3],
                    n: 300,
                    chart: ["pages", "people"].contains(id).then(course),
                })
                .collect(),
            drawn: course().periods.into_iter().step_by(2).collect(),
            norms: vec![link("Code of conduct", "/guide/"), link("Contributing", "/guide/")],
            revision: "1a2b3c4".into(),
            built: "2026-11-21".into(),
            fixer_below: 20,
            has_history: false,
        };
        let norm = Norm {
            frame: frame("/community/moderation/", "Moderation"),
            title: "Moderation".into(),
            body_html: "<p>What was taken down, when, and why.</p>".into(),
            links: PageLinks { history: Some("https://forge.example/history".into()), ..PageLinks::default() },
            ..Norm::default()
        };
        let redirect = Redirect {
            lang: self.lang.to_string(),
            title: "Incident report".into(),
            url: "/templates/incident-report/".into(),
            canonical: None,
        };
        let missing = NotFound {
            frame: Frame {
                noindex: true,
                breadcrumb: Vec::new(),
                ..frame("/404.html", self.theme.word(&self.lang, "not_found"))
            },
        };
        vec![
            self.make("home.html", "/", &home),
            self.make("index.html", "/tutorials/", &index),
            self.make("index.html", "/topics/backup/", &topic),
            self.make("index.html", "/series/first-steps/", &whole_series),
            self.make("people.html", "/people/", &everyone),
            self.make("person.html", "/people/ada/", &person),
            self.make("badges.html", "/badges/", &badges),
            self.make("badge.html", "/badges/gardener/", &badge),
            self.make("award.html", "/badges/gardener/ada/", &award),
            self.make("award.html", "/badges/mentor/ada/", &revoked),
            self.make("cv.html", "/people/ada/cv/", &person),
            self.make("search.html", "/search/", &search),
            self.make("community.html", "/community/", &community),
            self.make("norm.html", "/community/moderation/", &norm),
            self.make("404.html", "/404.html", &missing),
            self.make("redirect.html", "/old/", &redirect),
        ]
    }
}

/// The folder of the home page; `./` where the page lies in it.
fn folder_of(home: &str) -> String {
    match home.trim_end_matches("index.html") {
        "" => "./".to_owned(),
        folder => folder.to_owned(),
    }
}

fn link(label: &str, url: &str) -> Link {
    Link { label: label.into(), url: url.into(), ..Link::default() }
}

fn chip(name: &str, url: &str, hue: u8) -> PersonChip {
    let initials = name.split(' ').filter_map(|word| word.chars().next()).take(2).collect();
    let staff = Standing { status: "staff", affiliation: "Garden School".into(), has_interest: true, is_past: true };
    let member = Standing { status: "member", ..Standing::default() };
    let standings = if hue == 0 { vec![staff, member] } else { Vec::new() };
    PersonChip { name: name.into(), url: url.into(), initials, hue, avatar: String::new(), standings }
}

fn people() -> Vec<PersonChip> {
    [
        "Ada Ogunbanjo",
        "Björn Hallgrímsson",
        "Chen Wei",
        "Дарья Иванова",
        "Emma Fischer",
        "Farid Haddad",
        "Grace O’Neill",
        "伊藤 花",
    ]
    .iter()
    .enumerate()
    .map(|(n, name)| chip(name, if n % 4 == 3 { "" } else { "/people/ada/" }, (n * 5 % 12) as u8))
    .collect()
}

fn title(name: &str) -> Title {
    Title {
        name: name.into(),
        url: "/badges/gardener/".into(),
        image: "/assets/icon.svg".into(),
        since: "2026-03-02".into(),
        until: String::new(),
        evidence: vec![link("Your first sensor", "/tutorials/everything/")],
        award: String::new(),
    }
}

fn holder(person: PersonChip) -> Holder {
    Holder { person, since: "2026-03-02".into(), until: String::new(), award: "/badges/gardener/ada/".into() }
}

/// Years of two roles.
fn chart() -> Chart {
    let period = |year, author, tester, x| Period {
        year,
        counts: vec![author, tester],
        sum: author + tester,
        is_running: year == 2026,
        x,
        y: 56 - 4 * (author + tester) as u32,
        height: 4 * (author + tester) as u32,
        ..Period::default()
    };
    Chart {
        width: 106,
        height: 56,
        bar: 26,
        columns: vec!["author", "tester"],
        periods: vec![period(2024, 9, 0, 0), period(2025, 0, 0, 40), period(2026, 3, 2, 80)],
        sum: 14,
        unplaced: vec![Unplaced { what: "undated", counts: vec![1, 0], sum: 1 }],
    }
}

/// Quarters of one sort.
fn course() -> Chart {
    let mut chart = Chart { columns: Vec::new(), ..chart() };
    for (period, nth) in chart.periods.iter_mut().zip(0..) {
        (period.quarter, period.year) = (nth % 4 + 1, 2026);
    }
    chart
}

fn credits() -> Credits {
    let people = people();
    let credit = |n: usize, roles: &[&'static str]| Credit {
        person: people[n].clone(),
        roles: roles.to_vec(),
        first: "2025-11-02".into(),
        last: "2026-09-14".into(),
        share: 20,
        ..Credit::default()
    };
    Credits {
        translators: vec![chip("Kei Ishizumi", "/people/kei/", 7)],
        unnamed_translators: 1,
        askers: vec![chip("Wanda", "", 2)],
        unnamed_askers: 1,
        answerers: vec![chip("Chen Wei", "/people/chen/", 4)],
        unnamed_answerers: 1,
        authors: people[..2].to_vec(),
        improved_by: 7,
        unnamed_authors: 1,
        groups: vec![
            group("author", vec![credit(0, &["author", "tester"])], 1),
            group("co-author", vec![credit(1, &["co-author"])], 0),
            group("editor", vec![credit(5, &["editor"]), credit(6, &["editor", "reviewer"])], 2),
            group(
                "tester",
                vec![Credit { version: "v2.1".into(), tested: "2026-08-03".into(), ..credit(2, &["tester"]) }],
                0,
            ),
            group("translator", vec![credit(3, &["translator"])], 0),
            group("helper", Vec::new(), 3),
        ],
    }
}

fn group(role: &'static str, people: Vec<Credit>, unnamed: u32) -> CreditGroup {
    CreditGroup { role, people, unnamed }
}

fn item(title: &str, url: &str, kind: &str) -> Item {
    Item {
        title: title.into(),
        url: url.into(),
        description: "One calm line that says what you will find there and when it helps.".into(),
        kind: kind.into(),
        kind_label: kind.into(),
        level: if kind == "tutorial" { "beginner" } else { "" }.into(),
        duration: String::new(),
        minutes: 6,
        authors: people()[..2].to_vec(),
        date: "2026-09-14".into(),
        verified: kind != "template",
        parts: 0,
        lang: String::new(),
        dir: "",
    }
}

fn items() -> Vec<Item> {
    vec![
        item("Nightly PostgreSQL backups with restic", "/tutorials/nightly-backups/", "tutorial"),
        item("What do I do when the port is already in use?", "/faq/port-in-use/", "faq"),
        item("Incident report", "/templates/incident-report/", "template"),
        item("Your first sensor, from the box to the first graph", "/tutorials/everything/", "tutorial"),
    ]
}

fn cards(maker: &Maker<'_>) -> Vec<Card> {
    let card = |kind: &str, url: &str, count: usize| Card {
        id: kind.into(),
        label: maker.theme.word(&maker.lang, &format!("kinds-{kind}")).to_owned(),
        description: "What it is good for, in one line.".into(),
        url: url.into(),
        count,
    };
    vec![
        card("tutorial", "/tutorials/", 104),
        card("faq", "/faq/port-in-use/", 61),
        card("template", "/templates/incident-report/", 9),
    ]
}

fn series() -> Series {
    Series {
        title: "From box to graph".into(),
        url: "/topics/backup/".into(),
        position: 1,
        total: 3,
        parts: vec![
            Link {
                label: "Your first sensor".into(),
                url: "/tutorials/everything/".into(),
                current: true,
                ..Link::default()
            },
            link("Power and place", "/tutorials/nightly-backups/"),
            link("The first graph", "/tutorials/nightly-backups/"),
        ],
    }
}

/// Text, id, and the headings below it as text and id.
type Heading<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)]);

fn toc(entries: &[Heading<'_>]) -> Vec<TocEntry> {
    let entry =
        |text: &str, id: &str, children: Vec<TocEntry>| TocEntry { text: text.into(), url: format!("#{id}"), children };
    entries
        .iter()
        .map(|(text, id, below)| entry(text, id, below.iter().map(|(text, id)| entry(text, id, Vec::new())).collect()))
        .collect()
}

fn headings() -> Vec<TocEntry> {
    toc(&[
        ("Alerts", "alerts", &[]),
        ("Code", "code", &[("Marked lines", "marked")]),
        ("Steps and tabs", "steps", &[]),
        ("Tables and pictures", "tables", &[]),
        ("Small things", "small", &[]),
    ])
}

fn tutorial_headings() -> Vec<TocEntry> {
    toc(&[
        ("Before you start", "before-you-start", &[]),
        ("Step 1: install restic", "step-1-install-restic", &[]),
        ("Step 2: create the repository", "step-2-create-the-repository", &[]),
        ("Step 3: write the dump script", "step-3-write-the-dump-script", &[]),
        ("Step 4: schedule it", "step-4-schedule-it", &[]),
        (
            "Step 5: test a restore",
            "step-5-test-a-restore",
            &[("What to compare", "what-to-compare"), ("How often", "how-often")],
        ),
        (
            "Troubleshooting",
            "troubleshooting",
            &[
                ("The repository is locked", "the-repository-is-locked"),
                ("Permission denied on the socket", "permission-denied-on-the-socket"),
            ],
        ),
        ("Next steps", "next-steps", &[]),
    ])
}

fn payload() -> Payload {
    let variable = |name: &str, label: &str, kind: &str, default: Option<&str>| Variable {
        name: name.into(),
        label: Some(label.into()),
        kind: kind.into(),
        default: default.map(Into::into),
        help: (kind == "text").then(|| "Two or three sentences, no names.".into()),
        required: kind == "string",
        choices: if kind == "choice" { vec!["low".into(), "middle".into(), "high".into()] } else { Vec::new() },
    };
    let text = "# Incident: {{title}}\n\n- Date: {{date}}\n- Severity: {{severity}}\n\n## What happened\n\n{{summary}}\n\n## What we change\n\n- [ ] …\n";
    Payload {
        filename: "incident-report.md".into(),
        text: text.into(),
        text_html: format!(
            "<div class=\"code\" data-lang=\"markdown\"><div class=\"code-head\"><span class=\"code-title\">incident-report.md</span><span class=\"code-lang\">markdown</span></div><pre tabindex=\"0\"><code>{text}</code></pre></div>"
        ),
        url: "/templates/incident-report/incident-report.md".into(),
        placeholder: "{{name}}".into(),
        variables: vec![
            variable("title", "What broke", "string", Some("Sensors silent")),
            variable("date", "Day", "date", None),
            variable("severity", "How bad", "choice", Some("middle")),
            variable("summary", "What happened", "text", None),
            variable("pager", "Key of the pager", "secret", None),
        ],
        attribution: "“Incident report” by Ada Ogunbanjo, https://example.org/templates/incident-report/, CC-BY-4.0"
            .into(),
        remixes: Vec::new(),
        based_on: vec![Lineage {
            title: "Blameless postmortem".into(),
            url: "https://example.org/postmortem".into(),
            is_elsewhere: true,
            author: "G. Example".into(),
            license: "CC BY 4.0".into(),
            change: "shorter, and for volunteers".into(),
        }],
        files: vec![link("incident-report.csv", "/templates/incident-report/incident-report.csv")],
        preview_html: "<h2 id=\"cairn-preview-what-happened\">What happened</h2><p>{{summary}}</p>".into(),
        version: "2026-08-03".into(),
        changes: vec![Change { date: "2026-08-03".into(), people: vec![people().swap_remove(0)] }],
        used_by: items()[..1].to_vec(),
    }
}

#[test]
fn every_template_of_every_theme_renders_with_its_sample_in_every_language() {
    for (name, tag) in ["default", "broadsheet"].into_iter().flat_map(|name| LANGS.map(|tag| (name, tag))) {
        let theme = site(name);
        for relative in [false, true] {
            let mode = if relative { LinkMode::Relative } else { LinkMode::Rooted { prefix: String::new() } };
            for page in (Maker { theme: &theme, lang: lang(tag), mode }).all() {
                let html = &page.html;
                let at = format!("{} in {tag}, {name}", page.url);
                assert!(html.starts_with("<!doctype html>\n<html lang=\""), "{at}");
                assert!(html.ends_with("</html>\n"), "{at}");
                assert_eq!(html.matches("<h1").count(), 1, "{at}");
                assert_eq!(html.matches("<main").count(), 1, "{at}");
                // Content policy: nothing inline. Templates: nothing that an engine or a lost key leaves behind.
                for never in [" style=", "<style", " onclick=", "{%", "[object", "javascript:"] {
                    assert!(!html.contains(never), "{never} in {at}");
                }
            }
        }
    }
}

#[test]
fn the_policy_comes_first_and_ids_of_the_theme_have_their_prefix() {
    let theme = site("default");
    let maker = Maker { theme: &theme, lang: lang("en"), mode: LinkMode::Rooted { prefix: String::new() } };
    for page in maker.all().iter().filter(|page| page.url.as_str() != "/old/") {
        let head = page.html.split("<head>\n").nth(1).unwrap();
        assert!(head.starts_with("<meta http-equiv=\"Content-Security-Policy\" content=\""), "{}", page.url);
        let of_theme = page.html.split("<div class=\"prose\">").next().unwrap();
        for id in of_theme.split(" id=\"").skip(1) {
            assert!(id.starts_with("cairn-"), "{} in {}", &id[..20], page.url);
        }
    }
}

/// Not a check but a tool: `CAIRN_THEME_OUT=/some/folder cargo nextest run --lib theme::samples` leaves a site to look at.
#[test]
fn samples_can_be_looked_at() {
    let Ok(out) = std::env::var("CAIRN_THEME_OUT") else { return };
    let mode = match std::env::var("CAIRN_THEME_RELATIVE") {
        Ok(_) => LinkMode::Relative,
        Err(_) => LinkMode::Rooted { prefix: String::new() },
    };
    let write = |url: &UrlPath, bytes: &[u8]| {
        let file = Path::new(&out).join(url.file());
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, bytes).unwrap();
    };
    let theme = site("default");
    for tag in LANGS {
        for page in (Maker { theme: &theme, lang: lang(tag), mode: mode.clone() }).all() {
            write(&page.url, page.html.as_bytes());
        }
    }
    for (url, bytes) in theme.assets() {
        write(url, bytes);
    }
    write(&UrlPath::new("/search/client.js"), include_bytes!("samples/client.js"));
    write(&UrlPath::new("/img/terminal.svg"), include_bytes!("samples/terminal.svg"));
}

#[test]
fn counts_and_names_are_filled_into_words() {
    let arguments = || tera::Kwargs::from([("n", tera::Value::from(7)), ("name", tera::Value::from("a{n}"))]);
    assert_eq!(templates::filled("{n} of {name}, {other} {", &arguments()), "7 of a{n}, {other} {");
}
