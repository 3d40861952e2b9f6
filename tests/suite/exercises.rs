//! Every shipped exercise, walked to its end by a robot.

use good_enough::app::Opening;
use good_enough::library::Library;

use crate::coach::Coach;

/// The program, opened at an exercise.
fn at(id: &str) -> Coach {
    Coach::with(Opening::Walk(id.to_owned()))
}

/// Answers whatever step is on the screen, by what its footer offers.
fn answer(coach: &mut Coach) {
    let screen = coach.screen();
    let footer = screen.lines().last().unwrap_or_default();
    if footer.contains("Tab next") {
        coach.type_in("A few words, 睡眠 and 👨‍👩‍👧.").press("<Tab>");
    } else if footer.contains("Space tick") {
        coach.press("<Space><Enter>");
    } else if footer.contains("Right more") {
        coach.press("70<Enter>");
    } else if footer.contains("Enter pick") {
        coach.press("<Enter>");
    } else if footer.contains("Ctrl+G") {
        coach.type_in("A few words.").press("<Enter>");
    } else {
        coach.wait(60.0);
        coach.press("<Enter>");
    }
}

#[test]
fn a_robot_answers_every_step_of_every_exercise_whatever_the_size() {
    for exercise in Library::built_in().exercises() {
        for (width, height) in [(80, 24), (40, 12), (24, 6), (20, 4)] {
            let mut coach = at(&exercise.id);
            for turn in 0.. {
                assert!(
                    turn < 120,
                    "{} never ends:\n{}",
                    exercise.id,
                    coach.screen()
                );
                if coach.shows("That is kept.") {
                    break;
                }
                // What follows a small screen is asked for on a usual one, whose footer says more.
                coach.resize(width, height);
                coach.press("<Down><Up>");
                coach.resize(80, 24);
                answer(&mut coach);
            }
        }
    }
}

#[test]
fn a_robot_skips_every_step_of_every_exercise() {
    for exercise in Library::built_in().exercises() {
        let mut coach = at(&exercise.id);
        for turn in 0.. {
            assert!(turn < 60, "{} never ends:\n{}", exercise.id, coach.screen());
            if coach.shows("A thought is scaring me") {
                break;
            }
            coach.press("<Tab>");
        }
    }
}

#[test]
fn going_back_from_the_end_to_the_start_and_on_again_loses_nothing() {
    for exercise in Library::built_in().exercises() {
        let mut coach = at(&exercise.id);
        let mut screens = Vec::new();
        for _ in 0..exercise.steps.len() - 1 {
            answer(&mut coach);
            screens.push(coach.screen());
        }
        for _ in 0..2 * exercise.steps.len() {
            coach.press("<S-Tab>");
        }
        coach.expect("Step 1 of");
        let end = screens.last().expect("there is a last screen");
        let is_there = |coach: &Coach| coach.screen().lines().next() == end.lines().next();
        for _ in 0..2 * exercise.steps.len() {
            if !is_there(&coach) {
                coach.press("<Tab>");
            }
        }
        let words = |screen: &str| {
            screen
                .lines()
                .take(20)
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        assert_eq!(words(&coach.screen()), words(end), "{}", exercise.id);
    }
}

#[test]
fn leaving_and_resuming_at_any_step_shows_the_same_screen() {
    for exercise in Library::built_in().exercises() {
        let mut coach = at(&exercise.id);
        answer(&mut coach);
        answer(&mut coach);
        for _ in 2..exercise.steps.len() - 1 {
            let before: Vec<_> = coach.screen().lines().take(7).map(str::to_owned).collect();
            coach.press("<Esc>5").expect("Unfinished").press("<Home>1");
            let after: Vec<_> = coach.screen().lines().take(7).map(str::to_owned).collect();
            assert_eq!(before, after, "{}", exercise.id);
            answer(&mut coach);
        }
    }
}
