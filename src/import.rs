//! Entries from a file: an export of the program's own, or what another program wrote.

mod daylio;
mod foreign;
mod freecbt;
mod guarded;
mod jrnl;
mod lz;
mod own;
mod source;
#[cfg(test)]
mod tests;
mod tui_journal;

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Cursor, Read, Seek};
use std::path::PathBuf;

use jiff::tz::TimeZone;
use serde_json::error::Category;
use thiserror::Error;

pub use self::foreign::{SOURCES, Source};
use self::source::Kind;
use crate::entry::EntryId;
use crate::journal::{Journal, JournalError, Merging};
use crate::text::visible;
use crate::whole::record::Unreadable;
use crate::whole::{Versions, Whole};

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
    #[error("it is larger than any journal, so it wasn't read to its end")]
    TooLarge,
    /// The place is a line, or the number of an entry.
    #[error("something in it isn't as it should be, at {place}: {what}")]
    Malformed { place: String, what: String },
}

impl ImportError {
    fn entry(number: u64, why: &Unreadable) -> Self {
        Self::malformed(&format!("entry {number}"), why)
    }

    fn malformed(place: &str, what: &(impl ToString + ?Sized)) -> Self {
        Self::Malformed {
            place: place.to_owned(),
            what: visible(&what.to_string()).chars().take(200).collect(),
        }
    }

    fn json(error: &serde_json::Error) -> Self {
        match error.classify() {
            Category::Eof => Self::Cut,
            Category::Io if error.io_error_kind() == Some(io::ErrorKind::FileTooLarge) => {
                Self::TooLarge
            }
            Category::Io => Self::Read(io::Error::from(
                error.io_error_kind().unwrap_or(io::ErrorKind::Other),
            )),
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
    let (mut counts, mut seen) = (Counts::default(), HashMap::<EntryId, Versions>::new());
    read(given, zone, &mut |whole, source| {
        let versions = whole.versions();
        let id = &whole.entry.id;
        let ours = match seen.get(id) {
            Some(ours) => Some(*ours),
            None => journal.whole(id)?.map(|ours| ours.versions()),
        };
        if counts.add(ours.as_ref(), &versions, source) {
            let newest = ours.map_or(versions, |ours| ours.newest(&versions));
            seen.insert(id.clone(), newest);
        }
        Ok(())
    })?;
    Ok(counts)
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
    let merging = journal.merging()?;
    read(given, zone, &mut |whole, source| {
        take(&merging, &whole, source, &mut counts)
    })?;
    merging.commit()?;
    Ok(counts)
}

fn take(
    merging: &Merging<'_>,
    whole: &Whole,
    source: Option<Source>,
    counts: &mut Counts,
) -> Result<(), ImportError> {
    let ours = merging.whole(&whole.entry.id)?;
    let versions = ours.as_ref().map(Whole::versions);
    if counts.add(versions.as_ref(), &whole.versions(), source) {
        let mut newest = ours.unwrap_or_else(|| whole.clone());
        newest.merge(whole);
        merging.put(&newest)?;
    }
    Ok(())
}

impl Counts {
    pub const fn all(&self) -> u64 {
        self.new + self.newer + self.older + self.same
    }

    /// Counts an entry; true if it changes anything here.
    fn add(&mut self, ours: Option<&Versions>, theirs: &Versions, source: Option<Source>) -> bool {
        let (count, changes) = match ours {
            None => (&mut self.new, true),
            Some(ours) if ours == theirs => (&mut self.same, false),
            // Without another time of editing it is the same version, whatever was made of it here, and in
            // whichever zone it is read.
            Some(ours) if source.is_some_and(|source| !source.tells_apart(ours, theirs)) => {
                (&mut self.same, false)
            }
            Some(ours) if ours.newest(theirs) == *ours => (&mut self.older, false),
            Some(_) => (&mut self.newer, true),
        };
        *count += 1;
        changes
    }
}

/// What is done with an entry, and with the program that wrote it unless that was this one.
type Take<'a> = dyn FnMut(Whole, Option<Source>) -> Result<(), ImportError> + 'a;

/// Bytes that can be read more than once.
trait Bytes: Read + Seek {}

impl<T: Read + Seek> Bytes for T {}

/// Gives each entry to `take`.
fn read(given: &Given, zone: &TimeZone, take: &mut Take<'_>) -> Result<(), ImportError> {
    let bytes = &mut *given.open()?;
    match Kind::of(bytes)? {
        Kind::Own => own::read(bytes, take),
        Kind::Foreign(source) => {
            let bytes = whole(bytes)?;
            for whole in source.read(&bytes, zone)? {
                take(whole, Some(source))?;
            }
            Ok(())
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

/// All bytes that another program wrote.
fn whole(bytes: &mut dyn Bytes) -> Result<Vec<u8>, ImportError> {
    let mut all = Vec::new();
    let read = bytes.take(MOST_FOREIGN + 1).read_to_end(&mut all);
    read.map_err(ImportError::Read)?;
    if all.len() as u64 > MOST_FOREIGN {
        return Err(ImportError::TooLarge);
    }
    Ok(all)
}

/// A hundred thousand long entries are a quarter of it.
const MOST: u64 = 1 << 30;
const MOST_FOREIGN: u64 = 1 << 26;
