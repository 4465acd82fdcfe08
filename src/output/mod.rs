//! The way out: what the site consists of, and how it reaches the disk.
//!
//! Begin with [`disk::write`]: it turns a list of files into a folder, and never leaves half a site behind.

pub mod disk;
mod folder;
mod journal;
pub mod marker;
