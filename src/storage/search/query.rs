//! A search query, and how far its matches are counted.

use super::filter::{Filter, Filters};
use super::query_phrase::{self, QueryPhrase};
use crate::storage::journal::EntryList;

/// A search query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    pub(super) phrases: Vec<QueryPhrase>,
    pub(crate) filters: Filters,
}

/// The progress of counting matches, from the newest to the oldest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CountProgress {
    pub(crate) count: u64,
    /// Whether all matches are counted.
    pub(crate) is_complete: bool,
    /// The lowest FTS rowid that was counted.
    pub(super) lowest_rowid: Option<i64>,
}

impl Query {
    /// Parses typed text: every word is a prefix, in any order within one entry, and a text in quotation marks is an exact
    /// phrase. Any input is valid.
    pub fn new(typed: &str, filters: Filters) -> Self {
        Self {
            phrases: query_phrase::parse_phrases(typed),
            filters,
        }
    }

    /// Matches all entries of a list.
    pub(crate) fn all_in(list: EntryList) -> Self {
        Self::new("", Filter::List(list).into())
    }

    /// Whether it matches all entries of its list.
    pub(crate) fn is_unfiltered(&self) -> bool {
        *self == Self::all_in(self.filters.list())
    }

    /// Whether it contains any search words.
    pub(crate) const fn has_words(&self) -> bool {
        !self.phrases.is_empty()
    }

    /// One query for each phrase.
    #[cfg(test)]
    pub(crate) fn split_phrases(&self) -> Vec<Self> {
        let to_query = |phrase: &QueryPhrase| Self {
            phrases: vec![phrase.clone()],
            filters: self.filters.clone(),
        };
        self.phrases.iter().map(to_query).collect()
    }
}
