//! Whether a journal is locked, and what opens it. Nothing is opened or changed to find that out.

use std::io;
use std::path::{Path, PathBuf};

use super::{LockFile, LockFileError, Passphrase, RecoveryCode, Seed};
use crate::platform::paths::{AppPaths, with_suffix};
use crate::storage::preflight::{HeaderState, read_header_state};

/// The suffix of a lock file whose journal isn't locked yet, or not any more.
pub(super) const PENDING_SUFFIX: &str = "-pending";

/// What opens the journal of a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LockState {
    /// It isn't locked.
    Unlocked,
    /// The passphrase of this lock file opens it, or the recovery code.
    Locked(LockFile),
    /// Only the recovery code opens it, because its lock file is missing or, with an error, can't be used.
    LostLockFile(Option<LockFileError>),
}

/// What a passphrase or a recovery code opened.
#[derive(Clone, Debug)]
pub(crate) struct OpenedLock {
    pub(crate) seed: Seed,
    /// The lock file that the passphrase opened. None after a recovery code: then nothing shows whether the lock file that
    /// lies beside the journal is of this seed.
    pub(crate) lock_file: Option<LockFile>,
}

impl LockState {
    /// Reads the state. An error means that a lock file is there and can't be read.
    ///
    /// The lock file decides, so that a damaged journal, or a plain one that something put in its place, isn't taken for an
    /// unlocked one. Where it is missing, the header of the journal decides, and a copy of the lock file is used.
    pub fn read(paths: &AppPaths) -> io::Result<Self> {
        let own = LockFile::read(&paths.lock_file)?;
        if let Some(Ok(file)) = own {
            return Ok(Self::Locked(file));
        }
        if own.is_none() {
            match read_header_state(&paths.journal_file) {
                HeaderState::Plain => return Ok(Self::Unlocked),
                // The journal is missing or damaged.
                HeaderState::Unknown if !copy_beside_backups(paths).is_file() => {
                    return Ok(Self::Unlocked);
                }
                HeaderState::Locked | HeaderState::Unknown => {}
            }
        }
        let copies = [
            with_suffix(&paths.lock_file, PENDING_SUFFIX),
            copy_beside_backups(paths),
        ];
        let usable = |path: &PathBuf| LockFile::read(path).ok()??.ok();
        Ok(match copies.iter().find_map(usable) {
            Some(file) => Self::Locked(file),
            None => Self::LostLockFile(own.and_then(Result::err)),
        })
    }

    /// What opens backups that are still locked although the journal isn't, after an interrupted run.
    pub(crate) fn of_backups(paths: &AppPaths) -> Option<Self> {
        let copy = LockFile::read(&copy_beside_backups(paths)).ok()??;
        Some(copy.map_or_else(|error| Self::LostLockFile(Some(error)), Self::Locked))
    }

    /// Why only the recovery code opens the journal, without a full stop; none where a passphrase does.
    pub(crate) fn lost_lock_file_reason(&self) -> Option<String> {
        match self {
            Self::LostLockFile(None) => Some("The lock file isn't there".to_owned()),
            Self::LostLockFile(Some(error)) => {
                Some(format!("The lock file can't be used: {error}"))
            }
            Self::Locked(_) | Self::Unlocked => None,
        }
    }

    pub const fn is_locked(&self) -> bool {
        !matches!(self, Self::Unlocked)
    }

    /// The seed that a passphrase or a recovery code opens; none if `typed` is neither. An error means that there isn't
    /// enough memory.
    ///
    /// A recovery code is valid by itself: whether it is that of the journal is known once the journal is opened.
    pub fn open(&self, typed: &str) -> io::Result<Option<Seed>> {
        Ok(self.open_lock(typed)?.map(|opened| opened.seed))
    }

    /// The same with the lock file that the passphrase opened.
    pub(crate) fn open_lock(&self, typed: &str) -> io::Result<Option<OpenedLock>> {
        if let Ok(seed) = RecoveryCode::parse(typed) {
            let lock_file = None;
            return Ok(Some(OpenedLock { seed, lock_file }));
        }
        let (Self::Locked(file), Some(passphrase)) = (self, Passphrase::new(typed)) else {
            return Ok(None);
        };
        Ok(file.open(&passphrase)?.map(|seed| OpenedLock {
            seed,
            lock_file: Some(file.clone()),
        }))
    }
}

/// The paths at which a lock file can be.
pub(crate) fn lock_files(paths: &AppPaths) -> Vec<PathBuf> {
    let pending = with_suffix(&paths.lock_file, PENDING_SUFFIX);
    vec![paths.lock_file.clone(), pending, copy_beside_backups(paths)]
}

/// The path of the copy of the lock file beside the backups, which are locked alike.
pub(super) fn copy_beside_backups(paths: &AppPaths) -> PathBuf {
    let name = paths.lock_file.file_name().unwrap_or_default();
    paths.backups_dir.join(Path::new(name))
}
