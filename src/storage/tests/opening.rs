//! Opening a path that is missing, foreign, damaged or read-only.

#[cfg(unix)]
use std::collections::BTreeMap;
use std::fs;

#[cfg(unix)]
use super::durability::read_files;
use super::durability::{assert_refused, temp_dir};
use super::*;
use crate::domain::entry::LocalTime;
use crate::platform::paths::AppPaths;
#[cfg(unix)]
use crate::platform::paths::with_suffix;
use crate::storage::work_observer::WorkObserver;
use crate::storage::{backup, recovery};

#[test]
fn an_empty_file_is_initialised_unless_a_wal_exists() {
    let folder = temp_dir();
    let path = folder.path().join("journal.db");
    fs::write(&path, "").unwrap();
    Journal::open(&path)
        .unwrap()
        .save(&finished_entry("a"))
        .unwrap();
    fs::write(&path, "").unwrap();
    fs::write(
        folder.path().join("journal.db-wal"),
        "somebody's words 明日 👩🏽‍🚒",
    )
    .unwrap();
    assert_refused(&path, "can't be read");
    fs::remove_file(&path).unwrap();
    assert_refused(&path, "can't be read");
}

#[test]
fn a_journal_with_a_damaged_first_page_is_distinguished_from_a_foreign_file() {
    let folder = temp_dir();
    let path = folder.path().join("journal.db");
    let mut journal = Journal::open(&path).unwrap();
    journal
        .save(&finished_entry("a").with_thought("明日 👩🏽‍🚒"))
        .unwrap();
    drop(journal);
    let whole = fs::read(&path).unwrap();
    let spoil = |place: std::ops::Range<usize>, byte: u8| {
        let mut spoiled = whole.clone();
        spoiled[place].fill(byte);
        spoiled
    };
    for (ours, spoiled) in [
        ("its first page is blank", spoil(0..4096, 0)),
        ("its first page is garbage", spoil(0..4096, b'x')),
        ("its name is gone", spoil(0..16, b'?')),
        ("its id is gone", spoil(68..72, 0)),
        ("its id is that of a mapmaker", spoil(68..72, 7)),
        ("it knows a version that will never be", spoil(60..62, 0x7f)),
        ("it is said to be of another kind", spoil(52..56, 1)),
        ("it is blank", vec![0; 8192]),
        ("one byte of it is left", whole[..1].to_vec()),
        ("only its name is left", whole[..16].to_vec()),
        ("half of its first page is left", whole[..2000].to_vec()),
    ] {
        fs::write(&path, &spoiled).unwrap();
        let error = Journal::open(&path).unwrap_err();
        assert!(
            matches!(error, JournalError::Damaged { .. }),
            "{ours}: {error:?}"
        );
        assert_refused(&path, "can't be read");
    }
    for text in ["SQL for beginners", "\n", "milk, bread, plasters"] {
        fs::write(&path, text.repeat(500)).unwrap();
        assert_refused(&path, "isn't a journal");
    }
}

#[test]
fn an_empty_schema_page_is_damage() {
    let folder = temp_dir();
    let path = folder.path().join("journal.db");
    drop(Journal::open(&path).unwrap());
    let mut spoiled = fs::read(&path).unwrap();
    // The page of `sqlite_schema` has no cell.
    spoiled[103..105].fill(0);
    fs::write(&path, &spoiled).unwrap();
    let error = Journal::open(&path).unwrap_err();
    assert!(matches!(error, JournalError::Damaged { .. }), "{error:?}");
    assert_eq!(fs::read(&path).unwrap(), spoiled);
}

#[cfg(unix)]
#[test]
fn a_broken_link_is_reported_and_its_target_is_not_created() {
    let folder = temp_dir();
    let drive = folder.path().join("drive");
    let path = folder.path().join("journal.db");
    std::os::unix::fs::symlink(drive.join("words.db"), &path).unwrap();
    assert_refused(&path, "Perhaps a drive isn't connected");
    fs::create_dir(&drive).unwrap();
    assert_refused(&path, &drive.join("words.db").display().to_string());
    assert_eq!(read_files(&drive), BTreeMap::new());
    // A parent folder can be a link too.
    let data = folder.path().join("data");
    std::os::unix::fs::symlink("nowhere", &data).unwrap();
    let error = Journal::open(&data.join("journal.db")).unwrap_err();
    assert!(matches!(error, JournalError::BrokenLink { path, .. } if path == data));
    assert!(!folder.path().join("nowhere").exists());
}

#[cfg(unix)]
#[test]
fn a_link_to_a_journal_is_followed() {
    let folder = temp_dir();
    let drive = folder.path().join("drive");
    fs::create_dir(&drive).unwrap();
    fs::write(drive.join("words.db"), "").unwrap();
    let path = folder.path().join("journal.db");
    std::os::unix::fs::symlink("drive/words.db", &path).unwrap();
    Journal::open(&path)
        .unwrap()
        .save(&finished_entry("a"))
        .unwrap();
    assert_stored(&Journal::open(&path).unwrap(), &finished_entry("a"));
    fs::write(drive.join("words.db"), "").unwrap();
    fs::write(drive.join("words.db-wal"), "somebody's words").unwrap();
    let error = Journal::open(&path).unwrap_err();
    assert!(matches!(error, JournalError::Damaged { .. }), "{error:?}");
}

#[test]
fn sqlite_errors_map_to_journal_errors() {
    use rusqlite::ffi;
    let of = |code| {
        let error = rusqlite::Error::SqliteFailure(ffi::Error::new(code), None);
        JournalError::from_sqlite(Path::new("/words/journal.db"), error).to_string()
    };
    for (code, says) in [
        (ffi::SQLITE_FULL, "a limit on the size of files"),
        // The disk has room, so it is another error.
        (ffi::SQLITE_IOERR_WRITE, "check that the drive is connected"),
        (
            ffi::SQLITE_IOERR_SHMSIZE,
            "check that the drive is connected",
        ),
        (ffi::SQLITE_IOERR_READ, "check that the drive is connected"),
        (ffi::SQLITE_IOERR_FSYNC, "check that the drive is connected"),
        (ffi::SQLITE_CORRUPT, "which saves what can still be read"),
        (
            ffi::SQLITE_CORRUPT_INDEX,
            "which saves what can still be read",
        ),
        (ffi::SQLITE_NOTADB, "which saves what can still be read"),
        (ffi::SQLITE_ERROR, "which saves what can still be read"),
        (ffi::SQLITE_BUSY_SNAPSHOT, "Another window is busy"),
        (ffi::SQLITE_PROTOCOL, "Another window is busy"),
        (ffi::SQLITE_READONLY_DBMOVED, "can't be changed"),
        (ffi::SQLITE_CANTOPEN, "couldn't be opened"),
    ] {
        let words = of(code);
        assert!(words.contains(says), "{code}: {words}");
        assert!(words.contains("/words/journal.db"), "{words}");
    }
}

/// Runs a test again in a process without root privileges, if this one has them. True if this is that process.
#[cfg(unix)]
fn rerun_without_root(test: &str) -> bool {
    use std::process::Command;
    if !rustix::process::geteuid().is_root() || std::env::var_os("ENOUGH_WITHOUT_POWERS").is_some()
    {
        return true;
    }
    let again = Command::new("setpriv")
        .args(["--bounding-set=-all", "--inh-caps=-all", "--"])
        .arg(std::env::current_exe().expect("this program"))
        .args(["--exact", test, "--nocapture"])
        .env("ENOUGH_WITHOUT_POWERS", "1")
        .output()
        .expect("setpriv, which root needs to try what others can't do");
    let said = String::from_utf8_lossy(&again.stdout);
    assert!(
        again.status.success(),
        "{said}{}",
        String::from_utf8_lossy(&again.stderr)
    );
    assert!(said.contains("1 passed"), "{said}");
    false
}

#[cfg(unix)]
#[test]
fn a_journal_that_cant_be_written_to_opens_for_reading_and_says_so_when_saving() {
    use std::os::unix::fs::PermissionsExt;
    if !rerun_without_root(
        "storage::tests::opening::a_journal_that_cant_be_written_to_opens_for_reading_and_says_so_when_saving",
    ) {
        return;
    }
    let allow =
        |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    for (of_folder, of_file) in [(0o500, 0o400), (0o500, 0o600), (0o700, 0o400)] {
        let home = temp_dir();
        let folder = home.path().join("a folder? yes#100%");
        let path = folder.join("journal.db");
        let kept = finished_entry("a").with_thought("明日 👩🏽‍🚒");
        Journal::open(&path).unwrap().save(&kept).unwrap();
        allow(&path, of_file);
        allow(&folder, of_folder);
        for _ in 0..2 {
            let mut journal = Journal::open(&path).unwrap();
            assert_stored(&journal, &kept);
            assert_eq!(list_ids(&journal, EntryList::Done), ["a"]);
            let error = journal.save(&finished_entry("b")).unwrap_err();
            assert!(matches!(error, JournalError::ReadOnly { .. }), "{error:?}");
            assert!(error.to_string().contains("may write"), "{error}");
        }
        allow(&folder, 0o700);
        allow(&path, 0o600);
        let mut journal = Journal::open(&path).unwrap();
        journal.save(&finished_entry("b")).unwrap();
        assert_stored(&journal, &kept);
    }
}

#[cfg(unix)]
#[test]
fn a_journal_that_cant_be_read_or_created_is_reported() {
    use std::os::unix::fs::PermissionsExt;
    if !rerun_without_root(
        "storage::tests::opening::a_journal_that_cant_be_read_or_created_is_reported",
    ) {
        return;
    }
    let allow =
        |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    let home = temp_dir();
    let folder = home.path().join("data");
    let path = folder.join("journal.db");
    let open = || Journal::open(&path).unwrap_err();
    let kept = finished_entry("a").with_thought("明日 👩🏽‍🚒");
    let mut journal = Journal::open(&path).unwrap();
    journal.save(&kept).unwrap();
    let [whole, log] = ["", "-wal"].map(|ending| fs::read(with_suffix(&path, ending)).unwrap());
    drop(journal);
    for (of_folder, of_file) in [(0o700, 0), (0o700, 0o200), (0, 0o600)] {
        allow(&path, of_file);
        allow(&folder, of_folder);
        assert!(
            matches!(open(), JournalError::Inaccessible { .. }),
            "{:?}",
            open()
        );
        allow(&folder, 0o700);
        allow(&path, 0o600);
    }
    // The `-shm` file can't be created, so the WAL index is in memory.
    fs::write(&path, &whole).unwrap();
    fs::write(with_suffix(&path, "-wal"), &log).unwrap();
    allow(&folder, 0o500);
    assert_stored(&Journal::open(&path).unwrap(), &kept);
    allow(&folder, 0o700);
    assert_stored(&Journal::open(&path).unwrap(), &kept);
    // There is no journal, and none can be created.
    fs::remove_file(&path).unwrap();
    allow(&folder, 0o500);
    assert!(
        matches!(open(), JournalError::Inaccessible { .. }),
        "{:?}",
        open()
    );
    allow(&folder, 0o700);
}

#[test]
fn a_truncated_journal_with_backups_is_damage_and_is_restored() {
    let contents: [&[u8]; 5] = [b"", b"S", b"x", &[0; 100], &[0; 5000]];
    for content in contents {
        let home = tempfile::tempdir().unwrap();
        let places = paths_in(home.path());
        let mut journal = crate::storage::open_journal(&places, &JournalKey::default()).unwrap();
        let entry = finished_entry("a").with_thought("They will fire me 火");
        journal.save(&entry).unwrap();
        drop(journal);
        let made = backup::create_daily(
            &places.journal_file,
            &places.backups_dir,
            day("2026-03-01"),
            &JournalKey::default(),
        )
        .unwrap();
        assert!(matches!(made, backup::BackupResult::Created(_, 1)));
        fs::write(&places.journal_file, content).unwrap();
        for opened in [
            crate::storage::open_journal(&places, &JournalKey::default()),
            crate::storage::open_journal_for_reading(&places, &JournalKey::default()),
        ] {
            let error = opened.expect_err("it isn't begun anew");
            assert!(error.is_recoverable(), "{content:?}: {error:?}");
        }
        assert_eq!(fs::read(&places.journal_file).unwrap(), content);
        let now = LocalTime {
            timestamp: timestamp("2026-03-02T08:00:00Z"),
            utc_offset: 0,
            day: day("2026-03-02"),
        };
        let (key, observer) = (JournalKey::default(), WorkObserver::default());
        assert_eq!(
            recovery::preview(&places, now.day, &key, &observer)
                .unwrap()
                .backup,
            Some((day("2026-03-01"), 1))
        );
        assert_eq!(
            recovery::recover(&places, &now, &key, &observer)
                .unwrap()
                .entries,
            1
        );
        assert_stored(
            &crate::storage::open_journal(&places, &JournalKey::default()).unwrap(),
            &entry,
        );
    }
}

#[test]
fn an_empty_file_without_backups_becomes_a_journal() {
    let home = tempfile::tempdir().unwrap();
    let places = paths_in(home.path());
    fs::create_dir_all(places.journal_file.parent().unwrap()).unwrap();
    fs::write(&places.journal_file, "").unwrap();
    assert_eq!(
        crate::storage::open_journal(&places, &JournalKey::default())
            .unwrap()
            .ids()
            .unwrap(),
        []
    );
}

fn paths_in(home: &Path) -> AppPaths {
    let mut places = AppPaths::find(Some(home)).unwrap();
    places.is_data_dir_custom = false;
    places
}

#[cfg(unix)]
#[test]
fn io_errors_are_distinguished_from_missing_permissions() {
    use std::io;
    for (number, says) in [
        (rustix::io::Errno::IO, "check that the drive is connected"),
        (rustix::io::Errno::NOSPC, "no more room"),
        (rustix::io::Errno::DQUOT, "no more room"),
        (rustix::io::Errno::FBIG, "no more room"),
        (rustix::io::Errno::ACCESS, "check that you may write there"),
    ] {
        let error = io::Error::from_raw_os_error(number.raw_os_error());
        let words = JournalError::inaccessible(Path::new("/words/journal.db"), error).to_string();
        assert!(words.contains(says), "{number:?}: {words}");
    }
}

#[cfg(unix)]
#[test]
fn a_journal_without_room_for_its_shm_file_is_read_and_says_so_when_saving() {
    use std::process::Command;
    let kept = finished_entry("a").with_thought("They will fire me 火");
    if let Some(home) = std::env::var_os("ENOUGH_LIMITED") {
        // In the second process files are limited to 16 KB, less than a `-shm` file.
        for name in ["closed.db", "killed.db"] {
            let path = Path::new(&home).join(name);
            let mut journal = Journal::open(&path).unwrap();
            assert_stored(&journal, &kept);
            assert_eq!(list_ids(&journal, EntryList::Done), ["a"]);
            let long = finished_entry("b").with_thought(&"They will fire me. ".repeat(2000));
            let error = journal.save(&long).unwrap_err();
            assert!(matches!(error, JournalError::DiskFull { .. }), "{error:?}");
            drop(journal);
            assert!(verify(&path, &JournalKey::default()).unwrap().is_intact());
        }
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let [closed, killed] = ["closed.db", "killed.db"].map(|name| home.path().join(name));
    let mut journal = Journal::open(&closed).unwrap();
    journal.save(&kept).unwrap();
    for ending in ["", "-wal"] {
        fs::copy(with_suffix(&closed, ending), with_suffix(&killed, ending)).unwrap();
    }
    drop(journal);
    // Exceeding the limit raises SIGXFSZ, which the program ignores too.
    let script = "trap '' XFSZ; ulimit -f 16; exec \"$0\" --exact \"$1\" --nocapture";
    let limited = Command::new("bash")
        .args(["-c", script])
        .arg(std::env::current_exe().unwrap())
        .arg("storage::tests::opening::a_journal_without_room_for_its_shm_file_is_read_and_says_so_when_saving")
        .env("ENOUGH_LIMITED", home.path())
        .output();
    let Ok(limited) = limited else {
        eprintln!("there is no bash here, so this story isn't told");
        return;
    };
    let said = String::from_utf8_lossy(&limited.stdout);
    let wrong = String::from_utf8_lossy(&limited.stderr);
    assert!(
        limited.status.success() && said.contains("1 passed"),
        "{said}{wrong}"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_directory_or_fifo_at_the_wal_path_is_reported_without_blocking() {
    use rustix::fs::{CWD, FileType, Mode, mknodat};

    for ending in ["-wal", "-shm", "-journal"] {
        let folder = temp_dir();
        let path = folder.path().join("journal.db");
        let mut journal = Journal::open(&path).unwrap();
        let entry = finished_entry("a").with_thought("They will fire me 火");
        journal.save(&entry).unwrap();
        drop(journal);
        let there = with_suffix(&path, ending);
        let _ = fs::remove_file(&there);
        fs::create_dir(&there).unwrap();
        assert!(
            matches!(Journal::open(&path), Err(JournalError::IsDirectory { path }) if path == there)
        );
        fs::remove_dir(&there).unwrap();
        mknodat(CWD, &there, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
        for error in [
            Journal::open(&path).map(drop),
            verify(&path, &JournalKey::default()).map(drop),
        ] {
            assert!(matches!(error, Err(JournalError::NotAJournal { path }) if path == there));
        }
        fs::remove_file(&there).unwrap();
        assert_stored(&Journal::open(&path).unwrap(), &entry);
    }
}
