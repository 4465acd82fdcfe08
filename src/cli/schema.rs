//! `cairn schema`: JSON Schemas for editors and other programs.

use crate::cli::args::{Schema, SchemaOf};
use crate::cli::{print, report};

/// Runs it.
pub(super) fn run(arguments: &Schema) -> u8 {
    let schema = match arguments.of {
        SchemaOf::Report => report::json::schema(),
    };
    print(&format!("{schema:#}\n"));
    0
}
