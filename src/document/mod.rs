//! One file understood: what it says about itself and what its body holds, without knowing any other file.
//!
//! Begin with [`parse`]. A [`Document`] keeps facts (front matter, headings, links), never the text:
//! [`body`] reads the text again when its page is rendered.

pub mod body;
pub mod front_matter;
pub mod kind;

mod article;
#[cfg(test)]
mod body_tests;
mod code;
mod containers;
mod destination;
mod fence;
mod html;
mod markdown;
mod math;
mod mirror;
mod plain;
mod weave;

use serde::{Deserialize, Serialize};

use crate::diagnostic::Diagnostic;
use crate::digest::Digest;
use crate::document::body::Facts;
use crate::document::front_matter::FrontMatter;
use crate::path::SitePath;

/// One Markdown file, parsed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// Of the file's bytes.
    pub digest: Digest,
    /// What stands between the `---` lines.
    pub front_matter: FrontMatter,
    /// Facts about the text below.
    pub facts: Facts,
    /// What is wrong with the file taken by itself.
    pub diagnostics: Vec<Diagnostic>,
}

/// The file's text split at the front matter: byte range of the YAML (without its `---` lines) and start of the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// The YAML.
    pub yaml: std::ops::Range<usize>,
    /// Where the Markdown begins.
    pub body: usize,
}

/// Understands one file from its bytes.
pub fn parse(path: &SitePath, bytes: &[u8]) -> Document {
    let _ = path;
    Document {
        digest: Digest::of(bytes),
        front_matter: FrontMatter::default(),
        facts: Facts::default(),
        diagnostics: Vec::new(),
    }
}
