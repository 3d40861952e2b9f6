//! Files of another account at the paths of the journal and its backups. Only root can test this.

use std::fs;
use std::os::unix::fs::{chown, lchown, symlink};

use rand::SeedableRng;
use rand::rngs::StdRng;

use super::*;
use crate::platform::paths::{AppPaths, with_suffix};
use crate::platform::private_fs;
use crate::storage::backup::{BackupError, BackupResult};
use crate::storage::follow_up::due_query;
use crate::storage::sync::Device;
use crate::storage::work_observer::WorkObserver;
use crate::storage::{backup, recovery, spool};

/// The uid of another account.
const OTHER_UID: Option<u32> = Some(7002);

/// A home with a journal of one entry; none without the privileges to change owners.
fn home_of_two_accounts() -> Option<(tempfile::TempDir, AppPaths)> {
    if !rustix::process::geteuid().is_root() {
        return None;
    }
    let home = tempfile::tempdir().unwrap();
    let places = AppPaths::find(Some(&home.path().join("data"))).unwrap();
    let mut journal = crate::storage::open_journal(&places, &JournalKey::default()).unwrap();
    journal
        .save(&finished_entry("a").with_thought("The boiler 火"))
        .unwrap();
    Some((home, places))
}

fn assert_refused(places: &AppPaths, at: &Path) {
    let bytes = fs::read(&places.journal_file).ok();
    let opened = [
        crate::storage::open_journal(places, &JournalKey::default()).map(drop),
        crate::storage::open_journal_for_reading(places, &JournalKey::default()).map(drop),
        verify(&places.journal_file, &JournalKey::default()).map(drop),
        due_query::count_due_unopened(places, day("2026-03-01"), &[], &JournalKey::default())
            .map(drop),
    ];
    for opened in opened {
        let error = opened.expect_err("it isn't used");
        assert!(
            matches!(error, JournalError::WrongOwner { .. }),
            "{error:?}"
        );
        let words = error.to_string();
        for part in ["another account", &*at.display().to_string(), "Please"] {
            assert!(words.contains(part), "{words}");
        }
    }
    assert_eq!(
        fs::read(&places.journal_file).ok(),
        bytes,
        "it stays as it was"
    );
}

#[test]
fn a_journal_or_wal_of_another_account_is_reported_and_not_used() {
    let Some((_home, places)) = home_of_two_accounts() else {
        return;
    };
    chown(&places.journal_file, OTHER_UID, None).unwrap();
    assert_refused(&places, &places.journal_file);
    chown(&places.journal_file, Some(0), None).unwrap();
    drop(crate::storage::open_journal(&places, &JournalKey::default()).unwrap());
    for ending in ["-wal", "-shm", "-journal"] {
        let planted = with_suffix(&places.journal_file, ending);
        fs::write(&planted, "").unwrap();
        chown(&planted, OTHER_UID, None).unwrap();
        assert_refused(&places, &planted);
        fs::remove_file(planted).unwrap();
    }
}

#[test]
fn a_directory_of_another_account_is_reported_and_nothing_is_created_in_it() {
    let Some((home, mut places)) = home_of_two_accounts() else {
        return;
    };
    let theirs = home.path().join("theirs");
    fs::create_dir(&theirs).unwrap();
    chown(&theirs, OTHER_UID, None).unwrap();
    let link = home.path().join("link");
    symlink(&theirs, &link).unwrap();
    for folder in [&theirs, &link, &theirs.join("not/there/yet")] {
        places.journal_file = folder.join("journal.db");
        assert_refused(
            &places,
            folder.ancestors().find(|place| place.exists()).unwrap(),
        );
    }
    assert_eq!(fs::read_dir(&theirs).unwrap().count(), 0);
    let unsaved = spool::write(
        &theirs,
        &Journal::in_memory().unwrap(),
        &[finished_entry("b")],
    );
    assert!(
        matches!(unsaved, Err(JournalError::WrongOwner { .. })),
        "{unsaved:?}"
    );
    assert_eq!(fs::read_dir(&theirs).unwrap().count(), 0);
}

#[test]
fn a_link_of_another_account_isnt_followed_even_to_an_own_folder() {
    let Some((home, mut places)) = home_of_two_accounts() else {
        return;
    };
    let link = home.path().join("link");
    symlink(places.journal_file.parent().unwrap(), &link).unwrap();
    lchown(&link, OTHER_UID, None).unwrap();
    places.journal_file = link.join("journal.db");
    assert_refused(&places, &link);
    // A link of the same account is followed.
    lchown(&link, Some(0), None).unwrap();
    assert_eq!(
        crate::storage::open_journal(&places, &JournalKey::default())
            .unwrap()
            .ids()
            .unwrap(),
        [id("a")]
    );
}

#[test]
fn backups_are_neither_made_in_nor_restored_from_another_account() {
    let Some((home, mut places)) = home_of_two_accounts() else {
        return;
    };
    let made = backup::create_daily(
        &places.journal_file,
        &places.backups_dir,
        day("2026-03-01"),
        &JournalKey::default(),
    )
    .unwrap();
    let BackupResult::Created(made, 1) = made else {
        panic!("{made:?}")
    };
    chown(&made.path, OTHER_UID, None).unwrap();
    assert_eq!(
        recovery::preview(
            &places,
            day("2026-03-02"),
            &JournalKey::default(),
            &WorkObserver::default()
        )
        .unwrap()
        .backup,
        None
    );

    places.backups_dir = home.path().join("theirs");
    fs::create_dir(&places.backups_dir).unwrap();
    chown(&places.backups_dir, OTHER_UID, None).unwrap();
    let made = backup::create_daily(
        &places.journal_file,
        &places.backups_dir,
        day("2026-03-01"),
        &JournalKey::default(),
    );
    assert!(
        matches!(made, Err(BackupError::WrongOwner { .. })),
        "{made:?}"
    );
    assert_eq!(fs::read_dir(&places.backups_dir).unwrap().count(), 0);
}

#[test]
fn a_recovered_journal_planted_by_another_account_is_not_installed() {
    let Some((_home, places)) = home_of_two_accounts() else {
        return;
    };
    let planted = with_suffix(&places.journal_file, "-recovered");
    fs::rename(&places.journal_file, &planted).unwrap();
    chown(&planted, OTHER_UID, None).unwrap();
    assert!(!recovery::finish_interrupted(&places.journal_file).unwrap());
    assert!(planted.exists() && !places.journal_file.exists());
}

#[test]
fn spooled_entries_of_another_account_are_not_merged() {
    let Some((home, _)) = home_of_two_accounts() else {
        return;
    };
    let state = home.path().join("state");
    let kept = spool::write(
        &state,
        &Journal::in_memory().unwrap(),
        &[finished_entry("b")],
    )
    .unwrap();
    assert_eq!(spool::list(&state), std::slice::from_ref(&kept));
    chown(&kept, OTHER_UID, None).unwrap();
    assert!(spool::list(&state).is_empty());
    chown(&kept, Some(0), None).unwrap();
    chown(&state, OTHER_UID, None).unwrap();
    assert!(spool::list(&state).is_empty());
}

#[test]
fn a_profile_of_another_account_is_neither_read_nor_written() {
    let Some((home, _)) = home_of_two_accounts() else {
        return;
    };
    let file = home.path().join("profile.yaml");
    fs::write(&file, "region: de\n").unwrap();
    chown(&file, OTHER_UID, None).unwrap();
    let (person, faulty) = crate::storage::profile::Profile::read(&file);
    assert_eq!(person.region, None);
    assert!(faulty.unwrap().message().contains("another account"));
    assert!(private_fs::replace_atomically(&file, "region: at\n").is_err());
    assert_eq!(fs::read_to_string(&file).unwrap(), "region: de\n");
}

#[test]
fn a_device_id_of_another_account_isnt_used() {
    let Some((home, _)) = home_of_two_accounts() else {
        return;
    };
    let device = home.path().join("device-id");
    let chance = || StdRng::seed_from_u64(7);
    let name = Device::load(&device, chance()).unwrap().name().to_owned();
    chown(&device, OTHER_UID, None).unwrap();
    let error = Device::load(&device, chance()).unwrap_err();
    assert!(error.to_string().contains("another account"), "{error}");
    assert_eq!(fs::read_to_string(&device).unwrap(), format!("{name}\n"));
}
