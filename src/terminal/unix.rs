//! Unix: signals, terminal input and output, child processes. `windows.rs` has the same interface.

pub(crate) mod key_reader;
pub(crate) mod line_source;
pub(crate) mod process;
pub(crate) mod signals;
pub(crate) mod terminal_output;
