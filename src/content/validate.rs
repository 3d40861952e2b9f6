//! Validates what the types can't: references that lead nowhere, and questions that nobody can answer.

pub(super) use breathing_break::validate_break;
pub(super) use exercise_path::validate_exercise_path;
pub(crate) use reference::Reference;
pub(crate) use unknown_fields::report_unknown_fields;

use reference::ReferenceTarget;

use super::library::Catalogues;
use super::step_nodes::step_nodes;
use crate::content::yaml::{self, Diagnostics, Node, NodeValue, Span, suggest};
use crate::domain::exercise::{Condition, Exercise, Step, StepKind};

mod breathing_break;
mod condition;
mod destination;
mod earlier_entry;
mod exercise_path;
mod header;
mod reference;
mod role;
mod screen;
mod starters;
mod step_kinds;
mod summary;
mod texts;
mod unknown_fields;

/// Validates an exercise and returns its references to other files.
pub(crate) fn validate_exercise(
    exercise: &Exercise,
    tree: &Node,
    source: &str,
    catalogues: &Catalogues,
    diagnostics: &Diagnostics,
) -> Vec<Reference> {
    let nodes = step_nodes(tree);
    let nodes = nodes.into_iter().map(|(node, _)| node).collect();
    let mut check = ExerciseValidator {
        exercise,
        steps: &exercise.steps,
        nodes,
        source,
        catalogues,
        diagnostics,
        references: Vec::new(),
    };
    check.validate_header(exercise, tree);
    for index in 0..exercise.steps.len() {
        check.validate_step(index);
    }
    check.check_unreachable_steps();
    check.references
}

/// The values of `kind:`.
fn step_kind_names() -> &'static [&'static str] {
    yaml::variant_names::<StepKind>()
}

/// Validates one exercise, with the nodes that its steps were decoded from.
struct ExerciseValidator<'a> {
    exercise: &'a Exercise,
    /// The steps of the exercise.
    steps: &'a [Step],
    nodes: Vec<&'a Node>,
    source: &'a str,
    catalogues: &'a Catalogues,
    diagnostics: &'a Diagnostics,
    references: Vec<Reference>,
}

impl ExerciseValidator<'_> {
    /// Reports an error, unless there is a diagnostic at this span.
    fn error(&self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        if !self.diagnostics.has_diagnostic_at(span) {
            self.diagnostics.error(span, message, help);
        }
    }

    fn warning(&self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        if !self.diagnostics.has_diagnostic_at(span) {
            self.diagnostics.warning(span, message, help);
        }
    }

    /// Whether an error at this span would be kept.
    fn is_reportable(&self, span: Span) -> bool {
        !self.diagnostics.is_full() && !self.diagnostics.has_diagnostic_at(span)
    }

    fn require(&mut self, span: Span, to: ReferenceTarget) {
        let is_named = match &to {
            ReferenceTarget::Break(id)
            | ReferenceTarget::ExerciseOrBreak(id)
            | ReferenceTarget::Exercise(id) => !id.is_empty(),
            ReferenceTarget::Length { length, .. } => !length.is_empty(),
            ReferenceTarget::Receiver { step, .. } | ReferenceTarget::EarlierStep { step, .. } => {
                !step.is_empty()
            }
        };
        if is_named && !self.diagnostics.has_diagnostic_at(span) {
            self.references.push(Reference { span, target: to });
        }
    }

    /// The span of a field of a step, or else of the start of the step.
    fn span_of(&self, index: usize, field: &str) -> Span {
        let step = self.nodes[index];
        let start = step
            .entries()
            .first()
            .map_or(step.span, |(key, _)| key.span);
        match step.entry(field) {
            Some((key, value)) if value.value == NodeValue::Null => key.span,
            Some((_, value)) => value.span,
            None => start,
        }
    }

    /// Whether the `kind` of a step is valid.
    fn has_known_kind(&self, index: usize) -> bool {
        let kind = self.nodes[index].get("kind");
        kind.and_then(Node::as_str)
            .is_some_and(|kind| step_kind_names().contains(&kind))
    }

    fn require_page(&self, span: Span, id: &str) {
        let known = self.catalogues.pages.iter().map(|page| page.id.as_str());
        if !known.clone().any(|page| page == id) && self.is_reportable(span) {
            self.error(span, format!("there is no page `{id}`"), suggest(id, known));
        }
    }

    fn validate_step(&mut self, index: usize) {
        let (step, node) = (&self.steps[index], self.nodes[index]);
        self.validate_id(index);
        self.validate_texts(index);
        self.validate_screen(index);
        for (id, item) in step
            .show
            .iter()
            .zip(node.get("show").map_or(&[][..], Node::items))
        {
            self.answered_step_above(index, item.span, id);
        }
        if let (Some(condition), Some(node)) = (&step.only_if, node.get("only_if")) {
            self.validate_condition(index, condition, node);
        }
        if let Some(patterns) = &step.ask_from {
            self.require_patterns(index, self.span_of(index, "ask_from"), patterns);
        }
        if self.has_known_kind(index) {
            if let Some(role) = step.role {
                self.validate_role(index, role);
            }
            self.validate_kind(index);
        }
    }

    fn validate_id(&self, index: usize) {
        let id = &self.steps[index].id;
        let Some(node) = self.nodes[index].get("id") else {
            return;
        };
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if id.is_empty() || !id.chars().all(plain) {
            self.error(
                node.span,
                format!("`{id}` can't be an id"),
                "use lower-case letters, digits and `_`",
            );
        }
        if let Some(other) = self.steps[..index].iter().position(|step| &step.id == id) {
            let line = self.span_of(other, "id").line;
            self.error(
                node.span,
                format!("the id `{id}` is taken"),
                format!("give this step another one; the first is on line {line}"),
            );
        }
    }

    /// The index of the earlier step with this id; reports an error if there is none.
    fn step_above(&self, index: usize, span: Span, id: &str) -> Option<usize> {
        if id.is_empty() && self.diagnostics.has_diagnostic_at(span) {
            return None;
        }
        let other = self.steps.iter().position(|step| step.id == id);
        match other {
            Some(other) if other < index => return Some(other),
            _ if !self.is_reportable(span) => {}
            Some(other) if other == index => self.error(
                span,
                format!("`{id}` is this step itself"),
                "use the id of a step above",
            ),
            Some(_) => self.error(
                span,
                format!("`{id}` is only asked later"),
                "move this step below it, or use the id of a step above",
            ),
            None => self.error(
                span,
                format!("there is no step `{id}`"),
                match self.steps[..index].iter().map(|step| step.id.as_str()) {
                    above if above.len() == 0 => "no step stands above to refer to".to_owned(),
                    above => suggest(id, above),
                },
            ),
        }
        None
    }

    /// The index of the earlier step with this id, which must have an answer.
    fn answered_step_above(&self, index: usize, span: Span, id: &str) -> Option<usize> {
        let other = self.step_above(index, span, id)?;
        if self.has_known_kind(other) && self.steps[other].kind.answer_kind().is_none() {
            let help = match &self.steps[other].kind {
                StepKind::Fields(_) => "use the id of one of its fields",
                _ => "use a step that asks something",
            };
            self.error(span, format!("`{id}` has no answer to show"), help);
            return None;
        }
        Some(other)
    }

    /// Warns of steps after a choice whose options all leave the exercise, or after a summary that makes offers.
    fn check_unreachable_steps(&self) {
        let leads_away = |step: &Step| match &step.kind {
            _ if step.only_if.is_some() => None,
            StepKind::Choose(choose) if choose.only_leads_away() => Some("option"),
            StepKind::Summary(summary) if !summary.next.is_empty() => Some("offer"),
            _ => None,
        };
        let mut steps = self.steps.iter().enumerate();
        let Some((index, what)) = steps.find_map(|(index, step)| Some((index, leads_away(step)?)))
        else {
            return;
        };
        if index + 1 < self.steps.len() {
            self.warning(
                self.span_of(index + 1, ""),
                format!(
                    "nobody gets here: every {what} of `{}` leads away",
                    self.steps[index].id
                ),
                "move this step up, or give an option that goes on",
            );
        }
    }
}
