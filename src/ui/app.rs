//! The whole state of the program: events go in, effects come out.
//!
//! The screens stand on a stack. A key goes to the one on top; what follows from it comes back as an
//! [`Outcome`] and is decided here. Only here is the journal written to.

mod clipboard;
pub(crate) mod configure;
mod dispatch;
mod entry_actions;
mod export_action;
mod follow_ups;
mod line_mode;
mod navigation;
mod profile_actions;
mod render;
mod saving;
mod session_flow;
mod startup;
mod storage_failure;
mod suggestions;

use std::path::PathBuf;
use std::time::Duration;

use crossterm::event::{KeyEvent, KeyEventKind};
use rand::rngs::StdRng;
use ratatui::layout::Rect;

use self::saving::{LastSave, Persistence};
pub use self::startup::StartScreen;
use crate::config::YesNo;
use crate::content::library::Library;
use crate::domain::entry::{EntryId, LocalTime};
use crate::platform::paths::AppPaths;
use crate::storage::journal::Journal;
use crate::storage::profile::{Profile, ProfileChange};
use crate::text::replace_unsafe;
use crate::ui::keymap::{Action, Key, KeyContext, KeyPress};
use crate::ui::screens::{AppCommand, Screen, ScreenContext};
use crate::ui::theme::Theme;

/// What happens to the program.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    Key(KeyEvent),
    Paste(String),
    Resize(u16, u16),
    /// Time has passed since the last one; never longer than a moment, whatever the clock says.
    Tick(Duration),
    /// The person's own editor gave these words back, or nothing new.
    EditorClosed(Option<String>),
    /// The program is asked to end.
    Terminate,
}

/// What the terminal is to do now.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum Effect {
    Quit,
    /// Set the program aside, as Ctrl+Z does everywhere.
    Suspend,
    /// Draw every cell again.
    Redraw,
    /// Wipe the terminal, with what can be scrolled back to.
    ClearScrollback,
    /// Open the person's own editor with these words.
    OpenEditor(String),
    /// Ask the terminal to copy these words.
    CopyText(String),
}

/// How the person meets the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum UiMode {
    FullScreen,
    /// Told line by line, where nothing is pressed.
    LineMode,
}

/// The program.
#[derive(Debug)]
pub struct App {
    library: Library,
    journal: Journal,
    persistence: Persistence,
    /// Where things lie, unless nothing is ever written.
    paths: Option<AppPaths>,
    /// What the person told about themselves.
    profile: Profile,
    /// What holds of them until they tell it.
    profile_defaults: Profile,
    /// Where that is kept; none where it holds for this window alone.
    profile_file: Option<PathBuf>,
    /// What they told and couldn't be kept yet.
    pending_profile_changes: Vec<ProfileChange>,
    /// Where the program was to open, while the journal can't be.
    pending_start_screen: Option<StartScreen>,
    theme: Theme,
    mode: UiMode,
    rng: StdRng,
    area: Rect,
    /// The one on top is on the screen. Empty: the program is over.
    screens: Vec<Screen>,
    /// Something to know now, until the next key.
    status: String,
    /// Ctrl+C was pressed while words stood open.
    quit_pending: bool,
    deleted_entries: Vec<EntryId>,
    /// Nothing is shown until the next key.
    is_hidden: bool,
    last_save: LastSave,
    /// Where words wait that the journal can't take.
    spool_file: Option<PathBuf>,
    /// A save is made between two keys, which wait meanwhile.
    is_autosave: bool,
    /// How long words have stood on the screen that aren't on disk.
    unsaved_for: Option<Duration>,
    /// The walk in which a rest was offered last, so that it is offered once.
    break_offered_in: Option<EntryId>,
    /// The walk in which another way of looking was offered last.
    pattern_exercise_offered_in: Option<EntryId>,
    /// The break that F2 opens.
    default_break: String,
    /// Whether a line of kindness stands on the first screen.
    kindness: YesNo,
    /// Words to leave on the terminal at the end.
    exit_message: Option<String>,
    /// Words of walks that are to be printed then.
    print_queue: Vec<(EntryId, String)>,
}

impl App {
    /// Words being typed are on disk before two seconds have passed.
    const AUTOSAVE_DELAY: Duration = Duration::from_millis(1500);
    /// The break that F2 opens.
    pub const DEFAULT_BREAK: &str = "slow-six";
    /// The exercise that brings one back to where one is.
    pub const GROUNDING_EXERCISE: &str = "grounding-54321";
    /// The exercise for a worry that has been weighed often enough.
    pub const PATTERN_EXERCISE: &str = "notice-my-pattern";

    /// A program that keeps words in `journal`.
    pub fn new(library: Library, journal: Journal, theme: Theme, rng: StdRng) -> Self {
        let persistence = if journal.path().is_some() {
            Persistence::OnDisk
        } else {
            Persistence::Private
        };
        Self {
            kindness: YesNo::Yes,
            library,
            journal,
            persistence,
            paths: None,
            profile: Profile::default(),
            profile_defaults: Profile::default(),
            profile_file: None,
            pending_profile_changes: Vec::new(),
            pending_start_screen: None,
            theme,
            mode: UiMode::FullScreen,
            rng,
            area: Rect::default(),
            screens: Vec::new(),
            status: String::new(),
            quit_pending: false,
            deleted_entries: Vec::new(),
            is_hidden: false,
            last_save: LastSave::Succeeded,
            spool_file: None,
            is_autosave: false,
            unsaved_for: None,
            break_offered_in: None,
            pattern_exercise_offered_in: None,
            default_break: Self::DEFAULT_BREAK.to_owned(),
            exit_message: None,
            print_queue: Vec::new(),
        }
    }

    /// The same, with places for words that the journal can't take.
    #[must_use]
    pub fn with_paths(mut self, paths: AppPaths) -> Self {
        self.paths = Some(paths);
        self
    }

    /// Words to leave on the terminal after the last frame.
    pub fn exit_message(&self) -> Option<&str> {
        self.exit_message.as_deref()
    }

    /// Takes an event and says what the terminal is to do about it.
    pub fn update(&mut self, event: Event, now: &LocalTime) -> Option<Effect> {
        self.journal.set_now(now.timestamp);
        match event {
            Event::Key(key) => return self.on_key(key, now),
            Event::Paste(_) if self.is_hidden => {}
            Event::Paste(text) => {
                self.status.clear();
                let before = self.input_hash();
                self.with_top_screen(|screen| screen.on_paste(&text));
                self.mark_dirty(before);
                if let Some(Screen::History(history)) = self.screens.last_mut() {
                    history.refresh(&self.journal);
                }
                if self.is_input_full() {
                    self.set_status(
                        "That is as much as fits here. The end of what you pasted was left out.",
                    );
                }
            }
            Event::Resize(width, height) => self.area = Rect::new(0, 0, width, height),
            Event::Tick(elapsed) => self.on_tick(elapsed),
            Event::EditorClosed(words) => {
                if let Some(words) = words {
                    let words = crate::text::sanitize(words.trim_end());
                    self.with_top_screen(|screen| screen.set_text(&words));
                    self.save_draft();
                }
                return Some(Effect::Redraw);
            }
            Event::Terminate => return Some(self.quit(now)),
        }
        None
    }

    /// Whether something is left to do that nobody waits for.
    pub fn has_idle_work(&self) -> bool {
        self.screens.last().is_some_and(Screen::has_idle_work)
    }

    /// Does a little of that. The loop calls it while no key does. Says whether it is to be shown at once.
    pub fn run_idle_work(&mut self) -> bool {
        let screen = self.screens.last_mut();
        let shows = screen.is_some_and(|screen| screen.run_idle_work(&self.journal));
        self.report_damage();
        shows
    }

    /// When the next frame is wanted, if nothing else happens; none while nothing moves.
    pub fn next_frame_in(&self) -> Option<Duration> {
        let screen = self
            .screens
            .last()
            .filter(|_| !self.is_hidden)
            .and_then(|screen| screen.next_frame_in(&self.theme));
        let autosave = self
            .unsaved_for
            .map(|unsaved| Self::AUTOSAVE_DELAY.saturating_sub(unsaved));
        let at_once = self.has_idle_work().then_some(Duration::ZERO);
        [screen, autosave, at_once].into_iter().flatten().min()
    }

    /// Lets the person know something, until the next key.
    pub fn set_status(&mut self, words: impl Into<String>) {
        self.status = replace_unsafe(&words.into());
    }

    /// Lets the person know something more.
    pub fn append_status(&mut self, words: &str) {
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
        // A key held down repeats; only what moves or types may act again.
        let action = press.action;
        if event.kind == KeyEventKind::Release
            || (event.kind == KeyEventKind::Repeat && !is_repeatable(action))
        {
            return None;
        }
        if std::mem::take(&mut self.is_hidden) {
            return Some(Effect::Redraw);
        }
        self.status.clear();
        let asked_before = std::mem::take(&mut self.quit_pending);
        match action {
            Some(Action::ShowKeys) => self.show_key_help(),
            Some(Action::ShowPeople) => self.show_people(now),
            Some(Action::StartBreak) => self.start_break("", None),
            Some(Action::ShowInsights) => self.show_insights(now),
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
                    command => self.dispatch(command, now),
                }
            }
        }
        self.screens.is_empty().then_some(Effect::Quit)
    }

    fn command_for_key(&mut self, press: KeyPress) -> AppCommand {
        let context = ScreenContext {
            library: &self.library,
            journal: &self.journal,
            area: Rect {
                height: self.area.height.saturating_sub(1),
                ..self.area
            },
            theme: self.theme,
        };
        self.screens
            .last_mut()
            .map_or(AppCommand::Quit, |screen| screen.on_key(press, &context))
    }

    fn on_tick(&mut self, elapsed: Duration) {
        self.with_top_screen(|screen| screen.on_tick(elapsed));
        if let Some(unsaved) = &mut self.unsaved_for {
            *unsaved += elapsed;
            if *unsaved >= Self::AUTOSAVE_DELAY {
                self.autosave();
            }
        }
    }

    /// What the person put on the screen on top, as a number that changes with it.
    fn input_hash(&self) -> Option<u64> {
        self.screens.last().and_then(Screen::input_hash)
    }

    fn open_external_editor(&mut self) -> Option<Effect> {
        if self.is_private() {
            self.set_status("Your editor needs a file, and nothing is written to disk now.");
            return None;
        }
        self.save_draft();
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
