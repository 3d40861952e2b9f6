//! Why an import fails. The messages are shown to the user, after the name of the file.

use std::io;

use serde_json::error::Category;
use thiserror::Error;

use crate::storage::error::JournalError;
use crate::text::decode::DecodeError;
use crate::text::replace_unsafe;

/// Why a file can't be imported. The journal is unchanged then.
#[derive(Debug, Error)]
pub enum ImportError {
    #[error(transparent)]
    Journal(#[from] JournalError),
    #[error("it can't be read")]
    Read(#[source] io::Error),
    #[error("it isn't an export of enough, {programs}, as far as this version knows them")]
    /// `programs` names those whose files can be imported.
    Unknown { programs: String },
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
    /// A file that can't be imported although its program is known, with the way to write one that can.
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
    pub(super) fn malformed(position: &str, what: &(impl ToString + ?Sized)) -> Self {
        Self::Malformed {
            position: position.to_owned(),
            what: replace_unsafe(&what.to_string())
                .chars()
                .take(200)
                .collect(),
        }
    }

    /// Converts an error of a reader, which may be a [`DecodeError`], a [`JournalError::Stopped`] or a limit of [`bounded_reader`](super::bounded_reader).
    pub(super) fn from_io(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::FileTooLarge {
            return Self::TooLarge;
        }
        match error.downcast().map_err(io::Error::downcast) {
            Ok(error) => Self::Encoding(error),
            Err(Ok(stopped)) => Self::Journal(stopped),
            Err(Err(error)) => Self::Read(error),
        }
    }

    pub(super) fn json(error: serde_json::Error) -> Self {
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
