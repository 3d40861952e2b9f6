//! Keys as the terminal sends them, read without ever blocking the loop.

use std::io;
use std::time::Duration;

use crossterm::event::{self, Event};

use super::system::keys::hand_over;

/// How long to look for a key that seems to have come. Only where it was a signal instead does this pass in vain.
const LOOK: Duration = Duration::from_millis(2);
/// After so many keys the screen is drawn and signals are heard, however fast more keys come.
const AT_ONCE: usize = 256;
/// Enough to find what was read along with the last key, even where a clock is slow to tell the time. Crossterm doesn't
/// sleep for less than a millisecond but looks again and again, so it is no longer than that.
const GLANCE: Duration = Duration::from_micros(50);
/// The same while a frame waits for it. What is missed here is found by a glance after that frame.
const BRIEF: Duration = Duration::from_micros(5);
/// A process that is set aside just as a glance begins may miss what is there.
const GLANCES: usize = 3;

/// Whether a key that was read along with others waits to be taken.
pub fn has_more() -> io::Result<bool> {
    for _ in 0..GLANCES {
        if event::poll(GLANCE)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Hands over the events that are there now, in order, until `each` has had enough.
pub fn take_all(mut each: impl FnMut(Event) -> bool) -> io::Result<()> {
    let mut limit = LOOK;
    for _ in 0..AT_ONCE {
        if !event::poll(limit)? || !hand_over(event::read()?, &mut each)? {
            break;
        }
        limit = BRIEF;
    }
    Ok(())
}
