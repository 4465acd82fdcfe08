//! Positions: an editor counts lines and units of a line, the house counts bytes of a text.
//!
//! Begin with [`Lines`]. Positions that do not exist are moved to the nearest that does: an editor may ask about a text that
//! has changed since.

use std::ops::Range;

use lsp_types::{Position, PositionEncodingKind, TextDocumentContentChangeEvent};

use crate::diagnostic::floor;

/// In what an editor counts along a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// Units of UTF-16, which every editor knows.
    #[default]
    Utf16,
}

impl Encoding {
    /// Bytes where the editor offers them, because then nothing has to be counted.
    pub fn of(offered: &[PositionEncodingKind]) -> Encoding {
        if offered.contains(&PositionEncodingKind::UTF8) { Encoding::Utf8 } else { Encoding::Utf16 }
    }

    /// Its name in the protocol.
    pub fn kind(self) -> PositionEncodingKind {
        match self {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
        }
    }

    fn units(self, text: &str) -> usize {
        text.chars().map(|c| self.length(c)).sum()
    }

    fn length(self, c: char) -> usize {
        match self {
            Encoding::Utf8 => c.len_utf8(),
            Encoding::Utf16 => c.len_utf16(),
        }
    }
}

/// The lines of a text. They end with `\n`, `\r\n` or `\r`, as the protocol has it.
pub struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
    encoding: Encoding,
    /// Of every [`STEP`]th byte the units before it, so that a long line is not counted for each of its findings.
    units: Vec<usize>,
}

/// Bytes between two places whose units are known.
const STEP: usize = 256;

impl<'t> Lines<'t> {
    /// Looks for the ends of lines.
    pub fn new(text: &'t str, encoding: Encoding) -> Lines<'t> {
        let bytes = text.as_bytes();
        let ends = |at: &usize| bytes[*at] == b'\n' || (bytes[*at] == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
        let starts = [0].into_iter().chain((0..bytes.len()).filter(ends).map(|at| at + 1)).collect();
        let mut units = vec![0];
        for at in (STEP..=text.len()).step_by(STEP) {
            let step = &text[floor(text, at - STEP)..floor(text, at)];
            units.push(units[units.len() - 1] + encoding.units(step));
        }
        Lines { text, starts, encoding, units }
    }

    /// Units before a byte where a character begins.
    fn units_before(&self, at: usize) -> usize {
        let step = at / STEP;
        self.units[step] + self.encoding.units(&self.text[floor(self.text, step * STEP)..at])
    }

    /// Where a byte stands.
    pub fn position(&self, at: usize) -> Position {
        let at = floor(self.text, at);
        let line = self.starts.partition_point(|start| *start <= at) - 1;
        let character = self.units_before(at) - self.units_before(self.starts[line]);
        Position { line: line as u32, character: character as u32 }
    }

    /// The byte at a position; behind the end of a line its end, behind the last line the end of the text.
    pub fn offset(&self, position: Position) -> usize {
        let Some(start) = self.starts.get(position.line as usize) else { return self.text.len() };
        let end = self.starts.get(position.line as usize + 1).copied().unwrap_or(self.text.len());
        let line = self.text[*start..end].trim_end_matches(['\n', '\r']);
        let mut left = position.character as usize;
        for (at, c) in line.char_indices() {
            let length = self.encoding.length(c);
            if left < length {
                return start + at;
            }
            left -= length;
        }
        start + line.len()
    }

    /// Where a run of bytes stands.
    pub fn range(&self, bytes: Range<usize>) -> lsp_types::Range {
        lsp_types::Range { start: self.position(bytes.start), end: self.position(bytes.end) }
    }

    /// The bytes of a range; empty where it ends before it begins.
    pub fn bytes(&self, range: lsp_types::Range) -> Range<usize> {
        let start = self.offset(range.start);
        start..self.offset(range.end).max(start)
    }
}

/// What somebody typed: the whole text anew, or a part of it.
pub fn apply(text: &mut String, change: &TextDocumentContentChangeEvent, encoding: Encoding) {
    match change.range {
        Some(range) => {
            let bytes = Lines::new(text, encoding).bytes(range);
            text.replace_range(bytes, &change.text);
        }
        None => change.text.clone_into(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_and_positions_name_the_same_places() {
        // An emoji of two units, a sign of one unit and three bytes, one of two bytes; all three ends of lines.
        let text = "a😀鍵é|\r\nb|\rc|\n|";
        for (encoding, expected) in
            [(Encoding::Utf16, [(0, 5), (1, 1), (2, 1), (3, 0)]), (Encoding::Utf8, [(0, 10), (1, 1), (2, 1), (3, 0)])]
        {
            let lines = Lines::new(text, encoding);
            let bars = text.match_indices('|').map(|(at, _)| at);
            for (at, (line, character)) in bars.zip(expected) {
                let position = Position { line, character };
                assert_eq!(lines.position(at), position, "{encoding:?}");
                assert_eq!(lines.offset(position), at, "{encoding:?}");
            }
        }
    }

    #[test]
    fn every_place_of_a_long_line_is_counted_from_its_beginning() {
        let text = format!("x\n{}", "a😀鍵é".repeat(200));
        let lines = Lines::new(&text, Encoding::Utf16);
        for (at, _) in text.char_indices().skip(2) {
            let character = text[2..at].encode_utf16().count() as u32;
            assert_eq!(lines.position(at), Position { line: 1, character }, "{at}");
        }
        assert_eq!(lines.position(text.len()).character, 1000);
    }

    #[test]
    fn positions_that_do_not_exist_become_the_nearest() {
        let text = "a😀\r\nb";
        let lines = Lines::new(text, Encoding::Utf16);
        for (line, character, expected) in [(0, 2, 1), (0, 99, 5), (1, 99, 8), (9, 0, 8), (u32::MAX, u32::MAX, 8)] {
            assert_eq!(lines.offset(Position { line, character }), expected, "{line}:{character}");
        }
        assert_eq!(lines.position(2), Position { line: 0, character: 1 }, "inside a character");
        assert_eq!(lines.position(999), Position { line: 1, character: 1 });
        let backwards = lsp_types::Range { start: Position::new(1, 0), end: Position::new(0, 0) };
        assert_eq!(lines.bytes(backwards), 7..7);
    }

    #[test]
    fn what_is_typed_is_applied() {
        let mut text = "a😀b\r\nc".to_owned();
        let mut change = |range: Option<(u32, u32, u32, u32)>, new: &str| {
            let range = range.map(|(line, from, to_line, to)| lsp_types::Range {
                start: Position::new(line, from),
                end: Position::new(to_line, to),
            });
            let event = TextDocumentContentChangeEvent { range, range_length: None, text: new.to_owned() };
            apply(&mut text, &event, Encoding::Utf16);
            text.clone()
        };
        assert_eq!(change(Some((0, 3, 0, 4)), "鍵"), "a😀鍵\r\nc");
        assert_eq!(change(Some((0, 4, 1, 0)), ""), "a😀鍵c");
        assert_eq!(change(Some((7, 0, 7, 0)), "!"), "a😀鍵c!");
        assert_eq!(change(None, "new"), "new");
    }
}
