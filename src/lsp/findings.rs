//! Findings as an editor shows them: the same as those of `cairn check`, by file.

use std::collections::BTreeMap;

use lsp_types::{Diagnostic, DiagnosticSeverity, NumberOrString};

use crate::config::{self, Levels};
use crate::diagnostic::{self, Level};
use crate::lsp::position::{Encoding, Lines};
use crate::output::Output;
use crate::path::SitePath;

/// Everything that is wrong, by the file it is found in. What is about the repository as a whole stands in `cairn.yml`.
pub fn findings(output: &Output, encoding: Encoding) -> BTreeMap<SitePath, Vec<Diagnostic>> {
    let levels = Levels::new(&output.source.config);
    let mut by_file: BTreeMap<SitePath, Vec<(diagnostic::Diagnostic, Level)>> = BTreeMap::new();
    for found in output.diagnostics() {
        let level = levels.of(&found);
        if level == Level::Off {
            continue;
        }
        let file = found.place.as_ref().and_then(|place| SitePath::new(&place.file));
        let file = file.or_else(|| SitePath::new(config::FILE)).expect("a plain name");
        by_file.entry(file).or_default().push((found, level));
    }
    let of_file = |(file, found): (SitePath, Vec<(diagnostic::Diagnostic, Level)>)| {
        let bytes = output.source.bytes(&file).unwrap_or_default();
        let text = crate::document::text_of(&bytes);
        let lines = Lines::new(&text, encoding);
        let found = found.iter().map(|(found, level)| finding(found, *level, &lines)).collect();
        (file, found)
    };
    by_file.into_iter().map(of_file).collect()
}

fn finding(found: &diagnostic::Diagnostic, level: Level, lines: &Lines<'_>) -> Diagnostic {
    let place = found.place.as_ref().filter(|place| place.line > 0);
    let bytes = place.map_or(0..0, |place| place.bytes.0 as usize..place.bytes.1 as usize);
    let message = std::iter::once(&found.message).chain(&found.help).cloned().collect::<Vec<String>>();
    Diagnostic {
        range: lines.range(bytes),
        severity: Some(if level == Level::Error { DiagnosticSeverity::ERROR } else { DiagnosticSeverity::WARNING }),
        code: Some(NumberOrString::String(found.code.name().to_owned())),
        source: Some("cairn".to_owned()),
        message: message.join("\n"),
        ..Diagnostic::default()
    }
}
