//! Line and column of any byte of a text, quickly: a file with ten thousand mistakes on one line must not cost ten
//! thousand times that line.

use std::ops::Range;

use crate::diagnostic::{Place, floor};
use crate::path::SitePath;

/// How far apart the marks stand.
const STEP: usize = 1024;

/// Marks along a text: where its lines begin, and how many characters stand before every so many bytes.
pub(super) struct Ruler {
    lines: Vec<usize>,
    characters: Vec<usize>,
}

impl Ruler {
    pub(super) fn new(text: &str) -> Ruler {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        let mut characters = vec![0];
        for block in text.as_bytes().chunks(STEP) {
            characters.push(characters[characters.len() - 1] + count(block));
        }
        Ruler { lines: [0].into_iter().chain(breaks).collect(), characters }
    }

    /// The place of some bytes of the text this was made for; as [`Place::span`].
    pub(super) fn place(&self, path: &SitePath, text: &str, bytes: Range<usize>) -> Place {
        let start = floor(text, bytes.start);
        let end = floor(text, bytes.end).max(start);
        let line = self.lines.partition_point(|line| *line <= start);
        let column = self.characters_before(text, start) - self.characters_before(text, self.lines[line - 1]);
        Place {
            file: path.to_string(),
            line: line as u32,
            column: column as u32 + 1,
            bytes: (start as u32, end as u32),
        }
    }

    fn characters_before(&self, text: &str, at: usize) -> usize {
        self.characters[at / STEP] + count(&text.as_bytes()[at / STEP * STEP..at])
    }
}

/// Characters that begin in these bytes.
fn count(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ruler_measures_what_counting_would() {
        let path = SitePath::new("a").unwrap();
        for text in ["", "a", "é\n\né", &"aé\r\n日本".repeat(700), &"é".repeat(3000)] {
            let ruler = Ruler::new(text);
            for at in (0..text.len() + 3).step_by(7).chain([text.len(), 1023, 1024, 1025, 2048]) {
                let bytes = at..at + 2;
                assert_eq!(ruler.place(&path, text, bytes.clone()), Place::span(&path, text, bytes), "{at}");
            }
        }
    }
}
