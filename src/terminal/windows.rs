//! Windows: console input and output, termination requests, child processes. `unix.rs` has the same interface.

#![expect(
    clippy::unnecessary_wraps,
    reason = "what can't fail here can fail on Unix"
)]

pub(crate) mod key_reader;
pub(crate) mod line_source;
pub(crate) mod process;
pub(crate) mod signals;
pub(crate) mod terminal_output;
