//! Tells full disks, failing disks and files in use apart from other I/O errors.

use std::fs;
use std::io::{self, Seek, Write};
use std::path::Path;

use super::permissions;
use crate::platform::paths::with_suffix;

/// As many bytes as the index of a WAL has at first.
const PROBE_BYTES: usize = 1 << 15;

/// Whether a file beside `path` can't grow beyond `length` bytes: the disk is full, or a quota or the limit of file
/// sizes is reached.
///
/// This writes a temporary file to find out, because SQLite may only say that a write failed.
pub(crate) fn lacks_space(path: &Path, length: u64) -> bool {
    let probe = with_suffix(path, &format!("-trial-{}", std::process::id()));
    let written = permissions::open_new(&probe).and_then(|mut file| {
        // Without a name, the file can't be left behind.
        fs::remove_file(&probe)?;
        file.seek(io::SeekFrom::Start(length))?;
        file.write_all(&vec![1; PROBE_BYTES])?;
        file.sync_all()
    });
    written.is_err_and(|error| is_out_of_space(&error))
}

/// Whether the disk was full, or a quota or the limit of file sizes was reached.
pub(crate) fn is_out_of_space(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge
    )
}

/// Whether the disk itself failed.
pub(crate) fn is_disk_failure(error: &io::Error) -> bool {
    #[cfg(unix)]
    let code = rustix::io::Errno::IO.raw_os_error();
    // ERROR_IO_DEVICE
    #[cfg(windows)]
    let code = 1117;
    error.raw_os_error() == Some(code)
}

/// Whether a file couldn't be moved or removed because a program has it open, which only Windows reports.
pub(crate) fn is_sharing_violation(error: &io::Error) -> bool {
    const ERROR_SHARING_VIOLATION: i32 = 32;
    cfg!(windows) && error.raw_os_error() == Some(ERROR_SHARING_VIOLATION)
}
