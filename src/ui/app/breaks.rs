//! Breaks: starting one, and the record of it.

use std::rc::Rc;

use super::App;
use crate::domain::entry::{Answer, AnsweredStep, Entry, EntryId, EntryKind, LocalTime};
use crate::domain::exercise::{Exercise, Role};
use crate::domain::session::Session;
use crate::ui::screens::Screen;
use crate::ui::screens::break_screen::{BreakOccasion, BreakOrigin, BreakRecord, BreakScreen};
use crate::ui::screens::session_screen::SessionScreen;

impl App {
    /// Starts a break by its id, or the default break if that is empty.
    pub(super) fn start_break(&mut self, id: &str, minutes: Option<u16>) {
        let session = self.active_session_screen().map(SessionScreen::session);
        let occasion = session.map(BreakOccasion::of_session).unwrap_or_default();
        self.start_break_on(occasion, id, minutes);
    }

    /// The same on an occasion that is over.
    pub(super) fn start_break_on(
        &mut self,
        occasion: BreakOccasion,
        id: &str,
        minutes: Option<u16>,
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
            let break_screen = BreakScreen::new(break_, &self.library, minutes, origin)
                .with_bell(self.profile.has_bell)
                .with_occasion(occasion);
            self.push_screen(Screen::Break(Box::new(break_screen)));
        }
    }

    /// Saves the break on top as an entry, if it lasted long enough.
    pub(super) fn record_break(&mut self, now: &LocalTime) -> Option<BreakRecord> {
        let Some(Screen::Break(break_screen)) = self.screens.last_mut() else {
            return None;
        };
        let mut record = break_screen.take_record(EntryId::random(&mut self.rng), now)?;
        self.save(&mut record.entry).then_some(record)
    }

    /// Leaves the break on top and asks how it is now.
    pub(super) fn rate_break(&mut self, now: &LocalTime) {
        let Some(BreakRecord {
            mut entry,
            distress_before,
        }) = self.record_break(now)
        else {
            return;
        };
        // What was rated before the break stands in the field for it.
        entry
            .answers
            .extend(distress_before.map(|number| AnsweredStep {
                step: Exercise::DISTRESS_BEFORE_BREAK.to_owned(),
                role: Some(Role::DistressBefore),
                prompt: String::new(),
                answer: Answer::Rating(number),
                outcome: None,
            }));
        self.screens.pop();
        if let Some(exercise) = self.exercise_of(&entry) {
            let session = Session::resume(exercise, &entry, &mut self.rng);
            self.show_session(session, now);
        }
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
