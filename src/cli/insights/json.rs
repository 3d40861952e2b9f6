//! The same figures for scripts. What is missing is null, and what may not be shown yet is missing.

use serde_json::{Value, json};

use crate::insight::{
    ActedSplit, Against, Brier, Changes, Counts, Expected, Insights, Looks, Managing, Share,
    Verdict,
};
use crate::journal::insight::{Gathered, Named, Period};

/// All of it.
pub fn told(period: Period, gathered: &Gathered, figures: &Insights) -> Value {
    let seen = figures.seen;
    let days = gathered.days.iter();
    let days: Vec<_> = days
        .map(|(day, walks)| json!({"day": day.to_string(), "walks": walks}))
        .collect();
    json!({
        "v": 1,
        "from": period.from.map(|day| day.to_string()),
        "until": period.until.map(|day| day.to_string()),
        "walks": gathered.walks(),
        "days": days,
        "fears": {
            "all": seen.all,
            "checked": seen.resolved,
            "open": seen.open,
            "unknown": seen.unknown,
            "dropped": seen.dropped,
            "not_asked": gathered.unasked,
        },
        "care": figures.care,
        "counts": figures.counts.map(counts),
        "interval": figures.interval.map(|(low, high)| json!({"low": exact(low), "high": exact(high)})),
        "managing": figures.managing.as_ref().map(managing),
        "expected": figures.expected.map(expected),
        "verdict": figures.verdict.map(|(verdict, first)| json!({"says": name(verdict), "first": first})),
        "acted": figures.acted.map(acted),
        "looks": figures.looks.as_ref().map(looks),
        "buckets": figures.buckets.map(buckets),
        "brier": figures.brier.as_ref().map(brier),
        "first_and_last": figures.then_and_now.map(|[first, last]| json!({
            "first": counts(first),
            "last": counts(last),
        })),
        "changes": figures.changes.iter().map(change).collect::<Vec<_>>(),
        "patterns": named(&gathered.patterns),
        "own_patterns": named(&gathered.own_names),
    })
}

fn counts(Counts { yes, partly, no }: Counts) -> Value {
    json!({"happened": yes, "partly": partly, "did_not_happen": no})
}

fn share(Share { part, of }: Share) -> Value {
    json!({"part": part, "of": of})
}

fn against(against: Against) -> Value {
    let Against {
        lower,
        same,
        higher,
    } = against;
    json!({"lower": lower, "same": same, "higher": higher})
}

fn managing(managing: &Managing) -> Value {
    json!({
        "rated_50_or_more": share(managing.well),
        "unrated": managing.unrated,
        "beside_expected": managing.against_expected.map(against),
        "hardness_beside_expected": managing.hardness.map(against),
    })
}

fn expected(expected: Expected) -> Value {
    json!({"mean": exact(expected.mean), "happened": share(expected.happened)})
}

const fn name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::RunsHigh => "runs_high",
        Verdict::RunsLow => "runs_low",
        Verdict::AboutRight => "about_right",
        Verdict::TooFewToSay => "too_few_to_say",
    }
}

fn acted(split: ActedSplit) -> Value {
    json!({
        "did_not_happen": split.not_happened,
        "acted": split.acted,
        "unsure": split.unsure,
        "unanswered": split.unanswered,
    })
}

fn looks(looks: &Looks) -> Value {
    json!({
        "pairs": looks.pairs,
        "second_closer": looks.second_closer,
        "equally_close": looks.equally_close,
    })
}

fn buckets(buckets: [Option<Share>; 3]) -> Value {
    let [low, middle, high] = buckets.map(|bucket| bucket.map(share));
    json!({"0-33": low, "34-66": middle, "67-100": high})
}

fn brier(brier: &Brier) -> Value {
    json!({
        "score": exact(brier.score),
        "always_50": exact(brier.coin),
        "always_the_share": exact(brier.base_rate),
    })
}

fn change(changes: &Changes) -> Value {
    json!({
        "scale": changes.scale,
        "walks": changes.walks,
        "second": against(changes.against),
    })
}

fn named(patterns: &[Named]) -> Vec<Value> {
    let named = |named: &Named| {
        json!({
            "name": named.name,
            "walks": named.walks,
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
