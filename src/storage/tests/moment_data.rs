//! The data of check-ins and breaks, and that they don't mix with those of exercises.

use jiff::civil::date;

use super::*;
use crate::domain::insights::{CheckIn, TakenBreak};
use crate::domain::outcome::Outcome;
use crate::storage::insight_queries::Period;

fn check_in(name: &str, on: &str, distress: u8, feelings: &[&str]) -> Entry {
    let feelings = feelings.iter().map(|label| (*label).to_owned()).collect();
    Entry {
        kind: EntryKind::CheckIn,
        day: day(on),
        ..finished_entry(name).started_at(&format!("{on}T20:30:00Z"))
    }
    .with_answer(Role::Feelings, Answer::Chosen(feelings))
    .with_answer(Role::DistressBefore, Answer::Rating(distress))
}

fn break_entry(name: &str, on: &str, seconds: u32, ratings: [Option<u8>; 2]) -> Entry {
    let mut entry = Entry {
        kind: EntryKind::Break,
        day: day(on),
        ..finished_entry(name).started_at(&format!("{on}T20:00:00Z"))
    }
    .with_answer(None, Answer::Seconds(seconds));
    for (role, rating) in [Role::DistressAfter, Role::DistressBefore]
        .into_iter()
        .zip(ratings)
    {
        if let Some(rating) = rating {
            entry = entry.with_answer(role, Answer::Rating(rating));
        }
    }
    entry
}

fn journal_with(entries: &[Entry]) -> Journal {
    let mut journal = Journal::in_memory().unwrap();
    for entry in entries {
        journal.save(entry).unwrap();
    }
    journal
}

#[test]
fn a_check_in_is_at_the_local_time_of_where_it_was_written() {
    // At 20:30 UTC it was already the next morning in Tokyo.
    let tokyo = Entry {
        utc_offset: 9 * 3600,
        day: day("2026-03-03"),
        ..check_in("tokyo", "2026-03-02", 60, &["tired", "müde 睡 🥱"])
    };
    let unanswered = Entry {
        answers: Vec::new(),
        ..check_in("nothing", "2026-03-04", 0, &[])
    };
    let journal = journal_with(&[tokyo, unanswered]);
    let check_ins = journal.insight_data(Period::default()).unwrap().check_ins;
    assert_eq!(
        check_ins,
        [
            CheckIn {
                started_at: date(2026, 3, 3).at(5, 30, 0, 0),
                distress: Some(60),
                feelings: vec!["tired".to_owned(), "müde 睡 🥱".to_owned()],
            },
            CheckIn {
                started_at: date(2026, 3, 4).at(21, 30, 0, 0),
                distress: None,
                feelings: Vec::new(),
            }
        ]
    );
}

#[test]
fn a_break_has_its_seconds_and_the_ratings_that_were_given() {
    let without_length = Entry {
        answers: Vec::new(),
        ..break_entry("c", "2026-03-03", 0, [None, None])
    };
    let journal = journal_with(&[
        break_entry("a", "2026-03-01", 180, [Some(30), Some(70)]),
        break_entry("b", "2026-03-02", 45, [Some(0), None]),
        without_length,
    ]);
    let taken = |seconds, distress_before, distress_after| TakenBreak {
        seconds,
        distress_before,
        distress_after,
    };
    assert_eq!(
        journal.insight_data(Period::default()).unwrap().breaks,
        [
            taken(Some(180), Some(70), Some(30)),
            taken(Some(45), None, Some(0)),
            taken(None, None, None),
        ]
    );
}

#[test]
fn only_finished_ones_of_the_period_count() {
    let trashed = |entry: Entry| Entry {
        state: EntryState::Trashed,
        ..entry
    };
    let draft = Entry {
        kind: EntryKind::CheckIn,
        day: day("2026-03-10"),
        ..draft_entry("half")
    };
    let ratings = [Some(30), Some(70)];
    let journal = journal_with(&[
        check_in("before", "2026-03-09", 1, &[]),
        check_in("in", "2026-03-10", 2, &[]),
        check_in("after", "2026-03-11", 3, &[]),
        trashed(check_in("gone", "2026-03-10", 4, &[])),
        draft,
        break_entry("rest-before", "2026-03-09", 60, ratings),
        break_entry("rest", "2026-03-10", 90, ratings),
        trashed(break_entry("rest-gone", "2026-03-10", 120, ratings)),
    ]);
    let tenth = Some(day("2026-03-10"));
    let period = Period {
        from: tenth,
        until: tenth,
    };
    let data = journal.insight_data(period).unwrap();
    let ratings: Vec<_> = data.check_ins.iter().map(|one| one.distress).collect();
    let seconds: Vec<_> = data.breaks.iter().map(|one| one.seconds).collect();
    assert_eq!((ratings, seconds), (vec![Some(2)], vec![Some(90)]));
    let all = journal.insight_data(Period::default()).unwrap();
    assert_eq!((all.check_ins.len(), all.breaks.len()), (3, 2));
}

#[test]
fn the_figures_of_exercises_have_nothing_of_other_kinds() {
    let everything = |name: &str, kind| {
        let text = |text: &str| Answer::Text(text.to_owned());
        let entry = finished_entry(name)
            .with_thought("They will fire me 火")
            .with_answer(Role::Fear, text("I'll be alone"))
            .with_answer(Role::Reframe, text("It was one talk"))
            .with_answer(Role::Patterns, Answer::Chosen(vec!["What if".to_owned()]))
            .with_answer(Role::PatternName, text("The 3 a.m. film 🎬"))
            .with_answer(Role::LikelihoodBefore, Answer::Rating(80))
            .with_answer(Role::DistressBefore, Answer::Rating(70))
            .with_answer(Role::DistressAfter, Answer::Rating(30));
        Entry { kind, ..entry }
    };
    let all = EntryKind::ALL.map(|kind| everything(kind.as_str(), kind));
    let asked = EntryKind::ALL.map(|kind| {
        everything(&format!("asked-{}", kind.as_str()), kind).with_follow_up_on("2026-03-08")
    });
    let mut journal = journal_with(&[&all[..], &asked[..]].concat());
    for kind in EntryKind::ALL {
        let mut reply = Entry {
            exercise: "prediction-check-in".to_owned(),
            origin: Some(id(&format!("asked-{}", kind.as_str()))),
            ..finished_entry(&format!("reply-{}", kind.as_str()))
        }
        .with_answer(Role::Outcome, Answer::Chosen(vec!["No".to_owned()]));
        reply.answers[0].outcome = Some(Outcome::No);
        journal.save(&reply).unwrap();
    }
    let data = journal.insight_data(Period::default()).unwrap();
    // All six and the three replies are on the calendar.
    assert_eq!(data.entry_count(), 9);
    assert_eq!((data.fears.len(), data.fears_without_follow_up), (1, 1));
    assert_eq!(data.pairs.len(), 2);
    assert_eq!(data.patterns[0].entries, 2);
    assert_eq!(data.custom_patterns[0].entries, 2);
    assert_eq!((data.check_ins.len(), data.breaks.len()), (2, 2));
    assert_eq!(journal.fear_texts(Period::default(), 9).unwrap().len(), 1);
    assert_eq!(journal.past_reframes().unwrap().len(), 2);
    let since = timestamp("2026-01-01T00:00:00Z");
    assert_eq!(journal.rated_thoughts_since(since).unwrap().len(), 2);
    assert_eq!(journal.pattern_names().unwrap()[0].1, 2);
    let uses = journal.count_pattern_uses("The 3 a.m. film 🎬", &id("exercise"));
    assert_eq!(uses.unwrap(), 1);
}
