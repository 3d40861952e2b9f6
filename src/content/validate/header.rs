//! Validates the keys of an exercise beside its steps.

use super::ExerciseValidator;
use super::reference::ReferenceTarget;
use crate::content::yaml::{Node, suggest};
use crate::domain::exercise::{BetterChoice, Exercise};

impl ExerciseValidator<'_> {
    pub(super) fn validate_header(&mut self, exercise: &Exercise, tree: &Node) {
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
}
