use std::collections::BTreeSet;
use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, ScopedJoinHandle};

use rusqlite::TransactionBehavior;
use tempfile::TempDir;

use super::*;
use crate::domain::entry::LocalTime;
use crate::storage::backup::{
    Backup, BackupError, BackupResult, BulkChange, DailyBackup, by_restore_preference,
    create_before, create_daily, create_daily_if_due, create_daily_watched, list,
};
use crate::storage::work_observer::WorkObserver;

/// A home folder with a journal and backups.
pub(crate) struct BackupFixture {
    pub(crate) home: TempDir,
}

impl BackupFixture {
    pub(crate) fn new() -> Self {
        let home = tempfile::tempdir().expect("a place for the test");
        Self { home }
    }

    pub(crate) fn journal(&self) -> PathBuf {
        self.home.path().join("journal.db")
    }

    fn backups(&self) -> PathBuf {
        self.home.path().join("backups")
    }

    /// A journal with these entries, still open.
    pub(crate) fn with_entries(&self, names: &[&str]) -> Journal {
        let mut journal = Journal::open(&self.journal()).expect("it can be opened");
        for name in names {
            let entry = finished_entry(name).with_thought(&HOSTILE_TEXTS.join("\n"));
            journal.save(&entry).expect("it can be saved");
        }
        journal
    }

    pub(crate) fn create_daily(&self, today: &str) -> BackupResult {
        create_daily(
            &self.journal(),
            &self.backups(),
            day(today),
            &JournalKey::default(),
        )
        .expect("it can be made")
    }

    /// Makes a backup before an import at a given time.
    fn create_before_import(&self, at: &str) -> Result<Option<Backup>, BackupError> {
        let mut paths = AppPaths::find(Some(self.home.path())).expect("there is a home");
        paths.journal_file = self.journal();
        let now = LocalTime {
            timestamp: timestamp(at),
            utc_offset: 0,
            day: day(&at[..10]),
        };
        create_before(
            BulkChange::Import,
            &paths,
            &now,
            &JournalKey::default(),
            &WorkObserver::default(),
        )
    }

    /// The names and entry counts of all backups, which must be intact.
    fn counts(&self) -> Vec<(String, u64)> {
        let count = |backup: Backup| {
            let verdict = verify(&backup.path, &JournalKey::default()).expect("it can be read");
            assert!(verdict.is_intact(), "{verdict:?}");
            let counts = verdict.counts.expect("they can be counted");
            (backup.day.to_string(), counts.total())
        };
        list(&self.backups()).into_iter().map(count).collect()
    }

    /// Overwrites the middle of a file.
    pub(crate) fn damage(path: &Path) {
        let mut bytes = fs::read(path).expect("it is there");
        let middle = bytes.len() / 2;
        bytes[middle..].fill(0x5a);
        fs::write(path, bytes).expect("it can be written");
    }
}

fn file_names(folder: &Path) -> BTreeSet<String> {
    let files = fs::read_dir(folder).expect("it is a folder");
    files
        .map(|file| file.expect("it is there").file_name())
        .map(|name| name.to_string_lossy().into_owned())
        .collect()
}

#[test]
fn a_backup_is_a_complete_journal_in_one_file_with_the_content_of_the_wal() {
    let desk = BackupFixture::new();
    let journal = desk.with_entries(&["a", "b"]);
    let log = desk.home.path().join("journal.db-wal");
    assert!(fs::metadata(log).unwrap().len() > 0);
    let made = desk.create_daily("2026-03-01");
    let path = desk.backups().join("journal-2026-03-01.db");
    let backups = list(&desk.backups());
    assert_eq!(made, BackupResult::Created(backups[0].clone(), 2));
    assert_eq!(backups[0].path, path);
    let alone = BTreeSet::from(["journal-2026-03-01.db".to_owned()]);
    assert_eq!(file_names(&desk.backups()), alone);
    drop(journal);

    let verdict = verify(&path, &JournalKey::default()).unwrap();
    let counts = verdict.counts.unwrap();
    assert_eq!(
        (verdict.schema_version, counts.finished),
        (SCHEMA_VERSION, 2)
    );
    let on = day("2026-03-01");
    assert_eq!(counts.days, Some((on, on)));
    assert_eq!(
        file_names(&desk.backups()),
        alone,
        "looking leaves no trace"
    );

    // A backup can be opened as a journal.
    let elsewhere = BackupFixture::new();
    fs::copy(&path, elsewhere.journal()).unwrap();
    let journal = Journal::open(&elsewhere.journal()).unwrap();
    assert_stored(
        &journal,
        &finished_entry("b").with_thought(&HOSTILE_TEXTS.join("\n")),
    );
}

#[test]
fn there_is_one_backup_a_day() {
    let desk = BackupFixture::new();
    let mut journal = desk.with_entries(&["a"]);
    let daily = |today: &str| {
        create_daily_if_due(
            &desk.journal(),
            &desk.backups(),
            day(today),
            &JournalKey::default(),
        )
    };
    let first = daily("2026-03-01");
    assert!(
        matches!(first, DailyBackup::Done(BackupResult::Created(_, 1))),
        "{first:?}"
    );
    journal.save(&finished_entry("b")).unwrap();
    assert!(matches!(daily("2026-03-01"), DailyBackup::NotDue));
    assert_eq!(desk.counts(), [("2026-03-01".to_owned(), 1)]);
    assert!(matches!(daily("2026-03-02"), DailyBackup::Done(_)));
    // An explicit request makes another.
    journal.save(&finished_entry("c")).unwrap();
    assert!(matches!(
        desk.create_daily("2026-03-02"),
        BackupResult::Created(_, 3)
    ));
    let days = ["2026-03-02", "2026-03-01"].map(str::to_owned);
    let [second, first] = days;
    assert_eq!(desk.counts(), [(second, 3), (first, 1)]);
}

#[test]
fn an_empty_journal_displaces_no_good_backup() {
    let desk = BackupFixture::new();
    assert_eq!(desk.create_daily("2026-03-01"), BackupResult::NothingToCopy);
    assert!(!desk.backups().exists() && !desk.journal().exists());
    drop(desk.with_entries(&["a"]));
    let _ = desk.create_daily("2026-03-01");
    fs::remove_file(desk.journal()).unwrap();
    drop(desk.with_entries(&[]));
    for today in ["2026-03-01", "2026-03-02"] {
        assert_eq!(desk.create_daily(today), BackupResult::NothingToCopy);
    }
    fs::write(desk.journal(), "").unwrap();
    assert_eq!(desk.create_daily("2026-03-02"), BackupResult::NothingToCopy);
    assert_eq!(desk.counts(), [("2026-03-01".to_owned(), 1)]);
}

#[test]
fn a_damaged_journal_is_reported_and_every_backup_stays() {
    let desk = BackupFixture::new();
    let names: Vec<_> = (0..60).map(|number| format!("walk-{number}")).collect();
    drop(desk.with_entries(&names.iter().map(String::as_str).collect::<Vec<_>>()));
    for today in 1..=9 {
        let _ = desk.create_daily(&format!("2026-03-0{today}"));
    }
    let before = desk.counts();
    assert_eq!(
        before.len(),
        8,
        "seven, and the last one before them of that month"
    );
    BackupFixture::damage(&desk.journal());
    for today in ["2026-03-09", "2026-03-10"] {
        let made = desk.create_daily(today);
        assert!(
            matches!(&made, BackupResult::Damaged(faults) if !faults.is_empty()),
            "{made:?}"
        );
    }
    assert_eq!(desk.counts(), before);
    assert_eq!(
        super::super::backup::leftovers(&desk.backups()),
        Vec::<PathBuf>::new()
    );
}

#[test]
fn a_backup_in_the_middle_of_a_save_holds_what_was_saved_before() {
    let desk = BackupFixture::new();
    let mut journal = desk.with_entries(&["a"]);
    let saving = journal
        .db
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .unwrap();
    saving
        .execute("update entry set title = 'half of it'", [])
        .unwrap();
    assert!(matches!(
        desk.create_daily("2026-03-01"),
        BackupResult::Created(_, 1)
    ));
    saving.commit().unwrap();
    let backup = Journal::open(&desk.backups().join("journal-2026-03-01.db")).unwrap();
    assert_stored(
        &backup,
        &finished_entry("a").with_thought(&HOSTILE_TEXTS.join("\n")),
    );
}

#[test]
fn backups_are_complete_while_another_window_keeps_saving() {
    let desk = BackupFixture::new();
    let mut journal = desk.with_entries(&["first"]);
    let is_over = AtomicBool::new(false);
    let saved = thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let mut saved = 0_u32;
            while !is_over.load(Ordering::Relaxed) {
                let entry = finished_entry(&format!("walk-{saved}")).with_thought("明日 🍲");
                journal.save(&entry).expect("a backup holds nobody up");
                saved += 1;
            }
            saved
        });
        for today in 1..=7 {
            let made = desk.create_daily(&format!("2026-03-0{today}"));
            assert!(matches!(made, BackupResult::Created(..)), "{made:?}");
        }
        is_over.store(true, Ordering::Relaxed);
        writer.join().expect("it saved to the end")
    });
    let counts: Vec<_> = desk.counts().into_iter().map(|(_, count)| count).collect();
    assert!(
        counts.is_sorted_by(|newer, older| newer >= older),
        "{counts:?}"
    );
    assert!(counts.iter().all(|count| *count <= u64::from(saved) + 1));
}

#[test]
fn two_windows_that_start_at_once_make_one_backup() {
    let desk = BackupFixture::new();
    let _journal = desk.with_entries(&["a"]);
    let at_once: Vec<_> = thread::scope(|scope| {
        let threads: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    create_daily_if_due(
                        &desk.journal(),
                        &desk.backups(),
                        day("2026-03-01"),
                        &JournalKey::default(),
                    )
                })
            })
            .collect();
        let results = threads.into_iter().map(ScopedJoinHandle::join);
        results.map(|made| made.expect("it ended well")).collect()
    });
    let is_made = |made: &DailyBackup| matches!(made, DailyBackup::Done(BackupResult::Created(..)));
    assert!(at_once.iter().any(is_made), "{at_once:?}");
    assert!(
        !at_once
            .iter()
            .any(|made| matches!(made, DailyBackup::Failed(_))),
        "{at_once:?}"
    );
    assert_eq!(desk.counts(), [("2026-03-01".to_owned(), 1)]);
}

#[test]
fn leftovers_of_a_killed_run_are_removed_and_unknown_files_stay() {
    let desk = BackupFixture::new();
    drop(desk.with_entries(&["a"]));
    fs::create_dir(desk.backups()).unwrap();
    let others = [
        "pending-soup.db",
        "pending-a-list.txt",
        "journal-2020-01-01.db.old",
        "journal-2020-02-30.db",
        "journal-2020-1-1.db",
        "明日 🍲.txt",
    ];
    for name in ["pending-77.db", "pending-77.db-wal", "pending-8.db-journal"]
        .iter()
        .chain(&others)
    {
        fs::write(desk.backups().join(name), "half a page").unwrap();
    }
    assert!(matches!(
        desk.create_daily("2026-03-01"),
        BackupResult::Created(_, 1)
    ));
    let mut left = BTreeSet::from(others.map(str::to_owned));
    left.insert("journal-2026-03-01.db".to_owned());
    assert_eq!(file_names(&desk.backups()), left);
}

#[test]
fn an_unwritable_backup_folder_is_named_and_nothing_is_lost() {
    let desk = BackupFixture::new();
    drop(desk.with_entries(&["a"]));
    fs::write(desk.backups(), "a file in the place of the folder").unwrap();
    let error = create_daily(
        &desk.journal(),
        &desk.backups(),
        day("2026-03-01"),
        &JournalKey::default(),
    )
    .unwrap_err();
    let words = error.to_string();
    for part in [&*desk.backups().display().to_string(), "safe", "Please"] {
        assert!(words.contains(part), "{words}");
    }
    assert!(
        verify(&desk.journal(), &JournalKey::default())
            .unwrap()
            .is_intact()
    );
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_backups_and_loose_permissions_are_restricted() {
    use std::os::unix::fs::PermissionsExt;
    let desk = BackupFixture::new();
    drop(desk.with_entries(&["a"]));
    let _ = desk.create_daily("2026-03-01");
    let first = desk.backups().join("journal-2026-03-01.db");
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    for (path, tight) in [(desk.backups(), 0o700), (first, 0o600)] {
        assert_eq!(mode(&path), tight);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        let _ = desk.create_daily("2026-03-02");
        assert_eq!(mode(&path), tight);
    }
}

#[test]
fn each_import_of_a_second_leaves_a_backup_of_its_own_and_that_of_the_day_stays() {
    let desk = BackupFixture::new();
    assert_eq!(
        desk.create_before_import("2026-11-28T14:52:03Z").unwrap(),
        None
    );
    let mut journal = desk.with_entries(&[]);
    assert_eq!(
        desk.create_before_import("2026-11-28T14:52:03Z").unwrap(),
        None
    );
    assert!(!desk.backups().exists(), "an empty journal leaves nothing");

    journal
        .save(&finished_entry("a").with_thought("火"))
        .unwrap();
    let _ = desk.create_daily("2026-11-28");
    for name in ["b", "c"] {
        journal
            .save(&finished_entry(name).with_thought("睡 🍲"))
            .unwrap();
        let made = desk
            .create_before_import("2026-11-28T14:52:03Z")
            .unwrap()
            .unwrap();
        assert!(
            verify(&made.path, &JournalKey::default())
                .unwrap()
                .is_intact()
        );
    }
    let found = list(&desk.backups());
    let found: Vec<_> = found
        .iter()
        .map(|backup| backup.path.file_name().unwrap().to_str().unwrap())
        .collect();
    let wanted = [
        "before-import-2026-11-28T14-52-03-2.db",
        "before-import-2026-11-28T14-52-03.db",
        "journal-2026-11-28.db",
    ];
    assert_eq!(found, wanted, "the newest first");
    assert_eq!(
        file_names(&desk.backups()),
        wanted.map(str::to_owned).into()
    );
    let counts: Vec<_> = desk.counts().into_iter().map(|(_, count)| count).collect();
    assert_eq!(counts, [3, 2, 1], "each is the journal as it was then");
}

#[test]
fn of_many_import_backups_the_newest_and_the_first_of_each_day_stay() {
    let desk = BackupFixture::new();
    let _journal = desk.with_entries(&["a"]);
    for day in 1..=7 {
        for minute in 10..=18 {
            let time = format!("2026-03-0{day}T08:{minute}:00Z");
            assert!(desk.create_before_import(&time).unwrap().is_some());
        }
    }
    let kept: Vec<_> = list(&desk.backups())
        .into_iter()
        .map(|backup| backup.bulk_change.unwrap().1.minute())
        .collect();
    assert_eq!(kept, [18, 17, 16, 15, 14, 10, 10, 10, 10, 10]);
}

#[test]
fn imports_with_fewer_entries_or_a_wrong_clock_displace_no_backup() {
    let desk = BackupFixture::new();
    let mut journal = desk.with_entries(&["a", "b"]);
    let full = desk
        .create_before_import("2026-03-01T08:00:00Z")
        .unwrap()
        .unwrap();
    journal
        .trash(&id("b"), timestamp("2026-03-01T08:00:00Z"))
        .unwrap();
    journal.purge_trashed_before(Timestamp::MAX).unwrap();
    for clock in ["2026-03-02T08", "1970-01-01T00", "2099-06-01T10"] {
        for minute in 10..=30 {
            let time = format!("{clock}:{minute}:00Z");
            let made = desk.create_before_import(&time).unwrap().unwrap();
            assert!(made.path.exists(), "{time}");
        }
    }
    assert!(full.path.exists());
    let in_march = list(&desk.backups());
    let in_march = in_march.iter().filter(|made| made.day == day("2026-03-02"));
    assert_eq!(in_march.count(), 6);
}

#[test]
fn a_damaged_journal_or_an_unwritable_folder_stops_an_import() {
    let desk = BackupFixture::new();
    let names: Vec<_> = (0..60).map(|number| format!("walk-{number}")).collect();
    drop(desk.with_entries(&names.iter().map(String::as_str).collect::<Vec<_>>()));
    fs::write(desk.backups(), "a file in the place of the folder").unwrap();
    let error = desk
        .create_before_import("2026-03-01T08:00:00Z")
        .unwrap_err();
    assert!(
        matches!(error, BackupError::CannotWrite { .. }),
        "{error:?}"
    );
    fs::remove_file(desk.backups()).unwrap();
    BackupFixture::damage(&desk.journal());
    let error = desk
        .create_before_import("2026-03-01T08:00:00Z")
        .unwrap_err();
    assert!(
        matches!(&error, BackupError::Journal(error) if error.is_recoverable()),
        "{error:?}"
    );
    assert_eq!(list(&desk.backups()), []);
}

#[test]
fn a_backup_of_a_future_day_is_restored_last_and_one_with_more_entries_first() {
    let desk = BackupFixture::new();
    let mut journal = desk.with_entries(&["a"]);
    let _ = desk.create_daily("2099-06-01");
    let _ = desk.create_daily("2026-11-27");
    journal
        .save(&finished_entry("b").with_thought("written later 睡"))
        .unwrap();
    let _ = desk.create_before_import("2026-11-28T08:00:00Z").unwrap();
    journal.save(&finished_entry("c")).unwrap();
    let _ = desk.create_daily("2026-11-28");
    let days = |today: &str| -> Vec<_> {
        let order =
            by_restore_preference(&desk.backups(), day(today), &JournalKey::default()).into_iter();
        order
            .map(|backup| (backup.day.to_string(), backup.bulk_change.is_some()))
            .collect()
    };
    let wanted = [
        ("2026-11-28", false),
        ("2026-11-28", true),
        ("2026-11-27", false),
        ("2099-06-01", false),
    ];
    let wanted = wanted.map(|(day, is_before)| (day.to_owned(), is_before));
    assert_eq!(days("2026-11-28"), wanted);
    // If the clock went back, all are of future days.
    assert_eq!(days("1970-01-01")[0], wanted[0]);
}

#[test]
fn a_smaller_backup_of_the_same_day_does_not_replace_the_larger_one() {
    let desk = BackupFixture::new();
    let mut journal = desk.with_entries(&["a", "b", "c"]);
    let _ = desk.create_daily("2026-11-28");
    for name in ["b", "c"] {
        journal
            .trash(&id(name), timestamp("2026-11-28T08:00:00Z"))
            .unwrap();
    }
    journal.purge_trashed_before(Timestamp::MAX).unwrap();
    for (name, count) in [("x", 2), ("y", 3)] {
        journal.save(&finished_entry(name)).unwrap();
        assert!(
            matches!(desk.create_daily("2026-11-28"), BackupResult::Created(_, there) if there == count)
        );
        let counts: Vec<_> = desk.counts().into_iter().map(|(_, count)| count).collect();
        assert_eq!(counts, [count, 3]);
    }
    let files = ["journal-2026-11-28-2.db", "journal-2026-11-28.db"];
    assert_eq!(file_names(&desk.backups()), files.map(str::to_owned).into());
}

#[test]
fn backups_with_fewer_entries_do_not_displace_the_largest() {
    let desk = BackupFixture::new();
    let mut journal = desk.with_entries(&["a", "b", "c", "d"]);
    for day in 1..=4 {
        let _ = desk.create_daily(&format!("2026-03-0{day}"));
    }
    for name in ["b", "c", "d"] {
        journal
            .trash(&id(name), timestamp("2026-03-05T08:00:00Z"))
            .unwrap();
    }
    journal.purge_trashed_before(Timestamp::MAX).unwrap();
    for day in 5..=30 {
        let _ = desk.create_daily(&format!("2026-03-{day:02}"));
    }
    let counts: Vec<_> = desk.counts().into_iter().map(|(_, count)| count).collect();
    assert_eq!(
        counts.iter().filter(|count| **count == 4).count(),
        1,
        "{counts:?}"
    );
    // With as many entries again, the usual rules apply.
    for name in ["x", "y", "z"] {
        journal.save(&finished_entry(name)).unwrap();
    }
    let _ = desk.create_daily("2026-03-31");
    let counts: Vec<_> = desk.counts().into_iter().map(|(_, count)| count).collect();
    assert_eq!(counts, [4, 1, 1, 1, 1, 1, 1, 1]);
}

#[test]
fn no_wrong_clock_displaces_good_backups_or_stops_daily_ones() {
    let desk = BackupFixture::new();
    let mut journal = desk.with_entries(&["a"]);
    let good: Vec<_> = (1..=7).map(|day| format!("2026-11-0{day}")).collect();
    for day in &good {
        let _ = desk.create_daily(day);
    }
    for year in ["1970", "2099"] {
        for day in 1..=20 {
            let _ = desk.create_daily(&format!("{year}-01-{day:02}"));
        }
    }
    let days: Vec<_> = desk.counts().into_iter().map(|(day, _)| day).collect();
    assert!(good.iter().all(|day| days.contains(day)), "{days:?}");
    assert!(days.len() <= 7 + 2 * 9, "{days:?}");

    // A clock that starts at the same day again and again.
    let daily = || {
        create_daily_if_due(
            &desk.journal(),
            &desk.backups(),
            day("1970-01-01"),
            &JournalKey::default(),
        )
    };
    for name in ["b", "c"] {
        assert!(matches!(daily(), DailyBackup::Done(_)), "{name}");
        assert!(matches!(daily(), DailyBackup::NotDue), "{name}");
        journal.save(&finished_entry(name)).unwrap();
    }
}

#[test]
fn a_foreign_file_at_a_backup_path_does_not_prevent_a_backup() {
    let desk = BackupFixture::new();
    let mut journal = desk.with_entries(&["a", "b"]);
    let _ = desk.create_daily("2026-11-28");
    let highest = desk.backups().join("journal-2026-11-28-4294967295.db");
    fs::rename(desk.backups().join("journal-2026-11-28.db"), highest).unwrap();
    fs::create_dir(desk.backups().join("journal-2026-11-28.db")).unwrap();
    journal
        .trash(&id("b"), timestamp("2026-11-28T08:00:00Z"))
        .unwrap();
    journal.purge_trashed_before(Timestamp::MAX).unwrap();
    let BackupResult::Created(backup, 1) = desk.create_daily("2026-11-28") else {
        panic!("the journal is whole");
    };
    assert_eq!(backup.path, desk.backups().join("journal-2026-11-28-2.db"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_fifo_among_the_backups_does_not_block() {
    use rustix::fs::{CWD, FileType, Mode, mknodat};

    let desk = BackupFixture::new();
    drop(desk.with_entries(&["a"]));
    fs::create_dir(desk.backups()).unwrap();
    let pipe = desk.backups().join("journal-2026-11-28.db");
    mknodat(CWD, &pipe, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
    assert_eq!(
        by_restore_preference(&desk.backups(), day("2026-11-28"), &JournalKey::default()).len(),
        1
    );
    assert!(matches!(
        desk.create_daily("2026-11-28"),
        BackupResult::Created(_, 1)
    ));
    assert_eq!(desk.counts().len(), 1);
}

#[test]
fn a_backup_that_is_stopped_leaves_the_earlier_one_and_no_other_file() {
    let desk = BackupFixture::new();
    drop(desk.with_entries(&["a", "b"]));
    let _ = desk.create_daily("2026-11-23");
    let files = || {
        let files = fs::read_dir(desk.backups()).unwrap().flatten();
        let mut names: Vec<_> = files.map(|file| file.file_name()).collect();
        names.sort();
        names
    };
    let before = files();
    let mut calls = 0;
    while let Err(stopped) = create_daily_watched(
        &desk.journal(),
        (&desk.backups(), day("2026-11-24")),
        &JournalKey::default(),
        &WorkObserver::stopping_after(calls),
    ) {
        assert!(
            matches!(stopped, BackupError::Journal(JournalError::Stopped)),
            "{stopped:?}"
        );
        assert_eq!(files(), before);
        calls += 1;
    }
    assert!(calls > 0);
    assert_eq!(files().len(), before.len() + 1);
}
