//! Whether the first page was shown on this computer.
//!
//! A computer without a journal shows it. Whatever makes a journal before anybody saw the page leaves a file that says
//! so: an import, a sync, a break, and a start that fails.

use std::fs;
use std::path::PathBuf;

use crate::platform::paths::AppPaths;
use crate::platform::private_fs;

/// The name of the file in the state folder that says that the first page is still to be shown.
pub(crate) const MARKER_NAME: &str = "first-page-unseen";

/// Whether the first page is still to be shown.
pub(crate) fn is_unseen(paths: &AppPaths) -> bool {
    !paths.journal_file.exists() || marker_file(paths).exists()
}

/// Notes that a journal is about to be made without the page, unless there is one already.
///
/// Errors are ignored: the page can be read with `enough --about`.
pub(crate) fn mark_unseen(paths: &AppPaths) {
    if !paths.journal_file.exists() {
        write_marker(paths);
    }
}

/// Notes that a break made the journal without the page.
pub(crate) fn mark_unseen_after_break(paths: &AppPaths) {
    if paths.journal_file.exists() {
        write_marker(paths);
    }
}

fn write_marker(paths: &AppPaths) {
    if private_fs::create_dir(&paths.state_dir).is_ok() {
        let _ = private_fs::replace_atomically(&marker_file(paths), "");
    }
}

/// Notes that the page was shown.
pub(crate) fn mark_seen(paths: &AppPaths) {
    let _ = fs::remove_file(marker_file(paths));
}

fn marker_file(paths: &AppPaths) -> PathBuf {
    paths.state_dir.join(MARKER_NAME)
}
