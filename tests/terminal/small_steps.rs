//! `enough path`, and paths that a user wrote.

use std::fs;

use serde_json::{Value, json};

use crate::fixtures::{user_with_thoughts, write_entries};
use crate::test_user::TestUser;

const OWN: &str = "config/enough/exercises/my-days.yaml";
const OWN_PATH: &str = "\
title: My days 睡眠 🙂
purpose: Two things.
path:
  - {title: Look, line: At one thought., start: two-minute-check}
  - {title: Breathe, line: Three breaths., start: three-breaths}
";

fn json_of(user: &TestUser, arguments: &[&str]) -> Value {
    serde_json::from_str(&user.stdout_of(arguments)).expect("it is JSON")
}

#[test]
fn without_a_journal_all_steps_are_open_and_no_file_is_made() {
    let user = TestUser::first_run();
    let printed = user.stdout_of(&["path"]);
    insta::assert_snapshot!(printed, @"
    Seven small steps
    Seven small exercises, one at a time, in any order.

    Perfect is a moving target. Each of these steps tries on good enough instead. Skip any of them, and come back whenever you like.

    The inner world
      1. Catch the critic
         Notice one harsh thought. Try on “that was probably good enough”.
         enough start probably-good-enough  (5 minutes)
      2. Look at a scary thought
         How likely is it, and would you manage?
         enough start two-minute-check  (2 minutes)
         or enough start catastrophe-to-good-enough  (8 minutes)
      3. See the pattern
         Some thoughts come back whatever you answer. You can let them be.
         enough start notice-my-pattern  (4 minutes)
      4. Ask how much is enough
         Pick one thing you do a lot of. You don't need to know the answer.
         enough start how-much-is-enough  (5 minutes)
         or enough start good-enough-experiment  (5 minutes)

    The outer world
      5. Look at who you listen to
         Some places leave you feeling okay. Some leave you judged.
         enough start check-my-context  (6 minutes)
      6. Ask for what you want
         Say it in words someone can answer. Their answer is theirs.
         enough start ask-for-what-you-want  (5 minutes)
      7. Put one thing down, enjoy one thing
         Make one task lighter, and stay with one good minute.
         enough start lighten-the-load  (5 minutes)
         or enough start moment-of-delight  (2 minutes)

    Nothing here is due. Any of them can be a start.
    After an essay on the good-enough mother, and the work of D. W. Winnicott.
    ");
    let path = json_of(&user, &["path", "--json"]);
    assert_eq!(path["v"], 1);
    assert_eq!(path["left"], 7);
    user.stdout_of(&["path", "--list"]);
    user.stdout_of(&["path", "--private"]);
    assert_eq!(fs::read_dir(user.home()).expect("a folder").count(), 0);
}

#[test]
fn a_finished_exercise_is_a_step_that_is_done() {
    let user = user_with_thoughts(&["They will fire me"]);
    let printed = user.stdout_of(&["path", "seven"]);
    assert!(
        printed.contains("  2. Look at a scary thought, done\n"),
        "{printed}"
    );
    assert_eq!(printed.matches("done").count(), 1, "{printed}");
    assert!(!printed.contains("They will fire me"), "{printed}");
    let path = json_of(&user, &["path", "--json"]);
    assert_eq!(
        path["steps"][1],
        json!({
            "part": "The inner world",
            "title": "Look at a scary thought",
            "line": "How likely is it, and would you manage?",
            "start": "two-minute-check",
            "longer": "catastrophe-to-good-enough",
            "minutes": 2,
            "done": true,
        })
    );
    assert_eq!(path["left"], 6);
    // In the trash, it is no longer done. With --private the journal isn't read.
    let private = json_of(&user, &["path", "--json", "--private"]);
    assert_eq!(private["left"], 7);
    user.stdout_of(&["delete", "last"]);
    assert_eq!(json_of(&user, &["path", "--json"])["left"], 7);
}

#[test]
fn a_path_of_the_user_is_listed_printed_and_opened() {
    let user = TestUser::new();
    write_entries(&user.journal(), &["They will fire me"]);
    let file = user.write(OWN, OWN_PATH);
    let list = user.stdout_of(&["path", "--list"]);
    insta::assert_snapshot!(list, @"
    my-days                   1 left  My days 睡眠 🙂
    seven-small-steps         6 left  Seven small steps
    ");
    let list = json_of(&user, &["path", "--list", "--json"]);
    assert_eq!(
        list[0],
        json!({"v": 1, "id": "my-days", "title": "My days 睡眠 🙂", "steps": 2, "left": 1})
    );
    let report = json_of(&user, &["doctor", "--json"]);
    assert_eq!(report["user_exercises"]["in_use"], "1");
    let printed = user.stdout_of(&["path", "睡眠"]);
    assert!(printed.contains("  1. Look, done\n"), "{printed}");
    assert!(
        printed.contains("enough breathe three-breaths  (1 minute)"),
        "{printed}"
    );
    let steps = json_of(&user, &["path", "my-days", "--json"])["steps"].clone();
    assert_eq!(
        (&steps[0]["done"], &steps[1]["done"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(steps[0]["part"], Value::Null);
    let output = user.run(&["path", "s"]);
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(message.contains("could be more than one path"), "{message}");
    // It opens by its name, and a file outside the folder without saving.
    let mut terminal = user.open(&["start", "my-days"]);
    terminal.expect("My days 睡眠 🙂").expect("✓ done");
    terminal
        .press("q")
        .expect("good-enough")
        .press("q")
        .expect_exit(0);
    let other = user.write("tried.yaml", &OWN_PATH.replace("My days", "Tried"));
    fs::remove_file(file).expect("it can be removed");
    let other = other.display().to_string();
    let mut terminal = user.open(&["start", "--private", &other]);
    terminal
        .expect("Tried 睡眠 🙂")
        .press("2")
        .expect("Three slow breaths");
}

#[test]
fn an_own_version_begins_as_a_copy_and_is_checked() {
    let user = TestUser::first_run();
    let shown = user.stdout_of(&["exercises", "show", "seven-small-steps"]);
    user.stdout_of(&[
        "exercises",
        "new",
        "seven-small-steps",
        "--from",
        "seven-small-steps",
    ]);
    let file = user
        .home()
        .join("config/enough/exercises/seven-small-steps.yaml");
    let copy = fs::read_to_string(&file).expect("it is there");
    // The first line names the schema for editors.
    assert_eq!(copy.split_once('\n').map(|(_, rest)| rest), Some(&*shown));
    let shown_path = file.display().to_string();
    let checked = user.stdout_of(&["exercises", "check", "--strict", &shown_path]);
    assert!(checked.contains("nothing to fix"), "{checked}");
    fs::write(&file, shown.replace("Seven small steps", "Sieben 睡")).expect("it can be written");
    assert!(user.stdout_of(&["path"]).starts_with("Sieben 睡\n"));
    // A broken one isn't used.
    fs::write(&file, shown.replace("start:", "strat:")).expect("it can be written");
    assert!(user.stdout_of(&["path"]).starts_with("Seven small steps\n"));
    let output = user.run(&["exercises", "check", &shown_path]);
    assert_eq!(output.status.code(), Some(3));
    let found = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(found.contains("unknown field `strat`"), "{found}");
}

#[test]
fn a_hostile_path_controls_no_terminal() {
    let user = TestUser::first_run();
    let odd = "\"A\\e[31m\\a\\u202e\\u009b2J B\"";
    let text = format!(
        "title: {odd}\npurpose: {odd}\nabout: {odd}\ncredit: {odd}\npath:\n  - {{part: {odd}, title: {odd}, line: {odd}, start: box}}\n"
    );
    user.write(OWN, &text);
    for arguments in [
        &["path", "my-days"][..],
        &["path", "my-days", "--json"],
        &["path", "--list"],
    ] {
        let printed = user.stdout_of(arguments);
        let is_control =
            |letter: char| (letter.is_control() && letter != '\n') || letter == '\u{202e}';
        assert!(!printed.contains(is_control), "{printed:?}");
    }
    let mut terminal = user.open(&["start", "my-days", "--private"]);
    terminal
        .expect("Enter start")
        .press("1")
        .expect("Box breathing");
}
