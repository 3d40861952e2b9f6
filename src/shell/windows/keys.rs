//! The console as an input of the program's own. It tells keys by itself, so nothing is decoded here.

use std::io;
use std::process::Stdio;
use std::time::Duration;

use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

/// A person doesn't type so many keys before the first is taken; a paste brings more.
const FEWEST_PASTED: usize = 8;
/// What is taken at once, so that the screen is drawn meanwhile.
const MOST: usize = 4096;
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

/// The console never blocks whoever asks it first what is there, and everything here does.
pub const fn own_input() -> io::Result<()> {
    Ok(())
}

/// An input for a program that takes over the console for a while.
pub fn shared_input() -> Stdio {
    Stdio::inherit()
}

/// The keys that come from the console.
#[derive(Debug)]
pub struct Keys;

#[expect(clippy::unused_self, reason = "other systems keep what they have read")]
impl Keys {
    /// The console tells the Esc key from the beginning of another, so nothing waits.
    pub const fn new(_escape_time: Duration) -> Self {
        Self
    }

    /// How long to wait at most until [`Self::take_all`]: no key waits here for its rest.
    pub const fn wake_after(&self) -> Option<Duration> {
        None
    }

    /// Whether a key that was read along with others waits to be taken.
    pub fn has_more(&self) -> io::Result<bool> {
        for _ in 0..GLANCES {
            if event::poll(GLANCE)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Hands over the events that are there now, in order, until `each` has had enough.
    pub fn take_all(&mut self, mut each: impl FnMut(Event) -> bool) -> io::Result<()> {
        let mut limit = LOOK;
        for _ in 0..AT_ONCE {
            if !event::poll(limit)? || !hand_over(event::read()?, &mut each)? {
                break;
            }
            limit = BRIEF;
        }
        Ok(())
    }

    /// Drops the keys that came while another program had the console.
    pub fn drain(&mut self) -> io::Result<()> {
        for _ in 0..MOST {
            if !event::poll(Duration::ZERO)? {
                break;
            }
            event::read()?;
        }
        Ok(())
    }
}

/// Hands over an event and those that are there with it. Says whether `each` takes more.
///
/// This console types out what is pasted, key by key, so that each of its lines would end a step.
fn hand_over(first: Event, each: &mut impl FnMut(Event) -> bool) -> io::Result<bool> {
    let mut events = vec![first];
    while events.len() < MOST && event::poll(Duration::ZERO)? {
        events.push(event::read()?);
    }
    Ok(whole(events).into_iter().all(each))
}

/// The same events, or the paste that they are.
fn whole(events: Vec<Event>) -> Vec<Event> {
    let mut pasted = String::new();
    for event in &events {
        match event {
            Event::Key(key) if key.kind == KeyEventKind::Release => {}
            Event::Key(key) => match letter(key) {
                Some(letter) => pasted.push(letter),
                None => return events,
            },
            _ => return events,
        }
    }
    let is_long = pasted.chars().nth(FEWEST_PASTED - 1).is_some();
    if is_long && pasted.contains('\n') {
        vec![Event::Paste(pasted)]
    } else {
        events
    }
}

fn letter(key: &KeyEvent) -> Option<char> {
    let is_command =
        key.modifiers.contains(KeyModifiers::CONTROL) != key.modifiers.contains(KeyModifiers::ALT);
    match key.code {
        _ if is_command => None,
        KeyCode::Char(letter) => Some(letter),
        KeyCode::Enter => Some('\n'),
        KeyCode::Tab => Some('\t'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(words: &str) -> Vec<Event> {
        let code = |letter| match letter {
            '\n' => KeyCode::Enter,
            letter => KeyCode::Char(letter),
        };
        let press = |letter| KeyEvent::new(code(letter), KeyModifiers::NONE);
        let release = |letter| KeyEvent {
            kind: KeyEventKind::Release,
            ..press(letter)
        };
        let both = |letter| [Event::Key(press(letter)), Event::Key(release(letter))];
        words.chars().flat_map(both).collect()
    }

    #[test]
    fn lines_that_come_all_at_once_were_pasted_and_end_no_step() {
        let words = "They will\nfire me 火";
        assert_eq!(whole(keys(words)), [Event::Paste(words.to_owned())]);
        for typed in ["a\n", "no line ends in here"] {
            assert_eq!(whole(keys(typed)), keys(typed));
        }
        let mut leaving = keys(words);
        leaving.push(Event::Key(KeyEvent::new(
            KeyCode::Char('c'),
            KeyModifiers::CONTROL,
        )));
        assert_eq!(whole(leaving.clone()), leaving);
    }
}
