//! Searching the journal: every word of every answer and title, as it is typed, newest first.
//!
//! The index is derived from the entries. A save only notes that the index lacks something, because taking it
//! in would make each save of a walk twice as slow; the next search takes it in before it looks.

mod filter;
pub(crate) mod fts_index;
mod query_phrase;
mod search_sql;

use std::ops::Range;

pub use self::filter::{Days, Filter, Filters};
use self::query_phrase::QueryPhrase;
use super::error::is_write_failure;
use super::integrity;
use super::journal::{EntryList, EntrySummary, Journal, JournalError, PageRequest, queries};

/// What a person looks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    phrases: Vec<QueryPhrase>,
    pub filters: Filters,
}

/// How many were found so far, counted from the newest on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CountProgress {
    pub count: u64,
    /// Whether there are no more.
    pub is_complete: bool,
    /// The number of the last that was counted.
    lowest_rowid: Option<i64>,
}

impl Query {
    /// Takes what was typed as words to look for: each is the beginning of a word, in any order and in one
    /// entry. What stands in quotation marks is meant as it is. No character can make it fail.
    pub fn new(typed: &str, filters: Filters) -> Self {
        Self {
            phrases: query_phrase::parse_phrases(typed),
            filters,
        }
    }

    /// The whole of a shelf.
    pub fn all_in(list: EntryList) -> Self {
        Self::new("", Filter::List(list).into())
    }

    /// Whether it asks for all that stands on its shelf.
    pub fn is_unfiltered(&self) -> bool {
        *self == Self::all_in(self.filters.list())
    }

    /// Whether any words are looked for.
    pub const fn has_words(&self) -> bool {
        !self.phrases.is_empty()
    }

    /// What is looked for, phrase by phrase.
    #[cfg(test)]
    pub fn split_phrases(&self) -> Vec<Self> {
        let alone = |phrase: &QueryPhrase| Self {
            phrases: vec![phrase.clone()],
            filters: self.filters.clone(),
        };
        self.phrases.iter().map(alone).collect()
    }
}

impl Journal {
    /// Up to `how_many` lines of what was found, newest first.
    pub fn search_page(
        &self,
        query: &Query,
        request: PageRequest<'_>,
        limit: u64,
    ) -> Result<Vec<EntrySummary>, JournalError> {
        if query.is_unfiltered() {
            let filters = &query.filters;
            let whole =
                queries::select_page(&self.db, filters.list(), request, limit, &self.skipped_rows);
            return self.map_db_err(whole);
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

    /// How many there are in all.
    pub fn count_matches(&self, query: &Query) -> Result<u64, JournalError> {
        let mut counted = CountProgress::default();
        self.continue_count(query, &mut counted, u64::MAX)?;
        Ok(counted.count)
    }

    /// Goes on counting what is found, past as many as `at_most`: so long it takes at most.
    pub fn continue_count(
        &self,
        query: &Query,
        counted: &mut CountProgress,
        at_most: u64,
    ) -> Result<(), JournalError> {
        self.update_search_index()?;
        self.map_db_err(search_sql::continue_count(
            &self.db, query, counted, at_most,
        ))
    }

    /// How SQLite goes about it.
    #[cfg(test)]
    pub fn explain_search(&self, query: &Query) -> rusqlite::Result<Vec<String>> {
        search_sql::explain(&self.db, query)
    }

    pub(crate) fn update_search_index(&self) -> Result<(), JournalError> {
        if self.is_read_only() {
            return self.map_db_err(fts_index::build_temp_index(&self.db));
        }
        self.map_db_err(fts_index::drop_temp_index(&self.db))?;
        // A journal that was set aside stays as it is. And where another window is busy, what was taken in before
        // is still found.
        if self.check_not_moved().is_ok()
            && let Err(error) = fts_index::index_pending(&self.db)
        {
            if is_write_failure(&error) {
                // On a full disk the index is made in memory.
                return self.map_db_err(fts_index::build_temp_index(&self.db));
            }
            if integrity::is_entry_error(&error) {
                self.skipped_rows.record();
            }
        }
        Ok(())
    }
}

/// Where in `text`, a title or the words of an answer, stands what was looked for: in order, apart from one
/// another, and never through a character as people see it.
pub fn match_ranges(text: &str, query: &Query) -> Vec<Range<usize>> {
    if !query.has_words() {
        return Vec::new();
    }
    let tokens = crate::text::fold::tokens(text);
    let mut places: Vec<_> = query
        .phrases
        .iter()
        .flat_map(|phrase| phrase.match_ranges(text, &tokens))
        .collect();
    places.sort_unstable_by_key(|place| (place.start, place.end));
    let mut apart: Vec<Range<usize>> = Vec::new();
    for place in places {
        match apart.last_mut() {
            Some(last) if place.start <= last.end => last.end = last.end.max(place.end),
            _ => apart.push(place),
        }
    }
    apart
}
