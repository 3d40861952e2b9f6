//! What a step asks for.

#[cfg(test)]
use schemars::JsonSchema;
use serde::Deserialize;

use super::{ChooseStep, Condition, Offer};

/// What a step asks for.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(test, schemars(tag = "kind"))]
pub enum StepKind {
    /// Words to read.
    #[default]
    Read,
    /// Words to write.
    Write(WriteStep),
    /// A few short lines.
    List(ListStep),
    /// A number from 0 to 100 on a named scale.
    Rate(RateStep),
    /// One or several of some options.
    Choose(ChooseStep),
    /// A few small questions on one screen.
    Fields(FieldsStep),
    /// A breathing break.
    Breathe(BreatheStep),
    /// A quiet time with words to stay with.
    Timer(TimerStep),
    /// The thought, put as good enough.
    Reframe(ReframeStep),
    /// Whether to be asked later how it turned out.
    FollowUp,
    /// Until when a worry shall wait.
    Postpone,
    /// What was written, and the pairs of ratings.
    Summary(SummaryStep),
}

/// The type of answer a step takes. Everything that depends on it asks for this instead of naming step kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerKind<'a> {
    Text,
    Items,
    /// A number on a scale of the scales catalogue.
    Rating {
        scale: &'a str,
    },
    Choice,
    Seconds,
    FollowUpDay,
    PostponeTime,
}

impl StepKind {
    /// The type of the answer, or none for a step that only shows something.
    pub fn answer_kind(&self) -> Option<AnswerKind<'_>> {
        match self {
            Self::Read | Self::Summary(_) | Self::Fields(_) => None,
            Self::Write(_) | Self::Reframe(_) => Some(AnswerKind::Text),
            Self::List(_) => Some(AnswerKind::Items),
            Self::Rate(rate) => Some(AnswerKind::Rating { scale: &rate.scale }),
            Self::Choose(_) => Some(AnswerKind::Choice),
            Self::Breathe(_) | Self::Timer(_) => Some(AnswerKind::Seconds),
            Self::FollowUp => Some(AnswerKind::FollowUpDay),
            Self::Postpone => Some(AnswerKind::PostponeTime),
        }
    }

    /// Whether several steps of this kind fit on one screen.
    pub(crate) const fn can_be_field(&self) -> bool {
        matches!(self, Self::Write(_) | Self::Rate(_) | Self::Choose(_))
    }

    /// The scale of a step that is answered with a rating.
    pub(crate) fn scale(&self) -> Option<&str> {
        match self.answer_kind() {
            Some(AnswerKind::Rating { scale }) => Some(scale),
            _ => None,
        }
    }
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct WriteStep {
    /// `one` line, or `many`.
    #[serde(default)]
    pub(crate) lines: LineLimit,
    /// Grey words that stand in the empty field.
    #[serde(default)]
    pub(crate) placeholder: Option<String>,
    /// Whether earlier answers that played the same part are offered.
    #[serde(default)]
    pub(crate) suggest: bool,
}

/// Whether the text has one line or several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum LineLimit {
    #[default]
    One,
    Many,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ListStep {
    /// The most lines it takes.
    #[cfg_attr(test, schemars(range(min = 1, max = 50)))]
    #[serde(default = "ListStep::default_max_items")]
    pub max_items: usize,
    /// What stands there already, to add to and take from.
    #[serde(default)]
    pub(crate) prefill: Option<Prefill>,
}

/// Something that the journal holds for later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Prefill {
    /// Worries that were put off until a time that has come.
    PostponedWorries,
}

impl ListStep {
    const fn default_max_items() -> usize {
        5
    }
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RateStep {
    /// A scale of the scales catalogue.
    pub scale: String,
    /// The first rating this one is paired with. Its number stays hidden until this one is given.
    #[serde(default)]
    pub first_rating: Option<String>,
    /// A reframe step to offer going back to when the number is low.
    #[serde(default)]
    pub revise_if_low: Option<String>,
}

impl RateStep {
    /// Below this belief the user is offered to revise the reframe.
    pub(crate) const MIN_BELIEF: u8 = 40;
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FieldsStep {
    /// The questions, each a step with its own id, role and kind: `write`, `rate` or `choose`.
    // Only their number is decoded: the fields themselves follow this step in `Exercise::steps`.
    #[cfg_attr(test, schemars(schema_with = "field_list_schema"))]
    pub(crate) fields: Vec<()>,
}

#[cfg(test)]
fn field_list_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({"type": "array", "items": {"$ref": "#/definitions/Field"}})
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BreatheStep {
    /// A break, by its id.
    #[serde(rename = "break")]
    pub(crate) break_id: String,
    /// One of its lengths, by name, where it isn't the usual one.
    #[serde(default)]
    pub(crate) length: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TimerStep {
    /// How long it lasts, at most ten minutes.
    #[cfg_attr(test, schemars(range(min = 1, max = 600)))]
    pub(crate) seconds: u16,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReframeStep {
    /// Sentences to finish, strongest first.
    #[serde(default)]
    pub stems: Vec<Starter>,
    /// A draft to change, made from earlier answers: the first one whose condition holds.
    #[serde(default)]
    pub(crate) start: Vec<Starter>,
}

/// Words to start from: words alone, or words and when they are offered.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Starter {
    /// The words. `...` is a gap to fill, and `[hint]` is a gap with a hint, which is never saved.
    pub say: String,
    /// What an earlier step must have been answered with. Without it, the words are always offered.
    #[serde(default)]
    pub(crate) when: Option<Condition>,
}

#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SummaryStep {
    /// The steps whose answers are shown again.
    #[serde(default)]
    pub(crate) fields: Vec<String>,
    /// The second ratings whose pairs are shown.
    #[serde(default)]
    pub(crate) pairs: Vec<String>,
    /// What is shown of the entry that is looked back on, ratings too: parts, or steps of its exercise.
    #[serde(default)]
    pub(crate) earlier: Vec<String>,
    /// The step whose words can be copied from here, or printed when leaving.
    #[serde(default)]
    pub(crate) copy: Option<String>,
    /// The closing words of the exercise.
    #[serde(default)]
    pub(crate) closing: Option<String>,
    /// The closing words when the step `heart` has no answer.
    #[serde(default)]
    pub(crate) closing_some: Option<String>,
    /// The closing words when there is nothing to show.
    #[serde(default)]
    pub(crate) closing_empty: Option<String>,
    /// The step that this exercise is about. Without it, that is the last reframe.
    #[serde(default)]
    pub(crate) heart: Option<String>,
    /// What is offered below, once the walk is finished.
    #[serde(default)]
    pub next: Vec<Offer>,
}
