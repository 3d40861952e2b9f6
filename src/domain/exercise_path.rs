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
    /// The name that people see.
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
    /// A few words for the list.
    pub title: String,
    /// What to do, in a line.
    pub(crate) line: String,
    /// The exercise or break of this step.
    pub start: String,
    /// Another exercise or break that serves as well, most often a longer one.
    #[serde(default)]
    pub longer: Option<String>,
}

/// Whether each step of a path is done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PathProgress(pub(crate) Vec<bool>);

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

    /// The progress, if `is_finished` is true for exercises and breaks with a finished entry.
    pub(crate) fn progress(&self, is_finished: impl Fn(&str) -> bool) -> PathProgress {
        let is_done = |step: &PathStep| step.activity_ids().any(&is_finished);
        PathProgress(self.steps.iter().map(is_done).collect())
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
        self.0.iter().filter(|is_done| !**is_done).count()
    }

    /// Whether a step is done.
    pub(crate) fn is_begun(&self) -> bool {
        self.0.contains(&true)
    }

    /// Whether every step is done.
    pub(crate) fn is_complete(&self) -> bool {
        self.is_begun() && self.left() == 0
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
    fn a_step_is_done_by_either_of_its_exercises_and_by_a_break() {
        for (finished, states) in [
            (&[][..], [false; 3]),
            (&["check"], [true, false, false]),
            (&["long-check"], [true, false, false]),
            (&["ask", "other"], [false, false, true]),
            (&["breath"], [false, true, false]),
        ] {
            let progress = sample().progress(|id| finished.contains(&id));
            assert_eq!(progress.0, states);
            assert!(!progress.is_complete());
            assert_eq!(progress.is_begun(), !finished.is_empty());
            assert_eq!(progress.left(), if finished.is_empty() { 3 } else { 2 });
        }
        assert!(sample().progress(|_| true).is_complete());
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
