//! On which published addresses somebody's name stands, for `cairn people remove`.
//!
//! Begin with [`addresses`]. The site is planned twice in memory, as it is and as it will be without them, and what differs is
//! looked at. So the list cannot forget a place that the templates have, and an author who only writes about the same name
//! is not on it.

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use crate::cache::Cache;
use crate::cli::{fail_with, options};
use crate::output::Output;
use crate::output::disk::Made;
use crate::path::{UrlPath, fold};
use crate::source::OUTPUT_MARKER;
use crate::source::disk::{self, Editing};
use crate::source::{Source, Unsaved};

/// What a repository will be without somebody.
pub(super) struct Without<'a> {
    /// The people file that goes, or its text without them.
    pub(super) file: Option<(&'a str, Option<&'a str>)>,
    /// The file that goes on recognising them.
    pub(super) tombstone: (&'a str, &'a str),
    /// What the lock will say.
    pub(super) lock: Option<String>,
    /// Pages without their name, as their authors shall write them.
    pub(super) texts: Unsaved,
}

impl Without<'_> {
    fn applied(&self, mut source: Source) -> Source {
        let path = |name: &str| crate::path::SitePath::new(name);
        if let Some((file, text)) = self.file.and_then(|(file, text)| Some((path(file)?, text))) {
            match text {
                Some(text) => _ = source.people.insert(file, text.to_owned()),
                None => _ = source.people.remove(&file),
            }
        }
        source.people.extend(path(self.tombstone.0).map(|file| (file, self.tombstone.1.to_owned())));
        source.lock.clone_from(&self.lock);
        source
    }
}

/// The addresses of the site that hold one of `names`, which are folded, or lie below the address of the person: `ids` are
/// theirs, now and before.
pub(super) fn addresses(
    from: &super::args::From,
    without: &Without<'_>,
    names: &BTreeSet<String>,
    ids: &[&str],
) -> Result<Vec<UrlPath>, u8> {
    let options = options(from, None).map_err(|message| super::fail(&message, None))?;
    let read = |unsaved: Unsaved| {
        let (mut editing, now) = (Editing::default(), options.now);
        editing.unsaved = unsaved;
        let (root, output) = (&options.root, &options.output);
        let source = disk::read_edited(root, &options.overrides, output, now, &Cache::none(), &mut editing);
        source.map_err(|error| fail_with(&crate::Error::Read(error)))
    };
    let plan = |source| {
        let output = crate::plan_from(source, &options, Arc::new(Cache::none()), false);
        output.map_err(|error| fail_with(&error))
    };
    let before = plan(read(Unsaved::default())?)?;
    let after = plan(without.applied(read(without.texts.clone())?))?;
    let pages = ids.iter().map(|id| format!("people/{id}"));
    let told: Vec<String> = names.iter().flat_map(|name| written(name)).chain(pages).collect();
    let own: Vec<String> = ids.iter().map(|id| format!("/{id}/")).collect();
    let planned: Vec<&UrlPath> = before.plan.recipes.keys().collect();
    let holds = |url: &&&UrlPath| {
        let Some(bytes) = bytes(&before, url) else { return false };
        if bytes_are_those_of(&after, url, &bytes) {
            return false;
        }
        // The address itself tells them.
        let is_own = || own.iter().any(|own| url.as_str().contains(own));
        if ["/people/", "/badges/"].iter().any(|of| url.as_str().starts_with(of)) && is_own() {
            return true;
        }
        match String::from_utf8(bytes) {
            Ok(text) => {
                let text = fold(&text);
                told.iter().any(|name| text.contains(name.as_str()))
            }
            // A picture with the name in it, or a piece of the index with its words.
            Err(_) => true,
        }
    };
    let mut held: Vec<UrlPath> = planned.par_iter().filter(holds).map(|url| (*url).clone()).collect();
    // The list of our files, which lies among them.
    let pages: Vec<String> = ids.iter().map(|id| format!("/people/{id}/")).collect();
    if planned.iter().any(|url| pages.iter().any(|page| url.as_str().starts_with(page))) {
        held.push(UrlPath::new(&format!("/{}", OUTPUT_MARKER)));
    }
    Ok(held)
}

/// What is made there; `None` for what is copied as it is.
fn bytes(output: &Output, url: &UrlPath) -> Option<Vec<u8>> {
    match output.answer(url)? {
        Ok((Made::Bytes(bytes), _)) => Some(bytes),
        Ok((Made::File(_), _)) | Err(_) => None,
    }
}

fn bytes_are_those_of(output: &Output, url: &UrlPath, expected: &[u8]) -> bool {
    bytes(output, url).is_some_and(|bytes| bytes == expected)
}

/// A name as it is written in text, in HTML and in JSON.
fn written(name: &str) -> [String; 3] {
    let html = name.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let html = html.replace('"', "&quot;").replace('\'', "&#x27;");
    let json = serde_json::Value::from(name).to_string();
    [name.to_owned(), html, json.trim_matches('"').to_owned()]
}
