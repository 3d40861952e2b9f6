use rand::{SeedableRng, rngs::StdRng, seq::SliceRandom};

use super::*;
use crate::storage::cards::{SELECT_CARD_IDS, SELECT_CARD_LABELS};
use crate::storage::follow_up::due_query;
use crate::storage::follow_up::{COUNT_DUE, SELECT_OLDEST_DUE};
use crate::storage::insight_queries::{SELECT_BREAKS, SELECT_CHECK_INS};
use crate::storage::journal::queries::{self, COUNT_BEFORE, SELECT_COUNT, SELECT_IDS_BY_PREFIX};
use crate::storage::past_thoughts::{SELECT_RATED_SINCE, SELECT_REFRAMES};
use crate::storage::postponed::{SELECT_LAST_WORRY_TIME, SELECT_POSTPONED};
use crate::storage::search::Filters;

#[test]
fn history_is_newest_first_however_it_was_written() {
    // Some within one second, some at the same instant.
    let times = [
        "2026-03-01T20:00:00Z",
        "2026-03-01T20:00:00.5Z",
        "2026-03-01T20:00:00.25Z",
        "2026-03-01T20:00:00.25Z",
        "2026-03-01T19:59:59.999999999Z",
        "2025-12-31T23:00:00Z",
        "2026-10-01T00:00:00Z",
    ];
    let mut entries: Vec<_> = times
        .iter()
        .zip('a'..)
        .map(|(text, name)| finished_entry(&name.to_string()).started_at(text))
        .collect();
    for seed in 0..5 {
        entries.shuffle(&mut StdRng::seed_from_u64(seed));
        let mut journal = Journal::in_memory().unwrap();
        for entry in &entries {
            journal.save(entry).unwrap();
        }
        assert_eq!(
            list_ids(&journal, EntryList::Done),
            ["g", "b", "d", "c", "a", "e", "f"]
        );
    }
}

#[test]
fn the_pages_together_are_the_complete_history() {
    let mut journal = Journal::in_memory().unwrap();
    for number in 0..53 {
        let started = format!("2026-03-01T20:00:{:02}Z", number * 7 % 53 / 2);
        journal
            .save(&finished_entry(&format!("w{number:02}")).started_at(&started))
            .unwrap();
    }
    let whole = journal.newest_summaries(EntryList::Done, u64::MAX).unwrap();
    assert_eq!(whole.len(), 53);
    assert_eq!(journal.count(EntryList::Done).unwrap(), 53);
    for size in [1, 10, 53, 60] {
        assert_eq!(
            read_all_newest_first(&journal, &Query::default(), size),
            whole,
            "{size}"
        );
        assert_eq!(
            read_all_oldest_first(&journal, &Query::default(), size),
            whole,
            "{size}"
        );
    }
    for (before, row) in (0..).zip(&whole) {
        assert_eq!(journal.count_before(EntryList::Done, row).unwrap(), before);
        let from = journal.search_page(&Query::default(), PageRequest::StartingAt(row), 1);
        assert_eq!(from.unwrap()[0], *row);
    }
}

#[test]
fn the_headline_is_the_thought_else_the_reframe_else_the_title() {
    let mut journal = Journal::in_memory().unwrap();
    let reframe = Answer::Text("Most talks go all right.".to_owned());
    journal
        .save(&finished_entry("a").started_at("2026-03-03T00:00:00Z"))
        .unwrap();
    journal
        .save(
            &finished_entry("b")
                .started_at("2026-03-02T00:00:00Z")
                .with_thought("I'll freeze."),
        )
        .unwrap();
    let whole = finished_entry("c")
        .with_thought("I'll freeze.")
        .with_answer(Role::Reframe, reframe.clone());
    journal.save(&whole).unwrap();
    journal
        .save(
            &finished_entry("d")
                .started_at("2026-02-01T00:00:00Z")
                .with_answer(Role::Reframe, reframe),
        )
        .unwrap();
    let rows = journal.newest_summaries(EntryList::Done, 9).unwrap();
    let headlines: Vec<_> = rows.iter().map(|row| row.headline.as_str()).collect();
    assert_eq!(
        headlines,
        [
            "Two-minute check",
            "I'll freeze.",
            "I'll freeze.",
            "Most talks go all right."
        ]
    );
    // The good-enough line is below a thought, and nothing is told twice.
    let reframes: Vec<_> = rows
        .iter()
        .map(|row| row.reframe_below_headline())
        .collect();
    assert_eq!(
        reframes,
        [None, None, Some("Most talks go all right."), None]
    );
}

#[test]
fn an_entry_that_looks_back_has_the_fear_as_its_headline() {
    let mut journal = Journal::in_memory().unwrap();
    let feared = finished_entry("a")
        .with_thought("They'll laugh.")
        .with_answer(Role::Fear, Answer::Text("I'll cry 笑".to_owned()));
    let thought = finished_entry("b").with_thought("The cough");
    let back = |name: &str, origin: &str| Entry {
        origin: Some(id(origin)),
        ..finished_entry(name)
    };
    let learned = back("d", "b").with_answer(Role::Reframe, Answer::Text("It passed.".to_owned()));
    let own_words = back("e", "a").with_thought("My own");
    for entry in [
        feared,
        thought,
        back("c", "a"),
        learned,
        own_words,
        back("f", "elsewhere"),
    ] {
        journal.save(&entry).unwrap();
    }
    let row = |journal: &Journal, name: &str| {
        let row = journal.summary(&id(name)).unwrap().unwrap();
        let below = row.reframe_below_headline().map(str::to_owned);
        (row.headline, below)
    };
    let headline = |text: &str| (text.to_owned(), None);
    assert_eq!(row(&journal, "c"), headline("Looking back: I'll cry 笑"));
    assert_eq!(
        row(&journal, "d"),
        (
            "Looking back: The cough".to_owned(),
            Some("It passed.".to_owned())
        )
    );
    assert_eq!(row(&journal, "e"), headline("My own"));
    assert_eq!(row(&journal, "f"), headline("Two-minute check"));
    // In a search, in the trash and among those that are due it is the same.
    let found = journal
        .search_page(
            &Query::new("passed", Filters::default()),
            PageRequest::Newest,
            9,
        )
        .unwrap();
    assert_eq!(found[0].headline, "Looking back: The cough");
    journal
        .trash(&id("c"), timestamp("2026-03-02T08:00:00Z"))
        .unwrap();
    let trashed = journal.trashed_entries(0, 9).unwrap();
    assert_eq!(trashed[0].summary.headline, "Looking back: I'll cry 笑");
    // A fear that was thrown away isn't shown any more, and one that can't be read costs nothing else.
    journal
        .trash(&id("b"), timestamp("2026-03-02T08:00:00Z"))
        .unwrap();
    assert_eq!(row(&journal, "d"), headline("It passed."));
    journal.restore(&id("c")).unwrap();
    journal
        .db
        .execute(
            "update entry set fear = cast(x'ff' as text) where id = 'a'",
            [],
        )
        .unwrap();
    assert_eq!(row(&journal, "c"), headline("Two-minute check"));
}

#[test]
fn drafts_finished_entries_and_trash_are_separate_lists() {
    let mut journal = Journal::in_memory().unwrap();
    journal.save(&finished_entry("a")).unwrap();
    journal.save(&draft_entry("b")).unwrap();
    journal.save(&finished_entry("c")).unwrap();
    journal
        .trash(&id("c"), timestamp("2026-03-02T08:00:00Z"))
        .unwrap();
    for (list, expected) in [
        (EntryList::Done, "a"),
        (EntryList::Drafts, "b"),
        (EntryList::Trash, "c"),
    ] {
        assert_eq!(list_ids(&journal, list), [expected]);
        assert_eq!(journal.count(list).unwrap(), 1);
    }
}

#[test]
fn a_finished_entry_outside_the_trash_is_due_from_its_follow_up_day_on() {
    let mut journal = Journal::in_memory().unwrap();
    let follow_up_exercises = finished_entry("a").exercise;
    let due = |journal: &Journal, date| {
        journal
            .count_due_follow_ups(day(date), &[&follow_up_exercises])
            .unwrap()
    };
    journal
        .save(&draft_entry("a").with_follow_up_on("2026-03-08"))
        .unwrap();
    assert_eq!(due(&journal, "2026-03-09"), 0, "a draft asks nothing");
    journal
        .save(&finished_entry("a").with_follow_up_on("2026-03-08"))
        .unwrap();
    journal
        .save(&finished_entry("b").with_follow_up_on("2026-04-01"))
        .unwrap();
    journal
        .save(&finished_entry("c").with_answer(None, Answer::FollowUpOn(None)))
        .unwrap();
    for (date, expected) in [("2026-03-07", 0), ("2026-03-08", 1), ("2026-04-01", 2)] {
        assert_eq!(due(&journal, date), expected, "{date}");
    }
    let days: Vec<_> = journal
        .newest_summaries(EntryList::Done, 9)
        .unwrap()
        .into_iter()
        .map(|row| row.follow_up_due)
        .collect();
    assert_eq!(
        days,
        [None, Some(day("2026-04-01")), Some(day("2026-03-08"))]
    );

    journal
        .trash(&id("a"), timestamp("2026-03-02T08:00:00Z"))
        .unwrap();
    assert_eq!(due(&journal, "2026-04-01"), 1);
    journal.restore(&id("a")).unwrap();
    assert_eq!(due(&journal, "2026-04-01"), 2);
}

#[test]
fn a_row_says_until_when_its_worry_waits() {
    let mut journal = Journal::in_memory().unwrap();
    let waits = |journal: &Journal| {
        journal.newest_summaries(EntryList::Done, 1).unwrap()[0].postponed_until
    };
    let until = day("2026-03-02").at(18, 30, 0, 0);
    let entry = finished_entry("a").with_answer(None, Answer::PostponedUntil(until));
    journal.save(&entry).unwrap();
    assert_eq!(waits(&journal), Some(until));
    journal.save(&finished_entry("a")).unwrap();
    assert_eq!(waits(&journal), None);
}

#[test]
fn a_follow_up_day_follows_the_answer_but_keeps_its_outcome() {
    let mut journal = Journal::in_memory().unwrap();
    let due =
        |journal: &Journal| journal.newest_summaries(EntryList::Done, 1).unwrap()[0].follow_up_due;
    let entry = finished_entry("a").with_follow_up_on("2026-03-08");
    journal.save(&entry).unwrap();
    journal
        .save(&finished_entry("a").with_follow_up_on("2026-03-10"))
        .unwrap();
    assert_eq!(due(&journal), Some(day("2026-03-10")));
    journal
        .save(&finished_entry("a").with_answer(None, Answer::FollowUpOn(None)))
        .unwrap();
    assert_eq!(due(&journal), None);

    journal.save(&entry).unwrap();
    journal
        .db
        .execute("update follow_up set due_day = '2026-05-01'", [])
        .unwrap();
    journal.save(&entry).unwrap();
    assert_eq!(
        due(&journal),
        Some(day("2026-05-01")),
        "put off, and left so"
    );
    journal
        .db
        .execute("update follow_up set outcome = 'no'", [])
        .unwrap();
    journal.save(&finished_entry("a")).unwrap();
    assert_eq!(
        query_value::<String>(&journal, "select outcome from follow_up"),
        "no"
    );
    assert_eq!(
        journal
            .count_due_follow_ups(day("2027-01-01"), &[])
            .unwrap(),
        0
    );
}

#[test]
fn an_entry_is_found_by_the_beginning_of_its_name_or_as_the_last() {
    let mut journal = Journal::in_memory().unwrap();
    let found = |journal: &Journal, typed| journal.match_id(typed).unwrap();
    assert_eq!(found(&journal, "last"), IdMatch::None);
    journal
        .save(&finished_entry("k3v9").started_at("2026-03-01T20:00:00Z"))
        .unwrap();
    journal
        .save(&finished_entry("k3x").started_at("2026-03-02T20:00:00Z"))
        .unwrap();
    journal
        .save(&finished_entry("k3v").started_at("2026-02-02T20:00:00Z"))
        .unwrap();
    journal
        .save(&draft_entry("z").started_at("2026-03-09T20:00:00Z"))
        .unwrap();
    assert_eq!(found(&journal, "k3x"), IdMatch::One(id("k3x")));
    assert_eq!(found(&journal, " K3V9 "), IdMatch::One(id("k3v9")));
    assert_eq!(
        found(&journal, "k3v"),
        IdMatch::One(id("k3v")),
        "a whole name is meant"
    );
    assert_eq!(
        found(&journal, "k3"),
        IdMatch::Many(vec![id("k3x"), id("k3v9"), id("k3v")])
    );
    assert_eq!(found(&journal, "z"), IdMatch::One(id("z")));
    assert_eq!(
        found(&journal, "last"),
        IdMatch::One(id("k3x")),
        "the newest finished one"
    );
    for nothing in ["", "  ", "k4", "%", "_3x", "👨‍👩‍👧‍👦", "'"] {
        assert_eq!(found(&journal, nothing), IdMatch::None, "{nothing:?}");
    }
}

#[test]
fn indexes_serve_the_lists_without_a_scan_or_a_sort() {
    let journal = Journal::in_memory().unwrap();
    let mut other = Journal::in_memory().unwrap();
    other.save(&finished_entry("a")).unwrap();
    let row = &other.newest_summaries(EntryList::Done, 1).unwrap()[0];
    let stretches = [
        PageRequest::Newest,
        PageRequest::Oldest,
        PageRequest::StartingAt(row),
        PageRequest::OlderThan(row),
        PageRequest::NewerThan(row),
    ];
    let pages = stretches.map(queries::page_sql);
    for sql in pages.iter().map(String::as_str).chain([
        COUNT_BEFORE,
        SELECT_COUNT,
        COUNT_DUE,
        SELECT_IDS_BY_PREFIX,
        SELECT_POSTPONED,
        SELECT_LAST_WORRY_TIME,
        SELECT_OLDEST_DUE,
        due_query::SELECT_DUE,
        SELECT_REFRAMES,
        SELECT_RATED_SINCE,
        SELECT_CARD_IDS,
        SELECT_CARD_LABELS,
        SELECT_CHECK_INS,
        SELECT_BREAKS,
    ]) {
        let mut explained = journal
            .db
            .prepare(&format!("explain query plan {sql}"))
            .unwrap();
        for place in 1..=explained.parameter_count() {
            explained.raw_bind_parameter(place, 1).unwrap();
        }
        let mut rows = explained.raw_query();
        while let Some(row) = rows.next().unwrap() {
            let step: String = row.get("detail").unwrap();
            // The few ids with one prefix, and the follow-ups of one day, may be sorted.
            let may_sort = [SELECT_IDS_BY_PREFIX, due_query::SELECT_DUE].contains(&sql);
            let sorted = !may_sort && step.contains("TEMP B-TREE");
            // These are covering partial indexes.
            let served = [
                "INDEX entry_by_postponed_until",
                "INDEX entry_by_last_postponed",
                "INDEX entry_by_card",
                "json_each",
            ];
            let is_served = served.iter().any(|index| step.contains(index));
            let scanned = step.starts_with("SCAN") && !is_served;
            assert!(!scanned && !sorted, "{step} in {sql}");
        }
    }
}
