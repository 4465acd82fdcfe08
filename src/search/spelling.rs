//! Spelling: which words one that nobody wrote may have been meant to be.

use crate::search::words::{self, order};

/// Words that a misspelling stands for, at most.
const LIKES: usize = 8;

/// Words alike, while they are collected: the nearest only.
pub(crate) struct Likes {
    units: Vec<u16>,
    /// Letters wrong, at most; as soon as a word comes nearer, no more than in that.
    most: usize,
    found: Vec<(u32, String)>,
}

impl Likes {
    /// Words at most so many letters from this one; `None` where it is too short to tell, or in a script where letters do not tell.
    pub(crate) fn of(word: &str, most: usize) -> Option<Likes> {
        let units: Vec<u16> = word.encode_utf16().collect();
        let plain = word.chars().all(|c| c.is_alphabetic() && !words::is_dense(c));
        (units.len() > 3 && plain).then_some(Likes { units, most, found: Vec::new() })
    }

    /// Considers a word of `df` pages. The first letter must be right, or have changed its place with the second.
    pub(crate) fn note(&mut self, form: &str, df: u32) {
        let other: Vec<u16> = form.encode_utf16().collect();
        let begins =
            other.len() > 2 && (other[0] == self.units[0] || other[1] == self.units[0] && other[0] == self.units[1]);
        if !begins || other == self.units {
            return;
        }
        if let Some(distance) = distance(&self.units, &other, self.most) {
            if distance < self.most {
                self.found.clear();
                self.most = distance;
            }
            self.found.push((df, form.to_owned()));
        }
    }

    /// Letters wrong in the nearest, if there is any.
    pub(crate) fn best(&self) -> Option<usize> {
        (!self.found.is_empty()).then_some(self.most)
    }

    /// The nearest words, the commonest first.
    pub(crate) fn words(mut self) -> Vec<String> {
        self.found.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| order(&a.1, &b.1)));
        let mut words: Vec<String> = Vec::new();
        for (_, word) in self.found {
            if words.len() < LIKES && !words.contains(&word) {
                words.push(word);
            }
        }
        words
    }
}

/// How many letters to add, drop, change or swap, if at most `most`.
fn distance(a: &[u16], b: &[u16], most: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > most {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut next = vec![i];
        for j in 1..=b.len() {
            let mut least = (row[j] + 1).min(next[j - 1] + 1).min(row[j - 1] + usize::from(a[i - 1] != b[j - 1]));
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(before[j - 2] + 1);
            }
            next.push(least);
        }
        if next.iter().all(|&least| least > most) {
            return None;
        }
        before = std::mem::replace(&mut row, next);
    }
    Some(row[b.len()]).filter(|&least| least <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_of_typing_are_counted() {
        let of = |a: &str, b: &str| {
            distance(&a.encode_utf16().collect::<Vec<_>>(), &b.encode_utf16().collect::<Vec<_>>(), 2)
        };
        let table = [
            ("delete", "delete", Some(0)),
            ("delte", "delete", Some(1)),
            ("dleete", "delete", Some(1)),
            ("abc", "xyz", None),
            ("", "ab", Some(2)),
        ];
        for (a, b, expected) in table {
            assert_eq!(of(a, b), expected, "{a} {b}");
        }
    }
}
