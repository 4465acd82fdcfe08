//! All files understood together.

pub mod people;
