//! Follow-ups: sessions that ask how a feared thing turned out.

use super::{App, UiMode};
use crate::domain::entry::{Entry, EntryId, LocalTime};
use crate::domain::exercise::Exercise;
use crate::domain::session::CarriedAnswers;
use crate::storage::journal::JournalError;
use crate::ui::keymap::Action;
use crate::ui::screens::Screen;

impl App {
    /// The entry that a session of this exercise follows up.
    pub(super) fn followed_up_entry(
        &mut self,
        exercise: &Exercise,
        origin: Option<&EntryId>,
    ) -> Option<Entry> {
        let origin = origin.filter(|_| exercise.follows_up.is_some())?;
        self.journal.entry(origin).unwrap_or_else(|error| {
            self.report_error(error);
            None
        })
    }

    /// Starts the follow-up of an entry, or of the one that has been due longest.
    pub(super) fn start_follow_up(&mut self, id: Option<EntryId>, now: &LocalTime) {
        if let Err(error) = self.try_start_follow_up(id, now) {
            self.report_error(error);
        }
    }

    fn try_start_follow_up(
        &mut self,
        id: Option<EntryId>,
        now: &LocalTime,
    ) -> Result<(), JournalError> {
        let exercises = self.library.exercises_with_follow_up();
        let id = match id {
            Some(id) => Some(id),
            None => self.journal.oldest_due_follow_up(now.day, &exercises)?,
        };
        let entry = match &id {
            Some(id) => self.journal.entry(id)?,
            None => None,
        };
        let Some(entry) = entry else {
            let early = if self.mode == UiMode::LineMode {
                "You can look back early from the history.".to_owned()
            } else {
                let key = self.key_or_command(Action::FollowUp);
                format!("In the history, press {key} to look back early.")
            };
            self.set_status(format!("Nothing to look back on today. {early}"));
            return Ok(());
        };
        let is_itself_one = self
            .library
            .exercise(&entry.exercise)
            .is_some_and(|exercise| exercise.follows_up.is_some());
        let Some(exercise) = self
            .library
            .follow_up_exercise(&entry)
            .filter(|_| !is_itself_one)
        else {
            self.set_status("There's nothing in this one to look back on.");
            return Ok(());
        };
        let exercise = exercise.id.clone();
        match self.journal.draft_continuing(&entry.id, &exercise)? {
            Some(draft) => self.resume_session(&draft, now),
            None => self.start_session(&exercise, &CarriedAnswers::new(), Some(entry.id), now),
        }
        Ok(())
    }

    /// Reports how many follow-ups are still due.
    pub(super) fn report_due_follow_ups(&mut self, now: &LocalTime) {
        let exercises = self.library.exercises_with_follow_up();
        let due = self
            .journal
            .count_due_follow_ups(now.day, &exercises)
            .unwrap_or(0);
        match due {
            0 => {}
            1 => self.append_status("One more to look back on, when you like."),
            due => self.append_status(&format!("{due} more to look back on, when you like.")),
        }
    }

    /// Whether the session on top is a follow-up.
    pub(super) fn is_follow_up(&self) -> bool {
        matches!(self.screens.last(), Some(Screen::Session(session_screen)) if session_screen.session().earlier_entry().is_some())
    }
}
