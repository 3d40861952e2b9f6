//! Reads keys from the Windows console, which decodes them itself.

use std::io;
use std::process::Stdio;
use std::time::Duration;

use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use crate::terminal::input::TerminalReport;

/// A paste has at least this many characters at once; typing has fewer.
const MIN_PASTED_CHARS: usize = 8;
/// Events per batch, so that the screen is drawn in between.
const MAX_EVENTS: usize = 4096;
/// How long to wait for a key that should be there. This passes without one if a signal woke the loop.
const FIRST_POLL: Duration = Duration::from_millis(2);
/// Keys per call, so that drawing and signals aren't delayed by fast input.
const BATCH_SIZE: usize = 256;
/// Long enough to find buffered keys even with a slow clock. Below a millisecond crossterm spins instead of sleeping, so it
/// is as short as possible.
const BUFFER_POLL: Duration = Duration::from_micros(50);
/// The same between keys. A key that is missed here is found after the next frame.
const NEXT_POLL: Duration = Duration::from_micros(5);
/// A process that loses its time slice during a poll may miss a key.
const MAX_BUFFER_POLLS: usize = 3;

/// Does nothing: the console doesn't block, because every read is polled first.
pub(crate) const fn reopen_stdin() -> io::Result<()> {
    Ok(())
}

/// The stdin for a child process that takes over the console.
pub(crate) fn blocking_stdin() -> Stdio {
    Stdio::inherit()
}

/// Reads keys from the console.
#[derive(Debug)]
pub(crate) struct KeyReader;

#[expect(clippy::unused_self, reason = "on Unix this has state")]
impl KeyReader {
    /// The console distinguishes the Esc key, so the escape time isn't needed.
    pub(crate) const fn new(_escape_time: Duration) -> Self {
        Self
    }

    /// None: there are no incomplete sequences.
    pub(crate) const fn timeout(&self) -> Option<Duration> {
        None
    }

    /// Whether an event was read but not taken.
    pub(crate) fn has_buffered_events(&self) -> io::Result<bool> {
        for _ in 0..MAX_BUFFER_POLLS {
            if event::poll(BUFFER_POLL)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Passes available events to `handle` until it returns false.
    pub(crate) fn read_events(&mut self, mut handle: impl FnMut(Event) -> bool) -> io::Result<()> {
        let mut limit = FIRST_POLL;
        for _ in 0..BATCH_SIZE {
            if !event::poll(limit)? || !deliver(event::read()?, &mut handle)? {
                break;
            }
            limit = NEXT_POLL;
        }
        Ok(())
    }

    /// None: the console takes no queries.
    pub(crate) const fn pop_report(&self) -> Option<TerminalReport> {
        None
    }

    /// Fails, so that nobody waits for a report.
    pub(crate) fn read_reports(&self, _timeout: Duration) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    /// Drops the keys that arrived while another program used the console.
    pub(crate) fn discard_input(&mut self) -> io::Result<()> {
        for _ in 0..MAX_EVENTS {
            if !event::poll(Duration::ZERO)? {
                break;
            }
            event::read()?;
        }
        Ok(())
    }
}

/// Passes an event and those that are available with it to `handle`. Returns whether `handle` accepts more.
///
/// The console sends a paste as single keys; each Enter in it would complete a step. So they are merged to a paste.
fn deliver(first: Event, handle: &mut impl FnMut(Event) -> bool) -> io::Result<bool> {
    let mut events = vec![first];
    while events.len() < MAX_EVENTS && event::poll(Duration::ZERO)? {
        events.push(event::read()?);
    }
    Ok(merge_paste(events).into_iter().all(handle))
}

/// Replaces events by a paste if they are one.
fn merge_paste(events: Vec<Event>) -> Vec<Event> {
    let mut pasted = String::new();
    for event in &events {
        match event {
            Event::Key(key) if key.kind == KeyEventKind::Release => {}
            Event::Key(key) => match typed_char(key) {
                Some(c) => pasted.push(c),
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
        KeyCode::Char(c) => Some(c),
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
