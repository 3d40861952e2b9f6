//! Whether the shared folder has the lock of the journal, and which lock file belongs there.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::super::error::SyncError;
use super::super::log::LineFormat;
use super::super::sync_lock::{LOCK_FILE_NAME, SharedLockFile, SyncLock};
use super::SyncFolder;

/// What a sync of a locked journal found in the folder and did there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SealReport {
    /// Files of entries that lie there in the clear, except for that of this computer.
    pub(crate) plain_files: Vec<PathBuf>,
    /// Whether this computer's earlier log, which was in the clear, was overwritten with zeros; none if there was none.
    pub(crate) is_plain_log_erased: Option<bool>,
    /// Whether another computer put a lock file with another passphrase there since the last sync.
    pub(crate) has_new_passphrase: bool,
    /// Whether no lock file is there, because the recovery code opened the journal. Nobody can join without one.
    pub(crate) lacks_lock_file: bool,
}

impl SyncFolder {
    /// Notes what the header of a sealed file tells, and whether the log of this computer is plain.
    pub(super) fn note_format(&mut self, name: &OsStr, format: &LineFormat, is_opened: bool) {
        let is_own = *name == *self.own_file;
        match format {
            LineFormat::Sealed(header, _) => {
                // Without an opened line, anybody may have written the header.
                if is_opened {
                    self.has_opened_lines = true;
                    self.known_locks.extend(header.lock.clone());
                    self.known_locks.extend(header.shared_lock.clone());
                }
                if is_own {
                    self.own_header = Some(header.clone());
                }
            }
            LineFormat::Plain if is_own => self.is_own_log_plain = true,
            LineFormat::Plain | LineFormat::Locked | LineFormat::Newer => {}
        }
    }

    /// Checks whether the folder has the same lock as the journal, before anything is merged or written.
    pub(super) fn check_lock(&mut self, path: &Path) -> Result<(), SyncError> {
        let Some(lock) = &self.lock else {
            if self.has_sealed_files || self.shared_lock != SharedLockFile::Missing {
                let folder = path.to_owned();
                return Err(SyncError::Locked { folder });
            }
            return Ok(());
        };
        let (own, shared) = (lock.digest(), self.shared_lock.digest());
        let is_of_this_lock = match shared {
            Some(digest) => own.as_deref() == Some(digest) || self.known_locks.contains(digest),
            None => {
                self.shared_lock == SharedLockFile::Missing
                    && (self.has_opened_lines || !self.has_unopened_lines)
            }
        };
        if !is_of_this_lock {
            let file = self.dir.file_path(LOCK_FILE_NAME.as_ref());
            return Err(SyncError::OtherLock { file });
        }
        let header = self.own_header.as_ref();
        self.needs_rewrite |= match header {
            Some(header) => header.lock != own || header.shared_lock.as_deref() != shared,
            None => true,
        };
        let is_news = header.is_none_or(|header| header.shared_lock.as_deref() != shared);
        self.seal_report.has_new_passphrase =
            is_news && own.is_some() && shared.is_some() && !self.has_newer_lock_file();
        Ok(())
    }

    /// What the sync found and did.
    pub(crate) fn into_seal_report(self) -> SealReport {
        SealReport {
            lacks_lock_file: self.shared_lock == SharedLockFile::Missing,
            ..self.seal_report
        }
    }

    /// Whether the lock file of this computer belongs into the folder: there is none, or no log knows the one of this computer,
    /// so that it was made since this computer wrote its log. Otherwise another computer made its own later.
    fn has_newer_lock_file(&self) -> bool {
        let own = self.lock.as_ref().and_then(SyncLock::digest);
        own.is_some_and(|own| {
            let is_new = self.own_header.is_some() && !self.known_locks.contains(&own);
            let shared = &self.shared_lock;
            is_new || *shared == SharedLockFile::Missing || shared.digest() == Some(&*own)
        })
    }

    /// Writes the lock file of this computer into the folder if it belongs there.
    pub(super) fn share_lock_file(&mut self) -> Result<(), SyncError> {
        let Some(lock) = self.lock.as_ref().filter(|_| self.has_newer_lock_file()) else {
            return Ok(());
        };
        let digest = lock.digest().unwrap_or_default();
        if self.shared_lock.digest() != Some(&*digest) {
            let path = self.dir.file_path(LOCK_FILE_NAME.as_ref());
            lock.share(&self.dir).map_err(SyncError::file(&path))?;
            self.shared_lock = SharedLockFile::Usable(digest);
        }
        Ok(())
    }
}
