//! What `credits.lock.json` keeps, and what it must not.

use jiff::civil::Date;

use super::*;

#[test]
fn ids_stay_whose_they_are() {
    let page = |path: &str| SitePath::new(path).unwrap();
    let community = |lock: Lock| {
        let mut community = Community::of(&[JANE, "Jane Doe <other@example.com>"]);
        community.lock = lock;
        community.page("a.md", &[], &[(0, Task::Creator, 5)]).page("b.md", &[], &[(1, Task::Creator, 9)])
    };
    let id_of = |community: &Community, path: &str| {
        let (people, _) = community.resolve();
        people.get(people.pages[&page(path)].authors[0]).id.clone()
    };
    let first = community(Lock::default());
    assert_eq!((id_of(&first, "a.md"), id_of(&first, "b.md")), ("jane-doe".into(), "jane-doe-2".into()));
    let facts = [
        PageFacts { path: &page("a.md"), digest: Digest::of(b"") },
        PageFacts { path: &page("b.md"), digest: Digest::of(b"") },
    ];
    let lock = Lock::of(&first.resolve().0, &facts, &first.history);
    // An older commit turns up: without the file, the two would change their ids.
    let older = |lock: Lock| community(lock).page("c.md", &[], &[(1, Task::Creator, 1)]);
    assert_eq!(id_of(&older(Lock::default()), "b.md"), "jane-doe");
    let kept = older(lock.clone());
    assert_eq!((id_of(&kept, "a.md"), id_of(&kept, "b.md")), ("jane-doe".into(), "jane-doe-2".into()));
    assert_eq!(kept.ids(), ["jane-doe", "jane-doe-2"]);
    // Whoever comes later does not get an id that was somebody's.
    let mut later = Community::of(&[BOB, "Jane Doe <third@example.net>"]);
    later.lock = lock;
    let later = later.page("z.md", &[], &[(0, Task::Creator, 1), (1, Task::Editor, 2)]);
    assert_eq!(later.ids(), ["bob-roe", "jane-doe-3"]);
}

#[test]
fn a_lock_holds_no_name_that_is_not_printed_and_a_wish_to_be_hidden_holds_at_once() {
    let path = SitePath::new("a.md").unwrap();
    let facts = [PageFacts { path: &path, digest: Digest::of(b"") }];
    for credit in ["hidden", "pseudonym"] {
        let file = format!("name: river\ncredit: {credit}\nmatch: [jane@example.org]\n");
        let community = Community::of(&[JANE, BOB]).file("people/r.yml", &file);
        let community = community.page("a.md", &["Jane Doe"], &[(0, Task::Creator, 1), (1, Task::Editor, 2)]);
        let text = Lock::of(&community.resolve().0, &facts, &community.history).text();
        assert!(!text.contains("Jane") && !text.contains("river"), "{text}");
        assert!(text.contains("\"declared\":[null]"), "{text}");
        // The page has changed since, so nobody knows which of its authors is hidden.
        let (lock, _) = Lock::parse(&text);
        let other = PageFacts { path: &path, digest: Digest::of(b"changed") };
        assert_eq!(lock.declared(other), Some(&[][..]));
    }
    // Written while Jane was named; her file came later.
    let community = Community::of(&[JANE, BOB]).page("a.md", &[], &[(0, Task::Creator, 1), (1, Task::Editor, 2)]);
    let mut lock = Lock::of(&community.resolve().0, &facts, &community.history);
    for (file, text) in [("people/jane-doe.yml", "credit: hidden"), ("people/x.yml", "name: Jane Doe\ncredit: hidden")]
    {
        let (people, _) = parse_people(&SitePath::new(file).unwrap(), text);
        let asked = [Page::of(&path)];
        let (history, config) = (lock.history(None, None, &|_| true), CreditsConfig::default());
        let sources = Sources {
            history: &history,
            files: &people,
            pages: &asked,
            config: &config,
            lock: &lock,
            listed: &[],
            is_unread: false,
        };
        let (people, _) = resolve(&sources);
        assert!(!format!("{people:?}").contains("Jane"), "{people:?}");
        // The file may mean Bob too, of whom the lock has no address.
        assert_eq!((people.pages[&path].unnamed.count(), people.pages[&path].parts.len()), (2, 0));
    }
    // Removed: counted as before.
    assert!(lock.remove("jane-doe") && !lock.remove("jane-doe"));
    assert_eq!((lock.unnamed, lock.pages[&path].unnamed.count(), lock.pages[&path].parts.len()), (1, 1, 1));
    assert!(!lock.text().contains("ane"), "{}", lock.text());
}

#[test]
fn a_damaged_lock_is_reported_and_names_nobody() {
    let table = [
        ("{", "bad-lock `credits.lock.json` cannot be read"),
        ("{\"version\": 2}", "bad-lock `credits.lock.json` has version 2, and this is for version 1"),
        (
            "{\"version\":1,\"people\":{},\"pages\":{\"a.md\":{\"people\":[{\"id\":\"x\",\"roles\":[\"author\"],\"first\":\"\",\"last\":\"\"}]}}}",
            "bad-lock `credits.lock.json` names people of `a.md` in a way that cannot be read",
        ),
    ];
    for (text, expected) in table {
        let (lock, found) = Lock::parse(text);
        assert_eq!(
            found.iter().map(|found| format!("{} {}", found.code.name(), found.message)).collect::<Vec<_>>(),
            [expected]
        );
        assert!(lock.people.is_empty() && lock.pages.values().all(|page| page.parts.is_empty()));
    }
    // Whoever writes the file by hand can neither fill the memory nor print an address with it.
    let (lock, _) = Lock::parse("{\"version\":1,\"unnamed\":4294967295,\"pages\":{\"a.md\":{\"unnamed\":4294967295}}}");
    assert_eq!(lock.pages.values().map(|page| page.unnamed.count()).chain([lock.unnamed]).max(), Some(100_000));
    let (lock, _) =
        Lock::parse("{\"version\":1,\"people\":{\"../x\":[],\"CON\":[],\"con\":[],\"a b\":[],\"\":[],\"ok-1\":[]}}");
    assert_eq!(lock.people.keys().collect::<Vec<_>>(), ["ok-1"]);
    let (lock, _) = Lock::parse("{\"version\":1,\"people\":{\"a@b.example\":[\"x\"],\"j\":[\"j@b.example\"]}}");
    assert!(!format!("{lock:?}").contains('@'), "{lock:?}");
}

#[test]
fn namesakes_on_one_page_keep_their_ids_by_what_they_did_there() {
    let path = SitePath::new("a.md").unwrap();
    let facts = [PageFacts { path: &path, digest: Digest::of(b"") }];
    let others = ["Jane Doe <z@two.example>", "Jane Doe <a@one.example>"];
    let community =
        |identities: &[&str], parts: &[(u32, Task, i64)]| Community::of(identities).page("a.md", &[], parts);
    let role_of = |community: &Community| {
        let (people, _) = community.resolve();
        let part = |part: &PersonPart| (people.get(part.who).id.clone(), part.roles.clone());
        people.pages[&path].parts.iter().map(part).collect::<BTreeMap<_, _>>()
    };
    let before = community(&others, &[(0, Task::Editor, 1), (1, Task::Creator, 2)]);
    // The history is read in another order, and its clocks were mended.
    let mut after = community(&[others[1], others[0]], &[(1, Task::Editor, 3), (0, Task::Creator, 2)]);
    after.lock = Lock::of(&before.resolve().0, &facts, &before.history);
    let expected = [("jane-doe", Role::Editor), ("jane-doe-2", Role::Author)];
    let expected = BTreeMap::from(expected.map(|(id, role)| (id.to_owned(), vec![role])));
    assert_eq!((role_of(&before), role_of(&after)), (expected.clone(), expected));
}

#[test]
fn namesakes_in_one_role_on_one_page_keep_their_ids_by_when_they_had_it() {
    let path = SitePath::new("a.md").unwrap();
    let facts = [PageFacts { path: &path, digest: Digest::of(b"") }];
    let (one, other) = ("Jane Doe <z@two.example>", "Jane Doe <a@one.example>");
    let parts = [(2, Task::Creator, 1), (0, Task::Editor, 2), (1, Task::Editor, 3)];
    let before = Community::of(&[one, other, BOB]).page("a.md", &[], &parts);
    let id_of = |community: &Community, first: i64| {
        let (people, _) = community.resolve();
        let parts = &people.pages[&path].parts;
        let part = parts.iter().find(|part| part.active() == Some((first, first))).unwrap();
        people.get(part.who).id.clone()
    };
    let lock = Lock::of(&before.resolve().0, &facts, &before.history);
    assert_eq!([2, 3].map(|first| id_of(&before, first)), ["jane-doe", "jane-doe-2"]);
    // Read in another order.
    let parts = [(2, Task::Creator, 1), (1, Task::Editor, 2), (0, Task::Editor, 3)];
    let mut after = Community::of(&[other, one, BOB]).page("a.md", &[], &parts);
    after.lock = lock.clone();
    assert_eq!([2, 3].map(|first| id_of(&after, first)), ["jane-doe", "jane-doe-2"]);
    // The first of them gets a file; the other stays who they are.
    let mut after = after.file("people/jj.yml", "name: J. J.\nmatch: [z@two.example]\n");
    after.lock = lock;
    assert_eq!([2, 3].map(|first| id_of(&after, first)), ["jj", "jane-doe-2"]);
}

#[test]
fn a_day_that_has_not_come_is_in_no_lock_that_is_believed() {
    let path = SitePath::new("a.md").unwrap();
    let facts = [PageFacts { path: &path, digest: Digest::of(b"") }];
    let (then, late) = (86_400 * 10, 86_400 * 20_000);
    let parts = [(0, Task::Creator, then), (1, Task::Editor, late)];
    let mut community = Community::of(&[JANE, BOB]).page("a.md", &[], &parts);
    let file = community.history.files.get_mut(&path).unwrap();
    (file.created, file.updated) = (Some(then), Some(late));
    let lock = Lock::of(&community.resolve().0, &facts, &community.history);
    let told = |now: Option<Date>| {
        let history = lock.history(None, now, &|_| true);
        let file = &history.files[&path];
        (file.created, file.updated, file.parts.iter().map(|part| part.days.len()).collect::<Vec<_>>())
    };
    assert_eq!(told(None), (Some(then), Some(late), vec![1, 1]));
    assert_eq!(told(Some(jiff::civil::date(2020, 1, 1))), (Some(then), None, vec![1, 0]));
}

#[test]
fn who_is_known_by_an_address_alone_is_named_by_no_text_where_the_history_is_missing() {
    let path = SitePath::new("a.md").unwrap();
    let named = |file: &str, state: State| {
        let mut community = Community::of(&[]).file("people/bob.yml", "name: Bob Roe\n").file("people/x.yml", file);
        community = community.page("a.md", &["Jane Doe", "Bob Roe"], &[]);
        community.history.state = state;
        let page = Page { authors: &community.authors[&path], ..Page::of(&path) };
        let (people, _) = resolve(&community.sources(
            &community.history,
            &[page],
            &CreditsConfig::default(),
            &Lock {
                consent: super::super::lock::consent(&community.files, None, &CreditsConfig::default()),
                ..Lock::default()
            },
        ));
        let credits = &people.pages[&path];
        let names: Vec<&str> = credits.parts.iter().map(|part| people.get(part.who).name.as_str()).collect();
        (names.join(", "), credits.unnamed.count())
    };
    for file in ["credit: hidden\nmatch: [jane@one.example]\n", "credit: pseudonym\nmatch: [\"github:jd\"]\n"] {
        // In a whole history that does not know them as well.
        for state in [State::Absent, State::Shallow, State::Locked, State::Partial, State::Full] {
            assert_eq!(named(file, state), ("Bob Roe".to_owned(), 1), "{file} {state:?}");
        }
    }
    for file in ["match: [jane@one.example]\n", "credit: hidden\nname: Eve Poe\nmatch: [eve@one.example]\n"] {
        assert_eq!(named(file, State::Absent), ("Jane Doe, Bob Roe".to_owned(), 0), "{file}");
    }
}

#[test]
fn of_a_page_that_changed_nobody_is_named_because_the_lock_once_said_so() {
    let path = SitePath::new("a.md").unwrap();
    let told = |authors: &[&str], now: &[&str], is_same: bool| {
        let community =
            Community::of(&[JANE, BOB]).page("a.md", authors, &[(0, Task::Creator, 1), (1, Task::Editor, 2)]);
        let facts = [PageFacts { path: &path, digest: Digest::of(b"") }];
        let lock = Lock::of(&community.resolve().0, &facts, &community.history);
        let mut after = Community::default().page("a.md", now, &[]);
        after.history = lock.history(None, None, &|_| is_same);
        after.lock = lock;
        let asked = Page { authors: &after.authors[&path], ..Page::of(&path) };
        let config = CreditsConfig::default();
        let (people, _) = resolve(&after.sources(&after.history, &[asked], &config, &after.lock));
        let credits = &people.pages[&path];
        let part = |part: &PersonPart| format!("{}: {:?}", people.get(part.who).name, part.roles[0]);
        credits.parts.iter().map(part).collect::<Vec<_>>().join("; ")
    };
    assert_eq!(told(&[], &[], true), "Jane Doe: Author; Bob Roe: Editor");
    assert_eq!(told(&[], &[], false), "", "it may be another page at the same place");
    let declared = ["Bob Roe", "Zoe Loe"];
    assert_eq!(told(&declared, &declared, true), "Bob Roe: Author; Zoe Loe: Author");
    assert_eq!(told(&declared, &["Bob Roe"], false), "Bob Roe: Author");
    assert_eq!(told(&declared, &[], false), "");
}

#[test]
fn a_day_of_the_lock_that_has_not_come_is_told() {
    let said = |page: &str, badges: &str| {
        let text = format!(
            "{{\"version\":1,\"people\":{{\"j\":[\"J\"]}},\"pages\":{{\"a.md\":{{{page}}}}},\"badges\":{{{badges}}}}}"
        );
        let (lock, found) = Lock::parse(&text);
        assert_eq!(found, []);
        let found = lock.untimely("2026-06-30".parse().unwrap());
        found.map_or(String::new(), |found| format!("{} {}", found.code.name(), found.message))
    };
    let part = |day: &str| {
        format!(
            "\"people\":[{{\"id\":\"j\",\"roles\":[\"author\"],\"first\":\"2020-01-01T00:00:00Z\",\"last\":\"{day}T00:00:00Z\"}}]"
        )
    };
    let told = |what: &str| format!("future-date `credits.lock.json` tells at `{what}` of a day that has not come");
    assert_eq!(said(&part("2026-07-01"), "\"t/j\":{\"on\":\"2026-06-30\"}"), "", "it is tomorrow already elsewhere");
    assert_eq!(said(&part("2126-07-01"), ""), told("a.md"));
    assert_eq!(said("\"created\":\"2126-07-01T00:00:00Z\"", ""), told("a.md"));
    assert_eq!(said("\"updated\":\"2126-07-01T00:00:00Z\"", ""), told("a.md"));
    assert_eq!(said("", "\"t/j\":{\"on\":\"2126-06-30\"}"), told("t/j"));
}

#[test]
fn a_number_of_unnamed_people_in_a_lock_is_read_as_people_who_helped() {
    let (lock, found) = Lock::parse(
        "{\"version\":1,\"pages\":{\"a.md\":{\"unnamed\":2},\"b.md\":{\"unnamed\":{\"author\":1,\"juggler\":3}}}}",
    );
    assert_eq!(found, []);
    let told: Vec<Vec<(Role, u32)>> = lock.pages.values().map(|page| page.unnamed.iter().collect()).collect();
    assert_eq!(told, [vec![(Role::Helper, 2)], vec![(Role::Author, 1), (Role::Helper, 3)]]);
}
