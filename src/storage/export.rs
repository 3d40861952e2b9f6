//! The journal as a file for elsewhere: complete as JSON, as a table, or as pages to read.

mod json;
mod markdown;
mod redact;
mod table;
#[cfg(test)]
mod tests;

use std::io::{self, Write};

use jiff::Timestamp;
use thiserror::Error;

#[cfg(test)]
pub use self::json::schema;
pub use self::json::{KIND, VERSION};
pub use self::redact::redacted;
pub use self::table::header;
use crate::domain::record::Record;
use crate::storage::journal::{Journal, JournalError, RecordFilter};

/// What is wanted.
pub struct Export<'a> {
    pub format: Format,
    pub pick: RecordFilter,
    /// Which exercises may be named where no word of the person's own may be; none where all words stay.
    pub redact: Option<&'a dyn Fn(&str) -> bool>,
    pub now: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// All there is, to come back from.
    Json,
    /// A row an entry.
    Csv,
    /// A page an entry, as Markdown.
    Markdown,
}

/// A format, with the person's words or without them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form {
    pub format: Format,
    pub is_redacted: bool,
}

impl Format {
    /// How the names of such files end.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Markdown => "md",
        }
    }
}

/// Why it couldn't be written.
#[derive(Debug, Error)]
pub enum ExportError {
    #[error(transparent)]
    Journal(#[from] JournalError),
    #[error(transparent)]
    Write(#[from] io::Error),
}

impl Export<'_> {
    /// Writes the picked entries, oldest first, and returns how many there were.
    pub fn write(&self, journal: &Journal, out: &mut dyn Write) -> Result<u64, ExportError> {
        let count =
            match self.format {
                Format::Json => {
                    json::begin(self.now, self.redact.is_some(), out)?;
                    let count =
                        self.for_each(journal, |whole, index| json::entry(whole, index == 0, out))?;
                    json::end(count, out)?;
                    count
                }
                Format::Csv => {
                    let mut rows = table::writer(&mut *out)?;
                    let count = self.for_each(journal, |whole, _| {
                        Ok(rows.write_record(table::row(whole))?)
                    })?;
                    rows.flush()?;
                    count
                }
                Format::Markdown => self.for_each(journal, |whole, index| {
                    markdown::page(whole, index == 0, out)
                })?,
            };
        out.flush()?;
        Ok(count)
    }

    /// Calls `write` with each picked entry and its index, and returns how many there were.
    fn for_each(
        &self,
        journal: &Journal,
        mut write: impl FnMut(&Record, u64) -> io::Result<()>,
    ) -> Result<u64, ExportError> {
        let mut count = 0;
        journal.for_each_record(&self.pick, |whole| {
            let whole = match self.redact {
                Some(is_known) => redacted(whole, is_known),
                None => whole,
            };
            write(&whole, count)?;
            count += 1;
            Ok::<_, ExportError>(())
        })?;
        Ok(count)
    }
}
