//! Keys as the terminal sends them, read without ever blocking the loop.

use std::io;
use std::time::Duration;

use crossterm::event::{self, Event};

use super::system::keys::hand_over;

/// How long to look for a key that was read along with the last one. A key that comes meanwhile ends
/// it at once, so it delays nothing.
const LOOK: Duration = Duration::from_millis(2);
/// After so many keys the screen is drawn and signals are heard, however fast more keys come.
const AT_ONCE: usize = 256;
/// Enough to find what is there already.
const GLANCE: Duration = Duration::from_micros(50);

/// Whether a key that was read along with others waits to be taken.
pub fn has_more() -> io::Result<bool> {
    event::poll(LOOK)
}

/// Hands over the events that are there now, in order, until `each` has had enough.
pub fn take_all(mut each: impl FnMut(Event) -> bool) -> io::Result<()> {
    let mut limit = LOOK;
    for _ in 0..AT_ONCE {
        if !event::poll(limit)? || !hand_over(event::read()?, &mut each)? {
            break;
        }
        limit = GLANCE;
    }
    Ok(())
}
