//! The profile in the real program.

use std::fs;

use rustix::process::Signal;

use crate::test_user::TestUser;

#[test]
fn trusted_contacts_survive_a_kill_and_appear_in_both_lists() {
    let user = TestUser::new();
    let mut terminal = user.open(&[]);
    terminal
        .expect("A thought is scaring me")
        .press("?")
        .expect("If someone is in danger now")
        .press("2")
        .expect("Who could you turn to?")
        .type_in("Oma 睡眠 😀 555")
        .expect("Oma 睡眠 😀 555")
        .press("<Esc>")
        .expect("If someone is in danger now")
        .signal(Signal::KILL)
        .expect_killed();
    let message = user.stdout_of(&["help-now"]);
    assert!(message.contains("Oma 睡眠 😀 555"), "{message}");
    let mut again = user.open(&[]);
    again
        .expect("Enter open")
        .press("?")
        .expect("People you trust")
        .press("<PgDn>")
        .expect("Oma 睡眠 😀 555");
}

#[test]
fn partial_text_is_saved_within_two_seconds_and_on_termination() {
    let user = TestUser::new();
    let mut terminal = user.open(&[]);
    terminal
        .expect("Enter open")
        .press("?")
        .expect("danger now")
        .press("2");
    terminal
        .expect("Who could you turn to?")
        .type_in("Ada")
        .expect("saved");
    terminal
        .type_in(" and Gr")
        .expect("Ada and Gr")
        .signal(Signal::TERM)
        .expect_exit(143);
    let printed = fs::read_to_string(user.profile()).unwrap();
    assert!(printed.contains("\"Ada and Gr\""), "{printed}");
}

#[test]
fn private_mode_keeps_the_profile_for_this_run_only() {
    let user = TestUser::first_run();
    let mut terminal = user.open(&["--private"]);
    terminal
        .expect("A thought is scaring me")
        .press("?")
        .expect("If someone is in danger now")
        .press("2")
        .expect("not saved: private")
        .type_in("Ada")
        .press("<Tab>")
        .expect("People you trust")
        .press("1")
        .expect("Which country's numbers")
        .press("4")
        .expect("112 or 999")
        .expect("Ada")
        .press("<C-c>")
        .expect_exit(0);
    assert_eq!(fs::read_dir(user.home()).unwrap().count(), 0);
}

#[test]
fn a_damaged_profile_is_reported_and_not_replaced_until_the_next_change() {
    let user = TestUser::new();
    user.write("data/enough/profile.yaml", "region: [");
    user.write(
        "config/enough/people.yaml",
        "regions:\n  FR: {name: France}\n",
    );
    let mut terminal = user.open_sized(&[], (120, 30));
    terminal
        .expect("What you said about yourself can't all be read")
        .expect("people.yaml, line 2: missing field `emergency`")
        .press("?")
        .expect("Australia")
        .press("1")
        .expect("Which country's numbers")
        .press("7")
        .expect("The damaged file was saved as")
        .press("<C-c>")
        .expect_exit(0);
    let quarantined = user.profile().with_extension("yaml.broken");
    assert_eq!(fs::read_to_string(&quarantined).unwrap(), "region: [");
    assert!(fs::read_to_string(user.profile()).unwrap().contains("US"));
    let doctor = String::from_utf8(user.run(&["doctor"]).stdout).unwrap();
    assert!(
        doctor.contains("people.yaml has a mistake and can't be used. The built-in people to talk to are shown. The mistake is in line 2."),
        "{doctor}"
    );
    // `wipe` removes both, but not the list written by the user.
    let wiped = user.stdout_of(&["data", "wipe", "--yes"]);
    assert!(wiped.contains("what you said about yourself"), "{wiped}");
    assert!(!quarantined.exists() && !user.profile().exists());
    assert!(user.home().join("config/enough/people.yaml").exists());
}

#[test]
fn paths_lists_both_files() {
    let user = TestUser::new();
    let message = user.stdout_of(&["paths"]);
    assert!(
        message.contains(&user.profile().display().to_string()),
        "{message}"
    );
    assert!(message.contains("enough/people.yaml"), "{message}");
}

#[test]
fn the_external_editor_edits_trusted_contacts() {
    let user = TestUser::new();
    let editor = user.script("editor.sh", "printf 'Ada\\n\\nGrace 睡眠 😀\\n' > \"$1\"\n");
    let user = user.with("EDITOR", editor);
    let mut terminal = user.open(&[]);
    terminal
        .expect("Enter open")
        .press("?")
        .expect("danger now")
        .press("2");
    terminal
        .expect("Who could you turn to?")
        .press("<C-o>")
        .expect("Grace 睡眠 😀")
        .press("<Tab>")
        .expect("If someone is in danger now");
    let printed = fs::read_to_string(user.profile()).unwrap();
    assert!(
        printed.contains("\"Ada\"\n  - \"Grace 睡眠 😀\""),
        "{printed}"
    );
    assert_eq!(fs::read_dir(user.state()).unwrap().count(), 0);
}
