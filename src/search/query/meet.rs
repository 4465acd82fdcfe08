//! Meet: which terms of the index meet what is looked for, by its forms, other ways of writing, beginnings, synonyms and errors of typing.
//!
//! Begin with [`Search::meet`]. The other half are the methods of the same names in the browser's client.

use crate::search::asked::Slot;
use crate::search::query::{Error, Search};
use crate::search::shards::{Form, Shard};
use crate::search::spelling::Likes;
use crate::search::words::{self, Shape, order};

/// Weights of the ways in which a term may meet a slot, in sixteenths.
const EXACT: i64 = 16;
const ENDING: i64 = 14;
const WRITTEN: i64 = 14;
const SYNONYM: i64 = 12;
pub(super) const MADE: i64 = 12;
const ALIKE: i64 = 11;
const NEARLY: i64 = 5;
const BEGUN: i64 = 9;
const BEGUN_ONLY: i64 = 14;
/// Terms that a beginning stands for, at most.
const BEGINNINGS: usize = 20;
/// Words of so many times as many pages are thought to be meant by one that is spelt nearly like them.
const COMMONER: u32 = 10;
/// Ways to write a pair of ideographs that are tried, at most; in a large index only ways that are not so many times rarer than the one asked for.
const WAYS: usize = 8;
const RARER: u64 = 16;
/// Shards in which words with one beginning are looked for; of more, only the first.
const REACH: usize = 3;

impl<F: FnMut(&str) -> Result<Vec<u8>, String>> Search<F> {
    /// The terms that meet a slot; where the word is misspelt or two in one, `more` has slots for what else is looked for.
    pub(super) fn meet(&mut self, slot: &Slot, more: &mut Vec<Slot>) -> Result<Vec<(usize, usize, i64)>, Error> {
        let mut terms = self.asked_for(&slot.word)?;
        let df = terms.iter().map(|&(shard, place, _)| self.shards[&shard].terms[place].df).max();
        let mut others = self.synonyms(&slot.word, &terms);
        if slot.open {
            let weight = if terms.is_empty() { BEGUN_ONLY } else { BEGUN };
            terms.extend(self.beginnings(&slot.word, weight)?);
        }
        if slot.shape == Shape::Word && !slot.stop {
            if terms.is_empty() {
                terms = self.endings(&slot.word)?;
                others.extend(self.synonyms(&slot.word, &terms));
            }
            if terms.is_empty() && others.is_empty() {
                for word in self.alike(&slot.word)? {
                    terms.extend(self.forms(&word, ALIKE)?);
                }
            } else if let (Some(df), false, true) = (df, slot.quoted, slot.groups.is_empty()) {
                more.extend(self.commoner(&slot.word, df)?);
            }
            if terms.is_empty()
                && others.is_empty()
                && slot.groups.is_empty()
                && let Some((first, second)) = self.parted(&slot.word)?
            {
                terms = self.named(&first, ALIKE)?;
                let stop = self.is_stop(&second);
                let second_terms = self.named(&second, ALIKE)?;
                more.push(Slot { stop, terms: second_terms, ..Slot::of(second, Shape::Word) });
            }
        }
        for other in others {
            terms.extend(self.forms(&other, SYNONYM)?);
        }
        // A term met in two ways counts by the better one, which comes first.
        let mut seen = Vec::new();
        terms.retain(|&(shard, place, _)| {
            !seen.contains(&(shard, place)) && {
                seen.push((shard, place));
                true
            }
        });
        Ok(terms)
    }

    /// Words that mean the same as one, or as a form of one.
    fn synonyms(&self, word: &str, terms: &[(usize, usize, i64)]) -> Vec<String> {
        let names = terms.iter().map(|&(shard, place, _)| self.shards[&shard].terms[place].name.clone());
        let mut names: Vec<String> = std::iter::once(word.to_owned()).chain(names).collect();
        if terms.is_empty() {
            let mut formed = self.router.rules.chunks_exact(2).filter_map(|rule| {
                let stem = word.strip_suffix(rule[0].as_str()).filter(|stem| stem.encode_utf16().count() > 2)?;
                Some(format!("{stem}{}", rule[1])).filter(|term| self.router.synonyms.contains_key(term))
            });
            names.extend(formed.next());
        }
        let mut others: Vec<String> = Vec::new();
        for name in names {
            for other in self.router.synonyms.get(&name).into_iter().flatten() {
                if !others.contains(other) {
                    others.push(other.clone());
                }
            }
        }
        others
    }

    pub(super) fn is_stop(&self, word: &str) -> bool {
        self.router.stop.split(' ').any(|stop| stop == word)
    }

    /// The shard at hand: the only one, or the near one.
    fn at_hand(&mut self) -> Result<&Shard, Error> {
        let number = self.near_number().unwrap_or(0);
        self.shard(number)
    }

    /// For a word of few pages, one letter from words of many, slots for these: who looks for `pasword` does not want only the page that has it so.
    fn commoner(&mut self, word: &str, df: u32) -> Result<Vec<Slot>, Error> {
        let Some(mut likes) = Likes::of(word, 1).filter(|_| word.chars().count() > 4) else { return Ok(Vec::new()) };
        let forms = &self.at_hand()?.forms;
        let common = forms.iter().filter(|form| form.df >= df.saturating_mul(COMMONER));
        common.for_each(|form| likes.note(&form.text, form.df));
        let mut slots = Vec::new();
        for word in likes.words() {
            slots.push(Slot { terms: self.forms(&word, NEARLY)?, ..Slot::of(word, Shape::Word) });
        }
        Ok(slots)
    }

    /// The two words, both known, that one may have been meant to be: those of which the rarer is commonest.
    fn parted(&mut self, word: &str) -> Result<Option<(String, String)>, Error> {
        let letters = word.chars().count();
        if letters < 5 {
            return Ok(None);
        }
        let mut best: Option<(u32, &str, &str)> = None;
        for (at, _) in word.char_indices().skip(2).take(letters - 3) {
            let (first, second) = word.split_at(at);
            if self.is_stop(first) {
                continue;
            }
            let stop = self.is_stop(second);
            let shard = self.at_hand()?;
            let least = match [first, second].map(|part| shard.df(part)) {
                [df, 0] if stop => df,
                [a, b] => a.min(b),
            };
            if least == 0 {
                continue;
            }
            if best.is_none_or(|best| least > best.0) {
                best = Some((least, first, second));
            }
        }
        Ok(best.map(|(_, first, second)| (first.to_owned(), second.to_owned())))
    }

    /// Lets neighbours be met by the word that they are together, where it is at hand: `log in` by `login`.
    pub(super) fn join(&mut self, slots: &mut [Slot], pairs: &[[String; 3]]) -> Result<(), Error> {
        for pair in pairs {
            let [first, second, both] = pair;
            let shard = self.at_hand()?;
            let [first_df, second_df, df] = pair.each_ref().map(|word| shard.df(word));
            // What has a hyphen in the texts (`two-factor`) is on no page without its parts, and these do. `in form` does not mean `inform`.
            let joined = df > first_df.min(second_df) || self.is_stop(second);
            if df == 0 || both.chars().count() < 4 || !joined || self.is_stop(first) {
                continue;
            }
            let terms = self.named(both, WRITTEN)?;
            for slot in slots.iter_mut().filter(|slot| slot.word == *first || slot.word == *second) {
                for &(shard, place, weight) in &terms {
                    if slot.terms.iter().all(|term| (term.0, term.1) != (shard, place)) {
                        slot.terms.push((shard, place, weight));
                    }
                }
            }
        }
        Ok(())
    }

    /// The terms of which a word is a form, or the one that it is itself although no page has it so: `backup` where there are only `backups`.
    pub(super) fn named(&mut self, word: &str, weight: i64) -> Result<Vec<(usize, usize, i64)>, Error> {
        let terms = self.forms(word, weight)?;
        Ok(if terms.is_empty() { self.place(word, weight)?.into_iter().collect() } else { terms })
    }

    /// The terms of which a word is a form.
    pub(super) fn forms(&mut self, word: &str, weight: i64) -> Result<Vec<(usize, usize, i64)>, Error> {
        let number = self.home(word)?;
        let shard = self.shard(number)?;
        let found = shard.by_form.get(word).into_iter().flatten().map(|&place| &shard.forms[place]);
        // What is made with the word comes behind what it is.
        let (made, own): (Vec<&Form>, Vec<&Form>) = found.partition(|form| form.df == 0);
        let [own, made] = [own, made].map(|forms| forms.into_iter().map(|form| form.term.clone()).collect());
        let mut terms = self.places(number, own, weight)?;
        terms.extend(self.places(number, made, weight * MADE / EXACT)?);
        Ok(terms)
    }

    /// The terms that a word names; those of a run also in other ways of writing.
    pub(super) fn asked_for(&mut self, word: &str) -> Result<Vec<(usize, usize, i64)>, Error> {
        if !word.chars().next().is_some_and(words::is_dense) {
            return self.forms(word, EXACT);
        }
        let mut terms: Vec<_> = self.place(word, EXACT)?.into_iter().collect();
        for other in self.written(word)? {
            terms.extend(self.place(&other, WRITTEN)?);
        }
        Ok(terms)
    }

    /// Other ways, simplified and traditional, to write an ideograph or a pair.
    fn written(&mut self, word: &str) -> Result<Vec<String>, Error> {
        let large = self.bounds.len() > 1;
        let mut ways = vec![String::new()];
        for c in word.chars() {
            let single = c.to_string();
            let mut own = Vec::new();
            if words::is_ideograph(c) {
                let home = self.home(&single)?;
                let shard = self.shard(home)?;
                let df = shard.by_term.get(&single).map_or(0, |&place| shard.terms[place].df);
                let forms = shard.by_form.get(&single).into_iter().flatten().map(|&place| &shard.forms[place]);
                let usual = forms.filter(|form| !large || u64::from(form.df) * RARER >= df.into());
                own.extend(usual.map(|form| form.term.clone()));
            }
            if own.is_empty() {
                own.push(single);
            }
            ways = ways.iter().flat_map(|way| own.iter().map(move |c| format!("{way}{c}"))).take(WAYS).collect();
        }
        ways.retain(|way| way != word);
        Ok(ways)
    }

    /// Where terms lie, most of them in the shard that named them.
    fn places(&mut self, number: usize, terms: Vec<String>, weight: i64) -> Result<Vec<(usize, usize, i64)>, Error> {
        let mut out = Vec::new();
        for term in terms {
            match self.shard(number)?.by_term.get(&term) {
                Some(&place) => out.push((number, place, weight)),
                None => out.extend(self.place(&term, weight)?),
            }
        }
        Ok(out)
    }

    /// Where a term lies, in the near shard or in that of its range.
    fn place(&mut self, term: &str, weight: i64) -> Result<Option<(usize, usize, i64)>, Error> {
        let near = self.near()?.filter(|near| self.shards[near].by_term.contains_key(term));
        let number = near.unwrap_or_else(|| self.route(term));
        Ok(self.shard(number)?.by_term.get(term).map(|&place| (number, place, weight)))
    }

    /// The commonest terms with a form that begins so.
    fn beginnings(&mut self, word: &str, weight: i64) -> Result<Vec<(usize, usize, i64)>, Error> {
        // A single letter stands for the commonest words at hand.
        let letter = word.encode_utf16().count() == 1 && !word.chars().all(words::is_dense);
        let first = self.near_number().filter(|_| letter).unwrap_or_else(|| self.route(word));
        let mut found: Vec<(u32, String, usize)> = Vec::new();
        let more = self.bounds.iter().skip(first + 1).take_while(|bound| bound.starts_with(word)).take(REACH).count();
        // What so many words begin with says too little to read them all.
        let reach = if more < REACH && !letter { more } else { 0 };
        for number in first..=first + reach {
            let shard = self.shard(number)?;
            let begun = shard.forms.iter().filter(|form| form.text.starts_with(word) && form.text != word);
            found.extend(begun.map(|form| (form.df, form.term.clone(), number)));
        }
        found.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| order(&a.1, &b.1)).then_with(|| a.2.cmp(&b.2)));
        found.dedup_by(|a, b| a.1 == b.1);
        found.truncate(BEGINNINGS);
        let mut out = Vec::new();
        for (_, term, number) in found {
            out.extend(self.places(number, vec![term], weight)?);
        }
        Ok(out)
    }

    /// The term that the language's endings lead to, for a form that no page has.
    fn endings(&mut self, word: &str) -> Result<Vec<(usize, usize, i64)>, Error> {
        let number = self.route(word);
        let rules = self.router.rules.clone();
        let near = self.near()?;
        self.shard(number)?;
        for rule in rules.chunks_exact(2) {
            let Some(stem) = word.strip_suffix(rule[0].as_str()) else { continue };
            let term = format!("{stem}{}", rule[1]);
            if stem.encode_utf16().count() < 3 {
                continue;
            }
            for number in near.into_iter().chain([number]) {
                let shard = &self.shards[&number];
                if let Some(&place) = shard.by_term.get(&term) {
                    // By its first form, because that leads to what is made with it too.
                    let form = shard.forms[shard.terms[place].forms[0]].text.clone();
                    let mut terms = vec![(number, place, ENDING)];
                    terms.extend(self.forms(&form, ENDING)?);
                    return Ok(terms);
                }
            }
        }
        Ok(Vec::new())
    }

    /// Words spelt like this one, the commonest first. Those at hand do where one letter is wrong.
    fn alike(&mut self, word: &str) -> Result<Vec<String>, Error> {
        let Some(mut likes) = Likes::of(word, if word.encode_utf16().count() < 8 { 1 } else { 2 }) else {
            return Ok(Vec::new());
        };
        for number in self.near_number().into_iter().chain([self.route(word)]) {
            self.shard(number)?.forms.iter().for_each(|form| likes.note(&form.text, form.df));
        }
        if likes.best() != Some(1) {
            let mut letters: Vec<String> = word.chars().take(2).map(String::from).collect();
            letters.dedup();
            for letter in letters {
                let Some(name) = self.router.spell.get(&letter).cloned() else { continue };
                let bytes = self.load(&name)?;
                let text = String::from_utf8(bytes).map_err(|_| Error::Damaged(format!("{name}.bin")))?;
                for line in text.lines() {
                    let parts = line.split_once(' ').and_then(|(form, df)| Some((form, df.parse().ok()?)));
                    let (form, df) = parts.ok_or_else(|| Error::Damaged(format!("{name}.bin")))?;
                    likes.note(form, df);
                }
            }
        }
        Ok(likes.words())
    }
}
