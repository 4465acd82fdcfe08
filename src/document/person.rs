//! People files: `people/<id>.yml`, one person each, and `people.yml`, a map from ids to persons.
//!
//! Begin with [`parse_people`]. What stands here is consent: how somebody wants to be named, and by which names and
//! addresses the history knows them. The addresses serve matching only, so [`Person`] cannot be serialised.

use crate::diagnostic::{Code, Diagnostic, Located, did_you_mean};
use crate::document::destination::{disguise, suspicion};
use crate::lang::Lang;
use crate::path::{SitePath, is_reserved};
use crate::yaml::text::{clean, is_email, shown, without_addresses};
use crate::yaml::{self, Field, Fields, Limits, Reader};

/// Somebody who has a people file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Person {
    /// Address segment and name in front matter, with the place of the entry.
    pub id: Located<String>,
    /// The file, as the repository names it.
    pub file: String,
    /// How they want to be called; default the id.
    pub name: Option<String>,
    /// Pronouns.
    pub pronouns: Option<String>,
    /// A few sentences, Markdown without blocks.
    pub bio: Option<String>,
    /// Pages elsewhere, in order: label and checked address.
    pub links: Vec<PersonLink>,
    /// A picture in the repository.
    pub avatar: Option<Located<String>>,
    /// Languages they write.
    pub languages: Vec<Lang>,
    /// By what the history knows them, besides their id and name.
    pub identities: Vec<Located<Identity>>,
    /// Where they stand and stood, in the file's order.
    pub standings: Vec<Standing>,
    /// Whom they worked for, in the file's order.
    pub affiliations: Vec<Affiliation>,
    /// Ids of those who helped them to begin.
    pub mentors: Vec<Located<String>>,
    /// How they are named.
    pub credit: Credit,
    /// By what wallets shall recognise them as the holder of a badge; none is the address of their page.
    pub badge_recipient: Option<Recipient>,
}

/// A page of a person elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonLink {
    /// What it is called; default its host.
    pub label: String,
    /// `https://…` or `http://…`, checked.
    pub url: String,
}

/// Something by which a commit is recognised as a person's.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Identity {
    /// The author's name, as the history spells it.
    Name(String),
    /// An address, lower case.
    Email(String),
    /// An account on a forge.
    Login {
        /// `github`, `gitlab` …
        forge: String,
        /// The account, lower case.
        login: String,
    },
    /// SHA-256 of an address in lower case, as 64 hexadecimal digits; where there is a salt, that and `:` stand in front
    /// of both.
    EmailDigest(String),
    /// SHA-256 of a name, in the same form.
    NameDigest(String),
}

/// Where somebody stands towards the community.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PersonStatus {
    /// A volunteer.
    Member,
    /// Works for the organisation behind the site.
    Staff,
    /// Works for a partner of it.
    Partner,
    /// Was one of these.
    Alumni,
}

/// Where somebody stands or stood, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Where.
    pub status: PersonStatus,
    /// When.
    pub period: Period,
}

/// Whom somebody works or worked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Affiliation {
    /// Its name.
    pub name: String,
    /// When.
    pub period: Period,
}

/// From when until when, as far as the file says it: each a year, month or day, and all of that is meant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Period {
    /// Since when.
    pub from: Option<Located<String>>,
    /// Until when; none for what still holds.
    pub to: Option<Located<String>>,
}

/// What somebody lets badge files say about their e-mail address: its hash with salt, and only if they ask for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recipient {
    /// The address, of which a hash is made.
    Email(String),
    /// A hash that they made themselves.
    Hash {
        /// SHA-256 of the address and then the salt, as 64 hexadecimal digits.
        hash: String,
        /// The salt.
        salt: String,
    },
}

/// How somebody wants to be named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Credit {
    /// By name, with a page.
    #[default]
    Public,
    /// By the name of the file, never by the names that the history has.
    Pseudonym,
    /// Counted, never named.
    Hidden,
}

/// The keys of a people file, each with its type in words and what it is for. The schema is made from this table.
pub const FIELDS: &[(&str, &str, &str)] = &[
    ("name", "text", "how they want to be called; default the id"),
    ("pronouns", "text", "pronouns"),
    ("bio", "text", "a few sentences"),
    ("links", "list", "pages elsewhere: addresses, or maps with `label` and `url`"),
    ("avatar", "path", "a picture in the repository"),
    ("languages", "list of language codes", "languages they write"),
    ("match", "anything", "by what the history knows them: names, accounts, addresses or hashes of them"),
    (
        "status",
        "`member`, `staff`, `partner` or `alumni`, or list of maps with dates",
        "where they stand, and since when",
    ),
    ("affiliation", "anything", "whom they worked for: names, or maps with `name`, `from` and `to`"),
    ("mentors", "list of texts", "ids of those who helped them to begin"),
    ("credit", "`public`, `pseudonym` or `hidden`", "how they are named"),
    ("badge_recipient", "text or map", "by what wallets recognise them: an address, or `{hash, salt}` of it"),
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

/// Reads a people file. Which form it has, its name tells: `people.yml` holds many, every other file one. A person whose file
/// cannot be understood as a whole is hidden: what they asked for may stand in what is lost.
pub fn parse_people(path: &SitePath, text: &str) -> (Vec<Person>, Vec<Diagnostic>) {
    let reader = Reader::new(path, text);
    // `people.yaml` is `people.yml`.
    let is_one = path.stem() != "people" || path.segments().count() > 1 && path.parent().file_name() == "people";
    let limits = if is_one { Limits { what: "a people file", ..Limits::FRONT_MATTER } } else { Limits::PEOPLE };
    let entries = yaml::parse(&reader, 0..text.len(), limits);
    let fields = Fields::new(&reader, &entries);
    let mut people = Vec::new();
    if is_one {
        let id = reader.located(path.stem().to_string(), 0..0);
        let is_deep = path.segments().count() > 2;
        let is_understood = is_id(&id.value) && !is_deep;
        if is_deep {
            let message = "a people file must lie in `people/` itself";
            reader.report(Code::BadPerson, 0..0, message).help(UNDERSTOOD).help("move it there");
        } else if !is_understood {
            let message = format!("`{}` cannot be the id of a person", shown(&id.value));
            let help = "name the file with small letters, digits and hyphens";
            reader.report(Code::BadPerson, 0..0, message).help(UNDERSTOOD).help(help);
        }
        let one = person(id, &fields);
        people.push(if is_understood { one } else { Person { credit: Credit::Hidden, ..one } });
    } else {
        for entry in fields.all() {
            people.extend(entry_of(&entry));
        }
    }
    if let Some(at) = text.find('\u{FFFD}') {
        let report = reader.report(Code::NotUtf8, at..at + '\u{FFFD}'.len_utf8(), "the file is not UTF-8".to_owned());
        report.help("save it with the encoding UTF-8");
    }
    let mut found = reader.into_diagnostics();
    if is_unread(&found) {
        people.iter_mut().for_each(|one| one.credit = Credit::Hidden);
        let lost = found.iter_mut().filter(|found| is_lost(found));
        lost.for_each(|found| found.help.push(UNREAD.to_owned()));
    }
    (people, found)
}

const UNREAD: &str = "until it can be read, nobody of this file is named, and nobody else who has no people file";

/// Whether a wish may stand in what could not be read of a people file.
pub fn is_unread(found: &[Diagnostic]) -> bool {
    found.iter().any(is_lost)
}

fn is_lost(found: &Diagnostic) -> bool {
    matches!(found.code, Code::NotUtf8 | Code::YamlSyntax | Code::YamlLimit | Code::WrongType)
}

fn entry_of(entry: &Field<'_>) -> Option<Person> {
    let id = entry.reader.located(entry.name().to_string(), entry.key.bytes.clone());
    if !is_id(&id.value) {
        let message = format!("`{}` cannot be the id of a person", without_addresses(&shown(&id.value)));
        let report = entry.reader.report(Code::BadPerson, entry.key.bytes.clone(), message);
        report.help(UNDERSTOOD).help("use small letters, digits and hyphens, such as `jane-doe`");
        return said_of(id, entry).map(|one| Person { credit: Credit::Hidden, ..one });
    }
    said_of(id, entry)
}

/// `jane: Jane Doe` says all that somebody may want to say.
fn said_of(id: Located<String>, entry: &Field<'_>) -> Option<Person> {
    if let Some(name) = entry.peek() {
        let name = Some(without_addresses(&clean(name)).into_owned()).filter(|name| !name.is_empty());
        return Some(Person { id, file: entry.reader.path().to_string(), name, ..Person::default() });
    }
    Some(person(id, &entry.map()?))
}

/// Ids are address segments, so they are as plain as those.
pub fn is_id(text: &str) -> bool {
    !text.is_empty()
        && !is_reserved(text)
        && text.len() <= 64
        && text.chars().all(|c| c.is_alphanumeric() && !c.is_uppercase() || c == '-' || c == '_')
        && text.starts_with(char::is_alphanumeric)
}

const UNDERSTOOD: &str = "until it is understood, they are counted and not named";

/// Whether a key that nobody knows was meant to be this one.
fn is_misspelt(fields: &Fields<'_>, key: &str) -> bool {
    fields.rest().iter().any(|field| did_you_mean(field.name(), KEYS.iter().copied()) == Some(key))
}

fn person(id: Located<String>, fields: &Fields<'_>) -> Person {
    const CREDIT: &[(&str, Credit)] =
        &[("public", Credit::Public), ("pseudonym", Credit::Pseudonym), ("hidden", Credit::Hidden)];
    let credit = fields.get("credit");
    let person = Person {
        file: fields.reader().path().to_string(),
        name: fields.get("name").and_then(|f| f.text()),
        pronouns: fields.get("pronouns").and_then(|f| f.text()),
        bio: fields.get("bio").and_then(|f| f.lines()),
        links: fields.get("links").map(|f| links(&f)).unwrap_or_default(),
        avatar: fields.get("avatar").and_then(|f| avatar(&f)),
        languages: fields.get("languages").map(|f| languages(&f)).unwrap_or_default(),
        identities: fields.get("match").map(|f| identities(&f)).unwrap_or_default(),
        standings: fields.get("status").map(|f| standings(&f)).unwrap_or_default(),
        affiliations: fields.get("affiliation").map(|f| affiliations(&f)).unwrap_or_default(),
        mentors: fields.get("mentors").map(|f| f.texts()).unwrap_or_default(),
        credit: match credit {
            // A key without a value is one whose value was lost.
            None if fields.holds("credit") || is_misspelt(fields, "credit") => Credit::Hidden,
            None => Credit::Public,
            // Who says anything about credit and is not understood wants less of it, not more.
            Some(field) => field.choice(CREDIT).unwrap_or(Credit::Hidden),
        },
        badge_recipient: fields.get("badge_recipient").and_then(|f| recipient(&f)),
        id,
    };
    fields.finish(Code::UnknownKey, "a people file", KEYS);
    person
}

/// `jane@host`, or `{hash, salt}` of it.
fn recipient(field: &Field<'_>) -> Option<Recipient> {
    let bad = |field: &Field<'_>, message: &str| {
        let help = "write the address, or `{hash: …, salt: …}` with the SHA-256 of the address and the salt behind it";
        field.report(Code::BadPerson, message).help(help);
        None
    };
    if !field.is_map() {
        let text = clean(field.raw()?);
        return if is_email(&text) {
            Some(Recipient::Email(text))
        } else {
            bad(field, "`badge_recipient` is no e-mail address")
        };
    }
    let fields = field.map()?;
    let hash = fields.get("hash").and_then(|f| f.raw()).map(|hash| hash.trim().to_ascii_lowercase());
    let salt = fields.get("salt").and_then(|f| f.raw()).map(|salt| salt.trim().to_owned());
    fields.finish(Code::UnknownKey, "`badge_recipient`", &["hash", "salt"]);
    let hash = hash.map(|hash| hash.trim_start_matches("sha256$").to_owned());
    let is_hash = |hash: &String| hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_salt =
        |salt: &String| (1..=64).contains(&salt.len()) && salt.bytes().all(|byte| byte.is_ascii_alphanumeric());
    match (hash.filter(is_hash), salt.filter(is_salt)) {
        (Some(hash), Some(salt)) => Some(Recipient::Hash { hash, salt }),
        _ => bad(field, "`badge_recipient` needs a `hash` of 64 hexadecimal digits and a `salt` of letters and digits"),
    }
}

/// A list of addresses or of `{label, url}`, or a map from labels to addresses.
fn links(field: &Field<'_>) -> Vec<PersonLink> {
    if field.is_map() {
        let entries = field.map().map(|fields| fields.all()).unwrap_or_default();
        return entries.iter().filter_map(|f| link(f, Some(label(f.name())))).collect();
    }
    let one = |item: &Field<'_>| {
        if !item.is_map() {
            return link(item, None);
        }
        let fields = item.map()?;
        let url = fields.first(&["url", "link", "href"])?;
        let name = fields.first(&["label", "name", "title"]).and_then(|f| f.text());
        fields.finish(Code::UnknownKey, "a link", &["label", "url"]);
        link(&url, name)
    };
    field.items().iter().filter_map(one).collect()
}

/// A link that is called so, or after its host. One that may lead elsewhere than readers think is told.
fn link(field: &Field<'_>, label: Option<String>) -> Option<PersonLink> {
    let url = field.link()?;
    let label = label.unwrap_or_else(|| host(&url).to_string());
    let disguised =
        disguise(&label, &url).map(|(named, leads_to)| format!("names `{named}` and leads to `{leads_to}`"));
    if let Some(why) = suspicion(&url).map(str::to_owned).or(disguised) {
        field
            .report(Code::SuspectLink, format!("this link {why}"))
            .help("write the address that a browser shows when it is there");
    }
    Some(PersonLink { label, url })
}

fn label(text: &str) -> String {
    without_addresses(&clean(text)).into_owned()
}

fn host(url: &str) -> &str {
    let host = url.split("://").nth(1).and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or(url);
    host.strip_prefix("www.").unwrap_or(host)
}

/// A picture of the repository: readers' browsers must not call a stranger to show a face.
fn avatar(field: &Field<'_>) -> Option<Located<String>> {
    let path = field.path()?;
    let is_remote = path.value.contains("://") || path.value.starts_with("//") || path.value.starts_with("data:");
    if is_remote {
        field
            .report(Code::RemoteImage, "`avatar` must be a picture of this repository")
            .help("put the file beside this one or into `static/`, and write its path");
        return None;
    }
    Some(path)
}

fn languages(field: &Field<'_>) -> Vec<Lang> {
    let one = |item: &Field<'_>| {
        let text = item.text()?;
        let lang = Lang::parse(&text);
        if lang.is_none() {
            item.report(Code::BadLanguage, format!("`{}` is not a language code", shown(&text)))
                .help("write a BCP 47 code such as `en`, `pt-BR` or `zh-Hant`");
        }
        lang
    };
    field.items().iter().filter_map(one).collect()
}

fn identities(field: &Field<'_>) -> Vec<Located<Identity>> {
    field
        .items()
        .iter()
        .filter_map(|item| Some((item, item.raw()?)))
        .filter_map(|(item, text)| identity(item, text).map(|identity| item.located(identity)))
        .collect()
}

/// `Jane Doe`, `jane@host`, `github:jane`, `sha256:<hex>`, `sha256:<salt>:<hex>`, and both as `sha256-name:`.
fn identity(item: &Field<'_>, text: &str) -> Option<Identity> {
    item.report_tricks(text);
    let text = clean(text);
    if let Some((kind @ ("sha256" | "sha256-name"), digest)) = text.split_once(':') {
        let (salt, digest) = digest.trim().rsplit_once(':').unwrap_or(("", digest.trim()));
        let is_salt = salt.len() <= 64 && salt.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        if digest.len() != 64 || !digest.bytes().all(|b| b.is_ascii_hexdigit()) || !is_salt {
            item.report(
                Code::BadPerson,
                format!("`{kind}:` needs 64 hexadecimal digits, and before them at most a salt"),
            )
            .help("`cairn people hash` makes such an entry of an address or a name");
            return None;
        }
        let salt = if salt.is_empty() { String::new() } else { format!("{salt}:") };
        let digest = format!("{salt}{}", digest.to_ascii_lowercase());
        return Some(if kind == "sha256" { Identity::EmailDigest(digest) } else { Identity::NameDigest(digest) });
    }
    let is_word = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    match text.split_once(':') {
        Some((forge, login)) if is_word(forge) && is_word(login.trim_start_matches('@')) => Some(Identity::Login {
            forge: forge.to_ascii_lowercase(),
            login: login.trim_start_matches('@').to_ascii_lowercase(),
        }),
        _ if text.contains('@') && !text.contains(' ') => {
            let email = text.trim_start_matches("email:").trim_start_matches("mailto:");
            Some(Identity::Email(email.to_lowercase()))
        }
        _ if text.contains('@') => {
            item.report(Code::BadPerson, "a name and an address are two identities")
                .help("write each on a line of its own, as in `- Jane Doe`");
            None
        }
        _ => Some(text).filter(|text| !text.is_empty()).map(Identity::Name),
    }
}

/// `staff`, `{is, from, to}`, or a list of these.
fn standings(field: &Field<'_>) -> Vec<Standing> {
    const STATUS: &[(&str, PersonStatus)] = &[
        ("member", PersonStatus::Member),
        ("staff", PersonStatus::Staff),
        ("partner", PersonStatus::Partner),
        ("alumni", PersonStatus::Alumni),
    ];
    let one = |item: &Field<'_>| {
        if !item.is_map() {
            return Some(Standing { status: item.choice(STATUS)?, period: Period::default() });
        }
        let fields = item.map()?;
        let status = fields.get("is");
        if status.is_none() {
            item.report(Code::MissingField, "a status with dates needs `is`").help("write `- {is: staff, from: 2020}`");
        }
        let standing = Standing { status: status?.choice(STATUS)?, period: period(&fields) };
        fields.finish(Code::UnknownKey, "a status", &["is", "from", "to"]);
        Some(standing)
    };
    field.items().iter().filter_map(one).collect()
}

fn period(fields: &Fields<'_>) -> Period {
    let date = |key| fields.get(key).and_then(|f| f.day_or_month().map(|date| f.located(date)));
    Period { from: date("from"), to: date("to") }
}

/// `Acme`, `{name, from, to}`, or a list of these.
fn affiliations(field: &Field<'_>) -> Vec<Affiliation> {
    let one = |item: &Field<'_>| {
        if !item.is_map() {
            return item.text().map(|name| Affiliation { name, ..Affiliation::default() });
        }
        let fields = item.map()?;
        let name = fields.get("name").and_then(|f| f.text()).unwrap_or_default();
        let affiliation = Affiliation { name, period: period(&fields) };
        fields.finish(Code::UnknownKey, "an affiliation", &["name", "from", "to"]);
        if affiliation.name.is_empty() {
            item.report(Code::MissingField, "an affiliation needs a `name`").help("write `- name: Acme`");
            return None;
        }
        Some(affiliation)
    };
    field.items().iter().filter_map(one).collect()
}

#[cfg(test)]
mod tests;
