use std::fs;

use tempfile::TempDir;

use super::*;
use crate::platform::paths::AppPaths;
use crate::storage::follow_up::due_query::count_due_unopened;

/// A home folder and its paths.
fn home() -> (TempDir, AppPaths) {
    let home = tempfile::tempdir().unwrap();
    let paths = AppPaths::find(Some(home.path())).unwrap();
    (home, paths)
}

/// Fears with follow-ups from 8 to 10 March, one of them trashed, and one without a day.
fn journal_with_a_fear(paths: &AppPaths) -> Journal {
    let mut journal = Journal::open(&paths.journal_file).unwrap();
    for (name, due) in [
        ("b", "2026-03-09"),
        ("a", "2026-03-08"),
        ("c", "2026-03-10"),
        ("gone", "2026-03-08"),
    ] {
        let fear = finished_entry(name)
            .with_thought("They'll fire me 火")
            .with_follow_up_on(due);
        journal.save(&fear).unwrap();
    }
    journal
        .trash(&id("gone"), timestamp("2026-03-02T08:00:00Z"))
        .unwrap();
    journal
        .save(&finished_entry("never").with_thought("🍲"))
        .unwrap();
    journal
}

#[test]
fn the_longest_due_follow_up_comes_first() {
    let (_home, paths) = home();
    let journal = journal_with_a_fear(&paths);
    let due = |today: &str, from, how_many| {
        let rows = journal
            .due_follow_ups((day(today), &[]), from, how_many)
            .unwrap();
        rows.into_iter()
            .map(|row| format!("{} {}", row.id, row.follow_up_due.expect("a day")))
            .collect::<Vec<_>>()
    };
    assert_eq!(due("2026-03-07", 0, 9), [""; 0]);
    assert_eq!(due("2026-03-09", 0, 9), ["a 2026-03-08", "b 2026-03-09"]);
    assert_eq!(due("2026-04-01", 1, 1), ["b 2026-03-09"]);
}

#[test]
fn counting_changes_nothing_and_creates_no_journal() {
    let (home, paths) = home();
    let listing = || {
        let files = fs::read_dir(home.path()).unwrap().flatten();
        let mut names: Vec<_> = files.map(|file| file.file_name()).collect();
        names.sort();
        names
    };
    assert_eq!(
        count_due_unopened(&paths, day("2026-03-09"), &[], &JournalKey::default()).unwrap(),
        0
    );
    assert!(listing().is_empty());
    let journal = journal_with_a_fear(&paths);
    assert_eq!(
        count_due_unopened(&paths, day("2026-03-09"), &[], &JournalKey::default()).unwrap(),
        2
    );
    let held = open_database(&paths.journal_file);
    held.execute_batch("begin immediate").unwrap();
    assert_eq!(
        count_due_unopened(&paths, day("2026-03-10"), &[], &JournalKey::default()).unwrap(),
        3,
        "while another saves"
    );
    drop((held, journal));
    let (before, bytes) = (listing(), fs::read(&paths.journal_file).unwrap());
    assert_eq!(
        count_due_unopened(&paths, day("2026-03-10"), &[], &JournalKey::default()).unwrap(),
        3
    );
    assert_eq!(fs::read(&paths.journal_file).unwrap(), bytes);
    assert_eq!(listing(), before);
}

#[test]
fn a_journal_that_cannot_be_counted_is_an_error() {
    let (_home, paths) = home();
    let journal = journal_with_a_fear(&paths);
    schema::create_newer_schema(&journal.db).unwrap();
    let newer = count_due_unopened(&paths, day("2026-03-09"), &[], &JournalKey::default());
    assert!(
        matches!(newer, Err(JournalError::Newer { .. })),
        "{newer:?}"
    );
    drop(journal);
    fs::create_dir(&paths.backups_dir).unwrap();
    fs::rename(
        &paths.journal_file,
        paths.backups_dir.join("journal-2026-03-01.db"),
    )
    .unwrap();
    let gone = count_due_unopened(&paths, day("2026-03-09"), &[], &JournalKey::default());
    assert!(
        matches!(gone, Err(JournalError::Missing { .. })),
        "{gone:?}"
    );
    fs::write(&paths.journal_file, "milk, bread\n".repeat(99)).unwrap();
    assert!(count_due_unopened(&paths, day("2026-03-09"), &[], &JournalKey::default()).is_err());
    fs::write(&paths.journal_file, "").unwrap();
    let emptied = count_due_unopened(&paths, day("2026-03-09"), &[], &JournalKey::default());
    assert!(
        matches!(emptied, Err(JournalError::Emptied { .. })),
        "{emptied:?}"
    );
    fs::remove_dir_all(&paths.backups_dir).unwrap();
    assert_eq!(
        count_due_unopened(&paths, day("2026-03-09"), &[], &JournalKey::default()).unwrap(),
        0
    );
}
