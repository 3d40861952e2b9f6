//! A break is played, paused, slowed and softened.

use super::super::pattern::tests::{any_phases, build_phases};
use super::*;
use crate::domain::exercise::PhaseAction::{self, *};
use proptest::prelude::*;
use std::f64::consts::FRAC_PI_2;

type Phases = &'static [(PhaseAction, f32)];

const SLOW_SIX: [(PhaseAction, f32); 2] = [(Inhale, 4.0), (Exhale, 6.0)];
const BOX: [(PhaseAction, f32); 4] = [(Inhale, 4.0), (Hold, 4.0), (Exhale, 4.0), (HoldEmpty, 4.0)];

fn build_pattern(of: &[(PhaseAction, f32)]) -> BreathPattern {
    BreathPattern::new(&build_phases(of))
}

fn seconds(seconds: f64) -> Duration {
    Duration::from_secs_f64(seconds)
}

fn play(player: &mut BreathPlayer, mut time: Duration) {
    while !time.is_zero() {
        let step = time.min(FRAME_INTERVAL);
        player.advance(step);
        time = time.saturating_sub(step);
    }
}

#[test]
fn every_break_takes_the_time_it_says() {
    let three: Phases = &[(Inhale, 4.0), (Exhale, 6.0), (Rest, 2.0)];
    let sigh: Phases = &[(Inhale, 3.0), (TopUp, 1.0), (Exhale, 6.0)];
    let table: [(Phases, u16, u64); 18] = [
        (three, 3, 36),
        (&SLOW_SIX, 6, 60),
        (&SLOW_SIX, 18, 180),
        (&SLOW_SIX, 30, 300),
        (&[(Inhale, 5.0), (Exhale, 5.0)], 6, 60),
        (&[(Inhale, 5.0), (Exhale, 5.0)], 18, 180),
        (&[(Inhale, 5.0), (Exhale, 5.0)], 30, 300),
        (sigh, 6, 60),
        (sigh, 18, 180),
        (&[(Inhale, 3.0), (Exhale, 6.0)], 7, 63),
        (&[(Inhale, 3.0), (Exhale, 6.0)], 14, 126),
        (&[(Inhale, 3.0), (Exhale, 4.0)], 5, 35),
        (&[(Inhale, 3.0), (Exhale, 4.0)], 10, 70),
        (&BOX, 4, 64),
        (&BOX, 8, 128),
        (&BOX, 19, 304),
        (&[(Inhale, 4.0), (Hold, 7.0), (Exhale, 8.0)], 4, 76),
        (&[], 60, 60),
    ];
    for (of, length, total) in table {
        let mut player = BreathPlayer::new(build_pattern(of), length);
        assert_eq!(
            player.time_left(),
            Duration::from_secs(total),
            "{of:?} x {length}"
        );
        play(&mut player, Duration::new(total - 1, 999_999_999));
        assert!(!player.is_finished(), "{of:?} x {length}");
        play(&mut player, seconds(5.0));
        assert!(player.is_finished());
        assert_eq!(
            player.active_time(),
            Duration::from_secs(total),
            "{of:?} x {length}"
        );
        assert_eq!(player.completed_cycles(), player.total_cycles());
        assert_eq!(player.next_frame_in(BreathMotion::Size), None);
        assert_eq!(player.time_left(), Duration::ZERO);
    }
}

#[test]
fn the_last_moment_is_still_the_last_breath() {
    let mut player = BreathPlayer::new(build_pattern(&SLOW_SIX), 6);
    play(&mut player, seconds(60.0));
    let last = player.state();
    assert_eq!((last.action, last.second, last.cycle), (Exhale, 6, 6));
    assert!(last.fullness < 1e-9);
}

#[test]
fn a_pause_resumes_at_the_in_breath_of_the_same_cycle() {
    let mut player = BreathPlayer::new(build_pattern(&SLOW_SIX), 6);
    play(&mut player, seconds(17.0));
    player.pause();
    play(&mut player, seconds(60.0));
    assert_eq!(
        (
            player.next_frame_in(BreathMotion::Size),
            player.next_frame_in(BreathMotion::None)
        ),
        (None, None)
    );
    player.resume();
    let state = player.state();
    assert_eq!((state.action, state.second, state.cycle), (Inhale, 1, 2));
    assert_eq!(
        (player.completed_cycles(), player.time_left()),
        (1, seconds(50.0))
    );
    assert_eq!(player.active_time(), seconds(17.0));
}

#[test]
fn a_quiet_time_goes_on_where_it_was_paused() {
    let mut quiet = BreathPlayer::new(build_pattern(&[]), 60);
    play(&mut quiet, seconds(20.5));
    quiet.pause();
    quiet.resume();
    assert_eq!(quiet.time_left(), seconds(39.5));
    assert_eq!(quiet.next_frame_in(BreathMotion::Size), Some(seconds(0.5)));
    assert_eq!((quiet.completed_cycles(), quiet.total_cycles()), (0, 0));
}

#[test]
fn a_suspended_terminal_neither_counts_nor_skips() {
    let mut player = BreathPlayer::new(build_pattern(&SLOW_SIX), 6);
    play(&mut player, seconds(12.0));
    player.advance(seconds(3600.0));
    assert_eq!(player.active_time(), seconds(12.0));
    let state = player.state();
    assert_eq!((state.action, state.second, state.cycle), (Inhale, 1, 2));
    player.advance(Duration::MAX);
    assert_eq!(player.completed_cycles(), 1);
}

#[test]
fn the_pace_keeps_within_its_limits_and_never_moves_the_shape() {
    let mut player = BreathPlayer::new(build_pattern(&SLOW_SIX), 6);
    play(&mut player, seconds(2.3));
    let fullness = player.state().fullness;
    for _ in 0..9 {
        player.faster();
        assert!((player.state().fullness - fullness).abs() < 1e-12);
    }
    assert_eq!(player.pace(), 130);
    for _ in 0..9 {
        player.slower();
        assert!((player.state().fullness - fullness).abs() < 1e-12);
    }
    assert_eq!(player.pace(), 80);
}

#[test]
fn a_slower_pace_takes_longer_for_the_same_count() {
    let mut player = BreathPlayer::new(build_pattern(&SLOW_SIX), 4);
    player.slower();
    player.slower();
    assert_eq!(player.time_left(), seconds(50.0));
    play(&mut player, seconds(5.0));
    let state = player.state();
    assert_eq!(
        (state.action, state.second, state.phase_seconds),
        (Exhale, 1, 6)
    );
    play(&mut player, seconds(45.0));
    assert!(player.is_finished());
}

#[test]
fn minutes_become_whole_breaths() {
    let mut player = BreathPlayer::new(build_pattern(&BOX), 8);
    for (minutes, breaths) in [(0, 1), (1, 4), (3, 11), (5, 19)] {
        player.set_minutes(minutes);
        assert_eq!(player.total_cycles(), breaths, "{minutes} minutes");
    }
    let mut quiet = BreathPlayer::new(build_pattern(&[]), 60);
    quiet.set_minutes(3);
    assert_eq!(quiet.time_left(), seconds(180.0));
}

#[test]
fn no_length_goes_beyond_what_is_wise() {
    let break_ = crate::domain::exercise::Break {
        phases: build_phases(&[(Inhale, 4.0), (Hold, 7.0), (Exhale, 8.0)]),
        max_breaths: Some(4),
        ..Default::default()
    };
    let mut player = BreathPlayer::new(BreathPattern::from(&break_), 30);
    assert_eq!(player.total_cycles(), 4);
    player.set_minutes(10);
    assert_eq!(player.total_cycles(), 4);
}

#[test]
fn holds_can_be_left_out() {
    let mut player = BreathPlayer::new(build_pattern(&BOX), 8);
    play(&mut player, seconds(22.0));
    player.skip_holds(None);
    assert!(!player.has_holds());
    let state = player.state();
    assert_eq!((state.action, state.second), (Inhale, 1));
    assert_eq!(player.completed_cycles(), 1);
    assert_eq!(player.time_left(), seconds(112.0));
    assert_eq!(player.total_cycles(), 1 + 14);
}

#[test]
fn another_breath_can_take_over_for_the_time_left() {
    let mut player = BreathPlayer::new(build_pattern(&BOX), 8);
    play(&mut player, seconds(16.0));
    player.pause();
    player.skip_holds(Some(build_pattern(&SLOW_SIX)));
    assert!(player.is_paused());
    assert_eq!(player.time_left(), seconds(110.0));
    assert_eq!((player.completed_cycles(), player.total_cycles()), (1, 12));
    player.resume();
    play(&mut player, seconds(110.0));
    assert!(player.is_finished());
    assert_eq!(player.active_time(), seconds(126.0));
}

fn four_seven_eight() -> BreathPlayer {
    BreathPlayer::from_break(&crate::domain::exercise::Break {
        phases: build_phases(&[(Inhale, 4.0), (Hold, 7.0), (Exhale, 8.0)]),
        softer: vec![2.0, 3.5, 4.0],
        lengths: [("default".to_owned(), 4)].into(),
        max_breaths: Some(4),
        ..Default::default()
    })
}

#[test]
fn a_softer_breath_takes_less_time_for_the_same_count() {
    let mut player = four_seven_eight();
    player.toggle_softer();
    assert!(player.is_softer() && !player.has_softer());
    assert_eq!(player.time_left(), seconds(38.0));
    play(&mut player, seconds(5.4));
    let state = player.state();
    assert_eq!(
        (state.action, state.second, state.phase_seconds),
        (Hold, 4, 4)
    );
    play(&mut player, seconds(32.6));
    assert!(player.is_finished());
    assert_eq!((player.completed_cycles(), player.total_cycles()), (4, 4));
    player.toggle_softer();
    assert!(player.is_softer() && player.is_finished());
}

#[test]
fn changing_to_the_softer_breath_and_back_keeps_the_breaths_done() {
    let mut player = four_seven_eight();
    play(&mut player, seconds(25.0));
    for (softer, left) in [(true, 28.5), (false, 57.0), (true, 28.5)] {
        player.toggle_softer();
        let state = player.state();
        assert_eq!((state.action, state.second, state.cycle), (Inhale, 1, 2));
        assert_eq!((player.completed_cycles(), player.total_cycles()), (1, 4));
        assert_eq!(player.time_left(), seconds(left));
        assert_eq!(player.is_softer(), softer);
    }
    player.pause();
    player.toggle_softer();
    assert!(player.is_paused());
    player.skip_holds(None);
    player.toggle_softer();
    assert!(!player.is_softer() && !player.has_softer());
    assert!(!player.has_holds());
}

#[test]
fn a_break_without_a_softer_one_stays_as_it_is() {
    let mut player = BreathPlayer::new(build_pattern(&SLOW_SIX), 6);
    play(&mut player, seconds(2.5));
    let before = player.clone();
    player.toggle_softer();
    assert_eq!(player, before);
}

#[test]
fn frames_are_wanted_only_while_something_changes() {
    let mut player = BreathPlayer::new(build_pattern(&BOX), 8);
    assert_eq!(
        player.next_frame_in(BreathMotion::Size),
        Some(FRAME_INTERVAL)
    );
    play(&mut player, seconds(2.25));
    assert_eq!(
        player.next_frame_in(BreathMotion::None),
        Some(seconds(0.75))
    );
    play(&mut player, seconds(2.0));
    assert_eq!(player.state().action, Hold);
    assert_eq!(
        player.next_frame_in(BreathMotion::Size),
        Some(seconds(0.75))
    );
    player.slower();
    player.slower();
    assert_eq!(
        player.next_frame_in(BreathMotion::Size),
        Some(seconds(0.9375))
    );
}

#[test]
fn a_hold_has_frames_until_the_shape_has_its_color() {
    let mut player = BreathPlayer::new(build_pattern(&BOX), 8);
    play(&mut player, seconds(4.2));
    assert_eq!(
        player.next_frame_in(BreathMotion::SizeAndColor),
        Some(FRAME_INTERVAL)
    );
    assert_eq!(player.state().previous_action, Inhale);
    play(&mut player, seconds(0.4));
    assert_eq!(player.state().elapsed, seconds(0.6));
    assert_eq!(
        player.next_frame_in(BreathMotion::SizeAndColor),
        Some(seconds(0.4))
    );
}

#[test]
fn minutes_are_counted_from_this_breath_on() {
    let mut player = BreathPlayer::new(build_pattern(&SLOW_SIX), 18);
    play(&mut player, seconds(125.0));
    player.set_minutes_left(1);
    assert_eq!(player.time_left(), seconds(55.0));
    player.set_minutes_left(9);
    assert_eq!(player.total_cycles(), 12 + 54);
    player.slower();
    player.slower();
    player.set_minutes_left(4);
    assert_eq!(player.total_cycles(), 12 + 19);
    play(&mut player, seconds(3600.0));
    player.set_minutes_left(1);
    assert!(player.is_finished());
}

#[test]
fn minutes_never_go_beyond_the_breaths_that_are_wise_at_once() {
    let break_ = Break {
        phases: build_phases(&[(Inhale, 4.0), (Hold, 7.0), (Exhale, 8.0)]),
        lengths: [("default".to_owned(), 4)].into(),
        max_breaths: Some(4),
        ..Break::default()
    };
    let mut player = BreathPlayer::from_break(&break_);
    play(&mut player, seconds(40.0));
    player.set_minutes_left(9);
    assert_eq!(player.total_cycles(), 4);
}

#[test]
fn one_frame_a_second_shows_every_second_once() {
    let mut player = BreathPlayer::new(build_pattern(&[(Inhale, 2.5), (Exhale, 3.0)]), 2);
    let mut seen = Vec::new();
    while let Some(next) = player.next_frame_in(BreathMotion::None) {
        let state = player.state();
        seen.push((state.cycle, state.phase_index, state.second));
        player.advance(next);
    }
    let breath = [(0, 1), (0, 2), (0, 3), (1, 1), (1, 2), (1, 3)];
    let all: Vec<_> = [1, 2]
        .into_iter()
        .flat_map(|n| breath.map(|(p, c)| (n, p, c)))
        .collect();
    assert_eq!(seen, all);
}

proptest! {
    #![proptest_config(crate::properties::config())]

    #[test]
    fn any_break_ends_and_never_moves_in_jumps(
        phases in any_phases(),
        steps in proptest::collection::vec((1_u64..40, 0..5_u8), 1..200),
    ) {
        let mut player = BreathPlayer::new(BreathPattern::new(&phases), 3);
        let shortest =
            player.pattern().phases().iter().map(|part| part.duration).min().unwrap_or_default();
        for (millis, key) in steps {
            match key {
                0 => player.faster(),
                1 => player.slower(),
                _ => {}
            }
            let before = player.state().fullness;
            player.advance(Duration::from_millis(millis));
            let after = player.state().fullness;
            if !shortest.is_zero() {
                let most = FRAC_PI_2 * 1.3 * Duration::from_millis(millis).div_duration_f64(shortest);
                prop_assert!((after - before).abs() <= most + 1e-6);
            }
        }
        let mut frames = 0;
        while let Some(next) = player.next_frame_in(BreathMotion::None) {
            prop_assert!(!next.is_zero() && next <= BreathPlayer::MAX_GAP);
            player.advance(next);
            frames += 1;
            prop_assert!(frames < 1000);
        }
        prop_assert!(player.is_finished());
    }

    #[test]
    fn any_pause_resumes_at_an_in_breath(
        mut of in any_phases(),
        index: proptest::sample::Index,
        millis in proptest::collection::vec(1_u64..2000, 1..40),
    ) {
        of.insert(index.index(of.len() + 1), build_phases(&[(Inhale, 2.0)]).remove(0));
        let mut player = BreathPlayer::new(BreathPattern::new(&of), 100);
        for step in millis {
            player.advance(Duration::from_millis(step));
        }
        let (cycle, done) = (player.state().cycle, player.completed_cycles());
        player.pause();
        player.resume();
        let state = player.state();
        prop_assert_eq!((state.action, state.second, state.cycle), (Inhale, 1, cycle));
        prop_assert_eq!(player.completed_cycles(), done);
    }
}
