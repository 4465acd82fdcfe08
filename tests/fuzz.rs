//! Samples for the readers of `fuzz/targets.rs`: what is in the repository and in the security corpus, changed in ways that are drawn.
//!
//! What a target once failed on lies in `fuzz/found/<target>` and is tried first. `CAIRN_FUZZ_SECONDS` says how long each target is
//! tried, with other samples each time; without it, some hundred samples are, the same in every run. A failure leaves its sample in
//! the folder for files that go.

#![allow(clippy::disallowed_methods, reason = "tests use the world")]
#![expect(clippy::print_stdout, reason = "how much was tried, and where a sample lies, is what one wants to know")]

#[path = "../fuzz/targets.rs"]
mod targets;

mod support;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant, SystemTime};

use support::{files, project};
use targets::{TARGETS, Target};

/// Samples of each target without `CAIRN_FUZZ_SECONDS`.
const SAMPLES: usize = 300;

/// Pieces that mean something to one of the readers.
const WORDS: &[&str] = &[
    "---\n",
    "\n\n",
    "# ",
    "- ",
    "> ",
    "    ",
    "```",
    "~~~",
    ":::",
    "[[",
    "]]",
    "](",
    "![",
    "<",
    ">",
    "</",
    "<!--",
    "-->",
    "<script>",
    "<svg",
    "onload=",
    "javascript:",
    "&#",
    "&lt;",
    "\"",
    "'",
    "`",
    "$",
    "$$",
    "{#",
    "}",
    "{{",
    "|",
    "|-|",
    "*[",
    "[^1]",
    "\\",
    "\u{0}",
    "\u{1}",
    "\t",
    "\r\n",
    "\u{feff}",
    "\u{202e}",
    "é",
    "鍵",
    ": ",
    "? ",
    "&a ",
    "*a",
    "!!",
    "<<: ",
    "[",
    "]",
    "{",
    "title:",
    "true",
    "1e999",
    "-1",
    "xlink:href=\"",
    "<![CDATA[",
    "]]>",
    "<?",
    "url(",
    "<style>",
    "\"people\":",
    "null",
    "CAIRNPK1",
];

struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end.max(1)
    }

    /// A seed, changed in some places.
    fn sample(&mut self, seeds: &[Vec<u8>]) -> Vec<u8> {
        let mut bytes = seeds[self.below(seeds.len())].clone();
        bytes.truncate(8 * 1024);
        for _ in 0..=self.below(6) {
            let at = self.below(bytes.len() + 1);
            match self.below(7) {
                0 if at < bytes.len() => bytes[at] ^= 1 << self.below(8),
                1 => bytes.truncate(at),
                2 => {
                    let end = (at + self.below(40)).min(bytes.len());
                    drop(bytes.drain(at..end));
                }
                3 => {
                    let other = &seeds[self.below(seeds.len())];
                    let from = self.below(other.len());
                    let part = other[from..].iter().take(200).copied().collect::<Vec<u8>>();
                    drop(bytes.splice(at..at, part));
                }
                4 => {
                    let word = WORDS[self.below(WORDS.len())].repeat(1 + self.below(8));
                    drop(bytes.splice(at..at, word.into_bytes()));
                }
                5 => {
                    let part = bytes[at..].iter().take(100).copied().collect::<Vec<u8>>();
                    drop(bytes.splice(at..at, part));
                }
                _ => {
                    let word = WORDS[self.below(WORDS.len())];
                    drop(bytes.splice(at..at, word.bytes()));
                }
            }
        }
        bytes
    }
}

/// Where samples begin: whatever the repository and the corpus hold.
fn seeds() -> Vec<Vec<u8>> {
    let mut seeds: Vec<Vec<u8>> = vec![Vec::new()];
    for folder in [
        "tests/cases",
        "tests/defects/tree",
        "content-example/content",
        "content-example/people",
        "themes/default/assets",
    ] {
        let all = files(&project().join(folder)).into_iter().filter(|(name, _)| !name.ends_with(".png"));
        seeds.extend(all.map(|(_, bytes)| bytes));
    }
    seeds.extend(
        ["content-example/cairn.yml", "content-example/badges.yml"]
            .map(|file| std::fs::read(project().join(file)).unwrap()),
    );
    seeds.push(br#"{"version":1,"people":{"ada":{"name":"Ada"}},"pages":{}}"#.to_vec());
    seeds.push(br#"{"contributors":[{"login":"ada","name":"Ada","contributions":["doc"]}]}"#.to_vec());
    if let Some(corpus) = support::test_data("security-corpus") {
        for (_, bytes) in files(&corpus) {
            let data: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
            texts(&data, &mut seeds);
        }
    }
    seeds
}

fn texts(value: &serde_json::Value, into: &mut Vec<Vec<u8>>) {
    match value {
        serde_json::Value::String(text) => into.push(text.clone().into_bytes()),
        serde_json::Value::Array(items) => items.iter().for_each(|item| texts(item, into)),
        serde_json::Value::Object(entries) => entries.values().for_each(|item| texts(item, into)),
        _ => {}
    }
}

fn try_one(target: &Target, sample: &[u8]) {
    if catch_unwind(AssertUnwindSafe(|| (target.run)(sample))).is_err() {
        let name = sample.iter().fold(0_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(*byte)));
        let file = std::env::temp_dir().join(format!("cairn-fuzz-{}-{name:016x}", target.name));
        std::fs::write(&file, sample).unwrap();
        panic!(
            "`{}` fails on the sample in {}; shorten it, mend it, and keep it in fuzz/found/{0}",
            target.name,
            file.display()
        );
    }
}

#[test]
fn no_sample_makes_a_reader_fail() {
    let seconds = std::env::var("CAIRN_FUZZ_SECONDS").ok().map(|text| text.parse().expect("a number of seconds"));
    let seeds = seeds();
    for target in TARGETS {
        let found = project().join("fuzz/found").join(target.name);
        if found.is_dir() {
            files(&found).values().for_each(|sample| try_one(target, sample));
        }
        let begin = Instant::now();
        let mut dice = Dice(match seconds {
            Some(_) => SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_nanos() as u64,
            None => 1,
        });
        let mut tried = 0;
        while seconds.map_or(tried < SAMPLES, |seconds| begin.elapsed() < Duration::from_secs(seconds)) {
            try_one(target, &dice.sample(&seeds));
            tried += 1;
        }
        println!("{}: {tried} samples", target.name);
    }
}

#[test]
fn a_reader_that_fails_is_noticed() {
    let bad = Target { name: "bad", run: |bytes| assert!(!bytes.windows(8).any(|window| window == b"<script>")) };
    let failed = catch_unwind(|| {
        (0..10_000).map(|seed| Dice(seed).sample(&[b"words".to_vec()])).for_each(|sample| (bad.run)(&sample))
    });
    assert!(failed.is_err());
}
