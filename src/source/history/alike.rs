//! Whether a file that was deleted and one that appeared later at its path are the same page.
//!
//! Begin with [`Alikes::are`]. This is asked only for paths that were deleted and created again, so one git that hands
//! out texts is enough.

use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use super::git::Git;

/// Longer texts are not compared.
const LARGEST: u64 = 1024 * 1024;

/// As many comparisons as an honest history needs; beyond, nobody can say.
const MANY: usize = 10_000;

/// Whether texts are alike, asked of git once for each pair.
pub(super) struct Alikes<'a> {
    texts: Texts,
    answers: &'a mut Answers,
    asked: usize,
}

/// Which pairs of texts are at least half the same.
#[derive(Default)]
pub(super) struct Answers {
    /// All that are known.
    pub(super) known: HashMap<Pair, bool>,
    /// Those that were not known before.
    pub(super) fresh: Vec<(Pair, bool)>,
}

/// The ids of the older and the newer text.
pub(super) type Pair = (Box<[u8]>, Box<[u8]>);

impl<'a> Alikes<'a> {
    /// Starts nothing until it is asked.
    pub(super) fn new(git: &Git, answers: &'a mut Answers) -> Alikes<'a> {
        Alikes { texts: Texts::new(git), answers, asked: 0 }
    }

    /// Whether at least half of the longer text is in both; `None` where they cannot be compared.
    pub(super) fn are(&mut self, old: &[u8], new: &[u8]) -> Option<bool> {
        self.asked += 1;
        if self.asked > MANY {
            return None;
        }
        let pair: Pair = (old.into(), new.into());
        if let Some(known) = self.answers.known.get(&pair) {
            return Some(*known);
        }
        // A text that is not here may come.
        let (old, new) = (self.texts.text(old)?, self.texts.text(new)?);
        let is_alike = half_alike(&old, &new);
        self.answers.fresh.push((pair.clone(), is_alike));
        self.answers.known.insert(pair, is_alike);
        Some(is_alike)
    }
}

/// Texts of the repository by their ids.
pub(super) struct Texts {
    git: Git,
    running: Option<Running>,
    is_broken: bool,
}

struct Running {
    child: Child,
    ask: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Texts {
    /// Starts nothing until it is asked.
    pub(super) fn new(git: &Git) -> Texts {
        Texts { git: git.clone(), running: None, is_broken: false }
    }

    /// The text of this id; `None` where it is not here, or too long.
    pub(super) fn text(&mut self, id: &[u8]) -> Option<Vec<u8>> {
        if self.running.is_none() && !self.is_broken {
            self.running = Running::start(&self.git).ok();
        }
        match self.running.as_mut()?.text(id) {
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
        Ok(Running { child, ask, answers })
    }

    /// `None` where there is no text of that id here, or it is too long.
    fn text(&mut self, id: &[u8]) -> io::Result<Option<Vec<u8>>> {
        self.ask.write_all(id)?;
        self.ask.write_all(b"\n")?;
        self.ask.flush()?;
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
        Ok(keep.then_some(text))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Counts whole lines, in any order, by their bytes: as git does when it looks for renames.
fn half_alike(old: &[u8], new: &[u8]) -> bool {
    let lines = |text| -> Vec<&[u8]> { <[u8]>::split_inclusive(text, |byte| *byte == b'\n').collect() };
    let mut there: HashMap<&[u8], usize> = HashMap::new();
    for line in lines(old) {
        *there.entry(line).or_default() += 1;
    }
    let mut common = 0;
    for line in lines(new) {
        if let Some(count) = there.get_mut(line).filter(|count| **count > 0) {
            *count -= 1;
            common += line.len();
        }
    }
    common * 2 >= old.len().max(new.len()).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_longer_text_must_be_shared() {
        let table = [
            ("a\nb\nc\nd\n", "a\nb\nx\ny\n", true),
            ("a\nb\nc\nd\n", "a\nw\nx\ny\n", false),
            ("a\nb\n", "b\na\n", true),
            ("a\n", "a\na\na\n", false),
            ("short\n", "short\nand a long addition\n", false),
            ("", "", false),
        ];
        for (old, new, expected) in table {
            assert_eq!(half_alike(old.as_bytes(), new.as_bytes()), expected, "{old:?} {new:?}");
        }
    }
}
