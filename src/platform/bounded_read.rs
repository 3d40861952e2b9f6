//! Reads files that may come from strangers: a limited number of bytes, and without blocking.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

/// Reads a regular file up to `max_bytes` and one byte more, which shows that it is too large; none for a folder, a pipe
/// or a device.
pub(crate) fn read_bounded(path: &Path, max_bytes: usize) -> io::Result<Option<Vec<u8>>> {
    // Opening a device can have effects, so its kind is checked before.
    if !fs::metadata(path)?.is_file() {
        return Ok(None);
    }
    let file = open_nonblocking(path)?;
    // It may have been replaced since.
    if !file.metadata()?.is_file() {
        return Ok(None);
    }
    let limit = u64::try_from(max_bytes).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}

/// Opens a file without waiting for a writer, because some special files claim to be regular.
#[cfg(unix)]
fn open_nonblocking(path: &Path) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags};
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    Ok(File::from(rustix::fs::open(path, flags, Mode::empty())?))
}

#[cfg(not(unix))]
fn open_nonblocking(path: &Path) -> io::Result<File> {
    File::open(path)
}
