//! One row for each entry, with the columns of the journal.

use std::io::{self, Write};

use csv::{Terminator, Writer, WriterBuilder};

use crate::domain::entry::{Answer, EntryId, EntryState};
use crate::domain::exercise::Role;
use crate::domain::outcome::Outcome;
use crate::domain::record::Record;
use crate::domain::record::json::RecordJson;
use crate::storage::journal::state_name;
use crate::text::sanitize;

/// What stands before the names of the columns of `follow_up`.
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
pub fn header() -> Vec<&'static str> {
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
        "draft_step",
        "draft_text",
        "draft_caret",
    ];
    names.extend(Role::ALL.map(Role::as_str));
    names.extend([
        "postponed_until",
        "is_postponed",
        "reviewed_in",
        "revision",
        "edited_at",
        "trash_changed_at",
        "follow_up_changed_at",
        "postpone_changed_at",
    ]);
    names.extend(CHECK_IN);
    names.push("answers");
    names
}

/// A writer of CSV as in RFC 4180, with the header already written.
pub fn writer<W: Write>(out: W) -> io::Result<Writer<W>> {
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(out);
    writer.write_record(header())?;
    Ok(writer)
}

/// The cells of an entry, in the order of the [`header`]. What is missing is empty.
pub fn row(whole: &Record) -> Vec<String> {
    let record = RecordJson::from(whole);
    let plain = |value: Option<String>| value.unwrap_or_default();
    let was = if whole.is_finished {
        EntryState::Done
    } else {
        EntryState::Draft
    };
    let mut cells = vec![
        words(&record.id),
        words(&record.exercise),
        words(&record.title),
        record.started,
        plain(record.finished),
        record.utc_offset_seconds.to_string(),
        record.day,
        state_name(whole.entry.state).to_owned(),
        plain(record.was.map(|_| state_name(was).to_owned())),
        plain(record.trashed),
        plain(record.origin.map(|id| words(&id))),
    ];
    let place = record.draft;
    cells.extend(match place {
        Some(place) => [
            words(&place.step),
            words(&place.typing),
            place.caret.to_string(),
        ],
        None => Default::default(),
    });
    cells.extend(parts(whole));
    cells.extend(wait(whole));
    cells.extend([
        whole.revision.to_string(),
        record.edited,
        plain(record.moved),
        plain(record.checked),
        plain(record.waited),
    ]);
    cells.extend(check_in(
        whole,
        record.check_in.and_then(|kept| kept.resolved),
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
            words(&whole.entry.text_for(part).unwrap_or_default())
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
        words(check_in.note.as_deref().unwrap_or_default()),
        resolved.unwrap_or_default(),
        id(check_in.answered_in.as_ref()),
    ]
}

/// Every question with its answer, also those that play no part.
fn answers(whole: &Record) -> String {
    let answers = whole.entry.answers.iter();
    let said = answers.filter_map(|answered| {
        let words = match &answered.answer {
            Answer::Text(_) | Answer::Items(_) | Answer::Chosen(_)
                if answered.answer.to_text().trim().is_empty() =>
            {
                return None;
            }
            answer => answer.to_text(),
        };
        Some(format!("{}\n{words}", answered.prompt).trim().to_owned())
    });
    words(&said.collect::<Vec<_>>().join("\n\n"))
}

fn words(text: &str) -> String {
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
    id.map_or_else(String::new, |id| words(id.as_str()))
}

fn number(rating: Option<u8>) -> String {
    rating.map_or_else(String::new, |rating| rating.to_string())
}

fn flag(is_so: bool) -> String {
    u8::from(is_so).to_string()
}

fn outcome(means: Outcome) -> String {
    means.as_str().to_owned()
}
