//! The picture that a title brings along: a file of `static/`, checked before it is copied for everyone who holds it.
//!
//! Begin with [`check`]. A picture that cannot be used is reported, and one is drawn instead.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::diagnostic::{Code, Diagnostic, Located};
use crate::path::SitePath;
use crate::site::people::lint::below_static;
use crate::source::Source;

/// A picture with more bytes is not used: it is copied for everyone who holds the title.
pub const LARGEST: u64 = 256 * 1024;

/// A usable picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// The file.
    pub path: SitePath,
    /// What it is.
    pub form: Form,
}

/// What a picture is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Lines and areas.
    Svg,
    /// Pixels.
    Png,
}

/// The picture that `badges.yml` names, where it can be used; else what is wrong with it. `instead` says what is shown then.
pub fn check(
    image: Option<&Located<String>>,
    instead: &str,
    source: &Source,
    file: &SitePath,
) -> Result<Option<Picture>, Diagnostic> {
    let Some(image) = image else { return Ok(None) };
    let shown = below_static(&image.value);
    let wrong = |code: Code, message: String, help: &str| {
        Err(Diagnostic::new(code, message).help(format!("{help}; {instead} until then")).at(image.place(file)))
    };
    let found = SitePath::new(shown).and_then(|path| Some((source.in_static(&path)?, path)));
    let Some((facts, path)) = found.and_then(|(facts, path)| Some((facts, SitePath::new(&format!("static/{path}"))?)))
    else {
        let message = format!("the picture `{shown}` is no file of `static/`");
        return wrong(Code::MissingImage, message, "put it there, as a file and not as a link");
    };
    if facts.length > LARGEST {
        let message = format!("the picture `{shown}` has {} KiB, more than {}", facts.length / 1024, LARGEST / 1024);
        return wrong(Code::BadImage, message, "make it smaller");
    }
    if let Some(found) = facts.too_large(shown, &source.config.limits) {
        return Err(found.at(image.place(file)));
    }
    let bytes = source.bytes(&path).unwrap_or_default();
    let form = match path.extension().to_ascii_lowercase().as_str() {
        "png" if is_png(&bytes) => Ok(Form::Png),
        "svg" => svg_trouble(&bytes).map_or(Ok(Form::Svg), Err),
        "png" => Err("is no PNG"),
        _ => Err("is neither SVG nor PNG"),
    };
    match form {
        Ok(form) => Ok(Some(Picture { path, form })),
        Err(why) => wrong(Code::BadImage, format!("the picture `{shown}` {why}"), "save it as plain SVG or as PNG"),
    }
}

/// Whether it begins and is chained as PNG asks.
fn is_png(bytes: &[u8]) -> bool {
    let Some(mut rest) = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n") else { return false };
    let mut is_first = true;
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let length = u32::from_be_bytes(*length) as usize;
        let Some(chunk) = after.get(..length.saturating_add(8)) else { return false };
        if is_first != chunk.starts_with(b"IHDR") {
            return false;
        }
        if chunk.starts_with(b"IEND") {
            return true;
        }
        is_first = false;
        rest = &after[chunk.len()..];
    }
    false
}

/// Why it cannot be used: it is not XML, no SVG, or would do something instead of showing something.
fn svg_trouble(bytes: &[u8]) -> Option<&'static str> {
    const ACTIVE: [&str; 8] = ["script", "foreignObject", "iframe", "handler", "listener", "a", "set", "animate"];
    let Ok(text) = std::str::from_utf8(bytes) else { return Some("is no SVG: it is not UTF-8") };
    if text.contains("openbadges") {
        return Some("holds a badge of somebody already");
    }
    let mut reader = Reader::from_str(text);
    let mut depth = 0_usize;
    let mut has_root = false;
    loop {
        let (element, opens) = match reader.read_event() {
            Err(_) => return Some("is no SVG: its XML cannot be read"),
            Ok(Event::Eof) => return (depth > 0 || !has_root).then_some("is no SVG"),
            Ok(Event::DocType(_)) => return Some("declares a document type, which a picture does not need"),
            Ok(Event::Start(element)) => (element, true),
            Ok(Event::Empty(element)) => (element, false),
            Ok(Event::End(_)) => {
                depth = depth.saturating_sub(1);
                continue;
            }
            Ok(_) => continue,
        };
        if depth == 0 && (has_root || element.local_name().as_ref() != "svg") {
            return Some("is no SVG");
        }
        has_root = true;
        if ACTIVE.contains(&element.local_name().as_ref()) || acts(&element) {
            return Some("holds scripts or foreign parts");
        }
        depth += usize::from(opens);
        if depth > 200 {
            return Some("lies too deep within itself");
        }
    }
}

/// Whether an element reacts to readers, or leads or reaches elsewhere.
fn acts(element: &BytesStart<'_>) -> bool {
    element.attributes().any(|attribute| {
        let Ok(attribute) = attribute else { return true };
        let name = attribute.key.local_name();
        let value = attribute.value.to_ascii_lowercase();
        let leads = name.as_ref() == "href" && !value.starts_with('#') && !value.starts_with("data:image/");
        leads || name.as_ref().to_ascii_lowercase().starts_with("on")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_pictures_are_svg() {
        let svg =
            |inside: &str| svg_trouble(format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{inside}</svg>").as_bytes());
        assert_eq!(svg("<circle r=\"1\"/><use href=\"#a\"/>"), None);
        assert_eq!(svg_trouble(b"<?xml version=\"1.0\"?><!-- x --><svg/>"), None);
        for inside in [
            "<script>x</script>",
            "<g onclick=\"x\"/>",
            "<a href=\"https://a.example\"/>",
            "<x:script/>",
            "<foreignObject/>",
        ] {
            assert_eq!(svg(inside), Some("holds scripts or foreign parts"), "{inside}");
        }
        for text in ["", "<html></html>", "<svg>", "<svg/><svg/>", "GIF89a", "<svg></g>"] {
            assert!(svg_trouble(text.as_bytes()).is_some(), "{text}");
        }
        assert!(svg_trouble(b"<!DOCTYPE svg [<!ENTITY a \"b\">]><svg/>").is_some());
    }

    #[test]
    fn a_png_is_a_chain_of_chunks() {
        let chunk = |name: &[u8], data: &[u8]| [&(data.len() as u32).to_be_bytes(), name, data, &[0; 4]].concat();
        let head = b"\x89PNG\r\n\x1a\n".to_vec();
        let whole = [head.clone(), chunk(b"IHDR", &[0; 13]), chunk(b"IDAT", b"x"), chunk(b"IEND", b"")].concat();
        assert!(is_png(&whole));
        for cut in [0, 8, 20, whole.len() - 1] {
            assert!(!is_png(&whole[..cut]), "{cut}");
        }
        assert!(!is_png(&[head, chunk(b"IDAT", b"x"), chunk(b"IEND", b"")].concat()));
    }
}
