//! The whole remedy: what is set aside, what takes its place, and what a sudden end leaves in between.

use super::*;
use crate::journal::mend::RecoveryPreview;

impl Home {
    pub(super) fn offer(&self) -> RecoveryPreview {
        mend::preview(&self.places, now().day)
    }

    /// A damaged journal of the whole story, which still has all of its entries.
    fn spoiled() -> Self {
        let home = Self::new();
        let mut journal = Self::whole(&story());
        journal[..PAGE].fill(0);
        home.put(&journal);
        home
    }

    fn bytes(&self) -> Vec<u8> {
        fs::read(&self.places.journal_file).expect("a journal")
    }
}

#[test]
fn a_journal_is_set_aside_whole_under_a_name_of_its_own() {
    let home = Home::new();
    let folder = &home.places.quarantine_dir;
    for (number, ending) in [(1, ""), (2, "-2"), (3, "-3")] {
        let [journal, log] = [vec![number; 5000], vec![number; 700]];
        home.put(&journal);
        fs::write(home.beside("-wal"), &log).unwrap();
        fs::write(home.beside("-shm"), "an index").unwrap();
        let path = mend::quarantine(&home.places.journal_file, folder, &now()).unwrap();
        let name = format!("journal-2026-11-24-23-41-05{ending}.db");
        assert_eq!(path, folder.join(&name));
        assert_eq!(fs::read(&path).unwrap(), journal);
        assert_eq!(fs::read(folder.join(format!("{name}-wal"))).unwrap(), log);
        home.assert_nothing_but(&[]);
    }
    assert_eq!(journal_files(folder).len(), 6);
}

#[cfg(unix)]
#[test]
fn what_is_set_aside_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::spoiled();
    fs::set_permissions(&home.places.journal_file, fs::Permissions::from_mode(0o644)).unwrap();
    let mended = home.mend().unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&home.places.quarantine_dir), 0o700);
    assert_eq!(mode(&mended.quarantined.unwrap()), 0o600);
    assert_eq!(mode(&home.places.journal_file), 0o600);
}

#[test]
fn mending_tells_what_it_did_and_leaves_nothing_lying_about() {
    let home = Home::spoiled();
    home.back_up("2026-11-20", &Home::whole(&story()[..10]));
    let other = walk("backed up only 👩🏽‍🚒").thinking("明日");
    home.back_up("2026-11-22", &Home::whole(std::slice::from_ref(&other)));
    home.back_up("2026-11-23", b"not a backup");
    let mut cut = Home::whole(&story()[..20]);
    cut.truncate(30_000);
    home.back_up("2026-11-24", &cut);
    let newest = day("2026-11-22");
    let offer = RecoveryPreview {
        backup: Some((newest, 1)),
        readable_entries: 60,
    };
    let before = home.bytes();
    assert_eq!(home.offer(), offer);
    assert_eq!(home.bytes(), before);
    let mended = home.mend().unwrap();
    let salvaged = Salvaged {
        whole: 60,
        ..Salvaged::default()
    };
    assert_eq!(
        (mended.from_backup, mended.salvaged, mended.entries),
        (Some(newest), salvaged, 61)
    );
    home.assert_nothing_but(&["journal.db"]);
    assert_kept(&home.open(), &other);
    assert_eq!(journal_files(&home.places.backups_dir).len(), 4);
}

#[test]
fn a_journal_that_is_gone_or_emptied_comes_back_from_its_backup() {
    for is_there in [false, true] {
        let home = Home::new();
        if is_there {
            home.put(b"");
        }
        home.back_up("2026-11-20", &Home::whole(&story()));
        assert_eq!(home.offer().backup, Some((day("2026-11-20"), 60)));
        assert_eq!(home.offer().readable_entries, 0);
        let mended = home.mend().unwrap();
        assert_eq!(mended.quarantined, None);
        assert_eq!(mended.entries, 60);
        assert_eq!(rows(&home.open()), rows_of(&Home::whole(&story())));
    }
    let home = Home::new();
    assert_eq!(home.offer(), RecoveryPreview::default());
    assert_eq!(home.mend().unwrap().entries, 0);
}

#[test]
fn somebody_elses_file_is_never_mended_away() {
    let home = Home::new();
    for other in ["Dear diary, 明日", &"all work and no play ".repeat(1000)] {
        home.put(other.as_bytes());
        assert_eq!(home.offer().readable_entries, 0);
        let error = home.mend().unwrap_err();
        assert!(
            matches!(error, JournalError::NotAJournal { .. }),
            "{error:?}"
        );
        assert_eq!(home.bytes(), other.as_bytes());
        home.assert_nothing_but(&["journal.db"]);
    }
}

#[test]
fn what_stops_it_is_named_and_the_journal_stays_as_it_was() {
    let home = Home::spoiled();
    let before = home.bytes();
    fs::write(&home.places.quarantine_dir, "in the way").unwrap();
    let error = home.mend().unwrap_err();
    assert!(
        matches!(error, JournalError::RecoveryFailed { .. }),
        "{error:?}"
    );
    let words = error.to_string();
    assert!(
        words.contains(&home.places.quarantine_dir.display().to_string()),
        "{words}"
    );
    assert_eq!(home.bytes(), before);
    home.assert_nothing_but(&["journal.db", "set-aside"]);
    fs::remove_file(&home.places.quarantine_dir).unwrap();
    assert_eq!(home.mend().unwrap().salvaged.whole, 60);
}

#[test]
fn what_a_killed_mending_left_doesnt_disturb_the_next() {
    let home = Home::spoiled();
    let before = home.bytes();
    for ending in ["-mending", "-mending-wal", "-mending-shm", "-mended"] {
        fs::write(home.beside(ending), "half").unwrap();
    }
    fs::create_dir(&home.places.quarantine_dir).unwrap();
    let half = home
        .places
        .quarantine_dir
        .join("journal-2026-11-24-23-41-05.db-wal");
    fs::write(&half, "half").unwrap();
    Journal::open(&home.places.journal_file).unwrap_err();
    let mended = home.mend().unwrap();
    assert_eq!(fs::read(mended.quarantined.unwrap()).unwrap(), before);
    assert_eq!(fs::read(half).unwrap(), b"half");
    assert_eq!(rows(&home.open()).len(), 60);
    home.assert_nothing_but(&["journal.db"]);
}

#[test]
fn what_a_killed_mending_left_is_removed_by_the_next_start() {
    for is_whole in [true, false] {
        let home = if is_whole {
            Home::new()
        } else {
            Home::spoiled()
        };
        if is_whole {
            home.put(&Home::whole(&story()));
        }
        let before = home.bytes();
        for ending in [
            "-mending",
            "-mending-wal",
            "-mending-shm",
            "-mending-journal",
        ] {
            fs::write(home.beside(ending), "half").unwrap();
        }
        fs::create_dir(&home.places.quarantine_dir).unwrap();
        let aside = |name: &str| home.places.quarantine_dir.join(name);
        let earlier = "journal-2026-11-24-23-41-05.db";
        for name in [
            "journal-2026-11-25-08-00-00.db.part",
            "journal-2026-11-25-08-00-00.db-wal.part",
        ] {
            fs::write(aside(name), "half").unwrap();
        }
        fs::write(aside(earlier), "an earlier one").unwrap();
        let reading = Journal::open_for_reading(&home.places);
        assert_eq!(reading.is_ok(), is_whole);
        drop(reading);
        home.assert_nothing_but(&["journal.db"]);
        assert_eq!(home.bytes(), before);
        let left = fs::read_dir(&home.places.quarantine_dir).unwrap();
        let left: Vec<_> = left.map(|file| file.unwrap().file_name()).collect();
        assert_eq!(left, [earlier]);
    }
}

#[cfg(unix)]
#[test]
fn what_another_window_is_mending_is_no_leftover() {
    let home = Home::new();
    home.put(&Home::whole(&story()));
    fs::write(home.beside("-mending"), "not yet whole").unwrap();
    let mending = crate::private::try_lock_dir(home.data()).unwrap().unwrap();
    assert!(Journal::open_for_reading(&home.places).is_ok());
    assert!(home.beside("-mending").exists());
    drop(mending);
    assert!(Journal::open_for_reading(&home.places).is_ok());
    assert!(!home.beside("-mending").exists());
}

#[test]
fn a_mending_killed_at_its_last_step_is_ended_by_whoever_comes_next() {
    for is_opened in [true, false] {
        let home = Home::new();
        fs::write(home.beside("-mended"), Home::whole(&story())).unwrap();
        // The log of the journal that is gone would spoil the new one.
        fs::write(
            home.beside("-wal"),
            Home::killed(&story()[..9], &story()[9..]).concat(),
        )
        .unwrap();
        if is_opened {
            assert_eq!(rows(&home.open()).len(), 60);
        } else {
            assert_eq!(home.mend().unwrap().entries, 60);
        }
        assert_sound(&home.open());
        assert!(!mend::finish_interrupted(&home.places.journal_file).unwrap());
    }
}

#[test]
fn a_window_that_is_saving_is_waited_for_and_then_nothing_is_moved() {
    let home = Home::new();
    home.put(&Home::whole(&story()));
    let saving = home.open();
    saving.db.execute_batch("begin immediate").unwrap();
    let error = home.mend().unwrap_err();
    assert!(matches!(error, JournalError::Busy { .. }), "{error:?}");
    assert!(!home.places.quarantine_dir.exists());
    saving.db.execute_batch("rollback").unwrap();
    // Windows puts nothing in the place of a file that is open.
    if cfg!(windows) {
        let error = home.mend().unwrap_err();
        assert!(matches!(error, JournalError::Busy { .. }), "{error:?}");
        drop(saving);
    }
    assert_eq!(home.mend().unwrap().entries, 60);
}

#[cfg(unix)]
#[test]
fn the_words_of_a_window_that_has_the_damaged_journal_open_are_in_both() {
    let home = Home::new();
    home.put(&Home::whole(&story()));
    let mut window = home.open();
    let before = walk("before").thinking("saved before 明日");
    window.save(&before).unwrap();
    // An index is spoiled: the window can still save, and nobody can trust the journal.
    let mut bytes = home.bytes();
    bytes[3 * PAGE..4 * PAGE].fill(0x55);
    home.put(&bytes);
    let mended = home.mend().unwrap();
    assert_kept(&home.open(), &before);
    assert_eq!(mended.entries, 61);
    // What it saves from now on goes where its file went, and never into the new one.
    drop(window);
    let set_aside = mended.quarantined.unwrap();
    assert_eq!(fs::read(&set_aside).unwrap().len(), bytes.len());
    assert_sound(&home.open());
}

#[cfg(unix)]
#[test]
fn a_journal_behind_a_link_is_mended_where_it_lies() {
    let home = Home::spoiled();
    let elsewhere = home.data().join("drive");
    fs::create_dir(&elsewhere).unwrap();
    let file = elsewhere.join("words.db");
    fs::rename(&home.places.journal_file, &file).unwrap();
    std::os::unix::fs::symlink("drive/words.db", &home.places.journal_file).unwrap();
    assert_eq!(home.mend().unwrap().entries, 60);
    assert!(home.places.journal_file.is_symlink());
    assert!(!file.is_symlink());
    assert_eq!(rows(&home.open()).len(), 60);
}
