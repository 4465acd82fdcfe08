//! SARIF 2.1.0, the Static Analysis Results Interchange Format of OASIS.

use serde_json::{Value, json};

use crate::cli::report::{Finding, Report};
use crate::diagnostic::{Code, Level};

/// The report.
pub(super) fn sarif(report: &Report) -> String {
    let codes = report.codes();
    let results: Vec<Value> = report.findings.iter().map(|finding| result(report, &codes, finding)).collect();
    let value = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "Cairn",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": codes.iter().map(|code| rule(*code)).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{value:#}\n")
}

fn rule(code: Code) -> Value {
    let text = code.explanation().trim().replace('\n', " ").replace("  ", " ");
    let first = text.split_inclusive(". ").next().unwrap_or(&text).trim();
    json!({
        "id": code.name(),
        "shortDescription": { "text": first },
        "fullDescription": { "text": text },
        "help": { "text": format!("{text} (cairn explain {})", code.name()) },
        "defaultConfiguration": { "level": level(code.default_level()) },
    })
}

fn result(report: &Report, codes: &[Code], finding: &Finding) -> Value {
    let index = codes.iter().position(|code| *code == finding.code).expect("every finding's code is in the list");
    let mut result = json!({
        "ruleId": finding.code.name(),
        "ruleIndex": index,
        "level": level(finding.level),
        "message": { "text": finding.in_full() },
        "partialFingerprints": { "cairn/v1": finding.fingerprint },
    });
    if let Some(place) = &finding.place {
        let uri = crate::path::encode(&report.seen_from_top(&place.file));
        let mut physical = json!({ "artifactLocation": { "uri": uri, "uriBaseId": "%SRCROOT%" } });
        if let Some([start, end]) = place.range {
            physical["region"] =
                json!({ "startLine": start.0, "startColumn": start.1, "endLine": end.0, "endColumn": end.1 });
        }
        result["locations"] = json!([{ "physicalLocation": physical }]);
    }
    result
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Off => "none",
        Level::Warn => "warning",
        Level::Error => "error",
    }
}
