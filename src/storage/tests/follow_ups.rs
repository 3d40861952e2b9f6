use jiff::civil::date;

use super::*;
use crate::domain::outcome::Outcome;

impl Entry {
    fn with_outcome_answer(mut self, part: Role, outcome: Outcome) -> Self {
        self = self.with_answer(part, Answer::Chosen(vec!["A word for it".to_owned()]));
        self.answers.last_mut().expect("it was given").outcome = Some(outcome);
        self
    }

    fn answering_follow_up_of(mut self, name: &str) -> Self {
        self.origin = Some(id(name));
        self
    }

    fn postponed_until(self, day: i8, hour: i8) -> Self {
        self.with_answer(
            None,
            Answer::PostponedUntil(date(2026, 3, day).at(hour, 30, 0, 0)),
        )
    }
}

fn follow_up_column(journal: &Journal, what: &str) -> Option<String> {
    let sql = format!("select cast({what} as text) from follow_up where entry_id = 'fear'");
    query_value(journal, &sql)
}

/// A journal with a fear that is due on 8 March.
fn journal_with_a_fear() -> Journal {
    let mut journal = Journal::in_memory().unwrap();
    let fear = finished_entry("fear")
        .with_thought("They'll fire me 火")
        .with_follow_up_on("2026-03-08");
    journal.save(&fear).unwrap();
    journal
}

#[test]
fn a_follow_up_writes_its_outcome_to_the_fear() {
    let mut journal = journal_with_a_fear();
    let back = finished_entry("back")
        .answering_follow_up_of("fear")
        .with_outcome_answer(Role::Outcome, Outcome::Partly)
        .with_outcome_answer(Role::Acted, Outcome::Yes)
        .with_answer(Role::HardnessAfter, Answer::Rating(70))
        .with_answer(Role::CopingAfter, Answer::Rating(55))
        .with_answer(Role::Helped, Answer::Text("My sister 👩‍🚒".to_owned()));
    journal.save(&back).unwrap();
    assert_eq!(
        journal
            .count_due_follow_ups(day("2026-03-09"), &[])
            .unwrap(),
        0
    );
    for (what, expected) in [
        ("outcome", "partly"),
        ("acted", "1"),
        ("actual_hardness", "70"),
        ("coping", "55"),
        ("note", "My sister 👩‍🚒"),
        ("answered_in", "back"),
        ("due_day", "2026-03-08"),
    ] {
        assert_eq!(
            follow_up_column(&journal, what).as_deref(),
            Some(expected),
            "{what}"
        );
    }
    assert!(follow_up_column(&journal, "resolved_at").is_some());
    assert_stored(&journal, &back);

    // The answer is edited and gives another outcome.
    let other = finished_entry("back")
        .answering_follow_up_of("fear")
        .with_outcome_answer(Role::Outcome, Outcome::Unknown);
    journal.save(&other).unwrap();
    assert_eq!(
        follow_up_column(&journal, "outcome").as_deref(),
        Some("unknown")
    );
    assert_eq!(follow_up_column(&journal, "acted"), None);
}

#[test]
fn an_entry_without_a_fear_is_due_only_for_exercises_with_a_follow_up() {
    let mut journal = Journal::in_memory().unwrap();
    let silent = finished_entry("silent").with_follow_up_on("2026-03-02");
    journal.save(&silent).unwrap();
    journal
        .save(
            &finished_entry("fear")
                .with_thought("The cough 咳")
                .with_follow_up_on("2026-03-08"),
        )
        .unwrap();
    let waits = |follow_up_exercises: &[&str]| {
        let today = day("2026-03-09");
        let longest = journal
            .oldest_due_follow_up(today, follow_up_exercises)
            .unwrap();
        (
            journal
                .count_due_follow_ups(today, follow_up_exercises)
                .unwrap(),
            longest,
        )
    };
    assert_eq!(waits(&[]), (1, Some(id("fear"))));
    assert_eq!(waits(&["other"]), (1, Some(id("fear"))));
    assert_eq!(waits(&["other", &silent.exercise]), (2, Some(id("silent"))));
}

#[test]
fn an_unknown_outcome_still_answers_the_follow_up() {
    let mut journal = journal_with_a_fear();
    let back = finished_entry("back")
        .answering_follow_up_of("fear")
        .with_answer(Role::Outcome, Answer::Chosen(vec!["I did more".to_owned()]));
    journal.save(&back).unwrap();
    assert_eq!(
        follow_up_column(&journal, "outcome").as_deref(),
        Some("unknown")
    );
    assert_eq!(
        journal
            .count_due_follow_ups(day("2026-03-09"), &[])
            .unwrap(),
        0
    );
}

#[test]
fn a_draft_follow_up_changes_no_outcome() {
    let mut journal = journal_with_a_fear();
    let back = draft_entry("back")
        .answering_follow_up_of("fear")
        .with_outcome_answer(Role::Outcome, Outcome::No);
    journal.save(&back).unwrap();
    assert_eq!(
        journal
            .count_due_follow_ups(day("2026-03-08"), &[])
            .unwrap(),
        1
    );
    assert_eq!(
        journal
            .draft_continuing(&id("fear"), &back.exercise)
            .unwrap(),
        Some(id("back"))
    );
    assert_eq!(
        journal.draft_continuing(&id("fear"), "another").unwrap(),
        None
    );
}

#[test]
fn an_open_follow_up_is_due_again_on_the_chosen_day_or_in_a_week_or_never() {
    let again = |day: Option<Answer>| {
        let mut journal = journal_with_a_fear();
        let mut back = finished_entry("back")
            .answering_follow_up_of("fear")
            .with_outcome_answer(Role::Outcome, Outcome::Open);
        back.finished_at = Some("2026-03-08T20:00:00Z".parse().unwrap());
        if let Some(day) = day {
            back = back.with_answer(None, day);
        }
        journal.save(&back).unwrap();
        (
            follow_up_column(&journal, "outcome").unwrap(),
            follow_up_column(&journal, "due_day").unwrap(),
        )
    };
    let pair = |outcome: &str, due: &str| (outcome.to_owned(), due.to_owned());
    let chosen = Answer::FollowUpOn(Some(day("2026-03-11")));
    assert_eq!(again(Some(chosen)), pair("open", "2026-03-11"));
    assert_eq!(again(None), pair("open", "2026-03-15"));
    assert_eq!(again(Some(Answer::FollowUpOn(None))).0, "dropped");
}

#[test]
fn a_follow_up_may_answer_an_entry_that_requested_none_or_is_in_another_journal() {
    let mut journal = Journal::in_memory().unwrap();
    journal
        .save(&finished_entry("fear").with_thought("A thought"))
        .unwrap();
    let back = finished_entry("back")
        .answering_follow_up_of("fear")
        .with_outcome_answer(Role::Outcome, Outcome::No);
    journal.save(&back).unwrap();
    assert_eq!(follow_up_column(&journal, "outcome").as_deref(), Some("no"));
    let elsewhere = finished_entry("other")
        .answering_follow_up_of("nowhere")
        .with_outcome_answer(Role::Outcome, Outcome::No);
    journal.save(&elsewhere).unwrap();
    assert_stored(&journal, &elsewhere);
}

#[test]
fn the_oldest_due_fear_comes_first_and_trashed_entries_are_excluded() {
    let mut journal = journal_with_a_fear();
    let older = finished_entry("older")
        .with_thought("The cough")
        .with_follow_up_on("2026-03-02");
    journal.save(&older).unwrap();
    let longest =
        |journal: &Journal, today: &str| journal.oldest_due_follow_up(day(today), &[]).unwrap();
    assert_eq!(longest(&journal, "2026-03-01"), None);
    assert_eq!(longest(&journal, "2026-03-08"), Some(id("older")));
    journal
        .trash(&id("older"), timestamp("2026-03-08T08:00:00Z"))
        .unwrap();
    assert_eq!(longest(&journal, "2026-03-08"), Some(id("fear")));
}

#[test]
fn a_worry_is_postponed_only_while_its_finished_entry_exists() {
    let mut journal = Journal::in_memory().unwrap();
    let worry = |name: &str| {
        finished_entry(name)
            .with_thought("The rent 家")
            .postponed_until(9, 18)
    };
    let first = draft_entry("a")
        .with_thought("The rent 家")
        .postponed_until(9, 18);
    journal.save(&first).unwrap();
    assert!(journal.postponed_worries().unwrap().is_empty());
    journal.save(&worry("a")).unwrap();
    assert_eq!(
        journal.postponed_worries().unwrap(),
        [PostponedEntry {
            entry_id: id("a"),
            text: "The rent 家".to_owned(),
            postponed_until: date(2026, 3, 9).at(18, 30, 0, 0),
        }]
    );
    assert_eq!(
        journal.last_worry_time().unwrap(),
        Some(jiff::civil::time(18, 30, 0, 0))
    );
    assert_stored(&journal, &worry("a"));
    journal
        .trash(&id("a"), timestamp("2026-03-08T08:00:00Z"))
        .unwrap();
    assert!(journal.postponed_worries().unwrap().is_empty());
    journal.restore(&id("a")).unwrap();
    assert_eq!(journal.postponed_worries().unwrap().len(), 1);
}

#[test]
fn a_worry_time_reviews_only_worries_that_are_due() {
    let mut journal = Journal::in_memory().unwrap();
    for (name, worry, day) in [
        ("a", "The rent", 1),
        ("b", "The cough", 1),
        ("c", "Later", 30),
    ] {
        journal
            .save(
                &finished_entry(name)
                    .with_thought(worry)
                    .postponed_until(day, 18),
            )
            .unwrap();
    }
    let mut time = finished_entry("time").with_answer(
        Role::StillMatters,
        Answer::Chosen(vec!["  The   rent ".to_owned()]),
    );
    time.started_at = "2026-03-08T18:30:00Z".parse().unwrap();
    time.finished_at = Some(time.started_at);
    time.day = date(2026, 3, 8);
    time.utc_offset = 3600;
    journal.save(&time).unwrap();
    let waiting: Vec<_> = journal
        .postponed_worries()
        .unwrap()
        .into_iter()
        .map(|waiting| {
            (
                waiting.entry_id.to_string(),
                waiting.postponed_until.to_string(),
            )
        })
        .collect();
    let expected = [("a", "2026-03-09T18:30:00"), ("c", "2026-03-30T18:30:00")];
    assert_eq!(
        waiting,
        expected.map(|(name, until)| (name.to_owned(), until.to_owned()))
    );
    // Saving it again changes nothing.
    journal.save(&time).unwrap();
    assert_eq!(journal.postponed_worries().unwrap().len(), 2);
}

/// A worry time on 8 March at 18:30 with these listed and ticked worries.
fn worry_time_entry(listed: &[&str], ticked: &[&str]) -> Entry {
    let words = |words: &[&str]| words.iter().map(ToString::to_string).collect();
    let mut time = finished_entry("time").with_answer(None, Answer::Items(words(listed)));
    time = time.with_answer(Role::StillMatters, Answer::Chosen(words(ticked)));
    time.started_at = "2026-03-08T17:30:00Z".parse().unwrap();
    time.finished_at = Some("2026-03-08T17:50:00Z".parse().unwrap());
    time.day = date(2026, 3, 8);
    time
}

fn postponed_worries(journal: &Journal) -> Vec<(String, String)> {
    let waiting = journal.postponed_worries().unwrap().into_iter();
    waiting
        .map(|waiting| {
            (
                waiting.entry_id.to_string(),
                waiting.postponed_until.to_string(),
            )
        })
        .collect()
}

fn save_postponed(journal: &mut Journal, name: &str, worry: &str, day: i8) {
    let walk = finished_entry(name)
        .with_thought(worry)
        .postponed_until(day, 18);
    journal.save(&walk).unwrap();
}

#[test]
fn a_worry_time_finished_days_later_postpones_to_a_future_day() {
    let mut journal = Journal::in_memory().unwrap();
    save_postponed(&mut journal, "a", "The rent 家", 1);
    let mut time = worry_time_entry(&["The rent 家"], &["The rent 家"]);
    time.finished_at = Some("2026-03-11T23:30:00Z".parse().unwrap());
    journal.save(&time).unwrap();
    // In local time it is 12 March by then.
    let expected = ("a".to_owned(), "2026-03-13T18:30:00".to_owned());
    assert_eq!(postponed_worries(&journal), [expected]);
}

#[test]
fn a_worry_that_became_due_during_a_worry_time_is_not_dropped_unseen() {
    let mut journal = Journal::in_memory().unwrap();
    save_postponed(&mut journal, "a", "The rent 家", 1);
    save_postponed(&mut journal, "b", "The cough", 9);
    save_postponed(&mut journal, "c", "Lee", 10);
    let mut time = worry_time_entry(&["The rent 家", "Lee"], &["The rent 家"]);
    time.finished_at = Some("2026-03-10T20:00:00Z".parse().unwrap());
    journal.save(&time).unwrap();
    let names: Vec<_> = postponed_worries(&journal)
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(names, ["b", "a"], "Lee was there to be seen");
}

#[test]
fn an_open_follow_up_is_due_a_week_after_it_was_answered() {
    let mut journal = journal_with_a_fear();
    let mut back = finished_entry("back")
        .answering_follow_up_of("fear")
        .with_outcome_answer(Role::Outcome, Outcome::Open);
    back.day = date(2026, 3, 8);
    back.finished_at = Some("2026-03-20T23:30:00Z".parse().unwrap());
    journal.save(&back).unwrap();
    assert_eq!(
        follow_up_column(&journal, "due_day").as_deref(),
        Some("2026-03-28")
    );
}

#[test]
fn pattern_names_are_counted_and_the_latest_comes_first() {
    let mut journal = Journal::in_memory().unwrap();
    let named = |name: &str, pattern: &str, started: &str| {
        finished_entry(name)
            .with_answer(Role::PatternName, Answer::Text(pattern.to_owned()))
            .started_at(started)
    };
    for entry in [
        named("a", "The What-If Show 📻", "2026-03-01T08:00:00Z"),
        named("b", "Radio Doom", "2026-03-02T08:00:00Z"),
        named("c", "The What-If Show 📻", "2026-03-03T08:00:00Z"),
    ] {
        journal.save(&entry).unwrap();
    }
    assert_eq!(
        journal.pattern_names().unwrap(),
        [
            ("The What-If Show 📻".to_owned(), 2),
            ("Radio Doom".to_owned(), 1)
        ]
    );
    let times = |name, but| journal.count_pattern_uses(name, &id(but)).unwrap();
    assert_eq!(times("The What-If Show 📻", "c"), 1);
    assert_eq!(times("The What-If Show 📻", "z"), 2);
    assert_eq!(times("another", "z"), 0);
}

#[test]
fn a_trashed_follow_up_reopens_the_fear_until_it_is_restored() {
    let mut journal = journal_with_a_fear();
    let back = finished_entry("back")
        .answering_follow_up_of("fear")
        .with_outcome_answer(Role::Outcome, Outcome::Yes)
        .with_answer(Role::Helped, Answer::Text("My sister 👩‍🚒".to_owned()));
    journal.save(&back).unwrap();
    journal
        .trash(&id("back"), timestamp("2026-03-09T08:00:00Z"))
        .unwrap();
    assert_eq!(
        follow_up_column(&journal, "outcome").as_deref(),
        Some("open")
    );
    assert_eq!(follow_up_column(&journal, "note"), None);
    assert_eq!(
        journal
            .count_due_follow_ups(day("2026-03-09"), &[])
            .unwrap(),
        1
    );
    journal.restore(&id("back")).unwrap();
    assert_eq!(
        follow_up_column(&journal, "outcome").as_deref(),
        Some("yes")
    );
    assert_eq!(
        follow_up_column(&journal, "note").as_deref(),
        Some("My sister 👩‍🚒")
    );
    assert_eq!(
        journal
            .count_due_follow_ups(day("2026-03-09"), &[])
            .unwrap(),
        0
    );
}
