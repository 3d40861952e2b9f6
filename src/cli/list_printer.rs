//! Prints lists as lines or JSON, and reads their rows in batches.

use std::io::{self, BufWriter, Write};

use serde_json::Value;

use crate::cli::sanitized_output::{self, SanitizedOutput};
use crate::storage::journal::{EntrySummary, JournalError};
use crate::text::{escape_json, one_line};

/// A list that is printed item by item.
pub(crate) struct ListPrinter {
    out: BufWriter<SanitizedOutput>,
    is_json: bool,
    printed: u64,
}

impl ListPrinter {
    pub(crate) fn start(is_json: bool) -> io::Result<Self> {
        let mut out = BufWriter::new(sanitized_output::stdout());
        if is_json {
            write!(out, "[")?;
        }
        Ok(Self {
            out,
            is_json,
            printed: 0,
        })
    }

    /// Prints an item as a line or as JSON.
    pub(crate) fn push(
        &mut self,
        line: impl FnOnce() -> String,
        json: impl FnOnce() -> Value,
    ) -> io::Result<()> {
        if self.is_json {
            let comma = if self.printed == 0 { "" } else { "," };
            let json = escape_json(&json().to_string());
            write!(self.out, "{comma}\n  {json}")?;
        } else {
            writeln!(self.out, "{}", line())?;
        }
        self.printed += 1;
        Ok(())
    }

    /// Ends the list. Returns the number of items.
    pub(crate) fn finish(mut self) -> io::Result<u64> {
        if self.is_json {
            let last = if self.printed == 0 { "" } else { "\n" };
            writeln!(self.out, "{last}]")?;
        }
        self.out.flush()?;
        Ok(self.printed)
    }
}

/// An entry in a line: the thought, and the good-enough line in brackets.
pub(crate) fn entry_text(row: &EntrySummary) -> String {
    let headline = one_line(&row.headline);
    match row.reframe_below_headline() {
        Some(reframe) => format!("{headline}  (good enough: {})", one_line(reframe)),
        None => headline,
    }
}

/// The limit if the user gives none. It fits into an SQLite integer.
pub(crate) const NO_LIMIT: u64 = u64::MAX >> 1;
/// Rows per batch, so that a long list starts to print at once.
const BATCH_SIZE: u64 = 500;

/// Calls `print` for up to `max` rows. `page` reads a batch, given the number of rows before it, the last of them, and the
/// maximum size of the batch.
pub(crate) fn for_each_row<T>(
    max: u64,
    page: impl Fn(u64, Option<&T>, u64) -> Result<Vec<T>, JournalError>,
    mut print: impl FnMut(&T) -> io::Result<()>,
) -> anyhow::Result<()> {
    let mut read = 0;
    let mut last = None;
    while read < max {
        let mut rows = page(read, last.as_ref(), BATCH_SIZE.min(max - read))?;
        for row in &rows {
            print(row)?;
            read += 1;
        }
        last = rows.pop();
        if last.is_none() {
            break;
        }
    }
    Ok(())
}
