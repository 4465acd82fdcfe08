//! YAML with places: every key and value knows the bytes it came from, so that each complaint can be underlined.
//!
//! Begin with [`parse`]. `cairn.yml`, front matter and people files are all read through it and through [`Fields`].
