//! What is left of one entry, as the rows a good journal takes in.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params_from_iter};

use super::record::RowRecord;
use super::rows::Row;
use super::tables::Columns;
use crate::entry::{Answer, Entry, EntryId};
use crate::journal::stored::{self, ROLES};
use crate::journal::{Journal, read};

/// The rows of one entry.
#[derive(Debug)]
pub struct Walk<'c> {
    pub id: EntryId,
    /// Whether nothing that was written is missing.
    pub is_whole: bool,
    entry: Row<'c>,
    pub rows: Rows,
    answers: Vec<Row<'c>>,
    check_in: Option<Row<'c>>,
    is_check_in_known: bool,
    /// Answers that can't be read: before which other one each stood, and its step.
    lost_answers: Vec<(usize, Option<String>)>,
    columns: &'c Columns,
}

/// Which rows of an entry were found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rows {
    /// Answers alone.
    Answers,
    /// That of the entry, and perhaps not all answers.
    Some,
    /// Every one, so that it lacks no more than values.
    All,
}

/// Which version of an entry is the newest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Newest {
    /// There is no other than the salvaged one.
    Only,
    /// The salvaged one, and it was changed more often.
    Newer,
    /// The salvaged one, as far as is known.
    Salvaged,
    /// The one in the good journal.
    Ours,
}

impl<'c> Walk<'c> {
    /// The entry of that name with its row, if that is left, already put right.
    pub fn new(id: &str, entry: Row<'c>, has_row: bool, columns: &'c Columns) -> Self {
        let mut walk = Self {
            id: EntryId::from(id.to_owned()),
            is_whole: entry.is_whole && entry.text("id") == Some(id),
            entry,
            rows: if has_row { Rows::Some } else { Rows::Answers },
            answers: Vec::new(),
            check_in: None,
            is_check_in_known: false,
            lost_answers: Vec::new(),
            columns,
        };
        walk.entry.put("id", id.to_owned().into());
        walk
    }

    pub fn add_answer(&mut self, mut answer: Row<'c>) {
        let is_readable = answer.mend_answer();
        self.is_whole &= is_readable && answer.is_whole;
        if is_readable {
            self.push(answer);
        } else {
            let step = answer.text("step").map(str::to_owned);
            self.lost_answers.push((self.answers.len(), step));
        }
    }

    /// Fills the values that are lost with those of an older version of the entry in the good journal.
    pub fn fill(&mut self, db: &Connection) -> rusqlite::Result<()> {
        let entry = rows(db, "entry", "id", &self.id, &self.columns.entry)?.pop();
        for column in self.entry.lost.clone() {
            let known = self.columns.entry.iter().find(|known| **known == column);
            let value = entry.as_ref().and_then(|entry| entry.values.get(&*column));
            if let (Some(column), Some(value)) = (known, value) {
                self.entry.put(column, value.clone());
            }
        }
        let mut ours = rows(db, "answer", "entry", &self.id, &self.columns.answer)?;
        for (before, step) in std::mem::take(&mut self.lost_answers).into_iter().rev() {
            let same = |answer: &Row<'_>| step.is_some() && answer.text("step") == step.as_deref();
            if let Some(at) = ours.iter().position(same) {
                self.answers.insert(before, ours.swap_remove(at));
            }
        }
        for (position, answer) in (0_i64..).zip(&mut self.answers) {
            answer.put("position", position.into());
        }
        Ok(())
    }

    /// Adds the check-in, if there is one; `is_known` tells that there can't be another.
    ///
    /// A lost one makes an entry no less whole: nothing was written there that can't be asked again.
    pub fn add_check_in(&mut self, check_in: Option<Row<'c>>, is_known: bool) {
        let was_found = check_in.is_some();
        self.check_in = check_in.and_then(|mut row| row.mend_check_in().then_some(row));
        self.is_check_in_known = self.check_in.is_some() || (is_known && !was_found);
    }

    /// Fills gaps with what else is known, and makes sure that a journal reads it back.
    pub fn complete(&mut self, trial: &Journal) -> bool {
        if self.rows != Rows::Answers && !self.is_whole {
            self.add_answers_from_parts();
        }
        let read = self
            .put(&trial.db)
            .and_then(|()| read::read_entry(&trial.db, &self.id));
        let is_cleared = trial.db.execute("delete from entry", []).is_ok();
        let Ok(Some(entry)) = read else {
            return false;
        };
        if self.rows == Rows::Answers {
            for part in ROLES {
                self.entry
                    .put(stored::role_column(part), stored::role_value(&entry, part));
            }
        }
        if !self.is_check_in_known {
            self.ask_again(&entry);
        }
        is_cleared
    }

    /// Whether the journal has this entry already, and which version is the newer.
    pub fn newest(&self, db: &Connection) -> rusqlite::Result<Newest> {
        let ours = db
            .prepare_cached("select * from entry where id = ?1")?
            .query_row([&self.id], |row| {
                // Older journals don't count their changes.
                Ok(row.get::<_, Option<i64>>("revision").ok().flatten())
            })
            .optional()?;
        Ok(match (ours, self.entry.number("revision")) {
            (None, _) => Newest::Only,
            (Some(Some(ours)), Some(salvaged)) if salvaged < ours => Newest::Ours,
            (Some(Some(ours)), Some(salvaged)) if salvaged > ours => Newest::Newer,
            (Some(_), _) => Newest::Salvaged,
        })
    }

    /// Writes the entry down in the place of an older version of it.
    pub fn put(&self, db: &Connection) -> rusqlite::Result<()> {
        let columns = self.columns.entry.iter().filter(|column| *column != "id");
        let updates: Vec<_> = columns
            .map(|column| format!("{column} = excluded.{column}"))
            .collect();
        let instead = format!("on conflict (id) do update set {}", updates.join(", "));
        insert(db, "entry", &self.entry, &instead)?;
        db.prepare_cached("delete from answer where entry = ?1")?
            .execute([&self.id])?;
        for answer in &self.answers {
            insert(db, "answer", answer, "")?;
        }
        if self.is_check_in_known {
            db.prepare_cached("delete from check_in where entry = ?1")?
                .execute([&self.id])?;
        }
        self.check_in.as_ref().map_or(Ok(()), |check_in| {
            insert(db, "check_in", check_in, "on conflict (entry) do nothing")
        })
    }

    fn push(&mut self, mut answer: Row<'c>) {
        let position = i64::try_from(self.answers.len()).unwrap_or(i64::MAX);
        answer.put("entry", self.id.to_string().into());
        answer.put("position", position.into());
        self.answers.push(answer);
    }

    /// The row of an entry holds the words of some answers as well.
    fn add_answers_from_parts(&mut self) {
        for part in ROLES {
            let column = stored::role_column(part);
            let is_there = |answer: &Row<'_>| answer.text("part") == Some(column);
            let Some(value) = self.entry.values.get(column).cloned() else {
                continue;
            };
            if self.answers.iter().any(is_there) {
                continue;
            }
            let (kind, place) = match value {
                Value::Integer(_) => ("rating", "number"),
                _ => ("text", "words"),
            };
            let mut answer = Row::lost();
            answer.put("step", column.to_owned().into());
            answer.put("part", column.to_owned().into());
            answer.put("prompt", column.replace('_', " ").into());
            answer.put("kind", kind.to_owned().into());
            answer.put(place, value);
            self.push(answer);
        }
    }

    /// Has the entry ask again on the day it asked for first.
    fn ask_again(&mut self, entry: &Entry) {
        let day = entry
            .answers
            .iter()
            .rev()
            .find_map(|answered| match answered.answer {
                Answer::FollowUpOn(day) => day,
                _ => None,
            });
        if let Some(day) = day.filter(|_| entry.finished_at.is_some()) {
            let mut check_in = Row::lost();
            check_in.put("entry", self.id.to_string().into());
            check_in.put("due", day.to_string().into());
            self.check_in = Some(check_in);
        }
    }
}

/// The rows of an entry in a good journal.
fn rows<'c>(
    db: &Connection,
    table: &str,
    name: &str,
    id: &EntryId,
    columns: &'c [String],
) -> rusqlite::Result<Vec<Row<'c>>> {
    let sql = format!("select * from {table} where {name} = ?1 order by rowid");
    db.prepare_cached(&sql)?
        .query_map([id], |row| {
            let values = (0..columns.len()).map(|place| row.get(place).map(Some));
            let values = values.collect::<rusqlite::Result<_>>()?;
            let is_whole = true;
            Ok(Row::new(
                columns,
                RowRecord {
                    values,
                    is_intact: is_whole,
                },
            ))
        })?
        .collect()
}

fn insert(db: &Connection, table: &str, row: &Row<'_>, instead: &str) -> rusqlite::Result<()> {
    let columns: Vec<_> = row.values.keys().copied().collect();
    let sql = format!(
        "insert into {table} ({}) values ({}) {instead}",
        columns.join(", "),
        vec!["?"; columns.len()].join(", "),
    );
    db.prepare_cached(&sql)?
        .execute(params_from_iter(row.values.values()))
        .map(drop)
}
