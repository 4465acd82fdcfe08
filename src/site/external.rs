//! Links to other servers: which addresses pages lead to, and what their authors hear of the answers.
//!
//! Begin with [`ExternalLinks::of`]. Nothing is asked here: [`crate::source::web`] does that, where somebody wants it.

use std::collections::BTreeMap;

use rayon::prelude::*;
use url::Url;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::document::{body, split, text_of};
use crate::path::fits;
use crate::site::Site;
use crate::source::Source;
use crate::source::web::{Answer, Gone, Manner, Silence, asked_for};
use crate::yaml::text::shown;

/// Every address that is asked, with the places from which pages lead to it.
#[derive(Debug, Default)]
pub struct ExternalLinks {
    places: BTreeMap<Url, Vec<(String, Place)>>,
    /// Addresses that only some machines reach, and so are not asked.
    pub inner: usize,
}

impl ExternalLinks {
    /// The links of the files that are wanted. Files are read again: most runs ask nobody, and keep nothing for it.
    pub fn of(
        site: &Site,
        source: &Source,
        manner: &Manner,
        is_wanted: &(dyn Fn(&str) -> bool + Sync),
    ) -> ExternalLinks {
        let links = |page: &crate::site::Page| {
            let bytes = source.bytes(&page.path).unwrap_or_default();
            let text = text_of(&bytes);
            let found = body::external_links(&text, split(&text).body);
            found.into_iter().map(|link| (link.place(&page.path), link.value)).collect::<Vec<_>>()
        };
        let ignored = &site.config.external_links.ignore;
        let pages = site.pages.par_iter().filter(|page| is_wanted(page.path.as_str()));
        let mut all: BTreeMap<Url, Vec<(String, Place)>> = BTreeMap::new();
        for (place, written) in pages.flat_map_iter(links).collect::<Vec<_>>() {
            let is_ignored = |url: &Url| {
                let host = url.host_str().unwrap_or_default();
                ignored.iter().any(|glob| fits(glob, &written) || fits(glob, host))
            };
            if let Some(url) = asked_for(&written).filter(|url| !is_ignored(url)) {
                all.entry(url).or_default().push((written, place));
            }
        }
        let before = all.len();
        all.retain(|url, _| manner.reaches(url));
        ExternalLinks { inner: before - all.len(), places: all }
    }

    /// What is to be asked, each once.
    pub fn addresses(&self) -> impl Iterator<Item = &Url> {
        self.places.keys()
    }

    /// What the answers mean, at every place that leads there.
    pub fn findings(&self, answers: &BTreeMap<String, Answer>) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for (url, places) in &self.places {
            let Some(answer) = answers.get(url.as_str()) else { continue };
            for (written, place) in places {
                found.extend(finding(url, written, answer).map(|diagnostic| diagnostic.at(place.clone())));
            }
        }
        found.sort();
        found
    }
}

fn finding(url: &Url, written: &str, answer: &Answer) -> Option<Diagnostic> {
    const LOOK: &str = "look at it in a browser";
    let name = shown(written);
    let host = url.host_str().unwrap_or_default();
    let unanswered = |message: String, help: &str| Some(Diagnostic::new(Code::UnansweredLink, message).help(help));
    let dead = |message: String, help: &str| Some(Diagnostic::new(Code::DeadLink, message).help(help));
    match answer {
        Answer::Alive { moved: None } => None,
        Answer::Alive { moved: Some(moved) } => {
            let diagnostic = Diagnostic::new(Code::MovedLink, format!("`{name}` has moved for good"));
            let is_short = moved.len() <= 200;
            Some(diagnostic.help(if is_short { format!("write `{moved}`") } else { "write where it leads now".into() }))
        }
        Answer::Dead(Gone::Status(status)) => dead(
            format!("nothing is at `{name}`: the server answers {status}"),
            "link to where it is now, or to a copy that is kept, or take the link out",
        ),
        Answer::Dead(Gone::Circle) => dead(
            format!("`{name}` leads on and on, and arrives nowhere"),
            "look at it in a browser, and link to where that arrives",
        ),
        Answer::Unanswered(Silence::Status(status)) => unanswered(
            format!("`{name}` could not be asked: the server answers {status}"),
            "ask again later, or look at it in a browser",
        ),
        Answer::Unanswered(Silence::Timeout) => unanswered(
            format!("`{name}` could not be asked: the server takes too long"),
            "ask again later, or look at it in a browser",
        ),
        Answer::Unanswered(Silence::NoHost) => unanswered(
            format!("`{name}` could not be asked: nobody here knows the host `{host}`"),
            "correct the name; where every host is unknown, the network is missing",
        ),
        Answer::Unanswered(Silence::NoConnection) => unanswered(
            format!("`{name}` could not be asked: the server takes no connection"),
            "ask again later, or look at it in a browser",
        ),
        Answer::Unanswered(Silence::Certificate) => {
            unanswered(format!("`{name}` could not be asked: the server's certificate is not right"), LOOK)
        }
        Answer::Unanswered(Silence::Inner(inner)) => unanswered(
            format!("`{name}` was not asked: it leads into an inner network, to `{}`", shown(inner)),
            "link to what every reader can reach, or trust the host with `--allow-host`",
        ),
        Answer::Unanswered(Silence::LeftAlone) => unanswered(
            format!("`{name}` was not asked: `{host}` wants to be left alone for now"),
            "ask again later, or look at it in a browser",
        ),
        Answer::Unanswered(Silence::Nonsense) => {
            unanswered(format!("`{name}` could not be asked: what came is no answer of a web server"), LOOK)
        }
    }
}
