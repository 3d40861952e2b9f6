//! Imports entries from a JSON export of this program or from a file of another program.

mod bounded_reader;
mod compare;
mod csv_table;
mod detect;
mod entry_builder;
mod error;
mod file_start;
mod formats;
mod importer;
mod input;
mod json;
mod lz_string;
mod native;
mod surrogates;
#[cfg(test)]
mod tests;
mod text_decoder;

use std::collections::HashMap;
use std::io::SeekFrom;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use self::compare::{ImportStatus, with_text_of};
use self::detect::FileFormat;
use self::entry_builder::KeyCounts;
pub use self::error::ImportError;
pub(crate) use self::formats::{FORMATS, format_names};
use self::importer::{EachRecord, ImportFormat};
pub use self::input::ImportInput;
use self::input::rewind;
use crate::domain::entry::EntryId;
use crate::domain::record::{PartVersions, Record};
use crate::storage::journal::Journal;
use crate::storage::record_store::MergeTransaction;
use crate::storage::work_observer::{WorkObserver, WorkStage};

/// The result of an import or of its preview: numbers of entries, except for `replaced`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct ImportCounts {
    /// Entries that the journal doesn't have.
    pub new: u64,
    /// Entries that are newer in the file.
    pub newer: u64,
    /// Entries that are newer in the journal, which keeps them.
    pub older: u64,
    /// Entries that are equal in the file and in the journal.
    pub same: u64,
    /// Characters that became U+FFFD, because the file has only one half of a surrogate pair.
    pub replaced: u64,
}

/// Reads the whole input and returns what [`import`] would return. The journal isn't changed.
pub fn preview(
    input: &ImportInput,
    journal: &Journal,
    zone: &TimeZone,
) -> Result<ImportCounts, ImportError> {
    let mut counts = ImportCounts::default();
    // The newest versions so far, for formats in which a file can contain an entry several times.
    let mut seen_versions = HashMap::<EntryId, PartVersions>::new();
    let mut seen_times = HashMap::<EntryId, Timestamp>::new();
    let observer = &journal.observer;
    observer.report(WorkStage::ReadFile, 0, None)?;
    let replaced = read((input, observer), zone, &mut |mut theirs, format| {
        let ours = journal.record(&theirs.entry.id)?;
        limit_to_now(&mut theirs, ours.as_ref(), journal.now());
        let id = &theirs.entry.id;
        let status = match format {
            None => {
                let versions = theirs.versions();
                let newest = match seen_versions.get(id) {
                    Some(seen) => Some(*seen),
                    None => ours.map(|ours| ours.versions()),
                };
                let status = ImportStatus::of_versions(newest.as_ref(), &versions);
                let newest = newest.map_or(versions, |newest| newest.newest(&versions));
                seen_versions.insert(id.clone(), newest);
                status
            }
            Some(format) if format.has_edit_times => {
                let seen = seen_times.get(id).copied();
                let status = if seen.is_some() {
                    ImportStatus::of_times(seen, theirs.edited_at)
                } else {
                    ImportStatus::of_edits(ours.as_ref(), &theirs)
                };
                let newest = seen.or(ours.map(|ours| ours.edited_at));
                let newest = newest.map_or(theirs.edited_at, |newest| newest.max(theirs.edited_at));
                seen_times.insert(id.clone(), newest);
                status
            }
            Some(_) => ImportStatus::of_text(ours.as_ref(), &theirs),
        };
        counts.add(status);
        let read = counts.all();
        Ok(observer.report(WorkStage::ReadFile, read, None)?)
    })?;
    Ok(ImportCounts { replaced, ..counts })
}

/// Imports all entries of the input, or none if there is an error or the observer of the journal stops it.
///
/// If the journal has an entry already, the newer version stays. Nothing is deleted, and a second import of the same
/// input changes nothing.
pub fn import(
    input: &ImportInput,
    journal: &mut Journal,
    zone: &TimeZone,
) -> Result<ImportCounts, ImportError> {
    let mut counts = ImportCounts::default();
    let observer = journal.observer.clone();
    let merging = journal.begin_merge()?;
    observer.report(WorkStage::Import, 0, None)?;
    let replaced = read((input, &observer), zone, &mut |theirs, format| {
        merge(&merging, theirs, format, &mut counts)?;
        Ok(observer.report(WorkStage::Import, counts.all(), None)?)
    })?;
    merging.commit()?;
    Ok(ImportCounts { replaced, ..counts })
}

/// Moves timestamps that are in the future to `now`, if that is known.
fn limit_to_now(theirs: &mut Record, ours: Option<&Record>, now: Option<Timestamp>) {
    if let Some(now) = now {
        theirs.clamp_future_changes(now, ours.map(Record::versions).as_ref());
    }
}

/// Puts the newer version of an entry into the journal and counts it.
fn merge(
    merging: &MergeTransaction<'_>,
    mut theirs: Record,
    format: Option<&ImportFormat>,
    counts: &mut ImportCounts,
) -> Result<(), ImportError> {
    let ours = merging.record(&theirs.entry.id)?;
    limit_to_now(&mut theirs, ours.as_ref(), merging.now());
    let status = match format {
        None => {
            let versions = ours.as_ref().map(Record::versions);
            ImportStatus::of_versions(versions.as_ref(), &theirs.versions())
        }
        Some(format) if format.has_edit_times => ImportStatus::of_edits(ours.as_ref(), &theirs),
        Some(_) => ImportStatus::of_text(ours.as_ref(), &theirs),
    };
    counts.add(status);
    let newest = match (status, ours) {
        (ImportStatus::Older | ImportStatus::Same, _) => return Ok(()),
        (_, None) => theirs,
        // The text shows that it is newer; the times don't.
        (_, Some(ours))
            if format.is_some_and(|format| {
                !format.has_edit_times || theirs.edited_at == ours.edited_at
            }) =>
        {
            with_text_of(ours, theirs)
        }
        (_, Some(mut ours)) => {
            let was_trashed = ours.is_trashed();
            ours.merge(&theirs);
            if ours.is_trashed() && !was_trashed {
                // The time in the trash starts now, so that there is as much time to restore it as for other entries.
                ours.trashed_at = merging.now().or(ours.trashed_at);
            }
            ours
        }
    };
    merging.put_record(&newest)?;
    Ok(())
}

impl ImportCounts {
    /// The number of entries in the file.
    pub const fn all(&self) -> u64 {
        self.new + self.newer + self.older + self.same
    }

    const fn add(&mut self, status: ImportStatus) {
        let count = match status {
            ImportStatus::New => &mut self.new,
            ImportStatus::Newer => &mut self.newer,
            ImportStatus::Older => &mut self.older,
            ImportStatus::Same => &mut self.same,
        };
        *count += 1;
    }
}

/// Calls `each` with every entry of the input. Returns the number of replaced characters.
fn read(
    (input, observer): (&ImportInput, &WorkObserver),
    zone: &TimeZone,
    each: &mut EachRecord<'_>,
) -> Result<u64, ImportError> {
    let bytes = &mut *input.open(observer)?;
    match FileFormat::of(bytes)? {
        FileFormat::Native => native::read(bytes, each),
        FileFormat::Foreign(format, file) => {
            let length = bytes.seek(SeekFrom::End(0)).map_err(ImportError::Read)?;
            if length > MAX_FOREIGN_BYTES {
                return Err(ImportError::TooLarge);
            }
            rewind(bytes)?;
            let mut key_counts = KeyCounts::default();
            (format.read)(&file, bytes, zone, &mut |entry| {
                each(
                    entry.build(format.id, format.name, &mut key_counts),
                    Some(format),
                )
            })
        }
    }
}

/// The maximum size of a file of another program.
const MAX_FOREIGN_BYTES: u64 = 1 << 26;
