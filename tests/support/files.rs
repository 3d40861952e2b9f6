//! Searches for text in the files that the program writes.

use std::fs;
use std::path::Path;

/// Whether a file directly in `folder` contains `text`.
pub fn folder_contains(folder: &Path, text: &str) -> bool {
    let files = fs::read_dir(folder).expect("the folder exists");
    files
        .map(|file| fs::read(file.expect("it can be listed").path()).unwrap_or_default())
        .any(|bytes| {
            bytes
                .windows(text.len())
                .any(|part| part == text.as_bytes())
        })
}
