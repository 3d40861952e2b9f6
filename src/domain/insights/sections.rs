//! The sections of the insights, each from the fears that have the data for it.

use std::collections::BTreeMap;

use super::figures::{
    Acted, ActedCounts, Calibration, Comparison, Coping, RatingAccuracy, ReviewedFear,
    ScaleChanges, Share, count_where,
};
use super::stats::{ScoredFear, z_score};
use crate::domain::outcome::Outcome;
use crate::domain::session::RatingPair;

/// The verdict on the fears up to the last checkpoint, with their number.
pub(crate) fn calibration(scored: &[ScoredFear]) -> Option<(Calibration, u32)> {
    let step = CHECKPOINTS
        .into_iter()
        .rfind(|&step| step <= scored.len())?;
    let first = &scored[..step];
    let z = z_score(first);
    let verdict = if z <= -2.0 {
        Calibration::Overestimates
    } else if z >= 2.0 {
        Calibration::Underestimates
    } else if step >= MIN_FOR_ABOUT_RIGHT && z.abs() < 1.0 {
        Calibration::AboutRight
    } else {
        Calibration::Inconclusive
    };
    Some((verdict, count_where(first, |_| true)))
}

/// The numbers of fears at which a verdict is computed. It stays until the next one: repeating the test after every
/// fear would give false verdicts more and more often.
const CHECKPOINTS: [usize; 6] = [10, 20, 30, 50, 75, 100];

/// Ten fears without a gap don't prove that there is none.
const MIN_FOR_ABOUT_RIGHT: usize = 30;

/// The fears with a first rating that happened or didn't.
pub(crate) fn scored_fears(resolved: &[ReviewedFear]) -> Vec<ScoredFear> {
    let scored = |fear: &ReviewedFear| ScoredFear::new(fear.first_rating?, fear.outcome);
    resolved.iter().filter_map(scored).collect()
}

/// How the person coped with fears that happened.
pub(crate) fn coping(resolved: &[ReviewedFear]) -> Option<Coping> {
    let happened = || resolved.iter().filter(|fear| fear.outcome != Outcome::No);
    let rated: Vec<_> = happened().filter_map(|fear| fear.coping_actual).collect();
    let coped_well = Share {
        count: count_where(&rated, |&managed| managed >= 50),
        total: count_where(&rated, |_| true),
    };
    let coping = happened().filter_map(|fear| fear.coping_expected.zip(fear.coping_actual));
    let hardness = happened().filter_map(|fear| fear.hardness_expected.zip(fear.hardness_actual));
    (coped_well.total >= MIN_FOR_COPING).then(|| Coping {
        coped_well,
        unrated: count_where(resolved, |fear| {
            fear.outcome != Outcome::No && fear.coping_actual.is_none()
        }),
        comparison: Comparison::from_pairs(coping).if_at_least(MIN_FOR_COPING),
        compared_hardness: Comparison::from_pairs(hardness).if_at_least(MIN_FOR_COPING),
    })
}

/// What the person did about fears that didn't happen.
pub(crate) fn acted_counts(resolved: &[ReviewedFear]) -> Option<ActedCounts> {
    let count = |answer| {
        count_where(resolved, |fear| {
            fear.outcome == Outcome::No && fear.acted == answer
        })
    };
    let not_happened = count_where(resolved, |fear| fear.outcome == Outcome::No);
    (not_happened > 0).then(|| ActedCounts {
        not_happened,
        acted: count(Some(Acted::Yes)),
        unsure: count(Some(Acted::Unsure)),
        unanswered: count(None),
    })
}

/// Which of the two ratings was closer to the outcome.
pub(crate) fn rating_accuracy(resolved: &[ReviewedFear]) -> Option<RatingAccuracy> {
    let mut accuracy = RatingAccuracy::default();
    for fear in resolved {
        let actual = match fear.outcome {
            Outcome::Yes => 100,
            Outcome::No => 0,
            _ => continue,
        };
        let (Some(first), Some(last)) = (fear.first_rating, fear.last_rating) else {
            continue;
        };
        let [first, last] = [first, last].map(|rating| rating.abs_diff(actual));
        accuracy.pairs += 1;
        accuracy.last_closer += u32::from(last < first);
        accuracy.equally_close += u32::from(last == first);
    }
    (accuracy.pairs >= MIN_FOR_ACCURACY).then_some(accuracy)
}

/// The changes of ratings over all sessions, by scale.
pub(crate) fn scale_changes(pairs: &[RatingPair]) -> Vec<ScaleChanges> {
    let mut by_scale: BTreeMap<&str, Vec<(u8, u8)>> = BTreeMap::new();
    for pair in pairs {
        let of_scale = by_scale.entry(&pair.scale).or_default();
        of_scale.push((pair.before, pair.after));
    }
    let changes = |(scale, pairs): (&str, Vec<_>)| {
        let comparison = Comparison::from_pairs(pairs.into_iter()).if_at_least(MIN_FOR_CHANGES)?;
        Some(ScaleChanges {
            scale: scale.to_owned(),
            sessions: comparison.total(),
            comparison,
            is_enough_for_chart: comparison.total() >= MIN_FOR_CHART,
        })
    };
    by_scale.into_iter().filter_map(changes).collect()
}

pub(super) const MIN_FOR_COPING: u32 = 3;
const MIN_FOR_ACCURACY: u32 = 10;
pub(super) const MIN_FOR_CHANGES: u32 = 10;
pub(super) const MIN_FOR_CHART: u32 = 20;
