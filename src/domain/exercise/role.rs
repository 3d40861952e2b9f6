//! The part an answer plays.

use std::str::FromStr;

#[cfg(test)]
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

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
