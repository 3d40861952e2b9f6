//! Actions on stored entries: editing an answer, repeating the exercise, restoring from the trash.

use super::App;
use crate::domain::entry::{EntryId, EntryKind, LocalTime};
use crate::domain::exercise::{Exercise, Role};
use crate::domain::session::{CarriedAnswers, Session};
use crate::storage::journal::JournalError;
use crate::ui::screens::Screen;

impl App {
    /// Opens one step of a finished entry to change its answer.
    pub(super) fn edit_answer(&mut self, id: &EntryId, step: &str, now: &LocalTime) {
        if let Err(error) = self.try_edit_answer(id, step, now) {
            self.report_error(error);
        }
    }

    fn try_edit_answer(
        &mut self,
        id: &EntryId,
        step: &str,
        now: &LocalTime,
    ) -> Result<(), JournalError> {
        let Some(entry) = self.journal.load_for_editing(id)? else {
            self.set_status("That entry isn't there any more.");
            return Ok(());
        };
        let exercise = self.exercise_of(&entry);
        let Some(exercise) = exercise.filter(|exercise| has_step(exercise, step)) else {
            self.set_status(
                "That question is no longer part of the exercise, so its answer can't be changed.",
            );
            return Ok(());
        };
        if entry.finished_at.is_none() {
            self.resume_entry(exercise, &entry, now);
            return Ok(());
        }
        let earlier = self.followed_up_entry(&exercise, entry.origin.as_ref());
        let mut session = Session::resume(exercise, &entry, &mut self.rng);
        if let Some(earlier) = earlier {
            session = session.with_earlier_entry(earlier);
        }
        if !session.go_to_step(step) {
            self.set_status(
                "With the answers before it, that question isn't asked. Its answer can't be changed.",
            );
            return Ok(());
        }
        let mut session_screen = self.new_session_screen(session, now);
        session_screen.set_single_answer_edit();
        self.push_screen(Screen::Session(Box::new(session_screen)));
        Ok(())
    }

    /// Starts the same exercise again with the same thought.
    pub(super) fn repeat_exercise(&mut self, id: &EntryId, now: &LocalTime) {
        let entry = match self.journal.entry(id) {
            Ok(Some(entry)) => entry,
            Ok(None) => return self.set_status("That entry isn't there any more."),
            Err(error) => return self.report_error(error),
        };
        if entry.kind == EntryKind::Break {
            return self.start_break(&entry.exercise, None, now);
        }
        let Some(exercise) = self.library.exercise(&entry.exercise).cloned() else {
            let title = &entry.title;
            self.status = format!("The exercise “{title}” isn't there any more.");
            return;
        };
        if exercise.follows_up.is_some() {
            return self.start_follow_up(entry.origin, now);
        }
        let thought = entry.answer_for(Role::Thought).cloned();
        let step = exercise
            .steps
            .iter()
            .find(|step| step.role == Some(Role::Thought));
        let step = step.map(|step| step.id.clone());
        let carried: CarriedAnswers = step.into_iter().zip(thought).collect();
        self.start_session(&exercise.id, &carried, Some(entry.id), now);
    }

    /// Restores an entry from the trash.
    pub(super) fn restore_entry(&mut self, id: &EntryId, now: &LocalTime) {
        let restored = self.write_journal(|journal| journal.restore(id));
        let was_there = *restored.as_ref().unwrap_or(&false);
        if self.handle_save_result(restored.map(drop)) {
            self.set_status(if was_there {
                "It's back."
            } else {
                "It isn't in the trash any more."
            });
            self.deleted_entries.retain(|deleted| deleted != id);
            self.refresh_top_screen(now);
            if was_there {
                self.select_in_history(id);
            }
        }
    }

    /// Selects an entry in the history on top, if it is in its list.
    fn select_in_history(&mut self, id: &EntryId) {
        let selected = match self.screens.last_mut() {
            Some(Screen::History(history)) => history.select_entry(id, &self.journal),
            _ => Ok(()),
        };
        if let Err(error) = selected {
            self.report_error(error);
        }
    }
}

fn has_step(exercise: &Exercise, id: &str) -> bool {
    exercise.steps.iter().any(|step| step.id == id)
}
