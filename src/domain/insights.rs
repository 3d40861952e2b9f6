//! What many fears say together once it is known what came of them: how often they came true, how far the
//! gut was off, and how well they were managed. Nothing is said from too few.

mod sections;
mod sentences;
mod stats;
#[cfg(test)]
mod tests;

pub use self::sentences::{Sentences, sentences};
pub use self::stats::{ScoredFear, brier_score, wilson_interval, z_score};
use crate::domain::outcome::Outcome;
use crate::domain::session::{RatingChange, RatingPair};

/// A fear that was written down to be looked back on, and what came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReviewedFear {
    pub outcome: Outcome,
    /// How likely it seemed at first.
    pub first_rating: Option<u8>,
    /// How likely it seemed at the end of the walk.
    pub last_rating: Option<u8>,
    /// Whether something was done that made it less likely.
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

/// All that may be shown from so many, and nothing else.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Insights {
    pub totals: Totals,
    /// Many of these happened, which asks for care before any number.
    pub many_happened: bool,
    pub outcome_counts: Option<OutcomeCounts>,
    /// Between which shares, 0 to 1, fears come true, going by those that did or didn't.
    pub share_interval: Option<(f64, f64)>,
    pub coping: Option<Coping>,
    pub expectation: Option<Expectation>,
    pub calibration: Option<(Calibration, u32)>,
    pub acted_counts: Option<ActedCounts>,
    pub rating_accuracy: Option<RatingAccuracy>,
    pub buckets: Option<[Option<Share>; 3]>,
    /// Belongs in the details, never in a headline.
    pub brier: Option<BrierScore>,
    /// The first fifteen and the last fifteen.
    pub first_and_last: Option<[OutcomeCounts; 2]>,
    pub scale_changes: Vec<ScaleChanges>,
}

/// How many fears were written down, and what isn't known of them.
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

/// `of` that many, so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    pub count: u32,
    pub total: u32,
}

/// How fears that happened, or partly did, were managed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coping {
    /// Managing was rated 50 or more, of those where it was rated.
    pub coped_well: Share,
    /// Those that happened and where it wasn't rated.
    pub unrated: u32,
    /// Managing beside what was expected, where both are known.
    pub coping_comparison: Option<Comparison>,
    /// How hard it was beside what was expected, where both are known.
    pub hardness_comparison: Option<Comparison>,
}

/// How often the second of two ratings was lower, about the same, higher.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    pub lower: u32,
    pub same: u32,
    pub higher: u32,
}

/// What the gut expected beside what happened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expectation {
    /// 0 to 1.
    pub mean: f64,
    pub happened: Share,
}

/// What the first 10, 20, 30, 50, 75 or 100 say about the gut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Calibration {
    Overestimates,
    Underestimates,
    AboutRight,
    Inconclusive,
}

/// Of fears that didn't happen: whether the person did something about them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ActedCounts {
    pub not_happened: u32,
    pub acted: u32,
    pub unsure: u32,
    pub unanswered: u32,
}

/// Which of the two ratings was closer to what happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RatingAccuracy {
    pub pairs: u32,
    pub last_closer: u32,
    pub equally_close: u32,
}

/// The Brier score beside what two other ways of guessing would have scored. 0 is best.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BrierScore {
    pub score: f64,
    /// Always saying 50%.
    pub coin_flip: f64,
    /// Always saying the share that came true.
    pub base_rate: f64,
}

/// How the second rating of a scale differed from the first, over many walks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScaleChanges {
    pub scale: String,
    pub sessions: u32,
    pub comparison: Comparison,
    /// Whether there are enough to draw a line through.
    pub is_enough_for_chart: bool,
}

// From how many each may be shown. Below them the figures swing so far that they would mislead; a
// simulation among the tests shows how far.
const MIN_FOR_COUNTS: u32 = 5;
const MIN_FOR_CALIBRATION: u32 = 10;
const MIN_FOR_DETAILS: u32 = 20;
const MIN_FOR_FIRST_AND_LAST: u32 = 30;
const MIN_PER_BUCKET: u32 = 5;

/// How many are compared at either end.
const COMPARED_AT_EACH_END: usize = 15;

/// What may be shown of these fears, in the order they were resolved, and of these pairs of ratings.
pub fn compute_insights(fears: &[ReviewedFear], pairs: &[RatingPair]) -> Insights {
    let seen = Totals::from_fears(fears);
    let resolved: Vec<_> = fears
        .iter()
        .copied()
        .filter(|fear| fear.outcome.is_resolved())
        .collect();
    let counts = OutcomeCounts::from_resolved(&resolved);
    let care = seen.resolved >= MIN_FOR_CALIBRATION && counts.yes > 0 && counts.yes >= counts.no;
    let mut insights = Insights {
        totals: seen,
        many_happened: care,
        scale_changes: sections::scale_changes(pairs),
        ..Insights::default()
    };
    if seen.resolved >= MIN_FOR_COUNTS {
        insights.outcome_counts = Some(counts);
        let settled = counts.decided();
        insights.share_interval =
            (settled >= MIN_FOR_COUNTS).then(|| wilson_interval(counts.yes, settled));
        insights.coping = sections::coping(&resolved);
    }
    if seen.resolved >= MIN_FOR_CALIBRATION {
        insights.acted_counts = sections::acted_counts(&resolved);
        insights.rating_accuracy = sections::rating_accuracy(&resolved);
        insights.add_calibration(&sections::scored_fears(&resolved));
    }
    if seen.resolved >= MIN_FOR_FIRST_AND_LAST {
        let last = &resolved[resolved.len() - COMPARED_AT_EACH_END..];
        insights.first_and_last =
            Some([&resolved[..COMPARED_AT_EACH_END], last].map(OutcomeCounts::from_resolved));
    }
    insights
}

impl Totals {
    fn from_fears(fears: &[ReviewedFear]) -> Self {
        let number = |is_so: fn(Outcome) -> bool| count_where(fears, |fear| is_so(fear.outcome));
        Self {
            total: count_where(fears, |_| true),
            resolved: number(Outcome::is_resolved),
            open: number(|outcome| outcome == Outcome::Open),
            unknown: number(|outcome| outcome == Outcome::Unknown),
            dropped: number(|outcome| outcome == Outcome::Dropped),
        }
    }
}

impl OutcomeCounts {
    fn from_resolved(resolved: &[ReviewedFear]) -> Self {
        let number = |outcome| count_where(resolved, |fear| fear.outcome == outcome);
        Self {
            yes: number(Outcome::Yes),
            partly: number(Outcome::Partly),
            no: number(Outcome::No),
        }
    }

    pub const fn total(self) -> u32 {
        self.yes + self.partly + self.no
    }

    /// Those that happened or didn't: what partly did is counted by itself, and scored never.
    pub const fn decided(self) -> u32 {
        self.yes + self.no
    }
}

impl Comparison {
    /// Counts pairs of a first rating and a second.
    fn from_pairs(pairs: impl Iterator<Item = (u8, u8)>) -> Self {
        let mut against = Self::default();
        for (before, after) in pairs {
            let scale = String::new();
            match (RatingPair {
                scale,
                before,
                after,
            })
            .change()
            {
                RatingChange::Lower(_) => against.lower += 1,
                RatingChange::Same => against.same += 1,
                RatingChange::Higher(_) => against.higher += 1,
            }
        }
        against
    }

    pub const fn total(self) -> u32 {
        self.lower + self.same + self.higher
    }

    fn if_at_least(self, min: u32) -> Option<Self> {
        (self.total() >= min).then_some(self)
    }
}

impl Insights {
    /// What the gut said beside what happened. Somebody whose fears often come true isn't given a score.
    fn add_calibration(&mut self, scored: &[ScoredFear]) {
        let all = count_where(scored, |_| true);
        if all < MIN_FOR_CALIBRATION {
            return;
        }
        let happened = count_where(scored, |one| one.happened);
        self.expectation = Some(Expectation {
            mean: stats::mean_probability(scored),
            happened: Share {
                count: happened,
                total: all,
            },
        });
        if !self.many_happened {
            self.calibration = sections::calibration(scored);
        }
        if all >= MIN_FOR_DETAILS {
            self.buckets = Some(
                stats::buckets(scored)
                    .map(|share| (share.total >= MIN_PER_BUCKET).then_some(share)),
            );
            self.brier = (!self.many_happened).then(|| brier_score(scored));
        }
    }
}

fn count_where<T>(list: &[T], is_so: impl Fn(&T) -> bool) -> u32 {
    let number = list.iter().filter(|one| is_so(one)).count();
    u32::try_from(number).unwrap_or(u32::MAX)
}
