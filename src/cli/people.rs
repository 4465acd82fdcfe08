//! `cairn people`: who is who, for maintainers.
//!
//! What is printed here may end in a log that everybody reads, so no address is: only `suggest --mailmap` prints any,
//! because a `.mailmap` is made of them, and it prints nothing else.

use std::path::Path;

use serde_json::{Value, json};

use crate::cli::args::{self, From, Global, Lint, People, Suggest};
use crate::cli::build::count;
use crate::cli::{FINDINGS, cache, fail, fail_with, log, options, print, report};
use crate::diagnostic::{Code, Diagnostic};
use crate::path::SitePath;
use crate::site::people::alike::{Entry, Patch, Suggestion, Suspect, suggest};
use crate::site::people::lint;
use crate::site::people::lock::{self, Lock};
use crate::site::{Site, asked, page_facts};
use crate::source::Source;
use crate::source::history::{State, mailmap};

/// Runs one of them.
pub(super) fn run(command: &People, global: &Global) -> u8 {
    let result = match command {
        People::Suggest(arguments) => suggest_people(arguments, global),
        People::Lint(arguments) => lint_people(arguments, global),
        People::Lock(arguments) => lock_people(arguments, global),
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
        _ => "run it in a clone of the git repository",
    };
    Err(fail(&"the history of the pages is not here", Some(help)))
}

fn suggest_people(arguments: &Suggest, global: &Global) -> Result<u8, u8> {
    let (source, site) = linked(&arguments.root, true, global)?;
    needs_history(&source)?;
    let suggestions = suggest(&source.history, &site.person_files, &asked(&site.pages));
    if arguments.json {
        let suggestions: Vec<Value> = suggestions.iter().map(as_json).collect();
        print(&format!("{}\n", json!({ "suggestions": suggestions })));
    } else if arguments.mailmap {
        let left_out = suggestions.iter().filter(|suggestion| suggestion.patch.mailmap.is_empty()).count();
        let lines = suggestions.iter().filter(|suggestion| !suggestion.patch.mailmap.is_empty());
        lines.for_each(|suggestion| print(&as_mailmap(suggestion)));
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
        found.extend(lint::unmatched(&source.history, &site.person_files, &asked(&site.pages)));
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

fn lock_people(arguments: &args::Lock, global: &Global) -> Result<u8, u8> {
    let (source, site) = linked(&arguments.root, false, global)?;
    needs_history(&source)?;
    if source.diagnostics.iter().any(|found| found.code == Code::PartialHistory) {
        let help = "fetch the whole history; what would be written now might name fewer people";
        return Err(fail(&"the history could be read only in part", Some(help)));
    }
    let lock = Lock::of(&site.people, &page_facts(&site.pages), &source.history);
    let text = lock.text();
    let is_same = source.lock.as_deref() == Some(text.as_str());
    if !is_same {
        replace(&arguments.root, lock::FILE, &text)?;
    }
    if !global.quiet {
        let (pages, people) = (lock.pages.len(), lock.people.len());
        let said = format!("{} and {}", count(pages, "page", "pages"), count(people, "person", "people"));
        let done = if is_same { "is true as it is" } else { "was written: commit it" };
        print(&format!("`{}` {done} ({said})\n", lock::FILE));
    }
    Ok(0)
}

/// Writes a file of the repository whole or not at all.
fn replace(root: &Path, name: &str, text: &str) -> Result<(), u8> {
    let (path, beside) = (root.join(name), root.join(format!("{name}.new")));
    let written = std::fs::write(&beside, text).and_then(|()| std::fs::rename(&beside, &path));
    written.map_err(|error| {
        let _ = std::fs::remove_file(&beside);
        fail(&format!("cannot write `{name}`: {error}"), None)
    })
}

/// Whether a finding is about a people file, a picture beside it, or whom a page names.
fn is_about_people(diagnostic: &Diagnostic) -> bool {
    let file = diagnostic.place.as_ref().map_or("", |place| place.file.as_str());
    let is_picture = diagnostic.code == Code::NotARegularFile && file.starts_with("static/");
    let is_name = matches!(diagnostic.code, Code::HiddenCharacters | Code::AddressInMetadata | Code::BadPerson);
    matches!(file, "people.yml" | lock::FILE) || file.starts_with("people/") || is_picture || is_name
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
    let Patch { file, is_new, name, entries, .. } = &suggestion.patch;
    text += &format!("   patch: {} {file}\n", if *is_new { "a new file" } else { "add to" });
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
    format!("# {level}: {}\n{}\n", evidence.join("; "), suggestion.patch.mailmap.join("\n"))
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
        "patch": entries.map(|entries| json!({
            "file": suggestion.patch.file,
            "new": suggestion.patch.is_new,
            "match": entries,
        })),
    })
}
