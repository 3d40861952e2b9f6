//! Full-text search of all answers and titles while the user types, newest first.
//!
//! The index is derived from the entries. A save only marks its entry as pending, because indexing would double the
//! time of each save; the next search indexes pending entries first.

mod filter;
pub(crate) mod fts_index;
mod query;
mod query_phrase;
mod search_sql;
mod tag_list;

use std::ops::Range;
use std::path::Path;

pub(crate) use self::filter::Days;
pub use self::filter::{Filter, Filters};
pub use self::query::{CountProgress, Query};
pub use self::tag_list::TagCount;
use super::db::{self, OpenMode};
use super::error::is_write_failure;
use super::journal::{EntryList, EntrySummary, Journal, JournalError, PageRequest, queries};
use super::lock::JournalKey;
use super::skipped_rows::is_entry_error;
use super::work_observer::WorkObserver;
use crate::text::{fold, tag};

impl Journal {
    /// A page of up to `limit` matches, newest first.
    pub fn search_page(
        &self,
        query: &Query,
        request: PageRequest<'_>,
        limit: u64,
    ) -> Result<Vec<EntrySummary>, JournalError> {
        if query.is_unfiltered() {
            let filters = &query.filters;
            let page =
                queries::select_page(&self.db, filters.list(), request, limit, &self.skipped_rows);
            return self.map_db_err(page);
        }
        self.update_search_index()?;
        self.map_db_err(search_sql::select_page(
            &self.db,
            query,
            request,
            limit,
            &self.skipped_rows,
        ))
    }

    /// The number of all matches.
    pub fn count_matches(&self, query: &Query) -> Result<u64, JournalError> {
        let mut progress = CountProgress::default();
        self.continue_count(query, &mut progress, u64::MAX)?;
        Ok(progress.count)
    }

    /// Continues counting matches, up to `max_steps` more in this call, which bounds its time.
    pub fn continue_count(
        &self,
        query: &Query,
        progress: &mut CountProgress,
        max_steps: u64,
    ) -> Result<(), JournalError> {
        self.update_search_index()?;
        self.map_db_err(search_sql::continue_count(
            &self.db, query, progress, max_steps,
        ))
    }

    /// Up to `limit` tags of a list, most used first.
    pub fn tags(&self, list: EntryList, limit: u64) -> Result<Vec<TagCount>, JournalError> {
        self.update_search_index()?;
        self.map_db_err(tag_list::select_tags(&self.db, list.state(), limit))
    }

    /// SQLite's query plan.
    #[cfg(test)]
    pub(crate) fn explain_search(&self, query: &Query) -> rusqlite::Result<Vec<String>> {
        search_sql::explain(&self.db, query)
    }

    /// Whether so many entries are pending that the next search takes long, as after an import.
    pub(crate) fn has_search_backlog(&self) -> bool {
        let count = fts_index::count_pending(&self.db, MAX_QUICK_ENTRIES);
        // An error is reported by the search.
        !self.is_read_only()
            && count.is_ok_and(|count| i64::try_from(count) == Ok(MAX_QUICK_ENTRIES))
    }

    /// Indexes pending entries, in a temporary index if the journal can't be written.
    pub(crate) fn update_search_index(&self) -> Result<(), JournalError> {
        if self.is_read_only() {
            return self.map_db_err(fts_index::build_temp_index(&self.db, &self.observer));
        }
        self.map_db_err(fts_index::drop_temp_index(&self.db))?;
        // A quarantined journal isn't changed. If another window is writing, the entries that are indexed are still
        // found.
        if self.check_not_moved().is_ok()
            && let Err(error) = fts_index::index_pending(&self.db, &self.observer)
        {
            if is_write_failure(&error) {
                // The disk is full, so the index goes into memory.
                return self.map_db_err(fts_index::build_temp_index(&self.db, &self.observer));
            }
            if is_entry_error(&error) {
                self.skipped_rows.record();
            }
        }
        Ok(())
    }
}

/// So many entries are indexed in a quarter of a second.
const MAX_QUICK_ENTRIES: i64 = 2000;

/// Indexes the pending entries of the journal at `path`, which this process may have open, watched by `observer`.
pub(crate) fn index_beside(
    path: &Path,
    key: &JournalKey,
    observer: &WorkObserver,
) -> Result<(), JournalError> {
    let index = || {
        let mut db = db::open(path, OpenMode::ReadWrite, key)?;
        db::allow_checkpoint(&db)?;
        observer.watch(&mut db)?;
        fts_index::index_pending(&db, observer)
    };
    index().map_err(|source| JournalError::from_sqlite(path, source))
}

/// The matches of a query in `text`, a title or an answer: sorted, merged where they overlap, and at grapheme
/// boundaries.
pub fn match_ranges(text: &str, query: &Query) -> Vec<Range<usize>> {
    if !query.has_words() {
        return Vec::new();
    }
    let tokens = fold::tokens(text);
    let tags = tag::tags(text);
    let mut matches: Vec<_> = query
        .phrases
        .iter()
        .flat_map(|phrase| phrase.match_ranges(text, &tokens, &tags))
        .collect();
    matches.sort_unstable_by_key(|range| (range.start, range.end));
    let mut merged: Vec<Range<usize>> = Vec::new();
    for range in matches {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}
