//! Deleting, restoring and purging entries.

use good_enough::storage::lock::JournalKey;
use std::fs;
use std::path::Path;

use good_enough::domain::entry::EntryId;
use good_enough::platform::paths::with_suffix;
use good_enough::storage::journal::Journal;
use good_enough::storage::trash::purge_expired;
use good_enough::storage::verify::verify;
use rustix::process::Signal;
use serde_json::Value;

use crate::fixtures::{contains_text, stdout_and_stderr, user_with_thoughts};
use crate::test_user::TestUser;

/// Whether the text is in the journal or its WAL, ignoring case.
fn is_on_disk(journal: &Path, text: &str) -> bool {
    ["", "-wal"].iter().any(|ending| {
        let bytes = fs::read(with_suffix(journal, ending)).unwrap_or_default();
        contains_text(&bytes, text)
    })
}

/// Trashes an entry at a given time.
fn trash_at(user: &TestUser, id: &str, time: &str) {
    let mut journal = Journal::open(&user.journal()).expect("it can be opened");
    let id = EntryId::from(id.to_owned());
    let time = time.parse().expect("a time");
    assert!(journal.trash(&id, time).expect("it can be changed"));
}

#[test]
fn a_deleted_entry_is_in_the_trash_and_can_be_restored() {
    let user = user_with_thoughts(&["They will fire me. 明日 🍲", "b", "c"]);
    let output = user.run(&["delete", "walk-0", "WALK-1", "walk-0"]);
    assert!(output.status.success(), "{output:?}");
    let lines = String::from_utf8(output.stdout.clone()).unwrap();
    assert_eq!(
        lines,
        "walk-0  2026-03-01  Two-minute check\nwalk-1  2026-03-01  Two-minute check\n"
    );
    assert!(
        stdout_and_stderr(&output).contains("In the trash until"),
        "{output:?}"
    );
    let trash: Value = serde_json::from_str(&user.stdout_of(&["trash", "--json"])).unwrap();
    let trash = trash.as_array().expect("a list");
    assert_eq!(trash.len(), 2);
    for entry in trash {
        assert_eq!(entry["v"], 1);
        let [since, goes] = ["trashed_at", "expires_at"].map(|name| {
            let time = entry[name].as_str().expect("a time");
            time.parse::<jiff::Timestamp>().expect("a time")
        });
        assert_eq!(goes.duration_since(since).as_hours(), 30 * 24);
    }
    let lines = user.stdout_of(&["trash"]);
    assert!(
        lines.contains("walk-0  2026-03-01  ") && lines.contains(" to "),
        "{lines}"
    );
    assert_eq!(user.stdout_of(&["history", "--trash"]).lines().count(), 2);
    assert_eq!(user.stdout_of(&["history"]).lines().count(), 1);

    // A part of an id is enough if it is unique in the trash.
    user.stdout_of(&["restore", "walk-1"]);
    let output = user.run(&["restore", "walk"]);
    assert!(
        stdout_and_stderr(&output).contains("It's back where it was."),
        "{output:?}"
    );
    assert!(user.stdout_of(&["show", "walk-0"]).contains("明日 🍲"));
    assert_eq!(user.stdout_of(&["history"]).lines().count(), 3);
}

#[test]
fn one_unknown_id_deletes_nothing() {
    let user = user_with_thoughts(&["a", "b"]);
    let output = user.run(&["delete", "walk-0", "睡"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(
        stdout_and_stderr(&output).contains("there is no entry called “睡”"),
        "{output:?}"
    );
    let output = user.run(&["delete", "walk"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let all = stdout_and_stderr(&output);
    assert!(all.contains("walk-0") && all.contains("walk-1"), "{all}");
    assert_eq!(user.stdout_of(&["history"]).lines().count(), 2);
}

#[test]
fn last_means_the_entry_deleted_last() {
    let user = user_with_thoughts(&["a", "b", "c"]);
    trash_at(&user, "walk-2", "2026-03-02T08:00:00Z");
    trash_at(&user, "walk-0", "2026-03-03T08:00:00Z");
    for expected in ["walk-0", "walk-2"] {
        assert!(user.stdout_of(&["restore", "last"]).starts_with(expected));
    }
}

#[test]
fn the_trash_is_emptied_after_typed_confirmation() {
    let user = user_with_thoughts(&["Zyxomorph 睡 🍲", "this stays"]);
    assert_eq!(user.stdout_of(&["history", "zyxo"]).lines().count(), 1);
    user.stdout_of(&["delete", "walk-0"]);
    let output = user.run(&["trash", "--empty"]);
    assert!(
        stdout_and_stderr(&output).contains("no terminal here to ask on"),
        "{output:?}"
    );
    let mut terminal = user.open(&["trash", "--empty"]);
    terminal
        .expect("1 entry is in the trash.")
        .expect("Type the word empty to empty the trash.")
        .press("no<Enter>")
        .expect("Nothing was deleted, and nothing was changed.")
        .expect_exit(0);
    assert!(is_on_disk(&user.journal(), "zyxomorph"));

    let mut terminal = user.open(&["trash", "--empty"]);
    terminal
        .expect("Type the word empty to empty the trash.")
        .press("empty<Enter>")
        .expect("1 entry was deleted")
        .expect("Earlier backups still have the words")
        .expect_exit(0);
    assert!(!is_on_disk(&user.journal(), "zyxomorph"));
    assert!(is_on_disk(&user.journal(), "this stays"));
    assert_eq!(user.run(&["restore", "walk-0"]).status.code(), Some(1));
    assert_eq!(user.stdout_of(&["history", "stays"]).lines().count(), 1);
    assert!(
        verify(&user.journal(), &JournalKey::NONE)
            .unwrap()
            .is_intact()
    );
    assert_eq!(
        user.stdout_of(&["trash", "--empty", "--yes"]),
        "The trash is empty.\n"
    );
}

#[test]
fn an_entry_restored_during_the_confirmation_is_kept() {
    let user = user_with_thoughts(&["a", "b"]);
    user.stdout_of(&["delete", "walk-0", "walk-1"]);
    let mut terminal = user.open(&["trash", "--empty"]);
    terminal.expect("2 entries are in the trash.");
    user.stdout_of(&["restore", "walk-1"]);
    terminal
        .press("empty<Enter>")
        .expect("1 entry was deleted")
        .expect_exit(0);
    assert!(user.stdout_of(&["history"]).starts_with("walk-1"));
}

#[test]
fn after_thirty_days_trash_is_purged_once_a_backup_has_it() {
    let user = user_with_thoughts(&["Zyxomorph 睡 🍲", "kept"]);
    trash_at(&user, "walk-0", "2026-03-02T08:00:00Z");
    // A user who opens the program now and then.
    for now in [
        "2026-03-10T08:00:00Z",
        "2026-03-20T08:00:00Z",
        "2026-03-30T08:00:00Z",
        "2026-04-05T08:00:00Z",
    ] {
        let backups = user.journal().with_file_name("backups");
        let purged = purge_expired(
            &user.journal(),
            &backups,
            now.parse().expect("a time"),
            &JournalKey::NONE,
        );
        assert_eq!(purged.expect("it can be looked through"), 0);
    }
    user.stdout_of(&["delete", "walk-1"]);
    // Private mode changes nothing.
    let mut terminal = user.open(&["--private"]);
    terminal
        .expect("A thought is scaring me")
        .press("q")
        .expect_exit(0);
    assert!(is_on_disk(&user.journal(), "zyxomorph"));

    let mut terminal = user.open(&[]);
    // The breath draws frames, so the condition is checked again and again.
    terminal
        .expect("A thought is scaring me")
        .press("<F2>")
        .wait_until("the words to go", |_| {
            !is_on_disk(&user.journal(), "zyxomorph")
        });
    terminal.signal(Signal::TERM).expect_exit(143);
    let backups = fs::read_dir(user.journal().with_file_name("backups")).unwrap();
    let backups: Vec<_> = backups.map(|file| file.unwrap().path()).collect();
    assert_eq!(backups.len(), 1);
    assert!(is_on_disk(&backups[0], "zyxomorph"), "it was copied before");
    assert!(user.stdout_of(&["trash"]).starts_with("walk-1"));
    assert!(
        verify(&user.journal(), &JournalKey::NONE)
            .unwrap()
            .is_intact()
    );
}

#[test]
fn without_a_backup_no_trash_is_purged() {
    let user = user_with_thoughts(&["Zyxomorph 睡 🍲"]);
    trash_at(&user, "walk-0", "2026-03-02T08:00:00Z");
    user.write("data/enough/backups", "a file in the place of the folder");
    let mut terminal = user.open(&[]);
    terminal
        .expect("A thought is scaring me")
        .press("<F2>")
        .expect("In through your nose   3");
    terminal.signal(Signal::TERM).expect_exit(143);
    assert!(is_on_disk(&user.journal(), "zyxomorph"));
}
