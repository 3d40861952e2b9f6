//! Exports entries from the history screen.

use std::io;
use std::path::{Path, PathBuf};

use super::App;
use crate::domain::entry::LocalTime;
use crate::platform::private_fs;
use crate::storage::export::{Export, ExportError, ExportOptions};
use crate::storage::record_store::RecordFilter;
use crate::storage::search::Query;
use crate::text::display_path;

impl App {
    /// Exports the entries that `query` finds into a new file and shows its path.
    pub(super) fn export_entries(&mut self, query: Query, form: ExportOptions, now: &LocalTime) {
        let folder = self.paths.as_ref().map(|paths| paths.exports_dir.clone());
        let Some(folder) = folder.filter(|_| !self.is_private()) else {
            self.set_status("Nothing is saved to disk right now, so there's no file.");
            return;
        };
        let export = Export {
            format: form.format,
            pick: RecordFilter {
                query: Some(query),
                ..RecordFilter::default()
            },
            redact: form.is_redacted,
            now: now.timestamp,
        };
        match self.write_export_file(&folder, &export, now) {
            Ok((1, path)) => self.set_status(format!("1 entry saved to {}", display_path(&path))),
            Ok((many, path)) => {
                self.set_status(format!("{many} entries saved to {}", display_path(&path)));
            }
            Err(ExportError::Journal(error)) => self.report_error(error),
            Err(ExportError::Write(error)) => self.set_status(format!(
                "Couldn't write a file in {}: {error}. Your words are safe in the journal.",
                display_path(&folder)
            )),
        }
        self.report_damage();
    }

    /// Writes to the first free name of the day and returns the number of entries and the path.
    fn write_export_file(
        &self,
        folder: &Path,
        export: &Export,
        now: &LocalTime,
    ) -> Result<(u64, PathBuf), ExportError> {
        private_fs::create_dir(folder)?;
        let (day, ending) = (now.day, export.format.extension());
        let mut name = format!("walks-{day}.{ending}");
        let mut number = 1_u32;
        loop {
            let path = folder.join(&name);
            match private_fs::write_new_atomically(&path, |out| export.write(&self.journal, out)) {
                Err(ExportError::Write(error)) if error.kind() == io::ErrorKind::AlreadyExists => {
                    number += 1;
                    name = format!("walks-{day}-{number}.{ending}");
                }
                written => return written.map(|written| (written, path)),
            }
        }
    }
}
