//! What a pattern does at every moment of it.

use super::*;
use crate::exercise::PhaseAction::*;
use proptest::prelude::*;

pub(super) fn phases(of: &[(PhaseAction, f32)]) -> Vec<Phase> {
    of.iter()
        .map(|&(action, seconds)| Phase {
            action,
            seconds,
            say: None,
        })
        .collect()
}

pub(super) fn any_phases() -> impl Strategy<Value = Vec<Phase>> {
    let action = prop_oneof![
        Just(In),
        Just(TopUp),
        Just(Hold),
        Just(Out),
        Just(HoldEmpty),
        Just(Rest)
    ];
    proptest::collection::vec((action, 5_u16..=200), 0..7).prop_map(|of| {
        phases(
            &of.iter()
                .map(|&(a, tenths)| (a, f32::from(tenths) / 10.0))
                .collect::<Vec<_>>(),
        )
    })
}

fn pattern(of: &[(PhaseAction, f32)]) -> Pattern {
    Pattern::new(&phases(of))
}

fn fullness(pattern: &Pattern, seconds: f64) -> f64 {
    beat(pattern, Duration::from_secs_f64(seconds)).fullness
}

#[test]
fn people_count_from_one() {
    let slow = pattern(&[(In, 4.0), (Out, 6.0)]);
    for (millis, expected) in [
        (0, (In, 1, 4, 1)),
        (999, (In, 1, 4, 1)),
        (3_999, (In, 4, 4, 1)),
        (4_000, (Out, 1, 6, 1)),
        (9_999, (Out, 6, 6, 1)),
        (10_000, (In, 1, 4, 2)),
    ] {
        let beat = beat(&slow, Duration::from_millis(millis));
        assert_eq!(
            (beat.action, beat.count, beat.of, beat.cycle),
            expected,
            "{millis} ms"
        );
    }
}

#[test]
fn half_a_second_more_is_one_more_to_count() {
    let half = pattern(&[(In, 2.0), (Hold, 3.5), (Out, 4.0)]);
    let beat = beat(&half, Duration::from_millis(5_400));
    assert_eq!((beat.action, beat.count, beat.of), (Hold, 4, 4));
}

#[test]
fn each_part_of_a_breath_moves_the_shape_its_own_way() {
    let sigh = pattern(&[
        (In, 3.0),
        (TopUp, 1.0),
        (Hold, 2.0),
        (Out, 6.0),
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
        let is = fullness(&sigh, seconds);
        assert!((is - expected).abs() < 1e-9, "{is} at {seconds} s");
    }
}

#[test]
fn the_shape_starts_and_stops_gently() {
    let slow = pattern(&[(In, 4.0), (Out, 6.0)]);
    assert!(fullness(&slow, 0.1) < 0.01);
    assert!(fullness(&slow, 3.9) > 0.99);
    assert!(fullness(&slow, 4.1) > 0.99);
    assert!(fullness(&slow, 9.9) < 0.01);
}

#[test]
fn a_breath_that_begins_by_letting_go_begins_full() {
    let out_first = pattern(&[(Out, 4.0), (Rest, 1.0), (In, 3.0)]);
    assert!((fullness(&out_first, 0.0) - 1.0).abs() < 1e-9);
    assert!(fullness(&out_first, 4.5) < 1e-9);
    assert!(fullness(&out_first, 7.999_999) > 0.999);
}

#[test]
fn a_breath_with_no_way_back_stands_still() {
    for action in [In, TopUp, Hold, Out, HoldEmpty, Rest] {
        let one = pattern(&[(action, 3.0)]);
        for seconds in [0.0, 1.5, 2.999, 3.0, 1e9] {
            assert!(fullness(&one, seconds) < 1e-9, "{action:?} at {seconds} s");
        }
    }
}

#[test]
fn phases_that_make_no_sense_are_left_out_or_cut_short() {
    let odd = pattern(&[
        (In, 0.0),
        (In, -4.0),
        (Hold, f32::NAN),
        (Out, f32::INFINITY),
        (Rest, f32::MAX),
    ]);
    assert_eq!(odd.cycle(), LONGEST_PHASE * 2);
    assert!(pattern(&[(In, 0.0)]).is_quiet());
}

#[test]
fn tenths_of_a_second_are_exact() {
    assert_eq!(
        pattern(&[(In, 0.1), (Out, 2.7)]).cycle(),
        Duration::from_millis(2_800)
    );
}

#[test]
fn a_quiet_time_has_words_and_nothing_to_count() {
    let pause = Break {
        say: Some("Nothing to do.".into()),
        ..Break::default()
    };
    let quiet = Pattern::from(&pause);
    for elapsed in [Duration::ZERO, Duration::from_secs(59), Duration::MAX] {
        let beat = beat(&quiet, elapsed);
        assert_eq!((beat.say, beat.count, beat.of), ("Nothing to do.", 0, 0));
    }
}

#[test]
fn a_million_breaths_later_nothing_has_drifted() {
    let uneven = pattern(&[(In, 2.9), (TopUp, 0.7), (Hold, 1.3), (Out, 5.1)]);
    for offset in [0, 1, 2_899_999_999, 2_900_000_000, 9_999_999_999].map(Duration::from_nanos) {
        let first = beat(&uneven, offset);
        for k in (1..=1_000_000).step_by(997).chain([1_000_000]) {
            let later = beat(&uneven, uneven.cycle() * k + offset);
            assert_eq!(
                later,
                Beat {
                    cycle: u64::from(k) + 1,
                    ..first
                }
            );
        }
    }
    beat(&uneven, Duration::MAX);
}

#[test]
fn leaving_out_the_holds_leaves_the_rest() {
    let boxed = pattern(&[
        (In, 4.0),
        (Hold, 4.0),
        (Out, 4.0),
        (HoldEmpty, 4.0),
        (Rest, 1.0),
    ]);
    let without = boxed.without_holds();
    let actions: Vec<_> = without.parts().iter().map(|part| part.action).collect();
    assert_eq!(actions, [In, Out, Rest]);
    assert_eq!(without.cycle(), Duration::from_secs(9));
    assert!(boxed.has_holds() && !without.has_holds());
}

proptest! {
    #[test]
    fn the_shape_never_jumps_and_stays_in_bounds(
        phases in any_phases(),
        millis in 0_u64..1_000_000,
        step in 1_u64..50,
    ) {
        let pattern = Pattern::new(&phases);
        let step = Duration::from_millis(step);
        let now = beat(&pattern, Duration::from_millis(millis));
        let next = beat(&pattern, Duration::from_millis(millis) + step);
        prop_assert!((0.0..=1.0).contains(&now.fullness));
        prop_assert!((0.0..1.0).contains(&now.progress));
        prop_assert!(now.count <= now.of);
        if let Some(shortest) = pattern.parts().iter().map(|part| part.lasts).min() {
            let most = 1.5 * step.div_duration_f64(shortest);
            prop_assert!((next.fullness - now.fullness).abs() <= most + 1e-9);
        }
    }

    #[test]
    fn parts_meet_without_a_gap(phases in any_phases()) {
        let pattern = Pattern::new(&phases);
        let parts = pattern.parts();
        for (part, next) in parts.iter().zip(parts.iter().cycle().skip(1)) {
            prop_assert!((part.to - next.from).abs() < 1e-9);
        }
    }

    #[test]
    fn a_breath_in_and_out_goes_all_the_way(phases in any_phases()) {
        let pattern = Pattern::new(&phases);
        let courses = pattern.parts().iter().map(Part::course);
        let fills = courses.clone().filter(|&course| course == Course::Fills).count();
        let empties = courses.filter(|&course| course == Course::Empties).count();
        let highest = pattern.parts().iter().fold(0.0, |high: f64, part| high.max(part.to));
        let lowest = pattern.parts().iter().fold(1.0, |low: f64, part| low.min(part.to));
        if fills > 0 && empties > 0 {
            prop_assert!((highest - 1.0).abs() < 1e-9 && lowest < 1e-9);
        } else {
            prop_assert!(highest < 1e-9);
        }
    }
}
