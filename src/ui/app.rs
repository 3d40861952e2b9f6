//! The application state: handles events and returns effects for the terminal.
//!
//! Screens form a stack, and keys go to the top one. What a screen decides comes back as an [`AppCommand`],
//! which [`App`] executes. No other part of the interface writes to the journal.

mod breaks;
mod cards;
mod clipboard;
pub(crate) mod configure;
mod dispatch;
mod entry_actions;
mod file_actions;
mod follow_ups;
mod line_mode;
pub(crate) mod long_work;
mod navigation;
mod profile_actions;
mod render;
mod saving;
mod session_flow;
mod startup;
mod storage_failure;
mod suggestions;
pub(crate) mod unlocking;

use std::collections::VecDeque;
use std::path::PathBuf;
use std::time::Duration;

use crossterm::event::{KeyEvent, KeyEventKind};
use rand::rngs::StdRng;
use ratatui::layout::Rect;
use zeroize::Zeroizing;

use self::configure::AppDefaults;
pub use self::long_work::{WorkRequest, WorkResult};
use self::saving::{LastSave, Persistence};
pub use self::startup::StartScreen;
use self::storage_failure::SpoolFile;
use self::unlocking::AppLock;
pub use self::unlocking::{LockSettings, UnlockRequest, UnlockResult};
use crate::content::library::Library;
use crate::domain::breath::FRAME_INTERVAL;
use crate::domain::entry::{Entry, EntryId, LocalTime};
use crate::platform::paths::AppPaths;
use crate::storage::journal::Journal;
use crate::storage::profile::{Profile, ProfileChange};
use crate::text::replace_unsafe;
use crate::ui::color::Rgb;
use crate::ui::keymap::{Action, Key, KeyContext, KeyPress, key_label};
use crate::ui::layout;
use crate::ui::screens::work_screen::AfterWork;
use crate::ui::screens::{AppCommand, Screen, ScreenContext};
use crate::ui::theme::{Theme, ThemeSource};

/// An event from the terminal.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    Key(KeyEvent),
    Paste(String),
    Resize(u16, u16),
    /// Time since the last tick.
    Tick(Duration),
    /// The text from the external editor, or none if nothing changed.
    EditorClosed(Option<String>),
    /// A request to terminate, such as SIGTERM.
    Terminate,
    /// The background color of the terminal.
    BackgroundColor(Rgb),
    /// The result of an [`Effect::Unlock`] or an [`Effect::RunAskCommand`].
    Unlock(UnlockResult),
}

/// A request to the terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum Effect {
    Quit,
    /// Suspend the process, as Ctrl+Z does in a shell.
    Suspend,
    /// Redraw every cell.
    Redraw,
    /// Clear the terminal, including its scrollback.
    ClearScrollback,
    /// Open the external editor with this text.
    OpenEditor(String),
    /// Copy this text to the clipboard (OSC 52).
    CopyText(String),
    /// Ring the bell of the terminal (BEL).
    RingBell,
    /// Check a passphrase on another thread, and report the result.
    Unlock(Box<UnlockRequest>),
    /// Run the command of the configuration that gives the passphrase on another thread, and report the result.
    RunAskCommand,
    /// Stop the long work that runs.
    StopWork,
}

/// How the interface is presented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum UiMode {
    FullScreen,
    /// Lines instead of screens, for screen readers and pipes.
    LineMode,
}

/// The application.
#[derive(Debug)]
pub struct App {
    library: Library,
    journal: Journal,
    persistence: Persistence,
    /// None if nothing is ever written to disk.
    paths: Option<AppPaths>,
    profile: Profile,
    /// What the configuration file sets.
    defaults: AppDefaults,
    /// Where the profile is saved; none keeps it in memory only.
    profile_file: Option<PathBuf>,
    /// Changes that couldn't be saved yet.
    pending_profile_changes: Vec<ProfileChange>,
    /// The screen to open once the journal is available.
    pending_start_screen: Option<StartScreen>,
    theme: Theme,
    /// None if the theme is fixed.
    theme_source: Option<ThemeSource>,
    mode: UiMode,
    rng: StdRng,
    area: Rect,
    /// The stack of screens, the visible one last. The application ends when it is empty.
    screens: Vec<Screen>,
    /// A message shown until the next key.
    status: String,
    /// Ctrl+C was pressed with text in progress; a second press quits.
    quit_pending: bool,
    deleted_entries: Vec<EntryId>,
    /// The screen stays blank until the next key.
    is_hidden: bool,
    last_save: LastSave,
    lock: AppLock,
    /// Long work that nobody runs yet.
    wanted_work: VecDeque<WorkRequest>,
    /// The journal that is opened once a break is to be saved.
    deferred_journal: Option<AppPaths>,
    /// The entries of breaks that were left and couldn't be saved.
    unsaved_breaks: Vec<Entry>,
    spool_file: SpoolFile,
    /// A save that must not block keys for long.
    is_autosave: bool,
    /// Time since the first unsaved change.
    unsaved_for: Option<Duration>,
    /// The session that last offered a break, so that each offers it once.
    break_offered_in: Option<EntryId>,
    /// The session that last offered the pattern exercise.
    pattern_exercise_offered_in: Option<EntryId>,
    /// Printed to the terminal after exit.
    exit_message: Option<String>,
    /// Texts to print after exit, by entry.
    print_queue: Vec<(EntryId, String)>,
}

impl App {
    /// Together with the tick interval, text is on disk within two seconds.
    const AUTOSAVE_DELAY: Duration = Duration::from_millis(1500);
    /// The break that F2 starts unless configured otherwise.
    pub(crate) const DEFAULT_BREAK: &str = "slow-six";
    /// The check-in unless configured otherwise.
    pub(crate) const DEFAULT_CHECK_IN: &str = "check-in";
    /// The exercise offered after a high distress rating.
    pub(crate) const GROUNDING_EXERCISE: &str = "grounding-54321";
    /// The exercise offered for a worry that keeps coming back.
    pub(crate) const PATTERN_EXERCISE: &str = "notice-my-pattern";

    /// An application that saves to `journal`.
    pub fn new(library: Library, journal: Journal, theme: Theme, rng: StdRng) -> Self {
        let persistence = if journal.path().is_some() {
            Persistence::OnDisk
        } else {
            Persistence::Private
        };
        Self {
            library,
            journal,
            persistence,
            paths: None,
            profile: Profile::default(),
            defaults: AppDefaults::default(),
            profile_file: None,
            pending_profile_changes: Vec::new(),
            pending_start_screen: None,
            theme,
            theme_source: None,
            mode: UiMode::FullScreen,
            rng,
            area: Rect::default(),
            screens: Vec::new(),
            status: String::new(),
            quit_pending: false,
            deleted_entries: Vec::new(),
            is_hidden: false,
            last_save: LastSave::Succeeded,
            lock: AppLock::default(),
            wanted_work: VecDeque::new(),
            deferred_journal: None,
            unsaved_breaks: Vec::new(),
            spool_file: SpoolFile::default(),
            is_autosave: false,
            unsaved_for: None,
            break_offered_in: None,
            pattern_exercise_offered_in: None,
            exit_message: None,
            print_queue: Vec::new(),
        }
    }

    /// Sets the paths for exports, the spool and recovery.
    #[must_use]
    pub fn with_paths(mut self, paths: AppPaths) -> Self {
        self.paths = Some(paths);
        self
    }

    /// Sets a theme that may depend on the background of the terminal.
    #[must_use]
    pub fn with_theme_source(mut self, source: ThemeSource) -> Self {
        self.theme = source.theme(None);
        self.theme_source = Some(source);
        self
    }

    /// Whether the theme depends on the background of the terminal.
    pub(crate) fn follows_background(&self) -> bool {
        self.theme_source
            .as_ref()
            .is_some_and(ThemeSource::follows_background)
    }

    /// The message to print after the last frame.
    pub(crate) fn exit_message(&self) -> Option<&str> {
        self.exit_message.as_deref()
    }

    /// Handles an event and returns what the terminal must do.
    pub fn update(&mut self, event: Event, now: &LocalTime) -> Option<Effect> {
        self.journal.set_now(now.timestamp);
        if matches!(event, Event::Key(_) | Event::Paste(_) | Event::Tick(_))
            && self.is_lock_due(now)
            && let Some(effect) = self.lock_journal(now)
        {
            return Some(effect);
        }
        let is_active = match event {
            Event::Key(_) | Event::Paste(_) | Event::EditorClosed(_) | Event::Unlock(_) => true,
            // What plays, such as a break, isn't interrupted.
            Event::Tick(_) => self.screen_frame_in().is_some(),
            _ => false,
        };
        if is_active {
            self.note_activity(now);
        }
        match event {
            Event::Key(key) => return self.on_key(key, now),
            Event::Paste(_) if self.is_hidden => {}
            Event::Paste(text) => {
                // It may be a passphrase.
                let text = Zeroizing::new(text);
                self.status.clear();
                let before = self.input_hash();
                self.with_top_screen(|screen| screen.on_paste(&text));
                self.mark_dirty(before);
                if let Some(Screen::History(history)) = self.screens.last_mut() {
                    history.refresh(&self.journal);
                }
                if self.is_input_full() {
                    self.set_status(
                        "That's all that fits here. The end of what you pasted was cut.",
                    );
                }
            }
            Event::Resize(width, height) => self.resize(Rect::new(0, 0, width, height)),
            Event::Tick(elapsed) => return self.on_tick(elapsed, now),
            Event::EditorClosed(words) => {
                if let Some(words) = words {
                    let words = crate::text::sanitize(words.trim_end());
                    self.with_top_screen(|screen| screen.set_text(&words));
                    self.save_draft();
                }
                return Some(Effect::Redraw);
            }
            Event::Terminate => return Some(self.quit(now)),
            Event::Unlock(result) => self.on_unlock_result(result, now),
            Event::BackgroundColor(background) => {
                if let Some(source) = &self.theme_source {
                    self.theme = source.theme(Some(background));
                }
            }
        }
        None
    }

    /// Whether background work is left, such as counting search results.
    pub fn has_idle_work(&self) -> bool {
        self.screens.last().is_some_and(Screen::has_idle_work)
    }

    /// Does one batch of background work. The event loop calls it between keys. Returns true if the screen changed.
    pub fn run_idle_work(&mut self) -> bool {
        let screen = self.screens.last_mut();
        let shows = screen.is_some_and(|screen| screen.run_idle_work(&self.journal));
        self.report_damage();
        shows
    }

    /// The time until the next frame is needed without input; none if nothing moves.
    pub fn next_frame_in(&self) -> Option<Duration> {
        let autosave = self
            .unsaved_for
            .map(|unsaved| Self::AUTOSAVE_DELAY.saturating_sub(unsaved));
        let at_once = self.has_idle_work().then_some(Duration::ZERO);
        [
            self.screen_frame_in(),
            autosave,
            at_once,
            self.lock_due_in(),
        ]
        .into_iter()
        .flatten()
        .min()
    }

    /// The most bytes of the next frame; none if it isn't followed by another one at once.
    pub fn max_frame_bytes(&self) -> Option<usize> {
        let is_animating = self.screen_frame_in()? <= FRAME_INTERVAL;
        is_animating.then(|| self.theme.max_frame_bytes())
    }

    /// The time until something moves on the screen.
    fn screen_frame_in(&self) -> Option<Duration> {
        let screen = self.screens.last().filter(|_| !self.is_hidden)?;
        screen.next_frame_in(&self.theme)
    }

    /// Shows a message until the next key.
    pub(crate) fn set_status(&mut self, words: impl Into<String>) {
        self.status = replace_unsafe(&words.into());
    }

    /// Adds a sentence to the message.
    pub(crate) fn append_status(&mut self, words: &str) {
        if !self.status.is_empty() {
            self.status.push(' ');
        }
        self.status.push_str(&replace_unsafe(words));
    }

    fn key_context(&self) -> KeyContext {
        self.screens
            .last()
            .map_or(KeyContext::Page, Screen::key_context)
    }

    fn with_top_screen(&mut self, act: impl FnOnce(&mut Screen)) {
        if let Some(screen) = self.screens.last_mut() {
            act(screen);
        }
    }

    fn on_key(&mut self, event: KeyEvent, now: &LocalTime) -> Option<Effect> {
        let press = KeyPress::new(self.key_context(), Key::from(event));
        // A held key repeats. Only movement and typing may repeat.
        let action = press.action;
        if event.kind == KeyEventKind::Release
            || (event.kind == KeyEventKind::Repeat && !is_repeatable(action))
        {
            return None;
        }
        if std::mem::take(&mut self.is_hidden) {
            // The key that locks doesn't show first what it is to hide.
            let locked = match action {
                Some(Action::LockJournal) => self.lock_at_once(now),
                _ => None,
            };
            return locked.or(Some(Effect::Redraw));
        }
        self.status.clear();
        let asked_before = std::mem::take(&mut self.quit_pending);
        match action {
            Some(Action::ShowKeys) => self.show_key_help(),
            Some(Action::ShowPeople) => self.show_people(),
            Some(Action::StartBreak) => self.start_break("", None, now),
            Some(Action::ShowInsights) => self.dispatch(AppCommand::ShowInsights, now),
            Some(Action::LockJournal) => return self.lock_at_once(now),
            Some(Action::Redraw) => return Some(Effect::Redraw),
            Some(Action::HideScreen) => {
                self.save_draft();
                self.with_top_screen(Screen::pause);
                self.is_hidden = true;
                return Some(Effect::ClearScrollback);
            }
            Some(Action::Suspend) => {
                self.save_draft();
                return Some(Effect::Suspend);
            }
            Some(Action::Interrupt) => return self.on_interrupt(asked_before, now),
            Some(Action::OpenExternalEditor) => return self.open_external_editor(),
            _ => {
                let before = self.input_hash();
                let command = self.command_for_key(press);
                self.report_damage();
                match command {
                    AppCommand::None => self.mark_dirty(before),
                    AppCommand::CopyText(words) => return self.copy_to_clipboard(words),
                    AppCommand::StopWork => return self.stop_work(AfterWork::GoOn),
                    AppCommand::Unlock => return self.request_unlock(),
                    AppCommand::RunAskCommand if self.begin_asking() => {
                        return Some(Effect::RunAskCommand);
                    }
                    command => self.dispatch(command, now),
                }
            }
        }
        self.screens.is_empty().then_some(Effect::Quit)
    }

    fn command_for_key(&mut self, press: KeyPress) -> AppCommand {
        if press.action == Some(Action::Leave) && self.unsaved_for.is_some() {
            // What is asked before leaving depends on whether it can be saved.
            self.save_draft();
        }
        self.tell_keeping();
        let context = ScreenContext {
            library: &self.library,
            journal: &self.journal,
            area: layout::screen_area(self.area),
            theme: self.theme,
        };
        self.screens
            .last_mut()
            .map_or(AppCommand::Quit, |screen| screen.on_key(press, &context))
    }

    fn resize(&mut self, area: Rect) {
        self.area = area;
        for screen in &mut self.screens {
            screen.set_area(area);
        }
    }

    fn on_tick(&mut self, elapsed: Duration, now: &LocalTime) -> Option<Effect> {
        let was_over = self.is_break_over();
        self.with_top_screen(|screen| screen.on_tick(elapsed));
        if self.is_break_over() && !was_over {
            self.record_break(now);
        }
        if let Some(unsaved) = &mut self.unsaved_for {
            *unsaved += elapsed;
            if *unsaved >= Self::AUTOSAVE_DELAY {
                self.autosave();
            }
        }
        match self.screens.last_mut() {
            Some(Screen::Break(break_screen)) => {
                break_screen.take_bell().then_some(Effect::RingBell)
            }
            _ => None,
        }
    }

    /// Whether a break is on top and has come to its end.
    fn is_break_over(&self) -> bool {
        matches!(self.screens.last(), Some(Screen::Break(break_screen)) if break_screen.is_finished())
    }

    /// A hash of the current input, used to detect unsaved changes.
    fn input_hash(&self) -> Option<u64> {
        self.screens.last().and_then(Screen::input_hash)
    }

    fn open_external_editor(&mut self) -> Option<Effect> {
        if self.is_private() {
            self.set_status("Your editor needs a file, but nothing is saved to disk right now.");
            return None;
        }
        if self.is_without_key() {
            self.set_status(
                "Your editor needs a file, and nothing is written to disk while the journal is locked.",
            );
            return None;
        }
        self.save_draft();
        self.screens.last()?.edited_text()?;
        if self.warns_of_editor_file() {
            let key = key_label(Action::OpenExternalEditor, self.key_context());
            self.set_status(format!(
                "Your editor needs a file. Until you close it, these words lie on the disk without the lock. Press {key} again to open it."
            ));
            return None;
        }
        let words = self.screens.last()?.edited_text()?;
        Some(Effect::OpenEditor(words.to_owned()))
    }
}

const fn is_repeatable(action: Option<Action>) -> bool {
    matches!(
        action,
        None | Some(
            Action::Up
                | Action::Down
                | Action::PageUp
                | Action::PageDown
                | Action::Increase
                | Action::Decrease
                | Action::IncreaseFine
                | Action::DecreaseFine
                | Action::IncreaseCoarse
                | Action::DecreaseCoarse
                | Action::Edit(_)
        )
    )
}
