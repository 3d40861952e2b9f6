use crate::pty::TerminalState;
use crate::test_user::TestUser;

#[test]
fn a_typed_quick_check_can_be_read_in_three_places() {
    let user = TestUser::new().with_first_exercises();
    let mut terminal = user.open(&[]);
    terminal
        .expect("A thought is scaring me")
        .press("1")
        .expect("What is the thought, in one line?")
        .paste("They are angry with me 🍲.\r\n\r\nAll of them.")
        .expect("They are angry with me 🍲. All of them.")
        .press("<Enter>");
    terminal
        .expect("how likely is it?")
        .press("80<S-Tab>")
        .expect("What is the thought, in one line?")
        .expect("All of them.")
        .press("<Enter>")
        .expect("80%")
        .press("<Enter>");
    // The question about coping is skipped.
    terminal
        .expect("would you manage?")
        .press("<Tab>")
        .expect("What or who would help a little?")
        .type_in("My sist");
    terminal
        .resize(40, 12)
        .expect("My sist")
        .type_in("er")
        .expect("My sister")
        .resize(80, 24)
        .expect("My sister")
        .press("<Enter>");
    terminal
        .expect("Pick a line and finish it")
        .press("3")
        .type_in("ask them")
        .expect("If it happened, I would ask them")
        .press("<Tab>");
    terminal
        .expect("How likely does it seem now?")
        .press("<Right><Right><S-Right>")
        .expect("11%")
        .press("<Enter>");
    terminal
        .expect("How likely 80% ━━━━━━━━━━━━━━━━──── → 11% ━━────")
        .expect("If it happened, I would ask them")
        .press("<Enter>")
        .expect("What next?")
        .press("1")
        .expect("Saved.")
        .press("q")
        .expect_exit(0);

    let lines = user.stdout_of(&["history", "-n", "5"]);
    assert_eq!(lines.lines().count(), 1, "{lines}");
    assert!(
        lines.contains("likely 80 → 11      They are angry with me 🍲. All of them.  (good enough: If it happened, I would ask them"),
        "{lines}"
    );
    let entry = user.stdout_of(&["show", "last"]);
    for text in [
        "What is the thought, in one line?\n  They are angry with me 🍲. All of them.\n",
        "\n  80%, less than “certain”\n",
        "What or who would help a little?\n  My sister\n",
        "If it happened, I would ask them",
        "\n  11%, more than “can't happen”\n",
    ] {
        assert!(entry.contains(text), "{text} in {entry}");
    }
    let mut again = user.open(&[]);
    again
        .expect("A thought is scaring me")
        .press("h")
        .expect("80→11")
        .expect("They are angry with me")
        .expect("If it happened, I would ask them");
    let mut pane = user.open(&["history"]);
    pane.expect("80→11").press("<Enter>").expect("My sister");
}

#[test]
fn a_longer_text_keeps_the_lines_of_a_paste() {
    let user = TestUser::new().with_first_exercises();
    let mut terminal = user.open(&["start", "catastrophe"]);
    terminal
        .expect("You will take one scary thought")
        .press("<Enter>")
        .expect("What was going on before the thought came?")
        .paste("10 pm. 🍼\r\n\r\nShe cried.\x1b[2J\rI gave up.")
        .expect("I gave up.");
    let rows = terminal.screen();
    let at = |text: &str| {
        let row = rows.lines().position(|row| row.contains(text));
        row.unwrap_or_else(|| panic!("{text} on\n{rows}"))
    };
    assert_eq!(at("She cried."), at("10 pm. 🍼") + 2, "{rows}");
    assert_eq!(at("I gave up."), at("She cried.") + 1, "{rows}");
    terminal
        .press("<Enter>")
        .type_in("The end")
        .expect("The end")
        .press("<Tab>")
        .expect("What is the scary thought?")
        .press("<S-Tab>")
        .expect("What was going on before the thought came?")
        .wait_until("the end below the rest", |state| {
            let contents = state.screen().contents();
            let row = contents.lines().position(|row| row.contains("The end"));
            row == Some(at("I gave up.") + 1)
        });
}

#[test]
fn a_paste_outside_a_text_field_does_nothing() {
    let user = TestUser::new().with_first_exercises();
    let mut terminal = user.open(&[]);
    let no_caret = |state: &TerminalState| state.cursor().is_none();
    terminal
        .expect("Enter open")
        .wait_until("no cursor", no_caret);
    let before = terminal.image();
    terminal
        .paste("dyq\r1\x03")
        .press("<F1>")
        .expect("The first screen");
    terminal.press("<Esc>").expect_image(&before);
}
