//! What the shell asks of Windows: its console, other programs, being asked to end.
//!
//! `unix.rs` offers the same.

#![expect(
    clippy::unnecessary_wraps,
    reason = "what can't fail here can on other systems"
)]

pub mod key_reader;
pub mod line_source;
pub mod process;
pub mod signals;
pub(crate) mod terminal_output;
