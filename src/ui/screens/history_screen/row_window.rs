//! A window of a long list in memory, with the selected row.
//!
//! Rows have no index in the list. The rows above and below are queried relative to the adjacent row (keyset
//! pagination), so that a step takes the same time in a long history.

use crate::storage::journal::{EntrySummary, Journal, JournalError, PageRequest};
use crate::storage::search::Query;

#[derive(Clone, Debug, Default)]
pub(crate) struct RowWindow {
    rows: Vec<EntrySummary>,
    /// An index into `rows`.
    selected: usize,
    /// Whether the window reaches the start and the end of the list.
    reaches_newest: bool,
    reaches_oldest: bool,
}

impl RowWindow {
    /// Read before the first frame; fills a usual terminal.
    const INITIAL_ROWS: usize = 20;
    /// Rows wanted on each side of the selected one; fills the tallest terminal.
    const BATCH_SIZE: usize = 64;
    /// Rows farthest from the selected one are dropped beyond this.
    const MAX_ROWS: usize = 512;

    /// Selects the first row of the list.
    pub(crate) fn go_to_newest(
        &mut self,
        journal: &Journal,
        query: &Query,
    ) -> Result<(), JournalError> {
        let rows = journal.search_page(query, PageRequest::Newest, Self::INITIAL_ROWS as u64)?;
        *self = Self {
            reaches_newest: true,
            reaches_oldest: rows.len() < Self::INITIAL_ROWS,
            selected: 0,
            rows,
        };
        Ok(())
    }

    /// Selects the last row.
    pub(crate) fn go_to_oldest(
        &mut self,
        journal: &Journal,
        query: &Query,
    ) -> Result<(), JournalError> {
        let rows = journal.search_page(query, PageRequest::Oldest, Self::INITIAL_ROWS as u64)?;
        *self = Self {
            reaches_newest: rows.len() < Self::INITIAL_ROWS,
            reaches_oldest: true,
            selected: rows.len().saturating_sub(1),
            rows,
        };
        Ok(())
    }

    /// Selects a row; if it is gone, the one below it, otherwise the one above.
    pub(crate) fn go_to(
        &mut self,
        row: &EntrySummary,
        journal: &Journal,
        query: &Query,
    ) -> Result<(), JournalError> {
        let half = Self::INITIAL_ROWS / 2;
        let mut rows = journal.search_page(query, PageRequest::NewerThan(row), half as u64)?;
        let above = rows.len();
        rows.extend(journal.search_page(
            query,
            PageRequest::StartingAt(row),
            Self::INITIAL_ROWS as u64,
        )?);
        *self = Self {
            reaches_newest: above < half,
            reaches_oldest: rows.len() - above < Self::INITIAL_ROWS,
            selected: above.min(rows.len().saturating_sub(1)),
            rows,
        };
        Ok(())
    }

    /// Reloads and keeps the position.
    pub(crate) fn refresh(&mut self, journal: &Journal, query: &Query) -> Result<(), JournalError> {
        match self.selected_row().cloned() {
            Some(row) => self.go_to(&row, journal, query),
            None => self.go_to_newest(journal, query),
        }
    }

    /// Moves the selection by up to this many rows and returns how far it moved.
    pub(crate) fn move_by(
        &mut self,
        by: isize,
        journal: &Journal,
        query: &Query,
    ) -> Result<isize, JournalError> {
        let lacks_rows = |window: &Self| {
            let (above, below) = window.rows_around();
            (by < 0 && above < by.unsigned_abs() && !window.reaches_newest)
                || (by > 0 && below < by.unsigned_abs() && !window.reaches_oldest)
        };
        while lacks_rows(self) {
            self.fetch(by > 0, journal, query)?;
        }
        let last = self.rows.len().saturating_sub(1);
        let target = self.selected.saturating_add_signed(by).min(last);
        let moved = target.cast_signed() - self.selected.cast_signed();
        self.selected = target;
        Ok(moved)
    }

    /// Whether more rows are wanted around the selected one.
    pub(crate) fn needs_rows(&self) -> bool {
        let (above, below) = self.rows_around();
        (above < Self::BATCH_SIZE && !self.reaches_newest)
            || (below < Self::BATCH_SIZE && !self.reaches_oldest)
    }

    /// Queries a batch of those.
    pub(crate) fn fetch_missing(
        &mut self,
        journal: &Journal,
        query: &Query,
    ) -> Result<(), JournalError> {
        let (_, below) = self.rows_around();
        self.fetch(
            below < Self::BATCH_SIZE && !self.reaches_oldest,
            journal,
            query,
        )
    }

    /// The number of rows in memory above and below the selected one.
    fn rows_around(&self) -> (usize, usize) {
        let below = self.rows.len().saturating_sub(self.selected + 1);
        (self.selected, below)
    }

    fn fetch(
        &mut self,
        is_below: bool,
        journal: &Journal,
        query: &Query,
    ) -> Result<(), JournalError> {
        let many = Self::BATCH_SIZE as u64;
        let (Some(first), Some(last)) = (self.rows.first(), self.rows.last()) else {
            (self.reaches_newest, self.reaches_oldest) = (true, true);
            return Ok(());
        };
        if is_below {
            let below = journal.search_page(query, PageRequest::OlderThan(last), many)?;
            self.reaches_oldest = below.len() < Self::BATCH_SIZE;
            self.rows.extend(below);
            let before = self.selected.saturating_sub(Self::BATCH_SIZE);
            if self.rows.len() > Self::MAX_ROWS && before > 0 {
                self.rows.drain(..before);
                self.selected -= before;
                self.reaches_newest = false;
            }
        } else {
            let above = journal.search_page(query, PageRequest::NewerThan(first), many)?;
            self.reaches_newest = above.len() < Self::BATCH_SIZE;
            self.selected += above.len();
            self.rows.splice(..0, above);
            let needed = self.selected + 1 + Self::BATCH_SIZE;
            if self.rows.len() > Self::MAX_ROWS && needed < self.rows.len() {
                self.rows.truncate(needed);
                self.reaches_oldest = false;
            }
        }
        Ok(())
    }

    pub(crate) fn rows(&self) -> &[EntrySummary] {
        &self.rows
    }

    /// The index of the selected row in the window.
    pub(crate) const fn selected(&self) -> usize {
        self.selected
    }

    pub(crate) fn selected_row(&self) -> Option<&EntrySummary> {
        self.rows.get(self.selected)
    }

    /// The rows directly above and below.
    pub(crate) fn neighbors(&self) -> [Option<&EntrySummary>; 2] {
        let above = self
            .selected
            .checked_sub(1)
            .and_then(|at| self.rows.get(at));
        [above, self.rows.get(self.selected + 1)]
    }

    /// The number of rows before the selected one, if all of them are in memory.
    pub(crate) fn rows_before(&self) -> Option<u64> {
        self.reaches_newest.then_some(self.selected as u64)
    }

    /// The number of rows in the list, if all of them are in memory.
    pub(crate) fn total(&self) -> Option<u64> {
        (self.reaches_newest && self.reaches_oldest).then_some(self.rows.len() as u64)
    }
}
