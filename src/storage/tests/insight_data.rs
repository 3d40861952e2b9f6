//! The data of the insights.

use super::*;
use crate::domain::insights::{Acted, ReviewedFear};
use crate::domain::outcome::Outcome;
use crate::domain::session::RatingPair;
use crate::storage::insight_queries::{FearText, InsightData, Period};

impl Entry {
    fn on_day(self, text: &str) -> Self {
        Self {
            day: day(text),
            started_at: timestamp(&format!("{text}T20:00:00Z")),
            finished_at: Some(timestamp(&format!("{text}T20:05:00Z"))),
            ..self
        }
    }

    fn with_rating(self, part: Role, number: u8) -> Self {
        self.with_answer(part, Answer::Rating(number))
    }

    fn with_outcome(mut self, part: Role, outcome: Outcome) -> Self {
        self = self.with_answer(part, Answer::Chosen(vec!["A word for it".to_owned()]));
        self.answers.last_mut().expect("it was given").outcome = Some(outcome);
        self
    }
}

/// A fear rated 80 and then 35, with a follow-up.
fn fear_entry(name: &str, on: &str) -> Entry {
    finished_entry(name)
        .on_day(on)
        .with_answer(
            Role::Fear,
            Answer::Text(format!("{name}: they'll fire me 火 🧨")),
        )
        .with_rating(Role::LikelihoodBefore, 80)
        .with_rating(Role::CopingBefore, 30)
        .with_rating(Role::HardnessBefore, 90)
        .with_rating(Role::LikelihoodAfter, 35)
        .with_follow_up_on("2026-03-20")
}

fn follow_up_entry(on: &str, of: &str, outcome: Outcome) -> Entry {
    Entry {
        exercise: "prediction-check-in".to_owned(),
        origin: Some(id(of)),
        ..finished_entry(&format!("back-{of}")).on_day(on)
    }
    .with_outcome(Role::Outcome, outcome)
}

fn journal_with(entries: &[Entry]) -> Journal {
    let mut journal = Journal::in_memory().unwrap();
    for entry in entries {
        journal.save(entry).unwrap();
    }
    journal
}

fn fear_outcomes(journal: &Journal) -> Vec<(String, Outcome)> {
    let fears = journal.insight_data(Period::default()).unwrap().fears;
    let told = fears
        .iter()
        .map(|fear| (fear.day.to_string(), fear.review.outcome));
    told.collect()
}

#[test]
fn a_fear_has_its_expected_and_its_actual_values() {
    let hard = follow_up_entry("2026-03-20", "lost", Outcome::Partly)
        .with_outcome(Role::Acted, Outcome::Yes)
        .with_rating(Role::HardnessAfter, 70)
        .with_rating(Role::CopingAfter, 55);
    let journal = journal_with(&[fear_entry("lost", "2026-03-01"), hard]);
    let gathered = journal.insight_data(Period::default()).unwrap();
    assert_eq!(
        gathered.reviews(),
        [ReviewedFear {
            outcome: Outcome::Partly,
            first_rating: Some(80),
            last_rating: Some(35),
            acted: Some(Acted::Yes),
            coping_expected: Some(30),
            coping_actual: Some(55),
            hardness_expected: Some(90),
            hardness_actual: Some(70),
        }]
    );
    assert_eq!(
        (gathered.entry_count(), gathered.fears_without_follow_up),
        (2, 0)
    );
    assert_eq!(
        journal.fear_texts(Period::default(), 4).unwrap(),
        [FearText {
            day: day("2026-03-01"),
            words: "lost: they'll fire me 火 🧨".to_owned(),
        }]
    );
}

#[test]
fn fears_are_ordered_by_follow_up_and_open_ones_come_last() {
    let journal = journal_with(&[
        fear_entry("one", "2026-03-01"),
        fear_entry("two", "2026-03-02"),
        fear_entry("three", "2026-03-03"),
        fear_entry("four", "2026-03-04"),
        follow_up_entry("2026-03-11", "three", Outcome::No),
        follow_up_entry("2026-03-12", "one", Outcome::Yes),
        follow_up_entry("2026-03-13", "four", Outcome::Dropped),
    ]);
    let expected = [
        ("2026-03-03", Outcome::No),
        ("2026-03-01", Outcome::Yes),
        ("2026-03-04", Outcome::Dropped),
        ("2026-03-02", Outcome::Open),
    ];
    let expected = expected.map(|(day, outcome)| (day.to_owned(), outcome));
    assert_eq!(fear_outcomes(&journal), expected);
    // Dropped and open fears have no text here.
    assert_eq!(journal.fear_texts(Period::default(), 9).unwrap().len(), 2);
    assert_eq!(journal.fear_texts(Period::default(), 1).unwrap().len(), 1);
}

#[test]
fn unsure_differs_from_not_asked() {
    let sure = |name: &str, acted: Option<Outcome>| {
        let walk = follow_up_entry("2026-03-20", name, Outcome::No);
        match acted {
            Some(outcome) => walk.with_outcome(Role::Acted, outcome),
            None => walk,
        }
    };
    let answers = [
        None,
        Some(Outcome::Unknown),
        Some(Outcome::No),
        Some(Outcome::Yes),
    ];
    let mut journal = Journal::in_memory().unwrap();
    for (place, answer) in answers.into_iter().enumerate() {
        let name = format!("fear-{place}");
        journal.save(&fear_entry(&name, "2026-03-01")).unwrap();
        journal.save(&sure(&name, answer)).unwrap();
    }
    let mut acted: Vec<_> = journal
        .insight_data(Period::default())
        .unwrap()
        .reviews()
        .iter()
        .map(|checked| format!("{:?}", checked.acted))
        .collect();
    acted.sort();
    assert_eq!(acted, ["None", "Some(No)", "Some(Unsure)", "Some(Yes)"]);
}

#[test]
fn only_fears_of_finished_entries_count_and_a_follow_up_is_not_a_fear() {
    let mut lost = fear_entry("trashed", "2026-03-02");
    lost.state = EntryState::Trashed;
    let enough = finished_entry("enough")
        .with_thought("One book 📖")
        .with_follow_up_on("2026-03-08");
    let mut rated =
        follow_up_entry("2026-03-20", "fear", Outcome::No).with_rating(Role::LikelihoodBefore, 10);
    rated = rated.with_follow_up_on("2026-04-01");
    let journal = journal_with(&[
        fear_entry("fear", "2026-03-01"),
        rated,
        lost,
        enough,
        follow_up_entry("2026-03-20", "enough", Outcome::Yes),
        draft_entry("half").with_rating(Role::LikelihoodBefore, 50),
        finished_entry("unasked").with_rating(Role::LikelihoodBefore, 50),
    ]);
    assert_eq!(
        fear_outcomes(&journal),
        [("2026-03-01".to_owned(), Outcome::No)]
    );
    let gathered = journal.insight_data(Period::default()).unwrap();
    assert_eq!(
        (gathered.fears_without_follow_up, gathered.entry_count()),
        (1, 5)
    );
}

#[test]
fn rating_pairs_come_newest_first_and_a_single_rating_is_no_pair() {
    let journal = journal_with(&[
        finished_entry("old")
            .on_day("2026-03-01")
            .with_rating(Role::DistressBefore, 70)
            .with_rating(Role::DistressAfter, 0)
            .with_rating(Role::BeliefBefore, 50),
        finished_entry("new")
            .on_day("2026-03-02")
            .with_rating(Role::LikelihoodAfter, 20)
            .with_rating(Role::LikelihoodBefore, 0)
            .with_rating(Role::BeliefBefore, 100)
            .with_rating(Role::BeliefAfter, 100),
        draft_entry("half")
            .with_rating(Role::BeliefBefore, 1)
            .with_rating(Role::BeliefAfter, 2),
    ]);
    let pair = |scale: &str, before, after| RatingPair {
        scale: scale.to_owned(),
        before,
        after,
    };
    let gathered = journal.insight_data(Period::default()).unwrap();
    assert_eq!(
        gathered.rating_pairs(),
        [
            pair("likelihood", 0, 20),
            pair("belief", 100, 100),
            pair("distress", 70, 0)
        ]
    );
    assert_eq!(gathered.pairs[2].day, day("2026-03-01"));
}

#[test]
fn patterns_are_counted_by_entry_whatever_other_patterns_it_has() {
    let naming = |name: &str, on: &str, labels: &[&str]| {
        let labels = labels.iter().map(|label| (*label).to_owned()).collect();
        finished_entry(name)
            .on_day(on)
            .with_answer(Role::Patterns, Answer::Chosen(labels))
    };
    let own = |entry: Entry, name: &str| {
        entry.with_answer(Role::PatternName, Answer::Text(name.to_owned()))
    };
    let film = "The 3 a.m. film 夜 🎬";
    let journal = journal_with(&[
        naming("a", "2026-03-01", &["What if", "All or nothing"]),
        own(naming("b", "2026-03-02", &["What if"]), film),
        own(
            naming("c", "2026-03-09", &["All or nothing", "What if"]),
            film,
        ),
        naming("d", "2026-03-10", &["Mind reading"]),
        naming("e", "2026-03-11", &[]),
    ]);
    let gathered = journal.insight_data(Period::default()).unwrap();
    let said: Vec<_> = gathered
        .patterns
        .iter()
        .chain(&gathered.custom_patterns)
        .map(|named| {
            format!(
                "{} {} {} {}",
                named.name, named.entries, named.first, named.last
            )
        })
        .collect();
    assert_eq!(
        said,
        [
            "What if 3 2026-03-01 2026-03-09",
            "All or nothing 2 2026-03-01 2026-03-09",
            "Mind reading 1 2026-03-10 2026-03-10",
            &format!("{film} 2 2026-03-02 2026-03-09"),
        ]
    );
}

#[test]
fn a_period_has_its_first_day_and_its_last() {
    let journal = journal_with(&[
        fear_entry("before", "2026-02-28"),
        fear_entry("first", "2026-03-01"),
        fear_entry("last", "2026-03-31"),
        fear_entry("after", "2026-04-01"),
        follow_up_entry("2026-05-01", "first", Outcome::No),
    ]);
    let march = Period {
        from: Some(day("2026-03-01")),
        until: Some(day("2026-03-31")),
    };
    let gathered = journal.insight_data(march).unwrap();
    let days: Vec<_> = gathered
        .days
        .iter()
        .map(|(day, _)| day.to_string())
        .collect();
    assert_eq!(days, ["2026-03-01", "2026-03-31"]);
    assert_eq!((gathered.fears.len(), gathered.pairs.len()), (2, 2));
    let until = Period {
        from: None,
        ..march
    };
    assert_eq!(journal.insight_data(until).unwrap().fears.len(), 3);
    let none = Period {
        from: Some(day("2027-01-01")),
        until: None,
    };
    assert_eq!(journal.insight_data(none).unwrap(), InsightData::default());
}

#[test]
fn a_day_counts_the_entries_that_were_finished_on_it() {
    let journal = journal_with(&[
        finished_entry("a").on_day("2026-03-02"),
        finished_entry("b").on_day("2026-03-02"),
        finished_entry("c").on_day("2026-03-01"),
        draft_entry("d"),
    ]);
    let days = journal.insight_data(Period::default()).unwrap().days;
    assert_eq!(days, [(day("2026-03-01"), 1), (day("2026-03-02"), 2)]);
}

#[test]
fn a_fear_without_a_follow_up_answer_is_open() {
    let journal = journal_with(&[fear_entry("fear", "2026-03-01")]);
    assert_eq!(
        fear_outcomes(&journal),
        [("2026-03-01".to_owned(), Outcome::Open)]
    );
}
