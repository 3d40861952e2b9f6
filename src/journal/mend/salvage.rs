//! Brings what can be read of a damaged journal into a good one.

use std::fs;
use std::path::Path;

use jiff::Timestamp;
use rusqlite::TransactionBehavior;

use super::find::{AnswerSpot, Finds, Spot};
use super::pages::Pager;
use super::rows::Row;
use super::tables::{Columns, Roots};
use super::walk::{Newest, Rows, Walk};
use crate::journal::{Journal, JournalError};

/// What came of salvaging, in entries: walks, drafts and what is in the trash.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct Salvaged {
    /// Brought over as they were written.
    pub whole: u64,
    /// Brought over without what couldn't be read of them.
    pub partial: u64,
    /// Left as they stand in the good journal, where they are whole or newer.
    pub untouched: u64,
    /// Too little is left of these.
    pub lost: u64,
}

/// Reads every row it can of the journal at `damaged`, with its log, and brings it `into` a good one.
///
/// The damaged one is only read. An entry that was read whole takes the place of an older version of itself, and so does
/// a newer one that lacks single values, with those of the older one in their place. One that lacks more is only added
/// where there is none. What the damaged one lacks stays as it is.
/// Either all of it comes over or, if the good journal can't take it, nothing.
pub fn salvage(damaged: &Path, into: &mut Journal) -> Result<Salvaged, JournalError> {
    let wreck = Wreck::look(damaged)?;
    let trial = Journal::in_memory()?;
    let mut salvaged = Salvaged::default();
    let path = into.display_path().to_owned();
    let db_err = |source| JournalError::from_sqlite(&path, source);
    let tx = into
        .db
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(db_err)?;
    for id in wreck.finds.ids() {
        let mut walk = wreck.walk(&id);
        if !walk.complete(&trial) {
            salvaged.lost += 1;
            continue;
        }
        let newest = walk.newest(&tx).map_err(db_err)?;
        let count = match (newest, walk.is_whole) {
            (_, true) if newest != Newest::Ours => &mut salvaged.whole,
            (Newest::Newer, _) if walk.rows == Rows::All => {
                walk.fill(&tx).map_err(db_err)?;
                &mut salvaged.partial
            }
            (Newest::Ours | Newest::Newer | Newest::Salvaged, _) => {
                salvaged.untouched += 1;
                continue;
            }
            (Newest::Only, _) => &mut salvaged.partial,
        };
        *count += 1;
        walk.put(&tx).map_err(db_err)?;
    }
    tx.commit().map_err(db_err)?;
    Ok(salvaged)
}

/// How many entries something is left of in the journal at `damaged`.
pub fn readable(damaged: &Path) -> Result<u64, JournalError> {
    Ok(Wreck::look(damaged)?.finds.ids().len() as u64)
}

/// A damaged journal with what was found in it.
struct Wreck {
    pages: Pager,
    finds: Finds,
    columns: Columns,
    /// When the file was changed last, so that no entry is later.
    changed: Timestamp,
}

impl Wreck {
    fn look(damaged: &Path) -> Result<Self, JournalError> {
        let fresh = Journal::in_memory()?;
        let pages =
            Pager::open(damaged).map_err(|error| JournalError::inaccessible(damaged, error))?;
        let roots = fresh.map_db_err(Roots::find(&pages, &fresh.db))?;
        let changed = fs::metadata(damaged).and_then(|there| there.modified());
        let changed = changed.ok().and_then(|time| time.try_into().ok());
        Ok(Self {
            finds: Finds::look(&pages, roots),
            pages,
            columns: fresh.map_db_err(Columns::of(&fresh.db))?,
            changed: changed.unwrap_or(Timestamp::UNIX_EPOCH),
        })
    }

    /// What is left of the entry of that name.
    fn walk(&self, id: &str) -> Walk<'_> {
        let row = |spot: Option<&Spot>, columns| self.row(*spot?, columns);
        let entry = row(self.finds.entries.get(id), &self.columns.entry);
        let has_row = entry.is_some();
        let mut entry = entry.unwrap_or_else(Row::lost);
        entry.mend_entry(self.finds.traces.get(id), self.changed);
        let mut walk = Walk::new(id, entry, has_row, &self.columns);
        let answers = self.finds.answers.get(id).map_or(&[][..], Vec::as_slice);
        let are_all = self.are_all(answers);
        walk.is_whole &= are_all;
        if has_row && are_all {
            walk.rows = Rows::All;
        }
        for answer in answers {
            let answer = self.row(answer.spot, &self.columns.answer);
            walk.add_answer(answer.unwrap_or_else(Row::lost));
        }
        let check_in = row(self.finds.check_ins.get(id), &self.columns.check_in);
        walk.add_check_in(check_in, self.finds.all_check_ins);
        walk
    }

    /// Whether these are all answers of an entry. They are numbered from 0 and stand in one row.
    fn are_all(&self, answers: &[AnswerSpot]) -> bool {
        let numbers = (0..).zip(answers);
        let are_numbered = numbers
            .into_iter()
            .all(|(number, answer)| answer.position == number);
        let is_end = answers
            .last()
            .map_or(self.finds.all_answers, |last| last.is_followed);
        are_numbered && is_end
    }

    fn row<'c>(&self, spot: Spot, columns: &'c [String]) -> Option<Row<'c>> {
        let mut row = Row::new(columns, spot.record(&self.pages)?);
        row.is_whole &= spot.is_sure;
        Some(row)
    }
}
