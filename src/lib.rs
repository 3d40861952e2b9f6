//! The parts of `enough`, a terminal coach that walks a person from a catastrophic thought to a
//! good-enough one. ARCHITECTURE.md is the map.

pub mod cli;
pub mod shell;

pub mod app;
pub mod plain;
pub mod screens;
pub mod spoken;
pub mod steps;
pub mod widgets;

pub mod actions;
pub mod theme;

pub mod insight;
pub mod session;

pub mod breath;
pub mod editor;
pub mod entry;
pub mod exercise;
pub mod likeness;
pub mod text;
pub mod whole;

pub mod config;
pub mod export;
pub mod import;
pub mod journal;
pub mod library;
pub mod machine;
pub mod person;
pub mod places;
pub mod private;
pub mod sync;
pub mod yaml;

#[cfg(test)]
#[path = "../tests/support/json_schema.rs"]
mod json_schema;
