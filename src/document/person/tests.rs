use super::*;

fn read(file: &str, text: &str) -> (Vec<Person>, Vec<String>) {
    let path = SitePath::new(file).unwrap();
    let (people, found) = parse_people(&path, text);
    let found = found.into_iter().map(|found| {
        let place = found.place.unwrap();
        format!("{}:{} {} {}", place.line, place.column, found.code.name(), found.message)
    });
    (people, found.collect())
}

#[test]
fn every_key_is_read() {
    let digest = "A".repeat(64);
    let text = format!(
        "name: Jane Doe\npronouns: she/her\nbio: |\n  Writes.\n  Reads.\nlinks: {{GitHub: https://github.com/jane}}\n\
         avatar: jane.png\nlanguages: [en, zh-hant]\nmatch:\n- J. Doe\n- Jane@Corp.Example\n- github:JaneD\n- sha256:{digest}\n\
         status: staff\naffiliation:\n- {{name: Acme, from: 2020, to: 2024-03}}\n- Other\nmentors: [john]\ncredit: pseudonym\n"
    );
    let (people, found) = read("people/jane.yml", &text);
    assert_eq!(found, Vec::<String>::new());
    let [person] = people.as_slice() else { panic!("{people:?}") };
    assert_eq!((person.id.value.as_str(), person.file.as_str()), ("jane", "people/jane.yml"));
    assert_eq!(person.name.as_deref(), Some("Jane Doe"));
    assert_eq!(person.pronouns.as_deref(), Some("she/her"));
    assert_eq!(person.bio.as_deref(), Some("Writes.\nReads."));
    assert_eq!(person.links, [PersonLink { label: "GitHub".into(), url: "https://github.com/jane".into() }]);
    assert_eq!(person.avatar.as_ref().map(|avatar| avatar.value.as_str()), Some("jane.png"));
    assert_eq!(person.languages, [Lang::parse("en").unwrap(), Lang::parse("zh-Hant").unwrap()]);
    assert_eq!(
        person.identities.iter().map(|identity| identity.value.clone()).collect::<Vec<_>>(),
        [
            Identity::Name("J. Doe".into()),
            Identity::Email("jane@corp.example".into()),
            Identity::Login { forge: "github".into(), login: "janed".into() },
            Identity::EmailDigest("a".repeat(64)),
        ]
    );
    let staff = Standing { status: PersonStatus::Staff, period: Period::default() };
    assert_eq!((person.standings.as_slice(), person.credit), (&[staff][..], Credit::Pseudonym));
    let [acme, other] = person.affiliations.as_slice() else { panic!("{:?}", person.affiliations) };
    let date = |date: &Option<Located<String>>| date.as_ref().map(|date| (date.value.clone(), date.line, date.column));
    let Period { from, to } = &acme.period;
    assert_eq!((date(from), date(to)), (Some(("2020".into(), 16, 22)), Some(("2024-03".into(), 16, 32))));
    assert_eq!((acme.name.as_str(), other), ("Acme", &Affiliation { name: "Other".into(), ..Affiliation::default() }));
    assert_eq!(person.mentors[0].value, "john");
}

#[test]
fn one_file_may_hold_everybody() {
    let (people, found) =
        read("people.yml", "jane: Jane Doe\njohn:\n  name: John\n  credit: hidden\nJane Roe: x\nmax:\n");
    let people: Vec<_> = people.iter().map(|p| (p.id.value.as_str(), p.name.as_deref(), p.credit, p.id.line)).collect();
    let expected = [
        ("jane", Some("Jane Doe"), Credit::Public, 1),
        ("john", Some("John"), Credit::Hidden, 2),
        ("Jane Roe", Some("x"), Credit::Hidden, 5),
    ];
    assert_eq!(people, expected, "whose id cannot be used is not named by any other");
    assert_eq!(found, ["5:1 bad-person `Jane Roe` cannot be the id of a person"]);
}

#[test]
fn who_cannot_be_understood_as_a_whole_is_hidden() {
    let table = [
        ("people/Dee.yml", "match: [d@s.example]", "1:1 bad-person `Dee` cannot be the id of a person"),
        ("people/team/dee.yml", "name: Dee", "1:1 bad-person a people file must lie in `people/` itself"),
        ("people/dee.yml", "credits: hidden", "1:1 unknown-key `credits` is not a key of a people file"),
        ("people/dee.yml", "credit: hiden", "1:9 bad-value `credit` cannot be `hiden`"),
        ("people.yml", "dee: {kredit: hidden}", "1:7 unknown-key `kredit` is not a key of a people file"),
    ];
    for (path, text, expected) in table {
        let (people, found) = read(path, text);
        assert_eq!((people[0].credit, found[0].as_str(), found.len()), (Credit::Hidden, expected, 1), "{text}");
    }
    assert_eq!(read("people/dee.yml", "nickname: D").0[0].credit, Credit::Public, "that asks for nothing");
}

#[test]
fn links_are_a_list_or_a_map_and_checked() {
    let labels = |text: &str| {
        let (people, found) = read("people/jane.yml", text);
        let links = people[0].links.iter().map(|link| format!("{}={}", link.label, link.url));
        (links.collect::<Vec<_>>().join(" "), found.len())
    };
    let table = [
        ("links: https://www.x.org/jane", "x.org=https://www.x.org/jane", 0),
        ("links: [https://x.org, {label: Y, url: https://y.org}]", "x.org=https://x.org Y=https://y.org", 0),
        ("links: {a: javascript:alert(1), b: https://b.org}", "b=https://b.org", 1),
        ("links: [mailto:jane@x.org, \"https://x.org/?m=jane@x.org\"]", "", 2),
    ];
    for (text, expected, problems) in table {
        assert_eq!(labels(text), (expected.to_string(), problems), "{text}");
    }
}

#[test]
fn mistakes_are_located() {
    let table = [
        ("nmae: x", "1:1 unknown-key `nmae` is not a key of a people file"),
        ("credit: maybe", "1:9 bad-value `credit` cannot be `maybe`"),
        ("status: boss", "1:9 bad-value `status` cannot be `boss`"),
        ("status: [{is: boss, from: 2020}]", "1:15 bad-value `is` cannot be `boss`"),
        ("status: [{from: 2020}]", "1:10 missing-field a status with dates needs `is`"),
        ("status: [{is: staff, since: 2020}]", "1:22 unknown-key `since` is not a key of a status"),
        ("match: [sha256:abc]", "1:9 bad-person `sha256:` needs 64 hexadecimal digits, and before them at most a salt"),
        ("match: [Jane <jane@x.org>]", "1:9 bad-person a name and an address are two identities"),
        ("avatar: https://x.org/a.png", "1:9 remote-image `avatar` must be a picture of this repository"),
        ("languages: [english]", "1:13 bad-language `english` is not a language code"),
        ("affiliation: [{from: 2020}]", "1:15 missing-field an affiliation needs a `name`"),
        ("name: \"Jane\\u202Eeod\"", "1:7 hidden-characters `name` holds characters that hide or reorder text"),
        ("match: [\"Jane\\u0007\"]", "1:9 hidden-characters `match` holds characters that hide or reorder text"),
        ("bio: ask jane@x.org", "1:6 address-in-metadata `bio` holds an e-mail address"),
    ];
    for (text, expected) in table {
        assert_eq!(read("people/jane.yml", text).1, [expected], "{text}");
    }
    assert_eq!(read("people/Jane Doe.yml", "name: x").1, ["1:1 bad-person `Jane Doe` cannot be the id of a person"]);
}

#[test]
fn a_wish_about_credit_that_cannot_be_read_names_nobody() {
    for (text, expected) in
        [("credit: hiden", Credit::Hidden), ("credit: [x]", Credit::Hidden), ("name: x", Credit::Public)]
    {
        assert_eq!(read("people/jane.yml", text).0[0].credit, expected, "{text}");
    }
}

#[test]
fn no_printed_text_of_a_person_holds_an_address() {
    for key in ["name", "pronouns", "bio", "links", "avatar", "languages", "status", "affiliation", "mentors", "credit"]
    {
        for value in ["c@corp.example", "[c@corp.example]", "{c@corp.example: c@corp.example, name: c@corp.example}"] {
            for (file, text) in
                [("people/jane.yml", format!("{key}: {value}")), ("people.yml", format!("jane: {{{key}: {value}}}"))]
            {
                let shown = format!("{:?}", read(file, &text).0);
                assert!(!shown.contains("@corp"), "{text}\n{shown}");
            }
        }
    }
    assert!(!format!("{:?}", read("people.yml", "jane: Jane <c@corp.example>").0).contains("@corp"));
}

#[test]
fn a_badge_recipient_is_an_address_or_a_hash_with_salt_and_nothing_else() {
    let digest = "b".repeat(64);
    let read_one = |value: &str| {
        let (people, found) = read("people/jane.yml", &format!("badge_recipient: {value}\n"));
        (people[0].badge_recipient.clone(), found)
    };
    let hash = Recipient::Hash { hash: digest.clone(), salt: "s4lt".into() };
    for (value, expected) in [
        ("jane@host.example".to_owned(), Recipient::Email("jane@host.example".into())),
        (format!("{{hash: sha256${digest}, salt: s4lt}}"), hash.clone()),
        (format!("{{hash: {}, salt: s4lt}}", digest.to_uppercase()), hash),
    ] {
        assert_eq!(read_one(&value), (Some(expected), Vec::new()), "{value}");
    }
    let wrong = "1:18 bad-person `badge_recipient` is no e-mail address";
    for value in ["jane", "Jane <jane@host.example>", "\"@host.example\"", "jane@host"] {
        assert_eq!(read_one(value), (None, vec![wrong.to_owned()]), "{value}");
    }
    for value in
        [format!("{{hash: {digest}}}"), "{hash: abc, salt: s}".to_owned(), format!("{{hash: {digest}, salt: \"a@b\"}}")]
    {
        let (recipient, found) = read_one(&value);
        assert!(recipient.is_none() && found.len() == 1 && found[0].contains("needs a `hash`"), "{found:?}");
    }
}
