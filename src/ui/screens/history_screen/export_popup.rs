//! The popup that exports the entries shown.

use super::filter_popup::HistoryChoice;
use super::render::group_digits;
use crate::storage::export::{ExportOptions, Format};
use crate::ui::screens::popup::Popup;

/// The export formats with their labels.
const EXPORT_FORMS: [(&str, ExportOptions); 4] = [
    ("Pages to read (Markdown)", form(Format::Markdown, false)),
    ("A table (CSV)", form(Format::Csv, false)),
    ("A table without my words (CSV)", form(Format::Csv, true)),
    ("All of it, for another enough", form(Format::Json, false)),
];

const fn form(format: Format, is_redacted: bool) -> ExportOptions {
    ExportOptions {
        format,
        is_redacted,
    }
}

/// Asks how to export this many entries.
pub(crate) fn build_export_popup(how_many: Option<u64>) -> Popup<HistoryChoice> {
    let which = match how_many {
        None => "these walks".to_owned(),
        Some(1) => "this walk".to_owned(),
        Some(many) => format!("these {} walks", group_digits(many)),
    };
    let question = format!("Write {which} into a file? Whoever gets the file can read it.");
    let mut choices = vec![("No, leave it", HistoryChoice::CANCEL)];
    choices.extend(EXPORT_FORMS.map(|(words, form)| (words, HistoryChoice::Export(form))));
    Popup::new(&question, choices)
}
