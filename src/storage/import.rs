//! Imports entries from a JSON export of this program or from a file of another program.

mod bounded_reader;
mod compare;
mod csv_table;
mod detect;
mod entry_builder;
mod formats;
mod json;
mod lz_string;
mod native;
mod surrogates;
#[cfg(test)]
mod tests;
mod text_decoder;

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::path::PathBuf;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::error::Category;
use thiserror::Error;

use self::compare::{ImportStatus, with_text_of};
use self::detect::FileFormat;
use self::entry_builder::KeyCounts;
pub(crate) use self::formats::{FORMATS, ImportFormat, format_names};
use crate::domain::entry::EntryId;
use crate::domain::record::{PartVersions, Record};
use crate::storage::journal::{Journal, JournalError, MergeTransaction};
use crate::text::decode::DecodeError;
use crate::text::replace_unsafe;

/// The input of an import.
#[derive(Clone, Debug)]
pub enum ImportInput {
    File(PathBuf),
    /// The bytes of a pipe. They are read more than once, and stay in memory because a temporary file could be left
    /// behind.
    Piped(Vec<u8>),
}

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

/// Why a file can't be imported. The journal is unchanged then.
#[derive(Debug, Error)]
pub enum ImportError {
    #[error(transparent)]
    Journal(#[from] JournalError),
    #[error("it can't be read")]
    Read(#[source] io::Error),
    #[error(
        "it isn't an export of enough, {}, as far as this version knows them",
        format_names("or")
    )]
    Unknown,
    #[error("it was written by a newer version of enough; please update enough, then try again")]
    Newer,
    #[error("the words were left out of it when it was written, so there is nothing to bring back")]
    Redacted,
    #[error("it ends in the middle; perhaps it wasn't copied whole")]
    Cut,
    #[error(
        "it ends in the middle: a quote that begins in line {line} is never closed; perhaps the file wasn't \
         copied whole, so please export it again"
    )]
    CutAt { line: u64 },
    #[error(
        "line {line} has {cells} of {columns} columns; perhaps the file wasn't copied whole, so please export it \
         again"
    )]
    Width {
        line: u64,
        cells: usize,
        columns: usize,
    },
    /// A file of another program that can't be imported, with the way to write one that can.
    #[error("{0}")]
    NotAnExport(&'static str),
    #[error(transparent)]
    Encoding(DecodeError),
    #[error("it is larger than any journal, so it wasn't read to its end")]
    TooLarge,
    /// The position is a line, or the number of an entry.
    #[error("something in it isn't as it should be, at {position}: {what}")]
    Malformed { position: String, what: String },
}

impl ImportError {
    fn malformed(position: &str, what: &(impl ToString + ?Sized)) -> Self {
        Self::Malformed {
            position: position.to_owned(),
            what: replace_unsafe(&what.to_string())
                .chars()
                .take(200)
                .collect(),
        }
    }

    /// Converts an error of a reader, which may be a [`DecodeError`] or a limit of [`bounded_reader`].
    fn from_io(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::FileTooLarge {
            return Self::TooLarge;
        }
        match error.downcast() {
            Ok(error) => Self::Encoding(error),
            Err(error) => Self::Read(error),
        }
    }

    fn json(error: serde_json::Error) -> Self {
        match error.classify() {
            Category::Eof => Self::Cut,
            Category::Io => Self::from_io(error.into()),
            Category::Syntax | Category::Data => {
                let message = error.to_string();
                let what = message
                    .rsplit_once(" at line ")
                    .map_or(&*message, |(what, _)| what);
                Self::malformed(&format!("line {}", error.line()), what)
            }
        }
    }
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
    let replaced = read(input, zone, &mut |mut theirs, format| {
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
        Ok(())
    })?;
    Ok(ImportCounts { replaced, ..counts })
}

/// Imports all entries of the input, or none if there is an error.
///
/// If the journal has an entry already, the newer version stays. Nothing is deleted, and a second import of the same
/// input changes nothing.
pub fn import(
    input: &ImportInput,
    journal: &mut Journal,
    zone: &TimeZone,
) -> Result<ImportCounts, ImportError> {
    let mut counts = ImportCounts::default();
    let merging = journal.begin_merge()?;
    let replaced = read(input, zone, &mut |theirs, format| {
        merge(&merging, theirs, format, &mut counts)
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

/// Receives the entries of a file, one after the other, with their format unless it is the native one.
type EachRecord<'a> =
    dyn FnMut(Record, Option<&'static ImportFormat>) -> Result<(), ImportError> + 'a;

/// A reader that can be read more than once.
trait SeekableRead: Read + Seek {}

impl<T: Read + Seek> SeekableRead for T {}

/// Calls `each` with every entry of the input. Returns the number of replaced characters.
fn read(
    input: &ImportInput,
    zone: &TimeZone,
    each: &mut EachRecord<'_>,
) -> Result<u64, ImportError> {
    let bytes = &mut *input.open()?;
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
                each(entry.build(format, &mut key_counts), Some(format))
            })
        }
    }
}

impl ImportInput {
    /// Reads a pipe to its end.
    pub(crate) fn from_pipe(pipe: impl Read) -> Result<Self, ImportError> {
        let mut bytes = Vec::new();
        let read = pipe.take(MAX_BYTES + 1).read_to_end(&mut bytes);
        read.map_err(ImportError::Read)?;
        if bytes.len() as u64 > MAX_BYTES {
            return Err(ImportError::TooLarge);
        }
        Ok(Self::Piped(bytes))
    }

    /// Opens the input. Only regular files are accepted, because others can't be read twice or never end.
    fn open(&self) -> Result<Box<dyn SeekableRead + '_>, ImportError> {
        let path = match self {
            Self::Piped(bytes) => return Ok(Box::new(Cursor::new(bytes))),
            Self::File(path) => path,
        };
        let metadata = std::fs::metadata(path).map_err(ImportError::Read)?;
        if !metadata.is_file() {
            let kind = io::ErrorKind::InvalidInput;
            return Err(ImportError::Read(io::Error::new(kind, "it isn't a file")));
        }
        if metadata.len() > MAX_BYTES {
            return Err(ImportError::TooLarge);
        }
        let file = File::open(path).map_err(ImportError::Read)?;
        Ok(Box::new(file))
    }
}

fn rewind(bytes: &mut dyn SeekableRead) -> Result<(), ImportError> {
    bytes.rewind().map_err(ImportError::Read)
}

/// The maximum size of a file: four times that of 100,000 long entries.
const MAX_BYTES: u64 = 1 << 30;
const MAX_FOREIGN_BYTES: u64 = 1 << 26;
