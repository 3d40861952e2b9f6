//! Reads a file that anybody may have put there: never more than is allowed, and never waiting for it.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use super::{Diagnostic, MAX_FILE_BYTES};

/// The bytes of a regular file; one byte more than is allowed shows that it is too large.
pub fn read_bounded(path: &Path) -> Result<Vec<u8>, Diagnostic> {
    let unreadable = |error: io::Error| {
        Diagnostic::for_file(
            format!("this file can't be read: {error}"),
            "check its name, and that you may read it",
        )
    };
    // A device can act when it is opened, so what it is comes first.
    let mut is_file = fs::metadata(path).map_err(unreadable)?.is_file();
    let mut bytes = Vec::new();
    if is_file {
        let file = open_nonblocking(path).map_err(unreadable)?;
        // Somebody may have put something else there meanwhile.
        is_file = file.metadata().map_err(unreadable)?.is_file();
        if is_file {
            let most = u64::try_from(MAX_FILE_BYTES).unwrap_or(u64::MAX);
            let mut file = file.take(most.saturating_add(1));
            file.read_to_end(&mut bytes).map_err(unreadable)?;
        }
    }
    if is_file {
        Ok(bytes)
    } else {
        Err(Diagnostic::for_file(
            "this isn't a regular file",
            "put a plain text file that ends in .yaml here",
        ))
    }
}

/// Opens a file without waiting: a pipe would keep one until somebody writes to it, and there are
/// files that look regular and are pipes all the same.
#[cfg(unix)]
fn open_nonblocking(path: &Path) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags};
    let how = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    Ok(File::from(rustix::fs::open(path, how, Mode::empty())?))
}

#[cfg(not(unix))]
fn open_nonblocking(path: &Path) -> io::Result<File> {
    File::open(path)
}
