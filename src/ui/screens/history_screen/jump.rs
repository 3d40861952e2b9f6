//! Jumps by day and by month.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::storage::journal::{EntrySummary, Journal, JournalError, PageRequest};
use crate::storage::search::{Filter, Query};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum JumpUnit {
    Day,
    Month,
}

impl JumpUnit {
    fn period_start(self, day: Date) -> Date {
        match self {
            Self::Day => day,
            Self::Month => day.first_of_month(),
        }
    }

    fn period_end(self, day: Date) -> Date {
        match self {
            Self::Day => day,
            Self::Month => day.last_of_month(),
        }
    }
}

/// The newest entry of the next older day or month.
pub(crate) fn find_older(
    journal: &Journal,
    query: &Query,
    row: &EntrySummary,
    unit: JumpUnit,
) -> Result<Option<EntrySummary>, JournalError> {
    let before = unit.period_start(row.day).checked_sub(1.day());
    before.map_or(Ok(None), |day| newest_until(journal, query, day))
}

/// The newest entry of this day or month, or of the next newer one if `row` is that entry.
pub(crate) fn find_newer(
    journal: &Journal,
    query: &Query,
    row: &EntrySummary,
    unit: JumpUnit,
) -> Result<Option<EntrySummary>, JournalError> {
    let last = unit.period_end(row.day);
    let first = newest_until(journal, query, last)?;
    if first.as_ref().is_some_and(|first| first.id != row.id) {
        return Ok(first);
    }
    let Ok(after) = last.checked_add(1.day()) else {
        return Ok(None);
    };
    let mut since = query.clone();
    let mut days = since.filters.days();
    days.from = Some(days.from.map_or(after, |from| from.max(after)));
    since.filters.set(Filter::Days(days));
    match journal.search_page(&since, PageRequest::Oldest, 1)?.first() {
        Some(next) => newest_until(journal, query, unit.period_end(next.day)),
        None => Ok(None),
    }
}

fn newest_until(
    journal: &Journal,
    query: &Query,
    day: Date,
) -> Result<Option<EntrySummary>, JournalError> {
    let mut until = query.clone();
    let mut days = until.filters.days();
    days.until = Some(days.until.map_or(day, |until| until.min(day)));
    until.filters.set(Filter::Days(days));
    Ok(journal.search_page(&until, PageRequest::Newest, 1)?.pop())
}
