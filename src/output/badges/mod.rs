//! The files of titles: pictures for the pages, and badges that people take along.
//!
//! Begin with [`Pictures::image`], a title's picture as its pages show it, and [`given`], a file of somebody who holds it.
//! [`open_badges`] says it in the words that verifiers know, [`bake`] puts that into a picture.

mod bake;
mod base64;
mod drawing;
pub(super) mod open_badges;
mod readme;

use std::io;
use std::sync::OnceLock;

use serde_json::Value;

use crate::output::badges::bake::Load;
use crate::output::badges::drawing::{Drawing, SIZE};
use crate::site::Site;
use crate::site::badges::Award;
use crate::site::badges::picture::Form;
use crate::source::Source;
use crate::view::badges::{GivenFile, level_name};
use crate::view::setting::Setting;

/// The pixels of drawn pictures, made once for all who hold the title: by title and level.
#[derive(Default)]
pub(super) struct Pictures(Vec<Vec<OnceLock<Vec<u8>>>>);

impl Pictures {
    /// None made yet.
    pub(super) fn new(site: &Site) -> Pictures {
        let levels = |levels: usize| (0..levels).map(|_| OnceLock::new()).collect();
        Pictures(site.badges.list.iter().map(|badge| levels(badge.levels.len())).collect())
    }

    /// The picture of a level: the title's own, else one that is drawn, as lines.
    pub(super) fn image(setting: &Setting<'_>, source: &Source, badge: usize, level: usize) -> io::Result<Vec<u8>> {
        match &setting.site.badges.pictures[badge] {
            Some(own) => source.bytes(&own.path),
            None => Ok(drawing(setting.site, badge, level).svg(&level_name(setting, badge, level))),
        }
    }

    fn svg(setting: &Setting<'_>, source: &Source, badge: usize, level: usize) -> io::Result<Vec<u8>> {
        let image = Pictures::image(setting, source, badge, level)?;
        let own = setting.site.badges.pictures[badge].as_ref();
        let is_png = own.is_some_and(|own| own.form == Form::Png);
        Ok(if is_png { bake::framed(&image, &level_name(setting, badge, level)) } else { image })
    }

    fn png(&self, setting: &Setting<'_>, source: &Source, badge: usize, level: usize) -> io::Result<Vec<u8>> {
        match &setting.site.badges.pictures[badge] {
            Some(own) => source.bytes(&own.path),
            None => {
                let draw = || bake::encoded(&drawing(setting.site, badge, level).pixels(), SIZE);
                Ok(self.0[badge][level].get_or_init(draw).clone())
            }
        }
    }
}

fn drawing(site: &Site, badge: usize, level: usize) -> Drawing {
    Drawing::of(&site.badges.list[badge].id.value, level)
}

/// A file of a title that was given to somebody.
pub(super) fn given(
    setting: &Setting<'_>,
    source: &Source,
    pictures: &Pictures,
    award: &Award,
    file: GivenFile,
) -> io::Result<Vec<u8>> {
    let assertion = || open_badges::assertion(setting, award).to_string();
    let id = open_badges::whole(setting, &GivenFile::Assertion.url(setting.site, award));
    Ok(match file {
        GivenFile::Assertion => json(&open_badges::assertion(setting, award)),
        GivenFile::Svg => {
            let picture = Pictures::svg(setting, source, award.badge, award.level)?;
            bake::svg(&picture, &hosted(&id, &assertion()))
        }
        GivenFile::Png => {
            let picture = pictures.png(setting, source, award.badge, award.level)?;
            bake::png(&picture, &hosted(&id, &assertion()))
        }
        GivenFile::Readme => readme::readme(setting, award.badge, award.level),
    })
}

/// How Open Badges 2.0 lies in a picture.
fn hosted<'a>(verify: &'a str, text: &'a str) -> Load<'a> {
    Load {
        keyword: "openbadges",
        namespace: ("openbadges", "http://openbadges.org"),
        element: "assertion",
        verify,
        text,
        has_text: true,
    }
}

/// JSON as a file.
pub(super) fn json(value: &Value) -> Vec<u8> {
    let mut bytes = value.to_string().into_bytes();
    bytes.push(b'\n');
    bytes
}
