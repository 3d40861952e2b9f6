//! The state of a pattern at every moment.

use super::*;
use crate::domain::exercise::PhaseAction::*;
use proptest::prelude::*;
use std::f64::consts::FRAC_PI_2;

pub(in crate::domain::breath) fn build_phases(of: &[(PhaseAction, f32)]) -> Vec<Phase> {
    of.iter()
        .map(|&(action, seconds)| Phase {
            action,
            seconds,
            say: None,
        })
        .collect()
}

pub(in crate::domain::breath) fn any_phases() -> impl Strategy<Value = Vec<Phase>> {
    let action = prop_oneof![
        Just(Inhale),
        Just(TopUp),
        Just(Hold),
        Just(Exhale),
        Just(HoldEmpty),
        Just(Rest)
    ];
    proptest::collection::vec((action, 5_u16..=200), 0..7).prop_map(|of| {
        build_phases(
            &of.iter()
                .map(|&(a, tenths)| (a, f32::from(tenths) / 10.0))
                .collect::<Vec<_>>(),
        )
    })
}

fn build_pattern(of: &[(PhaseAction, f32)]) -> BreathPattern {
    BreathPattern::new(&build_phases(of))
}

fn fullness_at(pattern: &BreathPattern, seconds: f64) -> f64 {
    state_at(pattern, Duration::from_secs_f64(seconds)).fullness
}

#[test]
fn people_count_from_one() {
    let slow = build_pattern(&[(Inhale, 4.0), (Exhale, 6.0)]);
    for (millis, expected) in [
        (0, (Inhale, 1, 4, 1)),
        (999, (Inhale, 1, 4, 1)),
        (3_999, (Inhale, 4, 4, 1)),
        (4_000, (Exhale, 1, 6, 1)),
        (9_999, (Exhale, 6, 6, 1)),
        (10_000, (Inhale, 1, 4, 2)),
    ] {
        let state = state_at(&slow, Duration::from_millis(millis));
        assert_eq!(
            (state.action, state.second, state.phase_seconds, state.cycle),
            expected,
            "{millis} ms"
        );
    }
}

#[test]
fn half_a_second_more_is_one_more_to_count() {
    let half = build_pattern(&[(Inhale, 2.0), (Hold, 3.5), (Exhale, 4.0)]);
    let state = state_at(&half, Duration::from_millis(5_400));
    assert_eq!(
        (state.action, state.second, state.phase_seconds),
        (Hold, 4, 4)
    );
}

#[test]
fn each_part_of_a_breath_moves_the_shape_its_own_way() {
    let sigh = build_pattern(&[
        (Inhale, 3.0),
        (TopUp, 1.0),
        (Hold, 2.0),
        (Exhale, 6.0),
        (Rest, 2.0),
    ]);
    for (seconds, expected) in [
        (0.0, 0.0),
        (1.5, 0.375),
        (3.0, 0.75),
        (4.0, 1.0),
        (5.0, 1.0),
        (9.0, 0.5),
        (12.0, 0.0),
        (13.9, 0.0),
    ] {
        let is = fullness_at(&sigh, seconds);
        assert!((is - expected).abs() < 1e-9, "{is} at {seconds} s");
    }
}

#[test]
fn the_shape_starts_and_stops_gently() {
    let slow = build_pattern(&[(Inhale, 4.0), (Exhale, 6.0)]);
    assert!(fullness_at(&slow, 0.1) < 0.01);
    assert!(fullness_at(&slow, 3.9) > 0.99);
    assert!(fullness_at(&slow, 4.1) > 0.99);
    assert!(fullness_at(&slow, 9.9) < 0.01);
}

#[test]
fn a_breath_that_begins_by_letting_go_begins_full() {
    let out_first = build_pattern(&[(Exhale, 4.0), (Rest, 1.0), (Inhale, 3.0)]);
    assert!((fullness_at(&out_first, 0.0) - 1.0).abs() < 1e-9);
    assert!(fullness_at(&out_first, 4.5) < 1e-9);
    assert!(fullness_at(&out_first, 7.999_999) > 0.999);
}

#[test]
fn a_breath_with_no_way_back_stands_still() {
    for action in [Inhale, TopUp, Hold, Exhale, HoldEmpty, Rest] {
        let one = build_pattern(&[(action, 3.0)]);
        for seconds in [0.0, 1.5, 2.999, 3.0, 1e9] {
            assert!(
                fullness_at(&one, seconds) < 1e-9,
                "{action:?} at {seconds} s"
            );
        }
    }
}

#[test]
fn phases_that_make_no_sense_are_left_out_or_cut_short() {
    let odd = build_pattern(&[
        (Inhale, 0.0),
        (Inhale, -4.0),
        (Hold, f32::NAN),
        (Exhale, f32::INFINITY),
        (Rest, f32::MAX),
    ]);
    assert_eq!(odd.cycle_duration(), MAX_PHASE * 2);
    assert!(build_pattern(&[(Inhale, 0.0)]).has_no_phases());
}

#[test]
fn tenths_of_a_second_are_exact() {
    assert_eq!(
        build_pattern(&[(Inhale, 0.1), (Exhale, 2.7)]).cycle_duration(),
        Duration::from_millis(2_800)
    );
}

#[test]
fn a_quiet_time_has_words_and_nothing_to_count() {
    let break_ = Break {
        say: Some("Nothing to do.".into()),
        ..Break::default()
    };
    let quiet = BreathPattern::from(&break_);
    for elapsed in [Duration::ZERO, Duration::from_secs(59), Duration::MAX] {
        let state = state_at(&quiet, elapsed);
        assert_eq!(
            (state.say, state.second, state.phase_seconds),
            ("Nothing to do.", 0, 0)
        );
    }
}

#[test]
fn a_million_breaths_later_nothing_has_drifted() {
    let uneven = build_pattern(&[(Inhale, 2.9), (TopUp, 0.7), (Hold, 1.3), (Exhale, 5.1)]);
    for offset in [0, 1, 2_899_999_999, 2_900_000_000, 9_999_999_999].map(Duration::from_nanos) {
        let first = state_at(&uneven, offset);
        for k in (1..=1_000_000).step_by(997).chain([1_000_000]) {
            let later = state_at(&uneven, uneven.cycle_duration() * k + offset);
            assert_eq!(
                later,
                BreathState {
                    cycle: u64::from(k) + 1,
                    ..first
                }
            );
        }
    }
    state_at(&uneven, Duration::MAX);
}

#[test]
fn leaving_out_the_holds_leaves_the_rest() {
    let boxed = build_pattern(&[
        (Inhale, 4.0),
        (Hold, 4.0),
        (Exhale, 4.0),
        (HoldEmpty, 4.0),
        (Rest, 1.0),
    ]);
    let without = boxed.without_holds();
    let actions: Vec<_> = without.phases().iter().map(|part| part.action).collect();
    assert_eq!(actions, [Inhale, Exhale, Rest]);
    assert_eq!(without.cycle_duration(), Duration::from_secs(9));
    assert!(boxed.has_holds() && !without.has_holds());
}

proptest! {
    #![proptest_config(crate::properties::config())]

    #[test]
    fn the_shape_never_jumps_and_stays_in_bounds(
        phases in any_phases(),
        millis in 0_u64..1_000_000,
        step in 1_u64..50,
    ) {
        let pattern = BreathPattern::new(&phases);
        let step = Duration::from_millis(step);
        let now = state_at(&pattern, Duration::from_millis(millis));
        let next = state_at(&pattern, Duration::from_millis(millis) + step);
        prop_assert!((0.0..=1.0).contains(&now.fullness));
        prop_assert!((0.0..1.0).contains(&now.progress));
        prop_assert!(now.second <= now.phase_seconds);
        if let Some(shortest) = pattern.phases().iter().map(|part| part.duration).min() {
            let most = FRAC_PI_2 * step.div_duration_f64(shortest);
            prop_assert!((next.fullness - now.fullness).abs() <= most + 1e-9);
        }
    }

    #[test]
    fn parts_meet_without_a_gap(phases in any_phases()) {
        let pattern = BreathPattern::new(&phases);
        let parts = pattern.phases();
        for (part, next) in parts.iter().zip(parts.iter().cycle().skip(1)) {
            prop_assert!((part.end_fullness - next.start_fullness).abs() < 1e-9);
        }
    }

    #[test]
    fn a_breath_in_and_out_goes_all_the_way(phases in any_phases()) {
        let pattern = BreathPattern::new(&phases);
        let courses = pattern.phases().iter().map(TimedPhase::direction);
        let fills = courses.clone().filter(|&course| course == FillDirection::Filling).count();
        let empties = courses.filter(|&course| course == FillDirection::Emptying).count();
        let highest = pattern.phases().iter().fold(0.0, |high: f64, part| high.max(part.end_fullness));
        let lowest = pattern.phases().iter().fold(1.0, |low: f64, part| low.min(part.end_fullness));
        if fills > 0 && empties > 0 {
            prop_assert!((highest - 1.0).abs() < 1e-9 && lowest < 1e-9);
        } else {
            prop_assert!(highest < 1e-9);
        }
    }
}
