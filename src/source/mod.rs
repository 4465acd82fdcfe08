//! The way in: what lies on the disk and what git remembers of it.
//!
//! Begin with [`Source`]: paths and digests of everything that will become the site, and the history. No text.

pub mod history;
