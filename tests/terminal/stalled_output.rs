//! A terminal that stops taking output, as after Ctrl+S, in a frozen window or over a dead connection.

use std::time::Duration;

use rustix::process::Signal;

use crate::files::folder_contains;
use crate::fixtures::open_step_with_text;
use crate::pty::PtyTerminal;
use crate::test_user::TestUser;

/// Waits until the text is on disk. Nothing is drawn meanwhile that could be waited for.
#[track_caller]
fn wait_until_on_disk(user: &TestUser, terminal: &mut PtyTerminal, text: &str) {
    let folder = user.journal().with_file_name("");
    for _ in 0..400 {
        if folder_contains(&folder, text) {
            return;
        }
        terminal.wait_at_most(Duration::from_millis(50), |_| false);
    }
    panic!("“{text}” never came to the disk");
}

#[test]
fn text_typed_while_output_is_stalled_is_saved_and_shown_later() {
    let user = TestUser::new();
    let mut terminal = open_step_with_text(&user, "They will fire me");
    terminal.stop_output().type_in(" 火 tomorrow");
    wait_until_on_disk(&user, &mut terminal, "They will fire me 火 tomorrow");
    terminal
        .resume_output()
        .expect("They will fire me 火 tomorrow")
        .type_in("!")
        .expect("They will fire me 火 tomorrow!");
}

#[test]
fn a_signal_ends_the_program_while_output_is_stalled() {
    for (signal, code) in [(Signal::TERM, 143), (Signal::HUP, 129)] {
        let user = TestUser::new();
        let mut terminal = open_step_with_text(&user, "They will fire me");
        terminal.stop_output().type_in(" soon");
        wait_until_on_disk(&user, &mut terminal, "They will fire me soon");
        terminal.signal(signal).expect_exit(code);
        user.open(&["resume"]).expect("They will fire me soon");
    }
}

#[test]
fn a_key_quits_while_output_is_stalled() {
    let user = TestUser::new();
    let mut terminal = open_step_with_text(&user, "They will fire me");
    terminal.stop_output().press("<C-c><C-c>").expect_exit(0);
    user.open(&["resume"]).expect("They will fire me");
}

#[test]
fn skipped_frames_are_not_shown_later() {
    let user = TestUser::new();
    let mut terminal = user.open(&["breathe", "three-breaths"]);
    terminal.expect("In").stop_output();
    let before = terminal.inspect(|state| state.bytes.len());
    // A frame has thirty of these; half a second of output would be more than one frame.
    terminal.wait_at_most(Duration::from_millis(500), |_| false);
    terminal.press("<Space>").resume_output().expect("Paused.");
    let shown = terminal.inspect(|state| state.bytes[before..].to_vec());
    assert!(shown.len() < 6000, "{} bytes", shown.len());
    terminal.stop_output().signal(Signal::TERM).expect_exit(143);
}

#[test]
fn many_resizes_while_output_is_stalled_are_drawn_once() {
    let user = TestUser::new();
    let mut terminal = open_step_with_text(&user, "They will fire me");
    terminal.stop_output();
    for size in (0..300).map(|step| 40 + step % 50) {
        terminal.resize(size, 24);
    }
    terminal.type_in(" soon").resize(80, 24);
    wait_until_on_disk(&user, &mut terminal, "They will fire me soon");
    let before = terminal.inspect(|state| state.bytes.len());
    terminal.resume_output().expect("They will fire me soon");
    let drawn = terminal.inspect(|state| state.bytes.len()) - before;
    assert!(drawn < 6000, "{drawn} bytes");
}

#[test]
fn line_mode_input_is_saved_while_the_terminal_is_stalled() {
    let user = TestUser::new();
    let mut terminal = user.open(&["--plain", "start", "two-minute"]);
    terminal
        .expect("What is the thought, in one line?")
        .stop_output()
        .type_in("They will fire me\n90\n");
    wait_until_on_disk(&user, &mut terminal, "They will fire me");
    terminal
        .type_in("half a line")
        .signal(Signal::TERM)
        .expect_exit(143);
    assert!(user.stdout_of(&["export"]).contains("They will fire me"));
}

#[test]
fn pending_line_output_is_printed_once_the_terminal_resumes() {
    let user = TestUser::new();
    let mut terminal = user.open(&["--plain", "start", "two-minute"]);
    terminal
        .expect("What is the thought, in one line?")
        .stop_output()
        .type_in("They will fire me\n");
    wait_until_on_disk(&user, &mut terminal, "They will fire me");
    terminal
        .resume_output()
        .expect("how likely is it to happen");
}

#[test]
fn signals_work_with_an_external_editor_while_output_is_stalled() {
    let user = TestUser::new();
    let editor = user.script(
        "editor",
        "echo more >> \"$1\"\n: > is-open\nhead -c 100000 /dev/zero | tr '\\0' a\nread line\n",
    );
    let user = user.with("EDITOR", editor);
    let mut terminal = open_step_with_text(&user, "They will fire me");
    terminal.stop_output().press("<C-o>");
    for _ in 0..400 {
        if user.home().join("is-open").exists() {
            break;
        }
        terminal.wait_at_most(Duration::from_millis(50), |_| false);
    }
    terminal.signal(Signal::HUP).expect_exit(129);
    let mut again = user.open(&["resume"]);
    again.expect("They will fire me").expect("more");
}
