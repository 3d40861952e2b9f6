//! Errors of the journal. Their messages are shown to the user.

use std::{
    error::Error,
    fs, io,
    path::{Path, PathBuf},
};

use rusqlite::ErrorCode;
use thiserror::Error;

use super::sidecars::{SIDECAR_SUFFIXES, WAL_SUFFIX, resolve_link};
use crate::platform::paths::with_suffix;
use crate::platform::private_fs::{self, ForeignOwner};

/// An error of the journal.
#[derive(Debug, Error)]
pub enum JournalError {
    /// The schema is of a later version.
    #[error(
        "The journal {} was written by a newer version of enough, so this one left it as it was. \
         Your words are safe in it. Please update enough, then open it again.",
        path.display()
    )]
    Newer { path: PathBuf },
    /// The schema is from before the first release.
    #[error(
        "The journal {} was written by a test version of enough from before its first release, and this one \
         can't read it. It was left as it was, and your words are safe in it. Please export them with the \
         version that wrote it, move the file away, and import them here.",
        path.display()
    )]
    UnreleasedSchema { path: PathBuf },
    /// The file is locked, and there is no key.
    #[error(
        "The journal {} is locked, and it was left as it was. Your words are safe in it. Please open it with \
         your passphrase or your recovery code.",
        path.display()
    )]
    Locked { path: PathBuf },
    /// The file is locked with another key.
    #[error(
        "The journal {} is locked with another passphrase or recovery code, and it was left as it was. The words \
         in it are safe. Please open it with the one that it was locked with.",
        path.display()
    )]
    LockedOtherwise { path: PathBuf },
    /// There is a key, and the file isn't locked.
    #[error(
        "The journal {} isn't locked, although yours is. It was left as it was, because something may have put it in \
         the place of yours. Please look where it comes from.",
        path.display()
    )]
    NotLocked { path: PathBuf },
    /// Another file is at the path of the journal.
    #[error(
        "{} isn't a journal of enough, so it was left as it was. Everything in it is still there. \
         Please choose another place for the journal, or move that file first.",
        path.display()
    )]
    NotAJournal { path: PathBuf },
    /// A folder is at the path of the journal.
    #[error(
        "{} is a folder, and the journal needs a file. Everything in the folder is still there. \
         Please move it away, or name another place with --data-dir.",
        path.display()
    )]
    IsDirectory { path: PathBuf },
    /// The path is a symbolic link to nothing.
    #[error(
        "{} is a link to {}, and nothing is there. Perhaps a drive isn't connected. Nothing was \
         changed, so your words are still there if it comes back. Please connect it, or let the link \
         lead somewhere else, then open enough again.",
        path.display(),
        target.display()
    )]
    BrokenLink { path: PathBuf, target: PathBuf },
    /// The file or its folder can't be created or opened.
    #[error(
        "The journal couldn't be opened at {}. Whatever is there was left as it was. \
         Please check that you may write there, or choose another place for the journal.",
        path.display()
    )]
    Inaccessible {
        path: PathBuf,
        source: Box<dyn Error + Send + Sync>,
    },
    /// The file or a parent folder belongs to another account.
    #[error(
        "{} belongs to another account on this computer{}. So the journal {} wasn't opened, and nothing there was \
         changed. {}",
        of.path.display(),
        if of.is_root { ", and enough runs as root here" } else { ", which could read or change your words there" },
        path.display(),
        if of.is_root {
            "What root writes there would keep its owner out. Please start enough as them, without sudo."
        } else {
            "Please name your own folder with --data-dir."
        }
    )]
    WrongOwner {
        path: PathBuf,
        of: Box<ForeignOwner>,
    },
    /// Another program holds a lock for too long.
    #[error(
        "Another window is busy with the journal {}. Your words are still here. \
         Please try again in a moment.",
        path.display()
    )]
    Busy {
        path: PathBuf,
        source: Box<dyn Error + Send + Sync>,
    },
    /// The disk, a quota or a limit on file size is exhausted.
    #[error(
        "There is no more room on the disk, or there is a limit on the size of files, so that didn't \
         save to {}. Your words are still here, and what was saved before is safe. Please make some \
         room, then try again.",
        path.display()
    )]
    DiskFull {
        path: PathBuf,
        source: Box<dyn Error + Send + Sync>,
    },
    /// The file is read-only.
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
    /// An I/O error.
    #[error(
        "The disk doesn't answer as it should for the journal {}. Your words are still here, and \
         what was saved before was left as it was. Please check that the drive is connected, then \
         try again.",
        path.display()
    )]
    DiskFailure {
        path: PathBuf,
        source: Box<dyn Error + Send + Sync>,
    },
    /// The content is damaged.
    #[error(
        "Part of the journal {} can't be read. It was left as it was, so what can still be read in it \
         and your backups are safe. Please run “enough data repair”, which saves what can still be read.",
        path.display()
    )]
    Damaged {
        path: PathBuf,
        source: Box<dyn Error + Send + Sync>,
    },
    /// A recovery failed at the path `at`.
    #[error(
        "The journal {} couldn't be repaired, because there was trouble with {}. Nothing was lost: what \
         was in the journal is safe, as it was. Please check that you may write there and that there \
         is room, then try again.",
        path.display(),
        at.display()
    )]
    RecoveryFailed {
        path: PathBuf,
        at: PathBuf,
        source: Box<dyn Error + Send + Sync>,
    },
    /// The file is missing, but there are backups.
    #[error(
        "The journal isn't at {} any more, but there are backups of it. Nothing was changed. Please \
         open enough, which offers to restore the newest one, or run “enough data repair”.",
        path.display()
    )]
    Missing { path: PathBuf },
    /// The file is empty, but there are backups.
    #[error(
        "There is nothing in the journal {} any more, but there are backups of it. Nothing was changed. \
         Please open enough, which offers to restore the newest one, or run “enough data repair”.",
        path.display()
    )]
    Emptied { path: PathBuf },
    /// The file was moved, deleted or replaced while it was open.
    #[error(
        "The journal isn't at {} any more, so that didn't save. Your words are still here. \
         Please put it back, or try again, which starts a new one there.",
        path.display()
    )]
    Moved { path: PathBuf },
    /// Another window changed the entry.
    #[error(
        "Another window changed this in the journal {}, so that didn't save over it. \
         Your words are still here.",
        path.display()
    )]
    ChangedElsewhere { path: PathBuf },
    #[error(
        "A rating goes from 0 to 100 and this one is {number}, so that didn't save to {}. \
         Your words are still here. Please choose another number.",
        path.display()
    )]
    RatingTooHigh { path: PathBuf, number: u8 },
    /// The user stopped long work, and it was undone.
    #[error("this was stopped, and nothing was changed")]
    Stopped,
    /// Any other error of SQLite.
    #[error(
        "Something went wrong with the journal {}. Your words are still here, and what was saved \
         before is safe. Please try again.",
        path.display()
    )]
    Sqlite {
        path: PathBuf,
        source: rusqlite::Error,
    },
}

/// Damage that the checks before opening find.
#[derive(Clone, Copy, Debug, Error)]
pub(crate) enum DamageKind {
    #[error("its log is there without it")]
    WalWithoutDatabase,
    #[error("it isn't as long as it should be")]
    Length,
    #[error("its first page isn't as it was written")]
    FirstPage,
    #[error("its log isn't as it was written")]
    Wal,
    #[error("a table doesn't begin where it should")]
    RootPages,
    #[error("its list of free pages isn't as it was written")]
    Freelist,
}

impl JournalError {
    /// Whether a recovery may help.
    pub(crate) const fn is_recoverable(&self) -> bool {
        matches!(
            self,
            Self::Damaged { .. } | Self::Missing { .. } | Self::Emptied { .. }
        )
    }

    /// Damage that a complete check found.
    pub(crate) fn from_faults(path: &Path, faults: &[String]) -> Self {
        Self::Damaged {
            path: path.to_owned(),
            source: faults.join("; ").into(),
        }
    }

    /// Checks that the journal, its folder and its sidecars belong to this account.
    pub(crate) fn check_owner(path: &Path) -> Result<(), Self> {
        let foreign = |source: ForeignOwner| Self::WrongOwner {
            path: path.to_owned(),
            of: source.into(),
        };
        private_fs::verify_owner(path).map_err(foreign)?;
        let real = resolve_link(path);
        if real != path {
            private_fs::verify_owner(&real).map_err(foreign)?;
        }
        let sidecars = SIDECAR_SUFFIXES.map(|suffix| with_suffix(&real, suffix));
        for path in real
            .parent()
            .into_iter()
            .chain(sidecars.iter().map(PathBuf::as_path))
        {
            private_fs::verify_owner_only(path).map_err(foreign)?;
        }
        Ok(())
    }

    /// Maps an I/O error.
    pub(crate) fn inaccessible(
        path: &Path,
        source: impl Into<Box<dyn Error + Send + Sync>>,
    ) -> Self {
        let (path, source) = (path.to_owned(), source.into());
        let io_error = source.downcast_ref::<io::Error>();
        if io_error.is_some_and(private_fs::is_out_of_space) {
            Self::DiskFull { path, source }
        } else if io_error.is_some_and(private_fs::is_disk_failure) {
            Self::DiskFailure { path, source }
        } else {
            Self::Inaccessible { path, source }
        }
    }

    /// A difference of the schema from ours.
    pub(crate) fn schema_changed(path: &Path, what: &str) -> Self {
        Self::Damaged {
            path: path.to_owned(),
            source: format!("its tables aren't as they were made: {what}").into(),
        }
    }

    pub(crate) fn damaged(path: &Path, damage: DamageKind) -> Self {
        Self::Damaged {
            path: path.to_owned(),
            source: damage.into(),
        }
    }

    pub(crate) fn busy(path: &Path) -> Self {
        Self::Busy {
            path: path.to_owned(),
            source: "another window is at it".into(),
        }
    }

    pub(crate) fn recovery_failed(
        path: &Path,
        at: &Path,
        source: impl Into<Box<dyn Error + Send + Sync>>,
    ) -> Self {
        Self::RecoveryFailed {
            path: path.to_owned(),
            at: at.to_owned(),
            source: source.into(),
        }
    }

    /// Maps an error of SQLite.
    pub(crate) fn from_sqlite(path: &Path, source: rusqlite::Error) -> Self {
        let path = path.to_owned();
        let Some(code) = source.sqlite_error_code() else {
            return match source {
                rusqlite::Error::FromSqlConversionFailure(..)
                | rusqlite::Error::IntegralValueOutOfRange(..)
                | rusqlite::Error::InvalidColumnType(..)
                | rusqlite::Error::Utf8Error(..) => Self::Damaged {
                    path,
                    source: source.into(),
                },
                source => Self::Sqlite { path, source },
            };
        };
        match code {
            // Only a `WorkObserver` interrupts a statement.
            ErrorCode::OperationInterrupted => Self::Stopped,
            // `db::open` returns it.
            ErrorCode::AuthorizationForStatementDenied => Self::Locked { path },
            ErrorCode::CannotOpen if lacks_space(&path) => {
                let source = source.into();
                Self::DiskFull { path, source }
            }
            ErrorCode::CannotOpen => Self::inaccessible(&path, source),
            ErrorCode::DatabaseBusy
            | ErrorCode::DatabaseLocked
            | ErrorCode::FileLockingProtocolFailed => Self::Busy {
                path,
                source: source.into(),
            },
            ErrorCode::DiskFull => Self::DiskFull {
                path,
                source: source.into(),
            },
            ErrorCode::SystemIoFailure if is_write_failure(&source) && lacks_space(&path) => {
                let source = source.into();
                Self::DiskFull { path, source }
            }
            ErrorCode::SystemIoFailure => Self::DiskFailure {
                path,
                source: source.into(),
            },
            ErrorCode::ReadOnly | ErrorCode::PermissionDenied => Self::ReadOnly { path, source },
            // Our statements are valid and the file has our `application_id`, so the tables are damaged.
            ErrorCode::DatabaseCorrupt
            | ErrorCode::NotADatabase
            | ErrorCode::Unknown
            | ErrorCode::TooBig => Self::Damaged {
                path,
                source: source.into(),
            },
            ErrorCode::ConstraintViolation if is_counter_overflow(&source) => Self::Damaged {
                path,
                source: source.into(),
            },
            _ => Self::Sqlite { path, source },
        }
    }
}

/// Whether a change failed because a damaged counter overflowed.
fn is_counter_overflow(error: &rusqlite::Error) -> bool {
    let code = error.sqlite_error().map(|error| error.extended_code);
    code == Some(rusqlite::ffi::SQLITE_CONSTRAINT_DATATYPE)
}

/// Whether writing failed, including writes that reading needs.
pub(crate) fn is_write_failure(error: &rusqlite::Error) -> bool {
    use rusqlite::ffi;
    let code = error.sqlite_error().map(|error| error.extended_code);
    matches!(
        code,
        Some(
            ffi::SQLITE_FULL
                | ffi::SQLITE_IOERR_WRITE
                | ffi::SQLITE_IOERR_FSYNC
                | ffi::SQLITE_IOERR_DIR_FSYNC
                | ffi::SQLITE_IOERR_TRUNCATE
                | ffi::SQLITE_IOERR_SHMOPEN
                | ffi::SQLITE_IOERR_SHMSIZE
                | ffi::SQLITE_IOERR_SHMMAP
        )
    )
}

/// Whether the journal can't grow. SQLite reports only a full disk reliably, not a limit, a quota or a failed
/// `-shm` file. This creates a temporary file.
fn lacks_space(path: &Path) -> bool {
    let real = resolve_link(path);
    let sizes = ["", WAL_SUFFIX].map(|suffix| {
        let metadata = fs::metadata(with_suffix(&real, suffix));
        metadata.map_or(0, |metadata| metadata.len())
    });
    private_fs::lacks_space(&real, sizes[0].max(sizes[1]))
}
