use std::fs;
use std::process::Output;

use crate::test_user::TestUser;

fn utf8(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("valid UTF-8")
}

/// Checks for one line about a failure, without control characters.
#[track_caller]
fn fails_clearly(output: &Output, code: i32) -> String {
    let message = utf8(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{output:?}");
    assert_eq!(message.lines().count(), 1, "{message}");
    assert!(
        !message.contains('\x1b') && output.stdout.is_empty(),
        "{output:?}"
    );
    message
}

#[test]
fn a_command_that_asks_needs_a_terminal_and_says_so_in_one_line() {
    let user = TestUser::new();
    for arguments in [
        &[] as &[&str],
        &["start", "two-minute"],
        &["breathe"],
        &["resume"],
    ] {
        let message = fails_clearly(&user.run(arguments), 1);
        assert!(
            message.starts_with("enough: ") && message.contains("nothing to read here"),
            "{message}"
        );
    }
}

#[test]
fn a_terminal_on_one_stream_only_uses_line_mode() {
    let user = TestUser::new();
    for (script, printed, over) in [
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
        let mut terminal = user.open_shell(&script);
        // The first page may have scrolled away.
        terminal.expect(over).expect_exit(0).drain();
        let message = terminal.inspect(|state| String::from_utf8_lossy(&state.bytes).into_owned());
        let message: Vec<_> = message.split_whitespace().collect();
        assert!(message.join(" ").contains(printed), "{script}: {message:?}");
        assert!(
            terminal.inspect(|state| !state.bytes.contains(&0x1b)),
            "{script}"
        );
        let out = fs::read_to_string(user.home().join("out")).unwrap_or_default();
        let is_told = script.contains("cat");
        assert_eq!(
            out.contains("the output is no terminal"),
            is_told,
            "{script}: {out}"
        );
        let _ = fs::remove_file(user.home().join("out"));
    }
}

#[test]
fn contacts_are_printed_when_nothing_else_works() {
    let user = TestUser::first_run();
    fs::create_dir_all(user.journal()).unwrap();
    user.write("config/enough/exercises/broken.yaml", "title: [");
    let all = user.stdout_of(&["help-now"]);
    assert!(all.contains("112") || all.contains("emergency"), "{all}");
    let user = [
        "HOME",
        "XDG_CONFIG_HOME",
        "XDG_DATA_HOME",
        "XDG_STATE_HOME",
        "XDG_CACHE_HOME",
    ]
    .iter()
    .fold(user, |user, name| user.without(name));
    assert_eq!(user.stdout_of(&["help-now"]), all);
}

#[test]
fn a_folder_at_the_journal_path_is_reported() {
    let user = TestUser::first_run();
    good_enough::platform::private_fs::create_dir(&user.journal()).unwrap();
    let message = fails_clearly(&user.run(&["history"]), 1);
    assert!(message.contains("journal.db"), "{message}");
    user.open(&[]).expect("journal.db").expect("Try again");
    // A breath needs no journal.
    user.open(&["breathe"]).expect("In through your nose");
}

#[test]
fn an_unknown_command_is_wrong_usage() {
    let user = TestUser::first_run();
    let output = user.run(&["histroy"]);
    assert_eq!(output.status.code(), Some(2));
    let message = utf8(&output.stderr);
    assert!(
        message.contains("histroy") && message.contains("'history'"),
        "{message}"
    );
    assert_eq!(
        user.run(&["breathe", "--minutes", "0"]).status.code(),
        Some(2)
    );
    for (arguments, name) in [
        (["start", "no-such"], "no-such"),
        (["show", "zzzz"], "zzzz"),
    ] {
        let message = fails_clearly(&user.run(&arguments), 1);
        assert!(message.contains(name), "{message}");
    }
}

#[test]
fn six_errors_give_six_messages() {
    let user = TestUser::first_run();
    let path = user.write(
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
    let output = user.run(&["exercises", "check", &path]);
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    let message = utf8(&output.stdout);
    let headlines = message
        .lines()
        .filter(|line| line.starts_with(&path))
        .count();
    assert_eq!(headlines, 6, "{message}");
    assert!(!message.contains('\x1b'), "{message}");
}

#[test]
fn a_broken_exercise_is_skipped_and_the_rest_works() {
    let user = TestUser::new();
    let name = "config/enough/exercises/mine.yaml";
    let path = user
        .write(name, "title: Mine\nsteps: 3\n")
        .display()
        .to_string();
    let mut terminal = user.open(&[]);
    terminal
        .expect("One exercise file has a mistake and can't be used.")
        .press("1")
        .expect("What is the thought");
    let output = user.run(&["exercises"]);
    assert!(output.status.success());
    assert!(utf8(&output.stdout).contains("two-minute-check"));
    assert!(utf8(&output.stderr).contains(&path));
}

#[test]
fn a_closed_pipe_is_no_failure() {
    let user = TestUser::new();
    let mut terminal = user.open_shell("\"$0\" exercises 2>err | true; wc -c < err");
    terminal.expect_exit(0).drain();
    assert_eq!(terminal.screen().trim(), "0");
}

#[test]
fn a_long_line_is_wrapped_between_words_on_a_terminal_and_nowhere_else() {
    let user = TestUser::new();
    for (arguments, message) in [
        (&["show", "zzzz"][..], "lists the newest"),
        (&["data", "backup"], "nothing to back up"),
        (&["start", "no-such"], "lists those there are"),
    ] {
        let mut terminal = user.open_sized(arguments, (40, 12));
        terminal
            .expect(message)
            .wait_until("its end", super::pty::TerminalState::has_exited)
            .drain();
        let drawn = terminal.inspect(|state| String::from_utf8_lossy(&state.bytes).into_owned());
        let rows: Vec<_> = drawn.trim_end().split("\r\n").collect();
        assert!(rows.len() > 1, "{drawn}");
        for row in &rows {
            let is_path = !row.contains(' ');
            assert!(
                good_enough::text::display_width(row) <= 40 || is_path,
                "{row}"
            );
        }
        let piped = user.run(arguments);
        let piped = [piped.stdout, piped.stderr].concat();
        let piped = String::from_utf8(piped).expect("valid UTF-8");
        assert_eq!(piped.trim_end(), rows.join(" "));
    }
}

#[test]
fn read_only_commands_create_no_files() {
    let user = TestUser::first_run();
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
        &["path"],
    ] {
        user.stdout_of(arguments);
        assert!(!user.journal().exists(), "{arguments:?}");
    }
    // A missing drive does not mean that the journal never existed.
    let journal = user.journal();
    let folder = journal.parent().unwrap();
    fs::create_dir_all(folder.parent().unwrap()).unwrap();
    std::os::unix::fs::symlink("drive", folder).unwrap();
    for arguments in [&["history"][..], &["insights"], &["export"]] {
        let message = fails_clearly(&user.run(arguments), 1);
        assert!(
            message.contains("Perhaps a drive isn't connected"),
            "{message}"
        );
    }
}

#[test]
fn output_for_programs_is_json() {
    let user = TestUser::new();
    let read = |arguments: &[&str]| -> serde_json::Value {
        serde_json::from_str(&user.stdout_of(arguments)).expect("it is JSON")
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
    let breaks = breaks.as_array().unwrap();
    let of = |id: &str| breaks.iter().find(|one| one["id"] == id).unwrap();
    let length_of = |id: &str| (of(id)["seconds"].as_u64(), of(id)["holds"].as_bool());
    assert_eq!(length_of("box"), (Some(128), Some(true)));
    assert_eq!(length_of("slow-six"), (Some(180), Some(false)));
    assert_eq!(of("slow-six")["subtitle"], "calm, six a minute");
    assert!(of("box")["subtitle"].is_null());
    // Alone it requests a list that nobody asked for.
    assert_eq!(user.run(&["breathe", "--json"]).status.code(), Some(2));
}

#[test]
fn the_list_of_breaks_tells_how_long_each_is_and_which_have_holds() {
    let list = TestUser::new().stdout_of(&["breathe", "--list"]);
    let line = |id: &str| list.lines().find(|line| line.starts_with(id)).unwrap();
    assert_eq!(
        line("four-seven-eight"),
        "four-seven-eight 76 seconds with holds  4-7-8: four slow rounds, with holds"
    );
    assert_eq!(
        line("slow-six"),
        "slow-six         3 minutes              Slow six: calm, six a minute"
    );
    assert!(line("quiet-minute").contains("60 seconds"), "{list}");
}

#[test]
fn an_ascii_terminal_gets_ascii_output() {
    for (user, arguments) in [
        (
            TestUser::new().with("LC_ALL", "C"),
            &["start", "nowhere"][..],
        ),
        (TestUser::new(), &["--ascii", "start", "nowhere"]),
    ] {
        let message = String::from_utf8(user.run(arguments).stderr).unwrap();
        assert!(
            message.contains("there is no exercise called \"nowhere\""),
            "{message}"
        );
        assert!(message.is_ascii(), "{message}");
    }
}

#[test]
fn a_name_that_several_exercises_have_lists_them_by_number() {
    let user = TestUser::new();
    let output = user.run(&["start", "kind"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let message = utf8(&output.stderr);
    assert!(
        message.contains("“kind” could be any of these 2:"),
        "{message}"
    );
    assert!(
        message.contains("  1. bigger-stronger-wiser-kind: Bigger"),
        "{message}"
    );
    assert!(
        message.contains("  2. kind-moment: A kind moment"),
        "{message}"
    );
    assert!(
        message.contains("enough start bigger-stronger-wiser-kind"),
        "{message}"
    );
    let message = utf8(&user.run(&["breathe", "six"]).stderr);
    assert!(!message.contains("could be any of these"), "{message}");
    let message = utf8(&user.run(&["breathe", "e"]).stderr);
    assert!(message.contains("enough breathe box"), "{message}");
}

#[test]
fn on_a_terminal_a_person_chooses_between_exercises_of_one_name() {
    let user = TestUser::new();
    let mut terminal = user.open(&["start", "kind"]);
    terminal
        .expect("“kind” could be any of these. Which one would you like?")
        .expect("1 Bigger, stronger, wiser, kind")
        .press("2")
        .expect("A kind moment")
        .expect("1 of")
        .press("<C-c>")
        .expect_exit(0);
    let mut terminal = user.open(&["start", "kind"]);
    terminal
        .expect("Which one would you like?")
        .press("<Esc>")
        .expect("A thought is scaring me");
    let mut terminal = user.open(&["start", "kind", "--plain"]);
    terminal
        .expect("1. Bigger, stronger, wiser, kind")
        .press("2<Enter>")
        .expect("A kind moment")
        .expect("1 of");
}
