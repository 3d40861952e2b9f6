//! Validates the summary and the offers at its foot.

use super::destination::leads;
use super::step_kinds::takes_text;
use super::{ExerciseValidator, ReferenceTarget};
use crate::content::catalogue::Catalogues;
use crate::content::yaml::{Node, Span};
use crate::domain::exercise::{Offer, StepKind, SummaryStep};

/// The maximum number of offers, which stand below the summary on one screen.
const MAX_OFFERS: usize = 9;

impl ExerciseValidator<'_> {
    pub(super) fn validate_summary(&mut self, index: usize, summary: &SummaryStep) {
        for (id, node) in summary.fields.iter().zip(self.field_items(index, "fields")) {
            self.answered_step_above(index, node.span, id);
        }
        for (id, node) in summary.pairs.iter().zip(self.field_items(index, "pairs")) {
            self.require_rerating(index, node.span, id);
        }
        for (name, node) in summary
            .earlier
            .iter()
            .zip(self.field_items(index, "earlier"))
        {
            self.check_earlier_name(node.span, name);
        }
        if let Some(id) = &summary.copy {
            let span = self.span_of(index, "copy");
            let other = self.step_above(index, span, id);
            let has_words = |other: usize| takes_text(&self.steps[other].kind);
            if other.is_some_and(|other| self.has_known_kind(other) && !has_words(other)) {
                self.error(
                    span,
                    format!("`{id}` has no words that could be copied"),
                    "use the id of a step in which something is written",
                );
            }
        }
        for (field, text) in [
            ("closing", &summary.closing),
            ("closing_some", &summary.closing_some),
            ("closing_empty", &summary.closing_empty),
        ] {
            if let (Some(text), Some(node)) = (text, self.nodes[index].get(field)) {
                self.validate_placeholders(index, text, node);
            }
        }
        if let Some(heart) = &summary.heart {
            self.answered_step_above(index, self.span_of(index, "heart"), heart);
        }
        self.validate_offers(index, &summary.next);
    }

    fn require_rerating(&self, index: usize, span: Span, id: &str) {
        let Some(other) = self.step_above(index, span, id) else {
            return;
        };
        let has_first =
            matches!(&self.steps[other].kind, StepKind::Rate(rate) if rate.first_rating.is_some());
        if self.has_known_kind(other) && !has_first {
            self.error(
                span,
                format!("`{id}` isn't a second rating"),
                "name the step that has `first_rating:`",
            );
        }
    }

    fn validate_offers(&mut self, index: usize, offers: &[Offer]) {
        let nodes = self.field_items(index, "next");
        if let (Some((key, _)), true) = (self.nodes[index].entry("next"), nodes.is_empty()) {
            let help = "write some, each with a `label` and where it leads, or take this out";
            self.error(key.span, "there are no offers", help);
        }
        if let Some(beyond) = nodes.get(MAX_OFFERS) {
            self.error(
                beyond.span,
                format!("a summary makes at most {MAX_OFFERS} offers"),
                "leave out those that are rarely taken",
            );
            return;
        }
        let labelled = offers.iter().zip(nodes);
        let labels = labelled.filter_map(|(offer, node)| {
            let span = node.get("label").map_or(node.span, |label| label.span);
            Some((offer.label.as_deref()?, span))
        });
        self.check_option_texts(labels);
        for (offer, node) in offers.iter().zip(nodes) {
            self.validate_offer(index, offer, node);
        }
    }

    fn validate_offer(&mut self, index: usize, offer: &Offer, node: &Node) {
        if let (Some(condition), Some(only_if)) = (&offer.only_if, node.get("only_if")) {
            self.validate_condition(index, condition, only_if);
        }
        let span = |field: &str| node.get(field).map_or(node.span, |value| value.span);
        if let Some(patterns) = &offer.try_from {
            self.require_patterns(index, span("try_from"), patterns);
            for field in ["label", "end", "start", "carry", "open", "read"] {
                if let Some((key, _)) = node.entry(field) {
                    let help = "take it out: the pattern brings its own words and where they lead";
                    let message = format!("`{field}` can't stand beside `try_from`");
                    self.error(key.span, message, help);
                }
            }
            return;
        }
        if offer.label.is_none() {
            let help = "add a line `label: …` here";
            self.error(node.span, "this offer has no words", help);
        }
        if !["end", "start", "open", "read"]
            .iter()
            .any(|field| leads(node, field))
        {
            self.error(
                node.span,
                "this offer leads nowhere",
                "add `end: true` to go back to the day, or `start:`, `open:` or `read:`",
            );
        }
        self.validate_destination(node, offer.read.as_deref());
        if let Some(start) = &offer.start {
            self.require(
                span("start"),
                ReferenceTarget::ExerciseOrBreak(start.clone()),
            );
        }
        self.validate_carry(index, offer.start.as_deref(), &offer.carry, node);
    }

    /// The step must be an earlier choice of thinking patterns.
    pub(super) fn require_patterns(&self, index: usize, span: Span, id: &str) {
        let Some(other) = self.step_above(index, span, id) else {
            return;
        };
        let is_patterns = matches!(&self.steps[other].kind, StepKind::Choose(choose) if choose.catalogue.as_deref() == Some(Catalogues::PATTERNS));
        if self.has_known_kind(other) && !is_patterns {
            self.error(
                span,
                format!("`{id}` is no choice of thinking patterns"),
                format!(
                    "use the id of a step of `kind: choose` with `catalogue: {}`",
                    Catalogues::PATTERNS
                ),
            );
        }
    }
}
