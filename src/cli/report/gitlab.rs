//! GitLab's code quality report: a list of issues in the form of Code Climate, as far as GitLab reads it.

use serde_json::{Value, json};

use crate::cli::report::{Finding, Report};
use crate::diagnostic::Level;

/// The report.
pub(super) fn gitlab(report: &Report) -> String {
    let issues: Vec<Value> = report.findings.iter().map(|finding| issue(report, finding)).collect();
    format!("{:#}\n", Value::from(issues))
}

/// GitLab wants a path and a line of every issue; what is about the repository is said of its configuration.
fn issue(report: &Report, finding: &Finding) -> Value {
    let file = finding.place.as_ref().map_or(crate::config::FILE, |place| place.file.as_str());
    let [begin, end] = finding.place.as_ref().and_then(|place| place.range).unwrap_or([(1, 1), (1, 1)]);
    json!({
        "description": finding.in_full(),
        "check_name": finding.code.name(),
        "fingerprint": finding.fingerprint,
        "severity": if finding.level == Level::Error { "major" } else { "minor" },
        "location": { "path": report.seen_from_top(file), "lines": { "begin": begin.0, "end": end.0 } },
    })
}
