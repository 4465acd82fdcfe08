//! What holds for any bytes, on seeds and on what is a little unlike them. `fuzz/README.md` tells how to look for more.

#![allow(clippy::disallowed_methods, reason = "tests use the world")]

#[path = "../fuzz/src/lib.rs"]
#[expect(unreachable_pub, reason = "a package of its own, where these are public")]
mod targets;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// Changed copies of each seed.
const COPIES: u64 = 40;

/// A small generator of numbers, the same on every machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end.max(1)
    }
}

/// Bytes changed, taken out, put in twice, or taken from another seed.
fn changed(bytes: &[u8], other: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=dice.below(4) {
        let at = dice.below(bytes.len());
        let end = (at + dice.below(12)).min(bytes.len());
        match dice.below(5) {
            0 if !bytes.is_empty() => bytes[at] = dice.below(256) as u8,
            1 => drop(bytes.drain(at..end)),
            2 => {
                let part = bytes[at..end].to_vec();
                drop(bytes.splice(at..at, part));
            }
            3 => bytes.truncate(at),
            _ => {
                let from = dice.below(other.len());
                let part = other[from..(from + dice.below(24)).min(other.len())].to_vec();
                drop(bytes.splice(at..at, part));
            }
        }
    }
    bytes
}

#[test]
fn what_is_a_little_unlike_the_seeds_breaks_nothing() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds");
    for (name, target) in targets::ALL {
        let mut paths: Vec<_> = fs::read_dir(root.join(name))
            .unwrap_or_else(|_| panic!("no seeds of {name}"))
            .map(|entry| entry.unwrap().path())
            .collect();
        paths.sort();
        let seeds: Vec<Vec<u8>> = paths.iter().map(|path| fs::read(path).unwrap()).collect();
        assert!(!seeds.is_empty(), "{name}");
        let mut dice = Dice(7);
        for (seed, path) in seeds.iter().zip(&paths) {
            let try_it = |bytes: &[u8]| {
                let what = format!("{name}, from {}: {:?}", path.display(), String::from_utf8_lossy(bytes));
                assert!(catch_unwind(AssertUnwindSafe(|| target(bytes))).is_ok(), "{what}");
            };
            try_it(seed);
            for _ in 0..COPIES {
                let other = &seeds[dice.below(seeds.len())];
                try_it(&changed(seed, other, &mut dice));
            }
        }
    }
}

#[test]
fn what_acts_is_seen() {
    let is_inert = |html: &str| catch_unwind(|| targets::assert_inert(html)).is_ok();
    for html in [
        "<script>x</script>",
        "<a href=\"java\nscript:x\">x</a>",
        "<img src=x onerror=x>",
        "<svg><animate attributeName=href></svg>",
        "<p style=\"color:red\">x</p>",
        "<input>",
        "<a href=data:text/html,x>x</a>",
        "<math><mtext></math><iframe>",
    ] {
        assert!(!is_inert(html), "{html}");
    }
    for html in ["<p>x</p>", "<a href=\"/a:b\" rel=nofollow>x</a>", "<input type=checkbox disabled>", "&lt;script>"] {
        assert!(is_inert(html), "{html}");
    }
}
