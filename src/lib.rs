//! The parts of `enough`, a terminal coach that walks a person from a catastrophic thought to a
//! good-enough one. ARCHITECTURE.md is the map.

pub mod actions;
pub mod editor;
pub mod entry;
pub mod exercise;
pub mod library;
pub mod session;
pub mod text;
pub mod theme;
pub mod yaml;
