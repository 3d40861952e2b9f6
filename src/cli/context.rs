//! What commands share: the paths, library and journal that the global arguments select.

use anyhow::bail;

use super::args::GlobalArgs;
use super::{output, sanitized_output};
use crate::content::library::Library;
use crate::platform::paths::AppPaths;
use crate::platform::private_fs;
use crate::storage;
use crate::storage::journal::{Journal, JournalError};
use crate::storage::lock::JournalKey;
use crate::text::display_path;

impl GlobalArgs {
    pub(crate) fn paths(&self) -> anyhow::Result<AppPaths> {
        AppPaths::find(self.data_dir.as_deref())
    }

    /// The embedded exercises and the user's. Files with errors are not reported here.
    pub(crate) fn library(&self) -> anyhow::Result<Library> {
        Ok(Library::with_user_folder(&self.paths()?.exercises_dir))
    }

    /// The same with the user's contacts.
    pub(crate) fn library_with_contacts(&self) -> anyhow::Result<Library> {
        let paths = self.paths()?;
        let mut library = Library::with_user_folder(&paths.exercises_dir);
        library.add_user_contacts(&paths.people_file);
        Ok(library)
    }

    /// Opens the journal to read it. A journal that doesn't exist is not created.
    pub(crate) fn open_journal_for_reading(&self) -> anyhow::Result<Journal> {
        self.open_journal_with(storage::open_journal_for_reading)
    }

    pub(crate) fn open_journal(&self) -> anyhow::Result<Journal> {
        self.open_journal_with(storage::open_journal)
    }

    fn open_journal_with(
        &self,
        open: impl FnOnce(&AppPaths, &JournalKey) -> Result<Journal, JournalError>,
    ) -> anyhow::Result<Journal> {
        if self.private {
            bail!(
                "with --private nothing is saved, and this needs the journal; leave it out to use your journal"
            );
        }
        let paths = self.paths()?;
        warn_restricted_permissions(&paths)?;
        Ok(open(&paths, &self.key()?)?)
    }
}

/// Makes the user's files accessible only to them, and prints a warning if they weren't.
pub(crate) fn warn_restricted_permissions(paths: &AppPaths) -> anyhow::Result<()> {
    if let Some(warning) = restrict_permissions(paths) {
        output::print_wrapped(&mut sanitized_output::stderr(), warning)?;
    }
    Ok(())
}

/// Makes the user's files accessible only to them. Returns a warning if they weren't.
pub(crate) fn restrict_permissions(paths: &AppPaths) -> Option<String> {
    let mut restricted = paths.private_paths();
    restricted.retain(|path| private_fs::restrict_permissions(path));
    let first = display_path(restricted.first()?);
    Some(match restricted.len() {
        1 => format!("Others on this computer could get at {first}. Now only you can."),
        count => format!(
            "Others on this computer could get at {first} and {} more. Now only you can.",
            count - 1
        ),
    })
}
