//! Workflow commands of GitHub Actions: each finding becomes an annotation beside its line.
//!
//! The runner reads commands from whatever a step prints, so the values are escaped as its own toolkit does.

use crate::cli::report::Report;
use crate::diagnostic::Level;

/// The report.
pub(super) fn github(report: &Report) -> String {
    let mut out = String::new();
    for finding in &report.findings {
        let command = if finding.level == Level::Error { "error" } else { "warning" };
        let mut properties = Vec::new();
        if let Some(place) = &finding.place {
            properties.push(format!("file={}", property(&report.seen_from_top(&place.file))));
            if let Some([start, end]) = place.range {
                properties.push(format!("line={},endLine={}", start.0, end.0));
                // Columns are refused where the finding goes over several lines.
                if start.0 == end.0 {
                    properties.push(format!("col={},endColumn={}", start.1, end.1));
                }
            }
        }
        properties.push(format!("title={}", property(finding.code.name())));
        out += &format!("::{command} {}::{}\n", properties.join(","), data(&finding.in_full()));
    }
    out
}

/// The text behind the second `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property, which also ends at `,` and `:`.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
