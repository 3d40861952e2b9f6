//! What is left of one entry, as the rows a good journal takes in.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params_from_iter};

use super::rows::Row;
use super::tables::Columns;
use crate::entry::{Answer, Entry, EntryId};
use crate::journal::stored::{self, PARTS};
use crate::journal::{Journal, read};

/// The rows of one entry.
#[derive(Debug)]
pub struct Walk<'c> {
    pub id: EntryId,
    /// Whether nothing that was written is missing.
    pub is_whole: bool,
    entry: Row<'c>,
    has_row: bool,
    answers: Vec<Row<'c>>,
    check_in: Option<Row<'c>>,
    is_check_in_known: bool,
    columns: &'c Columns,
}

/// Which version of an entry is the newest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Newest {
    /// There is no other than the salvaged one.
    Only,
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
            has_row,
            answers: Vec::new(),
            check_in: None,
            is_check_in_known: false,
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
        }
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
        if self.has_row && !self.is_whole {
            self.add_answers_from_parts();
        }
        let read = self
            .put(&trial.db)
            .and_then(|()| read::entry(&trial.db, &self.id));
        let is_cleared = trial.db.execute("delete from entry", []).is_ok();
        let Ok(Some(entry)) = read else {
            return false;
        };
        if !self.has_row {
            for part in PARTS {
                self.entry
                    .put(stored::column(part), stored::value(&entry, part));
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
        for part in PARTS {
            let column = stored::column(part);
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
                Answer::AskOn(day) => day,
                _ => None,
            });
        if let Some(day) = day.filter(|_| entry.finished.is_some()) {
            let mut check_in = Row::lost();
            check_in.put("entry", self.id.to_string().into());
            check_in.put("due", day.to_string().into());
            self.check_in = Some(check_in);
        }
    }
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
