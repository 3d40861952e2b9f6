//! Validates breaks: that they are safe and that they end.

use super::{Catalogues, Reference, ReferenceTarget};
use crate::content::yaml::{Diagnostics, Node, Span, suggest};
use crate::domain::exercise::{Break, Phase, PhaseAction};

/// The shortest breath without a warning; many people breathe this fast anyway.
const MIN_BREATH_SECONDS: f32 = 7.0;
/// The longest hold without a warning.
const MAX_HOLD_SECONDS: f32 = 7.0;
/// The longest hold with empty lungs without a warning; it is harder.
const MAX_EMPTY_HOLD_SECONDS: f32 = 4.0;
/// The shortest softer phase.
const MIN_PHASE_SECONDS: f32 = 0.5;
/// The longest phase; more is a typing error.
const MAX_PHASE_SECONDS: f32 = 60.0;
/// The longest break, in seconds.
const MAX_BREAK_SECONDS: f32 = 3600.0;

/// Validates a break and returns its references to other files.
pub(in crate::content) fn validate_break(
    break_: &Break,
    tree: &Node,
    catalogues: &Catalogues,
    diagnostics: &Diagnostics,
) -> Vec<Reference> {
    let check = BreakValidator {
        breathing_break: break_,
        tree,
        diagnostics,
    };
    check.validate_subtitle();
    check.validate_phases();
    check.validate_softer();
    check.validate_rounds();
    check.validate_lengths();
    check.validate_cautions(catalogues);
    check.collect_references()
}

struct BreakValidator<'a> {
    breathing_break: &'a Break,
    tree: &'a Node,
    diagnostics: &'a Diagnostics,
}

impl BreakValidator<'_> {
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

    fn breath_seconds(&self) -> f32 {
        self.breathing_break
            .phases
            .iter()
            .map(|phase| phase.seconds)
            .sum()
    }

    fn validate_subtitle(&self) {
        let subtitle = self.breathing_break.subtitle.as_deref();
        if let Some((key, _)) = self.tree.entry("subtitle")
            && subtitle.is_none_or(|subtitle| subtitle.trim().is_empty())
        {
            self.error(
                key.span,
                "the subtitle is empty",
                "write a few plain words after the title, or leave it out",
            );
        }
    }

    fn validate_phases(&self) {
        let Some((key, list)) = self.tree.entry("phases") else {
            return;
        };
        if self.breathing_break.phases.is_empty() {
            self.error(
                key.span,
                "there are no phases",
                "write some like `- {do: inhale, seconds: 4}`, or leave out `phases` for a quiet time",
            );
            return;
        }
        let mut holds = false;
        for (phase, node) in self.breathing_break.phases.iter().zip(list.items()) {
            holds |= matches!(phase.action, PhaseAction::Hold | PhaseAction::HoldEmpty);
            if let Some(seconds) = node.get("seconds") {
                self.validate_phase(phase, seconds.span);
            }
        }
        if self.breath_seconds() < MIN_BREATH_SECONDS {
            self.warning(
                key.span,
                format!("a breath of {} seconds is fast", self.breath_seconds()),
                format!("make it {MIN_BREATH_SECONDS} seconds or longer, which calms more"),
            );
        }
        if holds && self.breathing_break.no_hold.is_none() {
            self.warning(
                key.span,
                "not everybody should hold the breath",
                "add `no_hold:` with a break to take instead",
            );
        }
    }

    fn validate_phase(&self, phase: &Phase, span: Span) {
        let seconds = phase.seconds;
        let limit = match phase.action {
            PhaseAction::Hold => MAX_HOLD_SECONDS,
            PhaseAction::HoldEmpty => MAX_EMPTY_HOLD_SECONDS,
            _ => MAX_PHASE_SECONDS,
        };
        if !seconds.is_finite() || seconds <= 0.0 {
            self.error(span, "a phase takes some time", "use a number above 0");
        } else if seconds > MAX_PHASE_SECONDS {
            self.error(
                span,
                "nobody breathes that slowly",
                format!("use {MAX_PHASE_SECONDS} seconds or less"),
            );
        } else if seconds > limit {
            self.warning(
                span,
                "holding for so long is hard for many people",
                format!("use {limit} seconds or less"),
            );
        }
    }

    fn validate_softer(&self) {
        let Some((key, list)) = self.tree.entry("softer") else {
            return;
        };
        let (softer, phases) = (
            &self.breathing_break.softer,
            self.breathing_break.phases.len(),
        );
        if softer.len() != phases || phases == 0 {
            let there = match phases {
                0 => "no phases".to_owned(),
                1 => "1 phase".to_owned(),
                _ => format!("{phases} phases"),
            };
            let message = format!("this has {} numbers for {there}", softer.len());
            self.error(
                key.span,
                message,
                "write one number of seconds for each phase",
            );
            return;
        }
        let reachable = MIN_PHASE_SECONDS..=MAX_PHASE_SECONDS;
        for (seconds, node) in softer.iter().zip(list.items()) {
            if !reachable.contains(seconds) {
                self.error(
                    node.span,
                    "a phase is never so long or so short",
                    format!("use {MIN_PHASE_SECONDS} to {MAX_PHASE_SECONDS} seconds"),
                );
            }
        }
        let breath: f32 = softer.iter().sum();
        if breath >= self.breath_seconds()
            && softer.iter().all(|seconds| reachable.contains(seconds))
        {
            self.error(
                key.span,
                format!("this takes {breath} seconds and isn't any shorter"),
                "make it shorter than the phases together, or leave out `softer`",
            );
        }
    }

    fn validate_rounds(&self) {
        let Some((key, list)) = self.tree.entry("rounds") else {
            return;
        };
        let is_spoken = |phase: &Phase| phase.say.is_some();
        if !self.breathing_break.rounds.is_empty()
            && self.breathing_break.phases.iter().all(is_spoken)
        {
            self.error(
                key.span,
                "these words are never shown",
                "take `say` out of the phase that each round is about, or leave out `rounds`",
            );
        }
        for (text, node) in self.breathing_break.rounds.iter().zip(list.items()) {
            if text.trim().is_empty() {
                self.error(
                    node.span,
                    "this round says nothing",
                    "write what it is about",
                );
            }
        }
    }

    fn validate_lengths(&self) {
        let Some((key, node)) = self.tree.entry("lengths") else {
            return;
        };
        if !self.breathing_break.lengths.contains_key("default") {
            self.error(
                key.span,
                "there is no `default` length",
                "add `default:` with the number of breaths, or of seconds for a quiet time",
            );
        }
        let each = if self.breathing_break.phases.is_empty() {
            1.0
        } else {
            self.breath_seconds()
        };
        for (name, value) in node.entries() {
            let length = name
                .as_str()
                .and_then(|name| self.breathing_break.lengths.get(name));
            let Some(&length) = length else { continue };
            if length == 0 {
                self.error(value.span, "a break takes some time", "use 1 or more");
            } else if f32::from(length) * each > MAX_BREAK_SECONDS {
                self.error(
                    value.span,
                    "this takes more than an hour",
                    "use a smaller number",
                );
            } else if self
                .breathing_break
                .max_breaths
                .is_some_and(|most| length > most)
            {
                self.error(
                    value.span,
                    "this is more than `max_breaths` allows",
                    "use a smaller number, or a larger `max_breaths`",
                );
            }
        }
    }

    fn validate_cautions(&self, catalogues: &Catalogues) {
        let nodes = self.tree.get("cautions").map_or(&[][..], Node::items);
        for (name, node) in self.breathing_break.cautions.iter().zip(nodes) {
            if !catalogues.cautions.contains_key(name) && !self.diagnostics.is_full() {
                let known = catalogues.cautions.keys().map(String::as_str);
                let message = format!("there is no caution `{name}`");
                self.error(node.span, message, suggest(name, known));
            }
        }
    }

    fn collect_references(&self) -> Vec<Reference> {
        let node = self.tree.get("no_hold");
        let reference = |(id, node): (&String, &Node)| Reference {
            span: node.span,
            target: ReferenceTarget::Break(id.clone()),
        };
        self.breathing_break
            .no_hold
            .iter()
            .zip(node)
            .map(reference)
            .collect()
    }
}
