use serde::{Deserialize, de::IntoDeserializer};

use super::*;
use crate::exercise::Outcome;
use crate::journal::stored::{ROLES, role_column};

#[test]
fn every_kind_of_answer_comes_back_as_it_was_given() {
    let all = || WORDS.map(str::to_owned).to_vec();
    let mut entry = draft("a").with(None, Answer::Items(Vec::new()));
    entry.origin = Some(id("elsewhere"));
    for words in WORDS {
        entry = entry.with(None, Answer::Text(words.to_owned()));
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
        entry = entry.with(None, answer);
    }
    let mut journal = Journal::in_memory().unwrap();
    assert_eq!(journal.save(&entry).unwrap(), EntryState::Draft);
    assert_kept(&journal, &entry);
}

#[test]
fn every_part_has_a_column_and_its_answer_lands_there() {
    // Serde lists every part there is when it is given one there isn't.
    let unknown: serde::de::value::StrDeserializer<'_, serde::de::value::Error> =
        "?".into_deserializer();
    let listed = Role::deserialize(unknown).unwrap_err().to_string();
    let names: Vec<_> = listed.split('`').skip(3).step_by(2).collect();
    assert_eq!(names, ROLES.map(role_column), "{listed}");

    let mut journal = Journal::in_memory().unwrap();
    for (number, part) in (1_u8..).zip(ROLES) {
        let mut entry = if part.is_rating() {
            walk("a").with(part, Answer::Rating(number))
        } else {
            walk("a").with(part, Answer::Text(number.to_string()))
        };
        if part.needs_outcome() {
            entry.answers[0].outcome = Some(Outcome::Partly);
        }
        journal.save(&entry).unwrap();
        for other in ROLES {
            let sql = format!("select cast({} as text) from entry", role_column(other));
            let told = if part.needs_outcome() {
                "partly".to_owned()
            } else {
                number.to_string()
            };
            let expected = (other == part).then_some(told);
            assert_eq!(ask::<Option<String>>(&journal, &sql), expected, "{part:?}");
        }
        assert_eq!(
            ask::<String>(&journal, "select part from answer"),
            role_column(part)
        );
    }
}

#[test]
fn a_rating_that_was_skipped_is_null_and_one_of_nought_is_nought() {
    let mut journal = Journal::in_memory().unwrap();
    let entry = walk("a").with(Role::LikelihoodAfter, Answer::Rating(0));
    journal.save(&entry).unwrap();
    let row = &journal.newest_summaries(EntryList::Done, 1).unwrap()[0];
    assert_eq!(
        (row.likelihood_before, row.likelihood_after),
        (None, Some(0))
    );
    let missing = "select count(*) from entry where likelihood_before is null and thought is null";
    assert_eq!(ask::<i64>(&journal, missing), 1);
}

#[test]
fn a_rating_over_100_is_refused_and_the_earlier_save_stays() {
    let mut journal = Journal::in_memory().unwrap();
    let entry = walk("a").thinking("too much");
    journal.save(&entry).unwrap();
    let refused = journal.save(&entry.clone().with(None, Answer::Rating(101)));
    let error = refused.unwrap_err().to_string();
    assert!(error.contains("from 0 to 100"), "{error}");
    assert_kept(&journal, &entry);
}

#[test]
fn saving_twice_equals_saving_once() {
    let mut journal = Journal::in_memory().unwrap();
    let entry = walk("a").thinking("They'll laugh.").asking_on("2026-03-08");
    for _ in 0..2 {
        assert_eq!(journal.save(&entry).unwrap(), EntryState::Done);
        assert_kept(&journal, &entry);
        assert_eq!(journal.count(EntryList::Done).unwrap(), 1);
        assert_eq!(ask::<i64>(&journal, "select count(*) from answer"), 2);
        assert_eq!(ask::<i64>(&journal, "select count(*) from check_in"), 1);
    }
}

#[test]
fn a_draft_grows_answer_by_answer_and_becomes_the_finished_walk() {
    let mut journal = Journal::in_memory().unwrap();
    let longer = draft("a").thinking("one").with(None, Answer::Rating(70));
    journal.save(&longer).unwrap();
    let gone_back = draft("a").thinking("another");
    journal.save(&gone_back).unwrap();
    assert_kept(&journal, &gone_back);
    let finished = walk("a").thinking("another");
    assert_eq!(journal.save(&finished).unwrap(), EntryState::Done);
    assert_kept(&journal, &finished);
    assert_eq!(journal.count(EntryList::Drafts).unwrap(), 0);
}

#[test]
fn a_draft_left_open_elsewhere_never_undoes_the_finished_walk() {
    let mut journal = Journal::in_memory().unwrap();
    let finished = walk("a").thinking("finished");
    journal.save(&finished).unwrap();
    assert_eq!(journal.save(&draft("a")).unwrap(), EntryState::Done);
    assert_kept(&journal, &finished);
}

#[test]
fn a_walk_that_lacks_an_answer_in_its_middle_takes_every_answer_of_the_next_save() {
    let mut journal = Journal::in_memory().unwrap();
    let said = |words: &[&str]| {
        let text = |words: &&str| Answer::Text((*words).to_owned());
        words
            .iter()
            .map(text)
            .fold(walk("a"), |walk, answer| walk.with(None, answer))
    };
    journal
        .save(&said(&["the first", "a lost one", "the second"]))
        .unwrap();
    let lost = "delete from answer where entry = 'a' and words = 'a lost one'";
    journal.db.execute(lost, []).unwrap();
    let mut mended = journal.load_for_editing(&id("a")).unwrap().unwrap();
    mended.answers.extend(said(&["the third"]).answers);
    journal.save(&mended).unwrap();
    assert_kept(&journal, &mended);
}

#[test]
fn what_is_in_the_trash_stays_there_when_it_is_saved_again() {
    let mut journal = Journal::in_memory().unwrap();
    journal.save(&draft("a")).unwrap();
    journal
        .trash(&id("a"), time("2026-03-02T08:00:00Z"))
        .unwrap();
    let more = walk("a").thinking("more words");
    assert_eq!(journal.save(&more).unwrap(), EntryState::Trashed);
    assert_eq!(journal.count(EntryList::Done).unwrap(), 0);
    assert!(journal.restore(&id("a")).unwrap());
    assert_kept(&journal, &more);
}

#[test]
fn the_trash_gives_back_a_walk_as_it_was_and_leaves_the_others_alone() {
    let mut journal = Journal::in_memory().unwrap();
    let now = time("2026-03-02T08:00:00Z");
    let entries = [
        walk("a").thinking("a").asking_on("2026-03-08"),
        walk("b").thinking("b"),
        draft("c").thinking("c"),
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
    assert_eq!(ids(&journal, EntryList::Trash), ["c", "a"]);
    assert_eq!(ids(&journal, EntryList::Done), ["b"]);
    assert_eq!(
        ask::<String>(&journal, "select trashed_at from entry where id = 'a'"),
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
        assert_kept(&journal, entry);
    }
    assert!(!journal.trash(&id("nobody"), now).unwrap());
}

#[test]
fn a_draft_is_thrown_away_only_while_it_is_one() {
    let mut journal = Journal::in_memory().unwrap();
    let now = time("2026-03-02T08:00:00Z");
    journal.save(&draft("a")).unwrap();
    journal.save(&walk("b")).unwrap();
    assert!(journal.trash_draft(&id("a"), now).unwrap());
    assert!(!journal.trash_draft(&id("b"), now).unwrap());
    assert_eq!(ids(&journal, EntryList::Done), ["b"]);
    journal.restore(&id("a")).unwrap();
    assert_kept(&journal, &draft("a"));
}

#[test]
fn day_and_offset_stay_as_they_were_when_it_was_written() {
    let mut journal = Journal::in_memory().unwrap();
    // Shortly after midnight in Auckland, the day before in UTC.
    let mut entry = walk("a").started("2026-04-04T11:30:00Z");
    (entry.utc_offset, entry.day) = (13 * 3600, day("2026-04-05"));
    journal.save(&entry).unwrap();
    assert_kept(&journal, &entry);
    let row = &journal.newest_summaries(EntryList::Done, 1).unwrap()[0];
    assert_eq!((row.offset, row.day), (13 * 3600, day("2026-04-05")));
    assert_eq!(
        ask::<String>(&journal, "select day from entry"),
        "2026-04-05"
    );
}

#[test]
fn a_caret_changed_by_hand_never_stands_inside_a_character() {
    let mut journal = Journal::in_memory().unwrap();
    let mut entry = draft("a");
    entry.draft_position = Some(DraftPosition {
        pending_text: "für".to_owned(),
        ..DraftPosition::default()
    });
    journal.save(&entry).unwrap();
    for (caret, read) in [(-1, 0), (1, 1), (2, 1), (3, 3), (99, 4)] {
        journal
            .db
            .execute("update entry set caret = ?1", [caret])
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
