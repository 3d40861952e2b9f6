//! Where the program opens, and what a person is told first.

use rand::seq::IndexedRandom;
use ratatui::layout::Rect;

use super::App;
use crate::config::YesNo;
use crate::entry::{EntryId, LocalTime};
use crate::journal::search::Filters;
use crate::screens::history::HistoryScreen;
use crate::screens::home::HomeScreen;
use crate::screens::{Screen, welcome};
use crate::session::CarriedAnswers;

/// Where the program opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opening {
    Home,
    /// An exercise, by its id.
    Walk(String),
    /// The unfinished walk that was touched last.
    Resume,
    History,
    /// One walk of the history, to be read.
    Read(EntryId),
    /// A break, by its id, for so many minutes.
    Breathe(String, Option<u16>),
}

impl App {
    /// Opens the first screen; a terminal of this size will show it.
    pub fn open(&mut self, opening: Opening, (width, height): (u16, u16), now: &LocalTime) {
        self.journal.tell_time(now.timestamp);
        self.area = Rect::new(0, 0, width, height);
        if !matches!(opening, Opening::Breathe(..)) {
            let kindness = match self.kindness {
                YesNo::Yes => self.library.kindness().choose(&mut self.chance).cloned(),
                YesNo::No => None,
            };
            let kindness = kindness.unwrap_or_default();
            self.show(Screen::Home(HomeScreen::new(kindness)));
        }
        if let Some(count) = Some(self.library.faulty.len()).filter(|count| *count > 0) {
            let files = if count == 1 {
                "1 exercise file has"
            } else {
                "some exercise files have"
            };
            self.tell_also(&format!(
                "{files} a fault and stayed out. “enough exercises” names it."
            ));
        }
        if let Some(faulty) = &self.library.faulty_people {
            let words = faulty.first_words();
            self.tell_also(&format!(
                "Your own list of people to talk to stays out: {words} The built-in one is there."
            ));
        }
        if self.is_waiting() {
            self.opening = Some(opening);
            self.show_trouble();
        } else {
            self.take_in_waiting_words();
            self.begin(opening, now);
        }
    }

    /// Goes to where the program was to open.
    pub(super) fn begin(&mut self, opening: Opening, now: &LocalTime) {
        let (was_waiting, before) = (self.is_waiting(), self.screens.len());
        match &opening {
            Opening::Home => {}
            Opening::Walk(id) => self.start_session(id, &CarriedAnswers::new(), None, now),
            Opening::Resume => self.resume_latest(now),
            Opening::History => self.show_history(Filters::default(), now),
            Opening::Read(id) => self.show_entry(id, now),
            Opening::Breathe(id, minutes) => self.start_break(id, *minutes),
        }
        if !was_waiting && self.is_waiting() && self.screens.len() == before + 1 {
            // Trouble with the journal came in between.
            self.opening = Some(opening);
        }
        // Any other screen was opened just now, as the journal is.
        if matches!(self.screens.last(), Some(Screen::Home(_))) {
            self.refresh_top_screen(now);
        }
        self.report_damage();
    }

    /// Puts the first words a new person reads on top.
    pub fn welcome(&mut self, journal: &str) {
        let page = welcome::build_page(journal, &self.library, &self.person);
        self.show(Screen::TextPage(page));
    }

    /// Opens the history at one walk, with the reader in front.
    fn show_entry(&mut self, id: &EntryId, now: &LocalTime) {
        let mut history =
            HistoryScreen::open(&self.journal, &self.library, now.day, Filters::default());
        match history.go_to_entry(id, &self.journal) {
            Ok(true) => self.show(Screen::History(Box::new(history))),
            Ok(false) => self.resume_session(id, now),
            Err(error) => self.tell_of(error),
        }
    }
}
