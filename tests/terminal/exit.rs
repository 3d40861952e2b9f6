use rustix::process::Signal;

use crate::pty::{PtyTerminal, TerminalState};
use crate::test_user::TestUser;

const HALF: &str = "They will fire m";

/// Types half a sentence, ends the program by `end`, and checks the terminal, the exit code and the journal.
#[track_caller]
fn assert_clean_exit(code: u32, end: impl FnOnce(&mut PtyTerminal)) {
    let user = TestUser::new().with_first_exercises();
    let mut terminal = user.open_shell("echo before; read go; exec \"$0\" start two-minute");
    terminal.expect("before");
    let settings = terminal.settings();
    terminal
        .press("<Enter>")
        .expect("What is the thought")
        .type_in(HALF)
        .press("<Left><Left><Left><Left>")
        .expect(HALF);
    let caret = wait_for_cursor(&mut terminal, 4);
    assert_ne!(terminal.settings(), settings);

    end(&mut terminal);
    terminal.expect_exit(code);
    assert_eq!(terminal.settings(), settings);
    terminal.drain();
    assert_screen_restored(&terminal);
    assert!(terminal.screen().starts_with("before"));

    let mut again = user.open(&["resume"]);
    again
        .expect(HALF)
        .wait_until("the cursor in its place", |state| {
            state.cursor() == Some(caret)
        });
}

/// Waits for the cursor to be `count` columns before the end of the text.
#[track_caller]
fn wait_for_cursor(terminal: &mut PtyTerminal, before_end: usize) -> (u16, u16) {
    let place = |state: &TerminalState| {
        let contents = state.screen().contents();
        let found = contents
            .lines()
            .zip(0..)
            .find_map(|(line, row)| Some((line.find(HALF)?, row)));
        let (left, row) = found?;
        let column = line_columns(&contents, row, left) + HALF.len() - before_end;
        Some((u16::try_from(column).ok()?, row))
    };
    terminal.wait_until("the cursor to move", |state| {
        place(state).is_some() && state.cursor() == place(state)
    });
    terminal
        .inspect(TerminalState::cursor)
        .expect("the cursor has just been seen")
}

/// The number of columns before the byte `left` of a row.
fn line_columns(contents: &str, row: u16, left: usize) -> usize {
    let line = contents.lines().nth(row.into()).unwrap_or_default();
    good_enough::text::display_width(&line[..left])
}

#[track_caller]
fn assert_screen_restored(terminal: &PtyTerminal) {
    terminal.inspect(|state| {
        let all = String::from_utf8_lossy(&state.bytes).into_owned();
        let last = |code: &str| all.rfind(code).unwrap_or_else(|| panic!("no {code:?}"));
        for (on, off) in [
            ("\x1b[?1049h", "\x1b[?1049l"),
            ("\x1b[?2004h", "\x1b[?2004l"),
        ] {
            assert!(last(on) < last(off), "{on:?} isn't undone");
        }
        assert!(
            last("\x1b[?1049l") < last("\x1b[?25h"),
            "the cursor isn't shown at the end"
        );
        // A frame is complete before the screen is restored.
        assert!(
            !all[last("\x1b[?1049l")..].contains("H\x1b"),
            "drawn after the end"
        );
        let screen = state.screen();
        assert!(!screen.alternate_screen() && !screen.bracketed_paste() && !screen.hide_cursor());
        // A terminal without an alternate screen, such as GNU screen, keeps no words either.
        let single_screen = all.replace("\x1b[?1049h", "").replace("\x1b[?1049l", "");
        let mut parser = vt100::Parser::default();
        parser.process(single_screen.as_bytes());
        let kept = parser.screen().contents();
        assert!(!kept.contains("Two-minute check"), "{kept}");
    });
}

#[test]
fn q_on_the_first_screen() {
    assert_clean_exit(0, |terminal| {
        terminal.press("<Esc>").expect("Nothing is lost");
        terminal
            .press("5")
            .expect("Your words are saved")
            .press("q");
    });
}

#[test]
fn ctrl_c_twice_in_a_sentence() {
    assert_clean_exit(0, |terminal| {
        terminal
            .press("<C-c>")
            .expect("Press Ctrl+C again to quit.");
        terminal.press("<C-c>");
    });
}

#[test]
fn ctrl_c_twice_at_once() {
    assert_clean_exit(0, |terminal| {
        terminal.press("<C-c><C-c>");
    });
}

#[test]
fn sigterm() {
    assert_clean_exit(143, |terminal| {
        terminal.signal(Signal::TERM);
    });
}

#[test]
fn sigint() {
    assert_clean_exit(130, |terminal| {
        terminal.signal(Signal::INT);
    });
}

#[test]
fn sighup() {
    assert_clean_exit(129, |terminal| {
        terminal.signal(Signal::HUP);
    });
}

#[test]
fn a_signal_while_the_page_of_keys_covers_the_text() {
    assert_clean_exit(143, |terminal| {
        terminal.press("<F1>").expect("Keys").signal(Signal::TERM);
    });
}

#[test]
fn the_exit_message_says_how_to_resume() {
    let user = TestUser::new().with_first_exercises();
    let mut terminal = user.open(&["start", "two-minute"]);
    terminal
        .expect("What is the thought")
        .type_in(HALF)
        .expect(HALF);
    terminal
        .signal(Signal::TERM)
        .expect_exit(143)
        .drain()
        .expect("Your words are saved. Pick up with: enough resume");
}

#[test]
fn the_window_is_closed_in_a_sentence() {
    let user = TestUser::new().with_first_exercises();
    let mut terminal = user.open(&["start", "two-minute"]);
    terminal
        .expect("What is the thought")
        .type_in(HALF)
        .expect(HALF);
    terminal.close_window();
    user.open(&["resume"]).expect(HALF);
}

#[test]
fn the_program_is_killed_in_a_sentence_that_is_saved() {
    let user = TestUser::new().with_first_exercises();
    let mut terminal = user.open(&["start", "two-minute"]);
    terminal
        .expect("What is the thought")
        .type_in(HALF)
        .expect(HALF)
        .expect("saved")
        .signal(Signal::KILL)
        .expect_killed();
    user.open(&["resume"]).expect(HALF);
    user.open(&[]).expect("Unfinished");
}

#[test]
fn the_program_is_killed_between_two_steps() {
    let user = TestUser::new().with_first_exercises();
    let mut terminal = user.open(&["start", "two-minute"]);
    terminal
        .expect("What is the thought")
        .type_in("They will fire me")
        .press("<Enter>")
        .expect("how likely is it?")
        .signal(Signal::KILL)
        .expect_killed();
    user.open(&["resume"])
        .expect("how likely is it?")
        .expect("They will fire me");
}

/// Causes a panic whose message contains all text of the user.
#[test]
fn a_panic() {
    assert_clean_exit(101, |terminal| {
        terminal.signal(Signal::USR2);
    });
}

#[test]
fn a_panic_is_reported_without_user_text() {
    let user = TestUser::new().with_first_exercises();
    let mut terminal = user.open(&["start", "two-minute"]);
    terminal
        .expect("What is the thought")
        .type_in(HALF)
        .expect(HALF)
        .signal(Signal::USR2)
        .expect_exit(101)
        .drain()
        .expect("enough stopped because of a bug, at")
        .expect("src/terminal/event_loop.rs:")
        .expect("Your words are saved. Pick up with: enough resume");
    assert!(!terminal.screen().contains("fire"));
}

#[test]
fn a_panic_in_private_mode_says_that_nothing_is_saved() {
    let user = TestUser::new().with_first_exercises();
    let mut terminal = user.open(&["--private", "start", "two-minute"]);
    terminal
        .expect("What is the thought")
        .signal(Signal::USR2)
        .expect_exit(101)
        .drain()
        .expect("Nothing was saved, as you wished.");
}

#[test]
fn ctrl_backslash_hides_the_text_until_a_key_and_sigquit_exits_cleanly() {
    assert_clean_exit(131, |terminal| {
        terminal
            .press("<C-\\>")
            .wait_until("an empty screen", |state| {
                state.screen().contents().trim().is_empty()
            });
        // The key that shows the text again does nothing else.
        terminal.press("ø").expect(HALF);
        assert!(!terminal.screen().contains('ø'));
        terminal.inspect(|state| {
            let all = String::from_utf8_lossy(&state.bytes).into_owned();
            assert!(all.contains("\x1b[3J"), "the scrollback stays");
        });
        terminal.signal(Signal::QUIT);
    });
}

#[test]
fn the_output_is_closed_in_a_sentence() {
    let user = TestUser::new().with_first_exercises();
    // The terminal hangs up for the program alone, as when a multiplexer is killed.
    let mut terminal = user.open(&["start", "two-minute"]);
    terminal
        .expect("What is the thought")
        .type_in(HALF)
        .expect(HALF);
    terminal.close_window();
    let code = terminal.inspect(TerminalState::exit_code);
    assert!(matches!(code, Some(1 | 129)), "{code:?}");
    user.open(&["resume"]).expect(HALF);
}
