//! Keeping what a person wrote: saving, drafts, the trash, and leaving with nothing lost.

use std::time::Duration;

use super::{App, Effect};
use crate::entry::{Entry, EntryId, Moment};
use crate::journal::JournalError;
use crate::screens::Screen;
use crate::screens::walk::Walk;
use crate::session::Session;

impl App {
    /// Saves `entry`, unless nothing has been said yet; false, with a word about it, where that failed.
    pub(super) fn save(&mut self, session: &Session, entry: &Entry) -> bool {
        let has_words = entry
            .draft
            .as_ref()
            .is_some_and(|place| !place.typing.trim().is_empty());
        if session.is_empty() && !has_words {
            self.unsaved = None;
            return true;
        }
        let saved = self.journal.save(entry).map(drop);
        self.report(saved)
    }

    /// Whether it went well; if not, the person is told, and nothing on the screen changes.
    pub(super) fn report(&mut self, saved: Result<(), JournalError>) -> bool {
        match saved {
            Ok(()) => {
                self.unsaved = None;
                true
            }
            Err(error) => {
                self.tell(error.to_string());
                // It is tried again after a while, for as long as the words stand here.
                self.unsaved = Some(Duration::ZERO);
                false
            }
        }
    }

    /// Puts the walk on top on disk as it stands; true where there is nothing more to save.
    pub(super) fn save_draft(&mut self) -> bool {
        let Some(walk) = self.walk() else {
            self.unsaved = None;
            return true;
        };
        let (session, entry) = (walk.session().clone(), walk.entry());
        self.save(&session, &entry)
    }

    /// The words being written.
    pub(super) fn words(&self) -> Option<String> {
        self.walk()
            .and_then(Walk::writing)
            .map(|(words, _)| words.to_owned())
    }

    /// Notes that words on the screen differ from those on disk, if they changed since `before`.
    pub(super) fn mind_unsaved(&mut self, before: Option<&str>) {
        let has_changed = self
            .walk()
            .and_then(Walk::writing)
            .is_some_and(|(words, _)| before.is_none_or(|before| before != words));
        if has_changed && self.unsaved.is_none() {
            self.unsaved = Some(Duration::ZERO);
        }
    }

    pub(super) fn throw_away(&mut self, now: &Moment) {
        let Some(walk) = self.walk() else { return };
        let id = walk.session().stamp().id.clone();
        let is_kept = walk.has_words();
        // What was being typed goes to the trash with the rest, so that undo brings back every word.
        if self.save_draft() {
            let trashed = if is_kept {
                self.journal.trash(&id, now.at).map(drop)
            } else {
                Ok(())
            };
            if self.report(trashed) {
                self.deleted.push(id);
                self.back(now);
            }
        }
    }

    pub(super) fn delete(&mut self, id: EntryId, now: &Moment) {
        let trashed = self.journal.trash(&id, now.at).map(drop);
        if self.report(trashed) {
            self.deleted.push(id);
            self.tell("In the trash. u brings it back.");
            self.refresh(now);
        }
    }

    pub(super) fn undelete(&mut self) {
        let Some(id) = self.deleted.pop() else {
            self.tell("There is nothing to bring back.");
            return;
        };
        let restored = self.journal.restore(&id).map(drop);
        if self.report(restored) {
            self.tell("It's back.");
            if let Some(Screen::History(history)) = self.screens.last_mut() {
                history.refresh(&self.journal);
            }
        }
    }

    /// Ctrl+C: with words open the first press only says that they are safe.
    pub(super) fn on_stop_key(&mut self, asked_before: bool) -> Option<Effect> {
        let has_words = self
            .walk()
            .and_then(Walk::writing)
            .is_some_and(|(words, _)| !words.is_empty());
        if has_words && !asked_before {
            let is_saved = self.save_draft();
            self.stop_asked = true;
            if is_saved {
                self.tell("Your words are saved. Ctrl+C again leaves.");
            }
            return None;
        }
        Some(self.stop())
    }

    pub(super) fn stop(&mut self) -> Effect {
        // A page of keys or a breath may stand on top of the walk.
        while self.screens.len() > 1 && !matches!(self.screens.last(), Some(Screen::Walk(_))) {
            self.screens.pop();
        }
        if self
            .walk()
            .is_some_and(|walk| !walk.session().is_empty() || walk.writing().is_some())
        {
            let is_saved = self.save_draft();
            let is_kept = is_saved && !self.is_private();
            self.parting =
                is_kept.then_some("Your words are kept. Pick them up with: enough resume");
        }
        Effect::Quit
    }
}
