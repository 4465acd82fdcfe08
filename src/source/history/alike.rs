//! How much two texts have in common.
//!
//! Begin with [`Alikes::likeness`]. This is asked only for files that went and came, so one git that hands out texts is
//! enough.

use std::collections::{HashMap, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use super::git::Git;
use crate::digest::Digest;

/// Longer texts are not compared.
const LARGEST: u64 = 1024 * 1024;

/// Texts that are remembered beside each other while one commit is looked at.
const MANY: usize = 1000;

/// How much texts have in common, found out once for each pair.
pub(super) struct Alikes<'a> {
    texts: Texts,
    answers: &'a mut Answers,
    pieces: HashMap<Box<[u8]>, Option<Pieces>>,
    /// Whether a text was asked for that is not here.
    pub(super) is_missing: bool,
}

/// How much pairs of texts have in common, in thousandths.
#[derive(Default)]
pub(super) struct Answers {
    /// All that are known.
    pub(super) known: HashMap<Pair, u16>,
    /// Those that were not known before.
    pub(super) fresh: Vec<Pair>,
}

/// What tells the ids of an older and a newer text from others: there may be millions of pairs.
pub(super) type Pair = Digest;

impl<'a> Alikes<'a> {
    /// Starts nothing until it is asked.
    pub(super) fn new(git: &Git, answers: &'a mut Answers) -> Alikes<'a> {
        Alikes { texts: Texts::new(git), answers, pieces: HashMap::new(), is_missing: false }
    }

    /// How much of the longer text is in both, in thousandths; `None` where they cannot be compared.
    pub(super) fn likeness(&mut self, old: &[u8], new: &[u8]) -> Option<u16> {
        let pair = Digest::of_parts([old, new]);
        if let Some(known) = self.answers.known.get(&pair) {
            return Some(*known);
        }
        if self.pieces.len() > MANY {
            self.pieces.clear();
        }
        // Both at once, for each question is a way to git and back.
        self.texts.expected =
            [old, new].into_iter().filter(|id| !self.pieces.contains_key(*id)).map(Box::from).collect();
        for id in [old, new] {
            if !self.pieces.contains_key(id) {
                let pieces = match self.texts.find(id) {
                    Some(Found::Text(text)) => Some(Pieces::of(&text)),
                    Some(Found::Long(bytes)) => Some(Pieces { counts: None, bytes }),
                    None => None,
                };
                self.pieces.insert(id.into(), pieces);
            }
        }
        // A text that is not here may come.
        let (Some(Some(old)), Some(Some(new))) = (self.pieces.get(old), self.pieces.get(new)) else {
            self.is_missing = true;
            return None;
        };
        let likeness = old.likeness(new)?;
        self.answers.fresh.push(pair);
        self.answers.known.insert(pair, likeness);
        Some(likeness)
    }
}

/// Texts of the repository by their ids.
pub(super) struct Texts {
    git: Git,
    running: Option<Running>,
    is_broken: bool,
    /// What will probably be asked for, in this order.
    expected: VecDeque<Box<[u8]>>,
    /// Whether a text was asked for that is not here.
    pub(super) is_missing: bool,
}

enum Found {
    Text(Vec<u8>),
    /// A text that is too long, and its length.
    Long(u64),
}

struct Running {
    child: Child,
    ask: ChildStdin,
    answers: BufReader<ChildStdout>,
    /// What git was asked for and has not been heard about.
    asked: VecDeque<Box<[u8]>>,
}

/// Texts that git may prepare while we still look at others. Their ids must fit into a pipe that nobody reads.
const AHEAD: usize = 64;

impl Texts {
    /// Starts nothing until it is asked.
    pub(super) fn new(git: &Git) -> Texts {
        Texts::expecting(git, VecDeque::new())
    }

    /// The same for whoever knows what they will ask for.
    pub(super) fn expecting(git: &Git, expected: VecDeque<Box<[u8]>>) -> Texts {
        Texts { git: git.clone(), running: None, is_broken: false, expected, is_missing: false }
    }

    /// The text of this id; `None` where it is not here, or too long.
    pub(super) fn text(&mut self, id: &[u8]) -> Option<Vec<u8>> {
        self.find(id).and_then(|found| if let Found::Text(text) = found { Some(text) } else { None })
    }

    fn find(&mut self, id: &[u8]) -> Option<Found> {
        let found = self.ask(id);
        self.is_missing |= found.is_none();
        found
    }

    fn ask(&mut self, id: &[u8]) -> Option<Found> {
        if self.running.is_none() && !self.is_broken {
            self.running = Running::start(&self.git).ok();
        }
        match self.running.as_mut()?.text(id, &mut self.expected) {
            Ok(text) => text,
            Err(_) => {
                // A conversation that broke off cannot be taken up again; more tries would break off as well.
                self.running = None;
                self.is_broken = true;
                None
            }
        }
    }
}

impl Running {
    fn start(git: &Git) -> io::Result<Running> {
        let mut command = git.command(&["cat-file", "--batch"]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let ask = child.stdin.take().expect("it was asked to be a pipe");
        let answers = BufReader::new(child.stdout.take().expect("it was asked to be a pipe"));
        Ok(Running { child, ask, answers, asked: VecDeque::new() })
    }

    /// `None` where there is no text of that id here.
    fn text(&mut self, id: &[u8], expected: &mut VecDeque<Box<[u8]>>) -> io::Result<Option<Found>> {
        let mut now: Vec<Box<[u8]>> = Vec::new();
        if !self.asked.iter().any(|asked| **asked == *id) {
            if let Some(at) = expected.iter().position(|expected| **expected == *id) {
                // Whoever asks knew those before by other means.
                expected.drain(..=at);
            }
            now.push(id.into());
        }
        if self.asked.len() + now.len() <= AHEAD / 2 {
            let room = AHEAD - self.asked.len() - now.len();
            now.extend(expected.drain(..room.min(expected.len())));
        }
        if !now.is_empty() {
            let lines: Vec<u8> = now.iter().flat_map(|id| id.iter().copied().chain([b'\n'])).collect();
            self.ask.write_all(&lines)?;
            self.ask.flush()?;
            self.asked.extend(now);
        }
        loop {
            let is_it = self.asked.pop_front().is_some_and(|asked| *asked == *id);
            let found = self.answer()?;
            if is_it {
                return Ok(found);
            }
        }
    }

    fn answer(&mut self) -> io::Result<Option<Found>> {
        let mut line = String::new();
        if self.answers.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let mut words = line.split_ascii_whitespace().skip(1);
        let (kind, size) = (words.next(), words.next().and_then(|size| size.parse::<u64>().ok()));
        let Some(size) = size else { return Ok(None) };
        let keep = kind == Some("blob") && size <= LARGEST;
        let mut text = Vec::new();
        let mut answer = self.answers.by_ref().take(size);
        if keep {
            answer.read_to_end(&mut text)?;
        } else {
            io::copy(&mut answer, &mut io::sink())?;
        }
        self.answers.read_exact(&mut [0])?;
        Ok(Some(if keep { Found::Text(text) } else { Found::Long(size) }))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A text as the pieces that it is compared by: its lines, and of a longer line each 64 bytes, in any order.
struct Pieces {
    /// Bytes by piece, each piece once and in order; `None` where the text is too long.
    counts: Option<Vec<(u64, usize)>>,
    bytes: u64,
}

impl Pieces {
    fn of(text: &[u8]) -> Pieces {
        let piece = |piece: &[u8]| {
            let mut hasher = DefaultHasher::new();
            // How lines end is no difference between texts.
            piece.trim_ascii_end().hash(&mut hasher);
            (hasher.finish(), piece.len())
        };
        let lines = text.split_inclusive(|byte| *byte == b'\n');
        let mut counts: Vec<(u64, usize)> = lines.flat_map(|line| line.chunks(64)).map(piece).collect();
        counts.sort_unstable();
        counts.dedup_by(|(later, more), (piece, bytes)| {
            let is_same = later == piece;
            *bytes += if is_same { *more } else { 0 };
            is_same
        });
        Pieces { counts: Some(counts), bytes: text.len() as u64 }
    }

    /// How much of the longer one is in both, in thousandths. What is twice as long cannot be half the same.
    fn likeness(&self, other: &Pieces) -> Option<u16> {
        let (shorter, longer) = (self.bytes.min(other.bytes), self.bytes.max(other.bytes));
        if shorter * 2 < longer || longer == 0 {
            return Some(0);
        }
        Some((self.common(other)? as u64 * 1000 / longer) as u16)
    }

    fn common(&self, other: &Pieces) -> Option<usize> {
        let (one, mut two) = (self.counts.as_ref()?, other.counts.as_ref()?.iter().peekable());
        let common = |(piece, bytes): &(u64, usize)| {
            while two.next_if(|(other, _)| other < piece).is_some() {}
            two.next_if(|(other, _)| other == piece).map_or(0, |(_, other)| *bytes.min(other))
        };
        Some(one.iter().map(common).sum())
    }
}

/// How many bytes two texts have in common.
pub(super) fn common_bytes(old: &[u8], new: &[u8]) -> usize {
    Pieces::of(old).common(&Pieces::of(new)).expect("both are whole")
}

#[cfg(test)]
mod tests {
    use super::super::pairing::HALF;
    use super::*;

    #[test]
    fn half_of_the_longer_text_must_be_shared() {
        let table = [
            ("a\nb\nc\nd\n", "a\nb\nx\ny\n", true),
            ("a\nb\nc\nd\n", "a\nw\nx\ny\n", false),
            ("a\nb\n", "b\na\n", true),
            ("a\n", "a\na\na\n", false),
            ("a\r\nb\n", "a\nb\n", true),
            ("short\n", "short\nand a long addition\n", false),
            (&format!("{} end", "1234567 ".repeat(20)), &format!("{} other", "1234567 ".repeat(20)), true),
            ("", "", false),
        ];
        for (old, new, expected) in table {
            let likeness = Pieces::of(old.as_bytes()).likeness(&Pieces::of(new.as_bytes()));
            assert_eq!(likeness >= Some(HALF), expected, "{old:?} {new:?}");
        }
    }
}
