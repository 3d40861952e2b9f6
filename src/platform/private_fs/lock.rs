//! A lock on a folder, so that only one run of the program works in it.

use std::fs::File;
use std::io;
use std::path::Path;

/// Locks `folder` against other runs of this program until the returned file is closed; none if it is locked already.
///
/// On a file system without locks, the folder counts as free.
#[cfg(unix)]
pub(crate) fn try_lock_dir(folder: &Path) -> io::Result<Option<File>> {
    use std::fs::TryLockError;
    let handle = File::open(folder)?;
    let is_locked = matches!(handle.try_lock(), Err(TryLockError::WouldBlock));
    Ok(Some(handle).filter(|_| !is_locked))
}

/// Locks `folder` against other runs of this program until the returned file is closed; none if it is locked already.
///
/// Windows can't lock a folder, so this opens a file in it without sharing.
#[cfg(windows)]
pub(crate) fn try_lock_dir(folder: &Path) -> io::Result<Option<File>> {
    use std::fs::OpenOptions;
    use std::os::windows::fs::OpenOptionsExt;

    use super::is_sharing_violation;

    const FILE_FLAG_DELETE_ON_CLOSE: u32 = 0x0400_0000;
    let lock_file = OpenOptions::new()
        .write(true)
        .create(true)
        .share_mode(0)
        .custom_flags(FILE_FLAG_DELETE_ON_CLOSE)
        .open(folder.join("in-use"));
    match lock_file {
        Err(error) if is_sharing_violation(&error) => Ok(None),
        lock_file => lock_file.map(Some),
    }
}
