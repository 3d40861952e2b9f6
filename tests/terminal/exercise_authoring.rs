use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::test_user::TestUser;

const EXERCISES_FOLDER: &str = "config/enough/exercises";

/// The message and the exit code of a failing command.
fn run_refused(person: &TestUser, arguments: &[&str]) -> (i32, String) {
    let output = person.run(arguments);
    let said = String::from_utf8(output.stderr).expect("it is text");
    (output.status.code().expect("it ended by itself"), said)
}

#[test]
fn a_new_exercise_passes_the_check_and_can_be_completed() {
    let person = TestUser::new();
    let said = person.stdout_of(&["exercises", "new", "evening"]);
    let path = person.home().join(EXERCISES_FOLDER).join("evening.yaml");
    assert!(said.contains(&path.display().to_string()), "{said}");
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
    let shown = path.display().to_string();
    let checked = person.stdout_of(&["exercises", "check", "--strict", &shown]);
    assert!(checked.contains("nothing to mend"), "{checked}");
    assert!(
        person
            .stdout_of(&["exercises"])
            .contains("A line for a hard moment")
    );
    person
        .open(&["start", "evening"])
        .expect("Which moment does your mind keep going back to?");
}

#[test]
fn a_copy_of_an_embedded_exercise_is_exact_and_never_overwritten() {
    let person = TestUser::first_run();
    let shown = person.stdout_of(&["exercises", "show", "two-minute-check"]);
    let shipped = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/exercises/thoughts/two-minute-check.yaml"
    );
    assert_eq!(shown, fs::read_to_string(shipped).unwrap());
    let begin = ["exercises", "new", "my-check", "--from", "two-minute-check"];
    person.stdout_of(&begin);
    let path = person.home().join(EXERCISES_FOLDER).join("my-check.yaml");
    assert_eq!(fs::read_to_string(&path).unwrap(), shown);
    let mine = shown.replace("title: Two-minute check", "title: 心配 😀");
    fs::write(&path, &mine).unwrap();
    let (code, said) = run_refused(&person, &begin);
    assert!(
        code == 1 && said.contains("my-check.yaml is there already"),
        "{said}"
    );
    assert_eq!(person.stdout_of(&["exercises", "show", "my-check"]), mine);
    // A file in a subfolder, or an invalid one, takes the name as well.
    person.write(&format!("{EXERCISES_FOLDER}/deep/other.yml"), "title: [");
    let (code, said) = run_refused(&person, &["exercises", "new", "other"]);
    assert!(code == 1 && said.contains("other.yml"), "{said}");
}

#[test]
fn a_user_file_that_overrides_an_embedded_one_is_shown() {
    let person = TestUser::first_run();
    let said = person.stdout_of(&["exercises", "new", "box", "--from", "box"]);
    assert!(said.contains("stands in for the built-in"), "{said}");
    let path = person.home().join(EXERCISES_FOLDER).join("box.yaml");
    let mine = fs::read_to_string(&path)
        .unwrap()
        .replace("Box breathing", "My box");
    fs::write(&path, &mine).unwrap();
    assert_eq!(person.stdout_of(&["exercises", "show", "box"]), mine);
    assert!(person.stdout_of(&["breathe", "--list"]).contains("My box"));
    // An invalid file is not used, so the embedded exercise is shown.
    fs::write(&path, "title: My box\n").unwrap();
    assert!(
        person
            .stdout_of(&["exercises", "show", "box"])
            .contains("Box breathing")
    );
}

#[test]
fn an_invalid_name_writes_nothing() {
    let person = TestUser::first_run();
    for (name, code, told) in [
        ("My Exercise", 1, "lower-case letters"),
        ("../outside", 1, "lower-case letters"),
        ("box", 3, "already a break"),
    ] {
        let (found, said) = run_refused(&person, &["exercises", "new", name]);
        assert!(
            found == code && said.contains(told),
            "{name}: {found} {said}"
        );
    }
    for arguments in [
        &["exercises", "new", "mine", "--from", "no-such"] as &[&str],
        &["exercises", "show", "no-such"],
    ] {
        let (code, said) = run_refused(&person, arguments);
        assert!(code == 1 && said.contains("“no-such”"), "{said}");
    }
    assert!(!person.home().join(EXERCISES_FOLDER).exists());
    assert!(!person.home().join("config/enough/outside.yaml").exists());
}

#[test]
fn a_file_can_only_be_tried_without_saving() {
    let person = TestUser::first_run();
    let words = person
        .stdout_of(&["exercises", "show", "two-minute-check"])
        .replace("What is the thought, in one line?", "Which 心配 is it 😀?");
    let path = person
        .write("elsewhere/try.yaml", &words)
        .display()
        .to_string();
    let (code, said) = run_refused(&person, &["start", &path]);
    assert!(
        code == 1 && said.contains("--private") && said.contains(EXERCISES_FOLDER),
        "{said}"
    );
    let mut terminal = person.open(&["start", "--private", &path]);
    terminal
        .expect("Which 心配 is it")
        .type_in("It rains")
        .press("<Enter>")
        .expect("how likely is it?")
        .signal(rustix::process::Signal::HUP)
        .expect_exit(129);
    assert!(!person.journal().exists());
    assert!(!person.home().join(EXERCISES_FOLDER).exists());

    let pause = "title: Mine 😀\nphases: [{do: in, seconds: 4, say: In 心配}, {do: out, seconds: 6}]\nlengths: {default: 2}\n";
    let path = person.write("pause.yml", pause).display().to_string();
    person
        .open(&["start", "--private", &path])
        .expect("In 心配");

    let path = person
        .write("broken.yaml", "title: A\npurpose: B\nsteps: 3\n")
        .display()
        .to_string();
    let (code, said) = run_refused(&person, &["start", "--private", &path]);
    assert!(
        code == 3 && said.contains("broken.yaml:3:8: a step is a block"),
        "{code} {said}"
    );
    let (code, said) = run_refused(&person, &["start", "--private", "not-there.yaml"]);
    assert!(code == 3 && said.contains("can't be read"), "{code} {said}");
    let lines = "- Rest is allowed.\n";
    let path = person
        .write("catalogues/kindness.yaml", lines)
        .display()
        .to_string();
    let (code, said) = run_refused(&person, &["start", "--private", &path]);
    assert!(
        code == 1 && said.contains("nothing to walk"),
        "{code} {said}"
    );
}

#[test]
fn only_a_strict_check_fails_for_lint_warnings() {
    let person = TestUser::first_run();
    let words = person
        .stdout_of(&["exercises", "show", "two-minute-check"])
        .replace("minutes: 2", "minutes: 2\ncredit: to 心配 😀!")
        .replace("One line is plenty.", "x")
        .replace(
            "What or who would help a little?",
            "You should just 心配 rest!",
        );
    let path = person.write("mine.yaml", &words).display().to_string();
    assert!(
        person
            .stdout_of(&["exercises", "check", &path])
            .contains("nothing to mend")
    );
    let output = person.run(&["exercises", "check", "--strict", &path]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(3), "{said}");
    let found = said.lines().filter(|line| line.starts_with(&path)).count();
    assert_eq!(found, 3, "{said}");
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
