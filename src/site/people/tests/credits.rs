//! Who wrote, improved, asked, answered and helped.

use super::*;

#[test]
fn without_declared_authors_the_creator_is_the_author() {
    let community = Community::of(&[JANE, BOB, KIM, "helper[bot] <h@example.org>"]);
    let parts = [
        (0, Task::Creator, 1),
        (1, Task::CoCreator, 1),
        (2, Task::Editor, 2),
        (0, Task::Editor, 3),
        (2, Task::Reviewer, 4),
        (3, Task::Editor, 5),
    ];
    let community = community.page("a.md", &[], &parts);
    assert_eq!(community.credits(), ["Jane Doe: author; Bob Roe: coauthor; Kim Poe: editor, reviewer"]);
    let (people, _) = community.resolve();
    let credits = &people.pages[&SitePath::new("a.md").unwrap()];
    assert_eq!(credits.authors.len(), 2);
    assert_eq!(credits.parts[0].active(), Some((1, 3)));
    assert_eq!(people.get(credits.parts[2].who).active, Some((2, 4)));
}

#[test]
fn whoever_changed_a_few_words_in_all_is_a_fixer() {
    let two_of_one = "Jane <jane@example.org>";
    let community = Community::of(&[JANE, BOB, KIM, two_of_one, "Zoe Loe <z@example.org>"]);
    let parts = [
        (4, Task::Creator, 1),
        (1, Task::Editor, 2),
        (2, Task::Editor, 3),
        (0, Task::Editor, 4),
        (3, Task::CoEditor, 5),
        (1, Task::Reviewer, 6),
    ];
    let community = community.page("a.md", &[], &parts);
    // Jane did little twice, and that is enough; what nobody could measure is not called little.
    let community = community.words(&[None, Some(19), None, Some(19), Some(1), None]);
    assert_eq!(community.credits(), ["Zoe Loe: author; Kim Poe: editor; Jane Doe: editor; Bob Roe: fixer, reviewer"]);
    // Who declared themself is the author, however little they changed.
    let declared = Community::of(&[JANE]).page("a.md", &["Jane Doe"], &[(0, Task::Editor, 2)]).words(&[Some(1)]);
    assert_eq!(declared.credits(), ["Jane Doe: author"]);
}

#[test]
fn whoever_creates_a_translation_is_its_translator_and_the_authors_stay() {
    let of = |authors: &[&str], parts: &[(u32, Task, i64)]| {
        let community = Community::of(&[JANE, BOB, KIM]).page("a.md", authors, &[(0, Task::Creator, 1)]);
        community.page("a.ja.md", authors, parts).translates("a.ja.md", "a.md")
    };
    let parts = [(1, Task::Creator, 2), (2, Task::CoCreator, 2), (1, Task::Editor, 3)];
    for authors in [&[][..], &["Jane Doe"]] {
        let expected = "Jane Doe: author; Bob Roe: translator; Kim Poe: translator";
        assert_eq!(of(authors, &parts).credits()[0], expected, "{authors:?}");
    }
    // The author's own translation.
    let own = of(&[], &[(0, Task::Creator, 2)]);
    assert_eq!(own.credits(), ["Jane Doe: author, translator", "Jane Doe: author"]);
    // Whoever committed for an unknown author may be that author: nothing is said.
    let unknown = of(&["lance"], &[(1, Task::Creator, 2)]);
    assert_eq!(unknown.credits(), ["lance: author", "lance: author"]);
    // The page says who translated it.
    let declared = of(&[], &[(1, Task::Creator, 2)]).declares("a.ja.md", Role::Translator, &["Kim Poe"]);
    assert_eq!(declared.credits()[0], "Jane Doe: author; Kim Poe: translator");
    assert_eq!(declared.ids(), ["jane-doe", "kim-poe/"]);
    // Somebody hidden is counted on the translation too.
    let hidden = of(&[], &[(1, Task::Creator, 2)]).file("people/j.yml", "credit: hidden\nname: Jane Doe\n");
    assert_eq!(hidden.credits(), ["Bob Roe: translator; 1 unnamed", "1 unnamed"]);
}

#[test]
fn who_asked_and_who_answered_stand_beside_who_wrote_it_down() {
    let page = || Community::of(&[JANE, BOB]).page("faq/a.md", &[], &[(0, Task::Creator, 1)]).answer("faq/a.md");
    assert_eq!(page().credits(), ["Jane Doe: author, answerer"]);
    let asked = page().declares("faq/a.md", Role::Asker, &["Bob Roe"]);
    assert_eq!(asked.credits(), ["Jane Doe: author, answerer; Bob Roe: asker"]);
    let thread = page().declares("faq/a.md", Role::Answerer, &["Zoe Loe", "river"]);
    let thread = thread.declares("faq/a.md", Role::Asker, &["Jane Doe"]);
    let thread = thread.file("people/river.yml", "name: Jo\ncredit: hidden\n");
    assert_eq!(thread.credits(), ["Jane Doe: author, asker; Zoe Loe: answerer; 1 unnamed"]);
    assert_eq!(thread.ids(), ["jane-doe", "zoe-loe/"]);
    let translated = page().page("faq/a.ja.md", &[], &[(1, Task::Creator, 2)]);
    let translated = translated.translates("faq/a.ja.md", "faq/a.md").answer("faq/a.ja.md");
    assert_eq!(translated.credits()[0], "Jane Doe: author, answerer; Bob Roe: translator");
}

#[test]
fn mentors_and_mentees_find_each_other_unless_one_of_them_is_not_named() {
    let community = Community::default()
        .file("people/a.yml", "mentors: [b, h, b]")
        .file("people/b.yml", "name: Bob")
        .file("people/h.yml", "credit: hidden\nmentors: [b]")
        .file("people/p.yml", "name: Pen\ncredit: pseudonym\nmentors: [b]");
    let (people, _) = community.resolve();
    let told = |id: &str| {
        let person = people.list.iter().find(|person| person.id == id).unwrap();
        let ids = |list: &[PersonIdx]| list.iter().map(|who| people.get(*who).id.clone()).collect::<Vec<_>>().join(" ");
        (ids(&person.mentors), ids(&person.mentees))
    };
    assert_eq!(told("a"), ("b".into(), String::new()));
    assert_eq!(told("b"), (String::new(), "a".into()));
    assert_eq!(told("p"), (String::new(), String::new()), "a pen name leads to nobody");
}

#[test]
fn surviving_words_order_people_of_one_role_and_are_told_in_steps_of_five_percent() {
    let community = Community::of(&[JANE, BOB, KIM, "J <jane@example.org>", "helper[bot] <h@example.org>"]);
    let parts = [(0, Task::Creator, 1), (1, Task::Editor, 2), (2, Task::Editor, 3), (3, Task::Editor, 4)];
    let mut community = community.page("a.md", &[], &parts);
    let file = community.history.files.values_mut().next().unwrap();
    (file.words, file.surviving) = (1000, vec![(0, 100), (1, 12), (2, 333), (3, 50), (4, 505)]);
    let (people, _) = community.resolve();
    let shares: Vec<(&str, u8)> = people
        .pages
        .values()
        .next()
        .unwrap()
        .parts
        .iter()
        .map(|part| (people.get(part.who).name.as_str(), part.share))
        .collect();
    assert_eq!(shares, [("Jane Doe", 15), ("Kim Poe", 35), ("Bob Roe", 0)]);
}

#[test]
fn whom_the_bot_lists_is_thanked_without_a_part_in_a_page() {
    let listed = |login: &str, name: &str, role: Role| Listed {
        login: login.into(),
        name: name.into(),
        roles: BTreeSet::from([role]),
    };
    let community = |default| {
        let mut community = Community::of(&[JANE, KIM]).by_default(default);
        community.listed = vec![
            listed("kim", "K.", Role::Translator),
            listed("jd", "Jane Doe", Role::Author),
            listed("new", "Somebody New", Role::Helper),
            listed("zoe", "Zoe Loe", Role::Helper),
            listed("h", "Secret Sam", Role::Author),
            listed("x[bot]", "X", Role::Author),
            listed("mail", "a@b.example", Role::Author),
        ];
        let community = community.page("a.md", &["Zoe Loe"], &[(0, Task::Editor, 1), (1, Task::Editor, 2)]);
        community.file("people/h.yml", "name: Secret Sam\ncredit: hidden")
    };
    let told = |default| {
        let (people, _) = community(default).resolve();
        let person = |person: &Person| {
            format!("{} {}", person.id, person.given.iter().map(|role| role.name()).collect::<Vec<_>>().join(" "))
        };
        let named: Vec<String> = people.list.iter().filter(|person| !person.is_hidden).map(person).collect();
        (named.join("; "), people.unnamed())
    };
    let all = "jane-doe author; kim-poe translator; somebody-new helper; zoe-loe helper";
    assert_eq!(told(CreditDefault::NamedOnly), (all.into(), 2));
    assert_eq!(told(CreditDefault::OptIn), ("zoe-loe helper".into(), 5));
    assert_eq!(community(CreditDefault::NamedOnly).credits(), ["Zoe Loe: author; Jane Doe: editor; Kim Poe: editor"]);
}

#[test]
fn declared_authors_win_in_their_order() {
    let community = Community::of(&[JANE, BOB]);
    let community =
        community.page("a.md", &["Zoe Loe", "Jane Doe", "Jane Doe"], &[(1, Task::Creator, 1), (0, Task::Editor, 2)]);
    let (people, _) = community.resolve();
    let credits = &people.pages[&SitePath::new("a.md").unwrap()];
    let names: Vec<&str> = credits.authors.iter().map(|who| people.get(*who).name.as_str()).collect();
    assert_eq!(names, ["Zoe Loe", "Jane Doe"]);
}

#[test]
fn who_committed_for_an_unknown_author_is_not_named_twice() {
    // Nobody can tell whether Bob is `lance` or committed for him.
    let unknown = Community::of(&[BOB]).page("a.md", &["lance"], &[(0, Task::Creator, 1)]);
    assert_eq!(unknown.credits(), ["lance: author"]);
    // A later change is Bob's own in either case.
    let later = Community::of(&[BOB]).page("a.md", &["lance"], &[(0, Task::Creator, 1), (0, Task::Editor, 2)]);
    assert_eq!(later.credits(), ["lance: author; Bob Roe: editor"]);
    // Bob is named elsewhere, so he is not `lance`; he committed the page, and improved nothing.
    let named =
        Community::of(&[BOB]).page("a.md", &["lance"], &[(0, Task::Creator, 1)]).page("b.md", &["Bob Roe"], &[]);
    assert_eq!(named.credits(), ["lance: author", "Bob Roe: author"]);
    let known = Community::of(&[JANE, BOB]);
    let known = known.page("a.md", &["Jane Doe"], &[(1, Task::Creator, 1), (0, Task::Editor, 2)]);
    assert_eq!(known.credits(), ["Jane Doe: author"]);
}

#[test]
fn testers_of_front_matter_are_people_too() {
    let community = Community::of(&[JANE]).page("a.md", &[], &[(0, Task::Creator, 1)]).tester("a.md", "Bob Roe");
    assert_eq!(community.credits(), ["Jane Doe: author; Bob Roe: tester"]);
    let (people, _) = community.resolve();
    let tester = people.pages[&SitePath::new("a.md").unwrap()].tested_by.unwrap();
    assert_eq!(people.get(tester).name, "Bob Roe");
}

#[test]
fn who_is_not_named_is_counted_as_what_they_were() {
    let hidden = "credit: hidden\nmatch: [jane@example.org]";
    let community = Community::of(&[JANE, BOB, KIM])
        .page("a.md", &[], &[(0, Task::Creator, 1), (1, Task::CoCreator, 1), (2, Task::Tester, 2)])
        .page("b.md", &["Bob Roe"], &[(1, Task::Creator, 1), (0, Task::Editor, 2), (0, Task::Reviewer, 3)])
        .page("c.md", &["Jane Doe"], &[])
        .file("people/jane.yml", hidden);
    let (people, _) = community.resolve();
    let told: Vec<Vec<(Role, u32)>> = people.pages.values().map(|page| page.unnamed.iter().collect()).collect();
    assert_eq!(told, [[(Role::Author, 1)], [(Role::Editor, 1)], [(Role::Author, 1)]]);
    let first = &people.pages[&SitePath::new("a.md").unwrap()];
    let names: Vec<&str> = first.authors.iter().map(|who| people.get(*who).name.as_str()).collect();
    assert_eq!(names, ["Bob Roe"], "a co-author wrote it as well");
}

#[test]
fn an_author_who_is_written_as_an_address_is_found_by_it_and_nobody_takes_their_place() {
    let community = Community::of(&[JANE, BOB, KIM])
        .file("people/ann.yml", "name: Ann\nmatch: [ann@example.org]")
        .file("people/h.yml", "credit: hidden\nmatch: [jane@example.org]");
    let created = [(2, Task::Creator, 1)];
    let community = community.page("a.md", &["ann@example.org"], &created).page("b.md", &["Bob@example.org"], &created);
    let community =
        community.page("c.md", &["jane@example.org"], &created).page("d.md", &["who@example.org"], &created);
    let community = community.page("e.md", &[], &created).declares("e.md", Role::Answerer, &["ann@example.org"]);
    assert_eq!(
        community.credits(),
        ["Ann: author", "Bob Roe: author", "1 unnamed", "1 unnamed", "Kim Poe: author; Ann: answerer"]
    );
    // Whoever has not said that they may be named is not named because somebody writes down their address.
    let community = community.by_default(CreditDefault::OptIn);
    assert_eq!(community.credits()[..2], ["Ann: author", "1 unnamed"]);
}

#[test]
fn an_author_whom_a_page_declares_neither_looks_at_their_own_page_nor_stands_there_twice() {
    let sub = "Sub M <sub@example.org>";
    let beside = |mut community: Community, writer: u32, is_of_making: bool| {
        let parts = &mut community.history.files.values_mut().next_back().unwrap().parts;
        for part in parts.iter_mut().filter(|part| part.role == Task::Reviewer) {
            (part.beside, part.is_of_making) = (vec![writer], is_of_making);
        }
        community
    };
    // Whoever committed it did so for her.
    let parts = [(0, Task::Creator, 1), (1, Task::Reviewer, 1)];
    let own = beside(Community::of(&[sub, JANE]).page("a.md", &["Jane Doe"], &parts), 0, true);
    assert_eq!(own.credits(), ["Jane Doe: author"]);
    // What others changed later she may look at.
    let parts = [(0, Task::Creator, 1), (2, Task::Editor, 2), (1, Task::Reviewer, 2)];
    let later = beside(Community::of(&[sub, JANE, BOB]).page("a.md", &["Jane Doe"], &parts), 2, false);
    let again = [(0, Task::Creator, 1), (0, Task::Editor, 2), (1, Task::Reviewer, 2)];
    let same = beside(Community::of(&[sub, JANE]).page("a.md", &["Jane Doe"], &again), 0, false);
    assert_eq!(same.credits()[0].split(';').next(), Some("Jane Doe: author, reviewer"));
    assert_eq!(later.credits(), ["Jane Doe: author, reviewer; Bob Roe: editor"]);
    // Who is named beside whoever committed the page, by the name that it declares, is its author.
    let parts = [(0, Task::Creator, 1), (1, Task::CoCreator, 1)];
    let twice = Community::of(&[sub, "Jane Doe <j@two.example>"]);
    let twice = twice.page("a.md", &["Jane Doe <https://github.com/janedoe>"], &parts);
    assert_eq!(twice.credits(), ["Jane Doe: author"]);
}
