//! The types of an exercise file.
//!
//! An [`Exercise`] has a title, some fields for the menu and a list of steps. These types are the grammar of the file
//! format: `content` decodes and validates them, `session` runs them. The doc comments of fields are printed in the
//! JSON Schema.

use std::collections::BTreeMap;
use std::ops::Range;
use std::str::FromStr;

#[cfg(test)]
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::entry::EntryKind;
use super::outcome::Outcome;

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
    /// The steps of [`for_break`](Self::for_break) that rate distress.
    pub(crate) const DISTRESS_AFTER_BREAK: &str = "distress_after";
    pub(crate) const DISTRESS_BEFORE_BREAK: &str = "distress_before";
    /// The prefix of placeholders for the earlier entry, as in `{earlier.fear}`.
    pub(crate) const EARLIER_PREFIX: &str = "earlier.";
    /// The placeholder for the day of the earlier entry.
    pub(crate) const EARLIER_DAY: &str = "day";
    /// The placeholder for the fear of the earlier entry.
    pub(crate) const EARLIER_FEAR: &str = "fear";

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

    /// The number of the screen on which the step at `index` is asked, from 1.
    pub(crate) fn screen_number(&self, index: usize) -> usize {
        let steps = self.steps.iter().take(index + 1);
        steps.filter(|step| !step.is_field).count()
    }

    /// The chapter of the step at `index`; none in an exercise without chapters.
    pub(crate) fn chapter_at(&self, index: usize) -> Option<&str> {
        let steps = self.steps.iter().take(index + 1).rev();
        steps.into_iter().find_map(|step| step.chapter.as_deref())
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
pub struct ChooseStep {
    /// Whether several may be ticked.
    #[serde(default)]
    pub multiple: bool,
    /// Whether something else may be typed in.
    #[serde(default)]
    pub allow_other: bool,
    /// The options: words, or a block with `label` and where it leads.
    #[serde(default)]
    pub options: Vec<ChoiceOption>,
    /// A catalogue the options come from.
    #[serde(default)]
    pub catalogue: Option<String>,
    /// An earlier list the options come from.
    #[serde(default)]
    pub options_from: Option<String>,
}

impl ChooseStep {
    /// Whether every answer leaves the exercise.
    pub fn only_leads_away(&self) -> bool {
        !self.allow_other
            && !self.options.is_empty()
            && self.options.iter().all(ChoiceOption::leads_away)
    }
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

/// One option: words alone, or words and where they lead.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ChoiceOption {
    /// The words of the option.
    pub label: String,
    /// Ends the walk.
    #[serde(default)]
    pub end: bool,
    /// Leads on to another exercise or break.
    #[serde(default)]
    pub start: Option<String>,
    /// Answers taken along: a step here, and the step there that receives it.
    #[serde(default)]
    pub(crate) carry: BTreeMap<String, String>,
    /// Opens a page of the program when the walk is over, which this option ends.
    #[serde(default)]
    pub open: Option<PageLink>,
    /// Opens a page of the pages catalogue. The walk goes on behind it, unless `end` ends it.
    #[serde(default)]
    pub read: Option<String>,
    /// What it says about a fear that is looked back on.
    #[serde(default)]
    pub(crate) outcome: Option<Outcome>,
}

impl ChoiceOption {
    /// Whether it leaves the exercise.
    pub fn leads_away(&self) -> bool {
        self.end || self.start.is_some() || self.open.is_some()
    }
}

/// What is offered at the foot of a summary, when the walk is finished.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Offer {
    /// Left out only beside `try_from`, which brings its own words.
    #[serde(default)]
    pub label: Option<String>,
    /// Leads back to where the user came from.
    #[serde(default)]
    pub end: bool,
    /// Leads on to another exercise or break.
    #[serde(default)]
    pub start: Option<String>,
    /// Answers taken along: a step here, and the step there that receives it.
    #[serde(default)]
    pub(crate) carry: BTreeMap<String, String>,
    /// Opens a page of the program.
    #[serde(default)]
    pub open: Option<PageLink>,
    /// Opens a page of the pages catalogue.
    #[serde(default)]
    pub read: Option<String>,
    /// A choice of thinking patterns: offers the exercise that fits the first one that was ticked.
    #[serde(default)]
    pub(crate) try_from: Option<String>,
    /// When it is offered.
    #[serde(default)]
    pub only_if: Option<Condition>,
}

impl Offer {
    /// The offer as an option. Every offer ends the walk.
    pub(crate) fn to_option(&self) -> ChoiceOption {
        ChoiceOption {
            label: self.label.clone().unwrap_or_default(),
            end: self.start.is_none() && self.open.is_none(),
            start: self.start.clone(),
            carry: self.carry.clone(),
            open: self.open,
            read: self.read.clone(),
            outcome: None,
        }
    }
}

/// A page that an option can lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PageLink {
    /// People to talk to.
    People,
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

/// The part an answer plays in history and insights, in any exercise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Situation,
    Thought,
    /// What exactly may happen, put so that it can later be answered with yes or no.
    Fear,
    Feelings,
    Patterns,
    /// The person's own name for a pattern.
    PatternName,
    /// The good-enough thought.
    Reframe,
    LikelihoodBefore,
    LikelihoodAfter,
    DistressBefore,
    DistressAfter,
    /// How true the scary thought feels.
    BeliefBefore,
    BeliefAfter,
    CopingBefore,
    CopingAfter,
    /// How hard it would be.
    HardnessBefore,
    /// How hard it was.
    HardnessAfter,
    /// How far the good-enough thought is believed.
    ReframeBelief,
    /// What became of a fear, or of a worry that waited: an option with `outcome`.
    Outcome,
    /// Whether something was done that made it less likely: an option with `outcome`.
    Acted,
    /// What or who helped.
    Helped,
    /// Which of the worries that waited still matter.
    StillMatters,
}

impl Role {
    pub(crate) const ALL: [Self; 22] = [
        Self::Situation,
        Self::Thought,
        Self::Fear,
        Self::Feelings,
        Self::Patterns,
        Self::PatternName,
        Self::Reframe,
        Self::LikelihoodBefore,
        Self::LikelihoodAfter,
        Self::DistressBefore,
        Self::DistressAfter,
        Self::BeliefBefore,
        Self::BeliefAfter,
        Self::CopingBefore,
        Self::CopingAfter,
        Self::HardnessBefore,
        Self::HardnessAfter,
        Self::ReframeBelief,
        Self::Outcome,
        Self::Acted,
        Self::Helped,
        Self::StillMatters,
    ];

    /// Whether only a rating can have this role.
    pub(crate) const fn is_rating(self) -> bool {
        matches!(
            self,
            Self::LikelihoodBefore
                | Self::LikelihoodAfter
                | Self::DistressBefore
                | Self::DistressAfter
                | Self::BeliefBefore
                | Self::BeliefAfter
                | Self::CopingBefore
                | Self::CopingAfter
                | Self::HardnessBefore
                | Self::HardnessAfter
                | Self::ReframeBelief
        )
    }

    /// Whether only a choice whose options have an `outcome` can have this role.
    pub(crate) const fn needs_outcome(self) -> bool {
        matches!(self, Self::Outcome | Self::Acted)
    }

    /// The name in exercise files, and the column of `entry` in the journal.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Situation => "situation",
            Self::Thought => "thought",
            Self::Fear => "fear",
            Self::Feelings => "feelings",
            Self::Patterns => "patterns",
            Self::PatternName => "pattern_name",
            Self::Reframe => "reframe",
            Self::LikelihoodBefore => "likelihood_before",
            Self::LikelihoodAfter => "likelihood_after",
            Self::DistressBefore => "distress_before",
            Self::DistressAfter => "distress_after",
            Self::BeliefBefore => "belief_before",
            Self::BeliefAfter => "belief_after",
            Self::CopingBefore => "coping_before",
            Self::CopingAfter => "coping_after",
            Self::HardnessBefore => "hardness_before",
            Self::HardnessAfter => "hardness_after",
            Self::ReframeBelief => "reframe_belief",
            Self::Outcome => "outcome",
            Self::Acted => "acted",
            Self::Helped => "helped",
            Self::StillMatters => "still_matters",
        }
    }
}

/// A name that no [`Role`] has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("no such role")]
pub struct UnknownRole;

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(name: &str) -> Result<Self, UnknownRole> {
        let mut all = Self::ALL.into_iter();
        all.find(|role| role.as_str() == name).ok_or(UnknownRole)
    }
}

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
