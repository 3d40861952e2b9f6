//! Moves a journal to the quarantine folder, unchanged.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use jiff::tz::Offset;

use crate::domain::entry::LocalTime;
use crate::platform::paths::{DB_FILE_SUFFIXES, with_suffix};
use crate::platform::private_fs;
use crate::storage::integrity::UnreadableEntry;
use crate::storage::journal::JournalError;
use crate::storage::sidecars::{ROLLBACK_SUFFIX, WAL_SUFFIX};

/// Links the journal at `path`, with its WAL, into `folder` under a new name.
pub(in crate::storage) fn link_into(
    path: &Path,
    folder: &Path,
    now: &LocalTime,
) -> Result<PathBuf, JournalError> {
    let failed = |source| JournalError::recovery_failed(path, folder, source);
    private_fs::create_dir(folder).map_err(failed)?;
    private_fs::restrict_permissions(folder);
    for number in 1_u32.. {
        let target = folder.join(quarantine_name(now, number));
        match link_all_as(path, &target) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            result => {
                result
                    .and_then(|()| private_fs::sync_dir(folder))
                    .map_err(failed)?;
                return Ok(target);
            }
        }
    }
    Err(failed(io::ErrorKind::AlreadyExists.into()))
}

/// Writes the unreadable values to a text file beside the quarantined journal.
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

/// The text in `bytes`, with invalid bytes escaped.
fn escape_invalid(bytes: &[u8]) -> String {
    let chunks = bytes.utf8_chunks();
    chunks.fold(String::new(), |text, chunk| {
        text + chunk.valid() + &chunk.invalid().escape_ascii().to_string()
    })
}

/// Deletes the journal at `path`, then its sidecars: without its WAL it would look like an older version.
pub(in crate::storage) fn remove_with_sidecars(path: &Path) -> io::Result<()> {
    for suffix in DB_FILE_SUFFIXES {
        match fs::remove_file(with_suffix(path, suffix)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// Copies a file, readable for the owner only, and syncs it.
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

/// Incomplete copies in `folder`.
pub(super) fn partial_copies(folder: &Path) -> Vec<PathBuf> {
    let is_partial = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str());
        name.is_some_and(|name| name.starts_with("journal-") && name.ends_with(PARTIAL_SUFFIX))
    };
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    files.map(|file| file.path()).filter(is_partial).collect()
}

/// The suffix of an incomplete copy.
const PARTIAL_SUFFIX: &str = ".part";

/// The WAL is first, so that the journal never exists without it.
const LINKED_SUFFIXES: [&str; 3] = [WAL_SUFFIX, ROLLBACK_SUFFIX, ""];

fn link_all_as(path: &Path, target: &Path) -> io::Result<()> {
    let is_taken = |suffix| fs::symlink_metadata(with_suffix(target, suffix)).is_ok();
    if LINKED_SUFFIXES.into_iter().any(is_taken) {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    let mut created = Vec::new();
    for suffix in LINKED_SUFFIXES {
        let (from, to) = (with_suffix(path, suffix), with_suffix(target, suffix));
        let is_something = |metadata: fs::Metadata| {
            metadata.is_file() && (metadata.len() > 0 || suffix.is_empty())
        };
        if fs::metadata(&from).is_ok_and(is_something) {
            if let Err(error) = link_or_copy(&from, &to) {
                // A WAL alone would be of no use.
                for created in created {
                    let _ = fs::remove_file(created);
                }
                return Err(error);
            }
            private_fs::restrict_permissions(&to);
            created.push(to);
        }
    }
    Ok(())
}

/// Makes a hard link, which never replaces a file. Across file systems it copies, and renames the complete copy.
fn link_or_copy(from: &Path, to: &Path) -> io::Result<()> {
    match fs::hard_link(from, to) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            let partial = with_suffix(to, PARTIAL_SUFFIX);
            let copied = copy_synced(from, &partial).and_then(|()| fs::rename(&partial, to));
            if copied.is_err() {
                let _ = fs::remove_file(partial);
            }
            copied
        }
        result => result,
    }
}
