//! Recognises the format of a file by its content.

use super::error::ImportError;
use super::file_start::FileStart;
use super::formats::{FORMATS, format_names};
use super::importer::ImportFormat;
use super::input::{SeekableRead, rewind};
use crate::storage::export::is_markdown_page;
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
        if file.has_columns(&OWN_COLUMNS) || is_markdown_page(&file.text) {
            return Err(ImportError::NotAnExport(FOR_READING));
        }
        for format in FORMATS {
            if (format.recognises)(&file)? {
                return Ok(Self::Foreign(format, file));
            }
        }
        Err(unknown_format(bytes)?)
    }
}

/// Columns of the CSV export that no other program has together.
const OWN_COLUMNS: [&str; 3] = ["state_before_trash", "draft_caret", "follow_up_changed_at"];

const FOR_READING: &str =
    "it is an export of enough for reading; “enough export -o FILE.json” writes the file to import";

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
