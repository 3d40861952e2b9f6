//! The definition of an intact journal, which `verify`, backups, `doctor` and mending share.
//!
//! Opening a journal checks what costs nothing there, its first page and its schema, and lists leave out what they can't
//! read. Here everything is read: SQLite checks its own pages and rules, and each value of each entry is read in the way in
//! which the program reads it.

use std::cell::Cell;
use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use rusqlite::types::{FromSql, ValueRef};
use rusqlite::{Connection, ErrorCode, Row};

use super::search::index;
use super::stored::{FromText, JsonList, ROLES, parse_schedule, role_column};
use super::whole;
use crate::entry::{EntryId, EntryState};
use crate::exercise::{Outcome, Role};
use crate::text::replace_unsafe;

/// An entry of which something can't be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// As far as it can be read itself.
    pub id: String,
    /// The day it was written on, if that can be read.
    pub day: Option<Date>,
    /// The values that can't be read; empty where each can, but not all of them together.
    pub values: Vec<Spoiled>,
}

/// A value that can't be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spoiled {
    /// The table and the column.
    pub place: String,
    /// What was asked, if it is an answer.
    pub prompt: Option<String>,
    /// As it stands in the file.
    pub bytes: Vec<u8>,
}

/// Whether anything had to be left out of what was read, because it can't be read.
#[derive(Debug, Default)]
pub struct LeftOut {
    is_some: Cell<bool>,
    is_taken: Cell<bool>,
}

impl LeftOut {
    pub fn is_some(&self) -> bool {
        self.is_some.get()
    }

    /// Whether there was anything, for who is to hear of it once.
    pub fn take(&self) -> bool {
        self.is_some() && !self.is_taken.replace(true)
    }

    pub fn note(&self) {
        self.is_some.set(true);
    }

    /// The rows that can be read, after the first `from` up to `how_many`. What can't be is noted and left out.
    pub fn readable<T>(
        &self,
        rows: impl Iterator<Item = rusqlite::Result<T>>,
        from: u64,
        limit: u64,
    ) -> rusqlite::Result<Vec<T>> {
        let readable = rows.filter(|row| {
            let is_spoiled = row.as_ref().is_err_and(is_about_a_value);
            if is_spoiled {
                self.note();
            }
            !is_spoiled
        });
        let bound = |number| usize::try_from(number).unwrap_or(usize::MAX);
        readable.skip(bound(from)).take(bound(limit)).collect()
    }

    /// The same for all rows.
    pub fn all_readable<T>(
        &self,
        rows: impl Iterator<Item = rusqlite::Result<T>>,
    ) -> rusqlite::Result<Vec<T>> {
        self.readable(rows, 0, u64::MAX)
    }
}

/// Everything that is wrong with a journal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// What is wrong with its pages and rules, in SQLite's words, none of which are the person's.
    pub structure: Vec<String>,
    /// The entries that can't be read, those written first in front.
    pub unreadable: Vec<Unreadable>,
}

impl Faults {
    pub const fn are_none(&self) -> bool {
        self.structure.is_empty() && self.unreadable.is_empty()
    }
}

impl Unreadable {
    /// Which entry it is and what of it can't be read, in a few words without a word of the person's.
    pub fn told(&self) -> String {
        let day = self.day.map(|day| format!(" of {day}")).unwrap_or_default();
        let mut places: Vec<_> = self
            .values
            .iter()
            .map(|value| value.place.as_str())
            .collect();
        places.dedup();
        let places = match &places[..] {
            [] => "its values together".to_owned(),
            places => places.join(", "),
        };
        format!("{}{day}: {places}", replace_unsafe(&self.id))
    }
}

/// Reads the whole journal, whose schema was compared with ours before.
pub fn check(db: &Connection) -> rusqlite::Result<Faults> {
    let mut structure = Vec::new();
    db.pragma_query(None, "integrity_check", |row| {
        structure.push(row.get(0)?);
        Ok(())
    })?;
    structure.retain(|fault| fault != "ok");
    for (sql, words) in RULES {
        let count: i64 = db.query_row(sql, [], |row| row.get(0))?;
        if count > 0 {
            structure.push(format!("{words} ({count})"));
        }
    }
    for (what, sql, can_be_read) in DERIVED {
        let mut values = db.prepare(sql)?;
        let mut values = values.query([])?;
        while let Some(row) = values.next()? {
            if !can_be_read(row.get_ref(0)?) && structure.len() < MOST_FAULTS {
                structure.push(format!("{what} that can't be read"));
            }
        }
    }
    if !index::has_all(db)? {
        structure.push("entries that the index of words lacks".to_owned());
    }
    Ok(Faults {
        structure,
        unreadable: unreadable(db)?,
    })
}

/// What belongs to no entry, or is made from them: what it is, where it stands, and whether it can be read.
const DERIVED: [(&str, &str, CanBeRead); 4] = [
    (
        "a word of the index",
        "select word from vocabulary",
        is::<String>,
    ),
    (
        "a name in the index",
        "select entry from place",
        is::<String>,
    ),
    (
        "a name that the index lacks",
        "select entry from unsought",
        is::<String>,
    ),
    (
        "a day of use",
        "select day from usage_day",
        is::<FromText<Date>>,
    ),
];

type CanBeRead = fn(ValueRef<'_>) -> bool;

fn is<T: FromSql>(value: ValueRef<'_>) -> bool {
    T::column_result(value).is_ok()
}

/// No more are named.
const MOST_FAULTS: usize = 100;

/// What SQLite doesn't check by itself, each as a count of what breaks the rule.
const RULES: [(&str, &str); 2] = [
    (
        "select count(*) from pragma_foreign_key_check",
        "lines that belong to no entry",
    ),
    (
        "select count(*) from tally where count is not
            (select count(*) from entry where entry.state = tally.state)",
        "counts that aren't right",
    ),
];

/// The tables with what is known of an entry, and the column with its name.
const TABLES: [(&str, &str); 4] = [
    ("entry", "id"),
    ("answer", "entry"),
    ("check_in", "entry"),
    ("trash_arrival", "entry"),
];

/// The entries that can't be read, named as far as possible, those written first in front.
pub fn unreadable(db: &Connection) -> rusqlite::Result<Vec<Unreadable>> {
    let mut spoiled: BTreeMap<Vec<u8>, Vec<Spoiled>> = BTreeMap::new();
    for (table, name) in TABLES {
        let mut all = db.prepare(&format!("select {name} as its_entry, * from {table}"))?;
        let columns: Vec<String> = all.column_names().map(str::to_owned).collect();
        let mut rows = all.query([])?;
        while let Some(row) = rows.next()? {
            for column in columns.iter().skip(1) {
                let value = row.get_ref(&**column)?;
                if value == ValueRef::Null || can_be_read(table, column, value, row) {
                    continue;
                }
                let entry = bytes(row.get_ref(0)?);
                spoiled.entry(entry).or_default().push(Spoiled {
                    place: format!("{table}.{column}"),
                    prompt: row.get("prompt").ok(),
                    bytes: bytes(value),
                });
            }
        }
    }
    let mut unreadable = Vec::new();
    let mut ids = db.prepare("select id, day from entry order by rowid")?;
    let mut ids = ids.query([])?;
    while let Some(row) = ids.next()? {
        let id = bytes(row.get_ref(0)?);
        let values = spoiled.remove(&id);
        if values.is_none() && is_whole(db, &row.get(0)?)? {
            continue;
        }
        unreadable.push(Unreadable {
            id: String::from_utf8_lossy(&id).into_owned(),
            day: row.get(1).ok().map(|FromText(day)| day),
            values: values.unwrap_or_default(),
        });
    }
    Ok(unreadable)
}

/// Whether the entry of that name can be read with all that is kept about it.
fn is_whole(db: &Connection, id: &EntryId) -> rusqlite::Result<bool> {
    match whole::read_record(db, id) {
        Ok(_) => Ok(true),
        Err(error) if is_about_an_entry(&error) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Whether an error tells of one entry that can't be read, and not of the whole journal or of its disk.
pub fn is_about_an_entry(error: &rusqlite::Error) -> bool {
    is_about_a_value(error)
        || matches!(
            error.sqlite_error_code(),
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::TooBig)
        )
}

/// Whether an error tells of a value that isn't as the program writes it.
pub const fn is_about_a_value(error: &rusqlite::Error) -> bool {
    matches!(
        error,
        rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::Utf8Error(..)
    )
}

/// Whether the program can read that value of a row, and could have written it.
///
/// Checks of the tables are named here too, because SQLite leaves them out where it opens a file for reading only.
fn can_be_read(table: &str, column: &str, value: ValueRef<'_>, row: &Row<'_>) -> bool {
    match (table, column) {
        (
            "entry",
            "started" | "finished" | "trashed_at" | "edited" | "moved" | "checked" | "waited",
        )
        | ("check_in", "resolved")
        | ("trash_arrival", "arrived") => is::<FromText<Timestamp>>(value),
        ("entry", "day") | ("check_in", "due") => is::<FromText<Date>>(value),
        ("entry", "waits_until") => is::<FromText<DateTime>>(value),
        ("entry", "state") => is::<EntryState>(value) && is_state_whole(row),
        ("entry", "was") => is::<EntryState>(value),
        ("entry", "is_waiting") | ("check_in", "acted") => {
            matches!(value, ValueRef::Integer(0 | 1))
        }
        ("check_in", "hardness" | "managed") => is_rating(value),
        ("entry", column)
            if ROLES
                .iter()
                .any(|&part| part.is_rating() && self::role_column(part) == column) =>
        {
            is_rating(value)
        }
        ("entry", "outcome" | "acted") | ("check_in", "outcome") | ("answer", "means") => {
            is::<Outcome>(value)
        }
        ("answer", "part") => is::<Role>(value),
        ("answer", "words") => match row.get::<_, String>("kind").as_deref() {
            Ok("items" | "chosen") => is::<JsonList>(value),
            Ok("ask_on") => value
                .as_str()
                .is_ok_and(|words| parse_schedule(Some(words)).is_some()),
            _ => is::<String>(value),
        },
        ("answer", "number") => match row.get::<_, String>("kind").as_deref() {
            Ok("rating") => is_rating(value),
            _ => is::<u32>(value),
        },
        ("entry", "utc_offset_seconds") | ("trash_arrival", "used") => is::<i32>(value),
        _ => match value {
            ValueRef::Text(_) => is::<String>(value),
            ValueRef::Integer(_) => true,
            _ => false,
        },
    }
}

/// Whether what the row of an entry says about the trash fits its state.
fn is_state_whole(row: &Row<'_>) -> bool {
    let has = |column| {
        row.get_ref(column)
            .is_ok_and(|value| value != ValueRef::Null)
    };
    let is_trashed = row
        .get("state")
        .is_ok_and(|state: EntryState| state == EntryState::Trashed);
    is_trashed == has("was") && (is_trashed || !has("trashed_at"))
}

const fn is_rating(value: ValueRef<'_>) -> bool {
    matches!(value, ValueRef::Integer(0..=100))
}

fn bytes(value: ValueRef<'_>) -> Vec<u8> {
    match value {
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => bytes.to_vec(),
        ValueRef::Integer(number) => number.to_string().into_bytes(),
        ValueRef::Real(number) => number.to_string().into_bytes(),
        ValueRef::Null => Vec::new(),
    }
}
