use std::fs;

use super::backups::BackupFixture;
use super::*;
use crate::storage::backup::BackupResult;

#[test]
fn verifying_a_file_changes_nothing() {
    let desk = BackupFixture::new();
    let read = |path: &Path| fs::read(path).unwrap();
    drop(desk.with_entries(&["a"]));
    let before = read(&desk.journal());
    assert_eq!(
        verify(&desk.journal(), &JournalKey::default())
            .unwrap()
            .counts
            .unwrap()
            .total(),
        1
    );
    assert_eq!(read(&desk.journal()), before);

    let newer = Journal::open(&desk.journal()).unwrap();
    schema::create_newer_schema(&newer.db).unwrap();
    drop(newer);
    let before = read(&desk.journal());
    let verdict = verify(&desk.journal(), &JournalKey::default()).unwrap();
    assert!(verdict.is_newer() && verdict.is_intact());
    assert_eq!(read(&desk.journal()), before);

    for (name, bytes) in [
        ("list.txt", "milk, bread\n".repeat(99)),
        ("short", "SQLite".to_owned()),
    ] {
        let path = desk.home.path().join(name);
        fs::write(&path, &bytes).unwrap();
        assert!(!verify(&path, &JournalKey::default()).is_ok_and(|verdict| verdict.is_intact()));
        assert_eq!(read(&path), bytes.as_bytes());
    }
    let error = verify(desk.home.path(), &JournalKey::default()).unwrap_err();
    assert!(
        matches!(error, JournalError::IsDirectory { .. }),
        "{error:?}"
    );
    let error = verify(&desk.home.path().join("nothing"), &JournalKey::default()).unwrap_err();
    assert!(
        matches!(error, JournalError::Inaccessible { .. }),
        "{error:?}"
    );
}

#[test]
fn a_journal_truncated_anywhere_is_detected_as_damaged() {
    let desk = BackupFixture::new();
    let journal = desk.with_entries(&["a", "b", "c"]);
    // Free pages can go without loss.
    journal.db.execute_batch("vacuum").unwrap();
    drop(journal);
    let whole = fs::read(desk.journal()).unwrap();
    let path = desk.home.path().join("cut.db");
    // SQLite treats a file of one byte as empty.
    for length in (2..whole.len()).step_by(1777) {
        fs::write(&path, &whole[..length]).unwrap();
        let is_whole =
            verify(&path, &JournalKey::default()).is_ok_and(|verdict| verdict.is_intact());
        assert!(!is_whole, "at {length} of {}", whole.len());
    }
}

#[test]
fn an_open_journal_cannot_be_locked_and_a_locked_one_cannot_be_opened() {
    let desk = BackupFixture::new();
    let mut journal = desk.with_entries(&["a"]);
    assert!(try_lock_exclusive(&desk.journal(), &JournalKey::default()).is_none());
    journal.save(&finished_entry("b")).unwrap();
    drop(journal);
    let before = fs::read(desk.journal()).unwrap();
    let held = try_lock_exclusive(&desk.journal(), &JournalKey::default()).unwrap();
    assert!(try_lock_exclusive(&desk.journal(), &JournalKey::default()).is_none());
    drop(held);
    assert_eq!(fs::read(desk.journal()).unwrap(), before);
    assert_eq!(
        verify(&desk.journal(), &JournalKey::default())
            .unwrap()
            .counts
            .unwrap()
            .total(),
        2
    );
    BackupFixture::damage(&desk.journal());
    fs::write(desk.home.path().join("list.txt"), "milk").unwrap();
    for path in ["journal.db", "list.txt", "nothing", "."] {
        assert!(
            try_lock_exclusive(&desk.home.path().join(path), &JournalKey::default()).is_some(),
            "{path}"
        );
    }
}

#[test]
fn the_wal_of_an_emptied_journal_is_damage_and_stays() {
    let desk = BackupFixture::new();
    let journal = desk.with_entries(&["a"]);
    let left = BackupFixture::new();
    let log = left.home.path().join("journal.db-wal");
    fs::copy(desk.home.path().join("journal.db-wal"), &log).unwrap();
    fs::write(left.journal(), "").unwrap();
    let before = fs::read(&log).unwrap();
    assert!(
        !verify(&left.journal(), &JournalKey::default())
            .unwrap()
            .is_intact()
    );
    assert!(matches!(
        left.create_daily("2026-03-01"),
        BackupResult::Damaged(_)
    ));
    assert!(try_lock_exclusive(&left.journal(), &JournalKey::default()).is_some());
    assert_eq!(fs::read(&log).unwrap(), before);
    drop(journal);
}
