//! How much a finding weighs on this site: by code, and by the path it was found at.

use std::collections::BTreeMap;

use ignore::overrides::{Override, OverrideBuilder};

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Level};

/// The levels of `cairn.yml`, ready to be asked.
#[derive(Debug)]
pub struct Levels<'a> {
    everywhere: &'a BTreeMap<Code, Level>,
    /// In order; the last that fits wins.
    inside: Vec<(Override, &'a BTreeMap<Code, Level>)>,
}

impl<'a> Levels<'a> {
    /// Prepares the globs. One that cannot be read fits nothing; `cairn.yml` has been told.
    pub fn new(config: &'a Config) -> Levels<'a> {
        let globs = config.diagnostics_in.iter().filter_map(|(glob, levels)| Some((self::glob(glob)?, levels)));
        Levels { everywhere: &config.diagnostics, inside: globs.collect() }
    }

    /// The level of a finding. Safety codes are never lowered.
    pub fn of(&self, diagnostic: &Diagnostic) -> Level {
        let code = diagnostic.code;
        let file = diagnostic.place.as_ref().map_or("", |place| place.file.as_str());
        let fits = |(glob, _): &&(Override, &BTreeMap<Code, Level>)| glob.matched(file, false).is_whitelist();
        let here = self.inside.iter().rev().filter(fits).find_map(|(_, levels)| levels.get(&code).copied());
        let level = here.or(self.everywhere.get(&code).copied()).unwrap_or(code.default_level());
        if code.is_safety() { level.max(code.default_level()) } else { level }
    }
}

/// A glob, ready to be asked; `None` where it cannot be read.
pub(super) fn glob(text: &str) -> Option<Override> {
    let mut builder = OverrideBuilder::new("");
    builder.add(text).ok()?;
    builder.build().ok()
}

/// Whether a glob fits none of these paths.
pub fn is_unmatched(text: &str, paths: &[String]) -> bool {
    glob(text).is_some_and(|glob| !paths.iter().any(|path| glob.matched(path, false).is_whitelist()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Place;
    use crate::path::SitePath;

    #[test]
    fn the_last_glob_that_fits_wins() {
        let config = Config {
            diagnostics: BTreeMap::from([(Code::BrokenLink, Level::Warn), (Code::BadScheme, Level::Off)]),
            diagnostics_in: vec![
                ("drafts/**".into(), BTreeMap::from([(Code::BrokenLink, Level::Off)])),
                ("drafts/soon/**".into(), BTreeMap::from([(Code::BrokenLink, Level::Error)])),
            ],
            ..Config::default()
        };
        let levels = Levels::new(&config);
        let level =
            |code, path: &str| levels.of(&Diagnostic::new(code, "x").at(Place::file(&SitePath::new(path).unwrap())));
        assert_eq!(level(Code::BrokenLink, "faq/a.md"), Level::Warn);
        assert_eq!(level(Code::BrokenLink, "drafts/a.md"), Level::Off);
        assert_eq!(level(Code::BrokenLink, "drafts/soon/a.md"), Level::Error);
        assert_eq!(level(Code::BrokenAnchor, "faq/a.md"), Level::Error);
        assert_eq!(level(Code::BadScheme, "faq/a.md"), Level::Error, "safety is not lowered");
    }
}
