//! The words that `cairn new` writes for a beginner to replace, and pages that still have them.

use memchr::memmem;

use crate::diagnostic::Code;
use crate::document::lint::{Run, finding};
use crate::document::markdown::Finding;

/// Of a FAQ.
pub(crate) const ANSWER: &str = "Write the details here: why it happens, what to do, how to see that it worked.";
/// Of a page of questions: one of them.
pub(crate) const QUESTION: &str = "Write a question here?";
/// Of a tutorial: what is needed.
pub(crate) const NEEDS: &str = "What you need, in a sentence.";
/// Of a tutorial: a step.
pub(crate) const STEP: &str = "Say what to do and what the reader sees then.";
/// Of a template: what it is for.
pub(crate) const WHEN: &str = "Say when to use it.";
/// Of a template: the payload.
pub(crate) const PAYLOAD: &str = "Replace this with the text that readers take away.";
/// Of any other page.
pub(crate) const PAGE: &str = "Write the page here.";

/// What typesetters begin with; in code it is an example.
const LATIN: &str = "Lorem ipsum dolor";

const ALL: [&str; 8] = [ANSWER, QUESTION, NEEDS, STEP, WHEN, PAYLOAD, PAGE, LATIN];

/// Sentences that nobody has replaced yet, and the Latin of typesetters.
pub(super) fn findings(body: &str, runs: &[Run]) -> Vec<Finding> {
    let mut found = Vec::new();
    // Nearly every page has none of them: a look at all of it at once says so.
    let there: Vec<&str> =
        ALL.into_iter().filter(|words| memmem::find(body.as_bytes(), words.as_bytes()).is_some()).collect();
    for run in runs.iter().filter(|_| !there.is_empty()) {
        let text = &body[run.bytes.clone()];
        let meant = there.iter().filter(|words| **words != LATIN || !run.is_code);
        for bytes in meant.filter_map(|words| text.find(words).map(|at| at..at + words.len())) {
            let message = format!("`{}` is there to be replaced", &text[bytes.clone()]);
            let bytes = run.bytes.start + bytes.start..run.bytes.start + bytes.end;
            let help = "write the text, or set `status: draft` until it is there";
            found.push(finding(Code::PlaceholderText, bytes, message, help));
        }
    }
    found
}
