//! How the values of an entry are written in columns, and read from them.

use std::{error::Error, str::FromStr};

use jiff::Timestamp;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, Value, ValueRef};
use serde::{
    Deserialize,
    de::{IntoDeserializer, value::StrDeserializer},
};

use crate::{
    entry::{Answer, Entry, EntryId, State},
    exercise::Part,
};

/// Every part, in the order of the columns.
pub const PARTS: [Part; 15] = [
    Part::Situation,
    Part::Thought,
    Part::Fear,
    Part::Feelings,
    Part::Patterns,
    Part::Reframe,
    Part::LikelihoodBefore,
    Part::LikelihoodAfter,
    Part::DistressBefore,
    Part::DistressAfter,
    Part::BeliefBefore,
    Part::BeliefAfter,
    Part::CopingBefore,
    Part::CopingAfter,
    Part::ReframeBelief,
];

/// The column of `entry` that holds `part`, which is also the name the exercise file gives it.
pub const fn column(part: Part) -> &'static str {
    match part {
        Part::Situation => "situation",
        Part::Thought => "thought",
        Part::Fear => "fear",
        Part::Feelings => "feelings",
        Part::Patterns => "patterns",
        Part::Reframe => "reframe",
        Part::LikelihoodBefore => "likelihood_before",
        Part::LikelihoodAfter => "likelihood_after",
        Part::DistressBefore => "distress_before",
        Part::DistressAfter => "distress_after",
        Part::BeliefBefore => "belief_before",
        Part::BeliefAfter => "belief_after",
        Part::CopingBefore => "coping_before",
        Part::CopingAfter => "coping_after",
        Part::ReframeBelief => "reframe_belief",
    }
}

/// What the column of `part` holds for `entry`; null when it is missing.
pub fn value(entry: &Entry, part: Part) -> Value {
    if part.is_rating() {
        entry.rating(part).map(i64::from).into()
    } else {
        entry.words(part).into()
    }
}

/// A state as text.
pub const fn state(state: State) -> &'static str {
    match state {
        State::Draft => "draft",
        State::Done => "done",
        State::Trashed => "trashed",
    }
}

/// An instant as text, always of one length: the order of the texts is the order of the instants.
pub fn instant(time: Timestamp) -> String {
    format!("{time:.9}")
}

/// A value that is stored as it displays.
pub struct Parsed<T>(pub T);

impl<T: FromStr<Err: Error + Send + Sync + 'static>> FromSql for Parsed<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value
            .as_str()?
            .parse()
            .map(Self)
            .map_err(FromSqlError::other)
    }
}

/// An answer as the three columns that hold it.
pub struct AnswerColumns {
    pub kind: &'static str,
    pub words: Option<String>,
    pub number: Option<u32>,
}

impl From<&Answer> for AnswerColumns {
    fn from(answer: &Answer) -> Self {
        let (kind, words, number) = match answer {
            Answer::Text(text) => ("text", Some(text.clone()), None),
            Answer::Items(items) => ("items", Some(list(items)), None),
            Answer::Rating(number) => ("rating", None, Some(u32::from(*number))),
            Answer::Chosen(labels) => ("chosen", Some(list(labels)), None),
            Answer::Seconds(seconds) => ("seconds", None, Some(*seconds)),
            Answer::AskOn(day) => ("ask_on", day.map(|day| day.to_string()), None),
        };
        Self {
            kind,
            words,
            number,
        }
    }
}

/// The answer in the columns `kind`, `words` and `number`.
pub fn answer(row: &rusqlite::Row<'_>) -> rusqlite::Result<Answer> {
    let kind: String = row.get("kind")?;
    Ok(match kind.as_str() {
        "text" => Answer::Text(row.get("words")?),
        "items" => Answer::Items(row.get::<_, List>("words")?.0),
        "rating" => Answer::Rating(row.get("number")?),
        "chosen" => Answer::Chosen(row.get::<_, List>("words")?.0),
        "seconds" => Answer::Seconds(row.get("number")?),
        "ask_on" => {
            let day: Option<Parsed<_>> = row.get("words")?;
            Answer::AskOn(day.map(|day| day.0))
        }
        unknown => return Err(FromSqlError::Other(format!("a kind {unknown:?}").into()).into()),
    })
}

/// Items as a JSON list: one can hold a line break, a quote, anything.
fn list(items: &[String]) -> String {
    serde_json::Value::from(items).to_string()
}

struct List(Vec<String>);

impl FromSql for List {
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

impl ToSql for State {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(state(*self).into())
    }
}

impl FromSql for State {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        match value.as_str()? {
            "draft" => Ok(Self::Draft),
            "done" => Ok(Self::Done),
            "trashed" => Ok(Self::Trashed),
            unknown => Err(FromSqlError::Other(format!("a state {unknown:?}").into())),
        }
    }
}

impl FromSql for Part {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let name: StrDeserializer<'_, serde::de::value::Error> =
            value.as_str()?.into_deserializer();
        Self::deserialize(name).map_err(FromSqlError::other)
    }
}
