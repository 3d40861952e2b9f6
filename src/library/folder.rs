//! Finds the files of a person's folder without trusting what is in it.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::yaml::{Fault, MOST_BYTES};

/// How many folders deep files are looked for.
const MOST_DEPTH: usize = 4;
/// How many files are read at most.
const MOST_FILES: usize = 1000;

/// A file and its bytes, or why they couldn't be read.
#[derive(Debug)]
pub(super) struct Found {
    pub path: PathBuf,
    pub bytes: Result<Vec<u8>, Fault>,
}

/// Every file below `folder` that could be an exercise, in the order of their names.
pub(super) fn files(folder: &Path) -> Vec<Found> {
    let mut found = Vec::new();
    if folder.exists() {
        search(folder, 0, &mut found);
    }
    if found.len() > MOST_FILES {
        found.truncate(MOST_FILES);
        found.push(Found {
            path: folder.to_owned(),
            bytes: Err(Fault::of_file(
                "there are more files here than can be read",
                format!("keep {MOST_FILES} or fewer"),
            )),
        });
    }
    found
}

fn search(folder: &Path, depth: usize, found: &mut Vec<Found>) {
    let refuse = |path: &Path, what: String, remedy: &str| Found {
        path: path.to_owned(),
        bytes: Err(Fault::of_file(what, remedy)),
    };
    if depth >= MOST_DEPTH {
        found.push(refuse(
            folder,
            "this folder is too deep to be looked into".to_owned(),
            "move its files up",
        ));
        return;
    }
    let listing = match fs::read_dir(folder) {
        Ok(listing) => listing,
        Err(error) => {
            let what = format!("this folder can't be opened: {error}");
            found.push(refuse(folder, what, "check that you may read it"));
            return;
        }
    };
    let mut paths: Vec<PathBuf> = listing
        .take(10 * MOST_FILES)
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .collect();
    paths.sort();
    for path in paths {
        if found.len() > MOST_FILES {
            return;
        }
        let is_link = path.is_symlink();
        if path.is_dir() && !is_hidden(&path) {
            if is_link {
                let what = "this is a link to a folder, which isn't followed".to_owned();
                found.push(refuse(&path, what, "put the folder itself here"));
            } else {
                search(&path, depth + 1, found);
            }
        } else if is_exercise_name(&path) {
            let bytes = read(&path);
            found.push(Found { path, bytes });
        }
    }
}

fn is_hidden(path: &Path) -> bool {
    path.file_name()
        .is_some_and(|name| name.to_string_lossy().starts_with('.'))
}

fn is_exercise_name(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    matches!(ending, Some("yaml" | "yml")) && !is_hidden(path)
}

/// The bytes of a regular file; one byte more than is allowed shows that it is too large.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Fault> {
    let unreadable = |error: std::io::Error| {
        Fault::of_file(
            format!("this file can't be read: {error}"),
            "check its name, and that you may read it",
        )
    };
    // Opening a pipe would wait for somebody to write to it, so what it is comes first.
    let about = fs::metadata(path).map_err(unreadable)?;
    if !about.is_file() {
        return Err(Fault::of_file(
            "this isn't a regular file",
            "exercises are plain text files that end in .yaml",
        ));
    }
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| {
            let most = u64::try_from(MOST_BYTES).unwrap_or(u64::MAX);
            file.take(most.saturating_add(1)).read_to_end(&mut bytes)
        })
        .map_err(unreadable)?;
    Ok(bytes)
}
