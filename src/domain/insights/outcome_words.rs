//! The words around counts of outcomes.

use crate::domain::outcome::Outcome;

/// The outcomes in the order in which their counts are listed, those of fears that happened first.
pub(crate) const OUTCOME_ORDER: [Outcome; 6] = [
    Outcome::Yes,
    Outcome::Partly,
    Outcome::No,
    Outcome::Open,
    Outcome::Unknown,
    Outcome::Dropped,
];

/// The label after a count of fears.
pub(crate) const fn outcome_count_label(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Yes => "happened",
        Outcome::Partly => "partly happened",
        Outcome::No => "didn't happen",
        Outcome::Open => "open",
        Outcome::Unknown => "can't tell",
        Outcome::Dropped => "let go",
    }
}

/// The number of fears without a follow-up, as a sentence.
pub(crate) fn unscheduled_text(number: u32) -> Option<String> {
    match number {
        0 => None,
        1 => Some("1 more has no look-back date.".to_owned()),
        number => Some(format!("{number} more have no look-back date.")),
    }
}
