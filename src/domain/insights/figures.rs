//! The figures of the insights.

use super::breaks::BreakFigures;
use super::check_ins::CheckInFigures;
use crate::domain::outcome::Outcome;
use crate::domain::session::{RatingChange, RatingPair};

/// A fear with a follow-up, and its outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReviewedFear {
    pub(crate) outcome: Outcome,
    /// The likelihood rated first.
    pub(crate) first_rating: Option<u8>,
    /// The likelihood rated at the end of the session.
    pub(crate) last_rating: Option<u8>,
    /// Whether the person did something that made it less likely.
    pub(crate) acted: Option<Acted>,
    pub(crate) coping_expected: Option<u8>,
    pub(crate) coping_actual: Option<u8>,
    pub(crate) hardness_expected: Option<u8>,
    pub(crate) hardness_actual: Option<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Acted {
    Yes,
    No,
    Unsure,
}

/// The figures that there are enough fears for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Insights {
    pub(crate) totals: Totals,
    /// Whether many fears came true. The page then starts with a kind note instead of numbers.
    pub(crate) many_happened: bool,
    pub(crate) outcome_counts: Option<OutcomeCounts>,
    /// The 95 % interval of the share that comes true, from 0 to 1, by the fears that did or didn't.
    pub(crate) share_interval: Option<(f64, f64)>,
    pub(crate) coping: Option<Coping>,
    pub(crate) expectation: Option<Expectation>,
    pub(crate) calibration: Option<(Calibration, u32)>,
    pub(crate) acted_counts: Option<ActedCounts>,
    pub(crate) rating_accuracy: Option<RatingAccuracy>,
    pub(crate) buckets: Option<[Option<Share>; 3]>,
    /// Shown only in the details.
    pub(crate) brier: Option<BrierScore>,
    /// The counts of the first and the last 15 fears.
    pub(crate) first_and_last: Option<[OutcomeCounts; 2]>,
    /// Of exercises.
    pub(crate) scale_changes: Vec<ScaleChanges>,
    pub(crate) breaks: BreakFigures,
    pub(crate) check_ins: CheckInFigures,
}

/// The number of fears, and of those without a clear outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Totals {
    pub(crate) total: u32,
    pub(crate) resolved: u32,
    pub(crate) open: u32,
    pub(crate) unknown: u32,
    pub(crate) dropped: u32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct OutcomeCounts {
    pub(crate) yes: u32,
    pub(crate) partly: u32,
    pub(crate) no: u32,
}

/// `count` out of `total`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Share {
    pub(crate) count: u32,
    pub(crate) total: u32,
}

/// How the person coped with fears that happened or partly did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Coping {
    /// Coping rated 50 or more, out of all rated ones.
    pub(crate) coped_well: Share,
    /// Fears that happened but have no rating of coping.
    pub(crate) unrated: u32,
    /// Coping compared with the expected coping, if both are rated.
    pub(crate) comparison: Option<Comparison>,
    /// Hardness compared with the expected hardness, if both are rated.
    pub(crate) compared_hardness: Option<Comparison>,
}

/// How often the second of two ratings was lower, about the same or higher.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Comparison {
    pub(crate) lower: u32,
    pub(crate) same: u32,
    pub(crate) higher: u32,
}

/// The expected share of fears that happen, and the actual one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Expectation {
    /// The mean of the first ratings, from 0 to 1.
    pub(crate) mean: f64,
    pub(crate) happened: Share,
}

/// The verdict about the first ratings at the last checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Calibration {
    Overestimates,
    Underestimates,
    AboutRight,
    Inconclusive,
}

/// Whether the person did something about fears that didn't happen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ActedCounts {
    pub(crate) not_happened: u32,
    pub(crate) acted: u32,
    pub(crate) unsure: u32,
    pub(crate) unanswered: u32,
}

/// Which of two ratings was closer to the outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct RatingAccuracy {
    pub(crate) pairs: u32,
    pub(crate) last_closer: u32,
    pub(crate) equally_close: u32,
}

/// The Brier score, and the scores of two other ways of guessing. 0 is best.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct BrierScore {
    pub(crate) score: f64,
    /// The score of always guessing 50%.
    pub(crate) coin_flip: f64,
    /// The score of always guessing the share that came true.
    pub(crate) base_rate: f64,
}

/// How the second ratings on a scale differ from the first, over many sessions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ScaleChanges {
    pub(crate) scale: String,
    pub(crate) sessions: u32,
    pub(crate) comparison: Comparison,
    pub(crate) is_enough_for_chart: bool,
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

    pub(crate) const fn total(self) -> u32 {
        self.yes + self.partly + self.no
    }

    /// Fears that happened or didn't. Partial ones are counted apart and never scored.
    pub(crate) const fn decided(self) -> u32 {
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

    pub(crate) const fn total(self) -> u32 {
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
