//! Statistics about resolved fears: how often they came true, how accurate the first ratings were, and how well the
//! person coped; and about breaks and check-ins. No figure is computed from too few.

mod breaks;
mod check_ins;
mod figures;
mod moment_sentences;
mod outcome_words;
mod picture_words;
mod report_words;
mod sections;
mod sentences;
mod stats;
#[cfg(test)]
mod tests;
mod weeks;
mod year_calendar;

use jiff::civil::Date;

pub(crate) use self::breaks::{BreakFigures, TakenBreak};
pub(crate) use self::check_ins::{CheckIn, CheckInDistress, CheckInFigures, MeanDistress};
use self::figures::count_where;
pub(crate) use self::figures::{
    Acted, ActedCounts, BrierScore, Calibration, Comparison, Coping, Expectation, Insights,
    OutcomeCounts, RatingAccuracy, ReviewedFear, ScaleChanges, Share, Totals,
};
pub(crate) use self::moment_sentences::{
    BREAKS_NOTE, CHECK_INS_NOTE, break_totals, check_in_mean, weekday_name,
};
pub(crate) use self::outcome_words::{OUTCOME_ORDER, outcome_count_label, unscheduled_text};
pub(crate) use self::picture_words::{headline, later_notes, picture_caveat};
pub(crate) use self::report_words::{ReportSentences, report_sentences, scale_label};
pub(crate) use self::sentences::{Sentences, sentences};
pub(crate) use self::stats::{ScoredFear, brier_score, wilson_interval};
pub(crate) use self::weeks::{MeanPair, WEEKS, WeeklyRatings, weekly_ratings};
pub(crate) use self::year_calendar::{MonthSummary, YearCalendar};
use crate::domain::session::RatingPair;

// The minimum number of fears, breaks or check-ins for each figure. Below it the figures vary so much that they would mislead, as a
// simulation in the tests shows.
const MIN_FOR_COUNTS: u32 = 5;
const MIN_FOR_CALIBRATION: u32 = 10;
const MIN_FOR_DETAILS: u32 = 20;
const MIN_FOR_FIRST_AND_LAST: u32 = 30;
const MIN_PER_BUCKET: u32 = 5;

/// The number of fears compared at each end.
const COMPARED_AT_EACH_END: usize = 15;

/// Computes the figures from fears, in the order in which they were resolved, and pairs of ratings.
pub fn compute_insights(fears: &[ReviewedFear], pairs: &[RatingPair]) -> Insights {
    let totals = Totals::from_fears(fears);
    let resolved: Vec<_> = fears
        .iter()
        .copied()
        .filter(|fear| fear.outcome.is_resolved())
        .collect();
    let counts = OutcomeCounts::from_resolved(&resolved);
    let many_happened =
        totals.resolved >= MIN_FOR_CALIBRATION && counts.yes > 0 && counts.yes >= counts.no;
    let mut insights = Insights {
        totals,
        many_happened,
        scale_changes: sections::scale_changes(pairs),
        ..Insights::default()
    };
    if totals.resolved >= MIN_FOR_COUNTS {
        insights.outcome_counts = Some(counts);
        let decided = counts.decided();
        insights.share_interval =
            (decided >= MIN_FOR_COUNTS).then(|| wilson_interval(counts.yes, decided));
        insights.coping = sections::coping(&resolved);
    }
    if totals.resolved >= MIN_FOR_CALIBRATION {
        insights.acted_counts = sections::acted_counts(&resolved);
        insights.rating_accuracy = sections::rating_accuracy(&resolved);
        insights.add_calibration(&sections::scored_fears(&resolved));
    }
    if totals.resolved >= MIN_FOR_FIRST_AND_LAST {
        let last = &resolved[resolved.len() - COMPARED_AT_EACH_END..];
        insights.first_and_last =
            Some([&resolved[..COMPARED_AT_EACH_END], last].map(OutcomeCounts::from_resolved));
    }
    insights
}

impl Insights {
    /// With the figures of check-ins; the last week is that of `last`.
    pub(crate) fn with_check_ins(self, check_ins: &[CheckIn], last: Date) -> Self {
        Self {
            check_ins: CheckInFigures::new(check_ins, last),
            ..self
        }
    }

    /// With the figures of breaks.
    pub(crate) fn with_breaks(self, breaks: &[TakenBreak]) -> Self {
        Self {
            breaks: BreakFigures::new(breaks),
            ..self
        }
    }

    /// Compares the first ratings with the outcomes. There is no verdict or score if many fears came true.
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
