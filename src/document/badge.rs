//! `badges.yml`: the titles that people earn here, each with the public rule that gives it.
//!
//! Begin with [`parse`]. A rule is data: the page that explains a title is made from the same value that decides who holds
//! it. Which roles and kinds there are, only the linked site knows; so their names keep their places until then.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Located};
use crate::diagnostic::{Diagnostic, did_you_mean};
use crate::lang::Lang;
use crate::path::SitePath;
use crate::yaml::fields::quoted;
use crate::yaml::text::{clean, is_email, shown};
use crate::yaml::{self, Field, Fields, Limits, Reader};

/// Where it lies.
pub const FILE: &str = "badges.yml";

/// The file, understood.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BadgeFile {
    /// Who gives the titles.
    pub issuer: Issuer,
    /// Which of the built-in titles are given beside these; `None` is all of them.
    pub defaults: Option<Vec<Located<String>>>,
    /// Titles of its own, and built-in ones that it words anew.
    pub badges: Vec<Badge>,
    /// What a person said yes to, where a rule alone does not give a title.
    pub confirmed: Vec<Grant>,
    /// What was taken back.
    pub revoked: Vec<Grant>,
}

/// Who gives the titles, as badge files name them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Issuer {
    /// Name; default the site's.
    pub name: Option<String>,
    /// Page elsewhere; default the home page.
    pub url: Option<String>,
    /// One sentence.
    pub description: Option<String>,
    /// How to reach them. It is printed: verifiers of Open Badges 2.0 ask for it.
    pub email: Option<String>,
    /// A picture below `static/`, SVG or PNG; default the site's logo.
    pub image: Option<Located<String>>,
}

/// A title that can be earned.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Badge {
    /// Address segment, for ever.
    pub id: Located<String>,
    /// What it is called; none only for a built-in one, which the theme's words name.
    pub name: Option<String>,
    /// What it is for, one or two sentences.
    pub description: Option<String>,
    /// A picture below `static/`, SVG or PNG; else one is drawn.
    pub image: Option<Located<String>>,
    /// Lowest first; never empty.
    pub levels: Vec<Level>,
    /// Whether the first level needs somebody's yes too. Those above always do.
    pub needs_confirmation: bool,
    /// Days without a contribution after which the title is shown with its last year. Its files stay.
    pub fades: Option<u32>,
    /// Nobody earns it any more; who has it keeps it.
    pub is_retired: bool,
}

/// One level of a title.
#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    /// What it is called, where it has a name of its own.
    pub name: Option<String>,
    /// What it takes.
    pub rule: Rule,
}

/// What somebody has to have done.
#[derive(Clone, Debug, PartialEq)]
pub enum Rule {
    /// All of these.
    All(Vec<Rule>),
    /// One of these.
    Any(Vec<Rule>),
    /// So many of something.
    Count(Count),
}

/// So many of something.
#[derive(Clone, Debug, PartialEq)]
pub struct Count {
    /// What is counted.
    pub what: Measure,
    /// How many are enough.
    pub at_least: u32,
    /// Which contributions count.
    pub of: Filter,
}

/// What a rule counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// Different pages.
    Pages,
    /// Different questions answered.
    Questions,
    /// Calendar months in which work on a page began or ended.
    ActiveMonths,
    /// Languages of different pages.
    Languages,
    /// Pages taken up again after a long silence.
    Revived,
    /// People who were helped to begin, and began.
    Mentees,
}

impl Measure {
    /// As the file names them.
    pub const WORDS: [(&str, Measure); 6] = [
        ("pages", Measure::Pages),
        ("questions", Measure::Questions),
        ("active_months", Measure::ActiveMonths),
        ("languages", Measure::Languages),
        ("revived", Measure::Revived),
        ("mentees", Measure::Mentees),
    ];

    /// Its name in the file.
    pub fn name(self) -> &'static str {
        Measure::WORDS.iter().find(|(_, measure)| *measure == self).expect("all are in the table").0
    }
}

/// Which contributions count. What is empty excludes nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Filter {
    /// Roles, one of which somebody must have.
    pub roles: Vec<Located<String>>,
    /// Kinds of page.
    pub kinds: Vec<Located<String>>,
    /// Languages of the page.
    pub langs: Vec<Lang>,
    /// Days that the contribution must have stood.
    pub stood: u32,
    /// Days of silence before a page counts as revived; `None` is `review_every` of `cairn.yml`.
    pub quiet: Option<u32>,
}

/// Days that a contribution must have stood unless the rule says otherwise.
pub const STOOD: u32 = 30;

/// A title of a person, for a yes or a no.
#[derive(Clone, Debug, PartialEq)]
pub struct Grant {
    /// Id of the title.
    pub badge: Located<String>,
    /// Id of the person.
    pub person: Located<String>,
    /// Which level, from 1; default the first that needs a yes, or all where it is taken back.
    pub level: Option<u32>,
    /// When, `YYYY-MM-DD`.
    pub on: Option<Located<String>>,
    /// Why it was taken back.
    pub reason: Option<String>,
}

const LIMITS: Limits = Limits { bytes: 1 << 20, depth: 16, what: "`badges.yml`" };
/// The keys of `badges.yml`, each with its type in words and what it is for. The schema is made from this table.
pub const FIELDS: &[(&str, &str, &str)] = &[
    ("issuer", "map", "who gives the titles: `{name, url, description}`"),
    ("defaults", "anything", "which of the built-in titles are given: `true`, `false` or a list of them"),
    ("badges", "list", "titles of this site"),
    ("confirmed", "list", "a yes by hand: `{badge, person, level, on}`"),
    ("revoked", "list", "titles taken back: `{badge, person, on, reason}`"),
];

const KEYS: &[&str] = &{
    let mut keys = [""; FIELDS.len()];
    let mut at = 0;
    while at < FIELDS.len() {
        keys[at] = FIELDS[at].0;
        at += 1;
    }
    keys
};
/// The keys of a title, each with its type in words and what it is for. The schema is made from this table.
pub const BADGE_FIELDS: &[(&str, &str, &str)] = &[
    ("id", "text", "its name for ever: part of its address"),
    ("name", "text", "what it is called"),
    ("description", "text", "one sentence about it"),
    ("image", "path", "a picture in the repository; default one that is drawn"),
    ("rule", "map", "who holds it"),
    ("levels", "list", "steps of it: `{name, rule}`"),
    ("confirm", "anything", "whether somebody must say yes"),
    ("fades", "anything", "after how long without a deed it is no longer shown"),
    ("retired", "anything", "whether it is given no more"),
];

const BADGE_KEYS: &[&str] = &{
    let mut keys = [""; BADGE_FIELDS.len()];
    let mut at = 0;
    while at < BADGE_FIELDS.len() {
        keys[at] = BADGE_FIELDS[at].0;
        at += 1;
    }
    keys
};
const RULE_KEYS: &[&str] = &[
    "all",
    "any",
    "pages",
    "questions",
    "active_months",
    "languages",
    "revived",
    "mentees",
    "role",
    "kind",
    "lang",
    "stood",
    "quiet",
];
/// More than this is in no rule that people can keep in their heads.
const MANY: i64 = 100_000;
/// Rules within rules.
const DEEPEST: usize = 4;

/// Reads the file. What cannot be understood is reported and left out.
pub fn parse(path: &SitePath, text: &str) -> (BadgeFile, Vec<Diagnostic>) {
    let reader = Reader::new(path, text);
    let entries = yaml::parse(&reader, 0..text.len(), LIMITS);
    let fields = Fields::new(&reader, &entries);
    let list = |name: &str| fields.get(name).map(|field| field.items()).unwrap_or_default();
    let file = BadgeFile {
        issuer: fields.get("issuer").and_then(|field| issuer(&field)).unwrap_or_default(),
        defaults: fields.get("defaults").and_then(|field| defaults(&field)),
        badges: unique(list("badges").iter().filter_map(|item| badge(item)).collect(), &reader),
        confirmed: list("confirmed").iter().filter_map(|item| grant(item, false)).collect(),
        revoked: list("revoked").iter().filter_map(|item| grant(item, true)).collect(),
    };
    fields.finish(Code::UnknownKey, "`badges.yml`", KEYS);
    (file, reader.into_diagnostics())
}

fn issuer(field: &Field<'_>) -> Option<Issuer> {
    let fields = field.map()?;
    let issuer = Issuer {
        name: fields.get("name").and_then(|field| field.text()),
        url: fields.get("url").and_then(|field| field.link()),
        description: fields.get("description").and_then(|field| field.text()),
        email: fields.get("email").and_then(|field| email(&field)),
        image: fields.get("image").and_then(|field| field.path()),
    };
    fields.finish(Code::UnknownKey, "`issuer`", &["name", "url", "description", "email", "image"]);
    Some(issuer)
}

fn email(field: &Field<'_>) -> Option<String> {
    let text = clean(field.raw()?);
    if !is_email(&text) {
        field.report(Code::BadBadge, "`email` is no e-mail address").help("write one that may be published");
        return None;
    }
    Some(text)
}

/// `true` and nothing are all of them, `false` none, a list those.
fn defaults(field: &Field<'_>) -> Option<Vec<Located<String>>> {
    match field.peek() {
        Some("true") => None,
        Some("false") => Some(Vec::new()),
        _ => Some(field.words()),
    }
}

/// Each id once: of two titles nobody could tell which a file means.
fn unique(badges: Vec<Badge>, reader: &Reader<'_>) -> Vec<Badge> {
    let mut ids = BTreeSet::new();
    let mut kept = Vec::new();
    for badge in badges {
        if ids.insert(badge.id.value.clone()) {
            kept.push(badge);
        } else {
            let bytes = badge.id.bytes.0 as usize..badge.id.bytes.1 as usize;
            reader
                .report(Code::BadBadge, bytes, format!("`{}` is the id of another title too", badge.id.value))
                .help("the first keeps it; give this one an id of its own");
        }
    }
    kept
}

fn badge(item: &Field<'_>) -> Option<Badge> {
    let fields = item.map()?;
    let id = id(item, &fields);
    let has_levels = fields.get("levels").is_some();
    let levels = match (fields.get("levels"), fields.get("rule")) {
        (Some(levels), None) => levels.items().iter().map(level).collect::<Option<Vec<Level>>>(),
        (None, Some(field)) => rule(&field, 0).map(|rule| vec![Level { name: None, rule }]),
        (Some(_), Some(field)) => {
            field
                .report(Code::BadBadge, "a title has a `rule` or `levels`, not both")
                .help("move it into the first level");
            None
        }
        (None, None) => {
            let report = item.reader.report(Code::MissingField, first_key(item), "a title needs a `rule` or `levels`");
            report.help("write what it takes, such as `rule: {role: author, pages: 5}`");
            None
        }
    };
    if has_levels && levels.as_ref().is_some_and(Vec::is_empty) {
        item.reader
            .report(Code::MissingField, first_key(item), "`levels` of a title holds none")
            .help("write each as `- rule: {…}`");
    }
    let badge = Badge {
        name: fields.get("name").and_then(|field| field.text()),
        description: fields.get("description").and_then(|field| field.text()),
        image: fields.get("image").and_then(|field| field.path()),
        levels: levels.clone().unwrap_or_default(),
        needs_confirmation: fields.get("confirm").and_then(|field| field.bool()).unwrap_or(false),
        fades: fields.get("fades").and_then(|field| field.integer(1..=36_500)).map(|days| days as u32),
        is_retired: fields.get("retired").and_then(|field| field.bool()).unwrap_or(false),
        id: id.clone().unwrap_or_default(),
    };
    fields.finish(Code::UnknownKey, "a title", BADGE_KEYS);
    (id.is_some() && levels.is_some_and(|levels| !levels.is_empty())).then_some(badge)
}

fn id(item: &Field<'_>, fields: &Fields<'_>) -> Option<Located<String>> {
    let Some(field) = fields.get("id") else {
        let report = item.reader.report(Code::MissingField, first_key(item), "a title needs an `id`");
        report.help("write `id: first-tutorial`; it is a part of addresses and stays");
        return None;
    };
    let id = field.located(field.raw()?.trim().to_owned());
    if is_id(&id.value) {
        return Some(id);
    }
    let message = format!("`{}` cannot be the id of a title", shown(&id.value));
    let safe: String =
        crate::path::slug(&id.value).chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    let report = field.report(Code::BadBadge, message).help("use small letters, digits and hyphens");
    if is_id(&safe) {
        report.help(format!("write `{safe}`"));
    }
    None
}

/// Small letters, digits and hyphens: an id is a folder of the site and a part of addresses in other people's CVs.
fn is_id(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !text.is_empty() && text.len() <= 64 && text.chars().all(fits) && !text.starts_with('-') && !text.ends_with('-')
}

fn first_key(item: &Field<'_>) -> std::ops::Range<usize> {
    match &item.node.value {
        yaml::Value::Map(entries) => entries.first().map_or(item.node.bytes.clone(), |(key, _)| key.bytes.clone()),
        _ => item.node.bytes.clone(),
    }
}

fn level(item: &Field<'_>) -> Option<Level> {
    let fields = item.map()?;
    let name = fields.get("name").and_then(|field| field.text());
    let Some(field) = fields.get("rule") else {
        item.reader
            .report(Code::MissingField, first_key(item), "a level needs a `rule`")
            .help("write what it takes, such as `rule: {role: author, pages: 5}`");
        return None;
    };
    let rule = rule(&field, 0);
    fields.finish(Code::UnknownKey, "a level", &["name", "rule"]);
    Some(Level { name, rule: rule? })
}

/// A rule, or nothing where any part of it cannot be understood: half a rule would be another rule.
fn rule(field: &Field<'_>, depth: usize) -> Option<Rule> {
    if depth > DEEPEST {
        field
            .report(Code::BadBadge, "rules lie too deep within each other")
            .help("a rule that nobody can follow moves nobody");
        return None;
    }
    let fields = field.map()?;
    let groups: Vec<Field<'_>> = ["all", "any"].iter().filter_map(|key| fields.get(key)).collect();
    let (filter, is_whole) = filter(&fields);
    let mut is_whole = is_whole;
    let mut rules = Vec::new();
    for (word, what) in Measure::WORDS {
        let Some(field) = fields.get(word) else { continue };
        match field.integer(1..=MANY) {
            Some(number) => rules.push(Rule::Count(Count { what, at_least: number as u32, of: filter.clone() })),
            None => is_whole = false,
        }
    }
    for group in &groups {
        let make = if group.name() == "all" { Rule::All } else { Rule::Any };
        let inner: Option<Vec<Rule>> = group.items().iter().map(|item| rule(item, depth + 1)).collect();
        match inner {
            Some(inner) if !inner.is_empty() => rules.push(make(inner)),
            Some(_) => {
                group.report(Code::BadBadge, format!("`{}` holds no rule", group.name())).help("write each as `- {…}`");
                is_whole = false;
            }
            None => is_whole = false,
        }
    }
    let unknown = fields.rest().len();
    fields.finish(Code::UnknownKey, "a rule", RULE_KEYS);
    if !is_whole || unknown > 0 {
        return None;
    }
    let counts: Vec<&str> = Measure::WORDS.iter().map(|(word, _)| *word).collect();
    match rules.len() {
        0 => {
            let report = field.report(Code::BadBadge, "the rule counts nothing");
            report.help(format!("say how many of {} it takes, as in `pages: 5`", quoted(&counts)));
            None
        }
        1 => rules.pop(),
        _ => Some(Rule::All(rules)),
    }
}

fn filter(fields: &Fields<'_>) -> (Filter, bool) {
    let mut is_whole = true;
    let mut days = |key: &str, low: i64| {
        let field = fields.get(key)?;
        let days = field.integer(low..=36_500);
        is_whole &= days.is_some();
        days.map(|days| days as u32)
    };
    let (stood, quiet) = (days("stood", 0).unwrap_or(STOOD), days("quiet", 1));
    let names = |key: &str| fields.get(key).map(|field| field.texts()).unwrap_or_default();
    let mut langs = Vec::new();
    for item in fields.get("lang").map(|field| field.items()).unwrap_or_default() {
        let Some(text) = item.text() else { continue };
        match Lang::parse(&text) {
            Some(lang) => langs.push(lang),
            None => {
                item.report(Code::BadLanguage, format!("`{}` is not a language code", shown(&text)))
                    .help("write a BCP 47 code such as `en`, `pt-BR` or `zh-Hant`");
                is_whole = false;
            }
        }
    }
    (Filter { roles: names("role"), kinds: names("kind"), langs, stood, quiet }, is_whole)
}

fn grant(item: &Field<'_>, is_revoked: bool) -> Option<Grant> {
    let fields = item.map()?;
    let needed = |key: &str| {
        let text = fields.get(key).and_then(|field| field.located_text());
        if text.is_none() {
            let report =
                item.reader.report(Code::MissingField, first_key(item), format!("an entry here needs a `{key}`"));
            report.help("write it as `- {badge: ambassador, person: jane, on: 2026-03-31}`");
        }
        text
    };
    let (badge, person) = (needed("badge"), needed("person"));
    let level = fields.get("level").map(|field| field.integer(1..=100).map(|level| level as u32));
    let on = fields.get("on").and_then(|field| field.date().map(|date| field.located(date)));
    let reason = fields.get("reason").filter(|_| is_revoked).and_then(|field| field.text());
    let known: &[&str] =
        if is_revoked { &["badge", "person", "level", "on", "reason"] } else { &["badge", "person", "level", "on"] };
    fields.finish(Code::UnknownKey, "an entry here", known);
    if level == Some(None) {
        return None;
    }
    Some(Grant { badge: badge?, person: person?, level: level.flatten(), on, reason })
}

/// The words of a rule that are none of those known, reported at their places.
pub fn unknown_words(names: &[Located<String>], known: &[&str], what: &str, path: &SitePath) -> Vec<Diagnostic> {
    let is_unknown = |name: &&Located<String>| !known.contains(&name.value.as_str());
    let report = |name: &Located<String>| {
        let diagnostic = Diagnostic::new(Code::BadBadge, format!("`{}` is no {what}", shown(&name.value)));
        let diagnostic = match did_you_mean(&name.value, known.iter().copied()) {
            Some(word) => diagnostic.help(format!("did you mean `{word}`?")),
            None => diagnostic.help(format!("it is one of {}", quoted(known))),
        };
        diagnostic.at(name.place(path))
    };
    names.iter().filter(is_unknown).map(report).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (BadgeFile, Vec<String>) {
        let (file, found) = parse(&SitePath::new(FILE).unwrap(), text);
        let found = found.into_iter().map(|found| {
            let place = found.place.unwrap();
            format!("{}:{} {} {}", place.line, place.column, found.code.name(), found.message)
        });
        (file, found.collect())
    }

    #[test]
    fn every_key_is_read() {
        let (file, found) = read(
            "issuer: {name: Garden, url: \"https://garden.example/\", description: Gives.}\n\
             defaults: [translator]\n\
             badges:\n\
             - id: guide\n  name: Guide\n  description: Writes tutorials.\n  image: badges/guide.svg\n  confirm: true\n  \
               fades: 365\n  retired: true\n  levels:\n  - rule: {role: [author, co-author], kind: tutorial, pages: 2, stood: 0}\n  \
               - name: High guide\n    rule:\n      any:\n      - {lang: de, active_months: 6, languages: 2}\n      - {revived: 3, quiet: 100}\n\
             confirmed:\n- {badge: guide, person: jane, level: 2, on: 2026-03-31}\n\
             revoked:\n- {badge: guide, person: bob, on: 2026-04-01, reason: Copied.}\n",
        );
        assert_eq!(found, Vec::<String>::new());
        assert_eq!(file.issuer.name.as_deref(), Some("Garden"));
        assert_eq!(file.defaults.as_ref().map(|list| list[0].value.as_str()), Some("translator"));
        let [badge] = file.badges.as_slice() else { panic!("{:?}", file.badges) };
        assert_eq!((badge.id.value.as_str(), badge.id.line), ("guide", 4));
        assert!(badge.needs_confirmation && badge.is_retired && badge.fades == Some(365));
        let Rule::Count(Count { what: Measure::Pages, at_least: 2, of }) = &badge.levels[0].rule else {
            panic!("{:?}", badge.levels[0])
        };
        assert_eq!((of.roles.len(), of.kinds[0].value.as_str(), of.stood), (2, "tutorial", 0));
        let Rule::Any(any) = &badge.levels[1].rule else { panic!("{:?}", badge.levels[1]) };
        let Rule::All(both) = &any[0] else { panic!("two counts of one map are both needed: {:?}", any[0]) };
        assert_eq!((both.len(), badge.levels[1].name.as_deref()), (2, Some("High guide")));
        let Rule::Count(Count { what: Measure::Revived, of, .. }) = &any[1] else { panic!("{:?}", any[1]) };
        assert_eq!((of.stood, of.quiet), (STOOD, Some(100)));
        assert_eq!((file.confirmed[0].person.value.as_str(), file.confirmed[0].level), ("jane", Some(2)));
        assert_eq!(file.revoked[0].reason.as_deref(), Some("Copied."));
    }

    #[test]
    fn defaults_are_all_none_or_some() {
        for (text, expected) in
            [("", None), ("defaults: true", None), ("defaults: false", Some(0)), ("defaults: [a, b]", Some(2))]
        {
            assert_eq!(read(text).0.defaults.map(|list| list.len()), expected, "{text}");
        }
    }

    #[test]
    fn mistakes_are_told_with_their_places_and_half_a_rule_is_none() {
        let table = [
            (
                "badges:\n- id: a\n  rule: {pages: 1}\n- id: a\n  rule: {pages: 2}\n",
                "4:7 bad-badge `a` is the id of another title too",
            ),
            (
                "badges:\n- id: First Answer\n  rule: {pages: 1}\n",
                "2:7 bad-badge `First Answer` cannot be the id of a title",
            ),
            ("badges:\n- id: ../a\n  rule: {pages: 1}\n", "2:7 bad-badge `../a` cannot be the id of a title"),
            ("badges:\n- name: A\n  rule: {pages: 1}\n", "2:3 missing-field a title needs an `id`"),
            ("badges:\n- id: a\n", "2:3 missing-field a title needs a `rule` or `levels`"),
            ("badges:\n- id: a\n  levels: []\n", "2:3 missing-field `levels` of a title holds none"),
            (
                "badges:\n- id: a\n  levels:\n  - rule: {pages: 1}\n  - name: B\n",
                "5:5 missing-field a level needs a `rule`",
            ),
            ("badges:\n- id: a\n  rule: {pages: -1}\n", "3:17 bad-value `pages` must be from 1 to 100000, not -1"),
            ("badges:\n- id: a\n  rule: {pages: 0}\n", "3:17 bad-value `pages` must be from 1 to 100000, not 0"),
            (
                "badges:\n- id: a\n  rule: {pages: 1, stood: -3}\n",
                "3:27 bad-value `stood` must be from 0 to 36500, not -3",
            ),
            ("badges:\n- id: a\n  rule: {role: author}\n", "3:9 bad-badge the rule counts nothing"),
            ("badges:\n- id: a\n  rule: {all: []}\n", "3:15 bad-badge `all` holds no rule"),
            ("badges:\n- id: a\n  rule: {page: 1}\n", "3:10 unknown-key `page` is not a key of a rule"),
            ("badges:\n- id: a\n  rule: 5\n", "3:9 wrong-type `rule` must be a map, not `5`"),
            (
                "badges:\n- id: a\n  rule: {pages: 1, lang: klingonese}\n",
                "3:26 bad-language `klingonese` is not a language code",
            ),
            ("badges: [x]\n", "1:10 wrong-type `badges` must be a map, not `x`"),
            ("revoked:\n- {badge: a}\n", "2:4 missing-field an entry here needs a `person`"),
            ("titles: []\n", "1:1 unknown-key `titles` is not a key of `badges.yml`"),
        ];
        for (text, expected) in table {
            let (file, found) = read(text);
            assert_eq!(found, [expected], "{text}");
            assert!(file.badges.len() <= 1 && file.revoked.is_empty(), "{text}");
            assert!(file.badges.iter().all(|badge| badge.levels.len() == 1), "{text}");
        }
    }

    #[test]
    fn rules_do_not_nest_for_ever() {
        let mut text = "{pages: 1}".to_owned();
        for _ in 0..6 {
            text = format!("{{all: [{text}]}}");
        }
        let (file, found) = read(&format!("badges:\n- id: a\n  rule: {text}\n"));
        assert!(file.badges.is_empty() && found.len() == 1 && found[0].contains("too deep"), "{found:?}");
    }
}
