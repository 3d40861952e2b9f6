//! The error of a new file that a command couldn't write.

use std::io;
use std::path::Path;

use anyhow::{Error, anyhow};

use crate::text::display_path;

/// Says why the new file at `path` couldn't be written, and that the journal is safe.
pub(crate) fn write_error(path: &Path, error: io::Error) -> Error {
    let shown = display_path(path);
    if error.kind() == io::ErrorKind::AlreadyExists {
        return anyhow!("{shown} is there already and wasn't changed; please choose another name");
    }
    Error::new(error).context(format!(
        "{shown} couldn't be written, and no part of it is left; your words are safe in the journal"
    ))
}
