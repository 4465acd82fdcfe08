//! Findings in the form in which somebody wants to read them. Begin with [`text`]: what a person reads in a terminal.

pub mod text;

pub use crate::cli::report::text::{each, report};

pub(crate) use crate::cli::report::text::{Counts, failure, note, print};
