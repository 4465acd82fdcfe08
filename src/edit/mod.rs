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

/// Lines that stand around a change in a difference, as `diff -u` and git have them.
const AROUND: usize = 3;

/// The edits of a file as a unified difference (the form of `diff -u`, which `git apply` and `patch` read).
pub fn difference(old_name: &str, new_name: &str, text: &str, edits: &[&Edit]) -> String {
    let mut out = format!("--- {old_name}\n+++ {new_name}\n");
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let changes = changed_lines(text, edits);
    let mut grown = 0_isize;
    let mut rest = &changes[..];
    while let Some((first, _)) = rest.first() {
        let near = |two: &&[(Range<usize>, String)]| two[1].0.start <= two[0].0.end + 2 * AROUND;
        let (hunk, after) = rest.split_at(1 + rest.windows(2).take_while(near).count());
        rest = after;
        let mut at = first.start.saturating_sub(AROUND);
        let end = (hunk[hunk.len() - 1].0.end + AROUND).min(lines.len());
        let (start, old_count) = (at, end - at);
        let (mut body, mut new_count) = (String::new(), old_count);
        // With their ends, which are part of the line for whoever applies this.
        let mut push = |sign: char, line: &str| {
            let end = if line.ends_with('\n') { "" } else { "\n\\ No newline at end of file\n" };
            body.push_str(&format!("{sign}{line}{end}"));
        };
        for (old, new) in hunk {
            lines[at..old.start].iter().for_each(|line| push(' ', line));
            lines[old.clone()].iter().for_each(|line| push('-', line));
            new.split_inclusive('\n').for_each(|line| push('+', line));
            new_count = new_count + new.split_inclusive('\n').count() - old.len();
            at = old.end;
        }
        lines[at..end].iter().for_each(|line| push(' ', line));
        // What has no lines stands behind the one before.
        let old_line = start + usize::from(old_count > 0);
        let new_line = start.saturating_add_signed(grown) + usize::from(new_count > 0);
        out.push_str(&format!("@@ -{old_line},{old_count} +{new_line},{new_count} @@\n{body}"));
        grown += new_count as isize - old_count as isize;
    }
    out
}

/// Which lines the edits replace, counted from 0, and by what.
fn changed_lines(text: &str, edits: &[&Edit]) -> Vec<(Range<usize>, String)> {
    let mut changes = Vec::new();
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
        let line = text[..start].matches('\n').count();
        changes.push((line..line + text[start..end].split_inclusive('\n').count(), new));
        rest = &rest[count..];
    }
    changes
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
        let expected = "--- a.md\n+++ b.md\n@@ -1,4 +1,6 @@\n one\n-two two\n+2 2\n+and a half\n-three\n+3\n+three and a half\n four\n";
        assert_eq!(difference("a.md", "b.md", text, of_file), expected);
    }
}
