//! `cairn explain CODE`: what a diagnostic means, why, and how to mend it, in the words that stand on the code.

use std::fmt::Write;

use crate::cli::args::Explain;
use crate::cli::{fail, print};
use crate::diagnostic::{Code, did_you_mean};

/// Runs it.
pub(super) fn run(arguments: &Explain) -> u8 {
    let Some(name) = &arguments.code else {
        print(&all());
        return 0;
    };
    // As it is copied from a report: `warning[unknown-key]`.
    let bare = name.split_once('[').map_or(name.as_str(), |(_, code)| code.trim_end_matches([']', ':']));
    let Some(code) = Code::ALL.iter().find(|code| code.name() == bare) else {
        let near = did_you_mean(bare, Code::ALL.iter().map(|code| code.name()));
        let help = near.map_or("`cairn explain` lists them".to_owned(), |near| format!("did you mean `{near}`?"));
        return fail(&format!("there is no diagnostic `{name}`"), Some(&help));
    };
    print(&one(*code));
    0
}

fn one(code: Code) -> String {
    let change = match code.is_safety() {
        true => "It guards readers or the machine, so `cairn.yml` cannot lower its level.".to_owned(),
        false => format!(
            "`diagnostics: {{{}: off}}` in `cairn.yml` turns it off; `warn` and `error` are the others.",
            code.name()
        ),
    };
    format!("{} ({})\n\n{}\n\n{change}\n", code.name(), code.default_level().name(), code.explanation().trim())
}

/// Every code with its level, one a line.
fn all() -> String {
    let longest = Code::ALL.iter().map(|code| code.name().len()).max().unwrap_or(0);
    Code::ALL.iter().fold(String::new(), |mut out, code| {
        let first = code.explanation().split_inclusive(". ").next().unwrap_or_default();
        let first = first.split_whitespace().collect::<Vec<_>>().join(" ");
        let _ = writeln!(out, "{:longest$}  {:5}  {first}", code.name(), code.default_level().name());
        out
    })
}
