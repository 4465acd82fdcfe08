//! JSON as another program wrote it: keys stay in their order, and the text is indented as it was.
//!
//! Begin with [`Form::of`] and [`Json`]. `serde_json::Value` sorts keys, which is right for files of our own and would turn
//! somebody else's upside down.

use std::fmt;

use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};
use serde_json::Number;
use serde_json::ser::PrettyFormatter;

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Json {
    Null,
    Bool(bool),
    Number(Number),
    Text(String),
    List(Vec<Json>),
    /// Keys and values in the order of the file.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// The value of a key; `None` where there is none, or this is no object.
    pub(super) fn get(&self, key: &str) -> Option<&Json> {
        let Json::Object(fields) = self else { return None };
        fields.iter().find(|(known, _)| known == key).map(|(_, value)| value)
    }

    /// The value of a key, made where it is not there; `None` where this is no object.
    pub(super) fn entry(&mut self, key: &str, new: Json) -> Option<&mut Json> {
        let Json::Object(fields) = self else { return None };
        let place = fields.iter().position(|(known, _)| known == key).unwrap_or_else(|| {
            fields.push((key.to_owned(), new));
            fields.len() - 1
        });
        Some(&mut fields[place].1)
    }

    /// The text, if it is one.
    pub(super) fn as_str(&self) -> Option<&str> {
        if let Json::Text(text) = self { Some(text) } else { None }
    }

    /// The members, if it is a list.
    pub(super) fn as_list_mut(&mut self) -> Option<&mut Vec<Json>> {
        if let Json::List(list) = self { Some(list) } else { None }
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Json {
        Json::Text(text.to_owned())
    }
}

/// How a file is laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Form {
    has_mark: bool,
    indent: String,
    is_crlf: bool,
    ends_in_line: bool,
}

impl Default for Form {
    fn default() -> Form {
        Form { has_mark: false, indent: "  ".to_owned(), is_crlf: false, ends_in_line: true }
    }
}

impl Form {
    /// That of a text; beside it the text without byte order mark.
    pub(super) fn of(text: &str) -> (Form, &str) {
        let bare = without_mark(text);
        let second = bare.lines().nth(1).unwrap_or_default();
        let indent = &second[..second.len() - second.trim_start_matches([' ', '\t']).len()];
        let form = Form {
            has_mark: bare.len() < text.len(),
            indent: if indent.is_empty() { Form::default().indent } else { indent.to_owned() },
            is_crlf: bare.contains("\r\n"),
            ends_in_line: bare.ends_with('\n'),
        };
        (form, bare)
    }

    /// A value laid out in this way.
    pub(super) fn text(&self, value: &Json) -> String {
        let mut bytes = Vec::new();
        let formatter = PrettyFormatter::with_indent(self.indent.as_bytes());
        let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, formatter);
        value.serialize(&mut serializer).expect("plain values can be written into memory");
        let mut text = String::from_utf8(bytes).expect("JSON is text");
        text.extend(self.ends_in_line.then_some('\n'));
        let text = if self.is_crlf { text.replace('\n', "\r\n") } else { text };
        if self.has_mark { format!("{MARK}{text}") } else { text }
    }
}

const MARK: char = '\u{FEFF}';

/// The text behind a byte order mark.
pub(super) fn without_mark(text: &str) -> &str {
    text.strip_prefix(MARK).unwrap_or(text)
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Json::Null => serializer.serialize_unit(),
            Json::Bool(value) => serializer.serialize_bool(*value),
            Json::Number(value) => value.serialize(serializer),
            Json::Text(value) => serializer.serialize_str(value),
            Json::List(list) => serializer.collect_seq(list),
            Json::Object(fields) => {
                let mut map = serializer.serialize_map(Some(fields.len()))?;
                fields.iter().try_for_each(|(key, value)| map.serialize_entry(key, value))?;
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Json, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Json;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
        Ok(Number::from_f64(value).map_or(Json::Null, Json::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<Json, A::Error> {
        let mut list = Vec::new();
        while let Some(value) = values.next_element()? {
            list.push(value);
        }
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Json, A::Error> {
        let mut fields = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            fields.push(entry);
        }
        Ok(Json::Object(fields))
    }
}
