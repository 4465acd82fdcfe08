//! `cairn schema`: JSON Schemas for editors and other programs.
//!
//! They are made from the tables that the readers themselves use: the options of `config.rs`, the keys of front matter, people
//! and badges. A type stands there in words; [`of_words`] knows what each of them means in a schema.

use serde_json::{Map, Value, json};

use crate::cli::args::{From, Schema, SchemaOf};
use crate::cli::{fail, options, print, report};
use crate::config;
use crate::diagnostic::{Code, Level, did_you_mean};
use crate::document::front_matter::{ELSEWHERE, FIELDS, SYNONYMS};
use crate::document::kind::{FieldType, Kind, Kinds};
use crate::document::{badge, person};
use crate::yaml::fields::choices;

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// Runs it.
pub(super) fn run(arguments: &Schema) -> u8 {
    let schema = match arguments.of {
        SchemaOf::Report => report::json::schema(),
        SchemaOf::Config => config_schema(),
        SchemaOf::People => titled("A people file of Cairn", fields(person::FIELDS)),
        SchemaOf::Badges => badges(),
        SchemaOf::Page => match page(arguments) {
            Ok(schema) => schema,
            Err(status) => return status,
        },
    };
    print(&format!("{schema:#}\n"));
    0
}

fn page(arguments: &Schema) -> Result<Value, u8> {
    let from = From { root: arguments.root.clone(), drafts: false, now: None };
    let options = options(&from, None).map_err(|message| fail(&message, None))?;
    let text = match std::fs::read_to_string(arguments.root.join(config::FILE)) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && arguments.root.is_dir() => String::new(),
        Err(error) => return Err(fail(&format!("cannot read `{}`: {error}", arguments.root.display()), None)),
    };
    let kinds = Kinds::new(&config::parse(&text, &options.overrides).0);
    let asked = arguments.kind.as_deref().unwrap_or("page");
    let Some(kind) = kinds.get(asked) else {
        let known: Vec<&str> = kinds.list.iter().map(|kind| kind.id.as_str()).collect();
        let help = match did_you_mean(asked, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the kinds are {}", known.join(", ")),
        };
        return Err(fail(&format!("`{asked}` is not a kind of page here"), Some(&help)));
    };
    Ok(front_matter(kind))
}

/// Of the front matter of a kind's pages.
fn front_matter(kind: &Kind) -> Value {
    let mut schema = titled(&format!("Front matter of a page of the kind `{}`", kind.id), fields(FIELDS));
    let properties = schema["properties"].as_object_mut().expect("made above");
    // Words of other generators are read in their own ways, and some mean nothing here.
    for (synonym, key) in SYNONYMS {
        properties.entry(*synonym).or_insert_with(|| json!({ "description": format!("The same as `{key}`.") }));
    }
    ELSEWHERE.iter().for_each(|key| _ = properties.entry(*key).or_insert_with(|| json!({})));
    for (name, field_type) in &kind.fields {
        let words = match field_type {
            FieldType::Text => "text",
            FieldType::Number => "number",
            FieldType::Boolean => "`true` or `false`",
            FieldType::Date => "date",
            FieldType::List => "list",
        };
        properties.insert(name.clone(), of_words(words));
    }
    schema["patternProperties"] = json!({ "^x-": {} });
    schema["required"] = json!(kind.required);
    schema
}

fn badges() -> Value {
    let mut schema = titled("badges.yml of Cairn", fields(badge::FIELDS));
    schema["properties"]["badges"] = json!({ "type": "array", "items": fields(badge::BADGE_FIELDS) });
    schema
}

/// Of `cairn.yml`.
fn config_schema() -> Value {
    let mut schema = titled("cairn.yml", object(Map::new()));
    for option in config::reference() {
        let mut value = of_words(option.type_name);
        value["description"] = json!(option.doc);
        let mut at = &mut schema;
        let mut segments: Vec<&str> = option.key.split('.').collect();
        let last = segments.pop().expect("a key has a segment");
        for segment in segments {
            at = match segment {
                "<name>" => inner(at, "additionalProperties"),
                name => &mut inner(at, "properties")[name],
            };
        }
        inner(at, "properties")[last] = value;
    }
    let properties = &mut schema["properties"];
    // Read before the others, because it decides one of them.
    inner(&mut properties["languages"], "properties")["default"] = of_words("language code");
    let levels = |codes: &mut dyn Iterator<Item = &Code>| {
        let level = |code: &Code| {
            let least =
                if code.is_safety() { vec![code.default_level()] } else { vec![Level::Off, Level::Warn, Level::Error] };
            // YAML reads a bare `off` as false.
            let off = least.contains(&Level::Off).then_some(Value::Bool(false));
            let all: Vec<Value> = least.into_iter().map(|level| json!(level)).chain(off).collect();
            (code.name().to_owned(), json!({ "enum": all }))
        };
        object(codes.map(level).collect())
    };
    let mut diagnostics = levels(&mut Code::ALL.iter());
    diagnostics["properties"]["in"] =
        json!({ "type": "object", "additionalProperties": levels(&mut Code::ALL.iter()) });
    diagnostics["description"] = properties["diagnostics"]["description"].clone();
    properties["diagnostics"] = diagnostics;
    schema
}

/// The part of a schema that is about a map's entries, also where the value may be a list as well.
fn inner<'v>(schema: &'v mut Value, part: &str) -> &'v mut Value {
    let at = if schema.get("anyOf").is_some() {
        let forms = schema["anyOf"].as_array_mut().expect("written by `of_words`");
        forms.iter_mut().find(|form| form["type"] == "object").expect("one of the forms is a map")
    } else {
        schema
    };
    at["type"] = json!("object");
    if part == "properties" {
        at["additionalProperties"] = json!(false);
    }
    if !at[part].is_object() {
        at[part] = json!({});
    }
    &mut at[part]
}

fn titled(title: &str, mut schema: Value) -> Value {
    schema["$schema"] = json!(DIALECT);
    schema["title"] = json!(title);
    schema
}

fn object(properties: Map<String, Value>) -> Value {
    json!({ "type": "object", "additionalProperties": false, "properties": properties })
}

/// Of a table of keys, types in words, and documentation.
fn fields(table: &[(&str, &str, &str)]) -> Value {
    let field = |(key, words, doc): &(&str, &str, &str)| {
        let mut value = of_words(words);
        value["description"] = json!(doc);
        ((*key).to_owned(), value)
    };
    object(table.iter().map(field).collect())
}

/// What a type in words means. Every key may also stand there without a value.
fn of_words(words: &str) -> Value {
    let text = || json!({ "type": ["string", "number", "boolean", "null"] });
    let quoted: Vec<&str> = choices(words).collect();
    let list = |items: Value| json!({ "type": ["array", "null"], "items": items });
    match words {
        "anything" => json!({}),
        "list" => json!({ "type": ["array", "null"] }),
        "list or text" => json!({ "anyOf": [list(json!({})), text()] }),
        "text or map" => json!({ "anyOf": [text(), { "type": "object" }] }),
        "list or map" => json!({ "anyOf": [list(text()), text(), { "type": "object" }] }),
        "list, or map to lists" => {
            let lists = json!({ "type": "object", "additionalProperties": { "anyOf": [list(text()), text()] } });
            json!({ "anyOf": [list(text()), text(), lists] })
        }
        "list of lists" => list(list(text())),
        "date or map" => json!({ "anyOf": [of_words("date"), { "type": "object" }] }),
        "`true`, `false` or map" => json!({ "type": ["boolean", "object", "null"] }),
        "date" => json!({ "type": ["string", "null"], "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}" }),
        "number" => json!({ "type": ["number", "null"] }),
        "number of days" => json!({ "type": ["integer", "null"], "minimum": 1, "maximum": 36_500 }),
        "days" => {
            json!({ "anyOf": [of_words("number of days"), { "type": "string", "pattern": "^[0-9]+ (day|week|month|year)s?$" }] })
        }
        "list of links" => {
            let named = json!({ "type": "object", "additionalProperties": text() });
            json!({ "anyOf": [list(json!({ "anyOf": [text(), named] })), text()] })
        }
        "map to texts" => json!({ "type": ["object", "null"], "additionalProperties": text() }),
        "pattern or `false`" => json!({ "type": ["string", "boolean", "null"] }),
        "`true` or `false`" => json!({ "type": ["boolean", "null"] }),
        _ if words.starts_with("number from ") => {
            let mut numbers = words.split(' ').filter_map(|word| word.parse::<i64>().ok());
            json!({ "type": ["integer", "null"], "minimum": numbers.next(), "maximum": numbers.next() })
        }
        // One alone is a list of one.
        _ if words.starts_with("list of ") => json!({ "anyOf": [list(text()), text()] }),
        _ if words.starts_with("map") => json!({ "type": ["object", "null"] }),
        _ if words.starts_with('`') && words.ends_with(", or list of maps with dates") => {
            let one = json!({ "enum": quoted });
            let date = json!({ "type": ["string", "integer", "null"] });
            let map = json!({ "type": "object", "required": ["is"], "additionalProperties": false,
                "properties": { "is": one, "from": date, "to": date } });
            json!({ "anyOf": [{ "enum": quoted.iter().copied().map(Value::from).chain([Value::Null]).collect::<Vec<_>>() },
                { "type": "array", "items": { "anyOf": [one, map] } }] })
        }
        _ if words.starts_with('`') => {
            json!({ "enum": quoted.into_iter().map(Value::from).chain([Value::Null]).collect::<Vec<_>>() })
        }
        _ => text(),
    }
}
