//! Validates `only_if` and `when`.

use super::{Condition, ExerciseValidator};
use crate::content::yaml::{Node, Span, suggest};
use crate::domain::exercise::{ChooseStep, StepKind};

impl ExerciseValidator<'_> {
    /// Validates a condition of the step at `index`, which was decoded from `node`.
    pub(super) fn validate_condition(&self, index: usize, condition: &Condition, node: &Node) {
        let start = node
            .entries()
            .first()
            .map_or(node.span, |(key, _)| key.span);
        let span = |field: &str| node.get(field).map_or(start, |value| value.span);
        if node.get("step").is_none() {
            return;
        }
        let Some(other) = self.answered_step_above(index, span("step"), &condition.step) else {
            return;
        };
        let limits = condition.at_least.is_some() || condition.below.is_some();
        let options = !condition.one_of.is_empty() || !condition.none_of.is_empty();
        if !limits && !options && condition.answered.is_none() {
            self.error(
                span("step"),
                "this condition doesn't say which answer it waits for",
                "add `in: […]` or `not_in: […]` for options, `at_least:` or `below:` for a rating, or `answered:`",
            );
        }
        if condition.answered == Some(false) && (limits || !condition.one_of.is_empty()) {
            self.error(
                span("answered"),
                format!(
                    "this can never hold: without an answer `{}` has none to wait for",
                    condition.step
                ),
                "keep `answered: no`, or what the answer has to be",
            );
        }
        if !self.has_known_kind(other) {
            return;
        }
        let kind = &self.steps[other].kind;
        match kind {
            _ if !limits && !options => {}
            _ if kind.scale().is_some() && options => self.error(
                span(if condition.one_of.is_empty() { "not_in" } else { "in" }),
                format!("`{}` is a rating and has no options", condition.step),
                "use `at_least:` or `below:`",
            ),
            _ if kind.scale().is_some() => {
                self.check_limits(condition, span("at_least"), span("below"));
            }
            _ if limits => self.error(
                span(if condition.at_least.is_some() {
                    "at_least"
                } else {
                    "below"
                }),
                format!("`{}` is no rating", condition.step),
                "use `in: […]` with options of a choice",
            ),
            StepKind::Choose(choose) => self.check_expected_options(condition, choose, node),
            _ => self.error(
                span("step"),
                format!("`{}` is neither a choice nor a rating", condition.step),
                "use the id of a step of `kind: choose` or `kind: rate`, or `answered:` for any other",
            ),
        }
    }

    fn check_limits(&self, condition: &Condition, at_least: Span, below: Span) {
        let beyond = "use a number from 0 to 100";
        if condition.at_least.is_some_and(|number| number > 100) {
            self.error(at_least, "no rating is that high", beyond);
        } else if condition.below == Some(0) {
            self.error(below, "no rating is below 0", beyond);
        } else if let (Some(least), Some(limit)) = (condition.at_least, condition.below)
            && least >= limit
        {
            self.error(
                below,
                format!("no rating is at least {least} and below {limit}"),
                "swap the two numbers",
            );
        }
    }

    fn check_expected_options(&self, condition: &Condition, choose: &ChooseStep, node: &Node) {
        let catalogue = choose.catalogue.as_deref();
        let known: Vec<&str> = match catalogue.and_then(|name| self.catalogues.options(name)) {
            Some(options) => options,
            None => choose
                .options
                .iter()
                .map(|option| option.label.as_str())
                .collect(),
        };
        let items = |field| node.get(field).map_or(&[][..], Node::items);
        let wanted = condition.one_of.iter().zip(items("in"));
        let unwanted = condition.none_of.iter().zip(items("not_in"));
        for (is_wanted, (word, item)) in wanted
            .map(|it| (true, it))
            .chain(unwanted.map(|it| (false, it)))
        {
            let leads_away = |word: &String| {
                let mut options = choose.options.iter();
                options.any(|option| &option.label == word && option.leads_away())
            };
            if !is_wanted && condition.one_of.contains(word) && !choose.multiple {
                self.error(
                    item.span,
                    format!("“{word}” is in both lists"),
                    "keep it in `in` or in `not_in`",
                );
            } else if is_wanted && leads_away(word) {
                self.error(
                    item.span,
                    format!("this can never hold: “{word}” leads away from here"),
                    "wait for an option that goes on",
                );
            } else if !known.is_empty()
                && !choose.allow_other
                && !known.contains(&word.as_str())
                && self.is_reportable(item.span)
            {
                self.error(
                    item.span,
                    format!("“{word}” isn't an option of `{}`", condition.step),
                    suggest(word, known.iter().copied()),
                );
            }
        }
    }
}
