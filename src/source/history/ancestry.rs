//! Which commits another one was made on.
//!
//! Begin with [`Ancestry::holds`]. The line from HEAD through first parents is the main line; for each commit it is known
//! where its own line left that one, and where it joined it. So only two commits beside it take a search, and that search
//! does not leave their branches.

use std::collections::HashSet;

/// The commits that HEAD was made of, by their places in an order of children before parents.
pub(super) struct Ancestry {
    parents: Vec<Vec<u32>>,
    /// How far from HEAD on the main line, for the commits on it.
    main: Vec<Option<u32>>,
    /// The nearest commit of the main line that a commit was made on.
    left: Vec<u32>,
    /// The farthest commit of the main line that was made on a commit.
    joined: Vec<u32>,
}

impl Ancestry {
    /// From the parents of each commit.
    pub(super) fn new(parents: Vec<Vec<u32>>) -> Ancestry {
        let mut main = vec![None; parents.len()];
        let mut next = (!parents.is_empty()).then_some(0);
        for far in 0.. {
            let Some(at) = next else { break };
            main[at as usize] = Some(far);
            next = parents[at as usize].first().copied();
        }
        let mut left = vec![u32::MAX; parents.len()];
        for at in (0..parents.len()).rev() {
            let of_parents = || parents[at].iter().map(|parent| left[*parent as usize]).min();
            left[at] = main[at].or_else(of_parents).unwrap_or(u32::MAX);
        }
        let mut joined = vec![0; parents.len()];
        for at in 0..parents.len() {
            joined[at] = main[at].unwrap_or(joined[at]);
            for parent in &parents[at] {
                joined[*parent as usize] = joined[at].max(joined[*parent as usize]);
            }
        }
        Ancestry { parents, main, left, joined }
    }

    /// Whether `new` is `old`, or was made on it.
    pub(super) fn holds(&self, old: u32, new: u32) -> bool {
        if old <= new {
            return old == new;
        }
        if let Some(far) = self.main[old as usize] {
            return self.left[new as usize] <= far;
        }
        let mut open = vec![new];
        let mut seen = HashSet::new();
        while let Some(at) = open.pop() {
            match self.main[at as usize] {
                Some(far) if far <= self.joined[old as usize] => return true,
                Some(_) => {}
                None if at == old => return true,
                None => open.extend(self.parents[at as usize].iter().filter(|at| **at <= old && seen.insert(**at))),
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_holds_all_that_it_was_made_on_and_nothing_else() {
        let mut seed = 3_u64;
        let mut any = |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % below
        };
        for many in 1..40_u32 {
            let mut parents: Vec<Vec<u32>> = Vec::new();
            for at in 0..many {
                let left = u64::from(many - at - 1);
                let count = if left == 0 { 0 } else { 1 + any(2) };
                parents.push((0..count).map(|_| at + 1 + any(left.min(6)) as u32).collect());
            }
            let mut held: Vec<HashSet<u32>> = vec![HashSet::new(); many as usize];
            for at in (0..many as usize).rev() {
                let all: Vec<u32> = parents[at].iter().flat_map(|parent| held[*parent as usize].clone()).collect();
                held[at].extend(all);
                held[at].insert(at as u32);
            }
            let ancestry = Ancestry::new(parents);
            let of_head: Vec<u32> = (0..many).filter(|at| held[0].contains(at)).collect();
            for old in of_head.iter().copied() {
                for new in of_head.iter().copied() {
                    let expected = held[new as usize].contains(&old);
                    assert_eq!(ancestry.holds(old, new), expected, "{many} commits, {old} in {new}");
                }
            }
        }
    }
}
