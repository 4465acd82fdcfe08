//! The files of titles.
//!
//! Begin with [`image`], the picture of a title as its pages show it.

mod drawing;

use std::io;

use crate::output::badges::drawing::Drawing;
use crate::source::Source;
use crate::view::badges::level_name;
use crate::view::setting::Setting;

/// The picture of a level: the title's own, else one that is drawn.
pub(super) fn image(setting: &Setting<'_>, source: &Source, badge: usize, level: usize) -> io::Result<Vec<u8>> {
    match &setting.site.badges.pictures[badge] {
        Some(own) => source.bytes(&own.path),
        None => {
            Ok(Drawing::of(&setting.site.badges.list[badge].id.value, level).svg(&level_name(setting, badge, level)))
        }
    }
}
