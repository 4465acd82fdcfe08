//! `cairn explain CODE`: what a diagnostic means, why, and how to mend it, in the words that stand on the code.

use std::fmt::Write;

use crate::cli::args::{Explain, ExplainFormat};
use crate::cli::{fail, print};
use crate::diagnostic::{Code, Level, did_you_mean};
use crate::view::reference;

/// Runs it.
pub(super) fn run(arguments: &Explain) -> u8 {
    if arguments.views {
        print(&reference::page());
        return 0;
    }
    let is_page = arguments.format == ExplainFormat::Markdown;
    let Some(name) = &arguments.code else {
        print(&if is_page { page() } else { all() });
        return 0;
    };
    // As it is copied from a report: `warning[unknown-key]`.
    let bare = name.split_once('[').map_or(name.as_str(), |(_, code)| code.trim_end_matches([']', ':']));
    let Some(code) = Code::ALL.iter().find(|code| code.name() == bare) else {
        let near = did_you_mean(bare, Code::ALL.iter().map(|code| code.name()));
        let help = near.map_or("`cairn explain` lists them".to_owned(), |near| format!("did you mean `{near}`?"));
        return fail(&format!("there is no diagnostic `{name}`"), Some(&help));
    };
    print(&if is_page { section(*code) } else { one(*code) });
    0
}

fn one(code: Code) -> String {
    let explanation: Vec<&str> = code.explanation().lines().map(str::trim).collect();
    let explanation = explanation.join("\n");
    format!("{} ({})\n\n{}\n\n{}\n", code.name(), code.default_level().name(), explanation.trim(), change(code))
}

/// How its level is changed, if it is.
fn change(code: Code) -> String {
    let name = code.name();
    match (code.is_safety(), code.default_level()) {
        (true, _) => "It guards readers or the machine, so `cairn.yml` cannot lower its level.".to_owned(),
        (false, Level::Off) => {
            format!("`diagnostics: {{{name}: warn}}` in `cairn.yml` turns it on; `error` is the other.")
        }
        (false, _) => {
            format!("`diagnostics: {{{name}: off}}` in `cairn.yml` turns it off; `warn` and `error` are the others.")
        }
    }
}

/// Every code with its level, one a line.
fn all() -> String {
    let longest = Code::ALL.iter().map(|code| code.name().len()).max().unwrap_or(0);
    Code::ALL.iter().fold(String::new(), |mut out, code| {
        let explanation = on_one_line(*code);
        let first = explanation.split_inclusive(". ").next().unwrap_or_default().trim_end();
        let _ = writeln!(out, "{:longest$}  {:5}  {first}", code.name(), code.default_level().name());
        out
    })
}

fn on_one_line(code: Code) -> String {
    code.explanation().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Every code, by name, as a page of a handbook.
fn page() -> String {
    let mut codes = Code::ALL.to_vec();
    codes.sort_by_key(|code| code.name());
    let sections: Vec<String> = codes.into_iter().map(section).collect();
    format!("{HEAD}{}", sections.join("\n"))
}

const HEAD: &str = "---
# Written by `cairn explain --format markdown`. Whoever changes it here changes it until it is written the next time.
title: Diagnostics from A to Z
description: What each diagnostic means, why it matters, how to put it right, and how to change its level.
search: {boost: 0.5}
---

Every diagnostic of Cairn by its code, as `cairn explain` says it. **Error** fails `cairn check`; **warning** fails it only with `--strict`; **off**
is not reported unless `cairn.yml` turns it on.

";

/// One code as a section with an anchor of its own.
fn section(code: Code) -> String {
    let level = match code.default_level() {
        Level::Off => "Off",
        Level::Warn => "Warning",
        Level::Error => "Error",
    };
    let name = code.name();
    format!("## {name} {{#{name}}}\n\n**{level}.** {}\n\n{}\n", on_one_line(code), change(code))
}
