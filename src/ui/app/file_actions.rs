//! Writes files from the history screen: exports, and reports for a conversation.

use std::path::PathBuf;

use super::App;
use super::long_work::WrittenFile;
use crate::storage::export::ExportError;
use crate::storage::insight_queries::Period;
use crate::storage::journal::JournalError;
use crate::text::{display_path, pluralize};
use crate::ui::screens::Screen;
use crate::ui::screens::report_screen::{OfferedEntry, ReportScreen};
use crate::ui::screens::session_screen::keeping::Keeping;

impl App {
    /// Asks what goes into a report, if it can be written at all.
    pub(super) fn ask_for_report(&mut self, period: Period, entry: Option<OfferedEntry>) {
        if self.exports_folder().is_some() {
            self.push_screen(Screen::Report(ReportScreen::new(period, entry)));
        }
    }

    /// The folder for exports. Where nothing may be written it says so and returns none.
    pub(super) fn exports_folder(&mut self) -> Option<PathBuf> {
        let folder = self.paths.as_ref().map(|paths| paths.exports_dir.clone());
        let folder = folder.filter(|_| !self.is_private());
        if folder.is_none() {
            self.set_status("Nothing is saved to disk right now, so there's no file.");
        }
        folder
    }

    /// Shows the path of a file that was written, or why there is none.
    pub(super) fn report_written_file(&mut self, written: Result<WrittenFile, ExportError>) {
        match written {
            Ok(WrittenFile::Export(count, path)) => self.set_status(format!(
                "{} saved to {}",
                pluralize(count, "entry", "entries"),
                display_path(&path)
            )),
            Ok(WrittenFile::Report(path)) => self.set_status(format!(
                "The report is in {}. A browser shows and prints it.",
                display_path(&path)
            )),
            Ok(WrittenFile::Nothing(reason)) => self.set_status(reason),
            Err(ExportError::Journal(JournalError::Stopped)) => {
                self.set_status("That was stopped, and no file was written.");
            }
            Err(ExportError::Journal(error)) => self.report_error(error),
            Err(ExportError::Write(error)) => {
                let folder = self.exports_folder().unwrap_or_default();
                let words = match self.keeping() {
                    Keeping::Saved => "Your words are safe in the journal.",
                    _ => "Your words are still here.",
                };
                self.set_status(format!(
                    "Couldn't write a file in {}: {error}. {words}",
                    display_path(&folder)
                ));
            }
        }
    }
}
