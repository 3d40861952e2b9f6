//! Entries with a value that can't be read.

use super::backups::BackupFixture;
use super::*;
use crate::domain::record::Record;
use crate::storage::backup::{BackupResult, list};
use crate::storage::insight_queries::Period;
use crate::storage::integrity::UnreadableEntry;
use crate::storage::search::Filters;

/// Changes a value, ignoring constraints.
fn corrupt_with_sql(journal: &Journal, change: &str) {
    let db = &journal.db;
    db.execute_batch("pragma ignore_check_constraints = on; pragma foreign_keys = off")
        .unwrap();
    db.execute_batch(change).unwrap();
    db.execute_batch("pragma ignore_check_constraints = off; pragma foreign_keys = on")
        .unwrap();
}

/// An entry with all kinds of answers and a follow-up.
fn entry_with_all_columns(name: &str) -> Entry {
    finished_entry(name)
        .with_thought("They'll laugh 明日")
        .with_answer(Role::LikelihoodBefore, Answer::Rating(80))
        .with_answer(
            Role::Feelings,
            Answer::Chosen(vec!["afraid".into(), "明日".into()]),
        )
        .with_answer(None, Answer::Items(vec!["one".into(), "two".into()]))
        .with_answer(None, Answer::Seconds(90))
        .with_follow_up_on("2026-04-01")
}

/// The ids of the exported entries.
fn readable_ids(journal: &Journal) -> Vec<String> {
    let mut names = Vec::new();
    let take = |whole: Record| {
        names.push(whole.entry.id.to_string());
        Ok::<_, JournalError>(())
    };
    journal
        .for_each_record(&RecordFilter::default(), take)
        .unwrap();
    names
}

/// Changes of one value, and the column that is reported; none where the integrity check of SQLite finds it.
const CORRUPTIONS: [(&str, &str); 17] = [
    (
        "update answer set text = cast(x'4dff6d' as text) where kind = 'text' and entry_id = 'b'",
        "answer.text",
    ),
    (
        "update answer set text = '[\"one\"' where kind = 'items' and entry_id = 'b'",
        "answer.text",
    ),
    (
        "update answer set text = 'someday' where kind = 'follow_up_on' and entry_id = 'b'",
        "answer.text",
    ),
    (
        "update answer set kind = 'texu' where kind = 'text' and entry_id = 'b'",
        "",
    ),
    (
        "update answer set role = 'thoughu' where role = 'thought' and entry_id = 'b'",
        "answer.role",
    ),
    (
        "update answer set outcome = 'nn' where role = 'thought' and entry_id = 'b'",
        "answer.outcome",
    ),
    (
        "update answer set number = 1 << 40 where kind = 'seconds' and entry_id = 'b'",
        "answer.number",
    ),
    (
        "update answer set prompt = cast(x'ff' as text) where kind = 'items' and entry_id = 'b'",
        "answer.prompt",
    ),
    (
        "update entry set started_at = '2026-03-01T20:0g:00Z' where id = 'b'",
        "entry.started_at",
    ),
    (
        "update entry set finished_at = 'yesterday' where id = 'b'",
        "entry.finished_at",
    ),
    (
        "update entry set day = '2026-23-01' where id = 'b'",
        "entry.day",
    ),
    (
        "update entry set utc_offset_seconds = 1 << 40 where id = 'b'",
        "entry.utc_offset_seconds",
    ),
    (
        "update entry set edited_at = 'then' where id = 'b'",
        "entry.edited_at",
    ),
    (
        "update entry set title = cast(x'ff' as text) where id = 'b'",
        "entry.title",
    ),
    (
        "update follow_up set due_day = 'someday' where entry_id = 'b'",
        "follow_up.due_day",
    ),
    (
        "update follow_up set outcome = 'opeo' where entry_id = 'b'",
        "follow_up.outcome",
    ),
    (
        "update follow_up set note = cast(x'ff' as text) where entry_id = 'b'",
        "follow_up.note",
    ),
];

#[test]
fn one_unreadable_value_is_reported_everywhere_and_hides_no_other_entry() {
    for (change, place) in CORRUPTIONS {
        let desk = BackupFixture::new();
        let mut journal = desk.with_entries(&[]);
        for name in ["a", "b", "c"] {
            journal.save(&entry_with_all_columns(name)).unwrap();
        }
        corrupt_with_sql(&journal, change);
        assert_eq!(readable_ids(&journal), ["a", "c"], "{change}");
        assert!(journal.has_skipped(), "{change}");
        let unreadable = journal.unreadable_entries().unwrap();
        assert_eq!(unreadable.len(), 1, "{change}");
        assert_eq!(unreadable[0].id, "b");
        assert!(
            unreadable[0].summary().contains(place),
            "{change}: {}",
            unreadable[0].summary()
        );
        for shelf in [EntryList::Done, EntryList::Drafts, EntryList::Trash] {
            let found = list_ids(&journal, shelf);
            let others = found.iter().filter(|name| *name != "b").count();
            assert_eq!(
                others,
                if shelf == EntryList::Done { 2 } else { 0 },
                "{change}"
            );
        }
        let found = journal.search_page(
            &Query::new("laugh", Filters::default()),
            PageRequest::Newest,
            9,
        );
        let found = found
            .unwrap()
            .into_iter()
            .filter(|row| row.id.as_str() != "b");
        assert_eq!(found.count(), 2, "{change}");
        journal.insight_data(Period::default()).unwrap();
        journal.postponed_worries().unwrap();
        let due = journal
            .due_follow_ups((day("2026-05-01"), &[]), 0, 9)
            .unwrap();
        assert_eq!(
            due.iter().filter(|row| row.id.as_str() != "b").count(),
            2,
            "{change}"
        );
        drop(journal);
        let verdict = verify(&desk.journal(), &JournalKey::default()).unwrap();
        assert!(!verdict.is_intact(), "{change}");
        assert_eq!(verdict.unreadable, unreadable, "{change}");
    }
}

#[test]
fn a_journal_with_an_unreadable_entry_replaces_no_intact_backup() {
    let desk = BackupFixture::new();
    let journal = desk.with_entries(&["a", "b"]);
    assert!(matches!(
        desk.create_daily("2026-03-02"),
        BackupResult::Created(_, 2)
    ));
    corrupt_with_sql(
        &journal,
        "update entry set day = cast(x'ff' as text) where id = 'b'",
    );
    for today in ["2026-03-02", "2026-03-03"] {
        match desk.create_daily(today) {
            BackupResult::Unreadable(entries) => assert_eq!(entries[0].id, "b"),
            made => panic!("{made:?}"),
        }
    }
    let backups = list(&desk.home.path().join("backups"));
    assert_eq!(backups.len(), 1);
    assert!(
        verify(&backups[0].path, &JournalKey::default())
            .unwrap()
            .is_intact()
    );
}

#[test]
fn a_list_read_row_by_row_skips_unreadable_rows() {
    let mut journal = Journal::in_memory().unwrap();
    for name in ["a", "b", "c", "d", "e"] {
        journal
            .save(&finished_entry(name).with_thought("an owl 睡"))
            .unwrap();
    }
    corrupt_with_sql(
        &journal,
        "update entry set title = cast(x'ff' as text) where id in ('b', 'c', 'e')",
    );
    for query in [
        Query::all_in(EntryList::Done),
        Query::new("owl", Filters::default()),
    ] {
        let down: Vec<_> = read_all_newest_first(&journal, &query, 1);
        let down: Vec<_> = down.iter().map(|row| row.id.as_str()).collect();
        assert_eq!(down, ["d", "a"]);
        assert_eq!(read_all_oldest_first(&journal, &query, 1).len(), 2);
    }
    for name in ["a", "b", "c", "d"] {
        journal
            .trash(&id(name), timestamp("2026-03-04T00:00:00Z"))
            .unwrap();
    }
    let one_by_one = (0..4).flat_map(|from| journal.trashed_entries(from, 1).unwrap());
    assert_eq!(one_by_one.count(), 2);
}

/// Violations of check constraints, which SQLite skips in a file opened for reading only.
const CHECK_VIOLATIONS: [(&str, &str); 7] = [
    (
        "update entry set likelihood_before = -1 where id = 'b'",
        "entry.likelihood_before",
    ),
    (
        "update entry set distress_after = 300 where id = 'b'",
        "entry.distress_after",
    ),
    (
        "update entry set is_postponed = 7 where id = 'b'",
        "entry.is_postponed",
    ),
    (
        "update entry set state_before_trash = 'done' where id = 'b'",
        "entry.state",
    ),
    (
        "update answer set number = 101 where kind = 'rating' and entry_id = 'b'",
        "answer.number",
    ),
    (
        "update follow_up set acted = 5 where entry_id = 'b'",
        "follow_up.acted",
    ),
    (
        "update follow_up set actual_hardness = -4 where entry_id = 'b'",
        "follow_up.actual_hardness",
    ),
];

#[test]
fn constraint_violations_are_reported_in_a_read_only_file() {
    for (change, place) in CHECK_VIOLATIONS {
        let desk = BackupFixture::new();
        let mut journal = desk.with_entries(&[]);
        for name in ["a", "b"] {
            journal.save(&entry_with_all_columns(name)).unwrap();
        }
        corrupt_with_sql(&journal, change);
        drop(journal);
        let verdict = verify(&desk.journal(), &JournalKey::default()).unwrap();
        let told: Vec<_> = verdict
            .unreadable
            .iter()
            .map(UnreadableEntry::summary)
            .collect();
        assert!(
            told.len() == 1 && told[0].starts_with('b') && told[0].contains(place),
            "{change}: {told:?}"
        );
    }
}
