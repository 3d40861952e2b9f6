//! The same figures for scripts. What is missing is null, and what may not be shown yet is missing.

use serde_json::{Value, json};

use crate::domain::insights::{
    ActedCounts, BrierScore, Calibration, Comparison, Coping, Expectation, Insights, OutcomeCounts,
    RatingAccuracy, ScaleChanges, Share,
};
use crate::storage::insight_queries::{InsightData, PatternCount, Period};

/// All of it.
pub fn insights_json(period: Period, gathered: &InsightData, figures: &Insights) -> Value {
    let seen = figures.totals;
    let days = gathered.days.iter();
    let days: Vec<_> = days
        .map(|(day, walks)| json!({"day": day.to_string(), "walks": walks}))
        .collect();
    json!({
        "v": 1,
        "from": period.from.map(|day| day.to_string()),
        "until": period.until.map(|day| day.to_string()),
        "walks": gathered.entry_count(),
        "days": days,
        "fears": {
            "all": seen.total,
            "checked": seen.resolved,
            "open": seen.open,
            "unknown": seen.unknown,
            "dropped": seen.dropped,
            "not_asked": gathered.fears_without_follow_up,
        },
        "care": figures.many_happened,
        "counts": figures.outcome_counts.map(counts),
        "interval": figures.share_interval.map(|(low, high)| json!({"low": exact(low), "high": exact(high)})),
        "managing": figures.coping.as_ref().map(managing),
        "expected": figures.expectation.map(expected),
        "verdict": figures.calibration.map(|(verdict, first)| json!({"says": name(verdict), "first": first})),
        "acted": figures.acted_counts.map(acted),
        "looks": figures.rating_accuracy.as_ref().map(reviews_json),
        "buckets": figures.buckets.map(buckets),
        "brier": figures.brier.as_ref().map(brier),
        "first_and_last": figures.first_and_last.map(|[first, last]| json!({
            "first": counts(first),
            "last": counts(last),
        })),
        "changes": figures.scale_changes.iter().map(change).collect::<Vec<_>>(),
        "patterns": named(&gathered.patterns),
        "own_patterns": named(&gathered.custom_patterns),
    })
}

fn counts(OutcomeCounts { yes, partly, no }: OutcomeCounts) -> Value {
    json!({"happened": yes, "partly": partly, "did_not_happen": no})
}

fn share(
    Share {
        count: part,
        total: of,
    }: Share,
) -> Value {
    json!({"part": part, "of": of})
}

fn comparison_json(against: Comparison) -> Value {
    let Comparison {
        lower,
        same,
        higher,
    } = against;
    json!({"lower": lower, "same": same, "higher": higher})
}

fn managing(managing: &Coping) -> Value {
    json!({
        "rated_50_or_more": share(managing.coped_well),
        "unrated": managing.unrated,
        "beside_expected": managing.coping_comparison.map(comparison_json),
        "hardness_beside_expected": managing.hardness_comparison.map(comparison_json),
    })
}

fn expected(expected: Expectation) -> Value {
    json!({"mean": exact(expected.mean), "happened": share(expected.happened)})
}

const fn name(verdict: Calibration) -> &'static str {
    match verdict {
        Calibration::Overestimates => "runs_high",
        Calibration::Underestimates => "runs_low",
        Calibration::AboutRight => "about_right",
        Calibration::Inconclusive => "too_few_to_say",
    }
}

fn acted(split: ActedCounts) -> Value {
    json!({
        "did_not_happen": split.not_happened,
        "acted": split.acted,
        "unsure": split.unsure,
        "unanswered": split.unanswered,
    })
}

fn reviews_json(looks: &RatingAccuracy) -> Value {
    json!({
        "pairs": looks.pairs,
        "second_closer": looks.last_closer,
        "equally_close": looks.equally_close,
    })
}

fn buckets(buckets: [Option<Share>; 3]) -> Value {
    let [low, middle, high] = buckets.map(|bucket| bucket.map(share));
    json!({"0-33": low, "34-66": middle, "67-100": high})
}

fn brier(brier: &BrierScore) -> Value {
    json!({
        "score": exact(brier.score),
        "always_50": exact(brier.coin_flip),
        "always_the_share": exact(brier.base_rate),
    })
}

fn change(changes: &ScaleChanges) -> Value {
    json!({
        "scale": changes.scale,
        "walks": changes.sessions,
        "second": comparison_json(changes.comparison),
    })
}

fn named(patterns: &[PatternCount]) -> Vec<Value> {
    let named = |named: &PatternCount| {
        json!({
            "name": named.name,
            "walks": named.entries,
            "first": named.first.to_string(),
            "last": named.last.to_string(),
        })
    };
    patterns.iter().map(named).collect()
}

/// As many digits as mean something.
fn exact(number: f64) -> f64 {
    (number * 1000.0).round() / 1000.0
}
