use std::fs;
use std::os::unix::fs::PermissionsExt;

use good_enough::storage::journal::{Journal, SCHEMA_VERSION};

use crate::fixtures::user_with_thoughts;
use crate::test_user::TestUser;

/// The report of `doctor`, and whether there were no problems.
#[track_caller]
fn doctor(person: &TestUser, arguments: &[&str]) -> (bool, String) {
    let output = person.run(&[&["doctor"], arguments].concat());
    let code = output.status.code();
    assert!(
        matches!(code, Some(0 | 1)) && output.stderr.is_empty(),
        "{output:?}"
    );
    let said = String::from_utf8(output.stdout).expect("it is text");
    assert_eq!(said.contains("All is well."), code == Some(0), "{said}");
    assert_eq!(said.contains("To look at"), code == Some(1), "{said}");
    (code == Some(0), said)
}

/// Checks that `doctor` reports a problem with this text.
#[track_caller]
fn assert_problems(person: &TestUser, words: &[&str]) {
    let (is_well, said) = doctor(person, &[]);
    assert!(!is_well, "{said}");
    let (_, minded) = said.split_once("To look at").expect("there is something");
    for words in words {
        assert!(minded.contains(words), "{words}:\n{said}");
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

    let person = user_with_thoughts(&["They will fire me. 明日 🍲", "b"]);
    person.stdout_of(&["data", "backup"]);
    let before = fs::read(person.journal()).unwrap();
    let (is_well, said) = doctor(&person, &[]);
    assert!(is_well, "{said}");
    for words in [
        &*person.journal().display().to_string(),
        "2 finished, 0 unfinished, 0 in the trash",
        "2026-03-01 to 2026-03-01",
        "whole, 2 entries",
        "xterm-256color",
        "not a terminal",
    ] {
        assert!(said.contains(words), "{words}:\n{said}");
    }
    assert_eq!(
        said.matches("  unsaved ").count(),
        1,
        "one count for all places: {said}"
    );
    assert!(!said.contains("fire me"), "{said}");
    assert_eq!(fs::read(person.journal()).unwrap(), before);
}

#[test]
fn the_terminal_size_is_reported() {
    let person = TestUser::new().with("TMUX", "/tmp/tmux-0/default,1,0");
    let mut terminal = person.open(&["doctor"]);
    terminal
        .expect("80x24")
        .expect("inside tmux")
        .expect("All is well.")
        .expect_exit(0);
}

#[test]
fn each_broken_part_is_one_line_and_never_a_crash() {
    let person = TestUser::first_run();
    fs::create_dir_all(person.journal()).unwrap();
    person.write("data/enough/backups", "not a folder");
    person.write("data/enough/quarantine", "not a folder");
    person.write("state/enough", "not a folder");
    person.write("config/enough/exercises/mine.yaml", "title: [");
    assert_problems(
        &person,
        &[
            "a folder lies in its place",
            "backups can't be looked into",
            "quarantine can't be looked into",
            "state/enough can't be looked into",
            "1 exercise file with a fault stayed out: mine.yaml",
        ],
    );
    let (_, said) = doctor(&person, &["--redact"]);
    assert!(!said.contains("mine.yaml"), "{said}");
}

#[test]
fn a_damaged_missing_or_newer_journal_is_reported() {
    let person = user_with_thoughts(&["a", "b"]);
    person.stdout_of(&["data", "backup"]);
    let whole = fs::read(person.journal()).unwrap();
    fs::write(person.journal(), &whole[..whole.len() / 2]).unwrap();
    assert_problems(
        &person,
        &[
            "is damaged",
            "The newest whole backup is",
            "offers to mend it",
        ],
    );
    fs::write(person.journal(), "").unwrap();
    assert_problems(&person, &["is empty, and there are backups"]);
    fs::remove_file(person.journal()).unwrap();
    assert_problems(&person, &["isn't there, and there are backups"]);

    fs::write(person.journal(), whole).unwrap();
    let newer = rusqlite::Connection::open(person.journal()).unwrap();
    newer.execute_batch("create table later (x)").unwrap();
    newer
        .pragma_update(None, "user_version", SCHEMA_VERSION + 1)
        .unwrap();
    drop(newer);
    let (_, said) = doctor(&person, &[]);
    assert!(
        said.contains("written by a newer version of enough"),
        "{said}"
    );
}

#[test]
fn loose_permissions_are_a_problem() {
    let person = user_with_thoughts(&["a"]);
    person.stdout_of(&["data", "backup"]);
    let folder = person.journal().with_file_name("backups");
    let backup = fs::read_dir(&folder)
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    for (path, mode) in [
        (&folder, 0o755),
        (&backup, 0o640),
        (&person.journal(), 0o644),
    ] {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }
    assert_problems(
        &person,
        &[
            "journal.db is open to others on this computer (644)",
            "backups is open to others on this computer (755)",
            "1 backup in",
        ],
    );
}

#[test]
fn leftover_files_are_reported_with_advice() {
    let person = user_with_thoughts(&["a"]);
    person.write("state/enough/editing-77.txt", "words from the editor");
    person.write("state/enough/unsaved-77.json", "words that weren't saved");
    person.write("data/enough/quarantine/journal-2026-02-01.db", "damaged");
    assert_problems(
        &person,
        &[
            "editing-77.txt",
            "please read them",
            "unsaved-77.json",
            "takes them in",
            "quarantine: journal-2026-02-01.db",
        ],
    );
}

#[test]
fn a_redacted_report_has_no_names() {
    let person = TestUser::first_run();
    let home = person.home().join("zoe-lovelace 明日");
    let under = |name: &str| home.join(name).display().to_string();
    let person = person
        .with("HOME", under(""))
        .with("XDG_CONFIG_HOME", under(".config"))
        .with("XDG_DATA_HOME", under("diary-about-Bob"))
        .with("XDG_STATE_HOME", under(".local/state"))
        .with("USER", "zoe-lovelace")
        .with("LOGNAME", "zoe-lovelace")
        .with("HOSTNAME", "zoes-laptop")
        .with("SSH_CONNECTION", "203.0.113.7 1 203.0.113.8 22");
    for (name, words) in [
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
        person.write(&format!("zoe-lovelace 明日/{name}"), words);
    }
    let journal = home.join("diary-about-Bob/enough/journal.db");
    crate::fixtures::write_entries(&journal, &["Bob must never know. 明日 🍲"]);
    person.stdout_of(&["data", "backup"]);
    fs::write(&journal, "Bob must never know").unwrap();
    let elsewhere = person.home().join("Bob's stick");
    let elsewhere = elsewhere.display().to_string();
    for arguments in [
        &["--redact"] as &[&str],
        &["--redact", "--data-dir", &elsewhere],
        &["--redact", "--data-dir", "Bob"],
    ] {
        let (is_well, said) = doctor(&person, arguments);
        assert!(
            !is_well && said.contains("~/.config/enough/exercises"),
            "{said}"
        );
        let lower = said.to_lowercase();
        let home = person.home().display().to_string().to_lowercase();
        let folder = home.rsplit('/').next().unwrap();
        for secret in [
            "zoe", "lovelace", "明", "bob", "diary", "leaving", "laptop", "203.0", folder,
        ] {
            assert!(!lower.contains(secret), "{secret}:\n{said}");
        }
    }
    // The full report has the names.
    let (_, said) = doctor(&person, &[]);
    assert!(
        said.contains("leaving-bob.yaml") && said.contains("about-bob.json"),
        "{said}"
    );
    assert!(Journal::open(&journal).is_err());
}
