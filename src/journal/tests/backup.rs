use std::collections::BTreeSet;
use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, ScopedJoinHandle};

use rusqlite::TransactionBehavior;
use tempfile::TempDir;

use super::*;
use crate::journal::backup::{Backup, Daily, Made, all, daily, make};

/// Someone's folder, with a journal and a place for its backups.
struct Shelf {
    home: TempDir,
}

impl Shelf {
    fn new() -> Self {
        let home = tempfile::tempdir().expect("a place for the test");
        Self { home }
    }

    fn journal(&self) -> PathBuf {
        self.home.path().join("journal.db")
    }

    fn backups(&self) -> PathBuf {
        self.home.path().join("backups")
    }

    /// A journal with these walks, still open.
    fn with(&self, names: &[&str]) -> Journal {
        let mut journal = Journal::open(&self.journal()).expect("it can be opened");
        for name in names {
            let entry = walk(name).thinking(&WORDS.join("\n"));
            journal.save(&entry).expect("it can be saved");
        }
        journal
    }

    fn make(&self, today: &str) -> Made {
        make(&self.journal(), &self.backups(), day(today)).expect("it can be made")
    }

    /// The backups there are, each with its count of entries; every one is whole.
    fn counts(&self) -> Vec<(String, u64)> {
        let count = |backup: Backup| {
            let verdict = verify(&backup.path).expect("it can be read");
            assert!(verdict.is_whole(), "{verdict:?}");
            let counts = verdict.counts.expect("they can be counted");
            (backup.day.to_string(), counts.all())
        };
        all(&self.backups()).into_iter().map(count).collect()
    }

    /// Writes nonsense into the middle of a file.
    fn spoil(path: &Path) {
        let mut bytes = fs::read(path).expect("it is there");
        let middle = bytes.len() / 2;
        bytes[middle..].fill(0x5a);
        fs::write(path, bytes).expect("it can be written");
    }
}

fn names(folder: &Path) -> BTreeSet<String> {
    let files = fs::read_dir(folder).expect("it is a folder");
    files
        .map(|file| file.expect("it is there").file_name())
        .map(|name| name.to_string_lossy().into_owned())
        .collect()
}

#[test]
fn a_backup_is_a_whole_journal_in_one_file_with_what_was_still_in_the_log() {
    let shelf = Shelf::new();
    let journal = shelf.with(&["a", "b"]);
    let wal = super::super::files(&shelf.journal())[1].clone();
    assert!(fs::metadata(wal).unwrap().len() > 0);
    let made = shelf.make("2026-03-01");
    let path = shelf.backups().join("journal-2026-03-01.db");
    let backup = Backup {
        path: path.clone(),
        day: day("2026-03-01"),
    };
    assert_eq!(made, Made::Copy(backup, 2));
    let alone = BTreeSet::from(["journal-2026-03-01.db".to_owned()]);
    assert_eq!(names(&shelf.backups()), alone);
    drop(journal);

    let verdict = verify(&path).unwrap();
    let counts = verdict.counts.unwrap();
    assert_eq!((verdict.version, counts.finished), (NEWEST, 2));
    let on = day("2026-03-01");
    assert_eq!(counts.days, Some((on, on)));
    assert_eq!(names(&shelf.backups()), alone, "looking leaves no trace");

    // Moved to another machine and opened there, it is the journal.
    let elsewhere = Shelf::new();
    fs::copy(&path, elsewhere.journal()).unwrap();
    let journal = Journal::open(&elsewhere.journal()).unwrap();
    assert_kept(&journal, &walk("b").thinking(&WORDS.join("\n")));
}

#[test]
fn there_is_one_backup_a_day() {
    let shelf = Shelf::new();
    let mut journal = shelf.with(&["a"]);
    let daily = |today: &str| daily(&shelf.journal(), &shelf.backups(), day(today));
    let first = daily("2026-03-01");
    assert!(matches!(first, Daily::Made(Made::Copy(_, 1))), "{first:?}");
    journal.save(&walk("b")).unwrap();
    assert!(matches!(daily("2026-03-01"), Daily::NotDue));
    assert_eq!(shelf.counts(), [("2026-03-01".to_owned(), 1)]);
    assert!(matches!(daily("2026-03-02"), Daily::Made(_)));
    // Whoever asks for one gets one.
    journal.save(&walk("c")).unwrap();
    assert!(matches!(shelf.make("2026-03-02"), Made::Copy(_, 3)));
    let days = ["2026-03-02", "2026-03-01"].map(str::to_owned);
    let [second, first] = days;
    assert_eq!(shelf.counts(), [(second, 3), (first, 1)]);
}

#[test]
fn an_empty_journal_pushes_no_good_backup_out() {
    let shelf = Shelf::new();
    assert_eq!(shelf.make("2026-03-01"), Made::Nothing);
    assert!(!shelf.backups().exists() && !shelf.journal().exists());
    drop(shelf.with(&["a"]));
    let _ = shelf.make("2026-03-01");
    fs::remove_file(shelf.journal()).unwrap();
    drop(shelf.with(&[]));
    for today in ["2026-03-01", "2026-03-02"] {
        assert_eq!(shelf.make(today), Made::Nothing);
    }
    fs::write(shelf.journal(), "").unwrap();
    assert_eq!(shelf.make("2026-03-02"), Made::Nothing);
    assert_eq!(shelf.counts(), [("2026-03-01".to_owned(), 1)]);
}

#[test]
fn a_damaged_journal_is_told_and_every_backup_stays() {
    let shelf = Shelf::new();
    let names: Vec<_> = (0..60).map(|number| format!("walk-{number}")).collect();
    drop(shelf.with(&names.iter().map(String::as_str).collect::<Vec<_>>()));
    for today in 1..=9 {
        let _ = shelf.make(&format!("2026-03-0{today}"));
    }
    let before = shelf.counts();
    assert_eq!(
        before.len(),
        8,
        "seven, and the last one before them of that month"
    );
    Shelf::spoil(&shelf.journal());
    for today in ["2026-03-09", "2026-03-10"] {
        let made = shelf.make(today);
        assert!(
            matches!(&made, Made::Damaged(faults) if !faults.is_empty()),
            "{made:?}"
        );
    }
    assert_eq!(shelf.counts(), before);
    assert_eq!(
        super::super::backup::leftovers(&shelf.backups()),
        Vec::<PathBuf>::new()
    );
}

#[test]
fn a_backup_in_the_middle_of_a_save_holds_what_was_saved_before() {
    let shelf = Shelf::new();
    let mut journal = shelf.with(&["a"]);
    let saving = journal
        .db
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .unwrap();
    saving
        .execute("update entry set title = 'half of it'", [])
        .unwrap();
    assert!(matches!(shelf.make("2026-03-01"), Made::Copy(_, 1)));
    saving.commit().unwrap();
    let backup = Journal::open(&shelf.backups().join("journal-2026-03-01.db")).unwrap();
    assert_kept(&backup, &walk("a").thinking(&WORDS.join("\n")));
}

#[test]
fn backups_are_whole_while_another_window_saves_without_a_pause() {
    let shelf = Shelf::new();
    let mut journal = shelf.with(&["first"]);
    let is_over = AtomicBool::new(false);
    let saved = thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let mut saved = 0_u32;
            while !is_over.load(Ordering::Relaxed) {
                let entry = walk(&format!("walk-{saved}")).thinking("明日 🍲");
                journal.save(&entry).expect("a backup holds nobody up");
                saved += 1;
            }
            saved
        });
        for today in 1..=7 {
            let made = shelf.make(&format!("2026-03-0{today}"));
            assert!(matches!(made, Made::Copy(..)), "{made:?}");
        }
        is_over.store(true, Ordering::Relaxed);
        writer.join().expect("it saved to the end")
    });
    let counts: Vec<_> = shelf.counts().into_iter().map(|(_, count)| count).collect();
    assert!(
        counts.is_sorted_by(|newer, older| newer >= older),
        "{counts:?}"
    );
    assert!(counts.iter().all(|count| *count <= u64::from(saved) + 1));
}

#[test]
fn two_windows_that_start_at_once_make_one_backup() {
    let shelf = Shelf::new();
    let _journal = shelf.with(&["a"]);
    let at_once: Vec<_> = thread::scope(|scope| {
        let threads: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| daily(&shelf.journal(), &shelf.backups(), day("2026-03-01"))))
            .collect();
        let results = threads.into_iter().map(ScopedJoinHandle::join);
        results.map(|made| made.expect("it ended well")).collect()
    });
    let is_made = |made: &Daily| matches!(made, Daily::Made(Made::Copy(..)));
    assert!(at_once.iter().any(is_made), "{at_once:?}");
    assert!(
        !at_once.iter().any(|made| matches!(made, Daily::Failed(_))),
        "{at_once:?}"
    );
    assert_eq!(shelf.counts(), [("2026-03-01".to_owned(), 1)]);
}

#[test]
fn what_a_killed_run_left_behind_goes_and_what_is_not_known_stays() {
    let shelf = Shelf::new();
    drop(shelf.with(&["a"]));
    fs::create_dir(shelf.backups()).unwrap();
    let others = [
        "making-soup.db",
        "making-a-list.txt",
        "journal-2020-01-01.db.old",
        "journal-2020-02-30.db",
        "journal-2020-1-1.db",
        "明日 🍲.txt",
    ];
    for name in ["making-77.db", "making-77.db-wal", "making-8.db-journal"]
        .iter()
        .chain(&others)
    {
        fs::write(shelf.backups().join(name), "half a page").unwrap();
    }
    assert!(matches!(shelf.make("2026-03-01"), Made::Copy(_, 1)));
    let mut left = BTreeSet::from(others.map(str::to_owned));
    left.insert("journal-2026-03-01.db".to_owned());
    assert_eq!(names(&shelf.backups()), left);
}

#[test]
fn a_place_that_cannot_be_written_to_is_named_and_nothing_is_lost() {
    let shelf = Shelf::new();
    drop(shelf.with(&["a"]));
    fs::write(shelf.backups(), "a file in the place of the folder").unwrap();
    let error = make(&shelf.journal(), &shelf.backups(), day("2026-03-01")).unwrap_err();
    let words = error.to_string();
    for part in [&*shelf.backups().display().to_string(), "safe", "Please"] {
        assert!(words.contains(part), "{words}");
    }
    assert!(verify(&shelf.journal()).unwrap().is_whole());
}

#[cfg(unix)]
#[test]
fn nobody_else_can_read_a_backup_and_loosened_ones_are_mended() {
    use std::os::unix::fs::PermissionsExt;
    let shelf = Shelf::new();
    drop(shelf.with(&["a"]));
    let _ = shelf.make("2026-03-01");
    let first = shelf.backups().join("journal-2026-03-01.db");
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    for (path, tight) in [(shelf.backups(), 0o700), (first, 0o600)] {
        assert_eq!(mode(&path), tight);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        let _ = shelf.make("2026-03-02");
        assert_eq!(mode(&path), tight);
    }
}

#[test]
fn looking_at_a_journal_changes_nothing_whatever_lies_there() {
    let shelf = Shelf::new();
    let read = |path: &Path| fs::read(path).unwrap();
    drop(shelf.with(&["a"]));
    let before = read(&shelf.journal());
    assert_eq!(verify(&shelf.journal()).unwrap().counts.unwrap().all(), 1);
    assert_eq!(read(&shelf.journal()), before);

    let newer = Journal::open(&shelf.journal()).unwrap();
    newer
        .db
        .pragma_update(None, "user_version", NEWEST + 1)
        .unwrap();
    drop(newer);
    let before = read(&shelf.journal());
    let verdict = verify(&shelf.journal()).unwrap();
    assert!(verdict.is_newer() && verdict.is_whole());
    assert_eq!(read(&shelf.journal()), before);

    for (name, bytes) in [
        ("list.txt", "milk, bread\n".repeat(99)),
        ("short", "SQLite".to_owned()),
    ] {
        let path = shelf.home.path().join(name);
        fs::write(&path, &bytes).unwrap();
        let error = verify(&path).unwrap_err();
        assert!(
            matches!(error, JournalError::NotAJournal { .. }),
            "{error:?}"
        );
        assert_eq!(read(&path), bytes.as_bytes());
    }
    let error = verify(shelf.home.path()).unwrap_err();
    assert!(matches!(error, JournalError::Folder { .. }), "{error:?}");
    let error = verify(&shelf.home.path().join("nothing")).unwrap_err();
    assert!(matches!(error, JournalError::NoPlace { .. }), "{error:?}");
}

#[test]
fn a_journal_cut_short_anywhere_is_seen_to_be_damaged() {
    let shelf = Shelf::new();
    drop(shelf.with(&["a", "b", "c"]));
    let whole = fs::read(shelf.journal()).unwrap();
    let path = shelf.home.path().join("cut.db");
    // To SQLite a single byte is still an empty file.
    for length in (2..whole.len()).step_by(1777) {
        fs::write(&path, &whole[..length]).unwrap();
        let is_whole = verify(&path).is_ok_and(|verdict| verdict.is_whole());
        // SQLite reads zeros behind the end, so only where there were others has anything been lost.
        let is_loss = whole[length..].iter().any(|byte| *byte != 0);
        assert_eq!(is_whole, !is_loss, "at {length} of {}", whole.len());
    }
}

#[test]
fn another_window_keeps_the_journal_from_being_held_and_a_held_one_keeps_others_out() {
    let shelf = Shelf::new();
    let mut journal = shelf.with(&["a"]);
    assert!(hold(&shelf.journal()).is_none());
    journal.save(&walk("b")).unwrap();
    drop(journal);
    let before = fs::read(shelf.journal()).unwrap();
    let held = hold(&shelf.journal()).unwrap();
    assert!(hold(&shelf.journal()).is_none());
    drop(held);
    assert_eq!(fs::read(shelf.journal()).unwrap(), before);
    assert_eq!(verify(&shelf.journal()).unwrap().counts.unwrap().all(), 2);
    Shelf::spoil(&shelf.journal());
    fs::write(shelf.home.path().join("list.txt"), "milk").unwrap();
    for path in ["journal.db", "list.txt", "nothing", "."] {
        assert!(hold(&shelf.home.path().join(path)).is_some(), "{path}");
    }
}
