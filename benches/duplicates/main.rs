//! How well questions that were asked before are recognised, beside the cosine of tf-idf vectors.
//!
//!     cargo bench --bench duplicates
//!
//! Every dev query of `stackfaq` is taken as a new question twice: while its page is there, which should be named among the first three, and after that
//! page was taken out, when whatever is named is a false alarm. The threshold belongs to the side that speaks: the curve shows what is recognised at
//! each rate of false alarms, and the last lines what remains when the threshold of one half of the pages is used on the other.
#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark reads its questions and prints its figures"
)]

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::PathBuf;
use std::time::Instant;

use cairn::search::{Neighbours, Options, Page, Section};
use rayon::prelude::*;
use serde_json::Value;

/// Characters of a page's beginning that it is known by, as in a site (`Facts::lead`).
const LEAD: usize = 200;
/// Pages that are named at most.
const NAMED: usize = 3;

/// What one question met.
struct Asked {
    /// Its page.
    page: usize,
    /// How certain the best page was, and whether the right one was named.
    with: (f64, bool),
    /// How certain the best page was when the right one was not there.
    without: f64,
}

fn main() {
    let data = std::env::var_os("CAIRN_TEST_DATA").map_or_else(|| PathBuf::from("../shared"), PathBuf::from);
    let read = |name: &str| fs::read_to_string(data.join("search-eval/stackfaq").join(name));
    let (Ok(docs), Ok(queries), Ok(relevant)) = (read("docs.jsonl"), read("queries.jsonl"), read("qrels.tsv")) else {
        println!("skipped: {} has no search-eval/stackfaq", data.display());
        return;
    };
    let docs: Vec<Value> = lines(&docs);
    let id = |value: &Value| value["id"].as_str().unwrap_or_default().to_owned();
    let numbers: HashMap<String, usize> = docs.iter().enumerate().map(|(number, doc)| (id(doc), number)).collect();
    let page_of: HashMap<&str, usize> = relevant
        .lines()
        .filter_map(|line| {
            let mut parts = line.split('\t');
            Some((parts.next()?, *numbers.get(parts.next()?)?))
        })
        .collect();
    let questions: Vec<(String, usize)> = lines(&queries)
        .iter()
        .filter(|query| query["split"] == "dev")
        .filter_map(|query| Some((query["text"].as_str()?.to_owned(), *page_of.get(id(query).as_str())?)))
        .collect();
    println!("stackfaq: {} pages, {} questions\n", docs.len(), questions.len());

    let pages: Vec<Page> = docs.iter().map(page).collect();
    let texts = |doc: &Value| {
        format!("{} {}", doc["title"].as_str().unwrap_or_default(), doc["body"].as_str().unwrap_or_default())
    };
    let titles = |doc: &Value| doc["title"].as_str().unwrap_or_default().to_owned();
    let engines: [(&str, Vec<Asked>); 3] = [
        ("Cairn", cairn(&pages, &questions)),
        ("tf-idf cosine, titles and texts", cosine(&docs.iter().map(texts).collect::<Vec<_>>(), &questions)),
        ("tf-idf cosine, titles", cosine(&docs.iter().map(titles).collect::<Vec<_>>(), &questions)),
    ];
    println!("recall of the right page among {NAMED}, by rate of false alarms");
    let rates = [0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3];
    println!("{:34}{}", "", rates.map(|rate| format!("{:>7.1}%", rate * 100.0)).concat());
    for (name, asked) in &engines {
        let cells = rates.map(|rate| format!("{:>8.3}", recall(asked.iter(), threshold(asked.iter(), rate))));
        println!("{name:34}{}", cells.concat());
    }
    println!("\nthreshold of one half of the pages, used on the other, at 5 % false alarms there");
    for (name, asked) in &engines {
        let halves = [0, 1].map(|half| {
            let (own, other): (Vec<&Asked>, Vec<&Asked>) = asked.iter().partition(|asked| asked.page % 2 == half);
            let threshold = threshold(own.into_iter(), 0.05);
            let alarms = other.iter().filter(|asked| asked.without > threshold).count() as f64 / other.len() as f64;
            format!(
                "recall {:.3}, false alarms {:.3}, threshold {threshold:.3}",
                recall(other.into_iter(), threshold),
                alarms
            )
        });
        println!("{name:34} {}", halves.join("; "));
    }
    let shipped = 100.0;
    let alarms = engines[0].1.iter().filter(|asked| asked.without >= shipped).count() as f64 / questions.len() as f64;
    println!(
        "\nCairn as shipped (100): recall {:.3}, false alarms {alarms:.3}",
        recall(engines[0].1.iter(), shipped - 0.5)
    );

    let many: Vec<Page> = (0..10_000)
        .map(|number| Page {
            title: format!("{} {number}", pages[number % pages.len()].title),
            ..pages[number % pages.len()].clone()
        })
        .collect();
    let begin = Instant::now();
    let neighbours = Neighbours::of(&options(many.len()), many.len(), |number| many[number].clone(), None);
    let made = begin.elapsed();
    let found: usize = (0..many.len())
        .into_par_iter()
        .map(|number| neighbours.asked(&many[number].title, Some(number as u32)).len())
        .sum();
    println!(
        "\n10,000 pages against each other: {:.1} s to read, {:.1} s to ask, {found} named",
        made.as_secs_f64(),
        (begin.elapsed() - made).as_secs_f64()
    );
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}

fn options(pages: usize) -> Options {
    Options { lang: "en".into(), pages, ..Options::default() }
}

/// What a site knows of a page without reading its text.
fn page(doc: &Value) -> Page {
    let body = doc["body"].as_str().unwrap_or_default();
    let headings = body.lines().filter(|line| line.starts_with('#')).take(8);
    let sections =
        headings.map(|line| Section { heading: line.trim_matches(['#', ' ']).to_owned(), ..Section::default() });
    let prose = body.lines().filter(|line| !line.starts_with(['#', '`'])).collect::<Vec<_>>().join(" ");
    Page {
        title: doc["title"].as_str().unwrap_or_default().to_owned(),
        kind: doc["kind"].as_str().unwrap_or_default().to_owned(),
        short_answer: prose.chars().take(LEAD).collect(),
        sections: sections.collect(),
        ..Page::default()
    }
}

/// Our own, every page once taken out and everything made anew.
fn cairn(pages: &[Page], questions: &[(String, usize)]) -> Vec<Asked> {
    let all = Neighbours::of(&options(pages.len()), pages.len(), |number| pages[number].clone(), None);
    let mut by_page: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    questions.iter().for_each(|(text, page)| by_page.entry(*page).or_default().push(text));
    let of_page = |(page, texts): (&usize, &Vec<&str>)| {
        let others: Vec<&Page> =
            pages.iter().enumerate().filter(|other| other.0 != *page).map(|other| other.1).collect();
        let without = Neighbours::of(&options(others.len()), others.len(), |number| others[number].clone(), None);
        let ask = |text: &&str| {
            let (here, gone) = (all.asked(text, None), without.asked(text, None));
            let certainty =
                |named: &[cairn::search::AskedBefore]| named.first().map_or(0.0, |best| f64::from(best.certainty));
            Asked {
                page: *page,
                with: (certainty(&here), here.iter().any(|named| named.page as usize == *page)),
                without: certainty(&gone),
            }
        };
        texts.iter().map(ask).collect::<Vec<_>>()
    };
    by_page.par_iter().flat_map_iter(of_page).collect()
}

/// The baseline: cosine of tf-idf vectors of lower-case words, with smoothed idf (as scikit-learn's `TfidfVectorizer` has it by default).
fn cosine(texts: &[String], questions: &[(String, usize)]) -> Vec<Asked> {
    let bags: Vec<HashMap<String, f64>> = texts.iter().map(|text| bag(text)).collect();
    let mut df: HashMap<&str, f64> = HashMap::new();
    bags.iter().flat_map(HashMap::keys).for_each(|word| *df.entry(word).or_default() += 1.0);
    let idf = |word: &str| df.get(word).map_or(0.0, |df| ((1.0 + texts.len() as f64) / (1.0 + df)).ln() + 1.0);
    let vector = |bag: &HashMap<String, f64>| {
        let mut vector: HashMap<String, f64> =
            bag.iter().map(|(word, count)| (word.clone(), count * idf(word))).collect();
        let length = vector.values().map(|value| value * value).sum::<f64>().sqrt().max(1e-9);
        vector.values_mut().for_each(|value| *value /= length);
        vector
    };
    let vectors: Vec<HashMap<String, f64>> = bags.iter().map(vector).collect();
    let ask = |(text, page): &(String, usize)| {
        let own = vector(&bag(text));
        let near = |other: &HashMap<String, f64>| {
            own.iter().map(|(word, value)| value * other.get(word).unwrap_or(&0.0)).sum::<f64>()
        };
        let mut ranked: Vec<(f64, usize)> = vectors.iter().map(near).zip(0..).collect();
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let right = ranked.iter().take(NAMED).any(|named| named.1 == *page);
        let without = ranked.iter().find(|named| named.1 != *page).map_or(0.0, |named| named.0);
        Asked { page: *page, with: (ranked[0].0, right), without }
    };
    questions.par_iter().map(ask).collect()
}

fn bag(text: &str) -> HashMap<String, f64> {
    let mut bag = HashMap::new();
    let lower = text.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 1);
    words.for_each(|word| *bag.entry(word.to_owned()).or_insert(0.0) += 1.0);
    bag
}

/// Above it lie at most so many of the false alarms.
fn threshold<'a>(asked: impl Iterator<Item = &'a Asked>, rate: f64) -> f64 {
    let mut alarms: Vec<f64> = asked.map(|asked| asked.without).collect();
    alarms.sort_by(|a, b| b.total_cmp(a));
    alarms[(alarms.len() as f64 * rate) as usize]
}

fn recall<'a>(asked: impl Iterator<Item = &'a Asked>, threshold: f64) -> f64 {
    let (mut right, mut all) = (0_u32, 0_u32);
    for asked in asked {
        all += 1;
        right += u32::from(asked.with.1 && asked.with.0 > threshold);
    }
    f64::from(right) / f64::from(all.max(1))
}
