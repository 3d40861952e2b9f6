//! Unix: signals, terminal input and output, child processes. `windows.rs` has the same interface.

pub mod key_reader;
pub mod line_source;
pub mod process;
pub mod signals;
pub(crate) mod terminal_output;
