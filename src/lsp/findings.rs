//! Findings as an editor shows them: the same as those of `cairn check`, by file.
//!
//! Begin with [`Findings::of`]. Places are counted anew only in files that are another, or that something else is found in.

use std::collections::BTreeMap;

use lsp_types::{DiagnosticSeverity, NumberOrString};

use crate::config::{self, Levels};
use crate::diagnostic::{Diagnostic, Level};
use crate::digest::Digest;
use crate::lsp::position::{Encoding, Lines};
use crate::output::Output;
use crate::path::SitePath;

/// What is wrong, by the file it is found in, in the protocol's words.
pub type ByFile = BTreeMap<SitePath, Vec<lsp_types::Diagnostic>>;

/// Remembers the findings of one edition for the next.
#[derive(Debug, Default)]
pub struct Findings {
    files: BTreeMap<SitePath, File>,
}

#[derive(Debug)]
struct File {
    /// Of its text, where that is known.
    digest: Option<Digest>,
    found: Vec<(Diagnostic, Level)>,
    shown: Vec<lsp_types::Diagnostic>,
}

impl Findings {
    /// Everything that is wrong. What is about the repository as a whole stands in `cairn.yml`.
    pub fn of(&mut self, output: &Output, encoding: Encoding) -> ByFile {
        let levels = Levels::new(&output.source.config);
        let mut by_file: BTreeMap<SitePath, Vec<(Diagnostic, Level)>> = BTreeMap::new();
        for found in output.diagnostics() {
            let level = levels.of(&found);
            if level == Level::Off {
                continue;
            }
            let file = found.place.as_ref().and_then(|place| SitePath::new(&place.file));
            let file = file.or_else(|| SitePath::new(config::FILE)).expect("a plain name");
            by_file.entry(file).or_default().push((found, level));
        }
        let pages = output.site.pages.iter().map(|page| (&page.path, page.document.digest));
        let digests: BTreeMap<&SitePath, Digest> = pages.collect();
        let mut known = std::mem::take(&mut self.files);
        let file = |(path, found): (SitePath, Vec<(Diagnostic, Level)>)| {
            let digest = digests.get(&path).copied();
            let is_same = |known: &File| digest.is_some() && known.digest == digest && known.found == found;
            let known = known.remove(&path).filter(is_same);
            let file = known.unwrap_or_else(|| File { shown: shown(output, &path, &found, encoding), digest, found });
            (path, file)
        };
        self.files = by_file.into_iter().map(file).collect();
        self.files.iter().map(|(path, file)| (path.clone(), file.shown.clone())).collect()
    }
}

fn shown(
    output: &Output,
    path: &SitePath,
    found: &[(Diagnostic, Level)],
    encoding: Encoding,
) -> Vec<lsp_types::Diagnostic> {
    let bytes = output.source.bytes(path).unwrap_or_default();
    let text = crate::document::text_of(&bytes);
    let lines = Lines::new(&text, encoding);
    found.iter().map(|(found, level)| finding(found, *level, &lines)).collect()
}

fn finding(found: &Diagnostic, level: Level, lines: &Lines<'_>) -> lsp_types::Diagnostic {
    let place = found.place.as_ref().filter(|place| place.line > 0);
    let bytes = place.map_or(0..0, |place| place.bytes.0 as usize..place.bytes.1 as usize);
    let message: Vec<&str> = std::iter::once(&found.message).chain(&found.help).map(String::as_str).collect();
    lsp_types::Diagnostic {
        range: lines.range(bytes),
        severity: Some(if level == Level::Error { DiagnosticSeverity::ERROR } else { DiagnosticSeverity::WARNING }),
        code: Some(NumberOrString::String(found.code.name().to_owned())),
        source: Some("cairn".to_owned()),
        message: message.join("\n"),
        ..lsp_types::Diagnostic::default()
    }
}
