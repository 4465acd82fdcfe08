//! Excerpt: the section that answers, and the words in their surroundings.
//!
//! Mirrors `show` in the client, so offsets and lengths are UTF-16 units throughout.

use std::collections::HashMap;

use crate::search::words::{self, Shape};

/// What a block tells of a page: address, title, kind, short answer, sections, standing, other wordings of the question.
pub(crate) type Record = (String, String, String, String, Vec<Part>, u8, String);

/// A section: id, heading, text, code.
pub(crate) type Part = (String, String, String, String);

/// What is looked for in the text of a result.
#[derive(Debug, Default)]
pub(crate) struct Matches {
    /// Folded form to its slot, and whether it is marked.
    pub(crate) words: HashMap<String, (usize, bool)>,
    /// What each slot is worth.
    pub(crate) weights: Vec<i64>,
}

/// What is shown of a result.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Shown {
    pub(crate) section: String,
    pub(crate) anchor: String,
    pub(crate) html: String,
    /// Other sections that answer nearly as well: heading, id, excerpt.
    pub(crate) also: Vec<(String, String, String)>,
    /// What the words are worth that stand closest together, anywhere on the page.
    pub(crate) near: i64,
}

/// Length of an excerpt, before its ends are moved to borders of words.
const LENGTH: usize = 180;
/// The same for scripts that say more in a character.
const DENSE: usize = 90;
/// Words within so many units stand together; in scripts that say more in a character, within half as many.
const NEAR: usize = 100;
/// How much of the surroundings stands before the first match.
const BEFORE: usize = 40;
/// A section is shown beside the best one if it has two thirds of what that has; two such sections at most.
const ALSO: (i64, i64, usize) = (2, 3, 2);
/// Matches looked at in one text.
const MOST: usize = 400;

/// A match: begin, end, slot, whether it is marked.
type Place = (usize, usize, usize, bool);

/// Chooses and cuts.
pub(crate) fn show(page: &Record, matches: &Matches) -> Shown {
    let (_, _, _, short, sections, ..) = page;
    // The short answer is a section above all others.
    let own = (String::new(), String::new(), short.clone(), String::new());
    let mut found: Vec<(i64, &Part, [Vec<Place>; 3])> = Vec::new();
    let mut near = 0;
    for section in std::iter::once(&own).filter(|_| !short.is_empty()).chain(sections) {
        let all = [&section.1, &section.2, &section.3].map(|text| places(text, matches));
        for (text, places) in [(&section.2, &all[1]), (&section.3, &all[2])] {
            let length = if is_dense(text) { NEAR / 2 } else { NEAR };
            near = near.max(window(places, length, matches).0);
        }
        let mut seen = vec![false; matches.weights.len()];
        all.iter().flatten().for_each(|place| seen[place.2] = true);
        let score: i64 = seen.iter().zip(&matches.weights).filter(|(seen, _)| **seen).map(|(_, weight)| weight).sum();
        found.push((score, section, all));
    }
    // The first of the best, and behind it those that come near.
    found.sort_by_key(|section| -section.0);
    let Some(best) = found.first() else { return Shown::default() };
    if best.0 == 0 {
        let first = if short.is_empty() { sections.first().map(|section| &section.2) } else { Some(short) };
        return Shown { html: first.map(|text| cut(text, &[], matches).1).unwrap_or_default(), ..Shown::default() };
    }
    let least = best.0 * ALSO.0 / ALSO.1;
    // One word in passing is no reason to lead there.
    let tells = |[heading, text, code]: &[Vec<Place>; 3]| {
        let mut slots = text.iter().chain(code).map(|place| place.2);
        let first = slots.next();
        !heading.is_empty() || slots.any(|slot| Some(slot) != first)
    };
    let leads = |section: &&(i64, &Part, [Vec<Place>; 3])| {
        section.0 >= least && tells(&section.2) && !section.1.0.is_empty() && section.1.0 != best.1.0
    };
    let also = found[1..].iter().filter(leads);
    let also = also.take(ALSO.2).map(|section| (section.1.1.clone(), section.1.0.clone(), excerpt(section, matches)));
    Shown {
        section: best.1.1.clone(),
        anchor: best.1.0.clone(),
        html: excerpt(best, matches),
        also: also.collect(),
        near,
    }
}

/// The excerpt of a section: from its prose, or from its code where that tells more.
fn excerpt((_, section, [_, in_text, in_code]): &(i64, &Part, [Vec<Place>; 3]), matches: &Matches) -> String {
    let (text_score, text) = cut(&section.2, in_text, matches);
    let (code_score, code) = cut(&section.3, in_code, matches);
    if code_score > text_score || section.2.is_empty() { code } else { text }
}

/// Where a text has what is looked for.
fn places(text: &str, matches: &Matches) -> Vec<Place> {
    let mut out: Vec<Place> = Vec::new();
    let (mut units, mut bytes) = (0, 0);
    // Pieces come in order, except that a whole comes before its parts.
    let mut unit = |at: usize| {
        if at < bytes {
            (units, bytes) = (0, 0);
        }
        units += text[bytes..at].encode_utf16().count();
        bytes = at;
        units
    };
    words::pieces(text, &mut |piece| {
        if out.len() >= MOST {
            return;
        }
        let folded = words::fold(&piece.text);
        if piece.shape != Shape::Run {
            if let Some(&(slot, marked)) = matches.words.get(&folded) {
                out.push((unit(piece.start), unit(piece.end), slot, marked));
            }
            return;
        }
        let run: Vec<char> = folded.chars().collect();
        let raw: Vec<usize> = piece.text.chars().map(char::len_utf16).collect();
        let start = unit(piece.start);
        words::grams(&run, &mut |from, to| {
            if let Some(&(slot, marked)) = matches.words.get(&run[from..to].iter().collect::<String>()) {
                // Where folding changed the number of characters, the whole run is the place.
                let (from, to) = if raw.len() == run.len() { (from, to) } else { (0, raw.len()) };
                let sum = |to: usize| raw[..to].iter().sum::<usize>();
                out.push((start + sum(from), start + sum(to), slot, marked));
            }
        });
    });
    out
}

/// Whether a text begins in a script that says more in a character.
fn is_dense(text: &str) -> bool {
    text.chars().take(60).filter(|&c| words::is_dense(c)).count() > 15
}

/// The part of `length` units whose matches are worth most: their worth, and where it begins.
fn window(places: &[Place], length: usize, matches: &Matches) -> (i64, usize) {
    let (mut best, mut at) = (0, 0);
    let mut seen = vec![usize::MAX; matches.weights.len()];
    for (number, first) in places.iter().enumerate() {
        let mut score = 0;
        for place in places[number..].iter().take_while(|place| place.1 <= first.0 + length) {
            if seen[place.2] != number {
                seen[place.2] = number;
                score += matches.weights[place.2];
            }
        }
        if score > best {
            (best, at) = (score, first.0);
        }
    }
    (best, at)
}

/// The text of a page as its words follow each other, folded, for phrases: ` reset your password `.
pub(crate) fn line(text: &str, out: &mut String) {
    words::pieces(&words::normal(text), &mut |piece| match piece.shape {
        Shape::Whole => {}
        Shape::Word => {
            if !out.ends_with(' ') {
                out.push(' ');
            }
            let word = words::fold(&piece.text);
            if !word.is_empty() {
                out.push_str(&word);
                out.push(' ');
            }
        }
        Shape::Run => out.push_str(&words::fold(&piece.text)),
    });
}

/// The texts of a page as lines, in which phrases are looked for.
pub(crate) fn lines(page: &Record) -> Vec<String> {
    let (_, title, _, short, sections, _, asked) = page;
    let texts = [title, short, asked].into_iter().chain(sections.iter().flat_map(|part| [&part.1, &part.2, &part.3]));
    let whole = |text: &String| {
        let mut all = String::from(" ");
        line(text, &mut all);
        all + " "
    };
    texts.map(whole).collect()
}

/// The best window of a text: what its matches are worth, and its HTML.
fn cut(text: &str, places: &[Place], matches: &Matches) -> (i64, String) {
    let units: Vec<u16> = text.encode_utf16().collect();
    let length = if is_dense(text) { DENSE } else { LENGTH };
    let (best, at) = window(places, length, matches);
    let mut from = at.saturating_sub(BEFORE);
    if at < length / 2 {
        from = 0;
    }
    let mut to = units.len().min(from + length);
    let space = u16::from(b' ');
    if from > 0
        && let Some(gap) = units[from..at].iter().position(|&unit| unit == space)
    {
        from += gap + 1;
    }
    if to < units.len()
        && let Some(gap) = units[from..to].iter().rposition(|&unit| unit == space)
        && from + gap + 30 > to
    {
        to = from + gap;
    }
    // Never within a surrogate pair.
    if units.get(from).is_some_and(|unit| (0xdc00..0xe000).contains(unit)) {
        from += 1;
    }
    if units.get(to).is_some_and(|unit| (0xdc00..0xe000).contains(unit)) {
        to -= 1;
    }
    let mut marked = vec![false; units.len()];
    for place in places.iter().filter(|place| place.3 && place.0 >= from && place.1 <= to) {
        marked[place.0..place.1].fill(true);
    }
    let mut html = String::new();
    if from > 0 {
        html.push('…');
    }
    let mut start = from;
    while start < to {
        let end = (start..to).find(|&unit| marked[unit] != marked[start]).unwrap_or(to);
        let part = escape(&String::from_utf16_lossy(&units[start..end]));
        html.push_str(&if marked[start] { format!("<mark>{part}</mark>") } else { part });
        start = end;
    }
    if to < units.len() {
        html.push('…');
    }
    (best, html)
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' | '<' | '>' | '"' | '\'' => out.push_str(&format!("&#{};", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(query: &[&str], sections: &[(&str, &str, &str)]) -> Shown {
        let matches = Matches {
            words: query.iter().enumerate().map(|(number, word)| ((*word).to_owned(), (number, true))).collect(),
            weights: vec![100; query.len()],
        };
        let sections = sections
            .iter()
            .map(|(id, text, code)| ((*id).to_owned(), id.to_uppercase(), (*text).to_owned(), (*code).to_owned()))
            .collect();
        show(&("/x/".to_owned(), "X".to_owned(), "faq".to_owned(), String::new(), sections, 0, String::new()), &matches)
    }

    #[test]
    fn the_section_with_most_words_answers() {
        let found = shown(
            &["reset", "password"],
            &[("", "A password is a word.", ""), ("how", "Reset your <password> & go.", "")],
        );
        assert_eq!(found.anchor, "how");
        assert_eq!(found.html, "<mark>Reset</mark> your &#60;<mark>password</mark>&#62; &#38; go.");
    }

    #[test]
    fn sections_that_answer_as_well_are_shown_too() {
        let sections = [
            ("one", "Reset the password here.", ""),
            ("two", "Also reset a password.", ""),
            ("three", "A password in passing.", ""),
            ("four", "", "reset password"),
            ("five", "password reset", ""),
        ];
        let also = |query: &[&str]| shown(query, &sections).also.into_iter().map(|also| also.1).collect::<Vec<_>>();
        assert_eq!(also(&["reset", "password"]), ["two", "four"]);
        assert_eq!(also(&["password"]), [""; 0]);
        assert_eq!(also(&["five", "one", "password"]), ["five"]);
    }

    #[test]
    fn code_is_shown_where_only_code_matches() {
        assert_eq!(shown(&["passwd"], &[("", "Type this.", "sudo passwd root")]).html, "sudo <mark>passwd</mark> root");
    }

    #[test]
    fn long_texts_are_cut_around_the_match() {
        let text = "word ".repeat(100) + "needle 🎉" + &" word".repeat(100);
        let html = shown(&["needle"], &[("", &text, "")]).html;
        assert!(
            html.starts_with("…word") && html.ends_with("word…") && html.contains("<mark>needle</mark> 🎉"),
            "{html}"
        );
        assert!(html.len() < 240);
    }

    #[test]
    fn pairs_of_ideographs_are_marked_together() {
        assert_eq!(shown(&["東京", "京都"], &[("", "私は東京都にいる", "")]).html, "私は<mark>東京都</mark>にいる");
    }
}
