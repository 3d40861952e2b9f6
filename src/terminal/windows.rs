//! What the shell asks of Windows: its console, other programs, being asked to end.
//!
//! `unix.rs` offers the same.

#![expect(
    clippy::unnecessary_wraps,
    reason = "what can't fail here can on other systems"
)]

pub mod keys;
pub mod lines;
pub(crate) mod output;
pub mod programs;
pub mod signals;
