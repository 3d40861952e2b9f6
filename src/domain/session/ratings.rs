//! The ratings of a session.

use super::{RatingPair, Session};
use crate::domain::entry::Answer;
use crate::domain::exercise::{RateStep, Step, StepKind};

impl Session {
    /// The complete pairs that end in one of `second_ratings`.
    pub fn rating_pairs(&self, second_ratings: &[String]) -> Vec<RatingPair> {
        let pair = |id: &String| {
            let step = self.exercise.steps.iter().find(|step| &step.id == id)?;
            let StepKind::Rate(RateStep {
                scale,
                first_rating: Some(first),
                ..
            }) = &step.kind
            else {
                return None;
            };
            let first = self.exercise.steps.iter().find(|step| &step.id == first)?;
            if !self.is_asked(first) || !self.is_asked(step) {
                return None;
            }
            let (before, after) = (self.rating(&first.id)?, self.rating(id)?);
            Some(RatingPair {
                scale: scale.clone(),
                before,
                after,
            })
        };
        second_ratings.iter().filter_map(pair).collect()
    }

    pub(super) fn rating(&self, step: &str) -> Option<u8> {
        match self.answer_to(step) {
            Some(Answer::Rating(number)) => Some(*number),
            _ => None,
        }
    }

    /// The rating of how far the good-enough thought is believed.
    pub(crate) fn reframe_belief(&self) -> Option<u8> {
        let step = self.exercise.steps.iter().rev().find(
            |step| matches!(&step.kind, StepKind::Rate(rate) if rate.revise_if_low.is_some()),
        )?;
        self.rating(&step.id)
    }

    /// Whether the previous screen had the first high distress rating. The screen then mentions people to talk to.
    pub fn is_after_first_high_distress(&self) -> bool {
        let is_high = |step: &&Step| {
            let is_distress = step.kind.scale() == Some("distress");
            is_distress
                && self
                    .rating(&step.id)
                    .is_some_and(|number| number >= Self::HIGH_DISTRESS)
        };
        let first = self.exercise.steps.iter().find(is_high);
        first.is_some_and(|first| self.previous_screen_steps().any(|step| step.id == first.id))
    }
}
