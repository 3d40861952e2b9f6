//! One break under way, paused, slowed, softened.

use super::super::tests::{any_phases, build_phases};
use super::*;
use crate::domain::exercise::PhaseAction::{self, *};
use proptest::prelude::*;

type Phases = &'static [(PhaseAction, f32)];

const SLOW_SIX: [(PhaseAction, f32); 2] = [(In, 4.0), (Out, 6.0)];
const BOX: [(PhaseAction, f32); 4] = [(In, 4.0), (Hold, 4.0), (Out, 4.0), (HoldEmpty, 4.0)];

fn build_pattern(of: &[(PhaseAction, f32)]) -> BreathPattern {
    BreathPattern::new(&build_phases(of))
}

fn seconds(seconds: f64) -> Duration {
    Duration::from_secs_f64(seconds)
}

fn play(breathing: &mut BreathPlayer, mut time: Duration) {
    while !time.is_zero() {
        let step = time.min(FRAME_INTERVAL);
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
        let mut breathing = BreathPlayer::new(build_pattern(of), length);
        assert_eq!(
            breathing.time_left(),
            Duration::from_secs(total),
            "{of:?} x {length}"
        );
        play(&mut breathing, Duration::new(total - 1, 999_999_999));
        assert!(!breathing.is_finished(), "{of:?} x {length}");
        play(&mut breathing, seconds(5.0));
        assert!(breathing.is_finished());
        assert_eq!(
            breathing.active_time(),
            Duration::from_secs(total),
            "{of:?} x {length}"
        );
        assert_eq!(breathing.completed_cycles(), breathing.total_cycles());
        assert_eq!(breathing.next_frame_in(false), None);
        assert_eq!(breathing.time_left(), Duration::ZERO);
    }
}

#[test]
fn the_last_moment_is_still_the_last_breath() {
    let mut breathing = BreathPlayer::new(build_pattern(&SLOW_SIX), 6);
    play(&mut breathing, seconds(60.0));
    let last = breathing.state();
    assert_eq!((last.action, last.second, last.cycle), (Out, 6, 6));
    assert!(last.fullness < 1e-9);
}

#[test]
fn a_pause_resumes_at_the_in_breath_of_the_same_cycle() {
    let mut breathing = BreathPlayer::new(build_pattern(&SLOW_SIX), 6);
    play(&mut breathing, seconds(17.0));
    breathing.pause();
    play(&mut breathing, seconds(60.0));
    assert_eq!(
        (
            breathing.next_frame_in(false),
            breathing.next_frame_in(true)
        ),
        (None, None)
    );
    breathing.resume();
    let beat = breathing.state();
    assert_eq!((beat.action, beat.second, beat.cycle), (In, 1, 2));
    assert_eq!(
        (breathing.completed_cycles(), breathing.time_left()),
        (1, seconds(50.0))
    );
    assert_eq!(breathing.active_time(), seconds(17.0));
}

#[test]
fn a_quiet_time_goes_on_where_it_was_paused() {
    let mut quiet = BreathPlayer::new(build_pattern(&[]), 60);
    play(&mut quiet, seconds(20.5));
    quiet.pause();
    quiet.resume();
    assert_eq!(quiet.time_left(), seconds(39.5));
    assert_eq!(quiet.next_frame_in(false), Some(seconds(0.5)));
    assert_eq!((quiet.completed_cycles(), quiet.total_cycles()), (0, 0));
}

#[test]
fn a_suspended_terminal_neither_counts_nor_skips() {
    let mut breathing = BreathPlayer::new(build_pattern(&SLOW_SIX), 6);
    play(&mut breathing, seconds(12.0));
    breathing.advance(seconds(3600.0));
    assert_eq!(breathing.active_time(), seconds(12.0));
    let beat = breathing.state();
    assert_eq!((beat.action, beat.second, beat.cycle), (In, 1, 2));
    breathing.advance(Duration::MAX);
    assert_eq!(breathing.completed_cycles(), 1);
}

#[test]
fn the_pace_keeps_within_its_limits_and_never_moves_the_shape() {
    let mut breathing = BreathPlayer::new(build_pattern(&SLOW_SIX), 6);
    play(&mut breathing, seconds(2.3));
    let fullness = breathing.state().fullness;
    for _ in 0..9 {
        breathing.faster();
        assert!((breathing.state().fullness - fullness).abs() < 1e-12);
    }
    assert_eq!(breathing.pace(), 130);
    for _ in 0..9 {
        breathing.slower();
        assert!((breathing.state().fullness - fullness).abs() < 1e-12);
    }
    assert_eq!(breathing.pace(), 80);
}

#[test]
fn a_slower_pace_takes_longer_for_the_same_count() {
    let mut breathing = BreathPlayer::new(build_pattern(&SLOW_SIX), 4);
    breathing.slower();
    breathing.slower();
    assert_eq!(breathing.time_left(), seconds(50.0));
    play(&mut breathing, seconds(5.0));
    let beat = breathing.state();
    assert_eq!((beat.action, beat.second, beat.phase_seconds), (Out, 1, 6));
    play(&mut breathing, seconds(45.0));
    assert!(breathing.is_finished());
}

#[test]
fn minutes_become_whole_breaths() {
    let mut breathing = BreathPlayer::new(build_pattern(&BOX), 8);
    for (minutes, breaths) in [(0, 1), (1, 4), (3, 11), (5, 19)] {
        breathing.set_minutes(minutes);
        assert_eq!(breathing.total_cycles(), breaths, "{minutes} minutes");
    }
    let mut quiet = BreathPlayer::new(build_pattern(&[]), 60);
    quiet.set_minutes(3);
    assert_eq!(quiet.time_left(), seconds(180.0));
}

#[test]
fn no_length_goes_beyond_what_is_wise() {
    let pause = crate::domain::exercise::Break {
        phases: build_phases(&[(In, 4.0), (Hold, 7.0), (Out, 8.0)]),
        most: Some(4),
        ..Default::default()
    };
    let mut breathing = BreathPlayer::new(BreathPattern::from(&pause), 30);
    assert_eq!(breathing.total_cycles(), 4);
    breathing.set_minutes(10);
    assert_eq!(breathing.total_cycles(), 4);
}

#[test]
fn holds_can_be_left_out() {
    let mut breathing = BreathPlayer::new(build_pattern(&BOX), 8);
    play(&mut breathing, seconds(22.0));
    breathing.skip_holds(None);
    assert!(!breathing.has_holds());
    let beat = breathing.state();
    assert_eq!((beat.action, beat.second), (In, 1));
    assert_eq!(breathing.completed_cycles(), 1);
    assert_eq!(breathing.time_left(), seconds(112.0));
    assert_eq!(breathing.total_cycles(), 1 + 14);
}

#[test]
fn another_breath_can_take_over_for_the_time_left() {
    let mut breathing = BreathPlayer::new(build_pattern(&BOX), 8);
    play(&mut breathing, seconds(16.0));
    breathing.pause();
    breathing.skip_holds(Some(build_pattern(&SLOW_SIX)));
    assert!(breathing.is_paused());
    assert_eq!(breathing.time_left(), seconds(110.0));
    assert_eq!(
        (breathing.completed_cycles(), breathing.total_cycles()),
        (1, 12)
    );
    breathing.resume();
    play(&mut breathing, seconds(110.0));
    assert!(breathing.is_finished());
    assert_eq!(breathing.active_time(), seconds(126.0));
}

fn four_seven_eight() -> BreathPlayer {
    BreathPlayer::from_break(&crate::domain::exercise::Break {
        phases: build_phases(&[(In, 4.0), (Hold, 7.0), (Out, 8.0)]),
        softer: vec![2.0, 3.5, 4.0],
        lengths: [("default".to_owned(), 4)].into(),
        most: Some(4),
        ..Default::default()
    })
}

#[test]
fn a_softer_breath_takes_less_time_for_the_same_count() {
    let mut breathing = four_seven_eight();
    breathing.toggle_softer();
    assert!(breathing.is_softer() && !breathing.has_softer());
    assert_eq!(breathing.time_left(), seconds(38.0));
    play(&mut breathing, seconds(5.4));
    let beat = breathing.state();
    assert_eq!((beat.action, beat.second, beat.phase_seconds), (Hold, 4, 4));
    play(&mut breathing, seconds(32.6));
    assert!(breathing.is_finished());
    assert_eq!(
        (breathing.completed_cycles(), breathing.total_cycles()),
        (4, 4)
    );
    breathing.toggle_softer();
    assert!(breathing.is_softer() && breathing.is_finished());
}

#[test]
fn changing_to_the_softer_breath_and_back_keeps_the_breaths_done() {
    let mut breathing = four_seven_eight();
    play(&mut breathing, seconds(25.0));
    for (softer, left) in [(true, 28.5), (false, 57.0), (true, 28.5)] {
        breathing.toggle_softer();
        let beat = breathing.state();
        assert_eq!((beat.action, beat.second, beat.cycle), (In, 1, 2));
        assert_eq!(
            (breathing.completed_cycles(), breathing.total_cycles()),
            (1, 4)
        );
        assert_eq!(breathing.time_left(), seconds(left));
        assert_eq!(breathing.is_softer(), softer);
    }
    breathing.pause();
    breathing.toggle_softer();
    assert!(breathing.is_paused());
    breathing.skip_holds(None);
    breathing.toggle_softer();
    assert!(!breathing.is_softer() && !breathing.has_softer());
    assert!(!breathing.has_holds());
}

#[test]
fn a_break_without_a_softer_one_stays_as_it_is() {
    let mut breathing = BreathPlayer::new(build_pattern(&SLOW_SIX), 6);
    play(&mut breathing, seconds(2.5));
    let before = breathing.clone();
    breathing.toggle_softer();
    assert_eq!(breathing, before);
}

#[test]
fn frames_are_wanted_only_while_something_changes() {
    let mut breathing = BreathPlayer::new(build_pattern(&BOX), 8);
    assert_eq!(breathing.next_frame_in(false), Some(FRAME_INTERVAL));
    play(&mut breathing, seconds(2.25));
    assert_eq!(breathing.next_frame_in(true), Some(seconds(0.75)));
    play(&mut breathing, seconds(2.0));
    assert_eq!(breathing.state().action, Hold);
    assert_eq!(breathing.next_frame_in(false), Some(seconds(0.75)));
    breathing.slower();
    breathing.slower();
    assert_eq!(breathing.next_frame_in(false), Some(seconds(0.9375)));
}

#[test]
fn one_frame_a_second_shows_every_second_once() {
    let mut breathing = BreathPlayer::new(build_pattern(&[(In, 2.5), (Out, 3.0)]), 2);
    let mut seen = Vec::new();
    while let Some(next) = breathing.next_frame_in(true) {
        let beat = breathing.state();
        seen.push((beat.cycle, beat.phase_index, beat.second));
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
        let mut breathing = BreathPlayer::new(BreathPattern::new(&phases), 3);
        let shortest =
            breathing.pattern().phases().iter().map(|part| part.duration).min().unwrap_or_default();
        for (millis, key) in steps {
            match key {
                0 => breathing.faster(),
                1 => breathing.slower(),
                _ => {}
            }
            let before = breathing.state().fullness;
            breathing.advance(Duration::from_millis(millis));
            let after = breathing.state().fullness;
            if !shortest.is_zero() {
                let most = 1.5 * 1.3 * Duration::from_millis(millis).div_duration_f64(shortest);
                prop_assert!((after - before).abs() <= most + 1e-6);
            }
        }
        let mut frames = 0;
        while let Some(next) = breathing.next_frame_in(true) {
            prop_assert!(!next.is_zero() && next <= BreathPlayer::MAX_GAP);
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
        of.insert(place.index(of.len() + 1), build_phases(&[(In, 2.0)]).remove(0));
        let mut breathing = BreathPlayer::new(BreathPattern::new(&of), 100);
        for step in millis {
            breathing.advance(Duration::from_millis(step));
        }
        let (cycle, done) = (breathing.state().cycle, breathing.completed_cycles());
        breathing.pause();
        breathing.resume();
        let beat = breathing.state();
        prop_assert_eq!((beat.action, beat.second, beat.cycle), (In, 1, cycle));
        prop_assert_eq!(breathing.completed_cycles(), done);
    }
}
