//! Entries from a file: an export of the program's own, or what another program wrote.

mod bounded_reader;
mod compare;
mod csv_table;
mod detect;
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

use self::compare::{Change, with_words_of};
use self::detect::Kind;
use self::formats::Twins;
pub use self::formats::{SOURCES, Source};
use crate::domain::entry::EntryId;
use crate::domain::record::json::RecordError;
use crate::domain::record::{PartVersions, Record};
use crate::storage::journal::{Journal, JournalError, MergeTransaction};
use crate::text::decode::{DecodeError, decode_prefix};
use crate::text::replace_unsafe;

/// What entries are taken in from.
#[derive(Clone, Debug)]
pub enum Given {
    File(PathBuf),
    /// What came through a pipe. It is kept in memory, because it is read more than once and a file of it could
    /// stay behind.
    Piped(Vec<u8>),
}

/// What came of an import, or would come of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct Counts {
    /// Entries there were none of.
    pub new: u64,
    /// Entries that are newer in the file.
    pub newer: u64,
    /// Entries that are newer here, which stay.
    pub older: u64,
    /// Entries that stand here just so.
    pub same: u64,
    /// Characters of which the file has only a half. Each is a replacement character here.
    pub broken: u64,
}

/// Why a file can't be taken in. Nothing is changed then.
#[derive(Debug, Error)]
pub enum ImportError {
    #[error(transparent)]
    Journal(#[from] JournalError),
    #[error("it can't be read")]
    Read(#[source] io::Error),
    #[error(
        "it isn't an export of enough, FreeCBT, jrnl, tui-journal or Daylio, as far as this version knows them"
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
    #[error(
        "it is the file jrnl keeps its journal in; please write an export with “jrnl --export json > jrnl.json”, \
         and import that"
    )]
    JrnlFile,
    #[error(transparent)]
    Encoding(DecodeError),
    #[error("it is larger than any journal, so it wasn't read to its end")]
    TooLarge,
    /// The place is a line, or the number of an entry.
    #[error("something in it isn't as it should be, at {place}: {what}")]
    Malformed { place: String, what: String },
}

impl ImportError {
    fn entry(number: u64, why: &RecordError) -> Self {
        Self::malformed(&format!("entry {number}"), why)
    }

    fn malformed(place: &str, what: &(impl ToString + ?Sized)) -> Self {
        Self::Malformed {
            place: place.to_owned(),
            what: replace_unsafe(&what.to_string())
                .chars()
                .take(200)
                .collect(),
        }
    }

    /// What came of reading a file, whose text may not be text.
    fn of_reading(error: io::Error) -> Self {
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
            Category::Io => Self::of_reading(error.into()),
            Category::Syntax | Category::Data => {
                let words = error.to_string();
                let what = words
                    .rsplit_once(" at line ")
                    .map_or(&*words, |(what, _)| what);
                Self::malformed(&format!("line {}", error.line()), what)
            }
        }
    }
}

/// Reads it from end to end and says what would come of it. Nothing is changed.
pub fn look(given: &Given, journal: &Journal, zone: &TimeZone) -> Result<Counts, ImportError> {
    let mut counts = Counts::default();
    // Only where one entry can stand in a file several times.
    let mut versions_seen = HashMap::<EntryId, PartVersions>::new();
    let mut times_seen = HashMap::<EntryId, Timestamp>::new();
    let broken = read(given, zone, &mut |mut theirs, source| {
        let here = journal.record(&theirs.entry.id)?;
        leave_the_future(&mut theirs, here.as_ref(), journal.now());
        let id = &theirs.entry.id;
        let change = match source {
            None => {
                let versions = theirs.versions();
                let ours = match versions_seen.get(id) {
                    Some(ours) => Some(*ours),
                    None => here.map(|ours| ours.versions()),
                };
                let newest = ours.map_or(versions, |ours| ours.newest(&versions));
                versions_seen.insert(id.clone(), newest);
                Change::of_versions(ours.as_ref(), &versions)
            }
            Some(source) if source.has_edit_times() => {
                let seen = times_seen.get(id).copied();
                let change = if seen.is_some() {
                    Change::of_times(seen, theirs.edited_at)
                } else {
                    Change::of_edits(here.as_ref(), &theirs)
                };
                let ours = seen.or(here.map(|ours| ours.edited_at));
                let newest = ours.map_or(theirs.edited_at, |ours| ours.max(theirs.edited_at));
                times_seen.insert(id.clone(), newest);
                change
            }
            Some(_) => Change::of_words(here.as_ref(), &theirs),
        };
        counts.add(change);
        Ok(())
    })?;
    Ok(Counts { broken, ..counts })
}

/// Takes the entries of the file in, all of them or none.
///
/// Of an entry that is here as well, the newer version stays. Nothing is deleted, and doing it twice changes nothing.
pub fn import(
    given: &Given,
    journal: &mut Journal,
    zone: &TimeZone,
) -> Result<Counts, ImportError> {
    let mut counts = Counts::default();
    let merging = journal.begin_merge()?;
    let broken = read(given, zone, &mut |whole, source| {
        take(&merging, whole, source, &mut counts)
    })?;
    merging.commit()?;
    Ok(Counts { broken, ..counts })
}

/// Has no time of a change lie in the future, if the time is known.
fn leave_the_future(theirs: &mut Record, ours: Option<&Record>, now: Option<Timestamp>) {
    if let Some(now) = now {
        theirs.clamp_future_changes(now, ours.map(Record::versions).as_ref());
    }
}

fn take(
    merging: &MergeTransaction<'_>,
    mut theirs: Record,
    source: Option<Source>,
    counts: &mut Counts,
) -> Result<(), ImportError> {
    let ours = merging.record(&theirs.entry.id)?;
    leave_the_future(&mut theirs, ours.as_ref(), merging.now());
    let change = match source {
        None => {
            let versions = ours.as_ref().map(Record::versions);
            Change::of_versions(versions.as_ref(), &theirs.versions())
        }
        Some(source) if source.has_edit_times() => Change::of_edits(ours.as_ref(), &theirs),
        Some(_) => Change::of_words(ours.as_ref(), &theirs),
    };
    counts.add(change);
    let newest = match (change, ours) {
        (Change::Older | Change::Same, _) => return Ok(()),
        (_, None) => theirs,
        // The words tell that it is newer, and no time does.
        (_, Some(ours))
            if source.is_some_and(|source| {
                !source.has_edit_times() || theirs.edited_at == ours.edited_at
            }) =>
        {
            with_words_of(ours, theirs)
        }
        (_, Some(mut ours)) => {
            let was_trashed = ours.is_trashed();
            ours.merge(&theirs);
            if ours.is_trashed() && !was_trashed {
                // It is thrown away here only now, and can be brought back for as long as anything.
                ours.trashed_at = merging.now().or(ours.trashed_at);
            }
            ours
        }
    };
    merging.put_record(&newest)?;
    Ok(())
}

impl Counts {
    pub const fn all(&self) -> u64 {
        self.new + self.newer + self.older + self.same
    }

    const fn add(&mut self, change: Change) {
        let count = match change {
            Change::New => &mut self.new,
            Change::Newer => &mut self.newer,
            Change::Older => &mut self.older,
            Change::Same => &mut self.same,
        };
        *count += 1;
    }
}

/// What is done with an entry, and with the program that wrote it unless that was this one.
type Take<'a> = dyn FnMut(Record, Option<Source>) -> Result<(), ImportError> + 'a;

/// Bytes that can be read more than once.
trait Bytes: Read + Seek {}

impl<T: Read + Seek> Bytes for T {}

/// Gives each entry to `take`. Says how many characters had to be replaced.
fn read(given: &Given, zone: &TimeZone, take: &mut Take<'_>) -> Result<u64, ImportError> {
    let bytes = &mut *given.open()?;
    match Kind::of(bytes)? {
        Kind::Own => native::read(bytes, take),
        Kind::Foreign(source) => {
            let length = bytes.seek(SeekFrom::End(0)).map_err(ImportError::Read)?;
            if length > MOST_FOREIGN {
                return Err(ImportError::TooLarge);
            }
            rewind(bytes)?;
            let mut twins = Twins::default();
            source.read(bytes, zone, &mut |draft| {
                take(draft.done(&mut twins), Some(source))
            })
        }
    }
}

impl Given {
    /// Keeps what comes through a pipe, to its end.
    pub fn piped(pipe: impl Read) -> Result<Self, ImportError> {
        let mut bytes = Vec::new();
        let read = pipe.take(MOST + 1).read_to_end(&mut bytes);
        read.map_err(ImportError::Read)?;
        if bytes.len() as u64 > MOST {
            return Err(ImportError::TooLarge);
        }
        Ok(Self::Piped(bytes))
    }

    /// Only a file that stays the same however often it is read.
    fn open(&self) -> Result<Box<dyn Bytes + '_>, ImportError> {
        let path = match self {
            Self::Piped(bytes) => return Ok(Box::new(Cursor::new(bytes))),
            Self::File(path) => path,
        };
        let about = std::fs::metadata(path).map_err(ImportError::Read)?;
        if !about.is_file() {
            let kind = io::ErrorKind::InvalidInput;
            return Err(ImportError::Read(io::Error::new(kind, "it isn't a file")));
        }
        if about.len() > MOST {
            return Err(ImportError::TooLarge);
        }
        let file = File::open(path).map_err(ImportError::Read)?;
        Ok(Box::new(file))
    }
}

fn rewind(bytes: &mut dyn Bytes) -> Result<(), ImportError> {
    bytes.rewind().map_err(ImportError::Read)
}

/// What a file begins with, as text without blank lines before it.
fn beginning(bytes: &mut dyn Bytes) -> Result<String, ImportError> {
    let mut beginning = Vec::new();
    let read = bytes.take(4096).read_to_end(&mut beginning);
    read.map_err(ImportError::Read)?;
    rewind(bytes)?;
    Ok(decode_prefix(&beginning).trim_start().to_owned())
}

/// A hundred thousand long entries are a quarter of it.
const MOST: u64 = 1 << 30;
const MOST_FOREIGN: u64 = 1 << 26;
