//! What a file's own rules found, without the addresses that `cairn.yml` allows. Files are understood before any option is known, so that
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
    let is_address =
        |found: &Diagnostic| matches!(found.code, Code::PublicAddress | Code::RealHostname | Code::AddressInText);
    if allowed.is_empty() || !found.iter().any(is_address) {
        return found;
    }
    let bytes = source.bytes(path).unwrap_or_default();
    let text = text_of(&bytes);
    let is_allowed = |found: &Diagnostic| {
        let (from, to) = found.place.as_ref().map_or((0, 0), |place| place.bytes);
        text.get(from as usize..to as usize).is_some_and(|written| allowed.holds(written))
    };
    found.into_iter().filter(|found| !is_address(found) || !is_allowed(found)).collect()
}
