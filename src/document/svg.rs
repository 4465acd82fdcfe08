//! Drawings in SVG, reduced to what a picture needs, so that one that is opened by itself can do nothing either.
//!
//! Begin with [`inert`]. The drawing is written anew from elements and attributes of the tables below; what is in neither
//! stays behind. A page shows drawings as images, in which browsers run nothing; this is for the file itself.

use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::document::html::{escape, escape_text};

/// A drawing with more bytes is not read.
pub const LARGEST: u64 = 5 * 1024 * 1024;

/// Elements may lie so deep within each other.
const DEEPEST: usize = 200;

/// What is published of a drawing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawing {
    /// The drawing, written anew.
    pub bytes: Vec<u8>,
    /// What it did beside being seen, or why nothing of it could be read.
    pub trouble: Option<String>,
}

/// The drawing without anything that acts, loads or leads elsewhere.
pub fn inert(bytes: &[u8]) -> Drawing {
    if bytes.len() as u64 > LARGEST {
        return nothing("is larger than 5 MiB");
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return nothing("is not UTF-8") };
    let mut copy = Copy::default();
    match copy.whole(text.strip_prefix('\u{feff}').unwrap_or(text)) {
        Ok(()) => Drawing { bytes: copy.out.into_bytes(), trouble: copy.trouble },
        Err(why) => nothing(why),
    }
}

/// A drawing of nothing, so that the address leads somewhere.
fn nothing(why: &str) -> Drawing {
    Drawing { bytes: format!("<svg {NAMESPACES}/>\n").into_bytes(), trouble: Some(why.to_owned()) }
}

const NAMESPACES: &str = "xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\"";

#[derive(Default)]
struct Copy {
    out: String,
    trouble: Option<String>,
    /// Open elements: the name under which each was printed, `None` where its tags went.
    open: Vec<Option<&'static str>>,
    /// How many of the open elements lie in one whose content goes.
    hidden: usize,
    /// The style sheet that is being read.
    style: Option<String>,
}

impl Copy {
    fn whole(&mut self, text: &str) -> Result<(), &'static str> {
        let mut reader = Reader::from_str(text);
        let mut has_root = false;
        loop {
            let event = reader.read_event().map_err(|_| "cannot be read as XML")?;
            match event {
                Event::Start(element) | Event::Empty(element) if self.open.is_empty() && has_root => {
                    let _ = element;
                    return Err("has two drawings in it");
                }
                Event::Start(element) => {
                    has_root |= self.begin_root(&element)?;
                    self.begin(&element, false)?;
                }
                Event::Empty(element) => {
                    has_root |= self.begin_root(&element)?;
                    self.begin(&element, true)?;
                }
                Event::End(_) => self.end(),
                Event::Text(text) => self.text(&text),
                Event::CData(text) => self.text(&text),
                Event::GeneralRef(name) => {
                    let character = match name.resolve_char_ref() {
                        Ok(Some(character)) => Some(character),
                        _ => named(&name),
                    };
                    self.text(&character.map(String::from).unwrap_or_default());
                }
                Event::Eof if has_root && self.open.is_empty() => {
                    self.out.push('\n');
                    return Ok(());
                }
                Event::Eof => return Err("is no whole drawing"),
                // A document type may define entities, an instruction may load a style sheet.
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
        }
    }

    fn begin_root(&self, element: &BytesStart<'_>) -> Result<bool, &'static str> {
        let is_drawing = element.local_name().as_ref() == "svg" && is_plain_name(element);
        match self.open.is_empty() && !is_drawing {
            true => Err("is no SVG"),
            false => Ok(true),
        }
    }

    fn begin(&mut self, element: &BytesStart<'_>, is_empty: bool) -> Result<(), &'static str> {
        if self.open.len() >= DEEPEST {
            return Err("lies too deep within itself");
        }
        let local = element.local_name();
        let local: &str = local.as_ref();
        let known = ELEMENTS.binary_search(&local).ok().filter(|_| is_plain_name(element) && self.hidden == 0);
        let Some(name) = known.map(|at| ELEMENTS[at]) else {
            if self.hidden == 0 && ACTIVE.contains(&local.to_ascii_lowercase().as_str()) {
                self.report(format!("holds `<{local}>`"));
            }
            // A link shows what stands in it.
            let is_unwrapped = self.hidden == 0 && local == "a";
            if !is_empty {
                self.open.push(None);
                self.hidden += usize::from(!is_unwrapped);
            }
            return Ok(());
        };
        let is_root = self.open.is_empty();
        let mut tag = format!("<{name}");
        if is_root {
            tag.push(' ');
            tag.push_str(NAMESPACES);
        }
        for attribute in element.attributes() {
            let attribute = attribute.map_err(|_| "cannot be read as XML")?;
            self.attribute(name, &attribute, &mut tag);
        }
        if name == "style" && !is_empty {
            // Printed with its text, or not at all.
            self.style = Some(String::new());
            self.open.push(Some(name));
            return Ok(());
        }
        self.out.push_str(&tag);
        self.out.push_str(if is_empty { "/>" } else { ">" });
        if !is_empty {
            self.open.push(Some(name));
        }
        Ok(())
    }

    fn end(&mut self) {
        match self.open.pop().flatten() {
            Some("style") => {
                let sheet = self.style.take().unwrap_or_default();
                if is_plain_style(&sheet) {
                    self.out.push_str("<style>");
                    escape_text(&mut self.out, &sheet);
                    self.out.push_str("</style>");
                } else {
                    self.report("has a style that loads or hides something".to_owned());
                }
            }
            Some(name) => {
                self.out.push_str("</");
                self.out.push_str(name);
                self.out.push('>');
            }
            None => self.hidden = self.hidden.saturating_sub(1),
        }
    }

    fn text(&mut self, text: &str) {
        match &mut self.style {
            _ if self.hidden > 0 || self.open.is_empty() => {}
            Some(style) => style.push_str(text),
            None => escape_text(&mut self.out, text),
        }
    }

    fn attribute(&mut self, element: &str, attribute: &Attribute<'_>, tag: &mut String) {
        let key: &str = attribute.key.as_ref();
        if key.to_ascii_lowercase().starts_with("on") {
            return self.report(format!("holds `{key}`"));
        }
        let Ok(value) = attribute.normalized_value(XmlVersion::Implicit1_0) else { return };
        let name = match key {
            "href" | "xlink:href" => {
                let is_image = matches!(element, "image" | "feImage");
                let low = value.trim_start().to_ascii_lowercase();
                let is_picture =
                    PICTURES.iter().any(|kind| low.strip_prefix(kind).is_some_and(|rest| rest.starts_with([';', ','])));
                if !(low.starts_with('#') || is_image && is_picture) {
                    return self.report(format!("leads elsewhere with `{key}`"));
                }
                key
            }
            "xml:space" | "xml:lang" => key,
            _ if ATTRIBUTES.binary_search(&key).is_ok() => key,
            _ if key.starts_with("aria-") && key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-') => key,
            _ => return,
        };
        if !is_plain_style(&value) && !name.ends_with("href") {
            return self.report(format!("loads something with `{name}`"));
        }
        tag.push(' ');
        tag.push_str(name);
        tag.push_str("=\"");
        escape(tag, &value);
        tag.push('"');
    }

    fn report(&mut self, trouble: String) {
        self.trouble.get_or_insert(trouble);
    }
}

fn named(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => return None,
    })
}

/// Whether an element is called as those of drawings are: without a prefix, or with the usual one.
fn is_plain_name(element: &BytesStart<'_>) -> bool {
    matches!(element.name().as_ref().split_once(':'), None | Some(("svg", _)))
}

/// Whether a style, or the value of an attribute that may hold one, speaks of this drawing alone.
fn is_plain_style(text: &str) -> bool {
    let low = text.to_ascii_lowercase();
    let loads =
        ["\\", "@import", "@namespace", "image(", "image-set(", "src(", "expression(", "-moz-binding", "javascript:"];
    let leads_here = |after: &str| after.trim_start().trim_start_matches(['"', '\'']).trim_start().starts_with('#');
    !loads.iter().any(|word| low.contains(word)) && low.split("url(").skip(1).all(leads_here)
}

/// Elements whose absence an author should know of, in small letters.
const ACTIVE: [&str; 13] = [
    "animate",
    "animatecolor",
    "animatemotion",
    "animatetransform",
    "audio",
    "foreignobject",
    "handler",
    "iframe",
    "listener",
    "object",
    "script",
    "set",
    "video",
];

const PICTURES: [&str; 6] =
    ["data:image/png", "data:image/jpeg", "data:image/jpg", "data:image/gif", "data:image/webp", "data:image/avif"];

/// Sorted, as all tables here are.
const ELEMENTS: &[&str] = &[
    "circle",
    "clipPath",
    "defs",
    "desc",
    "ellipse",
    "feBlend",
    "feColorMatrix",
    "feComponentTransfer",
    "feComposite",
    "feConvolveMatrix",
    "feDiffuseLighting",
    "feDisplacementMap",
    "feDistantLight",
    "feDropShadow",
    "feFlood",
    "feFuncA",
    "feFuncB",
    "feFuncG",
    "feFuncR",
    "feGaussianBlur",
    "feImage",
    "feMerge",
    "feMergeNode",
    "feMorphology",
    "feOffset",
    "fePointLight",
    "feSpecularLighting",
    "feSpotLight",
    "feTile",
    "feTurbulence",
    "filter",
    "g",
    "image",
    "line",
    "linearGradient",
    "marker",
    "mask",
    "path",
    "pattern",
    "polygon",
    "polyline",
    "radialGradient",
    "rect",
    "stop",
    "style",
    "svg",
    "switch",
    "symbol",
    "text",
    "textPath",
    "title",
    "tspan",
    "use",
    "view",
];

const ATTRIBUTES: &[&str] = &[
    "alignment-baseline",
    "amplitude",
    "azimuth",
    "baseFrequency",
    "baseline-shift",
    "bias",
    "class",
    "clip",
    "clip-path",
    "clip-rule",
    "clipPathUnits",
    "color",
    "color-interpolation",
    "color-interpolation-filters",
    "color-rendering",
    "cx",
    "cy",
    "d",
    "diffuseConstant",
    "direction",
    "display",
    "divisor",
    "dominant-baseline",
    "dx",
    "dy",
    "edgeMode",
    "elevation",
    "enable-background",
    "exponent",
    "fill",
    "fill-opacity",
    "fill-rule",
    "filter",
    "filterUnits",
    "flood-color",
    "flood-opacity",
    "font-family",
    "font-feature-settings",
    "font-kerning",
    "font-size",
    "font-size-adjust",
    "font-stretch",
    "font-style",
    "font-variant",
    "font-weight",
    "fr",
    "fx",
    "fy",
    "glyph-orientation-horizontal",
    "glyph-orientation-vertical",
    "gradientTransform",
    "gradientUnits",
    "height",
    "id",
    "image-rendering",
    "in",
    "in2",
    "intercept",
    "isolation",
    "k1",
    "k2",
    "k3",
    "k4",
    "kernelMatrix",
    "kernelUnitLength",
    "kerning",
    "lang",
    "lengthAdjust",
    "letter-spacing",
    "lighting-color",
    "limitingConeAngle",
    "marker-end",
    "marker-mid",
    "marker-start",
    "markerHeight",
    "markerUnits",
    "markerWidth",
    "mask",
    "mask-type",
    "maskContentUnits",
    "maskUnits",
    "method",
    "mix-blend-mode",
    "mode",
    "numOctaves",
    "offset",
    "opacity",
    "operator",
    "order",
    "orient",
    "overflow",
    "paint-order",
    "pathLength",
    "patternContentUnits",
    "patternTransform",
    "patternUnits",
    "pointer-events",
    "points",
    "pointsAtX",
    "pointsAtY",
    "pointsAtZ",
    "preserveAlpha",
    "preserveAspectRatio",
    "primitiveUnits",
    "r",
    "radius",
    "refX",
    "refY",
    "requiredFeatures",
    "result",
    "role",
    "rotate",
    "rx",
    "ry",
    "scale",
    "seed",
    "shape-rendering",
    "side",
    "slope",
    "space",
    "spacing",
    "specularConstant",
    "specularExponent",
    "spreadMethod",
    "startOffset",
    "stdDeviation",
    "stitchTiles",
    "stop-color",
    "stop-opacity",
    "stroke",
    "stroke-dasharray",
    "stroke-dashoffset",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-miterlimit",
    "stroke-opacity",
    "stroke-width",
    "style",
    "surfaceScale",
    "systemLanguage",
    "tableValues",
    "targetX",
    "targetY",
    "text-anchor",
    "text-decoration",
    "text-rendering",
    "textLength",
    "transform",
    "transform-origin",
    "type",
    "unicode-bidi",
    "values",
    "vector-effect",
    "version",
    "viewBox",
    "visibility",
    "white-space",
    "width",
    "word-spacing",
    "writing-mode",
    "x",
    "x1",
    "x2",
    "xChannelSelector",
    "y",
    "y1",
    "y2",
    "yChannelSelector",
    "z",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(inside: &str) -> (String, Option<String>) {
        let drawing = inert(format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{inside}</svg>").as_bytes());
        let text = String::from_utf8(drawing.bytes).unwrap();
        let begin = format!("<svg {NAMESPACES}>");
        let inside = text.strip_prefix(&begin).and_then(|text| text.strip_suffix("</svg>\n")).unwrap_or(&text);
        (inside.to_owned(), drawing.trouble)
    }

    #[test]
    fn tables_are_sorted() {
        assert!(ELEMENTS.is_sorted() && ATTRIBUTES.is_sorted());
    }

    #[test]
    fn a_picture_stays_as_it_is() {
        for inside in [
            "<g fill=\"red\" transform=\"scale(2)\"><path d=\"M0 0\"/></g>",
            "<style>.a{fill:url(#b)}</style><use xlink:href=\"#a\"/>",
            "<text x=\"1\" aria-label=\"x\">a &amp; b &lt;c&gt;</text>",
            "<image href=\"data:image/png;base64,AAAA\"/>",
        ] {
            assert_eq!(drawn(inside), (inside.to_owned(), None));
        }
    }

    #[test]
    fn what_acts_loads_or_leads_elsewhere_stays_behind() {
        let table = [
            ("<script>alert(1)</script><g/>", "<g/>", "holds `<script>`"),
            ("<x:script xmlns:x=\"http://www.w3.org/1999/xhtml\">alert(1)</x:script>", "", "holds `<script>`"),
            ("<g onload=\"alert(1)\"/>", "<g/>", "holds `onload`"),
            ("<foreignObject><iframe/></foreignObject>", "", "holds `<foreignObject>`"),
            ("<use href=\"data:image/svg+xml,x#a\"/>", "<use/>", "leads elsewhere with `href`"),
            ("<image href=\"data:image/svg+xml,x\"/>", "<image/>", "leads elsewhere with `href`"),
            ("<image xlink:href=\"https://a.example/\"/>", "<image/>", "leads elsewhere with `xlink:href`"),
            ("<set attributeName=\"href\" to=\"javascript:alert(1)\"/>", "", "holds `<set>`"),
            ("<style>@import 'https://a.example'</style>", "", "has a style that loads or hides something"),
            ("<style>a{b:u\\72l(https://a.example)}</style>", "", "has a style that loads or hides something"),
            ("<g style=\"fill:url(https://a.example)\"/>", "<g/>", "loads something with `style`"),
            ("<g fill=\"url( 'https://a.example')\"/>", "<g/>", "loads something with `fill`"),
        ];
        for (inside, expected, trouble) in table {
            assert_eq!(drawn(inside), (expected.to_owned(), Some(trouble.to_owned())), "{inside}");
        }
        let quiet = [
            ("<a xlink:href=\"javascript:alert(1)\"><g/></a>", "<g/>"),
            ("<!-- <script> --><?xml-stylesheet href=\"a\"?><metadata>x</metadata>", ""),
            ("<inkscape:path d=\"M0 0\"/><g inkscape:label=\"x\" made:up=\"1\"/>", "<g/>"),
            ("<style/><![CDATA[<script>]]>&unknown;&#60;", "<style/>&lt;script&gt;&lt;"),
        ];
        for (inside, expected) in quiet {
            assert_eq!(drawn(inside), (expected.to_owned(), None), "{inside}");
        }
    }

    #[test]
    fn what_is_no_drawing_is_an_empty_one() {
        let deep = format!("<svg>{}", "<g>".repeat(300));
        let table: [(&[u8], &str); 8] = [
            (b"", "is no whole drawing"),
            (b"\xff\xfe<\0s\0", "is not UTF-8"),
            (b"<html xmlns=\"http://www.w3.org/1999/xhtml\"/>", "is no SVG"),
            (b"<svg>", "is no whole drawing"),
            (b"<svg/><svg/>", "has two drawings in it"),
            (b"<svg></g></svg>", "cannot be read as XML"),
            (b"<svg a=\"1\" a=\"2\"/>", "cannot be read as XML"),
            (deep.as_bytes(), "lies too deep within itself"),
        ];
        for (bytes, trouble) in table {
            assert_eq!(inert(bytes), nothing(trouble));
        }
        let entities = b"<!DOCTYPE svg [<!ENTITY a \"<script/>\">]><svg><g fill=\"&a;\">&a;</g></svg>";
        assert_eq!(inert(entities).bytes, format!("<svg {NAMESPACES}><g></g></svg>\n").into_bytes());
    }
}
