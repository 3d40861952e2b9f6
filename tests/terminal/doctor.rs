use std::fs;
use std::os::unix::fs::PermissionsExt;

use good_enough::storage::journal::{Journal, SCHEMA_VERSION};

use crate::database::open_database;
use crate::fixtures::{stdout_and_stderr, user_with_thoughts};
use crate::test_user::TestUser;

/// The report of `doctor`, and whether there were no problems.
#[track_caller]
fn doctor(user: &TestUser, arguments: &[&str]) -> (bool, String) {
    let output = user.run(&[&["doctor"], arguments].concat());
    let code = output.status.code();
    assert!(
        matches!(code, Some(0 | 1)) && output.stderr.is_empty(),
        "{output:?}"
    );
    let message = String::from_utf8(output.stdout).expect("valid UTF-8");
    assert_eq!(
        message.contains("All is well."),
        code == Some(0),
        "{message}"
    );
    assert_eq!(message.contains("To look at"), code == Some(1), "{message}");
    if !arguments.contains(&"--json") {
        let names_help = message.contains("“enough help wrong” says what else to do");
        assert_eq!(names_help, code == Some(1), "{message}");
        assert!(
            message.contains("To report a bug, open an issue"),
            "{message}"
        );
    }
    (code == Some(0), message)
}

/// Checks that `doctor` reports a problem with this text.
#[track_caller]
fn assert_problems(user: &TestUser, text: &[&str]) {
    let (is_well, message) = doctor(user, &[]);
    assert!(!is_well, "{message}");
    let (_, minded) = message
        .split_once("To look at")
        .expect("there is something");
    for text in text {
        assert!(minded.contains(text), "{text}:\n{message}");
    }
}

#[test]
fn a_healthy_installation_has_no_problems() {
    let newcomer = TestUser::first_run();
    assert!(doctor(&newcomer, &[]).0);
    assert_eq!(
        fs::read_dir(newcomer.home()).unwrap().count(),
        0,
        "it only looks"
    );

    let user = user_with_thoughts(&["They will fire me. 明日 🍲", "b"]);
    user.stdout_of(&["data", "backup"]);
    let before = fs::read(user.journal()).unwrap();
    let (is_well, message) = doctor(&user, &[]);
    assert!(is_well, "{message}");
    for text in [
        &*user.journal().display().to_string(),
        "2 finished, 0 unfinished, 0 in the trash",
        "2026-03-01 to 2026-03-01",
        "intact, 2 entries",
        "xterm-256color",
        "not a terminal",
    ] {
        assert!(message.contains(text), "{text}:\n{message}");
    }
    assert_eq!(
        message.matches("  unsaved ").count(),
        1,
        "one count for all places: {message}"
    );
    assert!(!message.contains("fire me"), "{message}");
    assert_eq!(fs::read(user.journal()).unwrap(), before);
}

#[test]
fn the_terminal_size_is_reported() {
    let user = TestUser::new().with("TMUX", "/tmp/tmux-0/default,1,0");
    let mut terminal = user.open(&["doctor"]);
    terminal
        .expect("80x24")
        .expect("inside tmux")
        .expect("All is well.")
        .expect_exit(0);
}

#[test]
fn each_broken_part_is_one_line_and_never_a_crash() {
    let user = TestUser::first_run();
    fs::create_dir_all(user.journal()).unwrap();
    user.write("data/enough/backups", "not a folder");
    user.write("data/enough/quarantine", "not a folder");
    user.write("state/enough", "not a folder");
    user.write("config/enough/exercises/mine.yaml", "title: [");
    assert_problems(
        &user,
        &[
            "a folder is in its place",
            "backups can't be looked into",
            "quarantine can't be looked into",
            "state/enough can't be looked into",
            "1 exercise file with a mistake can't be used.",
            "says what to fix. Files: mine.yaml.",
        ],
    );
    let (_, message) = doctor(&user, &["--redact"]);
    assert!(!message.contains("mine.yaml"), "{message}");
}

#[test]
fn a_damaged_missing_or_newer_journal_is_reported() {
    let user = user_with_thoughts(&["a", "b"]);
    user.stdout_of(&["data", "backup"]);
    let intact = fs::read(user.journal()).unwrap();
    fs::write(user.journal(), &intact[..intact.len() / 2]).unwrap();
    assert_problems(
        &user,
        &[
            "is damaged",
            "The newest intact backup is",
            "offers to repair it",
        ],
    );
    fs::write(user.journal(), "").unwrap();
    assert_problems(&user, &["is empty, and there are backups"]);
    fs::remove_file(user.journal()).unwrap();
    assert_problems(&user, &["isn't there, and there are backups"]);

    fs::write(user.journal(), intact).unwrap();
    let newer = open_database(user.journal());
    newer.execute_batch("create table later (x)").unwrap();
    newer
        .pragma_update(None, "user_version", SCHEMA_VERSION + 1)
        .unwrap();
    drop(newer);
    let (_, message) = doctor(&user, &[]);
    assert!(
        message.contains("written by a newer version of enough"),
        "{message}"
    );
}

#[test]
fn loose_permissions_are_a_problem() {
    let user = user_with_thoughts(&["a"]);
    user.stdout_of(&["data", "backup"]);
    let folder = user.journal().with_file_name("backups");
    let backup = fs::read_dir(&folder)
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    for (path, mode) in [(&folder, 0o755), (&backup, 0o640), (&user.journal(), 0o644)] {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }
    assert_problems(
        &user,
        &[
            "journal.db is open to others on this computer (644)",
            "backups is open to others on this computer (755)",
            "1 backup in",
        ],
    );
}

#[test]
fn leftover_files_are_reported_with_advice() {
    let user = user_with_thoughts(&["a"]);
    user.write("state/enough/editing-77.txt", "words from the editor");
    user.write("state/enough/unsaved-77.json", "words that weren't saved");
    user.write("data/enough/quarantine/journal-2026-02-01.db", "damaged");
    assert_problems(
        &user,
        &[
            "editing-77.txt",
            "please read them",
            "unsaved-77.json",
            "adds them to the journal next time",
            "quarantine. Once you have all",
            "Files: journal-2026-02-01.db.",
        ],
    );
}

#[test]
fn after_an_import_on_a_new_account_nothing_is_called_unsaved() {
    let user = TestUser::first_run();
    let other = user_with_thoughts(&["a"]);
    let file = user.home().join("a.json").display().to_string();
    other.stdout_of(&["export", "-o", &file]);
    user.stdout_of(&["import", &file]);
    let text = stdout_and_stderr(&user.run(&["doctor"]));
    assert!(user.home().join("state/enough/first-page-unseen").exists());
    assert!(!text.contains("couldn't be saved"), "{text}");
}

#[test]
fn a_redacted_report_has_no_names() {
    let user = TestUser::first_run();
    let home = user.home().join("zoe-lovelace 明日");
    let under = |name: &str| home.join(name).display().to_string();
    let user = user
        .with("HOME", under(""))
        .with("XDG_CONFIG_HOME", under(".config"))
        .with("XDG_DATA_HOME", under("diary-about-Bob"))
        .with("XDG_STATE_HOME", under(".local/state"))
        .with("USER", "zoe-lovelace")
        .with("LOGNAME", "zoe-lovelace")
        .with("HOSTNAME", "zoes-laptop")
        .with("SSH_CONNECTION", "203.0.113.7 1 203.0.113.8 22");
    for (name, text) in [
        (
            ".config/enough/exercises/leaving-bob.yaml",
            "title: Leaving Bob 🍲\nsteps: 3\n",
        ),
        (".local/state/enough/editing-7.txt", "Bob must never know"),
        (".local/state/enough/about-bob.json", "Bob must never know"),
        (
            "diary-about-Bob/enough/quarantine/bobs.db",
            "Bob must never know",
        ),
    ] {
        user.write(&format!("zoe-lovelace 明日/{name}"), text);
    }
    let journal = home.join("diary-about-Bob/enough/journal.db");
    crate::fixtures::write_entries(&journal, &["Bob must never know. 明日 🍲"]);
    user.stdout_of(&["data", "backup"]);
    fs::write(&journal, "Bob must never know").unwrap();
    let elsewhere = user.home().join("Bob's stick");
    let elsewhere = elsewhere.display().to_string();
    for arguments in [
        &["--redact"] as &[&str],
        &["--redact", "--data-dir", &elsewhere],
        &["--redact", "--data-dir", "Bob"],
    ] {
        let (is_well, message) = doctor(&user, arguments);
        assert!(
            !is_well && message.contains("~/.config/enough/exercises"),
            "{message}"
        );
        let lower = message.to_lowercase();
        let home = user.home().display().to_string().to_lowercase();
        let folder = home.rsplit('/').next().unwrap();
        for secret in [
            "zoe", "lovelace", "明", "bob", "diary", "leaving", "laptop", "203.0", folder,
        ] {
            assert!(!lower.contains(secret), "{secret}:\n{message}");
        }
    }
    // The full report has the names.
    let (_, message) = doctor(&user, &[]);
    assert!(
        message.contains("leaving-bob.yaml") && message.contains("about-bob.json"),
        "{message}"
    );
    assert!(Journal::open(&journal).is_err());
}
