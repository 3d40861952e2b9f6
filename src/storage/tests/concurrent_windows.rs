//! Several windows with one journal, and spooled entries.

use std::fs;
use std::slice;

use jiff::Timestamp;

use super::*;
use crate::storage::spool;

fn place() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a place for the test");
    let path = folder.path().join("journal.db");
    (folder, path)
}

fn assert_changed_elsewhere(saved: Result<EntryState, JournalError>) {
    let error = saved.expect_err("it was changed elsewhere");
    assert!(
        matches!(error, JournalError::ChangedElsewhere { .. }),
        "{error:?}"
    );
}

#[test]
fn an_outdated_window_never_overwrites_what_another_one_saved() {
    let (_folder, path) = place();
    let mut one = Journal::open(&path).unwrap();
    one.save(&draft_entry("a").with_thought("first")).unwrap();
    let mut two = Journal::open(&path).unwrap();
    let taken = two.load_for_editing(&id("a")).unwrap().unwrap();
    let further = taken.with_answer(None, Answer::Text("睡眠 🍲".to_owned()));
    two.save(&further).unwrap();
    assert_changed_elsewhere(one.save(&draft_entry("a").with_thought("behind")));
    assert_stored(&one, &further);
    // After loading the other version it may replace it.
    let seen = one.load_for_editing(&id("a")).unwrap().unwrap();
    let on = seen.with_answer(None, Answer::Rating(40));
    one.save(&on).unwrap();
    assert_stored(&two, &on);
}

#[test]
fn an_entry_with_the_same_id_that_was_never_loaded_stays() {
    let (_folder, path) = place();
    let mut one = Journal::open(&path).unwrap();
    let mut two = Journal::open(&path).unwrap();
    one.save(&finished_entry("a").with_thought("one")).unwrap();
    assert_changed_elsewhere(two.save(&finished_entry("a").with_thought("two")));
    assert_stored(&two, &finished_entry("a").with_thought("one"));
}

#[test]
fn the_same_text_saved_in_two_windows_is_one_entry() {
    let (_folder, path) = place();
    let mut one = Journal::open(&path).unwrap();
    let mut two = Journal::open(&path).unwrap();
    let entry = finished_entry("a").with_thought("They'll laugh.");
    one.save(&entry).unwrap();
    two.save(&entry).unwrap();
    two.save(&entry.clone().with_answer(None, Answer::Rating(3)))
        .unwrap();
    assert_changed_elsewhere(one.save(&entry.with_answer(None, Answer::Rating(4))));
    assert_eq!(one.count(EntryList::Done).unwrap(), 1);
}

#[test]
fn an_entry_trashed_in_another_window_isnt_overwritten() {
    let (_folder, path) = place();
    let mut one = Journal::open(&path).unwrap();
    one.save(&draft_entry("a").with_thought("kept")).unwrap();
    let mut two = Journal::open(&path).unwrap();
    two.trash(&id("a"), timestamp("2026-03-02T08:00:00Z"))
        .unwrap();
    assert_changed_elsewhere(one.save(&draft_entry("a").with_thought("more")));
    // The window that trashed it knows the new revision.
    assert!(two.restore(&id("a")).unwrap());
    two.load_for_editing(&id("a")).unwrap();
    two.trash(&id("a"), timestamp("2026-03-02T08:01:00Z"))
        .unwrap();
    two.restore(&id("a")).unwrap();
    two.save(&draft_entry("a").with_thought("again")).unwrap();
}

#[cfg(unix)]
#[test]
fn a_moved_journal_accepts_no_save() {
    let (folder, path) = place();
    let mut journal = Journal::open(&path).unwrap();
    let kept = finished_entry("a").with_thought("kept");
    journal.save(&kept).unwrap();
    let elsewhere = folder.path().join("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    for name in ["journal.db", "journal.db-wal"] {
        fs::rename(folder.path().join(name), elsewhere.join(name)).unwrap();
    }
    let error = journal
        .save(&finished_entry("b").with_thought("lost?"))
        .unwrap_err();
    assert!(matches!(error, JournalError::Moved { .. }), "{error:?}");
    assert!(!path.exists());
    // The same with another file at the path.
    Journal::open(&path).unwrap();
    let error = journal
        .save(&finished_entry("b").with_thought("lost?"))
        .unwrap_err();
    assert!(matches!(error, JournalError::Moved { .. }), "{error:?}");
    drop(journal);
    assert_stored(
        &Journal::open(&elsewhere.join("journal.db")).unwrap(),
        &kept,
    );
}

#[test]
fn spooled_entries_replace_their_earlier_versions() {
    let (folder, path) = place();
    let mut home = Journal::open(&path).unwrap();
    home.save(&draft_entry("a").with_thought("first")).unwrap();
    let waiting = folder.path().join("waiting.db");
    let further = draft_entry("a")
        .with_thought("first")
        .with_answer(None, Answer::Rating(70));
    let new = draft_entry("b").with_thought("new");
    let mut aside = Journal::open(&waiting).unwrap();
    for entry in [&draft_entry("a").with_thought("half"), &further, &new] {
        aside.spool_entry(&home, entry).unwrap();
    }
    drop((home, aside));

    let mut home = Journal::open(&path).unwrap();
    let aside = Journal::open(&waiting).unwrap();
    assert_eq!(
        home.merge_spooled(&aside, || id("unasked")).unwrap().count,
        2
    );
    assert_eq!(home.count(EntryList::Drafts).unwrap(), 2);
    assert_stored(&home, &further);
    assert_stored(&home, &new);
    // Merging again changes nothing.
    assert_eq!(
        home.merge_spooled(&aside, || id("unasked")).unwrap().count,
        2
    );
    assert_eq!(home.count(EntryList::Drafts).unwrap(), 2);
}

#[test]
fn spooled_entries_are_kept_beside_versions_saved_meanwhile() {
    let (folder, path) = place();
    let mut home = Journal::open(&path).unwrap();
    home.save(&draft_entry("a").with_thought("first")).unwrap();
    let mut aside = Journal::open(&folder.path().join("waiting.db")).unwrap();
    let waited = draft_entry("a").with_thought("waited 🍲");
    aside.spool_entry(&home, &waited).unwrap();
    let meanwhile = draft_entry("a").with_thought("meanwhile");
    home.save(&meanwhile).unwrap();
    drop(home);

    let mut home = Journal::open(&path).unwrap();
    let taken = home.merge_spooled(&aside, || id("other")).unwrap();
    assert_eq!(taken.renamed, [(id("a"), id("other"))]);
    assert_stored(&home, &meanwhile);
    let other = Entry {
        id: id("other"),
        ..waited
    };
    assert_stored(&home, &other);
}

#[test]
fn an_entry_spooled_by_two_windows_is_merged_twice() {
    let (folder, path) = place();
    let waiting = folder.path().join("waiting");
    let first = draft_entry("a").with_thought("first");
    Journal::open(&path).unwrap().save(&first).unwrap();
    let words = ["of one window", "of the other"].map(|words| first.clone().with_thought(words));
    for entry in &words {
        let mut home = Journal::open(&path).unwrap();
        home.load_for_editing(&id("a")).unwrap();
        spool::write(&waiting, &home, slice::from_ref(entry)).unwrap();
    }
    let files = spool::list(&waiting);
    assert_eq!(files.len(), 2);
    let mut home = Journal::open(&path).unwrap();
    for file in files {
        let aside = Journal::open(&file).unwrap();
        let _ = home.merge_spooled(&aside, || id("b")).unwrap();
    }
    assert_stored(&home, &words[0]);
    let other = Entry {
        id: id("b"),
        ..words[1].clone()
    };
    assert_stored(&home, &other);
}

#[test]
fn no_revision_or_draft_order_however_extreme_prevents_a_save() {
    for spoiled in [i64::MAX, i64::MAX - 1, i64::MIN, -1, 1 << 53] {
        let mut journal = Journal::in_memory().unwrap();
        journal.save(&finished_entry("a")).unwrap();
        journal.save(&draft_entry("b")).unwrap();
        let spoil = "update entry set revision = ?1, draft_order = iif(state = 'draft', ?1, null)";
        journal.db.execute(spoil, [spoiled]).unwrap();
        for turn in ["one", "two", "three"] {
            journal.load_for_editing(&id("a")).unwrap();
            journal
                .save(&finished_entry("a").with_thought(turn))
                .unwrap();
            journal.load_for_editing(&id("b")).unwrap();
            journal.save(&draft_entry("b").with_thought(turn)).unwrap();
        }
        journal.db.execute(spoil, [spoiled]).unwrap();
        for _ in 0..2 {
            assert!(
                journal
                    .trash(&id("a"), timestamp("2026-03-02T08:00:00Z"))
                    .unwrap()
            );
            assert!(journal.restore(&id("a")).unwrap());
            assert!(
                journal
                    .trash_draft(&id("b"), timestamp("2026-03-02T08:00:00Z"))
                    .unwrap()
            );
            assert!(journal.restore(&id("b")).unwrap());
        }
        journal.db.execute(spoil, [spoiled]).unwrap();
        let mut other = Journal::in_memory().unwrap();
        other.merge_spooled(&journal, || id("c")).unwrap();
        assert_eq!(other.ids().unwrap().len(), 2);

        // It is merged repeatedly, and each window that has it open notices.
        let mut whole = journal.record(&id("a")).unwrap().unwrap();
        whole.revision = spoiled;
        for turn in 0..3 {
            journal.load_for_editing(&id("a")).unwrap();
            let merging = journal.begin_merge().unwrap();
            merging.put_record(&whole).unwrap();
            merging.commit().unwrap();
            let saved = journal.save(&finished_entry("a").with_thought(&format!("mine {turn}")));
            assert!(
                matches!(saved, Err(JournalError::ChangedElsewhere { .. })),
                "{spoiled}: {saved:?}"
            );
        }
    }
}

/// A spool file that was given no name, since its writer was killed `age` before `now`.
fn write_abandoned(folder: &Path, name: &str, bytes: &[u8], now: Timestamp, age: i64) -> PathBuf {
    let path = folder.join(format!("partial-unsaved-{name}.db"));
    fs::write(&path, bytes).unwrap();
    let changed = now - jiff::SignedDuration::from_mins(age);
    let file = fs::File::options().write(true).open(&path).unwrap();
    file.set_modified(std::time::SystemTime::try_from(changed).unwrap())
        .unwrap();
    path
}

#[test]
fn what_a_killed_window_left_half_spooled_is_merged_if_it_has_words() {
    let (folder, path) = place();
    let waiting = folder.path().join("waiting");
    let entry = draft_entry("a").with_thought("half written 睡眠 🍲");
    let mut home = Journal::open(&path).unwrap();
    let complete = spool::write(&waiting, &home, slice::from_ref(&entry)).unwrap();
    let words = fs::read(&complete).unwrap();
    spool::remove(&complete).unwrap();
    let now: Timestamp = "2026-11-24T22:41:00Z".parse().unwrap();
    let words = write_abandoned(&waiting, "a-1-1", &words, now, 90);
    let useless = [
        write_abandoned(&waiting, "b-1-1", b"", now, 90),
        write_abandoned(&waiting, "c-1-1", b"SQLite format 3\0 and no more", now, 90),
    ];
    // Another window may be at work on this one.
    let young = write_abandoned(&waiting, "d-1-1", b"", now, 5);
    assert_eq!(
        spool::take_abandoned(&waiting, &home, now),
        slice::from_ref(&words)
    );
    assert!(useless.iter().all(|path| !path.exists()), "{useless:?}");
    assert!(young.exists());
    let aside = Journal::open(&words).unwrap();
    let merged = home.merge_spooled(&aside, || id("unasked")).unwrap();
    assert_eq!(merged.count, 1);
    assert_stored(&home, &entry);
}
