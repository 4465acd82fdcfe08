//! A map from small numbers to values of which every older state stays readable for what it costs to change one.
//!
//! Begin with [`Tree`]. Each commit has its own: a copy shares all that is the same, so what differs between two branches
//! is found without looking at the rest.

use std::rc::Rc;

/// Bits of a key that one level decides.
const BITS: u32 = 6;
const WIDTH: usize = 1 << BITS;
/// Enough for a billion keys.
const LEVELS: u32 = 5;

/// The map. Where nothing was put there is the default value.
#[derive(Clone)]
pub(super) struct Tree<T>(Option<Rc<Knot<T>>>);

#[expect(clippy::large_enum_variant, reason = "a value is hardly smaller than a pointer, and both have as many")]
#[derive(Clone)]
enum Knot<T> {
    Fork([Option<Rc<Knot<T>>>; WIDTH]),
    Leaf([T; WIDTH]),
}

impl<T> Default for Tree<T> {
    fn default() -> Tree<T> {
        Tree(None)
    }
}

impl<T: Copy + Default + PartialEq> Tree<T> {
    /// The value of a key.
    pub(super) fn get(&self, key: u32) -> T {
        let mut knot = self.0.as_deref();
        for level in (0..LEVELS).rev() {
            match knot {
                None => break,
                Some(Knot::Leaf(values)) => return values[slot(key, level)],
                Some(Knot::Fork(below)) => knot = below[slot(key, level)].as_deref(),
            }
        }
        T::default()
    }

    /// Gives a key another value.
    pub(super) fn set(&mut self, key: u32, value: T) {
        let mut knot = &mut self.0;
        for level in (0..LEVELS).rev() {
            let fresh = || match level {
                0 => Rc::new(Knot::Leaf([T::default(); WIDTH])),
                _ => Rc::new(Knot::Fork([const { None }; WIDTH])),
            };
            match Rc::make_mut(knot.get_or_insert_with(fresh)) {
                Knot::Leaf(values) => return values[slot(key, level)] = value,
                Knot::Fork(below) => knot = &mut below[slot(key, level)],
            }
        }
    }

    /// Every key whose values differ, in order, with this value and the other's.
    pub(super) fn differences(&self, other: &Tree<T>) -> Vec<(u32, T, T)> {
        let mut found = Vec::new();
        differences(self.0.as_ref(), other.0.as_ref(), 0, &mut found);
        found
    }
}

fn slot(key: u32, level: u32) -> usize {
    (key >> (level * BITS)) as usize % WIDTH
}

fn differences<T: Copy + Default + PartialEq>(
    one: Option<&Rc<Knot<T>>>,
    other: Option<&Rc<Knot<T>>>,
    start: u32,
    found: &mut Vec<(u32, T, T)>,
) {
    let (is_leaf, is_same) = match (one, other) {
        (None, None) => return,
        (Some(one), Some(other)) => (matches!(**one, Knot::Leaf(_)), Rc::ptr_eq(one, other)),
        (Some(knot), None) | (None, Some(knot)) => (matches!(**knot, Knot::Leaf(_)), false),
    };
    if is_same {
        return;
    }
    for at in 0..WIDTH {
        let key = (start << BITS) + at as u32;
        if is_leaf {
            let value = |knot: Option<&Rc<Knot<T>>>| match knot.map(|knot| &**knot) {
                Some(Knot::Leaf(values)) => values[at],
                _ => T::default(),
            };
            let (one, other) = (value(one), value(other));
            if one != other {
                found.push((key, one, other));
            }
        } else {
            differences(below(one, at), below(other, at), key, found);
        }
    }
}

fn below<T>(knot: Option<&Rc<Knot<T>>>, at: usize) -> Option<&Rc<Knot<T>>> {
    match knot.map(|knot| &**knot) {
        Some(Knot::Fork(below)) => below[at].as_ref(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_keeps_what_it_had_and_shows_what_differs() {
        let mut old = Tree::<u32>::default();
        for key in 0..5000 {
            old.set(key, key + 1);
        }
        let mut new = old.clone();
        new.set(63, 7);
        new.set(64, 65);
        new.set(4_000_000, 9);
        assert_eq!((old.get(63), new.get(63), new.get(4999), new.get(5000), old.get(4_000_000)), (64, 7, 5000, 0, 0));
        assert_eq!(old.differences(&new), [(63, 64, 7), (4_000_000, 0, 9)]);
        assert_eq!(new.differences(&old), [(63, 7, 64), (4_000_000, 9, 0)]);
        assert!(new.differences(&new.clone()).is_empty());
        assert_eq!(Tree::default().differences(&old).len(), 5000);
    }
}
