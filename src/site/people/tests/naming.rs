//! Who is named, and how.

use super::*;

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
fn somebody_hidden_is_not_named_in_any_spelling() {
    let spellings =
        ["Doe, Jane", "@jane-doe", "jane.doe", "JaneDoe", "Jáne Doe", "Dr. Jane M. Doe", "/people/jane-doe/"];
    for spelling in spellings {
        let identities = [JANE, BOB, &format!("{spelling} <other@example.org>")];
        let community = Community::of(&identities).file("people/x.yml", "credit: hidden\nmatch: [jane@example.org]");
        let community = community.page("a.md", &[], &[(0, Task::Creator, 1), (1, Task::Editor, 2)]);
        let community = community.page("b.md", &[spelling], &[]).page("c.md", &[], &[(2, Task::Reviewer, 3)]);
        assert_eq!(community.credits(), ["Bob Roe: editor; 1 unnamed", "1 unnamed", "1 unnamed"], "{spelling}");
    }
}

#[test]
fn the_id_that_the_site_gives_somebody_means_them() {
    for id in ["jane-doe", "@jane-doe", "/people/jane-doe/", "https://docs.example.org/people/jane-doe/"] {
        let community = Community::of(&[JANE, BOB]).page("a.md", &[], &[(0, Task::Creator, 1)]);
        let community = community.page("b.md", &[id], &[(1, Task::Creator, 2)]);
        assert_eq!(community.credits(), ["Jane Doe: author", "Jane Doe: author"], "{id}");
        assert_eq!(community.ids(), ["jane-doe/"], "{id}");
        let community =
            Community::of(&[]).page("a.md", &["Zoe Loe"], &[]).page("b.md", &[&id.replace("jane-d", "zoe-l")], &[]);
        assert_eq!(community.credits(), ["Zoe Loe: author", "Zoe Loe: author"], "{id}");
        assert_eq!(community.ids(), ["zoe-loe/"], "{id}");
    }
    // Of two Jane Does nobody knows which has it.
    let two = Community::of(&[JANE, "Jane Doe <other@example.org>", BOB]).page("a.md", &["jane-doe"], &[]);
    let two = two.page("b.md", &[], &[(0, Task::Creator, 1), (1, Task::Editor, 2)]);
    assert_eq!(two.credits(), ["jane-doe: author", "Jane Doe: author; Jane Doe: editor"]);
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
fn a_name_that_the_mailmap_replaces_means_its_bearer_and_is_not_printed() {
    let renamed = |file: &str| {
        let mut community = Community::of(&["New Name <n@example.org>", BOB]);
        let written = ("Old Name".to_owned(), "n@example.org".to_owned());
        let meant = ("New Name".to_owned(), "n@example.org".to_owned());
        community.history.aliases.push(crate::source::history::mailmap::Alias { written, meant });
        if !file.is_empty() {
            community = community.file("people/nn.yml", file);
        }
        let parts = [(0, Task::Creator, 1)];
        community.page("a.md", &[], &parts).page("b.md", &["Old Name"], &[(1, Task::Creator, 2)])
    };
    assert_eq!(renamed("").credits(), ["New Name: author", "New Name: author"]);
    let (people, _) = renamed("").resolve();
    assert!(!format!("{:?}", people.list).contains("Old Name"), "{:?}", people.list);
    assert_eq!(renamed("name: Nina\nmatch: [n@example.org]\n").credits(), ["Nina: author", "Nina: author"]);
    let hidden = renamed("credit: hidden\nmatch: [n@example.org]\n");
    assert_eq!(hidden.credits(), ["1 unnamed", "1 unnamed"]);
    assert!(hidden.resolve().0.hidden_names.iter().any(|(name, _)| name == "old name"));
    // Whom a trailer without an address calls so, is meant by it, though it is newer than all of their commits.
    let named = |who: u32| {
        let identities = ["Old Name <>", "New Name <n@example.org>", BOB, "John Roe <>", "Alex <>"];
        let mut community = Community::of(&identities);
        let written = [("Old Name", "n@example.org"), ("John Roe", "laptop@example.org"), ("Alex", "n@example.org")];
        for (name, address) in written {
            let written = (name.to_owned(), address.to_owned());
            let meant = ("New Name".to_owned(), "n@example.org".to_owned());
            community.history.aliases.push(crate::source::history::mailmap::Alias { written, meant });
        }
        let community = community.page("a.md", &[], &[(1, Task::Creator, 1)]);
        community.page("b.md", &[], &[(2, Task::Creator, 2), (who, Task::Reviewer, 2)]).credits()
    };
    assert_eq!(named(0), ["New Name: author", "Bob Roe: author; New Name: reviewer"]);
    // Whose machine somebody used is not they, and neither is everybody of one first name.
    assert_eq!(named(3), ["New Name: author", "Bob Roe: author; John Roe: reviewer"]);
    assert_eq!(named(4), ["New Name: author", "Bob Roe: author; Alex: reviewer"]);
    // In a trailer without an address as well; where another bears the name, nobody knows.
    let mut community = renamed("");
    for (name, email) in [("Old Name", ""), ("old name", "")] {
        let (name, email) = (name.to_owned(), email.to_owned());
        community.history.identities.push(Identity { email, ..Identity::of(&name, "") });
    }
    let parts = [(1, Task::Creator, 1), (2, Task::Reviewer, 1), (3, Task::Tester, 1)];
    assert_eq!(community.page("c.md", &[], &parts).credits()[2], "Bob Roe: author; New Name: reviewer, tester");
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
fn hashes_are_those_that_other_programs_make() {
    // `printf abc | sha256sum`
    assert_eq!(groups::sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

#[test]
fn a_full_name_without_an_address_means_the_only_one_who_bears_it() {
    let parts = [(1, Task::Creator, 1), (2, Task::Reviewer, 1)];
    let named = |jane: &str, mentioned: &str| {
        Community::of(&[jane, BOB, mentioned]).page("a.md", &[], &[(0, Task::Creator, 1)]).page("b.md", &[], &parts)
    };
    let community = named(JANE, "jane doe <>").file("people/jd.yml", "name: Jane Doe");
    assert_eq!(community.credits()[1], "Bob Roe: author; Jane Doe: reviewer");
    assert_eq!(community.ids(), ["bob-roe", "jd/"]);
    assert_eq!(named("Jane <jane@example.org>", "Jane <>").ids(), ["bob-roe", "jane", "jane-2"]);
    // Of two who bear it, nobody knows which.
    let both = ["Jane Doe <one@example.org>", BOB, "Jane Doe <>", "Jane Doe <two@example.org>"];
    let both = Community::of(&both).page("a.md", &[], &[(0, Task::Creator, 1), (3, Task::Editor, 2)]).page(
        "b.md",
        &[],
        &parts,
    );
    assert_eq!(both.ids().len(), 4);
}

#[test]
fn who_only_merges_is_no_namesake_and_is_known() {
    let merger = Identity { only_merges: true, ..Identity::of("Jane Doe", "1+jane@users.noreply.github.com") };
    let merged = |mut community: Community| {
        community.history.identities.push(merger.clone());
        community
    };
    let page =
        |community: Community| community.page("a.md", &[], &[(0, Task::Creator, 1)]).page("b.md", &["Jane Doe"], &[]);
    let community = merged(page(Community::of(&[JANE])));
    assert_eq!(community.credits(), ["Jane Doe: author", "Jane Doe: author"]);
    assert_eq!(community.ids(), ["jane-doe/"]);
    let by_name = merged(page(Community::of(&[JANE])).file("people/jd.yml", "name: Jane Doe"));
    assert_eq!(by_name.ids(), ["jd/"]);
    // A hidden person whom the history knows only so is hidden, and leaves the names of others alone.
    let hidden = page(Community::of(&[BOB]));
    let hidden = hidden.file("people/h.yml", "match: [1+jane@users.noreply.github.com]\ncredit: hidden");
    let message = "no commit here tells who `h` is, so 1 person without a people file is not named";
    assert_eq!(hidden.resolve().1.iter().map(|found| &*found.message).collect::<Vec<_>>(), [message]);
    let hidden = merged(hidden.page("c.md", &["Ann Poe"], &[]));
    assert_eq!(hidden.credits(), ["Bob Roe: author", "1 unnamed", "Ann Poe: author"]);
    // So is who is called so by the file alone, under every name and account of those who merge.
    let handle = Community::of(&[BOB]).file("people/h.yml", "name: Jane Doe\ncredit: hidden");
    let handle = page(handle).page("d.md", &["JD Handle <https://github.com/jane>"], &[]);
    assert_eq!(merged(handle).credits(), ["Bob Roe: author", "1 unnamed", "1 unnamed"]);
    // A file that only a merge tells of takes part in the rest by its name.
    let claimed = page(Community::of(&[JANE])).file("people/jd.yml", "name: Jane Doe\nmatch: [github:jane]");
    assert_eq!(merged(claimed).ids(), ["jd/"]);
    // Under an address of theirs, a merge tells their full name; how they sign what they write goes before it.
    let own = |signed: &str| {
        let mut community = Community::of(&[signed, "Jane D. Doe <jane@example.org>"]);
        community.history.identities[1].only_merges = true;
        community.page("a.md", &[], &[(0, Task::Creator, 1)]).credits()
    };
    assert_eq!(own("jdoe <jane@example.org>"), ["Jane D. Doe: author"]);
    assert_eq!(own("Jane Doe <jane@example.org>"), ["Jane Doe: author"]);
}

#[test]
fn a_name_without_an_address_names_nobody_where_it_may_be_another_s() {
    let community = |identities: &[&str], files: &[&str]| {
        let mut community = Community::of(&[&[BOB, "Jane Doe <>"], identities].concat());
        for (place, text) in files.iter().enumerate() {
            community = community.file(&format!("people/p{place}.yml"), text);
        }
        let page = community.page("a.md", &[], &[(2, Task::Creator, 1)]);
        page.page("b.md", &[], &[(0, Task::Creator, 1), (1, Task::Reviewer, 1)])
    };
    let hidden = "name: Jane Doe\nmatch: [two@example.org]\ncredit: hidden";
    let public = "name: Jane Doe\nmatch: [jane@example.org]";
    assert_eq!(community(&[JANE], &[public]).credits()[1], "Bob Roe: author; Jane Doe: reviewer");
    let of_two = community(&[JANE, "jdoe <two@example.org>"], &[public, hidden]);
    assert_eq!(of_two.credits(), ["Jane Doe: author", "Bob Roe: author; 1 unnamed"]);
    let river = "name: River\nmatch: [jane@example.org]\ncredit: pseudonym";
    assert_eq!(community(&[JANE], &[river]).credits(), ["River: author", "Bob Roe: author; 1 unnamed"]);
    let both = community(&[JANE], &[public, "name: Jane Doe\nmatch: [two@example.org]"]);
    assert_eq!(both.ids(), ["bob-roe", "jane-doe", "p0/", "p1/"]);
    // Whoever merges under that name, and another account, may be meant.
    let merged = |jane: &str| {
        let mut merged = community(&[jane, "Jane Doe <9+janedoe2@users.noreply.github.com>"], &[]);
        merged.history.identities[3].only_merges = true;
        merged.ids()
    };
    assert_eq!(merged("Jane Doe <7+janedoe1@users.noreply.github.com>"), ["bob-roe", "jane-doe", "jane-doe-2"]);
    assert_eq!(merged(JANE), ["bob-roe", "jane-doe"]);
    // Somebody who is not named and only merges bears their name as well.
    let file = "name: River\nmatch: [github:janedoe2]\ncredit: hidden";
    let mut both = community(&[JANE, "Jane Doe <9+janedoe2@users.noreply.github.com>"], &[file, public]);
    both.history.identities[3].only_merges = true;
    assert_eq!(both.credits()[1], "Bob Roe: author; 1 unnamed");
    // Whose name others write, and two may be meant, is doubtful; who signs so is not.
    let river = community(&[JANE], &[river]).page("c.md", &["Jane Doe"], &[]);
    assert_eq!(river.credits()[2], "River: author");
    // Where somebody hidden is not known yet, every name without an address may be theirs.
    let unknown = community(&["Ann Poe <ann@example.org>"], &["match: [nobody@example.org]\ncredit: hidden"]);
    assert!(!format!("{:?}", unknown.resolve().0.list).contains("Jane Doe"));
    // How others write them is not what they call themselves.
    let married = community(&["Jane Smith <jane@example.org>", JANE], &[]);
    assert_eq!(married.credits(), ["Jane Smith: author", "Bob Roe: author; Jane Smith: reviewer"]);
    let handle = community(&["jane <jane@example.org>", JANE], &[]).page("c.md", &["jane"], &[(2, Task::Creator, 2)]);
    assert_eq!(handle.ids(), ["bob-roe", "jane/"]);
}
