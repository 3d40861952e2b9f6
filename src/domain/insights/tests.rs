//! Insights from generated fears, compared with figures computed by hand and by simulation.

mod properties;
mod sentences;

use rand::{Rng, RngExt, SeedableRng, rngs::StdRng};

use super::*;
use crate::domain::insights::sections::calibration;
use crate::domain::insights::stats::z_score;
use crate::domain::outcome::Outcome;

fn fear(gut: u8, outcome: Outcome) -> ReviewedFear {
    ReviewedFear {
        outcome,
        first_rating: Some(gut),
        last_rating: Some(gut / 2),
        acted: None,
        coping_expected: None,
        coping_actual: None,
        hardness_expected: None,
        hardness_actual: None,
    }
}

/// Fears of which every `every`th came true and every seventh partly.
fn year_of_fears(number: usize, every: usize) -> Vec<ReviewedFear> {
    let guts = [80, 70, 60, 90, 50, 40, 70, 80, 60, 30];
    let one = |index: usize| {
        let outcome = match index {
            _ if index % every == every - 1 => Outcome::Yes,
            _ if index % 7 == 3 => Outcome::Partly,
            _ => Outcome::No,
        };
        let is_hard = outcome != Outcome::No;
        ReviewedFear {
            acted: [Some(Acted::Yes), Some(Acted::No), Some(Acted::Unsure), None][index % 4],
            coping_expected: is_hard.then_some(30),
            coping_actual: is_hard.then_some(if index.is_multiple_of(2) { 70 } else { 35 }),
            hardness_expected: is_hard.then_some(90),
            hardness_actual: is_hard.then_some(60),
            ..fear(guts[index % guts.len()], outcome)
        }
    };
    let waiting = [Outcome::Open, Outcome::Open, Outcome::Unknown];
    let waiting = waiting.map(|outcome| fear(90, outcome));
    (0..number).map(one).chain(waiting).collect()
}

fn sentences_of(checked: &[ReviewedFear], pairs: &[RatingPair]) -> String {
    let words = super::sentences(&compute_insights(checked, pairs));
    let details = words.details.iter().map(|line| format!("  {line}"));
    let parts = [words.fears, words.coping, words.changes].concat();
    words
        .care_note
        .into_iter()
        .chain(parts)
        .chain(details)
        .collect::<Vec<_>>()
        .join("\n")
}

fn pair(scale: &str, before: u8, after: u8) -> RatingPair {
    let scale = scale.to_owned();
    RatingPair {
        scale,
        before,
        after,
    }
}

/// Ten fears whose figures were computed by hand.
fn test_vector() -> Vec<ScoredFear> {
    let ratings = [80, 70, 60, 90, 50, 40, 70, 80, 60, 30];
    let outcomes = [0, 0, 0, 1, 0, 0, 0, 0, 1, 0].map(|x| match x {
        0 => Outcome::No,
        _ => Outcome::Yes,
    });
    ratings
        .into_iter()
        .zip(outcomes)
        .filter_map(|(rating, outcome)| ScoredFear::new(rating, outcome))
        .collect()
}

#[test]
fn ten_fears_give_the_figures_worked_out_by_hand() {
    let scored = test_vector();
    assert_eq!(format!("{:.3}", stats::mean_probability(&scored)), "0.630");
    assert_eq!(format!("{:.3}", z_score(&scored)), "-3.033");
    let BrierScore {
        score,
        coin_flip: coin,
        base_rate,
    } = brier_score(&scored);
    assert_eq!(
        format!("{score:.3} {coin:.3} {base_rate:.3}"),
        "0.329 0.250 0.160"
    );
    assert_eq!(count_where(&scored, |one| one.happened), 2);
    let share = |part, of| Share {
        count: part,
        total: of,
    };
    assert_eq!(
        stats::buckets(&scored),
        [share(0, 1), share(1, 4), share(1, 5)]
    );
    assert_eq!(calibration(&scored), Some((Calibration::Overestimates, 10)));
}

#[test]
fn an_interval_is_wide_where_there_are_few() {
    let interval = |successes, of| {
        let (low, high) = wilson_interval(successes, of);
        format!("{:.1}-{:.1}", low * 100.0, high * 100.0)
    };
    assert_eq!(interval(2, 10), "5.7-51.0");
    assert_eq!(interval(0, 5), "0.0-43.4");
    let percents = |successes, of| {
        let (low, high) = wilson_interval(successes, of);
        format!("{:.0}-{:.0}", low * 100.0, high * 100.0)
    };
    for (successes, of, expected) in [(1, 10, "2-40"), (2, 20, "3-30"), (3, 30, "3-26")] {
        assert_eq!(percents(successes, of), expected);
    }
    assert_eq!(wilson_interval(0, 0), (0.0, 1.0));
}

/// How often so many fears seem over-rated, in per cent, if ratings are spread evenly and each comes true
/// as often as `truth` says of its rating.
fn share_overestimated(
    chance: &mut impl Rng,
    number: usize,
    ratings: std::ops::RangeInclusive<u8>,
    truth: fn(f64) -> f64,
) -> f64 {
    const RUNS: u32 = 20_000;
    let over = (0..RUNS).filter(|_| {
        let scored: Vec<_> = (0..number)
            .filter_map(|_| {
                let rating = chance.random_range(ratings.clone());
                let happens = chance.random_bool(truth(f64::from(rating) / 100.0));
                let outcome = if happens { Outcome::Yes } else { Outcome::No };
                ScoredFear::new(rating, outcome)
            })
            .collect();
        z_score(&scored) <= -2.0
    });
    let over = u32::try_from(over.count()).unwrap();
    f64::from(over) * 100.0 / f64::from(RUNS)
}

#[test]
fn a_calibrated_rater_is_seldom_called_too_high_and_a_biased_one_is_noticed() {
    let mut chance = StdRng::seed_from_u64(2026);
    for (number, falsely, at_ten, at_35, below) in [
        (3, 2.0, 51.0, 21.0, 12.0),
        (5, 2.2, 73.0, 27.0, 16.0),
        (10, 2.2, 95.0, 42.0, 28.0),
        (20, 2.0, 99.5, 66.0, 49.0),
        (30, 2.4, 99.9, 81.0, 66.0),
    ] {
        let mut found = |ratings, truth| share_overestimated(&mut chance, number, ratings, truth);
        let all = [
            (found(5..=95, |p| p), falsely, 0.6),
            (found(30..=90, |_| 0.1), at_ten, 2.0),
            (found(30..=90, |_| 0.35), at_35, 2.0),
            (found(30..=90, |p| p - 0.2), below, 2.0),
        ];
        for (found, expected, tolerance) in all {
            assert!(
                (found - expected).abs() < tolerance,
                "{number}: {found:.1} rather than {expected}"
            );
        }
    }
}

#[test]
fn calibration_changes_only_at_checkpoints_and_about_right_needs_thirty() {
    let right = |number: usize| -> Vec<_> {
        let outcome = |index: usize| [Outcome::Yes, Outcome::No][index % 2];
        (0..number)
            .filter_map(|index| ScoredFear::new(50, outcome(index)))
            .collect()
    };
    let calibrate = |number| calibration(&right(number));
    assert_eq!(calibrate(9), None);
    for (number, verdict, step) in [
        (10, Calibration::Inconclusive, 10),
        (29, Calibration::Inconclusive, 20),
        (30, Calibration::AboutRight, 30),
        (49, Calibration::AboutRight, 30),
        (50, Calibration::AboutRight, 50),
        (99, Calibration::AboutRight, 75),
        (5000, Calibration::AboutRight, 100),
    ] {
        assert_eq!(calibrate(number), Some((verdict, step)), "{number}");
    }
    // Nine that didn't come true after the first ten change nothing before the twentieth.
    let mut scored = right(10);
    scored.extend((0..9).filter_map(|_| ScoredFear::new(90, Outcome::No)));
    assert_eq!(calibration(&scored), Some((Calibration::Inconclusive, 10)));
    scored.extend(ScoredFear::new(90, Outcome::No));
    assert_eq!(calibration(&scored), Some((Calibration::Overestimates, 20)));
    let low: Vec<_> = (0..10)
        .filter_map(|_| ScoredFear::new(10, Outcome::Yes))
        .collect();
    assert_eq!(calibration(&low), Some((Calibration::Underestimates, 10)));
}

#[test]
fn what_partly_happened_is_counted_and_never_scored() {
    let mut checked = vec![fear(80, Outcome::Partly); 30];
    let found = compute_insights(&checked, &[]);
    assert_eq!(
        found.outcome_counts,
        Some(OutcomeCounts {
            yes: 0,
            partly: 30,
            no: 0
        })
    );
    assert_eq!(
        (
            found.expectation,
            found.calibration,
            found.brier,
            found.many_happened
        ),
        (None, None, None, false)
    );
    assert_eq!(
        (
            found.share_interval,
            found.acted_counts,
            found.rating_accuracy
        ),
        (None, None, None)
    );
    checked.extend(vec![fear(80, Outcome::No); 10]);
    let expected = compute_insights(&checked, &[]).expectation.unwrap();
    assert_eq!(
        expected.happened,
        Share {
            count: 0,
            total: 10
        }
    );
}

#[test]
fn a_rating_that_was_skipped_is_missing_and_never_guessed() {
    let unrated = ReviewedFear {
        first_rating: None,
        last_rating: None,
        ..fear(0, Outcome::No)
    };
    let found = compute_insights(&[unrated; 40], &[]);
    assert_eq!(
        (found.expectation, found.calibration, found.rating_accuracy),
        (None, None, None)
    );
    let split = found.acted_counts.unwrap();
    assert_eq!(
        (split.not_happened, split.unanswered, split.acted),
        (40, 40, 0)
    );
    let hard = [fear(50, Outcome::Yes); 5];
    assert_eq!(compute_insights(&hard, &[]).coping, None);
    let rated = ReviewedFear {
        coping_actual: Some(50),
        ..hard[0]
    };
    let checked = [rated, hard[0], rated, hard[0], rated];
    let managing = compute_insights(&checked, &[]).coping.unwrap();
    assert_eq!(
        (managing.coped_well, managing.unrated),
        (Share { count: 3, total: 3 }, 2)
    );
    assert_eq!(
        (managing.comparison, managing.compared_hardness),
        (None, None)
    );
}

#[test]
fn a_rating_at_the_edge_falls_into_one_bucket_and_none_is_lost() {
    let scored = |rating: u8| {
        let outcome = if rating.is_multiple_of(2) {
            Outcome::Yes
        } else {
            Outcome::No
        };
        ScoredFear::new(rating, outcome).expect("it did or it didn't")
    };
    for (rating, bucket) in [(0, 0), (33, 0), (34, 1), (66, 1), (67, 2), (100, 2)] {
        let counts = stats::buckets(&[scored(rating)]).map(|share| share.total);
        let mut expected = [0; 3];
        expected[bucket] = 1;
        assert_eq!(counts, expected, "{rating}");
    }
    let all: Vec<_> = (0..=100).map(scored).collect();
    let counts = stats::buckets(&all).map(|share| (share.count, share.total));
    assert_eq!(counts, [(17, 34), (17, 33), (17, 34)]);
}
