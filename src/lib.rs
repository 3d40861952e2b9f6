//! The library of `enough`, a terminal coach for thought reframing. ARCHITECTURE.md describes the modules and their allowed
//! imports.

pub mod cli;
pub(crate) mod config;
pub mod content;
pub mod domain;
pub mod platform;
pub mod storage;
pub mod terminal;
pub mod text;
pub mod ui;

#[cfg(test)]
#[path = "../tests/support/database.rs"]
mod database;
#[cfg(test)]
#[path = "../tests/support/json_schema.rs"]
mod json_schema;
#[cfg(test)]
#[path = "../tests/support/properties.rs"]
mod properties;
