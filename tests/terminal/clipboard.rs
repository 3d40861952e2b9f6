//! A sentence for another person leaves the program only on request: by OSC 52 or printed after the last frame.

use crate::pty::{PtyTerminal, TerminalState};
use crate::test_user::TestUser;

const EXERCISE: &str = "\
title: Say it
purpose: A sentence for somebody.
steps:
  - {kind: write, id: words, prompt: What would you say?}
  - {kind: summary, id: summary, fields: [words], copy: words}
";

const SENTENCE: &str = "Für dich: 一緒に寝よう 🍲, ja?";

fn user_with_message() -> TestUser {
    let user = TestUser::new().with_first_exercises();
    user.write("config/enough/exercises/say-it.yaml", EXERCISE);
    user
}

/// Writes the sentence and goes to the summary.
fn open_with_message(user: &TestUser, arguments: &[&str]) -> PtyTerminal {
    let mut terminal = user.open(arguments);
    terminal
        .expect("What would you say?")
        .paste(SENTENCE)
        .expect("ja?")
        .press("<Enter>")
        .expect("y copy p print");
    terminal
}

/// The control strings in the output, such as titles and clipboard writes.
fn clipboard_sequences(state: &TerminalState) -> Vec<String> {
    let drawn = state.output_after_query();
    let ends = |rest: &str| {
        let end = rest.find(['\u{7}', '\u{1b}']).unwrap_or(rest.len());
        rest[..end].to_owned()
    };
    drawn.split("\u{1b}]").skip(1).map(ends).collect()
}

/// Decodes base64.
fn decode_base64(text: &str) -> String {
    let sixes = text.trim_end_matches('=').bytes().map(|letter| {
        u32::from(match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            other => panic!("{other} isn't base64"),
        })
    });
    let (mut bytes, mut held, mut bits) = (Vec::new(), 0_u32, 0);
    for six in sixes {
        held = (held << 6 | six) & 0xffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits & 0xff).expect("it is a byte"));
        }
    }
    String::from_utf8(bytes).expect("valid UTF-8")
}

/// Goes home and quits.
fn leave(terminal: &mut PtyTerminal) {
    terminal
        .press("<Enter>")
        .expect("A thought is scaring me")
        .press("q")
        .expect_exit(0)
        .drain();
}

#[test]
fn a_sentence_is_copied_once_on_request() {
    for arguments in [&["start", "say-it"][..], &["--private", "start", "say-it"]] {
        let user = user_with_message();
        let mut terminal = open_with_message(&user, arguments);
        assert_eq!(terminal.inspect(clipboard_sequences), Vec::<String>::new());
        terminal
            .press("y")
            .expect("Copied, if your terminal allows it.");
        let copied = terminal.inspect(clipboard_sequences);
        let [copied] = &copied[..] else {
            panic!("once, not {copied:?}")
        };
        let text = copied.strip_prefix("52;c;").expect("it is the clipboard");
        assert_eq!(decode_base64(text), SENTENCE);
        leave(&mut terminal);
        assert_eq!(terminal.inspect(clipboard_sequences).len(), 1);
        // Copying does not print.
        assert!(
            !terminal.screen().contains("Für dich"),
            "{}",
            terminal.screen()
        );
    }
}

#[test]
fn a_sentence_is_printed_after_the_last_frame_on_request() {
    for arguments in ["start say-it", "--private start say-it"] {
        let user = user_with_message();
        // Frames and the printed sentence go to standard output, errors to standard error.
        let mut terminal = user.open_shell(&format!("\"$0\" {arguments} 2>errors"));
        terminal
            .expect("What would you say?")
            .paste(SENTENCE)
            .expect("ja?")
            .press("<Enter>")
            .expect("p print")
            .press("p")
            .expect("It will be printed when you quit");
        leave(&mut terminal);
        assert_eq!(terminal.screen().trim(), SENTENCE);
        assert_eq!(terminal.inspect(clipboard_sequences), Vec::<String>::new());
        let errors = std::fs::read_to_string(user.home().join("errors"));
        assert_eq!(errors.expect("it was opened"), "");
    }
}

#[test]
fn copy_and_print_can_be_toggled_without_latin_keys() {
    let user = user_with_message();
    let mut terminal = open_with_message(&user, &["start", "say-it"]);
    terminal
        .send(b"\x1b[15~")
        .expect("Copied, if your terminal");
    terminal
        .send(b"\x1b[17~")
        .expect("It will be printed when you quit");
    terminal.send(b"\x1b[17~").expect("It won't be printed.");
    leave(&mut terminal);
    assert_eq!(terminal.inspect(clipboard_sequences).len(), 1);
    assert_eq!(terminal.screen().trim(), "");
}

#[test]
fn printed_text_and_exit_message_both_appear() {
    let user = user_with_message();
    let mut terminal = open_with_message(&user, &["start", "say-it"]);
    terminal
        .press("p")
        .expect("It will be printed when you quit")
        .press("<Enter>")
        .expect("A thought is scaring me")
        .press("1")
        .expect("What is the thought, in one line?")
        .type_in("Another one 睡 🍲")
        .expect("Another one")
        .press("<C-c>")
        .expect("Press Ctrl+C again to quit")
        .press("<C-c>")
        .expect_exit(0)
        .drain()
        .expect(SENTENCE)
        .expect("Your words are saved. Pick up with: enough resume");
    assert!(!terminal.inspect(|state| state.shows("Another one")));
}

#[test]
fn printed_text_never_controls_the_terminal() {
    let user = user_with_message();
    let mut terminal = user.open(&["start", "say-it"]);
    terminal
        .expect("What would you say?")
        .paste("Plain \u{1b}]0;title\u{7}\u{9b}31m and \u{202e}red 🍲 spät.")
        .expect("spät.")
        .press("<Enter>")
        .expect("p print")
        .press("p")
        .expect("It will be printed when you quit");
    let before = terminal.inspect(|state| state.bytes.len());
    leave(&mut terminal);
    terminal.inspect(|state| {
        let after = String::from_utf8_lossy(&state.bytes[before..]).into_owned();
        let (_, printed) = after.rsplit_once("\u{1b}[?25h").expect("it is given back");
        assert_eq!(printed.trim(), "Plain  and red 🍲 spät.");
    });
}
