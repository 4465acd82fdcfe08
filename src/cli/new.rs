//! `cairn new KIND "Title"`: shows what exists already, then writes a page to fill in.

use std::fs::File;
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::Path;

use crate::cli::args::{From, Global, New};
use crate::cli::{FINDINGS, cache, fail, fail_with, log, options, print, report};
use crate::document::kind::FAQ_LIST;
use crate::document::person::Credit;
use crate::edit::new_page::{self, NewPage};
use crate::lang::Lang;
use crate::output::Output;
use crate::path::SitePath;
use crate::site::people::file_of;
use crate::site::rules::plain;
use crate::site::{LangIdx, Page, Site};
use crate::source::history;
use crate::yaml::text::clean;

/// Runs it.
pub(super) fn run(arguments: &New, global: &Global) -> u8 {
    answer(arguments, global).unwrap_or_else(|status| status)
}

fn answer(arguments: &New, global: &Global) -> Result<u8, u8> {
    let title = clean(&arguments.title);
    if title.is_empty() {
        return Err(fail(&"the title is empty", Some("give the question or the title in quotes")));
    }
    let from = From { root: arguments.root.clone(), drafts: true, now: None };
    let options = options(&from, None).map_err(|message| fail(&message, None))?;
    let output = crate::plan(&options, cache(&arguments.root, global), true).map_err(|error| fail_with(&error))?;
    let site = &output.site;
    let Some((kind, is_list)) = new_page::kind(&site.kinds, &arguments.kind) else {
        let known = site.kinds.list.iter().map(|kind| kind.id.as_str()).chain([FAQ_LIST]).collect::<Vec<_>>();
        let message = format!("`{}` is not a kind of page here", arguments.kind);
        return Err(fail(&message, Some(&format!("the kinds are {}", known.join(", ")))));
    };
    let lang = lang(arguments, site)?;
    let place = site.langs.iter().position(|known| *known == lang);
    let author = history::oneself(&arguments.root, &site.config.credits.bots);
    let author = author.and_then(|identity| file_of(&site.person_files, &identity));
    let author = author.filter(|file| file.credit != Credit::Hidden).map(|file| file.id.value.as_str());
    let page = NewPage { kind, is_list, title: &title, lang: &lang, folder: &arguments.folder, author };
    let content = output.source.content.clone().unwrap_or_else(|| SitePath::new("").expect("the root"));
    let is_folder = |folder: &SitePath| arguments.root.join(folder.as_str()).is_dir();
    let Some(path) = page.path(site, &content, &is_folder) else {
        let message = format!("`{}` is not a folder for pages", arguments.folder);
        return Err(fail(&message, Some("write it as seen from the kind's folder, without `..`")));
    };
    let there = place.map(|lang| show_what_is_there(&output, lang, &title)).unwrap_or_default();
    // A tutorial may well be about what a question asks.
    let is_doubtful = there.has_title || (there.is_asked && page.is_question());
    if is_doubtful && !arguments.force && !goes_on(global) {
        log("nothing was written; improve the page that is there, or repeat with --force");
        return Ok(FINDINGS);
    }
    write(&arguments.root, &path, &page.text(site, &content, &path))?;
    print(&format!("{path}\n"));
    if !global.quiet {
        log("it is a draft: fill it in, see it with `cairn serve`, and take `status: draft` out");
    }
    Ok(0)
}

/// The language that is wanted, where this site has it.
fn lang(arguments: &New, site: &Site) -> Result<Lang, u8> {
    let default = site.langs.first().cloned().unwrap_or_else(Lang::english);
    let Some(wanted) = &arguments.lang else { return Ok(default) };
    let lang = Lang::parse(wanted).filter(Lang::is_known);
    let Some(lang) = lang else {
        let message = format!("`{wanted}` is not a language code");
        return Err(fail(&message, Some("write a BCP 47 code such as `en`, `pt-BR` or `zh-Hant`")));
    };
    let list = &site.config.languages.list;
    if !list.is_empty() && !list.contains(&lang) && lang != default {
        let message = format!("`{lang}` is not a language of this site");
        let known: Vec<String> = list.iter().map(Lang::to_string).collect();
        let help = format!("its languages are {}; add others to `languages` in `cairn.yml`", known.join(", "));
        return Err(fail(&message, Some(&help)));
    }
    Ok(lang)
}

/// What is there of what is about to be written.
#[derive(Default)]
struct There {
    /// A page has this title, or asks it in other words of its own.
    has_title: bool,
    /// A page most likely asks it.
    is_asked: bool,
}

/// Shows pages that ask the same; where none does, pages about the same.
fn show_what_is_there(output: &Output, lang: LangIdx, title: &str) -> There {
    let site = &output.site;
    let same = same_title(site, lang, title);
    for page in &same {
        log(&report::note(&format!("there is a page with this title already: `{}`", page.path)));
    }
    let asked = site.topics.asked_before(site, lang, title).into_iter().filter(|(_, certainty)| *certainty >= 100);
    let is_other = |page: &&Page| !same.iter().any(|same| same.path == page.path);
    let asked: Vec<&Page> = asked.map(|(page, _)| site.page(page)).filter(is_other).collect();
    for page in &asked {
        log(&format!("asked already: {} (`{}`)", report::text::visible(&page.title), page.path));
    }
    let there = There { has_title: !same.is_empty(), is_asked: !asked.is_empty() };
    if there.has_title || there.is_asked {
        log("improve that page, or say `duplicate_of` in the new one");
        return there;
    }
    let near = crate::cli::search::ask(output, lang, title, 3);
    for hit in near.iter().flat_map(|found| &found.results) {
        log(&format!("related: {} ({})", hit.title, hit.url));
    }
    there
}

/// Pages whose title, or another wording of whose question, is this one.
fn same_title<'a>(site: &'a Site, lang: LangIdx, title: &str) -> Vec<&'a Page> {
    let wanted = plain(title);
    // Signs alone tell no two titles apart.
    if wanted.trim().is_empty() {
        return Vec::new();
    }
    let asks = |page: &&Page| {
        let wordings = page.document.front_matter.asked_as.iter().map(|wording| wording.value.as_str());
        page.lang == lang && wordings.chain([page.title.as_str()]).any(|text| plain(text) == wanted)
    };
    site.pages.iter().filter(asks).collect()
}

/// Asks whether to go on, where somebody can answer. Where nobody can, nothing is read: a program would wait for ever.
fn goes_on(global: &Global) -> bool {
    if global.quiet || !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return false;
    }
    let _ = write!(io::stderr(), "Write a new page all the same? [y/N] ");
    let _ = io::stderr().flush();
    let mut line = String::new();
    let is_read = io::stdin().lock().read_line(&mut line).is_ok();
    is_read && matches!(line.trim().to_lowercase().as_str(), "y" | "yes")
}

/// Creates the file, never over another and never through a link.
fn write(root: &Path, path: &SitePath, text: &str) -> Result<(), u8> {
    let failed = |reason: &dyn std::fmt::Display| fail(&format!("cannot write `{path}`: {reason}"), None);
    let mut folder = root.to_owned();
    for segment in path.parent().segments() {
        folder.push(segment);
        if folder.symlink_metadata().is_ok_and(|facts| !facts.is_dir()) {
            return Err(failed(&format!("`{segment}` is no folder of this repository")));
        }
    }
    std::fs::create_dir_all(&folder).map_err(|error| failed(&error))?;
    match File::options().write(true).create_new(true).open(root.join(path.as_str())) {
        Ok(mut file) => file.write_all(text.as_bytes()).map_err(|error| failed(&error)),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            Err(fail(&format!("`{path}` exists already"), Some("choose another title, or edit that file")))
        }
        Err(error) => Err(failed(&error)),
    }
}
