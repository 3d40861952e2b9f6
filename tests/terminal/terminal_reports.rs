//! Terminal input that is no key: replies, reports, truncated pastes. None of it is typed, and no text is lost.

use std::time::Duration;

use rustix::process::Signal;

use crate::fixtures::open_step_with_text;
use crate::pty::PtyTerminal;
use crate::test_user::TestUser;

/// A user with a long escape timeout, so that a slow machine does not split keys.
fn user_with_long_escape_time() -> TestUser {
    let user = TestUser::new();
    user.write("config/enough/config.yaml", "escape_time: 500\n");
    user
}

/// Waits briefly between two packets.
fn pause(terminal: &mut PtyTerminal) {
    terminal.wait_at_most(Duration::from_millis(20), |_| false);
}

const REPORTS: [&str; 16] = [
    "\x1b[?997;1n",
    "\x1b[?2026;2$y",
    "\x1b[?62;1;6;22c",
    "\x1b[>84;0;0c",
    "\x1bP!|00000000\x1b\\",
    "\x1b[5;10R",
    "\x1b[8;24;80t",
    "\x1b[M !!",
    "\x1b[M \u{145}!",
    "\x1b[<64;26;5M",
    "\x1b[I",
    "\x1bP>|XTerm(380)\x1b\\",
    "\x1bP1+r5463=323536\x1b\\",
    "\x1b]11;rgb:ffff/ffff/ffff\x1b\\",
    "\x1b]52;c;VGhleSB3aWxs\x07",
    "\x1b_Gi=31;OK\x1b\\",
];

#[test]
fn a_report_in_two_packets_writes_nothing_and_ctrl_c_still_leaves() {
    let user = user_with_long_escape_time();
    let mut terminal = open_step_with_text(&user, "They will fire me 睡👍");
    for report in REPORTS {
        let bytes = report.as_bytes();
        for cut in [1, 2, bytes.len() / 2, bytes.len() - 1] {
            terminal.send(&bytes[..cut]);
            pause(&mut terminal);
            terminal.send(&bytes[cut..]);
        }
        terminal.type_in(".");
    }
    let text = format!("They will fire me 睡👍{}", ".".repeat(REPORTS.len()));
    terminal
        .expect(&text)
        .press("<C-c>")
        .expect("Your words are saved.")
        .press("<C-c>")
        .expect_exit(0);
    user.open(&["resume"]).expect(&text);
}

#[test]
fn a_truncated_report_does_not_block_quitting() {
    for half in [
        "\x1b",
        "\x1b[?997;",
        "\x1b]11;rgb:",
        "\x1bP1+r",
        "\x1b[M ",
        "\x1bO",
    ] {
        let user = user_with_long_escape_time();
        let mut terminal = open_step_with_text(&user, "They will fire me 睡👍");
        terminal
            .expect("saved")
            .send(half.as_bytes())
            .press("<C-c>")
            .expect("Your words are saved.")
            .send(half.as_bytes())
            .press("<C-c>")
            .expect_exit(0);
    }
}

#[test]
fn a_key_whose_escape_arrives_first_is_that_key() {
    let user = user_with_long_escape_time();
    let mut terminal = open_step_with_text(&user, "They will fire me 睡👍");
    for (key, typed, expected) in [
        ("[D", "1", "me 睡1👍"),
        ("[H", "2", "2They"),
        ("OF", "3", "👍3"),
        ("[1;5D", "4", "👍43"),
        ("\x1b[D", "5", "👍543"),
    ] {
        terminal.send(b"\x1b");
        pause(&mut terminal);
        terminal.type_in(key).type_in(typed).expect(expected);
    }
    terminal.send(b"\x1b");
    pause(&mut terminal);
    terminal
        .type_in("[200~one\rand two\r\x1b[201~")
        .expect("one and two");
}

#[test]
fn a_paste_whose_end_is_lost_becomes_text_and_what_follows_is_typed() {
    let user = TestUser::new();
    let mut terminal = open_step_with_text(&user, "They will fire me 睡👍");
    terminal
        .send(b"\x1b[200~, and then")
        .expect("They will fire me 睡👍, and then")
        .type_in("!")
        .expect("and then!")
        .press("<C-c>")
        .expect("Your words are saved.");
}

#[test]
fn many_control_strings_leave_text_and_keys_intact() {
    let user = user_with_long_escape_time();
    let mut terminal = open_step_with_text(&user, "They will fire me 睡👍");
    let long = "\x1b]52;c;".to_owned() + &"QUJD".repeat(200_000);
    terminal
        .type_in(&long)
        .type_in("\x07")
        .type_in(&"\x1b[?997;1n".repeat(50_000))
        .type_in("!")
        .expect("They will fire me 睡👍!")
        .signal(Signal::TERM)
        .expect_exit(143);
}

#[test]
fn terminal_replies_to_an_editor_are_not_typed_after_it_exits() {
    // It reads the start of a reply and exits; the rest and another reply are still in the input.
    let user = TestUser::new();
    let editor = user.script(
        "editor",
        "echo the editor is here\nread answer\necho and more >> \"$1\"\n",
    );
    let user = user.with("VISUAL", editor);
    let mut terminal = open_step_with_text(&user, "They will fire me 睡👍");
    terminal
        .press("<C-o>")
        .expect("the editor is here")
        .send(b"\x1b[>\r84;0;0c\x1bP>|tmux 3.3a\x1b\\\x1b[?1;2c")
        .expect("and more")
        .type_in("!")
        .expect("They will fire me 睡👍and more!");
}
