//! The types of an exercise file.
//!
//! An [`Exercise`] has a title, some fields for the menu and a list of steps. These types are the grammar of the file
//! format: `content` decodes and validates them, `session` runs them. The doc comments of fields are printed in the
//! JSON Schema.

use std::ops::Range;

#[cfg(test)]
use schemars::JsonSchema;
use serde::Deserialize;

pub use self::breathing_break::{Break, Phase, PhaseAction};
pub use self::choice::{ChoiceOption, ChooseStep, Offer, PageLink};
pub use self::role::{Role, UnknownRole};
pub use self::step_kind::{
    AnswerKind, BreatheStep, FieldsStep, ListStep, RateStep, ReframeStep, Starter, StepKind,
    SummaryStep, TimerStep, WriteStep,
};
pub(crate) use self::step_kind::{LineLimit, Prefill};

use super::entry::{Entry, EntryKind};

mod breathing_break;
mod choice;
mod role;
mod step_kind;

/// One exercise, named by its file.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Exercise {
    /// The file's name without its ending.
    #[serde(skip)]
    pub id: String,
    /// The name that people see.
    pub title: String,
    /// What it is for, in one sentence.
    pub purpose: String,
    /// The lines of the menu it stands under.
    #[serde(default)]
    pub feels_like: Vec<String>,
    /// About how long it takes.
    #[serde(default)]
    pub minutes: Option<u16>,
    /// When to use it, in one sentence.
    #[serde(default)]
    pub when: Option<String>,
    /// What may serve better at another moment.
    #[serde(default)]
    pub better_choice: Vec<BetterChoice>,
    /// Where the technique comes from.
    #[serde(default)]
    pub sources: Vec<String>,
    /// Whom to thank for words or ideas.
    #[serde(default)]
    pub credit: Option<String>,
    /// The exercise on whose entries this one looks back, or `any`. It is opened for one of them.
    #[serde(default)]
    pub follows_up: Option<String>,
    /// Whether it only notes how somebody is at a moment. History and insights keep check-ins apart from walks.
    #[serde(default)]
    pub check_in: bool,
    /// Whether it rates a break, see [`for_break`](Self::for_break).
    #[serde(skip)]
    pub is_break: bool,
    /// The questions and pauses, in their order, each on a screen of its own.
    #[serde(skip)]
    #[cfg_attr(test, schemars(!skip))]
    pub steps: Vec<Step>,
}

impl Exercise {
    /// The value of [`follows_up`](Self::follows_up) for any exercise.
    pub const ANY_EXERCISE: &str = "any";
    /// The prefix of placeholders for the earlier entry, as in `{earlier.fear}`.
    pub(crate) const EARLIER_PREFIX: &str = "earlier.";
    /// The placeholder for the day of the earlier entry.
    pub(crate) const EARLIER_DAY: &str = "day";
    /// The placeholder for the same day as the beginning of a sentence: “Earlier today” or “On Sunday, 29 November”.
    pub(crate) const EARLIER_WHEN: &str = "when";
    /// The placeholder for the fear of the earlier entry.
    pub(crate) const EARLIER_FEAR: &str = "fear";

    /// Whether an entry left this exercise by a question that is asked only for what isn't weighed, such as somebody's
    /// health.
    pub(crate) fn was_left_early(&self, entry: &Entry) -> bool {
        self.steps.iter().any(|step| {
            let leads_away =
                matches!(&step.kind, StepKind::Choose(choose) if choose.only_leads_away());
            step.only_if.is_some() && leads_away && entry.answer_to(&step.id).is_some()
        })
    }

    pub(crate) const fn entry_kind(&self) -> EntryKind {
        match (self.is_break, self.check_in) {
            (true, _) => EntryKind::Break,
            (false, true) => EntryKind::CheckIn,
            (false, false) => EntryKind::Exercise,
        }
    }

    /// The step with this id.
    pub(crate) fn step(&self, id: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == id)
    }

    /// The steps that open a screen: all but the fields of another step.
    pub(crate) fn screens(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(|step| !step.is_field)
    }

    /// The index of the step that opens the screen on which the step at `index` is asked.
    pub(crate) fn screen_index(&self, index: usize) -> usize {
        (0..=index)
            .rev()
            .find(|at| !self.steps[*at].is_field)
            .unwrap_or(index)
    }

    /// The indices of the steps that share a screen with the step at `index`: the one that opens it, and its fields.
    pub(crate) fn screen_range(&self, index: usize) -> Range<usize> {
        let start = self.screen_index(index);
        let mut later = start + 1..self.steps.len();
        let end = later.find(|at| !self.steps[*at].is_field);
        start..end.unwrap_or(self.steps.len())
    }

    /// Whether it rates how likely a thought is. Rating the same thought again and again can feed it.
    pub(crate) fn rates_likelihood(&self) -> bool {
        let likely = Some(Role::LikelihoodBefore);
        self.steps.iter().any(|step| step.role == likely)
    }
}

/// A moment in which something else would serve better: another exercise, or a page to read.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BetterChoice {
    /// The moment, as a sentence: "It isn't time yet."
    #[serde(rename = "if")]
    pub(crate) when: String,
    /// An exercise or a break.
    #[serde(default, rename = "use")]
    pub(crate) exercise: Option<String>,
    /// A page of the pages catalogue, in place of `use`.
    #[serde(default)]
    pub read: Option<String>,
}

/// One question, or one pause, on one screen; or a field, which is one of several questions on a screen.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Its name in this file, by which other steps refer to it: small letters, digits and `_`.
    #[cfg_attr(test, schemars(regex(pattern = r"^[a-z0-9_]+$")))]
    pub id: String,
    /// The part the answer plays in history and insights.
    #[serde(default)]
    pub(crate) role: Option<Role>,
    /// The words on the screen. With several variants one is drawn for each walk.
    #[serde(default)]
    pub(crate) prompt: Prompt,
    /// A short name for the answer, where the whole prompt would be too long.
    #[serde(default)]
    pub label: Option<String>,
    /// A quiet line below the prompt that says how to answer.
    #[serde(default)]
    pub(crate) help: Option<String>,
    /// What an answer may look like.
    #[serde(default)]
    pub(crate) examples: Examples,
    /// Earlier steps whose answers stand above the prompt.
    #[serde(default)]
    pub(crate) show: Vec<String>,
    /// An earlier choice of thinking patterns: the question of the first one that was ticked stands above the prompt.
    #[serde(default)]
    pub(crate) ask_from: Option<String>,
    /// Where it is asked. A field has the condition of its screen.
    #[serde(default)]
    pub only_if: Option<Condition>,
    /// A quiet line above the prompt that is never left out: a warning, or a way in.
    #[serde(default)]
    pub(crate) note: Option<String>,
    /// Opens a chapter of this name, which lasts until the next one.
    #[serde(default)]
    pub(crate) chapter: Option<String>,
    /// A later step that one key leads to.
    #[serde(default)]
    pub(crate) skip_to: Option<SkipTarget>,
    /// Whether it is one of the fields of the last step before it that is none.
    #[serde(skip)]
    pub is_field: bool,
    #[serde(skip)]
    pub kind: StepKind,
}

impl Step {
    /// The steps of the same exercise whose answers its prompt quotes, in any of its wordings.
    pub fn quoted_steps(&self) -> impl Iterator<Item = &str> {
        let wordings = self.prompt.wordings().iter();
        let names = wordings.flat_map(|text| text.split('{').skip(1));
        names
            .filter_map(|rest| Some(rest.split_once('}')?.0))
            .filter(|name| !name.starts_with(Exercise::EARLIER_PREFIX))
    }
}

/// A later step that one key leads to. The steps between stay unanswered.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct SkipTarget {
    /// What the key is offered with.
    pub(crate) label: String,
    /// The id of that step.
    pub(crate) step: String,
}

/// The words of a step: one wording, or several to draw from.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(from = "Vec<String>")]
pub(crate) enum Prompt {
    #[default]
    None,
    One(String),
    AnyOf(Vec<String>),
}

impl Prompt {
    /// All variants of the text.
    pub(crate) fn wordings(&self) -> &[String] {
        match self {
            Self::None => &[],
            Self::One(words) => std::slice::from_ref(words),
            Self::AnyOf(variants) => variants,
        }
    }
}

impl From<Vec<String>> for Prompt {
    fn from(mut wordings: Vec<String>) -> Self {
        match wordings.len() {
            0 => Self::None,
            1 => Self::One(wordings.remove(0)),
            _ => Self::AnyOf(wordings),
        }
    }
}

/// A mild example for those who look after a child, and one for everybody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub(crate) struct Examples {
    /// For those who look after a child.
    #[serde(default)]
    pub(crate) parent: Option<String>,
    /// For everybody.
    #[serde(default)]
    pub(crate) general: Option<String>,
}

impl Examples {
    /// The examples for a user. Those who look after no child see none about a child.
    pub(crate) fn for_person(&self, looks_after_child: Option<bool>) -> Vec<&String> {
        let (general, parent) = (self.general.as_ref(), self.parent.as_ref());
        match looks_after_child {
            None => general.into_iter().chain(parent).collect(),
            Some(true) => parent.or(general).into_iter().collect(),
            Some(false) => general.into_iter().collect(),
        }
    }
}

/// When a step is shown: what an earlier one must have been answered with. All that is given has to hold.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// The id of the earlier step.
    pub step: String,
    /// One of these options was chosen.
    #[serde(default, rename = "in")]
    pub one_of: Vec<String>,
    /// None of these options was chosen, or the step was skipped.
    #[serde(default, rename = "not_in")]
    pub none_of: Vec<String>,
    /// Whether there is an answer.
    #[serde(default)]
    pub answered: Option<bool>,
    /// The rating was this or higher.
    #[cfg_attr(test, schemars(range(max = 100)))]
    #[serde(default)]
    pub at_least: Option<u8>,
    /// The rating was lower than this.
    #[cfg_attr(test, schemars(range(max = 100)))]
    #[serde(default)]
    pub below: Option<u8>,
}

impl Condition {
    /// Whether it looks at what was chosen or rated, and not only at whether there is an answer.
    pub(crate) const fn depends_on_value(&self) -> bool {
        !self.one_of.is_empty()
            || !self.none_of.is_empty()
            || self.at_least.is_some()
            || self.below.is_some()
    }

    /// Whether it can't hold while the step has no answer.
    pub(crate) const fn needs_answer(&self) -> bool {
        let is_lenient = matches!(self.answered, Some(false)) || !self.none_of.is_empty();
        !is_lenient
            || !self.one_of.is_empty()
            || self.at_least.is_some()
            || self.below.is_some()
            || matches!(self.answered, Some(true))
    }
}
