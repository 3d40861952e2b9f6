use serde::{Deserialize, de::IntoDeserializer};

use super::*;
use crate::domain::outcome::Outcome;

#[test]
fn every_kind_of_answer_comes_back_as_it_was_given() {
    let all = || HOSTILE_TEXTS.map(str::to_owned).to_vec();
    let mut entry = draft_entry("a").with_answer(None, Answer::Items(Vec::new()));
    entry.origin = Some(id("elsewhere"));
    for words in HOSTILE_TEXTS {
        entry = entry.with_answer(None, Answer::Text(words.to_owned()));
    }
    for answer in [
        Answer::Items(all()),
        Answer::Chosen(all()),
        Answer::Chosen(vec![String::new()]),
        Answer::Rating(0),
        Answer::Rating(100),
        Answer::Seconds(0),
        Answer::Seconds(u32::MAX),
        Answer::FollowUpOn(None),
        Answer::FollowUpOn(Some(day("2026-03-08"))),
    ] {
        entry = entry.with_answer(None, answer);
    }
    let mut journal = Journal::in_memory().unwrap();
    assert_eq!(journal.save(&entry).unwrap(), EntryState::Draft);
    assert_stored(&journal, &entry);
}

#[test]
fn every_role_has_a_column_with_its_answer() {
    // The error of serde lists all roles.
    let unknown: serde::de::value::StrDeserializer<'_, serde::de::value::Error> =
        "?".into_deserializer();
    let listed = Role::deserialize(unknown).unwrap_err().to_string();
    let names: Vec<_> = listed.split('`').skip(3).step_by(2).collect();
    assert_eq!(names, Role::ALL.map(Role::as_str), "{listed}");

    let mut journal = Journal::in_memory().unwrap();
    for (number, part) in (1_u8..).zip(Role::ALL) {
        let mut entry = if part.is_rating() {
            finished_entry("a").with_answer(part, Answer::Rating(number))
        } else {
            finished_entry("a").with_answer(part, Answer::Text(number.to_string()))
        };
        if part.needs_outcome() {
            entry.answers[0].outcome = Some(Outcome::Partly);
        }
        journal.save(&entry).unwrap();
        for other in Role::ALL {
            let sql = format!("select cast({} as text) from entry", other.as_str());
            let told = if part.needs_outcome() {
                "partly".to_owned()
            } else {
                number.to_string()
            };
            let expected = (other == part).then_some(told);
            assert_eq!(
                query_value::<Option<String>>(&journal, &sql),
                expected,
                "{part:?}"
            );
        }
        assert_eq!(
            query_value::<String>(&journal, "select role from answer"),
            part.as_str()
        );
    }
}

#[test]
fn a_skipped_rating_is_null_and_a_rating_of_zero_is_zero() {
    let mut journal = Journal::in_memory().unwrap();
    let entry = finished_entry("a").with_answer(Role::LikelihoodAfter, Answer::Rating(0));
    journal.save(&entry).unwrap();
    let row = &journal.newest_summaries(EntryList::Done, 1).unwrap()[0];
    assert_eq!(
        (row.likelihood_before, row.likelihood_after),
        (None, Some(0))
    );
    let missing = "select count(*) from entry where likelihood_before is null and thought is null";
    assert_eq!(query_value::<i64>(&journal, missing), 1);
}

#[test]
fn a_rating_over_100_is_refused_and_the_earlier_save_stays() {
    let mut journal = Journal::in_memory().unwrap();
    let entry = finished_entry("a").with_thought("too much");
    journal.save(&entry).unwrap();
    let refused = journal.save(&entry.clone().with_answer(None, Answer::Rating(101)));
    let error = refused.unwrap_err().to_string();
    assert!(error.contains("from 0 to 100"), "{error}");
    assert_stored(&journal, &entry);
}

#[test]
fn saving_twice_equals_saving_once() {
    let mut journal = Journal::in_memory().unwrap();
    let entry = finished_entry("a")
        .with_thought("They'll laugh.")
        .with_follow_up_on("2026-03-08");
    for _ in 0..2 {
        assert_eq!(journal.save(&entry).unwrap(), EntryState::Done);
        assert_stored(&journal, &entry);
        assert_eq!(journal.count(EntryList::Done).unwrap(), 1);
        assert_eq!(
            query_value::<i64>(&journal, "select count(*) from answer"),
            2
        );
        assert_eq!(
            query_value::<i64>(&journal, "select count(*) from follow_up"),
            1
        );
    }
}

#[test]
fn a_draft_grows_answer_by_answer_and_becomes_a_finished_entry() {
    let mut journal = Journal::in_memory().unwrap();
    let longer = draft_entry("a")
        .with_thought("one")
        .with_answer(None, Answer::Rating(70));
    journal.save(&longer).unwrap();
    let gone_back = draft_entry("a").with_thought("another");
    journal.save(&gone_back).unwrap();
    assert_stored(&journal, &gone_back);
    let finished = finished_entry("a").with_thought("another");
    assert_eq!(journal.save(&finished).unwrap(), EntryState::Done);
    assert_stored(&journal, &finished);
    assert_eq!(journal.count(EntryList::Drafts).unwrap(), 0);
}

#[test]
fn a_draft_open_in_another_window_never_replaces_the_finished_entry() {
    let mut journal = Journal::in_memory().unwrap();
    let finished = finished_entry("a").with_thought("finished");
    journal.save(&finished).unwrap();
    assert_eq!(journal.save(&draft_entry("a")).unwrap(), EntryState::Done);
    assert_stored(&journal, &finished);
}

#[test]
fn an_entry_that_lacks_an_answer_gets_every_answer_of_the_next_save() {
    let mut journal = Journal::in_memory().unwrap();
    let said = |words: &[&str]| {
        let text = |words: &&str| Answer::Text((*words).to_owned());
        words
            .iter()
            .map(text)
            .fold(finished_entry("a"), |walk, answer| {
                walk.with_answer(None, answer)
            })
    };
    journal
        .save(&said(&["the first", "a lost one", "the second"]))
        .unwrap();
    let lost = "delete from answer where entry_id = 'a' and text = 'a lost one'";
    journal.db.execute(lost, []).unwrap();
    let mut mended = journal.load_for_editing(&id("a")).unwrap().unwrap();
    mended.answers.extend(said(&["the third"]).answers);
    journal.save(&mended).unwrap();
    assert_stored(&journal, &mended);
}

#[test]
fn a_trashed_entry_stays_trashed_when_it_is_saved_again() {
    let mut journal = Journal::in_memory().unwrap();
    journal.save(&draft_entry("a")).unwrap();
    journal
        .trash(&id("a"), timestamp("2026-03-02T08:00:00Z"))
        .unwrap();
    let more = finished_entry("a").with_thought("more words");
    assert_eq!(journal.save(&more).unwrap(), EntryState::Trashed);
    assert_eq!(journal.count(EntryList::Done).unwrap(), 0);
    assert!(journal.restore(&id("a")).unwrap());
    assert_stored(&journal, &more);
}

#[test]
fn restoring_returns_an_entry_unchanged_and_affects_no_other() {
    let mut journal = Journal::in_memory().unwrap();
    let now = timestamp("2026-03-02T08:00:00Z");
    let entries = [
        finished_entry("a")
            .with_thought("a")
            .with_follow_up_on("2026-03-08"),
        finished_entry("b").with_thought("b"),
        draft_entry("c").with_thought("c"),
    ];
    for entry in &entries {
        journal.save(entry).unwrap();
    }
    for name in ["a", "c"] {
        assert!(journal.trash(&id(name), now).unwrap());
        assert!(
            !journal.trash(&id(name), now).unwrap(),
            "it is there already"
        );
    }
    assert_eq!(list_ids(&journal, EntryList::Trash), ["c", "a"]);
    assert_eq!(list_ids(&journal, EntryList::Done), ["b"]);
    assert_eq!(
        query_value::<String>(&journal, "select trashed_at from entry where id = 'a'"),
        "2026-03-02T08:00:00.000000000Z"
    );
    let trashed = journal.entry(&id("a")).unwrap().unwrap();
    assert_eq!(
        (trashed.state, trashed.answers.len()),
        (EntryState::Trashed, 2)
    );

    for name in ["a", "c"] {
        assert!(journal.restore(&id(name)).unwrap());
        assert!(!journal.restore(&id(name)).unwrap(), "it is back already");
    }
    for entry in &entries {
        assert_stored(&journal, entry);
    }
    assert!(!journal.trash(&id("nobody"), now).unwrap());
}

#[test]
fn a_draft_is_trashed_only_while_it_is_a_draft() {
    let mut journal = Journal::in_memory().unwrap();
    let now = timestamp("2026-03-02T08:00:00Z");
    journal.save(&draft_entry("a")).unwrap();
    journal.save(&finished_entry("b")).unwrap();
    assert!(journal.trash_draft(&id("a"), now).unwrap());
    assert!(!journal.trash_draft(&id("b"), now).unwrap());
    assert_eq!(list_ids(&journal, EntryList::Done), ["b"]);
    journal.restore(&id("a")).unwrap();
    assert_stored(&journal, &draft_entry("a"));
}

#[test]
fn day_and_offset_stay_as_they_were_when_it_was_written() {
    let mut journal = Journal::in_memory().unwrap();
    // Shortly after midnight in Auckland, the day before in UTC.
    let mut entry = finished_entry("a").started_at("2026-04-04T11:30:00Z");
    (entry.utc_offset, entry.day) = (13 * 3600, day("2026-04-05"));
    journal.save(&entry).unwrap();
    assert_stored(&journal, &entry);
    let row = &journal.newest_summaries(EntryList::Done, 1).unwrap()[0];
    assert_eq!((row.offset, row.day), (13 * 3600, day("2026-04-05")));
    assert_eq!(
        query_value::<String>(&journal, "select day from entry"),
        "2026-04-05"
    );
}

#[test]
fn a_caret_changed_by_hand_is_moved_to_a_character_boundary() {
    let mut journal = Journal::in_memory().unwrap();
    let mut entry = draft_entry("a");
    entry.draft_position = Some(DraftPosition {
        pending_text: "für".to_owned(),
        ..DraftPosition::default()
    });
    journal.save(&entry).unwrap();
    for (caret, read) in [(-1, 0), (1, 1), (2, 1), (3, 3), (99, 4)] {
        journal
            .db
            .execute("update entry set draft_caret = ?1", [caret])
            .unwrap();
        let place = journal
            .entry(&id("a"))
            .unwrap()
            .unwrap()
            .draft_position
            .unwrap();
        assert_eq!(place.caret, read);
    }
}
