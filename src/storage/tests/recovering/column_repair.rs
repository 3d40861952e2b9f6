//! Invalid values, and different versions of an entry.

use super::*;

/// Salvages a closed journal, after these changes, into a good one.
fn salvage_after_sql(entries: &[Entry], changes: &str, good: &mut Journal) -> Salvaged {
    let home = RecoveryFixture::new();
    let mut journal = home.open_journal();
    for entry in entries {
        journal.save(entry).unwrap();
    }
    journal
        .db
        .pragma_update(None, "ignore_check_constraints", true)
        .unwrap();
    journal
        .db
        .set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false)
        .unwrap();
    journal.db.execute_batch(changes).unwrap();
    drop(journal);
    recovery::salvage(&home.paths.journal_file, good).unwrap()
}

const NOTHING_SALVAGED: Salvaged = Salvaged {
    whole: 0,
    partial: 0,
    kept: 0,
    lost: 0,
};
const ONE_WHOLE: Salvaged = Salvaged {
    whole: 1,
    ..NOTHING_SALVAGED
};
const ONE_PARTIAL: Salvaged = Salvaged {
    partial: 1,
    ..NOTHING_SALVAGED
};

fn entry_with_all_columns() -> Entry {
    finished_entry("a")
        .with_thought("明日 they'll laugh 👩🏽‍🚒")
        .with_answer(Role::LikelihoodBefore, Answer::Rating(80))
        .with_answer(None, Answer::Items(vec!["one".into(), "two".into()]))
        .with_answer(None, Answer::Seconds(90))
        .with_follow_up_on("2026-04-01")
}

#[test]
fn invalid_column_values_are_dropped_and_the_rest_stays() {
    let mut without_rating = entry_with_all_columns();
    without_rating.answers.remove(1);
    let mut as_text = entry_with_all_columns();
    as_text.answers[2].answer = Answer::Text("[\"one\", ".to_owned());
    let mut unfinished = entry_with_all_columns();
    unfinished.finished_at = None;
    let mut elsewhere = entry_with_all_columns();
    elsewhere.utc_offset = 0;
    let mut untitled = entry_with_all_columns();
    untitled.title = "A recovered entry".to_owned();
    let mut broken = entry_with_all_columns();
    broken.answers[0].answer = Answer::Text("\u{fffd}\u{fffd}".to_owned());
    for (change, expected) in [
        (
            "update answer set number = 250 where kind = 'rating'; update entry set likelihood_before = 250",
            &without_rating,
        ),
        (
            "update answer set text = '[\"one\", ' where kind = 'items'",
            &as_text,
        ),
        (
            "update answer set text = cast(x'fffe' as text) where kind = 'text'",
            &broken,
        ),
        ("update entry set finished_at = 'yesterday'", &unfinished),
        ("update entry set utc_offset_seconds = 1 << 40", &elsewhere),
        ("update entry set title = null", &untitled),
        (
            "update entry set day = 'someday'",
            &entry_with_all_columns(),
        ),
        ("update entry set state = 'lost'", &entry_with_all_columns()),
        (
            "update entry set state_before_trash = 'done'",
            &entry_with_all_columns(),
        ),
        (
            "update entry set thought = cast(x'ff' as text)",
            &entry_with_all_columns(),
        ),
        (
            "update answer set kind = 'words' where kind = 'text'",
            &entry_with_all_columns(),
        ),
        (
            "update follow_up set outcome = 'perhaps'",
            &entry_with_all_columns(),
        ),
        (
            "update follow_up set due_day = 'someday'",
            &entry_with_all_columns(),
        ),
    ] {
        // The schema says that a title is never null; damage ignores that.
        let change = if change.contains("title") {
            "pragma writable_schema = on;
             update sqlite_schema set sql = replace(sql, 'title text not null', 'title text') where name = 'entry';
             pragma writable_schema = reset;
             update entry set title = null"
        } else {
            change
        };
        let mut good = Journal::in_memory().unwrap();
        let salvaged = salvage_after_sql(&[entry_with_all_columns()], change, &mut good);
        let is_about_check_in = change.contains("follow_up");
        assert_eq!(
            salvaged,
            if is_about_check_in {
                ONE_WHOLE
            } else {
                ONE_PARTIAL
            },
            "{change}"
        );
        assert_intact(&good);
        assert_stored(&good, expected);
        assert_eq!(
            good.count_due_follow_ups(day("2026-04-01"), &[]).unwrap(),
            1,
            "{change}"
        );
    }
}

#[test]
fn an_entry_without_its_row_is_rebuilt_from_its_answers() {
    let mut good = Journal::in_memory().unwrap();
    let change = "pragma foreign_keys = off; delete from entry";
    assert_eq!(
        salvage_after_sql(&[entry_with_all_columns()], change, &mut good),
        ONE_PARTIAL
    );
    let found = good.entry(&id("a")).unwrap().unwrap();
    assert_eq!(found.answers, entry_with_all_columns().answers);
    let row = &good.newest_summaries(EntryList::Done, 1).unwrap()[0];
    assert_eq!(row.headline, "明日 they'll laugh 👩🏽‍🚒");
    assert_eq!(row.likelihood_before, Some(80));
}

#[test]
fn text_in_role_columns_is_restored_without_the_answer_rows() {
    let mut good = Journal::in_memory().unwrap();
    let change = "update entry set started_at = 'then'; delete from answer where position < 2";
    assert_eq!(
        salvage_after_sql(&[entry_with_all_columns()], change, &mut good),
        ONE_PARTIAL
    );
    let found = good.entry(&id("a")).unwrap().unwrap();
    assert_eq!(
        found.text_for(Role::Thought).unwrap(),
        "明日 they'll laugh 👩🏽‍🚒"
    );
    assert_eq!(found.rating_for(Role::LikelihoodBefore), Some(80));
    assert_eq!(found.answers.len(), 5);
}

#[test]
fn unfinished_text_trash_state_and_an_answered_follow_up_are_salvaged() {
    let mut good = Journal::in_memory().unwrap();
    let changes = "update follow_up set outcome = 'no', actual_hardness = 40, note = '👩🏽‍🚒';
        update entry set state_before_trash = state, state = 'trashed', trashed_at = '2026-03-02T08:00:00.000000000Z' where id = 'c'";
    let entries = [
        entry_with_all_columns(),
        draft_entry("b").with_thought("b"),
        draft_entry("c").with_thought("c"),
    ];
    let salvaged = salvage_after_sql(&entries, changes, &mut good);
    assert_eq!(
        salvaged,
        Salvaged {
            whole: 3,
            ..NOTHING_SALVAGED
        }
    );
    assert_stored(&good, &entries[0]);
    assert_stored(&good, &entries[1]);
    assert_eq!(
        query_value::<String>(
            &good,
            "select outcome || actual_hardness || note from follow_up"
        ),
        "no40👩🏽‍🚒"
    );
    assert_eq!(list_ids(&good, EntryList::Trash), ["c"]);
    assert!(good.restore(&id("c")).unwrap());
    assert_stored(&good, &entries[2]);
    assert_eq!(good.latest_draft().unwrap(), Some(id("c")));
}

#[test]
fn a_complete_entry_replaces_an_older_version_and_a_partial_one_never() {
    let longer = entry_with_all_columns().with_answer(
        Role::Reframe,
        Answer::Text("It was good enough.".to_owned()),
    );
    let mine = finished_entry("mine").with_thought("only here");
    for (change, expected) in [
        ("", &longer),
        (
            "update answer set kind = 'rating' where kind = 'text'",
            &entry_with_all_columns(),
        ),
    ] {
        let mut good = Journal::in_memory().unwrap();
        good.save(&entry_with_all_columns()).unwrap();
        good.save(&mine).unwrap();
        let salvaged = salvage_after_sql(std::slice::from_ref(&longer), change, &mut good);
        let is_whole = change.is_empty();
        let untouched = Salvaged {
            kept: 1,
            ..NOTHING_SALVAGED
        };
        assert_eq!(salvaged, if is_whole { ONE_WHOLE } else { untouched });
        assert_stored(&good, expected);
        assert_stored(&good, &mine);
        assert_intact(&good);
    }
}

#[test]
fn a_newer_version_of_an_entry_stays() {
    let mut good = Journal::in_memory().unwrap();
    good.save(&entry_with_all_columns()).unwrap();
    let newer =
        entry_with_all_columns().with_answer(None, Answer::Text("said later 明日".to_owned()));
    good.save(&newer).unwrap();
    let salvaged = salvage_after_sql(&[entry_with_all_columns()], "", &mut good);
    assert_eq!((salvaged.whole, salvaged.kept), (0, 1));
    assert_stored(&good, &newer);
}

#[test]
fn what_was_deleted_stays_deleted() {
    let mut good = Journal::in_memory().unwrap();
    let entries = sample_entries();
    let deleted = "delete from entry where id < 'walk40'";
    let salvaged = salvage_after_sql(&entries, deleted, &mut good);
    assert_eq!((salvaged.whole, salvaged.partial), (20, 0));
    assert_eq!(dump_rows(&good).len(), 20);
}

#[test]
fn recovery_relies_on_these_columns_and_root_pages() {
    let journal = Journal::in_memory().unwrap();
    for (table, column, position) in [
        ("entry", "state", 7),
        ("answer", "kind", 4),
        ("follow_up", "outcome", 2),
    ] {
        let sql = format!("select cid from pragma_table_info('{table}') where name = '{column}'");
        assert_eq!(
            query_value::<i64>(&journal, &sql),
            position,
            "{table}.{column}"
        );
    }
    // The root pages are the same in every journal.
    let roots = "select group_concat(name || ' ' || rootpage, ', ') from sqlite_schema
        where name in ('entry', 'answer', 'follow_up', 'entry_by_state_and_start')";
    let roots: String = query_value(&journal, roots);
    assert_eq!(
        roots,
        "entry 2, entry_by_state_and_start 4, answer 6, follow_up 10"
    );
}

#[test]
fn a_postponed_worry_with_an_invalid_time_is_no_longer_postponed_and_hides_no_other() {
    let mut good = Journal::in_memory().unwrap();
    let worry = |name: &str| {
        let until = "2026-03-09T18:30:00".parse().unwrap();
        finished_entry(name)
            .with_thought("The rent 家")
            .with_answer(None, Answer::PostponedUntil(until))
    };
    let change = "update entry set postponed_until = 'soon' where id = 'a'";
    let _ = salvage_after_sql(&[worry("a"), worry("b")], change, &mut good);
    assert_intact(&good);
    let waiting = good.postponed_worries().unwrap();
    let names: Vec<_> = waiting
        .iter()
        .map(|waiting| waiting.entry_id.as_str())
        .collect();
    assert_eq!(names, ["b"]);
}
