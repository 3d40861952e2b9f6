//! The stack of screens: opening, leaving and refreshing them.

use super::{App, storage_failure};
use crate::domain::entry::LocalTime;
use crate::storage::search::Filters;
use crate::ui::keymap::Action;
use crate::ui::screens::draft_list::DraftList;
use crate::ui::screens::help_me_choose::{self, AvailableTime};
use crate::ui::screens::history_screen::HistoryScreen;
use crate::ui::screens::home_screen::uses_postponed_worries;
use crate::ui::screens::insights_screen::InsightsScreen;
use crate::ui::screens::path_screen::PathScreen;
use crate::ui::screens::text_page::PageSubject;
use crate::ui::screens::{Screen, exercise_page, key_help_page};

impl App {
    /// Puts a screen on top. The draft below is saved first, and its breath pauses.
    pub(super) fn push_screen(&mut self, mut screen: Screen) {
        if self.unsaved_for.is_some() {
            self.save_draft();
        }
        if let Screen::Session(session_screen) = &mut screen {
            session_screen.set_looks_after_child(self.profile.looks_after_child);
            session_screen.set_area(self.area);
        }
        self.with_top_screen(Screen::pause);
        self.screens.push(screen);
        self.report_damage();
    }

    /// Opens the history with these filters.
    pub(super) fn show_history(&mut self, filters: Filters, now: &LocalTime) {
        let history = HistoryScreen::open(&self.journal, &self.library, now.day, filters);
        self.push_screen(Screen::History(Box::new(history)));
    }

    /// Lets the user search or filter the history on top.
    pub(super) fn search_history(&mut self, action: Action) {
        let (library, journal) = (&self.library, &self.journal);
        if let Some(Screen::History(history)) = self.screens.last_mut() {
            history.run_search_action(action, library);
            history.refresh(journal);
        }
        self.report_damage();
    }

    /// Searches the history on top for words that were typed in line mode.
    pub(super) fn search_history_for(&mut self, words: &str) {
        if let Some(Screen::History(history)) = self.screens.last_mut() {
            history.set_search_words(words);
            history.refresh(&self.journal);
        }
        self.report_damage();
    }

    /// Opens the list of unfinished exercises.
    pub(super) fn show_drafts(&mut self) {
        let mut drafts = DraftList::default();
        match drafts.refresh(&self.journal, &self.library) {
            Ok(()) => self.push_screen(Screen::Drafts(drafts)),
            Err(error) => self.report_error(error),
        }
    }

    /// Opens a path.
    pub(super) fn show_path(&mut self, id: &str) {
        let Some(path) = self.library.exercise_path(id) else {
            return;
        };
        let mut screen = PathScreen::new(path, &self.library);
        match screen.refresh(&self.journal, &self.library) {
            Ok(()) => self.push_screen(Screen::Path(screen)),
            Err(error) => self.report_error(error),
        }
    }

    /// Suggests an exercise or two, the last step of “Help me choose”.
    pub(super) fn suggest_exercise(&mut self, feeling: &str, time: AvailableTime, now: &LocalTime) {
        let waiting = self.journal.postponed_worries().unwrap_or_default();
        let now = now.civil_time();
        let has_worry = waiting.iter().any(|worry| worry.postponed_until <= now);
        let library = &self.library;
        let is_wanted = |id: &str| has_worry || !uses_postponed_worries(library, id);
        let calming = self.calming();
        let choice = help_me_choose::suggestions(library, (feeling, time), calming, is_wanted);
        self.push_screen(Screen::Choice(choice));
    }

    /// Suggests what calms, whatever it feels like.
    pub(super) fn suggest_calming(&mut self) {
        let choice = help_me_choose::calming_suggestions(&self.library, self.calming());
        self.push_screen(Screen::Choice(choice));
    }

    /// An exercise and a break that calm.
    fn calming(&self) -> [&str; 2] {
        [
            Self::GROUNDING_EXERCISE,
            self.defaults.default_break.as_str(),
        ]
    }

    /// Removes the questions on top, so that what they led to goes back to the screen below them.
    pub(super) fn close_choices(&mut self) {
        while let Some(Screen::Choice(_)) = self.screens.last() {
            self.screens.pop();
        }
    }

    pub(super) fn pop_screen(&mut self, now: &LocalTime) {
        self.save_trusted_people();
        let is_break = matches!(self.screens.last(), Some(Screen::Break(_)));
        let left = is_break.then(|| self.break_record(now)).flatten();
        self.screens.pop();
        if let Some(entry) = left {
            self.save_left_break(entry);
        }
        self.refresh_top_screen(now);
    }

    /// Reloads the screen on top from the journal.
    pub(super) fn refresh_top_screen(&mut self, now: &LocalTime) {
        let is_locked = self.is_locked();
        match self.screens.last_mut() {
            Some(Screen::Unlock(_)) => self.open_with_found_key(now),
            Some(Screen::Work(_)) => self.use_work_result(now),
            Some(Screen::Home(home)) => {
                home.set_locked(is_locked);
                if let Err(error) = home.refresh(&self.journal, &self.library, now) {
                    self.report_error(error);
                }
            }
            Some(Screen::History(history)) => history.refresh(&self.journal),
            Some(Screen::Cards(cards)) => {
                if let Err(error) = cards.refresh(&self.journal) {
                    self.report_error(error);
                }
            }
            Some(Screen::Drafts(drafts)) => {
                if let Err(error) = drafts.refresh(&self.journal, &self.library) {
                    self.report_error(error);
                }
            }
            Some(Screen::Path(path)) => {
                if let Err(error) = path.refresh(&self.journal, &self.library) {
                    self.report_error(error);
                }
            }
            Some(Screen::Insights(insights)) => {
                if let Err(error) = insights.refresh(&self.journal, now.day) {
                    self.report_error(error);
                }
            }
            Some(Screen::TextPage(page)) => {
                let subject = page.subject().clone();
                self.rebuild_page(&subject);
            }
            _ => {}
        }
        self.report_damage();
    }

    pub(super) fn report_damage(&mut self) {
        if let Some(Screen::History(history)) = self.screens.last_mut()
            && let Some(error) = history.take_damage_error()
        {
            self.report_error(error);
        }
        if let Some(Screen::Cards(cards)) = self.screens.last_mut()
            && let Some(error) = cards.take_error()
        {
            self.report_error(error);
        }
        if self.journal.take_skipped() {
            self.append_status(storage_failure::UNREADABLE_ENTRY_MESSAGE);
        }
    }

    /// Opens the page about an exercise.
    pub(super) fn show_exercise_page(&mut self, id: &str) {
        if let Some(exercise) = self.library.exercise(id) {
            let page = exercise_page::build_page(exercise, &self.library);
            self.push_screen(Screen::TextPage(page));
        }
    }

    /// Opens the insights, or returns to them if they are open below.
    pub(super) fn show_insights(&mut self, now: &LocalTime) {
        let is_insights = |screen: &Screen| matches!(screen, Screen::Insights(_));
        if let Some(index) = self.screens.iter().position(is_insights) {
            self.screens.truncate(index + 1);
            self.refresh_top_screen(now);
            return;
        }
        match InsightsScreen::open(&self.journal, now.day) {
            Ok(insights) => self.push_screen(Screen::Insights(Box::new(insights))),
            Err(error) => self.report_error(error),
        }
    }

    pub(super) fn show_key_help(&mut self) {
        if !self.is_showing_page(&PageSubject::Keys) {
            let page = key_help_page::build_page(self.key_context(), self.keeping());
            self.push_screen(Screen::TextPage(page));
        }
    }

    /// Whether a page about this is on top already.
    pub(super) fn is_showing_page(&self, subject: &PageSubject) -> bool {
        matches!(self.screens.last(), Some(Screen::TextPage(shown)) if shown.subject() == subject)
    }
}
