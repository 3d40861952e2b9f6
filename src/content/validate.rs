//! Validates what the types can't: references that lead nowhere, and questions that nobody can answer.

use std::collections::{HashMap, HashSet};

pub(super) use breathing_break::validate_break;
pub(super) use exercise_path::validate_exercise_path;
pub(crate) use reference::Reference;

use reference::ReferenceTarget;

use super::library::Catalogues;
use super::step_nodes::step_nodes;
use crate::content::yaml::{self, ClaimedFields, Diagnostics, Node, NodeValue, Span, suggest};
use crate::domain::exercise::{BetterChoice, Condition, Exercise, Step, StepKind};

mod breathing_break;
mod condition;
mod destination;
mod earlier_entry;
mod exercise_path;
mod reference;
mod role;
mod screen;
mod starters;
mod step_kinds;
mod summary;

/// The maximum number of unknown placeholders reported in one text.
const MAX_UNKNOWN_NAMES: usize = 20;

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

/// Reports the keys of a step that neither every step nor its kind has.
pub(crate) fn report_unknown_fields(step: &Node, known: &[&str], diagnostics: &Diagnostics) {
    let kind = step.get("kind").and_then(Node::as_str).unwrap_or_default();
    let other = Diagnostics::default();
    let mut fields = None;
    for (key, _) in step.entries() {
        let name = key.as_str().unwrap_or_default();
        if known.contains(&name) {
            continue;
        }
        if diagnostics.is_full() || other.is_full() {
            break;
        }
        let fields = fields.get_or_insert_with(|| {
            let kinds = step_kind_names().iter();
            kinds
                .map(|kind| (*kind, fields_of_kind(kind)))
                .collect::<Vec<_>>()
        });
        let owner = fields.iter().find(|(_, fields)| fields.contains(&name));
        match owner {
            Some(_) if !step_kind_names().contains(&kind) => {}
            Some((owner, _)) => diagnostics.error(
                key.span,
                format!("`{name}` doesn't belong to a `{kind}` step"),
                format!("take it out, or make this a step of `kind: {owner}`"),
            ),
            None => {
                let only = Node {
                    value: NodeValue::Map(vec![(key.clone(), key.clone())]),
                    span: key.span,
                };
                yaml::report_unknown_keys(&only, known, &other);
            }
        }
    }
    diagnostics.extend(other.into_sorted());
}

/// The values of `kind:`.
fn step_kind_names() -> &'static [&'static str] {
    yaml::variant_names::<StepKind>()
}

/// The fields that only steps of this kind have.
fn fields_of_kind(kind: &str) -> Vec<&'static str> {
    let text = |text: &str| Node {
        value: NodeValue::Text(text.to_owned()),
        span: Span::default(),
    };
    let step = Node {
        value: NodeValue::Map(vec![(text("kind"), text(kind))]),
        span: Span::default(),
    };
    let claims = ClaimedFields::default();
    let _: Option<StepKind> =
        yaml::decode_flattened(&step, "step", &Diagnostics::default(), &claims);
    claims.into_inner()
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

    fn validate_header(&mut self, exercise: &Exercise, tree: &Node) {
        for (field, text) in [("title", &exercise.title), ("purpose", &exercise.purpose)] {
            if let (true, Some(value)) = (text.trim().is_empty(), tree.get(field)) {
                self.error(
                    value.span,
                    format!("`{field}` is empty"),
                    "write it in a few words",
                );
            }
        }
        let lines = tree.get("feels_like").map_or(&[][..], Node::items);
        for (line, node) in exercise.feels_like.iter().zip(lines) {
            let known = self.catalogues.menu.iter().map(|line| line.id.as_str());
            if !known.clone().any(|id| id == line) && self.is_reportable(node.span) {
                let message = format!("the menu has no line `{line}`");
                self.error(node.span, message, suggest(line, known));
            }
        }
        if exercise.check_in && exercise.follows_up.is_some() {
            let span = tree.get("check_in").map_or(tree.span, |node| node.span);
            self.error(
                span,
                "a check-in can't look back on an entry",
                "take out `check_in:` or `follows_up:`",
            );
        }
        if let (Some(id), Some(node)) = (&exercise.follows_up, tree.get("follows_up"))
            && id != Exercise::ANY_EXERCISE
        {
            self.require(node.span, ReferenceTarget::Exercise(id.clone()));
        }
        let choices = tree.get("better_choice").map_or(&[][..], Node::items);
        for (choice, node) in exercise.better_choice.iter().zip(choices) {
            self.validate_better_choice(choice, node);
        }
        if exercise.steps.is_empty() {
            let span = tree.entry("steps").map_or(tree.span, |(key, _)| key.span);
            self.error(span, "there are no steps", "begin one with `- kind: write`");
        }
    }

    /// A better choice is one of an exercise, a break and a page.
    fn validate_better_choice(&mut self, choice: &BetterChoice, node: &Node) {
        match (&choice.exercise, &choice.read) {
            (Some(id), None) => {
                let span = node.get("use").map_or(node.span, |name| name.span);
                self.require(span, ReferenceTarget::ExerciseOrBreak(id.clone()));
            }
            (None, Some(id)) => {
                let span = node.get("read").map_or(node.span, |name| name.span);
                self.require_page(span, id);
            }
            (Some(_), Some(_)) => self.error(
                node.span,
                "a better choice is one thing",
                "keep `use` or `read`, and make another line of the other",
            ),
            (None, None) => self.error(
                node.span,
                "this better choice leads nowhere",
                "give it `use:` with an exercise or a break, or `read:` with a page",
            ),
        }
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

    /// Validates the prompt of a step and the placeholders of its texts.
    fn validate_texts(&mut self, index: usize) {
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
    fn validate_placeholders(&mut self, index: usize, text: &str, node: &Node) {
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
    fn locate(&self, text: &str, span: Span) -> Span {
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

    /// Reports empty options and those that are there twice.
    fn check_option_texts<'t>(&self, options: impl Iterator<Item = (&'t str, Span)>) {
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
