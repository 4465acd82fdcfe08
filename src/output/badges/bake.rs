//! A badge inside its picture, as "Open Badges Baking" (IMS Global, version 2.0) puts it there.
//!
//! Begin with [`svg`] and [`png`]. Whoever has the picture has the badge: programs find its text again and ask its address.

use std::io::Write;

use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};
use quick_xml::Reader;
use quick_xml::events::Event;

use crate::search::base64;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// What is put into a picture.
pub(super) struct Load<'a> {
    /// Keyword of the PNG chunk.
    pub(super) keyword: &'a str,
    /// Prefix and address of the namespace in SVG.
    pub(super) namespace: (&'a str, &'a str),
    /// Name of the element.
    pub(super) element: &'a str,
    /// The address by which it is verified, where it does not prove itself.
    pub(super) verify: Option<&'a str>,
    /// The text.
    pub(super) text: &'a str,
}

/// An SVG with the badge inside. The picture was checked when it was read, or drawn here.
pub(super) fn svg(picture: &[u8], load: &Load<'_>) -> Vec<u8> {
    let text = String::from_utf8_lossy(picture).into_owned();
    let mut reader = Reader::from_str(&text);
    let (prefix, address) = load.namespace;
    let verify = load.verify.map(|address| format!(" verify=\"{}\"", quick_xml::escape::escape(address)));
    let inside = format!("<![CDATA[{}]]>", load.text.replace("]]>", "]]\\u003e"));
    let element = format!("<{prefix}:{0}{1}>{inside}</{prefix}:{0}>", load.element, verify.unwrap_or_default());
    loop {
        let (is_empty, behind) = match reader.read_event() {
            Ok(Event::Start(_)) => (false, reader.buffer_position() as usize),
            Ok(Event::Empty(_)) => (true, reader.buffer_position() as usize),
            Ok(Event::Eof) | Err(_) => return picture.to_vec(),
            Ok(_) => continue,
        };
        let end = behind - if is_empty { 2 } else { 1 };
        let close = if is_empty { "</svg>" } else { "" };
        let (before, after) = (&text[..end], &text[behind..]);
        return format!("{before} xmlns:{prefix}=\"{address}\">{element}{close}{after}").into_bytes();
    }
}

/// A PNG with the badge inside, in a chunk of its own behind the first, and no other badge beside it.
pub(super) fn png(picture: &[u8], load: &Load<'_>) -> Vec<u8> {
    let mut data = load.keyword.as_bytes().to_vec();
    // No compression, no language, no translated keyword.
    data.extend([0, 0, 0, 0, 0]);
    data.extend(load.text.as_bytes());
    let mut out = PNG.to_vec();
    let mut rest = picture.strip_prefix(PNG).unwrap_or_default();
    while let Some((length, _)) = rest.split_first_chunk::<4>() {
        let whole = u32::from_be_bytes(*length) as usize + 12;
        let Some((bytes, after)) = rest.split_at_checked(whole) else { break };
        let is_other = &bytes[4..8] == b"iTXt" && bytes[8..].starts_with(&data[..=load.keyword.len()]);
        if !is_other {
            out.extend(bytes);
        }
        if &bytes[4..8] == b"IHDR" {
            out.extend(chunk(b"iTXt", &data));
        }
        rest = after;
    }
    out
}

/// Rows of red, green, blue and opacity as PNG.
pub(super) fn encoded(pixels: &[u8], size: u32) -> Vec<u8> {
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::best());
    for row in pixels.chunks(size as usize * 4) {
        // Each row says first that it is stored as it is.
        packed.write_all(&[0]).and_then(|()| packed.write_all(row)).expect("memory can be written");
    }
    let packed = packed.finish().expect("memory can be written");
    let [a, b, c, d] = size.to_be_bytes();
    // Eight bits a colour, with opacity, nothing else.
    let head = chunk(b"IHDR", &[a, b, c, d, a, b, c, d, 8, 6, 0, 0, 0]);
    [PNG.to_vec(), head, chunk(b"IDAT", &packed), chunk(b"IEND", b"")].concat()
}

fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut sum = Crc::new();
    sum.update(name);
    sum.update(data);
    [&(data.len() as u32).to_be_bytes(), name.as_slice(), data, &sum.sum().to_be_bytes()].concat()
}

/// A PNG as SVG: pixels in a frame.
pub(super) fn framed(png: &[u8], title: &str) -> Vec<u8> {
    let title = quick_xml::escape::escape(title);
    let data = base64(png);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 400 400\" width=\"400\" height=\"400\" role=\"img\">\
         <title>{title}</title><image width=\"400\" height=\"400\" href=\"data:image/png;base64,{data}\"/></svg>\n"
    )
    .into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::badges::drawing::{Drawing, SIZE};

    const LOAD: Load<'_> = Load {
        keyword: "openbadges",
        namespace: ("openbadges", "http://openbadges.org"),
        element: "assertion",
        verify: Some("https://a.example/?a=1&b=2"),
        text: "{\"a\":\"]]>\"}",
    };

    #[test]
    fn an_svg_keeps_its_picture_and_gets_the_badge_behind_its_first_tag() {
        let table = [
            ("<svg a=\"b\"><g/></svg>", "<svg a=\"b\"N>E<g/></svg>"),
            (
                "<?xml version=\"1.0\"?>\n<!-- > -->\n<svg a=\">\"\n></svg>",
                "<?xml version=\"1.0\"?>\n<!-- > -->\n<svg a=\">\"\nN>E</svg>",
            ),
            ("<svg/>", "<svgN>E</svg>"),
        ];
        let element = "<openbadges:assertion verify=\"https://a.example/?a=1&amp;b=2\"><![CDATA[{\"a\":\"]]\\u003e\"}]]></openbadges:assertion>";
        for (picture, expected) in table {
            let baked = String::from_utf8(svg(picture.as_bytes(), &LOAD)).unwrap();
            let expected = expected.replace('N', " xmlns:openbadges=\"http://openbadges.org\"").replace('E', element);
            assert_eq!(baked, expected);
        }
    }

    #[test]
    fn a_png_holds_one_badge_and_every_chunk_its_sum() {
        let picture = encoded(&Drawing::of("a", 0).pixels(), SIZE);
        let once = png(&picture, &LOAD);
        assert_eq!(png(&once, &LOAD), once, "baking again takes the place of what was there");
        assert_eq!(&once[8 + 25 + 4..][..15], b"iTXtopenbadges\0", "right behind the head");
        let size = imagesize::blob_size(&once).unwrap();
        assert_eq!((size.width, size.height), (400, 400));
        // The sums are those of another implementation: the empty end chunk is the same in every PNG.
        assert_eq!(&picture[picture.len() - 12..], b"\0\0\0\0IEND\xae\x42\x60\x82");
    }
}
