//! Recognises the format of a file by its content.

use super::error::ImportError;
use super::file_start::FileStart;
use super::formats::{FORMATS, format_names};
use super::importer::ImportFormat;
use super::input::{SeekableRead, rewind};
use crate::storage::export_format::KIND;
use crate::text::decode::{DecodeError, Encoding};

/// What can be imported.
pub(super) enum FileFormat {
    /// A JSON export of this program.
    Native,
    Foreign(&'static ImportFormat, FileStart),
}

impl FileFormat {
    /// Leaves `bytes` at their beginning.
    pub(super) fn of(bytes: &mut dyn SeekableRead) -> Result<Self, ImportError> {
        let file = FileStart::of(bytes)?;
        if file.is_of_kind(KIND) {
            return Ok(Self::Native);
        }
        for format in FORMATS {
            if (format.recognises)(&file)? {
                return Ok(Self::Foreign(format, file));
            }
        }
        Err(unknown_format(bytes)?)
    }
}

/// The error for a file in no known format, or in an encoding that can't be read.
fn unknown_format(bytes: &mut dyn SeekableRead) -> Result<ImportError, ImportError> {
    let mut start = [0; 16];
    let count = bytes.read(&mut start).map_err(ImportError::from_io)?;
    rewind(bytes)?;
    Ok(match Encoding::detect(&start[..count]) {
        (Encoding::Utf32, _) => ImportError::Encoding(DecodeError::Utf32),
        _ => ImportError::Unknown {
            programs: format_names("or"),
        },
    })
}
