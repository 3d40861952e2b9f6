//! The configuration file of the real program.

use std::fs;

use crate::test_user::TestUser;

/// A user with this configuration.
fn user_with_config(text: &str) -> TestUser {
    let user = TestUser::new();
    user.write("config/enough/config.yaml", text);
    user
}

#[test]
fn user_key_bindings_work_and_are_shown() {
    let user = user_with_config("keys:\n  history: [v]\n  search: [s]\n");
    user.stdout_of(&["import", &write_jrnl_file(&user)]);
    let mut terminal = user.open_sized(&[], (120, 24));
    terminal.expect("v history").press("v").expect("1 of 2");
    terminal
        .expect("s search")
        .press("/")
        .press("s")
        .type_in("talk");
    terminal
        .expect("1 of 2")
        .expect("Most talks")
        .press("<C-c>")
        .expect_exit(0);
}

#[test]
fn a_status_text_names_the_current_key() {
    let user = user_with_config("keys:\n  restore: [z]\n  see how it turned out: [v]\n");
    user.stdout_of(&["import", &write_jrnl_file(&user)]);
    let mut terminal = user.open(&["history"]);
    terminal
        .expect("1 of 2")
        .press("d")
        .expect("In the trash. Press z to bring it back.")
        .press("z")
        .expect("It's back.")
        .press("q")
        .expect("Enter open")
        .press("v")
        .expect("In the history, press v to look back early.")
        .press("<C-c>")
        .expect_exit(0);
}

#[test]
fn every_text_names_the_key_that_opens_people_to_talk_to() {
    let user = user_with_config("keys:\n  people to talk to: [Alt+h]\n  pause: [F8]\n");
    let mut terminal = user.open(&["start", "catastrophe-to-good-enough"]);
    terminal.expect("get help first. Press Alt+H for");
    terminal.press("<S-Tab>").expect("Press F8 to leave");
    terminal.press("<C-c>").expect_exit(0);
    let mut line_mode = user.open(&["--plain", "start", "catastrophe-to-good-enough"]);
    line_mode
        .expect("Type /people for people")
        .press("/quit<Enter>");
    line_mode.expect_exit(0);
}

#[test]
fn a_paused_breath_names_the_key_that_starts_it_again() {
    let user = user_with_config("keys:\n  pause or continue: [v]\n");
    let mut terminal = user.open(&["breathe"]);
    terminal
        .expect("v pause")
        .press("v")
        .expect("Paused. v starts again with a breath in.")
        .press("<C-c>")
        .expect_exit(0);
}

#[test]
fn the_first_page_of_a_small_window_names_the_key_for_people() {
    let user = TestUser::first_run();
    let keys = "keys:\n  people to talk to: [Alt+h]\n";
    user.write("config/enough/config.yaml", keys);
    let mut terminal = user.open_sized(&[], (40, 12));
    terminal
        .expect("or press Alt+H.")
        .press("<C-c>")
        .expect_exit(0);
}

/// A jrnl file with two entries.
fn write_jrnl_file(user: &TestUser) -> String {
    let entry = |time: &str, text: &str| {
        format!(
            "{{\"title\": \"{text}\", \"date\": \"2026-01-01\", \"time\": \"{time}\", \"body\": \"\", \"tags\": [], \"starred\": false}}"
        )
    };
    let both = [
        entry("10:00", "Most talks go well."),
        entry("11:00", "The baby slept."),
    ];
    let text = format!("{{\"tags\": {{}}, \"entries\": [{}]}}", both.join(", "));
    user.write("jrnl.json", &text).display().to_string()
}

#[test]
fn a_key_bound_twice_is_rejected_with_both_actions() {
    let user = user_with_config("keys:\n  delete: [u]\n");
    let mut terminal = user.open(&[]);
    terminal
        .expect("“u” would be both “delete” and “restore”")
        .press("q")
        .expect_exit(0);
}

#[test]
fn an_unknown_setting_is_reported_with_the_nearest_one_and_the_rest_is_used() {
    let user = user_with_config("them: mono\nbreak: long-out\n");
    let mut terminal = user.open(&[]);
    terminal.expect("did you mean `theme`?").press("b");
    terminal.expect("Long out-breath").press("<C-c>");
    terminal
        .expect("A thought is scaring me")
        .press("q")
        .expect_exit(0);
    let printed = user.run(&["config"]);
    assert!(printed.status.success());
    let [out, err] =
        [printed.stdout, printed.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    assert!(out.contains("break              long-out"), "{out}");
    assert!(err.contains("did you mean `theme`?"), "{err}");
}

#[test]
fn what_was_chosen_in_the_program_is_shown_with_its_place() {
    let user = user_with_config("region: FR\n");
    fs::write(user.profile(), "region: NZ\n").unwrap();
    let printed = user.stdout_of(&["config"]);
    let chosen = "region             NZ, chosen in “About you” (profile.yaml)\n";
    assert!(printed.contains(chosen), "{printed}");
    let unset = "looks_after_child  not set\n";
    assert!(printed.contains(unset), "{printed}");
    fs::remove_file(user.profile()).unwrap();
    let printed = user.stdout_of(&["config"]);
    assert!(printed.contains("region             FR\n"), "{printed}");
}

#[test]
fn flags_override_the_environment_which_overrides_the_file() {
    let user = user_with_config("motion: full\nbreak: long-out\n");
    let other = user.write("other.yaml", "motion: reduced\nbreak: five-five\n");
    let other = other.display().to_string();
    let mut terminal = user.open(&["breathe"]);
    terminal
        .expect("Long out-breath")
        .press("<C-c>")
        .expect_exit(0);
    let mut terminal = user.open(&["breathe", "--config", &other]);
    terminal
        .expect("Five in, five out")
        .press("<C-c>")
        .expect_exit(0);
    let user = user.with("ENOUGH_CONFIG", other.clone());
    let mut terminal = user.open(&["breathe"]);
    terminal
        .expect("Five in, five out")
        .press("<C-c>")
        .expect_exit(0);
    assert!(user.stdout_of(&["config", "path"]).contains(&other));
}

#[test]
fn a_theme_without_colours_sends_no_colour_codes() {
    for (theme, has_colours) in [("default", true), ("mono", false), ("high-contrast", false)] {
        let user = user_with_config(&format!("theme: {theme}\n"));
        let mut terminal = user.open(&["breathe"]);
        terminal
            .expect("Slow six")
            .press("<C-c>")
            .expect_exit(0)
            .drain();
        let is_coloured = |bytes: &[u8]| {
            let text = String::from_utf8_lossy(bytes);
            text.contains("\u{1b}[36m") || text.contains("38;5;") || text.contains("38;2;")
        };
        assert_eq!(
            terminal.inspect(|state| is_coloured(&state.bytes)),
            has_colours,
            "{theme}"
        );
    }
}

#[test]
fn kindness_backups_and_the_country_can_be_configured() {
    let user = user_with_config("kindness: no\nbackups: no\nregion: de\n");
    user.stdout_of(&["import", &write_jrnl_file(&user)]);
    let backups = user.journal().with_file_name("backups");
    let before = std::fs::read_dir(&backups).map_or(0, Iterator::count);
    let mut terminal = user.open(&[]);
    terminal.expect("A thought is scaring me");
    let lines: Vec<String> = terminal.screen().lines().map(str::to_owned).collect();
    assert_eq!(lines[1].trim(), "good-enough", "{lines:?}");
    assert_eq!(lines[2].trim(), "", "{lines:?}");
    terminal
        .press("?")
        .expect("Germany")
        .press("<C-c>")
        .expect_exit(0);
    let after = std::fs::read_dir(&backups).map_or(0, Iterator::count);
    assert_eq!(before, after);
    assert!(user.stdout_of(&["help-now"]).contains("Germany"));
}

#[test]
fn an_unreadable_configuration_does_not_prevent_a_start() {
    for broken in ["theme: [", "\0\0", "- a list", "theme: {a: b}"] {
        let user = user_with_config(broken);
        let mut terminal = user.open(&[]);
        terminal
            .expect("A thought is scaring me")
            .expect("config.yaml");
        terminal.press("q").expect_exit(0);
        assert!(user.run(&["help-now"]).status.success());
    }
    let user = TestUser::new();
    let mut terminal = user.open(&["--config", "nowhere.yaml"]);
    terminal.expect("nowhere.yaml").press("q").expect_exit(0);
}
