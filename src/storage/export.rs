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

pub(crate) use self::markdown::is_page as is_markdown_page;
use self::redact::Redactor;
#[cfg(test)]
pub(crate) use self::table::header;
use crate::domain::entry::EntryState;
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

/// How many entries an export has, by their state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExportCounts {
    pub(crate) finished: u64,
    pub(crate) drafts: u64,
    pub(crate) trashed: u64,
}

impl ExportCounts {
    pub const fn total(self) -> u64 {
        self.finished + self.drafts + self.trashed
    }

    const fn add(&mut self, state: EntryState) {
        let count = match state {
            EntryState::Done => &mut self.finished,
            EntryState::Draft => &mut self.drafts,
            EntryState::Trashed => &mut self.trashed,
        };
        *count += 1;
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
    pub fn write(
        &self,
        journal: &Journal,
        out: &mut dyn Write,
    ) -> Result<ExportCounts, ExportError> {
        let counts = match self.format {
            Format::Json => {
                json::begin(self.now, self.redact, out)?;
                let counts = self.for_each(journal, |whole, index| {
                    Ok(json::entry(whole, index == 0, out)?)
                })?;
                json::end(counts.total(), out)?;
                counts
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
        Ok(counts)
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
    ) -> Result<ExportCounts, ExportError> {
        let redactor = self.redact.then(Redactor::default);
        let total = journal.record_count(&self.pick)?;
        let mut counts = ExportCounts::default();
        journal.for_each_record(&self.pick, |whole| {
            let whole = match &redactor {
                Some(redactor) => redactor.redact(whole),
                None => whole,
            };
            write(&whole, counts.total())?;
            counts.add(whole.entry.state);
            let written = counts.total();
            Ok::<_, ExportError>(journal.observer.report(WorkStage::Export, written, total)?)
        })?;
        Ok(counts)
    }
}
