//! Exports entries from the history screen.

use std::io::{self, Write};
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
        let Some(folder) = self.exports_folder() else {
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
        let (name, ending) = (format!("walks-{}", now.day), form.format.extension());
        let written = Self::write_new_export(&folder, &name, ending, |out| {
            export.write(&self.journal, out)
        });
        match written {
            Ok((1, path)) => self.set_status(format!("1 entry saved to {}", display_path(&path))),
            Ok((many, path)) => {
                self.set_status(format!("{many} entries saved to {}", display_path(&path)));
            }
            Err(error) => self.report_export_failure(&folder, error),
        }
        self.report_damage();
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

    pub(super) fn report_export_failure(&mut self, folder: &Path, error: ExportError) {
        match error {
            ExportError::Journal(error) => self.report_error(error),
            ExportError::Write(error) => self.set_status(format!(
                "Couldn't write a file in {}: {error}. Your words are safe in the journal.",
                display_path(folder)
            )),
        }
    }

    /// Writes to the first free name in the folder, such as `name-2.ending`, and returns the path with what `write` returned.
    pub(super) fn write_new_export<T>(
        folder: &Path,
        name: &str,
        ending: &str,
        write: impl Fn(&mut dyn Write) -> Result<T, ExportError>,
    ) -> Result<(T, PathBuf), ExportError> {
        private_fs::create_dir(folder)?;
        let mut path = folder.join(format!("{name}.{ending}"));
        let mut number = 1_u32;
        loop {
            match private_fs::write_new_atomically(&path, &write) {
                Err(ExportError::Write(error)) if error.kind() == io::ErrorKind::AlreadyExists => {
                    number += 1;
                    path = folder.join(format!("{name}-{number}.{ending}"));
                }
                written => return written.map(|written| (written, path)),
            }
        }
    }
}
