//! The journal as a file: whose it is, and that only its owner can read it.

use std::{
    ffi::OsString,
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

use super::{error::JournalError, schema};
use crate::private;

/// Makes sure that `path` is a journal this version knows, or an empty file to start one in.
///
/// What lies there is only read. SQLite isn't asked yet, because it may write to a file merely by
/// opening it.
pub fn make_ready(path: &Path) -> Result<(), JournalError> {
    let no_place = |source| JournalError::no_place(path, source);
    match fs::metadata(path) {
        Ok(there) if there.is_dir() => Err(JournalError::Folder {
            path: path.to_owned(),
        }),
        Ok(there) if there.is_file() => check_header(path),
        // A pipe or a device.
        Ok(_) => Err(JournalError::NotAJournal {
            path: path.to_owned(),
        }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            if let Some(folder) = path.parent() {
                private::create_folder(folder).map_err(no_place)?;
            }
            private::create_file(path).map_err(no_place)
        }
        Err(error) => Err(no_place(error)),
    }
}

/// Takes the journal, and the files SQLite keeps beside it, back from everyone but the owner.
pub fn make_private(path: &Path) {
    for ending in ["", "-wal", "-shm"] {
        let mut name = OsString::from(path);
        name.push(ending);
        private::mend(&PathBuf::from(name));
    }
}

/// Reads the first bytes, which SQLite's file format promises to hold name, id and version.
///
/// A journal's first transaction is written before it uses a write-ahead log, so the id is always
/// here, even if the program was killed while it started the journal.
fn check_header(path: &Path) -> Result<(), JournalError> {
    let no_place = |source| JournalError::no_place(path, source);
    let mut header = Vec::new();
    File::open(path)
        .and_then(|file| file.take(100).read_to_end(&mut header))
        .map_err(no_place)?;
    if header.is_empty() {
        return Ok(());
    }
    let number = |place: usize| {
        let bytes = header.get(place..place + 4)?.try_into().ok()?;
        Some(i32::from_be_bytes(bytes))
    };
    let path = path.to_owned();
    if !header.starts_with(b"SQLite format 3\0") || number(68) != Some(schema::APPLICATION_ID) {
        Err(JournalError::NotAJournal { path })
    } else if number(60).is_some_and(|version| i64::from(version) > schema::NEWEST) {
        Err(JournalError::Newer { path })
    } else {
        Ok(())
    }
}
