//! The files of titles: pictures for the pages, and badges that people take along.
//!
//! Begin with [`Pictures::image`], a title's picture as its pages show it, and [`given`], a file of somebody who holds it.
//! [`open_badges`] says it in the words that verifiers know, [`bake`] puts that into a picture.

mod bake;
pub(super) mod credential;
mod drawing;
pub mod key;
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
    signer: Option<&Signer>,
    (award, file): (&Award, GivenFile),
) -> io::Result<Vec<u8>> {
    let assertion = || open_badges::assertion(setting, award).to_string();
    let id = open_badges::whole(setting, &GivenFile::Assertion.url(setting.site, award));
    let signed = || {
        let signer = signer.expect("credentials are planned only where there is a key");
        credential::credential(setting, award, &signer.did, &signer.key)
    };
    let svg = || Pictures::svg(setting, source, award.badge, award.level);
    let png = || pictures.png(setting, source, award.badge, award.level);
    Ok(match file {
        GivenFile::Assertion => json(&open_badges::assertion(setting, award)),
        GivenFile::Svg => bake::svg(&svg()?, &hosted(&id, &assertion())),
        GivenFile::Png => bake::png(&png()?, &hosted(&id, &assertion())),
        GivenFile::Credential => json(&signed()),
        GivenFile::CredentialSvg => bake::svg(&svg()?, &embedded(&signed().to_string())),
        GivenFile::CredentialPng => bake::png(&png()?, &embedded(&signed().to_string())),
        GivenFile::Readme => readme::readme(setting, award.badge, award.level),
    })
}

/// How Open Badges 2.0 lies in a picture.
fn hosted<'a>(verify: &'a str, text: &'a str) -> Load<'a> {
    Load {
        keyword: "openbadges",
        namespace: ("openbadges", "http://openbadges.org"),
        element: "assertion",
        verify: Some(verify),
        text,
    }
}

/// How Open Badges 3.0 with a proof of its own lies in a picture.
fn embedded(text: &str) -> Load<'_> {
    Load {
        keyword: "openbadgecredential",
        namespace: ("openbadges", "https://purl.imsglobal.org/ob/v3p0"),
        element: "credential",
        verify: None,
        text,
    }
}

/// Who signs.
pub(super) struct Signer {
    /// As the world knows them.
    pub(super) did: credential::Did,
    /// With what.
    pub(super) key: key::BadgeKey,
}

/// JSON as a file.
pub(super) fn json(value: &Value) -> Vec<u8> {
    let mut bytes = value.to_string().into_bytes();
    bytes.push(b'\n');
    bytes
}
