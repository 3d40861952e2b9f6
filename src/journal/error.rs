//! What can go wrong with the journal, in words for the person whose journal it is.

use std::{
    error::Error,
    path::{Path, PathBuf},
};

use rusqlite::ErrorCode;
use thiserror::Error;

/// Why the journal couldn't do what was asked.
#[derive(Debug, Error)]
pub enum JournalError {
    /// Its tables are of a later version than this program knows.
    #[error(
        "The journal {} was written by a newer version of enough, so this one left it as it was. \
         Your words are safe in it. Please update enough, then open it again.",
        path.display()
    )]
    Newer { path: PathBuf },
    /// Something else lies where the journal should.
    #[error(
        "{} isn't a journal of enough, so it was left as it was. Everything in it is still there. \
         Please choose another place for the journal, or move that file first.",
        path.display()
    )]
    NotAJournal { path: PathBuf },
    /// A folder lies where the journal should.
    #[error(
        "{} is a folder, and the journal needs a file. Everything in the folder is still there. \
         Please name a file inside it, such as {}.",
        path.display(),
        path.join("journal.db").display()
    )]
    Folder { path: PathBuf },
    /// The file or its folder can't be made or opened.
    #[error(
        "The journal couldn't be opened at {}. Whatever is there was left as it was. \
         Please check that you may write there, or choose another place for the journal.",
        path.display()
    )]
    NoPlace {
        path: PathBuf,
        source: Box<dyn Error + Send + Sync>,
    },
    /// Another program holds it for longer than is worth waiting.
    #[error(
        "Another window is busy with the journal {}. Your words are still here. \
         Please try again in a moment.",
        path.display()
    )]
    Busy {
        path: PathBuf,
        source: rusqlite::Error,
    },
    /// There is no room left for it.
    #[error(
        "The disk is full, so that didn't save to {}. Your words are still here, and what was \
         saved before is safe. Please make some room, then try again.",
        path.display()
    )]
    Full {
        path: PathBuf,
        source: rusqlite::Error,
    },
    /// It may be read but not changed.
    #[error(
        "The journal {} can't be changed, so that didn't save. Your words are still here, and what \
         was saved before is safe. Please check that you may write to the file and its folder, \
         then try again.",
        path.display()
    )]
    ReadOnly {
        path: PathBuf,
        source: rusqlite::Error,
    },
    /// Something in it doesn't read as it was written.
    #[error(
        "Part of the journal {} can't be read. It was left as it was, so your words are as safe as \
         they can be. Please copy the file to another place before you try anything else.",
        path.display()
    )]
    Damaged {
        path: PathBuf,
        source: rusqlite::Error,
    },
    /// There is none, but there are backups of one.
    #[error(
        "The journal isn't at {} any more, but there are backups of it. Nothing was changed.",
        path.display()
    )]
    Gone { path: PathBuf },
    /// The file was moved, deleted or replaced while it was open.
    #[error(
        "The journal isn't at {} any more, so that didn't save. Your words are still here. \
         Please put it back, or try again, which begins a new one there.",
        path.display()
    )]
    Moved { path: PathBuf },
    /// Another window changed the entry meanwhile.
    #[error(
        "Another window changed this in the journal {}, so that didn't save over it. \
         Your words are still here.",
        path.display()
    )]
    ChangedElsewhere { path: PathBuf },
    /// A rating over 100.
    #[error(
        "A rating goes from 0 to 100 and this one is {number}, so that didn't save to {}. \
         Your words are still here. Please choose another number.",
        path.display()
    )]
    TooHigh { path: PathBuf, number: u8 },
    /// Anything else SQLite says.
    #[error(
        "Something went wrong with the journal {}. Your words are still here, and what was saved \
         before is safe. Please try again.",
        path.display()
    )]
    Other {
        path: PathBuf,
        source: rusqlite::Error,
    },
}

impl JournalError {
    /// Whether a backup, or what can be read of a damaged file, may bring the words back.
    pub const fn can_be_mended(&self) -> bool {
        matches!(self, Self::Damaged { .. } | Self::Gone { .. })
    }

    /// The journal at `path` was read from end to end, and has these faults.
    pub fn found_damaged(path: &Path, faults: &[String]) -> Self {
        let code = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CORRUPT);
        Self::Damaged {
            path: path.to_owned(),
            source: rusqlite::Error::SqliteFailure(code, Some(faults.join("; "))),
        }
    }

    pub(super) fn no_place(path: &Path, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::NoPlace {
            path: path.to_owned(),
            source: source.into(),
        }
    }

    /// The error that `source` means for the journal at `path`.
    pub(super) fn of(path: &Path, source: rusqlite::Error) -> Self {
        let path = path.to_owned();
        match source.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => Self::NotAJournal { path },
            Some(ErrorCode::CannotOpen) => Self::no_place(&path, source),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                Self::Busy { path, source }
            }
            Some(ErrorCode::DiskFull) => Self::Full { path, source },
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
                Self::ReadOnly { path, source }
            }
            Some(ErrorCode::DatabaseCorrupt) => Self::Damaged { path, source },
            Some(_) => Self::Other { path, source },
            None => match source {
                rusqlite::Error::FromSqlConversionFailure(..)
                | rusqlite::Error::IntegralValueOutOfRange(..)
                | rusqlite::Error::InvalidColumnType(..)
                | rusqlite::Error::Utf8Error(..) => Self::Damaged { path, source },
                source => Self::Other { path, source },
            },
        }
    }
}
