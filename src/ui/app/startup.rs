//! The first screen and the messages at startup.

use rand::seq::IndexedRandom;
use ratatui::layout::Rect;

use super::App;
use crate::content::library::Activity;
use crate::domain::entry::{EntryId, LocalTime};
use crate::domain::session::CarriedAnswers;
use crate::storage::search::Filters;
use crate::text::one_line;
use crate::ui::screens::choice_screen::ChoiceScreen;
use crate::ui::screens::history_screen::HistoryScreen;
use crate::ui::screens::home_screen::{GreetingLine, HomeScreen};
use crate::ui::screens::{AppCommand, Screen, help_me_choose, welcome_page};

/// The screen to open at startup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StartScreen {
    Home,
    /// An exercise, by id.
    Exercise(String),
    /// A choice between exercises, by id, that all have this name in theirs.
    ExerciseChoice(String, Vec<String>),
    /// A path, by id.
    Path(String),
    /// The draft that was edited last.
    Resume,
    History,
    /// An entry in the history.
    Entry(EntryId),
    /// A break, by id, for this many minutes.
    Break(String, Option<u16>),
}

impl App {
    /// Opens the first screen in a terminal of this size.
    pub fn open(
        &mut self,
        start_screen: StartScreen,
        (width, height): (u16, u16),
        now: &LocalTime,
    ) {
        self.journal.set_now(now.timestamp);
        self.area = Rect::new(0, 0, width, height);
        self.note_activity(now);
        if !matches!(start_screen, StartScreen::Break(..)) {
            self.push_home();
        }
        match self.library.rejected_files.len() {
            0 => {}
            1 => self.append_status(
                "One exercise file has a mistake and can't be used. “enough exercises” shows where.",
            ),
            _ => self.append_status(
                "Some exercise files have mistakes and can't be used. “enough exercises” shows where.",
            ),
        }
        if let Some(faulty) = &self.library.rejected_contacts {
            let words = faulty.summary();
            self.append_status(&format!(
                "Your own list of people to talk to can't be used: {words} The built-in list is shown instead."
            ));
        }
        if self.is_locked() {
            self.pending_start_screen = Some(start_screen);
            self.show_unlock(AppCommand::None);
        } else if self.is_journal_unavailable() {
            self.pending_start_screen = Some(start_screen);
            self.show_storage_failure();
        } else {
            self.import_spool();
            self.show_start_screen(start_screen, now);
        }
    }

    pub(super) fn push_home(&mut self) {
        let line = self.greeting_line();
        self.push_screen(Screen::Home(Box::new(HomeScreen::new(line))));
    }

    /// A card if that is configured and there is one, or else a kind sentence.
    fn greeting_line(&mut self) -> GreetingLine {
        let is_wanted = self.defaults.shows_card && !self.is_journal_unavailable();
        let card = is_wanted.then(|| self.random_card()).flatten();
        if let Some(card) = card {
            return GreetingLine::Card(one_line(&card.line));
        }
        let kindness = self.library.kindness().choose(&mut self.rng);
        let kindness = kindness.filter(|_| self.defaults.shows_kindness);
        GreetingLine::Kindness(kindness.cloned().unwrap_or_default())
    }

    /// Opens the requested screen on top of the home screen.
    pub(super) fn show_start_screen(&mut self, start_screen: StartScreen, now: &LocalTime) {
        let (was_waiting, before) = (self.is_journal_unavailable(), self.screens.len());
        match &start_screen {
            StartScreen::Home => {}
            StartScreen::Exercise(id) => self.start_session(id, &CarriedAnswers::new(), None, now),
            StartScreen::ExerciseChoice(name, ids) => self.ask_which_exercise(name, ids),
            StartScreen::Path(id) => self.show_path(id),
            StartScreen::Resume => self.resume_latest(now),
            StartScreen::History => self.show_history(Filters::default(), now),
            StartScreen::Entry(id) => self.show_entry(id, now),
            StartScreen::Break(id, minutes) => self.start_break(id, *minutes, now),
        }
        if !was_waiting && self.is_journal_unavailable() && self.screens.len() == before + 1 {
            // The journal failed while the screen was being opened.
            self.pending_start_screen = Some(start_screen);
        }
        // Any other screen has just been loaded.
        if matches!(self.screens.last(), Some(Screen::Home(_))) {
            self.refresh_top_screen(now);
        }
        self.report_damage();
    }

    /// Shows the welcome page.
    pub fn show_welcome(&mut self, journal: &str) {
        let page = welcome_page::build_page(journal, &self.library, &self.profile);
        self.push_screen(Screen::TextPage(page));
    }

    /// The first page in line mode, without its choices.
    pub(crate) fn intro_lines(&self) -> Vec<String> {
        let page = welcome_page::build_intro_page(&self.library, &self.profile);
        page.line_prompt().lines
    }

    /// Asks which of several exercises is meant.
    fn ask_which_exercise(&mut self, name: &str, ids: &[String]) {
        let exercises = ids.iter().filter_map(|id| self.library.header(id));
        let choices = exercises
            .map(|exercise| help_me_choose::suggestion(&Activity::Exercise(exercise)))
            .collect();
        let question = format!("“{name}” could be any of these. Which one would you like?");
        let choice = ChoiceScreen::new("Start an exercise", &question, choices);
        self.push_screen(Screen::Choice(choice));
    }

    /// Opens the history at one entry.
    fn show_entry(&mut self, id: &EntryId, now: &LocalTime) {
        let mut history =
            HistoryScreen::open(&self.journal, &self.library, now.day, Filters::default());
        match history.go_to_entry(id, &self.journal) {
            Ok(true) => self.push_screen(Screen::History(Box::new(history))),
            Ok(false) => self.resume_session(id, now),
            Err(error) => self.report_error(error),
        }
    }
}
