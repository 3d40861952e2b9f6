//! Version 1 of the JSON export can always be imported.

use std::collections::BTreeSet;

use serde_json::Value;

use super::*;
use crate::domain::entry::{Answer, AnsweredStep, DraftPosition, Entry, EntryKind, EntryState};
use crate::domain::exercise::Role;
use crate::domain::outcome::Outcome;
use crate::domain::record::{FollowUp, PostponedWorry};

/// An export with every key, answer kind, role, outcome and state.
const EXPORT: &str = include_str!("version_1.json");

/// The keys of the format. Items of arrays are `[]`.
const KEYS: &str = "
    entries entries[].answers entries[].answers[].answer
    entries[].answers[].answer.day entries[].answers[].answer.items entries[].answers[].answer.kind
    entries[].answers[].answer.labels entries[].answers[].answer.number entries[].answers[].answer.seconds
    entries[].answers[].answer.text entries[].answers[].answer.until entries[].answers[].outcome
    entries[].answers[].prompt entries[].answers[].role entries[].answers[].step
    entries[].card_changed_at entries[].day entries[].draft entries[].draft.caret entries[].draft.pending_text entries[].draft.step
    entries[].edited_at entries[].exercise entries[].finished_at
    entries[].follow_up entries[].follow_up.acted entries[].follow_up.answered_in entries[].follow_up.coping
    entries[].follow_up.due entries[].follow_up.hardness entries[].follow_up.note entries[].follow_up.outcome
    entries[].follow_up.resolved_at entries[].follow_up_changed_at
    entries[].id entries[].is_card entries[].kind entries[].origin
    entries[].postpone_changed_at entries[].postponed entries[].postponed.is_waiting
    entries[].postponed.reviewed_in entries[].postponed.until
    entries[].revision entries[].started_at entries[].state entries[].state_before_trash
    entries[].title entries[].trash_changed_at entries[].trashed_at entries[].utc_offset_seconds
    exported kind redacted v
";

fn collect_keys(value: &Value, path: &str, keys: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                let path = format!("{path}{}{key}", if path.is_empty() { "" } else { "." });
                collect_keys(value, &path, keys);
                keys.insert(path);
            }
        }
        Value::Array(items) => {
            for item in items {
                collect_keys(item, &format!("{path}[]"), keys);
            }
        }
        _ => {}
    }
}

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn answered(step: u8, answer: Answer) -> AnsweredStep {
    AnsweredStep {
        step: format!("step-{step}"),
        role: (step == 0).then_some(Role::Fear),
        prompt: format!("Question {step}?"),
        answer,
        outcome: (step == 3).then_some(Outcome::Partly),
    }
}

/// The first entry of [`EXPORT`].
fn entry_with_every_field() -> Record {
    let answers = [
        Answer::Text("They will laugh 火".to_owned()),
        Answer::Items(vec!["one".to_owned(), "two".to_owned()]),
        Answer::Rating(73),
        Answer::Chosen(vec!["Mind reading".to_owned()]),
        Answer::Seconds(90),
        Answer::FollowUpOn(Some("2026-03-08".parse().unwrap())),
        Answer::FollowUpOn(None),
        Answer::PostponedUntil("2026-03-02T18:30".parse().unwrap()),
    ];
    Record {
        entry: Entry {
            id: EntryId::from("every-field".to_owned()),
            exercise: "two-minute-check".to_owned(),
            title: "Two-minute check".to_owned(),
            started_at: time("2026-03-01T19:00:00Z"),
            finished_at: Some(time("2026-03-01T19:05:00Z")),
            utc_offset: 3600,
            day: "2026-03-01".parse().unwrap(),
            state: EntryState::Trashed,
            origin: Some(EntryId::from("earlier-entry".to_owned())),
            kind: EntryKind::CheckIn,
            draft_position: Some(DraftPosition {
                step: "fear".to_owned(),
                pending_text: "and then".to_owned(),
                caret: 3,
            }),
            answers: (0..)
                .zip(answers)
                .map(|(step, answer)| answered(step, answer))
                .collect(),
        },
        is_finished: true,
        edited_at: time("2026-03-01T19:05:00Z"),
        revision: 3,
        trashed_at: Some(time("2026-03-02T09:00:00Z")),
        trash_changed_at: Some(time("2026-03-02T09:00:01Z")),
        follow_up: Some(FollowUp {
            due: "2026-03-08".parse().unwrap(),
            outcome: Outcome::Yes,
            acted: Some(true),
            hardness: Some(41),
            coping: Some(62),
            note: Some("It was fine".to_owned()),
            resolved_at: Some(time("2026-03-09T07:00:00Z")),
            answered_in: Some(EntryId::from("later-entry".to_owned())),
        }),
        follow_up_changed_at: Some(time("2026-03-09T07:00:01Z")),
        postponed: Some(PostponedWorry {
            until: Some("2026-03-02T18:30".parse().unwrap()),
            is_waiting: true,
            reviewed_in: Some(EntryId::from("worry-time".to_owned())),
        }),
        postpone_changed_at: Some(time("2026-03-02T17:00:00Z")),
        is_card: true,
        card_changed_at: Some(time("2026-03-02T18:00:00Z")),
    }
}

#[test]
fn an_export_of_version_1_is_imported_unchanged() {
    let mut here = Journal::in_memory().unwrap();
    assert_eq!(import_bytes(&mut here, EXPORT.as_bytes()).unwrap().new, 3);
    let id = EntryId::from("every-field".to_owned());
    assert_eq!(here.record(&id).unwrap(), Some(entry_with_every_field()));
    assert_eq!(String::from_utf8(exported(&here)).unwrap(), EXPORT);
}

#[test]
fn version_1_has_these_keys() {
    let mut keys = BTreeSet::new();
    collect_keys(&serde_json::from_str(EXPORT).unwrap(), "", &mut keys);
    let expected: BTreeSet<_> = KEYS.split_whitespace().map(str::to_owned).collect();
    assert_eq!(keys, expected);
}

#[test]
fn an_export_with_keys_of_an_unreleased_version_is_refused_with_the_key() {
    let mut here = Journal::in_memory().unwrap();
    for (key, old) in [
        ("started_at", "started"),
        ("follow_up", "check_in"),
        ("pending_text", "typing"),
        ("role", "part"),
    ] {
        let json = EXPORT.replace(&format!("\"{key}\":"), &format!("\"{old}\":"));
        let error = import_bytes(&mut here, json.as_bytes()).unwrap_err();
        let message = error.to_string();
        assert!(
            message.contains(&format!("unknown field `{old}`")),
            "{message}"
        );
    }
    assert_eq!(all(&here), []);
}
