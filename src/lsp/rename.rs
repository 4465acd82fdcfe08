//! Renaming: a heading where it stands or where a link names it, a page where a link names it, and files that the editor moves.
//!
//! What it means for all files, [`crate::edit::moves`] knows; here it is put into the editor's words.

use std::collections::HashMap;
use std::ops::Range;

use lsp_types::{
    DocumentChangeOperation, DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier, PrepareRenameResponse,
    RenameFile, ResourceOp, TextDocumentEdit, TextEdit, Uri, WorkspaceEdit,
};

use crate::edit::moves::{self, Move};
use crate::edit::{Edit, by_file};
use crate::lsp::cursor::{Leads, Thing, leads, thing};
use crate::lsp::position::Lines;
use crate::lsp::{Edition, Editor, Place};
use crate::path::SitePath;
use crate::site::PageIdx;

/// The version of the text that the editor has open, by file.
pub type Versions<'v> = dyn Fn(&SitePath) -> Option<(Uri, i32)> + 'v;

/// What can be renamed at a place.
enum Named {
    /// The page's path, as it is seen from here.
    Page(PageIdx, String),
    /// A heading: its page, id and text.
    Heading(PageIdx, String, String),
}

/// What can be renamed at a place, and what it is called now.
pub fn prepare(editor: &Editor, place: Place<'_>) -> Option<PrepareRenameResponse> {
    let (bytes, named) = named(place)?;
    let placeholder = match named {
        Named::Page(_, path) => path,
        Named::Heading(_, _, text) => text,
    };
    let range = Lines::new(place.text, editor.encoding).range(bytes);
    Some(PrepareRenameResponse::RangeWithPlaceholder { range, placeholder })
}

/// What is to be done so that what stands at a place has another name.
///
/// # Errors
///
/// A line that says why it cannot be done.
pub fn rename(editor: &Editor, place: Place<'_>, new_name: &str) -> Result<Move, String> {
    let Edition { output, .. } = place.edition;
    let site = place.edition.with_drafts();
    let (_, named) =
        named(place).ok_or("here is nothing that can be renamed: put the cursor on a heading or a link to a page")?;
    match named {
        Named::Heading(page, id, _) => moves::heading(&output.source, site, page, &id, new_name),
        Named::Page(page, _) if editor.moves_files => {
            moves::page(&output.source, site, page, &new_path(place, &site.page(page).path, new_name)?)
        }
        Named::Page(page, _) => {
            Err(format!("this editor lets nobody move files; run `cairn mv {} {new_name}`", site.page(page).path))
        }
    }
}

/// Where a page goes whose new name is seen from the page with the link. `.md` may be left away.
fn new_path(place: Place<'_>, old: &SitePath, name: &str) -> Result<SitePath, String> {
    let name = name.trim();
    let content = place.edition.output.source.content.as_ref().map(SitePath::as_str).unwrap_or_default();
    let path = match name.strip_prefix('/') {
        Some(rooted) => SitePath::new(content).and_then(|content| content.join(rooted)),
        None => place.path.parent().join(name),
    };
    let path =
        path.filter(|path| !path.as_str().is_empty()).ok_or_else(|| format!("`{name}` leads out of the repository"))?;
    let is_folder = matches!(old.stem().split('.').next(), Some("index" | "README" | "_index"));
    match path.extension().is_empty() && !is_folder {
        true => SitePath::new(&format!("{path}.md")).ok_or_else(|| format!("`{name}` is no path")),
        false => Ok(path),
    }
}

/// All indexes are those of the site with drafts.
fn named(place: Place<'_>) -> Option<(Range<usize>, Named)> {
    let thing = thing(place)?;
    let site = place.edition.with_drafts();
    let page = site.pages.binary_search_by(|page| page.path.cmp(place.path)).ok()?;
    match &thing {
        Thing::Heading { id, text } => {
            Some((text.clone(), Named::Heading(page, id.clone(), place.text[text.clone()].to_owned())))
        }
        Thing::Link { path, anchor, .. } => {
            let is_in = |bytes: &&Range<usize>| (bytes.start..=bytes.end).contains(&place.at);
            let Leads::Page(target, id) = leads(site, page, &thing)? else { return None };
            let heading = anchor.as_ref().filter(is_in).zip(id);
            if let Some((bytes, id)) = heading {
                let headings = site.page(target).document.facts.headings.list();
                let text = headings.into_iter().find(|heading| heading.id == id)?.text;
                return Some((bytes.clone(), Named::Heading(target, id, text)));
            }
            let bytes = path.as_ref().filter(is_in).filter(|bytes| !bytes.is_empty())?;
            Some((bytes.clone(), Named::Page(target, site.page(target).path.seen_from(&place.path.parent()))))
        }
        Thing::Reference(_, bytes) => {
            let Leads::Page(target, _) = leads(site, page, &thing)? else { return None };
            Some((bytes.clone(), Named::Page(target, site.page(target).path.seen_from(&place.path.parent()))))
        }
        Thing::Key(..) | Thing::Person(..) => None,
    }
}

/// A change of files in the editor's words: first the texts, then the names. `None` where nothing changes.
pub fn workspace_edit(
    editor: &Editor,
    edition: &Edition,
    versions: &Versions<'_>,
    moved: &Move,
) -> Option<WorkspaceEdit> {
    let texts: Vec<TextDocumentEdit> = by_file(&moved.edits)
        .into_iter()
        .filter_map(|(file, edits)| {
            let text = edition.text(file)?;
            let edits = text_edits(editor, &text, &edits);
            let (uri, version) = match versions(file) {
                Some((uri, version)) => (uri, Some(version)),
                None => (editor.root.uri(file), None),
            };
            let text_document = OptionalVersionedTextDocumentIdentifier { uri, version };
            Some(TextDocumentEdit { text_document, edits: edits.into_iter().map(OneOf::Left).collect() })
        })
        .collect();
    if texts.is_empty() && moved.renames.is_empty() {
        return None;
    }
    if !editor.takes_versions && moved.renames.is_empty() {
        let edits = |edit: TextDocumentEdit| {
            let texts = edit.edits.into_iter().filter_map(|edit| match edit {
                OneOf::Left(edit) => Some(edit),
                OneOf::Right(_) => None,
            });
            (edit.text_document.uri, texts.collect())
        };
        #[expect(
            clippy::mutable_key_type,
            reason = "the protocol's type; nothing of an address that is compared can change"
        )]
        let changes: HashMap<Uri, Vec<TextEdit>> = texts.into_iter().map(edits).collect();
        return Some(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() });
    }
    let name = |(old, new): &(SitePath, SitePath)| {
        let (old_uri, new_uri) = (editor.root.uri(old), editor.root.uri(new));
        let rename = RenameFile { old_uri, new_uri, options: None, annotation_id: None };
        DocumentChangeOperation::Op(ResourceOp::Rename(rename))
    };
    let operations = texts.into_iter().map(DocumentChangeOperation::Edit).chain(moved.renames.iter().map(name));
    let changes = DocumentChanges::Operations(operations.collect());
    Some(WorkspaceEdit { document_changes: Some(changes), ..WorkspaceEdit::default() })
}

fn text_edits(editor: &Editor, text: &str, edits: &[&Edit]) -> Vec<TextEdit> {
    let lines = Lines::new(text, editor.encoding);
    let edit = |edit: &&Edit| TextEdit { range: lines.range(edit.bytes.0..edit.bytes.1), new_text: edit.text.clone() };
    edits.iter().map(edit).collect()
}
