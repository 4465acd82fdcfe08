//! How large a drawing in SVG is shown where nothing around it says so.
//!
//! Begin with [`size`]. Only the first tag is looked at, so the beginning of a file is enough.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// A drawing that says it is larger, in pixels of CSS, is not believed.
const MOST: f64 = 20_000.0;

/// Width and height in pixels of CSS, from `width` and `height` of the root or from its `viewBox`; `None` where they say
/// nothing, or say it in other units.
pub(super) fn size(head: &[u8]) -> Option<(u32, u32)> {
    let text = String::from_utf8_lossy(head);
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let root = loop {
        match reader.read_event().ok()? {
            Event::Start(root) | Event::Empty(root) => break root,
            Event::Eof => return None,
            _ => {}
        }
    };
    if root.local_name().as_ref() != "svg" {
        return None;
    }
    let length = |name: &str| value(&root, name)?.trim().trim_end_matches("px").parse().ok().filter(is_length);
    let frame = value(&root, "viewBox").and_then(|frame| {
        let numbers = frame.split([' ', ',']).filter(|number| !number.is_empty()).map(str::parse);
        let numbers: Vec<f64> = numbers.collect::<Result<_, _>>().ok()?;
        Some((numbers.get(2).copied().filter(is_length)?, numbers.get(3).copied().filter(is_length)?))
    });
    let (width, height): (f64, f64) = match (length("width"), length("height"), frame) {
        (Some(width), Some(height), _) => (width, height),
        (Some(width), None, Some((across, down))) => (width, width * down / across),
        (None, Some(height), Some((across, down))) => (height * across / down, height),
        (None, None, Some(frame)) => frame,
        _ => return None,
    };
    let whole = |length: f64| length.round().clamp(1.0, MOST) as u32;
    Some((whole(width), whole(height)))
}

fn is_length(length: &f64) -> bool {
    *length > 0.0 && *length <= MOST
}

fn value(root: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = root.try_get_attribute(name).ok()??;
    Some(attribute.value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn a_drawing_is_as_large_as_its_root_says() {
        for (drawing, expected) in [
            (r#"<svg width="32" height="16px"/>"#, Some((32, 16))),
            (r#"<?xml version="1.0"?><!DOCTYPE svg><!-- a --><svg viewBox="0 0 24.4,12" xmlns="x">"#, Some((24, 12))),
            (r#"<s:svg xmlns:s="x" width="64" viewBox="0 0 32 16"/>"#, Some((64, 32))),
            (r#"<svg height="8" viewBox="-4 -4 32 16"/>"#, Some((16, 8))),
            (r#"<svg width="100%" height="100%" viewBox="0 0 3 4"/>"#, Some((3, 4))),
            (r#"<svg width="0.2" height="0.2"/>"#, Some((1, 1))),
            (r#"<svg width="2em" height="1em"/>"#, None),
            (r#"<svg width="9"/>"#, None),
            (r#"<svg viewBox="0 0 0 9"/>"#, None),
            (r#"<svg viewBox="0 0 1e99 9"/>"#, None),
            (r#"<svg viewBox="0 0 NaN 9"/>"#, None),
            (r#"<p width="1" height="1"/>"#, None),
            ("<svg width=", None),
            ("\u{feff}no drawing", None),
            ("", None),
        ] {
            assert_eq!(size(drawing.as_bytes()), expected, "{drawing}");
        }
    }
}
