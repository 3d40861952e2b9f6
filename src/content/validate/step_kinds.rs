//! Validates the fields of each step kind.

use super::destination::leads;
use super::{ExerciseValidator, ReferenceTarget};
use crate::content::yaml::{Node, suggest};
use crate::domain::exercise::{AnswerKind, ChooseStep, RateStep, Role, StepKind};

/// The maximum number of options of a `choose` step.
const MAX_OPTIONS: usize = 100;
/// The maximum `max_items` of a list.
const MAX_LIST_LINES: usize = 50;
/// The longest timer, in seconds.
const MAX_TIMER_SECONDS: u16 = 600;

/// Whether the answer to this kind of step is text.
pub(super) fn takes_text(kind: &StepKind) -> bool {
    matches!(
        kind.answer_kind(),
        Some(AnswerKind::Text | AnswerKind::Items | AnswerKind::Choice)
    )
}

/// Whether the answer to a step of kind `sender` can be carried to a step of kind `receiver`.
pub(super) fn can_receive_answer(receiver: &StepKind, sender: &StepKind) -> bool {
    use AnswerKind::{Choice, Items, Rating, Text};
    matches!(
        (receiver.answer_kind(), sender.answer_kind()),
        (Some(Text), Some(Text | Choice | Items))
            | (Some(Rating { .. }), Some(Rating { .. }))
            | (Some(Items), Some(Items))
            | (Some(Choice), Some(Choice))
    )
}

/// The scale of a role, which is the same in every exercise so that ratings can be compared.
pub(super) const fn scale_of_role(role: Role) -> Option<&'static str> {
    match role {
        Role::LikelihoodBefore | Role::LikelihoodAfter => Some("likelihood"),
        Role::DistressBefore | Role::DistressAfter => Some("distress"),
        Role::BeliefBefore | Role::BeliefAfter | Role::ReframeBelief => Some("belief"),
        Role::CopingBefore | Role::CopingAfter => Some("coping"),
        Role::HardnessBefore | Role::HardnessAfter => Some("hardness"),
        _ => None,
    }
}

impl<'a> ExerciseValidator<'a> {
    pub(super) fn validate_kind(&mut self, index: usize) {
        let steps = self.steps;
        match &steps[index].kind {
            StepKind::Read | StepKind::FollowUp | StepKind::Postpone => {}
            StepKind::Write(write) => {
                if write.suggest && steps[index].role != Some(Role::PatternName) {
                    self.error(
                        self.span_of(index, "suggest"),
                        "only names of patterns are remembered to be offered again",
                        "take this out, or add `role: pattern_name`",
                    );
                }
            }
            StepKind::List(list) => {
                if list.max_items == 0 || list.max_items > MAX_LIST_LINES {
                    self.error(
                        self.span_of(index, "max_items"),
                        "a list takes some lines and not too many",
                        format!("use a number from 1 to {MAX_LIST_LINES}"),
                    );
                }
            }
            StepKind::Rate(rate) => self.validate_rate(index, rate),
            StepKind::Choose(choose) => self.validate_choose(index, choose),
            StepKind::Fields(fields) => self.validate_fields(index, fields),
            StepKind::Breathe(breathe) => {
                let span = self.span_of(index, "break");
                self.require(span, ReferenceTarget::Break(breathe.break_id.clone()));
                if let Some(length) = &breathe.length {
                    let target = ReferenceTarget::Length {
                        break_id: breathe.break_id.clone(),
                        length: length.clone(),
                    };
                    self.require(self.span_of(index, "length"), target);
                }
            }
            StepKind::Timer(timer) => {
                if timer.seconds == 0 || timer.seconds > MAX_TIMER_SECONDS {
                    self.error(
                        self.span_of(index, "seconds"),
                        "a quiet time is some seconds and at most ten minutes",
                        format!("use a number from 1 to {MAX_TIMER_SECONDS}"),
                    );
                }
            }
            StepKind::Reframe(reframe) => self.validate_reframe(index, reframe),
            StepKind::Summary(summary) => self.validate_summary(index, summary),
        }
    }

    pub(super) fn field_items(&self, index: usize, field: &str) -> &'a [Node] {
        self.nodes[index].get(field).map_or(&[][..], Node::items)
    }

    fn validate_rate(&self, index: usize, rate: &RateStep) {
        let scales = &self.catalogues.scales;
        if !scales.contains_key(&rate.scale) && self.nodes[index].get("scale").is_some() {
            self.error(
                self.span_of(index, "scale"),
                format!("there is no scale `{}`", rate.scale),
                suggest(&rate.scale, scales.keys().map(String::as_str)),
            );
        }
        if let Some(first) = &rate.first_rating {
            self.check_rating_pair(index, rate, first);
            self.check_blind_rerating(index, first);
        }
        if let Some(reframe) = &rate.revise_if_low {
            let span = self.span_of(index, "revise_if_low");
            let other = self.step_above(index, span, reframe);
            let is_reframe = |other: usize| matches!(&self.steps[other].kind, StepKind::Reframe(_));
            if other.is_some_and(|other| self.has_known_kind(other) && !is_reframe(other)) {
                self.error(
                    span,
                    format!("`{reframe}` is no thought that could be softened"),
                    "use the id of a step of `kind: reframe`",
                );
            }
        }
    }

    /// The first number would bias the second rating, so nothing on its screen may show it.
    fn check_blind_rerating(&self, index: usize, first: &str) {
        let named = format!("{{{first}}}");
        for at in self.exercise.screen_range(index) {
            let step = &self.steps[at];
            let is_told = |text: &String| text.contains(&named);
            let shown_in = [
                ("show", step.show.iter().any(|shown| shown == first)),
                ("prompt", step.prompt.wordings().iter().any(is_told)),
                ("help", step.help.iter().any(is_told)),
                ("note", step.note.iter().any(is_told)),
            ];
            for (field, _) in shown_in.into_iter().filter(|(_, is_shown)| *is_shown) {
                self.error(
                    self.span_of(at, field),
                    format!("a second rating can't show the first, `{first}`"),
                    "show the thought instead; both numbers stand in the summary",
                );
            }
        }
    }

    fn check_rating_pair(&self, index: usize, rate: &RateStep, first: &str) {
        let span = self.span_of(index, "first_rating");
        let Some(other) = self.step_above(index, span, first) else {
            return;
        };
        let scales = &self.catalogues.scales;
        match self.steps[other].kind.scale() {
            _ if !self.has_known_kind(other) || !scales.contains_key(&rate.scale) => {}
            Some(scale) if scale == rate.scale || !scales.contains_key(scale) => {}
            Some(scale) => self.error(
                span,
                format!("`{first}` is rated on another scale, `{scale}`"),
                "use the same scale in both, or leave out `first_rating`",
            ),
            None => self.error(
                span,
                format!("`{first}` is no rating, so there is nothing to compare"),
                "use the id of a step of `kind: rate`",
            ),
        }
    }

    fn validate_choose(&mut self, index: usize, choose: &ChooseStep) {
        let node = self.nodes[index];
        let sources = ["options", "catalogue", "options_from"];
        let mut given = sources.iter().filter_map(|field| node.entry(field));
        match (given.next(), given.next()) {
            (None, _) => self.error(
                self.span_of(index, "kind"),
                "there is nothing to choose from",
                "add `options:`, `catalogue:` or `options_from:`",
            ),
            (Some(_), Some((key, _))) => self.error(
                key.span,
                "the options come from two places",
                "keep one of `options`, `catalogue` and `options_from`",
            ),
            (Some(_), None) => {}
        }
        if let Some(name) = &choose.catalogue
            && self.catalogues.options(name).is_none()
        {
            self.error(
                self.span_of(index, "catalogue"),
                format!("no options come from a catalogue `{name}`"),
                suggest(name, [super::Catalogues::PATTERNS]),
            );
        }
        if let Some(list) = &choose.options_from {
            self.validate_options_from(index, list);
        }
        self.validate_options(index, choose);
    }

    fn validate_options_from(&self, index: usize, list: &str) {
        let span = self.span_of(index, "options_from");
        let Some(other) = self.step_above(index, span, list) else {
            return;
        };
        let kind = &self.steps[other].kind;
        if self.has_known_kind(other) && !matches!(kind, StepKind::List(_) | StepKind::Choose(_)) {
            self.error(
                span,
                format!("`{list}` is no list"),
                "use the id of a step of `kind: list` or `kind: choose`",
            );
        }
    }

    fn validate_options(&mut self, index: usize, choose: &ChooseStep) {
        let nodes = self.field_items(index, "options");
        if let (Some((key, _)), true) = (self.nodes[index].entry("options"), nodes.is_empty()) {
            self.error(
                key.span,
                "there are no options",
                "write some, each on a line with `- `",
            );
        }
        if let Some(beyond) = nodes.get(MAX_OPTIONS) {
            self.error(
                beyond.span,
                format!("a step has at most {MAX_OPTIONS} options"),
                "leave out those that are rarely chosen",
            );
            return;
        }
        let label = |node: &Node| node.get("label").map_or(node.span, |label| label.span);
        let labels = choose.options.iter().map(|option| option.label.as_str());
        self.check_option_texts(labels.zip(nodes.iter().map(label)));
        for (option, node) in choose.options.iter().zip(nodes) {
            let span = |field: &str| node.get(field).map_or(node.span, |value| value.span);
            let exits = ["end", "open", "start", "read"];
            if let Some(exit) = exits.into_iter().find(|field| leads(node, field))
                && choose.multiple
            {
                self.error(
                    span(exit),
                    "where several options can be chosen, none can lead away",
                    "take this out, or leave out `multiple`",
                );
            }
            self.validate_destination(node, option.read.as_deref());
            if option.outcome.is_some() && !self.steps[index].role.is_some_and(Role::needs_outcome)
            {
                let help = "take it out, or add `role: outcome` or `role: acted` to the step";
                self.error(span("outcome"), "nobody asks what this option means", help);
            }
            if let Some(start) = &option.start {
                self.require(
                    span("start"),
                    ReferenceTarget::ExerciseOrBreak(start.clone()),
                );
            }
            self.validate_carry(index, option.start.as_deref(), &option.carry, node);
        }
    }

    pub(super) fn validate_carry(
        &mut self,
        index: usize,
        start: Option<&str>,
        carry: &std::collections::BTreeMap<String, String>,
        option: &Node,
    ) {
        let Some((key, node)) = option.entry("carry") else {
            return;
        };
        let Some(start) = start else {
            self.error(
                key.span,
                "nothing is started that could take these answers along",
                "add `start:` with the id of an exercise",
            );
            return;
        };
        for (from, to) in node.entries() {
            let name = from.as_str().unwrap_or_default();
            let Some(other) = self.answered_step_above(index, from.span, name) else {
                continue;
            };
            if let (true, Some(step)) = (self.has_known_kind(other), carry.get(name)) {
                let target = ReferenceTarget::Receiver {
                    exercise: start.to_owned(),
                    step: step.clone(),
                    sender_kind: Box::new(self.steps[other].kind.clone()),
                };
                self.require(to.span, target);
            }
        }
    }
}
