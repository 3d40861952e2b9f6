//! Unlocking the journal while the app runs, and locking it again.
//!
//! While the journal is locked, entries are kept in a journal in memory that has no key. They are merged into the journal
//! once it is unlocked, and are written nowhere before that.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::saving::{LastSave, Persistence};
use super::storage_failure::{SpoolFile, entries_of};
use super::{App, Effect, StartScreen, UiMode};
use crate::domain::entry::{Entry, EntryId, EntryKind, EntryState, LocalTime};
use crate::platform::paths::AppPaths;
use crate::storage::journal::{Journal, JournalError};
use crate::storage::lock::{JournalKey, LockState};
use crate::text::display_path;
use crate::text::hidden::HiddenText;
use crate::ui::screens::choice_screen::{Choice, ChoiceScreen};
use crate::ui::screens::home_screen::uses_postponed_worries;
use crate::ui::screens::unlock_screen::UnlockScreen;
use crate::ui::screens::work_screen::AfterWork;
use crate::ui::screens::{AppCommand, Screen};

/// How often to look at the clock for the idle lock.
const LOCK_CHECK_INTERVAL: Duration = Duration::from_secs(10);

/// How the lock of the journal is handled. By default there is none.
#[derive(Clone, Copy, Debug, Default)]
pub struct LockSettings {
    pub has_lock: bool,
    /// Whether the configuration has a command that gives the passphrase.
    pub has_ask_command: bool,
    /// After how many minutes without a key the journal is locked again.
    pub after_minutes: Option<u16>,
}

/// The lock of the journal of this user.
#[derive(Debug, Default)]
pub(super) struct AppLock {
    settings: LockSettings,
    /// When the last key was pressed, or something last moved on the screen.
    active_at: Option<Timestamp>,
    /// The user knows that the file of the external editor lies open on the disk.
    has_accepted_editor_file: bool,
    /// What was written while the journal was locked, before the user had it hidden: journals in memory that are shown again
    /// once the journal is unlocked.
    covered: Vec<Journal>,
}

impl AppLock {
    pub(super) fn covered(&self) -> &[Journal] {
        &self.covered
    }

    pub(super) fn clear_covered(&mut self) {
        self.covered.clear();
    }
}

/// A passphrase or a recovery code to check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnlockRequest {
    paths: AppPaths,
    typed: HiddenText,
}

/// What came of an attempt to unlock the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnlockResult {
    /// The key. Whether the journal opens with it is known once it is tried.
    Key(JournalKey),
    /// It is neither the passphrase nor a recovery code.
    Wrong,
    /// Why nothing could be checked, in a sentence.
    Failed(String),
}

impl UnlockRequest {
    pub(crate) const fn new(paths: AppPaths, typed: HiddenText) -> Self {
        Self { paths, typed }
    }

    /// Checks it. This takes as long as the lock file asks for, so it runs on a thread of its own.
    pub fn run(&self) -> UnlockResult {
        let lock = match LockState::read(&self.paths) {
            Ok(lock) => lock,
            Err(error) => return UnlockResult::Failed(unreadable_lock_text(&self.paths, &error)),
        };
        match lock.open(self.typed.as_str()) {
            Ok(Some(seed)) => UnlockResult::Key(JournalKey::of(&seed)),
            Ok(None) => UnlockResult::Wrong,
            Err(error) => UnlockResult::Failed(format!(
                "This couldn't be checked, because memory is short ({error}). Please close something else and try again."
            )),
        }
    }
}

/// Whether any of the entries has words. A break has none.
fn has_words(entries: &[Entry]) -> bool {
    entries.iter().any(|entry| entry.kind != EntryKind::Break)
}

fn unreadable_lock_text(paths: &AppPaths, error: &std::io::Error) -> String {
    let path = display_path(&paths.lock_file);
    format!(
        "{path} can't be read ({error}). The journal stays locked, and everything in it is safe."
    )
}

impl App {
    /// Sets how the lock of the journal is handled.
    #[must_use]
    pub fn with_lock(mut self, settings: LockSettings) -> Self {
        self.lock.settings = settings;
        self
    }

    /// Begins with the journal locked, and asks for the passphrase. The paths must be set.
    #[must_use]
    pub fn with_locked_journal(mut self) -> Self {
        self.persistence = Persistence::Unavailable(self.locked_error());
        self
    }

    pub(super) fn locked_error(&self) -> JournalError {
        let path = self.paths.as_ref().map(|paths| paths.journal_file.clone());
        JournalError::Locked {
            path: path.unwrap_or_default(),
        }
    }

    /// Notes that there is a lock, which a break began without looking for.
    pub(super) const fn set_has_lock(&mut self) {
        self.lock.settings.has_lock = true;
    }

    pub(crate) const fn has_lock(&self) -> bool {
        self.lock.settings.has_lock
    }

    /// Whether the journal is locked, and nobody has unlocked it yet.
    pub(crate) const fn is_locked(&self) -> bool {
        matches!(
            self.persistence,
            Persistence::Unavailable(JournalError::Locked { .. })
        )
    }

    /// Whether no key is known that fits the journal, so that nothing can be spooled for it.
    pub(super) const fn is_without_key(&self) -> bool {
        matches!(
            self.persistence,
            Persistence::Unavailable(
                JournalError::Locked { .. } | JournalError::LockedOtherwise { .. }
            )
        )
    }

    /// Whether words would be lost by quitting now, because the journal is locked.
    pub(super) fn loses_words_on_quit(&self) -> bool {
        self.is_without_key() && has_words(&self.unsaved_entries())
    }

    /// Whether words that were written while the journal is locked can be read by whoever is at the screen.
    fn shows_words_while_locked(&self) -> bool {
        self.is_without_key() && has_words(&self.uncovered_entries())
    }

    /// The entries behind the field for the passphrase.
    pub(super) fn covered_entries(&self) -> Vec<Entry> {
        self.lock.covered.iter().flat_map(entries_of).collect()
    }

    /// Shows what was hidden again, where the key fits and the journal can't be opened all the same.
    pub(super) fn uncover(&mut self) {
        for covered in std::mem::take(&mut self.lock.covered) {
            let name = || EntryId::random(&mut self.rng);
            if self.journal.merge_spooled(&covered, name).is_err() {
                self.lock.covered.push(covered);
            }
        }
    }

    /// The key of the journal, if it is open on disk.
    pub(crate) const fn key_on_disk(&self) -> Option<&JournalKey> {
        match self.persistence {
            Persistence::OnDisk => Some(self.journal.key()),
            _ => None,
        }
    }

    /// Asks whether to quit without the words that can't be saved.
    pub(super) fn ask_before_losing_words(&mut self) {
        let choice = |label: &str, command| Choice {
            label: label.to_owned(),
            detail: String::new(),
            command,
        };
        let question = "The journal is locked, so what you wrote just now isn't saved anywhere. Once you unlock the journal, it is.";
        let choices = vec![
            choice(
                "Unlock the journal",
                AppCommand::ShowUnlock(Box::new(AppCommand::None)),
            ),
            choice("Stay here", AppCommand::Back),
            choice("Quit without these words", AppCommand::QuitUnsaved),
        ];
        let choice = ChoiceScreen::new("Before you go", question, choices);
        self.push_screen(Screen::Choice(choice));
    }

    /// What the app can't do while the journal is locked, and does after it was unlocked.
    pub(super) fn needs_journal(&self, command: &AppCommand) -> bool {
        match command {
            AppCommand::ShowHistory
            | AppCommand::ShowFilteredHistory(_)
            | AppCommand::ShowInsights
            | AppCommand::ShowCards
            | AppCommand::ShowPath(_)
            | AppCommand::FollowUp(_) => true,
            // The program ends with a break from the shell, so nobody could unlock the journal later.
            AppCommand::RateBreak => self.screens.len() == 1,
            AppCommand::StartExercise(id) => {
                let header = self.library.header(id);
                header.is_some_and(|exercise| exercise.follows_up.is_some())
                    || uses_postponed_worries(&self.library, id)
            }
            _ => false,
        }
    }

    /// Shows the field for the passphrase. `after` is done once the journal is open.
    pub(super) fn show_unlock(&mut self, after: AppCommand) {
        self.close_choices();
        let screen = UnlockScreen::new(self.read_lock_state(), self.lock.settings.has_ask_command);
        self.push_screen(Screen::Unlock(screen.with_command(after)));
    }

    fn read_lock_state(&self) -> Result<LockState, String> {
        match &self.paths {
            Some(paths) => {
                LockState::read(paths).map_err(|error| unreadable_lock_text(paths, &error))
            }
            None => Ok(LockState::Unlocked),
        }
    }

    /// The field for the passphrase, even if another screen is on top.
    fn unlock_screen(&mut self) -> Option<&mut UnlockScreen> {
        self.screens
            .iter_mut()
            .rev()
            .find_map(|screen| match screen {
                Screen::Unlock(unlock) => Some(unlock),
                _ => None,
            })
    }

    /// Says that the command of the configuration runs. False if nothing asks for a passphrase.
    pub(crate) fn begin_asking(&mut self) -> bool {
        let screen = self.unlock_screen();
        screen.map(UnlockScreen::set_asking).is_some()
    }

    /// Has what was typed checked.
    pub(super) fn request_unlock(&mut self) -> Option<Effect> {
        let typed = self.unlock_screen()?.take_typed()?;
        let paths = self.paths.clone()?;
        Some(Effect::Unlock(Box::new(UnlockRequest { paths, typed })))
    }

    /// Checks what was typed in line mode, which waits for it.
    pub(crate) fn try_passphrase(&mut self, typed: HiddenText, now: &LocalTime) {
        self.journal.set_now(now.timestamp);
        if let Some(screen) = self.unlock_screen() {
            screen.set_typed(typed);
        }
        if let Some(Effect::Unlock(request)) = self.request_unlock() {
            self.on_unlock_result(request.run(), now);
        }
    }

    /// Takes the result of an attempt. A break on top isn't interrupted: the journal is opened after it.
    pub(super) fn on_unlock_result(&mut self, result: UnlockResult, now: &LocalTime) {
        let Some(screen) = self.unlock_screen() else {
            // The user went on without the journal meanwhile.
            return;
        };
        match result {
            UnlockResult::Wrong => screen.set_wrong(),
            UnlockResult::Failed(words) => screen.set_failed(words),
            UnlockResult::Key(key) => {
                screen.set_key(key);
                if matches!(self.screens.last(), Some(Screen::Unlock(_))) {
                    self.open_with_found_key(now);
                }
            }
        }
    }

    /// Opens the journal if a key was found for it, and removes the field for the passphrase.
    pub(super) fn open_with_found_key(&mut self, now: &LocalTime) {
        let Some(key) = self.unlock_screen().and_then(UnlockScreen::take_key) else {
            return;
        };
        let is_unlock = |screen: &Screen| matches!(screen, Screen::Unlock(_));
        let after = match self.screens.iter().rposition(is_unlock) {
            Some(place) => match self.screens.remove(place) {
                Screen::Unlock(screen) => screen.into_command(),
                _ => AppCommand::None,
            },
            None => AppCommand::None,
        };
        let has_entries = !self.unsaved_entries().is_empty();
        self.journal.set_key(key);
        self.lock.active_at = Some(now.timestamp);
        if !self.open_journal() {
            self.show_storage_failure();
            return;
        }
        if has_entries {
            self.set_status("What you did while the journal was locked is saved in it now.");
        }
        self.report_read_only();
        match after {
            AppCommand::None => self.resume_startup(now),
            command => {
                self.refresh_top_screen(now);
                self.dispatch(command, now);
            }
        }
    }

    /// Goes on with the journal locked.
    pub(super) fn skip_unlocking(&mut self, now: &LocalTime) {
        self.screens.pop();
        // What needs the journal waits for it.
        if let Some(StartScreen::Exercise(_) | StartScreen::ExerciseChoice(..)) =
            self.pending_start_screen
        {
            self.resume_startup(now);
        } else {
            self.refresh_top_screen(now);
        }
        if self.screens.is_empty() {
            return;
        }
        self.append_status("The journal stays locked.");
    }

    /// Drops a key that doesn't open the journal, and asks for another one.
    pub(super) fn ask_for_other_key(&mut self) {
        self.screens.pop();
        self.journal.set_key(JournalKey::NONE);
        self.persistence = Persistence::Unavailable(self.locked_error());
        self.show_unlock(AppCommand::None);
    }

    /// The time after which to look whether the journal is to be locked because no key was pressed; none if it never is.
    ///
    /// The time for which a program waits stands still while the computer sleeps. So it is short, and the words aren't on the
    /// screen for longer after somebody else opens the lid.
    pub(crate) fn lock_due_in(&self) -> Option<Duration> {
        let now = self.journal.now()?;
        let left = Duration::try_from(self.time_until_lock(now)?);
        Some(left.unwrap_or_default().min(LOCK_CHECK_INTERVAL))
    }

    /// The same at `now`, negative if it is overdue.
    fn time_until_lock(&self, now: Timestamp) -> Option<SignedDuration> {
        let minutes = self.lock.settings.after_minutes?;
        if !self.can_lock() {
            return None;
        }
        let idle = now.duration_since(self.lock.active_at?);
        Some(SignedDuration::from_mins(minutes.into()) - idle)
    }

    /// Whether there is a lock, and something that it can hide: the journal, which is open or could be, or what was written
    /// while it was locked. Line mode would end, and lose that. While long work uses the journal, it stays open.
    fn can_lock(&self) -> bool {
        self.lock.settings.has_lock
            && !self.is_private()
            && !self.is_work_running()
            && (!self.is_without_key()
                || (self.mode == UiMode::FullScreen && self.shows_words_while_locked()))
    }

    /// Whether the journal is to be locked now. Real time counts, also that of a computer that was asleep.
    pub(crate) fn is_lock_due(&self, now: &LocalTime) -> bool {
        let left = self.time_until_lock(now.timestamp);
        left.is_some_and(|left| left <= SignedDuration::ZERO)
    }

    /// Notes that the user is here. A clock that was set back begins anew as well.
    pub(crate) const fn note_activity(&mut self, now: &LocalTime) {
        self.lock.active_at = Some(now.timestamp);
    }

    /// Locks the journal because the user asked for it.
    pub(super) fn lock_at_once(&mut self, now: &LocalTime) -> Option<Effect> {
        if self.has_lock() && self.is_work_running() {
            return self.stop_work(AfterWork::LockJournal);
        }
        if !self.can_lock() {
            self.set_status(if self.is_without_key() {
                "The journal is locked."
            } else if self.is_private() {
                // Nobody looked for a lock.
                "The journal isn't open."
            } else {
                "There is no lock on the journal. “enough lock on” makes one."
            });
            return None;
        }
        let effect = self.lock_journal(now);
        if effect.is_none() {
            self.set_status(
                "The journal stays open, because your words couldn't be saved. They're still here.",
            );
        }
        effect
    }

    /// Saves everything, closes the journal, drops its key and all screens, and asks for the passphrase. None if words would
    /// be lost: then nothing changes. What was written while the journal is locked stays in memory, and isn't shown before
    /// the journal is unlocked.
    pub(crate) fn lock_journal(&mut self, now: &LocalTime) -> Option<Effect> {
        self.note_activity(now);
        self.record_break(now);
        let is_saved = self.save_draft() && self.unsaved_breaks.is_empty();
        let stays_in_memory = self.is_without_key();
        let can_lock = if stays_in_memory {
            is_saved
        } else {
            (is_saved && !self.is_journal_unavailable())
                || !matches!(self.spool_unsaved(), Some(Err(_)))
        };
        if !can_lock {
            return None;
        }
        let mut memory = Journal::in_memory_with(&JournalKey::NONE).ok()?;
        memory.copy_now_from(&self.journal);
        let reopened = self.reopened_screen();
        let closed = std::mem::replace(&mut self.journal, memory);
        if stays_in_memory {
            self.lock.covered.push(closed);
        }
        self.persistence = Persistence::Unavailable(self.locked_error());
        self.last_save = LastSave::Succeeded;
        self.unsaved_for = None;
        // Their texts are words of the journal.
        self.screens.clear();
        self.status.clear();
        self.print_queue.clear();
        self.deleted_entries.clear();
        self.unsaved_breaks.clear();
        // The next unlocking merges what was spooled.
        self.spool_file = SpoolFile::default();
        self.quit_pending = false;
        if self.mode == UiMode::LineMode {
            return Some(Effect::Quit);
        }
        self.pending_start_screen = Some(reopened);
        self.push_home();
        self.show_unlock(AppCommand::None);
        if stays_in_memory {
            self.set_status(
                "What you wrote is hidden until you unlock the journal. It is gone if you quit before that.",
            );
        }
        Some(Effect::ClearScrollback)
    }

    /// Where the user was: the exercise that is open, or home.
    fn reopened_screen(&self) -> StartScreen {
        let Some(screen) = self.active_session_screen() else {
            return StartScreen::Home;
        };
        let meta = screen.session().meta();
        match self.journal.entry(&meta.id) {
            Ok(Some(entry)) if entry.state == EntryState::Draft || screen.is_standalone() => {
                StartScreen::Entry(meta.id.clone())
            }
            Ok(Some(_)) => StartScreen::Home,
            // Nothing was written yet.
            _ if screen.is_standalone() => StartScreen::Home,
            _ => StartScreen::Exercise(screen.session().exercise().id.clone()),
        }
    }

    /// Whether the file of the external editor would lie open on the disk, and the user doesn't know it yet. It is said once.
    pub(super) fn warns_of_editor_file(&mut self) -> bool {
        let is_in_memory = self
            .paths
            .as_ref()
            .is_some_and(|paths| paths.runtime_dir.is_some());
        let is_known = is_in_memory || !self.lock.settings.has_lock;
        !is_known && !std::mem::replace(&mut self.lock.has_accepted_editor_file, true)
    }
}
