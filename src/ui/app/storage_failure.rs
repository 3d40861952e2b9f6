//! Keeps entries while the journal is unavailable, and reconnects to it.

use std::mem;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::App;
use super::long_work::Work;
use super::saving::{LastSave, Persistence};
use crate::domain::entry::{Entry, EntryId, LocalTime};
use crate::platform::paths::AppPaths;
use crate::storage::backup::{BackupError, BackupResult, DailyBackup};
use crate::storage::journal::{Journal, JournalError};
use crate::storage::recovery::{RecoveryPreview, RecoveryReport};
use crate::storage::work_observer::WorkStage;
use crate::storage::{self, spool};
use crate::text::buffer::TextBuffer;
use crate::text::display_path;
use crate::ui::screens::session_screen::SessionScreen;
use crate::ui::screens::storage_failure_screen::{self, RecoveryAction, StorageFailureScreen};
use crate::ui::screens::work_screen::WorkScreen;
use crate::ui::screens::{AppCommand, Screen};

/// Shown when an entry was left out of a list.
pub(super) const UNREADABLE_ENTRY_MESSAGE: &str = "Part of an entry can't be read, so it isn't shown here. All the others are. “enough data repair” saves what can still be read.";

/// Printed after a break that wasn't saved.
pub(super) const LOCKED_BREAK_MESSAGE: &str =
    "The journal is locked, so the break isn't in the history.";

/// The spool file of this window.
#[derive(Debug, Default)]
pub(super) struct SpoolFile {
    /// None if everything is saved in the journal.
    path: Option<PathBuf>,
    /// Whether it has all that couldn't be saved when it was last tried.
    pub(super) is_current: bool,
}

impl App {
    /// Keeps entries in memory until the journal, which failed with `error`, can be opened.
    #[must_use]
    pub fn with_unavailable_journal(mut self, error: JournalError) -> Self {
        self.persistence = Persistence::Unavailable(error);
        self
    }

    /// Opens the journal at these paths once there is a break to save.
    #[must_use]
    pub(crate) fn with_deferred_journal(mut self, paths: AppPaths) -> Self {
        self.deferred_journal = Some(paths);
        self
    }

    /// Whether everything on the screen is on disk.
    pub(crate) const fn is_saved(&self) -> bool {
        self.unsaved_for.is_none()
            && !self.is_journal_unavailable()
            && self.pending_profile_changes.is_empty()
    }

    /// Whether the text being written has reached its limit.
    pub(crate) fn is_input_full(&self) -> bool {
        match self.screens.last() {
            Some(Screen::TrustedPeople(editor)) => editor.is_full(),
            top => top
                .and_then(Screen::edited_text)
                .is_some_and(TextBuffer::is_at_limit),
        }
    }

    /// Reports the result of the daily backup, unless it succeeded.
    pub(crate) fn on_backup_done(&mut self, daily: DailyBackup) {
        let path = self.journal.path().unwrap_or(Path::new(""));
        match daily {
            DailyBackup::Done(BackupResult::Damaged(faults)) => {
                self.report_error(JournalError::from_faults(path, &faults));
            }
            DailyBackup::Done(BackupResult::Unreadable(_)) => self.append_status(
                "Part of an entry can't be read, so there is no backup for today. Every earlier one is still there. “enough data repair” saves what can still be read.",
            ),
            DailyBackup::Failed(BackupError::Journal(error)) if error.is_recoverable() => {
                self.report_error(error);
            }
            // The next save reports other errors of the journal.
            DailyBackup::NotDue | DailyBackup::Done(_) | DailyBackup::Failed(BackupError::Journal(_)) => {}
            DailyBackup::Failed(error) => self.append_status(&error.to_string()),
        }
    }

    pub(super) const fn is_journal_unavailable(&self) -> bool {
        matches!(self.persistence, Persistence::Unavailable(_))
    }

    /// Shows an error. Damage opens the storage failure screen.
    pub(super) fn report_error(&mut self, error: JournalError) {
        if !error.is_recoverable() || self.is_journal_unavailable() {
            self.set_status(error.to_string());
            return;
        }
        self.switch_to_memory(error);
    }

    /// A read-only journal would reject every answer, so entries go to memory and the session continues.
    pub(super) fn switch_to_memory_if_read_only(&mut self, entry: &Entry) {
        if !self.is_journal_unavailable()
            && self.journal.is_read_only()
            && let Err(error) = self.journal.save(entry)
        {
            self.switch_to_memory(error);
        }
    }

    /// Saves to memory from now on and shows what can be done.
    fn switch_to_memory(&mut self, error: JournalError) {
        let Ok(mut memory) = Journal::in_memory_with(self.journal.key()) else {
            self.set_status(error.to_string());
            return;
        };
        memory.copy_now_from(&self.journal);
        let journal_on_disk = mem::replace(&mut self.journal, memory);
        if let Some(entry) = self.active_session_screen().map(SessionScreen::entry) {
            // If it fails, the text is still on the screen.
            let _ = self.journal.spool_entry(&journal_on_disk, &entry);
        }
        // The journal must be closed before it is checked or recovered.
        drop(journal_on_disk);
        self.persistence = Persistence::Unavailable(error);
        self.show_storage_failure();
    }

    /// Shows the error and what can be done.
    pub(super) fn show_storage_failure(&mut self) {
        let Persistence::Unavailable(error) = &self.persistence else {
            return;
        };
        if error.is_recoverable() && self.paths.is_some() {
            let today = self.journal.today_utc().unwrap_or(Date::MAX);
            let screen = WorkScreen::new(StorageFailureScreen::TITLE, WorkStage::Verify, None);
            self.begin_work(Work::PreviewRecovery(today), screen);
        } else {
            self.push_storage_failure(None);
        }
    }

    /// Shows the error with what a recovery would restore.
    pub(super) fn show_recovery_offer(&mut self, offer: Result<RecoveryPreview, JournalError>) {
        if offer.is_err() {
            self.append_status(
                "That was stopped, so a repair isn't offered. “Try again” looks at it again.",
            );
        }
        self.push_storage_failure(offer.ok());
    }

    fn push_storage_failure(&mut self, offer: Option<RecoveryPreview>) {
        if let Persistence::Unavailable(error) = &self.persistence {
            let trouble = StorageFailureScreen::new(error, offer.as_ref());
            self.with_top_screen(Screen::pause);
            self.screens.push(Screen::StorageFailure(trouble));
        }
    }

    /// Executes a choice of the storage failure screen.
    pub(super) fn run_recovery_action(&mut self, action: RecoveryAction, now: &LocalTime) {
        match action {
            RecoveryAction::Retry => {
                self.screens.pop();
                if self.reconnect() {
                    self.set_status("The journal is back, and everything is saved.");
                    self.resume_startup(now);
                } else {
                    self.show_storage_failure();
                    self.set_status(
                        "The journal still can't be opened. Your words are still here.",
                    );
                }
            }
            RecoveryAction::Recover => {
                let screen = WorkScreen::new("Repairing the journal", WorkStage::Verify, None);
                self.begin_work(Work::Recover(*now), screen);
            }
            RecoveryAction::CreateJournal => {
                let path = self.paths.as_ref().map(|paths| paths.journal_file.clone());
                match path.map(|path| self.journal.open_like(&path)) {
                    Some(Err(error)) => self.set_status(error.to_string()),
                    _ => self.run_recovery_action(RecoveryAction::Retry, now),
                }
            }
            RecoveryAction::ContinueUnsaved => {
                self.screens.pop();
                self.set_status(
                    "Nothing is saved in the journal for now. It is tried again with each answer.",
                );
                self.resume_startup(now);
            }
            RecoveryAction::ShowPeople => self.show_people(),
            RecoveryAction::UnlockOtherwise => self.ask_for_other_key(),
            RecoveryAction::Quit => self.dispatch(AppCommand::Quit, now),
        }
    }

    /// Says that the journal can be read only, if it is so.
    pub(crate) fn report_read_only(&mut self) {
        let path = self.journal.path().filter(|_| self.journal.is_read_only());
        if let Some(path) = path.map(display_path) {
            self.append_status(&format!(
                "The journal {path} can't be changed now. You can read it. When you quit, what you write goes to another file and is added later."
            ));
        }
    }

    /// Goes on with the repaired journal, or says why it isn't.
    pub(super) fn finish_recovery(
        &mut self,
        recovered: Result<RecoveryReport, JournalError>,
        now: &LocalTime,
    ) {
        match recovered {
            Ok(mended) => {
                self.screens
                    .retain(|screen| !matches!(screen, Screen::StorageFailure(_)));
                if self.reconnect() {
                    self.resume_startup(now);
                    self.push_screen(Screen::TextPage(
                        storage_failure_screen::build_recovery_page(&mended),
                    ));
                } else {
                    self.show_storage_failure();
                }
            }
            Err(JournalError::Stopped) => {
                self.set_status("That was stopped, and nothing was changed.");
            }
            Err(error) => self.set_status(error.to_string()),
        }
    }

    pub(super) fn resume_startup(&mut self, now: &LocalTime) {
        match self.pending_start_screen.take() {
            Some(start_screen) => self.show_start_screen(start_screen, now),
            None => self.refresh_top_screen(now),
        }
    }

    /// Reopens the journal and merges the entries kept in memory; false on failure.
    pub(super) fn reconnect(&mut self) -> bool {
        // Without a key, a plain file in the place of a locked journal would be opened. A repair must be the only one that
        // has the file open.
        !self.is_locked() && !self.is_working() && self.open_journal()
    }

    /// The same with the key of the journal in memory, even if the journal was locked until now.
    pub(super) fn open_journal(&mut self) -> bool {
        let Some(paths) = self.paths.clone() else {
            return false;
        };
        let opened = storage::open_journal(&paths, self.journal.key()).and_then(|mut journal| {
            journal.copy_now_from(&self.journal);
            let mut renamed = Vec::new();
            for memory in self.lock.covered().iter().chain([&self.journal]) {
                let merged = journal.merge_spooled(memory, || EntryId::random(&mut self.rng))?;
                renamed.extend(merged.renamed);
            }
            Ok((journal, renamed))
        });
        match opened {
            Ok((journal, renamed)) => {
                self.journal = journal;
                self.persistence = Persistence::OnDisk;
                self.last_save = LastSave::Succeeded;
                self.lock.clear_covered();
                // A break said that it isn't saved.
                self.exit_message = None;
                for (old, new) in &renamed {
                    self.change_session_id(old, new);
                }
                self.remove_spool();
                self.import_spool();
                true
            }
            Err(error) => {
                self.persistence = Persistence::Unavailable(error);
                if !self.is_without_key() {
                    self.uncover();
                }
                false
            }
        }
    }

    /// Changes the journal. If its file was moved away, creates it anew and retries.
    pub(super) fn write_journal<T>(
        &mut self,
        change: impl Fn(&mut Journal) -> Result<T, JournalError>,
    ) -> Result<T, JournalError> {
        match change(&mut self.journal) {
            Err(JournalError::Moved { .. }) => {
                self.recreate_journal()?;
                change(&mut self.journal)
            }
            changed => changed,
        }
    }

    /// Creates a new journal where the open one was moved away, or restores a backup.
    fn recreate_journal(&mut self) -> Result<(), JournalError> {
        let path = self.journal.path().map(PathBuf::from).unwrap_or_default();
        let mut journal = match &self.paths {
            Some(paths) => storage::open_journal(paths, self.journal.key())?,
            None => self.journal.open_like(&path)?,
        };
        journal.copy_now_from(&self.journal);
        self.journal = journal;
        self.set_status(format!(
            "The journal was moved while it was open. Your words are saved in {} now.",
            display_path(&path)
        ));
        Ok(())
    }

    /// Merges the entries that earlier runs spooled.
    pub(super) fn import_spool(&mut self) {
        let Some(paths) = self.paths.clone().filter(|_| !self.is_private()) else {
            return;
        };
        let now = self.journal.now();
        let abandoned = |dir: &Path| now.map(|now| spool::take_abandoned(dir, &self.journal, now));
        let complete = paths.spool_dirs().flat_map(spool::list);
        let partial = paths.spool_dirs().filter_map(abandoned).flatten();
        let files: Vec<_> = complete.chain(partial).collect();
        let mut has_merged = false;
        for path in files {
            let merged = self.journal.open_like(&path).and_then(|waiting| {
                self.journal
                    .merge_spooled(&waiting, || EntryId::random(&mut self.rng))
            });
            match merged {
                Ok(_) => {
                    // Merging it again is harmless: known entries are skipped.
                    let _ = spool::remove(&path);
                    has_merged = true;
                }
                Err(error) => self.append_status(&format!(
                    "The words in {} couldn't be added to the journal. They stay there, and the next start tries again. {error}",
                    display_path(&path)
                )),
            }
        }
        if has_merged {
            self.append_status("What couldn't be saved before is in the journal now.");
        }
    }

    /// Spools unsaved entries and returns a message with the path; none if there are none.
    pub(super) fn write_spool(&mut self) -> Option<String> {
        let spooled = self.spool_unsaved()?;
        if self.is_without_key() {
            return Some(if self.loses_words_on_quit() {
                "The journal is locked, so what you wrote wasn't saved.".to_owned()
            } else {
                LOCKED_BREAK_MESSAGE.to_owned()
            });
        }
        let folder = &self.paths.as_ref()?.state_dir;
        Some(match spooled {
            Ok(path) => format!(
                "Your words couldn't be saved in the journal, but they're safe. They're in {}, and will be added next time you start enough.",
                display_path(&path)
            ),
            // The messages of errors are for a window that stays open.
            Err(_) => format!(
                "What you wrote since the last save couldn't be saved anywhere, neither in the journal nor in {}. What was saved before was left as it was. Please check that the disk has room and that you may write there.",
                display_path(folder)
            ),
        })
    }

    /// Spools unsaved entries and returns the path; none if there are none, or no folder for them.
    pub(super) fn spool_unsaved(&mut self) -> Option<Result<PathBuf, JournalError>> {
        let entries = self.unsaved_entries();
        self.spool_file.is_current = false;
        if entries.is_empty() {
            return None;
        }
        if self.is_without_key() {
            return Some(Err(self.locked_error()));
        }
        let paths = self.paths.clone()?;
        let mut failure = None;
        for dir in paths.spool_dirs() {
            match spool::write(dir, &self.journal, &entries) {
                Ok(path) => {
                    self.remove_spool();
                    self.spool_file = SpoolFile {
                        path: Some(path.clone()),
                        is_current: true,
                    };
                    return Some(Ok(path));
                }
                Err(error) => failure = Some(error),
            }
        }
        failure.map(Err)
    }

    /// Removes the spool file of this window once its entries are saved.
    pub(super) fn remove_spool(&mut self) {
        if let Some(path) = self.spool_file.path.take() {
            // The next start merges a file that can't be removed; its entries are known by then.
            let _ = spool::remove(&path);
        }
    }

    pub(super) fn unsaved_entries(&self) -> Vec<Entry> {
        let mut entries = self.covered_entries();
        entries.extend(self.uncovered_entries());
        entries
    }

    /// Those that aren't behind the field for the passphrase.
    pub(super) fn uncovered_entries(&self) -> Vec<Entry> {
        let mut entries = self.unsaved_breaks.clone();
        if self.is_journal_unavailable() {
            entries.extend(entries_of(&self.journal));
        }
        if let Some(session_screen) = self
            .active_session_screen()
            .filter(|session_screen| session_screen.has_content())
        {
            let entry = session_screen.entry();
            entries.retain(|other| other.id != entry.id);
            entries.push(entry);
        }
        entries
    }
}

/// All entries of a journal in memory.
pub(super) fn entries_of(journal: &Journal) -> Vec<Entry> {
    let ids = journal.ids().unwrap_or_default();
    ids.iter()
        .filter_map(|id| journal.entry(id).ok()?)
        .collect()
}
