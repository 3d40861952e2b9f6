//! Moves a journal out of the way, whole.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use jiff::tz::Offset;

use crate::domain::entry::LocalTime;
use crate::platform::paths::with_suffix;
use crate::platform::private_fs;
use crate::storage::db::{ROLLBACK_SUFFIX, SHM_SUFFIX, WAL_SUFFIX, resolve_link};
use crate::storage::journal::{JournalError, UnreadableEntry};

/// Moves the journal at `path` into `folder`, with its log, and says under which name.
///
/// No byte of it changes, and no other file is replaced. If the program is killed meanwhile, the journal is
/// still in its place or is whole in the folder.
pub fn quarantine(path: &Path, folder: &Path, now: &LocalTime) -> Result<PathBuf, JournalError> {
    let path = resolve_link(path);
    let kept = link_into(&path, folder, now)?;
    remove_with_sidecars(&path)
        .map_err(|source| JournalError::recovery_failed(&path, &path, source))?;
    Ok(kept)
}

/// Gives the journal at `path`, with its log, a second name in `folder`.
pub(super) fn link_into(
    path: &Path,
    folder: &Path,
    now: &LocalTime,
) -> Result<PathBuf, JournalError> {
    let failed = |source| JournalError::recovery_failed(path, folder, source);
    private_fs::create_dir(folder).map_err(failed)?;
    private_fs::restrict_permissions(folder);
    for number in 1_u32.. {
        let kept = folder.join(quarantine_name(now, number));
        match link_all_as(path, &kept) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            result => {
                result
                    .and_then(|()| private_fs::sync_dir(folder))
                    .map_err(failed)?;
                return Ok(kept);
            }
        }
    }
    Err(failed(io::ErrorKind::AlreadyExists.into()))
}

/// Writes the values that couldn't be read into a text beside the journal that was set aside, for a person to make out.
pub(super) fn write_unreadable_list(
    quarantined: &Path,
    unreadable: &[UnreadableEntry],
) -> io::Result<Option<PathBuf>> {
    let mut text = String::new();
    for entry in unreadable {
        for value in &entry.values {
            let prompt = value.prompt.as_deref().unwrap_or_default();
            let day = entry.day.map(|day| day.to_string()).unwrap_or_default();
            let head = format!("{} {day} {} {prompt}", entry.id, value.column);
            let lines = [head.trim_end(), &escape_invalid(&value.bytes), "", ""];
            text += &lines.join("\n");
        }
    }
    if text.is_empty() {
        return Ok(None);
    }
    let path = quarantined.with_extension("txt");
    private_fs::create_file(&path)?;
    fs::write(&path, text)?;
    Ok(Some(path))
}

/// The text in `bytes`, with what is no text as numbers.
fn escape_invalid(bytes: &[u8]) -> String {
    let chunks = bytes.utf8_chunks();
    chunks.fold(String::new(), |text, chunk| {
        text + chunk.valid() + &chunk.invalid().escape_ascii().to_string()
    })
}

/// Removes the journal at `path`, and then what SQLite keeps beside it.
///
/// A log is never gone before the journal, which would read as an older one without it.
pub(super) fn remove_with_sidecars(path: &Path) -> io::Result<()> {
    for ending in ["", WAL_SUFFIX, SHM_SUFFIX, ROLLBACK_SUFFIX] {
        match fs::remove_file(with_suffix(path, ending)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// Copies a file, for its owner only, and doesn't return before the copy is on the disk.
pub(super) fn copy_synced(from: &Path, to: &Path) -> io::Result<()> {
    private_fs::create_file(to)?;
    let mut copy = OpenOptions::new().write(true).truncate(true).open(to)?;
    io::copy(&mut File::open(from)?, &mut copy)?;
    copy.sync_all()
}

fn quarantine_name(now: &LocalTime, number: u32) -> String {
    let zone = Offset::from_seconds(now.utc_offset).unwrap_or(Offset::UTC);
    let time = zone
        .to_datetime(now.timestamp)
        .strftime("%Y-%m-%d-%H-%M-%S");
    match number {
        1 => format!("journal-{time}.db"),
        _ => format!("journal-{time}-{number}.db"),
    }
}

/// Copies in `folder` that were cut short.
pub(super) fn partial_copies(folder: &Path) -> Vec<PathBuf> {
    let is_part = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str());
        name.is_some_and(|name| name.starts_with("journal-") && name.ends_with(PARTIAL_SUFFIX))
    };
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    files.map(|file| file.path()).filter(is_part).collect()
}

/// How the name of a copy ends while it is made.
const PARTIAL_SUFFIX: &str = ".part";

/// The log comes first, so that the journal is never there without it.
const FILE_SUFFIXES: [&str; 3] = [WAL_SUFFIX, ROLLBACK_SUFFIX, ""];

fn link_all_as(path: &Path, target: &Path) -> io::Result<()> {
    let is_taken = |ending| fs::symlink_metadata(with_suffix(target, ending)).is_ok();
    if FILE_SUFFIXES.into_iter().any(is_taken) {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    let mut made = Vec::new();
    for ending in FILE_SUFFIXES {
        let (from, to) = (with_suffix(path, ending), with_suffix(target, ending));
        let is_something =
            |there: fs::Metadata| there.is_file() && (there.len() > 0 || ending.is_empty());
        if fs::metadata(&from).is_ok_and(is_something) {
            if let Err(error) = link_or_copy(&from, &to) {
                // A log alone would be of no use.
                for made in made {
                    let _ = fs::remove_file(made);
                }
                return Err(error);
            }
            private_fs::restrict_permissions(&to);
            made.push(to);
        }
    }
    Ok(())
}

/// A second name is made at once and never replaces another. Across file systems it takes a copy, which
/// gets its name once it is whole.
fn link_or_copy(from: &Path, to: &Path) -> io::Result<()> {
    match fs::hard_link(from, to) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            let part = with_suffix(to, PARTIAL_SUFFIX);
            let copied = copy_synced(from, &part).and_then(|()| fs::rename(&part, to));
            if copied.is_err() {
                let _ = fs::remove_file(part);
            }
            copied
        }
        result => result,
    }
}
