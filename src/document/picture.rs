//! Pictures without what cameras and programs write beside them: where and when, with what, by whom.
//!
//! Begin with [`bare`]. A picture is a row of pieces; those that say how it looks are copied in order, all others stay
//! behind. Nothing is unpacked, so the picture is the same to the last bit. How a camera was held is kept, because browsers
//! turn the picture by it.

use crate::path::SitePath;

/// A container of pictures that is understood.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Container {
    Png,
    Jpeg,
    Webp,
    Gif,
}

/// Whether a file of this name may be a picture whose notes can be taken out.
pub fn is_candidate(path: &SitePath) -> bool {
    matches!(
        path.extension().to_ascii_lowercase().as_str(),
        "png" | "apng" | "jpg" | "jpeg" | "jpe" | "jfif" | "webp" | "gif"
    )
}

/// The picture without notes; `None` where there are none, or where the bytes are no picture.
pub fn bare(bytes: &[u8]) -> Option<Vec<u8>> {
    let kept = match container(bytes)? {
        Container::Png => png(bytes),
        Container::Jpeg => jpeg(bytes),
        Container::Webp => webp(bytes),
        Container::Gif => gif(bytes),
    };
    (kept != bytes).then_some(kept)
}

fn container(bytes: &[u8]) -> Option<Container> {
    match bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Container::Png),
        [0xff, 0xd8, 0xff, ..] => Some(Container::Jpeg),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Container::Webp),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(Container::Gif),
        _ => None,
    }
}

/// Pieces of a PNG beside the necessary ones that say how it looks, moving ones included.
const LOOKS: [&[u8]; 15] = [
    b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"mDCV", b"cLLI", b"bKGD", b"hIST", b"tRNS", b"pHYs",
    b"acTL", b"fcTL", b"fdAT",
];

fn png(bytes: &[u8]) -> Vec<u8> {
    let (sign, mut rest) = bytes.split_at(8);
    let mut out = sign.to_vec();
    while let Some((length, name)) = rest.get(..4).zip(rest.get(4..8)) {
        let length = u32::from_be_bytes(length.try_into().expect("four bytes")) as usize;
        // A name, and a sum behind the data.
        let Some(piece) = length.checked_add(12).and_then(|length| rest.get(..length)) else { break };
        let is_necessary = name[0].is_ascii_uppercase();
        if is_necessary || LOOKS.contains(&name) {
            out.extend_from_slice(piece);
        } else if name == b"eXIf"
            && let Some(turn) = turn(&piece[8..piece.len() - 4])
        {
            out.extend_from_slice(&png_piece(b"eXIf", &tiff(turn)));
        }
        rest = &rest[piece.len()..];
        if name == b"IEND" {
            break;
        }
    }
    out
}

fn png_piece(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let named = [name, data].concat();
    let length = (data.len() as u32).to_be_bytes();
    let mut sum = flate2::Crc::new();
    sum.update(&named);
    [&length, &*named, &sum.sum().to_be_bytes()].concat()
}

fn jpeg(bytes: &[u8]) -> Vec<u8> {
    let mut out = bytes[..2].to_vec();
    let mut at = 2;
    // A marker is a byte of ones and another; any number of such bytes may stand before it.
    while let (Some(&ones), Some(&marker)) = (bytes.get(at), bytes.get(at + 1)) {
        // What stands there that belongs nowhere, readers pass over too.
        if ones != 0xff || matches!(marker, 0x00 | 0xff) {
            at += 1;
            continue;
        }
        if marker == 0xd9 {
            out.extend_from_slice(&[0xff, marker]);
            break;
        }
        if matches!(marker, 0x01 | 0xd0..=0xd8) {
            out.extend_from_slice(&[0xff, marker]);
            at += 2;
            continue;
        }
        let Some(length) = bytes.get(at + 2..at + 4) else { break };
        let end = at + 2 + usize::from(u16::from_be_bytes(length.try_into().expect("two bytes"))).max(2);
        let Some(segment) = bytes.get(at..end) else { break };
        let data = segment.get(4..).unwrap_or_default();
        match marker {
            // How the colours are meant: JFIF, a profile of colours, Adobe's.
            0xe0 if data.starts_with(b"JFIF\0") => out.extend_from_slice(&jfif(segment)),
            0xe2 if data.starts_with(b"ICC_PROFILE\0") => out.extend_from_slice(segment),
            0xee if data.starts_with(b"Adobe") => out.extend_from_slice(segment),
            0xe1 => {
                if let Some(turn) = data.strip_prefix(b"Exif\0\0").and_then(turn) {
                    let data = [&b"Exif\0\0"[..], &tiff(turn)].concat();
                    out.extend_from_slice(&[0xff, 0xe1]);
                    out.extend_from_slice(&(data.len() as u16 + 2).to_be_bytes());
                    out.extend_from_slice(&data);
                }
            }
            // Whatever programs write, and comments.
            0xe0..=0xef | 0xfe => {}
            _ => out.extend_from_slice(segment),
        }
        at = end;
        if marker == 0xda {
            // The picture itself: in it, a byte of ones is followed by zero, or by a mark between parts.
            let length = bytes[at..]
                .windows(2)
                .position(|pair| pair[0] == 0xff && !matches!(pair[1], 0x00 | 0xff | 0xd0..=0xd7));
            let end = length.map_or(bytes.len(), |length| at + length);
            out.extend_from_slice(&bytes[at..end]);
            at = end;
        }
    }
    out
}

/// The first segment of a JPEG without the small picture that it may hold.
fn jfif(segment: &[u8]) -> Vec<u8> {
    match segment.get(..18) {
        // Version, density; then a small picture of no size.
        Some(head) => [&[0xff, 0xe0, 0, 16], &head[4..16], &[0, 0]].concat(),
        None => Vec::new(),
    }
}

fn webp(bytes: &[u8]) -> Vec<u8> {
    let mut out = bytes[..12].to_vec();
    let mut rest = &bytes[12..];
    let mut has_turn = false;
    while let Some((name, length)) = rest.get(..4).zip(rest.get(4..8)) {
        let length = u32::from_le_bytes(length.try_into().expect("four bytes")) as usize;
        let Some(data) = length.checked_add(8).and_then(|end| rest.get(8..end)) else { break };
        // A file that is cut off may lack the byte that makes its last piece even.
        let is_cut = rest.len() == 8 + length;
        let mut put = |data: &[u8]| {
            out.extend_from_slice(name);
            out.extend_from_slice(&(data.len() as u32).to_le_bytes());
            out.extend_from_slice(data);
            out.extend_from_slice(&[0][..if is_cut { 0 } else { data.len() % 2 }]);
        };
        match name {
            b"VP8X" | b"VP8 " | b"VP8L" | b"ALPH" | b"ANIM" | b"ANMF" | b"ICCP" => put(data),
            b"EXIF" => {
                if let Some(turn) = turn(data.strip_prefix(b"Exif\0\0").unwrap_or(data)) {
                    put(&tiff(turn));
                    has_turn = true;
                }
            }
            _ => {}
        }
        rest = rest.get(8 + length + length % 2..).unwrap_or_default();
    }
    // What the first piece says of notes, and how long all is.
    if out.get(12..20) == Some(b"VP8X\x0a\0\0\0")
        && let Some(flags) = out.get_mut(20)
    {
        *flags &= if has_turn { !0x04 } else { !0x0c };
    }
    let length = (out.len() as u32 - 8).to_le_bytes();
    out[4..8].copy_from_slice(&length);
    out
}

fn gif(bytes: &[u8]) -> Vec<u8> {
    let colours = |flags: u8| if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) };
    let Some(head) = bytes.get(..13).and_then(|head| bytes.get(..13 + colours(head[10]))) else {
        return bytes.to_vec();
    };
    let mut out = head.to_vec();
    let mut at = head.len();
    loop {
        let begin = at;
        let (is_kept, data) = match bytes.get(at) {
            Some(0x21) => {
                // The length of the name stands before it.
                let name = bytes.get(at + 1..at + 14).unwrap_or_default();
                let moves = name == b"\xff\x0bNETSCAPE2.0" || name == b"\xff\x0bANIMEXTS1.0";
                (moves || bytes.get(at + 1) == Some(&0xf9), at + 2)
            }
            Some(0x2c) => {
                let Some(flags) = bytes.get(at + 9) else { break };
                (true, at + 11 + colours(*flags))
            }
            Some(0x3b) => {
                out.push(0x3b);
                break;
            }
            _ => break,
        };
        // Blocks, each behind its length, until one of none.
        at = data;
        while let Some(length) = bytes.get(at).filter(|length| **length > 0) {
            at += 1 + usize::from(*length);
        }
        at += 1;
        let Some(block) = bytes.get(begin..at) else { break };
        if is_kept {
            out.extend_from_slice(block);
        }
    }
    out
}

/// How a camera was held, as the notes of a camera (TIFF) say it; `None` where it was held upright, or nothing is said.
fn turn(notes: &[u8]) -> Option<u8> {
    // Too short for a list of one entry, so no camera wrote it.
    if notes.len() < tiff(0).len() {
        return None;
    }
    let is_small_first = notes.starts_with(b"II");
    let two = |at: usize| {
        let pair: [u8; 2] = notes.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if is_small_first { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) })
    };
    let first = match is_small_first {
        true => usize::from(two(4)?) + (usize::from(two(6)?) << 16),
        false => (usize::from(two(4)?) << 16) + usize::from(two(6)?),
    };
    let entries = usize::from(two(first)?);
    // They may say that there are more than they hold.
    let mut tags = (0..entries).map_while(|entry| Some((first + 2 + 12 * entry, two(first + 2 + 12 * entry)?)));
    let (entry, _) = tags.find(|(_, tag)| *tag == 0x0112)?;
    u8::try_from(two(entry + 8)?).ok().filter(|turn| (2..=8).contains(turn))
}

/// Notes of a camera that say how it was held, and nothing else.
fn tiff(turn: u8) -> Vec<u8> {
    let head = *b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0";
    [&head[..], &[turn, 0, 0, 0, 0, 0, 0]].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"ada@private.example 52.5200N";

    /// The notes of a camera that was held in this way, with a secret behind them.
    fn notes(turn: u8) -> Vec<u8> {
        [
            b"II*\0\x08\0\0\0\x02\0\x0f\x01\x02\0\x1c\0\0\0\x26\0\0\0\x12\x01\x03\0\x01\0\0\0",
            &[turn, 0, 0, 0, 0, 0, 0, 0][..],
            SECRET,
        ]
        .concat()
    }

    fn png_of(pieces: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
        let pieces = pieces.iter().flat_map(|(name, data)| png_piece(name, data));
        b"\x89PNG\r\n\x1a\n".iter().copied().chain(pieces).collect()
    }

    fn jpeg_of(segments: &[(u8, &[u8])], scan: &[u8]) -> Vec<u8> {
        let segment = |(marker, data): &(u8, &[u8])| {
            [&[0xff, *marker][..], &(data.len() as u16 + 2).to_be_bytes(), data].concat()
        };
        [&[0xff, 0xd8][..], &segments.iter().flat_map(segment).collect::<Vec<u8>>(), scan].concat()
    }

    fn webp_of(pieces: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
        let piece = |(name, data): &(&[u8; 4], &[u8])| {
            [&name[..], &(data.len() as u32).to_le_bytes(), data, &[0][..data.len() % 2]].concat()
        };
        let pieces: Vec<u8> = pieces.iter().flat_map(piece).collect();
        [b"RIFF", &(pieces.len() as u32 + 4).to_le_bytes()[..], b"WEBP", &pieces].concat()
    }

    fn gif_of(blocks: &[&[u8]]) -> Vec<u8> {
        [&b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff"[..], &blocks.concat()].concat()
    }

    const FRAME: &[u8] = b"\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0";

    #[test]
    fn nothing_that_says_whose_a_picture_is_or_where_it_was_taken_stays() {
        let (upright, turned) = (notes(1), notes(6));
        let text = [b"Comment\0", SECRET].concat();
        let exif = [b"Exif\0\0", &*upright].concat();
        let scan = b"\xff\xda\0\x03\x01picture\xff\0more\xff\xd0rest\xff\xd9";
        let behind = [&scan[..], SECRET].concat();
        let pixels =
            [(b"IHDR", &b"\0\0\0\x01\0\0\0\x01\x08\0\0\0\0"[..]), (b"gAMA", b"\0\0\xb1\x8f"), (b"IDAT", b"pixels")];
        let [head, gamma, data] = pixels;
        let end = (b"IEND", &b""[..]);
        let small = [b"JFIF\0\x01\x01\0\0\x01\0\x01\x01\x01", SECRET].concat();
        let plain = &b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"[..];
        let note = [&b"\x21\xfe\x1c"[..], SECRET, b"\0"].concat();
        let moves = &b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0"[..];
        let other = [&b"\x21\xff\x0bXMP DataXMP\x1c"[..], SECRET, b"\0"].concat();
        let table = [
            (
                png_of(&[
                    head,
                    (b"tEXt", &text),
                    gamma,
                    (b"eXIf", &upright),
                    (b"iTXt", &text),
                    data,
                    (b"zTXt", &text),
                    (b"prVt", &text),
                    (b"tIME", b"1234567"),
                    end,
                ]),
                png_of(&[head, gamma, data, end]),
            ),
            ([png_of(&[head, data, end]), SECRET.to_vec()].concat(), png_of(&[head, data, end])),
            (png_of(&[head, (b"eXIf", &turned), data, end]), png_of(&[head, (b"eXIf", &tiff(6)), data, end])),
            (
                jpeg_of(
                    &[
                        (0xe0, &small),
                        (0xe1, &exif),
                        (0xe1, &text),
                        (0xe2, &text),
                        (0xed, &text),
                        (0xfe, &text),
                        (0xee, b"Adobe\0d"),
                        (0xdb, b"table"),
                    ],
                    &behind,
                ),
                jpeg_of(&[(0xe0, plain), (0xee, b"Adobe\0d"), (0xdb, b"table")], scan),
            ),
            (
                jpeg_of(&[(0xe1, &[b"Exif\0\0", &*turned].concat())], scan),
                jpeg_of(&[(0xe1, &[b"Exif\0\0", &*tiff(6)].concat())], scan),
            ),
            (
                webp_of(&[
                    (b"VP8X", b"\x3c\0\0\0\0\0\0\0\0\0"),
                    (b"ICCP", b"colours"),
                    (b"VP8L", b"pixels"),
                    (b"EXIF", &upright),
                    (b"XMP ", &text),
                    (b"OWN ", &text),
                ]),
                webp_of(&[(b"VP8X", b"\x30\0\0\0\0\0\0\0\0\0"), (b"ICCP", b"colours"), (b"VP8L", b"pixels")]),
            ),
            (
                webp_of(&[(b"VP8X", b"\x0c\0\0\0\0\0\0\0\0\0"), (b"VP8 ", b"pixels"), (b"EXIF", &turned)]),
                webp_of(&[(b"VP8X", b"\x08\0\0\0\0\0\0\0\0\0"), (b"VP8 ", b"pixels"), (b"EXIF", &tiff(6))]),
            ),
            ([webp_of(&[(b"VP8 ", b"pixels")]), SECRET.to_vec()].concat(), webp_of(&[(b"VP8 ", b"pixels")])),
            (gif_of(&[moves, &note, FRAME, &other, FRAME, b"\x3b", SECRET]), gif_of(&[moves, FRAME, FRAME, b"\x3b"])),
        ];
        for (written, expected) in table {
            let made = bare(&written).unwrap();
            assert!(
                made == expected,
                "{:?} and not {:?}",
                made.escape_ascii().to_string(),
                expected.escape_ascii().to_string()
            );
            assert_eq!(bare(&made), None, "a second time nothing is left to take out");
        }
        assert!(turn(&turned) == Some(6) && turn(&upright).is_none() && turn(&tiff(8)) == Some(8));
    }

    proptest::proptest! {
        #![proptest_config(proptest::test_runner::Config { failure_persistence: None, ..Default::default() })]

        #[test]
        fn whatever_stands_in_a_picture_is_read_to_an_end(
            kind in 0..4_usize,
            rest in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300),
            at in 0..300_usize,
        ) {
            let whole = [
                png_of(&[(b"IHDR", b"head"), (b"eXIf", &notes(3)), (b"IDAT", &rest)]),
                jpeg_of(&[(0xe1, &[b"Exif\0\0", &*notes(3)].concat()), (0xda, &rest)], &rest),
                webp_of(&[(b"VP8X", &rest), (b"EXIF", &notes(3)), (b"VP8 ", &rest)]),
                gif_of(&[FRAME, &rest, FRAME]),
            ];
            let mut bytes = whole[kind].clone();
            bytes.truncate(at + 12);
            for bytes in [&whole[kind], &bytes] {
                if let Some(made) = bare(bytes) {
                    proptest::prop_assert!(made.len() <= bytes.len());
                    proptest::prop_assert_eq!(bare(&made), None);
                }
            }
        }
    }
}
