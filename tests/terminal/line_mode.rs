//! Line mode of the real program: through pipes, in a terminal, and in a dumb terminal.

use rustix::process::Signal;

use crate::test_user::TestUser;

/// The input for a complete two-minute check.
const EXERCISE_INPUT: &str = "One bug and they'll fire me 火\n90\n3\nMy sister.\n2\nthey grumble and I mend it.\n.\n40\n\n1\n/quit\n";

/// The output as text; checks that it has no control characters but line ends.
#[track_caller]
fn assert_no_escapes(bytes: &[u8]) {
    let words = std::str::from_utf8(bytes).expect("it is text");
    let strange = words
        .chars()
        .find(|letter| letter.is_control() && *letter != '\n');
    assert_eq!(strange, None, "{words:?}");
}

#[test]
fn a_complete_exercise_works_through_pipes_and_is_in_the_history() {
    let person = TestUser::new();
    let output = person.run_with_input(&["start", "two-minute"], EXERCISE_INPUT);
    assert!(output.status.success(), "{output:?}");
    assert_no_escapes(&output.stdout);
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(
        told.starts_with("This is line mode, because the output is no terminal."),
        "{told}"
    );
    assert!(told.contains("That is kept."), "{told}");
    let mut terminal = person.open(&["history"]);
    terminal
        .expect("1 of 1")
        .expect("One bug and they'll fire me")
        .press("q")
        .press("q")
        .expect_exit(0);
}

#[test]
fn lines_in_another_encoding_are_decoded_or_reported() {
    let kept = |lines: &[u8]| {
        let person = TestUser::new();
        let output = person.run_with_input(&["start", "two-minute"], lines);
        let told = String::from_utf8(output.stdout).unwrap();
        assert!(!told.contains('\u{fffd}'), "{told}");
        (told, person.stdout_of(&["export"]))
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
        let (told, kept) = kept(&lines);
        assert!(kept.contains("One bug and they'll fire me 火"), "{kept}");
        assert!(kept.contains("My sister."), "{kept}");
        assert!(!told.contains("UTF-8"), "{told}");
    }
    let (told, words) = kept(b"\x93They\x94 will close the caf\xe9\n90\n/quit\n");
    assert!(told.contains("it was read as Windows-1252"), "{told}");
    assert!(words.contains("“They” will close the café"), "{words}");
    // 0x81 is undefined in Windows-1252.
    let (told, words) = kept(b"They will fire me\n\x81\n90\n");
    assert!(told.contains("nothing after it is read"), "{told}");
    assert!(words.contains("They will fire me"), "{words}");
    assert!(!words.contains("\"number\""), "{words}");
}

#[test]
fn a_first_run_through_a_pipe_prints_the_welcome_and_reads_every_line() {
    let person = TestUser::first_run();
    let output = person.run_with_input(&["start", "two-minute"], EXERCISE_INPUT);
    assert!(output.status.success(), "{output:?}");
    let told = String::from_utf8(output.stdout).unwrap();
    let first_page = told.find("This is a self-help notebook");
    assert!(first_page < told.find("What is the thought"), "{told}");
    let kept = person.stdout_of(&["show", "last"]);
    assert!(kept.contains("One bug and they'll fire me 火"), "{kept}");
    assert!(kept.contains("My sister."), "{kept}");
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
        let person = TestUser::new().with(name, value);
        let mut terminal = person.open(&[&["start", "two-minute"], arguments].concat());
        terminal
            .expect(why)
            .expect("What is the thought, in one line?");
        for line in EXERCISE_INPUT.lines() {
            terminal.press(line).press("<Enter>");
        }
        terminal.expect("That is kept.").expect_exit(0).drain();
        assert!(
            terminal.inspect(|seen| !seen.bytes.contains(&0x1b)),
            "{why}"
        );
        assert!(person.stdout_of(&["show", "last"]).contains("My sister."));
    }
}

#[test]
fn text_is_saved_however_line_mode_ends() {
    let person = TestUser::new();
    let output = person.run_with_input(&["start", "two-minute"], "They will fire me\n9");
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("There is no more to read, so this stops here."),
        "{said}"
    );
    assert!(said.contains("enough resume"), "{said}");
    let mut terminal = person.open(&["resume", "--plain"]);
    terminal
        .expect("would you manage?")
        .press("3<Enter>")
        .expect("Step 4");
    terminal.signal(Signal::INT).expect_exit(130);
    let mut terminal = person.open(&["resume"]);
    terminal
        .expect("What or who would help")
        .press("<C-c>")
        .expect_exit(0);
}

#[test]
fn empty_input_is_reported_and_starts_nothing() {
    let person = TestUser::first_run();
    for arguments in [&[][..], &["start", "two-minute"], &["resume"]] {
        let output = person.run(arguments);
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        assert_eq!(output.stdout, b"");
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(said.contains("everything is as it was"), "{said}");
    }
}

#[test]
fn a_closed_pipe_is_no_failure() {
    let person = TestUser::new();
    let mut terminal = person.open_shell("yes '' | \"$0\" --plain | head -n 1; echo over");
    terminal
        .expect("This is line mode")
        .expect("over")
        .expect_exit(0);
}

#[test]
fn a_partial_line_is_saved_when_a_signal_arrives() {
    let half = "They will fire me 火 and th";
    // By the key, with the terminal settings compared before and after.
    let person = TestUser::new();
    let script = "trap : INT; stty -a > before; \"$0\" --plain start two-minute; code=$?; stty -a > after; exit $code";
    let mut terminal = person.open_shell(script);
    terminal.expect("in one line?").type_in(half);
    terminal.expect(half).send(b"\x03");
    terminal.expect("enough resume").expect_exit(130);
    let settings = |name| std::fs::read_to_string(person.home().join(name)).unwrap();
    assert_eq!(settings("before"), settings("after"));
    let mut terminal = person.open(&["resume"]);
    terminal
        .expect(half)
        .expect("Step 1 of 8")
        .press("<C-c><C-c>")
        .expect_exit(0);
    // By a signal of another program.
    let person = TestUser::new();
    let mut terminal = person.open(&["--plain", "start", "catastrophe-to"]);
    terminal.expect("Enter goes on").press("<Enter>");
    terminal
        .expect("a full stop alone")
        .type_in("Late at night 睡.")
        .press("<Enter>");
    terminal.type_in(half);
    terminal.expect(half).signal(Signal::TERM).expect_exit(143);
    let mut terminal = person.open(&["resume"]);
    terminal.expect("Late at night 睡.").expect(half);
    terminal.press("<C-c><C-c>").expect_exit(0);
}

#[test]
fn a_terminal_without_a_size_uses_line_mode_without_wrapping() {
    let person = TestUser::new();
    let mut terminal = person.open_shell("stty rows 0 cols 0; exec \"$0\" start two-minute");
    terminal
        .expect("This is line mode, because the terminal doesn't tell its size.")
        .expect("What is the thought, in one line?");
    for line in EXERCISE_INPUT.lines() {
        terminal.type_in(line).press("<Enter>");
    }
    terminal.expect_exit(0).drain();
    terminal.inspect(|seen| {
        assert!(!seen.bytes.contains(&0x1b));
        let told = String::from_utf8_lossy(&seen.bytes);
        assert!(
            told.contains("0 is “can't happen”, 50 is “as likely as not”"),
            "{told}"
        );
    });
    person
        .open(&["history"])
        .expect("One bug and they'll fire me");
    // The output of a command in the shell is complete as well.
    let mut terminal = person.open_shell("stty rows 0 cols 0; exec \"$0\" due");
    terminal.expect("Nothing is due today.");
}

#[cfg(target_os = "linux")]
#[test]
fn a_line_longer_than_the_terminal_passes_on_is_requested_to_its_end() {
    // Two bytes a character, so that the cut is within one.
    let person = TestUser::new();
    let mut terminal = person.open(&["--plain", "start", "two-minute"]);
    terminal.expect("What is the thought, in one line?");
    let long = "ä".repeat(2990);
    for part in long.as_bytes().chunks(500) {
        terminal.send(part);
    }
    terminal
        .send(b"\n")
        .expect("may have left out the end. What came ends with")
        .type_in(" and the rest\n")
        .expect("how likely is it?")
        .signal(Signal::TERM)
        .expect_exit(143);
    let kept = person.stdout_of(&["export"]);
    let wanted = format!("{} and the rest", "ä".repeat(2047));
    assert!(kept.contains(&wanted), "{kept}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_line_of_maximum_length_is_complete_after_enter() {
    let person = TestUser::new();
    let mut terminal = person.open(&["--plain", "start", "two-minute"]);
    terminal.expect("What is the thought, in one line?");
    let line = "word ".repeat(819);
    for part in line.as_bytes().chunks(500) {
        terminal.send(part);
    }
    terminal
        .send(b"\n")
        .expect("or press Enter if that was all")
        .send(b"\n")
        .expect("how likely is it?");
}
