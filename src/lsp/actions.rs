//! Code actions: what `cairn check --fix` would write, one by one or for the whole file.

use std::ops::Range;

use lsp_types::{CodeAction, CodeActionKind, CodeActionOrCommand, Diagnostic};

use crate::edit::fixes::fixes;
use crate::edit::moves::Move;
use crate::edit::{Edit, by_file};
use crate::lsp::position::Lines;
use crate::lsp::rename::{Versions, workspace_edit};
use crate::lsp::{Edition, Editor};
use crate::path::SitePath;

/// The kind of the action that mends everything in a file.
pub const FIX_ALL: CodeActionKind = CodeActionKind::new("source.fixAll.cairn");

/// What can be mended in a range of a file. `known` are the findings that the editor shows there, `only` the kinds that it asks for.
pub fn actions(
    editor: &Editor,
    edition: &Edition,
    versions: &Versions<'_>,
    path: &SitePath,
    range: lsp_types::Range,
    known: &[Diagnostic],
    only: Option<&[CodeActionKind]>,
) -> Vec<CodeActionOrCommand> {
    let Some(text) = edition.text(path) else { return Vec::new() };
    let is_asked = |kind: &CodeActionKind| {
        let holds = |asked: &CodeActionKind| {
            let (asked, kind) = (asked.as_str(), kind.as_str());
            kind.strip_prefix(asked).is_some_and(|rest| asked.is_empty() || rest.is_empty() || rest.starts_with('.'))
        };
        only.is_none_or(|only| only.iter().any(holds))
    };
    let site = edition.page(path).map_or(&edition.output.site, |(site, _)| site);
    let found = edition.output.diagnostics();
    let edits = fixes(site, &edition.output.source, &found, &|file| file == path.as_str());
    let edits: Vec<&Edit> = by_file(&edits).remove(path).unwrap_or_default();
    let lines = Lines::new(&text, editor.encoding);
    let asked = lines.bytes(range);
    let action = |title: String, kind: CodeActionKind, edits: Vec<Edit>, diagnostics: Option<Vec<Diagnostic>>| {
        let edit = workspace_edit(editor, edition, versions, &Move { edits, ..Move::default() });
        let is_preferred = diagnostics.is_some().then_some(true);
        CodeActionOrCommand::CodeAction(CodeAction {
            title,
            kind: Some(kind),
            diagnostics,
            edit,
            is_preferred,
            ..CodeAction::default()
        })
    };
    let mut actions = Vec::new();
    for edit in edits.iter().filter(|edit| touches(&asked, &bytes(edit)) && is_asked(&CodeActionKind::QUICKFIX)) {
        let is_about = |found: &&Diagnostic| touches(&lines.bytes(found.range), &bytes(edit));
        let about: Vec<Diagnostic> = known.iter().filter(is_about).cloned().collect();
        let title = format!("Write `{}`", edit.text.trim());
        actions.push(action(title, CodeActionKind::QUICKFIX, vec![(*edit).clone()], Some(about)));
    }
    if !edits.is_empty() && is_asked(&FIX_ALL) {
        let title = "Mend what can be mended in one way only".to_owned();
        actions.push(action(title, FIX_ALL, edits.iter().map(|edit| (*edit).clone()).collect(), None));
    }
    actions
}

fn bytes(edit: &Edit) -> Range<usize> {
    edit.bytes.0..edit.bytes.1
}

fn touches(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start <= other.end && other.start <= one.end
}
