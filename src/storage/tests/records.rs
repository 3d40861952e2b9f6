//! Records: change times of the parts of an entry, and complete columns.

use super::*;
use crate::domain::record::Record;
use crate::storage::export::header;
use crate::storage::search::Filters;

fn read_record(journal: &Journal, name: &str) -> Record {
    journal.record(&id(name)).unwrap().unwrap()
}

#[test]
fn every_column_of_the_journal_is_exported_in_the_record() {
    let journal = Journal::in_memory().unwrap();
    let columns = |table: &str| -> Vec<String> {
        let sql = format!("select group_concat(name, ',') from pragma_table_info('{table}')");
        let names: String = query_value(&journal, &sql);
        names.split(',').map(str::to_owned).collect()
    };
    let mut kept = columns("entry");
    // Each journal counts the order of its drafts for itself.
    kept.retain(|name| name != "draft_order");
    let check_in = columns("follow_up").into_iter();
    let check_in = check_in.filter(|name| name != "entry_id");
    kept.extend(check_in.map(|name| format!("follow_up_{name}")));
    kept.push("answers".to_owned());
    let mut header = header();
    header.sort_unstable();
    kept.sort_unstable();
    assert_eq!(header, kept);
}

#[test]
fn each_part_has_a_change_time_and_no_change_is_older_than_the_one_before() {
    let mut journal = Journal::in_memory().unwrap();
    let at = |hour: i8| timestamp(&format!("2026-03-01T{hour:02}:00:00Z"));
    journal.set_now(at(9));
    journal.save(&draft_entry("a")).unwrap();
    let first = read_record(&journal, "a");
    assert_eq!(
        (
            first.edited_at,
            first.trash_changed_at,
            first.follow_up_changed_at
        ),
        (at(9), None, None)
    );
    // The change counts although the clock went back.
    journal.set_now(at(7));
    journal
        .save(&draft_entry("a").with_thought("火 🍲"))
        .unwrap();
    let second = read_record(&journal, "a");
    assert!(second.edited_at > first.edited_at && second.edited_at < at(10));
    journal.set_now(at(21));
    journal
        .save(
            &finished_entry("a")
                .with_thought("火 🍲")
                .with_follow_up_on("2026-03-08"),
        )
        .unwrap();
    let third = read_record(&journal, "a");
    assert_eq!(
        (third.edited_at, third.follow_up_changed_at),
        (at(21), Some(at(21)))
    );
    assert!(third.follow_up.is_some() && third.is_finished);
    journal.trash(&id("a"), at(22)).unwrap();
    let fourth = read_record(&journal, "a");
    assert_eq!(
        (fourth.trash_changed_at, fourth.trashed_at),
        (Some(at(22)), Some(at(22)))
    );
    assert!(fourth.is_finished && fourth.is_trashed());
    journal.set_now(at(8));
    journal.restore(&id("a")).unwrap();
    let fifth = read_record(&journal, "a");
    assert!(fifth.trash_changed_at > fourth.trash_changed_at && fifth.trashed_at.is_none());
    assert_eq!(fifth.edited_at, at(21));
}

#[test]
fn a_follow_up_changes_only_the_follow_up_part_of_the_fear() {
    let mut journal = Journal::in_memory().unwrap();
    journal.set_now(timestamp("2026-03-01T20:02:00Z"));
    let fear = finished_entry("fear")
        .with_thought("They'll laugh 笑")
        .with_follow_up_on("2026-03-08");
    journal.save(&fear).unwrap();
    let before = read_record(&journal, "fear");
    journal.set_now(timestamp("2026-03-08T20:00:00Z"));
    let mut look =
        finished_entry("look").with_answer(Role::Outcome, Answer::Chosen(vec!["No".to_owned()]));
    look.origin = Some(id("fear"));
    look.answers[0].outcome = Some(crate::domain::outcome::Outcome::No);
    journal.save(&look).unwrap();
    let after = read_record(&journal, "fear");
    assert_eq!(
        (after.edited_at, after.trash_changed_at),
        (before.edited_at, before.trash_changed_at)
    );
    assert_eq!(
        after.follow_up_changed_at,
        Some(timestamp("2026-03-08T20:00:00Z"))
    );
    assert_eq!(after.follow_up.unwrap().answered_in, Some(id("look")));
}

#[test]
fn an_entry_without_timestamps_uses_its_own_times() {
    let mut journal = Journal::in_memory().unwrap();
    journal.set_now(timestamp("2026-05-01T00:00:00Z"));
    journal
        .save(&finished_entry("a").with_follow_up_on("2026-03-08"))
        .unwrap();
    journal.save(&draft_entry("b")).unwrap();
    let forget = "update entry set edited_at = null, trash_changed_at = null, follow_up_changed_at = null, postpone_changed_at = null";
    journal.db.execute(forget, []).unwrap();
    assert_eq!(
        read_record(&journal, "a").edited_at,
        timestamp("2026-03-01T20:02:00Z")
    );
    assert_eq!(
        read_record(&journal, "a").follow_up_changed_at,
        Some(timestamp("2026-03-01T20:02:00Z"))
    );
    assert_eq!(
        read_record(&journal, "b").edited_at,
        timestamp("2026-03-01T20:00:00Z")
    );
}

#[test]
fn a_window_with_an_open_entry_notices_a_merged_version() {
    let mut journal = Journal::in_memory().unwrap();
    journal
        .save(&finished_entry("a").with_thought("mine"))
        .unwrap();
    let mut newer = read_record(&journal, "a");
    newer.edited_at = timestamp("2030-01-01T00:00:00Z");
    newer.entry = finished_entry("a").with_thought("newer 新");
    let merging = journal.begin_merge().unwrap();
    merging.put_record(&newer).unwrap();
    merging.commit().unwrap();
    let refused = journal.save(&finished_entry("a").with_thought("mine, and more"));
    assert!(matches!(
        refused,
        Err(JournalError::ChangedElsewhere { .. })
    ));
    // A dropped transaction changes nothing.
    let merging = journal.begin_merge().unwrap();
    merging
        .put_record(&Record {
            entry: finished_entry("b"),
            ..newer
        })
        .unwrap();
    drop(merging);
    assert_eq!(list_ids(&journal, EntryList::Done), ["a"]);
}

#[test]
fn entries_written_during_an_export_by_query_are_not_exported() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let mut one = Journal::open(&path).unwrap();
    let mut other = Journal::open(&path).unwrap();
    one.save(&finished_entry("a").with_thought("a heron 睡"))
        .unwrap();
    for (typed, name) in [("heron", "b"), ("", "c")] {
        let found = Query::new(typed, Filters::default());
        let pick = RecordFilter {
            query: Some(found),
            ..RecordFilter::default()
        };
        let before = one.count(EntryList::Done).unwrap();
        let mut seen = 0;
        one.for_each_record(&pick, |_| {
            let later = finished_entry(name).started_at("2026-03-09T20:00:00Z");
            other.save(&later.with_thought("a heron 🍲"))?;
            seen += 1;
            Ok::<_, JournalError>(())
        })
        .unwrap();
        assert_eq!(seen, before, "{typed}");
        assert_eq!(one.count(EntryList::Done).unwrap(), before + 1);
    }
}
