//! Any bytes as an exercise file: the diagnostics are short and contain no control characters; a valid exercise or path can be
//! started and drawn.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
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

/// Reads `data` as an exercise, a break or a path, or as the catalogue named by a comment in its first line, such as `#menu`.
pub fn run(data: &[u8]) {
    let path = path(data);
    BUILT_IN.with(|library| {
        let message = library
            .validate_bytes(&path, data)
            .map(|file| file.to_string())
            .unwrap_or_default();
        assert!(message.len() < 500_000, "{} bytes are said", message.len());
        assert!(
            !message.contains(|letter| letter != '\n' && is_unsafe_char(letter)),
            "{message:?}"
        );
        let with = library.with_file(&path, data);
        assert!(with.rejected_files.len() <= 1);
        let is_usable = with.rejected_files.is_empty();
        if is_usable && with.exercise("mine").is_some() {
            run_session(with, StartScreen::Exercise("mine".to_owned()));
        } else if is_usable && with.breathing_break("mine").is_some() {
            run_session(with, StartScreen::Break("mine".to_owned(), None));
        } else if is_usable && with.exercise_path("mine").is_some() {
            run_session(with, StartScreen::Path("mine".to_owned()));
        } else if is_usable {
            run_session(with, StartScreen::Exercise("two-minute-check".to_owned()));
        }
    });
}

fn path(data: &[u8]) -> PathBuf {
    let first = data.split(|byte| *byte == b'\n').next().unwrap_or_default();
    match first.strip_prefix(b"#").map(std::str::from_utf8) {
        Some(Ok(name)) if name.len() < 30 && !name.contains('/') => {
            Path::new("catalogues").join(format!("{name}.yaml"))
        }
        _ => PathBuf::from("mine.yaml"),
    }
}

/// Goes through an exercise, or what a path starts, quickly, drawn at three sizes.
fn run_session(library: Library, start: StartScreen) {
    let now = LocalTime {
        timestamp: "2026-11-24T22:41:00Z".parse().expect("a valid timestamp"),
        utc_offset: 3600,
        day: "2026-11-24".parse().expect("a valid date"),
    };
    let journal = Journal::in_memory().expect("the journal opens");
    let mut app = App::new(
        library,
        journal,
        Theme::new(ColorSupport::None),
        StdRng::seed_from_u64(7),
    );
    app.open(start, (80, 24), &now);
    let keys = ['x', ' ', '7', '\r', '\t'];
    for turn in 0..60 {
        for (width, height) in [(80, 24), (24, 6), (300, 60)] {
            let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
            let caret = app.render(buffer.area, &mut buffer);
            assert!(caret.is_none_or(|caret| buffer.area.contains(caret)));
        }
        let code = match keys[turn % keys.len()] {
            '\r' => KeyCode::Enter,
            '\t' => KeyCode::Tab,
            letter => KeyCode::Char(letter),
        };
        let key = Event::Key(KeyEvent::new(code, KeyModifiers::NONE));
        if app.update(key, &now) == Some(Effect::Quit) {
            return;
        }
        let _ = app.update(Event::Tick(Duration::from_millis(1900)), &now);
    }
}
