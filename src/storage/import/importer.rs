//! What every import format provides.

use jiff::tz::TimeZone;

use super::entry_builder::EntryBuilder;
use super::error::ImportError;
use super::file_start::FileStart;
use super::input::SeekableRead;
use crate::domain::record::Record;

/// Reads the files of one program.
pub(super) trait Importer {
    /// The name of the program, for people.
    const NAME: &'static str;
    /// What its entries have as their exercise, and the first part of the names of its samples.
    const ID: &'static str;
    /// Whether its files tell when an entry was last edited. Without that, versions are compared by their text.
    const HAS_EDIT_TIMES: bool = false;

    /// Whether a file is in this format. An error if it is a file of the program that can't be imported.
    fn recognises(file: &FileStart) -> Result<bool, ImportError>;

    /// Calls `each` with every entry of the file. Returns the number of replaced characters, see
    /// [`ImportCounts::replaced`](super::ImportCounts::replaced).
    fn read(
        file: &FileStart,
        bytes: &mut dyn SeekableRead,
        zone: &TimeZone,
        each: &mut EachEntry<'_>,
    ) -> Result<u64, ImportError>;
}

/// Receives the entries of a file, one after the other. Its error ends the import.
pub(super) type EachEntry<'a> = dyn FnMut(EntryBuilder) -> Result<(), ImportError> + 'a;

/// Receives the entries of a file, one after the other, with their format unless it is the native one.
pub(super) type EachRecord<'a> =
    dyn FnMut(Record, Option<&'static ImportFormat>) -> Result<(), ImportError> + 'a;

/// The type of [`Importer::read`].
type ReadFile = fn(
    &FileStart,
    &mut dyn SeekableRead,
    &TimeZone,
    &mut EachEntry<'_>,
) -> Result<u64, ImportError>;

/// An [`Importer`] as a value, so that all of them can be in one slice.
pub(crate) struct ImportFormat {
    pub(crate) name: &'static str,
    pub(crate) id: &'static str,
    pub(super) has_edit_times: bool,
    pub(super) recognises: fn(&FileStart) -> Result<bool, ImportError>,
    pub(super) read: ReadFile,
}

impl ImportFormat {
    pub(super) const fn of<I: Importer>() -> Self {
        Self {
            name: I::NAME,
            id: I::ID,
            has_edit_times: I::HAS_EDIT_TIMES,
            recognises: I::recognises,
            read: I::read,
        }
    }
}
