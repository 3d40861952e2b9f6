//! Removes everything the person wrote from an entry.

use crate::content::library::Library;
use crate::domain::entry::{Answer, DraftPosition};
use crate::domain::record::Record;
use crate::storage::import::FORMATS;

/// Replaces the id of an exercise of the person's own, because they chose its words.
const OWN_EXERCISE: &str = "own";

/// Removes the person's words from entries.
pub(super) struct Redactor {
    /// The exercises that ship with the program.
    library: Library,
}

impl Default for Redactor {
    fn default() -> Self {
        Self {
            library: Library::embedded(),
        }
    }
}

impl Redactor {
    /// The entry with its numbers, dates, outcome and public exercise. Questions are removed as well, since the person
    /// may have written those of an exercise of their own.
    pub(super) fn redact(&self, whole: Record) -> Record {
        let mut entry = whole.entry;
        if !self.is_public(&entry.exercise) {
            OWN_EXERCISE.clone_into(&mut entry.exercise);
        }
        entry.title.clear();
        entry.draft_position = entry.draft_position.map(|_| DraftPosition::default());
        for answered in &mut entry.answers {
            answered.step.clear();
            answered.prompt.clear();
            match &mut answered.answer {
                Answer::Text(words) => words.clear(),
                Answer::Items(all) | Answer::Chosen(all) => all.iter_mut().for_each(String::clear),
                Answer::Rating(_)
                | Answer::Seconds(_)
                | Answer::FollowUpOn(_)
                | Answer::PostponedUntil(_) => {}
            }
        }
        let check_in = whole.follow_up.map(|mut check_in| {
            check_in.note = None;
            check_in
        });
        Record {
            entry,
            follow_up: check_in,
            ..whole
        }
    }

    /// Whether the id of an exercise contains no word of the person: it ships with the program, or it is the name of an
    /// import format.
    fn is_public(&self, exercise: &str) -> bool {
        self.library.exercise(exercise).is_some()
            || FORMATS.iter().any(|format| format.id == exercise)
    }
}
