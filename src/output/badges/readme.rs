//! A small picture for a README: who gave which title, in one line.

use crate::output::xml::Xml;
use crate::view::badges::{issuer_name, level_name};
use crate::view::setting::Setting;

/// The picture of a level.
pub(super) fn readme(setting: &Setting<'_>, badge: usize, level: usize) -> Vec<u8> {
    let (left, right) = (issuer_name(setting), level_name(setting, badge, level));
    let (across_left, across_right) = (width(&left) + 20, width(&right) + 20);
    let across = across_left + across_right;
    let title = format!("{left}: {right}");
    let mut xml = Xml::new();
    let number = |number: u32| number.to_string();
    let about = [
        ("xmlns", "http://www.w3.org/2000/svg"),
        ("width", &number(across)),
        ("height", "24"),
        ("viewBox", &format!("0 0 {across} 24")),
        ("role", "img"),
        ("aria-label", &title),
    ];
    xml.element("svg", &about, |xml| {
        xml.text("title", &[], &title);
        xml.element("clipPath", &[("id", "r")], |xml| {
            xml.empty("rect", &[("width", &number(across)), ("height", "24"), ("rx", "5")]);
        });
        xml.element("g", &[("clip-path", "url(#r)")], |xml| {
            xml.empty("rect", &[("width", &number(across_left)), ("height", "24"), ("fill", "#2f3b3c")]);
            let rest = [("x", number(across_left)), ("width", number(across_right))];
            xml.empty("rect", &[("x", &rest[0].1), ("width", &rest[1].1), ("height", "24"), ("fill", "#0b6a68")]);
        });
        let font = [("font-family", "Verdana,DejaVu Sans,sans-serif"), ("font-size", "12"), ("fill", "#ffffff")];
        xml.element("g", &font, |xml| {
            for (text, from, across) in [(&left, 0, across_left), (&right, across_left, across_right)] {
                let (x, length) = (number(from + 10), number(across - 20));
                let place =
                    [("x", x.as_str()), ("y", "16.5"), ("textLength", &length), ("lengthAdjust", "spacingAndGlyphs")];
                xml.text("text", &place, text);
            }
        });
    });
    xml.finish()
}

/// About how wide a text is in this font; `textLength` makes it fit exactly.
fn width(text: &str) -> u32 {
    let tenths = |c: char| match c {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '!' | '|' | ' ' => 42,
        'm' | 'w' | 'M' | 'W' => 115,
        c if c.is_uppercase() => 84,
        '\u{1100}'.. => 122,
        _ => 74,
    };
    text.chars().map(tenths).sum::<u32>().div_ceil(10)
}
