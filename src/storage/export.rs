//! Exports the journal as JSON, CSV or Markdown, with or without the person's words.

mod json;
mod markdown;
mod redact;
mod table;
#[cfg(test)]
mod tests;

use std::io::{self, Write};

use jiff::Timestamp;
use thiserror::Error;

use self::redact::Redactor;
#[cfg(test)]
pub(crate) use self::table::header;
use crate::domain::record::Record;
use crate::storage::journal::{Journal, JournalError};
use crate::storage::record_store::RecordFilter;
use crate::storage::work_observer::WorkStage;

/// An export: which entries, in which format.
pub struct Export {
    pub format: Format,
    pub pick: RecordFilter,
    /// Whether to leave out everything the person wrote.
    pub redact: bool,
    /// The time that the JSON says it was written at.
    pub now: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Everything. The only format that can be imported.
    Json,
    /// One row per entry.
    Csv,
    /// One page per entry.
    Markdown,
}

/// A choice in the export menu: a format, with or without the person's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ExportOptions {
    pub(crate) format: Format,
    pub(crate) is_redacted: bool,
}

impl Format {
    /// The file name extension.
    pub(crate) const fn extension(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Markdown => "md",
        }
    }
}

/// Why an export failed.
#[derive(Debug, Error)]
pub enum ExportError {
    #[error(transparent)]
    Journal(#[from] JournalError),
    #[error(transparent)]
    Write(#[from] io::Error),
}

impl Export {
    /// Writes the picked entries, oldest first, and returns how many there were.
    pub fn write(&self, journal: &Journal, out: &mut dyn Write) -> Result<u64, ExportError> {
        let count = match self.format {
            Format::Json => {
                json::begin(self.now, self.redact, out)?;
                let count = self.for_each(journal, |whole, index| {
                    Ok(json::entry(whole, index == 0, out)?)
                })?;
                json::end(count, out)?;
                count
            }
            Format::Csv => {
                let mut rows = table::writer(&mut *out)?;
                let count = self.for_each(journal, |whole, _| {
                    Ok(rows
                        .write_record(table::row(whole))
                        .map_err(io::Error::from)?)
                })?;
                rows.flush()?;
                count
            }
            Format::Markdown => self.for_each(journal, |whole, index| {
                let fear = self.looks_back_on(journal, whole)?;
                Ok(markdown::page(whole, fear.as_deref(), index == 0, out)?)
            })?,
        };
        out.flush()?;
        Ok(count)
    }

    /// What an entry looks back on, unless words are left out.
    fn looks_back_on(
        &self,
        journal: &Journal,
        record: &Record,
    ) -> Result<Option<String>, JournalError> {
        if self.redact || record.entry.origin.is_none() {
            return Ok(None);
        }
        let summary = journal.summary(&record.entry.id)?;
        Ok(summary.and_then(|row| row.looks_back_on))
    }

    /// Calls `write` with each picked entry and its index, and returns how many there were.
    fn for_each(
        &self,
        journal: &Journal,
        mut write: impl FnMut(&Record, u64) -> Result<(), ExportError>,
    ) -> Result<u64, ExportError> {
        let redactor = self.redact.then(Redactor::default);
        let total = journal.record_count(&self.pick)?;
        let mut count = 0;
        journal.for_each_record(&self.pick, |whole| {
            let whole = match &redactor {
                Some(redactor) => redactor.redact(whole),
                None => whole,
            };
            write(&whole, count)?;
            count += 1;
            Ok::<_, ExportError>(journal.observer.report(WorkStage::Export, count, total)?)
        })?;
        Ok(count)
    }
}
