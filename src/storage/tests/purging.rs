use std::fs;
use std::path::PathBuf;

use tempfile::TempDir;

use super::*;
use crate::domain::outcome::Outcome;
use crate::platform::paths::with_suffix;
use crate::storage::backup;
use crate::storage::search::{Filter, Filters, Query};
use crate::storage::trash::{overwrite_wal, purge_expired};

const IN_MARCH: &str = "2026-03-02T08:00:00Z";
const IN_MAY: &str = "2026-05-02T08:00:00Z";

fn temp_journal() -> (TempDir, PathBuf) {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("journal.db");
    (home, path)
}

fn backups_dir_of(path: &Path) -> PathBuf {
    path.with_file_name("backups")
}

/// Makes the daily backup and purges the trash, as a start of the program at that time does.
fn purge_expired_at(path: &Path, now: &str) -> u64 {
    let made = backup::create_daily_if_due(
        path,
        &backups_dir_of(path),
        day(&now[..10]),
        &JournalKey::default(),
    );
    assert!(!matches!(made, backup::DailyBackup::Failed(_)), "{made:?}");
    purge_expired(
        path,
        &backups_dir_of(path),
        timestamp(now),
        &JournalKey::default(),
    )
    .expect("it can be looked through")
}

/// Whether the journal or its WAL contains these bytes.
fn file_contains(path: &Path, words: &str) -> bool {
    ["", "-wal"].iter().any(|ending| {
        let bytes = fs::read(with_suffix(path, ending)).unwrap_or_default();
        bytes
            .windows(words.len())
            .any(|there| there.eq_ignore_ascii_case(words.as_bytes()))
    })
}

fn count_matches(journal: &Journal, typed: &str, list: EntryList) -> u64 {
    let filters = Filters::from(Filter::List(list));
    journal.count_matches(&Query::new(typed, filters)).unwrap()
}

/// A journal with an entry that was typed letter by letter, searched and trashed.
fn journal_with_trashed_secret(path: &Path) -> Journal {
    let mut journal = Journal::open(path).unwrap();
    let mut secret = draft_entry("secret");
    for length in [9, 14, 20] {
        let typed = &"Zyxomorph Quillwarts"[..length];
        secret.draft_position.as_mut().unwrap().pending_text =
            format!("{typed} 明日 🍲 {}", "and ".repeat(3000));
        journal.save(&secret).unwrap();
        count_matches(&journal, "zyxo", EntryList::Drafts);
    }
    for number in 0..40 {
        let other =
            finished_entry(&format!("other-{number}")).with_thought(&"others stay 睡 ".repeat(20));
        journal.save(&other).unwrap();
        count_matches(&journal, "others", EntryList::Done);
    }
    let finished = finished_entry("secret").with_thought("Zyxomorph Quillwarts 明日 🍲");
    journal
        .save(&finished.with_follow_up_on("2026-03-08"))
        .unwrap();
    assert_eq!(count_matches(&journal, "quillwarts", EntryList::Done), 1);
    assert!(journal.trash(&id("secret"), timestamp(IN_MARCH)).unwrap());
    assert_eq!(count_matches(&journal, "quillwarts", EntryList::Trash), 1);
    assert!(is_locked_run() || file_contains(path, "Zyxomorph"));
    journal
}

#[test]
fn no_byte_of_a_purged_entry_is_left() {
    let (_home, path) = temp_journal();
    let mut journal = journal_with_trashed_secret(&path);
    assert_eq!(journal.purge_trashed_before(timestamp(IN_MAY)).unwrap(), 1);
    for words in ["zyxomorph", "zyxo", "quillwarts", "and and and"] {
        assert!(!file_contains(&path, words), "{words}");
    }
    assert_eq!(journal.entry(&id("secret")).unwrap(), None);
    for table in [
        "answer where entry_id =",
        "follow_up where entry_id =",
        "fts_rowid where entry_id =",
    ] {
        let left: i64 = query_value(&journal, &format!("select count(*) from {table} 'secret'"));
        assert_eq!(left, 0, "{table}");
    }
    assert_eq!(count_matches(&journal, "zyxo", EntryList::Trash), 0);
    assert_eq!(count_matches(&journal, "others 睡", EntryList::Done), 40);
    drop(journal);
    assert!(verify(&path, &JournalKey::default()).unwrap().is_intact());
    let made = backup::create_daily(
        &path,
        &path.with_file_name("backups"),
        day("2026-05-02"),
        &JournalKey::default(),
    );
    let Ok(backup::BackupResult::Created(copy, 40)) = made else {
        panic!("{made:?}");
    };
    assert!(
        !file_contains(&copy.path, "zyxomorph"),
        "a later backup has none of it"
    );
}

#[test]
fn the_wal_is_zeroed_before_it_is_truncated() {
    let (_home, path) = temp_journal();
    let mut journal = journal_with_trashed_secret(&path);
    let log = || fs::read(with_suffix(&path, "-wal")).unwrap();
    let length = log().len();
    assert!(length > 0 && log().iter().any(|byte| *byte != 0));
    assert!(overwrite_wal(&journal.db).unwrap());
    assert_eq!(log(), vec![0; length]);
    // The content is in the journal, and both windows can go on.
    let other = Journal::open(&path).unwrap();
    assert_eq!(count_matches(&other, "others 睡", EntryList::Done), 40);
    journal
        .save(&finished_entry("later").with_thought("明日"))
        .unwrap();
    assert_eq!(count_matches(&other, "明日", EntryList::Done), 1);
    drop((journal, other));
    assert!(verify(&path, &JournalKey::default()).unwrap().is_intact());
}

#[test]
fn a_wal_that_another_window_reads_is_not_zeroed() {
    let (_home, path) = temp_journal();
    let journal = journal_with_trashed_secret(&path);
    let other = Journal::open(&path).unwrap();
    let reading = other.db.unchecked_transaction().unwrap();
    let before: i64 = query_value(&other, "select count(*) from entry");
    let log = || fs::read(with_suffix(&path, "-wal")).unwrap();
    let written = log();
    journal.db.busy_timeout(std::time::Duration::ZERO).unwrap();
    assert!(!overwrite_wal(&journal.db).unwrap_or(false));
    assert_eq!(log(), written);
    assert_eq!(
        query_value::<i64>(&other, "select count(*) from entry"),
        before
    );
    drop(reading);
}

#[test]
fn only_entries_trashed_long_enough_ago_are_purged() {
    let mut journal = Journal::in_memory().unwrap();
    for name in ["old", "new", "kept", "back"] {
        journal
            .save(&finished_entry(name).with_thought("火"))
            .unwrap();
    }
    journal
        .trash(&id("old"), timestamp("2026-03-02T08:00:00Z"))
        .unwrap();
    journal
        .trash(&id("back"), timestamp("2026-03-02T08:00:00Z"))
        .unwrap();
    journal
        .trash(&id("new"), timestamp("2026-03-02T08:00:01Z"))
        .unwrap();
    journal.restore(&id("back")).unwrap();
    assert_eq!(
        journal
            .purge_trashed_before(timestamp("2026-03-02T08:00:00Z"))
            .unwrap(),
        0
    );
    assert_eq!(
        journal
            .purge_trashed_before(timestamp("2026-03-02T08:00:01Z"))
            .unwrap(),
        1
    );
    assert_eq!(list_ids(&journal, EntryList::Trash), ["new"]);
    assert_eq!(list_ids(&journal, EntryList::Done), ["kept", "back"]);
    assert!(!journal.restore(&id("old")).unwrap());
}

#[test]
fn a_purged_follow_up_leaves_no_text_on_the_fear() {
    let (_home, path) = temp_journal();
    let mut journal = Journal::open(&path).unwrap();
    let fear = finished_entry("fear").with_thought("They'll fire me 火");
    journal.save(&fear.with_follow_up_on("2026-03-08")).unwrap();
    let mut back =
        finished_entry("back").with_answer(Role::Outcome, Answer::Chosen(vec!["No".to_owned()]));
    back.answers[0].outcome = Some(Outcome::No);
    back.origin = Some(id("fear"));
    let back = back.with_answer(Role::Helped, Answer::Text("Zyxomorph 🍲".to_owned()));
    journal.save(&back).unwrap();
    assert_eq!(
        count_matches(&journal, "zyxomorph", EntryList::Done),
        2,
        "on both"
    );

    journal.trash(&id("back"), timestamp(IN_MARCH)).unwrap();
    assert_eq!(journal.purge_trashed_before(timestamp(IN_MAY)).unwrap(), 1);
    assert_eq!(count_matches(&journal, "zyxomorph", EntryList::Done), 0);
    assert!(!file_contains(&path, "zyxomorph"));
    // The fear has no answer any more.
    let outcome: String = query_value(
        &journal,
        "select outcome from follow_up where entry_id = 'fear'",
    );
    assert_eq!(outcome, "open");
    assert_eq!(count_matches(&journal, "fire 火", EntryList::Done), 1);
}

#[test]
fn an_entry_is_purged_after_thirty_days_beside_an_open_window() {
    let (_home, path) = temp_journal();
    let mut window = journal_with_trashed_secret(&path);
    for (now, gone) in [
        ("2026-03-02T09:00:00Z", 0),
        ("2026-03-12T08:00:00Z", 0),
        ("2026-03-22T08:00:00Z", 0),
        ("2026-04-01T07:59:59Z", 0),
        ("2026-04-01T08:00:00Z", 1),
        ("2026-04-01T08:00:01Z", 0),
    ] {
        assert_eq!(purge_expired_at(&path, now), gone, "{now}");
    }
    assert!(!file_contains(&path, "zyxomorph"));
    let more = finished_entry("more").with_thought("The window goes on 睡");
    window.save(&more).unwrap();
    assert_stored(&Journal::open(&path).unwrap(), &more);
    assert_eq!(count_matches(&window, "zyxomorph", EntryList::Trash), 0);
    assert_eq!(count_matches(&window, "window 睡", EntryList::Done), 1);
}

#[test]
fn an_entry_that_another_window_restored_is_not_purged() {
    let (_home, path) = temp_journal();
    let mut one = journal_with_trashed_secret(&path);
    let mut other = Journal::open(&path).unwrap();
    assert_eq!(one.trashed_entries(0, 10).unwrap().len(), 1);
    assert!(other.restore(&id("secret")).unwrap());
    assert_eq!(one.purge_trashed_before(timestamp(IN_MAY)).unwrap(), 0);
    for now in ["2026-03-12T08:00:00Z", "2026-03-22T08:00:00Z", IN_MAY] {
        assert_eq!(purge_expired_at(&path, now), 0);
    }
    assert_eq!(count_matches(&one, "zyxomorph", EntryList::Done), 1);
}

#[test]
fn a_reading_window_delays_only_the_truncation_of_the_wal() {
    let (_home, path) = temp_journal();
    let mut journal = journal_with_trashed_secret(&path);
    let reader = Journal::open(&path).unwrap();
    let reading = reader.db.unchecked_transaction().unwrap();
    let before: i64 = reading
        .query_row("select count(*) from entry", [], |row| row.get(0))
        .unwrap();
    assert_eq!(journal.purge_trashed_before(timestamp(IN_MAY)).unwrap(), 1);
    assert_eq!(before, 41);
    assert!(
        is_locked_run() || file_contains(&path, "zyxomorph"),
        "the reader still sees it"
    );
    drop(reading);
    drop((journal, reader));
    assert!(!file_contains(&path, "zyxomorph"));
}

#[test]
fn a_missing_or_newer_journal_is_not_purged() {
    let (_home, path) = temp_journal();
    assert!(
        purge_expired(
            &path,
            &backups_dir_of(&path),
            timestamp(IN_MAY),
            &JournalKey::default()
        )
        .is_err()
    );
    assert!(!path.exists());
    let journal = journal_with_trashed_secret(&path);
    schema::create_newer_schema(&journal.db).unwrap();
    let refused = purge_expired(
        &path,
        &backups_dir_of(&path),
        timestamp(IN_MAY),
        &JournalKey::default(),
    );
    assert!(
        matches!(refused, Err(JournalError::Newer { .. })),
        "{refused:?}"
    );
    assert_eq!(list_ids(&journal, EntryList::Trash), ["secret"]);
}

#[test]
fn the_trash_lists_trash_and_purge_times_newest_first() {
    let mut journal = Journal::in_memory().unwrap();
    for (name, since) in [
        ("a", IN_MARCH),
        ("b", IN_MAY),
        ("c", "2026-04-01T08:00:00Z"),
    ] {
        journal
            .save(&finished_entry(name).with_thought("睡 🍲"))
            .unwrap();
        journal.trash(&id(name), timestamp(since)).unwrap();
    }
    // It was trashed while the journal couldn't be written.
    let mut waited = finished_entry("d");
    waited.state = EntryState::Trashed;
    journal.save(&waited).unwrap();
    let trashed = journal.trashed_entries(0, 10).unwrap();
    let names: Vec<_> = trashed
        .iter()
        .map(|thrown| thrown.summary.id.as_str())
        .collect();
    assert_eq!(names, ["b", "c", "a", "d"]);
    assert_eq!(trashed[0].trashed_at, timestamp(IN_MAY));
    assert_eq!(
        trashed[0].purgeable_from(timestamp(IN_MAY)),
        timestamp("2026-06-01T08:00:00Z")
    );
    assert_eq!(trashed[2].summary.headline, "睡 🍲");
    assert_eq!(Some(trashed[3].trashed_at), waited.finished_at);
    assert_eq!(journal.trashed_entries(1, 2).unwrap(), trashed[1..3]);
    assert_eq!(
        journal
            .purge_trashed_before(timestamp("2026-03-02T08:00:01Z"))
            .unwrap(),
        2
    );
    assert_eq!(journal.trashed_entries(0, 10).unwrap(), trashed[..2]);
}

#[test]
fn no_jump_of_the_clock_purges_an_entry() {
    // The clock when it was trashed, and at later starts.
    let starts: [(&str, &[&str]); 4] = [
        (
            "2026-11-28T08:00:00Z",
            &["2099-06-01T10", "2026-11-29T08", "2099-06-01T10"],
        ),
        ("1970-01-02T00:00:00Z", &["2026-11-28T08", "2026-11-28T09"]),
        (
            "2026-11-28T08:00:00Z",
            &["2027-01-03T08", "2026-11-29T08", "2027-01-04T08"],
        ),
        (
            "2026-11-28T08:00:00Z",
            &[
                "1970-01-01T00",
                "2026-11-28T09",
                "2038-01-19T03",
                "2026-11-28T10",
                "2099-01-01T00",
                "1970-01-02T00",
                "2026-11-29T08",
                "2106-02-07T06",
                "2026-11-29T09",
                "9000-01-01T00",
            ],
        ),
    ];
    for (thrown_away, starts) in starts {
        let (_home, path) = temp_journal();
        let mut journal = Journal::open(&path).unwrap();
        journal
            .save(&finished_entry("mum").with_thought("Mum never calls 火"))
            .unwrap();
        assert!(journal.trash(&id("mum"), timestamp(thrown_away)).unwrap());
        for start in starts {
            assert_eq!(
                purge_expired_at(&path, &format!("{start}:00:00Z")),
                0,
                "{thrown_away}, {start}"
            );
        }
        assert!(journal.restore(&id("mum")).unwrap(), "{thrown_away}");
    }
}

#[test]
fn an_entry_without_an_intact_backup_stays_in_the_trash() {
    let (_home, path) = temp_journal();
    let mut journal = Journal::open(&path).unwrap();
    journal
        .save(&finished_entry("early").with_thought("火"))
        .unwrap();
    let early = backup::create_daily(
        &path,
        &backups_dir_of(&path),
        day("2026-03-01"),
        &JournalKey::default(),
    )
    .unwrap();
    let backup::BackupResult::Created(early, 1) = early else {
        panic!("{early:?}")
    };
    for name in ["mum", "early"] {
        journal
            .save(&finished_entry("mum").with_thought("Mum never calls 睡"))
            .unwrap();
        assert!(journal.trash(&id(name), timestamp(IN_MARCH)).unwrap());
    }
    let days = ["2026-03-12", "2026-03-22", "2026-04-01", "2026-04-05"];
    let let_go = |day: &str| {
        let now = timestamp(&format!("{day}T09:00:00Z"));
        purge_expired(&path, &backups_dir_of(&path), now, &JournalKey::default()).unwrap()
    };
    assert_eq!(
        days.map(let_go),
        [0, 0, 1, 0],
        "the one that the backup has"
    );
    assert_eq!(list_ids(&journal, EntryList::Trash), ["mum"]);

    let late = backup::create_daily(
        &path,
        &backups_dir_of(&path),
        day("2026-04-05"),
        &JournalKey::default(),
    )
    .unwrap();
    let backup::BackupResult::Created(late, 1) = late else {
        panic!("{late:?}")
    };
    let whole = fs::read(&late.path).unwrap();
    crate::storage::tests::backups::BackupFixture::damage(&late.path);
    assert_eq!(let_go("2026-04-06"), 0, "a damaged one counts for nothing");
    fs::write(&late.path, whole).unwrap();
    assert_eq!(let_go("2026-04-06"), 1);
    assert!(early.path.exists());
}

#[test]
fn a_trashed_entry_from_another_machine_stays_for_thirty_days() {
    let (_home, path) = temp_journal();
    let mut journal = Journal::open(&path).unwrap();
    journal
        .save(&finished_entry("mum").with_thought("火"))
        .unwrap();
    journal
        .trash(&id("mum"), timestamp("2001-01-01T00:00:00Z"))
        .unwrap();
    let mut whole = journal.record(&id("mum")).unwrap().unwrap();
    whole.entry.id = id("from-elsewhere");
    let merging = journal.begin_merge().unwrap();
    merging.put_record(&whole).unwrap();
    merging.commit().unwrap();
    journal.restore(&id("mum")).unwrap();
    for day in ["05-01", "05-11", "05-21", "05-30"] {
        assert_eq!(
            purge_expired_at(&path, &format!("2026-{day}T08:00:00Z")),
            0,
            "{day}"
        );
    }
    assert_eq!(purge_expired_at(&path, "2026-05-31T08:00:00Z"), 1);
}

#[test]
fn trashing_a_restored_entry_again_starts_thirty_new_days() {
    let (_home, path) = temp_journal();
    let mut journal = Journal::open(&path).unwrap();
    journal
        .save(&finished_entry("mum").with_thought("火"))
        .unwrap();
    journal
        .trash(&id("mum"), timestamp("2026-05-01T08:00:00Z"))
        .unwrap();
    for day in ["05-10", "05-20", "05-29"] {
        assert_eq!(
            purge_expired_at(&path, &format!("2026-{day}T08:00:00Z")),
            0,
            "{day}"
        );
    }
    journal.restore(&id("mum")).unwrap();
    journal
        .trash(&id("mum"), timestamp("2026-05-30T08:00:00Z"))
        .unwrap();
    for day in ["06-01", "06-10", "06-20", "06-28"] {
        assert_eq!(
            purge_expired_at(&path, &format!("2026-{day}T08:00:00Z")),
            0,
            "{day}"
        );
    }
    let goes =
        journal.trashed_entries(0, 1).unwrap()[0].purgeable_from(timestamp("2026-06-28T08:00:00Z"));
    assert_eq!(goes, timestamp("2026-06-29T08:00:00Z"));
    assert_eq!(purge_expired_at(&path, "2026-06-29T08:00:00Z"), 1);
}
