//! What the shell asks of a Unix system: its signals, a terminal of its own, other programs.
//!
//! `windows.rs` offers the same.

pub mod keys;
pub mod lines;
pub(crate) mod output;
pub mod programs;
pub mod signals;
