//! Template pages: what the reader fills in, and where the text asks for it.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::document::front_matter::FrontMatter;
use crate::path::SitePath;
use crate::yaml::text::shown;

/// Variables that the payload uses and the page does not declare, and the reverse. `payload` is a file with its text, and
/// where in it the payload stands; `page` the page with its text.
pub(crate) fn variables(
    page: (&SitePath, &str),
    front: &FrontMatter,
    payload: (&SitePath, &str, std::ops::Range<usize>),
) -> Vec<Diagnostic> {
    let pattern = front.placeholder.as_deref().unwrap_or("{{name}}");
    let Some((open, close)) = pattern.split_once("name").filter(|(open, _)| !open.is_empty()) else {
        return Vec::new();
    };
    let (file, whole, within) = payload;
    let text = whole.get(within.clone()).unwrap_or_default();
    let declared: BTreeSet<&str> = front.variables.iter().map(|variable| variable.name.as_str()).collect();
    let mut used = BTreeSet::new();
    let mut found = Vec::new();
    for (at, _) in text.match_indices(open) {
        let rest = &text[at + open.len()..];
        let length = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-'))).unwrap_or(rest.len());
        if length == 0 || !rest[length..].starts_with(close) {
            continue;
        }
        let name = &rest[..length];
        if used.insert(name) && !declared.contains(name) {
            let start = within.start + at;
            let bytes = start..start + open.len() + length + close.len();
            let message = format!("the page declares no variable `{}`", shown(name));
            let near = crate::diagnostic::did_you_mean(name, declared.iter().copied());
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("add `- name: {}` to `variables`", shown(name)),
            };
            found
                .push(Diagnostic::new(Code::UndefinedVariable, message).at(Place::span(file, whole, bytes)).help(help));
        }
    }
    let (path, text) = page;
    let unused = front.variables.iter().filter(|variable| !used.contains(variable.name.as_str()));
    found.extend(unused.map(|variable| {
        let message = format!("nothing in the template asks for `{}`", shown(&variable.name));
        let place = match text.find(&variable.name).filter(|_| !variable.name.is_empty()) {
            Some(at) => Place::span(path, text, at..at + variable.name.len()),
            None => Place::file(path),
        };
        let help = format!("write `{open}{}{close}` where its value belongs, or remove it", shown(&variable.name));
        Diagnostic::new(Code::UnusedVariable, message).at(place).help(help)
    }));
    found
}
