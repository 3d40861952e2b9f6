//! What the thinking patterns that were ticked bring into an exercise: a question to ask, and what to try next.

use crate::content::library::{Library, ThinkingPattern};
use crate::domain::entry::Answer;
use crate::domain::exercise::{ChoiceOption, Step, SummaryStep};
use crate::domain::session::Session;

impl Library {
    /// The first thinking pattern that was ticked at a step, in the order of the catalogue.
    fn ticked_pattern(&self, session: &Session, step: &str) -> Option<&ThinkingPattern> {
        let Some(Answer::Chosen(names)) = session.answer_to(step) else {
            return None;
        };
        let mut patterns = self.thinking_patterns().iter();
        patterns.find(|pattern| names.contains(&pattern.name))
    }

    /// The question of the pattern that `ask_from` names.
    pub fn pattern_question(&self, session: &Session, step: &Step) -> Option<&str> {
        let pattern = self.ticked_pattern(session, step.ask_from.as_ref()?)?;
        Some(&pattern.ask)
    }

    /// The offers at the foot of a summary. Where a pattern brings none, or one that is there already, its place
    /// stays empty.
    pub fn offers(&self, session: &Session, summary: &SummaryStep) -> Vec<ChoiceOption> {
        let mut offers = Vec::new();
        let offered = summary.next.iter().filter(|offer| {
            let condition = offer.only_if.as_ref();
            condition.is_none_or(|condition| session.is_met(condition))
        });
        for offer in offered {
            let option = match &offer.try_from {
                None => Some(offer.to_option()),
                Some(step) => self.pattern_offer(session, step),
            };
            offers.extend(option.filter(|option| {
                offer.try_from.is_none() || !leads_nowhere_new(session, summary, option)
            }));
        }
        offers
    }

    /// Offers the exercise that fits the ticked pattern.
    fn pattern_offer(&self, session: &Session, step: &str) -> Option<ChoiceOption> {
        let id = self.ticked_pattern(session, step)?.exercise.as_ref()?;
        let exercise = self.header(id).map(|exercise| &exercise.title);
        let break_ = || self.breathing_break(id).map(|break_| &break_.title);
        let title = exercise.or_else(break_)?;
        Some(ChoiceOption {
            label: format!("Try “{title}”"),
            start: Some(id.clone()),
            ..ChoiceOption::default()
        })
    }

    /// The patterns for which this exercise is the one to try.
    pub(crate) fn patterns_of(&self, exercise: &str) -> impl Iterator<Item = &ThinkingPattern> {
        let is_for =
            move |pattern: &&ThinkingPattern| pattern.exercise.as_deref() == Some(exercise);
        self.thinking_patterns().iter().filter(is_for)
    }
}

/// Whether an offer leads back to the same exercise, or where another offer leads.
fn leads_nowhere_new(session: &Session, summary: &SummaryStep, option: &ChoiceOption) -> bool {
    let mut others = summary.next.iter();
    option.start.as_ref() == Some(&session.exercise().id)
        || others.any(|other| other.start.is_some() && other.start == option.start)
}
