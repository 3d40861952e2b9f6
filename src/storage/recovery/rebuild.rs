//! Rebuilds the rows of one entry so that a good journal accepts them.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params_from_iter};

use super::roots::TableColumns;
use super::row_repair::RepairedRow;
use crate::domain::entry::{Answer, Entry, EntryId};
use crate::domain::exercise::Role;
use crate::storage::columns::{self};
use crate::storage::journal::{Journal, queries};
use crate::storage::sqlite_file::row_record::RowRecord;

#[derive(Debug)]
pub(crate) struct RebuiltEntry<'c> {
    pub(crate) id: EntryId,
    /// Whether nothing is missing.
    pub(crate) is_intact: bool,
    entry: RepairedRow<'c>,
    pub(crate) coverage: RowCoverage,
    answers: Vec<RepairedRow<'c>>,
    follow_up: Option<RepairedRow<'c>>,
    is_follow_up_known: bool,
    /// Unreadable answers: the index in `answers` before which they belong, and their step.
    lost_answers: Vec<(usize, Option<String>)>,
    columns: &'c TableColumns,
}

/// The rows that were found of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RowCoverage {
    /// Only answers.
    AnswersOnly,
    /// The entry row, and perhaps not all answers.
    EntryRow,
    /// All rows; only values can be missing.
    All,
}

/// Which version of an entry is newer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NewestVersion {
    /// The good journal hasn't this entry.
    SalvagedOnly,
    /// The salvaged one has the higher revision.
    SalvagedNewer,
    /// The revisions don't decide.
    Salvaged,
    /// The good journal has the higher revision.
    Existing,
}

impl<'c> RebuiltEntry<'c> {
    /// Creates an entry from its repaired row, if that was found.
    pub(crate) fn new(
        id: &str,
        entry: RepairedRow<'c>,
        has_row: bool,
        columns: &'c TableColumns,
    ) -> Self {
        let mut rebuilt = Self {
            id: EntryId::from(id.to_owned()),
            is_intact: entry.is_intact && entry.text("id") == Some(id),
            entry,
            coverage: if has_row {
                RowCoverage::EntryRow
            } else {
                RowCoverage::AnswersOnly
            },
            answers: Vec::new(),
            follow_up: None,
            is_follow_up_known: false,
            lost_answers: Vec::new(),
            columns,
        };
        rebuilt.entry.set("id", id.to_owned().into());
        rebuilt
    }

    pub(crate) fn add_answer(&mut self, mut answer: RepairedRow<'c>) {
        let is_readable = answer.repair_answer();
        self.is_intact &= is_readable && answer.is_intact;
        if is_readable {
            self.push_answer(answer);
        } else {
            let step = answer.text("step").map(str::to_owned);
            self.lost_answers.push((self.answers.len(), step));
        }
    }

    /// Fills lost values from an older version in the good journal.
    pub(crate) fn fill_from_existing(&mut self, db: &Connection) -> rusqlite::Result<()> {
        let entry = read_rows(db, "entry", "id", &self.id, &self.columns.entry)?.pop();
        for column in self.entry.lost_columns.clone() {
            let known = self.columns.entry.iter().find(|known| **known == column);
            let value = entry.as_ref().and_then(|entry| entry.values.get(&*column));
            if let (Some(column), Some(value)) = (known, value) {
                self.entry.set(column, value.clone());
            }
        }
        let mut ours = read_rows(db, "answer", "entry_id", &self.id, &self.columns.answer)?;
        for (before, step) in std::mem::take(&mut self.lost_answers).into_iter().rev() {
            let same =
                |answer: &RepairedRow<'_>| step.is_some() && answer.text("step") == step.as_deref();
            if let Some(at) = ours.iter().position(same) {
                self.answers.insert(before, ours.swap_remove(at));
            }
        }
        for (position, answer) in (0_i64..).zip(&mut self.answers) {
            answer.set("position", position.into());
        }
        Ok(())
    }

    /// Adds the follow-up, if any. `is_known` says that there can't be another.
    ///
    /// A lost one doesn't make the entry incomplete: the person is asked again.
    pub(crate) fn add_follow_up(&mut self, follow_up: Option<RepairedRow<'c>>, is_known: bool) {
        let was_found = follow_up.is_some();
        self.follow_up = follow_up.and_then(|mut row| row.repair_follow_up().then_some(row));
        self.is_follow_up_known = self.follow_up.is_some() || (is_known && !was_found);
    }

    /// Fills gaps from other columns, and tests that a journal reads the entry back.
    pub(crate) fn complete_and_test(&mut self, trial: &Journal) -> bool {
        if self.coverage != RowCoverage::AnswersOnly && !self.is_intact {
            self.add_answers_from_columns();
        }
        let read = self
            .write(&trial.db)
            .and_then(|()| queries::read_entry(&trial.db, &self.id));
        let is_cleared = trial.db.execute("delete from entry", []).is_ok();
        let Ok(Some(entry)) = read else {
            return false;
        };
        if self.coverage == RowCoverage::AnswersOnly {
            for part in Role::ALL {
                self.entry
                    .set(part.as_str(), columns::role_value(&entry, part));
            }
        }
        if !self.is_follow_up_known {
            self.restore_follow_up(&entry);
        }
        is_cleared
    }

    /// Compares with the version in the good journal.
    pub(crate) fn newest(&self, db: &Connection) -> rusqlite::Result<NewestVersion> {
        let ours = db
            .prepare_cached("select * from entry where id = ?1")?
            .query_row([&self.id], |row| {
                // The column may be null in a damaged row.
                Ok(row.get::<_, Option<i64>>("revision").ok().flatten())
            })
            .optional()?;
        Ok(match (ours, self.entry.number("revision")) {
            (None, _) => NewestVersion::SalvagedOnly,
            (Some(Some(ours)), Some(salvaged)) if salvaged < ours => NewestVersion::Existing,
            (Some(Some(ours)), Some(salvaged)) if salvaged > ours => NewestVersion::SalvagedNewer,
            (Some(_), _) => NewestVersion::Salvaged,
        })
    }

    /// Writes the entry, replacing an older version.
    pub(crate) fn write(&self, db: &Connection) -> rusqlite::Result<()> {
        let columns = self.columns.entry.iter().filter(|column| *column != "id");
        let updates: Vec<_> = columns
            .map(|column| format!("{column} = excluded.{column}"))
            .collect();
        let on_conflict = format!("on conflict (id) do update set {}", updates.join(", "));
        insert_row(db, "entry", &self.entry, &on_conflict)?;
        db.prepare_cached("delete from answer where entry_id = ?1")?
            .execute([&self.id])?;
        for answer in &self.answers {
            insert_row(db, "answer", answer, "")?;
        }
        if self.is_follow_up_known {
            db.prepare_cached("delete from follow_up where entry_id = ?1")?
                .execute([&self.id])?;
        }
        self.follow_up.as_ref().map_or(Ok(()), |follow_up| {
            insert_row(
                db,
                "follow_up",
                follow_up,
                "on conflict (entry_id) do nothing",
            )
        })
    }

    fn push_answer(&mut self, mut answer: RepairedRow<'c>) {
        let position = i64::try_from(self.answers.len()).unwrap_or(i64::MAX);
        answer.set("entry_id", self.id.to_string().into());
        answer.set("position", position.into());
        self.answers.push(answer);
    }

    /// Adds answers from the role columns of the entry row.
    fn add_answers_from_columns(&mut self) {
        for part in Role::ALL {
            let column = part.as_str();
            let is_there = |answer: &RepairedRow<'_>| answer.text("role") == Some(column);
            let Some(value) = self.entry.values.get(column).cloned() else {
                continue;
            };
            if self.answers.iter().any(is_there) {
                continue;
            }
            let (kind, value_column) = match value {
                Value::Integer(_) => ("rating", "number"),
                _ => ("text", "text"),
            };
            let mut answer = RepairedRow::empty();
            answer.set("step", column.to_owned().into());
            answer.set("role", column.to_owned().into());
            answer.set("prompt", column.replace('_', " ").into());
            answer.set("kind", kind.to_owned().into());
            answer.set(value_column, value);
            self.push_answer(answer);
        }
    }

    /// Schedules the follow-up again for the day in the answer.
    fn restore_follow_up(&mut self, entry: &Entry) {
        let day = entry
            .answers
            .iter()
            .rev()
            .find_map(|answered| match answered.answer {
                Answer::FollowUpOn(day) => day,
                _ => None,
            });
        if let Some(day) = day.filter(|_| entry.finished_at.is_some()) {
            let mut follow_up = RepairedRow::empty();
            follow_up.set("entry_id", self.id.to_string().into());
            follow_up.set("due_day", day.to_string().into());
            self.follow_up = Some(follow_up);
        }
    }
}

/// Reads the rows of an entry in a good journal.
fn read_rows<'c>(
    db: &Connection,
    table: &str,
    name: &str,
    id: &EntryId,
    columns: &'c [String],
) -> rusqlite::Result<Vec<RepairedRow<'c>>> {
    let sql = format!("select * from {table} where {name} = ?1 order by rowid");
    db.prepare_cached(&sql)?
        .query_map([id], |row| {
            let values = (0..columns.len()).map(|column_index| row.get(column_index).map(Some));
            let values = values.collect::<rusqlite::Result<_>>()?;
            let is_whole = true;
            Ok(RepairedRow::new(
                columns,
                RowRecord {
                    values,
                    is_intact: is_whole,
                },
            ))
        })?
        .collect()
}

fn insert_row(
    db: &Connection,
    table: &str,
    row: &RepairedRow<'_>,
    on_conflict: &str,
) -> rusqlite::Result<()> {
    let columns: Vec<_> = row.values.keys().copied().collect();
    let sql = format!(
        "insert into {table} ({}) values ({}) {on_conflict}",
        columns.join(", "),
        vec!["?"; columns.len()].join(", "),
    );
    db.prepare_cached(&sql)?
        .execute(params_from_iter(row.values.values()))
        .map(drop)
}
