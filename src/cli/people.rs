//! `cairn people`: who is who, for maintainers.
//!
//! What is printed here may end in a log that everybody reads, so no address is: only `suggest --mailmap` prints any,
//! because a `.mailmap` is made of them, and it prints nothing else.

use std::collections::hash_map::RandomState;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{BuildHasher, Hasher};
use std::io::{BufRead, IsTerminal};
use std::path::Path;

use serde_json::{Value, json};

use crate::cache::Stage;
use crate::cli::args::{self, Export, From, Global, Hash, Lint, People, Remove, Suggest};
use crate::cli::build::count;
use crate::cli::purge::{self, Without};
use crate::cli::{CACHE, FINDINGS, cache, edits, fail, fail_with, log, options, print, report};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::document::badge;
use crate::document::person::{Person, parse_people};
use crate::path::{SitePath, UrlPath, fold};
use crate::site::badges::issued::issue;
use crate::site::people::Sources;
use crate::site::people::alike::{Entry, Patch, Suggestion, Suspect, suggest};
use crate::site::people::lint::{self, below_static};
use crate::site::people::listed;
use crate::site::people::lock::{self, Lock};
use crate::site::people::prose::{places, without};
use crate::site::people::removal::{Traces, traces};
use crate::site::{Site, page_facts};
use crate::source::Source;
use crate::source::history::{State, mailmap};

/// Runs one of them.
pub(super) fn run(command: &People, global: &Global) -> u8 {
    let result = match command {
        People::Suggest(arguments) => suggest_people(arguments, global),
        People::Lint(arguments) => lint_people(arguments, global),
        People::Hash(arguments) => hash(arguments, global),
        People::Export(arguments) => export(arguments, global),
        People::Lock(arguments) => lock_people(arguments, global),
        People::Remove(arguments) => remove_person(arguments, global),
    };
    result.unwrap_or_else(|status| status)
}

/// The repository, understood; else the exit status of the failure that was reported.
fn linked(root: &Path, drafts: bool, global: &Global) -> Result<(Source, Site), u8> {
    let from = From { root: root.to_owned(), drafts, now: None };
    let options = options(&from, None).map_err(|message| fail(&message, None))?;
    let cache = cache(root, global);
    let linked = crate::read_and_link(&options, &cache).map_err(|error| fail_with(&error))?;
    // A cache that cannot be written makes the next run slower and nothing else.
    let _ = cache.save();
    Ok(linked)
}

/// Commands that compare with the history cannot work without it.
fn needs_history(source: &Source) -> Result<(), u8> {
    if source.history.state == State::Full {
        return Ok(());
    }
    let help = match source.history.state {
        State::Shallow => "the clone is shallow: run `git fetch --unshallow`",
        State::Partial => "texts are missing: clone without `--filter`",
        _ => "run it in a clone of the git repository",
    };
    Err(fail(&"the history of the pages is not here", Some(help)))
}

/// What is written down for long must not leave people out because a file is broken today.
fn all_are_read(site: &Site) -> Result<(), u8> {
    match site.people.is_unread {
        true => Err(fail(&"a people file cannot be read", Some("run `cairn people lint`, and mend what it reports"))),
        false => Ok(()),
    }
}

fn suggest_people(arguments: &Suggest, global: &Global) -> Result<u8, u8> {
    let (source, site) = linked(&arguments.root, true, global)?;
    needs_history(&source)?;
    let suggestions = suggest(&source.history, &site.person_files, &site.asked(), &new_salt());
    if arguments.json {
        let suggestions: Vec<Value> = suggestions.iter().map(as_json).collect();
        print(&format!("{}\n", json!({ "suggestions": suggestions })));
    } else if arguments.mailmap {
        let left_out = suggestions.iter().filter(|suggestion| suggestion.patch.mailmap.is_none()).count();
        suggestions.iter().for_each(|suggestion| print(&as_mailmap(suggestion)));
        if left_out > 0 {
            let pairs = count(left_out, "pair is", "pairs are");
            log(&report::note(&format!("{pairs} left out: `.mailmap` would tell what is not to be told")));
        }
    } else if suggestions.is_empty() {
        print("No two identities look like one person.\n");
    } else {
        for (number, suggestion) in suggestions.iter().enumerate() {
            print(&as_text(number + 1, suggestion));
        }
        log(&report::note("nothing was changed; apply what you are sure of, `--mailmap` prints lines for `.mailmap`"));
    }
    Ok(0)
}

fn lint_people(arguments: &Lint, global: &Global) -> Result<u8, u8> {
    let (source, site) = linked(&arguments.root, false, global)?;
    let mut found: Vec<Diagnostic> = site.diagnostics.iter().filter(|found| is_about_people(found)).cloned().collect();
    if source.history.state == State::Full {
        found.extend(lint::unmatched(&source.history, &site.person_files, &site.asked()));
        found.extend(mailmap::unmatched(&arguments.root));
    } else {
        log(&report::note("the history is not here, so nothing was compared with it"));
    }
    found.sort();
    let counts = report::print(&found, &source, false);
    if !global.quiet {
        let people = count(site.person_files.len(), "person", "people");
        print(&format!("Checked {people}: {}\n", counts.in_words()));
    }
    Ok(if counts.errors > 0 || (arguments.strict && counts.warnings > 0) { FINDINGS } else { 0 })
}

/// An address as an argument would stay in the history of the shell, so it is read from standard input.
fn hash(arguments: &Hash, global: &Global) -> Result<u8, u8> {
    let (_, site) = linked(&arguments.root, true, global)?;
    if std::io::stdin().is_terminal() {
        log("address or name, then Enter:");
    }
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).map_err(|error| fail(&error, None))?;
    let Some(entry) = lint::hashed(&line, &site.person_files, &new_salt()) else {
        let help = Some("write an address or a name on standard input");
        return Err(fail(&"there is nothing to make a hash of", help));
    };
    print(&format!("  - {entry}\n"));
    if !global.quiet {
        log(&report::note(
            "put this line below `match:` of the people file; whoever guesses the address can check the guess",
        ));
    }
    Ok(0)
}

fn new_salt() -> String {
    // A fresh hasher of the standard library begins with random numbers.
    let random = || RandomState::new().build_hasher().finish();
    format!("{:016x}{:016x}", random(), random())
}

fn export(arguments: &Export, global: &Global) -> Result<u8, u8> {
    let (source, site) = linked(&arguments.root, false, global)?;
    needs_history(&source)?;
    let help = Some("mend the file, or move it away");
    let repo = source.config.repo.as_deref();
    let text = listed::export(source.listed.as_deref(), &site.people, &site.person_files, repo);
    let text = text.map_err(|said| fail(&said, help))?;
    let is_same = source.listed.as_deref() == Some(text.as_str());
    if !is_same {
        replace(&arguments.root, listed::FILE, &text)?;
    }
    if !global.quiet {
        print(&format!("`{}` {}\n", listed::FILE, if is_same { "is true as it is" } else { "was written: commit it" }));
    }
    Ok(0)
}

fn lock_people(arguments: &args::Lock, global: &Global) -> Result<u8, u8> {
    let (source, site) = linked(&arguments.root, false, global)?;
    needs_history(&source)?;
    if source.diagnostics.iter().any(|found| found.code == Code::PartialHistory) {
        let help = "fetch the whole history; what would be written now might name fewer people";
        return Err(fail(&"the history could be read only in part", Some(help)));
    }
    all_are_read(&site)?;
    if let Some(taken) = site.diagnostics.iter().find(|found| found.code == Code::TakenId) {
        let help = "choose another id for the people file; nothing was written";
        return Err(fail(&taken.message, Some(help)));
    }
    let mut lock = lock_of(&site, &source);
    let before = source.lock.as_deref().map(|text| Lock::parse(text).0.badges).unwrap_or_default();
    lock.badges = issue(&site, &before);
    lock.unnamed_titles = site.badges.unnamed_by_id();
    let text = lock.text();
    let is_same = source.lock.as_deref() == Some(text.as_str());
    if !is_same {
        replace(&arguments.root, lock::FILE, &text)?;
    }
    if !global.quiet {
        let (pages, people) = (lock.pages.len(), lock.people.len());
        let mut said = format!("{} and {}", count(pages, "page", "pages"), count(people, "person", "people"));
        let new = lock.badges.keys().filter(|key| !before.contains_key(*key)).count();
        if new > 0 {
            said += &format!("; {} given for ever", count(new, "title is", "titles are"));
        }
        let done = if is_same { "is true as it is" } else { "was written: commit it" };
        print(&format!("`{}` {done} ({said})\n", lock::FILE));
    }
    Ok(0)
}

fn lock_of(site: &Site, source: &Source) -> Lock {
    Lock::of(&site.people, &page_facts(&site.pages), &source.history.with_payloads(&site.payloads))
}

fn remove_person(arguments: &Remove, global: &Global) -> Result<u8, u8> {
    let (root, id) = (&arguments.root, arguments.id.as_str());
    let (source, site) = linked(root, true, global)?;
    needs_history(&source)?;
    all_are_read(&site)?;
    let mut lock = source.lock.as_deref().map(|text| Lock::parse(text).0);
    let none = Lock::default();
    let known = lock.as_ref().unwrap_or(&none);
    let config = &source.config.credits;
    let listed = source.listed.as_deref().map(|text| listed::parse(text).0).unwrap_or_default();
    let history = source.history.with_payloads(&site.payloads);
    let (history, files, asked) = (&*history, &site.person_files[..], site.asked());
    let is_unread = site.people.is_unread;
    let sources = Sources { history, files, pages: &asked, config, lock: known, listed: &listed, is_unread };
    let Some(traces) = traces(id, &sources, &mailmap::aliases(root)) else {
        return Err(fail(&format!("`{id}` is nobody here"), Some("an id is the last part of a person's address")));
    };
    let file = site.person_files.iter().find(|file| file.id.value == id);
    let tombstone = tombstone(&site, &traces);
    let mailmap = std::fs::read(root.join(".mailmap")).unwrap_or_default();
    let mailmap = fold(&String::from_utf8_lossy(&mailmap));
    let names_in_mailmap = traces.names.iter().any(|name| mailmap.contains(name.as_str()));
    let shared = file.filter(|file| SitePath::new(&file.file).is_none_or(|path| path.stem() == "people"));
    let edited = match shared {
        Some(file) => Some(without_entry(&source, file).map_err(|()| {
            fail(
                &format!("`{id}` cannot be taken out of `{}`", file.file),
                Some("remove the entry by hand, then repeat"),
            )
        })?),
        None => None,
    };
    let ids: Vec<&str> = site.people.ids_of(id).collect();
    // Each of them, and not only until one was there.
    let remove = |lock: &mut Lock| ids.iter().filter(|id| lock.remove(id)).count() > 0;
    let removes_lock = lock.as_mut().is_some_and(remove);
    let mut done = vec![format!("write `{}`: hashes, by which they are recognised and not named", tombstone.0)];
    done.extend(file.map(|file| match edited {
        Some(_) => format!("take the entry out of `{}`", file.file),
        None => format!("delete `{}`", file.file),
    }));
    done.extend(lock.is_some().then(|| {
        let what = if removes_lock { "take them out of" } else { "write anew" };
        format!("{what} `{}`", lock::FILE)
    }));
    done.push("empty `.cairn/cache`".to_owned());
    let names = spoken_names(file, &traces);
    let spoken_of = spoken_of(&site, &source, file, &names);
    let texts = spoken_of.iter().filter_map(|place| {
        let path = SitePath::new(&place.file)?;
        let text = without(&String::from_utf8_lossy(&source.bytes(&path).ok()?), &names);
        Some((path, text.into_bytes()))
    });
    let without = Without {
        texts: texts.collect(),
        file: file.map(|file| (file.file.as_str(), edited.as_deref())),
        tombstone: (&tombstone.0, &tombstone.1),
        lock: lock.as_ref().map(Lock::text),
    };
    let from = From { root: root.to_owned(), drafts: false, now: None };
    let purged = purge::addresses(&from, &without, &traces.names, &ids)?;
    if !arguments.dry_run {
        replace(root, &tombstone.0, &tombstone.1)?;
        match (file, &edited) {
            (Some(file), Some(text)) => replace(root, &file.file, text)?,
            (Some(file), None) => std::fs::remove_file(root.join(&file.file))
                .map_err(|error| fail(&format!("cannot delete `{}`: {error}", file.file), None))?,
            (None, _) => {}
        }
        if let Some(lock) = lock {
            // First without them, so that nothing takes their id from it; then as the history and the new file say.
            replace(root, lock::FILE, &lock.text())?;
            let (source, site) = linked(root, false, &Global { no_cache: true, ..global.clone() })?;
            let badges = lock.badges;
            let unnamed_titles = site.badges.unnamed_by_id();
            let lock = Lock { badges, unnamed_titles, ..lock_of(&site, &source) };
            replace(root, lock::FILE, &lock.text())?;
        }
        empty_cache(root)?;
    }
    let done: String = done.iter().map(|step| format!("  {step}\n")).collect();
    print(&format!("{} `{id}`:\n{done}", if arguments.dry_run { "To remove" } else { "Removed" }));
    print(&left_in_words(&site, file, &traces, id, names_in_mailmap, &spoken_of, &purged));
    Ok(if arguments.dry_run || is_gone(root, global, id, &traces)? { 0 } else { FINDINGS })
}

/// The file that goes on recognising them: its path and text.
fn tombstone(site: &Site, traces: &Traces) -> (String, String) {
    let is_free = |id: &String| site.person_files.iter().all(|file| file.id.value != *id);
    let id = (1..).map(|n| format!("removed-{n}")).find(is_free).expect("numbers do not end");
    let entries = traces.entries(lint::salt(&site.person_files, &new_salt()));
    let entries: String = entries.iter().map(|entry| format!("  - {entry}\n")).collect();
    let text = format!(
        "# Somebody who asked to be taken out: counted, and never named. The entries are hashes.\ncredit: hidden\nmatch:\n{entries}"
    );
    (format!("people/{id}.yml"), text)
}

/// The text of a file with many people, without one of them: from the line of the entry to the next that is not indented.
fn without_entry(source: &Source, file: &Person) -> Result<String, ()> {
    let path = SitePath::new(&file.file).ok_or(())?;
    let text = source.people.get(&path).ok_or(())?;
    let first = (file.id.line as usize).checked_sub(1).ok_or(())?;
    let is_inside = |line: &str| line.trim().is_empty() || line.starts_with([' ', '\t']);
    let mut kept = String::new();
    let mut is_theirs = false;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        is_theirs = number == first || (is_theirs && is_inside(line));
        if !is_theirs {
            kept.push_str(line);
        }
    }
    // Whatever form the file has: all the others must be there as before, and this one must not.
    let ids = |text: &str| {
        parse_people(&path, text).0.into_iter().map(|person| (person.id.value, person.name, person.credit))
    };
    let expected: Vec<_> = ids(text).filter(|(id, ..)| *id != file.id.value).collect();
    if ids(&kept).collect::<Vec<_>>() == expected { Ok(kept) } else { Err(()) }
}

/// The names that are looked for in the text of pages. One word alone only if their file writes it.
fn spoken_names<'a>(file: Option<&'a Person>, traces: &'a Traces) -> Vec<&'a str> {
    let full = traces.names.iter().map(String::as_str).filter(|name| name.contains(' '));
    full.chain(file.and_then(|file| file.name.as_deref())).collect()
}

/// Where each text first has one of these names, their own file apart.
fn spoken_of(site: &Site, source: &Source, own: Option<&Person>, names: &[&str]) -> Vec<Place> {
    let mut first: BTreeMap<String, Place> = BTreeMap::new();
    for (_, place) in places(site, source, names) {
        let known = first.entry(place.file.clone()).or_insert_with(|| place.clone());
        if place.bytes < known.bytes {
            *known = place;
        }
    }
    first.into_values().filter(|place| own.is_none_or(|own| own.file != place.file)).collect()
}

/// Deletes the packs and texts that wait, which hold names and addresses; nothing else that may lie there.
fn empty_cache(root: &Path) -> Result<(), u8> {
    let folder = root.join(CACHE);
    let failed = |error: std::io::Error| fail(&format!("cannot empty `{}`: {error}", folder.display()), None);
    if !std::fs::symlink_metadata(&folder).is_ok_and(|facts| facts.is_dir()) {
        return Ok(());
    }
    for entry in std::fs::read_dir(&folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_pack =
            Stage::ALL.iter().any(|stage| name.strip_prefix(stage.name()).is_some_and(|n| n.starts_with('-')));
        if is_pack && entry.file_type().is_ok_and(|kind| kind.is_file()) {
            std::fs::remove_file(entry.path()).map_err(failed)?;
        }
        if name.starts_with(edits::STAGED) && entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            std::fs::remove_dir_all(entry.path()).map_err(failed)?;
        }
    }
    Ok(())
}

/// Whether nobody is named by this id or by their names any more; says where somebody is.
fn is_gone(root: &Path, global: &Global, id: &str, traces: &Traces) -> Result<bool, u8> {
    let (_, site) = linked(root, true, &Global { no_cache: true, ..global.clone() })?;
    let is_still = |person: &&crate::site::people::Person| {
        !person.is_hidden && (person.id == id || traces.names.contains(&crate::path::fold(&person.name)))
    };
    let left = site.people.list.iter().filter(is_still).count();
    if left > 0 {
        log(&report::note(
            "somebody of the same name or id is named still: another person, or a people file that claims them",
        ));
    }
    Ok(left == 0)
}

/// What is left to do by hand, and which published addresses hold the name until they are made anew.
fn left_in_words(
    site: &Site,
    file: Option<&Person>,
    traces: &Traces,
    id: &str,
    names_in_mailmap: bool,
    spoken_of: &[Place],
    purged: &[UrlPath],
) -> String {
    let mut text = String::new();
    let avatar =
        file.and_then(|file| file.avatar.as_ref()).map(|avatar| format!("static/{}", below_static(&avatar.value)));
    let has_grants = site.badges.has_grants_of(id);
    let mut by_hand: Vec<String> = avatar.iter().map(|avatar| format!("delete `{avatar}`")).collect();
    by_hand.extend(has_grants.then(|| format!("take the entries of `{id}` out of `{}`", badge::FILE)));
    by_hand.extend(traces.is_listed.then(|| format!("take them out of `{}`", listed::FILE)));
    let declared = traces.declared_on.iter();
    by_hand.extend(declared.map(|page| format!("take the name out of the front matter of `{page}`")));
    let places = spoken_of.iter();
    by_hand.extend(places.map(|place| format!("take the name out of the text: `{}:{}`", place.file, place.line)));
    let is_namesake = |other: &&crate::site::people::Person| {
        !other.is_hidden && other.file.is_none() && other.id != id && traces.names.contains(&fold(&other.name))
    };
    for other in site.people.list.iter().filter(is_namesake) {
        let (id, help) =
            (&other.id, "who bears the same name is not named either, unless a people file says who they are");
        by_hand
            .push(format!("write `people/{id}.yml` with an entry below `match:` if `{id}` is somebody else: {help}"));
    }
    let others = site.person_files.iter().filter(|other| other.id.value != id);
    for other in others.filter(|other| other.mentors.iter().any(|mentor| mentor.value == id)) {
        by_hand.push(format!("take `{id}` out of `mentors` in `{}`", other.file));
    }
    if names_in_mailmap {
        by_hand.push("take their lines out of `.mailmap`".to_owned());
    }
    if !by_hand.is_empty() {
        text += "Left to do by hand:\n";
        by_hand.iter().for_each(|step| text += &format!("  {step}\n"));
    }
    let base = site.config.base_url.as_deref().map_or("", |base| base.trim_end_matches('/'));
    text += "Build and publish, then purge these addresses from caches and archives:\n";
    let picture = avatar.map(|avatar| format!("/{}", below_static(&avatar)));
    let addresses: BTreeSet<String> = purged.iter().map(UrlPath::to_string).chain(picture).collect();
    addresses.iter().for_each(|address| text += &format!("  {base}{address}\n"));
    text + "The history of the repository names them still: only its owner can change that.\n"
}

/// Writes a file of the repository whole or not at all.
fn replace(root: &Path, name: &str, text: &str) -> Result<(), u8> {
    let path = root.join(name);
    edits::replace(root, &path, text).map_err(|error| fail(&format!("cannot write `{name}`: {error}"), None))
}

/// Whether a finding is about a people file, a picture beside it, or whom a page names.
fn is_about_people(diagnostic: &Diagnostic) -> bool {
    let file = diagnostic.place.as_ref().map_or("", |place| place.file.as_str());
    let is_picture = diagnostic.code == Code::NotARegularFile && file.starts_with("static/");
    let is_name = matches!(diagnostic.code, Code::HiddenCharacters | Code::AddressInMetadata | Code::BadPerson);
    matches!(file, "people.yml" | lock::FILE | listed::FILE | badge::FILE)
        || file.starts_with("people/")
        || is_picture
        || is_name
}

fn as_text(number: usize, suggestion: &Suggestion) -> String {
    let level = if suggestion.is_likely() { "likely" } else { "perhaps" };
    let (one, other) = (who(&suggestion.one), who(&suggestion.other));
    let mut text = format!("{number}. {level} one person: {one} and {other}\n");
    for evidence in &suggestion.evidence {
        text += &format!("   for: {}\n", evidence.in_words());
    }
    if suggestion.has_two_accounts {
        text += "   against: two accounts on one forge\n";
    }
    let Patch { file, is_new, made_by, name, entries, .. } = &suggestion.patch;
    if entries.is_empty() {
        // All that it would add, earlier ones add.
        return text + &format!("   patch: those above for {file} are enough\n\n");
    }
    let made_by = made_by.map(|place| format!(", which number {} makes", place + 1)).unwrap_or_default();
    text += &format!("   patch: {} {file}{made_by}\n", if *is_new { "a new file" } else { "add to" });
    for line in name.iter().map(|name| format!("name: {}", quoted(name))) {
        text += &format!("     {line}\n");
    }
    text += "     match:\n";
    for entry in entries {
        let (Entry::Plain(entry) | Entry::Hash(entry)) = entry;
        text += &format!("       - {}\n", quoted(entry));
    }
    text + "\n"
}

/// `Jane Doe (people/jane, 3 pages, such as faq/a.md)`.
fn who(suspect: &Suspect) -> String {
    let mut facts: Vec<String> = suspect.file.iter().map(|id| format!("people file `{id}`")).collect();
    let example = suspect.example.as_ref().map(SitePath::as_str).unwrap_or_default();
    facts.push(match suspect.pages {
        1 => example.to_owned(),
        pages => format!("{pages} pages such as {example}"),
    });
    format!("{} ({})", suspect.name.as_deref().unwrap_or("somebody who is not named"), facts.join(", "))
}

/// Any text as a YAML value: JSON strings are YAML strings.
fn quoted(text: &str) -> String {
    let is_plain = text.chars().all(|c| c.is_alphanumeric() || " -_.".contains(c));
    let is_word = text.starts_with(char::is_alphabetic) && !matches!(text, "true" | "false" | "null" | "yes" | "no");
    if is_plain && is_word { text.to_owned() } else { Value::from(text).to_string() }
}

fn as_mailmap(suggestion: &Suggestion) -> String {
    let level = if suggestion.is_likely() { "likely" } else { "perhaps" };
    let evidence: Vec<&str> = suggestion.evidence.iter().map(|evidence| evidence.in_words()).collect();
    let lines = suggestion.patch.mailmap.iter().filter(|lines| !lines.is_empty());
    lines.map(|lines| format!("# {level}: {}\n{}\n", evidence.join("; "), lines.join("\n"))).collect()
}

fn as_json(suggestion: &Suggestion) -> Value {
    let suspect = |suspect: &Suspect| {
        let example = suspect.example.as_ref().map(SitePath::as_str);
        json!({ "name": suspect.name, "person": suspect.file, "pages": suspect.pages, "example": example })
    };
    let plain = |entry: &Entry| match entry {
        Entry::Plain(entry) => Some(entry.clone()),
        Entry::Hash(_) => None,
    };
    let entries: Option<Vec<String>> = suggestion.patch.entries.iter().map(plain).collect();
    let evidence: Vec<&str> = suggestion.evidence.iter().map(|evidence| evidence.name()).collect();
    json!({
        "likely": suggestion.is_likely(),
        "one": suspect(&suggestion.one),
        "other": suspect(&suggestion.other),
        "evidence": evidence,
        "against": if suggestion.has_two_accounts { vec!["two-accounts"] } else { Vec::new() },
        // Where only a hash would tell, the terminal has it.
        "patch": {
            "file": suggestion.patch.file,
            "new": suggestion.patch.is_new,
            "match": entries,
        },
    })
}
