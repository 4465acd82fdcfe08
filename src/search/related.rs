//! Related: which pages ask or tell nearly the same, found with the words and weights of the index.
//!
//! Looks at what a page says of itself (title, other wordings, headings, tags, its first words), not at its whole text, so that an edit
//! below changes no other page. The cost of a page is bounded: its most telling terms, and of each a few pages that have it too.

use std::cmp::Reverse;
use std::collections::HashSet;

use rayon::prelude::*;

use crate::search::query::rarity;
use crate::search::stem::Stem;
use crate::search::tokens::{Term, terms};
use crate::search::words::Map;
use crate::search::{Options, Page, stop};

/// Terms of a page that are followed.
const TERMS: usize = 10;
/// Pages that are looked at for one term, those around the page itself in the order of pages.
const NEIGHBOURS: usize = 40;
/// Pages that are named at most.
const MOST: usize = 5;
/// A page is related that has at least one such part of what there is to have.
const PART: i64 = 8;
/// Pages whose words are in memory at once.
const AT_ONCE: usize = 1_024;

/// For each of `count` pages the pages nearest to it, best first.
pub fn related(options: &Options, count: usize, page: impl Fn(usize) -> Page + Sync) -> Vec<Vec<u32>> {
    let stops = stop::words(&options.lang);
    let stops: HashSet<&str> = stops.split(' ').collect();
    let mut known: Map<String, u32> = Map::default();
    let mut lists: Vec<Vec<(u32, u8)>> = Vec::new();
    let mut pages: Vec<Vec<(u32, u8)>> = Vec::with_capacity(count);
    let mut kinds: Vec<u32> = Vec::with_capacity(count);
    let mut kind_names: Map<String, u32> = Map::default();
    for begin in (0..count).step_by(AT_ONCE) {
        let end = count.min(begin + AT_ONCE);
        let reduced: Vec<(String, Vec<Term>)> = (begin..end)
            .into_par_iter()
            .map_init(
                || Stem::of(&options.lang),
                |stem, number| {
                    let page = page(number);
                    let terms = terms(stem, &page).0;
                    (page.kind, terms)
                },
            )
            .collect();
        for (kind, terms) in reduced {
            let number = pages.len() as u32;
            let next = kind_names.len() as u32;
            kinds.push(*kind_names.entry(kind).or_insert(next));
            let mut own = Vec::new();
            for term in terms.into_iter().filter(|term| tells(term, &stops)) {
                let impact = impact(&term);
                let id = *known.entry(term.term).or_insert_with(|| {
                    lists.push(Vec::new());
                    lists.len() as u32 - 1
                });
                lists[id as usize].push((number, impact));
                own.push((id, impact));
            }
            pages.push(own);
        }
    }
    let near = |(number, own): (usize, &Vec<(u32, u8)>)| nearest(number, own, &lists, &kinds);
    pages.par_iter().enumerate().map(near).collect()
}

/// Whether sharing a term says anything.
fn tells(term: &Term, stops: &HashSet<&str>) -> bool {
    let letters = term.term.chars().count();
    letters > 1 && !stops.contains(term.term.as_str()) && !term.forms.iter().any(|form| stops.contains(form.as_str()))
}

/// How much a page is about a term, 1 to 15.
fn impact(term: &Term) -> u8 {
    let weight = f64::from(term.fixed) / 8.0 + f64::from(term.body) / 2.0;
    ((15.0 * weight / (2.0 + weight)).round() as u8).clamp(1, 15)
}

fn nearest(number: usize, own: &[(u32, u8)], lists: &[Vec<(u32, u8)>], kinds: &[u32]) -> Vec<u32> {
    let rare = |id: u32| rarity(kinds.len() as u64, lists[id as usize].len() as u64);
    let mut terms: Vec<(i64, u32, u8)> = own.iter().map(|&(id, own)| (rare(id) * i64::from(own), id, own)).collect();
    terms.sort_unstable_by_key(|&(worth, id, _)| (Reverse(worth), id));
    terms.truncate(TERMS);
    let all: i64 = terms.iter().map(|&(worth, _, own)| worth * i64::from(own)).sum();
    let mut scores: Map<u32, i64> = Map::default();
    for (worth, id, _) in terms {
        let list = &lists[id as usize];
        let at = list.partition_point(|&(page, _)| (page as usize) < number);
        let start = at.saturating_sub(NEIGHBOURS / 2).min(list.len().saturating_sub(NEIGHBOURS));
        for &(page, other) in list[start..].iter().take(NEIGHBOURS).filter(|(page, _)| *page as usize != number) {
            *scores.entry(page).or_default() += worth * i64::from(other);
        }
    }
    let mut ranked: Vec<(u32, i64)> = scores.into_iter().filter(|&(_, score)| score * PART > all).collect();
    // A question's neighbours are questions first.
    let weigh = |page: u32, score: i64| if kinds[page as usize] == kinds[number] { score * 3 } else { score * 2 };
    ranked.sort_unstable_by_key(|&(page, score)| (Reverse(weigh(page, score)), page));
    ranked.truncate(MOST);
    ranked.into_iter().map(|(page, _)| page).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_about_one_thing_are_related() {
        let page = |title: &str, kind: &str| Page { title: title.into(), kind: kind.into(), ..Page::default() };
        let pages = [
            page("How do I reset my password?", "faq"),
            page("Which ports does the firewall open?", "faq"),
            page("I forgot the password and cannot reset it", "faq"),
            page("Passwords: a guide to resetting them", "tutorial"),
            page("How do I invite somebody?", "faq"),
        ];
        let options = Options { lang: "en".into(), ..Options::default() };
        let near = related(&options, pages.len(), |number| pages[number].clone());
        assert_eq!(near[0], [2, 3]);
        assert!(near[1].is_empty() && near[4].is_empty(), "stop words relate nothing: {near:?}");
    }

    #[test]
    fn a_common_word_is_not_followed_everywhere() {
        let options = Options { lang: "en".into(), ..Options::default() };
        let page = |number: usize| Page { title: format!("Server number{}", number / 2), ..Page::default() };
        let near = related(&options, 5_000, page);
        assert!(near.iter().enumerate().all(|(number, near)| near[0] as usize == number ^ 1));
    }

    #[test]
    fn dense_scripts_are_related_by_pairs() {
        let options = Options { lang: "ja".into(), ..Options::default() };
        let titles = ["東京の天気", "サーバーの設定", "サーバーを設定する方法", "東京都の人口"];
        let page = |number: usize| Page { title: titles[number].into(), ..Page::default() };
        let near = related(&options, titles.len(), page);
        assert_eq!(near, [[3], [2], [1], [0]]);
    }
}
