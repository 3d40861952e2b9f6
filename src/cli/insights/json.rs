//! The insights as JSON. A figure that is missing or not reliable enough to show is null.

use serde_json::{Value, json};

use crate::domain::insights::{
    ActedCounts, BreakFigures, BrierScore, Calibration, CheckInDistress, CheckInFigures,
    Comparison, Coping, Expectation, Insights, MeanDistress, OutcomeCounts, RatingAccuracy,
    ScaleChanges, Share, weekday_name,
};
use crate::storage::insight_queries::{InsightData, PatternCount, Period};

pub(crate) fn insights_json(period: Period, data: &InsightData, insights: &Insights) -> Value {
    let fears = insights.totals;
    let days = data.days.iter();
    let days: Vec<_> = days
        .map(|(day, entries)| json!({"day": day.to_string(), "entries": entries}))
        .collect();
    json!({
        "v": 1,
        "from": period.from.map(|day| day.to_string()),
        "until": period.until.map(|day| day.to_string()),
        "entries": data.entry_count(),
        "days": days,
        "fears": {
            "total": fears.total,
            "resolved": fears.resolved,
            "open": fears.open,
            "unknown": fears.unknown,
            "dropped": fears.dropped,
            "not_asked": data.fears_without_follow_up,
        },
        "many_happened": insights.many_happened,
        "outcome_counts": insights.outcome_counts.map(outcome_counts_json),
        "share_interval": insights.share_interval.map(|(low, high)| json!({"low": rounded(low), "high": rounded(high)})),
        "coping": insights.coping.as_ref().map(coping_json),
        "expectation": insights.expectation.map(expectation_json),
        "calibration": insights.calibration.map(|(calibration, first)| json!({
            "result": calibration_name(calibration),
            "first": first,
        })),
        "acted": insights.acted_counts.map(acted_json),
        "rating_accuracy": insights.rating_accuracy.as_ref().map(rating_accuracy_json),
        "buckets": insights.buckets.map(buckets_json),
        "brier": insights.brier.as_ref().map(brier_json),
        "first_and_last": insights.first_and_last.map(|[first, last]| json!({
            "first": outcome_counts_json(first),
            "last": outcome_counts_json(last),
        })),
        "scale_changes": insights.scale_changes.iter().map(scale_change_json).collect::<Vec<_>>(),
        "patterns": patterns_json(&data.patterns),
        "custom_patterns": patterns_json(&data.custom_patterns),
        "breaks": breaks_json(insights.breaks),
        "check_ins": check_ins_json(&insights.check_ins),
    })
}

fn outcome_counts_json(OutcomeCounts { yes, partly, no }: OutcomeCounts) -> Value {
    json!({"happened": yes, "partly": partly, "did_not_happen": no})
}

fn share_json(Share { count, total }: Share) -> Value {
    json!({"count": count, "total": total})
}

fn comparison_json(comparison: Comparison) -> Value {
    let Comparison {
        lower,
        same,
        higher,
    } = comparison;
    json!({"lower": lower, "same": same, "higher": higher})
}

fn coping_json(coping: &Coping) -> Value {
    json!({
        "rated_50_or_more": share_json(coping.coped_well),
        "unrated": coping.unrated,
        "coping_comparison": coping.comparison.map(comparison_json),
        "hardness_comparison": coping.compared_hardness.map(comparison_json),
    })
}

fn expectation_json(expectation: Expectation) -> Value {
    json!({"mean": rounded(expectation.mean), "happened": share_json(expectation.happened)})
}

const fn calibration_name(calibration: Calibration) -> &'static str {
    match calibration {
        Calibration::Overestimates => "overestimates",
        Calibration::Underestimates => "underestimates",
        Calibration::AboutRight => "about_right",
        Calibration::Inconclusive => "inconclusive",
    }
}

fn acted_json(acted: ActedCounts) -> Value {
    json!({
        "did_not_happen": acted.not_happened,
        "acted": acted.acted,
        "unsure": acted.unsure,
        "unanswered": acted.unanswered,
    })
}

fn rating_accuracy_json(accuracy: &RatingAccuracy) -> Value {
    json!({
        "pairs": accuracy.pairs,
        "last_closer": accuracy.last_closer,
        "equally_close": accuracy.equally_close,
    })
}

fn buckets_json(buckets: [Option<Share>; 3]) -> Value {
    let [low, middle, high] = buckets.map(|bucket| bucket.map(share_json));
    json!({"0-33": low, "34-66": middle, "67-100": high})
}

fn brier_json(brier: &BrierScore) -> Value {
    json!({
        "score": rounded(brier.score),
        "coin_flip": rounded(brier.coin_flip),
        "base_rate": rounded(brier.base_rate),
    })
}

fn scale_change_json(change: &ScaleChanges) -> Value {
    json!({
        "scale": change.scale,
        "entries": change.sessions,
        "comparison": comparison_json(change.comparison),
    })
}

fn patterns_json(patterns: &[PatternCount]) -> Vec<Value> {
    let pattern_json = |pattern: &PatternCount| {
        json!({
            "name": pattern.name,
            "entries": pattern.entries,
            "first": pattern.first.to_string(),
            "last": pattern.last.to_string(),
        })
    };
    patterns.iter().map(pattern_json).collect()
}

fn breaks_json(breaks: BreakFigures) -> Value {
    json!({
        "total": breaks.total,
        "seconds": breaks.seconds,
        "distress_comparison": breaks.comparison.map(comparison_json),
    })
}

fn check_ins_json(check_ins: &CheckInFigures) -> Value {
    let feelings = check_ins.feelings.iter();
    let feelings: Vec<_> = feelings
        .map(|feeling| json!({"name": feeling.name, "check_ins": feeling.check_ins}))
        .collect();
    json!({
        "total": check_ins.total,
        "rated": check_ins.rated,
        "distress": check_ins.distress.as_ref().map(distress_json),
        "feelings": feelings,
    })
}

fn distress_json(distress: &CheckInDistress) -> Value {
    json!({
        "mean": distress.mean,
        "weeks": means_json(&distress.weeks, "monday", |monday| monday.to_string()),
        "parts_of_day": means_json(&distress.parts_of_day, "part_of_day", |part| part.as_str().to_owned()),
        "weekdays": means_json(&distress.weekdays, "weekday", |weekday| {
            weekday_name(weekday).to_lowercase()
        }),
    })
}

fn means_json<T: Copy>(
    means: &[MeanDistress<T>],
    key: &str,
    name: impl Fn(T) -> String,
) -> Vec<Value> {
    let mean_json = |one: &MeanDistress<T>| json!({key: name(one.bucket), "check_ins": one.check_ins, "mean": one.mean});
    means.iter().map(mean_json).collect()
}

/// A number rounded to three decimal places.
fn rounded(number: f64) -> f64 {
    (number * 1000.0).round() / 1000.0
}
