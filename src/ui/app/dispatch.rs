//! What follows from what a screen decided: another screen, the way back, a walk, a change.

use rand::seq::IndexedRandom;

use super::App;
use crate::domain::entry::LocalTime;
use crate::domain::session::CarriedAnswers;
use crate::storage::search::Filters;
use crate::ui::screens::break_screen::BreakScreen;
use crate::ui::screens::history_screen::HistoryScreen;
use crate::ui::screens::insights_screen::InsightsScreen;
use crate::ui::screens::text_page::PageSubject;
use crate::ui::screens::{AppCommand, Screen, key_help_page};

impl App {
    pub(super) fn dispatch(&mut self, outcome: AppCommand, now: &LocalTime) {
        match outcome {
            AppCommand::None | AppCommand::CopyText(_) => {}
            AppCommand::Back => self.pop_screen(now),
            AppCommand::Quit => {
                let _ = self.quit(now);
                self.screens.clear();
            }
            AppCommand::StartExercise(id) => {
                self.start_session(&id, &CarriedAnswers::new(), None, now);
            }
            AppCommand::ResumeEntry(id) => self.resume_session(&id, now),
            AppCommand::StartBreak(id) => self.start_break(&id, None),
            AppCommand::ShowHistory => self.show_history(Filters::default(), now),
            AppCommand::ShowFilteredHistory(filters) => self.show_history(filters, now),
            AppCommand::ShowInsights => self.show_insights(now),
            AppCommand::FollowUp(id) => self.start_follow_up(id, now),
            AppCommand::ShowPeople => self.show_people(now),
            AppCommand::ShowProfile => self.show_profile(),
            AppCommand::OpenLink(leads) => self.open_link(&leads),
            AppCommand::ChangeProfile(told) => {
                self.apply_profile_change(told);
                self.pop_screen(now);
            }
            AppCommand::StartRandomExercise => {
                let ids: Vec<_> = self
                    .library
                    .headers()
                    .filter(|exercise| exercise.looks_back.is_none())
                    .map(|exercise| exercise.id.clone())
                    .collect();
                if let Some(id) = ids.choose(&mut self.rng) {
                    self.start_session(id, &CarriedAnswers::new(), None, now);
                }
            }
            AppCommand::SubmitAnswer(answer) => self.submit_answer(answer, now),
            AppCommand::TogglePrint(words) => self.toggle_print(words),
            AppCommand::PreviousStep => self.previous_step(now),
            AppCommand::GoToStep(step) => self.go_to_step(&step, now),
            AppCommand::SwitchToPatternExercise(id) => self.switch_to_pattern_exercise(&id, now),
            AppCommand::LeaveSession => self.leave_session(now),
            AppCommand::DiscardSession => self.discard_session(now),
            AppCommand::DeleteEntry(id) => self.delete_entry(id, now),
            AppCommand::Export(query, form) => self.export_entries(*query, form, now),
            AppCommand::Undelete => self.undelete_last(now),
            AppCommand::RestoreEntry(id) => self.restore_entry(&id, now),
            AppCommand::EditAnswer(id, step) => self.edit_answer(&id, &step, now),
            AppCommand::RepeatExercise(id) => self.repeat_exercise(&id, now),
            AppCommand::Recover(remedy) => self.run_recovery_action(remedy, now),
        }
    }

    /// Opens what the filters leave of the history.
    pub(super) fn show_history(&mut self, filters: Filters, now: &LocalTime) {
        let history = HistoryScreen::open(&self.journal, &self.library, now.day, filters);
        self.push_screen(Screen::History(Box::new(history)));
    }

    pub(super) fn pop_screen(&mut self, now: &LocalTime) {
        self.save_trusted_people();
        self.screens.pop();
        self.refresh_top_screen(now);
    }

    /// Lets the screen on top see what the journal holds now.
    pub(super) fn refresh_top_screen(&mut self, now: &LocalTime) {
        match self.screens.last_mut() {
            Some(Screen::Home(home)) => {
                if let Err(error) = home.refresh(&self.journal, &self.library, now) {
                    self.report_error(error);
                }
            }
            Some(Screen::History(history)) => history.refresh(&self.journal),
            Some(Screen::Insights(insights)) => {
                if let Err(error) = insights.refresh(&self.journal, now.day) {
                    self.report_error(error);
                }
            }
            Some(Screen::TextPage(page)) => {
                let subject = page.subject().clone();
                self.rebuild_page(&subject, now);
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
        if self.journal.take_skipped() {
            self.append_status(super::storage_failure::UNREADABLE_ENTRY_MESSAGE);
        }
    }

    pub(super) fn start_break(&mut self, id: &str, minutes: Option<u16>) {
        let id = if id.is_empty() {
            &self.default_break
        } else {
            id
        };
        let is_breathing = self
            .screens
            .iter()
            .any(|screen| matches!(screen, Screen::Break(_)));
        if let Some(pause) = self.library.breathing_break(id).filter(|_| !is_breathing) {
            let breathe = BreakScreen::new(pause, &self.library, minutes);
            self.push_screen(Screen::Break(Box::new(breathe)));
        }
    }

    /// Shows what it adds up to. Where that lies below the history already, it is gone back to.
    pub(super) fn show_insights(&mut self, now: &LocalTime) {
        let is_it = |screen: &Screen| matches!(screen, Screen::Insights(_));
        if let Some(below) = self.screens.iter().position(is_it) {
            self.screens.truncate(below + 1);
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
            self.push_screen(Screen::TextPage(key_help_page::build_page(
                self.key_context(),
            )));
        }
    }

    /// Whether a page about this is on the screen already, so that it isn't laid over itself.
    pub(super) fn is_showing_page(&self, subject: &PageSubject) -> bool {
        matches!(self.screens.last(), Some(Screen::TextPage(shown)) if shown.subject() == subject)
    }
}
