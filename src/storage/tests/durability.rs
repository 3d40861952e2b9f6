use std::{collections::BTreeMap, fs, thread};

use tempfile::TempDir;

use super::*;

pub(super) fn temp_dir() -> TempDir {
    tempfile::tempdir().expect("a place for the test")
}

/// The files in a folder with their bytes; empty for folders.
pub(super) fn read_files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    fs::read_dir(folder)
        .expect("a folder")
        .map(|file| file.expect("a file").path())
        .map(|path| (path.clone(), fs::read(path).unwrap_or_default()))
        .collect()
}

/// Opening is refused with this message, and the folder is unchanged.
pub(super) fn assert_refused(path: &Path, says: &str) {
    let folder = path.parent().expect("a folder");
    let before = read_files(folder);
    let refused = Journal::open(path).expect_err("not a journal to open");
    assert_eq!(read_files(folder), before);
    let words = refused.to_string();
    for part in [says, &path.display().to_string(), "Please"] {
        assert!(words.contains(part), "{part:?} isn't in {words:?}");
    }
    assert!(
        words.contains("are safe") || words.contains("still there"),
        "{words}"
    );
    assert!(!words.contains('!'), "{words}");
}

#[test]
fn saved_entries_are_there_when_the_journal_is_opened_again() {
    let folder = temp_dir();
    let path = folder.path().join("data/good enough/journal.db");
    let entry = finished_entry("a").with_thought("They'll laugh.");
    let mut journal = Journal::open(&path).unwrap();
    assert_eq!(journal.path(), Some(path.as_path()));
    journal.save(&entry).unwrap();
    drop(journal);
    let journal = Journal::open(&path).unwrap();
    assert_stored(&journal, &entry);
    assert_eq!(
        query_value::<String>(&journal, "pragma journal_mode"),
        "wal"
    );
    assert_eq!(query_value::<i64>(&journal, "pragma synchronous"), 2);
    assert_eq!(query_value::<i64>(&journal, "pragma foreign_keys"), 1);
    assert_eq!(
        db::schema_version(&journal.db).unwrap(),
        schema::SCHEMA_VERSION
    );
    assert_eq!(Journal::in_memory().unwrap().path(), None);
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_the_journal_and_loose_permissions_are_restricted() {
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let folder = temp_dir();
    let path = folder.path().join("share/good-enough/journal.db");
    let mut journal = Journal::open(&path).unwrap();
    journal.save(&finished_entry("a")).unwrap();
    assert_eq!(mode(&folder.path().join("share")), 0o700);
    assert_eq!(mode(path.parent().unwrap()), 0o700);
    let everything: Vec<_> = read_files(path.parent().unwrap()).into_keys().collect();
    assert_eq!(everything.len(), 3, "the journal, its log and its index");
    for file in &everything {
        assert_eq!(mode(file), 0o600, "{}", file.display());
        fs::set_permissions(file, fs::Permissions::from_mode(0o644)).unwrap();
    }
    let _second = Journal::open(&path).unwrap();
    for file in &everything {
        assert_eq!(mode(file), 0o600, "{}", file.display());
    }
}

#[test]
fn a_journal_of_a_newer_version_is_left_alone() {
    let folder = temp_dir();
    let path = folder.path().join("journal.db");
    let mut journal = Journal::open(&path).unwrap();
    journal.save(&finished_entry("a")).unwrap();
    schema::create_newer_schema(&journal.db).unwrap();
    drop(journal);
    assert_refused(&path, "newer version of enough");
}

#[test]
fn a_journal_from_before_the_first_release_is_left_alone() {
    for version in 1..=8 {
        let folder = temp_dir();
        let path = folder.path().join("journal.db");
        let db = open_database(&path);
        schema::create_unreleased_schema(&db, version).unwrap();
        drop(db);
        assert_refused(&path, "before its first release");
        let verified = super::verify(&path, &JournalKey::default());
        assert!(
            matches!(verified, Err(JournalError::UnreleasedSchema { .. })),
            "{verified:?}"
        );
    }
}

#[test]
fn a_newer_version_is_detected_even_if_only_the_wal_has_it() {
    let folder = temp_dir();
    let path = folder.path().join("journal.db");
    let journal = Journal::open(&path).unwrap();
    schema::create_newer_schema(&journal.db).unwrap();
    // As after a crash: there is a WAL, and nobody has the journal open.
    let left = folder.path().join("left");
    fs::create_dir(&left).unwrap();
    for name in ["journal.db", "journal.db-wal"] {
        fs::copy(folder.path().join(name), left.join(name)).unwrap();
    }
    let before = read_files(&left);
    let error = Journal::open(&left.join("journal.db")).unwrap_err();
    assert!(matches!(error, JournalError::Newer { .. }), "{error:?}");
    let after = read_files(&left);
    for (file, bytes) in before {
        assert_eq!(after.get(&file), Some(&bytes), "{}", file.display());
    }
}

#[test]
fn other_files_and_folders_are_refused_and_left_alone() {
    let folder = temp_dir();
    let shopping = folder.path().join("shopping.txt");
    fs::write(&shopping, "milk, bread, plasters\n").unwrap();
    assert_refused(&shopping, "isn't a journal");

    let long = folder.path().join("long.txt");
    fs::write(&long, "all work and no play ".repeat(1000)).unwrap();
    assert_refused(&long, "isn't a journal");

    for (name, application_id) in [("contacts.db", 0), ("photos.db", 42)] {
        let other = folder.path().join(name);
        let db = crate::database::open_database(&other);
        db.pragma_update(None, "application_id", application_id)
            .unwrap();
        db.execute_batch("create table entry (name text)").unwrap();
        drop(db);
        assert_refused(&other, "isn't a journal");
    }

    let inner = folder.path().join("inner");
    fs::create_dir(&inner).unwrap();
    assert_refused(&inner, "is a folder");
    assert_eq!(read_files(&inner), BTreeMap::new());
}

#[test]
fn an_impossible_path_is_reported() {
    let folder = temp_dir();
    let file = folder.path().join("notes.txt");
    fs::write(&file, "notes").unwrap();
    let error = Journal::open(&file.join("journal.db")).unwrap_err();
    assert!(
        matches!(error, JournalError::Inaccessible { .. }),
        "{error:?}"
    );
    assert_eq!(fs::read(&file).unwrap(), b"notes");
}

#[test]
fn a_crash_during_a_save_keeps_the_last_complete_save() {
    let folder = temp_dir();
    let path = folder.path().join("journal.db");
    let kept = draft_entry("a").with_thought("kept");
    let mut journal = Journal::open(&path).unwrap();
    journal.save(&kept).unwrap();
    let left = folder.path().join("left");
    fs::create_dir(&left).unwrap();
    let half = journal.db.transaction().unwrap();
    half.execute("delete from answer", []).unwrap();
    half.execute("update entry set state = 'done', thought = 'half'", [])
        .unwrap();
    // The files after a power cut.
    for name in ["journal.db", "journal.db-wal"] {
        fs::copy(folder.path().join(name), left.join(name)).unwrap();
    }
    drop(half);
    assert_stored(&journal, &kept);
    assert_stored(&Journal::open(&left.join("journal.db")).unwrap(), &kept);
}

#[test]
fn a_full_disk_is_reported_and_saved_entries_stay() {
    let folder = temp_dir();
    let mut journal = Journal::open(&folder.path().join("journal.db")).unwrap();
    let kept = finished_entry("a").with_thought("kept");
    journal.save(&kept).unwrap();
    let pages: i64 = query_value(&journal, "pragma page_count");
    let _: i64 = query_value(&journal, &format!("pragma max_page_count = {pages}"));
    let error = journal
        .save(&finished_entry("a").with_thought(&"long ".repeat(20_000)))
        .unwrap_err();
    assert!(matches!(error, JournalError::DiskFull { .. }), "{error:?}");
    assert_stored(&journal, &kept);
}

#[test]
fn a_read_only_journal_says_so() {
    let mut journal = Journal::in_memory().unwrap();
    journal.db.pragma_update(None, "query_only", true).unwrap();
    let error = journal.save(&finished_entry("a")).unwrap_err();
    assert!(matches!(error, JournalError::ReadOnly { .. }), "{error:?}");
}

#[test]
fn two_windows_writing_in_turn_lose_nothing() {
    let folder = temp_dir();
    let path = folder.path().join("journal.db");
    let mut one = Journal::open(&path).unwrap();
    let mut two = Journal::open(&path).unwrap();
    for round in 0..10 {
        one.save(&finished_entry(&format!("one-{round}")).with_thought("one"))
            .unwrap();
        two.save(&finished_entry(&format!("two-{round}")).with_thought("two"))
            .unwrap();
        assert_eq!(one.count(EntryList::Done).unwrap(), 2 * round + 2);
    }
    assert_eq!(
        list_ids(&one, EntryList::Done),
        list_ids(&two, EntryList::Done)
    );
}

#[test]
fn many_windows_starting_and_writing_at_once_lose_nothing() {
    let folder = temp_dir();
    let path = folder.path().join("new/journal.db");
    thread::scope(|scope| {
        for window in 0..4 {
            let path = &path;
            scope.spawn(move || {
                let mut journal = Journal::open(path).unwrap();
                for round in 0..5 {
                    journal
                        .save(&finished_entry(&format!("{window}-{round}")).with_thought("words"))
                        .unwrap();
                }
            });
        }
    });
    let journal = Journal::open(&path).unwrap();
    assert_eq!(journal.count(EntryList::Done).unwrap(), 20);
    assert_eq!(
        query_value::<String>(&journal, "pragma journal_mode"),
        "wal"
    );
}

#[test]
fn a_damaged_value_is_reported_and_not_guessed() {
    let mut journal = Journal::in_memory().unwrap();
    journal.save(&finished_entry("a")).unwrap();
    journal
        .db
        .execute("update entry set day = 'someday'", [])
        .unwrap();
    let error = journal.entry(&id("a")).unwrap_err();
    assert!(matches!(error, JournalError::Damaged { .. }), "{error:?}");
}
