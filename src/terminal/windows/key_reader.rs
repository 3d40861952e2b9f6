//! The console as an input of the program's own. It tells keys by itself, so nothing is decoded here.

use std::io;
use std::process::Stdio;
use std::time::Duration;

use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

/// A person doesn't type so many keys before the first is taken; a paste brings more.
const MIN_PASTED_CHARS: usize = 8;
/// What is taken at once, so that the screen is drawn meanwhile.
const MAX_EVENTS: usize = 4096;
/// How long to look for a key that seems to have come. Only where it was a signal instead does this pass in vain.
const FIRST_POLL: Duration = Duration::from_millis(2);
/// After so many keys the screen is drawn and signals are heard, however fast more keys come.
const BATCH_SIZE: usize = 256;
/// Enough to find what was read along with the last key, even where a clock is slow to tell the time. Crossterm doesn't
/// sleep for less than a millisecond but looks again and again, so it is no longer than that.
const BUFFER_POLL: Duration = Duration::from_micros(50);
/// The same while a frame waits for it. What is missed here is found by a glance after that frame.
const NEXT_POLL: Duration = Duration::from_micros(5);
/// A process that is set aside just as a glance begins may miss what is there.
const MAX_BUFFER_POLLS: usize = 3;

/// The console never blocks whoever asks it first what is there, and everything here does.
pub const fn reopen_stdin() -> io::Result<()> {
    Ok(())
}

/// An input for a program that takes over the console for a while.
pub fn blocking_stdin() -> Stdio {
    Stdio::inherit()
}

/// The keys that come from the console.
#[derive(Debug)]
pub struct KeyReader;

#[expect(clippy::unused_self, reason = "other systems keep what they have read")]
impl KeyReader {
    /// The console tells the Esc key from the beginning of another, so nothing waits.
    pub const fn new(_escape_time: Duration) -> Self {
        Self
    }

    /// How long to wait at most until [`Self::read_events`]: no key waits here for its rest.
    pub const fn timeout(&self) -> Option<Duration> {
        None
    }

    /// Whether a key that was read along with others waits to be taken.
    pub fn has_buffered_events(&self) -> io::Result<bool> {
        for _ in 0..MAX_BUFFER_POLLS {
            if event::poll(BUFFER_POLL)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Hands over the events that are there now, in order, until `each` has had enough.
    pub fn read_events(&mut self, mut each: impl FnMut(Event) -> bool) -> io::Result<()> {
        let mut limit = FIRST_POLL;
        for _ in 0..BATCH_SIZE {
            if !event::poll(limit)? || !deliver(event::read()?, &mut each)? {
                break;
            }
            limit = NEXT_POLL;
        }
        Ok(())
    }

    /// Drops the keys that came while another program had the console.
    pub fn discard_input(&mut self) -> io::Result<()> {
        for _ in 0..MAX_EVENTS {
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
fn deliver(first: Event, each: &mut impl FnMut(Event) -> bool) -> io::Result<bool> {
    let mut events = vec![first];
    while events.len() < MAX_EVENTS && event::poll(Duration::ZERO)? {
        events.push(event::read()?);
    }
    Ok(merge_paste(events).into_iter().all(each))
}

/// The same events, or the paste that they are.
fn merge_paste(events: Vec<Event>) -> Vec<Event> {
    let mut pasted = String::new();
    for event in &events {
        match event {
            Event::Key(key) if key.kind == KeyEventKind::Release => {}
            Event::Key(key) => match typed_char(key) {
                Some(letter) => pasted.push(letter),
                None => return events,
            },
            _ => return events,
        }
    }
    let is_long = pasted.chars().nth(MIN_PASTED_CHARS - 1).is_some();
    if is_long && pasted.contains('\n') {
        vec![Event::Paste(pasted)]
    } else {
        events
    }
}

fn typed_char(key: &KeyEvent) -> Option<char> {
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

    fn key_events(words: &str) -> Vec<Event> {
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
    fn lines_that_arrive_at_once_become_one_paste() {
        let words = "They will\nfire me 火";
        assert_eq!(
            merge_paste(key_events(words)),
            [Event::Paste(words.to_owned())]
        );
        for typed in ["a\n", "no line ends in here"] {
            assert_eq!(merge_paste(key_events(typed)), key_events(typed));
        }
        let mut leaving = key_events(words);
        leaving.push(Event::Key(KeyEvent::new(
            KeyCode::Char('c'),
            KeyModifiers::CONTROL,
        )));
        assert_eq!(merge_paste(leaving.clone()), leaving);
    }
}
