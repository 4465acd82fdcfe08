//! Cairn turns a git repository of member-contributed Markdown into a fast, searchable static site that credits everyone who helped.
//!
//! The modules stand in reading order: words that every room uses, then the stages in the order in which bytes pass through them.

pub mod path;
pub mod digest;
pub mod diagnostic;
pub mod lang;
pub mod yaml;
pub mod config;
pub mod cache;
pub mod source;
pub mod document;
pub mod search;
pub mod view;
pub mod theme;
pub mod output;
pub mod cli;
