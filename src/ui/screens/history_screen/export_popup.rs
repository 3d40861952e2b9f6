//! The popups that save entries or a report to a file.

use super::filter_popup::HistoryChoice;
use crate::storage::export::{ExportOptions, Format};
use crate::text::group_digits;
use crate::ui::screens::AppCommand;
use crate::ui::screens::popup::Popup;

/// The export formats with their labels.
const EXPORT_FORMS: [(&str, ExportOptions); 4] = [
    ("Readable pages (Markdown)", form(Format::Markdown, false)),
    ("A table (CSV)", form(Format::Csv, false)),
    ("A table without my words (CSV)", form(Format::Csv, true)),
    (
        "Everything, for another computer (JSON)",
        form(Format::Json, false),
    ),
];

const fn form(format: Format, is_redacted: bool) -> ExportOptions {
    ExportOptions {
        format,
        is_redacted,
    }
}

/// Asks what to save to a file. `report` leads to a report.
pub(crate) fn build_file_popup(report: AppCommand) -> Popup<HistoryChoice> {
    let choices = vec![
        ("Cancel", HistoryChoice::CANCEL),
        ("These entries …", HistoryChoice::ChooseExport),
        ("A report for a conversation …", HistoryChoice::Run(report)),
    ];
    Popup::new("What would you like to save to a file?", choices)
}

/// Asks how to export this many entries.
pub(crate) fn build_export_popup(how_many: Option<u64>) -> Popup<HistoryChoice> {
    let question = match how_many {
        None => "Save these entries to a file? Anyone who has the file can read it.".to_owned(),
        Some(1) => "Save this entry to a file? Anyone who has the file can read it.".to_owned(),
        Some(many) => format!(
            "Save these {} entries to a file? Anyone who has the file can read it.",
            group_digits(many)
        ),
    };
    let mut choices = vec![("Cancel", HistoryChoice::CANCEL)];
    choices.extend(EXPORT_FORMS.map(|(words, form)| (words, HistoryChoice::Export(form))));
    Popup::new(&question, choices)
}
