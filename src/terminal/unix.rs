//! What the shell asks of a Unix system: its signals, a terminal of its own, other programs.
//!
//! `windows.rs` offers the same.

pub mod key_reader;
pub mod line_source;
pub mod process;
pub mod signals;
pub(crate) mod terminal_output;
