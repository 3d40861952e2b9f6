//! The app without a terminal, driven by keys.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use good_enough::content::library::Library;
use good_enough::domain::entry::LocalTime;
use good_enough::storage::journal::Journal;
use good_enough::terminal::backend::Backend;
use good_enough::ui::app::{App, Event, StartScreen};
use good_enough::ui::theme::{ColorSupport, Theme};
use jiff::Timestamp;
use jiff::civil::date;
use rand::SeedableRng;
use rand::rngs::StdRng;
use ratatui::layout::Size;

use crate::journal_generator::JournalGenerator;

/// The number of entries in the journal.
const ENTRY_COUNT: u32 = 300;

pub struct AppDriver {
    app: App,
    size: (u16, u16),
    now: LocalTime,
}

impl AppDriver {
    /// Presses `keys` first: F1, ⏎ and ↓ by name, other text character by character.
    pub fn new(size: (u16, u16), opening: StartScreen, keys: &[&str]) -> Self {
        let mut journal = Journal::in_memory().expect("the journal opens");
        JournalGenerator::new(1).fill(&mut journal, ENTRY_COUNT);
        let theme = Theme::new(ColorSupport::Ansi256);
        let rng = StdRng::seed_from_u64(1);
        let now = LocalTime {
            timestamp: Timestamp::UNIX_EPOCH,
            utc_offset: 0,
            day: date(2026, 11, 27),
        };
        let mut app = App::new(Library::embedded(), journal, theme, rng);
        app.open(opening, size, &now);
        let mut driver = Self { app, size, now };
        for key in keys {
            driver.press(key);
        }
        while driver.app.has_idle_work() {
            driver.app.run_idle_work();
        }
        driver
    }

    pub fn press(&mut self, key: &str) {
        let codes: Vec<_> = match key {
            "F1" => vec![KeyCode::F(1)],
            "⏎" => vec![KeyCode::Enter],
            "↓" => vec![KeyCode::Down],
            text => text.chars().map(KeyCode::Char).collect(),
        };
        for code in codes {
            let event = Event::Key(KeyEvent::new(code, KeyModifiers::NONE));
            let _ = self.app.update(event, &self.now);
        }
    }

    /// A backend that writes into memory.
    pub fn terminal(&self) -> Backend<Vec<u8>> {
        let (width, height) = self.size;
        Backend::new(Vec::new(), Size { width, height })
    }

    pub fn draw(&self, terminal: &mut Backend<Vec<u8>>) {
        let drawn = terminal.draw(|area, buffer| self.app.render(area, buffer));
        drawn.expect("memory takes everything");
        terminal.out().clear();
    }
}
