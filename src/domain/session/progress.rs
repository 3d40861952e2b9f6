//! Where a session is: the screen, its steps, and its number in the chapter.

use super::Session;
use crate::domain::exercise::{Step, StepKind};

/// A chapter of the exercise and how far the session is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ChapterProgress<'a> {
    pub(crate) name: &'a str,
    /// The screens before the current one.
    pub(crate) done: usize,
    pub(crate) count: usize,
    pub(crate) is_current: bool,
}

impl Session {
    /// The chapters in their order; empty without chapters. The summary counts as done.
    pub(crate) fn chapters(&self) -> Vec<ChapterProgress<'_>> {
        let steps = &self.exercise.steps;
        let starts = (0..steps.len()).filter(|at| steps[*at].chapter.is_some());
        let starts: Vec<usize> = starts.collect();
        let ends = starts.iter().skip(1).copied().chain([steps.len()]);
        let is_at_end =
            matches!(self.current_step().kind, StepKind::Summary(_)) || self.is_finished();
        let chapter = |(start, end): (usize, usize)| {
            let (number, count) = self.progress_between(start, end);
            let is_current = (start..end).contains(&self.step_index);
            let done = if is_at_end {
                count
            } else {
                number - usize::from(is_current && number > 0)
            };
            Some(ChapterProgress {
                name: steps[start].chapter.as_deref()?,
                done,
                count,
                is_current: is_current && !is_at_end,
            })
        };
        starts
            .iter()
            .copied()
            .zip(ends)
            .filter_map(chapter)
            .collect()
    }

    /// The number of the current screen, from 1, and the count of all screens that are asked.
    pub fn progress(&self) -> (usize, usize) {
        self.progress_between(0, self.exercise.steps.len())
    }

    /// The number of the current screen, from 1, and the count of all screens once it is certain.
    pub(crate) fn known_progress(&self) -> (usize, Option<usize>) {
        let (number, count) = self.progress();
        (number, Some(count).filter(|_| self.is_screen_count_known()))
    }

    /// Whether the count of all screens is certain: no later step waits for what is chosen or rated on this screen or
    /// after it.
    pub fn is_screen_count_known(&self) -> bool {
        let steps = &self.exercise.steps;
        let screen = self.exercise.screen_index(self.step_index);
        let is_open = |step: &Step| {
            let conditions = step.only_if.iter();
            let mut waiting = conditions.filter(|condition| condition.depends_on_value());
            waiting.any(|condition| steps[screen..].iter().any(|at| at.id == condition.step))
        };
        !steps[self.step_index + 1..].iter().any(is_open)
    }

    /// The chapter, the number of the current screen in it and the count of its screens; none without chapters.
    pub fn chapter_progress(&self) -> Option<(&str, usize, usize)> {
        let steps = &self.exercise.steps;
        let opens = |at: &usize| steps[*at].chapter.is_some();
        let start = (0..=self.step_index).rev().find(opens)?;
        let end = (self.step_index + 1..steps.len()).find(opens);
        let (number, count) = self.progress_between(start, end.unwrap_or(steps.len()));
        Some((steps[start].chapter.as_deref()?, number, count))
    }

    /// The number of the current screen and the count of screens from step `start` to before step `end`.
    fn progress_between(&self, start: usize, end: usize) -> (usize, usize) {
        let count = |end: usize| {
            let mut screens: Vec<_> = (start..end)
                .filter(|at| self.is_counted(*at))
                .map(|at| self.exercise.screen_index(at))
                .collect();
            screens.dedup();
            screens.len()
        };
        (count(self.step_index + 1), count(end))
    }

    /// Whether a step is asked, or may still be.
    fn is_counted(&self, index: usize) -> bool {
        let step = &self.exercise.steps[index];
        // Before the thought is written, its rating counts as asked.
        let may_rate = || match &step.kind {
            StepKind::Rate(rate) => self.exercise.steps[self.step_index..]
                .iter()
                .any(|next| rate.revise_if_low.as_ref() == Some(&next.id)),
            _ => false,
        };
        self.is_asked(step) || may_rate()
    }

    /// The step that opens the current screen: the current one, or the one whose field that is.
    pub fn screen_step(&self) -> &Step {
        &self.exercise.steps[self.exercise.screen_index(self.step_index)]
    }

    /// The steps that are asked on the current screen: the current one, or all fields beside it.
    pub(crate) fn screen_steps(&self) -> impl Iterator<Item = &Step> {
        self.steps_on_screen(self.step_index)
    }

    /// The steps that were asked on the screen before; empty at the first one.
    pub(super) fn previous_screen_steps(&self) -> impl Iterator<Item = &Step> {
        let start = self.exercise.screen_index(self.step_index);
        let before = (0..start)
            .rev()
            .find(|at| self.is_asked(&self.exercise.steps[*at]));
        before.into_iter().flat_map(|at| self.steps_on_screen(at))
    }

    /// The steps that are asked on the same screen as the one at `index`.
    fn steps_on_screen(&self, index: usize) -> impl Iterator<Item = &Step> {
        let steps = &self.exercise.steps[self.exercise.screen_range(index)];
        steps.iter().filter(|step| self.is_asked(step))
    }
}
