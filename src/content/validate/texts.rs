//! Validates the texts of a step, and the names of earlier steps in them.

use std::collections::{HashMap, HashSet};

use super::ExerciseValidator;
use crate::content::yaml::{self, Node, Span};
use crate::domain::exercise::{Exercise, StepKind};

/// The maximum number of unknown placeholders reported in one text.
const MAX_UNKNOWN_NAMES: usize = 20;

impl ExerciseValidator<'_> {
    /// Validates the prompt of a step and the placeholders of its texts.
    pub(super) fn validate_texts(&mut self, index: usize) {
        let (step, node) = (&self.steps[index], self.nodes[index]);
        let wordings = node.get("prompt").map_or(&[][..], Node::items);
        let may_be_silent = matches!(
            step.kind,
            StepKind::Breathe(_) | StepKind::FollowUp | StepKind::Summary(_)
        );
        let misspelt = |key: &Node| {
            let name = key.as_str().unwrap_or_default();
            name != "prompt" && yaml::closest_match(name, ["prompt"]).is_some()
        };
        let is_misspelt = node.entries().iter().any(|(key, _)| misspelt(key));
        if wordings.is_empty() && self.has_known_kind(index) && !may_be_silent && !is_misspelt {
            let span = node
                .entry("prompt")
                .map_or(self.span_of(index, ""), |(key, _)| key.span);
            self.error(
                span,
                "this step asks nothing",
                "add a line `prompt: …` with the words to show",
            );
        }
        for (text, node) in step.prompt.wordings().iter().zip(wordings) {
            if text.trim().is_empty() {
                self.error(node.span, "this prompt is empty", "write the words to show");
            }
            self.validate_placeholders(index, text, node);
        }
        for (field, text) in [("help", &step.help), ("note", &step.note)] {
            if let (Some(text), Some(node)) = (text, node.get(field)) {
                self.validate_placeholders(index, text, node);
            }
        }
    }

    /// Every `{id}` in a text must be the id of an earlier step with an answer.
    pub(super) fn validate_placeholders(&mut self, index: usize, text: &str, node: &Node) {
        let mut seen = HashSet::new();
        let mut rest = text;
        while let Some((_, after)) = rest.split_once('{') {
            let Some((id, behind)) = after.split_once('}') else {
                return;
            };
            rest = behind;
            if self.has_answer_above(index, id) || !seen.insert(id) {
                continue;
            }
            if seen.len() > MAX_UNKNOWN_NAMES || self.diagnostics.is_full() {
                return;
            }
            let span = self.locate(&format!("{{{id}}}"), node.span);
            match id.strip_prefix(Exercise::EARLIER_PREFIX) {
                Some(name) => self.check_earlier_placeholder(span, name),
                None => drop(self.answered_step_above(index, span, id)),
            }
        }
    }

    /// Whether `id` is an earlier step that may have an answer.
    fn has_answer_above(&self, index: usize, id: &str) -> bool {
        let mut above = self.steps[..index].iter().enumerate();
        above.any(|(other, step)| {
            step.id == id && (!self.has_known_kind(other) || step.kind.answer_kind().is_some())
        })
    }

    /// The span of `text` within a text that starts at `span` and may be folded.
    pub(super) fn locate(&self, text: &str, span: Span) -> Span {
        let lines = self
            .source
            .lines()
            .enumerate()
            .skip(span.line.saturating_sub(1));
        lines
            .take(50)
            .find_map(|(number, line)| {
                let column = line[..line.find(text)?].chars().count() + 1;
                Some(Span {
                    line: number + 1,
                    column,
                    length: text.chars().count(),
                })
            })
            .unwrap_or(span)
    }

    /// Reports empty options and those that are there twice.
    pub(super) fn check_option_texts<'t>(&self, options: impl Iterator<Item = (&'t str, Span)>) {
        let mut seen = HashMap::new();
        for (text, span) in options {
            if self.diagnostics.is_full() {
                return;
            }
            let plain = text.trim().to_lowercase();
            if plain.is_empty() {
                self.error(span, "this option is empty", "write its words");
            } else if let Some(line) = seen.insert(plain, span.line) {
                self.error(
                    span,
                    format!("“{}” is already an option", text.trim()),
                    format!("take one of the two out; the other is on line {line}"),
                );
            }
        }
    }
}
