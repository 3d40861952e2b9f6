//! The event loop of the full-screen mode: draws, waits for input and signals, updates the app, performs its effects.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use crossterm::event;

use super::background::BackgroundTask;
use super::background_query::BackgroundQuery;
use super::external_editor::ExternalEditor;
use super::panic_hook;
use super::running_work::{FinishedWork, RunningWork};
use super::signal_event::SignalEvent;
use super::system::key_reader::{KeyReader, reopen_stdin};
use super::system::signals::{self, Signals};
use super::tui::Tui;
use super::{instant_now, now};
use crate::storage::backup::DailyBackup;
use crate::storage::lock::JournalKey;
use crate::ui::app::{App, Effect, Event, StartScreen, UnlockResult};
use crate::ui::exit_reason::ExitReason;
use crate::ui::screens::Screen;

/// What [`run`] needs besides the app.
pub(crate) struct LaunchOptions<'a> {
    pub(crate) opening: StartScreen,
    /// The path of the journal, to show on the first run.
    pub(crate) welcome: Option<&'a str>,
    /// The folder for the file of the external editor.
    pub(crate) editor_folder: &'a Path,
    /// How long an ESC waits for the rest of a key sequence.
    pub(crate) escape_time: Duration,
    /// How long the terminal may take to report its background color; none if it can't be asked.
    pub(crate) background_reply_time: Option<Duration>,
    /// How the daily backup is made. It starts after the first frame, or once the journal is unlocked.
    pub(crate) daily_backup: Option<StartBackup<'a>>,
    /// The command of the configuration that gives the passphrase. It runs after the first frame if the journal is locked.
    pub(crate) ask_command: Option<AskCommand>,
    /// What to do once the first frame was drawn.
    pub(crate) after_first_frame: Option<Box<dyn FnOnce() + 'a>>,
}

/// Runs the command that gives the passphrase, and checks what it gave.
pub(crate) type AskCommand = Arc<dyn Fn() -> UnlockResult + Send + Sync>;

/// Makes the daily backup with the key of the journal.
pub(crate) type StartBackup<'a> = Box<dyn FnOnce(&JournalKey) -> BackgroundTask<DailyBackup> + 'a>;

/// How often to look whether an attempt to unlock the journal has finished. Nothing is looked at otherwise.
const UNLOCK_POLL: Duration = Duration::from_millis(30);

/// How long the screen stays as it is before it shows that work runs: most is over before that, and nothing flashes.
/// Keys wait meanwhile, so that they reach the screen that the work leads to.
const QUIET_TIME: Duration = Duration::from_millis(500);

/// How often to look whether the work of a screen has finished. Nothing is looked at otherwise.
const WORK_POLL: Duration = Duration::from_millis(50);

/// The longest time a tick reports. After a longer gap the process was suspended or the computer asleep. A break counts
/// a gap of more than 2 seconds as not breathed, so this is just longer.
const MAX_TICK: Duration = Duration::from_millis(2001);

/// How long idle work may run before the next frame.
const IDLE_SLICE: Duration = Duration::from_millis(50);

/// How long to sleep after a frame, so that the terminal can show it before other work starts.
const DRAW_YIELD: Duration = Duration::from_millis(1);

const WAIT_ERROR: &str = "the terminal can't be waited for";
const READ_ERROR: &str = "the terminal can't be read";

/// Runs the app in full-screen mode until it ends, and restores the terminal.
pub(crate) fn run(app: &mut App, options: LaunchOptions) -> anyhow::Result<ExitReason> {
    let signals = Signals::register().context("the signals of this system can't be listened to")?;
    // If this fails, keys are read from the inherited stdin.
    let _ = reopen_stdin();
    let mut terminal = Tui::init().context(
        "this terminal can't be set up for whole screens; “--help” lists what prints lines",
    )?;
    let result = panic_hook::catch_panic(|| {
        let size = terminal.size();
        app.open(options.opening, (size.width, size.height), &now());
        if let Some(journal) = options.welcome {
            app.show_welcome(journal);
        }
        let reply_time = options.background_reply_time;
        let query = BackgroundQuery::new(reply_time.filter(|_| app.follows_background()));
        let mut event_loop = EventLoop {
            app,
            terminal: &mut terminal,
            signals: &signals,
            keys: KeyReader::new(options.escape_time),
            editor: ExternalEditor::new(options.editor_folder),
            daily_backup: options.daily_backup,
            backup: BackgroundTask::Done,
            unlock: BackgroundTask::Done,
            ask_command: options.ask_command,
            work: None,
            progress_shown_at: instant_now(),
            after_first_frame: options.after_first_frame,
            query,
        };
        event_loop.ask_at_start();
        let result = event_loop.run();
        event_loop.finish_query();
        result
    });
    match result {
        Ok(Ok(reason)) => Ok(reason),
        // The terminal is gone or broken; save the text anyway.
        Ok(Err(error)) => {
            let _ = app.update(Event::Terminate, &now());
            Err(error)
        }
        Err(location) => Ok(save_after_panic(app, location)),
    }
}

/// Lets the app save its text after a panic at `location`.
pub(crate) fn save_after_panic(app: &mut App, location: String) -> ExitReason {
    let is_saved = panic_hook::catch_panic(|| app.update(Event::Terminate, &now())).is_ok();
    ExitReason::Panicked { location, is_saved }
}

struct EventLoop<'a> {
    app: &'a mut App,
    terminal: &'a mut Tui,
    signals: &'a Signals,
    keys: KeyReader,
    editor: ExternalEditor<'a>,
    daily_backup: Option<StartBackup<'a>>,
    backup: BackgroundTask<DailyBackup>,
    /// The attempt to unlock the journal.
    unlock: BackgroundTask<UnlockResult>,
    ask_command: Option<AskCommand>,
    /// The long work that a screen asked for.
    work: Option<RunningWork>,
    /// When its progress was shown last.
    progress_shown_at: Instant,
    after_first_frame: Option<Box<dyn FnOnce() + 'a>>,
    query: BackgroundQuery,
}

impl EventLoop<'_> {
    fn run(&mut self) -> anyhow::Result<ExitReason> {
        let mut last_update = instant_now();
        let mut has_input = false;
        loop {
            if let Some(reason) = self.advance_work()? {
                return Ok(reason);
            }
            self.terminal.draw(self.app)?;
            if let Some(act) = self.after_first_frame.take() {
                act();
            }
            if self.query.take_due() {
                self.terminal.query_background()?;
            }
            if let Some(key) = self.app.key_on_disk()
                && let Some(start) = self.daily_backup.take()
            {
                self.backup = start(key);
            }
            if has_input || self.app.has_idle_work() || self.backup.is_pending() {
                has_input = self.yield_after_draw().context(WAIT_ERROR)?;
            }
            if !has_input {
                // It may lead to a repair, which must be the only one that uses the journal.
                if self.work.is_none()
                    && let Some(daily) = self.backup.poll()
                {
                    self.app.on_backup_done(daily);
                    continue;
                }
                if let Some(result) = self.unlock.poll() {
                    let _ = self.app.update(Event::Unlock(result), &now());
                    continue;
                }
                has_input = self.wait_for_input().context(WAIT_ERROR)?;
            }
            let mut effect = self.tick(&mut last_update);
            if !has_input {
                self.run_idle_work().context(WAIT_ERROR)?;
            }
            if self.signals.has_resized() {
                self.resize();
            }
            let message = self.editor.apply_late_save(self.app);
            match self.signals.take_event() {
                Some(SignalEvent::Terminate(number)) => return Ok(self.terminate(number)),
                Some(SignalEvent::Suspend) => effect = Some(Effect::Suspend),
                Some(SignalEvent::Continue) => effect = Some(Effect::Redraw),
                Some(SignalEvent::Panic) => {
                    let text = self.app.screen().and_then(Screen::edited_text);
                    panic!("a mistake made on purpose, with {text:?}");
                }
                None => {}
            }
            if effect.is_none() && has_input {
                effect = self.read_events().context(READ_ERROR)?;
            }
            // A key clears the status, so the message comes after it.
            if let Some(message) = message {
                self.app.append_status(&message);
            }
            if let Some(effect) = effect {
                // A bell takes no time, and what passes meanwhile belongs to the breath.
                let is_instant = effect == Effect::RingBell;
                if let Some(reason) = self.perform(effect)? {
                    return Ok(reason);
                }
                if !is_instant {
                    last_update = instant_now();
                }
            }
        }
    }

    /// Starts work that the app asked for, takes its result, and lets the app show how far it is. Returns why the program
    /// ends, if it does.
    fn advance_work(&mut self) -> anyhow::Result<Option<ExitReason>> {
        loop {
            let is_new = self.work.is_none();
            if is_new {
                self.work = self.app.take_work().map(RunningWork::start);
            }
            let Some(work) = &self.work else {
                return Ok(None);
            };
            let patience = if is_new { QUIET_TIME } else { Duration::ZERO };
            let Some(finished) = work.finish_within(patience) else {
                self.show_progress(is_new);
                return Ok(None);
            };
            self.work = None;
            if let Some(reason) = self.finish_work(finished)? {
                return Ok(Some(reason));
            }
        }
    }

    fn show_progress(&mut self, is_new: bool) {
        let is_due = self.progress_shown_at.elapsed() >= self.app.progress_interval();
        if (is_new || is_due)
            && let Some(work) = &self.work
            && let Some(progress) = work.take_progress()
        {
            self.progress_shown_at = instant_now();
            self.app.on_work_progress(progress);
        }
    }

    fn finish_work(&mut self, finished: FinishedWork) -> anyhow::Result<Option<ExitReason>> {
        let result = finished.unwrap_or_else(|location| panic_hook::repeat_panic(location));
        match self.app.on_work_done(result, &now()) {
            Some(effect) => self.perform(effect),
            None => Ok(None),
        }
    }

    /// Runs the command that gives the passphrase if the app begins with a locked journal.
    fn ask_at_start(&mut self) {
        if self.ask_command.is_some() && self.app.begin_asking() {
            self.run_ask_command();
        }
    }

    fn run_ask_command(&mut self) {
        if let Some(ask) = self.ask_command.clone() {
            self.unlock = BackgroundTask::new(move || ask());
        }
    }

    /// Sleeps for a moment, so that the terminal shows the frame sooner. Returns whether there may be input.
    fn yield_after_draw(&mut self) -> io::Result<bool> {
        let output = self.terminal.output();
        Ok(self.signals.wait_for_keys(Some(DRAW_YIELD), output)?
            || self.keys.has_buffered_events()?)
    }

    /// Waits for input, a signal or the next frame. Returns whether there may be input.
    fn wait_for_input(&mut self) -> io::Result<bool> {
        let timeout = self.keys.timeout();
        let unlock = self.unlock.is_running().then_some(UNLOCK_POLL);
        let timeouts = self.app.next_frame_in().into_iter().chain(timeout);
        let work = self.work.is_some().then_some(WORK_POLL);
        let timeout = timeouts.chain(unlock).chain(work).min();
        let output = self.terminal.output();
        let has_input = self.signals.wait_for_keys(timeout, output)?;
        // An incomplete key sequence that timed out is a key as well.
        Ok(has_input || self.keys.timeout() == Some(Duration::ZERO))
    }

    /// Reports the elapsed time. This comes before keys, so that a key held down can't stop a breath.
    fn tick(&mut self, last_update: &mut Instant) -> Option<Effect> {
        let elapsed = last_update.elapsed().min(MAX_TICK);
        *last_update = instant_now();
        self.app.update(Event::Tick(elapsed), &now())
    }

    /// Runs idle work until there is input, a result to show or the time slice is used up.
    fn run_idle_work(&mut self) -> io::Result<()> {
        let started = instant_now();
        while self.app.has_idle_work()
            && started.elapsed() < IDLE_SLICE
            && !self
                .signals
                .wait_for_keys(Some(Duration::ZERO), self.terminal.output())?
        {
            if self.app.run_idle_work() {
                break;
            }
        }
        Ok(())
    }

    /// Reads keys and pastes until one of them has an effect.
    fn read_events(&mut self) -> io::Result<Option<Effect>> {
        let mut effect = None;
        self.keys.read_events(|event| {
            effect = to_app_event(event).and_then(|event| self.app.update(event, &now()));
            // What comes next is for the screen that the work leads to.
            effect.is_none() && !self.app.wants_work()
        })?;
        self.handle_reports();
        Ok(effect)
    }

    fn handle_reports(&mut self) {
        while let Some(report) = self.keys.pop_report() {
            if let Some(color) = self.query.on_report(report) {
                let _ = self.app.update(Event::BackgroundColor(color), &now());
            }
        }
    }

    /// Waits for the reply to a query before another program uses the terminal, which would read it as typed text.
    fn finish_query(&mut self) {
        while let Some(timeout) = self.query.reply_timeout() {
            if self.keys.read_reports(timeout).is_err() {
                return;
            }
            self.handle_reports();
        }
    }

    /// Reports the window size and redraws every cell: a window that was smaller for a moment lost some of them, even if
    /// its size is the same as before.
    fn resize(&mut self) {
        self.terminal.invalidate();
        let size = self.terminal.size();
        let _ = self
            .app
            .update(Event::Resize(size.width, size.height), &now());
    }

    fn terminate(&mut self, signal: i32) -> ExitReason {
        if let Some(work) = self.work.take()
            && let Some(Ok(result)) = work.finish_now()
        {
            let _ = self.app.on_work_done(result, &now());
        }
        let _ = self.app.update(Event::Terminate, &now());
        ExitReason::Signal(signal)
    }

    /// Performs an effect. Returns why the program ends, if it does.
    fn perform(&mut self, effect: Effect) -> anyhow::Result<Option<ExitReason>> {
        match effect {
            Effect::Quit => return Ok(Some(ExitReason::Quit)),
            Effect::Redraw => {
                self.terminal.reenter()?;
                self.query.restart();
            }
            Effect::ClearScrollback => self.terminal.purge()?,
            Effect::Unlock(request) => self.unlock = BackgroundTask::new(move || request.run()),
            Effect::RunAskCommand => self.run_ask_command(),
            Effect::StopWork => {
                if let Some(work) = &self.work {
                    work.stop();
                }
            }
            Effect::RingBell => self.terminal.ring_bell()?,
            Effect::CopyText(text) => self.terminal.copy_to_clipboard(&text)?,
            Effect::Suspend => {
                if signals::can_suspend() {
                    self.finish_query();
                    self.terminal.restore();
                    signals::suspend();
                }
                self.terminal.reenter()?;
                self.query.restart();
            }
            Effect::OpenEditor(text) => {
                self.finish_query();
                self.terminal.restore();
                // The text is saved before the terminal is used again: it may be gone.
                let terminated_by = self.editor.open(&text, self.signals, self.app);
                if let Some(signal) = terminated_by {
                    return Ok(Some(self.terminate(signal)));
                }
                self.terminal.reenter()?;
                self.keys.discard_input().context(READ_ERROR)?;
                self.query.restart();
            }
        }
        Ok(None)
    }
}

fn to_app_event(event: event::Event) -> Option<Event> {
    match event {
        event::Event::Key(key) => Some(Event::Key(key)),
        event::Event::Paste(text) => Some(Event::Paste(text)),
        // A resize is detected by its signal; the event can be missing before the first key.
        event::Event::Resize(..)
        | event::Event::FocusGained
        | event::Event::FocusLost
        | event::Event::Mouse(_) => None,
    }
}
