//! Conversion between a [`Session`] and its [`Entry`].

use std::rc::Rc;

use super::{Session, SessionMeta, StepAnswer, chosen_option};
use crate::domain::entry::{Answer, AnsweredStep, DraftPosition, Entry, EntryState};
use crate::domain::exercise::{Exercise, Step, StepKind};
use crate::domain::outcome::Outcome;

impl Session {
    /// Continues a draft at its position, or reopens a finished entry.
    pub fn resume(exercise: Rc<Exercise>, entry: &Entry, rng: &mut impl rand::Rng) -> Self {
        let meta = SessionMeta {
            id: entry.id.clone(),
            started_at: entry.started_at,
            utc_offset: entry.utc_offset,
            day: entry.day,
            origin: entry.origin.clone(),
        };
        let mut session = Self::at_first_step(exercise, meta, rng);
        session.finished_at = entry.finished_at;
        for answered in &entry.answers {
            if session.has_step(&answered.step) {
                let given = StepAnswer {
                    prompt: answered.prompt.clone(),
                    answer: answered.answer.clone(),
                };
                session.answers.insert(answered.step.clone(), given);
            } else {
                session.orphaned_answers.push(answered.clone());
            }
        }
        if let Some(position) = &entry.draft_position {
            session.go_to_step(&position.step);
            // The step was removed from the exercise, but the text typed there is kept.
            if !session.has_step(&position.step) && !position.pending_text.trim().is_empty() {
                let (step, answer) = (
                    position.step.clone(),
                    Answer::Text(position.pending_text.clone()),
                );
                session.orphaned_answers.push(AnsweredStep {
                    step,
                    role: None,
                    prompt: String::new(),
                    answer,
                    outcome: None,
                });
            }
        }
        session
    }

    /// The session as an entry; a draft has a position and the pending text.
    pub fn to_entry(&self, pending_text: &str, caret: usize) -> Entry {
        let position = DraftPosition {
            step: self.current_step().id.clone(),
            pending_text: pending_text.to_owned(),
            caret,
        };
        let answered = |step: &Step| {
            let given = self.answers.get(&step.id)?;
            Some(AnsweredStep {
                step: step.id.clone(),
                // An answer stays even if its step isn't asked any more, but without its role.
                role: step.role.filter(|_| self.is_asked(step)),
                prompt: given.prompt.clone(),
                answer: given.answer.clone(),
                outcome: self.outcome(step, &given.answer),
            })
        };
        Entry {
            id: self.meta.id.clone(),
            exercise: self.exercise.id.clone(),
            title: self.exercise.title.clone(),
            started_at: self.meta.started_at,
            finished_at: self.finished_at,
            utc_offset: self.meta.utc_offset,
            day: self.meta.day,
            state: if self.is_finished() {
                EntryState::Done
            } else {
                EntryState::Draft
            },
            origin: self.meta.origin.clone(),
            kind: self.exercise.entry_kind(),
            draft_position: if self.is_finished() {
                None
            } else {
                Some(position)
            },
            answers: self
                .exercise
                .steps
                .iter()
                .filter_map(answered)
                .chain(self.orphaned_answers.clone())
                .collect(),
        }
    }

    /// The outcome that an answer stands for.
    fn outcome(&self, step: &Step, answer: &Answer) -> Option<Outcome> {
        match &step.kind {
            StepKind::Choose(choose) => chosen_option(choose, answer)?.outcome,
            // Dropped, as the follow-up would otherwise still become due.
            StepKind::FollowUp | StepKind::Postpone if !self.is_asked(step) => {
                Some(Outcome::Dropped)
            }
            _ => None,
        }
    }
}
