//! The file by which Cairn knows a folder as its own, and which names every file that it may remove again.
//!
//! Version 1 is UTF-8 text. The first line is `cairn-output 1`; then one line for each file, sorted by its path: the
//! 32 hexadecimal digits of its digest, a space, the path with `/` between segments (a line feed in it is written `\n`;
//! paths hold no other backslash). The last line is `end` and the number of files, so that a cut marker is noticed.
//! A folder that is still being made carries the one line `cairn-output 1 unfinished` instead: all in it is ours.
//! A marker holds no dates and no names of machines: the same site has the same marker.

#![allow(clippy::disallowed_methods, reason = "this is the way out")]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::io;
use std::path::Path;

use crate::digest::Digest;
use crate::output::folder::read_own;
use crate::source::{OUTPUT_BEGIN, OUTPUT_MARKER};

/// Name of the marker in the folder that it describes.
pub const MARKER: &str = OUTPUT_MARKER;

/// What a folder that is still being made carries.
pub(super) const UNFINISHED: &str = "cairn-output 1 unfinished\n";

const FIRST_LINE: &str = "cairn-output 1";

/// No marker has more bytes: a million files with long names.
pub(super) const LONGEST: u64 = 256 << 20;

/// The files that a build made, with the digest of each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marker {
    /// By path, `/` between segments.
    pub files: BTreeMap<String, Digest>,
}

/// What a folder says about itself.
#[derive(Debug, PartialEq, Eq)]
pub enum Owner {
    /// We made it and it is whole.
    Ours(Marker),
    /// We were making it.
    Unfinished,
    /// It has no marker.
    Nobody,
    /// There is a marker that this version cannot read; the text says why.
    Unclear(&'static str),
}

impl Owner {
    /// Asks the marker of `folder`.
    pub fn of(folder: &Path) -> io::Result<Owner> {
        let bytes = read_own(&folder.join(MARKER), LONGEST)?;
        Ok(bytes.map_or(Owner::Nobody, |bytes| Owner::parse(&bytes)))
    }

    fn parse(bytes: &[u8]) -> Owner {
        let Ok(text) = std::str::from_utf8(bytes) else { return Owner::Unclear("it is not text") };
        if text == UNFINISHED {
            return Owner::Unfinished;
        }
        let mut lines = text.split('\n');
        match lines.next() {
            Some(FIRST_LINE) => {}
            Some(line) if line.starts_with(OUTPUT_BEGIN) => {
                return Owner::Unclear("another version of Cairn wrote it");
            }
            _ => return Owner::Unclear("it is damaged"),
        }
        let mut files = BTreeMap::new();
        for line in lines {
            if let Some(count) = line.strip_prefix("end ") {
                let whole = count.parse() == Ok(files.len());
                return if whole { Owner::Ours(Marker { files }) } else { Owner::Unclear("it is damaged") };
            }
            match line.split_once(' ').and_then(|(digest, path)| Some((digest_of_hex(digest)?, unescape(path)))) {
                Some((digest, path)) if well_formed(&path) => files.insert(path, digest),
                _ => return Owner::Unclear("it is damaged"),
            };
        }
        Owner::Unclear("it is cut off")
    }
}

impl Marker {
    /// The text of the marker.
    pub fn print(&self) -> String {
        let mut text = format!("{FIRST_LINE}\n");
        for (path, digest) in &self.files {
            writeln!(text, "{digest} {}", escape(path)).expect("a string takes all text");
        }
        writeln!(text, "end {}", self.files.len()).expect("a string takes all text");
        text
    }
}

/// Whether a path may be written or removed inside the output: relative, no segment that is empty or climbs, no
/// backslash, no NUL, and none of the names that Cairn keeps for itself.
pub fn well_formed(path: &str) -> bool {
    !path.contains(['\\', '\0'])
        && path.split('/').all(|segment| !matches!(segment, "" | "." | ".."))
        && path.split('/').next().is_some_and(|first| first != MARKER && first != super::journal::STAGING)
}

/// A path as one line of text.
pub(super) fn escape(path: &str) -> String {
    path.replace('\n', "\\n")
}

/// A path from its line.
pub(super) fn unescape(line: &str) -> String {
    line.replace("\\n", "\n")
}

fn digest_of_hex(text: &str) -> Option<Digest> {
    let text: &[u8; 32] = text.as_bytes().try_into().ok()?;
    let digit = |byte: u8| (byte as char).to_digit(16).map(|digit| digit as u8);
    let mut bytes = [0; 16];
    for (byte, pair) in bytes.iter_mut().zip(text.chunks_exact(2)) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(Digest::from_bytes(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marker() -> Marker {
        let paths = ["404.html", "faq/x/index.html", "odd name\nwith a line feed", "größe.png"];
        Marker { files: paths.iter().map(|path| (path.to_string(), Digest::of(path.as_bytes()))).collect() }
    }

    #[test]
    fn a_marker_is_read_as_it_was_written() {
        assert_eq!(Owner::parse(marker().print().as_bytes()), Owner::Ours(marker()));
        assert_eq!(Owner::parse(Marker::default().print().as_bytes()), Owner::Ours(Marker::default()));
        assert_eq!(Owner::parse(UNFINISHED.as_bytes()), Owner::Unfinished);
    }

    #[test]
    fn a_cut_marker_is_not_believed() {
        let text = marker().print();
        for cut in 0..text.len() - 1 {
            assert!(matches!(Owner::parse(&text.as_bytes()[..cut]), Owner::Unclear(_)), "cut at {cut}");
        }
    }

    #[test]
    fn paths_that_leave_the_folder_are_refused() {
        for bad in ["", "/etc/passwd", "../x", "a/../b", "a//b", "a/", "./a", "a\\b", "a\0", MARKER, ".cairn-new/x"] {
            assert!(!well_formed(bad), "{bad:?}");
            let text = format!("{FIRST_LINE}\n{} {bad}\nend 1\n", Digest::of(b""));
            assert!(matches!(Owner::parse(text.as_bytes()), Owner::Unclear(_)), "{bad:?}");
        }
        for good in ["index.html", ".well-known/x", "a/.cairn-output", "...", "a b/ü"] {
            assert!(well_formed(good), "{good:?}");
        }
    }
}
