//! What is wrong with the people files: between each other, with what lies beside them, and with the history.
//!
//! Begin with [`of_files`], which every build does, and [`unmatched`], which needs the whole history and is for
//! `cairn people lint`. What one file says wrong by itself was found when it was read (`document/person.rs`).

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::diagnostic::{Code, Diagnostic, Located, Place, did_you_mean};
use crate::document::person::{Credit, Identity as Claim, Person, is_id};
use crate::path::{SitePath, fold, on_any_disk};
use crate::site::people::display::{Account, account_of_identity, account_of_link, is_unseen, printable};
use crate::site::people::groups::{salted, sha256};
use crate::site::people::standing::first_day;
use crate::site::people::{Page, People, Sources, lock, of_identities, parts_of};
use crate::source::Source;
use crate::source::history::History;
use crate::yaml::text::{clean, is_trick, shown, without_addresses};

/// A picture with more bytes is not shown: it is on every page that the person had a part in.
pub const LARGEST_AVATAR: u64 = 256 * 1024;

/// What the files say of each other and of pictures. `now` is the day it is, where that is known.
pub fn of_files(files: &[Person], source: &Source, now: Option<Date>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    mentors(files, &mut found);
    for file in files {
        found.extend(avatar(file, source));
        found.extend(now.iter().flat_map(|now| dates(file, *now)));
    }
    found
}

/// A path of `static/`, however a people file writes it.
pub fn below_static(path: &str) -> &str {
    let path = path.trim_start_matches('/');
    path.strip_prefix("static/").unwrap_or(path)
}

/// Puts a finding at a value of a people file.
fn at<T>(file: &Person, value: &Located<T>, code: Code, message: String) -> Diagnostic {
    place(file, value, Diagnostic::new(code, message))
}

fn place<T>(file: &Person, value: &Located<T>, diagnostic: Diagnostic) -> Diagnostic {
    match SitePath::new(&file.file) {
        Some(path) => diagnostic.at(value.place(&path)),
        None => diagnostic,
    }
}

/// Entries that two files have. An account is claimed by a link to its page as well.
pub(super) fn twice_claimed(files: &[Person]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut owners: BTreeMap<Claim, usize> = BTreeMap::new();
    for (place, file) in files.iter().enumerate() {
        let linked = file.links.iter().filter_map(|link| account_of_link(&link.url));
        let linked = linked.map(|Account { forge, login }| Located {
            value: Claim::Login { forge, login },
            line: file.id.line,
            column: file.id.column,
            bytes: file.id.bytes,
        });
        for claim in file.identities.iter().cloned().chain(linked) {
            let key = match &claim.value {
                Claim::Name(name) => Claim::Name(fold(&clean(name))),
                other => other.clone(),
            };
            let first = *owners.entry(key).or_insert(place);
            if first != place {
                let other = &files[first].id.value;
                let message = format!("`{other}` claims this {} too", kind(&claim.value));
                let diagnostic = at(file, &claim, Code::BadPerson, message);
                found.push(diagnostic.help("take the entry out of one of the two files"));
            }
        }
    }
    found
}

/// One file for each id that every file system can tell from the others. Whoever else wants such an id could be somebody
/// who takes another's place, so they are counted and not named: the later of two ids that differ, or both files of one
/// id, which become one that claims what they claim. Who is `known` by an id, and else the first, keeps it.
pub(in crate::site) fn one_each(files: Vec<Person>, known: impl Fn(&str) -> bool) -> (Vec<Person>, Vec<Diagnostic>) {
    const UNNAMED: &str = "until then they are counted and not named";
    let mut found = Vec::new();
    let mut kept: Vec<Person> = Vec::new();
    let mut by_id: BTreeMap<String, Vec<Person>> = BTreeMap::new();
    for file in files {
        by_id.entry(file.id.value.clone()).or_default().push(file);
    }
    for (id, mut files) in by_id {
        let paths: Vec<String> = files.iter().map(|file| file.file.clone()).collect();
        for (place, file) in files.iter().enumerate().filter(|_| paths.len() > 1) {
            let other = &paths[usize::from(place == 0)];
            let message = format!("`{id}` is the id of `{other}` too");
            let help = "take one of the two out, or choose another id";
            found.push(at(file, &file.id, Code::TakenId, message).help(help).help(UNNAMED));
        }
        let mut one = files.remove(0);
        for file in files {
            one.credit = Credit::Hidden;
            let name = file.name.map(|name| Located {
                value: Claim::Name(name),
                line: file.id.line,
                column: file.id.column,
                bytes: file.id.bytes,
            });
            one.identities.extend(file.identities.into_iter().chain(name));
        }
        kept.push(one);
    }
    let mut owners: BTreeMap<String, String> = BTreeMap::new();
    // Who has an id that is none takes nobody's.
    let takes_part = |file: &&mut Person| is_id(&file.id.value);
    for is_first in [true, false] {
        for file in kept.iter_mut().filter(takes_part).filter(|file| known(&file.id.value) == is_first) {
            let id = file.id.value.clone();
            let owner = owners.entry(on_any_disk(&id)).or_insert_with(|| id.clone());
            if *owner != id {
                let message = format!("some file systems cannot tell `{id}` from `{owner}`");
                found.push(at(file, &file.id, Code::TakenId, message).help("choose another id").help(UNNAMED));
                file.credit = Credit::Hidden;
            }
        }
    }
    (kept, found)
}

/// Of a file with an id that was somebody else's when the lock was written: addresses and titles of one person would become another's.
pub(super) fn taken_id(file: &Person) -> Diagnostic {
    let message = format!("`{}` is the id of somebody else in `{}`", file.id.value, lock::FILE);
    at(file, &file.id, Code::TakenId, message)
        .help("choose another id: this one is in addresses, and in titles that were given for ever")
}

/// Of a file of somebody who is not to be named and whom no commit here knows: any name in a text may be theirs.
/// `lost` are not named for that.
pub(super) fn nobody_known(file: &Person, lost: usize) -> Diagnostic {
    let people = match lost {
        1 => "1 person without a people file is".to_owned(),
        _ => format!("{lost} people without a people file are"),
    };
    let message = format!("no commit here tells who `{}` is, so {people} not named", file.id.value);
    at(file, &file.id, Code::UnmatchedIdentity, message)
        .help("fetch the whole history, or add their name to `match`, in clear text or as `sha256-name:…`")
}

/// What an entry of `match` is, without saying it.
fn kind(claim: &Claim) -> &'static str {
    match claim {
        Claim::Name(_) => "name",
        Claim::Email(_) => "address",
        Claim::Login { .. } => "account",
        Claim::EmailDigest(_) => "hash of an address",
        Claim::NameDigest(_) => "hash of a name",
    }
}

fn mentors(files: &[Person], found: &mut Vec<Diagnostic>) {
    let by_id: BTreeMap<&str, usize> =
        files.iter().zip(0..).map(|(file, place)| (file.id.value.as_str(), place)).collect();
    let place_of = |mentor: &Located<String>| by_id.get(mentor.value.as_str()).copied();
    for file in files {
        for mentor in file.mentors.iter().filter(|mentor| place_of(mentor).is_none()) {
            let message = format!("`{}` has no people file", without_addresses(&shown(&mentor.value)));
            let mut diagnostic = at(file, mentor, Code::UnknownReference, message);
            diagnostic.help.extend(
                did_you_mean(&mentor.value, by_id.keys().copied()).map(|known| format!("did you mean `{known}`?")),
            );
            found.push(diagnostic.help("write the id of a person: the name of their file without `.yml`"));
        }
    }
    // From each person along their mentors; whoever is met again closes a circle. Each circle is told once, where its
    // first person by id begins it.
    for start in 0..files.len() {
        let mut seen = BTreeSet::new();
        let mut next: Vec<usize> = vec![start];
        let mut closes = false;
        while let Some(place) = next.pop() {
            for mentor in files[place].mentors.iter().filter_map(place_of) {
                closes |= mentor == start;
                if mentor > start && seen.insert(mentor) {
                    next.push(mentor);
                }
            }
        }
        if closes {
            let file = &files[start];
            let leads_back = |mentor: &&Located<String>| {
                place_of(mentor).is_some_and(|place| place == start || seen.contains(&place))
            };
            let mentor = file.mentors.iter().find(leads_back).expect("a circle leaves by one of the mentors");
            let message = format!("`{}` is a mentor of their own mentors", file.id.value);
            let diagnostic = at(file, mentor, Code::BadPerson, message);
            found.push(diagnostic.help("`mentors` are those who helped somebody to begin; take one entry out"));
        }
    }
}

fn avatar(file: &Person, source: &Source) -> Option<Diagnostic> {
    const PICTURES: [&str; 7] = ["png", "jpg", "jpeg", "gif", "svg", "webp", "avif"];
    let avatar = file.avatar.as_ref()?;
    let path = SitePath::new(below_static(&avatar.value));
    let facts = path.as_ref().and_then(|path| source.in_static(path));
    let shown = shown(&avatar.value);
    let (code, message, help) = match (path, facts) {
        (Some(path), Some(_)) if !PICTURES.contains(&path.extension().to_ascii_lowercase().as_str()) => {
            (Code::BadImage, format!("`{shown}` is no picture"), "use a PNG, JPEG, WebP, AVIF, GIF or SVG file")
        }
        (_, Some(facts)) if facts.length > LARGEST_AVATAR => {
            let kilobytes = facts.length / 1024;
            let message = format!("the picture `{shown}` has {kilobytes} kB, and more than 256 kB are not shown");
            (Code::BadImage, message, "make it smaller: 256 pixels across are enough")
        }
        (_, Some(facts)) => {
            let found = facts.too_large(&shown, &source.config.limits)?;
            return Some(place(file, avatar, found));
        }
        (_, None) => (
            Code::MissingImage,
            format!("the picture `{shown}` is no file of `static/`"),
            "put the file itself there, not a link to it; until then the initials are shown",
        ),
    };
    Some(at(file, avatar, code, message).help(help))
}

fn dates(file: &Person, now: Date) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let standings = file.standings.iter().map(|standing| &standing.period);
    for period in standings.chain(file.affiliations.iter().map(|affiliation| &affiliation.period)) {
        let Some(from) = &period.from else { continue };
        let Some(begin) = first_day(&from.value) else { continue };
        if begin > now {
            let message = format!("`from` is `{}`, and today is {now}", from.value);
            found.push(at(file, from, Code::FutureDate, message).help("correct the date"));
        }
        let end = period.to.as_ref().and_then(|to| Some((to, first_day(&to.value)?)));
        // `from: 2024-03, to: 2024` is somebody who left in that year.
        if let Some((to, _)) = end.filter(|(to, end)| *end < begin && !from.value.starts_with(&to.value)) {
            let message = format!("`to` is `{}`, before `from`", to.value);
            found.push(at(file, to, Code::BadValue, message).help("correct one of the two"));
        }
    }
    found
}

/// The salt of a hash, "" where it has none; `None` for what is no hash.
fn salt_of(claim: &Located<Claim>) -> Option<&str> {
    match &claim.value {
        Claim::EmailDigest(digest) | Claim::NameDigest(digest) => {
            Some(digest.rsplit_once(':').map_or("", |(salt, _)| salt))
        }
        _ => None,
    }
}

/// An entry for `match` that tells an address or a name and does not say it. The salt is that of the other entries, so that
/// one hash of each name and address of the history is enough to find everyone; `new_salt` where there is none yet.
pub fn hashed(text: &str, files: &[Person], new_salt: &str) -> Option<String> {
    let text = clean(text);
    let salt = salt(files, new_salt);
    match text.contains('@') {
        _ if text.is_empty() => None,
        true => Some(entry("sha256", salt, &text.to_lowercase())),
        false => Some(entry("sha256-name", salt, &text)),
    }
}

/// `sha256:salt:digest` or `sha256-name:salt:digest`, as people files write it.
pub(super) fn entry(kind: &str, salt: &str, text: &str) -> String {
    format!("{kind}:{salt}:{}", salted(salt, text))
}

/// The salt that the people files have already, else the new one: one for all, so that each address is hashed once.
pub fn salt<'a>(files: &'a [Person], new_salt: &'a str) -> &'a str {
    let known = files.iter().flat_map(|file| &file.identities).filter_map(salt_of).find(|salt| !salt.is_empty());
    known.unwrap_or(new_salt)
}

/// Names of the history with characters that hide or reorder text, each at the first page that its bearer worked on.
pub fn tricky_names(sources: &Sources<'_>, people: &People) -> Vec<Diagnostic> {
    let history = sources.history;
    let is_tricky = |who: u32| {
        let identity = &history.identities[who as usize];
        !identity.is_bot && identity.name.contains(|c| is_trick(c) || is_unseen(c))
    };
    let tricky: Vec<u32> = (0..history.identities.len() as u32).filter(|who| is_tricky(*who)).collect();
    if tricky.is_empty() {
        return Vec::new();
    }
    let who_of = of_identities(sources);
    let told = |who: u32| {
        let has_part = |page: &&Page<'_>| parts_of(history, page).iter().any(|part| part.who == who);
        let page = sources.pages.iter().find(has_part)?;
        let person = who_of[who as usize].map(|who| people.get(who)).filter(|who| !who.is_hidden && !who.has_pen_name);
        let name = person.and_then(|_| printable(&history.identities[who as usize].name)).map(|name| shown(&name));
        let whose = name.map_or_else(String::new, |name| format!(", `{name}`,"));
        let message = format!("a name of the history{whose} holds characters that hide or reorder text");
        let diagnostic = Diagnostic::new(Code::HiddenCharacters, message).at(Place::file(page.path));
        Some(diagnostic.help("it is printed without them; `.mailmap` can give the name anew"))
    };
    tricky.into_iter().filter_map(told).collect()
}

/// Entries of `match` that are in no commit and in no front matter.
pub fn unmatched(history: &History, files: &[Person], pages: &[Page<'_>]) -> Vec<Diagnostic> {
    let declared = || pages.iter().flat_map(Page::named);
    let written = history.aliases.iter().map(|alias| &alias.written);
    let committed = history.identities.iter().map(|identity| identity.name.as_str());
    let committed = committed.chain(written.clone().map(|(name, _)| name.as_str()));
    let names: BTreeSet<String> =
        committed.chain(declared().map(|named| named.name)).map(clean).filter(|n| !n.is_empty()).collect();
    let folded: BTreeSet<String> = names.iter().map(|name| fold(name)).collect();
    let mut emails: BTreeSet<String> = history.identities.iter().map(|identity| identity.email.clone()).collect();
    emails.extend(written.map(|(_, email)| email.to_lowercase()));
    let linked = declared().filter_map(|named| account_of_link(named.link?));
    let accounts: BTreeSet<Account> = history.identities.iter().filter_map(account_of_identity).chain(linked).collect();
    let salts: BTreeSet<&str> = files.iter().flat_map(|file| &file.identities).filter_map(salt_of).collect();
    let texts = || names.iter().map(String::as_str).chain(emails.iter().map(String::as_str));
    let with = |salt: &str, text: &str| match salt {
        "" => sha256(text),
        salt => format!("{salt}:{}", salted(salt, text)),
    };
    let hashes: BTreeSet<String> = salts.iter().flat_map(|salt| texts().map(|text| with(salt, text))).collect();
    let mut found = Vec::new();
    for file in files {
        for claim in &file.identities {
            let is_known = match &claim.value {
                Claim::Name(name) => folded.contains(&fold(&clean(name))),
                Claim::Email(email) => emails.contains(email.to_lowercase().as_str()),
                // A handle may be what front matter calls somebody.
                Claim::Login { forge, login } => {
                    accounts.contains(&Account::new(forge, login)) || folded.contains(&login.to_lowercase())
                }
                Claim::EmailDigest(digest) | Claim::NameDigest(digest) => hashes.contains(digest),
            };
            // What keeps somebody recognised who was taken out may match nothing any more, and must stay.
            let is_hash = matches!(claim.value, Claim::EmailDigest(_) | Claim::NameDigest(_));
            let is_guard = is_hash && file.credit == crate::document::person::Credit::Hidden;
            if !is_known && !is_guard {
                let message = format!("this {} is in no commit and no front matter", kind(&claim.value));
                let diagnostic = at(file, claim, Code::UnmatchedIdentity, message);
                found.push(diagnostic.help("correct its spelling, or remove it"));
            }
        }
    }
    found
}
