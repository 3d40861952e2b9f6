//! Validates references to the earlier entry that a follow-up is about.

use std::str::FromStr;

use super::{ExerciseValidator, ReferenceTarget};
use crate::content::yaml::Span;
use crate::domain::exercise::{Exercise, Role};

impl ExerciseValidator<'_> {
    /// Checks `{earlier.name}` in a prompt, which is read before the outcome is asked for.
    pub(super) fn check_earlier_placeholder(&mut self, span: Span, name: &str) {
        if name.parse().is_ok_and(Role::is_rating) {
            self.error(
                span,
                format!("`{name}` is a rating, and seeing it would change what is answered now"),
                "show it in `earlier:` of the summary",
            );
        } else if ![Exercise::EARLIER_DAY, Exercise::EARLIER_WHEN].contains(&name) {
            self.check_earlier_name(span, name);
        }
    }

    /// Checks the name of a role or of a step of the earlier exercise.
    pub(super) fn check_earlier_name(&mut self, span: Span, name: &str) {
        match self.exercise.follows_up.as_deref() {
            None => self.error(
                span,
                "this exercise looks back on nothing",
                "add `follows_up:` at the top, with the id of an exercise or `any`",
            ),
            Some(_) if Role::from_str(name).is_ok() => {}
            Some(Exercise::ANY_EXERCISE) => self.error(
                span,
                format!("not every exercise has `{name}`"),
                "use a part, such as `fear`, or look back on one exercise only",
            ),
            Some(exercise) => {
                let (exercise, step) = (exercise.to_owned(), name.to_owned());
                self.require(span, ReferenceTarget::EarlierStep { exercise, step });
            }
        }
    }
}
