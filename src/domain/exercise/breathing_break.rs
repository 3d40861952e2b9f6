//! Breaks, and the exercise that rates one.

use std::collections::BTreeMap;

#[cfg(test)]
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Exercise, FieldsStep, Prompt, RateStep, Role, Step, StepKind};

/// A breathing break or a quiet time, named by its file.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Break {
    #[serde(skip)]
    pub id: String,
    /// The name that people see.
    pub title: String,
    /// A few plain words after a title that says little by itself.
    #[serde(default)]
    pub(crate) subtitle: Option<String>,
    /// The phases of one breath. None of them: a quiet time.
    #[serde(default)]
    pub phases: Vec<Phase>,
    /// What each breath in turn is about, where that changes: the words of phases that have none of their own.
    #[serde(default)]
    pub(crate) rounds: Vec<String>,
    /// Breaths, or seconds where there are no phases, for each named length; `default` is always one.
    pub lengths: BTreeMap<String, u16>,
    /// The most breaths that are wise at once.
    #[serde(default)]
    pub max_breaths: Option<u16>,
    /// The same breath in less time, for those who are short of air: seconds for each phase.
    #[serde(default)]
    pub(crate) softer: Vec<f32>,
    /// The break to take instead when holding the breath isn't wanted.
    #[serde(default)]
    pub no_hold: Option<String>,
    /// Words to stay with in a quiet time.
    #[serde(default)]
    pub(crate) say: Option<String>,
    /// A sentence or two about it.
    #[serde(default)]
    pub(crate) note: Option<String>,
    /// What to mind, from the cautions catalogue.
    #[serde(default)]
    pub cautions: Vec<String>,
}

impl Break {
    /// The title, with the subtitle after it.
    pub(crate) fn full_title(&self) -> String {
        match &self.subtitle {
            Some(subtitle) => format!("{}: {subtitle}", self.title),
            None => self.title.clone(),
        }
    }
}

/// One part of a breath.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Phase {
    /// What the breath or the muscles do.
    #[serde(rename = "do")]
    pub action: PhaseAction,
    /// How long it lasts.
    #[cfg_attr(test, schemars(range(min = 0.5, max = 60.0)))]
    pub(crate) seconds: f32,
    /// The words on the screen meanwhile.
    #[serde(default)]
    pub(crate) say: Option<String>,
}

/// What the breath does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PhaseAction {
    Inhale,
    /// A second, smaller breath in on top of the first.
    TopUp,
    Hold,
    Exhale,
    /// Staying empty on purpose.
    HoldEmpty,
    /// A natural gap, not a hold.
    Rest,
    /// Muscles are tightened, and the breath is left alone.
    Tense,
    /// They are let go.
    Release,
}

impl Exercise {
    /// The steps of [`for_break`](Self::for_break) that rate distress.
    pub(crate) const DISTRESS_AFTER_BREAK: &str = "distress_after";
    pub(crate) const DISTRESS_BEFORE_BREAK: &str = "distress_before";

    /// How it is after a break: an entry of this exercise is the record of the break.
    pub(crate) fn for_break(break_: &Break) -> Self {
        let rating = |id: &str, role, prompt: &str, label: &str| Step {
            id: id.to_owned(),
            role: Some(role),
            prompt: Prompt::One(prompt.to_owned()),
            label: Some(label.to_owned()),
            is_field: true,
            kind: StepKind::Rate(RateStep {
                scale: "distress".to_owned(),
                ..RateStep::default()
            }),
            ..Step::default()
        };
        Self {
            id: break_.id.clone(),
            title: break_.title.clone(),
            is_break: true,
            steps: vec![
                Step {
                    id: "after".to_owned(),
                    prompt: Prompt::One("How is it now?".to_owned()),
                    kind: StepKind::Fields(FieldsStep::default()),
                    ..Step::default()
                },
                rating(
                    Self::DISTRESS_AFTER_BREAK,
                    Role::DistressAfter,
                    "How strong is any distress now?",
                    "Now",
                ),
                rating(
                    Self::DISTRESS_BEFORE_BREAK,
                    Role::DistressBefore,
                    "And before the break, as you remember it?",
                    "Before",
                ),
            ],
            ..Self::default()
        }
    }
}
