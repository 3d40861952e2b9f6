//! Executes the commands that screens return.

use super::App;
use super::long_work::{FileWork, Work};
use crate::domain::entry::LocalTime;
use crate::domain::session::CarriedAnswers;
use crate::storage::profile::ProfileChange;
use crate::storage::search::Filters;
use crate::storage::work_observer::WorkStage;
use crate::ui::screens::work_screen::WorkScreen;
use crate::ui::screens::{AppCommand, Screen, help_me_choose};

impl App {
    pub(super) fn dispatch(&mut self, command: AppCommand, now: &LocalTime) {
        if self.is_locked() && self.needs_journal(&command) {
            let is_rating = command == AppCommand::RateBreak;
            self.show_unlock(command);
            if is_rating {
                self.set_status("Your answer is kept in the journal, so please unlock it first.");
            }
            return;
        }
        let searches = matches!(
            command,
            AppCommand::ShowFilteredHistory(_)
                | AppCommand::SearchHistory(_)
                | AppCommand::SearchHistoryFor(_)
        );
        if searches && self.journal.has_search_backlog() && self.journal.can_be_opened_beside() {
            let screen = WorkScreen::new("History", WorkStage::IndexWords, None);
            self.begin_work(Work::PrepareSearch(Box::new(command)), screen);
            return;
        }
        self.execute_command(command, now);
    }

    /// Executes a command for which everything is prepared.
    pub(super) fn execute_command(&mut self, command: AppCommand, now: &LocalTime) {
        match command {
            // The terminal does these.
            AppCommand::None
            | AppCommand::CopyText(_)
            | AppCommand::StopWork
            | AppCommand::Unlock
            | AppCommand::RunAskCommand => {}
            AppCommand::Back => self.pop_screen(now),
            AppCommand::Quit if self.loses_words_on_quit() => self.ask_before_losing_words(),
            AppCommand::Quit | AppCommand::QuitUnsaved => {
                let _ = self.quit(now);
                self.screens.clear();
            }
            AppCommand::ShowUnlock(after) => self.show_unlock(*after),
            AppCommand::SkipUnlocking => self.skip_unlocking(now),
            AppCommand::StartExercise(id) => {
                self.close_choices();
                self.start_session(&id, &CarriedAnswers::new(), None, now);
            }
            AppCommand::ResumeEntry(id) => self.resume_session(&id, now),
            AppCommand::StartBreak(id) => {
                self.close_choices();
                self.start_break(&id, None, now);
            }
            AppCommand::ShowPath(id) => self.show_path(&id),
            AppCommand::StartCheckIn => {
                let id = self.defaults.check_in.clone();
                self.start_session(&id, &CarriedAnswers::new(), None, now);
            }
            AppCommand::NextBreak => self.switch_break(now),
            AppCommand::RateBreak => self.rate_break(now),
            AppCommand::ShowHistory => self.show_history(Filters::default(), now),
            AppCommand::ShowFilteredHistory(filters) => self.show_history(filters, now),
            AppCommand::SearchHistory(action) => self.search_history(action),
            AppCommand::SearchHistoryFor(words) => self.search_history_for(&words),
            AppCommand::ShowCards => self.show_cards(now),
            AppCommand::SetCard(id, is_card) => self.set_card(&id, is_card, now),
            AppCommand::ToggleCard(id) => self.toggle_card(&id, now),
            AppCommand::ShowInsights => self.show_insights(now),
            AppCommand::FollowUp(id) => self.start_follow_up(id, now),
            AppCommand::ShowPeople => self.show_people(),
            AppCommand::ShowExercisePage(id) => self.show_exercise_page(&id),
            AppCommand::ShowProfile => self.show_profile(),
            AppCommand::OpenLink(target) => self.open_link(&target),
            AppCommand::ChangeProfile(told) => {
                self.apply_profile_change(told);
                self.pop_screen(now);
            }
            AppCommand::SetBell(is_on) => self.apply_profile_change(ProfileChange::Bell(is_on)),
            AppCommand::ShowDrafts => self.show_drafts(),
            AppCommand::AskFeeling => {
                let question = help_me_choose::feeling_question(&self.library);
                self.push_screen(Screen::Choice(question));
            }
            AppCommand::AskAvailableTime(feeling) => {
                let question = help_me_choose::time_question(&feeling);
                self.push_screen(Screen::Choice(question));
            }
            AppCommand::SuggestExercise(feeling, time) => {
                self.suggest_exercise(&feeling, time, now);
            }
            AppCommand::SuggestCalming => self.suggest_calming(),
            AppCommand::LeaveChoices => {
                self.close_choices();
                self.refresh_top_screen(now);
            }
            AppCommand::SubmitAnswer(answer) => self.submit_answer(answer, now),
            AppCommand::TogglePrint(words) => self.toggle_print(words),
            AppCommand::PreviousStep => self.previous_step(now),
            AppCommand::GoToStep(step) => self.go_to_step(&step, now),
            AppCommand::SkipAhead => self.skip_ahead(now),
            AppCommand::SwitchToPatternExercise(id) => self.switch_to_pattern_exercise(&id, now),
            AppCommand::LeaveSession => self.leave_session(now),
            AppCommand::DiscardSession => self.discard_session(now),
            AppCommand::DeleteEntry(id) => self.delete_entry(id, now),
            AppCommand::Export(query, form, count) => {
                self.write_file(FileWork::Export(query, form), count, now);
            }
            AppCommand::AskForReport(period, entry) => self.ask_for_report(period, entry),
            AppCommand::WriteReport(request) => {
                self.pop_screen(now);
                self.write_file(FileWork::Report(request), None, now);
            }
            AppCommand::Undelete => self.undelete_last(now),
            AppCommand::RestoreEntry(id) => self.restore_entry(&id, now),
            AppCommand::EditAnswer(id, step) => self.edit_answer(&id, &step, now),
            AppCommand::RepeatExercise(id) => self.repeat_exercise(&id, now),
            AppCommand::Recover(action) => self.run_recovery_action(action, now),
        }
    }
}
