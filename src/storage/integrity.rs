//! Checks that a journal is intact; `verify`, backups, `doctor` and recovery share this definition.
//!
//! Opening a journal checks only its first page and schema, and lists skip rows that can't be read. This module
//! reads everything: SQLite checks its pages and constraints, and each value of each entry is parsed as the program
//! parses it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use rusqlite::types::{FromSql, ValueRef};
use rusqlite::{Connection, Row};

use super::columns::{FromText, JsonList, parse_request};
use super::journal::{Journal, JournalError};
use super::record_store;
use super::search::fts_index;
use super::skipped_rows::is_entry_error;
use super::work_observer::{WorkObserver, WorkStage};
use crate::domain::entry::{EntryId, EntryKind, EntryState};
use crate::domain::exercise::Role;
use crate::domain::outcome::Outcome;
use crate::text::replace_unsafe;

/// An entry with values that can't be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadableEntry {
    /// With replacement characters where it can't be read.
    pub(crate) id: String,
    /// The day of the entry, if that can be read.
    pub(crate) day: Option<Date>,
    /// Empty where each value can be read, but the record as a whole can't.
    pub(crate) values: Vec<UnreadableValue>,
}

/// A value that can't be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UnreadableValue {
    /// `table.column`.
    pub(crate) column: String,
    /// The prompt, for a value of an answer.
    pub(crate) prompt: Option<String>,
    /// The bytes in the file.
    pub(crate) bytes: Vec<u8>,
}

/// The result of [`check_integrity`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct IntegrityReport {
    /// Errors of pages and constraints; they contain no text of the user.
    pub(crate) structure_errors: Vec<String>,
    /// In the order in which they were created.
    pub(crate) unreadable_entries: Vec<UnreadableEntry>,
}

impl Journal {
    /// Finds the entries that can't be read, by reading every value.
    pub(crate) fn unreadable_entries(&self) -> Result<Vec<UnreadableEntry>, JournalError> {
        self.map_db_err(find_unreadable(&self.db, &self.observer))
    }
}

impl IntegrityReport {
    pub(crate) const fn is_empty(&self) -> bool {
        self.structure_errors.is_empty() && self.unreadable_entries.is_empty()
    }
}

impl UnreadableEntry {
    /// The id, the day and the unreadable columns, without any text of the user.
    pub(crate) fn summary(&self) -> String {
        let day = self.day.map(|day| format!(" of {day}")).unwrap_or_default();
        let mut places: Vec<_> = self
            .values
            .iter()
            .map(|value| value.column.as_str())
            .collect();
        places.dedup();
        let places = match &places[..] {
            [] => "its values together".to_owned(),
            places => places.join(", "),
        };
        format!("{}{day}: {places}", replace_unsafe(&self.id))
    }
}

/// Reads the whole journal. Compare its schema first.
pub(crate) fn check_integrity(
    db: &Connection,
    observer: &WorkObserver,
) -> rusqlite::Result<IntegrityReport> {
    observer.report_row(WorkStage::Verify, 0, None)?;
    let mut errors = Vec::new();
    db.pragma_query(None, "integrity_check", |row| {
        errors.push(row.get(0)?);
        Ok(())
    })?;
    errors.retain(|fault| fault != "ok");
    for (sql, message) in CONSISTENCY_RULES {
        let count: i64 = db.query_row(sql, [], |row| row.get(0))?;
        if count > 0 {
            errors.push(format!("{message} ({count})"));
        }
    }
    for (what, sql, can_be_read) in DERIVED_TABLES {
        let mut values = db.prepare(sql)?;
        let mut values = values.query([])?;
        while let Some(row) = values.next()? {
            if !can_be_read(row.get_ref(0)?) && errors.len() < MAX_ERRORS {
                errors.push(format!("{what} that can't be read"));
            }
        }
    }
    if !fts_index::is_complete(db)? {
        errors.push("entries that the index of words lacks".to_owned());
    }
    Ok(IntegrityReport {
        structure_errors: errors,
        unreadable_entries: find_unreadable(db, observer)?,
    })
}

/// Tables without a foreign key to `entry`: a description, the query for the values, and their check.
const DERIVED_TABLES: [(&str, &str, ValueCheck); 4] = [
    (
        "a word of the index",
        "select term from fts_vocab",
        is_readable_as::<String>,
    ),
    (
        "a name in the index",
        "select entry_id from fts_rowid",
        is_readable_as::<String>,
    ),
    (
        "a name that the index lacks",
        "select entry_id from fts_pending",
        is_readable_as::<String>,
    ),
    (
        "a day of use",
        "select day from usage_day",
        is_readable_as::<FromText<Date>>,
    ),
];

type ValueCheck = fn(ValueRef<'_>) -> bool;

fn is_readable_as<T: FromSql>(value: ValueRef<'_>) -> bool {
    T::column_result(value).is_ok()
}

/// The maximum number of reported errors.
const MAX_ERRORS: usize = 100;

/// Rules that SQLite doesn't check: the query counts the violations.
const CONSISTENCY_RULES: [(&str, &str); 2] = [
    (
        "select count(*) from pragma_foreign_key_check",
        "lines that belong to no entry",
    ),
    (
        "select count(*) from entry_count where count is not
            (select count(*) from entry where entry.state = entry_count.state)",
        "counts that aren't right",
    ),
];

/// The tables with data of entries, and their column with the entry id.
const ENTRY_TABLES: [(&str, &str); 4] = [
    ("entry", "id"),
    ("answer", "entry_id"),
    ("follow_up", "entry_id"),
    ("trash_arrival", "entry_id"),
];

/// Finds the entries that can't be read, in the order in which they were created.
pub(crate) fn find_unreadable(
    db: &Connection,
    observer: &WorkObserver,
) -> rusqlite::Result<Vec<UnreadableEntry>> {
    let mut unreadable_values: BTreeMap<Vec<u8>, Vec<UnreadableValue>> = BTreeMap::new();
    for (table, name) in ENTRY_TABLES {
        let mut query = db.prepare(&format!("select {name} as entry_id, * from {table}"))?;
        let columns: Vec<String> = query.column_names().map(str::to_owned).collect();
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            for column in columns.iter().skip(1) {
                let value = row.get_ref(&**column)?;
                if value == ValueRef::Null || is_value_readable(table, column, value, row) {
                    continue;
                }
                let entry = to_bytes(row.get_ref(0)?);
                unreadable_values
                    .entry(entry)
                    .or_default()
                    .push(UnreadableValue {
                        column: format!("{table}.{column}"),
                        prompt: row.get("prompt").ok(),
                        bytes: to_bytes(value),
                    });
            }
        }
    }
    let mut unreadable = Vec::new();
    let total = db.query_row("select count(*) from entry", [], |row| row.get(0));
    let total = total.map(i64::unsigned_abs)?;
    let mut done = 0;
    let mut ids = db.prepare("select id, day from entry order by rowid")?;
    let mut ids = ids.query([])?;
    while let Some(row) = ids.next()? {
        observer.report_row(WorkStage::Verify, done, total)?;
        done += 1;
        let id = to_bytes(row.get_ref(0)?);
        let values = unreadable_values.remove(&id);
        if values.is_none() && is_record_readable(db, &row.get(0)?)? {
            continue;
        }
        unreadable.push(UnreadableEntry {
            id: String::from_utf8_lossy(&id).into_owned(),
            day: row.get(1).ok().map(|FromText(day)| day),
            values: values.unwrap_or_default(),
        });
    }
    Ok(unreadable)
}

/// Whether the entry with all its data can be read.
fn is_record_readable(db: &Connection, id: &EntryId) -> rusqlite::Result<bool> {
    match record_store::read_record(db, id) {
        Ok(_) => Ok(true),
        Err(error) if is_entry_error(&error) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Whether the program can read a value, and could have written it.
///
/// This repeats the check constraints of the tables, because SQLite skips them in a file opened for reading only.
fn is_value_readable(table: &str, column: &str, value: ValueRef<'_>, row: &Row<'_>) -> bool {
    match (table, column) {
        (
            "entry",
            "started_at"
            | "finished_at"
            | "trashed_at"
            | "edited_at"
            | "trash_changed_at"
            | "follow_up_changed_at"
            | "postpone_changed_at"
            | "card_changed_at",
        )
        | ("follow_up", "resolved_at")
        | ("trash_arrival", "first_seen_at") => is_readable_as::<FromText<Timestamp>>(value),
        ("entry", "day") | ("follow_up", "due_day") => is_readable_as::<FromText<Date>>(value),
        ("entry", "postponed_until") => is_readable_as::<FromText<DateTime>>(value),
        ("entry", "state") => is_readable_as::<EntryState>(value) && is_state_consistent(row),
        ("entry", "state_before_trash") => is_readable_as::<EntryState>(value),
        ("entry", "kind") => is_readable_as::<EntryKind>(value),
        ("entry", "is_postponed" | "is_card") | ("follow_up", "acted") => {
            matches!(value, ValueRef::Integer(0 | 1))
        }
        ("follow_up", "actual_hardness" | "coping") => is_rating(value),
        ("entry", column)
            if Role::ALL
                .iter()
                .any(|&part| part.is_rating() && part.as_str() == column) =>
        {
            is_rating(value)
        }
        ("entry", "outcome" | "acted") | ("follow_up" | "answer", "outcome") => {
            is_readable_as::<Outcome>(value)
        }
        ("answer", "role") => is_readable_as::<Role>(value),
        ("answer", "text") => match row.get::<_, String>("kind").as_deref() {
            Ok("items" | "chosen") => is_readable_as::<JsonList>(value),
            Ok(kind @ ("follow_up_on" | "postponed_until")) => value
                .as_str()
                .is_ok_and(|text| parse_request(kind, Some(text)).is_some()),
            _ => is_readable_as::<String>(value),
        },
        ("answer", "number") => match row.get::<_, String>("kind").as_deref() {
            Ok("rating") => is_rating(value),
            _ => is_readable_as::<u32>(value),
        },
        ("entry", "utc_offset_seconds") | ("trash_arrival", "use_days_before") => {
            is_readable_as::<i32>(value)
        }
        _ => match value {
            ValueRef::Text(_) => is_readable_as::<String>(value),
            ValueRef::Integer(_) => true,
            _ => false,
        },
    }
}

/// Whether the trash columns of an entry row fit its state.
fn is_state_consistent(row: &Row<'_>) -> bool {
    let has = |column| {
        row.get_ref(column)
            .is_ok_and(|value| value != ValueRef::Null)
    };
    let is_trashed = row
        .get("state")
        .is_ok_and(|state: EntryState| state == EntryState::Trashed);
    is_trashed == has("state_before_trash") && (is_trashed || !has("trashed_at"))
}

const fn is_rating(value: ValueRef<'_>) -> bool {
    matches!(value, ValueRef::Integer(0..=100))
}

fn to_bytes(value: ValueRef<'_>) -> Vec<u8> {
    match value {
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => bytes.to_vec(),
        ValueRef::Integer(number) => number.to_string().into_bytes(),
        ValueRef::Real(number) => number.to_string().into_bytes(),
        ValueRef::Null => Vec::new(),
    }
}
