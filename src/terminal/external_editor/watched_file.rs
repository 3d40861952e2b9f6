//! A file that an editor may still have open in its own window.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::Context;

use crate::text::decode::{DecodeError, decode};
use crate::text::display_path;

/// The name of the file in the folder of an edit.
pub(super) const FILE_NAME: &str = "words.txt";

/// The text of a field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct TextSnapshot {
    /// Identifies the field among all fields with text.
    pub(super) field_id: String,
    pub(super) text: String,
}

/// The file, its folder and what was last read from it.
#[derive(Debug)]
pub(super) struct WatchedFile {
    folder: PathBuf,
    path: PathBuf,
    /// The text in the program, to detect changes made there.
    known: TextSnapshot,
    /// The modification time when the file was last read.
    last_read: Option<SystemTime>,
}

impl WatchedFile {
    pub(super) fn new(folder: PathBuf, known: TextSnapshot) -> Self {
        let path = folder.join(FILE_NAME);
        let last_read = mtime(&path);
        Self {
            folder,
            path,
            known,
            last_read,
        }
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The text that was saved since the last call. An empty file doesn't count: it is being written.
    pub(super) fn poll_saved(&mut self) -> Option<anyhow::Result<String>> {
        let modified = mtime(&self.path);
        if modified == self.last_read {
            return None;
        }
        self.last_read = modified;
        let text = read_text(&self.path);
        let is_new = match &text {
            Ok(text) => text.trim_end() != self.known.text.trim_end() && !text.trim().is_empty(),
            Err(error) => error.is::<DecodeError>(),
        };
        is_new.then_some(text)
    }

    pub(super) fn matches_known(&self, current: &TextSnapshot) -> bool {
        *current == self.known
    }

    pub(super) fn set_known(&mut self, current: TextSnapshot) {
        self.known = current;
    }

    /// Makes the file count as unread, so that the next start reports it.
    pub(super) fn mark_unread(&mut self) {
        self.last_read = None;
    }
}

impl Drop for WatchedFile {
    /// The file stays for an editor that saves later. Its current content is marked as read.
    fn drop(&mut self) {
        if mtime(&self.path) == self.last_read {
            let _ = set_read_mtime(&self.path);
        }
    }
}

/// The modification time of a file whose content was read, as a duration since the Unix epoch. Editors update the time
/// when they save.
pub(super) const READ_MTIME: Duration = Duration::from_hours(262_968);

fn set_read_mtime(path: &Path) -> io::Result<()> {
    let file = OpenOptions::new().write(true).open(path)?;
    file.set_modified(UNIX_EPOCH + READ_MTIME)
}

pub(super) fn mtime(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|data| data.modified()).ok()
}

/// Reads the text of an edited file.
pub(super) fn read_text(path: &Path) -> anyhow::Result<String> {
    let bytes = fs::read(path).with_context(|| format!("{} can't be read", display_path(path)))?;
    Ok(decode(&bytes)?.into_owned())
}
