//! Unusual environment variables and paths: empty ones, `~`, and names with a meaning for a library.

use std::fs;
use std::process::Stdio;

use crate::fixtures::write_entries;
use crate::test_user::{PROGRAM, TestUser};

#[test]
fn an_empty_variable_counts_as_not_set() {
    let user = TestUser::new();
    let commands: [&[&str]; 7] = [
        &["paths"],
        &["help-now"],
        &["due", "--count"],
        &["breathe", "--list"],
        &["config"],
        &["data", "verify"],
        &["history"],
    ];
    for name in [
        "ENOUGH_DATA_DIR",
        "ENOUGH_CONFIG",
        "XDG_RUNTIME_DIR",
        "TZ",
        "TZDIR",
        "NO_COLOR",
        "NO_MOTION",
        "LC_ALL",
        "COLORTERM",
        "VISUAL",
        "TMUX",
        "ACCESSIBLE",
    ] {
        for arguments in commands {
            let usual = user
                .command(PROGRAM, arguments)
                .env_remove(name)
                .output()
                .unwrap();
            let empty = user
                .command(PROGRAM, arguments)
                .env(name, "")
                .output()
                .unwrap();
            assert_eq!(empty, usual, "{name} {arguments:?}");
        }
    }
    for (name, usual) in [
        ("XDG_DATA_HOME", ".local/share/enough/journal.db"),
        ("XDG_CONFIG_HOME", ".config/enough/config.yaml"),
        ("XDG_STATE_HOME", ".local/state/enough"),
    ] {
        let output = user
            .command(PROGRAM, &["paths"])
            .env(name, "")
            .output()
            .unwrap();
        let printed = String::from_utf8(output.stdout).unwrap();
        let usual = user.home().join(usual).display().to_string();
        assert!(printed.contains(&usual), "{name}: {printed}");
    }
    // An empty HOME counts as not set: nothing is created in the current folder.
    let output = user
        .command(PROGRAM, &["paths"])
        .env("HOME", "")
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(
        printed.lines().all(|line| line.contains("  /")),
        "{printed}"
    );
}

#[test]
fn a_flag_without_a_path_is_refused() {
    let user = TestUser::new();
    for typed in [["--data-dir", ""], ["--config", ""]] {
        let output = user.run(&[typed[0], typed[1], "paths"]);
        assert_eq!(output.status.code(), Some(2), "{output:?}");
    }
    assert_eq!(user.run(&["--data-dir=", "paths"]).status.code(), Some(2));
}

#[test]
fn a_tilde_in_a_variable_is_the_home_folder() {
    let user = TestUser::new();
    let printed = |name: &str, value: &str, arguments: &[&str]| {
        let output = user
            .command(PROGRAM, arguments)
            .env(name, value)
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let at = |name: &str| user.home().join(name).display().to_string();
    for (name, value, expected) in [
        ("ENOUGH_DATA_DIR", "~/x", "x/journal.db"),
        ("ENOUGH_DATA_DIR", "~", "journal.db"),
        ("ENOUGH_DATA_DIR", "~//x/", "x/journal.db"),
        ("XDG_DATA_HOME", "~/y", "y/enough/journal.db"),
        ("XDG_CONFIG_HOME", "~/c", "c/enough/config.yaml"),
        ("XDG_STATE_HOME", "~/s", "s/enough"),
    ] {
        let printed = printed(name, value, &["paths"]);
        assert!(printed.contains(&at(expected)), "{name}={value}: {printed}");
    }
    let config = printed("ENOUGH_CONFIG", "~/mine.yaml", &["config", "path"]);
    assert_eq!(config, at("mine.yaml") + "\n");
    assert!(
        user.stdout_of(&["--data-dir=~/z", "paths"])
            .contains(&at("z/journal.db"))
    );
    // A folder of that name can still be given.
    let own = user.stdout_of(&["--data-dir=./~", "paths"]);
    assert!(own.contains("/~/journal.db"), "{own}");
    assert_eq!(
        fs::read_dir(user.home()).unwrap().count(),
        1,
        "nothing was made"
    );
}

#[test]
fn an_unexpanded_tilde_in_an_option_is_the_home_folder() {
    let user = TestUser::new();
    let pages = user.home().join("pages");
    fs::create_dir(&pages).unwrap();
    user.stdout_of(&["man", "--into=~/pages"]);
    assert!(pages.join("enough.1").exists());
    write_entries(&user.journal(), &["心配"]);
    user.stdout_of(&["export", "--output=~/mine.json"]);
    assert!(user.home().join("mine.json").exists());
}

#[test]
fn a_folder_may_look_like_an_sqlite_uri() {
    let entry = "{\"title\": \"心配\", \"date\": \"2026-01-01\", \"time\": \"10:00\", \"body\": \"\", \"tags\": [], \"starred\": false}";
    let jrnl = format!("{{\"tags\": {{}}, \"entries\": [{entry}]}}");
    for name in [
        "file:x",
        "file:y?mode=memory",
        "file::memory:?cache=shared",
        "file:///z",
        "FILE:w",
        ":memory:",
        "a?mode=ro#b",
        "100%25",
        "file:%41?immutable=1",
    ] {
        let user = TestUser::first_run();
        user.write("jrnl.json", &jrnl);
        for arguments in [
            &["import", "jrnl.json"][..],
            &["data", "backup"],
            &["data", "verify"],
        ] {
            let arguments = [&["--data-dir", name], arguments].concat();
            user.stdout_of(&arguments);
        }
        let printed = user.stdout_of(&["--data-dir", name, "history"]);
        assert!(printed.contains("心配"), "{name}: {printed}");
        let folder = user.home().join(name);
        assert!(folder.join("journal.db").is_file(), "{name}");
        assert_eq!(
            fs::read_dir(folder.join("backups")).unwrap().count(),
            1,
            "{name}"
        );
    }
}

#[test]
fn a_read_only_journal_is_read_from_a_folder_of_any_name() {
    let user = TestUser::first_run();
    let folder = user.home().join("file:a?b#c%41");
    write_entries(&folder.join("journal.db"), &["心配"]);
    let doubled = format!("/{}", folder.display());
    let printed = user.stdout_of(&["--data-dir", &doubled, "history"]);
    assert!(printed.contains("Two-minute"), "{printed}");
}

#[test]
fn a_country_is_understood_everywhere_however_it_is_written() {
    let shows_one =
        |printed: &str| printed.contains("United Kingdom: 999") && !printed.contains("Australia");
    for letters in ["UK", "uk", "Uk", "GB", "gb"] {
        let user = TestUser::new();
        assert!(
            shows_one(&user.stdout_of(&["help-now", "--region", letters])),
            "{letters}"
        );
        assert!(!shows_one(&user.stdout_of(&["help-now"])));
        for place in ["config/enough/config.yaml", "data/enough/profile.yaml"] {
            user.write(place, &format!("region: {letters}\n"));
            assert!(
                shows_one(&user.stdout_of(&["help-now"])),
                "{place}: {letters}"
            );
            user.write(place, "");
        }
    }
    let user = TestUser::new();
    for place in ["config/enough/config.yaml", "data/enough/profile.yaml"] {
        user.write(place, "region: QX\n");
        let output = user.run(&["help-now"]);
        let message = String::from_utf8(output.stderr).unwrap();
        assert!(
            message.contains("“QX” isn't in the list of countries. These are: AU,"),
            "{message}"
        );
        user.write(place, "");
    }
}

#[test]
fn an_unknown_break_counts_as_not_set() {
    let user = TestUser::new();
    for name in ["No", "''", "0"] {
        user.write("config/enough/config.yaml", &format!("break: {name}\n"));
        let output = user.run(&["config"]);
        let (shown, message) = (output.stdout, output.stderr);
        let shown = String::from_utf8(shown).unwrap();
        assert!(shown.contains("break              not set"), "{shown}");
        let message = String::from_utf8(message).unwrap();
        assert!(message.contains("There's no break called"), "{message}");
        // The default break starts.
        user.open(&["breathe"]).expect("In through your nose");
    }
}

#[test]
fn an_invalid_time_zone_does_not_prevent_a_start() {
    let user = TestUser::new();
    let pipe = user.home().join("pipe");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.is_ok_and(|status| status.success()));
    let large = user.home().join("large");
    fs::File::create(&large).unwrap().set_len(1 << 40).unwrap();
    let home = user.home().display().to_string();
    let at = |name: &str| format!("{home}/{name}");
    let zones = [
        "/dev/zero".to_owned(),
        ":/dev/zero".to_owned(),
        "/dev/random".to_owned(),
        "/dev/stdin".to_owned(),
        at("pipe"),
        format!(":{}", at("pipe")),
        "pipe".to_owned(),
        "./pipe".to_owned(),
        at("large"),
        home.clone(),
        "../..".to_owned(),
        "\u{1b}[31m".to_owned(),
        "Europe/Atlantis".to_owned(),
        format!("{home}/zoneinfo/../pipe"),
    ];
    for zone in zones {
        for folder in ["", &home, "/dev"] {
            let output = user
                .command(PROGRAM, &["due", "--count"])
                .env("TZ", &zone)
                .env("TZDIR", folder)
                .stdin(Stdio::null())
                .output()
                .unwrap();
            assert_eq!(output.stdout, b"0\n", "{zone}: {output:?}");
            let message = String::from_utf8(output.stderr).unwrap();
            assert!(message.contains("isn't a time zone"), "{zone}: {message}");
        }
    }
    let user = user.with("TZ", "/dev/zero");
    let mut terminal = user.open(&[]);
    terminal
        .expect("“/dev/zero” isn't a time zone")
        .press("q")
        .expect_exit(0);
}

#[test]
#[cfg(target_os = "linux")]
fn a_crash_leaves_no_core_dump() {
    let user = TestUser::new();
    let mut terminal = user.open_shell("ulimit -c unlimited; echo $$ > number; exec \"$0\"");
    terminal.expect("A thought is scaring me");
    let number = fs::read_to_string(user.home().join("number")).unwrap();
    let limits = fs::read_to_string(format!("/proc/{}/limits", number.trim())).unwrap();
    let cores = limits
        .lines()
        .find(|line| line.starts_with("Max core file size"))
        .unwrap();
    assert_eq!(cores.split_whitespace().nth(4), Some("0"), "{limits}");
    terminal.press("q").expect_exit(0);
}

#[test]
fn a_file_that_cannot_be_written_completely_is_removed() {
    let user = TestUser::new();
    let folder = user.home().join("config/enough/exercises");
    let limited = |text: &str| {
        let script = format!("ulimit -f 0; exec \"$0\" {text}");
        user.command("sh", &["-c", &script, PROGRAM])
            .output()
            .unwrap()
    };
    let names = |folder: &std::path::Path| -> Vec<_> {
        let files = fs::read_dir(folder).into_iter().flatten().flatten();
        let mut names: Vec<_> = files.map(|file| file.file_name()).collect();
        names.sort();
        names
    };
    let output = limited("exercises new mine");
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(names(&folder).is_empty(), "{:?}", names(&folder));
    user.stdout_of(&["exercises", "new", "mine"]);
    assert_eq!(names(&folder), ["exercise.schema.json", "mine.yaml"]);
    // Existing manual pages stay unchanged.
    let pages = user.home().join("pages");
    fs::create_dir(&pages).unwrap();
    let into = pages.display().to_string();
    user.stdout_of(&["man", "--into", &into]);
    let read = || fs::read(pages.join("enough.1")).unwrap();
    let (before, count) = (read(), names(&pages).len());
    let output = limited(&format!("man --into '{into}'"));
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert_eq!((read(), names(&pages).len()), (before, count));
}
