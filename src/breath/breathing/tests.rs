//! One break under way, paused, slowed, softened.

use super::super::tests::{any_phases, phases};
use super::*;
use crate::exercise::PhaseAction::{self, *};
use proptest::prelude::*;

type Phases = &'static [(PhaseAction, f32)];

const SLOW_SIX: [(PhaseAction, f32); 2] = [(In, 4.0), (Out, 6.0)];
const BOX: [(PhaseAction, f32); 4] = [(In, 4.0), (Hold, 4.0), (Out, 4.0), (HoldEmpty, 4.0)];

fn pattern(of: &[(PhaseAction, f32)]) -> Pattern {
    Pattern::new(&phases(of))
}

fn seconds(seconds: f64) -> Duration {
    Duration::from_secs_f64(seconds)
}

fn breathe(breathing: &mut Breathing, mut time: Duration) {
    while !time.is_zero() {
        let step = time.min(FRAME);
        breathing.advance(step);
        time = time.saturating_sub(step);
    }
}

#[test]
fn every_break_takes_the_time_it_says() {
    let three: Phases = &[(In, 4.0), (Out, 6.0), (Rest, 2.0)];
    let sigh: Phases = &[(In, 3.0), (TopUp, 1.0), (Out, 6.0)];
    let table: [(Phases, u16, u64); 18] = [
        (three, 3, 36),
        (&SLOW_SIX, 6, 60),
        (&SLOW_SIX, 18, 180),
        (&SLOW_SIX, 30, 300),
        (&[(In, 5.0), (Out, 5.0)], 6, 60),
        (&[(In, 5.0), (Out, 5.0)], 18, 180),
        (&[(In, 5.0), (Out, 5.0)], 30, 300),
        (sigh, 6, 60),
        (sigh, 18, 180),
        (&[(In, 3.0), (Out, 6.0)], 7, 63),
        (&[(In, 3.0), (Out, 6.0)], 14, 126),
        (&[(In, 3.0), (Out, 4.0)], 5, 35),
        (&[(In, 3.0), (Out, 4.0)], 10, 70),
        (&BOX, 4, 64),
        (&BOX, 8, 128),
        (&BOX, 19, 304),
        (&[(In, 4.0), (Hold, 7.0), (Out, 8.0)], 4, 76),
        (&[], 60, 60),
    ];
    for (of, length, total) in table {
        let mut breathing = Breathing::new(pattern(of), length);
        assert_eq!(
            breathing.time_left(),
            Duration::from_secs(total),
            "{of:?} x {length}"
        );
        breathe(&mut breathing, Duration::new(total - 1, 999_999_999));
        assert!(!breathing.is_finished(), "{of:?} x {length}");
        breathe(&mut breathing, seconds(5.0));
        assert!(breathing.is_finished());
        assert_eq!(
            breathing.breathed(),
            Duration::from_secs(total),
            "{of:?} x {length}"
        );
        assert_eq!(breathing.cycles_done(), breathing.cycles());
        assert_eq!(breathing.next_change(false), None);
        assert_eq!(breathing.time_left(), Duration::ZERO);
    }
}

#[test]
fn the_last_moment_is_still_the_last_breath() {
    let mut breathing = Breathing::new(pattern(&SLOW_SIX), 6);
    breathe(&mut breathing, seconds(60.0));
    let last = breathing.beat();
    assert_eq!((last.action, last.count, last.cycle), (Out, 6, 6));
    assert!(last.fullness < 1e-9);
}

#[test]
fn a_pause_resumes_at_the_in_breath_of_the_same_cycle() {
    let mut breathing = Breathing::new(pattern(&SLOW_SIX), 6);
    breathe(&mut breathing, seconds(17.0));
    breathing.pause();
    breathe(&mut breathing, seconds(60.0));
    assert_eq!(
        (breathing.next_change(false), breathing.next_change(true)),
        (None, None)
    );
    breathing.resume();
    let beat = breathing.beat();
    assert_eq!((beat.action, beat.count, beat.cycle), (In, 1, 2));
    assert_eq!(
        (breathing.cycles_done(), breathing.time_left()),
        (1, seconds(50.0))
    );
    assert_eq!(breathing.breathed(), seconds(17.0));
}

#[test]
fn a_quiet_time_goes_on_where_it_was_paused() {
    let mut quiet = Breathing::new(pattern(&[]), 60);
    breathe(&mut quiet, seconds(20.5));
    quiet.pause();
    quiet.resume();
    assert_eq!(quiet.time_left(), seconds(39.5));
    assert_eq!(quiet.next_change(false), Some(seconds(0.5)));
    assert_eq!((quiet.cycles_done(), quiet.cycles()), (0, 0));
}

#[test]
fn a_suspended_terminal_neither_counts_nor_skips() {
    let mut breathing = Breathing::new(pattern(&SLOW_SIX), 6);
    breathe(&mut breathing, seconds(12.0));
    breathing.advance(seconds(3600.0));
    assert_eq!(breathing.breathed(), seconds(12.0));
    let beat = breathing.beat();
    assert_eq!((beat.action, beat.count, beat.cycle), (In, 1, 2));
    breathing.advance(Duration::MAX);
    assert_eq!(breathing.cycles_done(), 1);
}

#[test]
fn the_pace_keeps_within_its_limits_and_never_moves_the_shape() {
    let mut breathing = Breathing::new(pattern(&SLOW_SIX), 6);
    breathe(&mut breathing, seconds(2.3));
    let fullness = breathing.beat().fullness;
    for _ in 0..9 {
        breathing.faster();
        assert!((breathing.beat().fullness - fullness).abs() < 1e-12);
    }
    assert_eq!(breathing.pace(), 130);
    for _ in 0..9 {
        breathing.slower();
        assert!((breathing.beat().fullness - fullness).abs() < 1e-12);
    }
    assert_eq!(breathing.pace(), 80);
}

#[test]
fn a_slower_pace_takes_longer_for_the_same_count() {
    let mut breathing = Breathing::new(pattern(&SLOW_SIX), 4);
    breathing.slower();
    breathing.slower();
    assert_eq!(breathing.time_left(), seconds(50.0));
    breathe(&mut breathing, seconds(5.0));
    let beat = breathing.beat();
    assert_eq!((beat.action, beat.count, beat.of), (Out, 1, 6));
    breathe(&mut breathing, seconds(45.0));
    assert!(breathing.is_finished());
}

#[test]
fn minutes_become_whole_breaths() {
    let mut breathing = Breathing::new(pattern(&BOX), 8);
    for (minutes, breaths) in [(0, 1), (1, 4), (3, 11), (5, 19)] {
        breathing.set_length(minutes);
        assert_eq!(breathing.cycles(), breaths, "{minutes} minutes");
    }
    let mut quiet = Breathing::new(pattern(&[]), 60);
    quiet.set_length(3);
    assert_eq!(quiet.time_left(), seconds(180.0));
}

#[test]
fn no_length_goes_beyond_what_is_wise() {
    let pause = crate::exercise::Break {
        phases: phases(&[(In, 4.0), (Hold, 7.0), (Out, 8.0)]),
        most: Some(4),
        ..Default::default()
    };
    let mut breathing = Breathing::new(Pattern::from(&pause), 30);
    assert_eq!(breathing.cycles(), 4);
    breathing.set_length(10);
    assert_eq!(breathing.cycles(), 4);
}

#[test]
fn holds_can_be_left_out() {
    let mut breathing = Breathing::new(pattern(&BOX), 8);
    breathe(&mut breathing, seconds(22.0));
    breathing.no_holds(None);
    assert!(!breathing.has_holds());
    let beat = breathing.beat();
    assert_eq!((beat.action, beat.count), (In, 1));
    assert_eq!(breathing.cycles_done(), 1);
    assert_eq!(breathing.time_left(), seconds(112.0));
    assert_eq!(breathing.cycles(), 1 + 14);
}

#[test]
fn another_breath_can_take_over_for_the_time_left() {
    let mut breathing = Breathing::new(pattern(&BOX), 8);
    breathe(&mut breathing, seconds(16.0));
    breathing.pause();
    breathing.no_holds(Some(pattern(&SLOW_SIX)));
    assert!(breathing.is_paused());
    assert_eq!(breathing.time_left(), seconds(110.0));
    assert_eq!((breathing.cycles_done(), breathing.cycles()), (1, 12));
    breathing.resume();
    breathe(&mut breathing, seconds(110.0));
    assert!(breathing.is_finished());
    assert_eq!(breathing.breathed(), seconds(126.0));
}

fn four_seven_eight() -> Breathing {
    Breathing::of(&crate::exercise::Break {
        phases: phases(&[(In, 4.0), (Hold, 7.0), (Out, 8.0)]),
        softer: vec![2.0, 3.5, 4.0],
        lengths: [("default".to_owned(), 4)].into(),
        most: Some(4),
        ..Default::default()
    })
}

#[test]
fn a_softer_breath_takes_less_time_for_the_same_count() {
    let mut breathing = four_seven_eight();
    breathing.soften();
    assert!(breathing.is_softer() && !breathing.has_softer());
    assert_eq!(breathing.time_left(), seconds(38.0));
    breathe(&mut breathing, seconds(5.4));
    let beat = breathing.beat();
    assert_eq!((beat.action, beat.count, beat.of), (Hold, 4, 4));
    breathe(&mut breathing, seconds(32.6));
    assert!(breathing.is_finished());
    assert_eq!((breathing.cycles_done(), breathing.cycles()), (4, 4));
    breathing.soften();
    assert!(breathing.is_softer() && breathing.is_finished());
}

#[test]
fn changing_to_the_softer_breath_and_back_keeps_the_breaths_done() {
    let mut breathing = four_seven_eight();
    breathe(&mut breathing, seconds(25.0));
    for (softer, left) in [(true, 28.5), (false, 57.0), (true, 28.5)] {
        breathing.soften();
        let beat = breathing.beat();
        assert_eq!((beat.action, beat.count, beat.cycle), (In, 1, 2));
        assert_eq!((breathing.cycles_done(), breathing.cycles()), (1, 4));
        assert_eq!(breathing.time_left(), seconds(left));
        assert_eq!(breathing.is_softer(), softer);
    }
    breathing.pause();
    breathing.soften();
    assert!(breathing.is_paused());
    breathing.no_holds(None);
    breathing.soften();
    assert!(!breathing.is_softer() && !breathing.has_softer());
    assert!(!breathing.has_holds());
}

#[test]
fn a_break_without_a_softer_one_stays_as_it_is() {
    let mut breathing = Breathing::new(pattern(&SLOW_SIX), 6);
    breathe(&mut breathing, seconds(2.5));
    let before = breathing.clone();
    breathing.soften();
    assert_eq!(breathing, before);
}

#[test]
fn frames_are_wanted_only_while_something_changes() {
    let mut breathing = Breathing::new(pattern(&BOX), 8);
    assert_eq!(breathing.next_change(false), Some(FRAME));
    breathe(&mut breathing, seconds(2.25));
    assert_eq!(breathing.next_change(true), Some(seconds(0.75)));
    breathe(&mut breathing, seconds(2.0));
    assert_eq!(breathing.beat().action, Hold);
    assert_eq!(breathing.next_change(false), Some(seconds(0.75)));
    breathing.slower();
    breathing.slower();
    assert_eq!(breathing.next_change(false), Some(seconds(0.9375)));
}

#[test]
fn one_frame_a_second_shows_every_second_once() {
    let mut breathing = Breathing::new(pattern(&[(In, 2.5), (Out, 3.0)]), 2);
    let mut seen = Vec::new();
    while let Some(next) = breathing.next_change(true) {
        let beat = breathing.beat();
        seen.push((beat.cycle, beat.phase, beat.count));
        breathing.advance(next);
    }
    let breath = [(0, 1), (0, 2), (0, 3), (1, 1), (1, 2), (1, 3)];
    let all: Vec<_> = [1, 2]
        .into_iter()
        .flat_map(|n| breath.map(|(p, c)| (n, p, c)))
        .collect();
    assert_eq!(seen, all);
}

proptest! {
    #[test]
    fn any_break_ends_and_never_moves_in_jumps(
        phases in any_phases(),
        steps in proptest::collection::vec((1_u64..40, 0..5_u8), 1..200),
    ) {
        let mut breathing = Breathing::new(Pattern::new(&phases), 3);
        let shortest =
            breathing.pattern().parts().iter().map(|part| part.lasts).min().unwrap_or_default();
        for (millis, key) in steps {
            match key {
                0 => breathing.faster(),
                1 => breathing.slower(),
                _ => {}
            }
            let before = breathing.beat().fullness;
            breathing.advance(Duration::from_millis(millis));
            let after = breathing.beat().fullness;
            if !shortest.is_zero() {
                let most = 1.5 * 1.3 * Duration::from_millis(millis).div_duration_f64(shortest);
                prop_assert!((after - before).abs() <= most + 1e-6);
            }
        }
        let mut frames = 0;
        while let Some(next) = breathing.next_change(true) {
            prop_assert!(!next.is_zero() && next <= Breathing::LONGEST_GAP);
            breathing.advance(next);
            frames += 1;
            prop_assert!(frames < 1000);
        }
        prop_assert!(breathing.is_finished());
    }

    #[test]
    fn any_pause_resumes_at_an_in_breath(
        mut of in any_phases(),
        place: proptest::sample::Index,
        millis in proptest::collection::vec(1_u64..2000, 1..40),
    ) {
        of.insert(place.index(of.len() + 1), phases(&[(In, 2.0)]).remove(0));
        let mut breathing = Breathing::new(Pattern::new(&of), 100);
        for step in millis {
            breathing.advance(Duration::from_millis(step));
        }
        let (cycle, done) = (breathing.beat().cycle, breathing.cycles_done());
        breathing.pause();
        breathing.resume();
        let beat = breathing.beat();
        prop_assert_eq!((beat.action, beat.count, beat.cycle), (In, 1, cycle));
        prop_assert_eq!(breathing.cycles_done(), done);
    }
}
