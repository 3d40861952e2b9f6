use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::test_user::TestUser;

const EXERCISES_FOLDER: &str = "config/enough/exercises";

/// The message and the exit code of a failing command.
fn run_refused(user: &TestUser, arguments: &[&str]) -> (i32, String) {
    let output = user.run(arguments);
    let message = String::from_utf8(output.stderr).expect("valid UTF-8");
    (output.status.code().expect("it ended by itself"), message)
}

#[test]
fn a_new_exercise_passes_the_check_and_can_be_completed() {
    let user = TestUser::new();
    let message = user.stdout_of(&["exercises", "new", "evening"]);
    let path = user.home().join(EXERCISES_FOLDER).join("evening.yaml");
    assert!(message.contains(&path.display().to_string()), "{message}");
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
    let shown = path.display().to_string();
    let checked = user.stdout_of(&["exercises", "check", "--strict", &shown]);
    assert!(checked.contains("nothing to fix"), "{checked}");
    assert!(
        user.stdout_of(&["exercises"])
            .contains("A line for a hard moment")
    );
    user.open(&["start", "evening"])
        .expect("Which moment does your mind keep going back to?");
}

#[test]
fn a_copy_of_an_embedded_exercise_differs_in_its_title_and_is_never_overwritten() {
    let user = TestUser::first_run();
    let shown = user.stdout_of(&["exercises", "show", "two-minute-check"]);
    let shipped = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/exercises/thoughts/two-minute-check.yaml"
    );
    let shipped = fs::read_to_string(shipped).unwrap();
    assert_eq!(shown, shipped.split_once('\n').unwrap().1);
    let begin = ["exercises", "new", "my-check", "--from", "two-minute-check"];
    user.stdout_of(&begin);
    let path = user.home().join(EXERCISES_FOLDER).join("my-check.yaml");
    let copy = fs::read_to_string(&path).unwrap();
    let (modeline, words) = copy.split_once('\n').unwrap();
    let renamed = shown.replace("title: Two-minute check", "title: \"My check\"");
    assert_eq!(words, renamed);
    // No two rows of the first screen are the same.
    let list = user.stdout_of(&["exercises"]);
    assert!(list.contains("My check"), "{list}");
    assert_eq!(list.matches("Two-minute check").count(), 1, "{list}");
    let schema = modeline.strip_prefix("# yaml-language-server: $schema=");
    let schema = path.with_file_name(schema.expect("an editor finds the schema"));
    let printed = user.stdout_of(&["exercises", "schema"]);
    assert_eq!(fs::read_to_string(schema).unwrap(), printed);
    let mine = shown.replace("title: Two-minute check", "title: 心配 😀");
    fs::write(&path, &mine).unwrap();
    let (code, message) = run_refused(&user, &begin);
    assert!(
        code == 1 && message.contains("my-check.yaml is there already"),
        "{message}"
    );
    assert_eq!(user.stdout_of(&["exercises", "show", "my-check"]), mine);
    // A file in a subfolder, or an invalid one, takes the name as well.
    user.write(&format!("{EXERCISES_FOLDER}/deep/other.yml"), "title: [");
    let (code, message) = run_refused(&user, &["exercises", "new", "other"]);
    assert!(code == 1 && message.contains("other.yml"), "{message}");
}

#[test]
fn a_user_file_that_overrides_an_embedded_one_is_shown() {
    let user = TestUser::first_run();
    let message = user.stdout_of(&["exercises", "new", "box", "--from", "box"]);
    assert!(message.contains("stands in for the built-in"), "{message}");
    let path = user.home().join(EXERCISES_FOLDER).join("box.yaml");
    let mine = fs::read_to_string(&path)
        .unwrap()
        .replace("Box breathing", "My box");
    fs::write(&path, &mine).unwrap();
    assert_eq!(user.stdout_of(&["exercises", "show", "box"]), mine);
    assert!(user.stdout_of(&["breathe", "--list"]).contains("My box"));
    // An invalid file is not used, so the embedded exercise is shown.
    fs::write(&path, "title: My box\n").unwrap();
    assert!(
        user.stdout_of(&["exercises", "show", "box"])
            .contains("Box breathing")
    );
}

#[test]
fn an_invalid_name_writes_nothing() {
    let user = TestUser::first_run();
    for (name, code, printed) in [
        ("My Exercise", 1, "lower-case letters"),
        ("../outside", 1, "lower-case letters"),
        ("box", 3, "already a break"),
    ] {
        let (found, message) = run_refused(&user, &["exercises", "new", name]);
        assert!(
            found == code && message.contains(printed),
            "{name}: {found} {message}"
        );
    }
    for arguments in [
        &["exercises", "new", "mine", "--from", "no-such"] as &[&str],
        &["exercises", "show", "no-such"],
    ] {
        let (code, message) = run_refused(&user, arguments);
        assert!(code == 1 && message.contains("“no-such”"), "{message}");
    }
    assert!(!user.home().join(EXERCISES_FOLDER).exists());
    assert!(!user.home().join("config/enough/outside.yaml").exists());
}

#[test]
fn a_file_can_only_be_tried_without_saving() {
    let user = TestUser::first_run();
    let text = user
        .stdout_of(&["exercises", "show", "two-minute-check"])
        .replace("What is the thought, in one line?", "Which 心配 is it 😀?");
    let path = user
        .write("elsewhere/try.yaml", &text)
        .display()
        .to_string();
    let (code, message) = run_refused(&user, &["start", &path]);
    assert!(
        code == 1 && message.contains("--private") && message.contains(EXERCISES_FOLDER),
        "{message}"
    );
    let mut terminal = user.open(&["start", "--private", &path]);
    terminal
        .expect("Which 心配 is it")
        .type_in("It rains")
        .press("<Enter>")
        .expect("Arrows or digits give a number")
        .signal(rustix::process::Signal::HUP)
        .expect_exit(129);
    assert!(!user.journal().exists());
    assert!(!user.home().join(EXERCISES_FOLDER).exists());

    let pause = "title: Mine 😀\nphases: [{do: inhale, seconds: 4, say: In 心配}, {do: exhale, seconds: 6}]\nlengths: {default: 2}\n";
    let path = user.write("pause.yml", pause).display().to_string();
    user.open(&["start", "--private", &path]).expect("In 心配");

    let path = user
        .write("broken.yaml", "title: A\npurpose: B\nsteps: 3\n")
        .display()
        .to_string();
    let (code, message) = run_refused(&user, &["start", "--private", &path]);
    assert!(
        code == 3 && message.contains("broken.yaml:3:8: a step is a block"),
        "{code} {message}"
    );
    let (code, message) = run_refused(&user, &["start", "--private", "not-there.yaml"]);
    assert!(
        code == 3 && message.contains("can't be read"),
        "{code} {message}"
    );
    let lines = "- Rest is allowed.\n";
    let path = user
        .write("catalogues/kindness.yaml", lines)
        .display()
        .to_string();
    let (code, message) = run_refused(&user, &["start", "--private", &path]);
    assert!(
        code == 1 && message.contains("nothing to start"),
        "{code} {message}"
    );
}

#[test]
fn only_a_strict_check_fails_for_lint_warnings() {
    let user = TestUser::first_run();
    let text = user
        .stdout_of(&["exercises", "show", "two-minute-check"])
        .replace("minutes: 2", "minutes: 2\ncredit: to 心配 😀!")
        .replace("If a line feels too far, try a gentler one.", "x")
        .replace(
            "What or who would help a little",
            "You should just 心配 rest!",
        );
    let path = user.write("mine.yaml", &text).display().to_string();
    assert!(
        user.stdout_of(&["exercises", "check", &path])
            .contains("nothing to fix")
    );
    let output = user.run(&["exercises", "check", "--strict", &path]);
    let message = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(3), "{message}");
    let found = message
        .lines()
        .filter(|line| line.starts_with(&path))
        .count();
    assert_eq!(found, 3, "{message}");
}

#[test]
fn the_schema_is_json_for_an_editor() {
    let printed = TestUser::first_run().stdout_of(&["exercises", "schema"]);
    let schema: serde_json::Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
    let kinds = &schema["definitions"]["Step"]["properties"]["kind"]["enum"];
    assert!(
        kinds.as_array().unwrap().contains(&"reframe".into()),
        "{kinds}"
    );
}

#[test]
fn an_author_with_only_the_program_can_read_how_to_write_one() {
    let user = TestUser::first_run();
    let guide = user.stdout_of(&["exercises", "guide"]);
    assert!(guide.starts_with("# Write an exercise\n"), "{guide}");
    assert!(
        user.stdout_of(&["exercises", "new", "mine"])
            .contains("enough exercises guide")
    );
}

#[test]
fn a_file_that_somebody_sent_is_checked_and_used_under_its_name() {
    let author = TestUser::first_run();
    author.stdout_of(&["exercises", "new", "heart-line"]);
    let sent = author.home().join(EXERCISES_FOLDER).join("heart-line.yaml");
    let sent = fs::read_to_string(sent)
        .unwrap()
        .replace("A line for", "心 😀 for");
    let user = TestUser::new();
    let file = user.write("heart-line.yaml", &sent).display().to_string();
    let checked = user.stdout_of(&["exercises", "check", &file]);
    assert!(checked.contains("nothing to fix"), "{checked}");
    let folder = user.stdout_of(&["exercises", "path"]);
    fs::create_dir_all(folder.trim()).unwrap();
    fs::copy(&file, format!("{}/heart-line.yaml", folder.trim())).unwrap();
    user.open(&["start", "heart-line"])
        .expect("心 😀 for a hard moment");
}
