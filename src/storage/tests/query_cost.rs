//! The cost of the first screen, a page, a search and a save, in statements and SQLite VM steps, which are the same
//! on every machine. It must not grow with the journal.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use rusqlite::StatementStatus;
use rusqlite::trace::{TraceEvent, TraceEventCodes};

use super::*;
use crate::content::library::Library;
use crate::storage::insight_queries::{SELECT_BREAKS, SELECT_CHECK_INS};
use crate::storage::search::{Filter, Filters, Query};

/// The number of statements and of their VM steps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct QueryCost {
    statements: i32,
    steps: i32,
}

/// Measures an action that has run once before.
fn measure(journal: &mut Journal, act: impl Fn(&mut Journal)) -> QueryCost {
    // Steps are counted since a statement was prepared.
    let counts = Arc::new(Mutex::new((QueryCost::default(), HashMap::new())));
    let seen = Arc::clone(&counts);
    let count = move |event: TraceEvent<'_>| {
        if let TraceEvent::Profile(statement, _) = event {
            let steps = statement.get_status(StatementStatus::VmStep);
            let (cost, before) = &mut *seen.lock().unwrap();
            let before = before
                .insert(statement.sql().into_owned(), steps)
                .unwrap_or(0);
            cost.statements += 1;
            cost.steps += steps - if before <= steps { before } else { 0 };
        }
    };
    let profile = TraceEventCodes::SQLITE_TRACE_PROFILE;
    journal.db.trace_v2(profile, Some(count)).unwrap();
    act(journal);
    counts.lock().unwrap().0 = QueryCost::default();
    act(journal);
    let none = None::<fn(TraceEvent<'_>)>;
    journal.db.trace_v2(TraceEventCodes::empty(), none).unwrap();
    let (cost, _) = &*counts.lock().unwrap();
    *cost
}

/// A journal of `size` entries, all indexed, with the same number of due follow-ups and drafts at any size.
fn journal_of_size(size: u32) -> Journal {
    let mut journal = Journal::in_memory().unwrap();
    for number in 0..size {
        let started = Timestamp::from_second(1_700_000_000 + i64::from(number) * 3600).unwrap();
        let thought = format!(
            "They will fire me, worry {number} 睡 #work #t{}",
            number % 7
        );
        let walk = finished_entry(&format!("walk-{number:05}")).with_thought(&thought);
        let mut walk = Entry {
            started_at: started,
            ..walk
        };
        if number % 3 == 2 {
            // One that looks back on the one before.
            walk.answers.clear();
            walk.origin = Some(id(&format!("walk-{:05}", number - 1)));
        }
        journal.save(&walk).unwrap();
    }
    journal
        .search_page(&query("fire"), PageRequest::Newest, 16)
        .unwrap();
    journal
}

fn query(words: &str) -> Query {
    Query::new(words, Filters::default())
}

/// The cost with 100 entries is within bounds, and not higher with 3,000.
#[track_caller]
fn assert_constant_cost(act: impl Fn(&mut Journal), most: QueryCost) {
    let [few, many] = [100, 3_000].map(|size| measure(&mut journal_of_size(size), &act));
    assert!(
        few.statements <= most.statements && few.steps <= most.steps,
        "{few:?} where {most:?} was enough before"
    );
    assert_eq!(many.statements, few.statements);
    assert!(
        many.steps <= few.steps + few.steps / 5,
        "{few:?}, then {many:?}"
    );
}

#[test]
fn cost_of_the_first_screen() {
    let act = |journal: &mut Journal| {
        journal.newest_summaries(EntryList::Drafts, 9).unwrap();
        journal
            .count_due_follow_ups(day("2026-11-27"), &[])
            .unwrap();
        journal.postponed_worries().unwrap();
        journal.newest_summaries(EntryList::Done, 16).unwrap();
    };
    assert_constant_cost(
        act,
        QueryCost {
            statements: 4,
            steps: 750,
        },
    );
}

/// The sample entries are of one exercise, which the path doesn't have. So each look finds nothing, or an entry at once.
#[test]
fn cost_of_the_progress_on_a_path() {
    let library = Library::embedded();
    let path = library.exercise_path("seven-small-steps").unwrap();
    let act = |journal: &mut Journal| {
        let progress = journal.path_progress(path).unwrap();
        assert_eq!(progress.left(), path.steps.len());
    };
    assert_constant_cost(
        act,
        QueryCost {
            statements: 1,
            steps: 250,
        },
    );
    let act = |journal: &mut Journal| {
        let progress = journal.path_progress(path).unwrap();
        assert_eq!(progress.left(), path.steps.len() - 1);
    };
    let cost = |size| {
        let mut journal = journal_of_size(size);
        let finished = Entry {
            exercise: "two-minute-check".to_owned(),
            ..finished_entry("last")
        };
        journal.save(&finished).unwrap();
        measure(&mut journal, act)
    };
    assert_eq!(cost(100), cost(3_000));
}

#[test]
fn cost_of_a_history_page_and_the_selected_entry() {
    let act = |journal: &mut Journal| {
        let page = journal.newest_summaries(EntryList::Done, 16).unwrap();
        journal.entry_with_edit_time(&page[3].id).unwrap();
    };
    assert_constant_cost(
        act,
        QueryCost {
            statements: 6,
            steps: 770,
        },
    );
}

#[test]
fn cost_of_a_letter_typed_into_a_search() {
    let act = |journal: &mut Journal| {
        journal
            .search_page(&query("fire wor"), PageRequest::Newest, 16)
            .unwrap();
    };
    // FTS5 reads each segment once; a larger index has more.
    for size in [100, 3_000] {
        let cost = measure(&mut journal_of_size(size), act);
        assert!(
            cost.statements <= 20 && cost.steps <= 1060,
            "{size}: {cost:?}"
        );
    }
}

#[test]
fn cost_of_the_tags_and_the_entries_with_one() {
    let act = |journal: &mut Journal| {
        let tags = journal.tags(EntryList::Done, 30).unwrap();
        assert_eq!((tags.len(), tags[0].name.as_str()), (8, "work"));
        let filters = Filters::from(Filter::Tag("work".to_owned()));
        let with_tag = Query::new("", filters);
        journal
            .search_page(&with_tag, PageRequest::Newest, 16)
            .unwrap();
        journal
            .search_page(&query("#wor fire"), PageRequest::Newest, 16)
            .unwrap();
    };
    // As with a search, a larger index has more segments. A step for each entry would be 24,000 at 3,000.
    for size in [100, 3_000] {
        let cost = measure(&mut journal_of_size(size), act);
        assert!(
            cost.statements <= 140 && cost.steps <= 3700,
            "{size}: {cost:?}"
        );
    }
}

#[test]
fn cost_of_saving_an_answer() {
    let act = |journal: &mut Journal| {
        let entry = finished_entry("walk-new").with_thought("It will be late");
        journal.load_for_editing(&entry.id).unwrap();
        journal.save(&entry).unwrap();
    };
    assert_constant_cost(
        act,
        QueryCost {
            statements: 15,
            steps: 735,
        },
    );
}

#[test]
fn cost_of_the_first_search_among_entries_started_at_the_same_moment() {
    let index_anew = |journal: &mut Journal| {
        journal
            .db
            .execute_batch(
                "insert into fts (fts) values ('delete-all'); delete from fts_rowid;
                insert or ignore into fts_pending select id from entry;",
            )
            .unwrap();
        journal
            .search_page(&query("fire"), PageRequest::Newest, 16)
            .unwrap();
    };
    // A few in each quarter of a second is the worst case for finding a free rowid.
    for spread in [1, 4] {
        let [few, many] = [500, 2_000].map(|size| {
            let mut journal = Journal::in_memory().unwrap();
            for number in 0..size {
                let quarter =
                    Timestamp::from_millisecond(1_700_000_000_000 + number % spread * 250);
                let walk =
                    finished_entry(&format!("walk-{number:05}")).with_thought("They will fire me");
                let walk = Entry {
                    started_at: quarter.unwrap(),
                    ..walk
                };
                journal.save(&walk).unwrap();
            }
            measure(&mut journal, index_anew).steps
        });
        assert!(many < 5 * few, "{few}, then {many}, in {spread} quarters");
    }
}

/// The check-ins and breaks of a year among so many exercises cost the same: an index leads to them.
#[test]
fn cost_of_the_check_ins_and_breaks_among_many_exercises() {
    let act = |journal: &mut Journal| {
        for (sql, found) in [(SELECT_CHECK_INS, 30), (SELECT_BREAKS, 20)] {
            let mut rows = journal.db.prepare_cached(sql).unwrap();
            let mut rows = rows.query(["", "~"]).unwrap();
            let mut count = 0;
            while rows.next().unwrap().is_some() {
                count += 1;
            }
            assert_eq!(count, found);
        }
    };
    let [few, many] = [100, 3_000].map(|size| {
        let mut journal = journal_of_size(size);
        for number in 0..50 {
            let (kind, answer) = match number {
                0..30 => (EntryKind::CheckIn, Answer::Rating(60)),
                _ => (EntryKind::Break, Answer::Seconds(90)),
            };
            let entry = finished_entry(&format!("moment-{number:02}"));
            let entry = entry.with_answer(None, answer);
            journal.save(&Entry { kind, ..entry }).unwrap();
        }
        measure(&mut journal, act)
    });
    let most = 850;
    assert!(
        few.steps <= most,
        "{few:?} where {most} steps were enough before"
    );
    assert_eq!(many, few);
}
