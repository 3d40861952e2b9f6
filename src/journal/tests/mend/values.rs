//! Values that aren't as they were written, and versions that meet.

use super::*;

/// What a journal that was closed with these changes gives to a good one.
fn salvage_changed(entries: &[Entry], changes: &str, good: &mut Journal) -> Salvaged {
    let home = Home::new();
    let mut journal = home.open();
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
    mend::salvage(&home.places.journal_file, good).unwrap()
}

const NONE: Salvaged = Salvaged {
    whole: 0,
    partial: 0,
    kept: 0,
    lost: 0,
};
const WHOLE: Salvaged = Salvaged { whole: 1, ..NONE };
const PARTIAL: Salvaged = Salvaged { partial: 1, ..NONE };

fn full() -> Entry {
    walk("a")
        .thinking("明日 they'll laugh 👩🏽‍🚒")
        .with(Role::LikelihoodBefore, Answer::Rating(80))
        .with(None, Answer::Items(vec!["one".into(), "two".into()]))
        .with(None, Answer::Seconds(90))
        .asking_on("2026-04-01")
}

#[test]
fn what_a_column_may_not_hold_is_left_out_and_the_rest_stays() {
    let mut without_rating = full();
    without_rating.answers.remove(1);
    let mut as_text = full();
    as_text.answers[2].answer = Answer::Text("[\"one\", ".to_owned());
    let mut unfinished = full();
    unfinished.finished_at = None;
    let mut elsewhere = full();
    elsewhere.utc_offset = 0;
    let mut untitled = full();
    untitled.title = "A walk that was found again".to_owned();
    let mut broken = full();
    broken.answers[0].answer = Answer::Text("\u{fffd}\u{fffd}".to_owned());
    for (change, expected) in [
        (
            "update answer set number = 250 where kind = 'rating'; update entry set likelihood_before = 250",
            &without_rating,
        ),
        (
            "update answer set words = '[\"one\", ' where kind = 'items'",
            &as_text,
        ),
        (
            "update answer set words = cast(x'fffe' as text) where kind = 'text'",
            &broken,
        ),
        ("update entry set finished = 'yesterday'", &unfinished),
        ("update entry set utc_offset_seconds = 1 << 40", &elsewhere),
        ("update entry set title = null", &untitled),
        ("update entry set day = 'someday'", &full()),
        ("update entry set state = 'lost'", &full()),
        ("update entry set was = 'done'", &full()),
        ("update entry set thought = cast(x'ff' as text)", &full()),
        (
            "update answer set kind = 'words' where kind = 'text'",
            &full(),
        ),
        ("update check_in set outcome = 'perhaps'", &full()),
        ("update check_in set due = 'someday'", &full()),
    ] {
        // The schema of its own says that a title is never null; a spoiled file doesn't care.
        let change = if change.contains("title") {
            "pragma writable_schema = on;
             update sqlite_schema set sql = replace(sql, 'title text not null', 'title text') where name = 'entry';
             pragma writable_schema = reset;
             update entry set title = null"
        } else {
            change
        };
        let mut good = Journal::in_memory().unwrap();
        let salvaged = salvage_changed(&[full()], change, &mut good);
        let is_about_check_in = change.contains("check_in");
        assert_eq!(
            salvaged,
            if is_about_check_in { WHOLE } else { PARTIAL },
            "{change}"
        );
        assert_sound(&good);
        assert_kept(&good, expected);
        assert_eq!(
            good.count_due_follow_ups(day("2026-04-01"), &[]).unwrap(),
            1,
            "{change}"
        );
    }
}

#[test]
fn a_walk_whose_own_row_is_lost_is_put_together_from_its_answers() {
    let mut good = Journal::in_memory().unwrap();
    let change = "pragma foreign_keys = off; delete from entry";
    assert_eq!(salvage_changed(&[full()], change, &mut good), PARTIAL);
    let found = good.entry(&id("a")).unwrap().unwrap();
    assert_eq!(found.answers, full().answers);
    let row = &good.newest_summaries(EntryList::Done, 1).unwrap()[0];
    assert_eq!(row.headline, "明日 they'll laugh 👩🏽‍🚒");
    assert_eq!(row.likelihood_before, Some(80));
}

#[test]
fn words_that_stand_in_the_row_of_the_walk_come_back_without_their_answers() {
    let mut good = Journal::in_memory().unwrap();
    let change = "update entry set started = 'then'; delete from answer where position < 2";
    assert_eq!(salvage_changed(&[full()], change, &mut good), PARTIAL);
    let found = good.entry(&id("a")).unwrap().unwrap();
    assert_eq!(
        found.text_for(Role::Thought).unwrap(),
        "明日 they'll laugh 👩🏽‍🚒"
    );
    assert_eq!(found.rating_for(Role::LikelihoodBefore), Some(80));
    assert_eq!(found.answers.len(), 5);
}

#[test]
fn half_a_sentence_the_trash_and_an_answered_check_in_come_along() {
    let mut good = Journal::in_memory().unwrap();
    let changes = "update check_in set outcome = 'no', hardness = 40, note = '👩🏽‍🚒';
        update entry set was = state, state = 'trashed', trashed_at = '2026-03-02T08:00:00.000000000Z' where id = 'c'";
    let entries = [full(), draft("b").thinking("b"), draft("c").thinking("c")];
    let salvaged = salvage_changed(&entries, changes, &mut good);
    assert_eq!(salvaged, Salvaged { whole: 3, ..NONE });
    assert_kept(&good, &entries[0]);
    assert_kept(&good, &entries[1]);
    assert_eq!(
        ask::<String>(&good, "select outcome || hardness || note from check_in"),
        "no40👩🏽‍🚒"
    );
    assert_eq!(ids(&good, EntryList::Trash), ["c"]);
    assert!(good.restore(&id("c")).unwrap());
    assert_kept(&good, &entries[2]);
    assert_eq!(good.latest_draft().unwrap(), Some(id("c")));
}

#[test]
fn a_whole_entry_takes_the_place_of_an_older_one_and_half_of_one_never() {
    let longer = full().with(
        Role::Reframe,
        Answer::Text("It was good enough.".to_owned()),
    );
    let mine = walk("mine").thinking("only here");
    for (change, expected) in [
        ("", &longer),
        (
            "update answer set kind = 'rating' where kind = 'text'",
            &full(),
        ),
    ] {
        let mut good = Journal::in_memory().unwrap();
        good.save(&full()).unwrap();
        good.save(&mine).unwrap();
        let salvaged = salvage_changed(std::slice::from_ref(&longer), change, &mut good);
        let is_whole = change.is_empty();
        let untouched = Salvaged { kept: 1, ..NONE };
        assert_eq!(salvaged, if is_whole { WHOLE } else { untouched });
        assert_kept(&good, expected);
        assert_kept(&good, &mine);
        assert_sound(&good);
    }
}

#[test]
fn a_newer_version_of_an_entry_stays() {
    let mut good = Journal::in_memory().unwrap();
    let counts_changes = "select count(*) from pragma_table_info('entry') where name = 'revision'";
    if ask::<i64>(&good, counts_changes) == 0 {
        return;
    }
    good.save(&full()).unwrap();
    let newer = full().with(None, Answer::Text("said later 明日".to_owned()));
    good.save(&newer).unwrap();
    let salvaged = salvage_changed(&[full()], "", &mut good);
    assert_eq!((salvaged.whole, salvaged.kept), (0, 1));
    assert_kept(&good, &newer);
}

#[test]
fn what_was_deleted_stays_deleted() {
    let mut good = Journal::in_memory().unwrap();
    let entries = story();
    let deleted = "delete from entry where id < 'walk40'";
    let salvaged = salvage_changed(&entries, deleted, &mut good);
    assert_eq!((salvaged.whole, salvaged.partial), (20, 0));
    assert_eq!(rows(&good).len(), 20);
}

#[test]
fn later_versions_only_add_columns_behind_those_of_the_first() {
    let first = "id, exercise, title, started, finished, utc_offset_seconds, day, state, was, \
        trashed_at, origin, at_step, typing, caret, touched, situation, thought, fear, feelings, \
        patterns, reframe, likelihood_before, likelihood_after, distress_before, distress_after, \
        belief_before, belief_after, coping_before, coping_after, reframe_belief";
    let journal = Journal::in_memory().unwrap();
    for (table, first) in [
        ("entry", first),
        (
            "answer",
            "entry, position, step, part, kind, prompt, words, number",
        ),
        (
            "check_in",
            "entry, due, outcome, acted, hardness, managed, note, resolved",
        ),
    ] {
        let columns: String = ask(
            &journal,
            &format!("select group_concat(name, ', ') from pragma_table_info('{table}')"),
        );
        assert!(columns.starts_with(first), "{columns}");
    }
    // The pages where the tables begin are the same in every journal.
    let roots = "select group_concat(name || ' ' || rootpage, ', ') from sqlite_schema
        where name in ('entry', 'answer', 'check_in', 'entry_newest')";
    let roots: String = ask(&journal, roots);
    assert_eq!(roots, "entry 2, entry_newest 4, answer 6, check_in 8");
}

#[test]
fn a_worry_whose_time_is_spoiled_waits_no_longer_and_keeps_no_other_from_being_seen() {
    let mut good = Journal::in_memory().unwrap();
    let worry = |name: &str| {
        let until = "2026-03-09T18:30:00".parse().unwrap();
        walk(name)
            .thinking("The rent 家")
            .with(None, Answer::PostponedUntil(until))
    };
    let change = "update entry set waits_until = 'soon' where id = 'a'";
    let _ = salvage_changed(&[worry("a"), worry("b")], change, &mut good);
    assert_sound(&good);
    let waiting = good.postponed_worries().unwrap();
    let names: Vec<_> = waiting
        .iter()
        .map(|waiting| waiting.entry_id.as_str())
        .collect();
    assert_eq!(names, ["b"]);
}
