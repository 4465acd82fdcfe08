//! Asked: understands what was typed. A query becomes *slots*, one for each thing looked for, with its phrases and unwanted words.
//!
//! Nothing is looked up here; `query.rs` finds the terms that meet a slot. The other half is `asked` in the browser's client.

use crate::search::excerpt;
use crate::search::words::{self, Shape};

/// Slots of one query at most; more are left out.
const SLOTS: usize = 64;
/// UTF-16 units of a query at most.
const TYPED: usize = 1_000;

/// A query understood.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    pub(crate) slots: Vec<Slot>,
    /// What stands in quotation marks, as lines.
    pub(crate) phrases: Vec<String>,
    /// Words that a page must not have.
    pub(crate) without: Vec<String>,
}

/// Understands a query: phrases, unwanted words, and slots for all others, with those of other wordings.
pub(crate) fn asked(text: &str, wordings: &[Vec<String>]) -> Asked {
    let mut units = 0;
    let text: String = words::normal(text)
        .chars()
        .take_while(|c| {
            units += c.len_utf16();
            units <= TYPED
        })
        .collect();
    let (mut wanted, mut without) = (Vec::new(), Vec::new());
    for part in text.split([' ', '\u{3000}']) {
        match unwanted(part) {
            Some(word) => without.push(word),
            None => wanted.push(part),
        }
    }
    let mut wanted = wanted.join(" ");
    let mut slots = slots(&wanted);
    if slots.is_empty() {
        // Nothing but unwanted words: they are what is asked for.
        (slots, without) = (self::slots(&text), Vec::new());
        wanted = text;
    }
    let parts: Vec<&str> = wanted.split(QUOTES).collect();
    let mut phrases = Vec::new();
    for part in parts.iter().enumerate().filter(|&(at, _)| at % 2 == 1 && at + 1 < parts.len()).map(|part| part.1) {
        let line = line(part);
        if line.trim().is_empty() {
            continue;
        }
        phrases.push(line);
        for quoted in self::slots(part) {
            slots.iter_mut().filter(|slot| slot.word == quoted.word).for_each(|slot| slot.quoted = true);
        }
    }
    let said = line(&wanted);
    for group in wordings.iter().filter(|group| group.iter().any(|wording| said.contains(wording.as_str()))) {
        for wording in group.iter().filter(|wording| !said.contains(wording.as_str())) {
            let others = self::slots(wording);
            let share = others.len() as i64;
            for other in others {
                if slots.len() < SLOTS && slots.iter().all(|slot| slot.word != other.word) {
                    slots.push(Slot { open: false, share, ..other });
                }
            }
        }
    }
    Asked { slots, phrases, without }
}

/// One thing looked for.
#[derive(Debug)]
pub(crate) struct Slot {
    pub(crate) word: String,
    pub(crate) shape: Shape,
    /// Whether it stands alone, so that a single ideograph is marked.
    pub(crate) alone: bool,
    /// Whether the reader may still be typing it.
    pub(crate) open: bool,
    /// Whether it is a stop word.
    pub(crate) stop: bool,
    /// Whether it stands in a phrase.
    pub(crate) quoted: bool,
    /// How many words share its worth, because together they are another wording.
    pub(crate) share: i64,
    /// Terms that meet it: shard, place, weight.
    pub(crate) terms: Vec<(usize, usize, i64)>,
}

/// Marks around a phrase.
const QUOTES: [char; 6] = ['"', '“', '”', '„', '«', '»'];

/// The words of a text as they follow each other.
fn line(text: &str) -> String {
    let mut line = String::new();
    excerpt::line(text, &mut line);
    line
}

/// The word that a part of a query says not to want, `-word`. Short ones, as in `tar -xf`, are more likely options.
fn unwanted(part: &str) -> Option<String> {
    let rest = part.strip_prefix(['-', '–', '−', '－']).filter(|rest| !rest.starts_with('-'))?;
    let mut first = None;
    words::pieces(rest, &mut |piece| {
        first.get_or_insert((piece.shape, piece.start, piece.end, words::fold(&piece.text)));
    });
    let (shape, start, end, word) = first?;
    let long = word.chars().count();
    let whole = start == 0 && end == rest.len();
    (whole && if shape == Shape::Run { long == 2 } else { long > 3 }).then_some(word)
}

/// Cuts a query into slots.
fn slots(text: &str) -> Vec<Slot> {
    let mut slots: Vec<Slot> = Vec::new();
    let mut push = |word: String, shape: Shape, alone: bool, open: bool| {
        if word.is_empty() {
            return;
        }
        if let Some(known) = slots.iter_mut().find(|slot| slot.word == word) {
            known.open |= open;
            known.alone |= alone;
        } else if slots.len() < SLOTS {
            slots.push(Slot { word, shape, alone, open, stop: false, quoted: false, share: 1, terms: Vec::new() });
        }
    };
    words::pieces(text, &mut |piece| {
        let last = piece.end == text.len();
        let folded = words::fold(&piece.text);
        match piece.shape {
            Shape::Run => {
                let run: Vec<char> = folded.chars().collect();
                words::grams(&run, &mut |from, to| {
                    // The last ideograph is found with the one before it.
                    let twice =
                        to - from == 1 && to == run.len() && run.len() > 2 && words::is_ideograph(run[from - 1]);
                    if !twice {
                        push(run[from..to].iter().collect(), Shape::Run, run.len() == 1, last && run.len() == 1);
                    }
                });
            }
            shape => {
                let long = folded.encode_utf16().count() > 1;
                push(folded, shape, true, last && long);
            }
        }
    });
    slots
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_last_word_is_open() {
        let open = |text: &str| slots(text).into_iter().map(|slot| (slot.word, slot.open)).collect::<Vec<_>>();
        assert_eq!(open("how to"), [("how".to_owned(), false), ("to".to_owned(), true)]);
        assert_eq!(open("how to?"), [("how".to_owned(), false), ("to".to_owned(), false)]);
        assert_eq!(open("新"), [("新".to_owned(), true)]);
        assert_eq!(asked(&"word ".repeat(5_000), &[]).slots.len(), 1);
    }
}
