//! Who holds what, on small sites that are literals. Their history is `credits.lock.json`.

use super::*;
use crate::digest::Digest;
use crate::source::Source;
use crate::source::disk::literal;

/// Links a site on a day.
fn site(files: &[(&str, &str)], now: Option<&str>) -> Site {
    let source: Source = literal(files.iter().copied());
    let now = now.map(|day| day.parse().unwrap());
    Site::of_literal(&source, &crate::site::Options { now, ..Default::default() })
}

/// `title/person/level day`, with `!` behind what is issued and `-` behind what is taken back.
fn awards(files: &[(&str, &str)], now: Option<&str>) -> Vec<String> {
    // A lock that was written for these people files.
    let consent = format!("{{\"version\":1,\"consent\":\"{}\",", site(files, now).people.consent);
    let sure: Vec<(&str, String)> =
        files.iter().map(|(path, text)| (*path, text.replace("{\"version\":1,", &consent))).collect();
    let files: Vec<(&str, &str)> = sure.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let site = site(&files, now);
    let award = |award: &Award| {
        let told = |evidence: &Evidence| match evidence {
            Evidence::Page(page) => site.page(*page).path.to_string(),
            Evidence::Person(_) => evidence.url(&site).to_string(),
        };
        let pages: Vec<String> = award.evidence.iter().map(told).collect();
        let mark = match (award.is_issued, &award.revoked) {
            (_, Some(_)) => "-",
            (true, None) => "!",
            (false, None) => "",
        };
        format!("{} {}{mark} {}", award.key(&site).text(), award.on, pages.join(" ")).trim().to_owned()
    };
    site.badges.awards.iter().map(award).collect()
}

/// What is found, with its place.
fn found(files: &[(&str, &str)]) -> Vec<String> {
    let found = site(files, Some("2026-06-30")).diagnostics.into_iter();
    let about = found.filter(|found| {
        found.place.as_ref().is_some_and(|place| place.file == FILE || place.file == issued::LOCK_FILE)
    });
    about
        .map(|found| {
            let place = found.place.unwrap();
            format!("{}:{} {} {}", place.line, place.column, found.code.name(), found.message)
        })
        .collect()
}

const JANE: (&str, &str) = ("people/jane.yml", "name: Jane Doe\n");
const BOB: (&str, &str) = ("people/bob.yml", "name: Bob\nmentors: [jane]\n");

const PICTURES: [(&str, &str); 5] = [
    (
        "badges: [{id: a, name: A, image: no.svg, rule: {pages: 1}}]\n",
        "1:34 missing-image the picture `no.svg` is no file of `static/`",
    ),
    (
        "badges: [{id: a, name: A, image: a.gif, rule: {pages: 1}}]\n",
        "1:34 bad-image the picture `a.gif` is neither SVG nor PNG",
    ),
    (
        "badges: [{id: a, name: A, image: static/b.png, rule: {pages: 1}}]\n",
        "1:34 bad-image the picture `b.png` is no PNG",
    ),
    (
        "badges: [{id: a, name: A, image: /c.svg, rule: {pages: 1}}, {id: d, name: D, image: d.svg, rule: {pages: 1}}]\n",
        "1:34 bad-image the picture `c.svg` has 300 KiB, more than 256",
    ),
    (
        "badges: [{id: a, name: A, image: e.gif, rule: {pages: 1}}]\n",
        "1:34 image-too-large the image `e.gif` has 32639 × 32639 pixels, which a browser unpacks to 4063 MiB; it may have 25 million",
    ),
];

/// A page of somebody.
fn page(author: &str, date: &str) -> String {
    format!("---\ntitle: A\nauthors: [{author}]\ndate: {date}\n---\n\nText.\n")
}

#[test]
fn the_built_in_titles_are_there_without_a_file_and_can_be_left_out() {
    let tutorial = page("jane", "2026-01-01");
    let files = [JANE, ("tutorials/a.md", tutorial.as_str())];
    let ids = |files: &[(&str, &str)]| -> Vec<String> {
        site(files, None).badges.list.iter().map(|badge| badge.id.value.clone()).collect()
    };
    let all = ["first-answer", "first-tutorial", "translator", "reviewer", "gardener", "mentor", "ambassador"];
    assert_eq!(ids(&files), all);
    let with = |text| [files[0], files[1], (FILE, text)];
    assert_eq!(ids(&with("defaults: false\n")), [""; 0]);
    assert_eq!(ids(&with("defaults: [mentor, reviewer]\n")), ["reviewer", "mentor"]);
    assert_eq!(ids(&with("defaults: false\nbadges: [{id: mentor, rule: {mentees: 9}}]\n")), ["mentor"]);
    assert_eq!(ids(&with("badges: [{id: guide, name: Guide, rule: {pages: 9}}]\n")).last().unwrap(), "guide");
    // Where nobody could hold one, there is none.
    assert_eq!(ids(&[("tutorials/a.md", "# A\n\nText.\n")]), [""; 0]);
}

#[test]
fn a_title_is_earned_when_the_page_has_stood_and_never_without_a_day() {
    let (tutorial, answer) = (page("jane", "2026-01-01"), page("Unknown Author", "2026-02-01"));
    let files = [JANE, ("tutorials/a.md", tutorial.as_str()), ("faq/b.md", answer.as_str())];
    let expected = ["first-answer/unknown-author 2026-03-03 faq/b.md", "first-tutorial/jane 2026-01-31 tutorials/a.md"];
    assert_eq!(awards(&files, Some("2026-06-30")), expected);
    assert_eq!(awards(&files, Some("2026-01-31")), expected[1..]);
    assert_eq!(awards(&files, Some("2026-01-30")), [""; 0]);
    assert_eq!(awards(&files, None), [""; 0]);
}

#[test]
fn hidden_people_hold_no_title_and_people_without_a_page_neither() {
    let text = page("jane", "2026-01-01");
    let files = [("people/jane.yml", "name: Jane Doe\ncredit: hidden\n"), ("tutorials/a.md", text.as_str())];
    assert_eq!(awards(&files, Some("2026-06-30")), [""; 0]);
    let lock = lock("\"first-tutorial/jane\":{\"on\":\"2026-01-31\"},\"first-tutorial/kim\":{\"on\":\"2026-01-31\"}");
    assert_eq!(awards(&[files[0], files[1], (issued::LOCK_FILE, &lock)], Some("2026-06-30")), [""; 0]);

    let part =
        "{\"id\":\"kim\",\"roles\":[\"author\"],\"first\":\"2026-01-01T00:00:00Z\",\"last\":\"2026-01-01T00:00:00Z\"}";
    let text = Digest::of(b"# K\n\nText.\n");
    let lock = lock.replace("\"people\":{}", "\"people\":{\"kim\":[\"Kim\"]}");
    let lock = lock.replace(
        "\"pages\":{}",
        &format!("\"pages\":{{\"tutorials/k.md\":{{\"text\":\"{text}\",\"people\":[{part}]}}}}"),
    );
    let files = [BOB, ("tutorials/k.md", "# K\n\nText.\n"), (issued::LOCK_FILE, lock.as_str())];
    assert_eq!(awards(&files, Some("2026-06-30")), [""; 0]);
    let all = [files[0], files[1], files[2], ("cairn.yml", "credits: {default: public}\n")];
    assert_eq!(awards(&all, Some("2026-06-30")), ["first-tutorial/kim 2026-01-31!"]);
}

fn lock(badges: &str) -> String {
    format!("{{\"version\":1,\"people\":{{}},\"pages\":{{}},\"badges\":{{{badges}}}}}")
}

#[test]
fn levels_above_the_first_need_a_yes_and_so_does_a_title_that_says_so() {
    let pages: Vec<(String, String)> =
        (1..=3).map(|n| (format!("tutorials/{n}.md"), page("jane", &format!("2026-01-0{n}")))).collect();
    let rules = "defaults: false\nbadges:\n- {id: guide, name: Guide, levels: [{rule: {pages: 1}}, {rule: {pages: 3}}]}\n\
                 - {id: friend, name: Friend, confirm: true, rule: {pages: 2}}\n";
    let check = |confirmed: &str, expected: &[&str]| {
        let text = format!("{rules}{confirmed}");
        let mut files = vec![JANE, (FILE, text.as_str())];
        files.extend(pages.iter().map(|(path, text)| (path.as_str(), text.as_str())));
        assert_eq!(awards(&files, Some("2026-06-30")), expected, "{confirmed}");
    };
    let first = "guide/jane 2026-01-31 tutorials/1.md";
    check("", &[first]);
    let all = "tutorials/1.md tutorials/2.md tutorials/3.md";
    let second = format!("guide/jane/2 2026-03-01 {all}");
    check("confirmed: [{badge: guide, person: jane, on: 2026-03-01}]", &[first, &second]);
    let early = format!("guide/jane/2 2026-02-02 {all}");
    check("confirmed: [{badge: guide, person: jane, level: 2, on: 2026-01-01}]", &[first, &early]);
    let friend = "friend/jane 2026-02-01 tutorials/1.md tutorials/2.md";
    check("confirmed: [{badge: friend, person: jane}]", &[first, friend]);
    check("confirmed: [{badge: friend, person: jane}]\nrevoked: [{badge: guide, person: jane}]", &[friend]);
}

#[test]
fn what_was_written_down_holds_whatever_the_rule_says_until_it_is_taken_back() {
    let text = page("jane", "2026-01-01");
    let entries = lock(
        "\"guide/jane\":{\"on\":\"2025-05-05\",\"pages\":[\"/tutorials/a/\",\"/tutorials/gone/\"]},\
         \"guide/jane/2\":{\"on\":\"2025-06-05\"}",
    );
    let rules =
        "defaults: false\nbadges:\n- {id: guide, name: Guide, levels: [{rule: {pages: 9}}, {rule: {pages: 99}}]}\n";
    let files = [JANE, ("tutorials/a.md", text.as_str()), (issued::LOCK_FILE, entries.as_str())];
    let with = |text| [files[0], files[1], files[2], (FILE, text)];
    let expected = ["guide/jane 2025-05-05! tutorials/a.md", "guide/jane/2 2025-06-05!"];
    assert_eq!(awards(&with(rules), Some("2026-06-30")), expected);
    assert_eq!(awards(&with(rules), None), expected, "what is written down needs no today");
    let retired = rules.replace("name: Guide,", "name: Guide, retired: true,");
    assert_eq!(awards(&with(&retired), Some("2026-06-30")), expected);
    let revoked = format!("{rules}revoked: [{{badge: guide, person: jane, level: 2, reason: Copied.}}]\n");
    let linked = site(&with(&revoked), None);
    assert_eq!(linked.badges.awards[1].revoked, Some(Revoked { reason: "Copied.".into() }));
    let titles = linked.badges.titles(linked.badges.awards[0].who);
    assert_eq!(titles.iter().map(|award| award.level).collect::<Vec<_>>(), [0], "the level below is left");
    assert_eq!(
        found(&with("defaults: false\n")),
        ["0:0 unknown-reference `credits.lock.json` holds the title `guide`, which `badges.yml` does not describe"]
    );
}

#[test]
fn writing_down_keeps_what_was_and_forgets_who_is_no_longer_named() {
    let text = page("jane", "2026-01-01");
    let files = [JANE, ("tutorials/a.md", text.as_str())];
    let site = site(&files, Some("2026-06-30"));
    let key = |badge: &str, person: &str| Key { badge: badge.into(), person: person.into(), level: 1 };
    let day = |text: &str| Issued { on: text.parse().unwrap(), pages: Vec::new(), holder: None };
    let before = BTreeMap::from([
        (key("first-tutorial", "jane"), day("2020-01-01")),
        (key("gone", "jane"), day("2020-01-01")),
        (key("first-tutorial", "somebody-hidden"), day("2020-01-01")),
    ]);
    let after = issued::issue(&site, &before);
    assert_eq!(
        after,
        BTreeMap::from([(key("first-tutorial", "jane"), day("2020-01-01")), (key("gone", "jane"), day("2020-01-01")),])
    );
    let new = issued::issue(&site, &BTreeMap::new());
    assert_eq!(
        issued::lines(&new),
        ["    \"first-tutorial/jane\": {\"on\":\"2026-01-31\",\"pages\":[\"/tutorials/a/\"]}"]
    );
}

#[test]
fn translators_answerers_mentors_and_gardeners_are_told_from_what_pages_say() {
    let (en, de) = (page("jane", "2026-01-01"), page("bob", "2026-02-01"));
    let files =
        [JANE, BOB, ("faq/a.md", en.as_str()), ("faq/a.de.md", de.as_str()), ("cairn.yml", "languages: [en, de]\n")];
    let expected = ["first-answer/jane 2026-01-31 faq/a.md", "translator/bob 2026-03-03 faq/a.de.md"];
    assert_eq!(awards(&files, Some("2026-06-30")), expected, "who translates an answer has not given another one");

    // Bob changed the page after 400 days in which nobody did, unless somebody did on a day between them.
    let text = Digest::of(b"# T\n\nText.\n");
    let history = |other: &str| {
        let part = |id: &str, role: &str, first: &str, last: &str, commits: u32| {
            format!(
                "{{\"id\":\"{id}\",\"roles\":[\"{role}\"],\"first\":\"{first}T00:00:00Z\",\"last\":\"{last}T00:00:00Z\",\"commits\":{commits}}}"
            )
        };
        let jane = part("jane", "author", "2024-01-01", "2024-01-10", 2);
        let bob = part("bob", "editor", "2025-02-13", "2025-02-13", 1);
        let kim = part("kim", "editor", "2024-01-05", "2025-06-01", 3);
        let other = match other {
            "" => String::new(),
            day => format!(",{}", kim.replace("\"commits\"", &format!("\"days\":[\"{day}\"],\"commits\""))),
        };
        format!(
            "{{\"version\":1,\"people\":{{\"jane\":[],\"bob\":[],\"kim\":[\"Kim\"]}},\
             \"pages\":{{\"tutorials/t.md\":{{\"text\":\"{text}\",\"people\":[{jane},{bob}{other}]}}}}}}"
        )
    };
    let of_bob = |other: &str| -> Vec<String> {
        let lock = history(other);
        let files = [JANE, BOB, ("tutorials/t.md", "# T\n\nText.\n"), (issued::LOCK_FILE, lock.as_str())];
        let all = awards(&files, Some("2026-06-30"));
        all.into_iter().filter(|award| award.contains("gardener") || award.contains("mentor")).collect()
    };
    let expected = ["gardener/bob 2025-03-15 tutorials/t.md", "mentor/jane 2025-03-15 /people/bob/"];
    assert_eq!(of_bob(""), expected);
    assert_eq!(of_bob("2024-01-06"), expected);
    assert_eq!(of_bob("2024-02-14"), expected, "365 days");
    assert_eq!(of_bob("2024-02-15"), expected[1..], "364 days");
    assert_eq!(of_bob("2025-02-12"), expected[1..]);
    // Whoever asked not to be named since is no evidence any more, in no file.
    let given = BTreeMap::from([(
        issued::Key { badge: "mentor".to_owned(), person: "jane".to_owned(), level: 1 },
        issued::Issued {
            on: "2025-03-15".parse().unwrap(),
            pages: vec!["/people/bob/".to_owned(), "/a/".to_owned()],
            holder: None,
        },
    )]);
    let pages = |bob: &str| {
        let site = site(&[JANE, ("people/bob.yml", bob)], Some("2026-06-30"));
        issued::issue(&site, &given).into_values().next().unwrap().pages
    };
    assert_eq!(pages("name: Bob\n"), ["/people/bob/", "/a/"]);
    assert_eq!(pages("name: Bob\ncredit: hidden\n"), ["/a/"]);
    // A pen name leads to nobody, and so to no title of a mentor.
    let (pen, lock) = (("people/bob.yml", "name: Pen\ncredit: pseudonym\nmentors: [jane]\n"), history(""));
    let told =
        awards(&[JANE, pen, ("tutorials/t.md", "# T\n\nText.\n"), (issued::LOCK_FILE, &lock)], Some("2026-06-30"));
    assert!(!told.iter().any(|award| award.contains("mentor")), "{told:?}");
}

#[test]
fn mistakes_of_the_file_are_told_with_their_places() {
    let text = page("jane", "2026-01-01");
    let table = [
        ("badges: [{id: a, name: A, rule: {role: auhtor, pages: 1}}]\n", "1:40 bad-badge `auhtor` is no role"),
        (
            "badges: [{id: a, name: A, rule: {kind: tutorials, pages: 1}}]\n",
            "1:40 bad-badge `tutorials` is no kind of page",
        ),
        ("badges: [{id: a, rule: {pages: 1}}]\n", "1:15 missing-field the title `a` needs a `name`"),
        ("defaults: [gardner]\n", "1:12 bad-badge `gardner` is no built-in title"),
        (
            "confirmed: [{badge: mentor, person: nobody, level: 2}]\n",
            "1:37 unknown-reference there is nobody with the id `nobody`",
        ),
        ("confirmed: [{badge: mentro, person: jane}]\n", "1:21 unknown-reference there is no title `mentro`"),
        ("confirmed: [{badge: mentor, person: jane, level: 3}]\n", "1:21 unknown-reference `mentor` has no level 3"),
        (
            "confirmed: [{badge: mentor, person: jane, on: 2099-01-01}]\n",
            "1:47 future-date `on` is `2099-01-01`, a day that has not come",
        ),
    ];
    let lock = lock("").replace("\"people\":{}", "\"people\":{\"jane\":[]}");
    let lock = lock.replace("\"pages\":{}", "\"pages\":{\"tutorials/a.md\":{\"text\":\"\"}}");
    for (rules, expected) in table.into_iter().chain(PICTURES) {
        let files = [JANE, ("tutorials/a.md", text.as_str()), (issued::LOCK_FILE, lock.as_str()), (FILE, rules)];
        let huge = "x".repeat(300 * 1024);
        let statics = [
            ("static/a.gif", "GIF89a"),
            ("static/b.png", "<svg/>"),
            ("static/c.svg", huge.as_str()),
            ("static/d.svg", "<svg/>"),
            ("static/e.gif", "GIF89a\x7f\x7f\x7f\x7f and more"),
        ];
        let files = [&files[..], &statics].concat();
        let mut found = found(&files);
        found.retain(|found| !found.contains("stale-lock"));
        assert_eq!(found, [expected], "{rules}");
    }
}
