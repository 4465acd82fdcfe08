//! What a file's own rules found, without the addresses and keys that `cairn.yml` allows. Files are understood before any option is known, so that
//! they need not be read again when one changes.

use crate::config::Allowed;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::text_of;
use crate::path::SitePath;
use crate::source::Source;

/// The findings of a file that count here.
pub(super) fn counting(
    found: Vec<Diagnostic>,
    path: &SitePath,
    source: &Source,
    allowed: &Allowed<'_>,
) -> Vec<Diagnostic> {
    let may_be_allowed = |found: &Diagnostic| is_address(found.code) || found.code == Code::Secret;
    if allowed.is_empty() || !found.iter().any(may_be_allowed) {
        return found;
    }
    let bytes = source.bytes(path).unwrap_or_default();
    let text = text_of(&bytes);
    let is_allowed = |found: &Diagnostic| {
        let (from, to) = found.place.as_ref().map_or((0, 0), |place| place.bytes);
        match found.code {
            Code::Secret => allowed.holds_secret(&text, (from, to)),
            code => {
                is_address(code) && text.get(from as usize..to as usize).is_some_and(|written| allowed.holds(written))
            }
        }
    };
    found.into_iter().filter(|found| !is_allowed(found)).collect()
}

fn is_address(code: Code) -> bool {
    matches!(code, Code::PublicAddress | Code::PrivateAddress | Code::RealHostname | Code::AddressInText)
}
