use std::fs;
use std::process::Output;

use crate::test_user::TestUser;

fn words(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("it is text")
}

/// Checks for one line about a failure, without control characters.
#[track_caller]
fn fails_clearly(output: &Output, code: i32) -> String {
    let said = words(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{output:?}");
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(
        !said.contains('\x1b') && output.stdout.is_empty(),
        "{output:?}"
    );
    said
}

#[test]
fn a_command_that_asks_needs_a_terminal_and_says_so_in_one_line() {
    let person = TestUser::new();
    for arguments in [
        &[] as &[&str],
        &["start", "two-minute"],
        &["breathe"],
        &["resume"],
    ] {
        let said = fails_clearly(&person.run(arguments), 1);
        assert!(
            said.starts_with("enough: ") && said.contains("nothing to read here"),
            "{said}"
        );
    }
}

#[test]
fn a_terminal_on_one_stream_only_uses_line_mode() {
    let person = TestUser::new();
    for (script, told, over) in [
        (
            "\"$0\" < /dev/null",
            "there is nothing to read here",
            "over: 1",
        ),
        ("echo | \"$0\"", "the input is no terminal", "over: 0"),
        ("echo /quit | \"$0\"", "the input is no terminal", "over: 0"),
        ("echo /quit | \"$0\" | cat > out", "over", "over: 0"),
        (
            "\"$0\" > out < /dev/null",
            "there is nothing to read here",
            "over: 1",
        ),
    ] {
        let script = format!("{script}; echo \"over: $?\"");
        let mut terminal = person.open_shell(&script);
        // The first page may have scrolled away.
        terminal.expect(over).expect_exit(0).drain();
        let said = terminal.inspect(|seen| String::from_utf8_lossy(&seen.bytes).into_owned());
        let said: Vec<_> = said.split_whitespace().collect();
        assert!(said.join(" ").contains(told), "{script}: {said:?}");
        assert!(
            terminal.inspect(|seen| !seen.bytes.contains(&0x1b)),
            "{script}"
        );
        let out = fs::read_to_string(person.home().join("out")).unwrap_or_default();
        let is_told = script.contains("cat");
        assert_eq!(
            out.contains("the output is no terminal"),
            is_told,
            "{script}: {out}"
        );
        let _ = fs::remove_file(person.home().join("out"));
    }
}

#[test]
fn contacts_are_printed_when_nothing_else_works() {
    let person = TestUser::first_run();
    fs::create_dir_all(person.journal()).unwrap();
    person.write("config/enough/exercises/broken.yaml", "title: [");
    let all = person.stdout_of(&["help-now"]);
    assert!(all.contains("112") || all.contains("emergency"), "{all}");
    let person = [
        "HOME",
        "XDG_CONFIG_HOME",
        "XDG_DATA_HOME",
        "XDG_STATE_HOME",
        "XDG_CACHE_HOME",
    ]
    .iter()
    .fold(person, |person, name| person.without(name));
    assert_eq!(person.stdout_of(&["help-now"]), all);
}

#[test]
fn a_folder_at_the_journal_path_is_reported() {
    let person = TestUser::first_run();
    good_enough::platform::private_fs::create_dir(&person.journal()).unwrap();
    let said = fails_clearly(&person.run(&["history"]), 1);
    assert!(said.contains("journal.db"), "{said}");
    person.open(&[]).expect("journal.db").expect("Try again");
    // A breath needs no journal.
    person.open(&["breathe"]).expect("In through your nose");
}

#[test]
fn an_unknown_command_is_wrong_usage() {
    let person = TestUser::first_run();
    let output = person.run(&["histroy"]);
    assert_eq!(output.status.code(), Some(2));
    let said = words(&output.stderr);
    assert!(
        said.contains("histroy") && said.contains("'history'"),
        "{said}"
    );
    assert_eq!(
        person.run(&["breathe", "--minutes", "0"]).status.code(),
        Some(2)
    );
    for (arguments, name) in [
        (["start", "no-such"], "no-such"),
        (["show", "zzzz"], "zzzz"),
    ] {
        let said = fails_clearly(&person.run(&arguments), 1);
        assert!(said.contains(name), "{said}");
    }
}

#[test]
fn six_errors_give_six_messages() {
    let person = TestUser::first_run();
    let path = person.write(
        "mine.yaml",
        "title: Mine
steps:
  - {kind: write, id: a}
  - {kind: write, id: a, prompt: Again?}
  - {kind: read, id: My Step, prompt: Hello.}
  - {kind: rate, id: b, scale: nothing, prompt: How much?}
  - {kind: read, id: c, prompt: Wait., seconds: 3}
",
    );
    let path = path.display().to_string();
    let output = person.run(&["exercises", "check", &path]);
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    let said = words(&output.stdout);
    let headlines = said.lines().filter(|line| line.starts_with(&path)).count();
    assert_eq!(headlines, 6, "{said}");
    assert!(!said.contains('\x1b'), "{said}");
}

#[test]
fn a_broken_exercise_is_skipped_and_the_rest_works() {
    let person = TestUser::new();
    let name = "config/enough/exercises/mine.yaml";
    let path = person
        .write(name, "title: Mine\nsteps: 3\n")
        .display()
        .to_string();
    let mut terminal = person.open(&[]);
    terminal
        .expect("1 exercise file has a fault and stayed out.")
        .press("1")
        .expect("What is the thought");
    let output = person.run(&["exercises"]);
    assert!(output.status.success());
    assert!(words(&output.stdout).contains("two-minute-check"));
    assert!(words(&output.stderr).contains(&path));
}

#[test]
fn a_closed_pipe_is_no_failure() {
    let person = TestUser::new();
    let mut terminal = person.open_shell("\"$0\" exercises 2>err | true; wc -c < err");
    terminal.expect_exit(0).drain();
    assert_eq!(terminal.screen().trim(), "0");
}

#[test]
fn a_long_line_is_wrapped_between_words_on_a_terminal_and_nowhere_else() {
    let person = TestUser::new();
    for (arguments, said) in [
        (&["show", "zzzz"][..], "lists the newest"),
        (&["data", "backup"], "nothing to back up"),
        (&["start", "no-such"], "lists those there are"),
    ] {
        let mut terminal = person.open_sized(arguments, (40, 12));
        terminal
            .expect(said)
            .wait_until("its end", super::pty::TerminalState::has_exited)
            .drain();
        let drawn = terminal.inspect(|seen| String::from_utf8_lossy(&seen.bytes).into_owned());
        let rows: Vec<_> = drawn.trim_end().split("\r\n").collect();
        assert!(rows.len() > 1, "{drawn}");
        for row in &rows {
            let is_path = !row.contains(' ');
            assert!(
                good_enough::text::display_width(row) <= 40 || is_path,
                "{row}"
            );
        }
        let piped = person.run(arguments);
        let piped = [piped.stdout, piped.stderr].concat();
        let piped = String::from_utf8(piped).expect("it is text");
        assert_eq!(piped.trim_end(), rows.join(" "));
    }
}

#[test]
fn read_only_commands_create_no_files() {
    let person = TestUser::first_run();
    for arguments in [
        &["history", "--json"][..],
        &["history", "bottle"],
        &["due"],
        &["insights"],
        &["trash"],
        &["export", "--format", "json"],
        &["doctor"],
        &["exercises"],
        &["breathe", "--list"],
    ] {
        person.stdout_of(arguments);
        assert!(!person.journal().exists(), "{arguments:?}");
    }
    // A missing drive does not mean that the journal never existed.
    let journal = person.journal();
    let folder = journal.parent().unwrap();
    fs::create_dir_all(folder.parent().unwrap()).unwrap();
    std::os::unix::fs::symlink("drive", folder).unwrap();
    for arguments in [&["history"][..], &["insights"], &["export"]] {
        let said = fails_clearly(&person.run(arguments), 1);
        assert!(said.contains("Perhaps a drive isn't connected"), "{said}");
    }
}

#[test]
fn output_for_programs_is_json() {
    let person = TestUser::new();
    let read = |arguments: &[&str]| -> serde_json::Value {
        serde_json::from_str(&person.stdout_of(arguments)).expect("it is JSON")
    };
    let report = read(&["doctor", "--json"]);
    assert_eq!(report["v"], 1);
    assert_eq!(report["program"]["enough"], env!("CARGO_PKG_VERSION"));
    assert_eq!(report["problems"], serde_json::json!([]));
    assert!(report["paths"]["quarantine"].is_string(), "{report}");
    assert!(report["leftovers"].is_object(), "{report}");
    let breaks = read(&["breathe", "--list", "--json"]);
    let is_there = |id: &str| breaks.as_array().unwrap().iter().any(|one| one["id"] == id);
    assert!(is_there("slow-six") && is_there("box"), "{breaks}");
    // Alone it requests a list that nobody asked for.
    assert_eq!(person.run(&["breathe", "--json"]).status.code(), Some(2));
}

#[test]
fn an_ascii_terminal_gets_ascii_output() {
    for (person, arguments) in [
        (
            TestUser::new().with("LC_ALL", "C"),
            &["start", "nowhere"][..],
        ),
        (TestUser::new(), &["--ascii", "start", "nowhere"]),
    ] {
        let said = String::from_utf8(person.run(arguments).stderr).unwrap();
        assert!(
            said.contains("there is no exercise called \"nowhere\""),
            "{said}"
        );
        assert!(said.is_ascii(), "{said}");
    }
}
