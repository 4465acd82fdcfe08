//! Edit: changes to the content's own files, worked out as values before anything is written.
//!
//! [`moves`] works out what it means to move a page or to rename a heading, [`fixes`] what can be mended in one way only, [`new_page`] what a page begins with. Nothing here touches a disk: the command line writes what it is given,
//! shows it as a difference, or hands it to an editor.

pub mod destination;
pub mod fixes;
pub mod moves;
pub mod new_page;

use std::collections::BTreeMap;
use std::ops::Range;

use crate::path::SitePath;

/// Some bytes of a file replaced.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// The file as it is called before any move.
    pub file: SitePath,
    /// What is replaced: bytes of the file's text without its byte order mark, as in a `Place`.
    pub bytes: (usize, usize),
    /// What stands there instead.
    pub text: String,
}

impl Edit {
    /// Replaces a run of bytes.
    pub fn new(file: &SitePath, bytes: Range<usize>, text: impl Into<String>) -> Edit {
        Edit { file: file.clone(), bytes: (bytes.start, bytes.end), text: text.into() }
    }
}

/// The edits by file, in order and without those that overlap an earlier one.
pub fn by_file(edits: &[Edit]) -> BTreeMap<&SitePath, Vec<&Edit>> {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort();
    sorted.dedup();
    let mut files: BTreeMap<&SitePath, Vec<&Edit>> = BTreeMap::new();
    for edit in sorted {
        let of_file = files.entry(&edit.file).or_default();
        if of_file.last().is_none_or(|last| last.bytes.1 <= edit.bytes.0) {
            of_file.push(edit);
        }
    }
    files
}

/// A text after its edits, which are in order and do not overlap.
pub fn apply(text: &str, edits: &[&Edit]) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    let mut at = 0;
    for edit in edits {
        out.push_str(&text[at..edit.bytes.0]);
        out.push_str(&edit.text);
        at = edit.bytes.1;
    }
    out.push_str(&text[at..]);
    out
}

/// The edits of a file as a unified difference without surrounding lines.
pub fn difference(old_name: &str, new_name: &str, text: &str, edits: &[&Edit]) -> String {
    let mut out = format!("--- {old_name}\n+++ {new_name}\n");
    let mut grown = 0_isize;
    let mut rest = edits;
    while let Some(first) = rest.first() {
        let start = text[..first.bytes.0].rfind('\n').map_or(0, |at| at + 1);
        let line_end = |at: usize| text[at..].find('\n').map_or(text.len(), |more| at + more + 1);
        // Whole lines that are put between two others replace none.
        let whole = first.bytes.0 == first.bytes.1 && first.bytes.0 == start && first.text.ends_with('\n');
        let mut end = if whole { start } else { line_end(first.bytes.1) };
        let mut count = 1;
        while let Some(next) = rest.get(count).filter(|next| next.bytes.0 < end) {
            end = end.max(line_end(next.bytes.1));
            count += 1;
        }
        let shifted: Vec<Edit> = rest[..count]
            .iter()
            .map(|edit| Edit::new(&edit.file, edit.bytes.0 - start..edit.bytes.1 - start, edit.text.clone()))
            .collect();
        let new = apply(&text[start..end], &shifted.iter().collect::<Vec<_>>());
        let (old_count, new_count) = (text[start..end].lines().count(), new.lines().count());
        let line = text[..start].matches('\n').count() + 1;
        let new_line = line.saturating_add_signed(grown) - usize::from(new_count == 0);
        // What replaces no line stands behind the one before.
        let line = line - usize::from(old_count == 0);
        out.push_str(&format!("@@ -{line},{old_count} +{new_line},{new_count} @@\n"));
        for (sign, lines) in [('-', &text[start..end]), ('+', &new)] {
            // With their ends, which are part of the line for whoever applies this.
            for line in lines.split_inclusive('\n') {
                let end = if line.ends_with('\n') { "" } else { "\n\\ No newline at end of file\n" };
                out.push_str(&format!("{sign}{line}{end}"));
            }
        }
        grown += new_count as isize - old_count as isize;
        rest = &rest[count..];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_applied_in_order_and_shown() {
        let file = SitePath::new("a.md").unwrap();
        let text = "one\ntwo two\nthree\nfour\n";
        let edits = [
            Edit::new(&file, 12..17, "3"),
            Edit::new(&file, 4..7, "2"),
            Edit::new(&file, 8..11, "2\nand a half"),
            Edit::new(&file, 18..18, "three and a half\n"),
            // What overlaps an earlier edit is left out.
            Edit::new(&file, 5..9, "nothing"),
        ];
        let files = by_file(&edits);
        let of_file = &files[&file];
        assert_eq!(apply(text, of_file), "one\n2 2\nand a half\n3\nthree and a half\nfour\n");
        let expected = "--- a.md\n+++ b.md\n@@ -2,1 +2,2 @@\n-two two\n+2 2\n+and a half\n@@ -3,1 +4,1 @@\n-three\n+3\n@@ -3,0 +5,1 @@\n+three and a half\n";
        assert_eq!(difference("a.md", "b.md", text, of_file), expected);
    }
}
