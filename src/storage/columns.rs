//! Converts the values of an entry to columns and back.

use std::{error::Error, str::FromStr};

use crate::domain::entry::{Answer, Entry, EntryId, EntryKind, EntryState};
use crate::domain::exercise::Role;
use crate::domain::outcome::Outcome;
use jiff::{Timestamp, civil::DateTime};
use rusqlite::Row;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, Value, ValueRef};

/// The value of the column of a role; null without an answer.
pub(crate) fn role_value(entry: &Entry, role: Role) -> Value {
    if role.is_rating() {
        entry.rating_for(role).map(i64::from).into()
    } else if role.needs_outcome() {
        entry
            .outcome_for(role)
            .map(|outcome| outcome.as_str().to_owned())
            .into()
    } else {
        entry.text_for(role).into()
    }
}

/// All that the column `state` of an entry holds.
pub(crate) const STATES: [&str; 3] = ["draft", "done", "trashed"];
/// All that the column `kind` of an answer holds.
pub(crate) const ANSWER_KINDS: [&str; 7] = [
    "text",
    "items",
    "rating",
    "chosen",
    "seconds",
    "follow_up_on",
    "postponed_until",
];

pub(crate) const fn state_name(state: EntryState) -> &'static str {
    match state {
        EntryState::Draft => "draft",
        EntryState::Done => "done",
        EntryState::Trashed => "trashed",
    }
}

/// A timestamp as RFC 3339 text of fixed length, which sorts as the timestamps do.
pub(crate) fn format_instant(time: Timestamp) -> String {
    format!("{time:.9}")
}

/// A local time as text of fixed length, which sorts as the times do.
pub(crate) fn format_local_time(time: DateTime) -> String {
    format!("{time:.0}")
}

/// A value stored in its `Display` format.
pub(crate) struct FromText<T>(pub(crate) T);

impl<T: FromStr<Err: Error + Send + Sync + 'static>> FromSql for FromText<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value
            .as_str()?
            .parse()
            .map(Self)
            .map_err(FromSqlError::other)
    }
}

/// Reads the values of a row by position, which is faster than by name.
pub(crate) struct RowReader<'a> {
    row: &'a Row<'a>,
    next_column: usize,
}

impl<'a> RowReader<'a> {
    pub(crate) const fn new(row: &'a Row<'a>) -> Self {
        Self {
            row,
            next_column: 0,
        }
    }

    /// The next value.
    pub(crate) fn next_value<T: FromSql>(&mut self) -> rusqlite::Result<T> {
        let at = self.skip();
        self.get(at)
    }

    /// The next value, stored in its `Display` format.
    pub(crate) fn next_parsed<T: FromStr<Err: Error + Send + Sync + 'static>>(
        &mut self,
    ) -> rusqlite::Result<T> {
        Ok(self.next_value::<FromText<T>>()?.0)
    }

    /// The same for a value that may be null.
    pub(crate) fn next_parsed_opt<T: FromStr<Err: Error + Send + Sync + 'static>>(
        &mut self,
    ) -> rusqlite::Result<Option<T>> {
        Ok(self
            .next_value::<Option<FromText<T>>>()?
            .map(|value| value.0))
    }

    /// Skips the next value and returns its position.
    pub(crate) const fn skip(&mut self) -> usize {
        self.next_column += 1;
        self.next_column - 1
    }

    /// The value at the position of a skipped one.
    pub(crate) fn get<T: FromSql>(&self, index: usize) -> rusqlite::Result<T> {
        self.row.get(index)
    }
}

/// An answer as its three columns.
pub(crate) struct AnswerColumns {
    pub(crate) kind: &'static str,
    pub(crate) text: Option<String>,
    pub(crate) number: Option<u32>,
}

impl From<&Answer> for AnswerColumns {
    fn from(answer: &Answer) -> Self {
        let (kind, text, number) = match answer {
            Answer::Text(text) => ("text", Some(text.clone()), None),
            Answer::Items(items) => ("items", Some(to_json_list(items)), None),
            Answer::Rating(number) => ("rating", None, Some(u32::from(*number))),
            Answer::Chosen(labels) => ("chosen", Some(to_json_list(labels)), None),
            Answer::Seconds(seconds) => ("seconds", None, Some(*seconds)),
            Answer::FollowUpOn(day) => ("follow_up_on", day.map(|day| day.to_string()), None),
            Answer::PostponedUntil(time) => {
                ("postponed_until", Some(format_local_time(*time)), None)
            }
        };
        Self { kind, text, number }
    }
}

/// Reads an answer from the next three columns: kind, text and number.
pub(crate) fn read_answer(values: &mut RowReader<'_>) -> rusqlite::Result<Answer> {
    let (kind, text, number): (String, _, _) = (values.next_value()?, values.skip(), values.skip());
    Ok(match kind.as_str() {
        "text" => Answer::Text(values.get(text)?),
        "items" => Answer::Items(values.get::<JsonList>(text)?.0),
        "rating" => Answer::Rating(values.get(number)?),
        "chosen" => Answer::Chosen(values.get::<JsonList>(text)?.0),
        "seconds" => Answer::Seconds(values.get(number)?),
        "follow_up_on" | "postponed_until" => {
            let text: Option<String> = values.get(text)?;
            parse_request(&kind, text.as_deref())
                .ok_or_else(|| FromSqlError::Other(format!("no {kind}").into()))?
        }
        unknown => return Err(FromSqlError::Other(format!("a kind {unknown:?}").into()).into()),
    })
}

/// Parses the answer of a `follow_up_on` or `postponed_until` row; none if the text or the kind is another.
pub(crate) fn parse_request(kind: &str, text: Option<&str>) -> Option<Answer> {
    match (kind, text) {
        ("follow_up_on", None) => Some(Answer::FollowUpOn(None)),
        ("follow_up_on", Some(text)) => text.parse().ok().map(|day| Answer::FollowUpOn(Some(day))),
        ("postponed_until", Some(text)) => text.parse().ok().map(Answer::PostponedUntil),
        _ => None,
    }
}

/// Formats items as a JSON list, since an item can contain any character.
pub(crate) fn to_json_list<T: AsRef<str>>(items: &[T]) -> String {
    let items = items.iter().map(AsRef::as_ref);
    items.collect::<serde_json::Value>().to_string()
}

pub(crate) struct JsonList(pub(crate) Vec<String>);

impl FromSql for JsonList {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        serde_json::from_str(value.as_str()?)
            .map(Self)
            .map_err(FromSqlError::other)
    }
}

impl ToSql for EntryId {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        self.as_str().to_sql()
    }
}

impl FromSql for EntryId {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        String::column_result(value).map(Self::from)
    }
}

impl ToSql for EntryState {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(state_name(*self).into())
    }
}

impl FromSql for EntryState {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        match value.as_str()? {
            "draft" => Ok(Self::Draft),
            "done" => Ok(Self::Done),
            "trashed" => Ok(Self::Trashed),
            unknown => Err(FromSqlError::Other(format!("a state {unknown:?}").into())),
        }
    }
}

impl FromSql for EntryKind {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let name = value.as_str()?;
        Self::from_name(name)
            .ok_or_else(|| FromSqlError::Other(format!("a kind of entry {name:?}").into()))
    }
}

impl FromSql for Role {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let name = value.as_str()?;
        name.parse()
            .map_err(|_| FromSqlError::Other(format!("a part {name:?}").into()))
    }
}

impl FromSql for Outcome {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let name = value.as_str()?;
        name.parse()
            .map_err(|_| FromSqlError::Other(format!("a meaning {name:?}").into()))
    }
}
