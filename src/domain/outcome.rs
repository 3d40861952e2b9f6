//! The outcome of a fear.

use std::str::FromStr;

#[cfg(test)]
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// What became of a fear, or whether something was done about it, in any words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    No,
    Partly,
    Yes,
    /// It can't be told.
    Unknown,
    /// It is too early to tell, so it stays open.
    Open,
    /// It is let go without an answer.
    Dropped,
}

/// A name that no [`Outcome`] has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("no such outcome")]
pub struct UnknownOutcome;

impl Outcome {
    pub(crate) const ALL: [Self; 6] = [
        Self::No,
        Self::Partly,
        Self::Yes,
        Self::Unknown,
        Self::Open,
        Self::Dropped,
    ];

    /// The name in files, in the journal and on the command line.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::Partly => "partly",
            Self::Yes => "yes",
            Self::Unknown => "unknown",
            Self::Open => "open",
            Self::Dropped => "dropped",
        }
    }

    pub(crate) const fn is_resolved(self) -> bool {
        matches!(self, Self::No | Self::Partly | Self::Yes)
    }
}

impl FromStr for Outcome {
    type Err = UnknownOutcome;

    fn from_str(name: &str) -> Result<Self, UnknownOutcome> {
        let mut all = Self::ALL.into_iter();
        all.find(|outcome| outcome.as_str() == name)
            .ok_or(UnknownOutcome)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_outcome_is_parsed_from_its_name_which_serde_uses_too() {
        for outcome in Outcome::ALL {
            assert_eq!(outcome.as_str().parse(), Ok(outcome));
            assert_eq!(serde_json::json!(outcome), outcome.as_str());
        }
        assert_eq!("maybe".parse::<Outcome>(), Err(UnknownOutcome));
    }
}
