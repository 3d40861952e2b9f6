//! Fears of many people who don't exist, with figures worked out by hand and by chance.

mod laws;
mod words;

use rand::{Rng, RngExt, SeedableRng, rngs::StdRng};

use super::*;
use crate::insight::part::verdict;

fn fear(gut: u8, outcome: FearOutcome) -> Checked {
    Checked {
        outcome,
        gut: Some(gut),
        second_look: Some(gut / 2),
        acted: None,
        coping_expected: None,
        managed: None,
        hardness_expected: None,
        hardness: None,
    }
}

/// As many fears, of which every `every`th came true and every seventh partly.
fn year(number: usize, every: usize) -> Vec<Checked> {
    let guts = [80, 70, 60, 90, 50, 40, 70, 80, 60, 30];
    let one = |place: usize| {
        let outcome = match place {
            _ if place % every == every - 1 => FearOutcome::Yes,
            _ if place % 7 == 3 => FearOutcome::Partly,
            _ => FearOutcome::No,
        };
        let is_hard = outcome != FearOutcome::No;
        Checked {
            acted: [Some(Acted::Yes), Some(Acted::No), Some(Acted::Unsure), None][place % 4],
            coping_expected: is_hard.then_some(30),
            managed: is_hard.then_some(if place.is_multiple_of(2) { 70 } else { 35 }),
            hardness_expected: is_hard.then_some(90),
            hardness: is_hard.then_some(60),
            ..fear(guts[place % guts.len()], outcome)
        }
    };
    let waiting = [FearOutcome::Open, FearOutcome::Open, FearOutcome::Unknown];
    let waiting = waiting.map(|outcome| fear(90, outcome));
    (0..number).map(one).chain(waiting).collect()
}

fn said(checked: &[Checked], pairs: &[RatingPair]) -> String {
    let words = super::words(&insights(checked, pairs));
    let details = words.details.iter().map(|line| format!("  {line}"));
    let parts = [words.fears, words.managing, words.changes].concat();
    words
        .care
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

/// Ten fears whose figures were worked out by hand.
fn vector() -> Vec<Scored> {
    let ratings = [80, 70, 60, 90, 50, 40, 70, 80, 60, 30];
    let outcomes = [0, 0, 0, 1, 0, 0, 0, 0, 1, 0].map(|x| match x {
        0 => FearOutcome::No,
        _ => FearOutcome::Yes,
    });
    ratings
        .into_iter()
        .zip(outcomes)
        .filter_map(|(rating, outcome)| Scored::new(rating, outcome))
        .collect()
}

#[test]
fn ten_fears_give_the_figures_worked_out_by_hand() {
    let scored = vector();
    assert_eq!(format!("{:.3}", measure::mean(&scored)), "0.630");
    assert_eq!(format!("{:.3}", z(&scored)), "-3.033");
    let Brier {
        score,
        coin,
        base_rate,
    } = brier(&scored);
    assert_eq!(
        format!("{score:.3} {coin:.3} {base_rate:.3}"),
        "0.329 0.250 0.160"
    );
    assert_eq!(count(&scored, |one| one.happened), 2);
    let share = |part, of| Share { part, of };
    assert_eq!(
        measure::buckets(&scored),
        [share(0, 1), share(1, 4), share(1, 5)]
    );
    assert_eq!(verdict(&scored), Some((Verdict::RunsHigh, 10)));
}

#[test]
fn an_interval_is_wide_where_there_are_few() {
    let told = |successes, of| {
        let (low, high) = wilson(successes, of);
        format!("{:.1}-{:.1}", low * 100.0, high * 100.0)
    };
    assert_eq!(told(2, 10), "5.7-51.0");
    assert_eq!(told(0, 5), "0.0-43.4");
    let whole = |successes, of| {
        let (low, high) = wilson(successes, of);
        format!("{:.0}-{:.0}", low * 100.0, high * 100.0)
    };
    for (successes, of, expected) in [(1, 10, "2-40"), (2, 20, "3-30"), (3, 30, "3-26")] {
        assert_eq!(whole(successes, of), expected);
    }
    assert_eq!(wilson(0, 0), (0.0, 1.0));
}

/// How often so many fears seem over-rated, in per cent, if ratings are spread evenly and each comes true
/// as often as `truth` says of its rating.
fn over_rated(
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
                let outcome = if happens {
                    FearOutcome::Yes
                } else {
                    FearOutcome::No
                };
                Scored::new(rating, outcome)
            })
            .collect();
        z(&scored) <= -2.0
    });
    let over = u32::try_from(over.count()).unwrap();
    f64::from(over) * 100.0 / f64::from(RUNS)
}

#[test]
fn a_gut_that_is_right_is_seldom_called_too_high_and_one_far_off_is_noticed() {
    let mut chance = StdRng::seed_from_u64(2026);
    for (number, falsely, at_ten, at_35, below) in [
        (3, 2.0, 51.0, 21.0, 12.0),
        (5, 2.2, 73.0, 27.0, 16.0),
        (10, 2.2, 95.0, 42.0, 28.0),
        (20, 2.0, 99.5, 66.0, 49.0),
        (30, 2.4, 99.9, 81.0, 66.0),
    ] {
        let mut found = |ratings, truth| over_rated(&mut chance, number, ratings, truth);
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
fn a_verdict_stays_between_its_steps_and_right_is_said_from_thirty_only() {
    let right = |number: usize| -> Vec<_> {
        let outcome = |place: usize| [FearOutcome::Yes, FearOutcome::No][place % 2];
        (0..number)
            .filter_map(|place| Scored::new(50, outcome(place)))
            .collect()
    };
    let said = |number| verdict(&right(number));
    assert_eq!(said(9), None);
    for (number, verdict, step) in [
        (10, Verdict::TooFewToSay, 10),
        (29, Verdict::TooFewToSay, 20),
        (30, Verdict::AboutRight, 30),
        (49, Verdict::AboutRight, 30),
        (50, Verdict::AboutRight, 50),
        (99, Verdict::AboutRight, 75),
        (5000, Verdict::AboutRight, 100),
    ] {
        assert_eq!(said(number), Some((verdict, step)), "{number}");
    }
    // Nine that didn't come true after the first ten change nothing before the twentieth.
    let mut scored = right(10);
    scored.extend((0..9).filter_map(|_| Scored::new(90, FearOutcome::No)));
    assert_eq!(verdict(&scored), Some((Verdict::TooFewToSay, 10)));
    scored.extend(Scored::new(90, FearOutcome::No));
    assert_eq!(verdict(&scored), Some((Verdict::RunsHigh, 20)));
    let low: Vec<_> = (0..10)
        .filter_map(|_| Scored::new(10, FearOutcome::Yes))
        .collect();
    assert_eq!(verdict(&low), Some((Verdict::RunsLow, 10)));
}

#[test]
fn what_partly_happened_is_counted_and_never_scored() {
    let mut checked = vec![fear(80, FearOutcome::Partly); 30];
    let found = insights(&checked, &[]);
    assert_eq!(
        found.counts,
        Some(Counts {
            yes: 0,
            partly: 30,
            no: 0
        })
    );
    assert_eq!(
        (found.expected, found.verdict, found.brier, found.care),
        (None, None, None, false)
    );
    assert_eq!(
        (found.interval, found.acted, found.looks),
        (None, None, None)
    );
    checked.extend(vec![fear(80, FearOutcome::No); 10]);
    let expected = insights(&checked, &[]).expected.unwrap();
    assert_eq!(expected.happened, Share { part: 0, of: 10 });
}

#[test]
fn a_rating_that_was_skipped_is_missing_and_never_guessed() {
    let unrated = Checked {
        gut: None,
        second_look: None,
        ..fear(0, FearOutcome::No)
    };
    let found = insights(&[unrated; 40], &[]);
    assert_eq!(
        (found.expected, found.verdict, found.looks),
        (None, None, None)
    );
    let split = found.acted.unwrap();
    assert_eq!(
        (split.not_happened, split.unanswered, split.acted),
        (40, 40, 0)
    );
    let hard = [fear(50, FearOutcome::Yes); 5];
    assert_eq!(insights(&hard, &[]).managing, None);
    let rated = Checked {
        managed: Some(50),
        ..hard[0]
    };
    let checked = [rated, hard[0], rated, hard[0], rated];
    let managing = insights(&checked, &[]).managing.unwrap();
    assert_eq!(
        (managing.well, managing.unrated),
        (Share { part: 3, of: 3 }, 2)
    );
    assert_eq!((managing.against_expected, managing.hardness), (None, None));
}

#[test]
fn a_rating_at_the_edge_falls_into_one_bucket_and_none_is_lost() {
    let scored = |rating: u8| {
        let outcome = if rating.is_multiple_of(2) {
            FearOutcome::Yes
        } else {
            FearOutcome::No
        };
        Scored::new(rating, outcome).expect("it did or it didn't")
    };
    for (rating, bucket) in [(0, 0), (33, 0), (34, 1), (66, 1), (67, 2), (100, 2)] {
        let counts = measure::buckets(&[scored(rating)]).map(|share| share.of);
        let mut expected = [0; 3];
        expected[bucket] = 1;
        assert_eq!(counts, expected, "{rating}");
    }
    let all: Vec<_> = (0..=100).map(scored).collect();
    let counts = measure::buckets(&all).map(|share| (share.part, share.of));
    assert_eq!(counts, [(17, 34), (17, 33), (17, 34)]);
}
