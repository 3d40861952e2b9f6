//! The texts of a session: prompts with answers filled in, and answers shown again.

use super::Session;
use crate::domain::date_phrase::{format_day, format_past_day, format_time};
use crate::domain::entry::Answer;
use crate::domain::exercise::{Exercise, RateStep, Role, Starter, Step, StepKind};
use crate::domain::gaps::{GappedText, TemplatePart, split_gaps};
use crate::text::capitalize;

/// A part of a template with answers.
#[derive(Clone, Copy, Debug)]
enum FilledPart<'a> {
    Words(&'a str),
    Answer(&'a str),
    /// A missing answer, with the label of its step.
    Missing(&'a str),
}

impl Session {
    /// The prompt of `step` in the wording of this session, with answers filled in.
    pub fn prompt(&self, step: &Step) -> String {
        let index = self
            .exercise
            .steps
            .iter()
            .position(|known| known.id == step.id);
        let wording = index
            .and_then(|index| self.wording_indices.get(index))
            .copied()
            .unwrap_or(0);
        step.prompt
            .wordings()
            .get(wording)
            .map(|text| self.fill_template(text))
            .unwrap_or_default()
    }

    /// `template` with each `{id}` replaced by the answer to that step.
    pub fn fill_template(&self, template: &str) -> String {
        let mut filled = String::new();
        self.fill_placeholders(template, |part| {
            filled.push_str(match part {
                FilledPart::Words(words) | FilledPart::Answer(words) => words,
                FilledPart::Missing(_) => "…",
            });
        });
        filled
    }

    /// The words of a starter with answers filled in. A missing answer is a gap.
    pub(crate) fn fill_starter(&self, starter: &Starter) -> GappedText {
        let mut filled = GappedText::default();
        // Without valid gaps the file would not have been loaded.
        let parts = split_gaps(&starter.say).unwrap_or_default();
        for part in parts {
            match part {
                TemplatePart::Gap(hint) => filled.push_gap(hint),
                TemplatePart::Words(words) => self.fill_placeholders(words, |part| match part {
                    FilledPart::Words(words) => filled.push_words(words),
                    FilledPart::Answer(words) => filled.push_answer(words),
                    FilledPart::Missing(label) => filled.push_gap(label),
                }),
            }
        }
        filled
    }

    /// Passes the parts of `template` to `add`, with an answer in place of each `{id}`.
    fn fill_placeholders(&self, template: &str, mut add: impl FnMut(FilledPart<'_>)) {
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            let Some((id, after_id)) = after.split_once('}') else {
                break;
            };
            add(FilledPart::Words(before));
            rest = after_id;
            match self.placeholder_text(id) {
                // An answer loses its full stop before another mark.
                Some(text)
                    if after_id.starts_with([',', ';', ':', '?', '!']) && text.ends_with('.') =>
                {
                    add(FilledPart::Answer(text.trim_end_matches('.')));
                }
                Some(text) if !text.is_empty() => {
                    add(FilledPart::Answer(&text));
                    // An answer that ends a sentence needs no second full stop.
                    if text.ends_with(['.', '?', '!', '…']) {
                        rest = after_id.strip_prefix('.').unwrap_or(after_id);
                    }
                }
                _ => add(FilledPart::Missing(self.label_of(id))),
            }
        }
        add(FilledPart::Words(rest));
    }

    /// The label of a step; empty without one.
    fn label_of(&self, id: &str) -> &str {
        let mut steps = self.exercise.steps.iter();
        let step = steps.find(|step| step.id == id);
        step.and_then(|step| step.label.as_deref())
            .unwrap_or_default()
    }

    /// The text for the placeholder `id`: an answer of this session or of the earlier entry.
    fn placeholder_text(&self, id: &str) -> Option<String> {
        match id.strip_prefix(Exercise::EARLIER_PREFIX) {
            Some(name) => self.earlier_text(name),
            None if self.is_hidden(id) => None,
            None => self.answer_to(id).map(|answer| self.text_of(answer)),
        }
    }

    /// A text of the earlier entry: its day, or the answer with a role or to a step.
    fn earlier_text(&self, name: &str) -> Option<String> {
        let earlier = self.earlier_entry()?;
        match name {
            Exercise::EARLIER_DAY => return Some(format_day(earlier.day, self.meta.day)),
            Exercise::EARLIER_WHEN => return self.earlier_when(),
            _ => {}
        }
        match name.parse().ok() {
            // Some exercises ask only for the thought, which then says what is feared.
            Some(Role::Fear) => earlier
                .text_for(Role::Fear)
                .or_else(|| earlier.text_for(Role::Thought)),
            Some(role) => earlier.text_for(role),
            None => earlier
                .answer_to(name)
                .map(|answered| answered.answer.to_text()),
        }
    }

    /// When the earlier entry was written, as the beginning of a sentence.
    pub(crate) fn earlier_when(&self) -> Option<String> {
        let day = self.earlier_entry()?.day;
        Some(capitalize(&format_past_day(day, self.meta.day)))
    }

    /// An answer as it is shown in this session.
    fn text_of(&self, answer: &Answer) -> String {
        match answer {
            Answer::FollowUpOn(Some(day)) => format_day(*day, self.meta.day),
            Answer::PostponedUntil(time) => format_time(*time, self.meta.day),
            answer => answer.to_text(),
        }
    }

    /// Whether `step` is the first rating of a pair whose second one is being asked. The first number would pull
    /// the second one towards it, so it is hidden until then.
    fn is_hidden(&self, step: &str) -> bool {
        let is_second = |asked: &Step| matches!(&asked.kind, StepKind::Rate(RateStep { first_rating: Some(first), .. }) if first == step);
        self.screen_steps()
            .any(|asked| is_second(asked) && self.answer_to(&asked.id).is_none())
    }

    /// The scary thought, which stays in view once it is written, or the fear that is followed up.
    pub(crate) fn pinned_thought(&self) -> Option<String> {
        if self.exercise.follows_up.as_deref() == Some(Exercise::ANY_EXERCISE)
            && self.exercise.screen_index(self.step_index) > 0
        {
            return self.earlier_text(Exercise::EARLIER_FEAR);
        }
        // On the screen where it is written, it stands in its field.
        let earlier = &self.exercise.steps[..self.exercise.screen_index(self.step_index)];
        let step = earlier
            .iter()
            .rev()
            .find(|step| step.role == Some(Role::Thought))?;
        self.answer_to(&step.id).map(Answer::to_text)
    }

    /// The earlier answers shown above the prompt, each with its label.
    pub fn shown_answers(&self) -> Vec<(String, String)> {
        let is_pinned = |step: &Step| step.role == Some(Role::Thought);
        self.collect_labelled(&self.screen_step().show, |step| {
            !is_pinned(step) && !self.is_hidden(&step.id)
        })
    }

    /// The answers to `steps`, each with its label; unanswered steps are left out.
    pub fn labelled_answers(&self, steps: &[String]) -> Vec<(String, String)> {
        self.collect_labelled(steps, |step| self.is_asked(step))
    }

    fn collect_labelled(
        &self,
        steps: &[String],
        is_included: impl Fn(&Step) -> bool,
    ) -> Vec<(String, String)> {
        let known = |id: &String| self.exercise.steps.iter().find(|step| &step.id == id);
        let labelled = |step: &Step| {
            let text = self.text_of(self.answer_to(&step.id)?);
            let label = step.label.clone().unwrap_or_else(|| self.prompt(step));
            (!text.is_empty()).then_some((label, text))
        };
        steps
            .iter()
            .filter_map(known)
            .filter(|step| is_included(step))
            .filter_map(labelled)
            .collect()
    }
}
