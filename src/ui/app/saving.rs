//! Saving entries, drafts and the trash, and quitting without losing text.

use std::mem;
use std::time::Duration;

use super::{App, Effect, UiMode};
use crate::domain::entry::{Entry, EntryId, LocalTime};
use crate::storage::journal::JournalError;
use crate::ui::keymap::{Action, KeyContext, key_label};
use crate::ui::screens::Screen;
use crate::ui::screens::session_screen::SessionScreen;
use crate::ui::screens::session_screen::keeping::Keeping;
use crate::ui::screens::work_screen::AfterWork;

/// Where entries are saved.
#[derive(Debug)]
pub(super) enum Persistence {
    /// In the journal on disk.
    OnDisk,
    /// Nowhere: private mode.
    Private,
    /// In memory, until the journal can be opened.
    Unavailable(JournalError),
}

/// The result of the last save.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum LastSave {
    #[default]
    Succeeded,
    /// The journal was locked by another process this many times in a row, not yet reported.
    Busy(u32),
    /// The error was reported.
    Failed,
}

impl App {
    /// The journal may be locked this many times in a row before it is reported.
    const MAX_BUSY_SAVES: u32 = 2;

    /// Printed by whoever ends the program while an exercise is open.
    pub(crate) const PICK_UP_MESSAGE: &str = "Your words are saved. Pick up with: enough resume";

    /// Whether nothing is written to disk.
    pub(super) const fn is_private(&self) -> bool {
        matches!(self.persistence, Persistence::Private)
    }

    /// Where the words of the session are.
    pub(crate) const fn keeping(&self) -> Keeping {
        match self.persistence {
            Persistence::Private => Keeping::Private,
            Persistence::Unavailable(_) if self.is_without_key() => Keeping::Locked,
            Persistence::OnDisk if !matches!(self.last_save, LastSave::Failed) => Keeping::Saved,
            _ if self.spool_file.is_current => Keeping::Waiting,
            _ => Keeping::Unsaved,
        }
    }

    /// Tells the session on top where its words are.
    pub(super) fn tell_keeping(&mut self) {
        let keeping = self.keeping();
        if let Some(Screen::Session(session_screen)) = self.screens.last_mut() {
            session_screen.set_keeping(keeping);
        }
    }

    /// Saves `entry` unless it is empty; false, with a message, on failure.
    ///
    /// If another window changed the entry meanwhile, this version is saved under a new id.
    pub(super) fn save(&mut self, entry: &mut Entry) -> bool {
        let is_writing = entry
            .draft_position
            .as_ref()
            .is_some_and(|position| !position.pending_text.trim().is_empty());
        if entry.answers.is_empty() && !is_writing {
            // An entry that was saved and then emptied must be emptied on disk too.
            match self.journal.entry(&entry.id) {
                Ok(None) => return self.handle_save_result(Ok(())),
                Ok(Some(_)) => {}
                Err(error) => return self.handle_save_result(Err(error)),
            }
        }
        let mut saved = self.write_journal(|journal| journal.save(entry));
        if matches!(saved, Err(JournalError::ChangedElsewhere { .. })) {
            let other = EntryId::random(&mut self.rng);
            self.change_session_id(&entry.id, &other);
            entry.id = other;
            saved = self.journal.save(entry);
            self.append_status(
                "Another window changed this entry too. Both are saved; this one is now a separate entry.",
            );
        }
        let is_saved = self.handle_save_result(saved.map(drop));
        if self.is_journal_unavailable() || self.last_save == LastSave::Failed {
            // The terminal may close at any moment, so the memory isn't safe.
            let _ = self.write_spool();
        } else if is_saved {
            self.remove_spool();
        }
        is_saved
    }

    /// Updates the state after a save; false, with a message, on failure.
    pub(super) fn handle_save_result(&mut self, saved: Result<(), JournalError>) -> bool {
        match saved {
            Ok(()) => {
                self.unsaved_for = None;
                let has_failed = mem::take(&mut self.last_save) == LastSave::Failed;
                // Entries in memory don't count as saved.
                if has_failed && !self.is_journal_unavailable() {
                    self.set_status("Saved.");
                }
                true
            }
            Err(error) => {
                // The next autosave retries.
                self.unsaved_for = Some(Duration::ZERO);
                let is_busy = self.is_autosave && matches!(error, JournalError::Busy { .. });
                self.last_save = match self.last_save {
                    LastSave::Succeeded if is_busy => LastSave::Busy(1),
                    LastSave::Busy(times) if is_busy && times < Self::MAX_BUSY_SAVES => {
                        LastSave::Busy(times + 1)
                    }
                    _ => {
                        self.report_error(error);
                        LastSave::Failed
                    }
                };
                false
            }
        }
    }

    /// Saves text while it is being typed. Keys wait meanwhile, so it uses a short busy timeout.
    pub(super) fn autosave(&mut self) {
        self.is_autosave = true;
        self.journal.use_long_busy_timeout(false);
        self.save_draft();
        self.journal.use_long_busy_timeout(true);
        self.is_autosave = false;
    }

    /// Saves the current session as it is; true if nothing is left to save.
    pub(super) fn save_draft(&mut self) -> bool {
        self.save_trusted_people();
        let Some(mut entry) = self.active_session_screen().map(SessionScreen::entry) else {
            self.unsaved_for = None;
            return true;
        };
        self.save(&mut entry)
    }

    /// Starts the autosave timer if the input differs from `before`.
    pub(super) fn mark_dirty(&mut self, before: Option<u64>) {
        if self.input_hash() != before && self.unsaved_for.is_none() {
            self.unsaved_for = Some(Duration::ZERO);
        }
    }

    /// Saves the session before it is left. An empty draft goes to the trash.
    pub(super) fn save_before_leaving(&mut self, now: &LocalTime) -> bool {
        if !self.save_draft() {
            return false;
        }
        let Some(session_screen) = self
            .session_screen()
            .filter(|session_screen| !session_screen.has_content())
        else {
            return true;
        };
        let id = session_screen.session().meta().id.clone();
        let trashed = self
            .write_journal(|journal| journal.trash_draft(&id, now.timestamp))
            .map(drop);
        self.handle_save_result(trashed)
    }

    /// Leaves the session on top as a draft.
    pub(super) fn leave_session(&mut self, now: &LocalTime) {
        let Some(session_screen) = self.session_screen() else {
            return;
        };
        let (has_words, is_finished) = (
            session_screen.has_content(),
            session_screen.session().is_finished(),
        );
        if !self.save_before_leaving(now) {
            return;
        }
        self.pop_screen(now);
        if has_words && self.is_without_key() {
            self.set_status("It stays open here until you quit. Unlock the journal to keep it.");
        } else if has_words && self.is_journal_unavailable() {
            self.set_status("It's still open here. It isn't saved yet.");
        } else if is_finished {
            self.report_saved();
        } else if has_words && self.is_private() {
            self.set_status("It stays open here until you quit. Nothing was saved.");
        } else if has_words {
            self.set_status("Your words are saved. You can pick up here whenever you like.");
        }
    }

    /// Shows where a finished entry was saved.
    pub(super) fn report_saved(&mut self) {
        let key = key_label(Action::ShowHistory, KeyContext::Home);
        self.set_status(match self.persistence {
            Persistence::Unavailable(_) if self.is_without_key() => {
                "It stays here until you quit. Unlock the journal to keep it.".to_owned()
            }
            Persistence::Unavailable(_) => "It's still here. It isn't saved yet.".to_owned(),
            Persistence::Private => {
                "It's in the history until you quit. Nothing was saved.".to_owned()
            }
            // Only the first screen has the key.
            Persistence::OnDisk
                if self.mode == UiMode::LineMode
                    || !matches!(self.screens.last(), Some(Screen::Home(_))) =>
            {
                "Saved. It's in the history.".to_owned()
            }
            Persistence::OnDisk => format!("Saved. It's in the history (press {key})."),
        });
    }

    pub(super) fn discard_session(&mut self, now: &LocalTime) {
        // Text in progress goes to the trash too, so that undo restores it.
        if !self.save_draft() {
            return;
        }
        // Saving may have changed the id.
        let Some(session_screen) = self.session_screen() else {
            return;
        };
        let id = session_screen.session().meta().id.clone();
        let place = if self.is_follow_up() {
            "The look back is in the trash."
        } else {
            "In the trash."
        };
        let trashed = self.write_journal(|journal| journal.trash(&id, now.timestamp));
        let was_there = *trashed.as_ref().unwrap_or(&false);
        if self.handle_save_result(trashed.map(drop)) {
            self.cancel_print(&id);
            self.pop_screen(now);
            if was_there {
                self.deleted_entries.push(id);
                self.report_trashed(place);
            }
        }
    }

    pub(super) fn delete_entry(&mut self, id: EntryId, now: &LocalTime) {
        let trashed = self
            .write_journal(|journal| journal.trash(&id, now.timestamp))
            .map(drop);
        if self.handle_save_result(trashed) {
            self.cancel_print(&id);
            self.deleted_entries.push(id);
            self.report_trashed("In the trash.");
            self.refresh_top_screen(now);
        }
    }

    /// Says what is in the trash and how to undo. The first screen, the lists and the history know the key.
    fn report_trashed(&mut self, place: &str) {
        let undo = self.key_or_command(Action::Undelete);
        self.set_status(match self.mode {
            UiMode::LineMode => format!("{place} Type {undo} to bring it back."),
            UiMode::FullScreen => format!("{place} Press {undo} to bring it back."),
        });
    }

    /// Restores the entry that was deleted last.
    pub(super) fn undelete_last(&mut self, now: &LocalTime) {
        match self.deleted_entries.pop() {
            Some(id) => self.restore_entry(&id, now),
            None => self.set_status("There's nothing to bring back."),
        }
    }

    /// Handles Ctrl+C. With text in progress or unsaved, only the second press quits.
    pub(super) fn on_interrupt(&mut self, is_repeated: bool, now: &LocalTime) -> Option<Effect> {
        if self.is_work_running() {
            return self.stop_work(AfterWork::Quit);
        }
        let has_words = self
            .session_screen()
            .and_then(SessionScreen::edited_text)
            .is_some_and(|(words, _)| !words.is_empty());
        let is_saved = self.save_draft();
        let loses_words = self.loses_words_on_quit();
        if is_repeated || (is_saved && !has_words && !loses_words) {
            return Some(self.quit(now));
        }
        self.quit_pending = true;
        let key = key_label(Action::Interrupt, self.key_context());
        if loses_words {
            self.set_status(format!(
                "The journal is locked, so what you wrote isn't saved. Press {key} again to quit without it."
            ));
        } else if self.is_private() {
            self.set_status(format!(
                "Nothing is saved. Press {key} again to quit without these words."
            ));
        } else if is_saved && !self.is_journal_unavailable() {
            self.set_status(format!("Your words are saved. Press {key} again to quit."));
        } else if let Some(Ok(_)) = self.spool_unsaved() {
            self.append_status(&format!(
                "Your words are in another file until next time. Press {key} again to quit."
            ));
        } else {
            self.append_status(&format!(
                "Your words aren't saved yet. Press {key} again to quit without them."
            ));
        }
        None
    }

    /// Whether an exercise is open that has words and isn't finished.
    pub(crate) fn has_unfinished_session(&self) -> bool {
        self.screens.iter().any(|screen| match screen {
            Screen::Session(session_screen) => {
                session_screen.has_content() && !session_screen.session().is_finished()
            }
            _ => false,
        })
    }

    pub(super) fn quit(&mut self, now: &LocalTime) -> Effect {
        self.save_trusted_people();
        // A key that was found behind a break.
        self.open_with_found_key(now);
        self.record_break(now);
        for mut entry in std::mem::take(&mut self.unsaved_breaks) {
            if !self.save(&mut entry) {
                self.unsaved_breaks.push(entry);
            }
        }
        // Other screens may be on top of the session.
        while self.screens.len() > 1 && !matches!(self.screens.last(), Some(Screen::Session(_))) {
            self.screens.pop();
        }
        let goes_on = self.has_unfinished_session();
        let is_saved = self.save_before_leaving(now);
        let profile_error = self.retry_profile_save();
        if self.is_private() {
            self.exit_message = profile_error.or_else(|| self.exit_message.take());
            return Effect::Quit;
        }
        let is_saved = is_saved && (!self.is_journal_unavailable() || self.reconnect());
        self.exit_message = if is_saved {
            goes_on.then(|| Self::PICK_UP_MESSAGE.to_owned())
        } else {
            self.write_spool()
        };
        let words: Vec<_> = [self.exit_message.take(), profile_error]
            .into_iter()
            .flatten()
            .collect();
        self.exit_message = Some(words.join("\n")).filter(|words| !words.is_empty());
        Effect::Quit
    }
}
