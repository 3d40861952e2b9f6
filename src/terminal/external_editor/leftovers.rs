//! Files that an editor left behind when the program ended before it.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use jiff::{SignedDuration, Timestamp};

use super::watched_file::{FILE_NAME, READ_MTIME, mtime};
use crate::platform::paths::EDITING_PREFIX;
use crate::terminal::process;

/// How long files that were read are kept.
const RETENTION: SignedDuration = SignedDuration::from_hours(24);

/// Returns a file in `state_dir` with unread text from an editor. Removes files that were read a day ago.
pub(crate) fn find_leftover(state_dir: &Path, now: Timestamp) -> Option<PathBuf> {
    let listing = fs::read_dir(state_dir).into_iter().flatten().flatten();
    let mut leftovers = listing.filter_map(|entry| {
        let name = entry.file_name();
        let name = name.to_str()?.strip_prefix(EDITING_PREFIX)?;
        let process_id = name.split('-').next()?.parse().ok()?;
        if process::is_running(process_id) {
            return None;
        }
        let unread = unread_file(&entry.path());
        if unread.is_none() && is_expired(&entry.path(), now) {
            let _ = fs::remove_dir_all(entry.path());
        }
        unread
    });
    leftovers.next()
}

/// An unread file in `folder`: the text, or else a file that the editor made beside it.
fn unread_file(folder: &Path) -> Option<PathBuf> {
    let is_unread = |path: &PathBuf| {
        let has_content =
            fs::symlink_metadata(path).is_ok_and(|data| data.is_file() && data.len() > 0);
        has_content && mtime(path) != Some(UNIX_EPOCH + READ_MTIME)
    };
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    let others = files.map(|file| file.path());
    std::iter::once(folder.join(FILE_NAME))
        .chain(others)
        .find(is_unread)
}

fn is_expired(folder: &Path, now: Timestamp) -> bool {
    let modified = mtime(folder).and_then(|modified| Timestamp::try_from(modified).ok());
    modified.is_some_and(|modified| now.duration_since(modified) > RETENTION)
}
