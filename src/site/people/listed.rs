//! `.all-contributorsrc`: the list that the bot of allcontributors.org keeps of everyone who helped a project, and with what.
//!
//! Begin with [`parse`], and [`export`] for the way back. The list is about the project, not about pages: it gives nobody a
//! part in a page. A name in it is no consent either: whoever wants to be hidden is hidden here too.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::digest::Digest;
use crate::document::person::{Credit, Identity as Claim, Person as PersonFile};
use crate::path::{SitePath, fold};
use crate::site::people::declared::Declared;
use crate::site::people::display::{Account, account_of_link, is_full};
use crate::site::people::groups::{Claims, Groups, Owner};
use crate::site::people::json::{Form, Json, without_mark};
use crate::site::people::lock::Lock;
use crate::site::people::{People, PersonIdx, Role, Who, Writers};
use crate::source::history::State;

/// Where it lies.
pub const FILE: &str = ".all-contributorsrc";

/// Somebody whom it lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    /// Account on the forge, lower case.
    pub login: String,
    /// Name as it writes it.
    pub name: String,
    /// What they are thanked for, in our words.
    pub roles: BTreeSet<Role>,
}

/// Words of the bot and the role that is meant here; the first of a role is written back. Every other word is help.
const WORDS: &[(&str, Role)] = &[
    ("doc", Role::Author),
    ("content", Role::Author),
    ("blog", Role::Author),
    ("example", Role::Author),
    ("tutorial", Role::Author),
    ("translation", Role::Translator),
    ("question", Role::Answerer),
    ("review", Role::Reviewer),
    ("userTesting", Role::Tester),
    ("test", Role::Tester),
    ("mentoring", Role::Mentor),
    ("bug", Role::Helper),
];

/// Understands the file. What cannot be understood is left out, and said.
pub fn parse(text: &str) -> (Vec<Listed>, Vec<Diagnostic>) {
    let path = SitePath::new(FILE).expect("a plain name");
    let bad = |message: String| Diagnostic::new(Code::BadPerson, message).at(Place::file(&path));
    let file: Value = match serde_json::from_str(without_mark(text)) {
        Ok(file) => file,
        Err(error) => {
            let message = format!("`{FILE}` cannot be read in line {}", error.line());
            return (
                Vec::new(),
                vec![bad(message).help("it is JSON; nobody it lists is thanked until it can be read")],
            );
        }
    };
    if !file.is_object() {
        return (Vec::new(), vec![bad(no_object()).help("mend it; nobody it lists is thanked until then")]);
    }
    let mut listed: BTreeMap<String, Listed> = BTreeMap::new();
    let mut found = Vec::new();
    let contributors = match &file["contributors"] {
        Value::Array(contributors) => contributors.as_slice(),
        Value::Null => &[],
        _ => {
            let message = format!("`contributors` of `{FILE}` is no list");
            found.push(bad(message).help("write a list, as in `[{\"login\": \"jane\"}]`"));
            &[]
        }
    };
    for (place, one) in contributors.iter().enumerate() {
        let Some(login) = one["login"].as_str().filter(|login| is_login(login)) else {
            let message = format!("contributor {} of `{FILE}` has no `login`", place + 1);
            found.push(bad(message).help("write the account's name, as in `\"login\": \"jane\"`"));
            continue;
        };
        let role = |word: &str| WORDS.iter().find(|(known, _)| *known == word).map_or(Role::Helper, |(_, role)| *role);
        let words = one["contributions"].as_array().map(Vec::as_slice).unwrap_or_default();
        // A word may stand in a map beside an address.
        let words = words.iter().filter_map(|word| word.as_str().or(word["type"].as_str()));
        let name = one["name"].as_str().filter(|name| !name.trim().is_empty()).unwrap_or(login);
        let login = login.to_lowercase();
        let entry =
            listed.entry(login.clone()).or_insert_with(|| Listed { login, name: name.to_owned(), ..Listed::default() });
        entry.roles.extend(words.map(role));
    }
    (listed.into_values().collect(), found)
}

fn is_login(text: &str) -> bool {
    !text.is_empty() && text.len() <= 64 && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_.[]".contains(c))
}

/// Tells one list from another.
pub(super) fn digest(listed: &[Listed]) -> String {
    let parts = listed.iter().flat_map(|one| [one.login.as_bytes(), one.name.as_bytes()]);
    if listed.is_empty() { String::new() } else { Digest::of_parts(parts).to_string() }
}

/// Who everyone on the list is; `None` for programs, and where it takes the history to know.
pub(super) fn whos(
    listed: &[Listed],
    files: &[PersonFile],
    claims: &Claims,
    groups: &Groups,
    declared: &Declared,
    (state, lock): (State, &Lock),
) -> Vec<Option<Who>> {
    let nobody = Writers::of(&[], groups);
    let hidden = |file: &usize| files[*file].credit == Credit::Hidden;
    let is_locked = state == State::Locked && lock.listed.text == digest(listed);
    let one = |(place, one): (usize, &Listed)| {
        if one.login.ends_with("[bot]") {
            return None;
        }
        let account = Account::new("github", &one.login);
        let folded = fold(&one.name);
        let called = claims.called(&folded);
        let file = claims
            .of_account(&account)
            .or_else(|| claims.of_name(&one.name))
            .or_else(|| called.iter().copied().find(hidden).map(Owner::File));
        let only = || called.first().copied().filter(|_| called.len() == 1 && is_full(&one.name)).map(Owner::File);
        match file.or_else(only) {
            Some(Owner::File(file)) => return Some(Who::File(file)),
            // Nobody knows whom of several to thank.
            Some(Owner::Several) => return None,
            None => {}
        }
        if is_locked {
            let id = lock.listed.people.get(place)?.as_deref()?;
            return groups.of_person(id).or(Some(Who::Listed(place)));
        }
        if matches!(state, State::Shallow | State::Locked) {
            return None;
        }
        let only = |groups_of: &[usize]| match groups_of {
            [group] => Some(groups.who(*group)),
            _ => None,
        };
        let same = |group: &usize| !groups.list[*group].contradicts([&account]);
        let named: Vec<usize> = groups.named(&folded).iter().copied().filter(same).collect();
        let by_name = || only(&named).filter(|_| is_full(&one.name));
        let link = format!("https://github.com/{}", one.login);
        let spoken = || declared.who(&one.name, Some(&link), groups, &nobody);
        let spoken_name = || declared.who(&one.name, None, groups, &nobody).filter(|_| is_full(&one.name));
        only(groups.with_account(&account))
            .or_else(by_name)
            .or_else(spoken)
            .or_else(spoken_name)
            .or(Some(Who::Listed(place)))
    };
    listed.iter().enumerate().map(one).collect()
}

/// The file with everyone in it whose account their own people file tells, beside those it has already, and without those who
/// do not want to be named there. `before` is its text, `repo` the address of the repository's page: it names the project and
/// its owner, where the file does not. Keys, their order and the layout stay as they are.
pub fn export(
    before: Option<&str>,
    people: &People,
    files: &[PersonFile],
    repo: Option<&str>,
) -> Result<String, String> {
    let (form, text) = before.map_or((Form::default(), EMPTY), Form::of);
    let mut file: Json =
        serde_json::from_str(text).map_err(|error| format!("`{FILE}` cannot be read in line {}", error.line()))?;
    let known = file.clone();
    let path = repo.and_then(|repo| Some(repo.split_once("://")?.1.split_once('/')?.1));
    if let Some((owner, name)) = path.and_then(|path| path.trim_end_matches('/').rsplit_once('/')) {
        file.entry("projectName", name.into());
        file.entry("projectOwner", owner.into());
    }
    let contributors = file.entry("contributors", Json::List(Vec::new())).ok_or_else(no_object)?;
    let contributors = contributors.as_list_mut().ok_or_else(|| format!("`contributors` of `{FILE}` is no list"))?;
    let login = |one: &Json| one.get("login").and_then(Json::as_str).map(str::to_lowercase);
    contributors.retain(|one| login(one).is_none_or(|login| !people.listed_hidden.contains(&login)));
    let mut roles: BTreeMap<PersonIdx, BTreeSet<Role>> = BTreeMap::new();
    for part in people.pages.values().flat_map(|page| &page.parts) {
        roles.entry(part.who).or_default().extend(&part.roles);
    }
    for who in people.named() {
        let person = people.get(who);
        let public = person.file.map(|place| &files[place]).filter(|file| file.credit == Credit::Public);
        let Some(account) = public.and_then(account) else { continue };
        let mut roles = roles.remove(&who).unwrap_or_default();
        roles.extend((!person.mentees.is_empty()).then_some(Role::Mentor));
        let words: Vec<&str> = roles.into_iter().filter_map(word).collect();
        let place = contributors.iter().position(|one| login(one).as_ref() == Some(&account));
        match place.map(|place| &mut contributors[place]) {
            Some(one) => add(one, &words),
            None if words.is_empty() => {}
            None => {
                let link = format!("https://github.com/{account}");
                // The bot draws this picture beside the name; here it is an address and nothing is fetched.
                let picture = format!("{link}.png");
                let texts = [("login", &account), ("name", &person.name), ("avatar_url", &picture), ("profile", &link)];
                let texts = texts.map(|(key, text)| (key.to_owned(), Json::Text(text.clone())));
                let mut new = Json::Object(texts.into_iter().collect());
                add(&mut new, &words);
                contributors.push(new);
            }
        }
    }
    match before {
        Some(before) if file == known => Ok(before.to_owned()),
        _ => Ok(form.text(&file)),
    }
}

const EMPTY: &str = r#"{"files": ["README.md"], "contributors": []}"#;

fn no_object() -> String {
    format!("`{FILE}` is no object, as in `{{\"contributors\": []}}`")
}

/// Adds words to what somebody is thanked for. What the list says of a role already, in whatever word, is enough.
fn add(one: &mut Json, words: &[&str]) {
    let list = one.entry("contributions", Json::List(Vec::new())).and_then(Json::as_list_mut);
    let Some(list) = list else { return };
    for word in words {
        let role = WORDS.iter().find(|(known, _)| known == word).map(|(_, role)| *role);
        let says = |other: &Json| WORDS.iter().any(|(known, of)| Some(*of) == role && other.as_str() == Some(known));
        if !list.iter().any(says) {
            list.push((*word).into());
        }
    }
}

/// The account on GitHub that a people file tells.
fn account(file: &PersonFile) -> Option<String> {
    let linked = file.links.iter().filter_map(|link| account_of_link(&link.url));
    let claimed = file.identities.iter().filter_map(|claim| match &claim.value {
        Claim::Login { forge, login } => Some(Account::new(forge, login)),
        _ => None,
    });
    linked.chain(claimed).find(|account| account.forge == "github").map(|account| account.login)
}

fn word(role: Role) -> Option<&'static str> {
    let written = match role {
        Role::CoAuthor | Role::Editor | Role::Fixer => Role::Author,
        other => other,
    };
    WORDS.iter().find(|(_, known)| *known == written).map(|(word, _)| *word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contributors_and_their_words_are_read_and_the_rest_is_reported() {
        let text = r#"{"projectName":"x","contributors":[
            {"login":"Jane","name":"Jane Doe","avatar_url":"https://x.example/a.png","contributions":["doc","translation","infra"]},
            {"login":"jane","name":"again","contributions":[{"type":"question","url":"x"}]},
            {"login":"bob","contributions":"doc"},
            {"name":"nobody"},{"login":"a@b.example"}]}"#;
        let (listed, found) = parse(text);
        let one = |login: &str, name: &str, roles: &[Role]| Listed {
            login: login.into(),
            name: name.into(),
            roles: roles.iter().copied().collect(),
        };
        let roles = [Role::Author, Role::Translator, Role::Answerer, Role::Helper];
        assert_eq!(listed, [one("bob", "bob", &[]), one("jane", "Jane Doe", &roles)]);
        let messages: Vec<&str> = found.iter().map(|found| found.message.as_str()).collect();
        let of = |n: u32| format!("contributor {n} of `.all-contributorsrc` has no `login`");
        assert_eq!(messages, [of(4), of(5)]);
        for broken in ["", "{", "[", "{\"contributors\": 3}", "null"] {
            assert_eq!(parse(broken).0, [], "{broken}");
        }
    }
}
