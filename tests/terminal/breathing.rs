use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use crate::pty::{PtyTerminal, TerminalState};
use crate::test_user::TestUser;

/// Waits until `count` different screens have been drawn.
#[track_caller]
fn expect_moves(terminal: &mut PtyTerminal, count: usize) {
    for _ in 0..count {
        let before = terminal.screen();
        terminal.wait_until("the breath to move", |state| {
            state.screen().contents() != before
        });
    }
}

fn has_shape(state: &TerminalState) -> bool {
    let letters = "▁▂▃▄▅▆▇█▉▊▋▌▍▎▏▐▀░▒▓⠁●○";
    state
        .screen()
        .contents()
        .chars()
        .any(|letter| letters.contains(letter) || ('⠁'..='⣿').contains(&letter))
}

#[test]
fn a_break_starts_with_the_breath_and_creates_no_journal() {
    let user = TestUser::first_run();
    let mut terminal = user.open(&["breathe"]);
    terminal
        .expect("In through your nose")
        .expect("about 3 min left")
        .wait_until("a shape", has_shape);
    expect_moves(&mut terminal, 10);
    terminal.press("<Space>").expect("Paused.");
    terminal.press("<Space>").expect("In through your nose");
    terminal.press("q").expect_exit(0);
    assert!(!user.journal().exists());
}

#[test]
fn every_way_out_of_a_break_ends_at_once() {
    for key in ["q", "<Esc>", "<C-c>"] {
        let user = TestUser::first_run();
        let mut terminal = user.open(&["breathe", "three-breaths"]);
        terminal
            .expect("Three slow breaths")
            .press(key)
            .expect_exit(0);
    }
}

#[test]
fn a_break_lasts_for_the_given_time() {
    let user = TestUser::new();
    let mut terminal = user.open(&["breathe", "--minutes", "1"]);
    terminal.expect("about 1 min left");
}

#[test]
fn without_motion_a_break_is_text_only() {
    let user = TestUser::new().with("NO_MOTION", "1");
    let mut terminal = user.open(&["breathe"]);
    terminal.expect("In through your nose   2");
    assert!(!terminal.inspect(has_shape), "{}", terminal.screen());
    let first = terminal.inspect(|state| state.bytes.len());
    terminal.expect("In through your nose   3");
    // A second changes a few characters, not the whole screen.
    assert!(terminal.inspect(|state| state.bytes.len()) - first < 500);
}

#[test]
fn the_breath_goes_on_under_a_key_that_is_held_down() {
    let user = TestUser::new();
    let mut terminal = user.open(&["breathe"]);
    terminal.expect("In through your nose");
    let is_over = AtomicBool::new(false);
    let mut keyboard = terminal.take_writer();
    thread::scope(|scope| {
        scope.spawn(|| {
            while !is_over.load(Ordering::SeqCst) {
                keyboard.write_all(b"x").expect("the terminal takes keys");
                // A keyboard repeats a key about thirty times a second; this is ten times as fast.
                thread::sleep(Duration::from_millis(3));
            }
        });
        expect_moves(&mut terminal, 10);
        terminal.expect("In through your nose   3");
        is_over.store(true, Ordering::SeqCst);
    });
}

#[test]
fn a_break_opened_over_a_text_returns_to_it() {
    let user = TestUser::new();
    let mut terminal = user.open(&["start", "two-minute"]);
    terminal
        .expect("What is the thought")
        .type_in("They will fire m")
        .press("<F2>")
        .expect("In through your nose")
        .press("<Esc>")
        .expect("They will fire m")
        .type_in("e")
        .expect("They will fire me");
}
