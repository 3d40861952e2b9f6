//! Parses a path argument.

use std::path::PathBuf;

use clap::builder::{OsStringValueParser, PathBufValueParser, TypedValueParser};

use crate::platform::paths::expand_home;

/// Parses a non-empty path and expands `~`.
pub(super) fn non_empty_path() -> impl TypedValueParser<Value = PathBuf> {
    PathBufValueParser::new().map(|path| expand_home(&path))
}

/// Parses a path that may be empty, as from an empty environment variable.
pub(super) fn possibly_empty_path() -> impl TypedValueParser<Value = PathBuf> {
    OsStringValueParser::new().map(PathBuf::from)
}
