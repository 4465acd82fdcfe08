//! Asked: understands what was typed. A query becomes *slots*, one for each thing looked for, with its phrases and unwanted words.
//!
//! Nothing is looked up here; `query.rs` finds the terms that meet a slot. The other half is `asked` in the browser's client.

use crate::search::excerpt;
use crate::search::words::{self, Shape};

/// Slots of one query at most; more are left out.
pub(crate) const SLOTS: usize = 64;
/// UTF-16 units of a query at most.
const TYPED: usize = 1_000;

/// A query understood.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    pub(crate) slots: Vec<Slot>,
    /// Neighbours that may be one word, `log in`: both, and what they are together.
    pub(crate) pairs: Vec<[String; 3]>,
    /// What stands in quotation marks, as lines.
    pub(crate) phrases: Vec<String>,
    /// Words that a page must not have.
    pub(crate) without: Vec<Unwanted>,
    /// Phrases that a page must not have, as lines.
    pub(crate) without_phrases: Vec<String>,
    /// Other wordings of what is said: the words of each, see [`Slot::groups`].
    pub(crate) groups: Vec<Vec<String>>,
}

/// A word that a page must not have.
#[derive(Debug)]
pub(crate) struct Unwanted {
    pub(crate) word: String,
    /// Whether it is so short that it may be an option, as in `tar -xf`; it is one unless titles have the word.
    pub(crate) short: bool,
    is_run: bool,
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
    let mut asked = Asked::default();
    let mut wanted = String::new();
    let parts: Vec<&str> = text.split(QUOTES).collect();
    for (at, part) in parts.iter().enumerate() {
        let quoted = at % 2 == 1 && at + 1 < parts.len();
        match part {
            part if quoted && is_unwanted(&wanted) && !line(part).trim().is_empty() => {
                asked.without_phrases.push(line(part));
                wanted.truncate(wanted.len() - last_length(&wanted));
            }
            _ if quoted => wanted.extend(["\"", part, "\""]),
            // A phrase that is not wanted, while it is still being typed.
            _ if at % 2 == 1 && is_unwanted(&wanted) => wanted.truncate(wanted.len() - last_length(&wanted)),
            _ => wanted.push_str(part),
        }
    }
    let mut parts = Vec::new();
    for part in wanted.split(SPACES) {
        match unwanted(part) {
            None => parts.push(part),
            // What has no words between blanks is not wanted as it stands.
            Some(Unwanted { word, is_run: true, .. }) if word.chars().count() > 2 => asked.without_phrases.push(word),
            Some(word) => asked.without.push(word),
        }
    }
    let mut wanted = parts.join(" ");
    (asked.slots, asked.pairs) = slots(&wanted);
    if asked.slots.is_empty() {
        // Nothing but what is not wanted: that is what is asked for.
        asked = Asked::default();
        (asked.slots, asked.pairs) = slots(&text);
        wanted = text;
    }
    let parts: Vec<&str> = wanted.split(QUOTES).collect();
    for part in parts.iter().enumerate().filter(|&(at, _)| at % 2 == 1 && at + 1 < parts.len()).map(|part| part.1) {
        let line = line(part);
        if line.trim().is_empty() {
            continue;
        }
        asked.phrases.push(line);
        for quoted in slots(part).0 {
            asked.slots.iter_mut().filter(|slot| slot.word == quoted.word).for_each(|slot| slot.quoted = true);
        }
    }
    asked.say_otherwise(&line(&wanted), wordings);
    asked
}

impl Asked {
    /// Adds the words of other wordings of what is said.
    fn say_otherwise(&mut self, said: &str, wordings: &[Vec<String>]) {
        for wordings in wordings.iter().filter(|group| group.iter().any(|wording| said.contains(wording.as_str()))) {
            for wording in wordings.iter().filter(|wording| !said.contains(wording.as_str())) {
                let group = self.groups.len();
                let others = slots(wording).0;
                self.groups.push(others.iter().map(|other| other.word.clone()).collect());
                let share = others.len() as i64;
                for other in others {
                    let room = self.slots.len() < SLOTS;
                    match self.slots.iter_mut().find(|slot| slot.word == other.word) {
                        // What was said itself counts everywhere.
                        Some(known) if known.groups.is_empty() => {}
                        Some(known) => known.groups.push(group),
                        None if room => self.slots.push(Slot { open: false, share, groups: vec![group], ..other }),
                        None => {}
                    }
                }
            }
        }
    }
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
    /// The other wordings to which it belongs, by their places in [`Asked::groups`]: it counts where all words of one of them are.
    pub(crate) groups: Vec<usize>,
    /// Terms that meet it: shard, place, weight.
    pub(crate) terms: Vec<(usize, usize, i64)>,
}

impl Slot {
    /// A slot of its own, which nothing meets yet.
    pub(crate) fn of(word: String, shape: Shape) -> Slot {
        let (alone, open, stop, quoted) = (true, false, false, false);
        Slot { word, shape, alone, open, stop, quoted, share: 1, groups: Vec::new(), terms: Vec::new() }
    }
}

/// Marks around a phrase.
const QUOTES: [char; 6] = ['"', '“', '”', '„', '«', '»'];
/// Signs before what is not wanted.
const MINUS: [char; 4] = ['-', '–', '−', '－'];
/// What parts the words of a query.
const SPACES: [char; 5] = [' ', '\u{3000}', '\u{a0}', '\t', '\n'];
/// Signs of a sentence that may stand behind what is not wanted.
const POINTS: [char; 12] = [',', '.', ';', ':', '!', '?', ')', '、', '。', '，', '！', '？'];

/// Whether what follows is not wanted: the last sign is a minus with nothing before it.
fn is_unwanted(before: &str) -> bool {
    before.strip_suffix(MINUS).is_some_and(|rest| rest.is_empty() || rest.ends_with(SPACES))
}

fn last_length(text: &str) -> usize {
    text.chars().next_back().map_or(0, char::len_utf8)
}

/// The words of a text as they follow each other.
fn line(text: &str) -> String {
    let mut line = String::new();
    excerpt::line(text, &mut line);
    line
}

/// The word that a part of a query says not to want, `-word`; of several ideographs or kana the line.
fn unwanted(part: &str) -> Option<Unwanted> {
    let rest = part.strip_prefix(MINUS).filter(|rest| !rest.starts_with('-'))?.trim_end_matches(POINTS);
    let mut first = None;
    words::pieces(rest, &mut |piece| {
        first.get_or_insert((piece.shape, piece.start, piece.end, words::fold(&piece.text)));
    });
    let (shape, start, end, word) = first?;
    let long = word.chars().count();
    let is_run = shape == Shape::Run;
    let enough = if is_run { long > 1 || word.chars().all(words::is_ideograph) } else { long > 1 };
    (start == 0 && end == rest.len() && enough).then_some(Unwanted { word, short: !is_run && long < 4, is_run })
}

/// Cuts a query into slots, with the neighbours that may be one word.
fn slots(text: &str) -> (Vec<Slot>, Vec<[String; 3]>) {
    let mut slots: Vec<Slot> = Vec::new();
    let mut pairs = Vec::new();
    let mut push = |slot: Slot| {
        if slot.word.is_empty() {
            return;
        }
        if let Some(known) = slots.iter_mut().find(|known| known.word == slot.word) {
            known.open |= slot.open;
            known.alone |= slot.alone;
        } else if slots.len() < SLOTS {
            slots.push(slot);
        }
    };
    let mut before: Option<(usize, String)> = None;
    let mut letter = false;
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
                        let (alone, open) = (run.len() == 1, last && run.len() == 1);
                        push(Slot { alone, open, ..Slot::of(run[from..to].iter().collect(), Shape::Run) });
                    }
                });
            }
            shape => {
                if shape == Shape::Word {
                    let neighbour = before.take().filter(|(end, _)| &text[*end..piece.start] == " ");
                    if let Some((_, first)) = neighbour
                        && pairs.len() < SLOTS
                    {
                        pairs.push([first.clone(), folded.clone(), first + &folded]);
                    }
                    before = Some((piece.end, folded.clone()));
                }
                let open = last && folded.encode_utf16().count() > 1;
                letter = last && !open && shape == Shape::Word;
                push(Slot { open, ..Slot::of(folded, shape) });
            }
        }
    });
    // One letter is the beginning of a word only where nothing else is asked.
    if let ([slot], true) = (&mut slots[..], letter) {
        slot.open = true;
    }
    (slots, pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_last_word_is_open() {
        let open = |text: &str| slots(text).0.into_iter().map(|slot| (slot.word, slot.open)).collect::<Vec<_>>();
        assert_eq!(open("how to"), [("how".to_owned(), false), ("to".to_owned(), true)]);
        assert_eq!(open("how to?"), [("how".to_owned(), false), ("to".to_owned(), false)]);
        assert_eq!(open("新"), [("新".to_owned(), true)]);
        assert_eq!(asked(&"word ".repeat(5_000), &[]).slots.len(), 1);
    }
}
