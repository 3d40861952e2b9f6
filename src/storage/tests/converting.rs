//! Locking and unlocking the files of a user who has a journal.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use zeroize::Zeroizing;

use super::*;
use crate::domain::entry::LocalTime;
use crate::storage::backup::{self, BackupResult};
use crate::storage::lock::conversion::{ConversionError, lock_all, unlock_all};
use crate::storage::lock::{LockFile, LockState, Passphrase, PassphraseCost, Seed, clear_files};
use crate::storage::work_observer::WorkObserver;
use crate::storage::{open_journal, spool, trash};

/// The files in a folder and the folders in it, with their bytes.
fn read_files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the folder can be read").path();
        if path.is_dir() {
            files.extend(read_files(&path));
        } else {
            files.insert(
                path.clone(),
                fs::read(&path).expect("the folder can be read"),
            );
        }
    }
    files
}

const WORD: &str = "zebrafinch 火";

fn seed_of(byte: u8) -> Seed {
    Seed::from_bytes(Zeroizing::new([byte; 16]))
}

fn today() -> Date {
    day("2026-11-29")
}

/// A user with a journal that isn't locked, and everything that can lie beside it.
struct Home {
    folder: TempDir,
    paths: AppPaths,
    seed: Seed,
    lock_file: LockFile,
}

impl Home {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut paths =
            AppPaths::find(Some(&folder.path().join("data"))).expect("a temporary folder");
        paths.state_dir = folder.path().join("state");
        paths.runtime_dir = None;
        let seed = seed_of(1);
        let passphrase = Passphrase::new("four blue kettles").expect("a lock file can be made");
        let lock_file = LockFile::seal(&seed, &passphrase, PassphraseCost::LEAST)
            .expect("a lock file can be made");
        Self {
            folder,
            paths,
            seed,
            lock_file,
        }
    }

    /// With entries in every state, a backup and a spool file.
    fn with_words() -> Self {
        let home = Self::new();
        let mut journal = home.open(None).expect("the journal can be read");
        journal.set_now(timestamp("2026-11-20T10:00:00Z"));
        for name in ["walk", "other", "gone"] {
            journal
                .save(
                    &finished_entry(name)
                        .with_thought(WORD)
                        .with_follow_up_on("2026-12-01"),
                )
                .expect("it can be saved");
        }
        journal
            .save(&draft_entry("draft"))
            .expect("the journal can be read");
        journal
            .set_card(&id("walk"), true)
            .expect("the journal can be read");
        journal
            .trash(&id("gone"), timestamp("2026-11-21T10:00:00Z"))
            .expect("it can be saved");
        let unsaved = finished_entry("unsaved").with_thought(WORD);
        fs::create_dir(&home.paths.state_dir).expect("it can be written");
        spool::write(&home.paths.state_dir, &journal, &[unsaved]).expect("it can be written");
        drop(journal);
        let made = backup::create_daily(
            &home.paths.journal_file,
            &home.paths.backups_dir,
            day("2026-11-22"),
            &JournalKey::NONE,
        );
        assert!(matches!(made, Ok(BackupResult::Created(..))), "{made:?}");
        home
    }

    fn open(&self, seed: Option<&Seed>) -> Result<Journal, JournalError> {
        open_journal(&self.paths, &seed.map_or(JournalKey::NONE, JournalKey::of))
    }

    fn lock(&self) -> Result<crate::storage::lock::conversion::Conversion, ConversionError> {
        lock_all(
            &self.paths,
            (&self.seed, &self.lock_file),
            today(),
            &WorkObserver::default(),
        )
    }

    /// What the journal has, as text.
    fn content(&self, seed: Option<&Seed>) -> String {
        let journal = self.open(seed).expect("the journal can be read");
        let mut ids = journal.ids().expect("the journal can be read");
        ids.sort();
        let entries = ids.iter().map(|id| {
            let record = journal.record(id).expect("the journal can be read");
            format!(
                "{record:?} {:?}",
                journal.entry(id).expect("the journal can be read")
            )
        });
        entries.collect::<Vec<_>>().join("\n")
    }

    fn files_with_words(&self) -> Vec<PathBuf> {
        let wide: Vec<u8> = WORD.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let has = |bytes: &[u8], text: &[u8]| bytes.windows(text.len()).any(|part| part == text);
        let files = read_files(self.folder.path()).into_iter();
        files
            .filter(|(_, bytes)| has(bytes, b"zebrafinch") || has(bytes, &wide))
            .map(|(path, _)| path)
            .collect()
    }

    fn damage(path: &Path) {
        let mut bytes = fs::read(path).expect("the folder can be read");
        let middle = bytes.len() / 2;
        bytes[middle..].fill(0x55);
        fs::write(path, bytes).expect("it can be written");
    }
}

#[test]
fn a_locked_journal_has_the_same_content_and_no_file_has_a_readable_word() {
    let home = Home::with_words();
    let before = home.content(None);
    assert!(home.files_with_words().len() >= 3, "journal, backup, spool");
    let done = home.lock().unwrap();
    assert_eq!((done.entries, done.failed.len(), done.sealed), (4, 0, 0));
    assert_eq!((done.backups, done.spooled), (2, 1));
    assert_eq!(home.files_with_words(), Vec::<PathBuf>::new());
    assert_eq!(clear_files(&home.paths), Vec::<PathBuf>::new());
    assert_eq!(home.content(Some(&home.seed)), before);
    assert!(matches!(home.open(None), Err(JournalError::Locked { .. })));

    let state = LockState::read(&home.paths).unwrap();
    assert_eq!(
        state.open("four blue kettles").unwrap(),
        Some(home.seed.clone())
    );
    assert_eq!(state.open("five blue kettles").unwrap(), None);
    // The index is made anew.
    let journal = home.open(Some(&home.seed)).unwrap();
    let query = Query::new("zebrafinch", crate::storage::search::Filters::default());
    assert_eq!(read_all_newest_first(&journal, &query, 9).len(), 2);
    drop(journal);

    // Locking again changes nothing.
    let files = read_files(home.folder.path());
    let again = home.lock().unwrap();
    assert_eq!((again.entries, again.backups, again.spooled), (4, 0, 0));
    let same = read_files(home.folder.path());
    assert_eq!(
        files[&home.paths.journal_file],
        same[&home.paths.journal_file]
    );
}

#[test]
fn an_unlocked_journal_has_everything_and_no_lock_file_is_left() {
    let home = Home::with_words();
    let before = home.content(None);
    let _ = home.lock().unwrap();
    let done = unlock_all(&home.paths, &home.seed, today(), &WorkObserver::default()).unwrap();
    assert_eq!((done.entries, done.backups, done.spooled), (4, 2, 1));
    assert_eq!(done.failed, Vec::<PathBuf>::new());
    assert_eq!(home.content(None), before);
    assert_eq!(LockState::read(&home.paths).unwrap(), LockState::Unlocked);
    let lock_files = read_files(home.folder.path())
        .into_keys()
        .filter(|path| path.to_string_lossy().contains(".lock"))
        .count();
    assert_eq!(lock_files, 0);
    let waiting = spool::list(&home.paths.state_dir);
    assert_eq!(
        Journal::open_with(&waiting[0], &JournalKey::NONE)
            .unwrap()
            .ids()
            .unwrap(),
        [id("unsaved")]
    );
}

#[test]
fn damaged_backups_and_quarantined_files_are_sealed_and_come_back_byte_for_byte() {
    let home = Home::with_words();
    let backup = backup::list(&home.paths.backups_dir)[0].path.clone();
    Home::damage(&backup);
    let quarantined = home
        .paths
        .quarantine_dir
        .join("journal-2026-11-01-10-00-00.db");
    fs::create_dir(&home.paths.quarantine_dir).unwrap();
    let list = quarantined.with_extension("txt");
    fs::copy(&home.paths.journal_file, &quarantined).unwrap();
    Home::damage(&quarantined);
    fs::write(&list, WORD).unwrap();
    let before = [&backup, &quarantined, &list].map(|path| fs::read(path).unwrap());

    let done = home.lock().unwrap();
    assert_eq!((done.sealed, done.failed.len()), (3, 0));
    assert_eq!(home.files_with_words(), Vec::<PathBuf>::new());
    assert!(!backup.exists() && !quarantined.exists() && !list.exists());
    assert_eq!(home.lock().unwrap().sealed, 0, "what is sealed stays so");

    let done = unlock_all(&home.paths, &home.seed, today(), &WorkObserver::default()).unwrap();
    assert_eq!(done.failed, Vec::<PathBuf>::new());
    let after = [&backup, &quarantined, &list].map(|path| fs::read(path).unwrap());
    assert_eq!(after, before);
}

#[test]
fn a_damaged_locked_journal_in_quarantine_stays_encrypted_and_is_named_when_all_is_unlocked() {
    let home = Home::with_words();
    let _ = home.lock().unwrap();
    fs::create_dir(&home.paths.quarantine_dir).unwrap();
    let quarantined = home
        .paths
        .quarantine_dir
        .join("journal-2026-11-01-10-00-00.db");
    fs::copy(&home.paths.journal_file, &quarantined).unwrap();
    Home::damage(&quarantined);
    assert_eq!(home.lock().unwrap().sealed, 0);
    assert!(quarantined.exists());
    let done = unlock_all(&home.paths, &home.seed, today(), &WorkObserver::default()).unwrap();
    assert_eq!(done.failed, [quarantined]);
    // Its key is needed, so the lock file stays beside the backups.
    let state = LockState::of_backups(&home.paths).unwrap();
    assert_eq!(
        state.open("four blue kettles").unwrap(),
        Some(home.seed.clone())
    );
    assert_eq!(LockState::read(&home.paths).unwrap(), LockState::Unlocked);
}

#[test]
fn a_journal_that_is_open_or_damaged_is_not_locked_and_nothing_is_changed() {
    let home = Home::with_words();
    let window = home.open(None).unwrap();
    let refused = home.lock();
    assert!(
        matches!(
            refused,
            Err(ConversionError::Journal(JournalError::Busy { .. }))
        ),
        "{refused:?}"
    );
    drop(window);
    assert_eq!(LockState::read(&home.paths).unwrap(), LockState::Unlocked);
    assert_eq!(home.open(None).unwrap().ids().unwrap().len(), 4);

    let mut bytes = fs::read(&home.paths.journal_file).unwrap();
    let length = bytes.len();
    bytes[length - 4096..].fill(0x55);
    fs::write(&home.paths.journal_file, &bytes).unwrap();
    let refused = home.lock();
    assert!(
        matches!(
            refused,
            Err(ConversionError::Damaged { .. }
                | ConversionError::Journal(JournalError::Damaged { .. }))
        ),
        "{refused:?}"
    );
    assert_eq!(LockState::read(&home.paths).unwrap(), LockState::Unlocked);
    assert_eq!(fs::read(&home.paths.journal_file).unwrap(), bytes);
}

#[test]
fn a_lock_file_that_cannot_be_copied_is_named_and_the_journal_is_locked_all_the_same() {
    let home = Home::with_words();
    fs::create_dir(home.paths.backups_dir.join("journal.lock")).unwrap();
    let done = home.lock().unwrap();
    assert_eq!(done.failed, [home.paths.backups_dir.join("journal.lock")]);
    let state = LockState::read(&home.paths).unwrap();
    assert_eq!(
        state.open("four blue kettles").unwrap(),
        Some(home.seed.clone())
    );
    assert_eq!(home.open(Some(&home.seed)).unwrap().ids().unwrap().len(), 4);
}

#[test]
fn an_interrupted_run_leaves_a_journal_that_its_passphrase_opens_or_that_needs_none() {
    // Killed before the journal was replaced: the lock file has its pending name only.
    let home = Home::with_words();
    let pending = home.paths.lock_file.with_extension("lock-pending");
    home.lock_file.write(&pending).unwrap();
    fs::write(
        home.paths.journal_file.with_extension("db-converting"),
        WORD,
    )
    .unwrap();
    assert_eq!(LockState::read(&home.paths).unwrap(), LockState::Unlocked);
    assert_eq!(home.open(None).unwrap().ids().unwrap().len(), 4);
    assert!(
        !home
            .paths
            .journal_file
            .with_extension("db-converting")
            .exists(),
        "a start removes it"
    );

    // Killed after that: only the pending lock file opens it.
    let _ = home.lock().unwrap();
    fs::rename(&home.paths.lock_file, &pending).unwrap();
    fs::remove_file(home.paths.backups_dir.join("journal.lock")).unwrap();
    let state = LockState::read(&home.paths).unwrap();
    assert_eq!(
        state.open("four blue kettles").unwrap(),
        Some(home.seed.clone())
    );

    // Without any lock file, the recovery code opens it.
    fs::remove_file(&pending).unwrap();
    let state = LockState::read(&home.paths).unwrap();
    assert_eq!(state, LockState::LostLockFile(None));
    let code = crate::storage::lock::RecoveryCode::of(&home.seed);
    assert_eq!(state.open(code.as_str()).unwrap(), Some(home.seed.clone()));
    assert_eq!(state.open("four blue kettles").unwrap(), None);
}

#[test]
fn a_spoiled_lock_file_is_replaced_by_its_copy_beside_the_backups() {
    let home = Home::with_words();
    let _ = home.lock().unwrap();
    fs::write(&home.paths.lock_file, "enough lock 1\nargon").unwrap();
    let state = LockState::read(&home.paths).unwrap();
    assert_eq!(
        state.open("four blue kettles").unwrap(),
        Some(home.seed.clone())
    );
    // Also when the journal is missing or its first page is damaged.
    fs::remove_file(&home.paths.lock_file).unwrap();
    fs::write(&home.paths.journal_file, vec![0; 8192]).unwrap();
    assert!(LockState::read(&home.paths).unwrap().is_locked());
    fs::remove_file(&home.paths.journal_file).unwrap();
    assert!(LockState::read(&home.paths).unwrap().is_locked());
}

#[test]
fn a_plain_journal_in_the_place_of_a_locked_one_is_not_opened_in_silence() {
    let home = Home::with_words();
    let plain = fs::read(&home.paths.journal_file).unwrap();
    let _ = home.lock().unwrap();
    fs::write(&home.paths.journal_file, plain).unwrap();
    assert!(LockState::read(&home.paths).unwrap().is_locked());
    let refused = home.open(Some(&home.seed));
    assert!(
        matches!(refused, Err(JournalError::NotLocked { .. })),
        "{refused:?}"
    );
    // Both answers are one command away.
    let _ = home.lock().unwrap();
    assert_eq!(home.open(Some(&home.seed)).unwrap().ids().unwrap().len(), 4);
}

#[test]
fn what_is_done_with_a_locked_journal_stays_locked() {
    let home = Home::with_words();
    let _ = home.lock().unwrap();
    let key = JournalKey::of(&home.seed);
    let made = backup::create_daily(
        &home.paths.journal_file,
        &home.paths.backups_dir,
        day("2026-11-30"),
        &key,
    );
    assert!(matches!(made, Ok(BackupResult::Created(..))), "{made:?}");
    let purged = trash::purge_expired(
        &home.paths.journal_file,
        &home.paths.backups_dir,
        timestamp("2027-01-30T10:00:00Z"),
        &key,
    );
    assert!(purged.is_ok(), "{purged:?}");
    // A damaged journal goes to quarantine, and a new one comes from the backup.
    let mut bytes = fs::read(&home.paths.journal_file).unwrap();
    let last = bytes.len() - 4096 * 2;
    bytes[last..].fill(0x55);
    fs::write(&home.paths.journal_file, bytes).unwrap();
    let now = LocalTime {
        timestamp: timestamp("2026-11-30T10:00:00Z"),
        utc_offset: 0,
        day: day("2026-11-30"),
    };
    let report =
        crate::storage::recovery::recover(&home.paths, &now, &key, &WorkObserver::default())
            .unwrap();
    assert_eq!(report.entries, 4);
    assert_eq!(home.files_with_words(), Vec::<PathBuf>::new());
    assert_eq!(home.open(Some(&home.seed)).unwrap().ids().unwrap().len(), 4);
}

#[test]
fn a_conversion_that_is_stopped_leaves_one_whole_journal_and_is_completed_by_another_run() {
    let home = Home::with_words();
    let before = home.content(None);
    let has_leftovers = || {
        let files = read_files(home.folder.path()).into_keys();
        files
            .map(|path| path.to_string_lossy().into_owned())
            .any(|name| name.contains("-converting") || name.contains("pending"))
    };
    let (mut calls, mut stopped_with_journal) = (0, false);
    loop {
        let done = lock_all(
            &home.paths,
            (&home.seed, &home.lock_file),
            today(),
            &WorkObserver::stopping_after(calls),
        );
        assert!(!has_leftovers(), "{calls}");
        match done {
            Ok(done) if !done.is_stopped => break,
            Ok(_) => {
                stopped_with_journal = true;
                assert_eq!(home.content(Some(&home.seed)), before, "{calls}");
            }
            Err(error) => {
                assert!(error.is_stopped(), "{error:?}");
                assert_eq!(home.content(None), before, "{calls}");
                let state = LockState::read(&home.paths).unwrap();
                assert_eq!(state, LockState::Unlocked, "{calls}");
            }
        }
        calls += 3;
    }
    assert!(calls > 30 && stopped_with_journal, "{calls}");
    assert_eq!(home.files_with_words(), Vec::<PathBuf>::new());
    assert_eq!(home.content(Some(&home.seed)), before);
}
