//! Writes the CSV export: one row per entry, with the columns of the journal.

use std::io::{self, Write};

use csv::{Terminator, Writer, WriterBuilder};

use crate::domain::entry::{Answer, EntryId, EntryState};
use crate::domain::exercise::Role;
use crate::domain::outcome::Outcome;
use crate::domain::record::Record;
use crate::domain::record::json::RecordJson;
use crate::storage::columns::state_name;
use crate::text::sanitize;

/// The columns of the follow-up.
const CHECK_IN: [&str; 8] = [
    "follow_up_due_day",
    "follow_up_outcome",
    "follow_up_acted",
    "follow_up_actual_hardness",
    "follow_up_coping",
    "follow_up_note",
    "follow_up_resolved_at",
    "follow_up_answered_in",
];

/// The names of the columns.
pub(crate) fn header() -> Vec<&'static str> {
    let mut names = vec![
        "id",
        "exercise",
        "title",
        "started_at",
        "finished_at",
        "utc_offset_seconds",
        "day",
        "state",
        "state_before_trash",
        "trashed_at",
        "origin",
        "kind",
        "draft_step",
        "draft_text",
        "draft_caret",
    ];
    names.extend(Role::ALL.map(Role::as_str));
    names.extend([
        "postponed_until",
        "is_postponed",
        "reviewed_in",
        "is_card",
        "revision",
        "edited_at",
        "trash_changed_at",
        "follow_up_changed_at",
        "postpone_changed_at",
        "card_changed_at",
    ]);
    names.extend(CHECK_IN);
    names.push("answers");
    names
}

/// A writer of CSV as in RFC 4180, with the header already written.
pub(super) fn writer<W: Write>(out: W) -> io::Result<Writer<W>> {
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(out);
    writer.write_record(header())?;
    Ok(writer)
}

/// The cells of an entry, in the order of the [`header`]. Missing values are empty.
pub(super) fn row(whole: &Record) -> Vec<String> {
    let record = RecordJson::from(whole);
    let or_empty = |value: Option<String>| value.unwrap_or_default();
    let was = if whole.is_finished {
        EntryState::Done
    } else {
        EntryState::Draft
    };
    let mut cells = vec![
        text(&record.id),
        text(&record.exercise),
        text(&record.title),
        record.started_at,
        or_empty(record.finished_at),
        record.utc_offset_seconds.to_string(),
        record.day,
        state_name(whole.entry.state).to_owned(),
        or_empty(
            record
                .state_before_trash
                .map(|_| state_name(was).to_owned()),
        ),
        or_empty(record.trashed_at),
        or_empty(record.origin.map(|id| text(&id))),
        whole.entry.kind.as_str().to_owned(),
    ];
    let place = record.draft;
    cells.extend(match place {
        Some(place) => [
            text(&place.step),
            text(&place.pending_text),
            place.caret.to_string(),
        ],
        None => Default::default(),
    });
    cells.extend(parts(whole));
    cells.extend(wait(whole));
    cells.extend([
        flag(whole.is_card),
        whole.revision.to_string(),
        record.edited_at,
        or_empty(record.trash_changed_at),
        or_empty(record.follow_up_changed_at),
        or_empty(record.postpone_changed_at),
        or_empty(record.card_changed_at),
    ]);
    cells.extend(check_in(
        whole,
        record.follow_up.and_then(|follow_up| follow_up.resolved_at),
    ));
    cells.push(answers(whole));
    cells
}

fn parts(whole: &Record) -> impl Iterator<Item = String> {
    Role::ALL.into_iter().map(|part| {
        if part.is_rating() {
            number(whole.entry.rating_for(part))
        } else if part.needs_outcome() {
            let means = whole.entry.outcome_for(part);
            means.map_or("", Outcome::as_str).to_owned()
        } else {
            text(&whole.entry.text_for(part).unwrap_or_default())
        }
    })
}

fn wait(whole: &Record) -> [String; 3] {
    let Some(wait) = &whole.postponed else {
        return [String::new(), flag(false), String::new()];
    };
    [
        wait.until.map_or_else(String::new, |time| time.to_string()),
        flag(wait.is_waiting),
        id(wait.reviewed_in.as_ref()),
    ]
}

fn check_in(whole: &Record, resolved: Option<String>) -> [String; CHECK_IN.len()] {
    let Some(check_in) = &whole.follow_up else {
        return Default::default();
    };
    [
        check_in.due.to_string(),
        outcome(check_in.outcome),
        check_in.acted.map_or_else(String::new, flag),
        number(check_in.hardness),
        number(check_in.coping),
        text(check_in.note.as_deref().unwrap_or_default()),
        resolved.unwrap_or_default(),
        id(check_in.answered_in.as_ref()),
    ]
}

/// All questions with their answers, including those that have no column of their own.
fn answers(whole: &Record) -> String {
    let answers = whole.entry.answers.iter();
    let texts = answers.filter_map(|answered| {
        let answer = match &answered.answer {
            Answer::Text(_) | Answer::Items(_) | Answer::Chosen(_)
                if answered.answer.to_text().trim().is_empty() =>
            {
                return None;
            }
            answer => answer.to_text(),
        };
        Some(format!("{}\n{answer}", answered.prompt).trim().to_owned())
    });
    text(&texts.collect::<Vec<_>>().join("\n\n"))
}

fn text(text: &str) -> String {
    escape_formula(sanitize(text))
}

/// `text` with an apostrophe in front where a spreadsheet would take it for a formula. A formula can send data elsewhere.
pub(super) fn escape_formula(text: String) -> String {
    const SIGNS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    let is_skipped = |letter: char| letter.is_whitespace() && !SIGNS.contains(&letter);
    if text.trim_start_matches(is_skipped).starts_with(SIGNS) {
        format!("'{text}")
    } else {
        text
    }
}

fn id(id: Option<&EntryId>) -> String {
    id.map_or_else(String::new, |id| text(id.as_str()))
}

fn number(rating: Option<u8>) -> String {
    rating.map_or_else(String::new, |rating| rating.to_string())
}

fn flag(value: bool) -> String {
    u8::from(value).to_string()
}

fn outcome(means: Outcome) -> String {
    means.as_str().to_owned()
}
