//! XML through a writer library, minus the characters that XML 1.0 cannot hold.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

/// A document being written.
pub(crate) struct Xml(Writer<Vec<u8>>);

impl Xml {
    /// Begins a document.
    pub(crate) fn new() -> Xml {
        let mut writer = Writer::new_with_indent(Vec::new(), b' ', 1);
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None))).expect("memory can be written");
        Xml(writer)
    }

    /// An element around others.
    pub(crate) fn element(&mut self, name: &str, attributes: &[(&str, &str)], inside: impl FnOnce(&mut Xml)) {
        let clean: Vec<(&str, String)> = attributes.iter().map(|(key, value)| (*key, allowed(value))).collect();
        let mut start = quick_xml::events::BytesStart::new(name);
        start.extend_attributes(clean.iter().map(|(key, value)| (*key, value.as_str())));
        self.0.write_event(Event::Start(start)).expect("memory can be written");
        inside(self);
        self.0.write_event(Event::End(quick_xml::events::BytesEnd::new(name))).expect("memory can be written");
    }

    /// An element with a text.
    pub(crate) fn text(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        let clean: Vec<(&str, String)> = attributes.iter().map(|(key, value)| (*key, allowed(value))).collect();
        let element = self.0.create_element(name).with_attributes(clean.iter().map(|(k, v)| (*k, v.as_str())));
        element.write_text_content(BytesText::new(&allowed(text))).expect("memory can be written");
    }

    /// An element with nothing inside.
    pub(crate) fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        let clean: Vec<(&str, String)> = attributes.iter().map(|(key, value)| (*key, allowed(value))).collect();
        let element = self.0.create_element(name).with_attributes(clean.iter().map(|(k, v)| (*k, v.as_str())));
        element.write_empty().expect("memory can be written");
    }

    /// The bytes.
    pub(crate) fn finish(self) -> Vec<u8> {
        let mut bytes = self.0.into_inner();
        bytes.push(b'\n');
        bytes
    }
}

/// Without the characters that XML 1.0 §2.2 leaves out.
fn allowed(text: &str) -> String {
    let fits =
        |c: &char| matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    text.chars().filter(fits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_and_cleaned() {
        let mut xml = Xml::new();
        xml.text("a", &[("b", "\"<\u{1}")], "x < y & \u{0}z\u{ffff}");
        let text = String::from_utf8(xml.finish()).unwrap();
        assert_eq!(text, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<a b=\"&quot;&lt;\">x &lt; y &amp; z</a>\n");
    }
}
