//! Every shipped break, played to its end on a simulated clock.

use std::time::Duration;

use good_enough::content::library::Library;
use good_enough::domain::breath::{BreathPattern, BreathPlayer};
use good_enough::domain::exercise::{Break, PhaseAction};
use good_enough::ui::app::StartScreen;

use super::coach::Coach;

/// The seconds of each break at its default length, and of its softer variant.
const TOTALS: [(&str, f64, Option<f64>); 10] = [
    ("three-breaths", 36.0, None),
    ("slow-six", 180.0, None),
    ("five-five", 180.0, None),
    ("cyclic-sigh", 60.0, None),
    ("long-out", 126.0, None),
    ("finger-trace", 70.0, None),
    ("box", 128.0, Some(96.0)),
    ("four-seven-eight", 76.0, Some(38.0)),
    ("quiet-minute", 60.0, None),
    ("release-tension", 140.0, None),
];

/// Every shipped break with its seconds.
fn embedded_breaks() -> Vec<(Break, f64, Option<f64>)> {
    let library = Library::embedded();
    assert_eq!(library.breaks().count(), TOTALS.len());
    TOTALS
        .iter()
        .map(|&(id, total, softer)| {
            let breathing_break = library.breathing_break(id).expect("it is embedded").clone();
            (breathing_break, total, softer)
        })
        .collect()
}

fn seconds(seconds: f64) -> Duration {
    Duration::from_secs_f64(seconds)
}

/// Advances the clock in irregular steps.
fn advance_in_steps(breathing: &mut BreathPlayer, mut time: Duration) {
    while !time.is_zero() {
        let step = time.min(Duration::from_nanos(33_333_331));
        breathing.advance(step);
        time -= step;
    }
}

/// A break on the screen, past its cautions.
pub fn open_break(id: &str) -> Coach {
    let mut coach = Coach::opening(StartScreen::Break(id.to_owned(), None));
    if coach.shows("Enter start") {
        coach.press("<Enter>");
    }
    coach
}

fn remaining_label(seconds: f64) -> String {
    match (seconds / 60.0).round() {
        0.0 => "under a minute left".to_owned(),
        minutes => format!("about {minutes} min left"),
    }
}

/// The cells of the line of breaths: those done, and those to come.
pub fn breaths(coach: &Coach) -> (usize, usize) {
    let screen = coach.screen();
    let line = screen.lines().rfind(|line| line.contains(['━', '─']));
    let line = line.unwrap_or_else(|| panic!("no line of breaths on\n{screen}"));
    ["━", "─"].map(|cell| line.matches(cell).count()).into()
}

#[test]
fn every_break_takes_its_time_to_the_nanosecond() {
    let moment = Duration::from_nanos(1);
    for (breathing_break, total, softer) in embedded_breaks() {
        for (is_softer, total) in [(false, Some(total)), (true, softer)] {
            let Some(total) = total.map(seconds) else {
                continue;
            };
            let mut breathing = BreathPlayer::from_break(&breathing_break);
            if is_softer {
                breathing.toggle_softer();
            }
            assert_eq!(breathing.time_left(), total, "{}", breathing_break.id);
            advance_in_steps(&mut breathing, total.saturating_sub(moment));
            assert!(!breathing.is_finished(), "{}", breathing_break.id);
            breathing.advance(moment);
            assert!(breathing.is_finished(), "{}", breathing_break.id);
            assert_eq!(breathing.active_time(), total, "{}", breathing_break.id);
        }
    }
}

#[test]
fn a_pause_stops_the_clock_and_goes_on_from_a_breath_in() {
    for (breathing_break, total, _) in embedded_breaks() {
        let mut breathing = BreathPlayer::from_break(&breathing_break);
        let cycle = breathing.pattern().cycle_duration();
        advance_in_steps(&mut breathing, seconds(total * 0.6));
        let passed = breathing.active_time();
        breathing.pause();
        let standing = breathing.clone();
        advance_in_steps(&mut breathing, seconds(600.0));
        assert_eq!(breathing, standing, "{}", breathing_break.id);
        breathing.resume();
        assert_eq!(breathing.active_time(), passed, "{}", breathing_break.id);
        if breathing.pattern().has_no_phases() {
            assert_eq!(breathing.time_left(), seconds(total).saturating_sub(passed));
            continue;
        }
        let beat = breathing.state();
        let begins = [PhaseAction::Inhale, PhaseAction::Tense].contains(&beat.action);
        assert!(
            begins && beat.second == 1,
            "{} {beat:?}",
            breathing_break.id
        );
        assert!(
            beat.progress < f64::EPSILON,
            "{} {beat:?}",
            breathing_break.id
        );
        let done = u32::try_from(breathing.completed_cycles()).unwrap();
        assert_eq!(
            breathing.time_left(),
            seconds(total).saturating_sub(cycle * done),
            "{}",
            breathing_break.id
        );
    }
}

#[test]
fn the_pace_goes_by_tenths_and_the_time_left_follows() {
    for (breathing_break, total, softer) in embedded_breaks() {
        for (is_softer, total) in [(false, Some(total)), (true, softer)] {
            let Some(total) = total else { continue };
            let mut breathing = BreathPlayer::from_break(&breathing_break);
            if is_softer {
                breathing.toggle_softer();
            }
            let expect = |breathing: &BreathPlayer, pace: u8| {
                assert_eq!(breathing.pace(), pace, "{}", breathing_break.id);
                let expected = seconds(total / (f64::from(pace) / 100.0));
                let off = breathing.time_left().abs_diff(expected);
                assert!(
                    off <= Duration::from_nanos(2),
                    "{} {pace}% {off:?}",
                    breathing_break.id
                );
            };
            for pace in [100, 110, 120, 130, 130, 130] {
                expect(&breathing, pace);
                breathing.faster();
            }
            for pace in [130, 120, 110, 100, 90, 80, 80, 80] {
                expect(&breathing, pace);
                breathing.slower();
            }
            let left = breathing.time_left();
            advance_in_steps(&mut breathing, left);
            assert!(breathing.is_finished(), "{}", breathing_break.id);
        }
    }
}

#[test]
fn holds_are_swapped_for_the_break_named_for_it() {
    let library = Library::embedded();
    for (breathing_break, total, softer) in embedded_breaks() {
        let holds = |action| matches!(action, PhaseAction::Hold | PhaseAction::HoldEmpty);
        let has_holds = breathing_break
            .phases
            .iter()
            .any(|phase| holds(phase.action));
        assert_eq!(
            has_holds,
            breathing_break.no_hold.is_some(),
            "{}",
            breathing_break.id
        );
        assert_eq!(has_holds, softer.is_some(), "{}", breathing_break.id);
        let Some(instead) = &breathing_break.no_hold else {
            continue;
        };
        let instead = BreathPattern::from(library.breathing_break(instead).unwrap());
        let mut breathing = BreathPlayer::from_break(&breathing_break);
        advance_in_steps(&mut breathing, seconds(21.0));
        let done = breathing.completed_cycles();
        let passed = breathing.pattern().cycle_duration() * u32::try_from(done).unwrap();
        let left = seconds(total).saturating_sub(passed);
        breathing.skip_holds(Some(instead.clone()));
        assert_eq!(*breathing.pattern(), instead, "{}", breathing_break.id);
        let beat = breathing.state();
        assert_eq!((beat.action, beat.second), (PhaseAction::Inhale, 1));
        assert_eq!(breathing.completed_cycles(), done);
        // In complete cycles, about as long as before.
        assert!(breathing.time_left().abs_diff(left) <= instead.cycle_duration() / 2);
        let left = breathing.time_left();
        advance_in_steps(&mut breathing, left);
        assert!(breathing.is_finished());
    }
}

#[test]
fn the_screen_shows_the_time_that_is_left_of_each() {
    for (breathing_break, total, _) in embedded_breaks() {
        let mut coach = open_break(&breathing_break.id);
        coach.expect(&remaining_label(total));
        coach.press("<Space>");
        let is_breath = BreathPattern::from(&breathing_break).has_inhale();
        coach.expect(if is_breath {
            "Paused. Space starts again with a breath in."
        } else {
            "Paused. Press Space to start again."
        });
        assert!(coach.is_idle(), "{}", breathing_break.id);
        let before = coach.screen();
        coach.tick(seconds(2.0)).tick(seconds(2.0));
        assert_eq!(coach.screen(), before);
        coach.press("<Space>").wait(total - 20.0);
        coach.expect(&remaining_label(20.0)).wait(20.0);
        coach.expect("That was probably enough.");
    }
}

#[test]
fn a_softer_box_can_be_chosen_during_the_break() {
    let mut coach = Coach::opening(StartScreen::Break("box".to_owned(), None));
    coach.expect("s softer").press("s");
    coach.expect("about 2 min left").expect("─ softer");
    assert_eq!(breaths(&coach), (0, 8));
    coach.wait(14.0);
    coach.expect("about 1 min left").expect("─ softer");
    assert_eq!(breaths(&coach), (1, 7));
    // As saved, from the inhalation of this cycle.
    coach.press("s").expect("about 2 min left").expect("In 1");
    coach.expect_no("─ softer");
    assert_eq!(breaths(&coach), (1, 7));
    // The same without Latin letters, at a pace of its own.
    coach.press("<F5>--").expect("─ softer · pace 80%");
    assert_eq!(breaths(&coach), (1, 7));
    coach.press("h").expect("─ pace 80%").expect_no("softer");
    assert_eq!(breaths(&coach), (1, 8));
    coach.press("s").expect_no("softer");
}

#[test]
fn a_break_without_a_softer_variant_offers_none() {
    let mut coach = Coach::opening(StartScreen::Break("cyclic-sigh".to_owned(), None));
    coach.expect("Enter start").expect_no("softer");
    coach.press("s").expect("Enter start").press("<Enter>");
    coach.expect_no("softer").wait(2.5);
    coach.press("s").expect("In through your nose 3");
}

/// The row of the screen that contains `text`.
fn row_of(coach: &Coach, text: &str) -> usize {
    let screen = coach.screen();
    let rows: Vec<_> = screen.lines().collect();
    // The last one: the disc is above it.
    let row = rows.iter().rposition(|line| line.contains(text));
    row.unwrap_or_else(|| panic!("no “{text}” on\n{screen}"))
}

#[test]
fn text_of_any_length_does_not_move_the_shape() {
    for (breathing_break, ..) in embedded_breaks() {
        for size in [(40, 12), (34, 10), (80, 24)] {
            let mut coach = open_break(&breathing_break.id);
            coach.resize(size.0, size.1);
            let counts = row_of(&coach, "─");
            for _ in 0..35 {
                coach.tick(seconds(1.0));
                let screen = coach.screen();
                assert_eq!(row_of(&coach, "─"), counts, "{screen}");
                // The second is after a word; words are not cut.
                let alone = |line: &str| line.trim().parse::<u32>().is_ok();
                assert!(!screen.lines().any(alone), "{screen}");
                let drawn = screen.lines().skip(1).take(counts - 1);
                let is_cut = drawn.clone().any(|line| line.contains('…'));
                assert!(!is_cut || breathing_break.phases.is_empty(), "{screen}");
            }
        }
    }
}

#[test]
fn a_small_terminal_shows_the_pace_of_a_softer_breath_in_fewer_words() {
    let mut coach = Coach::opening(StartScreen::Break("box".to_owned(), None)).sized(40, 12);
    coach.press("s--").expect("─ softer · pace 80%");
    coach.resize(22, 12);
    coach.expect("─ 80%");
}

#[test]
fn a_break_from_the_shell_ends_with_offers() {
    for (width, height) in [(80, 24), (40, 12)] {
        let opening = StartScreen::Break("three-breaths".to_owned(), None);
        let mut coach = Coach::opening(opening).sized(width, height);
        coach.wait(36.0);
        coach
            .expect("That was probably enough.")
            .expect("› 1 Back to the terminal")
            .expect("2 Once more")
            .expect("3 A little longer, about a minute");
        coach
            .expect_no("Esc back")
            .press("<Down>")
            .expect("› 2 Once more");
        coach.press("<Enter>");
        assert_eq!(breaths(&coach), (0, 3));
        coach.wait(36.0);
        coach.expect("That was probably enough.");
        coach.press("3").expect("about 1 min left");
        assert_eq!(breaths(&coach), (3, 5));
        coach.wait(60.0);
        coach.expect("That was probably enough.");
        assert!(!coach.has_quit());
        // Going on is going back, as before.
        coach.press("<Enter>");
        assert!(coach.has_quit());
    }
}

#[test]
fn a_break_leads_back_to_where_it_began() {
    let mut coach = Coach::new();
    coach.press("b").wait(180.0);
    coach.expect("› 1 Back to the first screen");
    coach.press("<Enter>").expect("A thought is scaring me");
    coach
        .press("1")
        .type_in("They'll fire me 火.")
        .press("<F2>");
    coach.wait(180.0);
    coach.expect("› 1 Back to the exercise");
    coach.press("<Esc>").expect("They'll fire me 火.");
}

#[test]
fn a_break_that_is_wise_a_few_times_only_offers_no_more() {
    let mut coach = open_break("four-seven-eight");
    coach.wait(76.0);
    coach.expect("Back to the terminal");
    coach.expect_no("Once more").expect_no("A little longer");
    // Tightening muscles again is fine, but not in the middle of a round.
    let mut coach = open_break("release-tension");
    coach.wait(140.0);
    coach.expect("2 Once more");
    coach.expect_no("A little longer");
}

#[test]
fn a_quiet_minute_warns_about_no_breathing_and_a_title_of_jargon_has_plain_words_beside_it() {
    let mut coach = open_break("quiet-minute");
    coach.expect("Nothing to do.").expect_no("dizzy");
    let mut coach = open_break("slow-six");
    coach
        .expect("Slow six")
        .expect("calm, six a minute")
        .expect("dizzy");
}
