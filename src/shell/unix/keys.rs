//! The terminal as an input of the program's own.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::process::Stdio;

use crossterm::event::Event;
use rustix::fs::OFlags;

/// Gives the program an input of its own on the terminal, one that never blocks.
///
/// A key can arrive in pieces, and waiting for the rest of one would hold up the breath and signals.
/// The input that came with the program is shared with the shell and stays as it is.
pub fn own_input() -> io::Result<()> {
    let input = terminal(OFlags::NONBLOCK)?;
    Ok(rustix::stdio::dup2_stdin(&input)?)
}

/// An input that blocks, for a program that takes over the terminal for a while.
pub fn shared_input() -> Stdio {
    terminal(OFlags::empty()).map_or_else(|_| Stdio::inherit(), Stdio::from)
}

/// Hands over an event. Says whether `each` takes more.
#[expect(clippy::unnecessary_wraps, reason = "other systems can fail at it")]
pub fn hand_over(event: Event, each: &mut impl FnMut(Event) -> bool) -> io::Result<bool> {
    Ok(each(event))
}

fn terminal(flags: OFlags) -> io::Result<File> {
    let name = rustix::termios::ttyname(io::stdin(), Vec::new())?;
    let path = name.to_str().map_err(io::Error::other)?;
    let flags = (flags | OFlags::NOCTTY).bits();
    OpenOptions::new()
        .read(true)
        .write(true)
        .custom_flags(flags.cast_signed())
        .open(path)
}
