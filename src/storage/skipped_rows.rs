//! Rows that can't be read: which errors say so, and noting that some were skipped.

use std::cell::Cell;

use rusqlite::ErrorCode;

/// Notes whether rows were skipped because they can't be read.
#[derive(Debug, Default)]
pub(crate) struct SkippedRows {
    has_any: Cell<bool>,
    is_reported: Cell<bool>,
}

impl SkippedRows {
    pub(crate) fn has_any(&self) -> bool {
        self.has_any.get()
    }

    /// Whether any row was skipped since the last call.
    pub(crate) fn take_unreported(&self) -> bool {
        self.has_any() && !self.is_reported.replace(true)
    }

    pub(crate) fn record(&self) {
        self.has_any.set(true);
    }

    /// The readable rows after the first `from`, up to `limit`. Others are noted and skipped.
    pub(crate) fn filter_page<T>(
        &self,
        rows: impl Iterator<Item = rusqlite::Result<T>>,
        from: u64,
        limit: u64,
    ) -> rusqlite::Result<Vec<T>> {
        let readable = rows.filter(|row| {
            let is_spoiled = row.as_ref().is_err_and(is_value_error);
            if is_spoiled {
                self.record();
            }
            !is_spoiled
        });
        let bound = |number| usize::try_from(number).unwrap_or(usize::MAX);
        readable.skip(bound(from)).take(bound(limit)).collect()
    }

    /// All readable rows. Others are noted and skipped.
    pub(crate) fn filter_all<T>(
        &self,
        rows: impl Iterator<Item = rusqlite::Result<T>>,
    ) -> rusqlite::Result<Vec<T>> {
        self.filter_page(rows, 0, u64::MAX)
    }
}

/// Whether an error concerns one entry only, not the whole journal or the disk.
pub(crate) fn is_entry_error(error: &rusqlite::Error) -> bool {
    is_value_error(error)
        || matches!(
            error.sqlite_error_code(),
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::TooBig)
        )
}

/// Whether an error concerns a value that the program wouldn't write.
pub(crate) const fn is_value_error(error: &rusqlite::Error) -> bool {
    matches!(
        error,
        rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::Utf8Error(..)
    )
}
