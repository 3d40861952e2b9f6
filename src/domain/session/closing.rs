//! The closing words of a session, which fit what was written: no praise for an exercise that was left empty.

use super::Session;
use crate::domain::entry::Answer;
use crate::domain::exercise::{StepKind, SummaryStep};

/// How much of an exercise was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Completeness {
    /// The heart of it.
    Full,
    /// Something that its summary shows.
    Some,
    Empty,
}

impl Session {
    /// The closing words of a summary, with answers filled in. Those for less than a full exercise stand in for one
    /// another; an exercise that has none of them ends with the same words whatever was written.
    pub fn closing(&self, summary: &SummaryStep) -> String {
        let (some, empty) = (&summary.closing_some, &summary.closing_empty);
        let closing = match self.completeness(summary) {
            Completeness::Full => &summary.closing,
            Completeness::Some => some.as_ref().map_or(&summary.closing, |_| some),
            Completeness::Empty => match (some, empty) {
                (None, None) => &summary.closing,
                (Some(_), None) => some,
                (_, Some(_)) => empty,
            },
        };
        let text = closing.as_ref().map(|text| self.fill_template(text));
        text.unwrap_or_default()
    }

    fn completeness(&self, summary: &SummaryStep) -> Completeness {
        let has_fields = !self.labelled_answers(&summary.fields).is_empty();
        let is_some = has_fields || !self.rating_pairs(&summary.pairs).is_empty();
        let is_full = match self.heart(summary) {
            Some(heart) => self.has_answer(heart),
            None => is_some,
        };
        match (is_full, is_some) {
            (true, _) => Completeness::Full,
            (false, true) => Completeness::Some,
            (false, false) => Completeness::Empty,
        }
    }

    /// The step that the exercise is about.
    pub(crate) fn heart<'a>(&'a self, summary: &'a SummaryStep) -> Option<&'a str> {
        let mut steps = self.exercise.steps.iter().rev();
        let reframe = steps.find(|step| matches!(step.kind, StepKind::Reframe(_)));
        let named = summary.heart.as_deref();
        named.or(reframe.map(|step| step.id.as_str()))
    }

    /// Whether a step that is asked has an answer in words or a number.
    fn has_answer(&self, id: &str) -> bool {
        let mut steps = self.exercise.steps.iter();
        let step = steps.find(|step| step.id == id);
        step.is_some_and(|step| self.is_asked(step))
            && self
                .answer_to(id)
                .map(Answer::to_text)
                .is_some_and(|text| !text.trim().is_empty())
    }
}
