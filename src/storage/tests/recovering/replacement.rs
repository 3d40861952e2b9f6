//! A complete recovery: the quarantined file, its replacement, and what a crash leaves in between.

use super::*;
use crate::storage::lock::JournalKey;
use crate::storage::recovery::RecoveryPreview;
use crate::storage::recovery::quarantine::{link_into, remove_with_sidecars};
use crate::storage::work_observer::WorkObserver;

impl RecoveryFixture {
    pub(super) fn preview(&self) -> RecoveryPreview {
        let observer = WorkObserver::default();
        let key = JournalKey::default();
        recovery::preview(&self.paths, fixed_now().day, &key, &observer).unwrap()
    }

    /// A damaged journal that still has all sample entries.
    fn with_damaged_journal() -> Self {
        let home = Self::new();
        let mut journal = Self::closed_journal(&sample_entries());
        journal[..PAGE_BYTES].fill(0);
        home.write_journal(&journal);
        home
    }

    fn journal_bytes(&self) -> Vec<u8> {
        fs::read(&self.paths.journal_file).expect("a journal")
    }
}

#[test]
fn a_journal_is_quarantined_unchanged_under_a_unique_name() {
    let home = RecoveryFixture::new();
    let folder = &home.paths.quarantine_dir;
    for (number, ending) in [(1, ""), (2, "-2"), (3, "-3")] {
        let [journal, log] = [vec![number; 5000], vec![number; 700]];
        home.write_journal(&journal);
        fs::write(home.sidecar("-wal"), &log).unwrap();
        fs::write(home.sidecar("-shm"), "an index").unwrap();
        let path = link_into(&home.paths.journal_file, folder, &fixed_now()).unwrap();
        remove_with_sidecars(&home.paths.journal_file).unwrap();
        let name = format!("journal-2026-11-24-23-41-05{ending}.db");
        assert_eq!(path, folder.join(&name));
        assert_eq!(fs::read(&path).unwrap(), journal);
        assert_eq!(fs::read(folder.join(format!("{name}-wal"))).unwrap(), log);
        home.assert_only_files(&[]);
    }
    assert_eq!(read_files(folder).len(), 6);
}

#[cfg(unix)]
#[test]
fn quarantined_files_are_readable_by_the_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let home = RecoveryFixture::with_damaged_journal();
    fs::set_permissions(&home.paths.journal_file, fs::Permissions::from_mode(0o644)).unwrap();
    let mended = home.recover().unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&home.paths.quarantine_dir), 0o700);
    assert_eq!(mode(&mended.quarantined.unwrap()), 0o600);
    assert_eq!(mode(&home.paths.journal_file), 0o600);
}

#[test]
fn recovery_reports_what_it_did_and_leaves_no_temporary_files() {
    let home = RecoveryFixture::with_damaged_journal();
    home.write_backup(
        "2026-11-20",
        &RecoveryFixture::closed_journal(&sample_entries()[..10]),
    );
    let other = finished_entry("backed up only 👩🏽‍🚒").with_thought("明日");
    home.write_backup(
        "2026-11-22",
        &RecoveryFixture::closed_journal(std::slice::from_ref(&other)),
    );
    home.write_backup("2026-11-23", b"not a backup");
    let mut cut = RecoveryFixture::closed_journal(&sample_entries()[..20]);
    cut.truncate(30_000);
    home.write_backup("2026-11-24", &cut);
    let newest = day("2026-11-22");
    let offer = RecoveryPreview {
        backup: Some((newest, 1)),
        readable_entries: 60,
    };
    let before = home.journal_bytes();
    assert_eq!(home.preview(), offer);
    assert_eq!(home.journal_bytes(), before);
    let mended = home.recover().unwrap();
    let salvaged = Salvaged {
        whole: 60,
        ..Salvaged::default()
    };
    assert_eq!(
        (mended.from_backup, mended.salvaged, mended.entries),
        (Some(newest), salvaged, 61)
    );
    home.assert_only_files(&["journal.db"]);
    assert_stored(&home.open_journal(), &other);
    assert_eq!(read_files(&home.paths.backups_dir).len(), 4);
}

#[test]
fn a_missing_or_emptied_journal_is_restored_from_its_backup() {
    for is_there in [false, true] {
        let home = RecoveryFixture::new();
        if is_there {
            home.write_journal(b"");
        }
        home.write_backup(
            "2026-11-20",
            &RecoveryFixture::closed_journal(&sample_entries()),
        );
        assert_eq!(home.preview().backup, Some((day("2026-11-20"), 60)));
        assert_eq!(home.preview().readable_entries, 0);
        let mended = home.recover().unwrap();
        assert_eq!(mended.quarantined, None);
        assert_eq!(mended.entries, 60);
        assert_eq!(
            dump_rows(&home.open_journal()),
            dump_rows_of(&RecoveryFixture::closed_journal(&sample_entries()))
        );
    }
    let home = RecoveryFixture::new();
    assert_eq!(home.preview(), RecoveryPreview::default());
    assert_eq!(home.recover().unwrap().entries, 0);
}

#[test]
fn a_foreign_file_is_never_replaced_by_recovery() {
    let home = RecoveryFixture::new();
    for other in ["Dear diary, 明日", &"all work and no play ".repeat(1000)] {
        home.write_journal(other.as_bytes());
        assert_eq!(home.preview().readable_entries, 0);
        let error = home.recover().unwrap_err();
        assert!(
            matches!(error, JournalError::NotAJournal { .. }),
            "{error:?}"
        );
        assert_eq!(home.journal_bytes(), other.as_bytes());
        home.assert_only_files(&["journal.db"]);
    }
}

#[test]
fn a_failed_recovery_names_the_cause_and_leaves_the_journal_unchanged() {
    let home = RecoveryFixture::with_damaged_journal();
    let before = home.journal_bytes();
    fs::write(&home.paths.quarantine_dir, "in the way").unwrap();
    let error = home.recover().unwrap_err();
    assert!(
        matches!(error, JournalError::RecoveryFailed { .. }),
        "{error:?}"
    );
    let words = error.to_string();
    assert!(
        words.contains(&home.paths.quarantine_dir.display().to_string()),
        "{words}"
    );
    assert_eq!(home.journal_bytes(), before);
    home.assert_only_files(&["journal.db", "quarantine"]);
    fs::remove_file(&home.paths.quarantine_dir).unwrap();
    assert_eq!(home.recover().unwrap().salvaged.whole, 60);
}

#[test]
fn leftovers_of_a_killed_recovery_do_not_disturb_the_next() {
    let home = RecoveryFixture::with_damaged_journal();
    let before = home.journal_bytes();
    for ending in [
        "-recovering",
        "-recovering-wal",
        "-recovering-shm",
        "-recovered",
    ] {
        fs::write(home.sidecar(ending), "half").unwrap();
    }
    fs::create_dir(&home.paths.quarantine_dir).unwrap();
    let half = home
        .paths
        .quarantine_dir
        .join("journal-2026-11-24-23-41-05.db-wal");
    fs::write(&half, "half").unwrap();
    Journal::open(&home.paths.journal_file).unwrap_err();
    let mended = home.recover().unwrap();
    assert_eq!(fs::read(mended.quarantined.unwrap()).unwrap(), before);
    assert_eq!(fs::read(half).unwrap(), b"half");
    assert_eq!(dump_rows(&home.open_journal()).len(), 60);
    home.assert_only_files(&["journal.db"]);
}

#[test]
fn leftovers_of_a_killed_recovery_are_removed_at_the_next_start() {
    for is_whole in [true, false] {
        let home = if is_whole {
            RecoveryFixture::new()
        } else {
            RecoveryFixture::with_damaged_journal()
        };
        if is_whole {
            home.write_journal(&RecoveryFixture::closed_journal(&sample_entries()));
        }
        let before = home.journal_bytes();
        for ending in [
            "-recovering",
            "-recovering-wal",
            "-recovering-shm",
            "-recovering-journal",
        ] {
            fs::write(home.sidecar(ending), "half").unwrap();
        }
        fs::create_dir(&home.paths.quarantine_dir).unwrap();
        let aside = |name: &str| home.paths.quarantine_dir.join(name);
        let earlier = "journal-2026-11-24-23-41-05.db";
        for name in [
            "journal-2026-11-25-08-00-00.db.part",
            "journal-2026-11-25-08-00-00.db-wal.part",
        ] {
            fs::write(aside(name), "half").unwrap();
        }
        fs::write(aside(earlier), "an earlier one").unwrap();
        let reading = crate::storage::open_journal_for_reading(&home.paths, &JournalKey::default());
        assert_eq!(reading.is_ok(), is_whole);
        drop(reading);
        home.assert_only_files(&["journal.db"]);
        assert_eq!(home.journal_bytes(), before);
        let left = fs::read_dir(&home.paths.quarantine_dir).unwrap();
        let left: Vec<_> = left.map(|file| file.unwrap().file_name()).collect();
        assert_eq!(left, [earlier]);
    }
}

#[cfg(unix)]
#[test]
fn files_of_a_running_recovery_in_another_window_are_not_leftovers() {
    let home = RecoveryFixture::new();
    home.write_journal(&RecoveryFixture::closed_journal(&sample_entries()));
    fs::write(home.sidecar("-recovering"), "not yet whole").unwrap();
    let mending = crate::platform::private_fs::try_lock_dir(home.data_dir())
        .unwrap()
        .unwrap();
    assert!(crate::storage::open_journal_for_reading(&home.paths, &JournalKey::default()).is_ok());
    assert!(home.sidecar("-recovering").exists());
    drop(mending);
    assert!(crate::storage::open_journal_for_reading(&home.paths, &JournalKey::default()).is_ok());
    assert!(!home.sidecar("-recovering").exists());
}

#[test]
fn a_recovery_killed_at_its_last_step_is_finished_by_the_next_start() {
    for is_opened in [true, false] {
        let home = RecoveryFixture::new();
        fs::write(
            home.sidecar("-recovered"),
            RecoveryFixture::closed_journal(&sample_entries()),
        )
        .unwrap();
        // The WAL of the missing journal would damage the new one.
        fs::write(
            home.sidecar("-wal"),
            RecoveryFixture::crashed_journal(&sample_entries()[..9], &sample_entries()[9..])
                .concat(),
        )
        .unwrap();
        if is_opened {
            let journal =
                crate::storage::open_journal(&home.paths, &JournalKey::default()).unwrap();
            assert_eq!(dump_rows(&journal).len(), 60);
        } else {
            assert_eq!(home.recover().unwrap().entries, 60);
        }
        assert_intact(&home.open_journal());
        assert!(!recovery::finish_interrupted(&home.paths.journal_file).unwrap());
    }
}

#[test]
fn a_window_that_is_saving_is_waited_for_and_then_nothing_is_moved() {
    let home = RecoveryFixture::new();
    home.write_journal(&RecoveryFixture::closed_journal(&sample_entries()));
    let saving = home.open_journal();
    saving.db.execute_batch("begin immediate").unwrap();
    let error = home.recover().unwrap_err();
    assert!(matches!(error, JournalError::Busy { .. }), "{error:?}");
    assert!(!home.paths.quarantine_dir.exists());
    saving.db.execute_batch("rollback").unwrap();
    // Windows can't replace an open file.
    if cfg!(windows) {
        let error = home.recover().unwrap_err();
        assert!(matches!(error, JournalError::Busy { .. }), "{error:?}");
        drop(saving);
    }
    assert_eq!(home.recover().unwrap().entries, 60);
}

#[cfg(unix)]
#[test]
fn saves_of_a_window_with_the_damaged_journal_open_are_in_both() {
    let home = RecoveryFixture::new();
    home.write_journal(&RecoveryFixture::closed_journal(&sample_entries()));
    let mut window = home.open_journal();
    let before = finished_entry("before").with_thought("saved before 明日");
    window.save(&before).unwrap();
    // An index is damaged: the window can still save, but the journal isn't trustworthy.
    let mut bytes = home.journal_bytes();
    bytes[3 * PAGE_BYTES..4 * PAGE_BYTES].fill(0x55);
    home.write_journal(&bytes);
    let mended = home.recover().unwrap();
    assert_stored(&home.open_journal(), &before);
    assert_eq!(mended.entries, 61);
    // Its further saves go to the old file only.
    drop(window);
    let set_aside = mended.quarantined.unwrap();
    assert_eq!(fs::read(&set_aside).unwrap().len(), bytes.len());
    assert_intact(&home.open_journal());
}

#[cfg(unix)]
#[test]
fn a_journal_behind_a_symlink_is_recovered_at_the_link_target() {
    let home = RecoveryFixture::with_damaged_journal();
    let elsewhere = home.data_dir().join("drive");
    fs::create_dir(&elsewhere).unwrap();
    let file = elsewhere.join("words.db");
    fs::rename(&home.paths.journal_file, &file).unwrap();
    std::os::unix::fs::symlink("drive/words.db", &home.paths.journal_file).unwrap();
    assert_eq!(home.recover().unwrap().entries, 60);
    assert!(home.paths.journal_file.is_symlink());
    assert!(!file.is_symlink());
    assert_eq!(dump_rows(&home.open_journal()).len(), 60);
}

#[test]
fn a_repair_that_is_stopped_changes_nothing() {
    let home = RecoveryFixture::with_damaged_journal();
    home.write_backup(
        "2026-11-20",
        &RecoveryFixture::closed_journal(&sample_entries()[..10]),
    );
    let before = read_files(home.data_dir());
    let mut calls = 0;
    while let Err(stopped) = recovery::recover(
        &home.paths,
        &fixed_now(),
        &JournalKey::default(),
        &WorkObserver::stopping_after(calls),
    ) {
        assert!(matches!(stopped, JournalError::Stopped), "{stopped:?}");
        assert!(read_files(home.data_dir()) == before);
        calls += 10;
    }
    assert!(calls >= 70, "{calls}");
}
