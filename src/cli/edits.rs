//! Changes to the content's files: shown as a difference, or written so that every file is the old one or the new one, whatever happens.

use std::fs;
use std::io::{IsTerminal, Write};
use std::path::Path;

use crate::cli::report;
use crate::edit::moves::Move;
use crate::edit::{Edit, apply, by_file, difference};
use crate::path::SitePath;
use crate::source::Source;

/// A byte order mark, which is no part of a file's text.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// The changes as a unified difference. A terminal gets what it can show; a pipe gets the very bytes, so that they can be applied.
pub(super) fn show(source: &Source, moved: &Move) -> Result<String, String> {
    let mut out = String::new();
    let edits = by_file(&moved.edits);
    for (from, to) in moved.renames.iter().filter(|(from, _)| !edits.contains_key(from)) {
        out.push_str(&format!("rename from {from}\nrename to {to}\n"));
    }
    for (file, edits) in edits {
        let (mark, text) = read(source, file)?;
        // In the file, the mark belongs to the first line.
        let text = [std::str::from_utf8(mark).expect("a mark is UTF-8"), &text].concat();
        let behind =
            |edit: &&Edit| Edit::new(file, edit.bytes.0 + mark.len()..edit.bytes.1 + mark.len(), edit.text.clone());
        let edits: Vec<Edit> = edits.iter().map(behind).collect();
        let edits: Vec<&Edit> = edits.iter().collect();
        let new = moved.renames.iter().find(|(from, _)| from == file).map_or(file, |(_, to)| to);
        out.push_str(&difference(&format!("a/{file}"), &format!("b/{new}"), &text, &edits));
    }
    if std::io::stdout().is_terminal() {
        out = out.lines().map(|line| report::text::visible(line) + "\n").collect();
    }
    Ok(out)
}

/// Writes the changes: first every new text beside its file, and only when all are there each takes its file's place; then files are moved.
pub(super) fn write(root: &Path, source: &Source, moved: &Move) -> Result<(), String> {
    for (_, to) in &moved.renames {
        if root.join(to.as_str()).symlink_metadata().is_ok() {
            return Err(format!("`{to}` is there already"));
        }
    }
    let mut waiting = Vec::new();
    for (file, edits) in by_file(&moved.edits) {
        let (mark, text) = read(source, file)?;
        let path = root.join(file.as_str());
        let failed = |error: &dyn std::fmt::Display| format!("cannot write `{file}`: {error}");
        let facts = fs::symlink_metadata(&path).map_err(|error| failed(&error))?;
        if !facts.is_file() {
            return Err(failed(&"it is not a regular file"));
        }
        if facts.permissions().readonly() {
            return Err(failed(&"it may only be read"));
        }
        let folder = path.parent().unwrap_or(root);
        let mut temporary =
            tempfile::Builder::new().prefix(".cairn-").tempfile_in(folder).map_err(|error| failed(&error))?;
        let new = [mark, apply(&text, &edits).as_bytes()].concat();
        temporary.write_all(&new).and_then(|()| temporary.as_file().sync_all()).map_err(|error| failed(&error))?;
        temporary.as_file().set_permissions(facts.permissions()).map_err(|error| failed(&error))?;
        waiting.push((temporary, path, file));
    }
    for (temporary, path, file) in waiting {
        temporary.persist(&path).map_err(|error| format!("cannot write `{file}`: {error}"))?;
    }
    for (from, to) in &moved.renames {
        let (old, new) = (root.join(from.as_str()), root.join(to.as_str()));
        let failed = |error: std::io::Error| format!("cannot move `{from}` to `{to}`: {error}");
        fs::create_dir_all(new.parent().unwrap_or(root)).map_err(failed)?;
        fs::rename(&old, &new).map_err(failed)?;
        // A folder that is empty now was there for this page alone.
        let mut folder = old.parent();
        while let Some(empty) = folder.filter(|folder| *folder != root && fs::remove_dir(folder).is_ok()) {
            folder = empty.parent();
        }
    }
    Ok(())
}

fn read(source: &Source, file: &SitePath) -> Result<(&'static [u8], String), String> {
    let bytes = source.bytes(file).map_err(|error| format!("cannot read `{file}`: {error}"))?;
    let (mark, rest) = bytes.strip_prefix(MARK).map_or((&b""[..], &bytes[..]), |rest| (MARK, rest));
    let text = String::from_utf8(rest.to_vec()).map_err(|_| format!("`{file}` is not UTF-8; nothing was changed"))?;
    Ok((mark, text))
}
