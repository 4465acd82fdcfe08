//! Those who took part in a page and are not named: how many, and as what.

use std::collections::BTreeMap;

use crate::site::people::Role;

/// How many there are of each role. Who had several is counted once, under the weightiest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unnamed(BTreeMap<Role, u32>);

impl Unnamed {
    /// Counts so many more.
    pub(super) fn add(&mut self, role: Role, count: u32) {
        if count > 0 {
            let known = self.0.entry(role).or_default();
            *known = known.saturating_add(count);
        }
    }

    /// All of them.
    pub fn count(&self) -> u32 {
        self.0.values().fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// Those of one role.
    pub fn of(&self, role: Role) -> u32 {
        self.0.get(&role).copied().unwrap_or_default()
    }

    /// Each role that somebody has, weightiest first.
    pub fn iter(&self) -> impl Iterator<Item = (Role, u32)> {
        self.0.iter().map(|(role, count)| (*role, *count))
    }
}
