//! The formats of other programs that can be imported, one file each.
//!
//! A new format is a file here with an [`Importer`](super::importer::Importer), its line in [`FORMATS`], a sample in `tests/app/imports` and a row in
//! `docs/export.md`.

mod daylio;
mod freecbt;
mod jrnl;
mod tui_journal;

use super::importer::ImportFormat;

/// All formats. A file belongs to the first one that recognises it.
pub(crate) static FORMATS: &[ImportFormat] = &[
    ImportFormat::of::<freecbt::FreeCbt>(),
    ImportFormat::of::<jrnl::Jrnl>(),
    ImportFormat::of::<tui_journal::TuiJournal>(),
    ImportFormat::of::<daylio::Daylio>(),
];

/// The names of all programs as a part of a sentence, such as “a, b and c” with “and” as `conjunction`.
pub(crate) fn format_names(conjunction: &str) -> String {
    let names: Vec<_> = FORMATS.iter().map(|format| format.name).collect();
    match names.as_slice() {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [names @ .., last] => format!("{} {conjunction} {last}", names.join(", ")),
    }
}
