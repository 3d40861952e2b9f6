//! The library behind `enough`, a terminal coach that walks a person from a catastrophic thought to a
//! good-enough one. ARCHITECTURE.md describes the folders and which of them may import which.

pub mod cli;
pub mod config;
pub mod content;
pub mod domain;
pub mod platform;
pub mod storage;
pub mod terminal;
pub mod text;
pub mod ui;

#[cfg(test)]
#[path = "../tests/support/json_schema.rs"]
mod json_schema;
#[cfg(test)]
#[path = "../tests/support/properties.rs"]
mod properties;
