//! The Markdown files of the project, as tests read them.

use std::fs;
use std::path::{Path, PathBuf};

/// The folder of the project.
pub fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The Markdown files of a folder of the project, by name.
pub fn markdown_files(folder: &str) -> Vec<PathBuf> {
    let files = fs::read_dir(project().join(folder)).expect("a folder of the project");
    let mut files: Vec<_> = files
        .map(|file| file.expect("it can be read").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
        .collect();
    files.sort();
    files
}
