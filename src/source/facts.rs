//! What is known of a file that is no page: its length, and of a picture how large it is and what it really is.

#![allow(clippy::disallowed_methods, reason = "this is the way in")]

use std::fs;
use std::io::Read;
use std::path::Path;

use memchr::memmem;

use crate::config::LimitsConfig;
use crate::diagnostic::{Code, Diagnostic};
use crate::path::{SitePath, is_active, is_markup};
use crate::source::disk::{TEXT_LIMIT, open};
use crate::source::drawing;

/// What is known of a file that is not a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FileFacts {
    /// Bytes.
    pub length: u64,
    /// Whether it is called as a picture is.
    pub is_picture: bool,
    /// Pixels across and down, where it is a picture whose header could be read.
    pub pixels: Option<(u32, u32)>,
    /// Width and height of a drawing in pixels of CSS, where it says them.
    pub drawn: Option<(u32, u32)>,
    /// Whether it begins as HTML and XML do, whatever it is called.
    pub is_markup: bool,
    /// Whether it is called as a picture is, and is none.
    pub is_no_picture: bool,
    /// Whether it holds what a camera wrote beside the picture, in a way that nobody here takes out.
    pub keeps_notes: bool,
}

impl FileFacts {
    /// What is wrong with a picture of this name that has more bytes or pixels than it may; `None` where that is not so.
    pub fn too_large(&self, name: &str, limits: &LimitsConfig) -> Option<Diagnostic> {
        let pixels = self
            .pixels
            .filter(|(width, height)| u64::from(*width) * u64::from(*height) > limits.pixels.saturating_mul(1_000_000));
        let (message, help) = match pixels {
            Some((width, height)) => {
                // Four bytes for each.
                let unpacked = u64::from(width) * u64::from(height) / (256 * 1024);
                let much = format!("{width} × {height} pixels, which a browser unpacks to {unpacked} MiB");
                let help = "make it smaller: fewer pixels; or raise `limits.pixels`";
                (format!("the image `{name}` has {much}; it may have {} million", limits.pixels), help)
            }
            None if self.length > limits.image << 20 => {
                let size = self.length.div_ceil(1024);
                let help = "make it smaller: fewer pixels, or WebP; or raise `limits.image`";
                (format!("the image `{name}` has {size} KiB, and may have {}", limits.image << 10), help)
            }
            None => return None,
        };
        self.is_picture.then(|| Diagnostic::new(Code::ImageTooLarge, message).help(help))
    }

    /// Whether a browser that opens the file of this name by itself could run what stands in it, see [`is_active`].
    pub fn is_active(&self, path: &SitePath) -> bool {
        // Text is shown as it is written; drawings are written anew.
        let is_harmless = ["txt", "svg"].iter().any(|ending| path.extension().eq_ignore_ascii_case(ending));
        is_active(path.file_name()) || self.is_markup && !is_harmless
    }
}

/// What is known of a file without reading it whole. Of pictures the first 64 KiB are looked at, of others enough to see how
/// they begin.
pub(super) fn facts(path: &Path) -> FileFacts {
    let length = fs::metadata(path).map_or(0, |facts| facts.len());
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let mut head = Vec::new();
    let mut read = |most: u64| {
        head.clear();
        let is_read = open(path).is_ok_and(|file| file.take(most).read_to_end(&mut head).is_ok());
        if is_read { facts_of(name, &head, length) } else { FileFacts { length, ..FileFacts::default() } }
    };
    let facts = read(if is_picture(name) { PICTURE_HEAD } else { 1024 });
    // Notes of any length may stand before what says how large a picture is.
    let is_unknown = facts.is_picture && facts.pixels.is_none() && length > PICTURE_HEAD;
    if is_unknown && !name.to_ascii_lowercase().ends_with(".svg") { read(TEXT_LIMIT) } else { facts }
}

/// How many bytes of a picture are looked at.
const PICTURE_HEAD: u64 = 64 * 1024;

/// What the beginning of a file tells.
pub(super) fn facts_of(name: &str, head: &[u8], length: u64) -> FileFacts {
    let is_markup = is_markup(head, head.len() as u64 == length);
    if !is_picture(name) {
        return FileFacts { length, is_markup, ..FileFacts::default() };
    }
    let size = imagesize::blob_size(head).ok();
    let pixels = size.and_then(|size| Some((u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?)));
    // A drawing may begin with a comment of any length.
    let is_drawing =
        head.len() as u64 == PICTURE_HEAD || head.windows(4).any(|four| four.eq_ignore_ascii_case(b"<svg"));
    let is_svg = name.to_ascii_lowercase().ends_with(".svg");
    let has_its_sign = match is_svg {
        true => {
            is_drawing
                || head.starts_with(&[0x1f, 0x8b])
                || head.starts_with(&[0xfe, 0xff])
                || head.starts_with(&[0xff, 0xfe])
        }
        // The container of AVIF, whatever brands it names.
        false => pixels.is_some() || imagesize::image_type(head).is_ok() || head.get(4..8) == Some(b"ftyp"),
    };
    let drawn = is_svg.then(|| drawing::size(head)).flatten();
    // Their place among the pieces is said at the beginning of the file.
    let is_avif = head.get(4..12) == Some(b"ftypavif") || head.get(4..12) == Some(b"ftypavis");
    let keeps_notes = is_avif && ["Exif", "rdf+xml"].iter().any(|sign| memmem::find(head, sign.as_bytes()).is_some());
    FileFacts { length, pixels, drawn, is_markup, is_picture: true, is_no_picture: !has_its_sign, keeps_notes }
}

/// Whether a file is called as pictures are that browsers show.
pub(super) fn is_picture(name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    matches!(ending.as_deref(), Some("png" | "jpg" | "jpeg" | "gif" | "webp" | "avif" | "bmp" | "svg" | "ico"))
}
