//! Choices, and the offers at the end, which are like options.

use std::collections::BTreeMap;

#[cfg(test)]
use schemars::JsonSchema;
use serde::Deserialize;

use super::Condition;
use crate::domain::outcome::Outcome;

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
    /// Who to call about someone's health.
    MedicalHelp,
}
