//! Reads the bytes of a YAML file, and reports errors as diagnostics.

use std::path::Path;

use super::{Diagnostic, MAX_FILE_BYTES};
use crate::platform::bounded_read;

/// Reads a regular file up to [`MAX_FILE_BYTES`] and one byte more, which shows that it is too large.
pub(crate) fn read_bounded(path: &Path) -> Result<Vec<u8>, Diagnostic> {
    let bytes = bounded_read::read_bounded(path, MAX_FILE_BYTES).map_err(|error| {
        Diagnostic::for_file(
            format!("this file can't be read: {error}"),
            "check its name, and that you may read it",
        )
    })?;
    bytes.ok_or_else(|| {
        Diagnostic::for_file(
            "this isn't a regular file",
            "put a plain text file that ends in .yaml here",
        )
    })
}
