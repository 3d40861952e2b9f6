//! References from one file to another.

use super::step_kinds;
use crate::content::library::Library;
use crate::content::yaml::{Diagnostic, Span, suggest};
use crate::domain::exercise::{Exercise, StepKind};

/// A reference to an exercise, a break or a part of one in another file.
#[derive(Clone, Debug)]
pub(crate) struct Reference {
    pub(in crate::content) span: Span,
    pub(super) target: ReferenceTarget,
}

#[derive(Clone, Debug)]
pub(super) enum ReferenceTarget {
    Break(String),
    /// One of the lengths of a break.
    Length {
        break_id: String,
        length: String,
    },
    ExerciseOrBreak(String),
    Exercise(String),
    /// A step of the exercise that is followed up.
    EarlierStep {
        exercise: String,
        step: String,
    },
    /// A step that receives a carried answer from a step of this kind.
    Receiver {
        exercise: String,
        step: String,
        sender_kind: Box<StepKind>,
    },
}

impl Reference {
    /// The id of the exercise or break.
    pub(crate) fn id(&self) -> &str {
        match &self.target {
            ReferenceTarget::Break(id)
            | ReferenceTarget::ExerciseOrBreak(id)
            | ReferenceTarget::Exercise(id)
            | ReferenceTarget::Length { break_id: id, .. } => id,
            ReferenceTarget::Receiver { exercise, .. }
            | ReferenceTarget::EarlierStep { exercise, .. } => exercise,
        }
    }

    /// The error if the library doesn't have the target. If `is_brief`, no names of files are suggested.
    pub(crate) fn to_diagnostic(&self, library: &Library, is_brief: bool) -> Option<Diagnostic> {
        let most = if is_brief { 0 } else { usize::MAX };
        let breaks = || library.breaks.keys().map(String::as_str).take(most);
        let exercises = || library.exercises.keys().map(String::as_str).take(most);
        let (message, help) = match &self.target {
            ReferenceTarget::Break(id) if !library.breaks.contains_key(id) => {
                (format!("there is no break `{id}`"), suggest(id, breaks()))
            }
            ReferenceTarget::Exercise(id) if !library.exercises.contains_key(id) => {
                let known = exercises().chain([Exercise::ANY_EXERCISE]);
                (format!("there is no exercise `{id}`"), suggest(id, known))
            }
            ReferenceTarget::EarlierStep { exercise, step } => {
                let steps = &library.exercise(exercise)?.steps;
                if steps.iter().any(|known| &known.id == step) {
                    return None;
                }
                let known = steps.iter().map(|step| step.id.as_str());
                (
                    format!("`{exercise}` has no step `{step}`"),
                    suggest(step, known),
                )
            }
            ReferenceTarget::ExerciseOrBreak(id)
                if !library.breaks.contains_key(id) && !library.exercises.contains_key(id) =>
            {
                (
                    format!("there is no exercise or break `{id}`"),
                    suggest(id, exercises().chain(breaks())),
                )
            }
            ReferenceTarget::Length {
                break_id: id,
                length,
            } => {
                let lengths = &library.breathing_break(id)?.lengths;
                if lengths.contains_key(length) {
                    return None;
                }
                let known = lengths.keys().map(String::as_str);
                (
                    format!("`{id}` has no length `{length}`"),
                    suggest(length, known),
                )
            }
            ReferenceTarget::Receiver {
                exercise,
                step,
                sender_kind,
            } => {
                let receiver = library.exercise(exercise)?;
                match receiver.steps.iter().find(|known| &known.id == step) {
                    None => (
                        format!("`{exercise}` has no step `{step}`"),
                        suggest(step, receiver.steps.iter().map(|step| step.id.as_str())),
                    ),
                    Some(step) if !step_kinds::can_receive_answer(&step.kind, sender_kind) => (
                        format!("`{}` can't receive this kind of answer", step.id),
                        "carry words to a step that takes words, and a rating to a rating"
                            .to_owned(),
                    ),
                    Some(_) => return None,
                }
            }
            _ => return None,
        };
        Some(Diagnostic::error(self.span, message, help))
    }
}
