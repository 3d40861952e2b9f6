//! Filters of the history: which entries to show besides those with the words looked for.
//!
//! A new filter is a variant here with its condition, a label and a menu item in the filter popup, and a flag of
//! `enough history`.

use std::mem::discriminant;

use jiff::civil::Date;
use rusqlite::types::Value;

use super::fts_index::{FilterTerm, tag_term};
use crate::domain::entry::{EntryKind, EntryState};
use crate::domain::outcome::Outcome;
use crate::storage::journal::EntryList;
use crate::text::tag;

/// One condition on entries. The order of the variants is that of their labels.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Filter {
    /// Drafts or trash instead of finished entries.
    List(EntryList),
    /// What the entry is the record of.
    Kind(EntryKind),
    /// The reframe is kept as a card.
    Card,
    /// The exercise's id.
    Exercise(String),
    /// The name of a pattern, as it was chosen.
    Pattern(String),
    /// The name of a feeling, as it was chosen.
    Feeling(String),
    /// The name of a tag without its `#`, in any case.
    Tag(String),
    Days(Days),
    /// The outcome of the fear.
    Outcome(Outcome),
    /// Has an open follow-up that is due on this day or earlier.
    FollowUpDue(Date),
}

/// The days of entries. All of the conditions that are set hold together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Days {
    /// The first day.
    pub(crate) from: Option<Date>,
    /// The last day.
    pub(crate) until: Option<Date>,
    /// This day of this month, in its year or an earlier one.
    pub(crate) on_this_day: Option<Date>,
}

/// The filters of a query: at most one of each variant, ordered by variant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filters(Vec<Filter>);

impl Filter {
    /// A term that the full-text index has for each matching entry in that state. The list and the days select ranges of
    /// row ids instead.
    pub(super) fn term(&self, state: EntryState) -> Option<String> {
        Some(match self {
            Self::List(_) | Self::Days(_) => return None,
            Self::Kind(kind) => FilterTerm::Kind.term(kind.as_str()),
            Self::Card => FilterTerm::Card.term(""),
            Self::Exercise(id) => FilterTerm::Exercise.term(id),
            Self::Pattern(name) => FilterTerm::Pattern.term(name),
            Self::Feeling(name) => FilterTerm::Feeling.term(name),
            Self::Tag(name) => tag_term(state, &tag::fold_name(name)),
            Self::Outcome(outcome) => FilterTerm::Outcome.term(outcome.as_str()),
            Self::FollowUpDue(_) => FilterTerm::FollowUpOpen.term(""),
        })
    }

    /// A clause with one parameter, in which `rowid_here` stands for the row id of an entry.
    pub(super) fn clause(&self) -> Option<(&'static str, Value)> {
        match self {
            Self::FollowUpDue(day) => Some((FOLLOW_UP_DUE_CLAUSE, day.to_string().into())),
            _ => None,
        }
    }

    /// Whether it leaves out nothing of what is shown by default.
    fn is_default(&self) -> bool {
        *self == Self::List(EntryList::default()) || *self == Self::Days(Days::default())
    }
}

const FOLLOW_UP_DUE_CLAUSE: &str =
    " and exists (select 1 from fts_rowid as its cross join follow_up on follow_up.entry_id = its.entry_id
    where its.id = rowid_here and follow_up.outcome = 'open' and follow_up.due_day <= ?)";

impl Days {
    pub(crate) const fn between(from: Option<Date>, until: Option<Date>) -> Self {
        Self {
            from,
            until,
            on_this_day: None,
        }
    }

    /// This day of the month in any year up to its own.
    pub(crate) const fn on_this_day(day: Date) -> Self {
        Self {
            from: None,
            until: None,
            on_this_day: Some(day),
        }
    }
}

impl Filters {
    /// Adds a filter, or replaces the one of the same variant.
    pub(crate) fn set(&mut self, filter: Filter) {
        self.0
            .retain(|other| discriminant(other) != discriminant(&filter));
        if !filter.is_default() {
            self.0.push(filter);
            self.0.sort_unstable();
        }
    }

    pub(crate) fn remove(&mut self, filter: &Filter) {
        self.0.retain(|other| other != filter);
    }

    /// Removes the last one.
    pub(crate) fn pop(&mut self) -> Option<Filter> {
        self.0.pop()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Filter> {
        self.0.iter()
    }

    /// The list of entries that is searched.
    pub(crate) fn list(&self) -> EntryList {
        let list = self.0.iter().find_map(|filter| match filter {
            Filter::List(list) => Some(*list),
            _ => None,
        });
        list.unwrap_or_default()
    }

    pub(crate) fn days(&self) -> Days {
        let days = self.0.iter().find_map(|filter| match filter {
            Filter::Days(days) => Some(*days),
            _ => None,
        });
        days.unwrap_or_default()
    }
}

impl Extend<Filter> for Filters {
    fn extend<I: IntoIterator<Item = Filter>>(&mut self, filters: I) {
        for filter in filters {
            self.set(filter);
        }
    }
}

impl FromIterator<Filter> for Filters {
    fn from_iter<I: IntoIterator<Item = Filter>>(filters: I) -> Self {
        let mut all = Self::default();
        all.extend(filters);
        all
    }
}

impl From<Filter> for Filters {
    fn from(filter: Filter) -> Self {
        Self::from_iter([filter])
    }
}
