//! JSON for other programs, and the JSON Schema of it.
//!
//! Keys are only ever added; what means something else gets another `version`.

use serde_json::{Value, json};

use crate::cli::report::{Finding, Report};
use crate::diagnostic::{Code, Level};

/// The version of the form.
const VERSION: u32 = 1;

/// The report.
pub(super) fn json(report: &Report) -> String {
    let rules = report.codes().into_iter().map(|code| {
        json!({
            "code": code.name(),
            "default_level": code.default_level(),
            "safety": code.is_safety(),
            "explanation": code.explanation().trim(),
        })
    });
    let value = json!({
        "version": VERSION,
        "tool": { "name": "cairn", "version": env!("CARGO_PKG_VERSION") },
        "summary": {
            "pages": report.pages,
            "errors": report.counts.errors,
            "warnings": report.counts.warnings,
            "strict": report.strict,
        },
        "findings": report.findings.iter().map(finding).collect::<Vec<_>>(),
        "rules": rules.collect::<Vec<_>>(),
    });
    format!("{value:#}\n")
}

fn finding(finding: &Finding) -> Value {
    let mut value = json!({
        "code": finding.code.name(),
        "level": finding.level,
        "message": finding.message,
        "help": finding.help,
        "fingerprint": finding.fingerprint,
    });
    if let Some(place) = &finding.place {
        value["file"] = json!(place.file);
        if let Some([start, end]) = place.range {
            value["start"] = json!({ "line": start.0, "column": start.1, "byte": place.bytes.0 });
            value["end"] = json!({ "line": end.0, "column": end.1, "byte": place.bytes.1 });
        }
    }
    value
}

/// The JSON Schema of [`json`].
pub fn schema() -> Value {
    let object = |required: &[&str], properties: Value| json!({ "type": "object", "additionalProperties": false, "required": required, "properties": properties });
    let count = json!({ "type": "integer", "minimum": 0 });
    let text = json!({ "type": "string" });
    let levels = json!([Level::Off, Level::Warn, Level::Error]);
    let codes: Vec<&str> = Code::ALL.iter().map(|code| code.name()).collect();
    let position = object(
        &["line", "column", "byte"],
        json!({
            "line": { "type": "integer", "minimum": 1, "description": "Line, from 1." },
            "column": { "type": "integer", "minimum": 1, "description": "Column in characters (Unicode scalar values), from 1." },
            "byte": { "type": "integer", "minimum": 0, "description": "Bytes before it, in the file as UTF-8 without byte order mark." },
        }),
    );
    let finding = json!({
        "code": { "enum": codes, "description": "The rule, by its name for ever." },
        "level": { "enum": [Level::Warn, Level::Error] },
        "message": { "type": "string", "description": "One line that stands alone; no control characters." },
        "help": { "type": "array", "items": text, "description": "What to do." },
        "fingerprint": { "type": "string", "pattern": "^[0-9a-f]{32}$", "description": "The same as long as the finding is the same, wherever its line moves to." },
        "file": { "type": "string", "description": "Relative to the root of the site, with `/`. Absent where the finding is about the repository." },
        "start": position,
        "end": position,
    });
    let rule = json!({
        "code": { "enum": codes },
        "default_level": { "enum": levels },
        "safety": { "type": "boolean", "description": "Whether `cairn.yml` may not lower its level." },
        "explanation": text,
    });
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Report of cairn check --format json",
        "type": "object",
        "required": ["version", "tool", "summary", "findings", "rules"],
        "properties": {
            "version": { "const": VERSION },
            "tool": object(&["name", "version"], json!({ "name": { "const": "cairn" }, "version": text })),
            "summary": object(
                &["pages", "errors", "warnings", "strict"],
                json!({ "pages": count, "errors": count, "warnings": count, "strict": { "type": "boolean" } }),
            ),
            "findings": {
                "type": "array",
                "description": "By file and place.",
                "items": object(&["code", "level", "message", "help", "fingerprint"], finding),
            },
            "rules": {
                "type": "array",
                "description": "The rules that found something.",
                "items": object(&["code", "default_level", "safety", "explanation"], rule),
            },
        },
    })
}
