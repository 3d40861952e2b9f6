//! From day to day and from month to month, by counting in the journal what lies between.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::journal::search::Query;
use crate::journal::{Journal, JournalError};

/// How far a jump goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stride {
    Day,
    Month,
}

impl Stride {
    fn first(self, day: Date) -> Date {
        match self {
            Self::Day => day,
            Self::Month => day.first_of_month(),
        }
    }

    fn after(self, day: Date) -> Option<Date> {
        match self {
            Self::Day => day.tomorrow().ok(),
            Self::Month => day.first_of_month().checked_add(1.month()).ok(),
        }
    }
}

/// The number of the first line of the next older day or month, if there is one.
pub fn older(
    journal: &Journal,
    query: &Query,
    day: Date,
    stride: Stride,
) -> Result<Option<u64>, JournalError> {
    let here = since(journal, query, stride.first(day))?;
    let all = journal.count_found(query)?;
    Ok((here < all).then_some(here))
}

/// The number of the first line of this day or month, or of the next newer one if the mark is on the first
/// line already.
pub fn newer(
    journal: &Journal,
    query: &Query,
    (day, at): (Date, u64),
    stride: Stride,
) -> Result<Option<u64>, JournalError> {
    let Some(after) = stride.after(day) else {
        return Ok(None);
    };
    let first = since(journal, query, after)?;
    if first < at || first == 0 {
        return Ok(Some(first));
    }
    let before = journal.search(query, first - 1, 1)?;
    match before.first() {
        Some(row) => newer(journal, query, (row.day, u64::MAX), stride),
        None => Ok(None),
    }
}

/// How many lines are of that day or newer.
fn since(journal: &Journal, query: &Query, day: Date) -> Result<u64, JournalError> {
    let mut since = query.clone();
    let from = since.filters.from.map_or(day, |from| from.max(day));
    since.filters.from = Some(from);
    journal.count_found(&since)
}
