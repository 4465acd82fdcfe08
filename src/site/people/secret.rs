//! Names of those who do not want them printed, in whatever spelling.
//!
//! Begin with [`Secrets::hides`]. It goes wrong towards silence only: another bearer of the name is not named either, unless a
//! people file says who they are.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::person::{Credit, Identity, Person};
use crate::path::fold;
use crate::site::people::groups::{Group, Groups};
use crate::site::people::spelling::spellings;

/// The names of several people.
#[derive(Clone, Debug, Default)]
pub(super) struct Secrets {
    /// As they are written, folded.
    folded: BTreeSet<String>,
    /// All letters of a name of one word.
    single: BTreeSet<String>,
    /// All letters of a name of several words, in the orders that occur.
    joined: BTreeSet<String>,
    /// The words of names of several words, by the longest of them.
    words: BTreeMap<String, Vec<BTreeSet<String>>>,
}

impl Secrets {
    /// Of those who are hidden or named otherwise: in their files and in the history.
    pub(super) fn new(files: &[Person], groups: &Groups) -> Secrets {
        let hidden = || files.iter().filter(|file| file.credit == Credit::Hidden);
        let own = hidden().filter_map(|file| file.name.as_deref()).map(fold);
        let claimed = hidden().flat_map(|file| &file.identities).filter_map(|claim| match &claim.value {
            Identity::Name(name) => Some(fold(name)),
            _ => None,
        });
        let is_secret = |file: usize| files[file].credit != Credit::Public;
        let is_bearer = |group: &&Group| group.is_contested || group.file.is_some_and(is_secret);
        let bearers = groups.list.iter().filter(is_bearer);
        let pseudonyms: BTreeSet<String> = files
            .iter()
            .filter(|file| file.credit == Credit::Pseudonym)
            .filter_map(|file| file.name.as_deref().map(fold))
            .collect();
        let known = bearers.flat_map(|group| group.names.iter().cloned()).filter(|name| !pseudonyms.contains(name));
        Secrets::of(own.chain(claimed).chain(known))
    }

    /// Of these names, folded.
    pub(super) fn of(names: impl IntoIterator<Item = String>) -> Secrets {
        let mut secrets = Secrets::default();
        for name in names {
            for words in spellings(&name) {
                if words.len() == 1 {
                    secrets.single.insert(words.concat());
                    continue;
                }
                let turned = (0..words.len()).map(|first| [&words[first..], &words[..first]].concat().concat());
                secrets.joined.extend(turned);
                secrets.joined.insert(words.iter().rev().map(String::as_str).collect());
                let longest = words.iter().max_by_key(|word| word.len()).expect("there are several").clone();
                secrets.words.entry(longest).or_default().push(words.into_iter().collect());
            }
            secrets.folded.insert(name);
        }
        secrets
    }

    /// Whether a text is one of the names or has all words of one, in any order and whatever stands between: `Doe, Jane`,
    /// `jane-doe`, `JaneDoe`, `Dr. Jane M. Doe`, `/people/jane-doe/`.
    pub(super) fn hides(&self, text: &str) -> bool {
        let is_name = |words: &Vec<String>| {
            let all = words.concat();
            let has = |name: &BTreeSet<String>| name.iter().all(|word| words.contains(word));
            self.single.contains(&all)
                || self.joined.contains(&all)
                || words.iter().any(|word| self.joined.contains(word))
                || words.iter().filter_map(|word| self.words.get(word)).flatten().any(has)
        };
        self.folded.contains(&fold(text)) || spellings(text).iter().any(is_name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_hidden_in_every_spelling_and_other_names_are_not() {
        let secrets = Secrets::of(["zelda quux", "rémi", "jörg anton maier"].map(str::to_owned));
        for text in [
            "ZELDA Quux",
            "Quux, Zelda",
            "Quux Zelda",
            "Zélda Quüx",
            "zelda.quux",
            "@zelda-quux",
            "ZeldaQuux",
            "quux_zelda",
            "github:zelda-quux",
            "/people/zelda-quux/",
            "https://docs.example/people/zelda-quux-2/",
            "Dr. Zelda M. Quux (Acme)",
            "Zel\u{200b}da\u{a0}Quux",
            "@remi",
            "Joerg Anton Maier",
            "Maier, Jorg A. Anton",
        ] {
            assert!(secrets.hides(text), "{text}");
        }
        for text in ["Zelda", "Quux", "Zelda Quuxley", "Griselda Quux", "Remi Gone", "Jörg Maier", "", "…"] {
            assert!(!secrets.hides(text), "{text}");
        }
    }
}
