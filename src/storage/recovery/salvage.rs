//! Copies what can be read of a damaged journal into a good one.

use std::fs;
use std::path::Path;

use jiff::Timestamp;
use rusqlite::TransactionBehavior;

use super::leaf_pages::RowLocation;
use super::rebuild::{NewestVersion, RebuiltEntry, RowCoverage};
use super::roots::{RootPages, TableColumns};
use super::row_repair::RepairedRow;
use super::scan::{AnswerLocation, FoundRows};
use crate::storage::journal::{Journal, JournalError};
use crate::storage::lock::JournalKey;
use crate::storage::sqlite_file::pager::Pager;
use crate::storage::work_observer::{WorkObserver, WorkStage};

/// The result of salvaging, in entries of any state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[must_use]
pub(crate) struct Salvaged {
    /// Copied without loss.
    pub(crate) whole: u64,
    /// Copied without unreadable values.
    pub(crate) partial: u64,
    /// Kept as in the good journal, where they are complete or newer.
    pub(crate) kept: u64,
    /// Lost.
    pub(crate) lost: u64,
}

/// Copies every readable entry of the journal at `damaged`, with its WAL, `into` a good one.
///
/// The damaged file is only read. A complete entry replaces an older version of itself. So does a newer one that
/// lacks single values, which are filled from the older version. One that lacks more is only added where the good
/// journal has none. Nothing in the good journal is deleted. All is one transaction.
pub(crate) fn salvage(damaged: &Path, into: &mut Journal) -> Result<Salvaged, JournalError> {
    let damaged_journal = DamagedJournal::open(damaged, into.key(), &into.observer)?;
    let trial = Journal::in_memory()?;
    let mut salvaged = Salvaged::default();
    let (path, observer) = (into.display_path().to_owned(), into.observer.clone());
    let db_err = |source| JournalError::from_sqlite(&path, source);
    let tx = into
        .db
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(db_err)?;
    let ids = damaged_journal.rows.ids();
    let total = u64::try_from(ids.len()).ok();
    for (done, id) in (0..).zip(ids) {
        observer.report(WorkStage::Salvage, done, total)?;
        let mut rebuilt = damaged_journal.rebuild_entry(&id);
        if !rebuilt.complete_and_test(&trial) {
            salvaged.lost += 1;
            continue;
        }
        let newest = rebuilt.newest(&tx).map_err(db_err)?;
        let count = match (newest, rebuilt.is_intact) {
            (_, true) if newest != NewestVersion::Existing => &mut salvaged.whole,
            (NewestVersion::SalvagedNewer, _) if rebuilt.coverage == RowCoverage::All => {
                rebuilt.fill_from_existing(&tx).map_err(db_err)?;
                &mut salvaged.partial
            }
            (
                NewestVersion::Existing | NewestVersion::SalvagedNewer | NewestVersion::Salvaged,
                _,
            ) => {
                salvaged.kept += 1;
                continue;
            }
            (NewestVersion::SalvagedOnly, _) => &mut salvaged.partial,
        };
        *count += 1;
        rebuilt.write(&tx).map_err(db_err)?;
    }
    tx.commit().map_err(db_err)?;
    Ok(salvaged)
}

/// The number of entries in the journal at `damaged` of which anything can be read.
pub(crate) fn count_readable(
    damaged: &Path,
    key: &JournalKey,
    observer: &WorkObserver,
) -> Result<u64, JournalError> {
    Ok(DamagedJournal::open(damaged, key, observer)?
        .rows
        .ids()
        .len() as u64)
}

/// A damaged journal and the rows found in it.
struct DamagedJournal {
    pages: Pager,
    rows: FoundRows,
    columns: TableColumns,
    /// The modification time of the file; no entry is later.
    modified_at: Timestamp,
}

impl DamagedJournal {
    fn open(
        damaged: &Path,
        key: &JournalKey,
        observer: &WorkObserver,
    ) -> Result<Self, JournalError> {
        let fresh = Journal::in_memory()?;
        let pages = Pager::open(damaged, key)
            .map_err(|error| JournalError::inaccessible(damaged, error))?
            .watched(observer);
        let roots = fresh.map_db_err(RootPages::find(&pages, &fresh.db))?;
        let changed = fs::metadata(damaged).and_then(|metadata| metadata.modified());
        let changed = changed.ok().and_then(|time| time.try_into().ok());
        let rows = FoundRows::scan(&pages, roots);
        // Once it is stopped, no page is read any more.
        observer.report_alive()?;
        Ok(Self {
            rows,
            pages,
            columns: fresh.map_db_err(TableColumns::read(&fresh.db))?,
            modified_at: changed.unwrap_or(Timestamp::UNIX_EPOCH),
        })
    }

    /// Rebuilds an entry.
    fn rebuild_entry(&self, id: &str) -> RebuiltEntry<'_> {
        let row = |spot: Option<&RowLocation>, columns| self.read_row(*spot?, columns);
        let entry = row(self.rows.entries.get(id), &self.columns.entry);
        let has_row = entry.is_some();
        let mut entry = entry.unwrap_or_else(RepairedRow::empty);
        entry.repair_entry(self.rows.index_traces.get(id), self.modified_at);
        let mut rebuilt = RebuiltEntry::new(id, entry, has_row, &self.columns);
        let answers = self.rows.answers.get(id).map_or(&[][..], Vec::as_slice);
        let are_all = self.is_answer_list_complete(answers);
        rebuilt.is_intact &= are_all;
        if has_row && are_all {
            rebuilt.coverage = RowCoverage::All;
        }
        for answer in answers {
            let answer = self.read_row(answer.location, &self.columns.answer);
            rebuilt.add_answer(answer.unwrap_or_else(RepairedRow::empty));
        }
        let follow_up = row(self.rows.follow_ups.get(id), &self.columns.follow_up);
        rebuilt.add_follow_up(follow_up, self.rows.has_all_follow_ups);
        rebuilt
    }

    /// Whether these are all answers of an entry: they are numbered from 0 and adjacent in the table.
    fn is_answer_list_complete(&self, answers: &[AnswerLocation]) -> bool {
        let numbers = (0..).zip(answers);
        let are_numbered = numbers
            .into_iter()
            .all(|(number, answer)| answer.position == number);
        let is_end = answers
            .last()
            .map_or(self.rows.has_all_answers, |last| last.is_next_known);
        are_numbered && is_end
    }

    fn read_row<'c>(&self, spot: RowLocation, columns: &'c [String]) -> Option<RepairedRow<'c>> {
        let mut row = RepairedRow::new(columns, spot.read(&self.pages)?);
        row.is_intact &= spot.is_current;
        Some(row)
    }
}
