use rustix::process::Signal;

use crate::files::folder_contains;
use crate::pty::{PtyTerminal, TerminalState};
use crate::test_user::TestUser;

/// Opens a step with a text field of several lines.
fn open_situation_step(user: &TestUser) -> PtyTerminal {
    let mut terminal = user.open(&["start", "catastrophe"]);
    terminal
        .expect("You will take one scary thought")
        .press("<Enter>")
        .expect("What was going on before the thought came?");
    terminal
}

#[test]
fn an_incomplete_key_neither_hangs_nor_blocks_signals() {
    let halves = [
        "\x1b[",
        "\x1b[1;",
        "\x1bO",
        "\x1b]11;rgb:",
        "\x1b[200~half a paste",
    ];
    let people = halves.map(|_| TestUser::new().with_first_exercises());
    let terminals = people.each_ref().map(|user| {
        let mut terminal = user.open(&["start", "two-minute"]);
        terminal
            .expect("What is the thought")
            .type_in("They will fire me");
        terminal.expect("They will fire me");
        terminal
    });
    for ((half, mut terminal), user) in halves.iter().zip(terminals).zip(&people) {
        terminal.send(half.as_bytes()).expect("saved");
        terminal.signal(Signal::TERM).expect_exit(143);
        user.open(&["resume"]).expect("They will fire me");
    }
}

#[test]
fn an_incomplete_character_blocks_no_signal() {
    let user = TestUser::new().with_first_exercises();
    let mut terminal = user.open(&["start", "two-minute"]);
    terminal
        .expect("What is the thought")
        .type_in("They will fire me");
    terminal
        .expect("They will fire me")
        .send(b"\xf0\x9f")
        .expect("saved");
    terminal.signal(Signal::TERM).expect_exit(143);
}

#[test]
fn an_incomplete_key_does_not_stop_the_breath() {
    let user = TestUser::new().with_first_exercises();
    let mut terminal = user.open(&["breathe"]);
    terminal
        .expect("In through your nose   1")
        .send(b"\x1b[")
        .expect("In through your nose   3");
}

#[test]
fn five_thousand_characters_at_once_all_arrive() {
    let user = TestUser::new().with_first_exercises();
    let text: Vec<_> = (0..1000).map(|number| format!("{number:04}")).collect();
    let text = text.join(" ") + "!";
    assert_eq!(text.len(), 5000);
    let mut terminal = open_situation_step(&user);
    terminal.type_in(&text).expect("0999!").press("<Tab>");
    terminal
        .expect("What is the scary thought?")
        .press("<S-Tab>")
        .expect("What was going on before the thought came?")
        .expect("0999!");
    // The editor gets the text of the program.
    let editor = user.script("editor", "cat \"$1\" > kept\necho seen >> \"$1\"\n");
    let user = user.with("EDITOR", editor);
    drop(terminal);
    let mut again = user.open(&["resume"]);
    again.expect("0999!").press("<C-o>").expect("seen");
    again.signal(Signal::TERM).expect_exit(143);
    let saved = std::fs::read_to_string(user.home().join("kept")).unwrap();
    assert_eq!(saved.trim_end(), text);
}

#[test]
fn a_paste_of_a_chapter_arrives_completely() {
    let user = TestUser::new().with_first_exercises();
    let chapter = "Ein langer Satz über Æpfel und 🍲. ".repeat(2000);
    let mut terminal = open_situation_step(&user);
    terminal
        .paste(&format!("{chapter}The end."))
        .expect("The end.");
    terminal.press("<Tab>").expect("What is the scary thought?");
}

/// Input that is no key: mouse and focus reports, and replies to queries of another program.
const REPORTS: [&str; 12] = [
    "\x1b[I",
    "\x1b[O",
    "\x1b[<0;10;10M\x1b[<0;10;10m",
    "\x1b[<64;10;10M",
    "\x1b[M !!",
    "\x1b[32;10;10M",
    "\x1b[?62;1;6;22c",
    "\x1b[5;10R",
    "\x1b[?0u",
    "\x1b[97;1:3u",
    "\x1b[57358;1u",
    "\x1b[57441;2u",
];

#[test]
fn terminal_reports_and_replies_type_nothing() {
    let user = TestUser::new().with_first_exercises();
    let mut terminal = user.open(&["start", "two-minute"]);
    terminal
        .expect("What is the thought")
        .type_in("They will fire me 睡👍")
        .expect("They will fire me 睡👍")
        .expect("saved");
    for report in REPORTS {
        terminal.send(report.as_bytes());
    }
    terminal
        .type_in("!")
        .expect("They will fire me 睡👍!")
        .expect("saved");
    for report in REPORTS {
        terminal.send(report.as_bytes()).type_in(".");
    }
    terminal.expect(&format!(
        "They will fire me 睡👍!{}",
        ".".repeat(REPORTS.len())
    ));
    terminal.signal(Signal::TERM).expect_exit(143);
    user.open(&["resume"]).expect("They will fire me 睡👍!....");
}

#[test]
fn control_strings_and_broken_sequences_lose_no_text() {
    let broken = [
        "\x1b]11;rgb:ffff/ffff/ffff\x1b\\",
        "\x1b]11;rgb:0000/0000/0000\x07",
        "\x1bP>|XTerm(380)\x1b\\",
        "\x1bP1$r0m\x1b\\",
        "\x1b_Gi=31;OK\x1b\\",
        "\x1b[?2026;2$y",
        "\x1b[999999999999999999999999999999;1~",
        "\x1b[1;2;3;4;5;6;7;8;9;10;11;12;13;14;15;16;17u",
        "\x1b[<999999;999999;999999M",
        "\x1b[;;;;;;R",
        "\x1b[200",
        "~\x1b[201~\x1b[201~",
        "\x1b\x1b\x1b[",
        "Z\x1bO\x1bO",
    ];
    let user = TestUser::new().with_first_exercises();
    let mut terminal = open_situation_step(&user);
    terminal
        .type_in("They will fire me 睡👍")
        .expect("They will fire me 睡👍")
        .expect("saved");
    for sequence in broken {
        terminal.send(sequence.as_bytes());
    }
    terminal.signal(Signal::TERM).expect_exit(143).drain();
    assert!(terminal.inspect(|state| !state.shows("stopped because of a bug")));
    // Some of them are keys that change the step, so the text may be in another one.
    let folder = user.journal().with_file_name("");
    assert!(
        folder_contains(&folder, "They will fire me 睡👍"),
        "the text is in the journal"
    );
}

#[test]
fn many_resizes_lose_no_character() {
    let user = TestUser::new().with_first_exercises();
    let mut terminal = open_situation_step(&user);
    let text: Vec<_> = (0..120).map(|number| format!("{number:03}")).collect();
    for (number, word) in (1..).zip(&text) {
        let (width, height) = (number * 37 % 300, number * 61 % 100);
        terminal.resize(width.max(1), height.max(1)).type_in(word);
    }
    let text = text.concat();
    let is_whole = |state: &TerminalState| {
        let written = state.screen().contents().replace(['│', '\n', ' '], "");
        written.contains(&text)
    };
    terminal.resize(80, 24).wait_until("every letter", is_whole);
    terminal.signal(Signal::TERM).expect_exit(143);
    user.open(&["resume"]).wait_until("every letter", is_whole);
}

#[test]
fn a_paste_of_ten_megabytes_is_cut_to_the_limit_and_reported() {
    let user = TestUser::new().with_first_exercises();
    let mut terminal = open_situation_step(&user);
    terminal.type_in("First, ").expect("First,");
    terminal
        .paste(&"\0Ein Wort\x1b[200~ über 🍲.\n".repeat(10_000_000 / 26))
        .expect("That's all that fits here.")
        .press("<Backspace>")
        .press("<C-c>")
        .expect("Your words are saved.")
        .press("<C-c>")
        .expect_exit(0);
    user.open(&["resume"]).expect("über 🍲.");
}

#[test]
fn text_after_a_paste_end_sequence_inside_a_paste_is_typed() {
    let user = TestUser::new().with_first_exercises();
    let mut terminal = open_situation_step(&user);
    terminal
        .type_in("First, ")
        .paste("one \x1b[201~two\x1b[200~ three")
        .type_in("!")
        .expect("First, one two three!")
        .signal(Signal::TERM)
        .expect_exit(143);
    user.open(&["resume"]).expect("First, one two three!");
}

#[test]
fn random_bytes_break_nothing() {
    for seed in 1..=4_u64 {
        let user = TestUser::new().with_first_exercises();
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let bytes: Vec<u8> = (0..4096)
            .map(|_| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                state.to_be_bytes()[0]
            })
            // Ctrl+C, Ctrl+Z and Ctrl+\ have tests of their own. Here they might arrive after the exit, when the kernel flushes
            // the output that is not read yet.
            .filter(|byte| ![0x03, 0x1a, 0x1c].contains(byte))
            .collect();
        let mut terminal = if seed % 2 == 0 {
            open_situation_step(&user)
        } else {
            let mut terminal = user.open(&[]);
            terminal.expect("A thought is scaring me");
            terminal
        };
        for part in bytes.chunks(512) {
            if terminal.inspect(TerminalState::has_exited) {
                break;
            }
            terminal.send(part);
        }
        // Ends a possible paste and a possible partial key, then types a character.
        if !terminal.inspect(TerminalState::has_exited) {
            terminal.send(b"\x1b[201~").signal(Signal::TERM);
        }
        terminal.wait_until("the end of the program", TerminalState::has_exited);
        let code = terminal.inspect(TerminalState::exit_code);
        assert!(
            matches!(code, Some(0 | 143)),
            "seed {seed}: {code:?}\n{}",
            terminal.screen()
        );
        terminal.drain();
        terminal.inspect(|seen| {
            let screen = seen.screen();
            assert!(
                !screen.alternate_screen() && !screen.bracketed_paste(),
                "seed {seed}, {code:?}: {:?}",
                String::from_utf8_lossy(&seen.bytes[seen.bytes.len().saturating_sub(600)..])
            );
            assert!(!seen.shows("stopped because of a bug"));
        });
    }
}
