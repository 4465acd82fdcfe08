//! JUnit XML: a suite for each file, a test case for each finding.
//!
//! What fails the run is a failure; a warning that does not is a skipped test with the reason, because the form has no word
//! for it. A run without findings is one test that passed.

use crate::cli::report::{Finding, Report};
use crate::diagnostic::Level;
use crate::output::xml::Xml;

/// The report.
pub(super) fn junit(report: &Report) -> String {
    let mut suites: Vec<(&str, Vec<&Finding>)> = Vec::new();
    for finding in &report.findings {
        let file = finding.place.as_ref().map_or("", |place| place.file.as_str());
        match suites.last_mut().filter(|(name, _)| *name == file) {
            Some((_, findings)) => findings.push(finding),
            None => suites.push((file, vec![finding])),
        }
    }
    let fails = |finding: &&Finding| report.strict || finding.level == Level::Error;
    let tests = report.findings.len().max(1).to_string();
    let failures = report.findings.iter().filter(fails).count();
    let skipped = (report.findings.len() - failures).to_string();
    let totals =
        [("tests", tests.as_str()), ("failures", &failures.to_string()), ("errors", "0"), ("skipped", &skipped)];
    let mut xml = Xml::new();
    xml.element("testsuites", &[&[("name", "cairn check")], totals.as_slice()].concat(), |xml| {
        if suites.is_empty() {
            xml.element("testsuite", &[&[("name", "cairn check")], totals.as_slice()].concat(), |xml| {
                xml.empty("testcase", &[("name", "no problems"), ("classname", "cairn")]);
            });
        }
        for (file, findings) in &suites {
            let failures = findings.iter().copied().filter(fails).count();
            let counts = [findings.len(), failures, findings.len() - failures].map(|count| count.to_string());
            let name = if file.is_empty() { "repository".to_owned() } else { report.seen_from_top(file) };
            let suite = [
                ("name", name.as_str()),
                ("tests", &counts[0]),
                ("failures", &counts[1]),
                ("errors", "0"),
                ("skipped", &counts[2]),
            ];
            xml.element("testsuite", &suite, |xml| {
                findings.iter().for_each(|finding| case(xml, &name, finding, fails(finding)));
            });
        }
    });
    String::from_utf8(xml.finish()).expect("written from text")
}

fn case(xml: &mut Xml, file: &str, finding: &Finding, fails: bool) {
    let start = finding.place.as_ref().and_then(|place| place.range).map(|[start, _]| start);
    let place = start.map(|(line, column)| format!(":{line}:{column}")).unwrap_or_default();
    let name = format!("{} at {file}{place}", finding.code.name());
    let line = start.map(|(line, _)| line.to_string());
    let mut attributes = vec![("name", name.as_str()), ("classname", finding.code.name()), ("file", file)];
    attributes.extend(line.as_deref().map(|line| ("line", line)));
    xml.element("testcase", &attributes, |xml| match fails {
        true => {
            let failure = [("message", finding.message.as_str()), ("type", finding.code.name())];
            xml.text("failure", &failure, &format!("{file}{place}\n{}", finding.in_full()));
        }
        false => xml.empty("skipped", &[("message", &finding.in_full().replace('\n', "; "))]),
    });
}
