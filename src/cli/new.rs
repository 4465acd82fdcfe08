//! `cairn new KIND "Title"`: shows what exists already, then writes a page to fill in.

use std::fs::File;
use std::io::Write;

use crate::cli::args::{From, Global, New};
use crate::cli::{FINDINGS, cache, fail, fail_with, log, options, print, report};
use crate::document::kind::Kind;
use crate::document::lint::placeholder;
use crate::output::Output;
use crate::path::{fold, slug};
use crate::site::Site;

/// Runs it.
pub(super) fn run(arguments: &New, global: &Global) -> u8 {
    let title = arguments.title.trim();
    if title.is_empty() {
        return fail(&"the title is empty", Some("give the question or the title in quotes"));
    }
    let from = From { root: arguments.root.clone(), drafts: true, now: None };
    let options = match options(&from, None) {
        Ok(options) => options,
        Err(message) => return fail(&message, None),
    };
    let output = match crate::plan(&options, cache(&arguments.root, global), true) {
        Ok(output) => output,
        Err(error) => return fail_with(&error),
    };
    let site = &output.site;
    let Some(kind) = site.kinds.list.iter().find(|kind| kind.id == arguments.kind) else {
        let known: Vec<&str> = site.kinds.list.iter().map(|kind| kind.id.as_str()).collect();
        let message = format!("`{}` is not a kind of page here", arguments.kind);
        return fail(&message, Some(&format!("the kinds are {}", known.join(", "))));
    };
    let same = same_title(site, title);
    if !same.is_empty() && !arguments.force {
        log(&report::note(&format!("there is a page with this title already: {}", same.join(", "))));
        log("nothing was written; improve that page, or repeat with --force");
        return FINDINGS;
    }
    tell_what_is_there(&output, title);
    let content = output.source.content.as_ref().map(|folder| format!("{folder}/")).unwrap_or_default();
    let folder = if kind.folder.is_empty() { String::new() } else { format!("{}/", kind.folder) };
    let path = format!("{content}{folder}{}.md", slug(title));
    match write(&arguments.root.join(&path), &page(kind, title)) {
        Ok(()) => {
            print(&format!("{path}\n"));
            0
        }
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            fail(&format!("`{path}` exists already"), Some("choose another title, or edit that file"))
        }
        Err(error) => fail(&format!("cannot write `{path}`: {error}"), None),
    }
}

/// Pages that most likely answer it already; where none does, pages about the same.
fn tell_what_is_there(output: &Output, title: &str) {
    let site = &output.site;
    let asked = site.topics.asked_before(site, 0, title);
    let likely: Vec<&crate::site::Page> =
        asked.iter().filter(|(_, certainty)| *certainty >= 100).map(|(page, _)| site.page(*page)).collect();
    for page in &likely {
        log(&format!("asked already: {} (`{}`)", report::text::visible(&page.title), page.path));
    }
    if !likely.is_empty() {
        log("improve that page, or say `duplicate_of` in the new one");
        return;
    }
    let near = crate::cli::search::ask(output, 0, title, 3);
    for hit in near.iter().flat_map(|found| &found.results) {
        log(&format!("related: {} ({})", hit.title, hit.url));
    }
}

/// Paths of pages whose title, or another wording of whose question, is this one.
fn same_title(site: &Site, title: &str) -> Vec<String> {
    let plain = |text: &str| fold(text).chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let wanted = plain(title);
    let asks = |page: &&crate::site::Page| {
        let wordings = page.document.front_matter.asked_as.iter().map(|wording| wording.value.as_str());
        wordings.chain([page.title.as_str()]).any(|text| plain(text) == wanted)
    };
    site.pages.iter().filter(asks).map(|page| format!("`{}`", page.path)).collect()
}

/// Creates the file, never over another.
fn write(path: &std::path::Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    File::options().write(true).create_new(true).open(path)?.write_all(text.as_bytes())
}

/// Front matter with what a beginner needs to know, and a body to replace.
fn page(kind: &Kind, title: &str) -> String {
    // JSON strings are YAML strings: quotes and backslashes of the title cannot end it.
    let title = serde_json::to_string(title).expect("text is plain data");
    let fields = match kind.id.as_str() {
        "faq" => {
            "# Other ways to ask the same; search finds the page by each of them.\nasked_as: []\n\
             # The answer in one or two sentences; details go below.\nshort_answer: \"\"\n"
        }
        "tutorial" => {
            "# One line: what the reader will have at the end.\ndescription: \"\"\n\
             # beginner, intermediate or advanced\nlevel: beginner\n"
        }
        "template" => {
            "# One line: what it is for.\ndescription: \"\"\n# SPDX licence identifier, such as CC-BY-4.0\nlicense: CC-BY-4.0\n"
        }
        _ => "# One line about the page.\ndescription: \"\"\n",
    };
    let required: String = kind
        .required
        .iter()
        .filter(|key| !fields.contains(&format!("\n{key}:")) && !matches!(key.as_str(), "title" | "license"))
        .map(|key| format!("{key}: \"\" # required\n"))
        .collect();
    let body = match kind.id.as_str() {
        "faq" => format!("{}\n", placeholder::ANSWER),
        "tutorial" => {
            format!("{}\n\n## Step 1 - First step\n\n{}\n", placeholder::NEEDS, placeholder::STEP)
        }
        "template" => {
            format!("{}\n\n```text title=\"template.txt\"\n{}\n```\n", placeholder::WHEN, placeholder::PAYLOAD)
        }
        _ => format!("{}\n", placeholder::PAGE),
    };
    format!(
        "---\ntitle: {title}\n# Remove the next line when the page is ready to be published.\nstatus: draft\n{fields}{required}tags: []\n---\n\n{body}"
    )
}
