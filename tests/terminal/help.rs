//! The help of every command, manual pages and exit codes.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use crate::test_user::TestUser;

/// Every command and subcommand, as the helps list them.
pub fn commands(user: &TestUser) -> Vec<Vec<String>> {
    let mut all = vec![Vec::new()];
    let mut at = 0;
    while at < all.len() {
        let command = all[at].clone();
        let help = help(user, &command);
        // Below the usage the commands are grouped by purpose, up to the options.
        let listed = help.lines().skip_while(|line| !line.starts_with("Usage: "));
        let mut is_command = command.is_empty();
        for line in listed.skip(1).take_while(|line| *line != "Options:") {
            is_command |= line == "Commands:";
            let name = line.split_whitespace().next().unwrap_or_default();
            let is_listed = line.starts_with("  ") && !line.starts_with("   ");
            if is_command && is_listed && name != "help" {
                all.push([command.clone(), vec![name.to_owned()]].concat());
            }
        }
        at += 1;
    }
    all
}

pub fn help(user: &TestUser, command: &[String]) -> String {
    let mut arguments: Vec<&str> = command.iter().map(String::as_str).collect();
    arguments.push("--help");
    user.stdout_of(&arguments)
}

/// Replaces the names of the import formats, so that a new format doesn't change the snapshot. The rest of their
/// paragraph becomes one line, because it wraps differently after other names.
fn without_format_names(help: &str) -> String {
    let Some((before, names)) = help.split_once("and files from ") else {
        return help.to_owned();
    };
    let (_, rest) = names.split_once('.').unwrap_or_default();
    let (paragraph, after) = rest.split_once("\n\n").unwrap_or_default();
    let paragraph = paragraph.replace('\n', " ");
    let paragraph = paragraph.trim_start();
    format!("{before}and files from {{formats}}. {paragraph}\n\n{after}")
}

#[test]
fn the_help_of_every_command_matches_the_snapshot() {
    let user = TestUser::new();
    let all = commands(&user);
    assert!(all.len() > 30, "{all:?}");
    let mut printed = Vec::new();
    for command in all {
        let help = help(&user, &command);
        assert!(!help.contains('\u{1b}'), "{command:?}");
        // Global options are described only in the help of the program.
        let (own, after) = if command.is_empty() {
            (help.as_str(), "")
        } else {
            let own = help.split("\nFor every command:").next();
            (
                own.unwrap_or_default(),
                help.split("\nExamples:").nth(1).unwrap_or_default(),
            )
        };
        let lines = own.lines().count();
        assert!(
            command.is_empty() || lines < 60,
            "{command:?}: {lines} lines"
        );
        let own = without_format_names(own);
        let name = ["enough".to_owned()].into_iter().chain(command);
        let name = name.collect::<Vec<_>>().join(" ");
        printed.push(format!("==== {name} --help\n{}\n", own.trim_end()));
        if !after.is_empty() {
            printed.push(format!("Examples:{}\n", after.trim_end()));
        }
    }
    insta::assert_snapshot!("help", printed.join("\n"));
}

#[test]
fn a_short_help_is_short() {
    let user = TestUser::new();
    for command in commands(&user) {
        let arguments: Vec<&str> = command.iter().map(String::as_str).chain(["-h"]).collect();
        let short = user.stdout_of(&arguments);
        assert!(short.len() <= help(&user, &command).len(), "{command:?}");
        assert!(short.lines().count() <= 60, "{command:?}");
    }
}

#[test]
fn there_is_a_manual_page_for_the_program_and_each_command() {
    let user = TestUser::new();
    let page = user.stdout_of(&["man"]);
    assert!(page.starts_with(".TH \"ENOUGH\" 1 20"), "{page}");
    assert!(page.contains("reduced\\-motion"), "{page}");
    for command in [
        &["data", "verify"][..],
        &["data-verify"],
        &["enough-data-verify"],
    ] {
        let page = user.stdout_of(&[&["man"], command].concat());
        assert!(
            page.starts_with(".TH \"ENOUGH\\-DATA\\-VERIFY\" 1"),
            "{page}"
        );
    }
    let unknown = user.run(&["man", "breath"]);
    assert_eq!(unknown.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("did you mean “breathe”?"));
    let folder = user.home().join("pages");
    fs::create_dir(&folder).unwrap();
    user.stdout_of(&["man", "--into", &folder.display().to_string()]);
    let pages: Vec<_> = fs::read_dir(&folder).unwrap().flatten().collect();
    // The help of `help`.
    assert_eq!(pages.len(), commands(&user).len() + 1);
    let files = pages.iter().map(fs::DirEntry::path);
    // Where mandoc is installed, it finds nothing wrong in them.
    if let Ok(lint) = Command::new("mandoc")
        .args(["-Tlint", "-Wwarning"])
        .args(files)
        .output()
    {
        assert!(lint.status.success(), "{lint:?}");
    }
    let nowhere = user.run(&["man", "--into", "nowhere"]);
    assert_eq!(nowhere.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&nowhere.stderr).contains("it has to be there"));
}

#[test]
fn the_table_of_exit_codes_is_true() {
    let user = TestUser::new();
    let broken = user.write("broken.yaml", "title: [").display().to_string();
    let mut codes: BTreeMap<i32, u32> = BTreeMap::new();
    for (code, arguments) in [
        (0, &["history", "nothing-like-that"][..]),
        (0, &["due"]),
        (0, &["help-now"]),
        (0, &["--version"]),
        (0, &["exercises", "--json"]),
        (0, &["path"]),
        (1, &["path", "nothing-like-that"]),
        (1, &["show", "last"]),
        (1, &["start", "nothing-like-that"]),
        (1, &["import", "nowhere.json"]),
        (1, &["resume"]),
        (2, &["nothing-like-that"]),
        (2, &["breathe", "--minutes", "0"]),
        (2, &["breathe", "--minutes", "many"]),
        (2, &["show"]),
        (2, &["completions"]),
        (3, &["exercises", "check", &broken]),
    ] {
        let output = user.run(arguments);
        assert_eq!(
            output.status.code(),
            Some(code),
            "{arguments:?}: {output:?}"
        );
        *codes.entry(code).or_default() += 1;
    }
    let table = include_str!("../../docs/command-line.md");
    for code in codes.keys().chain(&[101, 130, 143]) {
        assert!(
            table.contains(&format!("| {code} |")),
            "{code} is in the table"
        );
    }
}

#[test]
fn a_mistyped_command_gets_a_suggestion() {
    let user = TestUser::new();
    for (arguments, meant) in [
        (&["histroy"][..], "history"),
        (&["start", "two-minute-chek"], "two-minute-check"),
        (&["breathe", "slow-sx"], "slow-six"),
        (&["path", "seven-smal-steps"], "seven-small-steps"),
        (&["breathe", "--minuts", "3"], "--minutes"),
        (&["exercises", "chek", "a"], "check"),
        (&["history", "--outcome", "nope"], "no"),
    ] {
        let output = user.run(arguments);
        assert!(!output.status.success());
        let message = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(message.contains(meant), "{arguments:?}: {message}");
    }
}

#[test]
fn lists_and_places_are_json_for_scripts() {
    let user = TestUser::new();
    let json = |arguments: &[&str]| -> serde_json::Value {
        serde_json::from_str(&user.stdout_of(arguments)).expect("it is JSON")
    };
    assert_eq!(json(&["history", "--json"]), serde_json::json!([]));
    assert_eq!(json(&["trash", "--json"]), serde_json::json!([]));
    assert_eq!(json(&["due", "--json"]), serde_json::json!([]));
    let exercises = json(&["exercises", "--json"]);
    assert!(exercises.as_array().unwrap().len() >= 18);
    assert_eq!(exercises[0]["v"], 1);
    let paths = json(&["paths", "--json"]);
    assert_eq!(paths["journal"], user.journal().display().to_string());
    assert_eq!(paths["v"], 1);
    let keys: Vec<_> = paths.as_object().unwrap().keys().collect();
    for key in ["backups", "config", "exports", "profile", "quarantine"] {
        assert!(keys.iter().any(|known| *known == key), "{keys:?}");
    }
}

#[test]
fn the_guide_is_printed_topic_by_topic() {
    let user = TestUser::new();
    let all = user.stdout_of(&["help"]);
    let topics = all
        .split("Topics, each for “enough help TOPIC”:\n")
        .nth(1)
        .unwrap();
    let names: Vec<_> = topics
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert!(names.len() >= 12, "{names:?}");
    assert!(
        all.lines().count() < 24,
        "its top stays on the screen: {all}"
    );
    assert!(all.contains("“enough --help” lists all commands"), "{all}");
    for name in names {
        let printed = user.stdout_of(&["help", name]);
        assert!(
            printed.lines().count() > 2 && !printed.contains('`'),
            "{name}: {printed}"
        );
    }
    assert!(
        user.stdout_of(&["help", "data", "wipe"])
            .contains("Delete all your data")
    );
    let unknown = user.run(&["help", "fnd"]);
    assert_eq!(unknown.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("did you mean “find”?"));
}

#[test]
fn colours_asked_for_in_so_many_words_go_before_no_color() {
    let user = TestUser::new().with("NO_COLOR", "1");
    for (arguments, is_coloured) in [
        (&["breathe"][..], false),
        (&["breathe", "--color", "always"], true),
        (&["breathe", "--color", "never"], false),
    ] {
        let mut terminal = user.open(arguments);
        terminal
            .expect("Slow six")
            .expect("▄")
            .press("<C-c>")
            .expect_exit(0)
            .drain();
        let bytes = terminal.inspect(|state| String::from_utf8_lossy(&state.bytes).into_owned());
        let has_hue = bytes.contains("[36m") || bytes.contains("38;5;") || bytes.contains("38;2;");
        assert_eq!(has_hue, is_coloured, "{arguments:?}");
    }
    let user = TestUser::new();
    let mut terminal = user.open(&["--color", "never", "--help"]);
    terminal.expect_exit(0).drain();
    assert!(terminal.inspect(|state| !state.bytes.contains(&0x1b)));
}

#[test]
fn a_day_has_the_same_format_everywhere() {
    let user = TestUser::new();
    let forms = ["today", "yesterday", "7d", "2w", "3m", "1y", "2026-03-01"];
    let words = ["last monday", "12 nov", "last week", "November"];
    for day in forms.into_iter().chain(words) {
        for command in [
            &["history", "--json"][..],
            &["insights"],
            &["export", "-o", "-"],
        ] {
            let arguments = [command, &["--since", day, "--until", day]].concat();
            assert!(user.run(&arguments).status.success(), "{arguments:?}");
        }
    }
    for command in ["history", "insights", "export"] {
        let wrong = user.run(&[command, "--since", "someday"]);
        assert_eq!(wrong.status.code(), Some(2));
        let message = String::from_utf8_lossy(&wrong.stderr).into_owned();
        assert!(
            message.contains("2026-03-01 or “12 nov”, today, yesterday, “last monday”"),
            "{message}"
        );
    }
}
