//! Windows: console input and output, termination requests, child processes. `unix.rs` has the same interface.

#![expect(
    clippy::unnecessary_wraps,
    reason = "what can't fail here can fail on Unix"
)]

pub mod key_reader;
pub mod line_source;
pub mod process;
pub mod signals;
pub(crate) mod terminal_output;
