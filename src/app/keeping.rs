//! Keeping what a person wrote: saving, drafts, the trash, and leaving with nothing lost.

use std::mem;
use std::time::Duration;

use super::{App, Effect};
use crate::actions::{Action, key_label};
use crate::entry::{Entry, EntryId, LocalTime};
use crate::journal::JournalError;
use crate::screens::Screen;
use crate::screens::walk::SessionScreen;

/// Where the person's words go.
#[derive(Debug)]
pub(super) enum Keeping {
    /// Into the journal on disk.
    OnDisk,
    /// Nowhere, as the person wished.
    Private,
    /// Into memory, until the journal that couldn't be opened can be.
    Waiting(JournalError),
}

/// How the last save went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum LastSave {
    #[default]
    Good,
    /// Another window was busy, so often in a row, and that was no matter yet.
    Busy(u32),
    /// The person was told.
    Failed,
}

impl App {
    /// Another window that is busy no more often than this isn't worth a word.
    const BRIEF: u32 = 2;

    /// Whether nothing is written to disk.
    pub(super) const fn is_private(&self) -> bool {
        matches!(self.keeping, Keeping::Private)
    }

    /// Saves `entry`, unless nothing has been said yet; false, with a word about it, where that failed.
    ///
    /// Where another window changed it meanwhile, `entry` and its walk become one of their own, with a new
    /// name.
    pub(super) fn save(&mut self, entry: &mut Entry) -> bool {
        let is_writing = entry
            .draft_position
            .as_ref()
            .is_some_and(|place| !place.pending_text.trim().is_empty());
        if entry.answers.is_empty() && !is_writing {
            // Words that were saved and then taken back by the person mustn't stay on disk.
            match self.journal.entry(&entry.id) {
                Ok(None) => return self.report(Ok(())),
                Ok(Some(_)) => {}
                Err(error) => return self.report(Err(error)),
            }
        }
        let mut saved = self.change(|journal| journal.save(entry));
        if matches!(saved, Err(JournalError::ChangedElsewhere { .. })) {
            let other = EntryId::random(&mut self.chance);
            self.change_session_id(&entry.id, &other);
            entry.id = other;
            saved = self.journal.save(entry);
            self.tell_also(
                "Another window changed this walk too. Both are kept, and this is one of its own now.",
            );
        }
        let is_saved = self.report(saved.map(drop));
        if self.is_waiting() || self.last_save == LastSave::Failed {
            // The window may be gone at any moment, and memory with it.
            let _ = self.keep_elsewhere();
        } else if is_saved {
            self.forget_elsewhere();
        }
        is_saved
    }

    /// Whether it went well; if not, the person is told, and nothing on the screen changes.
    pub(super) fn report(&mut self, saved: Result<(), JournalError>) -> bool {
        match saved {
            Ok(()) => {
                self.unsaved = None;
                let has_failed = mem::take(&mut self.last_save) == LastSave::Failed;
                // What is in memory alone isn't saved.
                if has_failed && !self.is_waiting() {
                    self.tell("That is saved now.");
                }
                true
            }
            Err(error) => {
                // It is tried again after a while, for as long as the words stand here.
                self.unsaved = Some(Duration::ZERO);
                let is_busy = self.is_hurried && matches!(error, JournalError::Busy { .. });
                self.last_save = match self.last_save {
                    LastSave::Good if is_busy => LastSave::Busy(1),
                    LastSave::Busy(times) if is_busy && times < Self::BRIEF => {
                        LastSave::Busy(times + 1)
                    }
                    _ => {
                        self.tell_of(error);
                        LastSave::Failed
                    }
                };
                false
            }
        }
    }

    /// Saves words that are still being typed. The keys wait meanwhile, so another window that is busy
    /// isn't waited for; this comes again soon.
    pub(super) fn autosave(&mut self) {
        self.is_hurried = true;
        self.journal.be_patient(false);
        self.save_draft();
        self.journal.be_patient(true);
        self.is_hurried = false;
    }

    /// Puts the walk that is under way on disk as it stands, whatever lies on top of it; true where there is
    /// nothing more to save.
    pub(super) fn save_draft(&mut self) -> bool {
        self.save_trusted();
        let Some(mut entry) = self.active_session_screen().map(SessionScreen::entry) else {
            self.unsaved = None;
            return true;
        };
        self.save(&mut entry)
    }

    /// Notes that the walk on top differs from what is on disk, if it changed since it stood so.
    pub(super) fn mind_unsaved(&mut self, before: Option<u64>) {
        if self.standing() != before && self.unsaved.is_none() {
            self.unsaved = Some(Duration::ZERO);
        }
    }

    /// Saves the walk on top before it is left. A draft without a word in it isn't worth keeping.
    pub(super) fn save_to_leave(&mut self, now: &LocalTime) -> bool {
        if !self.save_draft() {
            return false;
        }
        let Some(walk) = self.session_screen().filter(|walk| !walk.has_content()) else {
            return true;
        };
        let id = walk.session().meta().id.clone();
        let trashed = self
            .change(|journal| journal.trash_draft(&id, now.timestamp))
            .map(drop);
        self.report(trashed)
    }

    /// Leaves the walk on top, which can be gone on with.
    pub(super) fn set_aside(&mut self, now: &LocalTime) {
        let Some(walk) = self.session_screen() else {
            return;
        };
        let (has_words, is_finished) = (walk.has_content(), walk.session().is_finished());
        if !self.save_to_leave(now) {
            return;
        }
        self.pop_screen(now);
        if has_words && self.is_waiting() {
            self.tell("The walk waits here. It isn't saved yet.");
        } else if is_finished {
            self.tell_kept();
        } else if has_words && self.is_private() {
            self.tell("The walk waits here until you leave the program. Nothing was saved.");
        } else if has_words {
            self.tell("Your words are kept. The walk goes on from here whenever you like.");
        }
    }

    /// Says what has become of a finished walk.
    pub(super) fn tell_kept(&mut self) {
        self.tell(if self.is_waiting() {
            "That waits here. It isn't saved yet."
        } else if self.is_private() {
            "You can read it again in the history until you leave. Nothing was saved."
        } else {
            "That is kept. You can read it again in the history."
        });
    }

    pub(super) fn throw_away(&mut self, now: &LocalTime) {
        // What was being typed goes to the trash with the rest, so that undo brings back every word.
        if !self.save_draft() {
            return;
        }
        // Only now is it sure which entry this is: another window may have changed the one it was.
        let Some(walk) = self.session_screen() else {
            return;
        };
        let id = walk.session().meta().id.clone();
        let trashed = self.change(|journal| journal.trash(&id, now.timestamp));
        let was_there = *trashed.as_ref().unwrap_or(&false);
        if self.report(trashed.map(drop)) {
            self.print_no_more(&id);
            self.pop_screen(now);
            if was_there {
                self.deleted.push(id);
                let undo = self.way(Action::Undelete);
                self.tell(format!(
                    "In the trash. In the history, {undo} brings it back."
                ));
            }
        }
    }

    pub(super) fn delete(&mut self, id: EntryId, now: &LocalTime) {
        let trashed = self
            .change(|journal| journal.trash(&id, now.timestamp))
            .map(drop);
        if self.report(trashed) {
            self.print_no_more(&id);
            self.deleted.push(id);
            let undo = self.way(Action::Undelete);
            self.tell(format!("In the trash. {undo} brings it back."));
            self.refresh_top_screen(now);
        }
    }

    /// Brings back what was deleted last.
    pub(super) fn undelete(&mut self, now: &LocalTime) {
        match self.deleted.pop() {
            Some(id) => self.restore_entry(&id, now),
            None => self.tell("There is nothing to bring back."),
        }
    }

    /// Ctrl+C: with words open, or some that couldn't be saved, the first press only says how they are.
    pub(super) fn on_stop_key(&mut self, asked_before: bool, now: &LocalTime) -> Option<Effect> {
        let has_words = self
            .session_screen()
            .and_then(SessionScreen::edited_text)
            .is_some_and(|(words, _)| !words.is_empty());
        let is_saved = self.save_draft();
        if asked_before || (is_saved && !has_words) {
            return Some(self.stop(now));
        }
        self.stop_asked = true;
        let key = key_label(Action::Interrupt, self.key_context());
        if !is_saved {
            self.tell_also(&format!(
                "{key} again leaves. They then wait in another file for the next start."
            ));
        } else if self.is_waiting() {
            self.tell(format!(
                "Your words aren't saved yet. {key} again leaves. They then wait in another file."
            ));
        } else if self.is_private() {
            self.tell(format!(
                "Nothing is saved. {key} again leaves without these words."
            ));
        } else {
            self.tell(format!("Your words are saved. {key} again leaves."));
        }
        None
    }

    pub(super) fn stop(&mut self, now: &LocalTime) -> Effect {
        self.save_trusted();
        // A page of keys or a breath may stand on top of the walk.
        while self.screens.len() > 1 && !matches!(self.screens.last(), Some(Screen::Session(_))) {
            self.screens.pop();
        }
        let goes_on = self.screens.iter().any(|screen| match screen {
            Screen::Session(walk) => walk.has_content() && !walk.session().is_finished(),
            _ => false,
        });
        let is_saved = self.save_to_leave(now);
        let untold = self.tell_again();
        if self.is_private() {
            self.parting = untold;
            return Effect::Quit;
        }
        let is_saved = is_saved && (!self.is_waiting() || self.come_home());
        self.parting = if is_saved {
            goes_on.then(|| "Your words are kept. Pick them up with: enough resume".to_owned())
        } else {
            self.keep_elsewhere()
        };
        let words: Vec<_> = [self.parting.take(), untold]
            .into_iter()
            .flatten()
            .collect();
        self.parting = Some(words.join("\n")).filter(|words| !words.is_empty());
        Effect::Quit
    }
}
