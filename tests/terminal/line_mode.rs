//! Line mode of the real program: through pipes, in a terminal, and in a dumb terminal.

use rustix::process::Signal;

use crate::test_user::TestUser;

/// The input for a complete two-minute check.
const EXERCISE_INPUT: &str =
    "One bug and they'll fire me 火\n90\n1\n3\nMy sister.\n2\nmend it and go on.\n\n40\n1\n/quit\n";

/// The output as text; checks that it has no control characters but line ends.
#[track_caller]
fn assert_no_escapes(bytes: &[u8]) {
    let text = std::str::from_utf8(bytes).expect("valid UTF-8");
    let strange = text
        .chars()
        .find(|letter| letter.is_control() && *letter != '\n');
    assert_eq!(strange, None, "{text:?}");
}

#[test]
fn a_complete_exercise_works_through_pipes_and_is_in_the_history() {
    let user = TestUser::new();
    let output = user.run_with_input(&["start", "two-minute"], EXERCISE_INPUT);
    assert!(output.status.success(), "{output:?}");
    assert_no_escapes(&output.stdout);
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(
        printed.starts_with("This is line mode, because the output is no terminal."),
        "{printed}"
    );
    assert!(printed.contains("Saved."), "{printed}");
    let mut terminal = user.open(&["history"]);
    terminal
        .expect("1 of 1")
        .expect("One bug and they'll fire me")
        .press("q")
        .press("q")
        .expect_exit(0);
}

#[test]
fn lines_in_another_encoding_are_decoded_or_reported() {
    let saved = |lines: &[u8]| {
        let user = TestUser::new();
        let output = user.run_with_input(&["start", "two-minute"], lines);
        let printed = String::from_utf8(output.stdout).unwrap();
        assert!(!printed.contains('\u{fffd}'), "{printed}");
        (printed, user.stdout_of(&["export"]))
    };
    let utf16 = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        let lines = format!("\u{feff}{}", EXERCISE_INPUT.replace('\n', "\r\n"));
        lines.encode_utf16().flat_map(bytes).collect()
    };
    for lines in [
        format!("\u{feff}{EXERCISE_INPUT}").into_bytes(),
        utf16(u16::to_le_bytes),
        utf16(u16::to_be_bytes),
    ] {
        let (printed, saved) = saved(&lines);
        assert!(saved.contains("One bug and they'll fire me 火"), "{saved}");
        assert!(saved.contains("My sister."), "{saved}");
        assert!(!printed.contains("UTF-8"), "{printed}");
    }
    let (printed, text) = saved(b"\x93They\x94 will close the caf\xe9\n90\n/quit\n");
    assert!(printed.contains("it was read as Windows-1252"), "{printed}");
    assert!(text.contains("“They” will close the café"), "{text}");
    // 0x81 is undefined in Windows-1252.
    let (printed, text) = saved(b"They will fire me\n\x81\n90\n");
    assert!(printed.contains("nothing after it is read"), "{printed}");
    assert!(text.contains("They will fire me"), "{text}");
    assert!(!text.contains("\"number\""), "{text}");
}

#[test]
fn a_first_run_through_a_pipe_prints_the_welcome_and_reads_every_line() {
    let user = TestUser::first_run();
    let output = user.run_with_input(&["start", "two-minute"], EXERCISE_INPUT);
    assert!(output.status.success(), "{output:?}");
    let printed = String::from_utf8(output.stdout).unwrap();
    let first_page = printed.find("Write down one scary thought.");
    assert!(
        first_page < printed.find("What is the thought"),
        "{printed}"
    );
    let saved = user.stdout_of(&["show", "last"]);
    assert!(saved.contains("One bug and they'll fire me 火"), "{saved}");
    assert!(saved.contains("My sister."), "{saved}");
}

#[test]
fn the_same_exercise_works_in_line_mode_on_a_terminal() {
    for (arguments, name, value, why) in [
        (
            &["--plain"][..],
            "TERM",
            "xterm-256color",
            "because of --plain",
        ),
        (&[], "ACCESSIBLE", "1", "because ACCESSIBLE is set"),
        (&[], "TERM", "dumb", "because TERM is dumb"),
    ] {
        let user = TestUser::new().with(name, value);
        let mut terminal = user.open(&[&["start", "two-minute"], arguments].concat());
        terminal
            .expect(why)
            .expect("What is the thought, in one line?");
        for line in EXERCISE_INPUT.lines() {
            terminal.press(line).press("<Enter>");
        }
        terminal.expect("Saved.").expect_exit(0).drain();
        assert!(
            terminal.inspect(|state| !state.bytes.contains(&0x1b)),
            "{why}"
        );
        assert!(user.stdout_of(&["show", "last"]).contains("My sister."));
    }
}

#[test]
fn text_is_saved_however_line_mode_ends() {
    let user = TestUser::new();
    let output = user.run_with_input(&["start", "two-minute"], "They will fire me\n9");
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(
        message.contains("There's nothing more to read, so this stops here."),
        "{message}"
    );
    assert!(message.contains("enough resume"), "{message}");
    let mut terminal = user.open(&["resume", "--plain"]);
    terminal
        .expect("What is it mostly about?")
        .press("1<Enter>")
        .expect("Would you manage?")
        .press("3<Enter>")
        .expect("What or who would help");
    terminal.signal(Signal::INT).expect_exit(130);
    let mut terminal = user.open(&["resume"]);
    terminal
        .expect("What or who would help")
        .press("<C-c>")
        .expect_exit(0);
}

#[test]
fn an_exercise_names_the_command_that_opens_people_to_talk_to() {
    let user = TestUser::new();
    for (name, words) in [
        ("catastrophe-to", "Type /people for people to talk to."),
        ("rupture-and-repair", "getting hurt, type /people now."),
    ] {
        let output = user.run_with_input(&["start", name], "/quit\n");
        let printed = String::from_utf8(output.stdout).unwrap();
        let flat = printed.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(words), "{printed}");
        assert!(
            !flat.contains("ress ?") && !flat.contains("Ctrl+G"),
            "{printed}"
        );
    }
}

#[test]
fn empty_input_is_reported_and_starts_nothing() {
    let user = TestUser::first_run();
    for arguments in [&[][..], &["start", "two-minute"], &["resume"]] {
        let output = user.run(arguments);
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        assert_eq!(output.stdout, b"");
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!(message.lines().count(), 1, "{message}");
        assert!(
            message.contains("nothing was started and nothing was changed"),
            "{message}"
        );
    }
}

#[test]
fn a_closed_pipe_is_no_failure() {
    let user = TestUser::new();
    let mut terminal = user.open_shell("yes '' | \"$0\" --plain | head -n 1; echo over");
    terminal
        .expect("This is line mode")
        .expect("over")
        .expect_exit(0);
}

#[test]
fn a_partial_line_is_saved_when_a_signal_arrives() {
    let half = "They will fire me 火 and th";
    // By the key, with the terminal settings compared before and after.
    let user = TestUser::new();
    let script = "trap : INT; stty -a > before; \"$0\" --plain start two-minute; code=$?; stty -a > after; exit $code";
    let mut terminal = user.open_shell(script);
    terminal.expect("in one line?").type_in(half);
    terminal.expect(half).send(b"\x03");
    terminal.expect("enough resume").expect_exit(130);
    let settings = |name| std::fs::read_to_string(user.home().join(name)).unwrap();
    assert_eq!(settings("before"), settings("after"));
    let mut terminal = user.open(&["resume"]);
    terminal
        .expect(half)
        .expect("step 1")
        .press("<C-c><C-c>")
        .expect_exit(0);
    // By a signal of another program.
    let user = TestUser::new().with_first_exercises();
    let mut terminal = user.open(&["--plain", "start", "catastrophe-to"]);
    terminal.expect("Press Enter to continue").press("<Enter>");
    terminal
        .expect("An empty line ends it")
        .type_in("Late at night 睡.")
        .press("<Enter>");
    terminal.type_in(half);
    terminal.expect(half).signal(Signal::TERM).expect_exit(143);
    let mut terminal = user.open(&["resume"]);
    terminal.expect("Late at night 睡.").expect(half);
    terminal.press("<C-c><C-c>").expect_exit(0);
}

#[test]
fn a_terminal_without_a_size_uses_line_mode_without_wrapping() {
    let user = TestUser::new();
    let mut terminal = user.open_shell("stty rows 0 cols 0; exec \"$0\" start two-minute");
    terminal
        .expect("This is line mode, because the terminal doesn't tell its size.")
        .expect("What is the thought, in one line?");
    for line in EXERCISE_INPUT.lines() {
        terminal.type_in(line).press("<Enter>");
    }
    terminal.expect_exit(0).drain();
    terminal.inspect(|state| {
        assert!(!state.bytes.contains(&0x1b));
        let printed = String::from_utf8_lossy(&state.bytes);
        assert!(
            printed.contains("0 is “can't happen”, 50 is “as likely as not”"),
            "{printed}"
        );
    });
    user.open(&["history"])
        .expect("One bug and they'll fire me");
    // The output of a command in the shell is complete as well.
    let mut terminal = user.open_shell("stty rows 0 cols 0; exec \"$0\" due");
    terminal.expect("Nothing is due today.");
}

#[cfg(target_os = "linux")]
#[test]
fn a_line_longer_than_the_terminal_passes_on_is_requested_to_its_end() {
    // Two bytes a character, so that the cut is within one.
    let user = TestUser::new();
    let mut terminal = user.open(&["--plain", "start", "two-minute"]);
    terminal.expect("What is the thought, in one line?");
    let long = "ä".repeat(2990);
    for part in long.as_bytes().chunks(500) {
        terminal.send(part);
    }
    terminal
        .send(b"\n")
        .expect("may have left out the end. What came ends with")
        .type_in(" and the rest\n")
        .expect("how likely is it to happen")
        .signal(Signal::TERM)
        .expect_exit(143);
    let saved = user.stdout_of(&["export"]);
    let wanted = format!("{} and the rest", "ä".repeat(2047));
    assert!(saved.contains(&wanted), "{saved}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_line_of_maximum_length_is_complete_after_enter() {
    let user = TestUser::new();
    let mut terminal = user.open(&["--plain", "start", "two-minute"]);
    terminal.expect("What is the thought, in one line?");
    let line = "word ".repeat(819);
    for part in line.as_bytes().chunks(500) {
        terminal.send(part);
    }
    terminal
        .send(b"\n")
        .expect("or press Enter if that was all")
        .send(b"\n")
        .expect("how likely is it to happen");
}
