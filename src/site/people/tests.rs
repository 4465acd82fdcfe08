//! Each rule of naming people, on the smallest community that shows it.

use super::*;
use crate::diagnostic::{Code, Located};
use crate::digest::Digest;
use crate::document::person::parse_people;
use crate::site::people::lock::PageFacts;
use crate::source::history::{FileHistory, Identity, State};

/// A community in a few words. Identities are `Name <address>`; a page is its path, the authors it declares as `Name`
/// or `Name <link>`, and what the history says: identity, task, time.
#[derive(Default)]
struct Community {
    history: History,
    files: Vec<person::Person>,
    authors: BTreeMap<SitePath, Vec<Author>>,
    testers: BTreeMap<SitePath, String>,
    others: BTreeMap<(SitePath, Role), Vec<Author>>,
    originals: BTreeMap<SitePath, SitePath>,
    answers: BTreeSet<SitePath>,
    default: CreditDefault,
    lock: Lock,
    listed: Vec<Listed>,
}

impl Community {
    fn of(identities: &[&str]) -> Community {
        let identity = |text: &&str| {
            let (name, email) = text.split_once('<').unwrap();
            let email = email.trim_end_matches('>').to_lowercase();
            let local = email.split_once("@users.noreply.").map(|(local, _)| local.to_owned());
            let login = local.map(|local| local.rsplit('+').next().unwrap().to_owned());
            Identity { name: name.trim().to_owned(), email, login, is_bot: name.contains("[bot]"), person: None }
        };
        let identities = identities.iter().map(identity).collect();
        let history = History { state: State::Full, identities, ..History::default() };
        Community { history, ..Community::default() }
    }

    fn file(mut self, path: &str, text: &str) -> Community {
        let (people, found) = parse_people(&SitePath::new(path).unwrap(), text);
        assert_eq!(found, []);
        self.files.extend(people);
        self
    }

    fn page(mut self, path: &str, authors: &[&str], parts: &[(u32, Task, i64)]) -> Community {
        let path = SitePath::new(path).unwrap();
        self.authors.insert(path.clone(), authors.iter().map(author).collect());
        let part = |(who, role, time): &(u32, Task, i64)| Part {
            who: *who,
            role: *role,
            beside: None,
            first: *time,
            last: *time,
            commits: 1,
            words: None,
        };
        let parts = parts.iter().map(part).collect();
        self.history.files.insert(path, FileHistory { parts, ..FileHistory::default() });
        self
    }

    /// Says how many words each of the parts of the last page changed.
    fn words(mut self, words: &[Option<u32>]) -> Community {
        let file = self.history.files.values_mut().next_back().unwrap();
        file.parts.iter_mut().zip(words).for_each(|(part, words)| part.words = *words);
        self
    }

    fn tester(mut self, path: &str, name: &str) -> Community {
        self.testers.insert(SitePath::new(path).unwrap(), name.to_owned());
        self
    }

    /// Whom front matter names beside the authors.
    fn declares(mut self, path: &str, role: Role, names: &[&str]) -> Community {
        self.others.insert((SitePath::new(path).unwrap(), role), names.iter().map(author).collect());
        self
    }

    fn translates(mut self, path: &str, original: &str) -> Community {
        self.originals.insert(SitePath::new(path).unwrap(), SitePath::new(original).unwrap());
        self
    }

    fn answer(mut self, path: &str) -> Community {
        self.answers.insert(SitePath::new(path).unwrap());
        self
    }

    fn by_default(mut self, default: CreditDefault) -> Community {
        self.default = default;
        self
    }

    fn resolve(&self) -> (People, Vec<Diagnostic>) {
        let page = |(path, authors): (&'_ SitePath, &'_ Vec<Author>)| (path.clone(), authors.clone());
        let authors: Vec<_> = self.authors.iter().map(page).collect();
        let pages: Vec<Page<'_>> = authors
            .iter()
            .map(|(path, authors)| {
                let others = |role| self.others.get(&(path.clone(), role)).map_or(&[][..], Vec::as_slice);
                Page {
                    path,
                    authors,
                    tested_by: self.testers.get(path).map(String::as_str),
                    translators: others(Role::Translator),
                    asked_by: others(Role::Asker),
                    answered_by: others(Role::Answerer),
                    original: self.originals.get(path),
                    is_answer: self.answers.contains(path),
                    known: None,
                }
            })
            .collect();
        let config = CreditsConfig { default: self.default, ..CreditsConfig::default() };
        let (people, found) = resolve(&self.history, &self.files, &pages, &config, &self.lock, &self.listed);
        self.assert_locked(&people, &pages, &config);
        (people, found)
    }

    /// Every community of these tests is the same from `credits.lock.json`, without its history.
    fn assert_locked(&self, people: &People, pages: &[Page<'_>], config: &CreditsConfig) {
        let facts: Vec<PageFacts<'_>> =
            pages.iter().map(|page| PageFacts { path: page.path, digest: Digest::of(b"") }).collect();
        let lock = Lock::of(people, &facts, &self.history);
        let text = lock.text();
        assert!(!text.contains('@'), "{text}");
        let (read, found) = Lock::parse(&text);
        assert_eq!((&read, found.as_slice()), (&lock, &[][..]), "{text}");
        let pages: Vec<Page<'_>> =
            pages.iter().zip(&facts).map(|(page, facts)| Page { known: lock.declared(*facts), ..*page }).collect();
        let (locked, _) = resolve(&lock.history(None, &|_| true), &self.files, &pages, config, &lock, &self.listed);
        // What those did who are not named is in the history only.
        let told = |people: &People| {
            let mut people = people.clone();
            people.pages.values_mut().for_each(|page| page.hidden.clear());
            people
        };
        assert_eq!(told(&locked), told(people), "{text}");
        assert_eq!(lock.stale(&Lock::of(&locked, &facts, &lock.history(None, &|_| true))), None, "{text}");
    }

    /// `Jane: author; Bob: editor, tester; 1 unnamed` for each page, and nothing else.
    fn credits(&self) -> Vec<String> {
        let (people, found) = self.resolve();
        assert_eq!(found, []);
        let page = |credits: &PageCredits| {
            let part = |part: &PersonPart| {
                let roles: Vec<String> = part.roles.iter().map(|role| format!("{role:?}").to_lowercase()).collect();
                format!("{}: {}", people.get(part.who).name, roles.join(", "))
            };
            let unnamed = credits.unnamed.count();
            let unnamed = (unnamed > 0).then(|| format!("{unnamed} unnamed"));
            credits.parts.iter().map(part).chain(unnamed).collect::<Vec<_>>().join("; ")
        };
        people.pages.values().map(page).collect()
    }

    fn ids(&self) -> Vec<String> {
        let (people, _) = self.resolve();
        let id = |person: &Person| format!("{}{}", person.id, if person.has_page { "/" } else { "" });
        people.list.iter().filter(|person| !person.is_hidden).map(id).collect()
    }
}

fn author(text: &&str) -> Author {
    let (name, link) = text.split_once(" <").unwrap_or((text, ""));
    let link = (!link.is_empty()).then(|| link.trim_end_matches('>').to_owned());
    Author { name: Located { value: name.to_owned(), ..Located::default() }, link, description: None }
}

const JANE: &str = "Jane Doe <jane@example.org>";
const BOB: &str = "Bob Roe <bob@example.org>";
const KIM: &str = "Kim Poe <77+kim@users.noreply.github.com>";

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
    assert_eq!(declared.credits()[0], "Jane Doe: author; Kim Poe: translator; Bob Roe: editor");
    assert_eq!(declared.ids(), ["bob-roe", "jane-doe", "kim-poe/"]);
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
    // Bob is named elsewhere, so he is not `lance`.
    let named =
        Community::of(&[BOB]).page("a.md", &["lance"], &[(0, Task::Creator, 1)]).page("b.md", &["Bob Roe"], &[]);
    assert_eq!(named.credits(), ["lance: author; Bob Roe: editor", "Bob Roe: author"]);
    // Jane is known, so Bob is somebody else.
    let known = Community::of(&[JANE, BOB]);
    let known = known.page("a.md", &["Jane Doe"], &[(1, Task::Creator, 1), (0, Task::Editor, 2)]);
    assert_eq!(known.credits(), ["Jane Doe: author; Bob Roe: editor"]);
}

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
fn hidden_people_are_counted_and_never_named() {
    let hidden = |text: &str| {
        let community = Community::of(&[JANE, BOB]).file("people/j.yml", &format!("credit: hidden\n{text}"));
        let community = community.page("a.md", &[], &[(0, Task::Creator, 1), (1, Task::Editor, 2)]);
        community.page("b.md", &["Jane Doe"], &[]).page("c.md", &["j"], &[]).tester("c.md", "Jane Doe")
    };
    for text in ["match: [jane@example.org]", "match: [Jane Doe]", "name: Jane Doe"] {
        let community = hidden(text);
        assert_eq!(community.credits(), ["Bob Roe: editor; 1 unnamed", "1 unnamed", "1 unnamed"], "{text}");
        let (people, _) = community.resolve();
        assert!(!format!("{:?}", people.list).contains("Jane"), "{text}");
        assert!(people.pages.values().all(|page| page.tested_by.is_none()));
        assert_eq!(community.ids(), ["bob-roe"]);
    }
    // Another bearer of the name is not named either.
    let other = Community::of(&[JANE, "Jane Doe <9+other@users.noreply.github.com>"]);
    let other = other.file("people/j.yml", "credit: hidden\nmatch: [jane@example.org]");
    let other = other.page("a.md", &["Jane Doe <https://github.com/third>"], &[(1, Task::Editor, 1)]);
    assert_eq!(other.credits(), ["2 unnamed"]);
}

#[test]
fn a_pseudonym_replaces_every_name_of_the_history() {
    let community =
        Community::of(&[JANE]).file("people/r.yml", "name: river\ncredit: pseudonym\nmatch: [jane@example.org]");
    let community = community.page("a.md", &["Jane Doe"], &[(0, Task::Creator, 1)]).page("b.md", &["river"], &[]);
    assert_eq!(community.credits(), ["river: author", "river: author"]);
    assert!(!format!("{:?}", community.resolve().0).contains("Jane"));
}

#[test]
fn the_default_decides_about_people_without_a_file() {
    let community = |default| {
        let community = Community::of(&[JANE, BOB]).by_default(default);
        community.page("a.md", &["Zoe Loe"], &[(0, Task::Editor, 1)]).page("b.md", &[], &[(1, Task::Creator, 1)])
    };
    let table = [
        (
            CreditDefault::Public,
            ["Zoe Loe: author; Jane Doe: editor", "Bob Roe: author"],
            vec!["bob-roe/", "jane-doe/", "zoe-loe/"],
        ),
        (
            CreditDefault::NamedOnly,
            ["Zoe Loe: author; Jane Doe: editor", "Bob Roe: author"],
            vec!["bob-roe", "jane-doe", "zoe-loe/"],
        ),
        (CreditDefault::OptIn, ["Zoe Loe: author; 1 unnamed", "1 unnamed"], vec!["zoe-loe/"]),
    ];
    for (default, credits, ids) in table {
        assert_eq!(community(default).credits(), credits, "{default:?}");
        assert_eq!(community(default).ids(), ids, "{default:?}");
    }
}

#[test]
fn names_that_cannot_be_printed_are_counted_or_replaced_by_the_account() {
    let identities =
        ["jane@example.org <jane@example.org>", "kim@example.org <7+kim@users.noreply.github.com>", "<x@example.org>"];
    let parts = [(0, Task::Creator, 1), (1, Task::Editor, 2), (2, Task::Editor, 3)];
    let community = Community::of(&identities).page("a.md", &["zoe@example.org"], &parts);
    assert_eq!(community.credits(), ["kim: editor; 2 unnamed"]);
}

#[test]
fn a_full_name_is_printed_before_a_handle_and_a_new_one_before_an_old() {
    let identities = ["jd <jane@example.org>", "Jane New <jane@example.org>", "Jane Old <jane@example.org>"];
    let community = Community::of(&identities).page("a.md", &[], &[(2, Task::Creator, 1), (0, Task::Editor, 2)]);
    assert_eq!(community.credits(), ["Jane New: author"]);
}

#[test]
fn ids_are_given_in_the_order_of_first_commits_and_people_files_keep_theirs() {
    let identities =
        ["Jane Doe <late@example.org>", "Jane Doe <early@example.org>", "日本 <j@example.org>", "Con <c@example.org>"];
    let community = Community::of(&identities).file("people/jane-doe.yml", "name: Somebody Else");
    let parts = [(0, Task::Editor, 9), (1, Task::Creator, 1), (2, Task::Editor, 2), (3, Task::Editor, 3)];
    let community = community.page("a.md", &[], &parts);
    assert_eq!(community.ids(), ["con-page", "jane-doe/", "jane-doe-2", "jane-doe-3", "日本"]);
    let (people, _) = community.resolve();
    let early = people.list.iter().find(|person| person.id == "jane-doe-2").unwrap();
    assert_eq!(early.active, Some((1, 1)));
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
fn hashes_are_those_that_other_programs_make() {
    // `printf abc | sha256sum`
    assert_eq!(groups::sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

/// `likely: Jane Doe + jdoe (handle-of-initials) → people/jane-doe.yml: github:jdoe` for each suggestion.
fn suggestions(community: &Community) -> Vec<String> {
    let authors: Vec<_> = community.authors.iter().map(|(path, authors)| (path.clone(), authors.clone())).collect();
    let pages: Vec<Page<'_>> = authors.iter().map(|(path, authors)| Page { authors, ..Page::of(path) }).collect();
    let found = alike::suggest(&community.history, &community.files, &pages);
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
    let table: [(&[&str], &[&str]); 17] = [
        (&[JANE, "Jane Doe <other@example.com>"], &["likely: Jane Doe + Jane Doe (same-name) → Jane Doe"]),
        (
            &["José Núñez <j@example.org>", "Jose Nunez <n@example.com>"],
            &["likely: José Núñez + Jose Nunez (accents) → Jose Nunez, José Núñez"],
        ),
        (
            &["Jörg Müller <j@example.org>", "Joerg Mueller <m@example.com>"],
            &["likely: Jörg Müller + Joerg Mueller (accents) → Joerg Mueller, Jörg Müller"],
        ),
        (&[JANE, "Doe, Jane <jd@example.com>"], &["likely: Jane Doe + Doe, Jane (word-order) → Doe, Jane, Jane Doe"]),
        (
            &["Jane Doe <jane.doe@example.org>", "Doe Jane <janedoe@example.com>"],
            &["likely: Jane Doe + Doe Jane (word-order, local-part) → Doe Jane, Jane Doe"],
        ),
        (&[JANE, "jdoe <x@example.com>"], &["perhaps: Jane Doe + jdoe (handle-of-initials) → Jane Doe, jdoe"]),
        (&["jdoe <x@example.com>", JANE], &["perhaps: Jane Doe + jdoe (handle-of-initials) → Jane Doe, jdoe"]),
        (
            &[JANE, "Jane <7+jane-doe@users.noreply.github.com>"],
            &["perhaps: Jane Doe + Jane (handle-of-name) → Jane Doe, github:jane-doe"],
        ),
        (
            &["Jane Doe <kitten@example.org>", "J. D. <7+kitten@users.noreply.github.com>"],
            &["perhaps: Jane Doe + J. D. (login-is-local-part) → Jane Doe, github:kitten"],
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
    assert_eq!(suggestions(&one), ["likely: Jane D. + Jane Doe (same-name) → Jane Doe"]);
    let both = community().file("people/jane.yml", "match: [jane@example.org, other@example.com]\n");
    assert_eq!(suggestions(&both), [""; 0]);
    let two = community().file("people/a.yml", "match: [jane@example.org]");
    let two = two.file("people/b.yml", "match: [other@example.com]");
    assert_eq!(suggestions(&two), [""; 0], "their files tell them apart");
    // A third bearer of the name: the entry must not catch her too.
    let parts = [(0, Task::Creator, 1), (1, Task::Editor, 2), (2, Task::Editor, 3)];
    let three = Community::of(&[JANE, "Jane Doe <other@example.com>", "Jane Doe <third@example.net>"]);
    let three = suggestions(&three.page("a.md", &[], &parts));
    assert!(three.len() == 3 && three.iter().all(|one| one.ends_with("→ sha256, sha256")), "{three:?}");
    // Who had no part in any page is nobody's business.
    assert_eq!(suggestions(&Community::of(&[JANE, "Jane Doe <x@example.com>"]).page("a.md", &[], &[])), [""; 0]);
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

/// Findings about people files, as `place code message`; files of `static/` are given with their length.
fn found(files: &[(&str, &str)], statics: &[(&str, u64)], now: &str) -> Vec<String> {
    let mut people = Vec::new();
    for (path, text) in files {
        people.extend(parse_people(&SitePath::new(path).unwrap(), text).0);
    }
    let fact = |(path, length): &(&str, u64)| {
        (SitePath::new(path).unwrap(), crate::source::FileFacts { length: *length, pixels: None })
    };
    let statics = statics.iter().map(fact).collect();
    let mut found = lint::of_files(&people, &statics, now.parse().ok());
    found.extend(lint::twice_claimed(&people));
    let told = |found: &Diagnostic| {
        let place = found.place.as_ref().unwrap();
        format!("{}:{}:{} {} {}", place.file, place.line, place.column, found.code.name(), found.message)
    };
    found.iter().map(told).collect()
}

#[test]
fn what_is_wrong_between_people_files_is_located() {
    type FilesAndFindings = (&'static [(&'static str, &'static str)], &'static [&'static str]);
    let table: [FilesAndFindings; 12] = [
        (
            &[("people/a.yml", "match: [Jane]"), ("people/b.yml", "match: [x, jane]")],
            &["people/b.yml:1:12 bad-person `a` claims this name too"],
        ),
        (
            &[("people/a.yml", "match: ['github:jd']"), ("people/b.yml", "links: ['https://github.com/JD']")],
            &["people/b.yml:1:1 bad-person `a` claims this account too"],
        ),
        (&[("people/a.yml", "match: [x@y.example]\nlinks: ['https://github.com/jd', 'https://github.com/jd']")], &[]),
        (
            &[("people/a.yml", "mentors: [b]"), ("people/b.yml", "mentors: [c]"), ("people/c.yml", "mentors: [a]")],
            &["people/a.yml:1:11 bad-person `a` is a mentor of their own mentors"],
        ),
        (&[("people/a.yml", "mentors: [a]")], &["people/a.yml:1:11 bad-person `a` is a mentor of their own mentors"]),
        (
            &[("people/a.yml", "mentors: [c, b]"), ("people/b.yml", "mentors: [c]"), ("people/c.yml", "mentors: []")],
            &[],
        ),
        (&[("people/a.yml", "mentors: [z]")], &["people/a.yml:1:11 unknown-reference `z` has no people file"]),
        (&[("people/a.yml", "avatar: static/a.png")], &[]),
        (
            &[("people/a.yml", "avatar: link.png")],
            &["people/a.yml:1:9 missing-image the picture `link.png` is no file of `static/`"],
        ),
        (
            &[("people/a.yml", "avatar: big.png")],
            &["people/a.yml:1:9 bad-image the picture `big.png` has 51200 kB, and more than 256 kB are not shown"],
        ),
        (&[("people/a.yml", "avatar: a.exe")], &["people/a.yml:1:9 bad-image `a.exe` is no picture"]),
        (
            &[(
                "people/a.yml",
                "affiliation: [{name: A, from: 2027}, {name: B, from: 2024-05, to: 2024}, {name: C, from: 2024, to: 2023-12}]",
            )],
            &[
                "people/a.yml:1:31 future-date `from` is `2027`, and today is 2026-03-01",
                "people/a.yml:1:100 bad-value `to` is `2023-12`, before `from`",
            ],
        ),
    ];
    let statics = [("a.png", 10), ("big.png", 50 << 20), ("a.exe", 10)];
    for (files, expected) in table {
        assert_eq!(found(files, &statics, "2026-03-01"), expected, "{files:?}");
    }
}

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
        let (people, _) =
            resolve(&lock.history(None, &|_| true), &people, &asked, &CreditsConfig::default(), &lock, &[]);
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
    let (lock, _) = Lock::parse("{\"version\":1,\"people\":{\"a@b.example\":[\"x\"],\"j\":[\"j@b.example\"]}}");
    assert!(!format!("{lock:?}").contains('@'), "{lock:?}");
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
        after.history = lock.history(None, &|_| is_same);
        after.lock = lock;
        let asked = Page { authors: &after.authors[&path], ..Page::of(&path) };
        let (people, _) = resolve(&after.history, &[], &[asked], &CreditsConfig::default(), &after.lock, &[]);
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
fn a_number_of_unnamed_people_in_a_lock_is_read_as_people_who_helped() {
    let (lock, found) = Lock::parse(
        "{\"version\":1,\"pages\":{\"a.md\":{\"unnamed\":2},\"b.md\":{\"unnamed\":{\"author\":1,\"juggler\":3}}}}",
    );
    assert_eq!(found, []);
    let told: Vec<Vec<(Role, u32)>> = lock.pages.values().map(|page| page.unnamed.iter().collect()).collect();
    assert_eq!(told, [vec![(Role::Helper, 2)], vec![(Role::Author, 1), (Role::Helper, 3)]]);
}
