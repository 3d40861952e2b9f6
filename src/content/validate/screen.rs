//! Validates what belongs to a whole screen: fields, chapters, and the step that one key leads to.

use super::ExerciseValidator;
use crate::content::yaml::{Node, NodeValue, suggest};
use crate::domain::exercise::{ChoiceOption, FieldsStep, LineLimit, SkipTarget, Step, StepKind};
use crate::text::display_width;

impl ExerciseValidator<'_> {
    /// The most fields of a screen.
    const MAX_FIELDS: usize = 8;
    /// The widest name of a chapter, in columns.
    const MAX_CHAPTER_WIDTH: usize = 20;
    /// What only the step that opens a screen can have.
    const SCREEN_KEYS: [&'static str; 6] =
        ["chapter", "skip_to", "note", "show", "ask_from", "only_if"];

    pub(super) fn validate_screen(&self, index: usize) {
        let step = &self.steps[index];
        if step.is_field {
            self.validate_field(index);
            return;
        }
        if let Some(chapter) = &step.chapter {
            self.validate_chapter(index, chapter);
        }
        if let Some(target) = &step.skip_to {
            self.validate_skip_target(index, target);
        }
        if step
            .note
            .as_ref()
            .is_some_and(|note| note.trim().is_empty())
        {
            let help = "write the words to show, or take it out";
            self.error(self.span_of(index, "note"), "this note is empty", help);
        }
    }

    /// The step that has the fields; each field is validated as a step, too.
    pub(super) fn validate_fields(&self, index: usize, fields: &FieldsStep) {
        if self.steps[index].is_field {
            return;
        }
        let span = self.span_of(index, "fields");
        match fields.fields.len() {
            0 if self.nodes[index].entry("fields").is_some() => self.error(
                span,
                "there are no fields",
                "write some, each a step below it that begins with `- kind: …`",
            ),
            count if count > Self::MAX_FIELDS => self.error(
                span,
                format!("a screen has at most {} fields", Self::MAX_FIELDS),
                "move some of them to a step of their own",
            ),
            _ => {}
        }
    }

    fn validate_field(&self, index: usize) {
        let (step, node) = (&self.steps[index], self.nodes[index]);
        for key in Self::SCREEN_KEYS {
            if let Some((key_node, _)) = node.entry(key) {
                self.error(
                    key_node.span,
                    format!("`{key}` belongs to the whole screen"),
                    "move it to the step with `kind: fields`, or take it out",
                );
            }
        }
        if !self.has_known_kind(index) {
            return;
        }
        if !step.kind.can_be_field() {
            let kind = node.get("kind").and_then(Node::as_str).unwrap_or_default();
            let message = match step.kind {
                StepKind::Fields(_) => "a field can't have fields of its own".to_owned(),
                _ => format!("a `{kind}` step can't be a field"),
            };
            let help = "use `kind: write`, `rate` or `choose`, or make this a step of its own";
            self.error(self.span_of(index, "kind"), message, help);
            return;
        }
        self.validate_field_kind(index);
    }

    /// A field leads on to the next one, whatever is answered.
    fn validate_field_kind(&self, index: usize) {
        let own_step = "take this out, or make this a step of its own";
        match &self.steps[index].kind {
            StepKind::Write(write) if write.lines == LineLimit::Many => self.error(
                self.span_of(index, "lines"),
                "Enter leads to the next field, so a field has one line",
                "take this out: a long line goes on in the next row",
            ),
            StepKind::Rate(rate) => {
                if rate.revise_if_low.is_some() {
                    let message = "a field can't lead back to a thought";
                    self.error(self.span_of(index, "revise_if_low"), message, own_step);
                }
                let screen = self.exercise.screen_index(index);
                let is_first = |step: &Step| rate.first_rating.as_ref() == Some(&step.id);
                if self.steps[screen..index].iter().any(is_first) {
                    let message = "the first rating would be seen beside the second";
                    let help = "ask for the two on different screens";
                    self.error(self.span_of(index, "first_rating"), message, help);
                }
            }
            StepKind::Choose(choose) => {
                let leads_away =
                    |option: &ChoiceOption| option.leads_away() || option.read.is_some();
                let nodes = self.nodes[index]
                    .get("options")
                    .map_or(&[][..], Node::items);
                let away = choose.options.iter().zip(nodes);
                for (_, node) in away.filter(|(option, _)| leads_away(option)) {
                    let message = "an option of a field can't lead away from the others";
                    self.error(node.span, message, own_step);
                }
            }
            _ => {}
        }
    }

    fn validate_chapter(&self, index: usize, chapter: &str) {
        let span = self.span_of(index, "chapter");
        if chapter.trim().is_empty() {
            self.error(
                span,
                "this chapter has no name",
                "write it in a word or two",
            );
        }
        if display_width(chapter) > Self::MAX_CHAPTER_WIDTH {
            self.error(
                span,
                "this name is too long for the top of a small screen",
                format!(
                    "use at most {} characters, or half as many wide ones",
                    Self::MAX_CHAPTER_WIDTH
                ),
            );
        }
        let above = &self.steps[..index];
        if index > 0 && above.iter().all(|step| step.chapter.is_none()) {
            self.error(
                span,
                "the steps above belong to no chapter",
                "add `chapter:` to the first step as well",
            );
        } else if above
            .iter()
            .any(|step| step.chapter.as_deref() == Some(chapter))
        {
            let message = format!("there is already a chapter “{}”", chapter.trim());
            self.error(span, message, "give this one another name");
        }
    }

    fn validate_skip_target(&self, index: usize, target: &SkipTarget) {
        let Some(node) = self.nodes[index].get("skip_to") else {
            return;
        };
        let span = |key: &str| node.get(key).map_or(node.span, |value| value.span);
        if target.label.trim().is_empty() && node.get("label").is_some() {
            self.error(
                span("label"),
                "this label is empty",
                "say where the key leads",
            );
        }
        let is_blank = node
            .get("step")
            .is_none_or(|id| id.value == NodeValue::Null);
        if is_blank || !self.is_reportable(span("step")) {
            return;
        }
        let id = &target.step;
        let later = |from: usize| self.steps[from..].iter().filter(|step| !step.is_field);
        match self.steps.iter().position(|step| &step.id == id) {
            None => {
                let known = later(index + 1).map(|step| step.id.as_str());
                let help = suggest(id, known);
                self.error(span("step"), format!("there is no step `{id}`"), help);
            }
            Some(other) if self.exercise.screen_index(other) == index => self.error(
                span("step"),
                format!("`{id}` is on this screen"),
                "use the id of a step below",
            ),
            Some(other) if other < index => self.error(
                span("step"),
                format!("`{id}` comes before this step"),
                "use the id of a step below: Shift+Tab already leads back",
            ),
            Some(other) if self.steps[other].is_field => {
                let screen = &self.steps[self.exercise.screen_index(other)].id;
                self.error(
                    span("step"),
                    format!("`{id}` is a field in the middle of a screen"),
                    format!("use the id of its screen, `{screen}`"),
                );
            }
            Some(_) => {}
        }
    }
}
