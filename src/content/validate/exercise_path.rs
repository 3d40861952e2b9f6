//! Validates paths: that every step leads somewhere, and that its texts fit into a list.

use std::collections::HashMap;

use super::{Reference, ReferenceTarget};
use crate::content::yaml::{Diagnostics, Node, Span};
use crate::domain::exercise_path::{ExercisePath, PathStep};
use crate::text::display_width;

/// The maximum number of steps. More are no small steps.
const MAX_STEPS: usize = 30;
/// The widest title of a path, a part or a step, in columns.
const MAX_TITLE_WIDTH: usize = 60;
/// The widest sentence: the purpose, and the line of a step. Like a title, it is one line.
const MAX_LINE_WIDTH: usize = 160;
/// The widest paragraph.
const MAX_PARAGRAPH_WIDTH: usize = 600;

/// Validates a path and returns its references to other files.
pub(in crate::content) fn validate_exercise_path(
    exercise_path: &ExercisePath,
    tree: &Node,
    diagnostics: &Diagnostics,
) -> Vec<Reference> {
    let mut check = PathValidator {
        diagnostics,
        lines_by_id: HashMap::new(),
        references: Vec::new(),
    };
    check.validate_text(tree, "title", MAX_TITLE_WIDTH);
    check.validate_text(tree, "purpose", MAX_LINE_WIDTH);
    check.validate_text(tree, "about", MAX_PARAGRAPH_WIDTH);
    check.validate_text(tree, "credit", MAX_PARAGRAPH_WIDTH);
    let Some((key, list)) = tree.entry("path") else {
        return Vec::new();
    };
    if exercise_path.steps.is_empty() {
        check.error(
            key.span,
            "there are no steps",
            "begin one with `- title: …`",
        );
    }
    if let Some(beyond) = list.items().get(MAX_STEPS) {
        check.error(
            beyond.span,
            format!("a path has at most {MAX_STEPS} steps"),
            "make two paths of it",
        );
    }
    for (step, node) in exercise_path.steps.iter().zip(list.items()).take(MAX_STEPS) {
        check.validate_step(step, node);
    }
    check.references
}

struct PathValidator<'a> {
    diagnostics: &'a Diagnostics,
    /// The line on which each exercise or break stands first.
    lines_by_id: HashMap<String, usize>,
    references: Vec<Reference>,
}

impl PathValidator<'_> {
    /// Reports an error, unless there is a diagnostic at this span.
    fn error(&self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        if !self.diagnostics.is_full() && !self.diagnostics.has_diagnostic_at(span) {
            self.diagnostics.error(span, message, help);
        }
    }

    fn validate_step(&mut self, step: &PathStep, node: &Node) {
        self.validate_text(node, "part", MAX_TITLE_WIDTH);
        self.validate_text(node, "title", MAX_TITLE_WIDTH);
        self.validate_text(node, "line", MAX_LINE_WIDTH);
        self.validate_activity(node, "start", &step.start);
        if let Some(longer) = &step.longer {
            self.validate_activity(node, "longer", longer);
        }
    }

    /// A text isn't empty, and fits.
    fn validate_text(&self, node: &Node, field: &str, max_width: usize) {
        let Some(value) = node.get(field) else {
            return;
        };
        let Some(text) = value.as_str().map(str::trim) else {
            return;
        };
        if text.is_empty() {
            self.error(
                value.span,
                format!("`{field}` is empty"),
                "write it in a few words",
            );
        } else if text.contains('\n') && max_width < MAX_PARAGRAPH_WIDTH {
            self.error(
                value.span,
                format!("`{field}` is one line"),
                "take out the line break, or begin the text with `>-`",
            );
        } else if display_width(text) > max_width {
            self.error(
                value.span,
                format!("this is too long for `{field}`"),
                format!("keep it to {max_width} letters or fewer"),
            );
        }
    }

    /// An exercise stands in a path once, because finishing it marks its step as done.
    fn validate_activity(&mut self, node: &Node, field: &str, id: &str) {
        let Some(value) = node.get(field) else {
            return;
        };
        if id.trim().is_empty() {
            self.error(
                value.span,
                format!("`{field}` is empty"),
                "write the name of an exercise or a break",
            );
        } else if let Some(line) = self.lines_by_id.get(id) {
            let help = format!("take one of the two out; the other is on line {line}");
            self.error(value.span, format!("`{id}` is already in this path"), help);
        } else {
            self.lines_by_id.insert(id.to_owned(), value.span.line);
            let target = ReferenceTarget::ExerciseOrBreak(id.to_owned());
            let span = value.span;
            if !self.diagnostics.has_diagnostic_at(span) {
                self.references.push(Reference { span, target });
            }
        }
    }
}
