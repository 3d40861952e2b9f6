//! Cards and check-ins with the real program.

use std::fs;

use crate::history::user_with_all_states;
use crate::test_user::TestUser;

#[test]
fn a_card_is_printed_for_a_shell_and_nothing_is_written() {
    let user = user_with_all_states();
    let folder = user.journal().parent().unwrap().to_owned();
    let files = || {
        let entries = fs::read_dir(&folder).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        (names, fs::read(user.journal()).unwrap())
    };
    let before = files();
    let one = user.stdout_of(&["card"]);
    assert!(
        ["b2 was good enough 🍞\n", "c3 was good enough 🍞\n"].contains(&one.as_str()),
        "{one}"
    );
    assert_eq!(user.stdout_of(&["card", "--all"]).lines().count(), 2);
    let json = user.stdout_of(&["card", "--pattern", "mind", "--json"]);
    let cards: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(cards[0]["line"], "b2 was good enough 🍞");
    assert_eq!(cards[0]["thought"], "The baby won't sleep #night");
    assert_eq!(files(), before);
}

#[test]
fn without_a_journal_no_card_is_printed_and_no_journal_created() {
    let user = TestUser::first_run();
    let output = user.run(&["card"]);
    assert!(output.status.success() && output.stdout.is_empty());
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("No lines are kept yet."), "{told}");
    assert!(!user.journal().exists());
}

#[test]
fn a_pattern_without_a_card_names_those_there_are() {
    let user = user_with_all_states();
    let output = user.run(&["card", "--pattern", "weather"]);
    assert!(!output.status.success());
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("there are these: Mind reading"), "{told}");
}

#[test]
fn a_check_in_takes_twenty_seconds_from_the_shell_to_the_shell() {
    let user = TestUser::new();
    let mut terminal = user.open(&["check-in"]);
    terminal
        .expect("How are you right now?")
        .press("<Down><Space><Tab>");
    terminal.type_in("25").press("<Enter>");
    terminal.type_in("sun on the wall").press("<Enter>");
    terminal.expect("Noted.").press("<Enter>");
    terminal.expect("Saved.").press("q").expect_exit(0);
    let line = user.stdout_of(&["history", "--kind", "check-in"]);
    assert!(line.contains("distress 25"), "{line}");
    assert!(line.contains("glad · sun on the wall"), "{line}");
}

#[test]
fn a_card_stands_on_the_first_screen_if_the_configuration_says_so() {
    let user = user_with_all_states();
    user.write("config/enough/config.yaml", "card: yes\n");
    user.open(&[]).expect("was good enough 🍞");
    let newcomer = TestUser::new();
    newcomer.write("config/enough/config.yaml", "card: yes\nkindness: no\n");
    newcomer.open(&[]).expect("A thought is scaring me");
}

#[test]
fn a_check_in_of_ones_own_takes_the_place_of_the_usual_one() {
    let user = TestUser::new();
    user.write("config/enough/config.yaml", "check_in: evening\n");
    user.write(
        "config/enough/exercises/evening.yaml",
        "title: Evening 🌙\npurpose: Say how the day was.\ncheck_in: true\nsteps:\n  \
         - {kind: write, id: day, role: situation, prompt: How was the day?}\n",
    );
    let mut terminal = user.open(&[]);
    terminal.expect("A thought is scaring me").press("c");
    terminal
        .expect("How was the day?")
        .type_in("long, and fine");
    terminal.press("<Enter>").expect("Saved.").press("q");
    terminal.expect_exit(0);
    let line = user.stdout_of(&["history", "--kind", "check-in"]);
    assert!(line.contains("long, and fine"), "{line}");
}

/// A break of two seconds.
const BLINK: &str = "title: Blink 👁\nlengths: {default: 1}\nphases:\n  - {do: inhale, seconds: 1, say: In}\n  \
    - {do: exhale, seconds: 1, say: Out}\n";

#[test]
fn a_break_from_the_shell_is_in_the_history_and_leaves_at_the_first_key() {
    let user = TestUser::first_run();
    user.write("config/enough/exercises/blink.yaml", BLINK);
    let mut terminal = user.open(&["breathe", "blink"]);
    terminal.expect("That was probably enough.");
    terminal.press("4").expect("How is it now?");
    terminal.type_in("20").press("<Enter>");
    terminal.type_in("60").press("<Enter>").expect_exit(0);
    let line = user.stdout_of(&["history", "--kind", "break"]);
    assert!(line.contains("distress 60 → 20"), "{line}");
    // The first screen still begins with the first page.
    user.open(&[]).expect("Write down one scary thought.");
}

#[test]
fn in_private_a_break_from_the_shell_leaves_nothing() {
    let user = TestUser::first_run();
    user.write("config/enough/exercises/blink.yaml", BLINK);
    let mut terminal = user.open(&["--private", "breathe", "blink"]);
    terminal.expect("That was probably enough.");
    terminal.press("<Enter>").expect_exit(0);
    assert!(!user.journal().exists());
}
