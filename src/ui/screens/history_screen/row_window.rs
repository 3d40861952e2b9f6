//! The lines of a long list that are in memory, and the one under the mark.
//!
//! Nobody knows the number of a line in a list of what is found, and nothing has to: what comes above and below
//! is asked for by the line that stands next to it, so that a step takes as long in a long history.

use crate::storage::journal::{EntrySummary, Journal, JournalError, PageRequest};
use crate::storage::search::Query;

/// A part of the list.
#[derive(Debug, Default)]
pub struct RowWindow {
    rows: Vec<EntrySummary>,
    /// An index into them.
    selected: usize,
    /// Whether nothing comes above the first, and nothing below the last.
    reaches_newest: bool,
    reaches_oldest: bool,
}

impl RowWindow {
    /// As many as a usual terminal shows: what is read before a frame can be drawn.
    const INITIAL_ROWS: usize = 20;
    /// As many are wanted above the mark and below it, for the tallest terminal.
    const BATCH_SIZE: usize = 64;
    /// More are forgotten, those farthest from the mark first.
    const MAX_ROWS: usize = 512;

    /// Goes to the first line of the list.
    pub fn go_to_newest(&mut self, journal: &Journal, query: &Query) -> Result<(), JournalError> {
        let rows = journal.search_page(query, PageRequest::Newest, Self::INITIAL_ROWS as u64)?;
        *self = Self {
            reaches_newest: true,
            reaches_oldest: rows.len() < Self::INITIAL_ROWS,
            selected: 0,
            rows,
        };
        Ok(())
    }

    /// Goes to the last one.
    pub fn go_to_oldest(&mut self, journal: &Journal, query: &Query) -> Result<(), JournalError> {
        let rows = journal.search_page(query, PageRequest::Oldest, Self::INITIAL_ROWS as u64)?;
        *self = Self {
            reaches_newest: rows.len() < Self::INITIAL_ROWS,
            reaches_oldest: true,
            selected: rows.len().saturating_sub(1),
            rows,
        };
        Ok(())
    }

    /// Goes to a line, or where it is gone to the one that came below it, else above.
    pub fn go_to(
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

    /// Reads the journal again, and stays at the same place.
    pub fn refresh(&mut self, journal: &Journal, query: &Query) -> Result<(), JournalError> {
        match self.selected_row().cloned() {
            Some(row) => self.go_to(&row, journal, query),
            None => self.go_to_newest(journal, query),
        }
    }

    /// Moves the mark so many lines down the list, or up, as far as it goes. Tells how far it went.
    pub fn move_by(
        &mut self,
        by: isize,
        journal: &Journal,
        query: &Query,
    ) -> Result<isize, JournalError> {
        let lacks = |window: &Self| {
            let (above, below) = window.rows_around();
            (by < 0 && above < by.unsigned_abs() && !window.reaches_newest)
                || (by > 0 && below < by.unsigned_abs() && !window.reaches_oldest)
        };
        while lacks(self) {
            self.fetch(by > 0, journal, query)?;
        }
        let last = self.rows.len().saturating_sub(1);
        let wanted = self.selected.saturating_add_signed(by).min(last);
        let went = wanted.cast_signed() - self.selected.cast_signed();
        self.selected = wanted;
        Ok(went)
    }

    /// Whether more lines are wanted around the mark than are here.
    pub fn needs_rows(&self) -> bool {
        let (above, below) = self.rows_around();
        (above < Self::BATCH_SIZE && !self.reaches_newest)
            || (below < Self::BATCH_SIZE && !self.reaches_oldest)
    }

    /// Fetches some of those.
    pub fn fetch_missing(&mut self, journal: &Journal, query: &Query) -> Result<(), JournalError> {
        let (_, below) = self.rows_around();
        self.fetch(
            below < Self::BATCH_SIZE && !self.reaches_oldest,
            journal,
            query,
        )
    }

    /// How many lines are here above the mark and below it.
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

    pub fn rows(&self) -> &[EntrySummary] {
        &self.rows
    }

    /// The place of the marked line among those here.
    pub const fn selected(&self) -> usize {
        self.selected
    }

    /// The line under the mark.
    pub fn selected_row(&self) -> Option<&EntrySummary> {
        self.rows.get(self.selected)
    }

    /// The lines above it and below it.
    pub fn neighbors(&self) -> [Option<&EntrySummary>; 2] {
        let above = self
            .selected
            .checked_sub(1)
            .and_then(|at| self.rows.get(at));
        [above, self.rows.get(self.selected + 1)]
    }

    /// How many come before the marked one, where all of these are here.
    pub fn rows_before(&self) -> Option<u64> {
        self.reaches_newest.then_some(self.selected as u64)
    }

    /// How many there are in all, where all of them are here.
    pub fn total(&self) -> Option<u64> {
        (self.reaches_newest && self.reaches_oldest).then_some(self.rows.len() as u64)
    }
}
