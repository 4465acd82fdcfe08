//! What a template may see: one struct per template, plain data, every address finished.
//!
//! Begin with [`Frame`], which every page has, then the struct named like the template. This is the theme author's
//! contract and the complete list of what a page depends on; a template that needs more gets a field here.
//! `*_html` fields are safe HTML and are printed with `| safe`; everything else is escaped by the engine.
//! Words of the interface are not here: templates take them from `t` (the theme's `i18n/<lang>.json`).

pub mod badges;
mod charts;
pub mod community;
pub mod frame;
pub mod json_ld;
pub mod lists;
pub mod page;
pub mod people;
pub mod reference;
pub mod resolver;
pub mod setting;

use std::collections::BTreeMap;

use serde::Serialize;

/// A link: what it is called and where it leads.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Link {
    /// Text.
    pub label: String,
    /// Finished address.
    pub url: String,
    /// Whether it is the page being shown, or an ancestor of it.
    pub current: bool,
    /// Language of the text, told only where it may differ from that of the page and does, else "".
    pub lang: String,
    /// `ltr` or `rtl` with `lang`, else "".
    pub dir: &'static str,
}

/// What surrounds every page: head, header, navigation, footer.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Frame {
    /// BCP 47 tag for `<html lang>`.
    pub lang: String,
    /// `ltr` or `rtl`.
    pub dir: &'static str,
    /// Name of the site.
    pub site_title: String,
    /// Logo, if any.
    pub logo: Option<String>,
    /// Width of the logo in pixels where it is 32 high, if its file says it.
    pub logo_width: Option<u32>,
    /// Hue of the accent colour, 0–360. The stylesheet carries it; here for `theme-color`.
    pub hue: u16,
    /// Title of the page alone.
    pub title: String,
    /// One line for `<meta name="description">`, "" where there is none.
    pub description: String,
    /// Home page in this language.
    pub home: String,
    /// Absolute address of the page, where a base URL is known.
    pub canonical: Option<String>,
    /// Ask search engines to leave it out (drafts, search page, 404).
    pub noindex: bool,
    /// The page in every language it exists in, itself included; empty where there is only one.
    pub languages: Vec<Language>,
    /// `<meta property="og:…">` pairs; empty without a base URL.
    pub open_graph: Vec<(String, String)>,
    /// JSON-LD, already safe inside `<script type="application/ld+json">`; "" for none.
    pub json_ld_html: String,
    /// Content security policy for the meta tag.
    pub csp: String,
    /// Feeds of this page: label and address.
    pub feeds: Vec<Link>,
    /// Address of the mark in tabs and bookmarks: the logo, else the theme's icon; or "".
    pub icon: String,
    /// Theme files by name (`site.css`, `main.js` …): finished addresses.
    pub assets: BTreeMap<String, String>,
    /// Where the site begins as seen from this page, ends with `/`: for scripts (`data-base`).
    pub base: String,
    /// Whether links are relative, so that scripts load pieces as classic scripts.
    pub relative: bool,
    /// Search page in this language.
    pub search: String,
    /// What the header leads to: indexes of the kinds that have pages, or what `nav` of `cairn.yml` lists.
    pub kinds: Vec<Link>,
    /// Where this page stands; `None` on home, 404 and search.
    pub nav: Option<Nav>,
    /// From home to the page's parent.
    pub breadcrumb: Vec<Link>,
    /// What the footer leads to: what `theme.footer` lists, then community, people, topics.
    pub footer: Vec<Link>,
    /// Licence of the content: name and address.
    pub license: Option<Link>,
    /// Link to ask a question, if configured.
    pub ask: Option<String>,
}

/// A language the page can be read in.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Language {
    /// BCP 47 tag.
    pub lang: String,
    /// Its own name.
    pub name: String,
    /// The page in it, or that language's home where the page is not translated.
    pub url: String,
    /// Absolute address for `hreflang`; only for real translations.
    pub hreflang: Option<String>,
    /// Whether it is the one shown.
    pub current: bool,
    /// Whether the page itself exists in it.
    pub translated: bool,
}

/// The neighbourhood of a page: its cost does not depend on the size of the site.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Nav {
    /// Folders above, outermost first, each a link to its index.
    pub ancestors: Vec<Link>,
    /// Pages and folders beside this one, at most 40.
    pub siblings: Vec<NavEntry>,
    /// Where the rest are listed, if there are more than 40 siblings.
    pub all: Option<Link>,
    /// Pages below this one, at most 40.
    pub children: Vec<Link>,
}

/// A page or folder beside the one that is shown.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct NavEntry {
    /// Text.
    pub label: String,
    /// Finished address.
    pub url: String,
    /// Whether it is the page being shown.
    pub current: bool,
    /// As in [`Link`].
    pub lang: String,
    /// See `lang`.
    pub dir: &'static str,
    /// What lies below it, at most 8; empty for the page being shown, which has the `children` of [`Nav`].
    pub children: Vec<Link>,
}

/// `tutorial.html`, `faq.html`, `template.html`, `page.html`: one page of content.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Page {
    /// Around it.
    pub frame: Frame,
    /// Kind id: `tutorial`, `faq`, `template`, `page` or one of the site's own.
    pub kind: String,
    /// What one page of the kind is called.
    pub kind_label: String,
    /// Title.
    pub title: String,
    /// One line below it, "" where there is none of its own.
    pub description: String,
    /// The body.
    pub body_html: String,
    /// Language of title and body where it differs from the page's (an untranslated page), else "".
    pub body_lang: String,
    /// `ltr` or `rtl` with `body_lang`, else "".
    pub body_dir: &'static str,
    /// Headings for the table of contents, two levels; empty hides it.
    pub toc: Vec<TocEntry>,
    /// Who made it.
    pub credits: Credits,
    /// Dates and checks.
    pub dates: Dates,
    /// `beginner`, `intermediate`, `advanced` or "".
    pub level: String,
    /// Words for how long it takes: declared, or "" to use `minutes`.
    pub duration: String,
    /// Minutes to read, at least 1.
    pub minutes: u32,
    /// `draft`, `unverified`, `verified`, `known-problem`, `outdated`, `archived` or "".
    pub status: String,
    /// True things to know before reading; at most one of each kind, most important first.
    pub banners: Vec<Banner>,
    /// Whether one of them says that what was checked once may no longer be true.
    pub in_doubt: bool,
    /// Topics.
    pub tags: Vec<Link>,
    /// Area, if any.
    pub area: Option<Link>,
    /// `product`, `practice` or "".
    pub scope: String,
    /// What the reader has at the end, or "".
    pub outcome_html: String,
    /// Pages to read first.
    pub prerequisites: Vec<Item>,
    /// Pages that also help.
    pub related: Vec<Item>,
    /// Series, with the parts at most 40 and where this one stands.
    pub series: Option<Series>,
    /// Previous and next in series or folder.
    pub previous: Option<Link>,
    /// See `previous`.
    pub next: Option<Link>,
    /// Links for taking part.
    pub links: PageLinks,
    /// FAQ: the short answer.
    pub short_answer_html: String,
    /// FAQ: other wordings.
    pub asked_as: Vec<String>,
    /// FAQ: other ways to the same end.
    pub alternatives: Vec<Alternative>,
    /// FAQ lists: the questions of the page.
    pub questions: Vec<TocEntry>,
    /// Template pages: what readers take away.
    pub template: Option<Payload>,
    /// The Markdown mirror of this page.
    pub markdown_url: String,
    /// Licence of this page where it differs from the site's, and for templates always.
    pub license: Option<Link>,
    /// Free map of the front matter.
    pub extra: BTreeMap<String, serde_json::Value>,
}

/// Another way to what a page answers.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Alternative {
    /// What it is and when it is the better one, or "".
    pub text_html: String,
    /// The page that tells it, if any.
    pub page: Option<Link>,
}

/// An entry of a table of contents.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct TocEntry {
    /// Heading text.
    pub text: String,
    /// `#id`, encoded.
    pub url: String,
    /// Entries below it.
    pub children: Vec<TocEntry>,
}

/// Who made a page.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Credits {
    /// Who wrote it: authors, declared or from git, then co-authors.
    pub authors: Vec<PersonChip>,
    /// How many more wrote it and are not named.
    pub unnamed_authors: u32,
    /// Who translated it, at most 5.
    pub translators: Vec<PersonChip>,
    /// How many more translated it and are not named.
    pub unnamed_translators: u32,
    /// Who asked the question, at most 5.
    pub askers: Vec<PersonChip>,
    /// How many more asked it and are not named.
    pub unnamed_askers: u32,
    /// Who answered it, at most 5; none where that is what the authors did.
    pub answerers: Vec<PersonChip>,
    /// How many more answered it and are not named.
    pub unnamed_answerers: u32,
    /// How many others improved it (hidden people counted).
    pub improved_by: u32,
    /// Everyone by what they did, weightiest first, for the list at the end.
    pub groups: Vec<CreditGroup>,
}

/// Everyone with the same weightiest role on a page.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct CreditGroup {
    /// As in [`Credit::roles`].
    pub role: &'static str,
    /// Who is named.
    pub people: Vec<Credit>,
    /// How many more there are who are not named.
    pub unnamed: u32,
}

/// A person as they appear in a strip or list.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct PersonChip {
    /// Display name.
    pub name: String,
    /// Their page on this site, or "".
    pub url: String,
    /// Up to two letters for the drawn avatar.
    pub initials: String,
    /// 0–11: which of twelve hues draws the avatar (class `avatar-N`).
    pub hue: u8,
    /// Local avatar image, or "".
    pub avatar: String,
    /// Where they stand: on a page where they stood when they had their part in it, two where that changed meanwhile.
    pub standings: Vec<Standing>,
}

/// Where somebody stands or stood.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Standing {
    /// `member`, `staff`, `partner`, `alumni` or "".
    pub status: &'static str,
    /// Whom they work for, where that is told.
    pub affiliation: String,
    /// Staff or partner: whoever is paid by somebody with an interest is told from the volunteers.
    pub has_interest: bool,
    /// Whether it is over.
    pub is_past: bool,
}

/// A person's part in a page.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Credit {
    /// Who.
    pub person: PersonChip,
    /// `author`, `co-author`, `translator`, `editor`, `fixer`, `answerer`, `reviewer`, `tester`, `asker`, `helper`, in order
    /// of weight; the first is that of the group.
    pub roles: Vec<&'static str>,
    /// Year and day of the first and last time, `YYYY-MM-DD`, or "".
    pub first: String,
    /// See `first`.
    pub last: String,
    /// Percent of the page's words that are theirs and still stand; 0 where that was not asked.
    pub share: u8,
    /// The version on which they tried it, or "".
    pub version: String,
    /// The day on which they tried it, as the page says, or "".
    pub tested: String,
}

/// Dates, all `YYYY-MM-DD` or "".
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Dates {
    /// First published.
    pub published: String,
    /// Last substantive change.
    pub updated: String,
    /// Last review.
    pub reviewed: String,
    /// Last test.
    pub tested: String,
    /// Who tested it.
    pub tested_by: Option<PersonChip>,
    /// On which version.
    pub tested_version: String,
}

/// A notice above the body.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Banner {
    /// `draft`, `stale`, `known-problem`, `outdated`, `archived`, `expired`, `untranslated`, `duplicate`: key into `t` as `banner-<kind>`.
    pub kind: &'static str,
    /// The page to read instead, or to translate, if any.
    pub link: Option<Link>,
    /// A date that belongs to it, or "".
    pub date: String,
    /// What a reader can do about it; `t` says it in words as `banner-<kind>-do`.
    pub actions: Vec<Link>,
}

/// A page in a list.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Item {
    /// Title.
    pub title: String,
    /// Finished address.
    pub url: String,
    /// One line, or "".
    pub description: String,
    /// Kind id.
    pub kind: String,
    /// What one page of the kind is called.
    pub kind_label: String,
    /// Level or "".
    pub level: String,
    /// Duration in words or "".
    pub duration: String,
    /// Minutes to read.
    pub minutes: u32,
    /// Authors, at most 3.
    pub authors: Vec<PersonChip>,
    /// Date of the last substantive change, or of publishing, `YYYY-MM-DD` or "".
    pub date: String,
    /// Somebody looked at it, not too long ago, and it was right.
    pub verified: bool,
    /// A series: how many pages it has; 0 for a page.
    pub parts: usize,
    /// Language of title, description and duration where it differs from that of the page that lists it, else "".
    pub lang: String,
    /// `ltr` or `rtl` with `lang`, else "".
    pub dir: &'static str,
}

/// A series and where the page stands in it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Series {
    /// Its name.
    pub title: String,
    /// Its page.
    pub url: String,
    /// Place of this page, from 1.
    pub position: usize,
    /// Number of parts.
    pub total: usize,
    /// The parts, at most 40 around this one.
    pub parts: Vec<Link>,
}

/// Links for taking part; `None` where nothing is configured.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct PageLinks {
    /// Edit the source.
    pub edit: Option<String>,
    /// Its history.
    pub history: Option<String>,
    /// Report a mistake.
    pub report: Option<String>,
    /// Ask a question.
    pub ask: Option<String>,
    /// Translate it: opens a new file on the forge.
    pub translate: Option<String>,
    /// An answer: tell that it worked.
    pub worked: Option<String>,
    /// An answer: report that it is out of date.
    pub out_of_date: Option<String>,
}

/// What the reader of a template page takes away.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Payload {
    /// File name for the download.
    pub filename: String,
    /// The text with its placeholders.
    pub text: String,
    /// The text as a highlighted block.
    pub text_html: String,
    /// Address of the file, so that the download works without scripts.
    pub url: String,
    /// How a variable is written, with `name` in it: `{{name}}`.
    pub placeholder: String,
    /// What to fill in.
    pub variables: Vec<crate::document::front_matter::Variable>,
    /// Ready-made line of attribution: title, authors, address where that is known, licence; or "".
    pub attribution: String,
    /// What it was made from, nearest first.
    pub based_on: Vec<Lineage>,
    /// What was made from it, by title, at most 40.
    pub remixes: Vec<Item>,
    /// Further files of the folder.
    pub files: Vec<Link>,
    /// The text as a page, where it is Markdown, else "".
    pub preview_html: String,
    /// Its version, the day of the last change that is known, `YYYY-MM-DD` or "".
    pub version: String,
    /// When it was changed and by whom, newest first, at most 10.
    pub changes: Vec<Change>,
    /// Pages that lead to it, by title, at most 40.
    pub used_by: Vec<Item>,
}

/// A day on which a template was changed.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Change {
    /// The day, `YYYY-MM-DD`.
    pub date: String,
    /// Who is named and changed it on that day.
    pub people: Vec<PersonChip>,
}

/// One step of a template's ancestry.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Lineage {
    /// Title.
    pub title: String,
    /// Address, or "".
    pub url: String,
    /// Whether that is no page of this site.
    pub is_elsewhere: bool,
    /// Author of an outside work, or "".
    pub author: String,
    /// Licence, or "".
    pub license: String,
    /// What was changed, or "".
    pub change: String,
}

/// `home.html`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Home {
    /// Around it.
    pub frame: Frame,
    /// Text of `index.md`, or "".
    pub body_html: String,
    /// Heading: title of `index.md`, else the site's.
    pub title: String,
    /// One line.
    pub description: String,
    /// Up to three example questions.
    pub examples: Vec<Example>,
    /// Sections below the search, in order: `kinds`, `text`, `new`, `areas`, `wanted`, `people`, as `theme.home` lists them.
    pub sections: Vec<&'static str>,
    /// Kinds with counts.
    pub kinds: Vec<Card>,
    /// Areas with counts.
    pub areas: Vec<Card>,
    /// In a preview: the pages that the change touched.
    pub changed: Vec<Item>,
    /// Newest pages, at most 6.
    pub newest: Vec<Item>,
    /// Freshly verified answers, at most 6.
    pub verified: Vec<Item>,
    /// Questions nobody has answered yet, at most 6.
    pub wanted: Vec<Item>,
    /// Pages that several others link to and nobody has written yet, at most 6; each says how many link to it.
    pub wanted_pages: Vec<Item>,
    /// People whose first contribution is of the last quarter, at most 12.
    pub newcomers: Vec<PersonChip>,
    /// Where the community says how one takes part.
    pub community_url: String,
    /// People in all.
    pub people_count: usize,
    /// Where everyone is.
    pub people_url: String,
}

/// A question for the search field.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Example {
    /// The question.
    pub text: String,
    /// The search page with it filled in.
    pub url: String,
}

/// A kind or area with its number of pages.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Card {
    /// Id, for an icon.
    pub id: String,
    /// Label (plural).
    pub label: String,
    /// One line, or "".
    pub description: String,
    /// Its index.
    pub url: String,
    /// Pages.
    pub count: usize,
}

/// `index.html`: a kind, folder, topic, area or series as a list. Long lists are cut into pages of 100.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Index {
    /// Around it.
    pub frame: Frame,
    /// `kind`, `folder`, `topic`, `area`, `series`, `topics`, `areas`, `all-series`.
    pub what: &'static str,
    /// Title.
    pub title: String,
    /// One line, or "".
    pub description: String,
    /// Text of the folder's `index.md`, or "".
    pub body_html: String,
    /// Number of entries in all.
    pub total: usize,
    /// A series or area: what all of it takes, in words, or "".
    pub duration: String,
    /// A series or area: the lowest and the highest level of its pages, one where they agree.
    pub levels: Vec<&'static str>,
    /// A series or area: what most of its pages are about, at most 8.
    pub topics: Vec<Link>,
    /// Entries of this page.
    pub items: Vec<Item>,
    /// Sub-folders, topics, areas with counts.
    pub cards: Vec<Card>,
    /// By what the list can be narrowed down; empty for short lists.
    pub filters: Vec<Filters>,
    /// Pages of the list: label is the number; empty where there is one.
    pub pages: Vec<Link>,
    /// Feed, if any.
    pub feed: Option<String>,
}

/// Filters of one sort.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Filters {
    /// `kind`, `level`, `area`, `topic`, for people `role`: key into `t` as `filter-<sort>`.
    pub by: &'static str,
    /// The filters.
    pub filters: Vec<Filter>,
    /// Where all of this sort are listed: topics, of which only those that most of the list has are filters.
    pub all: Option<Link>,
}

/// A shorter list, or, where it is the one shown, the whole.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Filter {
    /// What it is called.
    pub label: String,
    /// Its address; that of the whole list where it is the one shown.
    pub url: String,
    /// Pages.
    pub count: usize,
    /// Whether it is the one shown.
    pub current: bool,
}

/// `people.html`: everyone.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct People {
    /// Around it.
    pub frame: Frame,
    /// Title.
    pub title: String,
    /// By what everyone can be narrowed down; empty where they are few.
    pub filters: Vec<Filters>,
    /// All newcomers of the last quarter; none where only some people are listed.
    pub newcomers: Vec<PersonChip>,
    /// Everyone who is named, by name, with the number of pages they had a part in.
    pub people: Vec<PersonEntry>,
    /// People who are counted and not named.
    pub unnamed: usize,
    /// Where titles are explained, if there are any.
    pub titles: Option<Link>,
}

/// A person in the list of everyone.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct PersonEntry {
    /// Who.
    pub person: PersonChip,
    /// Pages they had a part in.
    pub pages: usize,
    /// `member`, `staff`, `partner`, `alumni` or "".
    pub status: String,
    /// Last contribution, `YYYY-MM-DD` or "".
    pub last: String,
}

/// `person.html` and `cv.html`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Person {
    /// Around it.
    pub frame: Frame,
    /// Who.
    pub person: PersonChip,
    /// Pronouns or "".
    pub pronouns: String,
    /// About them, safe HTML.
    pub bio_html: String,
    /// The same as plain text.
    pub bio: String,
    /// The language in which they tell it, "" where that is not certain.
    pub bio_lang: String,
    /// `ltr` or `rtl` with `bio_lang`, else `auto`.
    pub bio_dir: &'static str,
    /// Languages that they write, each by its own name.
    pub languages: Vec<String>,
    /// Their links.
    pub links: Vec<Link>,
    /// `member`, `staff`, `partner`, `alumni` or "".
    pub status: String,
    /// Where they work, or "".
    pub affiliation: String,
    /// Where they stood and whom they worked for, the latest first; none where there is nothing to tell beyond today.
    pub affiliations: Vec<Affiliation>,
    /// What they hold.
    pub titles: Vec<Title>,
    /// What they did, by role; at most 100 each.
    pub work: Vec<Work>,
    /// What they began in each year, a column for each role.
    pub timeline: Option<Chart>,
    /// Pages of others that lead to theirs; at most 20.
    pub used_by: Vec<Item>,
    /// Others who write about the same, nearest first; at most 8.
    pub near: Vec<PersonChip>,
    /// The page to print, "" on itself.
    pub cv_page: String,
    /// The same as JSON Resume.
    pub resume: String,
    /// Roles that `.all-contributorsrc` thanks them for.
    pub given: Vec<&'static str>,
    /// Who helped them to begin.
    pub mentors: Vec<PersonChip>,
    /// Whom they helped to begin.
    pub mentees: Vec<PersonChip>,
    /// First and last contribution, `YYYY-MM-DD` or "".
    pub first: String,
    /// See `first`.
    pub last: String,
    /// Feed of their pages.
    pub feed: Option<String>,
    /// The same as a text for a CV.
    pub cv: String,
}

/// Where somebody stood, or whom they worked for, and when.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Affiliation {
    /// As in [`Standing::status`], or "".
    pub status: &'static str,
    /// Whom they worked for, where this is no status.
    pub name: String,
    /// `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, or "".
    pub from: String,
    /// The same; "" for what still holds.
    pub to: String,
}

/// Numbers over time: a drawing in bars, and a table that says the same.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Chart {
    /// Width of the drawing; 0 where there is nothing to draw.
    pub width: u32,
    /// Its height.
    pub height: u32,
    /// Width of each bar.
    pub bar: u32,
    /// Columns of the table; empty where all numbers are of one sort.
    pub columns: Vec<&'static str>,
    /// Years or quarters, the earliest first and none left out: a bar each, and a row each.
    pub periods: Vec<Period>,
    /// What is counted in all of them together.
    pub sum: usize,
    /// What is counted besides and has no bar.
    pub unplaced: Vec<Unplaced>,
}

/// A year or a quarter of one.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Period {
    /// The year.
    pub year: i32,
    /// Which quarter of it, from 1; 0 for the whole year.
    pub quarter: u8,
    /// It is not over yet.
    pub is_running: bool,
    /// Numbers, in the order of the columns.
    pub counts: Vec<usize>,
    /// All of them together.
    pub sum: usize,
    /// Where its bar begins.
    pub x: u32,
    /// See `x`.
    pub y: u32,
    /// How high its bar is.
    pub height: u32,
}

/// What is in none of the periods of a chart.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Unplaced {
    /// `older` than all of them, or `undated`: key into `t` as `chart-<what>`.
    pub what: &'static str,
    /// As in [`Period::counts`].
    pub counts: Vec<usize>,
    /// See `counts`.
    pub sum: usize,
}

/// Pages of a person in one role.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Work {
    /// As in [`Credit::roles`].
    pub role: &'static str,
    /// In all.
    pub total: usize,
    /// The pages, each with the day on which this part of them began.
    pub items: Vec<Item>,
}

/// A title of a person.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Title {
    /// What it is called.
    pub name: String,
    /// The page that explains it.
    pub url: String,
    /// Its picture.
    pub image: String,
    /// Since when, `YYYY-MM-DD`.
    pub since: String,
    /// The year until which it is shown as held, where it has faded; else "".
    pub until: String,
    /// Pages that show it, those of people who were helped to begin among them, at most 20.
    pub evidence: Vec<Link>,
    /// Its own page with files to take away, where it was given for ever and addresses are known; else "".
    pub award: String,
}

/// `badges.html`: all titles.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Badges {
    /// Around it.
    pub frame: Frame,
    /// The titles.
    pub badges: Vec<BadgeCard>,
}

/// A title in the list of all.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct BadgeCard {
    /// What it is called.
    pub name: String,
    /// What it is for, or "".
    pub description: String,
    /// The page that explains it.
    pub url: String,
    /// Its picture.
    pub image: String,
}

/// `badge.html`: what a title takes, and who holds it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Badge {
    /// Around it.
    pub frame: Frame,
    /// What it is called.
    pub name: String,
    /// What it is for, or "".
    pub description: String,
    /// Lowest first.
    pub levels: Vec<BadgeLevel>,
    /// Days without a contribution after which it is shown with its last year.
    pub fades: Option<u32>,
    /// Nobody earns it any more.
    pub is_retired: bool,
}

/// A level of a title.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct BadgeLevel {
    /// What it is called.
    pub name: String,
    /// Its picture.
    pub image: String,
    /// What it takes: one line, with others inside it.
    pub rule: Vec<RuleLine>,
    /// Whether a maintainer says yes as well.
    pub needs_confirmation: bool,
    /// Who holds it and no higher one, by name.
    pub holders: Vec<Holder>,
    /// How many more hold it who are not named.
    pub unnamed: u32,
}

/// A rule, or a part of one, in words.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct RuleLine {
    /// What it asks: a sentence, or the words before its parts.
    pub text: String,
    /// Which contributions count, a sentence each.
    pub notes: Vec<String>,
    /// What it is made of.
    pub parts: Vec<RuleLine>,
}

/// Somebody who holds a title.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Holder {
    /// Who.
    pub person: PersonChip,
    /// Since when, `YYYY-MM-DD`.
    pub since: String,
    /// See [`Title::until`].
    pub until: String,
    /// See [`Title::award`].
    pub award: String,
}

/// `award.html`: a title that was given to somebody, with its files.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Award {
    /// Around it.
    pub frame: Frame,
    /// Who holds what, in one line.
    pub heading: String,
    /// Whose.
    pub person: PersonChip,
    /// The title and its evidence.
    pub title: Title,
    /// What it is for, or "".
    pub description: String,
    /// Who gave it.
    pub issuer: String,
    /// What it took.
    pub rule: Vec<RuleLine>,
    /// Whether a maintainer said yes as well.
    pub needs_confirmation: bool,
    /// Files to take away.
    pub files: Vec<Link>,
    /// The form that adds it to a LinkedIn profile.
    pub linkedin: String,
    /// Markdown that shows it in a README.
    pub readme: String,
    /// It was taken back.
    pub is_revoked: bool,
    /// Why, or "".
    pub reason: String,
}

/// `search.html`: the full page, with a list of the indexes for readers without scripts.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Search {
    /// Around it.
    pub frame: Frame,
    /// The indexes.
    pub indexes: Vec<Card>,
}

/// `community.html`: health, how we credit, norms.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Community {
    /// Around it.
    pub frame: Frame,
    /// Pages by kind.
    pub kinds: Vec<Card>,
    /// Figures about it.
    pub figures: Vec<Figure>,
    /// The quarters of all their drawings, the first and the last; empty where nothing is drawn.
    pub drawn: Vec<Period>,
    /// Pages of the documents by which the community lives: code of conduct, contributing, governance, moderation log.
    pub norms: Vec<Link>,
    /// Revision (short commit id) and build date, or "".
    pub revision: String,
    /// See `revision`.
    pub built: String,
    /// Whoever changed fewer words of a page than this is a fixer; 0 makes everyone an editor.
    pub fixer_below: u16,
    /// Whether history was read; false explains that names from git are missing.
    pub has_history: bool,
}

/// `norm.html`: a document by which the community lives, such as its code of conduct or moderation log.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Norm {
    /// Around it.
    pub frame: Frame,
    /// Title.
    pub title: String,
    /// Language of the text, "" where it is that of the page.
    pub body_lang: String,
    /// Direction of the text, "" where it is that of the page.
    pub body_dir: &'static str,
    /// Safe HTML.
    pub body_html: String,
    /// Edit it, see its history.
    pub links: PageLinks,
}

/// A number about the community.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Figure {
    /// Id: key into `t` as `figure-<id>`, and as `figure-<id>-about` for how it is counted.
    pub id: &'static str,
    /// The number.
    pub value: usize,
    /// Among what it is counted: `pages`, `drafts` (pages and drafts), `dated` (those of which a day is known); key into `t` as `among-<what>`.
    pub among: &'static str,
    /// How many these are.
    pub n: usize,
    /// How it came about by quarters, where that is known; key into `t` as `chart-<id>`.
    pub chart: Option<Chart>,
}

/// `404.html`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct NotFound {
    /// Around it; addresses are absolute from the host, because the page is shown anywhere.
    pub frame: Frame,
}

/// `redirect.html`: an old address.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Redirect {
    /// Language.
    pub lang: String,
    /// Title of the target.
    pub title: String,
    /// Where it went.
    pub url: String,
    /// Absolute address of the target, where a base URL is known.
    pub canonical: Option<String>,
}
