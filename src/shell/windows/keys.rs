//! The console as an input of the program's own.

use std::io;
use std::process::Stdio;
use std::time::Duration;

use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

/// A person doesn't type so many keys before the first is taken; a paste brings more.
const FEWEST_PASTED: usize = 8;
/// What is taken at once, so that the screen is drawn meanwhile.
const MOST: usize = 4096;

/// The console never blocks whoever asks it first what is there, and everything here does.
pub const fn own_input() -> io::Result<()> {
    Ok(())
}

/// An input for a program that takes over the console for a while.
pub fn shared_input() -> Stdio {
    Stdio::inherit()
}

/// Hands over an event and those that are there with it. Says whether `each` takes more.
///
/// This console types out what is pasted, key by key, so that each of its lines would end a step.
pub fn hand_over(first: Event, each: &mut impl FnMut(Event) -> bool) -> io::Result<bool> {
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
