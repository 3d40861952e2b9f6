//! What each kind of step has to hold.

use super::{ExerciseValidator, ReferenceTarget};
use crate::content::yaml::{Node, Span, suggest};
use crate::domain::exercise::{
    AnswerKind, ChoiceOption, ChooseStep, RateStep, ReframeStep, Role, StepKind, SummaryStep,
};

/// The most options that can be looked through.
const MAX_OPTIONS: usize = 100;
/// The most lines a list may take.
const MAX_LIST_LINES: usize = 50;
/// The longest quiet time inside an exercise, in seconds.
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

/// The scale a part is rated on in every exercise, so that walks can be compared.
pub(super) const fn scale_of_role(part: Role) -> Option<&'static str> {
    match part {
        Role::LikelihoodBefore | Role::LikelihoodAfter => Some("likelihood"),
        Role::DistressBefore | Role::DistressAfter => Some("distress"),
        Role::BeliefBefore | Role::BeliefAfter | Role::ReframeBelief => Some("belief"),
        Role::CopingBefore | Role::CopingAfter => Some("coping"),
        Role::HardnessBefore | Role::HardnessAfter => Some("hardness"),
        _ => None,
    }
}

/// The field by which an option leads away.
const fn exit_field(option: &ChoiceOption) -> &'static str {
    match (option.end, option.open) {
        (true, _) => "end",
        (false, Some(_)) => "open",
        (false, None) => "start",
    }
}

impl<'a> ExerciseValidator<'a> {
    pub(super) fn validate_kind(&mut self, at: usize) {
        let steps = self.steps;
        match &steps[at].kind {
            StepKind::Read | StepKind::FollowUp | StepKind::Postpone => {}
            StepKind::Write(write) => {
                if write.suggest && steps[at].role != Some(Role::PatternName) {
                    self.error(
                        self.span_of(at, "suggest"),
                        "only names of patterns are remembered to be offered again",
                        "take this out, or add `role: pattern_name`",
                    );
                }
            }
            StepKind::List(list) => {
                if list.max_items == 0 || list.max_items > MAX_LIST_LINES {
                    self.error(
                        self.span_of(at, "max_items"),
                        "a list takes some lines and not too many",
                        format!("use a number from 1 to {MAX_LIST_LINES}"),
                    );
                }
            }
            StepKind::Rate(rate) => self.validate_rate(at, rate),
            StepKind::Choose(choose) => self.validate_choose(at, choose),
            StepKind::Breathe(breathe) => {
                let mark = self.span_of(at, "break");
                self.require(mark, ReferenceTarget::Break(breathe.break_id.clone()));
                if let Some(length) = &breathe.length {
                    let target = ReferenceTarget::Length {
                        break_id: breathe.break_id.clone(),
                        length: length.clone(),
                    };
                    self.require(self.span_of(at, "length"), target);
                }
            }
            StepKind::Timer(timer) => {
                if timer.seconds == 0 || timer.seconds > MAX_TIMER_SECONDS {
                    self.error(
                        self.span_of(at, "seconds"),
                        "a quiet time is some seconds and at most ten minutes",
                        format!("use a number from 1 to {MAX_TIMER_SECONDS}"),
                    );
                }
            }
            StepKind::Reframe(reframe) => self.validate_reframe(at, reframe),
            StepKind::Summary(summary) => self.validate_summary(at, summary),
        }
    }

    fn field_items(&self, at: usize, field: &str) -> &'a [Node] {
        self.nodes[at].get(field).map_or(&[][..], Node::items)
    }

    fn validate_rate(&self, at: usize, rate: &RateStep) {
        let scales = &self.catalogues.scales;
        if !scales.contains_key(&rate.scale) && self.nodes[at].get("scale").is_some() {
            self.error(
                self.span_of(at, "scale"),
                format!("there is no scale `{}`", rate.scale),
                suggest(&rate.scale, scales.keys().map(String::as_str)),
            );
        }
        if let Some(first) = &rate.first_rating {
            self.check_rating_pair(at, rate, first);
            self.check_blind_rerating(at, first);
        }
        if let Some(reframe) = &rate.revise_if_low {
            let mark = self.span_of(at, "revise_if_low");
            let place = self.step_above(at, mark, reframe);
            let is_reframe = |place: usize| matches!(&self.steps[place].kind, StepKind::Reframe(_));
            if place.is_some_and(|place| self.has_known_kind(place) && !is_reframe(place)) {
                self.error(
                    mark,
                    format!("`{reframe}` is no thought that could be softened"),
                    "use the id of a step of `kind: reframe`",
                );
            }
        }
    }

    /// A number on the screen pulls the second rating towards it, so the first may not be shown.
    fn check_blind_rerating(&self, at: usize, first: &str) {
        let step = &self.steps[at];
        let named = format!("{{{first}}}");
        let words = step.prompt.wordings().iter().chain(&step.help);
        let is_told = words.into_iter().any(|words| words.contains(&named));
        let field = if step.show.iter().any(|shown| shown == first) {
            "show"
        } else if is_told {
            "prompt"
        } else {
            return;
        };
        self.error(
            self.span_of(at, field),
            format!("a second rating can't show the first, `{first}`"),
            "show the thought instead; both numbers stand in the summary",
        );
    }

    fn check_rating_pair(&self, at: usize, rate: &RateStep, first: &str) {
        let mark = self.span_of(at, "first_rating");
        let Some(place) = self.step_above(at, mark, first) else {
            return;
        };
        let scales = &self.catalogues.scales;
        match self.steps[place].kind.scale() {
            _ if !self.has_known_kind(place) || !scales.contains_key(&rate.scale) => {}
            Some(scale) if scale == rate.scale || !scales.contains_key(scale) => {}
            Some(scale) => self.error(
                mark,
                format!("`{first}` is rated on another scale, `{scale}`"),
                "use the same scale in both, or leave out `first_rating`",
            ),
            None => self.error(
                mark,
                format!("`{first}` is no rating, so there is nothing to compare"),
                "use the id of a step of `kind: rate`",
            ),
        }
    }

    fn validate_choose(&mut self, at: usize, choose: &ChooseStep) {
        let node = &self.nodes[at];
        let sources = ["options", "catalogue", "options_from"];
        let mut given = sources.iter().filter_map(|field| node.entry(field));
        match (given.next(), given.next()) {
            (None, _) => self.error(
                self.span_of(at, "kind"),
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
                self.span_of(at, "catalogue"),
                format!("no options come from a catalogue `{name}`"),
                suggest(name, [super::Catalogues::PATTERNS]),
            );
        }
        if let Some(list) = &choose.options_from {
            self.validate_options_from(at, list);
        }
        self.validate_options(at, choose);
    }

    fn validate_options_from(&self, at: usize, list: &str) {
        let mark = self.span_of(at, "options_from");
        let Some(place) = self.step_above(at, mark, list) else {
            return;
        };
        let kind = &self.steps[place].kind;
        if self.has_known_kind(place) && !matches!(kind, StepKind::List(_) | StepKind::Choose(_)) {
            self.error(
                mark,
                format!("`{list}` is no list"),
                "use the id of a step of `kind: list` or `kind: choose`",
            );
        }
    }

    fn validate_options(&mut self, at: usize, choose: &ChooseStep) {
        let nodes = self.field_items(at, "options");
        if let (Some((key, _)), true) = (self.nodes[at].entry("options"), nodes.is_empty()) {
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
        self.check_duplicates(labels.zip(nodes.iter().map(label)));
        for (option, node) in choose.options.iter().zip(nodes) {
            let mark = |field: &str| node.get(field).map_or(node.span, |value| value.span);
            if choose.multiple && (option.end || option.start.is_some() || option.open.is_some()) {
                self.error(
                    mark(exit_field(option)),
                    "where several options can be chosen, none can lead away",
                    "take this out, or leave out `multiple`",
                );
            }
            if option.open.is_some() && (option.end || option.start.is_some()) {
                let remedy = "keep one of `open`, `start` and `end`";
                self.error(mark("open"), "this option leads to two places", remedy);
            }
            if option.outcome.is_some() && !self.steps[at].role.is_some_and(Role::needs_outcome) {
                let remedy = "take it out, or add `role: outcome` or `role: acted` to the step";
                self.error(mark("outcome"), "nobody asks what this option means", remedy);
            }
            if let Some(start) = &option.start {
                if option.end {
                    let remedy = "keep `start` or `end`";
                    self.error(mark("end"), "this option leads on and ends", remedy);
                }
                self.require(
                    mark("start"),
                    ReferenceTarget::ExerciseOrBreak(start.clone()),
                );
            }
            self.validate_carry(at, option.start.as_deref(), &option.carry, node);
        }
    }

    fn validate_carry(
        &mut self,
        at: usize,
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
            let Some(place) = self.answered_step_above(at, from.span, name) else {
                continue;
            };
            if let (true, Some(step)) = (self.has_known_kind(place), carry.get(name)) {
                let target = ReferenceTarget::Receiver {
                    exercise: start.to_owned(),
                    step: step.clone(),
                    sender_kind: self.steps[place].kind.clone(),
                };
                self.require(to.span, target);
            }
        }
    }

    fn validate_reframe(&mut self, at: usize, reframe: &ReframeStep) {
        if let (Some(start), Some(node)) = (&reframe.start, self.nodes[at].get("start")) {
            self.validate_placeholders(at, start, node);
        }
        let marks = self.field_items(at, "stems").iter().map(|node| node.span);
        self.check_duplicates(reframe.stems.iter().map(String::as_str).zip(marks));
    }

    fn validate_summary(&mut self, at: usize, summary: &SummaryStep) {
        for (id, node) in summary.fields.iter().zip(self.field_items(at, "fields")) {
            self.answered_step_above(at, node.span, id);
        }
        for (id, node) in summary.pairs.iter().zip(self.field_items(at, "pairs")) {
            self.require_rerating(at, node.span, id);
        }
        for (name, node) in summary.earlier.iter().zip(self.field_items(at, "earlier")) {
            self.check_earlier_name(node.span, name);
        }
        if let Some(id) = &summary.copy {
            let mark = self.span_of(at, "copy");
            let place = self.step_above(at, mark, id);
            let has_words = |place: usize| takes_text(&self.steps[place].kind);
            if place.is_some_and(|place| self.has_known_kind(place) && !has_words(place)) {
                self.error(
                    mark,
                    format!("`{id}` has no words that could be copied"),
                    "use the id of a step in which something is written",
                );
            }
        }
        if let (Some(closing), Some(node)) = (&summary.closing, self.nodes[at].get("closing")) {
            self.validate_placeholders(at, closing, node);
        }
    }

    fn require_rerating(&self, at: usize, mark: Span, id: &str) {
        let Some(place) = self.step_above(at, mark, id) else {
            return;
        };
        let has_first =
            matches!(&self.steps[place].kind, StepKind::Rate(rate) if rate.first_rating.is_some());
        if self.has_known_kind(place) && !has_first {
            self.error(
                mark,
                format!("`{id}` isn't a second rating"),
                "name the step that has `first_rating:`",
            );
        }
    }
}
