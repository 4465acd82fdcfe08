//! Which identities are one person, and which only look like it.

use super::*;

#[test]
fn identities_are_joined_by_address_and_account_only() {
    let table: [(&[&str], usize); 8] = [
        (&["Jane Doe <jane@example.org>", "jd <jane@example.org>"], 1),
        (&["Kim <77+kim@users.noreply.github.com>", "K. P. <kim@users.noreply.github.com>"], 1),
        (&["Kim <77+kim@users.noreply.github.com>", "Kim <77+kimpoe@users.noreply.github.com>"], 1),
        (&["Jane Doe <jane@example.org>", "Jane Doe <other@example.org>"], 2),
        (&["A <root@localhost>", "B <root@localhost>"], 2),
        (&["A <>", "B <>"], 2),
        (&["Kim <77+kim@users.noreply.github.com>", "Kim <99+kim@users.noreply.github.com>"], 2),
        (&["A <a@x.example>", "B <kim@users.noreply.github.com>", "A <9+kim@users.noreply.github.com>"], 2),
    ];
    for (identities, people) in table {
        let parts: Vec<_> = (0..identities.len() as u32).map(|who| (who, Task::Editor, 1)).collect();
        let community = Community::of(identities).page("a.md", &[], &parts);
        assert_eq!(community.resolve().0.list.len(), people, "{identities:?}");
    }
}

#[test]
fn a_declared_name_finds_the_only_person_of_that_full_name() {
    let elsewhere = Community::of(&[JANE, BOB]).page("b.md", &[], &[(0, Task::Creator, 1)]);
    let one = elsewhere.page("a.md", &["jane doe"], &[(1, Task::Editor, 1)]);
    assert_eq!(one.ids(), ["bob-roe", "jane-doe/"]);
    let two = Community::of(&[JANE, "Jane Doe <other@example.org>"]);
    let two = two.page("b.md", &[], &[(0, Task::Creator, 1)]).page("c.md", &[], &[(1, Task::Creator, 2)]);
    let two = two.page("a.md", &["Jane Doe"], &[]);
    assert_eq!(two.ids(), ["jane-doe", "jane-doe-2", "jane-doe-3/"], "nobody can tell which of the two is meant");
}

#[test]
fn of_several_people_of_one_name_the_one_who_worked_on_the_page_is_meant() {
    let two = Community::of(&[JANE, "Jane Doe <other@example.org>"]);
    let two =
        two.page("a.md", &["Jane Doe"], &[(0, Task::Creator, 1)]).page("b.md", &["Jane Doe"], &[(1, Task::Creator, 2)]);
    assert_eq!(two.ids(), ["jane-doe/", "jane-doe-2/"]);
}

#[test]
fn a_first_name_alone_is_recognised_only_on_a_page_of_that_person() {
    let there = Community::of(&["Jane <jane@example.org>"]).page("a.md", &["Jane"], &[(0, Task::Creator, 1)]);
    assert_eq!(there.ids(), ["jane/"]);
    let elsewhere = Community::of(&["Jane <jane@example.org>"]).page("b.md", &[], &[(0, Task::Creator, 1)]);
    assert_eq!(elsewhere.page("a.md", &["Jane"], &[]).ids(), ["jane", "jane-2/"]);
}

#[test]
fn links_and_handles_find_accounts() {
    for author in ["Somebody <https://github.com/Kim>", "kim", "@kim"] {
        let community = Community::of(&[KIM]).page("b.md", &[], &[(0, Task::Creator, 1)]).page("a.md", &[author], &[]);
        assert_eq!(community.resolve().0.list.len(), 1, "{author}");
    }
    // The link says that this is another Kim Poe.
    let other = Community::of(&[KIM]).page("a.md", &["Kim Poe <https://github.com/kimmy>"], &[(0, Task::Editor, 1)]);
    assert_eq!(other.resolve().0.list.len(), 2);
    // Two links on one forge are two people, even of one name; a name without a link cannot choose between them.
    let links = ["Kim <https://github.com/a>", "Kim <https://github.com/b>", "Kim"];
    let three = Community::default().page("a.md", &links, &[]);
    assert_eq!(three.ids(), ["kim/", "kim-2/", "kim-3/"]);
    let one = Community::default().page("a.md", &links[..1], &[]).page("b.md", &["Kim"], &[]);
    assert_eq!(one.ids(), ["kim/"]);
}

#[test]
fn whoever_creates_a_page_under_the_full_name_it_declares_is_the_author() {
    // The account of the link is not the one that committed: people have several.
    let author = "Kim Poe <https://github.com/kim-at-work>";
    let other_account = Community::of(&[KIM]).page("a.md", &[author], &[(0, Task::Creator, 1)]);
    assert_eq!(other_account.credits(), ["Kim Poe: author"]);
    // At home and at work, and the front matter of both pages names one account.
    let identities = [KIM, "Kim Poe <kim@work.example>", "Kim Poe <another@example.org>"];
    let two = Community::of(&identities).page("a.md", &[author], &[(0, Task::Creator, 1), (2, Task::Editor, 9)]);
    let two = two.page("b.md", &[author], &[(1, Task::Creator, 2), (0, Task::Editor, 3)]);
    assert_eq!(two.credits(), ["Kim Poe: author; Kim Poe: editor", "Kim Poe: author"]);
    assert_eq!(two.ids(), ["kim-poe/", "kim-poe-2"]);
}

#[test]
fn people_files_are_matched_by_everything_they_list() {
    let email = format!("match: ['sha256:{}']", groups::sha256("jane@example.org"));
    let name = format!("match: ['sha256-name:{}']", groups::sha256("Jane Doe"));
    let salted = format!("match: ['sha256:pepper:{}']", groups::sha256("pepper:jane@example.org"));
    let salted_name = format!("match: ['sha256-name:s-1:{}']", groups::sha256("s-1:Jane Doe"));
    let matches = [
        &salted,
        &salted_name,
        "match: [jane@example.org]",
        "match: [Jane Doe]",
        "match: ['github:jd']",
        "links: ['https://github.com/jd']",
        "name: Jane Doe",
        &email,
        &name,
    ];
    for text in matches {
        let identities = ["Jane Doe <jane@example.org>", "x <1+jd@users.noreply.github.com>"];
        let community = Community::of(&identities).file("people/j.yml", text);
        let parts = [(0, Task::Creator, 1), (1, Task::Editor, 2)];
        let (people, found) = community.page("a.md", &[], &parts).resolve();
        assert_eq!(found, [], "{text}");
        let named: Vec<&str> = people.list.iter().map(|person| person.id.as_str()).collect();
        assert!(named.contains(&"j") && named.len() == 2, "{text}: {named:?}");
        assert!(people.list.iter().find(|person| person.id == "j").unwrap().active.is_some(), "{text}");
    }
}

#[test]
fn front_matter_names_people_by_id_name_or_link() {
    let file = "name: Jane D.\nlinks: ['https://jane.example/', 'https://github.com/jd']\nmatch: [Janet]\n";
    for author in ["jane", "Jane D.", "Janet", "J <https://jane.example>", "Other <https://github.com/JD>"] {
        let community = Community::default().file("people/jane.yml", file).page("a.md", &[author], &[]);
        assert_eq!(community.credits(), ["Jane D.: author"], "{author}");
    }
    let other =
        Community::default().file("people/jane.yml", file).page("a.md", &["Jane D. <https://github.com/x>"], &[]);
    assert_eq!(other.ids(), ["jane/", "jane-d/"]);
}

#[test]
fn files_that_share_an_address_each_get_what_is_theirs() {
    let community = Community::of(&["Ann <us@example.org>", "Ben <us@example.org>"]);
    let community = community.file("people/ann.yml", "match: [Ann]").file("people/ben.yml", "match: [Ben]");
    let community = community.page("a.md", &[], &[(0, Task::Creator, 1), (1, Task::Editor, 2)]);
    assert_eq!(community.credits(), ["ann: author; ben: editor"]);
}

#[test]
fn two_files_that_claim_one_identity_are_reported() {
    let community = Community::of(&[JANE]).page("a.md", &[], &[(0, Task::Creator, 1)]);
    let community =
        community.file("people/a.yml", "match: [jane@example.org]").file("people/b.yml", "match: [jane@example.org]");
    let (people, found) = community.resolve();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].code, found[0].place.as_ref().unwrap().file.as_str()), (Code::BadPerson, "people/b.yml"));
    assert!(!found[0].message.contains('@'));
    let credits = &people.pages[&SitePath::new("a.md").unwrap()];
    assert_eq!((credits.parts.len(), credits.unnamed.count()), (0, 1));
}

#[test]
fn of_two_files_that_claim_one_person_neither_is_named() {
    let told = |identity: &str, first: &str, second: &str, author: &str| {
        let community = Community::of(&[identity, BOB]).file("people/a.yml", first).file("people/b.yml", second);
        let authors = [author];
        let authors = if author.is_empty() { &[][..] } else { &authors[..] };
        let community =
            community.page("a.md", authors, &[(0, Task::Creator, 1), (1, Task::Editor, 2)]).page("b.md", &[], &[]);
        let (people, found) = community.resolve();
        assert_eq!(found.iter().filter(|found| found.code == Code::BadPerson).count(), 1);
        let credits = &people.pages[&SitePath::new("a.md").unwrap()];
        let names: Vec<&str> = credits.parts.iter().map(|part| people.get(part.who).name.as_str()).collect();
        format!("{}; {} unnamed", names.join(", "), credits.unnamed.count())
    };
    let by = |entry: &str, credit: &str| format!("name: {credit} x\ncredit: {credit}\nmatch: ['{entry}']\n");
    let hash = |text: &str| format!("sha256:{}", sha256(text));
    let name_hash = format!("sha256-name:{}", sha256("Kim Poe"));
    let entries = ["kim@one.example", &hash("kim@one.example"), "Kim Poe", &name_hash];
    for entry in entries {
        for (first, second) in
            [("public", "public"), ("public", "hidden"), ("pseudonym", "public"), ("hidden", "pseudonym")]
        {
            let (first, second) = (by(entry, first), by(entry, second));
            let expected = "Bob Roe; 1 unnamed";
            assert_eq!(told("Kim Poe <kim@one.example>", &first, &second, ""), expected, "{first}{second}");
        }
    }
    // An account, in the history and behind the link of a declared author; a link to another place; a declared name.
    for (first, second) in [("public", "public"), ("public", "hidden"), ("pseudonym", "public")] {
        let (first, second) = (by("github:kim", first), by("github:kim", second));
        assert_eq!(told(KIM, &first, &second, ""), "Bob Roe; 1 unnamed", "{first}{second}");
        let declared = told(JANE, &first, &second, "K. Poe <https://github.com/kim>");
        assert!(declared.ends_with("; 1 unnamed") && !declared.contains("Poe"), "{declared}");
    }
    let (first, second) = (by("Zoe Loe", "public"), by("Zoe Loe", "public"));
    let declared = told(JANE, &first, &second, "Zoe Loe");
    assert!(declared.ends_with("; 1 unnamed") && !declared.contains("Loe"), "{declared}");
}

/// `likely: Jane Doe + jdoe (handle-of-initials) → people/jane-doe.yml: github:jdoe` for each suggestion.
fn suggestions(community: &Community) -> Vec<String> {
    let authors: Vec<_> = community.authors.iter().map(|(path, authors)| (path.clone(), authors.clone())).collect();
    let pages: Vec<Page<'_>> = authors.iter().map(|(path, authors)| Page { authors, ..Page::of(path) }).collect();
    let found = alike::suggest(&community.history, &community.files, &pages, "salt");
    let told = |one: &alike::Suggestion| {
        let who = |suspect: &alike::Suspect| suspect.name.clone().unwrap_or_else(|| "?".into());
        let evidence: Vec<&str> = one.evidence.iter().map(|evidence| evidence.name()).collect();
        let entries = one.patch.entries.iter().map(|entry| match entry {
            alike::Entry::Plain(entry) => entry.clone(),
            alike::Entry::Hash(entry) => entry.chars().take_while(|c| *c != ':').collect(),
        });
        let level = if one.is_likely() { "likely" } else { "perhaps" };
        let entries = entries.collect::<Vec<_>>().join(", ");
        format!("{level}: {} + {} ({}) → {entries}", who(&one.one), who(&one.other), evidence.join(", "))
    };
    found.iter().map(told).collect()
}

#[test]
fn identities_that_look_like_one_person_are_suggested() {
    let table: [(&[&str], &[&str]); 24] = [
        (&[JANE, "Jane Doe <other@example.com>"], &["likely: Jane Doe + Jane Doe (same-name) → sha256, sha256"]),
        (
            &["José Núñez <j@example.org>", "Jose Nunez <n@example.com>"],
            &["likely: José Núñez + Jose Nunez (accents) → sha256, sha256"],
        ),
        (
            &["Jörg Müller <j@example.org>", "Joerg Mueller <m@example.com>"],
            &["likely: Jörg Müller + Joerg Mueller (accents) → sha256, sha256"],
        ),
        (&[JANE, "Doe, Jane <jd@example.com>"], &["likely: Jane Doe + Doe, Jane (word-order) → sha256, sha256"]),
        (
            &["Jane Doe <jane.doe@example.org>", "Doe Jane <janedoe@example.com>"],
            &["likely: Jane Doe + Doe Jane (word-order, local-part) → sha256, sha256"],
        ),
        (&[JANE, "jdoe <x@example.com>"], &["perhaps: Jane Doe + jdoe (handle-of-initials) → sha256, sha256"]),
        (&["jdoe <x@example.com>", JANE], &["perhaps: Jane Doe + jdoe (handle-of-initials) → sha256, sha256"]),
        (
            &[JANE, "Jane <7+jane-doe@users.noreply.github.com>"],
            &["perhaps: Jane Doe + Jane (handle-of-name) → github:jane-doe, sha256"],
        ),
        (
            &["Jane Doe <kitten@example.org>", "J. D. <7+kitten@users.noreply.github.com>"],
            &["perhaps: Jane Doe + J. D. (login-is-local-part) → github:kitten, sha256"],
        ),
        (
            &["Kim Poe <7+kimpoe@users.noreply.github.com>", "Kim <kimpoe@users.noreply.gitlab.com>"],
            &["likely: Kim Poe + Kim (same-login, handle-of-name) → github:kimpoe, gitlab:kimpoe"],
        ),
        // Two people called Jane Doe with an account each are two, as far as anybody can tell.
        (
            &["Jane Doe <7+jd@users.noreply.github.com>", "Jane Doe <8+jane@users.noreply.github.com>"],
            &["perhaps: Jane Doe + Jane Doe (same-name) → github:jane, github:jd"],
        ),
        // A first name, an office, a first name in common, a handle that fits two: nothing to say.
        (&["Jane <a@example.org>", "Jane <b@example.com>"], &[]),
        (&["Jane Doe <info@example.org>", "Jane Roe <info@example.com>"], &[]),
        (&["Jane Doe <a@example.org>", "Jane Roe <b@example.com>"], &[]),
        (&["Jane Doe <a@example.org>", "John Doe <b@example.com>", "jdoe <c@example.net>"], &[]),
        // Whose full name is another one is not somebody's handle.
        (&["Jane Doe <a@example.org>", "Bob Roe <7+jdoe@users.noreply.github.com>"], &[]),
        // Whoever has no address is told by a name that only they have, and is nobody's namesake for ever.
        (
            &["Jane Doe <>", "Doe Jane <jane@example.org>"],
            &["likely: Doe Jane + Jane Doe (word-order) → Jane Doe, sha256"],
        ),
        // What stands where nobody has written a name is nobody's.
        (&["root <root@localhost>", "root <root@host2>"], &[]),
        (&["ubuntu <ubuntu@ip-1>", "ubuntu <ubuntu@ip-2>"], &[]),
        (&["Your Name <you@example.com>", "Your Name <y@example.org>"], &[]),
        (&["user <a@example.org>", "user <b@example.org>"], &[]),
        (&["Ann Poe <test@example.org>", "Ann Roe <test@example.com>"], &[]),
        (&["localhost <a@example.org>", "localhost <b@example.org>", " <>", " <>"], &[]),
        // Programs are nobody.
        (&[JANE, "Jane Doe[bot] <x@example.com>"], &[]),
    ];
    for (identities, expected) in table {
        let parts: Vec<_> = (0..identities.len() as u32).map(|who| (who, Task::Editor, 1)).collect();
        let community = Community::of(identities).page("a.md", &[], &parts);
        assert_eq!(suggestions(&community), expected, "{identities:?}");
    }
}

#[test]
fn people_files_and_front_matter_leave_less_to_suggest() {
    let community = || {
        let parts = [(0, Task::Creator, 1), (1, Task::Editor, 2)];
        Community::of(&[JANE, "Jane Doe <other@example.com>"]).page("a.md", &[], &parts)
    };
    let one = community().file("people/jane.yml", "name: Jane D.\nmatch: [jane@example.org]\n");
    assert_eq!(suggestions(&one), ["likely: Jane D. + Jane Doe (same-name) → sha256"]);
    let both = community().file("people/jane.yml", "match: [jane@example.org, other@example.com]\n");
    assert_eq!(suggestions(&both), [""; 0]);
    let two = community().file("people/a.yml", "match: [jane@example.org]");
    let two = two.file("people/b.yml", "match: [other@example.com]");
    assert_eq!(suggestions(&two), [""; 0], "their files tell them apart");
    // A third bearer of the name: the entry must not catch her too.
    let parts = [(0, Task::Creator, 1), (1, Task::Editor, 2), (2, Task::Editor, 3)];
    let three = Community::of(&[JANE, "Jane Doe <other@example.com>", "Jane Doe <third@example.net>"]);
    let three = suggestions(&three.page("a.md", &[], &parts));
    // All three go into one file, each entry once.
    let entries = ["→ sha256, sha256", "→ sha256", "→ "];
    assert!(three.len() == 3 && three.iter().zip(entries).all(|(one, end)| one.ends_with(end)), "{three:?}");
    // Who had no part in any page is nobody's business.
    assert_eq!(suggestions(&Community::of(&[JANE, "Jane Doe <x@example.com>"]).page("a.md", &[], &[])), [""; 0]);
}

#[test]
fn all_who_may_be_one_person_go_into_one_file_and_to_one_name() {
    let identities = [
        "Ann Alpha <ann@a.example>",
        "Ann Alpha <ann@b.example>",
        "annalpha <12+annalpha@users.noreply.github.com>",
        "Ann A. Alpha <annalpha@c.example>",
        "Zoe Loe <z@a.example>",
        "Loe, Zoe <z@b.example>",
    ];
    let parts: Vec<_> = (0..identities.len() as u32).map(|who| (who, Task::Editor, 1)).collect();
    let patches = |files: &[(&str, &str)]| {
        let community = Community::of(&identities).page("a.md", &[], &parts);
        let community = files.iter().fold(community, |community, (path, text)| community.file(path, text));
        let path = SitePath::new("a.md").unwrap();
        let found = alike::suggest(&community.history, &community.files, &[Page::of(&path)], "salt");
        let mut new = Vec::new();
        let mut lines: Vec<String> = Vec::new();
        let mut entries: BTreeMap<String, usize> = BTreeMap::new();
        for one in found {
            new.extend(one.patch.is_new.then(|| one.patch.file.clone()));
            lines.extend(one.patch.mailmap.unwrap());
            *entries.entry(one.patch.file).or_default() += one.patch.entries.len();
        }
        // Nobody is called by two names.
        let mut called: Vec<String> = lines.iter().map(|line| line.rsplit_once('<').unwrap().1.to_owned()).collect();
        let all = called.len();
        called.sort();
        called.dedup();
        assert_eq!(called.len(), all, "{lines:?}");
        let targets: BTreeSet<&str> = lines.iter().map(|line| line.split_once('>').unwrap().0).collect();
        assert_eq!(targets.len(), 2, "{lines:?}");
        (new, entries.into_iter().map(|(file, count)| format!("{file} {count}")).collect::<Vec<_>>())
    };
    let (new, entries) = patches(&[]);
    assert_eq!((new.len(), entries.len()), (2, 2), "{new:?} {entries:?}");
    assert!(entries[0].ends_with(" 4") && entries[1].ends_with(" 2"), "{entries:?}");
    // One of them has a file: that is where the others go.
    let (new, entries) = patches(&[("people/a.yml", "name: Ann\nmatch: [ann@b.example]\n")]);
    assert_eq!(entries[0], "people/a.yml 3", "{entries:?}");
    assert_eq!((new.len(), entries.len()), (1, 2), "{new:?} {entries:?}");
}

#[test]
fn no_suggestion_tells_a_name_that_is_not_to_be_told() {
    for credit in ["hidden", "pseudonym"] {
        let community = Community::of(&["Jane Doe <jane.doe@example.org>", "Jane Doé <jane.doe@example.com>"]);
        let file = format!("name: river\ncredit: {credit}\nmatch: [jane.doe@example.org]\n");
        let community = community.file("people/r.yml", &file);
        let community = community.page("a.md", &[], &[(0, Task::Creator, 1), (1, Task::Editor, 2)]);
        let told = suggestions(&community);
        assert_eq!(told, ["likely: ? + ? (accents, local-part) → sha256"], "{credit}");
    }
}
