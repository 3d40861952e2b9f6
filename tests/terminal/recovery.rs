//! Recovery of a damaged or missing journal: what users see, and which text survives.

use std::fs;
use std::path::PathBuf;

use good_enough::storage::journal::{EntryList, Journal};
use rustix::process::Signal;

use crate::fixtures::{corrupt, user_with_thoughts};
use crate::test_user::TestUser;

const WORDS: [&str; 3] = ["They will fire me", "睡眠 🍲", "We will never bond"];

/// A user with three entries and a backup.
fn user_with_backup() -> TestUser {
    let user = user_with_thoughts(&WORDS);
    user.stdout_of(&["data", "backup"]);
    user
}

fn quarantined_files(user: &TestUser) -> Vec<PathBuf> {
    let folder = user.journal().with_file_name("quarantine");
    let listing = fs::read_dir(folder).into_iter().flatten().flatten();
    listing.map(|file| file.path()).collect()
}

fn count(user: &TestUser) -> u64 {
    let journal = Journal::open(&user.journal()).expect("it can be opened");
    journal.count(EntryList::Done).expect("it can be read")
}

#[test]
fn a_damaged_journal_is_recovered_at_startup_with_one_key() {
    let user = user_with_backup();
    let damaged = corrupt(&user.journal(), 0);
    for size in [(80, 24), (40, 12)] {
        let mut terminal = user.open_sized(&["history"], size);
        terminal
            .expect("The journal needs a look")
            .expect("Nothing was changed.")
            .expect("has 3 entries.")
            .expect("1 Restore the backup");
    }
    assert_eq!(fs::read(user.journal()).unwrap(), damaged);
    let mut terminal = user.open(&["history"]);
    terminal
        .expect("1 Restore the backup")
        .press("<Enter>")
        .expect("The journal is repaired")
        .expect("It has 3 entries now")
        .press("<Enter>")
        .expect("History")
        .expect("1 of 3");
    assert_eq!(count(&user), 3);
    let saved = quarantined_files(&user);
    assert_eq!(saved.len(), 1, "{saved:?}");
    assert_eq!(fs::read(&saved[0]).unwrap(), damaged);
}

#[test]
fn damage_found_while_typing_loses_no_text() {
    let user = user_with_backup();
    let mut terminal = user.open(&["start", "two-minute"]);
    terminal.expect("What is the thought");
    // The WAL is emptied as well, so that nothing can be read from the disk that is not in memory.
    fs::write(user.journal().with_file_name("journal.db-wal"), []).unwrap();
    corrupt(&user.journal(), 0);
    // The autosave finds the damage.
    terminal
        .type_in("And now this 🍲")
        .expect("The journal needs a look")
        .press("1")
        .expect("The journal is repaired")
        .press("<Enter>")
        .expect("And now this 🍲")
        .press("<Enter>")
        .expect("Arrows or digits give a number")
        .press("80<Enter>")
        .expect("What is it mostly about?");
    terminal.signal(Signal::KILL).expect_killed();
    assert_eq!(count(&user), 3);
    user.open(&["resume"])
        .expect("What is it mostly about?")
        .expect("And now this 🍲");
}

#[test]
fn continuing_with_a_damaged_journal_does_not_modify_it() {
    let user = user_with_backup();
    let damaged = corrupt(&user.journal(), 0);
    let mut terminal = user.open(&[]);
    terminal.expect("Keep going without saving").press("<Esc>");
    terminal
        .expect("A thought is scaring me")
        .press("1")
        .expect("What is the thought")
        .type_in("Not here")
        .expect("not saved yet")
        .press("<Enter>")
        .expect("Arrows or digits give a number");
    terminal.signal(Signal::TERM).expect_exit(143).drain();
    terminal.expect("They're in");
    assert_eq!(fs::read(user.journal()).unwrap(), damaged);
    // After a recovery on the command line, the next start saves the spooled text.
    let message = user.stdout_of(&["data", "repair"]);
    assert!(message.contains("It has 3 entries now"), "{message}");
    user.open(&["resume"])
        .expect("Arrows or digits give a number")
        .expect("Not here");
    assert_eq!(
        user.stdout_of(&["data", "repair"]).lines().count(),
        1,
        "there is nothing to fix"
    );
}

#[test]
fn a_missing_journal_with_backups_is_not_recreated() {
    let user = user_with_backup();
    fs::remove_file(user.journal()).unwrap();
    let output = user.run(&["history", "-n", "1"]);
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{message}");
    assert!(message.contains("there are backups of it"), "{message}");
    assert!(!user.journal().exists());
    let mut terminal = user.open(&[]);
    terminal
        .expect("A good backup of")
        .press("1")
        .expect("The journal is repaired")
        .press("<Enter>")
        .expect("A thought is scaring me")
        .press("h")
        .expect("1 of 3");
}

#[test]
fn a_new_journal_on_request_keeps_the_backups() {
    let user = user_with_backup();
    fs::remove_file(user.journal()).unwrap();
    let mut terminal = user.open(&[]);
    terminal
        .expect("2 Start a new journal")
        .press("2")
        .expect("A thought is scaring me")
        .press("h")
        .expect("Nothing here yet");
    let backups = user.journal().with_file_name("backups");
    assert_eq!(fs::read_dir(backups).unwrap().count(), 1);
}

#[test]
fn a_journal_deleted_while_open_can_be_restored_with_the_typed_text() {
    let user = user_with_backup();
    let mut terminal = user.open(&["start", "two-minute"]);
    terminal.expect("What is the thought").type_in("Still here");
    terminal.expect("saved");
    for name in ["journal.db", "journal.db-wal", "journal.db-shm"] {
        fs::remove_file(user.journal().with_file_name(name)).unwrap();
    }
    terminal
        .press("<Enter>")
        .expect("The journal isn't at")
        .press("1")
        .expect("The journal is repaired")
        .press("<Enter>")
        .expect("Still here")
        .press("<Enter>")
        .expect("Arrows or digits give a number");
    terminal.signal(Signal::TERM).expect_exit(143);
    assert_eq!(count(&user), 3);
    user.open(&["resume"]).expect("Still here");
}
