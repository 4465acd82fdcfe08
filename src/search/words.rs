//! Words: how text is cut, and how a word is folded so that spellings meet.
//!
//! The browser's client mirrors exactly this file (`pieces` and `fold`), and nothing else of the language:
//! stemming happens at build time only, and reaches the browser as a table of word forms in the index.
//! A change here is a change of the index format.
//!
//! Text is cut where it stands, so that a match can be marked in it:
//! - a *word* is a run of letters, digits and marks; an apostrophe or soft hyphen stays inside it (`don't` is `dont`),
//!   unless more than two letters follow (`l'eau` is one word, `l'utilisateur` two);
//! - words joined by `.`, `_` or `-` are found in parts and *whole* (`nginx.conf`, `ERR_X`, `self-hosted`). The whole drops its joiners,
//!   except a dot between digits, so that `e-mail` is `email` and `v2.1` stays itself, and is found by `2.1`;
//! - so is a name of code that begins with a small word, `getUserName`, but not `GitHub`;
//! - a *run* of ideographs, kana, hangul or of a script without spaces is cut into pairs of characters, ideographs also one by one.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark, is_nfc_quick};

/// Longer words are cut here: nobody types them, and they are hashes and encoded bytes.
pub(crate) const LONGEST: usize = 40;

/// One findable thing in a text, with the place that it takes there.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Piece<'t> {
    /// First byte.
    pub(crate) start: usize,
    /// Byte after the last.
    pub(crate) end: usize,
    /// The text, for a whole without its joiners.
    pub(crate) text: Cow<'t, str>,
    /// What it is.
    pub(crate) shape: Shape,
}

/// What a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A word by itself or a part of a whole.
    Word,
    /// Several words joined.
    Whole,
    /// A run of characters without spaces between words.
    Run,
}

/// The text in the normal form in which it is cut.
pub(crate) fn normal(text: &str) -> Cow<'_, str> {
    match is_nfc_quick(text.chars()) {
        unicode_normalization::IsNormalized::Yes => Cow::Borrowed(text),
        _ => Cow::Owned(text.nfc().collect()),
    }
}

/// Cuts a text. A whole comes before its parts.
pub(crate) fn pieces<'t>(text: &'t str, emit: &mut dyn FnMut(Piece<'t>)) {
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if !is_word(c) {
            continue;
        }
        // A chunk: words joined by single joiners.
        let mut end = start + c.len_utf8();
        while let Some(&(at, c)) = chars.peek() {
            if is_word(c) {
                end = at + c.len_utf8();
                chars.next();
            } else if is_joiner(c) && text[at + c.len_utf8()..].chars().next().is_some_and(is_word) {
                chars.next();
            } else {
                break;
            }
        }
        let mut tail = end;
        while let Some(&(at, c)) = chars.peek() {
            if !matches!(c, '+' | '#') {
                break;
            }
            tail = at + 1;
            chars.next();
        }
        chunk(text, start, end, tail, emit);
    }
}

fn chunk<'t>(text: &'t str, start: usize, end: usize, tail: usize, emit: &mut dyn FnMut(Piece<'t>)) {
    let mut at = start;
    while at < end {
        let run = text[at..end].chars().next().is_some_and(is_dense);
        let len = text[at..end].find(|c| is_dense(c) != run).unwrap_or(end - at);
        if run {
            emit(Piece { start: at, end: at + len, text: Cow::Borrowed(&text[at..at + len]), shape: Shape::Run });
        } else {
            let segment = &text[at..at + len];
            let trimmed = segment.trim_start_matches(is_joiner);
            let from = at + segment.len() - trimmed.len();
            let trimmed = trimmed.trim_end_matches(is_joiner);
            if !trimmed.is_empty() {
                let to = from + trimmed.len();
                joined(text, from, to, if to == end { tail } else { to }, emit);
            }
        }
        at += len;
    }
}

/// A segment of words and joiners, with joiners at neither end.
fn joined<'t>(text: &'t str, start: usize, end: usize, tail: usize, emit: &mut dyn FnMut(Piece<'t>)) {
    let segment = &text[start..end];
    let mut parts: Vec<(usize, usize)> = Vec::new();
    let mut from = start;
    for (at, c) in segment.char_indices().filter(|&(_, c)| is_joiner(c)) {
        let (at, next) = (start + at, start + at + c.len_utf8());
        let binds = match c {
            '\u{ad}' | '\u{200c}' | '\u{200d}' => true,
            '\'' | '’' => text[next..end].chars().take_while(|&c| is_word(c)).count() <= 2,
            _ => false,
        };
        if !binds {
            parts.push((from, at));
            from = next;
        }
    }
    parts.push((from, end));
    if parts.len() > 1 {
        let mut whole = String::with_capacity(segment.len());
        let mut before = ' ';
        for (at, c) in segment.char_indices() {
            if !is_joiner(c) {
                whole.push(c);
            } else if c == '.' && before.is_ascii_digit() && segment[at + 1..].starts_with(|c: char| c.is_ascii_digit())
            {
                whole.push('.');
            }
            before = c;
        }
        emit(Piece { start, end, text: Cow::Owned(whole), shape: Shape::Whole });
    }
    let &(last, _) = parts.last().expect("pushed above");
    if tail > end && text[last..end].chars().count() <= 2 {
        emit(Piece { start: last, end: tail, text: Cow::Borrowed(&text[last..tail]), shape: Shape::Whole });
    }
    if let Some(at) = version(segment) {
        let at = start + at;
        emit(Piece { start: at, end, text: Cow::Borrowed(&text[at..end]), shape: Shape::Whole });
    }
    for (start, end) in parts {
        let mut emit = |start, end, shape| emit(Piece { start, end, text: Cow::Borrowed(&text[start..end]), shape });
        let humps = humps(&text[start..end]);
        if humps.is_empty() {
            emit(start, end, Shape::Word);
            continue;
        }
        emit(start, end, Shape::Whole);
        let mut from = start;
        for hump in humps {
            emit(from, start + hump, Shape::Word);
            from = start + hump;
        }
        emit(from, end, Shape::Word);
    }
}

/// Where the number begins in `v2.1` and `php8.2`: letters, then numbers parted by dots.
fn version(segment: &str) -> Option<usize> {
    let at = segment.find(|c: char| !c.is_ascii_alphabetic()).filter(|at| *at > 0)?;
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    (segment[at..].contains('.') && segment[at..].split('.').all(digits)).then_some(at)
}

/// Where the further words begin in `getUserName`: two small letters at least, then words with a capital and something small behind it each.
fn humps(word: &str) -> Vec<usize> {
    let bytes = word.as_bytes();
    let small = bytes.iter().take_while(|b| b.is_ascii_lowercase()).count();
    let mut humps = Vec::new();
    for (at, byte) in bytes.iter().enumerate().skip(small) {
        let begins = byte.is_ascii_uppercase();
        if begins {
            humps.push(at);
        }
        let follows = bytes.get(at + 1).is_some_and(|next| next.is_ascii_lowercase() || next.is_ascii_digit());
        if begins && !follows || !byte.is_ascii_alphanumeric() {
            return Vec::new();
        }
    }
    if small > 1 && bytes.get(small).is_some_and(u8::is_ascii_uppercase) { humps } else { Vec::new() }
}

/// Compatibility forms unified and in lower case, accents kept: what a stemmer reads.
pub(crate) fn lower(word: &str) -> String {
    let mut out = String::new();
    lower_into(word, &mut out);
    out
}

/// The same into a text that is used again, because most words of a page were met before.
pub(crate) fn lower_into(word: &str, out: &mut String) {
    out.clear();
    if word.is_ascii() {
        out.extend(word.chars().filter(|&c| c != '\'').map(|c| c.to_ascii_lowercase()));
    } else {
        out.push_str(&word.nfkc().filter(|&c| !is_silent(c)).collect::<String>().to_lowercase());
    }
}

/// Lower case without accents, with kana, letter variants and ligatures unified: what is compared.
pub(crate) fn fold(word: &str) -> String {
    let mut word = lower(word);
    if !word.is_ascii() {
        let mut out = String::with_capacity(word.len());
        for c in word.nfd() {
            match c {
                c if is_accent(c) => {}
                'ß' => out.push_str("ss"),
                'æ' => out.push_str("ae"),
                'œ' => out.push_str("oe"),
                'ø' => out.push('o'),
                'đ' | 'ð' => out.push('d'),
                'þ' => out.push_str("th"),
                'ł' => out.push('l'),
                'ħ' => out.push('h'),
                'ı' => out.push('i'),
                'ς' => out.push('σ'),
                'ى' | 'ی' => out.push('ي'),
                'ة' => out.push('ه'),
                'ک' => out.push('ك'),
                '٠'..='٩' | '۰'..='۹' => out.push(char::from(b'0' + (c as u32 & 15) as u8)),
                'ァ'..='ヶ' => out.push(char::from_u32(c as u32 - 0x60).expect("hiragana stand 0x60 below katakana")),
                c => out.push(c),
            }
        }
        word = out.nfc().collect();
    }
    if word.len() > LONGEST
        && let Some((end, _)) = word.char_indices().nth(LONGEST)
    {
        word.truncate(end);
    }
    word
}

/// The pairs of a folded run, and its ideographs one by one; a run of one character is that character.
///
/// An ideograph and a kana are no pair: words seldom begin or end there, and such pairs would only tell which particle follows.
pub(crate) fn grams(run: &[char], emit: &mut dyn FnMut(usize, usize)) {
    let kana = |c: char| ('\u{3041}'..='\u{30ff}').contains(&c);
    for at in 0..run.len() {
        let parted = |next: &char| kana(*next) && is_ideograph(run[at]) || kana(run[at]) && is_ideograph(*next);
        if run.get(at + 1).is_some_and(|next| !parted(next)) {
            emit(at, at + 2);
        }
        if run.len() == 1 || is_ideograph(run[at]) {
            emit(at, at + 1);
        }
    }
}

/// Letters, digits and marks.
fn is_word(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() } else { c.is_alphanumeric() || is_combining_mark(c) }
}

/// What may stand once between two words of one chunk.
fn is_joiner(c: char) -> bool {
    matches!(c, '.' | '_' | '-' | '\'' | '’' | '\u{ad}' | '\u{200c}' | '\u{200d}' | '\u{2010}' | '\u{2011}')
}

/// Characters inside a word that nobody types.
fn is_silent(c: char) -> bool {
    matches!(c, '\'' | '’' | '\u{ad}' | '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}')
}

/// Scripts written without spaces, and hangul, whose words carry their particles.
pub(crate) fn is_dense(c: char) -> bool {
    c >= '\u{e00}'
        && matches!(c,
            '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}'
            | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}'
            | '\u{ff66}'..='\u{ff9f}' | '\u{20000}'..='\u{3ffff}')
}

/// Chinese characters.
pub(crate) fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3005}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Marks that many leave out when they type: Latin, Greek and Cyrillic accents, Hebrew points, Arabic vowel signs and hamza.
fn is_accent(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}' | '\u{5c4}' | '\u{5c5}' | '\u{5c7}'
        | '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e4}' | '\u{6e7}' | '\u{6e8}'
        | '\u{6ea}'..='\u{6ed}')
}

/// Order of two strings by UTF-16 code units, which is how the browser compares them.
///
/// It differs from the order of bytes only where a character of four bytes, which begins with a surrogate there, meets U+E000 to U+FFFF.
pub(crate) fn order(a: &str, b: &str) -> Ordering {
    match a.bytes().zip(b.bytes()).find(|(a, b)| a != b) {
        None => a.len().cmp(&b.len()),
        Some((0xf0.., 0xee | 0xef)) => Ordering::Less,
        Some((0xee | 0xef, 0xf0..)) => Ordering::Greater,
        Some((a, b)) => a.cmp(&b),
    }
}

/// Hashes short texts quickly. Its quality matters for speed only, and who floods it with alike words slows nobody but their own build.
#[derive(Clone, Copy, Default)]
pub(crate) struct Hash(u64);

impl Hasher for Hash {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.0 = (self.0.rotate_left(5) ^ u64::from_le_bytes(word)).wrapping_mul(0x517c_c1b7_2722_0a95);
        }
    }

    fn write_u8(&mut self, byte: u8) {
        self.0 = (self.0.rotate_left(5) ^ u64::from(byte)).wrapping_mul(0x517c_c1b7_2722_0a95);
    }

    fn finish(&self) -> u64 {
        // The table takes its place from the lowest bits, multiplication stirs the highest.
        self.0.rotate_left(26)
    }
}

/// A map with that hash.
pub(crate) type Map<K, V> = HashMap<K, V, BuildHasherDefault<Hash>>;

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> String {
        let mut out = Vec::new();
        pieces(text, &mut |piece| match piece.shape {
            Shape::Word => out.push(fold(&piece.text)),
            Shape::Whole => out.push(format!("={}", fold(&piece.text))),
            Shape::Run => {
                let run: Vec<char> = fold(&piece.text).chars().collect();
                grams(&run, &mut |from, to| out.push(run[from..to].iter().collect()));
            }
        });
        out.retain(|word| !word.is_empty());
        out.join(" ")
    }

    #[test]
    fn text_is_cut_into_what_people_type() {
        let table = [
            ("Set up SSH keys!", "set up ssh keys"),
            ("don't the user's l’utilisateur", "dont the users =lutilisateur l utilisateur"),
            (
                "nginx.conf ERR_CONN_REFUSED --no-cache",
                "=nginxconf nginx conf =errconnrefused err conn refused =nocache no cache",
            ),
            ("v2.1 on 22.04.", "=v2.1 =2.1 v2 1 on =22.04 22 04"),
            ("getUserName of GitHub", "=getusername get user name of github"),
            ("C++ and C# or g++-12", "=c++ c and =c# c or =g++ g 12"),
            ("Größe Ærø Łódź Ελλάς ИЙ", "grosse aero lodz ελλασ ии"),
            ("東京タワーABCで", "東京 東 京 たわ わー abc で"),
            ("ｶﾞｲﾄﾞ ガイド", "がい いど がい いど"),
            ("ｻｰﾊﾞｰ サーバー さーばー", "さー ーば ばー さー ーば ばー さー ーば ばー"),
            ("ＡＢＣ１２３", "abc123"),
            ("الأَسْئِلَة أسئلة اسيله", "الاسيله اسيله اسيله"),
            ("שָׁלוֹם שלום", "שלום שלום"),
            ("한국어", "한국 국어"),
            ("a🎉b ❤️ … --", "a b"),
            ("كِتَابٌ أحمد", "كتاب احمد"),
            ("soft\u{ad}hyphen", "softhyphen"),
            ("", ""),
        ];
        for (text, expected) in table {
            assert_eq!(cut(text), expected, "{text}");
        }
    }

    #[test]
    fn a_piece_knows_its_place() {
        let mut places = Vec::new();
        pieces("see self-hosted", &mut |piece| places.push((piece.start, piece.end, piece.text.into_owned())));
        assert_eq!(
            places,
            [(0, 3, "see".into()), (4, 15, "selfhosted".into()), (4, 8, "self".into()), (9, 15, "hosted".into())]
        );
    }

    #[test]
    fn order_is_the_browsers() {
        // U+1F600 is above U+FFFD, but its first UTF-16 unit is below.
        let texts = [
            "",
            "a",
            "ab",
            "é",
            "東",
            "東京",
            "\u{e000}",
            "\u{fffd}",
            "\u{fffd}a",
            "\u{1F600}",
            "\u{1F601}",
            "\u{20000}",
        ];
        for a in texts {
            for b in texts {
                assert_eq!(order(a, b), a.encode_utf16().cmp(b.encode_utf16()), "{a} {b}");
            }
        }
    }
}
