//! The conditions under which a step is asked and a starter is offered.

use super::Session;
use crate::domain::entry::Answer;
use crate::domain::exercise::{Condition, RateStep, Starter, Step, StepKind};

impl Session {
    pub(super) fn is_asked(&self, step: &Step) -> bool {
        let is_met = |condition: &Condition| self.is_met(condition);
        step.only_if.as_ref().is_none_or(is_met) && self.is_answerable(step)
    }

    /// The starters to select from: those without a condition and those whose condition holds. The first one of the file
    /// is offered as well while the step of its condition is unanswered.
    pub fn offered_starters<'a>(&self, starters: &'a [Starter]) -> Vec<&'a Starter> {
        let is_offered = |index: usize, starter: &Starter| {
            let Some(condition) = &starter.when else {
                return true;
            };
            let is_skipped = self.answer_to(&condition.step).is_none();
            self.is_met(condition) || (index == 0 && is_skipped)
        };
        let starters = starters.iter().enumerate();
        starters
            .filter(|(index, starter)| is_offered(*index, starter))
            .map(|(_, starter)| starter)
            .collect()
    }

    /// The draft that a reframe begins with: the first one without a condition or whose condition holds. Nobody chose it
    /// from a list, so none is taken for a step that was skipped.
    pub(crate) fn draft<'a>(&self, drafts: &'a [Starter]) -> Option<&'a Starter> {
        let is_met = |draft: &&Starter| draft.when.as_ref().is_none_or(|when| self.is_met(when));
        drafts.iter().find(is_met)
    }

    /// Whether the options from an earlier list or the thought to be rated exist.
    fn is_answerable(&self, step: &Step) -> bool {
        match &step.kind {
            // Its fields are asked in its place.
            StepKind::Fields(_) => false,
            StepKind::Rate(RateStep {
                revise_if_low: Some(reframe),
                ..
            }) => self.answer_to(reframe).is_some(),
            StepKind::Choose(choose) if !choose.allow_other => choose
                .options_from
                .as_ref()
                .is_none_or(|list| !self.options_from_answer(list).is_empty()),
            // Words to stay with that quote an answer make no sense without it.
            StepKind::Read | StepKind::Timer(_) => {
                step.quoted_steps().all(|id| self.answer_to(id).is_some())
            }
            _ => true,
        }
    }

    /// Whether the answers meet a condition.
    pub(crate) fn is_met(&self, condition: &Condition) -> bool {
        let rated = |number: u8| {
            condition.at_least.is_none_or(|least| number >= least)
                && condition.below.is_none_or(|limit| number < limit)
        };
        let answer = self.answer_to(&condition.step);
        if let Some(is_wanted) = condition.answered
            && is_wanted != answer.is_some()
        {
            return false;
        }
        match answer {
            // What waits for a certain answer waits in vain for one that was skipped.
            None => !condition.needs_answer(),
            Some(Answer::Rating(number)) => rated(*number),
            Some(Answer::Chosen(labels)) => {
                let is_chosen = |options: &[String]| labels.iter().any(|it| options.contains(it));
                (condition.one_of.is_empty() || is_chosen(&condition.one_of))
                    && !is_chosen(&condition.none_of)
            }
            Some(_) => true,
        }
    }
}
