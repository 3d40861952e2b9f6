//! Scans the user's folder for exercise files, within limits because the folder is untrusted.

use std::fs;
use std::path::{Path, PathBuf};

use crate::content::yaml::{self, Diagnostic};

/// The maximum depth of folders.
const MAX_DEPTH: usize = 4;
/// The maximum number of files.
const MAX_FILES: usize = 1000;
/// The maximum number of directory entries visited.
const MAX_VISITED: usize = 10_000;

/// A file and where its bytes are.
#[derive(Debug)]
pub(crate) struct FoundFile {
    pub(crate) path: PathBuf,
    pub(crate) bytes: FileBytes,
}

#[derive(Debug)]
pub(crate) enum FileBytes {
    InMemory(Vec<u8>),
    OnDisk,
    /// The file isn't read, for this reason.
    Rejected(Diagnostic),
}

impl FileBytes {
    /// Reads the bytes within `budget`, which shrinks by their number.
    pub(crate) fn read(self, path: &Path, budget: &mut usize) -> Result<Vec<u8>, Diagnostic> {
        match self {
            Self::InMemory(bytes) => Ok(bytes),
            Self::Rejected(diagnostic) => Err(diagnostic),
            Self::OnDisk if *budget == 0 => Err(Diagnostic::for_file(
                "there is no room left for this file",
                "keep fewer or smaller files in the folder of exercises",
            )),
            Self::OnDisk => {
                let bytes = yaml::read_bounded(path)?;
                *budget = budget.saturating_sub(bytes.len());
                Ok(bytes)
            }
        }
    }
}

/// Every YAML file below `folder`, sorted by name.
pub(crate) fn find_files(folder: &Path) -> Vec<FoundFile> {
    let mut search = FolderScan::default();
    if folder.exists() {
        search.scan_folder(folder, 0);
    }
    search.found.truncate(MAX_FILES);
    if let Some(limit) = search.exceeded_limit {
        search.reject(
            folder,
            "there are more files here than can be read",
            format!("keep {limit} or fewer"),
        );
    }
    search.found
}

#[derive(Default)]
struct FolderScan {
    found: Vec<FoundFile>,
    visited: usize,
    /// The limit that stopped the scan.
    exceeded_limit: Option<usize>,
}

impl FolderScan {
    fn reject(&mut self, path: &Path, message: impl Into<String>, help: impl Into<String>) {
        self.found.push(FoundFile {
            path: path.to_owned(),
            bytes: FileBytes::Rejected(Diagnostic::for_file(message, help)),
        });
    }

    fn scan_folder(&mut self, folder: &Path, depth: usize) {
        if depth >= MAX_DEPTH {
            let message = "this folder is too deep to be looked into";
            return self.reject(folder, message, "move its files up");
        }
        let listing = match fs::read_dir(folder) {
            Ok(listing) => listing,
            Err(error) => {
                let message = format!("this folder can't be opened: {error}");
                return self.reject(folder, message, "check that you may read it");
            }
        };
        let budget = MAX_VISITED - self.visited;
        let mut paths: Vec<PathBuf> = listing
            .take(budget + 1)
            .filter_map(|entry| entry.ok().map(|entry| entry.path()))
            .collect();
        if paths.len() > budget {
            paths.truncate(budget);
            self.exceeded_limit = Some(MAX_VISITED);
        }
        self.visited += paths.len();
        paths.sort();
        for path in paths {
            if self.found.len() >= MAX_FILES {
                self.exceeded_limit = Some(MAX_FILES);
                return;
            }
            self.visit(path, depth);
        }
    }

    fn visit(&mut self, path: PathBuf, depth: usize) {
        if path.is_dir() && !is_hidden(&path) {
            if path.is_symlink() {
                let message = "this is a link to a folder, which isn't followed";
                self.reject(&path, message, "put the folder itself here");
            } else {
                self.scan_folder(&path, depth + 1);
            }
        } else if is_yaml_file(&path) {
            let bytes = FileBytes::OnDisk;
            self.found.push(FoundFile { path, bytes });
        }
    }
}

fn is_hidden(path: &Path) -> bool {
    path.file_name()
        .is_some_and(|name| name.to_string_lossy().starts_with('.'))
}

fn is_yaml_file(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    matches!(ending, Some("yaml" | "yml")) && !is_hidden(path)
}
