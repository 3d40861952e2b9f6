use rustix::process::Signal;

use crate::test_user::TestUser;

/// A shell script that reports a stopped program and resumes it after Enter.
const SUSPEND_SCRIPT: &str = "set -m; \"$0\"; echo \"set aside: $?\"; stty -g; echo ready; read go; fg >/dev/null; echo \"over: $?\"";

#[test]
fn ctrl_z_suspends_to_the_shell_and_fg_resumes() {
    let user = TestUser::new();
    let mut terminal = user.open_shell(SUSPEND_SCRIPT);
    let no_caret = |state: &crate::pty::TerminalState| state.cursor().is_none();
    terminal
        .expect("Enter open")
        .wait_until("no cursor", no_caret);
    let before = terminal.image();
    terminal
        .press("<C-z>")
        .expect("set aside: 14")
        .expect("ready");
    terminal.inspect(|state| {
        let screen = state.screen();
        assert!(!screen.alternate_screen() && !screen.bracketed_paste() && !screen.hide_cursor());
    });
    let cooked = terminal.settings();
    terminal.press("<Enter>").expect_image(&before);
    assert_ne!(terminal.settings(), cooked);
    terminal.press("q").expect("over: 0").expect_exit(0);
}

#[test]
fn text_is_saved_before_suspending() {
    let user = TestUser::new();
    let mut terminal =
        user.open_shell(&SUSPEND_SCRIPT.replace("\"$0\";", "\"$0\" start two-minute;"));
    terminal
        .expect("What is the thought")
        .type_in("They will fire me")
        .press("<Enter>")
        .expect("Arrows or digits give a number")
        .press("<C-z>")
        .expect("set aside: 14")
        .expect("ready");
    user.open(&["resume"]).expect("They will fire me");
    terminal
        .press("<Enter>")
        .expect("Arrows or digits give a number")
        .press("70<Enter>")
        .expect("What is it mostly about?");
}

#[test]
fn ctrl_z_in_a_terminal_without_a_shell_changes_nothing() {
    let user = TestUser::new();
    let mut terminal = user.open(&[]);
    terminal
        .expect("A thought is scaring me")
        .press("<C-z>h")
        .expect("History")
        .signal(Signal::CONT)
        .press("<Esc>")
        .expect("A thought is scaring me");
}

#[test]
fn ctrl_z_in_the_external_editor_suspends_both_and_fg_resumes_both() {
    let user = TestUser::new();
    let editor = user.script(
        "editor",
        "echo the editor is here\nread line\necho \"$line\" >> \"$1\"\n",
    );
    // Without a shell in between, the editor has stopped before the program is notified.
    let user = user.with("EDITOR", format!("exec {editor}"));
    let mut terminal =
        user.open_shell(&SUSPEND_SCRIPT.replace("\"$0\";", "\"$0\" start two-minute;"));
    terminal
        .expect("What is the thought")
        .type_in("They will fire me")
        .press("<C-o>");
    terminal
        .expect("the editor is here")
        .press("<C-z>")
        .expect("set aside: 14")
        .expect("ready");
    terminal
        .press("<Enter>")
        .type_in("in words")
        .press("<Enter>");
    terminal
        .expect("What is the thought")
        .expect("They will fire me in words");
}
