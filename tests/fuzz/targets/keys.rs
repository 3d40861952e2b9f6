//! Any bytes as events of the app: keys, pastes, resizes, ticks. Each state is drawn without a panic, inside its area
//! and without control characters.

use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use good_enough::content::library::Library;
use good_enough::domain::entry::LocalTime;
use good_enough::storage::journal::Journal;
use good_enough::text::is_unsafe_char;
use good_enough::ui::app::{App, Effect, Event, StartScreen};
use good_enough::ui::theme::{ColorSupport, Theme};
use rand::SeedableRng;
use rand::rngs::StdRng;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

thread_local! {
    static BUILT_IN: Library = Library::embedded();
}

const NAMED_KEYS: [KeyCode; 24] = [
    KeyCode::Enter,
    KeyCode::Tab,
    KeyCode::BackTab,
    KeyCode::Esc,
    KeyCode::Up,
    KeyCode::Down,
    KeyCode::Left,
    KeyCode::Right,
    KeyCode::Home,
    KeyCode::End,
    KeyCode::PageUp,
    KeyCode::PageDown,
    KeyCode::Backspace,
    KeyCode::Delete,
    KeyCode::Insert,
    KeyCode::F(1),
    KeyCode::F(2),
    KeyCode::F(10),
    KeyCode::Null,
    KeyCode::CapsLock,
    KeyCode::Menu,
    KeyCode::Char(' '),
    KeyCode::Char('1'),
    KeyCode::Char('5'),
];
const LETTERS: [char; 24] = [
    'a', 'e', 'q', 'u', 'd', 'h', 'b', 'r', 'j', 'k', 'l', '?', '0', '7', '9', '.', '…', '睡',
    '👩', '\u{200d}', '\u{301}', '\u{202e}', '\u{9b}', '\u{600}',
];
const MODIFIERS: [KeyModifiers; 4] = [
    KeyModifiers::NONE,
    KeyModifiers::CONTROL,
    KeyModifiers::ALT,
    KeyModifiers::SHIFT,
];

/// Plays `data` as a script; its first two bytes select the start screen and the theme.
pub fn run(data: &[u8]) {
    let [start, look, script @ ..] = data else {
        return;
    };
    let now = LocalTime {
        timestamp: "2026-11-24T22:41:00Z".parse().expect("a valid timestamp"),
        utc_offset: 3600,
        day: "2026-11-24".parse().expect("a valid date"),
    };
    let journal = Journal::in_memory().expect("the journal opens");
    let look = Theme {
        ascii_only: look & 1 == 1,
        reduced_motion: look & 2 == 2,
        ..Theme::new(ColorSupport::None)
    };
    // Selecting a start screen parses every exercise; the clone shares the result.
    let (start, library) = BUILT_IN.with(|library| (opening_of(*start, library), library.clone()));
    let mut app = App::new(library, journal, look, StdRng::seed_from_u64(7));
    app.open(start, (80, 24), &now);
    let mut size = (80, 24);
    let mut bytes = script.iter().copied().take(400);
    while let Some(event) = event(&mut bytes) {
        if let Event::Resize(width, height) = event {
            size = (width, height);
        }
        let effect = app.update(event, &now);
        draw(&app, size);
        match effect {
            Some(Effect::Quit) => return,
            Some(Effect::OpenEditor(text)) => {
                let _ = app.update(Event::EditorClosed(Some(text + " édited\u{1b}[2J")), &now);
            }
            _ => {}
        }
    }
    assert_eq!(app.update(Event::Terminate, &now), Some(Effect::Quit));
}

fn opening_of(byte: u8, library: &Library) -> StartScreen {
    let exercises: Vec<_> = library.exercises().map(|exercise| &exercise.id).collect();
    let breaks: Vec<_> = library
        .breaks()
        .map(|breathing_break| &breathing_break.id)
        .collect();
    let chosen = usize::from(byte >> 2);
    match byte & 3 {
        0 => StartScreen::Home,
        1 => StartScreen::Break(breaks[chosen % breaks.len()].clone(), None),
        2 if chosen == 0 => StartScreen::History,
        2 if chosen == 1 => StartScreen::Resume,
        _ => StartScreen::Exercise(exercises[chosen % exercises.len()].clone()),
    }
}

/// The next event, or none at the end of the script.
fn event(bytes: &mut impl Iterator<Item = u8>) -> Option<Event> {
    let kind = bytes.next()?;
    let low = usize::from(kind & 31);
    Some(match kind >> 5 {
        0 | 1 => key(
            NAMED_KEYS[low % NAMED_KEYS.len()],
            MODIFIERS[usize::from(kind >> 3 & 3) & 2],
            KeyEventKind::Press,
        ),
        2 | 3 => key(
            KeyCode::Char(LETTERS[low % LETTERS.len()]),
            KeyModifiers::NONE,
            KeyEventKind::Press,
        ),
        4 => {
            let letter = char::from(b'a' + (kind & 31) % 26);
            let modifiers = MODIFIERS[usize::from(bytes.next()? & 3)];
            key(KeyCode::Char(letter), modifiers, KeyEventKind::Press)
        }
        5 => {
            let code = NAMED_KEYS[usize::from(bytes.next()?) % NAMED_KEYS.len()];
            let kind = [KeyEventKind::Repeat, KeyEventKind::Release][low & 1];
            key(code, MODIFIERS[low >> 1 & 3], kind)
        }
        6 => {
            let (width, height) = (bytes.next()?, bytes.next()?);
            Event::Resize(
                u16::from(width) + u16::from(kind & 1) * 45,
                u16::from(height) % 101,
            )
        }
        _ if low < 16 => Event::Tick(Duration::from_millis(u64::from(bytes.next()?) * 8)),
        _ => {
            let pasted: Vec<u8> = bytes.by_ref().take(low).collect();
            Event::Paste(String::from_utf8_lossy(&pasted).into_owned())
        }
    })
}

const fn key(code: KeyCode, modifiers: KeyModifiers, kind: KeyEventKind) -> Event {
    Event::Key(KeyEvent::new_with_kind(code, modifiers, kind))
}

fn draw(app: &App, (width, height): (u16, u16)) {
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
    let caret = app.render(buffer.area, &mut buffer);
    assert!(
        caret.is_none_or(|caret| buffer.area.contains(caret)),
        "{caret:?} in {width}x{height}"
    );
    for cell in buffer.content() {
        assert!(
            !cell.symbol().contains(is_unsafe_char),
            "{:?}",
            cell.symbol()
        );
    }
}
