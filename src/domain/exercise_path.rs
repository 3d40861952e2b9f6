//! A path: small exercises to be taken in any order, one at a time. These types are the grammar of its file.

#[cfg(test)]
use schemars::JsonSchema;
use serde::Deserialize;

/// A path, named by its file.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ExercisePath {
    /// The file's name without its ending.
    #[serde(skip)]
    pub id: String,
    pub title: String,
    /// What it is for, in one sentence.
    pub purpose: String,
    /// A little more about it.
    #[serde(default)]
    pub(crate) about: Option<String>,
    /// Whom to thank for words or ideas.
    #[serde(default)]
    pub(crate) credit: Option<String>,
    /// Its steps, which can be taken in any order.
    #[serde(rename = "path")]
    pub steps: Vec<PathStep>,
}

/// One step of a path: an exercise or a break to start.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PathStep {
    /// The name of the part that begins with this step and lasts until the next one.
    #[serde(default)]
    pub(crate) part: Option<String>,
    pub title: String,
    /// What to do, in a line.
    pub(crate) line: String,
    /// The exercise or break of this step.
    pub start: String,
    /// Another exercise or break that serves as well, most often a longer one.
    #[serde(default)]
    pub longer: Option<String>,
}

/// Whether a step is done. Nothing is kept about a break, so a step without an exercise has no state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PathStepState {
    Open,
    Done,
    Unrecorded,
}

/// The state of each step of a path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PathProgress(pub(crate) Vec<PathStepState>);

impl ExercisePath {
    /// The path that is opened if none is named.
    pub(crate) const DEFAULT: &str = "seven-small-steps";

    /// The ids of the exercises and breaks of all steps.
    pub(crate) fn activity_ids(&self) -> impl Iterator<Item = &str> {
        self.steps.iter().flat_map(PathStep::activity_ids)
    }

    /// The part that the step at `index` belongs to.
    pub(crate) fn part_at(&self, index: usize) -> Option<&str> {
        let steps = self.steps.iter().take(index + 1).rev();
        steps.into_iter().find_map(|step| step.part.as_deref())
    }

    /// The progress, if `is_exercise` tells exercises from breaks and `is_finished` is true for those with a finished
    /// entry.
    pub(crate) fn progress(
        &self,
        is_exercise: impl Fn(&str) -> bool,
        is_finished: impl Fn(&str) -> bool,
    ) -> PathProgress {
        let state = |step: &PathStep| {
            if step.activity_ids().any(&is_finished) {
                PathStepState::Done
            } else if step.activity_ids().any(&is_exercise) {
                PathStepState::Open
            } else {
                PathStepState::Unrecorded
            }
        };
        PathProgress(self.steps.iter().map(state).collect())
    }
}

impl PathStep {
    fn activity_ids(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.start)
            .chain(&self.longer)
            .map(String::as_str)
    }
}

impl PathProgress {
    /// The number of steps that are open.
    pub(crate) fn left(&self) -> usize {
        self.count(PathStepState::Open)
    }

    /// Whether a step is done.
    pub(crate) fn is_begun(&self) -> bool {
        self.count(PathStepState::Done) > 0
    }

    /// Whether every step that can be done is done.
    pub(crate) fn is_complete(&self) -> bool {
        self.is_begun() && self.left() == 0
    }

    fn count(&self, state: PathStepState) -> usize {
        self.0.iter().filter(|step| **step == state).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(part: Option<&str>, start: &str, longer: Option<&str>) -> PathStep {
        PathStep {
            part: part.map(str::to_owned),
            start: start.to_owned(),
            longer: longer.map(str::to_owned),
            ..PathStep::default()
        }
    }

    fn sample() -> ExercisePath {
        ExercisePath {
            steps: vec![
                step(Some("睡眠"), "check", Some("long-check")),
                step(None, "breath", None),
                step(Some("Outside"), "ask", None),
            ],
            ..ExercisePath::default()
        }
    }

    #[test]
    fn a_step_is_done_by_either_of_its_exercises_and_a_break_leaves_no_trace() {
        use PathStepState::{Done, Open, Unrecorded};
        let is_exercise = |id: &str| id != "breath";
        for (finished, states) in [
            (&[][..], [Open, Unrecorded, Open]),
            (&["check"], [Done, Unrecorded, Open]),
            (&["long-check"], [Done, Unrecorded, Open]),
            (&["ask", "other"], [Open, Unrecorded, Done]),
        ] {
            let progress = sample().progress(is_exercise, |id| finished.contains(&id));
            assert_eq!(progress.0, states);
            assert!(!progress.is_complete());
            assert_eq!(progress.is_begun(), !finished.is_empty());
            assert_eq!(progress.left(), if finished.is_empty() { 2 } else { 1 });
        }
        let all = sample().progress(is_exercise, |id| id == "long-check" || id == "ask");
        assert!(all.is_complete());
        // With nothing but breaks there is nothing to complete.
        assert!(!sample().progress(|_| false, |_| false).is_complete());
    }

    #[test]
    fn a_part_lasts_until_the_next_one() {
        let parts: Vec<_> = (0..3)
            .map(|index| sample().part_at(index).map(str::to_owned))
            .collect();
        assert_eq!(
            parts,
            [Some("睡眠"), Some("睡眠"), Some("Outside")].map(|part| part.map(str::to_owned))
        );
    }
}
