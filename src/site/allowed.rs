//! What a file's own rules found, without the addresses and keys that `cairn.yml` allows. Files are understood before any option is known, so that
//! they need not be read again when one changes.

use crate::config::{Allowed, Config, Levels};
use crate::diagnostic::{Code, Diagnostic, Level};
use crate::document::text_of;
use crate::path::SitePath;
use crate::source::Source;

/// What `cairn.yml` says of findings, ready to be asked.
pub(super) struct Counting<'a> {
    allowed: Allowed<'a>,
    levels: Levels<'a>,
}

impl<'a> Counting<'a> {
    pub(super) fn new(config: &'a Config) -> Counting<'a> {
        Counting { allowed: Allowed::new(config), levels: Levels::new(config) }
    }

    /// The findings of a file that count here.
    pub(super) fn of(&self, mut found: Vec<Diagnostic>, path: &SitePath, source: &Source) -> Vec<Diagnostic> {
        // Off unless a site asks for it, and on many pages of most.
        found.retain(|found| found.code != Code::PrivateAddress || self.levels.of(found) != Level::Off);
        let may_be_allowed = |found: &Diagnostic| is_address(found.code) || found.code == Code::Secret;
        if self.allowed.is_empty() || !found.iter().any(may_be_allowed) {
            return found;
        }
        let bytes = source.bytes(path).unwrap_or_default();
        let text = text_of(&bytes);
        found.retain(|found| {
            let (from, to) = found.place.as_ref().map_or((0, 0), |place| place.bytes);
            let written = || text.get(from as usize..to as usize).unwrap_or_default();
            match found.code {
                Code::Secret => !self.allowed.holds_secret(&text, (from, to)),
                code => !is_address(code) || !self.allowed.holds(written()),
            }
        });
        found
    }
}

fn is_address(code: Code) -> bool {
    matches!(code, Code::PublicAddress | Code::PrivateAddress | Code::RealHostname | Code::AddressInText)
}
