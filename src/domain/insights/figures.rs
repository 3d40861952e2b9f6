//! The figures of the insights.

use crate::domain::outcome::Outcome;
use crate::domain::session::{RatingChange, RatingPair};

/// A fear with a follow-up, and its outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReviewedFear {
    pub outcome: Outcome,
    /// The likelihood rated first.
    pub first_rating: Option<u8>,
    /// The likelihood rated at the end of the session.
    pub last_rating: Option<u8>,
    /// Whether the person did something that made it less likely.
    pub acted: Option<Acted>,
    pub coping_expected: Option<u8>,
    pub coping_actual: Option<u8>,
    pub hardness_expected: Option<u8>,
    pub hardness_actual: Option<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acted {
    Yes,
    No,
    Unsure,
}

/// The figures that there are enough fears for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Insights {
    pub totals: Totals,
    /// Whether many fears came true. The page then starts with a kind note instead of numbers.
    pub many_happened: bool,
    pub outcome_counts: Option<OutcomeCounts>,
    /// The 95 % interval of the share that comes true, from 0 to 1, by the fears that did or didn't.
    pub share_interval: Option<(f64, f64)>,
    pub coping: Option<Coping>,
    pub expectation: Option<Expectation>,
    pub calibration: Option<(Calibration, u32)>,
    pub acted_counts: Option<ActedCounts>,
    pub rating_accuracy: Option<RatingAccuracy>,
    pub buckets: Option<[Option<Share>; 3]>,
    /// Shown only in the details.
    pub brier: Option<BrierScore>,
    /// The counts of the first and the last 15 fears.
    pub first_and_last: Option<[OutcomeCounts; 2]>,
    pub scale_changes: Vec<ScaleChanges>,
}

/// The number of fears, and of those without a clear outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    pub total: u32,
    pub resolved: u32,
    pub open: u32,
    pub unknown: u32,
    pub dropped: u32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OutcomeCounts {
    pub yes: u32,
    pub partly: u32,
    pub no: u32,
}

/// `count` out of `total`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    pub count: u32,
    pub total: u32,
}

/// How the person coped with fears that happened or partly did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coping {
    /// Coping rated 50 or more, out of all rated ones.
    pub coped_well: Share,
    /// Fears that happened but have no rating of coping.
    pub unrated: u32,
    /// Coping compared with the expected coping, if both are rated.
    pub coping_comparison: Option<Comparison>,
    /// Hardness compared with the expected hardness, if both are rated.
    pub hardness_comparison: Option<Comparison>,
}

/// How often the second of two ratings was lower, about the same or higher.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    pub lower: u32,
    pub same: u32,
    pub higher: u32,
}

/// The expected share of fears that happen, and the actual one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expectation {
    /// The mean of the first ratings, from 0 to 1.
    pub mean: f64,
    pub happened: Share,
}

/// The verdict about the first ratings at the last checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Calibration {
    Overestimates,
    Underestimates,
    AboutRight,
    Inconclusive,
}

/// Whether the person did something about fears that didn't happen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ActedCounts {
    pub not_happened: u32,
    pub acted: u32,
    pub unsure: u32,
    pub unanswered: u32,
}

/// Which of two ratings was closer to the outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RatingAccuracy {
    pub pairs: u32,
    pub last_closer: u32,
    pub equally_close: u32,
}

/// The Brier score, and the scores of two other ways of guessing. 0 is best.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BrierScore {
    pub score: f64,
    /// The score of always guessing 50%.
    pub coin_flip: f64,
    /// The score of always guessing the share that came true.
    pub base_rate: f64,
}

/// How the second ratings on a scale differ from the first, over many sessions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScaleChanges {
    pub scale: String,
    pub sessions: u32,
    pub comparison: Comparison,
    pub is_enough_for_chart: bool,
}

impl Totals {
    pub(super) fn from_fears(fears: &[ReviewedFear]) -> Self {
        let count =
            |predicate: fn(Outcome) -> bool| count_where(fears, |fear| predicate(fear.outcome));
        Self {
            total: count_where(fears, |_| true),
            resolved: count(Outcome::is_resolved),
            open: count(|outcome| outcome == Outcome::Open),
            unknown: count(|outcome| outcome == Outcome::Unknown),
            dropped: count(|outcome| outcome == Outcome::Dropped),
        }
    }
}

impl OutcomeCounts {
    pub(super) fn from_resolved(resolved: &[ReviewedFear]) -> Self {
        let count = |outcome| count_where(resolved, |fear| fear.outcome == outcome);
        Self {
            yes: count(Outcome::Yes),
            partly: count(Outcome::Partly),
            no: count(Outcome::No),
        }
    }

    pub const fn total(self) -> u32 {
        self.yes + self.partly + self.no
    }

    /// Fears that happened or didn't. Partial ones are counted apart and never scored.
    pub const fn decided(self) -> u32 {
        self.yes + self.no
    }
}

impl Comparison {
    /// Counts pairs of a first and a second rating.
    pub(super) fn from_pairs(pairs: impl Iterator<Item = (u8, u8)>) -> Self {
        let mut comparison = Self::default();
        for (before, after) in pairs {
            let scale = String::new();
            match (RatingPair {
                scale,
                before,
                after,
            })
            .change()
            {
                RatingChange::Lower(_) => comparison.lower += 1,
                RatingChange::Same => comparison.same += 1,
                RatingChange::Higher(_) => comparison.higher += 1,
            }
        }
        comparison
    }

    pub const fn total(self) -> u32 {
        self.lower + self.same + self.higher
    }

    pub(super) fn if_at_least(self, min: u32) -> Option<Self> {
        (self.total() >= min).then_some(self)
    }
}

pub(super) fn count_where<T>(list: &[T], predicate: impl Fn(&T) -> bool) -> u32 {
    let count = list.iter().filter(|one| predicate(one)).count();
    u32::try_from(count).unwrap_or(u32::MAX)
}
