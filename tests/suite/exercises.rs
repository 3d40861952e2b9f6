//! Every shipped exercise, walked to its end by a robot.

use good_enough::app::Opening;
use good_enough::library::Library;

use crate::coach::Coach;

/// The program, opened at an exercise.
fn at(id: &str) -> Coach {
    Coach::with(Opening::Walk(id.to_owned()))
}

/// The keys that answer whatever step is on the screen, by what its footer offers.
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
    } else if footer.contains("Space pause") {
        coach.wait(60.0);
        coach.press("<Enter>");
    } else if footer.contains("Ctrl+G") {
        coach.type_in("A few words.").press("<Enter>");
    } else {
        coach.press("<Enter>");
    }
}

#[test]
fn a_robot_answers_every_step_of_every_exercise() {
    for exercise in Library::built_in().exercises() {
        for (width, height) in [(80, 24), (40, 12), (24, 6)] {
            let mut coach = at(&exercise.id).sized(width.max(80), height.max(24));
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
                coach.resize(width, height);
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
        let steps = exercise.steps.len();
        for _ in 0..steps - 1 {
            answer(&mut coach);
        }
        let end = coach.screen();
        for _ in 0..2 * steps {
            coach.press("<S-Tab>");
        }
        coach.expect("Step 1 of");
        assert_ne!(coach.screen(), end);
    }
}
