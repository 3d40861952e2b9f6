//! Breaks: starting one, the record of it, and how it is afterwards.

use std::rc::Rc;

use super::App;
use super::saving::Persistence;
use super::storage_failure::LOCKED_BREAK_MESSAGE;
use crate::domain::entry::{Answer, AnsweredStep, Entry, EntryId, EntryKind, LocalTime};
use crate::domain::exercise::{Exercise, Role};
use crate::domain::session::Session;
use crate::storage;
use crate::storage::journal::Journal;
use crate::storage::lock::LockState;
use crate::ui::screens::Screen;
use crate::ui::screens::break_screen::{BreakOccasion, BreakOrigin, BreakScreen};
use crate::ui::screens::session_screen::SessionScreen;

impl App {
    /// Starts a break by its id, or the default break if that is empty.
    pub(super) fn start_break(&mut self, id: &str, minutes: Option<u16>, now: &LocalTime) {
        let session = self.active_session_screen().map(SessionScreen::session);
        let occasion = session.map(BreakOccasion::of_session).unwrap_or_default();
        self.start_break_on(occasion, id, minutes, now);
    }

    /// The same on an occasion that is over.
    pub(super) fn start_break_on(
        &mut self,
        occasion: BreakOccasion,
        id: &str,
        minutes: Option<u16>,
        now: &LocalTime,
    ) {
        let id = if id.is_empty() {
            &self.defaults.default_break
        } else {
            id
        };
        let is_breathing = self
            .screens
            .iter()
            .any(|screen| matches!(screen, Screen::Break(_)));
        if let Some(break_) = self.library.breathing_break(id).filter(|_| !is_breathing) {
            let origin = match self.screens.last() {
                None => BreakOrigin::Shell,
                Some(Screen::Home(_)) => BreakOrigin::Home,
                Some(Screen::Session(_)) => BreakOrigin::Session,
                Some(_) => BreakOrigin::Elsewhere,
            };
            let break_screen = BreakScreen::new(break_, &self.library, minutes, origin, now)
                .with_bell(self.profile.has_bell)
                .with_occasion(occasion);
            self.push_screen(Screen::Break(Box::new(break_screen)));
        }
    }

    /// Plays the next break in place of the one on top, which is recorded.
    pub(super) fn switch_break(&mut self, now: &LocalTime) {
        self.record_break(now);
        if let Some(Screen::Break(break_screen)) = self.screens.last_mut() {
            break_screen.change_break(&self.library, now);
        }
    }

    /// Saves the break on the stack of screens, if it lasted long enough and goes beyond what is recorded.
    pub(super) fn record_break(&mut self, now: &LocalTime) {
        if let Some(mut entry) = self.break_record(now) {
            self.open_deferred_journal();
            if self.save(&mut entry)
                && let Some(break_screen) = self.break_screen()
            {
                break_screen.set_recorded(entry);
            }
        }
    }

    /// The entry of the break on the stack, if there is something to record.
    pub(super) fn break_record(&mut self, now: &LocalTime) -> Option<Entry> {
        let id = EntryId::random(&mut self.rng);
        self.break_screen()?.record(id, now)
    }

    /// The break on the stack of screens; another page may be above it.
    fn break_screen(&mut self) -> Option<&mut BreakScreen> {
        self.screens.iter_mut().find_map(|screen| match screen {
            Screen::Break(break_screen) => Some(&mut **break_screen),
            _ => None,
        })
    }

    /// Saves the entry of a break that was left. If that fails, it is saved when the program ends, or goes to the spool file.
    pub(super) fn save_left_break(&mut self, mut entry: Entry) {
        self.open_deferred_journal();
        if !self.save(&mut entry) {
            self.unsaved_breaks.push(entry);
            let _ = self.write_spool();
        }
    }

    /// Opens the journal that a break from the shell began without, so that the first breath doesn't wait for it.
    fn open_deferred_journal(&mut self) {
        let Some(paths) = self.deferred_journal.take() else {
            return;
        };
        // It may be missing or replaced, so the lock decides and not the file.
        let is_locked = LockState::read(&paths).map_or(true, |lock| lock.is_locked());
        self.paths = Some(paths.clone());
        let opened = if is_locked {
            self.set_has_lock();
            self.exit_message = Some(LOCKED_BREAK_MESSAGE.to_owned());
            Err(self.locked_error())
        } else {
            storage::open_journal(&paths, self.journal.key()).inspect_err(|error| {
                self.exit_message = Some(format!("The break isn't in the history yet. {error}"));
            })
        };
        let (opened, persistence) = match opened {
            Ok(journal) => (Ok(journal), Persistence::OnDisk),
            Err(error) => (Journal::in_memory(), Persistence::Unavailable(error)),
        };
        if let Ok(mut journal) = opened {
            journal.copy_now_from(&self.journal);
            self.journal = journal;
        }
        self.persistence = persistence;
    }

    /// Leaves the break on top and asks how it is now.
    pub(super) fn rate_break(&mut self, now: &LocalTime) {
        self.record_break(now);
        let Some(break_screen) = self.break_screen() else {
            return;
        };
        let Some((mut entry, distress)) = break_screen.take_recorded() else {
            return;
        };
        self.screens.pop();
        let Some(exercise) = self.exercise_of(&entry) else {
            return;
        };
        // What was rated before the break stands in the field for it, and is saved with the answer.
        let step = exercise.step(Exercise::DISTRESS_BEFORE_BREAK);
        let prompt = step.and_then(|step| step.prompt.wordings().first().cloned());
        entry.answers.extend(distress.map(|number| AnsweredStep {
            step: Exercise::DISTRESS_BEFORE_BREAK.to_owned(),
            role: Some(Role::DistressBefore),
            prompt: prompt.unwrap_or_default(),
            answer: Answer::Rating(number),
            outcome: None,
        }));
        let session = Session::resume(exercise, &entry, &mut self.rng);
        self.show_session(session, now);
    }

    /// The exercise of an entry: of a break, the one that rates it.
    pub(super) fn exercise_of(&self, entry: &Entry) -> Option<Rc<Exercise>> {
        if entry.kind == EntryKind::Break {
            let break_ = self.library.breathing_break(&entry.exercise)?;
            return Some(Rc::new(Exercise::for_break(break_)));
        }
        self.library.exercise(&entry.exercise).cloned()
    }
}
