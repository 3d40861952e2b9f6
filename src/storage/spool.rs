//! Words that the journal couldn't take: kept beside it, each time as a small journal of its own, until
//! it can take them in.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process;

use super::journal::{Journal, JournalError};
use crate::domain::entry::Entry;
use crate::platform::paths::with_suffix;
use crate::platform::private_fs;

const FILE_PREFIX: &str = "unsaved-";

/// Keeps `entries` of `home` in `folder` and says in which file.
///
/// The file gets its name only once it is whole, so that nobody takes in half of it. The name has the
/// program's number in it, since another window may keep its own words of the same walk.
pub fn write(folder: &Path, home: &Journal, entries: &[Entry]) -> Result<PathBuf, JournalError> {
    let name = entries
        .first()
        .map(|entry| entry.id.as_str())
        .unwrap_or_default();
    let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    let names =
        (1_u32..).map(|number| format!("{FILE_PREFIX}{name}-{}-{number}.db", process::id()));
    let Some((half, whole)) = names
        .map(|name| (folder.join(format!("partial-{name}")), folder.join(name)))
        .find(|(_, whole)| fs::symlink_metadata(whole).is_err())
    else {
        return Err(JournalError::inaccessible(
            folder,
            io::Error::from(io::ErrorKind::AlreadyExists),
        ));
    };
    let no_place = |source: io::Error| JournalError::inaccessible(&whole, source);
    remove(&half).map_err(no_place)?;
    let written = Journal::open(&half).and_then(|mut aside| {
        entries
            .iter()
            .try_for_each(|entry| aside.spool_entry(home, entry))
    });
    match written {
        Ok(()) => fs::rename(&half, &whole).map_err(no_place)?,
        Err(error) => {
            // What is left of the attempt would only take up room.
            let _ = remove(&half);
            return Err(error);
        }
    }
    Ok(whole)
}

/// The files in `folder` that wait to be taken in.
pub fn list(folder: &Path) -> Vec<PathBuf> {
    let listing = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut waiting: Vec<_> = listing
        .map(|file| file.path())
        .filter(|path| {
            let name = path.file_stem().and_then(|name| name.to_str());
            let is_db = path.extension().is_some_and(|ending| ending == "db");
            let is_one = is_db && name.is_some_and(|name| name.starts_with(FILE_PREFIX));
            // Words that somebody else put there aren't those of this person.
            is_one
                && private_fs::verify_owner(path).is_ok()
                && private_fs::verify_owner(folder).is_ok()
        })
        .collect();
    waiting.sort();
    waiting
}

/// Removes the file and what SQLite keeps beside it.
pub fn remove(path: &Path) -> io::Result<()> {
    for ending in ["", "-wal", "-shm", "-journal"] {
        match private_fs::erase(&with_suffix(path, ending)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}
