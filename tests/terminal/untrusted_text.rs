//! Text from user exercises and from entries of other programs, on every screen and in every output.

use good_enough::domain::entry::{
    Answer, AnsweredStep, DraftPosition, Entry, EntryId, EntryKind, EntryState,
};
use good_enough::domain::exercise::Role;
use good_enough::storage::journal::Journal;

use crate::hostile_exercises::{
    EXERCISES_FOLDER, assert_draws_sanitized, assert_sanitized, run_with_limits,
};
use crate::test_user::TestUser;

#[test]
fn control_sequences_in_text_are_drawn_as_text_on_every_screen() {
    let user = TestUser::new();
    let words = "\\e[99;99H\\e]0;title\\a\\e]52;c;aGk=\\a \\u202Eback\\u2066 \\x9b2J \\U000E0041";
    let text = format!(
        "title: \"Mine {words}\"
purpose: \"For {words}\"
when: \"Now {words}\"
sources: [\"{words}\"]
feels_like: [thought]
steps:
  - kind: write
    id: a
    role: thought
    prompt: \"First {words}\"
    help: \"Help {words}\"
    placeholder: \"Here {words}\"
    examples: {{general: \"Like {words}\"}}
  - {{kind: choose, id: b, prompt: \"Next {words}\", options: [\"One {words}\", \"Two {words}\"], show: [a]}}
  - {{kind: summary, id: c, label: \"{words}\", fields: [a, b], closing: \"End {words}\"}}
"
    );
    let text = text.replace("feels_like: [thought]\n", "");
    user.write(&format!("{EXERCISES_FOLDER}/mine.yaml"), &text);
    let output = run_with_limits(&user, 1, &["exercises"]);
    assert!(
        assert_sanitized(&output.stdout).contains("Mine  back"),
        "{output:?}"
    );
    let mut terminal = user.open(&["start", "mine"]);
    terminal
        .expect("First  back")
        .type_in("睡眠 👍")
        .press("<Enter>")
        .expect("Next  back")
        .press("<Enter>")
        .expect("End  back")
        .press("<Enter>")
        .expect("Saved.")
        .press("h")
        .expect("Mine  back");
    assert_draws_sanitized(&terminal);
    drop(terminal);
    for arguments in [
        &["history", "-n", "9"][..],
        &["history", "--json"],
        &["show", "last"],
    ] {
        assert_sanitized(&run_with_limits(&user, 1, arguments).stdout);
    }
}

#[test]
fn journal_text_of_another_program_never_controls_the_terminal() {
    let user = TestUser::new();
    let nasty = |text: &str| {
        format!(
            "{text} \x1b[99;99H\x1b]0;t\x07\x1b]52;c;aGk=\x07\u{9b}2J\u{202e}back\u{2066}\u{7f}\u{200f}睡👍\r\nnext"
        )
    };
    let entry = |id: &str, state: EntryState| Entry {
        id: EntryId::from(id.to_owned()),
        exercise: "two-minute-check".to_owned(),
        title: nasty("Title"),
        started_at: "2026-01-01T20:00:00Z".parse().expect("it is one"),
        finished_at: (state == EntryState::Done)
            .then(|| "2026-01-01T20:00:00Z".parse().expect("it is one")),
        utc_offset: 0,
        day: "2026-01-01".parse().expect("it is one"),
        state,
        origin: None,
        kind: EntryKind::Exercise,
        draft_position: (state == EntryState::Draft).then(|| DraftPosition {
            step: "thought".to_owned(),
            pending_text: nasty("Typing"),
            caret: 3,
        }),
        answers: vec![AnsweredStep {
            step: "thought".to_owned(),
            role: Some(Role::Thought),
            prompt: nasty("Prompt"),
            answer: Answer::Text(nasty("Answer")),
            outcome: None,
        }],
    };
    let mut journal = Journal::open(&user.journal()).unwrap();
    journal
        .save(&entry(&nasty("id"), EntryState::Done))
        .unwrap();
    journal.save(&entry("draft", EntryState::Draft)).unwrap();
    drop(journal);
    for arguments in [
        &["history", "-n", "9"][..],
        &["history", "--json"],
        &["show", "last"],
        &["show", "i"],
    ] {
        let output = run_with_limits(&user, 1, arguments);
        let message = assert_sanitized(&output.stdout);
        assert!(
            message.contains("Answer") || !output.stderr.is_empty(),
            "{arguments:?}: {message}"
        );
    }
    let json = run_with_limits(&user, 1, &["history", "--json"]).stdout;
    let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(
        json[0]["thought"],
        nasty("Answer"),
        "a script gets every letter"
    );
    let mut terminal = user.open(&["resume"]);
    terminal
        .expect("Typing")
        .press("x<S-Tab><F1><Enter>")
        .press("<C-c><C-c>")
        .expect_exit(0)
        .drain();
    assert_draws_sanitized(&terminal);
    let mut terminal = user.open(&["history"]);
    terminal.expect("Answer").press("<Enter>").expect("Prompt");
    assert_draws_sanitized(&terminal);
}
