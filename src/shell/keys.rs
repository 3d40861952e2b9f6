//! Keys as the terminal sends them, read without ever blocking the loop.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::time::Duration;

use crossterm::event::{self, Event};
use rustix::fs::OFlags;

/// How long to look for a key that was read along with the last one. A key that comes meanwhile ends
/// it at once, so it delays nothing.
const LOOK: Duration = Duration::from_millis(2);
/// After so many keys the screen is drawn and signals are heard, however fast more keys come.
const AT_ONCE: usize = 256;
/// Enough to find what is there already.
const GLANCE: Duration = Duration::from_micros(50);

/// Gives the program an input of its own on the terminal, one that never blocks.
///
/// A key can arrive in pieces, and waiting for the rest of one would hold up the breath and signals.
/// The input that came with the program is shared with the shell and stays as it is.
pub fn own_input() -> io::Result<()> {
    let input = terminal(OFlags::NONBLOCK)?;
    Ok(rustix::stdio::dup2_stdin(&input)?)
}

/// An input that blocks, for a program that takes over the terminal for a while.
pub fn shared_input() -> io::Result<File> {
    terminal(OFlags::empty())
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

/// Whether a key that was read along with others waits to be taken.
pub fn has_more() -> io::Result<bool> {
    event::poll(LOOK)
}

/// Hands over the events that are there now, in order, until `each` has had enough.
pub fn take_all(mut each: impl FnMut(Event) -> bool) -> io::Result<()> {
    let mut limit = LOOK;
    for _ in 0..AT_ONCE {
        if !event::poll(limit)? || !each(event::read()?) {
            break;
        }
        limit = GLANCE;
    }
    Ok(())
}
